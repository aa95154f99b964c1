/* From the links of a map to edges between the boxes that show their ends. */
#include "order/order.h"

#include "base/sort.h"

#include <stdlib.h>

uint32_t *atl_order_shown(const struct atl_order *order, const struct atl_map *map) {
  uint32_t n = map->node.len, *box = atl_realloc(NULL, n, sizeof *box), *card = atl_realloc(NULL, n, sizeof *card);
  for (uint32_t i = 0; i < n; i++)
    box[i] = card[i] = ATL_NONE;
  for (uint32_t i = 0; i < order->box.len; i++)
    (order->box.at[i].card ? card : box)[order->box.at[i].node] = i;
  for (uint32_t i = 1; i < n; i++) { /* parents stand before their children */
    uint32_t parent = map->node.at[i].parent;
    bool on_card = map->node.at[i].flags & ATL_NODE_ITEM && card[parent] != ATL_NONE;
    if (box[i] == ATL_NONE)
      box[i] = on_card && !atl_left_out(order->left_out, i) ? card[parent] : box[parent];
  }
  free(card);
  return box;
}

/* Whether the box stands for more than the node: the node is folded away in it. */
static bool folds(const struct atl_order *order, uint32_t box, uint32_t node) {
  return order->box.at[box].node != node && !order->box.at[box].card && !order->box.at[box].items;
}

/* Whether the link stays inside a box that stands for one of its ends: it is part of what that box counts. */
static bool stays_inside(const struct atl_order *order, uint32_t counting, uint32_t node, uint32_t other) {
  if (!folds(order, counting, node))
    return false;
  while (other != ATL_NONE && other != counting)
    other = order->box.at[other].parent;
  return other == counting;
}

/* An edge with what tells it from others between the same boxes. */
struct told {
  struct atl_edge edge;
  uint32_t kind, arrow, label;
};

/* Edges that differ only in what is folded away come to stand side by side, in the author's order. */
static int by_look(const void *a, const void *b) {
  const struct told *x = a, *y = b;
  const uint32_t of_x[] = {x->edge.tail, x->edge.head, x->kind, x->arrow, x->label, x->edge.link},
                 of_y[] = {y->edge.tail, y->edge.head, y->kind, y->arrow, y->label, y->edge.link};
  for (size_t i = 0; i < sizeof of_x / sizeof *of_x; i++)
    if (of_x[i] != of_y[i])
      return of_x[i] < of_y[i] ? -1 : 1;
  return 0;
}

static int by_link(const void *a, const void *b) {
  const struct atl_edge *x = a, *y = b;
  return x->link < y->link ? -1 : x->link > y->link;
}

/* Of edges that differ only in what is folded away, one is enough. One with a label is like no other. */
static void merge_folded(struct atl_order *order, const struct atl_map *map) {
  uint32_t m = order->edge.len, kept = 0;
  struct told *told = atl_alloc(m, sizeof *told);
  for (uint32_t i = 0; i < m; i++) {
    const struct atl_link *link = &map->link.at[order->edge.at[i].link];
    told[i] = (struct told){order->edge.at[i], link->alike, (uint32_t)link->arrow, link->label};
  }
  atl_sort(told, m, sizeof *told, by_look);
  for (uint32_t i = 0; i < m; i++) {
    const struct atl_edge *edge = &told[i].edge;
    const struct atl_link *link = &map->link.at[edge->link];
    bool folded = folds(order, edge->tail, link->tail) || folds(order, edge->head, link->head);
    bool again = folded && i && !told[i].label && told[i - 1].edge.tail == edge->tail &&
                 told[i - 1].edge.head == edge->head && told[i - 1].kind == told[i].kind &&
                 told[i - 1].arrow == told[i].arrow && !told[i - 1].label;
    if (!again)
      order->edge.at[kept++] = *edge;
  }
  free(told);
  order->edge.len = kept;
  atl_sort(order->edge.at, order->edge.len, sizeof *order->edge.at, by_link);
}

void atl_order_links(struct atl_order *order, const struct atl_map *map) {
  if (!map->link.len)
    return;
  uint32_t *shown = atl_order_shown(order, map);
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    if ((order->hidden && order->hidden[i]) || link->tail == ATL_NONE || link->head == ATL_NONE) /* in another map */
      continue;
    uint32_t tail = shown[link->tail], head = shown[link->head];
    if (tail == ATL_NONE || head == ATL_NONE || stays_inside(order, tail, link->tail, head) ||
        stays_inside(order, head, link->head, tail))
      continue;
    *atl_vec_push(&order->edge) = (struct atl_edge){.tail = tail, .head = head, .link = i};
  }
  free(shown);
  if (order->edge.len)
    merge_folded(order, map);
}
