/* clang-format off */
/* Folding a long chain of layers into rows, as a text is broken into lines:
 *
 *     [a] ─▶ [b] ─▶ [c] ─┐        What stands in the layers keeps its place; a wire that leads on turns beside the end
 *     ┌──────────────────┘        of its row, runs back between the rows, and turns again before the next one. Wires
 *     └▶ [d] ─▶ [e]               that turn side by side keep their order, so that none crosses another there.
 *
 * As everywhere in this room, `y` runs from layer to layer: here it is what goes across the page, and rows are beside each
 * other along `x`. */
/* clang-format on */
#include "place/layered/cast.h"

#include <stdlib.h>
#include <string.h>

/* Where more wires than this would turn, it is no chain, and reads better when it goes down. */
enum { MOST_TURNS = 2 };

/* A row of fewer layers with boxes is no row: such a drawing reads better when it goes down. */
enum { LEAST_LAYERS = 3 };

/* Steps, of layers and points, after which it is not looked for. */
#define ATL_FOLD_WORK 40000000u

/* What counts when rows are chosen: each row, each wire more that turns, and a row that is left half empty. */
enum { ROW_COST = 1000, TURN_COST = 250, EMPTY_COST = 400 };

struct gap {             /* between a layer and the next, where a row may end */
  int32_t end, start;    /* of what stands before it, and behind it */
  uint32_t boxes;        /* layers with boxes before it */
  uint32_t turns;        /* wires that pass, those on one line once */
  int32_t x[MOST_TURNS]; /* where, in their order */
};

struct row {
  struct gap from, to;
  int32_t along, across;  /* what is added to x and y */
  int32_t before, behind; /* how far what it holds reaches, along x */
};

struct folder {
  struct atl_cast *c;
  int32_t beside, between, pitch; /* of a turn: from the end of a row; from rows on either side; between two, along x */
  ATL_VEC(struct gap) gap;        /* the first and the last are the ends of the drawing */
  ATL_VEC(struct row) row;
};

/* -- where a row may end ------------------------------------------------------------------------------------------- */

/* Whether a point stands behind the end of a row; a wire that begins at the end of its box does not. */
static bool is_behind(const struct folder *f, int32_t y, int32_t end) { return f->c->cells ? y >= end : y > end; }

/* Adds a place to those where wires pass. False when there are too many. */
static bool add_turn(struct gap *gap, int32_t x) {
  uint32_t at = 0;
  while (at < gap->turns && gap->x[at] < x)
    at++;
  if (at < gap->turns && gap->x[at] == x)
    return true;
  if (gap->turns == MOST_TURNS)
    return false;
  for (uint32_t i = gap->turns++; i > at; i--)
    gap->x[i] = gap->x[i - 1];
  gap->x[at] = x;
  return true;
}

/* Finds what passes between the layers before and behind `gap->end`. False when a row cannot end there. */
static bool find_turns(const struct folder *f, struct gap *gap) {
  const struct atl_cast *c = f->c;
  for (uint32_t i = 0; i < c->graph->edge.len; i++) {
    const struct atl_point *p = &c->point.at[c->wire[i].first_point];
    for (uint32_t k = 0; k + 1 < c->wire[i].points; k++)
      if (is_behind(f, p[k].y, gap->end) != is_behind(f, p[k + 1].y, gap->end) && !add_turn(gap, p[k].x))
        return false;
  }
  return true;
}

/* All that is placed: nodes, and behind them the labels of edges. */
static uint32_t rects(const struct atl_cast *c) { return c->graph->node.len + c->graph->edge.len; }

/* One of these; NULL for an edge without a label. */
static struct atl_rect *rect_of(const struct atl_cast *c, uint32_t i) {
  uint32_t nodes = c->graph->node.len;
  struct atl_rect *r = i < nodes ? &c->rect[i] : &c->label_rect[i - nodes];
  return r->h ? r : NULL;
}

/* Finds the end of what stands in layers up to `layer`, and the start of what stands behind. False when something
 * stands in both, as a frame around them, or a long label, and when nothing stands behind but wires that turn there. */
static bool find_ends(const struct folder *f, uint32_t layer, struct gap *gap) {
  const struct atl_cast *c = f->c;
  int32_t end = c->bottom[layer];
  *gap = (struct gap){.end = end, .start = INT32_MAX};
  for (uint32_t i = 0; i < rects(c); i++) {
    const struct atl_rect *r = rect_of(c, i);
    if (!r)
      continue;
    if (r->y < end)
      gap->end = atl_max32(gap->end, atl_rect_bottom(*r));
    else
      gap->start = atl_min32(gap->start, r->y);
  }
  return gap->end <= gap->start && gap->start < INT32_MAX;
}

