/* What a file and a drawing in a page have in common: how looks become colours and classes. */
#ifndef ATL_EMIT_SVG_LOOK_H
#define ATL_EMIT_SVG_LOOK_H

#include "base/out.h"
#include "scene/scene.h"
#include "style/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The font families of a sheet: those that stand in for each other with the widths that were measured. */
const char *atl_svg_family(const struct atl_sheet *sheet);

/* Writes the class of the root of a drawing whose sheet this is, by which its rules touch no other drawing and nothing
 * else on a page: "atlas-print". That of a sheet which is a file ends with a hash of its colours, because files of one
 * name may say different things. `within`: of a file whose rules say more than dark colours, which must touch no other
 * drawing of the sheet either: "atl-print". */
void atl_svg_root_class(struct atl_out *out, const struct atl_sheet *sheet, bool within);

/* Writes #aabbcc, or #abc for it. */
void atl_svg_rgb(struct atl_out *out, uint32_t value);

/* All classes of a drawing begin with this, so that they are none of a page's own. Within nodes: a box is ATL_SVG_BOX,
 * a note ATL_SVG_NOTE, a line across a card ATL_SVG_RULE, an icon ATL_SVG_ICON; everything else has the colour of the
 * words. */
#define ATL_SVG_CLASS "atl-"
#define ATL_SVG_PAGE  ATL_SVG_CLASS "page"
#define ATL_SVG_BOX   ATL_SVG_CLASS "b"
#define ATL_SVG_NOTE  ATL_SVG_CLASS "n"
#define ATL_SVG_RULE  ATL_SVG_CLASS "r"
#define ATL_SVG_ICON  ATL_SVG_CLASS "i"

/* In the pages of a site, where rules say all that they can: rows that are centred, or are not, other than most of the
 * drawing; and words of other type than their node. */
#define ATL_SVG_MIDDLE ATL_SVG_CLASS "m"
#define ATL_SVG_START  ATL_SVG_CLASS "s"

/* Writes the class of words that have the type of this look's labels: "atl-13", "atl-14b". */
void atl_svg_type_class(struct atl_out *out, const struct atl_look *look);

/* Writes the class of a look: its part, and the role of its kind before it: "atl-root", "atl-blue-card". What is of one
 * class in two drawings of one sheet has the same colours and the same type: so the frames of roots, and the rows of
 * lists, have names of their own. */
void atl_svg_class(struct atl_out *out, const struct atl_look *look);

/* Writes the class of a wire, its heads or its label: "atl-wire"; with the role of its kind "atl-blue-wire". */
void atl_svg_wire_class(struct atl_out *out, const struct atl_look *look, const char *what);

/* How often a drawing shows each part of a look: as elements of SVG, or a little less. */
struct atl_svg_shown {
  uint32_t node, box, note, rule, wire, head, label;
  uint32_t icon;
  uint32_t shaped; /* boxes that are drawn as paths */
  uint32_t apart;  /* rows of its labels in nodes that look otherwise */
};

/* By look of the scene; the caller frees it. */
struct atl_svg_shown *atl_svg_find_shown(const struct atl_scene *scene);

/* Whether the blank at `at` has to stand as a no-break space: of blanks in a row, and at either end of the text, XML
 * and browsers leave out all or all but one, each by other rules; what keeps them (xml:space, white-space) is known to
 * some renderers only and lost in optimisers. No-break spaces are as wide and stay. */
bool atl_svg_blank_stays(const char *text, size_t len, size_t at);

/* Writes a text so that all of its blanks are seen. */
void atl_svg_words(struct atl_out *out, const char *text, size_t len);

#endif
