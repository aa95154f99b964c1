/* The layout that a map means, where nobody says one. A function of counts, so that it changes as little as they do. */
#ifndef ATL_MAP_SHAPE_H
#define ATL_MAP_SHAPE_H

#include "map/map.h"

enum atl_shape_of_map {
  ATL_HIERARCHY, /* groups, and fewer links than leaves; or no links at all */
  ATL_GRAPH,     /* links in a flat map, or groups with at least as many links as leaves */
  ATL_PATH       /* a flat map in which every node is linked to the next one, and hardly anything else */
};

struct atl_map_shape {
  enum atl_shape_of_map shape;
  uint32_t nodes, groups, leaves; /* without items; groups have nodes below them, leaves have none */
  uint32_t links;                 /* between two nodes of this map; the items of a node count as the node */
  uint32_t steps;                 /* of a flat map: neighbours that are linked, as the author ordered them */
};

/* Of a whole map after atl_map_check(), whatever part of it is drawn. Linear. */
struct atl_map_shape atl_map_shape(const struct atl_map *map);

#endif
