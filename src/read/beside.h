/* Files that a map names: beside the file in which they are named, in a folder below, or in one above within the
 * project. A name holds no `..`, so that a map keeps its name for a file wherever it is moved within a project, and
 * none leads out of one. Private to read/. */
#ifndef ATL_READ_BESIDE_H
#define ATL_READ_BESIDE_H

#include <stdbool.h>

/* Whether a name leads elsewhere by its own letters: it is absolute, or one of its parts is `..`. */
bool atl_leads_out(const char *name);

/* The path of a file; NULL: there is none. It is looked for in `folder`, then upwards to the folder that holds the
 * project (.git, or atlas.yaml), without which it stands beside or below. Links are followed as long as they do not
 * lead out. The caller frees it. */
char *atl_find_beside(const char *folder, const char *name);

#endif
