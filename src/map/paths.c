/* A path with wild cards goes down the hierarchy as a set of states: bit k of a node says that the first k segments
 * match the ids from the top to there. Nodes stand behind their parents, so one pass is enough. */
#include "map/paths.h"

#include <stdlib.h>
#include <string.h>

struct segment {
  const char *text;
  size_t len;
  bool any; /* `**` */
};

bool atl_path_is_one(const char *word) { return strpbrk(word, ".*?") != NULL; }

/* Whether an id matches a segment. A `*` takes as little as it can; where that fails, the last one takes more. */
static bool matches(const struct segment *segment, const char *id) {
  const char *s = segment->text, *end = s + segment->len, *star = NULL, *from = NULL;
  while (*id) {
    if (s < end && *s == '*') {
      star = ++s;
      from = id;
    } else if (s < end && (*s == '?' || *s == *id)) {
      do /* a letter of several bytes is one */
        id++;
      while (*s == '?' && (*id & 0xc0) == 0x80);
      s++;
    } else if (star) {
      s = star;
      id = ++from;
    } else
      return false;
  }
  while (s < end && *s == '*')
    s++;
  return s == end;
}

static uint32_t divide(const char *path, struct segment *segment) {
  uint32_t n = 0;
  for (const char *at = path;; at++) {
    size_t len = strcspn(at, ".");
    if (n == ATL_MAX_SEGMENTS)
      return 0;
    segment[n++] = (struct segment){.text = at, .len = len, .any = len == 2 && at[0] == '*' && at[1] == '*'};
    at += len;
    if (!*at)
      return n;
  }
}

/* What matches without a segment more: `**` may be none. */
static uint64_t closed(const struct segment *segment, uint32_t n, uint64_t state) {
  for (uint32_t k = 0; k < n; k++)
    if (state >> k & 1 && segment[k].any)
      state |= UINT64_C(1) << (k + 1);
  return state;
}

static bool is_top(const struct atl_map *map, const struct segment *segment) {
  for (uint32_t i = map->node.at[0].first_child; i != ATL_NONE; i = map->node.at[i].next)
    if (matches(segment, atl_map_text(map, map->node.at[i].id)))
      return true;
  return false;
}

bool atl_path_match(const struct atl_map *map, const char *path, uint8_t *by_node, uint8_t bit) {
  struct segment segment[ATL_MAX_SEGMENTS];
  uint32_t n = divide(path, segment);
  if (!n)
    return false;
  bool plain = !memchr(segment[0].text, '*', segment[0].len) && !memchr(segment[0].text, '?', segment[0].len);
  bool anywhere = plain && !is_top(map, &segment[0]), found = false;
  uint64_t *state = atl_alloc(map->node.len, sizeof *state);
  state[0] = closed(segment, n, 1);
  for (uint32_t i = 1; i < map->node.len; i++) {
    const struct atl_node *node = &map->node.at[i];
    uint64_t from = state[node->parent] | (anywhere ? 1u : 0u), to = 0;
    for (uint32_t k = 0; k < n && from >> k; k++)
      if (from >> k & 1 && (segment[k].any || matches(&segment[k], atl_map_text(map, node->id))))
        to |= UINT64_C(1) << (segment[k].any ? k : k + 1);
    state[i] = closed(segment, n, to);
    if (state[i] >> n & 1) {
      by_node[i] |= bit;
      found = true;
    }
  }
  free(state);
  return found;
}
