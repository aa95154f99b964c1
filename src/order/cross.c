/* The order of items in their layers, for few crossings of strands.
 *
 * Sweeps down and up sort each layer by the medians (or the means) of its neighbours in the layer before, neighbours in
 * a layer change places while that helps, and the best order seen is kept: Gansner and others, as in rank.c. Then
 * sifting: each item tries every place of its layer (C. Matuszewski, R. Schoenfeld, P. Molitor, "Using sifting for
 * k-layer straightline crossing minimization", GD 1999). Several starts, the later ones from shuffled orders. What it
 * costs is counted in comparisons of neighbours and bounded by a number of them: no clock, the same order everywhere.
 */
#include "order/layers.h"

#include <stdlib.h>

enum { SWEEPS = 24, IDLE_SWEEPS = 5, TRANSPOSES = 2, SIFT_ROUNDS = 8, SORT_RUN = 8, RELAXATIONS = 40 };

struct cross {
  struct atl_layers *layers;
  uint32_t n;
  uint32_t *pos;        /* by item: its place in its layer */
  uint32_t *up_at, *up; /* neighbours above item i: up[up_at[i]] .. up[up_at[i + 1] - 1], sorted by place */
  uint32_t *down_at, *down;
  uint32_t *fill;
  uint64_t *key; /* of the layer being sorted */
  uint32_t *tree;
  uint64_t steps, limit;
  uint32_t random;
};

static const uint32_t *layer_at(const struct cross *c, uint32_t l) { return c->layers->order + c->layers->first[l]; }
static uint32_t width_of(const struct cross *c, uint32_t l) { return c->layers->first[l + 1] - c->layers->first[l]; }

static void init(struct cross *c, struct atl_layers *layers) {
  uint32_t n = layers->item.len, m = layers->strand.len, widest = 0;
  *c = (struct cross){.layers = layers, .n = n, .random = 2463534242u};
  for (uint32_t l = 0; l < layers->count; l++)
    widest = width_of(c, l) > widest ? width_of(c, l) : widest;
  c->pos = atl_alloc((size_t)n + 1, sizeof *c->pos);
  c->up_at = atl_alloc((size_t)n + 2, sizeof *c->up_at);
  c->down_at = atl_alloc((size_t)n + 2, sizeof *c->down_at);
  c->up = atl_realloc(NULL, (size_t)m + 1, sizeof *c->up);
  c->down = atl_realloc(NULL, (size_t)m + 1, sizeof *c->down);
  c->fill = atl_realloc(NULL, (size_t)n + 1, sizeof *c->fill);
  c->key = atl_realloc(NULL, 2 * (size_t)widest + 1, sizeof *c->key);
  c->tree = atl_realloc(NULL, (size_t)widest + 2, sizeof *c->tree);
  for (uint32_t i = 0; i < m; i++) {
    c->up_at[layers->strand.at[i].lower + 1]++;
    c->down_at[layers->strand.at[i].upper + 1]++;
  }
  for (uint32_t i = 0; i < n; i++) {
    c->up_at[i + 1] += c->up_at[i];
    c->down_at[i + 1] += c->down_at[i];
  }
  memcpy(c->fill, c->up_at, n * sizeof *c->fill);
  for (uint32_t i = 0; i < m; i++)
    c->up[c->fill[layers->strand.at[i].lower]++] = layers->strand.at[i].upper;
  memcpy(c->fill, c->down_at, n * sizeof *c->fill);
  for (uint32_t i = 0; i < m; i++)
    c->down[c->fill[layers->strand.at[i].upper]++] = layers->strand.at[i].lower;
}

static void release(struct cross *c) {
  free(c->pos);
  free(c->up_at);
  free(c->down_at);
  free(c->up);
  free(c->down);
  free(c->fill);
  free(c->key);
  free(c->tree);
}

/* Sorts the lists of the layers beside l by the places of l: each item of l in turn goes to the end of the lists it is
 * in. */
