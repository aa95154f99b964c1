/* Strokes, and which of them were meant to be one line from row to row. Private to the room boxes/. */
#ifndef ATL_BOXES_CHAINS_H
#define ATL_BOXES_CHAINS_H

#include "boxes/grid.h"

/* A cell with an arm up or down. */
struct atl_drawn_stroke {
  uint32_t row, cell; /* index into grid->cell */
  int32_t column;
  uint32_t up, down; /* strokes it meets, or was meant to; ATL_NONE */
  uint32_t chain;
  bool near_down; /* the one below stands in another column */
  bool by_order;  /* the one below is met by its place in the row, however far it is */
  bool met;       /* a head points at it */
};

struct atl_chain {
  uint32_t first, count; /* from the top, by `down` */
  int32_t wanted;        /* where most of it stands */
  int32_t x;             /* where it is put */
  bool mixed;            /* its strokes stand in several columns */
  bool left, right;      /* it is a left or a right side of a box, by its corners; both, where it divides one */
};

struct atl_chains {
  ATL_VEC(struct atl_drawn_stroke) stroke; /* row by row, from the left */
  ATL_VEC(uint32_t) row;                   /* the first stroke of each row, and one more */
  ATL_VEC(struct atl_chain) chain;
  uint32_t exact, near; /* how many strokes meet, and how many only nearly */
  uint32_t soft;        /* of the latter, heads in a border beside the column of their wire, which is a fault only where
                         * there are others */
};

/* Finds them in a grid. */
void atl_chains_find(struct atl_chains *chains, const struct atl_grid *grid);
/* The stroke at the other end of the border that begins or ends at a corner; ATL_NONE: none is found. */
uint32_t atl_other_corner(const struct atl_chains *chains, const struct atl_grid *grid, uint32_t at);

/* The lower right corner of the box whose upper right one is given, by way of its left side; ATL_NONE: not found. */
uint32_t atl_opposite_corner(const struct atl_chains *chains, const struct atl_grid *grid, uint32_t at);

/* Whether arms are those of a corner: one sideways, and one up or down. */
bool atl_is_corner(uint8_t arms);

void atl_chains_release(struct atl_chains *chains);

#endif
