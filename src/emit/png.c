/* A scene as a PNG file: drawn by cairo, compressed by libdeflate.
 *
 * The picture is drawn in bands of rows, each row becomes runs of pixels of one colour ("shade"), and when all colours
 * are known the most frequent become a palette. So only one band of pixels is in memory at a time, beside the runs, and
 * one byte a pixel of what is compressed.
 *
 * Colours. Flat colours are exact. Pixels on an edge mix two of them, and may take the colour of another pixel where no
 * channel differs by more than `tolerance`. The first bound is below what a screen shows; the next are tried when there
 * are more than 256 colours left; what does not fit even then (colour emoji) is written in true colour.
 *
 * What is drawn is what svg.c writes, so that a PNG looks like its SVG. The same scene gives the same bytes, fonts and
 * libraries being equal: no date, no version. */
#include "base/out.h"
#include "emit/emit.h"
#include "emit/png_load.h"
#include "emit/png_text.h"
#include "emit/wire.h"

#include <cairo.h>
#include <libdeflate.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define CAIRO(X)                                                                                                       \
  X(cairo_close_path)                                                                                                  \
  X(cairo_create)                                                                                                      \
  X(cairo_curve_to)                                                                                                    \
  X(cairo_destroy)                                                                                                     \
  X(cairo_fill)                                                                                                        \
  X(cairo_fill_preserve)                                                                                               \
  X(cairo_get_current_point)                                                                                           \
  X(cairo_identity_matrix)                                                                                             \
  X(cairo_image_surface_create_for_data)                                                                               \
  X(cairo_line_to)                                                                                                     \
  X(cairo_move_to)                                                                                                     \
  X(cairo_paint)                                                                                                       \
  X(cairo_rectangle)                                                                                                   \
  X(cairo_scale)                                                                                                       \
  X(cairo_set_line_width)                                                                                              \
  X(cairo_set_source_rgb)                                                                                              \
  X(cairo_status)                                                                                                      \
  X(cairo_status_to_string)                                                                                            \
  X(cairo_stroke)                                                                                                      \
  X(cairo_surface_destroy)                                                                                             \
  X(cairo_surface_flush)                                                                                               \
  X(cairo_translate)

#define DEFLATE(X)                                                                                                     \
  X(libdeflate_alloc_compressor)                                                                                       \
  X(libdeflate_crc32)                                                                                                  \
  X(libdeflate_free_compressor)                                                                                        \
  X(libdeflate_zlib_compress)                                                                                          \
  X(libdeflate_zlib_compress_bound)

/* Filled once, then only read. */
static struct {
  bool open;
  CAIRO(ATL_MEMBER)
  DEFLATE(ATL_MEMBER)
} lib;

/* What a surface of cairo may have on a side. */
#define MAX_SIDE 32767

/* In all. A viewer unpacks a picture to four bytes a pixel: 1.2 GB here. */
#define MAX_PIXELS 300000000.0

#define NOTE_GAP 4.0 /* px before a note that follows its label, as in the SVG */

#define DEFAULT_SCALE 2.0
#define LEAST_SCALE   0.4 /* below, letters of 14 px are smears */

enum {
  BAND_BYTES = 1 << 21, /* of pixels: they fill a large page and stay in the cache */
  BAND_ROWS = 32,       /* at least, and */
  BANDS = 256,          /* at most: each walks over all items */
  LARGE_PAGE = 1 << 21, /* of the processors that have them; elsewhere it does no harm */
  SHADES = 1 << 14,     /* a sheet of a dozen roles mixes some thousands */
  SLOT_BITS = 15,       /* of the table that finds them */
  COLORS = 256,
  NO_FILTER = 0,
  UP_FILTER = 2,
  INDEXED = 3, /* colour types */
  TRUE_COLOR = 2,
  LEVEL = 1,     /* of compression: the next win a tenth of the file in twice the time */
  LEVEL_RGB = 6, /* where there is more to win */
};

/* Libdeflate is slowest on runs of one byte, and nine tenths of a picture are page. So the page has the first PAGES
 * places in the palette, which take turns in its long runs: half the time, for a file that is a tenth larger. */
enum { PAGES = 4, LONG_RUN = 64, SHORT_RUN = 8 /* pixels */ };

