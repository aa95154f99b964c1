/* Maps drawn within a fuzz target. See draw.h. */
#include "draw.h"

#include "atlas.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

int fuzz_draw(const char *map, size_t len, const char *options) {
  bool show = getenv("FUZZ_SHOW") != NULL;
  if (show)
    fprintf(stderr, "%.*s\n--- %s\n", (int)len, map, options);
  struct atlas_result result;
  int status = atlas_draw(map, len, options, &result);
  if (!result.messages || (status == 0 && !result.data))
    abort();
  if (show) {
    fprintf(stderr, "%d\n%s\n", status, result.messages);
    fwrite(result.data, 1, result.size, stdout);
  }
  atlas_result_free(&result);
  return status;
}
