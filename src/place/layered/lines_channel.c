/* Rails are put on tracks from the upper side downwards, one after the other.
 *
 * Two buses whose rails overlap need different tracks. If a lower pin of one stands in the column of an upper pin of
 * the other, the other must be above: else their wires would lie on each other. Among buses that nothing unplaced must
 * be above of, the one is taken that saves most crossings (P. Eades, X. Lin, W. F. Smyth, "A fast and effective
 * heuristic for the feedback arc set problem", 1993, which this is with the must-be-above as law). If there is none,
 * the laws form a circle: one bus is split at a free column into two, of which the upper half can go first. */
#include "place/layered/lines_channel.h"

#include "base/sort.h"

#include <stdlib.h>

/* Up to this many rails all pairs that overlap are compared; above, only laws are looked for, in O(n log n): such a
 * channel is a thicket whatever is done. */
enum { EXACT_RAILS = 400, BUCKETS = 1024, SIFTED_RAILS = 150, SIFT_ROUNDS = 6, LAW = 1 << 20 };

struct relation { /* of one bus to another that overlaps it */
  uint32_t other;
  int32_t gain;     /* crossings saved when this one is above, less those when the other is */
  bool under, over; /* laws: this one must be under the other, over it */
};

struct pair {
  uint32_t a, b;
  int32_t gain; /* of a above b */
  bool under, over;
};

struct router {
  struct atl_channel *c;
  uint32_t *bus; /* those with rails, in the order of placing */
  uint32_t *was; /* the same, as pairs and relations number them */
  uint32_t n;
  uint32_t *at; /* relations of rail i: relation[at[i]] .. relation[at[i + 1] - 1] */
  ATL_VEC(struct pair) pair;
  ATL_VEC(struct relation) relation;
  ATL_VEC(int32_t) column; /* all that are taken, sorted */
};

static int compare_columns(const void *a, const void *b) {
  int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return x < y ? -1 : x > y;
}

static void bounds(struct atl_channel *c, struct atl_bus *bus) {
  bus->low = INT32_MAX;
  bus->high = INT32_MIN;
  for (uint32_t i = 0; i < bus->pins; i++) {
    int32_t at = c->pin.at[bus->first_pin + i].at;
    bus->low = at < bus->low ? at : bus->low;
    bus->high = at > bus->high ? at : bus->high;
  }
}

static bool overlap(const struct atl_channel *c, const struct atl_bus *a, const struct atl_bus *b) {
  return a->low < b->high + c->apart && b->low < a->high + c->apart;
}

/* Whether the pin is the joint with this bus. */
static bool joined(const struct atl_channel *c, const struct atl_pin *pin, const struct atl_bus *bus) {
  return pin->item == ATL_NONE && pin->twin == (uint32_t)(bus - c->bus.at);
}

/* Crossings when a is above b: a's wires down through b's rail, b's wires up through a's. Sets *law when they would lie
 * on each other. */
static int32_t crossings_above(const struct atl_channel *c, const struct atl_bus *a, const struct atl_bus *b,
                               bool *law) {
  int32_t count = 0;
  for (uint32_t i = 0; i < a->pins; i++) {
    const struct atl_pin *p = &c->pin.at[a->first_pin + i];
    if (!p->lower) {
      *law |= joined(c, p, b); /* a is the lower half of b */
      continue;
    }
    if (p->at <= b->low - c->space || p->at >= b->high + c->space)
      continue;
    count += p->at > b->low && p->at < b->high;
    for (uint32_t k = 0; k < b->pins; k++) {
      const struct atl_pin *q = &c->pin.at[b->first_pin + k];
      if (joined(c, p, b)) /* a is the upper half of b: they meet there */
        continue;
      if (!q->lower && p->at < q->at + c->space && q->at < p->at + c->space)
        *law = true;
    }
  }
  for (uint32_t k = 0; k < b->pins; k++) {
    const struct atl_pin *q = &c->pin.at[b->first_pin + k];
    count += !q->lower && q->at > a->low && q->at < a->high;
  }
  return count;
}

