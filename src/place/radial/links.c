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
#include "base/sort.h"
#include "place/measure.h"
#include "place/radial/radial.h"

#include <stdlib.h>

enum {
  BOWS = 9,            /* how many bends are tried: none, and four to either side */
  BETWEEN = 8,         /* and how many between these */
  BEND = 6,            /* two half steps are so much of the length of the link */
  CLEAR = 5 * ATL_PX,  /* between a link and a foreign box */
  LOOP = 34 * ATL_PX,  /* how far a loop reaches out of its box */
  ROUND = 25 * ATL_PX, /* how far from the corner its ends are at most */
  LOOPS = 12,          /* how many loops are tried: three sizes at four corners */
  PARTS = 64,          /* of a curve, of which a label covers some */
  ROUNDS = 16,         /* how many ways round the rings are tried */
  BESIDE = 2 * ATL_PX, /* and how far apart they pass between boxes */
};

struct twin { /* links between the same two boxes */
  uint32_t one, other, kind, edge;
};

struct linker {
  struct atl_radial *r;
  struct atl_radial_field *field;
  uint32_t lane, lanes; /* of links that go round */
  uint32_t turn;        /* how many ways round have been tried for this one */
  uint32_t *nth;        /* by edge: how many before it join the same boxes */
  uint32_t *like;       /* by edge: the first one that looks like it, from the same box to the same; often itself */
  uint32_t *drawn_by;   /* by such an edge: the net that draws it, or ATL_NONE */
  uint8_t *looped;      /* by box: how many of the loops that can be tried are taken, or have no room */
};

/* How much is looked at for what is left: first for ways that are seen apart, then for ways that keep off boxes. */
enum care { APART, ANY_WAY, NONE };

static enum care care_of(const struct linker *l) {
  uint64_t work = atl_radial_work(l->field);
  return work <= ATL_RADIAL_WORK ? APART : work <= 2 * (uint64_t)ATL_RADIAL_WORK ? ANY_WAY : NONE;
}

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

static bool covers(struct atl_rect r, struct atl_point p) {
  return p.x > r.x && p.x < atl_rect_right(r) && p.y > r.y && p.y < atl_rect_bottom(r);
}

/* Whether a curve keeps clear of all boxes, its own ends aside, which it leaves and enters from outside. */
static bool is_free(const struct linker *l, const struct atl_point *curve, uint32_t tail, uint32_t head,
                    int32_t clear) {
  return !covers(l->r->box[tail], curve[1]) && !covers(l->r->box[head], curve[2]) &&
         atl_radial_is_free(l->field, curve, tail, head, clear);
}

