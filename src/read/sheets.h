/* The style sheets that are built into the program: tables made of styles/ by cmake/sheets.cmake. */
#ifndef ATL_READ_SHEETS_H
#define ATL_READ_SHEETS_H

#include "style/style.h"

struct atl_built_in_sheet {
  struct atl_sheet sheet;           /* without roles and kinds; what it extends is not joined */
  const struct atl_role *role;      /* up to one without a name */
  const struct atl_kind_role *kind; /* up to one without a kind */
};

extern const struct atl_built_in_sheet atl_built_in_sheets[]; /* sorted by name; ends with a NULL name */

#endif
