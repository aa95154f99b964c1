/* Order is the author's; what words leave out, and what links lead to, is as it is defined. */
#include "base/out.h"
#include "map/check.h"
#include "map/paths.h"
#include "order/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NODES = 3000, LINKS = 300 };

static void mark(struct atl_map *map, uint32_t node, uint32_t chance) {
  static const char *const words[] = {"a", "b", "c"};
  const char *word = words[chance % 3];
  if (chance / 3 % 16 == 0)
    map->node.at[node].kind = atl_map_add_kind(map, word, 1, (struct atl_span){0});
  if (chance / 3 % 16 == 1) {
    struct atl_node_extra *extra = atl_map_extra(map, node);
    extra->first_tag = map->word.len;
    extra->tags = 1;
    *atl_vec_push(&map->word) = (struct atl_word){.text = atl_map_add_text(map, word, 1)};
  }
}

/* A map of pseudo-random shape: each node hangs under an earlier one, one in three has items; some have a kind, some a
 * tag, so that each of the words a, b and c holds for a few. */
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
        mark(map, atl_map_add_node(map, node[n], "", 0, ATL_NODE_ITEM, nowhere), seed >> (8 + k));
    mark(map, node[n], seed >> 4);
    n++;
  }
}

static bool has(const struct atl_map *map, uint32_t node, const char *word) {
  const struct atl_node *at = &map->node.at[node];
  if (!strcmp(atl_map_text(map, at->kind), word))
    return true;
  return at->extra != ATL_NONE && map->extra.at[at->extra].tags &&
         !strcmp(atl_map_text(map, map->word.at[map->extra.at[at->extra].first_tag].text), word);
}

static bool on_or_above(const struct atl_map *map, uint32_t node, const char *word) {
  for (; node; node = map->node.at[node].parent)
    if (has(map, node, word))
      return true;
  return false;
}

/* The definition, word by word: slow, and not the way the program goes. */
static bool kept(const struct atl_map *map, uint32_t node, const char *only, const char *without) {
  if (without && on_or_above(map, node, without))
    return false;
  if (!only || on_or_above(map, node, only))
    return true;
  for (uint32_t i = atl_map_next(map, node, node); i != ATL_NONE; i = atl_map_next(map, i, node))
    if (has(map, i, only) && !(without && on_or_above(map, i, without)))
      return true;
  return false;
}

/* Depth and words together: every node and item is in a box, in a row of a card, or counted, and once. */
static void count_all(const struct atl_map *map, struct atl_extent extent) {
  for (int entries = 0; entries < 2; entries++) {
    struct atl_order order = {0};
    (entries ? atl_order_entries : atl_order_boxes)(&order, map, &extent);
    assert_null(atl_order_fault(&order, entries));
    uint32_t *shown = atl_order_shown(&order, map), seen = extent.left_out[0];
    for (uint32_t i = 0; i < order.box.len; i++) {
      assert_false(atl_left_out(extent.left_out, order.box.at[i].node));
      seen += order.box.at[i].folded + !order.box.at[i].card;
    }
    for (uint32_t i = 1; i < map->node.len; i++) /* items on cards */
      seen += shown[i] != ATL_NONE && order.box.at[shown[i]].card;
    assert_int_equal(seen, map->node.len - 1);
    free(shown);
    atl_order_release(&order);
  }
}

static void check_filter(struct atl_map *map, const char *only, const char *without) {
  struct atl_word word[2] = {0};
  if (only)
    word[0].text = atl_map_add_text(map, only, 1);
  if (without)
    word[1].text = atl_map_add_text(map, without, 1);
  uint32_t *left_out =
      atl_order_select(map,
                       &(struct atl_selection){
                           .only = &word[0], .onlys = only != NULL, .without = &word[1], .withouts = without != NULL})
          .left_out;
  uint32_t *count = atl_alloc(map->node.len, sizeof *count), some = 0;
  bool *out = atl_alloc(map->node.len, sizeof *out);
  for (uint32_t i = 1; i < map->node.len; i++) {
    out[i] = !kept(map, i, only, without);
    assert_int_equal(left_out[i] == ATL_NONE, out[i]);
    if (!out[i])
      continue;
    uint32_t above = map->node.at[i].parent;
    while (above && out[above])
      above = map->node.at[above].parent;
    count[above]++;
    some++;
  }
  assert_true(some > 0);
  for (uint32_t i = 0; i < map->node.len; i++)
    if (!out[i])
      assert_int_equal(left_out[i], count[i]);
  for (uint32_t depth = 0; depth < 5; depth += 2) {
    count_all(map, (struct atl_extent){.depth = depth, .left_out = left_out});
  }
  free(out);
  free(count);
  free(left_out);
}

static void words_leave_out_what_they_say(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 3; seed++) {
    struct atl_map map;
    grow(&map, seed);
    check_filter(&map, "a", NULL);
    check_filter(&map, NULL, "b");
    check_filter(&map, "b", "c");
    atl_map_release(&map);
  }
}

