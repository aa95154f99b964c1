/* The data of paths: outlines of shapes, and heads that are no plain arrows. Private to emit/svg*. */
#ifndef ATL_EMIT_SVG_PATH_H
#define ATL_EMIT_SVG_PATH_H

#include "base/out.h"
#include "emit/wire.h"
#include "style/shape.h"

/* A command and a point, as "M12 3.5". */
void atl_svg_point(struct atl_out *out, char command, struct atl_point p);

/* The lines of an icon that is built in. */
void atl_svg_icon(struct atl_out *out, const struct atl_item *item);

/* One step of an outline from `at`, which it moves on; so many units are a px. */
void atl_svg_step(struct atl_out *out, const struct atl_outline_step *step, struct atl_point *at, int32_t unit);

/* The outline of a shape in a rectangle. */
void atl_svg_outline(struct atl_out *out, const struct atl_item *item, struct atl_rect rect, int32_t corner);

/* The head of a route, at its last point or at its first. */
void atl_svg_head(struct atl_out *out, const struct atl_wire *wire, const struct atl_scene *scene,
                  const struct atl_item *route, bool at_tail);

#endif
