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

static void check(const char *options, int status, const char *data, const char *message) {
  struct atlas_result result;
  char named[400];
  snprintf(named, sizeof named, "name=m %s", options);
  assert_int_equal(atlas_draw(map, sizeof map - 1, named, &result), status);
  if (data)
    assert_string_equal(result.data, data);
  else
    assert_null(result.data);
  assert_string_equal(result.messages, message);
  atlas_result_free(&result);
}

/* A map of strangers opens no file, and is drawn all the same. */
static void icons_of_files_are_left_out(void **state) {
  (void)state;
  static const char with[] = "nodes: {a: {label: A, icon: logo.svg}}\n", without[] = "nodes: {a: {label: A}}\n";
  struct atlas_result one, two;
  assert_int_equal(atlas_draw(with, sizeof with - 1, "name=m type=svg", &one), 0);
  assert_int_equal(atlas_draw(without, sizeof without - 1, "name=m type=svg", &two), 0);
  assert_string_equal(one.data, two.data);
  assert_non_null(strstr(one.messages, "m:1:29: warning: the icon 'logo.svg' is a file, and none can be named here"));
  atlas_result_free(&one);
  atlas_result_free(&two);
  assert_int_equal(atlas_draw(with, sizeof with - 1, "name=m type=svg folder=/nowhere", &one), 1);
  assert_non_null(strstr(one.messages, "m:1:29: error: there is no icon 'logo.svg' beside this file"));
  atlas_result_free(&one);
}

static void a_view_is_drawn(void **state) {
  (void)state;
  check("view=back", 0, "shop +1 node\n├── api\n│   ├── Login\n│   └── Logout\n└── db\n", "");
}

static void options_overrule_it(void **state) {
  (void)state;
  check("view=back only=public root=shop", 0, "shop +4 entries\n└── web\n", "");
  check("view=back depth=2", 0, "shop +1 node\n├── api +2 items\n└── db\n", "");
}

static void words_keep_and_leave_out(void **state) {
  (void)state;
  check("layout=list only=service without='backend, none'", 0, "shop +4 entries\n└── web\n",
        "warning: no node has the kind or tag 'none' [unknown-word]\n");
  check("layout=list", 0, "shop\n├── web → api\n├── api\n│   ├── Login\n│   └── Logout\n└── db\n", "");
}

static void mistakes_are_said(void **state) {
  (void)state;
  check("view=bak", 1, NULL, "error: unknown view 'bak'; did you mean 'back'? This map has back [unknown-view]\n");
  check("only=public without=service", 1, NULL,
        "error: nothing is left to draw: 'only' and 'without' leave out every node [nothing-left]\n");
}

/* Every name in the tables is one that the header promises, and that is drawn. */
static void all_layouts_and_directions_are_known(void **state) {
  (void)state;
  static const char *const layouts[] = {"tree", "layered", "nested", "grid", "chain", "radial", "list"};
  static const char *const directions[] = {"down", "right", "up", "left"};
  char options[60];
  for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
    struct atlas_result result;
    assert_string_equal(atl_layouts[i].name, layouts[i]);
    snprintf(options, sizeof options, "type=svg layout=%s", layouts[i]);
    assert_int_equal(atlas_draw(map, sizeof map - 1, options, &result), 0);
    assert_non_null(strstr(result.data, "</svg>"));
    assert_string_equal(result.messages, "");
    atlas_result_free(&result);
  }
  assert_null(atl_layouts[sizeof layouts / sizeof *layouts].name);
  struct atlas_result drawn[4];
  for (size_t i = 0; i < 4; i++) {
    assert_string_equal(atl_direction_names[i], directions[i]);
    snprintf(options, sizeof options, "direction=%s", directions[i]);
    assert_int_equal(atlas_draw(map, sizeof map - 1, options, &drawn[i]), 0);
    for (size_t k = 0; k < i; k++)
      assert_string_not_equal(drawn[k].data, drawn[i].data);
  }
  assert_null(atl_direction_names[4]);
  for (size_t i = 0; i < 4; i++)
    atlas_result_free(&drawn[i]);
}

