#!/bin/sh
# musl 1.2.3 and glibc 2.36: what qsort() does with elements that compare as equal.
#
# Tried: forty pairs of a key from 0 to 3 and a number, sorted by the key alone, by one program for each library.
# Seen: glibc keeps the order of equals (a merge sort, where memory allows it), musl does not (smoothsort). Both may: the
# standard leaves it open.
# One would guess: the same program gives the same output with another C library, as it did in every test with one.
# So: where the order of equals is seen, a sort of one's own that keeps it, or a comparison that knows no equals.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
for need in gcc:gcc musl-gcc:musl-tools; do
  command -v "${need%%:*}" >/dev/null || apt-get install -y --no-install-recommends "${need#*:}" >/dev/null 2>&1 ||
    skip "${need#*:} cannot be installed"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >order.c <<'EOF'
#include <stdio.h>
#include <stdlib.h>
struct pair { int key, number; };
static int by_key(const void *a, const void *b) {
  return ((const struct pair *)a)->key - ((const struct pair *)b)->key;
}
int main(void) {
  struct pair pair[40];
  int kept = 1;
  for (int i = 0; i < 40; i++)
    pair[i] = (struct pair){i * 7 % 4, i};
  qsort(pair, 40, sizeof *pair, by_key);
  for (int i = 1; i < 40; i++)
    kept &= pair[i - 1].key < pair[i].key || pair[i - 1].number < pair[i].number;
  puts(kept ? "kept" : "lost");
  return 0;
}
EOF
gcc -o glibc order.c
musl-gcc -static -o musl order.c
got="$(./glibc) by glibc, $(./musl) by musl"
[ "$got" = "kept by glibc, lost by musl" ] || { echo "FAIL $name: the order of equals is $got"; exit 1; }
echo "PASS $name: glibc $(getconf GNU_LIBC_VERSION | cut -d' ' -f2): the order of equals is $got"
