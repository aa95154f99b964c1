/* Text of a canvas: glyphs placed by font.h and filled by cairo; what that cannot set (CJK, Arabic, emoji; or no font
 * file found) is set by pango, which finds fonts and shapes. */
#ifndef ATL_EMIT_CANVAS_TEXT_H
#define ATL_EMIT_CANVAS_TEXT_H

#include "base/diag.h"
#include "emit/canvas.h"
#include "emit/row.h"

#include <stdbool.h>

struct atl_canvas_text;
struct _cairo; /* cairo_t */

/* Opens nothing yet; cairo has to be there. `cairo` is drawn on, with px as its unit, `scale` pixels each; 0: letters
 * are kept as such, with the text that they are of. */
struct atl_canvas_text *atl_canvas_text_new(struct _cairo *cairo, double scale, const struct atl_canvas_for *what,
                                            struct atl_diags *diags);
void atl_canvas_text_free(struct atl_canvas_text *text);

/* Draws a word with the colour that cairo has, from (x, y) on the baseline, if it is to be shown; returns its width. */
double atl_canvas_text_set(struct atl_canvas_text *text, const struct atl_run *word, double x, double y, bool show);

/* Whether a word could not be drawn: that was reported, once, as an error. */
bool atl_canvas_text_failed(const struct atl_canvas_text *text);

#endif
