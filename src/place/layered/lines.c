/* clang-format off */
/* Layered drawings: boxes in layers, wires in the channels between them, each net a trunk, a rail and drops.
 *
 *     ┌───┐   ┌───┐      The layers and their order are given (order/layers.h). Here are the sizes: ports on the sides
 *     └─┬─┘   └─┬─┘      of boxes, positions along the layers (align.h), tracks in the channels (channel.h), and from
 *       ├───────│──┐     the heights of the channels the positions of the layers.
 *       ▼       ▼  ▼
 *     ┌───┐   ┌──────┐   Along a layer is `breadth`, across the layers is `depth`: x and y, or y and x for direction
 *     └───┘   └──────┘   right. Whole numbers throughout; linear but for what stands in align.c and channel.c.
 */
/* clang-format on */
#include "place/layered/lines.h"
#include "base/sort.h"
#include "place/layered/lines_align.h"
#include "place/measure.h"

#include <stdlib.h>

enum { FEW_PORTS = 4 };

static struct atl_layered_gaps gaps_of(bool cells, bool right, unsigned tight) {
  int32_t px = ATL_PX;
  if (cells && right)
    return (struct atl_layered_gaps){.box = 1,
                                     .lane = 1,
                                     .wire = 1,
                                     .port = 1,
                                     .ports = 2,
                                     .corner = 1,
                                     .straight = 4,
                                     .plain = 2,
                                     .lead = 2,
                                     .tail = 3,
                                     .track = 2,
                                     .loop = 2,
                                     .space = 1,
                                     .apart = 2,
                                     .level = 12,
                                     .jog = 3,
                                     .bend = 6};
  if (cells)
    return (struct atl_layered_gaps){.box = tight >= 5   ? 1
                                            : tight >= 3 ? 2
                                                         : 3,
                                     .lane = tight >= 4 ? 1 : 2,
                                     .wire = 1,
                                     .port = 2,
                                     .ports = 6,
                                     .corner = 1,
                                     .straight = 1,
                                     .plain = 1,
                                     .lead = 2,
                                     .tail = 1,
                                     .track = 1,
                                     .loop = 4,
                                     .space = 1,
                                     .apart = 2,
                                     .level = 2,
                                     .jog = 6,
                                     .bend = 8};
  return (struct atl_layered_gaps){.box = (tight >= 3 ? 16 : 24) * px,
                                   .lane = (tight >= 4 ? 8 : 10) * px,
                                   .wire = 0,
                                   .port = 10 * px,
                                   .ports = 32 * px,
                                   .corner = 10 * px,
                                   .straight = 28 * px,
                                   .plain = 14 * px,
                                   .lead = 14 * px,
                                   .tail = 20 * px,
                                   .track = 10 * px,
                                   .crowd = 5 * px,
                                   .loop = 22 * px,
                                   .margin = 24 * px,
                                   .space = 6 * px,
                                   .apart = 10 * px,
                                   .level = 40 * px,
                                   .jog = 40 * px,
                                   .bend = 60 * px};
}

/* -- sizes ------------------------------------------------------------------------------------------------------- */

static void set_breadth(const struct atl_layered *t, struct atl_rect *r, int32_t v) {
  if (t->right)
    r->h = v;
  else
    r->w = t->cells ? v | 1 : atl_round_up(v, 2 * ATL_PX);
}

/* The least distance of ports where there are so many on a side: a few stand at ease. */
static int32_t port_pitch(const struct atl_layered *t, uint32_t ports) {
  return ports <= FEW_PORTS && !t->cells ? t->gap.port * 8 / 5 : t->gap.port;
}

/* Boxes grow until their ports have room: `ports[side]` of each. */
static void size_boxes(struct atl_layered *t, uint32_t *const ports[2]) {
  struct atl_place *place = t->layout->place;
  for (uint32_t i = 0; i < t->layers->boxes; i++) {
    struct atl_rect *r = &place->box[i];
    uint32_t most = ports[0][i] > ports[1][i] ? ports[0][i] : ports[1][i];
    int32_t need = most ? (int32_t)(most - 1) * port_pitch(t, most) + 2 * t->gap.corner + (t->cells ? 1 : 0) : 0;
    if (atl_breadth_of(t, *r) < need)
      set_breadth(t, r, need);
  }
}

/* Loops leave and come back on one side, one within the other; a box is deep enough for that, and for the labels that
 * others go round. */
static void size_for_loops(struct atl_layered *t, const int32_t *label_of_arc) {
  struct atl_place *place = t->layout->place;
  for (uint32_t i = 0; i < t->layers->arc.len; i++) {
    const struct atl_arc *arc = &t->layers->arc.at[i];
    if (!(arc->flags & ATL_ARC_SELF))
      continue;
    int32_t loops = (int32_t)t->item[arc->tail].loops;
    int32_t least = t->cells ? (t->right ? 1 + 4 * loops : 2 + 2 * loops) : (20 + 16 * loops) * ATL_PX;
    if (loops > 1 && label_of_arc[i] >= 0)
      least = 2 * least + atl_depth_of(t, place->label.at[label_of_arc[i]].rect);
    int32_t *depth = t->right ? &place->box[arc->tail].w : &place->box[arc->tail].h;
    *depth = atl_max32(*depth, t->cells ? least : atl_round_up(least, 2 * ATL_PX));
  }
}

