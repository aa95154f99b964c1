/* The table of layouts, and what holds for every placement. A new layout is one file and one row. */
#include "place/place.h"

#include "place/measure.h"

#include <stdlib.h>
#include <string.h>

/* Pairs of boxes are compared; above this it would take longer than the layout. */
#define ATL_CHECK_PAIRS_UP_TO 3000u

const char *const atl_direction_names[] = {"down", "right", "up", "left", NULL};
const char *const atl_aspect_names[] = {"tall", "square", "wide", NULL};

const struct atl_layout_engine atl_layouts[] = {
    {.name = "tree",
     .about = "a bus tree: one trunk, one rail, aligned children",
     .meant = "a hierarchy",
     .shape = ATL_HIERARCHY,
     .mirrors = true,
     .ranks = true,
     .fits = true,
     .shapes = true,
     .run = atl_layout_tree},
    {.name = "layered",
     .about = "a graph in layers: links and hierarchy alike, few crossings",
     .meant = "a map of links",
     .shape = ATL_GRAPH,
     .layers = true,
     .links = true,
     .mirrors = true,
     .run = atl_layout_layered},
    {.name = "nested",
     .about = "boxes in boxes: groups are titled frames, packed",
     .joins = true,
     .frames = true,
     .shapes = true,
     .ways = ATL_NESTED_WAYS,
     .run = atl_layout_nested},
    {.name = "grid",
     .about = "equal tiles in titled frames, as many in a row as fit",
     .tiles = true,
     .frames = true,
     .fits = true,
     .shapes = true,
     .run = atl_layout_grid},
    {.name = "chain",
     .about = "a timeline or pipeline: steps in rows, wrapped like text",
     .joins = true,
     .meant = "a path",
     .shape = ATL_PATH,
     .mirrors = true,
     .direction = ATL_RIGHT,
     .run = atl_layout_chain},
    {.name = "radial",
     .about = "a mind map: rings around the root, in pictures",
     .links = true,
     .picture = true,
     .run = atl_layout_radial},
    {.name = "list",
     .about = "an indented list, one row an entry",
     .large = true,
     .entries = true,
     .links = true,
     .run = atl_layout_list},
    {0},
};

const struct atl_layout_engine *atl_layout_named(const char *name) {
  for (const struct atl_layout_engine *engine = atl_layouts; engine->name; engine++)
    if (!strcmp(engine->name, name))
      return engine;
  return NULL;
}

const struct atl_layout_engine *atl_layout_meant(enum atl_shape_of_map shape) {
  for (const struct atl_layout_engine *engine = atl_layouts; engine->name; engine++)
    if (engine->meant && engine->shape == shape)
      return engine;
  return &atl_layouts[0];
}

const struct atl_layout_engine *atl_layout_large(void) {
  const struct atl_layout_engine *engine = atl_layouts;
  while (!engine->large)
    engine++;
  return engine;
}

void atl_place_release_lines(struct atl_place *place) {
  free(place->first_line);
  place->first_line = NULL;
  atl_vec_release(&place->line);
}

/* With the blanks beside labels, or without those on the right. */
static struct atl_rect bounds(const struct atl_place *place, uint32_t boxes, bool wires, int32_t blank) {
  int32_t left = INT32_MAX, top = INT32_MAX, right = INT32_MIN, bottom = INT32_MIN, on = place->cells ? 1 : 0;
  uint32_t labels = wires ? place->label.len : 0;
  for (uint32_t i = 0; i < boxes + labels; i++) {
    struct atl_rect r = i < boxes ? place->box[i] : place->label.at[i - boxes].rect;
    left = atl_min32(left, r.x);
    top = atl_min32(top, r.y);
    right = atl_max32(right, atl_rect_right(r) - (i < boxes ? 0 : blank));
    bottom = atl_max32(bottom, atl_rect_bottom(r));
  }
  for (uint32_t i = 0; wires && i < place->point.len; i++) {
    struct atl_point p = place->point.at[i];
    left = atl_min32(left, p.x);
    top = atl_min32(top, p.y);
    right = atl_max32(right, p.x + on);
    bottom = atl_max32(bottom, p.y + on);
  }
  return (struct atl_rect){left, top, right - left, bottom - top};
}

