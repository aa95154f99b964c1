/* Layers for boxes: cycles are broken, then the sum of the lengths of all arcs is made least.
 *
 * Cycles: a depth-first walk in the author's order, from boxes that nothing leads to; an arc back to a box the walk is
 * still in is turned round. So a pipeline with a way back keeps the direction the author wrote first. Where that makes
 * a large drawing very deep, fewer arcs are turned instead, wherever they stand.
 *
 * Layers: longest paths, then boxes move towards where more of their arcs lead, then, up to a size, the network simplex
 * of E. R. Gansner, E. Koutsofios, S. C. North, K.-P. Vo, "A technique for drawing directed graphs", IEEE Trans.
 * Software Eng. 19(3), 1993. A tree edge's cut value is the number of arcs out of the subtree below it less those into
 * it, for the arcs within cancel: so all cut values are sums over subtrees, taken anew after each exchange. */
#include "base/geom.h"
#include "order/layers.h"

#include "order/dot.h"

#include <stdlib.h>

/* Walks over all boxes, and boxes looked at in all, after which layers are taken as they are: by then little is gained.
 */
enum { SIMPLEX_WALKS = 400, SHIFTS = 40, TIED_SHIFTS = 24 };
#define SIMPLEX_WORK 40000000u

/* Links that pass more layers than this in all, and so many each, get other layers if there are cycles to break. */
enum { THICKET = 100000, LONG_IN_THICKET = 24 };

struct link { /* a constraint: rank[to] >= rank[from] + length */
  uint32_t from, to;
  int32_t length;
  uint32_t arc;
};

struct ranker {
  struct atl_layers *layers;
  uint32_t n;
  ATL_VEC(struct link) link;
  uint32_t *at, *way; /* links of node i, both ways: way[at[i]] .. way[at[i + 1] - 1] */
  int32_t *rank;
  uint32_t *parent, *by; /* of the spanning forest: a node's parent, and the link to it */
  uint32_t *visit;       /* nodes, parents before children */
  uint32_t *low;         /* by node: its place in `visit` ... */
  uint32_t *size;        /* ... and how many stand in its subtree, which follow it there */
  int32_t *sum;          /* arcs out of the subtree less those into it */
};

/* -- cycles ------------------------------------------------------------------------------------------------------ */

static uint32_t top_of(uint32_t *up, uint32_t v) {
  while (up[v] != v)
    v = up[v] = up[up[v]];
  return v;
}

/* A link without a direction is a constraint only where nothing else holds its ends together. */
static void settle_soft(struct atl_layers *layers) {
  uint32_t *up = atl_realloc(NULL, (size_t)layers->boxes + 1, sizeof *up);
  for (uint32_t i = 0; i < layers->boxes; i++)
    up[i] = i;
  for (int soft = 0; soft < 2; soft++)
    for (uint32_t i = 0; i < layers->arc.len; i++) {
      struct atl_arc *arc = &layers->arc.at[i];
      if (arc->flags & ATL_ARC_SELF || !(arc->flags & ATL_ARC_SOFT) != !soft)
        continue;
      uint32_t a = top_of(up, arc->tail), b = top_of(up, arc->head);
      if (soft && a != b)
        arc->flags &= ~(unsigned)ATL_ARC_SOFT;
      up[a] = b;
    }
  free(up);
}

static bool is_hard(const struct atl_arc *arc) { return !(arc->flags & (ATL_ARC_SELF | ATL_ARC_SOFT)); }

