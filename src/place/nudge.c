/* clang-format off */
/* Nudging: pieces of wire between two bends move to the middle of the room they have, so that parallel wires stand at
 * even distances and none runs close to a box that it could keep away from.
 *
 *      │ │ │         │  A few sweeps over all pieces; each goes half way between what is on its two sides. A piece
 *     ┌┘┌┘ └┐  ->    │  never passes another one or a box, so no crossing comes or goes. */
/* clang-format on */
#include "place/links.h"

#include <stdlib.h>

enum {
  SWEEPS = 4,
  CLEAR_PX = 8, /* between parallel wires, and between a wire and a box */
  FAR_PX = 28,  /* room beyond this is as good as any */
  HEAD_PX = 16, /* a piece with an arrowhead keeps this length, another one the next */
  SHORT_PX = 8,
};

struct piece {
  uint32_t route, at; /* its first point in the route */
  bool down;
};

struct nudge {
  struct atl_place *place;
  const struct atl_order *order;
  ATL_VEC(struct piece) piece; /* that may move */
  ATL_VEC(uint32_t) pinned;    /* points, of other routes, that move with it */
};

static struct atl_point *points_of(const struct nudge *n, uint32_t route) {
  return &n->place->point.at[n->place->route.at[route].first_point];
}

static int32_t at_of(struct atl_point p, bool down) { return down ? p.x : p.y; }
static int32_t along_of(struct atl_point p, bool down) { return down ? p.y : p.x; }

/* Points of the same net that lie on a piece: wires that branch off there. False when one of them goes on along it. */
static bool find_pinned(struct nudge *n, const struct piece *piece) {
  const struct atl_place *place = n->place;
  const struct atl_point *p = points_of(n, piece->route) + piece->at;
  int32_t low = atl_min32(along_of(p[0], piece->down), along_of(p[1], piece->down));
  int32_t high = atl_max32(along_of(p[0], piece->down), along_of(p[1], piece->down));
  n->pinned.len = 0;
  for (uint32_t k = 0; k < place->route.len; k++) {
    const struct atl_route *route = &place->route.at[k];
    if (k == piece->route || route->net != place->route.at[piece->route].net)
      continue;
    const struct atl_point *q = points_of(n, k);
    for (uint32_t i = 0; i < route->points; i++) {
      if (at_of(q[i], piece->down) != at_of(p[0], piece->down) || along_of(q[i], piece->down) < low ||
          along_of(q[i], piece->down) > high)
        continue;
      if (i || (q[1].x == q[0].x) == piece->down)
        return false;
      *atl_vec_push(&n->pinned) = route->first_point;
    }
  }
  return true;
}

/* Does a label stand in this piece, or right beside it? */
static bool carries_label(const struct nudge *n, const struct piece *piece) {
  const struct atl_point *p = points_of(n, piece->route) + piece->at;
  int32_t near = CLEAR_PX * ATL_PX, left = atl_min32(p[0].x, p[1].x), top = atl_min32(p[0].y, p[1].y);
  struct atl_rect around = {left - near, top - near, abs(p[0].x - p[1].x) + 2 * near, abs(p[0].y - p[1].y) + 2 * near};
  for (uint32_t i = 0; i < n->place->label.len; i++)
    if (atl_rect_overlap(n->place->label.at[i].rect, around))
      return true;
  return false;
}

struct room {
  int32_t at, low, high; /* where the piece is, and what is nearest on both sides */
};

static void limit(struct room *room, int32_t from, int32_t to) {
  if (to <= room->at)
    room->low = atl_max32(room->low, to);
  else if (from >= room->at)
    room->high = atl_min32(room->high, from);
  else /* it is there already: do not move */
    room->low = room->high = room->at;
}

static void limit_by_rect(struct room *room, struct atl_rect r, bool down, int32_t from, int32_t to) {
  int32_t a = down ? r.y : r.x, b = down ? atl_rect_bottom(r) : atl_rect_right(r);
  if (a < to && b > from)
    limit(room, down ? r.x : r.y, down ? atl_rect_right(r) : atl_rect_bottom(r));
}

/* A neighbour of the piece must keep its direction and some length. */
static void limit_by_neighbour(struct room *room, int32_t end, int32_t length) {
  if (end < room->at)
    room->low = atl_max32(room->low, end + length - CLEAR_PX * ATL_PX);
  else
    room->high = atl_min32(room->high, end - length + CLEAR_PX * ATL_PX);
}

