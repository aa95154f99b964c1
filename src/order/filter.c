/* From words to what they leave out: one pass down, where a word of a node holds for all below it, and one pass up,
 * where what is kept keeps its ancestors and what is not is counted at the nearest one that is. */
#include "order/order.h"

#include <stdlib.h>

/* What is known of a node. */
enum { WANTED = 1, OUT = 2, ON_THE_WAY = 4 };

static bool has_word(const struct atl_map *map, const struct atl_node *node, const struct atl_word_set *words) {
  const struct atl_node_extra *extra = node->extra == ATL_NONE ? NULL : &map->extra.at[node->extra];
  if (node->kind && atl_word_set_has(words, atl_map_text(map, node->kind)))
    return true;
  for (uint32_t k = 0; extra && k < extra->tags; k++)
    if (atl_word_set_has(words, atl_map_text(map, map->word.at[extra->first_tag + k].text)))
      return true;
  return false;
}

uint32_t *atl_order_filter(const struct atl_map *map, const struct atl_word *only, uint32_t onlys,
                           const struct atl_word *without, uint32_t withouts) {
  uint32_t n = map->node.len, *left_out = atl_alloc(n, sizeof *left_out);
  uint8_t *state = atl_alloc(n, sizeof *state);
  struct atl_word_set wanted, out;
  atl_word_set_some(&wanted, map, only, onlys);
  atl_word_set_some(&out, map, without, withouts);
  state[0] = onlys ? 0 : WANTED;
  for (uint32_t i = 1; i < n; i++) {
    const struct atl_node *node = &map->node.at[i];
    state[i] = state[node->parent];
    if (!(state[i] & WANTED) && has_word(map, node, &wanted))
      state[i] |= WANTED;
    if (!(state[i] & OUT) && has_word(map, node, &out))
      state[i] |= OUT;
  }
  for (uint32_t i = n; --i;) {
    uint32_t parent = map->node.at[i].parent;
    if (state[i] & OUT || !(state[i] & (WANTED | ON_THE_WAY))) {
      left_out[parent] += 1 + left_out[i]; /* nothing below it is kept, so that is all of it */
      left_out[i] = ATL_NONE;
    } else
      state[parent] |= ON_THE_WAY;
  }
  atl_word_set_release(&wanted);
  atl_word_set_release(&out);
  free(state);
  return left_out;
}
