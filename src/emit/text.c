/* Text: the scene on a grid of cells, row by row.
 *
 * There is no canvas. What starts on a row is kept in a list of that row; what goes on below it, a side of a box or a
 * wire, stays in a list of what is open. A row is painted, written and forgotten: memory grows with the items and the
 * width, not with the area, and a list of a million rows is written as it goes.
 *
 * A cell holds arms, or one grapheme cluster; a cluster covers arms. Arms of one net meet; so do those of a wire and of
 * a box's border at which it ends. Two wires that cross do not: the one that goes down is plain, and the other passes
 * under it (`─│─`). So does the border of a frame under a wire. */
#include "base/spell.h"
#include "base/utf8.h"
#include "emit/emit.h"
#include "emit/glyph.h"
#include "emit/spread.h"
#include "text/segment.h"

#include <stdlib.h>
#include <string.h>

enum cell_kind { EMPTY, ARMS, CLUSTER, COVERED, ASCII, HEAD, MARK, STUB };

enum { BOLD = 1, DIM = 2, LINKED = 4, ISOLATE = 8, END_ISOLATE = 16 };

struct strand { /* what one net has in a cell */
  uint32_t net;
  uint8_t arms, color;
  bool quiet;
  uint8_t stroke; /* as enum atl_stroke */
};

enum { STRANDS = 2 }; /* that can cross in a cell */

struct cell {
  uint8_t kind;
  uint8_t light, strong; /* ARMS: of rules and of borders; HEAD: the arm it points along in `light`; STUB: its arm */
  uint8_t attribute;
  uint8_t color; /* as atl_look.ansi */
  uint8_t len;   /* CLUSTER: bytes, 0 for more than 255; ARMS: what the sides of its box are drawn with */
  union {
    uint16_t more;  /* CLUSTER: bytes of a long one */
    uint8_t stroke; /* ARMS: of the wire that is all there is, as enum atl_stroke; once the row is settled */
  };
  union {
    struct {
      uint32_t ref;  /* CLUSTER: pool offset; ASCII: the character; MARK: the shape */
      uint32_t href; /* LINKED: the address, pool offset */
    };
    struct strand strand[STRANDS]; /* ARMS */
  };
};

struct part { /* a box, a word, a rule, or one segment of a wire */
  uint32_t item;
  uint32_t segment; /* of a wire; of a word, the item of the node or label whose it is */
  uint32_t next;    /* in the list of its row */
};

struct text {
  struct atl_out *out;
  const struct atl_scene *scene;
  const struct atl_emit_options *options;
  struct cell *row;
  int32_t width, first, last; /* painted columns of this row: first to last */
  int32_t pushed;             /* how far longer arrows push what follows to the right */
  ATL_VEC(struct part) part;
  uint32_t *starts;       /* by row: its list of parts */
  ATL_VEC(uint32_t) open; /* parts that reach the next row */
};

/* -- painting -------------------------------------------------------------------------------------------------- */

static struct cell *cell_at(struct text *t, int32_t x) {
  if (x < t->first)
    t->first = x;
  if (x > t->last)
    t->last = x;
  return &t->row[x];
}

/* The cell at x, if lines may be painted there. */
static struct cell *line_at(struct text *t, int32_t x) {
  if (x < 0 || x >= t->width)
    return NULL;
  struct cell *cell = cell_at(t, x);
  if (cell->kind > ARMS)
    return NULL;
  cell->kind = ARMS;
  return cell;
}

static void arms(struct text *t, int32_t x, unsigned light, unsigned strong, uint8_t color) {
  struct cell *cell = line_at(t, x);
  if (!cell)
    return;
  cell->light |= (uint8_t)light;
  cell->strong |= (uint8_t)strong;
  if (color)
    cell->color = color;
}

/* Arms of a wire; a third net in a cell would be a fault of the layout, and joins the second. */
static void wire(struct text *t, int32_t x, unsigned light, const struct strand *of) {
  struct cell *cell = line_at(t, x);
  if (!cell || !light)
    return;
  struct strand *strand = cell->strand;
  if (strand->arms && strand->net != of->net)
    strand++;
  unsigned all = strand->arms | light;
  *strand = *of;
  strand->arms = (uint8_t)all;
}

