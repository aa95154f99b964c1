/* Drawings of generated maps: every layout, direction, border, width and format. The checkers that run between the
 * stages are on in debug builds. */
#include "generate.h"

#include "atlas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const borders[] = {"single", "round", "heavy", "double", "ascii", NULL};
  static const char *const fits[] = {"tall", "square", "wide", NULL};
  static const unsigned widths[] = {0, 1, 20, 40, 80, 100, 160, 700, 1600, 100000};
  struct fuzz_bytes bytes = {data, size};
  struct atlas_options options = {.type = fuzz_word(&bytes, fuzz_types), .layout = fuzz_word(&bytes, fuzz_layouts)};
  uint32_t bits = fuzz_below(&bytes, 256);
  options.direction = bits & 1 ? fuzz_word(&bytes, fuzz_directions) : NULL;
  options.border = bits & 2 ? fuzz_word(&bytes, borders) : NULL;
  options.width = bits & 4 ? widths[fuzz_below(&bytes, sizeof widths / sizeof *widths)] : 0;
  options.fit = bits & 8 ? fuzz_word(&bytes, fits) : NULL;
  options.depth = bits & 16 ? 1 + fuzz_below(&bytes, 4) : 0;
  options.only = bits & 32 ? "model, service, core" : NULL;
  options.scale = 0.25; /* of PNG: what is drawn is of interest here, not how many pixels it has */
  size_t length;
  char *yaml = fuzz_map(&bytes, NULL, &length);
  options.view = bits & 64 && strstr(yaml, "\nviews:") ? "v0" : NULL;
  options.root = bits & 128 && strstr(yaml, "n1:") ? "n1" : NULL;
  if (getenv("FUZZ_SHOW")) { /* before it is drawn: that may be the end */
    fprintf(
        stderr,
        "%s\n--- -T %s -l %s --direction %s --border %s --width %u --fit %s --depth %u --only %s --view %s --root %s\n",
        yaml, options.type, options.layout, options.direction ? options.direction : "-",
        options.border ? options.border : "-", options.width, options.fit ? options.fit : "-", options.depth,
        options.only ? options.only : "-", options.view ? options.view : "-", options.root ? options.root : "-");
  }
  struct atlas_result result;
  int status = atlas_compile(yaml, length, &options, &result);
  if (!result.messages || (status == 0 && !result.data))
    abort(); /* a promise of atlas.h is broken */
  if (getenv("FUZZ_SHOW")) {
    fprintf(stderr, "%d\n%s\n", status, result.messages);
    fwrite(result.data, 1, result.size, stdout);
  }
  atlas_result_free(&result);
  free(yaml);
  return 0;
}
