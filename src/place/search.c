/* A* over (cell, axis): a wire that has come along a row, or along a column, to a cell.
 *
 * Two states a cell are enough, for to turn back is never cheaper than not to have gone. Costs are whole numbers, about
 * 4 px each: length, and much more for bends and crossings; so the queue is an array of stacks, one a cost. Of equal
 * costs the newest comes first, which leads straight ahead. What the estimate does not know of, crossings and detours,
 * floods a wide ground; after a bounded count of steps the search starts again and trusts the estimate more, which
 * finds a way that is nearly as good in far fewer. */
#include "place/search.h"

#include <stdlib.h>

enum {
  COST_COL = 2, /* a column of text is about 8 px, a row 16 */
  COST_ROW = 4,
  COST_PX = 4, /* px for one */
  COST_BEND = 26,
  COST_CROSS = 26,
  COST_BRANCH = 6,     /* to leave a wire of the net */
  COST_CROWD = 2,      /* a cell beside a foreign wire; close to a box a step costs twice as much */
  COST_SOFT = 160,     /* ground that another link has */
  STEPS_EXACT = 30000, /* cells looked at before the estimate is trusted more, and then again */
  STEPS_NEAR = 60000,
  STEPS_FAR = 200000,
  STEPS_POCKET = 8000,
  STEPS_LAST = 400000,
  STEPS_PATIENT = 4000000, /* 16 bytes for each cell that is seen, some 200 MB */
  FAR = 500,
};

/* Costs beyond this are not looked at: a bound for the queue. */
#define MOST_COST (1u << 22)

/* How a state was reached, below its cost: the direction, and where it comes from. */
enum { DIRECTION = 3, BENT = 4, START = 8, BRANCH = 16, COST_SHIFT = 5 };

struct entry {
  uint32_t state, so_far, next;
};

struct atl_search {
  struct atl_grid *grid;
  uint32_t *x, *y;   /* costs from the first lane to each */
  uint32_t *reached; /* by state: cost so far and 1, and how it was reached; 0: not reached */
  ATL_VEC(struct entry) entry;
  ATL_VEC(uint32_t) bucket; /* by cost above `base`: the newest entry */
  uint32_t base, lowest;
  bool patient;
  uint64_t work;   /* entries of all searches */
  uint32_t weight; /* of the estimate, in quarters */
  const struct atl_quest *quest;
  uint32_t left, right, top, bottom; /* costs that bound the goals */
};

struct atl_search *atl_search_new(struct atl_grid *grid, bool patient) {
  struct atl_search *s = atl_alloc(1, sizeof *s);
  size_t states = 2 * (size_t)grid->cols * (size_t)grid->rows;
  s->grid = grid;
  s->patient = patient;
  s->x = atl_alloc((size_t)grid->cols, sizeof *s->x);
  s->y = atl_alloc((size_t)grid->rows, sizeof *s->y);
  for (int32_t i = 0; i < grid->cols; i++)
    s->x[i] = (uint32_t)(grid->cells ? i * COST_COL : (grid->x[i] - grid->x[0]) / (COST_PX * ATL_PX));
  for (int32_t i = 0; i < grid->rows; i++)
    s->y[i] = (uint32_t)(grid->cells ? i * COST_ROW : (grid->y[i] - grid->y[0]) / (COST_PX * ATL_PX));
  s->reached = atl_alloc(states, sizeof *s->reached);
  return s;
}

void atl_search_free(struct atl_search *s) {
  free(s->x);
  free(s->y);
  free(s->reached);
  atl_vec_release(&s->entry);
  atl_vec_release(&s->bucket);
  free(s);
}

static uint32_t apart(uint32_t a, uint32_t b) { return a > b ? a - b : b - a; }

uint32_t atl_search_distance(const struct atl_search *s, struct atl_spot a, struct atl_spot b) {
  bool straight = a.col == b.col || a.row == b.row;
  return apart(s->x[a.col], s->x[b.col]) + apart(s->y[a.row], s->y[b.row]) + (straight ? 0 : COST_BEND);
}

