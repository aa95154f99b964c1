/* Children come before parents, in a loop from the last box to the first. For each box the children's shapes are
 * combined in every way and for a choice of widths; shapes that are neither narrower nor lower than another are
 * dropped, and a front is thinned to a bounded number of shapes, so the work is near to linear in the number of boxes.
 *
 * A shape is remembered by the way its children are arranged and the width they had. That is enough to arrange them
 * again when the boxes are placed, parents before children, by the very function that measured the shape.
 *
 * Rows of ordered children are found like lines of a paragraph: the best rows up to a child are the best rows up to an
 * earlier one and one more row. What a row costs in a width is read off the combined front of its children, its span.
 */
#include "place/tree/fit.h"

#include <stdlib.h>
#include <string.h>

/* A row of more boxes is only tried when it holds all the children. */
#define ATL_MOST_IN_ROW 24u

/* Shapes in a front, in a small, a large and a huge tree. */
enum { SHAPES_FEW = 8, SHAPES_SOME = 16, SHAPES_MANY = 48, SMALL_TREE = 2000, LARGE_TREE = 20000 };

/* A box and its children in the frame of their block. */
struct block {
  struct atl_rect box;
  int32_t w, h, cost, port, entry;
  bool plain; /* its children stand one by one beside a trunk: a column would look better */
};

/* -- small things -------------------------------------------------------------------------------------------------- */

static int32_t capped(int64_t v) { return v < ATL_MAX_SIDE ? (int32_t)v : ATL_MAX_SIDE; }
static bool cells(const struct atl_fit *f) { return f->layout->options->cells; }
static int32_t port(const struct atl_fit *f, int32_t side) { return atl_tree_port(cells(f), side); }

static uint32_t first_kid(const struct atl_fit *f, uint32_t v) {
  return v == f->n ? 0 : f->layout->order->box.at[v].first_child;
}
static uint32_t kid_count(const struct atl_fit *f, uint32_t v) {
  return v == f->n ? f->layout->order->roots : f->layout->order->box.at[v].child_count;
}

static const struct atl_fit_shape *shape_of(const struct atl_fit *f, uint32_t v) {
  return &f->shape.at[f->front[f->kid[v].side][v].first + f->kid[v].pick];
}

