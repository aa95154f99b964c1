/* Two ways to pack: a grid, whose columns go through all rows, and rows that break where they are full. The order of
 * the children is kept, as in a text. A grid is the better picture; rows save room where sizes differ much.
 *
 * Breaks of rows are chosen by dynamic programming over the least total height, then over the most even rows. For that
 * a table says how wide each child is when a row is so high: prefix sums over it give the width of any row at once.
 * Above MANY children the rows are filled one after the other, each child in its smallest shape: near linear. */
#include "arrange/pack.h"

#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

enum {
  MANY = 256,        /* children: above, no dynamic programming */
  HEIGHTS = 48,      /* of rows that are tried */
  WIDTHS = 24,       /* of rows that are tried, besides those below */
  FEW = 8,           /* children: every run of them gives a width to try */
  CELLS = 6,         /* widths of cells that are tried for one number of columns */
  ALL_COLUMNS = 16,  /* every number of columns up to this one is tried, then a sixth more each time; of MANY, half
                      as many more */
  PARTS = 6,         /* the aim is divided in 1, 2, ... so many columns */
  GRID_WORTH = 8,    /* rows must save one part in so many to be taken instead of a grid; */
  BRICKS = 3,        /* boxes that hold no others stand in a grid where the widest is less than so many times as wide
                      as the narrowest: rows of them look like a wall */
  EVEN_SCALE = 1000, /* the unevenness of a row, at most */
  OWN = 0,           /* no width of cells: each child has the shape that is best for itself */
};

/* Nothing is that wide; a sum of 2^20 such still fits. */
#define TOO_WIDE ((int64_t)1 << 40)

const struct atl_shape *atl_front_within(const struct atl_front *front, int32_t w) {
  uint32_t low = 0, high = front->shapes;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (front->shape[middle].w <= w)
      low = middle;
    else
      high = middle;
  }
  return &front->shape[low];
}

const struct atl_shape *atl_front_cheapest(const struct atl_front *front, int32_t w, int32_t h) {
  const struct atl_shape *best = atl_front_within(front, w);
  for (uint32_t i = 0; i < front->shapes; i++) {
    const struct atl_shape *s = &front->shape[i];
    bool fits = s->w <= w && s->h <= h;
    if (fits && (s->cost < best->cost || (s->cost == best->cost && (int64_t)s->w * s->h > (int64_t)best->w * best->h)))
      best = s;
  }
  return best;
}

int64_t atl_shape_price(const struct atl_packing *p, const struct atl_shape *shape) {
  return (int64_t)shape->w * shape->h * p->tall + shape->cost * p->lane;
}

/* The best shape of a child by itself, at most `w` wide. */
static const struct atl_shape *best_alone(const struct atl_packing *p, uint32_t i, int32_t w) {
  const struct atl_front *front = &p->child[i];
  const struct atl_shape *best = front->shape;
  for (uint32_t k = 1; k < front->shapes && front->shape[k].w <= w; k++)
    if (atl_shape_price(p, &front->shape[k]) < atl_shape_price(p, best))
      best = &front->shape[k];
  return best;
}

/* The narrowest shape that is no higher, or NULL. */
static const struct atl_shape *below(const struct atl_front *front, int32_t h) {
  for (uint32_t i = 0; i < front->shapes; i++)
    if (front->shape[i].h <= h)
      return &front->shape[i];
  return NULL;
}

static int32_t clamp(int64_t v) { return v < INT32_MAX / 2 ? (int32_t)v : INT32_MAX / 2; }

/* -- fronts ---------------------------------------------------------------------------------------------------- */

static int narrow_first(const void *a, const void *b) {
  const struct atl_shape *x = a, *y = b;
  if (x->w != y->w)
    return x->w < y->w ? -1 : 1;
  if (x->h != y->h)
    return x->h < y->h ? -1 : 1;
  return (x->columns == 0) - (y->columns == 0);
}

/* What the aim leaves for each of so many columns. */
static int32_t part_of_aim(const struct atl_packing *p, int parts) { return (p->aim - (parts - 1) * p->gap_x) / parts; }

/* Does one width fit where the other does not? */
static bool fits_better(const struct atl_packing *p, int32_t w, int32_t than) {
  bool better = false;
  for (int parts = 1; parts <= PARTS && !better; parts++)
    better = w <= part_of_aim(p, parts) && than > part_of_aim(p, parts);
  return better;
}

