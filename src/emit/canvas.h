/* A scene drawn by cairo, as svg.c writes it, so that whatever is drawn so looks like its SVG: for back ends that have
 * a surface of cairo. Its unit is a px; whole px lie on the middle of a pixel, as by the viewBox of the SVG.
 *
 * Nothing here knows what the surface is of, or makes a file of it. */
#ifndef ATL_EMIT_CANVAS_H
#define ATL_EMIT_CANVAS_H

#include "emit/cut.h"
#include "emit/emit.h"
#include "emit/row.h"
#include "emit/wire.h"

#include <stdbool.h>

struct _cairo; /* cairo_t */

struct atl_canvas_for {    /* what is made with it, for messages */
  const char *name, *code; /* "PNG", "png-unavailable" */
};

struct atl_canvas {
  const struct atl_scene *scene;
  const struct atl_canvas_for *what;
  struct _cairo *cairo;    /* borrowed */
  double scale;            /* pixels of a px; 0: lines and letters are kept as such, not as pixels */
  bool dark;               /* the scheme */
  double begin, end;       /* what of it is drawn, in the unit of the scene */
  struct atl_wire wire[2]; /* [quiet] */
  struct atl_cuts cuts;
  struct atl_canvas_text *text;
  struct atl_row row;
};

/* Opens cairo; false where it is not there. */
bool atl_canvas_open(void);

void atl_canvas_init(struct atl_canvas *canvas, const struct atl_scene *scene, struct _cairo *cairo, double scale,
                     bool dark, const struct atl_canvas_for *what, struct atl_diags *diags);
void atl_canvas_release(struct atl_canvas *canvas);

/* Draws the page, and what may be seen between two heights, in the unit of the scene. Where the px lie is for the
 * caller to say, by the matrix of `cairo`. */
void atl_canvas_draw(struct atl_canvas *canvas, double begin, double end);

/* Whether all could be drawn; else it is reported, once, as an error. */
bool atl_canvas_is_good(const struct atl_canvas *canvas, struct atl_diags *diags);

/* The colour of the scheme. */
static inline uint32_t atl_canvas_color(const struct atl_canvas *canvas, struct atl_paint paint) {
  return canvas->dark ? paint.dark : paint.light;
}

#endif
