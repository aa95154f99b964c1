/* Longer than 800 lines: what measures an arrangement and what places it are the same functions, or they would differ.
 *
 * Children come before parents, in a loop from the last box to the first. For each box the children's shapes are
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

/* The children of a box, arranged in a frame of their own: the same however the box is reached, so it is found once. */
struct inside {
  int32_t w, h, cost;
  int32_t middle;      /* where their parent stands over them, or beside them */
  int32_t left, right; /* how far they reach from a trunk at 0 between them */
  bool plain;          /* as of a block */
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

/* What a row of children needs: the height of their boxes and of what is below, and the width that it takes for that.
 */
struct need {
  int32_t tall, below, card, w;
};

static int32_t cost_of(struct need need) { return atl_max32(capped((int64_t)need.tall + need.below), need.card); }

/* What the children from `j` on need side by side in a width. False when they do not fit. Widths are mostly asked for
 * in growing order, so the last answer is the place to start from: one for whole rows, one for halves of them. */
static bool need_of(struct atl_fit *f, uint32_t j, uint32_t len, int32_t w, unsigned half, struct need *need) {
  uint32_t first = f->span_of.at[j];
  if (len > f->span_of.at[j + 1] - first)
    return false;
  struct atl_row_span *span = &f->span.at[first + len - 1];
  const struct atl_row_point *p = &f->point.at[span->first];
  if (p[0].w > w)
    return false;
  uint32_t at = span->at[half];
  while (p[at].w > w)
    at--;
  while (at + 1 < span->count && p[at + 1].w <= w)
    at++;
  span->at[half] = at;
  *need = (struct need){.tall = span->tall, .below = p[at].below, .card = span->card, .w = p[at].w};
  return true;
}

/* -- rows ---------------------------------------------------------------------------------------------------------- */

/* Room that a trunk takes between two halves of a row. */
static int32_t trunk_room(const struct atl_fit *f) { return 2 * f->gap.beside + (cells(f) ? 1 : 0); }
static int32_t lane_room(const struct atl_fit *f, uint32_t v) { return v == f->n ? 0 : f->gap.lane; }
static int32_t row_gap(const struct atl_fit *f, uint32_t v) { return v == f->n ? f->gap.group : f->gap.rail; }

/* A row on both sides of a trunk: two halves, or, if it is the last one, one child more in the middle. */
static bool trunk_need(struct atl_fit *f, uint32_t j, uint32_t len, bool last, int32_t room, struct need *need) {
  if (len % 2)
    return last && need_of(f, j, len, room, 0, need);
  struct need left, right;
  int32_t half = (room - trunk_room(f)) / 2;
  if (!need_of(f, j + len / 2, len / 2, half, 1, &right) || !need_of(f, j, len / 2, half, 1, &left))
    return false;
  *need = (struct need){.tall = atl_max32(left.tall, right.tall),
                        .below = atl_max32(left.below, right.below),
                        .card = atl_max32(left.card, right.card),
                        .w = 2 * atl_max32(left.w, right.w) + trunk_room(f)};
  return true;
}

/* Finds how to break children into rows; fit->from is where the row that ends before a child begins. False when they do
 * not fit. */
static bool break_rows(struct atl_fit *f, uint32_t v, enum atl_fit_way way, int32_t room) {
  uint32_t count = kid_count(f, v);
  int32_t gap = row_gap(f, v);
  if (way == ATL_LANE)
    room -= lane_room(f, v);
  f->best[0] = f->uneven[0] = f->least[0] = 0;
  for (uint32_t i = 1; i <= count; i++) {
    uint32_t step = way == ATL_TRUNK && i < count ? 2 : 1;
    f->best[i] = INT64_MAX;
    for (uint32_t len = step; len <= i && len <= ATL_MOST_IN_ROW; len += step) {
      uint32_t j = i - len;
      struct need need;
      if (f->best[j] == INT64_MAX || len == count)
        continue;
      if (way == ATL_TRUNK ? !trunk_need(f, j, len, i == count, room, &need) : !need_of(f, j, len, room, 0, &need)) {
        if (way == ATL_LANE)
          break; /* a longer row is wider */
        continue;
      }
      int32_t cost = cost_of(need);
      if (len == 1 && i < count)
        cost = capped((int64_t)cost + f->gap.dislike);
      int64_t sum = f->best[j] + (j ? gap : 0) + cost, uneven = f->uneven[j] + (int64_t)len * len;
      if (sum < f->best[i] || (sum == f->best[i] && uneven < f->uneven[i])) {
        f->best[i] = sum;
        f->uneven[i] = uneven;
        f->from[i] = j;
        f->least[i] = atl_max32(f->least[j], need.w);
      }
    }
  }
  return f->best[count] != INT64_MAX;
}

/* Makes fit->cut of fit->from: where rows begin, the last one first. */
static void cut_rows(struct atl_fit *f, uint32_t count) {
  f->cut.len = 0;
  for (uint32_t i = count; i; i = f->from[i])
    *atl_vec_push(&f->cut) = f->from[i];
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
    if (slack) {
      uint32_t better = better_shape(f, front, pick, slack);
      slack -= f->shape.at[front.first + better].w - f->shape.at[front.first + pick].w;
      pick = better;
    }
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

static int32_t middle_of(const struct atl_fit *f, int32_t a, int32_t b) {
  int32_t grain = cells(f) ? 1 : ATL_PX;
  return (int32_t)(((int64_t)a + b) / 2 / grain) * grain;
}

/* How far children in rows stand below the top of their block. */
static int32_t below(const struct atl_fit *f, uint32_t v, int32_t box) { return v == f->n ? 0 : box + f->gap.rail; }

static bool fill_row(struct atl_fit *f, uint32_t v, int32_t room, struct inside *in) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  struct need need;
  if (!need_of(f, 0, count, room, 0, &need))
    return false;
  struct run run = set_run(f, c, count, need, f->budget, 0, 0);
  in->middle = middle_of(f, run.first_port, run.last_port);
  for (uint32_t i = c; i < c + count; i++) { /* straight, where it is nearly so */
    int32_t at = f->kid[i].x + shape_of(f, i)->port;
    if (at - in->middle <= f->gap.snap && in->middle - at <= f->gap.snap)
      in->middle = at;
  }
  in->w = run.w;
  in->h = run.h;
  in->cost = run.cost;
  return true;
}

/* Rows beside a trunk at their left, which is at 0; fit->from says where they begin. */
static void fill_lane(struct atl_fit *f, uint32_t v, int32_t room, struct inside *in) {
  uint32_t c = first_kid(f, v), end = kid_count(f, v);
  int32_t lane = lane_room(f, v), gap = row_gap(f, v);
  int64_t y = 0, cost = f->gap.dislike / 2;
  cut_rows(f, end);
  for (uint32_t r = f->cut.len; r--;) {
    uint32_t j = f->cut.at[r], next = r ? f->cut.at[r - 1] : end;
    struct need need = {0};
    need_of(f, j, next - j, room - lane, 0, &need);
    struct run run = set_run(f, c + j, next - j, need, f->budget - (f->budget ? lane : 0), lane, capped(y));
    if (!j)
      in->middle = lane + middle_of(f, run.first_port, run.last_port);
    in->w = atl_max32(in->w, lane + run.w);
    y += run.h + (r ? gap : 0);
    cost += run.cost + (r ? gap + (next - j == 1 ? f->gap.dislike : 0) : 0);
  }
  in->h = capped(y);
  in->cost = capped(cost);
  in->plain = f->cut.len == end;
}

/* Rows on both sides of a trunk, which is at 0; fit->from says where they begin. */
static void fill_trunk(struct atl_fit *f, uint32_t v, int32_t room, struct inside *in) {
  uint32_t c = first_kid(f, v), end = kid_count(f, v);
  int32_t beside = f->gap.beside, gap = row_gap(f, v);
  int64_t y = 0, cost = 0;
  cut_rows(f, end);
  for (uint32_t r = f->cut.len; r--;) {
    uint32_t j = f->cut.at[r], next = r ? f->cut.at[r - 1] : end, len = next - j;
    struct need need = {0};
    struct run run;
    trunk_need(f, j, len, !r, room, &need);
    if (len % 2) { /* the last one: its middle hangs from the trunk straight */
      run = set_run(f, c + j, len, need, 0, 0, capped(y));
      int32_t move = -(f->kid[c + j + len / 2].x + shape_of(f, c + j + len / 2)->port);
      for (uint32_t i = 0; i < len; i++)
        f->kid[c + j + i].x += move;
      in->left = atl_max32(in->left, -move);
      in->right = atl_max32(in->right, run.w + move);
    } else {
      run = set_run(f, c + j, len / 2, need, 0, 0, capped(y));
      for (uint32_t i = 0; i < len / 2; i++)
        f->kid[c + j + i].x -= beside + run.w;
      in->left = atl_max32(in->left, beside + run.w);
      int32_t from = beside + (cells(f) ? 1 : 0);
      struct run other = set_run(f, c + j + len / 2, len / 2, need, 0, from, capped(y));
      in->right = atl_max32(in->right, from + other.w);
      run.h = atl_max32(run.h, other.h);
    }
    y += run.h + (r ? gap : 0);
    cost += run.cost + (r ? gap : 0);
  }
  in->h = capped(y);
  in->cost = capped(cost);
}

/* -- columns ------------------------------------------------------------------------------------------------------- */

/* Stacks children in a width. */
static void fill_column(struct atl_fit *f, uint32_t v, enum atl_fit_way way, int32_t room, struct inside *in) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  int32_t gap = v == f->n ? f->gap.group : way == ATL_SIDE ? f->across.sibling : f->gap.stack;
  int32_t group = way == ATL_SIDE ? f->across.sibling + f->across.cousins : f->gap.group;
  int64_t y = 0, cost = 0;
  for (uint32_t i = c; i < c + count; i++) {
    struct atl_fit_front front = f->front[ATL_BESIDE][i];
    uint32_t pick = lowest_in(f, front, room);
    const struct atl_fit_shape *s = &f->shape.at[front.first + pick];
    int32_t before = i == c ? 0 : kid_count(f, i) || kid_count(f, i - 1) ? group : gap;
    y += before;
    cost += before;
    f->kid[i] = (struct atl_fit_kid){.y = capped(y), .budget = s->w, .pick = pick, .side = ATL_BESIDE};
    y += s->h;
    cost += s->cost;
    in->w = atl_max32(in->w, s->w);
  }
  in->h = capped(y);
  in->cost = capped(cost);
  if (way == ATL_SIDE) {
    uint32_t last = c + count - 1;
    in->middle = middle_of(f, f->kid[c].y + shape_of(f, c)->entry, f->kid[last].y + shape_of(f, last)->entry);
  }
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

/* -- blocks -------------------------------------------------------------------------------------------------------- */

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

static bool is_root_alone(const struct atl_fit *f, uint32_t v) { return v == f->n && kid_count(f, v) == 1; }

/* Whether children are arranged the same however their parent is reached. */
static bool has_inside(const struct atl_fit *f, uint32_t v, enum atl_fit_way way) {
  return way != ATL_LEAF && !is_root_alone(f, v) && !(way == ATL_ROW && kid_count(f, v) == 1);
}

/* Arranges the children of a box, fit->kid in their own frame. False when they do not fit. */
static bool fill(struct atl_fit *f, uint32_t v, enum atl_fit_way way, int32_t room, struct inside *in) {
  *in = (struct inside){0};
  if (way == ATL_ROW)
    return fill_row(f, v, room, in);
  if (way == ATL_SIDE || way == ATL_COLUMN)
    fill_column(f, v, way, room, in);
  else if (!break_rows(f, v, way, room))
    return false;
  else if (way == ATL_LANE)
    fill_lane(f, v, room, in);
  else
    fill_trunk(f, v, room, in);
  return true;
}

/* Puts a box, whose size is known, and its children together. `move` is by how much the children have to go. */
static void crown(const struct atl_fit *f, uint32_t v, int32_t side, enum atl_fit_way way, const struct inside *in,
                  struct block *b, int32_t move[2]) {
  int32_t top = 0, worse = 0;
  move[0] = move[1] = 0;
  if (way == ATL_SIDE) {
    uint32_t count = kid_count(f, v);
    int32_t over = in->middle - port(f, b->box.h);
    move[0] = b->box.w + (count == 1 ? f->across.straight : f->across.rail);
    move[1] = over < 0 ? -over : 0;
    b->box.y = over + move[1];
    b->w = move[0] + in->w;
    b->h = atl_max32(in->h + move[1], b->box.y + b->box.h);
    b->cost = capped((int64_t)b->h + in->cost - in->h);
    return;
  }
  if (way == ATL_COLUMN) {
    top = v == f->n ? 0 : b->box.h + f->gap.stack;
    move[0] = v == f->n ? 0 : f->gap.indent;
    worse = v == f->n ? 0 : f->gap.dislike;
    b->w = atl_max32(b->box.w, move[0] + in->w);
  } else if (way == ATL_TRUNK) {
    int32_t own = port(f, b->box.w), left = atl_max32(own, in->left);
    top = below(f, v, b->box.h);
    move[0] = left;
    worse = side == ATL_BESIDE ? f->gap.dislike : 0; /* its box stands out of the column */
    b->box.x = left - own;
    b->w = left + atl_max32(b->box.w - own, in->right);
  } else {
    top = below(f, v, b->box.h);
    move[0] = stand_over(f, b, in->w, in->middle, side);
  }
  move[1] = top;
  b->h = capped((int64_t)top + in->h);
  b->cost = capped((int64_t)top + in->cost + worse);
  b->plain = in->plain;
}

static void size_box(const struct atl_fit *f, uint32_t v, int32_t side, const struct atl_fit_kid *stretched,
                     struct block *b) {
  *b = (struct block){0};
  if (v < f->n) {
    b->box.w = atl_max32(f->width[side][v], stretched ? stretched->wide : 0);
    b->box.h = atl_max32(f->height[side][v], stretched ? stretched->tall : 0);
  }
}

static void arrange_alone(struct atl_fit *f, uint32_t v, int32_t side, enum atl_fit_way way, int32_t room,
                          struct block *b) {
  if (way == ATL_LEAF) {
    b->w = b->box.w;
    b->h = b->cost = b->box.h;
  } else if (is_root_alone(f, v))
    arrange_root(f, way, room, b);
  else
    arrange_only(f, v, side, room, b);
}

/* Arranges a box and its children in their block, fit->kid of the children included. */
static void arrange(struct atl_fit *f, uint32_t v, int32_t side, enum atl_fit_way way, int32_t room,
                    const struct atl_fit_kid *stretched, struct block *b) {
  size_box(f, v, side, stretched, b);
  if (!has_inside(f, v, way)) {
    arrange_alone(f, v, side, way, room, b);
    return;
  }
  struct inside in;
  int32_t move[2];
  fill(f, v, way, room, &in);
  crown(f, v, side, way, &in, b, move);
  shift(f, v, move[0], move[1]);
  if (way == ATL_LANE && v < f->n)
    f->lane[v] = move[0];
  if (way == ATL_COLUMN && v < f->n)
    even_out(f, v);
}

/* -- fronts -------------------------------------------------------------------------------------------------------- */

/* Takes a block into the front of what was found, which grows in width and falls in cost, unless something there is as
 * good. Of two that are alike the way counts that is named first. */
static void keep(struct atl_fit *f, int32_t side, enum atl_fit_way way, int32_t room, const struct block *b) {
  struct atl_fit_shape *s = f->found[side].at;
  uint32_t low = 0, high = f->found[side].len, len = high;
  if (high && b->w > f->bound && s[0].w <= b->w)
    return;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (s[middle].w < b->w)
      low = middle + 1;
    else
      high = middle;
  }
  bool same = low < len && s[low].w == b->w;
  if ((low && s[low - 1].cost <= b->cost) || (same && s[low].cost < b->cost) ||
      (same && s[low].cost == b->cost && s[low].way <= way))
    return;
  uint32_t end = low;
  while (end < len && s[end].cost >= b->cost)
    end++;
  if (end == low) {
    atl_vec_push(&f->found[side]);
    s = f->found[side].at;
    end--;
    memmove(&s[low + 1], &s[low], sizeof *s * (len - low));
  } else if (end > low + 1) {
    memmove(&s[low + 1], &s[end], sizeof *s * (len - end));
    f->found[side].len -= end - low - 1;
  }
  s[low] = (struct atl_fit_shape){.w = b->w,
                                  .h = b->h,
                                  .cost = b->cost,
                                  .port = b->box.x + port(f, b->box.w),
                                  .entry = b->box.y + port(f, b->box.h),
                                  .box = b->box.w,
                                  .plain = b->plain,
                                  .room = room,
                                  .way = way};
}

