/* Where wires meet boxes. A net has one pin on each side of a box that it meets there; the order of the pins of a side
 * follows where their wires lead. A wire to an item of a box ends in its row: along the layers that row has a fixed
 * place; else the wire comes down beside the box and turns in there. */
#include "base/sort.h"
#include "place/layered/cast.h"
#include "place/measure.h"

#include <stdlib.h>
#include <string.h>

struct lead { /* a pin to be, and where its wire leads */
  uint32_t item, net, row, arc;
  bool below;
  int64_t toward;
};

static int by_side(const void *a, const void *b) {
  const struct lead *x = a, *y = b;
  if (x->item != y->item)
    return x->item < y->item ? -1 : 1;
  if (x->below != y->below)
    return x->below < y->below ? -1 : 1;
  if (x->net != y->net)
    return x->net < y->net ? -1 : 1;
  return x->row < y->row ? -1 : x->row > y->row;
}

static int by_toward(const void *a, const void *b) {
  const struct atl_cast_pin *x = a, *y = b;
  if (x->offset != y->offset) /* which holds where it leads, for now */
    return x->offset < y->offset ? -1 : 1;
  return x->net < y->net ? -1 : x->net > y->net;
}

/* Where an item stands in its layer, in 1/4096 of it: layers are not equally full. */
static int32_t share_of(const struct atl_flow *f, uint32_t item) {
  uint32_t layer = f->item.at[item].layer, n = f->first[layer + 1] - f->first[layer];
  return (int32_t)((int64_t)(2 * f->item.at[item].place + 1) * 4096 / (2 * n));
}

static uint32_t row_of(const struct atl_cast *c, uint32_t node, uint32_t row) {
  uint32_t box = c->graph->node.at[node].box;
  const struct atl_order *order = c->layout->order;
  bool within = box != ATL_NONE && (order->box.at[box].items || (c->layout->block && c->layout->block[box].w));
  return within && row != order->box.at[box].node ? row : ATL_NONE;
}

/* The rows in which the ends of each arc at boxes lie: of a box below or above it. */
static void find_rows(const struct atl_cast *c, uint32_t *upper, uint32_t *lower) {
  const struct atl_flow *f = c->flow;
  for (uint32_t i = 0; i < f->arc.len; i++)
    upper[i] = lower[i] = ATL_NONE;
  for (uint32_t i = 0; i < c->graph->edge.len; i++) {
    const struct atl_flow_edge *e = &c->graph->edge.at[i];
    if (e->steps < 2)
      continue;
    bool back = e->flags & ATL_FLOW_BACK, round = e->flags & ATL_FLOW_ROUND;
    const uint32_t *step = &f->step.at[e->first_step];
    uint32_t first = atl_flow_arc_between(f, step[0], step[1], e->net);
    uint32_t last = atl_flow_arc_between(f, step[e->steps - 1], step[e->steps - 2], e->net);
    uint32_t from = row_of(c, back ? e->head : e->tail, back ? e->head_row : e->tail_row);
    uint32_t to = row_of(c, back ? e->tail : e->head, back ? e->tail_row : e->head_row);
    upper[first] = from;
    *(round ? &upper[last] : &lower[last]) = to;
  }
}

static int32_t coarse(const struct atl_cast *c, int32_t v) { return v / c->gap->grain * c->gap->grain; }

bool atl_cast_row(const struct atl_cast *c, uint32_t node, uint32_t row, int32_t *at) {
  uint32_t box = c->graph->node.at[node].box;
  int32_t top, bottom;
  if (!atl_item_row(c->layout, box, row, &top, &bottom))
    return false;
  int32_t y = c->layout->place->box[box].y;
  if (c->flip && !c->across) /* rows are at the top in the end, and boxes may have grown */
    y -= c->size[node].h - c->layout->place->box[box].h;
  *at = c->cells ? top - y : coarse(c, (top + bottom) / 2 - y);
  return true;
}

/* Whether another pin ends in the row of this one on the same side of the box. */
static bool row_taken(const struct atl_cast *c, uint32_t item, const struct atl_cast_pin *pin) {
  for (uint32_t p = c->first_pin[item]; p < c->first_pin[item + 1]; p++) {
    const struct atl_cast_pin *other = &c->pin.at[p];
    if (other != pin && other->kind == pin->kind && other->depth == pin->depth &&
        (pin->kind == ATL_PIN_FIXED ? other->below == pin->below : other->right == pin->right))
      return true;
  }
  return false;
}

