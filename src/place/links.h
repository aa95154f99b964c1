/* What the files that route links share. Private to place/. */
#ifndef ATL_PLACE_LINKS_H
#define ATL_PLACE_LINKS_H

#include "place/search.h"

struct atl_linkage {                /* one net of links while it is being routed */
  ATL_VEC(uint32_t) edge;           /* of the order; those of one strand have one tail and look alike */
  ATL_VEC(struct atl_trail) trail;  /* of those that have a way */
  ATL_VEC(uint32_t) drawn, missing; /* edges: parallel to trail; without a way */
  struct atl_label label;           /* lines is 0 when there is none */
  bool head, tail;                  /* where it has arrowheads */
  bool labelled;                    /* the label has found a place */
  uint32_t cost, least;             /* what its trails cost, and what straight ones would */
  uint32_t most;                    /* a way that costs as much is of no use; 0: any is */
  uint32_t next;                    /* another strand of its tail */
};

struct atl_router {
  struct atl_layout *layout;
  struct atl_grid grid;
  struct atl_search *search;
  ATL_VEC(struct atl_linkage) strand;
};

/* Finds room for the label of a strand that has its trail, the best there is, and marks it. */
bool atl_link_label(struct atl_router *router, struct atl_linkage *strand);

/* Places where the label of a strand could stand in a stretch of wire along a row, the nearest to the way between two
 * boxes first: a few. Each is a pair of gates, at its left and its right end. */
struct atl_site {
  struct atl_gate left, right;
  int64_t cost;
};
enum { ATL_SITES = 8 };
uint32_t atl_label_sites(const struct atl_router *router, const struct atl_linkage *strand, const struct atl_edge *edge,
                         struct atl_site *site);

/* A way between boxes that are far apart: along one lane all the way, with a short search at either end. False when
 * they are not far apart, or no lane is free. */
bool atl_route_far(struct atl_router *router, const struct atl_quest *quest, struct atl_trail *trail);

/* Every way to leave a box, or to enter it, best in the row of an item, or ATL_NONE. `arrow`: there is an arrowhead.
 * `inside`: the box is a frame and the other end stands in it. `soft`: gates that other links have are offered too, and
 * are very dear. */
void atl_find_gates(const struct atl_router *router, uint32_t box, uint32_t item, bool arrow, bool inside, bool soft,
                    atl_gates *gates);

/* Takes the ground of a trail, or gives it back; the same for the label of a strand. */
void atl_trail_mark(struct atl_router *router, const struct atl_linkage *strand, const struct atl_trail *trail,
                    bool set);
void atl_label_mark(struct atl_router *router, const struct atl_linkage *strand, bool set);

/* Says of a trail that it wants its ground, or no longer; and whether a strand has ground that is wanted so. */
void atl_trail_hit(struct atl_router *router, const struct atl_linkage *strand, const struct atl_trail *trail,
                   bool set);
bool atl_strand_is_hit(struct atl_router *router, const struct atl_linkage *strand);

/* Where another wire of the strand may branch off. */
void atl_strand_branches(const struct atl_router *router, const struct atl_linkage *strand, atl_spots *spot);

/* Leaves out the spots at which a trail does not turn. */
void atl_trail_straighten(struct atl_trail *trail);

/* The points of a trail, from border to border, or from the wire that it leaves. */
typedef ATL_VEC(struct atl_point) atl_points;
void atl_trail_points(const struct atl_router *router, const struct atl_trail *trail, atl_points *points);

/* Spreads wires of links evenly between what they pass, in px. The hierarchy has the first `fixed` routes. */
void atl_nudge(struct atl_place *place, const struct atl_order *order, uint32_t fixed);

#endif