static void try_alone(struct atl_fit *f, uint32_t v, int32_t side, enum atl_fit_way way, int32_t room) {
  struct block b;
  size_box(f, v, side, NULL, &b);
  arrange_alone(f, v, side, way, room, &b);
  keep(f, side, way, room, &b);
}

/* Whether one shape of a way is enough: of the whole only the lowest is asked for. */
static bool is_whole(const struct atl_fit *f, uint32_t v) {
  return f->lowest && (v == f->n || f->layout->order->roots == 1) && (v == f->n || !v);
}

/* Children that are arranged, below a box that is reached from above and below one that is reached from its left. False
 * when nothing narrower has to be tried. */
static bool try_inside(struct atl_fit *f, uint32_t v, enum atl_fit_way way, int32_t room, const struct inside *in) {
  bool more = true;
  for (int32_t side = way == ATL_SIDE ? ATL_BESIDE : ATL_HUNG; side < ATL_SIDES; side++) {
    struct block b;
    int32_t move[2];
    size_box(f, v, side, NULL, &b);
    crown(f, v, side, way, in, &b, move);
    keep(f, side, way, room, &b);
    more &= b.w > f->bound || !is_whole(f, v);
  }
  return more;
}

/* Takes the shape out that is missed least: the area between it and its neighbours is the smallest. */
static void drop_least(struct atl_fit *f, int32_t side) {
  struct atl_fit_shape *s = f->found[side].at;
  uint32_t at = 1;
  int64_t least = INT64_MAX;
  for (uint32_t i = 1; i + 1 < f->found[side].len; i++) {
    int64_t area = (int64_t)(s[i + 1].w - s[i].w) * (s[i - 1].cost - s[i].cost);
    if (area < least) {
      least = area;
      at = i;
    }
  }
  memmove(&s[at], &s[at + 1], sizeof *s * (f->found[side].len - at - 1));
  f->found[side].len--;
}

