/* Four times, from above and from below, to the left and to the right: each item is aligned with the middle one of its
 * neighbours in the layer before, where that crosses no alignment made already; lanes of one wire first, so that long
 * wires stay straight. What is aligned is a block; blocks are packed to one side in the order of a topological walk,
 * then drawn towards their neighbours. A straight wire can hold much ground apart that is empty: blocks are cut where
 * that makes the drawing narrower, down to a share of what it would be. The four are laid over each other, and their
 * middle, or the best of them, taken; last, items and whole lanes move singly to where their wires are straight.
 *
 * Blocks are packed as one constraint graph, which is what the corrections of the paper come to: no classes, no shifts
 * between them, so nothing to go wrong. Linear but for the last step's few rounds. */
#include "place/layered/lines_align.h"

#include "base/geom.h"

#include <stdlib.h>

enum { WAYS = 4, ROUNDS = 6, LONGEST_UNIT = 4096 };

/* Blocks are cut until the drawing has so many parts of a hundred of its breadth; if it keeps more than KEPT, it was
 * not worth the bends. Each cut is a walk over all items; so many are walked over in all, fewer where there are many.
 */
enum { NARROW = 73, KEPT = 95, WALKED = 400000, FEW_ITEMS = 1000 };

/* A bend is that many times as dear as align.h has it, and so many times more for each arc that makes it. */
enum { BEND = 4, BEND_OF_ARC = 8 };

struct aligner {
  const struct atl_align *a;
  const struct atl_layers *layers;
  uint32_t n, strands;
  uint32_t *up_at, *up, *down_at, *down; /* strands of an item, sorted by the place of their other ends */
  uint8_t *crossed;                      /* strands that cross a straight lane */
  uint32_t *root, *next;                 /* of blocks: the first item; the next one, round */
  int32_t *shift;                        /* start of an item from the start of its block */
  int32_t *x;                            /* of blocks */
  int32_t *limit;                        /* of blocks: how far right they may stand */
  int32_t wall[2];                       /* where the drawing begins and ends */
  uint32_t *weight;                      /* of strands: arcs */
  uint32_t *open, *queue;
};

static uint32_t place_of(const struct aligner *k, uint32_t item) { return k->layers->item.at[item].place; }
static bool is_lane(const struct aligner *k, uint32_t item) { return k->layers->item.at[item].kind != ATL_ITEM_BOX; }

static uint32_t beside(const struct aligner *k, uint32_t item, bool right) {
  const struct atl_layer_item *i = &k->layers->item.at[item];
  uint32_t first = k->layers->first[i->layer], width = k->layers->first[i->layer + 1] - first;
  if (right ? i->place + 1 >= width : i->place == 0)
    return ATL_NONE;
  return k->layers->order[first + (right ? i->place + 1 : i->place - 1)];
}

/* The least distance of the starts of two neighbours. */
static int32_t apart(const struct aligner *k, uint32_t left, uint32_t right) {
  return k->a->breadth[left] + k->a->gap(k->a->context, left, right);
}

static void list_strands(struct aligner *k) {
  const struct atl_layers *layers = k->layers;
  k->up_at = atl_alloc((size_t)k->n + 2, sizeof *k->up_at);
  k->down_at = atl_alloc((size_t)k->n + 2, sizeof *k->down_at);
  k->up = atl_realloc(NULL, (size_t)k->strands + 1, sizeof *k->up);
  k->down = atl_realloc(NULL, (size_t)k->strands + 1, sizeof *k->down);
  for (uint32_t i = 0; i < k->strands; i++) {
    k->up_at[layers->strand.at[i].lower + 1]++;
    k->down_at[layers->strand.at[i].upper + 1]++;
  }
  for (uint32_t i = 0; i < k->n; i++) {
    k->up_at[i + 1] += k->up_at[i];
    k->down_at[i + 1] += k->down_at[i];
  }
  /* Strands by upper item in order, then appended to their lower items: sorted; and the other way round. */
  uint32_t *fill = atl_realloc(NULL, (size_t)k->n + 1, sizeof *fill);
  memcpy(fill, k->down_at, k->n * sizeof *fill);
  for (uint32_t i = 0; i < k->strands; i++)
    k->down[fill[layers->strand.at[i].upper]++] = i;
  memcpy(fill, k->up_at, k->n * sizeof *fill);
  for (uint32_t i = 0; i < k->n; i++)
    for (uint32_t s = k->down_at[layers->order[i]]; s < k->down_at[layers->order[i] + 1]; s++)
      k->up[fill[layers->strand.at[k->down[s]].lower]++] = k->down[s];
  memcpy(fill, k->down_at, k->n * sizeof *fill);
  for (uint32_t i = 0; i < k->n; i++)
    for (uint32_t s = k->up_at[layers->order[i]]; s < k->up_at[layers->order[i] + 1]; s++)
      k->down[fill[layers->strand.at[k->up[s]].upper]++] = k->up[s];
  free(fill);
}

