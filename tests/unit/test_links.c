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
  m->sheet.name = "atlas";
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

static void expect(char *got, const char *wanted) {
  assert_string_equal(got, wanted);
  free(got);
}

static void expect_part(const char *got, const char *part) {
  if (!strstr(got, part))
    print_message("not found: %s\nin: %s\n", part, got);
  assert_non_null(strstr(got, part));
}

static void text_shows_bridges_dashes_tails_and_labels(void **state) {
  (void)state;
  struct hand_made *m = make(true);
  /* clang-format off */
  expect(emit(atl_emit_text, m, ATL_BORDER_SINGLE, false),
      "  ┌─────────┐           ┌─────────┐\n"
      "  │    A    │◀────┐     │    B    │◀┄┄┄┄┐\n"
      "  └────┬────┘     │     └────┬────┘     ┆\n"
      "       │          │          │          ┆\n"
      "       │          │ ┌┄┄┄┄┄┄┄┄│┄┄┄┄┄┄┄┄┄┄┘     ┌─────────┐\n"
      "       │          └─┆────────│────reads──────▶│    E    │\n"
      "       │            ┆        │                └────┬────┘\n"
      "       ▼            ┆        ▼                     ┆\n"
      "  ┌─────────┐       ┆   ┌─────────┐                ┆ uses\n"
      "  │    C    ├┄┄┄┄┄┄┄┘   │    D    ├┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘\n"
      "  └────┬────┘           └───────┬─┘\n"
      "       ┆  ▲                  ▲  ┆\n"
      "       ┆  ┆                  ┆  ┆\n"
      "       └┄┄┆┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘  ┆\n"
      "          ┆                     ┆\n"
      "          └┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘\n"
      "\n");
  expect(emit(atl_emit_text, m, ATL_BORDER_ASCII, false),
      "  +---------+           +---------+\n"
      "  |    A    |<----+     |    B    |<----+\n"
      "  +----+----+     |     +----+----+     |\n"
      "       |          |          |          |\n"
      "       |          | +--------|----------+     +---------+\n"
      "       |          +-|--------|----reads------>|    E    |\n"
      "       |            |        |                +----+----+\n"
      "       v            |        v                     |\n"
      "  +---------+       |   +---------+                | uses\n"
      "  |    C    +-------+   |    D    +----------------+\n"
      "  +----+----+           +-------+-+\n"
      "       |  ^                  ^  |\n"
      "       |  |                  |  |\n"
      "       +--|------------------+  |\n"
      "          |                     |\n"
      "          +---------------------+\n"
      "\n");
  /* clang-format on */
  release(m);
}

static void wires_stay_light_beside_strong_borders(void **state) {
  (void)state;
  struct hand_made *m = make(true);
  char *got = emit(atl_emit_text, m, ATL_BORDER_HEAVY, false);
  expect_part(got, "┃    C    ┠┄┄┄┄┄┄┄┘   ┃    D    ┠┄┄┄┄");
  free(got);
  got = emit(atl_emit_text, m, ATL_BORDER_DOUBLE, false);
  expect_part(got, "║    C    ╟┄┄┄┄┄┄┄┘   ║    D    ╟┄┄┄┄");
  free(got);
  got = emit(atl_emit_text, m, ATL_BORDER_ROUND, false);
  expect_part(got, "│ ╭┄┄┄┄┄┄┄┄│┄┄┄┄┄┄┄┄┄┄╯");
  free(got);
  release(m);
}

static void a_kind_has_its_color_on_a_terminal(void **state) {
  (void)state;
  struct hand_made *m = make(true);
  char *got = emit(atl_emit_text, m, ATL_BORDER_SINGLE, true);
  expect_part(got, "\033[0;34m◀────┐     \033[0m│    B    │");
  expect_part(got, "\033[0;34m└─\033[0m┆\033[0;34m────────\033[0m│\033[0;34m────\033[0mreads\033[0;34m──────▶");
  free(got);
  release(m);
}

/* Where a wire goes into a frame, or out of it, it is plain. */
static void a_border_passes_under_a_wire(void **state) {
  (void)state;
  struct hand_made *m = calloc(1, sizeof *m);
  assert_non_null(m);
  *m = (struct hand_made){.look = {{.name = "wire"}, {.name = "leaf"}}, .pooled = 1};
  m->scene = (struct atl_scene){.cells = true,
                                .w = 13,
                                .h = 7,
                                .pool = m->pool,
                                .look = m->look,
                                .looks = LOOKS,
                                .sheet = &m->sheet,
                                .point = m->point};
  ROUTE(m, 0, ATL_LOOK_WIRE, 0, 5, 0, 5, 3, 12, 3);
  box(m, "", 1, 2);
  m->scene.item.at[1].h = 4;
  expect(emit(atl_emit_text, m, ATL_BORDER_SINGLE, false), "     │\n"
                                                           "     │\n"
                                                           " ┌───│─────┐\n"
                                                           " │   └───────\n"
                                                           " │         │\n"
                                                           " └─────────┘\n"
                                                           "\n");
  release(m);
}

