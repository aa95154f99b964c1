/* Memory that runs out: whichever allocation is the one that fails, a call of the library returns, says so, and gives
 * back what it had.
 *
 * Without sanitizers malloc() and its family are defined here, for all libraries alike. A sanitizer has its own; then
 * the linker leads the calls of our own code here (--wrap), and the sanitizer sees what is lost or given back twice. */
#include "atlas.h"
#include "base/vec.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef free

#ifdef ATL_WRAPPED
#define OURS(name)   __wrap_##name
#define THEIRS(name) __real_##name
#else
#define OURS(name)   name
#define THEIRS(name) __libc_##name
#endif

void *THEIRS(malloc)(size_t size);
void *THEIRS(calloc)(size_t count, size_t size);
void *THEIRS(realloc)(void *old, size_t size);
void THEIRS(free)(void *block);
void *OURS(malloc)(size_t size);
void *OURS(calloc)(size_t count, size_t size);
void *OURS(realloc)(void *old, size_t size);
void OURS(free)(void *block);
#ifdef ATL_WRAPPED
void *THEIRS(aligned_alloc)(size_t alignment, size_t size);
void *OURS(aligned_alloc)(size_t alignment, size_t size);
#endif

enum { NEVER = INT32_MAX };
static long asked, held, first_to_fail = NEVER, last_to_fail = NEVER;
static bool counting;

/* Whether there is memory this time. */
static bool is_there(void) {
  if (!counting)
    return true;
  long now = asked++;
  if (now < first_to_fail || now > last_to_fail)
    return true;
  errno = ENOMEM;
  return false;
}

static void *counted(void *block) {
  held += counting && block;
  return block;
}

#ifdef ATL_WRAPPED
void *OURS(aligned_alloc)(size_t alignment, size_t size) {
  return is_there() ? counted(THEIRS(aligned_alloc)(alignment, size)) : NULL;
}
#endif
void *OURS(malloc)(size_t size) { return is_there() ? counted(THEIRS(malloc)(size)) : NULL; }
void *OURS(calloc)(size_t count, size_t size) { return is_there() ? counted(THEIRS(calloc)(count, size)) : NULL; }
void *OURS(realloc)(void *old, size_t size) {
  if (!is_there())
    return NULL;
  void *moved = THEIRS(realloc)(old, size);
  held += counting && !old && moved;
  return moved;
}
void OURS(free)(void *block) {
  held -= counting && block;
  THEIRS(free)(block);
}

/* Draws while allocations `first` to `last` fail; what is held in the end goes to `left`. */
static int draw(const char *map, const char *options, long first, long last, char **data, char **messages, long *left) {
  struct atlas_result result;
  asked = held = 0;
  first_to_fail = first;
  last_to_fail = last;
  counting = true;
  int status = atlas_draw(map, strlen(map), options, &result);
  first_to_fail = last_to_fail = NEVER;
  counting = false;
  *data = result.data ? memcpy(THEIRS(malloc)(result.size + 1), result.data, result.size + 1) : NULL;
  *messages = memcpy(THEIRS(malloc)(strlen(result.messages) + 1), result.messages, strlen(result.messages) + 1);
  counting = true;
  atlas_result_free(&result);
  counting = false;
  *left = held;
  return status;
}

static bool same(const char *a, const char *b) { return a && b ? !strcmp(a, b) : a == b; }

