/* The base room: memory, hash table, sources and their positions, reports, output. */
#include "base/arena.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/out.h"
#include "base/source.h"
#include "base/strmap.h"
#include "base/utf8.h"
#include "base/vec.h"

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

/* -- Memory -- */

static void arena_gives_zeroed_aligned_memory(void **state) {
  (void)state;
  struct atl_arena arena = {0};
  assert_non_null(atl_arena_alloc(&arena, 0));
  for (size_t size = 1; size < 100000; size = size * 3 + 1) {
    unsigned char *bytes = atl_arena_alloc(&arena, size);
    assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
    for (size_t i = 0; i < size; i++)
      assert_int_equal(bytes[i], 0);
    memset(bytes, 0xaa, size);
  }
  char *large = atl_arena_alloc(&arena, 5 * 1024 * 1024); /* larger than the largest block */
  large[5 * 1024 * 1024 - 1] = 1;
  char *copy = atl_arena_strndup(&arena, "atlas", 3);
  assert_string_equal(copy, "atl");
  atl_arena_release(&arena);
  assert_null(arena.head);
  assert_non_null(atl_arena_alloc(&arena, 1)); /* as good as new */
  atl_arena_release(&arena);
}

static void vec_grows(void **state) {
  (void)state;
  ATL_VEC(struct atl_span) vec = {0};
  for (uint32_t i = 0; i < 1000; i++) {
    struct atl_span *fresh = atl_vec_push(&vec);
    assert_int_equal(fresh->begin, 0);
    fresh->begin = i;
  }
  assert_int_equal(vec.len, 1000);
  for (uint32_t i = 0; i < 1000; i++)
    assert_int_equal(vec.at[i].begin, i);
  atl_vec_reserve(&vec, 5000);
  assert_true(vec.cap >= 6000);
  assert_int_equal(vec.len, 1000);
  assert_int_equal(vec.at[999].begin, 999);
  atl_vec_release(&vec);
  assert_null(vec.at);
}

struct key {
  uint32_t number;
  char text[16];
};

static bool same_key(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct key *all = context;
  return all[value].number == number && strlen(all[value].text) == len && !memcmp(all[value].text, key, len);
}

static void strmap_finds_what_was_added(void **state) {
  (void)state;
  enum { N = 3000 };
  static struct key key[N];
  struct atl_strmap map = {0};
  assert_int_equal(atl_strmap_get(&map, 0, "a", 1, same_key, key), UINT32_MAX);
  for (uint32_t i = 0; i < N; i++) {
    key[i].number = i % 3; /* the same words under three numbers */
    snprintf(key[i].text, sizeof key[i].text, "node%u", (unsigned)(i / 3));
    atl_strmap_add(&map, key[i].number, key[i].text, strlen(key[i].text), i);
  }
  for (uint32_t i = 0; i < N; i++)
    assert_int_equal(atl_strmap_get(&map, key[i].number, key[i].text, strlen(key[i].text), same_key, key), i);
  assert_int_equal(atl_strmap_get(&map, 3, "node1", 5, same_key, key), UINT32_MAX);
  assert_int_equal(atl_strmap_get(&map, 0, "node1", 4, same_key, key), UINT32_MAX);
  assert_int_equal(atl_strmap_get(&map, 0, "", 0, same_key, key), UINT32_MAX);
  atl_strmap_release(&map);
  assert_int_equal(map.cap, 0);
}

/* -- Sources -- */

static struct atl_source *source_of(struct atl_sources *sources, const char *text) {
  uint32_t at = atl_sources_add(sources, "a.yaml", text, strlen(text));
  return &sources->file.at[at];
}

static void assert_position(struct atl_source *source, uint32_t offset, uint32_t line, uint32_t column) {
  struct atl_position p = atl_source_position(source, offset);
  assert_int_equal(p.line, line);
  assert_int_equal(p.column, column);
}

