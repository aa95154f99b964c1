/* Box-drawing characters from the arms that meet in a cell. Private to emit/.
 *
 * A cell has up to four arms, each light or strong; which character that is follows here, so no other code decides
 * where a `┬` or a `┼` goes. */
#ifndef ATL_EMIT_GLYPH_H
#define ATL_EMIT_GLYPH_H

#include "style/style.h"

#include <stdint.h>

enum { ATL_ARM_UP = 1, ATL_ARM_RIGHT = 2, ATL_ARM_DOWN = 4, ATL_ARM_LEFT = 8 };

/* The character (UTF-8) for light and strong arms. A lone arm is drawn as a whole line. */
const char *atl_glyph(enum atl_border border, unsigned light, unsigned strong);

/* What a box is drawn with that is not one as all others. */
enum atl_sides {
  ATL_SIDES_PLAIN,
  ATL_SIDES_DASHED,
  ATL_SIDES_DOTTED,
  ATL_SIDES_THICK,
  ATL_SIDES_DOUBLE,
  ATL_SIDES_LIDS,        /* double above and below: a cylinder */
  ATL_SIDES_ENDS,        /* double at left and right: a queue */
  ATL_SIDES_ROUND,       /* round corners */
  ATL_SIDES_SLANT,       /* slanting corners: a diamond */
  ATL_SIDES_BOWED,       /* round corners, and `(` at the left or */
  ATL_SIDES_BOWED_RIGHT, /* `)` at the right: a stadium */
};

/* The same for the sides of such a box. */
const char *atl_side_glyph(enum atl_border border, enum atl_sides sides, unsigned light, unsigned strong);

/* The same for a quiet wire's line, across or upright. */
const char *atl_dash(enum atl_border border, unsigned arms);

/* The same for the line of a link that has a look of its own; a dashed one differs in pure ASCII, too. */
const char *atl_line_glyph(enum atl_border border, enum atl_stroke stroke, unsigned arms);

/* A head at the end of a wire that goes along the arm. */
const char *atl_arrowhead(enum atl_border border, unsigned arm, enum atl_head_form form);

#endif
