/* The order in each layer, for few crossings. Each layer of each frame holds a list of items and of frames within; the
 * order of the layer is the walk through these lists, with the two borders around what a frame holds. So members stand
 * together whatever happens. Borders are wires that weigh much: a wire through a frame that holds neither of its ends
 * crosses two of them.
 *
 * Sweeps sort each list by the mean place of neighbours. Frames that were open on the layer before keep their order, so
 * that they have one order everywhere: their means are pooled where they contradict it, and the free ones merge in
 * (Forster's constraints, exact for a chain). Neighbours are exchanged, items moved to the best place of their list,
 * and frames exchanged over all layers that they share, as long as that saves crossings. At the end peers are put
 * beside each other. Work is counted, never timed.
 *
 * More than 800 lines, for all of it moves about in the same lists, and counts crossings over them. */
#include "order/flow.h"

#include "base/sort.h"

#include <stdlib.h>

enum { BORDER_WEIGHT = 30, SWEEPS = 24, STALE = 5, ROUNDS = 8, FINE = 1024, SHORT = 12 /* is sorted by insertion */ };

/* So often a search begins from another order. Of a small graph with frames, until so many of them in a row brought
 * nothing: there one search finds the least only now and then. Of one without frames, where the next start finds little
 * more, three times; of a larger one once. */
enum { MOST_STARTS = 12, STALE_STARTS = 6, FLAT_STARTS = 3, FRAMED_ITEMS = 400, FLAT_ITEMS = 2000 };

/* Ends of wires looked at, a start; a drawing of 60 boxes takes a tenth of it, a tangle of 200 with 400 links all. */
#define ATL_ARRANGE_WORK 1500000u

/* After so many not even what was begun is ended. */
#define ATL_ARRANGE_MOST 6000000u

/* Above so many items two sweeps do, each way one. */
enum { MANY_ITEMS = 40000 };

#define SUB 0x80000000u /* an element of a list that is a frame: the node */

struct list {
  uint32_t first, len; /* in element */
};

struct spot { /* an end of a wire: where, and what it weighs */
  uint32_t at, weight;
};

typedef ATL_VEC(struct spot) spots;

struct sorted { /* an element with its mean */
  int64_t mean, weight;
  uint32_t element, at;
};

struct pooled { /* neighbours of a chain that have one mean */
  int64_t sum, weight;
  uint32_t count;
};

struct crossed { /* what was counted between a layer and the next, until one of them changes */
  uint64_t sum;
  uint32_t border, work;
  bool known;
};

struct arrange {
  struct atl_flow_graph *g;
  struct atl_flow *f;
  uint32_t nodes;
  uint32_t *base; /* of nodes, and of the graph at its end: the list of its first layer */
  struct list *list;
  uint32_t lists, *element, *best, *start;
  uint64_t work;
  uint64_t random;
  spots above[2], below[2];
  uint64_t *bits; /* of a tree of sums over a layer */
  uint64_t *key;
  struct crossed *crossed, *crossed_before; /* of layers; as they were before frames were exchanged */
  struct sorted *chain, *loose;
  struct pooled *pooled;
  uint32_t *stack, *spare, *spare2;
  ATL_VEC(uint32_t) frame; /* nodes */
  double *value, *weight;
  int64_t *mean;
};

static struct list *list_of(const struct arrange *a, uint32_t frame, uint32_t layer) {
  uint32_t top = frame == a->nodes ? 0 : a->g->node.at[frame].top;
  return &a->list[a->base[frame] + layer - top];
}

static uint32_t weight_of(const struct atl_flow_arc *arc) { return arc->net == ATL_NONE ? BORDER_WEIGHT : 1; }

static uint32_t left_at(const struct arrange *a, uint32_t frame, uint32_t layer) {
  return a->f->left[frame] + layer - a->g->node.at[frame].top;
}

static uint32_t right_at(const struct arrange *a, uint32_t frame, uint32_t layer) {
  return a->f->right[frame] + layer - a->g->node.at[frame].top;
}

/* Writes the order of a layer from its lists. */
static void flatten(struct arrange *a, uint32_t layer) {
  struct atl_flow *f = a->f;
  uint32_t at = f->first[layer], depth = 0;
  uint32_t *frame = a->stack, *next = a->spare2;
  frame[0] = a->nodes;
  next[0] = 0;
  for (;;) {
    struct list *l = list_of(a, frame[depth], layer);
    if (next[depth] == l->len) {
      if (!depth)
        break;
      f->order[at++] = right_at(a, frame[depth], layer);
      depth--;
      continue;
    }
    uint32_t e = a->element[l->first + next[depth]++];
    if (e & SUB) {
      frame[++depth] = e & ~SUB;
      next[depth] = 0;
      f->order[at++] = left_at(a, frame[depth], layer);
    } else
      f->order[at++] = e;
  }
  for (uint32_t i = f->first[layer]; i < at; i++)
    f->item.at[f->order[i]].place = i - f->first[layer];
  a->work += at - f->first[layer];
  a->crossed[layer].known = false;
  if (layer)
    a->crossed[layer - 1].known = false;
}

