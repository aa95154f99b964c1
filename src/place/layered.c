/* Layered drawings: boxes in layers, wires in the channels between them, each net a trunk, a rail and drops.
 *
 *     ┌───┐   ┌───┐      The layers and their order are given (order/layers.h). Here are the sizes: ports on the sides
 *     └─┬─┘   └─┬─┘      of boxes, positions along the layers (align.h), tracks in the channels (channel.h), and from
 * the ├───────│──┐     heights of the channels the positions of the layers. ▼       ▼  ▼ ┌───┐   ┌──────┐   Along a
 * layer is `breadth`, across the layers is `depth`: x and y, or y and x for direction └───┘   └──────┘   right. Whole
 * numbers throughout; linear but for what stands in align.c and channel.c. */
#include "place/align.h"
#include "place/channel.h"
#include "place/measure.h"
#include "place/place.h"

#include <stdlib.h>

struct gaps {          /* in the unit of the metric */
  int32_t box;         /* between boxes of a layer */
  int32_t lane;        /* between a box and a lane, or two lanes */
  int32_t wire;        /* breadth of a lane */
  int32_t port, ports; /* least and greatest distance of two ports */
  int32_t corner;      /* from a corner of a box to its first port */
  int32_t straight;    /* depth of a channel without rails */
  int32_t lead, tail;  /* from a layer to the first track, from the last track to the next layer */
  int32_t track;       /* between two tracks */
  int32_t loop;        /* how far a loop reaches out beside its box */
  int32_t margin;
  int32_t space; /* least distance of wires of different nets, side by side */
  int32_t level; /* boxes of a layer that differ by no more than this get one depth */
  int32_t bend;  /* see align.h */
};

static struct gaps gaps_of(bool cells, bool right, unsigned tight) {
  int32_t px = ATL_PX;
  if (cells && right)
    return (struct gaps){.box = 1,
                         .lane = 1,
                         .wire = 1,
                         .port = 1,
                         .ports = 2,
                         .corner = 1,
                         .straight = 4,
                         .lead = 2,
                         .tail = 3,
                         .track = 2,
                         .loop = 2,
                         .space = 1,
                         .level = 12,
                         .bend = 6};
  if (cells)
    return (struct gaps){.box = tight >= 5   ? 1
                                : tight >= 3 ? 2
                                             : 3,
                         .lane = tight >= 4 ? 1 : 2,
                         .wire = 1,
                         .port = 2,
                         .ports = 6,
                         .corner = 1,
                         .straight = 1,
                         .lead = 2,
                         .tail = 2,
                         .track = 1,
                         .loop = 4,
                         .space = 1,
                         .level = 2,
                         .bend = 8};
  return (struct gaps){.box = (tight >= 3 ? 16 : 24) * px,
                       .lane = (tight >= 4 ? 10 : 14) * px,
                       .wire = 0,
                       .port = 10 * px,
                       .ports = 32 * px,
                       .corner = 10 * px,
                       .straight = 28 * px,
                       .lead = 20 * px,
                       .tail = 24 * px,
                       .track = 10 * px,
                       .loop = 22 * px,
                       .margin = 24 * px,
                       .space = 6 * px,
                       .level = 40 * px,
                       .bend = 60 * px};
}

struct item {
  int32_t breadth, depth; /* with loops */
  int32_t body;           /* breadth without loops: where its ports are */
  int32_t reach;          /* depth with the labels of loops */
  int32_t label;          /* of a label: its place in place->label */
  uint32_t loops;
};

struct layered {
  struct atl_layout *layout;
  const struct atl_layers *layers;
  struct gaps gap;
  bool cells, right;
  struct item *item;
  int32_t *breadth, *at;           /* of items, for align */
  int32_t *upper_at, *lower_at;    /* of strands */
  uint32_t *upper_pin, *lower_pin; /* of strands, in their channel */
  struct atl_channel *channel;     /* channel l is above layer l; the last one below all */
  int32_t *offset;                 /* of the pins of the channel at hand, by pin */
  int32_t *start, *depth;          /* of layers */
  uint8_t *flat;                   /* of items: a flat arc leads straight to the next item */
  ATL_VEC(uint32_t) beside;        /* flat arcs drawn straight */
};

static int32_t breadth_of(const struct layered *t, struct atl_rect r) { return t->right ? r.h : r.w; }
static int32_t depth_of(const struct layered *t, struct atl_rect r) { return t->right ? r.w : r.h; }

/* Between a wire and its label, beside the room the label brings. */
static int32_t label_away(const struct layered *t) { return t->cells ? 0 : 2 * ATL_PX; }

/* -- sizes ------------------------------------------------------------------------------------------------------- */

static void set_breadth(const struct layered *t, struct atl_rect *r, int32_t v) {
  if (t->right)
    r->h = v;
  else
    r->w = t->cells ? v | 1 : atl_round_up(v, 2 * ATL_PX);
}

