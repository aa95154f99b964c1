/* What is told of the references of an entry, in whatever form. */
#ifndef ATL_SITE_REFS_H
#define ATL_SITE_REFS_H

#include "site/site.h"

/* The references of one kind that start at an entry (`out`) or end at it. Each other entry comes once: two links may
 * join the same two; what is joined by a link needs no `see`, and what an entry sees is not told as seeing it. Start
 * with `at` zero. Returns the next one, and the entry at its other end; NULL after the last. */
struct atl_site_refs {
  const struct atl_index *index;
  uint32_t entry;
  enum atl_ref_kind kind;
  bool out;
  uint32_t at, other;
};
const struct atl_ref *atl_site_next_ref(struct atl_site_refs *refs);

/* The label of the link that a reference is; "" where it has none. */
const char *atl_site_ref_label(const struct atl_index *index, const struct atl_ref *ref);

/* The kinds in the order in which they are told, each with its name, and whether the words of a link are told with it:
 * at one of its ends. The name is NULL at the end. */
struct atl_site_ref_name {
  enum atl_ref_kind kind;
  bool out;
  const char *name;
  bool labelled;
};
extern const struct atl_site_ref_name atl_site_ref_names[];

#endif
