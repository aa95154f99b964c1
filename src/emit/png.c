/* A scene as a PNG file, drawn on a canvas.
 *
 * The picture is drawn in bands of rows, each of which goes to png_file.c; so only one band of pixels is in memory at a
 * time. Whole px lie on the middle of a pixel, as by the viewBox of the SVG. The same scene gives the same bytes, fonts
 * and libraries being equal: no date, no version. */
#include "base/load.h"
#include "base/out.h"
#include "emit/canvas.h"
#include "emit/emit.h"
#include "emit/png_file.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAIRO(X)                                                                                                       \
  X(cairo_create)                                                                                                      \
  X(cairo_destroy)                                                                                                     \
  X(cairo_identity_matrix)                                                                                             \
  X(cairo_image_surface_create_for_data)                                                                               \
  X(cairo_scale)                                                                                                       \
  X(cairo_surface_destroy)                                                                                             \
  X(cairo_surface_flush)                                                                                               \
  X(cairo_translate)

/* Filled once, then only read. */
static struct {
  bool open;
  CAIRO(ATL_MEMBER)
} lib;

/* What a surface of cairo may have on a side. */
#define MAX_SIDE 32767

/* In all. A viewer unpacks a picture to four bytes a pixel: 1.2 GB here. */
#define MAX_PIXELS 300000000.0

#define DEFAULT_SCALE 2.0
#define LEAST_SCALE   0.4 /* below, letters of 14 px are smears */

enum {
  BAND_BYTES = 1 << 20, /* of pixels: they stay in the cache */
  BAND_ROWS = 32,       /* at least, and */
  BANDS = 256,          /* at most: each walks over all items */
};

static const struct atl_canvas_for png = {"PNG", "png-unavailable"};

struct picture {
  struct atl_guard guard;
  const struct atl_scene *scene;
  struct atl_diags *diags;
  double scale;    /* pixels of a px */
  int32_t w, h;    /* pixels */
  int32_t rows;    /* of a band */
  uint32_t *pixel; /* of the band: 0xaarrggbb, the colours times alpha; without a page alone alpha says something */
  cairo_surface_t *surface;
  cairo_t *cairo;
  struct atl_canvas canvas;
  struct atl_png_file *file;
};

/* -- bands --------------------------------------------------------------------------------------------------------- */

static void draw_band(struct picture *p, int32_t top) {
  lib.cairo_identity_matrix(p->cairo);
  lib.cairo_translate(p->cairo, 0, -top);
  lib.cairo_scale(p->cairo, p->scale, p->scale);
  lib.cairo_translate(p->cairo, 0.5, 0.5); /* lines of 1 px are crisp: as the viewBox of the SVG */
  if (p->scene->sheet->clear)
    memset(p->pixel, 0, (size_t)p->w * (size_t)p->rows * sizeof *p->pixel);
  atl_canvas_draw(&p->canvas, top * ATL_PX / p->scale, ((double)top + p->rows) * ATL_PX / p->scale);
  lib.cairo_surface_flush(p->surface);
}

/* Nothing takes the place of a colour of the sheet. */
static void flat_colors(struct picture *p) {
  const struct atl_scene *scene = p->scene;
  if (!scene->sheet->clear)
    atl_png_file_flat(p->file, atl_canvas_color(&p->canvas, scene->sheet->page));
  for (uint32_t i = 0; i < scene->looks; i++) {
    const struct atl_look *look = &scene->look[i];
    atl_png_file_flat(p->file, atl_canvas_color(&p->canvas, look->fill));
    atl_png_file_flat(p->file, atl_canvas_color(&p->canvas, look->line));
    atl_png_file_flat(p->file, atl_canvas_color(&p->canvas, look->rule));
    atl_png_file_flat(p->file, atl_canvas_color(&p->canvas, look->text));
    atl_png_file_flat(p->file, atl_canvas_color(&p->canvas, look->note));
  }
}

/* False when they are to be drawn once more. */
static bool draw_rows(struct picture *p) {
  for (int32_t top = 0; top < p->h; top += p->rows) {
    draw_band(p, top);
    for (int32_t y = 0; y < atl_min32(p->rows, p->h - top); y++) {
      const uint32_t *pixel = p->pixel + (size_t)y * (size_t)p->w;
      bool repeats = y && !memcmp(pixel, pixel - p->w, (size_t)p->w * sizeof *pixel);
      if (!atl_png_file_add(p->file, pixel, repeats))
        return false;
    }
  }
  return true;
}

