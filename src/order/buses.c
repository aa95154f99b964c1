/* The order of items in their layers, for few crossings of buses.
 *
 * cross.c counts crossings of strands, which is quick. What is drawn is a bus for all strands of a net between two
 * layers: a trunk, a rail, drops. Of two such combs one has its rail above; what crosses there are its drops that come
 * down between the outermost drops of the other, and one of the trunks. So lines cross less often than strands do, and
 * how often depends on the order alone: the router (place/layered/lines_channel.c) comes within a few of what is
 * counted here.
 *
 * Items are sifted by that, as in cross.c, strands counted too but less: they say where there is more to gain, and a
 * reader follows them. From the order that this leads to an item is moved at random, what hangs on it is sifted near
 * where it stands, and what comes out is taken back unless it is as good; at first a little worse will do. So it goes
 * on until the steps are used up: no clock, the same order everywhere. */
#include "order/layers.h"

#include <stdlib.h>

/* What a crossing of buses costs, and one of strands. */
enum { BUS = 3, STRAND = 1 };

/* After a move: items that are sifted, whose neighbours are; how many in all; and how far each may go. Small numbers:
 * many quick tries find more than few thorough ones. */
enum { SPREADS = 6, SIFTED = 20, NEAR = 3 };

/* How much worse than the best an order may be at first, and go on; items that are copied in a step. */
enum { SIFT_ROUNDS = 12, WORSE = BUS + STRAND, COPIED = 16 };

struct bus { /* its ends are pin[upper] .. pin[upper + uppers - 1], sorted by place; and likewise below */
  uint32_t upper, uppers, lower, lowers;
};

struct weaver {
  struct atl_layers *layers;
  uint32_t n;
  uint32_t *pos;
  ATL_VEC(struct bus) bus;
  ATL_VEC(uint32_t) pin;
  uint32_t *above_at,
      *above; /* buses that end at item i from above: above[above_at[i]] .. above[above_at[i + 1] - 1] */
  uint32_t *below_at, *below;
  uint64_t steps, limit;
  uint32_t random;
};

static uint32_t *layer_at(const struct weaver *w, uint32_t l) { return w->layers->order + w->layers->first[l]; }
static uint32_t width_of(const struct weaver *w, uint32_t l) { return w->layers->first[l + 1] - w->layers->first[l]; }

static void add_end(struct weaver *w, uint32_t from, uint32_t item) {
  for (uint32_t i = from; i < w->pin.len; i++)
    if (w->pin.at[i] == item)
      return;
  *atl_vec_push(&w->pin) = item;
}

static void list_buses(struct weaver *w) {
  const struct atl_strand *strand = w->layers->strand.at;
  for (uint32_t i = 0, end; i < w->layers->strand.len; i = end) {
    uint32_t layer = w->layers->item.at[strand[i].upper].layer;
    for (end = i + 1; end < w->layers->strand.len && strand[end].net == strand[i].net &&
                      w->layers->item.at[strand[end].upper].layer == layer;)
      end++;
    struct bus bus = {.upper = w->pin.len};
    for (uint32_t k = i; k < end; k++)
      add_end(w, bus.upper, strand[k].upper);
    bus.uppers = w->pin.len - bus.upper;
    bus.lower = w->pin.len;
    for (uint32_t k = i; k < end; k++)
      add_end(w, bus.lower, strand[k].lower);
    bus.lowers = w->pin.len - bus.lower;
    *atl_vec_push(&w->bus) = bus;
  }
}

static void list_ends(struct weaver *w, bool below, uint32_t **first, uint32_t **list) {
  uint32_t *at = atl_alloc((size_t)w->n + 2, sizeof *at), *fill = atl_realloc(NULL, (size_t)w->n + 1, sizeof *fill);
  for (int pass = 0; pass < 2; pass++) {
    for (uint32_t b = 0; b < w->bus.len; b++) {
      const struct bus *bus = &w->bus.at[b];
      uint32_t from = below ? bus->upper : bus->lower, count = below ? bus->uppers : bus->lowers;
      for (uint32_t i = from; i < from + count; i++)
        if (pass)
          (*list)[fill[w->pin.at[i]]++] = b;
        else
          at[w->pin.at[i] + 1]++;
    }
    if (pass)
      break;
    for (uint32_t i = 0; i < w->n; i++)
      at[i + 1] += at[i];
    memcpy(fill, at, w->n * sizeof *fill);
    *list = atl_realloc(NULL, (size_t)at[w->n] + 1, sizeof **list);
  }
  *first = at;
  free(fill);
}

