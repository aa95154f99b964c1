/* Room for the label of a link: in its wire where a stretch along a row is long enough, else beside it. Never on a
 * box, a wire or another label; the longest stretch and its middle are best. */
#include "place/links.h"

#include "place/measure.h"

#include <stdlib.h>

enum {
  ENDS_CELLS = 2, /* of a stretch that stay free of an inline label, in cells and px */
  ENDS_PX = 12,
  HEAD_CELLS = 2, /* and so much more before an arrowhead */
  HEAD_PX = 12,
  BY_PX = 3,   /* between a label and the wire it stands beside */
  STEP_PX = 8, /* between places that are tried */
  INLINE_COST = 0,
  BESIDE_ROW = 12,
  BESIDE_COLUMN = 9,
  LONG_STRETCH = 40, /* a stretch may gain so much by its length */
  LONG_CELLS = 20,   /* boxes are not moved apart for a longer label */
  LONG_PX = 160,
};

struct choice {
  struct atl_rect rect;
  bool inline_;
  int64_t cost;
};

struct stretch {
  struct atl_point a, b; /* left or upper end first */
  int32_t before, after; /* room to leave there for an inline label */
};

enum { SOLID = ATL_GROUND_BOX | ATL_GROUND_FRAME | ATL_ANY_WIRE };

static bool is_free(const struct atl_router *r, struct atl_rect l, const struct stretch *own) {
  int32_t on = r->grid.cells ? 1 : 0;
  int32_t right = atl_rect_right(l) - on, bottom = atl_rect_bottom(l) - on;
  if (!own)
    return !(atl_grid_bits(&r->grid, l.x, l.y, right, bottom) & SOLID);
  int32_t y = own->a.y; /* its own wire may lie under it, nothing else */
  return !(atl_grid_bits(&r->grid, l.x, l.y, right, y - 1) & SOLID) &&
         !(atl_grid_bits(&r->grid, l.x, y + 1, right, bottom) & SOLID) &&
         !(atl_grid_bits(&r->grid, l.x, y, right, y) & (SOLID & ~(unsigned)ATL_GROUND_LINK_ALONG));
}

/* What stands between two lanes is not marked on either: wires of the hierarchy, borders, other labels. */
static bool is_clear(const struct atl_router *r, struct atl_rect l) {
  const struct atl_place *place = r->layout->place;
  int32_t air = BY_PX * ATL_PX;
  if (r->grid.cells)
    return true;
  struct atl_rect around = {l.x - air, l.y - air, l.w + 2 * air, l.h + 2 * air};
  for (uint32_t i = 0; i < r->layout->order->box.len; i++)
    if (!(place->frame && place->frame[i]) && atl_rect_overlap(place->box[i], around))
      return false;
  for (uint32_t i = 0; i < place->label.len; i++) /* of links that the layout draws itself */
    if (atl_rect_overlap(place->label.at[i].rect, around))
      return false;
  for (uint32_t i = 0; i < r->strand.len; i++)
    if (r->strand.at[i].labelled && atl_rect_overlap(r->strand.at[i].label.rect, around))
      return false;
  for (uint32_t k = 0; k < place->route.len; k++)
    for (uint32_t i = 0; i + 1 < place->route.at[k].points; i++) {
      const struct atl_point *p = &place->point.at[place->route.at[k].first_point + i];
      int32_t left = atl_min32(p[0].x, p[1].x), top = atl_min32(p[0].y, p[1].y);
      struct atl_rect wire = {left, top, abs(p[0].x - p[1].x) + 1, abs(p[0].y - p[1].y) + 1};
      if (atl_rect_overlap(wire, around))
        return false;
    }
  return true;
}

static void consider(const struct atl_router *r, struct atl_rect rect, const struct stretch *own, int64_t cost,
                     struct choice *best) {
  if (cost < best->cost && is_free(r, rect, own) && is_clear(r, rect))
    *best = (struct choice){.rect = rect, .inline_ = own != NULL, .cost = cost};
}

