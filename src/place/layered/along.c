/* Places along the layers. Variables are the middles of boxes, lanes, pins of boxes, and both borders of each frame,
 * which are straight by that; neighbours of a layer keep their distances. What is least is the length of all wires
 * along the layers, long straight pieces first, the breadth of frames, and a little how far pins are from where they
 * look well.
 *
 * The start: everything goes to the middle of what it leads to, and is pushed apart, once all to the right and once all
 * to the left; between the two distances hold as well. From there the simplex method, where that is not too much. */
#include "place/layered/cast.h"

#include "base/sort.h"
#include "order/simplex.h"

#include <stdlib.h>

enum { SWEEPS = 14, EXCHANGES = 30 };
/* The simplex method is given so much work, things looked at, a time. */
#define ATL_ALONG_WORK 30000000u

/* What is moved so often is on a circle, as far as distances are at stake that were only asked for. */
enum { CIRCLE = 1000 };

/* Above so many variables sweeps are fewer. */
enum { MANY_VARIABLES = 20000, FEW_SWEEPS = 4 };

enum { STRAIGHT = 64, BENT = 24, BOXES = 8, ALONE = 8, FRAME = 16, PIN = 1, NARROW = 1 << 16, SNAP = 8 };

struct along {
  struct atl_cast *c;
  struct atl_simplex apart;    /* distances alone */
  uint32_t *first, *edge;      /* by tail */
  uint32_t *back_first, *back; /* by head */
  uint32_t *sorted;            /* variables, so that distances lead on */
};

static bool thin(const struct atl_flow_item *item) {
  return item->kind != ATL_FLOW_BOX && item->kind != ATL_FLOW_LEFT && item->kind != ATL_FLOW_RIGHT;
}

/* The distance between the bodies of two neighbours. */
static int32_t gap_of(const struct atl_cast *c, const struct atl_flow_item *a, const struct atl_flow_item *b) {
  const struct atl_cast_gaps *gap = c->gap;
  bool left = b->kind == ATL_FLOW_LEFT, right = a->kind == ATL_FLOW_RIGHT; /* a frame begins, ends, between them */
  int32_t title =
      !c->across || a->kind != ATL_FLOW_LEFT ? 0 : c->title[a->node].h[c->way[a->node]] - (c->cells ? 1 : 0);
  if (a->kind == ATL_FLOW_LEFT && b->kind == ATL_FLOW_RIGHT)
    return title + 2 * gap->side;
  if (right && left)
    return gap->frames;
  if (a->kind == ATL_FLOW_LEFT || b->kind == ATL_FLOW_RIGHT) { /* a border and what is within */
    const struct atl_flow_item *in = a->kind == ATL_FLOW_LEFT ? b : a;
    return title + (thin(in) ? gap->lane : gap->side);
  }
  if (left || right)
    return thin(left ? a : b) ? gap->lane : gap->frames;
  return thin(a) || thin(b) ? gap->lane : gap->box;
}

static void find_halves(struct atl_cast *c) {
  const struct atl_flow *f = c->flow;
  c->half = atl_alloc(2 * (size_t)f->item.len + 1, sizeof *c->half);
  for (uint32_t i = 0; i < f->item.len; i++) {
    const struct atl_flow_item *item = &f->item.at[i];
    int32_t *half = &c->half[2 * i], on = c->cells ? 1 : 0;
    half[1] = on;
    if (item->kind == ATL_FLOW_BOX) {
      const struct atl_cast_size *s = &c->size[item->node];
      int32_t left = c->cells ? (s->w - 1) / 2 : s->w / 2;
      half[0] = left + s->before;
      half[1] = s->w - left + s->behind;
      for (uint32_t p = c->first_pin[i]; p < c->first_pin[i + 1]; p++)
        if (c->pin.at[p].kind == ATL_PIN_BESIDE) {
          half[0] = atl_max32(half[0], -c->pin.at[p].offset);
          half[1] = atl_max32(half[1], c->pin.at[p].offset + on);
        }
    } else if (item->edge != ATL_NONE) {
      struct atl_rect r = c->label[item->edge];
      if (c->across) { /* the label stands in its wire */
        half[0] = r.w / 2;
        half[1] = r.w - r.w / 2;
      } else
        half[1] = on + c->gap->label + r.w;
    }
  }
}

