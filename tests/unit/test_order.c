/* Ordering by the cgraph graph and ordering by the map itself give the same boxes. */
#include "map/check.h"
#include "order/graph.h"
#include "order/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { NODES = 3000 };

/* A map of pseudo-random shape: each node hangs under an earlier one, one in three has items. */
static void grow(struct atl_map *map, uint32_t seed) {
  struct atl_span nowhere = {0};
  atl_map_init(map, 0);
  uint32_t node[NODES], n = 0;
  for (uint32_t i = 0; i < NODES; i++) {
    char id[16];
    int len = snprintf(id, sizeof id, "n%u", i);
    seed = seed * 1664525u + 1013904223u;
    uint32_t parent = i % 7 == 0 || !n ? 0 : node[seed % n];
    node[n] = atl_map_add_node(map, parent, id, (size_t)len, 0, nowhere);
    if (seed >> 16 & 1)
      for (uint32_t k = 0; k < seed % 4; k++)
        atl_map_add_node(map, node[n], "", 0, ATL_NODE_ITEM, nowhere);
    n++;
  }
}

static void collect(void *context, uint32_t index, const struct atl_found_box *found) {
  struct atl_order *order = context;
  assert_int_equal(index, order->box.len);
  *atl_vec_push(&order->box) =
      (struct atl_box){.node = found->node,
                       .parent = found->parent,
                       .folded = found->folded,
                       .rank = (uint16_t)(found->parent == ATL_NONE ? 0 : order->box.at[found->parent].rank + 1),
                       .card = found->card};
}

static void compare(const struct atl_map *map, struct atl_extent extent) {
  struct atl_order by_graph = {0}, by_map = {0};
  struct atl_graph *graph = atl_graph_build(map, &extent, false);
  atl_graph_boxes(graph, &by_graph);
  atl_graph_free(graph);
  atl_order_walk(map, &extent, collect, &by_map);
  assert_true(by_map.box.len > 1);
  assert_int_equal(by_graph.box.len, by_map.box.len);
  for (uint32_t i = 0; i < by_map.box.len; i++) {
    const struct atl_box *a = &by_graph.box.at[i], *b = &by_map.box.at[i];
    assert_int_equal(a->node, b->node);
    assert_int_equal(a->parent, b->parent);
    assert_int_equal(a->folded, b->folded);
    assert_int_equal(a->rank, b->rank);
    assert_int_equal(a->card, b->card);
  }
  atl_order_release(&by_graph);
  atl_order_release(&by_map);
}

static void both_ways_are_one(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 5; seed++) {
    struct atl_map map;
    grow(&map, seed);
    assert_null(atl_map_fault(&map));
    compare(&map, (struct atl_extent){0});
    compare(&map, (struct atl_extent){.depth = 3});
    compare(&map, (struct atl_extent){.root = map.node.at[0].first_child});
    atl_map_release(&map);
  }
}

static void siblings_keep_their_order(void **state) {
  (void)state;
  struct atl_map map;
  grow(&map, 9);
  struct atl_order order = {0};
  atl_order_boxes(&order, &map, &(struct atl_extent){0});
  assert_null(atl_order_fault(&order, false));
  for (uint32_t i = 1; i < order.box.len; i++)
    if (order.box.at[i].parent == order.box.at[i - 1].parent && !order.box.at[i].card && !order.box.at[i - 1].card)
      assert_true(order.box.at[i].node > order.box.at[i - 1].node);
  atl_order_release(&order);
  atl_map_release(&map);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(both_ways_are_one), cmocka_unit_test(siblings_keep_their_order)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
