/* Text of a picture: glyphs placed by font.h and filled by cairo; what that cannot set (CJK, Arabic, emoji; or no font
 * file found) is set by pango, which finds fonts and shapes. */
#ifndef ATL_EMIT_PNG_TEXT_H
#define ATL_EMIT_PNG_TEXT_H

#include "base/diag.h"
#include "emit/row.h"

#include <stdbool.h>

struct atl_png_text;
struct _cairo; /* cairo_t */

/* Opens nothing yet; cairo has to be there. `cairo` is drawn on, with px as its unit, `scale` pixels each. */
struct atl_png_text *atl_png_text_new(struct _cairo *cairo, double scale, struct atl_diags *diags);
void atl_png_text_free(struct atl_png_text *text);

/* Draws a word with the colour that cairo has, from (x, y) on the baseline, if it is to be shown; returns its width. */
double atl_png_text_set(struct atl_png_text *text, const struct atl_run *word, double x, double y, bool show);

/* Whether a word could not be drawn: that was reported, once, as an error "png-unavailable". */
bool atl_png_text_failed(const struct atl_png_text *text);

#endif
