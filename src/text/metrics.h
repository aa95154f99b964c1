/* How much room text takes, in cells and in pixels. No font is opened: pixels come from tables generated from fonts.
 *
 * Pixels. Whatever font the reader has, text must not overflow: the advance of a code point is the widest of Arial
 * (measured on Liberation Sans, its metric twin), DejaVu Sans and Verdana; wide East Asian characters and emoji take
 * 1 em, an unknown one takes 1 em too. No kerning and no ligatures: both make text narrower.
 * Cells. The width of a grapheme cluster is that of its widest code point, 2 when it holds VS16 (U+FE0F) or is a flag or
 * a ZWJ sequence, at most 2; an ambiguous character is 1. */
#ifndef ATL_TEXT_METRICS_H
#define ATL_TEXT_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum atl_face { ATL_SANS, ATL_SANS_BOLD, ATL_MONO, ATL_FACES };

/* Cells that `len` bytes of UTF-8 take on a terminal. No line breaks inside. Broken UTF-8 counts one cell a byte. */
int32_t atl_text_cells(const char *text, size_t len);

/* The advance of `len` bytes of UTF-8 in 1/64 px, set in `face` at `size` 1/64 px; rounded up. */
int32_t atl_text_advance(enum atl_face face, int32_t size, const char *text, size_t len);

/* Whether every code point has its place in the advance table of `face`: false means that a picture needs a shaping
 * engine and other fonts (CJK, Arabic, emoji ...). */
bool atl_text_in_table(enum atl_face face, const char *text, size_t len);

/* What to measure with: cells, or px in a face at a size. */
struct atl_ruler {
  bool cells;
  enum atl_face face;
  int32_t size; /* 1/64 px */
};

static inline int32_t atl_ruler_measure(const struct atl_ruler *ruler, const char *text, size_t len) {
  return ruler->cells ? atl_text_cells(text, len) : atl_text_advance(ruler->face, ruler->size, text, len);
}

#endif
