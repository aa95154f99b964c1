/* Nets, and the items between layers. Wires share ground where all that is on it goes from every box at its one end to
 * every box at the other: a net is all links from one box, or all to one, in one direction and alike. Each link is in
 * one net; the largest come first.
 *
 * A lane stands in the frame that its wire is in at that layer. Below the channel in which the wire leaves the side of
 * its upper end, that is the innermost frame around the lower end that is open there, above it the innermost one around
 * the upper end. */
#include "order/flow.h"

#include "base/sort.h"

#include <stdlib.h>

/* -- nets ---------------------------------------------------------------------------------------------------------- */

struct key { /* an end of a link, and what has to be alike */
  uint32_t end, row, kind;
  bool back, head;
  uint32_t edge;
};

static int by_key(const void *a, const void *b) {
  const struct key *x = a, *y = b;
  if (x->head != y->head)
    return x->head < y->head ? -1 : 1;
  if (x->end != y->end)
    return x->end < y->end ? -1 : 1;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->back != y->back)
    return x->back < y->back ? -1 : 1;
  return x->edge < y->edge ? -1 : x->edge > y->edge;
}

static bool alike(const struct key *x, const struct key *y) {
  return x->head == y->head && x->end == y->end && x->row == y->row && x->kind == y->kind && x->back == y->back;
}

struct same { /* links between the same ends, which may not share */
  uint32_t tail, head, tail_row, head_row, kind, edge;
};

static int by_ends(const void *a, const void *b) {
  const struct same *x = a, *y = b;
  const uint32_t p[] = {x->tail, x->head, x->tail_row, x->head_row, x->kind, x->edge},
                 q[] = {y->tail, y->head, y->tail_row, y->head_row, y->kind, y->edge};
  for (size_t i = 0; i < sizeof p / sizeof *p; i++)
    if (p[i] != q[i])
      return p[i] < q[i] ? -1 : 1;
  return 0;
}

static void find_repeated(const struct atl_flow_graph *g, uint8_t *alone) {
  struct same *same = atl_alloc((size_t)g->edge.len + 1, sizeof *same);
  for (uint32_t i = 0; i < g->edge.len; i++) {
    const struct atl_flow_edge *e = &g->edge.at[i];
    same[i] = (struct same){e->tail, e->head, e->tail_row, e->head_row, e->kind, i};
    alone[i] = (e->flags & (ATL_FLOW_ALONE | ATL_FLOW_ROUND | ATL_FLOW_LOOP | ATL_FLOW_BESIDE)) != 0;
  }
  if (g->edge.len)
    atl_sort(same, g->edge.len, sizeof *same, by_ends);
  for (uint32_t i = 1; i < g->edge.len; i++)
    if (same[i].tail == same[i - 1].tail && same[i].head == same[i - 1].head)
      alone[same[i].edge] = 1;
  free(same);
}

static uint32_t add_net(struct atl_flow *f, uint32_t edge, bool low) {
  *atl_vec_push(&f->net) = (struct atl_flow_net){.edge = edge, .low = low};
  return f->net.len - 1;
}

