/* Boxes with a title, and other boxes or their items below it. Private to the room scene/. */
#ifndef ATL_SCENE_FRAMES_H
#define ATL_SCENE_FRAMES_H

#include "order/order.h"
#include "place/place.h"
#include "scene/scene.h"
#include "scene/words.h"

enum { ATL_FRAME_LEVELS = 3 };

/* Rows of a list in a frame have looks of their own, by that of the frame; further ones are drawn as on the page. */
enum { ATL_ROW_LOOKS = 64 };

struct atl_row_look {
  uint8_t own, frame, look;
};

/* By look of the style, the looks made of it: of frames at each level; and of words in boxes with their items inside,
 * whose titles and items differ in type, by the look of the node and of its card (`of` looks each): nodes of several
 * sizes may have one card; and `small`, of words in smaller type. 0 where there is none. */
struct atl_frame_looks {
  uint8_t frame[ATL_FRAME_LEVELS][ATL_MOST_LOOKS];
  uint8_t small[ATL_MOST_LOOKS];
  uint8_t *title, *items; /* in the arena of the scene */
  size_t of;
  struct atl_row_look row[ATL_ROW_LOOKS];
  uint32_t rows;
};

/* Gives the scene looks of its own: those of the style, and those for the boxes at hand. */
void atl_frame_looks_make(struct atl_frame_looks *looks, struct atl_scene *scene, const struct atl_styled *styled,
                          const struct atl_order *order, const struct atl_place *place);

/* Whether a box has its title at its top: a frame, or a box with its items inside. */
static inline bool atl_is_titled(const struct atl_order *order, const struct atl_place *place, uint32_t i) {
  return (place->frame && place->frame[i]) || order->box.at[i].items;
}

/* The look of such a box. */
uint8_t atl_frame_look(const struct atl_frame_looks *looks, const struct atl_styled *styled,
                       const struct atl_order *order, uint32_t i);

/* The look of a box that is a row of a list in a frame. */
uint8_t atl_row_look(const struct atl_frame_looks *looks, const struct atl_styled *styled,
                     const struct atl_order *order, const struct atl_place *place, uint32_t i);

/* Adds the words and rules of such a box, whose look is `look`; `rows` is at its first item. */
void atl_frame_words(struct atl_scene *scene, const struct atl_frame_looks *looks, const struct atl_styled *styled,
                     const struct atl_order *order, const struct atl_place *place, uint32_t i, uint8_t look,
                     struct atl_item_rows *rows);

#endif
