/* A folder of maps read whole: what `query`, `check DIR` and `site` begin with. */
#ifndef ATL_CMD_ATLAS_LOAD_H
#define ATL_CMD_ATLAS_LOAD_H

#include "cmd/build.h"
#include "index/index.h"

#define ATL_NO_FOLDER "/dev/null" /* as the folder of outputs: every folder is looked into */

struct atl_atlas {
  struct atl_build found;
  struct atl_work *work; /* by found.map */
  uint32_t works;
  uint32_t *map_work; /* by map of the index: its work; what could not be read is no map of the index */
  struct atl_index index;
  int status;
};

/* Finds the maps of a folder, or takes one file, reads, checks and styles them, and joins what can be read. What is
 * wrong with a map is on its work's diags; that two have one name, or that there is none, on found.diags. The status is
 * that of the worst. Nothing is printed. */
void atl_atlas_load(struct atl_atlas *atlas, const char *path, const struct atl_work_options *options);

/* Prints what is wrong with the folder and with each map. */
void atl_atlas_print_reports(struct atl_atlas *atlas, enum atl_format format, enum atl_when color);

void atl_atlas_release(struct atl_atlas *atlas);

#endif
