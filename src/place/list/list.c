/* clang-format off */
/* The list: one row an entry, indented by rank, arms at the left, as `tree` prints folders. What is wider than the room
 * there is goes on below, set in.
 *
 *     HUGGING FACE          a rail hangs from the first letter of a parent down to its last child;
 *     ├── MODELS            a stub leads from it to each child
 *     │   └── LLMs
 *     └── DATASETS
 *
 * One pass. In px it is the same picture. */
/* clang-format on */
#include "place/measure.h"
#include "place/place.h"

#include <stdlib.h>

/* Where a stub leads to an entry: the middle of its first row. */
static int32_t middle_of(const struct atl_layout *layout, uint32_t i) {
  const struct atl_place *place = layout->place;
  if (place->cells)
    return place->box[i].y;
  const struct atl_look *look = atl_box_look(layout->styled, &layout->order->box.at[i]);
  int32_t row = atl_line_height(look, &place->line.at[place->first_line[i]], false);
  return place->box[i].y + row / 2 / ATL_PX * ATL_PX;
}

bool atl_layout_list(struct atl_layout *layout) {
  const struct atl_order *order = layout->order;
  struct atl_place *place = layout->place;
  bool cells = layout->options->cells;
  int32_t indent = cells ? 4 : 24 * ATL_PX, row = cells ? 1 : 24 * ATL_PX, margin = cells ? 0 : 24 * ATL_PX;
  int32_t hang = cells ? 0 : 6 * ATL_PX, gap = cells ? 2 : 6 * ATL_PX; /* where a rail hangs; between stub and text */
  atl_measure_entries(layout, margin, indent);
  uint32_t n = order->box.len;
  int64_t y = margin;
  for (uint32_t i = 0; i < n; i++) {
    struct atl_rect *r = &place->box[i];
    int32_t height = atl_max32(row, r->h);
    bool group = order->box.at[i].child_count || (i && order->box.at[i - 1].rank > order->box.at[i].rank);
    if (!cells && i && order->box.at[i].rank <= 1 && group) /* some air before each group, and after it */
      y += 6 * ATL_PX;
    if (y > ATL_MAX_SIDE - height - margin) {
      atl_report(
          layout->diags, ATL_ERROR, "limit-size", ATL_NOWHERE,
          "the list is longer than coordinates can say (limit ATL_MAX_SIDE); draw less of it with --depth or --root");
      return false;
    }
    r->x = margin + order->box.at[i].rank * indent;
    r->y = (int32_t)y + (height - r->h) / 2;
    y += height;
    place->w = atl_max32(place->w, atl_rect_right(*r) + margin);
  }
  place->h = (int32_t)y + margin;
  if (!n)
    return true;
  /* The last child of each parent ends its rail. */
  uint32_t *last = atl_alloc(n, sizeof *last);
  uint32_t parents = 0;
  for (uint32_t i = 0; i < n; i++)
    if (order->box.at[i].parent != ATL_NONE) {
      parents += !last[order->box.at[i].parent];
      last[order->box.at[i].parent] = i;
    }
  atl_vec_reserve(&place->route, n + parents);
  atl_vec_reserve(&place->point, 2 * (n + parents));
  for (uint32_t i = 0; i < n; i++) {
    const struct atl_rect *r = &place->box[i];
    uint32_t parent = order->box.at[i].parent;
    int32_t middle = middle_of(layout, i);
    if (parent != ATL_NONE && last[parent] != i) {
      const struct atl_rect *over = &place->box[parent];
      *atl_vec_push(&place->route) = (struct atl_route){.first_point = place->point.len, .points = 2, .net = parent};
      *atl_vec_push(&place->point) = (struct atl_point){over->x + hang, middle};
      *atl_vec_push(&place->point) = (struct atl_point){r->x - gap, middle};
    }
    if (!last[i])
      continue;
    const struct atl_rect *end = &place->box[last[i]];
    *atl_vec_push(&place->route) = (struct atl_route){.first_point = place->point.len, .points = 3, .net = i};
    *atl_vec_push(&place->point) = (struct atl_point){r->x + hang, cells ? r->y : atl_rect_bottom(*r)};
    int32_t foot = middle_of(layout, last[i]);
    *atl_vec_push(&place->point) = (struct atl_point){r->x + hang, foot};
    *atl_vec_push(&place->point) = (struct atl_point){end->x - gap, foot};
  }
  free(last);
  return true;
}
