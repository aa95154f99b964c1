/* Layers and orders: sums of lengths against a search through all layers, counts of crossings against a count by pairs,
 * orders that never get worse, and the same ones every time. */
#include "order/layers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
  SMALL_GRAPHS = 250,
  SMALL_BOXES = 5,
  GRAPHS = 60,
  MOST_BOXES = 50,
  TINY = 5,
  TINY_GRAPHS = 150,
  THICKET_BOXES = 10000
};

static uint32_t state = 1;

static uint32_t below(uint32_t n) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % n;
}

/* -- graphs -----------------------------------------------------------------------------------------------------------
 */

struct graph {
  struct atl_order order;
  struct atl_map map;
};

static void boxes(struct graph *g, uint32_t n) {
  *g = (struct graph){0};
  for (uint32_t i = 0; i < n; i++)
    *atl_vec_push(&g->order.box) = (struct atl_box){.node = i + 1, .parent = ATL_NONE};
  g->order.roots = n;
}

static void link(struct graph *g, uint32_t tail, uint32_t head, enum atl_arrow arrow, bool label) {
  uint32_t i = g->map.link.len;
  *atl_vec_push(&g->map.link) = (struct atl_link){.tail = tail, .head = head, .arrow = arrow, .label = label};
  *atl_vec_push(&g->order.edge) = (struct atl_edge){.tail = tail, .head = head, .link = i};
}

static void release(struct graph *g) {
  atl_vec_release(&g->order.box);
  atl_vec_release(&g->order.edge);
  atl_vec_release(&g->map.link);
}

enum shape { ACYCLIC = 1, LABELS = 2, ARROWS = 4, LOOPS = 8 };

static void make(struct graph *g, uint32_t n, uint32_t links, unsigned shape) {
  boxes(g, n);
  while (g->map.link.len < links) {
    uint32_t a = below(n), b = below(n);
    if (a == b && !(shape & LOOPS))
      continue;
    bool turn = shape & ACYCLIC && a > b;
    enum atl_arrow arrow =
        shape & ARROWS && !below(4) ? (below(2) ? ATL_ARROW_BOTH : ATL_ARROW_NONE) : ATL_ARROW_FORWARD;
    link(g, turn ? b : a, turn ? a : b, arrow, shape & LABELS && !below(3));
  }
}

static struct atl_layers *ranked(const struct graph *g, bool by_dot) {
  struct atl_layers *layers = atl_alloc(1, sizeof *layers);
  atl_layers_nets(layers, &g->order, &g->map);
  atl_layers_rank(layers, by_dot);
  assert_int_equal(layers->item.len, layers->boxes);
  return layers;
}

static bool is_hard(const struct atl_arc *arc) { return !(arc->flags & (ATL_ARC_SELF | ATL_ARC_SOFT)); }
static int32_t least_length(const struct atl_arc *arc) { return arc->flags & ATL_ARC_LABEL ? 2 : 1; }

/* The sum of the lengths of all arcs that have one; every one is as long as it must be. */
static int32_t length_of(const struct atl_layers *layers) {
  int32_t sum = 0;
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    int32_t way = (int32_t)layers->item.at[arc->head].layer - (int32_t)layers->item.at[arc->tail].layer;
    if (!(arc->flags & ATL_ARC_SELF)) {
      assert_int_equal(!!(arc->flags & ATL_ARC_UP), way < 0);
      assert_int_equal(!!(arc->flags & ATL_ARC_FLAT), way == 0);
    }
    if (!is_hard(arc))
      continue;
    assert_true(abs(way) >= least_length(arc));
    sum += abs(way);
  }
  return sum;
}

/* -- layers -----------------------------------------------------------------------------------------------------------
 */

/* The least sum of lengths of all layers that keep the ways of the arcs. */
static int32_t search_layers(const struct atl_layers *layers) {
  int32_t layer[SMALL_BOXES] = {0}, best = INT32_MAX, most = 2 * (int32_t)(layers->boxes - 1);
  for (;;) {
    int32_t sum = 0;
    for (uint32_t i = 0; i < layers->arc.len && sum < best; i++) {
      const struct atl_arc *arc = &layers->arc.at[i];
      int32_t way = layer[arc->head] - layer[arc->tail];
      if (!is_hard(arc))
        continue;
      way = arc->flags & ATL_ARC_UP ? -way : way;
      sum = way < least_length(arc) ? best : sum + way;
    }
    best = sum < best ? sum : best;
    uint32_t i = 0;
    while (i < layers->boxes && layer[i] == most)
      layer[i++] = 0;
    if (i == layers->boxes)
      return best;
    layer[i]++;
  }
}

