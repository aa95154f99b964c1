/* Packing against a search through every way to break rows, and the promises of its places. */
#include "arrange/pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MOST = 9, SHAPES = 3, ROUNDS = 400, GAP_X = 1, GAP_Y = 1 };

static uint32_t state = 1;

static int32_t between(int32_t least, int32_t most) {
  state = state * 1664525u + 1013904223u;
  return least + (int32_t)((state >> 8) % (uint32_t)(most - least + 1));
}

struct children {
  struct atl_shape shape[MOST][SHAPES];
  struct atl_front front[MOST];
  struct atl_packing packing;
};

/* Boxes that hold others: of one to three shapes each. */
static void make(struct children *c) {
  uint32_t n = (uint32_t)between(1, MOST);
  for (uint32_t i = 0; i < n; i++) {
    int32_t w = between(5, 30), h = between(3, 12);
    uint32_t shapes = (uint32_t)between(1, SHAPES);
    for (uint32_t k = 0; k < shapes; k++) {
      c->shape[i][k] = (struct atl_shape){.w = w, .h = h, .columns = 1};
      w += between(1, 10);
      h = h > 3 ? h - between(1, h - 2) : h;
      if (h == c->shape[i][k].h)
        shapes = k + 1;
    }
    c->front[i] = (struct atl_front){.shape = c->shape[i], .shapes = shapes, .grows = true, .frame = true};
  }
  c->packing = (struct atl_packing){
      .child = c->front, .children = n, .gap_x = GAP_X, .gap_y = GAP_Y, .grain = 1, .aim = between(20, 120)};
}

/* The least height of a row of some children within a width; INT32_MAX when they are too wide. */
static int32_t row_height(const struct children *c, uint32_t begin, uint32_t end, int32_t width) {
  for (int32_t h = 1; h < 16; h++) {
    int32_t w = -GAP_X;
    bool all = true;
    for (uint32_t i = begin; i < end && all; i++) {
      uint32_t k = 0;
      while (k < c->front[i].shapes && c->shape[i][k].h > h)
        k++;
      all = k < c->front[i].shapes;
      w += all ? c->shape[i][k].w + GAP_X : 0;
    }
    if (all && w <= width)
      return h;
  }
  return INT32_MAX;
}

/* The least height of all ways to break rows. */
static int32_t least_height(const struct children *c, int32_t width) {
  int32_t least = INT32_MAX;
  uint32_t n = c->packing.children;
  for (uint32_t breaks = 0; breaks < 1u << (n - 1); breaks++) {
    int64_t h = -GAP_Y;
    for (uint32_t i = 0, begin = 0; i < n; i++)
      if (i + 1 == n || breaks >> i & 1) {
        h += row_height(c, begin, i + 1, width) + (int64_t)GAP_Y;
        begin = i + 1;
      }
    if (h < least)
      least = (int32_t)h;
  }
  return least;
}

static void check_places(const struct children *c, const struct atl_shape *shape) {
  struct atl_rect in = {.x = 3, .y = 4, .w = shape->w + between(0, 9), .h = shape->h + between(0, 5)};
  struct atl_rect child[MOST] = {0};
  atl_pack_place(&c->packing, shape, in, child);
  for (uint32_t i = 0; i < c->packing.children; i++) {
    assert_true(child[i].x >= in.x && atl_rect_right(child[i]) <= atl_rect_right(in));
    assert_true(child[i].y >= in.y && atl_rect_bottom(child[i]) <= atl_rect_bottom(in));
    assert_true(child[i].w >= c->shape[i][0].w);
    assert_true(child[i].h >= atl_front_within(&c->front[i], child[i].w)->h);
    if (!i)
      continue;
    bool beside = child[i].y == child[i - 1].y;
    assert_true(beside ? child[i].x >= atl_rect_right(child[i - 1]) + GAP_X && child[i].h == child[i - 1].h
                       : child[i].x == in.x && child[i].y >= atl_rect_bottom(child[i - 1]) + GAP_Y);
  }
  /* Frames fill the rectangle to its last corner. */
  assert_int_equal(atl_rect_right(child[c->packing.children - 1]), atl_rect_right(in));
  assert_int_equal(atl_rect_bottom(child[c->packing.children - 1]), atl_rect_bottom(in));
}

static void packs_almost_as_low_as_can_be(void **unused) {
  (void)unused;
  for (int round = 0; round < ROUNDS; round++) {
    struct children c;
    struct atl_shapes shapes = {0};
    make(&c);
    atl_pack_front(&c.packing, &shapes);
    assert_true(shapes.list.len > 0 && shapes.list.len <= ATL_FRONT_SHAPES);
    for (uint32_t i = 0; i < shapes.list.len; i++) {
      const struct atl_shape *s = &shapes.list.at[i];
      assert_true(!i || (s->w > s[-1].w && s->h < s[-1].h));
      int32_t least = least_height(&c, s->w);
      assert_true(s->h >= least);
      check_places(&c, s);
    }
    /* At the width that was aimed at: within 1.3 times of the best, and there is a shape wherever there can be one. */
    struct atl_front front = {.shape = shapes.list.at, .shapes = shapes.list.len};
    int32_t least = least_height(&c, c.packing.aim);
    if (least < INT32_MAX) {
      const struct atl_shape *got = atl_front_within(&front, c.packing.aim);
      assert_true(got->w <= c.packing.aim);
      assert_true(10 * got->h <= 13 * least);
    }
    atl_vec_release(&shapes.list);
  }
}

