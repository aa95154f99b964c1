/* What is read aloud, or shown where the pointer rests, of an SVG and what stands in it. Private to emit/. */
#ifndef ATL_EMIT_SVG_TITLE_H
#define ATL_EMIT_SVG_TITLE_H

#include "base/out.h"
#include "scene/scene.h"

#include <stdbool.h>
#include <stdint.h>

/* Writes a text, on lines of who shows it: soft hyphens are no part of what it says. */
void atl_svg_say(struct atl_out *out, const char *text);

/* Writes the label of a node, and what it is about behind that, as much of it as a hint can hold. */
void atl_svg_say_node(struct atl_out *out, const struct atl_scene *scene, uint32_t node);

/* Writes which links a net draws: "A → B, C: label", as the title of a path, which it ends. Nothing, and false, for a
 * net of the hierarchy. */
bool atl_svg_say_net(struct atl_out *out, const struct atl_scene *scene, uint32_t net);

#endif
