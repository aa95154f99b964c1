/* What can be counted of how a drawing looks: one definition for our drawings and for those of other programs.
 *
 * A path goes through the inside of its segments; where it turns or ends it is not inside. Paths share ground where
 * they run along the same line for some length. With nets, all paths of a net may; without, two paths may when they
 * have the tail or the head in common, or when both heads are reached from both tails, so that nobody reads an edge
 * that is not there. All other paths are strangers to each other. */
#ifndef ATL_JUDGE_METRICS_H
#define ATL_JUDGE_METRICS_H

#include "judge/sketch.h"

struct atl_measures {
  struct atl_rect bounds; /* of boxes, labels and paths: the drawing without its margin */
  uint32_t edges, undrawn;
  uint64_t crossings; /* places where the inside of one path crosses the inside of another at an angle */
  uint64_t pairs;     /* the same, but every two paths that cross there count */
  uint64_t bends;     /* of all paths but curved ones */
  uint64_t corners;   /* places where paths bend: a bend that paths share is one */
  int64_t length;     /* of all paths, in the unit of the sketch, as below */
  int64_t ink;        /* ground that several paths share is counted once */
  int64_t least, lower, median, upper, most; /* lengths of paths, the quartiles the smaller of two in the middle */
  uint64_t through;       /* pairs of a path and a box that it enters more than a px deep; frames around its ends do not
                           * count. In cells a border belongs to the inside of a box, but not for the boxes at its ends. */
  uint64_t overlaps;      /* pairs of runs of strangers along the same line */
  int64_t overlap_length; /* together */
  uint64_t struck;        /* a path and the title of a frame that it runs through */
  uint64_t ambiguous;     /* labels to which a path of another net is as near as those of its own */
  uint64_t touches;       /* places where strangers meet and at least one of them turns or ends */
};

/* Takes time in proportion to n log n and to the number of crossings, junctions and overlaps; with slanted segments,
 * which curves are made of, to that of pairs that are near each other. */
void atl_measure_sketch(struct atl_measures *measures, const struct atl_sketch *sketch);

#endif