/* Slides a label along a stretch, from the middle to both ends. `across` moves the label off the wire. */
static void slide(const struct atl_router *r, const struct stretch *s, struct atl_rect rect, bool inline_, int64_t cost,
                  struct choice *best) {
  bool row = s->a.y == s->b.y, cells = r->grid.cells;
  int32_t step = cells ? 1 : STEP_PX * ATL_PX, unit = cells ? (row ? 1 : 2) : 8 * ATL_PX;
  int32_t size = row ? rect.w : rect.h, from = row ? s->a.x : s->a.y, to = row ? s->b.x : s->b.y;
  int32_t low = inline_ ? from + s->before : from - size / 2, high = inline_ ? to - s->after - size : to - size / 2;
  int32_t middle = (from + to - size + (cells ? 1 : 0)) / 2;
  if (!cells) {
    middle = middle / ATL_PX * ATL_PX;
    low = atl_round_up(low + (1 << 20) * ATL_PX, ATL_PX) - (1 << 20) * ATL_PX;
  }
  if (inline_ && middle < low)
    middle = low;
  if (inline_ && middle > high)
    middle = high;
  for (int32_t off = 0; middle - off >= low || middle + off <= high; off += step)
    for (int side = -1; side <= 1; side += 2) {
      int32_t at = middle + side * off;
      if (at < low || at > high || (side > 0 && !off))
        continue;
      *(row ? &rect.x : &rect.y) = at;
      consider(r, rect, inline_ ? s : NULL, cost + off / unit / 2, best);
    }
}

static void try_stretch(const struct atl_router *r, const struct atl_label *label, const struct stretch *s,
                        struct choice *best) {
  bool cells = r->grid.cells, row = s->a.y == s->b.y;
  int32_t on = cells ? 1 : 0, length = row ? s->b.x - s->a.x : s->b.y - s->a.y;
  int64_t gain = cells ? (row ? length : 2 * length) : length / (8 * ATL_PX);
  gain = gain < LONG_STRETCH ? gain : LONG_STRETCH;
  struct atl_rect rect = label->rect;
  if (row) {
    if (label->lines == 1 && length >= s->before + s->after + rect.w) {
      rect.y = cells ? s->a.y : s->a.y - rect.h / 2;
      slide(r, s, rect, true, INLINE_COST - gain, best);
    }
    int32_t by = cells ? 0 : BY_PX * ATL_PX;
    rect.y = s->a.y - by - rect.h;
    slide(r, s, rect, false, BESIDE_ROW - gain, best);
    rect.y = s->a.y + on + by;
    slide(r, s, rect, false, BESIDE_ROW + 1 - gain, best);
    return;
  }
  int32_t by = cells ? 0 : BY_PX * ATL_PX;
  rect.x = s->a.x + on + by;
  slide(r, s, rect, false, BESIDE_COLUMN - gain, best);
  rect.x = s->a.x - by - rect.w;
  slide(r, s, rect, false, BESIDE_COLUMN + 1 - gain, best);
}

bool atl_link_label(struct atl_router *r, struct atl_linkage *strand) {
  atl_points points = {0};
  struct choice best = {.cost = INT64_MAX};
  bool cells = r->grid.cells;
  int32_t ends = cells ? ENDS_CELLS : ENDS_PX * ATL_PX, more = cells ? HEAD_CELLS : HEAD_PX * ATL_PX;
  atl_trail_points(r, &strand->trail.at[0], &points);
  for (uint32_t i = 0; i + 1 < points.len; i++) {
    struct stretch s = {.a = points.at[i], .b = points.at[i + 1]};
    s.before = ends + (!i && strand->tail ? more : 0);
    s.after = ends + (i + 2 == points.len && strand->head ? more : 0);
    if (s.a.x > s.b.x || s.a.y > s.b.y)
      s = (struct stretch){.a = s.b, .b = s.a, .before = s.after, .after = s.before};
    try_stretch(r, &strand->label, &s, &best);
  }
  atl_vec_release(&points);
  if (best.cost == INT64_MAX)
    return false;
  strand->label.rect = best.rect;
  strand->label.inline_ = best.inline_;
  return true;
}

int32_t atl_label_gap(struct atl_layout *layout, uint32_t edge) {
  struct atl_place *place = layout->place;
  uint32_t lines = place->line.len;
  struct atl_label label = atl_measure_label(layout, edge);
  enum atl_arrow arrow = layout->map->link.at[layout->order->edge.at[edge].link].arrow;
  bool cells = layout->options->cells;
  int32_t heads = arrow == ATL_ARROW_BOTH ? 2 : arrow == ATL_ARROW_NONE ? 0 : 1;
  place->line.len = lines; /* it is measured again when it is drawn */
  if (label.lines != 1 || label.rect.w > (cells ? LONG_CELLS : LONG_PX * ATL_PX))
    return 0;
  return cells ? label.rect.w + 2 * ENDS_CELLS + heads * HEAD_CELLS - 1 /* both borders are cells of the wire */
               : label.rect.w + (2 * ENDS_PX + heads * HEAD_PX) * ATL_PX;
}

/* -- a way by way of a label ------------------------------------------------------------------------------------- */

static int32_t off_range(int32_t v, int32_t low, int32_t high) { return v < low ? low - v : v > high ? v - high : 0; }

