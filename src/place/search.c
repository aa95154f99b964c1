/* A* over (cell, axis): a wire that has come along a row, or along a column, to a cell.
 *
 * Two states a cell are enough, for to turn back is never cheaper than not to have gone. Costs are whole numbers, about
 * 4 px each: length, and much more for bends and crossings; so the queue is an array of stacks, one a cost. Of equal
 * costs the newest comes first, which leads straight ahead. A straight run is followed at once, and only the places
 * where no other way has come to the lane across for less come into the queue. What the estimate does not know of,
 * crossings and detours, floods a wide ground; after a bounded count of steps the search starts again and trusts the
 * estimate more.
 */
#include "place/search.h"

#include <stdlib.h>
#include <string.h>

enum {
  COST_COL = 2, /* a column of text is about 8 px, a row 16 */
  COST_ROW = 4,
  COST_PX = 4, /* px for one */
  COST_BEND = 26,
  COST_CROSS = 26,
  COST_BRANCH = 6,     /* to leave a wire of the net */
  COST_CROWD = 2,      /* a cell beside a foreign wire; close to a box a step costs twice as much */
  COST_SOFT = 160,     /* ground that another link has */
  STEPS_EXACT = 30000, /* cells passed before the estimate is trusted more, and then again */
  STEPS_NEAR = 100000,
  STEPS_FAR = 200000,
  STEPS_POCKET = 20000,
  STEPS_LAST = 300000,
  STEPS_PATIENT = 1000000,
  FAR = 1500,           /* between the ends, for which no search with a small window is begun */
  TRUST_WORK = 2000000, /* after so much work the estimate is trusted more by a sixteenth */
  MOST_TRUST = 7,
  BRIEF = 2,      /* tries */
  VAIN = 2000000, /* when so much has found nothing, no more than these */
  SLACK = 8,      /* a straight run is left when it has become so much dearer than it looked */
};

/* Costs beyond this are not looked at: a bound for the queue. */
#define MOST_COST (1u << 22)

/* A margin for the window that is no bound. */
enum { ALL = 1 << 20 };

#define NO_GOAL (UINT32_MAX / 2) /* more than any distance */

/* How a state was reached, below its cost: the direction, and where it comes from. */
enum { DIRECTION = 3, BENT = 4, START = 8, BRANCH = 16, COST_SHIFT = 5 };

enum { PAGE = 2 * ATL_TILE * ATL_TILE }; /* states of a tile */

enum { ON = 1, TURN = 2 }; /* what is to be tried from a state: straight on, or to either side */

struct entry {
  uint32_t state, kind, so_far, next;
};

struct range {
  int32_t first, last;
};

/* One axis, as a wire sees it that runs along it. */
struct axis {
  const uint32_t *at;                           /* by cell: costs from the first one */
  const uint32_t *to, *off;                     /* to the nearest goal; to where they begin */
  struct range cells;                           /* those that may be passed */
  int32_t lanes;                                /* how many run as it does */
  size_t big, small;                            /* from a tile to the next, from a cell to the next */
  struct range goals;                           /* where they are */
  unsigned blocks, edge, crossed, taken, crowd; /* ground: not passed; at a frame; across; of links; of wires beside */
};

