/* Rows are looked for where they are seen: in a picture of the map, in its own layout and as wide as it comes. Siblings
 * stand in one row when their boxes, or the frames they have become, begin at the same height. */
#include "cmd/check.h"

#include "base/sort.h"
#include "index/lint.h"

#include <stdlib.h>

/* A map of more nodes is no picture of one page, and may take its layout long to find. */
enum { MOST_DRAWN = 20000 };

static bool has_many_children(const struct atl_map *map) {
  uint32_t *boxes = atl_alloc(map->node.len, sizeof *boxes);
  bool many = false;
  for (uint32_t i = 1; i < map->node.len; i++) /* the items of a card are one box */
    many |= !(map->node.at[i].flags & ATL_NODE_ITEM) && ++boxes[map->node.at[i].parent] > ATL_MOST_IN_ROW;
  free(boxes);
  return many;
}

static int by_number(const void *a, const void *b) {
  int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
  return left < right ? -1 : left > right;
}

/* The most of some boxes that begin at one height. `y` has room for their number. */
static uint32_t longest_row(const struct atl_place *place, uint32_t first, uint32_t count, int32_t *y) {
  uint32_t longest = 0;
  for (uint32_t i = 0; i < count; i++)
    y[i] = place->box[first + i].y;
  atl_sort(y, count, sizeof *y, by_number);
  for (uint32_t i = 0, run = 0; i < count; i++) {
    run = i && y[i] == y[i - 1] ? run + 1 : 1;
    longest = run > longest ? run : longest;
  }
  return longest;
}

static void check_row(struct atl_work *work, uint32_t node, uint32_t longest) {
  const struct atl_map *map = &work->map;
  if (longest <= ATL_MOST_IN_ROW)
    return;
  struct atl_span where = node ? atl_node_span(map, node) : atl_lint_top(&work->sources.file.at[map->file], map->file);
  atl_report(&work->diags, ATL_WARNING, atl_lints[ATL_LINT_LONG_ROW].code, where,
             "%u %s stand in one row; more than %d are hard to take in: group them, or choose another layout", longest,
             node ? "boxes below this one" : "boxes at the top of the map", ATL_MOST_IN_ROW);
}

void atl_check_rows(struct atl_work *work) {
  if (work->map.node.len > MOST_DRAWN || !has_many_children(&work->map))
    return;
  struct atl_drawing drawing = {0};
  bool good = atl_drawing_init(&drawing, work, &(struct atl_drawing_options){0});
  drawing.unlinked =
      good && !drawing.engine->ways; /* else links move no box to another row, but take most of the time */
  bool rows =
      good && !drawing.engine->entries && !drawing.engine->layers; /* layers are made by links, not by siblings */
  if (rows && atl_drawing_scene(&drawing, false, 0)) {
    const struct atl_order *order = &drawing.order;
    int32_t *y = atl_alloc(order->box.len, sizeof *y);
    check_row(work, 0, longest_row(&drawing.place, 0, order->roots, y));
    for (uint32_t i = 0; i < order->box.len; i++) {
      const struct atl_box *box = &order->box.at[i];
      if (box->child_count > ATL_MOST_IN_ROW)
        check_row(work, box->node, longest_row(&drawing.place, box->first_child, box->child_count, y));
    }
    free(y);
  }
  atl_drawing_release(&drawing);
}
