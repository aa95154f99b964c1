/* FreeType is opened here, once, and stays; nothing is hinted or rendered by it. */
#include "emit/font.h"

#include "base/load.h"
#include "base/utf8.h"

#include <ft2build.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H

/* -- the library ----------------------------------------------------------------------------------------------- */

#define FREETYPE(X)                                                                                                    \
  X(FT_Init_FreeType)                                                                                                  \
  X(FT_New_Face)                                                                                                       \
  X(FT_New_Memory_Face)                                                                                                \
  X(FT_Done_Face)                                                                                                      \
  X(FT_Get_Advance)                                                                                                    \
  X(FT_Get_Char_Index)                                                                                                 \
  X(FT_Get_Kerning)

/* Filled once, then only read. */
static struct {
  bool open;
  FT_Library freetype;
  FREETYPE(ATL_MEMBER)
} lib;

bool atl_fonts_open(void) {
  if (!lib.open) {
    void *library = atl_library(ATL_LIBRARY("freetype", "6"));
    lib.open = library FREETYPE(ATL_FIND) && !lib.FT_Init_FreeType(&lib.freetype);
  }
  return lib.open;
}

/* -- files ----------------------------------------------------------------------------------------------------- */

/* In the order of the font stack of the SVG, so that both show the same letters where the fonts are there. The first
 * file found is the face; DejaVu, which has the most signs, stands in where that one lacks a glyph. */