/* Of a wire, no arms yet. */
static struct strand strand_of(const struct text *t, const struct atl_item *item) {
  return (struct strand){.net = (uint32_t)item->h,
                         .color = t->scene->look[item->look].ansi,
                         .quiet = item->flags & ATL_QUIET,
                         .stroke = (uint8_t)atl_item_line(item)};
}

static enum atl_sides sides_of(const struct atl_item *begin) {
  static const uint8_t of_shape[ATL_SHAPES] = {
      [ATL_SHAPE_ROUNDED] = ATL_SIDES_ROUND, [ATL_SHAPE_CYLINDER] = ATL_SIDES_LIDS,
      [ATL_SHAPE_QUEUE] = ATL_SIDES_ENDS,    [ATL_SHAPE_DIAMOND] = ATL_SIDES_SLANT,
      [ATL_SHAPE_STADIUM] = ATL_SIDES_BOWED, [ATL_SHAPE_BOUNDARY] = ATL_SIDES_DASHED};
  static const uint8_t of_border[ATL_STROKES] = {ATL_SIDES_PLAIN, ATL_SIDES_DASHED, ATL_SIDES_DOTTED, ATL_SIDES_THICK,
                                                 ATL_SIDES_DOUBLE};
  unsigned shape = of_shape[atl_item_shape(begin)], border = of_border[atl_item_border(begin)];
  return (enum atl_sides)(shape && !(border && atl_item_shape(begin) == ATL_SHAPE_BOUNDARY) ? shape : border);
}

/* Says of the cells of a row of a box that is drawn otherwise than others what they are drawn with. */
static void mark_sides(struct text *t, const struct atl_item *item, bool edge) {
  uint8_t sides = (uint8_t)sides_of(item);
  int32_t right = item->x + item->w - 1;
  for (int32_t x = item->x; x <= right; x += edge ? 1 : right - item->x ? right - item->x : 1) {
    struct cell *cell = line_at(t, x);
    if (cell)
      cell->len = sides == ATL_SIDES_BOWED && x == right ? ATL_SIDES_BOWED_RIGHT : sides;
  }
}

static void side_of_box(struct text *t, const struct atl_item *item, int32_t y) {
  uint8_t color = t->scene->look[item->look].ansi;
  int32_t right = item->x + item->w - 1;
  bool top = y == item->y, bottom = y == item->y + item->h - 1;
  unsigned vertical = (top ? 0u : ATL_ARM_UP) | (bottom ? 0u : ATL_ARM_DOWN);
  bool edge = top || bottom;
  if (item->form)
    mark_sides(t, item, edge);
  arms(t, item->x, 0, vertical | (edge ? ATL_ARM_RIGHT : 0u), color);
  if (edge)
    for (int32_t x = item->x + 1; x < right; x++)
      arms(t, x, 0, ATL_ARM_LEFT | ATL_ARM_RIGHT, color);
  arms(t, right, 0, vertical | (edge ? ATL_ARM_LEFT : 0u), color);
}

static void rule(struct text *t, const struct atl_item *item) {
  uint8_t color = t->scene->look[item->look].ansi;
  int32_t right = item->x + item->w - 1;
  arms(t, item->x, ATL_ARM_RIGHT, 0, color);
  for (int32_t x = item->x + 1; x < right; x++)
    arms(t, x, ATL_ARM_LEFT | ATL_ARM_RIGHT, 0, color);
  arms(t, right, ATL_ARM_LEFT, 0, color);
}

static void arrowhead(struct text *t, int32_t x, unsigned arm, const struct atl_item *item) {
  if (x >= 0 && x < t->width)
    *cell_at(t, x) = (struct cell){.kind = HEAD,
                                   .light = (uint8_t)arm,
                                   .len = (uint8_t)atl_item_head(item),
                                   .color = t->scene->look[item->look].ansi};
}

static void stub(struct text *t, int32_t x, unsigned arm, const struct atl_item *item) {
  *cell_at(t, x) = (struct cell){.kind = STUB, .light = (uint8_t)arm, .color = t->scene->look[item->look].ansi};
}

/* A piece of the line of links, in a legend. A stub at either end is what its line and its head meet, so that nobody
 * who reads the drawing takes it for a link. Pure ASCII has no stubs; there `->` is too short to be a line. */
