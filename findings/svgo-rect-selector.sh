#!/bin/sh
# svgo 4.1.0 (npm), its default plugins, and rules that select elements.
#
# Seen: a <rect> without rounded corners becomes a <path> (convertShapeToPath); the rule '.a rect' stays in the style sheet as it
# is and selects nothing any more. A rule that selects a box by class holds. A <rect> with rounded corners stays a <rect>.
# One would guess: an optimiser that keeps the look of a drawing looks at its style sheet before it renames elements.
# So: an SVG that is to survive selects by class.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v npm >/dev/null || apt-get install -y --no-install-recommends npm >/dev/null 2>&1 || skip "npm cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error svgo@4.1.0 >/dev/null 2>&1 || skip "npm reaches no svgo"

cat >in.svg <<'SVG'
<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><style>@media(prefers-color-scheme:dark){.a rect{fill:#111}.a .c{fill:#222}}</style>
<g class="a"><rect width="20" height="20" fill="#fff"/><rect class="c" x="30" width="20" height="20" fill="#eee"/></g></svg>
SVG
node_modules/.bin/svgo -q in.svg -o out.svg
fail() { echo "FAIL $name: $1: $(cat out.svg)"; exit 1; }
grep -q '<rect' out.svg && fail "a box is still a rect"
grep -q '\.a rect{fill:#111}' out.svg || fail "the rule for rect is another one"
grep -q '\.c{fill:#222}' out.svg || fail "the rule by class is gone"
sed 's/height="20" fill/height="20" rx="2" fill/g' in.svg >round.svg
node_modules/.bin/svgo -q round.svg -o out.svg
grep -q '<rect' out.svg || fail "a box with corners is no rect any more"
echo "PASS $name: svgo 4.1.0: <rect> became <path>, the rule '.a rect' stayed as it was"
