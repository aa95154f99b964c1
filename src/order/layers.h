/* Topology of layered drawings: which layer each box stands in, in which order, and which lanes the wires take between
 * them. Made once; it knows no sizes, so text and pictures have the same layers and the same order.
 *
 * The method is Sugiyama's, in the order of K. Sugiyama, S. Tagawa, M. Toda, IEEE Trans. SMC 11(2), 1981: cycles are
 * broken, boxes get layers, wires that pass a layer get a lane in it, and the order in each layer is chosen for few
 * crossings. Wires are hyperedges: all that leave a box and look alike are one net, which shares one lane a layer. */
#ifndef ATL_ORDER_LAYERS_H
#define ATL_ORDER_LAYERS_H

#include "order/order.h"

enum atl_arc_flag {
  ATL_ARC_SOFT = 1,  /* without a direction: its ends may stand side by side */
  ATL_ARC_LABEL = 2, /* has a label, which takes room in a layer of its own */
  ATL_ARC_UP = 4,    /* its head stands in a layer above its tail's: it closes a cycle */
  ATL_ARC_FLAT = 8,  /* both ends in one layer */
  ATL_ARC_SELF = 16, /* from a box to itself */
};

struct atl_arc {
  uint32_t tail, head; /* boxes */
  uint32_t net, edge;  /* ATL_NONE: from a parent to a child */
  unsigned flags;
};

struct atl_layer_net {
  uint32_t source; /* box */
  uint32_t edge;   /* one of its links, ATL_NONE: the wires from a parent to its children */
  uint32_t arcs;
  bool heads, tails; /* arrowheads where its arcs end, where they begin */
};

enum atl_item_kind { ATL_ITEM_BOX, ATL_ITEM_LANE, ATL_ITEM_LABEL };

struct atl_layer_item { /* boxes come first, item i is box i */
  uint32_t layer, place;
  uint32_t net, arc; /* of a lane and of a label; the arc of a label alone */
  enum atl_item_kind kind;
};

struct atl_strand { /* a piece of wire from a layer to the next one */
  uint32_t upper, lower, net;
  bool head_upper, head_lower;
};

/* A graph whose links pass more layers than this in all is refused: it would take gigabytes, and nobody could follow a
 * line of it. A drawing of 100,000 boxes with links of some layers has fewer than 100,000 lanes. */
#define ATL_MAX_LANES 4000000u

struct atl_layers {
  uint32_t boxes, count; /* how many layers */
  uint64_t lanes;        /* that it takes; above ATL_MAX_LANES there are no items but boxes, and no order */
  ATL_VEC(struct atl_arc) arc;
  ATL_VEC(struct atl_layer_net) net;
  ATL_VEC(struct atl_layer_item) item;
  ATL_VEC(struct atl_strand) strand; /* by upper layer, then by net */
  uint32_t *first; /* layer i holds the items order[first[i]] to order[first[i + 1] - 1], from left to right */
  uint32_t *order;
  uint64_t crossings; /* of strands, counted without sizes */
};

/* Whose layers and orders: our own, which is the default; the better of ours and Graphviz's, where that is there and
 * the graph small; Graphviz's. */
enum atl_engine { ATL_ENGINE_OWN, ATL_ENGINE_AUTO, ATL_ENGINE_DOT };
extern const char *const atl_engine_names[]; /* "own", "auto", "dot", NULL */

/* Makes the layers of an order whose edges are set. Released by atl_layers_free(). */
struct atl_layers *atl_layers_new(const struct atl_order *order, const struct atl_map *map, enum atl_engine engine);
void atl_layers_free(struct atl_layers *layers);

/* NULL, or what is wrong. */
const char *atl_layers_fault(const struct atl_layers *layers);

/* -- the stages, private to order/ and its tests ------------------------------------------------------------------ */

/* Fills arc and net from the boxes (parent to child) and edges of the order. */
void atl_layers_nets(struct atl_layers *layers, const struct atl_order *order, const struct atl_map *map);

/* Gives each box a layer, by dot where that is wanted and there; and each arc its flags UP and FLAT. */
void atl_layers_rank(struct atl_layers *layers, bool by_dot);

/* How hard to look for an order with few crossings: a count of steps, never a time, so that every machine finds the
 * same one. */
struct atl_effort {
  uint64_t steps; /* pairs of neighbours compared */
  uint32_t starts;
  uint64_t bus_steps; /* ends of buses looked at; 0: crossings of strands must do */
};

/* What suits a drawing of this size. */
struct atl_effort atl_layers_effort(const struct atl_layers *layers);

/* Makes `first` and `order` from the layers of the items: a walk along the strands. */
void atl_layers_first_order(struct atl_layers *layers);

/* Chooses the order of items in each layer, starting from the one that is there. */
void atl_layers_cross(struct atl_layers *layers, struct atl_effort effort);

/* Improves the order that is there: fewer crossings of buses, in at most so many steps, each a look at an end of one.
 */
void atl_layers_cross_buses(struct atl_layers *layers, uint64_t steps);

/* Crossings of strands in the order that is there: W. Barth, P. Mutzel, M. Juenger, JGAA 8(2), 2004. */
uint64_t atl_layers_crossings(const struct atl_layers *layers);

#endif
