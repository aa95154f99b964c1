/* A drawing of panels put together: each panel is placed by its own layout, the innermost first, and takes room in the
 * panel around it as a block, with a frame and a title around it; then all go into one placement, from the outermost
 * in, and route/ leads the links that no layout has drawn. Layouts know of blocks only. */
#include "order/flow.h"
#include "place/measure.h"
#include "place/panels.h"
#include "place/titles.h"

#include <stdlib.h>
#include <string.h>

/* Where the drawing is too wide, its panels are placed anew with a share of the width, in quarters and so on, so that
 * more of them stand side by side; and once more with less, where it is links that made it wide. */
enum { SHARES = 8, ROUNDS = 2 };
static const int32_t shares[] = {SHARES, 6, 4, 3, 2};

struct placed { /* a panel */
  struct atl_place place;
  struct atl_rect in;     /* what it takes of its own placement */
  enum atl_title_way way; /* of the title of its frame, and how far that reaches down; */
  int32_t strip;
  int32_t w, h;          /* of what is in the frame: the panel, below the one above it */
  struct atl_rect frame; /* w and h */
  int32_t title_at;
  int32_t lead[4];               /* more room at a side of the frame, for arrowheads: left, right, top, bottom */
  ATL_VEC(struct atl_door) door; /* of its frame: to what links from outside lead */
};

struct assembly {
  struct atl_layout *layout;
  struct atl_panels *panels;
  struct placed *panel;
  struct atl_layout whole; /* the texts of all boxes, for titles */
  struct atl_place texts;
  bool cells;
};

static int32_t side_of(const struct assembly *a) { return a->cells ? 2 : 14 * ATL_PX; }

static int32_t gap_of(const struct assembly *a) { return a->cells ? 0 : 12 * ATL_PX; }

/* Whether a panel is a card that stands above another one in the frame of that. */
static bool is_card(const struct assembly *a, uint32_t k) {
  uint32_t box = a->panels->panel.at[k].box;
  return box != ATL_NONE && a->panels->inside[box] != k;
}

/* How far down a panel stands for the card above it. */
static int32_t card_over(const struct assembly *a, uint32_t k) {
  uint32_t above = a->panels->panel.at[k].above;
  return above == ATL_NONE ? 0 : a->panel[above].in.h + gap_of(a);
}

/* -- one panel ---------------------------------------------------------------------------------------------------- */

/* The sizes of the frames that stand in a panel; NULL: it has none. */
static struct atl_rect *blocks_of(const struct assembly *a, uint32_t k) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  struct atl_rect *block = NULL;
  for (uint32_t i = 0; i < panel->of.len; i++) {
    uint32_t inside = a->panels->inside[panel->of.at[i]];
    if (inside == ATL_NONE)
      continue;
    block = block ? block : atl_alloc(panel->of.len, sizeof *block);
    block[i] = a->panel[inside].frame;
  }
  return block;
}

static struct atl_layout layout_of(struct assembly *a, uint32_t k, struct atl_place_options *options,
                                   const struct atl_rect *block) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  options->direction = panel->manner.direction;
  options->lenient = true;
  if (k)
    options->aspect = ATL_ANY_ASPECT;
  return (struct atl_layout){.map = a->layout->map,
                             .styled = a->layout->styled,
                             .order = &panel->order,
                             .options = options,
                             .place = &a->panel[k].place,
                             .diags = a->layout->diags,
                             .block = block,
                             .unlinked = true};
}

/* -- doors -------------------------------------------------------------------------------------------------------- */

/* Where a panel stands in its frame, as long as that has not grown. */
static struct atl_point origin_of(const struct assembly *a, uint32_t k) {
  const struct placed *p = &a->panel[k];
  int32_t grain = a->cells ? 1 : ATL_PX, over = p->strip + card_over(a, k);
  int32_t spare = p->frame.w - p->in.w - p->lead[0] - p->lead[1];
  return (struct atl_point){spare / 2 / grain * grain + p->lead[0] - p->in.x, over + p->lead[2] - p->in.y};
}

/* The side of the frame of a panel through which links come that follow the direction of what is around it; -1: no
 * layout leads any there. */