static void lengths_are_least(void **unused) {
  (void)unused;
  for (uint32_t round = 0; round < SMALL_GRAPHS; round++) {
    struct graph g;
    uint32_t n = 2 + below(SMALL_BOXES - 1);
    make(&g, n, below(2 * n) + 1, (round % 2 ? ACYCLIC : LOOPS) | (round % 3 ? LABELS : 0) | (round % 5 ? 0 : ARROWS));
    struct atl_layers *layers = ranked(&g, false);
    assert_int_equal(length_of(layers), search_layers(layers));
    atl_layers_free(layers);
    release(&g);
  }
}

static void nothing_points_up_without_a_cycle(void **unused) {
  (void)unused;
  for (uint32_t round = 0; round < GRAPHS; round++) {
    struct graph g;
    uint32_t n = 2 + below(MOST_BOXES - 1);
    make(&g, n, n + below(n), ACYCLIC | LABELS);
    struct atl_layers *layers = ranked(&g, false);
    for (uint32_t i = 0; i < layers->arc.len; i++)
      assert_false(layers->arc.at[i].flags & (ATL_ARC_UP | ATL_ARC_FLAT));
    uint32_t *held = atl_alloc(layers->count + 1u, sizeof *held);
    for (uint32_t i = 0; i < n; i++)
      held[layers->item.at[i].layer]++;
    assert_true(held[0]); /* some box stands at the top, and none below the last layer */
    assert_true(held[layers->count - 1]);
    free(held);
    atl_layers_free(layers);
    release(&g);
  }
}

/* A pipeline with a way back keeps its direction; of two boxes that lead to each other, the first stands above. */
static void cycles_are_broken_where_they_close(void **unused) {
  (void)unused;
  struct graph g;
  boxes(&g, 5);
  for (uint32_t i = 0; i < 5; i++)
    link(&g, i, (i + 1) % 5, ATL_ARROW_FORWARD, false);
  struct atl_layers *layers = ranked(&g, false);
  for (uint32_t i = 0; i < 5; i++) {
    assert_int_equal(layers->item.at[i].layer, i);
    assert_int_equal(layers->arc.at[i].flags & ATL_ARC_UP, i == 4 ? ATL_ARC_UP : 0);
  }
  atl_layers_free(layers);
  release(&g);
}

static void arcs_without_a_direction_are_soft(void **unused) {
  (void)unused;
  struct graph g;
  boxes(&g, 5);
  link(&g, 0, 1, ATL_ARROW_FORWARD, false);
  link(&g, 0, 2, ATL_ARROW_FORWARD, false);
  link(&g, 1, 2, ATL_ARROW_NONE, false); /* held together by what leads to both: side by side */
  link(&g, 3, 4, ATL_ARROW_BOTH, false); /* nothing else holds these: one above the other */
  link(&g, 4, 3, ATL_ARROW_NONE, false); /* the second of them holds nothing */
  link(&g, 1, 2, ATL_ARROW_BOTH, true);  /* a label wants a layer of its own */
  struct atl_layers *layers = ranked(&g, false);
  const struct atl_layer_item *item = layers->item.at;
  assert_true(layers->arc.at[2].flags & ATL_ARC_SOFT);
  assert_false(layers->arc.at[3].flags & ATL_ARC_SOFT);
  assert_true(layers->arc.at[4].flags & ATL_ARC_SOFT);
  assert_int_equal(item[3].layer + 1, item[4].layer);
  assert_int_equal(item[1].layer + 2, item[2].layer);
  length_of(layers);
  atl_layers_free(layers);
  release(&g);
  boxes(&g, 3);
  link(&g, 0, 1, ATL_ARROW_FORWARD, false);
  link(&g, 0, 2, ATL_ARROW_FORWARD, false);
  link(&g, 1, 2, ATL_ARROW_NONE, false);
  layers = ranked(&g, false);
  assert_true(layers->arc.at[2].flags & ATL_ARC_FLAT);
  assert_int_equal(layers->count, 2);
  atl_layers_free(layers);
  release(&g);
}

