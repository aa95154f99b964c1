/* The map as a graph: what any tool that reads DOT or Mermaid can work on. Made for these two and --dump=graph alone.
 *
 * A node is named by its path (hub.models) and carries label, note, kind, URL ...; a node with items has a card, a node
 * named PATH:items; an edge leads from parent to child and from owner to card, in the author's order; links are edges
 * with constraint=false, and what they lead to in other maps are nodes of their own. A node with children is also a
 * subgraph named by its path, which holds all below it.
 *
 * Where a drawing has a frame around what a node holds, the subgraph is that frame: a cluster, named cluster_PATH, with
 * what else would be said of the node; no edges lead to what is in it, and the node itself is there only where a link
 * ends at the frame: a point that is not seen. There links are what makes layers, and items stand in the node that has
 * them where they do in the drawing.
 *
 * Two writers make a file of DOT of it. order/cgraph.c builds the graph with Graphviz's libcgraph and has that write
 * it; order/graph_write.c needs no library. Both give the same bytes, which a test holds them to. order/graph_mermaid.c
 * writes Mermaid. */
#ifndef ATL_ORDER_GRAPH_H
#define ATL_ORDER_GRAPH_H

#include "base/out.h"
#include "map/map.h"
#include "order/order.h"

#include <stdbool.h>
#include <stdint.h>

/* How something is drawn, as far as others can draw it too: a node, a card, a frame or a link. */
struct atl_graph_look {
  char fill[8], line[8], text[8]; /* "#rrggbb"; "": nothing is said */
  const char *shape, *style;      /* as DOT calls them; NULL: a box; filled, with round corners */
  const char *tail, *head;        /* arrows of a link, likewise; NULL: the usual ones */
  const char *role;               /* what else looks so: a word of ASCII letters, digits and '-' */
  uint8_t outline, stroke;        /* the same, as numbers of style/shape.h */
};

/* What a graph has of a drawing. */
struct atl_graph_dress {
  const uint8_t *ways; /* by node of the map: ATL_GRAPH_FRAME, ATL_GRAPH_JOIN; NULL: none */
  void *context;
  /* The look of a node of the map, of its card or of its frame; and of a link, or, for ATL_NONE, of all lines, with the
   * page as its fill. Both NULL: nothing is said of looks. */
  void (*of_node)(void *context, uint32_t node, bool card, bool frame, struct atl_graph_look *look);
  void (*of_link)(void *context, uint32_t link, struct atl_graph_look *look);
};
enum {
  ATL_GRAPH_FRAME = 1, /* what the node holds stands in a frame */
  ATL_GRAPH_JOIN = 2,  /* its items stand in its box, where it has nothing else */
};

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
  uint8_t *part;      /* of each box, an atl_graph_part */
  bool clusters;      /* there is a frame */
  const struct atl_graph_dress *dress;
  ATL_VEC(struct atl_graph_edge)
  edge; /* to children first, in the order of the boxes; then links, as the author has
           them */
};

/* What becomes of a box. */
enum atl_graph_part {
  ATL_GRAPH_NODE = 0,    /* a node; where it has children, a group of them, too */
  ATL_GRAPH_ITEMS = 1,   /* a node with its items in it */
  ATL_GRAPH_CLUSTER = 2, /* a frame; */
  ATL_GRAPH_ANCHOR = 4,  /* with 2: and a link ends at it */
  ATL_GRAPH_GONE = 8,    /* a card whose items stand elsewhere */
};

/* Makes the graph of the part of the map that the extent holds; every box of it is a node. `rankdir` and `dress`, which
 * may be NULL, are borrowed. */
void atl_graph_init(struct atl_graph *graph, const struct atl_map *map, const struct atl_extent *extent,
                    const char *rankdir, const struct atl_graph_dress *dress);
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
  } at[20];
  uint32_t count;
};

void atl_graph_of_node(const struct atl_graph *graph, uint32_t node, struct atl_graph_attributes *to);
/* Of the subgraph of a box: nothing, where it is no frame. */
void atl_graph_of_group(const struct atl_graph *graph, uint32_t node, struct atl_graph_attributes *to);
/* The name of that subgraph; good until the next call with these attributes. */
const char *atl_graph_group_name(const struct atl_graph *graph, uint32_t node, struct atl_graph_attributes *room);

/* Whether something of the graph is a node, and of which subgraph; ATL_NONE: of none. */
static inline bool atl_graph_is_node(const struct atl_graph *graph, uint32_t node) {
  return node >= graph->box.len || !(graph->part[node] & (ATL_GRAPH_CLUSTER | ATL_GRAPH_GONE)) ||
         graph->part[node] & ATL_GRAPH_ANCHOR;
}
static inline uint32_t atl_graph_group_of(const struct atl_graph *graph, uint32_t node) {
  return node >= graph->box.len ? ATL_NONE : graph->part[node] & ATL_GRAPH_CLUSTER ? node : graph->box.at[node].parent;
}

/* Its label, as it is read: lines of text. The items of a card are lines, too. */
void atl_graph_label(const struct atl_graph *graph, uint32_t node, struct atl_out *out);

/* Whether an edge is a link that stands beside the hierarchy: what both of its ends are below is joined by edges. */
bool atl_graph_is_quiet(const struct atl_graph *graph, uint32_t edge);

/* Whether a box is `node` or above it. */
bool atl_graph_holds(const struct atl_graph *graph, uint32_t frame, uint32_t node);
void atl_graph_of_edge(const struct atl_graph *graph, uint32_t edge, struct atl_graph_attributes *to);
void atl_graph_attributes_release(struct atl_graph_attributes *attributes);

/* Of the whole graph: its own, what all nodes have, and what all edges have. What a node or an edge has besides differs
 * from that. */
enum atl_graph_all { ATL_GRAPH_OWN, ATL_GRAPH_NODES, ATL_GRAPH_EDGES };
void atl_graph_of_all(const struct atl_graph *graph, enum atl_graph_all what, struct atl_graph_attributes *to);

/* Writes the graph as DOT. */
void atl_graph_write(const struct atl_graph *graph, struct atl_out *out);

/* Writes it as a flowchart of Mermaid 11. */
void atl_graph_write_mermaid(const struct atl_graph *graph, struct atl_out *out);

#endif