static void line_sample(struct text *t, const struct atl_item *item) {
  struct atl_point a = t->scene->point[item->ref], b = t->scene->point[item->ref + 1];
  bool head = item->flags & ATL_HEAD && atl_item_head(item) != ATL_HEAD_NONE;
  bool ascii = t->options->border == ATL_BORDER_ASCII;
  struct strand strand = strand_of(t, item);
  int32_t stop = head ? b.x - 1 : b.x, start = !ascii ? a.x + 1 : head ? stop - 1 : stop - 2;
  if (!ascii) {
    stub(t, a.x, ATL_ARM_RIGHT, item);
    stub(t, b.x, ATL_ARM_LEFT, item);
  }
  for (int32_t x = start; x < stop; x++)
    wire(t, x, ATL_ARM_LEFT | ATL_ARM_RIGHT, &strand);
  if (head)
    arrowhead(t, stop, ATL_ARM_RIGHT, item);
}

/* What stands for the boxes of a kind in a legend: the mark of their shape, or a square in their colour. */
static void box_sample(struct text *t, const struct atl_item *item) {
  if (item->x >= 0 && item->x < t->width)
    *cell_at(t, item->x) =
        (struct cell){.kind = MARK, .color = t->scene->look[item->look].ansi, .ref = (uint32_t)atl_item_shape(item)};
}

/* One segment of a wire on row y. An arrowhead stands in the cell before the last point, or after the first, and
 * nothing beyond it. */
static void segment(struct text *t, const struct atl_item *item, uint32_t k, int32_t y) {
  const struct atl_point *p = &t->scene->point[item->ref + k];
  struct atl_point a = p[0], b = p[1];
  struct strand strand = strand_of(t, item);
  bool headed = atl_item_head(item) != ATL_HEAD_NONE; /* else the line goes on to the border */
  bool head = headed && item->flags & ATL_HEAD && (int32_t)k + 2 == item->w;
  bool tail = headed && item->flags & ATL_TAIL && !k;
  if (a.y == b.y) {
    int32_t step = b.x > a.x ? 1 : -1, start = tail ? a.x + step : a.x, stop = head ? b.x - step : b.x;
    unsigned ahead = step > 0 ? ATL_ARM_RIGHT : ATL_ARM_LEFT, back = step > 0 ? ATL_ARM_LEFT : ATL_ARM_RIGHT;
    for (int32_t x = start; (stop - x) * step >= 0; x += step)
      wire(t, x, (x != a.x ? back : 0) | (x != b.x ? ahead : 0), &strand);
    if (tail)
      arrowhead(t, start, back, item);
    if (head)
      arrowhead(t, stop, ahead, item);
    return;
  }
  int32_t step = b.y > a.y ? 1 : -1, start = tail ? a.y + step : a.y, stop = head ? b.y - step : b.y;
  if ((head && y == b.y) || (tail && y == a.y))
    return;
  unsigned ahead = step > 0 ? ATL_ARM_DOWN : ATL_ARM_UP, back = step > 0 ? ATL_ARM_UP : ATL_ARM_DOWN;
  if (head && y == stop)
    arrowhead(t, a.x, ahead, item);
  else if (tail && y == start)
    arrowhead(t, a.x, back, item);
  else
    wire(t, a.x, (y != a.y ? back : 0) | (y != b.y ? ahead : 0), &strand);
}

struct pen { /* where the next letter of a word goes */
  struct text *t;
  int32_t x;
  uint8_t attribute;
  uint32_t href;
};

static void letter(struct pen *pen, uint8_t kind, uint32_t ref, size_t len, int cells) {
  struct text *t = pen->t;
  if (pen->x < 0 || pen->x + cells > t->width)
    return;
  *cell_at(t, pen->x) = (struct cell){.kind = kind,
                                      .attribute = pen->attribute,
                                      .len = len < 256 ? (uint8_t)len : 0,
                                      .more = (uint16_t)len,
                                      .ref = ref,
                                      .href = pen->href};
  if (cells == 2)
    *cell_at(t, pen->x + 1) = (struct cell){.kind = COVERED};
  pen->x += cells;
}