/* The lowest shape of a front that is no wider than this; else the narrowest. */
static uint32_t lowest_in(const struct atl_fit *f, struct atl_fit_front front, int32_t w) {
  uint32_t low = 0, high = front.count;
  while (low + 1 < high) {
    uint32_t middle = (low + high) / 2;
    if (f->shape.at[front.first + middle].w <= w)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* The narrowest shape of a front that costs no more than this; else the lowest. */
static uint32_t narrowest_in(const struct atl_fit *f, struct atl_fit_front front, int32_t cost) {
  uint32_t low = 0, high = front.count - 1;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (f->shape.at[front.first + middle].cost <= cost)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

static bool is_card(const struct atl_fit *f, uint32_t v) { return f->layout->order->box.at[v].card; }

/* -- spans: runs of children in one row -------------------------------------------------------------------------- */

/* Drops points from fit->point[first..] until there are no more than the limit. */
static uint32_t thin_points(struct atl_fit *f, uint32_t first) {
  uint32_t count = f->point.len - first, limit = f->limit;
  struct atl_row_point *p = &f->point.at[first];
  if (count > limit) {
    for (uint32_t i = 0; i < limit; i++)
      p[i] = p[(uint64_t)i * (count - 1) / (limit - 1)];
    f->point.len = first + limit;
    count = limit;
  }
  return count;
}

/* A span that holds child `c` too, and has these points. */
static struct atl_row_span one_more(const struct atl_fit *f, struct atl_row_span span, uint32_t c, uint32_t first,
                                    uint32_t count) {
  int32_t tall = f->height[ATL_HUNG][c];
  return (struct atl_row_span){.first = first,
                               .count = count,
                               .tall = is_card(f, c) ? span.tall : atl_max32(span.tall, tall),
                               .card = is_card(f, c) ? atl_max32(span.card, tall) : span.card};
}

/* What a child costs, but for its box. */
static int32_t below_of(const struct atl_fit *f, uint32_t c, const struct atl_fit_shape *s) {
  return is_card(f, c) ? 0 : s->cost - f->height[ATL_HUNG][c];
}

/* Adds the span of the last one and child `c`. False when it is too wide in every shape. */
static bool extend_span(struct atl_fit *f, uint32_t c) {
  struct atl_row_span last = f->span.at[f->span.len - 1];
  struct atl_fit_front next = f->front[ATL_HUNG][c];
  uint32_t first = f->point.len, a = 0, b = 0;
  for (;;) {
    struct atl_row_point one = f->point.at[last.first + a];
    const struct atl_fit_shape *two = &f->shape.at[next.first + b];
    int32_t below = below_of(f, c, two);
    int64_t w = (int64_t)one.w + f->gap.sibling + two->w;
    if (w > f->bound)
      break;
    *atl_vec_push(&f->point) = (struct atl_row_point){.w = (int32_t)w, .below = atl_max32(one.below, below)};
    bool step_a = one.below >= below, step_b = below >= one.below; /* the higher one gets wider */
    if ((step_a && a + 1 == last.count) || (step_b && b + 1 == next.count))
      break;
    a += step_a;
    b += step_b;
  }
  if (f->point.len == first)
    return false;
  uint32_t count = thin_points(f, first);
  *atl_vec_push(&f->span) = one_more(f, last, c, first, count);
  return true;
}

static void build_spans(struct atl_fit *f, uint32_t v) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  f->span.len = f->point.len = f->span_of.len = 0;
  for (uint32_t j = 0; j < count; j++) {
    *atl_vec_push(&f->span_of) = f->span.len;
    struct atl_fit_front front = f->front[ATL_HUNG][c + j];
    *atl_vec_push(&f->span) = one_more(f, (struct atl_row_span){0}, c + j, f->point.len, front.count);
    for (uint32_t i = 0; i < front.count; i++) {
      const struct atl_fit_shape *s = &f->shape.at[front.first + i];
      *atl_vec_push(&f->point) = (struct atl_row_point){.w = s->w, .below = below_of(f, c + j, s)};
    }
    for (uint32_t i = j + 1; i < count && (!j || i - j < ATL_MOST_IN_ROW) && extend_span(f, c + i); i++)
      ;
  }
  *atl_vec_push(&f->span_of) = f->span.len;
}

/* What a row of children needs: the height of their boxes and of what is below. */
struct need {
  bool fits;
  int32_t tall, below, card;
};

static int32_t cost_of(struct need need) {
  return need.fits ? atl_max32(capped((int64_t)need.tall + need.below), need.card) : -1;
}

static struct need need_of(const struct atl_fit *f, uint32_t j, uint32_t len, int32_t w) {
  if (len > f->span_of.at[j + 1] - f->span_of.at[j])
    return (struct need){0};
  struct atl_row_span span = f->span.at[f->span_of.at[j] + len - 1];
  const struct atl_row_point *p = &f->point.at[span.first];
  if (p[0].w > w)
    return (struct need){0};
  uint32_t low = 0, high = span.count;
  while (low + 1 < high) {
    uint32_t middle = (low + high) / 2;
    if (p[middle].w <= w)
      low = middle;
    else
      high = middle;
  }
  return (struct need){.fits = true, .tall = span.tall, .below = p[low].below, .card = span.card};
}

static struct need both(struct need a, struct need b) {
  return (struct need){.fits = a.fits && b.fits,
                       .tall = atl_max32(a.tall, b.tall),
                       .below = atl_max32(a.below, b.below),
                       .card = atl_max32(a.card, b.card)};
}

/* -- rows ---------------------------------------------------------------------------------------------------------- */

/* Room that a trunk takes between two halves of a row. */
static int32_t trunk_room(const struct atl_fit *f) { return 2 * f->gap.beside + (cells(f) ? 1 : 0); }
static int32_t lane_room(const struct atl_fit *f, uint32_t v) { return v == f->n ? 0 : f->gap.lane; }
static int32_t row_gap(const struct atl_fit *f, uint32_t v) { return v == f->n ? f->gap.group : f->gap.rail; }

static struct need row_need(const struct atl_fit *f, enum atl_fit_way way, uint32_t j, uint32_t len, bool last,
                            int32_t room) {
  if (way != ATL_TRUNK)
    return need_of(f, j, len, room);
  if (len % 2)
    return last ? need_of(f, j, len, room) : (struct need){0};
  int32_t half = (room - trunk_room(f)) / 2;
  return both(need_of(f, j, len / 2, half), need_of(f, j + len / 2, len / 2, half));
}

/* Breaks children into rows; fit->cut is where they begin, the last row first. False when they do not fit. */
static bool break_rows(struct atl_fit *f, uint32_t v, enum atl_fit_way way, int32_t room) {
  uint32_t count = kid_count(f, v);
  int32_t gap = row_gap(f, v);
  if (way == ATL_LANE)
    room -= lane_room(f, v);
  f->best[0] = f->uneven[0] = 0;
  for (uint32_t i = 1; i <= count; i++) {
    f->best[i] = INT64_MAX;
    for (uint32_t len = 1; len <= i && len <= ATL_MOST_IN_ROW; len++) {
      uint32_t j = i - len;
      if (f->best[j] == INT64_MAX || len == count)
        continue;
      int32_t cost = cost_of(row_need(f, way, j, len, i == count, room));
      if (cost < 0) {
        if (way == ATL_LANE)
          break; /* a longer row is wider */
        continue;
      }
      if (len == 1 && i < count)
        cost = capped((int64_t)cost + f->gap.dislike);
      int64_t sum = f->best[j] + (j ? gap : 0) + cost, uneven = f->uneven[j] + (int64_t)len * len;
      if (sum < f->best[i] || (sum == f->best[i] && uneven < f->uneven[i])) {
        f->best[i] = sum;
        f->uneven[i] = uneven;
        f->from[i] = j;
      }
    }
  }
  f->cut.len = 0;
  if (f->best[count] == INT64_MAX)
    return false;
  for (uint32_t i = count; i; i = f->from[i])
    *atl_vec_push(&f->cut) = f->from[i];
  return true;
}

struct run { /* what a run of children came to */
  int32_t w, h, cost, first_port, last_port;
};

/* The shape after `pick` that looks better, needs no more than `cost` and is no more than `slack` wider; else `pick`.
 */
static uint32_t better_shape(const struct atl_fit *f, struct atl_fit_front front, uint32_t pick, int32_t slack) {
  const struct atl_fit_shape *s = &f->shape.at[front.first];
  for (uint32_t i = pick; s[pick].plain && i < front.count && s[i].w - s[pick].w <= slack; i++)
    if (!s[i].plain && s[i].h <= s[pick].h)
      return i;
  return pick;
}

/* Puts a run of children side by side in shapes that need no more than this. What is left of `room` goes to those that
 * look better when they are a little wider. */
static struct run set_run(struct atl_fit *f, uint32_t c, uint32_t len, struct need need, int32_t room, int32_t x,
                          int32_t y) {
  int32_t slack = 0;
  for (uint32_t i = c; i < c + len && room; i++) {
    int32_t cost = is_card(f, i) ? ATL_MAX_SIDE : capped((int64_t)need.below + f->height[ATL_HUNG][i]);
    struct atl_fit_front front = f->front[ATL_HUNG][i];
    slack -= f->shape.at[front.first + narrowest_in(f, front, cost)].w + (i > c ? f->gap.sibling : 0);
  }
  slack = atl_max32(slack + room, 0);
  struct run run = {.cost = cost_of(need)};
  for (uint32_t i = c; i < c + len; i++) {
    struct atl_fit_front front = f->front[ATL_HUNG][i];
    bool card = is_card(f, i);
    int32_t own = card ? 0 : f->height[ATL_HUNG][i], tall = card ? 0 : need.tall;
    uint32_t pick = card ? 0 : narrowest_in(f, front, capped((int64_t)need.below + own));
    uint32_t better = better_shape(f, front, pick, slack);
    slack -= f->shape.at[front.first + better].w - f->shape.at[front.first + pick].w;
    pick = better;
    const struct atl_fit_shape *s = &f->shape.at[front.first + pick];
    run.w += i > c ? f->gap.sibling : 0;
    f->kid[i] =
        (struct atl_fit_kid){.x = x + run.w, .y = y, .tall = tall, .budget = s->w, .pick = pick, .side = ATL_HUNG};
    run.last_port = run.w + s->port;
    if (i == c)
      run.first_port = s->port;
    run.w += s->w;
    run.h = atl_max32(run.h, capped((int64_t)s->h - own + tall));
  }
  return run;
}

static void shift(struct atl_fit *f, uint32_t v, int32_t x, int32_t y) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  for (uint32_t i = c; i < c + count && (x || y); i++) {
    f->kid[i].x += x;
    f->kid[i].y += y;
  }
}

/* Puts the box of a block whose children are `w` wide over `middle` of them, as far as neither sticks out. Gives how
 * far the children have to move right. */
static int32_t stand_over(const struct atl_fit *f, struct block *b, int32_t w, int32_t middle, int32_t side) {
  int32_t left = side == ATL_BESIDE ? 0 : middle - port(f, b->box.w);
  left = atl_max32(atl_min32(left, atl_max32(w - b->box.w, 0)), atl_min32(w - b->box.w, 0));
  int32_t move = left < 0 ? -left : 0;
  b->box.x = left + move;
  b->w = atl_max32(b->box.x + b->box.w, w + move);
  return move;
}

static int32_t middle_of(const struct atl_fit *f, int32_t a, int32_t b) {
  int32_t grain = cells(f) ? 1 : ATL_PX;
  return (int32_t)(((int64_t)a + b) / 2 / grain) * grain;
}

static int32_t below(const struct atl_fit *f, uint32_t v, const struct block *b) {
  return v == f->n ? 0 : b->box.h + f->gap.rail;
}

static bool arrange_row(struct atl_fit *f, uint32_t v, int32_t side, int32_t room, struct block *b) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  struct need need = need_of(f, 0, count, room);
  int32_t top = below(f, v, b);
  if (!need.fits)
    return false;
  struct run run = set_run(f, c, count, need, f->budget, 0, top);
  int32_t middle = middle_of(f, run.first_port, run.last_port);
  for (uint32_t i = c; i < c + count; i++) { /* straight, where it is nearly so */
    int32_t at = f->kid[i].x + shape_of(f, i)->port;
    if (at - middle <= f->gap.snap && middle - at <= f->gap.snap)
      middle = at;
  }
  shift(f, v, stand_over(f, b, run.w, middle, side), 0);
  b->h = capped((int64_t)top + run.h);
  b->cost = capped((int64_t)top + run.cost);
  return true;
}