static void flatten_all(struct arrange *a) {
  for (uint32_t l = 0; l < a->f->layers; l++)
    flatten(a, l);
}

/* -- crossings ----------------------------------------------------------------------------------------------------- */

static int by_key(const void *x, const void *y) {
  uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
  return a < b ? -1 : a > b;
}

/* Sorts the ends of one item: most have two or three. */
static void sort_keys(uint64_t *key, uint32_t n) {
  if (n > SHORT) {
    atl_sort(key, n, sizeof *key, by_key);
    return;
  }
  for (uint32_t i = 1; i < n; i++) {
    uint64_t x = key[i];
    uint32_t k = i;
    for (; k && key[k - 1] > x; k--)
      key[k] = key[k - 1];
    key[k] = x;
  }
}

/* Weighed crossings between a layer and the next one. */
static uint64_t crossings_below(struct arrange *a, uint32_t layer, uint32_t border) {
  const struct atl_flow *f = a->f;
  if (layer + 1 >= f->layers)
    return 0;
  struct crossed *c = &a->crossed[layer];
  if (c->known && c->border == border) {
    a->work += c->work;
    return c->sum;
  }
  uint32_t arcs = 0, size = f->first[layer + 2] - f->first[layer + 1] + 1;
  for (uint32_t i = 0; i <= size; i++)
    a->bits[i] = 0;
  uint64_t sum = 0, all = 0;
  for (uint32_t i = f->first[layer]; i < f->first[layer + 1]; i++) {
    uint32_t item = f->order[i], n = 0;
    for (uint32_t k = f->arms[2 * item + 1]; k < f->arms[2 * item + 2]; k++) {
      const struct atl_flow_arc *arc = &f->arc.at[f->arm[k]];
      uint64_t w = arc->net == ATL_NONE ? border : 1;
      if (w)
        a->key[n++] = (uint64_t)f->item.at[arc->lower].place << 8 | w;
    }
    sort_keys(a->key, n);
    for (uint32_t m = 0; m < n; m++) {
      uint64_t left = 0;
      for (uint32_t k = (uint32_t)(a->key[m] >> 8) + 1; k; k &= k - 1)
        left += a->bits[k];
      sum += (all - left) * (a->key[m] & 255);
    }
    for (uint32_t m = 0; m < n; m++) {
      all += a->key[m] & 255;
      for (uint32_t k = (uint32_t)(a->key[m] >> 8) + 1; k <= size; k += k & -k)
        a->bits[k] += a->key[m] & 255;
    }
    arcs += n;
  }
  *c = (struct crossed){.sum = sum, .border = border, .work = 2 * arcs + 1, .known = true};
  a->work += c->work;
  return sum;
}

static uint64_t all_crossings(struct arrange *a, uint32_t border) {
  uint64_t sum = 0;
  for (uint32_t l = 0; l + 1 < a->f->layers; l++)
    sum += crossings_below(a, l, border);
  return sum;
}

static int by_spot(const void *x, const void *y) {
  const struct spot *a = x, *b = y;
  return a->at < b->at ? -1 : a->at > b->at;
}

static void sort_spots(spots *s) {
  if (s->len > SHORT) {
    atl_sort(s->at, s->len, sizeof *s->at, by_spot);
    return;
  }
  for (uint32_t i = 1; i < s->len; i++) {
    struct spot x = s->at[i];
    uint32_t k = i;
    for (; k && s->at[k - 1].at > x.at; k--)
      s->at[k] = s->at[k - 1];
    s->at[k] = x;
  }
}

/* The ends of the wires of an element of a layer, above and below, from left to right. */
static void ends_of(struct arrange *a, uint32_t e, uint32_t layer, spots *above, spots *below) {
  const struct atl_flow *f = a->f;
  uint32_t from = e & SUB ? f->item.at[left_at(a, e & ~SUB, layer)].place : f->item.at[e].place;
  uint32_t to = e & SUB ? f->item.at[right_at(a, e & ~SUB, layer)].place : from;
  above->len = below->len = 0;
  for (uint32_t i = from; i <= to; i++) {
    uint32_t item = e & SUB ? f->order[f->first[layer] + i] : e;
    for (uint32_t k = f->arms[2 * item]; k < f->arms[2 * item + 2]; k++) {
      const struct atl_flow_arc *arc = &f->arc.at[f->arm[k]];
      bool up = k < f->arms[2 * item + 1];
      *atl_vec_push(up ? above : below) = (struct spot){f->item.at[up ? arc->upper : arc->lower].place, weight_of(arc)};
    }
  }
  sort_spots(above);
  sort_spots(below);
  a->work += above->len + below->len + 1;
}