static const char *const files[ATL_FACES][12] = {
    [ATL_SANS] = {"Arial.ttf", "arial.ttf", "LiberationSans-Regular.ttf", "Helvetica.ttc", "DejaVuSans.ttf",
                  "Verdana.ttf", "verdana.ttf"},
    [ATL_SANS_BOLD] = {"Arial Bold.ttf", "Arial_Bold.ttf", "arialbd.ttf", "LiberationSans-Bold.ttf",
                       "DejaVuSans-Bold.ttf", "Verdana Bold.ttf", "Verdana_Bold.ttf", "verdanab.ttf"},
    [ATL_MONO] = {"Menlo.ttc", "DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "Courier New.ttf", "cour.ttf"},
    [ATL_MONO_BOLD] = {"DejaVuSansMono-Bold.ttf", "LiberationMono-Bold.ttf", "Courier New Bold.ttf", "courbd.ttf"},
};

static const char *const fallback[ATL_FACES] = {
    [ATL_SANS] = "DejaVuSans.ttf",
    [ATL_SANS_BOLD] = "DejaVuSans-Bold.ttf",
    [ATL_MONO] = "DejaVuSansMono.ttf",
    [ATL_MONO_BOLD] = "DejaVuSansMono-Bold.ttf",
};

static const char *const folders[] = {
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

_Static_assert(sizeof folders / sizeof *folders <= ATL_FONT_FOLDERS, "each has a place in struct atl_fonts");

static bool open_file(struct atl_font *font, const char *folder, const char *file) {
  char path[1024];
  int len = snprintf(path, sizeof path, "%s/%s", folder, file);
  if (len < 0 || (size_t)len >= sizeof path || access(path, R_OK) ||
      lib.FT_New_Face(lib.freetype, path, 0, &font->file))
    return false;
  font->path = atl_alloc((size_t)len + 1, 1);
  memcpy(font->path, path, (size_t)len);
  return true;
}

/* Asked once a folder, not once a file: most of them are there on other systems only. */
static bool has_folder(struct atl_fonts *fonts, size_t i) {
  if (fonts->folder[i] == ATL_FOLDER_UNKNOWN)
    fonts->folder[i] = access(folders[i], X_OK) ? ATL_FOLDER_ABSENT : ATL_FOLDER_THERE;
  return fonts->folder[i] == ATL_FOLDER_THERE;
}

#ifdef ATL_LINKED
static bool find_built_in(struct atl_font *font, const char *const *names, size_t n) {
  for (size_t i = 0; i < n && names[i]; i++)
    for (const struct atl_built_in_font *f = atl_built_in_fonts; f->name; f++)
      if (!strcmp(f->name, names[i]))
        return !lib.FT_New_Memory_Face(lib.freetype, f->bytes, (FT_Long)f->len, 0, &font->file);
  return false;
}
#else
static bool find_built_in(struct atl_font *font, const char *const *names, size_t n) {
  (void)font;
  (void)names;
  (void)n;
  return false;
}
#endif

static bool find_file(struct atl_fonts *fonts, struct atl_font *font, const char *const *names, size_t n) {
  const char *own = getenv("ATLASC_FONT_DIR"); /* for who wants the same picture on every machine */
  for (size_t i = 0; own && *own && i < n && names[i]; i++)
    if (open_file(font, own, names[i]))
      return true;
  for (size_t i = 0; i < n && names[i]; i++)
    for (size_t d = 0; d < sizeof folders / sizeof *folders; d++)
      if (has_folder(fonts, d) && open_file(font, folders[d], names[i]))
        return true;
  return find_built_in(font, names, n);
}

static struct atl_font *font_of(struct atl_fonts *fonts, enum atl_face face, int choice) {
  struct atl_font *font = &fonts->font[face][choice];
  if (font->tried)
    return font;
  font->tried = true;
  if (choice == ATL_FONT_FIRST)
    find_file(fonts, font, files[face], sizeof files[face] / sizeof *files[face]);
  else
    find_file(fonts, font, &fallback[face], 1);
  return font;
}

void atl_font_close(void *file) { lib.FT_Done_Face(file); }

void atl_fonts_close(struct atl_fonts *fonts) {
  for (int i = 0; i < ATL_FACES * ATL_FONT_CHOICES; i++) {
    struct atl_font *font = &fonts->font[i / ATL_FONT_CHOICES][i % ATL_FONT_CHOICES];
    if (font->file && !font->lent)
      atl_font_close(font->file);
    font->file = NULL;
  }
}

void atl_fonts_release(struct atl_fonts *fonts) {
  atl_fonts_close(fonts);
  for (int i = 0; i < ATL_FACES * ATL_FONT_CHOICES; i++)
    free(fonts->font[i / ATL_FONT_CHOICES][i % ATL_FONT_CHOICES].path);
  atl_vec_release(&fonts->glyph);
}

/* -- glyphs ---------------------------------------------------------------------------------------------------- */

/* The glyph of a code point, 0 where the font has none, and how far it takes the pen, in the unit of the font. Each
 * letter is asked for once: in a picture it is there a hundred times, and FreeType unpacks tables each time. */
static uint32_t glyph_of(struct atl_font *font, uint32_t code_point, FT_Fixed *advance) {
  bool kept = code_point < ATL_FONT_KNOWN;
  if (kept && font->letter[code_point].known) {
    *advance = font->letter[code_point].advance;
    return font->letter[code_point].index;
  }
  uint32_t index = lib.FT_Get_Char_Index(font->file, code_point);
  *advance = 0;
  if (index)
    lib.FT_Get_Advance(font->file, index, FT_LOAD_NO_SCALE, advance);
  if (kept) {
    font->letter[code_point].index = index;
    font->letter[code_point].advance = (int32_t)*advance;
    font->letter[code_point].known = true;
  }
  return index;
}

static struct atl_font *find_glyph(struct atl_fonts *fonts, enum atl_face face, uint32_t code_point, uint32_t *glyph,
                                   FT_Fixed *advance) {
  if (!atl_fonts_open())
    return NULL;
  for (int choice = 0; choice < ATL_FONT_CHOICES; choice++) {
    struct atl_font *font = font_of(fonts, face, choice);
    *glyph = font->file ? glyph_of(font, code_point, advance) : 0;
    if (*glyph)
      return font;
  }
  return NULL;
}

struct atl_font *atl_fonts_find(struct atl_fonts *fonts, enum atl_face face, uint32_t code_point, uint32_t *glyph) {
  FT_Fixed advance;
  return find_glyph(fonts, face, code_point, glyph, &advance);
}

bool atl_fonts_has(struct atl_fonts *fonts, enum atl_face face) {
  return atl_fonts_open() &&
         (font_of(fonts, face, ATL_FONT_FIRST)->file || font_of(fonts, face, ATL_FONT_FALLBACK)->file);
}

bool atl_fonts_place(struct atl_fonts *fonts, const struct atl_run *word, double *width) {
  struct atl_font *before = NULL;
  FT_UInt glyph = 0, glyph_before = 0;
  fonts->glyph.len = 0;
  *width = 0;
  if (!atl_text_in_table(word->face, word->text, word->len))
    return false;
  for (size_t at = 0, n; at < word->len; at += n) {
    uint32_t code_point;
    n = atl_utf8_decode(word->text + at, word->len - at, &code_point);
    FT_Fixed advance;
    struct atl_font *font = n ? find_glyph(fonts, word->face, code_point, &glyph, &advance) : NULL;
    if (!font)
      return false;
    FT_Vector kern = {0};
    if (font == before && FT_HAS_KERNING(font->file))
      lib.FT_Get_Kerning(font->file, glyph_before, glyph, FT_KERNING_UNSCALED, &kern);
    double unit = word->size / font->file->units_per_EM;
    *width += (double)kern.x * unit;
    *atl_vec_push(&fonts->glyph) = (struct atl_glyph){.font = font, .index = glyph, .bytes = (uint32_t)n, .x = *width};
    *width += (double)advance * unit;
    before = font;
    glyph_before = glyph;
  }
  return true;
}