/* Letters of ASCII. */
static void letters(struct pen *pen, const char *s, size_t n) {
  struct text *t = pen->t;
  if (pen->x < 0 || n > (size_t)atl_max32(t->width - pen->x, 0)) { /* what is beyond an edge is left out */
    for (size_t i = 0; i < n; i++)
      letter(pen, ASCII, s[i] == '\n' ? ' ' : (unsigned char)s[i], 1, 1);
    return;
  }
  struct cell cell = {.kind = ASCII, .attribute = pen->attribute, .len = 1, .more = 1, .href = pen->href};
  struct cell *to = cell_at(t, pen->x);
  cell_at(t, pen->x + (int32_t)n - 1);
  for (size_t i = 0; i < n; i++) {
    cell.ref = s[i] == '\n' ? ' ' : (unsigned char)s[i];
    to[i] = cell;
  }
  pen->x += (int32_t)n;
}

/* Joins what takes no cell, a lone combining mark, to the cluster before it. */
static void append(struct pen *pen, size_t len) {
  for (int32_t x = pen->x - 1; x >= 0; x--)
    if (pen->t->row[x].kind == CLUSTER) {
      pen->t->row[x].more = (uint16_t)(pen->t->row[x].more + len);
      pen->t->row[x].len = 0;
      return;
    } else if (pen->t->row[x].kind != COVERED)
      return;
}

/* The arrow before the targets of links, for terminals that have no other. */
static const char *ascii_arrow(const char *arrow, size_t len) {
  static const char *const arrows[][2] = {
      {"\xe2\x86\x92", "->"}, {"\xe2\x86\x94", "<->"}, {"\xe2\x80\x94", "--"}, {"\xe2\x86\x90", "<-"}};
  for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
    if (!strncmp(arrow, arrows[i][0], len))
      return arrows[i][1];
  return "";
}

/* A terminal must not move what stands beside right-to-left words: cells from `begin` to `end`, which is none of it. */
static void isolate(struct text *t, const char *s, size_t len, int32_t begin, int32_t end) {
  while (len && s[len - 1] == ' ') {
    len--;
    end--;
  }
  if (len && s[len - 1] == ',') { /* what divides targets runs with the line */
    len--;
    end--;
  }
  if (begin >= end || !t->options->isolates || !atl_text_is_rtl(s, len))
    return;
  t->row[begin].attribute |= ISOLATE;
  t->row[end - 1].attribute |= END_ISOLATE;
}

/* Whether a target of a row of links begins at `i`: behind the arrow, or behind the comma after another one. */
static bool begins_target(const char *s, size_t i, size_t len) {
  if (i < 1 || i >= len || s[i - 1] != ' ')
    return false;
  return i == 1 || s[i - 2] == ',' || i - 1 == atl_cluster(s, len);
}

