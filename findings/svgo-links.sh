#!/bin/sh
# svgo 4.1.0 (npm), its default plugins, and links.
#
# Seen: <a href="..."> loses its address and stays as an empty <a>; <a xlink:href="..."> keeps it. role="group" and role="img" of
# the root are removed, too. (removeUnknownsAndDefaults: 'href' without a prefix is of SVG 2; roles go unless keepRoleAttr.)
# One would guess: addresses and roles are content, which an optimiser leaves alone, or whose element it takes away as well.
# So: who optimises drawings with links turns removeUnknownsAndDefaults off, or writes xlink:href.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v npm >/dev/null || apt-get install -y --no-install-recommends npm >/dev/null 2>&1 || skip "npm cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error svgo@4.1.0 >/dev/null 2>&1 || skip "npm reaches no svgo"

cat >in.svg <<'SVG'
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="60" height="20" role="group">
<a href="https://example.org/new"><rect width="20" height="20" rx="2"/></a><a xlink:href="https://example.org/old"><rect x="30" width="20" height="20" rx="2"/></a></svg>
SVG
printf 'export default {plugins: [{name: "preset-default", params: {overrides: {removeUnknownsAndDefaults: false}}}]};\n' >off.mjs
node_modules/.bin/svgo -q in.svg -o out.svg
node_modules/.bin/svgo -q --config off.mjs in.svg -o kept.svg
fail() { echo "FAIL $name: $1: $(cat out.svg)"; exit 1; }
grep -q 'example.org/new' out.svg && fail "the address in href is still there"
grep -q 'role=' out.svg && fail "the role is still there"
grep -q '<a>' out.svg || fail "the link went as a whole"
grep -q 'example.org/old' out.svg || fail "the address in xlink:href is gone"
{ grep -q 'example.org/new' kept.svg && grep -q 'role="group"' kept.svg; } || fail "without removeUnknownsAndDefaults they are not kept"
echo "PASS $name: svgo 4.1.0: href and role were removed, <a> and xlink:href stayed"
