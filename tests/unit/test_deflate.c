/* emit/deflate.h and emit/huffman.h: libdeflate, which shares no code with them, unpacks what was packed; codes are
 * held to their limit and fill their space. */
#include "emit/deflate.h"
#include "emit/huffman.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/load.h"

#include <libdeflate.h>

#define DEFLATE(X)                                                                                                     \
  X(libdeflate_alloc_decompressor)                                                                                     \
  X(libdeflate_free_decompressor)                                                                                      \
  X(libdeflate_zlib_decompress)

static struct { DEFLATE(ATL_MEMBER) } lib;

static unsigned next(unsigned *seed) { return (*seed = *seed * 1103515245 + 12345) >> 16 & 0x7fff; }

/* How rows are made: of so many values, in runs of at most so many bytes; some are as the one above but for a few. */
struct sort {
  size_t row, rows;
  unsigned values, longest, repeats; /* of 100 */
};

static void row_of(uint8_t *to, const uint8_t *above, const struct sort *sort, unsigned *seed) {
  if (above && next(seed) % 100 < sort->repeats) {
    memcpy(to, above, sort->row);
    if (next(seed) % 2)
      to[next(seed) % sort->row] = (uint8_t)(next(seed) % sort->values);
    return;
  }
  for (size_t x = 0; x < sort->row;) {
    size_t n = 1 + next(seed) % sort->longest;
    n = n < sort->row - x ? n : sort->row - x;
    memset(to + x, (int)(next(seed) % sort->values), n);
    x += n;
  }
}

static uint32_t runs_of(uint32_t *run, const uint8_t *row, size_t bytes) {
  uint32_t runs = 0;
  for (size_t x = 0, end; x < bytes; x = end) {
    for (end = x + 1; end < bytes && row[end] == row[x];)
      end++;
    run[runs++] = (uint32_t)(end - x) | (uint32_t)row[x] << 16;
  }
  return runs;
}

static void comes_back(const struct sort *sort, unsigned seed) {
  size_t all = sort->row * sort->rows, packed, unpacked = 0;
  uint8_t *bytes = atl_alloc(all, 1), *back = atl_alloc(all, 1);
  uint32_t *run = atl_alloc(sort->row, sizeof *run);
  struct atl_deflate *deflate = atl_deflate_new(sort->row);
  for (size_t y = 0; y < sort->rows; y++) {
    uint8_t *row = bytes + y * sort->row;
    row_of(row, y ? row - sort->row : NULL, sort, &seed);
    atl_deflate_add(deflate, run, runs_of(run, row, sort->row), sort->repeats == 100 ? 1 : 1 + next(&seed) % 3);
  }
  const uint8_t *data = atl_deflate_end(deflate, &packed);
  struct libdeflate_decompressor *decompressor = lib.libdeflate_alloc_decompressor();
  assert_non_null(decompressor);
  assert_int_equal(lib.libdeflate_zlib_decompress(decompressor, data, packed, back, all, &unpacked), 0);
  assert_int_equal(unpacked, all);
  assert_memory_equal(bytes, back, all);
  if (sort->repeats == 100)
    assert_true(packed < 2 * sort->row);
  lib.libdeflate_free_decompressor(decompressor);
  atl_deflate_free(deflate);
  free(run);
  free(back);
  free(bytes);
}

static void unpacks_to_what_was_packed(void **state) {
  (void)state;
  static const struct sort sorts[] = {
      {1, 1, 1, 1, 0},          {1, 500, 256, 1, 0},      {2, 300, 2, 2, 50},       {7, 2000, 3, 3, 30},
      {300, 400, 256, 1, 0},    {300, 400, 5, 40, 60},    {1000, 1000, 250, 12, 0}, {1000, 1000, 4, 300, 90},
      {9000, 60, 200, 900, 50}, {32768, 20, 256, 1, 100}, {32768, 12, 90, 20, 60},  {32767, 40, 1, 1, 0},
  };
  for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
    for (unsigned seed = 1; seed < 4; seed++)
      comes_back(&sorts[i], seed * 77 + (unsigned)i);
}

static void makes_full_codes(void **state) {
  (void)state;
  uint32_t count[ATL_HUFFMAN_SYMBOLS] = {0};
  struct atl_huffman huffman;
  for (int limit = 7; limit <= 15; limit += 4)
    for (int symbols = 2; symbols <= (limit == 7 ? 19 : 286); symbols = symbols * 3 / 2 + 1) {
      uint32_t a = 1, b = 1; /* Fibonacci's numbers make the deepest trees */
      for (int i = 0; i < symbols; i++) {
        count[i] = b;
        b = b < 1 << 22 ? a + b : b;
        a = count[i];
      }
      atl_huffman_make(&huffman, count, symbols, limit);
      uint32_t space = 0;
      for (int i = 0; i < symbols; i++) {
        assert_in_range(huffman.length[i], 1, limit);
        space += 1u << (limit - huffman.length[i]);
        assert_true(i == 0 || huffman.length[i] <= huffman.length[i - 1]);
      }
      assert_int_equal(space, 1u << limit);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(makes_full_codes),
      cmocka_unit_test(unpacks_to_what_was_packed),
  };
  void *library = atl_library(ATL_LIBRARY("deflate", "0"));
  if (!(library DEFLATE(ATL_FIND)))
    return 77; /* not installed: nothing to unpack with */
  return cmocka_run_group_tests(tests, NULL, NULL);
}
