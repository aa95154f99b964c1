/* Two generated maps compared, the second one the first with some decisions changed and other kinds, views and terms
 * beside it. Each node and each link of both is there once; a map does not differ from itself; the list, the object and
 * the map of both can be written, and that map is one. */
#include "generate.h"

#include "base/diag.h"
#include "cmd/diff.h"
#include "diff/diff.h"
#include "map/check.h"
#include "place/place.h"
#include "read/read.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_LAYOUTS = 16, MOST_BESIDE = 4000 };

struct side {
  struct atl_sources sources;
  struct atl_diags diags;
  struct atl_map map;
  bool good;
};

static void side_read(struct side *side, const char *text, size_t len) {
  const char *layouts[MOST_LAYOUTS] = {0};
  for (int i = 0; atl_layouts[i].name && i < MOST_LAYOUTS - 1; i++)
    layouts[i] = atl_layouts[i].name;
  *side = (struct side){0};
  uint32_t file = atl_sources_add(&side->sources, "map.yaml", text, len);
  atl_map_init(&side->map, file);
  side->good = atl_read_yaml_map(&side->map, &side->sources, file, &side->diags) &&
               atl_map_check(&side->map, layouts, atl_direction_names, &side->diags);
}

static void side_release(struct side *side) {
  atl_map_release(&side->map);
  atl_diags_release(&side->diags);
  atl_sources_release(&side->sources);
}

/* What stands beside the nodes: kinds, and the terms, which replace those that the generator writes. */
static size_t beside(struct fuzz_bytes *bytes, char *to, size_t room) {
  static const char *const names[] = {"model", "service", "team", "a", "unknown-kind", "b c", NULL};
  static const char *const looks[] = {"red",
                                      "{color: blue, shape: cylinder}",
                                      "{like: model, icon: lock}",
                                      "{like: a, about: x}",
                                      "{line: dashed, head: crow, label: B}",
                                      "{fill: \"#123456\", text: [\"#000000\", \"#ffffff\"]}",
                                      "service",
                                      NULL};
  size_t at = 0;
  at += (size_t)snprintf(to, room, "legend: %s\nkinds:\n  x-none: 1\n", fuzz_below(bytes, 2) ? "true" : "auto");
  for (size_t i = 0; names[i]; i++)
    if (fuzz_below(bytes, 2))
      at += (size_t)snprintf(to + at, room - at, "  %s: %s\n", names[i], fuzz_word(bytes, looks));
  return at;
}

/* A map and what stands beside it; the caller frees it. */
static char *whole(const uint8_t *data, size_t size, size_t *length) {
  struct fuzz_bytes bytes = {data, size};
  char more[MOST_BESIDE];
  size_t beside_len = beside(&bytes, more, sizeof more), len;
  char *map = fuzz_map(&bytes, NULL, &len), *all = malloc(beside_len + len + 1);
  if (!all)
    abort();
  memcpy(all, more, beside_len);
  memcpy(all + beside_len, map, len + 1);
  free(map);
  *length = beside_len + len;
  return all;
}

static void require(bool holds) {
  if (!holds)
    abort();
}

static uint32_t count_of(const struct atl_map *map, int sort) {
  return sort == ATL_DIFF_KINDS ? map->declared.len : sort == ATL_DIFF_VIEWS ? map->view.len : map->term.len;
}

/* Whether each node, link, kind, view and term stands in the difference once. */
static void check_whole(const struct atl_diff *d) {
  uint32_t olds = 0, news = 0;
  for (uint32_t i = 0; i < d->node.len; i++) {
    olds += d->node.at[i].was != ATL_NONE;
    news += d->node.at[i].is != ATL_NONE;
    require(d->node.at[i].was == ATL_NONE || d->of_old[d->node.at[i].was] == i);
    require(d->node.at[i].is == ATL_NONE || d->of_new[d->node.at[i].is] == i);
  }
  require(olds == d->old->node.len && news == d->new->node.len);
  olds = news = 0;
  for (uint32_t i = 0; i < d->link.len; i++) {
    olds += d->link.at[i].was != ATL_NONE;
    news += d->link.at[i].is != ATL_NONE;
  }
  require(olds == d->old->link.len && news == d->new->link.len);
  for (int sort = 0; sort < ATL_DIFF_SORTS; sort++) {
    olds = news = 0;
    for (uint32_t i = 0; i < d->said[sort].len; i++) {
      olds += d->said[sort].at[i].was != ATL_NONE;
      news += d->said[sort].at[i].is != ATL_NONE;
    }
    require(olds == count_of(d->old, sort) && news == count_of(d->new, sort));
  }
}

static void compare(const struct atl_map *old, const struct atl_map *new, bool same) {
  struct atl_diff diff;
  struct atl_out out;
  struct side both;
  atl_diff_make(&diff, old, new);
  check_whole(&diff);
  require(!same || atl_diff_is_empty(&diff));
  atl_out_memory(&out);
  atl_diff_write_list(&diff, &out);
  require(!atl_diff_is_empty(&diff) || !out.len);
  out.len = 0;
  atl_diff_write_json(&diff, "old", "new", &out);
  out.len = 0;
  atl_diff_write_map(&diff, NULL, &out);
  side_read(&both, out.buf, out.len);
  if (getenv("FUZZ_SHOW") && !both.good)
    fprintf(stderr, "--- %.*s\n", (int)out.len, out.buf);
  for (uint32_t i = 0; getenv("FUZZ_SHOW") && i < both.diags.list.len; i++)
    fprintf(stderr, "%s\n", both.diags.list.at[i].message);
  require(both.good);
  require(both.map.link.len == diff.link.len);
  side_release(&both);
  atl_out_discard(&out);
  atl_diff_release(&diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct fuzz_bytes bytes = {data, size};
  uint32_t changes = fuzz_below(&bytes, 6);
  uint8_t *other = malloc(bytes.size + 1);
  if (!other)
    abort();
  memcpy(other, bytes.data, bytes.size);
  for (uint32_t i = 0; i < changes && bytes.size > 4; i++) {
    struct fuzz_bytes choice = {bytes.data + bytes.size - 1 - i % 4, 1 + i % 4};
    other[fuzz_below(&choice, (uint32_t)(bytes.size < 60000 ? bytes.size : 60000))] ^= (uint8_t)(1 + i * 37);
  }
  size_t old_len, new_len;
  char *old_text = whole(bytes.data, bytes.size, &old_len), *new_text = whole(other, bytes.size, &new_len);
  struct side old, new;
  side_read(&old, old_text, old_len);
  side_read(&new, new_text, new_len);
  if (getenv("FUZZ_SHOW"))
    fprintf(stderr, "%s\n---\n%s\n", old_text, new_text);
  if (old.good && new.good) {
    compare(&old.map, &new.map, false);
    compare(&new.map, &old.map, false);
    compare(&new.map, &new.map, true);
    struct atl_out out;
    atl_out_memory(&out);
    atl_diff_write_lines(&new.map, &out);
    atl_out_discard(&out);
  }
  side_release(&old);
  side_release(&new);
  free(old_text);
  free(new_text);
  free(other);
  return 0;
}