struct atl_search {
  struct atl_grid *grid;
  uint32_t *x, *y;             /* costs from the first lane to each */
  uint32_t *page_of;           /* by tile: where its states are among the pages, and 1; 0: none is reached */
  ATL_VEC(uint32_t) reached;   /* pages of states: cost so far and 1, and how it was reached; 0: not reached */
  ATL_VEC(uint32_t) touched;   /* tiles that have a page, in their order */
  uint32_t *to_col, *to_row;   /* by lane: from it to the nearest goal across, and what that goal costs */
  uint32_t *off_col, *off_row; /* and to those lanes that have goals on both sides */
  uint16_t *free, *open;       /* by tile of an axis, a bit a lane: as in atl_tile, of the whole window */
  ATL_VEC(struct entry) entry;
  ATL_VEC(uint32_t) bucket; /* by cost above `base`: the newest entry */
  uint32_t base, lowest;
  bool patient;
  uint64_t work;  /* of all searches */
  uint64_t vain;  /* of those that found nothing */
  uint32_t steps; /* of this one: cells that were passed, and entries of the queue */
  uint32_t best;  /* what the best way yet costs, and where it is to be kept */
  struct atl_trail *trail;
  uint32_t weight; /* of the estimate, in sixteenths */
  const struct atl_quest *quest;
  struct range col, row; /* the window that is searched */
  struct range goal_cols, goal_rows;
  struct axis axis[2], step[2]; /* of this search; for measuring */
};

void atl_search_free(struct atl_search *s) {
  free(s->x);
  free(s->y);
  free(s->page_of);
  atl_vec_release(&s->reached);
  free(s->to_col);
  free(s->to_row);
  free(s->off_col);
  free(s->off_row);
  free(s->free);
  free(s->open);
  atl_vec_release(&s->touched);
  atl_vec_release(&s->entry);
  atl_vec_release(&s->bucket);
  free(s);
}

static uint32_t apart(uint32_t a, uint32_t b) { return a > b ? a - b : b - a; }

uint32_t atl_search_distance(const struct atl_search *s, struct atl_spot a, struct atl_spot b) {
  bool straight = a.col == b.col || a.row == b.row;
  return apart(s->x[a.col], s->x[b.col]) + apart(s->y[a.row], s->y[b.row]) + (straight ? 0 : COST_BEND);
}

/* Never more than what is left, as far as length and bends go, wires that run through all of the window, and what the
 * goals cost themselves: where they stand in one line, as along a lane, their costs alone say which way to go. */
static uint32_t estimate(const struct atl_search *s, int32_t col, int32_t row, bool down) {
  uint32_t dx = s->off_col[col], dy = s->off_row[row];
  uint32_t across = s->to_col[col] + dy, along = s->to_row[row] + dx;
  return (across > along ? across : along) + ((dx && dy) || (dx && down) || (dy && !down) ? COST_BEND : 0);
}

static const int32_t step_col[4] = {0, 1, 0, -1}, step_row[4] = {-1, 0, 1, 0};

static bool may_bend(unsigned ground, bool soft) {
  return !(ground & (ATL_GROUND_ALONG | ATL_GROUND_DOWN | ATL_GROUND_NODE | ATL_ANY_BY)) &&
         (soft || !(ground & (ATL_GROUND_LINK_ALONG | ATL_GROUND_LINK_DOWN | ATL_GROUND_LINK_NODE)));
}

/* Where what is known of a state is kept; good until the next call for another one. */
static uint32_t *state_at(struct atl_search *s, uint32_t state) {
  uint32_t tile = state / PAGE, page = s->page_of[tile];
  if (!page) {
    atl_vec_reserve(&s->reached, PAGE);
    memset(s->reached.at + s->reached.len, 0, PAGE * sizeof *s->reached.at);
    s->reached.len += PAGE;
    *atl_vec_push(&s->touched) = tile;
    page = s->page_of[tile] = s->touched.len;
  }
  return s->reached.at + (size_t)(page - 1) * PAGE + state % PAGE;
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
static void trace(struct atl_search *s, uint32_t state, struct atl_trail *trail) {
  trail->spot.len = 0;
  for (bool bend = true;;) {
    uint32_t cell = state / 2;
    struct atl_spot at = atl_grid_spot(s->grid, cell);
    unsigned from = *state_at(s, state), way = from & DIRECTION;
    if (bend || from & (START | BRANCH))
      *atl_vec_push(&trail->spot) = at;
    if (from & (START | BRANCH)) {
      trail->branches = from & BRANCH;
      if (from & START)
        trail->start = *start_at(s, cell, way);
      return;
    }
    bend = from & BENT;
    uint32_t before = (uint32_t)atl_grid_at(s->grid, at.col - step_col[way], at.row - step_row[way]);
    state = before * 2 + ((state & 1) ^ (bend ? 1 : 0));
  }
}

/* Tries the goals at a state that was reached; keeps the best. */
static void arrive(struct atl_search *s, uint32_t state, uint32_t so_far) {
  uint32_t cell = state / 2;
  const atl_gates *goals = s->quest->goal;
  unsigned from = *state_at(s, state), way = from & DIRECTION;
  bool down = state & 1, branch = from & BRANCH;
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
    if (cost >= s->best)
      continue;
    struct atl_trail found = {.end = *goal, .cost = cost};
    trace(s, state, &found);
    if (atl_trail_is_sound(s->grid, &found)) {
      atl_vec_release(&s->trail->spot);
      *s->trail = found;
      s->best = cost;
    } else
      atl_vec_release(&found.spot);
  }
}