/* -- orders -----------------------------------------------------------------------------------------------------------
 */

/* By the definition: pairs of strands of one channel whose ends stand in opposite orders. */
static uint64_t count_pairs(const struct atl_layers *layers) {
  uint64_t count = 0;
  const struct atl_layer_item *item = layers->item.at;
  for (uint32_t i = 0; i < layers->strand.len; i++)
    for (uint32_t k = 0; k < i; k++) {
      const struct atl_strand *a = &layers->strand.at[i], *b = &layers->strand.at[k];
      if (item[a->upper].layer != item[b->upper].layer)
        continue;
      count += (item[a->upper].place < item[b->upper].place && item[a->lower].place > item[b->lower].place) ||
               (item[a->upper].place > item[b->upper].place && item[a->lower].place < item[b->lower].place);
    }
  return count;
}

static void renumber(struct atl_layers *layers) {
  for (uint32_t l = 0; l < layers->count; l++)
    for (uint32_t i = layers->first[l]; i < layers->first[l + 1]; i++)
      layers->item.at[layers->order[i]].place = i - layers->first[l];
}

static void shuffle(struct atl_layers *layers) {
  for (uint32_t l = 0; l < layers->count; l++)
    for (uint32_t i = layers->first[l + 1]; i > layers->first[l] + 1; i--) {
      uint32_t k = layers->first[l] + below(i - layers->first[l]), swap = layers->order[i - 1];
      layers->order[i - 1] = layers->order[k];
      layers->order[k] = swap;
    }
  renumber(layers);
}

static struct atl_layers *some_layers(uint32_t round, enum atl_engine engine) {
  struct graph g;
  uint32_t n = 2 + below(MOST_BOXES - 1);
  make(&g, n, n + below(n), (round % 2 ? ACYCLIC : LOOPS) | LABELS | ARROWS);
  struct atl_layers *layers = atl_layers_new(&g.order, &g.map, engine);
  release(&g);
  assert_null(atl_layers_fault(layers));
  return layers;
}

static void crossings_are_counted(void **unused) {
  (void)unused;
  for (uint32_t round = 0; round < GRAPHS; round++) {
    struct atl_layers *layers = some_layers(round, ATL_ENGINE_OWN);
    assert_true(atl_layers_crossings(layers) == count_pairs(layers));
    assert_true(layers->crossings == count_pairs(layers));
    shuffle(layers);
    assert_true(atl_layers_crossings(layers) == count_pairs(layers));
    atl_layers_free(layers);
  }
}

static void orders_never_get_worse(void **unused) {
  (void)unused;
  static const struct atl_effort efforts[] = {{0, 0, 0},   {0, 1, 0},     {1, 4, 0},
                                              {500, 4, 0}, {20000, 1, 0}, {200000, 8, 0}};
  uint64_t before = 0, after = 0;
  for (uint32_t round = 0; round < GRAPHS; round++) {
    struct atl_layers *layers = some_layers(round, ATL_ENGINE_OWN);
    shuffle(layers);
    uint64_t shuffled = count_pairs(layers);
    atl_layers_cross(layers, efforts[round % (sizeof efforts / sizeof *efforts)]);
    assert_null(atl_layers_fault(layers));
    assert_true(layers->crossings <= shuffled);
    assert_true(layers->crossings == count_pairs(layers));
    before += shuffled;
    after += layers->crossings;
    uint64_t kept = layers->crossings; /* and an order that is there already is not lost */
    atl_layers_cross(layers, (struct atl_effort){.steps = 2000, .starts = 6});
    assert_true(layers->crossings <= kept);
    atl_layers_free(layers);
  }
  print_message("crossings %lu of %lu\n", (unsigned long)after, (unsigned long)before);
}

static void next_permutation(uint32_t *order, uint32_t n, uint32_t *turn, bool *more) {
  uint32_t i = 0;
  while (i < n && turn[i] >= i)
    turn[i++] = 0;
  *more = i < n;
  if (!*more)
    return;
  uint32_t k = i % 2 ? turn[i] : 0, swap = order[k]; /* B. R. Heap, "Permutations by interchanges", 1963 */
  order[k] = order[i];
  order[i] = swap;
  turn[i]++;
}

