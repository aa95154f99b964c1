/* A tree of tight edges spans the variables; as long as one of its edges pays for being longer, it leaves the tree and
 * the nearest edge the other way takes its place. Intervals over a walk of the tree say what is below what. */
#include "order/simplex.h"

#include <stdlib.h>

/* Of the edges that could leave, the best of so many is taken: more does not pay for looking. */
enum { LOOKED_AT = 30 };

struct arm { /* an edge as one of its ends sees it */
  uint32_t edge, other;
};

struct tree {
  const struct atl_simplex *s;
  int32_t *at;
  uint32_t n, m;
  uint32_t *first; /* arms of v: first[v] to before first[v + 1] */
  struct arm *arm;
  uint8_t *in; /* of edges: in the tree */
  int64_t *cut;
  uint32_t *up;                      /* of variables: the edge to its parent in the tree */
  uint32_t *low, *lim;               /* the interval of what is below it, itself at its end */
  uint32_t *by;                      /* variables by lim */
  uint32_t *held;                    /* how many tree edges v has; they come first among its arms */
  uint32_t *place_tail, *place_head; /* of edges: where they stand among the arms of their ends */
  uint64_t work;
  struct walk {
    uint32_t v, k;
  } * stack;
};

void atl_simplex_edge(struct atl_simplex *s, uint32_t tail, uint32_t head, int32_t least, int32_t weight) {
  if (tail != head)
    *atl_vec_push(&s->edge) = (struct atl_span_edge){tail, head, least, weight};
}

void atl_simplex_release(struct atl_simplex *s) { atl_vec_release(&s->edge); }

bool atl_simplex_start(const struct atl_simplex *s, int32_t *at) {
  uint32_t n = s->variables, m = s->edge.len, len = 0;
  uint32_t *first = atl_alloc((size_t)n + 2, sizeof *first), *edge = atl_alloc((size_t)m + 1, sizeof *edge);
  uint32_t *into = atl_alloc((size_t)n + 1, sizeof *into), *queue = atl_alloc((size_t)n + 1, sizeof *queue);
  for (uint32_t i = 0; i < m; i++) {
    first[s->edge.at[i].tail + 2]++;
    into[s->edge.at[i].head]++;
  }
  for (uint32_t v = 1; v < n + 1; v++)
    first[v + 1] += first[v];
  for (uint32_t i = 0; i < m; i++)
    edge[first[s->edge.at[i].tail + 1]++] = i;
  for (uint32_t v = 0; v < n; v++) {
    at[v] = 0;
    if (!into[v])
      queue[len++] = v;
  }
  for (uint32_t h = 0; h < len; h++)
    for (uint32_t k = first[queue[h]]; k < first[queue[h] + 1]; k++) {
      const struct atl_span_edge *e = &s->edge.at[edge[k]];
      if (at[e->tail] + e->least > at[e->head])
        at[e->head] = at[e->tail] + e->least;
      if (!--into[e->head])
        queue[len++] = e->head;
    }
  free(first);
  free(edge);
  free(into);
  free(queue);
  return len == n;
}

static int32_t slack(const struct tree *t, uint32_t e) {
  const struct atl_span_edge *edge = &t->s->edge.at[e];
  return t->at[edge->head] - t->at[edge->tail] - edge->least;
}

/* -- the first tree ------------------------------------------------------------------------------------------------ */

static uint32_t find(uint32_t *root, uint32_t v) {
  while (root[v] != v)
    v = root[v] = root[root[v]];
  return v;
}

static void place_arm(struct tree *t, uint32_t v, uint32_t slot, struct arm arm) {
  t->arm[slot] = arm;
  if (t->s->edge.at[arm.edge].tail == v)
    t->place_tail[arm.edge] = slot;
  else
    t->place_head[arm.edge] = slot;
}

static uint32_t *slot_of(struct tree *t, uint32_t v, uint32_t e) {
  return t->s->edge.at[e].tail == v ? &t->place_tail[e] : &t->place_head[e];
}

static void swap_arms(struct tree *t, uint32_t v, uint32_t a, uint32_t b) {
  struct arm x = t->arm[a], y = t->arm[b];
  place_arm(t, v, a, y);
  place_arm(t, v, b, x);
}

