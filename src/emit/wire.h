/* How a wire is drawn in a picture; svg and png share it. Units: 1/8 px. */
#ifndef ATL_EMIT_WIRE_H
#define ATL_EMIT_WIRE_H

#include "base/geom.h"
#include "scene/scene.h"
#include "style/wire.h"

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

/* The wire of a route: of the two of the sheet, [quiet], with the line that the route has; its head is as long as the
 * line ends before its tip. */
struct atl_wire atl_wire_for(const struct atl_wire wire[2], const struct atl_item *route);

/* How a head is drawn: filled, or as lines. */
bool atl_head_is_filled(enum atl_head_form form);

/* The head of a route, of straight lines: points from one to the next, closed where it is filled, or a triangle. */
struct atl_head_path {
  struct atl_point p[8];
  int count; /* 0: none */
  bool closed;
  bool circle; /* round p[0], through p[1] */
};
struct atl_head_path atl_head_path_of(const struct atl_wire *wire, const struct atl_scene *scene,
                                      const struct atl_item *route, bool at_tail);

/* The radius of the bend at point `i` of a route, which leaves room for the heads; 0 at its ends. */
int32_t atl_wire_bend(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                      int32_t i);

/* A part of a segment that is not drawn, from and to in the distance from the segment's first point. Where both are
 * equal the pen is lifted and put down again, so that a dash begins there. */
struct atl_cut {
  uint32_t item, segment;
  int32_t from, to;
  bool bridge; /* where another wire passes, and no label */
};

struct atl_pen {
  void *on;
  void (*move)(void *on, struct atl_point to);
  void (*line)(void *on, struct atl_point from, struct atl_point to);
  void (*bend)(void *on, struct atl_point corner, struct atl_point to); /* from where the pen is */
  void (*slant)(void *on, struct atl_point to);                         /* a line in any direction */
  void (*curve)(void *on, const struct atl_point *handle, struct atl_point to);
};

/* Draws the line of a route, without its heads, and without what is cut of it: `cuts` of them, sorted by segment and
 * start. Bends are never cut. */
void atl_wire_trace(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                    const struct atl_cut *cut, uint32_t cuts, const struct atl_pen *pen);

/* The same of a route of curves, which is not cut. */
void atl_curve_trace(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                     const struct atl_pen *pen);

/* An arrowhead: its tip, and the two corners of its base. */
struct atl_head {
  struct atl_point tip, base[2];
};

/* The heads of a route of curves. */
struct atl_head atl_curve_head(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                               bool at_tail);

#endif
