/* How hard the links of a drawing are to follow, as one number: drawings of one map are compared by it. */
#include "base/sort.h"
#include "place/place.h"

#include <stdlib.h>

enum { BEND = 60 * ATL_PX, CROSSING = 100 * ATL_PX, CELL_X = 8 * ATL_PX, CELL_Y = 16 * ATL_PX };

struct stretch { /* a straight part of a wire */
  int32_t at, lo, hi;
  uint32_t net;
};

struct stretches {
  ATL_VEC(struct stretch) list;
};

static int by_at(const void *a, const void *b) {
  const struct stretch *x = a, *y = b;
  return x->at < y->at ? -1 : x->at > y->at;
}

/* The first one at `at` or beyond. */
static uint32_t first_from(const struct stretches *s, int32_t at) {
  uint32_t low = 0, high = s->list.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (s->list.at[middle].at < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

int64_t atl_place_toil(const struct atl_place *place, const struct atl_order *order) {
  struct stretches flat = {0}, upright = {0};
  int64_t x_unit = place->cells ? CELL_X : 1, y_unit = place->cells ? CELL_Y : 1, toil = 0;
  for (uint32_t i = 0; i < place->route.len; i++) {
    const struct atl_route *route = &place->route.at[i];
    const struct atl_point *p = &place->point.at[route->first_point];
    if (route->net < order->box.len || route->curved)
      continue;
    toil += (int64_t)(route->points - 2) * BEND;
    for (uint32_t k = 0; k + 1 < route->points; k++) {
      bool down = p[k].x == p[k + 1].x;
      int32_t a = down ? p[k].y : p[k].x, b = down ? p[k + 1].y : p[k + 1].x;
      struct stretch s = {down ? p[k].x : p[k].y, atl_min32(a, b), atl_max32(a, b), route->net};
      toil += (s.hi - s.lo) * (down ? y_unit : x_unit);
      *atl_vec_push(&(down ? &upright : &flat)->list) = s;
    }
  }
  if (upright.list.len)
    atl_sort(upright.list.at, upright.list.len, sizeof *upright.list.at, by_at);
  for (uint32_t i = 0; i < flat.list.len; i++) {
    const struct stretch *s = &flat.list.at[i];
    for (uint32_t k = first_from(&upright, s->lo + 1); k < upright.list.len && upright.list.at[k].at < s->hi; k++) {
      const struct stretch *z = &upright.list.at[k];
      toil += z->lo < s->at && s->at < z->hi && z->net != s->net ? CROSSING : 0;
    }
  }
  atl_vec_release(&flat.list);
  atl_vec_release(&upright.list);
  return toil;
}
