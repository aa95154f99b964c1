/* The wires of arrangements that are made to fit. All wires of one box are one net: trunk, rails, drops. Where its
 * children stand says how they run; only the trunk beside rows is remembered.
 *
 * Corners are bends of one route, joints are ends of another: so a picture can round the one and not the other. */
#include "place/tree/fit.h"

#include "place/measure.h"

static bool cells(const struct atl_fit *f) { return f->layout->options->cells; }
static int32_t port(const struct atl_fit *f, int32_t side) { return atl_tree_port(cells(f), side); }

/* One box and its children, for its wires. In cells a route runs from border cell to border cell, in px from border
 * line to border line; there a head ends where the border of its box begins, half a stroke before its middle. */
struct wiring {
  struct atl_fit *f;
  uint32_t v, c, end; /* the box; its children */
  int32_t trunk, leave;
};

static void route(const struct wiring *w, bool head, uint32_t count, const int32_t pair[][2]) {
  atl_tree_route(w->f->layout->place, false, w->v, head, count, pair);
}

static int32_t inset(const struct wiring *w, uint32_t kid) {
  const struct atl_layout *layout = w->f->layout;
  return cells(w->f) ? 0 : atl_box_look(layout->styled, &layout->order->box.at[kid])->stroke / 2;
}

static int32_t drop_of(const struct wiring *w, uint32_t kid) {
  const struct atl_rect *r = &w->f->layout->place->box[kid];
  return r->x + port(w->f, r->w);
}

static int32_t enter_of(const struct wiring *w, uint32_t kid) {
  return w->f->layout->place->box[kid].y - inset(w, kid);
}

/* The wires of a row from its rail at `rail`, which is reached at `from`: the ends of the rail bend down to the outer
 * children beyond it, the others hang from it. `but` is wired elsewhere. `lane`: the rail goes on to the left, to the
 * trunk beside the rows. */
static void wire_row(const struct wiring *w, uint32_t first, uint32_t last, int32_t from, int32_t rail, uint32_t but,
                     bool lane) {
  for (uint32_t i = first; i <= last; i++) {
    int32_t drop = drop_of(w, i), enter = enter_of(w, i);
    if (i == but)
      continue;
    if ((i == first && drop < from && !lane) || (i == last && drop > from))
      route(w, true, 3, (const int32_t[3][2]){{from, rail}, {drop, rail}, {drop, enter}});
    else
      route(w, true, 2, (const int32_t[2][2]){{drop, rail}, {drop, enter}});
  }
}

/* The last child of the row that starts with `first`. */
static uint32_t row_end(const struct wiring *w, uint32_t first) {
  const struct atl_rect *box = w->f->layout->place->box;
  uint32_t last = first;
  while (last + 1 < w->end && box[last + 1].y == box[first].y && box[last + 1].x > box[last].x)
    last++;
  return last;
}

static int32_t rail_over(const struct wiring *w, uint32_t kid) {
  return w->f->layout->place->box[kid].y - w->f->gap.rail + w->f->gap.trunk;
}

/* The child that hangs straight below the trunk, or ATL_NONE. */
static uint32_t below_trunk(const struct wiring *w, uint32_t first, uint32_t last) {
  for (uint32_t i = first; i <= last; i++)
    if (drop_of(w, i) == w->trunk)
      return i;
  return ATL_NONE;
}

static void wire_trunk(const struct wiring *w) {
  uint32_t first = w->c, last = first, straight = ATL_NONE;
  int32_t rail = 0;
  for (; first < w->end; first = last + 1) {
    last = row_end(w, first);
    rail = rail_over(w, first);
    straight = below_trunk(w, first, last);
    wire_row(w, first, last, w->trunk, rail, straight, false);
  }
  if (straight != ATL_NONE)
    route(w, true, 2, (const int32_t[2][2]){{w->trunk, w->leave}, {w->trunk, enter_of(w, straight)}});
  else
    route(w, false, 2, (const int32_t[2][2]){{w->trunk, w->leave}, {w->trunk, rail}});
}

