/* A route is walked segment by segment. Each has a straight part, between what heads and bends take of its ends; cuts
 * are taken out of it. */
#include "emit/wire.h"

struct atl_wire atl_wire_of(const struct atl_sheet *sheet, bool quiet) {
  enum { NORMAL = 10 * ATL_PX / 8, THINNEST = 6 * ATL_PX / 8 };
  struct atl_wire wire = {.stroke = sheet->wire_stroke_set && sheet->wire_stroke ? sheet->wire_stroke : NORMAL,
                          .bend = sheet->bend_set ? sheet->bend : 6 * ATL_PX};
  if (quiet) {
    wire.stroke = atl_min32(wire.stroke, atl_max32(THINNEST, wire.stroke * 4 / 5));
    wire.dash = 4 * ATL_PX + wire.stroke / 2 / 4 * 4;
    wire.space = 3 * ATL_PX + wire.stroke / 2 / 4 * 4;
  }
  wire.head_length = atl_max32(6 * ATL_PX, 8 * ATL_PX + 3 * (wire.stroke - NORMAL));
  if (quiet)
    wire.head_length = atl_round_up(wire.head_length, ATL_PX / 2);
  wire.head_width = wire.head_length * 7 / 8 / 2 * 2;
  return wire;
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

void atl_wire_trace(const struct atl_wire *wire, const struct atl_scene *scene, const struct atl_item *route,
                    const struct atl_cut *cut, uint32_t cuts, const struct atl_pen *pen) {
  const struct atl_point *p = &scene->point[route->ref];
  struct walk walk = {.pen = pen};
  bool cut_bend = false; /* the bend before this segment is left out */
  for (int32_t i = 0; i + 1 < route->w; i++) {
    int32_t length = atl_distance(p[i], p[i + 1]), radius = atl_wire_bend(wire, scene, route, i + 1);
    int32_t before = i ? atl_wire_bend(wire, scene, route, i) : head_room(wire, length, route->flags & ATL_TAIL);
    int32_t at = before;
    int32_t stop = length - (i + 2 < route->w ? radius : head_room(wire, length, route->flags & ATL_HEAD));
    if (i && !cut_bend && !(cuts && cut->segment == (uint32_t)i && cut->from < at)) {
      if (before) {
        put_down(&walk, atl_before(p[i - 1], p[i], before));
        pen->bend(pen->on, p[i], atl_before(p[i + 1], p[i], before));
      }
    } else if (i)
      walk.down = false;
    cut_bend = false;
    for (; cuts && cut->segment == (uint32_t)i; cut++, cuts--) {
      int32_t from = atl_max32(cut->from, at), to = atl_min32(cut->to, stop);
      cut_bend |= cut->to > stop;
      if (from > stop || cut->to < at)
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
