/* Boxes, wires and words, in the order of the scene. */
#include "emit/canvas.h"

#include "base/load.h"
#include "emit/canvas_text.h"
#include "style/icon.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>

#define CAIRO(X)                                                                                                       \
  X(cairo_clip)                                                                                                        \
  X(cairo_close_path)                                                                                                  \
  X(cairo_curve_to)                                                                                                    \
  X(cairo_fill)                                                                                                        \
  X(cairo_fill_preserve)                                                                                               \
  X(cairo_get_current_point)                                                                                           \
  X(cairo_line_to)                                                                                                     \
  X(cairo_move_to)                                                                                                     \
  X(cairo_paint)                                                                                                       \
  X(cairo_rectangle)                                                                                                   \
  X(cairo_restore)                                                                                                     \
  X(cairo_save)                                                                                                        \
  X(cairo_set_dash)                                                                                                    \
  X(cairo_set_fill_rule)                                                                                               \
  X(cairo_set_line_cap)                                                                                                \
  X(cairo_set_line_join)                                                                                               \
  X(cairo_set_line_width)                                                                                              \
  X(cairo_set_miter_limit)                                                                                             \
  X(cairo_set_source_rgb)                                                                                              \
  X(cairo_status)                                                                                                      \
  X(cairo_status_to_string)                                                                                            \
  X(cairo_stroke)

/* Filled once, then only read. */
static struct {
  bool open;
  CAIRO(ATL_MEMBER)
} lib;

bool atl_canvas_open(void) {
  if (!lib.open) {
    void *library = atl_library(ATL_LIBRARY("cairo", "2"));
    lib.open = library CAIRO(ATL_FIND);
  }
  return lib.open;
}

static void set_color(struct atl_canvas *c, struct atl_paint paint) {
  uint32_t color = atl_canvas_color(c, paint);
  lib.cairo_set_source_rgb(c->cairo, (color >> 16) / 255.0, (color >> 8 & 0xff) / 255.0, (color & 0xff) / 255.0);
}

static double px(int64_t v) { return (double)v / ATL_PX; }

/* -- boxes --------------------------------------------------------------------------------------------------------- */

/* The part of a quarter of an ellipse's radius by which its cubic's handles stay off the corner. */
static const double off = 1 - 0.5522847498;

static void box_path(struct atl_canvas *c, struct atl_rect r, int32_t corner) {
  double x = px(r.x), y = px(r.y), w = px(r.w), h = px(r.h);
  double rx = fmin(px(corner), w / 2), ry = fmin(px(corner), h / 2);
  if (corner <= 0) {
    lib.cairo_rectangle(c->cairo, x, y, w, h);
    return;
  }
  double right = x + w, bottom = y + h, ox = rx * off, oy = ry * off;
  lib.cairo_move_to(c->cairo, x + rx, y);
  lib.cairo_line_to(c->cairo, right - rx, y);
  lib.cairo_curve_to(c->cairo, right - ox, y, right, y + oy, right, y + ry);
  lib.cairo_line_to(c->cairo, right, bottom - ry);
  lib.cairo_curve_to(c->cairo, right, bottom - oy, right - ox, bottom, right - rx, bottom);
  lib.cairo_line_to(c->cairo, x + rx, bottom);
  lib.cairo_curve_to(c->cairo, x + ox, bottom, x, bottom - oy, x, bottom - ry);
  lib.cairo_line_to(c->cairo, x, y + ry);
  lib.cairo_curve_to(c->cairo, x, y + oy, x + ox, y, x + rx, y);
  lib.cairo_close_path(c->cairo);
}

static void trace_steps(struct atl_canvas *c, const struct atl_outline_step *step, uint32_t steps) {
  for (uint32_t i = 0; i < steps; i++) {
    const struct atl_point *at = step[i].at;
    if (step[i].command == 'Z')
      lib.cairo_close_path(c->cairo);
    else if (step[i].command == 'M')
      lib.cairo_move_to(c->cairo, px(at[0].x), px(at[0].y));
    else if (step[i].command == 'L')
      lib.cairo_line_to(c->cairo, px(at[0].x), px(at[0].y));
    else
      lib.cairo_curve_to(c->cairo, px(at[0].x), px(at[0].y), px(at[1].x), px(at[1].y), px(at[2].x), px(at[2].y));
  }
}

