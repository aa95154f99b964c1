/* clang-format off */
/* The mind map: the root in the middle, what is below it on rings around it, clockwise from the top in the author's
 * order.
 *
 *                   ┌───┐            Each box has a sector, which holds it and all that is below it; siblings share out
 *            ┌───┐ ╱ ┌───┐           that of their parent. So boxes of one ring never overlap. They stand
 *            └───┘╲ ╱└───┘           around a circle, which they touch from outside; it is as large as the narrowest
 *                 root               sector wants it, and holds all boxes of the ring before: so those never overlap.
 *                  ╲
 *                ┌───┐
 *
 * In a sector from a to b, a box that stands at its middle fits at the radius r if the lines a and b pass it by:
 * r * sin((b - a) / 2) is at least the half width of the box across that line. That is no search but a formula. How
 * large the sectors are is settled in a few rounds: each box asks for the angle that it would cover at the radius of
 * the round before. The rings are then stretched sideways (see radial.h) by what makes the drawing fill a screen best.
 * Linear in the number of boxes. */
/* clang-format on */
#include "place/radial/radial.h"

#include "place/measure.h"

#include <stdlib.h>

enum {
  ROUNDS = 10,
  BOX_GAP = 14 * ATL_PX,     /* between two boxes of a ring */
  RING_GAP = 36 * ATL_PX,    /* between two rings, for the curves */
  EMPTY_MIDDLE = 8 * ATL_PX, /* of a drawing with several roots, for links to pass */
  TOO_WIDE = 1000,
  NEAR = 6 * ATL_PX, /* a wire stays so far off a sibling */
  ASKED_SIBLINGS = 64,
  MARGIN = 24 * ATL_PX,
  FIRST_RADIUS = 240 * ATL_PX,   /* of a ring, as long as nothing is known */
  MOST_TURN = ATL_TURN * 7 / 16, /* a sector is convex: less than half a turn */
};

/* -- angles ------------------------------------------------------------------------------------------------------ */

static int64_t multiply(int64_t a, int64_t sine) { return a * sine >> 30; }

/* The sine by its series up to the ninth power: exact to 4 millionths. */
int64_t atl_sine(int64_t angle) {
  static const int64_t factor[] = {1686629713, -693598668, 85569306, -5026995, 172272};
  angle &= ATL_TURN - 1;
  int64_t in_half = angle % (ATL_TURN / 2), sign = angle >= ATL_TURN / 2 ? -1 : 1;
  int64_t z = (in_half > ATL_QUARTER_TURN ? ATL_TURN / 2 - in_half : in_half) << 12, square = multiply(z, z), sum = 0;
  for (int i = 4; i >= 0; i--)
    sum = multiply(sum, square) + factor[i];
  return sign * multiply(sum, z);
}

int64_t atl_arc_steps(int64_t length, int64_t radius) {
  return length * 166886 / (radius > 0 ? radius : 1); /* a turn by the circumference of a circle of radius 1 */
}

/* The whole part of a square root, by Newton's method. */
static int64_t root_of(int64_t v) {
  int64_t x = v, y = (v + 1) / 2;
  while (y < x) {
    x = y;
    y = (x + v / x) / 2;
  }
  return x;
}

struct atl_point atl_radial_point(const struct atl_radial *r, int64_t angle, int64_t radius) {
  return (struct atl_point){r->middle.x + (int32_t)(multiply(radius, atl_sine(angle)) * r->stretch / ATL_STRETCH_UNIT),
                            r->middle.y - (int32_t)multiply(radius, atl_cosine(angle))};
}

struct atl_point atl_radial_beside(const struct atl_radial *r, int64_t angle, int64_t radius, int64_t by) {
  int64_t x = multiply(radius, atl_sine(angle)) + multiply(by, atl_cosine(angle));
  int64_t y = multiply(by, atl_sine(angle)) - multiply(radius, atl_cosine(angle));
  return (struct atl_point){r->middle.x + (int32_t)(x * r->stretch / ATL_STRETCH_UNIT), r->middle.y + (int32_t)y};
}