/* Drops rows where a grid is hardly larger. The narrowest shape always stays. */
static void prefer_grids(const struct atl_packing *p, struct atl_shapes *shapes) {
  uint32_t kept = 0;
  atl_sort(shapes->list.at, shapes->list.len, sizeof *shapes->list.at, narrow_first);
  for (uint32_t i = 0; i < shapes->list.len; i++) {
    struct atl_shape s = shapes->list.at[i];
    bool beaten = false;
    for (uint32_t k = 0; k < shapes->list.len && !s.columns && i && !beaten; k++) {
      struct atl_shape grid = shapes->list.at[k];
      beaten =
          grid.columns &&
          ((grid.h <= s.h && grid.w <= s.w + s.w / GRID_WORTH && (grid.w <= s.w || !fits_better(p, s.w, grid.w))) ||
           (grid.w <= s.w && grid.h <= s.h + s.h / GRID_WORTH));
    }
    if (!beaten)
      shapes->list.at[kept++] = s;
  }
  shapes->list.len = kept;
}

void atl_shapes_prune(struct atl_shapes *shapes) {
  if (shapes->list.len < 2)
    return;
  atl_sort(shapes->list.at, shapes->list.len, sizeof *shapes->list.at, narrow_first);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < shapes->list.len; i++)
    if (!kept || shapes->list.at[i].h < shapes->list.at[kept - 1].h)
      shapes->list.at[kept++] = shapes->list.at[i];
  if (kept > ATL_FRONT_SHAPES)
    for (uint32_t i = 0; i < ATL_FRONT_SHAPES; i++)
      shapes->list.at[i] = shapes->list.at[(uint64_t)i * (kept - 1) / (ATL_FRONT_SHAPES - 1)];
  shapes->list.len = kept < ATL_FRONT_SHAPES ? kept : ATL_FRONT_SHAPES;
}

/* Are all of them leaves, and much alike? */
static bool makes_bricks(const struct atl_packing *p) {
  int32_t least = INT32_MAX, most = 0;
  for (uint32_t i = 0; i < p->children; i++) {
    if (p->child[i].grows)
      return false;
    least = atl_min32(least, p->child[i].shape[0].w);
    most = atl_max32(most, p->child[i].shape[0].w);
  }
  return most / BRICKS < least;
}

/* -- wires ------------------------------------------------------------------------------------------------------ */

struct plan { /* about where the children of a shape are */
  struct atl_rect *at;
  uint32_t *row;
};

static void plan_init(struct plan *plan, const struct atl_packing *p) {
  *plan =
      (struct plan){.at = atl_alloc(p->children, sizeof *plan->at), .row = atl_alloc(p->children, sizeof *plan->row)};
}

static void plan_release(struct plan *plan) {
  free(plan->at);
  free(plan->row);
}

/* Where about in its child what a wire leads to is: the child is a grid, or rows of it. */
static struct atl_rect part_of(struct atl_rect r, const struct atl_shape *shape, uint32_t part, uint32_t parts) {
  if (!parts)
    return r;
  uint32_t columns = shape->columns ? shape->columns : 1, rows = (parts + columns - 1) / columns;
  int32_t w = r.w / (int32_t)columns, h = r.h / (int32_t)rows;
  return (struct atl_rect){r.x + (int32_t)(part % columns) * w, r.y + (int32_t)(part / columns) * h, w, h};
}

/* What the wires cost, with those in the children. What stands side by side or one below the other can have a straight
 * wire; others turn. */
static int64_t cost_of(const struct atl_packing *p, const struct plan *plan) {
  int64_t cost = 0;
  for (uint32_t i = 0; i < p->children; i++)
    cost += p->child[i].frame ? atl_front_cheapest(&p->child[i], plan->at[i].w, plan->at[i].h)->cost : 0;
  for (uint32_t k = 0; k < p->pulls; k++) {
    const struct atl_pull *pull = &p->pull[k];
    struct atl_rect r[2];
    for (int end = 0; end < 2; end++) {
      uint32_t i = pull->end[end].child;
      const struct atl_shape *s =
          pull->end[end].parts ? atl_front_cheapest(&p->child[i], plan->at[i].w, plan->at[i].h) : NULL;
      r[end] = part_of(plan->at[i], s, pull->end[end].part, pull->end[end].parts);
    }
    uint32_t a = atl_min32((int32_t)pull->end[0].child, (int32_t)pull->end[1].child),
             b = pull->end[0].child + pull->end[1].child - a;
    int32_t x = atl_max32(r[0].x - atl_rect_right(r[1]), r[1].x - atl_rect_right(r[0])),
            y = atl_max32(r[0].y - atl_rect_bottom(r[1]), r[1].y - atl_rect_bottom(r[0]));
    bool straight =
        (plan->row[a] == plan->row[b] && b == a + 1 && y < 0) || (plan->row[b] == plan->row[a] + 1 && x < 0);
    cost += (int64_t)atl_max32(x, 0) + (int64_t)atl_max32(y, 0) * p->tall + (straight ? 0 : p->bend);
  }
  return cost;
}

