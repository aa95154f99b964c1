/* Counting alone: what is asked of a map is whether it is its hierarchy or its links that it is about. */
#include "map/shape.h"

#include <stdlib.h>

/* A path stays one with a link beside it, as from its end back to an early step, for so many that are on it. */
enum { ON_PATH_FOR_ONE_BESIDE = 4 };

/* The node itself, or the one whose item it is. */
static uint32_t owner_of(const struct atl_map *map, uint32_t node) {
  return map->node.at[node].flags & ATL_NODE_ITEM ? map->node.at[node].parent : node;
}

static bool is_leaf(const struct atl_map *map, uint32_t node) {
  for (uint32_t i = map->node.at[node].first_child; i != ATL_NONE; i = map->node.at[i].next)
    if (!(map->node.at[i].flags & ATL_NODE_ITEM))
      return false;
  return true;
}

/* How many neighbours of a flat map are linked, from the earlier to the later or without a direction. */
static uint32_t steps_of(const struct atl_map *map) {
  uint32_t steps = 0, place = 0;
  uint32_t *at = atl_alloc(map->node.len, sizeof *at); /* from 1, among the top nodes */
  uint8_t *linked = atl_alloc((size_t)map->node.len + 1, 1);
  for (uint32_t i = map->node.at[0].first_child; i != ATL_NONE; i = map->node.at[i].next)
    at[i] = ++place;
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    if (link->tail == ATL_NONE || link->head == ATL_NONE)
      continue;
    uint32_t from = at[owner_of(map, link->tail)], to = at[owner_of(map, link->head)];
    if (link->arrow != ATL_ARROW_FORWARD && from > to) {
      uint32_t swap = from;
      from = to;
      to = swap;
    }
    if (to == from + 1 && !linked[from]) {
      linked[from] = 1;
      steps++;
    }
  }
  free(at);
  free(linked);
  return steps;
}

struct atl_map_shape atl_map_shape(const struct atl_map *map) {
  struct atl_map_shape s = {.shape = ATL_HIERARCHY};
  for (uint32_t i = 1; i < map->node.len; i++) {
    if (map->node.at[i].flags & ATL_NODE_ITEM)
      continue;
    s.nodes++;
    s.leaves += is_leaf(map, i);
  }
  s.groups = s.nodes - s.leaves;
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    s.links +=
        link->tail != ATL_NONE && link->head != ATL_NONE && owner_of(map, link->tail) != owner_of(map, link->head);
  }
  if (!s.links)
    return s;
  if (!s.groups) {
    s.steps = steps_of(map);
    bool path = s.steps + 1 == s.nodes && (s.links - s.steps) <= s.steps / ON_PATH_FOR_ONE_BESIDE;
    s.shape = path ? ATL_PATH : ATL_GRAPH;
  } else if (s.links >= s.leaves)
    s.shape = ATL_GRAPH;
  return s;
}
