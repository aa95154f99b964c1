/* Layers and orders by Graphviz's dot, in process. dot.c is the only file that knows gvc. */
#ifndef ATL_ORDER_DOT_H
#define ATL_ORDER_DOT_H

#include "order/layers.h"

/* Fills the items (boxes) and the flags of the arcs, as atl_layers_rank() does. False when dot is not there, or when
 * the graph is larger than it is quick on and `anyway` is not set; then nothing is changed. */
bool atl_dot_rank(struct atl_layers *layers, bool anyway);

/* Puts the items into the order dot chooses, when it has fewer crossings than the order at hand. False as above. */
bool atl_dot_order(struct atl_layers *layers, bool anyway);

#endif
