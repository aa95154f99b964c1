/* The table of layouts, and what holds for every placement. A new layout is one file and one row. */
#include "place/place.h"

#include <stdlib.h>
#include <string.h>

/* Pairs of boxes are compared; above this it would take longer than the layout. */
#define ATL_CHECK_PAIRS_UP_TO 3000u

const char *const atl_direction_names[] = {"down", "right", "up", "left", NULL};

const struct atl_layout_engine atl_layouts[] = {
    {.name = "tree",
     .about = "a bus tree: one trunk, one rail, aligned children",
     .mirrors = true,
     .run = atl_layout_tree},
    {.name = "layered",
     .about = "layers for graphs: links and hierarchy alike, few crossings",
     .layers = true,
     .links = true,
     .mirrors = true,
     .run = atl_layout_layered},
    {.name = "list",
     .about = "an indented list, one row an entry",
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

void atl_place_release_lines(struct atl_place *place) {
  free(place->first_line);
  place->first_line = NULL;
  atl_vec_release(&place->line);
}

void atl_place_release(struct atl_place *place) {
  free(place->box);
  free(place->frame);
  atl_place_release_lines(place);
  atl_vec_release(&place->route);
  atl_vec_release(&place->point);
  atl_vec_release(&place->net);
  atl_vec_release(&place->label);
  atl_vec_release(&place->undrawn);
  *place = (struct atl_place){0};
}

/* Pressing helps a drawing that is a little too wide; one that is many times too wide stays so. */
enum { HOPELESS = 6 };

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

/* A list has no room for wires beside its own. */
static void place_links(struct atl_layout *layout, const struct atl_layout_engine *engine) {
  for (uint32_t i = 0; engine->entries && i < layout->order->edge.len; i++)
    *atl_vec_push(&layout->place->undrawn) = i;
  if (!engine->entries)
    atl_place_links(layout);
}

/* How much further to spread where links have found no way: where it is many of them, a little will not do. */
static unsigned more_spread(const struct atl_layout *layout) {
  uint32_t missing = layout->place->undrawn.len, edges = layout->order->edge.len;
  unsigned more = missing > edges / 16 + 2 ? 4 : missing > edges / 32 + 1 ? 2 : 1;
  return layout->spread < ATL_SPREADS && layout->spread + more > ATL_SPREADS ? ATL_SPREADS - layout->spread : more;
}

/* One run of an engine, and its links, for which it may have to be spread. */
static bool run(struct atl_layout *layout, const struct atl_layout_engine *engine, unsigned tight) {
  const struct atl_place_options *asked = layout->options;
  struct atl_place_options placed = *asked;
  if (engine->mirrors)
    placed.direction = asked->direction == ATL_UP     ? ATL_DOWN
                       : asked->direction == ATL_LEFT ? ATL_RIGHT
                                                      : asked->direction;
  layout->options = &placed;
  layout->tight = tight;
  bool good = true, again = true;
  for (layout->spread = 0; good && again; layout->spread += more_spread(layout)) {
    atl_place_release(layout->place);
    layout->place->cells = placed.cells;
    good = engine->run(layout);
    if (good && !engine->links && layout->order->edge.len)
      place_links(layout, engine);
    again = layout->place->undrawn.len && layout->spread < ATL_SPREADS && !engine->entries;
  }
  layout->options = asked;
  if (good && placed.direction != asked->direction)
    mirror(layout->place, layout->order, asked->direction == ATL_LEFT);
  return good;
}

static void report_width(const struct atl_layout *layout, const struct atl_layout_engine *engine) {
  int32_t unit = layout->options->cells ? 1 : ATL_PX;
  atl_report(layout->diags, ATL_WARNING, "too-wide", ATL_NOWHERE, "the drawing is %d %s wide, %d were wanted%s",
             layout->place->w / unit, layout->options->cells ? "columns" : "px", layout->options->width / unit,
             engine->entries ? "" : "; '-l list', '--direction right', '--root' or '--depth' make it narrower");
}

bool atl_place_run(struct atl_layout *layout, const struct atl_layout_engine *engine) {
  int32_t width = layout->options->width;
  bool hopeless = false;
  for (unsigned tight = 0; tight <= ATL_TIGHTEST; tight++) {
    if (!run(layout, engine, tight))
      return false;
    if (!width || layout->place->w <= width)
      return true;
    hopeless = layout->place->w / HOPELESS > width;
    if (engine->entries || (hopeless && (!tight || tight == ATL_TIGHTEST)))
      break;
  }
  /* It does not fit: then as narrow as it goes, or, where that is far from it, as well as it looks. */
  bool good = !hopeless || !layout->tight || run(layout, engine, 0);
  if (good)
    report_width(layout, engine);
  return good;
}

/* Does the segment pass through the inside of the box? */
static bool crosses(struct atl_point a, struct atl_point b, struct atl_rect r) {
  int32_t left = atl_min32(a.x, b.x), right = atl_max32(a.x, b.x), top = atl_min32(a.y, b.y),
          bottom = atl_max32(a.y, b.y);
  return left < r.x + r.w - 1 && right > r.x && top < r.y + r.h - 1 && bottom > r.y;
}

const char *atl_place_fault(const struct atl_place *place, const struct atl_order *order, bool boxes_apart) {
  uint32_t n = order->box.len;
  for (uint32_t i = 0; i < n; i++) {
    struct atl_rect r = place->box[i];
    if (r.w <= 0 || r.h <= 0 || r.x < 0 || r.y < 0 || atl_rect_right(r) > place->w || atl_rect_bottom(r) > place->h)
      return "a box lies outside the drawing";
    for (uint32_t j = i + 1; boxes_apart && n <= ATL_CHECK_PAIRS_UP_TO && j < n; j++)
      if (atl_rect_overlap(r, place->box[j]))
        return "two boxes overlap";
  }
  for (uint32_t k = 0; k < place->route.len; k++) {
    const struct atl_route *route = &place->route.at[k];
    const struct atl_point *p = &place->point.at[route->first_point];
    if (route->points < 2 || route->net >= n + place->net.len)
      return "a route has no ends";
    for (uint32_t i = 0; i + 1 < route->points; i++) {
      if ((p[i].x != p[i + 1].x) == (p[i].y != p[i + 1].y))
        return "a route is not axis-parallel";
      for (uint32_t b = 0; boxes_apart && n <= ATL_CHECK_PAIRS_UP_TO / 4 && b < n; b++)
        if (!(place->frame && place->frame[b]) && crosses(p[i], p[i + 1], place->box[b]))
          return "a route passes through a box";
    }
  }
  return NULL;
}
