/* A scene as a PNG file.
 *
 * The picture is drawn in bands of rows (raster.c); each row becomes palette indices and goes into the
 * compressor (deflate.c); a row equal to the one above goes through PNG's Up filter, which makes it zeros. So only the
 * compressed bytes and one band are ever in memory.
 *
 * Colours. Flat colours are exact. Pixels on an edge mix two of them, and may take the colour of another pixel where no
 * channel differs by more than `tolerance`. The first bound is below what a screen shows; the next are tried when there
 * are more than 256 colours left; what does not fit even then (colour emoji) is written in true colour.
 *
 * The same scene gives the same bytes, fonts being equal: no date, no version. */
#include "base/out.h"
#include "emit/deflate.h"
#include "emit/emit.h"
#include "emit/raster.h"
#include "emit/wire.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In all. A viewer unpacks a picture to four bytes a pixel: 1.2 GB here. */
#define MAX_PIXELS 300000000.0

#define DEFAULT_SCALE 2.0
#define LEAST_SCALE   0.4 /* below, letters of 14 px are smears */

enum {
  BAND_BYTES = 1 << 20, /* of pixels: about a second-level cache */
  BAND_ROWS = 32,       /* at least, and */
  BANDS = 256,          /* at most: each walks over all items */
  COLORS = 256,
  MEMO_BITS = 14, /* of the colours met, as drawn: a sheet of a dozen roles mixes some thousands */
  NO_FILTER = 0,
  UP_FILTER = 2,
  INDEXED = 3, /* colour types */
  TRUE_COLOR = 2,
};

/* How far a mixed colour may be moved, per channel of 255, attempt by attempt; the last leaves eight or more levels
 * between black and white. */
static const int tolerance[] = {6, 10, 16};
enum { ATTEMPTS = sizeof tolerance / sizeof *tolerance };

/* -- colours ------------------------------------------------------------------------------------------------------- */

struct palette {
  uint32_t color[COLORS];
  int colors, tolerance;
  struct {
    uint32_t color;
    uint32_t index; /* + 1; 0: free */
  } memo[1 << MEMO_BITS];
  unsigned met;
};

static int distance(uint32_t a, uint32_t b) {
  int most = 0;
  for (int shift = 0; shift < 24; shift += 8) {
    int d = abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff));
    most = d > most ? d : most;
  }
  return most;
}

/* The index of a colour, or -1 when there are too many. Colours of the sheet are asked for first, with no tolerance. */
static int color_index(struct palette *p, uint32_t color, int allowed) {
  uint32_t slot = color * 2654435761u >> (32 - MEMO_BITS);
  while (p->memo[slot].index && p->memo[slot].color != color)
    slot = (slot + 1) & ((1u << MEMO_BITS) - 1);
  if (p->memo[slot].index)
    return (int)p->memo[slot].index - 1;
  int best = -1, best_distance = allowed + 1;
  for (int i = 0; i < p->colors; i++) {
    int d = distance(p->color[i], color);
    if (d < best_distance) {
      best = i;
      best_distance = d;
    }
  }
  if (best < 0) {
    if (p->colors == COLORS)
      return -1;
    best = p->colors++;
    p->color[best] = color;
  }
  if (++p->met > (1u << MEMO_BITS) * 3 / 4)
    return -1;
  p->memo[slot].color = color;
  p->memo[slot].index = (uint32_t)best + 1;
  return best;
}

/* -- drawing ------------------------------------------------------------------------------------------------------- */

struct picture {
  const struct atl_scene *scene;
  double scale; /* pixels of a px */
  bool dark;
  int32_t w, h; /* pixels */
  struct atl_raster raster;
  ATL_VEC(struct atl_point) point; /* of the route being drawn */
  struct palette palette;
};

static uint32_t color_of(const struct picture *p, struct atl_paint paint) { return p->dark ? paint.dark : paint.light; }

/* From scene to raster: 1/64 pixel. */
static int32_t scaled(const struct picture *p, int32_t length) {
  return (int32_t)lround(length * p->scale * ATL_RASTER_PIXEL / ATL_PX);
}

/* Whole px lie on the middle of a pixel, so that lines of 1 px are crisp; the SVG does the same with its viewBox. */
static int32_t placed(const struct picture *p, int32_t v) {
  return (int32_t)lround((v + ATL_PX / 2.0) * p->scale * ATL_RASTER_PIXEL / ATL_PX);
}

static struct atl_rect placed_rect(const struct picture *p, const struct atl_item *item) {
  int32_t x = placed(p, item->x), y = placed(p, item->y);
  return (struct atl_rect){
      .x = x, .y = y, .w = placed(p, item->x + item->w) - x, .h = placed(p, item->y + item->h) - y};
}

