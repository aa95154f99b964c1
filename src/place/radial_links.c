/* clang-format off */
/* Links over a radial drawing, beside the hierarchy and never through a box.
 *
 * First a bow is tried: straight from box to box, then bent a little to either side, then more. Where boxes are in the
 * way of all of them, there is always a way round the rings:
 *
 *         ╭────────╮          out of the one box towards the middle, around in the free room between two rings,
 *       ┌─┴─┐    ┌─┴─┐        if the other box is on a farther ring out again along the edge of the sector, where no
 *       └───┘    └───┘        box stands, around between those rings, and into the other box from below.
 *
 * Each such link has a lane of its own in these rooms. A label stands in its link. No link lies on another, or on a
 * wire: of all ways that are free, the first is taken that is seen as a line of its own. */
/* clang-format on */
#include "place/measure.h"
#include "place/radial.h"

#include <stdlib.h>

enum {
  BOWS = 9,            /* how many bends are tried: none, and four to either side */
  BETWEEN = 8,         /* and how many between these */
  BEND = 6,            /* two half steps are so much of the length of the link */
  CLEAR = 5 * ATL_PX,  /* between a link and a foreign box */
  LOOP = 34 * ATL_PX,  /* how far a loop reaches out of its box */
  ROUND = 25 * ATL_PX, /* how far from the corner its ends are at most */
  ASKED_WIRES = 2000,  /* in a drawing of more, labels may stand over foreign wires */
  LOOPS = 12,          /* how many loops are tried: three sizes at four corners */
  PARTS = 64,          /* of a curve, of which a label covers some */
  ROUNDS = 16,         /* how many ways round the rings are tried */
  BESIDE = 2 * ATL_PX, /* and how far apart they pass between boxes */
};

struct beside { /* a box, sorted by its left side */
  int32_t x;
  uint32_t box;
};

struct twin { /* links between the same two boxes */
  uint32_t one, other, edge;
};

struct linker {
  struct atl_radial *r;
  struct beside *beside;
  int32_t widest;
  uint32_t lane, lanes; /* of links that go round */
  uint32_t turn;        /* how many ways round have been tried for this one */
  uint32_t *nth;        /* by edge: how many before it join the same boxes */
  uint8_t *looped;      /* by box: how many of the loops that can be tried are taken, or have no room */
};

static const struct atl_edge *edge_at(const struct linker *l, uint32_t e) { return &l->r->order->edge.at[e]; }

static enum atl_arrow arrow_of(const struct linker *l, uint32_t e) {
  return l->r->layout->map->link.at[edge_at(l, e)->link].arrow;
}

static struct atl_rect grown(struct atl_rect r, int32_t by) {
  return (struct atl_rect){r.x - by, r.y - by, r.w + 2 * by, r.h + 2 * by};
}

/* A box as a link that begins or ends there meets it: a tip stands before the border, a plain end on it. */
static struct atl_rect met(const struct linker *l, uint32_t v, bool tip) {
  const struct atl_layout *layout = l->r->layout;
  return grown(l->r->box[v], tip ? atl_box_look(layout->styled, &l->r->order->box.at[v])->stroke / 2 : 0);
}

/* -- who is in the way ------------------------------------------------------------------------------------------- */

static int by_left(const void *a, const void *b) {
  const struct beside *x = a, *y = b;
  if (x->x != y->x)
    return x->x < y->x ? -1 : 1;
  return x->box < y->box ? -1 : x->box > y->box;
}

static void sort_boxes(struct linker *l) {
  uint32_t n = l->r->order->box.len;
  l->beside = atl_alloc(n, sizeof *l->beside);
  for (uint32_t v = 0; v < n; v++) {
    l->beside[v] = (struct beside){l->r->box[v].x, v};
    l->widest = atl_max32(l->widest, l->r->box[v].w);
  }
  qsort(l->beside, n, sizeof *l->beside, by_left);
}

