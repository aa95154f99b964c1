/* Segments: what they are made of, where they run in the graph of lines, and how they are written back as wires. */
#include "route/inner.h"

#include <stdlib.h>

uint32_t atl_segment_new(struct atl_way *way, uint32_t net, uint8_t axis, int32_t at) {
  *atl_vec_push(&way->segment) = (struct atl_segment){.net = net,
                                                      .axis = axis,
                                                      .at = at,
                                                      .lo = INT32_MAX,
                                                      .hi = INT32_MIN,
                                                      .drawn = {INT32_MAX, INT32_MIN},
                                                      .first = ATL_NONE,
                                                      .last = ATL_NONE};
  return way->segment.len - 1;
}

static void add_joint(struct atl_way *way, uint32_t segment, struct atl_joint joint, int32_t at) {
  struct atl_segment *s = &way->segment.at[segment];
  joint.next = ATL_NONE;
  if (s->last == ATL_NONE)
    s->first = way->joint.len;
  else
    way->joint.at[s->last].next = way->joint.len;
  s->last = way->joint.len;
  *atl_vec_push(&way->joint) = joint;
  s->lo = atl_min32(s->lo, at);
  s->hi = atl_max32(s->hi, at);
}

void atl_segment_join(struct atl_way *way, uint32_t a, uint32_t b) {
  add_joint(way, a, (struct atl_joint){.segment = b, .box = ATL_NONE}, way->segment.at[b].at);
  add_joint(way, b, (struct atl_joint){.segment = a, .box = ATL_NONE}, way->segment.at[a].at);
}

void atl_segment_attach(struct atl_way *way, uint32_t segment, const struct atl_joint *joint) {
  add_joint(way, segment, *joint, atl_block_side(&way->block.at[joint->box], joint->side));
}

/* -- where wires run ----------------------------------------------------------------------------------------------- */
static void bump(struct atl_way *way, const struct atl_lane *l, uint32_t i, uint16_t by) {
  uint16_t *crossed = &way->crossed[l->first + i];
  if (*crossed > UINT16_MAX - by)
    return;
  *crossed = (uint16_t)(*crossed + by);
  way->few[l->sum + i / 32] += by;
  way->many[l->sums + i / 1024] += by;
}

void atl_way_occupy(struct atl_way *way, uint32_t lane, int32_t a, int32_t b) {
  const struct atl_lane *l = &way->lane.at[lane];
  int32_t lo = atl_min32(a, b), hi = atl_max32(a, b);
  for (uint32_t i = atl_way_meet_from(way, l, lo + 1); i < l->meets && way->meet[l->first + i].at < hi; i++) {
    const struct atl_meet *m = &way->meet[l->first + i];
    if (!m->gate)
      bump(way, &way->lane.at[m->line], m->back, 2);
    if (way->along[l->first + i] < UINT16_MAX)
      way->along[l->first + i]++;
  }
}

void atl_way_mark(struct atl_way *way, uint32_t lane, int32_t at, uint16_t halves) {
  const struct atl_lane *l = &way->lane.at[lane];
  if (!l->meets)
    return;
  uint32_t i = atl_way_meet_from(way, l, at);
  bump(way, l, i < l->meets ? i : l->meets - 1, halves);
}

/* -- back to wires ------------------------------------------------------------------------------------------------- */

static void draw_to(struct atl_segment *s, int32_t at) {
  s->drawn[0] = atl_min32(s->drawn[0], at);
  s->drawn[1] = atl_max32(s->drawn[1], at);
}

static struct atl_point point_on(const struct atl_segment *s, int32_t along) {
  return s->axis ? (struct atl_point){s->pos, along} : (struct atl_point){along, s->pos};
}

/* Where a segment ends at a box, of two ends, as of a loop, the last one or the first. A segment of a net may end at
 * another box at its other end, for a link that goes straight on where one before it turned. */
static int32_t end_of(const struct atl_way *way, const struct atl_segment *s, uint32_t box, bool first) {
  int32_t at = 0;
  for (uint32_t j = s->first; j != ATL_NONE; j = way->joint.at[j].next) {
    const struct atl_joint *joint = &way->joint.at[j];
    if (joint->segment != ATL_NONE || joint->box != box)
      continue;
    at = way->edge[joint->side / 2][joint->side & 1][joint->box];
    if (first)
      break;
  }
  return at;
}