/* Groups of links that share an end, taken from the largest on; a link that is taken makes its other group smaller. */
static void share(struct atl_flow_graph *g, const uint8_t *alone) {
  struct atl_flow *f = g->flow;
  uint32_t n = 0, most = 0;
  struct key *key = atl_alloc((size_t)g->edge.len * 2 + 1, sizeof *key);
  for (uint32_t i = 0; i < g->edge.len; i++) {
    struct atl_flow_edge *e = &g->edge.at[i];
    e->net = ATL_NONE;
    if (alone[i])
      continue;
    bool back = e->flags & ATL_FLOW_BACK;
    key[n++] = (struct key){e->tail, e->tail_row, e->kind, back, false, i};
    key[n++] = (struct key){e->head, e->head_row, e->kind, back, true, i};
  }
  if (n)
    atl_sort(key, n, sizeof *key, by_key);
  ATL_VEC(uint32_t) group = {0}; /* first key of each */
  for (uint32_t i = 0, end; i < n; i = end) {
    for (end = i + 1; end < n && alike(&key[i], &key[end]);)
      end++;
    *atl_vec_push(&group) = i;
    most = end - i > most ? end - i : most;
  }
  *atl_vec_push(&group) = n;
  uint32_t groups = group.len - 1, *next = atl_alloc((size_t)groups + 1, sizeof *next);
  uint32_t *bucket = atl_alloc((size_t)most + 2, sizeof *bucket);
  for (uint32_t s = 0; s <= most; s++)
    bucket[s] = ATL_NONE;
  for (uint32_t i = groups; i--;) {
    uint32_t size = group.at[i + 1] - group.at[i];
    next[i] = bucket[size];
    bucket[size] = i;
  }
  for (uint32_t s = most; s > 1; s--)
    while (bucket[s] != ATL_NONE) {
      uint32_t i = bucket[s], size = 0;
      bucket[s] = next[i];
      for (uint32_t k = group.at[i]; k < group.at[i + 1]; k++)
        size += g->edge.at[key[k].edge].net == ATL_NONE;
      if (size < s) {
        next[i] = bucket[size];
        bucket[size] = i;
        continue;
      }
      bool low = key[group.at[i]].head != key[group.at[i]].back;
      uint32_t net = ATL_NONE;
      for (uint32_t k = group.at[i]; k < group.at[i + 1]; k++) {
        struct atl_flow_edge *e = &g->edge.at[key[k].edge];
        if (e->net != ATL_NONE)
          continue;
        net = net == ATL_NONE ? add_net(f, key[k].edge, low) : net;
        e->net = net;
      }
    }
  free(bucket);
  free(next);
  atl_vec_release(&group);
  free(key);
}

static void make_nets(struct atl_flow_graph *g) {
  uint8_t *alone = atl_alloc((size_t)g->edge.len + 1, 1);
  find_repeated(g, alone);
  share(g, alone);
  for (uint32_t i = 0; i < g->edge.len; i++) {
    struct atl_flow_edge *e = &g->edge.at[i];
    if (e->flags & (ATL_FLOW_LOOP | ATL_FLOW_BESIDE))
      continue;
    if (e->net == ATL_NONE)
      e->net = add_net(g->flow, i, false);
    g->flow->net.at[e->net].edges++;
    if (g->flow->net.at[e->net].low)
      e->flags |= ATL_FLOW_HUB_LOW;
  }
  free(alone);
}

/* -- items --------------------------------------------------------------------------------------------------------- */

struct lanes {
  struct atl_flow_graph *g;
  struct atl_flow *f;
  ATL_VEC(uint32_t) first, next; /* of items: lanes that go on from them, the last one first */
  uint32_t *port;                /* of nodes: their ports, the last one first */
  ATL_VEC(uint32_t) path;
};

static uint32_t add_item(struct lanes *l, struct atl_flow_item item) {
  *atl_vec_push(&l->f->item) = item;
  *atl_vec_push(&l->first) = ATL_NONE;
  *atl_vec_push(&l->next) = ATL_NONE;
  return l->f->item.len - 1;
}

/* The port of a net on a side of a frame; `again`: a second one. */
static uint32_t port_of(struct lanes *l, uint32_t frame, enum atl_flow_side side, uint32_t net, bool again) {
  uint32_t layer =
      side == ATL_FLOW_ABOVE || side == ATL_FLOW_IN_TOP ? l->g->node.at[frame].top : l->g->node.at[frame].bottom;
  for (uint32_t i = l->port[frame]; i != ATL_NONE && !again; i = l->next.at[i])
    if (l->f->item.at[i].side == side && l->f->item.at[i].net == net)
      return i;
  uint32_t port = add_item(l, (struct atl_flow_item){.kind = ATL_FLOW_PORT,
                                                     .layer = layer,
                                                     .owner = frame,
                                                     .node = frame,
                                                     .net = net,
                                                     .edge = ATL_NONE,
                                                     .side = side});
  l->next.at[port] = l->port[frame];
  l->port[frame] = port;
  return port;
}

