/* What sorts of boxes, borders, lines and heads there are. */
#ifndef ATL_STYLE_SHAPE_H
#define ATL_STYLE_SHAPE_H

#include "base/geom.h"

#include <stdbool.h>
#include <stddef.h>
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

/* The room that a shape takes around the words in it, beside that of a box: at each side, 1/8 px, and by how much more
 * broader and higher it is for that, in hundredths, where it narrows towards its corners. In cells only `mark`. */
struct atl_shape_room {
  int32_t left, right, top, bottom;
  int32_t broader, higher;
};
struct atl_shape_room atl_shape_room_of(enum atl_outline shape);

/* What tells a shape from a box in text: one cell before the label; NULL where its border does. With pure ASCII, too.
 */
const char *atl_shape_mark(enum atl_outline shape, bool ascii);

enum { ATL_MOST_STEPS = 64 }; /* of an outline */

struct atl_outline_step {
  char command;           /* M, L, C or Z, as in SVG */
  struct atl_point at[3]; /* C: two handles and the end; else the end alone */
};

/* The outline of a shape in a rectangle, 1/8 px: closed lines, all clockwise, so that they can be filled as one, and
 * open ones within. `corner` is the radius of the corners of a box. Returns the number of steps. */
uint32_t atl_shape_outline(enum atl_outline shape, struct atl_rect rect, int32_t corner,
                           struct atl_outline_step step[ATL_MOST_STEPS]);

/* Where a line that comes from `from` and ends at a side of the rectangle, at `at`, meets the outline, when it goes on.
 * Where it misses the shape: `at`. */
struct atl_point atl_shape_meet(enum atl_outline shape, struct atl_rect rect, int32_t corner, struct atl_point at,
                                struct atl_point from);

/* How a node is drawn, and how a link is. Zero is a box, and a line that has no look of its own. */
struct atl_form {
  uint8_t shape, border; /* of nodes */
  uint8_t line, head;    /* of links: 1 + what it is; 0 where nothing is said */
  uint16_t icon;         /* of nodes: 1 + index into atl_icon_names, and on behind those into map->icon; 0: none */
};

/* What tells a form in text where no mark does, in words: "dashed border"; NULL: nothing. And whether such words hold
 * where all lines are pure ASCII. */
const char *atl_form_told(struct atl_form form);
bool atl_form_told_in_ascii(const char *words, size_t len);

#endif