static bool arrange_lane(struct atl_fit *f, uint32_t v, int32_t side, int32_t room, struct block *b) {
  if (!break_rows(f, v, ATL_LANE, room))
    return false;
  uint32_t c = first_kid(f, v), end = kid_count(f, v);
  int32_t lane = lane_room(f, v), w = 0, middle = 0, gap = row_gap(f, v);
  int64_t y = below(f, v, b), cost = y + f->gap.dislike / 2;
  for (uint32_t r = f->cut.len; r--;) {
    uint32_t j = f->cut.at[r], next = r ? f->cut.at[r - 1] : end;
    struct need need = need_of(f, j, next - j, room - lane);
    struct run run = set_run(f, c + j, next - j, need, f->budget - (f->budget ? lane : 0), lane, capped(y));
    if (!j)
      middle = lane + middle_of(f, run.first_port, run.last_port);
    w = atl_max32(w, lane + run.w);
    y += run.h + (r ? gap : 0);
    cost += run.cost + (r ? gap + (next - j == 1 ? f->gap.dislike : 0) : 0);
  }
  int32_t move = stand_over(f, b, w, middle, side);
  shift(f, v, move, 0);
  if (v < f->n)
    f->lane[v] = move;
  b->h = capped(y);
  b->cost = capped(cost);
  b->plain = f->cut.len == end;
  return true;
}