static uint32_t end_at(struct lanes *l, uint32_t node, enum atl_flow_side side, uint32_t net, bool again) {
  return l->g->node.at[node].frame ? port_of(l, node, side, net, again) : l->f->left[node];
}

/* The lane of a net that goes on from an item in a frame. */
static uint32_t lane_after(struct lanes *l, uint32_t item, uint32_t layer, uint32_t owner, uint32_t net) {
  bool shared = !l->f->net.at[net].low; /* lanes that end at one box are joined when their order is known */
  for (uint32_t i = l->first.at[item]; i != ATL_NONE && shared; i = l->next.at[i])
    if (l->f->item.at[i].net == net && l->f->item.at[i].owner == owner && l->f->item.at[i].layer == layer)
      return i;
  uint32_t lane = add_item(
      l, (struct atl_flow_item){
             .kind = ATL_FLOW_LANE, .layer = layer, .owner = owner, .node = ATL_NONE, .net = net, .edge = ATL_NONE});
  l->next.at[lane] = l->first.at[item];
  l->first.at[item] = lane;
  return lane;
}

/* The frames around an end below the level that a link stays in, innermost first, and those of the end itself. */
struct chain {
  uint32_t first, level;
};

static struct chain chain_of(const struct atl_flow_graph *g, uint32_t end, uint32_t level) {
  return (struct chain){level == end ? level : g->node.at[end].frame ? end : g->node.at[end].parent, level};
}

/* The channel below which a wire is on the side of its lower end: where the fewest frames are open. */
static uint32_t channel_of_change(const struct atl_flow_graph *g, struct chain up, struct chain down, uint32_t from,
                                  uint32_t to) {
  uint32_t best = from, least = UINT32_MAX;
  for (uint32_t l = from; l < to; l++) {
    uint32_t open = 0;
    for (uint32_t x = up.first; x != up.level; x = g->node.at[x].parent)
      open += g->node.at[x].bottom >= l + 1;
    for (uint32_t x = down.first; x != down.level; x = g->node.at[x].parent)
      open += g->node.at[x].top <= l;
    if (open < least) {
      least = open;
      best = l;
    }
  }
  return best;
}

static uint32_t owner_at(const struct atl_flow_graph *g, struct chain up, struct chain down, uint32_t change,
                         uint32_t layer) {
  if (layer <= change) {
    for (uint32_t x = up.first; x != up.level; x = g->node.at[x].parent)
      if (g->node.at[x].bottom >= layer)
        return x;
  } else
    for (uint32_t x = down.first; x != down.level; x = g->node.at[x].parent)
      if (g->node.at[x].top <= layer)
        return x;
  return up.level;
}

static void keep_path(struct lanes *l, struct atl_flow_edge *e) {
  e->first_step = l->f->step.len;
  e->steps = l->path.len;
  for (uint32_t i = 0; i < l->path.len; i++)
    *atl_vec_push(&l->f->step) = l->path.at[i];
}