/* Crossings when the first stands left of the second. */
static int64_t inversions(const spots *x, const spots *y) {
  int64_t sum = 0, less = 0;
  uint32_t k = 0;
  for (uint32_t i = 0; i < x->len; i++) {
    for (; k < y->len && y->at[k].at < x->at[i].at; k++)
      less += y->at[k].weight;
    sum += less * x->at[i].weight;
  }
  return sum;
}

/* What it costs more when the element in slot 0 stands left of that in slot 1 than the other way round. */
static int64_t cost_of_order(const struct arrange *a) {
  return inversions(&a->above[0], &a->above[1]) + inversions(&a->below[0], &a->below[1]) -
         inversions(&a->above[1], &a->above[0]) - inversions(&a->below[1], &a->below[0]);
}

/* -- sweeps -------------------------------------------------------------------------------------------------------- */

/* The mean place of what an element leads to in the layer above or below; -1 when it leads nowhere. */
static int64_t mean_of(struct arrange *a, uint32_t e, uint32_t layer, bool up, int64_t *weight) {
  const struct atl_flow *f = a->f;
  uint32_t from = e & SUB ? f->item.at[left_at(a, e & ~SUB, layer)].place : f->item.at[e].place;
  uint32_t to = e & SUB ? f->item.at[right_at(a, e & ~SUB, layer)].place : from;
  int64_t sum = 0, all = 0;
  for (uint32_t i = from; i <= to; i++) {
    uint32_t item = e & SUB ? f->order[f->first[layer] + i] : e;
    for (uint32_t k = f->arms[2 * item + (up ? 0 : 1)]; k < f->arms[2 * item + (up ? 1 : 2)]; k++) {
      const struct atl_flow_arc *arc = &f->arc.at[f->arm[k]];
      int64_t w = arc->net == ATL_NONE ? 1 : 4;
      sum += w * f->item.at[up ? arc->upper : arc->lower].place;
      all += w;
    }
    a->work++;
  }
  *weight = all;
  return all ? sum * FINE / all : -1;
}

static int by_mean(const void *x, const void *y) {
  const struct sorted *a = x, *b = y;
  if (a->mean != b->mean)
    return a->mean < b->mean ? -1 : 1;
  return a->at < b->at ? -1 : a->at > b->at;
}

static int by_at(const void *x, const void *y) {
  const struct sorted *a = x, *b = y;
  return a->at < b->at ? -1 : a->at > b->at;
}

static void sort_elements(struct sorted *s, uint32_t n, int (*compare)(const void *, const void *)) {
  if (n > SHORT) {
    atl_sort(s, n, sizeof *s, compare);
    return;
  }
  for (uint32_t i = 1; i < n; i++) {
    struct sorted x = s[i];
    uint32_t k = i;
    for (; k && compare(&s[k - 1], &x) > 0; k--)
      s[k] = s[k - 1];
    s[k] = x;
  }
}

/* Makes the means of a chain rise: those that fall are pooled. */
static void pool(struct arrange *a, struct sorted *chain, uint32_t n) {
  struct pooled *stack = a->pooled;
  uint32_t len = 0;
  for (uint32_t i = 0; i < n; i++) {
    stack[len].sum = chain[i].mean * chain[i].weight;
    stack[len].weight = chain[i].weight;
    stack[len++].count = 1;
    while (len > 1 && stack[len - 2].sum / stack[len - 2].weight > stack[len - 1].sum / stack[len - 1].weight) {
      stack[len - 2].sum += stack[len - 1].sum;
      stack[len - 2].weight += stack[len - 1].weight;
      stack[len - 2].count += stack[len - 1].count;
      len--;
    }
  }
  for (uint32_t s = 0, i = 0; s < len; s++)
    for (uint32_t k = 0; k < stack[s].count; k++)
      chain[i++].mean = stack[s].sum / stack[s].weight;
}

