/* Which strokes were meant to meet.
 *
 * From one row to the next, strokes with an arm down and strokes with an arm up are matched in their order, at the
 * least cost: nothing for those in one column, more the farther they are apart, and most for one that meets nothing,
 * which is no fault by itself. So a row that is pushed to the right by a long label is seen as pushed, not as other
 * lines. What is matched beside its column has to be plausible for what it is: sides of boxes with their corners
 * farther than wires. */
#include "boxes/chains.h"

#include <stdlib.h>

enum {
  FAR = 7,       /* columns that a side may be off: more is another box */
  NEAR = 3,      /* a wire */
  FARTHEST = 24, /* a row that was pushed as a whole */
  ALONE = 10,    /* the cost of a stroke that meets nothing */
  BESIDE = 4,    /* that of meeting beside the column, and one more a column */
  TOGETHER = 1,  /* as much beside it as the pair behind it */
  NEVER = 1 << 24,
  MOST_PAIRS = 1 << 16 /* of strokes of two rows; more is a table of numbers */
};

static const struct atl_cell *cell_of(const struct atl_grid *grid, const struct atl_drawn_stroke *stroke) {
  return &grid->cell.at[stroke->cell];
}

static uint8_t arms_of(const struct atl_grid *grid, const struct atl_drawn_stroke *stroke) {
  const struct atl_cell *cell = cell_of(grid, stroke);
  return cell->arms | cell->maybe;
}

/* -- strokes --------------------------------------------------------------------------------------------------------
 */

static void find_strokes(struct atl_chains *chains, const struct atl_grid *grid) {
  for (uint32_t r = 0; r < grid->row.len; r++) {
    *atl_vec_push(&chains->row) = chains->stroke.len;
    for (uint32_t i = 0; i < grid->row.at[r].count; i++) {
      uint32_t at = grid->row.at[r].first + i;
      const struct atl_cell *cell = &grid->cell.at[at];
      if ((cell->arms | cell->maybe) & (ATL_ARM_UP | ATL_ARM_DOWN))
        *atl_vec_push(&chains->stroke) = (struct atl_drawn_stroke){
            .row = r, .cell = at, .column = cell->column, .up = ATL_NONE, .down = ATL_NONE, .chain = ATL_NONE};
    }
  }
  *atl_vec_push(&chains->row) = chains->stroke.len;
}

/* Marks strokes that meet a head which points at them: nothing else has to. */
static void mark_met(struct atl_chains *chains, const struct atl_grid *grid) {
  for (uint32_t i = 0; i < chains->stroke.len; i++) {
    struct atl_drawn_stroke *stroke = &chains->stroke.at[i];
    uint8_t arms = arms_of(grid, stroke);
    const struct atl_cell *below = atl_grid_at(grid, stroke->row + 1, stroke->column);
    const struct atl_cell *above = stroke->row ? atl_grid_at(grid, stroke->row - 1, stroke->column) : NULL;
    stroke->met = (arms & ATL_ARM_DOWN && !(arms & ATL_ARM_UP) && below && below->kind == ATL_CELL_HEAD &&
                   below->arms == ATL_ARM_DOWN) ||
                  (arms & ATL_ARM_UP && !(arms & ATL_ARM_DOWN) && above && above->kind == ATL_CELL_HEAD &&
                   above->arms == ATL_ARM_UP);
  }
}

/* -- what may meet beside its column --------------------------------------------------------------------------------
 */

bool atl_is_corner(uint8_t arms) {
  bool sideways = (arms & ATL_ARM_SIDES) == ATL_ARM_LEFT || (arms & ATL_ARM_SIDES) == ATL_ARM_RIGHT;
  return sideways && (arms & (ATL_ARM_UP | ATL_ARM_DOWN));
}

