/* clang-format off */
/* Measures by sweeping. Segments are gathered by net and line into runs, so that the ground that a thousand paths share
 * is looked at once; then a line sweeps over horizontal and vertical runs and finds where they meet. Slanted segments
 * are compared with those they could meet.
 *
 *      ──────┬──────  run of net 1: [0, 6) and (6, 12] of two paths    crossing: inside of both
 *            │    │   run of net 2, inside of which net 1 runs         touch: of strangers, an end of one at least
 */
/* clang-format on */
#include "judge/metrics.h"

#include "base/sort.h"

#include <stdlib.h>

struct piece { /* of one path, between two of its points */
  int32_t at, from, to;
  uint32_t path;
  bool upright;
};

struct run {             /* pieces of one net on one line, joined where their insides overlap */
  int32_t at, from, to;  /* y and two x; for a vertical one x and two y */
  uint32_t net;          /* or the path, where nets are not known */
  uint32_t first, count; /* pieces, by `from` */
};

struct slant {
  struct atl_point a, b; /* a is left */
  uint32_t path;
};

struct pair {
  uint32_t one, other;
};

struct sweep {
  const struct atl_sketch *sketch;
  struct atl_measures *m;
  ATL_VEC(struct piece) piece; /* by direction, net, line, from */
  int32_t *to;                 /* parallel: ends of the pieces of each run, in order */
  ATL_VEC(struct run) run[2];  /* horizontal and vertical ones, by line and from */
  ATL_VEC(struct slant) slant;
  ATL_VEC(struct atl_point) crossing;
  ATL_VEC(struct atl_point) touch;
  ATL_VEC(struct pair) through; /* path and box */
  struct pair *edge;            /* tails and heads, where nets are not known */
};

/* -- a set of small numbers that knows the next one -------------------------------------------------------------------
 */

enum { WORD = 64, SET_LEVELS = 6 }; /* 64^6 is more than there are numbers */

struct set {
  uint64_t *bits[SET_LEVELS]; /* a bit of a level says that the word below is not 0 */
  uint32_t words[SET_LEVELS];
  int levels;
};

static void set_init(struct set *set, uint32_t size) {
  *set = (struct set){0};
  do {
    size = size / WORD + 1;
    set->words[set->levels] = size;
    set->bits[set->levels++] = atl_alloc(size, sizeof(uint64_t));
  } while (size > 1);
}

static void set_add(struct set *set, uint32_t i) {
  for (int level = 0; level < set->levels; level++, i /= WORD)
    set->bits[level][i / WORD] |= UINT64_C(1) << i % WORD;
}

static void set_remove(struct set *set, uint32_t i) {
  for (int level = 0; level < set->levels; level++, i /= WORD) {
    set->bits[level][i / WORD] &= ~(UINT64_C(1) << i % WORD);
    if (set->bits[level][i / WORD])
      return;
  }
}

/* The least member that is not below i; ATL_NONE. */
static uint32_t set_next(const struct set *set, uint32_t i) {
  for (int level = 0; level < set->levels; level++) {
    if (i / WORD >= set->words[level])
      return ATL_NONE;
    uint64_t left = set->bits[level][i / WORD] >> i % WORD;
    if (!left) {
      i = i / WORD + 1;
      continue;
    }
    i += (uint32_t)__builtin_ctzll(left);
    while (level-- > 0)
      i = i * WORD + (uint32_t)__builtin_ctzll(set->bits[level][i]);
    return i;
  }
  return ATL_NONE;
}

static void set_release(struct set *set) {
  for (int level = 0; level < set->levels; level++)
    free(set->bits[level]);
}

/* -- pieces and runs ----------------------------------------------------------------------------------------------- */

static uint32_t net_of(const struct atl_sketch *sketch, uint32_t path) {
  return sketch->nets ? sketch->path.at[path].net : path;
}

static int by_number(int64_t a, int64_t b) { return a < b ? -1 : a > b; }