/* How many arcs run along each strand. */
static void weigh(struct aligner *k) {
  const struct atl_layers *layers = k->layers;
  uint32_t *load = atl_alloc((size_t)k->n + 1, sizeof *load);
  k->weight = atl_alloc((size_t)k->strands + 1, sizeof *k->weight);
  for (int up = 0; up < 2; up++)
    for (uint32_t i = 0; i < k->strands; i++) {
      uint32_t s = up ? i : k->strands - 1 - i;
      const struct atl_strand *strand = &layers->strand.at[s];
      uint32_t source = layers->item.at[layers->net.at[strand->net].source].layer;
      if ((layers->item.at[strand->upper].layer < source) != (up == 1))
        continue;
      uint32_t from = up ? strand->lower : strand->upper, to = up ? strand->upper : strand->lower;
      k->weight[s] = is_lane(k, to) ? load[to] : 1;
      if (is_lane(k, from))
        load[from] += k->weight[s];
    }
  free(load);
}

/* Marks strands that cross a strand between two lanes: the lane stays straight. */
static void mark_crossed(struct aligner *k) {
  const struct atl_layers *layers = k->layers;
  for (uint32_t l = 0; l + 1 < layers->count; l++) {
    const uint32_t *lower = layers->order + layers->first[l + 1];
    uint32_t width = layers->first[l + 2] - layers->first[l + 1], from = 0, left = 0;
    uint32_t upper_width = layers->first[l + 1] - layers->first[l];
    for (uint32_t i = 0; i < width; i++) {
      uint32_t v = lower[i], right = upper_width;
      bool inner = false;
      for (uint32_t s = k->up_at[v]; s < k->up_at[v + 1] && is_lane(k, v); s++) {
        uint32_t u = layers->strand.at[k->up[s]].upper;
        if (is_lane(k, u)) {
          inner = true;
          right = place_of(k, u);
        }
      }
      if (!inner && i + 1 < width)
        continue;
      for (; from <= i; from++)
        for (uint32_t s = k->up_at[lower[from]]; s < k->up_at[lower[from] + 1]; s++) {
          uint32_t u = layers->strand.at[k->up[s]].upper, p = place_of(k, u);
          if ((p < left || p > right) && !(is_lane(k, u) && is_lane(k, lower[from])))
            k->crossed[k->up[s]] = 1;
        }
      left = right;
    }
  }
}

/* -- blocks ------------------------------------------------------------------------------------------------------ */

static void align_layer(struct aligner *k, uint32_t l, bool above, bool rightward) {
  const struct atl_layers *layers = k->layers;
  const uint32_t *order = layers->order + layers->first[l];
  uint32_t width = layers->first[l + 1] - layers->first[l];
  const uint32_t *list = above ? k->up : k->down, *at = above ? k->up_at : k->down_at;
  int64_t border = rightward ? INT64_MAX : -1; /* alignments may not cross the last one */
  for (uint32_t i = 0; i < width; i++) {
    uint32_t v = order[rightward ? width - 1 - i : i], count = at[v + 1] - at[v];
    for (uint32_t turn = 0; turn < 2 && count; turn++) {
      uint32_t m = (turn == 0) != rightward ? (count - 1) / 2 : count / 2, s = list[at[v] + m];
      uint32_t u = above ? layers->strand.at[s].upper : layers->strand.at[s].lower;
      int64_t p = place_of(k, u);
      if (k->next[v] != v || k->crossed[s] || (rightward ? p >= border : p <= border))
        continue;
      k->next[u] = v;
      k->root[v] = k->root[u];
      k->next[v] = k->root[v];
      int32_t upper = k->a->upper_at[s], lower = k->a->lower_at[s];
      k->shift[v] = k->shift[u] + (above ? upper - lower : lower - upper);
      border = p;
    }
  }
}

