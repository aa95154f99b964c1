/* The links of a scene: who leads where, by which wires, and in words. A placement says of each net how many edges it
 * draws and names one; the others are those of the same source that look alike and at whose heads its wires end. */
#include "scene/build.h"

#include "base/out.h"
#include "base/sort.h"

#include <stdlib.h>

enum {
  DESCRIBED_LINKS = 40,      /* as for nodes: nobody hears more */
  BORDER = 2 * ATL_PX,       /* a wire ends on a border, or half a stroke before it */
  LABEL_BYTES_FOR_LINK = 60, /* of a label within a sentence that names links */
};

struct wire_end {
  struct atl_point at;
  int32_t along; /* x or y, by which ends are sorted */
  uint32_t net;  /* index into place->net */
};

static int by_place(const void *a, const void *b) {
  const struct wire_end *x = a, *y = b;
  if (x->along != y->along)
    return x->along < y->along ? -1 : 1;
  return x->net < y->net ? -1 : x->net > y->net;
}

/* Whether a point lies on the border of a box. */
static bool on_border(struct atl_point p, struct atl_rect r, int32_t slack, int32_t last) {
  bool within = p.x >= r.x - slack && p.x <= atl_rect_right(r) - last + slack && p.y >= r.y - slack &&
                p.y <= atl_rect_bottom(r) - last + slack;
  bool inside = p.x > r.x + slack && p.x < atl_rect_right(r) - last - slack && p.y > r.y + slack &&
                p.y < atl_rect_bottom(r) - last - slack;
  return within && !inside;
}

/* Links of nets that draw several: found by the ends of their wires, which are sorted along the longer side of the
 * drawing, so that few of them lie beside a box. */
static void find_shared(struct atl_scene *scene, const struct atl_map *map, const struct atl_order *order,
                        const struct atl_place *place) {
  ATL_VEC(struct wire_end) end = {0};
  bool across = place->w >= place->h;
  uint32_t n = order->box.len;
  for (uint32_t i = 0; i < place->route.len; i++) {
    const struct atl_route *route = &place->route.at[i];
    if (route->net < n || !route->head || place->net.at[route->net - n].edges < 2)
      continue;
    struct atl_point p = place->point.at[route->first_point + route->points - 1];
    *atl_vec_push(&end) = (struct wire_end){.at = p, .along = across ? p.x : p.y, .net = route->net - n};
  }
  if (end.len)
    atl_sort(end.at, end.len, sizeof *end.at, by_place);
  int32_t slack = place->cells ? 0 : BORDER, last = place->cells ? 1 : 0;
  for (uint32_t i = 0; i < order->edge.len && end.len; i++) {
    const struct atl_edge *edge = &order->edge.at[i];
    if (scene->link.at[i].net != ATL_NONE)
      continue;
    struct atl_rect r = place->box[edge->head];
    int32_t from = (across ? r.x : r.y) - slack, to = (across ? atl_rect_right(r) : atl_rect_bottom(r)) + slack;
    uint32_t low = 0;
    for (uint32_t high = end.len; low < high;) {
      uint32_t middle = low + (high - low) / 2;
      if (end.at[middle].along < from)
        low = middle + 1;
      else
        high = middle;
    }
    for (; low < end.len && end.at[low].along <= to && scene->link.at[i].net == ATL_NONE; low++) {
      const struct atl_edge *one = &order->edge.at[place->net.at[end.at[low].net].edge];
      if (one->tail == edge->tail && map->link.at[one->link].alike == map->link.at[edge->link].alike &&
          on_border(end.at[low].at, r, slack, last))
        scene->link.at[i].net = n + end.at[low].net;
    }
  }
  atl_vec_release(&end);
}

/* Links by the net that draws them. */
static void sort_by_net(struct atl_scene *scene, uint32_t nets, uint32_t n) {
  uint32_t *first = atl_arena_alloc(&scene->arena, sizeof *first * ((size_t)nets + 2));
  uint32_t *links = atl_arena_alloc(&scene->arena, sizeof *links * ((size_t)scene->link.len + 1));
  for (uint32_t i = 0; i < scene->link.len; i++)
    if (scene->link.at[i].net != ATL_NONE)
      first[scene->link.at[i].net - n + 2]++;
  for (uint32_t i = 2; i < nets + 2; i++)
    first[i] += first[i - 1];
  for (uint32_t i = 0; i < scene->link.len; i++)
    if (scene->link.at[i].net != ATL_NONE)
      links[first[scene->link.at[i].net - n + 1]++] = i;
  scene->net_first_link = first;
  scene->net_links = links;
  scene->nets = nets;
}

/* The node that a link ends at, if its box shows it; else the node of the box that hides it. */
static uint32_t end_label(const struct atl_map *map, const struct atl_box *box, uint32_t node) {
  bool shown = node == box->node || (box->card && map->node.at[node].flags & ATL_NODE_ITEM);
  return map->node.at[shown ? node : box->node].label;
}

