/* From nets to paths. The segments of a net are joined to runs, as long as they go straight on; where runs meet, a path
 * may turn. A search from the tail over runs finds a path to every head with the fewest bends, each run seen once. */
#include "judge/sketch.h"

#include "base/sort.h"

#include <stdlib.h>

/* A curve becomes so many segments. */
enum { CURVE_STEPS = 16 };

/* A wire may end this far from the box it belongs to: half a stroke, or the air before the words of a list. */
enum { REACH_CELLS = 2, REACH_PX = 8 * ATL_PX };

struct run {
  int32_t at, from, to; /* y and two x; for a vertical one x and two y */
  uint32_t before;      /* run from which the search came, ATL_NONE where it began */
  struct atl_point via; /* and the point where */
  bool seen;
};

struct end { /* of a route */
  struct atl_point point;
  bool upright; /* the segment that ends here is vertical */
};

struct wanted {
  uint32_t net, tail, head;
  bool link;
};

struct finder {
  const struct atl_place *place;
  const struct atl_order *order;
  struct atl_sketch *sketch;
  uint32_t *first, *route; /* routes by net: route[first[net]] .. route[first[net + 1]] */
  ATL_VEC(struct wanted) wanted;
  /* of the net at hand: */
  ATL_VEC(struct run) run[2]; /* horizontal and vertical ones, by at and from */
  ATL_VEC(uint32_t) queue;    /* run * 2 + vertical */
  ATL_VEC(struct end) end;    /* by x, or by y where that tells more of them apart */
  bool by_y;
};

/* -- building a sketch --------------------------------------------------------------------------------------------- */

void atl_sketch_path(struct atl_sketch *sketch, uint32_t tail, uint32_t head, uint32_t net) {
  *atl_vec_push(&sketch->path) =
      (struct atl_polyline){.tail = tail, .head = head, .net = net, .first_point = sketch->point.len};
}

/* Whether b lies on the way from a to c. */
static bool straight(struct atl_point a, struct atl_point b, struct atl_point c) {
  int64_t ux = (int64_t)b.x - a.x, uy = (int64_t)b.y - a.y, vx = (int64_t)c.x - b.x, vy = (int64_t)c.y - b.y;
  return ux * vy == uy * vx && ux * vx + uy * vy > 0;
}

void atl_sketch_point(struct atl_sketch *sketch, struct atl_point point) {
  struct atl_polyline *path = &sketch->path.at[sketch->path.len - 1];
  struct atl_point *last = path->points ? &sketch->point.at[sketch->point.len - 1] : NULL;
  if (last && last->x == point.x && last->y == point.y)
    return;
  if (path->points > 1 && straight(last[-1], last[0], point)) {
    *last = point;
    return;
  }
  *atl_vec_push(&sketch->point) = point;
  path->points++;
}

void atl_sketch_release(struct atl_sketch *sketch) {
  atl_vec_release(&sketch->box);
  atl_vec_release(&sketch->label);
  atl_vec_release(&sketch->label_net);
  atl_vec_release(&sketch->title);
  atl_vec_release(&sketch->path);
  atl_vec_release(&sketch->point);
  *sketch = (struct atl_sketch){0};
}

/* -- one net ------------------------------------------------------------------------------------------------------- */

static int by_line(const void *a, const void *b) {
  const struct run *x = a, *y = b;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  return x->from < y->from ? -1 : x->from > y->from;
}

static int by_x(const void *a, const void *b) {
  int32_t x = ((const struct end *)a)->point.x, y = ((const struct end *)b)->point.x;
  return x < y ? -1 : x > y;
}

static int by_y(const void *a, const void *b) {
  int32_t x = ((const struct end *)a)->point.y, y = ((const struct end *)b)->point.y;
  return x < y ? -1 : x > y;
}

/* Joins runs of one line that touch. */
static void join_runs(struct finder *f, int upright) {
  struct run *run = f->run[upright].at;
  uint32_t kept = 0;
  if (f->run[upright].len)
    atl_sort(run, f->run[upright].len, sizeof *run, by_line);
  for (uint32_t i = 0; i < f->run[upright].len; i++)
    if (kept && run[kept - 1].at == run[i].at && run[i].from <= run[kept - 1].to)
      run[kept - 1].to = atl_max32(run[kept - 1].to, run[i].to);
    else
      run[kept++] = run[i];
  f->run[upright].len = kept;
}

static const struct atl_point *points_of(const struct finder *f, uint32_t route) {
  return &f->place->point.at[f->place->route.at[route].first_point];
}