/* How far two strokes may be apart; -1: not at all. */
static int reach(const struct atl_grid *grid, const struct atl_drawn_stroke *above,
                 const struct atl_drawn_stroke *below) {
  const struct atl_cell *a = cell_of(grid, above), *b = cell_of(grid, below);
  if (a->dashed != b->dashed || (a->letter != 0) != (b->letter != 0))
    return -1;
  bool letters = a->kind == ATL_CELL_HEAD || b->kind == ATL_CELL_HEAD;
  if (letters && a->letter)
    return 1;
  if (a->kind == ATL_CELL_HEAD && b->kind == ATL_CELL_HEAD)
    return -1;
  return letters ? NEAR : FAR;
}

static int cost_of(const struct atl_grid *grid, const struct atl_drawn_stroke *above,
                   const struct atl_drawn_stroke *below) {
  int off = abs(above->column - below->column);
  if (!off)
    return 0;
  int most = above->met || below->met ? -1 : reach(grid, above, below);
  return most < 0 || off > FARTHEST ? NEVER : off <= most ? BESIDE + off : 2 * ALONE + 1;
}

/* -- two rows -------------------------------------------------------------------------------------------------------
 */

struct matcher {
  struct atl_chains *chains;
  const struct atl_grid *grid;
  ATL_VEC(uint32_t) above, below;
  int *cost;
  size_t cap;
};

static void collect(struct matcher *m, uint32_t row) {
  m->above.len = m->below.len = 0;
  for (uint32_t i = m->chains->row.at[row]; i < m->chains->row.at[row + 1]; i++)
    if (arms_of(m->grid, &m->chains->stroke.at[i]) & ATL_ARM_DOWN)
      *atl_vec_push(&m->above) = i;
  for (uint32_t i = m->chains->row.at[row + 1]; i < m->chains->row.at[row + 2]; i++)
    if (arms_of(m->grid, &m->chains->stroke.at[i]) & ATL_ARM_UP)
      *atl_vec_push(&m->below) = i;
}

static void join(struct matcher *m, uint32_t above, uint32_t below) {
  struct atl_drawn_stroke *a = &m->chains->stroke.at[above], *b = &m->chains->stroke.at[below];
  a->down = below;
  b->up = above;
  a->near_down = a->column != b->column;
}

static void match_exact(struct matcher *m) {
  for (uint32_t i = 0, k = 0; i < m->above.len && k < m->below.len;) {
    int32_t a = m->chains->stroke.at[m->above.at[i]].column, b = m->chains->stroke.at[m->below.at[k]].column;
    if (a == b)
      join(m, m->above.at[i], m->below.at[k]);
    i += a <= b;
    k += b <= a;
  }
}

static int off_of(const struct matcher *m, uint32_t i, uint32_t k) {
  const struct atl_drawn_stroke *stroke = m->chains->stroke.at;
  return stroke[m->below.at[k]].column - stroke[m->above.at[i]].column;
}

/* Whether the pair behind this one is off as much: the row was pushed as a whole from here on. */
static bool goes_on(const struct matcher *m, uint32_t i, uint32_t k) {
  return i + 1 < m->above.len && k + 1 < m->below.len && off_of(m, i, k) && off_of(m, i, k) == off_of(m, i + 1, k + 1);
}

/* What it costs that these two meet, with the rest behind them. */
static int pair_cost(const struct matcher *m, uint32_t i, uint32_t k) {
  const struct atl_drawn_stroke *stroke = m->chains->stroke.at;
  size_t row = m->below.len + 1, after = (i + 1) * row + k + 1, all = (m->above.len + 1) * row;
  int alone = cost_of(m->grid, &stroke[m->above.at[i]], &stroke[m->below.at[k]]);
  if (alone == NEVER)
    return NEVER;
  int best = m->cost[after] + alone;
  if (goes_on(m, i, k) && m->cost[all + after] + TOGETHER < best)
    best = m->cost[all + after] + TOGETHER;
  return best;
}