/* Whether a lower end stands beyond another: at its right, or at its left. */
static bool beyond(const struct atl_layers *layers, const struct atl_strand *a, const struct atl_strand *b, bool left) {
  uint32_t x = layers->item.at[a->lower].place, y = layers->item.at[b->lower].place;
  return left ? x < y : x > y;
}

/* Crossings of the buses of two nets if the rail of `upper` runs above and its trunk stands at the right of the
 * other's (`left`), or at its left: each of its drops that ends between two of the other goes through that one's rail;
 * where one ends past all of them, the other's trunk goes through its own. */
static uint64_t bus_crossings(const struct atl_layers *layers, uint32_t upper, uint32_t lower, bool left) {
  const struct atl_strand *strand = layers->strand.at;
  uint64_t between = 0, past = 0, meet = 0;
  for (uint32_t i = 0; i < layers->strand.len; i++) {
    uint32_t beyond_some = 0, short_of_some = 0, all = 0;
    for (uint32_t k = 0; k < layers->strand.len && strand[i].net == upper; k++) {
      all += strand[k].net == lower;
      beyond_some += strand[k].net == lower && beyond(layers, &strand[i], &strand[k], left);
      short_of_some += strand[k].net == lower && beyond(layers, &strand[i], &strand[k], !left);
    }
    between += beyond_some && short_of_some;
    past |= all && beyond_some == all;
    meet |= beyond_some > 0;
  }
  return between + past > meet ? between + past : meet;
}

/* What two nets cost if that of `first` stands before that of `second`: three for a crossing of buses, one for a
 * crossing of strands. */
static uint64_t pair_cost(const struct atl_layers *layers, uint32_t first, uint32_t second) {
  const struct atl_strand *strand = layers->strand.at;
  uint64_t one = bus_crossings(layers, first, second, false), other = bus_crossings(layers, second, first, true);
  uint64_t sum = 3 * (one < other ? one : other);
  for (uint32_t i = 0; i < layers->strand.len; i++)
    for (uint32_t k = 0; k < layers->strand.len; k++)
      sum += strand[i].net == first && strand[k].net == second && beyond(layers, &strand[i], &strand[k], false);
  return sum;
}

static uint64_t count_cost(const struct atl_layers *layers) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < layers->net.len; i++)
    for (uint32_t k = 0; k < i; k++) {
      uint32_t u = layers->net.at[i].source, v = layers->net.at[k].source;
      uint32_t x = layers->item.at[u].place, y = layers->item.at[v].place;
      uint64_t ik = pair_cost(layers, i, k), ki = pair_cost(layers, k, i);
      sum += x < y || (x == y && ik < ki) ? ik : ki; /* two nets of a box stand as is best */
    }
  return sum;
}

/* The least of a count over every order of two layers. */
static uint64_t search_orders(struct atl_layers *layers, uint64_t (*count_of)(const struct atl_layers *)) {
  uint64_t best = UINT64_MAX;
  uint32_t upper[TINY] = {0};
  bool more = true;
  while (more) {
    uint32_t lower[TINY] = {0};
    bool again = true;
    while (again) {
      renumber(layers);
      uint64_t count = count_of(layers);
      best = count < best ? count : best;
      next_permutation(layers->order + layers->first[1], layers->first[2] - layers->first[1], lower, &again);
    }
    next_permutation(layers->order, layers->first[1], upper, &more);
  }
  return best;
}

static void small_orders_are_best(void **unused) {
  (void)unused;
  uint64_t got = 0, best = 0, cost = 0, best_cost = 0;
  for (uint32_t round = 0; round < TINY_GRAPHS; round++) {
    struct graph g;
    uint32_t top = 2 + below(3), bottom = 2 + below(3);
    boxes(&g, top + bottom);
    for (uint32_t i = 0; i < top; i++)
      link(&g, i, top + below(bottom), ATL_ARROW_FORWARD, false);
    for (uint32_t i = 0; i < bottom; i++)
      link(&g, below(top), top + i, ATL_ARROW_FORWARD, false);
    for (uint32_t i = below(6); i--;)
      link(&g, below(top), top + below(bottom), ATL_ARROW_FORWARD, false);
    struct atl_layers *layers = atl_layers_new(&g.order, &g.map, ATL_ENGINE_OWN);
    assert_int_equal(layers->count, 2);
    cost += count_cost(layers);
    struct atl_effort effort = atl_layers_effort(layers);
    effort.bus_steps = 0;
    atl_layers_cross(layers, effort);
    got += layers->crossings;
    best += search_orders(layers, count_pairs);
    best_cost += search_orders(layers, count_cost);
    atl_layers_free(layers);
    release(&g);
  }
  print_message("crossings %lu, by search %lu\n", (unsigned long)got, (unsigned long)best);
  print_message("cost %lu, by search %lu\n", (unsigned long)cost, (unsigned long)best_cost);
  assert_true(got == best);
  assert_true(cost == best_cost);
}

