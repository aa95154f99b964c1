/* What `check` has beside the reports of each map. Of use to no other command. */
#ifndef ATL_CMD_CHECK_H
#define ATL_CMD_CHECK_H

#include "cmd/drawing.h"

/* So many boxes that are siblings may stand in one row: more are counted, not seen. */
enum { ATL_MOST_IN_ROW = 9 };

/* The lints of a single file that was read for all of its views, but those that are `allowed`, a bit for each. */
void atl_check_file_lints(struct atl_work *work, uint32_t allowed);

/* Warns of nodes with more children in one row than that, as a picture of the map shows them. It draws, where any node
 * has so many children; the map is good for nothing else after it. */
void atl_check_rows(struct atl_work *work);

#endif