static void match(struct matcher *m) {
  uint32_t n = m->above.len, w = m->below.len;
  const struct atl_drawn_stroke *stroke = m->chains->stroke.at;
  bool same = n == w;
  for (uint32_t i = 0; i < n && same; i++)
    same = stroke[m->above.at[i]].column == stroke[m->below.at[i]].column;
  if (same || !n || !w || (uint64_t)n * w > MOST_PAIRS) {
    match_exact(m);
    return;
  }
  size_t row = w + 1;
  if (m->cap < 2 * (n + 1) * row) {
    m->cap = 2 * (n + 1) * row;
    m->cost = atl_realloc(m->cost, m->cap, sizeof *m->cost);
  }
  int *cost = m->cost, *paired = cost + (n + 1) * row; /* of what is left, from these two on; if these two meet */
  for (uint32_t i = n + 1; i-- > 0;)
    for (uint32_t k = w + 1; k-- > 0;) {
      int best = i == n && k == w ? 0 : i == n ? cost[i * row + k + 1] + ALONE : cost[(i + 1) * row + k] + ALONE;
      paired[i * row + k] = NEVER;
      if (i < n && k < w) {
        int down = cost[(i + 1) * row + k] + ALONE, right = cost[i * row + k + 1] + ALONE;
        int both = pair_cost(m, i, k);
        best = down < right ? down : right;
        best = both <= best ? both : best;
        paired[i * row + k] = both;
      }
      cost[i * row + k] = best;
    }
  bool next = false; /* whether these two have to meet, since what they cost depends on the two after them */
  for (uint32_t i = 0, k = 0; i < n && k < w;) {
    int here = next ? paired[i * row + k] : cost[i * row + k];
    if (here == paired[i * row + k] && here < NEVER) {
      next = goes_on(m, i, k) && here == paired[(i + 1) * row + k + 1] + TOGETHER;
      join(m, m->above.at[i++], m->below.at[k++]);
    } else if (here == cost[(i + 1) * row + k] + ALONE)
      i++;
    else
      k++;
  }
}

/* -- by order alone -------------------------------------------------------------------------------------------------
 */

/* Whether the strokes of two rows stand in the same columns, one by one. */
static bool same_columns(const struct atl_chains *chains, uint32_t a, uint32_t b) {
  uint32_t i = chains->row.at[a], k = chains->row.at[b], n = chains->row.at[a + 1] - i;
  if (chains->row.at[b + 1] - k != n)
    return false;
  for (uint32_t j = 0; j < n; j++)
    if (chains->stroke.at[i + j].column != chains->stroke.at[k + j].column)
      return false;
  return true;
}

static bool all_upright(const struct atl_chains *chains, const struct atl_grid *grid, uint32_t row) {
  const uint8_t upright = ATL_ARM_UP | ATL_ARM_DOWN;
  for (uint32_t i = chains->row.at[row]; i < chains->row.at[row + 1]; i++)
    if ((cell_of(grid, &chains->stroke.at[i])->arms & upright) != upright)
      return false;
  return true;
}

/* The strokes of a row that may go on below it, or above it: a '+' may in any case, or if it is none within a line. */
static void collect_open(struct matcher *m, uint32_t row, bool down, bool any) {
  m->above.len = down ? 0 : m->above.len;
  m->below.len = down ? m->below.len : 0;
  for (uint32_t i = m->chains->row.at[row]; i < m->chains->row.at[row + 1]; i++) {
    const struct atl_drawn_stroke *stroke = &m->chains->stroke.at[i];
    uint8_t arms = arms_of(m->grid, stroke);
    bool plus = cell_of(m->grid, stroke)->letter == '+' && (any || (arms & ATL_ARM_SIDES) != ATL_ARM_SIDES);
    if (plus || arms & (down ? ATL_ARM_DOWN : ATL_ARM_UP)) {
      if (down)
        *atl_vec_push(&m->above) = i;
      else
        *atl_vec_push(&m->below) = i;
    }
  }
}

