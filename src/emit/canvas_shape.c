/* Shaping is Pango's, which asks fontconfig for fonts. The base of every word is left to right, as that of SVG text. */
#include "emit/canvas_shape.h"

#include "base/load.h"

#include <pango/pangocairo.h>

#define CAIRO(X) X(cairo_move_to)

/* One handle finds them all: a name is looked for in what pangocairo itself needs, too. */
#define PANGO(X)                                                                                                       \
  X(g_object_unref)                                                                                                    \
  X(pango_cairo_context_set_font_options)                                                                              \
  X(pango_cairo_create_layout)                                                                                         \
  X(pango_cairo_show_layout)                                                                                           \
  X(pango_context_load_font)                                                                                           \
  X(pango_context_set_base_dir)                                                                                        \
  X(pango_font_description_free)                                                                                       \
  X(pango_font_description_new)                                                                                        \
  X(pango_font_description_set_absolute_size)                                                                          \
  X(pango_font_description_set_family_static)                                                                          \
  X(pango_font_description_set_weight)                                                                                 \
  X(pango_layout_get_baseline)                                                                                         \
  X(pango_layout_get_context)                                                                                          \
  X(pango_layout_get_size)                                                                                             \
  X(pango_layout_set_auto_dir)                                                                                         \
  X(pango_layout_set_font_description)                                                                                 \
  X(pango_layout_set_single_paragraph_mode)                                                                            \
  X(pango_layout_set_text)

/* Filled once, then only read. */
static struct {
  bool open;
  CAIRO(ATL_MEMBER)
  PANGO(ATL_MEMBER)
} lib;

const char atl_shape_missing[] = "needs Pango to draw this text: install libpangocairo-1.0-0 (pango)";

bool atl_shape_open(void) {
  if (!lib.open) {
    void *library = atl_library(ATL_LIBRARY("pangocairo-1.0", "0"));
    lib.open = library PANGO(ATL_FIND) CAIRO(ATL_FIND);
  }
  return lib.open;
}

static const char *const families[ATL_FACES] = {
    [ATL_SANS] = "Arial,Liberation Sans,Helvetica,DejaVu Sans,Verdana,sans-serif",
    [ATL_SANS_BOLD] = "Arial,Liberation Sans,Helvetica,DejaVu Sans,Verdana,sans-serif",
    [ATL_MONO] = "Menlo,Consolas,DejaVu Sans Mono,Liberation Mono,monospace",
    [ATL_MONO_BOLD] = "Menlo,Consolas,DejaVu Sans Mono,Liberation Mono,monospace",
};

static PangoFontDescription *font_of(const struct atl_run *word) {
  PangoFontDescription *font = lib.pango_font_description_new();
  lib.pango_font_description_set_family_static(font, families[word->face]);
  lib.pango_font_description_set_weight(font, atl_face_is_bold(word->face) ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  lib.pango_font_description_set_absolute_size(font, word->size * PANGO_SCALE);
  return font;
}

bool atl_shape_has_fonts(cairo_t *cairo, const struct atl_run *word) {
  PangoLayout *layout = lib.pango_cairo_create_layout(cairo);
  PangoFontDescription *font = font_of(word);
  PangoFont *any = lib.pango_context_load_font(lib.pango_layout_get_context(layout), font);
  bool has = any != NULL;
  if (any)
    lib.g_object_unref(any);
  lib.pango_font_description_free(font);
  lib.g_object_unref(layout);
  return has;
}

double atl_shape_set(cairo_t *cairo, const cairo_font_options_t *options, const struct atl_run *word, double x,
                     double y, bool show) {
  PangoLayout *layout = lib.pango_cairo_create_layout(cairo);
  PangoFontDescription *font = font_of(word);
  lib.pango_context_set_base_dir(lib.pango_layout_get_context(layout), PANGO_DIRECTION_LTR);
  lib.pango_layout_set_auto_dir(layout, FALSE);
  lib.pango_cairo_context_set_font_options(lib.pango_layout_get_context(layout), options);
  lib.pango_layout_set_font_description(layout, font);
  lib.pango_layout_set_single_paragraph_mode(layout, TRUE);
  lib.pango_layout_set_text(layout, word->text, (int)word->len);
  int width, height;
  lib.pango_layout_get_size(layout, &width, &height);
  if (show) {
    lib.cairo_move_to(cairo, x, y - lib.pango_layout_get_baseline(layout) / (double)PANGO_SCALE);
    lib.pango_cairo_show_layout(cairo, layout);
  }
  lib.pango_font_description_free(font);
  lib.g_object_unref(layout);
  return width / (double)PANGO_SCALE;
}
