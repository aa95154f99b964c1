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

/* The same for a quiet wire's line, across or upright. */
const char *atl_dash(enum atl_border border, unsigned arms);

/* An arrowhead that points along the arm. */
const char *atl_arrowhead(enum atl_border border, unsigned arm);

#endif
