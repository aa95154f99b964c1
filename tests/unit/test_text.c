/* The text room and the UTF-8 below it: clusters, cells, advances, line breaks, and text that means harm. */
#include "base/utf8.h"
#include "text/metrics.h"
#include "text/segment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FAMILY  "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
#define FLAG_DE "\U0001f1e9\U0001f1ea"
#define FLAG_JP "\U0001f1ef\U0001f1f5"

enum { PX14 = 14 * 64 };

static size_t cluster(const char *text) { return atl_cluster(text, strlen(text)); }
static int cells(const char *text) { return atl_text_cells(text, strlen(text)); }
static int cluster_cells(const char *text) { return atl_cluster_cells(text, strlen(text)); }
static int32_t advance(enum atl_face face, const char *text) {
  return atl_text_advance(face, PX14, text, strlen(text));
}

/* -- Clusters -- */

static void clusters_keep_together(void **state) {
  (void)state;
  static const char *const whole[] = {"a",
                                      "\u00e9",
                                      "e\u0301",
                                      "\r\n",
                                      FAMILY,
                                      FLAG_DE,
                                      "1\ufe0f\u20e3",
                                      "\u2764\ufe0f\u200d\U0001f525",
                                      "\U0001f44d\U0001f3fd",
                                      "\u1112\u1161\u11ab",
                                      "\ud55c",
                                      "\u0915\u093f",
                                      "\u0e19\u0e49\u0e33",
                                      "\u0915\u094d",
                                      "a\u0301\u0302\u0303\u0304",
                                      "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e007f"};
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
    char text[80];
    assert_int_equal(cluster(whole[i]), strlen(whole[i]));
    snprintf(text, sizeof text, "%sx", whole[i]); /* and what follows stands apart */
    assert_int_equal(cluster(text), strlen(whole[i]));
  }
}

static void clusters_stand_apart(void **state) {
  (void)state;
  assert_int_equal(cluster(FLAG_DE FLAG_JP), strlen(FLAG_DE));
  assert_int_equal(cluster(FLAG_DE "\U0001f1ef"), strlen(FLAG_DE));
  assert_int_equal(cluster("\n\u0301"), 1); /* nothing joins a control */
  assert_int_equal(cluster("\n\n"), 1);
  assert_int_equal(cluster("\r\r\n"), 1);
  assert_int_equal(cluster("a\u200db"), 4); /* a ZWJ joins pictures, not letters */
  assert_int_equal(cluster("\u65e5\u672c"), 3);
  assert_int_equal(cluster("\u0915\u094d\u0937"), 6); /* a conjunct: each consonant has its cell */
  assert_int_equal(atl_cluster("", 0), 0);
}

static void broken_bytes_are_clusters(void **state) {
  (void)state;
  static const char *const broken[] = {"\xff", "\xc3", "\xe2\x82", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                       "\x80"};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    assert_int_equal(cluster(broken[i]), 1);
    assert_int_equal(cells(broken[i]), strlen(broken[i]));
  }
  assert_int_equal(cluster("a\xff"), 1);
  assert_int_equal(cluster("\u00e9\xcc"), 2);
}

static uint32_t next_random(uint32_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 17;
  *seed ^= *seed << 5;
  return *seed;
}

/* -- Cells -- */

