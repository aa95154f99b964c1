/* Links over a placed drawing: axis-parallel, through the free room between boxes.
 *
 * Links of one tail that look alike are one strand, a trunk that branches; any other link is a strand of its own. Each
 * strand takes the cheapest way that is left (place/search.c) over a grid of lanes (place/grid.c), the short ones
 * first. One that finds none is led over the ground of others, and those have to look for another way; one that came
 * out much longer than it had to tries again when all are there. Both end after a bounded count of tries, never by
 * the clock. What has no way then is in place->undrawn. */
#include "place/links.h"

#include "place/measure.h"

#include <stdlib.h>

enum {
  OUTSIDE_LANES = 4, /* beyond each side of the drawing, and one for every few links */
  LINKS_A_LANE = 2,
  MOST_LANES = 60,
  LABEL_LANES = 6, /* on either side of a label, to come to it */
  LANE_PX = 8,     /* see place/grid.c */
  LOOP_CELLS = 4,  /* between the ends of a link from a box to itself; a row counts for two columns */
  LOOP_PX = 24,
  ANOTHER_PORT = 10, /* to leave the tail once more instead of branching off */
  SPREAD_WIDE = 2,
  RESCUES = 3,           /* tries for each link that has no way */
  ROUNDS = 2,            /* of trying again what is too long */
  DETOUR = 52,           /* cost beyond the least one that is worth another try */
  RESCUE_WORK = 8000000, /* cells that may be looked at for each of the two */
  LAST_TIME = 8,         /* so many times more where there will be no more room */
  IMPROVE_WORK = 4000000,
};

/* -- strands ----------------------------------------------------------------------------------------------------- */

static bool shares(const struct atl_layout *layout, const struct atl_linkage *strand, const struct atl_edge *edge) {
  const struct atl_link *link = &layout->map->link.at[edge->link];
  const struct atl_edge *first = &layout->order->edge.at[strand->edge.at[0]];
  const struct atl_link *other = &layout->map->link.at[first->link];
  if (first->tail != edge->tail || other->kind != link->kind || link->label || other->label ||
      link->arrow != ATL_ARROW_FORWARD || other->arrow != ATL_ARROW_FORWARD || edge->tail == edge->head)
    return false;
  const struct atl_box *box = &layout->order->box.at[edge->tail];
  if ((box->card || box->items) && other->tail != link->tail) /* they leave it in rows of their own */
    return false;
  for (uint32_t i = 0; i < strand->edge.len; i++) { /* what was written twice is drawn twice */
    const struct atl_edge *one = &layout->order->edge.at[strand->edge.at[i]];
    if (one->head == edge->head || one->head == one->tail)
      return false;
  }
  return true;
}

static void make_strands(struct atl_router *r) {
  const struct atl_order *order = r->layout->order;
  uint32_t *first = atl_realloc(NULL, order->box.len, sizeof *first); /* by box: the newest strand that leaves it */
  for (uint32_t i = 0; i < order->box.len; i++)
    first[i] = ATL_NONE;
  bool *drawn = atl_alloc(order->edge.len, sizeof *drawn); /* by the layout itself */
  for (uint32_t i = 0; i < r->layout->place->net.len; i++)
    if (r->layout->place->net.at[i].edge != ATL_NONE)
      drawn[r->layout->place->net.at[i].edge] = true;
  for (uint32_t i = 0; i < order->edge.len; i++) {
    if (drawn[i])
      continue;
    const struct atl_edge *edge = &order->edge.at[i];
    const struct atl_link *link = &r->layout->map->link.at[edge->link];
    struct atl_linkage *strand = NULL;
    for (uint32_t k = first[edge->tail]; k != ATL_NONE && !strand; k = r->strand.at[k].next)
      if (shares(r->layout, &r->strand.at[k], edge))
        strand = &r->strand.at[k];
    if (!strand) {
      struct atl_label label = atl_measure_label(r->layout, i);
      strand = atl_vec_push(&r->strand);
      *strand = (struct atl_linkage){.label = label,
                                     .head = link->arrow != ATL_ARROW_NONE,
                                     .tail = link->arrow == ATL_ARROW_BOTH,
                                     .next = first[edge->tail]};
      first[edge->tail] = r->strand.len - 1;
    }
    *atl_vec_push(&strand->edge) = i;
  }
  free(first);
  free(drawn);
}