static void part(struct atl_chains *chains, uint32_t above) {
  struct atl_drawn_stroke *stroke = &chains->stroke.at[above];
  if (stroke->down != ATL_NONE)
    chains->stroke.at[stroke->down].up = ATL_NONE;
  stroke->down = ATL_NONE;
  stroke->near_down = false;
}

/* Joins two strokes for good, whatever they met. */
static void join_by_order(struct matcher *m, uint32_t above, uint32_t below) {
  struct atl_chains *chains = m->chains;
  part(chains, above);
  if (chains->stroke.at[below].up != ATL_NONE)
    part(chains, chains->stroke.at[below].up);
  join(m, above, below);
  chains->stroke.at[above].by_order = true;
}

/* Rows of as many uprights as the border above and the one below them have, which stand in the same columns: they are
 * the sides of these boxes, however far words have pushed them. */
static void match_sides(struct matcher *m) {
  struct atl_chains *chains = m->chains;
  for (uint32_t first = 1, end; first + 1 < m->grid->row.len; first = end) {
    uint32_t n = chains->row.at[first + 1] - chains->row.at[first];
    end = first + 1;
    if (n < 2 || !all_upright(chains, m->grid, first))
      continue;
    while (end + 1 < m->grid->row.len && chains->row.at[end + 1] - chains->row.at[end] == n &&
           all_upright(chains, m->grid, end))
      end++;
    collect_open(m, first - 1, true, true);
    if (m->above.len != n)
      collect_open(m, first - 1, true, false);
    collect_open(m, end, false, true);
    if (m->below.len != n)
      collect_open(m, end, false, false);
    bool good = m->above.len == n && m->below.len == n, pushed = false;
    for (uint32_t i = 0; i < n && good; i++)
      good = abs(chains->stroke.at[m->above.at[i]].column - chains->stroke.at[m->below.at[i]].column) <= NEAR;
    for (uint32_t r = first; r < end && good; r++)
      for (uint32_t i = 0; i < n; i++) {
        int off = abs(chains->stroke.at[chains->row.at[r] + i].column - chains->stroke.at[m->above.at[i]].column);
        pushed |= off > 0;
        good &= i || off <= NEAR;
      }
    for (uint32_t r = first; r <= end && good && pushed; r++)
      for (uint32_t i = 0; i < n; i++)
        join_by_order(m, r == first ? m->above.at[i] : chains->row.at[r - 1] + i,
                      r == end ? m->below.at[i] : chains->row.at[r] + i);
  }
}

/* A row of as many strokes as the rows above and below it have, which stand in the same columns: it is one of them,
 * however far its words have pushed it. */
static void match_by_order(struct matcher *m) {
  struct atl_chains *chains = m->chains;
  for (uint32_t r = 1; r + 1 < m->grid->row.len; r++) {
    uint32_t n = chains->row.at[r + 1] - chains->row.at[r];
    if (n < 4 || chains->row.at[r] - chains->row.at[r - 1] != n || same_columns(chains, r - 1, r) ||
        !same_columns(chains, r - 1, r + 1) || !all_upright(chains, m->grid, r) ||
        !all_upright(chains, m->grid, r - 1) ||
        chains->stroke.at[chains->row.at[r]].column != chains->stroke.at[chains->row.at[r - 1]].column)
      continue;
    for (uint32_t i = chains->row.at[r - 1]; i < chains->row.at[r + 1]; i++) /* of both pairs of rows */
      chains->stroke.at[i].down = ATL_NONE, chains->stroke.at[i].near_down = false;
    for (uint32_t i = chains->row.at[r]; i < chains->row.at[r + 2]; i++)
      chains->stroke.at[i].up = ATL_NONE;
    for (uint32_t i = 0; i < n; i++) {
      uint32_t at = chains->row.at[r] + i, above = chains->row.at[r - 1] + i, below = chains->row.at[r + 1] + i;
      join(m, above, at);
      if (!(arms_of(m->grid, &chains->stroke.at[below]) & ATL_ARM_UP))
        continue;
      join(m, at, below);
      chains->stroke.at[above].by_order = chains->stroke.at[at].by_order = true;
    }
  }
}

