/* The graph of free lines. Per region, the inside of a frame or the sheet: one line in the gap at each side of each
 * block, as far as it goes; and lines straight on from the middle of the sides of boxes that have links, through the
 * borders of frames, which make wires straight across frames. O(k log k) for k blocks. */
#include "base/sort.h"
#include "route/bits.h"
#include "route/inner.h"

enum {
  WIDE = 96 * 8, /* in a wider gap the line runs close to the block, not in the middle */
  CLOSE = 24 * 8,
};

struct edge {                 /* a block as seen along an axis */
  int32_t u, w, u_end, w_end; /* along, across */
  uint32_t block;
};

struct request {
  int32_t w, u, u_end;
  uint32_t block; /* ATL_NONE for a line straight on */
  uint8_t side;   /* of the block; of one straight on: 1 goes on to the far end */
};

struct found {
  uint32_t a, b; /* lines */
  int32_t at_a, at_b;
  int32_t gate; /* of the entry in a; b gets the other */
};

struct graph {
  struct atl_way *way;
  struct edge *edge;
  int32_t *before, *behind; /* by edge: the neighbour across */
  uint32_t *order, *rank;
  int32_t *place, *height;
  ATL_VEC(struct request) request;
  ATL_VEC(struct found) found;
};

static int by_w(const void *a, const void *b) {
  const struct edge *x = a, *y = b;
  if (x->w != y->w)
    return x->w < y->w ? -1 : 1;
  if (x->u != y->u)
    return x->u < y->u ? -1 : 1;
  return x->block < y->block ? -1 : x->block > y->block;
}

struct value {
  int32_t value;
  uint32_t index;
};