static void draw_word(struct picture *p, const struct atl_item *item, const struct atl_look *look) {
  bool muted = item->flags & ATL_MUTED;
  char count[16];
  struct atl_raster_text text = {
      .face = muted ? look->note_face : look->label_face,
      .size = scaled(p, muted ? look->note_size : look->label_size),
      .color = color_of(p, muted ? look->note : look->text),
      .text = p->scene->pool + item->ref,
      .len = (size_t)item->h,
      .x = placed(p, item->x),
      .w = scaled(p, item->w),
      .baseline = placed(p, item->y),
      .centred = item->flags & ATL_CENTRED,
  };
  if (item->flags & ATL_COUNT) {
    text.len = (size_t)snprintf(count, sizeof count, "+%u", (unsigned)item->ref);
    text.text = count;
  }
  atl_raster_text(&p->raster, &text);
}

static void draw_route(struct picture *p, const struct atl_item *item) {
  bool head = item->flags & ATL_HEAD;
  struct atl_raster_wire style = {
      .stroke = scaled(p, ATL_WIRE_STROKE),
      .bend = scaled(p, ATL_WIRE_BEND),
      .head_length = head ? scaled(p, ATL_HEAD_LENGTH) : 0,
      .head_width = head ? scaled(p, ATL_HEAD_WIDTH) : 0,
  };
  p->point.len = 0;
  for (int32_t i = 0; i < item->w; i++) {
    struct atl_point at = p->scene->point[item->ref + (uint32_t)i];
    *atl_vec_push(&p->point) = (struct atl_point){.x = placed(p, at.x), .y = placed(p, at.y)};
  }
  atl_raster_add_wire(&p->raster, p->point.at, p->point.len, &style);
}

static void draw_item(struct picture *p, const struct atl_item *item) {
  const struct atl_look *look = &p->scene->look[item->look];
  struct atl_rect box = placed_rect(p, item);
  int32_t stroke = scaled(p, look->stroke);
  switch (item->op) {
  case ATL_BEGIN:
    atl_raster_fill_box(&p->raster, box, scaled(p, look->corner), color_of(p, look->fill));
    atl_raster_stroke_box(&p->raster, box, scaled(p, look->corner), stroke, color_of(p, look->line));
    break;
  case ATL_RULE:
    box = (struct atl_rect){.x = box.x, .y = box.y - stroke / 2, .w = box.w, .h = stroke};
    atl_raster_fill_box(&p->raster, box, 0, color_of(p, look->line));
    break;
  case ATL_WORD:
    draw_word(p, item, look);
    break;
  default:
    draw_route(p, item);
  }
}

/* The rows, in the unit of the scene, that an item may touch. */
static void reach(const struct atl_scene *scene, const struct atl_item *item, int64_t *from, int64_t *to) {
  const struct atl_look *look = item->op == ATL_ROUTE ? NULL : &scene->look[item->look];
  int64_t margin = ATL_HEAD_WIDTH + ATL_WIRE_STROKE;
  *from = *to = item->y;
  if (item->op == ATL_ROUTE) {
    *from = INT32_MAX;
    *to = INT32_MIN;
    for (int32_t i = 0; i < item->w; i++) {
      int32_t y = scene->point[item->ref + (uint32_t)i].y;
      *from = y < *from ? y : *from;
      *to = y > *to ? y : *to;
    }
  } else if (item->op == ATL_WORD) {
    margin = 2 * (int64_t)atl_max32(look->label_size, look->note_size); /* tall scripts, marks above marks */
  } else {
    margin = look->stroke;
    *to += item->op == ATL_BEGIN ? item->h : 0;
  }
  *from -= margin + ATL_PX;
  *to += margin + ATL_PX;
}

static void draw_band(struct picture *p, int32_t top, int32_t rows) {
  const struct atl_scene *scene = p->scene;
  double begin = top * ATL_PX / p->scale, end = ((double)top + rows) * ATL_PX / p->scale;
  bool wired = false;
  atl_raster_band(&p->raster, top, rows, color_of(p, scene->sheet->page));
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    if (item->op == ATL_END || (item->op == ATL_BEGIN && item->flags & ATL_OPEN))
      continue;
    int64_t from, to;
    reach(scene, item, &from, &to);
    if ((double)to < begin || (double)from > end)
      continue;
    if (wired && item->op != ATL_ROUTE) {
      atl_raster_paint_wires(&p->raster, color_of(p, scene->sheet->wire));
      wired = false;
    }
    wired |= item->op == ATL_ROUTE;
    draw_item(p, item);
  }
  if (wired)
    atl_raster_paint_wires(&p->raster, color_of(p, scene->sheet->wire));
}

/* -- rows ---------------------------------------------------------------------------------------------------------- */

