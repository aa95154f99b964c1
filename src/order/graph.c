/* cgraph keeps nodes in the order they were made and numbers them (AGSEQ), so the author's order survives.
 *
 * In memory the graph carries structure only; names and the attributes that make it a document are given when it is to
 * be written. A graph is built for small maps only (ATL_GRAPH_NODES) and for -T dot. */
#include "order/graph.h"

#include <graphviz/cgraph.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct atl_graph {
  Agraph_t *graph;
  const struct atl_map *map;
  const uint32_t *left_out;
  bool named; /* nodes are named by their paths; else they have no names, which is all that ordering needs */
  struct atl_arena arena; /* everything cgraph allocates */
  Agdisc_t disc;
  Agmemdisc_t memory;
  Agiddisc_t ids;
  struct atl_strmap names;           /* name -> id */
  ATL_VEC(const char *) name;        /* by id; NULL: none */
  ATL_VEC(Agnode_t *) node;          /* by index of the walk */
  ATL_VEC(struct atl_found_box) box; /* parallel */
};

static char empty[] = "";

/* cgraph takes char * and copies; it never writes. */
static char *arg(const char *text) { return (char *)(uintptr_t)text; }

/* -- memory: one arena a graph. (With a close function agclose() would leave out the dictionaries, which it has from
 * malloc: they would leak. So it walks the graph, and the arena goes afterwards.) */

static void *memory_open(Agdisc_t *disc) {
  return (char *)disc - offsetof(struct atl_graph, disc); /* the graph that holds this discipline */
}

static void *memory_alloc(void *graph, size_t size) {
  return atl_arena_alloc(&((struct atl_graph *)graph)->arena, size);
}

static void *memory_resize(void *graph, void *old, size_t had, size_t size) {
  char *fresh = memory_alloc(graph, size);
  if (old)
    memcpy(fresh, old, had < size ? had : size);
  return fresh;
}

static void memory_free(void *graph, void *old) {
  (void)graph;
  (void)old;
}

/* -- ids: cgraph's own are the addresses of names, and it writes subgraphs in the order of their ids. Ours count, so
 * that they are written as the author has them, wherever memory comes from. */

static void *ids_open(Agraph_t *graph, Agdisc_t *disc) {
  struct atl_graph *g = memory_open(disc);
  g->graph = graph; /* it is asked for the id of its own name before agopen() returns */
  return g;
}

static bool same_name(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const char *name = ((const struct atl_graph *)context)->name.at[value];
  (void)number;
  return name && !strncmp(name, key, len) && !name[len];
}

static long ids_map(void *state, int type, char *text, IDTYPE *id, int create) {
  struct atl_graph *g = state;
  (void)type;
  uint32_t found = text ? atl_strmap_get(&g->names, 0, text, strlen(text), same_name, g) : ATL_NONE;
  if (found == ATL_NONE && !create)
    return 0;
  if (found == ATL_NONE) {
    found = g->name.len;
    *atl_vec_push(&g->name) = text ? agstrdup(g->graph, text) : NULL; /* cgraph looks at what stands before it */
    if (text)
      atl_strmap_add(&g->names, 0, text, strlen(text), found);
  }
  *id = found + 1;
  return 1;
}

static long ids_alloc(void *state, int type, IDTYPE id) {
  (void)state;
  (void)type;
  (void)id;
  return 0; /* nobody chooses an id by number */
}

static void ids_free(void *state, int type, IDTYPE id) {
  (void)state;
  (void)type;
  (void)id;
}

static char *ids_print(void *state, int type, IDTYPE id) {
  const struct atl_graph *g = state;
  (void)type;
  return id && id <= g->name.len ? arg(g->name.at[id - 1]) : NULL;
}

static void ids_close(void *state) { (void)state; }

static void ids_register(void *state, int type, void *object) {
  (void)state;
  (void)type;
  (void)object;
}

/* Text as a quoted label of DOT, where a backslash starts an escape: line breaks become \n, backslashes two. */
static void escape_label(struct atl_out *out, const char *text) {
  for (; *text; text++)
    if (*text == '\n')
      atl_out_lit(out, "\\n");
    else if (*text == '\\')
      atl_out_lit(out, "\\\\");
    else
      atl_out_char(out, *text);
}

static const char *finish(struct atl_out *out) {
  atl_out_char(out, 0);
  return out->buf;
}

/* A text for any attribute: a lone backslash before a quote would end the string that cgraph writes. */
static const char *escaped(struct atl_out *out, const char *text) {
  out->len = 0;
  escape_label(out, text);
  return finish(out);
}

/* -- building and reading -- */

struct builder {
  struct atl_graph *g;
  struct atl_out name; /* the path of the node, made in place */
};

static void add_box(void *context, uint32_t index, const struct atl_found_box *box) {
  struct builder *b = context;
  struct atl_graph *g = b->g;
  b->name.len = 0;
  if (g->named) {
    atl_map_write_path(g->map, box->node, &b->name);
    if (box->card)
      atl_out_lit(&b->name, ":items");
    atl_out_char(&b->name, 0);
  }
  Agnode_t *node = agnode(g->graph, g->named ? b->name.buf : NULL, 1);
  (void)index;
  *atl_vec_push(&g->node) = node;
  *atl_vec_push(&g->box) = *box;
  if (box->parent != ATL_NONE)
    agedge(g->graph, g->node.at[box->parent], node, NULL, 1);
}

