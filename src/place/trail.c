/* Wires on the grid: the ground they take and give back, where they may branch, and the points they become. */
#include "place/links.h"

struct ink { /* the bits a wire leaves */
  unsigned along, down, node;
};

static const struct ink link_ink = {ATL_GROUND_LINK_ALONG, ATL_GROUND_LINK_DOWN, ATL_GROUND_LINK_NODE};
static const struct ink hit_ink = {ATL_GROUND_HIT_ALONG, ATL_GROUND_HIT_DOWN, ATL_GROUND_HIT_NODE};

/* What is done to each cell of a trail; `bits` as in link_ink. */
typedef void cell_visitor(void *context, struct atl_spot at, unsigned bits);

static void visit_gate(const struct atl_grid *grid, const struct atl_gate *gate, bool arrow, const struct ink *ink,
                       cell_visitor *visit, void *context) {
  bool down = atl_way_down(gate->way);
  int32_t step = gate->way == ATL_WAY_DOWN || gate->way == ATL_WAY_RIGHT ? 1 : -1;
  const int32_t *across = down ? grid->y : grid->x;
  int32_t at = down ? gate->spot.row : gate->spot.col, border = down ? gate->border.y : gate->border.x, first = at;
  for (; at >= 0 && at < (down ? grid->rows : grid->cols); at -= step) {
    int32_t off = (across[at] - border) * step;
    if (off < (grid->cells ? 0 : 1))
      break;
    unsigned bits = down ? ink->down : ink->along;
    if (off == 0 || (arrow && at != first))
      bits |= ink->node;
    visit(context, down ? (struct atl_spot){gate->spot.col, at} : (struct atl_spot){at, gate->spot.row}, bits);
  }
}

static bool turns(struct atl_spot a, struct atl_spot b, unsigned way) {
  return atl_way_down(way) ? a.row == b.row && a.col != b.col : a.col == b.col && a.row != b.row;
}

static void visit_trail(const struct atl_grid *grid, const struct atl_trail *trail, bool tail, bool head,
                        const struct ink *ink, cell_visitor *visit, void *context) {
  const struct atl_spot *p = trail->spot.at;
  uint32_t n = trail->spot.len;
  for (uint32_t i = 0; i < n; i++) {
    bool node = (i && i + 1 < n) || (!i && trail->branches);
    if (!i && !trail->branches)
      node |=
          n > 1 ? turns(p[0], p[1], trail->start.way) : atl_way_down(trail->start.way) != atl_way_down(trail->end.way);
    if (i + 1 == n && n > 1)
      node |= turns(p[n - 1], p[n - 2], trail->end.way);
    if (node)
      visit(context, p[i], ink->node);
    if (i + 1 == n)
      break;
    int32_t dc = (p[i + 1].col > p[i].col) - (p[i + 1].col < p[i].col),
            dr = (p[i + 1].row > p[i].row) - (p[i + 1].row < p[i].row);
    for (struct atl_spot at = p[i];; at.col += dc, at.row += dr) {
      visit(context, at, dr ? ink->down : ink->along);
      if (at.col == p[i + 1].col && at.row == p[i + 1].row)
        break;
    }
  }
  if (!trail->branches)
    visit_gate(grid, &trail->start, tail, ink, visit, context);
  visit_gate(grid, &trail->end, head, ink, visit, context);
}

static void set_bits(void *context, struct atl_spot at, unsigned bits) { atl_grid_mark_cell(context, at, bits, true); }

static void clear_bits(void *context, struct atl_spot at, unsigned bits) {
  atl_grid_mark_cell(context, at, bits, false);
}

void atl_trail_mark(struct atl_router *r, const struct atl_linkage *strand, const struct atl_trail *trail, bool set) {
  visit_trail(&r->grid, trail, strand->tail, strand->head, &link_ink, set ? set_bits : clear_bits, &r->grid);
}

