/* Finding what is the same: private to the room diff/. */
#ifndef ATL_DIFF_MATCH_H
#define ATL_DIFF_MATCH_H

#include "diff/diff.h"

/* By node of each map, the same one in the other; ATL_NONE where there is none. The maps themselves are the same. */
void atl_diff_match(const struct atl_map *old, const struct atl_map *new, uint32_t *of_old, uint32_t *of_new);

/* Fills diff->link; of_old and of_new of the diff are there. */
void atl_diff_links(struct atl_diff *diff);

#endif
