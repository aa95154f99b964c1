/* Where text may be taken apart, and how wide the parts are on a terminal, over the tables of base/unicode.
 *
 * Clusters. The rules of UAX #29 are walked here, one code point at a time. Indic conjuncts (GB9c, newer than the other
 * rules) stay apart on purpose: terminals give each consonant of one its own cell.
 *
 * Cells. No library gives the width of a cluster. Terminals that know clusters agree with those that add up code points
 * in all but emoji, so: the sum of the members, at most 2, and 2 for what is shown as an emoji.
 *
 * Lines. A paragraph becomes pieces, what stands between two chances to break (UAX #14). The fewest lines are what
 * filling each line gives; the narrowest limit with as many lines is found by halving; and under that limit each line
 * ends where it comes nearest to its share of what is left. All of it is linear in the text, for labels come from
 * strangers; no memory is taken for a paragraph that fits. */
#include "text/segment.h"

#include "text/breaks.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { VS16 = 0xfe0f };

/* Printable ASCII and the letters of Latin, Greek and Cyrillic: one cell each, and a border between any two of them.
 * Only for speed. */
static bool is_plain(uint32_t c) {
  return (c >= 0x20 && c < 0x7f) || (c > 0xad && c < 0x300) || (c >= 0x370 && c < 0x483) || (c >= 0x48a && c < 0x530);
}

/* -- Clusters -- */

enum pictograph { NO_PICTOGRAPH, PICTOGRAPH, PICTOGRAPH_ZWJ }; /* GB11: \p{ExtPict} Extend*, and a ZWJ after it */

static bool joins(enum atl_gcb before, const struct atl_unicode *next, enum pictograph pictograph, bool odd_regional) {
  enum atl_gcb after = (enum atl_gcb)next->gcb;
  if (before == ATL_GCB_CR && after == ATL_GCB_LF) /* GB3 */
    return true;
  if (before == ATL_GCB_CR || before == ATL_GCB_LF || before == ATL_GCB_CONTROL) /* GB4 */
    return false;
  if (after == ATL_GCB_CR || after == ATL_GCB_LF || after == ATL_GCB_CONTROL) /* GB5 */
    return false;
  if (before == ATL_GCB_L &&
      (after == ATL_GCB_L || after == ATL_GCB_V || after == ATL_GCB_LV || after == ATL_GCB_LVT)) /* GB6 */
    return true;
  if ((before == ATL_GCB_LV || before == ATL_GCB_V) && (after == ATL_GCB_V || after == ATL_GCB_T)) /* GB7 */
    return true;
  if ((before == ATL_GCB_LVT || before == ATL_GCB_T) && after == ATL_GCB_T) /* GB8 */
    return true;
  if (after == ATL_GCB_EXTEND || after == ATL_GCB_ZWJ || after == ATL_GCB_SPACINGMARK ||
      before == ATL_GCB_PREPEND) /* GB9, 9a, 9b */
    return true;
  if (pictograph == PICTOGRAPH_ZWJ && next->pictograph) /* GB11 */
    return true;
  return odd_regional && after == ATL_GCB_REGIONAL_INDICATOR; /* GB12, GB13 */
}