static void lead(struct lanes *l, struct atl_flow_edge *e) {
  struct atl_flow_graph *g = l->g;
  bool back = e->flags & ATL_FLOW_BACK;
  uint32_t a = back ? e->head : e->tail, c = back ? e->tail : e->head, level = atl_flow_common(g, a, c);
  enum atl_flow_side sa = level == a ? ATL_FLOW_IN_TOP : ATL_FLOW_BELOW,
                     sc = level == c ? ATL_FLOW_IN_BOTTOM : ATL_FLOW_ABOVE;
  uint32_t upper = end_at(l, a, sa, e->net, false), lower = end_at(l, c, sc, e->net, false);
  uint32_t from = l->f->item.at[upper].layer, to = l->f->item.at[lower].layer;
  struct chain up = chain_of(g, a, level), down = chain_of(g, c, level);
  uint32_t change = channel_of_change(g, up, down, from, to);
  l->path.len = 0;
  atl_vec_reserve(&l->path, to - from + 1);
  l->path.len = to - from + 1;
  l->path.at[0] = upper;
  l->path.at[to - from] = lower;
  bool low = e->flags & ATL_FLOW_HUB_LOW;
  uint32_t item = low ? lower : upper;
  for (uint32_t k = 1; k < to - from; k++) {
    uint32_t layer = low ? to - k : from + k, owner = owner_at(g, up, down, change, layer);
    item = lane_after(l, item, layer, owner, e->net);
    l->path.at[layer - from] = item;
  }
  keep_path(l, e);
}

struct span { /* of a link with a label */
  uint32_t layers, edge;
};

static int by_span(const void *a, const void *b) {
  const struct span *x = a, *y = b;
  if (x->layers != y->layers)
    return x->layers < y->layers ? -1 : 1;
  return x->edge < y->edge ? -1 : x->edge > y->edge;
}

/* Gives every label one of the layers that its link passes: where the fewest boxes and labels stand, and of these the
 * one nearest to the middle. Those that have least choice come first. */
static void set_labels(struct lanes *l) {
  struct atl_flow_graph *g = l->g;
  struct atl_flow *f = l->f;
  uint32_t *full = atl_alloc((size_t)f->layers + 1, sizeof *full), n = 0;
  struct span *span = atl_alloc((size_t)g->edge.len + 1, sizeof *span);
  for (uint32_t i = 0; i < f->item.len; i++)
    full[f->item.at[i].layer] += f->item.at[i].kind == ATL_FLOW_BOX;
  for (uint32_t i = 0; i < g->edge.len; i++)
    if (g->edge.at[i].flags & ATL_FLOW_LABEL &&
        !(g->edge.at[i].flags & (ATL_FLOW_ROUND | ATL_FLOW_LOOP | ATL_FLOW_BESIDE)))
      span[n++] = (struct span){g->edge.at[i].steps, i};
  if (n)
    atl_sort(span, n, sizeof *span, by_span);
  for (uint32_t i = 0; i < n; i++) {
    const struct atl_flow_edge *e = &g->edge.at[span[i].edge];
    const uint32_t *step = &f->step.at[e->first_step];
    uint32_t best = ATL_NONE, least = UINT32_MAX, middle = (e->steps - 1) / 2;
    for (uint32_t k = 1; k + 1 < e->steps; k++) {
      uint32_t away = k < middle ? middle - k : k - middle, layer = f->item.at[step[k]].layer;
      uint32_t cost = full[layer] * 2 * f->layers + away; /* `away` is less than that of two layers */
      if (cost < least) {
        least = cost;
        best = step[k];
      }
    }
    if (best == ATL_NONE)
      continue;
    full[f->item.at[best].layer]++;
    f->item.at[best].kind = ATL_FLOW_NOTE;
    f->item.at[best].edge = span[i].edge;
  }
  l->g->work += f->step.len;
  free(full);
  free(span);
}