/* Boxes grow until their ports have room: `ports[side]` of each. */
static void size_boxes(struct layered *t, uint32_t *const ports[2]) {
  struct atl_place *place = t->layout->place;
  for (uint32_t i = 0; i < t->layers->boxes; i++) {
    struct atl_rect *r = &place->box[i];
    uint32_t most = ports[0][i] > ports[1][i] ? ports[0][i] : ports[1][i];
    int32_t need = most ? (int32_t)(most - 1) * t->gap.port + 2 * t->gap.corner + (t->cells ? 1 : 0) : 0;
    if (breadth_of(t, *r) < need)
      set_breadth(t, r, need);
  }
}

/* Loops leave and come back on one side, one within the other; a box is deep enough for that, and for the labels that
 * others go round. */
static void size_for_loops(struct layered *t, const int32_t *label_of_arc) {
  struct atl_place *place = t->layout->place;
  for (uint32_t i = 0; i < t->layers->arc.len; i++) {
    const struct atl_arc *arc = &t->layers->arc.at[i];
    if (!(arc->flags & ATL_ARC_SELF))
      continue;
    int32_t loops = (int32_t)t->item[arc->tail].loops;
    int32_t least = t->cells ? 2 + (t->right ? 3 : 2) * loops : (20 + 16 * loops) * ATL_PX;
    if (loops > 1 && label_of_arc[i] >= 0)
      least = 2 * least + depth_of(t, place->label.at[label_of_arc[i]].rect);
    int32_t *depth = t->right ? &place->box[arc->tail].w : &place->box[arc->tail].h;
    *depth = atl_max32(*depth, t->cells ? least : atl_round_up(least, 2 * ATL_PX));
  }
}

/* Boxes of a layer get one depth where they differ little. */
static void level_layers(struct layered *t) {
  struct atl_rect *box = t->layout->place->box;
  for (uint32_t l = 0; l < t->layers->count; l++) {
    int32_t most = 0;
    for (uint32_t i = t->layers->first[l]; i < t->layers->first[l + 1]; i++) {
      uint32_t v = t->layers->order[i];
      if (v < t->layers->boxes && !t->layout->order->box.at[v].card)
        most = atl_max32(most, depth_of(t, box[v]));
    }
    for (uint32_t i = t->layers->first[l]; i < t->layers->first[l + 1]; i++) {
      uint32_t v = t->layers->order[i];
      if (v < t->layers->boxes && !t->layout->order->box.at[v].card && most - depth_of(t, box[v]) <= t->gap.level)
        *(t->right ? &box[v].w : &box[v].h) = most;
    }
  }
}

/* Labels of links: on layers of their own, or beside a loop. Fills place->label. */
static void measure_labels(struct layered *t, int32_t *of_arc) {
  struct atl_place *place = t->layout->place;
  for (uint32_t i = 0; i < t->layers->arc.len; i++) {
    const struct atl_arc *arc = &t->layers->arc.at[i];
    of_arc[i] = -1;
    if (!(arc->flags & ATL_ARC_LABEL))
      continue;
    of_arc[i] = (int32_t)place->label.len;
    struct atl_label label = atl_measure_label(t->layout, arc->edge);
    *atl_vec_push(&place->label) = label;
  }
}

static void size_items(struct layered *t, const int32_t *label_of_arc) {
  struct atl_place *place = t->layout->place;
  const struct atl_layers *layers = t->layers;
  int32_t away = label_away(t);
  for (uint32_t i = 0; i < layers->item.len; i++) {
    struct item *item = &t->item[i];
    if (i < layers->boxes) {
      item->breadth = item->body = breadth_of(t, place->box[i]);
      item->depth = depth_of(t, place->box[i]);
    } else if (layers->item.at[i].kind == ATL_ITEM_LABEL) {
      item->label = label_of_arc[layers->item.at[i].arc];
      struct atl_rect r = place->label.at[item->label].rect;
      item->breadth = t->gap.wire + away + breadth_of(t, r);
      item->depth = depth_of(t, r);
    } else
      item->breadth = t->gap.wire;
    item->reach = item->depth;
  }
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    if (!(arc->flags & ATL_ARC_SELF))
      continue;
    struct item *item = &t->item[arc->tail];
    item->breadth += t->gap.loop;
    if (label_of_arc[i] < 0)
      continue;
    struct atl_rect r = place->label.at[label_of_arc[i]].rect;
    item->breadth += breadth_of(t, r) + away;
    item->reach = atl_max32(item->reach, depth_of(t, r));
  }
  for (uint32_t i = 0; i < layers->item.len; i++)
    t->breadth[i] = t->item[i].breadth;
}

/* -- buses and ports --------------------------------------------------------------------------------------------- */

