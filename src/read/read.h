/* Front ends: bytes become a map or a style sheet. */
#ifndef ATL_READ_READ_H
#define ATL_READ_READ_H

#include "base/diag.h"
#include "base/source.h"
#include "map/map.h"
#include "style/style.h"

#include <stdbool.h>

struct atl_reader {
  const char *name, *suffixes; /* suffixes: "yaml yml" */
  /* Fills an initialised map from a source. False after an error; all that could be read is in the map then. */
  bool (*read)(struct atl_map *map, struct atl_sources *sources, uint32_t file, struct atl_diags *diags);
};

extern const struct atl_reader atl_readers[]; /* ends with a NULL name */

/* The reader for a path, by its suffix; the first one (YAML) where nothing fits. */
const struct atl_reader *atl_reader_for(const char *path);

bool atl_read_yaml_map(struct atl_map *map, struct atl_sources *sources, uint32_t file, struct atl_diags *diags);

/* Reads the files of kinds that a map names, into the map: what it says itself goes before them, and an earlier one
 * before a later one. A file stands beside the map, in a folder below, or in the nearest folder above that has it, up
 * to the one that holds the project (.git, or atlas.yaml); where `folder`, that of the map, is NULL it may be no file.
 * False after an error. */
bool atl_read_kind_files(struct atl_map *map, const char *folder, struct atl_sources *sources, struct atl_diags *diags);

/* Reads the icons of a map that are files. They stand as files of kinds do, as seen from the file that names them;
 * where `folder` is NULL none is read, which is said, and the map is drawn without. False after an error. */
bool atl_read_icons(struct atl_map *map, const char *folder, struct atl_sources *sources, struct atl_diags *diags);

/* Reads one style sheet, without the sheets that it extends. */
bool atl_read_yaml_sheet(struct atl_sheet *sheet, struct atl_sources *sources, uint32_t file, struct atl_diags *diags);

/* Reads a sheet and all it extends: a built-in name, or, when it has a slash or a suffix, a file. `folder` is what a
 * relative file name starts from. `confined`: a map names it, so it may not lie outside of the folder; where the folder
 * is NULL it may be no file at all. `where` is where it is asked for. False after an error. */
bool atl_read_sheet_chain(struct atl_sheet *sheet, const char *name, const char *folder, bool confined,
                          struct atl_span where, struct atl_sources *sources, struct atl_diags *diags);

/* The words the readers take, for --dump=vocabulary and the test that holds them against manual and schema: calls
 * `each` with a scope ("map", "node" ...) and a key. */
void atl_read_vocabulary(void (*each)(void *context, const char *scope, const char *key), void *context);

#endif
