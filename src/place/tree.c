/* The bus tree: one trunk from a parent, one rail for all its children, a drop to each.
 *
 *                 ┌────────┐                  tops of a rank are on one line; siblings have one width and one
 *                 │ parent │                  height, so their wires leave from one line too
 *                 └───┬────┘
 *          ┌──────────┴──────────┐            trunk and rail stand in the gap between two ranks
 *          ▼                     ▼
 *     ┌─────────┐           ┌─────────┐
 *
 * The depth axis is fixed first: a rank starts below the tallest box with children of the rank before, so a tall card
 * beside them costs nothing. Then the tidy tree places boxes on the breadth axis. `direction: right` is the same with
 * the axes exchanged. Linear in the number of boxes. */
#include "place/measure.h"
#include "place/place.h"
#include "place/tidy.h"

#include <stdlib.h>

struct gaps {       /* in the unit of the metric */
  int32_t sibling;  /* between boxes side by side */
  int32_t cousins;  /* and this much more where they have different parents */
  int32_t straight; /* between two ranks joined by straight wires only */
  int32_t rail;     /* between two ranks with a rail in between */
  int32_t trunk;    /* from the parent's border to the rail */
  int32_t clear;    /* below a box without children */
  int32_t margin;   /* around the drawing */
  int32_t snap;     /* a wire less bent than this is made straight */
};

static struct gaps pleasing_gaps(bool cells, enum atl_direction direction) {
  if (cells && direction == ATL_RIGHT)
    return (struct gaps){.sibling = 1, .straight = 4, .rail = 6, .trunk = 2, .clear = 2, .margin = 0, .snap = 1};
  if (cells)
    return (struct gaps){.sibling = 3, .straight = 1, .rail = 3, .trunk = 1, .clear = 1, .margin = 0, .snap = 1};
  if (direction == ATL_RIGHT)
    return (struct gaps){.sibling = 16 * ATL_PX,
                         .cousins = 8 * ATL_PX,
                         .straight = 36 * ATL_PX,
                         .rail = 52 * ATL_PX,
                         .trunk = 24 * ATL_PX,
                         .clear = 24 * ATL_PX,
                         .margin = 24 * ATL_PX,
                         .snap = 4 * ATL_PX};
  return (struct gaps){.sibling = 24 * ATL_PX,
                       .cousins = 8 * ATL_PX,
                       .straight = 28 * ATL_PX,
                       .rail = 48 * ATL_PX,
                       .trunk = 22 * ATL_PX,
                       .clear = 20 * ATL_PX,
                       .margin = 24 * ATL_PX,
                       .snap = 4 * ATL_PX};
}

static struct gaps gaps_of(bool cells, enum atl_direction direction, unsigned tight, unsigned spread) {
  struct gaps gap = pleasing_gaps(cells, direction);
  int32_t more = (int32_t)spread * (cells ? 2 : 16 * ATL_PX); /* for links to pass */
  if (tight >= 3 && direction == ATL_DOWN)
    gap.sibling = cells ? (tight >= 5 ? 1 : 2) : (tight >= 5 ? 10 : 16) * ATL_PX;
  gap.sibling += more;
  gap.straight += more;
  gap.rail += more;
  gap.trunk += more / 2;
  gap.clear += more / 2;
  return gap;
}

/* One tree in the two axes. */
struct tree {
  struct atl_layout *layout;
  struct gaps gap;
  bool right; /* breadth is y, depth is x */
  int32_t grain;
  uint32_t ranks;
  int32_t *start;  /* depth at which each rank starts */
  int32_t *before; /* gap before each rank */
  struct atl_tidy_box *tidy;
};

static int32_t breadth(const struct tree *t, struct atl_rect r) { return t->right ? r.h : r.w; }
static int32_t depth(const struct tree *t, struct atl_rect r) { return t->right ? r.w : r.h; }

/* Where a wire meets a side of this length: its middle cell, the upper one of two. */
static int32_t port(const struct tree *t, int32_t side) {
  return t->layout->options->cells ? (side - 1) / 2 : side / 2 / ATL_PX * ATL_PX;
}

/* Gives siblings the size of the largest of them; cards keep their own. */
static void level_siblings(const struct tree *t) {
  const struct atl_order *order = t->layout->order;
  struct atl_rect *box = t->layout->place->box;
  for (uint32_t v = 0, next; v < order->box.len; v = next) {
    uint32_t parent = order->box.at[v].parent;
    int32_t w = 0, h = 0;
    for (next = v; next < order->box.len && order->box.at[next].parent == parent; next++)
      if (!order->box.at[next].card) {
        w = atl_max32(w, box[next].w);
        h = atl_max32(h, box[next].h);
      }
    for (uint32_t i = v; i < next; i++)
      if (!order->box.at[i].card) {
        if (t->right || !t->layout->tight) /* a narrow drawing gives each its own width */
          box[i].w = w;
        if (!t->right)
          box[i].h = h;
      }
  }
}

