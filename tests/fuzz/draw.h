/* Maps drawn within a fuzz target. */
#ifndef ATL_TESTS_FUZZ_DRAW_H
#define ATL_TESTS_FUZZ_DRAW_H

#include <stddef.h>

/* Draws a map with options as atlas_draw() takes them, and returns its status; ends the program where a promise of
 * atlas.h is broken. With FUZZ_SHOW in the environment map, options, messages and drawing are shown, the first two
 * before it is drawn: that may be the end. */
int fuzz_draw(const char *map, size_t len, const char *options);

#endif
