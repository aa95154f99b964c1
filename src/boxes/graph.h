/* What a drawing says: boxes with their words, boxes in boxes, lines between them with heads and labels.
 *
 * A box is a closed rectangle; one with boxes in it is a frame. A line is followed from arm to meeting arm, over words
 * that break it and under lines that cross it without a joint. A net of lines links every box that it leaves with every
 * box it ends at with a head; without heads, all its ends. Words beside a line are its label, for all links that run
 * there. */
#ifndef ATL_BOXES_GRAPH_H
#define ATL_BOXES_GRAPH_H

#include "base/arena.h"
#include "boxes/boxes.h"

struct atl_boxes_node {
  uint32_t row, bottom; /* of the top and bottom border */
  int32_t left, right;  /* columns */
  uint32_t parent;      /* the frame it stands in; ATL_NONE */
  bool frame;
  ATL_VEC(const char *) line; /* its words, in the arena; NULL where a line divides it */
};

struct atl_boxes_link {
  uint32_t from, to; /* nodes */
  bool head, tail;   /* heads at either end */
  const char *label; /* NULL: none */
};

struct atl_boxes_graph {
  struct atl_arena arena;
  ATL_VEC(struct atl_boxes_node) node; /* from the top, from the left */
  ATL_VEC(struct atl_boxes_link) link;
  ATL_VEC(const char *) rest; /* words that belong to nothing */
  uint32_t loose;             /* ends of lines that lead nowhere */
};

void atl_boxes_graph_read(struct atl_boxes_graph *graph, const struct atl_boxes_row *row, uint32_t rows);
void atl_boxes_graph_release(struct atl_boxes_graph *graph);

struct atl_out;
/* Writes the graph as a map of ours, lines with LF. */
void atl_boxes_graph_write(struct atl_out *out, const struct atl_boxes_graph *graph);

#endif
