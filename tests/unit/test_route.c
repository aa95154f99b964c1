/* Routes between rectangles laid by hand and at random: every link ends at its boxes, runs through nothing, and shares
 * no ground with others; boxes keep their order; straight ways are straight. */
#include "route/route.h"

#include "route/bits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ROUNDS = 40, MANY = 60 };

static uint32_t state = 1;

static uint32_t below(uint32_t n) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % n;
}

static struct atl_routing start(void) {
  return (struct atl_routing){.costs = &atl_route_costs,
                              .sizes = {.scale = 1,
                                        .scale_y = 1,
                                        .grain = 8,
                                        .lane = {64, 64},
                                        .keep = {96, 96},
                                        .frame = {64, 64},
                                        .corner = {64, 64},
                                        .head = {128, 128},
                                        .tail = {64, 64},
                                        .apart = {56, 56},
                                        .ends = {96, 96},
                                        .beside = 24,
                                        .air = {48, 32},
                                        .clear = {56, 48}}};
}

static uint32_t add_box(struct atl_routing *r, int32_t x, int32_t y, int32_t w, int32_t h, uint32_t in, bool frame) {
  *atl_vec_push(&r->box) =
      (struct atl_route_box){.at = {x, y}, .size = {w, h}, .in = in, .frame = frame, .over = {ATL_NONE, ATL_NONE}};
  return r->box.len - 1;
}

static struct atl_route_link *add_link(struct atl_routing *r, uint32_t tail, uint32_t head) {
  struct atl_route_link *link = atl_vec_push(&r->link);
  link->net = r->link.len - 1;
  link->end[0] = (struct atl_route_end){.box = tail};
  link->end[1] = (struct atl_route_end){.box = head, .arrow = true};
  return link;
}

static const struct atl_point *points(const struct atl_routing *r, uint32_t link) {
  return &r->point.at[r->link.at[link].first_point];
}

static bool on_border(struct atl_point p, const struct atl_route_box *b) {
  bool x = p.x == b->at[0] || p.x == b->at[0] + b->size[0], y = p.y == b->at[1] || p.y == b->at[1] + b->size[1];
  bool in_x = p.x >= b->at[0] && p.x <= b->at[0] + b->size[0], in_y = p.y >= b->at[1] && p.y <= b->at[1] + b->size[1];
  return (x && in_y) || (y && in_x);
}

static bool through(struct atl_point a, struct atl_point b, int32_t x, int32_t y, int32_t w, int32_t h) {
  return atl_min32(a.x, b.x) < x + w && atl_max32(a.x, b.x) > x && atl_min32(a.y, b.y) < y + h &&
         atl_max32(a.y, b.y) > y;
}

static bool one_line(const struct atl_point *p, const struct atl_point *q) {
  for (int axis = 0; axis < 2; axis++) {
    int32_t a = axis ? p[0].x : p[0].y, b = axis ? p[1].x : p[1].y, c = axis ? q[0].x : q[0].y,
            d = axis ? q[1].x : q[1].y;
    if (a != b || c != d || a != c)
      continue;
    int32_t lo = axis ? atl_max32(atl_min32(p[0].y, p[1].y), atl_min32(q[0].y, q[1].y))
                      : atl_max32(atl_min32(p[0].x, p[1].x), atl_min32(q[0].x, q[1].x));
    int32_t hi = axis ? atl_min32(atl_max32(p[0].y, p[1].y), atl_max32(q[0].y, q[1].y))
                      : atl_min32(atl_max32(p[0].x, p[1].x), atl_max32(q[0].x, q[1].x));
    if (lo <= hi)
      return true;
  }
  return false;
}

