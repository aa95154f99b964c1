/* The depths of layers and the wires of a layered drawing.
 *
 * A bus is drawn as a trunk, a rail and drops, so that no piece is drawn twice: the two ends of the rail with the bends
 * there, then the drops between, then the trunk where none of those took it in. */
#include "place/layered/lines.h"

#include "base/sort.h"
#include "place/measure.h"

#include <stdlib.h>

enum { MANY_TRACKS = 3 };

/* -- depth ------------------------------------------------------------------------------------------------------- */

/* From a layer to the first track: less where there are many, for then nobody looks at a single one; but an arrowhead
 * wants its room. */
static int32_t lead_of(const struct atl_layered *t, const struct atl_channel *c) {
  if (c->tracks < MANY_TRACKS)
    return t->gap.lead;
  for (uint32_t i = 0; i < c->pin.len; i++)
    if (c->pin.at[i].head && !c->pin.at[i].lower)
      return t->gap.lead;
  return t->gap.lead - t->gap.crowd;
}

static int32_t channel_depth(const struct atl_layered *t, uint32_t l) {
  const struct atl_channel *c = &t->channel[l];
  if (!c->bus.len)
    return l == 0 || l == t->layers->count ? 0 : t->gap.straight;
  bool both = false, heads = false;
  for (uint32_t i = 0; i < c->bus.len; i++) {
    bool upper = false, lower = false;
    for (uint32_t k = 0; k < c->bus.at[i].pins; k++) {
      const struct atl_pin *pin = &c->pin.at[c->bus.at[i].first_pin + k];
      upper |= pin->head && !pin->lower;
      lower |= pin->head && pin->lower;
    }
    both |= upper && lower;
    heads |= upper || lower;
  }
  if (!c->tracks)
    return t->cells && both ? atl_max32(t->gap.straight, 3) : heads ? t->gap.straight : t->gap.plain;
  int32_t lead = l == 0 ? 0 : c->lead, tail = c->tracks < MANY_TRACKS ? t->gap.tail : t->gap.tail - t->gap.crowd;
  if (!heads)
    tail -= t->gap.straight - t->gap.plain > tail / 2 ? tail / 2 : t->gap.straight - t->gap.plain;
  return lead + (int32_t)(c->tracks - 1) * t->gap.track + tail;
}

bool atl_layered_depths(struct atl_layered *t) {
  int64_t at = t->gap.margin;
  for (uint32_t l = 0; l < t->layers->count; l++) {
    t->channel[l].lead = lead_of(t, &t->channel[l]);
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

static int32_t track_depth(const struct atl_layered *t, uint32_t l, uint32_t track) {
  int32_t upper = l ? t->start[l - 1] + t->depth[l - 1] : t->gap.margin;
  return upper + (l ? t->channel[l].lead - (t->cells ? 1 : 0) : 0) + (int32_t)(track - 1) * t->gap.track;
}

/* -- wires ------------------------------------------------------------------------------------------------------- */

static void begin_route(struct atl_layered *t, uint32_t net) {
  struct atl_place *place = t->layout->place;
  *atl_vec_push(&place->route) = (struct atl_route){.first_point = place->point.len, .net = net};
}

static void to(struct atl_layered *t, int32_t breadth, int32_t depth) {
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

static void end_route(struct atl_layered *t, bool tail, bool head) {
  struct atl_place *place = t->layout->place;
  struct atl_route *route = &place->route.at[place->route.len - 1];
  route->tail = tail;
  route->head = head;
  if (route->points < 2) {
    place->point.len = route->first_point;
    place->route.len--;
  }
}

/* The depth at which a pin meets its box, its lane or its other half. A lane begins where its layer does: the wire
 * below it passes the layer. */
static int32_t end_of(const struct atl_layered *t, uint32_t l, const struct atl_pin *pin) {
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

static void draw_bus(struct atl_layered *t, uint32_t l, const struct atl_bus *bus, uint32_t net) {
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
static void draw_beside(struct atl_layered *t, const struct atl_arc *arc, uint32_t net) {
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

static void draw_loop(struct atl_layered *t, const struct atl_arc *arc, uint32_t net, int32_t label,
                      struct looped *looped) {
  const struct atl_layer_net *n = &t->layers->net.at[arc->net];
  const struct atl_layered_item *item = &t->item[arc->tail];
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
  int32_t room = item->depth - atl_depth_of(t, *r);
  int32_t depth = start + (room > 0 ? room / 2 : 0);
  *(t->right ? &r->y : &r->x) = far + t->gap.wire;
  *(t->right ? &r->x : &r->y) = t->cells ? depth : depth / ATL_PX * ATL_PX;
  l->out += atl_breadth_of(t, *r);
}

/* Numbers of nets as place.h has them: of a box for the wires to its children, else behind the boxes. */
static uint32_t *number_nets(struct atl_layered *t) {
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
  atl_sort(sorted, n, sizeof *sorted, by_net);
  for (uint32_t i = 0; i < n; i++)
    place->route.at[i] = sorted[i].route;
  free(sorted);
}

void atl_layered_wires(struct atl_layered *t, const int32_t *label_of_arc) {
  const struct atl_layers *layers = t->layers;
  uint32_t *number = number_nets(t);
  struct looped *looped = atl_alloc((size_t)layers->boxes + 1, sizeof *looped);
  for (uint32_t l = 0; l <= layers->count; l++)
    for (uint32_t b = 0; b < t->channel[l].bus.len; b++)
      draw_bus(t, l, &t->channel[l].bus.at[b], number[t->channel[l].bus.at[b].net]);
  for (uint32_t i = 0; i < t->beside.len; i++)
    draw_beside(t, &layers->arc.at[t->beside.at[i]], number[layers->arc.at[t->beside.at[i]].net]);
  for (uint32_t i = 0; i < layers->arc.len; i++)
    if (layers->arc.at[i].flags & ATL_ARC_SELF)
      draw_loop(t, &layers->arc.at[i], number[layers->arc.at[i].net], label_of_arc[i], looped);
  free(looped);
  free(number);
  sort_routes(t->layout->place);
}