/* About how long the way from a box to a point is. */
static int64_t way_to(struct atl_rect r, int32_t x, int32_t y, bool cells) {
  return off_range(x, r.x, atl_rect_right(r)) + (cells ? 2 : 1) * (int64_t)off_range(y, r.y, atl_rect_bottom(r));
}

static void offer(struct atl_site *site, uint32_t *sites, struct atl_site one) {
  if (*sites == ATL_SITES && one.cost >= site[ATL_SITES - 1].cost)
    return;
  uint32_t k = *sites < ATL_SITES ? (*sites)++ : ATL_SITES - 1;
  for (; k && site[k - 1].cost > one.cost; k--)
    site[k] = site[k - 1];
  site[k] = one;
}

/* Whether a place is in a frame in which neither end of a link stands: no way leads there. */
static bool is_shut(const struct atl_router *r, const struct atl_edge *edge, int32_t x, int32_t y) {
  const struct atl_place *place = r->layout->place;
  const struct atl_order *order = r->layout->order;
  for (uint32_t i = 0; place->frame && i < order->box.len; i++) {
    struct atl_rect f = place->box[i];
    if (!place->frame[i] || x < f.x || y < f.y || x >= atl_rect_right(f) || y >= atl_rect_bottom(f))
      continue;
    bool open = false;
    for (uint32_t b = edge->tail; b != ATL_NONE && !open; b = order->box.at[b].parent)
      open = b == i;
    for (uint32_t b = edge->head; b != ATL_NONE && !open; b = order->box.at[b].parent)
      open = b == i;
    if (!open)
      return true;
  }
  return false;
}

uint32_t atl_label_sites(const struct atl_router *r, const struct atl_linkage *strand, const struct atl_edge *edge,
                         struct atl_site *site) {
  struct atl_rect tail = r->layout->place->box[edge->tail], head = r->layout->place->box[edge->head];
  const struct atl_grid *grid = &r->grid;
  bool cells = grid->cells;
  int32_t ends = cells ? ENDS_CELLS + 1 : (ENDS_PX + STEP_PX) * ATL_PX, need = strand->label.rect.w + 2 * ends;
  int32_t middle = (atl_max32(tail.x, head.x) + atl_min32(atl_rect_right(tail), atl_rect_right(head))) / 2;
  unsigned solid = SOLID | ATL_ANY_BY;
  uint32_t sites = 0;
  bool beside = strand->label.lines > 1; /* above the wire, and not in it */
  for (int32_t row = 0; row < grid->rows; row++) {
    const uint16_t *ground = grid->ground + atl_grid_row(grid, row);
    for (int32_t col = 0, end; col < grid->cols; col = end + 1) {
      for (end = col; end < grid->cols && !(ground[atl_grid_col(end)] & solid); end++)
        ;
      if (end == col || grid->x[end - 1] - grid->x[col] < need)
        continue;
      /* Within the run of free cells, where it is nearest to the middle. */
      int32_t from = atl_lane_from(grid->x, grid->cols, middle - need / 2);
      from = atl_min32(atl_max32(from, col), end - 1);
      while (grid->x[end - 1] - grid->x[from] < need)
        from--;
      int32_t to = atl_lane_from(grid->x, grid->cols, grid->x[from] + need);
      int32_t x0 = grid->x[from], x1 = grid->x[to], y = grid->y[row], centre = (x0 + x1) / 2;
      struct atl_rect rect = {centre - strand->label.rect.w / 2, y, strand->label.rect.w, strand->label.rect.h};
      if (beside)
        rect.y -= rect.h + (cells ? 0 : BY_PX * ATL_PX);
      else if (!cells)
        rect.y -= rect.h / 2;
      struct stretch own = {.a = {x0, y}, .b = {x1, y}};
      struct atl_site one = {.cost = way_to(tail, centre, y, cells) + way_to(head, centre, y, cells)};
      if (ground[atl_grid_col(from)] & ATL_GROUND_BESIDE)
        one.cost += one.cost / 4 + 4 * grid->keep;
      if (sites == ATL_SITES && one.cost >= site[ATL_SITES - 1].cost)
        continue;
      if (!is_free(r, rect, beside ? NULL : &own) || !is_clear(r, rect) || is_shut(r, edge, centre, y))
        continue;
      one.left = (struct atl_gate){.spot = {from, row}, .border = {grid->x[from + 1], y}, .way = ATL_WAY_LEFT};
      one.right = (struct atl_gate){.spot = {to, row}, .border = {grid->x[to - 1], y}, .way = ATL_WAY_RIGHT};
      offer(site, &sites, one);
    }
  }
  return sites;
}
