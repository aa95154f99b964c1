/* One row a shape: its name, its room, its mark; and its outline, drawn by a pen that svg, png and whoever asks where
 * wires end share. */
#include "style/shape.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const char *const atl_shape_names[] = {"box",      "rounded", "cylinder", "queue",  "person",  "cloud",
                                       "document", "hexagon", "diamond",  "circle", "stadium", "component",
                                       "folder",   "note",    "boundary", NULL};

const char *const atl_stroke_names[] = {"solid", "dashed", "dotted", "thick", "double", NULL};

const char *const atl_head_names[] = {"arrow", "open", "triangle", "diamond", "circle", "crow", "none", NULL};

#define PX(n) ((n)*ATL_PX)

enum {
  CAP = PX(7),    /* half the height of a lid, seen from above */
  HEAD = PX(10),  /* radius of a head */
  NECK = PX(4),   /* what of it the shoulders hide */
  PUFF = PX(7),   /* of a cloud */
  WAVE = PX(4),   /* of the end of a sheet */
  FOLD = PX(11),  /* of its corner */
  TAB = PX(6),    /* of a folder */
  PLUG = PX(6),   /* how far the plugs of a component stand out */
  ROUND = PX(14), /* a corner */
};

/* Marks are one cell wide in every terminal: neither ambiguous nor emoji. */
static const struct row {
  struct atl_shape_room room;
  const char *mark, *ascii;
} rows[ATL_SHAPES] = {
    [ATL_SHAPE_ROUNDED] = {.room = {.left = PX(2), .right = PX(2)}},
    [ATL_SHAPE_CYLINDER] = {.room = {.top = 2 * CAP - PX(4), .bottom = CAP - PX(3)}},
    [ATL_SHAPE_QUEUE] = {.room = {.left = PX(3), .right = 2 * CAP - PX(4)}},
    [ATL_SHAPE_PERSON] = {.room = {.top = 2 * HEAD - NECK}, .mark = "\xe2\x98\xbb", .ascii = "@"},
    [ATL_SHAPE_CLOUD] = {.room = {.left = PUFF, .right = PUFF, .top = PUFF, .bottom = PUFF},
                         .mark = "\xe2\x89\x8b",
                         .ascii = "~"},
    [ATL_SHAPE_DOCUMENT] = {.room = {.bottom = 2 * WAVE}, .mark = "\xe2\x96\xaf", .ascii = "#"},
    [ATL_SHAPE_HEXAGON] = {.room = {.left = PX(6), .right = PX(6)}, .mark = "\xe2\xac\xa1", .ascii = "%"},
    [ATL_SHAPE_DIAMOND] = {.room = {.broader = 60, .higher = 60}},
    [ATL_SHAPE_CIRCLE] = {.room = {.broader = 20, .higher = 45}, .mark = "\xe2\x9a\xac", .ascii = "o"},
    [ATL_SHAPE_STADIUM] = {.room = {.left = PX(6), .right = PX(6)}},
    [ATL_SHAPE_COMPONENT] = {.room = {.left = 2 * PLUG}, .mark = "\xe2\x8a\x9e", .ascii = "&"},
    [ATL_SHAPE_FOLDER] = {.room = {.top = TAB}, .mark = "\xe2\x96\xb1", .ascii = "$"},
    [ATL_SHAPE_NOTE] = {.room = {.right = PX(4)}, .mark = "\xe2\x97\xb9", .ascii = "*"},
};

struct atl_shape_room atl_shape_room_of(enum atl_outline shape) {
  return rows[shape].room;
}

const char *atl_shape_mark(enum atl_outline shape, bool ascii) { return ascii ? rows[shape].ascii : rows[shape].mark; }

/* -- outlines ---------------------------------------------------------------------------------------------------- */

struct pen {
  struct atl_outline_step *step;
  uint32_t steps;
  struct atl_point at;
};

static struct atl_point point(int32_t x, int32_t y) { return (struct atl_point){x, y}; }

static void put(struct pen *pen, char command, struct atl_point a, struct atl_point b, struct atl_point c) {
  if (pen->steps < ATL_MOST_STEPS)
    pen->step[pen->steps++] = (struct atl_outline_step){command, {a, b, c}};
  pen->at = command == 'C' ? c : a;
}

