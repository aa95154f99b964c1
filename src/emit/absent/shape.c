/* Stands for canvas_shape.c in a program that is linked without Pango, which needs a dozen libraries and their files.
 */
#include "emit/canvas_shape.h"

const char atl_shape_missing[] =
    "needs Pango to draw this text, which this static program is built without: take a program "
    "that is not static";

bool atl_shape_open(void) { return false; }

bool atl_shape_has_fonts(struct _cairo *cairo, const struct atl_run *word) {
  (void)cairo;
  (void)word;
  return false;
}

double atl_shape_set(struct _cairo *cairo, const struct _cairo_font_options *options, const struct atl_run *word,
                     double x, double y, bool show) {
  (void)cairo;
  (void)options;
  (void)word;
  (void)x;
  (void)y;
  (void)show;
  return 0;
}