/* A port at the border of a frame from outside: its wire stops there, and what stands in the layer may be beside it if
 * no wire of its own passes that border. */
static bool stops_short(const struct atl_flow_item *item) {
  return item->kind == ATL_FLOW_PORT && (item->side == ATL_FLOW_ABOVE || item->side == ATL_FLOW_BELOW);
}

static bool in_the_way(const struct atl_cast *c, uint32_t i, enum atl_flow_side side) {
  const struct atl_flow *f = c->flow;
  const struct atl_flow_item *item = &f->item.at[i];
  if (item->kind == ATL_FLOW_PORT)
    return item->side == side || !stops_short(item);
  if (item->kind != ATL_FLOW_BOX)
    return true;
  uint32_t from = 2 * i + (side == ATL_FLOW_ABOVE ? 0 : 1);
  return f->arms[from] < f->arms[from + 1];
}

int32_t atl_cast_between(const struct atl_cast *c, uint32_t edge) {
  int32_t stub = c->cells ? 1 : c->gap->port, bare = c->cells ? (c->across ? 1 : 3) : 2 * c->gap->port;
  return c->graph->edge.at[edge].flags & ATL_FLOW_LABEL ? c->label[edge].w + 2 * stub : bare;
}

static void find_peers(struct atl_cast *c) {
  const struct atl_flow *f = c->flow;
  c->beside = atl_alloc((size_t)f->item.len + 1, sizeof *c->beside);
  for (uint32_t i = 0; i < f->item.len; i++)
    c->beside[i] = ATL_NONE;
  for (uint32_t i = 0; i < c->graph->edge.len; i++) {
    const struct atl_flow_edge *e = &c->graph->edge.at[i];
    if (!(e->flags & ATL_FLOW_BESIDE))
      continue;
    uint32_t x = f->left[e->tail], y = f->left[e->head];
    c->beside[f->item.at[x].place < f->item.at[y].place ? x : y] = i;
  }
}

static void keep_apart(struct along *a, uint32_t x, uint32_t y) {
  const struct atl_cast *c = a->c;
  const struct atl_flow_item *i = &c->flow->item.at[x], *j = &c->flow->item.at[y];
  int32_t gap = gap_of(c, i, j);
  if (c->beside[x] != ATL_NONE)
    gap = atl_max32(gap, atl_cast_between(c, c->beside[x]));
  atl_simplex_edge(&a->apart, c->variable[x], c->variable[y], c->half[2 * x + 1] + c->half[2 * y] + gap, 0);
}

static void layer_apart(struct along *a, uint32_t layer) {
  const struct atl_cast *c = a->c;
  const struct atl_flow *f = c->flow;
  uint32_t last = ATL_NONE;
  for (uint32_t k = f->first[layer]; k < f->first[layer + 1]; k++) {
    uint32_t i = f->order[k];
    if (!stops_short(&f->item.at[i])) {
      if (last != ATL_NONE)
        keep_apart(a, last, i);
      last = i;
      continue;
    }
    enum atl_flow_side side = f->item.at[i].side;
    for (uint32_t j = k; j-- > f->first[layer];)
      if (in_the_way(c, f->order[j], side)) {
        keep_apart(a, f->order[j], i);
        break;
      }
    for (uint32_t j = k + 1; j < f->first[layer + 1]; j++)
      if (in_the_way(c, f->order[j], side)) {
        keep_apart(a, i, f->order[j]);
        break;
      }
  }
}