static void move(struct pen *pen, int32_t x, int32_t y) { put(pen, 'M', point(x, y), point(0, 0), point(0, 0)); }
static void line(struct pen *pen, int32_t x, int32_t y) {
  if (pen->at.x != x || pen->at.y != y)
    put(pen, 'L', point(x, y), point(0, 0), point(0, 0));
}
static void close(struct pen *pen) { put(pen, 'Z', pen->at, point(0, 0), point(0, 0)); }
static void curve(struct pen *pen, int32_t ax, int32_t ay, int32_t bx, int32_t by, int32_t x, int32_t y) {
  put(pen, 'C', point(ax, ay), point(bx, by), point(x, y));
}

/* A quarter of an ellipse to a point; `flat`: it starts level, and ends upright. */
static void quarter(struct pen *pen, int32_t x, int32_t y, bool flat) {
  const double k = 0.5522847498;
  int32_t dx = (int32_t)lround((x - pen->at.x) * k), dy = (int32_t)lround((y - pen->at.y) * k);
  if (flat)
    curve(pen, pen->at.x + dx, pen->at.y, x, y - dy, x, y);
  else
    curve(pen, pen->at.x, pen->at.y + dy, x - dx, y, x, y);
}

static void round_box(struct pen *pen, struct atl_rect r, int32_t rx, int32_t ry) {
  int32_t right = r.x + r.w, bottom = r.y + r.h;
  rx = atl_min32(rx, r.w / 2);
  ry = atl_min32(ry, r.h / 2);
  move(pen, r.x + rx, r.y);
  line(pen, right - rx, r.y);
  if (rx)
    quarter(pen, right, r.y + ry, true);
  line(pen, right, bottom - ry);
  if (rx)
    quarter(pen, right - rx, bottom, false);
  line(pen, r.x + rx, bottom);
  if (rx)
    quarter(pen, r.x, bottom - ry, true);
  line(pen, r.x, r.y + ry);
  if (rx)
    quarter(pen, r.x + rx, r.y, false);
  close(pen);
}

static void cylinder(struct pen *pen, struct atl_rect r) {
  int32_t right = r.x + r.w, bottom = r.y + r.h, middle = r.x + r.w / 2;
  move(pen, r.x, r.y + CAP);
  quarter(pen, middle, r.y, false);
  quarter(pen, right, r.y + CAP, true);
  line(pen, right, bottom - CAP);
  quarter(pen, middle, bottom, false);
  quarter(pen, r.x, bottom - CAP, true);
  close(pen);
  move(pen, right, r.y + CAP);
  quarter(pen, middle, r.y + 2 * CAP, false);
  quarter(pen, r.x, r.y + CAP, true);
}

static void queue(struct pen *pen, struct atl_rect r) {
  int32_t right = r.x + r.w, bottom = r.y + r.h, middle = r.y + r.h / 2;
  move(pen, r.x + CAP, r.y);
  line(pen, right - CAP, r.y);
  quarter(pen, right, middle, true);
  quarter(pen, right - CAP, bottom, false);
  line(pen, r.x + CAP, bottom);
  quarter(pen, r.x, middle, true);
  quarter(pen, r.x + CAP, r.y, false);
  close(pen);
  move(pen, right - CAP, bottom);
  quarter(pen, right - 2 * CAP, middle, true);
  quarter(pen, right - CAP, r.y, false);
}

/* A head on shoulders, as one line. */
static void person(struct pen *pen, struct atl_rect r) {
  int32_t right = r.x + r.w, bottom = r.y + r.h, middle = r.x + r.w / 2, top = r.y + 2 * HEAD - NECK;
  int32_t radius = atl_min32(ROUND, atl_min32(r.w / 2, (bottom - top) / 2));
  double angle = asin((double)(HEAD - NECK) / HEAD), reach = 4.0 / 3 * tan(angle / 4) * HEAD;
  int32_t neck = (int32_t)lround(HEAD * cos(angle)), eye = r.y + HEAD;
  int32_t hx = (int32_t)lround(reach * sin(angle)), hy = (int32_t)lround(reach * cos(angle)),
          up = (int32_t)lround(reach);
  move(pen, r.x, top + radius);
  quarter(pen, r.x + radius, top, false);
  if (middle - neck > r.x + radius)
    line(pen, middle - neck, top);
  curve(pen, middle - neck - hx, top - hy, middle - HEAD, eye + up, middle - HEAD, eye);
  quarter(pen, middle, r.y, false);
  quarter(pen, middle + HEAD, eye, true);
  curve(pen, middle + HEAD, eye + up, middle + neck + hx, top - hy, middle + neck, top);
  if (right - radius > middle + neck)
    line(pen, right - radius, top);
  quarter(pen, right, top + radius, true);
  line(pen, right, bottom - radius);
  quarter(pen, right - radius, bottom, false);
  line(pen, r.x + radius, bottom);
  quarter(pen, r.x, bottom - radius, true);
  close(pen);
}

