/* Dividing a drawing into parts, and the stages of one part, one after the other. */
#include "order/flow.h"

#include "base/sort.h"

#include <stdlib.h>

/* Wires through foreign frames are parted from them in at most so many rounds: each asks for new layers and orders. */
enum { PARTING_ROUNDS = 12 };

/* -- sets and graphs ----------------------------------------------------------------------------------------------- */

struct divider {
  struct atl_flows *flows;
  const struct atl_order *order;
  const struct atl_map *map;
  uint8_t *closed;        /* of boxes: no link passes their border */
  uint8_t *reached;       /* of boxes: a link of theirs, or of what is within, leaves their parent or ends at it */
  uint32_t *root;         /* of boxes: which siblings hang together */
  uint32_t *graph, *node; /* of boxes: where they are */
  ATL_VEC(struct members) members; /* by set */
  ATL_VEC(uint32_t) member;
};

struct members {
  uint32_t first, count;
};

static uint32_t find(uint32_t *root, uint32_t v) {
  while (root[v] != v)
    v = root[v] = root[root[v]];
  return v;
}

static uint32_t parent_of(const struct divider *d, uint32_t box) { return d->order->box.at[box].parent; }

/* Walks both ends of every link up to where they meet. */
static void follow_links(struct divider *d) {
  const struct atl_order *order = d->order;
  for (uint32_t i = 0; i < order->edge.len; i++) {
    uint32_t a = order->edge.at[i].tail, b = order->edge.at[i].head, x = ATL_NONE, y = ATL_NONE;
    while (a != b) {
      bool up = a != ATL_NONE && (b == ATL_NONE || order->box.at[a].rank >= order->box.at[b].rank);
      uint32_t *end = up ? &a : &b, *last = up ? &x : &y;
      if (*last != ATL_NONE) { /* it leaves *end: what is in there is reached from outside */
        d->reached[*last] = 1;
        d->closed[*end] = 0;
      }
      *last = *end;
      *end = parent_of(d, *end);
    }
    if (x != ATL_NONE && y != ATL_NONE) {
      d->root[find(d->root, x)] = find(d->root, y);
      continue;
    }
    uint32_t within = x != ATL_NONE ? x : y; /* one end is a frame, the other in it */
    if (within != ATL_NONE) {
      d->reached[within] = 1;
      d->closed[a] = 0;
    }
  }
}

static uint32_t add_set(struct divider *d, uint32_t box, const uint32_t *member, uint32_t count) {
  *atl_vec_push(&d->flows->set) = (struct atl_flow_set){.box = box};
  *atl_vec_push(&d->members) = (struct members){d->member.len, count};
  for (uint32_t i = 0; i < count; i++)
    *atl_vec_push(&d->member) = member[i];
  return d->flows->set.len - 1;
}

struct sibling {
  uint32_t root, box;
};

static int by_root(const void *a, const void *b) {
  const struct sibling *x = a, *y = b;
  if (x->root != y->root)
    return x->root < y->root ? -1 : 1;
  return x->box < y->box ? -1 : x->box > y->box;
}

/* Siblings that hang together, one run after the other, in the order of the first of each. */
static struct sibling *families(struct divider *d, const uint32_t *box, uint32_t n) {
  struct sibling *s = atl_alloc((size_t)n + 1, sizeof *s);
  uint32_t *least = atl_alloc((size_t)n + 1, sizeof *least);
  for (uint32_t i = 0; i < n; i++)
    s[i] = (struct sibling){find(d->root, box[i]), box[i]};
  if (n)
    atl_sort(s, n, sizeof *s, by_root);
  for (uint32_t i = 0; i < n; i++)
    least[i] = i && s[i].root == s[i - 1].root ? least[i - 1] : s[i].box;
  for (uint32_t i = 0; i < n; i++)
    s[i].root = least[i];
  if (n)
    atl_sort(s, n, sizeof *s, by_root);
  free(least);
  return s;
}

