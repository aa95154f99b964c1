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

/* How large the boxes are at each tightness, so that texts are broken once for all steps that have one. */
struct sizes {
  struct atl_rect *box[ATL_TIGHTEST + 1]; /* or NULL */
};

static void forget(struct sizes *sizes) {
  for (unsigned i = 0; i <= ATL_TIGHTEST; i++)
    free(sizes->box[i]);
}

/* Measures boxes for a step, and keeps their sizes, where `sizes` is given. Their lines are made if `lines` says so;
 * sizes alone may be those that were kept. */
static void measure(struct atl_layout *layout, const struct step *step, struct sizes *sizes, bool lines) {
  struct atl_place *place = layout->place;
  struct atl_rect **kept = sizes ? &sizes->box[step->tight] : NULL;
  size_t n = layout->order->box.len;
  atl_place_release(place);
  place->cells = layout->options->cells;
  place->flush = layout->options->direction == ATL_RIGHT; /* cards in a column, their texts too */
  layout->tight = step->tight;
  if (lines || !kept || !*kept)
    atl_measure_boxes(layout);
  else {
    place->box = atl_alloc(n, sizeof *place->box);
    memcpy(place->box, *kept, n * sizeof **kept);
  }
  if (kept && !*kept) {
    *kept = atl_alloc(n, sizeof **kept);
    memcpy(*kept, place->box, n * sizeof **kept);
  }
}

