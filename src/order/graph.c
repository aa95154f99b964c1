/* What stands in the graph, and what its attributes say. Values are written as Graphviz reads a label, where a
 * backslash starts an escape: line breaks are \n, backslashes two. */
#include "order/graph.h"

#include "base/strmap.h"

#include <stdlib.h>
#include <string.h>

const char *const atl_graph_own[][2] = {
    {"newrank", "true"}, /* its old ranking is quadratic */
    {"ordering", "out"},
    {"rankdir", NULL},
    {NULL, NULL},
};
const char *const atl_graph_nodes[][2] = {{"shape", "box"}, {NULL, NULL}};

static void escape(struct atl_out *out, const char *text) {
  for (; *text; text++)
    if (*text == '\n')
      atl_out_lit(out, "\\n");
    else if (*text == '\\')
      atl_out_lit(out, "\\\\");
    else
      atl_out_char(out, *text);
}

/* Ends a text that began there. cgraph writes the text "-." without quotes, as if it were a number, and then cannot
 * read it; an escape has it quoted, and is read as the dot. */
static void end_text(struct atl_out *out, size_t begin) {
  if (out->len - begin == 2 && !memcmp(out->buf + begin, "-.", 2)) {
    out->len--;
    atl_out_lit(out, "\\.");
  }
  atl_out_char(out, 0);
}

/* -- making ---------------------------------------------------------------------------------------------------------
 */

static void add_box(void *context, uint32_t index, const struct atl_found_box *box) {
  struct atl_graph *g = context;
  *atl_vec_push(&g->box) = *box;
  *atl_vec_push(&g->name) = g->names.len;
  atl_map_write_path(g->map, box->node, &g->names);
  if (box->card)
    atl_out_lit(&g->names, ":items");
  atl_out_char(&g->names, 0);
  if (box->parent != ATL_NONE)
    *atl_vec_push(&g->edge) = (struct atl_graph_edge){.tail = box->parent, .head = index, .link = ATL_NONE};
}

static bool same_name(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const char *name = atl_graph_name(context, value);
  (void)number;
  return !strncmp(name, key, len) && !name[len];
}

/* The node of an end of a link in another map; several links may lead to one. No box has its name: in it is a slash. */
static uint32_t elsewhere(struct atl_graph *g, struct atl_strmap *others, atl_text written) {
  size_t at = g->names.len;
  escape(&g->names, atl_map_text(g->map, written));
  size_t len = g->names.len - at;
  atl_out_char(&g->names, 0);
  uint32_t found = atl_strmap_get(others, 0, g->names.buf + at, len, same_name, g);
  if (found != ATL_NONE) {
    g->names.len = at;
    return found;
  }
  found = g->name.len;
  *atl_vec_push(&g->name) = at;
  atl_strmap_add(others, 0, g->names.buf + at, len, found);
  return found;
}

/* The links that a drawing would have, and those into other maps where the end in this one is shown. */
static void add_links(struct atl_graph *g) {
  const struct atl_map *map = g->map;
  struct atl_order order = {.left_out = g->left_out, .hidden = g->hidden};
  struct atl_strmap others = {0};
  for (uint32_t i = 0; i < g->box.len; i++) {
    const struct atl_found_box *box = &g->box.at[i];
    *atl_vec_push(&order.box) = (struct atl_box){.node = box->node, .parent = box->parent, .card = box->card};
  }
  atl_order_links(&order, map);
  uint32_t *shown = atl_order_shown(&order, map);
  for (uint32_t i = 0, next = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    struct atl_graph_edge edge = {.tail = ATL_NONE, .head = ATL_NONE, .link = i};
    if (g->hidden && g->hidden[i])
      continue;
    if (next < order.edge.len && order.edge.at[next].link == i) {
      edge.tail = order.edge.at[next].tail;
      edge.head = order.edge.at[next].head;
      next++;
    } else if (link->tail == ATL_NONE && link->head != ATL_NONE && shown[link->head] != ATL_NONE) {
      edge.tail = elsewhere(g, &others, link->from);
      edge.head = shown[link->head];
    } else if (link->head == ATL_NONE && link->tail != ATL_NONE && shown[link->tail] != ATL_NONE) {
      edge.tail = shown[link->tail];
      edge.head = elsewhere(g, &others, link->to);
    }
    if (edge.tail != ATL_NONE && edge.head != ATL_NONE)
      *atl_vec_push(&g->edge) = edge;
  }
  free(shown);
  atl_strmap_release(&others);
  atl_order_release(&order);
}

void atl_graph_init(struct atl_graph *g, const struct atl_map *map, const struct atl_extent *extent,
                    const char *rankdir) {
  *g = (struct atl_graph){.map = map, .left_out = extent->left_out, .hidden = extent->hidden, .rankdir = rankdir};
  atl_out_memory(&g->names);
  escape(&g->names, map->title ? atl_map_text(map, map->title) : "map");
  end_text(&g->names, 0);
  atl_order_walk(map, extent, false, add_box, g);
  g->children = atl_alloc((size_t)g->box.len + 1, sizeof *g->children);
  for (uint32_t i = 0; i < g->box.len; i++)
    if (g->box.at[i].parent != ATL_NONE)
      g->children[g->box.at[i].parent]++;
  if (map->link.len)
    add_links(g);
}

