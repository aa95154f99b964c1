/* From document order to breadth-first order: counting sort by rank, stable, so siblings stay as the author wrote them.
 */
#include "order/order.h"

#include "base/out.h"
#include "order/flow.h"
#include "order/layers.h"

#include <stdlib.h>

void atl_order_release(struct atl_order *order) {
  atl_vec_release(&order->box);
  atl_vec_release(&order->edge);
  atl_vec_release(&order->said);
  atl_layers_free(order->layers);
  atl_flows_free(order->flows);
  *order = (struct atl_order){0};
}

/* Nodes and items below `node`, itself not counted. */
static uint32_t count_below(const struct atl_map *map, uint32_t node) {
  uint32_t count = 0;
  for (uint32_t i = atl_map_next(map, node, node); i != ATL_NONE; i = atl_map_next(map, i, node))
    count++;
  return count;
}

/* What is hidden below a node, all of which is folded away, or some of it left out. */
static enum atl_counted what_is_hidden(const struct atl_map *map, uint32_t node, bool fold, const uint32_t *left_out) {
  bool nodes = false, items = false;
  for (uint32_t i = map->node.at[node].first_child; i != ATL_NONE && !(nodes && items); i = map->node.at[i].next) {
    bool item = map->node.at[i].flags & ATL_NODE_ITEM;
    if (!fold && !atl_left_out(left_out, i))
      continue;
    nodes |= !item;
    items |= item;
    for (uint32_t k = atl_map_next(map, i, i); k != ATL_NONE && !items; k = atl_map_next(map, k, i))
      items = map->node.at[k].flags & ATL_NODE_ITEM;
  }
  return nodes && items ? ATL_COUNTED_ENTRIES : items ? ATL_COUNTED_ITEMS : ATL_COUNTED_NODES;
}

/* The node that follows `node` and all below it, within `top`; ATL_NONE at the end. */
static uint32_t step_over(const struct atl_map *map, uint32_t node, uint32_t top) {
  while (node != top && node && map->node.at[node].next == ATL_NONE)
    node = map->node.at[node].parent;
  return node == top || !node ? ATL_NONE : map->node.at[node].next;
}

/* Whether a node has an item to show. */
static bool has_items(const struct atl_map *map, const struct atl_extent *extent, uint32_t node) {
  if (!(map->node.at[node].flags & ATL_NODE_HAS_ITEMS) || !extent->left_out)
    return map->node.at[node].flags & ATL_NODE_HAS_ITEMS;
  uint32_t i = map->node.at[node].first_child;
  while (i != ATL_NONE && (!(map->node.at[i].flags & ATL_NODE_ITEM) || atl_left_out(extent->left_out, i)))
    i = map->node.at[i].next;
  return i != ATL_NONE;
}

/* A box that is open where the walk is. */
struct open_box {
  uint32_t index, depth;
};

void atl_order_walk(const struct atl_map *map, const struct atl_extent *extent, bool entries,
                    void (*each)(void *context, uint32_t index, const struct atl_found_box *box), void *context) {
  ATL_VEC(struct open_box) open = {0}; /* from the root to where the walk is; what is passed over has none */
  const uint32_t *left_out = extent->left_out;
  uint32_t top = extent->root, index = 0;
  for (uint32_t i = top ? top : atl_map_next(map, 0, 0); i != ATL_NONE;) {
    const struct atl_node *node = &map->node.at[i];
    bool entry = entries || (extent->ways && extent->ways[node->parent] == ATL_ORDER_ENTRIES);
    bool passed = !entry && node->flags & ATL_NODE_ITEM; /* it came with its owner's card */
    if (passed || atl_left_out(left_out, i)) {
      i = step_over(map, i, top);
      continue;
    }
    if (left_out && left_out[i] == ATL_PASSED) {
      i = atl_map_next(map, i, top);
      continue;
    }
    while (open.len && open.at[open.len - 1].depth >= node->depth)
      open.len--;
    uint32_t level = open.len + 1;
    struct atl_found_box box = {
        .node = i, .parent = open.len ? open.at[open.len - 1].index : ATL_NONE, .folded = left_out ? left_out[i] : 0};
    bool fold = extent->depth && level >= extent->depth && node->first_child != ATL_NONE;
    if (fold)
      box.folded = count_below(map, i);
    box.counted = box.folded ? (uint8_t)what_is_hidden(map, i, fold, left_out) : 0;
    *atl_vec_push(&open) = (struct open_box){index, node->depth};
    each(context, index++, &box);
    bool rows = entries || (extent->ways && extent->ways[i] == ATL_ORDER_ENTRIES);
    if (!rows && !fold && has_items(map, extent, i)) {
      struct atl_found_box card = {.node = i, .parent = index - 1, .card = true};
      each(context, index++, &card);
    }
    i = fold ? step_over(map, i, top) : atl_map_next(map, i, top);
  }
  atl_vec_release(&open);
}