static int entry_of(const struct assembly *a, uint32_t k) {
  static const int side[] = {[ATL_DOWN] = 2, [ATL_RIGHT] = 0, [ATL_UP] = 3, [ATL_LEFT] = 1};
  const struct atl_panel *around = &a->panels->panel.at[a->panels->panel.at[k].within];
  return around->leads ? side[around->manner.direction] : -1;
}

/* Whether links from outside of the frame of a panel arrive at what it holds; `node`: at that, ATL_NONE: anywhere. */
static bool arrives(const struct assembly *a, uint32_t k, uint32_t node) {
  const struct atl_order *order = a->layout->order;
  for (uint32_t i = 0; i < order->edge.len; i++) {
    const struct atl_edge *e = &order->edge.at[i];
    const struct atl_link *link = &a->layout->map->link.at[e->link];
    for (int head = 0; head < 2 && a->panels->common[i] == a->panels->panel.at[k].within; head++) {
      uint32_t box = head ? e->head : e->tail, end = head ? link->head : link->tail;
      bool here = node == ATL_NONE || order->box.at[box].node == node || end == node;
      if (a->panels->of[box] == k && here && (link->arrow == ATL_ARROW_BOTH || (head && !link->arrow)))
        return true;
    }
  }
  return false;
}

/* Narrows what is open on a side of `to`, from lo to hi, by what stands between there and that side of the frame.
 * `axis` is that of the side's normal. All is seen along it. */
static void narrow(const struct assembly *a, struct atl_rect to, struct atl_rect other, int side, int32_t *lo,
                   int32_t *hi) {
  bool flat = side < 2;
  int32_t keep = a->cells ? (flat ? 1 : 2) : 10 * ATL_PX, on = a->cells ? 1 : 0;
  int32_t to_lo = flat ? to.x : to.y, to_hi = flat ? atl_rect_right(to) : atl_rect_bottom(to);
  int32_t at_lo = flat ? other.x : other.y, at_hi = flat ? atl_rect_right(other) : atl_rect_bottom(other);
  if (side & 1 ? at_hi <= to_hi : at_lo >= to_lo)
    return;
  int32_t middle = *lo + (*hi - *lo) / 2;
  int32_t from = (flat ? other.y : other.x) - keep, end = (flat ? atl_rect_bottom(other) : atl_rect_right(other)) - on;
  end += keep;
  if (from < middle && end > middle)
    *hi = *lo - 1;
  else if (end <= middle)
    *lo = atl_max32(*lo, end);
  else
    *hi = atl_min32(*hi, from);
}

static bool holds(struct atl_rect frame, struct atl_rect r) {
  return r.x >= frame.x && r.y >= frame.y && atl_rect_right(r) <= atl_rect_right(frame) &&
         atl_rect_bottom(r) <= atl_rect_bottom(frame);
}

static void narrow_by_all(const struct assembly *a, uint32_t k, uint32_t own, struct atl_rect to, int side, int32_t *lo,
                          int32_t *hi) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  const struct atl_place *place = &a->panel[k].place;
  int32_t on = a->cells ? 1 : 0;
  for (uint32_t i = 0; i < panel->of.len; i++) {
    bool around = i != own && place->frame && place->frame[i] && holds(place->box[i], place->box[own]);
    struct atl_rect title = around && place->title ? place->title[i] : (struct atl_rect){0};
    title.x += place->box[i].x;
    title.y += place->box[i].y;
    if (i != own && !around)
      narrow(a, to, place->box[i], side, lo, hi);
    else if (title.w)
      narrow(a, to, title, side, lo, hi);
  }
  for (uint32_t i = 0; i < place->label.len; i++)
    narrow(a, to, place->label.at[i].rect, side, lo, hi);
  for (uint32_t i = 0; i < place->route.len; i++)
    for (uint32_t p = 0; p + 1 < place->route.at[i].points; p++) {
      const struct atl_point *s = &place->point.at[place->route.at[i].first_point + p];
      struct atl_rect r = {atl_min32(s[0].x, s[1].x), atl_min32(s[0].y, s[1].y), 0, 0};
      r.w = atl_max32(s[0].x, s[1].x) - r.x + on;
      r.h = atl_max32(s[0].y, s[1].y) - r.y + on;
      narrow(a, to, r, side, lo, hi);
    }
}