static void take_net(struct finder *f, uint32_t net) {
  f->run[0].len = f->run[1].len = f->end.len = 0;
  struct atl_point low = {INT32_MAX, INT32_MAX}, high = {INT32_MIN, INT32_MIN};
  for (uint32_t r = f->first[net]; r < f->first[net + 1]; r++) {
    const struct atl_point *p = points_of(f, f->route[r]);
    uint32_t points = f->place->route.at[f->route[r]].points;
    for (uint32_t i = 0; i + 1 < points && !f->place->route.at[f->route[r]].curved; i++) {
      bool upright = p[i].x == p[i + 1].x;
      if (upright == (p[i].y == p[i + 1].y))
        continue;
      int32_t a = upright ? p[i].y : p[i].x, b = upright ? p[i + 1].y : p[i + 1].x;
      *atl_vec_push(&f->run[upright]) =
          (struct run){.at = upright ? p[i].x : p[i].y, .from = atl_min32(a, b), .to = atl_max32(a, b)};
    }
    *atl_vec_push(&f->end) = (struct end){.point = p[0], .upright = p[0].x == p[1].x};
    *atl_vec_push(&f->end) = (struct end){.point = p[points - 1], .upright = p[points - 1].x == p[points - 2].x};
    for (uint32_t i = f->end.len - 2; i < f->end.len; i++) {
      low = (struct atl_point){atl_min32(low.x, f->end.at[i].point.x), atl_min32(low.y, f->end.at[i].point.y)};
      high = (struct atl_point){atl_max32(high.x, f->end.at[i].point.x), atl_max32(high.y, f->end.at[i].point.y)};
    }
  }
  join_runs(f, 0);
  join_runs(f, 1);
  f->by_y = high.y - low.y > high.x - low.x;
  atl_sort(f->end.at, f->end.len, sizeof *f->end.at, f->by_y ? by_y : by_x);
}

/* How far the point is from the border of the box; a frame has the ends of others in it. */
static int32_t distance(const struct finder *f, struct atl_rect r, struct atl_point p) {
  int32_t on = f->place->cells ? 1 : 0;
  int32_t x = atl_max32(atl_max32(r.x - p.x, p.x - (atl_rect_right(r) - on)), 0);
  int32_t y = atl_max32(atl_max32(r.y - p.y, p.y - (atl_rect_bottom(r) - on)), 0);
  if (x + y)
    return x + y;
  return atl_min32(atl_min32(p.x - r.x, atl_rect_right(r) - on - p.x),
                   atl_min32(p.y - r.y, atl_rect_bottom(r) - on - p.y));
}

static int32_t along(const struct finder *f, struct atl_point p) { return f->by_y ? p.y : p.x; }

/* The run that holds the end. */
static uint32_t run_of(const struct finder *f, const struct end *end) {
  int32_t at = end->upright ? end->point.x : end->point.y, pos = end->upright ? end->point.y : end->point.x;
  const struct run *run = f->run[end->upright].at;
  uint32_t low = 0, high = f->run[end->upright].len;
  while (low < high) { /* the last run that begins at or before the end */
    uint32_t mid = low + (high - low) / 2;
    if (run[mid].at < at || (run[mid].at == at && run[mid].from <= pos))
      low = mid + 1;
    else
      high = mid;
  }
  return low && run[low - 1].at == at && run[low - 1].to >= pos ? (low - 1) * 2 + end->upright : ATL_NONE;
}

static void see(struct finder *f, uint32_t which, uint32_t before, struct atl_point via) {
  struct run *run = &f->run[which & 1].at[which / 2];
  if (run->seen)
    return;
  run->seen = true;
  run->before = before;
  run->via = via;
  *atl_vec_push(&f->queue) = which;
}