struct atl_graph *atl_graph_build(const struct atl_map *map, const struct atl_extent *extent, bool named) {
  struct atl_graph *g = atl_alloc(1, sizeof *g);
  g->map = map;
  g->left_out = extent->left_out;
  g->named = named;
  g->memory = (Agmemdisc_t){.open = memory_open, .alloc = memory_alloc, .resize = memory_resize, .free = memory_free};
  g->ids = (Agiddisc_t){.open = ids_open,
                        .map = ids_map,
                        .alloc = ids_alloc,
                        .free = ids_free,
                        .print = ids_print,
                        .close = ids_close,
                        .idregister = ids_register};
  g->disc = (Agdisc_t){.mem = &g->memory, .id = &g->ids, .io = &AgIoDisc};
  struct builder b = {.g = g};
  atl_out_memory(&b.name);
  g->graph = agopen(arg(escaped(&b.name, map->title ? atl_map_text(map, map->title) : "map")), Agdirected, &g->disc);
  atl_order_walk(map, extent, false, add_box, &b);
  atl_out_discard(&b.name);
  return g;
}

void atl_graph_free(struct atl_graph *g) {
  agclose(g->graph);
  atl_arena_release(&g->arena);
  atl_strmap_release(&g->names);
  atl_vec_release(&g->name);
  atl_vec_release(&g->node);
  atl_vec_release(&g->box);
  free(g);
}

void atl_graph_boxes(const struct atl_graph *g, struct atl_order *order) {
  atl_vec_reserve(&order->box, g->box.len);
  for (Agnode_t *node = agfstnode(g->graph); node; node = agnxtnode(g->graph, node)) {
    /* Nodes are numbered from 1 in the order they were made, parents first. */
    const struct atl_found_box *found = &g->box.at[AGSEQ(node) - 1];
    Agedge_t *in = agfstin(g->graph, node);
    uint32_t parent = in ? (uint32_t)AGSEQ(agtail(in)) - 1 : ATL_NONE;
    *atl_vec_push(&order->box) =
        (struct atl_box){.node = found->node,
                         .parent = parent,
                         .folded = found->folded,
                         .rank = (uint16_t)(parent == ATL_NONE ? 0 : order->box.at[parent].rank + 1),
                         .card = found->card};
  }
}

/* -- writing ----------------------------------------------------------------------------------------------------- */

static int write_text(void *channel, const char *text) {
  atl_out_text(channel, text);
  return 0;
}

static int write_flush(void *channel) {
  (void)channel;
  return 0;
}

static void set(void *object, const char *name, const char *value) {
  if (*value)
    agsafeset(object, arg(name), arg(value), empty);
}

static void label_of(const struct atl_graph *g, const struct atl_found_box *box, struct atl_out *out) {
  const struct atl_map *map = g->map;
  const struct atl_node *node = &map->node.at[box->node];
  out->len = 0;
  if (!box->card) {
    escape_label(out, atl_map_text(map, node->label));
    if (node->note) {
      atl_out_lit(out, "\\n(");
      escape_label(out, atl_map_text(map, node->note));
      atl_out_char(out, ')');
    }
    if (box->folded)
      atl_out_format(out, "\\n+%u", box->folded);
    return;
  }
  bool first = true;
  for (uint32_t i = node->first_child; i != ATL_NONE; i = map->node.at[i].next) {
    const struct atl_node *item = &map->node.at[i];
    if (!(item->flags & ATL_NODE_ITEM) || atl_left_out(g->left_out, i))
      continue;
    if (!first)
      atl_out_lit(out, "\\n");
    first = false;
    escape_label(out, atl_map_text(map, item->label));
    if (item->note) {
      atl_out_lit(out, " (");
      escape_label(out, atl_map_text(map, item->note));
      atl_out_char(out, ')');
    }
  }
}

static void words(struct atl_out *out, const struct atl_map *map, uint32_t first, uint32_t count) {
  out->len = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (i)
      atl_out_lit(out, ", ");
    escape_label(out, atl_map_text(map, map->word.at[first + i].text));
  }
}

static void set_node(struct atl_graph *g, Agnode_t *node, const struct atl_found_box *box, struct atl_out *out) {
  const struct atl_map *map = g->map;
  const struct atl_node *at = &map->node.at[box->node];
  label_of(g, box, out);
  set(node, "label", finish(out));
  set(node, "kind", escaped(out, atl_map_text(map, at->kind)));
  if (box->card) {
    set(node, "class", "card");
    return;
  }
  out->len = 0;
  escape_label(out, atl_map_text(map, at->note));
  set(node, "note", finish(out));
  if (at->extra == ATL_NONE)
    return;
  const struct atl_node_extra *extra = &map->extra.at[at->extra];
  set(node, "URL", escaped(out, atl_map_text(map, extra->url)));
  set(node, "since", escaped(out, atl_map_text(map, extra->since)));
  set(node, "status", escaped(out, atl_map_text(map, extra->status)));
  set(node, "map", escaped(out, atl_map_text(map, extra->map)));
  out->len = 0;
  escape_label(out, atl_map_text(map, extra->about));
  set(node, "about", finish(out));
  set(node, "tooltip", out->buf);
  words(out, map, extra->first_tag, extra->tags);
  set(node, "tags", finish(out));
  words(out, map, extra->first_see, extra->sees);
  set(node, "see", finish(out));
}

