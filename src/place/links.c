/* Links over what was placed: boxes, wires and links are handed to route/, and what comes back is taken over.
 *
 * Links of one source that look alike are one net, a trunk that branches; of the others, those of one head. */
#include "base/sort.h"
#include "place/measure.h"
#include "place/panels.h"
#include "route/route.h"
#include "style/wire.h"

#include <stdlib.h>

enum { ROW_PX = 3 }; /* from the edge of a row to a port that is in it */

struct own_end { /* what is written at an end of a wire that is there */
  struct atl_label label;
  uint32_t wire; /* of the routing */
  int end;
};

struct links {
  struct atl_layout *layout;
  bool tree; /* where there are no panels: it is one */
  struct atl_routing routing;
  uint32_t *block;         /* by box: that of the routing. Rows of a list in a frame have the frame's */
  ATL_VEC(uint32_t) box;   /* by box of the routing: that of the order */
  ATL_VEC(uint32_t) route; /* by wire of the routing: that of the placement */
  uint32_t *edge;          /* by link of the routing: of the order */
  struct atl_label *label;
  ATL_VEC(struct own_end) own_end;
  struct atl_label *end; /* likewise: those at its tail and its head */
};

static struct atl_route_sizes sizes_of(const struct atl_sheet *sheet, bool cells) {
  if (cells)
    return atl_route_cells();
  struct atl_wire_room room = atl_wire_room_of(sheet);
  return (struct atl_route_sizes){.scale = 1,
                                  .scale_y = 1,
                                  .grain = ATL_PX,
                                  .lane = {room.lane, room.lane},
                                  .keep = {room.keep, room.keep},
                                  .frame = {room.lane, room.lane},
                                  .between = {24 * ATL_PX, 24 * ATL_PX},
                                  .corner = {room.corner, room.corner},
                                  .head = {room.head, room.head},
                                  .tail = {room.tail, room.tail},
                                  .apart = {room.lane - ATL_PX, room.lane - ATL_PX},
                                  .ends = {room.label, room.label},
                                  .beside = room.beside,
                                  .air = {6 * ATL_PX, 4 * ATL_PX},
                                  .clear = {room.beside + 4 * ATL_PX, room.beside + 3 * ATL_PX},
                                  .at_end = {2 * ATL_PX, 2 * ATL_PX},
                                  .past_tip = {room.head - room.tail, room.head - room.tail}};
}

/* -- in ------------------------------------------------------------------------------------------------------------ */

/* Whether a box has all its children side by side, in a row below it or, going right, in a column. */
static bool has_row(const struct links *l, uint32_t v, enum atl_direction direction) {
  const struct atl_order *order = l->layout->order;
  const struct atl_rect *box = l->layout->place->box;
  const struct atl_box *b = &order->box.at[v];
  bool across = direction == ATL_RIGHT || direction == ATL_LEFT;
  for (uint32_t c = b->first_child; c < b->first_child + b->child_count; c++) {
    bool beyond = direction == ATL_RIGHT  ? box[c].x >= atl_rect_right(box[v])
                  : direction == ATL_LEFT ? atl_rect_right(box[c]) <= box[v].x
                  : direction == ATL_UP   ? atl_rect_bottom(box[c]) <= box[v].y
                                          : box[c].y >= atl_rect_bottom(box[v]);
    bool next = c == b->first_child ||
                (across ? box[c].y >= atl_rect_bottom(box[c - 1]) : box[c].x >= atl_rect_right(box[c - 1]));
    if (!beyond || !next)
      return false;
  }
  return b->child_count > 0;
}

/* Whether a box stands in a tree that finds its own width, and where that goes. */
static bool in_tree(const struct links *l, uint32_t v, enum atl_direction *direction) {
  const struct atl_panels *panels = l->layout->panels;
  *direction = panels ? panels->panel.at[panels->of[v]].manner.direction : l->layout->options->direction;
  return panels ? panels->panel.at[panels->of[v]].manner.engine->ranks : l->tree;
}

/* Whether the inside of a box is a list. */
static bool lists(const struct atl_panels *panels, uint32_t box) {
  return panels && panels->inside[box] != ATL_NONE && panels->panel.at[panels->inside[box]].manner.engine->entries;
}

