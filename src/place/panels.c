/* What is a panel, and how an order is divided into panels. Boxes of an order stand breadth first; so do those of each
 * panel, for a panel takes them as they come. */
#include "place/panels.h"

#include <stdlib.h>
#include <string.h>

/* -- manners ----------------------------------------------------------------------------------------------------- */

static bool has_nodes(const struct atl_map *map, uint32_t node) {
  uint32_t i = map->node.at[node].first_child;
  while (i != ATL_NONE && map->node.at[i].flags & ATL_NODE_ITEM)
    i = map->node.at[i].next;
  return i != ATL_NONE;
}

/* What a node asks for, where what is around it is arranged so. A direction goes with the layout: one that is not given
 * is that around it where the layout is the same, else the layout's own. */
static struct atl_manner asked_for(const struct atl_map *map, uint32_t node, struct atl_manner around) {
  const struct atl_node_extra *extra = &map->extra.at[map->node.at[node].extra];
  const struct atl_layout_engine *engine =
      extra->layout ? atl_layout_named(atl_map_text(map, extra->layout)) : around.engine;
  if (!engine || engine->picture || around.engine->entries)
    return around;
  struct atl_manner asked = {engine, engine == around.engine ? around.direction : engine->direction};
  for (int i = 0; engine->mirrors && atl_direction_names[i]; i++)
    if (!strcmp(atl_map_text(map, extra->direction), atl_direction_names[i]))
      asked.direction = (enum atl_direction)i;
  return asked;
}

static enum atl_order_way way_of(const struct atl_layout_engine *engine) {
  return engine->entries || engine->tiles ? ATL_ORDER_ENTRIES : engine->joins ? ATL_ORDER_JOINS : ATL_ORDER_CARDS;
}

bool atl_manners_find(struct atl_manners *manners, const struct atl_map *map, uint32_t root,
                      struct atl_manner drawing) {
  uint32_t n = map->node.len;
  *manners = (struct atl_manners){0};
  if (drawing.engine->entries || drawing.engine->picture || !map->extra.len)
    return false;
  *atl_vec_push(&manners->list) = drawing;
  manners->of = atl_alloc(n, sizeof *manners->of);
  manners->ways = atl_alloc(n, sizeof *manners->ways);
  bool *drawn = atl_alloc(n, sizeof *drawn);
  drawn[root] = true;
  for (uint32_t i = root; i < n; i++) { /* parents come before what they hold */
    const struct atl_node *node = &map->node.at[i];
    drawn[i] |= i && drawn[node->parent];
    if (!i || !drawn[i])
      continue;
    manners->of[i] = i == root ? 0 : manners->of[node->parent];
    if (node->extra == ATL_NONE || !(map->extra.at[node->extra].layout || map->extra.at[node->extra].direction) ||
        !has_nodes(map, i))
      continue;
    struct atl_manner around = manners->list.at[manners->of[i]], asked = asked_for(map, i, around);
    if (asked.engine == around.engine && asked.direction == around.direction)
      continue;
    manners->of[i] = manners->list.len;
    *atl_vec_push(&manners->list) = asked;
  }
  free(drawn);
  for (uint32_t i = 0; i < n; i++)
    manners->ways[i] = (uint8_t)way_of(manners->list.at[manners->of[i]].engine);
  if (manners->list.len > 1)
    return true;
  atl_manners_release(manners);
  return false;
}

/* Says what is wrong with what a node asks for where `around` is arranged so; NULL: the shape of the map decides. */
static void check_node(const struct atl_map *map, uint32_t node, const struct atl_layout_engine *around,
                       struct atl_diags *diags) {
  const struct atl_node_extra *extra = &map->extra.at[map->node.at[node].extra];
  const struct atl_layout_engine *own = extra->layout ? atl_layout_named(atl_map_text(map, extra->layout)) : around;
  struct atl_span span = extra->layout ? extra->layout_span : extra->direction_span;
  if (!has_nodes(map, node))
    atl_report(diags, ATL_WARNING, "nothing-to-arrange", span,
               "there is nothing to arrange: a '%s' is for the nodes that a node holds, and this one has none",
               extra->layout ? "layout" : "direction");
  else if (extra->layout && own && own->picture)
    atl_report(diags, ATL_ERROR, "layout-in-layout", span,
               "the layout '%s' is for a whole drawing and cannot stand in a frame; what a node holds may be 'tree', "
               "'layered', 'nested', 'grid', 'chain' or 'list'",
               own->name);
  else if (around && (around->entries || around->picture) && (own != around || extra->direction))
    atl_report(diags, ATL_ERROR, "layout-in-layout", span,
               around->entries
                   ? "this stands in a list, which is rows from top to bottom and has no frames for what is "
                     "arranged otherwise; give what is around it the layout 'nested', 'layered', 'tree' or "
                     "'chain'"
                   : "this stands in a radial drawing, which has no frames for what is arranged otherwise; "
                     "give the map the layout 'nested', 'layered', 'tree' or 'chain'");
  else if (extra->direction && own && !own->mirrors)
    atl_report(diags, ATL_ERROR, "layout-in-layout", extra->direction_span,
               "the layout '%s' has no directions; give this node a layout that has: 'tree', 'layered' or 'chain'",
               own->name);
}

