/* Libraries that are opened when a picture or a font is asked for, so that who writes text or plain SVG loads none of
 * them.
 *
 * A file has a list of the functions that it needs, as a macro which is given a macro: ATL_MEMBER makes pointers of
 * them in a struct called `lib`, ATL_FIND behind the handle `library` looks for them all. In a program
 * that is linked with the library (ATL_LINKED), they are there.
 *
 * Types come from the headers at build time; whoever includes this has included those. */
#ifndef ATL_BASE_LOAD_H
#define ATL_BASE_LOAD_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __APPLE__
#define ATL_LIBRARY(name, version) "lib" name "." version ".dylib"
#else
#define ATL_LIBRARY(name, version) "lib" name ".so." version
#endif

#define ATL_MEMBER(name) __typeof__(name) *name;
#ifdef ATL_LINKED
#define ATL_FIND(name) &&(lib.name = name, true)

static inline void *atl_library(const char *file) { return (void *)(uintptr_t)file; }
#else
#define ATL_FIND(name) &&atl_find(library, #name, &lib.name)

static inline void *atl_library(const char *file) { return dlopen(file, RTLD_LAZY | RTLD_LOCAL); }

static inline bool atl_find(void *library, const char *name, void *function) {
  void *found = dlsym(library, name);
  memcpy(function, &found, sizeof found);
  return found != NULL;
}
#endif

#endif
