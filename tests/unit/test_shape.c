/* Shapes: wires meet what is drawn, from every side, and what tells shapes in text is one cell wide everywhere. */
#include "style/shape.h"
#include "text/metrics.h"
#include "text/segment.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SAMPLES = 400, FROM_CORNER = 8 * ATL_PX };

static double to_line(double x, double y, double ax, double ay, double bx, double by) {
  double dx = bx - ax, dy = by - ay, square = dx * dx + dy * dy;
  double t = square > 0 ? ((x - ax) * dx + (y - ay) * dy) / square : 0;
  t = fmin(fmax(t, 0), 1);
  return hypot(ax + t * dx - x, ay + t * dy - y);
}

/* How far a point is from the outline, whose curves are walked in small steps. */
static double off(enum atl_outline shape, struct atl_rect r, struct atl_point p) {
  struct atl_outline_step step[ATL_MOST_STEPS];
  uint32_t steps = atl_shape_outline(shape, r, 7 * ATL_PX, step);
  assert_true(steps > 0 && steps < ATL_MOST_STEPS);
  assert_int_equal(step[0].command, 'M');
  double best = 1e9;
  struct atl_point now = {0, 0}, begin = {0, 0};
  for (uint32_t i = 0; i < steps; i++) {
    const struct atl_point *at = step[i].at;
    struct atl_point to = step[i].command == 'C' ? at[2] : step[i].command == 'Z' ? begin : at[0];
    double px = now.x, py = now.y;
    for (int k = 1; k <= SAMPLES && step[i].command == 'C'; k++) {
      double t = (double)k / SAMPLES, u = 1 - t, a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
      double x = a * now.x + b * at[0].x + c * at[1].x + d * at[2].x;
      double y = a * now.y + b * at[0].y + c * at[1].y + d * at[2].y;
      best = fmin(best, to_line(p.x, p.y, px, py, x, y));
      px = x;
      py = y;
    }
    if (step[i].command == 'L' || step[i].command == 'Z')
      best = fmin(best, to_line(p.x, p.y, now.x, now.y, to.x, to.y));
    begin = step[i].command == 'M' ? to : begin;
    now = to;
    /* No outline leaves its rectangle. */
    assert_true(to.x >= r.x && to.x <= r.x + r.w && to.y >= r.y && to.y <= r.y + r.h);
  }
  return best;
}

static void wires_meet_outlines(void **state) {
  (void)state;
  static const int32_t sizes[][2] = {{40, 40}, {60, 42}, {120, 58}, {300, 40}, {64, 200}, {700, 300}};
  for (int shape = 0; shape < ATL_SHAPES; shape++)
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
      struct atl_rect r = {13 * ATL_PX, 7 * ATL_PX, sizes[i][0] * ATL_PX, sizes[i][1] * ATL_PX};
      for (int side = 0; side < 4; side++)
        for (int32_t along = FROM_CORNER; along <= (side < 2 ? r.w : r.h) - FROM_CORNER; along += 3 * ATL_PX) {
          struct atl_point at = {side < 2    ? r.x + along
                                 : side == 2 ? r.x
                                             : r.x + r.w,
                                 side >= 2   ? r.y + along
                                 : side == 0 ? r.y
                                             : r.y + r.h};
          struct atl_point from = at;
          *(side < 2 ? &from.y : &from.x) += side % 2 ? 100 : -100;
          struct atl_point met = atl_shape_meet((enum atl_outline)shape, r, 7 * ATL_PX, at, from);
          double far = off((enum atl_outline)shape, r, met);
          if (far > 1)
            fail_msg("%s of %d x %d: a wire at %d of side %d ends %.2f units off", atl_shape_names[shape], r.w, r.h,
                     along, side, far);
          assert_true(side < 2 ? met.x == at.x : met.y == at.y); /* it goes on straight */
        }
    }
}

static void marks_are_one_cell_wide(void **state) {
  (void)state;
  int marks = 0;
  for (int shape = 0; shape < ATL_SHAPES; shape++) {
    const char *mark = atl_shape_mark((enum atl_outline)shape, false),
               *ascii = atl_shape_mark((enum atl_outline)shape, true);
    assert_int_equal(mark != NULL, ascii != NULL);
    if (!mark)
      continue;
    marks++;
    assert_int_equal(atl_cluster(mark, strlen(mark)), strlen(mark));
    assert_int_equal(atl_cluster_cells_of(mark, strlen(mark), false), 1);
    assert_int_equal(atl_cluster_cells_of(mark, strlen(mark), true), 1); /* not ambiguous */
    assert_int_equal(strlen(ascii), 1);
    assert_null(strchr("+-|<>^v", *ascii)); /* no line, and no head */
    for (int other = 0; other < shape; other++) {
      const char *before = atl_shape_mark((enum atl_outline)other, false);
      assert_true(!before || strcmp(before, mark) != 0);
    }
  }
  assert_int_equal(marks, 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(wires_meet_outlines),
      cmocka_unit_test(marks_are_one_cell_wide),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