/* Down from both ends to below the lower one of them, and there across. */
static void lead_round(struct lanes *l, uint32_t index) {
  struct atl_flow_graph *g = l->g;
  struct atl_flow_edge *e = &g->edge.at[index];
  bool loop = e->tail == e->head;
  uint32_t level = loop ? g->node.at[e->tail].parent : atl_flow_common(g, e->tail, e->head);
  uint32_t end[2] = {end_at(l, e->tail, ATL_FLOW_BELOW, e->net, false),
                     end_at(l, e->head, ATL_FLOW_BELOW, e->net, loop)};
  uint32_t low = 0;
  for (int i = 0; i < 2; i++)
    low = l->f->item.at[end[i]].layer > low ? l->f->item.at[end[i]].layer : low;
  low++;
  uint32_t owner = level;
  while (owner != ATL_NONE && g->node.at[owner].bottom < low)
    owner = g->node.at[owner].parent;
  uint32_t turn = add_item(l, (struct atl_flow_item){.kind = ATL_FLOW_TURN,
                                                     .layer = low,
                                                     .owner = owner,
                                                     .node = ATL_NONE,
                                                     .net = e->net,
                                                     .edge = e->flags & ATL_FLOW_LABEL ? index : ATL_NONE});
  l->path.len = 0;
  struct chain chain[2] = {chain_of(g, e->tail, level), chain_of(g, e->head, level)};
  uint32_t from = l->f->item.at[end[0]].layer, to = l->f->item.at[end[1]].layer, item = end[0];
  *atl_vec_push(&l->path) = item;
  for (uint32_t layer = from + 1; layer < low; layer++) {
    item = lane_after(l, item, layer, owner_at(g, chain[0], chain[1], low, layer), e->net);
    *atl_vec_push(&l->path) = item;
  }
  *atl_vec_push(&l->path) = turn;
  uint32_t begin = l->path.len;
  item = end[1];
  for (uint32_t layer = to + 1; layer < low; layer++) {
    item = lane_after(l, item, layer, owner_at(g, chain[1], chain[0], low, layer), e->net);
    *atl_vec_push(&l->path) = item;
  }
  for (uint32_t i = begin, j = l->path.len; i + 1 < j; i++) { /* up again */
    j--;
    uint32_t swap = l->path.at[i];
    l->path.at[i] = l->path.at[j];
    l->path.at[j] = swap;
  }
  *atl_vec_push(&l->path) = end[1];
  keep_path(l, e);
}

/* -- arcs ---------------------------------------------------------------------------------------------------------- */

static int by_arc(const void *a, const void *b) {
  const struct atl_flow_arc *x = a, *y = b;
  if (x->upper != y->upper)
    return x->upper < y->upper ? -1 : 1;
  if (x->lower != y->lower)
    return x->lower < y->lower ? -1 : 1;
  return x->net < y->net ? -1 : x->net > y->net;
}

uint32_t atl_flow_arc_between(const struct atl_flow *f, uint32_t a, uint32_t b, uint32_t net) {
  bool down = f->item.at[a].layer < f->item.at[b].layer;
  struct atl_flow_arc key = {down ? a : b, down ? b : a, net};
  const struct atl_flow_arc *found = f->wires ? bsearch(&key, f->arc.at, f->wires, sizeof key, by_arc) : NULL;
  return found ? (uint32_t)(found - f->arc.at) : ATL_NONE;
}

