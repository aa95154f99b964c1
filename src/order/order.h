/* Topology: which boxes there are, in which order, on which rank. Made once; it knows no sizes, so text and pictures
 * have the same rows and the same order. */
#ifndef ATL_ORDER_ORDER_H
#define ATL_ORDER_ORDER_H

#include "base/diag.h"
#include "base/vec.h"
#include "map/map.h"

#include <stdbool.h>
#include <stdint.h>

/* Above this many nodes the cgraph graph is built only where an output asks for it: it costs 420 bytes and as much time
 * a node as all the stages after it, and no layout engine of Graphviz is interactive from there on. */
#define ATL_GRAPH_NODES 5000u

/* What part of a map is drawn. */
struct atl_extent {
  uint32_t root;  /* node to start from; 0: the map, all its top nodes */
  uint32_t depth; /* how many levels of nodes below the map or above the root's children: 1 is the root alone; 0: all */
};

struct atl_box {
  uint32_t node;                     /* of the map; for a card, its owner */
  uint32_t parent;                   /* box, ATL_NONE for a root */
  uint32_t first_child, child_count; /* children stand side by side, in the author's order */
  uint32_t folded;                   /* nodes and items below that the depth hides: shown as +N */
  uint16_t rank;                     /* 0 for a root */
  bool card;                         /* the items of `node` */
  bool items;                        /* they stand in the box of the node itself */
};

/* A link between two boxes that are shown. A link to an item of a card leads to the card; a link to what is folded away
 * leads to the box that shows the count; links inside one folded box are none. */
struct atl_edge {
  uint32_t tail, head; /* boxes; equal for a loop that the author wrote */
  uint32_t link;       /* of the map: arrow, label, kind; of links that folding made equal, the first */
};

struct atl_layers;

struct atl_order {
  ATL_VEC(struct atl_box) box; /* breadth first: rank by rank, roots first */
  uint32_t roots;
  ATL_VEC(struct atl_edge) edge; /* in the author's order */
  struct atl_layers *layers;     /* for layouts that want them: order/layers.h; else NULL */
};

/* Boxes as a reader of the hierarchy finds them, parents before children in document order, before they are sorted by
 * rank. */
struct atl_found_box {
  uint32_t node, parent, folded;
  bool card;
};

/* Orders a map for boxes: nodes, and one card for the items of a node, which comes before its child nodes. Reads the
 * cgraph graph where the map is small enough, the map itself otherwise; both give the same order. */
void atl_order_boxes(struct atl_order *order, const struct atl_map *map, const struct atl_extent *extent);

/* Puts the items of nodes that have nothing else below them into the boxes of those nodes: their cards go. */
void atl_order_join(struct atl_order *order);

/* Orders a map for lists: every node and every item is an entry of its own, in document order. */
void atl_order_entries(struct atl_order *order, const struct atl_map *map, const struct atl_extent *extent);

/* Fills order->edge from the links of the map; links with an end outside of the boxes are left out. */
void atl_order_links(struct atl_order *order, const struct atl_map *map);

/* Walks what an extent holds of a map in document order, cards included, and calls `each`; `index` counts the calls. */
void atl_order_walk(const struct atl_map *map, const struct atl_extent *extent,
                    void (*each)(void *context, uint32_t index, const struct atl_found_box *box), void *context);

void atl_order_release(struct atl_order *order);

/* NULL, or what is wrong: ranks, runs of children, parents. `entries` as made by atl_order_entries(). */
const char *atl_order_fault(const struct atl_order *order, bool entries);

#endif
