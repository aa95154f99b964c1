/* Whether the links of a radial drawing lie on others. Two curves that run so near to each other, and so nearly in one
 * direction, that a reader sees one line, are one line over that stretch; where they cross, they are not. Curves are
 * looked at as `atlasc measure` does, as polygons of sixteen pieces. */
#include "place/radial.h"

#include <stdlib.h>

enum {
  STEPS = 16,            /* pieces of a curve */
  NEAR = 3 * ATL_PX / 2, /* two lines this near to each other are seen as one */
  LEAN = 6,              /* where their angle is less than this part of a radian */
  SEEN = 10 * ATL_PX,    /* and over more than this */
  STRIDE = 4 * ATL_PX,   /* pieces are looked at so closely */
  ASKED_ROUTES = 2000,   /* in a drawing of more, nothing is looked at */
};

struct bent {
  struct atl_point point[STEPS + 1];
  struct atl_point low, high;
};

static struct bent bend(const struct atl_point *curve) {
  struct bent bent = {.low = curve[0], .high = curve[0]};
  for (int32_t i = 0; i <= STEPS; i++) {
    struct atl_point p = bent.point[i] = atl_curve_point(curve, i);
    bent.low = (struct atl_point){atl_min32(bent.low.x, p.x), atl_min32(bent.low.y, p.y)};
    bent.high = (struct atl_point){atl_max32(bent.high.x, p.x), atl_max32(bent.high.y, p.y)};
  }
  return bent;
}

static int32_t longer(int32_t x, int32_t y) { return atl_max32(abs(x), abs(y)); }

/* Whether two axis-parallel pieces have more than a point in common. */
static bool share(struct atl_point a, struct atl_point b, struct atl_point c, struct atl_point d) {
  bool level = a.y == b.y && c.y == d.y && a.y == c.y, upright = a.x == b.x && c.x == d.x && a.x == c.x;
  return (level &&
          atl_min32(atl_max32(a.x, b.x), atl_max32(c.x, d.x)) > atl_max32(atl_min32(a.x, b.x), atl_min32(c.x, d.x))) ||
         (upright &&
          atl_min32(atl_max32(a.y, b.y), atl_max32(c.y, d.y)) > atl_max32(atl_min32(a.y, b.y), atl_min32(c.y, d.y)));
}

/* How much of the piece from a to b is seen as one line with that from c to d; in steps of STRIDE. */
static int32_t along(struct atl_point a, struct atl_point b, struct atl_point c, struct atl_point d) {
  int64_t ux = (int64_t)b.x - a.x, uy = (int64_t)b.y - a.y, vx = (int64_t)d.x - c.x, vy = (int64_t)d.y - c.y;
  if (llabs(ux * vy - uy * vx) * LEAN > llabs(ux * vx + uy * vy))
    return 0;
  int32_t length = longer((int32_t)ux, (int32_t)uy), strides = length / STRIDE + 1, near = 0;
  int64_t own = vx * vx + vy * vy;
  for (int32_t i = 0; i < strides; i++) { /* the middle of each */
    int64_t x = a.x + ux * (2 * i + 1) / (2 * strides) - c.x, y = a.y + uy * (2 * i + 1) / (2 * strides) - c.y;
    int64_t on = x * vx + y * vy, off = llabs(x * vy - y * vx);
    near += on >= 0 && on <= own && off <= NEAR * (int64_t)longer((int32_t)vx, (int32_t)vy);
  }
  return (int32_t)((int64_t)length * near / strides);
}

static bool far_off(struct atl_point low, struct atl_point high, struct atl_point low2, struct atl_point high2) {
  return low.x > high2.x + NEAR || low2.x > high.x + NEAR || low.y > high2.y + NEAR || low2.y > high.y + NEAR;
}

/* Whether two curves have a line in common; adds how much of the one is seen as one with the other. */
static bool one_line(const struct bent *one, const struct bent *other, int32_t *seen) {
  for (int i = 0; i < STEPS; i++) {
    struct atl_point a = one->point[i], b = one->point[i + 1];
    struct atl_point low = {atl_min32(a.x, b.x), atl_min32(a.y, b.y)},
                     high = {atl_max32(a.x, b.x), atl_max32(a.y, b.y)};
    if (far_off(low, high, other->low, other->high))
      continue;
    for (int k = 0; k < STEPS; k++) {
      struct atl_point c = other->point[k], d = other->point[k + 1];
      struct atl_point low2 = {atl_min32(c.x, d.x), atl_min32(c.y, d.y)},
                       high2 = {atl_max32(c.x, d.x), atl_max32(c.y, d.y)};
      if (far_off(low, high, low2, high2))
        continue;
      if (share(a, b, c, d))
        return true;
      *seen += along(a, b, c, d);
    }
  }
  return false;
}

/* A curve is within the box around its four points. */
static bool curve_far_off(const struct bent *one, const struct atl_point *p) {
  struct atl_point low = p[0], high = p[0];
  for (int i = 1; i < 4; i++) {
    low = (struct atl_point){atl_min32(low.x, p[i].x), atl_min32(low.y, p[i].y)};
    high = (struct atl_point){atl_max32(high.x, p[i].x), atl_max32(high.y, p[i].y)};
  }
  return far_off(one->low, one->high, low, high);
}

static enum atl_together together(const struct bent *one, uint32_t count, const struct atl_point *p, uint32_t points) {
  int32_t seen = 0;
  for (uint32_t m = 0; m + 3 < points; m += 3)
    for (uint32_t i = 0; i < count; i++) {
      if (curve_far_off(&one[i], &p[m]))
        continue;
      struct bent other = bend(&p[m]);
      if (one_line(&one[i], &other, &seen))
        return ATL_ON_ONE_LINE;
    }
  return seen > SEEN ? ATL_SEEN_AS_ONE : ATL_SEEN_APART;
}

enum atl_together atl_radial_together(const struct atl_place *place, uint32_t first) {
  enum atl_together most = ATL_SEEN_APART;
  ATL_VEC(struct bent) one = {0};
  for (uint32_t r = first; r < place->route.len; r++)
    for (uint32_t i = 0; i + 3 < place->route.at[r].points; i += 3)
      *atl_vec_push(&one) = bend(&place->point.at[place->route.at[r].first_point + i]);
  for (uint32_t k = 0; k < first && first <= ASKED_ROUTES && most < ATL_ON_ONE_LINE; k++) {
    const struct atl_route *route = &place->route.at[k];
    enum atl_together found = together(one.at, one.len, &place->point.at[route->first_point], route->points);
    most = found > most ? found : most;
  }
  atl_vec_release(&one);
  return most;
}