static void add_arcs(const struct atl_flow_graph *g, struct atl_flow *f) {
  f->arc.len = 0;
  struct atl_flow_arc *arc = atl_alloc((size_t)f->step.len + 1, sizeof *arc);
  uint32_t n = 0;
  for (uint32_t i = 0; i < g->edge.len; i++) {
    const struct atl_flow_edge *e = &g->edge.at[i];
    for (uint32_t k = 0; k + 1 < e->steps; k++) {
      uint32_t a = f->step.at[e->first_step + k], c = f->step.at[e->first_step + k + 1];
      bool down = f->item.at[a].layer < f->item.at[c].layer;
      arc[n++] = (struct atl_flow_arc){down ? a : c, down ? c : a, e->net};
    }
  }
  if (n)
    atl_sort(arc, n, sizeof *arc, by_arc);
  for (uint32_t i = 0; i < n; i++)
    if (!i || by_arc(&arc[i], &arc[i - 1]))
      *atl_vec_push(&f->arc) = arc[i];
  free(arc);
  f->wires = f->arc.len;
  for (uint32_t v = 0; v < g->node.len; v++)
    if (g->node.at[v].frame)
      for (uint32_t k = 0; k < g->node.at[v].bottom - g->node.at[v].top; k++) {
        *atl_vec_push(&f->arc) = (struct atl_flow_arc){f->left[v] + k, f->left[v] + k + 1, ATL_NONE};
        *atl_vec_push(&f->arc) = (struct atl_flow_arc){f->right[v] + k, f->right[v] + k + 1, ATL_NONE};
      }
  free(f->arms);
  free(f->arm);
  f->arms = atl_alloc(2 * (size_t)f->item.len + 2, sizeof *f->arms);
  f->arm = atl_alloc(2 * (size_t)f->arc.len + 1, sizeof *f->arm);
  for (uint32_t i = 0; i < f->arc.len; i++) {
    f->arms[2 * f->arc.at[i].lower + 1]++;
    f->arms[2 * f->arc.at[i].upper + 2]++;
  }
  for (uint32_t i = 0; i < 2 * f->item.len + 1; i++)
    f->arms[i + 1] += f->arms[i];
  uint32_t *fill = atl_alloc(2 * (size_t)f->item.len + 2, sizeof *fill);
  for (uint32_t i = 0; i < f->arc.len; i++) {
    uint32_t low = 2 * f->arc.at[i].lower, high = 2 * f->arc.at[i].upper + 1;
    f->arm[f->arms[low] + fill[low]++] = i;
    f->arm[f->arms[high] + fill[high]++] = i;
  }
  free(fill);
}

struct meeting { /* an arc at a box, and where its other end is */
  uint32_t place, net, arc;
};

static int by_place(const void *a, const void *b) {
  const struct meeting *x = a, *y = b;
  if (x->place != y->place)
    return x->place < y->place ? -1 : 1;
  return x->net < y->net ? -1 : x->net > y->net;
}

/* Gives wires of nets that share a side of a box, from where another net comes between on, a net of their own. `last`
 * says, by net, where it was met last, `now` which net that part of it is. */
static void split_at(struct atl_flow *f, uint32_t item, bool below, struct meeting *meeting, uint32_t *last,
                     uint32_t *now, const uint8_t *fixed, uint32_t *to) {
  uint32_t n = 0;
  for (uint32_t k = f->arms[2 * item + below]; k < f->arms[2 * item + below + 1]; k++) {
    const struct atl_flow_arc *arc = &f->arc.at[f->arm[k]];
    meeting[n++] = (struct meeting){f->item.at[below ? arc->lower : arc->upper].place, arc->net, f->arm[k]};
    last[arc->net] = ATL_NONE;
    now[arc->net] = arc->net;
  }
  if (n < 3)
    return;
  atl_sort(meeting, n, sizeof *meeting, by_place);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t net = meeting[i].net;
    if (f->net.at[net].low != !below || fixed[net])
      continue;
    if (last[net] != ATL_NONE && last[net] + 1 < i)
      now[net] = add_net(f, f->net.at[net].edge, !below);
    last[net] = i;
    if (now[net] != net)
      to[meeting[i].arc] = now[net];
  }
}

/* A wire of another net that meets the box between two wires of a net would be crossed by their trunk: the net gets two
 * ends there, which cross nothing. */
