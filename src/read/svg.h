/* The outlines of an SVG file, for icons. Private to read/. */
#ifndef ATL_READ_SVG_H
#define ATL_READ_SVG_H

#include "base/diag.h"
#include "base/out.h"
#include "base/source.h"

#include <stdbool.h>

/* What an icon may have of lines and curves. Drawn 18 px wide, a hundred are more than anybody sees; logos that were
 * traced from pictures have thousands. */
enum { ATL_MOST_ICON_STEPS = 4000 };

/* Writes what a file draws as an icon (style/icon.h), on its grid, whose middle is that of the file's viewBox. What is
 * no path of one colour (pictures, letters, masks, other files), what runs or moves, and what is no SVG is reported
 * with its place, and with a note at `named`, where the map names the file. False after an error. */
bool atl_read_svg(struct atl_out *out, struct atl_sources *sources, uint32_t file, struct atl_span named,
                  struct atl_diags *diags);

#endif
