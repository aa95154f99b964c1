/* Font files and where the glyphs of a word lie, for back ends that draw letters themselves or take them along.
 *
 * Files are looked for at well-known places and in ATLASC_FONT_DIR, without fontconfig (which takes longer to start
 * than a picture takes to draw). Only text of the built-in table is set, glyph by glyph with the kerning of the font:
 * all else (CJK, Arabic, emoji) needs to be shaped. */
#ifndef ATL_EMIT_FONT_H
#define ATL_EMIT_FONT_H

#include "base/vec.h"
#include "emit/row.h"
#include "text/metrics.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  ATL_FONT_FIRST,
  ATL_FONT_FALLBACK, /* has what the first lacks */
  ATL_FONT_CHOICES,
};

struct FT_FaceRec_; /* *FT_Face */

enum { ATL_FONT_KNOWN = 128 }; /* letters of ASCII: most that there are */

/* Fonts in the program itself, taken where the machine has no file of theirs; the last has no name. Only a program that
 * is linked with its libraries has some. */
struct atl_built_in_font {
  const char *name; /* of its file */
  const unsigned char *bytes;
  size_t len;
};
extern const struct atl_built_in_font atl_built_in_fonts[];

struct atl_font {
  struct FT_FaceRec_ *file; /* NULL: not there */
  char *path;               /* NULL for one that is in the program */
  bool tried;
  bool lent; /* to one who closes it: atl_fonts_release() leaves it open */
  struct {
    uint32_t index; /* of the glyph, 0: none */
    int32_t advance;
    bool known;
  } letter[ATL_FONT_KNOWN];
};

struct atl_glyph {
  struct atl_font *font;
  uint32_t index; /* in the font */
  uint32_t bytes; /* of the text */
  double x;       /* from the start of the word, in the unit of its size */
};

enum { ATL_FONT_FOLDERS = 24 }; /* at most, of those where fonts lie */

struct atl_fonts {
  struct atl_font font[ATL_FACES][ATL_FONT_CHOICES]; /* opened when first asked for */
  ATL_VEC(struct atl_glyph) glyph;                   /* of the word placed last */
  enum { ATL_FOLDER_UNKNOWN, ATL_FOLDER_THERE, ATL_FOLDER_ABSENT } folder[ATL_FONT_FOLDERS];
};

/* Opens FreeType; false where it is not there. */
bool atl_fonts_open(void);

void atl_fonts_release(struct atl_fonts *fonts);
void atl_fonts_close(struct atl_fonts *fonts); /* of the same, what is FreeType's */
void atl_font_close(void *file);

/* The font of a code point and its glyph there; NULL when no file has it. */
struct atl_font *atl_fonts_find(struct atl_fonts *fonts, enum atl_face face, uint32_t code_point, uint32_t *glyph);

/* Whether a file of this face, or one that stands in for it, was found. */
bool atl_fonts_has(struct atl_fonts *fonts, enum atl_face face);

/* Places the glyphs of a word from x = 0. False when it has to be shaped, or no file has all of it. */
bool atl_fonts_place(struct atl_fonts *fonts, const struct atl_run *word, double *width);

#endif
