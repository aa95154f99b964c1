/* Wires that are there already: they become segments of groups of their own, in the lines where links run, so that both
 * are put in one order; and they are written back where they were read. */
#include "route/inner.h"

#include "base/sort.h"

#include <stdlib.h>

enum {
  NEAR = 12 * 8, /* a wire so close to a line is taken to be in it, nominal */
};

struct piece { /* one straight part of a wire */
  uint32_t group;
  uint8_t axis;
  int32_t at, lo, hi; /* in the unit of the caller */
  uint32_t index;     /* in way->own */
  uint32_t segment;
};

static int by_piece(const void *a, const void *b) {
  const struct piece *x = a, *y = b;
  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  if (x->axis != y->axis)
    return (int)x->axis - (int)y->axis;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  if (x->lo != y->lo)
    return x->lo < y->lo ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

struct lines { /* of one axis, by where they are */
  uint32_t *line;
  uint32_t lines;
};

struct owner {
  struct atl_way *way;
  struct piece *piece;
  uint32_t pieces;
  struct lines by[2];
};

/* The middle of what a coordinate takes. */
static int32_t nominal(const struct atl_way *way, int axis, int32_t at) {
  return at * way->scale[axis] + (way->routing->sizes.border ? way->scale[axis] / 2 : 0);
}

struct sorted {
  int32_t at;
  uint32_t line;
};

static int by_at(const void *a, const void *b) {
  const struct sorted *x = a, *y = b;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  return x->line < y->line ? -1 : x->line > y->line;
}

static void sort_lines(struct owner *o) {
  struct atl_way *way = o->way;
  struct sorted *sorted = atl_alloc((size_t)way->lane.len + 1, sizeof *sorted);
  for (int axis = 0; axis < 2; axis++) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < way->lane.len; i++)
      if (way->lane.at[i].axis == axis)
        sorted[n++] = (struct sorted){way->lane.at[i].at, i};
    atl_sort(sorted, n, sizeof *sorted, by_at);
    o->by[axis].line = atl_alloc((size_t)n + 1, sizeof *o->by[axis].line);
    o->by[axis].lines = n;
    for (uint32_t i = 0; i < n; i++)
      o->by[axis].line[i] = sorted[i].line;
  }
  free(sorted);
}

static uint32_t line_from(const struct owner *o, int axis, int32_t at) {
  uint32_t low = 0, high = o->by[axis].lines;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (o->way->lane.at[o->by[axis].line[mid]].at < at)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

/* Takes the wire into a line that is near, and says in the graph where it is. */
static void settle(struct owner *o, uint32_t segment, int32_t lo, int32_t hi, bool may_move) {
  struct atl_way *way = o->way;
  struct atl_segment *s = &way->segment.at[segment];
  uint32_t best = ATL_NONE;
  for (uint32_t i = line_from(o, s->axis, s->at - NEAR); i < o->by[s->axis].lines; i++) {
    const struct atl_lane *l = &way->lane.at[o->by[s->axis].line[i]];
    if (l->at > s->at + NEAR)
      break;
    if (l->from <= lo && l->to >= hi && (best == ATL_NONE || abs(l->at - s->at) < abs(way->lane.at[best].at - s->at)))
      best = o->by[s->axis].line[i];
  }
  if (best != ATL_NONE && (may_move || way->lane.at[best].at == s->at)) {
    s->at = way->lane.at[best].at;
    atl_way_occupy(way, best, lo, hi);
    return;
  }
  for (uint32_t i = line_from(o, !s->axis, lo + 1); i < o->by[!s->axis].lines; i++) {
    uint32_t line = o->by[!s->axis].line[i];
    const struct atl_lane *l = &way->lane.at[line];
    if (l->at >= hi)
      break;
    if (l->from < s->at && l->to > s->at)
      atl_way_mark(way, line, s->at, 2);
  }
}

/* The segment of a group along an axis at a point, or ATL_NONE. */
static uint32_t segment_at(const struct owner *o, uint32_t group, int axis, struct atl_point p) {
  int32_t at = axis ? p.x : p.y, along = axis ? p.y : p.x;
  struct piece wanted = {.group = group, .axis = (uint8_t)axis, .at = at, .lo = INT32_MIN};
  uint32_t low = 0, high = o->pieces;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (by_piece(&o->piece[mid], &wanted) < 0)
      low = mid + 1;
    else
      high = mid;
  }
  for (; low < o->pieces && o->piece[low].group == group && o->piece[low].axis == axis && o->piece[low].at == at; low++)
    if (o->piece[low].lo <= along && along <= o->piece[low].hi)
      return o->piece[low].segment;
  return ATL_NONE;
}

static bool is_joined(const struct atl_way *way, uint32_t a, uint32_t b) {
  for (uint32_t j = way->segment.at[b].first; j != ATL_NONE; j = way->joint.at[j].next)
    if (way->joint.at[j].segment == a)
      return true;
  return false;
}

static void join(struct atl_way *way, uint32_t a, uint32_t b) {
  if (a != ATL_NONE && b != ATL_NONE && a != b && way->segment.at[a].axis != way->segment.at[b].axis &&
      !is_joined(way, a, b))
    atl_segment_join(way, a, b);
}

