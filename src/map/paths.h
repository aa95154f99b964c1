/* Paths with wild cards, as views and options take them: shop.*, **.db, shop.api?. Segments are divided by dots, as
 * ids of a path are; within one, `*` is any letters and `?` is one, and `**` is any segments, none included. */
#ifndef ATL_MAP_PATHS_H
#define ATL_MAP_PATHS_H

#include "map/map.h"

/* A path of more segments matches nothing: nobody types so many, and the state of a match is a word. */
enum { ATL_MAX_SEGMENTS = 60 };

/* Whether a word is meant as a path: it has a dot or a wild card in it. */
bool atl_path_is_one(const char *word);

/* Sets `bit` in by_node[i] of each node and item whose path it is. A path starts at the top of the map, or, where its
 * first segment is an id of no top node, at any node of that id. True: there is one. Linear in the map. */
bool atl_path_match(const struct atl_map *map, const char *path, uint8_t *by_node, uint8_t bit);

#endif