/* Boxes come with those in front of them that they stand in. A list in a frame is one box with it. */
static void give_boxes(struct links *l) {
  const struct atl_order *order = l->layout->order;
  const struct atl_place *place = l->layout->place;
  const struct atl_panels *panels = l->layout->panels;
  l->block = atl_alloc((size_t)order->box.len + 1, sizeof *l->block);
  for (uint32_t i = 0; i < order->box.len; i++) { /* children stand side by side, here too */
    bool row = atl_panel_row(panels, i);
    l->block[i] = row ? l->block[order->box.at[i].parent] : l->box.len;
    if (!row)
      *atl_vec_push(&l->box) = i;
  }
  for (uint32_t k = 0; k < l->box.len; k++) {
    uint32_t i = l->box.at[k], parent = order->box.at[i].parent, frame = atl_frame_around(place, order, i);
    struct atl_rect r = place->box[i];
    enum atl_direction direction;
    bool tree = in_tree(l, i, &direction), right = direction == ATL_RIGHT || direction == ATL_LEFT;
    struct atl_route_box b = {.at = {r.x, r.y},
                              .size = {r.w, r.h},
                              .in = frame == ATL_NONE ? ATL_NONE : l->block[frame],
                              .frame = place->frame && place->frame[i] && !lists(panels, i),
                              .line_up = {parent, parent},
                              .over = {ATL_NONE, ATL_NONE},
                              .over_axis = right};
    if (tree) { /* ranks are lines */
      b.line_up[!right] = 0;
      if (!(panels && panels->inside[i] != ATL_NONE) && has_row(l, i, direction)) {
        b.over[0] = l->block[order->box.at[i].first_child];
        b.over[1] = b.over[0] + order->box.at[i].child_count - 1;
      }
    }
    if (b.frame && place->title && place->title[i].w > 0) {
      b.title[0] = place->title[i].x + place->title[i].w;
      b.title_from = place->title_at && place->title_at[i] > atl_heading_of(place->cells).x ? place->title[i].x : 0;
      b.title[1] = place->title[i].y + place->title[i].h;
      if (place->cells && place->title[i].w >= r.w - 2) { /* rows of it are centred: nothing passes */
        b.title[0] = r.w;
        b.title_from = 0;
      }
    }
    *atl_vec_push(&l->routing.box) = b;
  }
}

/* In cells a wire that ends where a rule does looks like more of it: of the rows between rules the most, those next to
 * the middle, are where it should end. */
static void keep_off_rules(const struct atl_place *place, uint32_t box, struct atl_route_end *end) {
  struct atl_rules rules = atl_rules_of(place, box);
  int32_t high = place->box[box].h, best = 0;
  bool any = false;
  for (int32_t first = 1, stop; first < high; first = stop + 1) {
    bool rule = atl_next_rule(&rules, &stop);
    any |= rule;
    stop = rule ? stop : high - 1;
    int32_t to = stop + first - high, before = end->row + end->row_end - high; /* from the middle, twice */
    if (stop - first > best || (stop - first == best && abs(to) < abs(before))) {
      best = stop - first;
      end->row = first;
      end->row_end = stop;
    }
    if (!rule)
      break;
  }
  end->loose = any && best > 0;
  if (!end->loose)
    end->row = end->row_end = 0;
}

static struct atl_route_end end_of(const struct links *l, const struct atl_edge *e, bool head, bool arrow) {
  const struct atl_map *map = l->layout->map;
  const struct atl_link *link = &map->link.at[e->link];
  uint32_t node = head ? link->head : link->tail, box = head ? e->head : e->tail;
  struct atl_route_end end = {.box = l->block[box], .arrow = arrow};
  int32_t top, bottom, air = l->layout->place->cells ? 0 : ROW_PX * ATL_PX;
  if (atl_panel_row(l->layout->panels, box)) {
    struct atl_rect row = l->layout->place->box[box];
    end.row = row.y - l->layout->place->box[l->box.at[end.box]].y;
    end.row_end = end.row + row.h;
  } else if (map->node.at[node].flags & ATL_NODE_ITEM && atl_item_row(l->layout, box, node, &top, &bottom)) {
    end.row = top - l->layout->place->box[box].y + air;
    end.row_end = bottom - l->layout->place->box[box].y - air;
  } else if (l->layout->place->cells)
    keep_off_rules(l->layout->place, box, &end);
  return end;
}

