/* clang-format off */
/* The chain: steps in a line, from left to right, that goes on in the next row like text.
 *
 *     ┌───────┐
 *     │ title │                              a single top node is the heading: its nodes are the steps;
 *     └───┬───┘                              several top nodes are the steps themselves
 *         ▼
 *     ┌───────┐   ┌───────┐   ┌───────┐
 *     │ one   ├──▶│ two   ├──▶│ three ├─┐    the boxes of a row share their top line and their height;
 *     └───────┘   └─┬─────┘   └───────┘ │    what a step holds hangs below it, within its column
 *                   │  ┌────┐           │
 *                   └─▶│    │           │
 *                      └────┘           │
 *         ┌─────────────────────────────┘    the wrap is a wire like any other
 *         ▼
 *     ┌───────┐
 *     │ four  │
 *
 * How many steps a row holds: columns of one width where they need no more rows than text would, else columns of their
 * own widths, else rows like text. Without a width, what looks best. `direction: down` is one column of steps; what
 * they hold stands at their right, and below where that is too wide. Linear in the number of boxes, but for the search
 * for the columns: n log n. */
/* clang-format on */
#include "place/measure.h"
#include "place/place.h"
#include "place/titles.h"

#include <stdlib.h>
#include <string.h>

enum { BREAK_EARLY = 4 }; /* as tight as that, see measure.c */

struct gaps {      /* in the unit of the metric */
  int32_t step;    /* between two steps in a row */
  int32_t exit;    /* from a step's right border to where the wire to the next row turns down */
  int32_t channel; /* from a row's lowest border to the wire to the next row */
  int32_t enter;   /* from that wire to the next row */
  int32_t drop;    /* between two boxes joined by a straight wire down */
  int32_t inset;   /* from a box's left border to the rail that hangs from it */
  int32_t indent;  /* from a box's left border to its children's */
  int32_t stack;   /* between boxes of one rail */
  int32_t aside;   /* from a box to the only one at its right */
  int32_t asides;  /* and to several of them, with a rail in between: */
  int32_t trunk;   /* from the border to that rail */
  int32_t margin;  /* around the drawing */
};

static struct gaps gaps_of(const struct atl_layout *layout) {
  struct gaps gap = {
      .step = 3, .exit = 1, .enter = 2, .drop = 1, .inset = 2, .indent = 5, .aside = 4, .asides = 6, .trunk = 2};
  if (!layout->options->cells)
    gap = (struct gaps){.step = 36 * ATL_PX,
                        .exit = 16 * ATL_PX,
                        .channel = 22 * ATL_PX,
                        .enter = 28 * ATL_PX,
                        .drop = 28 * ATL_PX,
                        .inset = 16 * ATL_PX,
                        .indent = 40 * ATL_PX,
                        .stack = 14 * ATL_PX,
                        .aside = 36 * ATL_PX,
                        .asides = 52 * ATL_PX,
                        .trunk = 24 * ATL_PX,
                        .margin = 24 * ATL_PX};
  if (layout->options->cells && layout->tight >= 3)
    gap.step = 2;
  return gap;
}

struct wire { /* from step i to step i + 1 */
  uint32_t edge;
  struct atl_label label; /* measured, not yet placed */
};

struct chain {
  struct atl_layout *layout;
  const struct atl_box *tree;
  struct atl_rect *box;
  struct gaps gap;
  bool cells;
  bool down;                 /* what steps hold stands at their right */
  bool single;               /* all steps in one */
  uint32_t heading;          /* box, or ATL_NONE */
  uint32_t first, steps;     /* boxes first to first + steps - 1 */
  int64_t *below;            /* by box: how far it reaches down below it; `down`: the height of all of it */
  uint8_t *way;              /* by box: how the title of one with items in it is written */
  struct atl_place early;    /* the boxes measured with labels that break early */
  struct wire *wire;         /* by step */
  uint32_t *row;             /* first step of each row, and one more: steps */
  uint32_t rows, columns;    /* columns: 0 where rows are like text */
  int32_t *column, *between; /* widths of the columns and of the gaps behind them */
  int32_t turn;              /* where wires to the next row turn down, for all rows */
  int64_t bottom;            /* of what is placed */
};

/* Where a wire meets a side of this length: its middle cell, the upper one of two. */
static int32_t port(const struct chain *c, int32_t side) {
  return c->cells ? (side - 1) / 2 : side / 2 / ATL_PX * ATL_PX;
}

static int32_t centre_x(const struct chain *c, uint32_t v) { return c->box[v].x + port(c, c->box[v].w); }