/* Whether one shape is so little larger than another that its wires may speak for it. */
static int64_t larger(const struct atl_packing *p, int64_t side) { return side + side * p->spare / 100; }

static bool reaches(const struct atl_packing *p, const struct atl_shape *shape, const struct atl_shape *other) {
  return shape->w <= larger(p, other->w) && shape->h <= larger(p, other->h);
}

struct priced {
  int64_t price;
  struct atl_shape shape;
};

static int cheap_first(const void *a, const void *b) {
  const struct priced *x = a, *y = b;
  if (x->price != y->price)
    return x->price < y->price ? -1 : 1;
  return narrow_first(&x->shape, &y->shape);
}

/* Drops shapes where others with shorter wires are hardly larger, and those that are much larger than others. The
 * narrowest stays. */
static void prefer_short(const struct atl_packing *p, struct atl_shapes *shapes) {
  uint32_t n = shapes->list.len, left = 0, kept = 0;
  if (n < 2)
    return;
  atl_sort(shapes->list.at, n, sizeof *shapes->list.at, narrow_first);
  struct priced *priced = atl_alloc(n, sizeof *priced);
  int64_t lowest = INT32_MAX, lower = INT32_MAX; /* of those as narrow; of those much narrower */
  for (uint32_t i = 0, k = 0; i < n; i++) {
    struct atl_shape s = shapes->list.at[i];
    for (; k < i && larger(p, shapes->list.at[k].w) < s.w; k++)
      lower = shapes->list.at[k].h < lower ? shapes->list.at[k].h : lower;
    if (lower <= s.h || larger(p, lowest) < s.h)
      continue;
    lowest = s.h < lowest ? s.h : lowest;
    priced[left++] = (struct priced){atl_shape_price(p, &s), s};
  }
  struct atl_shape narrowest = priced[0].shape;
  bool has_narrowest = false;
  atl_sort(priced, left, sizeof *priced, cheap_first);
  for (uint32_t i = 0; i < left; i++) {
    bool beaten = false;
    for (uint32_t k = 0; k < kept && !beaten; k++)
      beaten = reaches(p, &shapes->list.at[k], &priced[i].shape);
    if (beaten)
      continue;
    has_narrowest |= priced[i].shape.w == narrowest.w;
    shapes->list.at[kept++] = priced[i].shape;
  }
  if (!has_narrowest)
    shapes->list.at[kept++] = narrowest;
  shapes->list.len = kept;
  free(priced);
}

/* -- grids ----------------------------------------------------------------------------------------------------- */

/* The shape of a child in a column; the column is as wide as it needs to be for all. */
static const struct atl_shape *shape_in(const struct atl_packing *p, uint32_t i, int32_t cell, int32_t column) {
  return cell == OWN ? best_alone(p, i, column) : atl_front_within(&p->child[i], column);
}

/* The widths of the columns of a grid whose cells are no wider than `cell`. */
static void columns_of(const struct atl_packing *p, uint32_t columns, int32_t cell, int32_t *column) {
  memset(column, 0, columns * sizeof *column);
  for (uint32_t i = 0, c = 0; i < p->children; i++, c = c + 1 == columns ? 0 : c + 1)
    column[c] = atl_max32(column[c], shape_in(p, i, cell, cell == OWN ? INT32_MAX : cell)->w);
  int32_t least = INT32_MAX, most = 0;
  for (uint32_t c = 0; c < columns; c++) {
    least = atl_min32(least, column[c]);
    most = atl_max32(most, column[c]);
  }
  for (uint32_t c = 0; c < columns && most - least <= p->alike; c++)
    column[c] = most;
}