/* What was found becomes the front of a box. */
static void settle(struct atl_fit *f, uint32_t v, int32_t side) {
  while (f->found[side].len > f->limit)
    drop_least(f, side);
  uint32_t count = f->found[side].len;
  f->front[side][v] = (struct atl_fit_front){.first = f->shape.len, .count = count};
  atl_vec_reserve(&f->shape, count);
  memcpy(&f->shape.at[f->shape.len], f->found[side].at, sizeof *f->shape.at * count);
  f->shape.len += count;
}

/* The next width to try below this one, in which what was found last needs `least`. There are as many as a front has
 * shapes at most. */
static int32_t narrower(const struct atl_fit *f, int32_t room, int32_t least) {
  return atl_min32(least - 1, room - f->stride);
}

/* Whether both fronts have what is no wider and costs less. */
static bool is_known(const struct atl_fit *f, int32_t w, int64_t cost) {
  for (int32_t side = 0; side < ATL_SIDES; side++) {
    const struct atl_fit_shape *s = f->found[side].at;
    uint32_t low = 0, high = f->found[side].len;
    while (low < high) {
      uint32_t middle = (low + high) / 2;
      if (s[middle].w <= w)
        low = middle + 1;
      else
        high = middle;
    }
    if (!low || s[low - 1].cost >= cost)
      return false;
  }
  return true;
}