/* Draws everything; false when something cannot be drawn. */
static bool draw_picture(struct picture *p) {
  bool done = false;
  flat_colors(p);
  while (!done)
    done = draw_rows(p) && atl_png_file_settle(p->file);
  return atl_canvas_is_good(&p->canvas, p->diags);
}

/* -- the picture --------------------------------------------------------------------------------------------------- */

static bool is_within(double w, double h) { return w <= MAX_SIDE && h <= MAX_SIDE && w * h <= MAX_PIXELS; }

/* The largest scale within the limits, in hundredths, where a picture is w by h pixels at `scale`; 0 where that is
 * below LEAST_SCALE. */
static double less(double w, double h, double scale) {
  double fits = scale * fmin(MAX_SIDE / fmax(w, h), sqrt(MAX_PIXELS / (w * h)));
  return fits >= LEAST_SCALE ? floor(fits * 100) / 100 : 0;
}

double atl_png_scale(const struct atl_scene *scene, double wanted) {
  double w = fmax(1, ceil(scene->w * wanted / ATL_PX)), h = fmax(1, ceil(scene->h * wanted / ATL_PX));
  return is_within(w, h) ? wanted : less(w, h, wanted);
}

static bool within_limits(double w, double h, double scale, struct atl_diags *diags) {
  if (is_within(w, h))
    return true;
  double fits = less(w, h, scale);
  char advice[100] = "show less with --depth: at a --scale that fits nothing could be read";
  if (fits > 0)
    snprintf(advice, sizeof advice, "--scale %.2f fits, or show less with --depth", fits);
  atl_report(diags, ATL_ERROR, "limit-picture", ATL_NOWHERE,
             "the picture would be %.0f x %.0f pixels, the limit is %d a side and %.0f million in all; %s", w, h,
             MAX_SIDE, MAX_PIXELS / 1e6, advice);
  return false;
}

static bool open_cairo(void) {
  if (!lib.open) {
    void *library = atl_canvas_open() ? atl_library(ATL_LIBRARY("cairo", "2")) : NULL;
    lib.open = library CAIRO(ATL_FIND);
  }
  return lib.open;
}

/* What cairo holds. */
static void release_cairo(void *picture) {
  struct picture *p = picture;
  lib.cairo_destroy(p->cairo);
  lib.cairo_surface_destroy(p->surface);
}

bool atl_emit_png(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                  struct atl_diags *diags) {
  double scale = options->scale > 0 ? options->scale : DEFAULT_SCALE;
  double w = fmax(1, ceil(scene->w * scale / ATL_PX)), h = fmax(1, ceil(scene->h * scale / ATL_PX));
  if (!within_limits(w, h, scale, diags))
    return false;
  struct atl_png_file *file = open_cairo() ? atl_png_file_new((int32_t)w, (int32_t)h, scene->sheet->clear) : NULL;
  if (!file) {
    atl_report(diags, ATL_ERROR, png.code, ATL_NOWHERE,
               "PNG needs cairo and libdeflate: install libcairo2 and libdeflate0 (cairo, libdeflate), or choose SVG");
    return false;
  }
  struct picture *p = atl_alloc(1, sizeof *p);
  p->scene = scene;
  p->file = file;
  p->diags = diags;
  p->scale = scale;
  p->w = (int32_t)w;
  p->h = (int32_t)h;
  p->rows = atl_max32(BAND_BYTES / (int32_t)sizeof *p->pixel / p->w, BAND_ROWS);
  p->rows = atl_min32(atl_max32(p->rows, (p->h + BANDS - 1) / BANDS), p->h);
  p->pixel = atl_png_pixels((size_t)p->w * (size_t)p->rows * sizeof *p->pixel);
  p->surface = lib.cairo_image_surface_create_for_data((unsigned char *)p->pixel,
                                                       scene->sheet->clear ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24,
                                                       p->w, p->rows, p->w * (int)sizeof *p->pixel);
  p->cairo = lib.cairo_create(p->surface);
  atl_guard(&p->guard, release_cairo, p);
  atl_canvas_init(&p->canvas, scene, p->cairo, scale, options->scheme == ATL_SCHEME_DARK, &png, diags);
  bool good = draw_picture(p);
  if (good)
    atl_png_file_write(file, (uint32_t)lround(96 * scale / 0.0254), out); /* a px is 1/96 inch */
  atl_canvas_release(&p->canvas);
  atl_png_file_free(file);
  atl_unguard(&p->guard);
  release_cairo(p);
  free(p->pixel);
  free(p);
  return good;
}
