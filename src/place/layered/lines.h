/* A layered drawing at work: what layered.c (sizes, ports, positions along the layers) hands to layered_draw.c (depths,
 * wires). Private to those two. */
#ifndef ATL_PLACE_LAYERED_LINES_H
#define ATL_PLACE_LAYERED_LINES_H

#include "order/layers.h"
#include "place/layered/lines_channel.h"
#include "place/place.h"

struct atl_layered_gaps { /* in the unit of the metric */
  int32_t box;            /* between boxes of a layer */
  int32_t lane;           /* between a box and a lane, or two lanes */
  int32_t wire;           /* breadth of a lane */
  int32_t port, ports;    /* least and greatest distance of two ports */
  int32_t corner;         /* from a corner of a box to its first port */
  int32_t straight;       /* depth of a channel without rails */
  int32_t plain;          /* the same where no wire ends in it: before and behind labels */
  int32_t lead, tail;     /* from a layer to the first track, from the last track to the next layer */
  int32_t track;          /* between two tracks */
  int32_t crowd;          /* lead and tail are so much less where there are many tracks */
  int32_t loop;           /* how far a loop reaches out beside its box */
  int32_t margin;
  int32_t space; /* least distance of wires of different nets, side by side */
  int32_t apart; /* and of those on one line, end to end: corners that touch would read as one wire */
  int32_t level; /* boxes of a layer that differ by no more than this get one depth */
  int32_t jog;   /* a wire that is bent by no more than this is made straight, where its port can move */
  int32_t bend;  /* see align.h */
};

struct atl_layered_item {
  int32_t breadth, depth; /* with loops */
  int32_t body;           /* breadth without loops: where its ports are */
  int32_t reach;          /* depth with the labels of loops */
  int32_t label;          /* of a label: its place in place->label */
  uint32_t loops;
};

struct atl_layered {
  struct atl_layout *layout;
  const struct atl_layers *layers;
  struct atl_layered_gaps gap;
  bool cells, right;
  struct atl_layered_item *item;
  int32_t *breadth, *at;           /* of items, for align */
  int32_t *upper_at, *lower_at;    /* of strands */
  uint32_t *upper_pin, *lower_pin; /* of strands, in their channel */
  struct atl_channel *channel;     /* channel l is above layer l; the last one below all */
  int32_t *start, *depth;          /* of layers */
  uint8_t *flat;                   /* of items: a flat arc leads straight to the next item */
  ATL_VEC(uint32_t) beside;        /* flat arcs drawn straight */
};

static inline int32_t atl_breadth_of(const struct atl_layered *t, struct atl_rect r) { return t->right ? r.h : r.w; }
static inline int32_t atl_depth_of(const struct atl_layered *t, struct atl_rect r) { return t->right ? r.w : r.h; }

/* Sets where each layer starts, from the tracks of the channels; false when the drawing is too large. */
bool atl_layered_depths(struct atl_layered *t);

/* Adds the routes and the numbers of their nets to the placement. `label_of_arc`: indices into place->label, or -1. */
void atl_layered_wires(struct atl_layered *t, const int32_t *label_of_arc);

#endif
