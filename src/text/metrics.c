/* Cells and pixels of a piece of text.
 *
 * This is asked for every label of a map of a million nodes, so ASCII costs one look-up a byte, and text whose every
 * code point is in the advance table one look-up a code point. Only what is in no table is taken apart into clusters,
 * since there the picture of a cluster has little to do with its code points.
 *
 * What is in no table is guessed to be as wide as the widest font a reader is likely to have:
 *   ideographs, kana, hangul   1 em, in every font; in a monospace face a little more than its two cells
 *   emoji                      11/8 em (Noto Color Emoji 1.25, Apple Color Emoji 1.25, Segoe UI Emoji 1.37)
 *   anything else              1 em a code point that is not a mark */
#include "text/metrics.h"

#include "base/utf8.h"
#include "text/advances.h"
#include "text/segment.h"

#include <string.h>

enum {
  UNKNOWN = ATL_ADVANCE_EM,
  IDEOGRAPH = ATL_ADVANCE_EM,
  IDEOGRAPH_MONO = ATL_ADVANCE_EM * 5 / 4,
  EMOJI = ATL_ADVANCE_EM * 11 / 8,
  FIRST_PRINTABLE = 0x20,
  SOFT_HYPHEN = 0xad,
  VS16 = 0xfe0f,
};

_Static_assert((int)ATL_EXACT_SIZE == (int)ATL_ADVANCE_EM, "one unit of the tables is 1 at this size");

static bool is_ascii_printable(char c) { return (unsigned char)c >= FIRST_PRINTABLE && (unsigned char)c < 0x7f; }

static uint16_t in_table(enum atl_face face, uint32_t c) {
  if (c >= ATL_ADVANCE_LIMIT)
    return ATL_ADVANCE_NONE;
  return atl_advance_page[atl_advance_index[face][c / ATL_ADVANCE_PAGE]][c % ATL_ADVANCE_PAGE];
}

/* Whether a hyphen is seen at the end of the line. */
static bool is_hyphenated(const char *text, size_t len) {
  return len >= ATL_SOFT_HYPHEN_LEN && !memcmp(text + len - ATL_SOFT_HYPHEN_LEN, ATL_SOFT_HYPHEN, ATL_SOFT_HYPHEN_LEN);
}

int32_t atl_text_cells(const char *text, size_t len) { return atl_text_cells_of(text, len, false); }

int32_t atl_text_cells_of(const char *text, size_t len, bool wide) {
  size_t cells = is_hyphenated(text, len);
  for (size_t at = 0; at < len;) {
    size_t plain = at;
    while (plain < len && is_ascii_printable(text[plain]))
      plain++;
    if (plain < len && plain > at)
      plain--; /* the last one may carry marks */
    cells += plain - at;
    at = plain;
    if (at < len) {
      size_t n = atl_cluster(text + at, len - at);
      cells += (size_t)atl_cluster_cells_of(text + at, n, wide);
      at += n;
    }
  }
  return cells > INT32_MAX ? INT32_MAX : (int32_t)cells;
}

/* Sums units of the table; false at the first code point that is not in it. */
static bool sum_table(enum atl_face face, const char *text, size_t len, uint64_t *units) {
  const uint16_t *ascii = atl_advance_ascii[face];
  uint64_t sum = 0;
  for (size_t at = 0; at < len;) {
    while (at < len && is_ascii_printable(text[at]))
      sum += ascii[(unsigned char)text[at++]];
    if (at == len)
      break;
    uint32_t c = 0;
    size_t n = atl_utf8_decode(text + at, len - at, &c);
    uint16_t advance = c == SOFT_HYPHEN ? 0 : n ? in_table(face, c) : ATL_ADVANCE_NONE;
    if (advance == ATL_ADVANCE_NONE)
      return false;
    sum += advance;
    at += n;
  }
  *units = sum;
  return true;
}

/* Drawn by an emoji font in colour. Wide characters outside the East Asian blocks are the emoji of the BMP. */
static bool is_emoji(uint32_t c, int cells) {
  return c == VS16 || (c >= 0x1f000 && c < 0x20000) || (c < 0x2e80 && c >= 0x2300 && cells == 2);
}

/* Conjoining vowels and finals of hangul are drawn inside the syllable they follow. */
static bool is_hangul_tail(uint32_t c) { return (c >= 0x1160 && c < 0x1200) || (c >= 0xd7b0 && c < 0xd800); }

/* An emoji cluster (a family, a flag, a keycap) is one picture; any other is as wide as its members in a row, which no
 * shaping engine makes wider. */
static uint64_t cluster_units(enum atl_face face, const char *cluster, size_t len) {
  uint64_t sum = 0;
  for (size_t at = 0, n; at < len; at += n) {
    uint32_t c = 0;
    n = atl_utf8_decode(cluster + at, len - at, &c);
    if (!n) {
      sum += UNKNOWN;
      n = 1;
      continue;
    }
    uint16_t advance = c == SOFT_HYPHEN ? 0 : in_table(face, c);
    int cells = advance == ATL_ADVANCE_NONE ? atl_cluster_cells(cluster + at, n) : 1;
    if (is_emoji(c, cells))
      return EMOJI;
    if (advance != ATL_ADVANCE_NONE)
      sum += advance;
    else if (cells == 2)
      sum += face == ATL_MONO ? IDEOGRAPH_MONO : IDEOGRAPH;
    else if (cells == 1 && !(at && is_hangul_tail(c)))
      sum += UNKNOWN;
  }
  return sum;
}

static uint64_t sum_clusters(enum atl_face face, const char *text, size_t len) {
  uint64_t sum = 0;
  for (size_t at = 0, n; at < len; at += n) {
    n = atl_cluster(text + at, len - at);
    sum += cluster_units(face, text + at, n);
  }
  return sum;
}

/* The face whose advances are in the table. */
static enum atl_face measured(enum atl_face face) { return face == ATL_MONO_BOLD ? ATL_MONO : face; }

int32_t atl_text_advance(enum atl_face face, int32_t size, const char *text, size_t len) {
  uint64_t units = 0;
  face = measured(face);
  if (!sum_table(face, text, len, &units))
    units = sum_clusters(face, text, len);
  if (is_hyphenated(text, len))
    units += atl_advance_ascii[face]['-'];
  uint64_t px = (units * (uint64_t)(size > 0 ? size : 0) + ATL_ADVANCE_EM - 1) / ATL_ADVANCE_EM;
  return px > INT32_MAX ? INT32_MAX : (int32_t)px;
}

bool atl_text_in_table(enum atl_face face, const char *text, size_t len) {
  uint64_t units;
  return sum_table(measured(face), text, len, &units);
}