static void try_grid(const struct atl_packing *p, uint32_t columns, int32_t cell, int32_t *column,
                     const struct plan *plan, struct atl_shapes *shapes) {
  columns_of(p, columns, cell, column);
  int64_t w = (int64_t)(columns - 1) * p->gap_x, h = -(int64_t)p->gap_y;
  for (uint32_t c = 0; c < columns; c++)
    w += column[c];
  for (uint32_t i = 0; i < p->children; i += columns) {
    int32_t high = 0;
    for (uint32_t c = 0; c < columns && i + c < p->children; c++)
      high = atl_max32(high, shape_in(p, i + c, cell, column[c])->h);
    int64_t x = 0, y = h + p->gap_y;
    for (uint32_t c = 0; p->lane && c < columns && i + c < p->children; c++) {
      plan->at[i + c] = (struct atl_rect){clamp(x), clamp(y), column[c], high};
      plan->row[i + c] = i / columns;
      x += column[c] + (int64_t)p->gap_x;
    }
    h += high + (int64_t)p->gap_y;
  }
  *atl_vec_push(&shapes->list) = (struct atl_shape){
      .w = clamp(w), .h = clamp(h), .columns = columns, .cell = cell, .cost = p->lane ? cost_of(p, plan) : 0};
}

/* Widths of cells worth trying, at most CELLS: those that children have, evenly chosen. */
static uint32_t cell_widths(const struct atl_packing *p, int32_t *cell) {
  int32_t least = 0, most = 0;
  for (uint32_t i = 0; i < p->children; i++) {
    least = atl_max32(least, p->child[i].shape[0].w);
    most = atl_max32(most, p->child[i].shape[p->child[i].shapes - 1].w);
  }
  uint32_t n = 0;
  for (uint32_t k = 0; k < CELLS; k++) { /* a front has more narrow shapes than wide ones */
    int32_t w = least + (int32_t)((int64_t)(most - least) * (k * k) / ((CELLS - 1) * (CELLS - 1)));
    if (!n || w > cell[n - 1])
      cell[n++] = w;
  }
  return n;
}

static void try_grids(const struct atl_packing *p, const struct plan *plan, struct atl_shapes *shapes) {
  int32_t cell[CELLS];
  uint32_t cells = cell_widths(p, cell);
  int32_t *column = atl_alloc(p->children, sizeof *column);
  for (uint32_t columns = 1, step; columns <= p->children; columns += step) {
    step = p->children > MANY ? (columns + 1) / 2 : columns < ALL_COLUMNS ? 1 : columns / 6;
    for (uint32_t k = 0; k < cells; k++)
      try_grid(p, columns, cell[k], column, plan, shapes);
    for (int part = 1; part <= PARTS && cells > 1; part++) {
      int32_t w = (part_of_aim(p, part) - (int32_t)(columns - 1) * p->gap_x) / (int32_t)columns / p->grain * p->grain;
      if (w > cell[0])
        try_grid(p, columns, w, column, plan, shapes);
    }
    if (p->lane && cells > 1)
      try_grid(p, columns, OWN, column, plan, shapes);
  }
  free(column);
}

/* -- rows ------------------------------------------------------------------------------------------------------ */

struct row {
  uint32_t end; /* of its children */
  int32_t h;
};

struct rows {
  const struct atl_packing *p;
  uint32_t heights;
  int32_t height[HEIGHTS]; /* rising */
  int64_t *sum;            /* [height][children + 1]: how wide the children before this one are in rows so high */
  struct row *row;
  uint32_t count;
  int32_t w, h; /* what they take */
  int64_t *cost;
  uint32_t *from;
  uint8_t *chosen;
};

static int by_value(const void *a, const void *b) {
  int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return (x > y) - (x < y);
}

static const struct atl_shape *smallest(const struct atl_front *front) {
  const struct atl_shape *best = front->shape;
  for (uint32_t i = 1; i < front->shapes; i++)
    if ((int64_t)front->shape[i].w * front->shape[i].h < (int64_t)best->w * best->h)
      best = &front->shape[i];
  return best;
}