struct keyed { /* a piece with its net, to sort by */
  struct piece piece;
  uint32_t net;
};

static int by_net_and_line(const void *a, const void *b) {
  const struct keyed *x = a, *y = b;
  int order = x->piece.upright - y->piece.upright;
  order = order ? order : by_number(x->net, y->net);
  order = order ? order : by_number(x->piece.at, y->piece.at);
  order = order ? order : by_number(x->piece.from, y->piece.from);
  return order ? order : by_number(x->piece.to, y->piece.to);
}

static int by_line(const void *a, const void *b) {
  const struct run *x = a, *y = b;
  int order = by_number(x->at, y->at);
  order = order ? order : by_number(x->from, y->from);
  return order ? order : by_number(x->net, y->net);
}

static int by_value(const void *a, const void *b) { return by_number(*(const int32_t *)a, *(const int32_t *)b); }

/* Cuts paths to pieces, and joins the pieces of a net that overlap to runs. */
static void gather(struct sweep *s) {
  const struct atl_sketch *sketch = s->sketch;
  ATL_VEC(struct keyed) keyed = {0};
  for (uint32_t k = 0; k < sketch->path.len; k++) {
    const struct atl_polyline *path = &sketch->path.at[k];
    const struct atl_point *p = &sketch->point.at[path->first_point];
    for (uint32_t i = 0; i + 1 < path->points; i++) {
      bool upright = p[i].x == p[i + 1].x, left = p[i].x < p[i + 1].x;
      int32_t a = upright ? p[i].y : p[i].x, b = upright ? p[i + 1].y : p[i + 1].x;
      if (!upright && p[i].y != p[i + 1].y)
        *atl_vec_push(&s->slant) = (struct slant){.a = p[left ? i : i + 1], .b = p[left ? i + 1 : i], .path = k};
      else
        *atl_vec_push(&keyed) = (struct keyed){.piece = {.at = upright ? p[i].x : p[i].y,
                                                         .from = atl_min32(a, b),
                                                         .to = atl_max32(a, b),
                                                         .path = k,
                                                         .upright = upright},
                                               .net = net_of(sketch, k)};
    }
  }
  if (keyed.len)
    atl_sort(keyed.at, keyed.len, sizeof *keyed.at, by_net_and_line);
  atl_vec_reserve(&s->piece, keyed.len);
  s->to = atl_alloc((size_t)keyed.len + 1, sizeof *s->to);
  for (uint32_t i = 0; i < keyed.len; i++) {
    const struct piece *piece = &keyed.at[i].piece;
    uint32_t runs = s->run[piece->upright].len;
    struct run *run = runs ? &s->run[piece->upright].at[runs - 1] : NULL;
    *atl_vec_push(&s->piece) = *piece;
    s->to[i] = piece->to;
    if (run && run->net == keyed.at[i].net && run->at == piece->at && piece->from < run->to) {
      run->to = atl_max32(run->to, piece->to);
      run->count++;
    } else
      *atl_vec_push(&s->run[piece->upright]) = (struct run){
          .at = piece->at, .from = piece->from, .to = piece->to, .net = keyed.at[i].net, .first = i, .count = 1};
  }
  for (int upright = 0; upright < 2; upright++) {
    for (uint32_t i = 0; i < s->run[upright].len; i++)
      atl_sort(&s->to[s->run[upright].at[i].first], s->run[upright].at[i].count, sizeof *s->to, by_value);
    if (s->run[upright].len)
      atl_sort(s->run[upright].at, s->run[upright].len, sizeof *s->run[upright].at, by_line);
  }
  atl_vec_release(&keyed);
}

