/* Of libcgraph only functions are used that have had one signature from Graphviz 2.42 to 14, found by name, and none of
 * its structures, with one exception. cgraph numbers nodes as they are made, so the author's order survives; but before
 * Graphviz 10 (2024) it writes subgraphs in the order of their ids, which are addresses of names. There we number names
 * ourselves, by the id discipline of libcgraph.so.6.
 *
 * Graphviz 9 to 12 have a libcgraph.so.6, too, which is not asked: its disciplines are others, and until 12.2.1 it
 * does not escape a quote behind an escape (a line break). They lack the symbol AgMemDisc. */
#include "order/cgraph.h"

const char atl_cgraph_files[] = "libcgraph.so.6 of Graphviz to 8, or a later number to 10";

#if ATL_GRAPHVIZ

#include "base/load.h"
#include "base/strmap.h"

#include <graphviz/cgraph.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(X)                                                                                                   \
  X(agopen) X(agclose) X(agnode) X(agedge) X(agsubg) X(agsubnode) X(agattr) X(agsafeset) X(agwrite) X(agstrdup)

/* cgraph takes char * and copies; it never writes. */
static char *arg(const char *text) { return (char *)(uintptr_t)text; }

static struct {
  bool open;
  Agdesc_t directed;
  void *memory, *io; /* disciplines of its own, where names have to be numbered; else NULL */
  FUNCTIONS(ATL_MEMBER)
} lib;

static bool open_library(void) {
  static const char *const files[] = {ATL_LIBRARY("cgraph", "6"), ATL_LIBRARY("cgraph", "8"),
                                      ATL_LIBRARY("cgraph", "7"), ATL_LIBRARY("cgraph", "9"),
                                      ATL_LIBRARY("cgraph", "10")};
  for (size_t i = 0; i < sizeof files / sizeof *files && !lib.open; i++) {
    void *library = atl_library(files[i]), *directed;
    if (!library || !atl_find(library, "Agdirected", &directed) || !(true FUNCTIONS(ATL_FIND)))
      continue;
    memcpy(&lib.directed, directed, sizeof lib.directed);
    lib.memory = lib.io = NULL;
    lib.open = i || (atl_find(library, "AgMemDisc", &lib.memory) && atl_find(library, "AgIoDisc", &lib.io));
  }
  return lib.open;
}

/* -- names as numbers: the disciplines of libcgraph.so.6
 * ---------------------------------------------------------------- */

struct names {
  Agraph_t *graph;
  struct atl_strmap number;   /* of a name */
  ATL_VEC(const char *) name; /* by number, of the graph, which looks at what stands before it; NULL: none */
};

struct id_discipline {
  void *(*open)(void *graph, void *disciplines);
  long (*map)(void *names, int type, char *text, uint64_t *id, int create);
  long (*alloc)(void *names, int type, uint64_t id);
  void (*free)(void *names, int type, uint64_t id);
  char *(*print)(void *names, int type, uint64_t id);
  void (*close)(void *names);
  void (*idregister)(void *names, int type, void *object);
};

struct disciplines { /* what the library is given, and behind it what is ours */
  void *memory, *id, *io;
  struct names names;
};

static void *ids_open(void *graph, void *disciplines) {
  struct disciplines *own = disciplines;
  own->names.graph = graph; /* it is asked for the number of its own name before agopen() returns */
  return &own->names;
}

static bool same_name(const void *names, uint32_t value, uint32_t number, const char *key, size_t len) {
  const char *name = ((const struct names *)names)->name.at[value];
  (void)number;
  return name && !strncmp(name, key, len) && !name[len];
}

static long ids_map(void *names, int type, char *text, uint64_t *id, int create) {
  struct names *n = names;
  size_t len = text ? strlen(text) : 0;
  (void)type;
  uint32_t found = text ? atl_strmap_get(&n->number, 0, text, len, same_name, n) : ATL_NONE;
  if (found == ATL_NONE && !create)
    return 0;
  if (found == ATL_NONE) {
    found = n->name.len;
    *atl_vec_push(&n->name) = text ? lib.agstrdup(n->graph, text) : NULL;
    if (text)
      atl_strmap_add(&n->number, 0, text, len, found);
  }
  *id = found + 1;
  return 1;
}

static long ids_alloc(void *names, int type, uint64_t id) {
  (void)names;
  (void)type;
  (void)id;
  return 0; /* nobody chooses an id by number */
}

static void ids_free(void *names, int type, uint64_t id) {
  (void)names;
  (void)type;
  (void)id;
}

static char *ids_print(void *names, int type, uint64_t id) {
  const struct names *n = names;
  (void)type;
  return id && id <= n->name.len ? arg(n->name.at[id - 1]) : NULL;
}

static void ids_close(void *names) { (void)names; }

static void ids_register(void *names, int type, void *object) {
  (void)names;
  (void)type;
  (void)object;
}

/* -- building ---------------------------------------------------------------------------------------------------------
 */