/* Tries rows that are broken, from the widest down, each time in less room than the last ones needed. */
static void try_broken(struct atl_fit *f, uint32_t v, enum atl_fit_way way, int32_t least) {
  uint32_t count = kid_count(f, v);
  int32_t lane = way == ATL_LANE ? lane_room(f, v) : 0, top = v == f->n ? 0 : below(f, v, f->height[ATL_HUNG][v]);
  int32_t most =
      way == ATL_TRUNK ? atl_max32(f->bound, least) : f->bound; /* too narrow for a child: nothing else is narrower */
  for (int32_t room = most; room >= least + lane; room = narrower(f, room, f->least[count] + lane)) {
    struct inside in = {0};
    if (!break_rows(f, v, way, room))
      return;
    if (way == ATL_LANE && is_known(f, f->least[count] + lane, f->best[count] + top + f->gap.dislike / 2))
      continue;
    if (way == ATL_LANE)
      fill_lane(f, v, room, &in);
    else
      fill_trunk(f, v, room, &in);
    if (!try_inside(f, v, way, room, &in))
      return;
  }
}

static void try_rows(struct atl_fit *f, uint32_t v) {
  uint32_t count = kid_count(f, v);
  if (f->span_of.at[1] >= count) { /* all fit in one row */
    struct atl_row_span span = f->span.at[count - 1];
    bool more = true;
    for (uint32_t i = span.count; i-- && more;) {
      struct inside in = {0};
      int32_t w = f->point.at[span.first + i].w;
      fill_row(f, v, w, &in);
      more = try_inside(f, v, ATL_ROW, w, &in);
    }
  }
  int32_t least = 0; /* no row is narrower than its narrowest child */
  for (uint32_t j = 0; j < count; j++)
    least = atl_max32(least, f->point.at[f->span.at[f->span_of.at[j]].first].w);
  if (v < f->n && count > 2)
    try_broken(f, v, ATL_TRUNK, least);
  try_broken(f, v, ATL_LANE, least);
}