/* How many of the run's pieces have the place inside. */
static uint64_t covering(const struct sweep *s, const struct run *run, int32_t place) {
  const struct piece *piece = &s->piece.at[run->first];
  const int32_t *to = &s->to[run->first];
  uint32_t begun = 0, high = run->count, ended = 0;
  while (begun < high) {
    uint32_t mid = begun + (high - begun) / 2;
    if (piece[mid].from < place)
      begun = mid + 1;
    else
      high = mid;
  }
  for (high = run->count; ended < high;) {
    uint32_t mid = ended + (high - ended) / 2;
    if (to[mid] <= place)
      ended = mid + 1;
    else
      high = mid;
  }
  return begun - ended;
}

/* -- strangers ------------------------------------------------------------------------------------------------------
 */

static int by_ends(const void *a, const void *b) {
  const struct pair *x = a, *y = b;
  return x->one != y->one ? by_number(x->one, y->one) : by_number(x->other, y->other);
}

static bool strangers(const struct sweep *s, uint32_t a, uint32_t b) {
  if (s->sketch->nets || a == b)
    return a != b;
  const struct atl_polyline *p = &s->sketch->path.at[a], *q = &s->sketch->path.at[b];
  if (p->tail == q->tail || p->head == q->head)
    return false;
  struct pair there = {p->tail, q->head}, back = {q->tail, p->head};
  size_t count = s->sketch->path.len, size = sizeof *s->edge;
  return !bsearch(&there, s->edge, count, size, by_ends) || !bsearch(&back, s->edge, count, size, by_ends);
}

static void list_edges(struct sweep *s) {
  const struct atl_sketch *sketch = s->sketch;
  if (sketch->nets || !sketch->path.len)
    return;
  s->edge = atl_alloc(sketch->path.len, sizeof *s->edge);
  for (uint32_t i = 0; i < sketch->path.len; i++)
    s->edge[i] = (struct pair){sketch->path.at[i].tail, sketch->path.at[i].head};
  atl_sort(s->edge, sketch->path.len, sizeof *s->edge, by_ends);
}

/* -- where runs meet ------------------------------------------------------------------------------------------------
 */

struct line { /* what runs are met with: other runs, or the sides of boxes */
  int32_t at, from, to;
  uint32_t which;
};

struct order { /* a place where a run begins, ends, or stands */
  int32_t at;
  uint32_t index;
};

static int by_place(const void *a, const void *b) {
  const struct order *x = a, *y = b;
  return x->at != y->at ? by_number(x->at, y->at) : by_number(x->index, y->index);
}

/* Calls `met` for each run and each line across that have a point in common. The runs are sorted by line. */
static void sweep(struct sweep *s, const struct run *run, uint32_t runs, const struct line *across, uint32_t lines,
                  void (*met)(struct sweep *s, const struct run *run, const struct line *across)) {
  struct order *begin = atl_alloc((size_t)runs + 1, sizeof *begin), *end = atl_alloc((size_t)runs + 1, sizeof *end),
               *stand = atl_alloc((size_t)lines + 1, sizeof *stand);
  struct set open;
  set_init(&open, runs);
  for (uint32_t i = 0; i < runs; i++) {
    begin[i] = (struct order){run[i].from, i};
    end[i] = (struct order){run[i].to, i};
  }
  for (uint32_t i = 0; i < lines; i++)
    stand[i] = (struct order){across[i].at, i};
  atl_sort(begin, runs, sizeof *begin, by_place);
  atl_sort(end, runs, sizeof *end, by_place);
  atl_sort(stand, lines, sizeof *stand, by_place);
  for (uint32_t i = 0, b = 0, e = 0; i < lines; i++) {
    const struct line *line = &across[stand[i].index];
    for (; b < runs && begin[b].at <= line->at; b++)
      set_add(&open, begin[b].index);
    for (; e < runs && end[e].at < line->at; e++)
      set_remove(&open, end[e].index);
    uint32_t low = 0, high = runs;
    while (low < high) {
      uint32_t mid = low + (high - low) / 2;
      if (run[mid].at < line->from)
        low = mid + 1;
      else
        high = mid;
    }
    for (uint32_t r = set_next(&open, low); r != ATL_NONE && run[r].at <= line->to; r = set_next(&open, r + 1))
      met(s, &run[r], line);
  }
  set_release(&open);
  free(begin);
  free(end);
  free(stand);
}