static uint32_t add_pin(struct atl_channel *c, struct atl_bus *bus, uint32_t item, bool lower, bool head) {
  for (uint32_t k = 0; k < bus->pins; k++) {
    struct atl_pin *pin = &c->pin.at[bus->first_pin + k];
    if (pin->item == item && pin->lower == lower) {
      pin->head |= head;
      return bus->first_pin + k;
    }
  }
  *atl_vec_push(&c->pin) = (struct atl_pin){.item = item, .lower = lower, .head = head};
  return bus->first_pin + bus->pins++;
}

static struct atl_bus *add_bus(struct atl_channel *c, uint32_t net) {
  *atl_vec_push(&c->bus) = (struct atl_bus){.net = net, .first_pin = c->pin.len};
  return &c->bus.at[c->bus.len - 1];
}

/* One bus for the strands of a net in a channel: strands stand by channel, then by net. The pin they share is first. */
static void add_strand_buses(struct layered *t) {
  const struct atl_layers *layers = t->layers;
  const struct atl_strand *strand = layers->strand.at;
  for (uint32_t i = 0, end; i < layers->strand.len; i = end) {
    uint32_t layer = layers->item.at[strand[i].lower].layer;
    struct atl_channel *c = &t->channel[layer];
    struct atl_bus *bus = add_bus(c, strand[i].net);
    for (end = i + 1; end < layers->strand.len && strand[end].net == strand[i].net &&
                      layers->item.at[strand[end].lower].layer == layer;)
      end++;
    bool from_upper = end - i < 2 ? layers->net.at[strand[i].net].source == strand[i].upper ||
                                        layers->item.at[strand[i].upper].kind != ATL_ITEM_BOX
                                  : strand[i].upper == strand[i + 1].upper;
    for (uint32_t k = i; k < end; k++) {
      if (from_upper)
        t->upper_pin[k] = add_pin(c, bus, strand[k].upper, false, strand[k].head_upper);
      t->lower_pin[k] = add_pin(c, bus, strand[k].lower, true, strand[k].head_lower);
      if (!from_upper)
        t->upper_pin[k] = add_pin(c, bus, strand[k].upper, false, strand[k].head_upper);
    }
  }
}

/* Links within a layer: straight from a box to the one beside it, the first of each pair; others over the channel
 * above.
 */
static void add_flat_buses(struct layered *t) {
  const struct atl_layers *layers = t->layers;
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    if (!(arc->flags & ATL_ARC_FLAT))
      continue;
    const struct atl_layer_item *tail = &layers->item.at[arc->tail], *head = &layers->item.at[arc->head];
    uint32_t left = tail->place < head->place ? arc->tail : arc->head;
    uint32_t away = tail->place < head->place ? head->place - tail->place : tail->place - head->place;
    if (away == 1 && !t->flat[left] && !t->item[left].loops) {
      t->flat[left] = 1;
      *atl_vec_push(&t->beside) = i;
      continue;
    }
    struct atl_channel *c = &t->channel[tail->layer];
    struct atl_bus *bus = NULL;
    for (uint32_t k = 0; k < c->bus.len; k++)
      if (c->bus.at[k].net == arc->net && c->pin.at[c->bus.at[k].first_pin].item == arc->tail &&
          c->pin.at[c->bus.at[k].first_pin].lower && c->bus.at[k].first_pin + c->bus.at[k].pins == c->pin.len)
        bus = &c->bus.at[k];
    if (!bus)
      bus = add_bus(c, arc->net);
    add_pin(c, bus, arc->tail, true, layers->net.at[arc->net].tails);
    add_pin(c, bus, arc->head, true, layers->net.at[arc->net].heads);
  }
}

/* A pin of a box, and where its wire leads. */
struct port {
  uint32_t item, pin;
  int64_t toward; /* mean place of the other pins of its bus, in 1/256 */
  uint32_t net;
};

static int compare_ports(const void *a, const void *b) {
  const struct port *x = a, *y = b;
  if (x->item != y->item)
    return x->item < y->item ? -1 : 1;
  if (x->toward != y->toward)
    return x->toward < y->toward ? -1 : 1;
  return x->net < y->net ? -1 : x->net > y->net;
}

static int64_t toward(const struct layered *t, const struct atl_channel *c, const struct atl_bus *bus, uint32_t pin) {
  const struct atl_pin *from = &c->pin.at[pin];
  int64_t sum = 0, count = 0;
  bool trunk = pin == bus->first_pin;
  for (uint32_t k = 0; k < bus->pins; k++) {
    const struct atl_pin *to = &c->pin.at[bus->first_pin + k];
    if (bus->first_pin + k == pin || (!trunk && k)) /* drops look to their trunk */
      continue;
    int64_t place = t->layers->item.at[to->item].place;
    if (to->lower == from->lower) /* round to the same side: out to the left or right */
      place = place < t->layers->item.at[from->item].place ? -1 : INT32_MAX;
    sum += place * 256;
    count++;
  }
  return count ? sum / count : 0;
}