/* All that is promised of a run. */
static void check(const struct atl_routing *r) {
  for (uint32_t i = 0; i < r->link.len; i++) {
    const struct atl_route_link *link = &r->link.at[i];
    const struct atl_point *p = points(r, i);
    assert_true(link->points >= 2);
    assert_true(on_border(p[0], &r->box.at[link->end[0].box]));
    assert_true(on_border(p[link->points - 1], &r->box.at[link->end[1].box]));
    for (uint32_t k = 0; k + 1 < link->points; k++) {
      assert_true((p[k].x == p[k + 1].x) != (p[k].y == p[k + 1].y));
      for (uint32_t b = 0; b < r->box.len; b++) {
        const struct atl_route_box *box = &r->box.at[b];
        if (!box->frame)
          assert_false(through(p[k], p[k + 1], box->at[0], box->at[1], box->size[0], box->size[1]));
        else if (box->title[0])
          assert_false(through(p[k], p[k + 1], box->at[0], box->at[1], box->title[0], box->title[1]));
      }
      for (uint32_t j = i + 1; j < r->link.len; j++)
        for (uint32_t m = 0; m + 1 < r->link.at[j].points; m++)
          assert_false(one_line(&p[k], &points(r, j)[m]));
    }
    if (!link->label[0])
      continue;
    for (uint32_t b = 0; b < r->box.len; b++) {
      const struct atl_route_box *box = &r->box.at[b];
      struct atl_rect rect = {box->at[0], box->at[1], box->size[0], box->size[1]};
      assert_false(!box->frame && atl_rect_overlap(rect, link->rect));
    }
    for (uint32_t j = 0; j < r->link.len; j++)
      for (uint32_t m = 0; j != i && m + 1 < r->link.at[j].points; m++)
        assert_false(
            through(points(r, j)[m], points(r, j)[m + 1], link->rect.x, link->rect.y, link->rect.w, link->rect.h));
  }
  for (uint32_t a = 0; a < r->box.len; a++)
    for (uint32_t b = a + 1; b < r->box.len; b++) {
      const struct atl_route_box *x = &r->box.at[a], *y = &r->box.at[b];
      struct atl_rect p = {x->at[0], x->at[1], x->size[0], x->size[1]},
                      q = {y->at[0], y->at[1], y->size[0], y->size[1]};
      if (x->in == y->in)
        assert_false(atl_rect_overlap(p, q));
      if (y->in == a)
        assert_true(q.x > p.x && q.y > p.y && atl_rect_right(q) < atl_rect_right(p) &&
                    atl_rect_bottom(q) < atl_rect_bottom(p));
    }
}

static void test_straight(void **unused) {
  (void)unused;
  struct atl_routing r = start();
  uint32_t a = add_box(&r, 0, 0, 800, 320, ATL_NONE, false), b = add_box(&r, 896, 0, 800, 320, ATL_NONE, false);
  uint32_t c = add_box(&r, 0, 416, 800, 320, ATL_NONE, false);
  add_link(&r, a, b);
  add_link(&r, a, c);
  add_link(&r, b, a);
  atl_route_run(&r);
  check(&r);
  for (uint32_t i = 0; i < 3; i++)
    assert_int_equal(r.link.at[i].points, 2);
  atl_routing_release(&r);
}

/* A fan of more wires than the border of its box has room for: it grows. */
static void test_fan(void **unused) {
  (void)unused;
  struct atl_routing r = start();
  uint32_t hub = add_box(&r, 0, 0, 400, 320, ATL_NONE, false);
  for (uint32_t i = 0; i < MANY; i++)
    add_link(&r, add_box(&r, 496 * (int32_t)(i % 10), 416 + 416 * (int32_t)(i / 10), 400, 320, ATL_NONE, false), hub);
  atl_route_run(&r);
  check(&r);
  assert_true(r.box.at[hub].size[0] + r.box.at[hub].size[1] > 720);
  atl_routing_release(&r);
}

