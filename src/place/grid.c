/* Lanes, and what stands on them.
 *
 * Wires of the hierarchy and borders of boxes lie anywhere; lanes are chosen around them. A wire off the lanes is
 * marked on the lane nearest to it, so that a link that crosses it pays for it once, and as too close on every lane
 * that is. */
#include "place/grid.h"

#include <stdlib.h>

enum {
  CLEAR_PX = 8,  /* between parallel wires */
  KEEP_PX = 6,   /* between a wire and a box it passes */
  BESIDE_PX = 6, /* beyond that, still close */
  HEAD_PX = 14,  /* an arrowhead and a little of the wire before it */
};

/* What ends a lane, for good or for as long as a link stands there. Frames are left out: which of them are open is
 * another matter for each link. */
enum {
  ENDS = ATL_GROUND_BOX | ATL_GROUND_NODE | ATL_GROUND_LINK_NODE,
  ENDS_ALONG = ENDS | ATL_GROUND_ALONG | ATL_GROUND_BY_ALONG | ATL_GROUND_LINK_ALONG,
  ENDS_DOWN = ENDS | ATL_GROUND_DOWN | ATL_GROUND_BY_DOWN | ATL_GROUND_LINK_DOWN,
};

int32_t atl_lane_from(const int32_t *lane, int32_t count, int32_t v) {
  int32_t low = 0, high = count;
  while (low < high) {
    int32_t middle = (low + high) / 2;
    if (lane[middle] < v)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The first and the last lane within a range, both ends included; none when first > last. */
struct span {
  int32_t first, last;
};

static struct span lanes_in(const int32_t *lane, int32_t count, int32_t from, int32_t to) {
  return (struct span){atl_lane_from(lane, count, from), atl_lane_from(lane, count, to + 1) - 1};
}

void atl_grid_mark(struct atl_grid *grid, int32_t x0, int32_t y0, int32_t x1, int32_t y1, unsigned bits, bool set) {
  struct span c = lanes_in(grid->x, grid->cols, x0, x1), r = lanes_in(grid->y, grid->rows, y0, y1);
  if (c.first > c.last || r.first > r.last)
    return;
  for (int32_t row = r.first / ATL_TILE; row <= r.last / ATL_TILE; row++)
    for (int32_t col = c.first / ATL_TILE; col <= c.last / ATL_TILE; col++)
      grid->tile[atl_grid_at(grid, col * ATL_TILE, row * ATL_TILE) / (ATL_TILE * ATL_TILE)].known = false;
  for (int32_t row = r.first; row <= r.last; row++) {
    uint16_t *ground = grid->ground + atl_grid_row(grid, row);
    for (int32_t col = c.first; col <= c.last; col++) {
      uint16_t *cell = &ground[atl_grid_col(col)];
      *cell = (uint16_t)(set ? *cell | bits : *cell & ~bits);
    }
  }
}

void atl_grid_mark_cell(struct atl_grid *grid, struct atl_spot at, unsigned bits, bool set) {
  size_t where = atl_grid_at(grid, at.col, at.row);
  uint16_t *ground = &grid->ground[where];
  *ground = (uint16_t)(set ? *ground | bits : *ground & ~bits);
  grid->tile[where / (ATL_TILE * ATL_TILE)].known = false;
}

unsigned atl_grid_bits(const struct atl_grid *grid, int32_t x0, int32_t y0, int32_t x1, int32_t y1) {
  struct span c = lanes_in(grid->x, grid->cols, x0, x1), r = lanes_in(grid->y, grid->rows, y0, y1);
  unsigned bits = 0;
  for (int32_t row = r.first; row <= r.last; row++)
    for (int32_t col = c.first; col <= c.last; col++)
      bits |= grid->ground[atl_grid_at(grid, col, row)];
  return bits;
}

const struct atl_tile *atl_grid_tile(struct atl_grid *grid, int32_t col, int32_t row) {
  size_t at = atl_grid_at(grid, col, row) / (ATL_TILE * ATL_TILE);
  struct atl_tile *tile = &grid->tile[at];
  if (tile->known)
    return tile;
  *tile = (struct atl_tile){.known = true};
  const uint16_t *ground = grid->ground + at * (ATL_TILE * ATL_TILE);
  for (unsigned r = 0; r < ATL_TILE; r++)
    for (unsigned c = 0; c < ATL_TILE; c++, ground++) {
      unsigned in_row = *ground & ENDS_DOWN ? 0 : 1u << r, in_col = *ground & ENDS_ALONG ? 0 : 1u << c;
      tile->row_shut |= (uint16_t)(in_col ? 0 : 1u << r);
      tile->col_shut |= (uint16_t)(in_row ? 0 : 1u << c);
      tile->row_open |= (uint16_t)in_row;
      tile->col_open |= (uint16_t)in_col;
      tile->row_free |= (uint16_t)(*ground & ATL_ANY_ALONG ? 0 : in_row);
      tile->col_free |= (uint16_t)(*ground & ATL_ANY_DOWN ? 0 : in_col);
    }
  return tile;
}

/* -- lanes ------------------------------------------------------------------------------------------------------- */

/* How much free length each px of an axis has: differences, to be summed up. */
struct room {
  int32_t from, to; /* in px */
  int64_t *more;
};

static void take(struct room *room, int32_t from, int32_t to, int32_t length) {
  from = atl_max32(from, room->from);
  to = atl_min32(to, room->to);
  if (from > to)
    return;
  room->more[from - room->from] -= length;
  room->more[to + 1 - room->from] += length;
}

/* Chooses lanes no closer than CLEAR_PX with the largest sum of free length, by dynamic programming over the axis. */
static int32_t *choose(struct room *room, int64_t whole, int32_t *count) {
  int32_t n = room->to - room->from + 1;
  int64_t *best = atl_alloc((size_t)n + 1, sizeof *best), now = whole;
  for (int32_t i = 0; i < n; i++) {
    now += room->more[i];
    int64_t with = (i + 1 >= CLEAR_PX ? best[i + 1 - CLEAR_PX] : 0) + (now > 1 ? now : 1);
    best[i + 1] = with > best[i] ? with : best[i];
  }
  int32_t *lane = atl_alloc((size_t)n / CLEAR_PX + 2, sizeof *lane), lanes = 0;
  for (int32_t i = n; i > 0;)
    if (best[i] == best[i - 1])
      i--;
    else {
      lane[lanes++] = (room->from + i - 1) * ATL_PX;
      i = i >= CLEAR_PX ? i - CLEAR_PX : 0;
    }
  for (int32_t i = 0; i < lanes / 2; i++) {
    int32_t swap = lane[i];
    lane[i] = lane[lanes - 1 - i];
    lane[lanes - 1 - i] = swap;
  }
  free(best);
  *count = lanes;
  return lane;
}

static int32_t floor_px(int32_t v) { return v >= 0 ? v / ATL_PX : -((-v + ATL_PX - 1) / ATL_PX); }

static void take_all(struct room *room, const struct atl_place *place, uint32_t boxes, bool across) {
  for (uint32_t i = 0; i < boxes; i++) {
    struct atl_rect r = place->box[i];
    int32_t at = across ? r.x : r.y, side = across ? r.w : r.h, other = across ? r.h : r.w;
    if (place->frame && place->frame[i])
      continue;
    take(room, floor_px(at) - KEEP_PX + 1, floor_px(at + side) + KEEP_PX - 1, other / ATL_PX + 2 * KEEP_PX);
  }
  for (uint32_t k = 0; k < place->route.len; k++)
    for (uint32_t i = 0; i + 1 < place->route.at[k].points; i++) {
      const struct atl_point *p = &place->point.at[place->route.at[k].first_point + i];
      if (across ? p[0].x != p[1].x : p[0].y != p[1].y)
        continue;
      int32_t at = floor_px(across ? p[0].x : p[0].y), length = across ? p[0].y - p[1].y : p[0].x - p[1].x;
      take(room, at - CLEAR_PX + 1, at + CLEAR_PX - 1, abs(length) / ATL_PX);
    }
}

static int32_t *lay_lanes(const struct atl_place *place, uint32_t boxes, bool across, int32_t more, int32_t *count) {
  int32_t size = across ? place->w : place->h, other = across ? place->h : place->w;
  if (place->cells) {
    int32_t *lane = atl_alloc((size_t)size + 2 * (size_t)more, sizeof *lane);
    *count = size + 2 * more;
    for (int32_t i = 0; i < *count; i++)
      lane[i] = i - more;
    return lane;
  }
  struct room room = {.from = -more * CLEAR_PX, .to = size / ATL_PX + more * CLEAR_PX};
  room.more = atl_alloc((size_t)(room.to - room.from) + 2, sizeof *room.more);
  take_all(&room, place, boxes, across);
  int32_t *lane = choose(&room, other / ATL_PX, count);
  free(room.more);
  return lane;
}

/* -- marks ------------------------------------------------------------------------------------------------------- */

static void mark_boxes(struct atl_grid *grid, const struct atl_place *place, uint32_t boxes) {
  int32_t on = grid->cells ? 1 : 0, beside = grid->cells ? 1 : BESIDE_PX * ATL_PX, near = grid->keep - 1;
  for (uint32_t i = 0; i < boxes; i++) {
    struct atl_rect r = place->box[i];
    int32_t right = atl_rect_right(r) - on, bottom = atl_rect_bottom(r) - on, far = near + beside;
    if (place->frame && place->frame[i]) {
      struct atl_rect edge[4] = {{r.x, r.y, r.w, 0}, {r.x, bottom, r.w, 0}, {r.x, r.y, 0, r.h}, {right, r.y, 0, r.h}};
      for (int k = 0; k < 4 && grid->cells; k++)
        atl_grid_mark(grid, edge[k].x - 1, edge[k].y - 1, atl_min32(atl_rect_right(edge[k]), right) + 1,
                      atl_min32(atl_rect_bottom(edge[k]), bottom) + 1, ATL_GROUND_EDGE, true);
      for (int k = 0; k < 4; k++) /* closed, until a link wants to go through */
        atl_grid_mark(grid, edge[k].x - near, edge[k].y - near, atl_min32(atl_rect_right(edge[k]), right) + near,
                      atl_min32(atl_rect_bottom(edge[k]), bottom) + near, ATL_GROUND_FRAME, true);
      /* A border is crossed at right angles; not at corners, and not where the title stands. */
      atl_grid_mark(grid, r.x - near, r.y - near, right + near, r.y + near, ATL_GROUND_ALONG | ATL_GROUND_BY_ALONG,
                    true);
      struct atl_rect title = place->title[i];
      if (title.w)
        atl_grid_mark(grid, r.x + title.x - near, r.y + title.y - near, r.x + atl_rect_right(title) - on + near,
                      r.y + atl_rect_bottom(title) - on + near, ATL_GROUND_NODE, true);
      atl_grid_mark(grid, r.x - near, r.y - near, r.x + near, r.y + near, ATL_GROUND_NODE, true);
      atl_grid_mark(grid, right - near, r.y - near, right + near, r.y + near, ATL_GROUND_NODE, true);
      atl_grid_mark(grid, r.x - near, bottom - near, right + near, bottom + near,
                    ATL_GROUND_ALONG | ATL_GROUND_BY_ALONG, true);
      atl_grid_mark(grid, r.x - near, r.y - near, r.x + near, bottom + near, ATL_GROUND_DOWN | ATL_GROUND_BY_DOWN,
                    true);
      atl_grid_mark(grid, right - near, r.y - near, right + near, bottom + near, ATL_GROUND_DOWN | ATL_GROUND_BY_DOWN,
                    true);
      atl_grid_mark(grid, r.x - near, bottom - near, r.x + near, bottom + near, ATL_GROUND_NODE, true);
      atl_grid_mark(grid, right - near, bottom - near, right + near, bottom + near, ATL_GROUND_NODE, true);
      continue;
    }
    atl_grid_mark(grid, r.x - far, r.y - far, right + far, bottom + far, ATL_GROUND_BESIDE, true);
    atl_grid_mark(grid, r.x - near, r.y - near, right + near, bottom + near, ATL_GROUND_BOX, true);
  }
  for (uint32_t i = 0; i < place->label.len; i++) { /* of links that the layout draws itself */
    struct atl_rect r = place->label.at[i].rect;
    atl_grid_mark(grid, r.x, r.y, atl_rect_right(r) - on, atl_rect_bottom(r) - on, ATL_GROUND_BOX, true);
  }
}

/* The lane nearest to a coordinate. */
static int32_t nearest(const int32_t *lane, int32_t count, int32_t v) {
  int32_t i = atl_lane_from(lane, count, v);
  if (i == count || (i && v - lane[i - 1] < lane[i] - v))
    i--;
  return lane[i];
}

static void mark_segment(struct atl_grid *grid, struct atl_point a, struct atl_point b) {
  int32_t x0 = atl_min32(a.x, b.x), x1 = atl_max32(a.x, b.x), y0 = atl_min32(a.y, b.y), y1 = atl_max32(a.y, b.y);
  int32_t near = grid->clear - 1;
  if (x0 == x1) {
    int32_t lane = nearest(grid->x, grid->cols, x0);
    atl_grid_mark(grid, lane, y0, lane, y1, ATL_GROUND_DOWN, true);
    atl_grid_mark(grid, x0 - near, y0 - near, x0 + near, y1 + near, ATL_GROUND_BY_DOWN, true);
  } else {
    int32_t lane = nearest(grid->y, grid->rows, y0);
    atl_grid_mark(grid, x0, lane, x1, lane, ATL_GROUND_ALONG, true);
    atl_grid_mark(grid, x0 - near, y0 - near, x1 + near, y0 + near, ATL_GROUND_BY_ALONG, true);
  }
}

static void mark_head(struct atl_grid *grid, struct atl_point tip, struct atl_point from) {
  int32_t side = grid->clear - 1, length = grid->cells ? 1 : HEAD_PX * ATL_PX;
  struct atl_point back = tip;
  if (from.x == tip.x)
    back.y += from.y > tip.y ? length : -length;
  else
    back.x += from.x > tip.x ? length : -length;
  bool down = from.x == tip.x;
  atl_grid_mark(grid, atl_min32(tip.x, back.x) - (down ? side : 0), atl_min32(tip.y, back.y) - (down ? 0 : side),
                atl_max32(tip.x, back.x) + (down ? side : 0), atl_max32(tip.y, back.y) + (down ? 0 : side),
                ATL_GROUND_NODE, true);
}

static void mark_routes(struct atl_grid *grid, const struct atl_place *place) {
  int32_t near = grid->clear - 1;
  for (uint32_t k = 0; k < place->route.len; k++) {
    const struct atl_route *route = &place->route.at[k];
    const struct atl_point *p = &place->point.at[route->first_point];
    for (uint32_t i = 0; i < route->points; i++) {
      atl_grid_mark(grid, p[i].x - near, p[i].y - near, p[i].x + near, p[i].y + near, ATL_GROUND_NODE, true);
      if (i + 1 < route->points)
        mark_segment(grid, p[i], p[i + 1]);
    }
    if (route->head)
      mark_head(grid, p[route->points - 1], p[route->points - 2]);
    if (route->tail)
      mark_head(grid, p[0], p[1]);
  }
}

bool atl_grid_lay(struct atl_grid *grid, const struct atl_place *place, const struct atl_order *order, int32_t more) {
  bool cells = place->cells;
  int32_t grain = cells ? 1 : CLEAR_PX * ATL_PX;
  *grid =
      (struct atl_grid){.cells = cells, .clear = cells ? 1 : CLEAR_PX * ATL_PX, .keep = cells ? 1 : KEEP_PX * ATL_PX};
  if (((int64_t)place->w / grain + 2 * more + 1) * ((int64_t)place->h / grain + 2 * more + 1) > ATL_GRID_CELLS)
    return false;
  grid->x = lay_lanes(place, order->box.len, true, more, &grid->cols);
  grid->y = lay_lanes(place, order->box.len, false, more, &grid->rows);
  grid->pitch = ((size_t)grid->cols + ATL_TILE - 1) / ATL_TILE * ATL_TILE * ATL_TILE;
  grid->size = ((size_t)grid->rows + ATL_TILE - 1) / ATL_TILE * grid->pitch;
  grid->ground = atl_alloc(grid->size, sizeof *grid->ground);
  grid->tile = atl_alloc(grid->size / (ATL_TILE * ATL_TILE), sizeof *grid->tile);
  /* What makes a text wider is dearer than what does not. */
  if (cells) {
    atl_grid_mark(grid, -more, -more, -1, place->h + more, ATL_GROUND_BESIDE, true);
    atl_grid_mark(grid, place->w, -more, place->w + more, place->h + more, ATL_GROUND_BESIDE, true);
  }
  mark_boxes(grid, place, order->box.len);
  mark_routes(grid, place);
  return true;
}

void atl_grid_release(struct atl_grid *grid) {
  free(grid->x);
  free(grid->y);
  free(grid->ground);
  free(grid->tile);
  *grid = (struct atl_grid){0};
}
