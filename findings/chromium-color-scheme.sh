#!/bin/sh
# Chromium 156.0.8078.114 (Debian 12, chromium) and the scheme of an SVG that a page shows.
#
# Seen: prefers-color-scheme within an SVG that an <img> shows is what the color-scheme of the <img> says, inherited from the page
# or its own, whatever the reader prefers: color-scheme: dark makes it dark by day, color-scheme: light keeps it light at night.
# Without a color-scheme it follows the reader. In an inline <svg> color-scheme decides nothing: the query asks the reader.
# One would guess: a media query asks the reader everywhere, or the element everywhere.
# So: a page that has one scheme only says so (:root{color-scheme:light}), and its images fit; inline drawings need a file of one
# scheme.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v chromium >/dev/null || apt-get install -y --no-install-recommends chromium >/dev/null 2>&1 || skip "chromium cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

svg='<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><style>@media(prefers-color-scheme:dark){.a{fill:#000}}</style><rect class="a" width="60" height="60" fill="#fff"/></svg>'
echo "$svg" >a.svg
shot() { # shot FILE COLOR-SCHEME CONTENT BROWSER(0: dark, 1: light)
  printf '<!DOCTYPE html><meta charset="utf-8"><title>t</title><style>body{margin:0;background:#888}img,svg{display:block;color-scheme:%s}</style>%s\n' "$2" "$3" >"$1.html"
  timeout 60 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=60,60 --blink-settings="preferredColorScheme=$4" \
    --screenshot="$1.png" "file://$work/$1.html" >/dev/null 2>&1
}
shot white normal '<svg width="60" height="60"><rect width="60" height="60" fill="#fff"/></svg>' 1
shot black normal '<svg width="60" height="60"><rect width="60" height="60" fill="#000"/></svg>' 1
img='<img src="a.svg" alt="">'
as() { # as LIKE NAME COLOR-SCHEME CONTENT BROWSER
  like=$1
  shift
  shot "$@"
  cmp -s "$1.png" "$like.png" || { echo "FAIL $name: '$1' is not $like"; exit 1; }
}
cmp -s white.png black.png && { echo "FAIL $name: black and white look alike"; exit 1; }
as white day normal "$img" 1
as black night normal "$img" 0
as black dark-by-day dark "$img" 1
as white light-at-night light "$img" 0
as white inline-dark-by-day dark "$svg" 1
as black inline-light-at-night light "$svg" 0
echo "PASS $name: $(chromium --version 2>/dev/null | cut -d' ' -f1-2): color-scheme of an <img> decides, that of an inline <svg> does not"
