/* Text of an SVG that looks the same for every reader: as outlines, or with the fonts taken along.
 *
 * Text that no font file has, or that has to be shaped (CJK, Arabic, emoji), stays text in the reader's fonts, and one
 * warning names it. Libraries are opened only when one of the two is asked for. */
#ifndef ATL_EMIT_SVG_TEXT_H
#define ATL_EMIT_SVG_TEXT_H

#include "base/diag.h"
#include "base/out.h"
#include "emit/emit.h"
#include "scene/scene.h"

#include <stdbool.h>
#include <stdint.h>

struct atl_svg_fonts;

/* Looks through the words of the scene. NULL where all text stays as it is: nothing else was asked for, or no font or
 * library is there (a warning "text-unavailable"). Words that stay are a warning, "text-not-outlined" or
 * "text-not-embedded". */
struct atl_svg_fonts *atl_svg_fonts_new(const struct atl_scene *scene, enum atl_svg_text how, struct atl_diags *diags);
void atl_svg_fonts_free(struct atl_svg_fonts *fonts); /* may be NULL */

/* -- embedded fonts -- */

/* The families to name before all others, "atlas-sans, "; "" where none is embedded. Two drawings in one page that call
 * a family alike have both their letters in it. */
const char *atl_svg_fonts_families(const struct atl_svg_fonts *fonts);

/* Writes a @font-face, one a line, for each font. */
void atl_svg_fonts_write(const struct atl_svg_fonts *fonts, struct atl_out *out);

/* -- outlines -- */

/* Whether any row of the drawing stays text. */
bool atl_svg_fonts_leave_text(const struct atl_svg_fonts *fonts);

/* Whether this row of words has outlines. */
bool atl_svg_fonts_outline(struct atl_svg_fonts *fonts, const struct atl_item *item, uint32_t count);

/* Writes a path of a word up to the quote before its data: the class and the fill are the caller's. */
typedef void atl_svg_open_path(void *to, const struct atl_item *item);

/* Writes a row as one <path> a word. */
void atl_svg_fonts_draw(struct atl_svg_fonts *fonts, const struct atl_item *item, uint32_t count, struct atl_out *out,
                        atl_svg_open_path *open, void *to);

#endif
