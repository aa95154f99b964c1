/* dot is used for what it is good at, layers and orders, and never for positions or wires.
 *
 * Only public attributes go in and come out: `phase` stops dot after its ranking or its ordering, and nodes then have
 * `rank` or `order`. Sizes are fixed and labels empty, so no text plug-in and no font is asked for; the plug-in with
 * dot is given to the context by hand, so no configuration is read. `newrank` is always set: the old ranking is
 * quadratic. Graphviz is opened when it is asked for; its libraries are found by their names. */
#include "order/dot.h"

#if ATL_GRAPHVIZ

#include "base/load.h"
#include "base/sort.h"

#include <graphviz/gvc.h>

#include <stdio.h>
#include <stdlib.h>

#ifndef ATL_GRAPHVIZ_PLUGINS
#define ATL_GRAPHVIZ_PLUGINS "/usr/lib/graphviz"
#endif

/* One handle finds them all: a name is looked for in what gvc itself needs, too, so graphs are of the same cgraph. */
#define FUNCTIONS(F)                                                                                                   \
  F(gvContextPlugins)                                                                                                  \
  F(gvLayout)                                                                                                          \
  F(gvFreeLayout)                                                                                                      \
  F(agopen)                                                                                                            \
  F(agclose)                                                                                                           \
  F(agattr)                                                                                                            \
  F(agnode)                                                                                                            \
  F(agedge)                                                                                                            \
  F(agsubg)                                                                                                            \
  F(agsubnode)                                                                                                         \
  F(agget)                                                                                                             \
  F(agset)                                                                                                             \
  F(agseterrf)

static struct {
  bool tried;
  GVC_t *context; /* made once and kept: dot is asked for twice a drawing */
  Agdesc_t directed;
  FUNCTIONS(ATL_MEMBER)
} lib;

static int silent(char *message) {
  (void)message;
  return 0;
}

static void *open_plugin(const char *version) {
  char file[512];
  snprintf(file, sizeof file, "%s/libgvplugin_dot_layout.so.%s", ATL_GRAPHVIZ_PLUGINS, version);
  void *plugin = atl_library(file);
  if (plugin)
    return plugin;
  snprintf(file, sizeof file, "libgvplugin_dot_layout.so.%s", version);
  return atl_library(file);
}

/* The numbers of the library and of its plug-in: those of Graphviz 2.42 to 12, and of 13 and 14. */
static GVC_t *context(void) {
  static const char *const files[][2] = {{ATL_LIBRARY("gvc", "6"), "6"}, {ATL_LIBRARY("gvc", "7"), "8"}};
  if (lib.tried)
    return lib.context;
  lib.tried = true;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    void *library = atl_library(files[i][0]), *plugin = library ? open_plugin(files[i][1]) : NULL, *dot, *directed;
    if (!plugin || !atl_find(plugin, "gvplugin_dot_layout_LTX_library", &dot) ||
        !atl_find(library, "Agdirected", &directed) || !(true FUNCTIONS(ATL_FIND)))
      continue;
    memcpy(&lib.directed, directed, sizeof lib.directed);
    static lt_symlist_t plugins[2];
    plugins[0] = (lt_symlist_t){.name = "gvplugin_dot_layout_LTX_library", .address = dot};
    lib.context = lib.gvContextPlugins(plugins, 0);
    return lib.context;
  }
  return NULL;
}

bool atl_dot_is_there(void) { return context() != NULL; }

/* cgraph takes names that it does not write to as char *. */
static char *arg(const char *s) { return (char *)(uintptr_t)s; }

static Agraph_t *new_graph(const char *phase) {
  Agraph_t *g = lib.agopen(arg("g"), lib.directed, NULL);
  static const char *const of_graph[][2] = {{"newrank", "true"}, {"splines", "none"}, {"nodesep", "0.25"}};
  static const char *const of_nodes[][2] = {
      {"shape", "box"}, {"fixedsize", "true"}, {"label", ""}, {"width", "0.75"}, {"height", "0.5"}};
  for (size_t i = 0; i < sizeof of_graph / sizeof *of_graph; i++)
    lib.agattr(g, AGRAPH, arg(of_graph[i][0]), arg(of_graph[i][1]));
  for (size_t i = 0; i < sizeof of_nodes / sizeof *of_nodes; i++)
    lib.agattr(g, AGNODE, arg(of_nodes[i][0]), arg(of_nodes[i][1]));
  lib.agattr(g, AGRAPH, arg("phase"), arg(phase));
  lib.agattr(g, AGRAPH, arg("rank"), arg(""));
  lib.agattr(g, AGEDGE, arg("minlen"), arg("1"));
  lib.agattr(g, AGEDGE, arg("weight"), arg("1"));
  return g;
}

