/* Layers for all levels at once. Each leaf has one, each frame a first and a last; what is in a frame lies between, and
 * borders and titles are rows between layers. A link asks its head to stand a layer below its tail, two with a label;
 * where it ends at a frame, that is the frame's border.
 *
 * Links are added one by one to an order of all variables, which is kept while it grows (D. Pearce, P. Kelly, "A
 * dynamic topological sort algorithm", JEA 11, 2006): one that would close a circle goes back. First come links that
 * agree with a good order of the children of each frame (P. Eades, X. Lin, W. Smyth, IPL 47, 1993), inner ones before
 * outer ones. */
#include "base/sort.h"
#include "order/flow.h"
#include "order/simplex.h"

#include <stdlib.h>

enum { WEIGHT = 4, EXCHANGES_A_VARIABLE = 60 };

/* Layers are made better with so much work, things looked at: a graph of 500 nodes takes less. */
#define ATL_RANK_WORK 8000000u

/* The order of children is looked for with so much work: then the author's does. */
#define ATL_GREEDY_WORK 40000000u

struct way_out { /* from a variable to one that comes after it */
  uint32_t to, next;
};

struct ranking {
  struct atl_flow_graph *g;
  struct atl_simplex simplex;
  uint32_t variables;
  uint32_t *place, *at; /* of each variable in the order; which stands there */
  uint32_t *out, *into; /* first of their lists */
  ATL_VEC(struct way_out) way, back;
  uint8_t *seen;
  ATL_VEC(uint32_t) reach, sources;
  uint32_t *depth; /* of nodes */
  uint32_t *of;    /* of nodes: the one whose layer it shares */
  uint64_t work;
};

static uint32_t top_of(const struct ranking *r, uint32_t v) { return 2 * r->of[v]; }
static uint32_t bottom_of(const struct ranking *r, uint32_t v) {
  return 2 * r->of[v] + (r->g->node.at[v].frame ? 1 : 0);
}