/* The variable of a pin and how far from it the pin is. */
static uint32_t pin_variable(const struct atl_cast *c, uint32_t pin, int32_t *offset) {
  const struct atl_cast_pin *p = &c->pin.at[pin];
  *offset = p->kind == ATL_PIN_FREE ? 0 : p->offset;
  return p->kind == ATL_PIN_FREE ? (uint32_t)p->at : c->variable[p->item];
}

static void pins_apart(struct along *a) {
  struct atl_cast *c = a->c;
  for (uint32_t p = 0; p < c->pin.len; p++) {
    struct atl_cast_pin *pin = &c->pin.at[p];
    if (pin->kind != ATL_PIN_FREE)
      continue;
    uint32_t node = c->flow->item.at[pin->item].node, box = c->variable[pin->item];
    int32_t w = c->size[node].w, left = c->cells ? (w - 1) / 2 : w / 2, right = w - left - (c->cells ? 1 : 0);
    const struct atl_cast_pin *before = p && pin[-1].item == pin->item && pin[-1].below == pin->below ? pin - 1 : NULL;
    const struct atl_cast_pin *after =
        p + 1 < c->pin.len && pin[1].item == pin->item && pin[1].below == pin->below ? pin + 1 : NULL;
    atl_simplex_edge(&a->apart, box, (uint32_t)pin->at, c->gap->corner - left, 0);
    if (before && before->kind == ATL_PIN_FREE)
      atl_simplex_edge(&a->apart, (uint32_t)before->at, (uint32_t)pin->at, c->gap->port, 0);
    if (!after || after->kind != ATL_PIN_FREE)
      atl_simplex_edge(&a->apart, (uint32_t)pin->at, box, c->gap->corner - right, 0);
  }
}

static void all_apart(struct along *a) {
  struct atl_cast *c = a->c;
  uint32_t next = c->variables;
  for (uint32_t p = 0; p < c->pin.len; p++) /* until places are known, `at` of a free pin is its variable */
    if (c->pin.at[p].kind == ATL_PIN_FREE)
      c->pin.at[p].at = (int32_t)next++;
  a->apart.variables = next;
  for (uint32_t l = 0; l < c->flow->layers; l++)
    layer_apart(a, l);
  pins_apart(a);
  for (uint32_t v = 0; v < c->graph->node.len; v++)
    if (c->graph->node.at[v].frame) {
      int32_t least = INT32_MAX;
      for (int way = 0; way < ATL_TITLE_WAYS; way++)
        least = atl_min32(least, c->title[v].w[way]);
      atl_simplex_edge(&a->apart, atl_cast_left(c, v), atl_cast_right(c, v),
                       c->across ? 2 * c->gap->side : least + 2 * c->gap->side, 0);
    }
  for (uint32_t i = 0; i < c->more.len; i++)
    if (!c->more.at[i].refused)
      atl_simplex_edge(&a->apart, c->more.at[i].left, c->more.at[i].right, c->more.at[i].least, 0);
}

/* -- the start ------------------------------------------------------------------------------------------------------
 */

/* Free pins make circles with their boxes, so they are left out of the start and put where they should be. */
static bool of_pin(const struct along *a, const struct atl_span_edge *e) {
  return e->tail >= a->c->variables || e->head >= a->c->variables;
}

