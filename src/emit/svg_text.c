/* Outlines are those of the font itself, not hinted, written in steps of a hundredth of a px from where the pen is, so
 * that nothing adds up. Fonts are cut down to the characters of the drawing by svg_subset.c. */
#include "emit/svg_text.h"

#include "base/load.h"
#include "base/utf8.h"
#include "emit/font.h"
#include "emit/row.h"
#include "emit/svg_look.h"
#include "emit/svg_subset.h"

#include <ft2build.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

/* -- libraries ------------------------------------------------------------------------------------------------- */

#define FREETYPE(X)                                                                                                    \
  X(FT_Get_FSType_Flags)                                                                                               \
  X(FT_Load_Glyph)                                                                                                     \
  X(FT_Outline_Decompose)

/* Filled once, then only read. */
static struct {
  bool outlines; /* whether they can be made */
  FREETYPE(ATL_MEMBER)
} lib;

static bool open_outlines(void) {
  if (!lib.outlines) {
    void *library = atl_fonts_open() ? atl_library(ATL_LIBRARY("freetype", "6")) : NULL;
    lib.outlines = library FREETYPE(ATL_FIND);
  }
  return lib.outlines;
}

static bool open_subsets(void) { return open_outlines() && atl_subset_open(); }

enum { NO_BREAK_SPACE = 0xa0 };

/* -- what can be done ------------------------------------------------------------------------------------------ */

struct atl_svg_fonts {
  struct atl_guard guard;
  struct atl_fonts fonts;
  struct atl_row row;
  bool leave;                                             /* some row stays text */
  struct atl_subset subset[ATL_FACES * ATL_FONT_CHOICES]; /* what is embedded of each font */
  struct atl_out *out;                                    /* while a row is drawn: */
  atl_svg_open_path *open;
  void *to;
};

/* Adds a character to what is embedded of the font that has it. False where none has, or may be taken along. */
static bool embed(struct atl_svg_fonts *f, enum atl_face face, uint32_t code_point) {
  uint32_t glyph;
  struct atl_font *font = atl_fonts_find(&f->fonts, face, code_point, &glyph);
  if (!font || lib.FT_Get_FSType_Flags(font->file) & (FT_FSTYPE_RESTRICTED_LICENSE_EMBEDDING | FT_FSTYPE_NO_SUBSETTING))
    return false;
  atl_subset_add(&f->subset[font - f->fonts.font[0]], code_point);
  return true;
}

/* Character by character: what is not in the table stays with the reader's fonts, which can shape it. */
static bool embed_run(struct atl_svg_fonts *f, const struct atl_run *run) {
  size_t len = run->len - 1; /* a blank stands behind the word */
  bool all = true;
  for (size_t at = 0, n; at < run->len; at += n) {
    uint32_t code_point = 0;
    n = atl_utf8_decode(run->text + at, run->len - at, &code_point);
    if (!n || !atl_text_in_table(run->face, run->text + at, n) || !embed(f, run->face, code_point))
      all = false;
    if (code_point == ' ' && at < len && atl_svg_blank_stays(run->text, len, at) &&
        !embed(f, run->face, NO_BREAK_SPACE))
      all = false;
    n += !n;
  }
  return all;
}

static bool outline_run(struct atl_svg_fonts *f, const struct atl_run *run) {
  double width;
  return atl_fonts_place(&f->fonts, run, &width);
}

/* Looks at every word; returns how many are there and how many of them cannot be done, the first of which goes to
 * `first`. */
static uint32_t look_through(struct atl_svg_fonts *f, bool outlines, uint32_t *missing, struct atl_out *first) {
  const struct atl_scene *scene = f->row.scene;
  uint32_t words = 0;
  for (uint32_t i = 0; i < scene->item.len; i++) {
    if (scene->item.at[i].op != ATL_WORD)
      continue;
    words++;
    struct atl_run run = atl_run_of(&f->row, &scene->item.at[i], true);
    if (outlines ? outline_run(f, &run) : embed_run(f, &run))
      continue;
    if (!(*missing)++)
      atl_out_write(first, run.text, run.len - 1);
  }
  return words;
}

