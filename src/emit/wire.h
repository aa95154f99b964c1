/* How a wire is drawn in a picture; svg and png share it. */
#ifndef ATL_EMIT_WIRE_H
#define ATL_EMIT_WIRE_H

#include "base/geom.h"

enum {
  ATL_WIRE_STROKE = 10 * ATL_PX / 8, /* 1.25 px: a little stronger than the border of a box, so that the eye follows it */
  ATL_WIRE_BEND = 6 * ATL_PX,        /* radius of a bend; never more than half the shorter segment beside it */
  ATL_HEAD_LENGTH = 8 * ATL_PX,
  ATL_HEAD_WIDTH = 7 * ATL_PX, /* the tip is the last point of the route, the line ends at the base */
};

#endif