/* Sorts the variables so that distances lead on; false when they make a circle. */
static bool sort(struct along *a) {
  uint32_t n = a->c->variables, m = a->apart.edge.len, len = 0;
  a->first = atl_alloc((size_t)n + 2, sizeof *a->first);
  a->back_first = atl_alloc((size_t)n + 2, sizeof *a->back_first);
  a->edge = atl_alloc((size_t)m + 1, sizeof *a->edge);
  a->back = atl_alloc((size_t)m + 1, sizeof *a->back);
  a->sorted = atl_alloc((size_t)n + 1, sizeof *a->sorted);
  uint32_t *into = atl_alloc((size_t)n + 1, sizeof *into);
  for (uint32_t i = 0; i < m; i++) {
    const struct atl_span_edge *e = &a->apart.edge.at[i];
    if (of_pin(a, e))
      continue;
    a->first[e->tail + 2]++;
    a->back_first[e->head + 2]++;
    into[e->head]++;
  }
  for (uint32_t v = 1; v <= n; v++) {
    a->first[v + 1] += a->first[v];
    a->back_first[v + 1] += a->back_first[v];
  }
  for (uint32_t i = 0; i < m; i++) {
    const struct atl_span_edge *e = &a->apart.edge.at[i];
    if (of_pin(a, e))
      continue;
    a->edge[a->first[e->tail + 1]++] = i;
    a->back[a->back_first[e->head + 1]++] = i;
  }
  for (uint32_t v = 0; v < n; v++)
    if (!into[v])
      a->sorted[len++] = v;
  for (uint32_t h = 0; h < len; h++)
    for (uint32_t k = a->first[a->sorted[h]]; k < a->first[a->sorted[h] + 1]; k++)
      if (!--into[a->apart.edge.at[a->edge[k]].head])
        a->sorted[len++] = a->apart.edge.at[a->edge[k]].head;
  free(into);
  return len == n;
}

/* Pushes everything apart from where it wants to be: to the right, to the left, and takes the middle. */
static void push(const struct along *a, const int32_t *wanted, int32_t *at, int32_t *other) {
  uint32_t n = a->c->variables;
  for (uint32_t h = 0; h < n; h++) {
    uint32_t v = a->sorted[h];
    at[v] = wanted[v];
    for (uint32_t k = a->back_first[v]; k < a->back_first[v + 1]; k++) {
      const struct atl_span_edge *e = &a->apart.edge.at[a->back[k]];
      at[v] = atl_max32(at[v], at[e->tail] + e->least);
    }
  }
  for (uint32_t h = n; h--;) {
    uint32_t v = a->sorted[h];
    other[v] = wanted[v];
    for (uint32_t k = a->first[v]; k < a->first[v + 1]; k++) {
      const struct atl_span_edge *e = &a->apart.edge.at[a->edge[k]];
      other[v] = atl_min32(other[v], other[e->head] - e->least);
    }
  }
  for (uint32_t v = 0; v < n; v++) {
    int64_t sum = (int64_t)at[v] + other[v];
    at[v] = (int32_t)((sum - (sum < 0 ? 1 : 0)) / 2);
  }
  for (uint32_t v = a->c->graph->node.len; v--;) { /* frames close round what they hold, inner ones first */
    if (!a->c->graph->node.at[v].frame)
      continue;
    uint32_t left = atl_cast_left(a->c, v), right = atl_cast_right(a->c, v);
    int32_t far = INT32_MIN, near = INT32_MAX;
    for (uint32_t k = a->back_first[right]; k < a->back_first[right + 1]; k++)
      far = atl_max32(far, at[a->apart.edge.at[a->back[k]].tail] + a->apart.edge.at[a->back[k]].least);
    at[right] = far == INT32_MIN ? at[right] : far;
    for (uint32_t k = a->first[left]; k < a->first[left + 1]; k++)
      near = atl_min32(near, at[a->apart.edge.at[a->edge[k]].head] - a->apart.edge.at[a->edge[k]].least);
    at[left] = near == INT32_MAX ? at[left] : near;
  }
}

struct pull {
  int32_t at, weight;
};

static int by_pull(const void *x, const void *y) {
  const struct pull *a = x, *b = y;
  return a->at < b->at ? -1 : a->at > b->at;
}

static int32_t median(struct pull *pull, uint32_t n) {
  int64_t all = 0, sum = 0;
  if (n > 1)
    atl_sort(pull, n, sizeof *pull, by_pull);
  for (uint32_t i = 0; i < n; i++)
    all += pull[i].weight;
  for (uint32_t i = 0; i < n; i++) {
    sum += pull[i].weight;
    if (2 * sum == all && i + 1 < n)
      return (int32_t)(((int64_t)pull[i].at + pull[i + 1].at) / 2);
    if (2 * sum >= all)
      return pull[i].at;
  }
  return 0;
}