static void make_blocks(struct aligner *k, bool above, bool rightward) {
  for (uint32_t i = 0; i < k->n; i++) {
    k->root[i] = k->next[i] = i;
    k->shift[i] = 0;
  }
  for (uint32_t i = 1; i < k->layers->count; i++)
    align_layer(k, above ? i : k->layers->count - 1 - i, above, rightward);
}

/* Blocks with nothing unplaced to the left (or right) of them come first. */
static uint32_t sort_blocks(struct aligner *k) {
  uint32_t len = 0;
  memset(k->open, 0, k->n * sizeof *k->open);
  for (uint32_t i = 0; i < k->n; i++)
    if (place_of(k, i))
      k->open[k->root[i]]++;
  for (uint32_t i = 0; i < k->n; i++)
    if (k->root[i] == i && !k->open[i])
      k->queue[len++] = i;
  for (uint32_t head = 0; head < len; head++) {
    uint32_t v = k->queue[head];
    do {
      uint32_t right = beside(k, v, true);
      if (right != ATL_NONE && !--k->open[k->root[right]])
        k->queue[len++] = k->root[right];
      v = k->next[v];
    } while (v != k->queue[head]);
  }
  return len;
}

/* -- narrower ---------------------------------------------------------------------------------------------------- */

/* Where item v of a block would have to stand at least (most) for all that is beside it, between walls at 0. */
static int32_t wall_bound(const struct aligner *k, uint32_t v, bool right) {
  uint32_t other = beside(k, v, right);
  if (other == ATL_NONE)
    return right ? -k->a->breadth[v] : 0;
  int32_t there = (right ? k->limit : k->x)[k->root[other]] + k->shift[other];
  return right ? there - apart(k, v, other) : there + apart(k, other, v);
}

/* Where each block must stand at least and at most, with walls at 0; returns the breadth that takes. */
static int32_t limits(struct aligner *k, uint32_t blocks) {
  int32_t breadth = 0;
  for (int side = 0; side < 2; side++)
    for (uint32_t i = 0; i < blocks; i++) {
      uint32_t b = k->queue[side ? blocks - 1 - i : i], v = b;
      int32_t best = side ? INT32_MAX : INT32_MIN;
      do {
        int32_t there = wall_bound(k, v, side) - k->shift[v];
        best = side ? atl_min32(best, there) : atl_max32(best, there);
        v = k->next[v];
      } while (v != b);
      (side ? k->limit : k->x)[b] = best;
    }
  for (uint32_t i = 0; i < blocks; i++)
    breadth = atl_max32(breadth, k->x[k->queue[i]] - k->limit[k->queue[i]]);
  return breadth;
}

struct cut {
  uint32_t block, before; /* the last item of what stays; ATL_NONE: nothing to cut */
  int32_t breadth;        /* that what was the block then takes at least */
};

/* Whether a child is aligned with its parent, directly or by a lane: trees stay tidy. */
static bool is_kin(const struct aligner *k, uint32_t u, uint32_t v) {
  if (k->layers->item.at[u].layer > k->layers->item.at[v].layer) {
    uint32_t swap = u;
    u = v;
    v = swap;
  }
  for (uint32_t i = k->down_at[u]; i < k->down_at[u + 1]; i++) {
    const struct atl_strand *strand = &k->layers->strand.at[k->down[i]];
    if (strand->lower == v && k->layers->net.at[strand->net].edge == ATL_NONE)
      return true;
  }
  return false;
}

/* The best cut of a block. `least` and `most` have room for an item a layer each. */
static void try_cuts(const struct aligner *k, uint32_t block, int32_t *least, int32_t *most, struct cut *best) {
  uint32_t *member = k->open, len = 0, v = block;
  int32_t low = INT32_MIN, high = INT32_MAX;
  do { /* bounds of the items up to each */
    low = atl_max32(low, wall_bound(k, v, false) - k->shift[v]);
    high = atl_min32(high, wall_bound(k, v, true) - k->shift[v]);
    least[len] = low;
    most[len] = high;
    member[len++] = v;
    v = k->next[v];
  } while (v != block);
  low = INT32_MIN;
  high = INT32_MAX;
  while (len-- > 1) { /* and of those from each on */
    low = atl_max32(low, wall_bound(k, member[len], false) - k->shift[member[len]]);
    high = atl_min32(high, wall_bound(k, member[len], true) - k->shift[member[len]]);
    int32_t breadth = atl_max32(low - high, least[len - 1] - most[len - 1]);
    if (breadth < best->breadth && !is_kin(k, member[len - 1], member[len]))
      *best = (struct cut){.block = block, .before = member[len - 1], .breadth = breadth};
  }
}