static bool within(const struct atl_order *order, uint32_t box, uint32_t frame) {
  for (; box != ATL_NONE; box = order->box.at[box].parent)
    if (box == frame)
      return true;
  return false;
}

/* An edge that may share its net, with those of its tail. */
struct mate {
  uint32_t tail, item, kind, head, edge, again;
};

static int by_mate(const void *a, const void *b) {
  const struct mate *x = a, *y = b;
  const uint32_t key[][2] = {{x->tail, y->tail},   {x->item, y->item}, {x->kind, y->kind},
                             {x->again, y->again}, {x->head, y->head}, {x->edge, y->edge}};
  for (size_t i = 0; i < sizeof key / sizeof *key; i++)
    if (key[i][0] != key[i][1])
      return key[i][0] < key[i][1] ? -1 : 1;
  return 0;
}

static bool alike(const struct mate *x, const struct mate *y) {
  return x->tail == y->tail && x->item == y->item && x->kind == y->kind;
}

static bool same_net(const struct mate *x, const struct mate *y) { return alike(x, y) && x->again == y->again; }

/* What was written twice is drawn twice: the second such edge is in another net. */
static void count_again(struct mate *mate, uint32_t n) {
  atl_sort(mate, n, sizeof *mate, by_mate);
  for (uint32_t i = 1; i < n; i++)
    if (alike(&mate[i], &mate[i - 1]) && mate[i].head == mate[i - 1].head)
      mate[i].again = mate[i - 1].again + 1;
  atl_sort(mate, n, sizeof *mate, by_mate);
}

/* The box at the end of its own that an edge has in its net. */
static uint32_t own_end(const struct links *l, const struct mate *mate, bool fan) {
  const struct atl_edge *e = &l->layout->order->edge.at[mate->edge];
  return fan ? e->tail : e->head;
}

/* A link to a frame, or from it, shares nothing with one to what is in there: its end would stand on the way of that.
 */
static void part_frames(const struct links *l, struct mate *mate, uint32_t n, bool fan) {
  const struct atl_order *order = l->layout->order;
  if (!l->layout->place->frame)
    return;
  uint32_t *to = atl_alloc((size_t)order->box.len + 1, sizeof *to),
           most = 0; /* by box: the mate that leads to it, + 1 */
  for (uint32_t i = 0; i < n; i++)
    most = mate[i].again > most ? mate[i].again : most;
  bool parted = false;
  for (uint32_t i = 0, end; i < n; i = end) {
    for (end = i; end < n && same_net(&mate[i], &mate[end]); end++)
      to[own_end(l, &mate[end], fan)] = end + 1;
    for (uint32_t k = i; k < end; k++)
      for (uint32_t up = order->box.at[own_end(l, &mate[k], fan)].parent; up != ATL_NONE; up = order->box.at[up].parent)
        if (to[up] && mate[to[up] - 1].again <= most) {
          mate[to[up] - 1].again += most + 1 + to[up];
          parted = true;
        }
    for (uint32_t k = i; k < end; k++)
      to[own_end(l, &mate[k], fan)] = 0;
  }
  free(to);
  if (parted)
    atl_sort(mate, n, sizeof *mate, by_mate);
}

static void give_end_label(const struct links *l, const struct atl_label *label, int32_t size[2]) {
  size[0] = label->lines ? atl_round_up(label->rect.w, l->routing.sizes.grain) : 0;
  size[1] = label->lines ? atl_round_up(label->rect.h, l->routing.sizes.grain) : 0;
}