static uint32_t add_node(struct divider *d, uint32_t graph, struct atl_flow_node node) {
  struct atl_flow_graph *g = &d->flows->graph.at[graph];
  *atl_vec_push(&g->node) = node;
  if (node.box != ATL_NONE) {
    d->graph[node.box] = graph;
    d->node[node.box] = g->node.len - 1;
  }
  return g->node.len - 1;
}

struct pending { /* a box that is to become a node */
  uint32_t box, parent;
};

typedef ATL_VEC(struct pending) pendings;

/* The members of a frame with links across its border: those that hang together with it by links are nodes, the others
 * one block, if there are several. Added last to first, for a stack. */
static void add_members(struct divider *d, uint32_t graph, uint32_t frame, uint32_t parent, pendings *todo) {
  const struct atl_box *box = &d->order->box.at[frame];
  uint32_t *child = atl_alloc((size_t)box->child_count + 1, sizeof *child), loose = 0;
  for (uint32_t i = 0; i < box->child_count; i++)
    child[i] = box->first_child + i;
  struct sibling *s = families(d, child, box->child_count);
  uint8_t *held = atl_alloc((size_t)box->child_count + 1, 1);
  uint32_t apart = 0;
  for (uint32_t i = 0, end; i < box->child_count; i = end) {
    bool any = false;
    for (end = i; end < box->child_count && s[end].root == s[i].root; end++)
      any |= d->reached[s[end].box];
    for (uint32_t k = i; k < end; k++)
      held[s[k].box - box->first_child] = any;
    apart += !any;
  }
  for (uint32_t i = 0; i < box->child_count && apart > 1; i++)
    if (!held[i])
      child[loose++] = box->first_child + i;
  if (loose)
    add_node(d, graph,
             (struct atl_flow_node){.box = ATL_NONE, .parent = parent, .set = add_set(d, ATL_NONE, child, loose)});
  for (uint32_t i = box->child_count; i--;)
    if (held[i] || apart < 2)
      *atl_vec_push(todo) = (struct pending){box->first_child + i, parent};
  free(held);
  free(child);
  free(s);
}

static void add_graph(struct divider *d, const struct sibling *s, uint32_t n) {
  uint32_t graph = d->flows->graph.len;
  atl_vec_push(&d->flows->graph);
  pendings todo = {0};
  for (uint32_t i = n; i--;)
    *atl_vec_push(&todo) = (struct pending){s[i].box, ATL_NONE};
  while (todo.len) {
    struct pending p = todo.at[--todo.len];
    const struct atl_box *box = &d->order->box.at[p.box];
    struct atl_flow_node node = {.box = p.box, .parent = p.parent, .set = ATL_NONE};
    if (box->child_count && d->closed[p.box]) {
      uint32_t *child = atl_alloc(box->child_count, sizeof *child);
      for (uint32_t i = 0; i < box->child_count; i++)
        child[i] = box->first_child + i;
      node.set = add_set(d, p.box, child, box->child_count);
      free(child);
    }
    node.frame = box->child_count && !d->closed[p.box];
    uint32_t index = add_node(d, graph, node);
    if (node.frame)
      add_members(d, graph, p.box, index, &todo);
  }
  atl_vec_release(&todo);
}

static uint32_t row_of(const struct divider *d, uint32_t box, uint32_t deeper, uint32_t end) {
  return deeper ? deeper : d->order->box.at[box].items ? end : d->order->box.at[box].node;
}

static void add_edges(struct divider *d) {
  for (uint32_t i = 0; i < d->order->edge.len; i++) {
    const struct atl_edge *e = &d->order->edge.at[i];
    const struct atl_link *link = &d->map->link.at[e->link];
    bool alone = atl_link_is_alone(link);
    bool plain = link->arrow == ATL_ARROW_NONE && !d->order->box.at[e->tail].items && !d->order->box.at[e->head].items;
    plain &= !e->tail_in && !e->head_in;
    bool rows = e->tail_in || e->head_in || d->order->box.at[e->tail].items || d->order->box.at[e->head].items;
    *atl_vec_push(&d->flows->graph.at[d->graph[e->tail]].edge) =
        (struct atl_flow_edge){.tail = d->node[e->tail],
                               .head = d->node[e->head],
                               .edge = i,
                               .tail_row = row_of(d, e->tail, e->tail_in, link->tail),
                               .head_row = row_of(d, e->head, e->head_in, link->head),
                               .kind = link->alike,
                               .flags = (plain ? ATL_FLOW_PLAIN : 0u) | (rows ? ATL_FLOW_ROWS : 0u) |
                                        (link->label ? ATL_FLOW_LABEL : 0u) | (alone ? ATL_FLOW_ALONE : 0u)};
  }
}

