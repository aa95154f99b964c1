/* The kinds that every sheet knows: words that people type for what stands in a drawing of software, with others for
 * the same. What a sheet or a map says of one of them goes before this. */
#ifndef ATL_STYLE_KINDS_H
#define ATL_STYLE_KINDS_H

#include "style/shape.h"

#include <stdbool.h>

struct atl_known_kind {
  const char *name;
  const char *also; /* other words, each between blanks; small letters, "-" within */
  const char *role; /* whose colours it has where the sheet has it; NULL: those of its part */
  struct atl_form form;
  bool link; /* it is a word for links */
};

extern const struct atl_known_kind atl_known_kinds[]; /* ends with a NULL name */

/* The kind that a word means, whatever its case, with "_" or blanks for "-", or in the plural; NULL: none. */
const struct atl_known_kind *atl_known_kind(const char *word);

#endif
