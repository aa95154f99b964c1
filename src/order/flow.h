/* Topology of layered drawings with frames: which layer each box stands in, which layers a frame spans, in which order
 * all that stands in a layer follows, and which lanes the wires take. Made once; it knows no sizes.
 *
 * A drawing is a set of parts that hang together by links; each part is one graph with layers of its own. A frame that
 * no link passes the border of is a leaf of the graph it stands in, with a set of its own inside; loose members of a
 * frame that has links are a leaf, too, without a border: a block.
 *
 *     set 0 --> graph --> node (box) ..., node (frame, with members in the same graph) ..., node (leaf with a set)
 *
 * After G. Sander, "Layout of compound directed graphs", 1996 (one rank for all levels, one order of siblings over all
 * layers) and M. Forster, "Applying crossing reduction strategies to layered compound graphs", GD 2002 (orders of
 * members under constraints). */
#ifndef ATL_ORDER_FLOW_H
#define ATL_ORDER_FLOW_H

#include "order/order.h"

enum atl_flow_flag {
  ATL_FLOW_LABEL = 1,     /* has a label, which takes a layer of its own */
  ATL_FLOW_ALONE = 2,     /* may not share its wire: two heads, none, or a label */
  ATL_FLOW_BACK = 4,      /* found: its head stands above its tail */
  ATL_FLOW_ROUND = 8,     /* found: it cannot go along at all; it leaves and arrives below, round what is in its way */
  ATL_FLOW_LOOP = 16,     /* from a leaf to itself: the geometry draws it beside the leaf */
  ATL_FLOW_HUB_LOW = 32,  /* found: the end its wire shares with others is the lower one */
  ATL_FLOW_PLAIN = 64,    /* has no direction, and ends at boxes without rows: it may join peers */
  ATL_FLOW_BESIDE = 128,  /* found: it joins peers, neighbours in a layer: the geometry draws it between them */
  ATL_FLOW_ORDERED = 256, /* found: peers that it joins could not be neighbours: it counts as order */
  ATL_FLOW_ASKED = 512,   /* while peers are looked for */
  ATL_FLOW_ROWS = 1024,   /* ends at a box with items, or deeper in one */
};

struct atl_flow_node {
  uint32_t box;         /* of the order; ATL_NONE for a block */
  uint32_t parent;      /* a node before it, ATL_NONE at the top of the graph */
  uint32_t set;         /* what is inside a leaf that is a frame or a block; ATL_NONE: nothing */
  bool frame;           /* its members are nodes of this graph */
  uint32_t top, bottom; /* found: layers; equal for a leaf */
};

struct atl_flow_edge {
  uint32_t tail, head;         /* nodes */
  uint32_t edge;               /* of the order */
  uint32_t tail_row, head_row; /* nodes of the map: the items it ends at, what it ends at deeper in, or the boxes' */
  uint32_t kind;
  unsigned flags;
  uint32_t later;             /* layers more than it needs: so that labels side by side may stand below each other */
  uint32_t net;               /* found; ATL_NONE: a loop of a leaf */
  uint32_t first_step, steps; /* found: the items it passes, from its upper end on, in flow->step */
};

enum atl_flow_kind {
  ATL_FLOW_BOX,
  ATL_FLOW_LANE,
  ATL_FLOW_NOTE, /* a lane with the label of its link beside it */
  ATL_FLOW_PORT, /* where a wire ends at the border of a frame */
  ATL_FLOW_TURN, /* where a wire that goes round turns up again; below its channel there is nothing of it */
  ATL_FLOW_LEFT, /* the borders of a frame */
  ATL_FLOW_RIGHT
};

/* The side of a frame on which a wire ends, as seen from the wire. */
enum atl_flow_side { ATL_FLOW_ABOVE, ATL_FLOW_BELOW, ATL_FLOW_IN_TOP, ATL_FLOW_IN_BOTTOM };

struct atl_flow_item {
  enum atl_flow_kind kind;
  uint32_t layer, place;
  uint32_t owner;     /* the frame in which it stands, ATL_NONE: none; of a port and of borders, the frame itself */
  uint32_t node;      /* of a box, a port, a border */
  uint32_t net, edge; /* of a lane, a port, a turn; the edge whose label it holds, ATL_NONE */
  enum atl_flow_side side;
};

struct atl_flow_arc {         /* a piece of wire from a layer to the next one, or of a border */
  uint32_t upper, lower, net; /* items; ATL_NONE: a border */
};

/* Wires that share ground: all from one box, or all to one box, in one direction, and alike. */
struct atl_flow_net {
  uint32_t edge, edges; /* the first of them, and how many */
  bool low;             /* the end they share is the lower one */
};