/* -- moves ------------------------------------------------------------------------------------------------------- */

static void push(struct atl_search *s, uint32_t state, uint32_t kind, uint32_t so_far, uint32_t rest) {
  uint32_t cost = so_far + rest * s->weight / 16;
  uint32_t at = cost > s->base ? cost - s->base : 0;
  if (at >= MOST_COST || so_far + rest >= s->best)
    return;
  while (s->bucket.len <= at)
    *atl_vec_push(&s->bucket) = ATL_NONE;
  uint32_t k = s->entry.len;
  *atl_vec_push(&s->entry) = (struct entry){.state = state, .kind = kind, .so_far = so_far, .next = s->bucket.at[at]};
  s->bucket.at[at] = k;
  if (at < s->lowest)
    s->lowest = at;
}

static inline bool is_reached(uint32_t reached, uint32_t so_far) {
  return reached && reached >> COST_SHIFT <= so_far + 1;
}

/* Notes that a state is reached at a cost, unless it was for no more. */
static inline bool reach(uint32_t *state, uint32_t so_far, unsigned from) {
  if (is_reached(*state, so_far))
    return false;
  *state = (so_far + 1) << COST_SHIFT | from;
  return true;
}

static void clear(struct atl_search *s) {
  for (uint32_t i = 0; i < s->touched.len; i++)
    s->page_of[s->touched.at[i]] = 0;
  s->entry.len = s->bucket.len = s->touched.len = s->reached.len = 0;
}

uint64_t atl_search_work(const struct atl_search *s) { return s->work; }

void atl_search_worked(struct atl_search *s, uint32_t cells) { s->work += cells; }

static uint32_t bend_cost(unsigned ground) {
  return ground & (ATL_GROUND_LINK_ALONG | ATL_GROUND_LINK_DOWN | ATL_GROUND_LINK_NODE) ? COST_BEND + COST_SOFT
                                                                                        : COST_BEND;
}

/* What stands in the way of a wire along an axis. */
static unsigned blocks(bool down, bool soft) {
  unsigned fixed = ATL_GROUND_BOX | ATL_GROUND_NODE | ATL_GROUND_FRAME | ATL_GROUND_HIT_ALONG | ATL_GROUND_HIT_DOWN |
                   ATL_GROUND_HIT_NODE |
                   (down ? ATL_GROUND_DOWN | ATL_GROUND_BY_DOWN : ATL_GROUND_ALONG | ATL_GROUND_BY_ALONG);
  return soft ? fixed : fixed | ATL_GROUND_LINK_NODE | (down ? ATL_GROUND_LINK_DOWN : ATL_GROUND_LINK_ALONG);
}