static void make_cut(struct aligner *k, const struct cut *cut) {
  uint32_t second = k->next[cut->before], v = second;
  int32_t by = k->shift[second];
  k->next[cut->before] = cut->block;
  for (;; v = k->next[v]) {
    k->root[v] = second;
    k->shift[v] -= by;
    if (k->next[v] == cut->block)
      break;
  }
  k->next[v] = second;
}

/* Cuts blocks that the breadth of the drawing hangs on, one a turn. False if it was not worth it: blocks are to be made
 * again. */
static bool narrow(struct aligner *k) {
  int32_t *least = atl_realloc(NULL, 2 * (size_t)k->layers->count + 1, sizeof *least), *most = least + k->layers->count;
  uint32_t turns = WALKED / k->n / (k->n / FEW_ITEMS + 1), cuts = 0;
  int32_t whole = 0, breadth = 0;
  for (uint32_t turn = 0; turn <= turns; turn++) {
    uint32_t blocks = sort_blocks(k);
    breadth = limits(k, blocks);
    whole = turn ? whole : breadth;
    struct cut cut = {.before = ATL_NONE, .breadth = breadth};
    for (uint32_t i = 0; i < blocks && breadth > (int64_t)whole * NARROW / 100 && turn < turns; i++)
      if (k->x[k->queue[i]] - k->limit[k->queue[i]] == breadth)
        try_cuts(k, k->queue[i], least, most, &cut);
    if (cut.before == ATL_NONE)
      break;
    make_cut(k, &cut);
    cuts++;
  }
  free(least);
  return !cuts || breadth <= (int64_t)whole * KEPT / 100;
}

/* How far a block may go to one side: what the neighbours of its items there leave; `none` without neighbours. */
static int32_t bound(const struct aligner *k, uint32_t block, bool right, int32_t none) {
  int32_t best = none;
  bool any = false;
  uint32_t v = block;
  do {
    uint32_t other = beside(k, v, right);
    if (other != ATL_NONE) {
      int32_t there = k->x[k->root[other]] + k->shift[other] - k->shift[v];
      there = right ? there - apart(k, v, other) : there + apart(k, other, v);
      best = !any ? there : right ? atl_min32(best, there) : atl_max32(best, there);
      any = true;
    }
    v = k->next[v];
  } while (v != block);
  return best;
}

/* Packs to the left (or right), then draws blocks back towards what stands beside them. */
static void pack(struct aligner *k, bool rightward, int32_t *at) {
  uint32_t blocks = sort_blocks(k);
  for (uint32_t i = 0; i < blocks; i++) {
    uint32_t b = k->queue[rightward ? blocks - 1 - i : i];
    k->x[b] = bound(k, b, rightward, 0);
  }
  for (uint32_t i = blocks; i--;) {
    uint32_t b = k->queue[rightward ? blocks - 1 - i : i];
    k->x[b] = bound(k, b, !rightward, k->x[b]);
  }
  for (uint32_t i = 0; i < k->n; i++)
    at[i] = k->x[k->root[i]] + k->shift[i];
}

/* -- the middle of four ------------------------------------------------------------------------------------------ */

static void extent(const struct aligner *k, const int32_t *at, int32_t *low, int32_t *high) {
  *low = INT32_MAX;
  *high = INT32_MIN;
  for (uint32_t i = 0; i < k->n; i++) {
    *low = atl_min32(*low, at[i]);
    *high = atl_max32(*high, at[i] + k->a->breadth[i]);
  }
}

/* What it costs to bend a strand. */
static int64_t bend_cost(const struct aligner *k, uint32_t s) {
  return (int64_t)k->a->bend * (BEND + BEND_OF_ARC * k->weight[s]);
}

static int64_t strand_cost(const struct aligner *k, const int32_t *at, uint32_t s) {
  const struct atl_strand *strand = &k->layers->strand.at[s];
  int64_t d = (int64_t)at[strand->upper] + k->a->upper_at[s] - at[strand->lower] - k->a->lower_at[s];
  return d ? (d < 0 ? -d : d) + bend_cost(k, s) : 0;
}