static void relist(struct cross *c, uint32_t l) {
  const uint32_t *order = layer_at(c, l);
  uint32_t width = width_of(c, l);
  if (l + 1 < c->layers->count) {
    const uint32_t *below = layer_at(c, l + 1);
    for (uint32_t i = 0, w = width_of(c, l + 1); i < w; i++)
      c->fill[below[i]] = c->up_at[below[i]];
    for (uint32_t i = 0; i < width; i++) {
      uint32_t begin = c->down_at[order[i]], end = c->down_at[order[i] + 1];
      for (uint32_t k = begin; k < end; k++)
        c->up[c->fill[c->down[k]]++] = order[i];
      c->steps += end - begin;
    }
  }
  if (l) {
    const uint32_t *above = layer_at(c, l - 1);
    for (uint32_t i = 0, w = width_of(c, l - 1); i < w; i++)
      c->fill[above[i]] = c->down_at[above[i]];
    for (uint32_t i = 0; i < width; i++) {
      uint32_t begin = c->up_at[order[i]], end = c->up_at[order[i] + 1];
      for (uint32_t k = begin; k < end; k++)
        c->down[c->fill[c->up[k]]++] = order[i];
      c->steps += end - begin;
    }
  }
}

static void number(struct cross *c, uint32_t l) {
  const uint32_t *order = layer_at(c, l);
  for (uint32_t i = 0, width = width_of(c, l); i < width; i++)
    c->pos[order[i]] = i;
}

static void relist_all(struct cross *c) {
  for (uint32_t l = 0; l < c->layers->count; l++)
    number(c, l);
  for (uint32_t l = 0; l < c->layers->count; l++)
    relist(c, l);
}

/* Crossings between layers l and l + 1: pairs of strands in the wrong order, counted with a tree of sums. */
static uint64_t crossings_below(struct cross *c, uint32_t l) {
  uint32_t width = width_of(c, l + 1), seen = 0;
  uint64_t count = 0;
  memset(c->tree, 0, ((size_t)width + 1) * sizeof *c->tree);
  const uint32_t *order = layer_at(c, l);
  for (uint32_t i = 0, w = width_of(c, l); i < w; i++) {
    uint32_t begin = c->down_at[order[i]], end = c->down_at[order[i] + 1];
    for (uint32_t k = begin; k < end; k++) {
      uint32_t below = 0;
      for (uint32_t at = c->pos[c->down[k]] + 1; at; at &= at - 1)
        below += c->tree[at];
      count += seen - below;
    }
    for (uint32_t k = begin; k < end; k++, seen++)
      for (uint32_t at = c->pos[c->down[k]] + 1; at <= width; at += at & (0u - at))
        c->tree[at]++;
  }
  return count;
}

static uint64_t crossings(struct cross *c) {
  uint64_t count = 0;
  for (uint32_t l = 0; l + 1 < c->layers->count; l++)
    count += crossings_below(c, l);
  c->steps += c->layers->strand.len;
  return count;
}

/* Crossings of the strands of two items when a stands left of b, less those when b stands left of a, for one side. */
static int64_t difference(struct cross *c, const uint32_t *list, const uint32_t *at, uint32_t a, uint32_t b) {
  const uint32_t *x = list + at[a], *x_end = list + at[a + 1], *y = list + at[b], *y_end = list + at[b + 1];
  int64_t ab = 0, ba = 0;
  if (x == x_end || y == y_end)
    return 0;
  c->steps += (uint64_t)(x_end - x) + (uint64_t)(y_end - y);
  uint32_t x_first = c->pos[*x], x_last = c->pos[x_end[-1]], y_first = c->pos[*y], y_last = c->pos[y_end[-1]];
  int64_t pairs = (x_end - x) * (y_end - y);
  if (x_last < y_first) /* wholly apart, or one strand each: nothing to count */
    return -pairs;
  if (y_last < x_first)
    return pairs;
  if (pairs == 1)
    return 0;
  /* ab: pairs with x right of y; ba: pairs with y right of x */
  const uint32_t *j = y, *k = y;
  for (const uint32_t *i = x; i < x_end; i++) {
    uint32_t p = c->pos[*i]; /* lists are sorted, so both go on from where they were */
    while (j < y_end && c->pos[*j] < p)
      j++;
    while (k < y_end && c->pos[*k] <= p)
      k++;
    ab += j - y;
    ba += y_end - k;
  }
  return ab - ba;
}