struct atl_point atl_border_towards(struct atl_rect box, struct atl_point from) {
  struct atl_point at = atl_middle(box);
  int64_t dx = (int64_t)from.x - at.x, dy = (int64_t)from.y - at.y, w = box.w / 2, h = box.h / 2;
  int64_t across = dx < 0 ? -dx : dx, down = dy < 0 ? -dy : dy;
  if (across * h > down * w) {
    at.x += (int32_t)(dx < 0 ? -w : w);
    at.y += (int32_t)(dy * w / across);
  } else if (down) {
    at.x += (int32_t)(dx * h / down);
    at.y += (int32_t)(dy < 0 ? -h : h);
  }
  return at;
}

/* -- sectors ----------------------------------------------------------------------------------------------------- */

/* A box as the unstretched circles see it. */
static int64_t narrow_width(const struct atl_radial *r, uint32_t v) {
  return (int64_t)r->box[v].w * ATL_STRETCH_UNIT / r->stretch;
}

/* How wide a box is across a line from the middle at this angle, and along it. */
int64_t atl_radial_across(const struct atl_radial *r, uint32_t v, int64_t angle) {
  return multiply(narrow_width(r, v), llabs(atl_cosine(angle))) + multiply(r->box[v].h, llabs(atl_sine(angle)));
}

static int64_t along(const struct atl_radial *r, uint32_t v, int64_t angle) {
  return multiply(narrow_width(r, v), llabs(atl_sine(angle))) + multiply(r->box[v].h, llabs(atl_cosine(angle)));
}

/* The angle that each box asks for: its own, or that of all its children. `need` is by box. */
static int64_t add_needs(const struct atl_radial *r, int64_t *need, bool known) {
  uint32_t n = r->order->box.len;
  int64_t all = 0;
  for (uint32_t v = n; v--;) {
    const struct atl_box *b = &r->order->box.at[v];
    int64_t ring = atl_ring_of(r, v), below = 0;
    int64_t wide = known ? atl_radial_across(r, v, r->angle[v]) : (narrow_width(r, v) + r->box[v].h) / 2;
    for (uint32_t i = b->first_child; i < b->first_child + b->child_count; i++)
      below += need[i];
    need[v] = atl_arc_steps(wide + BOX_GAP, known ? r->radius[v] : ring * FIRST_RADIUS) + 1;
    if (ring == 1)
      all += need[v] > below ? need[v] : below;
    need[v] = need[v] > below ? need[v] : below;
  }
  return all;
}

/* Gives boxes first to first + count - 1, which ask for `all`, the sector from begin to end, shared out. */
static void share(struct atl_radial *r, const int64_t *need, uint32_t first, uint32_t count, int64_t all, int32_t begin,
                  int32_t end) {
  if (count == 1 && end - begin == ATL_TURN) /* alone: at the right, not below */
    begin -= ATL_QUARTER_TURN, end -= ATL_QUARTER_TURN;
  int64_t before = 0, size = end - begin;
  for (uint32_t i = first; i < first + count; i++) {
    r->begin[i] = (int32_t)(begin + size * before / all);
    before += need[i];
    r->end[i] = (int32_t)(begin + size * before / all);
    r->angle[i] = r->begin[i] + (r->end[i] - r->begin[i]) / 2;
    if (r->end[i] - r->begin[i] > MOST_TURN) {
      r->begin[i] = r->angle[i] - MOST_TURN / 2;
      r->end[i] = r->angle[i] + MOST_TURN / 2;
    }
  }
}

