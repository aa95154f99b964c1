/* Tidy trees in linear time, for boxes of any size: A. J. van der Ploeg, "Drawing non-layered tidy trees in linear
 * time", Software: Practice and Experience 44(12), 2014. Private to place/tree/.
 *
 * Breadth is the axis on which siblings stand side by side, depth the other one. Whole numbers: positions are multiples
 * of the grain, subtrees never overlap, siblings keep their order, a parent's port is over the middle of its first and
 * last child's. */
#ifndef ATL_PLACE_TREE_TIDY_H
#define ATL_PLACE_TREE_TIDY_H

#include "order/order.h"

#include <stdint.h>

struct atl_tidy_box {
  int32_t breadth; /* with the gap to the next sibling */
  int32_t port;    /* where the wire meets it, from its start */
  int32_t end; /* on the depth axis: where what stands below may begin; a child's range starts at its parent's end */
  int32_t at;  /* out: its start on the breadth axis, 0 or more */
};

struct atl_tidy_options {
  int32_t grain;   /* the step of positions */
  int32_t snap;    /* a parent moves by up to this much so that a wire becomes straight */
  int32_t cousins; /* more room between boxes of different parents */
  bool even;       /* siblings whose ports stand at almost even distances get even ones, for a little more breadth */
};

/* Places the boxes of an order (breadth first; several roots stand side by side). `box` is parallel to order->box. */
void atl_tidy(const struct atl_order *order, struct atl_tidy_box *box, const struct atl_tidy_options *options);

#endif
