/* The library in its own process, for bench/wasm/run: bench-native MAP TYPE TIMES draws a map so often and prints the
 * median of the milliseconds of processor that one took. */
#include "atlas.h"
#include "base/sort.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  FILE *file = fopen(argv[1], "rb");
  long times = strtol(argv[3], NULL, 10);
  if (!file || times < 1 || fseek(file, 0, SEEK_END))
    return 4;
  size_t size = (size_t)ftell(file);
  char *text = malloc(size + 1);
  double *took = malloc((size_t)times * sizeof *took);
  rewind(file);
  size = fread(text, 1, size, file);
  fclose(file);
  char options[64];
  snprintf(options, sizeof options, "type=%s", argv[2]);
  for (long i = 0; i < times; i++) {
    struct atlas_result result;
    double from = now();
    int status = atlas_draw(text, size, options, &result);
    took[i] = now() - from;
    atlas_result_free(&result);
    if (status)
      return 1;
  }
  atl_sort(took, (size_t)times, sizeof *took, by_value);
  printf("%.4f\n", took[times / 2]);
  free(took);
  free(text);
  return 0;
}
