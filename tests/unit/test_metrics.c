/* Paths out of nets, and what is counted of them, on drawings small enough to count by hand. */
#include "judge/metrics.h"
#include "judge/sketch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 20000 };

/* -- hand-made placements ---------------------------------------------------------------------------------------------
 */

struct scene {
  struct atl_place place;
  struct atl_order order;
};

static uint32_t add_box(struct scene *s, uint32_t parent, int32_t x, int32_t y, int32_t w, int32_t h) {
  uint32_t n = s->order.box.len;
  *atl_vec_push(&s->order.box) = (struct atl_box){.parent = parent, .rank = parent == ATL_NONE ? 0 : 1};
  if (parent != ATL_NONE && !s->order.box.at[parent].child_count++)
    s->order.box.at[parent].first_child = n;
  s->place.box = atl_realloc(s->place.box, n + 1, sizeof *s->place.box);
  s->place.box[n] = (struct atl_rect){x, y, w, h};
  return n;
}

/* `points` are x, y pairs. */
static void add_route(struct scene *s, uint32_t net, uint32_t count, const int32_t (*points)[2]) {
  *atl_vec_push(&s->place.route) =
      (struct atl_route){.first_point = s->place.point.len, .points = count & 0x3fffffffu, .net = net};
  for (uint32_t i = 0; i < count; i++)
    *atl_vec_push(&s->place.point) = (struct atl_point){points[i][0], points[i][1]};
}

#define ROUTE(s, net, ...)                                                                                             \
  do {                                                                                                                 \
    const int32_t points_[][2] = {__VA_ARGS__};                                                                        \
    add_route((s), (net), sizeof points_ / sizeof *points_, points_);                                                  \
  } while (0)

static void add_edge(struct scene *s, uint32_t tail, uint32_t head) {
  *atl_vec_push(&s->order.edge) = (struct atl_edge){.tail = tail, .head = head, .link = s->order.edge.len};
}

static void release(struct scene *s) {
  atl_place_release(&s->place);
  atl_order_release(&s->order);
}

static void assert_path(const struct atl_sketch *sketch, uint32_t path, uint32_t tail, uint32_t head, uint32_t count,
                        const int32_t (*points)[2]) {
  const struct atl_path *p = &sketch->path.at[path];
  assert_true(path < sketch->path.len);
  assert_int_equal(p->tail, tail);
  assert_int_equal(p->head, head);
  assert_int_equal(p->points, count);
  for (uint32_t i = 0; i < count; i++) {
    assert_int_equal(sketch->point.at[p->first_point + i].x, points[i][0]);
    assert_int_equal(sketch->point.at[p->first_point + i].y, points[i][1]);
  }
}

#define ASSERT_PATH(sketch, path, tail, head, ...)                                                                     \
  do {                                                                                                                 \
    const int32_t points_[][2] = {__VA_ARGS__};                                                                        \
    assert_path((sketch), (path), (tail), (head), sizeof points_ / sizeof *points_, points_);                          \
  } while (0)

/* clang-format off */
/*   ┌─0─┐            a bus: the middle child hangs straight below, the rail is two routes that meet the straight one
 *   └─┬─┘
 *  ┌──┼──┐
 *  1  2  3  */
