/* The decoder follows the table of well-formed byte sequences of the Unicode Standard (table 3-7). */
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

/* Eight bytes at a time, in any order. */
static const uint64_t each = 0x0101010101010101, high = 0x8080808080808080;

static uint64_t eight(const char *at) {
  uint64_t v;
  memcpy(&v, at, sizeof v);
  return v;
}

/* Whether all are of ASCII, and none is a control. */
static bool are_plain(uint64_t v) { return !((v | (v + each) | ((v - 0x20 * each) & ~v)) & high); }

size_t atl_ascii_len(const char *text, size_t len) {
  size_t n = 0;
  while (n + sizeof(uint64_t) <= len && !(eight(text + n) & high))
    n += sizeof(uint64_t);
  while (n < len && (unsigned char)text[n] < 0x80)
    n++;
  return n;
}

size_t atl_utf8_decode(const char *text, size_t len, uint32_t *code_point) {
  const unsigned char *s = (const unsigned char *)text;
  if (!len)
    return 0;
  if (s[0] < 0x80) {
    *code_point = s[0];
    return 1;
  }
  size_t need = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
  if (!need || len < need)
    return 0;
  uint32_t c = s[0] & (0xffu >> (need + 1));
  for (size_t i = 1; i < need; i++) {
    if ((s[i] & 0xc0) != 0x80)
      return 0;
    c = c << 6 | (s[i] & 0x3f);
  }
  if ((need == 3 && c < 0x800) || (need == 4 && c < 0x10000) || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
    return 0;
  *code_point = c;
  return need;
}

size_t atl_utf8_encode(char *to, uint32_t c) {
  if (c < 0x80) {
    to[0] = (char)c;
    return 1;
  }
  if (c < 0x800) {
    to[0] = (char)(0xc0 | c >> 6);
    to[1] = (char)(0x80 | (c & 0x3f));
    return 2;
  }
  if (c < 0x10000) {
    to[0] = (char)(0xe0 | c >> 12);
    to[1] = (char)(0x80 | (c >> 6 & 0x3f));
    to[2] = (char)(0x80 | (c & 0x3f));
    return 3;
  }
  to[0] = (char)(0xf0 | c >> 18);
  to[1] = (char)(0x80 | (c >> 12 & 0x3f));
  to[2] = (char)(0x80 | (c >> 6 & 0x3f));
  to[3] = (char)(0x80 | (c & 0x3f));
  return 4;
}

static int harmless(uint32_t c) {
  return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !(c >= 0x202a && c <= 0x202e) &&
         !(c >= 0x2066 && c <= 0x2069) && c != 0xfeff && c != 0xfffe && c != 0xffff;
}

size_t atl_sanitise(char *to, const char *from, size_t len) {
  size_t n = 0;
  for (size_t i = 0, size; i < len; i += size) {
    if (i + sizeof(uint64_t) <= len && are_plain(eight(from + i))) { /* most text is no other */
      size = sizeof(uint64_t);
      memmove(to + n, from + i, size);
      n += size;
      continue;
    }
    size = 1;
    unsigned char first = (unsigned char)from[i];
    if (first >= 0x20 && first < 0x7f) {
      to[n++] = (char)first;
      continue;
    }
    uint32_t c = 0;
    size = atl_utf8_decode(from + i, len - i, &c);
    if (!size) {
      to[n++] = '?';
      size = 1;
    } else if (c == '\r' && i + 1 < len && from[i + 1] == '\n') {
      size = 2;
      to[n++] = '\n';
    } else if (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
      to[n++] = '\n';
    else if (c == '\t')
      to[n++] = ' ';
    else if (!harmless(c))
      to[n++] = '?';
    else {
      memmove(to + n, from + i, size);
      n += size;
    }
  }
  return n;
}