/* How far a mixed colour may be moved, per channel of 255, attempt by attempt; the last leaves eight or more levels
 * between black and white. */
static const unsigned tolerance[] = {8, 12, 16};
enum { ATTEMPTS = sizeof tolerance / sizeof *tolerance };

struct shade {
  uint32_t color, pixels;
};

struct picture {
  const struct atl_scene *scene;
  struct atl_diags *diags;
  double scale; /* pixels of a px */
  bool dark;
  struct atl_wire wire;
  int32_t w, h;      /* pixels */
  int32_t rows;      /* of a band */
  double begin, end; /* of the band, in the unit of the scene */
  uint32_t *pixel;   /* of the band: 0xrrggbb and a byte that says nothing */
  cairo_surface_t *surface;
  cairo_t *cairo;
  struct atl_png_text *text;
  ATL_VEC(char) word;          /* a word with what follows it */
  ATL_VEC(uint32_t) run;       /* of all rows */
  ATL_VEC(struct shade) shade; /* the flat colours first */
  uint32_t flat;
  uint16_t slot[1 << SLOT_BITS]; /* shade + 1; 0: free */
  uint8_t index[SHADES];         /* of each shade in the palette */
  uint8_t channel[3][COLORS];    /* the palette: red, green, blue */
  int colors;
};

/* Memory for pixels, in large pages where the system has them: to have four kilobytes a page put there takes longer
 * than to fill them. Not zeroed. */