struct atl_flow { /* found for a graph */
  uint32_t layers;
  ATL_VEC(struct atl_flow_item) item;
  ATL_VEC(struct atl_flow_arc) arc; /* of wires, sorted, and then of borders */
  uint32_t wires;
  ATL_VEC(struct atl_flow_net) net;
  ATL_VEC(uint32_t) step;
  uint32_t *first, *order; /* layer l holds order[first[l]] to before order[first[l + 1]], left to right */
  uint32_t *arms, *arm;    /* arcs of item i, those above it first: arm[arms[2 i]], from arms[2 i + 1] those below */
  uint32_t *left, *right;  /* of frames: the first item of their borders; that of a layer lower is the next one. Of
                            * leaves both are their item */
  uint64_t crossings;      /* of wires */
  uint32_t torn;           /* links between peers that are no neighbours: they are ATL_FLOW_ORDERED now */
  uint32_t back, foreign;  /* links against the direction; wires through frames they have no end in */
};

/* That a layer is at least so far above another: 2 v is the first layer of node v, 2 v + 1 its last. */
struct atl_flow_rule {
  uint32_t above, below, apart;
};

/* How layers are found: frames that are linked stand one below the other instead of side by side where that can be;
 * links in the order that breaks few circles, or as the author gave them. */
struct atl_flow_way {
  bool apart, given;
};

/* A drawing whose links pass more layers than this in all is refused: it would take many seconds and gigabytes, and
 * nobody could follow a line of it. A hundred boxes with two links each pass some hundreds, two thousand boxes in
 * groups with three thousand links 145,000, in some seconds. */
#define ATL_MAX_FLOW_LANES 160000u

/* Work on one graph, in things looked at, after which what is only for the better ends: further rounds and variants. */
#define ATL_FLOW_WORK 20000000u

struct atl_flow_graph {
  ATL_VEC(struct atl_flow_node) node;
  ATL_VEC(struct atl_flow_edge) edge;
  ATL_VEC(struct atl_flow_rule) rule;
  struct atl_flow *flow;   /* NULL before atl_flow_run() */
  struct atl_flow_way way; /* in which that was done */
  uint64_t work;           /* done for it, in things looked at */
  uint64_t lanes;          /* layers that links and borders pass */
};

struct atl_flow_set {
  uint32_t box;           /* whose inside it is; ATL_NONE for the drawing and for a block */
  uint32_t first, graphs; /* its parts */
};

struct atl_flows {
  ATL_VEC(struct atl_flow_set) set; /* a set comes after the one that it stands in */
  ATL_VEC(struct atl_flow_graph) graph;
  bool chosen;    /* which of its variants each graph takes, by place/layered/ */
  uint64_t lanes; /* of all graphs; above ATL_MAX_FLOW_LANES nothing is chosen */
};

/* Divides an order whose edges are set into sets and graphs. */
struct atl_flows *atl_flows_new(const struct atl_order *order, const struct atl_map *map);
void atl_flows_free(struct atl_flows *flows);

/* Finds layers, lanes and orders of a graph, and keeps them in graph->flow, in the place of those that were there.
 * False when its links pass more layers than ATL_MAX_FLOW_LANES: then graph->flow is NULL. */
bool atl_flow_run(struct atl_flow_graph *graph, struct atl_flow_way way);
void atl_flow_free(struct atl_flow *flow);
void atl_flow_graph_release(struct atl_flow_graph *graph);

/* A copy of nodes, edges and rules, without what was found. */
void atl_flow_graph_copy(struct atl_flow_graph *to, const struct atl_flow_graph *from);

/* Whether a frame holds a node, at any depth, or is it. */
bool atl_flow_within(const struct atl_flow_graph *graph, uint32_t node, uint32_t frame);

/* The arc of a net between two items of neighbouring layers; ATL_NONE. */
uint32_t atl_flow_arc_between(const struct atl_flow *flow, uint32_t a, uint32_t b, uint32_t net);

/* NULL, or what is wrong. */
const char *atl_flow_fault(const struct atl_flow_graph *graph);

/* -- the stages, private to order/ and its tests ------------------------------------------------------------------ */

/* Finds which edges join peers, and sets ATL_FLOW_BESIDE for them. Returns, by node, the first of those that share its
 * layer for that, most often itself; the caller frees it. */
uint32_t *atl_flow_peers(struct atl_flow_graph *graph);

/* Sets the layers of nodes, and which edges go back or round. */
void atl_flow_rank(struct atl_flow_graph *graph, struct atl_flow_way way);

/* Divides the edges into nets; makes items, arcs and steps. False when there would be too many. */
bool atl_flow_lanes(struct atl_flow_graph *graph);

/* Finds the order of items in each layer. */
void atl_flow_arrange(struct atl_flow_graph *graph);

/* Parts nets where a wire of another one meets their box between two wires of theirs. */
void atl_flow_split(struct atl_flow_graph *graph);

/* Joins lanes to one box that stand side by side. */
void atl_flow_join(struct atl_flow_graph *graph);

/* The frame that keeps both nodes, ATL_NONE: the graph. Of a node and a frame around it, that frame. */
uint32_t atl_flow_common(const struct atl_flow_graph *graph, uint32_t a, uint32_t b);

#endif
