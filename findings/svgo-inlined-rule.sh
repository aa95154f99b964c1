#!/bin/sh
# svgo 4.1.0 (npm), its default plugins, and a rule that a media query overrules.
#
# Seen: a rule outside of @media that selects one element is written into its style attribute (inlineStyles), and the class goes;
# with it goes the rule in @media(prefers-color-scheme:dark) for the same class, which came behind and won. Where two elements
# are selected, both rules stay.
# One would guess: a rule is not inlined when another rule for the same element and property would lose by it.
# So: the colours of the scheme that is overruled stand in presentation attributes, which any rule overrules, or in rules that
# hold for two elements at least.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v npm >/dev/null || apt-get install -y --no-install-recommends npm >/dev/null 2>&1 || skip "npm cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error svgo@4.1.0 >/dev/null 2>&1 || skip "npm reaches no svgo"

box='<rect class="a" width="9" height="9" rx="2"/>'
for n in one two; do
  [ $n = one ] && boxes=$box || boxes="$box$(echo "$box" | sed 's/class/y="20" class/')"
  printf '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><style>.a{fill:#eee}@media(prefers-color-scheme:dark){.a{fill:#111}}</style>%s</svg>\n' "$boxes" >$n.svg
  node_modules/.bin/svgo -q $n.svg -o $n.out.svg
done
fail() { echo "FAIL $name: $1: $(cat one.out.svg two.out.svg)"; exit 1; }
grep -q '<rect[^>]*style="fill:#eee"' one.out.svg || fail "the rule is not written into the element"
grep -q '#111' one.out.svg && fail "the dark rule is still there"
grep -q '{\.a{fill:#111}}' two.out.svg || fail "the dark rule for two is gone"
grep -q 'style="' two.out.svg && fail "a rule for two elements is written into them"
echo "PASS $name: svgo 4.1.0: a rule for one element went into its style attribute; the one in @media for its class is gone"
