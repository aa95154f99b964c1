/* A drawing as a plane of cells, so that what is above and below is a step away, with its boxes and their words.
 * Private to the room boxes/. */
#ifndef ATL_BOXES_PLANE_H
#define ATL_BOXES_PLANE_H

#include "boxes/graph.h"
#include "boxes/grid.h"

struct atl_spot {
  uint8_t arms, head; /* of a line; of a head, the way it points */
  bool text, inside;  /* a letter; within a box that is no frame */
  uint32_t border;    /* the box whose border it is, plus one */
  uint32_t label;     /* the label that stands at this piece of a line, plus one */
  uint32_t cell;      /* of the grid, plus one; 0: blank */
};

struct atl_plane {
  struct atl_boxes_graph *graph;
  const struct atl_boxes_row *row;
  struct atl_grid grid;
  struct atl_spot *spot;
  uint32_t rows;
  int32_t columns;
};

extern const struct atl_spot atl_nowhere;

/* The cell in a place; NULL, or one of nothing, where the plane ends. */
static inline struct atl_spot *atl_plane_at(const struct atl_plane *p, uint32_t row, int32_t column) {
  return row < p->rows && column >= 0 && column < p->columns
             ? &p->spot[(size_t)row * (size_t)p->columns + (size_t)column]
             : NULL;
}

static inline const struct atl_spot *atl_plane_see(const struct atl_plane *p, uint32_t row, int32_t column) {
  const struct atl_spot *spot = atl_plane_at(p, row, column);
  return spot ? spot : &atl_nowhere;
}

static inline uint8_t atl_arm_opposite(uint8_t arm) { return (uint8_t)(arm < 4 ? arm << 2 : arm >> 2); }

/* Whether a cell is a piece of a line, and not of a box. */
static inline bool atl_spot_is_line(const struct atl_spot *spot) {
  return (spot->arms || spot->head) && !spot->border && !spot->inside;
}

/* Whether one box stands in another. */
static inline bool atl_boxes_within(const struct atl_boxes_node *in, const struct atl_boxes_node *out) {
  return out->row < in->row && out->left < in->left && out->bottom > in->bottom && out->right > in->right;
}

/* Reads the boxes of `p->row`, and their words, into `p->graph`. False where there is nothing to read: the plane has no
 * cells then. */
bool atl_plane_read(struct atl_plane *p);
void atl_plane_release(struct atl_plane *p);

/* The words of a row from one column to another, without blanks at the ends, in the arena of the graph; NULL: there are
 * none. */
const char *atl_plane_words(struct atl_plane *p, uint32_t r, int32_t from, int32_t to);

#endif