/* The door to a box, or to a row of it, of panel k. */
static struct atl_door door_to(struct assembly *a, uint32_t k, uint32_t box, uint32_t node) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  const struct atl_place *place = &a->panel[k].place;
  struct placed *p = &a->panel[k];
  struct atl_place_options options = *a->layout->options;
  struct atl_layout layout = layout_of(a, k, &options, NULL);
  struct atl_rect r = place->box[box];
  struct atl_point from = origin_of(a, k);
  bool list = panel->manner.engine->entries, item = node != panel->order.box.at[box].node;
  int32_t top = r.y, bottom = atl_rect_bottom(r), on = a->cells ? 1 : 0, grain = a->cells ? 1 : ATL_PX;
  struct atl_door door = {.box = a->panels->at[panel->box], .node = node};
  bool arrow = arrives(a, k, node);
  bool row = list || (item && atl_item_row(&layout, box, node, &top, &bottom));
  for (int side = 0; side < 4; side++) {
    bool flat = side < 2;
    int32_t corner = a->cells ? (flat ? 1 : 2) : 10 * ATL_PX;
    int32_t lo = flat ? r.y + corner : r.x + corner, hi = (flat ? atl_rect_bottom(r) : atl_rect_right(r)) - corner - on;
    if (row && flat)
      lo = hi = a->cells ? top : (top + bottom) / 2 / grain * grain;
    else if (row || (item && !row))
      hi = lo - 1;
    if (lo <= hi && !list)
      narrow_by_all(a, k, box, r, side, &lo, &hi);
    int32_t shift = flat ? from.y : from.x, least = a->cells ? 2 : 22 * ATL_PX;
    door.side[side].lo = atl_round_up(lo + shift, grain);
    door.side[side].hi = (hi + shift) / grain * grain;
    door.side[side].reach = list        ? 0
                            : side == 0 ? r.x + from.x
                            : side == 1 ? p->frame.w - atl_rect_right(r) - from.x
                            : side == 2 ? r.y + from.y
                                        : p->frame.h - atl_rect_bottom(r) - from.y;
    if (arrow && !list && door.side[side].reach < least) /* there is no room for an arrowhead */
      door.side[side].hi = door.side[side].lo - 1;
  }
  return door;
}

/* A title stands where it is in the way of few of the links that are likely to pass the top of its frame, through the
 * doors that there are so far. */
static void place_title(struct assembly *a, uint32_t k, int32_t w) {
  struct placed *p = &a->panel[k];
  int32_t keep = a->cells ? 2 : 10 * ATL_PX, fewest = INT32_MAX, first = atl_heading_of(a->cells).x;
  p->title_at = first;
  for (uint32_t i = 0; i <= p->door.len; i++) {
    int32_t at = i ? p->door.at[i - 1].side[2].hi + keep : first, blocked = 0;
    if (at < first || at + w + first > p->frame.w)
      continue;
    for (uint32_t n = 0; n < p->door.len; n++) {
      const struct atl_door *door = &p->door.at[n];
      int32_t middle = door->side[2].lo + (door->side[2].hi - door->side[2].lo) / 2;
      blocked += door->side[2].lo <= door->side[2].hi && middle > at - keep && middle < at + w + keep;
    }
    if (blocked < fewest || (blocked == fewest && at < p->title_at)) {
      fewest = blocked;
      p->title_at = at;
    }
  }
}

