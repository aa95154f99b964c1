/* A scene as a PNG file, drawn by cairo: what svg.c writes, so that a PNG looks like its SVG.
 *
 * The picture is drawn in bands of rows, each of which goes to png_file.c; so only one band of pixels is in memory at a
 * time. Whole px lie on the middle of a pixel, as by the viewBox of the SVG. The same scene gives the same bytes, fonts
 * and libraries being equal: no date, no version. */
#include "base/load.h"
#include "base/out.h"
#include "emit/cut.h"
#include "emit/emit.h"
#include "emit/png_file.h"
#include "emit/png_text.h"
#include "emit/row.h"
#include "emit/wire.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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
  X(cairo_set_dash)                                                                                                    \
  X(cairo_set_line_width)                                                                                              \
  X(cairo_set_source_rgb)                                                                                              \
  X(cairo_status)                                                                                                      \
  X(cairo_status_to_string)                                                                                            \
  X(cairo_stroke)                                                                                                      \
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
  BAND_BYTES = 1 << 21, /* of pixels: they fill a large page and stay in the cache */
  BAND_ROWS = 32,       /* at least, and */
  BANDS = 256,          /* at most: each walks over all items */
};

struct picture {
  struct atl_guard guard;
  const struct atl_scene *scene;
  struct atl_diags *diags;
  double scale; /* pixels of a px */
  bool dark;
  struct atl_wire wire[2]; /* [quiet] */
  struct atl_cuts cuts;
  int32_t w, h;      /* pixels */
  int32_t rows;      /* of a band */
  double begin, end; /* of the band, in the unit of the scene */
  uint32_t *pixel;   /* of the band: 0xrrggbb and a byte that says nothing */
  cairo_surface_t *surface;
  cairo_t *cairo;
  struct atl_png_text *text;
  struct atl_png_file *file;
  struct atl_row row;
};

static uint32_t color_of(const struct picture *p, struct atl_paint paint) { return p->dark ? paint.dark : paint.light; }

static void set_color(struct picture *p, struct atl_paint paint) {
  uint32_t color = color_of(p, paint);
  lib.cairo_set_source_rgb(p->cairo, (color >> 16) / 255.0, (color >> 8 & 0xff) / 255.0, (color & 0xff) / 255.0);
}

static double px(int64_t v) { return (double)v / ATL_PX; }

/* -- boxes --------------------------------------------------------------------------------------------------------- */

/* The part of a quarter of an ellipse's radius by which its cubic's handles stay off the corner. */
static const double off = 1 - 0.5522847498;