static void word(struct text *t, const struct part *part) {
  const struct atl_item *item = &t->scene->item.at[part->item];
  bool of_box = t->scene->item.at[part->segment].op == ATL_BEGIN;
  uint32_t href = of_box && t->options->hyperlinks ? atl_scene_href(t->scene, part->segment, part->item) : 0;
  const struct atl_look *look = &t->scene->look[item->look];
  const char *s = t->scene->pool + item->ref;
  size_t len = (size_t)item->h;
  bool muted = item->flags & ATL_MUTED;
  if (muted && t->options->border == ATL_BORDER_ASCII && t->scene->item.at[part->segment].op == ATL_ASIDE &&
      !atl_form_told_in_ascii(s, len))
    return; /* a legend says of a border what it does not look like here */
  /* A sheet that gives notes the ink of labels wants them read as well. */
  bool faint = look->note.light != look->text.light || look->note.dark != look->text.dark;
  int weight = muted ? (faint ? DIM : 0) : atl_face_is_bold(look->label_face) ? BOLD : 0;
  struct pen pen = {.t = t, .x = item->x, .attribute = (uint8_t)(weight | (href ? LINKED : 0)), .href = href};
  if (item->flags & ATL_TITLE) { /* the border breaks off for it */
    pen.x--;
    letter(&pen, ASCII, ' ', 1, 1);
  }
  if (item->flags & ATL_PAREN_OPEN)
    letter(&pen, ASCII, '(', 1, 1);
  if (item->flags & ATL_COUNT) {
    char count[ATL_COUNT_BYTES];
    size_t bytes = atl_count_text(count, item->ref, (enum atl_counted)item->h);
    for (size_t at = 0; at < bytes; at++)
      letter(&pen, ASCII, (unsigned char)count[at], 1, 1);
    if (item->flags & ATL_TITLE)
      letter(&pen, ASCII, ' ', 1, 1);
    return;
  }
  if (item->form) {
    struct pen before = {.t = t, .x = item->x - 2};
    letter(&before, MARK, item->form, 0, 1);
  }
  if (!(item->flags & ATL_LINKS))
    t->pushed = 0;
  pen.x += t->pushed;
  int32_t start = pen.x;
  if (item->flags & ATL_LINKS && t->options->border == ATL_BORDER_ASCII) {
    size_t arrow = atl_cluster(s, len);
    for (const char *c = ascii_arrow(s, arrow); *c; c++)
      letter(&pen, ASCII, (unsigned char)*c, 1, 1);
    t->pushed += pen.x - start - atl_cluster_cells_of(s, arrow, t->options->wide);
    s += arrow;
    len -= arrow;
  }
  bool links = item->flags & ATL_LINKS, rtl = t->options->isolates && atl_text_is_rtl(s, len);
  int32_t begin = start; /* of what is to be isolated: the word, or the target of a link, whose arrow stays outside */
  size_t from = 0;
  for (size_t i = 0, size; i < len; i += size) {
    if (links && rtl && begins_target(s, i, len)) {
      isolate(t, s + from, i - from, begin, pen.x);
      begin = pen.x;
      from = i;
    }
    size_t plain = atl_ascii_len(s + i, len - i);
    plain -= plain && i + plain < len; /* what follows may join the last one */
    if (plain) {
      size = links && rtl ? 1 : plain;
      letters(&pen, s + i, size);
      continue;
    }
    size = atl_cluster(s + i, len - i);
    int cells = atl_cluster_cells_of(s + i, size, t->options->wide);
    if (size == ATL_SOFT_HYPHEN_LEN && !memcmp(s + i, ATL_SOFT_HYPHEN, size)) {
      if (i + size == len)
        letter(&pen, ASCII, '-', 1, 1);
    } else if (cells)
      letter(&pen, CLUSTER, (uint32_t)(s - t->scene->pool) + (uint32_t)i, size, cells);
    else
      append(&pen, size);
  }
  if (rtl)
    isolate(t, s + from, len - from, begin, pen.x);
  if (item->flags & ATL_PAREN_CLOSE)
    letter(&pen, ASCII, ')', 1, 1);
  if (item->flags & ATL_TITLE)
    letter(&pen, ASCII, ' ', 1, 1);
}

/* -- writing --------------------------------------------------------------------------------------------------- */

static void color(struct text *t, uint8_t value, uint8_t attribute) {
  atl_out_lit(t->out, "\033[0");
  if (attribute & BOLD)
    atl_out_lit(t->out, ";1");
  if (attribute & DIM)
    atl_out_lit(t->out, ";2");
  if (value) {
    atl_out_char(t->out, ';');
    atl_out_int(t->out, value < 8 ? 30 + value : value == 8 ? 30 : 90 + value - 8);
  }
  atl_out_char(t->out, 'm');
}

/* Begins a link to what stands in the pool at this offset; 0: ends the one before. */
static void link_to(struct text *t, uint32_t offset) {
  atl_out_lit(t->out, "\033]8;;");
  atl_spell(t->out, ATL_SPELL_OSC8, t->scene->pool + offset);
  atl_out_lit(t->out, "\033\\");
}

enum { ACROSS = ATL_ARM_LEFT | ATL_ARM_RIGHT, UPRIGHT = ATL_ARM_UP | ATL_ARM_DOWN };

/* Whether a line goes straight over another one. */
static bool straight_over(unsigned over, unsigned under) {
  return (over == UPRIGHT && under == ACROSS) || (over == ACROSS && under == UPRIGHT);
}

/* What is seen of the lines in a cell: those that pass under another go, the others are joined in `light`. Returns
 * whether it is the dashed line of a quiet wire. */
