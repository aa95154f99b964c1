/* Coverage comes from FreeType's smooth rasteriser, for boxes and wires as for letters: it computes the exact area of a
 * pixel that a shape covers, hands it out in spans, and is loaded for the text anyway. Cairo would do the same with two
 * milliseconds of loading.
 *
 * Text of the built-in table is set from font files at well-known places, glyph by glyph, without asking fontconfig
 * (which takes longer to start than the picture takes to draw). All else (CJK, Arabic, emoji; or no font file found) is
 * set by pango, which finds fonts and shapes, and draws through cairo on the same pixels.
 *
 * The libraries are opened when a picture is asked for: who draws SVG or text needs none of them. */
#include "emit/raster.h"

#include "base/utf8.h"

#include <dlfcn.h>
#include <ft2build.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

/* -- libraries ----------------------------------------------------------------------------------------------------- */

#ifdef __APPLE__
#define LIBRARY(name, version) "lib" name "." version ".dylib"
#else
#define LIBRARY(name, version) "lib" name ".so." version
#endif

#define FREETYPE(X)                                                                                                    \
  X(FT_Init_FreeType)                                                                                                  \
  X(FT_Done_FreeType)                                                                                                  \
  X(FT_New_Face)                                                                                                       \
  X(FT_Set_Char_Size)                                                                                                  \
  X(FT_Get_Char_Index)                                                                                                 \
  X(FT_Load_Glyph)                                                                                                     \
  X(FT_Outline_Transform)                                                                                              \
  X(FT_Outline_Translate)                                                                                              \
  X(FT_Outline_Get_CBox)                                                                                               \
  X(FT_Outline_Render)

/* One handle finds them all: a name is looked for in what pangocairo itself needs, too. */
#define PANGO(X)                                                                                                       \
  X(cairo_create)                                                                                                      \
  X(cairo_destroy)                                                                                                     \
  X(cairo_font_options_create)                                                                                         \
  X(cairo_font_options_destroy)                                                                                        \
  X(cairo_font_options_set_antialias)                                                                                  \
  X(cairo_font_options_set_hint_metrics)                                                                               \
  X(cairo_font_options_set_hint_style)                                                                                 \
  X(cairo_image_surface_create_for_data)                                                                               \
  X(cairo_scale)                                                                                                       \
  X(cairo_set_source_rgb)                                                                                              \
  X(cairo_surface_destroy)                                                                                             \
  X(cairo_surface_flush)                                                                                               \
  X(cairo_translate)                                                                                                   \
  X(g_object_unref)                                                                                                    \
  X(pango_cairo_context_set_font_options)                                                                              \
  X(pango_cairo_create_layout)                                                                                         \
  X(pango_cairo_show_layout)                                                                                           \
  X(pango_font_description_free)                                                                                       \
  X(pango_font_description_new)                                                                                        \
  X(pango_font_description_set_absolute_size)                                                                          \
  X(pango_font_description_set_family_static)                                                                          \
  X(pango_font_description_set_weight)                                                                                 \
  X(pango_layout_get_baseline)                                                                                         \
  X(pango_layout_get_context)                                                                                          \
  X(pango_layout_get_size)                                                                                             \
  X(pango_layout_set_font_description)                                                                                 \
  X(pango_layout_set_single_paragraph_mode)                                                                            \
  X(pango_layout_set_text)

#define MEMBER(name) __typeof__(name) *name;
#define FIND(name)   &&find(library, #name, &lib.name)

/* Filled once, then only read: all that outlives a picture. */
static struct {
  bool freetype, pango;
  FREETYPE(MEMBER)
  PANGO(MEMBER)
} lib;

static bool find(void *library, const char *name, void *function) {
  void *found = dlsym(library, name);
  memcpy(function, &found, sizeof found);
  return found != NULL;
}

static bool open_freetype(void) {
  if (!lib.freetype) {
    void *library = dlopen(LIBRARY("freetype", "6"), RTLD_LAZY | RTLD_LOCAL);
    lib.freetype = library FREETYPE(FIND);
  }
  return lib.freetype;
}

static bool open_pango(void) {
  if (!lib.pango) {
    void *library = dlopen(LIBRARY("pangocairo-1.0", "0"), RTLD_LAZY | RTLD_LOCAL);
    lib.pango = library PANGO(FIND);
  }
  return lib.pango;
}

