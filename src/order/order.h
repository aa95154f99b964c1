/* Topology: which boxes there are, in which order, on which rank. Made once; it knows no sizes, so text and pictures
 * have the same rows and the same order. */
#ifndef ATL_ORDER_ORDER_H
#define ATL_ORDER_ORDER_H

#include "base/diag.h"
#include "base/vec.h"
#include "map/map.h"

#include <stdbool.h>
#include <stdint.h>

/* How what a node holds is written down where not all of a drawing is alike. */
enum atl_order_way {
  ATL_ORDER_CARDS,   /* its items are a card */
  ATL_ORDER_JOINS,   /* its items stand in its own box, where it has nothing else below it */
  ATL_ORDER_ENTRIES, /* each of its items is an entry by itself */
};

/* What part of a map is drawn. */
struct atl_extent {
  uint32_t root;  /* node to start from; 0: the map, all its top nodes */
  uint32_t depth; /* how many levels of nodes: the first is the root, or without one the top nodes; 0: all levels */
  const uint32_t *left_out; /* what is left out, as made by atl_order_select(); NULL: nothing */
  const uint8_t *hidden;    /* likewise, of links */
  const uint8_t *ways;      /* by node of the map, an atl_order_way; NULL: the same for all */
};

struct atl_box {
  uint32_t node;                     /* of the map; for a card, its owner */
  uint32_t parent;                   /* box, ATL_NONE for a root */
  uint32_t first_child, child_count; /* children stand side by side, in the author's order */
  uint32_t folded;                   /* nodes and items below that the depth or words hide: shown as +N nodes */
  uint16_t rank;                     /* 0 for a root */
  bool card;                         /* the items of `node` */
  bool items;                        /* they stand in the box of the node itself */
  uint8_t counted;                   /* what is hidden: an atl_counted */
};

/* A link between two boxes that are shown. A link to an item of a card leads to the card; one between two items of a
 * card is a loop. A link to what is folded away or left out leads to the box that counts it; but if its other end is
 * that box, or one below it, the link is no edge. */
struct atl_edge {
  uint32_t tail, head;       /* boxes; equal for a loop */
  uint32_t link;             /* of the map: arrow, label, kind; of links that folding made equal, the first */
  uint32_t tail_in, head_in; /* an end that stands deeper, in a frame that is a box of another order: its node or item
                              * of the map; 0: the end is the box */
};

/* The links of one arrow that a row of a list says, as words: "→ Orders (places), Search". */
enum atl_said_arrow { ATL_SAID_FORWARD, ATL_SAID_BOTH, ATL_SAID_NONE, ATL_SAID_BACK }; /* → ↔ — ← */
struct atl_said {
  uint32_t box;
  atl_text text; /* starts with the arrow */
  enum atl_said_arrow arrow;
};

struct atl_layers;
struct atl_flows;

struct atl_order {
  ATL_VEC(struct atl_box) box; /* breadth first: rank by rank, roots first */
  uint32_t roots;
  ATL_VEC(struct atl_edge) edge; /* in the author's order */
  ATL_VEC(struct atl_said) said; /* for lists, in the order of the boxes */
  const uint32_t *left_out;      /* of the extent, borrowed, as is */
  const uint8_t *hidden;         /* this */
  struct atl_layers *layers;     /* for layouts that want them: order/layers.h; else NULL */
  struct atl_flows *flows;       /* the same with frames: order/flow.h; one of the two */
};

/* Boxes as a reader of the hierarchy finds them, parents before children in document order, before they are sorted by
 * rank. */
struct atl_found_box {
  uint32_t node, parent, folded;
  bool card;
  uint8_t counted;
};

/* Orders a map for boxes: nodes, and one card for the items of a node, which comes before its child nodes. */
void atl_order_boxes(struct atl_order *order, const struct atl_map *map, const struct atl_extent *extent);

/* Puts the items of nodes that have nothing else below them into the boxes of those nodes: their cards go. `ways` as in
 * the extent: only where it says so; NULL: everywhere. */
void atl_order_join(struct atl_order *order, const uint8_t *ways);

/* Orders a map for lists: every node and every item is an entry of its own, in document order. */
void atl_order_entries(struct atl_order *order, const struct atl_map *map, const struct atl_extent *extent);

/* Fills order->edge from the links of the map; links with an end outside of the boxes are left out. */
void atl_order_links(struct atl_order *order, const struct atl_map *map);

/* Fills order->said from order->edge and from the links into other maps, so that a list loses no link; the words go to
 * the pool of the map. */
void atl_order_say_links(struct atl_order *order, struct atl_map *map);

/* By node of the map, the box that shows it: its own; for an item, its owner's card; else that of the nearest ancestor
 * that has one, which counts it. ATL_NONE: none does. The caller frees it. */
uint32_t *atl_order_shown(const struct atl_order *order, const struct atl_map *map);

/* What is asked for of a map. Zero asks for all of it. */
struct atl_selection {
  uint32_t root; /* node; 0: the map */
  const uint32_t *focus;
  uint32_t focuses;                      /* nodes and items, with what is below them */
  const struct atl_word *only, *without; /* kinds, tags and paths (map/paths.h) */
  uint32_t onlys, withouts;
  const struct atl_word *hidden; /* kinds of links */
  uint32_t hiddens;
  uint32_t neighbours; /* how many links away what is kept beside it may be; 0: nothing is */
  uint32_t depth;      /* with neighbours, how many levels of the root; 0: all */
};

enum { ATL_MAX_NEIGHBOURS = 99 }; /* links that are followed from what is asked for: more is most of any map */

/* What it leaves out. The caller frees both. */
struct atl_selected {
  uint32_t *left_out; /* by node: ATL_NONE if it is left out; ATL_PASSED if it has no box, but what it holds has. If it
                       * stays, how many nodes and items are left out whose nearest ancestor that stays it is; the
                       * number of node 0 counts those that have no such ancestor */
  uint8_t *hidden;    /* by link of the map: 1 where it is left out; NULL: none is */
};

#define ATL_PASSED (ATL_NONE - 1)

/* Chooses what is drawn. `only` keeps the nodes and items that have one of these kinds, tags or paths, what is below
 * them, and the ancestors on the way there; `focus` likewise, by node; where both are given, what both keep. `without`
 * leaves out those that have one, and what is below them, whatever keeps them.
 *
 * With neighbours, the root counts like a focus, and what links lead to from there, or come from, is kept as well, in
 * steps. Of a neighbour nothing but itself is kept, and it is the outermost node that holds nothing of what was asked
 * for: a link into the database of a bank shows the bank. Links to what is not drawn are left out, and ancestors of the
 * root that would be a frame around one thing alone are passed over. */
struct atl_selected atl_order_select(const struct atl_map *map, const struct atl_selection *selection);

static inline bool atl_left_out(const uint32_t *left_out, uint32_t node) {
  return left_out && left_out[node] == ATL_NONE;
}

/* Walks what an extent holds of a map in document order and calls `each`; `index` counts the calls. Items come as their
 * owner's card, or, for `entries`, each by itself. */
void atl_order_walk(const struct atl_map *map, const struct atl_extent *extent, bool entries,
                    void (*each)(void *context, uint32_t index, const struct atl_found_box *box), void *context);

void atl_order_release(struct atl_order *order);

/* NULL, or what is wrong: ranks, runs of children, parents. `entries` as made by atl_order_entries(). */
const char *atl_order_fault(const struct atl_order *order, bool entries);

#endif