static void find_doors(struct assembly *a, uint32_t k, int32_t title) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  const struct atl_order *order = a->layout->order;
  struct placed *p = &a->panel[k];
  p->door.len = 0;
  int entry = entry_of(a, k);
  bool first = entry != 3; /* what goes up leaves at the top */
  p->title_at = atl_heading_of(a->cells).x;
  for (int round = 0; round < 2 && entry >= 0; round++) {
    bool arrives = (round == 0) == first;
    for (uint32_t i = 0; i < order->edge.len; i++) {
      const struct atl_edge *e = &order->edge.at[i];
      uint32_t box = arrives ? e->head : e->tail, end = a->layout->map->link.at[e->link].head;
      if (!arrives)
        end = a->layout->map->link.at[e->link].tail;
      bool known = a->panels->of[box] != k || a->panels->common[i] != panel->within;
      const struct atl_box *b = &order->box.at[box];
      uint32_t node = b->items || b->card ? end : b->node;
      for (uint32_t n = 0; n < p->door.len && !known; n++)
        known = p->door.at[n].node == node;
      if (!known)
        *atl_vec_push(&p->door) = door_to(a, k, a->panels->at[box], node);
    }
    if (!round && entry > 1)
      place_title(a, k, title);
  }
  struct atl_heading heading = atl_heading_of(a->cells);
  struct atl_rect written = {.x = p->title_at - heading.x / 2, .w = title + heading.x, .h = p->strip};
  for (uint32_t n = 0; n < p->door.len; n++) {
    struct atl_rect frame = p->frame;
    frame.y = p->strip + 1; /* only what is above its inside is in the way */
    narrow(a, frame, written, 2, &p->door.at[n].side[2].lo, &p->door.at[n].side[2].hi);
  }
}

/* Doors of all blocks of a panel, as it is placed: down or to the right, before it is mirrored. */
static uint32_t doors_of(const struct assembly *a, uint32_t k, struct atl_door **doors) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  uint32_t n = 0, m = 0;
  for (uint32_t i = k + 1; i < a->panels->panel.len && panel->leads; i++)
    n += a->panels->panel.at[i].within == k ? a->panel[i].door.len : 0;
  *doors = n ? atl_alloc(n, sizeof **doors) : NULL;
  for (uint32_t i = k + 1; i < a->panels->panel.len && n; i++)
    for (uint32_t d = 0; d < a->panel[i].door.len && a->panels->panel.at[i].within == k; d++) {
      struct atl_door *door = &(*doors)[m++];
      *door = a->panel[i].door.at[d];
      int side = panel->manner.direction == ATL_LEFT ? 0 : panel->manner.direction == ATL_UP ? 2 : -1;
      if (side >= 0) {
        struct atl_door was = *door;
        door->side[side] = was.side[side + 1];
        door->side[side + 1] = was.side[side];
      }
    }
  return n;
}

/* The frame of a panel whose size is known. */
static void make_frame(struct assembly *a, uint32_t k) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  struct placed *p = &a->panel[k];
  struct atl_title title = atl_title_of(&a->whole, panel->box);
  struct atl_heading heading = atl_heading_of(a->cells);
  p->w = p->in.w;
  p->h = p->in.h + card_over(a, k);
  if (panel->above != ATL_NONE)
    p->w = atl_max32(p->w, a->panel[panel->above].in.w);
  int entry = entry_of(a, k);
  if (entry >= 0 && !panel->manner.engine->entries && arrives(a, k, ATL_NONE))
    p->lead[entry] = a->cells ? 1 : 10 * ATL_PX;
  p->w += p->lead[0] + p->lead[1];
  p->h += p->lead[2] + p->lead[3];
  int32_t w = p->w + 2 * side_of(a);
  p->way = atl_title_within(&title, w - 2 * heading.x);
  w = atl_max32(w, title.w[p->way] + 2 * heading.x);
  p->strip = title.h[p->way];
  p->frame.w = a->cells ? w | 1 : atl_round_up(w, 2 * ATL_PX);
  p->frame.h = p->strip + p->h + (a->cells ? 1 : side_of(a));
  if (!a->cells)
    p->frame.h = atl_round_up(p->frame.h, 2 * ATL_PX);
  find_doors(a, k, title.w[p->way]);
}

static bool place_panel(struct assembly *a, uint32_t k, int32_t width) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  struct atl_rect *block = blocks_of(a, k);
  struct atl_place_options options = *a->layout->options;
  struct atl_layout layout = layout_of(a, k, &options, block);
  struct atl_door *door;
  layout.doors = doors_of(a, k, &door);
  layout.door = door;
  options.width = width;
  atl_place_release(&a->panel[k].place);
  bool good = atl_place_run(&layout, panel->manner.engine);
  free(door);
  free(block);
  if (!good)
    return false;
  a->panel[k].in = atl_place_bounds(&a->panel[k].place, panel->of.len, true);
  if (k && !is_card(a, k))
    make_frame(a, k);
  return true;
}