/* Every allocation fails once alone, and once with all that follow it; of very many, some. */
static void survive(const char *map, const char *options, int wanted) {
  enum { MOST_TRIES = 300 };
  char *data, *messages, *less, *said;
  long left;
  int status = draw(map, options, NEVER, NEVER, &data, &messages, &left); /* libraries are opened, tables filled */
  THEIRS(free)(data);
  THEIRS(free)(messages);
  status = draw(map, options, NEVER, NEVER, &data, &messages, &left);
  assert_int_equal(status, wanted);
  assert_int_equal(left, 0);
  long all = asked, step = all / MOST_TRIES + 1, failed = 0;
  const char *no_memory = strstr(options, "format=json")
                              ? "{\"severity\":\"error\",\"code\":\"memory\",\"message\":\"out of memory\"}\n"
                              : "error: out of memory [memory]\n";
  assert_true(all > 10);
  for (long i = 0; i < all; i += step)
    for (int alone = 0; alone < 2; alone++) {
      status = draw(map, options, i, alone ? i : NEVER, &less, &said, &left);
      if (status == 4) {
        assert_null(less);
        if (strcmp(said, no_memory) != 0) /* what comes before the options were read is said in lines */
          assert_string_equal(said, "error: out of memory [memory]\n");
        failed++;
      } else { /* somebody could do without, as qsort() can */
        assert_int_equal(status, wanted);
        assert_true(same(less, data));
        assert_string_equal(said, messages);
      }
      if (left)
        fail_msg("%ld blocks are lost of '%s' when allocation %ld of %ld fails", left, options, i, all);
      THEIRS(free)(less);
      THEIRS(free)(said);
    }
  assert_true(failed > (all / step) * 3 / 2);
  assert_int_equal(draw(map, options, NEVER, NEVER, &less, &said, &left), wanted); /* nothing is spoilt */
  assert_true(same(less, data));
  THEIRS(free)(less);
  THEIRS(free)(said);
  THEIRS(free)(data);
  THEIRS(free)(messages);
}

static const char map[] = "title: A map\n"
                          "style: &s mono\n" /* an anchor: libyaml reads this one */
                          "nodes:\n"
                          "  shop:\n"
                          "    label: Shop\n"
                          "    note: what customers see\n"
                          "    nodes:\n"
                          "      web: {kind: service, tags: [public], url: 'https://example.org', items: [A, B: c]}\n"
                          "      api: {kind: service, tags: [backend], items: [Login, Logout]}\n"
                          "      db: {tags: [backend], label: Database}\n"
                          "  ops: {nodes: {log: Logs, mon: 'Monitoring, and a label that is broken into lines'}}\n"
                          "links:\n"
                          "  - web -> api: asks\n"
                          "  - api -> db\n"
                          "  - {from: api, to: log, kind: async}\n"
                          "  - mon -- log\n"
                          "views:\n"
                          "  back: {only: backend, layout: list}\n";
static const char plain[] = "nodes: {a: {label: A, nodes: {b: B, c: {label: C, items: [x, y]}}}}\nlinks: [b -> c]\n";
static const char wrong[] = "nodes:\n  a: {lable: x}\n  a: {}\nlinks: [a -> q]\nlayout: tre\n";
static const char broken[] = "nodes:\n  a: [\n";

static void text_survives(void **state) {
  (void)state;
  survive(map, "type=text", 0);
  survive(map, "layout=layered width=60 color=always links=osc8 prefix='// '", 0);
  survive(map, "layout=nested border=double", 0);
  survive(map, "view=back", 0);
  survive(plain, "", 0);
}

static void pictures_survive(void **state) {
  (void)state;
  survive(map, "type=svg layout=layered", 0);
  survive(map, "type=svg layout=radial id-prefix=a", 0);
  survive(map, "type=svg layout=chain only=backend", 0);
  survive(plain, "type=svg", 0);
}

static void data_survives(void **state) {
  (void)state;
  survive(map, "type=json", 0);
  survive(map, "type=dot", 0);
  survive(map, "type=map.json", 0);
  survive(map, "type=mermaid", 0);
  survive(map, "type=markdown", 0);
  survive(map, "type=html", 0);
}

static void mistakes_survive(void **state) {
  (void)state;
  survive(wrong, "type=svg", 1);
  survive(wrong, "format=json", 1);
  survive(wrong, "format=human", 1);
  survive(broken, "", 1);
  survive(plain, "layout=radiall width=x only=a style=nix", 2);
  survive(plain, "style=./no-such-style.yaml", 1);
}

#ifdef ATL_WRAPPED /* GLib, below Pango, ends the process when it is GLib that has no memory */
static void what_other_libraries_draw_survives(void **state) {
  (void)state;
  survive(plain, "type=png scale=0.5", 0);
  survive(plain, "type=pdf", 0);
  survive(plain, "type=svg text=paths", 0);
  survive(plain, "type=svg text=embed", 0);
}
#endif

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_survives),
      cmocka_unit_test(pictures_survive),
      cmocka_unit_test(data_survives),
      cmocka_unit_test(mistakes_survive),
#ifdef ATL_WRAPPED
      cmocka_unit_test(what_other_libraries_draw_survives),
#endif
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
