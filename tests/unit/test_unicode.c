/* Clusters and line breaks against the test files of the Unicode Standard, where they are (Debian: unicode-data), and
 * how wide code points are. tests/tables holds the tables themselves against the Unicode Character Database. */
#include "base/unicode.h"
#include "base/utf8.h"
#include "text/breaks.h"
#include "text/segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LONGEST = 256 }; /* bytes of a text in those files */

/* A row: code points, a break (U+00F7) or none (U+00D7) before each of them. */
struct row {
  char text[LONGEST];
  char may[LONGEST + 1]; /* for each byte: whether a break stands before it */
  size_t len;
};

static bool next_row(FILE *file, struct row *row) {
  char line[4096];
  while (fgets(line, sizeof line, file)) {
    *row = (struct row){0};
    line[strcspn(line, "#\n")] = 0;
    for (char *at = line; *at;) {
      size_t word = strcspn(at, " \t");
      if (word == 2 && !memcmp(at, "\u00f7", 2))
        row->may[row->len] = 1;
      else if (word > 2) {
        assert_true(row->len + 4 <= LONGEST);
        row->len += atl_utf8_encode(row->text + row->len, (uint32_t)strtoul(at, NULL, 16));
      }
      at += word;
      at += strspn(at, " \t");
    }
    if (row->len)
      return true;
  }
  return false;
}

static FILE *standard(const char *name) {
  char path[128];
  snprintf(path, sizeof path, "/usr/share/unicode/auxiliary/%s", name);
  FILE *file = fopen(path, "r");
  if (!file) {
    printf("%s is not there\n", path);
    skip();
  }
  return file;
}

static void clusters_are_those_of_the_standard(void **state) {
  (void)state;
  FILE *file = standard("GraphemeBreakTest.txt");
  struct row row;
  int rows = 0;
  for (; next_row(file, &row); rows++)
    for (size_t at = 0; at < row.len;) {
      size_t end = at + 1;
      while (end < row.len && !row.may[end])
        end++;
      assert_int_equal(atl_cluster(row.text + at, row.len - at), end - at);
      at = end;
    }
  fclose(file);
  assert_true(rows > 600);
}

static enum atl_lb class_at(const struct row *row, size_t at) {
  uint32_t c = 0;
  atl_utf8_decode(row->text + at, row->len - at, &c);
  return (enum atl_lb)atl_unicode_of(c)->lb;
}

/* Where we differ on purpose, as breaks.c says: rule LB25 by pairs, where the file looks for whole numbers, and no
 * LB29. */
static bool is_ours(enum atl_lb before, enum atl_lb after, bool break_of_ours) {
  if (break_of_ours)
    return before == ATL_LB_IS && (after == ATL_LB_AL || after == ATL_LB_HL);
  bool affix = after == ATL_LB_PR || after == ATL_LB_PO;
  if ((before == ATL_LB_CL || before == ATL_LB_CP) && affix)
    return true;
  if ((before == ATL_LB_PR || before == ATL_LB_PO) && (after == ATL_LB_OP || after == ATL_LB_OPW))
    return true;
  return (before == ATL_LB_IS || before == ATL_LB_SY) && after == ATL_LB_NU;
}

static void lines_are_those_of_the_standard(void **state) {
  (void)state;
  FILE *file = standard("LineBreakTest.txt");
  struct row row;
  int rows = 0, same = 0;
  for (; next_row(file, &row); rows++) {
    char may[LONGEST];
    atl_line_breaks(row.text, row.len, may);
    row.may[0] = 0; /* the file has none there either way */
    enum atl_lb before = ATL_LB_AL;
    bool differs = false;
    for (size_t at = 0; at < row.len; at++) {
      if (at && ((unsigned char)row.text[at] & 0xc0) == 0x80) {
        assert_false(may[at]);
        continue;
      }
      enum atl_lb class = class_at(&row, at);
      if (may[at] != row.may[at]) {
        differs = true;
        if (!is_ours(before, class, may[at])) {
          printf("row %d, byte %zu: classes %d and %d, ours %d\n", rows + 1, at, before, class, may[at]);
          fail();
        }
      }
      if (class != ATL_LB_CM && class != ATL_LB_ZWJ)
        before = class;
    }
    same += !differs;
  }
  fclose(file);
  assert_true(rows > 7000 && same > rows - rows / 100);
}

static int cells_of(uint32_t c) { return atl_unicode_of(c)->cells; }

static void code_points_take_cells(void **state) {
  (void)state;
  assert_int_equal(cells_of('a'), 1);
  assert_int_equal(cells_of(0xad), 0);
  assert_int_equal(cells_of(0x301), 0);
  assert_int_equal(cells_of(0x600), 1);  /* the Arabic number sign is seen */
  assert_int_equal(cells_of(0x94d), 0);  /* viramas are marks */
  assert_int_equal(cells_of(0x1b44), 0); /* ... that have room of their own, too */
  assert_int_equal(cells_of(0x93e), 1);  /* a vowel sign has a cell */
  assert_int_equal(cells_of(0x1100), 2);
  assert_int_equal(cells_of(0x1161), 0);
  assert_int_equal(cells_of(0xac00), 2);
  assert_int_equal(cells_of(0x4e00), 2);
  assert_int_equal(cells_of(0x1f1e6), 2);
  assert_int_equal(cells_of(0x1f600), 2);
  assert_int_equal(cells_of(0x1faf9), 2); /* kept free for an emoji */
  assert_int_equal(cells_of(0x2764), 1);
  assert_int_equal(cells_of(0x10ffff), 1);
  assert_int_equal(cells_of(0x110000), 1);
  assert_int_equal(cells_of(UINT32_MAX), 1);
  assert_true(atl_unicode_of(0x3b1)->ambiguous);
  assert_false(atl_unicode_of(0xe000)->ambiguous); /* private use */
  assert_false(atl_unicode_of(0x300)->ambiguous);  /* takes no cell */
  assert_true(atl_unicode_of(0x5d0)->right_to_left && atl_unicode_of(0x661)->right_to_left);
  assert_false(atl_unicode_of('1')->right_to_left);
}

/* What the test file cannot say: text that is broken, and names. */
static void lines_of_names(void **state) {
  (void)state;
  static const char *const parted[] = {"org.|example.|billing", "a/|b", "a-|b", "1.5", "/24", "(5)%", "$(5)",
                                       "a\xff\xff |b"};
  for (size_t i = 0; i < sizeof parted / sizeof *parted; i++) {
    char text[64], want[64] = {0}, may[64];
    size_t len = 0;
    for (const char *at = parted[i]; *at; at++)
      if (*at == '|')
        want[len] = 1;
      else
        text[len++] = *at;
    atl_line_breaks(text, len, may);
    assert_memory_equal(may, want, len);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(clusters_are_those_of_the_standard),
      cmocka_unit_test(lines_are_those_of_the_standard),
      cmocka_unit_test(code_points_take_cells),
      cmocka_unit_test(lines_of_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
