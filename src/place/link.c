/* Links over a placed drawing. */
#include "place/place.h"

void atl_place_links(struct atl_layout *layout) {
  for (uint32_t i = 0; i < layout->order->edge.len; i++) {
    bool drawn = false;
    for (uint32_t k = 0; k < layout->place->net.len && !drawn; k++)
      drawn = layout->place->net.at[k].edge == i;
    if (!drawn)
      *atl_vec_push(&layout->place->undrawn) = i;
  }
}