static struct axis axis_of(const struct atl_search *s, bool down, bool soft) {
  const struct atl_grid *grid = s->grid;
  unsigned own = down ? ATL_GROUND_LINK_DOWN : ATL_GROUND_LINK_ALONG;
  return (struct axis){.at = down ? s->y : s->x,
                       .to = down ? s->to_row : s->to_col,
                       .off = down ? s->off_row : s->off_col,
                       .cells = down ? s->row : s->col,
                       .lanes = down ? grid->cols : grid->rows,
                       .big = down ? grid->pitch : ATL_TILE * ATL_TILE,
                       .small = down ? ATL_TILE : 1,
                       .goals = down ? s->goal_rows : s->goal_cols,
                       .blocks = blocks(down, soft),
                       .edge = down ? ATL_GROUND_LINK_ALONG : ATL_GROUND_LINK_DOWN,
                       .crossed = down ? ATL_ANY_ALONG : ATL_ANY_DOWN,
                       .taken = soft ? ATL_GROUND_LINK_NODE | own : 0u,
                       .crowd = !grid->cells ? 0u
                                : down       ? ATL_ANY_DOWN
                                             : ATL_ANY_ALONG};
}

struct atl_search *atl_search_new(struct atl_grid *grid, bool patient) {
  struct atl_search *s = atl_alloc(1, sizeof *s);
  s->grid = grid;
  s->patient = patient;
  s->x = atl_alloc((size_t)grid->cols, sizeof *s->x);
  s->y = atl_alloc((size_t)grid->rows, sizeof *s->y);
  for (int32_t i = 0; i < grid->cols; i++)
    s->x[i] = (uint32_t)(grid->cells ? i * COST_COL : (grid->x[i] - grid->x[0]) / (COST_PX * ATL_PX));
  for (int32_t i = 0; i < grid->rows; i++)
    s->y[i] = (uint32_t)(grid->cells ? i * COST_ROW : (grid->y[i] - grid->y[0]) / (COST_PX * ATL_PX));
  s->to_col = atl_alloc((size_t)grid->cols, sizeof *s->to_col);
  s->to_row = atl_alloc((size_t)grid->rows, sizeof *s->to_row);
  s->off_col = atl_alloc((size_t)grid->cols, sizeof *s->off_col);
  s->off_row = atl_alloc((size_t)grid->rows, sizeof *s->off_row);
  size_t tiles = (size_t)atl_max32(grid->cols, grid->rows) / ATL_TILE + 1;
  s->free = atl_alloc(tiles, sizeof *s->free);
  s->open = atl_alloc(tiles, sizeof *s->open);
  for (int down = 0; down < 2; down++)
    s->step[down] = axis_of(s, down, false);
  s->page_of = atl_alloc(2 * grid->size / PAGE, sizeof *s->page_of);
  return s;
}

/* Where cell `i` of an axis is, as a part of where a cell of the grid is. */
static inline size_t part(const struct axis *axis, int32_t i) {
  return (uint32_t)i / ATL_TILE * axis->big + (uint32_t)i % ATL_TILE * axis->small;
}

/* A lane, and those on both sides of it, which may be the same. */
struct lane {
  size_t own, before, after;
};

static struct lane lane_of(const struct axis *axis, const struct axis *across, int32_t lane) {
  return (struct lane){.own = part(across, lane),
                       .before = part(across, lane ? lane - 1 : lane),
                       .after = part(across, lane + 1 < axis->lanes ? lane + 1 : lane)};
}

/* What it costs to come to a cell along an axis over `length`; UINT32_MAX where something stands in the way. */
static inline uint32_t enter(const struct atl_grid *grid, const struct axis *axis, const struct lane *lane, size_t at,
                             uint32_t length) {
  unsigned ground = grid->ground[lane->own + at];
  if (ground & axis->blocks || (ground & ATL_GROUND_EDGE && ground & axis->edge))
    return UINT32_MAX;
  uint32_t cost = ground & ATL_GROUND_BESIDE ? 2 * length : length;
  cost += (ground & axis->crossed ? COST_CROSS : 0) + (ground & axis->taken ? COST_SOFT : 0);
  if (axis->crowd) /* in px wires are spread afterwards */
    cost += (lane->before != lane->own && grid->ground[lane->before + at] & axis->crowd ? COST_CROWD : 0) +
            (lane->after != lane->own && grid->ground[lane->after + at] & axis->crowd ? COST_CROWD : 0);
  return cost;
}

