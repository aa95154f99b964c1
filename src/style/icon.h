/* Small drawings that stand before a label: in pictures only, as lines in the colour of the letters. */
#ifndef ATL_STYLE_ICON_H
#define ATL_STYLE_ICON_H

#include "style/shape.h"

#include <stdint.h>

extern const char *const atl_icon_names[]; /* NULL at the end */

/* The side of an icon, its distance to the words behind it, and how thick its lines are: 1/8 px. */
enum { ATL_ICON_SIDE = 18 * ATL_PX, ATL_ICON_GAP = 8 * ATL_PX, ATL_ICON_STROKE = 11 };

/* The lines of an icon, an index into the names, in a square with this corner: open and closed ones, not to be filled.
 * Returns the number of steps. */
uint32_t atl_icon_outline(uint32_t icon, struct atl_point corner, struct atl_outline_step step[ATL_MOST_STEPS]);

#endif