static void try_columns(struct atl_fit *f, uint32_t v, enum atl_fit_way way) {
  uint32_t c = first_kid(f, v), count = kid_count(f, v);
  int32_t least = 0;
  for (uint32_t i = c; i < c + count; i++)
    least = atl_max32(least, f->shape.at[f->front[ATL_BESIDE][i].first].w);
  struct inside in;
  for (int32_t room = atl_max32(f->bound, least); room >= least; room = narrower(f, room, in.w)) {
    fill(f, v, way, room, &in);
    if (!try_inside(f, v, way, room, &in))
      return;
  }
}

/* Tries the shapes of an only child, below its parent. */
static void try_only(struct atl_fit *f, uint32_t v, enum atl_fit_way way) {
  for (int32_t side = 0; side < ATL_SIDES; side++) {
    int32_t from = way == ATL_COLUMN ? ATL_BESIDE : v == f->n ? ATL_HUNG : side;
    struct atl_fit_front front = f->front[from][first_kid(f, v)];
    for (uint32_t i = 0; i < front.count; i++)
      try_alone(f, v, side, way, f->shape.at[front.first + i].w);
  }
}

/* A box without children has one shape. */
static void settle_leaf(struct atl_fit *f, uint32_t v) {
  for (int32_t side = 0; side < ATL_SIDES; side++) {
    int32_t w = f->width[side][v], h = f->height[side][v];
    f->front[side][v] = (struct atl_fit_front){.first = f->shape.len, .count = 1};
    *atl_vec_push(&f->shape) =
        (struct atl_fit_shape){.w = w, .h = h, .cost = h, .port = port(f, w), .entry = port(f, h), .box = w};
  }
}

