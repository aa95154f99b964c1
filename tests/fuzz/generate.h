/* Maps made from bytes: what libFuzzer mutates are decisions, so that nearly every input is a map that is drawn, with
 * tall boxes, many links, deep nesting, views and odd texts, where bytes of YAML are mostly refused by the reader. */
#ifndef ATL_TESTS_FUZZ_GENERATE_H
#define ATL_TESTS_FUZZ_GENERATE_H

#include <stddef.h>
#include <stdint.h>

/* The bytes that decide; where they are used up every decision is the first one. */
struct fuzz_bytes {
  const uint8_t *data;
  size_t size;
};

/* A number from 0 to below `limit`, which is at least 1 and at most 65,536. */
uint32_t fuzz_below(struct fuzz_bytes *bytes, uint32_t limit);

/* One of the texts of a list that ends with NULL. */
const char *fuzz_word(struct fuzz_bytes *bytes, const char *const *words);

/* A text of a map: short, long, wide, right to left, of several lines, or with signs that mean something elsewhere. */
const char *fuzz_text(struct fuzz_bytes *bytes);

/* YAML of a map. `others`: names of maps beside it that it may refer to, ends with NULL; NULL: there are none. The
 * caller frees it. */
char *fuzz_map(struct fuzz_bytes *bytes, const char *const *others, size_t *size);

/* Layouts, directions and formats, each list with NULL at the end. */
extern const char *const fuzz_layouts[], *const fuzz_directions[], *const fuzz_types[];

#endif
