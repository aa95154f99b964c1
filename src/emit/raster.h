/* Shapes and text on a band of pixels: the rasteriser behind png.c.
 *
 * A picture is drawn band by band, so that the pixels being worked on stay in the cache and a poster needs no more
 * memory than a postcard. Everything outside the band is clipped.
 *
 * Coordinates are 1/64 pixel of the whole picture, y down; the origin is its top left corner. Colours are 0xrrggbb.
 * Edges are antialiased by exact coverage. Nothing here knows a scene. */
#ifndef ATL_EMIT_RASTER_H
#define ATL_EMIT_RASTER_H

#include "base/diag.h"
#include "base/geom.h"
#include "text/metrics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ATL_RASTER_PIXEL = 64 }; /* units of one pixel; FreeType's */

/* FreeType hands out spans whose x is a short; cairo ends there too. */
#define ATL_RASTER_MAX_SIDE 32767

struct atl_raster {
  uint32_t *pixel;    /* w * rows, row after row: 0xrrggbb, what cairo calls RGB24 */
  int32_t w, rows;    /* pixels */
  int32_t top, shown; /* the rows of the picture that the band holds now */
  bool failed;        /* something could not be drawn, and was reported */
  struct atl_diags *diags;
  struct atl_raster_engine *engine;
};

/* Opens FreeType. False, with an error "png-unavailable", when it is not there. Release it in any case. */
bool atl_raster_init(struct atl_raster *r, int32_t w, int32_t rows, struct atl_diags *diags);
void atl_raster_release(struct atl_raster *r);

/* Goes to the `rows` rows from `top` and fills them. */
void atl_raster_band(struct atl_raster *r, int32_t top, int32_t rows, uint32_t color);

void atl_raster_fill_box(struct atl_raster *r, struct atl_rect box, int32_t corner, uint32_t color);

/* The border of a box, half of it outside. */
void atl_raster_stroke_box(struct atl_raster *r, struct atl_rect box, int32_t corner, int32_t stroke, uint32_t color);

struct atl_raster_wire {
  int32_t stroke, bend;            /* bend: radius, at most half of the shorter segment beside it */
  int32_t head_length, head_width; /* 0: no head at the last point */
};

/* Wires are gathered, the strongest coverage of each pixel winning, and painted together: wires that share a trunk do
 * not make its edges bolder. */
void atl_raster_add_wire(struct atl_raster *r, const struct atl_point *at, uint32_t n,
                         const struct atl_raster_wire *style);
void atl_raster_paint_wires(struct atl_raster *r, uint32_t color);

struct atl_raster_text {
  enum atl_face face;
  int32_t size;
  uint32_t color;
  const char *text;
  size_t len;
  int32_t x, w;     /* the room; text that would be wider is set smaller (w 0: no limit) */
  int32_t baseline; /* moved to the nearest whole pixel */
  bool centred;     /* in its room, else it starts at x */
};

/* One line of text. What no font can show is an error "png-unavailable". */
void atl_raster_text(struct atl_raster *r, const struct atl_raster_text *text);

#endif