/* -- what is not plausible after all --------------------------------------------------------------------------------
 */

uint32_t atl_other_corner(const struct atl_chains *chains, const struct atl_grid *grid, uint32_t at) {
  const struct atl_drawn_stroke *stroke = &chains->stroke.at[at];
  uint8_t arms = arms_of(grid, stroke),
          vertical = cell_of(grid, stroke)->maybe ? 0 : arms & (ATL_ARM_UP | ATL_ARM_DOWN);
  bool to_right = (arms & ATL_ARM_SIDES) == ATL_ARM_RIGHT;
  uint8_t wanted = to_right ? ATL_ARM_LEFT : ATL_ARM_RIGHT;
  uint32_t first = chains->row.at[stroke->row], end = chains->row.at[stroke->row + 1];
  for (uint32_t i = at; to_right ? ++i < end : i-- > first;) {
    uint8_t other = arms_of(grid, &chains->stroke.at[i]);
    if ((other & ATL_ARM_SIDES) == wanted && (other & vertical) == vertical)
      return i;
    if (atl_is_corner(other))
      return ATL_NONE;
  }
  return ATL_NONE;
}

static bool linked(const struct atl_chains *chains, uint32_t at, bool down) {
  return at != ATL_NONE && (down ? chains->stroke.at[at].down : chains->stroke.at[at].up) != ATL_NONE;
}

/* Whether the pair beside it in both rows is off in the same direction, by as much or so many columns more or less. */
static bool moved_together(const struct atl_chains *chains, uint32_t at, int32_t about) {
  const struct atl_drawn_stroke *stroke = &chains->stroke.at[at];
  int32_t off = chains->stroke.at[stroke->down].column - stroke->column;
  uint32_t first = chains->row.at[stroke->row], end = chains->row.at[stroke->row + 1];
  for (int side = -1; side <= 1; side += 2) {
    uint32_t other = at + (uint32_t)side;
    if (other < first || other >= end || chains->stroke.at[other].down == ATL_NONE)
      continue;
    int32_t theirs = chains->stroke.at[chains->stroke.at[other].down].column - chains->stroke.at[other].column;
    if (theirs && (theirs > 0) == (off > 0) && abs(theirs - off) <= about)
      return true;
  }
  return false;
}

/* Whether a pair beside its column was meant to meet. */
static bool is_meant(const struct atl_chains *chains, const struct atl_grid *grid, uint32_t at) {
  const struct atl_drawn_stroke *above = &chains->stroke.at[at], *below = &chains->stroke.at[above->down];
  int off = abs(above->column - below->column);
  uint8_t a = arms_of(grid, above), b = arms_of(grid, below);
  bool top = atl_is_corner(a), bottom = atl_is_corner(b);
  if (off <= 1 || moved_together(chains, at, 0))
    return true;
  if (top && !linked(chains, atl_other_corner(chains, grid, at), true))
    return false;
  if (bottom && !linked(chains, atl_other_corner(chains, grid, above->down), false))
    return false;
  /* A left side is where its corner is, unless its row was pushed. */
  bool left = (top && a & ATL_ARM_RIGHT) || (bottom && b & ATL_ARM_RIGHT);
  if (left || off > NEAR)
    return moved_together(chains, at, 2) || (off > NEAR && !left && (top || bottom));
  return true;
}

static void drop_odd(struct atl_chains *chains, const struct atl_grid *grid) {
  bool *odd = atl_alloc(chains->stroke.len + 1, sizeof *odd);
  for (uint32_t i = 0; i < chains->stroke.len; i++)
    odd[i] = chains->stroke.at[i].near_down && !chains->stroke.at[i].by_order &&
             chains->stroke.at[i].down != ATL_NONE && !is_meant(chains, grid, i);
  for (uint32_t i = 0; i < chains->stroke.len; i++)
    if (odd[i]) {
      chains->stroke.at[chains->stroke.at[i].down].up = ATL_NONE;
      chains->stroke.at[i].down = ATL_NONE;
      chains->stroke.at[i].near_down = false;
    }
  free(odd);
}