static void lines_end_where_yaml_says(void **state) {
  (void)state;
  struct atl_sources sources = {0};
  struct atl_source *source = source_of(&sources, "a\nb\r\nc\rd\xc2\x85"
                                                  "e\u2028f\u2029g");
  static const uint32_t start[] = {0, 2, 5, 7, 10, 14, 18};
  atl_source_index(source);
  atl_source_index(source);
  assert_int_equal(source->line.len, 7);
  for (uint32_t i = 0; i < 7; i++) {
    assert_int_equal(source->line.at[i], start[i]);
    assert_position(source, start[i], i + 1, 1);
    struct atl_position p = atl_source_position(source, start[i]);
    assert_int_equal(p.begin, start[i]);
    assert_int_equal(p.end, start[i] + 1); /* without its break */
  }
  assert_position(source, 19, 7, 2);
  assert_position(source, 1000, 7, 2); /* past the end is the end */
  assert_false(source->ascii);
  atl_sources_release(&sources);
}

static void columns_are_code_points(void **state) {
  (void)state;
  struct atl_sources sources = {0};
  struct atl_source *source = source_of(&sources, "x: 1\nname: \u65e5\u672c \U0001f600!\n");
  uint32_t at = 5 + 6; /* the first ideograph */
  assert_position(source, at, 2, 7);
  assert_position(source, at + 3, 2, 8);
  assert_position(source, at + 7, 2, 10);
  assert_position(source, at + 11, 2, 11);
  assert_int_equal(atl_source_offset(source, 1, 6), at);
  assert_int_equal(atl_source_offset(source, 1, 7), at + 3);
  assert_int_equal(atl_source_offset(source, 1, 10), at + 11);
  assert_int_equal(atl_source_offset(source, 9, 0), source->len);
  atl_sources_release(&sources);
}

static void byte_order_mark_is_no_column(void **state) {
  (void)state;
  struct atl_sources sources = {0};
  struct atl_source *source = source_of(&sources, "\ufeffab\ncd");
  assert_int_equal(atl_source_offset(source, 0, 0), 3);
  assert_int_equal(atl_source_offset(source, 0, 1), 4);
  assert_int_equal(atl_source_offset(source, 1, 1), 7);
  assert_position(source, 3, 1, 1);
  assert_position(source, 4, 1, 2);
  assert_position(source, 7, 2, 2);
  assert_position(source, 0, 1, 1);
  atl_sources_release(&sources);
}

static void positions_and_offsets_agree(void **state) {
  (void)state;
  struct atl_sources sources = {0};
  struct atl_source *source = source_of(&sources, "\ufeffk\u00e9y: v\u2028\r\n\n\u65e5: [1, 2]\rend");
  for (uint32_t at = 3; at <= source->len; at++) {
    if (at < source->len && ((unsigned char)source->text[at] & 0xc0) == 0x80)
      continue;
    struct atl_position p = atl_source_position(source, at);
    assert_int_equal(atl_source_offset(source, p.line - 1, p.column - 1), at);
  }
  atl_sources_release(&sources);
}

static void empty_source(void **state) {
  (void)state;
  struct atl_sources sources = {0};
  uint32_t at = atl_sources_add(&sources, "", NULL, 0);
  struct atl_source *source = &sources.file.at[at];
  assert_true(source->ascii);
  assert_position(source, 0, 1, 1);
  assert_int_equal(atl_source_offset(source, 0, 0), 0);
  assert_string_equal(source->text, "");
  atl_sources_release(&sources);
}

/* -- A folder to write in -- */

static char folder[] = "/tmp/atlas-unit-XXXXXX";

static int make_folder(void **state) {
  (void)state;
  return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
  (void)state;
  return rmdir(folder); /* fails when a test left something behind */
}

static const char *in_folder(const char *name) {
  static char path[2][128];
  static unsigned turn;
  char *to = path[turn++ % 2];
  snprintf(to, sizeof path[0], "%s/%s", folder, name);
  return to;
}

static void assert_file(const char *path, const char *expected) {
  struct atl_sources sources = {0};
  uint32_t at = atl_sources_read(&sources, path);
  assert_int_not_equal(at, ATL_NONE);
  assert_string_equal(sources.file.at[at].text, expected);
  assert_string_equal(sources.file.at[at].name, path);
  atl_sources_release(&sources);
}

