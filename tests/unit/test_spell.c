/* Names as others read them, and files below a folder: what tests/names tries on the programs themselves, byte by byte.
 */
#include "base/below.h"
#include "base/spell.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* What a name becomes; "(unfit)" where the format cannot say it, and nothing is written. */
static const char *spelled(enum atl_spelling how, const char *name) {
  static char text[1024];
  struct atl_out out;
  atl_out_memory(&out);
  bool fit = atl_spell(&out, how, name);
  if (!fit)
    assert_int_equal(out.len, 0);
  snprintf(text, sizeof text, "%.*s", fit ? (int)out.len : 7, fit ? out.buf : "(unfit)");
  atl_out_discard(&out);
  return text;
}

static void people_see_what_does_nothing(void **state) {
  (void)state;
  assert_string_equal(spelled(ATL_SPELL_PEOPLE, "a\nb\r\nc\td\x1b[m\x7f"), "a?b?c d?[m?");
  assert_string_equal(spelled(ATL_SPELL_PEOPLE, "\xff\xc2\x9b\xe2\x80\xae gr\xc3\xbc\xc3\x9f"),
                      "??? gr\xc3\xbc\xc3\x9f");
  assert_string_equal(spelled(ATL_SPELL_PEOPLE, "##[error]#[x]"), "##?error]#[x]");
  assert_string_equal(spelled(ATL_SPELL_PEOPLE, "::x"), "::x");
  assert_string_equal(spelled(ATL_SPELL_LINE, "::x"), "./::x");
  assert_string_equal(spelled(ATL_SPELL_LINE, " \t::x"), "./  ::x");
  assert_string_equal(spelled(ATL_SPELL_LINE, "a::x"), "a::x");
}

static void commands_of_github_end_where_they_end(void **state) {
  (void)state;
  assert_string_equal(spelled(ATL_SPELL_GITHUB, "50%,\n:x\r\x1b"), "50%25,%0A:x%0D?");
  assert_string_equal(spelled(ATL_SPELL_GITHUB_VALUE, "50%,\n:x"), "50%25%2C%0A%3Ax");
}

static void json_holds_every_byte(void **state) {
  (void)state;
  assert_string_equal(spelled(ATL_SPELL_JSON, "a\"b\\c/\b\f\n\r\t\x01\x7f"),
                      "a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\\u007F");
  assert_string_equal(spelled(ATL_SPELL_JSON, "\x0b"), "\\u000B");
  assert_string_equal(spelled(ATL_SPELL_JSON, "\xff\xc3 \xc3\xa4\xed\xb2\x80"),
                      "\\udcff\\udcc3 \xc3\xa4\\udced\\udcb2\\udc80");
  assert_string_equal(spelled(ATL_SPELL_JSON, "\xc2\x9b\xe2\x80\xa8\xf0\x9f\x98\x80"),
                      "\\u009B\\u2028\xf0\x9f\x98\x80");
  assert_string_equal(spelled(ATL_SPELL_JSON, "##[x]"), "##\\u005Bx]");
}

static void shells_see_one_word(void **state) {
  (void)state;
  assert_string_equal(spelled(ATL_SPELL_SHELL, "maps/a-b_c.yaml"), "maps/a-b_c.yaml");
  assert_string_equal(spelled(ATL_SPELL_SHELL, ""), "''");
  assert_string_equal(spelled(ATL_SPELL_SHELL, "it's $x; `y`"), "'it'\\''s $x; `y`'");
}

static void ninja_sees_one_path(void **state) {
  (void)state;
  assert_string_equal(spelled(ATL_SPELL_NINJA_PATH, "a b:c$d|e"), "a$ b$:c$$d${bar}e");
  assert_string_equal(spelled(ATL_SPELL_NINJA, "a b:c$d|e"), "a b:c$$d|e");
  assert_string_equal(spelled(ATL_SPELL_NINJA, "a\nb"), "(unfit)");
  assert_string_equal(spelled(ATL_SPELL_NINJA_PATH, "a\rb"), "(unfit)");
  assert_true(atl_spell_needs_bar("a|b"));
  assert_false(atl_spell_needs_bar("a b"));
}

