/* clang-format off */
/* Shape functions: every arrangement that a subtree may have, each with a width and a height, combined bottom-up after
 * Stockmeyer, "Optimal orientations of cells in slicing floorplan designs" (1983), with rows of more than two and with
 * line breaks between rows. Private to place/tree/.
 *
 *     ROW   one row under one rail      TRUNK  rows on both sides of    LANE  rows beside a trunk      COLUMN
 *                                              the trunk                      at their left
 *           ┌────┐                             ┌────┐                         ┌────┐                   ┌────┐
 *           └─┬──┘                             └─┬──┘                         └─┬──┘                   └┬───┘
 *        ┌────┼────┐                        ┌────┼────┐                    ┌─┬──┴─┬────┐                │ ┌────┐
 *        ▼    ▼    ▼                        ▼    │    ▼                    │ ▼    ▼    ▼                ├▶│    │
 *       ┌─┐  ┌─┐  ┌─┐                      ┌─┐   │   ┌─┐                   │┌─┐  ┌─┐  ┌─┐               │ └────┘
 *       └─┘  └─┘  └─┘                      └─┘   │   └─┘                   │└─┘  └─┘  └─┘               │ ┌────┐
 *                                           ┌────┼────┐                    └─┬────┐                     └▶│    │
 *                                           ▼    ▼    ▼                      ▼    ▼                       └────┘
 *
 * SIDE is a column to the right of its parent, for trees that grow to the right. The order of siblings is that of
 * reading in all of them. */
/* clang-format on */
#ifndef ATL_PLACE_TREE_FIT_H
#define ATL_PLACE_TREE_FIT_H

#include "place/tree/tree.h"

/* Above this many boxes a drawing that does not fit stays as it is: its text would be longer than anyone reads. */
#define ATL_FIT_BOXES 100000u

enum atl_fit_way { ATL_LEAF, ATL_ROW, ATL_TRUNK, ATL_LANE, ATL_SIDE, ATL_COLUMN };

struct atl_fit_shape {
  int32_t w, h;
  int32_t cost;                 /* the height, and a little more for what is less pleasing: the least one is wanted */
  int32_t port;                 /* where the wire from above enters, from the left */
  int32_t entry;                /* where the one from the left enters, from above */
  int32_t box;                  /* how wide its box is */
  int32_t room;                 /* the width that the children had */
  uint32_t way : 31, plain : 1; /* how they are arranged; as of a block in fit.c */
};

struct atl_fit_front {
  uint32_t first, count; /* shapes, from narrow and high to wide and low */
};

struct atl_fit_kid { /* where a box stands in the block of its parent, and which of its shapes it has */
  int32_t x, y;
  int32_t wide, tall; /* what its box is stretched to, or 0 */
  int32_t budget;     /* how wide its block may be */
  uint32_t pick, side;
};

/* Some children side by side. Their boxes get one height, so what is below them counts apart; a card, which keeps its
 * own, is the lower limit of the whole. */
struct atl_row_span {
  uint32_t first, count;
  uint32_t at[2]; /* the points that were asked for last */
  int32_t tall, card;
};

struct atl_row_point {
  int32_t w, below;
};

/* How a box is reached: from above, or from its left. */
enum { ATL_HUNG, ATL_BESIDE, ATL_SIDES };

struct atl_fit {
  struct atl_layout *layout;
  struct atl_gaps gap, across; /* for what goes down, and for what goes right */
  int32_t bound;               /* no shape is wider, unless it is the narrowest there is */
  bool lowest;                 /* of the whole one shape is wanted: the lowest */
  bool right, rows;            /* columns may stand to the right of their parent; siblings may stand in rows */
  int32_t budget;              /* while boxes are placed: how wide the block at hand may be; else 0 */
  int32_t stride;              /* of two widths that are tried */
  uint32_t n, limit;           /* boxes; shapes in a front */
  int32_t *width[ATL_SIDES], *height[ATL_SIDES]; /* of boxes: siblings may be levelled */
  struct atl_fit_front *front[ATL_SIDES];        /* box n stands for the map, above all roots */
  struct atl_fit_kid *kid;
  int32_t *lane; /* where the trunk of a box passes its rows */
  ATL_VEC(struct atl_fit_shape) shape;
  /* scratch of one box: */
  ATL_VEC(struct atl_fit_shape) found[ATL_SIDES]; /* a front, at any time */
  ATL_VEC(struct atl_row_span) span;              /* runs of children in one row */
  ATL_VEC(struct atl_row_point) point;
  ATL_VEC(uint32_t) span_of; /* of each child, its first span */
  ATL_VEC(uint32_t) cut;     /* where rows begin, the last one first */
  int64_t *best, *uneven;
  uint32_t *from;
  int32_t *least; /* the width that the rows up to a child need */
};

/* Finds the shapes of a tree whose boxes are measured; with `lowest` few of the whole, the lowest one among them. */
void atl_fit_init(struct atl_fit *fit, struct atl_layout *layout, int32_t bound, enum atl_press press, bool rows,
                  bool lowest);
void atl_fit_release(struct atl_fit *fit);

/* The shapes of the whole, margins not included. */
const struct atl_fit_shape *atl_fit_shapes(const struct atl_fit *fit, uint32_t *count);

/* Places the boxes in the shape number `pick` of the whole, and their wires. */
void atl_fit_place(struct atl_fit *fit, uint32_t pick);

/* How wide the box may be without making its block wider, once it is placed. */
int32_t atl_fit_room(const struct atl_fit *fit, uint32_t v);

/* Adds the wires from a placed box to its children. */
void atl_fit_wire(struct atl_fit *fit, uint32_t v, enum atl_fit_way way);

#endif
