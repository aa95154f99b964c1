/* Links over a placed drawing. */
#include "place/place.h"

void atl_place_links(struct atl_layout *layout) {
  for (uint32_t i = 0; i < layout->order->edge.len; i++)
    *atl_vec_push(&layout->place->undrawn) = i;
}
