/* Which links join peers: two leaves of one frame that are as far from where the graph begins, as two firewalls behind
 * two lines, with a link that has no direction. They stand in one layer, side by side, and their link runs straight
 * from one to the other, so that the tiers of a network stay tiers. Where one of them also leads to the other some
 * other way, or something has to stand between them, the link counts as order, like all others; of three peers that are
 * all linked, the outer two are led round the one between. */
#include "order/flow.h"

#include <stdlib.h>

/* So much is looked at, edges, for links that might join peers; those that are left count as order. */
#define ATL_PEERS_WORK 4000000u

struct peers {
  struct atl_flow_graph *g;
  uint32_t *first, *out; /* edges that lead on from each node, with rules that keep layers apart */
  uint32_t *tier, *queue;
  uint32_t *of, *next; /* of nodes: the first of those that share its layer, and the next of them, in a ring */
  uint8_t *seen;
  uint64_t work;
};

static bool may_join(const struct atl_flow_graph *g, const struct atl_flow_edge *e, const uint8_t *looped) {
  const struct atl_flow_node *a = &g->node.at[e->tail], *b = &g->node.at[e->head];
  return e->flags & ATL_FLOW_PLAIN && !(e->flags & ATL_FLOW_ORDERED) && e->tail != e->head && !a->frame && !b->frame &&
         a->set == ATL_NONE && b->set == ATL_NONE && a->parent == b->parent && !looped[e->tail] && !looped[e->head];
}

static void lead_on(struct peers *p) {
  const struct atl_flow_graph *g = p->g;
  uint32_t n = g->node.len, all = g->edge.len + g->rule.len;
  p->first = atl_alloc((size_t)n + 2, sizeof *p->first);
  p->out = atl_alloc((size_t)all + 1, sizeof *p->out);
  for (int pass = 0; pass < 2; pass++) {
    for (uint32_t i = 0; i < all; i++) {
      bool rule = i >= g->edge.len;
      if (rule && !g->rule.at[i - g->edge.len].apart)
        continue;
      uint32_t from = rule ? g->rule.at[i - g->edge.len].above / 2 : g->edge.at[i].tail;
      if (pass)
        p->out[p->first[from + 1]++] = i;
      else
        p->first[from + 2]++;
    }
    for (uint32_t v = 0; v < n && !pass; v++)
      p->first[v + 2] += p->first[v + 1];
  }
}

/* The node that the k-th way out leads to. */
static uint32_t end_of(const struct peers *p, uint32_t k) {
  const struct atl_flow_graph *g = p->g;
  uint32_t i = p->out[k];
  return i < g->edge.len ? g->edge.at[i].head : g->rule.at[i - g->edge.len].below / 2;
}

/* How far each node is from one that nothing leads to; of circles, from the first one. */
static void find_tiers(struct peers *p) {
  const struct atl_flow_graph *g = p->g;
  uint32_t n = g->node.len, len = 0, head = 0;
  for (uint32_t v = 0; v < n; v++)
    p->tier[v] = 0;
  for (uint32_t i = 0; i < g->edge.len; i++)
    if (g->edge.at[i].tail != g->edge.at[i].head)
      p->tier[g->edge.at[i].head] = ATL_NONE;
  for (uint32_t v = 0; v < n; v++)
    if (!p->tier[v])
      p->queue[len++] = v;
  for (uint32_t from = 0; from < n; from++) {
    if (p->tier[from] == ATL_NONE && head == len) {
      p->tier[from] = 0;
      p->queue[len++] = from;
    }
    for (; head < len; head++) {
      uint32_t v = p->queue[head];
      for (uint32_t k = p->first[v]; k < p->first[v + 1]; k++) {
        uint32_t to = end_of(p, k);
        if (p->tier[to] != ATL_NONE)
          continue;
        p->tier[to] = p->tier[v] + 1;
        p->queue[len++] = to;
      }
    }
  }
}

/* Whether what shares a layer with `from` leads to what shares one with `to`, by links that count as order; frames lead
 * where what is in them leads. */