static void met_run(struct sweep *s, const struct run *run, const struct line *across) {
  const struct run *other = &s->run[1].at[across->which];
  struct atl_point at = {other->at, run->at};
  if (run->from < at.x && at.x < run->to && other->from < at.y && at.y < other->to) {
    uint64_t pairs = covering(s, run, at.x) * covering(s, other, at.y);
    s->m->pairs += pairs;
    if (pairs)
      *atl_vec_push(&s->crossing) = at;
  } else if (strangers(s, run->net, other->net))
    *atl_vec_push(&s->touch) = at;
}

static void cross_runs(struct sweep *s) {
  uint32_t lines = s->run[1].len;
  struct line *line = atl_alloc((size_t)lines + 1, sizeof *line);
  for (uint32_t i = 0; i < lines; i++) {
    const struct run *run = &s->run[1].at[i];
    line[i] = (struct line){.at = run->at, .from = run->from, .to = run->to, .which = i};
  }
  sweep(s, s->run[0].at, s->run[0].len, line, lines, met_run);
  free(line);
}

/* Runs along one line: ink, and strangers that overlap or touch. */
static void follow_lines(struct sweep *s, int upright) {
  const struct run *run = s->run[upright].at;
  uint32_t runs = s->run[upright].len;
  int32_t reached = 0;
  for (uint32_t i = 0; i < runs; i++) {
    bool goes_on = i && run[i - 1].at == run[i].at && run[i].from <= reached;
    int32_t from = goes_on ? reached : run[i].from;
    if (run[i].to > from)
      s->m->ink += (int64_t)run[i].to - from;
    reached = goes_on ? atl_max32(reached, run[i].to) : run[i].to;
    for (uint32_t k = i + 1; k < runs && run[k].at == run[i].at && run[k].from <= run[i].to; k++) {
      int32_t together = atl_min32(run[i].to, run[k].to) - run[k].from;
      if (!strangers(s, run[i].net, run[k].net))
        continue;
      if (!together)
        *atl_vec_push(&s->touch) =
            upright ? (struct atl_point){run[i].at, run[k].from} : (struct atl_point){run[k].from, run[i].at};
      s->m->overlaps += together > 0;
      s->m->overlap_length += together;
    }
  }
}

/* -- slanted segments ------------------------------------------------------------------------------------------------
 */

static int side(struct atl_point a, struct atl_point b, struct atl_point p) {
  int64_t turn = ((int64_t)b.x - a.x) * ((int64_t)p.y - a.y) - ((int64_t)b.y - a.y) * ((int64_t)p.x - a.x);
  return turn < 0 ? -1 : turn > 0;
}

/* Where the insides cross, rounded; false where they do not. */
static bool slants_cross(const struct slant *s, const struct slant *t, struct atl_point *at) {
  int c = side(s->a, s->b, t->a), d = side(s->a, s->b, t->b), e = side(t->a, t->b, s->a), f = side(t->a, t->b, s->b);
  if (c * d >= 0 || e * f >= 0)
    return false;
  double ux = (double)s->b.x - s->a.x, uy = (double)s->b.y - s->a.y, vx = (double)t->b.x - t->a.x,
         vy = (double)t->b.y - t->a.y;
  double along = (((double)t->a.x - s->a.x) * vy - ((double)t->a.y - s->a.y) * vx) / (ux * vy - uy * vx);
  *at = (struct atl_point){(int32_t)(s->a.x + along * ux), (int32_t)(s->a.y + along * uy)};
  return true;
}

static void cross_slant(struct sweep *s, const struct slant *one, const struct slant *other) {
  struct atl_point at;
  if (!slants_cross(one, other, &at))
    return;
  s->m->pairs++;
  *atl_vec_push(&s->crossing) = at;
}

