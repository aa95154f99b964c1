/* Gates: where a wire may leave a box or enter it. Any place of a side but its corners, if the way from the border to
 * where the wire may turn is free; the middle of a side is best, and a place with no other port beside it. */
#include "place/links.h"
#include "place/measure.h"

#include <stdlib.h>

enum {
  NEED_HEAD_PX = 14, /* straight before an arrowhead's tip, and behind a tail */
  NEED_TAIL_PX = 8,
  CORNER_PX = 8,    /* between a port and a corner of its box */
  BESIDE_PORT = 24, /* cost of a port next to another; of one next but one a quarter, and so on */
  ON_RULE = 40,     /* of a port at the end of a rule, which would look like one line */
  TAKEN = 160,      /* of a port that has to be freed */
  OFF_ROW = 100,    /* of a port that should be in the row of its item: it would seem to be that of another */
  ROW_PX = 3,       /* from the edge of a row to a port that is in it */
};

struct side {
  const struct atl_grid *grid;
  struct atl_rect box;
  unsigned side;        /* which one of the box */
  unsigned way;         /* of a wire that leaves */
  int32_t border, need; /* where it is, and how far from there a wire may turn */
  bool soft, frame;     /* of a frame: a port on the other side of its border would look like the same wire */
  const struct atl_line *line, *end; /* of a text in which rules matter; NULL */
  bool item;                         /* the row of an item is best, from `top` to `bottom` */
  int32_t top, bottom;
};

/* Whether a rule between items ends in row y of a side, in cells. */
static bool on_rule(const struct side *s, int32_t y) {
  int32_t row = s->box.y + 1;
  bool items = false;
  for (const struct atl_line *l = s->line; l < s->end; l++) {
    if (l->flags & (ATL_LINE_TITLE | ATL_LINE_INLINE))
      continue;
    bool first = l->flags & ATL_LINE_ITEM && !items && l > s->line && row > s->box.y + 1;
    items |= l->flags & ATL_LINE_ITEM;
    if ((first || l->flags & ATL_LINE_RULE) && row++ == y)
      return true;
    row++;
  }
  return false;
}

/* The gate of one lane through a side, if the way from the border to it is free. */
static void try_gate(const struct side *s, int32_t lane, int32_t gate, atl_gates *gates) {
  const struct atl_grid *grid = s->grid;
  bool down = atl_way_down(s->way);
  const int32_t *across = down ? grid->y : grid->x;
  int32_t step = s->way == ATL_WAY_DOWN || s->way == ATL_WAY_RIGHT ? 1 : -1;
  unsigned links = ATL_GROUND_LINK_ALONG | ATL_GROUND_LINK_DOWN | ATL_GROUND_LINK_NODE, seen = 0;
  uint32_t cost = 0;
  for (int32_t i = gate;; i -= step) { /* from the gate back to the border */
    int32_t off = (across[i] - s->border) * step;
    if (off < (grid->cells ? 0 : 1)) {
      int32_t k = off || i == 0 || i == (down ? grid->rows : grid->cols) - 1 ? i : i - step; /* not the border itself */
      unsigned beyond = grid->ground[down ? atl_grid_at(grid, lane, k) : atl_grid_at(grid, k, lane)];
      seen |= s->frame ? beyond & (down ? ATL_GROUND_LINK_DOWN : ATL_GROUND_LINK_ALONG) : 0u;
      break;
    }
    unsigned ground = grid->ground[down ? atl_grid_at(grid, lane, i) : atl_grid_at(grid, i, lane)];
    if (i == gate) {
      if (ground & (ATL_GROUND_BOX | ATL_GROUND_NODE | ATL_GROUND_FRAME |
                    (down ? ATL_GROUND_DOWN | ATL_GROUND_BY_DOWN : ATL_GROUND_ALONG | ATL_GROUND_BY_ALONG)))
        return;
      if (ground & ATL_GROUND_EDGE && ground & (down ? ATL_GROUND_LINK_ALONG : ATL_GROUND_LINK_DOWN))
        return;
      seen |= ground & (ATL_GROUND_LINK_NODE | (down ? ATL_GROUND_LINK_DOWN : ATL_GROUND_LINK_ALONG));
    } else if (off == 0) {
      if (ground & ATL_GROUND_NODE)
        return;
      seen |= ground & ATL_GROUND_LINK_NODE;
    } else {
      unsigned beyond = ATL_GROUND_ALONG | ATL_GROUND_DOWN | ATL_GROUND_FRAME | ATL_GROUND_BOX;
      if (ground & (ATL_GROUND_NODE | (down ? ATL_GROUND_BY_DOWN : ATL_GROUND_BY_ALONG)) ||
          (ground & beyond && off >= grid->keep)) /* nearer it is the mark of the border that is left */
        return;
      seen |= ground & links;
    }
    if (i == 0 || i == (down ? grid->rows : grid->cols) - 1)
      break;
  }
  if (seen && !s->soft)
    return;
  cost += seen ? TAKEN : 0;
  /* Not beside another port, where there is a choice. */
  int32_t lanes = down ? grid->cols : grid->rows, at = atl_lane_from(across, down ? grid->rows : grid->cols, s->border);
  int32_t look = grid->cells ? at : gate;
  for (int32_t d = 1; d <= 3; d++)
    for (int32_t k = lane - d; k <= lane + d; k += 2 * d) {
      if (k < 0 || k >= lanes || look < 0)
        continue;
      unsigned ground = grid->ground[down ? atl_grid_at(grid, k, look) : atl_grid_at(grid, look, k)];
      unsigned port = grid->cells ? ATL_ANY_NODE : down ? ATL_ANY_DOWN | ATL_ANY_NODE : ATL_ANY_ALONG | ATL_ANY_NODE;
      if (ground & port)
        cost += BESIDE_PORT / (uint32_t)(d * d);
    }
  int32_t where = down ? grid->x[lane] : grid->y[lane];
  int32_t start = down ? s->box.x : s->box.y, length = (down ? s->box.w : s->box.h) - (grid->cells ? 1 : 0);
  int32_t off = abs(2 * where - 2 * start - length);
  if (s->item)
    off = 2 * atl_max32(0, atl_max32(s->top - where, where - s->bottom));
  if (s->item && off)
    cost += OFF_ROW;
  if (s->line && on_rule(s, where))
    cost += ON_RULE;
  cost += (uint32_t)(grid->cells ? (down ? off / 2 : off) : off / (16 * ATL_PX));
  struct atl_gate *g = atl_vec_push(gates);
  *g = (struct atl_gate){.way = (uint8_t)s->way, .cost = cost};
  g->spot = down ? (struct atl_spot){lane, gate} : (struct atl_spot){gate, lane};
  g->border = down ? (struct atl_point){where, s->border} : (struct atl_point){s->border, where};
}