static void rows_init(struct rows *r, const struct atl_packing *p) {
  *r = (struct rows){.p = p, .row = atl_alloc(p->children, sizeof *r->row)};
  uint32_t n = p->children, all = 0, distinct = 0;
  if (n > MANY)
    return;
  for (uint32_t i = 0; i < n; i++)
    all += p->child[i].shapes;
  int32_t *h = atl_alloc(all, sizeof *h);
  for (uint32_t i = 0, k = 0; i < n; i++)
    for (uint32_t s = 0; s < p->child[i].shapes; s++)
      h[k++] = p->child[i].shape[s].h;
  atl_sort(h, all, sizeof *h, by_value);
  for (uint32_t i = 0; i < all; i++)
    if (!distinct || h[i] != h[distinct - 1])
      h[distinct++] = h[i];
  r->heights = distinct < HEIGHTS ? distinct : HEIGHTS;
  for (uint32_t k = 0; k < r->heights; k++)
    r->height[k] = h[r->heights == 1 ? 0 : (uint64_t)k * (distinct - 1) / (r->heights - 1)];
  free(h);
  r->sum = atl_alloc((size_t)r->heights * (n + 1), sizeof *r->sum);
  for (uint32_t k = 0; k < r->heights; k++)
    for (uint32_t i = 0; i < n; i++) {
      const struct atl_shape *shape = below(&p->child[i], r->height[k]);
      r->sum[(size_t)k * (n + 1) + i + 1] = r->sum[(size_t)k * (n + 1) + i] + (shape ? shape->w : TOO_WIDE);
    }
  r->cost = atl_alloc((size_t)n + 1, sizeof *r->cost);
  r->from = atl_alloc((size_t)n + 1, sizeof *r->from);
  r->chosen = atl_alloc((size_t)n + 1, sizeof *r->chosen);
}

static void rows_release(struct rows *r) {
  free(r->row);
  free(r->sum);
  free(r->cost);
  free(r->from);
  free(r->chosen);
}

static int64_t row_width(const struct rows *r, uint32_t height, uint32_t begin, uint32_t end) {
  const int64_t *sum = &r->sum[(size_t)height * (r->p->children + 1)];
  return sum[end] - sum[begin] + (int64_t)(end - begin - 1) * r->p->gap_x;
}

/* The shape of a child in a row so high. */
static const struct atl_shape *in_row(const struct atl_packing *p, uint32_t i, int32_t h) {
  const struct atl_shape *s = p->children > MANY ? smallest(&p->child[i]) : below(&p->child[i], h);
  return s ? s : p->child[i].shape;
}

/* Fills rows one after the other. */
static void fill_rows(struct rows *r, int32_t w) {
  const struct atl_packing *p = r->p;
  int64_t x = 0, high = 0, wide = 0, total = 0;
  r->count = 0;
  for (uint32_t i = 0; i < p->children; i++) {
    const struct atl_shape *s = smallest(&p->child[i]);
    if (i && x + p->gap_x + s->w > w) {
      r->row[r->count++] = (struct row){.end = i, .h = (int32_t)high};
      total += high + p->gap_y;
      x = high = 0;
    }
    x += (x ? p->gap_x : 0) + (int64_t)s->w;
    high = s->h > high ? s->h : high;
    wide = x > wide ? x : wide;
  }
  r->row[r->count++] = (struct row){.end = p->children, .h = (int32_t)high};
  r->w = clamp(wide);
  r->h = clamp(total + high);
}

/* The lowest rows that are no wider, the most even ones of those. */
static void break_rows(struct rows *r, int32_t w) {
  uint32_t n = r->p->children;
  if (n > MANY) {
    fill_rows(r, w);
    return;
  }
  for (uint32_t j = 1; j <= n; j++)
    r->cost[j] = INT64_MAX;
  r->cost[0] = 0;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t j = i + 1, k = 0; j <= n; j++) {
      while (k + 1 < r->heights && row_width(r, k, i, j) > w)
        k++;
      int64_t slack = w - row_width(r, k, i, j);
      if (slack < 0 && j > i + 1)
        break;
      int64_t part = slack < 0 ? 0 : slack * EVEN_SCALE / w;
      int64_t cost =
          r->cost[i] + ((int64_t)(r->height[k] + r->p->gap_y) * MANY + 1) * EVEN_SCALE + part * part / EVEN_SCALE;
      if (cost < r->cost[j]) {
        r->cost[j] = cost;
        r->from[j] = i;
        r->chosen[j] = (uint8_t)k;
      }
    }
  r->count = 0;
  int64_t wide = 0, high = -(int64_t)r->p->gap_y;
  for (uint32_t j = n; j; j = r->from[j]) { /* from the last */
    r->row[r->count++] = (struct row){.end = j, .h = r->height[r->chosen[j]]};
    int64_t x = row_width(r, r->chosen[j], r->from[j], j);
    wide = x > wide ? x : wide;
    high += r->height[r->chosen[j]] + (int64_t)r->p->gap_y;
  }
  for (uint32_t a = 0, b = r->count - 1; a < b; a++, b--) {
    struct row swap = r->row[a];
    r->row[a] = r->row[b];
    r->row[b] = swap;
  }
  r->w = clamp(wide);
  r->h = clamp(high);
}

