/* Links as back ends draw them: a scene made by hand, in cells and, from the same numbers, in px. Wires of two nets
 * cross, some are quiet, some have heads at both ends or labels in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/cut.h"
#include "emit/emit.h"

enum { BOXES = 5, LINKS = 5, POOL = 1024, POINTS = 64, LOOKS = 3, LOOK_BOX = 1, LOOK_BLUE = 2 };
enum { CELL_W = 8, CELL_H = 16 }; /* px */

struct hand_made {
  struct atl_scene scene;
  struct atl_sheet sheet;
  struct atl_look look[LOOKS];
  struct atl_point point[POINTS];
  uint32_t points, net_links[LINKS], first_link[LINKS + 1];
  char pool[POOL];
  uint32_t pooled;
};

/* A cell, or the middle of it in px. */
static int32_t across(const struct hand_made *m, int x) {
  return m->scene.cells ? x : (x * CELL_W + CELL_W / 2) * ATL_PX;
}
static int32_t down(const struct hand_made *m, int y) {
  return m->scene.cells ? y : (y * CELL_H + CELL_H / 2) * ATL_PX;
}

static uint32_t text(struct hand_made *m, const char *s) {
  uint32_t at = m->pooled;
  assert_true(at + strlen(s) < POOL);
  memcpy(m->pool + at, s, strlen(s) + 1);
  m->pooled += (uint32_t)strlen(s) + 1;
  return at;
}

static struct atl_item *add(struct hand_made *m, enum atl_op op, int look, unsigned flags) {
  struct atl_item *item = atl_vec_push(&m->scene.item);
  *item = (struct atl_item){.op = (uint8_t)op, .look = (uint8_t)look, .flags = (uint8_t)flags};
  return item;
}

/* x, y pairs in cells. */
static void route(struct hand_made *m, uint32_t net, int look, unsigned flags, const int *xy, int n) {
  struct atl_item *item = add(m, ATL_ROUTE, look, flags);
  item->ref = m->points;
  item->w = n;
  item->h = (int32_t)net;
  for (int i = 0; i < n; i++) {
    assert_true(m->points < POINTS);
    m->point[m->points++] = (struct atl_point){.x = across(m, xy[2 * i]), .y = down(m, xy[2 * i + 1])};
  }
}
#define ROUTE(m, net, look, flags, ...)                                                                                \
  route(m, net, look, flags, (const int[]){__VA_ARGS__}, (int)(sizeof((const int[]){__VA_ARGS__}) / 2 / sizeof(int)))

/* A rectangle of cells; in px from the middle of a border to the middle of the other. */
static void place(const struct hand_made *m, struct atl_item *item, int x, int y, int w, int h, bool border) {
  bool cells = m->scene.cells;
  item->x = cells || border ? across(m, x) : x * CELL_W * ATL_PX;
  item->y = cells || border ? down(m, y) : y * CELL_H * ATL_PX;
  item->w = cells ? w : (w - border) * CELL_W * ATL_PX;
  item->h = cells ? h : (h - border) * CELL_H * ATL_PX;
}

static void word(struct hand_made *m, int look, uint32_t at, int x, int y, int w) {
  struct atl_item *item = add(m, ATL_WORD, look, ATL_CENTRED);
  item->ref = at;
  item->h = (int32_t)strlen(m->pool + at);
  item->x = m->scene.cells ? x : x * CELL_W * ATL_PX;
  item->y = m->scene.cells ? y : (y * CELL_H + 12) * ATL_PX + ATL_PX / 2;
  item->w = m->scene.cells ? w : w * CELL_W * ATL_PX;
}

static void box(struct hand_made *m, const char *label, int x, int y) {
  uint32_t at = text(m, label), i = m->scene.node.len;
  *atl_vec_push(&m->scene.node) = (struct atl_scene_node){.parent = ATL_NONE, .id = at, .label = at};
  struct atl_item *item = add(m, ATL_BEGIN, LOOK_BOX, 0);
  item->ref = i;
  place(m, item, x, y, 11, 3, true);
  word(m, LOOK_BOX, at, x + 5, y + 1, 1);
  add(m, ATL_END, LOOK_BOX, 0)->ref = i;
}

static void label(struct hand_made *m, uint32_t link, int look, unsigned flags, int x, int y) {
  int w = (int)strlen(m->pool + m->scene.link.at[link].label);
  struct atl_item *item = add(m, ATL_LABEL, look, flags);
  item->ref = link;
  place(m, item, x, y, w + 2, 1, false);
  word(m, look, m->scene.link.at[link].label, x + 1, y, w);
  add(m, ATL_END, look, 0)->ref = link;
}

static void link(struct hand_made *m, uint32_t tail, uint32_t head, const char *words, enum atl_arrow arrow) {
  static const char *const names[BOXES] = {"A", "B", "C", "D", "E"};
  uint32_t i = m->scene.link.len;
  *atl_vec_push(&m->scene.link) = (struct atl_scene_link){.tail = tail,
                                                          .head = head,
                                                          .tail_label = text(m, names[tail]),
                                                          .head_label = text(m, names[head]),
                                                          .label = *words ? text(m, words) : 0,
                                                          .net = BOXES + i,
                                                          .arrow = arrow};
  m->net_links[i] = i;
  m->first_link[i + 1] = i + 1;
  m->scene.nets = i + 1;
}