static void take(struct tree *t, uint32_t e, bool in) {
  const struct atl_span_edge *edge = &t->s->edge.at[e];
  t->in[e] = in;
  for (int end = 0; end < 2; end++) {
    uint32_t v = end ? edge->head : edge->tail;
    if (in)
      swap_arms(t, v, *slot_of(t, v, e), t->first[v] + t->held[v]++);
    else
      swap_arms(t, v, *slot_of(t, v, e), t->first[v] + --t->held[v]);
  }
}

struct piece {
  uint32_t size, v;
};

static void sift_down(struct piece *heap, uint32_t n, uint32_t i) {
  struct piece p = heap[i];
  for (uint32_t c; (c = 2 * i + 1) < n; i = c) {
    if (c + 1 < n && heap[c + 1].size < heap[c].size)
      c++;
    if (heap[c].size >= p.size)
      break;
    heap[i] = heap[c];
  }
  heap[i] = p;
}

/* The shortest edge that leaves the piece of the tree in which `v` is; its variables are then in t->stack. */
static uint32_t nearest(struct tree *t, uint32_t *root, uint32_t v, uint32_t *size) {
  uint32_t piece = find(root, v), len = 0, best = ATL_NONE;
  t->stack[len++] = (struct walk){v, ATL_NONE};
  for (uint32_t h = 0; h < len; h++) {
    uint32_t x = t->stack[h].v;
    for (uint32_t k = t->first[x]; k < t->first[x + 1]; k++) {
      struct arm a = t->arm[k];
      if (k < t->first[x] + t->held[x]) {
        if (a.edge != t->stack[h].k)
          t->stack[len++] = (struct walk){a.other, a.edge};
      } else if (find(root, a.other) != piece && (best == ATL_NONE || slack(t, a.edge) < slack(t, best)))
        best = a.edge;
    }
  }
  *size = len;
  return best;
}

/* Grows a tree of tight edges: the smallest piece moves until it touches another. False when nothing holds the pieces
 * together. */
static bool grow(struct tree *t) {
  uint32_t *root = atl_alloc((size_t)t->n + 1, sizeof *root), *size = atl_alloc((size_t)t->n + 1, sizeof *size);
  struct piece *heap = atl_alloc((size_t)t->n + 1, sizeof *heap);
  uint32_t pieces = 0, left = t->n;
  for (uint32_t v = 0; v < t->n; v++) {
    root[v] = v;
    size[v] = 1;
  }
  for (uint32_t e = 0; e < t->m; e++) {
    uint32_t a = find(root, t->s->edge.at[e].tail), b = find(root, t->s->edge.at[e].head);
    if (a == b || slack(t, e))
      continue;
    root[a] = b;
    size[b] += size[a];
    left--;
    take(t, e, true);
  }
  for (uint32_t v = 0; v < t->n; v++)
    if (root[v] == v)
      heap[pieces++] = (struct piece){size[v], v};
  for (uint32_t i = pieces / 2 + 1; i--;)
    if (i < pieces)
      sift_down(heap, pieces, i);
  bool whole = true;
  while (left > 1 && whole) {
    struct piece p = heap[0];
    uint32_t v = find(root, p.v), len, e;
    if (v != p.v || size[v] != p.size) { /* it has grown since, or is part of another */
      if (v == p.v)
        heap[0].size = size[v];
      else
        heap[0] = heap[--pieces];
      sift_down(heap, pieces, 0);
      continue;
    }
    e = nearest(t, root, v, &len);
    whole = e != ATL_NONE;
    if (!whole)
      break;
    const struct atl_span_edge *edge = &t->s->edge.at[e];
    int32_t by = find(root, edge->tail) == v ? slack(t, e) : -slack(t, e);
    for (uint32_t i = 0; i < len && by; i++)
      t->at[t->stack[i].v] += by;
    uint32_t other = find(root, edge->tail) == v ? find(root, edge->head) : find(root, edge->tail);
    root[v] = other;
    size[other] += size[v];
    take(t, e, true);
    left--;
    heap[0] = heap[--pieces];
    sift_down(heap, pieces, 0);
  }
  free(root);
  free(size);
  free(heap);
  return whole;
}

