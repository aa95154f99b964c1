/* Fonts are cut down by HarfBuzz; of their tables those are left out that choose other glyphs (ligatures), so that a
 * letter is a letter in every mode. */
#include "emit/svg_subset.h"

#include "base/arena.h"
#include "base/load.h"

#include <hb-subset.h>

/* One handle finds them all: a name is looked for in libharfbuzz, too, which the other needs. */
#define HARFBUZZ(X)                                                                                                    \
  X(hb_blob_create_from_file)                                                                                          \
  X(hb_blob_destroy)                                                                                                   \
  X(hb_blob_get_data)                                                                                                  \
  X(hb_face_create)                                                                                                    \
  X(hb_face_destroy)                                                                                                   \
  X(hb_face_reference_blob)                                                                                            \
  X(hb_set_add)                                                                                                        \
  X(hb_subset_input_create_or_fail)                                                                                    \
  X(hb_subset_input_destroy)                                                                                           \
  X(hb_subset_input_set)                                                                                               \
  X(hb_subset_input_set_flags)                                                                                         \
  X(hb_subset_input_unicode_set)                                                                                       \
  X(hb_subset_or_fail)

/* Filled once, then only read. */
static struct {
  bool open;
  HARFBUZZ(ATL_MEMBER)
} lib;

const char atl_subset_missing[] = "embedding needs HarfBuzz; install libharfbuzz-subset0 (harfbuzz)";

bool atl_subset_open(void) {
  if (!lib.open) {
    void *library = atl_library(ATL_LIBRARY("harfbuzz-subset", "0"));
    lib.open = library HARFBUZZ(ATL_FIND);
  }
  return lib.open;
}

void atl_subset_add(struct atl_subset *subset, uint32_t code_point) {
  if (!subset->wanted)
    subset->wanted = lib.hb_subset_input_create_or_fail();
  if (!subset->wanted)
    atl_no_memory();
  lib.hb_set_add(lib.hb_subset_input_unicode_set(subset->wanted), code_point);
}

void atl_subset_make(struct atl_subset *subset, const char *path) {
  static const hb_tag_t other_glyphs[] = {HB_TAG('G', 'S', 'U', 'B'), HB_TAG('M', 'A', 'T', 'H')};
  if (!subset->wanted)
    return;
  for (size_t k = 0; k < sizeof other_glyphs / sizeof *other_glyphs; k++)
    lib.hb_set_add(lib.hb_subset_input_set(subset->wanted, HB_SUBSET_SETS_DROP_TABLE_TAG), other_glyphs[k]);
  lib.hb_subset_input_set_flags(subset->wanted, HB_SUBSET_FLAGS_NO_HINTING);
  hb_blob_t *file = lib.hb_blob_create_from_file(path);
  hb_face_t *face = lib.hb_face_create(file, 0), *small = lib.hb_subset_or_fail(face, subset->wanted);
  if (small)
    subset->font = lib.hb_face_reference_blob(small);
  lib.hb_face_destroy(small);
  lib.hb_face_destroy(face);
  lib.hb_blob_destroy(file);
}

const char *atl_subset_bytes(const struct atl_subset *subset, size_t *len) {
  unsigned bytes = 0;
  const char *data = lib.hb_blob_get_data(subset->font, &bytes);
  *len = bytes;
  return data;
}

void atl_subset_release(struct atl_subset *subset) {
  if (subset->wanted)
    lib.hb_subset_input_destroy(subset->wanted);
  if (subset->font)
    lib.hb_blob_destroy(subset->font);
}