static int by_value(const void *a, const void *b) {
  const struct value *x = a, *y = b;
  if (x->value != y->value)
    return x->value < y->value ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

static int by_request(const void *a, const void *b) {
  const struct request *x = a, *y = b;
  if (x->w != y->w)
    return x->w < y->w ? -1 : 1;
  if (x->u != y->u)
    return x->u < y->u ? -1 : 1;
  if (x->block != y->block)
    return x->block < y->block ? -1 : 1;
  return (int)x->side - (int)y->side;
}

static uint32_t place_of(const int32_t *place, uint32_t places, int32_t v) {
  uint32_t low = 0, high = places;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (place[mid] < v)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

static int by_int(const void *a, const void *b) {
  int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return x < y ? -1 : x > y;
}

/* The nearest neighbours across of all blocks, by a skyline: its steps begin at `place`s that are in `bits`. */
static void neighbours(struct graph *g, uint32_t m, int32_t u0, int32_t w0, int32_t w1) {
  struct edge *e = g->edge;
  uint32_t places = 0;
  g->place[places++] = u0 - 1;
  for (uint32_t i = 0; i < m; i++) {
    g->place[places++] = e[i].u;
    g->place[places++] = e[i].u_end;
  }
  atl_sort(g->place, places, sizeof *g->place, by_int);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < places; i++)
    if (!kept || g->place[kept - 1] != g->place[i])
      g->place[kept++] = g->place[i];
  struct value *turn = atl_alloc(m, sizeof *turn);
  for (int pass = 0; pass < 2; pass++) {
    struct atl_bits bits;
    atl_bits_init(&bits, kept + 1);
    for (uint32_t i = 0; i < m; i++)
      turn[i] = (struct value){pass ? -e[i].w_end : (int32_t)i, i};
    if (pass)
      atl_sort(turn, m, sizeof *turn, by_value);
    atl_bits_add(&bits, 0);
    g->height[0] = pass ? w1 : w0;
    for (uint32_t k = 0; k < m; k++) {
      uint32_t q = turn[k].index, a = place_of(g->place, kept, e[q].u), b = place_of(g->place, kept, e[q].u_end);
      uint32_t at = atl_bits_below(&bits, a + 1);
      int32_t nearest = g->height[at], last = nearest;
      for (uint32_t i = at; i != ATL_NONE && i < b; i = atl_bits_from(&bits, i + 1)) {
        last = g->height[i];
        nearest = pass ? atl_min32(nearest, last) : atl_max32(nearest, last);
        if (i >= a)
          atl_bits_drop(&bits, i);
      }
      if (atl_bits_from(&bits, b) != b) {
        atl_bits_add(&bits, b);
        g->height[b] = last;
      }
      atl_bits_add(&bits, a);
      g->height[a] = pass ? e[q].w : e[q].w_end;
      (pass ? g->behind : g->before)[q] = nearest;
    }
    atl_bits_release(&bits);
  }
  free(turn);
}

static void ask(struct graph *g, int32_t w, int32_t u, int32_t u_end, uint32_t block, int side) {
  *atl_vec_push(&g->request) = (struct request){.w = w, .u = u, .u_end = u_end, .block = block, .side = (uint8_t)side};
}

/* The lines that the blocks of a region ask for along an axis. */
static void ask_all(struct graph *g, uint32_t m, int axis) {
  struct atl_way *way = g->way;
  g->request.len = 0;
  for (uint32_t i = 0; i < m; i++) {
    struct edge *e = &g->edge[i];
    const struct atl_block *b = &way->block.at[e->block];
    if (b->ends) {
      ask(g, (e->w + e->w_end) / 2, e->u, e->u, ATL_NONE, 0);
      ask(g, (e->w + e->w_end) / 2, e->u_end, e->u_end, ATL_NONE, 1);
    }
    for (int end = 0; end < 2 && b->kind == ATL_ROUTE_FRAME; end++)
      for (uint32_t k = 0; k < b->reach[axis * 2 + end].len; k++) {
        const struct atl_lane *l = &way->lane.at[b->reach[axis * 2 + end].at[k]];
        int32_t u = end ? e->u_end : e->u;
        if (l->straight)
          ask(g, l->at, u, u, ATL_NONE, end);
      }
    int32_t gap = e->w - g->before[i];
    if (gap > 24 || b->kind != ATL_ROUTE_TITLE)
      ask(g, gap <= WIDE ? e->w - (gap + 1) / 2 : e->w - CLOSE, e->u, e->u_end, e->block, !axis * 2);
    gap = g->behind[i] - e->w_end;
    if (gap > 24 || b->kind != ATL_ROUTE_TITLE)
      ask(g, gap <= WIDE ? e->w_end + gap / 2 : e->w_end + CLOSE, e->u, e->u_end, e->block, !axis * 2 + 1);
  }
  for (uint32_t i = 0; i < m && !axis; i++) { /* from the rows of items */
    const struct edge *e = &g->edge[i];
    const struct atl_block *b = &way->block.at[e->block];
    for (uint32_t k = b->first_row; k < b->first_row + b->rows; k++) {
      ask(g, way->row[k], e->u, e->u, ATL_NONE, 0);
      ask(g, way->row[k], e->u_end, e->u_end, ATL_NONE, 1);
    }
  }
  atl_sort(g->request.at, g->request.len, sizeof *g->request.at, by_request);
}

static uint32_t add_lane(struct graph *g, uint32_t region, int axis, int32_t at, int32_t from, int32_t to,
                         bool open_from, bool open_to, bool straight) {
  struct atl_way *way = g->way;
  uint32_t id = way->lane.len;
  *atl_vec_push(&way->lane) = (struct atl_lane){.region = region,
                                                .axis = (uint8_t)axis,
                                                .at = at,
                                                .from = from,
                                                .to = to,
                                                .open = {open_from, open_to},
                                                .straight = straight,
                                                .entry = ATL_NONE};
  struct atl_block *b = &way->block.at[region];
  if (open_from)
    *atl_vec_push(&b->reach[axis * 2]) = id;
  if (open_to)
    *atl_vec_push(&b->reach[axis * 2 + 1]) = id;
  return id;
}

/* The lines of a region along an axis. */
static void lay(struct graph *g, uint32_t region, int axis) {
  struct atl_way *way = g->way;
  const struct atl_block *r = &way->block.at[region];
  uint32_t m = r->blocks;
  int across = !axis;
  int32_t u0 = r->lo[axis], u1 = r->hi[axis];
  for (uint32_t i = 0; i < m; i++) {
    uint32_t k = way->kid[r->first + i];
    const struct atl_block *b = &way->block.at[k];
    g->edge[i] = (struct edge){b->lo[axis], b->lo[across], b->hi[axis], b->hi[across], k};
  }
  atl_sort(g->edge, m, sizeof *g->edge, by_w);
  neighbours(g, m, u0, r->lo[across], r->hi[across]);
  ask_all(g, m, axis);
  struct value *by_u = atl_alloc(m, sizeof *by_u), *by_end = atl_alloc(m, sizeof *by_end);
  for (uint32_t i = 0; i < m; i++) {
    by_u[i] = (struct value){g->edge[i].u, i};
    by_end[i] = (struct value){g->edge[i].w_end, i};
  }
  atl_sort(by_u, m, sizeof *by_u, by_value);
  atl_sort(by_end, m, sizeof *by_end, by_value);
  for (uint32_t i = 0; i < m; i++)
    g->rank[by_u[i].index] = i;
  for (uint32_t i = 0; i < m; i++)
    g->place[i] = by_u[i].value;
  struct atl_bits bits;
  atl_bits_init(&bits, m + 1);
  uint32_t in = 0, out = 0, same = way->lane.len;
  for (uint32_t q = 0; q < g->request.len; q++) {
    const struct request *k = &g->request.at[q];
    for (; in < m && g->edge[in].w <= k->w; in++)
      atl_bits_add(&bits, g->rank[in]);
    for (; out < m && by_end[out].value < k->w; out++)
      atl_bits_drop(&bits, g->rank[by_end[out].index]);
    int32_t a = u0, b = u1;
    bool open_a = true, open_b = true;
    bool ahead = k->block != ATL_NONE || k->side, back = k->block != ATL_NONE || !k->side;
    uint32_t place = place_of(g->place, m, k->block == ATL_NONE && !k->side ? k->u : k->u + 1);
    if (ahead) {
      uint32_t next = atl_bits_from(&bits, place);
      if (next != ATL_NONE && next < m) {
        b = g->edge[by_u[next].index].u;
        open_b = false;
      }
    } else {
      b = k->u;
      open_b = false;
    }
    if (back) {
      uint32_t before = atl_bits_below(&bits, place);
      if (before != ATL_NONE) {
        a = g->edge[by_u[before].index].u_end;
        open_a = false;
      }
    } else {
      a = k->u;
      open_a = false;
    }
    uint32_t id = ATL_NONE;
    if (q && g->request.at[q - 1].w != k->w)
      same = way->lane.len;
    for (uint32_t i = way->lane.len; i-- > same && id == ATL_NONE;) /* few lines of one coordinate are new */
      if (way->lane.at[i].from == a && way->lane.at[i].to == b)
        id = i;
    if (id == ATL_NONE)
      id = add_lane(g, region, axis, k->w, a, b, open_a, open_b, k->block == ATL_NONE);
    if (k->block != ATL_NONE)
      way->block.at[k->block].beside[k->side] = id;
  }
  atl_bits_release(&bits);
  free(by_u);
  free(by_end);
}

struct event {
  int32_t u;
  uint8_t type; /* 0: a line along x begins; 1: one along y; 2: one ends */
  uint32_t lane;
};

static int by_event(const void *a, const void *b) {
  const struct event *x = a, *y = b;
  if (x->u != y->u)
    return x->u < y->u ? -1 : 1;
  if (x->type != y->type)
    return (int)x->type - (int)y->type;
  return x->lane < y->lane ? -1 : x->lane > y->lane;
}

/* Where the lines `from` to before `to` cross. */
static void cross(struct graph *g, uint32_t from, uint32_t to) {
  struct atl_way *way = g->way;
  uint32_t n = to - from, rows = 0, events = 0;
  struct value *row = atl_alloc(n, sizeof *row);
  struct event *event = atl_alloc((size_t)2 * n, sizeof *event);
  uint32_t *rank = atl_alloc(n, sizeof *rank);
  for (uint32_t i = from; i < to; i++) {
    const struct atl_lane *l = &way->lane.at[i];
    if (l->axis)
      event[events++] = (struct event){l->at, 1, i};
    else {
      row[rows++] = (struct value){l->at, i};
      event[events++] = (struct event){l->from, 0, i};
      event[events++] = (struct event){l->to, 2, i};
    }
  }
  if (events)
    atl_sort(event, events, sizeof *event, by_event);
  if (rows)
    atl_sort(row, rows, sizeof *row, by_value);
  int32_t *at = atl_alloc(rows + 1, sizeof *at);
  for (uint32_t i = 0; i < rows; i++) {
    rank[row[i].index - from] = i;
    at[i] = row[i].value;
  }
  struct atl_bits bits;
  atl_bits_init(&bits, rows + 1);
  for (uint32_t i = 0; i < events; i++) {
    const struct atl_lane *l = &way->lane.at[event[i].lane];
    if (event[i].type == 0)
      atl_bits_add(&bits, rank[event[i].lane - from]);
    else if (event[i].type == 2)
      atl_bits_drop(&bits, rank[event[i].lane - from]);
    else
      for (uint32_t k = atl_bits_from(&bits, place_of(at, rows, l->from)); k != ATL_NONE && k < rows && at[k] <= l->to;
           k = atl_bits_from(&bits, k + 1))
        *atl_vec_push(&g->found) =
            (struct found){.a = row[k].index, .b = event[i].lane, .at_a = l->at, .at_b = at[k], .gate = 0};
  }
  atl_bits_release(&bits);
  free(at);
  free(rank);
  free(row);
  free(event);
}

/* Ways through the borders of frames: from a line inside to the one beside that border. */
static void gates(struct graph *g) {
  struct atl_way *way = g->way;
  for (uint32_t f = 0; f < way->sheet; f++) {
    const struct atl_block *b = &way->block.at[f];
    for (uint32_t side = 0; side < ATL_SIDES; side++)
      for (uint32_t k = 0; k < b->reach[side].len; k++) {
        uint32_t inner = b->reach[side].at[k];
        *atl_vec_push(&g->found) = (struct found){.a = inner,
                                                  .b = b->beside[side],
                                                  .at_a = atl_block_side(b, side),
                                                  .at_b = way->lane.at[inner].at,
                                                  .gate = 1 + (int32_t)f};
      }
  }
}

static int by_meet(const void *a, const void *b) {
  const struct atl_meet *x = a, *y = b;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  return x->line < y->line ? -1 : x->line > y->line;
}

/* Sorts what was found into a list for each line. */
static void link_up(struct graph *g) {
  struct atl_way *way = g->way;
  uint32_t meets = 0, sum = 0, sums = 0;
  for (uint32_t i = 0; i < g->found.len; i++) {
    way->lane.at[g->found.at[i].a].meets++;
    way->lane.at[g->found.at[i].b].meets++;
  }
  for (uint32_t i = 0; i < way->lane.len; i++) {
    struct atl_lane *l = &way->lane.at[i];
    l->first = meets;
    l->sum = sum;
    l->sums = sums;
    meets += l->meets;
    sum += l->meets / 32 + 1;
    sums += l->meets / 1024 + 1;
    l->meets = 0;
  }
  way->meet = atl_alloc((size_t)meets + 1, sizeof *way->meet);
  way->crossed = atl_alloc((size_t)meets + 1, sizeof *way->crossed);
  way->along = atl_alloc((size_t)meets + 1, sizeof *way->along);
  way->few = atl_alloc((size_t)sum + 1, sizeof *way->few);
  way->many = atl_alloc((size_t)sums + 1, sizeof *way->many);
  for (uint32_t i = 0; i < g->found.len; i++) {
    const struct found *f = &g->found.at[i];
    struct atl_lane *a = &way->lane.at[f->a], *b = &way->lane.at[f->b];
    way->meet[a->first + a->meets++] = (struct atl_meet){.at = f->at_a, .line = f->b, .gate = f->gate};
    way->meet[b->first + b->meets++] = (struct atl_meet){.at = f->at_b, .line = f->a, .gate = -f->gate};
  }
  for (uint32_t i = 0; i < way->lane.len; i++)
    if (way->lane.at[i].meets)
      atl_sort(way->meet + way->lane.at[i].first, way->lane.at[i].meets, sizeof *way->meet, by_meet);
  for (uint32_t i = 0; i < way->lane.len; i++) {
    const struct atl_lane *l = &way->lane.at[i];
    for (uint32_t k = l->first; k < l->first + l->meets; k++) {
      struct atl_meet *m = &way->meet[k];
      const struct atl_lane *other = &way->lane.at[m->line];
      struct atl_meet wanted = {.at = m->gate ? 0 : l->at, .line = i};
      if (m->gate)
        continue;
      uint32_t low = 0, high = other->meets;
      while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (by_meet(&way->meet[other->first + mid], &wanted) < 0)
          low = mid + 1;
        else
          high = mid;
      }
      m->back = low;
    }
  }
  way->routing->count.lines = way->lane.len;
  way->routing->count.meets = meets / 2;
}