/* The side of a box at which a wire along an axis ends. */
static uint8_t side_of(const struct atl_way *way, uint32_t box, int axis, struct atl_point p) {
  const struct atl_route_box *b = &way->routing->box.at[box];
  int32_t at = axis ? p.y : p.x;
  return (uint8_t)(axis * 2 + (abs(at - b->at[axis]) > abs(at - b->at[axis] - b->size[axis])));
}

/* Attaches one end of a wire to its box; `p` is where it ends, and `q` where it comes from. */
static void attach(struct atl_way *way, uint32_t segment, const struct atl_route_wire *w, int end, struct atl_point p,
                   struct atl_point q) {
  int axis = way->segment.at[segment].axis;
  uint32_t box = w->end[end];
  uint8_t side = side_of(way, box, axis, p);
  int32_t out = axis ? q.y - p.y : q.x - p.x;
  for (uint32_t j = way->segment.at[segment].first; j != ATL_NONE; j = way->joint.at[j].next)
    if (way->joint.at[j].box == box && way->joint.at[j].side == side)
      return;
  struct atl_joint joint = {.segment = ATL_NONE,
                            .box = box,
                            .side = side,
                            .arrow = w->arrow[end],
                            .inside = way->routing->box.at[box].frame && (side & 1 ? out < 0 : out > 0),
                            .row = axis ? 0 : w->row[end],
                            .row_end = axis ? 0 : w->row_end[end]};
  atl_segment_attach(way, segment, &joint);
  way->block.at[box].own[side] = true;
  way->block.at[box].used[side]++;
}

static void make_pieces(struct owner *o) {
  struct atl_way *way = o->way;
  const struct atl_routing *r = way->routing;
  for (uint32_t i = 0; i < r->wire.len; i++)
    o->pieces += r->wire.at[i].points - 1;
  o->piece = atl_alloc((size_t)o->pieces + 1, sizeof *o->piece);
  uint32_t at = 0;
  for (uint32_t i = 0; i < r->wire.len; i++)
    for (uint32_t k = 0; k + 1 < r->wire.at[i].points; k++, at++) {
      const struct atl_point *p = &r->point.at[r->wire.at[i].first_point + k];
      bool upright = p[0].x == p[1].x;
      int32_t a = upright ? p[0].y : p[0].x, b = upright ? p[1].y : p[1].x;
      o->piece[at] = (struct piece){.group = r->wire.at[i].group,
                                    .axis = upright,
                                    .at = upright ? p[0].x : p[0].y,
                                    .lo = atl_min32(a, b),
                                    .hi = atl_max32(a, b),
                                    .index = at};
      *atl_vec_push(&way->own) = ATL_NONE;
    }
  if (o->pieces)
    atl_sort(o->piece, o->pieces, sizeof *o->piece, by_piece);
}

/* A label goes with the part of its wire that is nearest. */
static void tag(struct owner *o, uint32_t wire, uint32_t first) {
  struct atl_way *way = o->way;
  const struct atl_route_wire *w = &way->routing->wire.at[wire];
  int32_t best = INT32_MAX;
  struct atl_tag tag = {.link = ATL_NONE, .wire = wire, .segment = ATL_NONE, .size = {w->label[0], w->label[1]}};
  for (uint32_t k = 0; k + 1 < w->points; k++) {
    const struct atl_point *p = &way->routing->point.at[w->first_point + k];
    bool upright = p[0].x == p[1].x;
    struct atl_rect r = w->rect;
    int32_t x = atl_max32(0, atl_max32(r.x - atl_max32(p[0].x, p[1].x), atl_min32(p[0].x, p[1].x) - atl_rect_right(r)));
    int32_t y =
        atl_max32(0, atl_max32(r.y - atl_max32(p[0].y, p[1].y), atl_min32(p[0].y, p[1].y) - atl_rect_bottom(r)));
    int32_t length = abs(p[0].x - p[1].x) + abs(p[0].y - p[1].y), off = x + y;
    if (length < 2 || off >= best)
      continue;
    best = off;
    tag.segment = way->own.at[first + k];
    const struct atl_segment *s = &way->segment.at[tag.segment];
    tag.key = ((int64_t)s->lo + s->hi) / 2 * ATL_ROUTE_RANKS;
    tag.inline_ = w->inline_ && !upright;
  }
  if (tag.segment != ATL_NONE)
    *atl_vec_push(&way->tag) = tag;
}

