/* The stages of a layered topology, one after the other: nets, layers, lanes, order. */
#include "order/layers.h"

#include "order/dot.h"

#include <stdlib.h>

/* An order is looked for with so many comparisons of neighbours a strand, as long as the drawing is small; the larger
 * it is, the fewer in all, down to what a few sweeps take. Then, where it is not large, by buses. A drawing of sixty
 * boxes takes some hundredths of a second, one of ten thousand a good part of a second. */
enum {
  STEPS_A_STRAND = 6000,
  SMALL = 700,
  STEPS_OF_SMALL = 5000000,
  LEAST_A_STRAND = 300,
  LEAST_OF_LARGE = 60000000,
  STARTS = 30,
  STARTS_OF_DOT = 4,
  BUS_STEPS_A_STRAND = 16000,
  BUS_STEPS_OF_SMALL = 8000000,
  LARGE_FOR_BUSES = 3000
};

/* Up to so many boxes and arcs dot takes a few milliseconds. */
enum { QUICK_FOR_DOT = 400 };

const char *const atl_engine_names[] = {"own", "auto", "dot", NULL};

/* How far the lanes of a net reach: layers of its lowest and highest ends. */
struct reach {
  uint32_t lowest, highest;
  uint32_t down, up; /* first item of the lanes below the source; first item of those above, from the highest one */
};

static uint32_t layer_of(const struct atl_layers *layers, uint32_t item) { return layers->item.at[item].layer; }

static void add_lane(struct atl_layers *layers, uint32_t net, uint32_t layer, uint32_t label) {
  *atl_vec_push(&layers->item) = (struct atl_layer_item){
      .layer = layer, .net = net, .arc = label, .kind = label == ATL_NONE ? ATL_ITEM_LANE : ATL_ITEM_LABEL};
}

/* Adds lanes wherever a net passes a layer. A label stands in the middle one of its net. */
static void add_lanes(struct atl_layers *layers, struct reach *reach) {
  uint32_t *label = atl_realloc(NULL, (size_t)layers->net.len + 1, sizeof *label);
  for (uint32_t i = 0; i < layers->net.len; i++) {
    reach[i].lowest = reach[i].highest = layer_of(layers, layers->net.at[i].source);
    label[i] = ATL_NONE;
  }
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    uint32_t to = layer_of(layers, arc->head);
    if (arc->flags & ATL_ARC_SELF)
      continue;
    reach[arc->net].lowest = to > reach[arc->net].lowest ? to : reach[arc->net].lowest;
    reach[arc->net].highest = to < reach[arc->net].highest ? to : reach[arc->net].highest;
    if (arc->flags & ATL_ARC_LABEL)
      label[arc->net] = i;
  }
  for (uint32_t i = 0; i < layers->net.len; i++) {
    uint32_t source = layer_of(layers, layers->net.at[i].source);
    layers->lanes += reach[i].lowest - source + (source - reach[i].highest);
  }
  for (uint32_t i = 0; i < layers->net.len && layers->lanes <= ATL_MAX_LANES; i++) {
    uint32_t source = layer_of(layers, layers->net.at[i].source), middle = (reach[i].highest + reach[i].lowest) / 2;
    reach[i].down = layers->item.len;
    for (uint32_t l = source + 1; l < reach[i].lowest; l++)
      add_lane(layers, i, l, l == middle ? label[i] : ATL_NONE);
    reach[i].up = layers->item.len;
    for (uint32_t l = reach[i].highest + 1; l < source; l++)
      add_lane(layers, i, l, l == middle ? label[i] : ATL_NONE);
  }
  free(label);
}

/* The item of a net in a layer: its source, or a lane. */
static uint32_t item_in(const struct atl_layers *layers, const struct reach *reach, uint32_t net, uint32_t layer) {
  uint32_t source = layers->net.at[net].source, at = layer_of(layers, source);
  if (layer == at)
    return source;
  return layer > at ? reach[net].down + (layer - at - 1) : reach[net].up + (layer - reach[net].highest - 1);
}

static void add_strands(struct atl_layers *layers, const struct reach *reach) {
  for (uint32_t i = 0; i < layers->net.len; i++) {
    uint32_t source = layer_of(layers, layers->net.at[i].source);
    bool tails = layers->net.at[i].tails;
    for (uint32_t l = source; l + 1 < reach[i].lowest; l++)
      *atl_vec_push(&layers->strand) = (struct atl_strand){.upper = item_in(layers, reach, i, l),
                                                           .lower = item_in(layers, reach, i, l + 1),
                                                           .net = i,
                                                           .head_upper = tails && l == source};
    for (uint32_t l = reach[i].highest + 1; l < source; l++)
      *atl_vec_push(&layers->strand) = (struct atl_strand){.upper = item_in(layers, reach, i, l),
                                                           .lower = item_in(layers, reach, i, l + 1),
                                                           .net = i,
                                                           .head_lower = tails && l + 1 == source};
  }
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    const struct atl_layer_net *net = &layers->net.at[arc->net];
    uint32_t source = layer_of(layers, net->source), to = layer_of(layers, arc->head);
    if (arc->flags & (ATL_ARC_SELF | ATL_ARC_FLAT))
      continue;
    if (to > source)
      *atl_vec_push(&layers->strand) = (struct atl_strand){.upper = item_in(layers, reach, arc->net, to - 1),
                                                           .lower = arc->head,
                                                           .net = arc->net,
                                                           .head_lower = net->heads,
                                                           .head_upper = net->tails && to == source + 1};
    else
      *atl_vec_push(&layers->strand) = (struct atl_strand){.upper = arc->head,
                                                           .lower = item_in(layers, reach, arc->net, to + 1),
                                                           .net = arc->net,
                                                           .head_upper = net->heads,
                                                           .head_lower = net->tails && to + 1 == source};
  }
}

