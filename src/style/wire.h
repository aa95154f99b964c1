/* How wires are drawn in pictures, and the room they need for that: one structure, made of the sheet, for layouts and
 * back ends alike. Units: 1/8 px. */
#ifndef ATL_STYLE_WIRE_H
#define ATL_STYLE_WIRE_H

#include "style/style.h"

struct atl_wire {
  int32_t stroke;
  int32_t bend;        /* radius of a bend; never more than half the shorter segment beside it */
  int32_t head_length; /* the tip is an end of the route, the line ends at the base */
  int32_t head_width;
  int32_t dash, space; /* of a quiet one; else 0 */
};

/* A wire is a little stronger than the border of a box, so that the eye follows it; its head grows with it. A quiet one
 * is thinner and dashed. */
struct atl_wire atl_wire_of(const struct atl_sheet *sheet, bool quiet);

/* Room around wires, in whole px, which grows with them. */
struct atl_wire_room {
  int32_t lane;   /* from wire to wire: heads side by side do not touch */
  int32_t keep;   /* from a wire to a box that it passes */
  int32_t corner; /* from a port to a corner of its box */
  int32_t head;   /* straight before the tip of an arrowhead: the head and a bend */
  int32_t tail;   /* straight where there is none: a bend */
  int32_t label;  /* straight at either side of a label in a wire */
  int32_t beside; /* from the middle of a wire to a label beside it */
};

struct atl_wire_room atl_wire_room_of(const struct atl_sheet *sheet);

#endif