static void sort_list(struct arrange *a, uint32_t frame, uint32_t layer, bool down, bool turned) {
  struct list *l = list_of(a, frame, layer);
  uint32_t before = down ? layer - 1 : layer + 1, chained = 0, loose = 0;
  if (l->len < 2)
    return;
  struct sorted *chain = a->chain, *free_ = a->loose;
  const struct atl_flow *f = a->f;
  int64_t here = f->first[layer + 1] - f->first[layer], there = f->first[before + 1] - f->first[before];
  for (uint32_t i = 0; i < l->len; i++) {
    uint32_t e = a->element[l->first + i];
    struct sorted s = {.element = e, .at = i};
    s.mean = mean_of(a, e, layer, down, &s.weight);
    uint32_t first = e & SUB ? left_at(a, e & ~SUB, layer) : e;
    if (s.mean < 0)
      s.mean = (int64_t)f->item.at[first].place * there * FINE / (here ? here : 1);
    s.weight = s.weight ? s.weight : 1;
    const struct atl_flow_node *node = &a->g->node.at[e & ~SUB];
    if (e & SUB && node->top <= before && before <= node->bottom) {
      s.at = f->item.at[left_at(a, e & ~SUB, before)].place;
      chain[chained++] = s;
    } else {
      s.at = turned ? l->len - i : i;
      free_[loose++] = s;
    }
  }
  sort_elements(chain, chained, by_at);
  sort_elements(free_, loose, by_mean);
  pool(a, chain, chained);
  for (uint32_t i = 0, c = 0, k = 0; i < l->len; i++) {
    bool take =
        c == chained || (k < loose && (turned ? free_[k].mean <= chain[c].mean : free_[k].mean < chain[c].mean));
    a->element[l->first + i] = take ? free_[k++].element : chain[c++].element;
  }
}

static bool open_at(const struct arrange *a, uint32_t frame, uint32_t layer) {
  const struct atl_flow_node *node = &a->g->node.at[frame];
  return node->top <= layer && layer <= node->bottom;
}

static void sweep_layer(struct arrange *a, uint32_t layer, bool down, bool turned) {
  sort_list(a, a->nodes, layer, down, turned);
  a->work += a->frame.len / 8;
  for (uint32_t i = 0; i < a->frame.len; i++)
    if (open_at(a, a->frame.at[i], layer))
      sort_list(a, a->frame.at[i], layer, down, turned);
  flatten(a, layer);
}

/* -- exchanges ----------------------------------------------------------------------------------------------------- */

/* Frames that share more layers than one can only be exchanged in all of them. */
static bool tied(const struct arrange *a, uint32_t x, uint32_t y) {
  if (!(x & SUB) || !(y & SUB))
    return false;
  const struct atl_flow_node *p = &a->g->node.at[x & ~SUB], *q = &a->g->node.at[y & ~SUB];
  uint32_t top = p->top > q->top ? p->top : q->top, bottom = p->bottom < q->bottom ? p->bottom : q->bottom;
  return top != bottom;
}

static bool exchange_in(struct arrange *a, uint32_t frame, uint32_t layer, bool equal, bool *better) {
  struct list *l = list_of(a, frame, layer);
  bool changed = false;
  uint32_t known =
      ATL_NONE; /* the element whose ends are in slot 0: they stay the same while it is moved in its list */
  for (uint32_t k = 0; k + 1 < l->len && a->work < ATL_ARRANGE_MOST; k++) {
    uint32_t *e = &a->element[l->first + k];
    if (tied(a, e[0], e[1]))
      continue;
    if (known == e[0])
      a->work += a->above[0].len + a->below[0].len + 1;
    else
      ends_of(a, e[0], layer, &a->above[0], &a->below[0]);
    ends_of(a, e[1], layer, &a->above[1], &a->below[1]);
    known = e[0];
    int64_t cost = cost_of_order(a);
    if (cost < 0 || (cost == 0 && !equal)) {
      spots above = a->above[0], below = a->below[0];
      a->above[0] = a->above[1];
      a->below[0] = a->below[1];
      a->above[1] = above;
      a->below[1] = below;
      known = e[1];
      continue;
    }
    uint32_t swap = e[0];
    e[0] = e[1];
    e[1] = swap;
    changed = true;
    *better |= cost > 0;
    flatten(a, layer); /* places within frames have moved */
  }
  return changed;
}

/* Exchanges neighbours wherever that saves crossings, or, `equal`, costs none. */
static bool exchange(struct arrange *a, bool equal) {
  bool better = false;
  for (uint32_t layer = 0; layer < a->f->layers; layer++) {
    exchange_in(a, a->nodes, layer, equal, &better);
    a->work += a->frame.len / 8;
    for (uint32_t i = 0; i < a->frame.len; i++)
      if (open_at(a, a->frame.at[i], layer))
        exchange_in(a, a->frame.at[i], layer, equal, &better);
  }
  return better;
}

