/* Room: the least places of boxes, wires and labels along one axis.
 *
 * Variables are the edges of boxes (siblings in one line share one), wires that run across the axis, and labels in
 * wires that run along it. Whatever sees each other, with nothing between, keeps a distance; who is before whom is said
 * by nominal coordinates and by the order in lines, so the constraints have no circle, and the longest path to each
 * variable is its least place. Boxes stay there; wires and labels move to the middle of the room that is left, rounded
 * down, which keeps all distances.
 *
 * It passes 800 lines because variables, rules and longest paths are one structure that nothing else knows.
 *
 * x comes first, with what sees what by nominal coordinates; then y, with the places along x that are final. Two wires
 * that come to lie in one column keep their order in it, for the wires at their ends see each other in y. */
#include "base/sort.h"
#include "route/bits.h"
#include "route/inner.h"

#include <assert.h>
#include <stdlib.h>

enum { NOWHERE = -(1 << 29), ENDLESS = 1 << 30, ROW_ROUNDS = 16, CENTRE_ROUNDS = 24 };

enum thing { EDGE, WIRE, TAG, HEAD, BARE };

struct variable {
  int64_t key;
  int32_t was, old, lo, hi, pos; /* where it was; at least so far; the least, the most, and what it gets */
  bool stays;                    /* at its least place */
  int8_t near;                   /* a label at an end: before it -1, behind it 1, is what it keeps close to */
  bool fills;                    /* the right edge of a box in a frame: it goes with that of the frame */
  uint32_t at;                   /* of a wire that was there: the box at which it ends; ATL_NONE */
  int32_t off;                   /* and how far from its edge */
};

struct object {
  int64_t key, from, to; /* where it stands, and its span across the axis */
  uint32_t variable;
  int32_t offset; /* from the variable */
  uint32_t of;    /* block, segment, tag, or the segment of an arrowhead */
  uint8_t thing, kind, side;
};

struct rule { /* to stands at least `gap` behind from */
  uint32_t from, to;
  int32_t gap;
};

struct window { /* the wire stands so far behind the edge: at least, and at most, if that can be */
  uint32_t edge, wire, box;
  int32_t from, to;
  int32_t beyond; /* how far it was from that in the round before */
  bool open;
};

struct room {
  struct atl_way *way;
  const struct atl_route_sizes *sizes;
  int axis;
  ATL_VEC(struct variable) variable;
  ATL_VEC(struct object) object;
  ATL_VEC(struct rule) rule;
  ATL_VEC(struct window) window;
  uint32_t *edge[2]; /* by block: its variables */
  int32_t *shift[2]; /* by block: from the variable to the edge */
  uint32_t *wire;    /* by segment */
  uint32_t *tag;     /* by tag */
};

static uint32_t add_variable(struct room *r, int64_t key, int32_t old, bool stays) {
  *atl_vec_push(&r->variable) = (struct variable){
      .key = key, .was = old, .old = stays ? old : NOWHERE, .hi = ENDLESS, .stays = stays, .at = ATL_NONE};
  return r->variable.len - 1;
}

static void add_rule(struct room *r, uint32_t from, int32_t from_shift, uint32_t to, int32_t to_shift, int32_t gap) {
  if (from != to)
    *atl_vec_push(&r->rule) = (struct rule){from, to, gap + from_shift - to_shift};
}

/* -- variables of boxes -------------------------------------------------------------------------------------------- */

struct line_up {
  uint32_t in, group, block;
  int32_t at;
};

static int by_line(const void *a, const void *b) {
  const struct line_up *x = a, *y = b;
  if (x->in != y->in)
    return x->in < y->in ? -1 : 1;
  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  return x->block < y->block ? -1 : x->block > y->block;
}

static void box_variables(struct room *r) {
  struct atl_way *way = r->way;
  const struct atl_routing *routing = way->routing;
  uint32_t boxes = routing->box.len;
  struct line_up *line = atl_alloc((size_t)boxes + 1, sizeof *line);
  for (int end = 0; end < 2; end++) {
    r->edge[end] = atl_alloc((size_t)way->sheet + 1, sizeof *r->edge[end]);
    r->shift[end] = atl_alloc((size_t)way->sheet + 1, sizeof *r->shift[end]);
    for (uint32_t i = 0; i < boxes; i++) {
      const struct atl_route_box *b = &routing->box.at[i];
      line[i] = (struct line_up){b->in, b->line_up[r->axis], i,
                                 b->at[r->axis] + (end ? b->size[r->axis] - r->sizes->border : 0)};
    }
    atl_sort(line, boxes, sizeof *line, by_line);
    for (uint32_t i = 0; i < boxes; i++) {
      const struct atl_block *b = &way->block.at[line[i].block];
      bool same =
          i && line[i - 1].in == line[i].in && line[i - 1].group == line[i].group && line[i - 1].at == line[i].at;
      r->edge[end][line[i].block] =
          same ? r->edge[end][line[i - 1].block]
               : add_variable(r, (int64_t)(end ? b->hi[r->axis] : b->lo[r->axis]) * ATL_ROUTE_RANKS, line[i].at, true);
    }
  }
  free(line);
  for (uint32_t i = 0; i < boxes && !r->axis; i++)
    r->variable.at[r->edge[1][i]].fills = routing->box.at[i].in != ATL_NONE;
  for (uint32_t i = boxes; i < way->sheet; i++) { /* titles: at a distance from the corner of their frame */
    uint32_t frame = way->block.at[i].in;
    const struct atl_route_box *b = &routing->box.at[frame];
    int32_t from = r->axis ? 0 : b->title_from;
    r->edge[0][i] = r->edge[1][i] = r->edge[0][frame];
    r->shift[1][i] = b->title[r->axis] - from - r->sizes->border;
    if (!from)
      continue;
    r->edge[0][i] = r->edge[1][i] = /* it may move away from the corner */
        add_variable(r, (int64_t)way->block.at[i].lo[0] * ATL_ROUTE_RANKS, b->at[0] + from, true);
    add_rule(r, r->edge[0][frame], 0, r->edge[0][i], 0, from);
  }
  for (uint32_t i = 0; i < way->sheet; i++) {
    int32_t size = i < boxes ? routing->box.at[i].size[r->axis] - r->sizes->border : 0;
    if (i < boxes)
      add_rule(r, r->edge[0][i], 0, r->edge[1][i], 0, size);
    else /* a frame is as broad as its title */
      add_rule(r, r->edge[1][i], r->shift[1][i], r->edge[1][way->block.at[i].in], 0, r->sizes->border);
  }
}

