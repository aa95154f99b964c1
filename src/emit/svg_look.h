/* What a file and a drawing in a page have in common: how looks become colours and classes. */
#ifndef ATL_EMIT_SVG_LOOK_H
#define ATL_EMIT_SVG_LOOK_H

#include "base/out.h"
#include "scene/scene.h"
#include "style/style.h"

#include <stdbool.h>
#include <stdint.h>

/* The font families of a sheet: those that stand in for each other with the widths that were measured. */
const char *atl_svg_family(const struct atl_sheet *sheet);

/* Writes #aabbcc, or #abc for it. */
void atl_svg_rgb(struct atl_out *out, uint32_t value);

/* Writes the class of a look: its part, and the role of its kind before it. */
void atl_svg_class(struct atl_out *out, const struct atl_look *look);

/* The same in a page, where the frames of roots and the rows of lists are called apart: a page has the rules of many
 * drawings, and what is a root in one, with large words, stands lower in another. */
void atl_svg_page_class(struct atl_out *out, const struct atl_look *look);

/* Writes the class of a wire, its heads or its label: "wire"; with the role of its kind "blue-wire". */
void atl_svg_wire_class(struct atl_out *out, const struct atl_look *look, const char *what);

/* What a drawing shows of a look. */
struct atl_svg_shown {
  bool node, box, note, rule, wire, head, label;
};

/* By look of the scene: ATL_MOST_LOOKS of them, zeroed before. */
void atl_svg_find_shown(const struct atl_scene *scene, struct atl_svg_shown *shown);

#endif