static int64_t cost(const struct aligner *k, const int32_t *at) {
  int64_t sum = 0;
  for (uint32_t s = 0; s < k->strands; s++)
    sum += strand_cost(k, at, s);
  int32_t low, high;
  extent(k, at, &low, &high);
  return sum + ((int64_t)high - low) * (4 + k->layers->count);
}

static int32_t floor_to(int64_t v, int32_t grain) {
  int64_t q = v / grain;
  return (int32_t)((q * grain > v ? q - 1 : q) * grain);
}

/* Lays the four over each other, at the sides they were packed to, and takes the mean of the two in the middle. */
static void middle_of(const struct aligner *k, int32_t *const way[WAYS], int32_t *at) {
  int32_t low[WAYS], high[WAYS];
  uint32_t narrow = 0;
  for (uint32_t w = 0; w < WAYS; w++) {
    extent(k, way[w], &low[w], &high[w]);
    if (high[w] - low[w] < high[narrow] - low[narrow])
      narrow = w;
  }
  for (uint32_t i = 0; i < k->n; i++) {
    int32_t v[WAYS];
    for (uint32_t w = 0; w < WAYS; w++) {
      int32_t x = way[w][i] + (w % 2 ? high[narrow] - high[w] : low[narrow] - low[w]);
      uint32_t j = w;
      for (; j && v[j - 1] > x; j--)
        v[j] = v[j - 1];
      v[j] = x;
    }
    at[i] = floor_to((int64_t)v[1] + v[2], 2 * k->a->grain) / 2; /* down, also below 0: distances must hold */
  }
}

/* -- straightening ----------------------------------------------------------------------------------------------- */

/* A box, or the straight run of lanes of one wire that begins at a lane. Returns how many items. */
static uint32_t unit_from(const struct aligner *k, uint32_t item, uint32_t *unit) {
  uint32_t len = 0;
  unit[len++] = item;
  while (is_lane(k, item) && len < LONGEST_UNIT) {
    uint32_t below = ATL_NONE;
    for (uint32_t s = k->down_at[item]; s < k->down_at[item + 1]; s++) {
      uint32_t v = k->layers->strand.at[k->down[s]].lower;
      if (is_lane(k, v) && !strand_cost(k, k->a->at, k->down[s]))
        below = v;
    }
    if (below == ATL_NONE)
      break;
    unit[len++] = item = below;
  }
  return len;
}

/* Whether a lane goes on straight from one above it: then it moves with that one. */
static bool continues(const struct aligner *k, uint32_t item) {
  for (uint32_t s = k->up_at[item]; s < k->up_at[item + 1] && is_lane(k, item); s++)
    if (is_lane(k, k->layers->strand.at[k->up[s]].upper) && !strand_cost(k, k->a->at, k->up[s]))
      return true;
  return false;
}

static int64_t unit_cost(const struct aligner *k, const uint32_t *unit, uint32_t len, int32_t by) {
  int64_t sum = 0;
  for (uint32_t i = 0; i < len; i++) {
    uint32_t v = unit[i];
    for (uint32_t s = k->up_at[v]; s < k->up_at[v + 1]; s++) {
      uint32_t t = k->up[s], u = k->layers->strand.at[t].upper;
      if (i && u == unit[i - 1])
        continue;
      int64_t d = (int64_t)k->a->at[u] + k->a->upper_at[t] - k->a->at[v] - k->a->lower_at[t] - by;
      sum += d ? (d < 0 ? -d : d) + bend_cost(k, t) : 0;
    }
    for (uint32_t s = k->down_at[v]; s < k->down_at[v + 1]; s++) {
      uint32_t t = k->down[s], u = k->layers->strand.at[t].lower;
      if (i + 1 < len && u == unit[i + 1])
        continue;
      int64_t d = (int64_t)k->a->at[u] + k->a->lower_at[t] - k->a->at[v] - k->a->upper_at[t] - by;
      sum += d ? (d < 0 ? -d : d) + bend_cost(k, t) : 0;
    }
  }
  return sum;
}

