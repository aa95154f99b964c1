#!/bin/sh
# Sphinx 5.3.0 (Debian 12, python3-sphinx 5.3.0-4) and box characters in LaTeX.
#
# Seen: of the 128 box-drawing characters the LaTeX that is written for pdflatex, the default engine, declares five, U+2500 U+2502
# U+2514 U+251C U+2572: what 'tree' prints, and a diagonal. Corners at the top and right, tees, crosses and U+25BC stand in the
# .tex as they are, declared by nobody.
# One would guess: all of a block or none, since 'tree' output in a literal block comes out well.
# So: drawings in documentation that becomes a PDF need latex_engine = 'xelatex' or 'lualatex', pure ASCII, or a picture.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v sphinx-build >/dev/null || apt-get install -y --no-install-recommends python3-sphinx >/dev/null 2>&1 || skip "python3-sphinx cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

printf 'project = "p"\n' >conf.py
cat >index.rst <<'RST'
Title
=====

::

   ┌─┬─┐
   ├─┼─┤
   └─┴─┘
    ▼
RST
sphinx-build -q -b latex . out
fail() { echo "FAIL $name: $1"; exit 1; }
declared=$(sed -n 's/^ *\\sphinxDUC{\(2[0-9A-F]*\)}.*/\1/p' out/*.tex | tr '\n' ' ' | sed 's/ $//')
[ "$declared" = "2500 2502 2514 251C 2572" ] || fail "declared are $declared"
grep -q '┌─┬─┐' out/*.tex || fail "the drawing does not stand in the .tex as it is"
echo "PASS $name: $(sphinx-build --version): declared for pdflatex are U+$(echo "$declared" | sed 's/ / U+/g')"
