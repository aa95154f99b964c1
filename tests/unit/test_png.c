/* PNG of a scene made by hand: two rows of boxes under a root, cards, wires with bends and heads. There is no pixel
 * reference; what every picture must keep is asked for: a decodable file of the right size, ink in every box, none of
 * it outside its room, the same bytes twice. Cairo decodes, which shares no code with the encoder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/emit.h"

enum { BOXES = 60, COLUMNS = 10, POOL = 8192, POINTS = 1024, LOOKS = 5 };
enum { LOOK_WIRE, LOOK_ROOT, LOOK_BRANCH, LOOK_LEAF, LOOK_CARD };

struct hand_made {
  struct atl_scene scene;
  struct atl_sheet sheet;
  struct atl_look look[LOOKS];
  struct atl_point point[POINTS];
  uint32_t points;
  char pool[POOL];
  uint32_t pooled;
};

static struct atl_item *add(struct hand_made *m, enum atl_op op, int look) {
  struct atl_item *item = atl_vec_push(&m->scene.item);
  item->op = (uint8_t)op;
  item->look = (uint8_t)look;
  return item;
}

/* px; a word is given the room that its box leaves. */
static void word(struct hand_made *m, int look, const char *text, int x, int y, int w, int flags) {
  struct atl_item *item = add(m, ATL_WORD, look);
  size_t len = strlen(text);
  assert_true(m->pooled + len < POOL);
  memcpy(m->pool + m->pooled, text, len);
  *item = (struct atl_item){.op = ATL_WORD, .look = (uint8_t)look, .flags = (uint8_t)flags, .ref = m->pooled};
  item->x = x * ATL_PX;
  item->y = y * ATL_PX;
  item->w = w * ATL_PX;
  item->h = (int32_t)len;
  m->pooled += (uint32_t)len + 1;
}

static void box(struct hand_made *m, int look, int x, int y, int w, int h) {
  struct atl_item *item = add(m, ATL_BEGIN, look);
  item->x = x * ATL_PX;
  item->y = y * ATL_PX;
  item->w = w * ATL_PX;
  item->h = h * ATL_PX;
}

static void route(struct hand_made *m, const int *xy, int n) {
  struct atl_item *item = add(m, ATL_ROUTE, LOOK_WIRE);
  item->flags = ATL_HEAD;
  item->ref = m->points;
  item->w = n;
  for (int i = 0; i < n; i++) {
    assert_true(m->points < POINTS);
    m->point[m->points++] = (struct atl_point){.x = xy[2 * i] * ATL_PX, .y = xy[2 * i + 1] * ATL_PX};
  }
}

static struct atl_look look(uint32_t fill, uint32_t line, uint32_t text) {
  return (struct atl_look){
      .name = "hand",
      .fill = {.light = fill, .dark = 0x1e2530},
      .line = {.light = line, .dark = 0x8b98a9},
      .text = {.light = text, .dark = 0xe6edf3},
      .note = {.light = 0x57606a, .dark = 0xa0acba},
      .label_face = ATL_SANS,
      .label_size = 14 * ATL_PX,
      .note_size = 12 * ATL_PX,
      .corner = 4 * ATL_PX,
      .stroke = ATL_PX,
  };
}

static struct hand_made *make(const char *label) {
  static const char *const notes[] = {"(1M+ models)", "(Chat, RAG)", "(Search/RAG)", "(Versioning, APIs)"};
  struct hand_made *m = calloc(1, sizeof *m);
  char text[64];
  assert_non_null(m);
  m->pooled = 1;
  m->sheet.page = (struct atl_paint){.light = 0xffffff, .dark = 0x0d1117};
  m->sheet.wire = (struct atl_paint){.light = 0x4a5568, .dark = 0x9aa7b8};
  m->look[LOOK_WIRE] = look(0xffffff, 0x4a5568, 0x57606a);
  m->look[LOOK_ROOT] = look(0x1f3a5f, 0x1f3a5f, 0xffffff);
  m->look[LOOK_ROOT].note.light = 0xd0dae8;
  m->look[LOOK_ROOT].label_face = ATL_SANS_BOLD;
  m->look[LOOK_BRANCH] = look(0xdbe9f9, 0x5b8bc0, 0x102a43);
  m->look[LOOK_BRANCH].label_face = ATL_SANS_BOLD;
  m->look[LOOK_LEAF] = look(0xf4f7fa, 0xa9b4c0, 0x1c2430);
  m->look[LOOK_CARD] = look(0xfff7e0, 0xc9a227, 0x3d2f00);
  m->look[LOOK_CARD].note_face = ATL_MONO;
  m->look[LOOK_CARD].corner = 0;