/* -- variables of wires -------------------------------------------------------------------------------------------- */

/* Wires that end in the row of an item stay in it: between two distances from the top of its box. */
static void rows(struct room *r) {
  struct atl_way *way = r->way;
  for (uint32_t i = 0; i < way->segment.len; i++)
    for (uint32_t j = way->segment.at[i].first; j != ATL_NONE && way->segment.at[i].axis != r->axis;
         j = way->joint.at[j].next) {
      const struct atl_joint *joint = &way->joint.at[j];
      if (joint->segment != ATL_NONE || joint->row_end <= joint->row)
        continue;
      int32_t from = atl_round_up(joint->row, r->sizes->grain), to = joint->row_end - r->sizes->border;
      *atl_vec_push(&r->window) = (struct window){.edge = r->edge[0][joint->box],
                                                  .wire = r->wire[i],
                                                  .box = joint->box,
                                                  .from = from,
                                                  .to = atl_max32(from, to)};
      add_rule(r, r->edge[0][joint->box], 0, r->wire[i], 0, from);
    }
}

static int64_t nominal_key(int32_t at) { return (int64_t)at * ATL_ROUTE_RANKS; }

/* The span of a wire across the axis: up to the middle of boxes at which it ends, so that ports beside each other see
 * each other. */
static void span_of(const struct room *r, const struct atl_segment *s, int64_t *from, int64_t *to) {
  const struct atl_way *way = r->way;
  int along = !r->axis;
  int64_t lo = INT64_MAX, hi = INT64_MIN, apart = r->axis ? r->sizes->apart[along] : 0;
  for (uint32_t j = s->first; j != ATL_NONE; j = way->joint.at[j].next) {
    const struct atl_joint *joint = &way->joint.at[j];
    int64_t a, b;
    if (joint->segment != ATL_NONE) {
      const struct atl_segment *other = &way->segment.at[joint->segment];
      int64_t at = r->axis ? other->pos : atl_segment_key(other);
      a = at - apart + (apart > 0); /* two ends that are as far apart as they must be do not see each other */
      b = at + apart;
    } else {
      const struct atl_block *block = &way->block.at[joint->box];
      int64_t low = r->axis ? way->edge[along][0][joint->box] : nominal_key(block->lo[along]);
      int64_t high = r->axis ? way->edge[along][1][joint->box] : nominal_key(block->hi[along]);
      int64_t middle = low + (high - low) / 2, at = joint->side & 1 ? high : low;
      if (block->kind == ATL_ROUTE_FRAME) {
        a = at - (joint->side & 1 ? 0 : apart);
        b = at + (joint->side & 1 ? apart : 0);
      } else {
        a = joint->side & 1 ? middle + 1 : low;
        b = joint->side & 1 ? high : middle - 1;
      }
    }
    lo = a < lo ? a : lo;
    hi = b > hi ? b : hi;
  }
  *from = lo;
  *to = hi;
}

/* The box with which a wire goes that was there: one at which it ends; of a rail, one to which its drops lead. */
static uint32_t box_of(const struct atl_way *way, uint32_t segment) {
  uint32_t found = ATL_NONE;
  for (uint32_t j = way->segment.at[segment].first; j != ATL_NONE; j = way->joint.at[j].next)
    if (way->joint.at[j].segment == ATL_NONE)
      found = way->joint.at[j].box;
  for (uint32_t j = way->segment.at[segment].first; j != ATL_NONE && found == ATL_NONE; j = way->joint.at[j].next)
    for (uint32_t k = way->segment.at[way->joint.at[j].segment].first; k != ATL_NONE && found == ATL_NONE;
         k = way->joint.at[k].next)
      if (way->joint.at[k].segment == ATL_NONE && way->joint.at[k].arrow)
        found = way->joint.at[k].box;
  return found;
}

static void wire_variables(struct room *r) {
  struct atl_way *way = r->way;
  r->wire = atl_alloc((size_t)way->segment.len + 1, sizeof *r->wire);
  for (uint32_t i = 0; i < way->segment.len; i++)
    if (way->segment.at[i].axis != r->axis)
      r->wire[i] = add_variable(r, atl_segment_key(&way->segment.at[i]), 0, false);
  for (uint32_t i = 0; i < way->segment.len; i++) {
    const struct atl_segment *s = &way->segment.at[i];
    if (s->axis == r->axis || !s->own)
      continue;
    struct variable *v = &r->variable.at[r->wire[i]];
    v->at = box_of(way, i);
    if (v->at != ATL_NONE)
      v->off = s->was - way->routing->box.at[v->at].at[r->axis];
  }
  if (r->axis)
    rows(r);
}

/* -- variables of labels ------------------------------------------------------------------------------------------- */

/* From its wire to the two edges of a label, across the wire. */
static void beside(const struct room *r, const struct atl_tag *tag, int32_t *lo, int32_t *hi) {
  bool upright = r->way->segment.at[tag->segment].axis;
  int32_t size = tag->size[!upright], b = r->sizes->border;
  *lo = upright ? b + r->sizes->beside : tag->inline_ ? -(size / 2) : -size - r->sizes->beside;
  *hi = *lo + size - b;
}

