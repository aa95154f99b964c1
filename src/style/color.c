/* The conversions are those of Ottosson; a colour that the screen has not is brought back by less chroma, which keeps
 * its lightness and hue. Lightness is what contrast is made of, so an ink is found by walking along it. */
#include "style/color.h"

#include <math.h>
#include <string.h>

enum { RED = 16, GREEN = 8, CHROMA_STEPS = 12, LIGHTNESS_STEPS = 100 };

struct oklab {
  double l, a, b;
};

double atl_color_linear(uint32_t channel) {
  double c = (channel & 255) / 255.0;
  return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static struct oklab lab_of(uint32_t rgb) {
  double r = atl_color_linear(rgb >> RED), g = atl_color_linear(rgb >> GREEN), b = atl_color_linear(rgb);
  double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return (struct oklab){0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

static int channel_of(double linear) {
  double c = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
  return (int)floor(c * 255 + 0.5);
}

/* Writes the colour; false where the screen has none so. */
static bool rgb_of(struct oklab lab, uint32_t *rgb) {
  double l = lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b;
  double m = lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b;
  double s = lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b;
  l *= l * l;
  m *= m * m;
  s *= s * s;
  int r = channel_of(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  int g = channel_of(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  int b = channel_of(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
  if (r < 0 || r > 255 || g < 0 || g > 255 || b < 0 || b > 255)
    return false;
  *rgb = (uint32_t)r << RED | (uint32_t)g << GREEN | (uint32_t)b;
  return true;
}

uint32_t atl_color_toned(uint32_t color, double lightness, double most_chroma) {
  struct oklab lab = lab_of(color);
  double chroma = hypot(lab.a, lab.b), part = chroma > most_chroma ? most_chroma / chroma : 1;
  uint32_t rgb = 0;
  lightness = fmin(fmax(lightness, 0), 1);
  if (rgb_of((struct oklab){lightness, lab.a * part, lab.b * part}, &rgb))
    return rgb;
  double in = 0, out = part; /* grey of any lightness is there */
  for (int i = 0; i < CHROMA_STEPS; i++) {
    double middle = (in + out) / 2;
    if (rgb_of((struct oklab){lightness, lab.a * middle, lab.b * middle}, &rgb))
      in = middle;
    else
      out = middle;
  }
  if (!rgb_of((struct oklab){lightness, lab.a * in, lab.b * in}, &rgb))
    rgb = lightness > 0.5 ? 0xffffff : 0;
  return rgb;
}

uint32_t atl_color_inked(uint32_t ink, uint32_t ground, double contrast) {
  if (atl_contrast(ink, ground) >= contrast)
    return ink;
  struct oklab lab = lab_of(ink);
  double chroma = hypot(lab.a, lab.b);
  for (int i = 1; i <= LIGHTNESS_STEPS; i++)
    for (int side = -1; side <= 1; side += 2) {
      double lightness = lab.l + side * i / (double)LIGHTNESS_STEPS;
      if (lightness < 0 || lightness > 1)
        continue;
      uint32_t toned = atl_color_toned(ink, lightness, chroma);
      if (atl_contrast(toned, ground) >= contrast)
        return toned;
    }
  return atl_contrast(0, ground) > atl_contrast(0xffffff, ground) ? 0 : 0xffffff;
}

/* The tones of a colour on a light page, and on a dark one. */
struct tones {
  double fill, fill_chroma, line, line_chroma, text, text_chroma, note, note_chroma;
};
static const struct tones on_light = {0.955, 0.035, 0.60, 0.15, 0.36, 0.10, 0.45, 0.07};
static const struct tones on_dark = {0.285, 0.05, 0.70, 0.13, 0.90, 0.06, 0.80, 0.06};

static bool is_dark(uint32_t page) { return atl_contrast(page, 0xffffff) > atl_contrast(page, 0); }

/* On a ground of its own an ink starts from the end of the scale that is farther from it. */
static uint32_t ink_on(uint32_t color, uint32_t ground, bool note) {
  const struct tones *t = is_dark(ground) ? &on_dark : &on_light;
  uint32_t ink =
      note ? atl_color_toned(color, t->note, t->note_chroma) : atl_color_toned(color, t->text, t->text_chroma);
  return atl_color_inked(ink, ground, ATL_LEAST_CONTRAST);
}

uint32_t atl_color_ink_on(uint32_t ground, bool note) { return ink_on(ground, ground, note); }

/* Borders need less contrast than letters (WCAG 2.1, 1.4.11). */
static const double least_of_line = 3.0;

static void derive(uint32_t color, uint32_t page, unsigned set, uint32_t *fill, uint32_t *line, uint32_t *text,
                   uint32_t *note) {
  const struct tones *t = is_dark(page) ? &on_dark : &on_light;
  if (!(set & ATL_SET_FILL))
    *fill = atl_color_toned(color, t->fill, t->fill_chroma);
  if (!(set & ATL_SET_LINE))
    *line = atl_color_inked(atl_color_toned(color, t->line, t->line_chroma), page, least_of_line);
  if (!(set & ATL_SET_TEXT))
    *text = ink_on(color, *fill, false);
  if (!(set & ATL_SET_NOTE))
    *note = ink_on(color, *fill, true);
}

/* The colour of terminals that is nearest in hue; grey has none. */
static uint8_t ansi_of(uint32_t color) {
  static const struct {
    double until; /* degrees of OKLCH */
    uint8_t ansi;
  } hues[] = {{45, 1}, {118, 3}, {172, 2}, {230, 6}, {285, 4}, {345, 5}, {360, 1}};
  struct oklab lab = lab_of(color);
  if (hypot(lab.a, lab.b) < 0.04)
    return 0;
  double hue = atan2(lab.b, lab.a) * 180 / 3.14159265358979323846;
  hue += hue < 0 ? 360 : 0;
  for (size_t i = 0; i < sizeof hues / sizeof *hues; i++)
    if (hue <= hues[i].until)
      return hues[i].ansi;
  return 1;
}

void atl_color_derive(struct atl_role *role, struct atl_paint color, struct atl_paint page) {
  derive(color.light, page.light, role->set, &role->fill.light, &role->line.light, &role->text.light,
         &role->note.light);
  derive(color.dark, page.dark, role->set, &role->fill.dark, &role->line.dark, &role->text.dark, &role->note.dark);
  if (!(role->set & ATL_SET_ANSI))
    role->ansi = ansi_of(color.light);
  role->set |= ATL_SET_FILL | ATL_SET_LINE | ATL_SET_TEXT | ATL_SET_NOTE | ATL_SET_ANSI;
}

/* -- names ------------------------------------------------------------------------------------------------------- */

const char *const atl_color_names[] = {"red",   "orange", "amber",  "yellow", "lime",   "green",   "teal", "cyan",
                                       "blue",  "navy",   "indigo", "violet", "purple", "magenta", "pink", "rose",
                                       "brown", "gray",   "grey",   "black",  "white",  NULL};
static const uint32_t named[] = {0xd93636, 0xe07b1a, 0xc08519, 0xd6b500, 0x7cb518, 0x379463, 0x27929b,
                                 0x1fa3c4, 0x3f7fd0, 0x2b4a8b, 0x4f56c4, 0x7f66cf, 0x8e4ec6, 0xc23fb0,
                                 0xe06aa2, 0xc95672, 0x8a5a3b, 0x85888d, 0x85888d, 0x30343b, 0xffffff};

bool atl_color_named(const char *name, uint32_t *color) {
  for (size_t i = 0; atl_color_names[i]; i++)
    if (!strcmp(atl_color_names[i], name)) {
      *color = named[i];
      return true;
    }
  return false;
}