  /*  Rows of ten; every box but the root hangs on the one above it. */
  for (int i = 0; i < BOXES; i++) {
    int row = i / COLUMNS, x = 20 + i % COLUMNS * 96, y = 20 + row * 120, w = 84;
    int kind = row < 3 ? LOOK_ROOT + row : LOOK_CARD;
    box(m, kind, x, y, w, 60);
    snprintf(text, sizeof text, "%s %d", label, i);
    word(m, kind, text, x + 4, y + 22, w - 8, ATL_CENTRED);
    if (kind == LOOK_CARD) {
      struct atl_item *rule = add(m, ATL_RULE, kind);
      rule->x = x * ATL_PX;
      rule->y = (y + 30) * ATL_PX;
      rule->w = w * ATL_PX;
    }
    word(m, kind, notes[i % 4], x + 4, y + 46, w - 8, ATL_CENTRED | ATL_MUTED);
    add(m, ATL_END, 0);
  }
  for (int i = COLUMNS; i < BOXES; i++) {
    int x = 20 + i % COLUMNS * 96 + 42, y = 20 + i / COLUMNS * 120, from = i / COLUMNS == 1 ? 20 + 4 * 96 + 42 : x;
    int bus[] = {from, y - 60, from, y - 30, x, y - 30, x, y};
    route(m, bus, 4);
  }
  m->scene.w = 1000 * ATL_PX;
  m->scene.h = 750 * ATL_PX;
  m->scene.pool = m->pool;
  m->scene.look = m->look;
  m->scene.looks = LOOKS;
  m->scene.sheet = &m->sheet;
  m->scene.point = m->point;
  m->scene.title = "";
  return m;
}

static void release(struct hand_made *m) {
  atl_vec_release(&m->scene.item);
  free(m);
}

static void emit(struct atl_out *out, const struct hand_made *m, enum atl_scheme scheme, double scale) {
  struct atl_diags diags = {0};
  struct atl_emit_options options = {.scheme = scheme, .scale = scale};
  atl_out_memory(out);
  bool good = atl_emit_png(out, &m->scene, &options, &diags);
  if (diags.list.len)
    print_message("%s: %s\n", diags.list.at[0].code, diags.list.at[0].message);
  assert_true(good);
  assert_int_equal(diags.errors, 0);
  assert_int_equal(out->error, 0);
  atl_diags_release(&diags);
}

struct reading {
  const char *bytes;
  size_t left;
};

static cairo_status_t read_bytes(void *closure, unsigned char *to, unsigned n) {
  struct reading *r = closure;
  if (n > r->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy(to, r->bytes, n);
  r->bytes += n;
  r->left -= n;
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *decode(const struct atl_out *out) {
  struct reading reading = {.bytes = out->buf, .left = out->len};
  cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_bytes, &reading);
  assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
  assert_int_equal(reading.left, 0);
  return surface;
}

static uint32_t pixel(cairo_surface_t *surface, int x, int y) {
  const unsigned char *row = cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface);
  uint32_t v;
  memcpy(&v, row + 4 * x, sizeof v);
  return v & 0xffffff;
}