/* The outline of a shape, in a rectangle. */
static void shape_path(struct atl_canvas *c, const struct atl_item *item, struct atl_rect r, int32_t corner) {
  struct atl_outline_step step[ATL_MOST_STEPS];
  trace_steps(c, step, atl_item_outline(item, r, corner, step));
}

static void stroke(struct atl_canvas *c, struct atl_paint paint, int32_t width) {
  set_color(c, paint);
  lib.cairo_set_line_width(c->cairo, px(width));
  lib.cairo_stroke(c->cairo);
}

static void draw_border(struct atl_canvas *c, const struct atl_item *item, const struct atl_look *look,
                        struct atl_rect r) {
  int32_t dash, space, width = atl_border_of(item, look, &dash, &space);
  if (atl_is_shaped(item))
    shape_path(c, item, r, look->corner);
  else
    box_path(c, r, atl_item_corner(item, look));
  set_color(c, look->fill);
  lib.cairo_fill_preserve(c->cairo);
  double dashes[] = {px(dash), px(space)};
  if (dash)
    lib.cairo_set_dash(c->cairo, dashes, 2, 0);
  stroke(c, look->line, width);
  if (dash)
    lib.cairo_set_dash(c->cairo, NULL, 0, 0);
}

static void draw_box(struct atl_canvas *c, const struct atl_item *item, const struct atl_look *look) {
  struct atl_rect within;
  draw_border(c, item, look, (struct atl_rect){item->x, item->y, item->w, item->h});
  if (atl_border_within(item, &within))
    draw_border(c, item, look, within);
}

