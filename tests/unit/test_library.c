/* The public header: views and words choose what is drawn, and a mistake in them is said. */
#include "atlas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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
  check((struct atlas_options){.view = "back", .depth = 2}, 0, "shop +1\n├── api +2\n└── db\n", "");
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

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_view_is_drawn), cmocka_unit_test(options_overrule_it),
                                     cmocka_unit_test(words_keep_and_leave_out), cmocka_unit_test(mistakes_are_said)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