/* A card, or any only child, that is a little narrower than what it hangs from gets its width: almost equal looks like
 * a mistake. */
static void level_only_children(const struct tree *t) {
  const struct atl_order *order = t->layout->order;
  struct atl_rect *box = t->layout->place->box;
  int32_t little = t->layout->options->cells ? 4 : 24 * ATL_PX;
  for (uint32_t v = 0; v < order->box.len && !t->right; v++) {
    if (order->box.at[v].child_count != 1)
      continue;
    struct atl_rect *only = &box[order->box.at[v].first_child];
    if (only->w < box[v].w && box[v].w - only->w <= little)
      only->w = box[v].w;
  }
}

/* Whether all wires of a box are straight, for any layout that centres parents: it has one child at most. */
static bool wants_rail(const struct atl_box *box) { return box->child_count > 1; }

static bool fix_ranks(struct tree *t) {
  const struct atl_order *order = t->layout->order;
  const struct atl_rect *box = t->layout->place->box;
  for (uint32_t v = 0; v < order->box.len; v++)
    t->ranks = order->box.at[v].rank >= t->ranks ? order->box.at[v].rank + 1u : t->ranks;
  t->start = atl_alloc((size_t)t->ranks + 1, sizeof *t->start);
  t->before = atl_alloc((size_t)t->ranks + 1, sizeof *t->before);
  int64_t at = 0;
  for (uint32_t v = 0; v < order->box.len;) {
    uint32_t rank = order->box.at[v].rank;
    int32_t tallest = 0;
    bool rail = false;
    for (; v < order->box.len && order->box.at[v].rank == rank; v++)
      if (order->box.at[v].child_count) {
        tallest = atl_max32(tallest, depth(t, box[v]));
        rail |= wants_rail(&order->box.at[v]);
      }
    t->start[rank] = (int32_t)at;
    t->before[rank + 1] = rail ? t->gap.rail : t->gap.straight;
    at += tallest + t->before[rank + 1];
    if (at > ATL_MAX_SIDE / 2)
      return false;
    t->start[rank + 1] = (int32_t)at;
  }
  return true;
}

static bool too_large(struct tree *t) {
  atl_report(t->layout->diags, ATL_ERROR, "limit-size", ATL_NOWHERE,
             "the drawing is larger than coordinates can say (limit ATL_MAX_SIDE); draw less of it with --depth or "
             "--root, or draw a list with -l list");
  return false;
}

static bool place_boxes(struct tree *t) {
  const struct atl_order *order = t->layout->order;
  struct atl_rect *box = t->layout->place->box;
  uint32_t n = order->box.len;
  int64_t sum = 0;
  t->tidy = atl_alloc(n, sizeof *t->tidy);
  for (uint32_t v = 0; v < n; v++) {
    const struct atl_box *b = &order->box.at[v];
    int32_t side = breadth(t, box[v]);
    if (box[v].w >= ATL_MAX_BOX || box[v].h >= ATL_MAX_BOX)
      return too_large(t);
    t->tidy[v].breadth = side + t->gap.sibling;
    t->tidy[v].port = port(t, side);
    /* A box with children reaches to where the next rank's wires begin; a leaf to its own end and some air. */
    t->tidy[v].end = b->child_count ? t->start[b->rank + 1] - t->before[b->rank + 1]
                                    : t->start[b->rank] + depth(t, box[v]) + t->gap.clear;
    sum += t->tidy[v].breadth;
  }
  if (sum > ATL_MAX_SIDE)
    return too_large(t);
  struct atl_tidy_options options = {.grain = t->grain,
                                     .snap = t->gap.snap,
                                     .cousins = t->gap.cousins,
                                     .even = t->layout->tight < 2 &&
                                             sum < ATL_MAX_SIDE / 16}; /* even rows of even rows
                                                                        * may be several times as broad as the sum */
  atl_tidy(order, t->tidy, &options);
  for (uint32_t v = 0; v < n; v++) {
    int32_t a = t->tidy[v].at + t->gap.margin, d = t->start[order->box.at[v].rank] + t->gap.margin;
    box[v].x = t->right ? d : a;
    box[v].y = t->right ? a : d;
  }
  return true;
}

/* -- wires ------------------------------------------------------------------------------------------------------- */