/* A label at an end of its wire keeps close to the border there, and does not reach past the next bend. */
static void end_tag_rules(struct room *r, const struct atl_tag *tag, uint32_t v) {
  const struct atl_way *way = r->way;
  const struct atl_route_sizes *z = r->sizes;
  const struct atl_joint *own = &way->joint.at[tag->joint];
  bool before = (own->side & 1) != own->inside; /* the border, of the label */
  int32_t size = tag->size[r->axis] - z->border, gap = z->at_end[r->axis] + (own->arrow ? z->past_tip[r->axis] : 0);
  uint32_t edge = r->edge[own->side & 1][own->box];
  if (before)
    add_rule(r, edge, 0, v, 0, gap + z->border);
  else
    add_rule(r, v, 0, edge, 0, size + gap + z->border);
  r->variable.at[v].near = before ? -1 : 1;
  for (uint32_t j = way->segment.at[tag->segment].first; j != ATL_NONE; j = way->joint.at[j].next) {
    const struct atl_joint *other = &way->joint.at[j];
    bool box = other->segment == ATL_NONE;
    if (j == tag->joint)
      continue;
    int64_t key = box ? nominal_key(atl_block_side(&way->block.at[other->box], other->side))
                      : atl_segment_key(&way->segment.at[other->segment]);
    uint32_t there = box ? r->edge[other->side & 1][other->box] : r->wire[other->segment];
    gap = z->at_end[r->axis] + (box && other->arrow ? z->past_tip[r->axis] : 0);
    if (before && key > tag->key)
      add_rule(r, v, 0, there, 0, size + gap + z->border);
    else if (!before && key < tag->key)
      add_rule(r, there, 0, v, 0, gap + z->border);
  }
}

static void tag_variables(struct room *r) {
  struct atl_way *way = r->way;
  r->tag = atl_alloc((size_t)way->tag.len + 1, sizeof *r->tag);
  for (uint32_t i = 0; i < way->tag.len; i++) {
    const struct atl_tag *tag = &way->tag.at[i];
    const struct atl_segment *s = &way->segment.at[tag->segment];
    r->tag[i] = ATL_NONE;
    if (s->axis != r->axis)
      continue;
    uint32_t v = r->tag[i] = add_variable(r, tag->key, 0, false);
    if (tag->end) {
      end_tag_rules(r, tag, v);
      continue;
    }
    int32_t size = tag->size[r->axis] - r->sizes->border;
    for (uint32_t j = s->first; j != ATL_NONE; j = way->joint.at[j].next) {
      const struct atl_joint *joint = &way->joint.at[j];
      int32_t gap = r->sizes->ends[r->axis];
      uint32_t other;
      bool before;
      if (joint->segment != ATL_NONE) {
        other = r->wire[joint->segment];
        before = atl_segment_key(&way->segment.at[joint->segment]) < tag->key;
      } else {
        other = r->edge[joint->side & 1][joint->box];
        before = (joint->side & 1) != joint->inside;
        gap += joint->arrow ? r->sizes->head[r->axis] - r->sizes->tail[r->axis] : 0;
      }
      if (before)
        add_rule(r, other, 0, v, 0, gap + r->sizes->border);
      else
        add_rule(r, v, 0, other, 0, size + gap + r->sizes->border);
    }
  }
}

/* -- what sees what ------------------------------------------------------------------------------------------------ */

static void add_objects(struct room *r) {
  struct atl_way *way = r->way;
  int along = !r->axis;
  for (uint32_t i = 0; i < way->sheet; i++) {
    const struct atl_block *b = &way->block.at[i];
    int64_t from = nominal_key(b->lo[along]), to = nominal_key(b->hi[along]);
    if (r->axis) {
      uint32_t box = b->kind == ATL_ROUTE_TITLE ? b->in : i;
      from = way->edge[along][0][box] + (b->kind == ATL_ROUTE_TITLE ? way->routing->box.at[box].title_from : 0);
      bool whole =
          b->kind != ATL_ROUTE_TITLE || way->routing->box.at[box].title[along] >= way->routing->box.at[box].size[along];
      to = whole ? way->edge[along][1][box]
                 : way->edge[along][0][box] + way->routing->box.at[box].title[along] - r->sizes->border;
    }
    /* What ends at the border does not see it, but in cells, where it stands in the border at the top. */
    from += b->kind == ATL_ROUTE_TITLE && (r->axis || !r->sizes->border);
    bool at_left = b->kind == ATL_ROUTE_TITLE && (r->axis || !way->routing->box.at[b->in].title_from);
    for (int end = at_left; end < 2; end++)
      *atl_vec_push(&r->object) = (struct object){.key = nominal_key(end ? b->hi[r->axis] : b->lo[r->axis]),
                                                  .from = from,
                                                  .to = to,
                                                  .variable = r->edge[end][i],
                                                  .offset = r->shift[end][i],
                                                  .of = i,
                                                  .thing = EDGE,
                                                  .kind = b->kind,
                                                  .side = (uint8_t)(r->axis * 2 + end)};
  }
  for (uint32_t i = 0; i < way->segment.len; i++) {
    const struct atl_segment *s = &way->segment.at[i];
    if (s->axis == r->axis)
      continue;
    struct object o = {.key = atl_segment_key(s), .variable = r->wire[i], .of = i, .thing = WIRE};
    span_of(r, s, &o.from, &o.to);
    *atl_vec_push(&r->object) = o;
  }
  for (uint32_t i = 0; i < way->tag.len; i++) {
    const struct atl_tag *tag = &way->tag.at[i];
    const struct atl_segment *s = &way->segment.at[tag->segment];
    struct object o = {.of = i, .thing = TAG};
    int32_t lo, hi;
    if (s->axis == r->axis) { /* it slides along its wire */
      o.key = tag->key;
      o.variable = r->tag[i];
      lo = 0;
      hi = tag->size[r->axis] - r->sizes->border;
      if (r->axis) {
        int32_t left, right, air = r->sizes->air[along];
        air = tag->end ? (2 * air + 2) / 3 : air; /* side by side, ends of wires are no farther apart than that */
        beside(r, tag, &left, &right);
        o.from = s->pos + left - air;
        o.to = s->pos + right + air;
      } else
        o.from = o.to = atl_segment_key(s);
    } else { /* it goes with its wire */
      o.key = atl_segment_key(s);
      o.variable = r->wire[tag->segment];
      beside(r, tag, &lo, &hi);
      if (r->axis) {
        o.from = tag->pos - r->sizes->air[along];
        o.to = tag->pos + tag->size[along] - r->sizes->border + r->sizes->air[along];
      } else
        o.from = o.to = tag->key;
    }
    for (int end = 0; end < 2; end++) {
      o.offset = end ? hi : lo;
      o.side = (uint8_t)(r->axis * 2 + end);
      *atl_vec_push(&r->object) = o;
    }
  }
}

