/* clang-format off */
/* What is in the way of the links of a radial drawing: boxes, labels, and other wires, on which a link must not lie.
 * Two curves that run so near to each other, and so nearly in one direction, that a reader sees one line, are one line
 * over that stretch; where they cross, they are not. Curves are looked at as `atlasc measure` does, as polygons of
 * sixteen pieces.
 *
 *      ┌───┬───┬───┬───┐    The ground is a field of cells, as many as there are boxes and links. Each cell knows what
 *      │   │  ╱│   │   │    lies in it: a box, a label, pieces of wires. Who asks about a piece goes through the cells
 *      ├───┼─╱─┼───┼───┤    on its way, a few in each column, and looks at what is there and at nothing else.
 *      │   │╱  │ ▭ │   │
 *      └───┴───┴───┴───┘
 *
 * Whatever is looked at is counted, since in a crowd everything is near: atl_radial_work(). */
/* clang-format on */
#include "place/radial/radial.h"

#include <stdlib.h>

enum {
  STEPS = 16,            /* pieces of a curve */
  NEAR = 3 * ATL_PX / 2, /* two lines this near to each other are seen as one */
  LEAN = 6,              /* where their angle is less than this part of a radian */
  SEEN = 10 * ATL_PX,    /* and over more than this */
  STRIDE = 4 * ATL_PX,   /* pieces are looked at so closely, */
  STRIDES = 64,          /* long ones at so many points */
  MOST_CELLS = 192,      /* along a side: what lies across all of them is still entered quickly */
  NO_ENTRY = -1,
};

enum what { BOX, LABEL, PIECE, WHATS };

struct entry { /* of a list, one for each cell */
  uint32_t what;
  int32_t next;
};

struct piece {
  struct atl_point a, b;
  uint32_t route;
  uint32_t asked; /* the last question in which it was looked at: it lies in several cells */
};

struct seen { /* of a route, in one question */
  uint32_t asked;
  int32_t along;
};

struct atl_radial_field {
  const struct atl_radial *r;
  int32_t side;                /* cells a side */
  int32_t left, top, w, h;     /* of the first cell; what lies outside belongs to the outermost ones */
  int32_t *first[WHATS];       /* by cell: an entry, or NO_ENTRY */
  ATL_VEC(struct entry) entry; /* `what` is a box, an index into `label`, or into `piece` */
  ATL_VEC(struct piece) piece;
  ATL_VEC(struct atl_rect) label;
  ATL_VEC(struct seen) seen; /* by route */
  uint32_t asked;            /* questions so far */
  uint32_t asked_route;      /* the same for `seen` */
  uint64_t work;
};

/* -- cells ------------------------------------------------------------------------------------------------------- */

static int32_t cell_of(int64_t at, int32_t first, int32_t size, int32_t count) {
  int64_t cell = (at - first) / size;
  return cell < 0 || at < first ? 0 : cell < count ? (int32_t)cell : count - 1;
}

/* A walk over the cells within `by` of a line, from column to column; a rectangle is taken by its diagonal, whole. */
struct walk {
  const struct atl_radial_field *f;
  struct atl_point a, b; /* from left to right */
  int32_t by, column, last_column, row, last_row;
  bool whole;
};

/* Sets the rows that are near in this column. */
static void set_rows(struct walk *w) {
  const struct atl_radial_field *f = w->f;
  int64_t low = atl_min32(w->a.y, w->b.y), high = atl_max32(w->a.y, w->b.y), across = (int64_t)w->b.x - w->a.x;
  if (!w->whole && across) { /* the part of the line that is in this column, or beside it by less than `by` */
    int64_t begin = f->left + (int64_t)w->column * f->w - w->by, end = begin + f->w + 2 * (int64_t)w->by;
    begin = w->column && begin > w->a.x ? begin : w->a.x;
    end = w->column + 1 < f->side && end < w->b.x ? end : w->b.x;
    int64_t y = w->a.y + (w->b.y - (int64_t)w->a.y) * (begin - w->a.x) / across,
            y2 = w->a.y + (w->b.y - (int64_t)w->a.y) * (end - w->a.x) / across;
    low = (y < y2 ? y : y2) - 1; /* what was rounded off */
    high = (y < y2 ? y2 : y) + 1;
  }
  w->row = cell_of(low - w->by, f->top, f->h, f->side);
  w->last_row = cell_of(high + w->by, f->top, f->h, f->side);
}

