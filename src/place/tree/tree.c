/* clang-format off */
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
/* clang-format on */
#include "place/tree/tree.h"

#include "place/measure.h"
#include "place/tree/fit.h"
#include "place/tree/tidy.h"

#include <stdlib.h>
#include <string.h>

static struct atl_gaps pleasing_gaps(bool cells, enum atl_direction direction) {
  if (cells && direction == ATL_RIGHT)
    return (struct atl_gaps){.sibling = 1, .straight = 4, .rail = 6, .trunk = 2, .clear = 2, .margin = 0, .snap = 1};
  if (cells)
    return (struct atl_gaps){.sibling = 3,
                             .straight = 1,
                             .rail = 3,
                             .trunk = 1,
                             .clear = 1,
                             .margin = 0,
                             .snap = 1,
                             .hang = 2,
                             .indent = 5,
                             .stack = 0,
                             .group = 1,
                             .lane = 3,
                             .beside = 1,
                             .dislike = 2};
  if (direction == ATL_RIGHT)
    return (struct atl_gaps){.sibling = 16 * ATL_PX,
                             .cousins = 8 * ATL_PX,
                             .straight = 36 * ATL_PX,
                             .rail = 52 * ATL_PX,
                             .trunk = 24 * ATL_PX,
                             .clear = 24 * ATL_PX,
                             .margin = 24 * ATL_PX,
                             .snap = 4 * ATL_PX};
  return (struct atl_gaps){.sibling = 24 * ATL_PX,
                           .cousins = 8 * ATL_PX,
                           .straight = 28 * ATL_PX,
                           .rail = 48 * ATL_PX,
                           .trunk = 22 * ATL_PX,
                           .clear = 20 * ATL_PX,
                           .margin = 24 * ATL_PX,
                           .snap = 4 * ATL_PX,
                           .hang = 16 * ATL_PX,
                           .indent = 44 * ATL_PX,
                           .stack = 12 * ATL_PX,
                           .group = 20 * ATL_PX,
                           .lane = 24 * ATL_PX,
                           .beside = 16 * ATL_PX,
                           .dislike = 32 * ATL_PX};
}

struct atl_gaps atl_tree_gaps(bool cells, enum atl_direction direction, enum atl_press press) {
  struct atl_gaps gap = pleasing_gaps(cells, direction);
  if (press >= ATL_CLOSE && direction == ATL_DOWN) {
    gap.sibling = cells ? 2 : 16 * ATL_PX;
    gap.lane = cells ? 2 : 20 * ATL_PX;
  }
  if (press == ATL_CLOSEST && direction == ATL_DOWN) { /* a column is indented as little as an arrowhead needs */
    gap.sibling = cells ? 1 : 10 * ATL_PX;
    gap.hang = cells ? 1 : 10 * ATL_PX;
    gap.indent = cells ? 3 : 30 * ATL_PX;
  }
  return gap;
}

/* One tree in the two axes. */
struct tree {
  struct atl_layout *layout;
  struct atl_gaps gap;
  enum atl_press press;
  bool right; /* breadth is y, depth is x */
  int32_t grain;
  uint32_t ranks;
  int32_t *start;  /* depth at which each rank starts */
  int32_t *before; /* gap before each rank */
  struct atl_tidy_box *tidy;
};

static int32_t breadth(const struct tree *t, struct atl_rect r) { return t->right ? r.h : r.w; }
static int32_t depth(const struct tree *t, struct atl_rect r) { return t->right ? r.w : r.h; }

int32_t atl_tree_port(bool cells, int32_t side) { return cells ? (side - 1) / 2 : side / 2 / ATL_PX * ATL_PX; }

static int32_t port(const struct tree *t, int32_t side) { return atl_tree_port(t->layout->options->cells, side); }

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
        if (t->right || t->press == ATL_LOOSE) /* a narrow drawing gives each its own width */
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