static void svg_cuts_wires_and_names_links(void **state) {
  (void)state;
  struct hand_made *m = make(false);
  char *got = emit(atl_emit_svg, m, ATL_BORDER_SINGLE, false);
  /* The blue one passes under B's wire, makes room for its label, and over a dashed one, which is cut. */
  expect_part(got, "<g class=\"atl-blue-wire\" fill=\"none\" stroke=\"#3f7fd0\" stroke-width=\"1.25\">\n"
                   "<path d=\"M108 24H142Q148 24 148 30V82Q148 88 154 88H231.5M240.5 88H264M320 88H364\">\n"
                   "<title>A ↔ E: reads</title>\n"
                   "</path>\n"
                   "</g>\n");
  expect_part(got, "<path d=\"M236 40V128\"/>\n");
  expect_part(got, "stroke-width=\"1\" stroke-dasharray=\"4.5 3.5\">\n"
                   "<path d=\"M100 152H158Q164 152 164 146V92.5M164 83.5V78Q164 72 170 72H231.5M240.5 72H318");
  expect_part(got, "<path d=\"M100 24l8 -3.5v7zM372 88l-8 -3.5v7z\"/>\n"); /* a head at each end */
  expect_part(got, "<title>D – E: uses</title>");
  expect_part(got, ".atlas-atlas>.atl-blue-wire{stroke:#5c97e0}.atlas-atlas>.atl-blue-head{fill:#5c97e0}"
                   ".atlas-atlas>.atl-blue-label{fill:#a3afbe}");
  expect_part(got, "<g class=\"atl-blue-label\" fill=\"#566170\" font-size=\"12\">\n"
                   "<text x=\"292\" y=\"92.5\">reads</text>\n"
                   "</g>\n");
  free(got);
  release(m);
}

static void json_lists_links(void **state) {
  (void)state;
  struct hand_made *m = make(false);
  char *got = emit(atl_emit_json, m, ATL_BORDER_SINGLE, false);
  expect_part(got, "   \"tail\": \"A\",\n"
                   "   \"head\": \"E\",\n"
                   "   \"arrow\": \"<->\",\n"
                   "   \"label\": \"reads\",\n"
                   "   \"net\": 0,\n"
                   "   \"place\": {\n");
  expect_part(got, "   \"head\": true,\n"
                   "   \"net\": 0,\n"
                   "   \"tail\": true,\n"
                   "   \"quiet\": false\n");
  expect_part(got, "   \"arrow\": \"--\",\n");
  free(got);
  release(m);
}

static uint32_t next(uint32_t *seed) { return (*seed = *seed * 1664525u + 1013904223u) >> 8; }

/* Whether a route is cut at a point of one of its segments; `lifted` counts when the pen is only lifted near it. */
static bool cut_at(const struct atl_cuts *cuts, uint32_t item, uint32_t segment, int32_t distance) {
  uint32_t count;
  const struct atl_cut *cut = atl_cuts_of(cuts, item, &count);
  for (uint32_t i = 0; i < count; i++)
    if (cut[i].segment == segment && cut[i].from <= distance && distance <= cut[i].to)
      return true;
  return false;
}