/* Subgraphs: one for each node with children, inside its parent's; it holds the node's whole subtree. */
static void add_groups(struct atl_graph *g) {
  uint32_t n = g->box.len;
  Agraph_t **inside = atl_alloc(n, sizeof *inside); /* the subgraph a box stands in */
  Agraph_t **own = atl_alloc(n, sizeof *own);
  uint32_t *children = atl_alloc(n, sizeof *children);
  for (uint32_t i = 0; i < n; i++) {
    const struct atl_found_box *found = &g->box.at[i];
    if (found->parent != ATL_NONE)
      children[found->parent]++;
  }
  for (uint32_t i = 0; i < n; i++) {
    const struct atl_found_box *found = &g->box.at[i];
    uint32_t parent = found->parent;
    inside[i] = parent == ATL_NONE ? g->graph : own[parent];
    if (children[i])
      own[i] = agsubg(inside[i], agnameof(g->node.at[i]), 1);
    if (inside[i] != g->graph)
      agsubnode(inside[i], g->node.at[i], 1);
  }
  free(inside);
  free(own);
  free(children);
}

/* An end of a link in this map, or in another: that is a node of its own, drawn as a word. NULL: it is not shown. */
static Agnode_t *end_of(struct atl_graph *g, const uint32_t *shown, uint32_t node, atl_text written,
                        struct atl_out *out) {
  if (node != ATL_NONE)
    return shown[node] == ATL_NONE ? NULL : g->node.at[shown[node]];
  Agnode_t *other = agnode(g->graph, arg(escaped(out, atl_map_text(g->map, written))), 1);
  set(other, "shape", "plaintext");
  set(other, "class", "elsewhere");
  return other;
}

static void add_link(struct atl_graph *g, const struct atl_link *link, Agnode_t *tail, Agnode_t *head,
                     struct atl_out *out) {
  if (!tail || !head) /* it leads out of the part that is drawn */
    return;
  Agedge_t *edge = agedge(g->graph, tail, head, NULL, 1);
  set(edge, "class", "link");
  set(edge, "style", "dashed");
  set(edge, "constraint", "false");
  if (link->arrow != ATL_ARROW_FORWARD)
    set(edge, "dir", link->arrow == ATL_ARROW_BOTH ? "both" : "none");
  out->len = 0;
  escape_label(out, atl_map_text(g->map, link->label));
  set(edge, "xlabel", finish(out));
  set(edge, "kind", escaped(out, atl_map_text(g->map, link->kind)));
}

/* The links that a drawing would have, and those into other maps. */
static void add_links(struct atl_graph *g, struct atl_out *out) {
  if (!g->map->link.len)
    return;
  struct atl_order order = {.left_out = g->left_out};
  atl_graph_boxes(g, &order);
  atl_order_links(&order, g->map);
  uint32_t *shown = atl_order_shown(&order, g->map);
  for (uint32_t i = 0, next = 0; i < g->map->link.len; i++) {
    const struct atl_link *link = &g->map->link.at[i];
    if (next < order.edge.len && order.edge.at[next].link == i) {
      add_link(g, link, g->node.at[order.edge.at[next].tail], g->node.at[order.edge.at[next].head], out);
      next++;
    } else if (link->tail == ATL_NONE || link->head == ATL_NONE) {
      Agnode_t *tail = end_of(g, shown, link->tail, link->from, out);
      add_link(g, link, tail, end_of(g, shown, link->head, link->to, out), out);
    }
  }
  free(shown);
  atl_order_release(&order);
}

void atl_graph_write(struct atl_graph *g, struct atl_out *to, const char *rankdir) {
  struct atl_out out;
  atl_out_memory(&out);
  agattr(g->graph, AGRAPH, arg("rankdir"), arg(rankdir));
  agattr(g->graph, AGRAPH, arg("ordering"), arg("out"));
  agattr(g->graph, AGRAPH, arg("newrank"), arg("true")); /* its old ranking is quadratic */
  agattr(g->graph, AGNODE, arg("label"), empty); /* Graphviz declares one for all graphs once it has laid one out */
  agattr(g->graph, AGNODE, arg("shape"), arg("box"));
  for (uint32_t i = 0; i < g->box.len; i++)
    set_node(g, g->node.at[i], &g->box.at[i], &out);
  add_groups(g);
  add_links(g, &out);
  Agiodisc_t io = {.putstr = write_text, .flush = write_flush};
  Agiodisc_t *old = g->graph->clos->disc.io;
  g->graph->clos->disc.io = &io;
  agwrite(g->graph, to);
  g->graph->clos->disc.io = old;
  atl_out_discard(&out);
}
