/* The public header: views and words choose what is drawn, and a mistake in them is said. */
#include "atlas.h"

#include "place/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char map[] = "nodes:\n"
                          "  shop:\n"
                          "    nodes:\n"
                          "      web: {kind: service, tags: [public]}\n"
                          "      api: {kind: service, tags: [backend], items: [Login, Logout]}\n"
                          "      db: {tags: [backend]}\n"
                          "links: [web -> api]\n"
                          "views:\n"
                          "  back: {only: backend, layout: list}\n";

static void check(struct atlas_options options, int status, const char *data, const char *message) {
  struct atlas_result result;
  options.name = "m";
  assert_int_equal(atlas_compile(map, sizeof map - 1, &options, &result), status);
  if (data)
    assert_string_equal(result.data, data);
  else
    assert_null(result.data);
  assert_string_equal(result.messages, message);
  atlas_result_free(&result);
}

static void a_view_is_drawn(void **state) {
  (void)state;
  check((struct atlas_options){.view = "back"}, 0, "shop +1\n├── api\n│   ├── Login\n│   └── Logout\n└── db\n", "");
}

static void options_overrule_it(void **state) {
  (void)state;
  check((struct atlas_options){.view = "back", .only = "public", .root = "shop"}, 0, "shop +4\n└── web\n", "");
  check((struct atlas_options){.view = "back", .depth = 2}, 0, "shop +1\n├── api +2 items\n└── db\n", "");
}

static void words_keep_and_leave_out(void **state) {
  (void)state;
  check((struct atlas_options){.layout = "list", .only = "service", .without = "backend, none"}, 0,
        "shop +4\n└── web\n", "warning: no node has the kind or tag 'none' [unknown-word]\n");
  check((struct atlas_options){.layout = "list", .only = "", .without = ""}, 0,
        "shop\n├── web → api\n├── api\n│   ├── Login\n│   └── Logout\n└── db\n", "");
}

static void mistakes_are_said(void **state) {
  (void)state;
  check((struct atlas_options){.view = "bak"}, 1, NULL,
        "error: unknown view 'bak'; did you mean 'back'? This map has back [unknown-view]\n");
  check((struct atlas_options){.only = "public", .without = "service"}, 1, NULL,
        "error: nothing is left to draw: 'only' and 'without' leave out every node [nothing-left]\n");
}

/* Every name in the tables is one that the header promises, and that is drawn. */
static void all_layouts_and_directions_are_known(void **state) {
  (void)state;
  static const char *const layouts[] = {"tree", "layered", "nested", "grid", "chain", "radial", "list"};
  static const char *const directions[] = {"down", "right", "up", "left"};
  for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
    struct atlas_result result;
    assert_string_equal(atl_layouts[i].name, layouts[i]);
    assert_int_equal(
        atlas_compile(map, sizeof map - 1, &(struct atlas_options){.layout = layouts[i], .type = "svg"}, &result), 0);
    assert_non_null(strstr(result.data, "</svg>"));
    assert_string_equal(result.messages, "");
    atlas_result_free(&result);
  }
  assert_null(atl_layouts[sizeof layouts / sizeof *layouts].name);
  char *drawn[4];
  for (size_t i = 0; i < 4; i++) {
    struct atlas_result result;
    assert_string_equal(atl_direction_names[i], directions[i]);
    assert_int_equal(atlas_compile(map, sizeof map - 1, &(struct atlas_options){.direction = directions[i]}, &result),
                     0);
    drawn[i] = result.data;
    for (size_t k = 0; k < i; k++)
      assert_string_not_equal(drawn[k], drawn[i]);
    free(result.messages);
  }
  assert_null(atl_direction_names[4]);
  for (size_t i = 0; i < 4; i++)
    free(drawn[i]);
}

static void a_wrong_option_is_named(void **state) {
  (void)state;
  static const struct {
    struct atlas_options options;
    const char *message;
  } cases[] = {
      {{.type = "swg"},
       "error: the option 'type' takes text, svg, png, pdf, html, dot, mermaid, markdown, json or map.json, not 'swg'; "
       "did you mean 'svg'?"},
      {{.layout = "list "},
       "error: the option 'layout' takes tree, layered, nested, grid, chain, radial or list, not 'list '; did you mean "
       "'list'?"},
      {{.direction = "east"}, "error: the option 'direction' takes down, right, up or left, not 'east'"},
      {{.fit = "hight"}, "error: the option 'fit' takes tall, square or wide, not 'hight'"},
      {{.border = "none"}, "error: the option 'border' takes single, round, heavy, double or ascii, not 'none'"},
      {{.scheme = ""}, "error: the option 'scheme' takes auto, light or dark, not ''"},
      {{.text = "path"}, "error: the option 'text' takes auto, embed or paths, not 'path'; did you mean 'paths'?"},
      {{.width = 1000001}, "error: the option 'width' takes a number to 1000000, not 1000001"},
      {{.scale = -1}, "error: the option 'scale' takes a number from 0.1 to 20, not -1"},
      {{.id_prefix = "a b"}, "error: the option 'id_prefix' takes letters, digits, '-', '_', '.' and ':', not 'a b'"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char line[200];
    snprintf(line, sizeof line, "%s [usage]\n", cases[i].message);
    check(cases[i].options, 2, NULL, line);
  }
  check((struct atlas_options){.layout = "\033[31m", .fit = "flat"}, 2, NULL,
        "error: the option 'layout' takes tree, layered, nested, grid, chain, radial or list, not '?[31m' [usage]\n"
        "error: the option 'fit' takes tall, square or wide, not 'flat' [usage]\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_view_is_drawn),
                                     cmocka_unit_test(options_overrule_it),
                                     cmocka_unit_test(words_keep_and_leave_out),
                                     cmocka_unit_test(mistakes_are_said),
                                     cmocka_unit_test(all_layouts_and_directions_are_known),
                                     cmocka_unit_test(a_wrong_option_is_named)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