static void cells_of_clusters(void **state) {
  (void)state;
  assert_int_equal(cluster_cells("a"), 1);
  assert_int_equal(cluster_cells("e\u0301"), 1);
  assert_int_equal(cluster_cells("\u65e5"), 2);
  assert_int_equal(cluster_cells("\uff21"), 2); /* fullwidth A */
  assert_int_equal(cluster_cells("\uff71"), 1); /* halfwidth kana */
  assert_int_equal(cluster_cells("\U0001f600"), 2);
  assert_int_equal(cluster_cells(FAMILY), 2);
  assert_int_equal(cluster_cells(FLAG_DE), 2);
  assert_int_equal(cluster_cells("\U0001f1e9"), 2);
  assert_int_equal(cluster_cells("1\ufe0f\u20e3"), 2);
  assert_int_equal(cluster_cells("\u2764"), 1);
  assert_int_equal(cluster_cells("\u2764\ufe0f"), 2);
  assert_int_equal(cluster_cells("\u2764\ufe0f\u200d\U0001f525"), 2);
  assert_int_equal(cluster_cells("\U0001f44d\U0001f3fd"), 2);
  assert_int_equal(cluster_cells("\u1112\u1161\u11ab"), 2);
  assert_int_equal(cluster_cells("\u0301"), 0);
  assert_int_equal(cluster_cells("\u200b"), 0);
  assert_int_equal(cluster_cells("\u00ad"), 0);
  assert_int_equal(cluster_cells("\u0915\u093f"), 2); /* the vowel sign has a cell */
  assert_int_equal(cluster_cells("\u0e19\u0e49\u0e33"), 2);
  assert_int_equal(cluster_cells("\r\n"), 1);
  assert_int_equal(cluster_cells("\U0001fae8"), 2); /* younger than some libraries */
}

static void ambiguous_is_narrow(void **state) {
  (void)state;
  assert_int_equal(cells("\u00b1\u00d7\u2190\u2500\u25bc\u03b1\u0414\u2026\u201c"), 9);
}

static void cells_of_text(void **state) {
  (void)state;
  assert_int_equal(cells(""), 0);
  assert_int_equal(cells("HUGGING FACE HUB"), 16);
  assert_int_equal(cells("Gr\u00f6\u00dfe"), 5);
  assert_int_equal(cells("cafe\u0301 noir"), 9);
  assert_int_equal(cells("\u65e5\u672c\u8a9e map"), 10);
  assert_int_equal(cells("a" FAMILY "b" FLAG_DE FLAG_JP), 8);
  assert_int_equal(cells("press 1\ufe0f\u20e3 now"), 12);
  assert_int_equal(cells("\u05e9\u05dc\u05d5\u05dd"), 4);
  assert_int_equal(cells("ok\xff\xfe"), 4);
}

/* -- Advances -- */

static void advances_of_known_letters(void **state) {
  (void)state;
  /* W: Arial 1933, DejaVu Sans 2025, Verdana 0.989 em; in 1/64 px at 14 px, rounded up. */
  int32_t w = advance(ATL_SANS, "W");
  assert_true(w >= (2025 * PX14 + 2047) / 2048 && w <= (2030 * PX14 + 2047) / 2048);
  /* a digit: Arial 1139, DejaVu Sans 1303 */
  assert_int_equal(advance(ATL_SANS, "0"), (1303 * PX14 + 2047) / 2048);
  assert_int_equal(advance(ATL_MONO, "i"), (1233 * PX14 + 2047) / 2048);
  assert_int_equal(advance(ATL_MONO, "W\u00e9\u2500"), (3 * 1233 * PX14 + 2047) / 2048);
  assert_int_equal(advance(ATL_SANS, ""), 0);
  assert_int_equal(atl_text_advance(ATL_SANS, 0, "abc", 3), 0);
}

static void advances_grow(void **state) {
  (void)state;
  const char *text = "Models & \u0414ata \u2192 caf\u00e9 \u65e5\u672c (1M+) \U0001f600!";
  for (int face = 0; face < ATL_FACES; face++) {
    int32_t last = 0;
    for (size_t len = 0, size = strlen(text); len < size; len += atl_cluster(text + len, size - len)) {
      int32_t now = atl_text_advance((enum atl_face)face, PX14, text, len);
      assert_true(now >= last);
      last = now;
    }
    assert_true(atl_text_advance((enum atl_face)face, 2 * PX14, text, strlen(text)) > last);
  }
  for (char c = 'A'; c <= 'Z'; c++)
    assert_true(atl_text_advance(ATL_SANS_BOLD, PX14, &c, 1) >= atl_text_advance(ATL_SANS, PX14, &c, 1));
  for (char c = ' '; c < 0x7f; c++)
    assert_true(atl_text_advance(ATL_SANS, PX14, &c, 1) > 0);
}

