#!/bin/sh
# gofmt of Go 1.19.8 (Debian 12, golang-1.19-go 1.19.8-2) and drawings of characters in doc comments.
#
# Seen: in '// ┌──┐', rows that touch the left edge stay as they are, and a row that is indented by more becomes a block of
# code: a tab before it and empty comments around it. So a tree or a graph is torn where its second row begins further right; a
# box alone, all of whose rows begin at the edge, stays. In a comment that is no doc comment nothing is changed. Rows behind
# '//' and a tab, between empty comments, stay as they are.
# One would guess: gofmt sets code and leaves the words of comments alone, as it did before Go 1.19; or a drawing is all prose or
# all code.
# So: a drawing in a Go file is a block of code from the start.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v gofmt >/dev/null || apt-get install -y --no-install-recommends golang-go >/dev/null 2>&1 || skip "golang-go cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAIL $name: $1:"; cat "$2"; exit 1; }

printf 'package p\n\n// F does it.\n//\n// ┌───┐\n// │ A │\n// └─┬─┘\n//   ▼\n// ┌───┐\n// │ B │\n// └───┘\nfunc F() {}\n' >torn.go
printf 'package p\n\n// F does it.\n//\n// ┌───┐\n// │ A │\n// └─┬─┘\n//\n//\t▼\n//\n// ┌───┐\n// │ B │\n// └───┘\nfunc F() {}\n' >torn.want
printf 'package p\n\n// F does it.\n//\n// ┌───┐\n// │ A │\n// └───┘\nfunc F() {}\n' >box.go
printf 'package p\n\nfunc F() {\n\t// ┌───┐\n\t// └─┬─┘\n\t//   ▼\n}\n' >inside.go
printf 'package p\n\n// F does it.\n//\n//\t┌───┐\n//\t└─┬─┘\n//\t  ▼\n//\n// More.\nfunc F() {}\n' >code.go

gofmt torn.go >torn.set
cmp -s torn.set torn.want || fail "an indented row does not become a block of code of its own" torn.set
for file in box inside code; do
  gofmt "$file.go" >"$file.set"
  cmp -s "$file.set" "$file.go" || fail "$file.go does not stay as it is" "$file.set"
done
version=$(go version 2>/dev/null || dpkg-query -W -f "\${Package} \${Version}" golang-go)
echo "PASS $name: $version: of a drawing in a doc comment the indented row alone becomes a block of code"