static void move(uint32_t *list, uint32_t from, uint32_t to) {
  uint32_t e = list[from];
  if (from < to)
    memmove(&list[from], &list[from + 1], (to - from) * sizeof *list);
  else
    memmove(&list[to + 1], &list[to], (from - to) * sizeof *list);
  list[to] = e;
}

/* Moves each item of a list to its best place in it. */
static bool sift_list(struct arrange *a, uint32_t frame, uint32_t layer) {
  struct list *l = list_of(a, frame, layer);
  if (l->len < 3 || a->work > ATL_ARRANGE_WORK)
    return false;
  bool any = false;
  uint32_t *list = &a->element[l->first];
  uint32_t *todo = atl_alloc(l->len, sizeof *todo);
  memcpy(todo, list, l->len * sizeof *todo);
  for (uint32_t i = 0; i < l->len && a->work <= ATL_ARRANGE_WORK; i++) {
    if (todo[i] & SUB)
      continue;
    uint32_t k = 0, best = 0;
    while (list[k] != todo[i])
      k++;
    best = k;
    int64_t least = 0, cost = 0;
    ends_of(a, todo[i], layer, &a->above[0], &a->below[0]);
    for (uint32_t j = k; j--;) { /* left of them: what that costs more than right of them */
      ends_of(a, list[j], layer, &a->above[1], &a->below[1]);
      cost += cost_of_order(a);
      if (cost < least) {
        least = cost;
        best = j;
      }
    }
    cost = 0;
    for (uint32_t j = k + 1; j < l->len; j++) {
      ends_of(a, list[j], layer, &a->above[1], &a->below[1]);
      cost -= cost_of_order(a);
      if (cost < least) {
        least = cost;
        best = j;
      }
    }
    if (best == k)
      continue;
    move(list, k, best);
    any = true;
  }
  free(todo);
  if (any)
    flatten(a, layer);
  return any;
}

static bool sift(struct arrange *a) {
  bool any = false;
  for (uint32_t layer = 0; layer < a->f->layers; layer++) {
    any |= sift_list(a, a->nodes, layer);
    a->work += a->frame.len / 8;
    for (uint32_t i = 0; i < a->frame.len; i++)
      if (open_at(a, a->frame.at[i], layer))
        any |= sift_list(a, a->frame.at[i], layer);
  }
  return any;
}

static uint32_t index_in(const struct arrange *a, const struct list *l, uint32_t e) {
  uint32_t i = 0;
  while (i < l->len && a->element[l->first + i] != e)
    i++;
  return i;
}

/* Whether two frames are neighbours among the frames of all layers that they share, `x` on the left. */
static bool side_by_side(struct arrange *a, uint32_t parent, uint32_t x, uint32_t y, uint32_t top, uint32_t bottom) {
  for (uint32_t layer = top; layer <= bottom; layer++) {
    const struct list *l = list_of(a, parent, layer);
    uint32_t i = index_in(a, l, x | SUB), j = index_in(a, l, y | SUB);
    a->work += (i + j) / 4;
    if (i > j)
      return false;
    for (uint32_t k = i + 1; k < j; k++)
      if (a->element[l->first + k] & SUB)
        return false;
  }
  return true;
}

/* Exchanges two frames over all layers that they share, or moves one past the other with what stands between, if that
 * saves crossings. */
static bool exchange_frames(struct arrange *a, uint32_t parent, uint32_t x, uint32_t y) {
  const struct atl_flow_node *p = &a->g->node.at[x], *q = &a->g->node.at[y];
  uint32_t top = p->top > q->top ? p->top : q->top, bottom = p->bottom < q->bottom ? p->bottom : q->bottom;
  if (top > bottom || !side_by_side(a, parent, x, y, top, bottom))
    return false;
  uint32_t from = top ? top - 1 : 0, len = 0;
  uint64_t before = 0;
  for (uint32_t layer = from; layer <= bottom; layer++)
    before += crossings_below(a, layer, BORDER_WEIGHT);
  memcpy(a->crossed_before, &a->crossed[from], (bottom + 1 - from) * sizeof *a->crossed);
  for (uint32_t layer = top; layer <= bottom; layer++) {
    const struct list *l = list_of(a, parent, layer);
    memcpy(&a->spare[len], &a->element[l->first], l->len * sizeof *a->spare);
    len += l->len;
  }
  for (int way = 0; way < 3; way++) {
    uint64_t after = 0;
    for (uint32_t layer = top; layer <= bottom; layer++) {
      const struct list *l = list_of(a, parent, layer);
      uint32_t *list = &a->element[l->first], i = index_in(a, l, x | SUB), j = index_in(a, l, y | SUB);
      if (way == 0) {
        list[i] = y | SUB;
        list[j] = x | SUB;
      } else
        move(list, way == 1 ? i : j, way == 1 ? j : i);
      flatten(a, layer);
    }
    for (uint32_t layer = from; layer <= bottom && after < before; layer++)
      after += crossings_below(a, layer, BORDER_WEIGHT);
    if (after < before)
      return true;
    len = 0;
    for (uint32_t layer = top; layer <= bottom; layer++) {
      const struct list *l = list_of(a, parent, layer);
      memcpy(&a->element[l->first], &a->spare[len], l->len * sizeof *a->spare);
      len += l->len;
      flatten(a, layer);
    }
    memcpy(&a->crossed[from], a->crossed_before, (bottom + 1 - from) * sizeof *a->crossed);
  }
  return false;
}