static void box_path(struct picture *p, struct atl_rect r, int32_t corner) {
  double x = px(r.x), y = px(r.y), w = px(r.w), h = px(r.h);
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

/* The outline of a shape, in a rectangle. */
static void shape_path(struct picture *p, enum atl_outline shape, struct atl_rect r, int32_t corner) {
  struct atl_outline_step step[ATL_MOST_STEPS];
  uint32_t steps = atl_shape_outline(shape, r, corner, step);
  for (uint32_t i = 0; i < steps; i++) {
    const struct atl_point *at = step[i].at;
    if (step[i].command == 'Z')
      lib.cairo_close_path(p->cairo);
    else if (step[i].command == 'M')
      lib.cairo_move_to(p->cairo, px(at[0].x), px(at[0].y));
    else if (step[i].command == 'L')
      lib.cairo_line_to(p->cairo, px(at[0].x), px(at[0].y));
    else
      lib.cairo_curve_to(p->cairo, px(at[0].x), px(at[0].y), px(at[1].x), px(at[1].y), px(at[2].x), px(at[2].y));
  }
}

static void stroke(struct picture *p, struct atl_paint paint, int32_t width) {
  set_color(p, paint);
  lib.cairo_set_line_width(p->cairo, px(width));
  lib.cairo_stroke(p->cairo);
}

static void draw_border(struct picture *p, const struct atl_item *item, const struct atl_look *look,
                        struct atl_rect r) {
  int32_t dash, space, width = atl_border_of(item, look, &dash, &space);
  if (atl_is_shaped(item))
    shape_path(p, atl_item_shape(item), r, look->corner);
  else
    box_path(p, r, look->corner);
  set_color(p, look->fill);
  lib.cairo_fill_preserve(p->cairo);
  double dashes[] = {px(dash), px(space)};
  if (dash)
    lib.cairo_set_dash(p->cairo, dashes, 2, 0);
  stroke(p, look->line, width);
  if (dash)
    lib.cairo_set_dash(p->cairo, NULL, 0, 0);
}

static void draw_box(struct picture *p, const struct atl_item *item, const struct atl_look *look) {
  struct atl_rect within;
  draw_border(p, item, look, (struct atl_rect){item->x, item->y, item->w, item->h});
  if (atl_border_within(item, &within))
    draw_border(p, item, look, within);
}

static void draw_rule(struct picture *p, const struct atl_item *item, const struct atl_look *look) {
  lib.cairo_move_to(p->cairo, px(item->x), px(item->y));
  lib.cairo_line_to(p->cairo, px(item->x + item->w), px(item->y));
  stroke(p, look->rule, ATL_PX);
}

/* -- wires --------------------------------------------------------------------------------------------------------- */

static void pen_move(void *picture, struct atl_point to) {
  struct picture *p = picture;
  lib.cairo_move_to(p->cairo, px(to.x), px(to.y));
}

static void pen_line(void *picture, struct atl_point from, struct atl_point to) {
  struct picture *p = picture;
  (void)from;
  lib.cairo_line_to(p->cairo, px(to.x), px(to.y));
}

/* A quadratic curve, as a cubic. */
static void pen_bend(void *picture, struct atl_point corner, struct atl_point to) {
  struct picture *p = picture;
  double x, y, cx = px(corner.x), cy = px(corner.y), tx = px(to.x), ty = px(to.y);
  lib.cairo_get_current_point(p->cairo, &x, &y);
  lib.cairo_curve_to(p->cairo, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, tx + (cx - tx) * 2 / 3,
                     ty + (cy - ty) * 2 / 3, tx, ty);
}

static void pen_slant(void *picture, struct atl_point to) {
  struct picture *p = picture;
  lib.cairo_line_to(p->cairo, px(to.x), px(to.y));
}

static void pen_curve(void *picture, const struct atl_point *handle, struct atl_point to) {
  struct picture *p = picture;
  lib.cairo_curve_to(p->cairo, px(handle[0].x), px(handle[0].y), px(handle[1].x), px(handle[1].y), px(to.x), px(to.y));
}

static void add_slanted_head(struct picture *p, struct atl_head head) {
  lib.cairo_move_to(p->cairo, px(head.tip.x), px(head.tip.y));
  lib.cairo_line_to(p->cairo, px(head.base[0].x), px(head.base[0].y));
  lib.cairo_line_to(p->cairo, px(head.base[1].x), px(head.base[1].y));
  lib.cairo_close_path(p->cairo);
}

static void add_head(struct picture *p, const struct atl_wire *wire, struct atl_point from, struct atl_point tip) {
  bool vertical = from.x == tip.x;
  bool forward = vertical ? tip.y > from.y : tip.x > from.x;
  double x = px(tip.x), y = px(tip.y), back = px(forward ? -wire->head_length : wire->head_length);
  double half = px(wire->head_width) / 2;
  lib.cairo_move_to(p->cairo, x, y);
  lib.cairo_line_to(p->cairo, vertical ? x - half : x + back, vertical ? y + back : y - half);
  lib.cairo_line_to(p->cairo, vertical ? x + half : x + back, vertical ? y + back : y + half);
  lib.cairo_close_path(p->cairo);
}

/* A head that is no plain arrow. */
static void add_formed_head(struct picture *p, const struct atl_wire *wire, const struct atl_item *route,
                            bool at_tail) {
  struct atl_head_path head = atl_head_path_of(wire, p->scene, route, at_tail);
  if (head.circle) {
    int32_t r = wire->head_length / 2;
    box_path(p, (struct atl_rect){head.p[0].x - r, head.p[0].y - r, 2 * r, 2 * r}, r);
    return;
  }
  for (int i = 0; i < head.count; i++)
    (i ? lib.cairo_line_to : lib.cairo_move_to)(p->cairo, px(head.p[i].x), px(head.p[i].y));
  if (head.closed)
    lib.cairo_close_path(p->cairo);
}

/* Whether the band may show some of an item. */
static bool in_band(const struct picture *p, const struct atl_item *item) {
  const struct atl_look *look = &p->scene->look[item->look];
  int64_t top = item->y, bottom = item->y, margin = 3 * ATL_PX + look->stroke;
  if (item->op == ATL_WORD) { /* of a tall script, with marks above marks */
    top -= 2 * (int64_t)atl_max32(look->label_size, look->note_size);
    bottom += atl_max32(look->label_size, look->note_size);
  } else if (item->op == ATL_ROUTE) {
    margin = ATL_PX + p->wire[0].stroke + p->wire[0].head_width;
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
  struct atl_wire own = atl_wire_for(p->wire, first);
  const struct atl_wire *wire = &own;
  const struct atl_pen pen = {
      .on = p, .move = pen_move, .line = pen_line, .bend = pen_bend, .slant = pen_slant, .curve = pen_curve};
  bool any = false;
  for (; i < p->scene->item.len; i++) {
    const struct atl_item *item = &p->scene->item.at[i];
    const struct atl_point *at = &p->scene->point[item->ref];
    if (item->op != ATL_ROUTE || item->h != first->h)
      break;
    if (item->w < 2 || !in_band(p, item) || (heads && !(item->flags & (ATL_HEAD | ATL_TAIL))))
      continue;
    any = true;
    bool curved = item->flags & ATL_CURVED;
    if (!heads && curved) {
      atl_curve_trace(wire, p->scene, item, &pen);
      continue;
    }
    if (!heads) {
      uint32_t cuts;
      const struct atl_cut *cut = atl_cuts_of(&p->cuts, i, &cuts);
      atl_wire_trace(wire, p->scene, item, cut, cuts, &pen);
      continue;
    }
    if (atl_item_head(item) != ATL_HEAD_ARROW) {
      if (item->flags & ATL_TAIL)
        add_formed_head(p, wire, item, true);
      if (item->flags & ATL_HEAD)
        add_formed_head(p, wire, item, false);
      continue;
    }
    if (item->flags & ATL_TAIL && curved)
      add_slanted_head(p, atl_curve_head(wire, p->scene, item, true));
    else if (item->flags & ATL_TAIL)
      add_head(p, wire, at[1], at[0]);
    if (item->flags & ATL_HEAD && curved)
      add_slanted_head(p, atl_curve_head(wire, p->scene, item, false));
    else if (item->flags & ATL_HEAD)
      add_head(p, wire, at[item->w - 2], at[item->w - 1]);
  }
  struct atl_paint color = p->scene->look[first->look].line;
  if (any && heads && atl_head_is_filled(atl_item_head(first))) {
    set_color(p, color);
    lib.cairo_fill(p->cairo);
  } else if (any && heads) {
    stroke(p, color, wire->stroke);
  } else if (any) {
    double dashes[] = {px(wire->dash), px(wire->space)};
    lib.cairo_set_dash(p->cairo, dashes, wire->dash ? 2 : 0, 0);
    stroke(p, color, wire->stroke);
    lib.cairo_set_dash(p->cairo, NULL, 0, 0);
  }
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

static double set_word(void *picture, const struct atl_item *item, const struct atl_run *word, double x, double y,
                       bool show) {
  struct picture *p = picture;
  const struct atl_look *look = &p->scene->look[item->look];
  if (show)
    set_color(p, item->flags & ATL_MUTED ? look->note : look->text);
  return atl_png_text_set(p->text, word, x, y, show);
}

/* A row of words. Returns how many items it took. */
static uint32_t draw_row(struct picture *p, const struct atl_item *item, uint32_t most) {
  uint32_t count = atl_row_count(item, most);
  double y = round((px(item->y) + 0.5) * p->scale) / p->scale - 0.5; /* letters stand on whole pixels */
  if (in_band(p, item))
    atl_row_set(&p->row, item, count, y);
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

/* Nothing takes the place of a colour of the sheet. */
static void flat_colors(struct picture *p) {
  const struct atl_scene *scene = p->scene;
  atl_png_file_flat(p->file, color_of(p, scene->sheet->page));
  for (uint32_t i = 0; i < scene->looks; i++) {
    const struct atl_look *look = &scene->look[i];
    atl_png_file_flat(p->file, color_of(p, look->fill));
    atl_png_file_flat(p->file, color_of(p, look->line));
    atl_png_file_flat(p->file, color_of(p, look->rule));
    atl_png_file_flat(p->file, color_of(p, look->text));
    atl_png_file_flat(p->file, color_of(p, look->note));
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
  cairo_status_t status = lib.cairo_status(p->cairo);
  if (status != CAIRO_STATUS_SUCCESS)
    atl_report(p->diags, ATL_ERROR, "png-unavailable", ATL_NOWHERE, "cairo cannot draw this: %s",
               lib.cairo_status_to_string(status));
  return status == CAIRO_STATUS_SUCCESS && !atl_png_text_failed(p->text);
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
    void *library = atl_library(ATL_LIBRARY("cairo", "2"));
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
  struct atl_png_file *file = open_cairo() ? atl_png_file_new((int32_t)w, (int32_t)h) : NULL;
  if (!file) {
    atl_report(diags, ATL_ERROR, "png-unavailable", ATL_NOWHERE,
               "PNG needs cairo and libdeflate: install libcairo2 and libdeflate0 (cairo, libdeflate), or choose SVG");
    return false;
  }
  struct picture *p = atl_alloc(1, sizeof *p);
  p->scene = scene;
  p->file = file;
  p->diags = diags;
  p->scale = scale;
  p->wire[0] = atl_wire_of(scene->sheet, false);
  p->wire[1] = atl_wire_of(scene->sheet, true);
  atl_cuts_find(&p->cuts, scene);
  p->dark = options->scheme == ATL_SCHEME_DARK;
  p->w = (int32_t)w;
  p->h = (int32_t)h;
  p->rows = atl_max32(BAND_BYTES / (int32_t)sizeof *p->pixel / p->w, BAND_ROWS);
  p->rows = atl_min32(atl_max32(p->rows, (p->h + BANDS - 1) / BANDS), p->h);
  p->pixel = atl_png_pixels((size_t)p->w * (size_t)p->rows * sizeof *p->pixel);
  p->surface = lib.cairo_image_surface_create_for_data((unsigned char *)p->pixel, CAIRO_FORMAT_RGB24, p->w, p->rows,
                                                       p->w * (int)sizeof *p->pixel);
  p->cairo = lib.cairo_create(p->surface);
  atl_guard(&p->guard, release_cairo, p);
  p->text = atl_png_text_new(p->cairo, scale, diags);
  p->row = (struct atl_row){.scene = scene, .set = set_word, .to = p};
  bool good = draw_picture(p);
  if (good)
    atl_png_file_write(file, (uint32_t)lround(96 * scale / 0.0254), out); /* a px is 1/96 inch */
  atl_png_text_free(p->text);
  atl_png_file_free(file);
  atl_unguard(&p->guard);
  release_cairo(p);
  atl_row_release(&p->row);
  atl_cuts_release(&p->cuts);
  free(p->pixel);
  free(p);
  return good;
}