static bool arrange_trunk(struct atl_fit *f, uint32_t v, int32_t side, int32_t room, struct block *b) {
  if (!break_rows(f, v, ATL_TRUNK, room))
    return false;
  uint32_t c = first_kid(f, v), end = kid_count(f, v);
  int32_t beside = f->gap.beside, left = port(f, b->box.w), gap = row_gap(f, v);
  int32_t right = b->box.w - left;
  int64_t y = below(f, v, b), cost = y;
  for (uint32_t r = f->cut.len; r--;) { /* the trunk is at 0 */
    uint32_t j = f->cut.at[r], next = r ? f->cut.at[r - 1] : end, len = next - j;
    struct need need = row_need(f, ATL_TRUNK, j, len, !r, room);
    struct run run;
    if (len % 2) { /* the last one: its middle hangs from the trunk straight */
      run = set_run(f, c + j, len, need, 0, 0, capped(y));
      int32_t move = -(f->kid[c + j + len / 2].x + shape_of(f, c + j + len / 2)->port);
      for (uint32_t i = 0; i < len; i++)
        f->kid[c + j + i].x += move;
      left = atl_max32(left, -move);
      right = atl_max32(right, run.w + move);
    } else {
      run = set_run(f, c + j, len / 2, need, 0, 0, capped(y));
      for (uint32_t i = 0; i < len / 2; i++)
        f->kid[c + j + i].x -= beside + run.w;
      left = atl_max32(left, beside + run.w);
      int32_t from = beside + (cells(f) ? 1 : 0);
      struct run other = set_run(f, c + j + len / 2, len / 2, need, 0, from, capped(y));
      right = atl_max32(right, from + other.w);
      run.h = atl_max32(run.h, other.h);
    }
    y += run.h + (r ? gap : 0);
    cost += run.cost + (r ? gap : 0);
  }
  shift(f, v, left, 0);
  b->box.x = left - port(f, b->box.w);
  b->w = left + right;
  b->h = capped(y);
  b->cost = capped(cost + (side == ATL_BESIDE ? f->gap.dislike : 0)); /* its box stands out of the column */
  return true;
}

/* -- columns ------------------------------------------------------------------------------------------------------- */

