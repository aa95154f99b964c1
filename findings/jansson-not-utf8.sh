#!/bin/sh
# Jansson 2.14 (Debian 12): a text that is not UTF-8 as a value.
#
# Tried: json_object_set_new(object, "name", json_string("caf\xe9")), as a program does with a file name.
# Seen: json_string() gives NULL, json_object_set_new() takes it and gives -1, and the object has no such key: what is written
# is valid JSON in which something is missing. json_pack("{s:s?}", ...), whose "?" allows NULL, gives no object at all.
# One would guess: an error when it is written, or a replaced letter.
# So: texts from outside are made UTF-8 before, or each of these results is looked at.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >try.c <<'C'
#include <jansson.h>
#include <stdio.h>
int main(void) {
  json_t *object = json_object();
  json_object_set_new(object, "size", json_integer(1));
  int given = json_object_set_new(object, "name", json_string("caf\xe9"));
  json_t *packed = json_pack("{s:s?}", "name", "caf\xe9");
  char *text = json_dumps(object, 0);
  printf("%d %s %s %s\n", given, packed ? "object" : "none", text, JANSSON_VERSION);
  return 0;
}
C
cc try.c -o try -ljansson 2>/dev/null || {
  apt-get install -y --no-install-recommends gcc libc6-dev libjansson-dev >/dev/null 2>&1 || skip "libjansson-dev cannot be installed"
  cc try.c -o try -ljansson
}
got=$(./try)
case $got in
'-1 none {"size": 1} '*) echo "PASS $name: Jansson ${got##* }: a value that is not UTF-8 takes its key with it" ;;
*)
  echo "FAIL $name: $got"
  exit 1
  ;;
esac
