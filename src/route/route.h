/* Routes between placed rectangles: axis-parallel wires through the free room between them, and the room they need.
 *
 * Rectangles may stand in one another (frames). Wires are searched for over maximal free lines: one in the middle of
 * each gap, and those that go straight on from a side; there are as many as rectangles. Then the wires of each line are
 * put in the order with the fewest crossings; then rectangles and wires get the least places at which every wire has
 * its track, every end its port and every label its rectangle. So nothing is ever without a way, and boxes need no room
 * for wires beforehand.
 *
 * All is written for an axis, 0 for x and 1 for y; what holds for both is one code. Lengths are whole numbers in the
 * unit of the caller: cells, in which borders and wires take a cell, or any finer unit, in which they are lines.
 *
 * Sources: M. Wybrow, K. Marriott, P. J. Stuckey, "Orthogonal connector routing", GD 2009, and "Orthogonal hyperedge
 * routing", Diagrams 2012, for searching over few lines and ordering afterwards; F. J. Brandenburg and others on
 * compaction by longest paths. */
#ifndef ATL_ROUTE_ROUTE_H
#define ATL_ROUTE_ROUTE_H

#include "base/geom.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* More links are not routed: a million would take minutes, and nobody could follow one of them. */
#define ATL_ROUTE_LINKS 100000u

/* Sides of a rectangle: the axis of its normal twice, and one more for the far one. */
enum { ATL_SIDE_LEFT, ATL_SIDE_RIGHT, ATL_SIDE_TOP, ATL_SIDE_BOTTOM, ATL_SIDES };

/* What ways cost; only the proportions matter. The unit of lengths is an eighth of a px; a cell is 8 px wide and 16 px
 * high. */
struct atl_route_costs {
  int32_t bend;     /* of a turn: as much as a way so much longer */
  int32_t crossing; /* of crossing a wire that is there */
  int32_t own_side; /* of a port at a side at which a wire ends that was there */
  int32_t port;     /* of leaving the source once more instead of branching off its wire */
  int32_t crowded;  /* of a port on a side that has no more room for it: the box has to grow */
  int32_t off_row;  /* of an end at an item that is not in its row: it would seem to be that of another */
  uint32_t work;    /* after so many steps of a search its estimate weighs more, and again at twice as many ... */
};

extern const struct atl_route_costs atl_route_costs;

/* How far things stay apart, by the axis along which it is measured, in the unit of the caller. */
struct atl_route_sizes {
  int32_t scale;        /* of the unit, by axis: so many eighths of a px ... */
  int32_t scale_y;      /* ... down */
  int32_t border;       /* 1 where a border takes a unit (cells), 0 where it is a line */
  int32_t grain;        /* wires stand at multiples of it */
  int32_t lane[2];      /* from wire to wire */
  int32_t keep[2];      /* from a wire to a box that it passes */
  int32_t frame[2];     /* from a wire to the border of a frame along which it runs */
  int32_t between[2];   /* from a box to one beside it, if they were farther apart than that */
  int32_t corner[2];    /* from a port to a corner of its box */
  int32_t head[2];      /* from the border to the first bend, with an arrowhead in between */
  int32_t tail[2];      /* and without one */
  int32_t past_head[2]; /* from where an arrowhead begins to a wire that crosses its wire */
  int32_t apart[2];     /* between the ends of two wires in one line, halved */
  int32_t ends[2];      /* from a label in a wire to the bends of that wire */
  int32_t beside;       /* from a wire to a label at its right */
  int32_t air[2];       /* from a label in its wire to anything else */
  int32_t clear[2];     /* from one beside its wire, which should be the nearest */
  int32_t at_end[2];    /* from a label at an end of a wire to the border there, and to the next bend */
  int32_t past_tip[2];  /* and further from the border where an arrowhead is */
};

struct atl_route_box {
  int32_t at[2], size[2]; /* in: where it is placed; out: where it is, and it may have grown */
  uint32_t in;            /* the frame it stands in, ATL_NONE; frames come before what stands in them */
  bool frame;
  uint32_t line_up[2]; /* by axis: boxes of one number in one frame whose edges are in one line keep them so */
  uint32_t over[2];    /* it stands over the middle of the boxes from the first to the last, if it does now; ATL_NONE */
  uint8_t over_axis;   /* along which it does */
  int32_t title[2];    /* of a frame: how far its title reaches from its left and from its top border; 0: it has none */
  int32_t title_from;  /* in and out: where it begins, from the left border, if there is room before it; else 0 */
};

/* One end of a link. */
struct atl_route_end {
  uint32_t box;
  bool arrow;
  int32_t row, row_end; /* where row_end > row: from there to before there below the top of the box is the row of an
                         * item; the end stands in it at the left or the right */
  bool loose;           /* it is no item, but what is best of the left and the right side */
  int32_t label[2];     /* the size of what is written beside the wire here; 0: nothing is. It has a net of its own */
  struct atl_rect rect; /* out: where that stands */
};

struct atl_route_link {
  struct atl_route_end end[2]; /* tail and head */
  uint32_t net; /* links of one net share wires. They follow each other, and have one tail, or one head where
                 * `reversed` is set */
  bool reversed;
  int32_t label[2];             /* its size; 0: there is none. It has a net of its own */
  bool inline_;                 /* in: it may stand in the wire, where that runs along x; out: it does */
  struct atl_rect rect;         /* out: where it stands */
  bool joins;                   /* out: where its net begins, it meets a wire of that and not the box */
  uint32_t first_point, points; /* out: its wire from tail to head, or to or from where it meets one of its net */
};

/* A wire that is there already: links keep off it and cross it. Wires of one group may touch. */
struct atl_route_wire {
  uint32_t group;
  uint32_t first_point, points; /* in `point`; changed in place */
  uint32_t end[2];              /* the boxes at whose borders it begins and ends; ATL_NONE: at another of its group */
  bool arrow[2];
  bool exact;                  /* it keeps its order among others; else it may be taken into a line that is near */
  int32_t row[2], row_end[2];  /* of its ends: those of struct atl_route_end */
  int32_t label[2];            /* the size of a label that stands beside it; 0: it has none */
  bool inline_;                /* it stands in the wire, where that runs along x */
  struct atl_rect rect;        /* where it stands, changed in place */
  int32_t end_label[2][2];     /* by end: as of struct atl_route_end */
  struct atl_rect end_rect[2]; /* out */
};

struct atl_routing {
  struct atl_route_sizes sizes;
  const struct atl_route_costs *costs;
  ATL_VEC(struct atl_route_box) box;
  ATL_VEC(struct atl_route_link) link;
  ATL_VEC(struct atl_route_wire) wire;
  ATL_VEC(struct atl_point) point;
  struct {
    uint64_t steps;        /* of all searches */
    uint32_t lines, meets; /* of the graph */
    uint32_t rounds;
  } count; /* out, for tests */
};

/* The sizes of drawings in cells. */
struct atl_route_sizes atl_route_cells(void);

/* Routes all links and moves boxes apart where they need room; order and nesting of boxes stay. Deterministic. */
void atl_route_run(struct atl_routing *routing);

void atl_routing_release(struct atl_routing *routing);

#endif