static bool settle(struct cell *cell) {
  struct strand *a = &cell->strand[0], *b = &cell->strand[1];
  if (b->arms && straight_over(a->arms, b->arms)) {
    if (b->arms == UPRIGHT)
      *a = *b;
    b->arms = 0;
  }
  if (!a->arms)
    return false;
  unsigned all = a->arms | b->arms;
  if (straight_over(all, cell->light | cell->strong)) { /* a frame's border passes under */
    cell->light = cell->strong = cell->color = 0;
  }
  bool alone = !(cell->light | cell->strong);
  cell->stroke = alone && !b->arms ? a->stroke : 0;
  cell->light |= (uint8_t)all;
  if (alone && !cell->color)
    cell->color = a->color;
  return alone && a->quiet && (all == ACROSS || all == UPRIGHT);
}

/* What the lines in a cell are written as, once it is settled. */
static const char *lines_of(const struct text *t, const struct cell *cell, bool dashed) {
  enum atl_border border = t->options->border;
  return cell->stroke ? atl_line_glyph(border, (enum atl_stroke)cell->stroke, cell->light)
         : dashed     ? atl_dash(border, cell->light)
         : cell->len  ? atl_side_glyph(border, (enum atl_sides)cell->len, cell->light, cell->strong)
                      : atl_glyph(border, cell->light, cell->strong);
}

static void write_cell(struct text *t, const struct cell *cell, bool dashed) {
  const char *mark;
  switch (cell->kind) {
  case EMPTY:
    atl_out_char(t->out, ' ');
    break;
  case ARMS:
    atl_out_text(t->out, lines_of(t, cell, dashed));
    break;
  case MARK:
    mark = atl_shape_mark((enum atl_outline)cell->ref, t->options->border == ATL_BORDER_ASCII);
    atl_out_text(t->out, mark ? mark : t->options->border == ATL_BORDER_ASCII ? "-" : "■");
    break;
  case STUB:
    atl_out_text(t->out, cell->light == ATL_ARM_RIGHT ? "╶" : "╴");
    break;
  case HEAD:
    atl_out_text(t->out, atl_arrowhead(t->options->border, cell->light, (enum atl_head_form)cell->len));
    break;
  case ASCII:
    atl_out_char(t->out, (char)cell->ref);
    break;
  case CLUSTER:
    atl_out_write(t->out, t->scene->pool + cell->ref, cell->len ? cell->len : cell->more);
    break;
  default:
    break;
  }
}

/* The same for a cell that is not settled. Most are of one wire and no more. */
static const char *lines_at(const struct text *t, struct cell *cell) {
  const struct strand *only = &cell->strand[0];
  if (!(cell->light | cell->strong | cell->len | cell->strand[1].arms | only->stroke | only->quiet))
    return atl_glyph(t->options->border, only->arms, 0);
  bool dashed = settle(cell);
  return lines_of(t, cell, dashed);
}

/* Writes cells from `x` to `end` as long as they are letters of ASCII, blanks and lines; most are. Nothing is said
 * around them. Returns the first that is another. */
static int32_t write_plain(struct text *t, int32_t x, int32_t end) {
  enum { GLYPH_BYTES = 4 };
  char *begin = atl_out_reserve(t->out, GLYPH_BYTES * (size_t)(end - x + 1)), *to = begin;
  for (; x <= end; x++) {
    struct cell *cell = &t->row[x];
    if (cell->kind == ASCII)
      *to++ = (char)cell->ref;
    else if (cell->kind == EMPTY)
      *to++ = ' ';
    else if (cell->kind != ARMS)
      break;
    else
      for (const char *glyph = lines_at(t, cell); *glyph;)
        *to++ = *glyph++;
  }
  atl_out_advance(t->out, (size_t)(to - begin));
  return x;
}

