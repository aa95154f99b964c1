/* What the two ways to place a tree share: the gaps between boxes, and where wires meet them. Private to place/tree/.
 */
#ifndef ATL_PLACE_TREE_TREE_H
#define ATL_PLACE_TREE_TREE_H

#include "place/place.h"

#include <stdbool.h>

struct atl_gaps {   /* in the unit of the metric */
  int32_t sibling;  /* between boxes side by side */
  int32_t cousins;  /* and this much more where they have different parents */
  int32_t straight; /* between two ranks joined by straight wires only */
  int32_t rail;     /* between two ranks with a rail in between */
  int32_t trunk;    /* from the parent's border to the rail */
  int32_t clear;    /* below a box without children */
  int32_t margin;   /* around the drawing */
  int32_t snap;     /* a wire less bent than this is made straight */
  /* of arrangements that are made to fit: */
  int32_t hang;    /* from the left border of a box to the rail of the column below it */
  int32_t indent;  /* and to the boxes of that column */
  int32_t stack;   /* between two boxes of a column */
  int32_t group;   /* between two of which one has children of its own */
  int32_t lane;    /* from a trunk that passes rows at the left to their boxes, the trunk included */
  int32_t beside;  /* clear room at either side of a trunk that passes between boxes */
  int32_t dislike; /* a column counts as this much higher than it is: rows are more pleasing */
};

/* How close the boxes of a tree stand: with one width for siblings, with widths of their own, closer, and as close as
 * it goes. */
enum atl_press { ATL_LOOSE, ATL_OWN_WIDTHS, ATL_CLOSE, ATL_CLOSEST };

/* `direction`: down or right. */
struct atl_gaps atl_tree_gaps(bool cells, enum atl_direction direction, enum atl_press press);

/* Where a wire meets a side of this length: its middle cell, the upper one of two. */
int32_t atl_tree_port(bool cells, int32_t side);

/* Adds a route of the net of box `from`; `across` exchanges x and y. */
void atl_tree_route(struct atl_place *place, bool across, uint32_t from, bool head, uint32_t count,
                    const int32_t pair[][2]);

/* Reports that coordinates cannot say how large the drawing is; false. */
bool atl_tree_too_large(struct atl_layout *layout);

#endif
