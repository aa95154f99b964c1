/* Sets of small numbers in order: the next and the one before are found in a few steps. Private to route/. */
#ifndef ATL_ROUTE_BITS_H
#define ATL_ROUTE_BITS_H

#include <stdint.h>

enum { ATL_BITS_LEVELS = 6 }; /* of 64 each: 2^32 numbers need no more */

struct atl_bits {
  uint64_t *word[ATL_BITS_LEVELS]; /* a bit of level k + 1 says whether a word of level k is not 0 */
  uint32_t levels;
};

/* For numbers below `size`, all of them out. */
void atl_bits_init(struct atl_bits *bits, uint32_t size);
void atl_bits_release(struct atl_bits *bits);

void atl_bits_add(struct atl_bits *bits, uint32_t i);
void atl_bits_drop(struct atl_bits *bits, uint32_t i);

/* The least one of at least `i`, the greatest one below `i`; ATL_NONE for none. */
uint32_t atl_bits_from(const struct atl_bits *bits, uint32_t i);
uint32_t atl_bits_below(const struct atl_bits *bits, uint32_t i);

#endif
