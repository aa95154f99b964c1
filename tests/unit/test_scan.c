/* The scanner of maps against libyaml: on all there is of YAML here, on what of it is shared outside of the project,
 * and on 100,000 mutations of maps. */
#include "../fuzz/events.h"

#include "base/source.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MUTATIONS = 100000, MOST_FILES = 4096, MOST_PIECE = 600, OPEN_FOLDERS = 16 };

static struct atl_sources files;

static int add(const char *path, const struct stat *about, int type, struct FTW *where) {
  (void)about;
  (void)where;
  size_t len = strlen(path);
  if (type == FTW_F && len > 5 &&
      (!strcmp(path + len - 5, ".yaml") || !strcmp(path + len - 4, ".yml") || !strcmp(path + len - 5, ".test")) &&
      files.file.len < MOST_FILES)
    assert_int_not_equal(atl_sources_read(&files, path), ATL_NONE);
  return 0;
}

static int read_all(void **state) {
  (void)state;
  char path[4096];
  const char *root = getenv("ATL_SOURCE"), *shared = getenv("ATL_SHARED");
  static const char *const own[] = {"maps", "styles", "examples", "tests"};
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
    snprintf(path, sizeof path, "%s/%s", root ? root : ".", own[i]);
    nftw(path, add, OPEN_FOLDERS, FTW_PHYS);
  }
  if (shared)
    nftw(shared, add, OPEN_FOLDERS, FTW_PHYS);
  else
    print_message("no shared folder: its files are left out\n");
  return 0;
}

static int release(void **state) {
  (void)state;
  atl_sources_release(&files);
  return 0;
}

static void files_are_read_alike(void **state) {
  (void)state;
  uint32_t maps = 0, scanned = 0;
  for (uint32_t i = 0; i < files.file.len; i++) {
    const struct atl_source *file = &files.file.at[i];
    bool known = same_events(file->text, file->len);
    if (strstr(file->name, "/maps/") && !strstr(file->name, "shared") && !strstr(file->name, "/tests/")) {
      maps++;
      scanned += known;
      if (!known)
        print_message("libyaml is asked: %s\n", file->name);
    }
  }
  assert_true(maps >= 19);
  assert_int_equal(scanned, maps); /* else nothing was compared */
}

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

/* A piece of a file, of whole lines, with one to four changes that keep much of its form. */
static void mutations_are_read_alike(void **state) {
  (void)state;
  static const char *const signs[] = {" ",
                                      "  ",
                                      "\n",
                                      "\n  ",
                                      "\n- ",
                                      ": ",
                                      ":",
                                      "#",
                                      " #",
                                      "\"",
                                      "'",
                                      "''",
                                      "\\",
                                      "\\n",
                                      "{",
                                      "}",
                                      "[",
                                      "]",
                                      ", ",
                                      "- ",
                                      "-",
                                      "|",
                                      "|-",
                                      ">",
                                      ">-\n",
                                      "?",
                                      "? ",
                                      "&a ",
                                      "*a",
                                      "!t ",
                                      "%",
                                      "@",
                                      "`",
                                      "\t",
                                      "\r",
                                      "---",
                                      "...",
                                      "---\n",
                                      "\xc3\xa9",
                                      "\xc2\x85",
                                      "\xe2\x80\xa8",
                                      "\xff",
                                      "\x01",
                                      "a: b",
                                      "a: {b: c}\n",
                                      "- [x, y]\n",
                                      "k:\n",
                                      "~",
                                      "."};
  enum { SIGNS = sizeof signs / sizeof *signs };
  uint64_t random = 1;
  uint32_t scanned = 0,
           mutations = getenv("ATL_SCAN_N") ? (uint32_t)strtoul(getenv("ATL_SCAN_N"), NULL, 10) : MUTATIONS;
  for (uint32_t i = 0; i < mutations; i++) {
    const struct atl_source *file = &files.file.at[next_random(&random) % files.file.len];
    char piece[MOST_PIECE + 64];
    uint32_t from = file->len ? next_random(&random) % file->len : 0;
    while (from && file->text[from - 1] != '\n')
      from--;
    uint32_t len = file->len - from < MOST_PIECE ? file->len - from : MOST_PIECE;
    memcpy(piece, file->text + from, len);
    for (uint32_t changes = next_random(&random) % 4; changes; changes--) {
      uint32_t at = len ? next_random(&random) % len : 0, gone = next_random(&random) % 3;
      gone = gone > len - at ? len - at : gone;
      const char *sign = signs[next_random(&random) % SIGNS];
      uint32_t more = (uint32_t)strlen(sign);
      if (len - gone + more > sizeof piece)
        break;
      memmove(piece + at + more, piece + at + gone, len - at - gone);
      memcpy(piece + at, sign, more);
      len += more - gone;
    }
    scanned += same_events(piece, len);
  }
  assert_true(scanned > mutations / 10); /* the scanner knew enough of them */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(files_are_read_alike),
                                     cmocka_unit_test(mutations_are_read_alike)};
  return cmocka_run_group_tests(tests, read_all, release);
}
