/* A font cut down to some characters, to be taken along in an SVG. A build may be without: then nothing can be opened.
 */
#ifndef ATL_EMIT_SVG_SUBSET_H
#define ATL_EMIT_SVG_SUBSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero: of no character. */
struct atl_subset {
  void *wanted; /* the characters, until it is made; NULL: none */
  void *font;   /* what was made; NULL: nothing */
};

/* Opens the library, once; false where it is not there. All else needs it open. */
bool atl_subset_open(void);

/* What embedding needs, and what to do, where it is not there. */
extern const char atl_subset_missing[];

void atl_subset_add(struct atl_subset *subset, uint32_t code_point);

/* Cuts down a font file to the characters that were added; without one it does nothing. */
void atl_subset_make(struct atl_subset *subset, const char *path);

/* The file that was made, good until it is released. */
const char *atl_subset_bytes(const struct atl_subset *subset, size_t *len);

void atl_subset_release(struct atl_subset *subset);

#endif