/* With wires between children, shapes stay within what may be given for them, and can be placed. */
static void packs_for_short_wires(void **unused) {
  (void)unused;
  for (int round = 0; round < ROUNDS; round++) {
    struct children c;
    struct atl_pull pull[MOST] = {0};
    struct atl_shapes plain = {0}, wired = {0};
    make(&c);
    atl_pack_front(&c.packing, &plain);
    for (uint32_t i = 0; i < c.packing.children; i++)
      for (int end = 0; end < 2; end++)
        pull[i].end[end].child = (uint32_t)between(0, (int32_t)c.packing.children - 1);
    c.packing.pull = pull;
    c.packing.pulls = c.packing.children;
    c.packing.tall = 2;
    c.packing.lane = between(1, 20);
    c.packing.bend = between(0, 40);
    c.packing.spare = between(0, 60);
    atl_pack_front(&c.packing, &wired);
    assert_int_equal(wired.list.at[0].w, plain.list.at[0].w); /* the narrowest stays */
    for (uint32_t i = 0; i < wired.list.len; i++) {
      const struct atl_shape *s = &wired.list.at[i];
      assert_true(!i || (s->w > s[-1].w && s->h < s[-1].h));
      assert_true(s->h >= least_height(&c, s->w));
      check_places(&c, s);
    }
    for (uint32_t i = 0; i < plain.list.len; i++) {
      bool near = false; /* by what may be given for a grid, too: an eighth */
      int32_t most = (100 + c.packing.spare) * 9;
      for (uint32_t k = 0; k < wired.list.len; k++)
        near |= 800 * wired.list.at[k].w <= most * plain.list.at[i].w &&
                800 * wired.list.at[k].h <= most * plain.list.at[i].h;
      assert_true(near);
    }
    atl_vec_release(&plain.list);
    atl_vec_release(&wired.list);
  }
}

/* What is linked with the box three after it stands over it, and a chain in one line. */
static void keeps_wires_straight(void **unused) {
  (void)unused;
  struct atl_shape one = {.w = 10, .h = 5, .columns = 1};
  struct atl_front front[6];
  struct atl_pull pull[5];
  for (int i = 0; i < 6; i++)
    front[i] = (struct atl_front){.shape = &one, .shapes = 1};
  struct atl_packing packing = {.child = front,
                                .children = 6,
                                .gap_x = 2,
                                .gap_y = 1,
                                .grain = 1,
                                .aim = 40,
                                .pull = pull,
                                .tall = 2,
                                .lane = 100,
                                .bend = 30,
                                .spare = 100};
  for (int chain = 0; chain < 2; chain++) {
    struct atl_shapes shapes = {0};
    packing.pulls = chain ? 5 : 3;
    for (uint32_t i = 0; i < packing.pulls; i++)
      pull[i] = (struct atl_pull){.end = {{.child = i}, {.child = i + (chain ? 1 : 3)}}};
    atl_pack_front(&packing, &shapes);
    const struct atl_shape *best = &shapes.list.at[0];
    for (uint32_t i = 1; i < shapes.list.len; i++)
      best = shapes.list.at[i].cost < best->cost ? &shapes.list.at[i] : best;
    if (chain) {
      assert_true(best->columns == 1 || best->columns == 6);
      assert_int_equal(best->cost, 5 * 2); /* five gaps: of 2 across, of 1 down that counts twice */
    } else {
      assert_int_equal(best->columns, 3);
      assert_int_equal(best->cost, 3 * 2);
    }
    atl_vec_release(&shapes.list);
  }
}

/* Of the shapes that fit, the one with the least cost; where none fits, the one that would without wires. */
static void takes_the_cheapest(void **unused) {
  (void)unused;
  struct atl_shape shape[] = {
      {.w = 5, .h = 20, .cost = 9}, {.w = 10, .h = 10, .cost = 40}, {.w = 20, .h = 5, .cost = 2}};
  struct atl_front front = {.shape = shape, .shapes = 3};
  assert_ptr_equal(atl_front_cheapest(&front, 10, 20), &shape[0]);
  assert_ptr_equal(atl_front_cheapest(&front, 10, 10), &shape[1]);
  assert_ptr_equal(atl_front_cheapest(&front, 30, 30), &shape[2]);
  assert_ptr_equal(atl_front_cheapest(&front, 12, 4), &shape[1]);
}

/* Boxes of one size make a grid, and its cells stay equal when there is room left. */
static void makes_grids(void **unused) {
  (void)unused;
  struct atl_shape one = {.w = 10, .h = 3, .columns = 1};
  struct atl_front front[7];
  for (int i = 0; i < 7; i++)
    front[i] = (struct atl_front){.shape = &one, .shapes = 1};
  struct atl_packing packing = {.child = front, .children = 7, .gap_x = 2, .gap_y = 1, .grain = 1, .aim = 40};
  struct atl_shapes shapes = {0};
  struct atl_rect child[7];
  atl_pack_front(&packing, &shapes);
  struct atl_front all = {.shape = shapes.list.at, .shapes = shapes.list.len};
  const struct atl_shape *shape = atl_front_within(&all, 40);
  assert_int_equal(shape->columns, 3);
  assert_int_equal(shape->w, 34);
  assert_int_equal(shape->h, 11);
  atl_pack_place(&packing, shape, (struct atl_rect){.w = 40, .h = 11}, child);
  for (int i = 0; i < 7; i++) {
    assert_int_equal(child[i].w, 12);
    assert_int_equal(child[i].x, i % 3 * 14);
    assert_int_equal(child[i].y, i / 3 * 4);
  }
  atl_vec_release(&shapes.list);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(packs_almost_as_low_as_can_be), cmocka_unit_test(makes_grids),
                                     cmocka_unit_test(packs_for_short_wires), cmocka_unit_test(keeps_wires_straight),
                                     cmocka_unit_test(takes_the_cheapest)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