static void a_tree_has_no_crossing(void **unused) {
  (void)unused;
  struct graph g;
  boxes(&g, 200);
  for (uint32_t i = 1; i < 200; i++)
    link(&g, below(i), i, ATL_ARROW_FORWARD, !below(6));
  struct atl_layers *layers = atl_layers_new(&g.order, &g.map, ATL_ENGINE_OWN);
  assert_true(layers->crossings == 0);
  atl_layers_free(layers);
  release(&g);
}

static void same_layers(const struct atl_layers *a, const struct atl_layers *b) {
  assert_int_equal(a->count, b->count);
  assert_int_equal(a->item.len, b->item.len);
  assert_memory_equal(a->order, b->order, a->item.len * sizeof *a->order);
  for (uint32_t i = 0; i < a->item.len; i++)
    assert_int_equal(a->item.at[i].layer, b->item.at[i].layer);
  assert_true(a->crossings == b->crossings);
}

static void the_same_every_time(void **unused) {
  (void)unused;
  for (uint32_t round = 0; round < GRAPHS; round++) {
    enum atl_engine engine = (enum atl_engine)(round % 3);
    uint32_t seed = state;
    struct atl_layers *a = some_layers(round, engine);
    state = seed;
    struct atl_layers *b = some_layers(round, engine);
    same_layers(a, b);
    atl_layers_free(a);
    atl_layers_free(b);
  }
}

/* Both engines find layers with the least sum of lengths; without dot this compares our own with itself. */
static void dot_finds_the_same_lengths(void **unused) {
  (void)unused;
  for (uint32_t round = 0; round < GRAPHS; round++) {
    struct graph g;
    uint32_t n = 2 + below(MOST_BOXES - 1);
    make(&g, n, n + below(n), ACYCLIC | (round % 2 ? LABELS : 0));
    struct atl_layers *own = ranked(&g, false), *dot = ranked(&g, true);
    assert_int_equal(length_of(own), length_of(dot));
    atl_layers_free(own);
    atl_layers_free(dot);
    release(&g);
  }
}

/* Where everything hangs together, a walk that goes as deep as it can would make half as many layers as there are
 * boxes.
 */
static void a_thicket_is_not_deep(void **unused) {
  (void)unused;
  struct graph g;
  make(&g, THICKET_BOXES, 3 * THICKET_BOXES / 2, LOOPS);
  struct atl_layers *layers = ranked(&g, false);
  uint32_t up = 0;
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    up += !!(arc->flags & ATL_ARC_UP);
    if (!(arc->flags & ATL_ARC_SELF))
      assert_int_not_equal(layers->item.at[arc->tail].layer, layers->item.at[arc->head].layer);
  }
  print_message("%u layers, %u of %u arcs up\n", layers->count, up, layers->arc.len);
  assert_true(layers->count < THICKET_BOXES / 25);
  assert_true(up < layers->arc.len / 8);
  atl_layers_free(layers);
  release(&g);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(lengths_are_least),
                                     cmocka_unit_test(nothing_points_up_without_a_cycle),
                                     cmocka_unit_test(cycles_are_broken_where_they_close),
                                     cmocka_unit_test(arcs_without_a_direction_are_soft),
                                     cmocka_unit_test(dot_finds_the_same_lengths),
                                     cmocka_unit_test(crossings_are_counted),
                                     cmocka_unit_test(orders_never_get_worse),
                                     cmocka_unit_test(small_orders_are_best),
                                     cmocka_unit_test(a_tree_has_no_crossing),
                                     cmocka_unit_test(a_thicket_is_not_deep),
                                     cmocka_unit_test(the_same_every_time)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
