/* A layered drawing with frames at work. Private to the room place/layered/.
 *
 * Everything is placed as if it went down and turned afterwards: `x` runs along a layer, `y` from layer to layer. Sizes
 * are turned before, places after; so one code serves four directions and both metrics. */
#ifndef ATL_PLACE_LAYERED_CAST_H
#define ATL_PLACE_LAYERED_CAST_H

#include "order/flow.h"
#include "place/place.h"
#include "place/titles.h"

struct atl_cast_gaps {  /* in the unit of the metric */
  int32_t grain;        /* places are whole multiples of it */
  int32_t box;          /* between two boxes of a layer */
  int32_t lane;         /* between a wire and a box, or two wires */
  int32_t port, corner; /* between two wires at a side of a box; from its corner to the first */
  int32_t side;         /* from the border of a frame to what is in it */
  int32_t foot;         /* likewise at its bottom */
  int32_t frames;       /* between two frames */
  int32_t lead, tail;   /* from a layer to the first track; from the last track to the next layer */
  int32_t plain;        /* between layers without tracks, and where no arrowhead is */
  int32_t straight;     /* without tracks, with arrowheads */
  int32_t track;        /* between two tracks */
  int32_t near;         /* wires nearer to each other than this look like one */
  int32_t apart;        /* between two wires on one track, end to end */
  int32_t loop;         /* how far a loop reaches out */
  int32_t label;        /* from a wire to its label */
  int32_t margin;       /* around the drawing */
  int32_t parts;        /* between loose parts */
};

struct atl_cast_size { /* of a node: turned */
  int32_t w, h;
  int32_t before, behind; /* room at its sides for loops and for wires to its rows */
};

enum atl_pin_kind { ATL_PIN_FREE, ATL_PIN_FIXED, ATL_PIN_BESIDE };

struct atl_cast_pin { /* where a net meets a box */
  uint32_t item, net;
  bool below;             /* at its lower side */
  enum atl_pin_kind kind; /* anywhere on that side; at a row; beside the box, from where it turns to a row */
  uint32_t row;           /* of the map */
  int32_t offset;         /* from the middle of the box: where it should be, or is */
  int32_t depth;          /* of a row beside the box: from its top */
  bool right;             /* beside the box: at its right */
  bool door;              /* of a block: it goes straight on, so far in: */
  int32_t reach;
  int32_t at;
};

struct atl_cast_bus { /* the wires of a net in a channel */
  uint32_t net;
  uint32_t first_arc, arcs; /* in cast->bus_arc */
  int32_t low, high;        /* of its rail */
  uint32_t track;           /* ATL_NONE: straight */
};

struct atl_cast_apart { /* a further distance between two variables */
  uint32_t left, right;
  int32_t least;
  bool refused; /* it cannot be */
};

struct atl_cast_wire { /* of an edge, from its tail to its head */
  uint32_t first_point, points;
};

struct atl_cast {
  struct atl_layout *layout;
  const struct atl_flow_graph *graph;
  const struct atl_flow *flow;
  const struct atl_cast_gaps *gap;
  bool cells, across;            /* it will be turned: to the right or to the left */
  bool flip;                     /* it will be mirrored: up or left */
  int32_t limit;                 /* it should be no wider along its layers; 0: as wide as it likes */
  struct atl_cast_size *size;    /* of nodes; boxes grow until all their pins have room */
  const struct atl_title *title; /* of nodes that are frames */
  const struct atl_rect *label;  /* of edges: w and h, turned */

