/* Nothing is hinted, so a letter is as wide as its font says, at every size and with every version of the library.
 *
 * Large letters come from cairo's cache, which moves each to a whole pixel (until 1.17.4; then to a quarter). In small
 * ones that is seen as uneven spacing: they are drawn as outlines, which lie where the font says, and cost more. */
#include "emit/canvas_text.h"

#include "base/load.h"
#include "emit/canvas_shape.h"
#include "emit/font.h"

#include <cairo-ft.h>
#include <stdlib.h>

/* -- libraries ------------------------------------------------------------------------------------------------- */

#define CAIRO(X)                                                                                                       \
  X(cairo_fill)                                                                                                        \
  X(cairo_font_face_destroy)                                                                                           \
  X(cairo_font_face_set_user_data)                                                                                     \
  X(cairo_font_options_create)                                                                                         \
  X(cairo_font_options_destroy)                                                                                        \
  X(cairo_font_options_set_antialias)                                                                                  \
  X(cairo_font_options_set_hint_metrics)                                                                               \
  X(cairo_font_options_set_hint_style)                                                                                 \
  X(cairo_ft_font_face_create_for_ft_face)                                                                             \
  X(cairo_glyph_path)                                                                                                  \
  X(cairo_set_font_face)                                                                                               \
  X(cairo_set_font_options)                                                                                            \
  X(cairo_set_font_size)                                                                                               \
  X(cairo_show_text_glyphs)                                                                                            \
  X(cairo_show_glyphs)

/* Filled once, then only read: all that outlives a picture. */
static struct {
  bool files; /* whether they can be used */
  CAIRO(ATL_MEMBER)
} lib;

static bool open_files(void) {
  if (!lib.files) {
    void *library = atl_fonts_open() ? atl_library(ATL_LIBRARY("cairo", "2")) : NULL;
    lib.files = library CAIRO(ATL_FIND);
  }
  return lib.files;
}

/* -- fonts of a picture ---------------------------------------------------------------------------------------- */

enum { OUTLINES = 20 }; /* pixels: letters of a smaller size are small */

struct atl_canvas_text {
  struct atl_guard guard;
  cairo_t *cairo;
  double scale; /* pixels of a px; 0: there are none */
  const struct atl_canvas_for *what;
  struct atl_diags *diags;
  bool failed;
  bool has_fonts; /* what shapes finds one */
  cairo_font_options_t *options;
  struct atl_fonts fonts;
  cairo_font_face_t *face[ATL_FACES * ATL_FONT_CHOICES]; /* of each font */
  ATL_VEC(cairo_glyph_t) glyph;                          /* of one face, being shown */
  ATL_VEC(cairo_text_cluster_t) cluster;                 /* what each of them is of its text */
};

/* What cairo and FreeType hold. */
static void release_foreign(void *text) {
  struct atl_canvas_text *t = text;
  for (int i = 0; i < ATL_FACES * ATL_FONT_CHOICES; i++)
    if (t->face[i])
      lib.cairo_font_face_destroy(t->face[i]);
  if (t->options)
    lib.cairo_font_options_destroy(t->options);
  atl_fonts_close(&t->fonts);
}

struct atl_canvas_text *atl_canvas_text_new(cairo_t *cairo, double scale, const struct atl_canvas_for *what,
                                            struct atl_diags *diags) {
  struct atl_canvas_text *t = atl_alloc(1, sizeof *t);
  t->cairo = cairo;
  t->scale = scale;
  t->what = what;
  t->diags = diags;
  atl_guard(&t->guard, release_foreign, t);
  return t;
}

void atl_canvas_text_free(struct atl_canvas_text *t) {
  atl_unguard(&t->guard);
  release_foreign(t);
  atl_fonts_release(&t->fonts);
  atl_vec_release(&t->glyph);
  atl_vec_release(&t->cluster);
  free(t);
}

static const cairo_font_options_t *font_options(struct atl_canvas_text *t) {
  if (!t->options) {
    t->options = lib.cairo_font_options_create();
    lib.cairo_font_options_set_antialias(t->options, CAIRO_ANTIALIAS_GRAY);
    lib.cairo_font_options_set_hint_style(t->options, CAIRO_HINT_STYLE_NONE);
    lib.cairo_font_options_set_hint_metrics(t->options, CAIRO_HINT_METRICS_OFF);
  }
  return t->options;
}

