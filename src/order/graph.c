/* What stands in the graph, and what its attributes say. Values are written as Graphviz reads a label, where a
 * backslash starts an escape: line breaks are \n, backslashes two. */
#include "order/graph.h"

#include "base/strmap.h"

#include <stdlib.h>
#include <string.h>

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
  (void)index;
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

/* Where an edge to a box ends: a card may stand in the box of its node. */
static uint32_t end_of(const struct atl_graph *g, uint32_t box) {
  return g->part[box] & ATL_GRAPH_GONE ? g->box.at[box].parent : box;
}

static void add_edge(struct atl_graph *g, struct atl_graph_edge edge) {
  uint32_t *const end[] = {&edge.tail, &edge.head};
  for (int i = 0; i < 2; i++)
    if (*end[i] < g->box.len) {
      *end[i] = end_of(g, *end[i]);
      if (g->part[*end[i]] & ATL_GRAPH_CLUSTER)
        g->part[*end[i]] |= ATL_GRAPH_ANCHOR;
    }
  *atl_vec_push(&g->edge) = edge;
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
      add_edge(g, edge);
  }
  free(shown);
  atl_strmap_release(&others);
  atl_order_release(&order);
}

static unsigned way_of(const struct atl_graph *g, uint32_t node) {
  return g->dress && g->dress->ways ? g->dress->ways[node] : 0;
}

/* What becomes of each box. A card goes where its node has nothing else below it. */
static void part_boxes(struct atl_graph *g) {
  for (uint32_t i = 0; i < g->box.len; i++)
    if (g->box.at[i].parent != ATL_NONE)
      g->children[g->box.at[i].parent]++;
  for (uint32_t i = 0; i < g->box.len; i++) {
    const struct atl_found_box *box = &g->box.at[i];
    if (box->card && way_of(g, box->node) & ATL_GRAPH_JOIN && g->children[box->parent] == 1) {
      g->part[i] = ATL_GRAPH_GONE;
      g->part[box->parent] = ATL_GRAPH_ITEMS;
    } else if (g->children[i] && way_of(g, box->node) & ATL_GRAPH_FRAME) {
      g->part[i] = ATL_GRAPH_CLUSTER;
      g->clusters = true;
    }
  }
  for (uint32_t i = 0; i < g->box.len; i++)
    if (g->part[i] == ATL_GRAPH_ITEMS)
      g->children[i] = 0;
}

void atl_graph_init(struct atl_graph *g, const struct atl_map *map, const struct atl_extent *extent,
                    const char *rankdir, const struct atl_graph_dress *dress) {
  *g = (struct atl_graph){
      .map = map, .left_out = extent->left_out, .hidden = extent->hidden, .rankdir = rankdir, .dress = dress};
  atl_out_memory(&g->names);
  escape(&g->names, map->title ? atl_map_text(map, map->title) : "map");
  end_text(&g->names, 0);
  atl_order_walk(map, extent, false, add_box, g);
  g->children = atl_alloc((size_t)g->box.len + 1, sizeof *g->children);
  g->part = atl_alloc((size_t)g->box.len + 1, sizeof *g->part);
  part_boxes(g);
  for (uint32_t i = 0; i < g->box.len; i++) {
    uint32_t parent = g->box.at[i].parent;
    if (parent != ATL_NONE && !(g->part[parent] & ATL_GRAPH_CLUSTER) && !(g->part[i] & ATL_GRAPH_GONE))
      add_edge(g, (struct atl_graph_edge){.tail = parent, .head = i, .link = ATL_NONE});
  }
  if (map->link.len)
    add_links(g);
}

void atl_graph_release(struct atl_graph *g) {
  atl_out_discard(&g->names);
  atl_vec_release(&g->name);
  atl_vec_release(&g->box);
  atl_vec_release(&g->edge);
  free(g->children);
  free(g->part);
  *g = (struct atl_graph){0};
}

bool atl_graph_holds(const struct atl_graph *g, uint32_t frame, uint32_t node) {
  if (frame >= g->box.len || node >= g->box.len)
    return frame == node;
  while (node != ATL_NONE && node > frame) /* parents stand before what they hold */
    node = g->box.at[node].parent;
  return node == frame;
}