static uint32_t big_endian(const char *at) {
  const unsigned char *b = (const unsigned char *)at;
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void is_a_png_of_the_right_size(void **state) {
  (void)state;
  static const double scales[] = {0, 1, 1.3, 3};
  struct hand_made *m = make("Models");
  m->scene.w += ATL_PX / 3; /* not a whole px: the picture is rounded up */
  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
    struct atl_out out;
    double scale = scales[i] > 0 ? scales[i] : 2;
    emit(&out, m, ATL_SCHEME_AUTO, scales[i]);
    assert_memory_equal(out.buf, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    assert_int_equal(big_endian(out.buf + 16), (uint32_t)ceil(m->scene.w * scale / ATL_PX));
    assert_int_equal(big_endian(out.buf + 20), (uint32_t)ceil(m->scene.h * scale / ATL_PX));
    cairo_surface_t *surface = decode(&out);
    assert_int_equal(cairo_image_surface_get_width(surface), big_endian(out.buf + 16));
    cairo_surface_destroy(surface);
    atl_out_discard(&out);
  }
  release(m);
}

/* Every box has its exact fill, border and text; the text keeps off the border, and the margin is the page. */
static void has_ink_where_it_should(void **state) {
  (void)state;
  struct hand_made *m = make("Models");
  struct atl_out out;
  emit(&out, m, ATL_SCHEME_LIGHT, 2);
  cairo_surface_t *surface = decode(&out);
  for (uint32_t i = 0; i < m->scene.item.len; i++) {
    const struct atl_item *item = &m->scene.item.at[i];
    if (item->op != ATL_BEGIN)
      continue;
    const struct atl_look *l = &m->look[item->look];
    int x = 2 * item->x / ATL_PX, y = 2 * item->y / ATL_PX, w = 2 * item->w / ATL_PX, h = 2 * item->h / ATL_PX, ink = 0;
    assert_int_equal(pixel(surface, x + 8, y + 6), l->fill.light);
    assert_int_equal(pixel(surface, x, y + h / 4), l->line.light);
    assert_int_equal(pixel(surface, x + 1, y + h / 4), l->line.light);
    for (int row = y + 12; row < y + h / 2 - 4; row++) {
      for (int at = x + 8; at < x + w - 6; at++)
        ink += pixel(surface, at, row) != l->fill.light;
      assert_int_equal(pixel(surface, x + 4, row), l->fill.light);
      assert_int_equal(pixel(surface, x + w - 3, row), l->fill.light);
    }
    assert_true(ink > 200);
  }
  for (int x = 0; x < 2000; x++)
    assert_int_equal(pixel(surface, x, 10), m->sheet.page.light);
  cairo_surface_destroy(surface);
  atl_out_discard(&out);
  release(m);
}

/* Wires that share a trunk are not bolder than one alone, and a head ends at its box. */
static void draws_wires(void **state) {
  (void)state;
  struct hand_made *m = make("Models");
  struct atl_out out;
  emit(&out, m, ATL_SCHEME_LIGHT, 2);
  cairo_surface_t *surface = decode(&out);
  int trunk = 2 * (20 + 4 * 96 + 42) + 1, alone = 2 * (20 + 42) + 1;
  for (int x = -4; x < 4; x++) {
    uint32_t a = pixel(surface, trunk + x, 2 * 90), b = pixel(surface, alone + x, 2 * 220);
    assert_int_equal(a, b);
    assert_int_equal(a == m->sheet.wire.light, x == -1 || x == 0);
  }
  assert_int_equal(pixel(surface, alone, 2 * 135), m->sheet.wire.light);
  assert_int_equal(pixel(surface, alone + 4, 2 * 133 + 1), m->sheet.wire.light); /* the wide end of the head */
  assert_int_equal(pixel(surface, alone + 5, 2 * 139), m->sheet.page.light);     /* its tip is slim */
  cairo_surface_destroy(surface);
  atl_out_discard(&out);
  release(m);
}

static void repeats_itself(void **state) {
  (void)state;
  struct hand_made *m = make("Models");
  struct atl_out a, b, dark;
  emit(&a, m, ATL_SCHEME_LIGHT, 2);
  emit(&b, m, ATL_SCHEME_AUTO, 0);
  emit(&dark, m, ATL_SCHEME_DARK, 2);
  assert_int_equal(a.len, b.len);
  assert_memory_equal(a.buf, b.buf, a.len);
  cairo_surface_t *surface = decode(&dark);
  assert_int_equal(pixel(surface, 0, 0), m->sheet.page.dark);
  cairo_surface_destroy(surface);
  atl_out_discard(&a);
  atl_out_discard(&b);
  atl_out_discard(&dark);
  release(m);
}

/* Text beyond the table goes through pango; where that is missing a report says so. */
static void sets_other_scripts(void **state) {
  (void)state;
  struct hand_made *m = make("\xe6\xa8\xa1\xe5\x9e\x8b \xd9\x86");
  struct atl_diags diags = {0};
  struct atl_emit_options options = {0};
  struct atl_out out;
  atl_out_memory(&out);
  if (atl_emit_png(&out, &m->scene, &options, &diags))
    cairo_surface_destroy(decode(&out));
  else
    assert_string_equal(diags.list.at[0].code, "png-unavailable");
  atl_diags_release(&diags);
  atl_out_discard(&out);
  release(m);
}

/* The ink of the rows of a line of text: the first and the last column that is not the page. */
static void ink(cairo_surface_t *surface, const struct hand_made *m, int y, int *first, int *last) {
  *first = *last = -1;
  for (int x = 0; x < cairo_image_surface_get_width(surface); x++)
    for (int row = y - 20; row <= y; row++)
      if (pixel(surface, x, row) != m->sheet.page.light) {
        *first = *first < 0 ? x : *first;
        *last = x;
      }
}

/* Whatever room was counted for them, the words of a centred row are centred together, one blank apart. */
static void centres_rows_as_a_whole(void **state) {
  (void)state;
  struct hand_made *m = make("Models");
  struct atl_out out;
  int first, last, alone;
  m->scene.item.len = 0;
  m->look[LOOK_LEAF].note.light = m->look[LOOK_LEAF].text.light;
  word(m, LOOK_LEAF, "HUB", 100, 40, 300, ATL_CENTRED);
  word(m, LOOK_LEAF, "NHN", 500, 40, 200, ATL_CENTRED | ATL_ATTACHED | ATL_MUTED);
  word(m, LOOK_LEAF, "HUB", 100, 90, 600, ATL_CENTRED);
  emit(&out, m, ATL_SCHEME_LIGHT, 2);
  cairo_surface_t *surface = decode(&out);
  ink(surface, m, 2 * 90, &first, &last);
  assert_true(abs((first + last) / 2 - 2 * 400) <= 2);
  alone = last - first;
  ink(surface, m, 2 * 40, &first, &last);
  assert_true(abs((first + last) / 2 - 2 * 400) <= 2);
  assert_true(last - first > 2 * alone - 10 && last - first < 2 * alone + 40);
  cairo_surface_destroy(surface);
  atl_out_discard(&out);
  release(m);
}

/* Bands leave no seam: a box as high as the picture has the same border in every row. */
static void has_no_seams(void **state) {
  (void)state;
  struct hand_made *m = make("Models");
  struct atl_out out;
  m->scene.item.len = 0;
  box(m, LOOK_LEAF, 10, 10, 980, 730);
  add(m, ATL_END, 0);
  int down[] = {500, 10, 500, 740};
  route(m, down, 2);
  emit(&out, m, ATL_SCHEME_LIGHT, 2);
  cairo_surface_t *surface = decode(&out);
  for (int y = 40; y < 1460; y++)
    for (int x = 18; x < 24; x++) {
      assert_int_equal(pixel(surface, x, y), pixel(surface, x, 700));
      assert_int_equal(pixel(surface, 978 + x, y), pixel(surface, 978 + x, 700));
    }
  cairo_surface_destroy(surface);
  atl_out_discard(&out);
  release(m);
}

static void refuses_what_is_too_large(void **state) {
  (void)state;
  static const int32_t sides[][2] = {
      {20000, 10}, {10, 20000}, {10000, 10000}, {INT32_MAX / ATL_PX, INT32_MAX / ATL_PX}};
  struct hand_made *m = make("Models");
  for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
    struct atl_diags diags = {0};
    struct atl_emit_options options = {.scale = 2};
    struct atl_out out;
    atl_out_memory(&out);
    m->scene.w = sides[i][0] * ATL_PX;
    m->scene.h = sides[i][1] * ATL_PX;
    assert_false(atl_emit_png(&out, &m->scene, &options, &diags));
    assert_int_equal(diags.errors, 1);
    assert_string_equal(diags.list.at[0].code, "limit-picture");
    assert_non_null(strstr(diags.list.at[0].message, "--scale"));
    assert_int_equal(out.len, 0);
    atl_diags_release(&diags);
    atl_out_discard(&out);
  }
  release(m);
}