static void draw_part(struct atl_canvas *c, const struct atl_icon_part *part, double scale) {
  static const cairo_line_cap_t cap[] = {CAIRO_LINE_CAP_BUTT, CAIRO_LINE_CAP_ROUND, CAIRO_LINE_CAP_SQUARE};
  static const cairo_line_join_t join[] = {CAIRO_LINE_JOIN_MITER, CAIRO_LINE_JOIN_ROUND, CAIRO_LINE_JOIN_BEVEL};
  if (!part->stroked) {
    lib.cairo_set_fill_rule(c->cairo, part->evenodd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
    lib.cairo_fill(c->cairo);
    return;
  }
  lib.cairo_set_line_width(c->cairo, part->width * scale);
  lib.cairo_set_line_cap(c->cairo, cap[part->cap]);
  lib.cairo_set_line_join(c->cairo, join[part->join]);
  lib.cairo_set_miter_limit(c->cairo, 4); /* that of SVG */
  lib.cairo_stroke(c->cairo);
}

/* An icon from a file, in its square and not beyond. */
static void draw_file_icon(struct atl_canvas *c, const struct atl_item *item, const struct atl_look *look,
                           const char *drawn) {
  double x = px(item->x), y = px(item->y), scale = px(item->w) / ATL_ICON_GRID;
  struct atl_icon_part part = {0}, next;
  struct atl_outline_step step;
  bool open = false;
  lib.cairo_save(c->cairo);
  lib.cairo_rectangle(c->cairo, x, y, px(item->w), px(item->h));
  lib.cairo_clip(c->cairo);
  set_color(c, look->text);
  for (char what; (what = atl_icon_next(&drawn, &next, &step));) {
    const struct atl_point *at = step.at;
    if (what == 'P') {
      if (open)
        draw_part(c, &part, scale);
      part = next;
      open = true;
    } else if (step.command == 'Z')
      lib.cairo_close_path(c->cairo);
    else if (step.command == 'C')
      lib.cairo_curve_to(c->cairo, x + at[0].x * scale, y + at[0].y * scale, x + at[1].x * scale, y + at[1].y * scale,
                         x + at[2].x * scale, y + at[2].y * scale);
    else
      (step.command == 'M' ? lib.cairo_move_to : lib.cairo_line_to)(c->cairo, x + at[0].x * scale, y + at[0].y * scale);
  }
  if (open)
    draw_part(c, &part, scale);
  lib.cairo_restore(c->cairo);
}

static void draw_icon(struct atl_canvas *c, const struct atl_item *item, const struct atl_look *look) {
  const char *drawn = atl_icon_drawn(c->scene, item);
  if (drawn) {
    draw_file_icon(c, item, look, drawn);
    return;
  }
  struct atl_outline_step step[ATL_MOST_STEPS];
  trace_steps(c, step, atl_icon_outline(item->ref, (struct atl_point){item->x, item->y}, step));
  stroke(c, look->text, ATL_ICON_STROKE);
}

static void draw_rule(struct atl_canvas *c, const struct atl_item *item, const struct atl_look *look) {
  lib.cairo_move_to(c->cairo, px(item->x), px(item->y));
  lib.cairo_line_to(c->cairo, px(item->x + item->w), px(item->y));
  stroke(c, look->rule, ATL_PX);
}

/* -- wires --------------------------------------------------------------------------------------------------------- */

static void pen_move(void *canvas, struct atl_point to) {
  struct atl_canvas *c = canvas;
  lib.cairo_move_to(c->cairo, px(to.x), px(to.y));
}

static void pen_line(void *canvas, struct atl_point from, struct atl_point to) {
  struct atl_canvas *c = canvas;
  (void)from;
  lib.cairo_line_to(c->cairo, px(to.x), px(to.y));
}

/* A quadratic curve, as a cubic. */
static void pen_bend(void *canvas, struct atl_point corner, struct atl_point to) {
  struct atl_canvas *c = canvas;
  double x, y, cx = px(corner.x), cy = px(corner.y), tx = px(to.x), ty = px(to.y);
  lib.cairo_get_current_point(c->cairo, &x, &y);
  lib.cairo_curve_to(c->cairo, x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3, tx + (cx - tx) * 2 / 3,
                     ty + (cy - ty) * 2 / 3, tx, ty);
}

static void pen_slant(void *canvas, struct atl_point to) {
  struct atl_canvas *c = canvas;
  lib.cairo_line_to(c->cairo, px(to.x), px(to.y));
}

static void pen_curve(void *canvas, const struct atl_point *handle, struct atl_point to) {
  struct atl_canvas *c = canvas;
  lib.cairo_curve_to(c->cairo, px(handle[0].x), px(handle[0].y), px(handle[1].x), px(handle[1].y), px(to.x), px(to.y));
}

static void add_slanted_head(struct atl_canvas *c, struct atl_head head) {
  lib.cairo_move_to(c->cairo, px(head.tip.x), px(head.tip.y));
  lib.cairo_line_to(c->cairo, px(head.base[0].x), px(head.base[0].y));
  lib.cairo_line_to(c->cairo, px(head.base[1].x), px(head.base[1].y));
  lib.cairo_close_path(c->cairo);
}

static void add_head(struct atl_canvas *c, const struct atl_wire *wire, struct atl_point from, struct atl_point tip) {
  bool vertical = from.x == tip.x;
  bool forward = vertical ? tip.y > from.y : tip.x > from.x;
  double x = px(tip.x), y = px(tip.y), back = px(forward ? -wire->head_length : wire->head_length);
  double half = px(wire->head_width) / 2;
  lib.cairo_move_to(c->cairo, x, y);
  lib.cairo_line_to(c->cairo, vertical ? x - half : x + back, vertical ? y + back : y - half);
  lib.cairo_line_to(c->cairo, vertical ? x + half : x + back, vertical ? y + back : y + half);
  lib.cairo_close_path(c->cairo);
}

/* A head that is no plain arrow. */
static void add_formed_head(struct atl_canvas *c, const struct atl_wire *wire, const struct atl_item *route,
                            bool at_tail) {
  struct atl_head_path head = atl_head_path_of(wire, c->scene, route, at_tail);
  if (head.circle) {
    int32_t r = wire->head_length / 2;
    box_path(c, (struct atl_rect){head.p[0].x - r, head.p[0].y - r, 2 * r, 2 * r}, r);
    return;
  }
  for (int i = 0; i < head.count; i++)
    (i ? lib.cairo_line_to : lib.cairo_move_to)(c->cairo, px(head.p[i].x), px(head.p[i].y));
  if (head.closed)
    lib.cairo_close_path(c->cairo);
}

/* Whether the band may show some of an item. */
static bool in_band(const struct atl_canvas *c, const struct atl_item *item) {
  const struct atl_look *look = &c->scene->look[item->look];
  int64_t top = item->y, bottom = item->y, margin = 3 * ATL_PX + look->stroke;
  if (item->op == ATL_WORD) { /* of a tall script, with marks above marks */
    top -= 2 * (int64_t)atl_max32(look->label_size, look->note_size);
    bottom += atl_max32(look->label_size, look->note_size);
  } else if (item->op == ATL_ROUTE) {
    margin = ATL_PX + c->wire[0].stroke + c->wire[0].head_width;
    top = INT32_MAX;
    bottom = INT32_MIN;
    for (int32_t i = 0; i < item->w; i++) {
      int32_t y = c->scene->point[item->ref + (uint32_t)i].y;
      top = y < top ? y : top;
      bottom = y > bottom ? y : bottom;
    }
  } else if (item->op == ATL_BEGIN || item->op == ATL_SAMPLE || item->op == ATL_ICON)
    bottom += item->h;
  return (double)(bottom + margin) >= c->begin && (double)(top - margin) <= c->end;
}

/* All routes of one net, from item `i`, as one path, so that wires which share a trunk do not make its edges bolder:
 * the lines or the heads. Returns the item after them. */
static uint32_t draw_net(struct atl_canvas *c, uint32_t i, bool heads) {
  const struct atl_item *first = &c->scene->item.at[i];
  struct atl_wire own = atl_wire_for(c->wire, first);
  const struct atl_wire *wire = &own;
  const struct atl_pen pen = {
      .on = c, .move = pen_move, .line = pen_line, .bend = pen_bend, .slant = pen_slant, .curve = pen_curve};
  bool any = false;
  for (; i < c->scene->item.len; i++) {
    const struct atl_item *item = &c->scene->item.at[i];
    const struct atl_point *at = &c->scene->point[item->ref];
    if (item->op != ATL_ROUTE || item->h != first->h)
      break;
    if (item->w < 2 || !in_band(c, item) || (heads && !(item->flags & (ATL_HEAD | ATL_TAIL))))
      continue;
    any = true;
    bool curved = item->flags & ATL_CURVED;
    if (!heads && curved) {
      atl_curve_trace(wire, c->scene, item, &pen);
      continue;
    }
    if (!heads) {
      uint32_t cuts;
      const struct atl_cut *cut = atl_cuts_of(&c->cuts, i, &cuts);
      atl_wire_trace(wire, c->scene, item, cut, cuts, &pen);
      continue;
    }
    if (atl_item_head(item) != ATL_HEAD_ARROW) {
      if (item->flags & ATL_TAIL)
        add_formed_head(c, wire, item, true);
      if (item->flags & ATL_HEAD)
        add_formed_head(c, wire, item, false);
      continue;
    }
    if (item->flags & ATL_TAIL && curved)
      add_slanted_head(c, atl_curve_head(wire, c->scene, item, true));
    else if (item->flags & ATL_TAIL)
      add_head(c, wire, at[1], at[0]);
    if (item->flags & ATL_HEAD && curved)
      add_slanted_head(c, atl_curve_head(wire, c->scene, item, false));
    else if (item->flags & ATL_HEAD)
      add_head(c, wire, at[item->w - 2], at[item->w - 1]);
  }
  struct atl_paint color = c->scene->look[first->look].line;
  if (any && heads && atl_head_is_filled(atl_item_head(first))) {
    set_color(c, color);
    lib.cairo_fill(c->cairo);
  } else if (any && heads) {
    stroke(c, color, wire->stroke);
  } else if (any) {
    double dashes[] = {px(wire->dash), px(wire->space)};
    lib.cairo_set_dash(c->cairo, dashes, wire->dash ? 2 : 0, 0);
    stroke(c, color, wire->stroke);
    lib.cairo_set_dash(c->cairo, NULL, 0, 0);
  }
  return i;
}

/* The wires from item `i` on: first all lines, then all heads. Returns the item after them. */
static uint32_t draw_wires(struct atl_canvas *c, uint32_t i) {
  uint32_t end = i;
  while (end < c->scene->item.len && c->scene->item.at[end].op == ATL_ROUTE)
    end = draw_net(c, end, false);
  while (i < end)
    i = draw_net(c, i, true);
  return end;
}

/* -- words --------------------------------------------------------------------------------------------------------- */

static double set_word(void *canvas, const struct atl_item *item, const struct atl_run *word, double x, double y,
                       bool show) {
  struct atl_canvas *c = canvas;
  const struct atl_look *look = &c->scene->look[item->look];
  if (show)
    set_color(c, item->flags & ATL_MUTED ? look->note : look->text);
  return atl_canvas_text_set(c->text, word, x, y, show);
}

/* A row of words. Returns how many items it took. */
static uint32_t draw_row(struct atl_canvas *c, const struct atl_item *item, uint32_t most) {
  uint32_t count = atl_row_count(item, most);
  double y = px(item->y);
  if (c->scale > 0) /* letters stand on whole pixels */
    y = round((y + 0.5) * c->scale) / c->scale - 0.5;
  if (in_band(c, item))
    atl_row_set(&c->row, item, count, y);
  return count;
}

/* -- all of it ----------------------------------------------------------------------------------------------------- */

void atl_canvas_draw(struct atl_canvas *c, double begin, double end) {
  const struct atl_scene *scene = c->scene;
  c->begin = begin;
  c->end = end;
  if (!scene->sheet->clear) {
    set_color(c, scene->sheet->page);
    lib.cairo_paint(c->cairo);
  }
  for (uint32_t i = 0; i < scene->item.len;) {
    const struct atl_item *item = &scene->item.at[i];
    const struct atl_look *look = &scene->look[item->look];
    if (item->op == ATL_ROUTE) {
      i = draw_wires(c, i);
      continue;
    }
    if (item->op == ATL_WORD) {
      i += draw_row(c, item, scene->item.len - i);
      continue;
    }
    bool box = item->op == ATL_SAMPLE || (item->op == ATL_BEGIN && !(item->flags & ATL_OPEN));
    if (box && in_band(c, item))
      draw_box(c, item, look);
    else if (item->op == ATL_ICON && in_band(c, item))
      draw_icon(c, item, look);
    else if (item->op == ATL_RULE && in_band(c, item))
      draw_rule(c, item, look);
    i++;
  }
}

bool atl_canvas_is_good(const struct atl_canvas *c, struct atl_diags *diags) {
  cairo_status_t status = lib.cairo_status(c->cairo);
  if (status != CAIRO_STATUS_SUCCESS)
    atl_report(diags, ATL_ERROR, c->what->code, ATL_NOWHERE, "cairo cannot draw this: %s",
               lib.cairo_status_to_string(status));
  return status == CAIRO_STATUS_SUCCESS && !atl_canvas_text_failed(c->text);
}

void atl_canvas_init(struct atl_canvas *c, const struct atl_scene *scene, cairo_t *cairo, double scale, bool dark,
                     const struct atl_canvas_for *what, struct atl_diags *diags) {
  *c = (struct atl_canvas){.scene = scene, .cairo = cairo, .scale = scale, .dark = dark, .what = what};
  c->wire[0] = atl_wire_of(scene->sheet, false);
  c->wire[1] = atl_wire_of(scene->sheet, true);
  atl_cuts_find(&c->cuts, scene);
  c->text = atl_canvas_text_new(cairo, scale, what, diags);
  c->row = (struct atl_row){.scene = scene, .set = set_word, .to = c};
}

void atl_canvas_release(struct atl_canvas *c) {
  atl_canvas_text_free(c->text);
  atl_row_release(&c->row);
  atl_cuts_release(&c->cuts);
  *c = (struct atl_canvas){0};
}