/* Stacks children in a width, from y down. Gives the width they took. */
static int32_t stack_kids(struct atl_fit *f, uint32_t v, int32_t room, int32_t x, int64_t y, int32_t gap, int32_t group,
                          struct block *b) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  int32_t w = 0;
  int64_t cost = y;
  for (uint32_t i = c; i < c + count; i++) {
    struct atl_fit_front front = f->front[ATL_BESIDE][i];
    uint32_t pick = lowest_in(f, front, room);
    const struct atl_fit_shape *s = &f->shape.at[front.first + pick];
    int32_t before = i == c ? 0 : kid_count(f, i) || kid_count(f, i - 1) ? group : gap;
    y += before;
    cost += before;
    f->kid[i] = (struct atl_fit_kid){.x = x, .y = capped(y), .budget = s->w, .pick = pick, .side = ATL_BESIDE};
    y += s->h;
    cost += s->cost;
    w = atl_max32(w, s->w);
  }
  b->h = capped(y);
  b->cost = capped(cost);
  return w;
}

/* Boxes of a column get the width of the widest: there is room for it. One whose children would be moved by that keeps
 * its own. */
static void even_out(struct atl_fit *f, uint32_t v) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  int32_t wide = 0;
  for (uint32_t i = c; i < c + count; i++)
    if (!is_card(f, i))
      wide = atl_max32(wide, shape_of(f, i)->box);
  for (uint32_t i = c; i < c + count; i++) {
    uint32_t way = shape_of(f, i)->way;
    bool moves = way == ATL_SIDE || way == ATL_TRUNK ||
                 (way == ATL_ROW && kid_count(f, i) == 1 && kid_count(f, first_kid(f, i)));
    if (!is_card(f, i) && !moves)
      f->kid[i].wide = wide;
  }
}

static void arrange_column(struct atl_fit *f, uint32_t v, int32_t room, struct block *b) {
  if (v == f->n) {
    b->w = stack_kids(f, v, room, 0, 0, f->gap.group, f->gap.group, b);
    return;
  }
  int32_t w = stack_kids(f, v, room, f->gap.indent, b->box.h + f->gap.stack, f->gap.stack, f->gap.group, b);
  even_out(f, v);
  b->w = atl_max32(b->box.w, f->gap.indent + w);
  b->cost = capped((int64_t)b->cost + f->gap.dislike);
}

static void arrange_side(struct atl_fit *f, uint32_t v, int32_t room, struct block *b) {
  uint32_t c = first_kid(f, v), last = c + kid_count(f, v) - 1;
  int32_t gap = c == last ? f->across.straight : f->across.rail;
  int32_t w = stack_kids(f, v, room, b->box.w + gap, 0, f->across.sibling, f->across.sibling + f->across.cousins, b);
  int32_t more = b->cost - b->h;
  int32_t middle = middle_of(f, f->kid[c].y + shape_of(f, c)->entry, f->kid[last].y + shape_of(f, last)->entry);
  int32_t top = middle - port(f, b->box.h), move = top < 0 ? -top : 0;
  shift(f, v, 0, move);
  b->box.y = top + move;
  b->w = b->box.w + gap + w;
  b->h = atl_max32(b->h + move, b->box.y + b->box.h);
  b->cost = capped((int64_t)b->h + more);
}

/* An only child hangs straight below, for which its parent moves over it or, at the left of a column, gets wider. */
static void arrange_only(struct atl_fit *f, uint32_t v, int32_t side, int32_t room, struct block *b) {
  uint32_t c = first_kid(f, v), pick = lowest_in(f, f->front[side][c], room);
  const struct atl_fit_shape *s = &f->shape.at[f->front[side][c].first + pick];
  int32_t top = b->box.h + f->gap.straight, own = port(f, b->box.w), x = own - s->port;
  f->kid[c] = (struct atl_fit_kid){.y = top, .budget = s->w, .pick = pick, .side = (uint32_t)side};
  if (side == ATL_BESIDE && x < 0) {
    b->box.w = cells(f) ? 2 * s->port + 1 : 2 * s->port;
    x = 0;
  } else if (side == ATL_BESIDE && s->way == ATL_LEAF) {
    f->kid[c].wide = b->box.w;
    x = 0;
  }
  b->box.x = x < 0 ? -x : 0;
  f->kid[c].x = x < 0 ? 0 : x;
  b->w = atl_max32(b->box.x + b->box.w, f->kid[c].x + atl_max32(s->w, f->kid[c].wide));
  b->h = capped((int64_t)top + s->h);
  /* In a tree that grows to the right it stands out among others. */
  b->cost = capped((int64_t)top + s->cost + (f->right && v < f->n ? 2 * f->gap.dislike : 0));
}