static int32_t gap_between(int32_t a, int32_t a_end, int32_t b, int32_t b_end) {
  return b > a_end ? b - a_end : a > b_end ? a - b_end : 0;
}

/* How far apart the ends of an edge are; rows count for two columns. */
static int32_t distance(const struct atl_router *r, uint32_t edge) {
  const struct atl_edge *e = &r->layout->order->edge.at[edge];
  struct atl_rect a = r->layout->place->box[e->tail], b = r->layout->place->box[e->head];
  int32_t dx = gap_between(a.x, atl_rect_right(a), b.x, atl_rect_right(b)),
          dy = gap_between(a.y, atl_rect_bottom(a), b.y, atl_rect_bottom(b));
  return dx + dy * (r->grid.cells ? 2 : 1);
}

/* Short links first: they have the least choice. Insertion sort within a strand, which is short. */
static void sort_edges(struct atl_router *r, struct atl_linkage *strand) {
  for (uint32_t i = 1; i < strand->edge.len; i++) {
    uint32_t edge = strand->edge.at[i], k = i;
    for (; k && distance(r, strand->edge.at[k - 1]) > distance(r, edge); k--)
      strand->edge.at[k] = strand->edge.at[k - 1];
    strand->edge.at[k] = edge;
  }
}

struct turn {
  int64_t key;
  uint32_t strand;
};

static int by_key(const void *a, const void *b) {
  const struct turn *x = a, *y = b;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->strand < y->strand ? -1 : x->strand > y->strand;
}

/* -- routing ----------------------------------------------------------------------------------------------------- */

static void forget(struct atl_router *r, struct atl_linkage *strand) {
  for (uint32_t i = 0; i < strand->trail.len; i++)
    atl_trail_mark(r, strand, &strand->trail.at[i], false);
  if (strand->labelled)
    atl_label_mark(r, strand, false);
  for (uint32_t i = 0; i < strand->trail.len; i++)
    atl_vec_release(&strand->trail.at[i].spot);
  strand->trail.len = strand->drawn.len = strand->missing.len = 0;
  strand->labelled = false;
  strand->cost = strand->least = 0;
}

static bool is_frame(const struct atl_place *place, uint32_t box) { return place->frame && place->frame[box]; }

static bool within(const struct atl_order *order, uint32_t box, uint32_t frame) {
  for (; box != ATL_NONE; box = order->box.at[box].parent)
    if (box == frame)
      return true;
  return false;
}

/* Opens the borders of the frames that a link leads out of or into, or closes them again. `wide`: of those too in which
 * both its ends stand, so that it can go round what is in there. */
static void open_frames_above(struct atl_router *r, uint32_t box, uint32_t other, bool wide, bool open) {
  const struct atl_place *place = r->layout->place;
  const struct atl_order *order = r->layout->order;
  if (!place->frame)
    return;
  for (uint32_t i = order->box.at[box].parent; i != ATL_NONE; i = order->box.at[i].parent) {
    if (!place->frame[i] || (!wide && within(order, other, i)))
      continue;
    struct atl_rect f = place->box[i];
    int32_t near = r->grid.keep - 1, on = r->grid.cells ? 1 : 0;
    int32_t right = atl_rect_right(f) - on, bottom = atl_rect_bottom(f) - on;
    atl_grid_mark(&r->grid, f.x - near, f.y - near, right + near, f.y + near, ATL_GROUND_FRAME, !open);
    atl_grid_mark(&r->grid, f.x - near, bottom - near, right + near, bottom + near, ATL_GROUND_FRAME, !open);
    atl_grid_mark(&r->grid, f.x - near, f.y - near, f.x + near, bottom + near, ATL_GROUND_FRAME, !open);
    atl_grid_mark(&r->grid, right - near, f.y - near, right + near, bottom + near, ATL_GROUND_FRAME, !open);
  }
}