/* The room of a panel, for what is in its frame. */
static int32_t room_of(const struct assembly *a, uint32_t k, int32_t width, int32_t share) {
  int32_t around = (a->cells ? 0 : 24 * ATL_PX) + (int32_t)a->panels->panel.at[k].frames * side_of(a);
  return k ? atl_max32(1, (int32_t)((int64_t)(width - 2 * around) * share / SHARES)) : width;
}

/* Whether some panel is wider than it would be with that share. */
static bool narrows(const struct assembly *a, int32_t width, int32_t share) {
  for (uint32_t k = 1; k < a->panels->panel.len; k++)
    if (a->panel[k].in.w > room_of(a, k, width, share))
      return true;
  return false;
}

/* A panel comes after the one it stands in, and a card that stands above a panel after that: so cards are first. */
static bool place_all(struct assembly *a, int32_t width, int32_t share) {
  for (uint32_t k = a->panels->panel.len; k--;)
    if (!place_panel(a, k, width ? room_of(a, k, width, share) : 0))
      return false;
  return true;
}

/* -- all of them ------------------------------------------------------------------------------------------------- */

/* Moves a panel to where its frame is, which may have grown: it stands in the middle of it, below its title. */
static void move_panel(struct assembly *a, uint32_t k) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  uint32_t in = a->panels->inside[panel->box];
  const struct placed *p = &a->panel[in];
  struct atl_rect frame = a->layout->place->box[panel->box], own = a->panel[k].in;
  int32_t grain = a->cells ? 1 : ATL_PX, top = frame.y + p->strip + (frame.h - p->frame.h) / 2 / grain * grain;
  int32_t left = frame.x + p->lead[0] + (frame.w - own.w - p->lead[0] - p->lead[1]) / 2 / grain * grain;
  if (is_card(a, k)) /* it stands below the title */
    left = frame.x + side_of(a);
  else
    top += p->lead[2] + card_over(a, k);
  atl_place_shift(&a->panel[k].place, panel->of.len, left - own.x, top - own.y);
}

static void take_wires(struct assembly *a, uint32_t k) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  const struct atl_place *from = &a->panel[k].place;
  struct atl_place *to = a->layout->place;
  uint32_t n = panel->of.len, all = a->layout->order->box.len, nets = to->net.len;
  for (uint32_t i = 0; i < from->net.len; i++) {
    struct atl_net net = from->net.at[i];
    bool by_links = panel->manner.engine->links && net.edge != ATL_NONE; /* where they end is seen by their places */
    net.tail = by_links ? ATL_NONE : panel->of.at[net.tail];
    net.head = by_links ? ATL_NONE : panel->of.at[net.head];
    net.edge = net.edge == ATL_NONE ? ATL_NONE : panel->edge_of.at[net.edge];
    *atl_vec_push(&to->net) = net;
    if (net.edge != ATL_NONE)
      to->net_of[net.edge] = nets + i;
  }
  for (uint32_t i = 0; from->net_of && i < panel->order.edge.len; i++)
    if (from->net_of[i] != ATL_NONE)
      to->net_of[panel->edge_of.at[i]] = nets + from->net_of[i];
  for (uint32_t i = 0; i < from->route.len; i++) {
    struct atl_route route = from->route.at[i];
    route.net = route.net < n ? panel->of.at[route.net] : all + nets + (route.net - n);
    route.first_point = to->point.len;
    for (uint32_t p = 0; p < route.points; p++)
      *atl_vec_push(&to->point) = from->point.at[from->route.at[i].first_point + p];
    *atl_vec_push(&to->route) = route;
  }
}

static void take_labels(struct assembly *a, uint32_t k) {
  const struct atl_place *from = &a->panel[k].place;
  struct atl_place *to = a->layout->place;
  for (uint32_t i = 0; i < from->label.len; i++) {
    struct atl_label label = from->label.at[i];
    label.edge = a->panels->panel.at[k].edge_of.at[label.edge];
    label.first_line = to->line.len;
    for (uint32_t l = 0; l < label.lines; l++)
      *atl_vec_push(&to->line) = from->line.at[from->label.at[i].first_line + l];
    *atl_vec_push(&to->label) = label;
  }
}