bool atl_tree_too_large(struct atl_layout *layout) {
  atl_report(layout->diags, ATL_ERROR, "limit-size", ATL_NOWHERE,
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
      return atl_tree_too_large(t->layout);
    t->tidy[v].breadth = side + t->gap.sibling;
    t->tidy[v].port = port(t, side);
    /* A box with children reaches to where the next rank's wires begin; a leaf to its own end and some air. */
    t->tidy[v].end = b->child_count ? t->start[b->rank + 1] - t->before[b->rank + 1]
                                    : t->start[b->rank] + depth(t, box[v]) + t->gap.clear;
  }
  for (uint32_t v = 0; v < n; v++)
    sum += t->tidy[v].breadth;
  if (sum > ATL_MAX_SIDE)
    return atl_tree_too_large(t->layout);
  struct atl_tidy_options options = {.grain = t->grain,
                                     .snap = t->gap.snap,
                                     .cousins = t->gap.cousins,
                                     .even = t->press <= ATL_OWN_WIDTHS &&
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

void atl_tree_route(struct atl_place *place, bool across, uint32_t from, bool head, uint32_t count,
                    const int32_t pair[][2]) {
  *atl_vec_push(&place->route) =
      (struct atl_route){.first_point = place->point.len, .points = count, .net = from, .head = head};
  for (uint32_t i = 0; i < count; i++)
    *atl_vec_push(&place->point) = across ? (struct atl_point){.x = pair[i][1], .y = pair[i][0]}
                                          : (struct atl_point){.x = pair[i][0], .y = pair[i][1]};
}

/* The same, given as pairs of breadth and depth. */
static void add_route(struct tree *t, uint32_t from, bool head, uint32_t count, const int32_t pair[][2]) {
  atl_tree_route(t->layout->place, t->right, from, head, count, pair);
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

/* How a drawing presses itself together: first its boxes, then its texts. It counts as so many hundredths higher than
 * it is: narrower gaps and texts are taken where they save as much, or where nothing else fits. */
static const struct step {
  enum atl_press press;
  unsigned tight; /* as of struct atl_layout, for texts */
  int worse;
} steps[] = {{ATL_LOOSE, 0, 0},    {ATL_OWN_WIDTHS, 0, 3}, {ATL_CLOSE, 0, 6},    {ATL_CLOSEST, 0, 10},
             {ATL_CLOSE, 3, 11},   {ATL_CLOSE, 4, 14},     {ATL_CLOSEST, 4, 16}, {ATL_CLOSEST, 5, 18},
             {ATL_CLOSEST, 6, 20}, {ATL_CLOSEST, 7, 22}};

enum { LAST_STEP = sizeof steps / sizeof *steps - 1, UNBROKEN_STEPS = 4 };

/* Makes the tidy tree of boxes that are not measured yet, without wires. False after an error. */
static bool tidy(struct tree *t, struct atl_layout *layout, const struct step *step) {
  bool cells = layout->options->cells;
  atl_place_release(layout->place);
  layout->place->cells = cells;
  layout->tight = step->tight;
  *t = (struct tree){.layout = layout,
                     .press = step->press,
                     .gap = atl_tree_gaps(cells, layout->options->direction, step->press),
                     .right = layout->options->direction == ATL_RIGHT,
                     .grain = cells ? 1 : ATL_PX};
  layout->place->flush = t->right; /* cards in a column, their texts too */
  atl_measure_boxes(layout);
  level_siblings(t);
  level_only_children(t);
  bool good = fix_ranks(t) ? place_boxes(t) : atl_tree_too_large(layout);
  if (good)
    fit_size(t);
  return good;
}

static void release(struct tree *t) {
  free(t->start);
  free(t->before);
  free(t->tidy);
}

/* Draws the wires of a tidy tree, unless it is wider than a text can be. */
static bool finish(struct tree *t) {
  struct atl_layout *layout = t->layout;
  const struct atl_order *order = layout->order;
  if (t->layout->options->cells && layout->place->w > ATL_MAX_TEXT_WIDTH) {
    atl_report(layout->diags, ATL_ERROR, "limit-width", ATL_NOWHERE,
               "this tree would be %d columns wide (limit %d); draw less of it with --depth or --root, or draw a "
               "list with -l list",
               layout->place->w, ATL_MAX_TEXT_WIDTH);
    return false;
  }
  atl_vec_reserve(&layout->place->route, order->box.len + order->box.len / 4);
  atl_vec_reserve(&layout->place->point, order->box.len * 2 + order->box.len / 2);
  for (uint32_t v = 0; v < order->box.len; v++)
    if (order->box.at[v].child_count)
      connect(t, v);
  return true;
}

static bool draw_tidy(struct atl_layout *layout, const struct step *step) {
  struct tree t;
  bool good = tidy(&t, layout, step) && finish(&t);
  release(&t);
  return good;
}

/* -- to fit -------------------------------------------------------------------------------------------------------- */

/* One drawing that could be made. */
struct candidate {
  bool made, fitted, rows;
  unsigned step;
  uint32_t pick;
  int32_t w;
  int64_t cost;
};

/* Of a large tree only some steps are tried: nobody looks at it closely, and each costs as much as its layout. */
enum { LARGE = 2000, LARGE_STEP = 4 };

/* The step to try after this one; the last one always is. */
static unsigned next_step(const struct atl_layout *layout, unsigned step) {
  unsigned next = step + (layout->order->box.len > LARGE ? LARGE_STEP : 1);
  return step < LAST_STEP && next > LAST_STEP ? LAST_STEP : next;
}

/* A tidy tree has its ranks on one line each; it may be this many hundredths higher for that. */
enum { TIDY_BONUS = 10, SHAPED_STEPS = 2 };

/* A tree that is many times too wide is not worth a closer look as a tidy tree. */
enum { HOPELESS = 3 };

static bool fits(const struct candidate *c, int32_t width) { return c->made && c->w <= width; }

/* Takes the other one where it fits better, or costs less. */
static void prefer(struct candidate *best, struct candidate other, int32_t width) {
  bool better =
      !best->made || (fits(&other, width) && !fits(best, width)) ||
      (fits(&other, width) == fits(best, width) && (fits(best, width) ? other.cost < best->cost : other.w < best->w));
  if (better)
    *best = other;
}

static void measure(struct atl_layout *layout, const struct step *step) {
  bool cells = layout->options->cells;
  atl_place_release(layout->place);
  layout->place->cells = cells;
  layout->place->flush = layout->options->direction == ATL_RIGHT;
  layout->tight = step->tight;
  atl_measure_boxes(layout);
}

/* The best shape of a tree, in this width. */
static struct candidate search(struct atl_layout *layout, int32_t width, unsigned step, bool rows) {
  struct atl_fit fit;
  struct candidate best = {0};
  uint32_t count;
  measure(layout, &steps[step]);
  atl_fit_init(&fit, layout, width, steps[step].press, rows);
  const struct atl_fit_shape *shape = atl_fit_shapes(&fit, &count);
  for (uint32_t i = 0; i < count; i++)
    prefer(&best,
           (struct candidate){.made = true,
                              .fitted = true,
                              .rows = rows,
                              .step = step,
                              .pick = i,
                              .w = shape[i].w,
                              .cost = (int64_t)shape[i].cost * (100 + steps[step].worse)},
           width);
  atl_fit_release(&fit);
  return best;
}

/* How far a drawing is from the shape that is wanted, in thousandths; on the wanted side of tall or wide, and for what
 * is nearly square, less. */
static int64_t off_shape(const struct atl_layout *layout, int32_t w, int32_t h) {
  enum atl_aspect aspect = layout->options->aspect;
  int64_t across = (int64_t)w * (aspect == ATL_TALL ? 16 : 10) * 1000;
  int64_t down = (int64_t)h * (layout->options->cells ? 2 : 1) * (aspect == ATL_WIDE ? 16 : 10);
  int64_t ratio = across / down, off = ratio > 1000 ? ratio : 1000 * 1000 / (ratio ? ratio : 1);
  bool wrong = (aspect == ATL_TALL && ratio > 1000) || (aspect == ATL_WIDE && ratio < 1000);
  return wrong ? off * 1000 : off;
}

/* Draws a tree in the shape that is wanted, no wider than `width`. False when nothing is that narrow. */
static bool draw_shaped(struct atl_layout *layout, int32_t width, struct candidate *best) {
  for (unsigned step = 0; step < SHAPED_STEPS; step++) {
    struct atl_fit fit;
    uint32_t count;
    measure(layout, &steps[step]);
    atl_fit_init(&fit, layout, width, steps[step].press, true);
    int32_t margin = 2 * fit.gap.margin;
    const struct atl_fit_shape *shape = atl_fit_shapes(&fit, &count);
    for (uint32_t i = 0; i < count; i++)
      if (shape[i].w <= width)
        prefer(best,
               (struct candidate){.made = true,
                                  .fitted = true,
                                  .rows = true,
                                  .step = step,
                                  .pick = i,
                                  .w = shape[i].w,
                                  .cost = off_shape(layout, shape[i].w + margin, shape[i].h + margin) *
                                          (100 + steps[step].worse)},
               width);
    atl_fit_release(&fit);
  }
  return best->made;
}

static bool draw(struct atl_layout *layout, const struct candidate *best, int32_t width) {
  struct atl_fit fit;
  if (!best->fitted)
    return draw_tidy(layout, &steps[best->step]);
  measure(layout, &steps[best->step]);
  atl_fit_init(&fit, layout, width, steps[best->step].press, best->rows);
  atl_fit_place(&fit, best->pick);
  atl_fit_release(&fit);
  return true;
}

/* Where texts had to be narrow for the sake of others, there may be room: every box gets its least broken text for
 * which there is, and the tree is arranged once more. Gives the tightness of each box, or NULL where nothing is gained.
 */
static uint8_t *loosen(struct atl_layout *layout, struct candidate *best, int32_t width) {
  uint32_t n = layout->order->box.len;
  if (!best->fitted || best->step < UNBROKEN_STEPS || n > LARGE)
    return NULL;
  struct atl_fit fit;
  int32_t *room = atl_alloc(n, sizeof *room);
  uint8_t *tight_of = atl_alloc(n, 1);
  measure(layout, &steps[best->step]);
  atl_fit_init(&fit, layout, width, steps[best->step].press, best->rows);
  atl_fit_place(&fit, best->pick);
  for (uint32_t v = 0; v < n; v++)
    room[v] = atl_fit_room(&fit, v);
  atl_fit_release(&fit);
  memset(tight_of, (int)steps[best->step].tight, n);
  for (unsigned step = best->step; step-- >= UNBROKEN_STEPS;) {
    measure(layout, &steps[step]);
    for (uint32_t v = 0; v < n; v++)
      if (layout->place->box[v].w <= room[v])
        tight_of[v] = (uint8_t)steps[step].tight;
  }
  free(room);
  layout->tight_of = tight_of;
  struct candidate loose = search(layout, width, best->step, best->rows);
  layout->tight_of = NULL;
  if (fits(&loose, width) && loose.cost <= best->cost) {
    *best = loose;
    return tight_of;
  }
  free(tight_of);
  return NULL;
}

/* Finds the lowest drawing in a width, those being preferred that look well. */
static bool draw_fitted(struct atl_layout *layout, int32_t natural, int32_t width) {
  bool right = layout->options->direction == ATL_RIGHT;
  int32_t room = width - 2 * atl_tree_gaps(layout->options->cells, ATL_DOWN, ATL_LOOSE).margin;
  struct candidate best = {0};
  struct tree t;
  for (unsigned i = 1; i < LAST_STEP && (right || i < UNBROKEN_STEPS) && natural / HOPELESS <= width; i++) {
    bool good = tidy(&t, layout, &steps[i]);
    release(&t);
    if (good && layout->place->w <= width)
      prefer(&best,
             (struct candidate){.made = true,
                                .step = i,
                                .w = layout->place->w - 2 * t.gap.margin,
                                .cost = (int64_t)layout->place->h * (100 + steps[i].worse - TIDY_BONUS)},
             room);
  }
  for (unsigned i = layout->order->box.len > LARGE; i <= LAST_STEP; i = next_step(layout, i)) {
    if (i == LAST_STEP && fits(&best, room))
      break;
    prefer(&best, search(layout, room, i, !right), room);
  }
  for (unsigned i = 0; i <= LAST_STEP && right && !fits(&best, room); i = next_step(layout, i))
    prefer(&best, search(layout, room, i, true), room);
  room = atl_max32(room, best.w);
  uint8_t *tight_of = loosen(layout, &best, room);
  layout->tight_of = tight_of;
  bool good = draw(layout, &best, room);
  layout->tight_of = NULL;
  free(tight_of);
  return good;
}

bool atl_layout_tree(struct atl_layout *layout) {
  struct tree t;
  int32_t width = layout->options->width;
  bool good = tidy(&t, layout, &steps[0]), few = layout->order->box.len <= ATL_FIT_BOXES;
  bool wide = good && width && layout->place->w > width && few, shaped = good && layout->options->aspect && few;
  int32_t margin = t.gap.margin, natural = layout->place->w;
  struct candidate best = {.made = shaped && !wide};
  if (best.made) {
    best.w = natural - 2 * margin;
    best.cost = off_shape(layout, natural, layout->place->h) * (100 - TIDY_BONUS);
  }
  if (good && !wide && !shaped)
    good = finish(&t);
  release(&t);
  int32_t high = (int32_t)(layout->place->h < ATL_MAX_TEXT_WIDTH / 4 ? layout->place->h : ATL_MAX_TEXT_WIDTH / 4);
  int32_t broad =
      atl_max32(natural, high * (layout->options->cells ? 4 : 2)); /* a tree to the right may be made wide */
  int32_t room = (width ? width : broad) - 2 * margin;
  if (shaped && draw_shaped(layout, room, &best))
    return draw(layout, &best, room);
  return wide ? draw_fitted(layout, natural, width) : good;
}
