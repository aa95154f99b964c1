/* How a wire is drawn in a picture; svg.c and png.c share it. In the unit of the scene.
 *
 * A bend is a quarter of a circle; it takes at most half the shorter of the two segments beside it, and ends before the
 * head begins. The tip of the head is the last point of the route, the line ends at the base; a head is never longer
 * than the last segment. */
#ifndef ATL_EMIT_WIRE_H
#define ATL_EMIT_WIRE_H

#include "base/geom.h"

enum {
  ATL_WIRE_STROKE = 10 * ATL_PX / 8, /* 1.25 px: a little stronger than a box, so that the eye follows it */
  ATL_WIRE_BEND = 6 * ATL_PX,        /* radius */
  ATL_HEAD_LENGTH = 8 * ATL_PX,
  ATL_HEAD_WIDTH = 7 * ATL_PX,
};

#endif
