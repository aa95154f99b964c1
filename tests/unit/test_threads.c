/* Threads that draw at a time: each gets the bytes that one thread alone gets, of every layout, in text, SVG and JSON,
 * of maps of which some are wrong. Built with -fsanitize=thread (the preset `tsan`) it says whether they share
 * anything.
 *
 * ATL_THREADS (8) threads, ATL_RENDERS (70; under the preset 1,000 are meant) drawings in each. */
#include "atlas.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_THREADS = 64 };

static const char shop[] = "title: Shop\nlegend: true\nkinds: {mine: {color: teal, shape: hexagon}}\n"
                           "nodes:\n  web: {kind: mine}\n  db: {kind: database}\n"
                           "links:\n  - {from: web, to: db, kind: async, from-label: 1, to-label: n}\n";
static const char words[] = "nodes: {\xd7\xa9: {label: \"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe6\x9d\xb1\xe4\xba\xac\", "
                            "about: a text of several words}}\n";
static const char frames[] = "nodes: {a: {nodes: {b: B, c: {items: [x, y]}}}, d: D, e: E}\n"
                             "links: [b -> d: asks, d -> e, e -> c, e -> e]\n";

static const char *const maps[] = {frames, shop, "nodes: {a: {lable: B}}\n", words, "nodes: ["};

static const char *const options[] = {
    "type=text",
    "type=svg",
    "type=json",
    "type=text layout=list",
    "type=svg layout=layered",
    "type=text layout=nested width=60",
    "type=svg layout=radial",
    "type=text layout=chain",
    "type=svg layout=grid title legend",
    "type=map.json",
    "type=mermaid",
    "type=dot",
    "type=svg style=dark",
    "type=text layout=tree format=json",
};

enum { MAPS = sizeof maps / sizeof *maps, OPTIONS = sizeof options / sizeof *options };

struct drawn {
  int status;
  struct atlas_result result;
};

static struct drawn alone[MAPS][OPTIONS];

static int draw(uint32_t map, uint32_t option, struct atlas_result *result) {
  return atlas_draw(maps[map], strlen(maps[map]), options[option], result);
}

static bool is_same(const struct drawn *a, int status, const struct atlas_result *b) {
  return a->status == status && a->result.size == b->size && !strcmp(a->result.messages, b->messages) &&
         !a->result.data == !b->data && (!b->data || !memcmp(a->result.data, b->data, b->size));
}

struct job {
  pthread_t thread;
  uint32_t number, renders, wrong;
};

static void *work(void *context) {
  struct job *job = context;
  for (uint32_t i = 0; i < job->renders; i++) {
    uint32_t at = (i * 11 + job->number * 13) % (MAPS * OPTIONS); /* all of them, each thread from another on */
    struct atlas_result result;
    int status = draw(at / OPTIONS, at % OPTIONS, &result);
    job->wrong += !is_same(&alone[at / OPTIONS][at % OPTIONS], status, &result);
    atlas_result_free(&result);
  }
  return NULL;
}

static uint32_t number_of(const char *name, uint32_t otherwise) {
  const char *text = getenv(name);
  return text ? (uint32_t)strtoul(text, NULL, 10) : otherwise;
}

static void threads_draw_what_one_draws(void **state) {
  (void)state;
  static struct job job[MOST_THREADS];
  uint32_t threads = number_of("ATL_THREADS", 8), renders = number_of("ATL_RENDERS", 70), good = 0;
  assert_in_range(threads, 1, MOST_THREADS);
  for (uint32_t m = 0; m < MAPS; m++)
    for (uint32_t o = 0; o < OPTIONS; o++) {
      alone[m][o].status = draw(m, o, &alone[m][o].result);
      good += !alone[m][o].status;
    }
  assert_in_range(good, 3 * OPTIONS - 3, 3 * OPTIONS); /* two maps are wrong */
  for (uint32_t i = 0; i < threads; i++) {
    job[i] = (struct job){.number = i, .renders = renders};
    assert_int_equal(pthread_create(&job[i].thread, NULL, work, &job[i]), 0);
  }
  for (uint32_t i = 0; i < threads; i++) {
    assert_int_equal(pthread_join(job[i].thread, NULL), 0);
    assert_int_equal(job[i].wrong, 0);
  }
  for (uint32_t m = 0; m < MAPS; m++)
    for (uint32_t o = 0; o < OPTIONS; o++)
      atlas_result_free(&alone[m][o].result);
  printf("%u threads, %u drawings each\n", threads, renders);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(threads_draw_what_one_draws)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