bool atl_graph_is_quiet(const struct atl_graph *g, uint32_t edge) {
  uint32_t a = g->edge.at[edge].tail, b = g->edge.at[edge].head;
  if (g->edge.at[edge].link == ATL_NONE)
    return false;
  if (a >= g->box.len || b >= g->box.len)
    a = b = ATL_NONE;
  while (a != b)
    if (b == ATL_NONE || (a != ATL_NONE && a > b))
      a = g->box.at[a].parent;
    else
      b = g->box.at[b].parent;
  return a == ATL_NONE ? !(way_of(g, 0) & ATL_GRAPH_FRAME) : !(way_of(g, g->box.at[a].node) & ATL_GRAPH_FRAME);
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

static void add_items(const struct atl_graph *g, const struct atl_node *node, bool first, struct atl_out *out) {
  const struct atl_map *map = g->map;
  for (uint32_t i = node->first_child; i != ATL_NONE; i = map->node.at[i].next) {
    const struct atl_node *item = &map->node.at[i];
    if (!(item->flags & ATL_NODE_ITEM) || atl_left_out(g->left_out, i))
      continue;
    if (!first)
      atl_out_char(out, '\n');
    first = false;
    atl_out_text(out, atl_map_text(map, item->label));
    if (item->note)
      atl_out_format(out, " (%s)", atl_map_text(map, item->note));
  }
}

/* The label and the note of a node in two lines, of a frame in one; the items of a card, one a line, or those in the
 * box of a node, below an empty line. */
void atl_graph_label(const struct atl_graph *g, uint32_t number, struct atl_out *out) {
  if (number >= g->box.len) {
    atl_out_text(out, atl_graph_name(g, number));
    return;
  }
  const struct atl_found_box *box = &g->box.at[number];
  const struct atl_node *node = &g->map->node.at[box->node];
  char between = g->part[number] & ATL_GRAPH_CLUSTER ? ' ' : '\n';
  if (!box->card) {
    atl_out_text(out, atl_map_text(g->map, node->label));
    if (node->note)
      atl_out_format(out, "%c(%s)", between, atl_map_text(g->map, node->note));
    char count[ATL_COUNT_BYTES];
    if (box->folded) {
      atl_count_text(count, box->folded, box->counted);
      atl_out_format(out, "%c%s", between, count);
    }
  }
  if (g->part[number] & ATL_GRAPH_ITEMS)
    atl_out_char(out, '\n');
  if (box->card || g->part[number] & ATL_GRAPH_ITEMS)
    add_items(g, node, box->card, out);
}

static void set_label(const struct atl_graph *g, uint32_t number, struct atl_graph_attributes *to) {
  struct atl_out label;
  atl_out_memory(&label);
  atl_graph_label(g, number, &label);
  atl_out_char(&label, 0);
  set(to, "label", label.buf);
  atl_out_discard(&label);
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

/* -- looks -----------------------------------------------------------------------------------------------------------
 */

static const char usual_style[] = "filled,rounded", usual_shape[] = "box", fonts[] = "Helvetica,Arial,sans-serif";

static struct atl_graph_look look_of(const struct atl_graph *g, uint32_t number) {
  struct atl_graph_look look = {.role = "node"};
  const struct atl_found_box *box = &g->box.at[number];
  if (g->dress && g->dress->of_node)
    g->dress->of_node(g->dress->context, box->node, box->card, g->part[number] & ATL_GRAPH_CLUSTER, &look);
  return look;
}

static struct atl_graph_look look_of_link(const struct atl_graph *g, uint32_t link) {
  struct atl_graph_look look = {.role = "link"};
  if (g->dress && g->dress->of_link)
    g->dress->of_link(g->dress->context, link, &look);
  return look;
}

/* What differs from what all have. */
static void set_unlike(struct atl_graph_attributes *to, const char *name, const char *value, const char *usual) {
  if (value && strcmp(value, usual))
    set(to, name, value);
}

void atl_graph_of_all(const struct atl_graph *g, enum atl_graph_all what, struct atl_graph_attributes *to) {
  struct atl_graph_look lines = look_of_link(g, ATL_NONE);
  start(to);
  if (what == ATL_GRAPH_OWN) {
    set(to, "bgcolor", lines.fill);
    set(to, "compound", g->clusters ? "true" : "");
    set(to, "fontname", fonts);
    set(to, "labeljust", g->clusters ? "l" : "");
    set(to, "newrank", "true"); /* its old ranking is quadratic */
    set(to, "ordering", way_of(g, 0) & ATL_GRAPH_FRAME ? "" : "out");
    set(to, "rankdir", g->rankdir);
  } else if (what == ATL_GRAPH_NODES) {
    set(to, "fontname", fonts);
    set(to, "shape", usual_shape);
    set(to, "style", usual_style);
  } else {
    set(to, "color", lines.line);
    set(to, "fontcolor", lines.text);
    set(to, "fontname", fonts);
  }
}

/* -- nodes, groups and edges -----------------------------------------------------------------------------------------
 */

/* What is said of a node, on itself or on its frame. */
static void say(const struct atl_graph *g, uint32_t number, struct atl_graph_attributes *to) {
  static const struct atl_node_extra none;
  const struct atl_map *map = g->map;
  const struct atl_found_box *box = &g->box.at[number];
  const struct atl_node *node = &map->node.at[box->node];
  const struct atl_graph_look look = look_of(g, number);
  bool frame = g->part[number] & ATL_GRAPH_CLUSTER, more = !box->card && node->extra != ATL_NONE;
  const struct atl_node_extra *extra = more ? &map->extra.at[node->extra] : &none;
  set(to, "URL", atl_map_text(map, extra->url));
  set(to, "about", atl_map_text(map, extra->about));
  set(to, "class", box->card ? "card" : "");
  set(to, "color", look.line);
  set(to, "fillcolor", look.fill);
  set(to, "fontcolor", look.text);
  set(to, "kind", atl_map_text(map, node->kind));
  set_label(g, number, to);
  set(to, "map", atl_map_text(map, extra->map));
  set(to, "note", box->card ? "" : atl_map_text(map, node->note));
  set_words(to, "see", map, extra->first_see, extra->sees);
  if (!frame)
    set_unlike(to, "shape", look.shape, usual_shape);
  set(to, "since", atl_map_text(map, extra->since));
  set(to, "status", atl_map_text(map, extra->status));
  if (frame)
    set(to, "style", look.style ? look.style : usual_style);
  else
    set_unlike(to, "style", look.style, usual_style);
  set_words(to, "tags", map, extra->first_tag, extra->tags);
  set(to, "tooltip", atl_map_text(map, extra->about));
}

void atl_graph_of_node(const struct atl_graph *g, uint32_t number, struct atl_graph_attributes *to) {
  start(to);
  if (number >= g->box.len) {
    set(to, "class", "elsewhere");
    set(to, "shape", "plaintext");
    set(to, "style", "solid");
  } else if (g->part[number] & ATL_GRAPH_CLUSTER) { /* where links end that lead to the frame */
    set(to, "class", "anchor");
    set(to, "shape", "point");
    set(to, "style", "invis");
  } else
    say(g, number, to);
}

void atl_graph_of_group(const struct atl_graph *g, uint32_t number, struct atl_graph_attributes *to) {
  start(to);
  if (g->part[number] & ATL_GRAPH_CLUSTER)
    say(g, number, to);
}

const char *atl_graph_group_name(const struct atl_graph *g, uint32_t number, struct atl_graph_attributes *room) {
  if (!(g->part[number] & ATL_GRAPH_CLUSTER))
    return atl_graph_name(g, number);
  start(room);
  atl_out_format(&room->text, "cluster_%s", atl_graph_name(g, number));
  atl_out_char(&room->text, 0);
  return room->text.buf;
}

/* The line of a link ends at the frame, not at the point in it, unless it comes from inside. */
static void set_end(const struct atl_graph *g, const char *name, uint32_t end, uint32_t other,
                    struct atl_graph_attributes *to) {
  if (end >= g->box.len || !(g->part[end] & ATL_GRAPH_CLUSTER) || atl_graph_holds(g, end, other))
    return;
  size_t begin = to->text.len;
  atl_out_format(&to->text, "cluster_%s", atl_graph_name(g, end));
  take(to, name, begin);
}

void atl_graph_of_edge(const struct atl_graph *g, uint32_t number, struct atl_graph_attributes *to) {
  const struct atl_graph_edge *edge = &g->edge.at[number];
  start(to);
  if (edge->link == ATL_NONE) {
    set_end(g, "lhead", edge->head, edge->tail, to);
    return;
  }
  const struct atl_link *link = &g->map->link.at[edge->link];
  const struct atl_graph_look look = look_of_link(g, edge->link), lines = look_of_link(g, ATL_NONE);
  bool quiet = atl_graph_is_quiet(g, number);
  if (link->arrow != ATL_ARROW_NONE)
    set(to, "arrowhead", look.head ? look.head : "");
  if (link->arrow == ATL_ARROW_BOTH)
    set(to, "arrowtail", look.tail ? look.tail : look.head ? look.head : "");
  set(to, "class", "link");
  set_unlike(to, "color", look.line, lines.line);
  set(to, "constraint", quiet ? "false" : "");
  set(to, "dir", link->arrow == ATL_ARROW_FORWARD ? "" : link->arrow == ATL_ARROW_BOTH ? "both" : "none");
  set_unlike(to, "fontcolor", look.text, lines.text);
  set(to, "headlabel", atl_map_text(g->map, link->end_label[1]));
  set(to, "kind", atl_map_text(g->map, link->kind));
  set(to, "label", quiet ? "" : atl_map_text(g->map, link->label));
  set_end(g, "lhead", edge->head, edge->tail, to);
  set_end(g, "ltail", edge->tail, edge->head, to);
  set(to, "style", look.style ? look.style : quiet ? "dashed" : "");
  set(to, "taillabel", atl_map_text(g->map, link->end_label[0]));
  set(to, "xlabel", quiet ? atl_map_text(g->map, link->label) : "");
}

void atl_graph_attributes_release(struct atl_graph_attributes *attributes) {
  atl_out_discard(&attributes->text);
  *attributes = (struct atl_graph_attributes){0};
}
