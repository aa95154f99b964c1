/* Bytes of strangers where a run looks for what the run before it wrote: the state of build, the manifest and the
 * memory of site. What no run made is still there afterwards, whatever they say. */
#include "command.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char map[] = "nodes: {a: A, b: B}\nlinks: [a -> b]\nviews: {v: {root: a}}\n";
  static const char *const own[] = {"maps/a.yaml", "kept.svg", "out/kept.svg", "out/deep/kept.html", "site/kept.html"};
  static const char *const lines[][10] = {
      {"build", "maps", "-o", "out", "-T", "text,svg", "-n"},
      {"build", "maps", "-o", "out", "-T", "text", "--prune", "-q", "-j1"},
      {"build", "maps", "-o", "out", "--clean"},
      {"site", "maps", "-o", "site", "--markdown"},
      {"site", "maps", "-o", "site"},
  };
  enum { LINES = sizeof lines / sizeof *lines };
  size_t line = size ? *data % LINES : 0; /* the first byte says which */
  data += size > 0;
  size -= size > 0;
  fuzz_enter();
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    fuzz_write(own[i], map, sizeof map - 1);
  fuzz_write("out/.atlasc-build", data, size);
  fuzz_write("site/.atlasc-site", data, size);
  fuzz_write("site/.atlasc-pages", data, size);
  fuzz_command(lines[line]);
  for (size_t i = 0; i < sizeof own / sizeof *own; i++)
    if (access(own[i], F_OK) != 0)
      abort(); /* a file that no run made is gone */
  return 0;
}