/* Turns the arcs that close cycles, by one walk. */
static void break_cycles(struct ranker *k) {
  struct atl_layers *layers = k->layers;
  enum { NEW, OPEN, DONE };
  uint8_t *state = atl_alloc(k->n + 1u, sizeof *state), *reached = atl_alloc(k->n + 1u, sizeof *reached);
  uint32_t *first = atl_alloc((size_t)k->n + 2, sizeof *first), *next, *arcs;
  for (uint32_t i = 0; i < layers->arc.len; i++)
    if (is_hard(&layers->arc.at[i])) {
      first[layers->arc.at[i].tail + 1]++;
      reached[layers->arc.at[i].head] = 1;
    }
  for (uint32_t i = 0; i < k->n; i++)
    first[i + 1] += first[i];
  next = atl_realloc(NULL, (size_t)k->n + 1, sizeof *next);
  memcpy(next, first, k->n * sizeof *next);
  arcs = atl_realloc(NULL, (size_t)first[k->n] + 1, sizeof *arcs);
  for (uint32_t i = 0; i < layers->arc.len; i++)
    if (is_hard(&layers->arc.at[i]))
      arcs[next[layers->arc.at[i].tail]++] = i;
  memcpy(next, first, k->n * sizeof *next);
  ATL_VEC(uint32_t) stack = {0};
  for (uint32_t turn = 0; turn < 2 * k->n; turn++) {
    uint32_t root = turn % k->n;
    if (state[root] != NEW || (turn < k->n && reached[root]))
      continue;
    *atl_vec_push(&stack) = root;
    state[root] = OPEN;
    while (stack.len) {
      uint32_t v = stack.at[stack.len - 1];
      if (next[v] == first[v + 1]) {
        state[v] = DONE;
        stack.len--;
        continue;
      }
      struct atl_arc *arc = &layers->arc.at[arcs[next[v]++]];
      if (state[arc->head] == OPEN)
        arc->flags |= ATL_ARC_UP;
      else if (state[arc->head] == NEW) {
        state[arc->head] = OPEN;
        *atl_vec_push(&stack) = arc->head;
      }
    }
  }
  atl_vec_release(&stack);
  free(arcs);
  free(next);
  free(first);
  free(reached);
  free(state);
}

/* Lists of boxes by arcs out less arcs in, doubly linked, for the greedy walk. */
struct lists {
  uint32_t *first, *next, *before;
  int32_t *out, *in;
  uint32_t count, highest; /* no box stands in a list above this one */
};

enum { SINKS, SOURCES, OTHERS };

static uint32_t list_of(const struct lists *h, uint32_t v) {
  if (h->out[v] <= 0)
    return SINKS;
  return h->in[v] <= 0 ? SOURCES : (uint32_t)(h->out[v] - h->in[v] + (int32_t)h->count / 2 + OTHERS);
}

static void list_add(struct lists *h, uint32_t v) {
  uint32_t list = list_of(h, v);
  h->next[v] = h->first[list];
  h->before[v] = ATL_NONE;
  if (h->next[v] != ATL_NONE)
    h->before[h->next[v]] = v;
  h->first[list] = v;
  h->highest = list > h->highest ? list : h->highest;
}

static void list_remove(struct lists *h, uint32_t v) {
  if (h->before[v] != ATL_NONE)
    h->next[h->before[v]] = h->next[v];
  else
    h->first[list_of(h, v)] = h->next[v];
  if (h->next[v] != ATL_NONE)
    h->before[h->next[v]] = h->before[v];
}

/* Breaks cycles anew, of a large thicket: the walk above goes as deep as it can, and where all hangs together that
 * makes a thousand layers. Sinks go to the end of a sequence, sources to its start, and of the others the one with the
 * most arcs out beyond those in; arcs back are turned. P. Eades, X. Lin, W. F. Smyth, "A fast and effective heuristic
 * for the feedback arc set problem", 1993. Arcs are those of `link`, as yet in some direction. */