/* Where wires leave a box: its border is a cell in text, a line in pictures. */
static int32_t right_of(const struct chain *c, uint32_t v) { return atl_rect_right(c->box[v]) - (c->cells ? 1 : 0); }
static int32_t bottom_of(const struct chain *c, uint32_t v) { return atl_rect_bottom(c->box[v]) - (c->cells ? 1 : 0); }

/* In px a head ends where the border of its box begins: half a stroke before its middle. */
static int32_t border_of(const struct chain *c, uint32_t v) {
  return c->cells ? 0 : atl_box_look(c->layout->styled, &c->tree[v])->stroke / 2;
}

/* Widths stay odd in cells, and twice a whole px in pictures, so that every box has a centre. */
static int32_t whole_width(const struct chain *c, int64_t w) {
  int32_t fits = atl_box_side(w);
  return c->cells ? fits | 1 : atl_round_up(fits, 2 * ATL_PX);
}

/* -- what is a step ---------------------------------------------------------------------------------------------- */

static void find_steps(struct chain *c) {
  const struct atl_order *order = c->layout->order;
  c->heading = ATL_NONE;
  c->steps = order->roots;
  if (order->roots != 1 || !order->box.at[0].child_count)
    return;
  uint32_t first = order->box.at[0].first_child, count = order->box.at[0].child_count, cards = 0;
  while (cards < count && order->box.at[first + cards].card)
    cards++;
  if (cards == count)
    return;
  c->heading = 0;
  c->first = first + cards;
  c->steps = count - cards;
}

static bool is_step(const struct chain *c, uint32_t v) { return v >= c->first && v < c->first + c->steps; }

/* Links that the author wrote between a step and the next are what the wire there shows. */
static void find_wires(struct chain *c) {
  const struct atl_order *order = c->layout->order;
  c->wire = atl_alloc((size_t)c->steps + 1, sizeof *c->wire);
  for (uint32_t i = 0; i < c->steps; i++)
    c->wire[i].edge = ATL_NONE;
  for (uint32_t e = 0; e < order->edge.len; e++) {
    const struct atl_edge *edge = &order->edge.at[e];
    bool forward = c->layout->map->link.at[edge->link].arrow == ATL_ARROW_FORWARD;
    uint32_t tail = forward || edge->tail < edge->head ? edge->tail : edge->head;
    uint32_t head = tail == edge->tail ? edge->head : edge->tail;
    if (!is_step(c, tail) || head != tail + 1 || !is_step(c, head) || c->wire[tail - c->first].edge != ATL_NONE)
      continue;
    c->wire[tail - c->first].edge = e;
    c->wire[tail - c->first].label = atl_measure_label(c->layout, e);
  }
}

/* -- texts ------------------------------------------------------------------------------------------------------- */

/* Labels of steps are broken early, so that one long name does not make all columns wide. */
static void measure(struct chain *c) {
  struct atl_layout *layout = c->layout;
  struct atl_layout early = *layout;
  atl_measure_boxes(layout);
  c->box = layout->place->box;
  early.tight = layout->tight > BREAK_EARLY ? layout->tight : BREAK_EARLY;
  early.place = &c->early;
  c->early.cells = c->cells;
  c->early.flush = layout->place->flush;
  atl_measure_boxes(&early);
  for (uint32_t v = 0; v < layout->order->box.len; v++) {
    enum atl_title_way way = ATL_TITLE_WAYS;
    if (c->tree[v].items) { /* its title is broken where that has to be anyway */
      c->box[v] = atl_titled_size(layout, v, &way);
      c->early.box[v] = c->box[v];
    }
    c->way[v] = (uint8_t)way;
  }
  for (uint32_t i = c->first; i < c->first + c->steps; i++) {
    struct atl_rect at_ease = c->box[i];
    c->box[i] = c->early.box[i];
    c->early.box[i] = at_ease; /* from here on the size it has where it is not broken early */
  }
}

/* Labels of wires stand behind the lines of boxes, which have become more or fewer. */
static void move_labels(struct chain *c, uint32_t from, uint32_t to) {
  for (uint32_t i = 0; i < c->steps; i++)
    c->wire[i].label.first_line += to - from;
}

/* Where a step is wide enough for its unbroken label after all, it gets it; else it gets the lines it was measured by.
 */
