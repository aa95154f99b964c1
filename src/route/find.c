/* Ways over the graph of lines, one by one, nets of short links first: A*.
 *
 * A state is a line, the stretch of it where it was entered (a port is a stretch: a side without its corners, or the
 * row of an item), and whether the way came across the line or along it. It hands out its exits one at a time, the
 * nearest to the goal first, so a line that is crossed by a thousand others costs no more than what is looked at. An
 * exit within the stretch, by a way that came across, is straight on. A line is entered again only by a better
 * estimate. After so many steps the estimate weighs more, and more again: the search becomes greedy, but never ends
 * without a way. Where the shortest way crosses hundreds of wires, what is left of a way says little of its cost, and a
 * search that weighs it thrice still looks at nearly all lines: after STEPS_SURE it goes where the goal is nearest. */
#include "route/inner.h"

#include "base/sort.h"

#include <stdlib.h>

enum {
  FAR = 1 << 29,
  WEIGHT_ONE = 64, /* weights are in 64ths */
  WEIGHT_FIRST = 3,
  WEIGHT_MOST = 128,
  WEIGHT_SURE = 1 << 13,
  STEPS_SURE = 4096,
  PORT_MARGIN = 8 * 8, /* between a port and the corner of its side, nominal */
};

struct state {
  uint32_t line, from; /* the state before */
  int32_t lo, hi, g;
  int32_t i, j;     /* the next exits below and above, in the list of the line */
  int32_t f_i, f_j; /* and what they cost at least from here */
  uint32_t segment; /* where it begins at a wire of the net; ATL_NONE */
  int32_t left;     /* where the line before was left; at the start, the side */
  bool across;
};

struct offer {
  uint64_t key;
  uint32_t state;
  uint32_t goal; /* 0: the next exit of a state; else 1 + the side by which the goal is reached */
};

struct piece { /* of the net at hand: a wire along a line */
  uint32_t line, segment;
  int32_t from, to;
};

struct port {
  uint32_t line;
  int32_t lo, hi, stub, cost;
  bool shut;    /* there is no place */
  uint32_t row; /* of an item in which it is, ATL_NONE */
};

struct atl_finder {
  struct atl_way *way;
  ATL_VEC(struct state) state;
  ATL_VEC(struct offer) heap;
  ATL_VEC(struct piece) tree;
  ATL_VEC(uint32_t) path;
  int32_t lo[2], hi[2]; /* of the goal */
  const struct atl_route_end *goal, *start;
  bool inside, loop;     /* the goal is a frame, which is reached from its inside */
  bool sides[ATL_SIDES]; /* of the goal that may be used */
  uint32_t stamp;
  uint32_t common; /* the innermost region that is around both ends */
  int32_t weight, crossing;
};

static int32_t off(int32_t v, int32_t lo, int32_t hi) { return v < lo ? lo - v : v > hi ? v - hi : 0; }

/* -- the heap ---------------------------------------------------------------------------------------------------- */

enum { ARITY = 4 };

/* By the whole cost; of equal ones, the one that has less to go. */
static uint64_t key_of(int64_t f, int64_t h) {
  return (uint64_t)f << 24 | (uint64_t)(h < (1 << 24) - 1 ? h : (1 << 24) - 1);
}

static void push(struct atl_finder *s, struct offer x) {
  uint32_t i = s->heap.len;
  *atl_vec_push(&s->heap) = x;
  for (struct offer *h = s->heap.at; i; i = (i - 1) / ARITY) {
    if (h[(i - 1) / ARITY].key <= x.key)
      break;
    h[i] = h[(i - 1) / ARITY];
  }
  s->heap.at[i] = x;
}

static void sift(struct atl_finder *s, uint32_t i, struct offer x) {
  struct offer *h = s->heap.at;
  for (uint32_t n = s->heap.len;;) {
    uint32_t child = ARITY * i + 1, least = child;
    if (child >= n)
      break;
    for (uint32_t k = child + 1; k < child + ARITY && k < n; k++)
      if (h[k].key < h[least].key)
        least = k;
    if (h[least].key >= x.key)
      break;
    h[i] = h[least];
    i = least;
  }
  h[i] = x;
}