static void break_thicket(struct ranker *k) {
  struct atl_layers *layers = k->layers;
  struct lists h = {.out = atl_alloc(2 * (size_t)k->n + 1, sizeof *h.out)};
  uint32_t *sequence = atl_alloc((size_t)k->n + 1, sizeof *sequence), head = 0, tail = k->n, most = 0;
  uint8_t *gone = atl_alloc((size_t)k->n + 1, sizeof *gone);
  h.in = h.out + k->n;
  for (uint32_t i = 0; i < k->link.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[k->link.at[i].arc];
    h.out[arc->tail]++;
    h.in[arc->head]++;
  }
  for (uint32_t i = 0; i < k->n; i++)
    most = k->at[i + 1] - k->at[i] > most ? k->at[i + 1] - k->at[i] : most;
  h.count = 2 * most + 1;
  h.first = atl_realloc(NULL, (size_t)h.count + OTHERS + 1, sizeof *h.first);
  memset(h.first, 0xff, ((size_t)h.count + OTHERS + 1) * sizeof *h.first);
  h.next = atl_realloc(NULL, 2 * (size_t)k->n + 1, sizeof *h.next);
  h.before = h.next + k->n;
  for (uint32_t i = k->n; i--;)
    list_add(&h, i);
  while (head < tail) {
    uint32_t list = h.first[SINKS] != ATL_NONE ? SINKS : h.first[SOURCES] != ATL_NONE ? SOURCES : h.highest, v;
    while (h.first[list] == ATL_NONE)
      h.highest = --list;
    v = h.first[list];
    list_remove(&h, v);
    gone[v] = 1;
    sequence[v] = list == SINKS ? --tail : head++;
    for (uint32_t w = k->at[v]; w < k->at[v + 1]; w++) {
      const struct atl_arc *arc = &layers->arc.at[k->link.at[k->way[w]].arc];
      uint32_t other = arc->tail == v ? arc->head : arc->tail;
      if (gone[other])
        continue;
      list_remove(&h, other);
      (arc->tail == v ? h.in : h.out)[other]--;
      list_add(&h, other);
    }
  }
  for (uint32_t i = 0; i < k->link.len; i++) {
    struct link *link = &k->link.at[i];
    struct atl_arc *arc = &layers->arc.at[link->arc];
    bool up = sequence[arc->head] < sequence[arc->tail];
    arc->flags = up ? arc->flags | ATL_ARC_UP : arc->flags & ~(unsigned)ATL_ARC_UP;
    link->from = up ? arc->head : arc->tail;
    link->to = up ? arc->tail : arc->head;
  }
  free(gone);
  free(sequence);
  free(h.next);
  free(h.first);
  free(h.out);
}

/* -- longest paths ----------------------------------------------------------------------------------------------- */

static void list_links(struct ranker *k) {
  struct atl_layers *layers = k->layers;
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    if (!is_hard(arc))
      continue;
    bool up = arc->flags & ATL_ARC_UP;
    *atl_vec_push(&k->link) = (struct link){.from = up ? arc->head : arc->tail,
                                            .to = up ? arc->tail : arc->head,
                                            .length = arc->flags & ATL_ARC_LABEL ? 2 : 1,
                                            .arc = i};
  }
  k->at = atl_alloc((size_t)k->n + 2, sizeof *k->at);
  k->way = atl_realloc(NULL, 2 * (size_t)k->link.len + 1, sizeof *k->way);
  for (uint32_t i = 0; i < k->link.len; i++) {
    k->at[k->link.at[i].from + 1]++;
    k->at[k->link.at[i].to + 1]++;
  }
  for (uint32_t i = 0; i < k->n; i++)
    k->at[i + 1] += k->at[i];
  uint32_t *fill = atl_realloc(NULL, (size_t)k->n + 1, sizeof *fill);
  memcpy(fill, k->at, k->n * sizeof *fill);
  for (uint32_t i = 0; i < k->link.len; i++) {
    k->way[fill[k->link.at[i].from]++] = i;
    k->way[fill[k->link.at[i].to]++] = i;
  }
  free(fill);
}

static void longest_paths(struct ranker *k) {
  uint32_t *open = atl_alloc((size_t)k->n + 1, sizeof *open), *queue = k->visit, len = 0;
  for (uint32_t i = 0; i < k->link.len; i++)
    open[k->link.at[i].to]++;
  for (uint32_t i = 0; i < k->n; i++)
    if (!open[i])
      queue[len++] = i;
  for (uint32_t head = 0; head < len; head++) {
    uint32_t v = queue[head];
    for (uint32_t w = k->at[v]; w < k->at[v + 1]; w++) {
      const struct link *link = &k->link.at[k->way[w]];
      if (link->from != v)
        continue;
      k->rank[link->to] = atl_max32(k->rank[link->to], k->rank[v] + link->length);
      if (!--open[link->to])
        queue[len++] = link->to;
    }
  }
  free(open);
}

/* Narrows the ranks between which a box may stand without turning a link. Returns how many more links leave it than
 * come in. */
static int32_t room_of(const struct ranker *k, uint32_t v, int32_t *lowest, int32_t *highest) {
  int32_t out = 0;
  for (uint32_t w = k->at[v]; w < k->at[v + 1]; w++) {
    const struct link *link = &k->link.at[k->way[w]];
    if (link->from == v) {
      out++;
      *highest = atl_min32(*highest, k->rank[link->to] - link->length);
    } else {
      out--;
      *lowest = atl_max32(*lowest, k->rank[link->from] + link->length);
    }
  }
  return out;
}