/* -- over what lies between -----------------------------------------------------------------------------------------
 */

/* The stroke of a row in a column; ATL_NONE: there is none. */
static uint32_t stroke_over(const struct atl_chains *chains, uint32_t row, int32_t column) {
  for (uint32_t i = chains->row.at[row]; i < chains->row.at[row + 1]; i++)
    if (chains->stroke.at[i].column == column)
      return i;
  return ATL_NONE;
}

/* Heads that point at a joint stay there. */
static void join_met(struct matcher *m) {
  struct atl_chains *chains = m->chains;
  for (uint32_t i = 0; i < chains->stroke.len; i++) {
    const struct atl_drawn_stroke *stroke = &chains->stroke.at[i];
    bool down = stroke->met && arms_of(m->grid, stroke) & ATL_ARM_DOWN;
    uint32_t row = down ? stroke->row + 1 : stroke->row - 1;
    uint32_t head = stroke->met ? stroke_over(chains, row, stroke->column) : ATL_NONE;
    uint32_t above = down ? i : head, below = down ? head : i;
    if (head != ATL_NONE && chains->stroke.at[above].down == ATL_NONE && chains->stroke.at[below].up == ATL_NONE)
      join(m, above, below);
  }
}

/* A line that goes on in its column behind a line that crosses it without a joint, a head or words of one row is one:
 * what moves the part above moves the one below. */
static void bridge(struct matcher *m) {
  struct atl_chains *chains = m->chains;
  for (uint32_t i = 0; i < chains->stroke.len; i++) {
    const struct atl_drawn_stroke *above = &chains->stroke.at[i];
    if (above->down != ATL_NONE || above->met || above->row + 2 >= m->grid->row.len ||
        !(arms_of(m->grid, above) & ATL_ARM_DOWN))
      continue;
    const struct atl_cell *between = atl_grid_at(m->grid, above->row + 1, above->column);
    bool over = between && (atl_cell_is_flat(between) || between->kind == ATL_CELL_TEXT ||
                            (between->kind == ATL_CELL_HEAD && between->arms & ATL_ARM_SIDES));
    uint32_t below = over ? stroke_over(chains, above->row + 2, above->column) : ATL_NONE;
    if (below != ATL_NONE && chains->stroke.at[below].up == ATL_NONE && !chains->stroke.at[below].met &&
        arms_of(m->grid, &chains->stroke.at[below]) & ATL_ARM_UP)
      join(m, i, below);
  }
}

/* -- boxes ----------------------------------------------------------------------------------------------------------
 */

/* The end of the side that begins at a corner. */
static uint32_t end_of(const struct atl_chains *chains, uint32_t at, bool down) {
  for (uint32_t next; (next = down ? chains->stroke.at[at].down : chains->stroke.at[at].up) != ATL_NONE;)
    at = next;
  return at;
}

uint32_t atl_opposite_corner(const struct atl_chains *chains, const struct atl_grid *grid, uint32_t at) {
  uint32_t left = atl_is_corner(arms_of(grid, &chains->stroke.at[at])) ? atl_other_corner(chains, grid, at) : ATL_NONE;
  if (left == ATL_NONE || left > at)
    return ATL_NONE;
  uint32_t bottom = end_of(chains, left, true);
  const uint8_t arms = arms_of(grid, &chains->stroke.at[bottom]);
  if (bottom == left || !(arms & ATL_ARM_UP) || (arms & ATL_ARM_SIDES) != ATL_ARM_RIGHT)
    return ATL_NONE;
  return atl_other_corner(chains, grid, bottom);
}