static int64_t cost_of_rows(const struct rows *r, const struct plan *plan) {
  const struct atl_packing *p = r->p;
  int64_t y = 0;
  for (uint32_t k = 0, i = 0; k < r->count; k++) {
    int64_t x = 0;
    for (; i < r->row[k].end; i++) {
      const struct atl_shape *s = in_row(p, i, r->row[k].h);
      plan->at[i] = (struct atl_rect){clamp(x), clamp(y), s->w, p->child[i].frame ? r->row[k].h : s->h};
      plan->row[i] = k;
      x += s->w + (int64_t)p->gap_x;
    }
    y += r->row[k].h + (int64_t)p->gap_y;
  }
  return cost_of(p, plan);
}

static void try_width(struct rows *r, int64_t w, const struct plan *plan, struct atl_shapes *shapes) {
  break_rows(r, clamp(w));
  *atl_vec_push(&shapes->list) =
      (struct atl_shape){.w = r->w, .h = r->h, .cell = clamp(w), .cost = r->p->lane ? cost_of_rows(r, plan) : 0};
}

static void try_rows(const struct atl_packing *p, const struct plan *plan, struct atl_shapes *shapes) {
  struct rows r;
  rows_init(&r, p);
  int64_t least = 0, most = -(int64_t)p->gap_x;
  for (uint32_t i = 0; i < p->children; i++) {
    least = p->child[i].shape[0].w > least ? p->child[i].shape[0].w : least;
    most += p->child[i].shape[p->child[i].shapes - 1].w + (int64_t)p->gap_x;
  }
  if (p->children <= FEW)
    for (uint32_t i = 0; i < p->children; i++)
      for (uint32_t j = i + 1; j <= p->children; j++) {
        try_width(&r, row_width(&r, r.heights - 1, i, j), plan, shapes);
        if (row_width(&r, r.heights / 2, i, j) < TOO_WIDE)
          try_width(&r, row_width(&r, r.heights / 2, i, j), plan, shapes);
      }
  for (int part = 1; part <= PARTS; part++) {
    int32_t w = part_of_aim(p, part);
    if (w > least)
      try_width(&r, w, plan, shapes);
  }
  int64_t w = least; /* a geometric row of widths, in whole numbers */
  for (int k = 0; k < WIDTHS && w <= most; k++) {
    try_width(&r, w, plan, shapes);
    w += w / 6 + p->grain;
  }
  try_width(&r, most, plan, shapes);
  rows_release(&r);
}

void atl_pack_front(const struct atl_packing *p, struct atl_shapes *shapes) {
  if (p->children == 1) {
    for (uint32_t i = 0; i < p->child[0].shapes; i++)
      *atl_vec_push(&shapes->list) = (struct atl_shape){.w = p->child[0].shape[i].w,
                                                        .h = p->child[0].shape[i].h,
                                                        .columns = 1,
                                                        .cell = p->child[0].shape[i].w,
                                                        .cost = p->child[0].shape[i].cost};
    return;
  }
  struct plan plan;
  plan_init(&plan, p);
  try_grids(p, &plan, shapes);
  if (!makes_bricks(p)) {
    try_rows(p, &plan, shapes);
    prefer_grids(p, shapes);
  }
  plan_release(&plan);
  if (p->lane)
    prefer_short(p, shapes);
  atl_shapes_prune(shapes);
}

/* -- places ---------------------------------------------------------------------------------------------------- */