static struct atl_bus *rail(struct router *r, uint32_t i) { return &r->c->bus.at[r->bus[i]]; }

static bool straight(const struct atl_channel *c, const struct atl_bus *bus) {
  return bus->low == bus->high && bus->pins == 2 &&
         c->pin.at[bus->first_pin].lower != c->pin.at[bus->first_pin + 1].lower;
}

static void list_rails(struct router *r) {
  struct atl_channel *c = r->c;
  r->bus = atl_realloc(NULL, (size_t)c->bus.len + 1, sizeof *r->bus);
  r->n = 0;
  for (uint32_t i = 0; i < c->bus.len; i++) {
    struct atl_bus *bus = &c->bus.at[i];
    bounds(c, bus);
    bus->track = 0;
    if (!straight(c, bus))
      r->bus[r->n++] = i;
  }
}

static int compare_low(const void *a, const void *b) {
  const struct pair *x = a, *y = b; /* gain holds the low end */
  return x->gain != y->gain ? (x->gain < y->gain ? -1 : 1) : x->a < y->a ? -1 : x->a > y->a;
}

/* Pairs of rails that overlap: a sweep over them by their low ends. */
static void list_pairs(struct router *r) {
  struct atl_channel *c = r->c;
  struct pair *sorted = atl_alloc((size_t)r->n + 1, sizeof *sorted);
  for (uint32_t i = 0; i < r->n; i++)
    sorted[i] = (struct pair){.a = i, .gain = rail(r, i)->low};
  atl_sort(sorted, r->n, sizeof *sorted, compare_low);
  for (uint32_t i = 0; i < r->n; i++)
    for (uint32_t k = i + 1; k < r->n && sorted[k].gain < rail(r, sorted[i].a)->high + c->apart; k++) {
      const struct atl_bus *a = rail(r, sorted[i].a), *b = rail(r, sorted[k].a);
      if (!overlap(c, a, b))
        continue;
      bool under = false, over = false;
      int32_t above = crossings_above(c, a, b, &under), below = crossings_above(c, b, a, &over);
      *atl_vec_push(&r->pair) =
          (struct pair){.a = sorted[i].a, .b = sorted[k].a, .gain = below - above, .under = under, .over = over};
    }
  free(sorted);
}

struct place { /* a pin, by its column */
  int32_t at;
  uint32_t rail, pin;
};

static int compare_places(const void *a, const void *b) {
  const struct place *x = a, *y = b;
  return x->at != y->at ? (x->at < y->at ? -1 : 1) : x->pin < y->pin ? -1 : x->pin > y->pin;
}

/* Only the pairs with a law between them. */
static void list_laws(struct router *r) {
  struct atl_channel *c = r->c;
  ATL_VEC(struct place) place = {0};
  for (uint32_t i = 0; i < r->n; i++)
    for (uint32_t k = 0; k < rail(r, i)->pins; k++)
      *atl_vec_push(&place) = (struct place){c->pin.at[rail(r, i)->first_pin + k].at, i, rail(r, i)->first_pin + k};
  atl_sort(place.at, place.len, sizeof *place.at, compare_places);
  for (uint32_t i = 0; i < place.len; i++)
    for (uint32_t k = i + 1; k < place.len && place.at[k].at < place.at[i].at + c->space; k++) {
      const struct atl_pin *p = &c->pin.at[place.at[i].pin], *q = &c->pin.at[place.at[k].pin];
      if (place.at[i].rail == place.at[k].rail || p->lower == q->lower)
        continue;
      bool under = p->lower; /* the one with the lower pin goes under the other, but halves meet there */
      if (joined(c, p, rail(r, place.at[k].rail)))
        under = !under;
      *atl_vec_push(&r->pair) =
          (struct pair){.a = place.at[i].rail, .b = place.at[k].rail, .under = under, .over = !under};
    }
  atl_vec_release(&place);
}