/* Sorts strands by upper layer, then by net: two counting sorts. */
static void sort_strands(struct atl_layers *layers) {
  uint32_t n = layers->strand.len, keys = layers->net.len > layers->count ? layers->net.len : layers->count;
  struct atl_strand *from = layers->strand.at, *to = atl_realloc(NULL, (size_t)n + 1, sizeof *to);
  uint32_t *start = atl_realloc(NULL, (size_t)keys + 2, sizeof *start);
  for (int pass = 0; pass < 2; pass++) {
    memset(start, 0, ((size_t)keys + 2) * sizeof *start);
    for (uint32_t i = 0; i < n; i++)
      start[(pass ? layer_of(layers, from[i].upper) : from[i].net) + 1]++;
    for (uint32_t i = 0; i < keys; i++)
      start[i + 1] += start[i];
    for (uint32_t i = 0; i < n; i++)
      to[start[pass ? layer_of(layers, from[i].upper) : from[i].net]++] = from[i];
    struct atl_strand *swap = from;
    from = to;
    to = swap;
  }
  free(to);
  free(start);
  layers->strand.at = from;
}

/* The first order: a walk along the strands, breadth first from each box of the top layer, puts every item behind those
 * of its layer that came before. So components stay together, trees come out plane, and the author's order holds where
 * nothing speaks against it. */
void atl_layers_first_order(struct atl_layers *layers) {
  uint32_t n = layers->item.len, *at = atl_alloc((size_t)n + 2, sizeof *at);
  uint32_t *way = atl_realloc(NULL, 2 * (size_t)layers->strand.len + 1, sizeof *way);
  layers->first = atl_alloc((size_t)layers->count + 2, sizeof *layers->first);
  layers->order = atl_realloc(NULL, (size_t)n + 1, sizeof *layers->order);
  for (uint32_t i = 0; i < n; i++)
    layers->first[layer_of(layers, i) + 1]++;
  for (uint32_t l = 0; l < layers->count; l++)
    layers->first[l + 1] += layers->first[l];
  for (uint32_t i = 0; i < layers->strand.len; i++) {
    at[layers->strand.at[i].upper + 1]++;
    at[layers->strand.at[i].lower + 1]++;
  }
  for (uint32_t i = 0; i < n; i++)
    at[i + 1] += at[i];
  uint32_t *fill = atl_realloc(NULL, (size_t)n + 1, sizeof *fill);
  memcpy(fill, at, n * sizeof *fill);
  for (uint32_t i = 0; i < layers->strand.len; i++) {
    way[fill[layers->strand.at[i].upper]++] = layers->strand.at[i].lower;
    way[fill[layers->strand.at[i].lower]++] = layers->strand.at[i].upper;
  }
  memcpy(fill, at, n * sizeof *fill);
  uint32_t *held = atl_alloc((size_t)layers->count + 1, sizeof *held);
  uint8_t *seen = atl_alloc((size_t)n + 1, sizeof *seen);
  uint32_t *queue = atl_realloc(NULL, (size_t)n + 1, sizeof *queue), len = 0;
  for (uint32_t turn = 0, head = 0; turn < 2 * n; turn++) {
    uint32_t root = turn % n;
    if (seen[root] || (turn < n && layer_of(layers, root)))
      continue;
    seen[root] = 1;
    for (queue[len++] = root; head < len; head++) {
      uint32_t v = queue[head], layer = layer_of(layers, v);
      layers->item.at[v].place = held[layer];
      layers->order[layers->first[layer] + held[layer]++] = v;
      for (; fill[v] < at[v + 1]; fill[v]++) {
        uint32_t next = way[fill[v]];
        if (!seen[next])
          queue[len++] = next;
        seen[next] = 1;
      }
    }
  }
  free(queue);
  free(seen);
  free(held);
  free(fill);
  free(way);
  free(at);
}

static uint64_t least_of(uint64_t a, uint64_t b) { return a < b ? a : b; }

