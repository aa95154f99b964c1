/* To come. */
#include "order/dot.h"

bool atl_dot_rank(struct atl_layers *layers, bool anyway) {
  (void)layers;
  (void)anyway;
  return false;
}

bool atl_dot_order(struct atl_layers *layers, bool anyway) {
  (void)layers;
  (void)anyway;
  return false;
}
