#!/bin/sh
# Sphinx 5.3.0 with MyST-Parser 0.18.1 (Debian 12): a picture and a link whose file has a blank in its name.
#
# Tried: pages of Markdown that show `hand book.svg` by ![](hand%20book.svg) and by ![](<hand book.svg>), and one that
# shows `handbook.svg`.
# Seen: the first two are "image file not readable", and nothing is copied; the third is. The reader of Markdown writes
# each address with %20, and Sphinx takes that for the name of a file.
# One would guess: one of the two ways that CommonMark has for such a name works.
# So: pictures of pages that are to be built there have names without blanks.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
python=/usr/bin/python3 # Debian's, whose packages these are
$python -c 'import sphinx, myst_parser' 2>/dev/null ||
  apt-get install -y --no-install-recommends python3-sphinx python3-myst-parser >/dev/null 2>&1 ||
  skip "python3-sphinx and python3-myst-parser cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf 'project = "x"\nextensions = ["myst_parser"]\n' >conf.py
echo '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>' >'hand book.svg'
cp 'hand book.svg' handbook.svg
show() { # show ADDRESS: what becomes of it
  rm -rf out
  printf '# One\n\n![picture](%s)\n' "$1" >index.md
  $python -m sphinx -q -b html . out >log 2>&1
  warned=$(grep -c 'image file not readable' log || :)
  copied=$(find out/_images -name '*.svg' 2>/dev/null | wc -l)
  echo "warnings $warned, pictures $copied"
}
got="encoded: $(show 'hand%20book.svg'); in brackets: $(show '<hand book.svg>'); without a blank: $(show handbook.svg)"
want="encoded: warnings 1, pictures 0; in brackets: warnings 1, pictures 0; without a blank: warnings 0, pictures 1"
versions=$($python -c 'import sphinx, myst_parser; print("Sphinx", sphinx.__version__, "MyST-Parser", myst_parser.__version__)')
if [ "$got" = "$want" ]; then
  echo "PASS $name: $versions: $got"
else
  echo "FAIL $name: $versions: $got; it was: $want"
  exit 1
fi