static int32_t *offset_of(struct layered *t, uint32_t layer, uint32_t pin) { return &t->channel[layer].pin.at[pin].at; }

/* Where the pins of one side of a channel leave their boxes, from the start of the box; kept in pin.at for now. */
static void place_ports(struct layered *t, uint32_t layer, bool lower) {
  struct atl_channel *c = &t->channel[layer];
  ATL_VEC(struct port) port = {0};
  for (uint32_t b = 0; b < c->bus.len; b++)
    for (uint32_t k = 0; k < c->bus.at[b].pins; k++) {
      uint32_t p = c->bus.at[b].first_pin + k;
      const struct atl_pin *pin = &c->pin.at[p];
      if (pin->lower == lower && pin->item < t->layers->boxes)
        *atl_vec_push(&port) = (struct port){
            .item = pin->item, .pin = p, .toward = toward(t, c, &c->bus.at[b], p), .net = c->bus.at[b].net};
    }
  if (port.len)
    qsort(port.at, port.len, sizeof *port.at, compare_ports);
  int32_t grain = t->cells ? 1 : ATL_PX;
  for (uint32_t i = 0, end; i < port.len; i = end) {
    for (end = i + 1; end < port.len && port.at[end].item == port.at[i].item;)
      end++;
    int32_t n = (int32_t)(end - i), body = t->item[port.at[i].item].body;
    int32_t middle = t->cells ? (body - 1) / 2 : body / 2 / ATL_PX * ATL_PX;
    int32_t room = body - 2 * t->gap.corner - (t->cells ? 1 : 0);
    int32_t pitch = n > 1 ? atl_min32(t->gap.ports, room / (n - 1)) / grain * grain : 0;
    if (n > 1 && pitch * n > room && pitch > t->gap.port) /* some air at the ends */
      pitch = atl_max32(t->gap.port, room / n / grain * grain);
    int32_t first = middle - (n - 1) * pitch / 2 / grain * grain;
    for (int32_t k = 0; k < n; k++)
      *offset_of(t, layer, port.at[i + (uint32_t)k].pin) = first + k * pitch;
  }
  atl_vec_release(&port);
}

static void count_ports(struct layered *t, uint32_t *const ports[2]) {
  for (uint32_t l = 0; l <= t->layers->count; l++)
    for (uint32_t i = 0; i < t->channel[l].pin.len; i++) {
      const struct atl_pin *pin = &t->channel[l].pin.at[i];
      if (pin->item < t->layers->boxes)
        ports[pin->lower][pin->item]++;
    }
}

/* -- positions --------------------------------------------------------------------------------------------------- */

static int32_t gap_between(const void *context, uint32_t left, uint32_t right) {
  const struct layered *t = context;
  bool lane = left >= t->layers->boxes || right >= t->layers->boxes;
  if (t->flat[left])
    return t->cells ? (t->right ? 3 : 5) : 36 * ATL_PX;
  return lane ? t->gap.lane : t->gap.box;
}

static void place_items(struct layered *t) {
  for (uint32_t i = 0; i < t->layers->strand.len; i++) {
    uint32_t layer = t->layers->item.at[t->layers->strand.at[i].lower].layer;
    t->upper_at[i] = *offset_of(t, layer, t->upper_pin[i]);
    t->lower_at[i] = *offset_of(t, layer, t->lower_pin[i]);
  }
  struct atl_align align = {.layers = t->layers,
                            .breadth = t->breadth,
                            .upper_at = t->upper_at,
                            .lower_at = t->lower_at,
                            .gap = gap_between,
                            .context = t,
                            .grain = t->cells ? 1 : ATL_PX,
                            .bend = t->gap.bend,
                            .at = t->at};
  atl_align(&align);
}

/* Pins come to stand where their items are. A wire that is almost straight is made so, where its port may move. */
static void place_pins(struct layered *t) {
  for (uint32_t l = 0; l <= t->layers->count; l++) {
    struct atl_channel *c = &t->channel[l];
    c->space = t->gap.space;
    c->step = t->cells ? 1 : ATL_PX;
    for (uint32_t i = 0; i < c->pin.len; i++)
      c->pin.at[i].at += t->at[c->pin.at[i].item];
  }
}

/* -- depth ------------------------------------------------------------------------------------------------------- */

static int32_t channel_depth(const struct layered *t, uint32_t l) {
  const struct atl_channel *c = &t->channel[l];
  if (!c->bus.len)
    return l == 0 || l == t->layers->count ? 0 : t->gap.straight;
  bool both = false;
  for (uint32_t i = 0; i < c->bus.len; i++) {
    bool upper = false, lower = false;
    for (uint32_t k = 0; k < c->bus.at[i].pins; k++) {
      const struct atl_pin *pin = &c->pin.at[c->bus.at[i].first_pin + k];
      upper |= pin->head && !pin->lower;
      lower |= pin->head && pin->lower;
    }
    both |= upper && lower;
  }
  if (!c->tracks)
    return t->cells && both ? atl_max32(t->gap.straight, 3) : t->gap.straight;
  int32_t lead = l == 0 ? 0 : t->gap.lead;
  return lead + (int32_t)(c->tracks - 1) * t->gap.track + t->gap.tail;
}