static void write_row(struct text *t) {
  const char *prefix = t->options->line_prefix ? t->options->line_prefix : "";
  size_t prefix_len = strlen(prefix);
  int32_t end = t->last;
  while (end >= t->first &&
         (t->row[end].kind == EMPTY || (t->row[end].kind == ASCII && t->row[end].ref == ' ' && !t->row[end].attribute)))
    end--;
  if (end < t->first)
    while (prefix_len && prefix[prefix_len - 1] == ' ')
      prefix_len--;
  atl_out_write(t->out, prefix, prefix_len);
  bool bare = !(t->options->color || t->options->hyperlinks || t->options->isolates);
  uint8_t now_color = 0, now_attribute = 0;
  uint32_t now_link = 0;
  if (t->first <= end) {
    memset(atl_out_reserve(t->out, (size_t)t->first), ' ', (size_t)t->first);
    atl_out_advance(t->out, (size_t)t->first);
  }
  for (int32_t x = t->first; x <= end; x++) {
    if (bare) {
      x = write_plain(t, x, end);
      if (x > end)
        break;
    }
    struct cell *cell = &t->row[x];
    bool dashed = cell->kind == ARMS && settle(cell);
    bool plain = !(cell->attribute | now_link | t->options->color); /* as most are: nothing is said around it */
    if (!plain) {
      uint8_t attribute = cell->attribute & (BOLD | DIM);
      if (t->options->color && cell->kind != COVERED && cell->kind != EMPTY && /* a blank has no colour */
          (cell->color != now_color || attribute != now_attribute)) {
        color(t, cell->color, attribute);
        now_color = cell->color;
        now_attribute = attribute;
      }
      uint32_t link = cell->attribute & LINKED ? cell->href : 0;
      if (cell->kind != COVERED && link != now_link) {
        link_to(t, link);
        now_link = link;
      }
      if (cell->attribute & ISOLATE)
        atl_out_lit(t->out, "\xe2\x81\xa8"); /* FIRST STRONG ISOLATE */
    }
    write_cell(t, cell, dashed);
    if ((!plain && cell->kind != COVERED && cell->attribute & END_ISOLATE) ||
        (x + 1 <= end && cell[1].kind == COVERED && cell[1].attribute & END_ISOLATE))
      atl_out_lit(t->out, "\xe2\x81\xa9"); /* POP DIRECTIONAL ISOLATE */
  }
  if (now_link)
    link_to(t, 0);
  if (now_color || now_attribute)
    atl_out_lit(t->out, "\033[0m");
  atl_out_char(t->out, '\n');
  if (t->first <= t->last)
    memset(&t->row[t->first], 0, sizeof *t->row * (size_t)(t->last - t->first + 1));
  t->first = t->width;
  t->last = -1;
}

/* What a reader sees in the row, in pure ASCII. */
static void see_row(struct text *t, struct atl_spread *spread) {
  memset(spread->cell, 0, sizeof *spread->cell * (size_t)t->width);
  for (int32_t x = t->first; x <= t->last; x++) {
    struct cell *cell = &t->row[x];
    if (cell->kind == ARMS)
      settle(cell);
    if (cell->kind == ARMS)
      spread->cell[x] = /* corners of shapes are no '+', but keep apart as if they were */
          (struct atl_spread_cell){*atl_glyph(ATL_BORDER_ASCII, cell->light, cell->strong), cell->light | cell->strong};
    else if (cell->kind == HEAD)
      spread->cell[x] =
          (struct atl_spread_cell){*atl_arrowhead(ATL_BORDER_ASCII, cell->light, ATL_HEAD_ARROW), cell->light};
    else if (cell->kind > ARMS)
      spread->cell[x].shown = cell->kind == ASCII ? (char)cell->ref : 'x';
  }
  atl_spread_row(spread);
  if (t->first <= t->last)
    memset(&t->row[t->first], 0, sizeof *t->row * (size_t)(t->last - t->first + 1));
  t->first = t->width;
  t->last = -1;
}

/* -- rows ------------------------------------------------------------------------------------------------------ */

static void rows_of(const struct text *t, const struct part *part, int32_t *top, int32_t *bottom) {
  const struct atl_item *item = &t->scene->item.at[part->item];
  *top = *bottom = item->y;
  if (item->op == ATL_BEGIN)
    *bottom = item->y + item->h - 1;
  if (item->op == ATL_ROUTE) {
    const struct atl_point *p = &t->scene->point[item->ref + part->segment];
    *top = atl_min32(p[0].y, p[1].y);
    *bottom = atl_max32(p[0].y, p[1].y);
  }
}