static void find_shapes(struct atl_fit *f, uint32_t v) {
  uint32_t count = kid_count(f, v);
  if (!count) {
    settle_leaf(f, v);
    return;
  }
  f->found[ATL_HUNG].len = f->found[ATL_BESIDE].len = 0;
  if (f->right && v < f->n)
    try_columns(f, v, ATL_SIDE);
  if (count > 1)
    try_columns(f, v, ATL_COLUMN);
  if (count == 1) {
    try_only(f, v, ATL_ROW);
    if (v == f->n)
      try_only(f, v, ATL_COLUMN);
  } else if (f->rows) {
    build_spans(f, v);
    try_rows(f, v);
  }
  settle(f, v, ATL_HUNG);
  settle(f, v, ATL_BESIDE);
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

/* What placing boxes in blocks needs, to find shapes as well as to have them drawn. */
static void begin_placing(struct atl_fit *f) {
  if (f->kid)
    return;
  f->kid = atl_alloc(f->n, sizeof *f->kid);
  f->lane = atl_alloc(f->n, sizeof *f->lane);
}

static void end_placing(struct atl_fit *f) {
  free(f->kid);
  free(f->lane);
  f->kid = NULL;
  f->lane = NULL;
}

void atl_fit_init(struct atl_fit *f, struct atl_layout *layout, int32_t bound, enum atl_press press, bool rows,
                  bool lowest) {
  const struct atl_order *order = layout->order;
  uint32_t n = order->box.len, most = order->roots;
  bool cells = layout->options->cells;
  *f = (struct atl_fit){.layout = layout,
                        .gap = atl_tree_gaps(cells, ATL_DOWN, press),
                        .across = atl_tree_gaps(cells, ATL_RIGHT, press),
                        .bound = bound,
                        .right = layout->options->direction == ATL_RIGHT,
                        .rows = rows,
                        .lowest = lowest,
                        .n = n,
                        .limit = n <= SMALL_TREE   ? SHAPES_MANY
                                 : n <= LARGE_TREE ? SHAPES_SOME
                                                   : SHAPES_FEW};
  f->stride = atl_max32(bound, 0) / (int32_t)f->limit;
  for (uint32_t v = 0; v < n; v++)
    most = order->box.at[v].child_count > most ? order->box.at[v].child_count : most;
  for (int side = 0; side < ATL_SIDES; side++) {
    f->width[side] = atl_alloc(n, sizeof **f->width);
    f->height[side] = atl_alloc(n, sizeof **f->height);
    f->front[side] = atl_alloc((size_t)n + 1, sizeof **f->front);
  }
  begin_placing(f);
  f->best = atl_alloc((size_t)most + 1, sizeof *f->best);
  f->uneven = atl_alloc((size_t)most + 1, sizeof *f->uneven);
  f->from = atl_alloc((size_t)most + 1, sizeof *f->from);
  f->least = atl_alloc((size_t)most + 1, sizeof *f->least);
  level(f, press == ATL_LOOSE);
  for (uint32_t v = n; v--;)
    find_shapes(f, v);
  find_shapes(f, n);
  end_placing(f); /* shapes are kept while others are looked for: what is not theirs goes */
}

void atl_fit_release(struct atl_fit *f) {
  for (int side = 0; side < ATL_SIDES; side++) {
    free(f->width[side]);
    free(f->height[side]);
    free(f->front[side]);
  }
  end_placing(f);
  free(f->best);
  free(f->uneven);
  free(f->from);
  free(f->least);
  atl_vec_release(&f->shape);
  for (int side = 0; side < ATL_SIDES; side++)
    atl_vec_release(&f->found[side]);
  atl_vec_release(&f->span);
  atl_vec_release(&f->point);
  atl_vec_release(&f->span_of);
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
  begin_placing(f);
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
