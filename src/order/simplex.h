/* The network simplex method, in whole numbers: numbers for variables so that distances are kept and the weighted sum
 * of all lengths is least. Layers are found with it, and places along the layers (place/layered/).
 *
 * After E. Gansner, E. Koutsofios, S. North, K. Vo, "A technique for drawing directed graphs", IEEE Trans. Softw. Eng.
 * 19(3), 1993; the first tree is grown from a start that keeps all distances, smallest pieces first. */
#ifndef ATL_ORDER_SIMPLEX_H
#define ATL_ORDER_SIMPLEX_H

#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct atl_span_edge { /* at[head] - at[tail] is at least `least`; each unit of it costs `weight` */
  uint32_t tail, head;
  int32_t least, weight;
};

struct atl_simplex {
  uint32_t variables;
  ATL_VEC(struct atl_span_edge) edge;
};

/* Adds a distance between two variables; equal ones are nothing. */
void atl_simplex_edge(struct atl_simplex *simplex, uint32_t tail, uint32_t head, int32_t least, int32_t weight);

/* The least numbers, 0 and above, that keep all distances: a start. False when distances close a circle. */
bool atl_simplex_start(const struct atl_simplex *simplex, int32_t *at);

/* Improves numbers that keep all distances until their cost is least, in at most so many exchanges of the tree, and no
 * further ones after so much work: variables and edges looked at. Gives the work it took. */
uint64_t atl_simplex_solve(const struct atl_simplex *simplex, int32_t *at, uint64_t exchanges, uint64_t work);

void atl_simplex_release(struct atl_simplex *simplex);

#endif