static void advances_of_what_is_in_no_table(void **state) {
  (void)state;
  assert_int_equal(advance(ATL_SANS, "\u65e5\u672c"), 2 * PX14);
  assert_int_equal(advance(ATL_SANS, "\u1112\u1161\u11ab"), PX14);
  assert_int_equal(advance(ATL_SANS, "\u0e01"), PX14);
  assert_int_equal(advance(ATL_SANS, "\ud55c\uae00"), 2 * PX14);
  int32_t emoji = advance(ATL_SANS, "\U0001f600");
  assert_true(emoji >= PX14 * 5 / 4 && emoji < PX14 * 3 / 2);
  assert_int_equal(advance(ATL_SANS, FAMILY), emoji);
  assert_int_equal(advance(ATL_SANS, FLAG_DE), emoji);
  assert_int_equal(advance(ATL_SANS, "1\ufe0f\u20e3"), emoji);
  assert_int_equal(advance(ATL_SANS, "\u2764\ufe0f"), emoji);
  assert_true(advance(ATL_MONO, "\u65e5") >= 2 * advance(ATL_MONO, "x"));
  assert_int_equal(advance(ATL_SANS, "e\u0301"), advance(ATL_SANS, "e")); /* marks take no room */
  assert_int_equal(advance(ATL_SANS, "\u65e5\u0301"), PX14);
}

static void what_is_in_the_table(void **state) {
  (void)state;
  static const char *const in[] = {"", "Models (1M+)", "Gr\u00f6\u00dfe \u2192 \u03b1 \u0416", "e\u0301",
                                   "\u2500\u25b6\u2713\u20ac\u2026"};
  static const char *const not_in[] = {"\u65e5", "\u0645", "\u05d0", "\U0001f600", "a\ufe0f",
                                       "\t",     "\n",     "\xff",   "\u0e01",     "\u26a1"};
  for (size_t i = 0; i < sizeof in / sizeof *in; i++)
    assert_true(atl_text_in_table(ATL_SANS, in[i], strlen(in[i])));
  for (size_t i = 0; i < sizeof not_in / sizeof *not_in; i++)
    for (int face = 0; face < ATL_FACES; face++)
      assert_false(atl_text_in_table((enum atl_face)face, not_in[i], strlen(not_in[i])));
}

/* -- Lines -- */

static const struct atl_ruler IN_CELLS = {.cells = true};

/* The lines, joined by '|'. Checks what every answer must keep to. */
static const char *wrapped_in(const struct atl_ruler *ruler, const char *text, int32_t max, int32_t open,
                              int32_t close) {
  static char joined[512];
  struct atl_slice line[64];
  size_t n = atl_wrap(ruler, text, strlen(text), max, open, close, line, 64), len = 0;
  assert_true(n <= 64);
  joined[0] = 0;
  for (size_t i = 0; i < n; i++) {
    assert_int_equal(line[i].width, atl_ruler_measure(ruler, text + line[i].begin, line[i].len));
    assert_true(!i || line[i].begin >= line[i - 1].begin + line[i - 1].len);
    len += (size_t)snprintf(joined + len, sizeof joined - len, "%s%.*s", i ? "|" : "", (int)line[i].len,
                            text + line[i].begin);
  }
  return joined;
}

static const char *wrapped(const char *text, int32_t max) { return wrapped_in(&IN_CELLS, text, max, 0, 0); }

static void lines_of_the_author(void **state) {
  (void)state;
  assert_string_equal(wrapped("one line", 80), "one line");
  assert_string_equal(wrapped("two\nlines", 80), "two|lines");
  assert_string_equal(wrapped("  blanks  \n  go  ", 80), "blanks|go");
  assert_string_equal(wrapped("\n \na\n\n \nb\n\n", 80), "a|||b");
  assert_string_equal(wrapped("a\r\nb", 80), "a|b");
  assert_string_equal(wrapped("", 80), "");
  assert_int_equal(atl_wrap(&IN_CELLS, "", 0, 80, 0, 0, NULL, 0), 0);
  assert_int_equal(atl_wrap(&IN_CELLS, " \n ", 3, 80, 0, 0, NULL, 0), 0);
}

