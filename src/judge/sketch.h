/* A sketch: a drawing as boxes and edges, each edge with a path of its own from its tail to its head. Wires of a net
 * share trunk and rail; here they are told apart again, for whoever looks at one edge at a time. It is what
 * judge/metrics.h measures, whichever program made the drawing. */
#ifndef ATL_JUDGE_SKETCH_H
#define ATL_JUDGE_SKETCH_H

#include "base/geom.h"
#include "base/vec.h"
#include "place/place.h"

#include <stdbool.h>
#include <stdint.h>

/* A sketch of another program may have coordinates up to this many px each way, in 1/64 px: sums then fit. */
enum { ATL_SKETCH_PX = 64, ATL_SKETCH_SIDE = 16000000 };

struct atl_path {       /* a polyline without points that change nothing: no two equal, no three in one line */
  uint32_t tail, head;  /* boxes */
  uint32_t net;         /* paths of one net may share ground */
  uint32_t first_point; /* at the tail */
  uint32_t points;
  bool curved; /* it stands for a curve, which has no bends */
};

struct atl_sketch {
  bool cells;
  bool nets; /* `net` of paths is known; else every path is alone, and paths with an end in common may share ground */
  int32_t unit; /* units of one px; 1 in cells */
  ATL_VEC(struct atl_rect) box;
  ATL_VEC(struct atl_rect) label; /* of edges */
  ATL_VEC(uint32_t) label_net;    /* parallel, where nets are known: whose it is */
  ATL_VEC(struct atl_rect) title; /* of frames */
  ATL_VEC(struct atl_path) path;
  ATL_VEC(struct atl_point) point;
  uint32_t undrawn; /* links without a path; a child may have none, as where frames or a chain say whose it is */
};

/* Finds the path of every edge in the routes of its net: for each child to which wires lead from its parent, for each
 * edge of the order, unless it is said in words, and for each wire of the layout's own. The path is the one with the
 * fewest bends. */
void atl_sketch_place(struct atl_sketch *sketch, const struct atl_place *place, const struct atl_order *order);

/* Starts a path, to which atl_sketch_point() adds points. */
void atl_sketch_path(struct atl_sketch *sketch, uint32_t tail, uint32_t head, uint32_t net);
void atl_sketch_point(struct atl_sketch *sketch, struct atl_point point);

void atl_sketch_release(struct atl_sketch *sketch);

#endif