size_t atl_cluster(const char *text, size_t len) {
  if (!len)
    return 0;
  unsigned char first = (unsigned char)text[0];
  if (first < 0x80 && first != '\r' && (len == 1 || (unsigned char)text[1] < 0x80))
    return 1;
  uint32_t c = 0;
  size_t at = atl_utf8_decode(text, len, &c);
  if (!at)
    return 1;
  uint32_t second = 0;
  if (is_plain(c) && (at == len || (atl_utf8_decode(text + at, len - at, &second) && is_plain(second))))
    return at;
  const struct atl_unicode *u = atl_unicode_of(c);
  enum atl_gcb before = (enum atl_gcb)u->gcb;
  enum pictograph pictograph = u->pictograph ? PICTOGRAPH : NO_PICTOGRAPH;
  bool odd_regional = before == ATL_GCB_REGIONAL_INDICATOR;
  for (size_t n; at < len; at += n) {
    n = atl_utf8_decode(text + at, len - at, &c);
    if (!n)
      break;
    u = atl_unicode_of(c);
    if (!joins(before, u, pictograph, odd_regional))
      break;
    before = (enum atl_gcb)u->gcb;
    if (pictograph == PICTOGRAPH && (before == ATL_GCB_EXTEND || before == ATL_GCB_ZWJ))
      pictograph = before == ATL_GCB_ZWJ ? PICTOGRAPH_ZWJ : PICTOGRAPH;
    else
      pictograph = u->pictograph ? PICTOGRAPH : NO_PICTOGRAPH;
    odd_regional = before == ATL_GCB_REGIONAL_INDICATOR && !odd_regional;
  }
  return at;
}

/* -- Cells -- */

static int code_point_cells(uint32_t c, bool wide) {
  if (is_plain(c) && !(wide && c >= 0x80))
    return 1;
  const struct atl_unicode *u = atl_unicode_of(c);
  return wide && u->ambiguous ? 2 : u->cells;
}

int atl_cluster_cells(const char *cluster, size_t len) { return atl_cluster_cells_of(cluster, len, false); }

int atl_cluster_cells_of(const char *cluster, size_t len, bool wide) {
  int sum = 0;
  for (size_t at = 0, n; at < len && sum < 2; at += n) {
    uint32_t c = 0;
    n = atl_utf8_decode(cluster + at, len - at, &c);
    if (!n) {
      sum++;
      n = 1;
    } else if (c == '\r' && at + 1 < len && cluster[at + 1] == '\n')
      continue; /* one break */
    else if (c == VS16 && sum)
      sum = 2;
    else
      sum += code_point_cells(c, wide);
  }
  return sum < 2 ? sum : 2;
}

/* -- Soft hyphens -- */

static bool ends_soft(const char *text, size_t len) {
  return len >= ATL_SOFT_HYPHEN_LEN && !memcmp(text + len - ATL_SOFT_HYPHEN_LEN, ATL_SOFT_HYPHEN, ATL_SOFT_HYPHEN_LEN);
}

size_t atl_drop_soft_hyphens(const char *text, size_t len) {
  while (ends_soft(text, len))
    len -= ATL_SOFT_HYPHEN_LEN;
  return len;
}

bool atl_has_soft_hyphens(const char *text, size_t len) {
  for (const char *at = text, *end = text + len; (at = memchr(at, '\xc2', (size_t)(end - at))); at++)
    if (at + 1 < end && at[1] == '\xad')
      return true;
  return false;
}

size_t atl_show_soft_hyphens(char *to, const char *text, size_t len) {
  size_t n = 0;
  for (size_t i = 0; i < len;)
    if (len - i >= ATL_SOFT_HYPHEN_LEN && !memcmp(text + i, ATL_SOFT_HYPHEN, ATL_SOFT_HYPHEN_LEN)) {
      i += ATL_SOFT_HYPHEN_LEN;
      if (i == len)
        to[n++] = '-';
    } else
      to[n++] = text[i++];
  return n;
}

/* -- Lines -- */

/* Widths of pieces are added up, so they must not be rounded: in px they are in 1/ATL_EXACT_SIZE of the ruler's unit.
 */
struct piece {
  uint32_t begin, end; /* bytes, without the blanks that follow */
  int64_t width;       /* with what is kept free at the very start and end */
  int64_t start;       /* sum of all widths and blanks before it */
};

struct breaker {
  const struct atl_ruler *ruler;
  const char *text;
  int32_t max;
  int32_t fine;    /* units of a piece in one of the ruler's */
  char *chance;    /* for each byte of a paragraph: may a line begin here */
  uint32_t *lines; /* for each piece: lines it and those after it need */
  ATL_VEC(struct piece) piece;
  struct atl_slice *to;
  size_t cap, len;
};

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static size_t skip_blanks(const char *text, size_t begin, size_t end) {
  while (begin < end && is_blank(text[begin]) && atl_cluster(text + begin, end - begin) == 1)
    begin++; /* a blank that carries a mark is none */
  return begin;
}

