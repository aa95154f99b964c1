/* Command lines: words of the program in any order, and between them bytes of strangers, over a folder with two maps, a
 * style sheet and files of other kinds. A word of strangers never names what is outside of the folder: it holds no
 * slash and no "..". */
#include "command.h"
#include "generate.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_WORDS = 10, MOST_LENGTH = 40 };

static const char *const commands[] = {"build",  "site",    "check", "query", "measure", "embed", "boxes",
                                       "styles", "layouts", "views", "help",  "a.yaml",  "fmt",   NULL};
static const char *const words[] = {"a.yaml",
                                    "maps/b.yaml",
                                    "d.md",
                                    "--check",
                                    "--fix",
                                    "maps",
                                    "s.yaml",
                                    "no.yaml",
                                    ".",
                                    "-",
                                    "--",
                                    "-o",
                                    "-o",
                                    "out",
                                    "x.svg",
                                    "x.txt",
                                    "x.png",
                                    "x.json",
                                    "x.dot",
                                    "x",
                                    "-T",
                                    "text",
                                    "svg",
                                    "text,svg",
                                    "json",
                                    "dot",
                                    "-l",
                                    "tree",
                                    "list",
                                    "chain",
                                    "layered",
                                    "nested",
                                    "radial",
                                    "--direction",
                                    "down",
                                    "right",
                                    "up",
                                    "left",
                                    "--width",
                                    "0",
                                    "1",
                                    "40",
                                    "80",
                                    "99999999999",
                                    "-1",
                                    "--fit",
                                    "tall",
                                    "--style",
                                    "./s.yaml",
                                    "paper",
                                    "--border",
                                    "ascii",
                                    "round",
                                    "--color",
                                    "always",
                                    "--links",
                                    "osc8",
                                    "--ambiguous",
                                    "wide",
                                    "--prefix",
                                    "// ",
                                    "--scale",
                                    "0.1",
                                    "nan",
                                    "--scheme",
                                    "dark",
                                    "--id-prefix",
                                    "a-",
                                    "--text",
                                    "paths",
                                    "embed",
                                    "--view",
                                    "v",
                                    "--root",
                                    "b",
                                    "--depth",
                                    "2",
                                    "--only",
                                    "model",
                                    "--without",
                                    "service,a",
                                    "--focus",
                                    "b,a.*",
                                    "--neighbours",
                                    "--without-links",
                                    "**.b",
                                    "--engine",
                                    "own",
                                    "--dump=map",
                                    "--dump=place",
                                    "--dump=scene",
                                    "--dump=order",
                                    "--dump=style",
                                    "--dump=vocabulary",
                                    "--format",
                                    "gcc",
                                    "github",
                                    "--cells",
                                    "--paths",
                                    "--drawing",
                                    "--markdown",
                                    "-j",
                                    "2",
                                    "--deps",
                                    "x.d",
                                    "--plan",
                                    "ninja",
                                    "--clean",
                                    "--prune",
                                    "-n",
                                    "-q",
                                    "-m",
                                    "--limit",
                                    "3",
                                    "--allow",
                                    "orphan",
                                    "-h",
                                    "--version",
                                    "find",
                                    "uses",
                                    "used-by",
                                    "path",
                                    "orphans",
                                    "stats",
                                    "names",
                                    "a",
                                    "c",
                                    "A",
                                    NULL};

static const char *stranger(struct fuzz_bytes *bytes, char *to) {
  uint32_t length = fuzz_below(bytes, MOST_LENGTH);
  for (uint32_t i = 0; i < length; i++) {
    char c = (char)(1 + fuzz_below(bytes, 255));
    to[i] = c;
    if (c == '/' || (c == '.' && i && to[i - 1] == '.'))
      to[i] = '_';
  }
  to[length] = 0;
  return to;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char a[] = "title: A\nnodes:\n  a: {label: A, kind: model, items: [x: y, z]}\n  b: {nodes: {c: C}}\n"
                          "links: [a -> c: l]\nviews: {v: {root: b}}\n";
  static const char b[] =
      "layout: nested\nnodes: {a: {map: c.yaml, see: [b]}, b: B}\nlinks: [a -> b]\nstyle: ../s.yaml\n";
  static const char d[] = "<!-- atlasc: maps/b.yaml as=picture -->\n<!-- /atlasc -->\n```atlasc\nnodes: {a: A}\n```\n";
  static const char sheet[] = "extends: paper\nkinds: {model: {fill: '#e0e0ff'}}\n";
  struct fuzz_bytes bytes = {data, size};
  const char *line[MOST_WORDS + 1] = {0};
  char strange[MOST_WORDS][MOST_LENGTH + 1];
  uint32_t count = 1 + fuzz_below(&bytes, MOST_WORDS);
  line[0] = fuzz_word(&bytes, commands);
  for (uint32_t i = 1; i < count; i++)
    line[i] = fuzz_below(&bytes, 8) == 7 ? stranger(&bytes, strange[i]) : fuzz_word(&bytes, words);
  fuzz_enter();
  fuzz_write("a.yaml", a, sizeof a - 1);
  fuzz_write("maps/b.yaml", b, sizeof b - 1);
  fuzz_write("s.yaml", sheet, sizeof sheet - 1);
  fuzz_write("d.md", d, sizeof d - 1);
  fuzz_write("x", data, size);
  fuzz_command(line);
  return 0;
}