static int64_t gain(struct cross *c, uint32_t a, uint32_t b) { /* what changing places saves: a stands left of b */
  return difference(c, c->up, c->up_at, a, b) + difference(c, c->down, c->down_at, a, b);
}

/* -- sweeps ------------------------------------------------------------------------------------------------------ */

/* Sorts keys, stable; the low half of a key names the item. Merge sort over runs sorted by insertion. */
static void sort_keys(uint64_t *key, uint64_t *spare, uint32_t n) {
  for (uint32_t run = 0; run < n; run += SORT_RUN)
    for (uint32_t i = run + 1; i < n && i < run + SORT_RUN; i++) {
      uint64_t moving = key[i];
      uint32_t k = i;
      for (; k > run && key[k - 1] >> 32 > moving >> 32; k--)
        key[k] = key[k - 1];
      key[k] = moving;
    }
  uint64_t *from = key, *to = spare;
  for (uint32_t size = SORT_RUN; size < n; size *= 2) {
    for (uint32_t begin = 0; begin < n; begin += 2 * size) {
      uint32_t middle = begin + size < n ? begin + size : n, end = begin + 2 * size < n ? begin + 2 * size : n;
      for (uint32_t i = begin, j = middle, k = begin; k < end; k++)
        to[k] = i < middle && (j >= end || from[i] >> 32 <= from[j] >> 32) ? from[i++] : from[j++];
    }
    uint64_t *swap = from;
    from = to;
    to = swap;
  }
  if (from != key)
    memcpy(key, from, n * sizeof *key);
}

/* Where an item wants to be, in 1/256 of a place: the median of its neighbours, between the two middle ones nearer to
 * the denser side; or their mean. UINT32_MAX without neighbours. */
static uint32_t wish(const struct cross *c, const uint32_t *list, uint32_t begin, uint32_t end, bool mean) {
  uint32_t count = end - begin, m = begin + count / 2;
  if (!count)
    return UINT32_MAX;
  if (mean) {
    uint64_t sum = 0;
    for (uint32_t k = begin; k < end; k++)
      sum += c->pos[list[k]];
    return (uint32_t)(sum * 256 / count);
  }
  if (count % 2)
    return c->pos[list[m]] * 256;
  uint64_t left = c->pos[list[m - 1]], right = c->pos[list[m]];
  if (count == 2)
    return (uint32_t)((left + right) * 128);
  uint64_t before = left - c->pos[list[begin]], after = c->pos[list[end - 1]] - right;
  if (!before && !after)
    return (uint32_t)((left + right) * 128);
  return (uint32_t)((left * after + right * before) * 256 / (before + after));
}

/* Sorts layer l by the wishes of its items; those without neighbours keep their place. `late`: of items with equal
 * wishes the last comes first. */
static void sort_layer(struct cross *c, uint32_t l, bool from_above, bool mean, bool late) {
  uint32_t *order = c->layers->order + c->layers->first[l], width = width_of(c, l), n = 0;
  const uint32_t *list = from_above ? c->up : c->down, *at = from_above ? c->up_at : c->down_at;
  uint32_t widest = c->layers->first[l + 1] - c->layers->first[l];
  uint64_t *key = c->key, *spare = c->key + widest;
  for (uint32_t i = 0; i < width; i++) {
    uint32_t v = order[late ? width - 1 - i : i], want = wish(c, list, at[v], at[v + 1], mean);
    if (want != UINT32_MAX)
      key[n++] = (uint64_t)want << 32 | v;
  }
  sort_keys(key, spare, n);
  uint32_t k = 0;
  for (uint32_t i = 0; i < width; i++)
    if (at[order[i]] != at[order[i] + 1])
      order[i] = (uint32_t)key[k++];
  c->steps += width;
  number(c, l);
  relist(c, l);
}