static void open_frames(struct atl_router *r, const struct atl_edge *e, bool wide, bool open) {
  open_frames_above(r, e->tail, e->head, wide, open);
  open_frames_above(r, e->head, e->tail, wide, open);
}

/* The item that an end of an edge is, ATL_NONE. Edges of one strand have one tail. */
static uint32_t item_at(const struct atl_router *r, const struct atl_edge *e, bool head) {
  const struct atl_map *map = r->layout->map;
  uint32_t node = head ? map->link.at[e->link].head : map->link.at[e->link].tail;
  return map->node.at[node].flags & ATL_NODE_ITEM ? node : ATL_NONE;
}

static void edge_gates(const struct atl_router *r, const struct atl_linkage *strand, const struct atl_edge *e,
                       bool soft, atl_gates *start, atl_gates *goal) {
  const struct atl_order *order = r->layout->order;
  const struct atl_place *place = r->layout->place;
  bool loop = e->tail == e->head;
  atl_find_gates(r, e->tail, item_at(r, e, false), strand->tail,
                 !loop && is_frame(place, e->tail) && within(order, e->head, e->tail), soft, start);
  atl_find_gates(r, e->head, item_at(r, e, true), strand->head,
                 !loop && is_frame(place, e->head) && within(order, e->tail, e->head), soft, goal);
}

/* A link from a box to itself: from each of its ports in turn to those that are not too near to that one. */
static bool search_loop(struct atl_router *r, const atl_gates *start, const atl_gates *goal, bool soft,
                        struct atl_trail *trail) {
  atl_gates one = {0}, others = {0};
  bool found = false;
  for (uint32_t i = 0; i < start->len; i++) {
    one.len = others.len = 0;
    *atl_vec_push(&one) = start->at[i];
    for (uint32_t k = 0; k < goal->len; k++) {
      struct atl_point a = start->at[i].border, b = goal->at[k].border;
      int32_t apart = abs(a.x - b.x) + (r->grid.cells ? 2 : 1) * abs(a.y - b.y);
      if (apart >= (r->grid.cells ? LOOP_CELLS : LOOP_PX * ATL_PX))
        *atl_vec_push(&others) = goal->at[k];
    }
    struct atl_quest quest = {.start = &one, .goal = &others, .soft = soft, .most = found ? trail->cost : 0};
    struct atl_trail got;
    if (!atl_search_run(r->search, &quest, &got))
      continue;
    if (found && got.cost >= trail->cost) {
      atl_vec_release(&got.spot);
      continue;
    }
    if (found)
      atl_vec_release(&trail->spot);
    *trail = got;
    found = true;
  }
  atl_vec_release(&one);
  atl_vec_release(&others);
  return found;
}