/* The door of a block that leads to a node; NULL: there is none on that side. */
static const struct atl_door *door_to(const struct atl_cast *c, uint32_t node, uint32_t to, int side) {
  const struct atl_door *door = atl_layout_door(c->layout, c->graph->node.at[node].box, to);
  return door && door->side[side].lo <= door->side[side].hi ? door : NULL;
}

/* Pins of a block that go straight on to what stands in there: those at one door stand side by side, as far as there is
 * room. */
static void find_doors(struct atl_cast *c, uint32_t item) {
  for (uint32_t i = c->first_pin[item]; i < c->first_pin[item + 1]; i++) {
    struct atl_cast_pin *pin = &c->pin.at[i];
    int side = 2 * (c->across ? 0 : 1) + pin->below;
    const struct atl_door *door = pin->row == ATL_NONE ? NULL : door_to(c, c->flow->item.at[item].node, pin->row, side);
    int32_t n = 0, before = 0;
    for (uint32_t k = c->first_pin[item]; k < c->first_pin[item + 1] && door; k++) {
      const struct atl_cast_pin *other = &c->pin.at[k];
      bool mate = other->row == pin->row && other->below == pin->below;
      n += mate;
      before += mate && by_toward(other, pin) < 0;
    }
    if (!door)
      continue;
    int32_t lo = door->side[side].lo, hi = door->side[side].hi;
    int32_t at = (lo + hi + (2 * before - n + 1) * c->gap->port) / 2 / c->gap->grain * c->gap->grain;
    pin->door = at >= lo && at <= hi;
    pin->depth = at;
    pin->reach = door->side[side].reach;
  }
  for (uint32_t i = c->first_pin[item]; i < c->first_pin[item + 1]; i++)
    c->pin.at[i].kind = c->pin.at[i].door ? ATL_PIN_FIXED : ATL_PIN_FREE;
}

/* Which pins of a box end in rows: one in each at a side; the others end at the box. */
static void find_kinds(struct atl_cast *c, uint32_t item) {
  int32_t here = share_of(c->flow, item);
  uint32_t box =
      c->flow->item.at[item].kind == ATL_FLOW_BOX ? c->graph->node.at[c->flow->item.at[item].node].box : ATL_NONE;
  if (box != ATL_NONE && c->layout->block && c->layout->block[box].w) {
    find_doors(c, item);
    return;
  }
  bool loops = box != ATL_NONE && c->size[c->flow->item.at[item].node].behind > 0; /* they have the right side */
  for (uint32_t i = c->first_pin[item]; i < c->first_pin[item + 1]; i++) {
    struct atl_cast_pin *pin = &c->pin.at[i];
    pin->right = pin->offset >= here && !loops;
    if (pin->row == ATL_NONE || !atl_cast_row(c, c->flow->item.at[item].node, pin->row, &pin->depth))
      continue;
    pin->kind = c->across ? ATL_PIN_FIXED : ATL_PIN_BESIDE;
    if (pin->kind == ATL_PIN_BESIDE && !loops && row_taken(c, item, pin))
      pin->right = !pin->right;
    if (row_taken(c, item, pin))
      pin->kind = ATL_PIN_FREE;
  }
}

/* A place on a side that is clear of the pins there, as near as can be to the one that is wanted. */
static int32_t clear_place(const struct atl_cast *c, const struct atl_cast_pin *pin, uint32_t n, int32_t wanted,
                           int32_t most) {
  for (int32_t away = 0; away <= 2 * most; away += c->gap->grain)
    for (int32_t sign = -1; sign < 2; sign += 2) {
      int32_t at = wanted + sign * away;
      bool clear = at >= -most && at <= most;
      for (uint32_t i = 0; i < n && clear; i++)
        clear =
            pin[i].kind != ATL_PIN_FIXED || (pin[i].offset >= at + c->gap->port || at >= pin[i].offset + c->gap->port);
      if (clear)
        return at;
    }
  return wanted;
}