/* Boxes with more arcs out than in move down as far as they may, the others up; `visit` is a topological order. */
static void shift_singly(struct ranker *k) {
  bool moved = true;
  for (int pass = 0; pass < SHIFTS && moved; pass++) {
    moved = false;
    for (uint32_t i = 0; i < k->n; i++) {
      uint32_t v = k->visit[pass % 2 ? i : k->n - 1 - i];
      int32_t lowest = INT32_MIN, highest = INT32_MAX, out = room_of(k, v, &lowest, &highest);
      if (out == 0 && pass < TIED_SHIFTS && highest != INT32_MAX && lowest != INT32_MIN)
        out = pass % 4 < 2 ? 1 : -1;
      int32_t to = out > 0 ? highest : out < 0 ? lowest : k->rank[v];
      moved |= to != k->rank[v];
      k->rank[v] = to;
    }
  }
}

/* -- network simplex --------------------------------------------------------------------------------------------- */

static int32_t slack(const struct ranker *k, const struct link *link) {
  return k->rank[link->to] - k->rank[link->from] - link->length;
}

/* Spans each component with tight links, moving what is spanned already where there is none. */
static void span(struct ranker *k) {
  uint32_t *member = k->visit, spanned = 0;
  uint8_t *in = atl_alloc(k->n + 1u, sizeof *in);
  for (uint32_t root = 0; root < k->n; root++) {
    if (in[root])
      continue;
    uint32_t start = spanned, head = spanned;
    k->parent[root] = k->by[root] = ATL_NONE;
    in[root] = 1;
    member[spanned++] = root;
    for (;;) {
      for (; head < spanned; head++) {
        uint32_t v = member[head];
        for (uint32_t w = k->at[v]; w < k->at[v + 1]; w++) {
          const struct link *link = &k->link.at[k->way[w]];
          uint32_t other = link->from == v ? link->to : link->from;
          if (in[other] || slack(k, link))
            continue;
          in[other] = 1;
          k->parent[other] = v;
          k->by[other] = k->way[w];
          member[spanned++] = other;
        }
      }
      int32_t least = INT32_MAX, by = 0;
      uint32_t from = ATL_NONE;
      for (uint32_t i = start; i < spanned && least > 1; i++) {
        uint32_t v = member[i];
        for (uint32_t w = k->at[v]; w < k->at[v + 1]; w++) {
          const struct link *link = &k->link.at[k->way[w]];
          uint32_t other = link->from == v ? link->to : link->from;
          if (in[other] || slack(k, link) >= least)
            continue;
          least = slack(k, link);
          by = link->from == v ? least : -least;
          from = i;
        }
      }
      if (from == ATL_NONE)
        break;
      for (uint32_t i = start; i < spanned; i++)
        k->rank[member[i]] += by;
      head = from; /* the link is tight now: go on where it leaves */
    }
  }
  free(in);
}

/* Parents before children, depth first, so that a subtree is a run; and the sums of arcs over subtrees. */
static void walk_forest(struct ranker *k, uint32_t *child, uint32_t *sibling, uint32_t *stack) {
  memset(child, 0xff, k->n * sizeof *child);
  uint32_t depth = 0, len = 0;
  for (uint32_t v = k->n; v--;) {
    if (k->parent[v] == ATL_NONE) {
      stack[depth++] = v;
      continue;
    }
    sibling[v] = child[k->parent[v]];
    child[k->parent[v]] = v;
  }
  while (depth) {
    uint32_t v = stack[--depth];
    k->low[v] = len;
    k->visit[len++] = v;
    for (uint32_t c = child[v]; c != ATL_NONE; c = sibling[c])
      stack[depth++] = c;
  }
  memset(k->sum, 0, k->n * sizeof *k->sum);
  for (uint32_t i = 0; i < k->link.len; i++) {
    k->sum[k->link.at[i].from]++;
    k->sum[k->link.at[i].to]--;
  }
  for (uint32_t i = 0; i < k->n; i++)
    k->size[i] = 1;
  for (uint32_t i = k->n; i--;) {
    uint32_t v = k->visit[i], p = k->parent[v];
    if (p == ATL_NONE)
      continue;
    k->sum[p] += k->sum[v];
    k->size[p] += k->size[v];
  }
}

