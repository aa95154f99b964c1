/* Colours that are made of one: whatever a map says, letters are read on their ground and wires on the page, in both
 * schemes and in every built-in sheet. */
#include "map/map.h"
#include "read/read.h"
#include "read/sheets.h"
#include "style/color.h"
#include "style/kinds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { COLORS = 1000, AT_ONCE = 50 };

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

static void is_read(uint32_t ink, uint32_t ground, uint32_t color, const char *what) {
  if (atl_contrast(ink, ground) < ATL_LEAST_CONTRAST)
    fail_msg("color #%06x: %s #%06x on #%06x is %.2f:1", color, what, ink, ground, atl_contrast(ink, ground));
}

static void check_looks(const struct atl_styled *styled, uint32_t color) {
  for (uint32_t i = 0; i < styled->look.len; i++) {
    const struct atl_look *look = &styled->look.at[i];
    is_read(look->text.light, look->fill.light, color, "text");
    is_read(look->text.dark, look->fill.dark, color, "text by night");
    is_read(look->note.light, look->fill.light, color, "note");
    is_read(look->note.dark, look->fill.dark, color, "note by night");
    if (look->part == ATL_PART_WIRE) {
      is_read(look->line.light, styled->sheet->page.light, color, "wire");
      is_read(look->line.dark, styled->sheet->page.dark, color, "wire by night");
    }
  }
}

/* A map whose kinds have one colour each, as `key`, and a node and a link of each kind. */
static uint32_t make_map(struct atl_map *map, const char *key, uint64_t *state, bool pairs) {
  uint32_t color = 0;
  atl_map_init(map, 0);
  for (int i = 0; i < AT_ONCE; i++) {
    char name[16];
    struct atl_span nowhere = ATL_NOWHERE;
    int len = snprintf(name, sizeof name, "k%d", i);
    color = next_random(state) & 0xffffff;
    struct atl_tint tint = {.light = color, .dark = pairs ? next_random(state) & 0xffffff : color, .said = true};
    struct atl_kind kind = {.name = atl_map_add_text(map, name, (size_t)len)};
    *(!strcmp(key, "color") ? &kind.color : &kind.fill) = tint;
    assert_true(atl_map_declare(map, &kind));
    uint32_t node = atl_map_add_node(map, 0, name, (size_t)len, 0, nowhere);
    atl_text word = atl_map_add_kind(map, name, (size_t)len, nowhere);
    map->node.at[node].kind = word;
    *atl_vec_push(&map->link) = (struct atl_link){.kind = word, .tail = node, .head = node};
  }
  return color;
}

static void all_is_read(void **state) {
  (void)state;
  static const char *const keys[] = {"color", "fill"};
  uint64_t random = 7;
  for (const struct atl_built_in_sheet *s = atl_built_in_sheets; s->sheet.name; s++)
    for (int k = 0; k < 2; k++)
      for (int done = 0; done < COLORS; done += AT_ONCE) {
        struct atl_sources sources = {0};
        struct atl_diags diags = {0};
        struct atl_sheet sheet;
        struct atl_styled styled;
        struct atl_map map;
        uint32_t color = make_map(&map, keys[k], &random, done % 200 == 0);
        struct atl_span nowhere = ATL_NOWHERE;
        assert_true(atl_read_sheet_chain(&sheet, s->sheet.name, "", false, nowhere, &sources, &diags));
        atl_style_resolve(&styled, &map, &sheet, &diags);
        assert_int_equal(diags.list.len, 0);
        check_looks(&styled, color);
        atl_styled_release(&styled);
        atl_sheet_release(&sheet);
        atl_map_release(&map);
        atl_diags_release(&diags);
        atl_sources_release(&sources);
      }
}

static void tones_are_what_they_are_called(void **state) {
  (void)state;
  assert_int_equal(atl_color_toned(0x808080, 1, 0.4), 0xffffff);
  assert_int_equal(atl_color_toned(0x808080, 0, 0.4), 0x000000);
  assert_int_equal(atl_color_toned(0xff0000, 0.627955, 0.4), 0xff0000); /* OKLCH of red */
  assert_int_equal(atl_color_toned(0xff0000, 0.5, 0), atl_color_toned(0x0000ff, 0.5, 0));
  assert_int_equal(atl_color_inked(0x123456, 0xffffff, 4.5), 0x123456); /* it can be read */
  uint32_t ink = atl_color_inked(0xeeee88, 0xffffff, 4.5);
  assert_true(atl_contrast(ink, 0xffffff) >= 4.5 && atl_contrast(ink, 0xffffff) < 4.8); /* no darker than it must be */
  uint32_t color;
  for (size_t i = 0; atl_color_names[i]; i++)
    assert_true(atl_color_named(atl_color_names[i], &color));
  assert_true(atl_color_named("grey", &color) && color == 0x85888d);
  assert_true(atl_color_named("white", &color) && color == 0xffffff);
  assert_false(atl_color_named("colour", &color));
}

static void kinds_have_many_names(void **state) {
  (void)state;
  static const char *const same[][2] = {{"database", "database"},
                                        {"Database", "database"},
                                        {"databases", "database"},
                                        {"PostgreSQL", "database"},
                                        {"db", "database"},
                                        {"load_balancer", "load-balancer"},
                                        {"Load Balancer", "load-balancer"},
                                        {"LBs", "load-balancer"},
                                        {"k8s", "cluster"},
                                        {"process", "job"},
                                        {"access", NULL},
                                        {"d", NULL},
                                        {"", NULL},
                                        {" ", NULL},
                                        {"user actor", NULL},
                                        {"depends_on", "depends"}};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    const struct atl_known_kind *kind = atl_known_kind(same[i][0]);
    if (same[i][1])
      assert_string_equal(kind ? kind->name : "nothing", same[i][1]);
    else
      assert_null(kind);
  }
  for (const struct atl_known_kind *kind = atl_known_kinds; kind->name; kind++) /* no word means two kinds */
    for (const char *at = kind->also; *at; at += strcspn(at + 1, " ") + 1) {
      char word[40] = "";
      memcpy(word, at + 1, strcspn(at + 1, " "));
      if (*word && atl_known_kind(word) != kind)
        fail_msg("'%s' of %s is %s, too", word, kind->name,
                 atl_known_kind(word) ? atl_known_kind(word)->name : "nothing");
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_is_read),
      cmocka_unit_test(tones_are_what_they_are_called),
      cmocka_unit_test(kinds_have_many_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
