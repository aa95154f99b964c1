/* What is said beside nodes and links: private to the room diff/. */
#ifndef ATL_DIFF_SAID_H
#define ATL_DIFF_SAID_H

#include "diff/diff.h"

/* Fills diff->said and diff->other_look. */
void atl_diff_said(struct atl_diff *diff);

/* Whether a kind of the new map looks otherwise than what had its name in the old one. */
bool atl_diff_looks_other(const struct atl_diff *diff, atl_text kind);

/* Tells the looks of such a kind, by the key "look". */
void atl_diff_tell_look(const struct atl_diff *diff, atl_text kind, atl_diff_each *each, void *context);

/* What is said of the map as a whole. */
void atl_diff_map_fields(const struct atl_diff *diff, atl_diff_each *each, void *context);

#endif