void atl_flow_split(struct atl_flow_graph *g) {
  struct atl_flow *f = g->flow;
  uint32_t nets = f->net.len;
  struct meeting *meeting = atl_alloc((size_t)f->arc.len + 1, sizeof *meeting);
  uint32_t *last = atl_alloc((size_t)nets + 1, sizeof *last), *now = atl_alloc((size_t)nets + 1, sizeof *now);
  uint32_t *to = atl_alloc((size_t)f->arc.len + 1, sizeof *to); /* the net that an arc is of from now on */
  uint8_t *fixed = atl_alloc((size_t)nets + 1, 1);
  for (uint32_t i = 0; i < f->arc.len; i++)
    to[i] = ATL_NONE;
  for (uint32_t i = 0; i < g->edge.len; i++) /* an item has room for one end at a side */
    if (g->edge.at[i].net != ATL_NONE && g->edge.at[i].flags & ATL_FLOW_ROWS)
      fixed[g->edge.at[i].net] = 1;
  for (uint32_t i = 0; i < f->item.len; i++)
    for (int below = 0; below < 2 && f->item.at[i].kind == ATL_FLOW_BOX; below++)
      split_at(f, i, below, meeting, last, now, fixed, to);
  for (uint32_t i = 0; i < g->edge.len && f->net.len > nets; i++) {
    struct atl_flow_edge *e = &g->edge.at[i];
    if (e->steps < 2 || e->net == ATL_NONE || e->flags & ATL_FLOW_ROUND)
      continue;
    const uint32_t *step = &f->step.at[e->first_step];
    uint32_t at = f->net.at[e->net].low ? e->steps - 2 : 0;
    uint32_t net = to[atl_flow_arc_between(f, step[at], step[at + 1], e->net)];
    if (net == ATL_NONE)
      continue;
    for (uint32_t k = 0; k < e->steps; k++)
      if (f->item.at[step[k]].kind != ATL_FLOW_BOX)
        f->item.at[step[k]].net = net;
    e->net = net;
  }
  for (uint32_t i = 0; i < f->net.len && f->net.len > nets; i++)
    f->net.at[i].edges = 0;
  for (uint32_t i = 0; i < g->edge.len && f->net.len > nets; i++)
    if (g->edge.at[i].net != ATL_NONE && !f->net.at[g->edge.at[i].net].edges++)
      f->net.at[g->edge.at[i].net].edge = i;
  if (f->net.len > nets)
    add_arcs(g, f);
  free(meeting);
  free(last);
  free(now);
  free(to);
  free(fixed);
}

/* Joins lanes of one net that stand side by side and lead to one item below: nothing is between them, so no order and
 * no crossing changes. */
void atl_flow_join(struct atl_flow_graph *g) {
  struct atl_flow *f = g->flow;
  uint32_t n = f->item.len, kept = 0, *into = atl_alloc((size_t)n + 1, sizeof *into);
  for (uint32_t i = 0; i < n; i++)
    into[i] = i;
  for (uint32_t l = f->layers; l--;)
    for (uint32_t k = f->first[l] + 1; k < f->first[l + 1]; k++) {
      uint32_t a = into[f->order[k - 1]], b = f->order[k];
      const struct atl_flow_item *x = &f->item.at[a], *y = &f->item.at[b];
      if (x->kind != ATL_FLOW_LANE || y->kind != ATL_FLOW_LANE || x->net != y->net || x->owner != y->owner ||
          !f->net.at[x->net].low)
        continue;
      uint32_t p = f->arc.at[f->arm[f->arms[2 * a + 1]]].lower, q = f->arc.at[f->arm[f->arms[2 * b + 1]]].lower;
      if (into[p] == into[q])
        into[b] = a;
    }
  uint32_t *number = atl_alloc((size_t)n + 1, sizeof *number);
  for (uint32_t i = 0; i < n; i++)
    if (into[i] == i) {
      number[i] = kept;
      f->item.at[kept++] = f->item.at[i];
    }
  for (uint32_t i = 0; i < f->step.len; i++)
    f->step.at[i] = number[into[f->step.at[i]]];
  for (uint32_t v = 0; v < g->node.len; v++)
    if (g->node.at[v].frame) {
      f->left[v] = number[f->left[v]];
      f->right[v] = number[f->right[v]];
    }
  for (uint32_t l = 0, at = 0, from = 0; l < f->layers; l++) {
    uint32_t end = f->first[l + 1], first = at;
    for (uint32_t k = from; k < end; k++)
      if (into[f->order[k]] == f->order[k]) {
        f->item.at[number[f->order[k]]].place = at - first;
        f->order[at++] = number[f->order[k]];
      }
    from = end;
    f->first[l] = first;
    if (l + 1 == f->layers)
      f->first[l + 1] = at;
  }
  free(into);
  free(number);
  if (kept < n) {
    f->item.len = kept;
    add_arcs(g, f);
  }
}

