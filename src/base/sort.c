/* A merge sort from the bottom up: short runs by insertion, then runs are merged in pairs, to and fro between the array
 * and a spare one. */
#include "base/sort.h"

#include "base/arena.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { RUN = 6, SPARE = 1024 }; /* elements that are sorted by insertion; bytes that are taken from the stack */

typedef int compare_elements(const void *, const void *);

static inline __attribute__((always_inline)) void sort(char *base, char *spare, size_t n, size_t size,
                                                       compare_elements *compare) {
  for (size_t low = 0; low < n; low += RUN) {
    size_t high = n - low < RUN ? n : low + RUN;
    for (size_t i = low + 1; i < high; i++) {
      size_t to = i;
      while (to > low && compare(base + (to - 1) * size, base + i * size) > 0)
        to--;
      if (to == i)
        continue;
      memcpy(spare, base + i * size, size);
      memmove(base + (to + 1) * size, base + to * size, (i - to) * size);
      memcpy(base + to * size, spare, size);
    }
  }
  char *from = base, *into = spare;
  for (size_t width = RUN; width < n; width *= 2) {
    for (size_t low = 0; low < n; low += 2 * width) {
      size_t middle = n - low < width ? n : low + width, high = n - low < 2 * width ? n : low + 2 * width;
      const char *a = from + low * size, *a_end = from + middle * size, *b = a_end, *b_end = from + high * size;
      char *to = into + low * size;
      if (b < b_end && compare(b - size, b) > 0)
        while (a < a_end && b < b_end) {
          bool second = compare(a, b) > 0;
          memcpy(to, second ? b : a, size);
          to += size;
          b += second ? size : 0;
          a += second ? 0 : size;
        }
      memcpy(to, a, (size_t)(a_end - a));
      memcpy(to + (a_end - a), b, (size_t)(b_end - b));
    }
    char *other = from;
    from = into;
    into = other;
  }
  if (from != base)
    memcpy(base, from, n * size);
}

void atl_sort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *)) {
  _Alignas(16) char local[SPARE];
  if (n < 2)
    return;
  char *spare = size <= sizeof local / n ? local : atl_realloc(NULL, n, size);
  switch (size) { /* the sizes that most have, so that an element is copied without a call */
  case 4:
    sort(base, spare, n, 4, compare);
    break;
  case 8:
    sort(base, spare, n, 8, compare);
    break;
  case 16:
    sort(base, spare, n, 16, compare);
    break;
  default:
    sort(base, spare, n, size, compare);
  }
  if (spare != local)
    free(spare);
}