/* The indices of a row of pixels; most are equal to the one before. False when there are too many colours. */
static bool index_row(struct palette *p, const uint32_t *pixel, int32_t n, uint8_t *to) {
  for (int32_t i = 0; i < n;) {
    uint32_t color = pixel[i];
    uint64_t pair = (uint64_t)color << 32 | color, next;
    int index = color_index(p, color, p->tolerance);
    if (index < 0)
      return false;
    int32_t end = i + 1;
    while (end + 2 <= n && (memcpy(&next, pixel + end, sizeof next), next == pair))
      end += 2;
    while (end < n && pixel[end] == color)
      end++;
    if (end - i == 1) /* within letters: most runs, few pixels */
      to[i] = (uint8_t)index;
    else
      memset(to + i, index, (size_t)(end - i));
    i = end;
  }
  return true;
}

static void rgb_row(const uint32_t *pixel, int32_t n, uint8_t *to) {
  for (int32_t i = 0; i < n; i++, to += 3) {
    to[0] = (uint8_t)(pixel[i] >> 16);
    to[1] = (uint8_t)(pixel[i] >> 8);
    to[2] = (uint8_t)pixel[i];
  }
}

/* Two indices a byte, in place. */
static void pack_row(uint8_t *row, int32_t n) {
  for (int32_t i = 0; i < n; i += 2)
    row[i / 2] = (uint8_t)(row[i] << 4 | (i + 1 < n ? row[i + 1] : 0));
}

enum form { FORM_4_BIT, FORM_8_BIT, FORM_RGB };

/* Draws everything and compresses it. False when the palette does not hold the colours; `out` is then to be dropped. */
static bool encode(struct picture *p, enum form form, struct atl_out *out) {
  size_t bytes = form == FORM_RGB ? (size_t)p->w * 3 : form == FORM_8_BIT ? (size_t)p->w : ((size_t)p->w + 1) / 2;
  size_t room = bytes > (size_t)p->w ? bytes : (size_t)p->w;
  uint8_t *row = atl_alloc(room, 1), *above = atl_alloc(room, 1), *filtered = atl_alloc(room + 1, 1);
  struct atl_deflate z;
  bool fits = true;
  atl_deflate_init(&z, out);
  for (int32_t top = 0; fits && top < p->h; top += p->raster.rows) {
    int32_t rows = atl_min32(p->raster.rows, p->h - top);
    draw_band(p, top, rows);
    for (int32_t y = 0; fits && y < rows; y++) {
      const uint32_t *pixel = p->raster.pixel + (size_t)y * (size_t)p->w;
      if (y && !memcmp(pixel, pixel - p->w, (size_t)p->w * sizeof *pixel)) {
        filtered[0] = UP_FILTER;
        memset(filtered + 1, 0, bytes);
        atl_deflate_write(&z, filtered, bytes + 1);
        continue;
      }
      if (form == FORM_RGB)
        rgb_row(pixel, p->w, row);
      else
        fits = index_row(&p->palette, pixel, p->w, row);
      if (form == FORM_4_BIT)
        pack_row(row, p->w);
      filtered[0] = form == FORM_RGB ? UP_FILTER : NO_FILTER;
      for (size_t i = 0; i < bytes; i++)
        filtered[1 + i] = (uint8_t)(form == FORM_RGB ? row[i] - above[i] : row[i]);
      atl_deflate_write(&z, filtered, bytes + 1);
      uint8_t *swap = above;
      above = row;
      row = swap;
    }
  }
  atl_deflate_end(&z);
  free(row);
  free(above);
  free(filtered);
  return fits;
}

/* -- the file ------------------------------------------------------------------------------------------------------ */

static void put32(uint8_t *to, uint32_t v) {
  for (int i = 0; i < 4; i++)
    to[i] = (uint8_t)(v >> (24 - 8 * i));
}

static void put_chunk(struct atl_out *out, const char *type, const uint8_t *bytes, size_t n) {
  uint32_t table[256], crc = UINT32_MAX; /* of the type and the bytes */
  uint8_t word[4];
  for (uint32_t i = 0; i < 256; i++) {
    table[i] = i;
    for (int k = 0; k < 8; k++)
      table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0);
  }
  for (size_t i = 0; i < 4; i++)
    crc = table[(crc ^ (uint8_t)type[i]) & 0xff] ^ crc >> 8;
  for (size_t i = 0; i < n; i++)
    crc = table[(crc ^ bytes[i]) & 0xff] ^ crc >> 8;
  put32(word, (uint32_t)n);
  atl_out_write(out, (char *)word, sizeof word);
  atl_out_write(out, type, 4);
  if (n)
    atl_out_write(out, (const char *)bytes, n);
  put32(word, ~crc);
  atl_out_write(out, (char *)word, sizeof word);
}

