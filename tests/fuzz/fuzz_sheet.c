/* Bytes of strangers as a style sheet, for a map that uses what sheets speak of, as text and as a picture. */
#include "command.h"
#include "draw.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char map[] =
      "title: A\nnodes:\n  a: {label: A, note: n, kind: model, items: [x, y: z], nodes: {b: {kind: "
      "service, items: [i]}, c: {kind: new}}}\n  d: D\nlinks:\n  - a.b -> c: l\n"
      "  - {from: b, to: d, kind: data}\n  - d -- d\n";
  static const char *const kinds[] = {
      "type=text style=./s.yaml",
      "type=text style=./s.yaml layout=nested width=30",
      "type=svg style=./s.yaml",
      "type=svg style=./s.yaml layout=layered scheme=dark",
      "type=svg style=./s.yaml layout=chain direction=right",
      "type=svg style=./s.yaml layout=radial",
      "type=png style=./s.yaml layout=nested scale=0.25",
  };
  fuzz_enter();
  fuzz_write("s.yaml", data, size);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    fuzz_draw(map, sizeof map - 1, kinds[i]);
  static const char *const check[] = {"check", "s.yaml", NULL};
  fuzz_command(check);
  return 0;
}