static bool exchange_all_frames(struct arrange *a) {
  bool any = false;
  const struct atl_flow_graph *g = a->g;
  for (uint32_t i = 0; i < a->frame.len && a->work <= ATL_ARRANGE_WORK; i++) {
    a->work += a->frame.len / 8;
    for (uint32_t k = 0; k < a->frame.len; k++) {
      uint32_t x = a->frame.at[i], y = a->frame.at[k];
      if (x != y && g->node.at[x].parent == g->node.at[y].parent && a->work <= ATL_ARRANGE_WORK)
        any |= exchange_frames(a, g->node.at[x].parent == ATL_NONE ? a->nodes : g->node.at[x].parent, x, y);
    }
  }
  return any;
}

/* -- the search ---------------------------------------------------------------------------------------------------- */

static uint32_t random_of(struct arrange *a) {
  a->random = a->random * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(a->random >> 33);
}

struct first { /* an element, and by what it is ordered at first */
  uint32_t key, at, element;
};

static int by_first(const void *x, const void *y) {
  const struct first *a = x, *b = y;
  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  return a->at < b->at ? -1 : a->at > b->at;
}

/* Everything as the author has it, or, for further starts, shuffled. */
static void first_lists(struct arrange *a, bool shuffled) {
  const struct atl_flow_graph *g = a->g;
  uint32_t *key = atl_alloc((size_t)a->nodes + 1, sizeof *key);
  for (uint32_t v = 0; v < a->nodes; v++)
    key[v] = v;
  for (uint32_t v = a->nodes; shuffled && v-- > 1;) {
    uint32_t other = random_of(a) % (v + 1), swap = key[v];
    key[v] = key[other];
    key[other] = swap;
  }
  memcpy(a->element, a->start, a->f->item.len * sizeof *a->element);
  struct first *sorted = atl_alloc((size_t)a->f->item.len + 1, sizeof *sorted);
  for (uint32_t i = 0; i < a->lists; i++) {
    struct list *l = &a->list[i];
    for (uint32_t k = 0; k < l->len; k++) {
      uint32_t e = a->element[l->first + k], node = e & ~SUB;
      if (!(e & SUB)) {
        const struct atl_flow_item *item = &a->f->item.at[e];
        node = item->node != ATL_NONE ? item->node : g->edge.at[a->f->net.at[item->net].edge].tail;
      }
      sorted[k] = (struct first){key[node], k, e};
    }
    if (l->len)
      atl_sort(sorted, l->len, sizeof *sorted, by_first);
    for (uint32_t k = 0; k < l->len; k++)
      a->element[l->first + k] = sorted[k].element;
  }
  free(sorted);
  free(key);
  flatten_all(a);
}

static void remember(struct arrange *a, uint32_t *to, const uint32_t *from) {
  memcpy(to, from, a->f->item.len * sizeof *to);
}