/* Makes the narrowest wider until all take `room`: what was almost equal becomes equal. */
static void widen(int32_t *w, uint32_t n, int32_t room, int32_t grain) {
  int32_t *sorted = atl_alloc(n, sizeof *sorted);
  int64_t left = room;
  memcpy(sorted, w, n * sizeof *sorted);
  atl_sort(sorted, n, sizeof *sorted, by_value);
  for (uint32_t i = 0; i < n; i++)
    left -= w[i];
  int32_t level = sorted[0];
  uint32_t k = 1;
  while (left > 0) { /* the first k are level */
    int64_t step = k < n ? sorted[k] - level : left;
    if (step * k > left || k == n)
      step = left / k / grain * grain;
    level += (int32_t)step;
    left -= step * k;
    if (k == n || sorted[k] > level)
      break;
    k++;
  }
  for (uint32_t i = 0; i < n; i++) {
    bool raised = w[i] <= level;
    w[i] = atl_max32(w[i], level);
    if (raised && left >= grain) {
      w[i] += grain;
      left -= grain;
    }
  }
  free(sorted);
}

enum { LIST_GROWS = 4 }; /* by a quarter of its height at most */

struct placing {
  const struct atl_packing *p;
  struct atl_rect *child;
  struct row *row;
  uint32_t rows;
  int32_t widest; /* that a box may be which holds nothing and stands among frames; INT32_MAX: there are none */
  bool own;       /* each child has the shape that is best for itself */
};

/* Whether something in a row may grow: a frame, which arranges anew what it holds, or a list. */
static bool row_grows(const struct placing *t, uint32_t k, bool frame) {
  for (uint32_t i = k ? t->row[k - 1].end : 0; i < t->row[k].end; i++)
    if (frame ? t->p->child[i].frame : t->p->child[i].grows)
      return true;
  return false;
}

/* What is left below is shared out among the rows that grow, by their height: those with frames, or, where there are
 * none, lists, as long as it is little. A list that is much higher than its words looks as if something were missing;
 * then it stays free. */
static void heighten(const struct placing *t, int32_t room) {
  const struct atl_packing *p = t->p;
  int64_t lists = 0, frames = 0, left = room + (int64_t)p->gap_y;
  for (uint32_t k = 0; k < t->rows; k++) {
    left -= t->row[k].h + (int64_t)p->gap_y;
    lists += row_grows(t, k, false) ? t->row[k].h : 0;
    frames += row_grows(t, k, true) ? t->row[k].h : 0;
  }
  int64_t total = frames ? frames : lists;
  if (!frames && left > lists / LIST_GROWS)
    return;
  for (uint32_t k = 0; k < t->rows && left > 0 && total; k++) {
    if (!row_grows(t, k, frames > 0))
      continue;
    int64_t more = left * t->row[k].h / total / p->grain * p->grain;
    total -= t->row[k].h;
    more = total ? more : left / p->grain * p->grain;
    t->row[k].h += (int32_t)more;
    left -= more;
  }
}

static bool is_leaf(const struct atl_packing *p, uint32_t i) { return !p->child[i].frame && !p->child[i].grows; }

/* How wide a box may be that holds nothing, where it stands among frames: as the widest of its kind. */
static int32_t widest_leaf(const struct atl_packing *p) {
  int32_t widest = 0;
  bool frames = false;
  for (uint32_t i = 0; i < p->children; i++) {
    frames |= p->child[i].frame;
    if (is_leaf(p, i))
      widest = atl_max32(widest, p->child[i].shape[p->child[i].shapes - 1].w);
  }
  return frames ? widest : INT32_MAX;
}

/* Stacks the rows, whose children have their widths and stand side by side. Frames are as high as their row; a box that
 * holds nothing is as high as the highest of its kind in the row, and no wider than the widest. */
static void stack(const struct placing *t, struct atl_rect in) {
  const struct atl_packing *p = t->p;
  for (uint32_t k = 0, i = 0; k < t->rows; k++) {
    t->row[k].h = 0;
    for (; i < t->row[k].end; i++)
      t->row[k].h = atl_max32(t->row[k].h, shape_in(p, i, t->own ? OWN : t->child[i].w, t->child[i].w)->h);
  }
  heighten(t, in.h);
  int32_t y = in.y;
  for (uint32_t k = 0, first = 0; k < t->rows; first = t->row[k++].end) {
    int32_t x = in.x, high = 0;
    for (uint32_t i = first; i < t->row[k].end; i++)
      high = is_leaf(p, i) ? atl_max32(high, atl_front_within(&p->child[i], t->child[i].w)->h) : high;
    for (uint32_t i = first; i < t->row[k].end; i++) {
      int32_t w = t->child[i].w;
      t->child[i] = (struct atl_rect){.x = x, .y = y, .w = w, .h = t->row[k].h};
      if (is_leaf(p, i)) {
        t->child[i].w = atl_min32(w, t->widest);
        t->child[i].h = high;
      }
      x += w + p->gap_x;
    }
    y += t->row[k].h + p->gap_y;
  }
}