/* The box of a node by its definition: its own, its owner's card, or that of the nearest ancestor. */
static uint32_t box_of(const struct atl_map *map, const struct atl_order *order, uint32_t node) {
  bool on_card = map->node.at[node].flags & ATL_NODE_ITEM && !atl_left_out(order->left_out, node);
  for (uint32_t i = 0; i < order->box.len && on_card; i++)
    if (order->box.at[i].card && order->box.at[i].node == map->node.at[node].parent)
      return i;
  for (; node; node = map->node.at[node].parent)
    for (uint32_t i = 0; i < order->box.len; i++)
      if (!order->box.at[i].card && order->box.at[i].node == node)
        return i;
  return ATL_NONE;
}

/* Whether a node that has no box of its own is counted by one which is, or stands above, the other. */
static bool inside(const struct atl_order *order, uint32_t counting, uint32_t node, uint32_t other) {
  if (order->box.at[counting].node == node || order->box.at[counting].card)
    return false;
  for (; other != ATL_NONE; other = order->box.at[other].parent)
    if (other == counting)
      return true;
  return false;
}

static void check_links(struct atl_map *map, struct atl_extent extent) {
  struct atl_order order = {0};
  atl_order_boxes(&order, map, &extent);
  atl_order_links(&order, map);
  uint32_t next = 0, none = 0;
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    uint32_t tail = box_of(map, &order, link->tail), head = box_of(map, &order, link->head);
    bool drawn = tail != ATL_NONE && head != ATL_NONE && !inside(&order, tail, link->tail, head) &&
                 !inside(&order, head, link->head, tail);
    none += !drawn;
    bool own = next < order.edge.len && order.edge.at[next].link == i, earlier = false;
    for (uint32_t k = 0; k < next; k++)
      earlier |= order.edge.at[k].tail == tail && order.edge.at[k].head == head;
    assert_true(own ? drawn : !drawn || earlier);
    if (!own)
      continue;
    assert_int_equal(order.edge.at[next].tail, tail);
    assert_int_equal(order.edge.at[next].head, head);
    next++;
  }
  assert_int_equal(next, order.edge.len);
  assert_true(next > 0 && (none > 0 || !(extent.left_out || extent.depth || extent.root)));
  atl_order_release(&order);
}

static void links_lead_to_what_shows_their_ends(void **state) {
  (void)state;
  struct atl_map map;
  grow(&map, 4);
  uint32_t seed = 7;
  for (uint32_t i = 0; i < LINKS; i++) {
    struct atl_link link = {0};
    seed = seed * 1664525u + 1013904223u;
    link.tail = 1 + (seed >> 8) % (map.node.len - 1);
    seed = seed * 1664525u + 1013904223u;
    link.head = 1 + (seed >> 8) % (map.node.len - 1);
    if (i % 3 == 0)
      link.head = map.node.at[link.tail].parent ? map.node.at[link.tail].parent : link.tail;
    *atl_vec_push(&map.link) = link;
  }
  struct atl_word b = {.text = atl_map_add_text(&map, "b", 1)};
  uint32_t *left_out = atl_order_select(&map, &(struct atl_selection){.without = &b, .withouts = 1}).left_out;
  check_links(&map, (struct atl_extent){0});
  check_links(&map, (struct atl_extent){.depth = 2});
  check_links(&map, (struct atl_extent){.left_out = left_out});
  check_links(&map, (struct atl_extent){.depth = 4, .left_out = left_out});
  free(left_out);
  atl_map_release(&map);
}

/* -- neighbours -------------------------------------------------------------------------------------------------- */

static bool in(const struct atl_map *map, uint32_t node, uint32_t top) {
  while (node && node != top)
    node = map->node.at[node].parent;
  return node == top;
}

/* By definition: the outermost node that has nothing of the root in it; 0 in the root, ATL_NONE where there is none. */
static uint32_t stands_for(const struct atl_map *map, uint32_t node, uint32_t root) {
  if (in(map, node, root))
    return 0;
  if (in(map, root, node))
    return ATL_NONE;
  while (!in(map, root, map->node.at[node].parent))
    node = map->node.at[node].parent;
  return node;
}

/* How many links away from the root each of them is. The caller frees it. */
static uint32_t *distances(const struct atl_map *map, uint32_t root, uint32_t most) {
  uint32_t *far = atl_alloc(map->node.len, sizeof *far);
  for (uint32_t i = 1; i < map->node.len; i++)
    far[i] = 1000;
  for (uint32_t round = 0; round < most; round++)
    for (uint32_t i = 0; i < map->link.len; i++) {
      uint32_t a = stands_for(map, map->link.at[i].tail, root), b = stands_for(map, map->link.at[i].head, root);
      if (a != ATL_NONE && b != ATL_NONE && far[a] + 1 < far[b])
        far[b] = far[a] + 1;
      if (a != ATL_NONE && b != ATL_NONE && far[b] + 1 < far[a])
        far[a] = far[b] + 1;
    }
  return far;
}