uint32_t atl_search_step(const struct atl_search *s, struct atl_spot at, bool down) {
  const struct axis *axis = &s->step[down];
  int32_t i = down ? at.row : at.col;
  struct lane lane = lane_of(axis, &s->step[!down], down ? at.col : at.row);
  return enter(s->grid, axis, &lane, part(axis, i), i ? axis->at[i] - axis->at[i - 1] : 0);
}

/* Goes straight on from a cell with `so_far` spent there, a bend included, as long as the way is free and not much
 * dearer than it looked; the rest waits in the queue. */
static void run(struct atl_search *s, struct atl_spot from, unsigned way, uint32_t so_far, unsigned flags) {
  const struct atl_grid *grid = s->grid;
  bool down = atl_way_down(way), on = way == ATL_WAY_DOWN || way == ATL_WAY_RIGHT, soft = s->quest->soft;
  const struct axis *axis = &s->axis[down], *across = &s->axis[!down];
  int32_t i = down ? from.row : from.col, at_lane = down ? from.col : from.row, by = on ? 1 : -1;
  struct lane lane = lane_of(axis, across, at_lane);
  uint32_t off = across->off[at_lane], to = across->to[at_lane], turned = off ? COST_BEND : 0;
  uint32_t limit = s->base + s->lowest + SLACK, weight = s->weight, steps = 0, last = axis->at[i];
  const uint32_t *along = axis->at, *to_cell = axis->to, *off_cell = axis->off;
  int32_t end = on ? axis->cells.last : axis->cells.first, past = on ? axis->goals.last : axis->goals.first;
  for (; i != end; flags = 0) {
    i += by;
    size_t in_lane = part(axis, i), at = lane.own + in_lane;
    uint32_t cost = enter(grid, axis, &lane, in_lane, apart(along[i], last));
    if (cost == UINT32_MAX)
      break;
    so_far += cost;
    last = along[i];
    unsigned ground = grid->ground[at];
    uint32_t state = (uint32_t)at * 2 + down;
    steps++;
    uint32_t *here = state_at(s, state);
    if (!reach(here, so_far, way | flags))
      break;
    if (ground & ATL_GROUND_GOAL)
      arrive(s, state, so_far);
    uint32_t ahead = off_cell[i], left = to_cell[i] + off > to + ahead ? to_cell[i] + off : to + ahead;
    if (may_bend(ground, soft)) {
      uint32_t bend = bend_cost(ground);
      if (!is_reached(state & 1 ? here[-1] : here[1], so_far + bend))
        push(s, state, TURN, so_far, bend + left + (ahead ? COST_BEND : 0));
    }
    left += (on ? i > past : i < past) ? 2 * COST_BEND : turned;
    if (so_far + left >= s->best)
      break;
    if (so_far + left * weight / 16 > limit) {
      push(s, state, ON, so_far, left);
      break;
    }
  }
  s->steps += steps;
}

static void expand(struct atl_search *s, const struct entry *e) {
  struct atl_spot at = atl_grid_spot(s->grid, e->state / 2);
  bool down = e->state & 1;
  unsigned from = *state_at(s, e->state), way = from & DIRECTION;
  if (e->kind & ON)
    run(s, at, way, e->so_far, 0);
  if (from & BRANCH) { /* from a wire of the net: both ways, and no bend where it leaves it */
    run(s, at, atl_way_back(way), e->so_far, 0);
    return;
  }
  unsigned ground = s->grid->ground[e->state / 2];
  if (!(e->kind & TURN) || !may_bend(ground, s->quest->soft))
    return;
  uint32_t cost = e->so_far + bend_cost(ground);
  run(s, at, down ? ATL_WAY_RIGHT : ATL_WAY_UP, cost, BENT);
  run(s, at, down ? ATL_WAY_LEFT : ATL_WAY_DOWN, cost, BENT);
}

