/* Drawings of generated maps: every layout, direction, border, width and format. The checkers that run between the
 * stages are on in debug builds. */
#include "draw.h"
#include "generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const borders[] = {"single", "round", "heavy", "double", "ascii", NULL};
  static const char *const fits[] = {"tall", "square", "wide", NULL};
  static const unsigned widths[] = {1000000, 1, 20, 40, 80, 100, 160, 700, 1600, 100000};
  struct fuzz_bytes bytes = {data, size};
  char options[400]; /* scale is of PNG: what is drawn is of interest here, not how many pixels it has */
  size_t at = (size_t)snprintf(options, sizeof options, "scale=0.25 type=%s", fuzz_word(&bytes, fuzz_types));
  at += (size_t)snprintf(options + at, sizeof options - at, " layout=%s", fuzz_word(&bytes, fuzz_layouts));
  uint32_t bits = fuzz_below(&bytes, 256);
  if (bits & 1)
    at += (size_t)snprintf(options + at, sizeof options - at, " direction=%s", fuzz_word(&bytes, fuzz_directions));
  if (bits & 2)
    at += (size_t)snprintf(options + at, sizeof options - at, " border=%s", fuzz_word(&bytes, borders));
  if (bits & 4)
    at += (size_t)snprintf(options + at, sizeof options - at, " width=%u",
                           widths[fuzz_below(&bytes, sizeof widths / sizeof *widths)]);
  if (bits & 8)
    at += (size_t)snprintf(options + at, sizeof options - at, " fit=%s", fuzz_word(&bytes, fits));
  if (bits & 16)
    at += (size_t)snprintf(options + at, sizeof options - at, " depth=%u", 1 + fuzz_below(&bytes, 4));
  if (bits & 32)
    at += (size_t)snprintf(options + at, sizeof options - at, " only='model, service, core'");
  size_t length;
  char *yaml = fuzz_map(&bytes, NULL, &length);
  if (bits & 64 && strstr(yaml, "\nviews:"))
    at += (size_t)snprintf(options + at, sizeof options - at, " view=v0");
  if (bits & 128 && strstr(yaml, "n1:"))
    snprintf(options + at, sizeof options - at, " root=n1");
  fuzz_draw(yaml, length, options);
  free(yaml);
  return 0;
}
