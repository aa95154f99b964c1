/* The room between two layers: which rail runs on which track. Private to place/.
 *
 * A bus is one net in one channel: pins at the upper and at the lower side, joined by a rail. G. Sander, "Layout of
 * directed hypergraphs with orthogonal hyperedges", GD 2003; the way cycles are broken, by splitting a bus in two, is
 * that of the layered router of the Eclipse Layout Kernel. */
#ifndef ATL_PLACE_LAYERED_LINES_CHANNEL_H
#define ATL_PLACE_LAYERED_LINES_CHANNEL_H

#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct atl_pin {
  uint32_t item; /* of the layers; ATL_NONE: the joint of a bus that was split */
  uint32_t twin; /* of a joint: the other half */
  int32_t at;    /* along the layer */
  bool lower;    /* at the lower side */
  bool head;     /* an arrowhead */
};

struct atl_bus {
  uint32_t net;
  uint32_t first_pin, pins; /* the first one is the trunk */
  int32_t low, high;        /* of its pins */
  uint32_t track;           /* from 1, counted from the upper side; 0: no rail, the wire is straight */
};

struct atl_channel {
  ATL_VEC(struct atl_bus) bus;
  ATL_VEC(struct atl_pin) pin;
  int32_t space; /* the least distance of two wires side by side */
  int32_t apart; /* the least distance of the ends of two rails on one track, at least `space` */
  int32_t step;  /* of columns, where a joint may stand */
  int32_t lead;  /* from the upper side to the first track: set and used by who draws */
  uint32_t tracks;
};

/* Gives each bus a track, few crossings, no two wires on one another. Buses may be split: then there are more of them,
 * and pins of joints, behind those that were there. */
void atl_channel_tracks(struct atl_channel *channel);

#endif