bool atl_manners_check(const struct atl_map *map, struct atl_diags *diags) {
  uint32_t before = diags->errors, n = map->node.len;
  const struct atl_layout_engine **in = map->extra.len ? atl_alloc(n, sizeof(const struct atl_layout_engine *)) : NULL;
  if (!in)
    return true;
  in[0] = map->layout ? atl_layout_named(atl_map_text(map, map->layout)) : NULL;
  for (uint32_t i = 1; i < n; i++) {
    const struct atl_node *node = &map->node.at[i];
    in[i] = in[node->parent];
    const struct atl_node_extra *extra = node->extra == ATL_NONE ? NULL : &map->extra.at[node->extra];
    if (!extra || !(extra->layout || extra->direction))
      continue;
    check_node(map, i, in[i], diags);
    const struct atl_layout_engine *own = extra->layout ? atl_layout_named(atl_map_text(map, extra->layout)) : NULL;
    in[i] = own ? own : in[i];
  }
  free(in);
  return diags->errors == before;
}

void atl_manners_release(struct atl_manners *manners) {
  atl_vec_release(&manners->list);
  free(manners->of);
  free(manners->ways);
  *manners = (struct atl_manners){0};
}

/* -- boxes ------------------------------------------------------------------------------------------------------- */

struct divider {
  const struct atl_order *order;
  const struct atl_manners *manners;
  bool frames; /* layers have them */
  struct atl_map *map;
  struct atl_panels *panels;
};

static uint32_t add_panel(struct divider *d, struct atl_manner manner, uint32_t box) {
  struct atl_panel panel = {.manner = manner, .box = box, .within = ATL_NONE, .above = ATL_NONE};
  panel.leads = manner.engine->layers && d->frames;
  panel.order.left_out = d->order->left_out;
  panel.order.hidden = d->order->hidden;
  if (box != ATL_NONE) {
    panel.within = d->panels->of[box];
    panel.frames = d->panels->panel.at[panel.within].frames + 1;
  }
  *atl_vec_push(&d->panels->panel) = panel;
  return d->panels->panel.len - 1;
}

/* A card of a node whose nodes go in a direction is none of these, as a step of a chain: it stands above. */
static bool stands_above(const struct atl_order *order, uint32_t box, const struct atl_manner *manner) {
  return order->box.at[box].card && manner->engine->mirrors;
}

/* Whether what a box holds is arranged otherwise than what is around the box. */
static bool begins_panel(const struct divider *d, uint32_t box) {
  const struct atl_box *b = &d->order->box.at[box];
  uint32_t around = b->parent == ATL_NONE ? 0 : d->manners->of[d->order->box.at[b->parent].node];
  if (b->card || d->manners->of[b->node] == around)
    return false;
  for (uint32_t c = b->first_child; c < b->first_child + b->child_count; c++)
    if (!d->order->box.at[c].card)
      return true;
  return false;
}

static void sort_into_panels(struct divider *d) {
  struct atl_panels *panels = d->panels;
  const struct atl_order *order = d->order;
  add_panel(d, d->manners->list.at[0], ATL_NONE);
  for (uint32_t i = 0; i < order->box.len; i++) {
    uint32_t parent = order->box.at[i].parent;
    uint32_t around = parent == ATL_NONE ? ATL_NONE : panels->inside[parent];
    panels->of[i] = parent == ATL_NONE ? 0 : around != ATL_NONE ? around : panels->of[parent];
    panels->inside[i] = ATL_NONE;
    if (around != ATL_NONE && stands_above(order, i, &panels->panel.at[around].manner)) {
      uint32_t card = add_panel(d, (struct atl_manner){atl_layout_named("nested"), ATL_DOWN}, parent);
      panels->panel.at[around].above = card;
      panels->of[i] = card;
    }
    if (begins_panel(d, i))
      panels->inside[i] = add_panel(d, d->manners->list.at[d->manners->of[order->box.at[i].node]], i);
  }
}

static void take_box(struct divider *d, uint32_t box) {
  struct atl_panels *panels = d->panels;
  struct atl_panel *panel = &panels->panel.at[panels->of[box]];
  struct atl_box b = d->order->box.at[box];
  bool root = b.parent == panel->box;
  uint32_t at = panel->order.box.len;
  b.parent = root ? ATL_NONE : panels->at[b.parent];
  b.rank = root ? 0 : (uint16_t)(panel->order.box.at[b.parent].rank + 1);
  b.first_child = b.child_count = 0;
  panel->order.roots += root;
  if (!root && !panel->order.box.at[b.parent].child_count++)
    panel->order.box.at[b.parent].first_child = at;
  panels->at[box] = at;
  *atl_vec_push(&panel->order.box) = b;
  *atl_vec_push(&panel->of) = box;
}

