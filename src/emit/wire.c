/* A route is walked segment by segment. Each has a straight part, between what heads and bends take of its ends; cuts
 * are taken out of it. */
#include "emit/wire.h"

#include <math.h>
#include <stdlib.h>

bool atl_head_is_filled(enum atl_head_form form) {
  return form == ATL_HEAD_ARROW || form == ATL_HEAD_DIAMOND || form == ATL_HEAD_CIRCLE;
}

struct atl_wire atl_wire_for(const struct atl_wire wire[2], const struct atl_item *route) {
  struct atl_wire own = wire[route->flags & ATL_QUIET ? 1 : 0];
  if (!route->form)
    return own;
  switch (atl_item_line(route)) {
  case ATL_STROKE_DASHED:
    own.dash = wire[1].dash + ATL_PX;
    own.space = wire[1].space;
    break;
  case ATL_STROKE_DOTTED:
    own.dash = atl_max32(own.stroke, ATL_PX);
    own.space = own.dash + 2 * ATL_PX;
    break;
  case ATL_STROKE_THICK:
    own.stroke *= 2;
    break;
  default:
    break;
  }
  switch (atl_item_head(route)) {
  case ATL_HEAD_OPEN:
  case ATL_HEAD_CROW:
  case ATL_HEAD_NONE:
    own.head_length = 0;
    break;
  case ATL_HEAD_DIAMOND:
    own.head_length = own.head_length * 3 / 2;
    break;
  default:
    break;
  }
  return own;
}

/* What a head takes of the first or the last segment of a route; a segment too short for it is drawn under it. */
static int32_t head_room(const struct atl_wire *wire, int32_t length, bool head) {
  return head && length > wire->head_length ? wire->head_length : 0;
}

int32_t atl_wire_bend(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                      int32_t i) {
  const struct atl_point *p = &scene->point[route->ref];
  if (i <= 0 || i >= route->w - 1)
    return 0;
  int32_t before = atl_distance(p[i - 1], p[i]), after = atl_distance(p[i], p[i + 1]);
  int32_t radius = atl_min32(wire->bend, atl_min32(before, after) / 2);
  if (i == 1)
    radius = atl_min32(radius, before - head_room(wire, before, route->flags & ATL_TAIL));
  if (i == route->w - 2)
    radius = atl_min32(radius, after - head_room(wire, after, route->flags & ATL_HEAD));
  return radius;
}

struct walk {
  const struct atl_pen *pen;
  bool down;
  struct atl_point at; /* where the pen is when it is down */
};

static void put_down(struct walk *walk, struct atl_point at) {
  if (!walk->down)
    walk->pen->move(walk->pen->on, at);
  walk->at = at;
  walk->down = true;
}

static void draw_to(struct walk *walk, struct atl_point from, struct atl_point to) {
  put_down(walk, from);
  walk->pen->line(walk->pen->on, from, to);
  walk->at = to;
}

static void trace(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                  const struct atl_cut *cut, uint32_t cuts, const struct atl_pen *pen) {
  const struct atl_point *p = &scene->point[route->ref];
  struct walk walk = {.pen = pen};
  for (int32_t i = 0; i + 1 < route->w; i++) {
    int32_t length = atl_distance(p[i], p[i + 1]), radius = atl_wire_bend(wire, scene, route, i + 1);
    int32_t before = i ? atl_wire_bend(wire, scene, route, i) : head_room(wire, length, route->flags & ATL_TAIL);
    int32_t at = before;
    int32_t stop = length - (i + 2 < route->w ? radius : head_room(wire, length, route->flags & ATL_HEAD));
    if (i && before) {
      put_down(&walk, atl_before(p[i - 1], p[i], before));
      pen->bend(pen->on, p[i], atl_before(p[i + 1], p[i], before));
    }
    for (; cuts && cut->segment == (uint32_t)i; cut++, cuts--) {
      int32_t from = atl_max32(cut->from, at), to = atl_min32(cut->to, stop);
      bool lift = cut->from == cut->to; /* not within a bend */
      if (lift ? cut->from <= at || cut->from >= stop : from > stop || cut->to < at)
        continue;
      if (from > at)
        draw_to(&walk, atl_before(p[i + 1], p[i], at), atl_before(p[i + 1], p[i], from));
      walk.down = false;
      at = to;
    }
    if (wire->dash && i + 2 == route->w && route->flags & ATL_HEAD && stop - wire->dash > at) {
      draw_to(&walk, atl_before(p[i + 1], p[i], at), atl_before(p[i + 1], p[i], stop - wire->dash));
      walk.down = false; /* a dash begins, to end at the head */
      at = stop - wire->dash;
    }
    if (at < stop)
      draw_to(&walk, atl_before(p[i + 1], p[i], at), atl_before(p[i + 1], p[i], stop));
  }
}