static void move(struct nudge *n, const struct piece *piece) {
  struct atl_place *place = n->place;
  const struct atl_route *route = &place->route.at[piece->route];
  struct atl_point *p = points_of(n, piece->route) + piece->at;
  bool down = piece->down;
  int32_t clear = CLEAR_PX * ATL_PX;
  int32_t from = atl_min32(along_of(p[0], down), along_of(p[1], down)) - clear,
          to = atl_max32(along_of(p[0], down), along_of(p[1], down)) + clear;
  struct room room = {.at = at_of(p[0], down)};
  room.low = room.at - FAR_PX * ATL_PX;
  room.high = room.at + FAR_PX * ATL_PX;
  for (uint32_t i = 0; i < n->order->box.len; i++)
    if (!place->frame || !place->frame[i])
      limit_by_rect(&room, place->box[i], down, from, to);
    else { /* its border is a wire */
      struct atl_rect f = place->box[i];
      int32_t size = down ? f.w : f.h, start = down ? f.x : f.y;
      struct atl_rect side = {f.x, f.y, down ? 0 : f.w, down ? f.h : 0};
      limit_by_rect(&room, side, down, from, to);
      *(down ? &side.x : &side.y) = start + size;
      limit_by_rect(&room, side, down, from, to);
    }
  for (uint32_t i = 0; i < place->label.len; i++)
    limit_by_rect(&room, place->label.at[i].rect, down, from, to);
  for (uint32_t k = 0; k < place->route.len; k++) {
    const struct atl_point *q = points_of(n, k);
    for (uint32_t i = 0; i + 1 < place->route.at[k].points; i++) {
      if ((q[i].x == q[i + 1].x) != down || (k == piece->route && i == piece->at))
        continue;
      int32_t a = atl_min32(along_of(q[i], down), along_of(q[i + 1], down));
      int32_t b = atl_max32(along_of(q[i], down), along_of(q[i + 1], down));
      if (a < to && b > from)
        limit(&room, at_of(q[i], down), at_of(q[i], down));
    }
  }
  bool first = piece->at == 1, last = piece->at + 3 == route->points;
  limit_by_neighbour(&room, at_of(p[-1], down), (first && route->tail ? HEAD_PX : SHORT_PX) * ATL_PX);
  limit_by_neighbour(&room, at_of(p[2], down), (last && route->head ? HEAD_PX : SHORT_PX) * ATL_PX);
  for (uint32_t i = 0; i < n->pinned.len; i++) {
    struct atl_point next = place->point.at[n->pinned.at[i] + 1];
    limit_by_neighbour(&room, at_of(next, down), HEAD_PX * ATL_PX);
  }
  if (room.high - room.low < 2 * clear)
    return;
  int32_t middle = (room.low + room.high) / 2;
  middle = middle >= 0 ? middle / ATL_PX * ATL_PX : -((-middle + ATL_PX - 1) / ATL_PX * ATL_PX);
  for (int i = 0; i < 2; i++)
    *(down ? &p[i].x : &p[i].y) = middle;
  for (uint32_t i = 0; i < n->pinned.len; i++)
    *(down ? &place->point.at[n->pinned.at[i]].x : &place->point.at[n->pinned.at[i]].y) = middle;
}

void atl_nudge(struct atl_place *place, const struct atl_order *order, uint32_t fixed) {
  struct nudge n = {.place = place, .order = order};
  for (uint32_t k = fixed; k < place->route.len; k++)
    for (uint32_t i = 1; i + 2 < place->route.at[k].points; i++) {
      const struct atl_point *p = points_of(&n, k) + i;
      struct piece piece = {.route = k, .at = i, .down = p[0].x == p[1].x};
      if (!carries_label(&n, &piece))
        *atl_vec_push(&n.piece) = piece;
    }
  for (int sweep = 0; sweep < SWEEPS; sweep++)
    for (uint32_t i = 0; i < n.piece.len; i++)
      if (find_pinned(&n, &n.piece.at[i]))
        move(&n, &n.piece.at[i]);
  atl_vec_release(&n.piece);
  atl_vec_release(&n.pinned);
}