static void take_boxes(struct assembly *a, uint32_t k) {
  const struct atl_panel *panel = &a->panels->panel.at[k];
  const struct atl_place *from = &a->panel[k].place;
  struct atl_place *to = a->layout->place;
  for (uint32_t i = 0; i < panel->of.len; i++) {
    uint32_t v = panel->of.at[i];
    to->box[v] = from->box[i];
    to->frame[v] = from->frame && from->frame[i];
    to->bare[v] = panel->manner.engine->entries;
    to->small[v] = from->small && from->small[i];
    to->title_at[v] = from->title_at ? from->title_at[i] : -1;
    if (from->title)
      to->title[v] = from->title[i];
  }
}

static void add_lines(struct atl_place *to, const struct atl_place *from, uint32_t box) {
  for (uint32_t l = from->first_line[box]; l < from->first_line[box + 1]; l++)
    *atl_vec_push(&to->line) = from->line.at[l];
}

/* Titles of frames that stand around panels. */
static void add_titles(struct assembly *a) {
  struct atl_place *place = a->layout->place;
  uint32_t n = a->layout->order->box.len;
  uint8_t *way = atl_alloc((size_t)n + 1, sizeof *way);
  for (uint32_t v = 0; v < n; v++) {
    uint32_t k = a->panels->inside[v];
    way[v] = ATL_TITLE_WAYS;
    if (k == ATL_NONE)
      continue;
    struct atl_title title = atl_title_of(&a->whole, v);
    way[v] = (uint8_t)a->panel[k].way;
    place->frame[v] = 1;
    int32_t at = a->panel[k].title_at, grown = (place->box[v].w - a->panel[k].frame.w) / 2;
    if (at > atl_heading_of(a->cells).x) /* it keeps its place beside the doors */
      at += grown;
    place->title_at[v] = at;
    place->title[v] = atl_title_rect(a->cells, &title, a->panel[k].way, at);
  }
  atl_titles_write(a->layout, way, NULL);
  free(way);
}

static void assemble(struct assembly *a) {
  const struct atl_order *order = a->layout->order;
  struct atl_place *to = a->layout->place;
  uint32_t n = order->box.len;
  atl_place_release(to);
  to->cells = a->cells;
  to->box = atl_alloc((size_t)n + 1, sizeof *to->box);
  to->frame = atl_alloc((size_t)n + 1, sizeof *to->frame);
  to->bare = atl_alloc((size_t)n + 1, sizeof *to->bare);
  to->small = atl_alloc((size_t)n + 1, sizeof *to->small);
  to->title = atl_alloc((size_t)n + 1, sizeof *to->title);
  to->title_at = atl_alloc((size_t)n + 1, sizeof *to->title_at);
  to->net_of = atl_alloc((size_t)order->edge.len + 1, sizeof *to->net_of);
  to->first_line = atl_alloc((size_t)n + 1, sizeof *to->first_line);
  for (uint32_t i = 0; i < order->edge.len; i++)
    to->net_of[i] = ATL_NONE;
  for (uint32_t k = 0; k < a->panels->panel.len; k++) {
    if (k)
      move_panel(a, k);
    take_boxes(a, k);
    take_wires(a, k);
  }
  for (uint32_t v = 0; v < n; v++) {
    to->first_line[v] = to->line.len;
    if (a->panels->inside[v] != ATL_NONE)
      add_lines(to, &a->texts, v);
    else
      add_lines(to, &a->panel[a->panels->of[v]].place, a->panels->at[v]);
  }
  to->first_line[n] = to->line.len;
  for (uint32_t k = 0; k < a->panels->panel.len; k++)
    take_labels(a, k);
  to->w = a->panel[0].place.w;
  to->h = a->panel[0].place.h;
  add_titles(a);
}

