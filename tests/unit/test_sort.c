/* base/sort.h: in order, equals in theirs, whatever the size of an element and however many there are. */
#include "base/sort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 600, LARGEST = 72 };

static int by_key(const void *a, const void *b) {
  uint16_t x, y;
  memcpy(&x, a, sizeof x);
  memcpy(&y, b, sizeof y);
  return (x > y) - (x < y);
}

/* An element has a key, the place where it stood, and bytes that belong to it. */
static void sorts(size_t n, size_t size, unsigned keys, unsigned seed) {
  unsigned char *at = calloc(n + 1, size);
  for (size_t i = 0; i < n; i++) {
    seed = seed * 1103515245 + 12345;
    uint16_t key = (uint16_t)((seed >> 16) % keys), place = (uint16_t)i;
    memset(at + i * size, (int)(i % 251), size);
    memcpy(at + i * size, &key, sizeof key);
    memcpy(at + i * size + 2, &place, sizeof place);
  }
  atl_sort(at, n, size, by_key);
  unsigned char seen[MOST] = {0};
  for (size_t i = 0; i < n; i++) {
    uint16_t place, before;
    memcpy(&place, at + i * size + 2, sizeof place);
    assert_int_equal(seen[place]++, 0);
    for (size_t k = 4; k < size; k++)
      assert_int_equal(at[i * size + k], place % 251);
    if (!i)
      continue;
    memcpy(&before, at + (i - 1) * size + 2, sizeof before);
    int order = by_key(at + (i - 1) * size, at + i * size);
    assert_true(order < 0 || (order == 0 && before < place));
  }
  for (size_t k = 0; k < size; k++)
    assert_int_equal(at[n * size + k], 0);
  free(at);
}

static void test_keeps_the_order_of_equals(void **state) {
  (void)state;
  static const size_t sizes[] = {4, 6, 8, 12, 16, 20, 40, LARGEST};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (size_t n = 0; n < MOST; n += n < 40 ? 1 : 61)
      for (unsigned keys = 1; keys < 2000; keys = keys * 7 + 1)
        sorts(n, sizes[s], keys, (unsigned)(n + keys));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_keeps_the_order_of_equals)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
