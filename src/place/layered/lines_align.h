/* Positions along the layers: U. Brandes, B. Koepf, "Fast and simple horizontal coordinate assignment", GD 2001, with
 * the corrections of U. Brandes, J. Walter, J. Zink (arXiv 2008.01252), for items of any size whose wires leave from
 * ports (U. Rueegg, C. D. Schulze, J. J. Carstens, R. von Hanxleden, "Size- and port-aware horizontal node coordinate
 * assignment", GD 2015). Private to place/. */
#ifndef ATL_PLACE_LAYERED_LINES_ALIGN_H
#define ATL_PLACE_LAYERED_LINES_ALIGN_H

#include "order/layers.h"

#include <stdint.h>

struct atl_align {
  const struct atl_layers *layers;
  const int32_t *breadth;             /* of each item */
  const int32_t *upper_at, *lower_at; /* by strand: where it leaves its upper item and meets its lower one, from their
                                       * starts */
  int32_t (*gap)(const void *context, uint32_t left, uint32_t right); /* between neighbours in a layer */
  const void *context;
  int32_t grain; /* the step of positions */
  int32_t bend;  /* a length: what bends cost is a multiple of it */
  int32_t *at;   /* out: the start of each item; any number, also below 0 */
};

void atl_align(const struct atl_align *align);

#endif
