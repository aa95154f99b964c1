/* Packing: boxes in rows, in their order, into a rectangle. It knows rectangles only, nothing of maps.
 *
 * A box that may take several shapes has a front: its shapes by rising width and falling height, none of which is worse
 * than another in both. The front of a frame is combined from those of its children (Stockmeyer, "Optimal orientations
 * of cells in slicing floorplan designs", 1983), bounded, so that a frame costs what its children are many.
 *
 * Where wires lead from child to child, shapes have a cost, about how long these are going to be, and one with short
 * wires is taken instead of one that is a little smaller. */
#ifndef ATL_ARRANGE_PACK_H
#define ATL_ARRANGE_PACK_H

#include "base/geom.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* A front has at most so many shapes: from the narrowest to the lowest, a tenth apart or less. */
enum { ATL_FRONT_SHAPES = 32 };

struct atl_shape {
  int32_t w, h;
  uint32_t columns; /* of a grid; 0: rows that break where they are full */
  int32_t cell;     /* what a cell of the grid, or a row, may be wide */
  uint32_t style;   /* the caller's */
  int64_t cost;     /* of the wires inside, in units along x; 0 where none are counted */
};

struct atl_front {
  const struct atl_shape *shape; /* w rises, h falls */
  uint32_t shapes;
  bool grows; /* it may be made higher than it needs to be: it holds other boxes or a list */
  bool frame; /* it may be made much wider, too: what it holds is arranged anew */
};

/* A wire between two children, or between what they hold. */
struct atl_pull {
  struct {
    uint32_t child;
    uint32_t part, parts; /* it leads to that one of so many in the child; 0 parts: to the child itself */
  } end[2];
};

struct atl_packing {
  const struct atl_front *child;
  uint32_t children;
  int32_t gap_x, gap_y;
  int32_t grain; /* every size is a multiple of it */
  int32_t alike; /* columns that differ by no more are made equal: almost equal looks like a mistake */
  int32_t aim;   /* a width that is likely to be given, or a half, a third ... of it */
  const struct atl_pull *pull;
  uint32_t pulls;
  int32_t tall;  /* how many units along x are as long as one along y */
  int32_t lane;  /* the room that a wire takes, across; 0: wires do not count, nor what they cost in the children */
  int32_t bend;  /* so long a way is as bad as a wire that is not straight */
  int32_t spare; /* for short wires a shape may be larger, by so many hundredths both ways */
};

/* Of the shapes that are at most `w` wide, the lowest; if every one is wider, the narrowest. */
const struct atl_shape *atl_front_within(const struct atl_front *front, int32_t w);

/* What a shape takes of room, that of the wires inside included. */
int64_t atl_shape_price(const struct atl_packing *packing, const struct atl_shape *shape);

/* Of the shapes that fit, the one whose wires cost least, of equal ones the fullest; if none fits, as above. */
const struct atl_shape *atl_front_cheapest(const struct atl_front *front, int32_t w, int32_t h);

struct atl_shapes {
  ATL_VEC(struct atl_shape) list;
};

/* Leaves of a list of shapes what makes a front. */
void atl_shapes_prune(struct atl_shapes *shapes);

/* The front of the rectangles into which the children can be packed; adds to an empty list. */
void atl_pack_front(const struct atl_packing *packing, struct atl_shapes *shapes);

/* Places the children in a rectangle that is at least as large as `shape`, which atl_pack_front() gave: edges of rows
 * and of columns align, what is left over is shared out. */
void atl_pack_place(const struct atl_packing *packing, const struct atl_shape *shape, struct atl_rect in,
                    struct atl_rect *child);

/* The largest whole number whose square is at most `v`, and no more than ATL_MAX_BOX. */
int64_t atl_square_root(int64_t v);

#endif