/* The face of cairo, which keeps it as long as it likes: the file is closed with it. */
static cairo_font_face_t *face_of(struct atl_canvas_text *t, struct atl_font *font) {
  static const cairo_user_data_key_t file_key;
  cairo_font_face_t **face = &t->face[font - t->fonts.font[0]];
  if (!*face) {
    *face = lib.cairo_ft_font_face_create_for_ft_face(font->file, FT_LOAD_NO_HINTING);
    lib.cairo_font_face_set_user_data(*face, &file_key, font->file, atl_font_close);
    font->lent = true;
  }
  return *face;
}

/* -- text of the table ----------------------------------------------------------------------------------------- */

/* The glyphs at hand, which are of this text. */
static void show_run(struct atl_canvas_text *t, const char *text, size_t len, double size) {
  const cairo_glyph_t *glyph = t->glyph.at;
  int glyphs = (int)t->glyph.len;
  if (t->scale <= 0)
    lib.cairo_show_text_glyphs(t->cairo, text, (int)len, glyph, glyphs, t->cluster.at, glyphs, 0);
  else
    (size * t->scale < OUTLINES ? lib.cairo_glyph_path : lib.cairo_show_glyphs)(t->cairo, glyph, glyphs);
}

static void show_glyphs(struct atl_canvas_text *t, const struct atl_run *word, double x, double y) {
  const char *text = word->text;
  lib.cairo_set_font_options(t->cairo, font_options(t));
  lib.cairo_set_font_size(t->cairo, word->size);
  for (uint32_t i = 0; i < t->fonts.glyph.len;) {
    struct atl_font *font = t->fonts.glyph.at[i].font;
    size_t len = 0;
    t->glyph.len = t->cluster.len = 0;
    for (; i < t->fonts.glyph.len && t->fonts.glyph.at[i].font == font; i++) {
      const struct atl_glyph *glyph = &t->fonts.glyph.at[i];
      *atl_vec_push(&t->glyph) = (cairo_glyph_t){.index = glyph->index, .x = x + glyph->x, .y = y};
      *atl_vec_push(&t->cluster) = (cairo_text_cluster_t){.num_bytes = (int)glyph->bytes, .num_glyphs = 1};
      len += glyph->bytes;
    }
    lib.cairo_set_font_face(t->cairo, face_of(t, font));
    show_run(t, text, len, word->size);
    text += len;
  }
  lib.cairo_fill(t->cairo);
}

/* -- all other text -------------------------------------------------------------------------------------------- */

static double fail(struct atl_canvas_text *t, const char *why) {
  if (!t->failed)
    atl_report(t->diags, ATL_ERROR, t->what->code, ATL_NOWHERE, "%s %s, or choose SVG", t->what->name, why);
  t->failed = true;
  return 0;
}

static double set_shaped(struct atl_canvas_text *t, const struct atl_run *word, double x, double y, bool show) {
  static const char no_font[] = "needs a font, and none was found: install fonts-liberation or fonts-dejavu-core "
                                "(Liberation, DejaVu), set ATLASC_FONT_DIR to a folder with their files";
  static const char no_freetype[] = "needs FreeType to draw letters: install libfreetype6 (freetype)";
  if (t->failed)
    return 0;
  if (!atl_shape_open())
    return fail(t, !open_files() ? no_freetype : !atl_fonts_has(&t->fonts, word->face) ? no_font : atl_shape_missing);
  if (!t->has_fonts) /* without one it would draw nothing, and say nothing */
    t->has_fonts = atl_shape_has_fonts(t->cairo, word);
  if (!t->has_fonts)
    return fail(t, no_font);
  return atl_shape_set(t->cairo, font_options(t), word, x, y, show);
}

double atl_canvas_text_set(struct atl_canvas_text *t, const struct atl_run *word, double x, double y, bool show) {
  double width = 0;
  if (!open_files() || !atl_fonts_place(&t->fonts, word, &width))
    return set_shaped(t, word, x, y, show);
  if (show)
    show_glyphs(t, word, x, y);
  return width;
}

bool atl_canvas_text_failed(const struct atl_canvas_text *t) { return t->failed; }