/* The map of one root is that root. */
static void arrange_root(struct atl_fit *f, enum atl_fit_way way, int32_t room, struct block *b) {
  int32_t side = way == ATL_COLUMN ? ATL_BESIDE : ATL_HUNG;
  uint32_t pick = lowest_in(f, f->front[side][0], room);
  const struct atl_fit_shape *s = &f->shape.at[f->front[side][0].first + pick];
  f->kid[0] = (struct atl_fit_kid){.budget = atl_max32(f->bound, s->w), .pick = pick, .side = (uint32_t)side};
  b->w = s->w;
  b->h = s->h;
  b->cost = s->cost;
}

/* Arranges a box and its children in their block, fit->kid of the children included. False when they do not fit. */
static bool arrange(struct atl_fit *f, uint32_t v, int32_t side, enum atl_fit_way way, int32_t room,
                    const struct atl_fit_kid *stretched, struct block *b) {
  bool good = true;
  *b = (struct block){0};
  if (v < f->n) {
    b->box.w = atl_max32(f->width[side][v], stretched ? stretched->wide : 0);
    b->box.h = atl_max32(f->height[side][v], stretched ? stretched->tall : 0);
  }
  uint32_t count = kid_count(f, v);
  if (way == ATL_LEAF) {
    b->w = b->box.w;
    b->h = b->cost = b->box.h;
  } else if (v == f->n && count == 1)
    arrange_root(f, way, room, b);
  else if (way == ATL_ROW && count == 1)
    arrange_only(f, v, side, room, b);
  else if (way == ATL_ROW)
    good = arrange_row(f, v, side, room, b);
  else if (way == ATL_LANE)
    good = arrange_lane(f, v, side, room, b);
  else if (way == ATL_TRUNK)
    good = arrange_trunk(f, v, side, room, b);
  else if (way == ATL_SIDE)
    arrange_side(f, v, room, b);
  else
    arrange_column(f, v, room, b);
  b->port = b->box.x + port(f, b->box.w);
  b->entry = b->box.y + port(f, b->box.h);
  return good;
}

/* -- fronts -------------------------------------------------------------------------------------------------------- */

static void try(struct atl_fit *f, uint32_t v, int32_t side, enum atl_fit_way way, int32_t room) {
  struct block b;
  if (arrange(f, v, side, way, room, NULL, &b))
    *atl_vec_push(&f->found) = (struct atl_fit_shape){.w = b.w,
                                                      .h = b.h,
                                                      .cost = b.cost,
                                                      .port = b.port,
                                                      .entry = b.entry,
                                                      .box = b.box.w,
                                                      .plain = b.plain,
                                                      .room = room,
                                                      .way = way};
}

static int compare_shapes(const void *a, const void *b) {
  const struct atl_fit_shape *one = a, *two = b;
  if (one->w != two->w)
    return one->w < two->w ? -1 : 1;
  if (one->cost != two->cost)
    return one->cost < two->cost ? -1 : 1;
  if (one->way != two->way)
    return one->way < two->way ? -1 : 1;
  return (one->room > two->room) - (one->room < two->room);
}

static int compare_rooms(const void *a, const void *b) {
  int32_t one = *(const int32_t *)a, two = *(const int32_t *)b;
  return (one > two) - (one < two);
}

/* Sorts fit->room, drops doubles, and keeps a choice from the least to the largest. */
static void choose_rooms(struct atl_fit *f) {
  if (!f->room.len)
    return;
  qsort(f->room.at, f->room.len, sizeof *f->room.at, compare_rooms);
  uint32_t count = 0;
  for (uint32_t i = 0; i < f->room.len; i++)
    if (!count || f->room.at[i] != f->room.at[count - 1])
      f->room.at[count++] = f->room.at[i];
  for (uint32_t i = 0; i < f->limit && count > f->limit; i++)
    f->room.at[i] = f->room.at[(uint64_t)i * (count - 1) / (f->limit - 1)];
  f->room.len = count < f->limit ? count : f->limit;
}

/* Takes the shape out that is missed least: the area between it and its neighbours is the smallest. */
static void drop_least(struct atl_fit *f) {
  struct atl_fit_shape *s = f->found.at;
  uint32_t at = 1;
  int64_t least = INT64_MAX;
  for (uint32_t i = 1; i + 1 < f->found.len; i++) {
    int64_t area = (int64_t)(s[i + 1].w - s[i].w) * (s[i - 1].cost - s[i].cost);
    if (area < least) {
      least = area;
      at = i;
    }
  }
  memmove(&s[at], &s[at + 1], sizeof *s * (f->found.len - at - 1));
  f->found.len--;
}