static struct walk walk_line(const struct atl_radial_field *f, struct atl_point a, struct atl_point b, int32_t by) {
  bool turned = a.x > b.x;
  struct walk w = {.f = f, .a = turned ? b : a, .b = turned ? a : b, .by = by};
  w.column = cell_of((int64_t)w.a.x - by, f->left, f->w, f->side);
  w.last_column = cell_of((int64_t)w.b.x + by, f->left, f->w, f->side);
  set_rows(&w);
  return w;
}

static struct walk walk_rect(const struct atl_radial_field *f, struct atl_rect r, int32_t by) {
  struct walk w =
      walk_line(f, (struct atl_point){r.x, r.y}, (struct atl_point){atl_rect_right(r), atl_rect_bottom(r)}, by);
  w.whole = true;
  set_rows(&w);
  return w;
}

/* The next cell, or -1. */
static int32_t next_cell(struct walk *w) {
  while (w->row > w->last_row) {
    if (w->column++ >= w->last_column)
      return -1;
    set_rows(w);
  }
  return w->row++ * w->f->side + w->column;
}

static void enter(struct atl_radial_field *f, struct walk w, enum what kind, uint32_t what) {
  for (int32_t cell; (cell = next_cell(&w)) >= 0;) {
    *atl_vec_push(&f->entry) = (struct entry){what, f->first[kind][cell]};
    f->first[kind][cell] = (int32_t)f->entry.len - 1;
  }
}

/* The pieces of a curve, one after the other. */
static void bend(const struct atl_point *curve, struct atl_point point[STEPS + 1]) {
  for (int32_t i = 0; i <= STEPS; i++)
    point[i] = atl_curve_point(curve, i);
}

void atl_radial_field_add(struct atl_radial_field *f, uint32_t first_route, uint32_t first_label) {
  const struct atl_place *place = f->r->layout->place;
  for (uint32_t k = first_route; k < place->route.len; k++)
    for (uint32_t i = 0; i + 3 < place->route.at[k].points; i += 3) {
      struct atl_point point[STEPS + 1];
      bend(&place->point.at[place->route.at[k].first_point + i], point);
      for (int s = 0; s < STEPS; s++) {
        *atl_vec_push(&f->piece) = (struct piece){.a = point[s], .b = point[s + 1], .route = k};
        enter(f, walk_line(f, point[s], point[s + 1], 0), PIECE, f->piece.len - 1);
      }
    }
  for (uint32_t i = first_label; i < place->label.len; i++) {
    *atl_vec_push(&f->label) = place->label.at[i].rect;
    enter(f, walk_rect(f, place->label.at[i].rect, 0), LABEL, f->label.len - 1);
  }
}

struct atl_radial_field *atl_radial_field_new(const struct atl_radial *r) {
  struct atl_radial_field *f = atl_alloc(1, sizeof *f);
  uint32_t n = r->order->box.len;
  int32_t right = INT32_MIN, bottom = INT32_MIN;
  f->r = r;
  f->left = f->top = INT32_MAX;
  for (uint32_t v = 0; v < n; v++) {
    f->left = atl_min32(f->left, r->box[v].x);
    f->top = atl_min32(f->top, r->box[v].y);
    right = atl_max32(right, atl_rect_right(r->box[v]));
    bottom = atl_max32(bottom, atl_rect_bottom(r->box[v]));
  }
  for (f->side = 4;
       f->side < MOST_CELLS && (uint64_t)f->side * (uint64_t)f->side < n + 4 * (uint64_t)r->order->edge.len;)
    f->side++;
  f->w = (right - f->left) / f->side + 1;
  f->h = (bottom - f->top) / f->side + 1;
  for (int kind = 0; kind < WHATS; kind++) {
    f->first[kind] = atl_alloc((size_t)f->side * (size_t)f->side, sizeof *f->first[kind]);
    for (int32_t i = 0; i < f->side * f->side; i++)
      f->first[kind][i] = NO_ENTRY;
  }
  for (uint32_t v = n; v--;)
    enter(f, walk_rect(f, r->box[v], 0), BOX, v);
  atl_radial_field_add(f, 0, 0);
  return f;
}

