/* What goes in at the top comes out at the bottom, and each stage is checked before the next begins (in debug builds).
 * Topology is made once, geometry once for each metric. */
#include "cmd/drawing.h"

#include "map/check.h"
#include "order/graph.h"
#include "read/read.h"
#include "scene/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_LINKS = 8, MOST_LAYOUTS = 16 };

#ifdef NDEBUG
#define CHECK(fault) (void)0
#else
/* A broken structure is a defect of the program: say which, and stop before it is drawn. */
#define CHECK(fault)                                                                                                   \
  do {                                                                                                                 \
    const char *fault_ = (fault);                                                                                      \
    if (fault_) {                                                                                                      \
      fprintf(stderr, "atlasc: defect: %s\n", fault_);                                                                 \
      abort();                                                                                                         \
    }                                                                                                                  \
  } while (0)
#endif

bool atl_work_parse(struct atl_work *work, uint32_t file, const char *folder, const char *style) {
  const char *layouts[MOST_LAYOUTS] = {0};
  for (int i = 0; atl_layouts[i].name && i < MOST_LAYOUTS - 1; i++)
    layouts[i] = atl_layouts[i].name;
  atl_map_init(&work->map, file);
  bool good = atl_reader_for(work->sources.file.at[file].name)->read(&work->map, &work->sources, file, &work->diags);
  CHECK(atl_map_fault(&work->map));
  good &= atl_map_check(&work->map, layouts, atl_direction_names, &work->diags);
  struct atl_span where = work->map.style && !style ? work->map.style_span : ATL_NOWHERE;
  const char *name = style ? style : work->map.style ? atl_map_text(&work->map, work->map.style) : "atlas";
  good &= atl_read_sheet_chain(&work->sheet, name, style ? "" : folder, !style, where, &work->sources, &work->diags);
  if (good)
    atl_style_resolve(&work->styled, &work->map, &work->sheet, &work->diags);
  return good;
}

void atl_work_release(struct atl_work *work) {
  atl_styled_release(&work->styled);
  atl_sheet_release(&work->sheet);
  atl_map_release(&work->map);
  atl_diags_release(&work->diags);
  atl_sources_release(&work->sources);
}

static bool find_root(struct atl_drawing *d, const char *root) {
  const struct atl_map *map = &d->work->map;
  struct atl_diags *diags = &d->work->diags;
  uint32_t count;
  d->extent.root = atl_map_find(map, root, strlen(root), &count);
  if (d->extent.root != ATL_NONE && map->node.at[d->extent.root].flags & ATL_NODE_ITEM)
    atl_report(diags, ATL_ERROR, "unknown-id", ATL_NOWHERE, "the root '%s' is an item of a card, not a node", root);
  else if (d->extent.root != ATL_NONE)
    return true;
  else if (count)
    atl_report(diags, ATL_ERROR, "ambiguous-id", ATL_NOWHERE,
               "the root '%s' is the id of %u nodes; give its path, ids joined by dots", root, count);
  else
    atl_report(diags, ATL_ERROR, "unknown-id", ATL_NOWHERE, "the root '%s' is no id of this map", root);
  return false;
}

bool atl_drawing_init(struct atl_drawing *d, struct atl_work *work, const struct atl_drawing_options *options) {
  const struct atl_map *map = &work->map;
  *d = (struct atl_drawing){.work = work,
                            .topology = options->topology,
                            .extent = {.depth = options->depth},
                            .engine = options->layout,
                            .aspect = options->aspect};
  if (!d->engine)
    d->engine = atl_layout_named(atl_map_text(map, map->layout));
  if (!d->engine)
    d->engine = &atl_layouts[0];
  const char *direction = options->direction ? options->direction : atl_map_text(map, map->direction);
  for (int i = 0; atl_direction_names[i]; i++)
    if (!strcmp(direction, atl_direction_names[i]))
      d->direction = (enum atl_direction)i;
  return !options->root || find_root(d, options->root);
}