static void give_link(struct links *l, uint32_t edge, uint32_t net, bool reversed) {
  const struct atl_edge *e = &l->layout->order->edge.at[edge];
  enum atl_arrow arrow = l->layout->map->link.at[e->link].arrow;
  uint32_t index = l->routing.link.len;
  l->edge[index] = edge;
  l->label[index] = atl_measure_label(l->layout, edge);
  struct atl_route_link *link = atl_vec_push(&l->routing.link);
  link->net = net;
  link->reversed = reversed;
  link->end[0] = end_of(l, e, false, arrow == ATL_ARROW_BOTH);
  link->end[1] = end_of(l, e, true, arrow != ATL_ARROW_NONE);
  for (int end = 0; end < 2; end++) {
    l->end[2 * index + (uint32_t)end] = atl_measure_end(l->layout, edge, end);
    give_end_label(l, &l->end[2 * index + (uint32_t)end], link->end[end].label);
  }
  if (!l->label[index].lines)
    return;
  int32_t grain = l->routing.sizes.grain;
  link->label[0] = atl_round_up(l->label[index].rect.w, grain);
  link->label[1] = atl_round_up(l->label[index].rect.h, grain);
  link->inline_ = l->label[index].lines == 1;
}

static void give_links(struct links *l) {
  const struct atl_layout *layout = l->layout;
  const struct atl_order *order = layout->order;
  bool *drawn = atl_alloc((size_t)order->edge.len + 1, sizeof *drawn); /* by the layout itself */
  struct mate *mate = atl_alloc((size_t)order->edge.len + 1, sizeof *mate);
  struct mate *fan = atl_alloc((size_t)order->edge.len + 1, sizeof *fan); /* by head, where others have their tail */
  uint32_t mates = 0, net = 0;
  for (uint32_t i = 0; i < layout->place->net.len; i++)
    if (layout->place->net.at[i].edge != ATL_NONE)
      drawn[layout->place->net.at[i].edge] = true;
  for (uint32_t i = 0; i < order->edge.len; i++)
    drawn[i] |= (layout->place->net_of && layout->place->net_of[i] != ATL_NONE) || atl_panel_says(layout->panels, i);
  for (uint32_t i = 0; i < order->edge.len; i++) {
    const struct atl_edge *e = &order->edge.at[i];
    const struct atl_link *link = &layout->map->link.at[e->link];
    const struct atl_box *box = &order->box.at[e->tail];
    if (drawn[i])
      continue;
    if (atl_link_is_alone(link) || within(order, e->head, e->tail) || within(order, e->tail, e->head))
      give_link(l, i, net++, false);
    else
      mate[mates++] = (struct mate){.tail = e->tail,
                                    .item = box->card || box->items ? link->tail : 0,
                                    .kind = link->alike,
                                    .head = e->head,
                                    .edge = i};
  }
  count_again(mate, mates);
  part_frames(l, mate, mates, false);
  /* Those that share nothing with others of their tail share what leads to their head. */
  uint32_t fans = 0;
  for (uint32_t i = 0; i < mates; i++) {
    const struct atl_edge *e = &order->edge.at[mate[i].edge];
    const struct atl_link *link = &layout->map->link.at[e->link];
    bool alone = (!i || !same_net(&mate[i], &mate[i - 1])) && (i + 1 == mates || !same_net(&mate[i], &mate[i + 1]));
    bool item = layout->map->node.at[link->head].flags & ATL_NODE_ITEM;
    if (alone && e->head != e->tail)
      fan[fans++] = (struct mate){.tail = e->head,
                                  .item = item ? link->head : 0,
                                  .kind = link->alike,
                                  .head = link->tail,
                                  .edge = mate[i].edge};
    else {
      net += i && !same_net(&mate[i], &mate[i - 1]);
      give_link(l, mate[i].edge, net, false);
    }
  }
  count_again(fan, fans);
  part_frames(l, fan, fans, true);
  for (uint32_t i = 0; i < fans; i++) {
    net += !i || !same_net(&fan[i], &fan[i - 1]);
    give_link(l, fan[i].edge, net, true);
  }
  free(drawn);
  free(mate);
  free(fan);
}