static void test_label(void **unused) {
  (void)unused;
  struct atl_routing r = start();
  uint32_t a = add_box(&r, 0, 0, 400, 320, ATL_NONE, false), b = add_box(&r, 496, 0, 400, 320, ATL_NONE, false);
  struct atl_route_link *link = add_link(&r, a, b);
  link->label[0] = 720;
  link->label[1] = 160;
  link->inline_ = true;
  atl_route_run(&r);
  check(&r);
  struct atl_rect rect = r.link.at[0].rect;
  assert_true(rect.x >= r.box.at[a].at[0] + r.box.at[a].size[0] + 96 && atl_rect_right(rect) + 96 <= r.box.at[b].at[0]);
  assert_true(r.link.at[0].inline_ && rect.y + rect.h / 2 == points(&r, 0)[0].y);
  atl_routing_release(&r);
}

/* The ends of a link at items stay in their rows. */
static void test_rows(void **unused) {
  (void)unused;
  struct atl_routing r = start();
  uint32_t a = add_box(&r, 0, 0, 800, 960, ATL_NONE, false), b = add_box(&r, 896, 0, 800, 960, ATL_NONE, false);
  for (int32_t i = 0; i < 4; i++) {
    struct atl_route_link *link = add_link(&r, a, b);
    link->end[0].row = 160 * i + 24;
    link->end[0].row_end = 160 * i + 136;
    link->end[1].row = 160 * (3 - i) + 24;
    link->end[1].row_end = 160 * (3 - i) + 136;
  }
  atl_route_run(&r);
  check(&r);
  for (uint32_t i = 0; i < 4; i++)
    for (int end = 0; end < 2; end++) {
      const struct atl_route_link *link = &r.link.at[i];
      struct atl_point p = points(&r, i)[end ? link->points - 1 : 0];
      int32_t y = p.y - r.box.at[link->end[end].box].at[1];
      assert_true(y >= link->end[end].row && y <= link->end[end].row_end);
    }
  atl_routing_release(&r);
}

/* Frames with titles and boxes in them, and links between any of these. */
static void test_random(void **unused) {
  (void)unused;
  for (uint32_t round = 0; round < ROUNDS; round++) {
    struct atl_routing r = start();
    int32_t x = 0;
    for (uint32_t f = 0; f < 1 + below(4); f++) {
      uint32_t rows = 1 + below(4), columns = 1 + below(3);
      uint32_t frame = add_box(&r, x, 0, 224 + 496 * (int32_t)columns, 400 + 416 * (int32_t)rows, ATL_NONE, true);
      r.box.at[frame].title[0] = 320;
      r.box.at[frame].title[1] = 240;
      for (uint32_t i = 0; i < rows * columns; i++)
        add_box(&r, x + 112 + 496 * (int32_t)(i % columns), 288 + 416 * (int32_t)(i / columns), 400,
                240 + 8 * (int32_t)below(10), frame, false);
      x += 320 + 496 * (int32_t)columns;
    }
    for (uint32_t i = 0; i < below(3 * r.box.len); i++) {
      struct atl_route_link *link = add_link(&r, below(r.box.len), below(r.box.len));
      if (below(4) == 0) {
        link->label[0] = 160 + 8 * (int32_t)below(100);
        link->label[1] = 160;
        link->inline_ = true;
      }
    }
    atl_route_run(&r);
    check(&r);
    atl_routing_release(&r);
  }
}

/* Searches stay small: what is looked at does not grow with what is far away. */
/* Of two links to one box in a frame, one comes from outside. The other starts in that frame and does not leave it to
 * share the wire of the first, though there is less to cross out there. */