static void begin(struct atl_search *s) {
  const struct atl_quest *q = s->quest;
  s->base = UINT32_MAX;
  for (uint32_t pass = 0; pass < 2; pass++) { /* first for the least that a way can cost */
    for (uint32_t i = 0; i < q->start->len; i++) {
      const struct atl_gate *g = &q->start->at[i];
      uint32_t left = estimate(s, g->spot.col, g->spot.row, atl_way_down(g->way)), f = g->cost + left;
      uint32_t state = (uint32_t)atl_grid_at(s->grid, g->spot.col, g->spot.row) * 2 + atl_way_down(g->way);
      if (pass && reach(state_at(s, state), g->cost, g->way | START))
        push(s, state, ON | TURN, g->cost, left);
      s->base = f < s->base ? f : s->base;
    }
    for (uint32_t i = 0; q->branch && i < q->branch->len; i++)
      for (unsigned down = 0; down < 2; down++) {
        struct atl_spot at = q->branch->at[i];
        uint32_t left = estimate(s, at.col, at.row, down), f = COST_BRANCH + left;
        uint32_t state = (uint32_t)atl_grid_at(s->grid, at.col, at.row) * 2 + down;
        if (pass && reach(state_at(s, state), COST_BRANCH, (down ? ATL_WAY_DOWN : ATL_WAY_RIGHT) | BRANCH))
          push(s, state, ON, COST_BRANCH, left);
        s->base = f < s->base ? f : s->base;
      }
  }
}

/* What it costs at least to enter a lane of the axis that was surveyed last, beside its length. */
static uint32_t toll(const struct atl_search *s, int32_t lane) {
  unsigned tile = (uint32_t)lane / ATL_TILE, bit = 1u << (uint32_t)lane % ATL_TILE;
  return s->free[tile] & bit ? 0 : s->open[tile] & bit ? COST_CROSS : 2 * COST_CROSS;
}

/* Spreads what stands at some lanes of an axis to all the others of the window. What is crossed in any case where a
 * lane is entered counts. */
static void spread(const struct atl_search *s, uint32_t *to, const uint32_t *at, struct range lanes) {
  for (int32_t i = lanes.first + 1; i <= lanes.last; i++) {
    uint32_t cost = to[i - 1] + (at[i] - at[i - 1]) + toll(s, i - 1);
    to[i] = to[i] > cost ? cost : to[i];
  }
  for (int32_t i = lanes.last; i > lanes.first; i--) {
    uint32_t cost = to[i] + (at[i] - at[i - 1]) + toll(s, i);
    to[i - 1] = to[i - 1] > cost ? cost : to[i - 1];
  }
}

/* Looks over the tiles of the window. */
static void survey(struct atl_search *s, bool rows) {
  struct range own = rows ? s->row : s->col, other = rows ? s->col : s->row;
  for (int32_t i = own.first / ATL_TILE; i <= own.last / ATL_TILE; i++) {
    s->free[i] = s->open[i] = 0;
    for (int32_t k = other.first / ATL_TILE; k <= other.last / ATL_TILE && s->free[i] != UINT16_MAX; k++) {
      const struct atl_tile *tile = atl_grid_tile(s->grid, (rows ? k : i) * ATL_TILE, (rows ? i : k) * ATL_TILE);
      s->free[i] |= rows ? tile->row_free : tile->col_free;
      s->open[i] |= rows ? tile->row_open : tile->col_open;
    }
    if (s->quest->soft)
      s->free[i] = UINT16_MAX;
  }
}

