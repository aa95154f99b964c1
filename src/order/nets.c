/* From boxes and edges to arcs and nets.
 *
 * A net is what may share ground: the wires from a parent to its children; the links of one source that have the same
 * kind, one arrowhead and no label. A link with a label, with two heads or with none is a net of its own, and so is the
 * second of two links between the same boxes: sharing would show edges that are not there, or hide one that is. */
#include "order/layers.h"

#include "base/sort.h"

#include <stdlib.h>

/* A link that may share its net. */
struct mate {
  uint32_t tail, head, kind, edge;
};

static int compare(const void *a, const void *b) {
  const struct mate *x = a, *y = b;
  if (x->tail != y->tail)
    return x->tail < y->tail ? -1 : 1;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->head != y->head)
    return x->head < y->head ? -1 : 1;
  return x->edge < y->edge ? -1 : x->edge > y->edge;
}

static uint32_t add_net(struct atl_layers *layers, uint32_t source, uint32_t edge, bool heads, bool tails) {
  *atl_vec_push(&layers->net) = (struct atl_layer_net){.source = source, .edge = edge, .heads = heads, .tails = tails};
  return layers->net.len - 1;
}

static void add_children(struct atl_layers *layers, const struct atl_order *order) {
  for (uint32_t i = 0; i < order->box.len; i++) {
    const struct atl_box *box = &order->box.at[i];
    uint32_t net = box->child_count ? add_net(layers, i, ATL_NONE, true, false) : ATL_NONE;
    for (uint32_t c = 0; c < box->child_count; c++)
      *atl_vec_push(&layers->arc) =
          (struct atl_arc){.tail = i, .head = box->first_child + c, .net = net, .edge = ATL_NONE};
  }
}

void atl_layers_nets(struct atl_layers *layers, const struct atl_order *order, const struct atl_map *map) {
  ATL_VEC(struct mate) mate = {0};
  layers->boxes = order->box.len;
  add_children(layers, order);
  uint32_t links = layers->arc.len;
  for (uint32_t i = 0; i < order->edge.len; i++) {
    const struct atl_edge *edge = &order->edge.at[i];
    const struct atl_link *link = &map->link.at[edge->link];
    bool self = edge->tail == edge->head, both = link->arrow == ATL_ARROW_BOTH, none = link->arrow == ATL_ARROW_NONE;
    unsigned flags = (self ? ATL_ARC_SELF : 0u) | (link->label ? ATL_ARC_LABEL : 0u) |
                     ((both || none) && !link->label ? ATL_ARC_SOFT : 0u);
    uint32_t net = ATL_NONE;
    if (self || both || none || link->label)
      net = add_net(layers, edge->tail, i, !none, both);
    else
      *atl_vec_push(&mate) = (struct mate){edge->tail, edge->head, link->alike, i};
    *atl_vec_push(&layers->arc) =
        (struct atl_arc){.tail = edge->tail, .head = edge->head, .net = net, .edge = i, .flags = flags};
  }
  if (mate.len)
    atl_sort(mate.at, mate.len, sizeof *mate.at, compare);
  uint32_t group = 0, again = 0; /* first net of this tail and kind; how often this head came already */
  for (uint32_t i = 0; i < mate.len; i++) {
    const struct mate *m = &mate.at[i], *before = i ? m - 1 : NULL;
    if (!before || before->tail != m->tail || before->kind != m->kind) {
      group = layers->net.len;
      again = 0;
    } else
      again = before->head == m->head ? again + 1 : 0;
    if (group + again == layers->net.len)
      add_net(layers, m->tail, m->edge, true, false);
    layers->arc.at[links + m->edge].net = group + again;
  }
  for (uint32_t i = 0; i < layers->arc.len; i++)
    layers->net.at[layers->arc.at[i].net].arcs++;
  atl_vec_release(&mate);
}