static bool search_edge(struct atl_router *r, struct atl_linkage *strand, uint32_t edge, bool soft, bool wide) {
  const struct atl_order *order = r->layout->order;
  const struct atl_edge *e = &order->edge.at[edge];
  atl_gates start = {0}, goal = {0};
  atl_spots branch = {0};
  bool loop = e->tail == e->head;
  open_frames(r, e, wide, true);
  edge_gates(r, strand, e, soft, &start, &goal);
  atl_strand_branches(r, strand, &branch);
  if (strand->trail.len)
    for (uint32_t i = 0; i < start.len; i++)
      start.at[i].cost += ANOTHER_PORT;
  struct atl_quest quest = {
      .start = &start, .goal = &goal, .branch = strand->trail.len ? &branch : NULL, .soft = soft, .most = strand->most};
  struct atl_trail trail;
  for (uint32_t i = 0; soft && i < strand->trail.len; i++) /* the others give way, its own wires do not */
    atl_trail_hit(r, strand, &strand->trail.at[i], true);
  bool found = loop ? search_loop(r, &start, &goal, soft, &trail) : atl_route_far(r, &quest, &trail);
  if (!found && !loop)
    found = atl_search_run(r->search, &quest, &trail);
  for (uint32_t i = 0; soft && i < strand->trail.len; i++)
    atl_trail_hit(r, strand, &strand->trail.at[i], false);
  open_frames(r, e, wide, false);
  if (found) {
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < start.len; i++)
      for (uint32_t k = 0; k < goal.len; k++) {
        uint32_t d = atl_search_distance(r->search, start.at[i].spot, goal.at[k].spot);
        least = d < least ? d : least;
      }
    strand->least += strand->trail.len ? 0 : least;
    strand->cost += trail.cost;
    *atl_vec_push(&strand->trail) = trail;
    *atl_vec_push(&strand->drawn) = edge;
  }
  atl_vec_release(&start);
  atl_vec_release(&goal);
  atl_vec_release(&branch);
  return found;
}

/* Whether a link may leave the frame in which both its ends stand: where more room has not helped. From a frame to what
 * stands in it a way outside is the last resort. */
static bool may_go_wide(const struct atl_router *r, uint32_t edge) {
  const struct atl_order *order = r->layout->order;
  const struct atl_edge *e = &order->edge.at[edge];
  bool kin = within(order, e->tail, e->head) || within(order, e->head, e->tail);
  return r->layout->place->frame && r->layout->spread >= (kin ? ATL_SPREADS : SPREAD_WIDE);
}

/* Within the frames of both ends, if there is a way; else out of them and in again. */
static bool route_edge(struct atl_router *r, struct atl_linkage *strand, uint32_t edge, bool soft) {
  if (atl_search_work(r->search) > ATL_SEARCH_WORK)
    return false;
  return search_edge(r, strand, edge, soft, false) ||
         (may_go_wide(r, edge) && search_edge(r, strand, edge, soft, true));
}

/* The label of a strand whose trail has just been marked. */
static bool settle_label(struct atl_router *r, struct atl_linkage *strand) {
  strand->labelled = atl_link_label(r, strand);
  if (strand->labelled)
    atl_label_mark(r, strand, true);
  return strand->labelled;
}

/* From the tail to one end of a site, along it, and from its other end to the head. The half that is there already is
 * marked while the other is searched for. */
static bool route_by(struct atl_router *r, struct atl_linkage *strand, const struct atl_site *site, bool onward,
                     const atl_gates *start, const atl_gates *goal) {
  const struct atl_gate *in = onward ? &site->left : &site->right, *out = onward ? &site->right : &site->left;
  atl_gates first = {0}, second = {0};
  struct atl_trail a, b;
  *atl_vec_push(&first) = *in;
  *atl_vec_push(&second) = *out;
  struct atl_quest quest = {.start = start, .goal = &first};
  uint32_t row = (uint32_t)in->spot.row;
  int32_t low = atl_min32(in->spot.col, out->spot.col), high = atl_max32(in->spot.col, out->spot.col);
  int32_t y = r->grid.y[row], x0 = r->grid.x[low + 1], x1 = r->grid.x[high - 1];
  atl_grid_mark(&r->grid, x0, y, x1, y, ATL_GROUND_LINK_NODE, true);
  bool found = atl_search_run(r->search, &quest, &a);
  if (found) {
    atl_trail_mark(r, strand, &a, true);
    atl_grid_mark(&r->grid, x0, y, x1, y, ATL_GROUND_LINK_NODE, true);
    quest = (struct atl_quest){.start = &second, .goal = goal};
    found = atl_search_run(r->search, &quest, &b);
    atl_trail_mark(r, strand, &a, false);
    if (found) {
      for (uint32_t i = 0; i < b.spot.len; i++)
        *atl_vec_push(&a.spot) = b.spot.at[i];
      a.end = b.end;
      a.cost += b.cost;
      atl_vec_release(&b.spot);
    } else
      atl_vec_release(&a.spot);
  }
  atl_grid_mark(&r->grid, x0, y, x1, y, ATL_GROUND_LINK_NODE, false);
  atl_vec_release(&first);
  atl_vec_release(&second);
  if (!found)
    return false;
  atl_trail_straighten(&a);
  if (!atl_trail_is_sound(&r->grid, &a)) {
    atl_vec_release(&a.spot);
    return false;
  }
  *atl_vec_push(&strand->trail) = a;
  *atl_vec_push(&strand->drawn) = strand->edge.at[0];
  strand->cost = a.cost;
  atl_trail_mark(r, strand, &strand->trail.at[0], true);
  return true;
}