static void settle_lines(struct chain *c) {
  struct atl_place *place = c->layout->place;
  uint32_t n = c->layout->order->box.len, boxes = place->first_line[n], labels = 0;
  ATL_VEC(struct atl_line) line = {0};
  atl_vec_reserve(&line, place->line.len + c->early.line.len);
  for (uint32_t v = 0; v < n; v++) {
    bool early = is_step(c, v) && c->early.box[v].w > c->box[v].w;
    const struct atl_place *from = early ? &c->early : place;
    uint32_t first = from->first_line[v], count = from->first_line[v + 1] - first;
    if (is_step(c, v) && !early)
      c->box[v].h = c->early.box[v].h;
    if (count)
      memcpy(line.at + line.len, from->line.at + first, count * sizeof *line.at);
    c->early.first_line[v] = line.len; /* read above for the last time */
    line.len += count;
  }
  labels = line.len;
  if (place->line.len > boxes)
    memcpy(line.at + labels, place->line.at + boxes, (place->line.len - boxes) * sizeof *line.at);
  line.len += place->line.len - boxes;
  move_labels(c, boxes, labels);
  memcpy(place->first_line, c->early.first_line, n * sizeof *place->first_line);
  place->first_line[n] = labels;
  free(place->line.at);
  place->line.at = line.at;
  place->line.len = line.len;
  place->line.cap = line.cap;
}

/* -- what hangs from a step -------------------------------------------------------------------------------------- */

/* The children of a box get one width; a card among nodes keeps its own, unless it is but a little narrower. */
static void level_children(struct chain *c, uint32_t v, int32_t least) {
  const struct atl_box *b = &c->tree[v];
  int32_t w = 0, little = c->cells ? 4 : 24 * ATL_PX;
  for (uint32_t i = b->first_child; i < b->first_child + b->child_count; i++)
    w = c->tree[i].card ? w : atl_max32(w, c->box[i].w);
  if (b->child_count == 1 && least - c->box[b->first_child].w <= little)
    w = atl_max32(w, least);
  for (uint32_t i = b->first_child; i < b->first_child + b->child_count; i++)
    if (!c->tree[i].card || (c->box[i].w < w && w - c->box[i].w <= little))
      c->box[i].w = atl_max32(w, c->box[i].w);
}

/* The room of everything below a box, children first. A box is as wide as all that hangs from it, so it heads it. */
static void size_hanging(struct chain *c) {
  for (uint32_t v = c->layout->order->box.len; v--;) {
    const struct atl_box *b = &c->tree[v];
    if (v == c->heading || !b->child_count)
      continue;
    level_children(c, v, c->box[v].w);
    int32_t widest = 0;
    for (uint32_t i = b->first_child; i < b->first_child + b->child_count; i++) {
      widest = atl_max32(widest, c->box[i].w);
      c->below[v] += c->gap.stack + c->box[i].h + c->below[i];
    }
    if (b->child_count == 1)
      c->below[v] += c->gap.drop - c->gap.stack;
    else
      widest += c->gap.indent;
    c->box[v].w = atl_max32(c->box[v].w, whole_width(c, widest));
  }
}

/* The children of a box that is placed, below it. */
static void place_hanging(struct chain *c, uint32_t v) {
  const struct atl_box *b = &c->tree[v];
  struct atl_rect r = c->box[v];
  if (b->child_count == 1) {
    struct atl_rect *only = &c->box[b->first_child];
    only->x = r.x + (r.w - only->w) / 2;
    only->y = atl_rect_bottom(r) + c->gap.drop;
    return;
  }
  int32_t y = atl_rect_bottom(r);
  for (uint32_t i = b->first_child; i < b->first_child + b->child_count; i++) {
    c->box[i].x = r.x + c->gap.indent;
    c->box[i].y = y + c->gap.stack;
    y = atl_rect_bottom(c->box[i]) + (int32_t)c->below[i];
  }
}

/* -- what stands beside a step, in a chain that goes down -------------------------------------------------------- */

/* Where a wire from the left meets a box: where it leaves the one it comes from, if that is high enough. */
static int32_t entry(const struct chain *c, uint32_t v) {
  return atl_min32(port(c, c->box[c->tree[v].parent].h), port(c, c->box[v].h));
}

/* Children at the right begin so far below the top of their parent. */
static int32_t lowered(const struct chain *c, uint32_t v) {
  return port(c, c->box[v].h) - entry(c, c->tree[v].first_child);
}

static void size_aside(struct chain *c) {
  for (uint32_t v = c->layout->order->box.len; v--;) {
    const struct atl_box *b = &c->tree[v];
    int64_t high = 0;
    if (v != c->heading)
      level_children(c, v, 0);
    for (uint32_t i = b->first_child; v != c->heading && i < b->first_child + b->child_count; i++)
      high += c->below[i] + (i == b->first_child ? lowered(c, v) : c->gap.stack);
    c->below[v] = high > c->box[v].h ? high : c->box[v].h;
  }
}