static void lines_are_few_and_even(void **state) {
  (void)state;
  assert_string_equal(wrapped("Unified AI Ecosystem", 19), "Unified AI|Ecosystem");
  assert_string_equal(wrapped("aaaa bbbb cccc dddd", 16), "aaaa bbbb|cccc dddd");
  assert_string_equal(wrapped("a b c d e f g h", 9), "a b c d|e f g h");
  assert_string_equal(wrapped("aaaa aaaa aaaa aaaa aaaa aaaa aaaa", 14), "aaaa aaaa|aaaa aaaa aaaa|aaaa aaaa");
  assert_string_equal(wrapped("one two three\nfour", 7), "one two|three|four");
  assert_string_equal(wrapped("a  b", 2), "a|b");
}

static void words_overhang(void **state) {
  (void)state;
  assert_string_equal(wrapped("an Internationalization of it", 8), "an|Internationalization|of it");
  assert_string_equal(wrapped("Internationalization", 8), "Internationalization");
  assert_string_equal(wrapped("a bc", 0), "a|bc");
  assert_string_equal(wrapped("a bc", INT32_MIN), "a|bc");
}

static void parentheses_take_room(void **state) {
  (void)state;
  assert_string_equal(wrapped_in(&IN_CELLS, "aaaa bbbb", 9, 0, 0), "aaaa bbbb");
  assert_string_equal(wrapped_in(&IN_CELLS, "aaaa bbbb", 10, 1, 1), "aaaa|bbbb");
  assert_string_equal(wrapped_in(&IN_CELLS, "aaaa bbbb", 11, 1, 1), "aaaa bbbb");
  assert_string_equal(wrapped_in(&IN_CELLS, "aaa bbb ccc ddd", 8, 1, 1), "aaa bbb|ccc ddd");
  assert_string_equal(wrapped_in(&IN_CELLS, "aaa bbb ccc ddd", 7, 1, 0), "aaa|bbb ccc|ddd");
  assert_string_equal(wrapped_in(&IN_CELLS, "aaa bbb\nccc", 7, 1, 1), "aaa|bbb|ccc");
}

static void breaks_of_unicode(void **state) {
  (void)state;
  assert_string_equal(wrapped("\u65e5\u672c\u8a9e\u306e\u5730\u56f3", 6), "\u65e5\u672c\u8a9e|\u306e\u5730\u56f3");
  assert_string_equal(wrapped("\u65e5\u672c\u3002", 4), "\u65e5|\u672c\u3002"); /* no line begins with a full stop */
  assert_string_equal(wrapped("10\u00a0km from here", 6), "10\u00a0km|from|here");
  assert_string_equal(wrapped("state-of-the-art", 9), "state-of-|the-art");
  assert_string_equal(wrapped("Search/RAG", 7), "Search/|RAG");
  assert_string_equal(wrapped("a" FAMILY FAMILY, 3), "a" FAMILY "|" FAMILY);
  assert_string_equal(wrapped(FLAG_DE FLAG_JP, 2), FLAG_DE "|" FLAG_JP);
  assert_string_equal(wrapped("x \u0301y", 1), "x \u0301y"); /* a blank with a mark is a cluster */
  assert_string_equal(wrapped("ab\xff cd", 3), "ab\xff|cd");
}

static void lines_in_px(void **state) {
  (void)state;
  struct atl_ruler ruler = {.face = ATL_SANS, .size = PX14};
  int32_t wide = advance(ATL_SANS, "Vision sets");
  assert_string_equal(wrapped_in(&ruler, "Vision sets Audio sets", wide, 0, 0), "Vision sets|Audio sets");
  assert_string_equal(wrapped_in(&ruler, "Vision sets", wide - 1, 0, 0), "Vision|sets");
}

#define SHY "\u00ad"

