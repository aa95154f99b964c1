/* clang-format off */
/* Crossings are found by a sweep over the rows: a line going down is active between its ends, a line going across asks
 * for the active ones between its own. The active ones are bits, by rank from left to right, with a summary of each 64
 * of them, so that the next one is found in a few steps.
 *
 *        │             The line going across passes under, with a gap; where that gap would reach into a bend, a
 *     ── │ ──          junction or a head, the line going down is cut. A quiet wire always passes under one that is
 *        │             not; of the dashed line above, a dash is laid over the crossing.
 */
/* clang-format on */
#include "emit/cut.h"

#include "base/sort.h"

#include <stdlib.h>

enum {
  GAP = 7 * ATL_PX / 2, /* beside the stroke of the wire above */
  STUB = 5 * ATL_PX,    /* of line, between two gaps */
  LEAST = ATL_PX,       /* of GAP, where there is no better place */
};

struct stretch { /* one segment */
  int32_t at;    /* its x when it goes down, its y when it goes across */
  int32_t from, to;
  uint32_t item, segment;
};

struct vertex { /* where a wire is not plain */
  uint32_t net;
  int32_t line, at; /* line: y and at: x, or the other way round */
  int32_t reach;    /* how far from there it is not plain */
};

struct crossing {
  uint32_t across, down; /* stretches */
};

struct sweep {
  const struct atl_scene *scene;
  struct atl_wire wire[2]; /* [quiet] */
  ATL_VEC(struct stretch) across;
  ATL_VEC(struct stretch) down;
  ATL_VEC(struct crossing) crossing;
  ATL_VEC(struct vertex) row;    /* by net, y, x */
  ATL_VEC(struct vertex) column; /* by net, x, y */
  struct atl_cuts *cuts;
};

static bool quiet(const struct sweep *s, const struct stretch *stretch) {
  return s->scene->item.at[stretch->item].flags & ATL_QUIET;
}

static uint32_t net_of(const struct sweep *s, const struct stretch *stretch) {
  return (uint32_t)s->scene->item.at[stretch->item].h;
}

/* -- a set of numbers ---------------------------------------------------------------------------------------------- */

enum { LEVELS = 6 }; /* 64^6 is more than there are */

struct set {
  uint64_t *level[LEVELS]; /* a bit of level n + 1 says that a word of level n is not 0 */
  uint32_t levels;
};

static void set_init(struct set *set, uint32_t size) {
  *set = (struct set){0};
  do {
    size = size / 64 + 1;
    set->level[set->levels++] = atl_alloc(size, sizeof(uint64_t));
  } while (size > 1);
}

static void set_release(struct set *set) {
  for (uint32_t i = 0; i < set->levels; i++)
    free(set->level[i]);
}

static void set_put(struct set *set, uint32_t i, bool in) {
  for (uint32_t level = 0; level < set->levels; level++, i /= 64) {
    uint64_t *word = &set->level[level][i / 64], bit = (uint64_t)1 << i % 64;
    *word = in ? *word | bit : *word & ~bit;
    in = *word != 0;
  }
}

static uint32_t lowest(uint64_t word) { return (uint32_t)__builtin_ctzll(word); }

/* The least one that is `i` or more and less than `end`; `end` when there is none. */
static uint32_t set_next(const struct set *set, uint32_t i, uint32_t end) {
  if (i >= end)
    return end;
  for (uint32_t level = 0, at = i; level < set->levels; level++, at = at / 64 + 1) {
    uint64_t rest = set->level[level][at / 64] & (~(uint64_t)0 << (at % 64));
    if (!rest)
      continue;
    at = at / 64 * 64 + lowest(rest);
    while (level--)
      at = at * 64 + lowest(set->level[level][at]);
    return at < end ? at : end;
  }
  return end;
}

/* -- the sweep ----------------------------------------------------------------------------------------------------- */

static int by_at(const void *a, const void *b) {
  const struct stretch *x = a, *y = b;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  if (x->item != y->item)
    return x->item < y->item ? -1 : 1;
  return x->segment < y->segment ? -1 : x->segment > y->segment;
}

static void add_stretches(struct sweep *s) {
  for (uint32_t i = 0; i < s->scene->item.len; i++) {
    const struct atl_item *item = &s->scene->item.at[i];
    if (item->op != ATL_ROUTE || item->flags & ATL_CURVED)
      continue;
    const struct atl_point *p = &s->scene->point[item->ref];
    for (int32_t k = 0; k + 1 < item->w; k++)
      if (p[k].y == p[k + 1].y)
        *atl_vec_push(&s->across) = (struct stretch){.at = p[k].y,
                                                     .from = atl_min32(p[k].x, p[k + 1].x),
                                                     .to = atl_max32(p[k].x, p[k + 1].x),
                                                     .item = i,
                                                     .segment = (uint32_t)k};
      else
        *atl_vec_push(&s->down) = (struct stretch){.at = p[k].x,
                                                   .from = atl_min32(p[k].y, p[k + 1].y),
                                                   .to = atl_max32(p[k].y, p[k + 1].y),
                                                   .item = i,
                                                   .segment = (uint32_t)k};
  }
}