static void place_aside(struct chain *c, uint32_t v, uint32_t count) {
  const struct atl_box *b = &c->tree[v];
  int64_t y = c->box[v].y + (count ? lowered(c, v) : 0);
  for (uint32_t i = b->first_child; i < b->first_child + count; i++) {
    c->box[i].x = atl_rect_right(c->box[v]) + (count > 1 ? c->gap.asides : c->gap.aside);
    c->box[i].y = (int32_t)y;
    y += (c->down ? c->below[i] : c->box[i].h) + c->gap.stack;
  }
}

/* -- rows -------------------------------------------------------------------------------------------------------- */

static int32_t gap_after(const struct chain *c, uint32_t i) {
  int32_t label = c->wire[i].label.rect.w;
  return atl_max32(c->gap.step, label ? label + (c->cells ? 0 : 12 * ATL_PX) : 0);
}

static int32_t step_width(const struct chain *c, uint32_t i) { return c->box[c->first + i].w; }

static bool hangs(const struct chain *c) {
  for (uint32_t i = 0; i < c->steps; i++)
    if (c->tree[c->first + i].child_count)
      return true;
  return false;
}

/* What a wire to the next row takes at the right: nothing where all of them go straight down. */
static int32_t turn_room(const struct chain *c, uint32_t columns) {
  bool straight = columns == 1 && !hangs(c);
  return columns >= c->steps || straight ? 0 : c->gap.exit + (c->cells ? 1 : 0);
}

/* The width of so many columns, of one width or of their own; fills column and between. */
static int64_t columns_width(struct chain *c, uint32_t columns, bool even) {
  int32_t widest = 0;
  for (uint32_t k = 0; k < columns; k++)
    c->column[k] = c->between[k] = 0;
  for (uint32_t i = 0; i < c->steps; i++) {
    uint32_t k = i % columns;
    widest = atl_max32(widest, step_width(c, i));
    c->column[k] = atl_max32(c->column[k], step_width(c, i));
    if (k + 1 < columns && i + 1 < c->steps)
      c->between[k] = atl_max32(c->between[k], gap_after(c, i));
  }
  int64_t w = turn_room(c, columns);
  for (uint32_t k = 0; k < columns; k++) {
    if (even)
      c->column[k] = widest;
    w += c->column[k] + c->between[k];
  }
  return w;
}

static uint32_t rows_of(const struct chain *c, uint32_t columns) { return (c->steps + columns - 1) / columns; }

/* As many columns as fit, but no more than the rows need: the rows are then about as long as each other. */
static uint32_t columns_that_fit(struct chain *c, int64_t width, bool even) {
  uint32_t low = 1, high = c->steps;
  while (low < high) {
    uint32_t middle = low + (high - low + 1) / 2;
    if (columns_width(c, middle, even) <= width)
      low = middle;
    else
      high = middle - 1;
  }
  uint32_t balanced = (c->steps + rows_of(c, low) - 1) / rows_of(c, low);
  return columns_width(c, balanced, even) <= width ? balanced : low;
}

/* Rows like text: as many steps as fit. Fills row where `keep`. Returns how many rows there are. */
static uint32_t fill_rows(struct chain *c, int64_t width, bool keep) {
  uint32_t rows = 0;
  int64_t at = 0, turn = c->gap.exit + (c->cells ? 1 : 0);
  for (uint32_t i = 0; i < c->steps; i++) {
    int64_t end = at + (i ? gap_after(c, i - 1) : 0) + step_width(c, i);
    if (!rows || end + (i + 1 < c->steps ? turn : 0) > width) {
      if (keep)
        c->row[rows] = i;
      rows++;
      end = step_width(c, i);
    }
    at = end;
  }
  if (keep)
    c->row[rows] = c->steps;
  return rows;
}

static int64_t one_row(const struct chain *c) { return c->cells ? 100 : 1100 * ATL_PX; }

/* Breaks no label early where all steps stand in one row without that. */
static void ease(struct chain *c, int64_t width) {
  int32_t *early = atl_alloc(c->steps, sizeof *early);
  for (uint32_t i = 0; i < c->steps; i++) {
    struct atl_rect *box = &c->box[c->first + i];
    early[i] = box->w;
    box->w = atl_max32(box->w, c->early.box[c->first + i].w);
  }
  if (columns_width(c, c->steps, !width) > (width ? width : one_row(c)))
    for (uint32_t i = 0; i < c->steps; i++)
      c->box[c->first + i].w = early[i];
  free(early);
}

/* Without a width: one row where it is short, else columns that make the drawing about as broad as a screen. A cell is
 * twice as high as wide. */
