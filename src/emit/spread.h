/* clang-format off */
/* Room between lines that pure ASCII cannot tell apart. Private to emit/.
 *
 * `+` says that lines meet, not which. Two of them side by side look joined even where they are corners of two wires,
 * and one beside a bridge (`+|`) looks as if nothing passed below it. Such cells are moved apart by a column or a row:
 *
 *     --+|        --+ |
 *       |+--  ->    | +--     all that is drawn moves with them, so boxes grow, and words stay together
 */
/* clang-format on */
#ifndef ATL_EMIT_SPREAD_H
#define ATL_EMIT_SPREAD_H

#include "scene/scene.h"

struct atl_spread_cell {
  char shown;
  uint8_t arms; /* of lines, those that join; of a head, the one it points along */
};

struct atl_spread {
  int32_t w, h, y;
  int32_t *column, *row;         /* first: whether room is needed before it; then: how much there is before it */
  struct atl_spread_cell *above; /* the row before, and the one at hand */
  struct atl_spread_cell *cell;
  bool wanted;
};

void atl_spread_init(struct atl_spread *spread, const struct atl_scene *scene);

/* Looks at the next row, from the first down. The caller has cleared and filled all of `cell` before each call. */
void atl_spread_row(struct atl_spread *spread);

/* A copy of the scene with that room; its items and points are the copy's own, all else is borrowed. */
struct atl_scene atl_spread_scene(struct atl_spread *spread, const struct atl_scene *scene);
void atl_spread_release_scene(struct atl_scene *scene);

void atl_spread_release(struct atl_spread *spread);

#endif