/* -- exchanges ----------------------------------------------------------------------------------------------------- */

/* Numbers what is below `v`, from `low` on; the edge to its parent is `up`. */
static void number(struct tree *t, uint32_t v, uint32_t up, uint32_t low) {
  uint32_t len = 0, count = low;
  t->up[v] = up;
  t->low[v] = low;
  t->stack[len++] = (struct walk){v, t->first[v]};
  while (len) {
    struct walk *w = &t->stack[len - 1];
    uint32_t x = w->v;
    if (w->k < t->first[x] + t->held[x]) {
      struct arm a = t->arm[w->k++];
      if (a.edge == t->up[x])
        continue;
      t->up[a.other] = a.edge;
      t->low[a.other] = count;
      t->stack[len++] = (struct walk){a.other, t->first[a.other]};
      continue;
    }
    t->lim[x] = count;
    t->by[count++] = x;
    len--;
  }
  t->work += count - low;
}

static bool below(const struct tree *t, uint32_t v, uint32_t x) {
  return t->low[v] <= t->lim[x] && t->lim[x] <= t->lim[v];
}

/* Cut values of all tree edges, from the leaves of the tree up. */
static void cut_values(struct tree *t) {
  for (uint32_t l = 0; l + 1 < t->n; l++) {
    uint32_t v = t->by[l], up = t->up[v];
    bool leaves = t->s->edge.at[up].tail == v;
    int64_t sum = 0;
    for (uint32_t k = t->first[v]; k < t->first[v + 1]; k++) {
      uint32_t e = t->arm[k].edge, other = t->arm[k].other;
      const struct atl_span_edge *edge = &t->s->edge.at[e];
      bool out = edge->tail == v; /* from the side of v */
      if (e == up || !below(t, v, other))
        sum += out == leaves ? edge->weight : -edge->weight;
      else { /* within: what its part adds was counted the other way */
        int64_t was = (t->in[e] ? t->cut[e] : 0) - edge->weight;
        sum += out == leaves ? -was : was;
      }
    }
    t->cut[up] = sum;
  }
}

static uint32_t leaving(struct tree *t, uint32_t *from) {
  uint32_t best = ATL_NONE, seen = 0;
  for (uint32_t step = 0, k = *from; step < t->m; step++, k = k + 1 == t->m ? 0 : k + 1) {
    t->work++;
    if (!t->in[k] || t->cut[k] >= 0)
      continue;
    if (best == ATL_NONE || t->cut[k] < t->cut[best])
      best = k;
    if (++seen == LOOKED_AT) {
      *from = k;
      break;
    }
  }
  return best;
}

/* The shortest edge that leads the other way over the cut that opens when the edge above `v` goes. */
static uint32_t entering(struct tree *t, uint32_t v, bool inward) {
  uint32_t best = ATL_NONE;
  int32_t least = INT32_MAX;
  uint32_t inside = t->lim[v] - t->low[v] + 1;
  bool outer = inside > t->n - inside; /* the smaller side has the fewer edges to look at */
  uint32_t from = outer ? 0 : t->low[v], to = outer ? t->n : t->lim[v] + 1;
  for (uint32_t l = from; l < to && least > 0; l++) {
    if (outer && l == t->low[v]) {
      l = t->lim[v];
      continue;
    }
    uint32_t x = t->by[l];
    t->work += t->first[x + 1] - t->first[x];
    for (uint32_t k = t->first[x] + t->held[x]; k < t->first[x + 1]; k++) {
      uint32_t e = t->arm[k].edge;
      bool out = t->s->edge.at[e].tail == x; /* it leaves x, which is inside or, for `outer`, outside */
      if ((outer ? out : !out) != inward || below(t, v, t->arm[k].other) == !outer)
        continue;
      int32_t s = slack(t, e);
      if (s < least) {
        least = s;
        best = e;
      }
    }
  }
  return best;
}

/* Takes the value of a cut over to the way from `a` to the first variable that has `b` below it, which is returned. */
static uint32_t carry(struct tree *t, uint32_t a, uint32_t b, bool along, int64_t value) {
  while (!below(t, a, b)) {
    const struct atl_span_edge *e = &t->s->edge.at[t->up[a]];
    bool same = a == e->tail ? along : !along;
    t->cut[t->up[a]] += same ? value : -value;
    a = t->lim[e->tail] > t->lim[e->head] ? e->tail : e->head;
  }
  return a;
}