/* More colours than a palette holds, whatever may be merged. */
static void falls_back_to_true_colour(void **state) {
  (void)state;
  enum { SHADES = 20, PATCH = 10 };
  struct hand_made *m = make("Models");
  struct atl_look *looks = calloc(SHADES * SHADES, sizeof *looks);
  struct atl_out out;
  assert_non_null(looks);
  m->scene.item.len = 0;
  m->scene.look = looks;
  m->scene.looks = 255;
  for (int i = 0; i < 255; i++) {
    looks[i] = look((uint32_t)(i % SHADES * 12 << 16 | i / SHADES * 12 << 8), 0, 0);
    looks[i].line.light = looks[i].fill.light | 0xff;
    looks[i].corner = 0;
    box(m, i, i % SHADES * PATCH * 2, i / SHADES * PATCH * 2, PATCH, PATCH);
    add(m, ATL_END, 0);
  }
  emit(&out, m, ATL_SCHEME_LIGHT, 1);
  assert_int_equal(out.buf[25], 2);
  cairo_surface_t *surface = decode(&out);
  for (int i = 0; i < 255; i++)
    assert_int_equal(pixel(surface, i % SHADES * PATCH * 2 + 5, i / SHADES * PATCH * 2 + 5), looks[i].fill.light);
  cairo_surface_destroy(surface);
  atl_out_discard(&out);
  free(looks);
  release(m);
}