void atl_radial_field_free(struct atl_radial_field *f) {
  for (int kind = 0; kind < WHATS; kind++)
    free(f->first[kind]);
  atl_vec_release(&f->entry);
  atl_vec_release(&f->piece);
  atl_vec_release(&f->label);
  atl_vec_release(&f->seen);
  free(f);
}

uint64_t atl_radial_work(const struct atl_radial_field *f) { return f->work; }

/* -- who is in the way ------------------------------------------------------------------------------------------- */

static struct atl_rect grown(struct atl_rect r, int32_t by) {
  return (struct atl_rect){r.x - by, r.y - by, r.w + 2 * by, r.h + 2 * by};
}

bool atl_radial_is_free(struct atl_radial_field *f, const struct atl_point *curve, uint32_t tail, uint32_t head,
                        int32_t clear) {
  struct atl_point point[STEPS + 1];
  bend(curve, point);
  for (int s = 0; s < STEPS; s++) {
    struct walk w = walk_line(f, point[s], point[s + 1], clear);
    for (int32_t cell; (cell = next_cell(&w)) >= 0; f->work++)
      for (int32_t i = f->first[BOX][cell]; i != NO_ENTRY; i = f->entry.at[i].next) {
        uint32_t v = f->entry.at[i].what;
        f->work++;
        if (atl_line_cuts(point[s], point[s + 1], grown(f->r->box[v], v == tail || v == head ? 0 : clear)))
          return false;
      }
  }
  return true;
}

bool atl_radial_is_free_rect(struct atl_radial_field *f, struct atl_rect rect, int32_t clear) {
  struct atl_rect wide = grown(rect, clear);
  struct walk w = walk_rect(f, wide, 0);
  for (int32_t cell; (cell = next_cell(&w)) >= 0; f->work++)
    for (int kind = BOX; kind <= LABEL; kind++)
      for (int32_t i = f->first[kind][cell]; i != NO_ENTRY; i = f->entry.at[i].next) {
        uint32_t what = f->entry.at[i].what;
        f->work++;
        if (atl_rect_overlap(wide, kind == BOX ? f->r->box[what] : f->label.at[what]))
          return false;
      }
  return true;
}

bool atl_radial_is_wired(struct atl_radial_field *f, struct atl_rect rect) {
  struct walk w = walk_rect(f, rect, ATL_PX);
  for (int32_t cell; (cell = next_cell(&w)) >= 0; f->work++)
    for (int32_t i = f->first[PIECE][cell]; i != NO_ENTRY; i = f->entry.at[i].next) {
      const struct piece *p = &f->piece.at[f->entry.at[i].what];
      f->work++;
      if (atl_line_cuts(p->a, p->b, grown(rect, ATL_PX)))
        return true;
    }
  return false;
}

/* -- who is seen as one ------------------------------------------------------------------------------------------ */

static bool far_off(const struct piece *p, struct atl_point a, struct atl_point b) {
  return atl_min32(a.x, b.x) > atl_max32(p->a.x, p->b.x) + NEAR ||
         atl_min32(p->a.x, p->b.x) > atl_max32(a.x, b.x) + NEAR ||
         atl_min32(a.y, b.y) > atl_max32(p->a.y, p->b.y) + NEAR ||
         atl_min32(p->a.y, p->b.y) > atl_max32(a.y, b.y) + NEAR;
}

static int32_t longer(int32_t x, int32_t y) { return atl_max32(abs(x), abs(y)); }