static bool any_file(const struct atl_svg_fonts *f) {
  for (int i = 0; i < ATL_FACES * ATL_FONT_CHOICES; i++)
    if (f->fonts.font[i / ATL_FONT_CHOICES][i % ATL_FONT_CHOICES].file)
      return true;
  return false;
}

static void warn(bool outlines, uint32_t missing, const struct atl_out *first, struct atl_diags *diags) {
  char more[48] = "";
  if (missing > 1)
    snprintf(more, sizeof more, " (and %u more)", missing - 1);
  atl_report(diags, ATL_WARNING, outlines ? "text-not-outlined" : "text-not-embedded", ATL_NOWHERE,
             "'%.*s'%s stays text in the reader's fonts: it needs shaping, or no font file found %s", (int)first->len,
             first->buf, more, outlines ? "has it all" : "has it all and may be embedded");
}

/* Cuts down the fonts whose characters are known. */
static void make_subsets(struct atl_svg_fonts *f) {
  for (int i = 0; i < ATL_FACES * ATL_FONT_CHOICES; i++)
    atl_subset_make(&f->subset[i], f->fonts.font[i / ATL_FONT_CHOICES][i % ATL_FONT_CHOICES].path);
}

/* What the libraries hold. */
static void release_foreign(void *fonts) {
  struct atl_svg_fonts *f = fonts;
  for (int i = 0; i < ATL_FACES * ATL_FONT_CHOICES; i++)
    atl_subset_release(&f->subset[i]);
  atl_fonts_close(&f->fonts);
}

struct atl_svg_fonts *atl_svg_fonts_new(const struct atl_scene *scene, enum atl_svg_text how, struct atl_diags *diags) {
  if (how == ATL_SVG_TEXT_AUTO)
    return NULL;
  bool outlines = how == ATL_SVG_TEXT_PATHS;
  if (!(outlines ? open_outlines() : open_subsets())) {
    atl_report(diags, ATL_WARNING, "text-unavailable", ATL_NOWHERE, "text stays text in the reader's fonts: %s",
               outlines ? "outlines need FreeType; install libfreetype6 (freetype)" : atl_subset_missing);
    return NULL;
  }
  struct atl_svg_fonts *f = atl_alloc(1, sizeof *f);
  atl_guard(&f->guard, release_foreign, f);
  struct atl_out first;
  f->row.scene = scene;
  atl_out_memory(&first);
  uint32_t missing = 0, words = look_through(f, outlines, &missing, &first);
  f->leave = missing;
  bool files = any_file(f);
  if (files && missing)
    warn(outlines, missing, &first, diags);
  else if (words && !files)
    atl_report(diags, ATL_WARNING, "text-unavailable", ATL_NOWHERE,
               "text stays text in the reader's fonts: no font file was found; name a folder in ATLASC_FONT_DIR");
  atl_out_discard(&first);
  if (!files) {
    atl_svg_fonts_free(f);
    return NULL;
  }
  make_subsets(f);
  return f;
}

void atl_svg_fonts_free(struct atl_svg_fonts *f) {
  if (!f)
    return;
  atl_unguard(&f->guard);
  release_foreign(f);
  atl_fonts_release(&f->fonts);
  atl_row_release(&f->row);
  free(f);
}

/* -- embedded fonts -------------------------------------------------------------------------------------------- */

static bool is_mono(int font) { return font / ATL_FONT_CHOICES >= ATL_MONO; }

const char *atl_svg_fonts_families(const struct atl_svg_fonts *f) {
  static const char *const names[2][2][2] = {
      {{"", "atlas-sans-more, "}, {"atlas-sans, ", "atlas-sans, atlas-sans-more, "}},
      {{"", "atlas-mono-more, "}, {"atlas-mono, ", "atlas-mono, atlas-mono-more, "}}}; /* [mono][first][fallback] */
  bool any[ATL_FONT_CHOICES] = {0}, mono = false; /* of one sheet: all faces are, or none is */
  for (int i = 0; f && i < ATL_FACES * ATL_FONT_CHOICES; i++) {
    any[i % ATL_FONT_CHOICES] |= f->subset[i].font != NULL;
    mono |= f->subset[i].font && is_mono(i);
  }
  return names[mono][any[ATL_FONT_FIRST]][any[ATL_FONT_FALLBACK]];
}