/* Makes the tidy tree of boxes that are not measured yet, without wires. False after an error. */
static bool tidy(struct tree *t, struct atl_layout *layout, const struct step *step, struct sizes *sizes, bool lines) {
  bool cells = layout->options->cells;
  *t = (struct tree){.layout = layout,
                     .press = step->press,
                     .gap = atl_tree_gaps(cells, layout->options->direction, step->press),
                     .right = layout->options->direction == ATL_RIGHT,
                     .grain = cells ? 1 : ATL_PX};
  measure(layout, step, sizes, lines);
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
  bool good = tidy(&t, layout, step, NULL, true) && finish(&t);
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

/* The best drawing so far, with the shapes that it was found in. */
struct finding {
  struct atl_layout *layout;
  int32_t width; /* that is wanted */
  struct candidate best;
  struct atl_fit fit; /* where best.fitted */
  struct sizes *sizes;
};

/* Of a large tree only some steps are tried: nobody looks at it closely, and each costs as much as its layout. */
enum { LARGE = 2000, LARGE_STEP = 4 };

/* Of a tree of more than a few boxes one step is tried first for each tightness of texts, then those beside the best
 * one, until neither is better: how close boxes stand changes little, how texts are broken may change all. */
enum { FEW = 40 };

/* A tidy tree has its ranks on one line each; it may be this many hundredths higher for that. */
enum { TIDY_BONUS = 10, SHAPED_STEPS = 2 };

/* A tree that is many times too wide is not worth a closer look as a tidy tree. */
enum { HOPELESS = 3 };

static bool fits(const struct candidate *c, int32_t width) { return c->made && c->w <= width; }

/* Takes the other one where it fits better, or costs less. Whether it does. */
static bool prefer(struct candidate *best, struct candidate other, int32_t width) {
  bool better =
      !best->made || (fits(&other, width) && !fits(best, width)) ||
      (fits(&other, width) == fits(best, width) && (fits(best, width) ? other.cost < best->cost : other.w < best->w));
  if (better)
    *best = other;
  return better;
}

/* Keeps the shapes that the best drawing is among; the others, these or those before, are let go. */
static void take(struct finding *f, bool better, struct atl_fit fit) {
  struct atl_fit old = better ? f->fit : fit;
  if (better)
    f->fit = fit;
  atl_fit_release(&old);
}

/* Looks for a better drawing among the shapes of a step. Whether there is one. */
static bool search(struct finding *f, unsigned step, bool rows) {
  struct atl_fit fit;
  struct candidate found = {0};
  uint32_t count;
  measure(f->layout, &steps[step], f->layout->tight_of ? NULL : f->sizes, false);
  atl_fit_init(&fit, f->layout, f->width, steps[step].press, rows, true);
  const struct atl_fit_shape *shape = atl_fit_shapes(&fit, &count);
  for (uint32_t i = 0; i < count; i++)
    prefer(&found,
           (struct candidate){.made = true,
                              .fitted = true,
                              .rows = rows,
                              .step = step,
                              .pick = i,
                              .w = shape[i].w,
                              .cost = (int64_t)shape[i].cost * (100 + steps[step].worse)},
           f->width);
  bool better = prefer(&f->best, found, f->width);
  take(f, better, fit);
  return better;
}

/* Looks for the best drawing of all steps. */
static void search_steps(struct finding *f, bool rows) {
  uint32_t n = f->layout->order->box.len;
  bool tried[LAST_STEP + 1] = {0}, large = n > LARGE;
  for (unsigned i = large; i < LAST_STEP; i += large ? LARGE_STEP : 1) {
    if (!large && n > FEW && steps[i + 1].tight == steps[i].tight)
      continue;
    search(f, i, rows);
    tried[i] = true;
  }
  for (bool more = f->best.fitted && !large; more;) {
    unsigned at = f->best.step;
    more = false;
    for (int beside = -1; beside <= 1; beside += 2) {
      unsigned step = at + (unsigned)beside;
      if (step >= LAST_STEP || tried[step]) /* below 0 is above all */
        continue;
      tried[step] = true;
      more |= search(f, step, rows);
    }
  }
  if (!fits(&f->best, f->width))
    search(f, LAST_STEP, rows);
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

/* Looks for the shape that is wanted, no wider than `width`. False when nothing is that narrow. */
static bool search_shaped(struct finding *f) {
  struct atl_layout *layout = f->layout;
  for (unsigned step = 0; step < SHAPED_STEPS; step++) {
    struct atl_fit fit;
    uint32_t count;
    bool better = false;
    measure(layout, &steps[step], f->sizes, false);
    atl_fit_init(&fit, layout, f->width, steps[step].press, true, false);
    int32_t margin = 2 * fit.gap.margin;
    const struct atl_fit_shape *shape = atl_fit_shapes(&fit, &count);
    for (uint32_t i = 0; i < count; i++)
      if (shape[i].w <= f->width)
        better |= prefer(&f->best,
                         (struct candidate){.made = true,
                                            .fitted = true,
                                            .rows = true,
                                            .step = step,
                                            .pick = i,
                                            .w = shape[i].w,
                                            .cost = off_shape(layout, shape[i].w + margin, shape[i].h + margin) *
                                                    (100 + steps[step].worse)},
                         f->width);
    take(f, better, fit);
  }
  return f->best.made;
}

static bool draw(struct finding *f) {
  const struct candidate *best = &f->best;
  if (!best->fitted)
    return draw_tidy(f->layout, &steps[best->step]);
  measure(f->layout, &steps[best->step], NULL, true);
  atl_fit_place(&f->fit, best->pick);
  return true;
}

/* Where texts had to be narrow for the sake of others, there may be room: every box gets its least broken text for
 * which there is, and the tree is arranged once more. Gives the tightness of each box, or NULL where nothing is gained.
 */
static uint8_t *loosen(struct finding *f) {
  struct atl_layout *layout = f->layout;
  uint32_t n = layout->order->box.len;
  struct candidate best = f->best;
  if (!best.fitted || best.step < UNBROKEN_STEPS || n > LARGE)
    return NULL;
  int32_t *room = atl_alloc(n, sizeof *room);
  uint8_t *tight_of = atl_alloc(n, 1);
  measure(layout, &steps[best.step], f->sizes, false);
  atl_fit_place(&f->fit, best.pick);
  for (uint32_t v = 0; v < n; v++)
    room[v] = atl_fit_room(&f->fit, v);
  memset(tight_of, (int)steps[best.step].tight, n);
  for (unsigned step = best.step; step-- >= UNBROKEN_STEPS;) {
    measure(layout, &steps[step], f->sizes, false);
    for (uint32_t v = 0; v < n; v++)
      if (layout->place->box[v].w <= room[v])
        tight_of[v] = (uint8_t)steps[step].tight;
  }
  free(room);
  struct finding loose = {.layout = layout, .width = f->width};
  layout->tight_of = tight_of;
  search(&loose, best.step, best.rows);
  layout->tight_of = NULL;
  bool better = fits(&loose.best, f->width) && loose.best.cost <= best.cost;
  if (better) {
    f->best = loose.best;
    struct atl_fit old = f->fit;
    f->fit = loose.fit;
    loose.fit = old;
  } else {
    free(tight_of);
    tight_of = NULL;
  }
  atl_fit_release(&loose.fit);
  return tight_of;
}

/* Finds the lowest drawing in a width, those being preferred that look well. */
static bool draw_fitted(struct finding *f, int32_t natural, int32_t width) {
  struct atl_layout *layout = f->layout;
  bool right = layout->options->direction == ATL_RIGHT;
  f->width = width - 2 * atl_tree_gaps(layout->options->cells, ATL_DOWN, ATL_LOOSE).margin;
  struct tree t;
  for (unsigned i = 1; i < LAST_STEP && (right || i < UNBROKEN_STEPS) && natural / HOPELESS <= width; i++) {
    bool good = tidy(&t, layout, &steps[i], f->sizes, false);
    release(&t);
    if (good && layout->place->w <= width)
      prefer(&f->best,
             (struct candidate){.made = true,
                                .step = i,
                                .w = layout->place->w - 2 * t.gap.margin,
                                .cost = (int64_t)layout->place->h * (100 + steps[i].worse - TIDY_BONUS)},
             f->width);
  }
  search_steps(f, !right);
  if (right && !fits(&f->best, f->width))
    search_steps(f, true);
  f->width = atl_max32(f->width, f->best.w);
  uint8_t *tight_of = loosen(f);
  layout->tight_of = tight_of;
  bool good = draw(f);
  layout->tight_of = NULL;
  free(tight_of);
  return good;
}

bool atl_layout_tree(struct atl_layout *layout) {
  struct tree t;
  struct sizes sizes = {0};
  struct finding f = {.layout = layout, .sizes = &sizes};
  int32_t width = layout->options->width;
  bool few = layout->order->box.len <= ATL_FIT_BOXES;
  bool good = tidy(&t, layout, &steps[0], few && (width || layout->options->aspect) ? &sizes : NULL, true);
  bool wide = good && width && layout->place->w > width && few, shaped = good && layout->options->aspect && few;
  int32_t margin = t.gap.margin, natural = layout->place->w, high = layout->place->h;
  if (good && !wide && !shaped)
    good = finish(&t);
  release(&t);
  bool drawn = false;
  if (shaped) {
    high = atl_min32(high, ATL_MAX_TEXT_WIDTH / 4);
    int32_t broad =
        atl_max32(natural, high * (layout->options->cells ? 4 : 2)); /* a tree to the right may be made wide */
    f.width = (width ? width : broad) - 2 * margin;
    if (!wide)
      f.best = (struct candidate){.made = true,
                                  .w = natural - 2 * margin,
                                  .cost = off_shape(layout, natural, layout->place->h) * (100 - TIDY_BONUS)};
    drawn = search_shaped(&f);
    good = drawn ? draw(&f) : good;
  }
  if (wide && !drawn)
    good = draw_fitted(&f, natural, width);
  atl_fit_release(&f.fit);
  forget(&sizes);
  return good;
}