static void pop(struct atl_finder *s) {
  struct offer last = s->heap.at[--s->heap.len];
  if (s->heap.len)
    sift(s, 0, last);
}

/* -- states ------------------------------------------------------------------------------------------------------ */

uint32_t atl_way_meet_from(const struct atl_way *way, const struct atl_lane *l, int32_t at) {
  uint32_t low = 0, high = l->meets;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (way->meet[l->first + mid].at < at)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

/* Wires across a line between two places, twice. */
static int32_t crossings(const struct atl_way *way, const struct atl_lane *l, int32_t a, int32_t b) {
  uint32_t i = atl_way_meet_from(way, l, atl_min32(a, b) + 1), end = atl_way_meet_from(way, l, atl_max32(a, b)),
           sum = 0;
  while (i < end)
    if (i % 1024 == 0 && i + 1024 <= end) {
      sum += way->many[l->sums + i / 1024];
      i += 1024;
    } else if (i % 32 == 0 && i + 32 <= end) {
      sum += way->few[l->sum + i / 32];
      i += 32;
    } else
      sum += way->crossed[l->first + i++];
  return (int32_t)(sum < 1u << 20 ? sum : 1u << 20);
}

/* The least length from a place on a line to the goal. */
static int32_t to_goal(const struct atl_finder *s, const struct atl_lane *l, int32_t at) {
  if (!s->inside)
    return off(at, s->lo[l->axis], s->hi[l->axis]) + off(l->at, s->lo[!l->axis], s->hi[!l->axis]);
  int32_t u = atl_min32(abs(at - s->lo[l->axis]), abs(at - s->hi[l->axis]));
  return atl_min32(u, atl_min32(abs(l->at - s->lo[!l->axis]), abs(l->at - s->hi[!l->axis])));
}

static bool is_shut(const struct atl_finder *s, const struct atl_meet *m) {
  if (!m->gate)
    return false;
  return m->gate > 0 ? s->way->block.at[m->gate - 1].stamp_out != s->stamp
                     : s->way->block.at[-m->gate - 1].stamp_in != s->stamp;
}

static int32_t exit_cost(const struct atl_finder *s, const struct state *x, const struct atl_lane *l, int32_t i) {
  int32_t at = s->way->meet[l->first + (uint32_t)i].at;
  return off(at, x->lo, x->hi) + to_goal(s, l, at);
}

static void find_below(const struct atl_finder *s, struct state *x, const struct atl_lane *l) {
  while (x->i >= 0 && is_shut(s, &s->way->meet[l->first + (uint32_t)x->i]))
    x->i--;
  x->f_i = x->i >= 0 ? exit_cost(s, x, l, x->i) : FAR;
}

static void find_above(const struct atl_finder *s, struct state *x, const struct atl_lane *l) {
  while (x->j < (int32_t)l->meets && is_shut(s, &s->way->meet[l->first + (uint32_t)x->j]))
    x->j++;
  x->f_j = x->j < (int32_t)l->meets ? exit_cost(s, x, l, x->j) : FAR;
}

static uint64_t state_key(const struct atl_finder *s, const struct state *x) {
  int64_t h = atl_min32(x->f_i, x->f_j);
  return key_of(x->g + h + h * s->weight / WEIGHT_ONE, h);
}

static bool has_row(const struct atl_route_end *end) { return end->row_end > end->row && !end->loose; }

/* Which row of way->row an end should be in. */
static uint32_t row_of(const struct atl_way *way, const struct atl_route_end *end) {
  const struct atl_block *b = &way->block.at[end->box];
  int32_t at = (2 * way->routing->box.at[end->box].at[1] + end->row + end->row_end) * way->scale[1] / 2;
  for (uint32_t i = b->first_row; has_row(end) && i < b->first_row + b->rows; i++)
    if (way->row[i] == at)
      return i;
  return ATL_NONE;
}

/* How many ports it has room for at one side. */
static int32_t row_room(const struct atl_routing *r, const struct atl_route_end *end) {
  return (end->row_end - end->row - r->sizes.border) / r->sizes.lane[1] + 1;
}

/* The stretch of a side in which an end of a link may stand. */
static struct port port_of(const struct atl_way *way, const struct atl_route_end *end, uint32_t side) {
  const struct atl_block *b = &way->block.at[end->box];
  const struct atl_routing *r = way->routing;
  int axis = !(side / 2); /* along the side */
  struct port p = {.line = b->beside[side], .lo = b->lo[axis], .hi = b->hi[axis], .row = ATL_NONE};
  int32_t length = p.hi - p.lo, margin = PORT_MARGIN;
  p.stub = abs(way->lane.at[p.line].at - atl_block_side(b, side));
  uint32_t row = side / 2 == 0 ? row_of(way, end) : ATL_NONE;
  if (row != ATL_NONE && way->row_used[2 * row + side] < row_room(r, end)) {
    p.lo = p.hi = way->row[row];
    p.row = row;
    return p;
  }
  if (has_row(end))
    p.cost += r->costs->off_row;
  if (end->loose && side / 2 == 0) {
    p.lo = (r->box.at[end->box].at[1] + end->row) * way->scale[1] + way->scale[1] / 2;
    p.hi = (r->box.at[end->box].at[1] + end->row_end) * way->scale[1] - way->scale[1] / 2;
  } else if (length > 2 * margin) {
    p.lo += margin;
    p.hi -= margin;
  } else
    p.lo = p.hi = (p.lo + p.hi) / 2;
  const struct atl_route_box *box = &r->box.at[end->box];
  if (r->sizes.border && side == ATL_SIDE_TOP && box->title[0]) { /* the title stands in the border */
    p.lo = atl_max32(p.lo, b->lo[0] + (box->title[0] + 1) * way->scale[0]);
    p.hi = b->hi[0] - way->scale[0] / 2;
    p.shut = p.lo > p.hi;
  }
  int32_t room =
      (r->box.at[end->box].size[axis] - r->sizes.border - 2 * r->sizes.corner[axis]) / r->sizes.lane[axis] + 1;
  if (b->own[side])
    p.cost += r->costs->own_side;
  if ((int32_t)b->used[side] >= room)
    p.cost += r->costs->crowded;
  return p;
}

static void offer_goal(struct atl_finder *s, uint32_t id, const struct state *x, const struct atl_lane *l, int32_t lo,
                       int32_t hi, int32_t more, uint32_t side, bool along) {
  const struct atl_route_costs *costs = s->way->routing->costs;
  int32_t d = x->lo > hi ? x->lo - hi : x->hi < lo ? lo - x->hi : 0, f = x->g + d + more;
  if (along) /* the line itself ends at the goal */
    f += x->across ? costs->bend : 0;
  else if (d)
    f += costs->bend * (x->across + 1);
  else if (!x->across)
    f += costs->bend;
  if (d)
    f += s->crossing * crossings(s->way, l, x->lo > hi ? x->lo : x->hi, x->lo > hi ? hi : lo) / 2;
  push(s, (struct offer){.key = key_of(f, 0), .state = id, .goal = 1 + side});
}

static void enter(struct atl_finder *s, uint32_t line, int32_t lo, int32_t hi, int32_t g, bool across, uint32_t from,
                  int32_t left, uint32_t segment) {
  struct atl_lane *l = &s->way->lane.at[line];
  int32_t a = s->lo[l->axis], b = s->hi[l->axis], near = hi < a ? a : lo > b ? b : atl_max32(lo, a);
  if (l->stamp != s->stamp) {
    l->stamp = s->stamp;
    l->entry = ATL_NONE;
  } else if (l->entry != ATL_NONE) { /* worth it only where it leads to the goal more cheaply */
    const struct state *e = &s->state.at[l->entry];
    if (e->g + off(near, e->lo, e->hi) <= g + off(near, lo, hi))
      return;
  }
  uint32_t id = s->state.len;
  struct state *x = atl_vec_push(&s->state);
  *x = (struct state){
      .line = line, .from = from, .lo = lo, .hi = hi, .g = g, .segment = segment, .left = left, .across = across};
  l->entry = id;
  x->j = (int32_t)atl_way_meet_from(s->way, l, near + 1);
  x->i = x->j - 1;
  find_below(s, x, l);
  find_above(s, x, l);
  if (atl_min32(x->f_i, x->f_j) < FAR)
    push(s, (struct offer){.key = state_key(s, x), .state = id});
  const struct atl_block *goal = &s->way->block.at[s->goal->box];
  if (s->inside) {
    if (l->region != s->goal->box)
      return;
    for (int end = 0; end < 2; end++)
      if (l->open[end]) {
        int32_t border = end ? goal->hi[l->axis] : goal->lo[l->axis];
        offer_goal(s, id, &s->state.at[id], l, border, border, 0, l->axis * 2u + (unsigned)end, true);
      }
    return;
  }
  for (uint32_t side = 0; side < ATL_SIDES; side++)
    if (goal->beside[side] == line && s->sides[side]) {
      struct port p = port_of(s->way, s->goal, side);
      if (p.shut)
        continue;
      if (s->loop && from == ATL_NONE && p.lo <= hi && lo <= p.hi)
        continue; /* a loop has two ports */
      offer_goal(s, id, &s->state.at[id], l, p.lo, p.hi, p.stub + p.cost, side, false);
    }
}

/* Makes the estimate weigh more. */
static void hurry(struct atl_finder *s, uint64_t steps) {
  if (steps >= STEPS_SURE)
    s->weight = WEIGHT_SURE;
  else
    s->weight = s->weight ? atl_min32(s->weight * 2, WEIGHT_MOST) : WEIGHT_FIRST;
  for (uint32_t i = 0; i < s->heap.len; i++)
    if (!s->heap.at[i].goal)
      s->heap.at[i].key = state_key(s, &s->state.at[s->heap.at[i].state]);
  for (uint32_t i = s->heap.len; i--;)
    sift(s, i, s->heap.at[i]);
}

static bool search(struct atl_finder *s, uint32_t *last, uint32_t *side) {
  const struct atl_way *way = s->way;
  int32_t bend = way->routing->costs->bend;
  uint64_t limit = way->routing->costs->work;
  for (uint64_t steps = 1; s->heap.len; steps++) {
    if (steps == limit) {
      limit *= 2;
      hurry(s, steps);
    }
    way->routing->count.steps++;
    struct offer top = s->heap.at[0];
    if (top.goal) {
      *last = top.state;
      *side = top.goal - 1;
      return true;
    }
    struct state *x = &s->state.at[top.state];
    const struct atl_lane *l = &way->lane.at[x->line];
    uint32_t k;
    if (x->f_i <= x->f_j) {
      k = (uint32_t)x->i--;
      find_below(s, x, l);
    } else {
      k = (uint32_t)x->j++;
      find_above(s, x, l);
    }
    struct state y = *x;
    if (atl_min32(x->f_i, x->f_j) < FAR) {
      top.key = state_key(s, x);
      sift(s, 0, top);
    } else
      pop(s);
    const struct atl_meet *m = &way->meet[l->first + k];
    if (y.from != ATL_NONE && s->state.at[y.from].line == m->line)
      continue;
    int32_t d = off(m->at, y.lo, y.hi), g = y.g + d;
    bool across = true;
    if (d)
      g += (y.across ? bend : 0) +
           s->crossing * (crossings(way, l, m->at < y.lo ? y.lo : y.hi, m->at) + way->along[l->first + k]) / 2;
    else
      across = !y.across;
    enter(s, m->line, l->at, l->at, g, across, top.state, m->at, ATL_NONE);
  }
  return false;
}

/* -- from a way to segments -------------------------------------------------------------------------------------- */

struct maker {
  struct atl_finder *s;
  uint32_t net, current;
  bool pending, going; /* the stub at the start has no segment yet; the current one goes straight on */
  uint32_t stub_side;
  uint8_t stub_axis;
};

/* Takes a port. */
static struct atl_joint joint_of(struct atl_way *way, const struct atl_route_end *end, uint32_t side, bool inside) {
  bool row = false;
  if (!inside) {
    struct port p = port_of(way, end, side);
    way->block.at[end->box].used[side]++;
    row = p.row != ATL_NONE || (end->loose && side / 2 == 0);
    if (p.row != ATL_NONE)
      way->row_used[2 * p.row + side]++;
  }
  return (struct atl_joint){.segment = ATL_NONE,
                            .box = end->box,
                            .side = (uint8_t)side,
                            .arrow = end->arrow,
                            .inside = inside,
                            .row = row ? end->row : 0,
                            .row_end = row ? end->row_end : 0};
}

static void step_to(struct maker *m, uint32_t segment) {
  m->current = segment;
  *atl_vec_push(&m->s->way->step) = segment;
}

static void flush_stub(struct maker *m, int32_t at) {
  struct atl_joint joint = joint_of(m->s->way, m->s->start, m->stub_side, false);
  step_to(m, atl_segment_new(m->s->way, m->net, m->stub_axis, at));
  atl_segment_attach(m->s->way, m->current, &joint);
  m->pending = false;
}

/* Turns the way that ends with state `last` at a side of the goal into segments, and marks it. */
static void make(struct atl_finder *s, uint32_t net, uint32_t last, uint32_t side) {
  struct atl_way *way = s->way;
  s->path.len = 0;
  for (uint32_t i = last; i != ATL_NONE; i = s->state.at[i].from)
    *atl_vec_push(&s->path) = i;
  const struct state *first = &s->state.at[s->path.at[s->path.len - 1]];
  struct maker m = {.s = s, .net = net, .current = ATL_NONE};
  if (first->segment != ATL_NONE)
    step_to(&m, first->segment);
  else {
    m.pending = true;
    m.stub_side = (uint32_t)first->left;
    m.stub_axis = !way->lane.at[first->line].axis;
  }
  struct port goal = {0};
  if (s->inside) {
    const struct atl_block *b = &way->block.at[s->goal->box];
    goal.lo = goal.hi = atl_block_side(b, side);
  } else {
    goal = port_of(way, s->goal, side);
  }
  struct atl_joint end = joint_of(way, s->goal, side, s->inside);
  for (uint32_t k = s->path.len; k--;) {
    const struct state *x = &s->state.at[s->path.at[k]];
    const struct atl_lane *l = &way->lane.at[x->line];
    bool at_goal = !k, moved, at_wire = k + 1 == s->path.len && x->segment != ATL_NONE;
    int32_t leave;
    if (!at_goal) {
      leave = s->state.at[s->path.at[k - 1]].left;
      moved = off(leave, x->lo, x->hi) > 0;
    } else {
      moved = x->lo > goal.hi || x->hi < goal.lo || s->inside;
      leave = moved ? (goal.lo + goal.hi) / 2 : (atl_max32(x->lo, goal.lo) + atl_min32(x->hi, goal.hi)) / 2;
    }
    if (at_wire) {
      if (moved) {
        *atl_vec_push(&s->tree) = (struct piece){
            .line = x->line, .segment = m.current, .from = atl_min32(x->lo, leave), .to = atl_max32(x->hi, leave)};
        atl_way_occupy(way, x->line, leave < x->lo ? x->lo : x->hi, leave);
      }
      m.going = false;
    } else if (moved || !x->across) {
      int32_t came = m.pending ? (x->lo + x->hi) / 2 : x->lo;
      if (m.pending)
        flush_stub(&m, came);
      if (!m.going) {
        uint32_t before = m.current;
        step_to(&m, atl_segment_new(way, net, l->axis, l->at));
        atl_segment_join(way, before, m.current);
      }
      m.going = false;
      *atl_vec_push(&s->tree) = (struct piece){
          .line = x->line, .segment = m.current, .from = atl_min32(came, leave), .to = atl_max32(came, leave)};
      atl_way_occupy(way, x->line, came, leave);
      atl_way_mark(way, x->line, came, 1);
      atl_way_mark(way, x->line, leave, 1);
    } else {
      atl_way_mark(way, x->line, leave, 2);
      if (m.pending)
        flush_stub(&m, at_goal ? leave : way->lane.at[s->state.at[s->path.at[k - 1]].line].at);
      m.going = true;
    }
    if (!at_goal)
      continue;
    if (s->inside) { /* the line itself ends at the border */
      atl_segment_attach(way, m.current, &end);
    } else if (m.going)
      atl_segment_attach(way, m.current, &end);
    else {
      uint32_t before = m.current;
      step_to(&m, atl_segment_new(way, net, !l->axis, leave));
      atl_segment_join(way, before, m.current);
      atl_segment_attach(way, m.current, &end);
    }
  }
}

/* -- links ------------------------------------------------------------------------------------------------------- */

static bool stands_in(const struct atl_way *way, uint32_t box, uint32_t frame) {
  for (box = way->block.at[box].in; box != ATL_NONE; box = way->block.at[box].in)
    if (box == frame)
      return true;
  return false;
}

/* Which frames may be left and entered: those around one end and not around the other. What is around both, at last the
 * sheet, is the region from which the way may enter and leave nothing more. */
static void open_frames(struct atl_finder *s) {
  struct atl_way *way = s->way;
  uint32_t goal = s->goal->box, start = s->start->box;
  for (uint32_t f = way->block.at[start].in; f != ATL_NONE; f = way->block.at[f].in)
    way->block.at[f].stamp_out = s->stamp;
  uint32_t f = s->inside ? goal : way->block.at[goal].in;
  for (; f != ATL_NONE && way->block.at[f].stamp_out != s->stamp; f = way->block.at[f].in)
    way->block.at[f].stamp_in = s->stamp;
  s->common = f == ATL_NONE ? way->sheet : f;
  for (; f != ATL_NONE; f = way->block.at[f].in)
    way->block.at[f].stamp_out = 0;
}

/* Whether a way may branch off a wire of its net there: it need not pass the border of a frame that is around both ends
 * to go on. */
static bool is_on_way(const struct atl_finder *s, uint32_t region) {
  const struct atl_block *b = &s->way->block.at[region];
  return region == s->common || b->stamp_in == s->stamp || b->stamp_out == s->stamp;
}

/* Starts a search: at the sides of the start, and at the wires of its net. */
static void start(struct atl_finder *s) {
  struct atl_way *way = s->way;
  const struct atl_block *goal = &way->block.at[s->goal->box];
  s->stamp++;
  s->state.len = s->heap.len = 0;
  s->weight = 0;
  s->loop = s->goal->box == s->start->box;
  s->inside = !s->loop && stands_in(way, s->start->box, s->goal->box);
  for (int axis = 0; axis < 2; axis++) {
    s->lo[axis] = goal->lo[axis];
    s->hi[axis] = goal->hi[axis];
  }
  bool rows = has_row(s->start) && has_row(s->goal) && s->start->row != s->goal->row;
  for (uint32_t side = 0; side < ATL_SIDES; side++)
    s->sides[side] = !s->loop || side == ATL_SIDE_TOP || (rows && side == ATL_SIDE_RIGHT);
  if (s->loop && port_of(way, s->goal, ATL_SIDE_TOP).shut)
    s->sides[ATL_SIDE_BOTTOM] = true;
  open_frames(s);
  for (uint32_t side = 0; side < ATL_SIDES; side++) {
    if (s->loop && side != ATL_SIDE_RIGHT)
      continue;
    struct port p = port_of(way, s->start, side);
    if (p.shut)
      continue;
    enter(s, p.line, p.lo, p.hi, p.stub + p.cost + (s->tree.len ? way->routing->costs->port : 0), true, ATL_NONE,
          (int32_t)side, ATL_NONE);
  }
  for (uint32_t i = 0; i < s->tree.len && !s->loop; i++)
    if (is_on_way(s, way->lane.at[s->tree.at[i].line].region))
      enter(s, s->tree.at[i].line, s->tree.at[i].from, s->tree.at[i].to, 0, false, ATL_NONE, 0, s->tree.at[i].segment);
}

static void route(struct atl_finder *s, uint32_t index) {
  struct atl_way *way = s->way;
  const struct atl_route_link *link = &way->routing->link.at[index];
  struct atl_track *track = &way->track[index];
  bool reversed =
      link->reversed || (link->end[0].box != link->end[1].box && stands_in(way, link->end[1].box, link->end[0].box));
  s->start = &link->end[reversed];
  s->goal = &link->end[!reversed];
  uint32_t last = ATL_NONE, side = 0;
  s->crossing = way->routing->costs->crossing;
  start(s);
  if (!search(s, &last, &side)) { /* frames that are shut on all sides by titles: over them all */
    track->segments = 0;
    return;
  }
  track->first = way->step.len;
  track->back = reversed;
  uint32_t origin = last;
  while (s->state.at[origin].from != ATL_NONE)
    origin = s->state.at[origin].from;
  track->branch = s->state.at[origin].segment != ATL_NONE;
  make(s, link->net, last, side);
  track->segments = way->step.len - track->first;
}

struct turn {
  int64_t distance;
  uint32_t first, links;
};

static int by_distance(const void *a, const void *b) {
  const struct turn *x = a, *y = b;
  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  return x->first < y->first ? -1 : x->first > y->first;
}

static int64_t distance(const struct atl_way *way, uint32_t link) {
  const struct atl_route_link *l = &way->routing->link.at[link];
  const struct atl_block *a = &way->block.at[l->end[0].box], *b = &way->block.at[l->end[1].box];
  int64_t sum = 0;
  for (int axis = 0; axis < 2; axis++)
    sum += atl_max32(0, atl_max32(a->lo[axis] - b->hi[axis], b->lo[axis] - a->hi[axis]));
  return sum;
}

void atl_way_find(struct atl_way *way) {
  struct atl_finder s = {.way = way};
  uint32_t links = way->routing->link.len, turns = 0;
  struct turn *turn = atl_alloc(links, sizeof *turn), *own = atl_alloc(links, sizeof *own);
  for (uint32_t i = 0; i < links; i++) {
    if (!i || way->routing->link.at[i].net != way->routing->link.at[i - 1].net)
      turn[turns++] = (struct turn){.first = i};
    struct turn *t = &turn[turns - 1];
    int64_t d = distance(way, i);
    t->distance = d > t->distance ? d : t->distance;
    t->links++;
  }
  atl_sort(turn, turns, sizeof *turn, by_distance);
  for (uint32_t i = 0; i < turns; i++) {
    for (uint32_t k = 0; k < turn[i].links; k++)
      own[k] = (struct turn){.distance = distance(way, turn[i].first + k), .first = turn[i].first + k};
    atl_sort(own, turn[i].links, sizeof *own, by_distance);
    s.tree.len = 0;
    for (uint32_t k = 0; k < turn[i].links; k++)
      route(&s, own[k].first);
  }
  atl_vec_release(&s.state);
  atl_vec_release(&s.heap);
  atl_vec_release(&s.tree);
  atl_vec_release(&s.path);
  free(turn);
  free(own);
}