static struct range widened(struct range range, int32_t by, int32_t lanes) {
  return (struct range){
      atl_max32(range.first - by, 0) / ATL_TILE * ATL_TILE,
      atl_min32((atl_min32(range.last, lanes - 1 - by) + by) / ATL_TILE * ATL_TILE + ATL_TILE - 1, lanes - 1)};
}

static void include(struct range *cols, struct range *rows, struct atl_spot at) {
  *cols = (struct range){atl_min32(cols->first, at.col), atl_max32(cols->last, at.col)};
  *rows = (struct range){atl_min32(rows->first, at.row), atl_max32(rows->last, at.row)};
}

/* The window of a search: around all its ends and `margin` lanes more; and in it the ways to the goals. */
static void measure(struct atl_search *s, int32_t margin) {
  const struct atl_quest *q = s->quest;
  struct range cols = s->goal_cols, rows = s->goal_rows;
  for (uint32_t i = 0; i < q->start->len; i++)
    include(&cols, &rows, q->start->at[i].spot);
  for (uint32_t i = 0; q->branch && i < q->branch->len; i++)
    include(&cols, &rows, q->branch->at[i]);
  s->col = widened(cols, margin, s->grid->cols);
  s->row = widened(rows, margin, s->grid->rows);
  for (int32_t i = s->col.first; i <= s->col.last; i++) {
    s->to_col[i] = NO_GOAL;
    s->off_col[i] = i >= s->goal_cols.first && i <= s->goal_cols.last ? 0 : NO_GOAL;
  }
  for (int32_t i = s->row.first; i <= s->row.last; i++) {
    s->to_row[i] = NO_GOAL;
    s->off_row[i] = i >= s->goal_rows.first && i <= s->goal_rows.last ? 0 : NO_GOAL;
  }
  for (uint32_t i = 0; i < q->goal->len; i++) {
    const struct atl_gate *goal = &q->goal->at[i];
    uint32_t *col = &s->to_col[goal->spot.col], *row = &s->to_row[goal->spot.row];
    *col = goal->cost < *col ? goal->cost : *col;
    *row = goal->cost < *row ? goal->cost : *row;
  }
  survey(s, false);
  spread(s, s->to_col, s->x, s->col);
  spread(s, s->off_col, s->x, s->col);
  survey(s, true);
  spread(s, s->to_row, s->y, s->row);
  spread(s, s->off_row, s->y, s->row);
}

static void mark_goals(struct atl_search *s, bool set) {
  const atl_gates *goals = s->quest->goal;
  for (uint32_t i = 0; i < goals->len; i++) {
    struct atl_spot at = goals->at[i].spot;
    uint16_t *ground = &s->grid->ground[atl_grid_at(s->grid, at.col, at.row)];
    *ground = (uint16_t)(set ? *ground | ATL_GROUND_GOAL : *ground & ~ATL_GROUND_GOAL);
    if (!i) {
      s->goal_cols = (struct range){at.col, at.col};
      s->goal_rows = (struct range){at.row, at.row};
    }
    include(&s->goal_cols, &s->goal_rows, at);
  }
}

/* One search; 1: found, 0: there is no way, -1: out of steps. */
static int attempt(struct atl_search *s, uint32_t steps, int32_t margin, struct atl_trail *trail) {
  s->trail = trail;
  s->best = s->quest->most ? s->quest->most : UINT32_MAX;
  s->steps = 0;
  measure(s, margin);
  for (int down = 0; down < 2; down++)
    s->axis[down] = axis_of(s, down, s->quest->soft);
  begin(s);
  for (s->lowest = 0; s->lowest < s->bucket.len && (!trail->spot.len || s->base + s->lowest < s->best);) {
    uint32_t k = s->bucket.at[s->lowest];
    if (k == ATL_NONE) {
      s->lowest++;
      continue;
    }
    struct entry e = s->entry.at[k];
    s->bucket.at[s->lowest] = e.next;
    uint32_t reached = *state_at(s, e.state);
    if (reached >> COST_SHIFT != e.so_far + 1)
      continue;
    if (reached & START && s->grid->ground[e.state / 2] & ATL_GROUND_GOAL)
      arrive(s, e.state, e.so_far);
    expand(s, &e);
    s->steps++;
    if (s->steps > steps)
      break;
  }
  bool stopped = s->steps > steps;
  s->work += s->steps;
  clear(s);
  return trail->spot.len ? 1 : stopped ? -1 : 0;
}