/* Moves the subtree of v by the least slack, and hangs it where that link leads. False when nothing bounds it, or when
 * an exchange since the last walk has changed what the subtree is: `changed`, by place in the walk. */
static bool exchange(struct ranker *k, uint32_t v, uint8_t *changed) {
  bool down = k->sum[v] > 0; /* more arcs leave the subtree than enter it: it moves down */
  uint32_t begin = k->low[v], end = begin + k->size[v], best = ATL_NONE;
  int32_t least = INT32_MAX;
  if (memchr(changed + begin, 1, end - begin))
    return false;
  for (uint32_t i = begin; i < end; i++) {
    uint32_t u = k->visit[i];
    for (uint32_t w = k->at[u]; w < k->at[u + 1]; w++) {
      const struct link *link = &k->link.at[k->way[w]];
      if ((link->from == u) != down)
        continue;
      uint32_t other = down ? link->to : link->from;
      if (k->low[other] >= begin && k->low[other] < end)
        continue;
      int32_t s = slack(k, link);
      if (s < least) {
        least = s;
        best = k->way[w];
      }
    }
  }
  if (best == ATL_NONE)
    return false;
  for (uint32_t i = begin; i < end; i++)
    k->rank[k->visit[i]] += down ? least : -least;
  const struct link *link = &k->link.at[best];
  uint32_t u = down ? link->from : link->to, above = down ? link->to : link->from, by = best;
  memset(changed + begin, 1, end - begin);
  changed[k->low[above]] = 1; /* what holds it now holds this subtree too */
  for (;;) {                  /* turn the way from u up to v */
    uint32_t next = k->parent[u], next_by = k->by[u];
    k->parent[u] = above;
    k->by[u] = by;
    if (u == v)
      return true;
    above = u;
    by = next_by;
    u = next;
  }
}

/* Between two walks over the forest as many exchanges are made as do not meddle with each other, small subtrees first.
 */
static void simplex(struct ranker *k) {
  uint32_t *scratch = atl_realloc(NULL, 3 * (size_t)k->n + 1, sizeof *scratch);
  uint8_t *changed = atl_realloc(NULL, (size_t)k->n + 1, sizeof *changed);
  uint64_t work = 0;
  bool better = true;
  span(k);
  for (uint32_t turn = 0; turn < SIMPLEX_WALKS && better && work < SIMPLEX_WORK; turn++) {
    walk_forest(k, scratch, scratch + k->n, scratch + 2 * (size_t)k->n);
    memset(changed, 0, k->n);
    work += k->n;
    better = false;
    for (uint32_t i = k->n; i--;) {
      uint32_t v = k->visit[i];
      if (k->parent[v] == ATL_NONE || (k->link.at[k->by[v]].from == v ? k->sum[v] : -k->sum[v]) >= 0)
        continue;
      work += k->size[v];
      better |= exchange(k, v, changed);
    }
  }
  free(changed);
  free(scratch);
}

/* -- the rest ---------------------------------------------------------------------------------------------------- */

/* Each component starts at the top. */
static void lift(struct ranker *k) {
  uint32_t *top = atl_realloc(NULL, (size_t)k->n + 1, sizeof *top);
  int32_t *least = atl_realloc(NULL, (size_t)k->n + 1, sizeof *least);
  for (uint32_t i = 0; i < k->n; i++) {
    top[i] = i;
    least[i] = INT32_MAX;
  }
  for (uint32_t i = 0; i < k->link.len; i++)
    top[top_of(top, k->link.at[i].from)] = top_of(top, k->link.at[i].to);
  for (uint32_t i = 0; i < k->n; i++) {
    uint32_t t = top_of(top, i);
    least[t] = atl_min32(least[t], k->rank[i]);
  }
  for (uint32_t i = 0; i < k->n; i++)
    k->rank[i] -= least[top_of(top, i)];
  free(least);
  free(top);
}