/* clang-format on */
static void a_bus_has_a_path_to_every_child(void **state) {
  (void)state;
  struct scene s = {.place.cells = true};
  add_box(&s, ATL_NONE, 8, 0, 5, 3);
  for (int32_t i = 0; i < 3; i++)
    add_box(&s, 0, i * 8, 6, 5, 3);
  ROUTE(&s, 0, {10, 4}, {2, 4}, {2, 6});
  ROUTE(&s, 0, {10, 2}, {10, 6});
  ROUTE(&s, 0, {10, 4}, {18, 4}, {18, 6});
  struct atl_sketch sketch;
  struct atl_measures m;
  atl_sketch_place(&sketch, &s.place, &s.order);
  assert_int_equal(sketch.path.len, 3);
  ASSERT_PATH(&sketch, 0, 0, 1, {10, 2}, {10, 4}, {2, 4}, {2, 6});
  ASSERT_PATH(&sketch, 1, 0, 2, {10, 2}, {10, 6});
  ASSERT_PATH(&sketch, 2, 0, 3, {10, 2}, {10, 4}, {18, 4}, {18, 6});
  atl_measure_sketch(&m, &sketch);
  assert_int_equal(m.crossings, 0);
  assert_int_equal(m.bends, 4);
  assert_int_equal(m.corners, 3); /* where the rail leaves the trunk, for both sides */
  assert_int_equal(m.length, 4 + 12 + 12);
  assert_int_equal(m.ink, 4 + 16 + 2 + 2);
  assert_int_equal(m.bounds.w, 21);
  assert_int_equal(m.bounds.h, 9);
  assert_int_equal(m.least, 4);
  assert_int_equal(m.median, 12);
  assert_int_equal(m.most, 12);
  assert_int_equal(m.through, 0);
  assert_int_equal(m.overlaps + m.touches, 0);
  atl_sketch_release(&sketch);
  release(&s);
}

/* Box 0 links to 2 and 3 by one net, to 2 once more by another, and nobody draws the edge from 1 to 2. */
static void links_are_found_by_their_nets(void **state) {
  (void)state;
  struct scene s = {.place.cells = true};
  add_box(&s, ATL_NONE, 0, 0, 9, 3);
  add_box(&s, ATL_NONE, 12, 0, 5, 3);
  add_box(&s, ATL_NONE, 0, 8, 9, 3);
  add_box(&s, ATL_NONE, 12, 8, 5, 3);
  add_edge(&s, 0, 2);
  add_edge(&s, 0, 3);
  add_edge(&s, 0, 2);
  add_edge(&s, 1, 2);
  *atl_vec_push(&s.place.net) = (struct atl_net){.edge = 1, .edges = 2};
  *atl_vec_push(&s.place.net) = (struct atl_net){.edge = 2, .edges = 1};
  *atl_vec_push(&s.place.undrawn) = 3;
  ROUTE(&s, 4, {6, 2}, {6, 5}, {14, 5}, {14, 8});
  ROUTE(&s, 4, {6, 5}, {6, 8});
  ROUTE(&s, 5, {2, 2}, {2, 8});
  struct atl_sketch sketch;
  atl_sketch_place(&sketch, &s.place, &s.order);
  assert_int_equal(sketch.path.len, 3);
  assert_int_equal(sketch.undrawn, 1);
  ASSERT_PATH(&sketch, 0, 0, 2, {6, 2}, {6, 8});
  ASSERT_PATH(&sketch, 1, 0, 3, {6, 2}, {6, 5}, {14, 5}, {14, 8});
  ASSERT_PATH(&sketch, 2, 0, 2, {2, 2}, {2, 8});
  atl_sketch_release(&sketch);
  release(&s);
}

static void a_loop_leads_back(void **state) {
  (void)state;
  struct scene s = {.place.cells = true};
  add_box(&s, ATL_NONE, 0, 2, 9, 4);
  add_edge(&s, 0, 0);
  *atl_vec_push(&s.place.net) = (struct atl_net){.edge = 0, .edges = 1};
  ROUTE(&s, 1, {8, 3}, {11, 3}, {11, 4}, {8, 4});
  struct atl_sketch sketch;
  atl_sketch_place(&sketch, &s.place, &s.order);
  ASSERT_PATH(&sketch, 0, 0, 0, {8, 3}, {11, 3}, {11, 4}, {8, 4});
  atl_sketch_release(&sketch);
  release(&s);
}

static void a_net_that_leads_nowhere_is_counted(void **state) {
  (void)state;
  struct scene s = {.place.cells = true};
  add_box(&s, ATL_NONE, 0, 0, 5, 3);
  add_box(&s, ATL_NONE, 0, 20, 5, 3);
  add_edge(&s, 0, 1);
  *atl_vec_push(&s.place.net) = (struct atl_net){.edge = 0, .edges = 1};
  ROUTE(&s, 2, {2, 2}, {2, 6});
  ROUTE(&s, 2, {2, 12}, {2, 20});
  struct atl_sketch sketch;
  atl_sketch_place(&sketch, &s.place, &s.order);
  assert_int_equal(sketch.path.len, 0);
  assert_int_equal(sketch.undrawn, 1);
  atl_sketch_release(&sketch);
  release(&s);
}