/* A way for a link that has room for its label on none of the short ones: by way of a place that has. */
static bool search_by_label(struct atl_router *r, struct atl_linkage *strand, bool wide) {
  const struct atl_edge *e = &r->layout->order->edge.at[strand->edge.at[0]];
  struct atl_site site[ATL_SITES];
  atl_gates start = {0}, goal = {0};
  uint32_t sites = atl_label_sites(r, strand, e, site);
  edge_gates(r, strand, e, false, &start, &goal);
  open_frames(r, e, wide, true);
  uint32_t best = UINT32_MAX, best_site = 0;
  bool best_onward = false;
  for (uint32_t i = 0; i < 2 * sites; i++) {
    bool onward = i % 2;
    if (!route_by(r, strand, &site[i / 2], onward, &start, &goal))
      continue;
    if (strand->cost < best && settle_label(r, strand)) {
      best = strand->cost;
      best_site = i / 2;
      best_onward = onward;
    }
    forget(r, strand);
  }
  bool found = best != UINT32_MAX && route_by(r, strand, &site[best_site], best_onward, &start, &goal) &&
               settle_label(r, strand);
  open_frames(r, e, wide, false);
  atl_vec_release(&start);
  atl_vec_release(&goal);
  return found;
}

static bool route_by_label(struct atl_router *r, struct atl_linkage *strand) {
  return search_by_label(r, strand, false) || (may_go_wide(r, strand->edge.at[0]) && search_by_label(r, strand, true));
}

/* Routes a strand that is not routed; what finds no way, or no room for its label, is missing. */
static void route(struct atl_router *r, struct atl_linkage *strand) {
  for (uint32_t i = 0; i < strand->edge.len; i++) {
    uint32_t edge = strand->edge.at[i];
    if (route_edge(r, strand, edge, false))
      atl_trail_mark(r, strand, &strand->trail.at[strand->trail.len - 1], true);
    else
      *atl_vec_push(&strand->missing) = edge;
  }
  if (!strand->label.lines || !strand->trail.len || settle_label(r, strand))
    return;
  uint32_t least = strand->least;
  forget(r, strand);
  if (atl_search_work(r->search) <= ATL_SEARCH_WORK && route_by_label(r, strand))
    strand->least = least;
  else
    *atl_vec_push(&strand->missing) = strand->edge.at[0];
}

/* Leads one link over the ground of others; gives how many of those have lost it and are in `lost`. */
static void push_through(struct atl_router *r, uint32_t index, uint32_t edge, atl_spots *lost) {
  struct atl_linkage *strand = &r->strand.at[index];
  if (!route_edge(r, strand, edge, true)) {
    *atl_vec_push(&strand->missing) = edge;
    return;
  }
  const struct atl_trail *trail = &strand->trail.at[strand->trail.len - 1];
  atl_trail_hit(r, strand, trail, true);
  for (uint32_t i = 0; i < r->strand.len; i++)
    if (i != index && r->strand.at[i].trail.len && atl_strand_is_hit(r, &r->strand.at[i])) {
      forget(r, &r->strand.at[i]);
      *atl_vec_push(lost) = (struct atl_spot){.col = (int32_t)i};
    }
  atl_trail_hit(r, strand, trail, false);
  atl_trail_mark(r, strand, trail, true);
}

