/* Formats that are made of the map itself and not of a drawing: private to drawing_map.c, which chooses. */
#ifndef ATL_CMD_MAP_TEXT_H
#define ATL_CMD_MAP_TEXT_H

#include "cmd/drawing.h"

/* The part that is drawn, as an outline of Markdown. Adds to the pool of the map: what points into it is stale. */
void atl_write_outline(struct atl_map *map, const struct atl_extent *extent, struct atl_out *out);

/* All of the map, whatever part of it is drawn, as JSON: keys as in schema/map-data.schema.json. */
void atl_write_map_json(const struct atl_map *map, struct atl_out *out);

#endif