struct atl_rect atl_place_bounds(const struct atl_place *place, uint32_t boxes, bool wires) {
  return bounds(place, boxes, wires, 0);
}

int32_t atl_place_seen_width(const struct atl_place *place, uint32_t boxes) {
  if (!place->cells)
    return place->w;
  int32_t blank = atl_label_padding(true).x, right = atl_rect_right(bounds(place, boxes, true, blank));
  return atl_min32(atl_max32(right, place->w - blank), place->w);
}

void atl_place_shift(struct atl_place *place, uint32_t boxes, int32_t x, int32_t y) {
  for (uint32_t i = 0; i < boxes; i++) {
    place->box[i].x += x;
    place->box[i].y += y;
  }
  for (uint32_t i = 0; i < place->point.len; i++) {
    place->point.at[i].x += x;
    place->point.at[i].y += y;
  }
  for (uint32_t i = 0; i < place->label.len; i++) {
    place->label.at[i].rect.x += x;
    place->label.at[i].rect.y += y;
  }
}

void atl_place_release_to_points(struct atl_place *place) {
  struct atl_place kept = {.cells = place->cells, .w = place->w, .h = place->h};
  memcpy(&kept.point, &place->point, sizeof kept.point);
  memset(&place->point, 0, sizeof place->point);
  atl_place_release(place);
  *place = kept;
}

void atl_place_release(struct atl_place *place) {
  free(place->box);
  free(place->frame);
  free(place->title);
  free(place->title_at);
  free(place->bare);
  free(place->small);
  atl_place_release_lines(place);
  atl_vec_release(&place->route);
  atl_vec_release(&place->point);
  atl_vec_release(&place->net);
  free(place->net_of);
  atl_vec_release(&place->label);
  atl_vec_release(&place->aside);
  atl_vec_release(&place->sample);
  atl_vec_release(&place->undrawn);
  *place = (struct atl_place){0};
}

/* A picture is pressed no further than this for a width that nobody asked for. */
enum { TIGHTEST_UNASKED = 4 };

/* Pressing helps a drawing that is a little too wide; one that is many times too wide stays so. */
enum { HOPELESS = 6 };

/* A curve is looked at as so many straight pieces. */
enum { CURVE_BITS = 4, CURVE_STEPS = 1 << CURVE_BITS };

/* Turns a drawing that goes down or right upside down or left side right. In cells a point is a cell, in px a line
 * between two. */
static void mirror(struct atl_place *place, const struct atl_order *order, bool across) {
  int32_t size = across ? place->w : place->h, last = size - (place->cells ? 1 : 0);
  for (uint32_t i = 0; i < order->box.len; i++) {
    struct atl_rect *r = &place->box[i];
    *(across ? &r->x : &r->y) = size - (across ? atl_rect_right(*r) : atl_rect_bottom(*r));
  }
  for (uint32_t i = 0; i < place->label.len; i++) {
    struct atl_rect *r = &place->label.at[i].rect;
    *(across ? &r->x : &r->y) = size - (across ? atl_rect_right(*r) : atl_rect_bottom(*r));
  }
  for (uint32_t i = 0; i < place->point.len; i++) {
    int32_t *at = across ? &place->point.at[i].x : &place->point.at[i].y;
    *at = last - *at;
  }
}

/* Links make a drawing broader than it was placed: it is placed narrower so many times, by what they took before, and
 * down to a half of what was asked for; the last time that texts are pressed more often, and down to a quarter. */
enum { WIDTH_ROUNDS = 3, LAST_ROUNDS = 6 };

/* Mirrors what is placed, where that is wanted and not done yet. */
static void turn(struct atl_layout *layout, const struct atl_place_options *asked, struct atl_place_options *placed,
                 bool good) {
  if (good && placed->direction != asked->direction && !layout->turned_down)
    mirror(layout->place, layout->order, asked->direction == ATL_LEFT);
  placed->direction = asked->direction;
}