static void find_gaps(struct folder *f) {
  const struct atl_cast *c = f->c;
  uint32_t layers = c->flow->layers;
  bool *boxes = atl_alloc((size_t)layers + 1, sizeof *boxes);
  int32_t first = INT32_MAX;
  for (uint32_t v = 0; v < c->graph->node.len; v++) {
    boxes[c->graph->node.at[v].top] |= !c->graph->node.at[v].frame;
    first = atl_min32(first, c->rect[v].y);
  }
  *atl_vec_push(&f->gap) = (struct gap){.start = first};
  uint32_t before = 0;
  for (uint32_t l = 0; l + 1 < layers; l++) {
    before += boxes[l];
    struct gap gap;
    if (boxes[l] && find_ends(f, l, &gap) && find_turns(f, &gap)) {
      gap.boxes = before;
      *atl_vec_push(&f->gap) = gap;
    }
  }
  int32_t last = 0;
  for (uint32_t v = 0; v < c->graph->node.len; v++)
    last = atl_max32(last, atl_rect_bottom(c->rect[v]));
  *atl_vec_push(&f->gap) = (struct gap){.end = last, .boxes = before + boxes[layers - 1]};
  free(boxes);
}

/* -- which rows ---------------------------------------------------------------------------------------------------- */

static int32_t turn_room(const struct folder *f, uint32_t turns) {
  return turns ? f->beside + ((int32_t)turns - 1) * f->c->gap->track + (f->c->cells ? 1 : 0) : 0;
}

/* How far in rows begin where `turns` wires may turn before each. */
static int32_t indent(const struct folder *f, const struct gap *from) {
  return from->turns ? from->start - from->end + ((int32_t)from->turns - 1) * f->c->gap->track : 0;
}

/* How much of the page is taken by a row between two gaps, from where boxes begin. */
static int32_t length(const struct folder *f, const struct gap *from, const struct gap *to) {
  return to->end - from->start + turn_room(f, to->turns);
}

/* Chooses rows that fit, few ones with few turns. False when there are none. */
static bool choose_rows(struct folder *f, int32_t limit) {
  uint32_t n = f->gap.len;
  int64_t *cost = atl_alloc(n, sizeof *cost);
  uint32_t *from = atl_alloc(n, sizeof *from);
  int32_t in = 0;
  for (uint32_t i = 1; i + 1 < n; i++)
    in = atl_max32(in, indent(f, &f->gap.at[i]));
  for (uint32_t i = 1; i < n; i++) {
    cost[i] = INT64_MAX;
    for (uint32_t k = i; k--;) {
      const struct gap *a = &f->gap.at[k], *b = &f->gap.at[i];
      int32_t w = in + length(f, a, b);
      if (cost[k] == INT64_MAX || w > limit)
        continue;
      if (b->boxes - a->boxes < LEAST_LAYERS && i + 1 < n)
        continue;
      int64_t empty = 100 - (int64_t)w * 100 / limit;
      int64_t sum = cost[k] + ROW_COST + (b->turns > 1 ? TURN_COST * ((int64_t)b->turns - 1) : 0) +
                    EMPTY_COST * empty * empty / 10000;
      if (sum < cost[i]) {
        cost[i] = sum;
        from[i] = k;
      }
    }
  }
  uint32_t rows = 0;
  for (uint32_t i = n - 1; i && cost[n - 1] != INT64_MAX; i = from[i])
    rows++;
  atl_vec_reserve(&f->row, rows);
  f->row.len = rows;
  for (uint32_t i = n - 1, r = rows; r--; i = from[i])
    f->row.at[r] = (struct row){.from = f->gap.at[from[i]], .to = f->gap.at[i]};
  free(cost);
  free(from);
  return rows > 1;
}

/* -- folding ------------------------------------------------------------------------------------------------------- */

static uint32_t row_of(const struct folder *f, int32_t y) {
  uint32_t r = 0;
  while (r + 1 < f->row.len && is_behind(f, y, f->row.at[r].to.end))
    r++;
  return r;
}

static void reach(struct row *row, int32_t from, int32_t to) {
  row->before = atl_min32(row->before, from);
  row->behind = atl_max32(row->behind, to);
}