static void source_that_cannot_be_read(void **state) {
  (void)state;
  struct atl_sources sources = {0};
  errno = 0;
  assert_int_equal(atl_sources_read(&sources, in_folder("nothing")), ATL_NONE);
  assert_int_equal(errno, ENOENT);
  assert_int_equal(atl_sources_read(&sources, folder), ATL_NONE);
  assert_int_equal(errno, EISDIR);
  assert_int_equal(sources.file.len, 0);
  atl_sources_release(&sources);
}

/* -- Output -- */

static const char *taken(struct atl_out *out) {
  static char text[4096];
  assert_true(out->len < sizeof text);
  memcpy(text, out->buf, out->len);
  text[out->len] = 0;
  atl_out_discard(out);
  return text;
}

static const char *fixed(int64_t value, int32_t unit) {
  struct atl_out out;
  atl_out_memory(&out);
  atl_out_fixed(&out, value, unit);
  return taken(&out);
}

static void numbers(void **state) {
  (void)state;
  assert_string_equal(fixed(96, 64), "1.5");
  assert_string_equal(fixed(-96, 64), "-1.5");
  assert_string_equal(fixed(64, 64), "1");
  assert_string_equal(fixed(0, 64), "0");
  assert_string_equal(fixed(32, 64), ".5");
  assert_string_equal(fixed(-32, 64), "-.5");
  assert_string_equal(fixed(1, 64), ".02");
  assert_string_equal(fixed(1, 1000), "0");
  assert_string_equal(fixed(-1, 1000), "0"); /* no minus before nothing */
  assert_string_equal(fixed(995, 1000), "1");
  assert_string_equal(fixed(1004, 1000), "1");
  assert_string_equal(fixed(1005, 1000), "1.01");
  assert_string_equal(fixed(6404, 64), "100.06");
  assert_string_equal(fixed(INT32_MAX, 1), "2147483647");
  assert_string_equal(fixed((int64_t)INT32_MIN * 64, 64), "-2147483648");
  struct atl_out out;
  atl_out_memory(&out);
  atl_out_int(&out, INT64_MIN);
  atl_out_char(&out, ' ');
  atl_out_int(&out, 0);
  atl_out_format(&out, " %d/%s", 7, "x");
  assert_string_equal(taken(&out), "-9223372036854775808 0 7/x");
}

static const char *xml(const char *text) {
  struct atl_out out;
  atl_out_memory(&out);
  atl_out_xml(&out, text, strlen(text));
  return taken(&out);
}

static void xml_is_escaped(void **state) {
  (void)state;
  assert_string_equal(xml("a < b && \"c\" > 'd'"), "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39;");
  assert_string_equal(xml("two\nlines\tand"), "two lines and");
  assert_string_equal(xml("\x1b[0m\x01"), "\ufffd[0m\ufffd");
  assert_string_equal(xml("\ufffe\uffff\ufffd\uff21\u65e5"), "\ufffd\ufffd\ufffd\uff21\u65e5");
  assert_string_equal(xml("\xef"), "\xef");
  assert_string_equal(xml(""), "");
}

static void long_output_grows(void **state) {
  (void)state;
  struct atl_out out;
  atl_out_memory(&out);
  for (int i = 0; i < 20000; i++)
    atl_out_lit(&out, "0123456789");
  assert_int_equal(out.len, 200000);
  assert_memory_equal(out.buf + 199990, "0123456789", 10);
  atl_out_format(&out, "%1000d", 5);
  assert_int_equal(out.len, 201000);
  assert_int_equal(out.buf[200999], '5');
  assert_int_equal(atl_out_close(&out), 0);
}