static size_t drop_blanks(const char *text, size_t begin, size_t end) {
  while (end > begin && is_blank(text[end - 1]))
    end--;
  return end;
}

static void add_line(struct breaker *b, size_t begin, size_t end, int32_t width) {
  if (b->len < b->cap)
    b->to[b->len] = (struct atl_slice){.begin = (uint32_t)begin, .len = (uint32_t)(end - begin), .width = width};
  b->len++;
}

/* Marks in b->chance[0..len] where a line may begin: the breaks of UAX #14 that are also borders of clusters and do not
 * stand before a blank. */
static void find_chances(struct breaker *b, const char *text, size_t len) {
  atl_line_breaks(text, len, b->chance);
  for (size_t at = 0, n; at < len; at += n) {
    n = atl_cluster(text + at, len - at);
    b->chance[at] = b->chance[at] && !is_blank(text[at]);
    memset(b->chance + at + 1, 0, n - 1);
  }
}

static int64_t measure(const struct breaker *b, const char *text, size_t len) {
  if (b->ruler->cells)
    return atl_ruler_measure(b->ruler, text, len);
  return (int64_t)atl_text_advance(b->ruler->face, ATL_EXACT_SIZE, text, len) * b->ruler->size;
}

static void find_pieces(struct breaker *b, size_t begin, size_t end, int32_t open, int32_t close) {
  const char *text = b->text;
  size_t base = begin;
  int64_t sum = 0;
  b->piece.len = 0;
  for (size_t next; begin < end; begin = next) {
    for (next = begin + 1; next < end && !b->chance[next - base];)
      next++;
    size_t stop = drop_blanks(text, begin, next);
    struct piece *piece = atl_vec_push(&b->piece);
    piece->begin = (uint32_t)begin;
    piece->end = (uint32_t)stop;
    piece->width = measure(b, text + begin, stop - begin) + (begin == base ? (int64_t)open * b->fine : 0);
    piece->start = sum;
    sum += piece->width + measure(b, text + stop, next - stop);
    if (ends_soft(text + begin, stop - begin))
      sum -= measure(b, "-", 1); /* it is seen only where the line ends with this piece */
    if (next >= end)
      piece->width += (int64_t)close * b->fine;
  }
}

/* The width of a line of the pieces first to last. */
static int64_t line_width(const struct breaker *b, uint32_t first, uint32_t last) {
  return b->piece.at[last].start + b->piece.at[last].width - b->piece.at[first].start;
}

/* The piece that begins the next line when this one is filled. A piece that is too wide has a line to itself. */
static uint32_t fill(const struct breaker *b, uint32_t first, int64_t limit) {
  uint32_t next = first + 1;
  while (next < b->piece.len && line_width(b, first, next) <= limit)
    next++;
  return next;
}

static uint32_t count_lines(const struct breaker *b, int64_t limit) {
  uint32_t count = 0;
  for (uint32_t at = 0; at < b->piece.len; at = fill(b, at, limit))
    count++;
  return count;
}

/* b->lines[i]: how many lines the pieces from i on need. `next`, where a line from i would end, only ever falls. */
static void count_from_each(struct breaker *b, int64_t limit) {
  uint32_t n = b->piece.len, next = n;
  b->lines[n] = 0;
  for (uint32_t i = n; i-- > 0;) {
    while (next > i + 1 && line_width(b, i, next - 1) > limit)
      next--;
    b->lines[i] = 1 + b->lines[next];
  }
}

static int64_t distance(int64_t a, int64_t b) { return a < b ? b - a : a - b; }