static void soft_hyphens(void **state) {
  (void)state;
  assert_int_equal(cells("Do" SHY "nau"), 5);
  assert_int_equal(cells(SHY "a"), 1);
  assert_int_equal(cells("Do" SHY), 3); /* at the end of a line it is a hyphen */
  for (int face = 0; face < ATL_FACES; face++) {
    assert_int_equal(advance((enum atl_face)face, "Do" SHY "nau"), advance((enum atl_face)face, "Donau"));
    assert_int_equal(advance((enum atl_face)face, "Do" SHY), advance((enum atl_face)face, "Do-"));
    assert_int_equal(advance((enum atl_face)face, "\u6771" SHY "\u4eac" SHY),
                     advance((enum atl_face)face, "\u6771\u4eac-"));
  }
  assert_string_equal(wrapped("Do" SHY "nau", 5), "Do" SHY "nau");
  assert_string_equal(wrapped("Do" SHY "nau", 4), "Do" SHY "|nau");
  assert_string_equal(wrapped("aa" SHY "bb" SHY "cc" SHY "dd", 5), "aa" SHY "bb" SHY "|cc" SHY "dd");
  assert_string_equal(wrapped("aa" SHY "bb" SHY "cc" SHY "dd", 4), "aa" SHY "|bb" SHY "|cc" SHY "dd");
  assert_string_equal(wrapped("ab" SHY SHY, 9), "ab");
  assert_string_equal(wrapped("ab" SHY "\ncd" SHY, 9), "ab|cd");
  char seen[32];
  size_t n = atl_show_soft_hyphens(seen, "Do" SHY "nau" SHY, 9);
  assert_int_equal(n, 6);
  assert_memory_equal(seen, "Donau-", 6);
  assert_true(atl_has_soft_hyphens("Do" SHY, 4));
  assert_false(atl_has_soft_hyphens("\u00a7 \u00e9\xc2", 6));
}

static void ambiguous_is_wide_where_asked_for(void **state) {
  (void)state;
  static const char *const wide[] = {"\u03b1", "\u0416", "\u2192", "\u2026", "\u00a7",
                                     "\u00b1", "\u201c", "\u2460", "\u2500"};
  static const char *const narrow[] = {"a", "\u00e5", "\u0161", "\u05d0", "\u0e01", "\u2713"};
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
    assert_int_equal(atl_text_cells_of(wide[i], strlen(wide[i]), true), 2);
    assert_int_equal(cells(wide[i]), 1);
  }
  for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++)
    assert_int_equal(atl_text_cells_of(narrow[i], strlen(narrow[i]), true), 1);
  const char *text = "a \u2192 b \u03b1\u0301 \u65e5"; /* a mark adds nothing, an ideograph is wide anyway */
  assert_int_equal(atl_text_cells_of(text, strlen(text), true), 1 + 1 + 2 + 1 + 1 + 1 + 2 + 1 + 2);
  assert_string_equal(
      wrapped_in(&(struct atl_ruler){.cells = true, .wide = true}, "\u03b1\u03b1 \u03b2\u03b2", 5, 0, 0),
      "\u03b1\u03b1|\u03b2\u03b2");
}

static void more_lines_than_room(void **state) {
  (void)state;
  struct atl_slice line[3] = {{0}};
  line[2].begin = 77;
  assert_int_equal(atl_wrap(&IN_CELLS, "a b c d", 7, 1, 0, 0, line, 2), 4);
  assert_int_equal(line[1].begin, 2);
  assert_int_equal(line[2].begin, 77);
}

/* -- Direction -- */

static void right_to_left(void **state) {
  (void)state;
  assert_true(atl_text_is_rtl("map \u05d0", 6));
  assert_true(atl_text_is_rtl("\u0627", 2));
  assert_true(atl_text_is_rtl("\u200f", 3));
  assert_true(atl_text_is_rtl("\u0661", 2));
  assert_true(atl_text_is_rtl("\U00010800", 4));
  assert_false(atl_text_is_rtl("Gr\u00f6\u00dfe \u65e5", strlen("Gr\u00f6\u00dfe \u65e5")));
  assert_false(atl_text_is_rtl("\xff\xd7", 2));
  assert_false(atl_text_is_rtl("", 0));
}