static void test_net_in_frame(void **unused) {
  (void)unused;
  struct atl_routing r = start();
  uint32_t frame = add_box(&r, 0, 0, 4000, 4000, ATL_NONE, true), head = add_box(&r, 300, 3200, 800, 400, frame, false);
  uint32_t near = add_box(&r, 300, 300, 400, 400, frame, false);
  uint32_t far = add_box(&r, -1400, 3200, 500, 400, ATL_NONE, false);
  for (int i = 0; i < 2; i++) {
    struct atl_route_link *link = add_link(&r, i ? near : far, head);
    link->net = 0;
    link->reversed = true;
  }
  for (int32_t y = 1000; y < 3000; y += 700)
    for (int k = 0; k < 4; k++)
      add_link(&r, frame, k ? r.box.len - 1 : add_box(&r, 300, y, 3000, 400, frame, false));
  atl_route_run(&r);
  const struct atl_route_box *f = &r.box.at[frame];
  assert_true(r.link.at[1].points >= 2);
  for (uint32_t k = 0; k < r.link.at[1].points; k++) {
    struct atl_point p = points(&r, 1)[k];
    assert_true(p.x > f->at[0] && p.x < f->at[0] + f->size[0] && p.y > f->at[1] && p.y < f->at[1] + f->size[1]);
  }
  atl_routing_release(&r);
}

/* In cells: a wire from a frame to what is in there keeps two columns from its side; a straight wire without heads has
 * a cell that is no border. */
static void test_cells(void **unused) {
  (void)unused;
  struct atl_routing r = start();
  r.sizes = atl_route_cells();
  uint32_t upper = add_box(&r, 0, 0, 20, 6, ATL_NONE, true), lower = add_box(&r, 0, 6, 20, 6, ATL_NONE, true);
  uint32_t a = add_box(&r, 2, 2, 12, 3, upper, false), b = add_box(&r, 2, 7, 12, 3, lower, false);
  struct atl_route_link *link = add_link(&r, a, b);
  link->end[1].arrow = false;
  add_link(&r, lower, b);
  atl_route_run(&r);
  const struct atl_route_box *box = r.box.at;
  const struct atl_point *p = points(&r, 0);
  if (r.link.at[0].points == 2 && p[0].x == p[1].x) /* from border to border: rows between, and frames in them */
    assert_true(box[upper].at[1] + box[upper].size[1] - 1 > box[a].at[1] + box[a].size[1] ||
                box[b].at[1] > box[lower].at[1] + 1);
  p = points(&r, 1);
  for (uint32_t k = 0; k + 1 < r.link.at[1].points; k++)
    assert_true(p[k].x != p[k + 1].x ||
                (p[k].x >= box[lower].at[0] + 2 && p[k].x < box[lower].at[0] + box[lower].size[0] - 2));
  atl_routing_release(&r);
}

static void test_work(void **unused) {
  (void)unused;
  struct atl_routing r = start();
  for (int32_t i = 0; i < 1600; i++)
    add_box(&r, i % 40 * 496, i / 40 * 416, 400, 320, ATL_NONE, false);
  for (uint32_t i = 0; i < 400; i++)
    add_link(&r, below(1600), below(1600));
  atl_route_run(&r);
  assert_true(r.count.lines < 4 * 1600 + 4 * 800);
  assert_true(r.count.steps < 400 * 5000);
  atl_routing_release(&r);
}

static void test_bits(void **unused) {
  (void)unused;
  enum { SIZE = 70000 };
  struct atl_bits bits;
  bool *in = calloc(SIZE, sizeof *in);
  atl_bits_init(&bits, SIZE);
  for (uint32_t i = 0; i < 4000; i++) {
    uint32_t k = below(SIZE), next = k, before = k;
    in[k] = !in[k];
    (in[k] ? atl_bits_add : atl_bits_drop)(&bits, k);
    k = before = next = below(SIZE);
    while (next < SIZE && !in[next])
      next++;
    while (before && !in[before - 1])
      before--;
    assert_int_equal(atl_bits_from(&bits, k), next < SIZE ? next : ATL_NONE);
    assert_int_equal(atl_bits_below(&bits, k), before ? before - 1 : ATL_NONE);
  }
  atl_bits_release(&bits);
  free(in);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_bits),         cmocka_unit_test(test_straight), cmocka_unit_test(test_fan),
      cmocka_unit_test(test_label),        cmocka_unit_test(test_rows),     cmocka_unit_test(test_random),
      cmocka_unit_test(test_net_in_frame), cmocka_unit_test(test_cells),    cmocka_unit_test(test_work)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