/* What was found becomes the front of a box. */
static void settle(struct atl_fit *f, uint32_t v, int32_t side) {
  struct atl_fit_shape *s = f->found.at;
  uint32_t count = 0;
  qsort(s, f->found.len, sizeof *s, compare_shapes);
  for (uint32_t i = 0; i < f->found.len; i++)
    if (!count || (s[i].cost < s[count - 1].cost && s[i].w <= f->bound))
      s[count++] = s[i];
  f->found.len = count;
  while (f->found.len > f->limit)
    drop_least(f);
  f->front[side][v] = (struct atl_fit_front){.first = f->shape.len, .count = f->found.len};
  for (uint32_t i = 0; i < f->found.len; i++)
    *atl_vec_push(&f->shape) = f->found.at[i];
}

static void add_widths(struct atl_fit *f, struct atl_fit_front front, int32_t least) {
  for (uint32_t i = 0; i < front.count; i++)
    *atl_vec_push(&f->room) = atl_max32(f->shape.at[front.first + i].w, least);
}

static void try_rows(struct atl_fit *f, uint32_t v, int32_t side) {
  uint32_t count = kid_count(f, v);
  if (f->span_of.at[1] >= count) { /* all fit in one row */
    struct atl_row_span span = f->span.at[count - 1];
    for (uint32_t i = 0; i < span.count; i++)
      try(f, v, side, ATL_ROW, f->point.at[span.first + i].w);
  }
  f->room.len = 0;
  int32_t least = 0; /* no row is narrower than its narrowest child */
  for (uint32_t j = 0; j < count; j++)
    least = atl_max32(least, f->point.at[f->span.at[f->span_of.at[j]].first].w);
  for (uint32_t i = 0; i < f->point.len; i++)
    if (f->point.at[i].w >= least / 2) /* the half of a row, beside a trunk */
      *atl_vec_push(&f->room) = f->point.at[i].w;
  choose_rooms(f);
  for (uint32_t i = 0; i < f->room.len; i++) {
    int32_t w = f->room.at[i], lane = w + lane_room(f, v), trunk = 2 * w + trunk_room(f);
    if (w >= least && lane <= f->bound)
      try(f, v, side, ATL_LANE, lane);
    if (v == f->n || count < 3)
      continue;
    if (w <= f->bound / 2) /* it may come out narrower than that: one half may be */
      try(f, v, side, ATL_TRUNK, trunk);
    if (w >= least)
      try(f, v, side, ATL_TRUNK, w); /* the last row, which is not halved, may decide */
  }
}

static void try_columns(struct atl_fit *f, uint32_t v, int32_t side) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  int32_t least = 0;
  for (uint32_t i = c; i < c + count; i++)
    least = atl_max32(least, f->shape.at[f->front[ATL_BESIDE][i].first].w);
  f->room.len = 0;
  for (uint32_t i = c; i < c + count; i++)
    add_widths(f, f->front[ATL_BESIDE][i], least);
  choose_rooms(f);
  for (uint32_t i = 0; i < f->room.len; i++) {
    if (count > 1 || v == f->n)
      try(f, v, side, ATL_COLUMN, f->room.at[i]);
    if (f->right && v < f->n && side == ATL_BESIDE)
      try(f, v, side, ATL_SIDE, f->room.at[i]);
  }
}

static void find_shapes(struct atl_fit *f, uint32_t v) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  if (count > 1 && f->rows)
    build_spans(f, v);
  for (int32_t side = 0; side < ATL_SIDES; side++) {
    f->found.len = 0;
    if (!count)
      try(f, v, side, ATL_LEAF, 0);
    else {
      if (count == 1) {
        int32_t from = v == f->n ? ATL_HUNG : side;
        f->room.len = 0;
        add_widths(f, f->front[from][c], 0);
        for (uint32_t i = 0; i < f->room.len; i++)
          try(f, v, side, ATL_ROW, f->room.at[i]);
      } else if (f->rows)
        try_rows(f, v, side);
      try_columns(f, v, side);
    }
    settle(f, v, side);
  }
}

/* Siblings in a row have one width where there is room, those in a column always. Cards keep their own. */
static void level(struct atl_fit *f, bool equal) {
  const struct atl_order *order = f->layout->order;
  const struct atl_rect *box = f->layout->place->box;
  for (uint32_t v = 0, next; v < f->n; v = next) {
    uint32_t parent = order->box.at[v].parent;
    int32_t w = 0;
    for (next = v; next < f->n && order->box.at[next].parent == parent; next++)
      if (!order->box.at[next].card)
        w = atl_max32(w, box[next].w);
    for (uint32_t i = v; i < next; i++) {
      bool card = order->box.at[i].card;
      f->width[ATL_HUNG][i] = card || !equal ? box[i].w : w;
      f->height[ATL_HUNG][i] = box[i].h;
      f->width[ATL_BESIDE][i] = card ? box[i].w : w;
      f->height[ATL_BESIDE][i] = box[i].h;
    }
  }
}