static void a_chain_has_wires_of_its_own(void **state) {
  (void)state;
  struct scene s = {.place.cells = true};
  add_box(&s, ATL_NONE, 0, 0, 5, 3);
  add_box(&s, ATL_NONE, 9, 0, 5, 3);
  *atl_vec_push(&s.place.net) = (struct atl_net){.edge = ATL_NONE, .tail = 0, .head = 1};
  ROUTE(&s, 2, {4, 1}, {9, 1});
  struct atl_sketch sketch;
  atl_sketch_place(&sketch, &s.place, &s.order);
  assert_int_equal(sketch.undrawn, 0);
  ASSERT_PATH(&sketch, 0, 0, 1, {4, 1}, {9, 1});
  atl_sketch_release(&sketch);
  release(&s);
}

static void a_curve_has_no_bends(void **state) {
  (void)state;
  struct scene s = {0};
  add_box(&s, ATL_NONE, 0, 0, 400, 200);
  add_box(&s, ATL_NONE, 1000, 600, 400, 200);
  add_box(&s, ATL_NONE, 600, 350, 200, 100); /* in the way */
  add_edge(&s, 0, 1);
  *atl_vec_push(&s.place.net) = (struct atl_net){.edge = 0, .edges = 1};
  ROUTE(&s, 3, {400, 100}, {700, 100}, {700, 700}, {1000, 700});
  s.place.route.at[0].curved = true;
  struct atl_sketch sketch;
  atl_sketch_place(&sketch, &s.place, &s.order);
  assert_int_equal(sketch.path.len, 1);
  assert_true(sketch.path.at[0].points > 10);
  assert_int_equal(sketch.point.at[0].x, 400);
  assert_int_equal(sketch.point.at[sketch.point.len - 1].x, 1000);
  struct atl_measures m;
  atl_measure_sketch(&m, &sketch);
  assert_int_equal(m.bends, 0);
  assert_int_equal(m.corners, 0);
  assert_true(m.length > 848 && m.length < 1200); /* longer than straight, shorter than round the corner */
  assert_int_equal(m.through, 1);
  atl_sketch_release(&sketch);
  release(&s);
}

/* -- hand-made sketches
 * ------------------------------------------------------------------------------------------------ */

#define PATH(sketch, tail, head, net, ...)                                                                             \
  do {                                                                                                                 \
    const int32_t points_[][2] = {__VA_ARGS__};                                                                        \
    atl_sketch_path((sketch), (tail), (head), (net));                                                                  \
    for (size_t i_ = 0; i_ < sizeof points_ / sizeof *points_; i_++)                                                   \
      atl_sketch_point((sketch), (struct atl_point){points_[i_][0], points_[i_][1]});                                  \
  } while (0)

/* Boxes far away, so that only their numbers matter. */
static struct atl_sketch boxes(bool nets, uint32_t count) {
  struct atl_sketch sketch = {.cells = true, .nets = nets, .unit = 1};
  for (uint32_t i = 0; i < count; i++)
    *atl_vec_push(&sketch.box) = (struct atl_rect){1000 + 10 * (int32_t)i, 1000, 5, 3};
  return sketch;
}

static struct atl_measures measured(struct atl_sketch *sketch) {
  struct atl_measures m;
  atl_measure_sketch(&m, sketch);
  atl_sketch_release(sketch);
  return m;
}