/* Boxes of a layer get one depth where they differ little. */
static void level_layers(struct atl_layered *t) {
  struct atl_rect *box = t->layout->place->box;
  for (uint32_t l = 0; l < t->layers->count; l++) {
    int32_t most = 0;
    for (uint32_t i = t->layers->first[l]; i < t->layers->first[l + 1]; i++) {
      uint32_t v = t->layers->order[i];
      if (v < t->layers->boxes && !t->layout->order->box.at[v].card)
        most = atl_max32(most, atl_depth_of(t, box[v]));
    }
    for (uint32_t i = t->layers->first[l]; i < t->layers->first[l + 1]; i++) {
      uint32_t v = t->layers->order[i];
      if (v < t->layers->boxes && !t->layout->order->box.at[v].card && most - atl_depth_of(t, box[v]) <= t->gap.level)
        *(t->right ? &box[v].w : &box[v].h) = most;
    }
  }
}

/* Labels of links: on layers of their own, or beside a loop. Fills place->label. */
static void measure_labels(struct atl_layered *t, int32_t *of_arc) {
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

static void size_items(struct atl_layered *t, const int32_t *label_of_arc) {
  struct atl_place *place = t->layout->place;
  const struct atl_layers *layers = t->layers;
  for (uint32_t i = 0; i < layers->item.len; i++) {
    struct atl_layered_item *item = &t->item[i];
    if (i < layers->boxes) {
      item->breadth = item->body = atl_breadth_of(t, place->box[i]);
      item->depth = atl_depth_of(t, place->box[i]);
    } else if (layers->item.at[i].kind == ATL_ITEM_LABEL) {
      item->label = label_of_arc[layers->item.at[i].arc];
      struct atl_rect r = place->label.at[item->label].rect;
      item->breadth = t->gap.wire + atl_breadth_of(t, r);
      item->depth = atl_depth_of(t, r);
    } else
      item->breadth = t->gap.wire;
    item->reach = item->depth;
  }
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    if (!(arc->flags & ATL_ARC_SELF))
      continue;
    struct atl_layered_item *item = &t->item[arc->tail];
    item->breadth += t->gap.loop;
    if (label_of_arc[i] < 0)
      continue;
    struct atl_rect r = place->label.at[label_of_arc[i]].rect;
    item->breadth += atl_breadth_of(t, r);
    item->reach = atl_max32(item->reach, atl_depth_of(t, r));
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
static void add_strand_buses(struct atl_layered *t) {
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
static void add_flat_buses(struct atl_layered *t) {
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

static int64_t toward(const struct atl_layered *t, const struct atl_channel *c, const struct atl_bus *bus,
                      uint32_t pin) {
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

static int32_t *offset_of(struct atl_layered *t, uint32_t layer, uint32_t pin) {
  return &t->channel[layer].pin.at[pin].at;
}

/* Where the pins of one side of a channel leave their boxes, from the start of the box; kept in pin.at for now. */
static void place_ports(struct atl_layered *t, uint32_t layer, bool lower) {
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
    atl_sort(port.at, port.len, sizeof *port.at, compare_ports);
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

static void count_ports(struct atl_layered *t, uint32_t *const ports[2]) {
  for (uint32_t l = 0; l <= t->layers->count; l++)
    for (uint32_t i = 0; i < t->channel[l].pin.len; i++) {
      const struct atl_pin *pin = &t->channel[l].pin.at[i];
      if (pin->item < t->layers->boxes)
        ports[pin->lower][pin->item]++;
    }
}

/* -- positions --------------------------------------------------------------------------------------------------- */

static int32_t gap_between(const void *context, uint32_t left, uint32_t right) {
  const struct atl_layered *t = context;
  bool lane = left >= t->layers->boxes || right >= t->layers->boxes;
  if (t->flat[left])
    return t->cells ? (t->right ? 3 : 5) : 36 * ATL_PX;
  return lane ? t->gap.lane : t->gap.box;
}

static void place_items(struct atl_layered *t) {
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

struct column { /* a pin of one side of a channel, by where it stands */
  int32_t at;
  uint32_t pin;
};

static int compare_columns(const void *a, const void *b) {
  const struct column *x = a, *y = b;
  return x->at != y->at ? (x->at < y->at ? -1 : 1) : x->pin < y->pin ? -1 : x->pin > y->pin;
}

/* The pins of one side, from left to right; `rank` is by pin. */
static uint32_t sort_side(const struct atl_channel *c, bool lower, struct column *column, uint32_t *rank) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < c->pin.len; i++)
    if (c->pin.at[i].lower == lower)
      column[n++] = (struct column){c->pin.at[i].at, i};
  if (n)
    atl_sort(column, n, sizeof *column, compare_columns);
  for (uint32_t i = 0; i < n; i++)
    rank[column[i].pin] = i;
  return n;
}

/* Moves the port of a pin to a column, if it stays on its box and clear of its neighbours. */
static bool move_port(const struct atl_layered *t, struct atl_channel *c, struct column *side, uint32_t n,
                      uint32_t rank, int32_t at) {
  struct atl_pin *pin = &c->pin.at[side[rank].pin];
  if (pin->item >= t->layers->boxes)
    return false;
  int32_t pitch = t->cells ? t->gap.port : t->gap.port * 8 / 5; /* two ports that nearly touch look like one */
  int32_t first = t->at[pin->item] + t->gap.corner, last = t->at[pin->item] + t->item[pin->item].body - t->gap.corner;
  if (at < first || at > last - (t->cells ? 1 : 0) || (rank && side[rank - 1].at + pitch > at) ||
      (rank + 1 < n && side[rank + 1].at - pitch < at))
    return false;
  pin->at = side[rank].at = at;
  return true;
}

/* Wires that are almost straight are made so. */
static void straighten_ports(const struct atl_layered *t, struct atl_channel *c) {
  struct column *side[2] = {atl_alloc((size_t)c->pin.len + 1, sizeof **side),
                            atl_alloc((size_t)c->pin.len + 1, sizeof **side)};
  uint32_t *rank = atl_alloc((size_t)c->pin.len + 1, sizeof *rank);
  uint32_t n[2] = {sort_side(c, false, side[0], rank), sort_side(c, true, side[1], rank)};
  for (uint32_t b = 0; b < c->bus.len; b++) {
    const struct atl_bus *bus = &c->bus.at[b];
    const struct atl_pin *trunk = &c->pin.at[bus->first_pin];
    for (uint32_t k = 1; k < bus->pins; k++) {
      uint32_t p = bus->first_pin + k;
      const struct atl_pin *pin = &c->pin.at[p];
      int32_t bent = pin->at < trunk->at ? trunk->at - pin->at : pin->at - trunk->at;
      if (!bent || bent > t->gap.jog || pin->lower == trunk->lower)
        continue;
      if (!move_port(t, c, side[pin->lower], n[pin->lower], rank[p], trunk->at) && bus->pins == 2)
        move_port(t, c, side[trunk->lower], n[trunk->lower], rank[bus->first_pin], pin->at);
      break;
    }
  }
  free(rank);
  free(side[0]);
  free(side[1]);
}

/* Pins come to stand where their items are. */
static void place_pins(struct atl_layered *t) {
  for (uint32_t l = 0; l <= t->layers->count; l++) {
    struct atl_channel *c = &t->channel[l];
    c->space = t->gap.space;
    c->apart = t->gap.apart;
    c->step = t->cells ? 1 : ATL_PX;
    for (uint32_t i = 0; i < c->pin.len; i++)
      c->pin.at[i].at += t->at[c->pin.at[i].item];
    straighten_ports(t, c);
  }
}

/* -- the drawing ------------------------------------------------------------------------------------------------- */

static void place_boxes(struct atl_layered *t) {
  struct atl_place *place = t->layout->place;
  for (uint32_t i = 0; i < t->layers->item.len; i++) {
    int32_t depth = t->start[t->layers->item.at[i].layer];
    struct atl_rect *r = i < t->layers->boxes ? &place->box[i] : NULL;
    int32_t breadth = t->at[i];
    if (t->layers->item.at[i].kind == ATL_ITEM_LABEL) {
      r = &place->label.at[t->item[i].label].rect;
      breadth += t->gap.wire;
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
static void fit_size(struct atl_layered *t) {
  struct atl_place *place = t->layout->place;
  struct atl_rect all = atl_place_bounds(place, t->layers->boxes, true);
  int32_t margin = t->gap.margin;
  atl_place_shift(place, t->layers->boxes, margin - all.x, margin - all.y);
  place->w = all.w + 2 * margin;
  place->h = all.h + 2 * margin;
}

static bool too_large(const struct atl_layered *t) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < t->layers->item.len; i++)
    sum += (int64_t)t->item[i].breadth + t->gap.box;
  return sum * 2 > ATL_MAX_SIDE;
}

static bool run(struct atl_layered *t) {
  const struct atl_layers *layers = t->layers;
  uint32_t n = layers->boxes;
  t->layout->place->flush = t->right; /* cards in a column, their texts too */
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
    good = atl_layered_depths(t);
  }
  if (good) {
    place_boxes(t);
    atl_layered_wires(t, label_of_arc);
    fit_size(t);
  }
  free(ports[0]);
  free(ports[1]);
  free(label_of_arc);
  return good;
}

bool atl_layout_layered(struct atl_layout *layout) {
  if (layout->order->flows)
    return atl_layout_frames(layout);
  const struct atl_layers *layers = layout->order->layers;
  uint32_t items = layers->item.len, strands = layers->strand.len;
  bool cells = layout->options->cells, right = layout->options->direction == ATL_RIGHT;
  struct atl_layered t = {.layout = layout,
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