static void put_file(struct atl_out *out, const struct picture *p, enum form form, const struct atl_out *data) {
  uint8_t header[13] = {0}, size[9] = {0}, colors[3 * COLORS];
  put32(header, (uint32_t)p->w);
  put32(header + 4, (uint32_t)p->h);
  header[8] = form == FORM_4_BIT ? 4 : 8;
  header[9] = form == FORM_RGB ? TRUE_COLOR : INDEXED;
  uint32_t per_metre = (uint32_t)lround(96 * p->scale / 0.0254); /* a px is 1/96 inch */
  put32(size, per_metre);
  put32(size + 4, per_metre);
  size[8] = 1;
  atl_out_lit(out, "\x89PNG\r\n\x1a\n");
  put_chunk(out, "IHDR", header, sizeof header);
  put_chunk(out, "pHYs", size, sizeof size);
  if (form != FORM_RGB) {
    rgb_row(p->palette.color, p->palette.colors, colors);
    put_chunk(out, "PLTE", colors, 3 * (size_t)p->palette.colors);
  }
  put_chunk(out, "IDAT", (const uint8_t *)data->buf, data->len);
  put_chunk(out, "IEND", NULL, 0);
}

/* Flat colours come first, so that nothing else takes their place. */
static void start_palette(struct picture *p, int allowed) {
  const struct atl_scene *scene = p->scene;
  struct palette *palette = &p->palette;
  *palette = (struct palette){.tolerance = allowed};
  color_index(palette, color_of(p, scene->sheet->page), 0);
  color_index(palette, color_of(p, scene->sheet->wire), 0);
  for (uint32_t i = 0; i < scene->looks && palette->colors + 4 <= COLORS; i++) {
    const struct atl_look *look = &scene->look[i];
    color_index(palette, color_of(p, look->fill), 0);
    color_index(palette, color_of(p, look->line), 0);
    color_index(palette, color_of(p, look->text), 0);
    color_index(palette, color_of(p, look->note), 0);
  }
}

static enum form choose_and_encode(struct picture *p, struct atl_out *data) {
  for (int i = 0; i < ATTEMPTS; i++) {
    start_palette(p, tolerance[i]);
    bool fits = encode(p, FORM_8_BIT, data);
    if (fits && p->palette.colors > 16)
      return FORM_8_BIT;
    data->len = 0;
    if (fits) { /* without text: half the bytes */
      encode(p, FORM_4_BIT, data);
      return FORM_4_BIT;
    }
  }
  encode(p, FORM_RGB, data);
  return FORM_RGB;
}

static bool within_limits(double w, double h, double scale, struct atl_diags *diags) {
  if (w <= ATL_RASTER_MAX_SIDE && h <= ATL_RASTER_MAX_SIDE && w * h <= MAX_PIXELS)
    return true;
  double fits = scale * fmin(ATL_RASTER_MAX_SIDE / fmax(w, h), sqrt(MAX_PIXELS / (w * h)));
  if (fits >= LEAST_SCALE)
    atl_report(diags, ATL_ERROR, "limit-picture", ATL_NOWHERE,
               "the picture would be %.0f x %.0f pixels, the limit is %d a side and %.0f million in all; "
               "--scale %.2f fits, or show less with --depth",
               w, h, ATL_RASTER_MAX_SIDE, MAX_PIXELS / 1e6, floor(fits * 100) / 100);
  else
    atl_report(diags, ATL_ERROR, "limit-picture", ATL_NOWHERE,
               "the picture would be %.0f x %.0f pixels, the limit is %d a side and %.0f million in all; "
               "show less with --depth: at a --scale that fits nothing could be read",
               w, h, ATL_RASTER_MAX_SIDE, MAX_PIXELS / 1e6);
  return false;
}

bool atl_emit_png(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                  struct atl_diags *diags) {
  double scale = options->scale > 0 ? options->scale : DEFAULT_SCALE;
  double w = fmax(1, ceil(scene->w * scale / ATL_PX)), h = fmax(1, ceil(scene->h * scale / ATL_PX));
  if (!within_limits(w, h, scale, diags))
    return false;
  struct picture *p = atl_alloc(1, sizeof *p);
  p->scene = scene;
  p->scale = scale;
  p->dark = options->scheme == ATL_SCHEME_DARK;
  p->w = (int32_t)w;
  p->h = (int32_t)h;
  int32_t rows = atl_max32(BAND_BYTES / (int32_t)sizeof(uint32_t) / p->w, BAND_ROWS);
  rows = atl_min32(atl_max32(rows, (p->h + BANDS - 1) / BANDS), p->h);
  bool good = atl_raster_init(&p->raster, p->w, rows, diags);
  if (good) {
    struct atl_out data;
    atl_out_memory(&data);
    enum form form = choose_and_encode(p, &data);
    good = !p->raster.failed;
    if (good)
      put_file(out, p, form, &data);
    atl_out_discard(&data);
  }
  atl_raster_release(&p->raster);
  atl_vec_release(&p->point);
  free(p);
  return good;
}
