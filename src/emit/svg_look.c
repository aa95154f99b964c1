/* Colours, classes and type of an SVG: see svg_look.h. */
#include "emit/svg_look.h"

#include <string.h>

const char *atl_svg_family(const struct atl_sheet *sheet) {
  static const char sans[] = "Arial, Liberation Sans, Helvetica, DejaVu Sans, Verdana, sans-serif";
  static const char mono[] = "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, Liberation Mono, monospace";
  return sheet->mono ? mono : sans;
}

void atl_svg_rgb(struct atl_out *out, uint32_t value) {
  static const char digits[] = "0123456789abcdef";
  char *p = atl_out_reserve(out, 7);
  p[0] = '#';
  if ((value >> 4 & 0x0f0f0f) == (value & 0x0f0f0f)) { /* #aabbcc is #abc */
    p[1] = digits[value >> 16 & 15];
    p[2] = digits[value >> 8 & 15];
    p[3] = digits[value & 15];
    atl_out_advance(out, 4);
    return;
  }
  for (int i = 0; i < 6; i++)
    p[i + 1] = digits[value >> (20 - 4 * i) & 15];
  atl_out_advance(out, 7);
}

void atl_svg_class(struct atl_out *out, const struct atl_look *look) {
  static const char *const parts[] = {"root", "branch", "leaf", "card", "wire", "frame"};
  if (look->name != parts[look->part] && strcmp(look->name, parts[look->part]) != 0) {
    atl_out_text(out, look->name);
    atl_out_char(out, '-');
  }
  atl_out_text(out, parts[look->part]);
  if (look->level) {
    atl_out_char(out, '-');
    atl_out_int(out, look->level + 1);
  }
}

void atl_svg_page_class(struct atl_out *out, const struct atl_look *look) {
  atl_svg_class(out, look);
  if (look->part == ATL_PART_FRAME && look->framed == ATL_PART_ROOT)
    atl_out_lit(out, "-1");
  if (look->open)
    atl_out_lit(out, "-row");
}

void atl_svg_wire_class(struct atl_out *out, const struct atl_look *look, const char *what) {
  if (strcmp(look->name, "wire") != 0) {
    atl_out_text(out, look->name);
    atl_out_char(out, '-');
  }
  atl_out_text(out, what);
}

void atl_svg_find_shown(const struct atl_scene *scene, struct atl_svg_shown *shown) {
  uint8_t now = 0; /* the look of the node: its words may differ in type, never in colour */
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    now = item->op == ATL_BEGIN ? item->look : now;
    shown[now].node |= item->op == ATL_BEGIN;
    shown[now].box |= item->op == ATL_BEGIN && !(item->flags & ATL_OPEN);
    shown[now].note |= item->op == ATL_WORD && item->flags & ATL_MUTED;
    shown[now].rule |= item->op == ATL_RULE;
    shown[item->look].wire |= item->op == ATL_ROUTE;
    shown[item->look].head |= item->op == ATL_ROUTE && item->flags & (ATL_HEAD | ATL_TAIL);
    shown[item->look].label |= item->op == ATL_LABEL;
  }
}