static void wire_lane(const struct wiring *w) {
  int32_t lane = w->f->lane[w->v];
  uint32_t last = row_end(w, w->c), straight = below_trunk(w, w->c, last);
  int32_t top = rail_over(w, w->c);
  wire_row(w, w->c, last, w->trunk, top, straight, true);
  bool joint = straight != ATL_NONE || drop_of(w, last) > w->trunk; /* else the trunk turns into the rail */
  if (straight != ATL_NONE)
    route(w, true, 2, (const int32_t[2][2]){{w->trunk, w->leave}, {w->trunk, enter_of(w, straight)}});
  else if (joint)
    route(w, false, 2, (const int32_t[2][2]){{w->trunk, w->leave}, {w->trunk, top}});
  for (uint32_t first = last + 1; first < w->end; first = last + 1) {
    last = row_end(w, first);
    int32_t rail = rail_over(w, first), drop = drop_of(w, last), enter = enter_of(w, last);
    wire_row(w, first, last, lane, rail, last + 1 == w->end ? last : ATL_NONE, true);
    if (last + 1 < w->end)
      continue;
    /* The one wire that goes all the way: round the rows to the last child. */
    const int32_t pair[6][2] = {{w->trunk, w->leave}, {w->trunk, top}, {lane, top},
                                {lane, rail},         {drop, rail},    {drop, enter}};
    route(w, true, joint ? 5 : 6, joint ? &pair[1] : pair);
  }
}

static void wire_column(const struct wiring *w) {
  const struct atl_rect *box = w->f->layout->place->box;
  int32_t rail = box[w->v].x + w->f->gap.hang;
  for (uint32_t i = w->c; i < w->end; i++) {
    int32_t y = box[i].y + port(w->f, box[i].h), enter = box[i].x - inset(w, i);
    if (i + 1 < w->end)
      route(w, true, 2, (const int32_t[2][2]){{rail, y}, {enter, y}});
    else
      route(w, true, 3, (const int32_t[3][2]){{rail, w->leave}, {rail, y}, {enter, y}});
  }
}

static void wire_side(const struct wiring *w) {
  const struct atl_rect *box = w->f->layout->place->box, *own = &box[w->v];
  int32_t trunk = own->y + port(w->f, own->h), leave = atl_rect_right(*own) - (cells(w->f) ? 1 : 0);
  int32_t rail = atl_rect_right(*own) + w->f->across.trunk;
  bool straight = false;
  for (uint32_t i = w->c; i < w->end; i++) {
    int32_t y = box[i].y + port(w->f, box[i].h), enter = box[i].x - inset(w, i);
    if (y == trunk) {
      route(w, true, 2, (const int32_t[2][2]){{leave, y}, {enter, y}});
      straight = true;
    } else if (i == w->c || i + 1 == w->end)
      route(w, true, 3, (const int32_t[3][2]){{rail, trunk}, {rail, y}, {enter, y}});
    else
      route(w, true, 2, (const int32_t[2][2]){{rail, y}, {enter, y}});
  }
  if (!straight)
    route(w, false, 2, (const int32_t[2][2]){{leave, trunk}, {rail, trunk}});
}

void atl_fit_wire(struct atl_fit *f, uint32_t v, enum atl_fit_way way) {
  const struct atl_rect *r = &f->layout->place->box[v];
  uint32_t c = f->layout->order->box.at[v].first_child;
  struct wiring w = {.f = f,
                     .v = v,
                     .c = c,
                     .end = c + f->layout->order->box.at[v].child_count,
                     .trunk = r->x + port(f, r->w),
                     .leave = atl_rect_bottom(*r) - (cells(f) ? 1 : 0)};
  if (way == ATL_COLUMN)
    wire_column(&w);
  else if (way == ATL_SIDE)
    wire_side(&w);
  else if (way == ATL_LANE)
    wire_lane(&w);
  else
    wire_trunk(&w);
}
