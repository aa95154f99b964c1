/* A hash table from (number, string) to a number, for ids and kinds: 8 bytes a slot, no node per entry, so a million
 * ids cost 16 MB and not the 80 a chained table would. It keeps no keys: a caller's function compares.
 * Nothing iterates it, so hash order never reaches an output. */
#ifndef ATL_BASE_STRMAP_H
#define ATL_BASE_STRMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct atl_strmap {
  struct atl_strmap_slot {
    uint32_t hash, value; /* value + 1; 0 is an empty slot */
  } * slot;
  uint32_t len, cap; /* cap is a power of two */
};

/* Whether `value` has this key. */
typedef bool atl_strmap_same(const void *context, uint32_t value, uint32_t number, const char *key, size_t len);

/* The value with this key, or UINT32_MAX. */
uint32_t atl_strmap_get(const struct atl_strmap *map, uint32_t number, const char *key, size_t len,
                        atl_strmap_same *same, const void *context);

/* Adds a value whose key is not there yet. */
void atl_strmap_add(struct atl_strmap *map, uint32_t number, const char *key, size_t len, uint32_t value);

void atl_strmap_release(struct atl_strmap *map);

#endif