static bool place_layers(struct layered *t) {
  int64_t at = t->gap.margin;
  for (uint32_t l = 0; l < t->layers->count; l++) {
    at += channel_depth(t, l);
    t->start[l] = (int32_t)at;
    for (uint32_t i = t->layers->first[l]; i < t->layers->first[l + 1]; i++)
      t->depth[l] = atl_max32(t->depth[l], t->item[t->layers->order[i]].reach);
    if (!t->depth[l])
      t->depth[l] = t->cells ? 1 : 0;
    at += t->depth[l];
    if (at > ATL_MAX_SIDE / 2)
      return false;
  }
  return true;
}

static int32_t track_depth(const struct layered *t, uint32_t l, uint32_t track) {
  int32_t upper = l ? t->start[l - 1] + t->depth[l - 1] : t->gap.margin;
  return upper + (l ? t->gap.lead - (t->cells ? 1 : 0) : 0) + (int32_t)(track - 1) * t->gap.track;
}

/* -- wires ------------------------------------------------------------------------------------------------------- */

static void begin_route(struct layered *t, uint32_t net) {
  struct atl_place *place = t->layout->place;
  *atl_vec_push(&place->route) = (struct atl_route){.first_point = place->point.len, .net = net};
}

static void to(struct layered *t, int32_t breadth, int32_t depth) {
  struct atl_place *place = t->layout->place;
  struct atl_route *route = &place->route.at[place->route.len - 1];
  struct atl_point p =
      t->right ? (struct atl_point){.x = depth, .y = breadth} : (struct atl_point){.x = breadth, .y = depth};
  if (route->points) {
    struct atl_point *last = &place->point.at[place->point.len - 1];
    if (last->x == p.x && last->y == p.y)
      return;
    if (route->points > 1) { /* on in the same direction: no bend */
      struct atl_point before = last[-1];
      if ((before.x == last->x && last->x == p.x) || (before.y == last->y && last->y == p.y)) {
        *last = p;
        return;
      }
    }
  }
  *atl_vec_push(&place->point) = p;
  route->points++;
}

static void end_route(struct layered *t, bool tail, bool head) {
  struct atl_place *place = t->layout->place;
  struct atl_route *route = &place->route.at[place->route.len - 1];
  route->tail = tail;
  route->head = head;
  if (route->points < 2) {
    place->point.len = route->first_point;
    place->route.len--;
  }
}

/* The depth at which a pin meets its box, its lane or its other half. */
static int32_t end_of(const struct layered *t, uint32_t l, const struct atl_pin *pin) {
  if (pin->item == ATL_NONE) { /* the half with the upper pins draws the joint */
    uint32_t track = t->channel[l].bus.at[pin->twin].track;
    return track_depth(t, l, track);
  }
  bool box = pin->item < t->layers->boxes;
  if (!box)
    return t->start[pin->lower ? l : l - 1];
  int32_t stroke =
      t->cells || !pin->head ? 0 : atl_box_look(t->layout->styled, &t->layout->order->box.at[pin->item])->stroke / 2;
  if (pin->lower)
    return t->start[l] - stroke;
  return t->start[l - 1] + t->item[pin->item].depth - (t->cells ? 1 : 0) + stroke;
}