static void sort_ends(struct weaver *w, uint32_t from, uint32_t count) {
  uint32_t *pin = w->pin.at + from;
  for (uint32_t i = 1; i < count; i++) {
    uint32_t v = pin[i], k = i;
    for (; k && w->pos[pin[k - 1]] > w->pos[v]; k--)
      pin[k] = pin[k - 1];
    pin[k] = v;
  }
}

static void renumber(struct weaver *w) {
  for (uint32_t l = 0; l < w->layers->count; l++)
    for (uint32_t i = 0; i < width_of(w, l); i++)
      w->pos[layer_at(w, l)[i]] = i;
  for (uint32_t b = 0; b < w->bus.len; b++) {
    sort_ends(w, w->bus.at[b].upper, w->bus.at[b].uppers);
    sort_ends(w, w->bus.at[b].lower, w->bus.at[b].lowers);
  }
}

/* Cost of two buses with one end each on one side, that of x before that of y; on the other side their ends are x and
 * y. */
static uint32_t fans(const struct weaver *w, const uint32_t *x, uint32_t nx, const uint32_t *y, uint32_t ny) {
  uint32_t x_first = w->pos[x[0]], x_last = w->pos[x[nx - 1]], y_first = w->pos[y[0]], y_last = w->pos[y[ny - 1]];
  if (x_last <= y_first)
    return 0;
  if (nx == 1 && ny == 1)
    return BUS + STRAND;
  /* with the rail of x above, and with that of y: ends between those of the other, and one for all beyond them */
  uint32_t x_above = x_last > y_last, y_above = y_first < x_first, strands = 0;
  for (uint32_t i = 0, k = 0; i < nx; i++) {
    uint32_t p = w->pos[x[i]];
    x_above += p > y_first && p < y_last;
    while (k < ny && w->pos[y[k]] < p)
      k++;
    strands += k;
  }
  for (uint32_t i = 0; i < ny; i++)
    y_above += w->pos[y[i]] < x_last && w->pos[y[i]] > x_first;
  uint32_t least = x_above < y_above ? x_above : y_above;
  return (least ? least : 1) * BUS + strands * STRAND;
}

static uint32_t strands_cross(const struct weaver *w, const struct bus *a, const struct bus *b) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < a->uppers; i++)
    for (uint32_t j = 0; j < b->uppers; j++) {
      uint32_t u = w->pos[w->pin.at[a->upper + i]], v = w->pos[w->pin.at[b->upper + j]];
      for (uint32_t k = 0; k < a->lowers; k++)
        for (uint32_t m = 0; m < b->lowers; m++) {
          uint32_t x = w->pos[w->pin.at[a->lower + k]], y = w->pos[w->pin.at[b->lower + m]];
          sum += (u < v && x > y) || (u > v && x < y);
        }
    }
  return sum;
}

static uint32_t one_sided(const struct weaver *w, uint32_t u, uint32_t v, const uint32_t *x, uint32_t nx,
                          const uint32_t *y, uint32_t ny) {
  if (w->pos[u] < w->pos[v])
    return fans(w, x, nx, y, ny);
  uint32_t other = fans(w, y, ny, x, nx);
  if (u != v)
    return other;
  uint32_t one = fans(w, x, nx, y, ny); /* two nets of one box: its ports stand as is best */
  return one < other ? one : other;
}

/* The cost of two buses in one channel. One that leads down and one that leads up never cross more than twice. */
static uint32_t pair_cost(struct weaver *w, uint32_t i, uint32_t j) {
  const struct bus *a = &w->bus.at[i], *b = &w->bus.at[j];
  const uint32_t *pin = w->pin.at;
  w->steps += a->uppers + a->lowers + b->uppers + b->lowers - 2;
  if (a->uppers == 1 && b->uppers == 1)
    return one_sided(w, pin[a->upper], pin[b->upper], pin + a->lower, a->lowers, pin + b->lower, b->lowers);
  if (a->lowers == 1 && b->lowers == 1)
    return one_sided(w, pin[a->lower], pin[b->lower], pin + a->upper, a->uppers, pin + b->upper, b->uppers);
  uint32_t strands = strands_cross(w, a, b);
  return (strands < 2 ? strands : 2) * BUS + strands * STRAND;
}