/* -- Hostile text -- */

/* Every routine on random bytes: sums agree, slices lie in the text, clusters are never cut. */
static void random_bytes(void **state) {
  (void)state;
  static const char *const part[] = {"a ",     "\u0301",   "\u200d", FAMILY,   FLAG_DE, "\n",
                                     "\u65e5", "\xf0\x9f", "-/",     "\u00a0", " ",     "\u0e33"};
  uint32_t seed = 7;
  for (int round = 0; round < 3000; round++) {
    size_t len = 0, size = next_random(&seed) % 120;
    char *text = malloc(size + 1); /* to its exact size: a read too far is seen by the sanitizer */
    while (len < size) {
      const char *more = part[next_random(&seed) % (sizeof part / sizeof *part)];
      size_t n = strlen(more);
      if (round % 3 && len + n <= size) {
        memcpy(text + len, more, n);
        len += n;
      } else
        text[len++] = (char)next_random(&seed);
    }
    char *exact = malloc(size ? size : 1);
    memcpy(exact, text, size);
    int32_t sum = 0;
    char *border = calloc(size + 1, 1);
    for (size_t at = 0; at < size;) {
      size_t n = atl_cluster(exact + at, size - at);
      assert_true(n >= 1 && n <= size - at);
      sum += atl_cluster_cells(exact + at, n);
      border[at] = 1;
      at += n;
    }
    border[size] = 1;
    assert_int_equal(atl_text_cells(exact, size), sum);
    atl_text_is_rtl(exact, size);
    assert_true(atl_text_advance(ATL_SANS, PX14, exact, size) >= 0);
    struct atl_slice line[128];
    int32_t max = (int32_t)(next_random(&seed) % 20);
    size_t lines = atl_wrap(&IN_CELLS, exact, size, max, (int32_t)(round % 3), (int32_t)(round % 2), line, 128);
    assert_true(lines <= 128);
    for (size_t i = 0, last = 0; i < lines; i++) {
      assert_true(line[i].begin >= last && line[i].begin + line[i].len <= size);
      last = line[i].begin + line[i].len;
      assert_true(border[line[i].begin]);
      assert_true(!line[i].len || border[last] || exact[last] == '\r'); /* CR LF: the break is dropped whole */
    }
    size_t safe = atl_sanitise(exact, exact, size);
    assert_true(safe <= size);
    for (size_t i = 0; i < safe; i++)
      assert_true((unsigned char)exact[i] >= 0x20 || exact[i] == '\n');
    for (size_t i = 0, n; i < safe; i += n) {
      uint32_t c;
      n = atl_utf8_decode(exact + i, safe - i, &c);
      assert_true(n > 0);
    }
    free(border);
    free(exact);
    free(text);
  }
}

/* Linear: with a quadratic step these would take minutes. */
static void long_labels(void **state) {
  (void)state;
  enum { N = 100000 };
  char *text = malloc(N);
  memcpy(text, "e", 1);
  for (size_t i = 1; i + 2 <= N; i += 2)
    memcpy(text + i, "\u0301", 2);
  assert_int_equal(atl_cluster(text, N - 1), N - 1);
  assert_int_equal(atl_text_cells(text, N - 1), 1);
  assert_int_equal(atl_wrap(&IN_CELLS, text, N - 1, 10, 0, 0, NULL, 0), 1);
  for (size_t i = 0; i < N; i++)
    text[i] = i % 2 ? ' ' : 'a';
  assert_int_equal(atl_wrap(&IN_CELLS, text, N, 1, 0, 0, NULL, 0), N / 2);
  assert_int_equal(atl_wrap(&IN_CELLS, text, N, 99, 0, 0, NULL, 0), N / 100);
  assert_int_equal(atl_wrap(&IN_CELLS, text, N, N - 2, 0, 0, NULL, 0), 2);
  memset(text, '\n', N);
  text[0] = text[N - 1] = 'x';
  assert_int_equal(atl_wrap(&IN_CELLS, text, N, 80, 0, 0, NULL, 0), N - 1);
  for (size_t i = 0; i + 4 <= N; i += 4)
    memcpy(text + i, "\U0001f1e9", 4);
  assert_int_equal(atl_text_cells(text, N), N / 4);
  assert_int_equal(atl_wrap(&IN_CELLS, text, N, 80, 0, 0, NULL, 0), (N / 4 + 79) / 80);
  free(text);
}

