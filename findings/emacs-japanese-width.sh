#!/bin/sh
# GNU Emacs 28.2 (Debian 12, emacs-nox 1:28.2+1-15+deb12u4) and box characters in a Japanese environment.
#
# Seen: with LANG=ja_JP.UTF-8, or (set-language-environment "Japanese"), single lines and ▼ → are two columns wide, while double
# lines and round corners stay at one; so does e with an acute accent, another ambiguous character of UAX #11.
# One would guess: all of the ambiguous ones, as terminals with "ambiguous is wide" do, or none. Emacs goes by the characters of
# the Japanese sets (JIS X 0208 has single and heavy lines, no double ones).
# So: a drawing whose columns are right for such a terminal is not right for Emacs, nor the other way round; pure ASCII is, and
# so are double lines without arrowheads.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v emacs >/dev/null || apt-get install -y --no-install-recommends emacs-nox >/dev/null 2>&1 || skip "emacs-nox cannot be installed"

# Light horizontal, light corner, heavy horizontal, triangle down, arrow; double corner, round corner, e acute.
widths='(princ (mapcar (quote char-width) (list #x2500 #x250c #x2501 #x25bc #x2192 #x2554 #x256d #xe9)))'
plain=$(LC_ALL=C.UTF-8 emacs -Q --batch --eval "$widths" 2>/dev/null)
japanese=$(LC_ALL=C.UTF-8 emacs -Q --batch --eval '(set-language-environment "Japanese")' --eval "$widths" 2>/dev/null)
[ "$plain" = "(1 1 1 1 1 1 1 1)" ] || { echo "FAIL $name: without it the widths are $plain"; exit 1; }
[ "$japanese" = "(2 2 2 2 2 1 1 1)" ] || { echo "FAIL $name: the widths are $japanese"; exit 1; }
echo "PASS $name: $(emacs --version | head -n 1): widths are $japanese"