void atl_drawing_release(struct atl_drawing *d) {
  atl_scene_release(&d->scene);
  atl_place_release(&d->place);
  atl_order_release(&d->order);
}

/* Names the links for which there was no way, once for all drawings of the map. */
static void report_undrawn(struct atl_drawing *d) {
  static const char *const arrows[] = {"->", "<->", "--"};
  const struct atl_map *map = &d->work->map;
  uint32_t count = d->place.undrawn.len;
  if (!count || d->undrawn)
    return;
  d->undrawn = true;
  struct atl_out names;
  atl_out_memory(&names);
  for (uint32_t i = 0; i < count && i < NAMED_LINKS; i++) {
    const struct atl_link *link = &map->link.at[d->order.edge.at[d->place.undrawn.at[i]].link];
    atl_out_format(&names, "%s%s %s %s", i ? ", " : "", atl_map_text(map, link->from), arrows[link->arrow],
                   atl_map_text(map, link->to));
  }
  if (count > NAMED_LINKS)
    atl_out_format(&names, " and %u more", count - NAMED_LINKS);
  atl_report(
      &d->work->diags, ATL_ERROR, "links-not-drawn", map->link.at[d->order.edge.at[d->place.undrawn.at[0]].link].span,
      d->engine->entries ? "a list draws no links; left out: %.*s" : "there is no room for some links; left out: %.*s",
      (int)names.len, names.buf);
  atl_out_discard(&names);
}

bool atl_drawing_scene(struct atl_drawing *d, bool cells, int32_t width) {
  struct atl_work *work = d->work;
  if (d->scene.node.at && d->placed.cells == cells && d->placed.width == width)
    return true;
  if (!d->ordered) {
    (d->engine->entries ? atl_order_entries : atl_order_boxes)(&d->order, &work->map, &d->extent);
    atl_order_links(&d->order, &work->map);
    if (d->engine->layers) {
      d->order.layers = atl_layers_new(&d->order, &work->map, d->topology);
      CHECK(atl_layers_fault(d->order.layers));
    }
    d->ordered = true;
    atl_strmap_release(&work->map.ids); /* everything is found: a sixteenth of the memory of a large map */
    CHECK(atl_order_fault(&d->order, d->engine->entries));
  }
  atl_scene_release(&d->scene);
  atl_place_release(&d->place);
  d->placed = (struct atl_place_options){
      .cells = cells, .direction = d->direction, .width = width, .lenient = d->lenient, .aspect = d->aspect};
  d->place.cells = cells;
  struct atl_layout layout = {.map = &work->map,
                              .styled = &work->styled,
                              .order = &d->order,
                              .options = &d->placed,
                              .place = &d->place,
                              .diags = &work->diags};
  if (!atl_place_run(&layout, d->engine))
    return false;
  report_undrawn(d);
  CHECK(atl_place_fault(&d->place, &d->order, !d->engine->entries));
  atl_scene_build(&d->scene, &work->map, &work->styled, &d->order, &d->place, d->engine);
  atl_place_release_lines(&d->place); /* the scene has them now */
  CHECK(atl_scene_fault(&d->scene));
  return true;
}

bool atl_drawing_write(struct atl_drawing *d, const struct atl_backend *backend, int32_t width,
                       const struct atl_emit_options *options, struct atl_out *out) {
  static const char *const rankdirs[] = {[ATL_DOWN] = "TB", [ATL_RIGHT] = "LR", [ATL_UP] = "BT", [ATL_LEFT] = "RL"};
  if (backend->graph) {
    struct atl_graph *graph = atl_graph_build(&d->work->map, &d->extent, true);
    atl_graph_write(graph, out, rankdirs[d->direction]);
    atl_graph_free(graph);
    return true;
  }
  return atl_drawing_scene(d, backend->cells, width) && backend->emit(out, &d->scene, options, &d->work->diags);
}
