/* Colours that are made of one: by lightness, chroma and hue as people see them (OKLCH, Ottosson 2020, "A perceptual
 * color space for image processing"). Colours are 0xrrggbb, of sRGB. */
#ifndef ATL_STYLE_COLOR_H
#define ATL_STYLE_COLOR_H

#include "style/style.h"

/* The least contrast that all can read (WCAG 2.1, AA). */
#define ATL_LEAST_CONTRAST 4.5

/* The light of a channel, the lowest eight bits, from 0 to 1 (IEC 61966-2-1). */
double atl_color_linear(uint32_t channel);

/* The hue of a colour, with this lightness, 0 to 1, and no more than this chroma, which is less where the screen has no
 * such colour. */
uint32_t atl_color_toned(uint32_t color, double lightness, double most_chroma);

/* The colour nearest to `ink` in lightness, with its hue, that stands out from a ground by `contrast`:1 or more; black
 * or white where none does. `contrast` is at most 4.5, which one of the two always has. */
uint32_t atl_color_inked(uint32_t ink, uint32_t ground, double contrast);

/* Fills what `role` does not set of fill, line, text, note and ansi from one colour, for a page: a pale ground and a
 * strong line on a light page, a deep ground and a bright line on a dark one, and inks that can be read on the ground
 * (4.5:1). A ground that is set already is kept, and inks are made for it. */
void atl_color_derive(struct atl_role *role, struct atl_paint color, struct atl_paint page);

/* An ink for a label, or for a note, that can be read on a ground and has its hue. */
uint32_t atl_color_ink_on(uint32_t ground, bool note);

/* The colour that people call so: "red", "teal". False: nobody does, or not here. */
bool atl_color_named(const char *name, uint32_t *color);

/* Names of colours, for messages and manuals; ends with NULL. */
extern const char *const atl_color_names[];

#endif
