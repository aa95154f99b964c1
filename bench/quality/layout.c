/* Lays out one graph a number of times, and nothing else: what valgrind counts in N + 1 times less what it counts in N
 * is the layout alone, without reading, loading and the first touch of memory.
 *
 *   layout boxes TIMES LAYOUT MAP.yaml       the boxes of a map and their order in the hierarchy; as for dot, below,
 *                                            the graph that is read
 *   layout atlasc TIMES LAYOUT MAP.yaml      from the boxes on: layers by the own engine, places in px, routes
 *   layout dot TIMES GRAPH.dot [newrank]     gvLayout("dot"), boxes of a fixed size without labels, straight lines
 */
#include "cmd/drawing.h"
#include "order/layers.h"

#include <graphviz/gvc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_atlasc(long times, bool boxes, const char *name, const char *path) {
  struct atl_work work = {0};
  const struct atl_layout_engine *engine = atl_layout_named(name);
  struct atl_work_options read = {0};
  struct atl_extent all = {0};
  uint32_t file = atl_sources_read(&work.sources, path);
  if (!engine || file == ATL_NONE || !atl_work_parse(&work, file, "", &read))
    return 1;
  struct atl_place_options options = {.direction = ATL_DOWN};
  struct atl_order order = {0};
  for (long i = 0; i < (boxes ? times : 1); i++) {
    atl_order_release(&order);
    (engine->entries ? atl_order_entries : atl_order_boxes)(&order, &work.map, &all);
    atl_order_links(&order, &work.map);
  }
  for (long i = 0; i < (boxes ? 0 : times); i++) {
    struct atl_place place = {0};
    struct atl_layout layout = {.map = &work.map,
                                .styled = &work.styled,
                                .order = &order,
                                .options = &options,
                                .place = &place,
                                .diags = &work.diags};
    if (engine->layers)
      order.layers = atl_layers_new(&order, &work.map, ATL_ENGINE_OWN);
    if (!atl_place_run(&layout, engine) || place.undrawn.len)
      return 1;
    atl_place_release(&place);
    atl_layers_free(order.layers);
    order.layers = NULL;
  }
  atl_order_release(&order);
  atl_work_release(&work);
  return 0;
}

static int by_dot(long times, const char *path, const char *newrank) {
  GVC_t *gvc = gvContext();
  FILE *file = fopen(path, "r");
  Agraph_t *graph = file ? agread(file, NULL) : NULL;
  if (!graph)
    return 1;
  static char *const attributes[][2] = {
      {"fixedsize", "true"}, {"label", ""}, {"shape", "box"}, {"width", "0.833"}, {"height", "0.5"}};
  for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
    Agsym_t *known = agattr(graph, AGNODE, attributes[i][0], attributes[i][1]);
    for (Agnode_t *node = agfstnode(graph); node; node = agnxtnode(graph, node))
      agxset(node, known, attributes[i][1]);
  }
  agattr(graph, AGRAPH, "splines", "line");
  if (newrank)
    agattr(graph, AGRAPH, "newrank", "true");
  for (long i = 0; i < times; i++) {
    if (gvLayout(gvc, graph, "dot"))
      return 1;
    gvFreeLayout(gvc, graph);
  }
  agclose(graph);
  gvFreeContext(gvc);
  return fclose(file) != 0;
}

int main(int argc, char **argv) {
  long times = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
  bool boxes = argc > 1 && !strcmp(argv[1], "boxes");
  if (argc == 5 && (boxes || !strcmp(argv[1], "atlasc")))
    return by_atlasc(times, boxes, argv[3], argv[4]);
  if ((argc == 4 || (argc == 5 && !strcmp(argv[4], "newrank"))) && !strcmp(argv[1], "dot"))
    return by_dot(times, argv[3], argv[4]);
  fprintf(stderr, "usage: layout atlasc|boxes TIMES LAYOUT MAP | layout dot TIMES GRAPH [newrank]\n");
  return 2;
}
