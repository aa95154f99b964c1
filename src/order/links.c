/* From the links of a map to edges between the boxes that show their ends. */
#include "order/order.h"

#include <stdlib.h>

/* By node: the box that shows it, or ATL_NONE. Cards stand under their owner in `card`. */
struct shown {
  uint32_t *box, *card;
};

/* The box for an end of a link: its own, its owner's card, or the folded box that hides it. */
static uint32_t box_of(const struct atl_map *map, const struct shown *shown, uint32_t node) {
  if (node == ATL_NONE)
    return ATL_NONE;
  if (shown->box[node] != ATL_NONE)
    return shown->box[node];
  uint32_t parent = map->node.at[node].parent;
  if (map->node.at[node].flags & ATL_NODE_ITEM && shown->card[parent] != ATL_NONE)
    return shown->card[parent];
  for (node = parent; node && shown->box[node] == ATL_NONE; node = map->node.at[node].parent)
    ;
  return node ? shown->box[node] : ATL_NONE;
}

/* Whether the box stands for more than the node: the node is folded away in it. */
static bool folds(const struct atl_order *order, uint32_t box, uint32_t node) {
  return order->box.at[box].node != node && !order->box.at[box].card && !order->box.at[box].items;
}

static int compare(const void *a, const void *b) {
  const struct atl_edge *x = a, *y = b;
  if (x->tail != y->tail)
    return x->tail < y->tail ? -1 : 1;
  if (x->head != y->head)
    return x->head < y->head ? -1 : 1;
  return x->link < y->link ? -1 : x->link > y->link;
}

static int by_link(const void *a, const void *b) {
  const struct atl_edge *x = a, *y = b;
  return x->link < y->link ? -1 : x->link > y->link;
}

static bool alike(const struct atl_map *map, uint32_t a, uint32_t b) {
  const struct atl_link *x = &map->link.at[a], *y = &map->link.at[b];
  return x->arrow == y->arrow && x->kind == y->kind && !x->label && !y->label;
}

/* Of edges that differ only in what is folded away, one is enough. */
static void merge_folded(struct atl_order *order, const struct atl_map *map) {
  qsort(order->edge.at, order->edge.len, sizeof *order->edge.at, compare);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < order->edge.len; i++) {
    struct atl_edge edge = order->edge.at[i];
    const struct atl_link *link = &map->link.at[edge.link];
    bool folded = folds(order, edge.tail, link->tail) || folds(order, edge.head, link->head), again = false;
    for (uint32_t k = kept; k-- && folded && !again;) {
      if (order->edge.at[k].tail != edge.tail || order->edge.at[k].head != edge.head)
        break;
      again = alike(map, order->edge.at[k].link, edge.link);
    }
    if (!again)
      order->edge.at[kept++] = edge;
  }
  order->edge.len = kept;
  qsort(order->edge.at, order->edge.len, sizeof *order->edge.at, by_link);
}

void atl_order_links(struct atl_order *order, const struct atl_map *map) {
  if (!map->link.len)
    return;
  struct shown shown = {.box = atl_realloc(NULL, map->node.len, sizeof *shown.box),
                        .card = atl_realloc(NULL, map->node.len, sizeof *shown.card)};
  for (uint32_t i = 0; i < map->node.len; i++)
    shown.box[i] = shown.card[i] = ATL_NONE;
  for (uint32_t i = 0; i < order->box.len; i++)
    (order->box.at[i].card ? shown.card : shown.box)[order->box.at[i].node] = i;
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    uint32_t tail = box_of(map, &shown, link->tail), head = box_of(map, &shown, link->head);
    if (tail == ATL_NONE || head == ATL_NONE || (tail == head && link->tail != link->head))
      continue;
    *atl_vec_push(&order->edge) = (struct atl_edge){.tail = tail, .head = head, .link = i};
  }
  free(shown.box);
  free(shown.card);
  merge_folded(order, map);
}