static void neighbours_are_links_away(void **state) {
  (void)state;
  uint32_t met = 0, passed = 0;
  for (uint32_t seed = 1; seed <= 12; seed++) {
    struct atl_map map;
    grow(&map, seed);
    uint32_t chance = seed * 2654435761u, n = map.node.len;
    for (uint32_t i = 0; i < n / 3; i++) {
      struct atl_link link = {.arrow = ATL_ARROW_FORWARD};
      chance = chance * 1664525u + 1013904223u;
      link.tail = 1 + (chance >> 8) % (n - 1);
      chance = chance * 1664525u + 1013904223u;
      link.head = 1 + (chance >> 8) % (n - 1);
      *atl_vec_push(&map.link) = link;
    }
    uint32_t root = n / 16 * seed, steps = 1 + seed % 3;
    while (map.node.at[root].flags & ATL_NODE_ITEM)
      root = map.node.at[root].parent;
    struct atl_selected s = atl_order_select(&map, &(struct atl_selection){.root = root, .neighbours = steps});
    uint32_t *far = distances(&map, root, steps);
    for (uint32_t i = 1; i < n; i++) {
      uint32_t by = stands_for(&map, i, root);
      bool near = by == i && far[i] <= steps;
      bool shown = in(&map, i, root) || near || in(&map, root, i);
      assert_int_equal(s.left_out[i] != ATL_NONE, shown);
      met += near;
      if (s.left_out[i] != ATL_PASSED)
        continue;
      uint32_t held = 0;
      for (uint32_t c = map.node.at[i].first_child; c != ATL_NONE; c = map.node.at[c].next)
        held += s.left_out[c] != ATL_NONE;
      assert_true(held == 1 && in(&map, root, i) && i != root);
      passed++;
    }
    for (uint32_t i = 0; i < map.link.len; i++) {
      bool seen = true;
      for (int head = 0; head < 2; head++) {
        uint32_t end = head ? map.link.at[i].head : map.link.at[i].tail, by = stands_for(&map, end, root);
        seen &= by == ATL_NONE || by == 0 || s.left_out[by] != ATL_NONE;
      }
      assert_int_equal(s.hidden[i], !seen);
    }
    struct atl_order order = {0};
    atl_order_boxes(&order, &map, &(struct atl_extent){.left_out = s.left_out, .hidden = s.hidden});
    assert_null(atl_order_fault(&order, false));
    atl_order_release(&order);
    free(far);
    free(s.left_out);
    free(s.hidden);
    atl_map_release(&map);
  }
  assert_true(met > 20 && passed > 5);
}

static void paths_match_what_they_say(void **state) {
  (void)state;
  static const struct {
    const char *path, *ids; /* those it matches, in the order of the map, each between blanks */
  } cases[] = {{"shop", " shop "},
               {"shop.*", " shop.api shop.db "},
               {"*", " shop bank "},
               {"**.db", " shop.db bank.core.db "},
               {"*.db", " shop.db "},
               {"**", " shop shop.api shop.db bank bank.core bank.core.db "},
               {"core.*", " bank.core.db "},
               {"**.c?re", " bank.core "},
               {"b*", " bank "},
               {"shop.**", " shop shop.api shop.db "},
               {"*.*.db", " bank.core.db "},
               {"db", " shop.db bank.core.db "},
               {"*a*.c*e", " bank.core "},
               {"", ""},
               {"shop.", ""},
               {"**.**.db", " shop.db bank.core.db "},
               {"shop.a?", ""},
               {"shop.a??", " shop.api "}};
  struct atl_map map;
  atl_map_init(&map, 0);
  struct atl_span none = ATL_NOWHERE;
  uint32_t shop = atl_map_add_node(&map, 0, "shop", 4, 0, none);
  atl_map_add_node(&map, shop, "api", 3, 0, none);
  atl_map_add_node(&map, shop, "db", 2, 0, none);
  uint32_t bank = atl_map_add_node(&map, 0, "bank", 4, 0, none),
           core = atl_map_add_node(&map, bank, "core", 4, 0, none);
  atl_map_add_node(&map, core, "db", 2, 0, none);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    uint8_t by_node[16] = {0};
    char found[200] = "";
    bool any = atl_path_match(&map, cases[i].path, by_node, 4);
    for (uint32_t n = 1; n < map.node.len; n++) {
      struct atl_out out;
      atl_out_memory(&out);
      atl_map_write_path(&map, n, &out);
      if (by_node[n])
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%.*s ", *found ? "" : " ", (int)out.len,
                 out.buf);
      atl_out_discard(&out);
    }
    assert_string_equal(found, cases[i].ids);
    assert_int_equal(any, *cases[i].ids != 0);
  }
  atl_map_release(&map);
}

static void siblings_keep_their_order(void **state) {
  (void)state;
  struct atl_map map;
  grow(&map, 9);
  assert_null(atl_map_fault(&map));
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
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(siblings_keep_their_order), cmocka_unit_test(words_leave_out_what_they_say),
      cmocka_unit_test(neighbours_are_links_away), cmocka_unit_test(paths_match_what_they_say),
      cmocka_unit_test(links_lead_to_what_shows_their_ends)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