/* The cost of all. Buses stand by channel. */
static uint64_t cost_of_all(struct weaver *w) {
  uint64_t sum = 0;
  for (uint32_t i = 0, end; i < w->bus.len; i = end) {
    uint32_t layer = w->layers->item.at[w->pin.at[w->bus.at[i].upper]].layer;
    for (end = i + 1; end < w->bus.len && w->layers->item.at[w->pin.at[w->bus.at[end].upper]].layer == layer;)
      end++;
    for (uint32_t a = i; a < end; a++)
      for (uint32_t b = a + 1; b < end; b++)
        sum += pair_cost(w, a, b);
  }
  return sum;
}

/* Crossings of the buses of two neighbours in a layer. */
static int64_t between(struct weaver *w, uint32_t u, uint32_t v) {
  int64_t sum = 0;
  for (uint32_t i = w->above_at[u]; i < w->above_at[u + 1]; i++)
    for (uint32_t k = w->above_at[v]; k < w->above_at[v + 1]; k++)
      if (w->above[i] != w->above[k])
        sum += pair_cost(w, w->above[i], w->above[k]);
  for (uint32_t i = w->below_at[u]; i < w->below_at[u + 1]; i++)
    for (uint32_t k = w->below_at[v]; k < w->below_at[v + 1]; k++)
      if (w->below[i] != w->below[k])
        sum += pair_cost(w, w->below[i], w->below[k]);
  w->steps++;
  return sum;
}

/* Where u and its right neighbour v are both ends of a bus, they change places there. */
static void swap_ends(struct weaver *w, uint32_t from, uint32_t count, uint32_t u, uint32_t v) {
  uint32_t *pin = w->pin.at + from, low = 0, high = count - 1;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (w->pos[pin[middle]] < w->pos[u])
      low = middle + 1;
    else
      high = middle;
  }
  if (low + 1 == count || pin[low + 1] != v)
    return;
  pin[low] = v;
  pin[low + 1] = u;
}

/* Items at the places i and i + 1 change places. */
static void exchange(struct weaver *w, uint32_t l, uint32_t i) {
  uint32_t *order = layer_at(w, l), u = order[i], v = order[i + 1];
  for (uint32_t k = w->above_at[u]; k < w->above_at[u + 1]; k++)
    if (w->bus.at[w->above[k]].lowers > 1)
      swap_ends(w, w->bus.at[w->above[k]].lower, w->bus.at[w->above[k]].lowers, u, v);
  for (uint32_t k = w->below_at[u]; k < w->below_at[u + 1]; k++)
    if (w->bus.at[w->below[k]].uppers > 1)
      swap_ends(w, w->bus.at[w->below[k]].upper, w->bus.at[w->below[k]].uppers, u, v);
  order[i] = v;
  order[i + 1] = u;
  w->pos[v] = i;
  w->pos[u] = i + 1;
}

/* The same; returns what it saves. */
static int64_t exchange_gain(struct weaver *w, uint32_t l, uint32_t i) {
  uint32_t *order = layer_at(w, l);
  int64_t before = between(w, order[i], order[i + 1]);
  exchange(w, l, i);
  return before - between(w, order[i], order[i + 1]);
}

/* Moves an item to the best place of its layer that is at most `reach` away; returns what that saves. `far`: of equally
 * good ones to the last it came to, so that there is some movement. */
static int64_t sift(struct weaver *w, uint32_t v, uint32_t reach, bool far) {
  uint32_t l = w->layers->item.at[v].layer, at = w->pos[v], best = at, width = width_of(w, l);
  uint32_t first = at > reach ? at - reach : 0, last = width - 1 - at > reach ? at + reach : width - 1;
  int64_t saved = 0, most = 0;
  bool left = at - first < last - at; /* the shorter way first: it is gone twice */
  for (int side = 0; side < 2; side++, left = !left)
    while (w->pos[v] != (left ? first : last) && w->steps < w->limit) {
      saved += exchange_gain(w, l, left ? w->pos[v] - 1 : w->pos[v]);
      if (saved > most || (far && saved == most && w->pos[v] != at)) {
        most = saved;
        best = w->pos[v];
      }
    }
  while (w->pos[v] < best)
    exchange(w, l, w->pos[v]);
  while (w->pos[v] > best)
    exchange(w, l, w->pos[v] - 1);
  return most;
}

