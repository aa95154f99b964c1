/* Letters as names and searches need them: those of ASCII, without their case; every other byte of UTF-8 counts as a
 * letter of its own, so that no word is broken within a character. */
#ifndef ATL_BASE_LETTER_H
#define ATL_BASE_LETTER_H

#include <stdbool.h>
#include <stddef.h>

static inline char atl_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c; }

/* A letter or a digit. */
static inline bool atl_is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* The longest run of one letter: the marks around code have to be longer than any in it. */
static inline size_t atl_longest_run(const char *text, size_t len, char letter) {
  size_t longest = 0, run = 0;
  for (size_t i = 0; i < len; i++) {
    run = text[i] == letter ? run + 1 : 0;
    longest = run > longest ? run : longest;
  }
  return longest;
}

#endif