static void file_is_put_in_place_at_the_close(void **state) {
  (void)state;
  const char *path = in_folder("map.svg");
  struct atl_out out;
  assert_true(atl_out_file(&out, path));
  atl_out_text(&out, "first");
  atl_out_flush(&out);
  assert_int_equal(access(path, F_OK), -1);
  assert_int_equal(atl_out_close(&out), 0);
  assert_file(path, "first");

  assert_int_equal(chmod(path, 0662), 0); /* wider than any usual umask leaves it */
  assert_true(atl_out_file(&out, path));
  atl_out_text(&out, "second");
  atl_out_flush(&out);
  assert_file(path, "first");
  atl_out_discard(&out); /* a run that fails */
  assert_file(path, "first");

  assert_true(atl_out_file(&out, path));
  for (int i = 0; i < 100000; i++)
    atl_out_lit(&out, "0123456789");
  assert_int_equal(atl_out_close(&out), 0);
  struct stat about;
  assert_int_equal(stat(path, &about), 0);
  assert_int_equal(about.st_size, 1000000);
  assert_int_equal(about.st_mode & 0777, 0662);
  unlink(path);
}

static void link_stays_a_link(void **state) {
  (void)state;
  const char *path = in_folder("real.txt"), *link = in_folder("link.txt");
  struct atl_out out;
  assert_true(atl_out_file(&out, path));
  assert_int_equal(atl_out_close(&out), 0);
  assert_int_equal(symlink("real.txt", link), 0);
  assert_true(atl_out_file(&out, link));
  atl_out_text(&out, "through");
  assert_int_equal(atl_out_close(&out), 0);
  assert_file(path, "through");
  struct stat about;
  assert_int_equal(lstat(link, &about), 0);
  assert_true(S_ISLNK(about.st_mode));
  unlink(link);
  unlink(path);
}

static void failure_is_sticky(void **state) {
  (void)state;
  struct atl_out out;
  assert_false(atl_out_file(&out, in_folder("no/such/folder.svg")));
  assert_int_equal(out.error, ENOENT);
  for (int i = 0; i < 100000; i++)
    atl_out_lit(&out, "0123456789"); /* goes nowhere, and takes no memory */
  assert_true(out.cap < 100000);
  assert_int_equal(atl_out_close(&out), ENOENT);

  assert_false(atl_out_file(&out, folder));
  assert_int_equal(atl_out_close(&out), EISDIR);

  int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return;
  atl_out_fd(&out, fd);
  atl_out_text(&out, "x");
  atl_out_flush(&out);
  assert_int_equal(out.error, ENOSPC);
  assert_int_equal(atl_out_close(&out), ENOSPC);
  assert_int_equal(close(fd), 0); /* stayed open */

  assert_true(atl_out_file(&out, "/dev/full")); /* a device is written to, never replaced */
  atl_out_text(&out, "x");
  assert_int_equal(atl_out_close(&out), ENOSPC);
}

/* -- Reports -- */

static void reports_are_counted_and_cleaned(void **state) {
  (void)state;
  struct atl_diags diags = {0};
  atl_report(&diags, ATL_ERROR, "unknown-key", ATL_NOWHERE, "no key '%s'", "a\x1b[2J\nb\xc2\x9b\u202e\xff");
  atl_report(&diags, ATL_WARNING, "x", (struct atl_span){.file = 0, .begin = 3, .end = 5}, "w");
  atl_report(&diags, ATL_NOTE, "x", ATL_NOWHERE, "n");
  assert_int_equal(diags.errors, 1);
  assert_int_equal(diags.warnings, 1);
  assert_int_equal(diags.list.len, 3);
  assert_string_equal(diags.list.at[0].message, "no key 'a?[2J?b??"
                                                "?'");
  assert_string_equal(diags.list.at[0].code, "unknown-key");
  assert_int_equal(diags.list.at[0].where.file, ATL_NONE);
  assert_int_equal(diags.list.at[1].where.end, 5);
  for (int i = 0; i < 500; i++)
    atl_report(&diags, ATL_ERROR, "many", ATL_NOWHERE, "%d", i);
  assert_int_equal(diags.list.len, ATL_MAX_DIAGS);
  assert_int_equal(diags.errors, 501);
  atl_diags_release(&diags);
  assert_int_equal(diags.errors, 0);
}