static uint32_t pleasing_columns(struct chain *c, bool even) {
  int64_t best = INT64_MAX;
  if (columns_width(c, c->steps, even) <= one_row(c))
    return c->steps;
  int64_t tallest = 0, hanging = 0;
  for (uint32_t i = 0; i < c->steps; i++) {
    tallest = c->box[c->first + i].h > tallest ? c->box[c->first + i].h : tallest;
    hanging += c->below[c->first + i];
  }
  int64_t high = tallest + hanging / c->steps + c->gap.channel + c->gap.enter; /* of a row */
  uint32_t most = 1, columns = 1;
  while (most < c->steps && columns_width(c, most, even) * 9 < high * (c->cells ? 2 : 1) * rows_of(c, most) * 32)
    most = most + most / 8 + 1 < c->steps ? most + most / 8 + 1 : c->steps; /* no more columns than steps, ever */
  for (uint32_t k = most / 4 + 1; k <= most; k += most / 64 + 1) {
    int64_t w = columns_width(c, k, even) * 9, h = high * (c->cells ? 2 : 1) * rows_of(c, k) * 16;
    uint32_t empty = rows_of(c, k) * k - c->steps; /* places of the last row */
    int64_t off = (w > h ? 100 + (w - h) * 60 / h : h * 150 / w) + 450 * (int64_t)empty / (rows_of(c, k) * (int64_t)k);
    if (off <= best) {
      best = off;
      columns = k;
    }
  }
  uint32_t balanced = (c->steps + rows_of(c, columns) - 1) / rows_of(c, columns);
  return balanced;
}

/* Decides which steps stand in which row, and how wide they are. */
static void break_rows(struct chain *c) {
  int64_t width = c->layout->options->width ? c->layout->options->width - 2 * (int64_t)c->gap.margin : 0;
  bool even = true;
  c->column = atl_alloc((size_t)c->steps + 1, sizeof *c->column);
  c->between = atl_alloc((size_t)c->steps + 1, sizeof *c->between);
  c->row = atl_alloc((size_t)c->steps + 2, sizeof *c->row);
  if (!c->single)
    ease(c, width);
  if (c->single)
    c->columns = 1;
  else if (!c->layout->options->width) {
    int64_t sum = 0, widest = 0;
    for (uint32_t i = 0; i < c->steps; i++) {
      sum += step_width(c, i);
      widest = step_width(c, i) > widest ? step_width(c, i) : widest;
    }
    even = widest * c->steps * 2 <= sum * 3; /* by half at most */
    c->columns = pleasing_columns(c, even);
  } else {
    uint32_t text = fill_rows(c, width, false), most = text + text / 4;
    c->columns = columns_that_fit(c, width, true);
    if (rows_of(c, c->columns) > most) {
      even = false;
      c->columns = columns_that_fit(c, width, false);
    }
    if (rows_of(c, c->columns) > most) {
      c->columns = 0;
      c->rows = fill_rows(c, width, true);
      return;
    }
  }
  columns_width(c, c->columns, even);
  c->rows = rows_of(c, c->columns);
  for (uint32_t r = 0; r < c->rows; r++)
    c->row[r] = r * c->columns;
  c->row[c->rows] = c->steps;
  for (uint32_t i = 0; i < c->steps; i++)
    c->box[c->first + i].w = c->column[i % c->columns];
}

/* -- places ------------------------------------------------------------------------------------------------------ */

/* Steps of one row are equally high; in pictures all of them where that costs little. A line of text cannot stand in
 * the middle of two rows. */
static void level_steps(struct chain *c) {
  int32_t tallest = 0, least = INT32_MAX, little = c->cells ? 0 : 40 * ATL_PX;
  for (uint32_t i = 0; i < c->steps; i++) {
    struct atl_rect *r = &c->box[c->first + i];
    if (!c->down && i + 1 < c->steps) { /* a label stands above its wire, beside the box */
      int32_t label = c->wire[i].label.rect.h, need = c->cells ? 2 * label + 1 : 2 * label + 4 * ATL_PX;
      r->h = label ? atl_max32(r->h, c->cells ? need : atl_round_up(need, 2 * ATL_PX)) : r->h;
    }
    tallest = atl_max32(tallest, r->h);
    least = atl_min32(least, r->h);
  }
  bool all = tallest - least <= little;
  for (uint32_t k = 0; k < c->rows && !c->down; k++) {
    int32_t high = 0;
    for (uint32_t i = c->row[k]; i < c->row[k + 1]; i++)
      high = atl_max32(high, c->box[c->first + i].h);
    for (uint32_t i = c->row[k]; i < c->row[k + 1]; i++)
      c->box[c->first + i].h = all ? tallest : high;
  }
}