/* The wires of a layout in layers are there before labels at their ends are: where they end is seen by their places,
 * and titles keep them off where they are in the end. */
static void ready_for_ends(struct atl_layout *layout, const struct atl_place_options *asked,
                           struct atl_place_options *placed) {
  struct atl_place *place = layout->place;
  turn(layout, asked, placed, true);
  layout->upside_down = layout->mirrored = false;
  for (uint32_t i = 0; i < place->net.len; i++)
    if (place->net.at[i].edge != ATL_NONE)
      place->net.at[i].tail = place->net.at[i].head = ATL_NONE;
  place->undrawn.len = 0; /* looked for again */
}

/* One run of an engine, and its links. What is wider than `most` before it has links gets none, and `whole` says so: it
 * must not be used. */
static bool run(struct atl_layout *layout, const struct atl_layout_engine *engine, unsigned tight, int32_t most,
                bool last, bool *whole) {
  const struct atl_place_options *asked = layout->options;
  struct atl_place_options placed = *asked;
  layout->options = &placed;
  layout->tight = tight;
  bool good = true, again = true;
  for (unsigned round = 1; good && again; round++) {
    again = false;
    if (engine->mirrors)
      placed.direction = asked->direction == ATL_UP     ? ATL_DOWN
                         : asked->direction == ATL_LEFT ? ATL_RIGHT
                                                        : asked->direction;
    layout->upside_down = engine->mirrors && asked->direction == ATL_UP;
    layout->mirrored = engine->mirrors && asked->direction == ATL_LEFT;
    layout->turned_down = false;
    atl_place_release(layout->place);
    layout->place->cells = placed.cells;
    good = engine->run(layout);
    int32_t before = layout->place->w;
    *whole = !most || before <= most;
    if (!good || !*whole || layout->unlinked || !layout->order->edge.len)
      break;
    if (engine->links && !(engine->layers && atl_place_has_ends(layout)))
      break;
    if (engine->links)
      ready_for_ends(layout, asked, &placed);
    atl_place_links(layout, engine->ranks);
    int32_t took = layout->place->w - before;
    again = asked->width && layout->place->w > asked->width && took > 0 &&
            round < (last ? LAST_ROUNDS : WIDTH_ROUNDS) && before <= placed.width &&
            asked->width - took >= asked->width / (last ? 4 : 2);
    placed.width = again ? atl_min32(placed.width - 1, asked->width - took) : placed.width;
  }
  layout->options = asked;
  turn(layout, asked, &placed, good);
  return good;
}

static bool run_to_fit(struct atl_layout *layout, const struct atl_layout_engine *engine) {
  int32_t width = layout->options->width;
  bool once = engine->entries || engine->fits || layout->order->flows, last = once, hopeless = false, whole = false;
  unsigned tightest = layout->options->lenient && !layout->options->cells ? TIGHTEST_UNASKED : ATL_TIGHTEST;
  for (unsigned tight = 0; tight <= tightest; tight++) {
    last = last || tight == tightest;
    if (!run(layout, engine, tight, last ? 0 : width, last, &whole))
      return false;
    if (!width || layout->place->w <= width)
      return true;
    hopeless = layout->place->w / HOPELESS > width;
    if (last || (hopeless && !tight))
      break;
  }
  /* It does not fit: then as narrow as it goes, or, where that is far from it, as well as it looks. */
  return once || (whole && (!hopeless || !layout->tight)) || run(layout, engine, 0, 0, false, &whole);
}

static int64_t area_of(const struct atl_place *place) { return (int64_t)place->w * place->h; }

/* What has more links or boxes is arranged in one way; and with so many ways that no more links are drawn in all. */
enum { WAYS_LINKS = 320, WAYS_BOXES = 1000 };

