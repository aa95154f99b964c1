#!/bin/sh
# Graphviz 2.43 (Debian 12): a label of a minus and a full stop.
#
# Tried: dot -Tcanon of a graph with label="-.", and dot on what that wrote.
# Seen: it is written as label=-. without quotes, and dot does not read that: a syntax error near '-', exit status 1. The library's
# agwrite() writes the same. A lone "-" and a lone "." keep their quotes.
# One would guess: whatever Graphviz writes it can read.
# So: a writer of DOT quotes by a rule of its own, a number being what the grammar says, with a digit in it.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v dot >/dev/null || apt-get install -y --no-install-recommends graphviz >/dev/null 2>&1 || skip "graphviz cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo 'graph { a [label="-."]; b [label="-"]; }' >in.dot
dot -Tcanon in.dot >out.dot
grep -q 'label=-\.\]' out.dot || { echo "FAIL $name: written as $(grep 'a' out.dot | tail -1)"; exit 1; }
grep -q 'label="-"' out.dot || { echo "FAIL $name: the lone minus has lost its quotes"; exit 1; }
if dot -Tcanon out.dot >/dev/null 2>said; then
  echo "FAIL $name: it is read again"
  exit 1
fi
grep -q 'syntax error' said || { echo "FAIL $name: it says $(cat said)"; exit 1; }
echo "PASS $name: $(dot -V 2>&1 | cut -d' ' -f1-5): label=-. is written and not read"