/* Puffs along a side, to the left of the way. */
static void puffs(struct pen *pen, int32_t x, int32_t y, int count) {
  int32_t fx = pen->at.x, fy = pen->at.y, dx = x - fx, dy = y - fy;
  int32_t out = PUFF * 4 / 3, ox = dy > 0 ? out : dy < 0 ? -out : 0, oy = dx > 0 ? -out : dx < 0 ? out : 0;
  for (int i = 1; i <= count; i++) {
    struct atl_point from = pen->at;
    int32_t tx = fx + (int32_t)((int64_t)dx * i / count), ty = fy + (int32_t)((int64_t)dy * i / count);
    curve(pen, from.x + ox, from.y + oy, tx + ox, ty + oy, tx, ty);
  }
}

/* An odd number, so that the middle, where most wires end, is the top of a puff. */
static int puffs_on(int32_t side, int most) {
  int count = (int)(side / PX(26)) | 1;
  return count > most ? most : count;
}

static void cloud(struct pen *pen, struct atl_rect r) {
  enum { ACROSS = 13, UPRIGHT = 7 };
  int32_t right = r.x + r.w - PUFF, bottom = r.y + r.h - PUFF, left = r.x + PUFF, top = r.y + PUFF;
  int across = puffs_on(right - left, ACROSS), upright = puffs_on(bottom - top, UPRIGHT);
  move(pen, left, top);
  puffs(pen, right, top, across);
  puffs(pen, right, bottom, upright);
  puffs(pen, left, bottom, across);
  puffs(pen, left, top, upright);
  close(pen);
}

static void document(struct pen *pen, struct atl_rect r) {
  int32_t right = r.x + r.w, base = r.y + r.h - WAVE, swing = WAVE * 346 / 100;
  move(pen, r.x, r.y);
  line(pen, right, r.y);
  line(pen, right, base);
  curve(pen, r.x + r.w * 2 / 3, base - swing, r.x + r.w / 3, base + swing, r.x, base);
  close(pen);
}

static void polygon(struct pen *pen, const struct atl_point *p, int count) {
  move(pen, p[0].x, p[0].y);
  for (int i = 1; i < count; i++)
    line(pen, p[i].x, p[i].y);
  close(pen);
}

static void hexagon(struct pen *pen, struct atl_rect r) {
  int32_t k = atl_min32(PX(13), r.w / 4), right = r.x + r.w, bottom = r.y + r.h, middle = r.y + r.h / 2;
  const struct atl_point p[] = {{r.x + k, r.y},      {right - k, r.y},  {right, middle},
                                {right - k, bottom}, {r.x + k, bottom}, {r.x, middle}};
  polygon(pen, p, 6);
}

static void diamond(struct pen *pen, struct atl_rect r) {
  const struct atl_point p[] = {
      {r.x + r.w / 2, r.y}, {r.x + r.w, r.y + r.h / 2}, {r.x + r.w / 2, r.y + r.h}, {r.x, r.y + r.h / 2}};
  polygon(pen, p, 4);
}

static void component(struct pen *pen, struct atl_rect r) {
  enum { PLUGS = 2, HIGH = PX(8), STEP = PX(26) };
  int32_t top = r.y + r.h / 2 - PX(17), left = r.x + PLUG, right = r.x + r.w, bottom = r.y + r.h;
  move(pen, left, r.y);
  line(pen, right, r.y);
  line(pen, right, bottom);
  line(pen, left, bottom);
  for (int i = PLUGS; i-- > 0;) {
    line(pen, left, top + i * STEP + HIGH);
    line(pen, r.x, top + i * STEP + HIGH);
    line(pen, r.x, top + i * STEP);
    line(pen, left, top + i * STEP);
  }
  close(pen);
  for (int i = 0; i < PLUGS; i++) {
    move(pen, left, top + i * STEP);
    line(pen, left + PLUG, top + i * STEP);
    line(pen, left + PLUG, top + i * STEP + HIGH);
    line(pen, left, top + i * STEP + HIGH);
  }
}