/* Whether a wire ends at the border of a box; in px, up to what an arrowhead leaves out. */
static bool touches(const struct links *l, uint32_t box, struct atl_point p) {
  struct atl_rect r = l->layout->place->box[box];
  int32_t slack = l->layout->place->cells ? 0 : 4 * ATL_PX, on = l->layout->place->cells ? 1 : 0;
  bool outside = p.x < r.x - slack || p.x > atl_rect_right(r) - on + slack || p.y < r.y - slack ||
                 p.y > atl_rect_bottom(r) - on + slack;
  if (outside || !(l->layout->place->frame && l->layout->place->frame[box]))
    return !outside;
  return p.x <= r.x + slack || p.x >= atl_rect_right(r) - on - slack || p.y <= r.y + slack ||
         p.y >= atl_rect_bottom(r) - on - slack;
}

/* Where a wire of a hierarchy ends: its parent, one of the children, or another of its wires. */
static uint32_t end_box(const struct links *l, uint32_t parent, struct atl_point p, uint32_t *next) {
  const struct atl_box *b = &l->layout->order->box.at[parent];
  for (uint32_t i = 0; i <= b->child_count; i++) {
    uint32_t k = i ? b->first_child + (*next + i - 1) % b->child_count : parent;
    if (!touches(l, k, p))
      continue;
    if (i)
      *next = k - b->first_child + 1;
    return l->block[k];
  }
  return ATL_NONE;
}

/* By net: the edges that it draws. */
struct drawn {
  uint32_t *first, *edge;
};

static struct drawn edges_of_nets(const struct links *l) {
  const struct atl_place *place = l->layout->place;
  uint32_t m = place->net_of ? l->layout->order->edge.len : 0, nets = place->net.len;
  struct drawn d = {atl_alloc((size_t)nets + 2, sizeof *d.first), atl_alloc((size_t)m + 1, sizeof *d.edge)};
  for (uint32_t i = 0; i < m; i++)
    if (place->net_of[i] != ATL_NONE)
      d.first[place->net_of[i] + 2]++;
  for (uint32_t i = 0; i < nets; i++)
    d.first[i + 2] += d.first[i + 1];
  for (uint32_t i = 0; i < m; i++)
    if (place->net_of[i] != ATL_NONE)
      d.edge[d.first[place->net_of[i] + 1]++] = i;
  return d;
}

/* Where a wire of a net ends whose layout does not say it: at a box of one of its edges, perhaps in a row, or at
 * another of its wires. */
static void end_of_net(const struct links *l, const struct drawn *d, uint32_t net, struct atl_point p, int end,
                       struct atl_route_wire *wire) {
  const struct atl_order *order = l->layout->order;
  for (uint32_t i = d->first[net]; i < d->first[net + 1]; i++)
    for (int head = 0; head < 2; head++) {
      const struct atl_edge *e = &order->edge.at[d->edge[i]];
      uint32_t block = l->block[head ? e->head : e->tail];
      if (wire->end[end] != ATL_NONE || !touches(l, l->box.at[block], p)) /* a row of a list is met at its frame */
        continue;
      struct atl_route_end there = end_of(l, e, head, false);
      wire->end[end] = block;
      wire->row[end] = there.loose ? 0 : there.row;
      wire->row_end[end] = there.loose ? 0 : there.row_end;
    }
}

/* What is written at the ends of a link whose wire is there. */
static void give_ends(struct links *l, uint32_t edge, struct atl_route_wire *wire) {
  const struct atl_edge *e = &l->layout->order->edge.at[edge];
  if (!atl_link_has_ends(&l->layout->map->link.at[e->link]))
    return;
  for (int end = 0; end < 2; end++) {
    if (wire->end[end] == ATL_NONE)
      continue;
    bool head = l->block[e->tail] == l->block[e->head] ? end : wire->end[end] == l->block[e->head];
    struct atl_label label = atl_measure_end(l->layout, edge, head);
    give_end_label(l, &label, wire->end_label[end]);
    if (label.lines)
      *atl_vec_push(&l->own_end) = (struct own_end){label, l->routing.wire.len, end};
  }
}