/* Sorts each layer by the mean of the neighbours on both sides, again and again: slower to begin with than sweeps, but
 * it lets what stands far apart find together. Positions are taken relative to the widths of the layers. */
static void relax(struct cross *c, uint32_t rounds) {
  for (uint32_t round = 0; round < rounds; round++)
    for (uint32_t i = 0; i < c->layers->count; i++) {
      uint32_t l = round % 2 ? c->layers->count - 1 - i : i, width = width_of(c, l);
      uint32_t *order = c->layers->order + c->layers->first[l];
      uint64_t above = l ? width_of(c, l - 1) : 1, below = l + 1 < c->layers->count ? width_of(c, l + 1) : 1;
      for (uint32_t k = 0; k < width; k++) {
        uint32_t v = order[k], up = c->up_at[v + 1] - c->up_at[v], down = c->down_at[v + 1] - c->down_at[v];
        uint64_t a = 0, b = 0;
        for (uint32_t e = c->up_at[v]; e < c->up_at[v + 1]; e++)
          a += 2 * c->pos[c->up[e]] + 1;
        for (uint32_t e = c->down_at[v]; e < c->down_at[v + 1]; e++)
          b += 2 * c->pos[c->down[e]] + 1;
        uint64_t at = up + down ? (a * 500000000 / above + b * 500000000 / below) / (up + down)
                                : (2 * (uint64_t)k + 1) * 500000000 / width;
        c->key[k] = at << 32 | v;
        c->steps += up + down;
      }
      sort_keys(c->key, c->key + width, width);
      for (uint32_t k = 0; k < width; k++)
        order[k] = (uint32_t)c->key[k];
      number(c, l);
    }
  relist_all(c);
}

/* Neighbours in a layer change places while that saves crossings. */
static void transpose(struct cross *c, bool equal_too) {
  bool better = true;
  for (int round = 0; round < TRANSPOSES && better && c->steps < c->limit; round++) {
    better = false;
    for (uint32_t l = 0; l < c->layers->count; l++) {
      uint32_t *order = c->layers->order + c->layers->first[l], width = width_of(c, l);
      bool changed = false;
      for (uint32_t i = 0; i + 1 < width; i++) {
        int64_t saved = gain(c, order[i], order[i + 1]);
        if (saved < 0 || (!saved && !(equal_too && round == 0)))
          continue;
        uint32_t v = order[i];
        order[i] = order[i + 1];
        order[i + 1] = v;
        changed = true;
        better |= saved > 0;
      }
      if (changed) {
        number(c, l);
        relist(c, l);
      }
    }
  }
}

/* -- sifting ----------------------------------------------------------------------------------------------------- */

/* Moves an item to the best place of its layer; returns what that saves. */
static uint64_t sift(struct cross *c, uint32_t v) {
  uint32_t l = c->layers->item.at[v].layer, at = c->pos[v], best = at, width = width_of(c, l);
  uint32_t *order = c->layers->order + c->layers->first[l];
  int64_t saved = 0, most = 0;
  for (uint32_t i = at; i-- > 0;) {
    saved += gain(c, order[i], v);
    if (saved > most) {
      most = saved;
      best = i;
    }
  }
  saved = 0;
  for (uint32_t i = at + 1; i < width; i++) {
    saved += gain(c, v, order[i]);
    if (saved > most) {
      most = saved;
      best = i;
    }
  }
  if (best == at)
    return 0;
  if (best < at)
    memmove(order + best + 1, order + best, (at - best) * sizeof *order);
  else
    memmove(order + at, order + at + 1, (best - at) * sizeof *order);
  order[best] = v;
  number(c, l);
  relist(c, l);
  return (uint64_t)most;
}

