/* Icons in SVG: those that are built in are one path; those from files are symbols, each once in a drawing, and used
 * where they stand. In a page there are no ids: there they stand in each place. Private to emit/svg*. */
#ifndef ATL_EMIT_SVG_ICON_H
#define ATL_EMIT_SVG_ICON_H

#include "base/out.h"
#include "scene/scene.h"

/* Whether there is an icon from a file in the drawing. */
bool atl_svg_has_symbols(const struct atl_scene *scene);

/* Writes a symbol for each icon from a file that is drawn. The id says what it looks like, so that in a page of several
 * drawings it does not matter which one's symbol is found. */
void atl_svg_symbols(struct atl_out *out, const struct atl_scene *scene, const char *id_prefix);

enum atl_icon_way { ATL_ICON_BY_ID, ATL_ICON_HERE };

/* Writes an icon. Between the two goes its stroke, as an attribute, where it has lines and no rule says it. */
void atl_svg_icon_begin(struct atl_out *out, const struct atl_scene *scene, const struct atl_item *item,
                        enum atl_icon_way way, const char *id_prefix);
void atl_svg_icon_end(struct atl_out *out, const struct atl_scene *scene, const struct atl_item *item,
                      enum atl_icon_way way);

#endif