static bool leads(struct peers *p, uint32_t from, uint32_t to) {
  const struct atl_flow_graph *g = p->g;
  uint32_t len = 0;
  bool found = false;
  p->queue[len++] = p->of[from];
  p->seen[p->of[from]] = 1;
  for (uint32_t h = 0; h < len && !found; h++) {
    uint32_t v = p->queue[h];
    do {
      for (uint32_t k = p->first[v]; k < p->first[v + 1]; k++) {
        uint32_t i = p->out[k], end = p->of[end_of(p, k)];
        p->work++;
        if (i < g->edge.len && g->edge.at[i].flags & (ATL_FLOW_BESIDE | ATL_FLOW_ASKED | ATL_FLOW_ORDERED))
          continue;
        found |= end == p->of[to];
        if (!p->seen[end]) {
          p->seen[end] = 1;
          p->queue[len++] = end;
        }
      }
      uint32_t up = g->node.at[v].parent;
      if (up != ATL_NONE && !p->seen[up] && up != g->node.at[from].parent) {
        p->seen[up] = 1;
        p->queue[len++] = up;
      }
      v = p->next[v];
    } while (v != p->queue[h]);
  }
  for (uint32_t h = 0; h < len; h++)
    p->seen[p->queue[h]] = 0;
  return found;
}

static void join(struct peers *p, uint32_t a, uint32_t b) {
  if (p->of[a] == p->of[b])
    return;
  uint32_t to = p->of[a] < p->of[b] ? p->of[a] : p->of[b], v = p->of[a] < p->of[b] ? b : a;
  for (uint32_t w = v;;) {
    p->of[w] = to;
    w = p->next[w];
    if (w == v)
      break;
  }
  uint32_t swap = p->next[a];
  p->next[a] = p->next[b];
  p->next[b] = swap;
}

uint32_t *atl_flow_peers(struct atl_flow_graph *g) {
  uint32_t n = g->node.len, asked = 0;
  uint32_t *of = atl_alloc((size_t)n + 1, sizeof *of);
  uint8_t *looped = atl_alloc((size_t)n + 1, 1);
  for (uint32_t v = 0; v < n; v++)
    of[v] = v;
  for (uint32_t i = 0; i < g->edge.len; i++) {
    g->edge.at[i].flags &= ~(unsigned)(ATL_FLOW_BESIDE | ATL_FLOW_ASKED);
    if (g->edge.at[i].tail == g->edge.at[i].head)
      looped[g->edge.at[i].tail] = 1;
  }
  for (uint32_t i = 0; i < g->edge.len; i++)
    asked += may_join(g, &g->edge.at[i], looped);
  if (asked) {
    struct peers p = {.g = g,
                      .tier = atl_alloc((size_t)n + 1, sizeof *p.tier),
                      .queue = atl_alloc((size_t)n + 1, sizeof *p.queue),
                      .of = of,
                      .next = atl_alloc((size_t)n + 1, sizeof *p.next),
                      .seen = atl_alloc((size_t)n + 1, 1)};
    for (uint32_t v = 0; v < n; v++)
      p.next[v] = v;
    lead_on(&p);
    find_tiers(&p);
    for (uint32_t i = 0; i < g->edge.len; i++)
      if (may_join(g, &g->edge.at[i], looped) && p.tier[g->edge.at[i].tail] == p.tier[g->edge.at[i].head])
        g->edge.at[i].flags |= ATL_FLOW_ASKED;
    for (uint32_t i = 0; i < g->edge.len; i++) {
      struct atl_flow_edge *e = &g->edge.at[i];
      if (!(e->flags & ATL_FLOW_ASKED))
        continue;
      bool apart = p.work > ATL_PEERS_WORK || leads(&p, e->tail, e->head) || leads(&p, e->head, e->tail);
      if (!apart) {
        e->flags |= ATL_FLOW_BESIDE;
        join(&p, e->tail, e->head);
      }
      e->flags &= ~(unsigned)ATL_FLOW_ASKED;
    }
    g->work += p.work;
    free(p.first);
    free(p.out);
    free(p.tier);
    free(p.queue);
    free(p.next);
    free(p.seen);
  }
  free(looped);
  return of;
}
