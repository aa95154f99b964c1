/* Drawings of boxes that people made of characters: what of them does not line up, and how it is mended.
 *
 * A drawing is rows of text. A stroke that goes on in the row above or below has to stand in one column with it; where
 * one stands beside, and nothing else fits, they were meant to meet. Strokes that were meant to meet make a chain, and
 * every chain gets one column: the one that most of it has, or that the corners of a box have, if the words leave room,
 * else one farther right. Rows are then written anew between their strokes: blanks and pieces of lines come and go,
 * words stay as they are, letter by letter, in their order.
 *
 * People leave lines open, start them under a box without a joint, put heads into borders: none of that is a fault
 * here. What is no drawing of boxes (a listing, a table of text, source code) is left alone, and so is one that would
 * not come out whole. Nothing here knows a document or a map. */
#ifndef ATL_BOXES_BOXES_H
#define ATL_BOXES_BOXES_H

#include "base/arena.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Columns of a row. Wider ones are no drawing that anybody looks at; a file with such a row is not looked at either. */
#define ATL_BOXES_WIDEST 4000

struct atl_boxes_row {
  const char *text; /* without its line end; borrowed */
  uint32_t len;
  uint32_t indent; /* columns before it in its document, from which tabs are counted */
};

struct atl_boxes_fault {
  uint32_t row, begin, end; /* bytes of the row */
  int32_t column, wanted;   /* where it stands and where it should, from 0 */
  uint32_t partner;         /* the row of a stroke of the same chain that stands right; or of one that is moved, too */
  bool hole;                /* a border is open here, before or behind a corner */
  bool mended;              /* surely */
};

struct atl_boxes {
  struct atl_arena arena;
  ATL_VEC(struct atl_boxes_fault) fault; /* in the order of rows */
  ATL_VEC(struct atl_boxes_row) mended;  /* by row, in the arena; as given where nothing changed */
  bool changed;
};

/* Looks at rows and mends what can surely be mended. */
void atl_boxes_look(struct atl_boxes *boxes, const struct atl_boxes_row *row, uint32_t rows);
void atl_boxes_release(struct atl_boxes *boxes);

#endif