static void base64(struct atl_out *out, const unsigned char *bytes, size_t len) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < len; i += 3) {
    size_t n = len - i < 3 ? len - i : 3;
    uint32_t three = (uint32_t)bytes[i] << 16;
    if (n > 1)
      three |= (uint32_t)bytes[i + 1] << 8;
    if (n > 2)
      three |= bytes[i + 2];
    char *p = atl_out_reserve(out, 4);
    for (size_t k = 0; k < 4; k++)
      p[k] = k <= n ? digits[three >> (18 - 6 * k) & 63] : '=';
    atl_out_advance(out, 4);
  }
}

void atl_svg_fonts_write(const struct atl_svg_fonts *f, struct atl_out *out) {
  for (int i = 0; i < ATL_FACES * ATL_FONT_CHOICES; i++) {
    if (!f->subset[i].font)
      continue;
    size_t len;
    const char *bytes = atl_subset_bytes(&f->subset[i], &len);
    atl_out_text(out, is_mono(i) ? "@font-face{font-family:atlas-mono" : "@font-face{font-family:atlas-sans");
    if (i % ATL_FONT_CHOICES == ATL_FONT_FALLBACK)
      atl_out_lit(out, "-more");
    atl_out_text(out,
                 atl_face_is_bold((enum atl_face)(i / ATL_FONT_CHOICES)) ? ";font-weight:700" : ";font-weight:400");
    atl_out_lit(out, ";src:url(data:font/ttf;base64,");
    base64(out, (const unsigned char *)bytes, len);
    atl_out_lit(out, ")}\n");
  }
}

/* -- outlines -------------------------------------------------------------------------------------------------- */

enum { STEPS = 100 }; /* a px */

struct pen {
  struct atl_out *out;
  double unit, x, y;       /* steps a unit of the font, and where the glyph stands */
  int64_t at[2], start[2]; /* in steps: where the pen is, and where the outline began */
  int64_t line[2];         /* a line not yet drawn: the last of an outline is drawn by its end */
  bool open, waits;
  char command; /* the last one */
};

static void to_steps(const struct pen *pen, const FT_Vector *v, int64_t to[2]) {
  to[0] = llround(pen->x + (double)v->x * pen->unit);
  to[1] = llround(pen->y - (double)v->y * pen->unit);
}

/* The letter of a command is left out where it is that of the one before. */
static void command(struct pen *pen, char letter, const int64_t *numbers, int count) {
  bool again = letter == pen->command && letter != 'm';
  if (!again)
    atl_out_char(pen->out, letter);
  for (int i = 0; i < count; i++) {
    if ((i || again) && numbers[i] >= 0)
      atl_out_char(pen->out, ' ');
    atl_out_fixed(pen->out, numbers[i], STEPS);
  }
  pen->command = letter;
}

/* A curve or a line by its points, relative to where the pen is. */
static void draw(struct pen *pen, char letter, int64_t (*points)[2], int count) {
  int64_t numbers[6];
  for (int i = 0; i < count; i++)
    for (int k = 0; k < 2; k++)
      numbers[2 * i + k] = points[i][k] - pen->at[k];
  memcpy(pen->at, points[count - 1], sizeof pen->at);
  if (letter != 'l' || (numbers[0] && numbers[1]))
    command(pen, letter, numbers, 2 * count);
  else if (numbers[0])
    command(pen, 'h', &numbers[0], 1);
  else if (numbers[1])
    command(pen, 'v', &numbers[1], 1);
}

