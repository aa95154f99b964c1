#!/bin/sh
# watch of procps-ng 4.0.2 (Debian 12, procps 2:4.0.2-3) and hyperlinks of terminals.
#
# Seen: 'watch -c', which shows colours (SGR), drops the escape character of an OSC 8 sequence and shows the rest: the address
# and the backslash of its end stand among the words, twice, and move what is right of them.
# One would guess: with -c sequences are passed on or swallowed; a colour in the same line is.
# So: in 'watch -c' a program writes colours without hyperlinks.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v watch >/dev/null || apt-get install -y --no-install-recommends procps >/dev/null 2>&1 || skip "procps cannot be installed"
command -v script >/dev/null || apt-get install -y --no-install-recommends bsdutils >/dev/null 2>&1 || skip "script (bsdutils) cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

printf '\033[31mred\033[0m \033]8;;https://example.org/\033\\word\033]8;;\033\\ end\n' >line
TERM=xterm-256color script -qec "timeout 2 watch -c -t -n 60 cat line" shown </dev/null >/dev/null 2>&1 || true
fail() { echo "FAIL $name: $1: $(cat -v shown)"; exit 1; }
grep -q 'end' shown || fail "nothing is shown"
grep -qF 'red' shown || fail "the word in colour is not shown"
grep -qF '[31mred' shown && ! grep -q "$(printf '\033')\[31mred" shown && fail "the colour is shown as text"
grep -qF ']8;;https://example.org/\word]8;;\ end' shown || fail "the address is not shown as text"
echo "PASS $name: $(watch --version): 'word' with an address is shown as ]8;;https://example.org/\\word]8;;\\"