static void relate(struct router *r) {
  r->pair.len = 0;
  if (r->n <= EXACT_RAILS)
    list_pairs(r);
  else
    list_laws(r);
  r->at = atl_alloc((size_t)r->n + 2, sizeof *r->at);
  uint32_t *fill = atl_alloc((size_t)r->n + 1, sizeof *fill);
  for (uint32_t i = 0; i < r->pair.len; i++) {
    r->at[r->pair.at[i].a + 1]++;
    r->at[r->pair.at[i].b + 1]++;
  }
  for (uint32_t i = 0; i < r->n; i++)
    fill[i] = r->at[i + 1] += r->at[i];
  r->relation.len = 0;
  atl_vec_reserve(&r->relation, 2 * r->pair.len + 1);
  r->relation.len = 2 * r->pair.len;
  for (uint32_t i = r->pair.len; i--;) {
    const struct pair *p = &r->pair.at[i];
    r->relation.at[--fill[p->a]] =
        (struct relation){.other = p->b, .gain = p->gain, .under = p->under, .over = p->over};
    r->relation.at[--fill[p->b]] =
        (struct relation){.other = p->a, .gain = -p->gain, .under = p->over, .over = p->under};
  }
  free(fill);
}

static bool taken(const struct router *r, int32_t column) {
  uint32_t low = 0, high = r->column.len;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (r->column.at[middle] <= column - r->c->space)
      low = middle + 1;
    else
      high = middle;
  }
  return low < r->column.len && r->column.at[low] < column + r->c->space;
}

static int32_t free_column(struct router *r, int32_t near) {
  int32_t found = near;
  for (int32_t by = 0; taken(r, found); by = by > 0 ? -by : -by + r->c->step)
    found = near + by;
  *atl_vec_push(&r->column) = found;
  atl_sort(r->column.at, r->column.len, sizeof *r->column.at, compare_columns);
  return found;
}

/* Splits a bus: one with its upper pins, one with its lower ones, joined in a free column. */
static void split(struct router *r, uint32_t which) {
  struct atl_channel *c = r->c;
  struct atl_bus whole = c->bus.at[which];
  uint32_t trunk = whole.first_pin, other = c->bus.len;
  int32_t column = free_column(r, (whole.low + whole.high) / 2 / c->step * c->step);
  *atl_vec_push(&c->bus) = (struct atl_bus){.net = whole.net};
  for (int half = 0; half < 2; half++) { /* the upper half, then the lower one */
    struct atl_bus *bus = &c->bus.at[half ? other : which];
    struct atl_pin joint = {.item = ATL_NONE, .twin = half ? which : other, .at = column, .lower = !half};
    bool joint_first = c->pin.at[trunk].lower == !half;
    bus->first_pin = c->pin.len;
    if (joint_first)
      *atl_vec_push(&c->pin) = joint;
    for (uint32_t i = 0; i < whole.pins; i++)
      if (c->pin.at[trunk + i].lower == (half == 1)) {
        struct atl_pin pin = c->pin.at[trunk + i];
        *atl_vec_push(&c->pin) = pin;
      }
    if (!joint_first)
      *atl_vec_push(&c->pin) = joint;
    bus->pins = c->pin.len - bus->first_pin;
  }
}

/* Puts rails on tracks in the order of r->bus. */
static void number_tracks(struct router *r) {
  struct atl_channel *c = r->c;
  c->tracks = 0;
  for (uint32_t i = 0; i < r->n; i++) {
    struct atl_bus *bus = rail(r, i);
    bus->track = 1;
    for (uint32_t k = 0; k < i; k++) {
      const struct atl_bus *over = rail(r, k);
      if (over->track >= bus->track && overlap(c, over, bus))
        bus->track = over->track + 1;
    }
    c->tracks = bus->track > c->tracks ? bus->track : c->tracks;
  }
}