static void draw_waiting(struct pen *pen) {
  int64_t line[1][2] = {{pen->line[0], pen->line[1]}};
  if (pen->waits)
    draw(pen, 'l', line, 1);
  pen->waits = false;
}

static void close_outline(struct pen *pen) {
  if (pen->waits && memcmp(pen->line, pen->start, sizeof pen->line) != 0)
    draw_waiting(pen);
  pen->waits = false;
  if (pen->open) {
    command(pen, 'z', NULL, 0);
    memcpy(pen->at, pen->start, sizeof pen->at);
  }
  pen->open = false;
}

static int move_to(const FT_Vector *to, void *user) {
  struct pen *pen = user;
  int64_t point[2];
  close_outline(pen);
  to_steps(pen, to, point);
  int64_t numbers[2] = {point[0] - pen->at[0], point[1] - pen->at[1]};
  command(pen, pen->command ? 'm' : 'M', numbers, 2);
  memcpy(pen->at, point, sizeof point);
  memcpy(pen->start, point, sizeof point);
  pen->open = true;
  return 0;
}

static int line_to(const FT_Vector *to, void *user) {
  struct pen *pen = user;
  draw_waiting(pen);
  to_steps(pen, to, pen->line);
  pen->waits = true;
  return 0;
}

static int conic_to(const FT_Vector *control, const FT_Vector *to, void *user) {
  struct pen *pen = user;
  int64_t points[2][2];
  draw_waiting(pen);
  to_steps(pen, control, points[0]);
  to_steps(pen, to, points[1]);
  draw(pen, 'q', points, 2);
  return 0;
}

static int cubic_to(const FT_Vector *control, const FT_Vector *control2, const FT_Vector *to, void *user) {
  struct pen *pen = user;
  int64_t points[3][2];
  draw_waiting(pen);
  to_steps(pen, control, points[0]);
  to_steps(pen, control2, points[1]);
  to_steps(pen, to, points[2]);
  draw(pen, 'c', points, 3);
  return 0;
}

/* Writes a word that was placed: the data of a path. */
static void outline_glyphs(struct atl_svg_fonts *f, double size, double x, double y) {
  static const FT_Outline_Funcs to_pen = {
      .move_to = move_to, .line_to = line_to, .conic_to = conic_to, .cubic_to = cubic_to};
  struct pen pen = {.out = f->out, .y = y * STEPS};
  for (uint32_t i = 0; i < f->fonts.glyph.len; i++) {
    const struct atl_glyph *glyph = &f->fonts.glyph.at[i];
    if (lib.FT_Load_Glyph(glyph->font->file, glyph->index, FT_LOAD_NO_SCALE))
      continue;
    pen.unit = size * STEPS / glyph->font->file->units_per_EM;
    pen.x = (x + glyph->x) * STEPS;
    lib.FT_Outline_Decompose(&glyph->font->file->glyph->outline, &to_pen, &pen);
    close_outline(&pen);
  }
}

static double set_word(void *fonts, const struct atl_item *item, const struct atl_run *run, double x, double y,
                       bool show) {
  struct atl_svg_fonts *f = fonts;
  double width;
  if (!atl_fonts_place(&f->fonts, run, &width) || !show)
    return width;
  f->open(f->to, item);
  outline_glyphs(f, run->size, x, y);
  atl_out_lit(f->out, "\"/>\n");
  return width;
}

bool atl_svg_fonts_leave_text(const struct atl_svg_fonts *f) { return f->leave; }

bool atl_svg_fonts_outline(struct atl_svg_fonts *f, const struct atl_item *item, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    struct atl_run run = atl_run_of(&f->row, &item[i], true);
    if (!outline_run(f, &run))
      return false;
  }
  return true;
}

void atl_svg_fonts_draw(struct atl_svg_fonts *f, const struct atl_item *item, uint32_t count, struct atl_out *out,
                        atl_svg_open_path *open, void *to) {
  f->out = out;
  f->open = open;
  f->to = to;
  f->row.set = set_word;
  f->row.to = f;
  atl_row_set(&f->row, item, count, (double)item->y / ATL_PX);
}
