#!/bin/sh
# GNU Make 4.3: a file of dependencies in which a target has an equals sign in its name.
#
# Tried: include of a file with the one line "out/a=b.svg: map.yaml", as compilers and -MF write it.
# Seen: no rule comes of it and nothing is said: the line sets a variable named "out/a" to "b.svg: map.yaml", and make holds
# the target for up to date when map.yaml is newer. A backslash before the sign does not help; a variable that holds it does,
# on both sides of the colon ("e := =", then "out/a$(e)b.svg: map.yaml").
# One would guess: a line with a colon is a rule, or an error.
# So: who writes dependencies lets '=' come out of a variable or a function.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v make >/dev/null || apt-get install -y --no-install-recommends make >/dev/null 2>&1 || skip "make cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir out
touch -d '2020-01-01' 'out/a=b.svg'
touch map.yaml
# shellcheck disable=SC2016 # these are make's own
printf 'e := =\nall: out/a$(e)b.svg\nout/%%.svg: ; @echo drawn\ninclude deps\n' >Makefile
expect() { # expect WHAT LINE...
  want=$1
  shift
  printf '%s\n' "$@" >deps
  got=$(make -s all 2>&1) || got="an error: $got"
  case $got in
  *drawn*) got=drawn ;;
  *rror*) ;;
  *) got=nothing ;;
  esac
  [ "$got" = "$want" ] || { echo "FAIL $name: with '$*' $got"; exit 1; }
}
expect nothing 'out/a=b.svg: map.yaml'
expect nothing 'out/a\=b.svg: map.yaml'
# shellcheck disable=SC2016
expect drawn 'out/a$(e)b.svg: map.yaml'
echo "PASS $name: $(make --version | head -1): a target with '=' sets a variable, and its dependencies are lost"
