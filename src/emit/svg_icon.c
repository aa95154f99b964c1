/* Files of icons are drawn 24 px wide, and scaled where they stand. */
#include "emit/svg_icon.h"

#include "base/hash.h"
#include "emit/svg_look.h"
#include "emit/svg_path.h"
#include "style/icon.h"

#include <stdlib.h>
#include <string.h>

enum { WIDE = 24, UNIT = ATL_ICON_GRID / WIDE };
enum { ID_DIGITS = 8 }; /* of a hash: two icons of one page in four thousand million have one */

static void length(struct atl_out *out, const char *name, int32_t v, int32_t unit) {
  atl_out_char(out, ' ');
  atl_out_text(out, name);
  atl_out_lit(out, "=\"");
  atl_out_fixed(out, v, unit);
  atl_out_char(out, '"');
}

/* Paths that are filled or stroked with what is around them. */
static void write_parts(struct atl_out *out, const char *drawn) {
  static const char *const cap[] = {"", " stroke-linecap=\"round\"", " stroke-linecap=\"square\""};
  static const char *const join[] = {"", " stroke-linejoin=\"round\"", " stroke-linejoin=\"bevel\""};
  static const struct atl_point nowhere = {INT32_MIN, INT32_MIN};
  struct atl_icon_part part;
  struct atl_outline_step step;
  struct atl_point at = nowhere;
  bool open = false;
  for (char what; (what = atl_icon_next(&drawn, &part, &step));) {
    if (what == 'S') {
      atl_svg_step(out, &step, &at, UNIT);
      continue;
    }
    atl_out_text(out, open ? "\"/>\n" : "");
    atl_out_text(out, part.stroked ? "<path fill=\"none\"" : "<path stroke=\"none\"");
    if (part.stroked) {
      length(out, "stroke-width", part.width, UNIT);
      atl_out_text(out, cap[part.cap]);
      atl_out_text(out, join[part.join]);
    } else if (part.evenodd)
      atl_out_lit(out, " fill-rule=\"evenodd\"");
    atl_out_lit(out, " d=\"");
    at = nowhere;
    open = true;
  }
  atl_out_text(out, open ? "\"/>\n" : "");
}

/* With a colon, which no id of a node has. */
static void write_id(struct atl_out *out, const char *drawn, const char *prefix) {
  char digits[ATL_HASH_DIGITS + 1];
  atl_hash_write(atl_hash_bytes(drawn, strlen(drawn)), digits);
  if (prefix)
    atl_out_xml(out, prefix, strlen(prefix));
  atl_out_lit(out, "icon:");
  atl_out_write(out, digits, ID_DIGITS);
}

bool atl_svg_has_symbols(const struct atl_scene *scene) {
  for (uint32_t i = 0; scene->icons && i < scene->item.len; i++)
    if (scene->item.at[i].op == ATL_ICON && atl_icon_drawn(scene, &scene->item.at[i]))
      return true;
  return false;
}

void atl_svg_symbols(struct atl_out *out, const struct atl_scene *scene, const char *id_prefix) {
  bool *seen = scene->icons ? atl_alloc(scene->icons, sizeof *seen) : NULL;
  for (uint32_t i = 0; seen && i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    const char *drawn = item->op == ATL_ICON ? atl_icon_drawn(scene, item) : NULL;
    if (!drawn || seen[item->ref - ATL_ICONS])
      continue;
    seen[item->ref - ATL_ICONS] = true;
    atl_out_lit(out, "<symbol id=\"");
    write_id(out, drawn, id_prefix);
    atl_out_lit(out, "\" viewBox=\"0 0 24 24\">\n");
    write_parts(out, drawn);
    atl_out_lit(out, "</symbol>\n");
  }
  free(seen);
}

void atl_svg_icon_begin(struct atl_out *out, const struct atl_scene *scene, const struct atl_item *item,
                        enum atl_icon_way way, const char *id_prefix) {
  const char *drawn = atl_icon_drawn(scene, item);
  atl_out_text(out, !drawn ? "<path" : way == ATL_ICON_HERE ? "<g" : "<use");
  if (atl_icon_is_stroked(scene, item))
    atl_out_lit(out, " class=\"" ATL_SVG_ICON "\"");
  if (!drawn) {
    atl_out_lit(out, " d=\"");
    atl_svg_icon(out, item);
    atl_out_lit(out, "\" fill=\"none\"");
  } else if (way == ATL_ICON_HERE) {
    atl_out_lit(out, " transform=\"translate(");
    atl_out_fixed(out, item->x, ATL_PX);
    atl_out_char(out, ' ');
    atl_out_fixed(out, item->y, ATL_PX);
    atl_out_lit(out, ")scale(");
    atl_out_fixed(out, item->w, WIDE * ATL_PX);
    atl_out_lit(out, ")\"");
  } else {
    atl_out_lit(out, " xlink:href=\"#");
    write_id(out, drawn, id_prefix);
    atl_out_char(out, '"');
    length(out, "x", item->x, ATL_PX);
    length(out, "y", item->y, ATL_PX);
    length(out, "width", item->w, ATL_PX);
    length(out, "height", item->h, ATL_PX);
  }
}

void atl_svg_icon_end(struct atl_out *out, const struct atl_scene *scene, const struct atl_item *item,
                      enum atl_icon_way way) {
  const char *drawn = atl_icon_drawn(scene, item);
  if (!drawn)
    length(out, "stroke-width", ATL_ICON_STROKE, ATL_PX);
  if (!drawn || way == ATL_ICON_BY_ID) {
    atl_out_lit(out, "/>\n");
    return;
  }
  atl_out_lit(out, ">\n");
  write_parts(out, drawn);
  atl_out_lit(out, "</g>\n");
}