/* The first box in the sorted list that may reach right of `x`. */
static uint32_t first_beside(const struct linker *l, int32_t x) {
  uint32_t low = 0, high = l->r->order->box.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (l->beside[middle].x < x - l->widest)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool covers(struct atl_rect r, struct atl_point p) {
  return p.x > r.x && p.x < atl_rect_right(r) && p.y > r.y && p.y < atl_rect_bottom(r);
}

/* Whether a curve keeps clear of all boxes, its own ends aside, which it leaves and enters from outside. */
static bool is_free(const struct linker *l, const struct atl_point *curve, uint32_t tail, uint32_t head,
                    int32_t clear) {
  if (covers(l->r->box[tail], curve[1]) || covers(l->r->box[head], curve[2]))
    return false;
  struct atl_point low = curve[0], high = low;
  for (int i = 1; i < 4; i++) {
    low = (struct atl_point){atl_min32(low.x, curve[i].x), atl_min32(low.y, curve[i].y)};
    high = (struct atl_point){atl_max32(high.x, curve[i].x), atl_max32(high.y, curve[i].y)};
  }
  for (uint32_t i = first_beside(l, low.x - clear); i < l->r->order->box.len && l->beside[i].x <= high.x + clear; i++) {
    uint32_t v = l->beside[i].box;
    struct atl_rect box = grown(l->r->box[v], v == tail || v == head ? 0 : clear);
    bool near = box.y <= high.y && atl_rect_bottom(box) >= low.y && atl_rect_right(box) >= low.x;
    if (near && atl_curve_cuts(curve, box))
      return false;
  }
  return true;
}

static bool is_free_rect(const struct linker *l, struct atl_rect rect) {
  struct atl_rect wide = grown(rect, CLEAR);
  const struct atl_place *place = l->r->layout->place;
  for (uint32_t i = first_beside(l, wide.x); i < l->r->order->box.len && l->beside[i].x <= atl_rect_right(wide); i++)
    if (atl_rect_overlap(wide, l->r->box[l->beside[i].box]))
      return false;
  for (uint32_t i = 0; i < place->label.len; i++)
    if (atl_rect_overlap(wide, place->label.at[i].rect))
      return false;
  return true;
}

/* Whether one of the first `routes` wires runs through the rectangle. */
static bool is_wired(const struct linker *l, struct atl_rect rect, uint32_t routes) {
  const struct atl_place *place = l->r->layout->place;
  for (uint32_t k = 0; k < routes && routes <= ASKED_WIRES; k++) {
    const struct atl_point *p = &place->point.at[place->route.at[k].first_point];
    for (uint32_t i = 0; i + 3 < place->route.at[k].points; i += 3)
      if (atl_curve_cuts(&p[i], grown(rect, ATL_PX)))
        return true;
  }
  return false;
}

/* Finds room for a label in a curve, near its middle; away from the first `routes` wires. */
static bool find_room(const struct linker *l, struct atl_label *label, const struct atl_point *curve, uint32_t routes) {
  static const int tried[] = {8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13};
  for (size_t i = 0; i < sizeof tried / sizeof *tried && label->lines; i++) {
    struct atl_point at = atl_curve_point(curve, tried[i]);
    label->rect.x = (at.x - label->rect.w / 2) / ATL_PX * ATL_PX;
    label->rect.y = (at.y - label->rect.h / 2) / ATL_PX * ATL_PX;
    if (is_free_rect(l, label->rect) && !is_wired(l, label->rect, routes))
      return true;
  }
  return !label->lines;
}

/* -- a net for a link -------------------------------------------------------------------------------------------- */

static uint32_t add_net(struct linker *l, uint32_t e) {
  struct atl_place *place = l->r->layout->place;
  const struct atl_edge *edge = edge_at(l, e);
  *atl_vec_push(&place->net) =
      (struct atl_net){.edge = e, .edges = 1, .tail = edge->tail, .head = edge->head, .quiet = true};
  return l->r->order->box.len + place->net.len - 1;
}

/* One coordinate of the blossom of a cubic curve: where its handles are on the piece between two of the arguments,
 * which are in PARTS. */
static int32_t blossom(int64_t a, int64_t b, int64_t c, int64_t d, int64_t r, int64_t s, int64_t t) {
  int64_t ab = a * (PARTS - r) + b * r, bc = b * (PARTS - r) + c * r, cd = c * (PARTS - r) + d * r;
  int64_t abc = ab * (PARTS - s) + bc * s, bcd = bc * (PARTS - s) + cd * s;
  return (int32_t)((abc * (PARTS - t) + bcd * t) / (PARTS * PARTS * PARTS));
}

static struct atl_point on_curve(const struct atl_point *p, int64_t r, int64_t s, int64_t t) {
  return (struct atl_point){blossom(p[0].x, p[1].x, p[2].x, p[3].x, r, s, t),
                            blossom(p[0].y, p[1].y, p[2].y, p[3].y, r, s, t)};
}

/* Draws the last route once more, without what lies under a label. */
static void cut_under(struct atl_place *place, struct atl_rect label) {
  struct atl_route whole = place->route.at[--place->route.len];
  ATL_VEC(struct atl_point) was = {0};
  atl_vec_reserve(&was, whole.points);
  memcpy(was.at, &place->point.at[whole.first_point], whole.points * sizeof *was.at);
  place->point.len = whole.first_point;
  uint32_t first = place->route.len;
  bool down = false;
  for (uint32_t i = 0; i + 3 < whole.points; i += 3) {
    const struct atl_point *p = &was.at[i];
    for (int64_t from = 0, to; from < PARTS; from = to) {
      bool hidden = covers(label, on_curve(p, from, from, from));
      for (to = from + 1; to < PARTS && covers(label, on_curve(p, to, to, to)) == hidden; to++)
        ;
      if (!hidden) {
        if (!down)
          atl_pen_start(place, whole.net, on_curve(p, from, from, from));
        if (!from && to == PARTS)
          atl_pen_curve(place, p[1], p[2], p[3]);
        else
          atl_pen_curve(place, on_curve(p, from, from, to), on_curve(p, from, to, to), on_curve(p, to, to, to));
      }
      down = !hidden;
    }
  }
  place->route.at[first].tail = whole.tail;
  place->route.at[place->route.len - 1].head = whole.head;
  atl_vec_release(&was);
}

static void finish(struct linker *l, uint32_t e, struct atl_label *label) {
  struct atl_place *place = l->r->layout->place;
  struct atl_route *route = &place->route.at[place->route.len - 1];
  route->head = arrow_of(l, e) != ATL_ARROW_NONE;
  route->tail = arrow_of(l, e) == ATL_ARROW_BOTH;
  if (!label->lines)
    return;
  *atl_vec_push(&place->label) = *label; /* the wire itself has the gap that inline_ would ask for */
  cut_under(place, label->rect);
}

/* -- bows -------------------------------------------------------------------------------------------------------- */

/* The bow from box to box, bent by so many half steps to the left of its way, or to the right. */
static void bow(const struct linker *l, uint32_t e, int32_t bend, struct atl_point curve[4]) {
  const struct atl_edge *edge = edge_at(l, e);
  struct atl_point a = atl_middle(l->r->box[edge->tail]), b = atl_middle(l->r->box[edge->head]);
  int32_t dx = b.x - a.x, dy = b.y - a.y, x = -dy / BEND * bend / 2, y = dx / BEND * bend / 2;
  curve[1] = (struct atl_point){a.x + dx / 3 + x, a.y + dy / 3 + y};
  curve[2] = (struct atl_point){b.x - dx / 3 + x, b.y - dy / 3 + y};
  curve[0] = atl_border_towards(met(l, edge->tail, arrow_of(l, e) == ATL_ARROW_BOTH), curve[1]);
  curve[3] = atl_border_towards(met(l, edge->head, arrow_of(l, e) != ATL_ARROW_NONE), curve[2]);
  if (!bend) {
    curve[1] = curve[0];
    curve[2] = curve[3];
  }
}

/* From the right side of a box, or the left, round a corner to its top or bottom, so far out; from the middle of a side
 * of a small box, and of a large one from near the corner, which the curve would cut else. */
static void loop(const struct linker *l, uint32_t e, int32_t corner, int32_t reach, struct atl_point curve[4]) {
  struct atl_rect r = met(l, edge_at(l, e)->tail, true);
  struct atl_point at = atl_middle(r);
  int32_t side = corner & 1 ? -1 : 1, up = corner & 2 ? 1 : -1, w = r.w / 2, h = r.h / 2;
  int32_t x = w - atl_min32(w - w / 2, ROUND), y = h - atl_min32(h, ROUND);
  curve[0] = (struct atl_point){at.x + side * w, at.y + up * y};
  curve[1] = (struct atl_point){at.x + side * (w + LOOP), at.y + up * (y + LOOP / 4)};
  curve[2] = (struct atl_point){at.x + side * (x + LOOP / 4), at.y + up * (h + reach)};
  curve[3] = (struct atl_point){at.x + side * x, at.y + up * h};
}

/* What was there before a link was drawn. */
struct mark {
  uint32_t point, route, net, label;
};

static struct mark mark(const struct linker *l) {
  const struct atl_place *place = l->r->layout->place;
  return (struct mark){place->point.len, place->route.len, place->net.len, place->label.len};
}

static void take_back(struct linker *l, struct mark to) {
  struct atl_place *place = l->r->layout->place;
  place->point.len = to.point;
  place->route.len = to.route;
  place->net.len = to.net;
  place->label.len = to.label;
}

/* Draws a curve, if it lies on no other as far as that is allowed. */
static bool draw_curve(struct linker *l, uint32_t e, const struct atl_point *curve, struct atl_label *label,
                       enum atl_together allowed) {
  struct mark before = mark(l);
  atl_pen_start(l->r->layout->place, add_net(l, e), curve[0]);
  atl_pen_curve(l->r->layout->place, curve[1], curve[2], curve[3]);
  finish(l, e, label);
  if (atl_radial_together(l->r->layout->place, before.route) <= allowed)
    return true;
  take_back(l, before);
  return false;
}

/* A loop, at the first of the four corners where there is room for it; the later of several are larger. */
static bool draw_loop(struct linker *l, uint32_t e, struct atl_label *label) {
  uint32_t box = edge_at(l, e)->tail;
  const struct atl_place *place = l->r->layout->place;
  for (enum atl_together allowed = ATL_SEEN_APART; allowed <= ATL_ON_ONE_LINE; allowed++)
    for (uint8_t i = l->looped[box]; i < LOOPS; i++) {
      struct atl_point curve[4];
      loop(l, e, i % 4, LOOP * (i / 4 + 1) + (label->lines ? 2 * label->rect.h : 0), curve);
      if (!is_free(l, curve, box, box, CLEAR) || !find_room(l, label, curve, place->route.len) ||
          !draw_curve(l, e, curve, label, allowed))
        continue;
      l->looped[box] = i + 1;
      return true;
    }
  return false;
}

static bool draw_bow(struct linker *l, uint32_t e, struct atl_label *label) {
  const struct atl_edge *edge = edge_at(l, e);
  const struct atl_order *order = l->r->order;
  const struct atl_place *place = l->r->layout->place;
  bool kin = order->box.at[edge->tail].parent == edge->head || order->box.at[edge->head].parent == edge->tail;
  struct atl_point curve[4];
  /* The straight way of kin is that of their wire; links between the same boxes take ways of their own. */
  for (int32_t i = (int32_t)l->nth[e] + kin; i < BOWS + BETWEEN; i++) {
    bool back = edge->tail > edge->head; /* left and right as seen from the same end */
    int32_t bend = i < BOWS ? (i + 1) / 2 * 2 : (i - BOWS) / 2 * 2 + 1;
    bow(l, e, (i & 1) == back ? -bend : bend, curve);
    if (is_free(l, curve, edge->tail, edge->head, CLEAR) &&
        (find_room(l, label, curve, place->route.len) || find_room(l, label, curve, 0)) &&
        draw_curve(l, e, curve, label, ATL_SEEN_APART))
      return true;
  }
  return false;
}

/* -- round the rings --------------------------------------------------------------------------------------------- */

/* A whole turn more or less, so that the way from one angle to the other is the shorter one. */
static int64_t nearest(int64_t angle, int64_t to) {
  while (to - angle > ATL_TURN / 2)
    to -= ATL_TURN;
  while (angle - to > ATL_TURN / 2)
    to += ATL_TURN;
  return to;
}

/* This part of what is shared out among the links that go round, as places between it and 0. Ways that are tried later
 * take what is next to it. */
static int64_t own_part(const struct linker *l, int64_t of) {
  uint32_t aside = (l->turn + 1) / 2, lanes = l->lanes + aside;
  return of * (l->lane + (l->turn % 2 ? aside : 0) + 1) / (lanes + 1);
}

/* The radius of this link's lane below a ring. */
static int64_t lane_below(const struct linker *l, uint32_t ring) {
  int64_t low = l->r->ring[ring - 1].outer, high = l->r->ring[ring].inner;
  return low + own_part(l, high - low);
}

/* Where this link leaves a box, on the side of an angle: not where its wire does, and each in a place of its own. */
static int64_t leave(const struct linker *l, uint32_t v, int64_t to) {
  const struct atl_radial *r = l->r;
  int64_t half = (r->end[v] - r->begin[v]) / 2, at = r->angle[v];
  int64_t covers = atl_arc_steps(atl_radial_across(r, v, at) / 2, r->radius[v]);
  int64_t side = (covers < half ? covers : half) * (10 + own_part(l, 40)) / 80;
  return nearest(at, to) > at ? at + side : at - side;
}

/* The edge of a sector that is nearest to an angle, of a box, or of any of the first ring. */
static int64_t edge_near(const struct linker *l, uint32_t v, int64_t to) {
  const struct atl_radial *r = l->r;
  uint32_t first = v, last = v;
  if (!atl_ring_of(r, v)) {
    first = r->order->box.at[v].first_child;
    last = first + r->order->box.at[v].child_count - 1;
  }
  int64_t best = r->begin[first];
  for (uint32_t i = first; i <= last; i++)
    for (int k = 0; k < 2; k++) {
      int64_t at = k ? r->end[i] : r->begin[i];
      if (llabs(nearest(to, at) - to) < llabs(nearest(to, best) - to))
        best = at;
    }
  return best;
}

/* How far beside the edge of sectors this link passes there, in steps. */
static int64_t beside_edge(const struct linker *l, uint32_t low, uint32_t head) {
  const struct atl_radial *r = l->r;
  int64_t off = atl_arc_steps(CLEAR / 2, r->radius[head]) * (2 * (int64_t)l->lane + 1 - l->lanes) / (l->lanes + 1);
  int64_t beside = atl_arc_steps(BESIDE * ((l->turn + 1) / 2), low ? r->ring[low].outer : r->radius[head]);
  return l->turn % 2 ? off + beside : off - beside;
}

/* Draws a link round the rings, in a way that has been tried so often; false where its label has no room. */
static bool round_once(struct linker *l, uint32_t e, struct atl_label *label) {
  struct atl_radial *r = l->r;
  const struct atl_edge *edge = edge_at(l, e);
  bool swap = atl_ring_of(r, edge->tail) > atl_ring_of(r, edge->head);
  uint32_t a = swap ? edge->head : edge->tail, b = swap ? edge->tail : edge->head;
  uint32_t low = atl_ring_of(r, a), high = atl_ring_of(r, b);
  struct atl_polar corner[6], turned[6];
  uint32_t count = 0;
  int64_t beyond = lane_below(l, high), at;
  if (low == high) {
    at = leave(l, a, r->angle[b]);
    corner[count++] = (struct atl_polar){at, r->ring[low].inner};
    corner[count++] = (struct atl_polar){at, beyond};
  } else {
    /* Edges of sectors are used by many: each link keeps a little off, within the gap between boxes. */
    int64_t side = edge_near(l, a, r->angle[b]) + beside_edge(l, low, b);
    if (low) {
      at = leave(l, a, side);
      corner[count++] = (struct atl_polar){at, r->ring[low].inner};
      corner[count++] = (struct atl_polar){at, lane_below(l, low)};
      side = nearest(at, side);
      corner[count++] = (struct atl_polar){side, lane_below(l, low)};
    } else
      corner[count++] = (struct atl_polar){side, r->ring[0].outer};
    corner[count++] = (struct atl_polar){side, beyond};
  }
  int64_t last = corner[count - 1].angle, to = nearest(last, leave(l, b, last));
  corner[count++] = (struct atl_polar){to, beyond};
  corner[count++] = (struct atl_polar){to, r->ring[high].inner};
  for (uint32_t i = 0; i < count; i++)
    turned[i] = corner[swap ? count - 1 - i : i];
  struct atl_rect tail = met(l, edge->tail, arrow_of(l, e) == ATL_ARROW_BOTH),
                  head = met(l, edge->head, arrow_of(l, e) != ATL_ARROW_NONE);
  atl_radial_path(r, add_net(l, e), tail, head, turned, count);
  struct atl_place *place = r->layout->place;
  const struct atl_route *route = &place->route.at[place->route.len - 1];
  bool room = !label->lines;
  for (uint32_t routes = place->route.len - 1;; routes = 0) { /* best where no other wire passes */
    for (uint32_t i = 0; i + 3 < route->points && !room; i += 3)
      room = find_room(l, label, &place->point.at[route->first_point + i], routes);
    if (room || !routes)
      break;
  }
  if (room)
    finish(l, e, label);
  return room;
}

/* Whether the routes from `first` on, of one link, keep off foreign boxes. */
static bool keeps_off(const struct linker *l, uint32_t e, uint32_t first) {
  const struct atl_place *place = l->r->layout->place;
  for (uint32_t k = first; k < place->route.len; k++)
    for (uint32_t i = 0; i + 3 < place->route.at[k].points; i += 3)
      if (!is_free(l, &place->point.at[place->route.at[k].first_point + i], edge_at(l, e)->tail, edge_at(l, e)->head,
                   CLEAR / 2))
        return false;
  return true;
}

static void go_round(struct linker *l, uint32_t e, struct atl_label *label) {
  struct mark before = mark(l);
  uint32_t best = ROUNDS;
  enum atl_together least = ATL_ON_ONE_LINE;
  for (l->turn = 0; l->turn < ROUNDS; l->turn++) {
    if (round_once(l, e, label) && (!l->turn || keeps_off(l, e, before.route))) {
      enum atl_together found = atl_radial_together(l->r->layout->place, before.route);
      if (found == ATL_SEEN_APART)
        return;
      if (best == ROUNDS || found < least) {
        best = l->turn;
        least = found;
      }
    }
    take_back(l, before);
  }
  l->turn = best;
  if (best < ROUNDS)
    round_once(l, e, label);
  else /* a link whose label has no room is not drawn: half of it would say something else */
    *atl_vec_push(&l->r->layout->place->undrawn) = e;
}

/* -- all links --------------------------------------------------------------------------------------------------- */

static int by_ends(const void *a, const void *b) {
  const struct twin *x = a, *y = b;
  if (x->one != y->one)
    return x->one < y->one ? -1 : 1;
  if (x->other != y->other)
    return x->other < y->other ? -1 : 1;
  return x->edge < y->edge ? -1 : x->edge > y->edge;
}

static void count_twins(struct linker *l) {
  uint32_t m = l->r->order->edge.len;
  struct twin *twin = atl_alloc(m, sizeof *twin);
  l->nth = atl_alloc(m, sizeof *l->nth);
  for (uint32_t e = 0; e < m; e++) {
    const struct atl_edge *edge = edge_at(l, e);
    bool back = edge->tail > edge->head;
    twin[e] = (struct twin){back ? edge->head : edge->tail, back ? edge->tail : edge->head, e};
  }
  qsort(twin, m, sizeof *twin, by_ends);
  for (uint32_t i = 1; i < m; i++)
    if (twin[i].one == twin[i - 1].one && twin[i].other == twin[i - 1].other)
      l->nth[twin[i].edge] = l->nth[twin[i - 1].edge] + 1;
  free(twin);
}

void atl_radial_links(struct atl_radial *r) {
  struct linker l = {.r = r};
  ATL_VEC(uint32_t) round = {0};
  ATL_VEC(struct atl_label) label = {0};
  if (!r->order->edge.len)
    return;
  sort_boxes(&l);
  count_twins(&l);
  l.looped = atl_alloc(r->order->box.len, sizeof *l.looped);
  for (uint32_t e = 0; e < r->order->edge.len; e++) {
    *atl_vec_push(&label) = atl_measure_label(r->layout, e);
    bool around = edge_at(&l, e)->tail == edge_at(&l, e)->head;
    if (around ? draw_loop(&l, e, &label.at[e]) : draw_bow(&l, e, &label.at[e]))
      continue;
    if (around)
      *atl_vec_push(&r->layout->place->undrawn) = e;
    else
      *atl_vec_push(&round) = e;
  }
  l.lanes = round.len;
  for (l.lane = 0; l.lane < l.lanes; l.lane++)
    go_round(&l, round.at[l.lane], &label.at[round.at[l.lane]]);
  atl_vec_release(&round);
  atl_vec_release(&label);
  free(l.beside);
  free(l.nth);
  free(l.looped);
}