static void give_wires(struct links *l) {
  const struct atl_place *place = l->layout->place;
  uint32_t n = l->layout->order->box.len, parent = ATL_NONE, next = 0;
  struct drawn drawn = edges_of_nets(l);
  for (uint32_t i = 0; i < place->route.len; i++) {
    const struct atl_route *route = &place->route.at[i];
    if (route->net < n && atl_panel_row(l->layout->panels, route->net))
      continue;
    *atl_vec_push(&l->route) = i;
    struct atl_route_wire wire = {.group = route->net,
                                  .first_point = l->routing.point.len,
                                  .points = route->points,
                                  .end = {ATL_NONE, ATL_NONE},
                                  .arrow = {route->tail, route->head}};
    const struct atl_point *p = &place->point.at[route->first_point];
    for (uint32_t k = 0; k < route->points; k++)
      *atl_vec_push(&l->routing.point) = p[k];
    if (route->net < n) {
      next = parent == route->net ? next : 0;
      parent = route->net;
      for (int end = 0; end < 2; end++)
        wire.end[end] = end_box(l, parent, p[end ? route->points - 1 : 0], &next);
    } else if (place->net.at[route->net - n].tail == ATL_NONE) {
      wire.exact = true;
      for (int end = 0; end < 2; end++)
        end_of_net(l, &drawn, route->net - n, p[end ? route->points - 1 : 0], end, &wire);
    } else {
      const struct atl_net *net = &place->net.at[route->net - n];
      wire.end[0] = l->block[net->tail];
      wire.end[1] = l->block[net->head];
    }
    if (route->net >= n) {
      const struct atl_net *net = &place->net.at[route->net - n];
      for (uint32_t k = 0; k < place->label.len; k++)
        if (place->label.at[k].edge == net->edge && !place->label.at[k].end) {
          wire.rect = place->label.at[k].rect;
          wire.label[0] = atl_round_up(wire.rect.w, l->routing.sizes.grain);
          wire.label[1] = atl_round_up(wire.rect.h, l->routing.sizes.grain);
          wire.inline_ = net->tail == ATL_NONE && place->label.at[k].inline_;
        }
    }
    if (route->net >= n && place->net.at[route->net - n].edge != ATL_NONE)
      give_ends(l, place->net.at[route->net - n].edge, &wire);
    *atl_vec_push(&l->routing.wire) = wire;
  }
  free(drawn.first);
  free(drawn.edge);
}

/* -- out ----------------------------------------------------------------------------------------------------------- */

/* In px the tip of an arrowhead ends where the border of its box begins: half a stroke before its middle. */
static void draw_back(const struct links *l, struct atl_point *tip, struct atl_point before, uint32_t box) {
  int32_t by = atl_box_look(l->layout->styled, &l->layout->order->box.at[box])->stroke / 2;
  if (tip->x == before.x)
    tip->y += tip->y > before.y ? -by : by;
  else
    tip->x += tip->x > before.x ? -by : by;
}

/* Moves what is in a list along with its frame. */
static void move_rows(struct links *l, uint32_t panel, int32_t x, int32_t y) {
  struct atl_place *place = l->layout->place;
  const struct atl_panel *p = &l->layout->panels->panel.at[panel];
  for (uint32_t i = 0; i < p->of.len; i++) {
    place->box[p->of.at[i]].x += x;
    place->box[p->of.at[i]].y += y;
  }
  uint32_t n = l->layout->order->box.len;
  for (uint32_t i = 0; i < place->route.len; i++)
    for (uint32_t k = 0; k < place->route.at[i].points; k++)
      if (place->route.at[i].net < n && l->layout->panels->of[place->route.at[i].net] == panel) {
        place->point.at[place->route.at[i].first_point + k].x += x;
        place->point.at[place->route.at[i].first_point + k].y += y;
      }
}

static void take_boxes(struct links *l) {
  struct atl_place *place = l->layout->place;
  const struct atl_panels *panels = l->layout->panels;
  for (uint32_t k = 0; k < l->routing.box.len; k++) {
    const struct atl_route_box *b = &l->routing.box.at[k];
    uint32_t i = l->box.at[k];
    if (lists(panels, i))
      move_rows(l, panels->inside[i], b->at[0] - place->box[i].x, b->at[1] - place->box[i].y);
    if (place->title && place->cells && place->title[i].w && place->title[i].w == place->box[i].w - 2)
      place->title[i].w = b->size[0] - 2; /* rows inside are centred: they take the whole width */
    if (b->title_from) {                  /* wires may have pushed it on */
      place->title_at[i] += b->title_from - place->title[i].x;
      place->title[i].x = b->title_from;
    }
    place->box[i] = (struct atl_rect){b->at[0], b->at[1], b->size[0], b->size[1]};
  }
}

