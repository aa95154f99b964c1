/* Checks of a whole map that no single place can make: links and references that lead nowhere, ids that are not
 * unique, layouts that do not exist, terms that refer to nothing. */
#ifndef ATL_MAP_CHECK_H
#define ATL_MAP_CHECK_H

#include "map/map.h"

/* Resolves the ends of links and reports what is wrong. `layouts` and `directions` are NULL-terminated lists of the
 * words that `layout:` and `direction:` take; `groups:` takes those of atl_groups_names. False after an error. Linear
 * in nodes and links. */
enum { ATL_GROUPS_FRAMES, ATL_GROUPS_LINES };
extern const char *const atl_groups_names[]; /* "frames", "lines", NULL */

bool atl_map_check(struct atl_map *map, const char *const *layouts, const char *const *directions,
                   struct atl_diags *diags);

/* Warns of words of map->word, of a view or an option, that are not among these, which are all that the map has, and
 * are no path of a node (map/paths.h), either. */
void atl_map_check_words(const struct atl_word_set *words, uint32_t first, uint32_t count, struct atl_diags *diags);

/* Likewise of kinds that no link has. */
void atl_map_check_link_kinds(const struct atl_map *map, uint32_t first, uint32_t count, struct atl_diags *diags);

/* Whether the indices of a map hold together (parents before children, chains of siblings, texts in the pool).
 * NULL when they do, else what is wrong; run between stages in debug builds and by fuzz targets. */
const char *atl_map_fault(const struct atl_map *map);

#endif