static uint32_t next_random(struct weaver *w) { /* G. Marsaglia, "Xorshift RNGs", 2003 */
  w->random ^= w->random << 13;
  w->random ^= w->random >> 17;
  w->random ^= w->random << 5;
  return w->random;
}

static int64_t sift_all(struct weaver *w) {
  int64_t saved = 0;
  bool better = true;
  for (int round = 0; round < SIFT_ROUNDS && better && w->steps < w->limit; round++) {
    better = false;
    for (uint32_t i = 0; i < w->n && w->steps < w->limit; i++) {
      int64_t s = sift(w, i, w->n, round % 2);
      saved += s;
      better |= s > 0;
    }
  }
  return saved;
}

/* Lists an item, what hangs on it and what hangs on that, up to a number. */
static uint32_t list_around(const struct weaver *w, uint32_t item, uint32_t around[SIFTED]) {
  uint32_t len = 0;
  around[len++] = item;
  for (uint32_t head = 0; head < len && len < SPREADS; head++)
    for (int side = 0; side < 2; side++) {
      const uint32_t *at = side ? w->below_at : w->above_at, *list = side ? w->below : w->above;
      for (uint32_t i = at[around[head]]; i < at[around[head] + 1]; i++) {
        const struct bus *bus = &w->bus.at[list[i]];
        uint32_t from = side ? bus->lower : bus->upper, count = side ? bus->lowers : bus->uppers;
        for (uint32_t k = from; k < from + count && len < SIFTED; k++) {
          bool seen = false;
          for (uint32_t m = 0; m < len; m++)
            seen |= around[m] == w->pin.at[k];
          if (!seen)
            around[len++] = w->pin.at[k];
        }
      }
    }
  return len;
}

/* Moves an item anywhere in its layer, and lets what is around it follow; returns what that saves, often less than
 * nothing. */
static int64_t stir(struct weaver *w, uint32_t v) {
  uint32_t around[SIFTED], len = list_around(w, v, around), l = w->layers->item.at[v].layer;
  uint32_t to = next_random(w) % width_of(w, l);
  int64_t saved = 0;
  while (w->pos[v] < to)
    saved += exchange_gain(w, l, w->pos[v]);
  while (w->pos[v] > to)
    saved += exchange_gain(w, l, w->pos[v] - 1);
  for (uint32_t i = 1; i < len; i++)
    saved += sift(w, around[i], NEAR, i % 2);
  return saved + sift(w, v, NEAR, true);
}

static void take_order(struct weaver *w, const uint32_t *order) {
  memcpy(w->layers->order, order, w->n * sizeof *order);
  renumber(w);
}

static void search(struct weaver *w) {
  uint64_t now = cost_of_all(w), least;
  size_t size = w->n * sizeof(uint32_t);
  uint32_t *best = atl_realloc(NULL, 2 * size, 1), *last = best + w->n;
  if (now)
    now -= (uint64_t)sift_all(w);
  least = now;
  memcpy(best, w->layers->order, size);
  memcpy(last, best, size);
  while (w->steps < w->limit && least) {
    uint32_t v = next_random(w) % w->n;
    w->steps += w->n / COPIED + 1;
    if (width_of(w, w->layers->item.at[v].layer) < 2)
      continue;
    uint64_t then = now - (uint64_t)stir(w, v), left = w->limit > w->steps ? w->limit - w->steps : 0;
    if (then > least + WORSE * left / w->limit) {
      take_order(w, last);
      continue;
    }
    now = then;
    memcpy(last, w->layers->order, size);
    if (now < least) {
      least = now;
      memcpy(best, last, size);
    }
  }
  take_order(w, best);
  free(best);
}

void atl_layers_cross_buses(struct atl_layers *layers, uint64_t steps) {
  struct weaver w = {.layers = layers, .n = layers->item.len, .limit = steps, .random = 2463534242u};
  if (!w.n || !layers->strand.len)
    return;
  w.pos = atl_alloc((size_t)w.n + 1, sizeof *w.pos);
  list_buses(&w);
  list_ends(&w, false, &w.above_at, &w.above);
  list_ends(&w, true, &w.below_at, &w.below);
  renumber(&w);
  search(&w);
  for (uint32_t i = 0; i < w.n; i++)
    layers->item.at[i].place = w.pos[i];
  layers->crossings = atl_layers_crossings(layers);
  free(w.pos);
  free(w.above_at);
  free(w.above);
  free(w.below_at);
  free(w.below);
  atl_vec_release(&w.bus);
  atl_vec_release(&w.pin);
}
