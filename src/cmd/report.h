/* Prints reports: the only place that writes them, and the only one that decides how they look. */
#ifndef ATL_CMD_REPORT_H
#define ATL_CMD_REPORT_H

#include "base/diag.h"
#include "cmd/request.h"

/* Writes all reports to standard error, in colour where it is a terminal and `color` allows. */
void atl_print_reports(const struct atl_diags *diags, struct atl_sources *sources, enum atl_format format,
                       enum atl_when color);

/* The same, at the end of `out`. */
void atl_write_reports(struct atl_out *out, const struct atl_diags *diags, struct atl_sources *sources,
                       enum atl_format format, bool colored);

/* Whether a stream is to be coloured: --color, then CLICOLOR_FORCE, NO_COLOR, TERM=dumb, then whether it is a terminal.
 */
bool atl_wants_color(enum atl_when color, int fd);

#endif
