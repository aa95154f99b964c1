/* clang-format off */
/* Links between boxes that are far apart.
 *
 * In a wide tree a search that looks at every cell on its way looks at most of the drawing. But a good way is nearly
 * all one straight piece: it goes to a lane that is free over the whole distance, along it, and from there to the head.
 *
 *      ┌──────┐    window                          window    ┌──────┐   Every lane is measured; for the cheapest ones
 *      │ tail ├─┐ ←──────→                        ←──────→   │ head │   the two ends are searched for, each within
 *      └──────┘ └─────────────────────────────────────────┐ ┌▶└──────┘   the window in which the wire may come to the
 *                                                         └─┘            lane or leave it. The cheapest whole wins. */
/* clang-format on */
#include "place/links.h"

#include <stdlib.h>

enum {
  FAR = 500,        /* costs between the ends: about 250 columns, or 2000 px */
  WINDOW = 60,      /* lanes around an end in which the wire may come to the long one */
  TRIED = 2,        /* long lanes */
  CELLS_A_STEP = 4, /* cells of a lane are measured in the time in which a search looks at one */
  ROUGH = 3,        /* the ways to the lane and from it are so many times dearer than straight ones */
};

struct lane {
  int32_t at, first, last; /* free from first to last */
  uint64_t cost;
};

struct far {
  struct atl_router *router;
  bool down;            /* the long lane is a column */
  int32_t from, to;     /* where the ends are along it, low one first */
  int32_t tail, head;   /* where they are across it */
  int32_t lanes, cells; /* across, along */
};

static struct atl_spot spot_of(const struct far *f, int32_t along, int32_t lane) {
  return f->down ? (struct atl_spot){lane, along} : (struct atl_spot){along, lane};
}

static uint32_t step(const struct far *f, int32_t along, int32_t lane) {
  return atl_search_step(f->router->search, spot_of(f, along, lane), f->down);
}

/* What the ways to a lane and from it cost. */
static uint64_t approach(const struct far *f, int32_t lane) {
  return (uint64_t)(abs(lane - f->tail) + abs(lane - f->head)) * ROUGH * (f->router->grid.cells && !f->down ? 4 : 2);
}

/* Whether something stands in a lane, as far as whole tiles tell. */
static bool is_shut(const struct far *f, int32_t lane, int32_t low, int32_t high) {
  unsigned bit = 1u << (uint32_t)lane % ATL_TILE;
  for (int32_t i = low / ATL_TILE + 1; i < high / ATL_TILE; i++) {
    struct atl_spot at = spot_of(f, i * ATL_TILE, lane);
    const struct atl_tile *tile = atl_grid_tile(&f->router->grid, at.col, at.row);
    if ((f->down ? tile->col_shut : tile->row_shut) & bit)
      return true;
  }
  return false;
}

/* Measures a lane; false when it is not free in the middle, or dearer than `most`. */
static bool measure(const struct far *f, struct lane *lane, uint64_t most) {
  int32_t low = f->from + WINDOW, high = f->to - WINDOW;
  struct atl_spot a = spot_of(f, low, lane->at), b = spot_of(f, high, lane->at);
  lane->cost = approach(f, lane->at);
  if (lane->cost + atl_search_distance(f->router->search, a, b) >= most || is_shut(f, lane->at, low, high))
    return false;
  atl_search_worked(f->router->search, (uint32_t)(high - low) / CELLS_A_STEP);
  for (int32_t i = low; i <= high; i++) {
    uint32_t cost = step(f, i, lane->at);
    if (cost == UINT32_MAX || (lane->cost += cost) >= most)
      return false;
  }
  lane->first = low;
  lane->last = high;
  while (lane->first > 0 && lane->first > f->from - WINDOW && step(f, lane->first - 1, lane->at) != UINT32_MAX)
    lane->first--;
  while (lane->last + 1 < f->cells && lane->last < f->to + WINDOW && step(f, lane->last + 1, lane->at) != UINT32_MAX)
    lane->last++;
  return true;
}

