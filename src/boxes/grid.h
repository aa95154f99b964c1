/* A drawing as a grid: rows of cells, one grapheme cluster each, and what each cell has as arms. Private to the room
 * boxes/. */
#ifndef ATL_BOXES_GRID_H
#define ATL_BOXES_GRID_H

#include "base/vec.h"
#include "boxes/boxes.h"

#include <stdbool.h>
#include <stdint.h>

enum { ATL_ARM_UP = 1, ATL_ARM_RIGHT = 2, ATL_ARM_DOWN = 4, ATL_ARM_LEFT = 8 };
#define ATL_ARM_SIDES (ATL_ARM_LEFT | ATL_ARM_RIGHT)

enum atl_cell_kind {
  ATL_CELL_TEXT,
  ATL_CELL_BLANK,
  ATL_CELL_TAB,
  ATL_CELL_LINE, /* a character that draws, of Unicode or, where the drawing has such corners, of ASCII */
  ATL_CELL_HEAD  /* an arrowhead; its arm is that of its tail */
};

struct atl_cell {
  uint32_t at;  /* byte in its row */
  uint16_t len; /* bytes */
  uint8_t kind, arms;
  uint8_t maybe; /* arms that '+' may have, if something is near that it can meet */
  uint8_t width; /* columns; of a tab, up to the next stop */
  uint8_t dashed;
  uint8_t letter; /* of ASCII and without marks; else 0 */
  int32_t column;
};

struct atl_cell_row {
  uint32_t first, count; /* cells */
  int32_t width;
};

struct atl_grid {
  ATL_VEC(struct atl_cell) cell;
  ATL_VEC(struct atl_cell_row) row;
};

/* Reads rows into cells; the grid is empty where one is wider than ATL_BOXES_WIDEST, or no UTF-8. */
void atl_grid_read(struct atl_grid *grid, const struct atl_boxes_row *row, uint32_t rows);
void atl_grid_release(struct atl_grid *grid);

/* The cell over a column of a row; NULL: the row ends before it, or there is no such row. */
const struct atl_cell *atl_grid_at(const struct atl_grid *grid, uint32_t row, int32_t column);

/* Whether a cell is a piece of a line that runs sideways and is nothing else. */
static inline bool atl_cell_is_flat(const struct atl_cell *cell) {
  return cell->kind == ATL_CELL_LINE && cell->arms == ATL_ARM_SIDES && cell->letter != '+';
}

#endif