struct end { /* of a line going down */
  int32_t y;
  uint32_t down;
};

static int by_y(const void *a, const void *b) {
  const struct end *x = a, *y = b;
  if (x->y != y->y)
    return x->y < y->y ? -1 : 1;
  return x->down < y->down ? -1 : x->down > y->down;
}

/* The first line going down that stands at the right of x. */
static uint32_t first_right_of(const struct sweep *s, int32_t x) {
  uint32_t low = 0;
  for (uint32_t high = s->down.len; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (s->down.at[middle].at <= x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Lines that meet at an end of one of them do not cross. */
static void find_crossings(struct sweep *s) {
  uint32_t n = s->down.len;
  if (!n || !s->across.len)
    return;
  atl_sort(s->across.at, s->across.len, sizeof *s->across.at, by_at);
  atl_sort(s->down.at, n, sizeof *s->down.at, by_at);
  struct end *top = atl_alloc(n, sizeof *top), *bottom = atl_alloc(n, sizeof *bottom);
  for (uint32_t i = 0; i < n; i++) {
    top[i] = (struct end){.y = s->down.at[i].from, .down = i};
    bottom[i] = (struct end){.y = s->down.at[i].to, .down = i};
  }
  atl_sort(top, n, sizeof *top, by_y);
  atl_sort(bottom, n, sizeof *bottom, by_y);
  struct set active;
  set_init(&active, n);
  uint32_t begun = 0, ended = 0;
  for (uint32_t i = 0; i < s->across.len; i++) {
    const struct stretch *across = &s->across.at[i];
    for (; begun < n && top[begun].y < across->at; begun++)
      set_put(&active, top[begun].down, true);
    for (; ended < n && bottom[ended].y <= across->at; ended++)
      set_put(&active, bottom[ended].down, false);
    for (uint32_t k = set_next(&active, first_right_of(s, across->from), n); k < n && s->down.at[k].at < across->to;
         k = set_next(&active, k + 1, n))
      if (net_of(s, &s->down.at[k]) != net_of(s, across))
        *atl_vec_push(&s->crossing) = (struct crossing){.across = i, .down = k};
  }
  set_release(&active);
  free(top);
  free(bottom);
}

/* -- which of the two is cut --------------------------------------------------------------------------------------- */

static int by_line(const void *a, const void *b) {
  const struct vertex *x = a, *y = b;
  if (x->net != y->net)
    return x->net < y->net ? -1 : 1;
  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  return x->at < y->at ? -1 : x->at > y->at;
}

static void add_vertices(struct sweep *s) {
  for (uint32_t i = 0; i < s->scene->item.len; i++) {
    const struct atl_item *item = &s->scene->item.at[i];
    if (item->op != ATL_ROUTE || item->flags & ATL_CURVED)
      continue;
    const struct atl_wire *wire = &s->wire[item->flags & ATL_QUIET ? 1 : 0];
    for (int32_t k = 0; k < item->w; k++) {
      struct atl_point p = s->scene->point[item->ref + (uint32_t)k];
      bool head = (k == item->w - 1 && item->flags & ATL_HEAD) || (!k && item->flags & ATL_TAIL);
      int32_t reach = head ? wire->head_length : atl_max32(wire->stroke, atl_wire_bend(wire, s->scene, item, k));
      *atl_vec_push(&s->row) = (struct vertex){.net = (uint32_t)item->h, .line = p.y, .at = p.x, .reach = reach};
      *atl_vec_push(&s->column) = (struct vertex){.net = (uint32_t)item->h, .line = p.x, .at = p.y, .reach = reach};
    }
  }
  atl_sort(s->row.at, s->row.len, sizeof *s->row.at, by_line);
  atl_sort(s->column.at, s->column.len, sizeof *s->column.at, by_line);
}

/* How far the wires of a net are plain on both sides of a point of them, as far as `most`. */
static int32_t plain(const struct vertex *vertex, uint32_t count, struct vertex at, int32_t most, int32_t longest) {
  uint32_t low = 0;
  struct vertex from = {.net = at.net, .line = at.line, .at = at.at - most - longest};
  for (uint32_t high = count; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (by_line(&vertex[middle], &from) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < count && vertex[low].net == at.net && vertex[low].line == at.line; low++) {
    int32_t distance = vertex[low].at - at.at;
    if (distance > most + longest)
      break;
    most = atl_min32(most, (distance < 0 ? -distance : distance) - vertex[low].reach);
  }
  return most;
}

static void add_cut(struct sweep *s, const struct stretch *stretch, int32_t at, int32_t half) {
  const struct atl_item *item = &s->scene->item.at[stretch->item];
  const struct atl_point *p = &s->scene->point[item->ref + stretch->segment];
  bool forward = p[0].x == p[1].x ? p[1].y > p[0].y : p[1].x > p[0].x;
  int32_t distance = forward ? at - stretch->from : stretch->to - at;
  *atl_vec_push(&s->cuts->cut) = (struct atl_cut){.item = stretch->item,
                                                  .segment = stretch->segment,
                                                  .from = distance - half,
                                                  .to = distance + half,
                                                  .bridge = true};
}

/* A dashed wire lays a dash over the crossing. */
static void add_dash(struct sweep *s, const struct stretch *stretch, int32_t at) {
  if (!quiet(s, stretch))
    return;
  add_cut(s, stretch, at, 0);
  struct atl_cut *cut = &s->cuts->cut.at[s->cuts->cut.len - 1];
  cut->from = cut->to = cut->from - s->wire[1].dash / 2;
  if (cut->from <= 0)
    s->cuts->cut.len--;
}

static void cut_one(struct sweep *s, const struct crossing *crossing) {
  const struct stretch *across = &s->across.at[crossing->across], *down = &s->down.at[crossing->down];
  const struct atl_wire *over = &s->wire[quiet(s, down)], *other = &s->wire[quiet(s, across)];
  int32_t grain = ATL_PX / 2, under_down = atl_round_up(over->stroke / 2 + GAP, grain),
          under_across = atl_round_up(other->stroke / 2 + GAP, grain);
  int32_t longest = atl_max32(s->wire[0].head_length, s->wire[0].bend);
  struct vertex on_row = {.net = net_of(s, across), .line = across->at, .at = down->at};
  struct vertex on_column = {.net = net_of(s, down), .line = down->at, .at = across->at};
  int32_t room_across = plain(s->row.at, s->row.len, on_row, under_down, longest);
  int32_t room_down = plain(s->column.at, s->column.len, on_column, under_across, longest);
  bool good_across = room_across == under_down, good_down = room_down == under_across;
  bool cut_across = quiet(s, across) != quiet(s, down) ? quiet(s, across) : true;
  if (cut_across ? !good_across && good_down : !good_down && good_across)
    cut_across = !cut_across;
  else if (!good_across && !good_down)
    cut_across = room_across - over->stroke / 2 >= room_down - other->stroke / 2;
  if (cut_across) {
    add_cut(s, across, down->at, atl_max32(room_across, over->stroke / 2 + LEAST));
    add_dash(s, down, across->at);
  } else {
    add_cut(s, down, across->at, atl_max32(room_down, other->stroke / 2 + LEAST));
    add_dash(s, across, down->at);
  }
}

/* -- labels in wires ----------------------------------------------------------------------------------------------- */

struct hole {
  uint32_t net, label; /* item */
};

static int by_net(const void *a, const void *b) {
  const struct hole *x = a, *y = b;
  if (x->net != y->net)
    return x->net < y->net ? -1 : 1;
  return x->label < y->label ? -1 : x->label > y->label;
}

/* Cuts what lies under a label out of one route of its net. */
static void cut_under(struct sweep *s, uint32_t route, const struct atl_item *label) {
  const struct atl_item *item = &s->scene->item.at[route];
  for (int32_t k = 0; k + 1 < item->w; k++) {
    const struct atl_point *p = &s->scene->point[item->ref + (uint32_t)k];
    bool down = p[0].x == p[1].x;
    int32_t line = down ? p[0].x : p[0].y, side = down ? label->x : label->y;
    int32_t start = down ? p[0].y : p[0].x, end = down ? p[1].y : p[1].x, low = down ? label->y : label->x;
    int32_t high = low + (down ? label->h : label->w);
    if (line <= side || line >= side + (down ? label->w : label->h) || atl_max32(start, end) <= low ||
        atl_min32(start, end) >= high)
      continue;
    *atl_vec_push(&s->cuts->cut) = (struct atl_cut){.item = route,
                                                    .segment = (uint32_t)k,
                                                    .from = end > start ? low - start : start - high,
                                                    .to = end > start ? high - start : start - low};
  }
}

static void cut_labels(struct sweep *s) {
  ATL_VEC(struct hole) hole = {0};
  for (uint32_t i = 0; i < s->scene->item.len; i++) {
    const struct atl_item *item = &s->scene->item.at[i];
    if (item->op == ATL_LABEL && item->flags & ATL_INLINE)
      *atl_vec_push(&hole) = (struct hole){.net = s->scene->link.at[item->ref].net, .label = i};
  }
  if (hole.len)
    atl_sort(hole.at, hole.len, sizeof *hole.at, by_net);
  for (uint32_t i = 0; i < s->scene->item.len && hole.len; i++) {
    const struct atl_item *item = &s->scene->item.at[i];
    if (item->op != ATL_ROUTE || item->flags & ATL_CURVED || (uint32_t)item->h < s->scene->node.len)
      continue;
    uint32_t low = 0;
    for (uint32_t high = hole.len; low < high;) {
      uint32_t middle = low + (high - low) / 2;
      if (hole.at[middle].net < (uint32_t)item->h)
        low = middle + 1;
      else
        high = middle;
    }
    for (; low < hole.len && hole.at[low].net == (uint32_t)item->h; low++)
      cut_under(s, i, &s->scene->item.at[hole.at[low].label]);
  }
  atl_vec_release(&hole);
}

/* -- all of it ----------------------------------------------------------------------------------------------------- */

static int by_item(const void *a, const void *b) {
  const struct atl_cut *x = a, *y = b;
  if (x->item != y->item)
    return x->item < y->item ? -1 : 1;
  if (x->segment != y->segment)
    return x->segment < y->segment ? -1 : 1;
  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  return x->to < y->to ? -1 : x->to > y->to;
}

/* Two bridges beside each other keep a stub of line between them, for which both gaps become smaller. */
static void keep_stub(struct atl_cut *a, struct atl_cut *b) {
  int32_t first = (a->from + a->to) / 2, second = (b->from + b->to) / 2, middle = (first + second) / 2;
  int32_t stub = atl_min32(STUB, (second - first) / 2);
  if (b->from - a->to >= stub)
    return;
  a->to = atl_max32(first, atl_min32(a->to, middle - stub / 2));
  b->from = atl_min32(second, atl_max32(b->from, middle + stub / 2));
}

/* Joins cuts that overlap, and keeps bridges apart. */
static void join(struct atl_cuts *cuts) {
  uint32_t kept = 0;
  atl_sort(cuts->cut.at, cuts->cut.len, sizeof *cuts->cut.at, by_item);
  for (uint32_t i = 0; i < cuts->cut.len; i++) {
    struct atl_cut cut = cuts->cut.at[i];
    struct atl_cut *last = kept ? &cuts->cut.at[kept - 1] : NULL;
    bool same = last && last->item == cut.item && last->segment == cut.segment;
    bool gaps = same && last->from < last->to && cut.from < cut.to && last->bridge && cut.bridge;
    if (gaps && last->from + last->to < cut.from + cut.to)
      keep_stub(last, &cut);
    if (same && cut.from <= last->to) {
      last->to = atl_max32(last->to, cut.to);
      last->bridge &= cut.bridge;
    } else
      cuts->cut.at[kept++] = cut;
  }
  cuts->cut.len = kept;
}

void atl_cuts_find(struct atl_cuts *cuts, const struct atl_scene *scene) {
  *cuts = (struct atl_cuts){0};
  if (!scene->nets)
    return;
  struct sweep s = {
      .scene = scene, .wire = {atl_wire_of(scene->sheet, false), atl_wire_of(scene->sheet, true)}, .cuts = cuts};
  add_stretches(&s);
  find_crossings(&s);
  if (s.crossing.len)
    add_vertices(&s);
  for (uint32_t i = 0; i < s.crossing.len; i++)
    cut_one(&s, &s.crossing.at[i]);
  cut_labels(&s);
  if (cuts->cut.len)
    join(cuts);
  atl_vec_release(&s.across);
  atl_vec_release(&s.down);
  atl_vec_release(&s.crossing);
  atl_vec_release(&s.row);
  atl_vec_release(&s.column);
}

void atl_cuts_release(struct atl_cuts *cuts) { atl_vec_release(&cuts->cut); }

const struct atl_cut *atl_cuts_of(const struct atl_cuts *cuts, uint32_t item, uint32_t *count) {
  uint32_t low = 0;
  for (uint32_t high = cuts->cut.len; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (cuts->cut.at[middle].item < item)
      low = middle + 1;
    else
      high = middle;
  }
  *count = 0;
  while (low + *count < cuts->cut.len && cuts->cut.at[low + *count].item == item)
    ++*count;
  return *count ? &cuts->cut.at[low] : NULL;
}
