#!/bin/sh
# libunistring 1.0 (Debian 12, libunistring-dev) and a line that may end behind a full stop.
#
# Seen: u8_possible_linebreaks() says that a line may end within "Next.js" and "e.g", between the full stop and the letter; and so
# behind a comma, a colon and a semicolon.
# One would guess: it keeps them together, as rule LB29 of UAX #14 does.
# So: text that is broken by it parts names with dots; another implementation of UAX #14 draws them whole.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v cc >/dev/null || skip "there is no C compiler"
[ -e /usr/include/unilbrk.h ] || apt-get install -y --no-install-recommends libunistring-dev >/dev/null 2>&1 || skip "libunistring-dev cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/a.c" <<'C'
#include <stdio.h>
#include <string.h>
#include <unilbrk.h>
int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    char may[64];
    size_t len = strlen(argv[i]);
    u8_possible_linebreaks((const unsigned char *)argv[i], len, "UTF-8", may);
    for (size_t k = 0; k < len; k++)
      printf("%s%c", may[k] == UC_BREAK_POSSIBLE ? "|" : "", argv[i][k]);
    putchar(' ');
  }
}
C
cc -o "$work/a" "$work/a.c" -lunistring
seen=$("$work/a" Next.js e.g a,b x:y a\;b 1.5)
version=$(dpkg-query -W -f '${Version}' libunistring-dev 2>/dev/null || echo '?')
[ "$seen" = "Next.|js e.|g a,|b x:|y a;|b 1.5 " ] || { echo "FAIL $name: libunistring $version breaks $seen"; exit 1; }
echo "PASS $name: libunistring $version breaks Next.|js, against LB29"
