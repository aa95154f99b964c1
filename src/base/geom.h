/* Integer geometry. One unit is a cell in text and 1/8 px in pictures; y points down, the origin is the top left.
 * int32 and not float: above 2^24 a float loses whole cells, and a tree of a million nodes is 14 million columns wide.
 * An eighth of a px is finer than any stroke needs, and leaves room for such a tree: 2^31 of them are 268 million px.
 */
#ifndef ATL_BASE_GEOM_H
#define ATL_BASE_GEOM_H

#include <stdbool.h>
#include <stdint.h>

enum { ATL_PX = 8 }; /* geometry units of one px */

/* Coordinates are int32; a drawing that could need more than this many units a side is refused, so no sum overflows. */
#define ATL_MAX_SIDE 2000000000

/* A box that reaches this is refused: it would not fit below the deepest rank there may be. */
#define ATL_MAX_BOX (ATL_MAX_SIDE / 2)

/* A side of a box, which ends where it is refused. */
static inline int32_t atl_box_side(int64_t side) { return side < ATL_MAX_BOX ? (int32_t)side : ATL_MAX_BOX; }

struct atl_point {
  int32_t x, y;
};

struct atl_rect {
  int32_t x, y, w, h;
};

static inline int32_t atl_rect_right(struct atl_rect r) { return r.x + r.w; }
static inline int32_t atl_rect_bottom(struct atl_rect r) { return r.y + r.h; }

static inline bool atl_rect_overlap(struct atl_rect a, struct atl_rect b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static inline int32_t atl_max32(int32_t a, int32_t b) { return a > b ? a : b; }
static inline int32_t atl_min32(int32_t a, int32_t b) { return a < b ? a : b; }

/* The least rectangle around two. */
static inline struct atl_rect atl_rect_around(struct atl_rect a, struct atl_rect b) {
  int32_t x = atl_min32(a.x, b.x), y = atl_min32(a.y, b.y);
  return (struct atl_rect){x, y, atl_max32(atl_rect_right(a), atl_rect_right(b)) - x,
                           atl_max32(atl_rect_bottom(a), atl_rect_bottom(b)) - y};
}

/* Rounds up to a multiple of `grain`. */
static inline int32_t atl_round_up(int32_t v, int32_t grain) { return (v + grain - 1) / grain * grain; }

#endif