struct atl_flows *atl_flows_new(const struct atl_order *order, const struct atl_map *map) {
  uint32_t n = order->box.len;
  struct divider d = {.flows = atl_alloc(1, sizeof *d.flows),
                      .order = order,
                      .map = map,
                      .closed = atl_alloc((size_t)n + 1, 1),
                      .reached = atl_alloc((size_t)n + 1, 1),
                      .root = atl_alloc((size_t)n + 1, sizeof *d.root),
                      .graph = atl_alloc((size_t)n + 1, sizeof *d.graph),
                      .node = atl_alloc((size_t)n + 1, sizeof *d.node)};
  for (uint32_t i = 0; i < n; i++) {
    d.root[i] = i;
    d.closed[i] = order->box.at[i].child_count != 0;
  }
  follow_links(&d);
  uint32_t *top = atl_alloc((size_t)order->roots + 1, sizeof *top);
  for (uint32_t i = 0; i < order->roots; i++)
    top[i] = i;
  add_set(&d, ATL_NONE, top, order->roots);
  free(top);
  for (uint32_t set = 0; set < d.flows->set.len; set++) {
    struct members m = d.members.at[set];
    uint32_t *box = atl_alloc((size_t)m.count + 1, sizeof *box);
    memcpy(box, &d.member.at[m.first], m.count * sizeof *box);
    struct sibling *s = families(&d, box, m.count);
    d.flows->set.at[set].first = d.flows->graph.len;
    for (uint32_t i = 0, end; i < m.count; i = end) {
      for (end = i; end < m.count && s[end].root == s[i].root;)
        end++;
      add_graph(&d, &s[i], end - i);
    }
    d.flows->set.at[set].graphs = d.flows->graph.len - d.flows->set.at[set].first;
    free(box);
    free(s);
  }
  add_edges(&d);
  free(d.closed);
  free(d.reached);
  free(d.root);
  free(d.graph);
  free(d.node);
  atl_vec_release(&d.members);
  atl_vec_release(&d.member);
  return d.flows;
}

void atl_flow_free(struct atl_flow *f) {
  if (!f)
    return;
  atl_vec_release(&f->item);
  atl_vec_release(&f->arc);
  atl_vec_release(&f->net);
  atl_vec_release(&f->step);
  free(f->first);
  free(f->order);
  free(f->arms);
  free(f->arm);
  free(f->left);
  free(f->right);
  free(f);
}

void atl_flow_graph_release(struct atl_flow_graph *g) {
  atl_vec_release(&g->node);
  atl_vec_release(&g->edge);
  atl_vec_release(&g->rule);
  atl_flow_free(g->flow);
  g->flow = NULL;
}

void atl_flows_free(struct atl_flows *flows) {
  if (!flows)
    return;
  for (uint32_t i = 0; i < flows->graph.len; i++)
    atl_flow_graph_release(&flows->graph.at[i]);
  atl_vec_release(&flows->set);
  atl_vec_release(&flows->graph);
  free(flows);
}

void atl_flow_graph_copy(struct atl_flow_graph *to, const struct atl_flow_graph *from) {
  *to = (struct atl_flow_graph){.way = from->way};
  for (uint32_t i = 0; i < from->node.len; i++)
    *atl_vec_push(&to->node) = from->node.at[i];
  for (uint32_t i = 0; i < from->edge.len; i++)
    *atl_vec_push(&to->edge) = from->edge.at[i];
  for (uint32_t i = 0; i < from->rule.len; i++)
    *atl_vec_push(&to->rule) = from->rule.at[i];
}

/* -- one graph ----------------------------------------------------------------------------------------------------- */