static uint32_t outside(uint32_t v, uint32_t low, uint32_t high) { return v < low ? low - v : v > high ? v - high : 0; }

/* Never more than what is left, as far as length and bends go. */
static uint32_t estimate(const struct atl_search *s, int32_t col, int32_t row, bool down) {
  uint32_t dx = outside(s->x[col], s->left, s->right), dy = outside(s->y[row], s->top, s->bottom);
  return dx + dy + ((dx && dy) || (dx && down) || (dy && !down) ? COST_BEND : 0);
}

static void push(struct atl_search *s, int32_t col, int32_t row, bool down, uint32_t so_far, unsigned from) {
  uint32_t state = (uint32_t)atl_grid_at(s->grid, col, row) * 2 + (down ? 1 : 0);
  if (s->reached[state] && s->reached[state] >> COST_SHIFT <= so_far + 1)
    return;
  uint32_t cost = so_far + estimate(s, col, row, down) * s->weight / 4;
  uint32_t at = cost > s->base ? cost - s->base : 0;
  if (at >= MOST_COST)
    return;
  s->reached[state] = (so_far + 1) << COST_SHIFT | from;
  while (s->bucket.len <= at)
    *atl_vec_push(&s->bucket) = ATL_NONE;
  uint32_t k = s->entry.len;
  *atl_vec_push(&s->entry) = (struct entry){.state = state, .so_far = so_far, .next = s->bucket.at[at]};
  s->bucket.at[at] = k;
  if (at < s->lowest)
    s->lowest = at;
}

static void clear(struct atl_search *s) {
  for (uint32_t i = 0; i < s->entry.len; i++)
    s->reached[s->entry.at[i].state] = 0;
  s->work += s->entry.len;
  s->entry.len = s->bucket.len = 0;
}

static const int32_t step_col[4] = {0, 1, 0, -1}, step_row[4] = {-1, 0, 1, 0};

/* What stands in the way of a wire along an axis, and what it crosses. */
static unsigned blocks(bool down, bool soft) {
  unsigned fixed = ATL_GROUND_BOX | ATL_GROUND_NODE | ATL_GROUND_FRAME | ATL_GROUND_HIT_ALONG | ATL_GROUND_HIT_DOWN |
                   ATL_GROUND_HIT_NODE |
                   (down ? ATL_GROUND_DOWN | ATL_GROUND_BY_DOWN : ATL_GROUND_ALONG | ATL_GROUND_BY_ALONG);
  return soft ? fixed : fixed | ATL_GROUND_LINK_NODE | (down ? ATL_GROUND_LINK_DOWN : ATL_GROUND_LINK_ALONG);
}

/* What it costs to come to a cell along an axis over `length`; UINT32_MAX where something stands in the way. */
static uint32_t enter(const struct atl_grid *grid, int32_t c, int32_t r, bool down, bool soft, uint32_t length) {
  size_t at = atl_grid_at(grid, c, r);
  unsigned ground = grid->ground[at];
  if (ground & blocks(down, soft))
    return UINT32_MAX;
  if (ground & ATL_GROUND_EDGE && ground & (down ? ATL_GROUND_LINK_ALONG : ATL_GROUND_LINK_DOWN))
    return UINT32_MAX;
  uint32_t cost = length;
  if (ground & ATL_GROUND_BESIDE)
    cost += length;
  if (ground & (down ? ATL_ANY_ALONG : ATL_ANY_DOWN))
    cost += COST_CROSS;
  if (soft && ground & (ATL_GROUND_LINK_NODE | (down ? ATL_GROUND_LINK_DOWN : ATL_GROUND_LINK_ALONG)))
    cost += COST_SOFT;
  if (grid->cells) { /* in px wires are spread afterwards */
    unsigned along = down ? ATL_ANY_DOWN : ATL_ANY_ALONG;
    size_t pitch = down ? 1 : (size_t)grid->cols;
    if ((down ? c > 0 : r > 0) && grid->ground[at - pitch] & along)
      cost += COST_CROWD;
    if ((down ? c + 1 < grid->cols : r + 1 < grid->rows) && grid->ground[at + pitch] & along)
      cost += COST_CROWD;
  }
  return cost;
}