static void folder(struct pen *pen, struct atl_rect r) {
  int32_t tab = atl_min32(PX(40), r.w * 2 / 5), right = r.x + r.w, bottom = r.y + r.h;
  const struct atl_point p[] = {{r.x, r.y},         {r.x + tab, r.y}, {r.x + tab + TAB, r.y + TAB},
                                {right, r.y + TAB}, {right, bottom},  {r.x, bottom}};
  polygon(pen, p, 6);
}

static void note(struct pen *pen, struct atl_rect r) {
  int32_t right = r.x + r.w, bottom = r.y + r.h;
  const struct atl_point p[] = {{r.x, r.y}, {right - FOLD, r.y}, {right, r.y + FOLD}, {right, bottom}, {r.x, bottom}};
  polygon(pen, p, 5);
  move(pen, right, r.y + FOLD);
  line(pen, right - FOLD, r.y + FOLD);
  line(pen, right - FOLD, r.y);
}

uint32_t atl_shape_outline(enum atl_outline shape, struct atl_rect r, int32_t corner,
                           struct atl_outline_step step[ATL_MOST_STEPS]) {
  struct pen pen = {.step = step};
  switch (shape) {
  case ATL_SHAPE_CYLINDER:
    cylinder(&pen, r);
    break;
  case ATL_SHAPE_QUEUE:
    queue(&pen, r);
    break;
  case ATL_SHAPE_PERSON:
    person(&pen, r);
    break;
  case ATL_SHAPE_CLOUD:
    cloud(&pen, r);
    break;
  case ATL_SHAPE_DOCUMENT:
    document(&pen, r);
    break;
  case ATL_SHAPE_HEXAGON:
    hexagon(&pen, r);
    break;
  case ATL_SHAPE_DIAMOND:
    diamond(&pen, r);
    break;
  case ATL_SHAPE_CIRCLE:
    round_box(&pen, r, r.w / 2, r.h / 2);
    break;
  case ATL_SHAPE_STADIUM:
    round_box(&pen, r, r.h / 2, r.h / 2);
    break;
  case ATL_SHAPE_ROUNDED:
    round_box(&pen, r, ROUND, ROUND);
    break;
  case ATL_SHAPE_COMPONENT:
    component(&pen, r);
    break;
  case ATL_SHAPE_FOLDER:
    folder(&pen, r);
    break;
  case ATL_SHAPE_NOTE:
    note(&pen, r);
    break;
  default:
    round_box(&pen, r, corner, corner);
    break;
  }
  return pen.steps;
}

/* -- where wires meet it ----------------------------------------------------------------------------------------- */

enum { PARTS = 64 }; /* of a curve, as straight lines: not a unit off where it is a hundred px long */

struct ray {
  double x, y, dx, dy; /* where it starts, and its way, of length 1 */
  double best;         /* how far the nearest meeting is; negative: there is none */
};

/* A little beyond each end counts, so that no ray slips through where two lines meet. */
static void meet(struct ray *ray, double ax, double ay, double bx, double by) {
  const double beyond = 1e-6, behind = 0.5;
  double sx = bx - ax, sy = by - ay, cross = ray->dx * sy - ray->dy * sx;
  double ox = ax - ray->x, oy = ay - ray->y;
  double along = 0, part = 0;
  if (fabs(cross) < 1e-9) { /* they run along each other */
    if (fabs(ox * ray->dy - oy * ray->dx) > behind)
      return;
    along = fmin(ox * ray->dx + oy * ray->dy, (bx - ray->x) * ray->dx + (by - ray->y) * ray->dy);
  } else {
    along = (ox * sy - oy * sx) / cross;
    part = (ox * ray->dy - oy * ray->dx) / cross;
  }
  if (part >= -beyond && part <= 1 + beyond && along >= -behind && (ray->best < 0 || along < ray->best))
    ray->best = fmax(along, 0);
}

/* Whether a curve from a point, over two handles to its end, is farther from the ray than any meeting may be, or than
 * the nearest one: it lies within the four points, and most of an outline lies beside the ray, or on the far side. */