/* Gates on the lane from `first` to `last`; the dearer the further from the middle of the lane. `way` leads away. */
static void gates_on(const struct far *f, const struct lane *lane, int32_t first, int32_t last, bool low, unsigned way,
                     atl_gates *gates) {
  const struct atl_grid *grid = &f->router->grid;
  uint32_t cost = 0;
  int32_t by = low ? -1 : 1;
  gates->len = 0;
  for (int32_t i = low ? last : first; i >= first && i <= last; i += by) {
    uint32_t more = step(f, i, lane->at);
    if (more == UINT32_MAX)
      break;
    cost += more;
    struct atl_spot at = spot_of(f, i, lane->at), next = spot_of(f, i - by, lane->at);
    *atl_vec_push(gates) = (struct atl_gate){
        .spot = at, .border = {grid->x[next.col], grid->y[next.row]}, .cost = cost, .way = (uint8_t)way};
  }
}

/* Not as a wire that is there to stay: for one search, no lane is looked over again. */
static void block_cell(struct atl_grid *grid, struct atl_spot at, bool set) {
  size_t where = atl_grid_at(grid, at.col, at.row);
  uint16_t *ground = &grid->ground[where];
  *ground = (uint16_t)(set ? *ground | ATL_GROUND_LINK_NODE : *ground & ~ATL_GROUND_LINK_NODE);
  grid->tile[where / (ATL_TILE * ATL_TILE)].known = false;
}

static void block(const struct far *f, const struct lane *lane, int32_t from, int32_t to, bool set) {
  struct atl_grid *grid = &f->router->grid;
  for (int32_t i = from; i <= to; i++)
    block_cell(grid, spot_of(f, i, lane->at), set);
}

/* Blocks the cells of a trail, and says which: some are bends of other links, where it is led over their ground. */
static void block_trail(struct atl_grid *grid, const struct atl_trail *trail, atl_spots *blocked) {
  for (uint32_t i = 0; i + 1 < trail->spot.len; i++) {
    struct atl_spot at = trail->spot.at[i], to = trail->spot.at[i + 1];
    int32_t dc = (to.col > at.col) - (to.col < at.col), dr = (to.row > at.row) - (to.row < at.row);
    for (;; at.col += dc, at.row += dr) {
      uint16_t *ground = &grid->ground[atl_grid_at(grid, at.col, at.row)];
      if (!(*ground & ATL_GROUND_LINK_NODE))
        *atl_vec_push(blocked) = at;
      *ground |= ATL_GROUND_LINK_NODE;
      if (at.col == to.col && at.row == to.row)
        break;
    }
  }
}

static void open_again(struct atl_grid *grid, const atl_spots *blocked) {
  for (uint32_t i = 0; i < blocked->len; i++)
    block_cell(grid, blocked->at[i], false);
}

static uint32_t less(uint32_t most, uint32_t by) { return !most ? 0 : most > by ? most - by : 1; }

/* Goes by one lane, for less than `most`, if that is not 0. */
static bool try_lane(const struct far *f, const struct lane *lane, bool onward, const struct atl_quest *whole,
                     uint32_t most, struct atl_trail *trail) {
  atl_gates in = {0}, out = {0};
  unsigned up = f->down ? ATL_WAY_UP : ATL_WAY_LEFT, along = f->down ? ATL_WAY_DOWN : ATL_WAY_RIGHT;
  int32_t low = f->from + WINDOW, high = f->to - WINDOW;
  gates_on(f, lane, lane->first, low, true, up, onward ? &in : &out);
  gates_on(f, lane, high, lane->last, false, along, onward ? &out : &in);
  uint32_t middle = 0;
  for (int32_t i = low + 1; i < high; i++)
    middle += step(f, i, lane->at);
  struct atl_quest quest = {
      .start = whole->start, .goal = &in, .soft = whole->soft, .brief = true, .most = less(most, middle)};
  struct atl_trail second = {0};
  bool found = atl_search_run(f->router->search, &quest, trail);
  if (found) {
    int32_t entry = f->down ? trail->end.spot.row : trail->end.spot.col;
    int32_t from = onward ? entry : low + 1, to = onward ? high - 1 : entry;
    atl_spots blocked = {0};
    block_trail(&f->router->grid, trail, &blocked);
    block(f, lane, from, to, true);
    quest.start = &out;
    quest.goal = whole->goal;
    quest.most = less(quest.most, trail->cost);
    found = atl_search_run(f->router->search, &quest, &second);
    block(f, lane, from, to, false);
    open_again(&f->router->grid, &blocked);
    atl_vec_release(&blocked);
  }
  if (found) {
    for (uint32_t i = 0; i < second.spot.len; i++)
      *atl_vec_push(&trail->spot) = second.spot.at[i];
    trail->end = second.end;
    trail->cost += middle + second.cost;
    atl_trail_straighten(trail);
    found = atl_trail_is_sound(&f->router->grid, trail);
  }
  if (!found)
    atl_vec_release(&trail->spot);
  atl_vec_release(&second.spot);
  atl_vec_release(&in);
  atl_vec_release(&out);
  return found;
}