static void list_parts(struct text *t) {
  const struct atl_scene *scene = t->scene;
  t->starts = atl_realloc(NULL, (size_t)scene->h + 1, sizeof *t->starts);
  memset(t->starts, 0xff, ((size_t)scene->h + 1) * sizeof *t->starts);
  atl_vec_reserve(&t->part, scene->item.len);
  uint32_t mine = 0;                         /* parts from here on belong to the BEGIN or LABEL that comes next */
  for (uint32_t i = scene->item.len; i--;) { /* from the last, so that each list is in drawing order */
    const struct atl_item *item = &scene->item.at[i];
    for (; (item->op == ATL_BEGIN || item->op == ATL_LABEL || item->op == ATL_ASIDE) && mine < t->part.len; mine++)
      if (scene->item.at[t->part.at[mine].item].op == ATL_WORD)
        t->part.at[mine].segment = i;
    bool lines = item->op == ATL_RULE || item->op == ATL_SAMPLE || (item->op == ATL_BEGIN && !(item->flags & ATL_OPEN));
    uint32_t parts = item->op == ATL_ROUTE ? (uint32_t)item->w - 1 : lines || item->op == ATL_WORD ? 1 : 0;
    for (uint32_t k = parts; k--;) {
      struct part part = {.item = i, .segment = k};
      int32_t top, bottom;
      rows_of(t, &part, &top, &bottom);
      if (bottom < 0 || top >= scene->h)
        continue;
      top = atl_max32(top, 0);
      part.next = t->starts[top];
      t->starts[top] = t->part.len;
      *atl_vec_push(&t->part) = part;
    }
  }
}

static void paint_part(struct text *t, const struct part *part, int32_t y) {
  const struct atl_item *item = &t->scene->item.at[part->item];
  if (item->op == ATL_BEGIN)
    side_of_box(t, item, y);
  else if (item->op == ATL_SAMPLE)
    box_sample(t, item);
  else if (item->op == ATL_ROUTE && item->flags & ATL_OF_LEGEND)
    line_sample(t, item);
  else if (item->op == ATL_ROUTE)
    segment(t, item, part->segment, y);
  else if (item->op == ATL_RULE)
    rule(t, item);
}

static void paint_row(struct text *t, int32_t y) {
  const struct atl_scene *scene = t->scene;
  for (uint32_t k = 0; k < t->open.len;) {
    const struct part *part = &t->part.at[t->open.at[k]];
    int32_t top, bottom;
    paint_part(t, part, y);
    rows_of(t, part, &top, &bottom);
    if (bottom > y)
      k++;
    else
      t->open.at[k] = t->open.at[--t->open.len];
  }
  for (uint32_t k = t->starts[y]; k != ATL_NONE; k = t->part.at[k].next) {
    int32_t top, bottom;
    paint_part(t, &t->part.at[k], y);
    rows_of(t, &t->part.at[k], &top, &bottom);
    if (bottom > y)
      *atl_vec_push(&t->open) = k;
  }
  for (uint32_t k = t->starts[y]; k != ATL_NONE; k = t->part.at[k].next) /* words over lines */
    if (scene->item.at[t->part.at[k].item].op == ATL_WORD)
      word(t, &t->part.at[k]);
}

/* Paints all rows; writes them, or only looks at them where `spread` is given. */
static void all_rows(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                     struct atl_spread *spread) {
  struct text t = {.out = out, .scene = scene, .options = options, .width = scene->w, .first = scene->w, .last = -1};
  t.row = atl_alloc((size_t)scene->w + 1, sizeof *t.row);
  list_parts(&t);
  for (int32_t y = 0; y < scene->h; y++) {
    paint_row(&t, y);
    if (spread)
      see_row(&t, spread);
    else
      write_row(&t);
  }
  atl_vec_release(&t.part);
  atl_vec_release(&t.open);
  free(t.starts);
  free(t.row);
}

bool atl_emit_text(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                   struct atl_diags *diags) {
  struct atl_spread spread = {0};
  if (options->border == ATL_BORDER_ASCII && scene->nets) {
    atl_spread_init(&spread, scene);
    all_rows(out, scene, options, &spread);
  }
  if (spread.wanted) {
    struct atl_scene wider = atl_spread_scene(&spread, scene);
    if (options->width && wider.w > options->width && scene->w <= options->width)
      atl_report(diags, ATL_WARNING, "too-wide", ATL_NOWHERE,
                 "the drawing is %d columns wide, %d were wanted; lines in ASCII are farther apart than others",
                 wider.w, options->width);
    all_rows(out, &wider, options, NULL);
    atl_spread_release_scene(&wider);
  } else
    all_rows(out, scene, options, NULL);
  atl_spread_release(&spread);
  return true;
}
