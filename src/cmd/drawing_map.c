/* What is written of the map itself: the graph, for Graphviz and for Mermaid, with the colours and the frames that a
 * drawing of it would have; an outline; the map as data. */
#include "cmd/drawing.h"

#include "cmd/map_text.h"
#include "order/cgraph.h"
#include "order/graph.h"
#include "place/panels.h"
#include "scene/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- looks --------------------------------------------------------------------------------------------------------- */

static void write_color(char to[8], struct atl_paint paint) { snprintf(to, 8, "#%06x", paint.light & 0xffffff); }

static void set_colors(struct atl_graph_look *to, const struct atl_look *look) {
  write_color(to->fill, look->fill);
  write_color(to->line, look->line);
  write_color(to->text, look->text);
  to->role = look->name;
}

/* A box, as DOT calls it: the shape, and how it is filled and bordered. */
static void set_shape(struct atl_graph_look *to, struct atl_form form) {
  static const char *const shapes[ATL_SHAPES] = {
      [ATL_SHAPE_CYLINDER] = "cylinder", [ATL_SHAPE_CLOUD] = "ellipse",   [ATL_SHAPE_DOCUMENT] = "note",
      [ATL_SHAPE_HEXAGON] = "hexagon",   [ATL_SHAPE_DIAMOND] = "diamond", [ATL_SHAPE_CIRCLE] = "circle",
      [ATL_SHAPE_STADIUM] = "ellipse",   [ATL_SHAPE_QUEUE] = "cds",       [ATL_SHAPE_COMPONENT] = "component",
      [ATL_SHAPE_FOLDER] = "folder",     [ATL_SHAPE_NOTE] = "note"};
  static const char *const round[ATL_STROKES] = {[ATL_STROKE_DASHED] = "filled,rounded,dashed",
                                                 [ATL_STROKE_DOTTED] = "filled,rounded,dotted",
                                                 [ATL_STROKE_THICK] = "filled,rounded,bold"};
  static const char *const plain[ATL_STROKES] = {"filled", "filled,dashed", "filled,dotted", "filled,bold", "filled"};
  uint8_t border = form.shape == ATL_SHAPE_BOUNDARY && !form.border ? ATL_STROKE_DASHED : form.border;
  to->shape = shapes[form.shape];
  to->style = (to->shape ? plain : round)[border];
  to->outline = form.shape;
  to->stroke = border;
}

/* A node of the map, its card, or the frame around what it holds. */
static void look_of_node(void *context, uint32_t node, bool card, bool frame, struct atl_graph_look *to) {
  const struct atl_drawing *d = context;
  const struct atl_styled *styled = &d->work->styled;
  const struct atl_map *map = &d->work->map;
  unsigned top = d->extent.root ? map->node.at[d->extent.root].depth : 1;
  struct atl_look look = card ? styled->look.at[styled->card[node]] : styled->look.at[styled->node[node]];
  if (frame)
    look = atl_look_of_frame(styled, node, map->node.at[node].depth - top);
  set_colors(to, &look);
  if (frame)
    to->role = "frame";
  struct atl_form form = styled->form && !card ? styled->form[node] : (struct atl_form){0};
  if (frame)
    form.shape = ATL_SHAPE_BOX;
  set_shape(to, form);
}

/* A link, or all lines: then its fill is the page. */
static void look_of_link(void *context, uint32_t link, struct atl_graph_look *to) {
  static const char *const heads[ATL_HEADS] = {
      [ATL_HEAD_OPEN] = "vee",   [ATL_HEAD_TRIANGLE] = "empty", [ATL_HEAD_DIAMOND] = "diamond",
      [ATL_HEAD_CIRCLE] = "dot", [ATL_HEAD_CROW] = "crow",      [ATL_HEAD_NONE] = "none"};
  static const char *const lines[ATL_STROKES] = {"solid", "dashed", "dotted", "bold", "bold"};
  const struct atl_drawing *d = context;
  const struct atl_styled *styled = &d->work->styled;
  uint8_t look = link == ATL_NONE || !styled->link ? ATL_LOOK_WIRE : styled->link[link];
  set_colors(to, &styled->look.at[look]);
  write_color(to->fill, d->work->sheet.page);
  if (link == ATL_NONE || !styled->drawn)
    return;
  struct atl_form form = styled->drawn[link];
  to->head = form.head ? heads[form.head - 1] : NULL;
  to->style = form.line ? lines[form.line - 1] : NULL;
  to->stroke = form.line ? form.line - 1 : 0;
}

