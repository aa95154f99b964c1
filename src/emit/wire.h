/* How a wire is drawn in a picture; svg and png share it. Units: 1/8 px. */
#ifndef ATL_EMIT_WIRE_H
#define ATL_EMIT_WIRE_H

#include "base/geom.h"
#include "style/style.h"

struct atl_wire {
  int32_t stroke;
  int32_t bend;        /* radius of a bend; never more than half the shorter segment beside it */
  int32_t head_length; /* the tip is the last point of the route, the line ends at the base */
  int32_t head_width;
};

/* A wire is a little stronger than the border of a box, so that the eye follows it; its head grows with it. */
static inline struct atl_wire atl_wire_of(const struct atl_sheet *sheet) {
  struct atl_wire wire = {.stroke = sheet->wire_stroke_set && sheet->wire_stroke ? sheet->wire_stroke : 10 * ATL_PX / 8,
                          .bend = sheet->bend_set ? sheet->bend : 6 * ATL_PX};
  wire.head_length = atl_max32(6 * ATL_PX, 8 * ATL_PX + 3 * (wire.stroke - 10 * ATL_PX / 8));
  wire.head_width = wire.head_length * 7 / 8 / 2 * 2;
  return wire;
}

/* The length of an axis-parallel segment. */
static inline int32_t atl_distance(struct atl_point a, struct atl_point b) {
  int32_t d = a.x == b.x ? b.y - a.y : b.x - a.x;
  return d < 0 ? -d : d;
}

/* The point `by` before `to` on the way from `from`. */
static inline struct atl_point atl_before(struct atl_point from, struct atl_point to, int32_t by) {
  if (from.x == to.x)
    to.y += to.y > from.y ? -by : by;
  else
    to.x += to.x > from.x ? -by : by;
  return to;
}

/* The same on a line of any slant. */
struct atl_point atl_before_slanted(struct atl_point from, struct atl_point to, int32_t by);

/* Where a curve of a route comes from at its last point, and goes to from its first: a handle, or the other end. */
struct atl_point atl_curve_last(const struct atl_point *p, int32_t count);
struct atl_point atl_curve_first(const struct atl_point *p);

/* The piece of a curve that ends at `to` is straight. */
static inline bool atl_is_straight(const struct atl_point *from) {
  return from[0].x == from[1].x && from[0].y == from[1].y && from[2].x == from[3].x && from[2].y == from[3].y;
}

/* An arrowhead: its tip and the two corners of its base. */
struct atl_head {
  struct atl_point corner[3];
};
struct atl_head atl_head_at(const struct atl_wire *wire, struct atl_point from, struct atl_point tip);

#endif