/* What is spent on a small drawing, less by the square of what another is larger. */
static uint64_t dwindling(uint64_t steps, uint64_t strands) {
  return strands > SMALL ? steps * SMALL / strands * SMALL / strands : steps;
}

struct atl_effort atl_layers_effort(const struct atl_layers *layers) {
  uint64_t strands = layers->strand.len;
  struct atl_effort effort = {.starts = STARTS};
  effort.steps = least_of(strands * STEPS_A_STRAND, dwindling(STEPS_OF_SMALL, strands)) +
                 least_of(strands * LEAST_A_STRAND, LEAST_OF_LARGE);
  if (strands <= LARGE_FOR_BUSES)
    effort.bus_steps =
        least_of(strands * BUS_STEPS_A_STRAND, dwindling(dwindling(BUS_STEPS_OF_SMALL, strands), strands));
  return effort;
}

/* dot's order, improved, where it is better than the one at hand. */
static void try_dot(struct atl_layers *layers, struct atl_effort effort) {
  uint32_t n = layers->item.len, *own = atl_realloc(NULL, (size_t)n + 1, sizeof *own);
  uint64_t crossings = layers->crossings;
  memcpy(own, layers->order, n * sizeof *own);
  if (atl_dot_order(layers)) {
    effort.starts = STARTS_OF_DOT;
    effort.steps /= 2;
    atl_layers_cross(layers, effort);
  }
  if (layers->crossings >= crossings) {
    layers->crossings = crossings;
    memcpy(layers->order, own, n * sizeof *own);
    for (uint32_t l = 0; l < layers->count; l++)
      for (uint32_t i = layers->first[l]; i < layers->first[l + 1]; i++)
        layers->item.at[own[i]].place = i - layers->first[l];
  }
  free(own);
}

/* Our own order; where dot is quick, dot's as well, improved; the better of the two, and that once more by what will be
 * drawn. With the engine `dot` its order is taken as it is. */
static void choose_order(struct atl_layers *layers, enum atl_engine engine, bool by_dot) {
  struct atl_effort effort = atl_layers_effort(layers);
  if (engine == ATL_ENGINE_DOT && atl_dot_order(layers)) {
    layers->crossings = atl_layers_crossings(layers);
    return;
  }
  atl_layers_cross(layers, effort);
  if (by_dot && layers->crossings && engine != ATL_ENGINE_DOT)
    try_dot(layers, effort);
  if (effort.bus_steps) /* also where no strands cross: the wires of two nets of a box may */
    atl_layers_cross_buses(layers, effort.bus_steps);
}

struct atl_layers *atl_layers_new(const struct atl_order *order, const struct atl_map *map, enum atl_engine engine) {
  struct atl_layers *layers = atl_alloc(1, sizeof *layers);
  atl_layers_nets(layers, order, map);
  bool by_dot = engine == ATL_ENGINE_DOT ||
                (engine == ATL_ENGINE_AUTO && layers->boxes + layers->arc.len <= QUICK_FOR_DOT && layers->arc.len);
  atl_layers_rank(layers, by_dot);
  struct reach *reach = atl_alloc((size_t)layers->net.len + 1, sizeof *reach);
  add_lanes(layers, reach);
  if (layers->lanes > ATL_MAX_LANES) {
    free(reach);
    return layers;
  }
  add_strands(layers, reach);
  free(reach);
  sort_strands(layers);
  atl_layers_first_order(layers);
  choose_order(layers, engine, by_dot);
  return layers;
}

void atl_layers_free(struct atl_layers *layers) {
  if (!layers)
    return;
  atl_vec_release(&layers->arc);
  atl_vec_release(&layers->net);
  atl_vec_release(&layers->item);
  atl_vec_release(&layers->strand);
  free(layers->first);
  free(layers->order);
  free(layers);
}

const char *atl_layers_fault(const struct atl_layers *layers) {
  for (uint32_t l = 0; l < layers->count; l++)
    for (uint32_t i = layers->first[l]; i < layers->first[l + 1]; i++) {
      const struct atl_layer_item *item = &layers->item.at[layers->order[i]];
      if (item->layer != l || item->place != i - layers->first[l])
        return "an item is not where its layer has it";
    }
  if (layers->count && layers->first[layers->count] != layers->item.len)
    return "an item is in no layer";
  for (uint32_t i = 0; i < layers->strand.len; i++)
    if (layer_of(layers, layers->strand.at[i].upper) + 1 != layer_of(layers, layers->strand.at[i].lower))
      return "a strand does not lead to the next layer";
  for (uint32_t i = 0; i < layers->arc.len; i++) {
    const struct atl_arc *arc = &layers->arc.at[i];
    uint32_t tail = layer_of(layers, arc->tail), head = layer_of(layers, arc->head);
    if (!(arc->flags & ATL_ARC_SELF) &&
        ((head < tail) != !!(arc->flags & ATL_ARC_UP) || (head == tail) != !!(arc->flags & ATL_ARC_FLAT)))
      return "an arc does not know its way";
  }
  return NULL;
}