static int32_t arc_weight(const struct atl_cast *c, uint32_t arc) {
  const struct atl_flow *f = c->flow;
  uint32_t a = f->arc.at[arc].upper, b = f->arc.at[arc].lower;
  bool x = f->item.at[a].kind != ATL_FLOW_BOX, y = f->item.at[b].kind != ATL_FLOW_BOX;
  bool alone = f->arms[2 * a + 2] - f->arms[2 * a + 1] == 1 && f->arms[2 * b + 1] - f->arms[2 * b] == 1;
  return (x && y ? STRAIGHT : x || y ? BENT : BOXES) + (alone ? ALONE : 0);
}

static int32_t nominal(const struct atl_cast *c, uint32_t pin) { return pin == ATL_NONE ? 0 : c->pin.at[pin].offset; }

/* Where an item wants to be for the sake of its wires above or below, or both. */
static bool wish(const struct atl_cast *c, uint32_t item, bool above, bool below, const int32_t *at, struct pull *pull,
                 int32_t *to) {
  const struct atl_flow *f = c->flow;
  uint32_t n = 0;
  for (uint32_t k = f->arms[2 * item + (above ? 0 : 1)]; k < f->arms[2 * item + (below ? 2 : 1)]; k++) {
    uint32_t arc = f->arm[k];
    if (f->arc.at[arc].net == ATL_NONE)
      continue;
    bool down = f->arc.at[arc].upper == item;
    uint32_t other = down ? f->arc.at[arc].lower : f->arc.at[arc].upper;
    int32_t there = at[c->variable[other]] + nominal(c, down ? c->lower_pin[arc] : c->upper_pin[arc]);
    pull[n++] = (struct pull){there - nominal(c, down ? c->upper_pin[arc] : c->lower_pin[arc]), arc_weight(c, arc)};
  }
  if (n)
    *to = median(pull, n);
  return n > 0;
}

/* Places everything by sweeps down and up. */
static void start(struct along *a) {
  struct atl_cast *c = a->c;
  const struct atl_flow *f = c->flow;
  uint32_t n = c->variables;
  int32_t *wanted = atl_alloc((size_t)n + 1, sizeof *wanted), *other = atl_alloc((size_t)n + 1, sizeof *other);
  struct pull *pull = atl_alloc((size_t)f->arc.len + 1, sizeof *pull);
  push(a, wanted, c->at, other);
  int sweeps = n > MANY_VARIABLES ? FEW_SWEEPS : SWEEPS;
  c->work += (uint64_t)sweeps * (3 * (uint64_t)n + a->apart.edge.len + f->arc.len);
  for (int s = 0; s < sweeps; s++) {
    memcpy(wanted, c->at, n * sizeof *wanted);
    bool last = 2 * s >= sweeps && s + 4 >= sweeps, down = s % 2 == 0;
    for (uint32_t l = 0; l < f->layers; l++) {
      uint32_t layer = down ? l : f->layers - 1 - l;
      for (uint32_t k = f->first[layer]; k < f->first[layer + 1]; k++) {
        uint32_t i = f->order[k];
        if (f->item.at[i].kind != ATL_FLOW_LEFT && f->item.at[i].kind != ATL_FLOW_RIGHT)
          wish(c, i, last || down, last || !down, wanted, pull, &wanted[c->variable[i]]);
      }
    }
    push(a, wanted, c->at, other);
  }
  free(wanted);
  free(other);
  free(pull);
}

/* Pushes to the right whatever is nearer to its left neighbour than it may be: pins and what was asked for had no part
 * in the start. False when that has no end: some distances make a circle. */
