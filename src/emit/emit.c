/* The table of back ends. */
#include "emit/emit.h"

#include <string.h>

const struct atl_backend atl_backends[] = {
    {.name = "text", .suffix = "txt", .about = "box-drawing characters", .cells = true, .emit = atl_emit_text},
    {.name = "svg", .suffix = "svg", .about = "Scalable Vector Graphics, light and dark", .emit = atl_emit_svg},
    {.name = "png", .suffix = "png", .about = "a picture of pixels", .binary = true, .emit = atl_emit_png},
    {.name = "dot", .suffix = "dot", .about = "the graph, for Graphviz", .graph = true},
    {.name = "json", .suffix = "json", .about = "the drawing as data: boxes, texts, wires", .emit = atl_emit_json},
    {0},
};

const struct atl_backend *atl_backend_named(const char *name) {
  for (const struct atl_backend *b = atl_backends; b->name; b++)
    if (!strcmp(b->name, name))
      return b;
  return NULL;
}

const struct atl_backend *atl_backend_for_path(const char *path) {
  const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
  for (const struct atl_backend *b = atl_backends; b->name && dot; b++)
    if (!strcmp(b->suffix, dot + 1))
      return b;
  return dot && !strcmp(dot, ".gv") ? atl_backend_named("dot") : NULL;
}