/* Whether two axis-parallel pieces have more than a point in common. */
static bool share(struct atl_point a, struct atl_point b, struct atl_point c, struct atl_point d) {
  bool level = a.y == b.y && c.y == d.y && a.y == c.y, upright = a.x == b.x && c.x == d.x && a.x == c.x;
  return (level &&
          atl_min32(atl_max32(a.x, b.x), atl_max32(c.x, d.x)) > atl_max32(atl_min32(a.x, b.x), atl_min32(c.x, d.x))) ||
         (upright &&
          atl_min32(atl_max32(a.y, b.y), atl_max32(c.y, d.y)) > atl_max32(atl_min32(a.y, b.y), atl_min32(c.y, d.y)));
}

/* How much of the piece from a to b is seen as one line with that from c to d. */
static int32_t along(struct atl_radial_field *f, struct atl_point a, struct atl_point b, struct atl_point c,
                     struct atl_point d) {
  int64_t ux = (int64_t)b.x - a.x, uy = (int64_t)b.y - a.y, vx = (int64_t)d.x - c.x, vy = (int64_t)d.y - c.y;
  if (llabs(ux * vy - uy * vx) * LEAN > llabs(ux * vx + uy * vy))
    return 0;
  int32_t length = longer((int32_t)ux, (int32_t)uy), strides = atl_min32(length / STRIDE + 1, STRIDES), near = 0;
  int64_t own = vx * vx + vy * vy;
  f->work += (uint64_t)strides;
  for (int32_t i = 0; i < strides; i++) { /* the middle of each */
    int64_t x = a.x + ux * (2 * i + 1) / (2 * strides) - c.x, y = a.y + uy * (2 * i + 1) / (2 * strides) - c.y;
    int64_t on = x * vx + y * vy, off = llabs(x * vy - y * vx);
    near += on >= 0 && on <= own && off <= NEAR * (int64_t)longer((int32_t)vx, (int32_t)vy);
  }
  return (int32_t)((int64_t)length * near / strides);
}

/* Looks at all that lies near one piece; adds up, by route, how much of it is seen as one with that. Gives whether some
 * route now is, or lies on one line with it. */
static enum atl_together look(struct atl_radial_field *f, struct atl_point a, struct atl_point b) {
  enum atl_together most = ATL_SEEN_APART;
  struct walk w = walk_line(f, a, b, NEAR + 1);
  f->asked++;
  for (int32_t cell; (cell = next_cell(&w)) >= 0; f->work++)
    for (int32_t i = f->first[PIECE][cell]; i != NO_ENTRY; i = f->entry.at[i].next) {
      struct piece *p = &f->piece.at[f->entry.at[i].what];
      f->work++;
      if (p->asked == f->asked || far_off(p, a, b))
        continue;
      p->asked = f->asked;
      if (share(a, b, p->a, p->b))
        return ATL_ON_ONE_LINE;
      struct seen *seen = &f->seen.at[p->route];
      seen->along = (seen->asked == f->asked_route ? seen->along : 0) + along(f, a, b, p->a, p->b);
      seen->asked = f->asked_route;
      if (seen->along > SEEN)
        most = ATL_SEEN_AS_ONE;
    }
  return most;
}

enum atl_together atl_radial_together(struct atl_radial_field *f, uint32_t first) {
  const struct atl_place *place = f->r->layout->place;
  enum atl_together most = ATL_SEEN_APART;
  while (f->seen.len < first)
    *atl_vec_push(&f->seen) = (struct seen){0};
  f->asked_route++;
  for (uint32_t k = first; k < place->route.len; k++)
    for (uint32_t i = 0; i + 3 < place->route.at[k].points; i += 3) {
      struct atl_point point[STEPS + 1];
      bend(&place->point.at[place->route.at[k].first_point + i], point);
      for (int s = 0; s < STEPS; s++) {
        enum atl_together found = look(f, point[s], point[s + 1]);
        if (found == ATL_ON_ONE_LINE)
          return found;
        most = found > most ? found : most;
      }
    }
  return most;
}