static bool too_large(struct chain *c) {
  atl_report(c->layout->diags, ATL_ERROR, "limit-size", ATL_NOWHERE,
             "the drawing is larger than coordinates can say (limit ATL_MAX_SIDE); draw less of it with --depth or "
             "--root, or draw a list with -l list");
  return false;
}

/* Whether row k goes straight down to the next one: a single column, and nothing in the way. */
static bool straight_down(const struct chain *c, uint32_t k) {
  return c->down || (c->columns == 1 && !c->tree[c->first + c->row[k]].child_count);
}

/* What the wire from step i shows. */
static enum atl_arrow arrow_of(const struct chain *c, uint32_t i) {
  uint32_t edge = c->wire[i].edge;
  return edge == ATL_NONE ? ATL_ARROW_FORWARD : c->layout->map->link.at[c->layout->order->edge.at[edge].link].arrow;
}

/* The gap below row k. */
static int32_t gap_below(const struct chain *c, uint32_t k) {
  int32_t label = c->wire[c->row[k + 1] - 1].label.rect.h;
  if (straight_down(c, k)) {
    int32_t least = arrow_of(c, c->row[k + 1] - 1) == ATL_ARROW_BOTH && c->cells ? 2 : 1; /* rows for heads */
    return atl_max32(atl_max32(c->gap.drop, least), label ? label + (c->cells ? least : 20 * ATL_PX) : 0);
  }
  return c->gap.channel + c->gap.enter + label;
}

/* The heading stands over the first step. */
static void place_heading(struct chain *c) {
  uint32_t v = c->heading;
  if (v == ATL_NONE)
    return;
  struct atl_rect *r = &c->box[v];
  int32_t beside = c->box[c->first].w - r->w;
  r->x = c->gap.margin + (beside > 0 ? beside / 2 : 0);
  r->y = c->gap.margin;
  c->bottom = atl_rect_bottom(*r);
  uint32_t cards = c->first - c->tree[v].first_child;
  place_aside(c, v, cards);
  if (cards) {
    int32_t card = atl_rect_bottom(c->box[c->tree[v].first_child]);
    c->bottom = c->bottom > card ? c->bottom : card;
  }
  c->bottom += c->gap.drop;
}

/* Places the steps and what they hold. False when that takes more room than there is. */
static bool place_steps(struct chain *c) {
  int64_t y = c->bottom ? c->bottom : c->gap.margin;
  for (uint32_t k = 0; k < c->rows; k++) {
    int64_t x = c->gap.margin, low = y;
    for (uint32_t i = c->row[k]; i < c->row[k + 1]; i++) {
      struct atl_rect *r = &c->box[c->first + i];
      r->x = (int32_t)x;
      r->y = (int32_t)y;
      int64_t end = y + c->below[c->first + i] + (c->down ? 0 : r->h);
      low = end > low ? end : low;
      if (k + 1 < c->rows)
        c->turn = atl_max32(c->turn, atl_rect_right(*r));
      x += r->w + (c->columns ? c->between[i % c->columns] : gap_after(c, i));
      if (low > ATL_MAX_SIDE / 2 || x > ATL_MAX_SIDE / 2)
        return too_large(c);
    }
    y = low + (k + 1 < c->rows ? gap_below(c, k) : 0);
  }
  c->turn += c->gap.exit;
  for (uint32_t v = c->first; v < c->layout->order->box.len; v++) {
    if (!c->tree[v].child_count)
      continue;
    if (c->down)
      place_aside(c, v, c->tree[v].child_count);
    else
      place_hanging(c, v);
  }
  return true;
}

/* -- wires ------------------------------------------------------------------------------------------------------- */

static void add_route(struct chain *c, uint32_t net, bool tail, bool head, uint32_t count,
                      const struct atl_point *points) {
  struct atl_place *place = c->layout->place;
  *atl_vec_push(&place->route) =
      (struct atl_route){.first_point = place->point.len, .points = count, .net = net, .head = head, .tail = tail};
  for (uint32_t i = 0; i < count; i++)
    *atl_vec_push(&place->point) = points[i];
}

static void add_drop(struct chain *c, uint32_t net, uint32_t from, uint32_t to) {
  int32_t x = centre_x(c, to);
  struct atl_point points[] = {{x, bottom_of(c, from)}, {x, c->box[to].y - border_of(c, to)}};
  add_route(c, net, false, true, 2, points);
}