void atl_scene_add_links(struct atl_scene *scene, const struct atl_map *map, const struct atl_order *order,
                         const struct atl_place *place) {
  uint32_t n = order->box.len;
  bool shared = false;
  atl_vec_reserve(&scene->link, order->edge.len);
  for (uint32_t i = 0; i < order->edge.len; i++) {
    const struct atl_edge *edge = &order->edge.at[i];
    const struct atl_link *link = &map->link.at[edge->link];
    *atl_vec_push(&scene->link) =
        (struct atl_scene_link){.tail = edge->tail,
                                .head = edge->head,
                                .tail_label = end_label(map, &order->box.at[edge->tail], link->tail),
                                .head_label = end_label(map, &order->box.at[edge->head], link->head),
                                .label = link->label,
                                .kind = link->kind,
                                .net = ATL_NONE,
                                .arrow = link->arrow};
  }
  for (uint32_t i = 0; i < place->net.len; i++) {
    if (place->net.at[i].edge != ATL_NONE)
      scene->link.at[place->net.at[i].edge].net = n + i;
    shared |= place->net.at[i].edges > 1;
  }
  for (uint32_t i = 0; i < order->edge.len && place->net_of; i++)
    scene->link.at[i].net = place->net_of[i] == ATL_NONE ? scene->link.at[i].net : n + place->net_of[i];
  if (shared && !place->net_of)
    find_shared(scene, map, order, place);
  struct atl_scene_own *own = atl_arena_alloc(&scene->arena, sizeof *own * ((size_t)place->net.len + 1));
  for (uint32_t i = 0; i < place->net.len; i++) {
    const struct atl_net *net = &place->net.at[i];
    own[i] = net->edge == ATL_NONE ? (struct atl_scene_own){net->tail, net->head}
                                   : (struct atl_scene_own){ATL_NONE, ATL_NONE};
  }
  scene->own = own;
  for (uint32_t i = 0; i < place->undrawn.len; i++)
    scene->link.at[place->undrawn.at[i]].net = ATL_NONE;
  sort_by_net(scene, place->net.len, n);
}

static int by_point(const void *a, const void *b) {
  const struct atl_point *x = a, *y = b;
  if (x->y != y->y)
    return x->y < y->y ? -1 : 1;
  return x->x < y->x ? -1 : x->x > y->x;
}

void atl_scene_add_routes(struct atl_scene *scene, const struct atl_place *place, uint32_t first, uint32_t end,
                          uint8_t look, bool quiet, uint8_t form) {
  ATL_VEC(struct atl_point) joint = {0};
  bool bends = false;
  for (uint32_t i = first; i < end; i++)
    bends |= place->route.at[i].points > 2;
  for (uint32_t i = first; i < end && bends && end - first > 1; i++) {
    const struct atl_route *route = &place->route.at[i];
    *atl_vec_push(&joint) = place->point.at[route->first_point];
    if (!route->head)
      *atl_vec_push(&joint) = place->point.at[route->first_point + route->points - 1];
  }
  if (joint.len)
    atl_sort(joint.at, joint.len, sizeof *joint.at, by_point);
  for (uint32_t i = first; i < end; i++) {
    const struct atl_route *route = &place->route.at[i];
    const struct atl_point *p = &place->point.at[route->first_point];
    for (uint32_t from = 0, to = 1; to < route->points; to++) {
      bool last = to + 1 == route->points;
      if (!last && (route->curved || !joint.len || !bsearch(&p[to], joint.at, joint.len, sizeof *joint.at, by_point)))
        continue;
      *atl_vec_push(&scene->item) =
          (struct atl_item){.op = ATL_ROUTE,
                            .look = look,
                            .form = form,
                            .flags = (uint8_t)((last && route->head ? ATL_HEAD : 0) | (route->curved ? ATL_CURVED : 0) |
                                               (!from && route->tail ? ATL_TAIL : 0) | (quiet ? ATL_QUIET : 0)),
                            .ref = route->first_point + from,
                            .w = (int32_t)(to - from) + 1,
                            .h = (int32_t)route->net};
      from = to;
    }
  }
  atl_vec_release(&joint);
}

static void say(struct atl_out *out, const char *text) {
  size_t said = 0;
  for (; *text && (said < LABEL_BYTES_FOR_LINK || (*text & 0xc0) == 0x80); text++, said++)
    atl_out_char(out, *text == '\n' ? ' ' : *text);
  if (*text)
    atl_out_lit(out, "…");
}

void atl_scene_say_links(const struct atl_scene *scene, struct atl_out *out) {
  uint32_t said = 0, left = 0;
  for (uint32_t i = 0; i < scene->link.len; i++) {
    const struct atl_scene_link *link = &scene->link.at[i];
    if (link->net == ATL_NONE)
      continue;
    if (said == DESCRIBED_LINKS) {
      left++;
      continue;
    }
    atl_out_text(out, said++ ? ", " : "Links: ");
    say(out, scene->pool + link->tail_label);
    atl_out_text(out, link->arrow == ATL_ARROW_NONE ? " with " : " to ");
    say(out, scene->pool + link->head_label);
    if (link->arrow == ATL_ARROW_BOTH)
      atl_out_lit(out, " and back");
    if (link->label) {
      atl_out_lit(out, " (");
      say(out, scene->pool + link->label);
      atl_out_char(out, ')');
    }
  }
  if (left)
    atl_out_format(out, " and %u more", left);
  if (said)
    atl_out_char(out, '.');
}
