/* What a module of WebAssembly exports: a map and options go in, a drawing and messages come out.
 *
 *     p = alloc(n + 1)     memory for a text, which the caller writes, with a NUL behind it; release(p) frees it
 *     option(name, value)  an option of atlas_draw() by its name
 *     file(name, text, n)  a file that the map, or the style, may name
 *     draw(yaml, n)        as atlas_draw(); options and files are forgotten afterwards
 *     data() size() messages()   what came out, good until the next draw()
 *     wanted()             files that were looked for and are not there, one a line
 */
#include "atlas.h"
#include "system.h"

#include "base/out.h"

#include <stdlib.h>

#define EXPORT(name) __attribute__((export_name(name), used))

static struct atlas_result result;

/* Called once before all else. Without a function that does this, the linker would run constructors and destructors
 * around every call. */
extern void __wasm_call_ctors(void);
EXPORT("_initialize") void module_initialize(void) { __wasm_call_ctors(); }

EXPORT("alloc") void *module_alloc(size_t n) { return malloc(n); }
EXPORT("release") void module_release(void *memory) { free(memory); }
EXPORT("version") const char *module_version(void) { return atlas_version(); }

/* Options so far, as atlas_draw() takes them. */
static struct atl_out options;

/* A value stands in quotes; a quote of its own stands in those of the other kind. */
EXPORT("option") void module_option(const char *name, const char *value) {
  if (!options.buf)
    atl_out_memory(&options);
  atl_out_format(&options, " %s=\"", name);
  for (; *value; value++)
    if (*value == '"')
      atl_out_lit(&options, "\"'\"'\"");
    else
      atl_out_char(&options, *value);
  atl_out_char(&options, '"');
}

EXPORT("file") void module_file(const char *name, const char *text, size_t n) { atl_module_file(name, text, n); }

EXPORT("draw") int module_draw(const char *yaml, size_t n) {
  atlas_result_free(&result);
  atl_module_want_nothing();
  if (!options.buf)
    atl_out_memory(&options);
  atl_out_char(&options, 0);
  int status = atlas_draw(yaml, n, options.buf, &result);
  options.len = 0;
  atl_module_forget();
  return status;
}

EXPORT("data") const char *module_data(void) { return result.data; }
EXPORT("size") size_t module_size(void) { return result.size; }
EXPORT("messages") const char *module_messages(void) { return result.messages; }
EXPORT("wanted") const char *module_wanted(void) { return atl_module_wanted(); }
