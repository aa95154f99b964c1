/* The map as a cgraph graph: what Graphviz, and any tool that reads DOT, can work on. The only file that knows cgraph.
 *
 * A node is named by its path (hub.models) and carries label, note, kind, URL ...; a node with items has a card, a node
 * named PATH:items; an edge leads from parent to child and from owner to card, in the author's order; links are edges
 * with constraint=false. A node with children is also a subgraph named by its path, which holds them. */
#ifndef ATL_ORDER_GRAPH_H
#define ATL_ORDER_GRAPH_H

#include "base/diag.h"
#include "base/out.h"
#include "map/map.h"
#include "order/order.h"

#include <stdbool.h>

struct atl_graph;

/* Builds the graph of the part of the map that the extent holds; every box of it is a node of the graph. `named`: with
 * paths as names, which writing needs and ordering does not. */
struct atl_graph *atl_graph_build(const struct atl_map *map, const struct atl_extent *extent, bool named);

/* Reads the boxes back out of the graph, in the order the map has them; see atl_order_boxes(). */
void atl_graph_boxes(const struct atl_graph *graph, struct atl_order *order);

/* Writes DOT of a graph with names; `rankdir` is TB, LR, BT or RL. Attributes are added to the graph for it. */
void atl_graph_write(struct atl_graph *graph, struct atl_out *out, const char *rankdir);

void atl_graph_free(struct atl_graph *graph);

#endif