static void share_all(struct atl_radial *r, const int64_t *need, int64_t all) {
  const struct atl_order *order = r->order;
  if (order->roots > 1)
    share(r, need, 0, order->roots, all, 0, ATL_TURN);
  else {
    r->begin[0] = 0;
    r->end[0] = ATL_TURN;
  }
  for (uint32_t v = 0; v < order->box.len; v++) {
    const struct atl_box *b = &order->box.at[v];
    int64_t below = 0;
    for (uint32_t i = b->first_child; i < b->first_child + b->child_count; i++)
      below += need[i];
    if (b->child_count)
      share(r, need, b->first_child, b->child_count, below, r->begin[v], r->end[v]);
  }
}

/* The radius that a box needs in its sector: both edges pass it by. */
static int64_t radius_for(const struct atl_radial *r, uint32_t v) {
  int64_t half = (r->end[v] - r->begin[v]) / 2, sine = atl_sine(half);
  int64_t wide =
      atl_max32((int32_t)atl_radial_across(r, v, r->begin[v]), (int32_t)atl_radial_across(r, v, r->end[v])) + BOX_GAP;
  return (wide / 2 << 30) / (sine > 0 ? sine : 1) + ATL_PX;
}

/* False when a ring grows out of all bounds. */
static bool size_rings(struct atl_radial *r) {
  uint32_t n = r->order->box.len, v = 0;
  r->ring[0] = (struct atl_ring){0};
  if (r->order->roots > 1)
    r->ring[0].outer = EMPTY_MIDDLE;
  else {
    int64_t w = narrow_width(r, 0) / 2, h = r->box[0].h / 2;
    r->ring[0].outer = root_of(w * w + h * h);
    v = 1;
  }
  for (uint32_t d = 1; d < r->rings; d++) {
    struct atl_ring *ring = &r->ring[d];
    uint32_t first = v;
    *ring = (struct atl_ring){.inner = r->ring[d - 1].outer + RING_GAP};
    for (; v < n && atl_ring_of(r, v) == d; v++) {
      int64_t wants = radius_for(r, v) - along(r, v, r->angle[v]) / 2;
      ring->inner = wants > ring->inner ? wants : ring->inner;
    }
    if (ring->inner > ATL_MAX_SIDE / 8)
      return false;
    for (uint32_t i = first; i < v; i++) {
      r->radius[i] = ring->inner + along(r, i, r->angle[i]) / 2;
      int64_t x = llabs(multiply(r->radius[i], atl_sine(r->angle[i]))) + narrow_width(r, i) / 2;
      int64_t y = llabs(multiply(r->radius[i], atl_cosine(r->angle[i]))) + r->box[i].h / 2;
      int64_t far = root_of(x * x + y * y) + 1;
      ring->outer = far > ring->outer ? far : ring->outer;
    }
  }
  return true;
}

/* Puts the boxes on their rings, around a middle at 0, 0; gives what they cover. */
static struct atl_rect put_boxes(struct atl_radial *r) {
  int32_t left = INT32_MAX, top = INT32_MAX, right = INT32_MIN, bottom = INT32_MIN;
  for (uint32_t v = 0; v < r->order->box.len; v++) {
    struct atl_rect *box = &r->box[v];
    struct atl_point at = atl_radial_point(r, r->angle[v], r->radius[v]);
    box->x = (at.x - box->w / 2) / ATL_PX * ATL_PX;
    box->y = (at.y - box->h / 2) / ATL_PX * ATL_PX;
    left = atl_min32(left, box->x);
    top = atl_min32(top, box->y);
    right = atl_max32(right, atl_rect_right(*box));
    bottom = atl_max32(bottom, atl_rect_bottom(*box));
  }
  return (struct atl_rect){left, top, right - left, bottom - top};
}

struct sectors { /* one arrangement, kept while others are tried */
  int32_t *begin, *end, *angle;
};

/* Settles the sectors for a stretch; the best of all rounds is left in `r`. Gives how large a screen it takes, in
 * sixteenths of its width; INT64_MAX where the rings grow out of all bounds. */
