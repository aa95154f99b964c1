/* What stands beside the drawing itself: its title above, and below it a legend of the kinds that are drawn. */
#ifndef ATL_PLACE_ASIDE_H
#define ATL_PLACE_ASIDE_H

#include "place/place.h"

/* An entry of the legend: kinds that look alike. */
struct atl_legend_entry {
  uint32_t box, edge; /* of the order, one that looks so; the other is ATL_NONE */
  atl_text names;     /* of the kinds, joined by commas */
  atl_text how;       /* what tells it in text where no mark does: "dashed border"; 0 */
  bool looks, forms;  /* its colour is one of its own; its outline is, or how its line is drawn */
};

struct atl_aside {
  atl_text title, subtitle; /* 0: not drawn */
  uint8_t title_look, subtitle_look;
  bool useful;                          /* the legend is only drawn where it tells something */
  ATL_VEC(struct atl_legend_entry) key; /* nodes before links, in the order in which they are drawn first */
};

/* Finds the kinds of what is drawn. The names go to the pool of the map. */
void atl_aside_find_keys(struct atl_aside *aside, struct atl_map *map, const struct atl_styled *styled,
                         const struct atl_order *order);
void atl_aside_release(struct atl_aside *aside);

/* Puts both around what layout->place holds: the title moves it down, the legend goes below it, in rows no wider than
 * the drawing. That becomes broader for a long word, or for a title that has no room otherwise. */
void atl_aside_place(struct atl_layout *layout, const struct atl_aside *aside);

#endif
