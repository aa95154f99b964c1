/* Folders of generated maps that refer to each other: build, site, query and check. */
#include "command.h"
#include "generate.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const names[] = {"one", "two", "deep/three", "deep/one", "none", NULL};
  static const char *const files[] = {"maps/one.yaml", "maps/two.yaml", "maps/deep/three.yaml", "maps/deep/one.yaml"};
  static const char *const lines[][8] = {
      {"build", "maps", "-o", "out", "-T", "text,svg,json", "-q"},
      {"build", "maps", "-o", "out", "--plan", "json"},
      {"site", "maps", "-o", "site"},
      {"site", "maps", "-o", "site", "--markdown"},
      {"check", "maps"},
      {"check", "maps", "--format", "json"},
      {"query", "-m", "maps", "stats"},
      {"query", "-m", "maps", "uses", "n0", "--format", "json"},
      {"query", "-m", "maps", "used-by", "one/n1"},
      {"query", "-m", "maps", "path", "n0", "n2"},
      {"query", "-m", "maps", "find", "a"},
      {"query", "-m", "maps", "orphans"},
      {"query", "-m", "maps", "names"},
  };
  enum { LINES = sizeof lines / sizeof *lines, FILES = sizeof files / sizeof *files };
  struct fuzz_bytes bytes = {data, size};
  uint32_t first = fuzz_below(&bytes, LINES), second = fuzz_below(&bytes, LINES);
  uint32_t count = 1 + fuzz_below(&bytes, FILES);
  fuzz_enter();
  for (uint32_t i = 0; i < count; i++) {
    size_t length;
    char *yaml = fuzz_map(&bytes, names, &length);
    fuzz_write(files[i], yaml, length);
    free(yaml);
  }
  fuzz_command(lines[first]);
  fuzz_command(lines[second]); /* over what the first one left */
  return 0;
}