/* A box whose arcs pull it neither way goes to the emptiest layer it may stand in. */
static void balance(struct ranker *k) {
  int32_t last = 0;
  for (uint32_t i = 0; i < k->n; i++)
    last = atl_max32(last, k->rank[i]);
  uint32_t *held = atl_alloc((size_t)last + 1, sizeof *held);
  for (uint32_t i = 0; i < k->n; i++)
    held[k->rank[i]]++;
  for (uint32_t v = 0; v < k->n; v++) {
    int32_t lowest = 0, highest = last, out = room_of(k, v, &lowest, &highest);
    if (out || k->at[v] == k->at[v + 1])
      continue;
    int32_t best = k->rank[v];
    for (int32_t r = lowest; r <= highest; r++)
      if (held[r] + (r != k->rank[v]) < held[best] + (best != k->rank[v]))
        best = r;
    held[k->rank[v]]--;
    held[best]++;
    k->rank[v] = best;
  }
  free(held);
}

/* Layers by dot, if they keep what the rest relies on: lengths, where dot may have turned other arcs of a cycle. */
static bool rank_by_dot(struct ranker *k) {
  bool *skip = atl_alloc((size_t)k->layers->arc.len + 1, sizeof *skip);
  for (uint32_t i = 0; i < k->layers->arc.len; i++)
    skip[i] = !is_hard(&k->layers->arc.at[i]);
  bool good = atl_dot_rank(k->layers, skip, k->rank);
  for (uint32_t i = 0; i < k->link.len && good; i++) {
    int32_t way = k->rank[k->link.at[i].to] - k->rank[k->link.at[i].from];
    good = (way < 0 ? -way : way) >= k->link.at[i].length;
  }
  free(skip);
  return good;
}

/* Whether links pass so many layers that it is worth asking for fewer. */
static bool is_thicket(const struct ranker *k) {
  uint64_t length = 0;
  for (uint32_t i = 0; i < k->link.len; i++)
    length += (uint64_t)(k->rank[k->link.at[i].to] - k->rank[k->link.at[i].from]);
  return length > THICKET && length / LONG_IN_THICKET > k->link.len;
}

static void rank_by_paths(struct ranker *k) {
  memset(k->rank, 0, k->n * sizeof *k->rank);
  longest_paths(k);
  if (is_thicket(k)) {
    break_thicket(k);
    memset(k->rank, 0, k->n * sizeof *k->rank);
    longest_paths(k);
  }
  shift_singly(k);
  if (k->link.len)
    simplex(k);
}

void atl_layers_rank(struct atl_layers *layers, bool by_dot) {
  uint32_t n = layers->boxes;
  struct ranker k = {.layers = layers, .n = n};
  settle_soft(layers);
  break_cycles(&k);
  list_links(&k);
  k.rank = atl_alloc((size_t)n + 1, sizeof *k.rank);
  uint32_t *block = atl_realloc(NULL, 5 * (size_t)n + 1, sizeof *block);
  k.visit = block;
  k.parent = block + n;
  k.by = block + 2 * (size_t)n;
  k.low = block + 3 * (size_t)n;
  k.size = block + 4 * (size_t)n;
  k.sum = atl_alloc((size_t)n + 1, sizeof *k.sum);
  bool ranked = by_dot && rank_by_dot(&k);
  if (!ranked)
    rank_by_paths(&k);
  lift(&k);
  if (!ranked)
    balance(&k);
  layers->count = 0;
  for (uint32_t i = 0; i < n; i++) {
    *atl_vec_push(&layers->item) =
        (struct atl_layer_item){.layer = (uint32_t)k.rank[i], .net = ATL_NONE, .arc = ATL_NONE};
    layers->count = (uint32_t)k.rank[i] >= layers->count ? (uint32_t)k.rank[i] + 1 : layers->count;
  }
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    struct atl_arc *arc = &layers->arc.at[i];
    int32_t way = k.rank[arc->head] - k.rank[arc->tail];
    arc->flags &= ~(unsigned)(ATL_ARC_UP | ATL_ARC_FLAT);
    if (!(arc->flags & ATL_ARC_SELF))
      arc->flags |= way < 0 ? ATL_ARC_UP : way == 0 ? ATL_ARC_FLAT : 0u;
  }
  free(k.sum);
  free(block);
  free(k.rank);
  free(k.way);
  free(k.at);
  atl_vec_release(&k.link);
}