/* One search from a start; the lists at its end are the best it found. */
static uint64_t search(struct arrange *a, uint32_t start, uint32_t *found) {
  uint64_t least = UINT64_MAX;
  uint32_t layers = a->f->layers, stale = 0, few = a->f->item.len > MANY_ITEMS ? 2 : 4;
  first_lists(a, start > 0);
  for (uint32_t k = 0; k < SWEEPS && stale < STALE && (k < few || a->work < ATL_ARRANGE_WORK); k++) {
    bool turned = k / 2 % 2;
    if (k % 2 == start % 2)
      for (uint32_t l = 1; l < layers; l++)
        sweep_layer(a, l, true, turned);
    else
      for (uint32_t l = layers - 1; l--;)
        sweep_layer(a, l, false, turned);
    for (int z = 0; z < 3 && a->work < ATL_ARRANGE_WORK && exchange(a, false);)
      z++;
    if (k > 2 && a->work < ATL_ARRANGE_WORK)
      exchange_all_frames(a);
    uint64_t now = all_crossings(a, BORDER_WEIGHT);
    stale = now < least ? 0 : stale + 1;
    if (now < least) {
      least = now;
      remember(a, found, a->element);
    }
    if (!least)
      break;
  }
  remember(a, a->element, found);
  flatten_all(a);
  for (int z = 0; z < ROUNDS && least && a->work < ATL_ARRANGE_WORK; z++) {
    bool any = exchange_all_frames(a);
    any |= sift(a);
    exchange(a, true);
    any |= exchange(a, false);
    if (!any)
      break;
  }
  uint64_t now = all_crossings(a, BORDER_WEIGHT);
  if (now <= least) {
    least = now;
    remember(a, found, a->element);
  }
  return least;
}

static void make_lists(struct arrange *a) {
  const struct atl_flow_graph *g = a->g;
  const struct atl_flow *f = a->f;
  a->base = atl_alloc((size_t)a->nodes + 2, sizeof *a->base);
  for (uint32_t v = 0; v < a->nodes; v++) {
    a->base[v] = a->lists;
    a->lists += g->node.at[v].frame ? g->node.at[v].bottom - g->node.at[v].top + 1 : 0;
  }
  a->base[a->nodes] = a->lists;
  a->lists += f->layers;
  a->list = atl_alloc((size_t)a->lists + 1, sizeof *a->list);
  for (int pass = 0; pass < 2; pass++) {
    for (uint32_t i = 0; i < f->item.len; i++) {
      const struct atl_flow_item *item = &f->item.at[i];
      if (item->kind == ATL_FLOW_RIGHT)
        continue;
      bool border = item->kind == ATL_FLOW_LEFT;
      uint32_t owner = border ? g->node.at[item->node].parent : item->owner;
      struct list *l = list_of(a, owner == ATL_NONE ? a->nodes : owner, item->layer);
      if (pass)
        a->start[l->first + l->len] = border ? item->node | SUB : i;
      l->len++;
    }
    for (uint32_t i = 0, at = 0; i < a->lists && !pass; i++) {
      a->list[i].first = at;
      at += a->list[i].len;
      a->list[i].len = 0;
    }
  }
}

/* Puts peers beside each other that are not, where it costs the fewest crossings; two links are worth at most so many
 * of them. */
enum { PEER_CROSSINGS = 2 };

static uint64_t crossings_around(struct arrange *a, uint32_t layer) {
  return (layer ? crossings_below(a, layer - 1, BORDER_WEIGHT) : 0) + crossings_below(a, layer, BORDER_WEIGHT);
}

/* Moves one of two elements of a list beside the other: of i and j, i < j, in one of four ways. */
static void put_beside(uint32_t *list, uint32_t i, uint32_t j, int way) {
  if (way < 2)
    move(list, j, way ? i : i + 1);
  else
    move(list, i, way == 2 ? j - 1 : j);
}

static void bring_together(struct arrange *a, uint32_t x, uint32_t y) {
  struct atl_flow *f = a->f;
  uint32_t owner = f->item.at[x].owner, layer = f->item.at[x].layer;
  const struct list *l = list_of(a, owner == ATL_NONE ? a->nodes : owner, layer);
  uint32_t *list = &a->element[l->first], i = index_in(a, l, x), j = index_in(a, l, y);
  if (f->item.at[x].layer != f->item.at[y].layer || i == l->len || j == l->len || i + 1 == j || j + 1 == i)
    return;
  if (i > j) {
    uint32_t swap = i;
    i = j;
    j = swap;
  }
  uint64_t least = crossings_around(a, layer) + PEER_CROSSINGS + 1;
  int best = -1;
  memcpy(a->spare, list, l->len * sizeof *list);
  for (int way = 0; way < 4; way++) {
    put_beside(list, i, j, way);
    flatten(a, layer);
    uint64_t after = crossings_around(a, layer);
    if (after < least) {
      least = after;
      best = way;
    }
    memcpy(list, a->spare, l->len * sizeof *list);
    flatten(a, layer);
  }
  if (best < 0)
    return;
  put_beside(list, i, j, best);
  flatten(a, layer);
}

/* Brings peers together, and gives up those links between them that are not neighbours after that: two rounds, for what
 * is moved may stand between others. */