void atl_fit_init(struct atl_fit *f, struct atl_layout *layout, int32_t bound, enum atl_press press, bool rows) {
  const struct atl_order *order = layout->order;
  uint32_t n = order->box.len, most = order->roots;
  bool cells = layout->options->cells;
  *f = (struct atl_fit){.layout = layout,
                        .gap = atl_tree_gaps(cells, ATL_DOWN, press),
                        .across = atl_tree_gaps(cells, ATL_RIGHT, press),
                        .bound = bound,
                        .right = layout->options->direction == ATL_RIGHT,
                        .rows = rows,
                        .n = n,
                        .limit = n <= SMALL_TREE   ? SHAPES_MANY
                                 : n <= LARGE_TREE ? SHAPES_SOME
                                                   : SHAPES_FEW};
  for (uint32_t v = 0; v < n; v++)
    most = order->box.at[v].child_count > most ? order->box.at[v].child_count : most;
  for (int side = 0; side < ATL_SIDES; side++) {
    f->width[side] = atl_alloc(n, sizeof **f->width);
    f->height[side] = atl_alloc(n, sizeof **f->height);
    f->front[side] = atl_alloc((size_t)n + 1, sizeof **f->front);
  }
  f->kid = atl_alloc(n, sizeof *f->kid);
  f->lane = atl_alloc(n, sizeof *f->lane);
  f->best = atl_alloc((size_t)most + 1, sizeof *f->best);
  f->uneven = atl_alloc((size_t)most + 1, sizeof *f->uneven);
  f->from = atl_alloc((size_t)most + 1, sizeof *f->from);
  level(f, press == ATL_LOOSE);
  for (uint32_t v = n; v--;)
    find_shapes(f, v);
  find_shapes(f, n);
}

void atl_fit_release(struct atl_fit *f) {
  for (int side = 0; side < ATL_SIDES; side++) {
    free(f->width[side]);
    free(f->height[side]);
    free(f->front[side]);
  }
  free(f->kid);
  free(f->lane);
  free(f->best);
  free(f->uneven);
  free(f->from);
  atl_vec_release(&f->shape);
  atl_vec_release(&f->found);
  atl_vec_release(&f->span);
  atl_vec_release(&f->point);
  atl_vec_release(&f->span_of);
  atl_vec_release(&f->room);
  atl_vec_release(&f->cut);
}

const struct atl_fit_shape *atl_fit_shapes(const struct atl_fit *f, uint32_t *count) {
  *count = f->front[ATL_HUNG][f->n].count;
  return &f->shape.at[f->front[ATL_HUNG][f->n].first];
}

void atl_fit_place(struct atl_fit *f, uint32_t pick) {
  struct atl_place *place = f->layout->place;
  const struct atl_fit_shape *whole = &f->shape.at[f->front[ATL_HUNG][f->n].first + pick];
  int32_t margin = f->gap.margin;
  place->h = whole->h + 2 * margin;
  for (uint32_t i = 0; i <= f->n; i++) {
    uint32_t v = i ? i - 1 : f->n, count = kid_count(f, v);
    const struct atl_fit_shape *s = i ? shape_of(f, v) : whole;
    struct atl_fit_kid at =
        i ? f->kid[v]
          : (struct atl_fit_kid){.x = margin, .y = margin, .budget = atl_max32(f->bound, whole->w), .side = ATL_HUNG};
    struct block b;
    f->budget = at.budget;
    if (count > 1 && (s->way == ATL_ROW || s->way == ATL_TRUNK || s->way == ATL_LANE))
      build_spans(f, v);
    arrange(f, v, (int32_t)at.side, s->way, s->room, &at, &b);
    shift(f, v, at.x, at.y);
    if (v == f->n || (!v && f->layout->order->roots == 1)) /* children may have taken what room was left */
      place->w = atl_max32(whole->w, b.w) + 2 * margin;
    if (v == f->n)
      continue;
    place->box[v] = (struct atl_rect){.x = at.x + b.box.x, .y = at.y + b.box.y, .w = b.box.w, .h = b.box.h};
    f->lane[v] += at.x;
  }
  for (uint32_t v = 0; v < f->n; v++)
    if (kid_count(f, v))
      atl_fit_wire(f, v, shape_of(f, v)->way);
}

int32_t atl_fit_room(const struct atl_fit *f, uint32_t v) {
  const struct atl_fit_shape *s = shape_of(f, v);
  int32_t own = f->layout->place->box[v].w;
  return s->way == ATL_LEAF || s->way == ATL_SIDE ? own : atl_max32(own, s->w);
}
