/* Rows of words, for those who lay out what a box says. Private to the room scene/. */
#ifndef ATL_SCENE_WORDS_H
#define ATL_SCENE_WORDS_H

#include "map/map.h"
#include "order/order.h"
#include "place/place.h"
#include "scene/scene.h"

struct atl_word_row {
  uint32_t first, end; /* lines */
  int32_t width;
};

/* The row of lines that starts at line `at`. */
struct atl_word_row atl_word_row_at(const struct atl_place *place, uint32_t at, uint32_t end, int32_t blank);

/* Adds the words of a row, from x, or centred from there over its width; y is its baseline (px) or row (cells). */
void atl_add_row(struct atl_scene *scene, const struct atl_place *place, struct atl_word_row row, int32_t x, int32_t y,
                 bool centred, uint8_t look, int32_t blank);

/* Goes along the items of a box as their rows come, so that each row knows whose it is. */
struct atl_item_rows {
  const struct atl_map *map;
  const struct atl_order *order;
  uint32_t owner, item;             /* nodes; the item ATL_NONE before the first row */
  bool linked;                      /* the box leads somewhere, where rows of items without an address do not */
  bool any;                         /* a row before has an address */
  uint32_t recent[ATL_MAX_COLUMNS]; /* by column: the item that began there last; 0: none */
};

/* Says of the row that begins with this line, and is added next, where it leads. The rows of all items come in the
 * order of the items. */
void atl_begin_item_row(struct atl_scene *scene, struct atl_item_rows *rows, const struct atl_line *line);

#endif