/* Finds how far each row reaches along x, and where it comes to stand. */
static void place_rows(struct folder *f) {
  struct atl_cast *c = f->c;
  int32_t on = c->cells ? 1 : 0, in = 0;
  for (uint32_t r = 0; r < f->row.len; r++) {
    f->row.at[r].before = INT32_MAX;
    f->row.at[r].behind = INT32_MIN;
    in = atl_max32(in, indent(f, &f->row.at[r].from));
  }
  for (uint32_t i = 0; i < rects(c); i++) {
    const struct atl_rect *r = rect_of(c, i);
    if (r)
      reach(&f->row.at[row_of(f, r->y)], r->x, atl_rect_right(*r));
  }
  for (uint32_t i = 0; i < c->point.len; i++)
    reach(&f->row.at[row_of(f, c->point.at[i].y)], c->point.at[i].x, c->point.at[i].x + on);
  for (uint32_t r = 0; r + 1 < f->row.len; r++) /* a wire may pass a whole row without a bend */
    for (uint32_t i = 0; i < f->row.at[r].to.turns; i++) {
      int32_t x = f->row.at[r].to.x[i];
      reach(&f->row.at[r], x, x + on);
      reach(&f->row.at[r + 1], x, x + on);
    }
  int32_t at = 0;
  c->h = 0;
  for (uint32_t r = 0; r < f->row.len; r++) {
    struct row *row = &f->row.at[r];
    row->along = at - row->before;
    row->across = in - row->from.start;
    at += row->behind - row->before + 2 * f->between + ((int32_t)row->to.turns - 1) * f->pitch + on;
    c->h = atl_max32(c->h, in + length(f, &row->from, &row->to));
  }
  c->w = f->row.at[f->row.len - 1].along + f->row.at[f->row.len - 1].behind;
}

static void to(struct atl_cast *c, struct atl_cast_wire *w, int32_t x, int32_t y) {
  *atl_vec_push(&c->point) = (struct atl_point){x, y};
  w->points++;
}

/* Leads a wire that stands at `x` from the end of row r to the start of the next one, or back. */
static void turn(const struct folder *f, struct atl_cast_wire *w, uint32_t r, int32_t x, bool back) {
  const struct row *row = &f->row.at[r], *next = row + 1;
  uint32_t at = 0, turns = row->to.turns;
  while (row->to.x[at] != x)
    at++;
  int32_t later = (int32_t)(turns - 1 - at), track = f->c->gap->track;
  int32_t out = row->to.end + row->across + f->beside + later * track;
  int32_t in = row->to.end + next->across - (int32_t)at * track;
  int32_t along = row->behind + row->along + f->between + later * f->pitch;
  struct atl_point p[4] = {{x + row->along, out}, {along, out}, {along, in}, {x + next->along, in}};
  for (int i = 0; i < 4; i++)
    to(f->c, w, p[back ? 3 - i : i].x, p[back ? 3 - i : i].y);
}

static void fold_wires(struct folder *f) {
  struct atl_cast *c = f->c;
  struct atl_cast old = *c;
  memset(&c->point, 0, sizeof c->point);
  for (uint32_t i = 0; i < c->graph->edge.len; i++) {
    const struct atl_point *p = &old.point.at[c->wire[i].first_point];
    uint32_t points = c->wire[i].points, r = points ? row_of(f, p[0].y) : 0;
    c->wire[i] = (struct atl_cast_wire){.first_point = c->point.len};
    for (uint32_t k = 0; k < points; k++) {
      uint32_t goal = row_of(f, p[k].y);
      for (; r < goal; r++)
        turn(f, &c->wire[i], r, p[k].x, false);
      for (; r > goal; r--)
        turn(f, &c->wire[i], r - 1, p[k].x, true);
      to(c, &c->wire[i], p[k].x + f->row.at[r].along, p[k].y + f->row.at[r].across);
    }
  }
  atl_vec_release(&old.point);
}

bool atl_cast_fold(struct atl_cast *c, int32_t limit) {
  uint64_t work = (uint64_t)c->flow->layers * (c->point.len + c->graph->node.len + c->graph->edge.len);
  if (c->flow->layers < 2 * LEAST_LAYERS || work > ATL_FOLD_WORK)
    return false;
  struct folder f = {
      .c = c, .beside = c->gap->tail, .between = c->cells ? 1 : 18 * ATL_PX, .pitch = c->cells ? 1 : c->gap->track};
  find_gaps(&f);
  bool good = choose_rows(&f, limit);
  if (good) {
    place_rows(&f);
    fold_wires(&f);
    for (uint32_t i = 0; i < rects(c); i++) {
      struct atl_rect *r = rect_of(c, i);
      if (!r)
        continue;
      const struct row *row = &f.row.at[row_of(&f, r->y)];
      r->x += row->along;
      r->y += row->across;
    }
  }
  atl_vec_release(&f.gap);
  atl_vec_release(&f.row);
  return good;
}