/* What is given, and the texts of all boxes. */
static void begin(struct assembly *a, struct atl_layout *layout) {
  *a = (struct assembly){.layout = layout,
                         .panels = layout->panels,
                         .cells = layout->options->cells,
                         .panel = atl_alloc(layout->panels->panel.len, sizeof *a->panel)};
  a->whole = *layout;
  a->whole.place = &a->texts;
  a->texts.cells = a->cells;
  atl_measure_boxes(&a->whole);
}

static void end(struct assembly *a) {
  for (uint32_t k = 0; k < a->panels->panel.len; k++) {
    atl_place_release(&a->panel[k].place);
    atl_vec_release(&a->panel[k].door);
  }
  free(a->panel);
  atl_place_release(&a->texts);
}

/* Places everything and its links for a width, or for any: 0. */
static bool draw(struct assembly *a, int32_t width, int32_t share) {
  if (!place_all(a, width, share))
    return false;
  assemble(a);
  if (a->layout->order->edge.len)
    atl_place_links(a->layout, false);
  return true;
}

bool atl_place_panels(struct atl_layout *layout) {
  struct assembly a;
  begin(&a, layout);
  int32_t wanted = layout->options->width, narrowest = INT32_MAX, best_width = 0, best_share = SHARES;
  bool good = true, fits = false;
  for (size_t s = 0; good && !fits && s < sizeof shares / sizeof *shares; s++) {
    int32_t width = wanted;
    if (s && !narrows(&a, wanted, shares[s]))
      continue;
    for (int round = 0; good && !fits && round < ROUNDS && width >= wanted / 2; round++) {
      good = draw(&a, width, shares[s]);
      fits = good && (!wanted || layout->place->w <= wanted);
      if (!good || fits)
        break;
      if (layout->place->w < narrowest) {
        narrowest = layout->place->w;
        best_width = width;
        best_share = shares[s];
      }
      if (a.panel[0].place.w > wanted)
        break;
      width = wanted - atl_max32(1, layout->place->w - a.panel[0].place.w); /* by so much as links took */
    }
  }
  if (good && !fits)
    good = draw(&a, best_width, best_share);
  end(&a);
  return good;
}

/* A label takes a layer of its own: not where its link cannot be led in layers, for want of a door. */
static void drop_labels(struct atl_flows *flows, const struct atl_layout *layout, bool across) {
  int side = across ? 0 : 2;
  for (uint32_t g = 0; g < flows->graph.len; g++)
    for (uint32_t i = 0; i < flows->graph.at[g].edge.len; i++) {
      struct atl_flow_edge *e = &flows->graph.at[g].edge.at[i];
      const struct atl_edge *of = &layout->order->edge.at[e->edge];
      for (int head = 0; head < 2; head++) {
        uint32_t in = head ? of->head_in : of->tail_in;
        const struct atl_door *door = in ? atl_layout_door(layout, head ? of->head : of->tail, in) : NULL;
        bool open =
            door && (door->side[side].lo <= door->side[side].hi || door->side[side + 1].lo <= door->side[side + 1].hi);
        if (in && !open)
          e->flags &= ~(unsigned)ATL_FLOW_LABEL;
      }
    }
}

bool atl_panels_choose(struct atl_layout *layout) {
  struct assembly a;
  begin(&a, layout);
  bool good = true;
  for (uint32_t k = a.panels->panel.len; good && k--;) {
    struct atl_panel *panel = &a.panels->panel.at[k];
    if (panel->order.flows) {
      struct atl_rect *block = blocks_of(&a, k);
      struct atl_place_options options = *layout->options;
      struct atl_layout own = layout_of(&a, k, &options, block);
      struct atl_door *door;
      own.doors = doors_of(&a, k, &door);
      own.door = door;
      own.upside_down = options.direction == ATL_UP;
      own.mirrored = options.direction == ATL_LEFT;
      options.direction = own.upside_down ? ATL_DOWN : options.direction == ATL_LEFT ? ATL_RIGHT : options.direction;
      drop_labels(panel->order.flows, &own, options.direction == ATL_RIGHT);
      good = atl_layered_choose(&own);
      free(door);
      free(block);
      if (!good)
        layout->order = &panel->order;
    }
    if (good && k)
      good = place_panel(&a, k, 0);
  }
  end(&a);
  return good;
}