/* The wires from a box to what hangs from it. */
static void connect_hanging(struct chain *c, uint32_t v) {
  const struct atl_box *b = &c->tree[v];
  if (b->child_count == 1) {
    add_drop(c, v, v, b->first_child);
    return;
  }
  int32_t rail = c->box[v].x + c->gap.inset;
  for (uint32_t i = b->first_child; i < b->first_child + b->child_count; i++) {
    int32_t y = c->box[i].y + port(c, c->box[i].h);
    bool last = i + 1 == b->first_child + b->child_count;
    struct atl_point points[] = {{rail, bottom_of(c, v)}, {rail, y}, {c->box[i].x - border_of(c, i), y}};
    add_route(c, v, false, true, last ? 3 : 2, last ? points : points + 1);
  }
}

/* And to what stands at its right. */
static void connect_aside(struct chain *c, uint32_t v, uint32_t count) {
  uint32_t first = c->tree[v].first_child;
  int32_t rail = atl_rect_right(c->box[v]) + c->gap.trunk, from = c->box[v].y + port(c, c->box[v].h);
  for (uint32_t i = first; i < first + count; i++) {
    int32_t y = c->box[i].y + entry(c, i), x = c->box[i].x - border_of(c, i);
    bool last = i + 1 == first + count;
    struct atl_point points[] = {{i == first ? right_of(c, v) : rail, from}, {rail, y}, {x, y}};
    if (i == first)
      add_route(c, v, false, true, 2, (const struct atl_point[]){points[0], points[2]});
    else
      add_route(c, v, false, true, last ? 3 : 2, last ? points : points + 1);
  }
}

static void add_label(struct chain *c, uint32_t i, int32_t x, int32_t y) {
  if (!c->wire[i].label.lines)
    return;
  c->wire[i].label.rect.x = x;
  c->wire[i].label.rect.y = y;
  *atl_vec_push(&c->layout->place->label) = c->wire[i].label;
}

/* Whether there is a rule in a row of a box, in cells. */
static bool is_rule(const struct chain *c, uint32_t v, int32_t y) {
  struct atl_rules rules = atl_rules_of(c->layout->place, v);
  int32_t row = 0;
  while (atl_next_rule(&rules, &row))
    if (c->box[v].y + row == y)
      return true;
  return false;
}

/* The row in which a wire leaves a box and meets another one or nothing: the middle, or the next one to it where no
 * rule is: a wire that ends at a rule looks like more of it. */
static int32_t row_of_wire(const struct chain *c, uint32_t from, uint32_t to) {
  int32_t middle = c->box[from].y + port(c, c->box[from].h), high = c->box[from].h;
  for (int32_t k = 0; c->cells && k < 2 * high; k++) {
    int32_t y = middle + (k % 2 ? 1 : -1) * ((k + 1) / 2);
    bool inside = y > c->box[from].y && y < c->box[from].y + high - 1 &&
                  (to == ATL_NONE || (y > c->box[to].y && y < c->box[to].y + c->box[to].h - 1));
    if (inside && !is_rule(c, from, y) && (to == ATL_NONE || !is_rule(c, to, y)))
      return y;
  }
  return middle;
}

/* The wire from the last step of row k to the next row. */
static uint32_t wrap(struct chain *c, uint32_t k, struct atl_point points[5]) {
  uint32_t i = c->row[k + 1] - 1, from = c->first + i, to = from + 1;
  int32_t enter = centre_x(c, to), top = c->box[to].y - border_of(c, to);
  struct atl_rect label = c->wire[i].label.rect;
  if (straight_down(c, k)) {
    points[0] = (struct atl_point){enter, bottom_of(c, from)};
    points[1] = (struct atl_point){enter, top};
    int32_t head = c->cells ? 1 : 16 * ATL_PX; /* the label stands above it, in the gap, however high that is */
    add_label(c, i, enter + (c->cells ? 1 : 4 * ATL_PX), c->box[to].y - head - label.h);
    return 2;
  }
  int32_t middle = row_of_wire(c, from, ATL_NONE), channel = c->box[to].y - c->gap.enter;
  points[0] = (struct atl_point){right_of(c, from), middle};
  points[1] = (struct atl_point){c->turn, middle};
  points[2] = (struct atl_point){c->turn, channel};
  points[3] = (struct atl_point){enter, channel};
  points[4] = (struct atl_point){enter, top};
  add_label(c, i, enter + (c->cells ? 1 : 4 * ATL_PX), channel - label.h - (c->cells ? 0 : 2 * ATL_PX));
  return 5;
}

