/* Lines of any slant, in whole numbers: the same in every picture, on every machine. */
#include "emit/wire.h"

static int64_t length_of(int64_t x, int64_t y) {
  int64_t square = x * x + y * y, a = square, b = (square + 1) / 2;
  while (b < a) { /* Newton's method */
    a = b;
    b = (a + square / a) / 2;
  }
  return a;
}

struct atl_point atl_before_slanted(struct atl_point from, struct atl_point to, int32_t by) {
  int64_t x = (int64_t)to.x - from.x, y = (int64_t)to.y - from.y, length = length_of(x, y);
  if (!length)
    return to;
  return (struct atl_point){to.x - (int32_t)(x * by / length), to.y - (int32_t)(y * by / length)};
}

static bool same(struct atl_point a, struct atl_point b) { return a.x == b.x && a.y == b.y; }

struct atl_point atl_curve_last(const struct atl_point *p, int32_t count) {
  return same(p[count - 2], p[count - 1]) ? p[count - 4] : p[count - 2];
}

struct atl_point atl_curve_first(const struct atl_point *p) {
  return same(p[0], p[1]) ? p[3] : p[1];
}

struct atl_head atl_head_at(const struct atl_wire *wire, struct atl_point from, struct atl_point tip) {
  int64_t x = (int64_t)tip.x - from.x, y = (int64_t)tip.y - from.y, length = length_of(x, y);
  struct atl_point base = atl_before_slanted(from, tip, wire->head_length);
  int32_t dx = length ? (int32_t)(-y * wire->head_width / 2 / length) : 0,
          dy = length ? (int32_t)(x * wire->head_width / 2 / length) : 0;
  return (struct atl_head){{tip, {base.x + dx, base.y + dy}, {base.x - dx, base.y - dy}}};
}