/* The same for a crowded channel: what is taken is kept by strips of the channel, so a rail may get a lower track than
 * it needs. */
static void number_crowded(struct router *r) {
  struct atl_channel *c = r->c;
  uint32_t *lowest = atl_alloc(BUCKETS, sizeof *lowest);
  int64_t low = INT32_MAX, high = INT32_MIN;
  for (uint32_t i = 0; i < r->n; i++) {
    low = rail(r, i)->low < low ? rail(r, i)->low : low;
    high = rail(r, i)->high > high ? rail(r, i)->high : high;
  }
  int64_t strip = (high - low + c->apart) / BUCKETS + 1;
  c->tracks = 0;
  for (uint32_t i = 0; i < r->n; i++) {
    struct atl_bus *bus = rail(r, i);
    int64_t first = (bus->low - low) / strip, last = (bus->high + c->apart - 1 - low) / strip;
    uint32_t track = 0;
    for (int64_t b = first; b <= last; b++)
      track = lowest[b] > track ? lowest[b] : track;
    bus->track = track + 1;
    for (int64_t b = first; b <= last; b++)
      lowest[b] = bus->track;
    c->tracks = bus->track > c->tracks ? bus->track : c->tracks;
  }
  free(lowest);
}

/* Whether a rail must be over one that is not placed. What must not is part of no circle, and may have no upper pin to
 * be split at. */
static bool holds_up(const struct router *r, uint32_t which, const bool *placed) {
  for (uint32_t k = r->at[which]; k < r->at[which + 1]; k++)
    if (r->relation.at[k].over && !placed[r->relation.at[k].other])
      return true;
  return false;
}

/* Puts the buses into an order of the rails they are on now. */
static void take_order(struct router *r, uint32_t *order) {
  for (uint32_t i = 0; i < r->n; i++)
    order[i] = r->bus[order[i]];
  memcpy(r->bus, order, r->n * sizeof *order);
}

/* Orders the rails; returns the index of a bus to split when the laws form a circle, else ATL_NONE. */
static uint32_t order_rails(struct router *r) {
  uint32_t n = r->n, done = 0, circle = ATL_NONE;
  uint32_t *laws = atl_alloc((size_t)n + 1, sizeof *laws), *order = atl_realloc(NULL, (size_t)n + 1, sizeof *order);
  int32_t *score = atl_alloc((size_t)n + 1, sizeof *score);
  bool *placed = atl_alloc((size_t)n + 1, sizeof *placed);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = r->at[i]; k < r->at[i + 1]; k++) {
      laws[i] += r->relation.at[k].under;
      score[i] += r->relation.at[k].gain;
    }
  uint32_t *queue = atl_realloc(NULL, (size_t)n + 1, sizeof *queue), queued = 0; /* of a crowded channel */
  bool crowded = n > EXACT_RAILS;
  for (uint32_t i = 0; i < n && crowded; i++)
    if (!laws[i])
      queue[queued++] = i;
  while (done < n && circle == ATL_NONE) {
    uint32_t best = done < queued ? queue[done] : ATL_NONE;
    for (uint32_t i = 0; i < n && !crowded; i++) {
      if (placed[i])
        continue;
      if (!laws[i] && (best == ATL_NONE || score[i] > score[best] ||
                       (score[i] == score[best] && rail(r, i)->low < rail(r, best)->low)))
        best = i;
    }
    if (best == ATL_NONE) {
      uint32_t fewest = ATL_NONE;
      for (uint32_t i = 0; i < n; i++)
        if (!placed[i] && holds_up(r, i, placed) && (fewest == ATL_NONE || laws[i] < laws[fewest]))
          fewest = i;
      circle = r->bus[fewest];
      break;
    }
    placed[best] = true;
    order[done++] = best;
    for (uint32_t k = r->at[best]; k < r->at[best + 1]; k++) {
      uint32_t other = r->relation.at[k].other;
      score[other] += r->relation.at[k].gain; /* it is above now, whatever the other would gain */
      if (r->relation.at[k].over && !--laws[other] && crowded)
        queue[queued++] = other;
    }
  }
  if (circle == ATL_NONE) { /* from indices of rails to buses */
    r->was = atl_realloc(r->was, (size_t)n + 1, sizeof *r->was);
    memcpy(r->was, r->bus, n * sizeof *r->was);
    take_order(r, order);
  }
  free(queue);
  free(placed);
  free(score);
  free(order);
  free(laws);
  return circle;
}

