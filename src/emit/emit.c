/* The table of back ends. */
#include "emit/emit.h"

#include <string.h>

const struct atl_backend atl_backends[] = {
    {.name = "text", .suffix = "txt", .about = "box-drawing characters", .cells = true, .emit = atl_emit_text},
    {.name = "svg", .suffix = "svg", .about = "Scalable Vector Graphics, light and dark", .emit = atl_emit_svg},
    {.name = "png", .suffix = "png", .about = "a picture of pixels", .binary = true, .emit = atl_emit_png},
    {.name = "pdf", .suffix = "pdf", .about = "a page, to print or for a paper", .binary = true, .emit = atl_emit_pdf},
    {.name = "html", .suffix = "html", .about = "a page by itself, to move and zoom", .emit = atl_emit_html},
    {.name = "dot", .suffix = "dot", .about = "the graph, for Graphviz", .map = true},
    {.name = "mermaid", .suffix = "mmd", .about = "the graph, for Mermaid", .map = true},
    {.name = "markdown", .suffix = "md", .about = "the outline, as Markdown", .map = true},
    {.name = "json", .suffix = "json", .about = "the drawing as data: boxes, texts, wires", .emit = atl_emit_json},
    {.name = "map.json", .suffix = "map.json", .about = "the map as data, all of it", .map = true},
    {0},
};

const struct atl_backend *atl_backend_named(const char *name) {
  for (const struct atl_backend *b = atl_backends; b->name; b++)
    if (!strcmp(b->name, name))
      return b;
  return NULL;
}

/* Of two suffixes that a name has, the longer one is meant: x.map.json is no drawing. */
const struct atl_backend *atl_backend_for_path(const char *path) {
  static const struct {
    const char *suffix, *type;
  } more[] = {{"gv", "dot"}, {"htm", "html"}, {"mermaid", "mermaid"}, {"markdown", "markdown"}};
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
  const struct atl_backend *found = NULL;
  size_t len = strlen(name);
  for (const struct atl_backend *b = atl_backends; b->name; b++) {
    size_t n = strlen(b->suffix);
    if (len > n && name[len - n - 1] == '.' && !strcmp(name + len - n, b->suffix) &&
        (!found || n > strlen(found->suffix)))
      found = b;
  }
  for (size_t i = 0; i < sizeof more / sizeof *more && !found && dot; i++)
    if (!strcmp(more[i].suffix, dot + 1))
      found = atl_backend_named(more[i].type);
  return found;
}
