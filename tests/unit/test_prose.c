/* Texts as they were written: what is words, code, an address, a break, a paragraph. */
#include "base/letter.h"
#include "site/prose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void expect_html(const char *text, const char *html) {
  struct atl_out out;
  atl_out_memory(&out);
  atl_prose_html(&out, text, "|");
  atl_out_char(&out, 0);
  assert_string_equal(out.buf, html);
  atl_out_discard(&out);
}

static void test_lines(void **state) {
  (void)state;
  expect_html("one\ntwo", "one<br>\ntwo");
  expect_html("\n \none\n\n \n\ntwo\n\n", "one|two");
  expect_html("a <b> & \"c\"", "a &lt;b&gt; &amp; \"c\"");
  expect_html("", "");
}

static void test_code(void **state) {
  (void)state;
  expect_html("`a` ``b`c`` `", "<code>a</code> <code>b`c</code> `");
  expect_html("`` ` ``", "<code>`</code>");
  expect_html("`a\n\nb`", "`a|b`");
}

static void test_addresses(void **state) {
  (void)state;
  expect_html("See https://a.b/c_(d).", "See <a href=\"https://a.b/c_(d)\">https://a.b/c_(d)</a>.");
  expect_html("(http://a)", "(<a href=\"http://a\">http://a</a>)");
  expect_html("xhttps://a https://", "xhttps://a https://");
}

static void test_verbatim(void **state) {
  (void)state;
  assert_true(atl_prose_is_verbatim("x", "a\nb"));
  assert_true(atl_prose_is_verbatim("Code", "a"));
  assert_false(atl_prose_is_verbatim("math", "a"));
  assert_int_equal(atl_longest_run("a``b```c`", 9, '`'), 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_code),
                                     cmocka_unit_test(test_addresses), cmocka_unit_test(test_verbatim)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
