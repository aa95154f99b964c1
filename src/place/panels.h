/* clang-format off */
/* Panels of a drawing: what a node holds that has a layout or a direction of its own, and the drawing itself with what is
 * in none of them.
 *
 *     the outermost:  ┌─ Ingest ────────┐      a node whose inside is a panel is a frame; in the order of the panel in
 *                     │ [a] ─▶ [b] ─▶ … │      which it stands it is a leaf of a fixed size: a block
 *                     └────────┬────────┘
 *                              ▼
 *                           [store]
 *
 * Each panel has an order of its own and is placed by its own layout as if it were a drawing, the innermost first; then
 * each is put into its frame, and the links that no layout has drawn are led over all of it by route/. */
/* clang-format on */
#ifndef ATL_PLACE_PANELS_H
#define ATL_PLACE_PANELS_H

#include "place/place.h"

/* How what a node holds is arranged. */
struct atl_manner {
  const struct atl_layout_engine *engine;
  enum atl_direction direction;
};

/* The manners of a map. */
struct atl_manners {
  ATL_VEC(struct atl_manner) list; /* the first is that of the drawing */
  uint32_t *of;                    /* by node of the map: that of what it holds, in `list` */
  uint8_t *ways;                   /* by node: how the order writes down what it holds (order/order.h) */
};

struct atl_panel {
  struct atl_manner manner;
  uint32_t box;    /* in whose frame it stands, of the whole order; ATL_NONE: it is the drawing */
  uint32_t within; /* the panel, before this one, in which that box stands */
  uint32_t frames; /* around it */
  uint32_t above;  /* a panel that stands in the same frame, above this one: the card of its node; ATL_NONE */
  bool leads;      /* it is in layers with frames: links with an end deeper in one of its boxes are edges of it, too */
  struct atl_order order;
  ATL_VEC(uint32_t) of;      /* by box of its order: that of the whole order */
  ATL_VEC(uint32_t) edge_of; /* by edge of its order: that of the whole order */
};

struct atl_panels {
  ATL_VEC(struct atl_panel) panel; /* the drawing is the first */
  uint32_t *of;                    /* by box of the whole order: the panel in whose order it is ... */
  uint32_t *at;                    /* ... and where in there */
  uint32_t *inside;                /* by box: the panel in its frame; ATL_NONE */
  uint32_t *common;                /* by edge of the whole order: the innermost panel that holds both ends */
};

/* Finds how each node is arranged where the whole is drawn by this layout, from `root` down. False where all of it is
 * arranged in one way; then there is nothing to release. */
bool atl_manners_find(struct atl_manners *manners, const struct atl_map *map, uint32_t root, struct atl_manner drawing);
/* Reports layouts and directions of nodes that cannot be followed where they stand. False after an error. */
bool atl_manners_check(const struct atl_map *map, struct atl_diags *diags);

void atl_manners_release(struct atl_manners *manners);

/* Divides an order with its edges, which was made with manners->ways; `frames`: layers have frames. Links of panels
 * that are lists go to the pool of the map, as words. Flows and layers are made by the caller. */
struct atl_panels *atl_panels_new(const struct atl_order *order, const struct atl_manners *manners, bool frames,
                                  struct atl_map *map);
void atl_panels_free(struct atl_panels *panels);

/* Whether a box is a row of a list that stands in a frame. */
static inline bool atl_panel_row(const struct atl_panels *panels, uint32_t box) {
  return panels && panels->panel.at[panels->of[box]].manner.engine->entries;
}

/* Whether a link is said in words, in a list that holds both of its ends. */
static inline bool atl_panel_says(const struct atl_panels *panels, uint32_t edge) {
  return panels && panels->panel.at[panels->common[edge]].manner.engine->entries;
}

/* Does for a drawing of panels what atl_place_run() does for others. `layout` is of the whole order, with panels. */
bool atl_place_panels(struct atl_layout *layout);

/* Chooses the variants of the panels that are layered in frames, as atl_layered_choose() does, from the innermost out.
 * False after one that is too large; layout->order is then set to its order. */
bool atl_panels_choose(struct atl_layout *layout);

#endif