/* A byte a pixel, and few bytes for many of them. */
static void packs_few_colours(void **state) {
  (void)state;
  struct hand_made *m = make("Models");
  struct atl_out out;
  m->scene.looks = 1;
  m->scene.item.len = 0;
  box(m, LOOK_ROOT, 10, 10, 31, 31);
  add(m, ATL_END, 0);
  m->look[LOOK_ROOT].corner = 0;
  m->scene.w = m->scene.h = 51 * ATL_PX;
  emit(&out, m, ATL_SCHEME_LIGHT, 1);
  assert_int_equal(out.buf[24], 8);
  assert_int_equal(out.buf[25], 3);
  assert_true(out.len < 200);
  cairo_surface_t *surface = decode(&out);
  assert_int_equal(pixel(surface, 9, 9), m->sheet.page.light);
  assert_int_equal(pixel(surface, 10, 10), m->look[LOOK_ROOT].line.light);
  assert_int_equal(pixel(surface, 41, 41), m->look[LOOK_ROOT].line.light);
  assert_int_equal(pixel(surface, 42, 41), m->sheet.page.light);
  cairo_surface_destroy(surface);
  atl_out_discard(&out);
  release(m);
}

/* How many pixels have exactly this colour. */
static unsigned exactly(cairo_surface_t *surface, uint32_t color) {
  unsigned found = 0;
  for (int y = 0; y < cairo_image_surface_get_height(surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width(surface); x++)
      found += pixel(surface, x, y) == color;
  return found;
}

/* Mixed colours are merged with their neighbours; those of the sheet are not, however near they are to each other. */
static void keeps_colours_of_the_sheet(void **state) {
  (void)state;
  struct hand_made *m = make("Models");
  struct atl_look *l = &m->look[LOOK_CARD];
  struct atl_out out;
  l->fill.light = 0xf0f0f0;
  l->line.light = 0xeeeeee;
  l->rule.light = 0xececec;
  l->text.light = 0x101010;
  l->note.light = 0x131313;
  l->label_size = l->note_size = 40 * ATL_PX; /* strokes of several px, whose inside is not mixed */
  l->note_face = ATL_SANS;
  m->sheet.page.light = 0xf2f2f2;
  emit(&out, m, ATL_SCHEME_LIGHT, 1);
  cairo_surface_t *surface = decode(&out);
  const uint32_t flat[] = {m->sheet.page.light, l->fill.light, l->line.light,
                           l->rule.light,       l->text.light, l->note.light};
  for (size_t i = 0; i < sizeof flat / sizeof *flat; i++)
    assert_true(exactly(surface, flat[i]) > 20);
  cairo_surface_destroy(surface);
  atl_out_discard(&out);
  release(m);
}

/* Routes that no layout makes, and the least of pictures, must not crash. */
static void survives_odd_scenes(void **state) {
  (void)state;
  static const int odd[][8] = {{5, 5, 5, 5, 5, 5, 5, 5},
                               {5, 5, 50, 5, 5, 5, 5, 50},
                               {5, 5, 6, 5, 6, 6, 7, 6},
                               {0, 0, 99, 70, 3, 9, 50, 50},
                               {-900, 20, 20, 20, 20, -900, 999, -900}};
  struct hand_made *m = make("Odd");
  struct atl_out out;
  m->scene.w = m->scene.h = 100 * ATL_PX;
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
    route(m, odd[i], 4);
  route(m, odd[0], 1);
  emit(&out, m, ATL_SCHEME_LIGHT, 2);
  cairo_surface_destroy(decode(&out));
  atl_out_discard(&out);
  m->scene.w = m->scene.h = 0;
  emit(&out, m, ATL_SCHEME_LIGHT, 0.001);
  cairo_surface_destroy(decode(&out));
  atl_out_discard(&out);
  release(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(is_a_png_of_the_right_size),
      cmocka_unit_test(has_ink_where_it_should),
      cmocka_unit_test(draws_wires),
      cmocka_unit_test(repeats_itself),
      cmocka_unit_test(sets_other_scripts),
      cmocka_unit_test(centres_rows_as_a_whole),
      cmocka_unit_test(has_no_seams),
      cmocka_unit_test(refuses_what_is_too_large),
      cmocka_unit_test(falls_back_to_true_colour),
      cmocka_unit_test(packs_few_colours),
      cmocka_unit_test(keeps_colours_of_the_sheet),
      cmocka_unit_test(survives_odd_scenes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