bool atl_flow_within(const struct atl_flow_graph *g, uint32_t node, uint32_t frame) {
  while (node != ATL_NONE && node > frame) /* parents come first */
    node = g->node.at[node].parent;
  return node == frame;
}

uint32_t atl_flow_common(const struct atl_flow_graph *g, uint32_t a, uint32_t b) {
  while (a != b) { /* parents come first, so the later one is not around the other */
    uint32_t *later = b == ATL_NONE || (a != ATL_NONE && a > b) ? &a : &b;
    *later = g->node.at[*later].parent;
  }
  return a;
}

static const struct atl_flow_node *node_at(const struct atl_flow_graph *g, uint32_t v) { return &g->node.at[v]; }

/* Asks a frame that a wire runs through, with no end of it inside, to end above the wire's lower end or to begin below
 * its upper one, whichever moves less. */
static bool part(struct atl_flow_graph *g, const struct atl_flow_arc *arc, uint32_t frame) {
  const struct atl_flow *f = g->flow;
  const struct atl_flow_edge *e = NULL;
  for (uint32_t i = 0; i < g->edge.len && !e; i++)
    for (uint32_t k = 0; g->edge.at[i].net == arc->net && k + 1 < g->edge.at[i].steps; k++)
      if (f->step.at[g->edge.at[i].first_step + k] == arc->upper &&
          f->step.at[g->edge.at[i].first_step + k + 1] == arc->lower)
        e = &g->edge.at[i];
  g->work += f->step.len + g->rule.len;
  if (!e || e->flags & ATL_FLOW_ROUND)
    return false;
  bool back = e->flags & ATL_FLOW_BACK;
  uint32_t a = back ? e->head : e->tail, c = back ? e->tail : e->head;
  uint32_t z = frame;
  for (uint32_t up = g->node.at[z].parent; up != ATL_NONE && !atl_flow_within(g, a, up) && !atl_flow_within(g, c, up);
       up = g->node.at[z].parent)
    z = up;
  struct atl_flow_rule rule[2] = {
      {2 * z + 1, 2 * a + (atl_flow_within(g, c, a) ? 0 : 1), 0},
      {2 * c + (atl_flow_within(g, a, c) ? 1 : 0), 2 * z, 0},
  };
  uint32_t first =
      node_at(g, z)->bottom - f->item.at[arc->upper].layer > f->item.at[arc->lower].layer - node_at(g, z)->top ? 1 : 0;
  for (uint32_t i = 0; i < 2; i++) {
    struct atl_flow_rule r = rule[(first + i) % 2];
    bool known = false;
    for (uint32_t k = 0; k < g->rule.len; k++)
      known |= g->rule.at[k].above == r.above && g->rule.at[k].below == r.below;
    if (known)
      continue;
    *atl_vec_push(&g->rule) = r;
    return true;
  }
  return false;
}

/* Counts wires that run through frames in which they have no end, and asks for them to be parted. */
static bool part_foreign(struct atl_flow_graph *g) {
  struct atl_flow *f = g->flow;
  bool asked = false;
  f->foreign = 0;
  for (uint32_t v = 0; v < g->node.len; v++) {
    const struct atl_flow_node *node = node_at(g, v);
    for (uint32_t l = node->top; node->frame && l < node->bottom; l++) {
      uint32_t at = f->item.at[f->left[v] + l - node->top].place,
               below = f->item.at[f->left[v] + l + 1 - node->top].place;
      g->work += f->first[l + 1] - f->first[l];
      for (uint32_t i = f->first[l]; i < f->first[l + 1] && g->work < 4 * ATL_FLOW_WORK; i++) {
        uint32_t item = f->order[i];
        for (uint32_t k = f->arms[2 * item + 1]; k < f->arms[2 * item + 2]; k++) {
          const struct atl_flow_arc *arc = &f->arc.at[f->arm[k]];
          if (arc->net == ATL_NONE || (f->item.at[arc->upper].place < at) == (f->item.at[arc->lower].place < below))
            continue;
          uint32_t oa = f->item.at[arc->upper].owner, ob = f->item.at[arc->lower].owner;
          if ((oa != ATL_NONE && atl_flow_within(g, oa, v)) || (ob != ATL_NONE && atl_flow_within(g, ob, v)))
            continue;
          f->foreign++;
          asked |= g->work < ATL_FLOW_WORK && part(g, arc, v);
        }
      }
    }
  }
  return asked;
}