/* -- the engine ---------------------------------------------------------------------------------------------------- */

enum {
  STEPS = 4,        /* places of a glyph within a pixel: a quarter is less than anyone sees */
  FIRST_CHOICE = 0, /* faces of one atl_face */
  FALLBACK,
  CHOICES,
  NOT_SHAPED = -1,
  PATH_POINTS = 30000, /* of FreeType's 32767 to an outline */
};

struct shape { /* a glyph at one place within a pixel */
  int32_t left, top, w, h;
  uint32_t coverage; /* where its bytes begin */
};

struct letter {    /* a code point in a face at a size */
  uint64_t key;    /* 0: free */
  int32_t advance; /* 1/64 pixel; NOT_SHAPED: no face here has it */
  uint32_t choice, index;
  uint32_t shape[STEPS]; /* + 1; 0: not yet drawn */
};

struct atl_raster_engine {
  FT_Library library;
  struct {
    FT_Face face;
    bool tried;
    int32_t size;
  } font[ATL_FACES][CHOICES];
  struct letter *letter; /* open addressing */
  uint32_t letters, letter_room;
  ATL_VEC(struct shape) shape;
  ATL_VEC(uint8_t) coverage;
  ATL_VEC(FT_Vector) point; /* the path being built */
  ATL_VEC(char) tag;
  ATL_VEC(short) contour;
  ATL_VEC(struct atl_point) bend; /* the wire being built */
  uint8_t *wire;                  /* coverage of wires not painted yet, a byte a pixel of the band */
  int32_t wire_begin, wire_end;   /* rows of the band with some */
};

static void unavailable(struct atl_raster *r, const char *what) {
  if (!r->failed)
    atl_report(r->diags, ATL_ERROR, "png-unavailable", ATL_NOWHERE, "%s", what);
  r->failed = true;
}

bool atl_raster_init(struct atl_raster *r, int32_t w, int32_t rows, struct atl_diags *diags) {
  *r = (struct atl_raster){.w = w, .rows = rows, .diags = diags};
  r->engine = atl_alloc(1, sizeof *r->engine);
  if (!open_freetype() || lib.FT_Init_FreeType(&r->engine->library)) {
    unavailable(r, "PNG needs FreeType: install libfreetype6 (freetype), or choose SVG");
    return false;
  }
  r->pixel = atl_realloc(NULL, (size_t)w * (size_t)rows, sizeof *r->pixel);
  return true;
}

void atl_raster_release(struct atl_raster *r) {
  struct atl_raster_engine *e = r->engine;
  if (e->library)
    lib.FT_Done_FreeType(e->library);
  atl_vec_release(&e->shape);
  atl_vec_release(&e->coverage);
  atl_vec_release(&e->point);
  atl_vec_release(&e->tag);
  atl_vec_release(&e->contour);
  atl_vec_release(&e->bend);
  free(e->letter);
  free(e->wire);
  free(e);
  free(r->pixel);
  *r = (struct atl_raster){0};
}

static void fill_pixels(uint32_t *at, size_t n, uint32_t color) {
  for (size_t i = 0; i < n; i++)
    at[i] = color;
}

void atl_raster_band(struct atl_raster *r, int32_t top, int32_t rows, uint32_t color) {
  r->top = top;
  r->shown = rows;
  fill_pixels(r->pixel, (size_t)r->w * (size_t)rows, color);
}

