/* The search for ways of links, on ground laid by hand: what it finds, and how much of it it has to look at. */
#include "place/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { WIDE = 400, HIGH = 120, WIRES = 30, COL = 200, FROM = 110, TO = 10 };
enum { ROW_COSTS = 4, A_CROSSING = 26, A_BEND = 26 }; /* as in place/search.c */

static struct atl_grid field(void) {
  struct atl_place place = {.cells = true, .w = WIDE, .h = HIGH};
  struct atl_order order = {0};
  struct atl_grid grid;
  assert_true(atl_grid_lay(&grid, &place, &order, 0));
  return grid;
}

/* From the bottom of the field to its top. */
static bool search(struct atl_search *search, int32_t to_col, struct atl_trail *trail) {
  struct atl_gate start = {.spot = {COL, FROM}, .border = {COL, FROM + 1}, .way = ATL_WAY_UP};
  struct atl_gate goal = {.spot = {to_col, TO}, .border = {to_col, TO - 1}, .way = ATL_WAY_DOWN};
  atl_gates starts = {0}, goals = {0};
  *atl_vec_push(&starts) = start;
  *atl_vec_push(&goals) = goal;
  bool found = atl_search_run(search, &(struct atl_quest){.start = &starts, .goal = &goals}, trail);
  atl_vec_release(&starts);
  atl_vec_release(&goals);
  return found;
}

/* Wires that run through everything are crossed in any case: they send the search nowhere else. */
static void test_wires_across(void **state) {
  (void)state;
  struct atl_grid grid = field();
  for (int32_t i = 0; i < WIRES; i++)
    atl_grid_mark(&grid, 0, TO + 10 + 2 * i, WIDE - 1, TO + 10 + 2 * i, ATL_GROUND_LINK_ALONG, true);
  struct atl_search *s = atl_search_new(&grid, false);
  struct atl_trail trail;
  assert_true(search(s, COL, &trail));
  assert_int_equal(trail.spot.len, 2);
  assert_int_equal(trail.cost, (FROM - TO) * ROW_COSTS + WIRES * A_CROSSING);
  assert_true(atl_search_work(s) < 10 * HIGH);
  atl_vec_release(&trail.spot);
  atl_search_free(s);
  atl_grid_release(&grid);
}

/* One that is not needed is gone round, where that is cheaper: the search finds the end of it. */
static void test_wire_to_go_round(void **state) {
  (void)state;
  struct atl_grid grid = field();
  atl_grid_mark(&grid, 0, HIGH / 2, COL + 3, HIGH / 2, ATL_GROUND_LINK_ALONG, true);
  struct atl_search *s = atl_search_new(&grid, false);
  struct atl_trail trail;
  assert_true(search(s, COL + 6, &trail));
  assert_int_equal(trail.cost, (FROM - TO) * ROW_COSTS + 6 * 2 + 2 * A_BEND);
  atl_vec_release(&trail.spot);
  atl_search_free(s);
  atl_grid_release(&grid);
}

/* A way must be cheaper than what is there already. */
static void test_most(void **state) {
  (void)state;
  struct atl_grid grid = field();
  struct atl_search *s = atl_search_new(&grid, false);
  struct atl_gate start = {.spot = {COL, FROM}, .border = {COL, FROM + 1}, .way = ATL_WAY_UP};
  struct atl_gate goal = {.spot = {COL, TO}, .border = {COL, TO - 1}, .way = ATL_WAY_DOWN};
  atl_gates starts = {0}, goals = {0};
  *atl_vec_push(&starts) = start;
  *atl_vec_push(&goals) = goal;
  struct atl_quest quest = {.start = &starts, .goal = &goals, .most = (FROM - TO) * ROW_COSTS};
  struct atl_trail trail;
  assert_false(atl_search_run(s, &quest, &trail));
  quest.most++;
  assert_true(atl_search_run(s, &quest, &trail));
  atl_vec_release(&trail.spot);
  atl_vec_release(&starts);
  atl_vec_release(&goals);
  atl_search_free(s);
  atl_grid_release(&grid);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_wires_across),
      cmocka_unit_test(test_wire_to_go_round),
      cmocka_unit_test(test_most),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