/* Whether joining two strokes of neighbouring rows would cross what else is joined there. */
static bool crosses(const struct atl_chains *chains, uint32_t above, uint32_t below) {
  uint32_t row = chains->stroke.at[above].row;
  for (uint32_t i = chains->row.at[row]; i < chains->row.at[row + 1]; i++) {
    uint32_t down = chains->stroke.at[i].down;
    if (i != above && down != ATL_NONE && (i < above) != (down < below))
      return true;
  }
  return false;
}

/* The right side of a box whose left side and borders are whole: where it is torn between two rows, it is joined. */
static void close_sides(struct matcher *m) {
  struct atl_chains *chains = m->chains;
  for (uint32_t i = 0; i < chains->stroke.len; i++) {
    if (!(arms_of(m->grid, &chains->stroke.at[i]) & ATL_ARM_DOWN))
      continue;
    uint32_t last = atl_opposite_corner(chains, m->grid, i);
    if (last == ATL_NONE)
      continue;
    uint32_t above = end_of(chains, i, true), below = end_of(chains, last, false);
    if (chains->stroke.at[above].row + 1 == chains->stroke.at[below].row &&
        arms_of(m->grid, &chains->stroke.at[above]) & ATL_ARM_DOWN &&
        arms_of(m->grid, &chains->stroke.at[below]) & ATL_ARM_UP && !crosses(chains, above, below))
      join_by_order(m, above, below);
  }
}

/* -- chains
 * ---------------------------------------------------------------------------------------------------------------------
 */

/* How much a stroke has to say about where its chain stands: a tee or a head in a border slides along it. */
static int weight_of(const struct atl_grid *grid, const struct atl_drawn_stroke *stroke) {
  const struct atl_cell *cell = cell_of(grid, stroke);
  if (cell->kind == ATL_CELL_HEAD || (cell->arms & ATL_ARM_SIDES) == ATL_ARM_SIDES)
    return 1;
  return 2;
}

/* Whether a stroke is a corner or a joint of a border. */
static bool is_of_border(const struct atl_grid *grid, const struct atl_drawn_stroke *stroke) {
  const struct atl_cell *cell = cell_of(grid, stroke);
  return cell->kind == ATL_CELL_LINE && cell->arms & ATL_ARM_SIDES;
}

/* Whether a stroke is a joint in the top of a box or in a rule, from where a line divides what is below. */
static bool divides(const struct atl_chains *chains, const struct atl_grid *grid, uint32_t at) {
  if ((arms_of(grid, &chains->stroke.at[at]) & (ATL_ARM_SIDES | ATL_ARM_DOWN)) != (ATL_ARM_SIDES | ATL_ARM_DOWN))
    return false;
  for (uint32_t i = at; i-- > chains->row.at[chains->stroke.at[at].row];) {
    uint8_t arms = arms_of(grid, &chains->stroke.at[i]);
    if (!(arms & ATL_ARM_RIGHT) || !(arms & ATL_ARM_LEFT))
      return arms & ATL_ARM_RIGHT && arms & ATL_ARM_DOWN;
  }
  return false;
}