/* Where arrowheads begin: nothing crosses their wires in them, nor does a border. */
static void add_heads(struct room *r) {
  struct atl_way *way = r->way;
  for (uint32_t i = 0; i < way->segment.len; i++) {
    const struct atl_segment *s = &way->segment.at[i];
    for (uint32_t j = s->axis == r->axis ? s->first : ATL_NONE; j != ATL_NONE; j = way->joint.at[j].next) {
      const struct atl_joint *joint = &way->joint.at[j];
      if (joint->segment != ATL_NONE || !joint->arrow)
        continue;
      int back = (joint->side & 1) != joint->inside ? 1 : -1; /* from the box along the wire */
      int64_t at = r->axis ? s->pos : atl_segment_key(s);
      *atl_vec_push(&r->object) =
          (struct object){.key = nominal_key(atl_block_side(&way->block.at[joint->box], joint->side)) + back,
                          .from = at,
                          .to = at,
                          .variable = r->edge[joint->side & 1][joint->box],
                          .offset = back * r->sizes->head[r->axis],
                          .of = i,
                          .thing = HEAD};
    }
  }
}

/* A straight wire without arrowheads between two boxes has, in cells, a cell before the first border that it passes:
 * nothing but borders would be seen of it. */
static void add_bare(struct room *r) {
  struct atl_way *way = r->way;
  for (uint32_t i = 0; i < way->segment.len && r->sizes->border; i++) {
    const struct atl_segment *s = &way->segment.at[i];
    const struct atl_joint *first = s->first == ATL_NONE ? NULL : &way->joint.at[s->first];
    const struct atl_joint *last = s->last == ATL_NONE ? NULL : &way->joint.at[s->last];
    if (s->axis != r->axis || !first || first->next != s->last || first->segment != ATL_NONE ||
        last->segment != ATL_NONE || first->arrow || last->arrow)
      continue;
    int back = (first->side & 1) != first->inside ? 1 : -1;
    int64_t at = r->axis ? s->pos : atl_segment_key(s);
    *atl_vec_push(&r->object) =
        (struct object){.key = nominal_key(atl_block_side(&way->block.at[first->box], first->side)) + back,
                        .from = at,
                        .to = at,
                        .variable = r->edge[first->side & 1][first->box],
                        .offset = back * (r->sizes->tail[r->axis] + r->sizes->border),
                        .of = i,
                        .thing = BARE};
  }
}

static bool is_port_of(const struct atl_way *way, uint32_t segment, uint32_t block) {
  for (uint32_t j = way->segment.at[segment].first; j != ATL_NONE; j = way->joint.at[j].next)
    if (way->joint.at[j].segment == ATL_NONE && way->joint.at[j].box == block)
      return true;
  return false;
}

/* Whether a wire ends at a frame from within, and so runs along its other borders. */
static bool is_port_inside(const struct atl_way *way, uint32_t segment, uint32_t block) {
  for (uint32_t j = way->segment.at[segment].first; j != ATL_NONE; j = way->joint.at[j].next)
    if (way->joint.at[j].segment == ATL_NONE && way->joint.at[j].box == block && way->joint.at[j].inside)
      return true;
  return false;
}

static bool is_joined(const struct atl_way *way, uint32_t segment, uint32_t other) {
  for (uint32_t j = way->segment.at[segment].first; j != ATL_NONE; j = way->joint.at[j].next)
    if (way->joint.at[j].segment == other)
      return true;
  return false;
}

/* Wires of one net that were there, and run beside each other, keep apart as far as they were: one that leads on past
 * the end of another would seem to be it. A trunk and a drop of one rail may be one line. */
static int32_t apart_in_net(const struct room *r, const struct atl_segment *a, const struct atl_segment *b) {
  int32_t was = a->was < b->was ? b->was - a->was : a->was - b->was;
  if (a->lo >= b->hi || b->lo >= a->hi)
    return 0;
  return atl_min32(was, r->sizes->lane[r->axis]);
}

/* Whether an object is a label at the end of a wire, and another one the border there, or the next part of the wire:
 * what is said of both by other rules is all that they need. */
static bool is_at_end(const struct room *r, const struct object *label, const struct object *other) {
  const struct atl_tag *tag = label->thing == TAG ? &r->way->tag.at[label->of] : NULL;
  if (!tag || !tag->end)
    return false;
  if (other->thing == EDGE)
    return r->way->joint.at[tag->joint].box == other->of;
  return other->thing == WIRE && is_joined(r->way, tag->segment, other->of);
}

