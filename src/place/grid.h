/* The ground that links are routed over: lanes across and down a placed drawing, and what stands where they meet.
 * Private to place/.
 *
 * In cells every column and every row is a lane. In px lanes are chosen so that as much free length as possible lies on
 * them, no two closer than wires may run side by side. A cell of the grid is the crossing of two lanes; a wire runs
 * from cell to cell. */
#ifndef ATL_PLACE_GRID_H
#define ATL_PLACE_GRID_H

#include "place/place.h"

/* A grid has at most this many cells, of 2 bytes of ground: some 300 MB. Above it links are not drawn. */
#define ATL_GRID_CELLS 160000000

enum atl_ground {
  ATL_GROUND_BOX = 1,          /* a box, or closer to one than a wire may pass */
  ATL_GROUND_ALONG = 2,        /* a wire of the hierarchy runs along the row: to be crossed, not to be followed */
  ATL_GROUND_DOWN = 4,         /* one runs along the column */
  ATL_GROUND_NODE = 8,         /* its bend, junction or arrowhead: nothing passes */
  ATL_GROUND_BESIDE = 16,      /* close to a box, or outside of the drawing: dearer */
  ATL_GROUND_BY_ALONG = 32,    /* too close to a wire along a row to run beside it */
  ATL_GROUND_BY_DOWN = 64,     /* too close to one along a column */
  ATL_GROUND_FRAME = 128,      /* the border of a frame that this link has no business to cross */
  ATL_GROUND_LINK_ALONG = 256, /* the same three of links */
  ATL_GROUND_LINK_DOWN = 512,
  ATL_GROUND_LINK_NODE = 1024,
  ATL_GROUND_HIT_ALONG = 2048, /* scratch: the same three of a wire that wants this ground */
  ATL_GROUND_HIT_DOWN = 4096,
  ATL_GROUND_HIT_NODE = 8192,
  ATL_GROUND_EDGE = 32768, /* next to the border of a frame: wires do not cross here, where one may cross the border */
  ATL_GROUND_GOAL = 16384, /* scratch: a gate that is searched for */
};

enum {
  ATL_ANY_ALONG = ATL_GROUND_ALONG | ATL_GROUND_LINK_ALONG,
  ATL_ANY_DOWN = ATL_GROUND_DOWN | ATL_GROUND_LINK_DOWN,
  ATL_ANY_NODE = ATL_GROUND_NODE | ATL_GROUND_LINK_NODE,
  ATL_ANY_WIRE = ATL_ANY_ALONG | ATL_ANY_DOWN | ATL_ANY_NODE,
  ATL_ANY_BY = ATL_GROUND_BY_ALONG | ATL_GROUND_BY_DOWN,
};

/* Directions as in the arms of a line character: the first and the third are opposite. */
enum atl_way { ATL_WAY_UP, ATL_WAY_RIGHT, ATL_WAY_DOWN, ATL_WAY_LEFT };

static inline unsigned atl_way_back(unsigned way) { return way ^ 2u; }
static inline bool atl_way_down(unsigned way) { return !(way & 1u); } /* along a column */

struct atl_spot { /* a cell of the grid */
  int32_t col, row;
};

/* Cells are kept in tiles of 16 by 16, so that those that are close to each other are so in memory, too, whether a wire
 * runs along a row or along a column. */
enum { ATL_TILE = 16 };

/* What stands in a tile, a bit a row and a bit a column: is there a cell where a wire passes it and crosses nothing; or
 * one where it passes at all; and is there one where a wire that runs along it is stopped. Frames count as open. */
struct atl_tile {
  bool known; /* since its ground was changed last */
  uint16_t row_free, row_open, row_shut, col_free, col_open, col_shut;
};

struct atl_grid {
  bool cells;
  int32_t clear; /* between wires side by side, in the unit of the metric */
  int32_t keep;  /* from the border of a box that a wire passes */
  int32_t cols, rows;
  int32_t *x, *y;        /* where the lanes are */
  size_t pitch, size;    /* cells of a row of tiles; of all of them */
  uint16_t *ground;      /* enum atl_ground; by atl_grid_at() */
  struct atl_tile *tile; /* by where its first cell is, in tiles */
};

/* Where a cell is: the sum of what its column gives and of what its row gives. */
static inline size_t atl_grid_col(int32_t col) {
  return (size_t)((uint32_t)col / ATL_TILE) * (ATL_TILE * ATL_TILE) + (uint32_t)col % ATL_TILE;
}

static inline size_t atl_grid_row(const struct atl_grid *grid, int32_t row) {
  return (uint32_t)row / ATL_TILE * grid->pitch + (size_t)((uint32_t)row % ATL_TILE) * ATL_TILE;
}

static inline size_t atl_grid_at(const struct atl_grid *grid, int32_t col, int32_t row) {
  return atl_grid_col(col) + atl_grid_row(grid, row);
}

/* The cell that is there. */
static inline struct atl_spot atl_grid_spot(const struct atl_grid *grid, size_t at) {
  size_t tile = at % grid->pitch / (ATL_TILE * ATL_TILE), in = at % (ATL_TILE * ATL_TILE);
  return (struct atl_spot){(int32_t)(tile * ATL_TILE + in % ATL_TILE),
                           (int32_t)(at / grid->pitch * ATL_TILE + in / ATL_TILE)};
}

/* The first lane of a sorted list at `v` or beyond it; `count` if there is none. */
int32_t atl_lane_from(const int32_t *lane, int32_t count, int32_t v);

/* Lays lanes over a placed drawing and `more` of them beyond each of its sides, and marks boxes and wires. False when
 * it would have too many cells. */
bool atl_grid_lay(struct atl_grid *grid, const struct atl_place *place, const struct atl_order *order, int32_t more);
void atl_grid_release(struct atl_grid *grid);

/* Sets or clears bits in the cells within a rectangle of coordinates, both ends included. */
void atl_grid_mark(struct atl_grid *grid, int32_t x0, int32_t y0, int32_t x1, int32_t y1, unsigned bits, bool set);

/* The same for one cell. */
void atl_grid_mark_cell(struct atl_grid *grid, struct atl_spot at, unsigned bits, bool set);

/* The tile with a cell. */
const struct atl_tile *atl_grid_tile(struct atl_grid *grid, int32_t col, int32_t row);

/* The bits that any cell within the rectangle has. */
unsigned atl_grid_bits(const struct atl_grid *grid, int32_t x0, int32_t y0, int32_t x1, int32_t y1);

#endif