void atl_way_own_wires(struct atl_way *way) {
  struct atl_routing *r = way->routing;
  struct owner o = {.way = way};
  if (!r->wire.len)
    return;
  make_pieces(&o);
  sort_lines(&o);
  for (uint32_t i = 0, end; i < o.pieces; i = end) { /* parts in one line that touch are one segment */
    const struct piece *first = &o.piece[i];
    int32_t hi = first->hi;
    for (end = i + 1; end < o.pieces && o.piece[end].group == first->group && o.piece[end].axis == first->axis &&
                      o.piece[end].at == first->at && o.piece[end].lo <= hi;
         end++)
      hi = atl_max32(hi, o.piece[end].hi);
    uint32_t id = atl_segment_new(way, r->link.len + first->group, first->axis, nominal(way, !first->axis, first->at));
    way->segment.at[id].own = true;
    way->segment.at[id].was = first->at;
    for (uint32_t k = i; k < end; k++) {
      o.piece[k].segment = id;
      o.piece[k].hi = hi;
      way->own.at[o.piece[k].index] = id;
    }
  }
  /* First where wires end at boxes, for those do not move into a line. */
  uint32_t at = 0;
  bool *held = atl_alloc((size_t)way->segment.len + 1, sizeof *held);
  for (uint32_t i = 0; i < r->wire.len; at += r->wire.at[i].points - 1, i++) {
    const struct atl_route_wire *w = &r->wire.at[i];
    for (int end = 0; end < 2; end++)
      if (w->end[end] != ATL_NONE)
        held[way->own.at[end ? at + w->points - 2 : at]] = true;
    for (uint32_t k = 0; k + 1 < w->points && w->exact; k++)
      held[way->own.at[at + k]] = true;
  }
  for (uint32_t i = 0, end; i < o.pieces; i = end) {
    for (end = i + 1; end < o.pieces && o.piece[end].segment == o.piece[i].segment; end++)
      ;
    const struct piece *p = &o.piece[i];
    settle(&o, p->segment, nominal(way, p->axis, p->lo), nominal(way, p->axis, p->hi), !held[p->segment]);
  }
  free(held);
  at = 0;
  for (uint32_t i = 0; i < r->wire.len; i++) {
    const struct atl_route_wire *w = &r->wire.at[i];
    for (uint32_t k = 0; k + 2 < w->points; k++)
      join(way, way->own.at[at + k], way->own.at[at + k + 1]);
    for (int end = 0; end < 2; end++) {
      uint32_t segment = way->own.at[end ? at + w->points - 2 : at];
      struct atl_point p = r->point.at[w->first_point + (end ? w->points - 1 : 0)];
      if (w->end[end] != ATL_NONE)
        attach(way, segment, w, end, p, r->point.at[w->first_point + (end ? w->points - 2 : 1)]);
      else
        join(way, segment, segment_at(&o, w->group, !way->segment.at[segment].axis, p));
    }
    at += w->points - 1;
  }
  at = 0;
  for (uint32_t i = 0; i < r->wire.len; at += r->wire.at[i].points - 1, i++)
    if (r->wire.at[i].label[0])
      tag(&o, i, at);
  free(o.piece);
  free(o.by[0].line);
  free(o.by[1].line);
}

/* Where a wire ends now: as far from the border of its box as it did, or on the wire of its group that it met. */
static int32_t end_at(const struct atl_way *way, const struct atl_route_wire *w, int end, uint32_t segment,
                      int32_t was) {
  const struct atl_segment *s = &way->segment.at[segment];
  if (w->end[end] != ATL_NONE)
    for (uint32_t j = s->first; j != ATL_NONE; j = way->joint.at[j].next) {
      const struct atl_joint *joint = &way->joint.at[j];
      if (joint->segment != ATL_NONE || joint->box != w->end[end])
        continue;
      const struct atl_route_box *b = &way->routing->box.at[joint->box];
      int32_t border = b->at[s->axis] + (joint->side & 1 ? b->size[s->axis] - way->routing->sizes.border : 0);
      return way->edge[s->axis][joint->side & 1][joint->box] + was - border;
    }
  int32_t best = was, off = INT32_MAX;
  for (uint32_t j = s->first; j != ATL_NONE; j = way->joint.at[j].next) {
    uint32_t other = way->joint.at[j].segment;
    if (other == ATL_NONE || abs(way->segment.at[other].was - was) >= off)
      continue;
    off = abs(way->segment.at[other].was - was);
    best = way->segment.at[other].pos;
  }
  return best;
}

void atl_way_write_own(struct atl_way *way) {
  struct atl_routing *r = way->routing;
  uint32_t at = 0;
  for (uint32_t i = 0; i < r->wire.len; i++) {
    const struct atl_route_wire *w = &r->wire.at[i];
    struct atl_point *p = &r->point.at[w->first_point];
    for (uint32_t k = 0; k < w->points; k++) {
      uint32_t before = way->own.at[at + (k ? k - 1 : 0)], behind = way->own.at[at + (k + 1 < w->points ? k : k - 1)];
      const struct atl_segment *s = &way->segment.at[before], *z = &way->segment.at[behind];
      if (k && k + 1 < w->points && s->axis != z->axis)
        p[k] = s->axis ? (struct atl_point){s->pos, z->pos} : (struct atl_point){z->pos, s->pos};
      else {
        int32_t along = end_at(way, w, k != 0, before, s->axis ? p[k].y : p[k].x);
        p[k] = s->axis ? (struct atl_point){s->pos, along} : (struct atl_point){along, s->pos};
      }
    }
    at += w->points - 1;
  }
}