/* Takes over a wire that was there. A stretch of it that came to nothing, where both its ends moved to one line, is
 * left out: points of a route stand apart, and each but the ends is a bend. */
static void take_wire(struct atl_place *place, struct atl_route *route, const struct atl_point *p, uint32_t points) {
  struct atl_point *to = &place->point.at[route->first_point];
  route->points = 0;
  for (uint32_t k = 0; k < points; k++) {
    uint32_t n = route->points;
    if (n && to[n - 1].x == p[k].x && to[n - 1].y == p[k].y)
      continue;
    bool straight = n > 1 && ((to[n - 2].x == to[n - 1].x && to[n - 1].x == p[k].x) ||
                              (to[n - 2].y == to[n - 1].y && to[n - 1].y == p[k].y));
    route->points += !straight;
    to[route->points - 1] = p[k];
  }
}

/* Adds a label that has found its place; one that has none is of a wire that came to nothing. */
static void add_end_label(struct atl_place *place, const struct atl_label *label, struct atl_rect at) {
  if (!label->lines || !at.w)
    return;
  *atl_vec_push(&place->label) = *label;
  struct atl_rect *rect = &place->label.at[place->label.len - 1].rect;
  rect->x = at.x;
  rect->y = at.y;
}

static void take_wires(struct links *l) {
  struct atl_place *place = l->layout->place;
  for (uint32_t i = 0; i < l->routing.wire.len; i++) {
    const struct atl_route_wire *wire = &l->routing.wire.at[i];
    take_wire(place, &place->route.at[l->route.at[i]], &l->routing.point.at[wire->first_point], wire->points);
    for (uint32_t k = 0; k < place->label.len && wire->label[0]; k++)
      if (!place->label.at[k].end &&
          place->label.at[k].edge == place->net.at[wire->group - l->layout->order->box.len].edge) {
        place->label.at[k].rect.x = wire->rect.x;
        place->label.at[k].rect.y = wire->rect.y;
      }
  }
  for (uint32_t i = 0; i < l->own_end.len; i++) {
    const struct own_end *end = &l->own_end.at[i];
    add_end_label(place, &end->label, l->routing.wire.at[end->wire].end_rect[end->end]);
  }
  uint32_t kept = 0; /* a drop between two wires of a net that came to lie on each other is none any more */
  for (uint32_t i = 0; i < place->route.len; i++)
    if (place->route.at[i].points > 1)
      place->route.at[kept++] = place->route.at[i];
  place->route.len = kept;
}

/* Whether a link stands back: it runs over the lines of a tree. */
static bool stands_back(const struct links *l, uint32_t edge) {
  const struct atl_panels *panels = l->layout->panels;
  return panels ? panels->panel.at[panels->common[edge]].manner.engine->ranks : l->tree;
}