static void rescue(struct atl_router *r) {
  atl_spots queue = {0}; /* strands, in .col */
  uint32_t tries = 0;
  for (uint32_t i = 0; i < r->strand.len; i++)
    if (r->strand.at[i].missing.len) {
      *atl_vec_push(&queue) = (struct atl_spot){.col = (int32_t)i};
      tries += RESCUES;
    }
  uint64_t stop = atl_search_work(r->search) + RESCUE_WORK * (r->layout->spread == ATL_SPREADS ? LAST_TIME : 1);
  for (uint32_t at = 0; at < queue.len && tries && atl_search_work(r->search) < stop; at++, tries--) {
    uint32_t index = (uint32_t)queue.at[at].col;
    struct atl_linkage *strand = &r->strand.at[index];
    if (!strand->missing.len)
      continue;
    atl_spots lost = {0};
    forget(r, strand);
    for (uint32_t i = 0; i < strand->edge.len; i++)
      push_through(r, index, strand->edge.at[i], &lost);
    if (strand->label.lines && strand->trail.len && !settle_label(r, strand)) {
      forget(r, strand);
      if (!route_by_label(r, strand))
        *atl_vec_push(&strand->missing) = strand->edge.at[0];
    }
    for (uint32_t i = 0; i < lost.len; i++) {
      struct atl_linkage *other = &r->strand.at[lost.at[i].col];
      route(r, other);
      if (other->missing.len)
        *atl_vec_push(&queue) = lost.at[i];
    }
    atl_vec_release(&lost);
  }
  atl_vec_release(&queue);
}

/* Tries again what is longer than it would have to be, now that all the others are there. */
static void improve(struct atl_router *r) {
  struct turn *turn = atl_alloc(r->strand.len, sizeof *turn);
  uint64_t stop = atl_search_work(r->search) + IMPROVE_WORK;
  for (int round = 0; round < ROUNDS; round++) {
    for (uint32_t i = 0; i < r->strand.len; i++)
      turn[i] = (struct turn){.key = -((int64_t)r->strand.at[i].cost - r->strand.at[i].least), .strand = i};
    qsort(turn, r->strand.len, sizeof *turn, by_key);
    bool better = false;
    for (uint32_t i = 0; i < r->strand.len && -turn[i].key > DETOUR && atl_search_work(r->search) < stop; i++) {
      struct atl_linkage *strand = &r->strand.at[turn[i].strand];
      if (strand->missing.len || strand->cost < strand->least + strand->least / 2 + DETOUR)
        continue;
      struct atl_linkage old = *strand;
      uint32_t cost = strand->cost;
      for (uint32_t k = 0; k < old.trail.len; k++)
        atl_trail_mark(r, &old, &old.trail.at[k], false);
      if (old.labelled)
        atl_label_mark(r, &old, false);
      *strand = (struct atl_linkage){.label = old.label, .head = old.head, .tail = old.tail, .next = old.next};
      strand->most = old.edge.len == 1 ? cost : 0;
      strand->edge.at = old.edge.at;
      strand->edge.len = old.edge.len;
      strand->edge.cap = old.edge.cap;
      route(r, strand);
      if (strand->missing.len || strand->cost >= cost) { /* it was better before */
        forget(r, strand);
        atl_vec_release(&strand->trail);
        atl_vec_release(&strand->drawn);
        atl_vec_release(&strand->missing);
        *strand = old;
        for (uint32_t k = 0; k < old.trail.len; k++)
          atl_trail_mark(r, strand, &strand->trail.at[k], true);
        if (strand->labelled)
          atl_label_mark(r, strand, true);
        continue;
      }
      better = true;
      strand->most = 0;
      for (uint32_t k = 0; k < old.trail.len; k++)
        atl_vec_release(&old.trail.at[k].spot);
      atl_vec_release(&old.trail);
      atl_vec_release(&old.drawn);
      atl_vec_release(&old.missing);
    }
    if (!better)
      break;
  }
  free(turn);
}

