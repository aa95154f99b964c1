/* Letters as names and searches need them: those of ASCII, without their case; every other byte of UTF-8 counts as a
 * letter of its own, so that no word is broken within a character. */
#ifndef ATL_BASE_LETTER_H
#define ATL_BASE_LETTER_H

#include <stdbool.h>

static inline char atl_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c; }

/* A letter or a digit. */
static inline bool atl_is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

#endif