/* Whether a box is not to be stretched. */
static bool keeps_size(const struct placing *t, uint32_t i) { return t->widest < INT32_MAX && is_leaf(t->p, i); }

/* Gives the children of a row all of its width: where frames are around, boxes that hold nothing become as wide as the
 * widest of them at most, and frames take the rest. */
static void justify(const struct placing *t, uint32_t begin, uint32_t end, int32_t room) {
  int32_t *w = atl_alloc(end - begin, sizeof *w);
  uint32_t n = 0;
  room -= (int32_t)(end - begin - 1) * t->p->gap_x;
  for (uint32_t i = begin; i < end; i++)
    if (keeps_size(t, i))
      room -= t->child[i].w;
    else
      w[n++] = t->child[i].w;
  if (n)
    widen(w, n, room, t->p->grain);
  for (uint32_t i = begin, k = 0; n && i < end; i++)
    if (!keeps_size(t, i))
      t->child[i].w = w[k++];
  for (uint32_t i = begin; !n && i < end; i++) { /* alone among themselves they become alike */
    int32_t more = atl_max32(0, atl_min32(t->widest - t->child[i].w, room / t->p->grain * t->p->grain));
    t->child[i].w += more;
    room -= more;
  }
  free(w);
}

static bool all_frames(const struct placing *t, uint32_t begin, uint32_t end) {
  while (begin < end && t->p->child[begin].frame)
    begin++;
  return begin == end;
}

static void place_grid(struct placing *t, const struct atl_shape *shape, struct atl_rect in) {
  const struct atl_packing *p = t->p;
  uint32_t n = shape->columns;
  int32_t *column = atl_alloc(n, sizeof *column);
  columns_of(p, n, shape->cell, column);
  t->own = shape->cell == OWN;
  widen(column, n, in.w - (int32_t)(n - 1) * p->gap_x, p->grain);
  for (uint32_t i = 0; i < p->children; i++) {
    t->child[i].w = column[i % n];
    if (i % n == n - 1 || i + 1 == p->children)
      t->row[t->rows++].end = i + 1;
  }
  free(column);
  uint32_t last = p->children / n * n;
  bool most = !makes_bricks(p) && 2 * (p->children - last) >= n;
  if (last < p->children && (most || all_frames(t, last, p->children)))
    justify(t, last, p->children, in.w);
  stack(t, in);
}

static void place_rows(struct placing *t, const struct atl_shape *shape, struct atl_rect in) {
  const struct atl_packing *p = t->p;
  struct rows r;
  rows_init(&r, p);
  break_rows(&r, p->lane ? shape->cell : in.w);
  for (uint32_t k = 0, i = 0; k < r.count; k++) {
    uint32_t begin = i;
    int64_t wide = -(int64_t)p->gap_x;
    for (; i < r.row[k].end; i++) {
      t->child[i].w = in_row(p, i, r.row[k].h)->w;
      wide += t->child[i].w + (int64_t)p->gap_x;
    }
    /* A last row that is short stays so: boxes stretched to twice their width look like others than they are. */
    bool stretched = k + 1 < r.count || !makes_bricks(p) || wide > in.w - in.w / 4 || r.count == 1;
    if (stretched)
      justify(t, begin, i, in.w);
    t->row[t->rows++].end = i;
  }
  rows_release(&r);
  stack(t, in);
}

void atl_pack_place(const struct atl_packing *p, const struct atl_shape *shape, struct atl_rect in,
                    struct atl_rect *child) {
  struct placing t = {.p = p, .child = child, .row = atl_alloc(p->children, sizeof *t.row), .widest = widest_leaf(p)};
  if (shape->columns)
    place_grid(&t, shape, in);
  else
    place_rows(&t, shape, in);
  free(t.row);
}

int64_t atl_square_root(int64_t v) {
  int64_t low = 0, high = ATL_MAX_BOX;
  while (low < high) {
    int64_t middle = (low + high + 1) / 2;
    if (middle <= v / middle)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}