static void miss(struct atl_linkage *strand) {
  for (uint32_t i = 0; i < strand->edge.len; i++)
    *atl_vec_push(&strand->missing) = strand->edge.at[i];
}

static void route_all(struct atl_router *r) {
  struct turn *turn = atl_alloc(r->strand.len, sizeof *turn);
  for (uint32_t i = 0; i < r->strand.len; i++) {
    sort_edges(r, &r->strand.at[i]);
    turn[i] = (struct turn){.key = distance(r, r->strand.at[i].edge.at[0]), .strand = i};
  }
  qsort(turn, r->strand.len, sizeof *turn, by_key);
  uint32_t missing = 0, most = r->layout->spread < ATL_SPREADS ? r->layout->order->edge.len / 16 + 2 : ATL_NONE;
  for (uint32_t i = 0; i < r->strand.len; i++) {
    struct atl_linkage *strand = &r->strand.at[turn[i].strand];
    if (missing <= most)
      route(r, strand);
    else
      miss(strand);
    missing += strand->missing.len;
  }
  free(turn);
  if (missing > most)
    return; /* it will be tried again with more room */
  rescue(r);
  improve(r);
}

/* -- from the grid to the drawing -------------------------------------------------------------------------------- */

/* In px the tip of an arrowhead ends where the border of its box begins: half a stroke before its middle. */
static struct atl_point tip(const struct atl_router *r, const struct atl_gate *gate, uint32_t box) {
  static const int8_t dx[4] = {0, 1, 0, -1}, dy[4] = {-1, 0, 1, 0};
  struct atl_point p = gate->border;
  if (r->grid.cells)
    return p;
  int32_t by = atl_box_look(r->layout->styled, &r->layout->order->box.at[box])->stroke / 2;
  return (struct atl_point){p.x + dx[gate->way] * by, p.y + dy[gate->way] * by};
}

static void commit(struct atl_router *r) {
  struct atl_place *place = r->layout->place;
  const struct atl_order *order = r->layout->order;
  atl_points points = {0};
  for (uint32_t i = 0; i < r->strand.len; i++) {
    struct atl_linkage *strand = &r->strand.at[i];
    for (uint32_t k = 0; k < strand->missing.len; k++)
      *atl_vec_push(&place->undrawn) = strand->missing.at[k];
    if (!strand->trail.len)
      continue;
    uint32_t net = order->box.len + place->net.len;
    *atl_vec_push(&place->net) =
        (struct atl_net){.edge = strand->drawn.at[0], .edges = strand->trail.len, .quiet = true};
    for (uint32_t k = 0; k < strand->trail.len; k++) {
      struct atl_trail *trail = &strand->trail.at[k];
      const struct atl_edge *edge = &order->edge.at[strand->drawn.at[k]];
      if (strand->head)
        trail->end.border = tip(r, &trail->end, edge->head);
      if (strand->tail)
        trail->start.border = tip(r, &trail->start, edge->tail);
      atl_trail_points(r, trail, &points);
      *atl_vec_push(&place->route) = (struct atl_route){.first_point = place->point.len,
                                                        .points = points.len & 0x3fffffffu,
                                                        .head = strand->head,
                                                        .tail = strand->tail,
                                                        .net = net};
      for (uint32_t p = 0; p < points.len; p++)
        *atl_vec_push(&place->point) = points.at[p];
    }
    if (strand->labelled)
      *atl_vec_push(&place->label) = strand->label;
  }
  atl_vec_release(&points);
}

