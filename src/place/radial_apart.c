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
  STRIDE = 4 * ATL_PX,   /* pieces are looked at so closely, */
  STRIDES = 64,          /* long ones at so many points */
  ASKED_ROUTES = 2000,   /* in a drawing of more, nothing is looked at */
};

struct around { /* a box around points */
  struct atl_point low, high;
};

static struct around around(const struct atl_point *p, int count) {
  struct around box = {p[0], p[0]};
  for (int i = 1; i < count; i++) {
    box.low = (struct atl_point){atl_min32(box.low.x, p[i].x), atl_min32(box.low.y, p[i].y)};
    box.high = (struct atl_point){atl_max32(box.high.x, p[i].x), atl_max32(box.high.y, p[i].y)};
  }
  return box;
}

static bool far_off(const struct around *a, const struct around *b) {
  return a->low.x > b->high.x + NEAR || b->low.x > a->high.x + NEAR || a->low.y > b->high.y + NEAR ||
         b->low.y > a->high.y + NEAR;
}

struct bent {
  struct atl_point point[STEPS + 1];
  struct around piece[STEPS], all;
};

static struct bent bend(const struct atl_point *curve) {
  struct bent bent;
  for (int32_t i = 0; i <= STEPS; i++)
    bent.point[i] = atl_curve_point(curve, i);
  for (int32_t i = 0; i < STEPS; i++)
    bent.piece[i] = around(&bent.point[i], 2);
  bent.all = around(bent.point, STEPS + 1);
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

/* How much of the piece from a to b is seen as one line with that from c to d. */
static int32_t along(struct atl_point a, struct atl_point b, struct atl_point c, struct atl_point d) {
  int64_t ux = (int64_t)b.x - a.x, uy = (int64_t)b.y - a.y, vx = (int64_t)d.x - c.x, vy = (int64_t)d.y - c.y;
  if (llabs(ux * vy - uy * vx) * LEAN > llabs(ux * vx + uy * vy))
    return 0;
  int32_t length = longer((int32_t)ux, (int32_t)uy), strides = atl_min32(length / STRIDE + 1, STRIDES), near = 0;
  int64_t own = vx * vx + vy * vy;
  for (int32_t i = 0; i < strides; i++) { /* the middle of each */
    int64_t x = a.x + ux * (2 * i + 1) / (2 * strides) - c.x, y = a.y + uy * (2 * i + 1) / (2 * strides) - c.y;
    int64_t on = x * vx + y * vy, off = llabs(x * vy - y * vx);
    near += on >= 0 && on <= own && off <= NEAR * (int64_t)longer((int32_t)vx, (int32_t)vy);
  }
  return (int32_t)((int64_t)length * near / strides);
}

/* Whether two curves have a line in common; adds how much of the one is seen as one with the other. */
static bool one_line(const struct bent *one, const struct bent *other, int32_t *seen) {
  for (int i = 0; i < STEPS; i++) {
    if (far_off(&one->piece[i], &other->all))
      continue;
    for (int k = 0; k < STEPS; k++) {
      if (far_off(&one->piece[i], &other->piece[k]))
        continue;
      if (share(one->point[i], one->point[i + 1], other->point[k], other->point[k + 1]))
        return true;
      *seen += along(one->point[i], one->point[i + 1], other->point[k], other->point[k + 1]);
    }
  }
  return false;
}

/* Whether a curve comes near another of these four points, in the box around which it lies. */
static bool comes_near(const struct bent *one, const struct atl_point *p) {
  struct around box = around(p, 4);
  bool near = false;
  for (int i = 0; i < STEPS && !near && !far_off(&one->all, &box); i++)
    near = !far_off(&one->piece[i], &box);
  return near;
}

static enum atl_together together(const struct bent *one, uint32_t count, const struct atl_point *p, uint32_t points) {
  int32_t seen = 0;
  for (uint32_t m = 0; m + 3 < points; m += 3)
    for (uint32_t i = 0; i < count; i++) {
      if (!comes_near(&one[i], &p[m]))
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
