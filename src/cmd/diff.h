/* What `atlasc diff` prints besides drawings: private to diff.c. */
#ifndef ATL_CMD_DIFF_H
#define ATL_CMD_DIFF_H

#include "diff/diff.h"

/* The changes as lines for people: a mark, what it is of, and what was. Nothing where there are none. */
void atl_diff_write_list(const struct atl_diff *diff, struct atl_out *out);

/* The same as JSON: keys as in schema/diff.schema.json. */
void atl_diff_write_json(const struct atl_diff *diff, const char *old, const char *new, struct atl_out *out);

/* All that a map says, a thing a line, for programs that compare lines. */
void atl_diff_write_lines(const struct atl_map *map, struct atl_out *out);

#endif