/* Gives the pins of one side of a box their places; the box grows until they have them. */
static void spread(struct atl_cast *c, struct atl_cast_pin *pin, uint32_t n) {
  uint32_t node = c->flow->item.at[pin[0].item].node;
  int32_t need = (int32_t)(n - 1) * c->gap->port + 2 * c->gap->corner + (c->cells ? 1 : 0);
  if (c->size[node].w < need)
    c->size[node].w = c->cells ? need | 1 : atl_round_up(need, 2 * ATL_PX);
  atl_sort(pin, n, sizeof *pin, by_toward);
  int32_t w = c->size[node].w;
  uint32_t free_ = 0, at = 0, fixed = 0;
  for (uint32_t i = 0; i < n; i++) {
    free_ += pin[i].kind == ATL_PIN_FREE;
    fixed += pin[i].kind == ATL_PIN_FIXED;
    const struct atl_rect *block = pin[i].door ? &c->layout->block[c->graph->node.at[node].box] : NULL;
    int32_t own = !block ? w : c->across ? block->h : block->w; /* what is in a block stays in its middle */
    if (pin[i].kind == ATL_PIN_FIXED)
      pin[i].offset = pin[i].depth - (c->cells ? (own - 1) / 2 : own / 2);
  }
  int32_t room = w - 2 * c->gap->corner - (c->cells ? 1 : 0);
  int32_t pitch = free_ > 1 ? coarse(c, atl_min32(c->gap->port * 3, room / (int32_t)(free_ - 1))) : 0;
  for (uint32_t i = 0; i < n; i++) {
    if (pin[i].kind != ATL_PIN_FREE)
      continue;
    pin[i].offset = coarse(c, (2 * (int32_t)at++ - (int32_t)free_ + 1) * pitch / 2);
    if (!fixed)
      continue;
    pin[i].offset = clear_place(c, pin, n, pin[i].offset, room / 2);
    pin[i].kind = ATL_PIN_FIXED;
  }
}

static int by_depth(const void *a, const void *b) {
  const struct atl_cast_pin *x = *(struct atl_cast_pin *const *)a, *y = *(struct atl_cast_pin *const *)b;
  if (x->depth != y->depth)
    return x->depth < y->depth ? -1 : 1;
  return x->net < y->net ? -1 : x->net > y->net;
}

/* Wires beside a box: those from above that turn in deeper run farther out, those from below the other way round. */
static void spread_beside(struct atl_cast *c, uint32_t item) {
  struct atl_cast_pin **some = atl_alloc((size_t)c->first_pin[item + 1] - c->first_pin[item] + 1, sizeof *some);
  uint32_t node = c->flow->item.at[item].node;
  for (int right = 0; right < 2; right++) {
    uint32_t n = 0;
    for (uint32_t p = c->first_pin[item]; p < c->first_pin[item + 1]; p++)
      if (c->pin.at[p].kind == ATL_PIN_BESIDE && c->pin.at[p].right == (right != 0))
        some[n++] = &c->pin.at[p];
    if (n)
      atl_sort(some, n, sizeof *some, by_depth);
    int32_t half = c->cells ? (c->size[node].w - 1) / 2 : c->size[node].w / 2;
    int32_t rim = right && c->cells ? c->size[node].w - 1 - half : half;
    uint32_t lane = 0;
    for (int below = 0; below < 2; below++)
      for (uint32_t k = 0; k < n; k++) {
        struct atl_cast_pin *p = some[below ? n - 1 - k : k];
        if (p->below != (below != 0))
          continue;
        lane++;
        int32_t out = rim + c->gap->loop + (int32_t)(lane - 1) * c->gap->lane;
        p->offset = right ? out : -out;
      }
  }
  free(some);
}

static void add_leads(const struct atl_cast *c, uint32_t item, const uint32_t *upper, const uint32_t *lower,
                      struct lead *lead, uint32_t *n) {
  const struct atl_flow *f = c->flow;
  for (uint32_t k = f->arms[2 * item]; k < f->arms[2 * item + 2]; k++) {
    uint32_t arc = f->arm[k];
    bool below = k >= f->arms[2 * item + 1];
    uint32_t other = below ? f->arc.at[arc].lower : f->arc.at[arc].upper;
    lead[(*n)++] = (struct lead){.item = item,
                                 .net = f->arc.at[arc].net,
                                 .row = below ? upper[arc] : lower[arc],
                                 .arc = arc,
                                 .below = below,
                                 .toward = share_of(f, other)};
  }
}

bool atl_cast_leads(const struct atl_cast *c, uint32_t edge) {
  const struct atl_flow_edge *e = &c->graph->edge.at[edge];
  const struct atl_edge *of = &c->layout->order->edge.at[e->edge];
  if ((!of->tail_in && !of->head_in) || e->steps < 2)
    return true;
  const uint32_t *step = &c->flow->step.at[e->first_step];
  bool back = e->flags & ATL_FLOW_BACK;
  bool good = e->flags & ATL_FLOW_LABEL || !c->layout->map->link.at[of->link].label;
  for (int end = 0; end < 2; end++) {
    uint32_t at = step[end ? e->steps - 1 : 0], next = step[end ? e->steps - 2 : 1];
    uint32_t arc = atl_flow_arc_between(c->flow, at, next, e->net);
    uint32_t pin = (c->flow->arc.at[arc].upper == at ? c->upper_pin : c->lower_pin)[arc];
    if ((end == 0) == back ? of->head_in : of->tail_in)
      good &= pin != ATL_NONE && c->pin.at[pin].door;
  }
  return good;
}