/* Rows of a list come in document order. */
static void take_rows(struct divider *d, const struct atl_panel *panel) {
  const struct atl_order *order = d->order;
  uint32_t index = (uint32_t)(panel - d->panels->panel.at);
  ATL_VEC(uint32_t) todo = {0};
  *atl_vec_push(&todo) = panel->box;
  while (todo.len) {
    uint32_t v = todo.at[--todo.len];
    const struct atl_box *b = &order->box.at[v];
    if (v != panel->box)
      take_box(d, v);
    for (uint32_t i = b->child_count; i-- && (v == panel->box || d->panels->inside[v] == ATL_NONE);)
      if (d->panels->of[b->first_child + i] == index)
        *atl_vec_push(&todo) = b->first_child + i;
  }
  atl_vec_release(&todo);
}

/* -- edges ------------------------------------------------------------------------------------------------------- */

/* The boxes of one panel that hold the ends of an edge; returns that panel. */
static uint32_t lift(const struct atl_panels *panels, uint32_t *tail, uint32_t *head) {
  while (panels->of[*tail] != panels->of[*head]) { /* a panel comes after the one that it stands in */
    uint32_t *deeper = panels->of[*tail] > panels->of[*head] ? tail : head;
    *deeper = panels->panel.at[panels->of[*deeper]].box;
  }
  return panels->of[*tail];
}

/* What a link ends at in a box that stands deeper: an item in it, or what it is. */
static uint32_t end_in(const struct divider *d, uint32_t box, uint32_t end) {
  const struct atl_box *b = &d->order->box.at[box];
  return b->items || b->card ? end : b->node;
}

/* An edge is of the panel that holds both of its ends. Where one of them stands deeper in, only a layout in layers is
 * told of it: it may lead the wire there, and whatever it does not, route/ does. */
static void take_edges(struct divider *d) {
  const struct atl_order *order = d->order;
  for (uint32_t i = 0; i < order->edge.len; i++) {
    const struct atl_edge *whole = &order->edge.at[i];
    const struct atl_link *link = &d->map->link.at[whole->link];
    struct atl_edge e = *whole;
    uint32_t index = d->panels->common[i] = lift(d->panels, &e.tail, &e.head);
    struct atl_panel *panel = &d->panels->panel.at[index];
    e.tail_in = e.tail == whole->tail ? 0 : end_in(d, whole->tail, link->tail);
    e.head_in = e.head == whole->head ? 0 : end_in(d, whole->head, link->head);
    if ((e.tail_in || e.head_in) && (e.tail == e.head || !panel->leads))
      continue;
    e.tail = d->panels->at[e.tail];
    e.head = d->panels->at[e.head];
    *atl_vec_push(&panel->order.edge) = e;
    *atl_vec_push(&panel->edge_of) = i;
  }
}

struct atl_panels *atl_panels_new(const struct atl_order *order, const struct atl_manners *manners, bool frames,
                                  struct atl_map *map) {
  uint32_t n = order->box.len;
  struct atl_panels *panels = atl_alloc(1, sizeof *panels);
  panels->of = atl_alloc((size_t)n + 1, sizeof *panels->of);
  panels->at = atl_alloc((size_t)n + 1, sizeof *panels->at);
  panels->inside = atl_alloc((size_t)n + 1, sizeof *panels->inside);
  panels->common = atl_alloc((size_t)order->edge.len + 1, sizeof *panels->common);
  struct divider d = {order, manners, frames, map, panels};
  sort_into_panels(&d);
  for (uint32_t i = 0; i < n; i++)
    if (!panels->panel.at[panels->of[i]].manner.engine->entries)
      take_box(&d, i);
  for (uint32_t i = 0; i < panels->panel.len; i++)
    if (panels->panel.at[i].manner.engine->entries)
      take_rows(&d, &panels->panel.at[i]);
  take_edges(&d);
  for (uint32_t i = 0; i < panels->panel.len; i++)
    if (panels->panel.at[i].manner.engine->entries)
      atl_order_say_links(&panels->panel.at[i].order, map);
  return panels;
}

void atl_panels_free(struct atl_panels *panels) {
  if (!panels)
    return;
  for (uint32_t i = 0; i < panels->panel.len; i++) {
    atl_order_release(&panels->panel.at[i].order);
    atl_vec_release(&panels->panel.at[i].of);
    atl_vec_release(&panels->panel.at[i].edge_of);
  }
  atl_vec_release(&panels->panel);
  free(panels->of);
  free(panels->at);
  free(panels->inside);
  free(panels->common);
  free(panels);
}