/* What a drawing costs: links, and half as much its area, each as parts of what they were the first time. */
static int64_t price_of(const struct atl_layout *layout, int64_t toil, int64_t area, int32_t h) {
  enum { PARTS = 1 << 16, LINKS = 2, LARGER = 4 };
  const int64_t bad = INT64_MAX / 4;
  const struct atl_place *place = layout->place;
  int64_t price =
      atl_place_toil(place, layout->order) * LINKS * PARTS / (toil + 1) + area_of(place) * PARTS / (area + 1);
  bool wide = layout->options->width && place->w > layout->options->width;
  /* by more than one part in so many; where a width is given, what is narrower leaves room that nobody asked for */
  bool large = area_of(place) > area + area / LARGER ||
               (layout->options->width && place->h > atl_max32(h + h / LARGER, atl_glance(place->cells)));
  return price + (wide || place->undrawn.len ? bad : 0) + (large ? bad / 2 : 0);
}

bool atl_place_run(struct atl_layout *layout, const struct atl_layout_engine *engine) {
  uint32_t links = layout->order->edge.len;
  bool tries = links && 2 * links <= WAYS_LINKS && layout->order->box.len <= WAYS_BOXES && !layout->unlinked;
  layout->way = tries ? 0 : ATL_WAY_ALONE;
  bool good = run_to_fit(layout, engine);
  if (!good || !tries)
    return good;
  int64_t toil = atl_place_toil(layout->place, layout->order), area = area_of(layout->place);
  int32_t h = layout->place->h;
  int64_t least = price_of(layout, toil, area, h);
  for (unsigned tried = 1; tried + 1 < engine->ways && (tried + 1) * links <= WAYS_LINKS; tried++) {
    struct atl_place best = *layout->place;
    *layout->place = (struct atl_place){0};
    layout->way = tried + (tried >= ATL_WAY_ALONE);
    int64_t price = run_to_fit(layout, engine) ? price_of(layout, toil, area, h) : INT64_MAX;
    if (price >= least) {
      atl_place_release(layout->place);
      *layout->place = best;
      continue;
    }
    least = price;
    atl_place_release(&best);
  }
  return true;
}

const struct atl_door *atl_layout_door(const struct atl_layout *layout, uint32_t box, uint32_t node) {
  for (uint32_t i = 0; i < layout->doors; i++)
    if (layout->door[i].box == box && layout->door[i].node == node)
      return &layout->door[i];
  return NULL;
}

/* Does the segment pass through the inside of the box? */
static bool crosses(struct atl_point a, struct atl_point b, struct atl_rect r) {
  int32_t left = atl_min32(a.x, b.x), right = atl_max32(a.x, b.x), top = atl_min32(a.y, b.y),
          bottom = atl_max32(a.y, b.y);
  return left < r.x + r.w - 1 && right > r.x && top < r.y + r.h - 1 && bottom > r.y;
}

bool atl_line_cuts(struct atl_point a, struct atl_point b, struct atl_rect r) {
  struct atl_rect in = {r.x + ATL_PX, r.y + ATL_PX, r.w - 2 * ATL_PX, r.h - 2 * ATL_PX};
  if (atl_max32(a.x, b.x) <= in.x || atl_min32(a.x, b.x) >= atl_rect_right(in) || atl_max32(a.y, b.y) <= in.y ||
      atl_min32(a.y, b.y) >= atl_rect_bottom(in))
    return false;
  /* It does unless all corners are on one side of it. */
  int sides = 0;
  for (int i = 0; i < 4; i++) {
    int64_t x = i & 1 ? in.x : atl_rect_right(in), y = i & 2 ? in.y : atl_rect_bottom(in);
    int64_t side = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
    sides |= side > 0 ? 1 : side < 0 ? 2 : 3;
  }
  return sides == 3;
}

struct atl_point atl_curve_point(const struct atl_point *p, int32_t sixteenths) {
  int64_t t = sixteenths, s = CURVE_STEPS - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
  /* Rounded down, not towards 0: the curve passes the same boxes when the drawing is moved. */
  return (struct atl_point){(int32_t)((a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x) >> (3 * CURVE_BITS)),
                            (int32_t)((a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y) >> (3 * CURVE_BITS))};
}