/* under + (over - under) * a / 255, rounded, red and blue in one product. */
static uint32_t mix(uint32_t under, uint32_t over, uint32_t a) {
  uint32_t rb = (under & 0xff00ff) * (255 - a) + (over & 0xff00ff) * a + 0x800080;
  uint32_t g = (under >> 8 & 0xff) * (255 - a) + (over >> 8 & 0xff) * a + 0x80;
  rb = (rb + (rb >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
  g = (g + (g >> 8)) & 0xff00;
  return rb | g;
}

/* -- paths --------------------------------------------------------------------------------------------------------- */

static void add_point(struct atl_raster_engine *e, double x, double y, char tag) {
  *atl_vec_push(&e->point) = (FT_Vector){.x = lround(x), .y = lround(y)};
  *atl_vec_push(&e->tag) = tag;
}

static void corner_point(struct atl_raster_engine *e, double x, double y) { add_point(e, x, y, FT_CURVE_TAG_ON); }

/* A quarter of a circle from where the path is to (x1, y1); (cx, cy) is the corner it cuts. */
static void quarter(struct atl_raster_engine *e, double x0, double y0, double x1, double y1, double cx, double cy) {
  const double k = 0.5522847498; /* the cubic is off by 0.03 % of the radius at most */
  add_point(e, x0 + (cx - x0) * k, y0 + (cy - y0) * k, FT_CURVE_TAG_CUBIC);
  add_point(e, x1 + (cx - x1) * k, y1 + (cy - y1) * k, FT_CURVE_TAG_CUBIC);
  corner_point(e, x1, y1);
}

static void close_contour(struct atl_raster_engine *e) { *atl_vec_push(&e->contour) = (short)(e->point.len - 1); }

static void render(struct atl_raster_engine *e, FT_Outline *outline, FT_BBox clip, FT_SpanFunc spans, void *to) {
  FT_Raster_Params params = {
      .flags = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT | FT_RASTER_FLAG_CLIP,
      .gray_spans = spans,
      .user = to,
      .clip_box = clip,
  };
  lib.FT_Outline_Render(e->library, outline, &params);
}

/* Hands out the coverage of the path within the band and forgets the path. */
static void render_path(struct atl_raster *r, FT_SpanFunc spans, void *to) {
  struct atl_raster_engine *e = r->engine;
  for (uint32_t i = 0; i < e->point.len; i++)
    e->point.at[i].y -= (FT_Pos)r->top * 64;
  /* The types of counts, tags and contours changed their sign in FreeType 2.13.3. */
  FT_Outline outline = {.points = e->point.at, .tags = (void *)e->tag.at, .contours = (void *)e->contour.at};
  outline.n_points = (__typeof__(outline.n_points))e->point.len;
  outline.n_contours = (__typeof__(outline.n_contours))e->contour.len;
  if (e->contour.len)
    render(e, &outline, (FT_BBox){.xMax = r->w, .yMax = r->shown}, spans, to);
  e->point.len = e->tag.len = e->contour.len = 0;
}

struct paint {
  struct atl_raster *raster;
  uint32_t color;
};

static void paint_spans(int y, int count, const FT_Span *spans, void *user) {
  const struct paint *paint = user;
  uint32_t *row = paint->raster->pixel + (size_t)y * (size_t)paint->raster->w;
  for (int i = 0; i < count; i++) {
    uint32_t *at = row + spans[i].x;
    if (spans[i].coverage == 255) {
      fill_pixels(at, spans[i].len, paint->color);
      continue;
    }
    for (unsigned k = 0; k < spans[i].len; k++)
      at[k] = mix(at[k], paint->color, spans[i].coverage);
  }
}

static void paint_path(struct atl_raster *r, uint32_t color) {
  render_path(r, paint_spans, &(struct paint){.raster = r, .color = color});
}

/* -- boxes --------------------------------------------------------------------------------------------------------- */

/* `inwards` turns the contour round, which makes a hole of it. */
static void box_contour(struct atl_raster_engine *e, double x, double y, double w, double h, double corner, bool hole) {
  double xs[4] = {x, x + w, x + w, x}, ys[4] = {y, y, y + h, y + h};
  corner = fmax(0, fmin(corner, fmin(w, h) / 2));
  for (int i = 0; i < 4; i++) {
    int at = hole ? 3 - i : i, before = (at + (hole ? 1 : 3)) % 4, after = (at + (hole ? 3 : 1)) % 4;
    double in_x = xs[at] + copysign(corner, xs[before] - xs[at]) * (xs[before] != xs[at]);
    double in_y = ys[at] + copysign(corner, ys[before] - ys[at]) * (ys[before] != ys[at]);
    double out_x = xs[at] + copysign(corner, xs[after] - xs[at]) * (xs[after] != xs[at]);
    double out_y = ys[at] + copysign(corner, ys[after] - ys[at]) * (ys[after] != ys[at]);
    corner_point(e, in_x, in_y);
    if (corner > 0)
      quarter(e, in_x, in_y, out_x, out_y, xs[at], ys[at]);
  }
  close_contour(e);
}

void atl_raster_fill_box(struct atl_raster *r, struct atl_rect box, int32_t corner, uint32_t color) {
  box_contour(r->engine, box.x, box.y, box.w, box.h, corner, false);
  paint_path(r, color);
}

void atl_raster_stroke_box(struct atl_raster *r, struct atl_rect box, int32_t corner, int32_t stroke, uint32_t color) {
  double s = stroke, half = s / 2;
  if (stroke <= 0)
    return;
  box_contour(r->engine, box.x - half, box.y - half, box.w + s, box.h + s, corner > 0 ? corner + half : 0, false);
  if (box.w > stroke && box.h > stroke)
    box_contour(r->engine, box.x + half, box.y + half, box.w - s, box.h - s, corner - half, true);
  paint_path(r, color);
}

/* -- wires --------------------------------------------------------------------------------------------------------- */

static void gather_spans(int y, int count, const FT_Span *spans, void *user) {
  const struct atl_raster *r = user;
  struct atl_raster_engine *e = r->engine;
  uint8_t *row = e->wire + (size_t)y * (size_t)r->w;
  e->wire_begin = atl_min32(e->wire_begin, y);
  e->wire_end = atl_max32(e->wire_end, y + 1);
  for (int i = 0; i < count; i++) {
    for (unsigned k = 0; k < spans[i].len; k++) {
      if (row[spans[i].x + k] < spans[i].coverage)
        row[spans[i].x + k] = spans[i].coverage;
    }
  }
}

struct segment {
  double x, y;   /* where it begins */
  double dx, dy; /* its direction, of length 1 */
  double length;
};

static struct segment segment_of(struct atl_point from, struct atl_point to) {
  double x = (double)to.x - from.x, y = (double)to.y - from.y, length = hypot(x, y);
  return (struct segment){.x = from.x, .y = from.y, .dx = x / length, .dy = y / length, .length = length};
}

/* The part of a segment between two distances from its begin. All contours of a wire turn the same way, so that where
 * they touch their coverage adds up. */
static void straight(struct atl_raster_engine *e, const struct segment *s, double from, double to, double half) {
  double nx = -s->dy * half, ny = s->dx * half;
  if (to <= from)
    return;
  corner_point(e, s->x + s->dx * from + nx, s->y + s->dy * from + ny);
  corner_point(e, s->x + s->dx * to + nx, s->y + s->dy * to + ny);
  corner_point(e, s->x + s->dx * to - nx, s->y + s->dy * to - ny);
  corner_point(e, s->x + s->dx * from - nx, s->y + s->dy * from - ny);
  close_contour(e);
}

/* From a segment into the next, which begins at the corner:
 *
 *      ──────╮         outer radius: bend + half the stroke
 *      ────╮ │         inner radius: bend - half the stroke
 *          c │         c: the centre, `bend` from both segments */
static void bend(struct atl_raster_engine *e, const struct segment *a, const struct segment *b, double radius,
                 double half) {
  double cx = b->x + (b->dx - a->dx) * radius, cy = b->y + (b->dy - a->dy) * radius;
  double outer = radius + half, inner = radius - half;
  bool right = a->dx * b->dy - a->dy * b->dx > 0;
  double first = right ? inner : outer, second = right ? outer : inner;
  double x0 = cx - b->dx * first, y0 = cy - b->dy * first, x1 = cx + a->dx * first, y1 = cy + a->dy * first;
  corner_point(e, x0, y0);
  quarter(e, x0, y0, x1, y1, x0 + a->dx * first, y0 + a->dy * first);
  double x2 = cx + a->dx * second, y2 = cy + a->dy * second, x3 = cx - b->dx * second, y3 = cy - b->dy * second;
  corner_point(e, x2, y2);
  quarter(e, x2, y2, x3, y3, x3 + a->dx * second, y3 + a->dy * second);
  close_contour(e);
}

/* Leaves out points that repeat, and points in the middle of a straight line. */
static void simplify(struct atl_raster_engine *e, const struct atl_point *at, uint32_t n) {
  e->bend.len = 0;
  for (uint32_t i = 0; i < n; i++) {
    struct atl_point *last = e->bend.len ? &e->bend.at[e->bend.len - 1] : NULL;
    if (last && last->x == at[i].x && last->y == at[i].y)
      continue;
    if (e->bend.len >= 2 &&
        ((last[-1].x == last->x && last->x == at[i].x && (last[-1].y < last->y) == (last->y < at[i].y)) ||
         (last[-1].y == last->y && last->y == at[i].y && (last[-1].x < last->x) == (last->x < at[i].x))))
      *last = at[i];
    else
      *atl_vec_push(&e->bend) = at[i];
  }
}

void atl_raster_add_wire(struct atl_raster *r, const struct atl_point *at, uint32_t n,
                         const struct atl_raster_wire *style) {
  struct atl_raster_engine *e = r->engine;
  double half = style->stroke / 2.0, begin = 0;
  if (!e->wire) {
    e->wire = atl_alloc((size_t)r->w * (size_t)r->rows, 1);
    e->wire_begin = r->rows;
  }
  simplify(e, at, n);
  if (e->bend.len < 2)
    return;
  struct segment next = segment_of(e->bend.at[0], e->bend.at[1]);
  for (uint32_t i = 1; i < e->bend.len; i++) {
    struct segment s = next;
    bool last = i + 1 == e->bend.len;
    double end = s.length;
    if (last) {
      double head = fmin(style->head_length, s.length);
      double bx = s.x + s.dx * (s.length - head), by = s.y + s.dy * (s.length - head);
      double nx = -s.dy * style->head_width / 2, ny = s.dx * style->head_width / 2;
      end -= head;
      if (head > 0) {
        corner_point(e, bx + nx, by + ny);
        corner_point(e, s.x + s.dx * s.length, s.y + s.dy * s.length);
        corner_point(e, bx - nx, by - ny);
        close_contour(e);
      }
      straight(e, &s, begin, end, half);
      break;
    }
    next = segment_of(e->bend.at[i], e->bend.at[i + 1]);
    double radius = fmin(style->bend, fmin(s.length, next.length) / 2);
    if (i + 2 == e->bend.len) /* the bend ends before the head begins */
      radius = fmin(radius, fmax(0, next.length - style->head_length));
    bool square = s.dx * next.dx + s.dy * next.dy == 0;
    double cut = fmax(radius, half);
    straight(e, &s, begin, end - cut, half);
    if (square && radius >= half) {
      bend(e, &s, &next, radius, half);
    } else { /* too tight for a bend: a sharp corner */
      struct segment corner = s;
      straight(e, &corner, end - half, end + half, half);
    }
    begin = cut;
    if (e->point.len > PATH_POINTS)
      render_path(r, gather_spans, r);
  }
  render_path(r, gather_spans, r);
}

void atl_raster_paint_wires(struct atl_raster *r, uint32_t color) {
  struct atl_raster_engine *e = r->engine;
  for (int32_t y = e->wire_begin; y < e->wire_end; y++) {
    uint8_t *row = e->wire + (size_t)y * (size_t)r->w;
    uint32_t *pixel = r->pixel + (size_t)y * (size_t)r->w;
    for (int32_t x = 0; x < r->w; x++) {
      uint64_t eight;
      if (x + 8 <= r->w && (memcpy(&eight, row + x, 8), !eight)) {
        x += 7;
        continue;
      }
      if (row[x])
        pixel[x] = mix(pixel[x], color, row[x]);
    }
    memset(row, 0, (size_t)r->w);
  }
  e->wire_begin = r->rows;
  e->wire_end = 0;
}

/* -- fonts --------------------------------------------------------------------------------------------------------- */

/* In the order of the font stack of the SVG, so that both show the same letters where the fonts are there. The first
 * file found is the face; DejaVu, which has the most signs, stands in where that one lacks a glyph. */
static const char *const font_files[ATL_FACES][12] = {
    [ATL_SANS] = {"Arial.ttf", "arial.ttf", "LiberationSans-Regular.ttf", "Helvetica.ttc", "DejaVuSans.ttf",
                  "Verdana.ttf", "verdana.ttf"},
    [ATL_SANS_BOLD] = {"Arial Bold.ttf", "Arial_Bold.ttf", "arialbd.ttf", "LiberationSans-Bold.ttf",
                       "DejaVuSans-Bold.ttf", "Verdana Bold.ttf", "Verdana_Bold.ttf", "verdanab.ttf"},
    [ATL_MONO] = {"DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "Menlo.ttc", "Courier New.ttf", "cour.ttf"},
};

static const char *const fallback_file[ATL_FACES] = {
    [ATL_SANS] = "DejaVuSans.ttf",
    [ATL_SANS_BOLD] = "DejaVuSans-Bold.ttf",
    [ATL_MONO] = "DejaVuSansMono.ttf",
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

static bool open_face(struct atl_raster_engine *e, const char *dir, const char *file, FT_Face *face) {
  char path[1024];
  int len = snprintf(path, sizeof path, "%s/%s", dir, file);
  return len > 0 && (size_t)len < sizeof path && !access(path, R_OK) && !lib.FT_New_Face(e->library, path, 0, face);
}

static bool find_face(struct atl_raster_engine *e, const char *const *files, size_t n, FT_Face *face) {
  const char *own = getenv("ATLASC_FONT_DIR"); /* for who wants the same picture on every machine */
  for (size_t i = 0; own && *own && i < n && files[i]; i++) {
    if (open_face(e, own, files[i], face))
      return true;
  }
  for (size_t i = 0; i < n && files[i]; i++) {
    for (size_t d = 0; d < sizeof font_dirs / sizeof *font_dirs; d++) {
      if (open_face(e, font_dirs[d], files[i], face))
        return true;
    }
  }
  return false;
}

/* A face at a size, or NULL when there is none. */
static FT_Face font(struct atl_raster_engine *e, enum atl_face face, uint32_t choice, int32_t size) {
  __typeof__(&e->font[0][0]) f = &e->font[face][choice];
  if (!f->tried) {
    f->tried = true;
    if (!(choice == FIRST_CHOICE
              ? find_face(e, font_files[face], sizeof font_files[face] / sizeof *font_files[face], &f->face)
              : find_face(e, &fallback_file[face], 1, &f->face)))
      f->face = NULL;
  }
  if (!f->face || (f->size != size && lib.FT_Set_Char_Size(f->face, 0, size, 72, 72)))
    return NULL;
  f->size = size;
  return f->face;
}

/* -- glyphs -------------------------------------------------------------------------------------------------------- */

/* Where the key is, or where it would go. */
static struct letter *letter_slot(struct letter *letter, uint32_t room, uint64_t key) {
  uint32_t i = (uint32_t)(key * 0x9e3779b97f4a7c15u >> 40) & (room - 1);
  while (letter[i].key && letter[i].key != key)
    i = (i + 1) & (room - 1);
  return &letter[i];
}

static void more_letters(struct atl_raster_engine *e) {
  uint32_t room = e->letter_room ? e->letter_room * 2 : 512;
  struct letter *grown = atl_alloc(room, sizeof *grown);
  for (uint32_t i = 0; i < e->letter_room; i++) {
    if (e->letter[i].key)
      *letter_slot(grown, room, e->letter[i].key) = e->letter[i];
  }
  free(e->letter);
  e->letter = grown;
  e->letter_room = room;
}

/* No hinting: it changes with the version of the library, and a letter keeps its width at every size. */
enum { LOAD = FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP };

static struct letter *letter_of(struct atl_raster_engine *e, enum atl_face face, int32_t size, uint32_t code_point) {
  uint64_t key = 1 + ((uint64_t)size << 24 | (uint64_t)code_point << 2 | (uint64_t)face);
  if (e->letters * 2 >= e->letter_room)
    more_letters(e);
  struct letter *letter = letter_slot(e->letter, e->letter_room, key);
  if (letter->key)
    return letter;
  *letter = (struct letter){.key = key, .advance = NOT_SHAPED};
  e->letters++;
  for (uint32_t choice = 0; choice < CHOICES; choice++) {
    FT_Face f = font(e, face, choice, size);
    FT_UInt index = f ? lib.FT_Get_Char_Index(f, code_point) : 0;
    if (!index || lib.FT_Load_Glyph(f, index, LOAD) || f->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
      continue;
    letter->choice = choice;
    letter->index = index;
    letter->advance = (int32_t)((f->glyph->linearHoriAdvance + 512) >> 10); /* from 16.16 */
    break;
  }
  return letter;
}

struct stencil {
  uint8_t *coverage;
  int32_t w;
};

static void stencil_spans(int y, int count, const FT_Span *spans, void *user) {
  const struct stencil *to = user;
  for (int i = 0; i < count; i++)
    memset(to->coverage + (size_t)y * (size_t)to->w + spans[i].x, spans[i].coverage, spans[i].len);
}

/* The coverage of a letter that begins `step` / STEPS into a pixel. */
static const struct shape *shape_of(struct atl_raster_engine *e, struct letter *letter, enum atl_face face,
                                    int32_t size, uint32_t step) {
  if (letter->shape[step])
    return &e->shape.at[letter->shape[step] - 1];
  struct shape shape = {.coverage = e->coverage.len};
  FT_Face f = font(e, face, letter->choice, size);
  if (f && !lib.FT_Load_Glyph(f, letter->index, LOAD)) {
    FT_Outline *outline = &f->glyph->outline;
    FT_BBox box;
    lib.FT_Outline_Transform(outline, &(FT_Matrix){.xx = 0x10000, .yy = -0x10000}); /* y points down here */
    lib.FT_Outline_Translate(outline, (FT_Pos)(step * 64 / STEPS), 0);
    lib.FT_Outline_Get_CBox(outline, &box);
    shape.left = (int32_t)(box.xMin >> 6);
    shape.top = (int32_t)(box.yMin >> 6);
    shape.w = (int32_t)((box.xMax + 63) >> 6) - shape.left;
    shape.h = (int32_t)((box.yMax + 63) >> 6) - shape.top;
    size_t bytes = (size_t)shape.w * (size_t)shape.h;
    atl_vec_reserve(&e->coverage, bytes);
    memset(e->coverage.at + e->coverage.len, 0, bytes);
    e->coverage.len += (uint32_t)bytes;
    lib.FT_Outline_Translate(outline, -(FT_Pos)shape.left * 64, -(FT_Pos)shape.top * 64);
    struct stencil to = {.coverage = e->coverage.at + shape.coverage, .w = shape.w};
    if (bytes)
      render(e, outline, (FT_BBox){.xMax = shape.w, .yMax = shape.h}, stencil_spans, &to);
  }
  *atl_vec_push(&e->shape) = shape;
  letter->shape[step] = e->shape.len;
  return &e->shape.at[e->shape.len - 1];
}

static void stamp(struct atl_raster *r, const struct shape *shape, int32_t x, int32_t y, uint32_t color) {
  const uint8_t *coverage = r->engine->coverage.at + shape->coverage;
  x += shape->left;
  y += shape->top - r->top;
  int32_t left = atl_max32(0, -x), right = atl_min32(shape->w, r->w - x);
  for (int32_t row = atl_max32(0, -y); row < atl_min32(shape->h, r->shown - y); row++) {
    uint32_t *pixel = r->pixel + (size_t)(y + row) * (size_t)r->w;
    const uint8_t *from = coverage + (size_t)row * (size_t)shape->w;
    for (int32_t k = left; k < right; k++) {
      if (from[k])
        pixel[x + k] = mix(pixel[x + k], color, from[k]);
    }
  }
}

/* -- text ---------------------------------------------------------------------------------------------------------- */

/* The width of text, or NOT_SHAPED when the faces here do not have it all. */
static int32_t text_width(struct atl_raster_engine *e, const struct atl_raster_text *t, int32_t size) {
  int64_t width = 0;
  uint32_t code_point;
  for (size_t at = 0, n; at < t->len; at += n) {
    n = atl_utf8_decode(t->text + at, t->len - at, &code_point);
    int32_t advance = n ? letter_of(e, t->face, size, code_point)->advance : NOT_SHAPED;
    if (advance == NOT_SHAPED)
      return NOT_SHAPED;
    width += advance;
  }
  return width > INT32_MAX ? INT32_MAX : (int32_t)width;
}

static int32_t text_begin(const struct atl_raster_text *t, int32_t width) {
  return t->centred ? t->x + (t->w - width) / 2 : t->x;
}

static bool set_text(struct atl_raster *r, const struct atl_raster_text *t) {
  struct atl_raster_engine *e = r->engine;
  int32_t size = t->size, width = text_width(e, t, size);
  if (width == NOT_SHAPED)
    return false;
  if (t->w > 0 && width > t->w + 64) {
    size = atl_max32(64, (int32_t)((int64_t)size * t->w / width));
    width = text_width(e, t, size);
  }
  int32_t pen = text_begin(t, width), y = (t->baseline + 32) >> 6;
  uint32_t code_point;
  for (size_t at = 0, n; at < t->len; at += n) {
    n = atl_utf8_decode(t->text + at, t->len - at, &code_point);
    struct letter *letter = letter_of(e, t->face, size, code_point);
    int32_t place = (pen + 32 / STEPS) >> 4; /* in steps */
    stamp(r, shape_of(e, letter, t->face, size, (uint32_t)place % STEPS), place >> 2, y, t->color);
    pen += letter->advance;
  }
  return true;
}

static const char *const families[ATL_FACES] = {
    [ATL_SANS] = "Arial,Liberation Sans,Helvetica,DejaVu Sans,Verdana,sans-serif",
    [ATL_SANS_BOLD] = "Arial,Liberation Sans,Helvetica,DejaVu Sans,Verdana,sans-serif",
    [ATL_MONO] = "DejaVu Sans Mono,Liberation Mono,Menlo,monospace",
};

static void set_text_with_pango(struct atl_raster *r, const struct atl_raster_text *t) {
  if (!open_pango()) {
    unavailable(r, "this text needs Pango to be drawn: install libpangocairo-1.0-0 (pango), or choose SVG");
    return;
  }
  cairo_surface_t *surface = lib.cairo_image_surface_create_for_data((unsigned char *)r->pixel, CAIRO_FORMAT_RGB24,
                                                                     r->w, r->shown, r->w * (int)sizeof *r->pixel);
  cairo_t *cairo = lib.cairo_create(surface);
  PangoLayout *layout = lib.pango_cairo_create_layout(cairo);
  PangoFontDescription *face = lib.pango_font_description_new();
  cairo_font_options_t *options = lib.cairo_font_options_create();
  lib.cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  lib.cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  lib.cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  lib.pango_cairo_context_set_font_options(lib.pango_layout_get_context(layout), options);
  lib.pango_font_description_set_family_static(face, families[t->face]);
  lib.pango_font_description_set_weight(face, t->face == ATL_SANS_BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  lib.pango_font_description_set_absolute_size(face, t->size * (PANGO_SCALE / 64.0));
  lib.pango_layout_set_font_description(layout, face);
  lib.pango_layout_set_single_paragraph_mode(layout, TRUE);
  lib.pango_layout_set_text(layout, t->text, (int)t->len);

  int width, height;
  lib.pango_layout_get_size(layout, &width, &height);
  double wide = width / (PANGO_SCALE / 64.0), shrink = t->w > 0 && wide > t->w ? t->w / wide : 1;
  double above = lib.pango_layout_get_baseline(layout) / (double)PANGO_SCALE * shrink;
  lib.cairo_set_source_rgb(cairo, (t->color >> 16) / 255.0, (t->color >> 8 & 0xff) / 255.0, (t->color & 0xff) / 255.0);
  lib.cairo_translate(cairo, text_begin(t, (int32_t)(wide * shrink)) / 64.0,
                      ((t->baseline + 32) >> 6) - r->top - above);
  lib.cairo_scale(cairo, shrink, shrink);
  lib.pango_cairo_show_layout(cairo, layout);

  lib.cairo_font_options_destroy(options);
  lib.pango_font_description_free(face);
  lib.g_object_unref(layout);
  lib.cairo_destroy(cairo);
  lib.cairo_surface_flush(surface);
  lib.cairo_surface_destroy(surface);
}

void atl_raster_text(struct atl_raster *r, const struct atl_raster_text *t) {
  if (t->size < 1 || !t->len)
    return;
  if (!atl_text_in_table(t->face, t->text, t->len) || !set_text(r, t))
    set_text_with_pango(r, t);
}