static void take_links(struct links *l) {
  struct atl_place *place = l->layout->place;
  const struct atl_order *order = l->layout->order;
  if (!place->net_of) {
    place->net_of = atl_realloc(NULL, (size_t)order->edge.len + 1, sizeof *place->net_of);
    for (uint32_t i = 0; i < order->edge.len; i++)
      place->net_of[i] = ATL_NONE;
  }
  for (uint32_t i = 0; i < place->net.len; i++)
    if (place->net.at[i].edge != ATL_NONE)
      place->net_of[place->net.at[i].edge] = i;
  uint32_t net = 0;
  bool net_begun = false;
  for (uint32_t i = 0; i < l->routing.link.len; i++) {
    const struct atl_route_link *link = &l->routing.link.at[i];
    const struct atl_edge *edge = &order->edge.at[l->edge[i]];
    if (link->points < 2) {
      *atl_vec_push(&place->undrawn) = l->edge[i];
      continue;
    }
    if (!net_begun || link->net != net)
      *atl_vec_push(&place->net) = (struct atl_net){.edge = l->edge[i], .quiet = stands_back(l, l->edge[i])};
    net_begun = true;
    net = link->net;
    place->net.at[place->net.len - 1].edges++;
    place->net_of[l->edge[i]] = place->net.len - 1;
    struct atl_route route = {.first_point = place->point.len,
                              .points = link->points & 0x1fffffffu,
                              .head = link->end[1].arrow && !(link->joins && link->reversed),
                              .tail = link->end[0].arrow,
                              .net = order->box.len + place->net.len - 1};
    *atl_vec_push(&place->route) = route;
    for (uint32_t p = 0; p < link->points; p++)
      *atl_vec_push(&place->point) = l->routing.point.at[link->first_point + p];
    struct atl_point *p = &place->point.at[route.first_point];
    if (!place->cells && route.head)
      draw_back(l, &p[route.points - 1], p[route.points - 2], edge->head);
    if (!place->cells && route.tail)
      draw_back(l, &p[0], p[1], edge->tail);
    for (uint32_t end = 0; end < 2; end++)
      add_end_label(place, &l->end[2 * i + end], link->end[end].rect);
    if (!l->label[i].lines)
      continue;
    l->label[i].rect.x = link->rect.x;
    l->label[i].rect.y = link->rect.y;
    l->label[i].inline_ = link->inline_;
    *atl_vec_push(&place->label) = l->label[i];
  }
}

/* The drawing is as large as what is in it: boxes have a margin, wires that go round them a narrower one. */
static void fit(struct atl_place *place, const struct atl_order *order) {
  int32_t margin = place->cells ? 0 : 24 * ATL_PX, around = place->cells ? 0 : 16 * ATL_PX;
  struct atl_rect boxes = atl_place_bounds(place, order->box.len, false),
                  all = atl_place_bounds(place, order->box.len, true);
  int32_t left = atl_min32(boxes.x - margin, all.x - around), top = atl_min32(boxes.y - margin, all.y - around);
  place->w = atl_max32(atl_rect_right(boxes) + margin, atl_rect_right(all) + around) - left;
  place->h = atl_max32(atl_rect_bottom(boxes) + margin, atl_rect_bottom(all) + around) - top;
  atl_place_shift(place, order->box.len, -left, -top);
}

bool atl_place_has_ends(const struct atl_layout *layout) {
  for (uint32_t i = 0; i < layout->order->edge.len; i++)
    if (atl_link_has_ends(&layout->map->link.at[layout->order->edge.at[i].link]))
      return true;
  return false;
}

void atl_place_links(struct atl_layout *layout, bool tree) {
  struct atl_place *place = layout->place;
  uint32_t edges = layout->order->edge.len;
  if (edges > ATL_ROUTE_LINKS) {
    for (uint32_t i = 0; i < edges; i++)
      *atl_vec_push(&place->undrawn) = i;
    place->limit = ATL_LIMIT_LINKS;
    return;
  }
  struct links l = {.layout = layout,
                    .tree = tree,
                    .edge = atl_alloc((size_t)edges + 1, sizeof *l.edge),
                    .label = atl_alloc((size_t)edges + 1, sizeof *l.label),
                    .end = atl_alloc(2 * (size_t)edges + 1, sizeof *l.end)};
  l.routing.sizes = sizes_of(layout->styled->sheet, place->cells);
  if (tree) /* siblings at even distances stay at even distances */
    l.routing.sizes.between[0] = l.routing.sizes.between[1] = ATL_MAX_BOX;
  l.routing.costs = &atl_route_costs;
  give_boxes(&l);
  give_wires(&l);
  give_links(&l);
  if (l.routing.link.len || l.own_end.len) {
    atl_route_run(&l.routing);
    take_boxes(&l);
    take_wires(&l);
    take_links(&l);
    fit(place, layout->order);
  }
  atl_routing_release(&l.routing);
  free(l.block);
  atl_vec_release(&l.box);
  atl_vec_release(&l.route);
  free(l.edge);
  free(l.label);
  free(l.end);
  atl_vec_release(&l.own_end);
}