static void a_crossing_is_a_place(void **state) {
  (void)state;
  struct atl_sketch sketch = boxes(true, 6);
  PATH(&sketch, 0, 1, 0, {0, 5}, {10, 5}, {10, 9});
  PATH(&sketch, 0, 2, 0, {0, 5}, {12, 5}, {12, 9}); /* both paths of net 0 run over x = 3 and x = 4 */
  PATH(&sketch, 3, 4, 1, {3, 0}, {3, 9});
  PATH(&sketch, 3, 5, 1, {3, 0}, {3, 8}, {8, 8});
  PATH(&sketch, 4, 5, 2, {4, 0}, {4, 7});
  struct atl_measures m = measured(&sketch);
  assert_int_equal(m.crossings, 2);
  assert_int_equal(m.pairs, 2 * 2 + 2); /* net 1 passes x = 4 below where net 2 ends */
  assert_int_equal(m.touches, 0);
  assert_int_equal(m.overlaps, 0);
}

static void paths_of_one_tail_cross_too(void **state) {
  (void)state;
  struct atl_sketch sketch = boxes(false, 3);
  PATH(&sketch, 0, 1, 0, {0, 0}, {0, 5}, {10, 5});
  PATH(&sketch, 0, 2, 0, {5, 0}, {5, 9});
  struct atl_measures m = measured(&sketch);
  assert_int_equal(m.crossings, 1);
  assert_int_equal(m.pairs, 1);
}

static void ends_that_meet_do_not_cross(void **state) {
  (void)state;
  struct atl_sketch sketch = boxes(true, 4);
  PATH(&sketch, 0, 1, 0, {0, 5}, {10, 5});
  PATH(&sketch, 2, 3, 1, {5, 5}, {5, 9});   /* begins on the other */
  PATH(&sketch, 2, 3, 2, {10, 5}, {19, 5}); /* goes on where it ends */
  struct atl_measures m = measured(&sketch);
  assert_int_equal(m.crossings, 0);
  assert_int_equal(m.touches, 2);
  assert_int_equal(m.overlaps, 0);
}

static void strangers_overlap(void **state) {
  (void)state;
  struct atl_sketch sketch = boxes(true, 4);
  PATH(&sketch, 0, 1, 0, {0, 5}, {10, 5});
  PATH(&sketch, 2, 3, 1, {6, 5}, {19, 5});
  struct atl_measures m = measured(&sketch);
  assert_int_equal(m.overlaps, 1);
  assert_int_equal(m.overlap_length, 4);
  assert_int_equal(m.ink, 19);
  assert_int_equal(m.length, 23);
}

/* Without nets: ground may be shared by edges with an end in common, and where all tails lead to all heads. */
static void no_ghost_no_fault(void **state) {
  (void)state;
  static const struct {
    uint32_t edge[4][2];
    unsigned count, overlaps;
  } cases[] = {
      {.edge = {{0, 1}, {0, 2}}, .count = 2, .overlaps = 0},
      {.edge = {{0, 1}, {2, 1}}, .count = 2, .overlaps = 0},
      {.edge = {{0, 1}, {2, 3}}, .count = 2, .overlaps = 1},
      {.edge = {{0, 1}, {1, 2}}, .count = 2, .overlaps = 1},
      {.edge = {{0, 1}, {2, 3}, {0, 3}, {2, 1}}, .count = 4, .overlaps = 0},
      {.edge = {{0, 1}, {2, 3}, {0, 3}}, .count = 3, .overlaps = 1},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    struct atl_sketch sketch = boxes(false, 4);
    for (unsigned i = 0; i < cases[c].count; i++)
      PATH(&sketch, cases[c].edge[i][0], cases[c].edge[i][1], 0, {0, 0}, {9, 0});
    assert_int_equal(measured(&sketch).overlaps, cases[c].overlaps);
  }
}

static void wires_through_boxes(void **state) {
  (void)state;
  struct atl_sketch sketch = {.nets = true, .unit = ATL_PX};
  static const struct atl_rect box[] = {
      {0, 0, 400, 400}, {1000, 0, 400, 400}, {2000, 0, 400, 400}, {900, -100, 600, 600} /* around box 1 */};
  for (size_t i = 0; i < sizeof box / sizeof *box; i++)
    *atl_vec_push(&sketch.box) = box[i];
  PATH(&sketch, 0, 2, 0, {400, 200}, {2000, 200});                                   /* through boxes 1 and 3 */
  PATH(&sketch, 0, 1, 1, {400, 100}, {1000, 100});                                   /* into the box around its head */
  PATH(&sketch, 0, 2, 2, {200, 400}, {200, 700}, {2200, 700}, {2200, 400});          /* below all */
  PATH(&sketch, 0, 2, 3, {300, 400}, {300, 600}, {1800, 500}, {1800, 8}, {2000, 8}); /* slanted, and clear of all */
  PATH(&sketch, 2, 0, 4, {2000, 300}, {1400, 300}, {1400, 450}, {300, 450}, {300, 4}); /* along a border; into 3, 0 */
  struct atl_measures m = measured(&sketch);
  assert_int_equal(m.through, 2 + 2);
}