static void add_borders(struct lanes *l, uint32_t v) {
  const struct atl_flow_node *node = &l->g->node.at[v];
  for (int side = 0; side < 2; side++) {
    (side ? l->f->right : l->f->left)[v] = l->f->item.len;
    for (uint32_t layer = node->top; layer <= node->bottom; layer++)
      add_item(l, (struct atl_flow_item){.kind = side ? ATL_FLOW_RIGHT : ATL_FLOW_LEFT,
                                         .layer = layer,
                                         .owner = v,
                                         .node = v,
                                         .net = ATL_NONE,
                                         .edge = ATL_NONE});
  }
}

/* Counts the layers that links and borders pass. */
static uint64_t count_lanes(const struct atl_flow_graph *g) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < g->edge.len; i++) {
    const struct atl_flow_edge *e = &g->edge.at[i];
    const struct atl_flow_node *a = &g->node.at[e->tail], *b = &g->node.at[e->head];
    uint32_t low = a->top < b->top ? a->top : b->top, high = a->bottom > b->bottom ? a->bottom : b->bottom;
    sum += e->flags & (ATL_FLOW_LOOP | ATL_FLOW_BESIDE) ? 0 : high - low;
  }
  for (uint32_t v = 0; v < g->node.len; v++)
    sum += g->node.at[v].frame ? 2 * ((uint64_t)g->node.at[v].bottom - g->node.at[v].top + 1) : 0;
  return sum;
}

bool atl_flow_lanes(struct atl_flow_graph *g) {
  struct atl_flow *f = g->flow;
  g->lanes = count_lanes(g);
  if (g->lanes > ATL_MAX_FLOW_LANES)
    return false;
  uint32_t n = g->node.len;
  struct lanes l = {.g = g, .f = f, .port = atl_alloc((size_t)n + 1, sizeof *l.port)};
  f->left = atl_alloc((size_t)n + 1, sizeof *f->left);
  f->right = atl_alloc((size_t)n + 1, sizeof *f->right);
  make_nets(g);
  for (uint32_t v = 0; v < n; v++) {
    const struct atl_flow_node *node = &g->node.at[v];
    l.port[v] = ATL_NONE;
    if (node->frame)
      add_borders(&l, v);
    else
      f->left[v] = f->right[v] = add_item(&l, (struct atl_flow_item){.kind = ATL_FLOW_BOX,
                                                                     .layer = node->top,
                                                                     .owner = node->parent,
                                                                     .node = v,
                                                                     .net = ATL_NONE,
                                                                     .edge = ATL_NONE});
  }
  for (uint32_t i = 0; i < g->edge.len; i++) {
    g->edge.at[i].steps = 0;
    if (g->edge.at[i].flags & ATL_FLOW_ROUND)
      lead_round(&l, i);
    else if (!(g->edge.at[i].flags & (ATL_FLOW_LOOP | ATL_FLOW_BESIDE)))
      lead(&l, &g->edge.at[i]);
  }
  for (uint32_t i = 0; i < f->item.len; i++)
    f->layers = f->item.at[i].layer + 1 > f->layers ? f->item.at[i].layer + 1 : f->layers;
  set_labels(&l);
  add_arcs(g, f);
  g->work += 4 * (uint64_t)f->step.len + f->item.len;
  free(l.port);
  atl_vec_release(&l.first);
  atl_vec_release(&l.next);
  atl_vec_release(&l.path);
  return true;
}