static void a_wrong_option_is_named(void **state) {
  (void)state;
  static const struct {
    const char *options, *message;
  } cases[] = {
      {"type=swg", "the option 'type' takes text, svg, png, pdf, html, dot, mermaid, markdown, json, map.json, not "
                   "'swg'; did you mean 'svg'?"},
      {"layout='list '",
       "the option 'layout' takes tree, layered, nested, grid, chain, radial, list, not 'list '; did you "
       "mean 'list'?"},
      {"direction=east", "the option 'direction' takes down, right, up, left, not 'east'"},
      {"scheme=", "the option 'scheme' takes auto, light, dark, not ''"},
      {"text=path", "the option 'text' takes auto, embed, paths, not 'path'; did you mean 'paths'?"},
      {"width=1000001", "the option 'width' takes a number from 1 to 1000000, not '1000001'"},
      {"width=80.5", "the option 'width' takes a number from 1 to 1000000, not '80.5'"},
      {"scale=-1", "the option 'scale' takes a number from 0.1 to 20, not '-1'"},
      {"scale=1,5", "the option 'scale' takes a number from 0.1 to 20, not '1,5'"},
      {"scale=.", "the option 'scale' takes a number from 0.1 to 20, not '.'"},
      {"id-prefix='a b'", "the option 'id-prefix' takes letters, digits, '-', '_', '.' and ':', not 'a b'"},
      {"only=,", "the option 'only' takes kinds or tags, joined by commas, not ','"},
      {"lay=tree", "there is no option 'lay'"},
      {"layot=tree", "there is no option 'layot'; did you mean 'layout'?"},
      {"--layout=tree", "there is no option '--layout'; did you mean 'layout'?"},
      {"layout", "the option 'layout' needs a value"},
      {"output=x.svg", "there is no option 'output'"},
      {"engine=dot", "there is no option 'engine'"},
      {"help", "there is no option 'help'"},
      {"name", "there is no option 'name'"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char line[250];
    snprintf(line, sizeof line, "error: %s [usage]\n", cases[i].message);
    check(cases[i].options, 2, NULL, line);
  }
  check("layout=\033[31m fit=flat", 2, NULL,
        "error: the option 'layout' takes tree, layered, nested, grid, chain, radial, list, not '?[31m' [usage]\n"
        "error: the option 'fit' takes tall, square, wide, not 'flat' [usage]\n");
}

static void options_may_be_none_or_blank(void **state) {
  (void)state;
  struct atlas_result none, blank;
  assert_int_equal(atlas_draw(map, sizeof map - 1, NULL, &none), 0);
  assert_int_equal(atlas_draw(map, sizeof map - 1, " \n\t ", &blank), 0);
  assert_string_equal(none.data, blank.data);
  atlas_result_free(&none);
  atlas_result_free(&blank);
  check("layout=tree  \n layout=\"list\"\tdepth='1'", 0, "shop +5 entries\n", ""); /* the last one holds */
}

/* As the program: a text of which nobody said how wide it may be fits a page. */
static void widths_are_those_of_the_program(void **state) {
  (void)state;
  static const char wide[] = "nodes: {a: {nodes: {b: Number one, c: Number two, d: Number three, e: Number four, f: "
                             "Number five, g: Number six, h: Number seven, i: Number eight}}}\n";
  struct atlas_result page, any;
  assert_int_equal(atlas_draw(wide, sizeof wide - 1, NULL, &page), 0);
  assert_int_equal(atlas_draw(wide, sizeof wide - 1, "width=100", &any), 0);
  assert_string_equal(page.data, any.data);
  atlas_result_free(&any);
  assert_int_equal(atlas_draw(wide, sizeof wide - 1, "width=10000", &any), 0);
  assert_string_not_equal(page.data, any.data);
  atlas_result_free(&any);
  atlas_result_free(&page);
}

static void messages_have_forms(void **state) {
  (void)state;
  static const struct {
    const char *options, *messages;
  } cases[] = {
      {"", "map:2:8: error: unknown key 'lable'; did you mean 'label'? [unknown-key]\n"},
      {"format=json",
       "{\"severity\":\"error\",\"code\":\"unknown-key\",\"message\":\"unknown key 'lable'; did you mean 'label'?\","
       "\"file\":\"map\",\"line\":2,\"column\":8,\"endLine\":2,\"endColumn\":13,\"begin\":15,\"end\":20}\n"},
      {"format=gcc name=a.yaml", "a.yaml:2:9: error: unknown key 'lable'; did you mean 'label'? [unknown-key]\n"},
      {"format=human name='my map'", "my map:2:8: error: unknown key 'lable'; did you mean 'label'?\n"
                                     "   2 |   b\xc3\xa4: {lable: B}\n"
                                     "     |        ^~~~~\n"},
  };
  static const char wrong[] = "nodes:\n  b\xc3\xa4: {lable: B}\n";
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct atlas_result result;
    assert_int_equal(atlas_draw(wrong, sizeof wrong - 1, cases[i].options, &result), 1);
    assert_string_equal(result.messages, cases[i].messages);
    atlas_result_free(&result);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(icons_of_files_are_left_out),
                                     cmocka_unit_test(a_view_is_drawn),
                                     cmocka_unit_test(options_overrule_it),
                                     cmocka_unit_test(words_keep_and_leave_out),
                                     cmocka_unit_test(mistakes_are_said),
                                     cmocka_unit_test(all_layouts_and_directions_are_known),
                                     cmocka_unit_test(a_wrong_option_is_named),
                                     cmocka_unit_test(options_may_be_none_or_blank),
                                     cmocka_unit_test(widths_are_those_of_the_program),
                                     cmocka_unit_test(messages_have_forms)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
