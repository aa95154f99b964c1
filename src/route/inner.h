/* What the files of route/ share. Private to route/.
 *
 * The search works in nominal coordinates, eighths of a px; rectangles are a little smaller in them than they are, so
 * that even boxes that touch have a line between them. What counts afterwards is their order alone. */
#ifndef ATL_ROUTE_INNER_H
#define ATL_ROUTE_INNER_H

#include "route/route.h"

enum atl_route_kind { ATL_ROUTE_LEAF, ATL_ROUTE_FRAME, ATL_ROUTE_TITLE };

struct atl_block {      /* a box, a title, or, as the last one, the sheet */
  int32_t lo[2], hi[2]; /* nominal */
  uint32_t in;
  uint8_t kind;
  bool ends;                    /* it is an end of a link */
  uint32_t beside[4];           /* by side: the line in the gap there */
  uint32_t first, blocks;       /* what stands in it: in `kid` */
  uint32_t first_row, rows;     /* of items at which links end: in `row` */
  uint32_t used[4];             /* by side: ports that it has */
  bool own[4];                  /* by side: a wire that was there ends at it */
  uint32_t stamp_in, stamp_out; /* of the search that may enter it, that may leave it */
  ATL_VEC(uint32_t) reach[4];   /* by side: lines in it that end there */
};

struct atl_meet { /* where another line crosses, or is reached by going straight on through a border */
  int32_t at;     /* along the line */
  uint32_t line;
  uint32_t back; /* index in the list of that one */
  int32_t gate;  /* 0; 1 + f out of frame f; -1 - f into it */
};

struct atl_lane { /* a maximal free line */
  uint32_t region;
  int32_t at, from, to; /* across, and along its axis */
  uint8_t axis;
  bool open[2];          /* it ends at the border of its region */
  bool straight;         /* it goes straight on from the middle of a side, or in a row */
  uint32_t first, meets; /* in `meet`; sorted by `at` */
  uint32_t sum, sums;    /* in `few` and `many`: sums of crossings of 32 and of 1024 */
  uint32_t entry;        /* states of the search at hand that entered it */
  uint32_t stamp;
};

/* Where two segments meet, or one ends at a box; a list per segment. */
struct atl_joint {
  uint32_t segment; /* ATL_NONE: at a box */
  uint32_t box;
  uint8_t side;
  bool arrow, inside; /* it comes from the inside of a frame */
  uint32_t next;
  int32_t row, row_end; /* as of struct atl_route_end */
};

struct atl_segment {
  uint32_t net;
  uint8_t axis;         /* along which it runs */
  bool own;             /* of a wire that was there: it stays, if it can, where it is in the box at which it ends */
  int32_t was;          /* of such a one: its place */
  int32_t at;           /* nominal */
  int32_t lo, hi;       /* along, nominal */
  uint32_t rank;        /* in its line */
  int32_t pos;          /* final */
  int32_t drawn[2];     /* how far it is drawn already */
  uint32_t first, last; /* of its joints */
};

struct atl_tag {       /* a label */
  uint32_t link, wire; /* of a link, or of a wire that was there; else ATL_NONE */
  uint32_t segment;
  int32_t size[2];
  bool inline_;
  uint8_t end;    /* of an end of the link: 1 of its tail, 2 of its head; else of the whole */
  uint32_t joint; /* that end */
  int64_t key;    /* where along its segment */
  int32_t pos;    /* final, along its segment */
};

struct atl_track {          /* the segments of a link, in order */
  uint32_t first, segments; /* in `step` */
  bool branch;              /* the first one was there */
  bool back;                /* from the head to the tail */
};

struct atl_way { /* everything of one run */
  struct atl_routing *routing;
  int32_t scale[2];
  uint32_t sheet; /* index of the last block */
  ATL_VEC(struct atl_block) block;
  uint32_t *kid;
  int32_t *row;       /* nominal, the middle */
  uint16_t *row_used; /* by row, at the left and at the right: ports */
  ATL_VEC(struct atl_lane) lane;
  struct atl_meet *meet;
  uint16_t *crossed, *along; /* by meet: wires across the line there, twice; and along it */
  uint32_t *few, *many;
  ATL_VEC(struct atl_segment) segment;
  ATL_VEC(struct atl_joint) joint;
  ATL_VEC(struct atl_tag) tag;
  struct atl_track *track; /* by link */
  ATL_VEC(uint32_t) step;
  ATL_VEC(uint32_t) own; /* the segments of the wires that were there, one after the other */
  int64_t *low, *high;   /* by segment: from where to where, in refined keys */
  int32_t *edge[2][2];   /* final places of blocks: by axis and end */
  struct atl_finder *finder;
};

enum { ATL_ROUTE_RANKS = 1 << 20 }; /* a refined key is a nominal coordinate times this, plus the rank in its line */

static inline int64_t atl_segment_key(const struct atl_segment *s) {
  return (int64_t)s->at * ATL_ROUTE_RANKS + s->rank;
}

static inline int32_t atl_block_side(const struct atl_block *b, uint32_t side) {
  return side & 1 ? b->hi[side / 2] : b->lo[side / 2];
}

/* lines.c: the graph of lines. */
void atl_way_lines(struct atl_way *way);
void atl_way_release_lines(struct atl_way *way);

/* find.c: ways of all links. */
void atl_way_find(struct atl_way *way);

/* wires.c: segments. */
uint32_t atl_segment_new(struct atl_way *way, uint32_t net, uint8_t axis, int32_t at);
void atl_segment_join(struct atl_way *way, uint32_t a, uint32_t b);
void atl_segment_attach(struct atl_way *way, uint32_t segment, const struct atl_joint *joint);
void atl_way_occupy(struct atl_way *way, uint32_t lane, int32_t a, int32_t b);      /* a wire runs along it */
void atl_way_mark(struct atl_way *way, uint32_t lane, int32_t at, uint16_t halves); /* or across */
void atl_way_write(struct atl_way *way);

/* own.c: wires that were there. */
void atl_way_own_wires(struct atl_way *way);
void atl_way_write_own(struct atl_way *way);

/* tracks.c: the order in each line. */
void atl_way_order(struct atl_way *way);

/* room.c: places along one axis: x first, then y. */
void atl_way_tags(struct atl_way *way); /* chooses segments for labels */
void atl_way_tag_end(struct atl_way *way, struct atl_tag tag, uint32_t box, bool last); /* adds one of an end */
bool atl_way_room(struct atl_way *way, int axis); /* along y: true where another run may keep more ends in their rows */

/* The first crossing of a line, by index among its own, that is at `at` or beyond it. */
uint32_t atl_way_meet_from(const struct atl_way *way, const struct atl_lane *l, int32_t at);

#endif