uint64_t atl_search_work(const struct atl_search *s) { return s->work; }

uint32_t atl_search_step(const struct atl_search *s, struct atl_spot at, bool down) {
  int32_t i = down ? at.row : at.col;
  uint32_t length = i ? (down ? s->y[i] - s->y[i - 1] : s->x[i] - s->x[i - 1]) : 0;
  return enter(s->grid, at.col, at.row, down, false, length);
}

/* Goes one cell on from (col, row), with `so_far` spent there, a bend included. */
static void go(struct atl_search *s, int32_t col, int32_t row, unsigned way, uint32_t so_far, unsigned flags) {
  const struct atl_grid *grid = s->grid;
  bool down = atl_way_down(way);
  int32_t c = col + step_col[way], r = row + step_row[way];
  if (c < 0 || r < 0 || c >= grid->cols || r >= grid->rows)
    return;
  uint32_t length = down ? apart(s->y[r], s->y[row]) : apart(s->x[c], s->x[col]);
  uint32_t cost = enter(grid, c, r, down, s->quest->soft, length);
  if (cost != UINT32_MAX)
    push(s, c, r, down, so_far + cost, way | flags);
}

static bool may_bend(unsigned ground, bool soft) {
  return !(ground & (ATL_GROUND_ALONG | ATL_GROUND_DOWN | ATL_GROUND_NODE | ATL_ANY_BY)) &&
         (soft || !(ground & (ATL_GROUND_LINK_ALONG | ATL_GROUND_LINK_DOWN | ATL_GROUND_LINK_NODE)));
}

static void expand(struct atl_search *s, uint32_t state, uint32_t so_far) {
  uint32_t cell = state / 2;
  int32_t row = (int32_t)(cell / (uint32_t)s->grid->cols), col = (int32_t)(cell % (uint32_t)s->grid->cols);
  bool down = state & 1;
  unsigned from = s->reached[state], way = from & DIRECTION, ground = s->grid->ground[cell];
  go(s, col, row, way, so_far, 0);
  if (from & BRANCH) { /* from a wire of the net: both ways, and no bend where it leaves it */
    go(s, col, row, atl_way_back(way), so_far, 0);
    return;
  }
  if (!may_bend(ground, s->quest->soft))
    return;
  uint32_t cost = so_far + COST_BEND;
  if (ground & (ATL_GROUND_LINK_ALONG | ATL_GROUND_LINK_DOWN | ATL_GROUND_LINK_NODE))
    cost += COST_SOFT;
  go(s, col, row, down ? ATL_WAY_RIGHT : ATL_WAY_UP, cost, BENT);
  go(s, col, row, down ? ATL_WAY_LEFT : ATL_WAY_DOWN, cost, BENT);
}

/* -- ends -------------------------------------------------------------------------------------------------------- */

static const struct atl_gate *start_at(const struct atl_search *s, uint32_t cell, unsigned way) {
  const atl_gates *gates = s->quest->start;
  for (uint32_t i = 0; i < gates->len; i++)
    if (gates->at[i].way == way && atl_grid_at(s->grid, gates->at[i].spot.col, gates->at[i].spot.row) == cell)
      return &gates->at[i];
  return NULL;
}

