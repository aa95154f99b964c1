#!/bin/sh
# hb-subset of HarfBuzz 6.0.0 (Debian 12): what becomes of the table `kern` of a font.
#
# Tried: Liberation Sans cut down to five letters, without GPOS, GSUB and GDEF, so that the pairs of `kern` are what kerns;
# plain, with --drop-tables-=kern ("do not drop it"), with --passthrough-tables, and with that and --retain-gids. Each is
# shaped by hb-shape, and the advances are summed.
# Seen: it is dropped without a word, also where it is said not to be; passed through it is there, but its pairs have the
# numbers of glyphs of the whole font, which no longer fit: no letter is kerned. With the numbers kept, too, the width is
# that of the whole font.
# One would guess: what is not to be dropped is kept, and what is kept is subset; a font "with kern" in it kerns.
# So: a table that the tool does not know is to be passed through, and then glyphs keep their numbers; and the width of a
# line tells more about a subset than the list of its tables.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
for need in hb-subset:libharfbuzz-bin fc-list:fontconfig; do
  command -v "${need%%:*}" >/dev/null || apt-get install -y --no-install-recommends "${need#*:}" >/dev/null 2>&1 ||
    skip "${need#*:} cannot be installed"
done
font=$(fc-list | sed -n 's|^\(/.*/LiberationSans-Regular\.ttf\):.*|\1|p' | head -1)
if [ -z "$font" ]; then
  apt-get install -y --no-install-recommends fonts-liberation >/dev/null 2>&1 || skip "fonts-liberation cannot be installed"
  font=$(fc-list | sed -n 's|^\(/.*/LiberationSans-Regular\.ttf\):.*|\1|p' | head -1)
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
width() {
  hb-shape --no-glyph-names "$1" AVATo | tr '|' '\n' | sed 's/.*+//; s/]//' | awk '{ sum += $1 } END { print sum }'
}
has_kern() { if head -c 512 "$1" | grep -aq kern; then echo with; else echo without; fi; }
try() {
  hb-subset "$font" --text=AVATo --drop-tables=GPOS,GSUB,GDEF "$@" --output-file=cut.ttf
  echo "$(has_kern cut.ttf) $(width cut.ttf)"
}
got="whole $(width "$font"); plain $(try); not dropped $(try --drop-tables-=kern)"
got="$got; passed through $(try --passthrough-tables); with its numbers $(try --passthrough-tables --retain-gids)"
want="whole 5805; plain without 6488; not dropped without 6488; passed through with 6488; with its numbers with 5805"
if [ "$got" = "$want" ]; then
  echo "PASS $name: $(hb-subset --version | head -1): $got"
else
  echo "FAIL $name: $(hb-subset --version | head -1): $got; it was: $want"
  exit 1
fi