static bool run_once(struct atl_flow_graph *g, struct atl_flow_way way) {
  for (bool again = true; again; again = g->flow->torn > 0) { /* each time fewer links join peers */
    atl_flow_free(g->flow);
    g->flow = atl_alloc(1, sizeof *g->flow);
    atl_flow_rank(g, way);
    if (!atl_flow_lanes(g)) {
      atl_flow_free(g->flow);
      g->flow = NULL;
      return false;
    }
    atl_flow_arrange(g);
  }
  for (uint32_t i = 0; i < g->edge.len; i++)
    g->flow->back += (g->edge.at[i].flags & ATL_FLOW_BACK) != 0;
  return true;
}

bool atl_flow_run(struct atl_flow_graph *g, struct atl_flow_way way) {
  uint32_t rules = g->rule.len;
  g->way = way;
  if (!run_once(g, way))
    return false;
  struct atl_flow_graph best = {0};
  for (int round = 0; part_foreign(g) && round < PARTING_ROUNDS && g->work < ATL_FLOW_WORK; round++) {
    struct atl_flow_graph next;
    atl_flow_graph_copy(&next, g);
    if (!run_once(&next, way)) {
      g->work += next.work;
      atl_flow_graph_release(&next);
      break;
    }
    next.work += g->work;
    if (!best.flow || g->flow->foreign < best.flow->foreign) {
      atl_flow_graph_release(&best);
      best = *g;
    } else
      atl_flow_graph_release(g);
    *g = next;
  }
  if (best.flow && best.flow->foreign < g->flow->foreign) {
    best.work = g->work;
    atl_flow_graph_release(g);
    *g = best;
  } else
    atl_flow_graph_release(&best);
  atl_flow_split(g);
  atl_flow_join(g);
  g->rule.len = rules; /* the next run finds its own */
  return true;
}

const char *atl_flow_fault(const struct atl_flow_graph *g) {
  const struct atl_flow *f = g->flow;
  for (uint32_t v = 0; v < g->node.len; v++) {
    const struct atl_flow_node *node = node_at(g, v);
    if (node->top > node->bottom || (!node->frame && node->top != node->bottom))
      return "a node ends above where it begins";
    if (node->parent != ATL_NONE && (node->parent >= v || node->top < node_at(g, node->parent)->top ||
                                     node->bottom > node_at(g, node->parent)->bottom))
      return "a node reaches out of its frame";
  }
  for (uint32_t l = 0; l < f->layers; l++) {
    ATL_VEC(uint32_t) open = {0};
    bool good = true;
    for (uint32_t i = f->first[l]; i < f->first[l + 1] && good; i++) {
      const struct atl_flow_item *item = &f->item.at[f->order[i]];
      good = item->layer == l && item->place == i - f->first[l];
      uint32_t inner = open.len ? open.at[open.len - 1] : ATL_NONE;
      if (item->kind == ATL_FLOW_LEFT) {
        good &= inner == node_at(g, item->node)->parent;
        *atl_vec_push(&open) = item->node;
      } else if (item->kind == ATL_FLOW_RIGHT) {
        good &= inner == item->node;
        open.len -= open.len ? 1 : 0;
      } else
        good &= inner == item->owner;
    }
    good &= !open.len;
    atl_vec_release(&open);
    if (!good)
      return "what stands in a frame does not stand together";
  }
  for (uint32_t i = 0; i < g->edge.len; i++)
    if (g->edge.at[i].flags & ATL_FLOW_BESIDE &&
        node_at(g, g->edge.at[i].tail)->top != node_at(g, g->edge.at[i].head)->top)
      return "peers stand in two layers";
  for (uint32_t i = 0; i < f->arc.len; i++)
    if (f->item.at[f->arc.at[i].upper].layer + 1 != f->item.at[f->arc.at[i].lower].layer)
      return "an arc does not lead to the next layer";
  return NULL;
}