static void exchange(struct tree *t, uint32_t leave, uint32_t enter, uint32_t v, bool inward) {
  const struct atl_span_edge *in = &t->s->edge.at[enter];
  int32_t by = slack(t, enter);
  if (by) {
    uint32_t inside = t->lim[v] - t->low[v] + 1;
    int32_t move = inward ? -by : by; /* of what is below v */
    if (inside <= t->n - inside)
      for (uint32_t l = t->low[v]; l <= t->lim[v]; l++)
        t->at[t->by[l]] += move;
    else
      for (uint32_t l = 0; l < t->n; l++) {
        if (l == t->low[v])
          l = t->lim[v] + 1;
        if (l < t->n)
          t->at[t->by[l]] -= move;
      }
  }
  int64_t value = t->cut[leave];
  uint32_t top = carry(t, in->tail, in->head, true, value);
  carry(t, in->head, in->tail, false, value);
  t->cut[enter] = -value;
  t->cut[leave] = 0;
  uint32_t up = t->up[top], low = t->low[top];
  take(t, leave, false);
  take(t, enter, true);
  number(t, top, up, low);
}

uint64_t atl_simplex_solve(const struct atl_simplex *s, int32_t *at, uint64_t exchanges, uint64_t work) {
  uint32_t n = s->variables, m = s->edge.len;
  if (n < 2)
    return 0;
  struct tree t = {.s = s,
                   .at = at,
                   .n = n,
                   .m = m,
                   .first = atl_alloc((size_t)n + 2, sizeof *t.first),
                   .arm = atl_alloc((size_t)m * 2 + 1, sizeof *t.arm),
                   .in = atl_alloc((size_t)m + 1, 1),
                   .cut = atl_alloc((size_t)m + 1, sizeof *t.cut),
                   .up = atl_alloc(n, sizeof *t.up),
                   .low = atl_alloc(n, sizeof *t.low),
                   .lim = atl_alloc(n, sizeof *t.lim),
                   .by = atl_alloc(n, sizeof *t.by),
                   .held = atl_alloc(n, sizeof *t.held),
                   .place_tail = atl_alloc((size_t)m + 1, sizeof *t.place_tail),
                   .place_head = atl_alloc((size_t)m + 1, sizeof *t.place_head),
                   .stack = atl_alloc((size_t)n + 1, sizeof *t.stack)};
  for (uint32_t i = 0; i < m; i++) {
    t.first[s->edge.at[i].tail + 1]++;
    t.first[s->edge.at[i].head + 1]++;
  }
  for (uint32_t v = 0; v < n; v++)
    t.first[v + 1] += t.first[v];
  uint32_t *fill = atl_alloc(n, sizeof *fill);
  for (uint32_t i = 0; i < m; i++) {
    uint32_t a = s->edge.at[i].tail, b = s->edge.at[i].head;
    place_arm(&t, a, t.first[a] + fill[a]++, (struct arm){i, b});
    place_arm(&t, b, t.first[b] + fill[b]++, (struct arm){i, a});
  }
  free(fill);
  if (grow(&t)) {
    number(&t, 0, ATL_NONE, 0);
    cut_values(&t);
    uint32_t from = 0, leave;
    for (uint64_t i = 0; i < exchanges && t.work < work && (leave = leaving(&t, &from)) != ATL_NONE; i++) {
      const struct atl_span_edge *e = &s->edge.at[leave];
      bool lower_tail = t.lim[e->tail] < t.lim[e->head]; /* the tail is below: edges into its part take over */
      uint32_t v = lower_tail ? e->tail : e->head, enter = entering(&t, v, lower_tail);
      if (enter == ATL_NONE)
        break;
      exchange(&t, leave, enter, v, lower_tail);
    }
  }
  free(t.first);
  free(t.arm);
  free(t.in);
  free(t.cut);
  free(t.up);
  free(t.low);
  free(t.lim);
  free(t.by);
  free(t.held);
  free(t.place_tail);
  free(t.place_head);
  free(t.stack);
  return t.work;
}