static int32_t distance(const struct room *r, const struct object *p, const struct object *q) {
  const struct atl_route_sizes *z = r->sizes;
  if (p->thing == EDGE && q->thing == EDGE) {
    int32_t was = r->variable.at[q->variable].was + q->offset - r->variable.at[p->variable].was - p->offset;
    bool leaves = p->kind == ATL_ROUTE_LEAF && q->kind == ATL_ROUTE_LEAF;
    bool beside = leaves && (p->side & 1) && !(q->side & 1); /* what is far apart need not be pushed on */
    return beside ? atl_min32(was, z->between[r->axis] + z->border) : was;
  }
  if (p->thing == BARE || q->thing == BARE)
    return 0;
  if (p->thing == HEAD || q->thing == HEAD)
    return p->thing == WIRE || q->thing == WIRE ? z->past_head[r->axis] : 0;
  if (is_at_end(r, p, q) || is_at_end(r, q, p))
    return z->border;
  if (p->thing == TAG || q->thing == TAG) {
    bool beside_its_wire =
        (p->thing == TAG && !r->way->tag.at[p->of].inline_) || (q->thing == TAG && !r->way->tag.at[q->of].inline_);
    return (beside_its_wire ? z->clear : z->air)[r->axis] + z->border;
  }
  if (p->thing == WIRE && q->thing == WIRE) {
    const struct atl_segment *a = &r->way->segment.at[p->of], *b = &r->way->segment.at[q->of];
    return a->own && b->own && a->net == b->net ? apart_in_net(r, a, b) : z->lane[r->axis];
  }
  const struct object *edge = p->thing == EDGE ? p : q, *wire = p->thing == EDGE ? q : p;
  if (is_port_of(r->way, wire->of, edge->of) && !is_port_inside(r->way, wire->of, edge->of))
    return z->corner[r->axis];
  return (edge->kind == ATL_ROUTE_LEAF ? z->keep : z->frame)[r->axis];
}

static int by_object(const void *a, const void *b) {
  const struct object *x = a, *y = b;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  if (x->variable != y->variable)
    return x->variable < y->variable ? -1 : 1;
  if (x->offset != y->offset)
    return x->offset < y->offset ? -1 : 1;
  return x->of < y->of ? -1 : x->of > y->of;
}

struct event {
  int64_t at;
  uint32_t object;
  bool end;
};

static int by_event(const void *a, const void *b) {
  const struct event *x = a, *y = b;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  if (x->end != y->end)
    return x->end ? 1 : -1;
  return x->object < y->object ? -1 : x->object > y->object;
}

/* A wire that was there and ends at a frame may do so where its title is, and then stays there. */
static bool ends_at_title(const struct atl_way *way, const struct object *title, const struct object *wire) {
  if (title->thing != EDGE || title->kind != ATL_ROUTE_TITLE || wire->thing != WIRE || !way->segment.at[wire->of].own ||
      !is_port_of(way, wire->of, way->block.at[title->of].in))
    return false;
  const struct atl_route_box *b = &way->routing->box.at[way->block.at[title->of].in];
  const struct atl_segment *s = &way->segment.at[wire->of];
  int32_t from = s->was - b->at[0];
  return !s->axis || (from >= b->title_from && from < b->title[0]);
}

static void see(struct room *r, uint32_t a, uint32_t b) {
  const struct object *p = &r->object.at[a], *q = &r->object.at[b];
  if (ends_at_title(r->way, p, q) || ends_at_title(r->way, q, p))
    return;
  if ((p->thing == BARE && q->thing != EDGE) || (q->thing == BARE && p->thing != EDGE))
    return;
  if (p->variable == q->variable || (p->thing == TAG && q->thing == TAG && p->of == q->of))
    return;
  if ((p->thing == TAG && q->thing == WIRE && r->way->tag.at[p->of].segment == q->of) ||
      (q->thing == TAG && p->thing == WIRE && r->way->tag.at[q->of].segment == p->of))
    return;
  if ((p->thing == HEAD && q->thing == WIRE && is_joined(r->way, p->of, q->of)) ||
      (q->thing == HEAD && p->thing == WIRE && is_joined(r->way, q->of, p->of)))
    return;
  add_rule(r, p->variable, p->offset, q->variable, q->offset, distance(r, p, q));
}

static void find_rules(struct room *r) {
  uint32_t n = r->object.len;
  atl_sort(r->object.at, n, sizeof *r->object.at, by_object);
  struct event *event = atl_alloc((size_t)2 * n + 1, sizeof *event);
  for (uint32_t i = 0; i < n; i++) {
    event[2 * i] = (struct event){r->object.at[i].from, i, false};
    event[2 * i + 1] = (struct event){r->object.at[i].to, i, true};
  }
  atl_sort(event, (size_t)2 * n, sizeof *event, by_event);
  struct atl_bits active;
  atl_bits_init(&active, n + 1);
  for (uint32_t i = 0; i < 2 * n; i++) {
    uint32_t o = event[i].object, before = atl_bits_below(&active, o), behind = atl_bits_from(&active, o + 1);
    if (event[i].end) {
      atl_bits_drop(&active, o);
      if (before != ATL_NONE && behind != ATL_NONE)
        see(r, before, behind);
      continue;
    }
    atl_bits_add(&active, o);
    if (before != ATL_NONE)
      see(r, before, o);
    if (behind != ATL_NONE)
      see(r, o, behind);
  }
  atl_bits_release(&active);
  free(event);
}

struct met { /* a wire that meets another */
  int64_t key;
  uint32_t segment;
};

static int by_met(const void *a, const void *b) {
  const struct met *x = a, *y = b;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->segment < y->segment ? -1 : x->segment > y->segment;
}

/* Wires that were there meet another one of their net in the order in which they did, so that it still reaches them. */
static void keep_meetings(struct room *r) {
  const struct atl_way *way = r->way;
  ATL_VEC(struct met) met = {0};
  for (uint32_t i = 0; i < way->segment.len; i++) {
    const struct atl_segment *s = &way->segment.at[i];
    if (!s->own || s->axis != r->axis)
      continue;
    met.len = 0;
    for (uint32_t j = s->first; j != ATL_NONE; j = way->joint.at[j].next) {
      uint32_t other = way->joint.at[j].segment;
      if (other != ATL_NONE && way->segment.at[other].own)
        *atl_vec_push(&met) = (struct met){atl_segment_key(&way->segment.at[other]), other};
    }
    if (met.len > 1)
      atl_sort(met.at, met.len, sizeof *met.at, by_met);
    for (uint32_t k = 1; k < met.len; k++) {
      uint32_t a = met.at[k - 1].segment, b = met.at[k].segment;
      if (met.at[k - 1].key < met.at[k].key)
        add_rule(r, r->wire[a], 0, r->wire[b], 0, apart_in_net(r, &way->segment.at[a], &way->segment.at[b]));
    }
  }
  atl_vec_release(&met);
}

