/* Nothing is hinted, so a letter is as wide as its font says, at every size and with every version of the library.
 *
 * Large letters come from cairo's cache, which moves each to a whole pixel (until 1.17.4; then to a quarter). In small
 * ones that is seen as uneven spacing: they are drawn as outlines, which lie where the font says, and cost more. */
#include "emit/png_text.h"

#include "base/utf8.h"
#include "emit/png_load.h"

#include <ft2build.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H
#include <cairo-ft.h>

/* -- libraries ------------------------------------------------------------------------------------------------- */

#define FREETYPE(X)                                                                                                    \
  X(FT_Init_FreeType)                                                                                                  \
  X(FT_New_Face)                                                                                                       \
  X(FT_Done_Face)                                                                                                      \
  X(FT_Get_Advance)                                                                                                    \
  X(FT_Get_Char_Index)                                                                                                 \
  X(FT_Get_Kerning)

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
  X(cairo_move_to)                                                                                                     \
  X(cairo_set_font_face)                                                                                               \
  X(cairo_set_font_options)                                                                                            \
  X(cairo_set_font_size)                                                                                               \
  X(cairo_show_glyphs)

/* One handle finds them all: a name is looked for in what pangocairo itself needs, too. */
#define PANGO(X)                                                                                                       \
  X(g_object_unref)                                                                                                    \
  X(pango_cairo_context_set_font_options)                                                                              \
  X(pango_cairo_create_layout)                                                                                         \
  X(pango_cairo_show_layout)                                                                                           \
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

/* Filled once, then only read: all that outlives a picture. FreeType stays because cairo may keep a face for later. */
static struct {
  bool files, pango; /* whether they can be used */
  FT_Library freetype;
  FREETYPE(ATL_MEMBER)
  CAIRO(ATL_MEMBER)
  PANGO(ATL_MEMBER)
} lib;

static bool open_files(void) {
  if (!lib.files) {
    void *library = atl_library(ATL_LIBRARY("freetype", "6"));
    lib.files = library FREETYPE(ATL_FIND);
    library = lib.files ? atl_library(ATL_LIBRARY("cairo", "2")) : NULL;
    lib.files = library CAIRO(ATL_FIND) && !lib.FT_Init_FreeType(&lib.freetype);
  }
  return lib.files;
}

static bool open_pango(void) {
  if (!lib.pango) {
    void *library = atl_library(ATL_LIBRARY("pangocairo-1.0", "0"));
    lib.pango = library PANGO(ATL_FIND) CAIRO(ATL_FIND);
  }
  return lib.pango;
}

/* -- font files ------------------------------------------------------------------------------------------------ */

/* In the order of the font stack of the SVG, so that both show the same letters where the fonts are there. The first
 * file found is the face; DejaVu, which has the most signs, stands in where that one lacks a glyph. */