static void draw_bus(struct layered *t, uint32_t l, const struct atl_bus *bus, uint32_t net) {
  const struct atl_pin *pin = &t->channel[l].pin.at[bus->first_pin];
  if (!bus->track) {
    begin_route(t, net);
    to(t, pin[0].at, end_of(t, l, &pin[0]));
    to(t, pin[1].at, end_of(t, l, &pin[1]));
    end_route(t, pin[0].head, pin[1].head);
    return;
  }
  int32_t rail = track_depth(t, l, bus->track);
  bool joint_below = pin[0].item == ATL_NONE && !pin[0].lower; /* its wire comes from the upper half */
  bool trunk_drawn = joint_below;
  for (int side = 0; side < 2; side++) { /* the two ends of the rail */
    int32_t end = side ? bus->high : bus->low;
    if (end == pin[0].at)
      continue;
    for (uint32_t k = 1; k < bus->pins; k++) {
      if (pin[k].at != end)
        continue;
      begin_route(t, net);
      bool whole = !trunk_drawn && (pin[0].at == bus->low || pin[0].at == bus->high);
      if (whole)
        to(t, pin[0].at, end_of(t, l, &pin[0]));
      to(t, pin[0].at, rail);
      to(t, end, rail);
      to(t, end, pin[k].item == ATL_NONE && !pin[k].lower ? rail : end_of(t, l, &pin[k]));
      end_route(t, whole && pin[0].head, pin[k].head);
      trunk_drawn |= whole;
      break;
    }
  }
  bool low_done = false, high_done = false;
  for (uint32_t k = 1; k < bus->pins; k++) {
    bool first_low = pin[k].at == bus->low && pin[k].at != pin[0].at && !low_done;
    bool first_high = pin[k].at == bus->high && pin[k].at != pin[0].at && !high_done;
    low_done |= first_low;
    high_done |= first_high;
    if (first_low || first_high)
      continue;
    bool through = pin[k].at == pin[0].at && pin[k].lower != pin[0].lower && !trunk_drawn;
    begin_route(t, net);
    to(t, pin[k].at, through ? end_of(t, l, &pin[0]) : rail);
    to(t, pin[k].at, pin[k].item == ATL_NONE && !pin[k].lower ? rail : end_of(t, l, &pin[k]));
    end_route(t, through && pin[0].head, pin[k].head);
    trunk_drawn |= through;
  }
  if (!trunk_drawn) {
    begin_route(t, net);
    to(t, pin[0].at, rail);
    to(t, pin[0].at, end_of(t, l, &pin[0]));
    end_route(t, false, pin[0].head);
  }
}

/* From a box to the one beside it. */
static void draw_beside(struct layered *t, const struct atl_arc *arc, uint32_t net) {
  const struct atl_layer_net *n = &t->layers->net.at[arc->net];
  bool forward = t->layers->item.at[arc->tail].place < t->layers->item.at[arc->head].place;
  uint32_t left = forward ? arc->tail : arc->head, right = forward ? arc->head : arc->tail;
  bool at_left = forward ? n->tails : n->heads, at_right = forward ? n->heads : n->tails;
  int32_t depth = atl_min32(t->item[left].depth, t->item[right].depth);
  int32_t across =
      t->start[t->layers->item.at[left].layer] + (t->cells ? (depth - 1) / 2 : depth / 2 / ATL_PX * ATL_PX);
  const struct atl_box *box = t->layout->order->box.at;
  int32_t begin = t->at[left] + t->item[left].body - (t->cells ? 1 : 0), end = t->at[right];
  if (!t->cells && at_left)
    begin += atl_box_look(t->layout->styled, &box[left])->stroke / 2;
  if (!t->cells && at_right)
    end -= atl_box_look(t->layout->styled, &box[right])->stroke / 2;
  begin_route(t, net);
  to(t, begin, across);
  to(t, end, across);
  end_route(t, at_left, at_right);
}

/* Out of a box and back on the same side; each further loop goes round the ones before. */
struct looped {
  uint32_t count;
  int32_t out; /* how far they reach */
};

static void draw_loop(struct layered *t, const struct atl_arc *arc, uint32_t net, int32_t label,
                      struct looped *looped) {
  const struct atl_layer_net *n = &t->layers->net.at[arc->net];
  const struct item *item = &t->item[arc->tail];
  struct looped *l = &looped[arc->tail];
  int32_t border = t->at[arc->tail] + item->body - (t->cells ? 1 : 0), far = border + l->out + t->gap.loop;
  int32_t start = t->start[t->layers->item.at[arc->tail].layer], loops = (int32_t)item->loops;
  int32_t within = loops - 1 - (int32_t)l->count; /* loops that will go round this one */
  int32_t inset =
      t->cells ? 1 + within * (t->right ? 2 : 1) : item->depth * (within + 1) / (2 * (loops + 1)) / ATL_PX * ATL_PX;
  int32_t leave = start + inset, back = start + item->depth - inset - (t->cells ? 1 : 0);
  int32_t stroke =
      t->cells || !n->heads ? 0 : atl_box_look(t->layout->styled, &t->layout->order->box.at[arc->tail])->stroke / 2;
  far -= t->cells ? (t->right ? 0 : 1) : 4 * ATL_PX;
  begin_route(t, net);
  to(t, border, leave);
  to(t, far, leave);
  to(t, far, back);
  to(t, border + stroke, back);
  end_route(t, n->tails, n->heads);
  l->out += t->gap.loop;
  l->count++;
  if (label < 0)
    return;
  struct atl_rect *r = &t->layout->place->label.at[label].rect;
  int32_t away = label_away(t), room = item->depth - depth_of(t, *r);
  int32_t depth = start + (room > 0 ? room / 2 : 0);
  *(t->right ? &r->y : &r->x) = far + away + t->gap.wire;
  *(t->right ? &r->x : &r->y) = t->cells ? depth : depth / ATL_PX * ATL_PX;
  l->out += breadth_of(t, *r) + away;
}