bool atl_curve_cuts(const struct atl_point *p, struct atl_rect box) {
  int32_t left = p[0].x, right = p[0].x, top = p[0].y, bottom = p[0].y; /* a curve stays among its points */
  for (int i = 1; i < 4; i++) {
    left = atl_min32(left, p[i].x);
    right = atl_max32(right, p[i].x);
    top = atl_min32(top, p[i].y);
    bottom = atl_max32(bottom, p[i].y);
  }
  if (left > atl_rect_right(box) || right < box.x || top > atl_rect_bottom(box) || bottom < box.y)
    return false;
  struct atl_point from = p[0];
  for (int t = 1; t <= CURVE_STEPS; t++) {
    struct atl_point to = atl_curve_point(p, t);
    if (atl_line_cuts(from, to, box))
      return true;
    from = to;
  }
  return false;
}

uint32_t atl_frame_around(const struct atl_place *place, const struct atl_order *order, uint32_t box) {
  do
    box = place->frame ? order->box.at[box].parent : ATL_NONE;
  while (box != ATL_NONE && !place->frame[box]);
  return box;
}

/* Is `box` in the frame of `above`, at any depth? */
static bool framed(const struct atl_place *place, const struct atl_order *order, uint32_t box, uint32_t above) {
  while (box != ATL_NONE && box > above) /* parents come first */
    box = atl_frame_around(place, order, box);
  return box == above;
}

static bool inside(struct atl_rect r, struct atl_rect frame) {
  return r.x > frame.x && r.y > frame.y && atl_rect_right(r) < atl_rect_right(frame) &&
         atl_rect_bottom(r) < atl_rect_bottom(frame);
}

const char *atl_place_fault(const struct atl_place *place, const struct atl_order *order, bool boxes_apart) {
  uint32_t n = order->box.len;
  for (uint32_t i = 0; i < n; i++) {
    struct atl_rect r = place->box[i];
    if (r.w <= 0 || r.h <= 0 || r.x < 0 || r.y < 0 || atl_rect_right(r) > place->w || atl_rect_bottom(r) > place->h)
      return "a box lies outside the drawing";
    for (uint32_t j = i + 1; boxes_apart && n <= ATL_CHECK_PAIRS_UP_TO && j < n; j++)
      if (atl_rect_overlap(r, place->box[j]) && !(place->frame && place->frame[i] && framed(place, order, j, i)))
        return "two boxes overlap";
    uint32_t frame = atl_frame_around(place, order, i);
    if (frame != ATL_NONE && !inside(r, place->box[frame]))
      return "a box reaches out of its frame";
  }
  for (uint32_t k = 0; k < place->route.len; k++) {
    const struct atl_route *route = &place->route.at[k];
    const struct atl_point *p = &place->point.at[route->first_point];
    if (route->points < 2 || route->net >= n + place->net.len)
      return "a route has no ends";
    if (route->curved && route->points % 3 != 1)
      return "a curve has too few points";
    for (uint32_t i = 0; route->curved && i + 1 < route->points; i += 3)
      for (uint32_t b = 0; n <= ATL_CHECK_PAIRS_UP_TO / 4 && b < n; b++)
        if (atl_curve_cuts(&p[i], place->box[b]))
          return "a curve passes through a box";
    for (uint32_t i = 0; !route->curved && i + 1 < route->points; i++) {
      if ((p[i].x != p[i + 1].x) == (p[i].y != p[i + 1].y))
        return "a route is not axis-parallel";
      for (uint32_t b = 0; boxes_apart && n <= ATL_CHECK_PAIRS_UP_TO / 4 && b < n; b++)
        if (!(place->frame && place->frame[b]) && !(place->bare && place->bare[b]) &&
            crosses(p[i], p[i + 1], place->box[b]))
          return "a route passes through a box";
    }
  }
  return NULL;
}