static void points_that_change_nothing_go(void **state) {
  (void)state;
  struct atl_sketch sketch = boxes(true, 2);
  PATH(&sketch, 0, 1, 0, {0, 0}, {0, 0}, {4, 0}, {9, 0}, {9, 0}, {9, 3}, {9, 7});
  ASSERT_PATH(&sketch, 0, 0, 1, {0, 0}, {9, 0}, {9, 7});
  assert_int_equal(measured(&sketch).bends, 1);
}

static void slanted_wires_cross(void **state) {
  (void)state;
  struct atl_sketch sketch = boxes(true, 4);
  PATH(&sketch, 0, 1, 0, {0, 0}, {30, 40});
  PATH(&sketch, 2, 3, 1, {0, 40}, {30, 0});
  PATH(&sketch, 2, 3, 2, {10, 0}, {10, 40});
  struct atl_measures m = measured(&sketch);
  assert_int_equal(m.crossings, 3);
  assert_int_equal(m.length, 50 + 50 + 40);
}

static void nothing_is_measured(void **state) {
  (void)state;
  struct atl_sketch sketch = {.unit = 1};
  struct atl_measures m = measured(&sketch);
  assert_int_equal(m.edges, 0);
  assert_int_equal(m.length, 0);
  assert_int_equal(m.bounds.w, 0);
}

/* A bus of many: trunk and rail are shared by all, which must not be looked at pair by pair. */
static void many_edges_take_no_longer_each(void **state) {
  (void)state;
  struct scene s = {.place.cells = true};
  add_box(&s, ATL_NONE, 0, 0, 5, 3);
  for (int32_t i = 0; i < MANY; i++) {
    add_box(&s, 0, i * 6, 6, 5, 3);
    ROUTE(&s, 0, {i * 6 + 2, 4}, {i * 6 + 2, 6});
  }
  ROUTE(&s, 0, {2, 2}, {2, 4}, {MANY * 6 - 4, 4});
  struct atl_sketch sketch;
  struct atl_measures m;
  atl_sketch_place(&sketch, &s.place, &s.order);
  assert_int_equal(sketch.undrawn, 0);
  atl_measure_sketch(&m, &sketch);
  assert_int_equal(m.edges, MANY);
  assert_int_equal(m.crossings, 0);
  assert_int_equal(m.bends, 2 * (MANY - 1));
  assert_int_equal(m.corners, MANY);
  assert_int_equal(m.ink, 2 * (MANY + 1) + (MANY - 1) * 6);
  atl_sketch_release(&sketch);
  release(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_bus_has_a_path_to_every_child),
      cmocka_unit_test(links_are_found_by_their_nets),
      cmocka_unit_test(a_loop_leads_back),
      cmocka_unit_test(a_net_that_leads_nowhere_is_counted),
      cmocka_unit_test(a_chain_has_wires_of_its_own),
      cmocka_unit_test(a_curve_has_no_bends),
      cmocka_unit_test(a_crossing_is_a_place),
      cmocka_unit_test(paths_of_one_tail_cross_too),
      cmocka_unit_test(ends_that_meet_do_not_cross),
      cmocka_unit_test(strangers_overlap),
      cmocka_unit_test(no_ghost_no_fault),
      cmocka_unit_test(wires_through_boxes),
      cmocka_unit_test(points_that_change_nothing_go),
      cmocka_unit_test(slanted_wires_cross),
      cmocka_unit_test(nothing_is_measured),
      cmocka_unit_test(many_edges_take_no_longer_each),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