/* Numbers of nets as place.h has them: of a box for the wires to its children, else behind the boxes. */
static uint32_t *number_nets(struct layered *t) {
  const struct atl_layers *layers = t->layers;
  struct atl_place *place = t->layout->place;
  uint32_t *number = atl_realloc(NULL, (size_t)layers->net.len + 1, sizeof *number);
  for (uint32_t i = 0; i < layers->net.len; i++) {
    const struct atl_layer_net *net = &layers->net.at[i];
    number[i] = net->edge == ATL_NONE ? net->source : layers->boxes + place->net.len;
    if (net->edge != ATL_NONE)
      *atl_vec_push(&place->net) = (struct atl_net){.edge = net->edge, .edges = net->arcs};
  }
  return number;
}

struct numbered {
  struct atl_route route;
  uint32_t index;
};

static int by_net(const void *a, const void *b) {
  const struct numbered *x = a, *y = b;
  if (x->route.net != y->route.net)
    return x->route.net < y->route.net ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

/* Routes of one net follow each other. */
static void sort_routes(struct atl_place *place) {
  uint32_t n = place->route.len;
  struct numbered *sorted = atl_realloc(NULL, (size_t)n + 1, sizeof *sorted);
  for (uint32_t i = 0; i < n; i++)
    sorted[i] = (struct numbered){place->route.at[i], i};
  qsort(sorted, n, sizeof *sorted, by_net);
  for (uint32_t i = 0; i < n; i++)
    place->route.at[i] = sorted[i].route;
  free(sorted);
}

static void draw_wires(struct layered *t, const int32_t *label_of_arc) {
  const struct atl_layers *layers = t->layers;
  uint32_t *number = number_nets(t);
  struct looped *looped = atl_alloc((size_t)layers->boxes + 1, sizeof *looped);
  for (uint32_t l = 0; l <= layers->count; l++)
    for (uint32_t b = 0; b < t->channel[l].bus.len; b++)
      draw_bus(t, l, &t->channel[l].bus.at[b], number[t->channel[l].bus.at[b].net]);
  for (uint32_t i = 0; i < layers->item.len; i++) { /* lanes through their layers */
    const struct atl_layer_item *item = &layers->item.at[i];
    int32_t start = t->start[item->layer], depth = t->depth[item->layer];
    if (item->kind == ATL_ITEM_BOX || depth <= (t->cells ? 1 : 0))
      continue;
    begin_route(t, number[item->net]);
    to(t, t->at[i], start);
    to(t, t->at[i], start + depth - (t->cells ? 1 : 0));
    end_route(t, false, false);
  }
  for (uint32_t i = 0; i < t->beside.len; i++)
    draw_beside(t, &layers->arc.at[t->beside.at[i]], number[layers->arc.at[t->beside.at[i]].net]);
  for (uint32_t i = 0; i < layers->arc.len; i++)
    if (layers->arc.at[i].flags & ATL_ARC_SELF)
      draw_loop(t, &layers->arc.at[i], number[layers->arc.at[i].net], label_of_arc[i], looped);
  free(looped);
  free(number);
  sort_routes(t->layout->place);
}

/* -- the drawing ------------------------------------------------------------------------------------------------- */

static void place_boxes(struct layered *t) {
  struct atl_place *place = t->layout->place;
  int32_t away = label_away(t);
  for (uint32_t i = 0; i < t->layers->item.len; i++) {
    int32_t depth = t->start[t->layers->item.at[i].layer];
    struct atl_rect *r = i < t->layers->boxes ? &place->box[i] : NULL;
    int32_t breadth = t->at[i];
    if (t->layers->item.at[i].kind == ATL_ITEM_LABEL) {
      r = &place->label.at[t->item[i].label].rect;
      breadth += t->gap.wire + away;
      int32_t lower = (t->depth[t->layers->item.at[i].layer] - t->item[i].depth) / 2;
      depth += t->cells ? lower : lower / ATL_PX * ATL_PX;
    }
    if (!r)
      continue;
    r->x = t->right ? depth : breadth;
    r->y = t->right ? breadth : depth;
  }
}

/* Moves everything so that it starts at the margin, and sets the size of the drawing. */
static void fit_size(struct layered *t) {
  struct atl_place *place = t->layout->place;
  int32_t left = INT32_MAX, top = INT32_MAX, right = 0, bottom = 0, on = t->cells ? 1 : 0;
  for (uint32_t i = 0; i < t->layers->boxes; i++) {
    left = atl_min32(left, place->box[i].x);
    top = atl_min32(top, place->box[i].y);
    right = atl_max32(right, atl_rect_right(place->box[i]));
    bottom = atl_max32(bottom, atl_rect_bottom(place->box[i]));
  }
  for (uint32_t i = 0; i < place->label.len; i++) {
    right = atl_max32(right, atl_rect_right(place->label.at[i].rect));
    bottom = atl_max32(bottom, atl_rect_bottom(place->label.at[i].rect));
  }
  for (uint32_t i = 0; i < place->point.len; i++) {
    left = atl_min32(left, place->point.at[i].x);
    top = atl_min32(top, place->point.at[i].y);
    right = atl_max32(right, place->point.at[i].x + on);
    bottom = atl_max32(bottom, place->point.at[i].y + on);
  }
  int32_t x = t->gap.margin - left, y = t->gap.margin - top;
  for (uint32_t i = 0; i < t->layers->boxes; i++) {
    place->box[i].x += x;
    place->box[i].y += y;
  }
  for (uint32_t i = 0; i < place->label.len; i++) {
    place->label.at[i].rect.x += x;
    place->label.at[i].rect.y += y;
  }
  for (uint32_t i = 0; i < place->point.len; i++) {
    place->point.at[i].x += x;
    place->point.at[i].y += y;
  }
  place->w = right + x + t->gap.margin;
  place->h = bottom + y + t->gap.margin;
}

static bool too_large(const struct layered *t) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < t->layers->item.len; i++)
    sum += (int64_t)t->item[i].breadth + t->gap.box;
  return sum * 2 > ATL_MAX_SIDE;
}