/* Nets of which no wire is drawn take no tracks. */
static void find_silent(struct atl_cast *c) {
  c->silent = atl_alloc((size_t)c->flow->net.len + 1, sizeof *c->silent);
  memset(c->silent, 1, c->flow->net.len);
  for (uint32_t i = 0; i < c->graph->edge.len; i++)
    if (c->graph->edge.at[i].net != ATL_NONE && atl_cast_leads(c, i))
      c->silent[c->graph->edge.at[i].net] = 0;
}

void atl_cast_pins(struct atl_cast *c) {
  const struct atl_flow *f = c->flow;
  uint32_t items = f->item.len, arcs = f->arc.len, n = 0;
  c->first_pin = atl_alloc((size_t)items + 2, sizeof *c->first_pin);
  c->upper_pin = atl_alloc((size_t)arcs + 1, sizeof *c->upper_pin);
  c->lower_pin = atl_alloc((size_t)arcs + 1, sizeof *c->lower_pin);
  c->variable = atl_alloc((size_t)items + 1, sizeof *c->variable);
  uint32_t *upper = atl_alloc((size_t)arcs + 1, sizeof *upper), *lower = atl_alloc((size_t)arcs + 1, sizeof *lower);
  struct lead *lead = atl_alloc(2 * (size_t)arcs + 1, sizeof *lead);
  find_rows(c, upper, lower);
  for (uint32_t i = 0; i < arcs; i++)
    c->upper_pin[i] = c->lower_pin[i] = ATL_NONE;
  for (uint32_t i = 0; i < items; i++)
    if (f->item.at[i].kind == ATL_FLOW_BOX)
      add_leads(c, i, upper, lower, lead, &n);
  if (n)
    atl_sort(lead, n, sizeof *lead, by_side);
  for (uint32_t i = 0, end; i < n; i = end) {
    int64_t sum = 0;
    for (end = i;
         end < n && lead[end].item == lead[i].item && lead[end].below == lead[i].below && lead[end].net == lead[i].net;
         end++)
      sum += lead[end].toward;
    *atl_vec_push(&c->pin) = (struct atl_cast_pin){.item = lead[i].item,
                                                   .net = lead[i].net,
                                                   .row = lead[i].row,
                                                   .below = lead[i].below,
                                                   .offset = (int32_t)(sum / (int64_t)(end - i))};
    c->first_pin[lead[i].item + 1]++;
  }
  for (uint32_t i = 0; i < items; i++)
    c->first_pin[i + 1] += c->first_pin[i];
  for (uint32_t i = 0; i < items; i++)
    find_kinds(c, i);
  for (uint32_t i = 0, end; i < c->pin.len; i = end) {
    for (end = i;
         end < c->pin.len && c->pin.at[end].item == c->pin.at[i].item && c->pin.at[end].below == c->pin.at[i].below;)
      end++;
    spread(c, &c->pin.at[i], end - i);
  }
  for (uint32_t i = 0; i < items; i++)
    if (c->first_pin[i] < c->first_pin[i + 1])
      spread_beside(c, i);
  uint32_t *pin_of = atl_alloc(2 * (size_t)f->net.len + 1, sizeof *pin_of); /* of the nets at one item, by side */
  for (uint32_t i = 0; i < n; i++) {
    uint32_t item = lead[i].item;
    for (uint32_t p = c->first_pin[item]; p < c->first_pin[item + 1] && (!i || lead[i - 1].item != item); p++)
      pin_of[2 * c->pin.at[p].net + c->pin.at[p].below] = p;
    (lead[i].below ? c->upper_pin : c->lower_pin)[lead[i].arc] = pin_of[2 * lead[i].net + lead[i].below];
  }
  free(pin_of);
  find_silent(c);
  for (uint32_t v = 0; v < c->graph->node.len; v++) {
    const struct atl_flow_node *node = &c->graph->node.at[v];
    for (uint32_t k = 0; node->frame && k <= node->bottom - node->top; k++) {
      c->variable[f->left[v] + k] = c->variables;
      c->variable[f->right[v] + k] = c->variables + 1;
    }
    c->variables += node->frame ? 2 : 0;
  }
  for (uint32_t i = 0; i < items; i++)
    if (f->item.at[i].kind != ATL_FLOW_LEFT && f->item.at[i].kind != ATL_FLOW_RIGHT)
      c->variable[i] = c->variables++;
  free(upper);
  free(lower);
  free(lead);
}
