/* Tracks: in which order the rails of a channel lie below each other. For each pair of buses it is counted what either
 * order crosses; an order in which a drop would lie on a trunk is as good as forbidden. A linear order is built from
 * the cheapest on and improved by moving buses; tracks are the longest ways in it over rails that overlap. */
#include "place/layered/cast.h"

#include "base/sort.h"

#include <stdlib.h>

/* Lines that lie on each other cost more than any crossings. Channels with more rails than MANY_RAILS, or, where all of
 * them are too much, than some smaller number, are ordered only so that no lines lie on each other. */
enum { ON_EACH_OTHER = 1000, MANY_RAILS = 500, PASSES = 6 };

/* Pairs of rails and of their ends in all channels with a good order: ten boxes in a layer make a hundred. */
#define ATL_RAIL_PAIRS 1500000u

/* In channels with many rails no more distances are asked for than so many. */
enum { MANY_ASKED = 400 };

static int by_owner(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* The arcs of a channel in buses: those of a net that meet in one item. */
static void make_buses(struct atl_cast *c) {
  const struct atl_flow *f = c->flow;
  uint32_t n = f->wires;
  uint64_t *key = atl_alloc(2 * (size_t)n + 1, sizeof *key);
  c->bus.len = 0;
  c->first_bus = atl_alloc((size_t)f->layers + 2, sizeof *c->first_bus);
  c->bus_arc = atl_alloc((size_t)n + 1, sizeof *c->bus_arc);
  c->bus_of = atl_alloc((size_t)f->arc.len + 1, sizeof *c->bus_of);
  c->tracks = atl_alloc((size_t)f->layers + 1, sizeof *c->tracks);
  uint32_t at = 0;
  for (uint32_t l = 0; l < f->layers; l++) {
    c->first_bus[l] = c->bus.len;
    uint32_t count = 0;
    for (uint32_t k = f->first[l]; k < f->first[l + 1]; k++)
      for (uint32_t m = f->arms[2 * f->order[k] + 1]; m < f->arms[2 * f->order[k] + 2]; m++) {
        const struct atl_flow_arc *arc = &f->arc.at[f->arm[m]];
        if (arc->net == ATL_NONE)
          continue;
        bool low = f->net.at[arc->net].low || f->item.at[arc->lower].kind == ATL_FLOW_TURN;
        key[2 * count] = (uint64_t)arc->net << 32 | (low ? arc->lower : arc->upper);
        key[2 * count++ + 1] = f->arm[m];
      }
    if (count)
      atl_sort(key, count, 2 * sizeof *key, by_owner);
    for (uint32_t i = 0, end; i < count; i = end) {
      *atl_vec_push(&c->bus) = (struct atl_cast_bus){.net = (uint32_t)(key[2 * i] >> 32), .first_arc = at};
      for (end = i; end < count && key[2 * end] == key[2 * i]; end++) {
        c->bus_of[(uint32_t)key[2 * end + 1]] = c->bus.len - 1;
        c->bus_arc[at++] = (uint32_t)key[2 * end + 1];
      }
      c->bus.at[c->bus.len - 1].arcs = end - i;
    }
  }
  c->first_bus[f->layers] = c->bus.len;
  free(key);
}

static bool turns(const struct atl_cast *c, uint32_t arc) {
  return c->flow->item.at[c->flow->arc.at[arc].lower].kind == ATL_FLOW_TURN;
}

static void find_rails(struct atl_cast *c) {
  for (uint32_t b = 0; b < c->bus.len; b++) {
    struct atl_cast_bus *bus = &c->bus.at[b];
    bus->low = INT32_MAX;
    bus->high = INT32_MIN;
    for (uint32_t k = bus->first_arc; k < bus->first_arc + bus->arcs; k++) {
      int32_t upper = atl_cast_upper(c, c->bus_arc[k]);
      int32_t lower = turns(c, c->bus_arc[k]) ? upper : atl_cast_lower(c, c->bus_arc[k]);
      bus->low = atl_min32(bus->low, atl_min32(upper, lower));
      bus->high = atl_max32(bus->high, atl_max32(upper, lower));
    }
    bus->track = ATL_NONE;
    if (c->silent[bus->net])
      bus->high = bus->low;
  }
}

struct ordering {
  struct atl_cast *c;
  uint32_t n;
  uint32_t *bus; /* those with rails */
  int32_t *cost; /* cost[i * n + j]: of i above j, less that of j above i */
  uint32_t *order, *rank;
};

static bool strictly_in(int32_t x, const struct atl_cast_bus *bus) { return bus->low < x && x < bus->high; }

/* Whether the ends of two buses that would lie on each other if `a` were above `b`: a drop of a, a trunk of b. */
static bool on_each_other(const struct atl_cast *c, const struct atl_cast_bus *a, const struct atl_cast_bus *b,
                          uint32_t *arc_a, uint32_t *arc_b) {
  for (uint32_t i = a->first_arc; i < a->first_arc + a->arcs; i++) {
    if (turns(c, c->bus_arc[i]))
      continue;
    int32_t x = atl_cast_lower(c, c->bus_arc[i]);
    for (uint32_t j = b->first_arc; j < b->first_arc + b->arcs; j++) {
      int32_t away = x - atl_cast_upper(c, c->bus_arc[j]);
      if (away < c->gap->near && -away < c->gap->near) {
        *arc_a = c->bus_arc[i];
        *arc_b = c->bus_arc[j];
        return true;
      }
    }
  }
  return false;
}

/* Ends at one place count once: they are one line there. */
static int32_t crossed(const struct atl_cast *c, const struct atl_cast_bus *a, bool upper,
                       const struct atl_cast_bus *b) {
  int32_t sum = 0, last = INT32_MIN;
  for (uint32_t i = a->first_arc; i < a->first_arc + a->arcs; i++) {
    if (!upper && turns(c, c->bus_arc[i]))
      continue;
    int32_t x = upper ? atl_cast_upper(c, c->bus_arc[i]) : atl_cast_lower(c, c->bus_arc[i]);
    sum += x != last && strictly_in(x, b);
    last = x;
  }
  return sum;
}

static int32_t above_cost(const struct atl_cast *c, const struct atl_cast_bus *a, const struct atl_cast_bus *b) {
  if (a->high + c->gap->near <= b->low || b->high + c->gap->near <= a->low)
    return 0;
  uint32_t x, y;
  return crossed(c, a, false, b) + crossed(c, b, true, a) + (on_each_other(c, a, b, &x, &y) ? ON_EACH_OTHER : 0);
}

static void find_costs(struct ordering *o) {
  for (uint32_t i = 0; i < o->n; i++)
    for (uint32_t j = 0; j < i; j++) {
      const struct atl_cast_bus *a = &o->c->bus.at[o->bus[i]], *b = &o->c->bus.at[o->bus[j]];
      int32_t cost = above_cost(o->c, a, b) - above_cost(o->c, b, a);
      o->cost[i * o->n + j] = cost;
      o->cost[j * o->n + i] = -cost;
    }
}

static void build_order(struct ordering *o) {
  uint8_t *taken = atl_alloc((size_t)o->n + 1, 1);
  int64_t *sum = atl_alloc((size_t)o->n + 1, sizeof *sum);
  for (uint32_t i = 0; i < o->n; i++)
    for (uint32_t j = 0; j < o->n; j++)
      sum[i] += o->cost[i * o->n + j];
  for (uint32_t k = 0; k < o->n; k++) {
    uint32_t best = ATL_NONE;
    for (uint32_t i = 0; i < o->n; i++)
      if (!taken[i] && (best == ATL_NONE || sum[i] < sum[best]))
        best = i;
    taken[best] = 1;
    o->order[k] = best;
    for (uint32_t i = 0; i < o->n; i++)
      sum[i] -= o->cost[i * o->n + best];
  }
  free(taken);
  free(sum);
}

static void improve_order(struct ordering *o) {
  bool any = true;
  for (int pass = 0; pass < PASSES && any; pass++) {
    any = false;
    for (uint32_t e = 0; e < o->n; e++) {
      uint32_t at = 0, best;
      while (o->order[at] != e)
        at++;
      best = at;
      int64_t least = 0, cost = 0;
      for (uint32_t j = at; j--;) {
        cost += o->cost[e * o->n + o->order[j]];
        if (cost < least) {
          least = cost;
          best = j;
        }
      }
      cost = 0;
      for (uint32_t j = at + 1; j < o->n; j++) {
        cost -= o->cost[e * o->n + o->order[j]];
        if (cost < least) {
          least = cost;
          best = j;
        }
      }
      if (best == at)
        continue;
      if (best < at)
        memmove(&o->order[best + 1], &o->order[best], (at - best) * sizeof *o->order);
      else
        memmove(&o->order[at], &o->order[at + 1], (best - at) * sizeof *o->order);
      o->order[best] = e;
      any = true;
    }
  }
}

/* -- channels with many rails -------------------------------------------------------------------------------------- */

struct rail_end {
  int32_t x;
  uint32_t rail, arc;
  bool trunk; /* at the layer above */
};

static int by_x(const void *a, const void *b) {
  const struct rail_end *x = a, *y = b;
  if (x->x != y->x)
    return x->x < y->x ? -1 : 1;
  return x->arc < y->arc ? -1 : x->arc > y->arc;
}

struct touch { /* a drop that would lie on a trunk if its rail were the upper one */
  uint32_t drop, trunk, drop_arc, trunk_arc;
};

typedef ATL_VEC(struct touch) touches;

static void find_touches(const struct ordering *o, touches *touch) {
  const struct atl_cast *c = o->c;
  ATL_VEC(struct rail_end) ends = {0};
  for (uint32_t i = 0; i < o->n; i++) {
    const struct atl_cast_bus *bus = &c->bus.at[o->bus[i]];
    for (uint32_t k = bus->first_arc; k < bus->first_arc + bus->arcs; k++) {
      uint32_t arc = c->bus_arc[k];
      *atl_vec_push(&ends) = (struct rail_end){atl_cast_upper(c, arc), i, arc, true};
      if (!turns(c, arc))
        *atl_vec_push(&ends) = (struct rail_end){atl_cast_lower(c, arc), i, arc, false};
    }
  }
  if (ends.len)
    atl_sort(ends.at, ends.len, sizeof *ends.at, by_x);
  for (uint32_t i = 0; i < ends.len; i++)
    for (uint32_t k = i + 1; k < ends.len && ends.at[k].x - ends.at[i].x < c->gap->near; k++) {
      const struct rail_end *drop = &ends.at[ends.at[i].trunk ? k : i], *trunk = &ends.at[ends.at[i].trunk ? i : k];
      const struct touch *last = touch->len ? &touch->at[touch->len - 1] : NULL;
      if (drop->trunk || !trunk->trunk || drop->rail == trunk->rail ||
          (last && last->drop == drop->rail && last->trunk == trunk->rail)) /* ends of one rail at one place */
        continue;
      *atl_vec_push(touch) = (struct touch){drop->rail, trunk->rail, drop->arc, trunk->arc};
    }
  atl_vec_release(&ends);
}

/* Orders rails so that those with a trunk on a drop are the upper ones; circles are broken where they are met. */
static void order_many(struct ordering *o, const touches *touch) {
  uint32_t *first = atl_alloc((size_t)o->n + 2, sizeof *first),
           *below = atl_alloc((size_t)touch->len + 1, sizeof *below);
  uint32_t *above = atl_alloc((size_t)o->n + 1, sizeof *above), len = 0, next = 0;
  uint8_t *taken = atl_alloc((size_t)o->n + 1, 1);
  for (uint32_t i = 0; i < touch->len; i++) {
    first[touch->at[i].trunk + 2]++;
    above[touch->at[i].drop]++;
  }
  for (uint32_t i = 1; i <= o->n; i++)
    first[i + 1] += first[i];
  for (uint32_t i = 0; i < touch->len; i++)
    below[first[touch->at[i].trunk + 1]++] = touch->at[i].drop;
  for (uint32_t i = 0; i < o->n; i++)
    if (!above[i]) {
      taken[i] = 1;
      o->order[len++] = i;
    }
  for (uint32_t h = 0; h < o->n; h++) {
    while (h == len && taken[next])
      next++;
    if (h == len) {
      taken[next] = 1;
      o->order[len++] = next;
    }
    for (uint32_t k = first[o->order[h]]; k < first[o->order[h] + 1]; k++)
      if (!--above[below[k]] && !taken[below[k]]) {
        taken[below[k]] = 1;
        o->order[len++] = below[k];
      }
  }
  free(first);
  free(below);
  free(above);
  free(taken);
}

static int by_coordinate(const void *a, const void *b) {
  const int32_t *x = a, *y = b;
  return *x < *y ? -1 : *x > *y;
}

static uint32_t slot_of(const int32_t *slot, uint32_t n, int32_t x) {
  uint32_t low = 0, high = n;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (slot[middle] < x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* How many tracks are taken over a stretch of slots: most[i] is the most below node i of a tree, all[i] what is taken
 * over all of it. `add`: so many are now. */
static uint32_t taken_over(uint32_t *most, uint32_t *all, uint32_t size, uint32_t from, uint32_t to, uint32_t add) {
  uint32_t found = 0;
  for (uint32_t l = from + size, r = to + size; l < r; l /= 2, r /= 2) {
    uint32_t node[2] = {l % 2 ? l++ : 0, r % 2 ? --r : 0};
    for (int i = 0; i < 2; i++) {
      if (!node[i])
        continue;
      found = most[node[i]] > found ? most[node[i]] : found;
      all[node[i]] = add > all[node[i]] ? add : all[node[i]];
      for (uint32_t up = node[i]; up; up /= 2) {
        most[up] = add > most[up] ? add : most[up];
        found = all[up] > found && !add ? all[up] : found;
      }
    }
  }
  return found;
}

static uint32_t number_many(struct ordering *o) {
  uint32_t tracks = 0, n = 2 * o->n;
  int32_t *slot = atl_alloc((size_t)n + 1, sizeof *slot);
  for (uint32_t i = 0; i < o->n; i++) {
    slot[2 * i] = o->c->bus.at[o->bus[i]].low - o->c->gap->apart;
    slot[2 * i + 1] = o->c->bus.at[o->bus[i]].high;
  }
  atl_sort(slot, n, sizeof *slot, by_coordinate);
  uint32_t *most = atl_alloc(2 * (size_t)n + 2, sizeof *most), *all = atl_alloc(2 * (size_t)n + 2, sizeof *all);
  for (uint32_t k = 0; k < o->n; k++) {
    struct atl_cast_bus *bus = &o->c->bus.at[o->bus[o->order[k]]];
    uint32_t from = slot_of(slot, n, bus->low - o->c->gap->apart), to = slot_of(slot, n, bus->high);
    bus->track = taken_over(most, all, n, from, to, 0);
    tracks = bus->track + 1 > tracks ? bus->track + 1 : tracks;
    taken_over(most, all, n, from, to, bus->track + 1);
  }
  free(slot);
  free(most);
  free(all);
  return tracks;
}

static uint32_t number_tracks(struct ordering *o) {
  uint32_t tracks = 0;
  for (uint32_t k = 0; k < o->n; k++) {
    struct atl_cast_bus *bus = &o->c->bus.at[o->bus[o->order[k]]];
    bus->track = 0;
    for (uint32_t j = 0; j < k; j++) {
      const struct atl_cast_bus *other = &o->c->bus.at[o->bus[o->order[j]]];
      if (bus->low - o->c->gap->apart < other->high && other->low - o->c->gap->apart < bus->high &&
          other->track >= bus->track)
        bus->track = other->track + 1;
    }
    tracks = bus->track + 1 > tracks ? bus->track + 1 : tracks;
  }
  return tracks;
}

/* The variable at which an end of an arc stands, and how far from it. */
static uint32_t end_variable(const struct atl_cast *c, uint32_t arc, bool upper, int32_t *offset) {
  uint32_t pin = (upper ? c->upper_pin : c->lower_pin)[arc];
  uint32_t item = upper ? c->flow->arc.at[arc].upper : c->flow->arc.at[arc].lower;
  *offset = pin == ATL_NONE || c->pin.at[pin].kind == ATL_PIN_FREE ? 0 : c->pin.at[pin].offset;
  if (pin == ATL_NONE || c->pin.at[pin].kind != ATL_PIN_FREE)
    return c->variable[item];
  uint32_t variable = c->variables;
  for (uint32_t p = 0; p < pin; p++)
    variable += c->pin.at[p].kind == ATL_PIN_FREE;
  return variable;
}

/* Asks for two ends that insist on one column to stand apart. */
static bool ask(struct atl_cast *c, uint32_t drop, uint32_t trunk) {
  int32_t xo, yo, x = atl_cast_lower(c, drop), y = atl_cast_upper(c, trunk);
  uint32_t p = end_variable(c, drop, false, &xo), q = end_variable(c, trunk, true, &yo);
  bool first = x < y || (x == y && c->bus.at[c->bus_of[drop]].low < c->bus.at[c->bus_of[trunk]].low);
  struct atl_cast_apart more = first ? (struct atl_cast_apart){p, q, c->gap->near + xo - yo}
                                     : (struct atl_cast_apart){q, p, c->gap->near + yo - xo};
  if (p == q)
    return false;
  for (uint32_t i = 0; i < c->more.len; i++)
    if ((c->more.at[i].left == p && c->more.at[i].right == q) || (c->more.at[i].left == q && c->more.at[i].right == p))
      return false;
  *atl_vec_push(&c->more) = more;
  return true;
}

/* Counts what crosses the rails of a channel: ends of other buses, and wires that go straight through. */
static uint64_t count_crossings(const struct ordering *o, uint32_t layer) {
  const struct atl_cast *c = o->c;
  uint64_t sum = 0;
  for (uint32_t k = 0; k < o->n; k++) {
    const struct atl_cast_bus *bus = &c->bus.at[o->bus[o->order[k]]];
    for (uint32_t j = 0; j < k; j++) {
      const struct atl_cast_bus *upper = &c->bus.at[o->bus[o->order[j]]];
      sum += (uint64_t)(crossed(c, upper, false, bus) + crossed(c, bus, true, upper));
    }
    for (uint32_t b = c->first_bus[layer]; b < c->first_bus[layer + 1]; b++)
      sum += c->bus.at[b].low == c->bus.at[b].high && strictly_in(c->bus.at[b].low, bus);
  }
  return sum;
}

/* Orders and numbers the rails of a channel with many of them, and asks as order_few_rails() does. */
static bool order_many_rails(struct ordering *o, uint32_t layer) {
  struct atl_cast *c = o->c;
  touches touch = {0};
  bool asked = false;
  find_touches(o, &touch);
  order_many(o, &touch);
  c->tracks[layer] = number_many(o);
  for (uint32_t i = 0; i < touch.len; i++) {
    const struct touch *t = &touch.at[i];
    if (c->bus.at[o->bus[t->drop]].track >= c->bus.at[o->bus[t->trunk]].track)
      continue;
    c->troubles++;
    asked |= c->more.len < MANY_ASKED && ask(c, t->drop_arc, t->trunk_arc);
  }
  c->work += 16 * ((uint64_t)o->n + touch.len);
  atl_vec_release(&touch);
  return asked;
}

static bool order_few_rails(struct ordering *o, uint32_t layer) {
  struct atl_cast *c = o->c;
  bool asked = false;
  o->cost = atl_alloc((size_t)o->n * o->n + 1, sizeof *o->cost);
  find_costs(o);
  build_order(o);
  improve_order(o);
  c->tracks[layer] = number_tracks(o);
  c->crossings += count_crossings(o, layer);
  for (uint32_t k = 0; k < o->n; k++) /* what is left of lines on lines */
    for (uint32_t j = 0; j < k; j++) {
      const struct atl_cast_bus *upper = &c->bus.at[o->bus[o->order[j]]], *lower = &c->bus.at[o->bus[o->order[k]]];
      uint32_t drop, trunk;
      if (upper->track == lower->track || !on_each_other(c, upper, lower, &drop, &trunk))
        continue;
      c->troubles++;
      asked |= ask(c, drop, trunk);
    }
  free(o->cost);
  return asked;
}

static bool order_channel(struct atl_cast *c, uint32_t layer, uint32_t many) {
  struct ordering o = {.c = c};
  uint32_t all = c->first_bus[layer + 1] - c->first_bus[layer];
  o.bus = atl_alloc((size_t)all + 1, sizeof *o.bus);
  for (uint32_t b = c->first_bus[layer]; b < c->first_bus[layer + 1]; b++)
    if (c->bus.at[b].low < c->bus.at[b].high)
      o.bus[o.n++] = b;
  o.order = atl_alloc((size_t)o.n + 1, sizeof *o.order);
  o.rank = atl_alloc((size_t)o.n + 1, sizeof *o.rank);
  for (uint32_t i = 0; i < o.n; i++)
    o.order[i] = i;
  bool asked = o.n > many ? order_many_rails(&o, layer) : order_few_rails(&o, layer);
  free(o.bus);
  free(o.order);
  free(o.rank);
  return asked;
}

/* Pairs of rails, and of their ends, in all channels with at most so many rails; `above`: whether there are others. */
static uint64_t pairs_up_to(const struct atl_cast *c, uint32_t many, bool *above) {
  uint64_t sum = 0;
  *above = false;
  for (uint32_t l = 0; l < c->flow->layers; l++) {
    uint64_t rails = 0, arcs = 0;
    for (uint32_t b = c->first_bus[l]; b < c->first_bus[l + 1]; b++)
      if (c->bus.at[b].low < c->bus.at[b].high) {
        rails++;
        arcs += c->bus.at[b].arcs;
      }
    *above |= rails > many;
    if (rails > 1 && rails <= many)
      sum += rails * rails + arcs * arcs / 8;
  }
  return sum;
}

bool atl_cast_channels(struct atl_cast *c) {
  bool asked = false;
  if (!c->first_bus)
    make_buses(c);
  find_rails(c);
  c->troubles = 0;
  c->crossings = 0;
  uint32_t many = MANY_RAILS;
  bool above;
  uint64_t pairs = pairs_up_to(c, many, &above);
  while (pairs > ATL_RAIL_PAIRS)
    pairs = pairs_up_to(c, many /= 2, &above);
  c->work += 8 * pairs + c->bus.len;
  for (uint32_t l = 0; l < c->flow->layers; l++)
    asked |= order_channel(c, l, many);
  if (above) /* not all was counted */
    c->crossings = c->flow->crossings;
  return asked;
}