static void *pixel_memory(size_t n) {
  n = (n + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
  void *memory = aligned_alloc(LARGE_PAGE, n);
  if (!memory)
    atl_no_memory();
#ifdef MADV_HUGEPAGE
  madvise(memory, n, MADV_HUGEPAGE); /* a wish */
#endif
  return memory;
}

static uint32_t color_of(const struct picture *p, struct atl_paint paint) { return p->dark ? paint.dark : paint.light; }

static void set_color(struct picture *p, struct atl_paint paint) {
  uint32_t color = color_of(p, paint);
  lib.cairo_set_source_rgb(p->cairo, (color >> 16) / 255.0, (color >> 8 & 0xff) / 255.0, (color & 0xff) / 255.0);
}

static double px(int64_t v) { return (double)v / ATL_PX; }

/* -- boxes --------------------------------------------------------------------------------------------------------- */

/* The part of a quarter of an ellipse's radius by which its cubic's handles stay off the corner. */
static const double off = 1 - 0.5522847498;

static void box_path(struct picture *p, const struct atl_item *item, int32_t corner) {
  double x = px(item->x), y = px(item->y), w = px(item->w), h = px(item->h);
  double rx = fmin(px(corner), w / 2), ry = fmin(px(corner), h / 2);
  if (corner <= 0) {
    lib.cairo_rectangle(p->cairo, x, y, w, h);
    return;
  }
  double right = x + w, bottom = y + h, ox = rx * off, oy = ry * off;
  lib.cairo_move_to(p->cairo, x + rx, y);
  lib.cairo_line_to(p->cairo, right - rx, y);
  lib.cairo_curve_to(p->cairo, right - ox, y, right, y + oy, right, y + ry);
  lib.cairo_line_to(p->cairo, right, bottom - ry);
  lib.cairo_curve_to(p->cairo, right, bottom - oy, right - ox, bottom, right - rx, bottom);
  lib.cairo_line_to(p->cairo, x + rx, bottom);
  lib.cairo_curve_to(p->cairo, x + ox, bottom, x, bottom - oy, x, bottom - ry);
  lib.cairo_line_to(p->cairo, x, y + ry);
  lib.cairo_curve_to(p->cairo, x, y + oy, x + ox, y, x + rx, y);
  lib.cairo_close_path(p->cairo);
}

static void stroke(struct picture *p, struct atl_paint paint, int32_t width) {
  set_color(p, paint);
  lib.cairo_set_line_width(p->cairo, px(width));
  lib.cairo_stroke(p->cairo);
}

static void draw_box(struct picture *p, const struct atl_item *item, const struct atl_look *look) {
  box_path(p, item, look->corner);
  set_color(p, look->fill);
  lib.cairo_fill_preserve(p->cairo);
  stroke(p, look->line, look->stroke);
}

static void draw_rule(struct picture *p, const struct atl_item *item, const struct atl_look *look) {
  lib.cairo_move_to(p->cairo, px(item->x), px(item->y));
  lib.cairo_line_to(p->cairo, px(item->x + item->w), px(item->y));
  stroke(p, look->rule, ATL_PX);
}

/* -- wires --------------------------------------------------------------------------------------------------------- */

static int32_t distance(struct atl_point a, struct atl_point b) {
  int32_t d = a.x == b.x ? b.y - a.y : b.x - a.x;
  return d < 0 ? -d : d;
}

/* The point `by` before `to` on the way from `from`. */
static struct atl_point before(struct atl_point from, struct atl_point to, int32_t by) {
  if (from.x == to.x)
    to.y += to.y > from.y ? -by : by;
  else
    to.x += to.x > from.x ? -by : by;
  return to;
}

static void line_to(struct picture *p, struct atl_point to) { lib.cairo_line_to(p->cairo, px(to.x), px(to.y)); }

/* A quadratic curve, as a cubic. */
static void bend_to(struct picture *p, struct atl_point corner, struct atl_point to) {
  double x, y, cx = px(corner.x), cy = px(corner.y), tx = px(to.x), ty = px(to.y);
  lib.cairo_get_current_point(p->cairo, &x, &y);
  lib.cairo_curve_to(p->cairo, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, tx + (cx - tx) * 2 / 3,
                     ty + (cy - ty) * 2 / 3, tx, ty);
}

static void add_polyline(struct picture *p, const struct atl_point *at, int32_t count, bool with_head) {
  lib.cairo_move_to(p->cairo, px(at[0].x), px(at[0].y));
  for (int32_t i = 1; i < count - 1; i++) {
    int32_t radius = atl_min32(p->wire.bend, atl_min32(distance(at[i - 1], at[i]), distance(at[i], at[i + 1])) / 2);
    line_to(p, before(at[i - 1], at[i], radius));
    bend_to(p, at[i], before(at[i + 1], at[i], radius));
  }
  struct atl_point from = at[count - 2], tip = at[count - 1];
  line_to(p, with_head && distance(from, tip) > p->wire.head_length ? before(from, tip, p->wire.head_length) : tip);
}

static void add_head(struct picture *p, struct atl_point from, struct atl_point tip) {
  bool vertical = from.x == tip.x;
  bool forward = vertical ? tip.y > from.y : tip.x > from.x;
  double x = px(tip.x), y = px(tip.y), back = px(forward ? -p->wire.head_length : p->wire.head_length);
  double half = px(p->wire.head_width) / 2;
  lib.cairo_move_to(p->cairo, x, y);
  lib.cairo_line_to(p->cairo, vertical ? x - half : x + back, vertical ? y + back : y - half);
  lib.cairo_line_to(p->cairo, vertical ? x + half : x + back, vertical ? y + back : y + half);
  lib.cairo_close_path(p->cairo);
}

/* Whether the band may show some of an item. */
static bool in_band(const struct picture *p, const struct atl_item *item) {
  const struct atl_look *look = &p->scene->look[item->look];
  int64_t top = item->y, bottom = item->y, margin = ATL_PX + look->stroke;
  if (item->op == ATL_WORD) { /* of a tall script, with marks above marks */
    top -= 2 * (int64_t)atl_max32(look->label_size, look->note_size);
    bottom += atl_max32(look->label_size, look->note_size);
  } else if (item->op == ATL_ROUTE) {
    margin = ATL_PX + p->wire.stroke + p->wire.head_width;
    top = INT32_MAX;
    bottom = INT32_MIN;
    for (int32_t i = 0; i < item->w; i++) {
      int32_t y = p->scene->point[item->ref + (uint32_t)i].y;
      top = y < top ? y : top;
      bottom = y > bottom ? y : bottom;
    }
  } else if (item->op == ATL_BEGIN)
    bottom += item->h;
  return (double)(bottom + margin) >= p->begin && (double)(top - margin) <= p->end;
}

/* All routes of one net, from item `i`, as one path, so that wires which share a trunk do not make its edges bolder:
 * the lines or the heads. Returns the item after them. */
static uint32_t draw_net(struct picture *p, uint32_t i, bool heads) {
  const struct atl_item *first = &p->scene->item.at[i];
  bool any = false;
  for (; i < p->scene->item.len; i++) {
    const struct atl_item *item = &p->scene->item.at[i];
    const struct atl_point *at = &p->scene->point[item->ref];
    if (item->op != ATL_ROUTE || item->h != first->h)
      break;
    if (item->w < 2 || !in_band(p, item) || (heads && !(item->flags & ATL_HEAD)))
      continue;
    any = true;
    if (heads)
      add_head(p, at[item->w - 2], at[item->w - 1]);
    else
      add_polyline(p, at, item->w, item->flags & ATL_HEAD);
  }
  if (any && heads) {
    set_color(p, p->scene->sheet->wire);
    lib.cairo_fill(p->cairo);
  } else if (any)
    stroke(p, p->scene->sheet->wire, p->wire.stroke);
  return i;
}

/* The wires from item `i` on: first all lines, then all heads. Returns the item after them. */
static uint32_t draw_wires(struct picture *p, uint32_t i) {
  uint32_t end = i;
  while (end < p->scene->item.len && p->scene->item.at[end].op == ATL_ROUTE)
    end = draw_net(p, end, false);
  while (i < end)
    i = draw_net(p, i, true);
  return end;
}

/* -- words --------------------------------------------------------------------------------------------------------- */

/* What a word says, with a blank at its end where the next of its row follows in the same type. */
static struct atl_png_word word_of(struct picture *p, const struct atl_item *item, bool blank) {
  const struct atl_look *look = &p->scene->look[item->look];
  bool muted = item->flags & ATL_MUTED;
  char count[16];
  const char *text = p->scene->pool + item->ref;
  size_t len = (size_t)item->h;
  if (item->flags & ATL_COUNT) {
    len = (size_t)snprintf(count, sizeof count, "+%u", (unsigned)item->ref);
    text = count;
  }
  p->word.len = 0;
  atl_vec_reserve(&p->word, len + 1);
  memcpy(p->word.at, text, len);
  p->word.at[len] = ' ';
  return (struct atl_png_word){.face = muted ? look->note_face : look->label_face,
                               .size = px(muted ? look->note_size : look->label_size),
                               .text = p->word.at,
                               .len = len + blank};
}

/* Sets `count` words one behind the other, as wide as they are in the fonts at hand; returns where they end. The blanks
 * between are of the type of the first. */
static double set_row(struct picture *p, const struct atl_item *item, uint32_t count, double x, double y, bool show) {
  const struct atl_look *look = &p->scene->look[item->look];
  for (uint32_t i = 0; i < count; i++) {
    bool last = i + 1 == count, alike = !((item[i].flags ^ item->flags) & ATL_MUTED);
    if (!alike && item[i].flags & ATL_MUTED)
      x += NOTE_GAP;
    struct atl_png_word word = word_of(p, &item[i], alike && !last);
    if (show)
      set_color(p, item[i].flags & ATL_MUTED ? look->note : look->text);
    x += atl_png_text_set(p->text, &word, x, y, show);
    if (!alike && !last) {
      word = word_of(p, item, false);
      word.text = " ";
      word.len = 1;
      x += atl_png_text_set(p->text, &word, x, y, false);
    }
  }
  return x;
}

/* A row of words. Returns how many items it took. */
static uint32_t draw_row(struct picture *p, const struct atl_item *item, uint32_t most) {
  uint32_t count = 1;
  while (count < most && item[count].op == ATL_WORD && item[count].flags & ATL_ATTACHED)
    count++;
  if (!in_band(p, item))
    return count;
  const struct atl_item *last = &item[count - 1];
  double x = px(item->x);
  if (item->flags & ATL_CENTRED)
    x = px(item->x + (last->x + last->w - item->x) / 2) - set_row(p, item, count, 0, 0, false) / 2;
  double y = round((px(item->y) + 0.5) * p->scale) / p->scale - 0.5; /* letters stand on whole pixels */
  set_row(p, item, count, x, y, true);
  return count;
}

/* -- bands --------------------------------------------------------------------------------------------------------- */

static void draw_band(struct picture *p, int32_t top) {
  const struct atl_scene *scene = p->scene;
  p->begin = top * ATL_PX / p->scale;
  p->end = ((double)top + p->rows) * ATL_PX / p->scale;
  set_color(p, scene->sheet->page);
  lib.cairo_paint(p->cairo);
  lib.cairo_identity_matrix(p->cairo);
  lib.cairo_translate(p->cairo, 0, -top);
  lib.cairo_scale(p->cairo, p->scale, p->scale);
  lib.cairo_translate(p->cairo, 0.5, 0.5); /* lines of 1 px are crisp: as the viewBox of the SVG */
  for (uint32_t i = 0; i < scene->item.len;) {
    const struct atl_item *item = &scene->item.at[i];
    const struct atl_look *look = &scene->look[item->look];
    if (item->op == ATL_ROUTE) {
      i = draw_wires(p, i);
      continue;
    }
    if (item->op == ATL_WORD) {
      i += draw_row(p, item, scene->item.len - i);
      continue;
    }
    if (item->op == ATL_BEGIN && !(item->flags & ATL_OPEN) && in_band(p, item))
      draw_box(p, item, look);
    else if (item->op == ATL_RULE && in_band(p, item))
      draw_rule(p, item, look);
    i++;
  }
  lib.cairo_surface_flush(p->surface);
}

/* -- colours ------------------------------------------------------------------------------------------------------- */

/* The number of a colour, or -1 when there are too many. */
static int shade_of(struct picture *p, uint32_t color) {
  uint32_t at = color * 2654435761u >> (32 - SLOT_BITS);
  for (; p->slot[at]; at = (at + 1) & ((1u << SLOT_BITS) - 1)) {
    if (p->shade.at[p->slot[at] - 1].color == color)
      return p->slot[at] - 1;
  }
  if (p->shade.len == SHADES)
    return -1;
  *atl_vec_push(&p->shade) = (struct shade){.color = color};
  p->slot[at] = (uint16_t)p->shade.len;
  return (int)p->shade.len - 1;
}

/* Flat colours come first, so that nothing takes their place. */
static void flat_colors(struct picture *p) {
  const struct atl_scene *scene = p->scene;
  shade_of(p, color_of(p, scene->sheet->page));
  shade_of(p, color_of(p, scene->sheet->wire));
  for (uint32_t i = 0; i < scene->looks && p->shade.len + 5 <= COLORS - PAGES; i++) {
    const struct atl_look *look = &scene->look[i];
    shade_of(p, color_of(p, look->fill));
    shade_of(p, color_of(p, look->line));
    shade_of(p, color_of(p, look->rule));
    shade_of(p, color_of(p, look->text));
    shade_of(p, color_of(p, look->note));
  }
  p->flat = p->shade.len;
}

static int by_pixels(const void *a, const void *b) {
  const struct shade *x = *(const struct shade *const *)a, *y = *(const struct shade *const *)b;
  if (x->pixels != y->pixels)
    return x->pixels < y->pixels ? 1 : -1;
  return x < y ? -1 : x > y;
}

static uint8_t apart(uint8_t a, uint8_t b) { return (uint8_t)((a > b ? a : b) - (a > b ? b : a)); }

/* The colour of the palette that differs least in its worst channel, and by how much << 8. Every colour of the picture
 * is held against all of the palette: the loops are such that they become vectors. */
static unsigned nearest(const struct picture *p, const uint8_t color[3]) {
  uint8_t difference[COLORS], least = UINT8_MAX;
  for (int i = 0; i < COLORS; i++) {
    uint8_t red = apart(p->channel[0][i], color[0]), green = apart(p->channel[1][i], color[1]);
    uint8_t blue = apart(p->channel[2][i], color[2]), most = red > green ? red : green;
    difference[i] = most > blue ? most : blue;
  }
  memset(difference + p->colors, UINT8_MAX, (size_t)(COLORS - p->colors));
  for (int i = 0; i < COLORS; i++)
    least = difference[i] < least ? difference[i] : least;
  uint8_t *first = memchr(difference, least, sizeof difference);
  return (unsigned)(first - difference) | (unsigned)least << 8;
}

static uint8_t add_color(struct picture *p, const uint8_t color[3]) {
  for (int i = 0; i < 3; i++)
    p->channel[i][p->colors] = color[i];
  return (uint8_t)p->colors++;
}

/* Gives every shade a place in the palette. False when it does not hold them. */
static bool make_palette(struct picture *p, struct shade *const *shade, unsigned allowed) {
  p->colors = 0;
  for (uint32_t i = 0; i < p->shade.len; i++) {
    uint32_t value = shade[i]->color;
    uint8_t color[3] = {(uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
    while (!i && p->colors < PAGES) /* the page comes first */
      add_color(p, color);
    unsigned found = nearest(p, color);
    bool near = found >> 8 <= (i < p->flat ? 0 : allowed);
    if (!near && p->colors == COLORS)
      return false;
    p->index[shade[i] - p->shade.at] = near ? (uint8_t)found : add_color(p, color);
  }
  return true;
}

/* After the flat colours, those that most pixels have. */
static bool find_palette(struct picture *p) {
  struct shade **sorted = atl_alloc(p->shade.len, sizeof *sorted);
  bool found = false;
  for (uint32_t i = 0; i < p->shade.len; i++)
    sorted[i] = &p->shade.at[i];
  qsort(sorted + p->flat, p->shade.len - p->flat, sizeof *sorted, by_pixels);
  for (int i = 0; i < ATTEMPTS && !found; i++)
    found = make_palette(p, sorted, tolerance[i]);
  free(sorted);
  return found;
}

/* -- rows ---------------------------------------------------------------------------------------------------------- */

/* A row is the number of its runs and then each run, its length and its shade << 16. No runs: it is as the one above.
 * False when there are too many shades. */
static bool take_runs(struct picture *p, const uint32_t *pixel, bool repeats) {
  atl_vec_reserve(&p->run, (size_t)p->w + 1);
  uint32_t *runs = &p->run.at[p->run.len++];
  *runs = 0;
  for (int32_t i = 0, end; i < p->w && !repeats; i = end) {
    for (end = i + 1; end < p->w && pixel[end] == pixel[i];)
      end++;
    uint32_t color = pixel[i] & 0xffffff;
    int shade = color == p->shade.at[0].color ? 0 : shade_of(p, color);
    if (shade < 0)
      return false;
    p->shade.at[shade].pixels += (uint32_t)(end - i);
    runs[++*runs] = (uint32_t)(end - i) | (uint32_t)shade << 16;
  }
  p->run.len += *runs;
  return true;
}

/* Draws all rows and gathers their runs, or, when `rgb` is given, writes them there in true colour, each with a byte
 * for the filter before it. */
static bool draw_rows(struct picture *p, uint8_t *rgb) {
  for (int32_t top = 0; top < p->h; top += p->rows) {
    int32_t rows = atl_min32(p->rows, p->h - top);
    draw_band(p, top);
    for (int32_t y = 0; y < rows; y++) {
      const uint32_t *pixel = p->pixel + (size_t)y * (size_t)p->w;
      if (!rgb && !take_runs(p, pixel, y && !memcmp(pixel, pixel - p->w, (size_t)p->w * sizeof *pixel)))
        return false;
      for (int32_t i = 0; rgb && i < p->w; i++) {
        rgb += !i;
        *rgb++ = (uint8_t)(pixel[i] >> 16);
        *rgb++ = (uint8_t)(pixel[i] >> 8);
        *rgb++ = (uint8_t)pixel[i];
      }
    }
  }
  return true;
}

/* The rows as they are compressed, each with the byte for its filter before it. `to` has room for SHORT_RUN bytes more.
 */
static void index_rows(const struct picture *p, bool packed, uint8_t *to) {
  size_t w = (size_t)p->w, bytes = 1 + (packed ? (w + 1) / 2 : w);
  uint8_t *wide = atl_alloc(2, w + SHORT_RUN), *page = wide + w + SHORT_RUN; /* a row to be packed; a row of the page */
  const uint32_t *run = p->run.at;
  for (size_t x = 0; x < w; x++)
    page[x] = (uint8_t)(x % PAGES);
  for (int32_t y = 0; y < p->h; y++, to += bytes) {
    uint32_t runs = *run++;
    *to = NO_FILTER;
    if (!runs)
      memcpy(to, to - bytes, bytes);
    uint8_t *row = packed ? wide : to + 1;
    for (size_t x = 0; runs; runs--, run++) {
      uint8_t index = p->index[*run >> 16];
      size_t end = x + (*run & 0xffff);
      if (!index && end - x >= LONG_RUN)
        memcpy(row + x, page + x, end - x);
      else if (end - x > SHORT_RUN)
        memset(row + x, index, end - x);
      else /* more than is meant; what follows is written later */
        memset(row + x, index, SHORT_RUN);
      x = end;
    }
    for (size_t i = 0; packed && i < w; i += 2)
      to[1 + i / 2] = (uint8_t)(wide[i] << 4 | wide[i + 1]);
  }
  free(wide);
}

/* Rows in true colour become what they add to the row above, from the last to the first. */
static void filter_rgb(const struct picture *p, uint8_t *rgb) {
  size_t bytes = 3 * (size_t)p->w + 1;
  for (size_t y = (size_t)p->h; y-- > 0;) {
    uint8_t *row = rgb + y * bytes;
    *row = y ? UP_FILTER : NO_FILTER;
    for (size_t i = 1; y && i < bytes; i++)
      row[i] = (uint8_t)(row[i] - row[i - bytes]);
  }
}

/* -- the file ------------------------------------------------------------------------------------------------------ */

static void put32(char *to, uint32_t v) {
  for (int i = 0; i < 4; i++)
    to[i] = (char)(v >> (24 - 8 * i) & 0xff);
}

/* A chunk begins with its length and type; the bytes are then written behind them by the caller. */
enum { CHUNK_HEAD = 8, CHUNK_END = 4 };

static void end_chunk(struct atl_out *out, char *chunk, const char *type, size_t bytes) {
  put32(chunk, (uint32_t)bytes);
  memcpy(chunk + 4, type, 4);
  put32(chunk + CHUNK_HEAD + bytes, lib.libdeflate_crc32(0, chunk + 4, bytes + 4));
  atl_out_advance(out, CHUNK_HEAD + bytes + CHUNK_END);
}

static void put_chunk(struct atl_out *out, const char *type, const void *bytes, size_t n) {
  char *chunk = atl_out_reserve(out, CHUNK_HEAD + n + CHUNK_END);
  memcpy(chunk + CHUNK_HEAD, bytes, n);
  end_chunk(out, chunk, type, n);
}

static void put_data(struct atl_out *out, int level, const uint8_t *bytes, size_t n) {
  struct libdeflate_compressor *compressor = lib.libdeflate_alloc_compressor(level);
  if (!compressor)
    atl_no_memory();
  size_t bound = lib.libdeflate_zlib_compress_bound(compressor, n);
  char *chunk = atl_out_reserve(out, CHUNK_HEAD + bound + CHUNK_END);
  n = lib.libdeflate_zlib_compress(compressor, bytes, n, chunk + CHUNK_HEAD, bound);
  end_chunk(out, chunk, "IDAT", n);
  lib.libdeflate_free_compressor(compressor);
}

static void put_file(struct atl_out *out, const struct picture *p, int bits, const uint8_t *data, size_t n) {
  char header[13] = {0}, size[9] = {0};
  uint8_t colors[3 * COLORS];
  put32(header, (uint32_t)p->w);
  put32(header + 4, (uint32_t)p->h);
  header[8] = bits == 4 ? 4 : 8;
  header[9] = bits == 24 ? TRUE_COLOR : INDEXED;
  uint32_t per_metre = (uint32_t)lround(96 * p->scale / 0.0254); /* a px is 1/96 inch */
  put32(size, per_metre);
  put32(size + 4, per_metre);
  size[8] = 1;
  atl_out_lit(out, "\x89PNG\r\n\x1a\n");
  put_chunk(out, "IHDR", header, sizeof header);
  put_chunk(out, "pHYs", size, sizeof size);
  for (int i = 0; i < 3 * p->colors; i++)
    colors[i] = p->channel[i % 3][i / 3];
  if (bits != 24)
    put_chunk(out, "PLTE", colors, 3 * (size_t)p->colors);
  put_data(out, bits == 24 ? LEVEL_RGB : LEVEL, data, n);
  put_chunk(out, "IEND", "", 0);
}

/* Draws everything and writes it, where nothing failed. */
static bool write_picture(struct picture *p, struct atl_out *out) {
  flat_colors(p);
  int bits = 24; /* of a pixel */
  if (draw_rows(p, NULL) && find_palette(p))
    bits = p->colors > 16 ? 8 : 4;
  size_t n = (((size_t)p->w * (size_t)bits + 7) / 8 + 1) * (size_t)p->h;
  uint8_t *data = pixel_memory(n + SHORT_RUN);
  if (bits == 24) {
    draw_rows(p, data);
    filter_rgb(p, data);
  } else
    index_rows(p, bits == 4, data);
  cairo_status_t status = lib.cairo_status(p->cairo);
  if (status != CAIRO_STATUS_SUCCESS)
    atl_report(p->diags, ATL_ERROR, "png-unavailable", ATL_NOWHERE, "cairo cannot draw this: %s",
               lib.cairo_status_to_string(status));
  bool good = status == CAIRO_STATUS_SUCCESS && !atl_png_text_failed(p->text);
  if (good)
    put_file(out, p, bits, data, n);
  free(data);
  return good;
}

static bool within_limits(double w, double h, double scale, struct atl_diags *diags) {
  if (w <= MAX_SIDE && h <= MAX_SIDE && w * h <= MAX_PIXELS)
    return true;
  double fits = scale * fmin(MAX_SIDE / fmax(w, h), sqrt(MAX_PIXELS / (w * h)));
  char advice[100] = "show less with --depth: at a --scale that fits nothing could be read";
  if (fits >= LEAST_SCALE)
    snprintf(advice, sizeof advice, "--scale %.2f fits, or show less with --depth", floor(fits * 100) / 100);
  atl_report(diags, ATL_ERROR, "limit-picture", ATL_NOWHERE,
             "the picture would be %.0f x %.0f pixels, the limit is %d a side and %.0f million in all; %s", w, h,
             MAX_SIDE, MAX_PIXELS / 1e6, advice);
  return false;
}

static bool open_libraries(struct atl_diags *diags) {
  if (!lib.open) {
    void *library = atl_library(ATL_LIBRARY("cairo", "2"));
    lib.open = library CAIRO(ATL_FIND);
    library = lib.open ? atl_library(ATL_LIBRARY("deflate", "0")) : NULL;
    lib.open = library DEFLATE(ATL_FIND);
  }
  if (!lib.open)
    atl_report(diags, ATL_ERROR, "png-unavailable", ATL_NOWHERE,
               "PNG needs cairo and libdeflate: install libcairo2 and libdeflate0 (cairo, libdeflate), or choose SVG");
  return lib.open;
}

bool atl_emit_png(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                  struct atl_diags *diags) {
  double scale = options->scale > 0 ? options->scale : DEFAULT_SCALE;
  double w = fmax(1, ceil(scene->w * scale / ATL_PX)), h = fmax(1, ceil(scene->h * scale / ATL_PX));
  if (!within_limits(w, h, scale, diags) || !open_libraries(diags))
    return false;
  struct picture *p = atl_alloc(1, sizeof *p);
  p->scene = scene;
  p->diags = diags;
  p->scale = scale;
  p->wire = atl_wire_of(scene->sheet);
  p->dark = options->scheme == ATL_SCHEME_DARK;
  p->w = (int32_t)w;
  p->h = (int32_t)h;
  p->rows = atl_max32(BAND_BYTES / (int32_t)sizeof *p->pixel / p->w, BAND_ROWS);
  p->rows = atl_min32(atl_max32(p->rows, (p->h + BANDS - 1) / BANDS), p->h);
  p->pixel = pixel_memory((size_t)p->w * (size_t)p->rows * sizeof *p->pixel);
  p->surface = lib.cairo_image_surface_create_for_data((unsigned char *)p->pixel, CAIRO_FORMAT_RGB24, p->w, p->rows,
                                                       p->w * (int)sizeof *p->pixel);
  p->cairo = lib.cairo_create(p->surface);
  p->text = atl_png_text_new(p->cairo, scale, diags);
  bool good = write_picture(p, out);
  atl_png_text_free(p->text);
  lib.cairo_destroy(p->cairo);
  lib.cairo_surface_destroy(p->surface);
  atl_vec_release(&p->word);
  atl_vec_release(&p->run);
  atl_vec_release(&p->shade);
  free(p->pixel);
  free(p);
  return good;
}