/* Follows a state back to its start; spots come in that order, from the goal. */
static void trace(const struct atl_search *s, uint32_t state, struct atl_trail *trail) {
  trail->spot.len = 0;
  for (bool bend = true;;) {
    uint32_t cell = state / 2;
    int32_t row = (int32_t)(cell / (uint32_t)s->grid->cols), col = (int32_t)(cell % (uint32_t)s->grid->cols);
    unsigned from = s->reached[state], way = from & DIRECTION;
    if (bend || from & (START | BRANCH))
      *atl_vec_push(&trail->spot) = (struct atl_spot){col, row};
    if (from & (START | BRANCH)) {
      trail->branches = from & BRANCH;
      if (from & START)
        trail->start = *start_at(s, cell, way);
      return;
    }
    bend = from & BENT;
    uint32_t before = (uint32_t)atl_grid_at(s->grid, col - step_col[way], row - step_row[way]);
    state = before * 2 + ((state & 1) ^ (bend ? 1 : 0));
  }
}

/* Tries the goals at a state that was reached; keeps the best. */
static void arrive(struct atl_search *s, uint32_t state, uint32_t so_far, uint32_t *best, struct atl_trail *trail) {
  uint32_t cell = state / 2;
  const atl_gates *goals = s->quest->goal;
  unsigned way = s->reached[state] & DIRECTION;
  bool down = state & 1, branch = s->reached[state] & BRANCH;
  for (uint32_t i = 0; i < goals->len; i++) {
    const struct atl_gate *goal = &goals->at[i];
    if (atl_grid_at(s->grid, goal->spot.col, goal->spot.row) != cell || branch)
      continue;
    unsigned in = atl_way_back(goal->way);
    uint32_t cost = so_far + goal->cost;
    if (atl_way_down(in) == down) {
      if (way != in)
        continue;
    } else if (!may_bend(s->grid->ground[cell], s->quest->soft))
      continue;
    else
      cost += COST_BEND;
    if (cost >= *best)
      continue;
    struct atl_trail found = {.end = *goal, .cost = cost};
    trace(s, state, &found);
    if (atl_trail_is_sound(s->grid, &found)) {
      atl_vec_release(&trail->spot);
      *trail = found;
      *best = cost;
    } else
      atl_vec_release(&found.spot);
  }
}

static void begin(struct atl_search *s) {
  const struct atl_quest *q = s->quest;
  s->base = UINT32_MAX;
  for (uint32_t pass = 0; pass < 2; pass++) { /* first for the lowest cost */
    for (uint32_t i = 0; i < q->start->len; i++) {
      const struct atl_gate *g = &q->start->at[i];
      if (pass)
        push(s, g->spot.col, g->spot.row, atl_way_down(g->way), g->cost, g->way | START);
      uint32_t f = g->cost + estimate(s, g->spot.col, g->spot.row, atl_way_down(g->way)) * s->weight / 4;
      s->base = f < s->base ? f : s->base;
    }
    for (uint32_t i = 0; q->branch && i < q->branch->len; i++)
      for (unsigned down = 0; down < 2; down++) {
        struct atl_spot at = q->branch->at[i];
        if (pass)
          push(s, at.col, at.row, down, COST_BRANCH, (down ? ATL_WAY_DOWN : ATL_WAY_RIGHT) | BRANCH);
        uint32_t f = COST_BRANCH + estimate(s, at.col, at.row, down) * s->weight / 4;
        s->base = f < s->base ? f : s->base;
      }
  }
}

static void mark_goals(struct atl_search *s, bool set) {
  const atl_gates *goals = s->quest->goal;
  for (uint32_t i = 0; i < goals->len; i++) {
    struct atl_spot at = goals->at[i].spot;
    size_t cell = atl_grid_at(s->grid, at.col, at.row);
    uint16_t *ground = &s->grid->ground[cell];
    *ground = (uint16_t)(set ? *ground | ATL_GROUND_GOAL : *ground & ~ATL_GROUND_GOAL);
    uint32_t x = s->x[at.col], y = s->y[at.row];
    s->left = !i || x < s->left ? x : s->left;
    s->right = !i || x > s->right ? x : s->right;
    s->top = !i || y < s->top ? y : s->top;
    s->bottom = !i || y > s->bottom ? y : s->bottom;
  }
}