static void shift(struct atl_place *place, const struct atl_order *order, int32_t dx, int32_t dy) {
  for (uint32_t i = 0; i < order->box.len; i++) {
    place->box[i].x += dx;
    place->box[i].y += dy;
  }
  for (uint32_t i = 0; i < place->label.len; i++) {
    place->label.at[i].rect.x += dx;
    place->label.at[i].rect.y += dy;
  }
  for (uint32_t i = 0; i < place->point.len; i++) {
    place->point.at[i].x += dx;
    place->point.at[i].y += dy;
  }
  place->w += dx;
  place->h += dy;
}

/* Widens the drawing where links go round it. */
static void widen(struct atl_place *place, const struct atl_order *order) {
  int32_t margin = place->cells ? 0 : 16 * ATL_PX, on = place->cells ? 1 : 0;
  int32_t left = margin, top = margin, right = place->w - margin, bottom = place->h - margin;
  for (uint32_t i = 0; i < place->point.len; i++) {
    struct atl_point p = place->point.at[i];
    left = atl_min32(left, p.x);
    top = atl_min32(top, p.y);
    right = atl_max32(right, p.x + on);
    bottom = atl_max32(bottom, p.y + on);
  }
  for (uint32_t i = 0; i < place->label.len; i++) {
    struct atl_rect l = place->label.at[i].rect;
    left = atl_min32(left, l.x);
    top = atl_min32(top, l.y);
    right = atl_max32(right, atl_rect_right(l));
    bottom = atl_max32(bottom, atl_rect_bottom(l));
  }
  place->w = right + margin;
  place->h = bottom + margin;
  shift(place, order, margin - left, margin - top);
}

static void release(struct atl_router *r) {
  for (uint32_t i = 0; i < r->strand.len; i++) {
    struct atl_linkage *strand = &r->strand.at[i];
    for (uint32_t k = 0; k < strand->trail.len; k++)
      atl_vec_release(&strand->trail.at[k].spot);
    atl_vec_release(&strand->trail);
    atl_vec_release(&strand->edge);
    atl_vec_release(&strand->drawn);
    atl_vec_release(&strand->missing);
  }
  atl_vec_release(&r->strand);
  if (r->search)
    atl_search_free(r->search);
  atl_grid_release(&r->grid);
}

/* How many lanes beyond each side: for links that go round, and for a label that is wider than all the rest. */
static int32_t lanes_outside(const struct atl_router *r) {
  const struct atl_place *place = r->layout->place;
  uint32_t links = r->layout->order->edge.len;
  int32_t lanes = links < LINKS_A_LANE * MOST_LANES ? OUTSIDE_LANES + (int32_t)(links / LINKS_A_LANE) : MOST_LANES;
  int32_t longest = 0, lane = place->cells ? 1 : LANE_PX * ATL_PX;
  for (uint32_t i = 0; i < r->strand.len; i++)
    longest = atl_max32(longest, r->strand.at[i].label.rect.w);
  if (longest > place->w)
    lanes = atl_max32(lanes, (longest - place->w) / (2 * lane) + LABEL_LANES);
  return atl_min32(lanes, MOST_LANES);
}

void atl_place_links(struct atl_layout *layout) {
  struct atl_place *place = layout->place;
  const struct atl_order *order = layout->order;
  struct atl_router r = {.layout = layout};
  uint32_t fixed = place->route.len;
  make_strands(&r);
  if (!atl_grid_lay(&r.grid, place, order, lanes_outside(&r))) {
    for (uint32_t i = 0; i < r.strand.len; i++)
      for (uint32_t k = 0; k < r.strand.at[i].edge.len; k++)
        *atl_vec_push(&place->undrawn) = r.strand.at[i].edge.at[k];
    place->limit = ATL_LIMIT_GROUND;
    release(&r);
    return;
  }
  r.search = atl_search_new(&r.grid, layout->spread == ATL_SPREADS);
  route_all(&r);
  layout->searched += atl_search_work(r.search);
  if (atl_search_work(r.search) > ATL_SEARCH_WORK)
    place->limit = ATL_LIMIT_SEARCH;
  commit(&r);
  if (!place->cells)
    atl_nudge(place, order, fixed);
  widen(place, order);
  release(&r);
}