/* From the border of a box to the first bend of a wire that ends there, or to the other box. */
static void ends(struct room *r) {
  struct atl_way *way = r->way;
  for (uint32_t i = 0; i < way->segment.len; i++) {
    const struct atl_segment *s = &way->segment.at[i];
    if (s->axis != r->axis)
      continue;
    for (uint32_t j = s->first; j != ATL_NONE; j = way->joint.at[j].next) {
      const struct atl_joint *a = &way->joint.at[j];
      if (a->segment != ATL_NONE)
        continue;
      uint32_t edge = r->edge[a->side & 1][a->box];
      bool before = (a->side & 1) != a->inside; /* the box, of the wire */
      int32_t need = (a->arrow ? r->sizes->head : r->sizes->tail)[r->axis];
      for (uint32_t k = s->first; k != ATL_NONE; k = way->joint.at[k].next) {
        const struct atl_joint *b = &way->joint.at[k];
        if (k == j || (b->segment == ATL_NONE && !before))
          continue; /* of two ends the one in front */
        if (b->segment == ATL_NONE) {
          int32_t more = (b->arrow ? r->sizes->head : r->sizes->tail)[r->axis];
          add_rule(r, edge, 0, r->edge[b->side & 1][b->box], 0, need + more);
          continue;
        }
        int64_t other = atl_segment_key(&way->segment.at[b->segment]);
        int64_t own = nominal_key(atl_block_side(&way->block.at[a->box], a->side));
        if (before && other > own)
          add_rule(r, edge, 0, r->wire[b->segment], 0, need);
        else if (!before && other < own)
          add_rule(r, r->wire[b->segment], 0, edge, 0, need);
      }
    }
  }
}

/* -- the longest paths --------------------------------------------------------------------------------------------- */

struct turn {
  int64_t key;
  uint32_t variable;
};

static int by_turn(const void *a, const void *b) {
  const struct turn *x = a, *y = b;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->variable < y->variable ? -1 : x->variable > y->variable;
}

#ifndef NDEBUG
/* Whether all rules are kept. push_on() goes over the variables once, by their keys, and reads the rules that lead on
 * from each: that gives longest paths only if no rule leads to a variable whose turn was before. Rules are made from
 * the keys of objects, which may differ from those of their variables (an arrowhead is a little before or behind the
 * border it belongs to, a label has two edges), and from joints; so it is no matter of course, and a rule that leads
 * back would show as a wire on another, far from here. This is what says so, in debug builds. */
static bool holds(const struct room *r) {
  for (uint32_t i = 0; i < r->rule.len; i++) {
    const struct rule *rule = &r->rule.at[i];
    if (r->variable.at[rule->to].lo < r->variable.at[rule->from].lo + rule->gap)
      return false;
  }
  return true;
}
#endif

struct paths { /* rules by the variable they come from, variables in order */
  struct turn *turn;
  uint32_t *first, *rule;
};

static void sort_rules(const struct room *r, struct paths *p) {
  uint32_t n = r->variable.len, rules = r->rule.len;
  p->turn = atl_alloc((size_t)n + 1, sizeof *p->turn);
  p->first = atl_alloc((size_t)n + 2, sizeof *p->first);
  p->rule = atl_alloc((size_t)rules + 1, sizeof *p->rule);
  for (uint32_t i = 0; i < n; i++)
    p->turn[i] = (struct turn){r->variable.at[i].key, i};
  atl_sort(p->turn, n, sizeof *p->turn, by_turn);
  for (uint32_t i = 0; i < rules; i++)
    p->first[r->rule.at[i].from + 2]++;
  for (uint32_t i = 2; i < n + 2; i++)
    p->first[i] += p->first[i - 1];
  for (uint32_t i = 0; i < rules; i++)
    p->rule[p->first[r->rule.at[i].from + 1]++] = i;
}

static void push_on(struct room *r, const struct paths *p) {
  for (uint32_t i = 0; i < r->variable.len; i++)
    r->variable.at[i].lo = r->variable.at[i].old;
  for (uint32_t i = 0; i < r->variable.len; i++) {
    uint32_t id = p->turn[i].variable;
    struct variable *v = &r->variable.at[id];
    v->lo = v->stays ? atl_round_up(v->lo, r->sizes->grain) : v->lo;
    for (uint32_t k = p->first[id]; k < p->first[id + 1]; k++) {
      const struct rule *rule = &r->rule.at[p->rule[k]];
      struct variable *to = &r->variable.at[rule->to];
      to->lo = atl_max32(to->lo, v->lo + rule->gap);
    }
  }
}

/* Boxes move on where a wire has been pushed out of the row in which it ends. Where that pushes the wire as far again,
 * it cannot be in its row. */
static void keep_rows(struct room *r, const struct paths *p) {
  bool again = true;
  for (int round = 0; round < ROW_ROUNDS && again; round++) {
    again = false;
    for (uint32_t i = 0; i < r->window.len; i++) {
      struct window *w = &r->window.at[i];
      int32_t beyond = r->variable.at[w->wire].lo - r->variable.at[w->edge].lo - w->to;
      if (w->open || beyond <= 0)
        continue;
      w->open = w->beyond && beyond >= w->beyond;
      w->beyond = beyond;
      if (w->open)
        continue;
      r->variable.at[w->edge].old = atl_max32(r->variable.at[w->edge].old, r->variable.at[w->edge].lo + beyond);
      again = true;
    }
    if (again)
      push_on(r, p);
  }
}

static int32_t down_to(int32_t v, int32_t grain) {
  return v >= 0 ? v / grain * grain : -((-v + grain - 1) / grain * grain);
}

/* Where a variable would stand best: in the middle of its room; a wire that was there, as far from the middle of the
 * box at which it ends as it was, or from the left of a frame. */