static void add_point(struct atl_way *way, struct atl_route_link *link, struct atl_point p) {
  struct atl_routing *r = way->routing;
  if (link->points) {
    struct atl_point *last = &r->point.at[r->point.len - 1];
    if (last->x == p.x && last->y == p.y)
      return;
    if (link->points > 1 && ((last[-1].x == last->x && last->x == p.x) || (last[-1].y == last->y && last->y == p.y))) {
      *last = p;
      return;
    }
  }
  *atl_vec_push(&r->point) = p;
  link->points++;
}

static void write_link(struct atl_way *way, uint32_t index) {
  struct atl_routing *r = way->routing;
  struct atl_route_link *link = &r->link.at[index];
  const struct atl_track *track = &way->track[index];
  link->first_point = r->point.len;
  link->joins = track->branch;
  if (!track->segments)
    return;
  const uint32_t *step = &way->step.at[track->first];
  uint32_t start = link->end[track->back].box, goal = link->end[!track->back].box;
  for (uint32_t k = 0; k < track->segments; k++) {
    struct atl_segment *s = &way->segment.at[step[k]];
    bool last = k + 1 == track->segments;
    int32_t to = last ? end_of(way, s, goal, false) : way->segment.at[step[k + 1]].pos;
    if (!k) {
      int32_t from;
      if (!track->branch)
        from = end_of(way, s, start, true);
      else if (s->drawn[0] > s->drawn[1])
        from = to;
      else
        from = to < s->drawn[0] ? s->drawn[0] : to > s->drawn[1] ? s->drawn[1] : to;
      add_point(way, link, point_on(s, from));
      draw_to(s, from);
    } else
      draw_to(s, way->segment.at[step[k - 1]].pos);
    add_point(way, link, point_on(s, to));
    draw_to(s, to);
  }
  for (uint32_t i = 0; track->back && i < link->points / 2; i++) {
    struct atl_point *p = &r->point.at[link->first_point], swap = p[i];
    p[i] = p[link->points - 1 - i];
    p[link->points - 1 - i] = swap;
  }
}

static void write_tag(struct atl_way *way, const struct atl_tag *tag) {
  struct atl_routing *r = way->routing;
  const struct atl_segment *s = &way->segment.at[tag->segment];
  int32_t w = tag->size[0], h = tag->size[1];
  struct atl_rect rect = s->axis        ? (struct atl_rect){s->pos + r->sizes.border + r->sizes.beside, tag->pos, w, h}
                         : tag->inline_ ? (struct atl_rect){tag->pos, s->pos - h / 2, w, h}
                                        : (struct atl_rect){tag->pos, s->pos - h - r->sizes.beside, w, h};
  if (tag->end)
    *(tag->link != ATL_NONE ? &r->link.at[tag->link].end[tag->end - 1].rect
                            : &r->wire.at[tag->wire].end_rect[tag->end - 1]) = rect;
  else
    *(tag->link != ATL_NONE ? &r->link.at[tag->link].rect : &r->wire.at[tag->wire].rect) = rect;
}

void atl_way_write(struct atl_way *way) {
  struct atl_routing *r = way->routing;
  atl_way_write_own(way); /* it looks at where boxes were */
  for (uint32_t i = 0; i < r->box.len; i++)
    for (int axis = 0; axis < 2; axis++) {
      r->box.at[i].at[axis] = way->edge[axis][0][i];
      r->box.at[i].size[axis] = way->edge[axis][1][i] - way->edge[axis][0][i] + r->sizes.border;
    }
  /* In the order in which they were found, for a wire that branches off needs the one it leaves. */
  uint32_t links = r->link.len, *turn = atl_alloc((size_t)way->step.len + 1, sizeof *turn);
  for (uint32_t i = 0; i < links; i++)
    if (way->track[i].segments)
      turn[way->track[i].first] = i + 1;
  for (uint32_t i = 0; i < way->step.len; i++)
    if (turn[i])
      write_link(way, turn[i] - 1);
  free(turn);
  for (uint32_t i = 0; i < way->tag.len; i++)
    write_tag(way, &way->tag.at[i]);
}