static bool misses(const struct ray *ray, struct atl_point from, const struct atl_point at[3]) {
  const double clear = 1;
  int left = 0, right = 0, behind = 0, beyond = 0;
  for (int i = 0; i < 4; i++) {
    double x = (i ? at[i - 1].x : from.x) - ray->x, y = (i ? at[i - 1].y : from.y) - ray->y;
    double aside = x * ray->dy - y * ray->dx, along = x * ray->dx + y * ray->dy;
    left += aside < -clear;
    right += aside > clear;
    behind += along < -clear;
    beyond += ray->best >= 0 && along > ray->best + clear;
  }
  return left == 4 || right == 4 || behind == 4 || beyond == 4;
}

struct atl_point atl_shape_meet(enum atl_outline shape, struct atl_rect r, int32_t corner, struct atl_point at,
                                struct atl_point from) {
  struct atl_outline_step step[ATL_MOST_STEPS];
  uint32_t steps = atl_shape_outline(shape, r, corner, step);
  double dx = at.x - from.x, dy = at.y - from.y, length = hypot(dx, dy);
  if (length < 1)
    return at;
  struct ray ray = {.x = at.x, .y = at.y, .dx = dx / length, .dy = dy / length, .best = -1};
  struct atl_point now = {0, 0}, begin = {0, 0};
  for (uint32_t i = 0; i < steps; i++) {
    const struct atl_outline_step *s = &step[i];
    if (s->command == 'M')
      now = begin = s->at[0];
    else if (s->command == 'L' || s->command == 'Z') {
      struct atl_point to = s->command == 'Z' ? begin : s->at[0];
      meet(&ray, now.x, now.y, to.x, to.y);
      now = to;
    } else {
      double px = now.x, py = now.y;
      int parts = misses(&ray, now, s->at) ? 0 : PARTS;
      for (int k = 1; k <= parts; k++) {
        double t = (double)k / PARTS, u = 1 - t;
        double x = u * u * u * now.x + 3 * u * u * t * s->at[0].x + 3 * u * t * t * s->at[1].x + t * t * t * s->at[2].x;
        double y = u * u * u * now.y + 3 * u * u * t * s->at[0].y + 3 * u * t * t * s->at[1].y + t * t * t * s->at[2].y;
        meet(&ray, px, py, x, y);
        px = x;
        py = y;
      }
      now = s->at[2];
    }
  }
  if (ray.best < 0)
    return at;
  return (struct atl_point){at.x + (int32_t)lround(ray.dx * ray.best), at.y + (int32_t)lround(ray.dy * ray.best)};
}

/* The words, and whether pure ASCII has it. */
static const struct told {
  const char *words;
  bool ascii;
} told_shapes[ATL_SHAPES] =
    {[ATL_SHAPE_ROUNDED] = {"round corners", false},    [ATL_SHAPE_CYLINDER] = {"double above and below", true},
     [ATL_SHAPE_QUEUE] = {"double at the sides", true}, [ATL_SHAPE_DIAMOND] = {"slanting corners", true},
     [ATL_SHAPE_STADIUM] = {"round ends", true},        [ATL_SHAPE_BOUNDARY] = {"dashed border", false}},
  told_borders[ATL_STROKES] = {[ATL_STROKE_DASHED] = {"dashed border", false},
                               [ATL_STROKE_DOTTED] = {"dotted border", false},
                               [ATL_STROKE_THICK] = {"thick border", false},
                               [ATL_STROKE_DOUBLE] = {"double border", false}};

const char *atl_form_told(struct atl_form form) {
  bool shape = told_shapes[form.shape].words && !(form.shape == ATL_SHAPE_BOUNDARY && form.border);
  return shape ? told_shapes[form.shape].words : told_borders[form.border].words;
}

static bool is(const char *told, const char *words, size_t len) {
  return told && strlen(told) == len && !memcmp(told, words, len);
}

bool atl_form_told_in_ascii(const char *words, size_t len) {
  for (size_t i = 0; i < ATL_SHAPES; i++)
    if (!told_shapes[i].ascii && is(told_shapes[i].words, words, len))
      return false;
  for (size_t i = 0; i < ATL_STROKES; i++)
    if (!told_borders[i].ascii && is(told_borders[i].words, words, len))
      return false;
  return true;
}
