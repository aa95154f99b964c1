/* What a module of WebAssembly exports: a map and options go in, a drawing and messages come out.
 *
 *     p = alloc(n + 1)     memory for a text, which the caller writes, with a NUL behind it; release(p) frees it
 *     option(name, value)  an option of atlas.h by its name; false: there is none of that name
 *     file(name, text, n)  a file that the map, or the style, may name
 *     draw(yaml, n)        as atlas_compile(); options and files are forgotten afterwards
 *     data() size() messages()   what came out, good until the next draw()
 *     wanted()             files that were looked for and are not there, one a line
 */
#include "atlas.h"
#include "system.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(name), used))

static struct atlas_options options;
static struct atlas_result result;

/* Called once before all else. Without a function that does this, the linker would run constructors and destructors
 * around every call. */
extern void __wasm_call_ctors(void);
EXPORT("_initialize") void module_initialize(void) { __wasm_call_ctors(); }

EXPORT("alloc") void *module_alloc(size_t n) { return malloc(n); }
EXPORT("release") void module_release(void *memory) { free(memory); }
EXPORT("version") const char *module_version(void) { return atlas_version(); }

/* Values are kept by their addresses: they stay where they are until draw() is through. */
EXPORT("option") bool module_option(const char *name, const char *value) {
  static const struct {
    const char *name;
    size_t offset;
  } words[] = {
      {"type", offsetof(struct atlas_options, type)},           {"layout", offsetof(struct atlas_options, layout)},
      {"direction", offsetof(struct atlas_options, direction)}, {"style", offsetof(struct atlas_options, style)},
      {"root", offsetof(struct atlas_options, root)},           {"fit", offsetof(struct atlas_options, fit)},
      {"border", offsetof(struct atlas_options, border)},       {"scheme", offsetof(struct atlas_options, scheme)},
      {"id_prefix", offsetof(struct atlas_options, id_prefix)}, {"name", offsetof(struct atlas_options, name)},
      {"view", offsetof(struct atlas_options, view)},           {"only", offsetof(struct atlas_options, only)},
      {"without", offsetof(struct atlas_options, without)},     {"folder", offsetof(struct atlas_options, folder)}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (!strcmp(name, words[i].name)) {
      memcpy((char *)&options + words[i].offset, &value, sizeof value);
      return true;
    }
  bool depth = !strcmp(name, "depth"), width = !strcmp(name, "width");
  if (depth)
    options.depth = (unsigned)strtoul(value, NULL, 10);
  if (width)
    options.width = (unsigned)strtoul(value, NULL, 10);
  return depth || width;
}

EXPORT("file") void module_file(const char *name, const char *text, size_t n) { atl_module_file(name, text, n); }

EXPORT("draw") int module_draw(const char *yaml, size_t n) {
  atlas_result_free(&result);
  atl_module_want_nothing();
  int status = atlas_compile(yaml, n, &options, &result);
  options = (struct atlas_options){0};
  atl_module_forget();
  return status;
}

EXPORT("data") const char *module_data(void) { return result.data; }
EXPORT("size") size_t module_size(void) { return result.size; }
EXPORT("messages") const char *module_messages(void) { return result.messages; }
EXPORT("wanted") const char *module_wanted(void) { return atl_module_wanted(); }
