/* How much room text takes, in cells and in pixels. No font is opened: pixels come from tables generated from fonts.
 *
 * Pixels: whatever font the reader has, text must not overflow, so the advance of a code point is the widest of Arial
 * (measured on Liberation Sans, its metric twin), DejaVu Sans and Verdana; a wide East Asian character takes 1 em, an
 * emoji cluster 11/8 em (fonts give it 1.25 to 1.37), an unknown code point 1 em. No kerning and no ligatures: both
 * make text narrower.
 *
 * Cells: the width of a grapheme cluster is the sum of its code points and at most 2: wide ones are 2, marks and format
 * characters 0, all others (the ambiguous too, unless it is asked for wide ones) 1. It is 2 when the cluster holds VS16
 * (U+FE0F) or is a flag. So terminals that add up code points agree with those that know clusters in all but the
 * joined: ZWJ families and decomposed hangul. A Devanagari vowel sign or a Thai SARA AM has its own cell. */
#ifndef ATL_TEXT_METRICS_H
#define ATL_TEXT_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum atl_face { ATL_SANS, ATL_SANS_BOLD, ATL_MONO, ATL_MONO_BOLD, ATL_FACES };

static inline bool atl_face_is_bold(enum atl_face face) { return face == ATL_SANS_BOLD || face == ATL_MONO_BOLD; }

/* Cells that a line of `len` bytes of UTF-8 takes on a terminal. No line breaks inside. Broken UTF-8 counts one cell a
 * byte; a soft hyphen takes one at the end alone. `wide`: characters that are ambiguous by UAX #11 take two. */
int32_t atl_text_cells(const char *text, size_t len);
int32_t atl_text_cells_of(const char *text, size_t len, bool wide);

/* The advance of `len` bytes of UTF-8 set in `face` at `size`, in the unit of `size`; rounded up. */
int32_t atl_text_advance(enum atl_face face, int32_t size, const char *text, size_t len);

/* At this size nothing is rounded: an advance is a sum of units of the tables. */
enum { ATL_EXACT_SIZE = 2048 };

/* Whether every code point has its place in the advance table of `face`: false means that a picture needs a shaping
 * engine and other fonts (CJK, Arabic, emoji ...). */
bool atl_text_in_table(enum atl_face face, const char *text, size_t len);

/* What to measure with: cells, or px in a face at a size. */
struct atl_ruler {
  bool cells, wide; /* wide: ambiguous characters take two cells */
  enum atl_face face;
  int32_t size; /* of the letters, in the unit that is wanted back */
};

static inline int32_t atl_ruler_measure(const struct atl_ruler *ruler, const char *text, size_t len) {
  return ruler->cells ? atl_text_cells_of(text, len, ruler->wide)
                      : atl_text_advance(ruler->face, ruler->size, text, len);
}

#endif
