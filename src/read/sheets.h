/* The style sheets that are built into the program, as the YAML they are written in. */
#ifndef ATL_READ_SHEETS_H
#define ATL_READ_SHEETS_H

#include <stddef.h>

struct atl_built_in_sheet {
  const char *name, *yaml;
  size_t len;
};

extern const struct atl_built_in_sheet atl_built_in_sheets[]; /* sorted by name; ends with a NULL name */

#endif