static void set_all(void *object, const struct atl_graph_attributes *attributes) {
  for (uint32_t i = 0; i < attributes->count; i++)
    lib.agsafeset(object, arg(attributes->at[i].name), arg(attributes->text.buf + attributes->at[i].value), arg(""));
}

/* A box with children has a subgraph in that of its parent, and a box stands in that of its parent. */
static void add_groups(const struct atl_graph *g, Agraph_t *root, Agnode_t **node) {
  struct atl_graph_attributes attributes = {0};
  uint32_t n = g->box.len;
  Agraph_t **own = atl_alloc((size_t)n + 1, sizeof *own);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t parent = g->box.at[i].parent;
    Agraph_t *inside = parent == ATL_NONE ? root : own[parent];
    if (g->children[i]) {
      own[i] = lib.agsubg(inside, arg(atl_graph_group_name(g, i, &attributes)), 1);
      atl_graph_of_group(g, i, &attributes);
      set_all(own[i], &attributes);
    }
    uint32_t group = atl_graph_group_of(g, i);
    if (group != ATL_NONE && node[i])
      lib.agsubnode(own[group], node[i], 1);
  }
  atl_graph_attributes_release(&attributes);
  free(own);
}

/* Subgraphs are written by their numbers: those of frames, whose names are no node's, would come last. */
static void number_groups(const struct atl_graph *g, struct names *names) {
  struct atl_graph_attributes room = {0};
  uint64_t id;
  for (uint32_t i = 0; i < g->box.len; i++)
    if (g->children[i])
      ids_map(names, AGRAPH, arg(atl_graph_group_name(g, i, &room)), &id, 1);
  atl_graph_attributes_release(&room);
}

static void declare_all(const struct atl_graph *g, Agraph_t *root, int of, enum atl_graph_all what) {
  struct atl_graph_attributes attributes = {0};
  atl_graph_of_all(g, what, &attributes);
  for (uint32_t i = 0; i < attributes.count; i++)
    lib.agattr(root, of, arg(attributes.at[i].name), arg(attributes.text.buf + attributes.at[i].value));
  atl_graph_attributes_release(&attributes);
}

static void build(const struct atl_graph *g, Agraph_t *root) {
  struct atl_graph_attributes attributes = {0};
  Agnode_t **node = atl_alloc((size_t)g->name.len + 1, sizeof *node);
  declare_all(g, root, AGRAPH, ATL_GRAPH_OWN);
  lib.agattr(root, AGNODE, arg("label"), arg("")); /* Graphviz declares one for all graphs once it has laid one out */
  declare_all(g, root, AGNODE, ATL_GRAPH_NODES);
  declare_all(g, root, AGEDGE, ATL_GRAPH_EDGES);
  for (uint32_t i = 0; i < g->name.len; i++) {
    if (!atl_graph_is_node(g, i))
      continue;
    node[i] = lib.agnode(root, arg(atl_graph_name(g, i)), 1);
    atl_graph_of_node(g, i, &attributes);
    set_all(node[i], &attributes);
  }
  add_groups(g, root, node);
  for (uint32_t i = 0; i < g->edge.len; i++) {
    Agedge_t *edge = lib.agedge(root, node[g->edge.at[i].tail], node[g->edge.at[i].head], NULL, 1);
    atl_graph_of_edge(g, i, &attributes);
    set_all(edge, &attributes);
  }
  atl_graph_attributes_release(&attributes);
  free(node);
}

enum atl_cgraph atl_cgraph_write(const struct atl_graph *g, struct atl_out *out) {
  if ((uint64_t)g->name.len + g->edge.len > ATL_CGRAPH_PARTS)
    return ATL_CGRAPH_SPARED;
  if (!open_library())
    return ATL_CGRAPH_ABSENT;
  struct id_discipline ids = {.open = ids_open,
                              .map = ids_map,
                              .alloc = ids_alloc,
                              .free = ids_free,
                              .print = ids_print,
                              .close = ids_close,
                              .idregister = ids_register};
  struct disciplines own = {.memory = lib.memory, .id = &ids, .io = lib.io};
  const char *title = g->names.buf + g->title;
  if (*title == '%') /* such names are cgraph's own: it writes none of them, and would not free this one */
    title = NULL;
  Agraph_t *root = lib.agopen(arg(title), lib.directed, lib.memory ? (void *)&own : NULL);
  if (lib.memory)
    number_groups(g, &own.names);
  build(g, root);
  char *text = NULL;
  size_t len = 0;
  FILE *file = open_memstream(&text, &len); /* the one stream that its own output knows */
  if (!file)
    atl_no_memory();
  lib.agwrite(root, file);
  if (fclose(file))
    atl_no_memory();
  atl_out_write(out, text, len);
  free(text);
  lib.agclose(root);
  atl_vec_release(&own.names.name);
  atl_strmap_release(&own.names.number);
  return ATL_CGRAPH_WRITTEN;
}

#else

enum atl_cgraph atl_cgraph_write(const struct atl_graph *g, struct atl_out *out) {
  (void)g;
  (void)out;
  return ATL_CGRAPH_SPARED;
}

#endif