static bool repair(struct along *a) {
  uint32_t n = a->apart.variables, m = a->apart.edge.len, len = 0, head = 0;
  int32_t *at = a->c->at;
  uint32_t *first = atl_alloc((size_t)n + 2, sizeof *first), *edge = atl_alloc((size_t)m + 1, sizeof *edge);
  uint32_t *times = atl_alloc((size_t)n + 1, sizeof *times), *queue = atl_alloc((size_t)n + 1, sizeof *queue);
  uint8_t *queued = atl_alloc((size_t)n + 1, 1);
  for (uint32_t i = 0; i < m; i++)
    first[a->apart.edge.at[i].tail + 2]++;
  for (uint32_t v = 1; v <= n; v++)
    first[v + 1] += first[v];
  for (uint32_t i = 0; i < m; i++)
    edge[first[a->apart.edge.at[i].tail + 1]++] = i;
  for (uint32_t v = 0; v < n; v++) { /* first as distances lead on, so that most are moved but once */
    queue[len++] = v < a->c->variables ? a->sorted[v] : v;
    queued[v] = 1;
  }
  bool good = true;
  uint32_t most = a->c->more.len && n > CIRCLE ? CIRCLE : n;
  while (len && good) {
    uint32_t v = queue[head];
    head = head + 1 == n ? 0 : head + 1;
    len--;
    queued[v] = 0;
    for (uint32_t k = first[v]; k < first[v + 1] && good; k++) {
      const struct atl_span_edge *e = &a->apart.edge.at[edge[k]];
      if (at[e->head] >= at[v] + e->least)
        continue;
      at[e->head] = at[v] + e->least;
      good = ++times[e->head] <= most;
      a->c->work++;
      if (queued[e->head])
        continue;
      queued[e->head] = 1;
      uint32_t end = head + len++;
      queue[end >= n ? end - n : end] = e->head;
    }
  }
  free(first);
  free(edge);
  free(times);
  free(queue);
  free(queued);
  return good;
}

/* -- the least ------------------------------------------------------------------------------------------------------
 */

/* How wide everything is; `low` is where it begins. */
static int32_t breadth(const struct atl_cast *c, const int32_t *at, int32_t *low) {
  int32_t least = INT32_MAX, most = INT32_MIN;
  for (uint32_t i = 0; i < c->flow->item.len; i++) {
    least = atl_min32(least, at[c->variable[i]] - c->half[2 * i]);
    most = atl_max32(most, at[c->variable[i]] + c->half[2 * i + 1]);
  }
  *low = least;
  return most - least;
}

/* What is wider than there is room for is drawn together as far as it goes, whatever that bends, and then made straight
 * again within the room. */
static void draw_together(struct along *a, struct atl_simplex *s, int32_t *at, uint64_t exchanges) {
  struct atl_cast *c = a->c;
  const struct atl_flow *f = c->flow;
  int32_t low, w = breadth(c, at, &low);
  if (!c->limit || w <= c->limit)
    return;
  uint32_t left = s->variables++, right = s->variables++;
  at[left] = low;
  at[right] = low + w;
  for (uint32_t l = 0; l < f->layers; l++) { /* an end of a layer may be a port, which stands free of its neighbours */
    for (uint32_t k = f->first[l]; k < f->first[l + 1]; k++) {
      uint32_t i = f->order[k];
      atl_simplex_edge(s, left, c->variable[i], c->half[2 * i], 0);
      atl_simplex_edge(s, c->variable[i], right, c->half[2 * i + 1], 0);
    }
  }
  uint32_t bound = s->edge.len;
  atl_simplex_edge(s, left, right, 0, NARROW);
  c->work += atl_simplex_solve(s, at, exchanges, ATL_ALONG_WORK);
  if (at[right] - at[left] > c->limit)
    return;
  s->edge.at[bound] = (struct atl_span_edge){right, left, -c->limit, 0};
  c->work += atl_simplex_solve(s, at, exchanges, ATL_ALONG_WORK);
}