/* Finds room for a label in a curve, near its middle; where `alone`, away from all wires. */
static bool find_room(const struct linker *l, struct atl_label *label, const struct atl_point *curve, bool alone) {
  static const int tried[] = {8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13};
  for (size_t i = 0; i < sizeof tried / sizeof *tried && label->lines; i++) {
    struct atl_point at = atl_curve_point(curve, tried[i]);
    label->rect.x = (at.x - label->rect.w / 2) / ATL_PX * ATL_PX;
    label->rect.y = (at.y - label->rect.h / 2) / ATL_PX * ATL_PX;
    if (atl_radial_is_free_rect(l->field, label->rect, CLEAR) && !(alone && atl_radial_is_wired(l->field, label->rect)))
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

/* What was drawn since then stays. */
static void keep(struct linker *l, uint32_t e, struct mark since) {
  atl_radial_field_add(l->field, since.route, since.label);
  if (l->drawn_by[l->like[e]] == ATL_NONE)
    l->drawn_by[l->like[e]] = since.net;
}

/* A link joins the net of one that looks like it and is drawn. */
static bool join(struct linker *l, uint32_t e) {
  uint32_t net = l->drawn_by[l->like[e]];
  if (net != ATL_NONE)
    l->r->layout->place->net.at[net].edges++;
  return net != ATL_NONE;
}

static void take_back(struct linker *l, struct mark to) {
  struct atl_place *place = l->r->layout->place;
  place->point.len = to.point;
  place->route.len = to.route;
  place->net.len = to.net;
  place->label.len = to.label;
}

/* How the routes from `first` on lie to others, as long as that is asked. */
static enum atl_together together(struct linker *l, uint32_t first) {
  return care_of(l) == APART ? atl_radial_together(l->field, first) : ATL_SEEN_APART;
}

/* Draws a curve, if it lies on no other as far as that is allowed. */
static bool draw_curve(struct linker *l, uint32_t e, const struct atl_point *curve, struct atl_label *label,
                       enum atl_together allowed) {
  struct mark before = mark(l);
  atl_pen_start(l->r->layout->place, add_net(l, e), curve[0]);
  atl_pen_curve(l->r->layout->place, curve[1], curve[2], curve[3]);
  finish(l, e, label);
  if (together(l, before.route) <= allowed) {
    keep(l, e, before);
    return true;
  }
  take_back(l, before);
  return false;
}

/* A loop, at the first of the four corners where there is room for it; the later of several are larger. */
static bool draw_loop(struct linker *l, uint32_t e, struct atl_label *label) {
  uint32_t box = edge_at(l, e)->tail;
  for (enum atl_together allowed = ATL_SEEN_APART; allowed <= ATL_ON_ONE_LINE; allowed++)
    for (uint8_t i = l->looped[box]; i < LOOPS; i++) {
      struct atl_point curve[4];
      loop(l, e, i % 4, LOOP * (i / 4 + 1) + (label->lines ? 2 * label->rect.h : 0), curve);
      if (!is_free(l, curve, box, box, CLEAR) || !find_room(l, label, curve, true) ||
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
  bool kin = order->box.at[edge->tail].parent == edge->head || order->box.at[edge->head].parent == edge->tail;
  struct atl_point curve[4];
  /* The straight way of kin is that of their wire; links between the same boxes take ways of their own. */
  for (int32_t i = (int32_t)l->nth[e] + kin; i < BOWS + BETWEEN; i++) {
    bool back = edge->tail > edge->head; /* left and right as seen from the same end */
    int32_t bend = i < BOWS ? (i + 1) / 2 * 2 : (i - BOWS) / 2 * 2 + 1;
    bow(l, e, (i & 1) == back ? -bend : bend, curve);
    if (is_free(l, curve, edge->tail, edge->head, CLEAR) &&
        (find_room(l, label, curve, true) || find_room(l, label, curve, false)) &&
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

/* The edge of a sector that is nearest to an angle, of a box, or of any of the first ring, whose sectors follow each
 * other clockwise. */
static int64_t edge_near(const struct linker *l, uint32_t v, int64_t to) {
  const struct atl_radial *r = l->r;
  uint32_t first = v, last = v;
  if (!atl_ring_of(r, v)) {
    first = r->order->box.at[v].first_child;
    last = first + r->order->box.at[v].child_count - 1;
  }
  uint32_t low = first, high = last; /* the last sector that begins before it */
  while (to < r->begin[first])
    to += ATL_TURN;
  while (to >= r->begin[first] + ATL_TURN)
    to -= ATL_TURN;
  while (low < high) {
    uint32_t middle = low + (high - low + 1) / 2;
    if (r->begin[middle] <= to)
      low = middle;
    else
      high = middle - 1;
  }
  const uint32_t near[] = {first, low > first ? low - 1 : low, low, low < last ? low + 1 : low, last};
  int64_t best = r->begin[first];
  for (size_t i = 0; i < sizeof near / sizeof *near; i++)
    for (int k = 0; k < 2; k++) {
      int64_t at = k ? r->end[near[i]] : r->begin[near[i]];
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
  for (int alone = 1; alone >= 0 && !room; alone--) /* best where no other wire passes */
    for (uint32_t i = 0; i + 3 < route->points && !room; i += 3)
      room = find_room(l, label, &place->point.at[route->first_point + i], alone);
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

/* Draws a link round the rings, and it stays; false where its label has no room. */
static bool go_round(struct linker *l, uint32_t e, struct atl_label *label) {
  struct mark before = mark(l);
  uint32_t best = ROUNDS;
  enum atl_together least = ATL_ON_ONE_LINE;
  for (l->turn = 0; l->turn < ROUNDS; l->turn++) {
    if (round_once(l, e, label) && (!l->turn || keeps_off(l, e, before.route))) {
      enum atl_together found = together(l, before.route);
      if (found == ATL_SEEN_APART) {
        keep(l, e, before);
        return true;
      }
      if (best == ROUNDS || found < least) {
        best = l->turn;
        least = found;
      }
    }
    take_back(l, before);
  }
  l->turn = best;
  if (best < ROUNDS) {
    round_once(l, e, label);
    keep(l, e, before);
  }
  return best < ROUNDS;
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

/* Links that may share a net come to stand side by side, the first of them in front. */
static int by_look(const void *a, const void *b) {
  const struct twin *x = a, *y = b;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  return by_ends(a, b);
}

/* Finds links between the same boxes, and of those the ones that look alike: they lead the same way and have one kind,
 * one head and no label. */
static void find_twins(struct linker *l) {
  uint32_t m = l->r->order->edge.len;
  struct twin *twin = atl_alloc(m, sizeof *twin);
  l->nth = atl_alloc(m, sizeof *l->nth);
  l->like = atl_alloc(m, sizeof *l->like);
  l->drawn_by = atl_alloc(m, sizeof *l->drawn_by);
  for (uint32_t e = 0; e < m; e++) {
    const struct atl_edge *edge = edge_at(l, e);
    bool back = edge->tail > edge->head;
    twin[e] = (struct twin){.one = back ? edge->head : edge->tail, .other = back ? edge->tail : edge->head, .edge = e};
    l->like[e] = e;
    l->drawn_by[e] = ATL_NONE;
  }
  atl_sort(twin, m, sizeof *twin, by_ends);
  for (uint32_t i = 1; i < m; i++)
    if (twin[i].one == twin[i - 1].one && twin[i].other == twin[i - 1].other)
      l->nth[twin[i].edge] = l->nth[twin[i - 1].edge] + 1;
  uint32_t alike = 0;
  for (uint32_t e = 0; e < m; e++) {
    const struct atl_edge *edge = edge_at(l, e);
    const struct atl_link *link = &l->r->layout->map->link.at[edge->link];
    if (link->arrow == ATL_ARROW_FORWARD && !link->label)
      twin[alike++] = (struct twin){.one = edge->tail, .other = edge->head, .kind = link->alike, .edge = e};
  }
  if (alike)
    atl_sort(twin, alike, sizeof *twin, by_look);
  for (uint32_t i = 1; i < alike; i++)
    if (twin[i].kind == twin[i - 1].kind && twin[i].one == twin[i - 1].one && twin[i].other == twin[i - 1].other)
      l->like[twin[i].edge] = l->like[twin[i - 1].edge];
  free(twin);
}

static void draw_links(struct linker *l) {
  struct atl_place *place = l->r->layout->place;
  uint32_t m = l->r->order->edge.len;
  ATL_VEC(uint32_t) round = {0};
  ATL_VEC(struct atl_label) label = {0};
  for (uint32_t e = 0; e < m; e++) {
    enum care care = care_of(l);
    bool around = edge_at(l, e)->tail == edge_at(l, e)->head;
    *atl_vec_push(&label) = care == NONE ? (struct atl_label){0} : atl_measure_label(l->r->layout, e);
    if (care != NONE && (around ? draw_loop(l, e, &label.at[e]) : draw_bow(l, e, &label.at[e])))
      place->careless += care == ANY_WAY;
    else if (join(l, e))
      continue;
    else if (around)
      *atl_vec_push(&place->undrawn) = e;
    else
      *atl_vec_push(&round) = e;
  }
  l->lanes = round.len;
  for (l->lane = 0; l->lane < l->lanes; l->lane++) {
    uint32_t e = round.at[l->lane];
    enum care care = care_of(l);
    if (join(l, e))
      continue;
    if (care != NONE && go_round(l, e, &label.at[e]))
      place->careless += care == ANY_WAY;
    else /* a link whose label has no room is not drawn: half of it would say something else */
      *atl_vec_push(&place->undrawn) = e;
  }
  if (place->undrawn.len && care_of(l) == NONE)
    place->limit = ATL_LIMIT_CURVES;
  atl_vec_release(&round);
  atl_vec_release(&label);
}

void atl_radial_links(struct atl_radial *r) {
  struct linker l = {.r = r};
  if (!r->order->edge.len)
    return;
  l.field = atl_radial_field_new(r);
  l.looped = atl_alloc(r->order->box.len, sizeof *l.looped);
  find_twins(&l);
  draw_links(&l);
  atl_radial_field_free(l.field);
  free(l.nth);
  free(l.like);
  free(l.drawn_by);
  free(l.looped);
}