void atl_trail_hit(struct atl_router *r, const struct atl_linkage *strand, const struct atl_trail *trail, bool set) {
  visit_trail(&r->grid, trail, strand->tail, strand->head, &hit_ink, set ? set_bits : clear_bits, &r->grid);
}

struct finding {
  const struct atl_grid *grid;
  bool found;
};

/* A cell that a wire which wants this ground cannot share. */
static void find_hit(void *context, struct atl_spot at, unsigned bits) {
  struct finding *f = context;
  unsigned ground = f->grid->ground[atl_grid_at(f->grid, at.col, at.row)];
  bool node =
      bits & ATL_GROUND_LINK_NODE && ground & (ATL_GROUND_HIT_ALONG | ATL_GROUND_HIT_DOWN | ATL_GROUND_HIT_NODE);
  f->found |= node || ground & ATL_GROUND_HIT_NODE || (bits & ATL_GROUND_LINK_ALONG && ground & ATL_GROUND_HIT_ALONG) ||
              (bits & ATL_GROUND_LINK_DOWN && ground & ATL_GROUND_HIT_DOWN);
}

void atl_label_mark(struct atl_router *r, const struct atl_linkage *strand, bool set) {
  struct atl_rect l = strand->label.rect;
  int32_t on = r->grid.cells ? 1 : 0;
  atl_grid_mark(&r->grid, l.x, l.y, atl_rect_right(l) - on, atl_rect_bottom(l) - on, ATL_GROUND_LINK_NODE, set);
}

bool atl_strand_is_hit(struct atl_router *r, const struct atl_linkage *strand) {
  struct finding f = {.grid = &r->grid};
  for (uint32_t i = 0; i < strand->trail.len && !f.found; i++)
    visit_trail(&r->grid, &strand->trail.at[i], strand->tail, strand->head, &link_ink, find_hit, &f);
  struct atl_rect l = strand->label.rect;
  int32_t on = r->grid.cells ? 1 : 0;
  if (strand->labelled && atl_grid_bits(&r->grid, l.x, l.y, atl_rect_right(l) - on, atl_rect_bottom(l) - on) &
                              (ATL_GROUND_HIT_ALONG | ATL_GROUND_HIT_DOWN | ATL_GROUND_HIT_NODE))
    f.found = true;
  return f.found;
}

/* A wire may branch off where nothing else is: not at a crossing, not at a port. */
static bool may_branch(const struct atl_grid *grid, struct atl_spot at) {
  unsigned ground = grid->ground[atl_grid_at(grid, at.col, at.row)],
           both = ATL_GROUND_LINK_ALONG | ATL_GROUND_LINK_DOWN;
  if (ground & (ATL_GROUND_BOX | ATL_GROUND_ALONG | ATL_GROUND_DOWN | ATL_GROUND_NODE | ATL_ANY_BY))
    return false;
  return (ground & both) != both || ground & ATL_GROUND_LINK_NODE;
}

void atl_strand_branches(const struct atl_router *r, const struct atl_linkage *strand, atl_spots *spot) {
  spot->len = 0;
  for (uint32_t i = 0; i < strand->trail.len; i++) {
    const struct atl_trail *trail = &strand->trail.at[i];
    const struct atl_spot *p = trail->spot.at;
    for (uint32_t k = 0; k + 1 < trail->spot.len; k++) { /* not at its end, where the arrowhead is */
      int32_t dc = (p[k + 1].col > p[k].col) - (p[k + 1].col < p[k].col),
              dr = (p[k + 1].row > p[k].row) - (p[k + 1].row < p[k].row);
      for (struct atl_spot at = p[k]; at.col != p[k + 1].col || at.row != p[k + 1].row; at.col += dc, at.row += dr)
        if (may_branch(&r->grid, at))
          *atl_vec_push(spot) = at;
    }
  }
}