/* A wire that misses by a little looks like a mistake: such ones weigh more in a last round. `first` is the first of
 * two edges a wire. */
static void snap(struct along *a, struct atl_simplex *s, uint32_t first, int32_t *at, uint64_t exchanges) {
  struct atl_cast *c = a->c;
  bool any = false;
  for (uint32_t i = 0; i < c->flow->wires; i++) {
    struct atl_span_edge *x = &s->edge.at[first + 2 * i], *y = x + 1;
    int32_t away = at[x->head] - x->least - (at[y->head] - y->least);
    if (!away || away >= c->gap->near || -away >= c->gap->near)
      continue;
    x->weight *= SNAP;
    y->weight *= SNAP;
    any = true;
  }
  if (any)
    c->work += atl_simplex_solve(s, at, exchanges, ATL_ALONG_WORK);
}

static void solve(struct along *a, uint64_t exchanges) {
  struct atl_cast *c = a->c;
  const struct atl_flow *f = c->flow;
  struct atl_simplex s = {.variables = a->apart.variables};
  atl_vec_reserve(&s.edge, a->apart.edge.len + 2 * f->arc.len + 2 * c->pin.len + 2 * f->item.len + 1);
  for (uint32_t i = 0; i < a->apart.edge.len; i++)
    *atl_vec_push(&s.edge) = a->apart.edge.at[i];
  for (uint32_t v = 0; v < c->graph->node.len; v++)
    if (c->graph->node.at[v].frame)
      atl_simplex_edge(&s, atl_cast_left(c, v), atl_cast_right(c, v), 0, FRAME);
  int32_t *at = atl_alloc((size_t)a->apart.variables + f->arc.len + c->pin.len + 3, sizeof *at);
  memcpy(at, c->at, a->apart.variables * sizeof *at);
  uint32_t first = s.edge.len;
  for (uint32_t i = 0; i < f->wires; i++) { /* |x - y| is the way to both from whichever is the lesser */
    int32_t xo = 0, yo = 0;
    uint32_t x = c->upper_pin[i] == ATL_NONE ? c->variable[f->arc.at[i].upper] : pin_variable(c, c->upper_pin[i], &xo);
    uint32_t y = c->lower_pin[i] == ATL_NONE ? c->variable[f->arc.at[i].lower] : pin_variable(c, c->lower_pin[i], &yo);
    uint32_t k = s.variables++;
    at[k] = atl_min32(at[x] + xo, at[y] + yo);
    atl_simplex_edge(&s, k, x, -xo, arc_weight(c, i));
    atl_simplex_edge(&s, k, y, -yo, arc_weight(c, i));
  }
  for (uint32_t p = 0; p < c->pin.len; p++) {
    const struct atl_cast_pin *pin = &c->pin.at[p];
    if (pin->kind != ATL_PIN_FREE)
      continue;
    uint32_t k = s.variables++, box = c->variable[pin->item];
    at[k] = atl_min32(at[pin->at], at[box] + pin->offset);
    atl_simplex_edge(&s, k, (uint32_t)pin->at, 0, PIN);
    atl_simplex_edge(&s, k, box, -pin->offset, PIN);
  }
  c->work += atl_simplex_solve(&s, at, exchanges, ATL_ALONG_WORK);
  draw_together(a, &s, at, exchanges);
  snap(a, &s, first, at, exchanges);
  memcpy(c->at, at, a->apart.variables * sizeof *at);
  free(at);
  atl_simplex_release(&s);
}

