/* What sorts of boxes, borders, lines and heads there are. */
#ifndef ATL_STYLE_SHAPE_H
#define ATL_STYLE_SHAPE_H

#include <stdint.h>

enum atl_outline {
  ATL_SHAPE_BOX,
  ATL_SHAPE_ROUNDED,
  ATL_SHAPE_CYLINDER,
  ATL_SHAPE_QUEUE,
  ATL_SHAPE_PERSON,
  ATL_SHAPE_CLOUD,
  ATL_SHAPE_DOCUMENT,
  ATL_SHAPE_HEXAGON,
  ATL_SHAPE_DIAMOND,
  ATL_SHAPE_CIRCLE,
  ATL_SHAPE_STADIUM,
  ATL_SHAPE_COMPONENT,
  ATL_SHAPE_FOLDER,
  ATL_SHAPE_NOTE,
  ATL_SHAPE_BOUNDARY, /* a box with a dashed border */
  ATL_SHAPES
};
extern const char *const atl_shape_names[ATL_SHAPES + 1]; /* NULL at the end */

enum atl_stroke {
  ATL_STROKE_SOLID,
  ATL_STROKE_DASHED,
  ATL_STROKE_DOTTED,
  ATL_STROKE_THICK,
  ATL_STROKE_DOUBLE,
  ATL_STROKES
};
extern const char *const atl_stroke_names[ATL_STROKES + 1]; /* of borders and of lines; NULL at the end */

enum atl_head_form {
  ATL_HEAD_ARROW,
  ATL_HEAD_OPEN,
  ATL_HEAD_TRIANGLE,
  ATL_HEAD_DIAMOND,
  ATL_HEAD_CIRCLE,
  ATL_HEAD_CROW,
  ATL_HEAD_NONE,
  ATL_HEADS
};
extern const char *const atl_head_names[ATL_HEADS + 1]; /* NULL at the end */

/* How a node is drawn, and how a link is. Zero is a box, and a line that has no look of its own. */
struct atl_form {
  uint8_t shape, border; /* of nodes */
  uint8_t line, head;    /* of links: 1 + what it is; 0 where nothing is said */
};

#endif