/* -- UTF-8 -- */

static void utf8_both_ways(void **state) {
  (void)state;
  for (uint32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 97) {
    if (c >= 0xd800 && c < 0xe000)
      continue;
    char bytes[4];
    uint32_t back = 0;
    size_t n = atl_utf8_encode(bytes, c);
    assert_int_equal(atl_utf8_decode(bytes, n, &back), n);
    assert_int_equal(back, c);
    assert_int_equal(atl_utf8_decode(bytes, n - 1, &back), 0); /* cut */
  }
  uint32_t c;
  static const char *const broken[] = {"\xc0\x80",         "\xe0\x80\x80",     "\xed\xa0\x80", "\xf0\x80\x80\x80",
                                       "\xf4\x90\x80\x80", "\xf8\x80\x80\x80", "\x80",         "\xc3(",
                                       "\xe2\x82("};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
    assert_int_equal(atl_utf8_decode(broken[i], strlen(broken[i]), &c), 0);
}

static const char *sanitised(const char *text) {
  static char safe[128];
  safe[atl_sanitise(safe, text, strlen(text))] = 0;
  return safe;
}

static void strangers_text_is_harmless(void **state) {
  (void)state;
  assert_string_equal(sanitised("plain \u00e9 \u65e5 " FAMILY), "plain \u00e9 \u65e5 " FAMILY);
  assert_string_equal(sanitised("\x1b[31mred\x07\x7f"), "?[31mred??");
  assert_string_equal(sanitised("\xc2\x9b"
                                "31m"),
                      "?31m"); /* CSI in one code point */
  assert_string_equal(sanitised("a\u202eb\u2066c\ufeff"), "a?b?c?");
  assert_string_equal(sanitised("\tx\r\ny\rz\xc2\x85\u2028\u2029"), " x\ny\nz\n\n\n");
  assert_string_equal(sanitised("\xff\xc3("), "?"
                                              "?(");
  assert_string_equal(sanitised("\u200e\u200f"), "\u200e\u200f"); /* marks, not overrides */
  char nul[] = {'a', 0, 'b'};
  assert_int_equal(atl_sanitise(nul, nul, 3), 3);
  assert_memory_equal(nul, "a?b", 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(clusters_keep_together),
      cmocka_unit_test(clusters_stand_apart),
      cmocka_unit_test(broken_bytes_are_clusters),
      cmocka_unit_test(cells_of_clusters),
      cmocka_unit_test(ambiguous_is_narrow),
      cmocka_unit_test(cells_of_text),
      cmocka_unit_test(advances_of_known_letters),
      cmocka_unit_test(advances_grow),
      cmocka_unit_test(advances_of_what_is_in_no_table),
      cmocka_unit_test(what_is_in_the_table),
      cmocka_unit_test(lines_of_the_author),
      cmocka_unit_test(lines_are_few_and_even),
      cmocka_unit_test(words_overhang),
      cmocka_unit_test(parentheses_take_room),
      cmocka_unit_test(breaks_of_unicode),
      cmocka_unit_test(lines_in_px),
      cmocka_unit_test(soft_hyphens),
      cmocka_unit_test(ambiguous_is_wide_where_asked_for),
      cmocka_unit_test(more_lines_than_room),
      cmocka_unit_test(right_to_left),
      cmocka_unit_test(random_bytes),
      cmocka_unit_test(long_labels),
      cmocka_unit_test(utf8_both_ways),
      cmocka_unit_test(strangers_text_is_harmless),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
