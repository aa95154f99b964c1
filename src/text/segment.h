/* Grapheme clusters, their width in cells, and line breaks: UAX #29 and UAX #14. Everything here is linear in
 * the text. */
#ifndef ATL_TEXT_SEGMENT_H
#define ATL_TEXT_SEGMENT_H

#include "text/metrics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the grapheme cluster that starts `text`; at least 1 for len > 0. Keeps ZWJ families, flags, keycaps,
 * combining marks and CR LF together. Broken UTF-8 is a cluster of one byte. */
size_t atl_cluster(const char *text, size_t len);

/* Cells of one cluster: 0 (only for a lone combining mark or format character), 1 or 2. `wide`: those that are
 * ambiguous by UAX #11 take 2. */
int atl_cluster_cells(const char *cluster, size_t len);
int atl_cluster_cells_of(const char *cluster, size_t len, bool wide);

/* SOFT HYPHEN: nothing is seen of one within a line; at the end of a line, where a word is broken, it is a hyphen. */
#define ATL_SOFT_HYPHEN "\xc2\xad"
enum { ATL_SOFT_HYPHEN_LEN = 2 };

/* The length of a text without those at its end, where no word is broken. */
size_t atl_drop_soft_hyphens(const char *text, size_t len);

/* Whether there are any in a text. */
bool atl_has_soft_hyphens(const char *text, size_t len);

/* Writes to `to`, which has room for `len` bytes and may be `text`, a line as it is seen. Returns its length. */
size_t atl_show_soft_hyphens(char *to, const char *text, size_t len);

struct atl_slice {
  uint32_t begin, len; /* bytes; no break characters and no blanks at either end */
  int32_t width;       /* in the ruler's unit */
};

/* Breaks `text` into lines: at its own newlines always, and where a line is wider than `max` at the breaks of UAX #14
 * in the most even way (the fewest lines; then the narrowest widest line). `open` and `close` are widths kept free at
 * the start of the first and the end of the last line (parentheses around a note). A word wider than `max` keeps its
 * line to itself and overhangs: nothing is cut and no cluster is broken. Blank lines of the author are empty slices in
 * the middle and dropped at both ends; text of blanks alone has no lines.
 * Writes at most `cap` slices and returns how many lines there are (may be more than `cap`: call again with room). */
size_t atl_wrap(const struct atl_ruler *ruler, const char *text, size_t len, int32_t max, int32_t open, int32_t close,
                struct atl_slice *lines, size_t cap);

/* Whether the text has right-to-left characters, so that a terminal's bidi algorithm could move what stands beside. */
bool atl_text_is_rtl(const char *text, size_t len);

#endif
