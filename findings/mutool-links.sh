#!/bin/sh
# MuPDF 1.21.1 (Debian 12, mupdf-tools 1.21.1+ds2-1+deb12u1) and links in SVG.
#
# Seen: what stands in an <a> is not drawn, whether it has an address or not; the same in a <g> is. No message, exit status 0.
# One would guess: a renderer that follows no links draws <a> as a group.
# So: a drawing whose boxes are links loses them in programs built on MuPDF; draw it without addresses, or convert it by another.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v mutool >/dev/null || apt-get install -y --no-install-recommends mupdf-tools >/dev/null 2>&1 || skip "mupdf-tools cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

svg() { # svg FILE CONTENT
  printf '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">%s</svg>\n' "$2" >"$1.svg"
  mutool draw -q -o "$1.png" "$1.svg"
}
box='<rect width="40" height="40" fill="#f00"/>'
svg link "<a href=\"https://example.org/\">$box</a>"
svg bare "<a>$box</a>"
svg group "<g>$box</g>"
svg empty ''
fail() { echo "FAIL $name: $1"; exit 1; }
cmp -s group.png empty.png && fail "a group is not drawn either"
cmp -s link.png empty.png || fail "what stands in <a href> is drawn"
cmp -s bare.png empty.png || fail "what stands in <a> is drawn"
echo "PASS $name: $(mutool -v 2>&1 | head -1): a box in <a> is not drawn, in <g> it is"