/* The way of a segment, of length 1. */
static struct atl_point way(struct atl_point a, struct atl_point b) {
  return (struct atl_point){(b.x > a.x) - (b.x < a.x), (b.y > a.y) - (b.y < a.y)};
}

/* The route moved to one side: `aside` to the left of its way, or to the right. */
static void trace_beside(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                         int32_t aside, const struct atl_cut *cut, uint32_t cuts, const struct atl_pen *pen) {
  const struct atl_point *p = &scene->point[route->ref];
  struct atl_point *moved = atl_alloc((size_t)route->w, sizeof *moved);
  struct atl_scene beside = *scene;
  struct atl_item item = *route;
  for (int32_t i = 0; i < route->w; i++) {
    struct atl_point before = i ? way(p[i - 1], p[i]) : way(p[0], p[1]);
    struct atl_point after = i + 1 < route->w ? way(p[i], p[i + 1]) : before;
    bool on = before.x == after.x && before.y == after.y; /* it goes straight on */
    moved[i].x = p[i].x + aside * (before.y + (on ? 0 : after.y));
    moved[i].y = p[i].y - aside * (before.x + (on ? 0 : after.x));
  }
  beside.point = moved;
  item.ref = 0;
  trace(wire, &beside, &item, cut, cuts, pen);
  free(moved);
}

void atl_wire_trace(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                    const struct atl_cut *cut, uint32_t cuts, const struct atl_pen *pen) {
  if (atl_item_line(route) != ATL_STROKE_DOUBLE) {
    trace(wire, scene, route, cut, cuts, pen);
    return;
  }
  int32_t aside = (wire->stroke + 2 * ATL_PX) / 2;
  trace_beside(wire, scene, route, aside, cut, cuts, pen);
  trace_beside(wire, scene, route, -aside, cut, cuts, pen);
}

/* -- curves -------------------------------------------------------------------------------------------------------- */

static int64_t length_of(int64_t x, int64_t y) {
  int64_t square = x * x + y * y, a = square, b = (square + 1) / 2;
  while (b < a) { /* Newton's method: whole numbers, so every machine draws the same */
    a = b;
    b = (a + square / a) / 2;
  }
  return a;
}

/* The point `by` before `to` on the way from `from`, in any direction; `to` itself where it is no farther. */
static struct atl_point before(struct atl_point from, struct atl_point to, int32_t by) {
  int64_t x = (int64_t)to.x - from.x, y = (int64_t)to.y - from.y, length = length_of(x, y);
  if (length <= by)
    return to;
  return (struct atl_point){to.x - (int32_t)(x * by / length), to.y - (int32_t)(y * by / length)};
}

static bool same(struct atl_point a, struct atl_point b) { return a.x == b.x && a.y == b.y; }

/* Where a route comes from at its last point, or goes to from its first: the next point; of a curve a handle, or the
 * other end of the piece. */
static struct atl_point towards(const struct atl_point *p, const struct atl_item *route, bool at_tail) {
  int32_t tip = at_tail ? 0 : route->w - 1, step = at_tail ? 1 : -1;
  bool straight = route->flags & ATL_CURVED && same(p[tip], p[tip + step]);
  return p[tip + (straight ? 3 : 1) * step];
}