/* Adds a polyline given as breadth, depth pairs. */
static void add_route(struct tree *t, uint32_t from, bool head, uint32_t count, const int32_t pair[][2]) {
  struct atl_place *place = t->layout->place;
  *atl_vec_push(&place->route) =
      (struct atl_route){.first_point = place->point.len, .points = count, .net = from, .head = head};
  for (uint32_t i = 0; i < count; i++)
    *atl_vec_push(&place->point) = t->right ? (struct atl_point){.x = pair[i][1], .y = pair[i][0]}
                                            : (struct atl_point){.x = pair[i][0], .y = pair[i][1]};
}

/* The wires of one box. In cells a route runs from the border cell of one box to the border cell of the other; in px
 * from border line to border line. */
static void connect(struct tree *t, uint32_t v) {
  const struct atl_order *order = t->layout->order;
  const struct atl_rect *box = t->layout->place->box;
  const struct atl_box *b = &order->box.at[v];
  bool cells = t->layout->options->cells;
  uint32_t c = b->first_child, last = c + b->child_count - 1;
  int32_t margin = t->gap.margin, on = cells ? 1 : 0; /* the border is a cell */
  int32_t trunk = t->tidy[v].at + t->tidy[v].port + margin;
  int32_t leave = t->start[b->rank] + margin + depth(t, box[v]) - on;
  /* In px a head ends where the border of its box begins: half a stroke before its middle. */
  int32_t border = atl_box_look(t->layout->styled, &order->box.at[c])->stroke / 2;
  int32_t top = t->start[b->rank + 1] + margin, enter = top - (cells ? 0 : border);
  int32_t rail = top - t->before[b->rank + 1] + t->gap.trunk;
  if (b->child_count == 1) {
    int32_t drop = t->tidy[c].at + t->tidy[c].port + margin;
    int32_t pair[4][2] = {{trunk, leave}, {trunk, rail}, {drop, rail}, {drop, enter}};
    if (trunk == drop)
      add_route(t, v, true, 2, (const int32_t[2][2]){{trunk, leave}, {drop, enter}});
    else
      add_route(t, v, true, 4, (const int32_t(*)[2])pair);
    return;
  }
  bool straight = false;
  for (uint32_t i = c; i <= last; i++) {
    int32_t drop = t->tidy[i].at + t->tidy[i].port + margin;
    if (drop == trunk) {
      add_route(t, v, true, 2, (const int32_t[2][2]){{trunk, leave}, {drop, enter}});
      straight = true;
    } else if (i == c || i == last)
      add_route(t, v, true, 3, (const int32_t[3][2]){{trunk, rail}, {drop, rail}, {drop, enter}});
    else
      add_route(t, v, true, 2, (const int32_t[2][2]){{drop, rail}, {drop, enter}});
  }
  if (!straight)
    add_route(t, v, false, 2, (const int32_t[2][2]){{trunk, leave}, {trunk, rail}});
}

static void fit_size(struct tree *t) {
  struct atl_place *place = t->layout->place;
  for (uint32_t v = 0; v < t->layout->order->box.len; v++) {
    place->w = atl_max32(place->w, atl_rect_right(place->box[v]) + t->gap.margin);
    place->h = atl_max32(place->h, atl_rect_bottom(place->box[v]) + t->gap.margin);
  }
}

bool atl_layout_tree(struct atl_layout *layout) {
  bool cells = layout->options->cells;
  struct tree t = {.layout = layout,
                   .gap = gaps_of(cells, layout->options->direction, layout->tight, layout->spread),
                   .right = layout->options->direction == ATL_RIGHT,
                   .grain = cells ? 1 : ATL_PX};
  const struct atl_order *order = layout->order;
  layout->place->flush = t.right; /* cards in a column, their texts too */
  atl_measure_boxes(layout);
  level_siblings(&t);
  level_only_children(&t);
  bool good = fix_ranks(&t) ? place_boxes(&t) : too_large(&t);
  if (good) {
    fit_size(&t);
    if (cells && layout->place->w > ATL_MAX_TEXT_WIDTH) {
      atl_report(layout->diags, ATL_ERROR, "limit-width", ATL_NOWHERE,
                 "this tree would be %d columns wide (limit %d); draw less of it with --depth or --root, or draw a "
                 "list with -l list",
                 layout->place->w, ATL_MAX_TEXT_WIDTH);
      good = false;
    }
  }
  if (good) {
    atl_vec_reserve(&layout->place->route, order->box.len + order->box.len / 4);
    atl_vec_reserve(&layout->place->point, order->box.len * 2 + order->box.len / 2);
    for (uint32_t v = 0; v < order->box.len; v++)
      if (order->box.at[v].child_count)
        connect(&t, v);
  }
  free(t.start);
  free(t.before);
  free(t.tidy);
  return good;
}