static bool run(struct layered *t) {
  const struct atl_layers *layers = t->layers;
  uint32_t n = layers->boxes;
  uint32_t *ports[2] = {atl_alloc((size_t)n + 1, sizeof *ports[0]), atl_alloc((size_t)n + 1, sizeof *ports[1])};
  int32_t *label_of_arc = atl_realloc(NULL, (size_t)layers->arc.len + 1, sizeof *label_of_arc);
  bool good = false;
  for (uint32_t i = 0; i < layers->arc.len; i++)
    if (layers->arc.at[i].flags & ATL_ARC_SELF)
      t->item[layers->arc.at[i].tail].loops++;
  add_strand_buses(t);
  add_flat_buses(t);
  count_ports(t, ports);
  atl_measure_boxes(t->layout);
  measure_labels(t, label_of_arc);
  size_boxes(t, ports);
  size_for_loops(t, label_of_arc);
  level_layers(t);
  size_items(t, label_of_arc);
  if (!too_large(t)) {
    for (uint32_t l = 0; l <= layers->count; l++) {
      place_ports(t, l, false);
      place_ports(t, l, true);
    }
    place_items(t);
    place_pins(t);
    for (uint32_t l = 0; l <= layers->count; l++)
      atl_channel_tracks(&t->channel[l]);
    good = place_layers(t);
  }
  if (good) {
    place_boxes(t);
    draw_wires(t, label_of_arc);
    fit_size(t);
  }
  free(ports[0]);
  free(ports[1]);
  free(label_of_arc);
  return good;
}

bool atl_layout_layered(struct atl_layout *layout) {
  const struct atl_layers *layers = layout->order->layers;
  uint32_t items = layers->item.len, strands = layers->strand.len;
  bool cells = layout->options->cells, right = layout->options->direction == ATL_RIGHT;
  struct layered t = {.layout = layout,
                      .layers = layers,
                      .cells = cells,
                      .right = right,
                      .gap = gaps_of(cells, right, layout->tight),
                      .item = atl_alloc((size_t)items + 1, sizeof *t.item),
                      .breadth = atl_alloc((size_t)items + 1, sizeof *t.breadth),
                      .at = atl_alloc((size_t)items + 1, sizeof *t.at),
                      .upper_at = atl_alloc((size_t)strands + 1, sizeof *t.upper_at),
                      .lower_at = atl_alloc((size_t)strands + 1, sizeof *t.lower_at),
                      .upper_pin = atl_alloc((size_t)strands + 1, sizeof *t.upper_pin),
                      .lower_pin = atl_alloc((size_t)strands + 1, sizeof *t.lower_pin),
                      .channel = atl_alloc((size_t)layers->count + 1, sizeof *t.channel),
                      .start = atl_alloc((size_t)layers->count + 1, sizeof *t.start),
                      .depth = atl_alloc((size_t)layers->count + 1, sizeof *t.depth),
                      .flat = atl_alloc((size_t)items + 1, sizeof *t.flat)};
  bool good = run(&t);
  if (!good)
    atl_report(layout->diags, ATL_ERROR, "limit-size", ATL_NOWHERE,
               "the drawing is larger than coordinates can say (limit ATL_MAX_SIDE); draw less of it with --depth or "
               "--root");
  for (uint32_t l = 0; l <= layers->count; l++) {
    atl_vec_release(&t.channel[l].bus);
    atl_vec_release(&t.channel[l].pin);
  }
  atl_vec_release(&t.beside);
  free(t.item);
  free(t.breadth);
  free(t.at);
  free(t.upper_at);
  free(t.lower_at);
  free(t.upper_pin);
  free(t.lower_pin);
  free(t.channel);
  free(t.start);
  free(t.depth);
  free(t.flat);
  return good;
}
