/* A tree of words, 64 children each, without pointers. A number costs a bit and a 63rd. */
#include "route/bits.h"

#include "base/vec.h"

static uint32_t lowest(uint64_t word) { return (uint32_t)__builtin_ctzll(word); }
static uint32_t highest(uint64_t word) { return 63u - (uint32_t)__builtin_clzll(word); }

void atl_bits_init(struct atl_bits *bits, uint32_t size) {
  *bits = (struct atl_bits){0};
  do {
    size = size / 64 + 1;
    bits->word[bits->levels++] = atl_alloc(size, sizeof(uint64_t));
  } while (size > 1 && bits->levels < ATL_BITS_LEVELS);
}

void atl_bits_release(struct atl_bits *bits) {
  for (uint32_t k = 0; k < bits->levels; k++)
    free(bits->word[k]);
  *bits = (struct atl_bits){0};
}

void atl_bits_add(struct atl_bits *bits, uint32_t i) {
  for (uint32_t k = 0; k < bits->levels; k++, i /= 64)
    bits->word[k][i / 64] |= UINT64_C(1) << i % 64;
}

void atl_bits_drop(struct atl_bits *bits, uint32_t i) {
  for (uint32_t k = 0; k < bits->levels; k++, i /= 64)
    if (bits->word[k][i / 64] &= ~(UINT64_C(1) << i % 64))
      return;
}

uint32_t atl_bits_from(const struct atl_bits *bits, uint32_t i) {
  uint64_t rest = bits->word[0][i / 64] >> i % 64;
  if (rest)
    return i + lowest(rest);
  uint32_t k = 0;
  do { /* up, to a word with something behind */
    i /= 64;
    if (++k == bits->levels)
      return ATL_NONE;
    rest = i % 64 == 63 ? 0 : bits->word[k][i / 64] >> (i % 64 + 1);
  } while (!rest);
  i += 1 + lowest(rest);
  while (k--)
    i = i * 64 + lowest(bits->word[k][i]);
  return i;
}

uint32_t atl_bits_below(const struct atl_bits *bits, uint32_t i) {
  uint32_t k = 0;
  for (;; i /= 64) {
    uint64_t rest = bits->word[k][i / 64] & ((UINT64_C(1) << i % 64) - 1);
    if (rest) {
      i = i / 64 * 64 + highest(rest);
      break;
    }
    if (++k == bits->levels)
      return ATL_NONE;
  }
  while (k--)
    i = i * 64 + highest(bits->word[k][i]);
  return i;
}