void atl_way_lines(struct atl_way *way) {
  struct graph g = {.way = way};
  uint32_t most = 0;
  for (uint32_t i = 0; i < way->block.len; i++)
    most = way->block.at[i].blocks > most ? way->block.at[i].blocks : most;
  g.edge = atl_alloc(most, sizeof *g.edge);
  g.before = atl_alloc(most, sizeof *g.before);
  g.behind = atl_alloc(most, sizeof *g.behind);
  g.rank = atl_alloc(most, sizeof *g.rank);
  g.place = atl_alloc((size_t)2 * most + 2, sizeof *g.place);
  g.height = atl_alloc((size_t)2 * most + 2, sizeof *g.height);
  for (uint32_t i = way->sheet; i-- > 0;) /* inner frames before outer ones; titles come behind all boxes */
    if (way->block.at[i].blocks) {
      uint32_t from = way->lane.len;
      lay(&g, i, 0);
      lay(&g, i, 1);
      cross(&g, from, way->lane.len);
    }
  uint32_t from = way->lane.len;
  lay(&g, way->sheet, 0);
  lay(&g, way->sheet, 1);
  cross(&g, from, way->lane.len);
  gates(&g);
  link_up(&g);
  free(g.edge);
  free(g.before);
  free(g.behind);
  free(g.rank);
  free(g.place);
  free(g.height);
  atl_vec_release(&g.request);
  atl_vec_release(&g.found);
}

void atl_way_release_lines(struct atl_way *way) {
  for (uint32_t i = 0; i < way->block.len; i++)
    for (int side = 0; side < ATL_SIDES; side++)
      atl_vec_release(&way->block.at[i].reach[side]);
  atl_vec_release(&way->lane);
  free(way->meet);
  free(way->crossed);
  free(way->along);
  free(way->few);
  free(way->many);
}
