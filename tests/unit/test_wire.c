/* Bends of wires: as round as the segments beside them allow, and as the heads leave room for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "emit/wire.h"

static const struct atl_wire wire = {.bend = 48, .head_length = 72};

/* The bend in the middle of a wire that goes down by `down` and right by `across`. */
static int32_t bend(int32_t down, int32_t across, unsigned flags) {
  const struct atl_point point[] = {{0, 0}, {0, down}, {across, down}};
  const struct atl_scene scene = {.point = point};
  const struct atl_item route = {.op = ATL_ROUTE, .flags = (uint8_t)flags, .w = 3};
  assert_int_equal(atl_wire_bend(&wire, &scene, &route, 0), 0);
  assert_int_equal(atl_wire_bend(&wire, &scene, &route, 2), 0);
  return atl_wire_bend(&wire, &scene, &route, 1);
}

static void takes_half_of_a_short_segment(void **state) {
  (void)state;
  assert_int_equal(bend(400, 400, 0), 48);
  assert_int_equal(bend(60, 400, 0), 30);
  assert_int_equal(bend(400, 60, 0), 30);
  assert_int_equal(bend(-60, 400, 0), 30);
}

static void leaves_room_for_heads(void **state) {
  (void)state;
  assert_int_equal(bend(80, 400, ATL_TAIL), 8);
  assert_int_equal(bend(400, 80, ATL_HEAD), 8);
  assert_int_equal(bend(80, 400, ATL_HEAD), 40);
  assert_int_equal(bend(400, 80, ATL_TAIL), 40);
  assert_int_equal(bend(72, 400, ATL_TAIL), 36); /* too short for its head, which covers it */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(takes_half_of_a_short_segment),
      cmocka_unit_test(leaves_room_for_heads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
