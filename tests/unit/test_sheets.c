/* The tables of the built-in style sheets hold what their files say, role by role, as any other sheet is read. */
#include "read/read.h"
#include "read/sheets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void same_text(const char *a, const char *b) {
  assert_int_equal(!a, !b);
  if (a)
    assert_string_equal(a, b);
}

static void same_paint(struct atl_paint a, struct atl_paint b) {
  assert_int_equal(a.light, b.light);
  assert_int_equal(a.dark, b.dark);
}

static void same_role(const struct atl_role *a, const struct atl_role *b) {
  assert_string_equal(a->name, b->name);
  assert_int_equal(a->set, b->set);
  same_paint(a->fill, b->fill);
  same_paint(a->line, b->line);
  same_paint(a->text, b->text);
  same_paint(a->note, b->note);
  assert_int_equal(a->size, b->size);
  assert_int_equal(a->note_size, b->note_size);
  assert_int_equal(a->corner, b->corner);
  assert_int_equal(a->stroke, b->stroke);
  assert_int_equal(a->bold, b->bold);
  assert_int_equal(a->ansi, b->ansi);
  assert_int_equal(a->derived, b->derived);
}

static void tables_are_what_the_files_say(void **state) {
  (void)state;
  const char *root = getenv("ATL_SOURCE");
  if (!root)
    skip();
  uint32_t roles = 0, kinds = 0;
  for (const struct atl_built_in_sheet *s = atl_built_in_sheets; s->sheet.name; s++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/styles/%s.yaml", root, s->sheet.name);
    struct atl_sources sources = {0};
    struct atl_diags diags = {0};
    struct atl_sheet read = {0};
    uint32_t file = atl_sources_read(&sources, path);
    assert_true(file != ATL_NONE && atl_read_yaml_sheet(&read, &sources, file, &diags));
    const struct atl_sheet *made = &s->sheet;
    same_text(made->about, read.about);
    same_text(made->extends, read.extends);
    assert_int_equal(made->mono_set, read.mono_set);
    assert_int_equal(made->mono, read.mono);
    assert_int_equal(made->border_set, read.border_set);
    assert_int_equal(made->border, read.border);
    assert_int_equal(made->page_set, read.page_set);
    assert_int_equal(made->clear, read.clear);
    same_paint(made->page, read.page);
    assert_int_equal(made->wire_set, read.wire_set);
    same_paint(made->wire, read.wire);
    assert_int_equal(made->wire_stroke_set, read.wire_stroke_set);
    assert_int_equal(made->wire_stroke, read.wire_stroke);
    assert_int_equal(made->bend_set, read.bend_set);
    assert_int_equal(made->bend, read.bend);
    uint32_t n = 0;
    for (; s->role[n].name && n < read.role.len; n++)
      same_role(&s->role[n], &read.role.at[n]);
    assert_true(!s->role[n].name && n == read.role.len);
    roles += n;
    for (n = 0; s->kind[n].kind && n < read.kind.len; n++) {
      assert_string_equal(s->kind[n].kind, read.kind.at[n].kind);
      assert_string_equal(s->kind[n].role, read.kind.at[n].role);
    }
    assert_true(!s->kind[n].kind && n == read.kind.len);
    kinds += n;
    atl_sheet_release(&read);
    atl_diags_release(&diags);
    atl_sources_release(&sources);
  }
  assert_true(roles > 40 && kinds > 10);
}

static void names_are_sorted(void **state) {
  (void)state;
  for (const struct atl_built_in_sheet *s = atl_built_in_sheets; s->sheet.name && s[1].sheet.name; s++)
    assert_true(strcmp(s->sheet.name, s[1].sheet.name) < 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tables_are_what_the_files_say),
                                     cmocka_unit_test(names_are_sorted)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
