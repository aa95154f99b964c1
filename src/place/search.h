/* The cheapest way from one box to another over the ground of a grid. Private to place/. */
#ifndef ATL_PLACE_SEARCH_H
#define ATL_PLACE_SEARCH_H

#include "place/grid.h"

/* Where a wire may leave a box: from `border` straight to a cell of the grid, where it may turn. */
struct atl_gate {
  struct atl_spot spot;
  struct atl_point border;
  uint32_t cost;
  uint8_t way; /* outwards */
};

typedef ATL_VEC(struct atl_gate) atl_gates;
typedef ATL_VEC(struct atl_spot) atl_spots;

struct atl_trail { /* a wire on the grid */
  atl_spots spot;  /* from gate to gate, with a spot at every bend */
  struct atl_gate start, end;
  bool branches; /* it starts at a wire of its own net, not at `start` */
  uint32_t cost;
};

struct atl_quest {
  const atl_gates *start, *goal;
  const atl_spots *branch; /* cells of the wires that the new one may leave; NULL */
  bool soft;               /* other links are no obstacle, but very dear */
  bool brief;              /* to be given up soon: there is another way */
  uint32_t most;           /* a way that costs as much is of no use; 0: any is */
};

/* Whether a trail keeps off itself: off the straight pieces at its ends, where its arrowheads are, and off its own way.
 */
bool atl_trail_is_sound(const struct atl_grid *grid, const struct atl_trail *trail);

struct atl_search;
/* `patient`: much more is looked at before a link is given up. */
struct atl_search *atl_search_new(struct atl_grid *grid, bool patient);

/* After this much of atl_search_work() nothing is found any more: one or two seconds of a small machine. */
#define ATL_SEARCH_WORK 32000000
void atl_search_free(struct atl_search *search);

/* Finds a way; false when there is none. The trail is filled; its spots are the caller's to release. */
bool atl_search_run(struct atl_search *search, const struct atl_quest *quest, struct atl_trail *trail);

/* How many cells have been looked at so far: the measure of work, which is the same on every machine. */
uint64_t atl_search_work(const struct atl_search *search);

/* Counts other work. */
void atl_search_worked(struct atl_search *search, uint32_t cells);

/* What it costs to come to a cell along a row or a column; UINT32_MAX where something stands in the way. */
uint32_t atl_search_step(const struct atl_search *search, struct atl_spot at, bool down);

/* What a straight way between two cells costs, for measuring a detour. */
uint32_t atl_search_distance(const struct atl_search *search, struct atl_spot a, struct atl_spot b);

#endif