static void set_lines(struct breaker *b) {
  uint32_t count = count_lines(b, (int64_t)b->max * b->fine), n = b->piece.len;
  int64_t low = 0, high = b->max; /* `high` always gives `count` lines */
  while (high - low > 1) {
    int64_t middle = low + (high - low) / 2;
    if (count_lines(b, middle * b->fine) == count)
      high = middle;
    else
      low = middle;
  }
  high *= b->fine;
  count_from_each(b, high);
  for (uint32_t first = 0, left = count; first < n; left--) {
    int64_t share = line_width(b, first, n - 1) / left;
    uint32_t best = 0; /* the piece that begins the next line */
    for (uint32_t next = first + 1; next <= n; next++) {
      int64_t width = line_width(b, first, next - 1);
      if (next > first + 1 && width > high)
        break;
      if (b->lines[next] > left - 1 || n - next < left - 1)
        continue; /* what follows would take more lines, or could not fill them */
      if (!best || distance(width, share) <= distance(line_width(b, first, best - 1), share))
        best = next;
    }
    uint32_t begin = b->piece.at[first].begin, end = b->piece.at[best - 1].end;
    add_line(b, begin, end, atl_ruler_measure(b->ruler, b->text + begin, end - begin));
    first = best;
  }
}

static void wrap_paragraph(struct breaker *b, size_t begin, size_t end, size_t text_len, int32_t open, int32_t close) {
  begin = skip_blanks(b->text, begin, end);
  end = drop_blanks(b->text, begin, end);
  end = begin + atl_drop_soft_hyphens(b->text + begin, end - begin);
  int32_t width = atl_ruler_measure(b->ruler, b->text + begin, end - begin);
  if (begin == end || (int64_t)width + open + close <= b->max) {
    add_line(b, begin, end, width);
    return;
  }
  if (!b->chance)
    b->chance = atl_alloc(text_len + 1, 1);
  find_chances(b, b->text + begin, end - begin);
  find_pieces(b, begin, end, open, close);
  b->lines = atl_realloc(b->lines, (size_t)b->piece.len + 1, sizeof *b->lines);
  set_lines(b);
}

size_t atl_wrap(const struct atl_ruler *ruler, const char *text, size_t len, int32_t max, int32_t open, int32_t close,
                struct atl_slice *lines, size_t cap) {
  size_t begin = 0, end = len;
  for (;;) { /* blank lines of the author at the start */
    const char *newline = memchr(text + begin, '\n', end - begin);
    size_t stop = newline ? (size_t)(newline - text) : end;
    if (skip_blanks(text, begin, stop) < stop)
      break;
    if (!newline)
      return 0;
    begin = stop + 1;
  }
  while (is_blank(text[end - 1]) || text[end - 1] == '\n') /* ... and at the end */
    end--;
  struct breaker b = {.ruler = ruler,
                      .text = text,
                      .max = max > 1 ? max : 1,
                      .fine = ruler->cells ? 1 : ATL_EXACT_SIZE,
                      .to = lines,
                      .cap = cap};
  for (size_t at = begin, stop; at <= end; at = stop + 1) {
    const char *newline = memchr(text + at, '\n', end - at);
    stop = newline ? (size_t)(newline - text) : end;
    wrap_paragraph(&b, at, stop, len, at == begin ? open : 0, newline ? 0 : close);
  }
  free(b.chance);
  free(b.lines);
  atl_vec_release(&b.piece);
  return b.len;
}

/* -- Direction -- */

bool atl_text_is_rtl(const char *text, size_t len) {
  for (size_t at = 0, n; at < len; at += n) {
    n = 1;
    if ((unsigned char)text[at] < 0xd6) /* U+0590, the first of them, begins with this byte */
      continue;
    uint32_t c = 0;
    n = atl_utf8_decode(text + at, len - at, &c);
    if (!n) {
      n = 1;
      continue;
    }
    if (atl_unicode_of(c)->right_to_left) /* Arabic digits, too: they draw the blanks and lines between them along */
      return true;
  }
  return false;
}
