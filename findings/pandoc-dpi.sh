#!/bin/sh
# pandoc 2.17.1.1 (Debian 12) and the resolution of a PNG.
#
# Seen: a PNG of 192 x 192 pixels whose pHYs says 7559 pixels a metre, which is how 192 dpi has to be written, is 919187 EMU wide in
# a docx, 192/191 of an inch: 7559 * 0.0254 = 191.9986 is cut, not rounded. The same with 7560 (192.024 dpi) is one inch, 914400.
# One would guess: the nearest whole number, as for 96 dpi, where 3780 is above and gives 96.
# So: pictures at a scale of two are half a percent larger than text of the same size beside them.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
for tool in pandoc unzip; do
  command -v $tool >/dev/null || apt-get install -y --no-install-recommends $tool >/dev/null 2>&1 || skip "$tool cannot be installed"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# 192 x 192 pixels, one bit each, all black; pHYs 7559, and 7560.
base64 -d >7559.png <<'PNG'
iVBORw0KGgoAAAANSUhEUgAAAMAAAADAAQAAAAB6p1GqAAAACXBIWXMAAB2HAAAdhwGP5fFlAAAAHElEQVR42u3BMQEAAADCoPVPbQ0PoAAAAADg1wASwAABzDtabAAAAABJRU5ErkJggg==
PNG
base64 -d >7560.png <<'PNG'
iVBORw0KGgoAAAANSUhEUgAAAMAAAADAAQAAAAB6p1GqAAAACXBIWXMAAB2IAAAdiAH5K19/AAAAHElEQVR42u3BMQEAAADCoPVPbQ0PoAAAAADg1wASwAABzDtabAAAAABJRU5ErkJggg==
PNG
width() {
  echo "![]($1.png)" | pandoc -f markdown -t docx -o "$1.docx"
  unzip -p "$1.docx" word/document.xml | grep -o 'cx="[0-9]*"' | head -n 1 | tr -dc 0-9
}
below=$(width 7559) above=$(width 7560)
[ "$below $above" = "919187 914400" ] || { echo "FAIL $name: 7559 a metre is $below EMU, not 919187, 7560 is $above, not 914400"; exit 1; }
echo "PASS $name: $(pandoc --version | head -n 1): 192 pixels at 192 dpi are $below EMU, one inch and 1/191"
