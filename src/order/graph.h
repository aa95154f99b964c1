/* The map as a graph of Graphviz: what any tool that reads DOT can work on. Made for -T dot and --dump=graph alone.
 *
 * A node is named by its path (hub.models) and carries label, note, kind, URL ...; a node with items has a card, a node
 * named PATH:items; an edge leads from parent to child and from owner to card, in the author's order; links are edges
 * with constraint=false, and what they lead to in other maps are nodes of their own. A node with children is also a
 * subgraph named by its path, which holds all below it.
 *
 * Two writers make a file of it. order/cgraph.c builds the graph with Graphviz's libcgraph and has that write it;
 * order/graph_write.c needs no library. Both give the same bytes, which a test holds them to. */
#ifndef ATL_ORDER_GRAPH_H
#define ATL_ORDER_GRAPH_H

#include "base/out.h"
#include "map/map.h"
#include "order/order.h"

#include <stdbool.h>
#include <stdint.h>

struct atl_graph_edge {
  uint32_t tail, head; /* nodes of the graph */
  uint32_t link;       /* of the map; ATL_NONE: from a parent to a child */
};

struct atl_graph {
  const struct atl_map *map;
  const uint32_t *left_out; /* of the extent, borrowed, as is */
  const uint8_t *hidden;    /* this */
  const char *rankdir;      /* TB, LR, BT or RL */
  size_t title;             /* in names */
  struct atl_out names;     /* of all nodes, each ended by a zero */
  ATL_VEC(size_t) name;     /* in names: of the boxes, parents before children, then of nodes of other maps */
  ATL_VEC(struct atl_found_box) box;
  uint32_t *children; /* of each box */
  ATL_VEC(struct atl_graph_edge)
  edge; /* to children first, in the order of the boxes; then links, as the author has
           them */
};

/* Makes the graph of the part of the map that the extent holds; every box of it is a node. `rankdir` is borrowed. */
void atl_graph_init(struct atl_graph *graph, const struct atl_map *map, const struct atl_extent *extent,
                    const char *rankdir);
void atl_graph_release(struct atl_graph *graph);

static inline const char *atl_graph_name(const struct atl_graph *graph, uint32_t node) {
  return graph->names.buf + graph->name.at[node];
}

/* Attributes that are not empty, by name as strcmp() has it: so they are written. Zero is a valid start, and what was
 * filled once may be filled again. */
struct atl_graph_attributes {
  struct atl_out text; /* values, each ended by a zero */
  struct atl_graph_attribute {
    const char *name;
    size_t value; /* in text */
  } at[12];
  uint32_t count;
};

void atl_graph_of_node(const struct atl_graph *graph, uint32_t node, struct atl_graph_attributes *to);
void atl_graph_of_edge(const struct atl_graph *graph, uint32_t edge, struct atl_graph_attributes *to);
void atl_graph_attributes_release(struct atl_graph_attributes *attributes);

/* Of the whole graph: what all nodes have, and its own, by name; a NULL name at the end. The value of `rankdir` is
 * NULL: that of the graph. */
extern const char *const atl_graph_own[][2], *const atl_graph_nodes[][2];

static inline const char *atl_graph_value(const struct atl_graph *graph, const char *value) {
  return value ? value : graph->rankdir;
}

/* Writes the graph as DOT. */
void atl_graph_write(const struct atl_graph *graph, struct atl_out *out);

#endif