static bool straighten_unit(struct aligner *k, const uint32_t *unit, uint32_t len) {
  int32_t lowest = INT32_MIN, highest = INT32_MAX;
  int32_t *at = k->a->at;
  for (uint32_t i = 0; i < len; i++) {
    uint32_t v = unit[i], left = beside(k, v, false), right = beside(k, v, true);
    lowest = atl_max32(lowest, k->wall[0] - at[v]);
    highest = atl_min32(highest, k->wall[1] - at[v] - k->a->breadth[v]);
    if (left != ATL_NONE)
      lowest = atl_max32(lowest, at[left] + apart(k, left, v) - at[v]);
    if (right != ATL_NONE)
      highest = atl_min32(highest, at[right] - apart(k, v, right) - at[v]);
  }
  int64_t now = unit_cost(k, unit, len, 0), best = now;
  int32_t move = 0;
  uint32_t tried = 0;
  for (uint32_t i = 0; i < len && tried < 64; i++)
    for (int side = 0; side < 2; side++) {
      uint32_t v = unit[i];
      const uint32_t *list = side ? k->down : k->up, *first = side ? k->down_at : k->up_at;
      for (uint32_t s = first[v]; s < first[v + 1] && tried < 64; s++) {
        const struct atl_strand *strand = &k->layers->strand.at[list[s]];
        int32_t upper = at[strand->upper] + k->a->upper_at[list[s]],
                lower = at[strand->lower] + k->a->lower_at[list[s]];
        int32_t by = side ? lower - upper : upper - lower;
        if (!by || by < lowest || by > highest)
          continue;
        tried++;
        int64_t there = unit_cost(k, unit, len, by);
        if (there < best) {
          best = there;
          move = by;
        }
      }
    }
  for (uint32_t i = 0; i < len; i++)
    at[unit[i]] += move;
  return move != 0;
}

static void straighten(struct aligner *k) {
  uint32_t *unit = atl_realloc(NULL, LONGEST_UNIT + 1, sizeof *unit);
  bool moved = true;
  for (int round = 0; round < ROUNDS && moved; round++) {
    moved = false;
    for (uint32_t i = 0; i < k->n; i++) {
      uint32_t v = k->layers->order[round % 2 ? k->n - 1 - i : i];
      if (!continues(k, v))
        moved |= straighten_unit(k, unit, unit_from(k, v, unit));
    }
  }
  free(unit);
}

/* -- all together ------------------------------------------------------------------------------------------------ */

void atl_align(const struct atl_align *align) {
  struct aligner k = {
      .a = align, .layers = align->layers, .n = align->layers->item.len, .strands = align->layers->strand.len};
  if (!k.n)
    return;
  list_strands(&k);
  k.crossed = atl_alloc((size_t)k.strands + 1, sizeof *k.crossed);
  k.root = atl_realloc(NULL, 4 * (size_t)k.n, sizeof *k.root);
  k.next = k.root + k.n;
  k.open = k.root + 2 * (size_t)k.n;
  k.queue = k.root + 3 * (size_t)k.n;
  k.shift = atl_realloc(NULL, (3 + WAYS) * (size_t)k.n, sizeof *k.shift);
  k.x = k.shift + k.n;
  k.limit = k.shift + 2 * (size_t)k.n;
  int32_t *way[WAYS];
  mark_crossed(&k);
  weigh(&k);
  uint32_t best = WAYS;
  for (uint32_t w = 0; w < WAYS; w++) {
    way[w] = k.shift + (3 + w) * (size_t)k.n;
    make_blocks(&k, w / 2 == 0, w % 2);
    if (!narrow(&k))
      make_blocks(&k, w / 2 == 0, w % 2);
    pack(&k, w % 2, way[w]);
  }
  middle_of(&k, way, align->at);
  /* The middle looks best; one of the four is taken only where it is clearly better. */
  int64_t least = cost(&k, align->at) * 15 / 16;
  for (uint32_t w = 0; w < WAYS; w++) {
    int64_t c = cost(&k, way[w]);
    if (c < least) {
      least = c;
      best = w;
    }
  }
  if (best < WAYS)
    memcpy(align->at, way[best], k.n * sizeof *align->at);
  extent(&k, align->at, &k.wall[0], &k.wall[1]);
  straighten(&k);
  free(k.weight);
  free(k.shift);
  free(k.root);
  free(k.crossed);
  free(k.up_at);
  free(k.up);
  free(k.down_at);
  free(k.down);
}