static int by_left(const void *a, const void *b) {
  const struct slant *x = a, *y = b;
  return x->a.x != y->a.x ? by_number(x->a.x, y->a.x) : by_number(x->path, y->path);
}

static void cross_slants(struct sweep *s) {
  if (s->slant.len)
    atl_sort(s->slant.at, s->slant.len, sizeof *s->slant.at, by_left);
  for (uint32_t i = 0; i < s->slant.len; i++) {
    const struct slant *one = &s->slant.at[i];
    for (uint32_t k = i + 1; k < s->slant.len && s->slant.at[k].a.x < one->b.x; k++)
      cross_slant(s, one, &s->slant.at[k]);
    for (uint32_t k = 0; k < s->piece.len; k++) {
      const struct piece *p = &s->piece.at[k];
      struct slant other = {.a = p->upright ? (struct atl_point){p->at, p->from} : (struct atl_point){p->from, p->at},
                            .b = p->upright ? (struct atl_point){p->at, p->to} : (struct atl_point){p->to, p->at}};
      cross_slant(s, one, &other);
    }
  }
}

/* -- wires through boxes ----------------------------------------------------------------------------------------------
 */

/* The part of a box that no path may enter, its edges included. In px a path may graze the border, for positions are
 * rounded; in cells the border's cells belong to the box, but for a path that ends there (`end`). */
static struct atl_rect inside(const struct atl_sketch *sketch, struct atl_rect r, bool end) {
  if (sketch->cells)
    return end ? (struct atl_rect){r.x + 1, r.y + 1, r.w - 3, r.h - 3} : (struct atl_rect){r.x, r.y, r.w - 1, r.h - 1};
  int32_t px = sketch->unit;
  return (struct atl_rect){r.x + px, r.y + px, r.w - 2 * px, r.h - 2 * px};
}

static bool around(struct atl_rect outer, struct atl_rect r) {
  return outer.x <= r.x && outer.y <= r.y && atl_rect_right(outer) >= atl_rect_right(r) &&
         atl_rect_bottom(outer) >= atl_rect_bottom(r) && (outer.w > r.w || outer.h > r.h);
}

static void met_side(struct sweep *s, const struct run *run, const struct line *across) {
  const struct atl_sketch *sketch = s->sketch;
  uint32_t box = across->which;
  for (uint32_t i = run->first; i < run->first + run->count; i++) {
    const struct piece *p = &s->piece.at[i];
    const struct atl_polyline *path = &sketch->path.at[p->path];
    struct atl_rect r = inside(sketch, sketch->box.at[box], path->tail == box || path->head == box);
    int32_t line = p->upright ? r.x : r.y, wide = p->upright ? r.w : r.h, first = p->upright ? r.y : r.x,
            last = first + (p->upright ? r.h : r.w);
    bool crosses = (p->from <= first && first <= p->to) || (p->from <= last && last <= p->to);
    if (r.w < 0 || r.h < 0 || p->at < line || p->at > line + wide || !crosses)
      continue;
    if (!around(sketch->box.at[box], sketch->box.at[path->tail]) &&
        !around(sketch->box.at[box], sketch->box.at[path->head]))
      *atl_vec_push(&s->through) = (struct pair){p->path, box};
  }
}

/* Whether the slanted segment has a point in the rectangle. */
static bool cuts(const struct slant *slant, struct atl_rect r) {
  struct atl_point corner[4] = {
      {r.x, r.y}, {atl_rect_right(r), r.y}, {r.x, atl_rect_bottom(r)}, {atl_rect_right(r), atl_rect_bottom(r)}};
  int least = 1, most = -1;
  for (int i = 0; i < 4; i++) {
    int at = side(slant->a, slant->b, corner[i]);
    least = at < least ? at : least;
    most = at > most ? at : most;
  }
  return slant->a.x <= atl_rect_right(r) && slant->b.x >= r.x && least <= 0 && most >= 0 &&
         atl_min32(slant->a.y, slant->b.y) <= atl_rect_bottom(r) && atl_max32(slant->a.y, slant->b.y) >= r.y;
}