void atl_trail_straighten(struct atl_trail *trail) {
  struct atl_spot *p = trail->spot.at;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < trail->spot.len; i++) {
    if (kept && p[kept - 1].col == p[i].col && p[kept - 1].row == p[i].row)
      continue;
    if (kept > 1 && ((p[kept - 2].col == p[kept - 1].col && p[kept - 1].col == p[i].col) ||
                     (p[kept - 2].row == p[kept - 1].row && p[kept - 1].row == p[i].row)))
      kept--;
    p[kept++] = p[i];
  }
  trail->spot.len = kept;
}

static void add_point(atl_points *points, struct atl_point p) {
  uint32_t n = points->len;
  const struct atl_point *at = points->at;
  if (n && at[n - 1].x == p.x && at[n - 1].y == p.y)
    return;
  if (n > 1 &&
      ((at[n - 2].x == at[n - 1].x && at[n - 1].x == p.x) || (at[n - 2].y == at[n - 1].y && at[n - 1].y == p.y)))
    points->len--;
  *atl_vec_push(points) = p;
}

void atl_trail_points(const struct atl_router *r, const struct atl_trail *trail, atl_points *points) {
  points->len = 0;
  if (!trail->branches)
    add_point(points, trail->start.border);
  for (uint32_t i = 0; i < trail->spot.len; i++)
    add_point(points, (struct atl_point){r->grid.x[trail->spot.at[i].col], r->grid.y[trail->spot.at[i].row]});
  add_point(points, trail->end.border);
}

/* Whether a trail passes over the straight piece between a gate and its box. */
static bool over(const struct atl_grid *grid, const struct atl_trail *trail, const struct atl_gate *gate) {
  int32_t x0 = grid->x[gate->spot.col], y0 = grid->y[gate->spot.row], x1 = gate->border.x, y1 = gate->border.y;
  for (uint32_t i = 0; i + 1 < trail->spot.len; i++) {
    struct atl_spot a = trail->spot.at[i], b = trail->spot.at[i + 1];
    int32_t left = atl_min32(grid->x[a.col], grid->x[b.col]), right = atl_max32(grid->x[a.col], grid->x[b.col]);
    int32_t top = atl_min32(grid->y[a.row], grid->y[b.row]), bottom = atl_max32(grid->y[a.row], grid->y[b.row]);
    if (x0 == x1) {
      int32_t low = atl_min32(y0 + (y1 > y0 ? 1 : 0), y1), high = atl_max32(y0 - (y1 > y0 ? 0 : 1), y1);
      if (left <= x0 && right >= x0 && top <= high && bottom >= low)
        return true;
    } else {
      int32_t low = atl_min32(x0 + (x1 > x0 ? 1 : 0), x1), high = atl_max32(x0 - (x1 > x0 ? 0 : 1), x1);
      if (top <= y0 && bottom >= y0 && left <= high && right >= low)
        return true;
    }
  }
  return false;
}

/* Do two pieces of a trail share a cell? */
static bool meet(struct atl_spot a, struct atl_spot b, struct atl_spot c, struct atl_spot d) {
  return atl_min32(a.col, b.col) <= atl_max32(c.col, d.col) && atl_min32(c.col, d.col) <= atl_max32(a.col, b.col) &&
         atl_min32(a.row, b.row) <= atl_max32(c.row, d.row) && atl_min32(c.row, d.row) <= atl_max32(a.row, b.row);
}

bool atl_trail_is_sound(const struct atl_grid *grid, const struct atl_trail *trail) {
  const struct atl_spot *p = trail->spot.at;
  if (over(grid, trail, &trail->end) || (!trail->branches && over(grid, trail, &trail->start)))
    return false;
  for (uint32_t i = 0; i + 1 < trail->spot.len; i++)
    for (uint32_t k = i + 2; k + 1 < trail->spot.len; k++)
      if (meet(p[i], p[i + 1], p[k], p[k + 1]))
        return false;
  return true;
}