/* Whether the goals are in a place that cannot be left, or only by ways that are taken: a search from there ends soon,
 * where one from the start would look at all the rest. */
static bool shut_in(struct atl_search *s, uint32_t steps) {
  const struct atl_quest *forth = s->quest;
  if (forth->branch)
    return false;
  struct atl_quest back = {.start = forth->goal, .goal = forth->start, .soft = forth->soft};
  struct atl_trail trail = {0};
  mark_goals(s, false);
  s->quest = &back;
  mark_goals(s, true);
  s->weight = 16;
  int found = attempt(s, steps, ALL, &trail);
  mark_goals(s, false);
  s->quest = forth;
  mark_goals(s, true);
  atl_vec_release(&trail.spot);
  return !found;
}

/* Whether the ends are so far apart that a search with a small window is not worth its while. */
static bool is_far(const struct atl_search *s) {
  const struct atl_quest *q = s->quest;
  uint32_t least = UINT32_MAX;
  for (uint32_t i = 0; i < q->start->len; i++) {
    uint32_t d = atl_search_distance(s, q->start->at[i].spot, q->goal->at[0].spot);
    least = d < least ? d : least;
  }
  for (uint32_t i = 0; q->branch && i < q->branch->len; i++) {
    uint32_t d = atl_search_distance(s, q->branch->at[i], q->goal->at[0].spot);
    least = d < least ? d : least;
  }
  return least != UINT32_MAX && least > FAR;
}

bool atl_search_run(struct atl_search *s, const struct atl_quest *quest, struct atl_trail *trail) {
  static const struct {
    uint32_t steps, weight;
    int32_t margin;
  } tries[] = {{STEPS_EXACT, 17, 64}, {STEPS_NEAR, 20, 192}, {STEPS_FAR, 40, ALL}, {STEPS_LAST, 80, ALL}};
  s->quest = quest;
  *trail = (struct atl_trail){0};
  if (!quest->goal->len || s->work > ATL_SEARCH_WORK)
    return false;
  mark_goals(s, true);
  uint64_t before = s->work;
  int found = -1;
  bool hasty = s->vain > VAIN;
  size_t count = quest->brief ? (hasty ? 1 : BRIEF) : hasty ? BRIEF : sizeof tries / sizeof *tries;
  for (size_t i = quest->brief || !is_far(s) ? 0 : BRIEF - 1; i < count && found < 0; i++) {
    s->weight = tries[i].weight + (uint32_t)(before < MOST_TRUST * TRUST_WORK ? before / TRUST_WORK : MOST_TRUST);
    bool last = i + 1 == count;
    found = attempt(s, s->patient && i + 1 == sizeof tries / sizeof *tries ? STEPS_PATIENT : tries[i].steps,
                    tries[i].margin, trail);
    if (!found && tries[i].margin < ALL && !quest->most)
      found = -1;
    if (found < 0 && !last && shut_in(s, i ? tries[i].steps : STEPS_POCKET))
      found = 0;
  }
  mark_goals(s, false);
  if (found <= 0) {
    s->vain += quest->most || quest->brief ? 0 : s->work - before;
    return false;
  }
  for (uint32_t i = 0; i < trail->spot.len / 2; i++) { /* from start to goal */
    struct atl_spot swap = trail->spot.at[i];
    trail->spot.at[i] = trail->spot.at[trail->spot.len - 1 - i];
    trail->spot.at[trail->spot.len - 1 - i] = swap;
  }
  return true;
}