static void make_sees_one_name(void **state) {
  (void)state;
  assert_string_equal(spelled(ATL_SPELL_MAKE, "a b#c:d$e"), "a\\ b\\#c\\:d$$e");
  assert_string_equal(spelled(ATL_SPELL_MAKE, "a\\b\\ c\\\\#"), "a\\b\\\\\\ c\\\\\\\\\\#");
  assert_string_equal(spelled(ATL_SPELL_MAKE, "n=1;x"), "n$(or =)1$(or \\;)x");
  assert_string_equal(spelled(ATL_SPELL_MAKE, "a|b%c\td"), "a?b?c?d");
  assert_string_equal(spelled(ATL_SPELL_MAKE, "a*b?c[d]e[f"), "a\\*b\\?c\\[d]e[f");
  assert_string_equal(spelled(ATL_SPELL_MAKE_GOAL, "a|b%c"), "a|b\\%c");
  static const char *const unfit[] = {"a\nb", "a\rb", "a ", "a\\", "a&", "a)", "a\t", "~", "~/a", "a\\b*", "a\\b\tc"};
  for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++)
    assert_string_equal(spelled(ATL_SPELL_MAKE, unfit[i]), "(unfit)");
  assert_string_equal(spelled(ATL_SPELL_MAKE_GOAL, "a*"), "(unfit)");
  assert_string_equal(spelled(ATL_SPELL_MAKE_GOAL, "a\tb"), "(unfit)");
  assert_true(atl_spell_ninja_reads("a b#c:d$e,f+g@h~i(j){k}[l"));
  static const char *const other[] = {"a;b", "a|b", "a*",  "a?",  "a&b", "a<b", "a>b", "a\"b",
                                      "a'b", "a`b", "a^b", "a=b", "a%b", "[x]", "a:",  "a\x01"};
  for (size_t i = 0; i < sizeof other / sizeof *other; i++)
    assert_false(atl_spell_ninja_reads(other[i]));
}

static const char *file_address(const char *from, const char *to) {
  static char text[128];
  struct atl_out out;
  atl_out_memory(&out);
  atl_spell_file_address(&out, from, to);
  snprintf(text, sizeof text, "%.*s", (int)out.len, out.buf);
  atl_out_discard(&out);
  return text;
}

static void addresses_lead_to_files(void **state) {
  (void)state;
  assert_string_equal(spelled(ATL_SPELL_ADDRESS, "a b%#?&<>\"'()[]:\\\n\xff\xc2\x9b\xc3\xa4/~"),
                      "a%20b%25%23%3F%26%3C%3E%22%27%28%29%5B%5D%3A%5C%0A%FF%C2%9B\xc3\xa4/~");
  assert_string_equal(file_address("index.html", "javascript:x.html"), "./javascript%3Ax.html");
  assert_string_equal(file_address("a/b/c.html", "a/d.html"), "../d.html");
  assert_string_equal(file_address("a/b.html", "a/c/d.html"), "./c/d.html");
  assert_string_equal(file_address("a/b.html", ""), "../");
  assert_string_equal(spelled(ATL_SPELL_OSC8, "http://a/ b\x1b\\\xc3\xa4"), "http://a/%20b%1B\\%C3%A4");
}