static void slant_into_boxes(struct sweep *s) {
  const struct atl_sketch *sketch = s->sketch;
  uint32_t boxes = s->slant.len ? sketch->box.len : 0;
  struct order *left = atl_alloc((size_t)boxes + 1, sizeof *left); /* boxes from left to right */
  int32_t widest = 0;
  for (uint32_t i = 0; i < boxes; i++) {
    left[i] = (struct order){sketch->box.at[i].x, i};
    widest = atl_max32(widest, sketch->box.at[i].w);
  }
  atl_sort(left, boxes, sizeof *left, by_place);
  for (uint32_t k = 0; k < s->slant.len; k++) {
    const struct slant *slant = &s->slant.at[k];
    const struct atl_polyline *path = &sketch->path.at[slant->path];
    uint32_t low = 0, high = boxes;
    while (low < high) {
      uint32_t mid = low + (high - low) / 2;
      if (left[mid].at < slant->a.x - widest)
        low = mid + 1;
      else
        high = mid;
    }
    for (uint32_t i = low; i < boxes && left[i].at <= slant->b.x; i++) {
      uint32_t box = left[i].index;
      struct atl_rect r = inside(sketch, sketch->box.at[box], path->tail == box || path->head == box);
      if (r.w >= 0 && r.h >= 0 && cuts(slant, r) && !around(sketch->box.at[box], sketch->box.at[path->tail]) &&
          !around(sketch->box.at[box], sketch->box.at[path->head]))
        *atl_vec_push(&s->through) = (struct pair){slant->path, box};
    }
  }
  free(left);
}

/* A path that enters or leaves a box crosses one of its sides. */
static void enter_boxes(struct sweep *s) {
  const struct atl_sketch *sketch = s->sketch;
  struct line *line = atl_alloc(4 * (size_t)sketch->box.len + 1, sizeof *line);
  for (int upright = 0; upright < 2; upright++) {
    uint32_t lines = 0;
    for (uint32_t i = 0; i < 2 * sketch->box.len; i++) { /* as a box of others, and as that of an end */
      struct atl_rect r = inside(sketch, sketch->box.at[i / 2], i % 2);
      int32_t from = upright ? r.x : r.y, to = from + (upright ? r.w : r.h);
      if (r.w < 0 || r.h < 0 || (i % 2 && !sketch->cells))
        continue;
      line[lines++] = (struct line){.at = upright ? r.y : r.x, .from = from, .to = to, .which = i / 2};
      line[lines++] = (struct line){.at = upright ? r.y + r.h : r.x + r.w, .from = from, .to = to, .which = i / 2};
    }
    sweep(s, s->run[upright].at, s->run[upright].len, line, lines, met_side);
  }
  free(line);
}

/* -- sums ------------------------------------------------------------------------------------------------------------
 */

static int by_point(const void *a, const void *b) {
  const struct atl_point *x = a, *y = b;
  return x->x != y->x ? by_number(x->x, y->x) : by_number(x->y, y->y);
}

/* How many are different; they are sorted. */
static uint64_t different(void *first, uint32_t count, size_t size, int (*compare)(const void *, const void *)) {
  uint64_t found = count > 0;
  if (count)
    atl_sort(first, count, size, compare);
  for (uint32_t i = 1; i < count; i++)
    found += compare((char *)first + (i - 1) * size, (char *)first + i * size) != 0;
  return found;
}

/* The nearest number to a square root, by Newton from above. */
static int64_t root(int64_t v) {
  if (v < 2)
    return v;
  int64_t x = v, next = v / 2 + 1;
  while (next < x) {
    x = next;
    next = (x + v / x) / 2;
  }
  return v - x * x > x ? x + 1 : x;
}