static Agnode_t **add_nodes(Agraph_t *g, uint32_t n) {
  Agnode_t **node = atl_alloc((size_t)n + 1, sizeof *node);
  char name[16];
  for (uint32_t i = 0; i < n; i++) {
    snprintf(name, sizeof name, "%u", i);
    node[i] = lib.agnode(g, name, 1);
  }
  return node;
}

/* Lays out and reads a number of each node. */
static bool ask(Agraph_t *g, Agnode_t **node, uint32_t n, const char *name, int32_t *value) {
  agusererrf before = lib.agseterrf(silent);
  bool good = !lib.gvLayout(context(), g, "dot");
  for (uint32_t i = 0; i < n && good; i++) {
    const char *text = lib.agget(node[i], arg(name));
    good = text && *text;
    value[i] = good ? (int32_t)strtol(text, NULL, 10) : 0;
  }
  lib.gvFreeLayout(context(), g);
  lib.agseterrf(before);
  return good;
}

bool atl_dot_rank(const struct atl_layers *layers, const bool *skip, int32_t *rank) {
  if (!context())
    return false;
  Agraph_t *g = new_graph("1");
  Agnode_t **node = add_nodes(g, layers->boxes);
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    if (skip[i])
      continue;
    Agedge_t *edge = lib.agedge(g, node[arc->tail], node[arc->head], NULL, 1);
    if (arc->flags & ATL_ARC_LABEL)
      lib.agset(edge, arg("minlen"), arg("2"));
  }
  bool good = ask(g, node, layers->boxes, "rank", rank);
  free(node);
  lib.agclose(g);
  return good;
}

static int compare(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

bool atl_dot_order(struct atl_layers *layers) {
  static const char *const weights[] = {"1", "2", "8"}; /* as dot weighs its own virtual nodes */
  if (!context())
    return false;
  uint32_t n = layers->item.len;
  Agraph_t *g = new_graph("2");
  Agnode_t **node = add_nodes(g, n);
  char name[24];
  for (uint32_t l = 0; l < layers->count; l++) {
    snprintf(name, sizeof name, "layer%u", l);
    Agraph_t *same = lib.agsubg(g, name, 1);
    lib.agset(same, arg("rank"), arg("same"));
    for (uint32_t i = layers->first[l]; i < layers->first[l + 1]; i++)
      lib.agsubnode(same, node[layers->order[i]], 1);
  }
  for (uint32_t i = 0; i < layers->strand.len; i++) {
    const struct atl_strand *s = &layers->strand.at[i];
    int lanes = (s->upper >= layers->boxes) + (s->lower >= layers->boxes);
    lib.agset(lib.agedge(g, node[s->upper], node[s->lower], NULL, 1), arg("weight"), arg(weights[lanes]));
  }
  int32_t *order = atl_alloc((size_t)n + 1, sizeof *order);
  bool good = ask(g, node, n, "order", order);
  uint64_t *key = atl_alloc((size_t)n + 1, sizeof *key);
  for (uint32_t l = 0; l < layers->count && good; l++) {
    uint32_t first = layers->first[l], width = layers->first[l + 1] - first;
    for (uint32_t i = 0; i < width; i++)
      key[i] = (uint64_t)order[layers->order[first + i]] << 32 | layers->order[first + i];
    atl_sort(key, width, sizeof *key, compare);
    for (uint32_t i = 0; i < width; i++) {
      layers->order[first + i] = (uint32_t)key[i];
      layers->item.at[(uint32_t)key[i]].place = i;
    }
  }
  free(key);
  free(order);
  free(node);
  lib.agclose(g);
  return good;
}

#else

bool atl_dot_is_there(void) { return false; }

bool atl_dot_rank(const struct atl_layers *layers, const bool *skip, int32_t *rank) {
  (void)layers;
  (void)skip;
  (void)rank;
  return false;
}

bool atl_dot_order(struct atl_layers *layers) {
  (void)layers;
  return false;
}

#endif