static void settle(struct atl_chains *chains, const struct atl_grid *grid, struct atl_chain *chain, int64_t *votes) {
  int64_t best = 0;
  int32_t top = -1, bottom = -1;
  uint32_t last = chain->first;
  for (uint32_t i = chain->first; i != ATL_NONE; last = i, i = chains->stroke.at[i].down) {
    uint8_t arms = arms_of(grid, &chains->stroke.at[i]);
    chain->left |= atl_is_corner(arms) && arms & ATL_ARM_RIGHT;
    chain->right |= atl_is_corner(arms) && arms & ATL_ARM_LEFT;
    chain->mixed |= chains->stroke.at[i].near_down;
  }
  if (divides(chains, grid, chain->first))
    chain->left = chain->right = true;
  chain->wanted = chain->x = chains->stroke.at[chain->first].column;
  if (!chain->mixed)
    return;
  if (is_of_border(grid, &chains->stroke.at[chain->first]))
    top = chains->stroke.at[chain->first].column;
  if (is_of_border(grid, &chains->stroke.at[last]))
    bottom = chains->stroke.at[last].column;
  if (top >= 0 && top == bottom) {
    chain->wanted = chain->x = top;
    return;
  }
  /* Where columns weigh alike, the one of more strokes; else the one farther right, which leaves more room. */
  for (uint32_t i = chain->first; i != ATL_NONE; i = chains->stroke.at[i].down)
    votes[chains->stroke.at[i].column] += ((int64_t)weight_of(grid, &chains->stroke.at[i]) << 32) + 1;
  for (uint32_t i = chain->first; i != ATL_NONE; i = chains->stroke.at[i].down) {
    int32_t column = chains->stroke.at[i].column;
    if (votes[column] > best || (votes[column] == best && column > chain->wanted)) {
      best = votes[column];
      chain->wanted = chain->x = column;
    }
  }
  for (uint32_t i = chain->first; i != ATL_NONE; i = chains->stroke.at[i].down)
    votes[chains->stroke.at[i].column] = 0;
}

/* Whether a stroke is a head that points into a border it stands in, one column beside its wire: in the middle of an
 * even side there is no better place. */
static bool is_soft(const struct atl_chains *chains, const struct atl_grid *grid,
                    const struct atl_drawn_stroke *above) {
  const struct atl_drawn_stroke *below = &chains->stroke.at[above->down];
  for (int i = 0; i < 2; i++) {
    const struct atl_drawn_stroke *head = i ? above : below;
    const struct atl_cell *cell = cell_of(grid, head);
    const struct atl_cell *left = atl_grid_at(grid, head->row, head->column - 1);
    const struct atl_cell *right = atl_grid_at(grid, head->row, head->column + 1);
    if (cell->kind == ATL_CELL_HEAD && left && right && atl_cell_is_flat(left) && atl_cell_is_flat(right) &&
        abs(above->column - below->column) == 1)
      return true;
  }
  return false;
}

static void make_chains(struct atl_chains *chains, const struct atl_grid *grid) {
  int32_t widest = 0;
  for (uint32_t r = 0; r < grid->row.len; r++)
    widest = grid->row.at[r].width > widest ? grid->row.at[r].width : widest;
  int64_t *votes = atl_alloc((size_t)widest + 1, sizeof *votes);
  for (uint32_t i = 0; i < chains->stroke.len; i++) {
    if (chains->stroke.at[i].up != ATL_NONE)
      continue;
    struct atl_chain chain = {.first = i};
    for (uint32_t k = i; k != ATL_NONE; k = chains->stroke.at[k].down) {
      chains->stroke.at[k].chain = chains->chain.len;
      chain.count++;
      if (chains->stroke.at[k].down == ATL_NONE)
        continue;
      chains->stroke.at[k].near_down ? chains->near++ : chains->exact++;
      chains->soft += chains->stroke.at[k].near_down && is_soft(chains, grid, &chains->stroke.at[k]);
    }
    settle(chains, grid, &chain, votes);
    *atl_vec_push(&chains->chain) = chain;
  }
  free(votes);
}

void atl_chains_find(struct atl_chains *chains, const struct atl_grid *grid) {
  *chains = (struct atl_chains){0};
  find_strokes(chains, grid);
  mark_met(chains, grid);
  struct matcher m = {.chains = chains, .grid = grid};
  for (uint32_t r = 0; r + 1 < grid->row.len; r++) {
    collect(&m, r);
    match(&m);
  }
  match_by_order(&m);
  match_sides(&m);
  drop_odd(chains, grid);
  join_met(&m);
  bridge(&m);
  close_sides(&m);
  make_chains(chains, grid);
  atl_vec_release(&m.above);
  atl_vec_release(&m.below);
  free(m.cost);
}

void atl_chains_release(struct atl_chains *chains) {
  atl_vec_release(&chains->stroke);
  atl_vec_release(&chains->row);
  atl_vec_release(&chains->chain);
}