/* Compared with what looking at every pair finds: at each crossing of two nets one wire is cut, and nowhere else. */
static void each_crossing_is_cut_once(void **state) {
  (void)state;
  enum { ROUTES = 220, STEP = 20 * ATL_PX };
  for (uint32_t seed = 1; seed <= 12; seed++) {
    struct hand_made *m = make(false);
    struct atl_point *p = calloc(3 * ROUTES, sizeof *p);
    assert_non_null(p);
    uint32_t random = seed, crossings = 0, gaps = 0, lines = seed % 3 ? 40 : 400;
    m->scene.item.len = 0;
    m->scene.point = p;
    m->scene.nets = ROUTES;
    for (uint32_t i = 0; i < ROUTES; i++) { /* lines of their own: no two wires share ground */
      struct atl_item *item = add(m, ATL_ROUTE, 0, seed % 2 && next(&random) % 2 ? ATL_QUIET : 0);
      int32_t a = (int32_t)(next(&random) % lines), b = a + 1 + (int32_t)(next(&random) % lines);
      bool down = next(&random) % 2;
      int32_t line = (int32_t)i * STEP + STEP / 2;
      item->ref = 3 * i;
      item->w = 2;
      item->h = (int32_t)(m->scene.node.len + i % (ROUTES / 2));
      p[3 * i] = down ? (struct atl_point){line, a * STEP} : (struct atl_point){a * STEP, line};
      p[3 * i + 1] = down ? (struct atl_point){line, b * STEP} : (struct atl_point){b * STEP, line};
      if (next(&random) % 2) { /* the other way round */
        struct atl_point swapped = p[3 * i];
        p[3 * i] = p[3 * i + 1];
        p[3 * i + 1] = swapped;
      }
    }
    struct atl_cuts cuts;
    atl_cuts_find(&cuts, &m->scene);
    for (uint32_t i = 0; i < ROUTES; i++)
      for (uint32_t k = 0; k < ROUTES; k++) {
        const struct atl_point *h = &p[3 * i], *v = &p[3 * k];
        if (h[0].y != h[1].y || v[0].x != v[1].x || m->scene.item.at[i].h == m->scene.item.at[k].h)
          continue;
        if (v->x <= atl_min32(h[0].x, h[1].x) || v->x >= atl_max32(h[0].x, h[1].x) ||
            h->y <= atl_min32(v[0].y, v[1].y) || h->y >= atl_max32(v[0].y, v[1].y))
          continue;
        struct atl_point at = {v->x, h->y};
        bool across = cut_at(&cuts, i, 0, atl_distance(h[0], at)), down = cut_at(&cuts, k, 0, atl_distance(v[0], at));
        assert_true(across != down);
        bool quiet_h = m->scene.item.at[i].flags & ATL_QUIET, quiet_v = m->scene.item.at[k].flags & ATL_QUIET;
        assert_true(across == (quiet_h == quiet_v || quiet_h)); /* there is room everywhere */
        crossings++;
      }
    for (uint32_t i = 0; i < cuts.cut.len; i++)
      gaps += cuts.cut.at[i].from < cuts.cut.at[i].to;
    assert_int_equal(gaps, crossings);
    atl_cuts_release(&cuts);
    free(p);
    release(m);
  }
}

/* Beside a bend there is no room for a gap: then the other wire has it. */
static void a_bend_is_not_cut(void **state) {
  (void)state;
  struct hand_made *m = make(false);
  m->scene.item.len = 0;
  m->points = 0;
  ROUTE(m, 5, 0, 0, 1, 1, 5, 1, 5, 5);
  ROUTE(m, 6, 0, 0, 4, 0, 4, 4);
  m->point[3].x = m->point[4].x += 4 * ATL_PX; /* 4 px before the bend */
  struct atl_cuts cuts;
  atl_cuts_find(&cuts, &m->scene);
  assert_int_equal(cuts.cut.len, 1);
  assert_int_equal(cuts.cut.at[0].item, 1);
  atl_cuts_release(&cuts);
  m->scene.nets = 0; /* a hierarchy is not even looked at */
  atl_cuts_find(&cuts, &m->scene);
  assert_null(cuts.cut.at);
  release(m);
}

static void faults_are_found(void **state) {
  (void)state;
  for (int which = 0; which < 8; which++) {
    struct hand_made *m = make(true);
    struct atl_item *item = m->scene.item.at, *label = NULL;
    for (uint32_t i = 0; i < m->scene.item.len && !label; i++)
      label = item[i].op == ATL_LABEL ? &item[i] : NULL;
    assert_non_null(label);
    assert_null(atl_scene_fault(&m->scene));
    if (which == 0)
      label->ref = LINKS;
    else if (which == 1)
      label->w = 60;
    else if (which == 2)
      label[1].x -= 2;
    else if (which == 3)
      label[2].op = ATL_RULE;
    else if (which == 4)
      item[2].look = LOOKS;
    else if (which == 5)
      item[2].h = BOXES + LINKS;
    else if (which == 6)
      m->scene.link.at[1].net = BOXES;
    else
      item[3].h = item[2].h; /* one net, two looks */
    assert_non_null(atl_scene_fault(&m->scene));
    release(m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_shows_bridges_dashes_tails_and_labels),
      cmocka_unit_test(wires_stay_light_beside_strong_borders),
      cmocka_unit_test(a_kind_has_its_color_on_a_terminal),
      cmocka_unit_test(a_border_passes_under_a_wire),
      cmocka_unit_test(svg_cuts_wires_and_names_links),
      cmocka_unit_test(json_lists_links),
      cmocka_unit_test(each_crossing_is_cut_once),
      cmocka_unit_test(a_bend_is_not_cut),
      cmocka_unit_test(faults_are_found),
  };
  return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