static int64_t settle(struct atl_radial *r, int64_t *need, struct sectors *best, int32_t *best_stretch, int64_t least) {
  size_t bytes = r->order->box.len * sizeof *r->angle;
  int64_t width = r->layout->options->width;
  for (int round = 0; round < ROUNDS; round++) {
    int64_t all = add_needs(r, need, round > 0);
    share_all(r, need, all > 0 ? all : 1);
    if (!size_rings(r))
      return least;
    struct atl_rect covered = put_boxes(r);
    int64_t screen =
        (int64_t)covered.w * 9 > (int64_t)covered.h * 16 ? (int64_t)covered.w * 9 : (int64_t)covered.h * 16;
    if (width && covered.w + 2 * MARGIN > width) /* anything that fits is better */
      screen += ((int64_t)covered.w + 2 * MARGIN - width) * TOO_WIDE;
    if (screen >= least)
      continue;
    least = screen;
    *best_stretch = r->stretch;
    memcpy(best->begin, r->begin, bytes);
    memcpy(best->end, r->end, bytes);
    memcpy(best->angle, r->angle, bytes);
  }
  return least;
}

/* Tries a few stretches and takes what fills a screen of 16:9 best. */
static bool place_boxes(struct atl_radial *r) {
  uint32_t n = r->order->box.len;
  int64_t *need = atl_alloc(n, sizeof *need), least = INT64_MAX;
  struct sectors best = {.begin = atl_alloc(n, sizeof *best.begin),
                         .end = atl_alloc(n, sizeof *best.end),
                         .angle = atl_alloc(n, sizeof *best.angle)};
  int32_t best_stretch = ATL_STRETCH_UNIT;
  for (r->stretch = ATL_STRETCH_UNIT / (r->layout->options->width ? 2 : 1); r->stretch <= 2 * ATL_STRETCH_UNIT;
       r->stretch++)
    least = settle(r, need, &best, &best_stretch, least);
  free(need);
  free(r->begin);
  free(r->end);
  free(r->angle);
  r->begin = best.begin;
  r->end = best.end;
  r->angle = best.angle;
  r->stretch = best_stretch;
  if (least == INT64_MAX || least > ATL_MAX_SIDE || !size_rings(r)) {
    atl_report(r->layout->diags, ATL_ERROR, "limit-size", ATL_NOWHERE,
               "the drawing is larger than coordinates can say (limit ATL_MAX_SIDE); draw less of it with --depth or "
               "--root, or draw a list with -l list");
    return false;
  }
  put_boxes(r);
  return true;
}

/* -- wires ------------------------------------------------------------------------------------------------------- */

/* Whether the curve to box v stays off its siblings and what is above it, which stands in the sector, too, and in the
 * way of a curve that sweeps over half a ring; of too many siblings none is asked. */
static bool is_free(const struct atl_radial *r, uint32_t v, const struct atl_point curve[4]) {
  uint32_t parent = r->order->box.at[v].parent;
  const struct atl_box *b = &r->order->box.at[parent];
  if (b->child_count > ASKED_SIBLINGS)
    return false;
  for (uint32_t up = parent; up != ATL_NONE; up = r->order->box.at[up].parent)
    if (atl_curve_cuts(curve, r->box[up]))
      return false;
  for (uint32_t i = b->first_child; i < b->first_child + b->child_count; i++) {
    const struct atl_rect *box = &r->box[i];
    struct atl_rect near = {box->x - NEAR, box->y - NEAR, box->w + 2 * NEAR, box->h + 2 * NEAR};
    if (atl_curve_cuts(curve, i == v ? *box : near))
      return false;
  }
  return true;
}

/* Where the handle is for a curve that leaves `from` towards `via` and never turns back: two thirds of the way. */
static struct atl_point part_way(struct atl_point from, struct atl_point via) {
  return (struct atl_point){from.x + (via.x - from.x) * 2 / 3, from.y + (via.y - from.y) * 2 / 3};
}