/* Without the method: pins go as near as they can to where their wires come from. */
static void slide_pins(struct along *a) {
  struct atl_cast *c = a->c;
  const struct atl_flow *f = c->flow;
  struct pull *pull = atl_alloc((size_t)f->arc.len + 1, sizeof *pull);
  uint32_t *last = atl_alloc((size_t)c->pin.len + 1, sizeof *last); /* of pins: their arcs, each with the one before */
  uint32_t *before = atl_alloc((size_t)f->arc.len + 1, sizeof *before);
  for (uint32_t i = 0; i < f->item.len; i++)
    for (uint32_t p = c->first_pin[i], end; p < c->first_pin[i + 1]; p = end) {
      bool below = c->pin.at[p].below;
      for (end = p; end < c->first_pin[i + 1] && c->pin.at[end].below == c->pin.at[p].below;)
        end++;
      int32_t w = c->size[f->item.at[i].node].w, half = c->cells ? (w - 1) / 2 : w / 2, box = c->at[c->variable[i]];
      int32_t low = box - half + c->gap->corner;
      int32_t high = box - half + w - c->gap->corner - (c->cells ? 1 : 0);
      for (uint32_t q = p; q < end; q++)
        last[q] = ATL_NONE;
      for (uint32_t k = f->arms[2 * i + (below ? 1 : 0)]; k < f->arms[2 * i + (below ? 2 : 1)]; k++) {
        uint32_t arc = f->arm[k], q = (below ? c->upper_pin : c->lower_pin)[arc];
        if (q == ATL_NONE)
          continue;
        before[arc] = last[q];
        last[q] = arc;
      }
      for (uint32_t q = p; q < end; q++) {
        struct atl_cast_pin *pin = &c->pin.at[q];
        if (pin->kind != ATL_PIN_FREE)
          continue;
        uint32_t n = 0;
        for (uint32_t k = last[q]; k != ATL_NONE; k = before[k])
          pull[n++] = (struct pull){c->at[c->variable[below ? f->arc.at[k].lower : f->arc.at[k].upper]], 1};
        int32_t most = high - (int32_t)(end - q - 1) * c->gap->port;
        int32_t to_be = n ? median(pull, n) : box + pin->offset;
        c->at[pin->at] = atl_max32(low, atl_min32(most, to_be));
        low = c->at[pin->at] + c->gap->port;
      }
    }
  free(pull);
  free(last);
  free(before);
}

static void settle(struct along *a) {
  struct atl_cast *c = a->c;
  for (uint32_t p = 0; p < c->pin.len; p++) {
    struct atl_cast_pin *pin = &c->pin.at[p];
    pin->at = pin->kind == ATL_PIN_FREE ? c->at[pin->at] : c->at[c->variable[pin->item]] + pin->offset;
  }
  int32_t least;
  c->w = breadth(c, c->at, &least);
  for (uint32_t v = 0; v < a->apart.variables; v++)
    c->at[v] -= least;
  for (uint32_t p = 0; p < c->pin.len; p++)
    c->pin.at[p].at -= least;
}

static void release_sorted(struct along *a) {
  free(a->first);
  free(a->edge);
  free(a->back_first);
  free(a->back);
  free(a->sorted);
}

void atl_cast_along(struct atl_cast *c, bool exact) {
  struct along a = {.c = c};
  if (!c->half) {
    find_halves(c);
    find_peers(c);
  }
  all_apart(&a);
  uint32_t refused = 1;
  for (bool good = false; !good;) {
    good = sort(&a);
    c->at = atl_realloc(c->at, (size_t)a.apart.variables + 1, sizeof *c->at);
    if (good) {
      start(&a);
      slide_pins(&a);
      good = repair(&a);
    }
    uint32_t last = c->more.len; /* what was asked for last makes a circle: without it */
    while (last && c->more.at[last - 1].refused)
      last--;
    if (good || !last)
      break;
    for (uint32_t k = 0; k < refused && last; last--)
      if (!c->more.at[last - 1].refused) {
        c->more.at[last - 1].refused = true;
        a.apart.edge.len--;
        k++;
      }
    refused *= a.apart.variables > MANY_VARIABLES / 4 ? 4 : 1;
    release_sorted(&a);
  }
  if (exact)
    solve(&a, (uint64_t)a.apart.variables * EXCHANGES);
  settle(&a);
  atl_simplex_release(&a.apart);
  release_sorted(&a);
}
