/* Lays out one graph a number of times, and nothing else: what valgrind counts in N + 1 times less what it counts in N
 * is the layout alone, without reading, loading and the first touch of memory.
 *
 *   layout boxes TIMES LAYOUT MAP.yaml       the boxes of a map and their order in the hierarchy; as for dot, below,
 *                                            the graph that is read
 *   layout atlasc TIMES LAYOUT MAP.yaml      from the map that was read to the scene in px: boxes, layers, orders,
 * places, routes layout dot TIMES GRAPH.dot [newrank]     gvLayout("dot"), boxes of a fixed size without labels,
 * straight lines layout dot TIMES GRAPH.dot as-is         gvLayout("dot") of the graph as it stands in the file
 *
 * Prints the least CPU time of one of the layouts, in ms. */
#include "cmd/drawing.h"

#include <graphviz/gvc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Milliseconds of the CPU, of this process. */
static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double least = -1; /* of the layouts of a run, in ms */

static void took(double since) {
  double ms = now() - since;
  least = least < 0 || ms < least ? ms : least;
}

static int by_atlasc(long times, bool boxes, const char *name, const char *path) {
  struct atl_work work = {0};
  const struct atl_layout_engine *engine = atl_layout_named(name);
  struct atl_work_options read = {0};
  struct atl_extent all = {0};
  uint32_t file = atl_sources_read(&work.sources, path);
  if (!engine || file == ATL_NONE || !atl_work_parse(&work, file, "", &read))
    return 1;
  for (long i = 0; boxes && i < times; i++) {
    struct atl_order order = {0};
    (engine->entries ? atl_order_entries : atl_order_boxes)(&order, &work.map, &all);
    atl_order_links(&order, &work.map);
    atl_order_release(&order);
  }
  for (long i = 0; !boxes && i < times; i++) {
    struct atl_drawing drawing = {0};
    double start = now();
    if (!atl_drawing_init(&drawing, &work,
                          &(struct atl_drawing_options){.layout = engine, .topology = ATL_ENGINE_OWN}) ||
        !atl_drawing_scene(&drawing, false, 0) || drawing.place.undrawn.len)
      return 1;
    took(start);
    atl_drawing_release(&drawing);
  }
  atl_work_release(&work);
  return 0;
}

static int by_dot(long times, const char *path, const char *how) {
  GVC_t *gvc = gvContext();
  FILE *file = fopen(path, "r");
  Agraph_t *graph = file ? agread(file, NULL) : NULL;
  if (!graph)
    return 1;
  bool as_is = how && !strcmp(how, "as-is");
  static char *const attributes[][2] = {
      {"fixedsize", "true"}, {"label", ""}, {"shape", "box"}, {"width", "0.833"}, {"height", "0.5"}};
  for (size_t i = 0; !as_is && i < sizeof attributes / sizeof *attributes; i++) {
    Agsym_t *known = agattr(graph, AGNODE, attributes[i][0], attributes[i][1]);
    for (Agnode_t *node = agfstnode(graph); node; node = agnxtnode(graph, node))
      agxset(node, known, attributes[i][1]);
  }
  if (!as_is)
    agattr(graph, AGRAPH, "splines", "line");
  if (how && !as_is)
    agattr(graph, AGRAPH, "newrank", "true");
  for (long i = 0; i < times; i++) {
    double start = now();
    if (gvLayout(gvc, graph, "dot"))
      return 1;
    took(start);
    gvFreeLayout(gvc, graph);
  }
  agclose(graph);
  gvFreeContext(gvc);
  return fclose(file) != 0;
}

int main(int argc, char **argv) {
  long times = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
  bool boxes = argc > 1 && !strcmp(argv[1], "boxes");
  int status = 2;
  if (argc == 5 && (boxes || !strcmp(argv[1], "atlasc")))
    status = by_atlasc(times, boxes, argv[3], argv[4]);
  else if ((argc == 4 || argc == 5) && !strcmp(argv[1], "dot"))
    status = by_dot(times, argv[3], argv[4]);
  else
    fprintf(stderr, "usage: layout atlasc|boxes TIMES LAYOUT MAP | layout dot TIMES GRAPH [newrank|as-is]\n");
  if (!status && least >= 0)
    printf("%.3f\n", least);
  return status;
}