void atl_graph_release(struct atl_graph *g) {
  atl_out_discard(&g->names);
  atl_vec_release(&g->name);
  atl_vec_release(&g->box);
  atl_vec_release(&g->edge);
  free(g->children);
  *g = (struct atl_graph){0};
}

/* -- attributes ------------------------------------------------------------------------------------------------------
 */

static void start(struct atl_graph_attributes *to) {
  if (!to->text.buf)
    atl_out_memory(&to->text);
  to->text.len = 0;
  to->count = 0;
}

/* What was written to the text since `begin` becomes an attribute, if it is anything. */
static void take(struct atl_graph_attributes *to, const char *name, size_t begin) {
  if (to->text.len == begin)
    return;
  end_text(&to->text, begin);
  to->at[to->count++] = (struct atl_graph_attribute){.name = name, .value = begin};
}

static void set(struct atl_graph_attributes *to, const char *name, const char *value) {
  size_t begin = to->text.len;
  escape(&to->text, value);
  take(to, name, begin);
}

/* The label and the note of a node in two lines, or the items of a card, one a line. */
static void set_label(const struct atl_graph *g, const struct atl_found_box *box, struct atl_graph_attributes *to) {
  const struct atl_map *map = g->map;
  const struct atl_node *node = &map->node.at[box->node];
  struct atl_out *out = &to->text;
  size_t begin = out->len;
  bool first = true;
  if (!box->card) {
    escape(out, atl_map_text(map, node->label));
    if (node->note) {
      atl_out_lit(out, "\\n(");
      escape(out, atl_map_text(map, node->note));
      atl_out_char(out, ')');
    }
    if (box->folded)
      atl_out_format(out, "\\n+%u", box->folded);
  }
  for (uint32_t i = box->card ? node->first_child : ATL_NONE; i != ATL_NONE; i = map->node.at[i].next) {
    const struct atl_node *item = &map->node.at[i];
    if (!(item->flags & ATL_NODE_ITEM) || atl_left_out(g->left_out, i))
      continue;
    if (!first)
      atl_out_lit(out, "\\n");
    first = false;
    escape(out, atl_map_text(map, item->label));
    if (item->note) {
      atl_out_lit(out, " (");
      escape(out, atl_map_text(map, item->note));
      atl_out_char(out, ')');
    }
  }
  take(to, "label", begin);
}

static void set_words(struct atl_graph_attributes *to, const char *name, const struct atl_map *map, uint32_t first,
                      uint32_t count) {
  size_t begin = to->text.len;
  for (uint32_t i = 0; i < count; i++) {
    if (i)
      atl_out_lit(&to->text, ", ");
    escape(&to->text, atl_map_text(map, map->word.at[first + i].text));
  }
  take(to, name, begin);
}

void atl_graph_of_node(const struct atl_graph *g, uint32_t number, struct atl_graph_attributes *to) {
  start(to);
  if (number >= g->box.len) {
    set(to, "class", "elsewhere");
    set(to, "shape", "plaintext");
    return;
  }
  static const struct atl_node_extra none;
  const struct atl_map *map = g->map;
  const struct atl_found_box *box = &g->box.at[number];
  const struct atl_node *node = &map->node.at[box->node];
  bool more = !box->card && node->extra != ATL_NONE;
  const struct atl_node_extra *extra = more ? &map->extra.at[node->extra] : &none;
  set(to, "URL", atl_map_text(map, extra->url));
  set(to, "about", atl_map_text(map, extra->about));
  set(to, "class", box->card ? "card" : "");
  set(to, "kind", atl_map_text(map, node->kind));
  set_label(g, box, to);
  set(to, "map", atl_map_text(map, extra->map));
  set(to, "note", box->card ? "" : atl_map_text(map, node->note));
  set_words(to, "see", map, extra->first_see, extra->sees);
  set(to, "since", atl_map_text(map, extra->since));
  set(to, "status", atl_map_text(map, extra->status));
  set_words(to, "tags", map, extra->first_tag, extra->tags);
  set(to, "tooltip", atl_map_text(map, extra->about));
}

void atl_graph_of_edge(const struct atl_graph *g, uint32_t number, struct atl_graph_attributes *to) {
  const struct atl_graph_edge *edge = &g->edge.at[number];
  start(to);
  if (edge->link == ATL_NONE)
    return;
  const struct atl_link *link = &g->map->link.at[edge->link];
  set(to, "class", "link");
  set(to, "constraint", "false");
  set(to, "dir", link->arrow == ATL_ARROW_FORWARD ? "" : link->arrow == ATL_ARROW_BOTH ? "both" : "none");
  set(to, "headlabel", atl_map_text(g->map, link->end_label[1]));
  set(to, "kind", atl_map_text(g->map, link->kind));
  set(to, "style", "dashed");
  set(to, "taillabel", atl_map_text(g->map, link->end_label[0]));
  set(to, "xlabel", atl_map_text(g->map, link->label));
}

void atl_graph_attributes_release(struct atl_graph_attributes *attributes) {
  atl_out_discard(&attributes->text);
  *attributes = (struct atl_graph_attributes){0};
}