static void records_are_read_back(void **state) {
  (void)state;
  struct atl_arena arena = {0};
  char name[300];
  for (unsigned i = 1; i < 256; i++)
    name[i - 1] = (char)i;
  name[255] = 0;
  const char *text = spelled(ATL_SPELL_RECORD, name);
  assert_null(strpbrk(text, "\n\r\t\x1b\x7f"));
  assert_string_equal(atl_spell_read(&arena, text, strlen(text)), name);
  assert_string_equal(spelled(ATL_SPELL_RECORD, "50%\n\xff \xc3\xa4"), "50%25%0a%ff \xc3\xa4");
  static const char *const bad[] = {"%", "a%0", "%zz", "a%00b", "%0A"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_null(atl_spell_read(&arena, bad[i], strlen(bad[i])));
  assert_null(atl_spell_read(&arena, "a\0b", 3));
  atl_arena_release(&arena);
}

static void addresses_are_judged_as_browsers_read_them(void **state) {
  (void)state;
  static const char *const bad[] = {"//h",          "/\\h",
                                    "\\\\h",        "\\/h",
                                    "/\t/h",        "\n//h",
                                    " //h",         "java\nscript:x",
                                    "JAVASCRIPT:x", "data:x",
                                    "HTTPS://a",    " https://a",
                                    "ht\ttps://a",  "a:b",
                                    "http:x",       "\x01//h",
                                    "/\x01/h",      "\x1fjavascript:x",
                                    "\t/\n\\h",     "a\x7fz"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(atl_address_is_harmless(bad[i], strlen(bad[i])));
  assert_false(atl_address_is_harmless("\0javascript:x", 13));
  static const char *const good[] = {"", "#a", "a", "./a:b", "/a", "a\\b", "http://a", "mailto:a", "?a:b"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    assert_true(atl_address_is_harmless(good[i], strlen(good[i])));
}

/* -- files below a folder -- */

static char top[] = "/tmp/atlas-below-XXXXXX";

static void put(int root, const char *name, const char *text) {
  assert_int_equal(atl_below_make_folders(root, name), 0);
  assert_int_equal(atl_below_write(root, name, text, strlen(text)), 0);
}

static void names_stay_below(void **state) {
  (void)state;
  static const char *const bad[] = {"",    "/a",   "..", "../a",   "a/..",   "a/../b", ".",
                                    "./a", "a//b", "a/", ".git/a", "a/.b/c", "a/."};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(atl_below_is_name(bad[i]));
  static const char *const good[] = {"a", "a/b", ".a", "a/.b", "..a", "...", "a b/\nc"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    assert_true(atl_below_is_name(good[i]));
}

static void only_what_was_made_is_removed(void **state) {
  (void)state;
  int root = atl_below_open(top, false);
  struct atl_hash ours = atl_hash_bytes("ours", 4), got;
  put(root, "a/b/c.svg", "ours");
  put(root, "a/d.svg", "theirs");
  assert_true(atl_below_hash(root, "a/b/c.svg", &got) && atl_hash_same(got, ours));
  assert_int_equal(atl_below_remove(root, "a/d.svg", ours), ESTALE);
  assert_int_equal(atl_below_remove(root, "a/b", ours), EINVAL);
  assert_int_equal(atl_below_remove(root, "a/../a/b/c.svg", ours), EINVAL);
  assert_int_equal(atl_below_remove(root, "a/none.svg", ours), ENOENT);
  assert_int_equal(symlinkat("b", root, "a/link"), 0);
  assert_int_equal(symlinkat("b/c.svg", root, "a/file"), 0);
  assert_int_equal(atl_below_remove(root, "a/link/c.svg", ours), ELOOP);
  assert_int_equal(atl_below_remove(root, "a/file", ours), ELOOP);
  assert_int_equal(atl_below_write(root, "a/link/e.svg", "x", 1), ELOOP);
  assert_int_equal(atl_below_write(root, "a/file", "x", 1), ELOOP);
  assert_false(atl_below_hash(root, "a/file", &got));
  assert_false(atl_below_is_there(root, "a/link/c.svg"));
  assert_true(atl_below_is_there(root, "a/file"));
  assert_int_equal(atl_below_make_folders(root, "a/link/f/g.svg"), ELOOP);
  assert_int_equal(atl_below_remove(root, "a/b/c.svg", ours), 0);
  assert_int_equal(faccessat(root, "a/b", F_OK, 0), -1); /* it was empty */
  assert_int_equal(faccessat(root, "a/d.svg", F_OK, 0), 0);
  assert_int_equal(mkfifoat(root, "a/pipe", 0600), 0);
  assert_int_equal(atl_below_write(root, "a/pipe", "x", 1), EINVAL);
  assert_int_equal(atl_below_remove(root, "a/pipe", ours), EINVAL);
  assert_int_equal(unlinkat(root, "a/pipe", 0) | unlinkat(root, "a/link", 0) | unlinkat(root, "a/file", 0), 0);
  assert_int_equal(atl_below_remove(root, "a/d.svg", atl_hash_bytes("theirs", 6)), 0);
  assert_int_equal(faccessat(root, "a", F_OK, 0), -1);
  close(root);
}

static void long_names_have_room_beside(void **state) {
  (void)state;
  int root = atl_below_open(top, false);
  char name[256];
  memset(name, 'x', 255);
  name[255] = 0;
  assert_int_equal(atl_below_write(root, name, "a", 1), 0);
  assert_int_equal(atl_below_write(root, name, "b", 1), 0);
  size_t len;
  char *text = atl_below_read(root, name, &len);
  assert_string_equal(text, "b");
  free(text);
  assert_int_equal(atl_below_remove(root, name, atl_hash_bytes("b", 1)), 0);
  close(root);
}

static void folders_are_made_on_the_way(void **state) {
  (void)state;
  char path[64];
  snprintf(path, sizeof path, "%s/new//deep/", top);
  assert_int_equal(atl_below_open(path, false), -1);
  int root = atl_below_open(path, true);
  assert_true(root >= 0);
  close(root);
  snprintf(path, sizeof path, "%s/new/deep", top);
  assert_int_equal(rmdir(path), 0);
  snprintf(path, sizeof path, "%s/new", top);
  assert_int_equal(rmdir(path), 0);
}

static int make_top(void **state) {
  (void)state;
  return !mkdtemp(top);
}

static int remove_top(void **state) {
  (void)state;
  return rmdir(top); /* nothing may be left in it */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(people_see_what_does_nothing),
      cmocka_unit_test(commands_of_github_end_where_they_end),
      cmocka_unit_test(json_holds_every_byte),
      cmocka_unit_test(shells_see_one_word),
      cmocka_unit_test(ninja_sees_one_path),
      cmocka_unit_test(make_sees_one_name),
      cmocka_unit_test(addresses_lead_to_files),
      cmocka_unit_test(records_are_read_back),
      cmocka_unit_test(addresses_are_judged_as_browsers_read_them),
      cmocka_unit_test(names_stay_below),
      cmocka_unit_test(only_what_was_made_is_removed),
      cmocka_unit_test(long_names_have_room_beside),
      cmocka_unit_test(folders_are_made_on_the_way),
  };
  return cmocka_run_group_tests(tests, make_top, remove_top);
}