/* The middle of gates, as a cell. */
static struct atl_spot middle_of(const atl_gates *gates) {
  int64_t col = 0, row = 0;
  for (uint32_t i = 0; i < gates->len; i++) {
    col += gates->at[i].spot.col;
    row += gates->at[i].spot.row;
  }
  return (struct atl_spot){(int32_t)(col / gates->len), (int32_t)(row / gates->len)};
}

/* Keeps a lane if it is among the cheapest ones; of equal ones the first across. */
static void offer(const struct far *f, int32_t at, struct lane *best, uint32_t *lanes) {
  struct lane lane = {.at = at};
  if (at < 0 || at >= f->lanes || !measure(f, &lane, *lanes == TRIED ? best[TRIED - 1].cost + 1 : UINT64_MAX))
    return;
  bool full = *lanes == TRIED;
  if (full && lane.cost == best[TRIED - 1].cost && at > best[TRIED - 1].at)
    return;
  uint32_t k = full ? TRIED - 1 : (*lanes)++;
  for (; k && (best[k - 1].cost > lane.cost || (best[k - 1].cost == lane.cost && best[k - 1].at > at)); k--)
    best[k] = best[k - 1];
  best[k] = lane;
}

bool atl_route_far(struct atl_router *r, const struct atl_quest *quest, struct atl_trail *trail) {
  const atl_gates *start = quest->start, *goal = quest->goal;
  if (!start->len || !goal->len)
    return false;
  struct atl_spot a = middle_of(start), b = middle_of(goal);
  struct atl_spot corner = {b.col, a.row};
  uint32_t wide = atl_search_distance(r->search, a, corner), high = atl_search_distance(r->search, corner, b);
  struct far f = {.router = r, .down = high > wide};
  bool down = f.down;
  int32_t first = down ? a.row : a.col, second = down ? b.row : b.col;
  bool onward = first < second;
  f.from = onward ? first : second;
  f.to = onward ? second : first;
  f.tail = down ? a.col : a.row;
  f.head = down ? b.col : b.row;
  f.lanes = down ? r->grid.cols : r->grid.rows;
  f.cells = down ? r->grid.rows : r->grid.cols;
  if ((down ? high : wide) < FAR || f.to - f.from < 3 * WINDOW)
    return false;
  for (uint32_t i = 0; quest->branch && i < quest->branch->len; i++)
    if (atl_search_distance(r->search, quest->branch->at[i], b) < FAR)
      return false;
  struct lane best[TRIED];
  uint32_t lanes = 0;
  int32_t low_end = atl_min32(f.tail, f.head), high_end = atl_max32(f.tail, f.head);
  for (int32_t i = low_end; i <= high_end; i++) /* those between the ends first: none is nearer */
    offer(&f, i, best, &lanes);
  for (int32_t d = 1; low_end - d >= 0 || high_end + d < f.lanes; d++) {
    offer(&f, low_end - d, best, &lanes);
    offer(&f, high_end + d, best, &lanes);
  }
  bool found = false;
  for (uint32_t i = 0; i < lanes; i++) {
    struct atl_trail one;
    if (!try_lane(&f, &best[i], onward, quest, found ? trail->cost : quest->most, &one))
      continue;
    if (found && one.cost >= trail->cost) {
      atl_vec_release(&one.spot);
      continue;
    }
    if (found)
      atl_vec_release(&trail->spot);
    *trail = one;
    found = true;
  }
  return found;
}