  /* along the layers */
  uint32_t variables;               /* of frames, items and pins */
  uint32_t *variable;               /* of items */
  ATL_VEC(struct atl_cast_pin) pin; /* of boxes, by item, side, place */
  uint32_t *first_pin;              /* of items */
  uint32_t *upper_pin, *lower_pin;  /* of arcs, ATL_NONE: the item itself */
  uint8_t *silent;                  /* of nets: nothing of it is drawn here */
  int32_t *at;                      /* of variables */
  uint32_t *beside;                 /* of items: the edge to the peer at their right, ATL_NONE */
  int32_t *half;                    /* of items: how far they reach to either side: half[2 i], half[2 i + 1] */
  ATL_VEC(struct atl_cast_apart) more;
  uint64_t crossings; /* of wires, as they are drawn */
  uint32_t troubles;  /* lines on lines, and titles without a gap, at the last count */

  /* channels, by the layer above them */
  ATL_VEC(struct atl_cast_bus) bus;
  uint32_t *first_bus, *bus_arc, *tracks;
  uint32_t *bus_of; /* of arcs */

  /* from layer to layer */
  int32_t *top, *bottom, *rails; /* of layers: of what stands in them; the first track below */
  uint8_t *way;                  /* of frames: how the title is written */
  int32_t *title_at;             /* of frames: where it stands, from the left border */

  /* what comes of it */
  struct atl_rect *rect;       /* of nodes */
  struct atl_rect *label_rect; /* of edges */
  struct atl_cast_wire *wire;  /* of edges */
  ATL_VEC(struct atl_point) point;
  int32_t w, h;
  uint64_t work; /* that it took: things looked at */
};

/* The variables of the borders of a frame. */
static inline uint32_t atl_cast_left(const struct atl_cast *c, uint32_t frame) {
  return c->variable[c->flow->left[frame]];
}

static inline uint32_t atl_cast_right(const struct atl_cast *c, uint32_t frame) {
  return c->variable[c->flow->right[frame]];
}

/* Where an arc ends, along its layers. */
static inline int32_t atl_cast_upper(const struct atl_cast *c, uint32_t arc) {
  uint32_t pin = c->upper_pin[arc];
  return pin == ATL_NONE ? c->at[c->variable[c->flow->arc.at[arc].upper]] : c->pin.at[pin].at;
}

static inline int32_t atl_cast_lower(const struct atl_cast *c, uint32_t arc) {
  uint32_t pin = c->lower_pin[arc];
  return pin == ATL_NONE ? c->at[c->variable[c->flow->arc.at[arc].lower]] : c->pin.at[pin].at;
}

/* How much deeper a frame is above and below what it holds: room for its border and its title. */
int32_t atl_cast_head(const struct atl_cast *c, uint32_t frame);
int32_t atl_cast_foot(const struct atl_cast *c, uint32_t frame);

/* Where a row is in its box, from its top; false when the box does not show it. */
bool atl_cast_row(const struct atl_cast *c, uint32_t node, uint32_t row, int32_t *at);

/* Whether the wire of an edge leads to what it ends at, where that stands deeper in a block. Where it goes through no
 * door it is not drawn here. */
bool atl_cast_leads(const struct atl_cast *c, uint32_t edge);

/* Makes pins and variables. */
void atl_cast_pins(struct atl_cast *c);

/* How far apart peers stand for their link, and its label. */
int32_t atl_cast_between(const struct atl_cast *c, uint32_t edge);

/* Places all variables; `exact`: by the simplex method, else by a few sweeps. */
void atl_cast_along(struct atl_cast *c, bool exact);

/* Finds tracks for all wires; asks in c->more for what keeps apart wires that would lie on each other. True when it
 * asked for something new. */
bool atl_cast_channels(struct atl_cast *c);

/* Finds a place for every title; asks for room where there is none. True when it asked for something new. */
bool atl_cast_titles(struct atl_cast *c);

/* Places the layers, and writes what comes of it. */
void atl_cast_down(struct atl_cast *c);

/* Folds a placed graph that goes across into rows, none of them longer than `limit` from layer to layer, wires led
 * round from the end of one to the start of the next. False, and nothing is changed, when that cannot be or is no
 * chain. */
bool atl_cast_fold(struct atl_cast *c, int32_t limit);

void atl_cast_release(struct atl_cast *c);

#endif