static const char *const font_files[ATL_FACES][12] = {
    [ATL_SANS] = {"Arial.ttf", "arial.ttf", "LiberationSans-Regular.ttf", "Helvetica.ttc", "DejaVuSans.ttf",
                  "Verdana.ttf", "verdana.ttf"},
    [ATL_SANS_BOLD] = {"Arial Bold.ttf", "Arial_Bold.ttf", "arialbd.ttf", "LiberationSans-Bold.ttf",
                       "DejaVuSans-Bold.ttf", "Verdana Bold.ttf", "Verdana_Bold.ttf", "verdanab.ttf"},
    [ATL_MONO] = {"Menlo.ttc", "DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "Courier New.ttf", "cour.ttf"},
    [ATL_MONO_BOLD] = {"DejaVuSansMono-Bold.ttf", "LiberationMono-Bold.ttf", "Courier New Bold.ttf", "courbd.ttf"},
};

static const char *const fallback_file[ATL_FACES] = {
    [ATL_SANS] = "DejaVuSans.ttf",
    [ATL_SANS_BOLD] = "DejaVuSans-Bold.ttf",
    [ATL_MONO] = "DejaVuSansMono.ttf",
    [ATL_MONO_BOLD] = "DejaVuSansMono-Bold.ttf",
};

static const char *const font_dirs[] = {
    /* Debian, Ubuntu */
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/msttcorefonts",
    /* Fedora, Red Hat, openSUSE */
    "/usr/share/fonts/liberation-sans",
    "/usr/share/fonts/liberation-sans-fonts",
    "/usr/share/fonts/liberation-mono",
    "/usr/share/fonts/liberation-mono-fonts",
    "/usr/share/fonts/dejavu-sans-fonts",
    "/usr/share/fonts/dejavu-sans-mono-fonts",
    "/usr/share/fonts/truetype",
    /* Arch, Alpine, Gentoo, older Fedora */
    "/usr/share/fonts/liberation",
    "/usr/share/fonts/dejavu",
    "/usr/share/fonts/TTF",
    "/usr/share/fonts/liberation-fonts",
    /* macOS */
    "/System/Library/Fonts/Supplemental",
    "/System/Library/Fonts",
    "/Library/Fonts",
    /* FreeBSD, NixOS */
    "/usr/local/share/fonts/Liberation",
    "/usr/local/share/fonts/dejavu",
    "/run/current-system/sw/share/X11/fonts",
};

static FT_Face open_face(const char *dir, const char *file) {
  char path[1024];
  FT_Face face;
  int len = snprintf(path, sizeof path, "%s/%s", dir, file);
  if (len < 0 || (size_t)len >= sizeof path || access(path, R_OK) || lib.FT_New_Face(lib.freetype, path, 0, &face))
    return NULL;
  return face;
}

static FT_Face find_face(const char *const *files, size_t n) {
  const char *own = getenv("ATLASC_FONT_DIR"); /* for who wants the same picture on every machine */
  FT_Face face = NULL;
  for (size_t i = 0; own && *own && !face && i < n && files[i]; i++)
    face = open_face(own, files[i]);
  for (size_t i = 0; !face && i < n && files[i]; i++) {
    for (size_t d = 0; !face && d < sizeof font_dirs / sizeof *font_dirs; d++)
      face = open_face(font_dirs[d], files[i]);
  }
  return face;
}

/* -- fonts of a picture ---------------------------------------------------------------------------------------- */

enum { OUTLINES = 20 }; /* pixels: letters of a smaller size are small */

enum {
  FIRST_CHOICE, /* faces of one atl_face */
  FALLBACK,
  CHOICES,
};

struct font {
  FT_Face file; /* NULL: not there */
  cairo_font_face_t *face;
  bool tried;
};

struct atl_png_text {
  cairo_t *cairo;
  double scale; /* pixels of a px */
  struct atl_diags *diags;
  bool failed;
  cairo_font_options_t *options;
  struct font font[ATL_FACES][CHOICES];
  ATL_VEC(cairo_glyph_t) glyph; /* of the word being set, */
  ATL_VEC(struct font *) from;  /* and the font of each */
};

struct atl_png_text *atl_png_text_new(cairo_t *cairo, double scale, struct atl_diags *diags) {
  struct atl_png_text *t = atl_alloc(1, sizeof *t);
  t->cairo = cairo;
  t->scale = scale;
  t->diags = diags;
  return t;
}

void atl_png_text_free(struct atl_png_text *t) {
  for (int i = 0; i < ATL_FACES * CHOICES; i++) {
    struct font *font = &t->font[i / CHOICES][i % CHOICES];
    if (font->face)
      lib.cairo_font_face_destroy(font->face);
  }
  if (t->options)
    lib.cairo_font_options_destroy(t->options);
  atl_vec_release(&t->glyph);
  atl_vec_release(&t->from);
  free(t);
}

static const cairo_font_options_t *font_options(struct atl_png_text *t) {
  if (!t->options) {
    t->options = lib.cairo_font_options_create();
    lib.cairo_font_options_set_antialias(t->options, CAIRO_ANTIALIAS_GRAY);
    lib.cairo_font_options_set_hint_style(t->options, CAIRO_HINT_STYLE_NONE);
    lib.cairo_font_options_set_hint_metrics(t->options, CAIRO_HINT_METRICS_OFF);
  }
  return t->options;
}

static void close_face(void *face) { lib.FT_Done_Face(face); }

static struct font *font_of(struct atl_png_text *t, enum atl_face face, int choice) {
  static const cairo_user_data_key_t file_key;
  struct font *font = &t->font[face][choice];
  if (font->tried)
    return font;
  font->tried = true;
  if (choice == FIRST_CHOICE)
    font->file = find_face(font_files[face], sizeof font_files[face] / sizeof *font_files[face]);
  else
    font->file = find_face(&fallback_file[face], 1);
  if (font->file) { /* cairo keeps its face as long as it likes: the file is closed with it */
    font->face = lib.cairo_ft_font_face_create_for_ft_face(font->file, FT_LOAD_NO_HINTING);
    lib.cairo_font_face_set_user_data(font->face, &file_key, font->file, close_face);
  }
  return font;
}

/* -- text of the table ----------------------------------------------------------------------------------------- */

/* The font of a code point and its glyph there; NULL when no file has it. */
static struct font *glyph_of(struct atl_png_text *t, enum atl_face face, uint32_t code_point, FT_UInt *glyph) {
  for (int choice = 0; choice < CHOICES; choice++) {
    struct font *font = font_of(t, face, choice);
    *glyph = font->file ? lib.FT_Get_Char_Index(font->file, code_point) : 0;
    if (*glyph)
      return font;
  }
  return NULL;
}

/* Places the glyphs of a word from x = 0. False when the font files do not have them all. */
static bool place_glyphs(struct atl_png_text *t, const struct atl_png_word *word, double *width) {
  struct font *before = NULL;
  FT_UInt glyph = 0, glyph_before = 0;
  t->glyph.len = t->from.len = 0;
  *width = 0;
  for (size_t at = 0, n; at < word->len; at += n) {
    uint32_t code_point;
    n = atl_utf8_decode(word->text + at, word->len - at, &code_point);
    struct font *font = n ? glyph_of(t, word->face, code_point, &glyph) : NULL;
    if (!font)
      return false;
    FT_Fixed advance = 0;
    FT_Vector kern = {0};
    if (font == before)
      lib.FT_Get_Kerning(font->file, glyph_before, glyph, FT_KERNING_UNSCALED, &kern);
    lib.FT_Get_Advance(font->file, glyph, FT_LOAD_NO_SCALE, &advance);
    double unit = word->size / font->file->units_per_EM;
    *width += (double)kern.x * unit;
    *atl_vec_push(&t->glyph) = (cairo_glyph_t){.index = glyph, .x = *width};
    *atl_vec_push(&t->from) = font;
    *width += (double)advance * unit;
    before = font;
    glyph_before = glyph;
  }
  return true;
}

static void show_glyphs(struct atl_png_text *t, double size, double x, double y) {
  lib.cairo_set_font_options(t->cairo, font_options(t));
  lib.cairo_set_font_size(t->cairo, size);
  for (uint32_t i = 0, end; i < t->glyph.len; i = end) {
    for (end = i; end < t->glyph.len && t->from.at[end] == t->from.at[i]; end++) {
      t->glyph.at[end].x += x;
      t->glyph.at[end].y = y;
    }
    lib.cairo_set_font_face(t->cairo, t->from.at[i]->face);
    (size * t->scale < OUTLINES ? lib.cairo_glyph_path : lib.cairo_show_glyphs)(t->cairo, t->glyph.at + i,
                                                                                (int)(end - i));
  }
  lib.cairo_fill(t->cairo);
}

/* -- all other text -------------------------------------------------------------------------------------------- */

static const char *const families[ATL_FACES] = {
    [ATL_SANS] = "Arial,Liberation Sans,Helvetica,DejaVu Sans,Verdana,sans-serif",
    [ATL_SANS_BOLD] = "Arial,Liberation Sans,Helvetica,DejaVu Sans,Verdana,sans-serif",
    [ATL_MONO] = "Menlo,Consolas,DejaVu Sans Mono,Liberation Mono,monospace",
    [ATL_MONO_BOLD] = "Menlo,Consolas,DejaVu Sans Mono,Liberation Mono,monospace",
};

static double set_with_pango(struct atl_png_text *t, const struct atl_png_word *word, double x, double y, bool show) {
  if (!open_pango()) {
    if (!t->failed)
      atl_report(t->diags, ATL_ERROR, "png-unavailable", ATL_NOWHERE,
                 "this text needs Pango to be drawn: install libpangocairo-1.0-0 (pango), or choose SVG");
    t->failed = true;
    return 0;
  }
  PangoLayout *layout = lib.pango_cairo_create_layout(t->cairo);
  PangoFontDescription *font = lib.pango_font_description_new();
  lib.pango_context_set_base_dir(lib.pango_layout_get_context(layout), PANGO_DIRECTION_LTR);
  lib.pango_layout_set_auto_dir(layout, FALSE); /* the base is left to right, as that of SVG text */
  lib.pango_cairo_context_set_font_options(lib.pango_layout_get_context(layout), font_options(t));
  lib.pango_font_description_set_family_static(font, families[word->face]);
  lib.pango_font_description_set_weight(font, atl_face_is_bold(word->face) ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  lib.pango_font_description_set_absolute_size(font, word->size * PANGO_SCALE);
  lib.pango_layout_set_font_description(layout, font);
  lib.pango_layout_set_single_paragraph_mode(layout, TRUE);
  lib.pango_layout_set_text(layout, word->text, (int)word->len);
  int width, height;
  lib.pango_layout_get_size(layout, &width, &height);
  if (show) {
    lib.cairo_move_to(t->cairo, x, y - lib.pango_layout_get_baseline(layout) / (double)PANGO_SCALE);
    lib.pango_cairo_show_layout(t->cairo, layout);
  }
  lib.pango_font_description_free(font);
  lib.g_object_unref(layout);
  return width / (double)PANGO_SCALE;
}

double atl_png_text_set(struct atl_png_text *t, const struct atl_png_word *word, double x, double y, bool show) {
  double width = 0;
  if (!atl_text_in_table(word->face, word->text, word->len) || !open_files() || !place_glyphs(t, word, &width))
    return set_with_pango(t, word, x, y, show);
  if (show)
    show_glyphs(t, word->size, x, y);
  return width;
}

bool atl_png_text_failed(const struct atl_png_text *t) { return t->failed; }