static int32_t wish(const struct room *r, const struct variable *v) {
  if (v->at == ATL_NONE)
    return down_to(v->lo + (v->hi - v->lo) / 2, r->sizes->grain);
  const struct atl_route_box *b = &r->way->routing->box.at[v->at];
  int32_t lo = r->variable.at[r->edge[0][v->at]].lo, hi = r->variable.at[r->edge[1][v->at]].lo;
  int32_t grown = b->frame ? 0 : hi - lo - (b->size[r->axis] - r->sizes->border); /* a title stays at the left */
  return lo + v->off + grown / 2 / r->sizes->grain * r->sizes->grain;
}

/* Twice the middle of a box. */
static int64_t middle(const struct room *r, uint32_t box) {
  return (int64_t)r->variable.at[r->edge[0][box]].lo + r->variable.at[r->edge[1][box]].lo;
}

static int64_t middle_before(const struct atl_way *way, uint32_t box, int axis) {
  const struct atl_route_box *b = &way->routing->box.at[box];
  return 2 * (int64_t)b->at[axis] + b->size[axis] - way->routing->sizes.border;
}

static void raise(struct room *r, uint32_t box, int32_t by) {
  struct variable *v = &r->variable.at[r->edge[0][box]];
  v->old = atl_max32(v->old, v->lo + by);
}

/* A box that stood over the middle of others does so again: it moves on, or all that is below it does. Both make room
 * for themselves, so it takes a few rounds. */
static void keep_centres(struct room *r, const struct paths *p) {
  const struct atl_way *way = r->way;
  uint32_t boxes = way->routing->box.len;
  int64_t slack = 2 * r->sizes->grain;
  int32_t *shift = atl_alloc((size_t)boxes + 1, sizeof *shift);
  bool again = true;
  for (int round = 0; round < CENTRE_ROUNDS && again; round++) {
    again = false;
    memset(shift, 0, boxes * sizeof *shift);
    for (uint32_t v = 0; v < boxes; v++) { /* parents come before their children */
      const struct atl_route_box *b = &way->routing->box.at[v];
      if (b->over[0] == ATL_NONE || b->over_axis != r->axis)
        continue;
      uint32_t under = ATL_NONE; /* a child whose wire is straight, or so nearly that it should be */
      for (uint32_t c = b->over[0]; c <= b->over[1]; c++) {
        int64_t off = middle_before(way, c, r->axis) - middle_before(way, v, r->axis);
        int64_t now = middle(r, c) - middle(r, v), near = 2 * r->sizes->lane[r->axis];
        if ((off >= -slack && off <= slack) || (under == ATL_NONE && now > -near && now < near))
          under = c;
        shift[c] = shift[v];
      }
      int64_t was = 2 * middle_before(way, v, r->axis) - middle_before(way, b->over[0], r->axis) -
                    middle_before(way, b->over[1], r->axis);
      int64_t is = 2 * middle(r, v) - middle(r, b->over[0]) - middle(r, b->over[1]);
      if (under != ATL_NONE && under != b->over[0]) {
        int64_t off = middle(r, under) - middle(r, v);
        int32_t by = (int32_t)((off > 0 ? off : -off) / 2) / r->sizes->grain * r->sizes->grain;
        if (off > slack)
          raise(r, v, shift[v] + by);
        else if (off < -slack)
          shift[under] += by;
        again |= by > 0 && (off > slack || off < -slack);
      }
      int32_t off = (int32_t)((is - was) / 4) / r->sizes->grain * r->sizes->grain;
      if (is - was > 2 * slack && off > 0) {
        bool beyond = under != ATL_NONE && under != b->over[0] && under != b->over[1];
        for (uint32_t c = beyond ? under + 1 : b->over[0]; c <= b->over[1]; c++)
          shift[c] += beyond ? 2 * off : off;
        again = true;
      } else if (was - is > 2 * slack && off < 0) {
        raise(r, v, shift[v] - off);
        again = true;
      }
    }
    for (uint32_t v = 0; v < boxes; v++)
      if (shift[v])
        raise(r, v, shift[v]);
    if (again)
      push_on(r, p);
  }
  free(shift);
}

static void solve(struct room *r) {
  struct paths p;
  sort_rules(r, &p);
  push_on(r, &p);
  keep_rows(r, &p);
  keep_centres(r, &p);
  assert(holds(r));
  for (uint32_t i = 0; i < r->window.len; i++) {
    const struct window *w = &r->window.at[i];
    struct variable *v = &r->variable.at[w->wire];
    v->hi = atl_max32(v->lo, atl_min32(v->hi, r->variable.at[w->edge].lo + w->to));
  }
  for (uint32_t i = r->variable.len; i--;) {
    uint32_t id = p.turn[i].variable;
    struct variable *v = &r->variable.at[id];
    if (v->stays && !v->fills) {
      v->hi = v->pos = v->lo;
      continue;
    }
    for (uint32_t k = p.first[id]; k < p.first[id + 1]; k++) {
      const struct rule *rule = &r->rule.at[p.rule[k]];
      v->hi = atl_min32(v->hi, r->variable.at[rule->to].hi - rule->gap);
    }
    if (v->hi >= ENDLESS / 2)
      v->hi = v->lo;
    int32_t most = v->hi;
    for (uint32_t k = p.first[id]; k < p.first[id + 1]; k++) {
      const struct rule *rule = &r->rule.at[p.rule[k]];
      most = atl_min32(most, r->variable.at[rule->to].pos - rule->gap);
    }
    if (v->near < 0 && v->lo > NOWHERE / 2)
      v->pos = v->lo;
    else if (v->near > 0 && most < ENDLESS / 2)
      v->pos = atl_max32(v->lo, most);
    else if (v->fills)
      v->hi = v->pos = most < ENDLESS / 2 ? down_to(most, r->sizes->grain) : v->lo;
    else if (v->lo <= NOWHERE / 2)
      v->pos = most; /* nothing is before it: close to what is behind */
    else
      v->pos = atl_max32(v->lo, atl_min32(most, wish(r, v)));
  }
  free(p.turn);
  free(p.first);
  free(p.rule);
}