static int by_length(const void *a, const void *b) { return by_number(*(const int64_t *)a, *(const int64_t *)b); }

static void count_paths(struct sweep *s) {
  const struct atl_sketch *sketch = s->sketch;
  ATL_VEC(struct atl_point) corner = {0};
  uint32_t paths = sketch->path.len;
  int64_t *length = atl_alloc((size_t)paths + 1, sizeof *length);
  for (uint32_t k = 0; k < paths; k++) {
    const struct atl_polyline *path = &sketch->path.at[k];
    const struct atl_point *p = &sketch->point.at[path->first_point];
    for (uint32_t i = 0; i + 1 < path->points; i++) {
      int64_t dx = (int64_t)p[i + 1].x - p[i].x, dy = (int64_t)p[i + 1].y - p[i].y;
      int64_t long_ = !dx || !dy ? llabs(dx + dy) : root(dx * dx + dy * dy);
      length[k] += long_;
      s->m->ink += dx && dy ? long_ : 0; /* slanted ground is not shared */
      if (i && !path->curved)
        *atl_vec_push(&corner) = p[i];
    }
    s->m->length += length[k];
    s->m->bends += path->points > 2 && !path->curved ? path->points - 2 : 0;
  }
  s->m->corners = different(corner.at, corner.len, sizeof *corner.at, by_point);
  s->m->edges = paths;
  if (paths) {
    atl_sort(length, paths, sizeof *length, by_length);
    s->m->least = length[0];
    s->m->lower = length[(paths - 1) / 4];
    s->m->median = length[(paths - 1) / 2];
    s->m->upper = length[(uint64_t)(paths - 1) * 3 / 4];
    s->m->most = length[paths - 1];
  }
  atl_vec_release(&corner);
  free(length);
}

static void grow(struct atl_rect *bounds, struct atl_rect r, bool *any) {
  if (!*any) {
    *bounds = r;
    *any = true;
    return;
  }
  int32_t right = atl_max32(atl_rect_right(*bounds), atl_rect_right(r)),
          bottom = atl_max32(atl_rect_bottom(*bounds), atl_rect_bottom(r));
  bounds->x = atl_min32(bounds->x, r.x);
  bounds->y = atl_min32(bounds->y, r.y);
  bounds->w = right - bounds->x;
  bounds->h = bottom - bounds->y;
}

static void find_bounds(struct sweep *s) {
  const struct atl_sketch *sketch = s->sketch;
  int32_t on = sketch->cells ? 1 : 0; /* a point is a cell */
  bool any = false;
  for (uint32_t i = 0; i < sketch->box.len; i++)
    grow(&s->m->bounds, sketch->box.at[i], &any);
  for (uint32_t i = 0; i < sketch->label.len; i++)
    grow(&s->m->bounds, sketch->label.at[i], &any);
  for (uint32_t i = 0; i < sketch->point.len; i++)
    grow(&s->m->bounds, (struct atl_rect){sketch->point.at[i].x, sketch->point.at[i].y, on, on}, &any);
}

/* -- titles and labels ----------------------------------------------------------------------------------------------
 */

/* How far a segment is from a rectangle, along the axes; in cells its last row and column are one less. */
static int32_t off_rect(const struct atl_sketch *sketch, const struct atl_point *p, struct atl_rect r) {
  int32_t on = sketch->cells ? 1 : 0;
  int32_t x = atl_max32(r.x - atl_max32(p[0].x, p[1].x), atl_min32(p[0].x, p[1].x) - (atl_rect_right(r) - on));
  int32_t y = atl_max32(r.y - atl_max32(p[0].y, p[1].y), atl_min32(p[0].y, p[1].y) - (atl_rect_bottom(r) - on));
  return atl_max32(x, 0) + atl_max32(y, 0);
}

