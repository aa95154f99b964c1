/* Stands for svg_subset.c in a program that is linked without HarfBuzz. */
#include "emit/svg_subset.h"

const char atl_subset_missing[] =
    "this static program embeds no fonts; take --text=paths, or a program that is not static";

bool atl_subset_open(void) { return false; }

void atl_subset_add(struct atl_subset *subset, uint32_t code_point) {
  (void)subset;
  (void)code_point;
}

void atl_subset_make(struct atl_subset *subset, const char *path) {
  (void)subset;
  (void)path;
}

const char *atl_subset_bytes(const struct atl_subset *subset, size_t *len) {
  (void)subset;
  *len = 0;
  return "";
}

void atl_subset_release(struct atl_subset *subset) { (void)subset; }
