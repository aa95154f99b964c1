/* What to say of a drawing that is wider than it should be. */
#ifndef ATL_CMD_ADVICE_H
#define ATL_CMD_ADVICE_H

#include "cmd/drawing.h"

/* Reports that what is placed is wider than was asked for, if it is, and names options with which it fits: each was
 * tried. Of large drawings none is. */
void atl_drawing_advise(struct atl_drawing *drawing);

#endif