static uint32_t next_random(struct cross *c) { /* G. Marsaglia, "Xorshift RNGs", 2003 */
  c->random ^= c->random << 13;
  c->random ^= c->random >> 17;
  c->random ^= c->random << 5;
  return c->random;
}

static uint64_t sift_all(struct cross *c, uint64_t count) {
  bool better = true;
  for (int round = 0; round < SIFT_ROUNDS && better && count && c->steps < c->limit; round++) {
    better = false;
    uint32_t start = next_random(c) % c->n;
    for (uint32_t i = 0; i < c->n && c->steps < c->limit; i++) {
      uint32_t v = (start + i) % c->n;
      if (c->up_at[v] == c->up_at[v + 1] && c->down_at[v] == c->down_at[v + 1])
        continue;
      uint64_t saved = sift(c, v);
      count -= saved;
      better |= saved > 0;
    }
  }
  return count;
}

/* -- all together ------------------------------------------------------------------------------------------------ */

static void shuffle(struct cross *c) {
  for (uint32_t l = 0; l < c->layers->count; l++) {
    uint32_t *order = c->layers->order + c->layers->first[l], width = width_of(c, l);
    for (uint32_t i = width; i > 1; i--) {
      uint32_t k = next_random(c) % i, v = order[i - 1];
      order[i - 1] = order[k];
      order[k] = v;
    }
  }
  relist_all(c);
}

/* Keeps the order at hand in `best` when it has fewer crossings. */
static bool keep(struct cross *c, uint32_t *best, uint64_t *least, uint64_t count) {
  if (count >= *least)
    return false;
  *least = count;
  memcpy(best, c->layers->order, c->n * sizeof *best);
  return true;
}

static void back_to(struct cross *c, const uint32_t *best) {
  memcpy(c->layers->order, best, c->n * sizeof *best);
  relist_all(c);
}

/* Sweeps from the order at hand; leaves the best order it saw, and returns its crossings. */
static uint64_t sweep(struct cross *c, uint32_t *best, bool mean, bool upward_first) {
  uint64_t least = UINT64_MAX;
  keep(c, best, &least, crossings(c));
  for (int turn = 0, idle = 0; turn < SWEEPS && idle < IDLE_SWEEPS && least && c->steps < c->limit; turn++) {
    bool down = (turn % 2 == 0) != upward_first, late = turn % 4 >= 2;
    for (uint32_t i = 1; i < c->layers->count; i++)
      sort_layer(c, down ? i : c->layers->count - 1 - i, down, mean, late);
    transpose(c, !late && turn);
    idle = keep(c, best, &least, crossings(c)) ? 0 : idle + 1;
  }
  back_to(c, best);
  return least;
}

void atl_layers_cross(struct atl_layers *layers, struct atl_effort effort) {
  struct cross c;
  if (!layers->item.len)
    return;
  init(&c, layers);
  c.limit = effort.steps;
  relist_all(&c);
  uint32_t *best = atl_realloc(NULL, c.n, sizeof *best), *local = atl_realloc(NULL, c.n, sizeof *local);
  uint64_t least = UINT64_MAX;
  keep(&c, best, &least, crossings(&c));
  relax(&c, RELAXATIONS);
  transpose(&c, false);
  keep(&c, best, &least, sift_all(&c, crossings(&c)));
  for (uint32_t start = 0; start < effort.starts && least && c.steps < c.limit; start++) {
    if (start >= 4)
      shuffle(&c);
    else
      back_to(&c, best);
    uint64_t count = sweep(&c, local, start % 2 == 0, start / 2 % 2);
    count = sift_all(&c, count);
    keep(&c, best, &least, count);
  }
  back_to(&c, best);
  layers->crossings = least;
  for (uint32_t i = 0; i < c.n; i++)
    layers->item.at[i].place = c.pos[i];
  free(local);
  free(best);
  release(&c);
}

uint64_t atl_layers_crossings(const struct atl_layers *layers) {
  struct cross c;
  init(&c, (struct atl_layers *)layers);
  relist_all(&c);
  uint64_t count = crossings(&c);
  release(&c);
  return count;
}