static void connect_steps(struct chain *c) {
  struct atl_place *place = c->layout->place;
  for (uint32_t k = 0, i = 0; i + 1 < c->steps; i++) {
    uint32_t from = c->first + i, to = from + 1, edge = c->wire[i].edge;
    enum atl_arrow arrow =
        edge == ATL_NONE ? ATL_ARROW_FORWARD : c->layout->map->link.at[c->layout->order->edge.at[edge].link].arrow;
    *atl_vec_push(&place->net) = (struct atl_net){.edge = edge, .edges = edge != ATL_NONE, .tail = from, .head = to};
    struct atl_point points[5];
    uint32_t count = 2;
    if (i + 1 == c->row[k + 1])
      count = wrap(c, k++, points);
    else {
      int32_t y = row_of_wire(c, from, to), end = c->box[to].x;
      struct atl_rect label = c->wire[i].label.rect;
      points[0] = (struct atl_point){right_of(c, from), y};
      points[1] = (struct atl_point){end - border_of(c, to), y};
      int32_t begin = atl_rect_right(c->box[from]);
      add_label(c, i, begin + (end - begin - label.w) / 2, y - label.h - (c->cells ? 0 : 2 * ATL_PX));
    }
    if (arrow == ATL_ARROW_BOTH && !c->cells) { /* its tip too stands before the border */
      int32_t back = border_of(c, from);
      *(points[0].y == points[1].y ? &points[0].x : &points[0].y) += back;
    }
    add_route(c, c->layout->order->box.len + place->net.len - 1, arrow == ATL_ARROW_BOTH, arrow != ATL_ARROW_NONE,
              count, points);
  }
}

static void connect(struct chain *c) {
  if (c->heading != ATL_NONE) {
    connect_aside(c, c->heading, c->first - c->tree[c->heading].first_child);
    add_drop(c, c->heading, c->heading, c->first);
  }
  for (uint32_t v = c->first; v < c->layout->order->box.len; v++) {
    if (!c->tree[v].child_count)
      continue;
    if (c->down)
      connect_aside(c, v, c->tree[v].child_count);
    else
      connect_hanging(c, v);
  }
  connect_steps(c);
}

static bool fit_size(struct chain *c) {
  struct atl_place *place = c->layout->place;
  int32_t one = c->cells ? 1 : 0;
  for (uint32_t v = 0; v < c->layout->order->box.len; v++) {
    place->w = atl_max32(place->w, atl_rect_right(c->box[v]) + c->gap.margin);
    place->h = atl_max32(place->h, atl_rect_bottom(c->box[v]) + c->gap.margin);
  }
  for (uint32_t i = 0; i < place->point.len; i++)
    place->w = atl_max32(place->w, place->point.at[i].x + one + c->gap.margin);
  for (uint32_t i = 0; i < place->label.len; i++)
    place->w = atl_max32(place->w, atl_rect_right(place->label.at[i].rect) + c->gap.margin);
  if (!c->cells || place->w <= ATL_MAX_TEXT_WIDTH)
    return true;
  atl_report(c->layout->diags, ATL_ERROR, "limit-width", ATL_NOWHERE,
             "this chain would be %d columns wide (limit %d); draw less of it with --depth or --root, or draw a list "
             "with -l list",
             place->w, ATL_MAX_TEXT_WIDTH);
  return false;
}

bool atl_layout_chain(struct atl_layout *layout) {
  struct chain c = {.layout = layout,
                    .tree = layout->order->box.at,
                    .gap = gaps_of(layout),
                    .cells = layout->options->cells,
                    .single = layout->options->direction == ATL_DOWN};
  c.down = c.single && !layout->tight; /* what is too wide hangs below */
  uint32_t n = layout->order->box.len;
  layout->place->flush = true; /* cards, and rows in boxes, as everywhere where boxes have rows */
  layout->place->frame = atl_alloc((size_t)n + 1, sizeof *layout->place->frame); /* none: but boxes with titles */
  c.way = atl_alloc((size_t)n + 1, sizeof *c.way);
  find_steps(&c);
  measure(&c);
  c.below = atl_alloc(n, sizeof *c.below);
  find_wires(&c);
  if (c.down)
    size_aside(&c);
  else
    size_hanging(&c);
  bool good = true;
  for (uint32_t v = 0; v < n && good; v++)
    good = c.box[v].w < ATL_MAX_BOX && c.box[v].h < ATL_MAX_BOX && c.below[v] < ATL_MAX_BOX;
  if (!good)
    too_large(&c);
  else {
    break_rows(&c);
    settle_lines(&c);
    level_steps(&c);
    place_heading(&c);
    good = place_steps(&c);
  }
  if (good) {
    uint32_t boxes = layout->place->first_line[n];
    atl_titles_write(layout, c.way, NULL);
    move_labels(&c, boxes, layout->place->first_line[n]);
    connect(&c);
    good = fit_size(&c);
  }
  atl_place_release(&c.early);
  free(c.way);
  free(c.below);
  free(c.wire);
  free(c.row);
  free(c.column);
  free(c.between);
  return good;
}
