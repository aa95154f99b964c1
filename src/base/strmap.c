/* Open addressing, linear probing, at most two thirds full. FNV-1a, with the number mixed in first: hostile keys can
 * make one map slow to read but every map has at most ATL_MAX_NODES of them. */
#include "base/strmap.h"

#include "base/arena.h"

#include <stdlib.h>

static uint32_t hash_of(uint32_t number, const char *key, size_t len) {
  uint64_t h = 14695981039346656037u ^ ((uint64_t)number * 0x9e3779b97f4a7c15u);
  for (size_t i = 0; i < len; i++)
    h = (h ^ (unsigned char)key[i]) * 1099511628211u;
  return (uint32_t)(h ^ h >> 32);
}

uint32_t atl_strmap_get(const struct atl_strmap *map, uint32_t number, const char *key, size_t len,
                        atl_strmap_same *same, const void *context) {
  if (!map->cap)
    return UINT32_MAX;
  uint32_t hash = hash_of(number, key, len), mask = map->cap - 1;
  for (uint32_t i = hash & mask; map->slot[i].value; i = (i + 1) & mask)
    if (map->slot[i].hash == hash && same(context, map->slot[i].value - 1, number, key, len))
      return map->slot[i].value - 1;
  return UINT32_MAX;
}

static void put(struct atl_strmap *map, struct atl_strmap_slot entry) {
  uint32_t mask = map->cap - 1, i = entry.hash & mask;
  while (map->slot[i].value)
    i = (i + 1) & mask;
  map->slot[i] = entry;
}

void atl_strmap_add(struct atl_strmap *map, uint32_t number, const char *key, size_t len, uint32_t value) {
  if ((map->len + 1) * (uint64_t)3 > map->cap * (uint64_t)2) {
    struct atl_strmap old = *map;
    map->cap = old.cap ? old.cap * 2 : 16;
    map->slot = atl_alloc(map->cap, sizeof *map->slot);
    for (uint32_t i = 0; i < old.cap; i++)
      if (old.slot[i].value)
        put(map, old.slot[i]);
    free(old.slot);
  }
  put(map, (struct atl_strmap_slot){.hash = hash_of(number, key, len), .value = value + 1});
  map->len++;
}

void atl_strmap_release(struct atl_strmap *map) {
  free(map->slot);
  *map = (struct atl_strmap){0};
}
