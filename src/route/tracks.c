/* The order of wires in each line. Two that overlap cross the wires that turn off one of them over the other; which
 * order of two has fewer of these crossings is counted, the sums are sorted, and neighbours are exchanged where that
 * is better. What crosses depends on the order in the lines across, so it is done for both axes, twice. */
#include "route/inner.h"

#include "base/sort.h"

#include <stdlib.h>

enum { ROUNDS = 2, EXCHANGES = 8 };

struct score {
  int64_t sum;
  uint32_t index;
};

struct pair {
  uint32_t a, b;
  int32_t gain; /* what it costs more to have a before b */
};

struct tracks {
  struct atl_way *way;
  uint32_t *turn;
  ATL_VEC(struct score) score;
  ATL_VEC(struct pair) pair;
};

static void find_spans(struct atl_way *way, int axis) {
  for (uint32_t i = 0; i < way->segment.len; i++) {
    const struct atl_segment *s = &way->segment.at[i];
    if (s->axis != axis)
      continue;
    int64_t lo = INT64_MAX, hi = INT64_MIN;
    for (uint32_t j = s->first; j != ATL_NONE; j = way->joint.at[j].next) {
      const struct atl_joint *joint = &way->joint.at[j];
      int64_t key = joint->segment != ATL_NONE
                        ? atl_segment_key(&way->segment.at[joint->segment])
                        : (int64_t)atl_block_side(&way->block.at[joint->box], joint->side) * ATL_ROUTE_RANKS;
      lo = key < lo ? key : lo;
      hi = key > hi ? key : hi;
    }
    way->low[i] = lo;
    way->high[i] = hi;
  }
}

/* Half crossings of the wires that turn off p within the span of q, to the side where q is. */
static int32_t halves(const struct atl_way *way, uint32_t p, uint32_t q, bool p_before) {
  int32_t sum = 0;
  int64_t lo = way->low[q], hi = way->high[q];
  int32_t at = way->segment.at[p].at;
  for (uint32_t j = way->segment.at[p].first; j != ATL_NONE; j = way->joint.at[j].next) {
    uint32_t other = way->joint.at[j].segment;
    if (other == ATL_NONE)
      continue;
    const struct atl_segment *z = &way->segment.at[other];
    if (p_before ? z->hi <= at : z->lo >= at)
      continue;
    int64_t key = atl_segment_key(z);
    sum += key > lo && key < hi ? 2 : key == lo || key == hi ? 1 : 0;
  }
  return sum;
}

static int by_score(const void *a, const void *b) {
  const struct score *x = a, *y = b;
  if (x->sum != y->sum)
    return x->sum < y->sum ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

static int32_t gain_of(const struct tracks *t, uint32_t a, uint32_t b) {
  uint32_t low = 0, high = t->pair.len, first = a < b ? a : b, second = a < b ? b : a;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    const struct pair *p = &t->pair.at[mid];
    if (p->a < first || (p->a == first && p->b < second))
      low = mid + 1;
    else
      high = mid;
  }
  if (low == t->pair.len || t->pair.at[low].a != first || t->pair.at[low].b != second)
    return 0;
  return a < b ? t->pair.at[low].gain : -t->pair.at[low].gain;
}

/* Orders segments that overlap, directly or by way of others. */
static void order_some(struct tracks *t, const uint32_t *segment, uint32_t m) {
  struct atl_way *way = t->way;
  t->score.len = t->pair.len = 0;
  for (uint32_t a = 0; a < m; a++)
    *atl_vec_push(&t->score) = (struct score){0, a};
  for (uint32_t a = 0; a < m; a++)
    for (uint32_t b = a + 1; b < m && way->segment.at[segment[b]].lo <= way->segment.at[segment[a]].hi; b++) {
      int32_t gain = halves(way, segment[a], segment[b], true) + halves(way, segment[b], segment[a], false) -
                     halves(way, segment[b], segment[a], true) - halves(way, segment[a], segment[b], false);
      t->score.at[a].sum += gain;
      t->score.at[b].sum -= gain;
      if (gain)
        *atl_vec_push(&t->pair) = (struct pair){a, b, gain};
    }
  atl_sort(t->score.at, m, sizeof *t->score.at, by_score);
  bool changed = true;
  for (uint32_t pass = 0; pass < EXCHANGES && changed; pass++) {
    changed = false;
    for (uint32_t i = 0; i + 1 < m; i++)
      if (gain_of(t, t->score.at[i].index, t->score.at[i + 1].index) > 0) {
        struct score swap = t->score.at[i];
        t->score.at[i] = t->score.at[i + 1];
        t->score.at[i + 1] = swap;
        changed = true;
      }
  }
  for (uint32_t i = 0; i < m; i++)
    way->segment.at[segment[t->score.at[i].index]].rank = i + 1;
}

struct sorted {
  int32_t at, lo;
  uint32_t segment;
};

static int by_place(const void *a, const void *b) {
  const struct sorted *x = a, *y = b;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  if (x->lo != y->lo)
    return x->lo < y->lo ? -1 : 1;
  return x->segment < y->segment ? -1 : x->segment > y->segment;
}

static void order_axis(struct tracks *t, int axis) {
  struct atl_way *way = t->way;
  uint32_t n = 0;
  find_spans(way, axis);
  struct sorted *sorted = atl_alloc((size_t)way->segment.len + 1, sizeof *sorted);
  for (uint32_t i = 0; i < way->segment.len; i++)
    if (way->segment.at[i].axis == axis)
      sorted[n++] = (struct sorted){way->segment.at[i].at, way->segment.at[i].lo, i};
  atl_sort(sorted, n, sizeof *sorted, by_place);
  for (uint32_t i = 0; i < n; i++)
    t->turn[i] = sorted[i].segment;
  for (uint32_t i = 0, end; i < n; i = end) {
    int32_t hi = way->segment.at[t->turn[i]].hi;
    for (end = i + 1; end < n && sorted[end].at == sorted[i].at && sorted[end].lo <= hi; end++)
      hi = atl_max32(hi, way->segment.at[t->turn[end]].hi);
    order_some(t, t->turn + i, end - i);
  }
  free(sorted);
}

void atl_way_order(struct atl_way *way) {
  struct tracks t = {.way = way, .turn = atl_alloc((size_t)way->segment.len + 1, sizeof *t.turn)};
  for (int round = 0; round < ROUNDS; round++) {
    order_axis(&t, 1);
    order_axis(&t, 0);
  }
  free(t.turn);
  atl_vec_release(&t.score);
  atl_vec_release(&t.pair);
}