static void join_peers(struct arrange *a) {
  struct atl_flow_graph *g = a->g;
  struct atl_flow *f = a->f;
  for (int round = 0; round < 2; round++)
    for (uint32_t i = 0; i < g->edge.len; i++)
      if (g->edge.at[i].flags & ATL_FLOW_BESIDE)
        bring_together(a, f->left[g->edge.at[i].tail], f->left[g->edge.at[i].head]);
  uint8_t *joined = atl_alloc((size_t)f->item.len + 1, 1); /* with the neighbour at the right: one link between two */
  for (uint32_t i = 0; i < g->edge.len; i++) {
    struct atl_flow_edge *e = &g->edge.at[i];
    if (!(e->flags & ATL_FLOW_BESIDE))
      continue;
    uint32_t x = f->left[e->tail], y = f->left[e->head], p = f->item.at[x].place, q = f->item.at[y].place;
    bool near = f->item.at[x].layer == f->item.at[y].layer && (p + 1 == q || q + 1 == p);
    uint32_t left = p < q ? x : y;
    if (near && !joined[left]) {
      joined[left] = 1;
      continue;
    }
    e->flags = (e->flags & ~(unsigned)ATL_FLOW_BESIDE) | ATL_FLOW_ORDERED;
    f->torn++;
  }
  free(joined);
}

void atl_flow_arrange(struct atl_flow_graph *g) {
  struct atl_flow *f = g->flow;
  uint32_t n = f->item.len, wide = g->node.len + 2 > f->layers + 2 ? g->node.len + 2 : f->layers + 2;
  struct arrange a = {.g = g,
                      .f = f,
                      .nodes = g->node.len,
                      .element = atl_alloc((size_t)n + 1, sizeof *a.element),
                      .best = atl_alloc((size_t)n + 1, sizeof *a.best),
                      .start = atl_alloc((size_t)n + 1, sizeof *a.start),
                      .random = 7,
                      .bits = atl_alloc((size_t)n + 2, sizeof *a.bits),
                      .key = atl_alloc((size_t)f->arc.len + 1, sizeof *a.key),
                      .crossed = atl_alloc((size_t)f->layers + 1, sizeof *a.crossed),
                      .crossed_before = atl_alloc((size_t)f->layers + 1, sizeof *a.crossed),
                      .chain = atl_alloc((size_t)n + 1, sizeof *a.chain),
                      .loose = atl_alloc((size_t)n + 1, sizeof *a.loose),
                      .pooled = atl_alloc((size_t)n + 1, sizeof *a.pooled),
                      .stack = atl_alloc(wide, sizeof *a.stack),
                      .spare = atl_alloc((size_t)n + 1, sizeof *a.spare),
                      .spare2 = atl_alloc(wide, sizeof *a.spare2)};
  for (uint32_t v = 0; v < g->node.len; v++)
    if (g->node.at[v].frame)
      *atl_vec_push(&a.frame) = v;
  f->first = atl_alloc((size_t)f->layers + 2, sizeof *f->first);
  f->order = atl_alloc((size_t)n + 1, sizeof *f->order);
  for (uint32_t i = 0; i < n; i++)
    f->first[f->item.at[i].layer + 1]++;
  for (uint32_t l = 0; l < f->layers; l++)
    f->first[l + 1] += f->first[l];
  make_lists(&a);
  uint64_t least = UINT64_MAX;
  bool flat = !a.frame.len, small = n < (flat ? FLAT_ITEMS : FRAMED_ITEMS);
  uint32_t starts = !small ? 1 : flat ? FLAT_STARTS : MOST_STARTS, best = 0;
  uint32_t *found = atl_alloc((size_t)n + 1, sizeof *found);
  for (uint32_t s = 0; s < starts && least && s - best <= STALE_STARTS && (!s || a.work < ATL_ARRANGE_WORK); s++) {
    uint64_t cost = search(&a, s, found);
    if (cost < least) {
      least = cost;
      best = s;
      remember(&a, a.best, found);
    }
  }
  remember(&a, a.element, a.best);
  flatten_all(&a);
  join_peers(&a);
  f->crossings = all_crossings(&a, 0);
  g->work += a.work;
  free(found);
  free(a.base);
  free(a.list);
  free(a.element);
  free(a.best);
  free(a.start);
  free(a.bits);
  free(a.key);
  free(a.crossed);
  free(a.crossed_before);
  free(a.chain);
  free(a.loose);
  free(a.pooled);
  free(a.stack);
  free(a.spare);
  free(a.spare2);
  atl_vec_release(&a.frame);
  for (int i = 0; i < 2; i++) {
    atl_vec_release(&a.above[i]);
    atl_vec_release(&a.below[i]);
  }
}