static void long_reports_are_cut_between_code_points(void **state) {
  (void)state;
  char word[4001];
  for (int shift = 0; shift < 4; shift++) {
    memset(word, 'a', sizeof word);
    for (size_t i = (size_t)shift; i + 4 < sizeof word; i += 4)
      memcpy(word + i, "\U0001f600", 4);
    word[3900] = 0;
    struct atl_diags diags = {0};
    atl_report(&diags, ATL_ERROR, "long", ATL_NOWHERE, "%s", word);
    const char *message = diags.list.at[0].message;
    size_t len = strlen(message);
    assert_true(len > 900 && len < 1001);
    assert_memory_equal(message, word, len);
    for (size_t i = 0, n; i < len; i += n) {
      uint32_t c;
      n = atl_utf8_decode(message + i, len - i, &c);
      assert_true(n > 0);
    }
    atl_diags_release(&diags);
  }
}

static unsigned word_distance(const char *a, const char *b, unsigned limit) {
  return atl_word_distance(a, strlen(a), b, strlen(b), limit);
}

static void words_that_were_meant(void **state) {
  (void)state;
  assert_int_equal(word_distance("label", "label", 3), 0);
  assert_int_equal(word_distance("lable", "label", 3), 1); /* two letters changed places */
  assert_int_equal(word_distance("labl", "label", 3), 1);
  assert_int_equal(word_distance("kitten", "sitting", 9), 3);
  assert_int_equal(word_distance("kitten", "sitting", 2), 3); /* limit + 1 */
  assert_int_equal(word_distance("", "abc", 5), 3);
  static const char *const keys[] = {"label", "note", "kind", "children", "links", NULL};
  assert_string_equal(atl_nearest("lable", 5, keys), "label");
  assert_string_equal(atl_nearest("childern", 8, keys), "children");
  assert_string_equal(atl_nearest("nodes", 4, keys), "note");
  assert_null(atl_nearest("zebra", 5, keys));
  char long_word[100];
  memset(long_word, 'l', sizeof long_word);
  assert_null(atl_nearest(long_word, sizeof long_word, keys));
}

/* The first and the last of the vectors that the authors of SipHash give, of 00 01 02 ..., and lengths around a word.
 */
static void hash_is_siphash(void **state) {
  static const struct {
    size_t len;
    const char *digits;
  } vectors[] = {{0, "a3817f04ba25a8e66df67214c7550293"},
                 {9, "264499060ad9baabc47f8b02bb6d71ed"},
                 {18, "a426e5e423bf4885294da481feaef723"},
                 {27, "abf248af69a6eae4bfd3eb2f129eeb94"},
                 {63, "5150d1772f50834a503e069a973fbd7c"}};
  unsigned char bytes[64];
  (void)state;
  for (size_t i = 0; i < sizeof bytes; i++)
    bytes[i] = (unsigned char)i;
  for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
    char digits[ATL_HASH_DIGITS + 1];
    struct atl_hash again, hash = atl_hash_bytes(bytes, vectors[i].len);
    atl_hash_write(hash, digits);
    assert_string_equal(digits, vectors[i].digits);
    assert_true(atl_hash_read(digits, &again) && atl_hash_same(hash, again));
  }
  struct atl_hash none;
  assert_false(atl_hash_read("a3817f04ba25a8e66df67214c755029", &none));
  assert_false(atl_hash_read("A3817F04BA25A8E66DF67214C7550293", &none));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arena_gives_zeroed_aligned_memory),
      cmocka_unit_test(vec_grows),
      cmocka_unit_test(strmap_finds_what_was_added),
      cmocka_unit_test(lines_end_where_yaml_says),
      cmocka_unit_test(columns_are_code_points),
      cmocka_unit_test(byte_order_mark_is_no_column),
      cmocka_unit_test(positions_and_offsets_agree),
      cmocka_unit_test(empty_source),
      cmocka_unit_test(source_that_cannot_be_read),
      cmocka_unit_test(numbers),
      cmocka_unit_test(hash_is_siphash),
      cmocka_unit_test(xml_is_escaped),
      cmocka_unit_test(long_output_grows),
      cmocka_unit_test(file_is_put_in_place_at_the_close),
      cmocka_unit_test(link_stays_a_link),
      cmocka_unit_test(failure_is_sticky),
      cmocka_unit_test(reports_are_counted_and_cleaned),
      cmocka_unit_test(long_reports_are_cut_between_code_points),
      cmocka_unit_test(words_that_were_meant),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
