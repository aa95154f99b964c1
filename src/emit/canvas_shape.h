/* Text that has to be shaped (CJK, Arabic, emoji), or has letters that no font file found has: set on a canvas by a
 * library that finds fonts and shapes. A build may be without: then nothing can be opened. */
#ifndef ATL_EMIT_CANVAS_SHAPE_H
#define ATL_EMIT_CANVAS_SHAPE_H

#include "emit/row.h"

#include <stdbool.h>

struct _cairo;              /* cairo_t */
struct _cairo_font_options; /* cairo_font_options_t */

/* Opens the library, once; false where it is not there. All else needs it open. */
bool atl_shape_open(void);

/* What a drawing lacks then, and what to do, behind the name of its format. */
extern const char atl_shape_missing[];

/* Whether any font is found for the face of a word. */
bool atl_shape_has_fonts(struct _cairo *cairo, const struct atl_run *word);

/* Draws a word with the colour that cairo has, from (x, y) on the baseline, if it is to be shown; returns its width. */
double atl_shape_set(struct _cairo *cairo, const struct _cairo_font_options *options, const struct atl_run *word,
                     double x, double y, bool show);

#endif