static void found(void *context, uint32_t index, const struct atl_found_box *box) {
  struct atl_order *order = context;
  (void)index;
  *atl_vec_push(&order->box) =
      (struct atl_box){.node = box->node,
                       .parent = box->parent,
                       .folded = box->folded,
                       .counted = box->counted,
                       .rank = (uint16_t)(box->parent == ATL_NONE ? 0 : order->box.at[box->parent].rank + 1),
                       .card = box->card};
}

/* Entries stay in document order, so their families are known as they come. */
static void found_entry(void *context, uint32_t index, const struct atl_found_box *box) {
  struct atl_order *order = context;
  found(order, index, box);
  if (box->parent == ATL_NONE)
    order->roots++;
  else if (!order->box.at[box->parent].child_count++)
    order->box.at[box->parent].first_child = index;
}

/* Sorts boxes in document order by rank, and joins parents with their runs of children. */
static void sort_by_rank(struct atl_order *order) {
  uint32_t n = order->box.len, ranks = 1;
  for (uint32_t i = 0; i < n; i++)
    if (order->box.at[i].rank >= ranks)
      ranks = order->box.at[i].rank + 1u;
  uint32_t *start = atl_alloc(ranks + 1, sizeof *start), *place = atl_realloc(NULL, n, sizeof *place);
  for (uint32_t i = 0; i < n; i++)
    start[order->box.at[i].rank + 1]++;
  for (uint32_t r = 0; r < ranks; r++)
    start[r + 1] += start[r];
  order->roots = start[1];
  for (uint32_t i = 0; i < n; i++)
    place[i] = start[order->box.at[i].rank]++;
  ATL_VEC(struct atl_box) sorted = {0};
  atl_vec_reserve(&sorted, n);
  sorted.len = n;
  for (uint32_t i = 0; i < n; i++) {
    struct atl_box box = order->box.at[i];
    if (box.parent != ATL_NONE)
      box.parent = place[box.parent];
    sorted.at[place[i]] = box;
  }
  free(place);
  free(start);
  free(order->box.at);
  order->box.at = sorted.at;
  order->box.cap = sorted.cap;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t parent = order->box.at[i].parent;
    if (parent != ATL_NONE && !order->box.at[parent].child_count++)
      order->box.at[parent].first_child = i;
  }
}

void atl_order_boxes(struct atl_order *order, const struct atl_map *map, const struct atl_extent *extent) {
  order->left_out = extent->left_out;
  order->hidden = extent->hidden;
  atl_vec_reserve(&order->box, map->node.len);
  atl_order_walk(map, extent, false, found, order);
  sort_by_rank(order);
}

void atl_order_join(struct atl_order *order, const uint8_t *ways) {
  struct atl_box *box = order->box.at;
  uint32_t n = order->box.len, kept = 0;
  uint32_t *place = atl_realloc(NULL, n, sizeof *place);
  for (uint32_t i = 0; i < n; i++) {
    bool joins = box[i].card && (!ways || ways[box[i].node] == ATL_ORDER_JOINS);
    if (joins && box[box[i].parent].child_count == 1) /* the parent keeps its count until all are through */
      place[i] = ATL_NONE;
    else
      place[i] = kept++;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (place[i] == ATL_NONE)
      continue;
    struct atl_box b = box[i];
    if (b.parent != ATL_NONE)
      b.parent = place[b.parent];
    if (b.child_count == 1 && place[b.first_child] == ATL_NONE) {
      b.items = true;
      b.first_child = b.child_count = 0;
    } else if (b.child_count)
      b.first_child = place[b.first_child];
    box[place[i]] = b;
  }
  order->box.len = kept;
  free(place);
}

void atl_order_entries(struct atl_order *order, const struct atl_map *map, const struct atl_extent *extent) {
  order->left_out = extent->left_out;
  order->hidden = extent->hidden;
  atl_vec_reserve(&order->box, map->node.len);
  atl_order_walk(map, extent, true, found_entry, order);
}

const char *atl_order_fault(const struct atl_order *order, bool entries) {
  uint32_t roots = 0;
  for (uint32_t i = 0; i < order->box.len; i++) {
    const struct atl_box *box = &order->box.at[i];
    roots += box->parent == ATL_NONE;
    if (box->parent == ATL_NONE ? box->rank != 0 : box->parent >= i || box->rank != order->box.at[box->parent].rank + 1)
      return "a rank is not one below its parent's";
    if (entries || !box->child_count)
      continue;
    if (box->first_child <= i || box->first_child + box->child_count > order->box.len)
      return "children lie outside";
    for (uint32_t c = 0; c < box->child_count; c++)
      if (order->box.at[box->first_child + c].parent != i)
        return "a run of children holds a stranger";
    if (box->card)
      return "a card has children";
  }
  return roots == order->roots ? NULL : "roots are miscounted";
}