static struct hand_made *make(bool cells) {
  struct hand_made *m = calloc(1, sizeof *m);
  assert_non_null(m);
  m->pooled = 1;
  m->sheet.page = (struct atl_paint){.light = 0xffffff, .dark = 0x0f141a};
  m->sheet.wire = (struct atl_paint){.light = 0x7d8796, .dark = 0x76818f};
  m->look[ATL_LOOK_WIRE] = (struct atl_look){.name = "wire",
                                             .part = ATL_PART_WIRE,
                                             .fill = m->sheet.page,
                                             .line = m->sheet.wire,
                                             .text = {.light = 0x566170, .dark = 0xa3afbe},
                                             .label_size = 12 * ATL_PX,
                                             .note_size = 12 * ATL_PX};
  m->look[LOOK_BOX] = (struct atl_look){.name = "leaf",
                                        .part = ATL_PART_LEAF,
                                        .fill = {.light = 0xf7f8fa, .dark = 0x1a222c},
                                        .line = {.light = 0x9ba6b5, .dark = 0x566376},
                                        .text = {.light = 0x18212e, .dark = 0xe6ebf2},
                                        .label_size = 14 * ATL_PX,
                                        .note_size = 12 * ATL_PX,
                                        .corner = 7 * ATL_PX,
                                        .stroke = ATL_PX};
  m->look[LOOK_BLUE] = m->look[ATL_LOOK_WIRE];
  m->look[LOOK_BLUE].name = "blue";
  m->look[LOOK_BLUE].line = (struct atl_paint){.light = 0x3f7fd0, .dark = 0x5c97e0};
  m->look[LOOK_BLUE].ansi = 4;
  m->scene = (struct atl_scene){.cells = cells,
                                .w = cells ? 60 : 60 * CELL_W * ATL_PX,
                                .h = cells ? 17 : 17 * CELL_H * ATL_PX,
                                .pool = m->pool,
                                .look = m->look,
                                .looks = LOOKS,
                                .sheet = &m->sheet,
                                .point = m->point,
                                .title = "Links",
                                .desc = "",
                                .net_links = m->net_links,
                                .net_first_link = m->first_link};
  link(m, 0, 4, "reads", ATL_ARROW_BOTH);
  link(m, 2, 1, "", ATL_ARROW_FORWARD);
  link(m, 3, 4, "uses", ATL_ARROW_NONE);
  link(m, 2, 3, "", ATL_ARROW_FORWARD);
  link(m, 3, 2, "", ATL_ARROW_FORWARD);
  ROUTE(m, 0, ATL_LOOK_WIRE, ATL_HEAD, 7, 2, 7, 8);
  ROUTE(m, 1, ATL_LOOK_WIRE, ATL_HEAD, 29, 2, 29, 8);
  ROUTE(m, 5, LOOK_BLUE, ATL_HEAD | ATL_TAIL, 12, 1, 18, 1, 18, 5, 46, 5);
  ROUTE(m, 6, ATL_LOOK_WIRE, ATL_HEAD | ATL_QUIET, 12, 9, 20, 9, 20, 4, 40, 4, 40, 1, 34, 1);
  ROUTE(m, 7, ATL_LOOK_WIRE, ATL_QUIET, 34, 9, 51, 9, 51, 6);
  ROUTE(m, 8, ATL_LOOK_WIRE, ATL_QUIET | ATL_HEAD, 7, 10, 7, 13, 29, 13, 29, 10);
  ROUTE(m, 9, ATL_LOOK_WIRE, ATL_QUIET | ATL_HEAD, 32, 10, 32, 15, 10, 15, 10, 10);
  label(m, 0, LOOK_BLUE, ATL_INLINE, 33, 5);
  label(m, 2, ATL_LOOK_WIRE, ATL_QUIET, 52, 8);
  box(m, "A", 2, 0);
  box(m, "B", 24, 0);
  box(m, "C", 2, 8);
  box(m, "D", 24, 8);
  box(m, "E", 46, 4);
  return m;
}

static void release(struct hand_made *m) {
  atl_vec_release(&m->scene.item);
  atl_vec_release(&m->scene.node);
  atl_vec_release(&m->scene.link);
  free(m);
}

typedef bool back_end(struct atl_out *, const struct atl_scene *, const struct atl_emit_options *, struct atl_diags *);

/* What a back end writes, as a string to be freed. */
static char *emit(back_end *with, const struct hand_made *m, enum atl_border border, bool color) {
  struct atl_diags diags = {0};
  struct atl_out out;
  atl_out_memory(&out);
  const char *fault = atl_scene_fault(&m->scene);
  if (fault)
    print_message("%s\n", fault);
  assert_null(fault);
  assert_true(with(&out, &m->scene, &(struct atl_emit_options){.border = border, .color = color}, &diags));
  char *text = calloc(out.len + 1, 1);
  assert_non_null(text);
  memcpy(text, out.buf, out.len);
  atl_out_discard(&out);
  atl_diags_release(&diags);
  return text;
}

static void text_shows_bridges_and_dashes(void **state) {
  (void)state;
  struct hand_made *m = make(true);
  char *got = emit(atl_emit_text, m, ATL_BORDER_SINGLE, false);
  printf("%s", got);
  free(got);
  got = emit(atl_emit_text, m, ATL_BORDER_ASCII, false);
  printf("%s", got);
  free(got);
  release(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(text_shows_bridges_and_dashes)};
  return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
