/* Path data of SVG (the d of a path) as absolute lines and cubic curves. Private to read/. */
#ifndef ATL_READ_SVG_PATH_H
#define ATL_READ_SVG_PATH_H

#include "base/out.h"

#include <stdbool.h>
#include <stdint.h>

/* x, y -> a x + c y + e, b x + d y + f, as in SVG's matrix(). */
struct atl_matrix {
  double a, b, c, d, e, f;
};

/* What `inner` does, and then `outer`. */
struct atl_matrix atl_matrix_of(const struct atl_matrix *outer, const struct atl_matrix *inner);

/* The matrix of a `transform`; false: it is none. */
bool atl_read_transform(const char *text, struct atl_matrix *matrix);

/* The number at *at, without regard to the locale, and past it; false: there is none, or none that is finite. */
bool atl_read_number(const char **at, double *value);

/* The same behind blanks and at most one comma. */
bool atl_next_number(const char **at, double *value);

/* Writes steps as they stand in an icon: a letter and whole numbers, each after the matrix. */
struct atl_svg_pen {
  struct atl_out *out;
  struct atl_matrix to_grid;
  uint32_t steps;
  double x0, y0, x1, y1; /* what it has drawn lies in here, handles of curves included; on the grid */
};

/* Draws a path; of one that is wrong, nothing behind the mistake, as SVG has it. False: nothing could be read. */
bool atl_svg_draw_path(struct atl_svg_pen *pen, const char *data);

void atl_svg_move(struct atl_svg_pen *pen, double x, double y);
void atl_svg_line(struct atl_svg_pen *pen, double x, double y);
void atl_svg_close(struct atl_svg_pen *pen);

/* A quarter of an ellipse, from where the pen is (x0, y0) to x, y, with the corner cx, cy. */
void atl_svg_corner(struct atl_svg_pen *pen, double x0, double y0, double cx, double cy, double x, double y);

#endif