/* The wire to a box: straight out of its parent and in along its own ray, in one sweep. Where siblings are in the way
 * it goes round in the room between the rings, in which there is no box. In either case it stays in the parent's
 * sector. */
static void connect(struct atl_radial *r, uint32_t v) {
  struct atl_place *place = r->layout->place;
  uint32_t parent = r->order->box.at[v].parent, d = atl_ring_of(r, v);
  struct atl_point in = atl_radial_point(r, r->angle[v], r->ring[d].inner), end = atl_border_towards(r->box[v], in);
  if (d == 1 || r->angle[parent] == r->angle[v]) {
    atl_pen_start(place, parent, atl_border_towards(r->box[parent], end));
    atl_pen_line(place, atl_border_towards(r->box[v], atl_middle(r->box[parent])));
    return;
  }
  int64_t between = (r->radius[parent] + along(r, parent, r->angle[parent]) / 2 + r->ring[d].inner) / 2;
  struct atl_point via = atl_radial_point(r, r->angle[v], between), begin = atl_border_towards(r->box[parent], via);
  struct atl_point sweep[] = {begin, part_way(begin, via), part_way(end, via), end};
  if (is_free(r, v, sweep)) {
    atl_pen_start(place, parent, begin);
    atl_pen_curve(place, sweep[1], sweep[2], sweep[3]);
    return;
  }
  between = (r->ring[d - 1].outer + r->ring[d].inner) / 2;
  struct atl_polar corner[] = {{r->angle[parent], r->ring[d - 1].outer},
                               {r->angle[parent], between},
                               {r->angle[v], between},
                               {r->angle[v], r->ring[d].inner}};
  atl_radial_path(r, parent, r->box[parent], r->box[v], corner, sizeof corner / sizeof *corner);
}

/* Moves everything so that the margin begins at 0. */
static void move_in(struct atl_radial *r) {
  struct atl_place *place = r->layout->place;
  struct atl_rect all = atl_place_bounds(place, r->order->box.len, true);
  /* By whole px, towards the margin. */
  int32_t dx = MARGIN - (all.x >= 0 ? all.x / ATL_PX : -((ATL_PX - 1 - all.x) / ATL_PX)) * ATL_PX;
  int32_t dy = MARGIN - (all.y >= 0 ? all.y / ATL_PX : -((ATL_PX - 1 - all.y) / ATL_PX)) * ATL_PX;
  atl_place_shift(place, r->order->box.len, dx, dy);
  place->w = atl_round_up(atl_rect_right(all) + dx, ATL_PX) + MARGIN;
  place->h = atl_round_up(atl_rect_bottom(all) + dy, ATL_PX) + MARGIN;
}

bool atl_layout_radial(struct atl_layout *layout) {
  const struct atl_order *order = layout->order;
  uint32_t n = order->box.len;
  struct atl_radial r = {.layout = layout, .order = order};
  atl_measure_boxes(layout);
  r.box = layout->place->box;
  for (uint32_t v = 0; v < n; v++)
    r.rings = atl_ring_of(&r, v) >= r.rings ? atl_ring_of(&r, v) + 1 : r.rings;
  r.ring = atl_alloc((size_t)r.rings + 1, sizeof *r.ring);
  r.begin = atl_alloc(n, sizeof *r.begin);
  r.end = atl_alloc(n, sizeof *r.end);
  r.angle = atl_alloc(n, sizeof *r.angle);
  r.radius = atl_alloc(n, sizeof *r.radius);
  bool good = place_boxes(&r);
  if (good) {
    for (uint32_t v = 0; v < n; v++)
      if (order->box.at[v].parent != ATL_NONE)
        connect(&r, v);
    atl_radial_links(&r);
    move_in(&r);
  }
  free(r.ring);
  free(r.begin);
  free(r.end);
  free(r.angle);
  free(r.radius);
  return good;
}