/* At a side, a wire of an item meets its row. */
static void aim_at_item(const struct atl_layout *layout, uint32_t box, uint32_t item, struct side *s) {
  if (item == ATL_NONE || atl_way_down(s->side) || !atl_item_row(layout, box, item, &s->top, &s->bottom))
    return;
  s->item = true;
  if (s->grid->cells)
    s->bottom--;
  else {
    s->top += ROW_PX * ATL_PX;
    s->bottom -= ROW_PX * ATL_PX;
  }
}

void atl_find_gates(const struct atl_router *r, uint32_t box, uint32_t item, bool arrow, bool inside, bool soft,
                    atl_gates *gates) {
  const struct atl_grid *grid = &r->grid;
  const struct atl_place *place = r->layout->place;
  struct atl_rect b = place->box[box];
  bool cells = grid->cells;
  int32_t corner = cells ? 1 : CORNER_PX * ATL_PX, on = cells ? 1 : 0;
  gates->len = 0;
  for (unsigned side = 0; side < 4; side++) {
    struct side s = {.grid = grid, .box = b, .side = side, .way = inside ? atl_way_back(side) : side, .soft = soft};
    s.frame = !cells && place->frame && place->frame[box];
    s.need = cells ? (arrow ? 2 : 1) : (arrow ? NEED_HEAD_PX : NEED_TAIL_PX) * ATL_PX;
    if (cells && !atl_way_down(side)) {
      s.line = &place->line.at[place->first_line[box]];
      s.end = &place->line.at[place->first_line[box + 1]];
    }
    aim_at_item(r->layout, box, item, &s);
    bool down = atl_way_down(side), far = side == ATL_WAY_DOWN || side == ATL_WAY_RIGHT;
    bool onward = s.way == ATL_WAY_DOWN || s.way == ATL_WAY_RIGHT;
    s.border = (down ? b.y : b.x) + (far ? (down ? b.h : b.w) - on : 0);
    const int32_t *across = down ? grid->y : grid->x, *along = down ? grid->x : grid->y;
    int32_t acrosses = down ? grid->rows : grid->cols, alongs = down ? grid->cols : grid->rows;
    int32_t gate = onward ? atl_lane_from(across, acrosses, s.border + s.need)
                          : atl_lane_from(across, acrosses, s.border - s.need + 1) - 1;
    int32_t from = (down ? b.x : b.y) + corner, to = (down ? atl_rect_right(b) : atl_rect_bottom(b)) - on - corner;
    if (gate < 0 || gate >= acrosses)
      continue;
    for (int32_t lane = atl_lane_from(along, alongs, from); lane < alongs && along[lane] <= to; lane++)
      try_gate(&s, lane, gate, gates);
  }
}