static int by_top(const void *a, const void *b) {
  int32_t x = ((const struct atl_rect *)a)->y, y = ((const struct atl_rect *)b)->y;
  return x < y ? -1 : x > y;
}

/* Titles are few rows high, so those that a segment may meet stand together when they are sorted from top to bottom. */
static void strike_titles(struct sweep *s) {
  const struct atl_sketch *sketch = s->sketch;
  uint32_t n = sketch->title.len;
  ATL_VEC(struct pair) struck = {0};
  struct atl_rect *title = atl_alloc((size_t)n + 1, sizeof *title);
  int32_t highest = 0, in = sketch->cells ? 0 : sketch->unit;
  for (uint32_t i = 0; i < n; i++) {
    struct atl_rect r = sketch->title.at[i];
    title[i] = (struct atl_rect){r.x + in, r.y + in, atl_max32(r.w - 2 * in, 0), atl_max32(r.h - 2 * in, 0)};
    highest = atl_max32(highest, title[i].h);
  }
  atl_sort(title, n, sizeof *title, by_top);
  for (uint32_t k = 0; k < sketch->path.len && n; k++)
    for (uint32_t i = 0; i + 1 < sketch->path.at[k].points && !sketch->path.at[k].curved; i++) {
      const struct atl_point *p = &sketch->point.at[sketch->path.at[k].first_point + i];
      int32_t from = atl_min32(p[0].y, p[1].y) - highest, to = atl_max32(p[0].y, p[1].y);
      uint32_t low = 0;
      for (uint32_t high = n; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        if (title[middle].y < from)
          low = middle + 1;
        else
          high = middle;
      }
      for (; low < n && title[low].y <= to; low++)
        if (!off_rect(sketch, p, title[low]))
          *atl_vec_push(&struck) = (struct pair){k, low};
    }
  s->m->struck = different(struck.at, struck.len, sizeof *struck.at, by_ends);
  atl_vec_release(&struck);
  free(title);
}

static void doubt_labels(struct sweep *s) {
  const struct atl_sketch *sketch = s->sketch;
  for (uint32_t l = 0; l < sketch->label_net.len; l++) {
    int32_t own = INT32_MAX, other = INT32_MAX;
    for (uint32_t k = 0; k < sketch->path.len && sketch->label_net.at[l] != ATL_NONE; k++) {
      const struct atl_polyline *path = &sketch->path.at[k];
      int32_t *least = path->net == sketch->label_net.at[l] ? &own : &other;
      for (uint32_t i = 0; i + 1 < path->points; i++)
        *least = atl_min32(*least, off_rect(sketch, &sketch->point.at[path->first_point + i], sketch->label.at[l]));
    }
    s->m->ambiguous += own != INT32_MAX && other <= own;
  }
}

void atl_measure_sketch(struct atl_measures *measures, const struct atl_sketch *sketch) {
  *measures = (struct atl_measures){.undrawn = sketch->undrawn};
  struct sweep s = {.sketch = sketch, .m = measures};
  gather(&s);
  list_edges(&s);
  find_bounds(&s);
  count_paths(&s);
  cross_runs(&s);
  cross_slants(&s);
  follow_lines(&s, 0);
  follow_lines(&s, 1);
  enter_boxes(&s);
  slant_into_boxes(&s);
  strike_titles(&s);
  doubt_labels(&s);
  measures->crossings = different(s.crossing.at, s.crossing.len, sizeof *s.crossing.at, by_point);
  measures->touches = different(s.touch.at, s.touch.len, sizeof *s.touch.at, by_point);
  measures->through = different(s.through.at, s.through.len, sizeof *s.through.at, by_ends);
  for (int upright = 0; upright < 2; upright++)
    atl_vec_release(&s.run[upright]);
  atl_vec_release(&s.piece);
  atl_vec_release(&s.slant);
  atl_vec_release(&s.crossing);
  atl_vec_release(&s.touch);
  atl_vec_release(&s.through);
  free(s.to);
  free(s.edge);
}
