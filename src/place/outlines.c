/* In pictures wires end on the outlines of shapes: layouts and routers know rectangles, and whatever a shape leaves
 * free of its own is bridged here by making the last segment of a wire longer. It stays within its own box, so it meets
 * nothing. */
#include "base/sort.h"
#include "place/measure.h"
#include "place/place.h"

#include <stdlib.h>

struct shaped {
  int32_t along; /* the place of its box along the longer side of the drawing, by which they are sorted */
  uint32_t box;
};

static int by_place(const void *a, const void *b) {
  const struct shaped *x = a, *y = b;
  if (x->along != y->along)
    return x->along < y->along ? -1 : 1;
  return x->box < y->box ? -1 : x->box > y->box;
}

enum { SLACK = 2 * ATL_PX }; /* a wire ends on a border, or half a stroke before it */

static bool on_border(struct atl_point p, struct atl_rect r) {
  bool near = p.x >= r.x - SLACK && p.x <= r.x + r.w + SLACK && p.y >= r.y - SLACK && p.y <= r.y + r.h + SLACK;
  bool inside = p.x > r.x + SLACK && p.x < r.x + r.w - SLACK && p.y > r.y + SLACK && p.y < r.y + r.h - SLACK;
  return near && !inside;
}

struct outlines {
  const struct atl_place *place;
  const struct atl_order *order;
  const struct atl_styled *styled;
  bool across;     /* boxes are sorted by x */
  int32_t longest; /* of a shaped box, that way */
  ATL_VEC(struct shaped) shaped;
};

static uint32_t first_from(const struct outlines *o, int32_t along) {
  uint32_t low = 0, high = o->shaped.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (o->shaped.at[middle].along < along)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Moves an end of a wire, which comes from `before`, onto the outline of the box at which it ends. */
static void meet(const struct outlines *o, struct atl_point *end, struct atl_point before) {
  int32_t along = o->across ? end->x : end->y;
  for (uint32_t i = first_from(o, along - o->longest - SLACK);
       i < o->shaped.len && o->shaped.at[i].along <= along + SLACK; i++) {
    const struct atl_box *box = &o->order->box.at[o->shaped.at[i].box];
    struct atl_rect r = o->place->box[o->shaped.at[i].box];
    if (!on_border(*end, r))
      continue;
    const struct atl_look *look = atl_box_look(o->styled, box);
    struct atl_form form = atl_box_form(o->styled, box, false, false);
    *end = atl_shape_meet((enum atl_outline)form.shape, r, look->corner, *end, before);
    return;
  }
}

static bool same(struct atl_point a, struct atl_point b) { return a.x == b.x && a.y == b.y; }

/* Where a curve comes from at its last point, or goes to from its first: the nearest of its points that is far enough
 * away for that. */
static struct atl_point towards(const struct atl_point *p, int step) {
  enum { FAR = 4 * ATL_PX };
  for (int k = 1; k < 3; k++)
    if (abs(p[k * step].x - p[0].x) + abs(p[k * step].y - p[0].y) >= FAR)
      return p[k * step];
  return p[3 * step];
}

/* The same for curves: the handles of a straight piece stand at its ends, and go along. */
static void meet_curve(const struct outlines *o, struct atl_point *p, uint32_t points) {
  struct atl_point *end = &p[points - 1];
  bool straight = same(p[0], p[1]), straight_end = same(end[0], end[-1]);
  meet(o, &p[0], towards(p, 1));
  if (straight)
    p[1] = p[0];
  meet(o, end, towards(end, -1));
  if (straight_end)
    end[-1] = end[0];
}

void atl_place_meet_outlines(struct atl_place *place, const struct atl_order *order, const struct atl_styled *styled) {
  struct outlines o = {.place = place, .order = order, .styled = styled, .across = place->w >= place->h};
  if (!styled->form || place->cells)
    return;
  for (uint32_t i = 0; i < order->box.len; i++) {
    const struct atl_box *box = &order->box.at[i];
    bool titled = place->frame && (place->frame[i] || box->items);
    struct atl_form form = atl_box_form(styled, box, titled, false);
    struct atl_rect r = place->box[i];
    if (form.shape == ATL_SHAPE_BOX || form.shape == ATL_SHAPE_BOUNDARY)
      continue;
    *atl_vec_push(&o.shaped) = (struct shaped){o.across ? r.x : r.y, i};
    o.longest = atl_max32(o.longest, o.across ? r.w : r.h);
  }
  if (o.shaped.len)
    atl_sort(o.shaped.at, o.shaped.len, sizeof *o.shaped.at, by_place);
  for (uint32_t i = 0; i < place->route.len && o.shaped.len; i++) {
    const struct atl_route *route = &place->route.at[i];
    struct atl_point *p = &place->point.at[route->first_point];
    if (route->points < 2)
      continue;
    if (route->curved)
      meet_curve(&o, p, route->points);
    else {
      meet(&o, &p[0], p[1]);
      meet(&o, &p[route->points - 1], p[route->points - 2]);
    }
  }
  atl_vec_release(&o.shaped);
}
