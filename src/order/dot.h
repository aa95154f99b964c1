/* Layers and orders by Graphviz's dot, in process. dot.c is the only file that knows gvc, which is opened when it is
 * asked for, by --engine dot or auto, and not before. A program that is built without it (-DATL_GRAPHVIZ=OFF) has no
 * dot. */
#ifndef ATL_ORDER_DOT_H
#define ATL_ORDER_DOT_H

#include "order/layers.h"

/* Whether dot can be asked: opens it. */
bool atl_dot_is_there(void);

/* Asks dot for the layer of each box, by `rank`; `skip` (by arc) leaves arcs out. False when dot is not there or fails.
 */
bool atl_dot_rank(const struct atl_layers *layers, const bool *skip, int32_t *rank);

/* Asks dot for the order of the items of each layer, and puts them into it. False when dot is not there or fails: then
 * nothing is changed. */
bool atl_dot_order(struct atl_layers *layers);

#endif