/* Each rail tries every place of the order it may stand in, and takes the one with the fewest crossings. */
static void sift_rails(struct router *r) {
  uint32_t n = r->n, rounds = SIFT_ROUNDS;
  int32_t *gain = atl_alloc((size_t)n * n + 1, sizeof *gain); /* of rail i above rail k, by bus; LAW where it must be */
  uint32_t *index = atl_alloc((size_t)r->c->bus.len + 1, sizeof *index),
           *order = atl_alloc((size_t)n + 1, sizeof *order);
  for (uint32_t i = 0; i < n; i++) {
    index[r->bus[i]] = i;
    order[i] = i;
  }
  for (uint32_t i = 0; i < r->pair.len; i++) {
    const struct pair *p = &r->pair.at[i];
    uint32_t a = index[r->was[p->a]], b = index[r->was[p->b]];
    int32_t g = p->over ? LAW : p->under ? -LAW : p->gain;
    gain[(size_t)a * n + b] = g;
    gain[(size_t)b * n + a] = -g;
  }
  for (bool better = true; better && rounds--;) {
    better = false;
    for (uint32_t v = 0; v < n; v++) {
      uint32_t at = 0, best;
      while (order[at] != v)
        at++;
      int32_t most = 0, sum = 0;
      best = at;
      for (uint32_t i = at; i-- > 0;) {
        int32_t g = gain[(size_t)v * n + order[i]];
        if (g == -LAW)
          break;
        sum += g;
        if (sum > most) {
          most = sum;
          best = i;
        }
      }
      sum = 0;
      for (uint32_t i = at + 1; i < n; i++) {
        int32_t g = gain[(size_t)order[i] * n + v];
        if (g == -LAW)
          break;
        sum += g;
        if (sum > most) {
          most = sum;
          best = i;
        }
      }
      if (best == at)
        continue;
      better = true;
      if (best < at)
        memmove(order + best + 1, order + best, (at - best) * sizeof *order);
      else
        memmove(order + at, order + at + 1, (best - at) * sizeof *order);
      order[best] = v;
    }
  }
  take_order(r, order);
  free(gain);
  free(index);
  free(order);
}

void atl_channel_tracks(struct atl_channel *c) {
  struct router r = {.c = c};
  uint32_t most = c->bus.len; /* each bus is split once at most: a half has no law on one of its sides */
  for (uint32_t i = 0; i < c->pin.len; i++)
    *atl_vec_push(&r.column) = c->pin.at[i].at;
  if (r.column.len)
    atl_sort(r.column.at, r.column.len, sizeof *r.column.at, compare_columns);
  for (;;) {
    list_rails(&r);
    relate(&r);
    uint32_t circle = order_rails(&r);
    free(r.at);
    if (circle == ATL_NONE || most-- == 0)
      break;
    free(r.bus);
    split(&r, circle);
  }
  if (r.n <= EXACT_RAILS) {
    if (r.n <= SIFTED_RAILS)
      sift_rails(&r);
    number_tracks(&r);
  } else
    number_crowded(&r);
  free(r.bus);
  free(r.was);
  atl_vec_release(&r.column);
  atl_vec_release(&r.relation);
  atl_vec_release(&r.pair);
}