/* One search; 1: found, 0: there is no way, -1: out of steps. */
static int attempt(struct atl_search *s, uint32_t steps, struct atl_trail *trail) {
  uint32_t best = UINT32_MAX;
  s->lowest = 0;
  begin(s);
  s->lowest = 0;
  for (; s->lowest < s->bucket.len;) {
    uint32_t k = s->bucket.at[s->lowest];
    if (k == ATL_NONE) {
      s->lowest++;
      continue;
    }
    if (best != UINT32_MAX && s->base + s->lowest >= best)
      break;
    struct entry e = s->entry.at[k];
    s->bucket.at[s->lowest] = e.next;
    if (s->reached[e.state] >> COST_SHIFT != e.so_far + 1)
      continue;
    if (s->grid->ground[e.state / 2] & ATL_GROUND_GOAL)
      arrive(s, e.state, e.so_far, &best, trail);
    expand(s, e.state, e.so_far);
    if (!steps--)
      return best != UINT32_MAX ? 1 : -1;
  }
  return best != UINT32_MAX;
}

/* How far the nearest start is from the goals. */
static uint32_t start_distance(const struct atl_search *s) {
  const struct atl_quest *q = s->quest;
  uint32_t least = UINT32_MAX;
  for (uint32_t i = 0; i < q->start->len; i++) {
    struct atl_spot at = q->start->at[i].spot;
    uint32_t d = estimate(s, at.col, at.row, atl_way_down(q->start->at[i].way));
    least = d < least ? d : least;
  }
  for (uint32_t i = 0; q->branch && i < q->branch->len; i++) {
    uint32_t d = estimate(s, q->branch->at[i].col, q->branch->at[i].row, false);
    least = d < least ? d : least;
  }
  return least;
}

/* Whether the goals are in a place that cannot be left, or only by ways that are taken: a search from there ends soon,
 * where one from the start would look at all the rest. */
static bool shut_in(struct atl_search *s) {
  const struct atl_quest *forth = s->quest;
  if (forth->branch)
    return false;
  struct atl_quest back = {.start = forth->goal, .goal = forth->start, .soft = forth->soft};
  struct atl_trail trail = {0};
  mark_goals(s, false);
  s->quest = &back;
  mark_goals(s, true);
  s->weight = 4;
  int found = attempt(s, STEPS_POCKET, &trail);
  clear(s);
  mark_goals(s, false);
  s->quest = forth;
  mark_goals(s, true);
  atl_vec_release(&trail.spot);
  return !found;
}

bool atl_search_run(struct atl_search *s, const struct atl_quest *quest, struct atl_trail *trail) {
  static const struct {
    uint32_t steps, weight;
  } tries[] = {{STEPS_EXACT, 5}, {STEPS_NEAR, 6}, {STEPS_FAR, 10}, {STEPS_LAST, 20}};
  s->quest = quest;
  *trail = (struct atl_trail){0};
  if (!quest->goal->len || s->work > ATL_SEARCH_WORK)
    return false;
  mark_goals(s, true);
  int found = -1;
  size_t first = start_distance(s) > FAR ? 1 : 0; /* a far goal: the exact way is not worth its search */
  for (size_t i = first; i < sizeof tries / sizeof *tries && found < 0; i++) {
    s->weight = tries[i].weight;
    bool last = i + 1 == sizeof tries / sizeof *tries;
    found = attempt(s, s->patient && last ? STEPS_PATIENT : tries[i].steps, trail);
    clear(s);
    if (found < 0 && i == first && shut_in(s))
      found = 0;
  }
  mark_goals(s, false);
  if (found <= 0)
    return false;
  for (uint32_t i = 0; i < trail->spot.len / 2; i++) { /* from start to goal */
    struct atl_spot swap = trail->spot.at[i];
    trail->spot.at[i] = trail->spot.at[trail->spot.len - 1 - i];
    trail->spot.at[trail->spot.len - 1 - i] = swap;
  }
  return true;
}