/* The first and the next ends in reach of a box. The nearest of them is its port. */
static uint32_t first_end(const struct finder *f, struct atl_rect r, int32_t reach) {
  int32_t least = (f->by_y ? r.y : r.x) - reach;
  uint32_t low = 0, high = f->end.len;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (along(f, f->end.at[mid].point) < least)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

static bool in_range(const struct finder *f, uint32_t i, struct atl_rect r, int32_t reach) {
  return i < f->end.len && along(f, f->end.at[i].point) <= (f->by_y ? atl_rect_bottom(r) : atl_rect_right(r)) + reach;
}

static int32_t reach_of(const struct finder *f) { return f->place->cells ? REACH_CELLS : REACH_PX; }

/* Starts at every port of the tail that is as near as the nearest, and goes through the net. */
static void search(struct finder *f, uint32_t tail) {
  struct atl_rect r = f->place->box[tail];
  int32_t reach = reach_of(f), best = reach + 1;
  for (int upright = 0; upright < 2; upright++)
    for (uint32_t i = 0; i < f->run[upright].len; i++)
      f->run[upright].at[i].seen = false;
  f->queue.len = 0;
  uint32_t first = first_end(f, r, reach);
  for (uint32_t i = first; in_range(f, i, r, reach); i++)
    best = atl_min32(best, distance(f, r, f->end.at[i].point));
  for (uint32_t i = first; best <= reach && in_range(f, i, r, reach); i++) {
    uint32_t which = run_of(f, &f->end.at[i]);
    if (which != ATL_NONE && distance(f, r, f->end.at[i].point) == best)
      see(f, which, ATL_NONE, f->end.at[i].point);
  }
  for (uint32_t q = 0; q < f->queue.len; q++) {
    uint32_t which = f->queue.at[q];
    int upright = which & 1;
    struct run run = f->run[upright].at[which / 2];
    const struct run *other = f->run[!upright].at;
    uint32_t low = 0, high = f->run[!upright].len, count = high;
    while (low < high) {
      uint32_t mid = low + (high - low) / 2;
      if (other[mid].at < run.from)
        low = mid + 1;
      else
        high = mid;
    }
    for (uint32_t i = low; i < count && other[i].at <= run.to; i++)
      if (other[i].from <= run.at && run.at <= other[i].to)
        see(f, i * 2 + !upright, which,
            upright ? (struct atl_point){run.at, other[i].at} : (struct atl_point){other[i].at, run.at});
  }
}

/* Writes the path from where the search began to the end. */
static void trace(struct finder *f, const struct wanted *w, const struct end *end, uint32_t which) {
  uint32_t turns = 0;
  for (uint32_t r = which; r != ATL_NONE; r = f->run[r & 1].at[r / 2].before)
    turns++;
  struct atl_point *back = atl_alloc(turns, sizeof *back);
  uint32_t at = turns;
  for (uint32_t r = which; r != ATL_NONE; r = f->run[r & 1].at[r / 2].before)
    back[--at] = f->run[r & 1].at[r / 2].via;
  atl_sketch_path(f->sketch, w->tail, w->head, w->net);
  for (uint32_t i = 0; i < turns; i++)
    atl_sketch_point(f->sketch, back[i]);
  atl_sketch_point(f->sketch, end->point);
  free(back);
}

/* Adds the points of a route to the path at hand. */
static void follow(struct finder *f, uint32_t route) {
  const struct atl_point *p = points_of(f, route);
  uint32_t points = f->place->route.at[route].points;
  bool curved = f->place->route.at[route].curved;
  f->sketch->path.at[f->sketch->path.len - 1].curved |= curved;
  atl_sketch_point(f->sketch, p[0]);
  for (uint32_t i = 1; i < points && !curved; i++)
    atl_sketch_point(f->sketch, p[i]);
  for (uint32_t i = 0; i + 3 < points && curved; i += 3)
    for (int32_t t = 1; t <= CURVE_STEPS; t++)
      atl_sketch_point(f->sketch, atl_curve_point(&p[i], t));
}

/* A link that a layout draws in its own wire may run from head to tail. */
static bool backwards(struct finder *f, const struct wanted *w) {
  uint32_t route = f->route[f->first[w->net]];
  const struct atl_point *p = points_of(f, route);
  uint32_t points = f->place->route.at[route].points;
  int32_t reach = reach_of(f);
  if (!w->link || f->first[w->net + 1] - f->first[w->net] != 1 || f->place->route.at[route].curved ||
      distance(f, f->place->box[w->head], p[0]) > reach || distance(f, f->place->box[w->tail], p[points - 1]) > reach)
    return false;
  atl_sketch_path(f->sketch, w->tail, w->head, w->net);
  for (uint32_t i = points; i--;)
    atl_sketch_point(f->sketch, p[i]);
  return true;
}

/* A route that leads all the way, as curves do; or two curves, where a label stands between them. */
static bool whole(struct finder *f, const struct wanted *w) {
  int32_t reach = reach_of(f);
  uint32_t begin = ATL_NONE, end = ATL_NONE;
  for (uint32_t r = f->first[w->net]; r < f->first[w->net + 1]; r++) {
    uint32_t route = f->route[r];
    const struct atl_point *p = points_of(f, route);
    bool from = distance(f, f->place->box[w->tail], p[0]) <= reach;
    bool to = distance(f, f->place->box[w->head], p[f->place->route.at[route].points - 1]) <= reach;
    if (from && to) {
      begin = end = route;
      break;
    }
    if (f->place->route.at[route].curved && (from || to))
      *(from ? &begin : &end) = route;
  }
  if (begin == ATL_NONE || end == ATL_NONE)
    return backwards(f, w);
  atl_sketch_path(f->sketch, w->tail, w->head, w->net);
  follow(f, begin);
  if (end != begin)
    follow(f, end);
  return true;
}

/* Ends the path of one edge at the port of its head. False where the net does not lead there. */
static bool find(struct finder *f, const struct wanted *w) {
  if (f->first[w->net + 1] - f->first[w->net] == 1)
    return whole(f, w);
  struct atl_rect r = f->place->box[w->head];
  int32_t reach = reach_of(f), best = reach + 1;
  uint32_t port = ATL_NONE;
  for (uint32_t i = first_end(f, r, reach); in_range(f, i, r, reach); i++) {
    uint32_t which = run_of(f, &f->end.at[i]);
    const struct run *run = which == ATL_NONE ? NULL : &f->run[which & 1].at[which / 2];
    int32_t away = distance(f, r, f->end.at[i].point);
    bool begins = run && run->before == ATL_NONE && run->via.x == f->end.at[i].point.x &&
                  run->via.y == f->end.at[i].point.y; /* of a loop, the other end */
    if (run && run->seen && !begins && away < best) {
      best = away;
      port = i;
    }
  }
  if (port == ATL_NONE)
    return false;
  trace(f, w, &f->end.at[port], run_of(f, &f->end.at[port]));
  return true;
}

/* -- all nets ------------------------------------------------------------------------------------------------------ */

static void sort_routes(struct finder *f) {
  uint32_t nets = f->order->box.len + f->place->net.len, routes = f->place->route.len;
  f->first = atl_alloc((size_t)nets + 2, sizeof *f->first);
  f->route = atl_alloc((size_t)routes + 1, sizeof *f->route);
  for (uint32_t i = 0; i < routes; i++)
    f->first[f->place->route.at[i].net + 2]++;
  for (uint32_t k = 0; k < nets; k++)
    f->first[k + 2] += f->first[k + 1];
  for (uint32_t i = 0; i < routes; i++)
    f->route[f->first[f->place->route.at[i].net + 1]++] = i;
}

static int by_net(const void *a, const void *b) {
  const struct wanted *x = a, *y = b;
  if (x->net != y->net)
    return x->net < y->net ? -1 : 1;
  if (x->tail != y->tail)
    return x->tail < y->tail ? -1 : 1;
  return x->head < y->head ? -1 : x->head > y->head;
}

/* Wires of the hierarchy: to the children of each box from which wires lead. */
static void want_children(struct finder *f) {
  const struct atl_order *order = f->order;
  for (uint32_t i = 0; i < order->box.len; i++) {
    uint32_t parent = order->box.at[i].parent;
    if (parent != ATL_NONE && f->first[parent] < f->first[parent + 1])
      *atl_vec_push(&f->wanted) = (struct wanted){.net = parent, .tail = parent, .head = i};
  }
}

static bool leads_to(const struct finder *f, uint32_t box) {
  struct atl_rect r = f->place->box[box];
  for (uint32_t i = first_end(f, r, reach_of(f)); in_range(f, i, r, reach_of(f)); i++)
    if (distance(f, r, f->end.at[i].point) <= reach_of(f))
      return true;
  return false;
}

/* Which net draws which edge: a net names one, and the others leave the same box. */
static void want_links(struct finder *f) {
  const struct atl_order *order = f->order;
  const struct atl_place *place = f->place;
  uint32_t boxes = order->box.len;
  bool *taken = atl_alloc((size_t)order->edge.len + 1, sizeof *taken);
  uint32_t *begin = atl_alloc((size_t)boxes + 2, sizeof *begin);
  uint32_t *leaving = atl_alloc((size_t)order->edge.len + 1, sizeof *leaving);
  for (uint32_t i = 0; i < order->edge.len; i++)
    begin[order->edge.at[i].tail + 2]++;
  for (uint32_t v = 0; v < boxes; v++)
    begin[v + 2] += begin[v + 1];
  for (uint32_t i = 0; i < order->edge.len; i++)
    leaving[begin[order->edge.at[i].tail + 1]++] = i;
  for (uint32_t k = 0; k < place->net.len; k++) {
    const struct atl_net *net = &place->net.at[k];
    if (net->edge == ATL_NONE) {
      *atl_vec_push(&f->wanted) = (struct wanted){.net = boxes + k, .tail = net->tail, .head = net->head};
      continue;
    }
    const struct atl_edge *edge = &order->edge.at[net->edge];
    taken[net->edge] = true;
    *atl_vec_push(&f->wanted) = (struct wanted){.net = boxes + k, .tail = edge->tail, .head = edge->head, .link = true};
  }
  for (uint32_t i = 0; i < order->edge.len && place->net_of; i++)
    if (place->net_of[i] != ATL_NONE && !taken[i]) {
      const struct atl_edge *edge = &order->edge.at[i];
      taken[i] = true;
      *atl_vec_push(&f->wanted) =
          (struct wanted){.net = boxes + place->net_of[i], .tail = edge->tail, .head = edge->head, .link = true};
    }
  for (uint32_t i = 0; i < place->undrawn.len; i++)
    taken[place->undrawn.at[i]] = true;
  for (uint32_t k = 0; k < place->net.len; k++) {
    const struct atl_net *net = &place->net.at[k];
    uint32_t tail = net->edge == ATL_NONE ? net->tail : order->edge.at[net->edge].tail;
    uint32_t left = net->edges && !place->net_of ? net->edges - 1 : 0;
    if (!left || f->first[boxes + k] == f->first[boxes + k + 1])
      continue;
    take_net(f, boxes + k);
    for (uint32_t i = begin[tail]; i < begin[tail + 1] && left; i++) {
      const struct atl_edge *edge = &order->edge.at[leaving[i]];
      if (taken[leaving[i]] || !leads_to(f, edge->head))
        continue;
      taken[leaving[i]] = true;
      left--;
      *atl_vec_push(&f->wanted) = (struct wanted){.net = boxes + k, .tail = tail, .head = edge->head, .link = true};
    }
  }
  f->sketch->undrawn = place->undrawn.len;
  for (uint32_t i = 0; i < order->edge.len; i++)
    f->sketch->undrawn += !taken[i] && !order->said.len;
  free(taken);
  free(begin);
  free(leaving);
}

/* A link with a label has a net of its own, which names it. */
static void find_label_nets(struct atl_sketch *sketch, const struct atl_place *place, const struct atl_order *order) {
  uint32_t *net = atl_realloc(NULL, (size_t)order->edge.len + 1, sizeof *net);
  for (uint32_t i = 0; i < order->edge.len; i++)
    net[i] = ATL_NONE;
  for (uint32_t i = 0; i < place->net.len; i++)
    if (place->net.at[i].edge != ATL_NONE)
      net[place->net.at[i].edge] = order->box.len + i;
  for (uint32_t i = 0; i < place->label.len; i++)
    *atl_vec_push(&sketch->label_net) = net[place->label.at[i].edge];
  free(net);
}

void atl_sketch_place(struct atl_sketch *sketch, const struct atl_place *place, const struct atl_order *order) {
  *sketch = (struct atl_sketch){.cells = place->cells, .nets = true, .unit = place->cells ? 1 : ATL_PX};
  atl_vec_reserve(&sketch->box, order->box.len);
  for (uint32_t i = 0; i < order->box.len; i++)
    *atl_vec_push(&sketch->box) = place->box[i];
  for (uint32_t i = 0; i < place->label.len; i++)
    *atl_vec_push(&sketch->label) = place->label.at[i].rect;
  find_label_nets(sketch, place, order);
  for (uint32_t i = 0; i < order->box.len && place->title; i++)
    if (place->title[i].w > 0)
      *atl_vec_push(&sketch->title) = (struct atl_rect){.x = place->box[i].x + place->title[i].x,
                                                        .y = place->box[i].y + place->title[i].y,
                                                        .w = place->title[i].w,
                                                        .h = place->title[i].h};
  struct finder f = {.place = place, .order = order, .sketch = sketch};
  sort_routes(&f);
  want_children(&f);
  want_links(&f);
  if (f.wanted.len)
    atl_sort(f.wanted.at, f.wanted.len, sizeof *f.wanted.at, by_net);
  for (uint32_t i = 0; i < f.wanted.len; i++) {
    const struct wanted *w = &f.wanted.at[i];
    bool again = i && w[-1].net == w->net;
    if (f.first[w->net] == f.first[w->net + 1]) {
      sketch->undrawn += w->link;
      continue;
    }
    if (!again || w[-1].tail != w->tail)
      take_net(&f, w->net);
    if (!again || w[-1].tail != w->tail)
      search(&f, w->tail);
    if (!find(&f, w) && !whole(&f, w))
      sketch->undrawn += w->link;
  }
  free(f.first);
  free(f.route);
  atl_vec_release(&f.wanted);
  atl_vec_release(&f.run[0]);
  atl_vec_release(&f.run[1]);
  atl_vec_release(&f.queue);
  atl_vec_release(&f.end);
}