/* By node of the map, where it is drawn as a frame and where its items stand in its box. */
static uint8_t *find_ways(struct atl_drawing *d) {
  struct atl_map *map = &d->work->map;
  uint8_t *ways = atl_alloc(map->node.len, sizeof *ways);
  struct atl_manners manners;
  struct atl_manner drawing = {d->engine, d->direction};
  bool mixed = atl_manners_find(&manners, map, d->extent.root, drawing);
  for (uint32_t i = 0; i < map->node.len; i++) {
    const struct atl_layout_engine *engine = mixed ? manners.list.at[manners.of[i]].engine : d->engine;
    bool frames = atl_drawing_frames(d, engine);
    bool panel = mixed && i && i != d->extent.root && manners.of[i] != manners.of[map->node.at[i].parent];
    ways[i] = (uint8_t)((frames || panel ? ATL_GRAPH_FRAME : 0) |
                        ((frames && !engine->tiles) || engine->joins ? ATL_GRAPH_JOIN : 0));
  }
  if (mixed)
    atl_manners_release(&manners);
  return ways;
}

/* -- writing ------------------------------------------------------------------------------------------------------- */

/* By Graphviz where it is there, else by ourselves, which is said once and gives the same bytes. */
static void write_dot(struct atl_drawing *d, const struct atl_graph *graph, struct atl_out *out) {
  enum atl_cgraph by = d->alone ? ATL_CGRAPH_SPARED : atl_cgraph_write(graph, out);
  if (by == ATL_CGRAPH_ABSENT && !d->replaced_graph)
    atl_report(&d->work->diags, ATL_NOTE, "graphviz-missing", ATL_NOWHERE,
               "Graphviz's library is not on this machine (%s); atlasc writes the graph itself, the same bytes",
               atl_cgraph_files);
  d->replaced_graph |= by == ATL_CGRAPH_ABSENT;
  if (by != ATL_CGRAPH_WRITTEN)
    atl_graph_write(graph, out);
}

static void write_graph(struct atl_drawing *d, bool mermaid, struct atl_out *out) {
  static const char *const rankdirs[] = {[ATL_DOWN] = "TB", [ATL_RIGHT] = "LR", [ATL_UP] = "BT", [ATL_LEFT] = "RL"};
  uint8_t *ways = find_ways(d);
  struct atl_graph_dress dress = {.ways = ways, .context = d, .of_node = look_of_node, .of_link = look_of_link};
  struct atl_graph graph;
  atl_graph_init(&graph, &d->work->map, &d->extent, rankdirs[d->direction], &dress);
  if (mermaid)
    atl_graph_write_mermaid(&graph, out);
  else
    write_dot(d, &graph, out);
  atl_graph_release(&graph);
  free(ways);
}

void atl_drawing_write_map(struct atl_drawing *d, const struct atl_backend *backend, struct atl_out *out) {
  if (!strcmp(backend->name, "markdown")) {
    atl_write_outline(&d->work->map, &d->extent, out);
    atl_scene_release(&d->scene); /* its texts may have moved */
  } else if (!strcmp(backend->name, "map.json")) {
    struct atl_map map = d->work->map; /* as it was before the view spoke */
    map.title = d->title;
    map.about = d->about;
    atl_write_map_json(&map, out);
  } else
    write_graph(d, !strcmp(backend->name, "mermaid"), out);
}
