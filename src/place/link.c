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
  NEED_HEAD_PX = 14, /* straight before an arrowhead's tip, and behind a tail */
  NEED_TAIL_PX = 8,
  LOOP_CELLS = 4,
  LOOP_PX = 24,          /* between the ends of a link from a box to itself; a row counts for two columns */
  CORNER_PX = 8,         /* between a port and a corner of its box */
  BESIDE_PORT = 24,      /* cost of a port next to another, and of one next but one, and so on */
  ANOTHER_PORT = 10,     /* to leave the tail once more instead of branching off */
  TAKEN = 160,           /* of a port that has to be freed */
  RESCUES = 3,           /* tries for each link that has no way */
  ROUNDS = 2,            /* of trying again what is too long */
  DETOUR = 52,           /* cost beyond the least one that is worth another try */
  RESCUE_WORK = 8000000, /* cells that may be looked at for each of the two */
  IMPROVE_WORK = 4000000,
};

/* -- strands ----------------------------------------------------------------------------------------------------- */

static bool shares(const struct atl_layout *layout, const struct atl_strand *strand, const struct atl_edge *edge) {
  const struct atl_link *link = &layout->map->link.at[edge->link];
  const struct atl_edge *first = &layout->order->edge.at[strand->edge.at[0]];
  const struct atl_link *other = &layout->map->link.at[first->link];
  if (first->tail != edge->tail || other->kind != link->kind || link->label || other->label ||
      link->arrow != ATL_ARROW_FORWARD || other->arrow != ATL_ARROW_FORWARD || edge->tail == edge->head)
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
  for (uint32_t i = 0; i < order->edge.len; i++) {
    const struct atl_edge *edge = &order->edge.at[i];
    const struct atl_link *link = &r->layout->map->link.at[edge->link];
    struct atl_strand *strand = NULL;
    for (uint32_t k = 0; k < r->strand.len && !strand; k++)
      if (shares(r->layout, &r->strand.at[k], edge))
        strand = &r->strand.at[k];
    if (!strand) {
      struct atl_label label = atl_measure_label(r->layout, i);
      strand = atl_vec_push(&r->strand);
      *strand = (struct atl_strand){
          .label = label, .head = link->arrow != ATL_ARROW_NONE, .tail = link->arrow == ATL_ARROW_BOTH};
    }
    *atl_vec_push(&strand->edge) = i;
  }
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
static void sort_edges(struct atl_router *r, struct atl_strand *strand) {
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

/* -- gates ------------------------------------------------------------------------------------------------------- */

struct side {
  const struct atl_grid *grid;
  struct atl_rect box;
  unsigned side;        /* which one of the box */
  unsigned way;         /* of a wire that leaves */
  int32_t border, need; /* where it is, and how far from there a wire may turn */
  bool soft;
};

/* The gate of one lane through a side, if the way from the border to it is free. */
static void try_gate(const struct side *s, int32_t lane, int32_t gate, atl_gates *gates) {
  const struct atl_grid *grid = s->grid;
  bool down = atl_way_down(s->way);
  const int32_t *across = down ? grid->y : grid->x;
  int32_t step = s->way == ATL_WAY_DOWN || s->way == ATL_WAY_RIGHT ? 1 : -1;
  unsigned links = ATL_GROUND_LINK_ALONG | ATL_GROUND_LINK_DOWN | ATL_GROUND_LINK_NODE, seen = 0;
  uint32_t cost = 0;
  for (int32_t i = gate;; i -= step) { /* from the gate back to the border */
    int32_t off = (across[i] - s->border) * step;
    if (off < (grid->cells ? 0 : 1))
      break;
    unsigned ground = grid->ground[down ? atl_grid_at(grid, lane, i) : atl_grid_at(grid, i, lane)];
    if (i == gate) {
      if (ground & (ATL_GROUND_BOX | ATL_GROUND_NODE | ATL_GROUND_FRAME |
                    (down ? ATL_GROUND_DOWN | ATL_GROUND_BY_DOWN : ATL_GROUND_ALONG | ATL_GROUND_BY_ALONG)))
        return;
      seen |= ground & (ATL_GROUND_LINK_NODE | (down ? ATL_GROUND_LINK_DOWN : ATL_GROUND_LINK_ALONG));
    } else if (off == 0) {
      if (ground & ATL_GROUND_NODE)
        return;
      seen |= ground & ATL_GROUND_LINK_NODE;
    } else {
      if (ground & (ATL_GROUND_ALONG | ATL_GROUND_DOWN | ATL_GROUND_NODE | ATL_GROUND_FRAME) ||
          ground & (down ? ATL_GROUND_BY_DOWN : ATL_GROUND_BY_ALONG) || (ground & ATL_GROUND_BOX && off >= grid->keep))
        return;
      seen |= ground & links;
    }
    if (i == 0 || i == (down ? grid->rows : grid->cols) - 1)
      break;
  }
  if (seen && !s->soft)
    return;
  cost += seen ? TAKEN : 0;
  /* Not beside another port, where there is a choice. */
  int32_t lanes = down ? grid->cols : grid->rows, at = atl_lane_from(across, down ? grid->rows : grid->cols, s->border);
  int32_t look = grid->cells ? at : gate;
  for (int32_t d = 1; d <= 3; d++)
    for (int32_t k = lane - d; k <= lane + d; k += 2 * d) {
      if (k < 0 || k >= lanes || look < 0)
        continue;
      unsigned ground = grid->ground[down ? atl_grid_at(grid, k, look) : atl_grid_at(grid, look, k)];
      unsigned port = grid->cells ? ATL_ANY_NODE : down ? ATL_ANY_DOWN | ATL_ANY_NODE : ATL_ANY_ALONG | ATL_ANY_NODE;
      if (ground & port)
        cost += grid->cells ? BESIDE_PORT / (uint32_t)(d * d) : BESIDE_PORT / (uint32_t)(4 * d * d);
    }
  int32_t where = down ? grid->x[lane] : grid->y[lane];
  int32_t start = down ? s->box.x : s->box.y, length = (down ? s->box.w : s->box.h) - (grid->cells ? 1 : 0);
  int32_t off = abs(2 * where - 2 * start - length);
  cost += (uint32_t)(grid->cells ? (down ? off / 2 : off) : off / (16 * ATL_PX));
  struct atl_gate *g = atl_vec_push(gates);
  *g = (struct atl_gate){.way = (uint8_t)s->way, .cost = cost};
  g->spot = down ? (struct atl_spot){lane, gate} : (struct atl_spot){gate, lane};
  g->border = down ? (struct atl_point){where, s->border} : (struct atl_point){s->border, where};
}

/* Every way to leave a box, or to enter it. `inside`: the box is a frame and the other end stands in it. */
static void find_gates(const struct atl_router *r, uint32_t box, bool arrow, bool inside, bool soft, atl_gates *gates) {
  const struct atl_grid *grid = &r->grid;
  struct atl_rect b = r->layout->place->box[box];
  bool cells = grid->cells;
  int32_t corner = cells ? 1 : CORNER_PX * ATL_PX, on = cells ? 1 : 0;
  gates->len = 0;
  for (unsigned side = 0; side < 4; side++) {
    struct side s = {.grid = grid, .box = b, .side = side, .way = inside ? atl_way_back(side) : side, .soft = soft};
    s.need = cells ? (arrow ? 2 : 1) : (arrow ? NEED_HEAD_PX : NEED_TAIL_PX) * ATL_PX;
    bool down = atl_way_down(side), far = side == ATL_WAY_DOWN || side == ATL_WAY_RIGHT;
    bool onward = s.way == ATL_WAY_DOWN || s.way == ATL_WAY_RIGHT;
    s.border = (down ? b.y : b.x) + (far ? (down ? b.h : b.w) - on : 0);
    const int32_t *across = down ? grid->y : grid->x, *along = down ? grid->x : grid->y;
    int32_t acrosses = down ? grid->rows : grid->cols, alongs = down ? grid->cols : grid->rows;
    int32_t gate = onward ? atl_lane_from(across, acrosses, s.border + s.need)
                          : atl_lane_from(across, acrosses, s.border - s.need + 1) - 1;
    int32_t from = (down ? b.x : b.y) + corner, to = (down ? atl_rect_right(b) : atl_rect_bottom(b)) - on - corner;
    if (gate < 0 || gate >= acrosses)
      continue;
    for (int32_t lane = atl_lane_from(along, alongs, from); lane < alongs && along[lane] <= to; lane++)
      try_gate(&s, lane, gate, gates);
  }
}

/* -- marks ------------------------------------------------------------------------------------------------------- */

struct ink { /* the bits a wire leaves */
  unsigned along, down, node;
};

static const struct ink link_ink = {ATL_GROUND_LINK_ALONG, ATL_GROUND_LINK_DOWN, ATL_GROUND_LINK_NODE};
static const struct ink hit_ink = {ATL_GROUND_HIT_ALONG, ATL_GROUND_HIT_DOWN, ATL_GROUND_HIT_NODE};

/* What is done to each cell of a trail; `bits` as in link_ink. */
typedef void cell_visitor(void *context, struct atl_spot at, unsigned bits);

static void visit_gate(const struct atl_grid *grid, const struct atl_gate *gate, bool arrow, const struct ink *ink,
                       cell_visitor *visit, void *context) {
  bool down = atl_way_down(gate->way);
  int32_t step = gate->way == ATL_WAY_DOWN || gate->way == ATL_WAY_RIGHT ? 1 : -1;
  const int32_t *across = down ? grid->y : grid->x;
  int32_t at = down ? gate->spot.row : gate->spot.col, border = down ? gate->border.y : gate->border.x, first = at;
  for (; at >= 0 && at < (down ? grid->rows : grid->cols); at -= step) {
    int32_t off = (across[at] - border) * step;
    if (off < (grid->cells ? 0 : 1))
      break;
    unsigned bits = down ? ink->down : ink->along;
    if (off == 0 || (arrow && at != first))
      bits |= ink->node;
    visit(context, down ? (struct atl_spot){gate->spot.col, at} : (struct atl_spot){at, gate->spot.row}, bits);
  }
}

static bool turns(struct atl_spot a, struct atl_spot b, unsigned way) {
  return atl_way_down(way) ? a.row == b.row && a.col != b.col : a.col == b.col && a.row != b.row;
}

static void visit_trail(const struct atl_grid *grid, const struct atl_trail *trail, bool tail, bool head,
                        const struct ink *ink, cell_visitor *visit, void *context) {
  const struct atl_spot *p = trail->spot.at;
  uint32_t n = trail->spot.len;
  for (uint32_t i = 0; i < n; i++) {
    bool node = (i && i + 1 < n) || (!i && trail->branches);
    if (!i && !trail->branches)
      node |=
          n > 1 ? turns(p[0], p[1], trail->start.way) : atl_way_down(trail->start.way) != atl_way_down(trail->end.way);
    if (i + 1 == n && n > 1)
      node |= turns(p[n - 1], p[n - 2], trail->end.way);
    if (node)
      visit(context, p[i], ink->node);
    if (i + 1 == n)
      break;
    int32_t dc = (p[i + 1].col > p[i].col) - (p[i + 1].col < p[i].col),
            dr = (p[i + 1].row > p[i].row) - (p[i + 1].row < p[i].row);
    for (struct atl_spot at = p[i];; at.col += dc, at.row += dr) {
      visit(context, at, dr ? ink->down : ink->along);
      if (at.col == p[i + 1].col && at.row == p[i + 1].row)
        break;
    }
  }
  if (!trail->branches)
    visit_gate(grid, &trail->start, tail, ink, visit, context);
  visit_gate(grid, &trail->end, head, ink, visit, context);
}

static void set_bits(void *context, struct atl_spot at, unsigned bits) {
  struct atl_grid *grid = context;
  grid->ground[atl_grid_at(grid, at.col, at.row)] |= (uint16_t)bits;
}

static void clear_bits(void *context, struct atl_spot at, unsigned bits) {
  struct atl_grid *grid = context;
  grid->ground[atl_grid_at(grid, at.col, at.row)] &= (uint16_t)~bits;
}

static void mark_trail(struct atl_router *r, const struct atl_strand *strand, const struct atl_trail *trail, bool set) {
  visit_trail(&r->grid, trail, strand->tail, strand->head, &link_ink, set ? set_bits : clear_bits, &r->grid);
}

struct finding {
  const struct atl_grid *grid;
  bool found;
};

/* A cell that a wire which wants this ground cannot share. */
static void find_hit(void *context, struct atl_spot at, unsigned bits) {
  struct finding *f = context;
  unsigned ground = f->grid->ground[atl_grid_at(f->grid, at.col, at.row)];
  bool node =
      bits & ATL_GROUND_LINK_NODE && ground & (ATL_GROUND_HIT_ALONG | ATL_GROUND_HIT_DOWN | ATL_GROUND_HIT_NODE);
  f->found |= node || ground & ATL_GROUND_HIT_NODE || (bits & ATL_GROUND_LINK_ALONG && ground & ATL_GROUND_HIT_ALONG) ||
              (bits & ATL_GROUND_LINK_DOWN && ground & ATL_GROUND_HIT_DOWN);
}

static void mark_label(struct atl_router *r, const struct atl_strand *strand, bool set) {
  struct atl_rect l = strand->label.rect;
  int32_t on = r->grid.cells ? 1 : 0;
  atl_grid_mark(&r->grid, l.x, l.y, atl_rect_right(l) - on, atl_rect_bottom(l) - on, ATL_GROUND_LINK_NODE, set);
}

static bool in_the_way(struct atl_router *r, const struct atl_strand *strand) {
  struct finding f = {.grid = &r->grid};
  for (uint32_t i = 0; i < strand->trail.len && !f.found; i++)
    visit_trail(&r->grid, &strand->trail.at[i], strand->tail, strand->head, &link_ink, find_hit, &f);
  struct atl_rect l = strand->label.rect;
  int32_t on = r->grid.cells ? 1 : 0;
  if (strand->labelled && atl_grid_bits(&r->grid, l.x, l.y, atl_rect_right(l) - on, atl_rect_bottom(l) - on) &
                              (ATL_GROUND_HIT_ALONG | ATL_GROUND_HIT_DOWN | ATL_GROUND_HIT_NODE))
    f.found = true;
  return f.found;
}

/* -- routing ----------------------------------------------------------------------------------------------------- */

static void forget(struct atl_router *r, struct atl_strand *strand) {
  for (uint32_t i = 0; i < strand->trail.len; i++)
    mark_trail(r, strand, &strand->trail.at[i], false);
  if (strand->labelled)
    mark_label(r, strand, false);
  for (uint32_t i = 0; i < strand->trail.len; i++)
    atl_vec_release(&strand->trail.at[i].spot);
  strand->trail.len = strand->drawn.len = strand->missing.len = 0;
  strand->labelled = false;
  strand->cost = strand->least = 0;
}

struct gathering {
  const struct atl_grid *grid;
  atl_spots *spot;
};

/* A wire may branch off where nothing else is: not at a crossing, not at a port. */
static void gather(void *context, struct atl_spot at, unsigned bits) {
  struct gathering *g = context;
  unsigned ground = g->grid->ground[atl_grid_at(g->grid, at.col, at.row)];
  unsigned both = ATL_GROUND_LINK_ALONG | ATL_GROUND_LINK_DOWN;
  (void)bits;
  if (ground & (ATL_GROUND_BOX | ATL_GROUND_ALONG | ATL_GROUND_DOWN | ATL_GROUND_NODE | ATL_ANY_BY) ||
      ((ground & both) == both && !(ground & ATL_GROUND_LINK_NODE)))
    return;
  *atl_vec_push(g->spot) = at;
}

static void branches(const struct atl_router *r, const struct atl_strand *strand, atl_spots *spot) {
  struct gathering g = {.grid = &r->grid, .spot = spot};
  spot->len = 0;
  for (uint32_t i = 0; i < strand->trail.len; i++) {
    struct atl_trail bare = strand->trail.at[i]; /* without its ends, where arrowheads are */
    const struct atl_spot *p = bare.spot.at;
    for (uint32_t k = 0; k + 1 < bare.spot.len; k++) {
      int32_t dc = (p[k + 1].col > p[k].col) - (p[k + 1].col < p[k].col),
              dr = (p[k + 1].row > p[k].row) - (p[k + 1].row < p[k].row);
      for (struct atl_spot at = p[k]; at.col != p[k + 1].col || at.row != p[k + 1].row; at.col += dc, at.row += dr)
        gather(&g, at, 0);
    }
  }
}

static bool is_frame(const struct atl_place *place, uint32_t box) { return place->frame && place->frame[box]; }

static bool within(const struct atl_order *order, uint32_t box, uint32_t frame) {
  for (; box != ATL_NONE; box = order->box.at[box].parent)
    if (box == frame)
      return true;
  return false;
}

/* Opens the borders of the frames that a link leads out of or into, or closes them again. */
static void open_frames(struct atl_router *r, uint32_t box, uint32_t other, bool open) {
  const struct atl_place *place = r->layout->place;
  const struct atl_order *order = r->layout->order;
  if (!place->frame)
    return;
  for (uint32_t i = order->box.at[box].parent; i != ATL_NONE; i = order->box.at[i].parent) {
    if (!place->frame[i] || within(order, other, i))
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

static void edge_gates(const struct atl_router *r, const struct atl_strand *strand, const struct atl_edge *e, bool soft,
                       atl_gates *start, atl_gates *goal) {
  const struct atl_order *order = r->layout->order;
  const struct atl_place *place = r->layout->place;
  bool loop = e->tail == e->head;
  find_gates(r, e->tail, strand->tail, !loop && is_frame(place, e->tail) && within(order, e->head, e->tail), soft,
             start);
  find_gates(r, e->head, strand->head, !loop && is_frame(place, e->head) && within(order, e->tail, e->head), soft,
             goal);
}

void atl_trail_straighten(struct atl_trail *trail) {
  struct atl_spot *p = trail->spot.at;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < trail->spot.len; i++) {
    if (kept && p[kept - 1].col == p[i].col && p[kept - 1].row == p[i].row)
      continue;
    if (kept > 1 && ((p[kept - 2].col == p[kept - 1].col && p[kept - 1].col == p[i].col) ||
                     (p[kept - 2].row == p[kept - 1].row && p[kept - 1].row == p[i].row)))
      kept--;
    p[kept++] = p[i];
  }
  trail->spot.len = kept;
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
    struct atl_quest quest = {.start = &one, .goal = &others, .soft = soft};
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

static bool route_edge(struct atl_router *r, struct atl_strand *strand, uint32_t edge, bool soft) {
  const struct atl_order *order = r->layout->order;
  const struct atl_edge *e = &order->edge.at[edge];
  atl_gates start = {0}, goal = {0};
  atl_spots branch = {0};
  bool loop = e->tail == e->head;
  open_frames(r, e->tail, e->head, true);
  open_frames(r, e->head, e->tail, true);
  edge_gates(r, strand, e, soft, &start, &goal);
  branches(r, strand, &branch);
  if (strand->trail.len)
    for (uint32_t i = 0; i < start.len; i++)
      start.at[i].cost += ANOTHER_PORT;
  struct atl_quest quest = {.start = &start, .goal = &goal, .branch = strand->trail.len ? &branch : NULL, .soft = soft};
  struct atl_trail trail;
  bool found = loop ? search_loop(r, &start, &goal, soft, &trail) : atl_route_far(r, &quest, &trail);
  if (!found && !loop)
    found = atl_search_run(r->search, &quest, &trail);
  open_frames(r, e->tail, e->head, false);
  open_frames(r, e->head, e->tail, false);
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

/* The label of a strand whose trail has just been marked. */
static bool settle_label(struct atl_router *r, struct atl_strand *strand) {
  strand->labelled = atl_link_label(r, strand);
  if (strand->labelled)
    mark_label(r, strand, true);
  return strand->labelled;
}

/* From the tail to one end of a site, along it, and from its other end to the head. The half that is there already is
 * marked while the other is searched for. */
static bool route_by(struct atl_router *r, struct atl_strand *strand, const struct atl_site *site, bool onward,
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
    mark_trail(r, strand, &a, true);
    atl_grid_mark(&r->grid, x0, y, x1, y, ATL_GROUND_LINK_NODE, true);
    quest = (struct atl_quest){.start = &second, .goal = goal};
    found = atl_search_run(r->search, &quest, &b);
    mark_trail(r, strand, &a, false);
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
  *atl_vec_push(&strand->trail) = a;
  *atl_vec_push(&strand->drawn) = strand->edge.at[0];
  strand->cost = a.cost;
  mark_trail(r, strand, &strand->trail.at[0], true);
  return true;
}

/* A way for a link that has room for its label on none of the short ones: by way of a place that has. */
static bool route_by_label(struct atl_router *r, struct atl_strand *strand) {
  const struct atl_edge *e = &r->layout->order->edge.at[strand->edge.at[0]];
  const struct atl_place *place = r->layout->place;
  struct atl_site site[ATL_SITES];
  atl_gates start = {0}, goal = {0};
  uint32_t sites = atl_label_sites(r, strand, place->box[e->tail], place->box[e->head], site);
  edge_gates(r, strand, e, false, &start, &goal);
  open_frames(r, e->tail, e->head, true);
  open_frames(r, e->head, e->tail, true);
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
  open_frames(r, e->tail, e->head, false);
  open_frames(r, e->head, e->tail, false);
  atl_vec_release(&start);
  atl_vec_release(&goal);
  return found;
}

/* Routes a strand that is not routed; what finds no way, or no room for its label, is missing. */
static void route(struct atl_router *r, struct atl_strand *strand) {
  for (uint32_t i = 0; i < strand->edge.len; i++) {
    uint32_t edge = strand->edge.at[i];
    if (route_edge(r, strand, edge, false))
      mark_trail(r, strand, &strand->trail.at[strand->trail.len - 1], true);
    else
      *atl_vec_push(&strand->missing) = edge;
  }
  if (!strand->label.lines || !strand->trail.len || settle_label(r, strand))
    return;
  uint32_t least = strand->least;
  forget(r, strand);
  if (route_by_label(r, strand))
    strand->least = least;
  else
    *atl_vec_push(&strand->missing) = strand->edge.at[0];
}

/* Leads one link over the ground of others; gives how many of those have lost it and are in `lost`. */
static void push_through(struct atl_router *r, uint32_t index, uint32_t edge, atl_spots *lost) {
  struct atl_strand *strand = &r->strand.at[index];
  if (!route_edge(r, strand, edge, true)) {
    *atl_vec_push(&strand->missing) = edge;
    return;
  }
  const struct atl_trail *trail = &strand->trail.at[strand->trail.len - 1];
  visit_trail(&r->grid, trail, strand->tail, strand->head, &hit_ink, set_bits, &r->grid);
  for (uint32_t i = 0; i < r->strand.len; i++)
    if (i != index && r->strand.at[i].trail.len && in_the_way(r, &r->strand.at[i])) {
      forget(r, &r->strand.at[i]);
      r->strand.at[i].turns++;
      *atl_vec_push(lost) = (struct atl_spot){.col = (int32_t)i};
    }
  visit_trail(&r->grid, trail, strand->tail, strand->head, &hit_ink, clear_bits, &r->grid);
  mark_trail(r, strand, trail, true);
}

static void rescue(struct atl_router *r) {
  atl_spots queue = {0}; /* strands, in .col */
  uint32_t tries = 0;
  for (uint32_t i = 0; i < r->strand.len; i++)
    if (r->strand.at[i].missing.len) {
      *atl_vec_push(&queue) = (struct atl_spot){.col = (int32_t)i};
      tries += RESCUES;
    }
  uint64_t stop = atl_search_work(r->search) + RESCUE_WORK;
  for (uint32_t at = 0; at < queue.len && tries && atl_search_work(r->search) < stop; at++, tries--) {
    uint32_t index = (uint32_t)queue.at[at].col;
    struct atl_strand *strand = &r->strand.at[index];
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
      struct atl_strand *other = &r->strand.at[lost.at[i].col];
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
      struct atl_strand *strand = &r->strand.at[turn[i].strand];
      if (strand->missing.len || strand->cost < strand->least + strand->least / 2 + DETOUR)
        continue;
      struct atl_strand old = *strand;
      uint32_t cost = strand->cost;
      for (uint32_t k = 0; k < old.trail.len; k++)
        mark_trail(r, &old, &old.trail.at[k], false);
      if (old.labelled)
        mark_label(r, &old, false);
      *strand = (struct atl_strand){.label = old.label, .head = old.head, .tail = old.tail, .turns = old.turns};
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
          mark_trail(r, strand, &strand->trail.at[k], true);
        if (strand->labelled)
          mark_label(r, strand, true);
        continue;
      }
      better = true;
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

static void route_all(struct atl_router *r) {
  struct turn *turn = atl_alloc(r->strand.len, sizeof *turn);
  for (uint32_t i = 0; i < r->strand.len; i++) {
    sort_edges(r, &r->strand.at[i]);
    turn[i] = (struct turn){.key = distance(r, r->strand.at[i].edge.at[0]), .strand = i};
  }
  qsort(turn, r->strand.len, sizeof *turn, by_key);
  for (uint32_t i = 0; i < r->strand.len; i++)
    route(r, &r->strand.at[turn[i].strand]);
  free(turn);
  uint32_t missing = 0;
  for (uint32_t i = 0; i < r->strand.len; i++)
    missing += r->strand.at[i].missing.len;
  if (missing > r->layout->order->edge.len / 16 + 2 && r->layout->spread < ATL_SPREADS)
    return; /* it will be tried again with more room */
  rescue(r);
  improve(r);
}

/* -- from the grid to the drawing -------------------------------------------------------------------------------- */

static void add_point(atl_points *points, struct atl_point p) {
  uint32_t n = points->len;
  const struct atl_point *at = points->at;
  if (n && at[n - 1].x == p.x && at[n - 1].y == p.y)
    return;
  if (n > 1 &&
      ((at[n - 2].x == at[n - 1].x && at[n - 1].x == p.x) || (at[n - 2].y == at[n - 1].y && at[n - 1].y == p.y)))
    points->len--;
  *atl_vec_push(points) = p;
}

void atl_trail_points(const struct atl_router *r, const struct atl_trail *trail, atl_points *points) {
  points->len = 0;
  if (!trail->branches)
    add_point(points, trail->start.border);
  for (uint32_t i = 0; i < trail->spot.len; i++)
    add_point(points, (struct atl_point){r->grid.x[trail->spot.at[i].col], r->grid.y[trail->spot.at[i].row]});
  add_point(points, trail->end.border);
}

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
    struct atl_strand *strand = &r->strand.at[i];
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

void atl_place_links(struct atl_layout *layout) {
  struct atl_place *place = layout->place;
  const struct atl_order *order = layout->order;
  struct atl_router r = {.layout = layout};
  uint32_t fixed = place->route.len;
  int32_t more = OUTSIDE_LANES + (int32_t)(order->edge.len / LINKS_A_LANE);
  if (!atl_grid_lay(&r.grid, place, order, atl_min32(more, MOST_LANES))) {
    for (uint32_t i = 0; i < order->edge.len; i++)
      *atl_vec_push(&place->undrawn) = i;
    return;
  }
  r.search = atl_search_new(&r.grid);
  make_strands(&r);
  route_all(&r);
  commit(&r);
  if (!place->cells)
    atl_nudge(place, order, fixed);
  widen(place, order);
  for (uint32_t i = 0; i < r.strand.len; i++) {
    struct atl_strand *strand = &r.strand.at[i];
    for (uint32_t k = 0; k < strand->trail.len; k++)
      atl_vec_release(&strand->trail.at[k].spot);
    atl_vec_release(&strand->trail);
    atl_vec_release(&strand->edge);
    atl_vec_release(&strand->drawn);
    atl_vec_release(&strand->missing);
  }
  atl_vec_release(&r.strand);
  atl_search_free(r.search);
  atl_grid_release(&r.grid);
}