static int by_place(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* Collects what is reached from `v` within the places up to `most`, or from `least` on backwards. True when `goal` is.
 */
static bool collect(struct ranking *r, uint32_t v, uint32_t goal, uint32_t limit, bool forward) {
  struct way_out *way = forward ? r->way.at : r->back.at;
  uint32_t *first = forward ? r->out : r->into;
  bool found = false;
  ATL_VEC(uint32_t) queue = {0};
  *atl_vec_push(&queue) = v;
  r->seen[v] = 1;
  for (uint32_t h = 0; h < queue.len && !found; h++)
    for (uint32_t k = first[queue.at[h]]; k != ATL_NONE; k = way[k].next) {
      uint32_t to = way[k].to;
      found |= to == goal;
      if (r->seen[to] || (forward ? r->place[to] > limit : r->place[to] < limit))
        continue;
      r->seen[to] = 1;
      *atl_vec_push(&queue) = to;
    }
  for (uint32_t i = 0; i < queue.len; i++) {
    r->seen[queue.at[i]] = 0;
    if (forward)
      *atl_vec_push(&r->reach) = queue.at[i];
    else
      *atl_vec_push(&r->sources) = queue.at[i];
  }
  r->work += queue.len;
  atl_vec_release(&queue);
  return found;
}

/* Whether `to` is reached from `from`. */
static bool reaches(struct ranking *r, uint32_t from, uint32_t to) {
  if (from == to)
    return true;
  if (r->place[from] > r->place[to])
    return false;
  r->reach.len = 0;
  return collect(r, from, to, r->place[to], true);
}

/* Makes the order hold when an edge is added from a variable to one that stands before it. */
static void reorder(struct ranking *r, uint32_t from, uint32_t to) {
  r->sources.len = 0;
  collect(r, from, ATL_NONE, r->place[to], false);
  uint32_t n = r->sources.len + r->reach.len;
  uint64_t *key = atl_alloc(n, sizeof *key);
  uint32_t *free_place = atl_alloc(n, sizeof *free_place);
  for (uint32_t i = 0; i < r->sources.len; i++)
    key[i] = r->place[r->sources.at[i]];
  for (uint32_t i = 0; i < r->reach.len; i++)
    key[r->sources.len + i] = (uint64_t)1 << 32 | r->place[r->reach.at[i]];
  for (uint32_t i = 0; i < n; i++)
    free_place[i] = (uint32_t)key[i];
  atl_sort(key, n, sizeof *key, by_place); /* what leads to `from` first, each in its order */
  uint64_t *wide = atl_alloc(n, sizeof *wide);
  for (uint32_t i = 0; i < n; i++)
    wide[i] = free_place[i];
  atl_sort(wide, n, sizeof *wide, by_place);
  for (uint32_t i = 0; i < n; i++)
    free_place[i] = r->at[(uint32_t)key[i]];
  for (uint32_t i = 0; i < n; i++) {
    r->at[(uint32_t)wide[i]] = free_place[i];
    r->place[free_place[i]] = (uint32_t)wide[i];
  }
  free(key);
  free(wide);
  free(free_place);
}

/* Adds that `head` is at least so far below `tail`; false when that would close a circle. */
static bool add(struct ranking *r, uint32_t tail, uint32_t head, int32_t least, int32_t weight) {
  if (tail == head || reaches(r, head, tail))
    return false;
  if (r->place[head] < r->place[tail])
    reorder(r, tail, head);
  *atl_vec_push(&r->way) = (struct way_out){head, r->out[tail]};
  r->out[tail] = r->way.len - 1;
  *atl_vec_push(&r->back) = (struct way_out){tail, r->into[head]};
  r->into[head] = r->back.len - 1;
  atl_simplex_edge(&r->simplex, tail, head, least, weight);
  return true;
}

/* -- the order in which links are added --------------------------------------------------------------------------- */

struct lifted { /* a link between two children of one frame, or of the graph */
  uint32_t level, from, to, edge;
};

static int by_level(const void *a, const void *b) {
  const struct lifted *x = a, *y = b;
  if (x->level != y->level)
    return x->level < y->level ? -1 : 1;
  return x->edge < y->edge ? -1 : x->edge > y->edge;
}

static uint32_t child_of(const struct atl_flow_graph *g, uint32_t level, uint32_t v) {
  while (g->node.at[v].parent != level)
    v = g->node.at[v].parent;
  return v;
}

/* Takes sinks to the end and sources to the front; where there is neither, what has most more links out than in. */
static void greedy_order(const struct lifted *link, uint32_t links, uint32_t *place, int32_t *in, int32_t *out,
                         uint32_t *nodes, uint32_t n, uint64_t *work) {
  uint32_t front = 0, end = n, left = n;
  uint8_t *gone = atl_alloc((size_t)n + 1, 1);
  uint32_t *index = place; /* of nodes, until they have a place */
  for (uint32_t i = 0; i < n; i++)
    index[nodes[i]] = i;
  uint32_t *from = atl_alloc((size_t)links + 1, sizeof *from), *to = atl_alloc((size_t)links + 1, sizeof *to);
  uint32_t *first = atl_alloc((size_t)n + 2, sizeof *first), *arm = atl_alloc((size_t)links * 2 + 1, sizeof *arm);
  for (uint32_t i = 0; i < links; i++) {
    from[i] = index[link[i].from];
    to[i] = index[link[i].to];
    out[from[i]]++;
    in[to[i]]++;
    first[from[i] + 1]++;
    first[to[i] + 1]++;
  }
  for (uint32_t i = 0; i < n; i++)
    first[i + 1] += first[i];
  uint32_t *fill = atl_alloc((size_t)n + 1, sizeof *fill);
  for (uint32_t i = 0; i < links; i++) {
    arm[first[from[i]] + fill[from[i]]++] = i;
    arm[first[to[i]] + fill[to[i]]++] = i;
  }
  while (left) {
    uint32_t pick = ATL_NONE;
    bool sink = false;
    for (int pass = 0; pass < 3 && pick == ATL_NONE; pass++)
      for (uint32_t i = 0; i < n; i++, ++*work) {
        if (gone[i] || (pass == 0 && out[i]) || (pass == 1 && in[i]))
          continue;
        if (pick == ATL_NONE || (pass == 2 && out[i] - in[i] > out[pick] - in[pick]))
          pick = i;
        sink = pass == 0;
        if (pass < 2)
          break;
      }
    gone[pick] = 1;
    left--;
    place[nodes[pick]] = sink ? --end : front++;
    for (uint32_t k = first[pick]; k < first[pick + 1]; k++) {
      uint32_t l = arm[k];
      if (from[l] == pick)
        in[to[l]]--;
      else
        out[from[l]]--;
    }
  }
  free(gone);
  free(from);
  free(to);
  free(first);
  free(arm);
  free(fill);
}

/* Which links go against the order of the children of their frame. */
static void find_against(struct ranking *r, uint8_t *against) {
  const struct atl_flow_graph *g = r->g;
  ATL_VEC(struct lifted) lifted = {0};
  for (uint32_t i = 0; i < g->edge.len; i++) {
    const struct atl_flow_edge *e = &g->edge.at[i];
    uint32_t level = atl_flow_common(g, e->tail, e->head);
    if (e->tail == e->head || level == e->tail || level == e->head)
      continue;
    *atl_vec_push(&lifted) =
        (struct lifted){level == ATL_NONE ? 0 : level + 1, child_of(g, level, e->tail), child_of(g, level, e->head), i};
  }
  if (lifted.len)
    atl_sort(lifted.at, lifted.len, sizeof *lifted.at, by_level);
  uint32_t n = g->node.len, *place = atl_alloc(n, sizeof *place), *nodes = atl_alloc(n, sizeof *nodes);
  uint8_t *met = atl_alloc(n, 1);
  uint64_t work = 0;
  for (uint32_t i = 0, end; i < lifted.len; i = end) {
    uint32_t count = 0;
    for (end = i; end < lifted.len && lifted.at[end].level == lifted.at[i].level; end++) {
      met[lifted.at[end].from] = 1;
      met[lifted.at[end].to] = 1;
    }
    for (uint32_t k = i; k < end; k++)
      for (int side = 0; side < 2; side++) {
        uint32_t v = side ? lifted.at[k].to : lifted.at[k].from;
        if (met[v])
          nodes[count++] = v;
        met[v] = 0;
      }
    int32_t *in = atl_alloc(count, sizeof *in), *out = atl_alloc(count, sizeof *out);
    if (work < ATL_GREEDY_WORK)
      greedy_order(&lifted.at[i], end - i, place, in, out, nodes, count, &work);
    for (uint32_t k = i; k < end && work < ATL_GREEDY_WORK; k++)
      against[lifted.at[k].edge] = place[lifted.at[k].from] > place[lifted.at[k].to];
    free(in);
    free(out);
  }
  r->work += work;
  free(place);
  free(nodes);
  free(met);
  atl_vec_release(&lifted);
}

/* -- links --------------------------------------------------------------------------------------------------------- */

/* A link between children X and Y of a level that also asks the whole of X to end above Y. */
static bool add_apart(struct ranking *r, struct atl_flow_edge *e, uint32_t from, uint32_t to, uint32_t x, uint32_t y,
                      int32_t least) {
  if (!add(r, bottom_of(r, x), top_of(r, y), least, 0))
    return false;
  if (!add(r, bottom_of(r, from), top_of(r, to), least, WEIGHT) && !reaches(r, bottom_of(r, from), top_of(r, to)))
    e->flags |= ATL_FLOW_ROUND;
  return true;
}

static void add_link(struct ranking *r, struct atl_flow_edge *e, bool apart) {
  const struct atl_flow_graph *g = r->g;
  int32_t least = (e->flags & ATL_FLOW_LABEL ? 2 : 1) + (int32_t)e->later;
  uint32_t level = atl_flow_common(g, e->tail, e->head);
  if (level == e->tail || level == e->head) { /* one is within the other: from border to inside */
    uint32_t frame = level, inner = level == e->tail ? e->head : e->tail;
    bool out = frame == e->tail;
    for (int pass = 0; pass < 2; pass++) { /* down is the direction: from the top border in, or on to the bottom one */
      bool by_top = out == !pass;
      if (by_top ? add(r, top_of(r, frame), top_of(r, inner), least, WEIGHT)
                 : add(r, bottom_of(r, inner), bottom_of(r, frame), least, WEIGHT)) {
        e->flags |= pass ? ATL_FLOW_BACK : 0;
        return;
      }
    }
    e->flags |= ATL_FLOW_ROUND;
    return;
  }
  uint32_t x = child_of(g, level, e->tail), y = child_of(g, level, e->head);
  apart = apart && (g->node.at[x].frame || g->node.at[y].frame);
  if (apart && !reaches(r, top_of(r, y), bottom_of(r, x)) && add_apart(r, e, e->tail, e->head, x, y, least))
    return;
  if (add(r, bottom_of(r, e->tail), top_of(r, e->head), least, WEIGHT))
    return;
  e->flags |= ATL_FLOW_BACK;
  if (apart && add_apart(r, e, e->head, e->tail, y, x, least))
    return;
  if (add(r, bottom_of(r, e->head), top_of(r, e->tail), least, WEIGHT))
    return;
  e->flags = (e->flags & ~(unsigned)ATL_FLOW_BACK) | ATL_FLOW_ROUND;
}

struct turn { /* in which links are added */
  uint32_t against, depth, edge;
};

static int by_turn(const void *a, const void *b) {
  const struct turn *x = a, *y = b;
  if (x->against != y->against)
    return x->against < y->against ? -1 : 1;
  if (x->depth != y->depth)
    return x->depth > y->depth ? -1 : 1;
  return x->edge < y->edge ? -1 : x->edge > y->edge;
}

static void add_links(struct ranking *r, struct atl_flow_way way) {
  struct atl_flow_graph *g = r->g;
  uint8_t *against = atl_alloc((size_t)g->edge.len + 1, 1);
  struct turn *turn = atl_alloc((size_t)g->edge.len + 1, sizeof *turn);
  if (!way.given)
    find_against(r, against);
  for (uint32_t i = 0; i < g->edge.len; i++) {
    uint32_t level = atl_flow_common(g, g->edge.at[i].tail, g->edge.at[i].head);
    turn[i] = (struct turn){against[i], level == ATL_NONE ? 0 : r->depth[level] + 1, i};
  }
  if (g->edge.len)
    atl_sort(turn, g->edge.len, sizeof *turn, by_turn);
  for (uint32_t i = 0; i < g->edge.len; i++) {
    struct atl_flow_edge *e = &g->edge.at[turn[i].edge];
    e->flags &= ATL_FLOW_LABEL | ATL_FLOW_ALONE | ATL_FLOW_ROWS | ATL_FLOW_PLAIN | ATL_FLOW_ORDERED | ATL_FLOW_BESIDE;
    if (e->flags & ATL_FLOW_BESIDE)
      continue;
    if (e->tail != e->head)
      add_link(r, e, way.apart);
    else
      e->flags |= g->node.at[e->tail].frame ? ATL_FLOW_ROUND : ATL_FLOW_LOOP;
  }
  for (uint32_t i = 0; i < g->edge.len;
       i++) { /* what turns below a frame stands a layer below it, in the frame around */
    const struct atl_flow_edge *e = &g->edge.at[i];
    uint32_t level = e->tail == e->head ? g->node.at[e->tail].parent : atl_flow_common(g, e->tail, e->head);
    if (!(e->flags & ATL_FLOW_ROUND) || level == ATL_NONE || level == e->tail || level == e->head)
      continue;
    add(r, bottom_of(r, child_of(g, level, e->tail)), bottom_of(r, level), 1, 0);
    add(r, bottom_of(r, child_of(g, level, e->head)), bottom_of(r, level), 1, 0);
  }
  free(turn);
  free(against);
}

static uint32_t of_rule(const struct ranking *r, uint32_t end) {
  return end % 2 ? bottom_of(r, end / 2) : top_of(r, end / 2);
}

void atl_flow_rank(struct atl_flow_graph *g, struct atl_flow_way way) {
  uint32_t n = g->node.len;
  struct ranking r = {.g = g,
                      .variables = 2 * n,
                      .place = atl_alloc(2 * (size_t)n, sizeof *r.place),
                      .at = atl_alloc(2 * (size_t)n, sizeof *r.at),
                      .out = atl_alloc(2 * (size_t)n, sizeof *r.out),
                      .into = atl_alloc(2 * (size_t)n, sizeof *r.into),
                      .seen = atl_alloc(2 * (size_t)n, 1),
                      .depth = atl_alloc(n, sizeof *r.depth),
                      .of = atl_flow_peers(g)};
  r.simplex.variables = 2 * n;
  uint32_t at = 0; /* tops as the nodes come, bottoms the other way round */
  for (uint32_t v = 0; v < n; v++)
    r.place[2 * v] = at++;
  for (uint32_t v = n; v--;)
    r.place[2 * v + 1] = at++;
  for (uint32_t i = 0; i < 2 * n; i++) {
    r.at[r.place[i]] = i;
    r.out[i] = r.into[i] = ATL_NONE;
  }
  for (uint32_t v = 0; v < n; v++) {
    uint32_t parent = g->node.at[v].parent;
    if (g->node.at[v].frame)
      add(&r, top_of(&r, v), bottom_of(&r, v), 0, 1);
    else
      atl_simplex_edge(&r.simplex, 2 * v, 2 * v + 1, 0, 1); /* a leaf has but one layer */
    if (r.of[v] != v)
      atl_simplex_edge(&r.simplex, 2 * r.of[v], 2 * v, 0,
                       1); /* it asks for nothing, but hangs together with the rest */
    if (parent == ATL_NONE)
      continue;
    r.depth[v] = r.depth[parent] + 1;
    add(&r, top_of(&r, parent), top_of(&r, v), 0, 0);
    add(&r, bottom_of(&r, v), bottom_of(&r, parent), 0, 0);
  }
  for (uint32_t i = 0; i < g->rule.len; i++)
    add(&r, of_rule(&r, g->rule.at[i].above), of_rule(&r, g->rule.at[i].below), (int32_t)g->rule.at[i].apart, 0);
  add_links(&r, way);
  int32_t *layer = atl_alloc(2 * (size_t)n, sizeof *layer), least = INT32_MAX;
  atl_simplex_start(&r.simplex, layer);
  g->work += r.work + atl_simplex_solve(&r.simplex, layer, (uint64_t)n * EXCHANGES_A_VARIABLE, ATL_RANK_WORK);
  for (uint32_t v = 0; v < n; v++)
    least = layer[top_of(&r, v)] < least ? layer[top_of(&r, v)] : least;
  for (uint32_t v = 0; v < n; v++) {
    g->node.at[v].top = (uint32_t)(layer[top_of(&r, v)] - least);
    g->node.at[v].bottom = (uint32_t)(layer[bottom_of(&r, v)] - least);
  }
  free(layer);
  atl_simplex_release(&r.simplex);
  atl_vec_release(&r.way);
  atl_vec_release(&r.back);
  atl_vec_release(&r.reach);
  atl_vec_release(&r.sources);
  free(r.place);
  free(r.at);
  free(r.out);
  free(r.into);
  free(r.seen);
  free(r.depth);
  free(r.of);
}
