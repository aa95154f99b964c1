/* Bytes of strangers as an SVG file that a map names as an icon: read or refused, and drawn in both kinds of picture.
 */
#include "command.h"
#include "draw.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char map[] =
      "nodes:\n  a: {label: A, icon: icon.svg}\n  b: {label: B, kind: k, items: [x], nodes: {c: C}}\n"
      "kinds: {k: {icon: ./icon.svg}}\nlinks: [a -> c]\n";
  static const char *const kinds[] = {"type=svg folder=.", "type=png folder=. scale=0.5 layout=nested",
                                      "type=json folder=."};
  fuzz_enter();
  fuzz_write("icon.svg", data, size);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    fuzz_draw(map, sizeof map - 1, kinds[i]);
  return 0;
}
