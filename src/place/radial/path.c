/* Ways between the rings: lines along rays and arcs of circles, with round corners; and the pen that draws curves. */
#include "place/radial/radial.h"

#include <stdlib.h>

enum {
  ROUND = 18 * ATL_PX,       /* radius of a corner */
  ARC_PIECE = ATL_TURN / 16, /* a piece of a circle up to this is one curve */
};

void atl_pen_start(struct atl_place *place, uint32_t net, struct atl_point at) {
  *atl_vec_push(&place->route) =
      (struct atl_route){.first_point = place->point.len, .points = 1, .net = net, .curved = true};
  *atl_vec_push(&place->point) = at;
}

void atl_pen_curve(struct atl_place *place, struct atl_point handle, struct atl_point handle2, struct atl_point to) {
  place->route.at[place->route.len - 1].points += 3;
  *atl_vec_push(&place->point) = handle;
  *atl_vec_push(&place->point) = handle2;
  *atl_vec_push(&place->point) = to;
}

void atl_pen_line(struct atl_place *place, struct atl_point to) {
  struct atl_point from = place->point.at[place->point.len - 1];
  if (from.x != to.x || from.y != to.y)
    atl_pen_curve(place, from, to, to);
}

/* Where a line from a point outside of a box through another one enters it; in 2^-20 of the way. */
static struct atl_point enter(struct atl_rect r, struct atl_point from, struct atl_point through) {
  int64_t dx = (int64_t)through.x - from.x, dy = (int64_t)through.y - from.y, at = 0;
  if (dx) {
    int64_t t = (((int64_t)(dx > 0 ? r.x : atl_rect_right(r)) - from.x) * (1 << 20)) / dx;
    at = t > at ? t : at;
  }
  if (dy) {
    int64_t t = (((int64_t)(dy > 0 ? r.y : atl_rect_bottom(r)) - from.y) * (1 << 20)) / dy;
    at = t > at ? t : at;
  }
  return (struct atl_point){from.x + (int32_t)((dx * at) >> 20), from.y + (int32_t)((dy * at) >> 20)};
}

/* A piece of the circle between two corners. */
static void arc(struct atl_radial *r, int64_t from, int64_t to, int64_t radius) {
  int64_t way = to - from, pieces = llabs(way) / ARC_PIECE + 1;
  for (int64_t i = 0; i < pieces; i++) {
    int64_t a = from + way * i / pieces, b = from + way * (i + 1) / pieces, quarter = (b - a) / 4;
    int64_t handle = radius * atl_sine(quarter) / atl_cosine(quarter) * 4 / 3; /* 4/3 of the tangent of a quarter */
    atl_pen_curve(r->layout->place, atl_radial_beside(r, a, radius, handle), atl_radial_beside(r, b, radius, -handle),
                  atl_radial_point(r, b, radius));
  }
}

/* Where the line from corner `at` to corner `to` begins, when the corner is rounded. */
static struct atl_polar round_off(struct atl_polar at, struct atl_polar to) {
  if (at.radius != to.radius) {
    int64_t by = llabs(to.radius - at.radius) / 2;
    by = by < ROUND ? by : ROUND;
    at.radius += to.radius > at.radius ? by : -by;
    return at;
  }
  int64_t by = llabs(to.angle - at.angle) / 2, round = atl_arc_steps(ROUND, at.radius);
  by = by < round ? by : round;
  at.angle += to.angle > at.angle ? by : -by;
  return at;
}

static struct atl_point point(const struct atl_radial *r, struct atl_polar at) {
  return atl_radial_point(r, at.angle, at.radius);
}

void atl_radial_path(struct atl_radial *r, uint32_t net, struct atl_rect tail, struct atl_rect head,
                     const struct atl_polar *corner, uint32_t count) {
  struct atl_place *place = r->layout->place;
  atl_pen_start(place, net, enter(tail, point(r, corner[1]), point(r, corner[0])));
  for (uint32_t i = 1; i + 1 < count; i++) {
    struct atl_polar in = round_off(corner[i], corner[i - 1]), out = round_off(corner[i], corner[i + 1]);
    if (corner[i - 1].radius != corner[i].radius)
      atl_pen_line(place, point(r, in));
    else
      arc(r, round_off(corner[i - 1], corner[i]).angle, in.angle, in.radius);
    atl_pen_curve(place, point(r, corner[i]), point(r, corner[i]), point(r, out));
  }
  atl_pen_line(place, enter(head, point(r, corner[count - 2]), point(r, corner[count - 1])));
}