void atl_curve_trace(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                     const struct atl_pen *pen) {
  const struct atl_point *p = &scene->point[route->ref];
  int32_t count = route->w;
  pen->move(pen->on, route->flags & ATL_TAIL ? before(towards(p, route, true), p[0], wire->head_length) : p[0]);
  for (int32_t i = 0; i + 3 < count; i += 3) {
    struct atl_point to = p[i + 3];
    bool straight = same(p[i], p[i + 1]) && same(p[i + 2], to);
    if (i + 4 == count && route->flags & ATL_HEAD)
      to = before(towards(p, route, false), to, wire->head_length);
    if (straight)
      pen->slant(pen->on, to);
    else
      pen->curve(pen->on, &p[i + 1], to);
  }
}

struct atl_head atl_curve_head(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                               bool at_tail) {
  const struct atl_point *p = &scene->point[route->ref];
  struct atl_point tip = at_tail ? p[0] : p[route->w - 1], from = towards(p, route, at_tail);
  int64_t x = (int64_t)tip.x - from.x, y = (int64_t)tip.y - from.y, length = length_of(x, y);
  if (!length)
    length = 1;
  struct atl_point base = {tip.x - (int32_t)(x * wire->head_length / length),
                           tip.y - (int32_t)(y * wire->head_length / length)};
  int32_t dx = (int32_t)(-y * wire->head_width / 2 / length), dy = (int32_t)(x * wire->head_width / 2 / length);
  return (struct atl_head){tip, {{base.x + dx, base.y + dy}, {base.x - dx, base.y - dy}}};
}

/* -- heads that are no plain arrows ------------------------------------------------------------------------------- */

/* The point that is `along` behind the tip and `aside` to its left, of a head that comes from `from`. */
static struct atl_point behind(struct atl_point from, struct atl_point tip, int32_t along, int32_t aside) {
  int64_t x = (int64_t)tip.x - from.x, y = (int64_t)tip.y - from.y;
  int64_t length = x && y ? (int64_t)lround(hypot((double)x, (double)y)) : x ? (x < 0 ? -x : x) : y < 0 ? -y : y;
  length = length ? length : 1;
  return (struct atl_point){tip.x - (int32_t)((x * along + y * aside) / length),
                            tip.y - (int32_t)((y * along - x * aside) / length)};
}

struct atl_head_path atl_head_path_of(const struct atl_wire *wire, const struct atl_scene *scene,
                                      const struct atl_item *route, bool at_tail) {
  const struct atl_point *p = &scene->point[route->ref];
  struct atl_point tip = at_tail ? p[0] : p[route->w - 1], from = towards(p, route, at_tail);
  int32_t l = wire->head_length, w = wire->head_width / 2;
  switch (atl_item_head(route)) {
  case ATL_HEAD_OPEN:
    l = wire->head_width;
    return (struct atl_head_path){{behind(from, tip, l, w), tip, behind(from, tip, l, -w)}, 3, false, false};
  case ATL_HEAD_CROW:
    l = wire->head_width * 5 / 4;
    return (struct atl_head_path){
        {behind(from, tip, 0, w), behind(from, tip, l, 0), behind(from, tip, 0, -w)}, 3, false, false};
  case ATL_HEAD_DIAMOND:
    return (struct atl_head_path){
        {tip, behind(from, tip, l / 2, w), behind(from, tip, l, 0), behind(from, tip, l / 2, -w)}, 4, true, false};
  case ATL_HEAD_CIRCLE:
    return (struct atl_head_path){{behind(from, tip, l / 2, 0), tip}, 2, true, true};
  case ATL_HEAD_NONE:
    return (struct atl_head_path){0};
  default:
    return (struct atl_head_path){{tip, behind(from, tip, l, w), behind(from, tip, l, -w)}, 3, true, false};
  }
}