/* Boxes out of whose rows wires were pushed, for they stand in one line with others: from now on they do not have to.
 */
static bool free_rows(const struct room *r) {
  struct atl_routing *routing = r->way->routing;
  bool any = false;
  for (uint32_t i = 0; i < r->window.len; i++) {
    const struct window *w = &r->window.at[i];
    int32_t off = r->variable.at[w->wire].pos - r->variable.at[w->edge].pos;
    if (off <= w->to)
      continue;
    struct atl_route_box *b = &routing->box.at[w->box];
    any |= b->line_up[1] != ATL_NONE - 1 - w->box;
    b->line_up[1] = ATL_NONE - 1 - w->box; /* like no other */
  }
  return any;
}

bool atl_way_room(struct atl_way *way, int axis) {
  struct room r = {.way = way, .sizes = &way->routing->sizes, .axis = axis};
  box_variables(&r);
  wire_variables(&r);
  tag_variables(&r);
  add_objects(&r);
  add_heads(&r);
  add_bare(&r);
  find_rules(&r);
  keep_meetings(&r);
  ends(&r);
  solve(&r);
  for (int end = 0; end < 2; end++) {
    free(way->edge[axis][end]);
    way->edge[axis][end] = atl_alloc((size_t)way->sheet + 1, sizeof *way->edge[axis][end]);
    for (uint32_t i = 0; i < way->routing->box.len; i++)
      way->edge[axis][end][i] = r.variable.at[r.edge[end][i]].pos;
  }
  for (uint32_t i = way->routing->box.len; i < way->sheet && !axis; i++) {
    struct atl_route_box *b = &way->routing->box.at[way->block.at[i].in];
    int32_t from = r.variable.at[r.edge[0][i]].pos - way->edge[0][0][way->block.at[i].in];
    b->title[0] += b->title_from ? from - b->title_from : 0;
    b->title_from = b->title_from ? from : 0;
  }
  for (uint32_t i = 0; i < way->segment.len; i++)
    if (way->segment.at[i].axis != axis)
      way->segment.at[i].pos = r.variable.at[r.wire[i]].pos;
  for (uint32_t i = 0; i < way->tag.len; i++)
    if (r.tag[i] != ATL_NONE)
      way->tag.at[i].pos = r.variable.at[r.tag[i]].pos;
  bool again = axis && free_rows(&r);
  for (int end = 0; end < 2; end++) {
    free(r.edge[end]);
    free(r.shift[end]);
  }
  free(r.wire);
  free(r.tag);
  atl_vec_release(&r.variable);
  atl_vec_release(&r.object);
  atl_vec_release(&r.rule);
  atl_vec_release(&r.window);
  return again;
}

/* -- which segment has the label ----------------------------------------------------------------------------------- */

void atl_way_tag_end(struct atl_way *way, struct atl_tag tag, uint32_t box, bool last) {
  bool any = false;
  for (uint32_t j = way->segment.at[tag.segment].first; j != ATL_NONE; j = way->joint.at[j].next) {
    const struct atl_joint *joint = &way->joint.at[j];
    if (joint->segment != ATL_NONE || joint->box != box || (any && !last))
      continue;
    int back = (joint->side & 1) != joint->inside ? 2 : -2; /* beyond where an arrowhead begins */
    tag.joint = j;
    tag.key = nominal_key(atl_block_side(&way->block.at[box], joint->side)) + back;
    any = true;
  }
  if (any)
    *atl_vec_push(&way->tag) = tag;
}

/* Lacking room is as bad as making it; a label beside an upright wire is the second choice. */
void atl_way_tags(struct atl_way *way) {
  struct atl_routing *r = way->routing;
  for (uint32_t i = 0; i < r->link.len; i++) {
    const struct atl_track *track = &way->track[i];
    struct atl_route_link *link = &r->link.at[i];
    struct atl_tag best = {.link = i, .wire = ATL_NONE, .segment = ATL_NONE, .size = {link->label[0], link->label[1]}};
    for (int end = 0; end < 2 && track->segments; end++) {
      bool last = end != track->back; /* tracks lead from their net on */
      struct atl_tag here = {.link = i,
                             .wire = ATL_NONE,
                             .segment = way->step.at[track->first + (last ? track->segments - 1 : 0)],
                             .size = {link->end[end].label[0], link->end[end].label[1]},
                             .end = (uint8_t)(1 + end)};
      if (here.size[0] && !(track->branch && !last))
        atl_way_tag_end(way, here, link->end[end].box, last);
    }
    int64_t least = INT64_MAX;
    for (uint32_t k = 0; k < track->segments && link->label[0]; k++) {
      uint32_t id = way->step.at[track->first + k];
      const struct atl_segment *s = &way->segment.at[id];
      int64_t lo = INT64_MAX, hi = INT64_MIN;
      for (uint32_t j = s->first; j != ATL_NONE; j = way->joint.at[j].next) {
        const struct atl_joint *joint = &way->joint.at[j];
        int64_t key = joint->segment != ATL_NONE ? atl_segment_key(&way->segment.at[joint->segment])
                                                 : nominal_key(atl_block_side(&way->block.at[joint->box], joint->side));
        lo = key < lo ? key : lo;
        hi = key > hi ? key : hi;
      }
      if (hi - lo < 2)
        continue;
      int64_t need = (int64_t)(link->label[s->axis] + 2 * r->sizes.ends[s->axis]) * way->scale[s->axis];
      int64_t cost = need > s->hi - s->lo ? need - (s->hi - s->lo) : 0;
      cost += s->axis ? (int64_t)link->label[0] * way->scale[0] / 2 : 0;
      if (cost >= least)
        continue;
      least = cost;
      best.segment = id;
      best.key = lo + (hi - lo) / 2;
    }
    if (best.segment == ATL_NONE)
      continue;
    best.inline_ = link->inline_ = link->inline_ && !way->segment.at[best.segment].axis;
    *atl_vec_push(&way->tag) = best;
  }
}
