/* Every command becomes M, L, C or Z with absolute points: H and V lines, S and Q and T cubics, arcs up to four of
 * them. By the grammar and the notes of SVG 2, chapter 9 and appendix B.2. */
#include "read/svg_path.h"

#include <math.h>
#include <string.h>

/* -- numbers and matrices ---------------------------------------------------------------------------------------- */

enum { MOST_DIGITS = 17, MOST_EXPONENT = 30 }; /* more says nothing: of a double, of a drawing */

/* Farther from the icon than this, in units of its grid, nothing is seen; points are kept within. */
#define FARTHEST 100000.0

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void skip_blanks(const char **at) {
  while (**at == ' ' || **at == '\t' || **at == '\n' || **at == '\r' || **at == '\f')
    (*at)++;
}

static double power_of_ten(int n) {
  double value = 1;
  for (; n > 0; n--)
    value *= 10;
  return value;
}

bool atl_read_number(const char **at, double *value) {
  const char *p = *at;
  bool negative = *p == '-', any = false, fraction = false;
  p += *p == '-' || *p == '+';
  double mantissa = 0;
  int digits = 0, scale = 0;
  for (; is_digit(*p) || (*p == '.' && !fraction); p++) {
    if (*p == '.') {
      fraction = true;
      continue;
    }
    any = true;
    if (digits < MOST_DIGITS) {
      mantissa = mantissa * 10 + (*p - '0');
      digits += mantissa > 0;
      scale -= fraction;
    } else
      scale += !fraction;
  }
  if (!any)
    return false;
  const char *e = p;
  if (*e == 'e' || *e == 'E') {
    e++;
    bool below = *e == '-';
    e += *e == '-' || *e == '+';
    if (is_digit(*e)) {
      int exponent = 0;
      for (; is_digit(*e); e++)
        exponent = exponent < 1000 ? exponent * 10 + (*e - '0') : exponent;
      scale += below ? -exponent : exponent;
      p = e;
    }
  }
  if (scale > MOST_EXPONENT)
    return false;
  *value = scale >= 0 ? mantissa * power_of_ten(scale) : scale > -MOST_EXPONENT ? mantissa / power_of_ten(-scale) : 0;
  *value = negative ? -*value : *value;
  *at = p;
  return true;
}

bool atl_next_number(const char **at, double *value) {
  skip_blanks(at);
  if (**at == ',') {
    (*at)++;
    skip_blanks(at);
  }
  return atl_read_number(at, value);
}

struct atl_matrix atl_matrix_of(const struct atl_matrix *o, const struct atl_matrix *i) {
  return (struct atl_matrix){.a = o->a * i->a + o->c * i->b,
                             .b = o->b * i->a + o->d * i->b,
                             .c = o->a * i->c + o->c * i->d,
                             .d = o->b * i->c + o->d * i->d,
                             .e = o->a * i->e + o->c * i->f + o->e,
                             .f = o->b * i->e + o->d * i->f + o->f};
}

static const double pi = 3.14159265358979323846;

/* One function of a transform; the number of its values is `count`. */
static bool one_transform(const char *name, size_t len, const double *v, int count, struct atl_matrix *m) {
  *m = (struct atl_matrix){.a = 1, .d = 1};
  if (len == 6 && !memcmp(name, "matrix", 6) && count == 6)
    *m = (struct atl_matrix){v[0], v[1], v[2], v[3], v[4], v[5]};
  else if (len == 9 && !memcmp(name, "translate", 9) && (count == 1 || count == 2)) {
    m->e = v[0];
    m->f = count == 2 ? v[1] : 0;
  } else if (len == 5 && !memcmp(name, "scale", 5) && (count == 1 || count == 2)) {
    m->a = v[0];
    m->d = count == 2 ? v[1] : v[0];
  } else if (len == 6 && !memcmp(name, "rotate", 6) && (count == 1 || count == 3)) {
    double c = cos(v[0] * pi / 180), s = sin(v[0] * pi / 180), x = count == 3 ? v[1] : 0, y = count == 3 ? v[2] : 0;
    *m = (struct atl_matrix){c, s, -s, c, x - c * x + s * y, y - s * x - c * y};
  } else if (len == 5 && !memcmp(name, "skewX", 5) && count == 1)
    m->c = tan(v[0] * pi / 180);
  else if (len == 5 && !memcmp(name, "skewY", 5) && count == 1)
    m->b = tan(v[0] * pi / 180);
  else
    return false;
  return true;
}

bool atl_read_transform(const char *text, struct atl_matrix *matrix) {
  *matrix = (struct atl_matrix){.a = 1, .d = 1};
  for (;;) {
    skip_blanks(&text);
    if (*text == ',') {
      text++;
      continue;
    }
    if (!*text)
      return true;
    size_t len = strcspn(text, " \t\r\n\f(");
    const char *name = text;
    text += len;
    skip_blanks(&text);
    if (*text++ != '(')
      return false;
    double value[6];
    int count = 0;
    while (count < 6 && atl_next_number(&text, &value[count]))
      count++;
    skip_blanks(&text);
    struct atl_matrix one;
    if (*text++ != ')' || !one_transform(name, len, value, count, &one))
      return false;
    *matrix = atl_matrix_of(matrix, &one);
  }
}

/* -- the pen ----------------------------------------------------------------------------------------------------- */

static void point(struct atl_svg_pen *pen, double x, double y) {
  const struct atl_matrix *m = &pen->to_grid;
  double to[2] = {m->a * x + m->c * y + m->e, m->b * x + m->d * y + m->f};
  for (int i = 0; i < 2; i++) {
    to[i] = to[i] < -FARTHEST ? -FARTHEST : to[i] > FARTHEST ? FARTHEST : to[i] == to[i] ? to[i] : 0;
    atl_out_char(pen->out, ' ');
    atl_out_int(pen->out, (int64_t)floor(to[i] + .5));
  }
  pen->x0 = fmin(pen->x0, to[0]);
  pen->y0 = fmin(pen->y0, to[1]);
  pen->x1 = fmax(pen->x1, to[0]);
  pen->y1 = fmax(pen->y1, to[1]);
}

static void step(struct atl_svg_pen *pen, char command) {
  atl_out_char(pen->out, command);
  pen->steps++;
}

void atl_svg_move(struct atl_svg_pen *pen, double x, double y) {
  step(pen, 'M');
  point(pen, x, y);
}

void atl_svg_line(struct atl_svg_pen *pen, double x, double y) {
  step(pen, 'L');
  point(pen, x, y);
}

void atl_svg_close(struct atl_svg_pen *pen) { step(pen, 'Z'); }

static void curve(struct atl_svg_pen *pen, const double v[6]) {
  step(pen, 'C');
  for (int i = 0; i < 6; i += 2)
    point(pen, v[i], v[i + 1]);
}

static const double round_handle = 0.5522847498; /* of a quarter of a circle, in its radius */

void atl_svg_corner(struct atl_svg_pen *pen, double x0, double y0, double cx, double cy, double x, double y) {
  const double k = round_handle;
  curve(pen, (double[]){x0 + (cx - x0) * k, y0 + (cy - y0) * k, x + (cx - x) * k, y + (cy - y) * k, x, y});
}

static double angle_between(double ux, double uy, double vx, double vy) {
  return atan2(ux * vy - uy * vx, ux * vx + uy * vy);
}

/* From the two ends of an arc to its middle, and from there to cubics of a quarter at most. */
static void arc(struct atl_svg_pen *pen, double x0, double y0, const double v[7]) {
  double rx = fabs(v[0]), ry = fabs(v[1]), x = v[5], y = v[6];
  if (x0 == x && y0 == y)
    return;
  if (rx < 1e-9 || ry < 1e-9) {
    atl_svg_line(pen, x, y);
    return;
  }
  double c = cos(v[2] * pi / 180), s = sin(v[2] * pi / 180);
  double hx = (x0 - x) / 2, hy = (y0 - y) / 2, px = c * hx + s * hy, py = c * hy - s * hx;
  double large = px * px / (rx * rx) + py * py / (ry * ry);
  if (large > 1) {
    rx *= sqrt(large);
    ry *= sqrt(large);
  }
  double under = rx * rx * py * py + ry * ry * px * px;
  double root = sqrt(fmax(0, (rx * rx * ry * ry - under) / under)) * (v[3] == v[4] ? -1 : 1);
  double mx = root * rx * py / ry, my = -root * ry * px / rx;
  double cx = c * mx - s * my + (x0 + x) / 2, cy = s * mx + c * my + (y0 + y) / 2;
  double from = atan2((py - my) / ry, (px - mx) / rx);
  double sweep = angle_between((px - mx) / rx, (py - my) / ry, (-px - mx) / rx, (-py - my) / ry);
  sweep += v[4] != 0 && sweep < 0 ? 2 * pi : v[4] == 0 && sweep > 0 ? -2 * pi : 0;
  int parts = (int)ceil(fabs(sweep) / (pi / 2) - 1e-9);
  parts = parts < 1 ? 1 : parts;
  double each = sweep / parts, k = 4.0 / 3 * tan(each / 4);
  for (int i = 0; i < parts; i++) {
    double a = from + each * i, b = a + each;
    double at[3][2] = {
        {cos(a) - k * sin(a), sin(a) + k * cos(a)}, {cos(b) + k * sin(b), sin(b) - k * cos(b)}, {cos(b), sin(b)}};
    double to[6];
    for (int p = 0; p < 3; p++) {
      to[2 * p] = c * rx * at[p][0] - s * ry * at[p][1] + cx;
      to[2 * p + 1] = s * rx * at[p][0] + c * ry * at[p][1] + cy;
    }
    if (i == parts - 1) {
      to[4] = x;
      to[5] = y;
    }
    curve(pen, to);
  }
}

/* How many numbers a command takes; -1: it is none. */
static int takes(char command) {
  switch (command | 32) {
  case 'm':
  case 'l':
  case 't':
    return 2;
  case 'h':
  case 'v':
    return 1;
  case 's':
  case 'q':
    return 4;
  case 'c':
    return 6;
  case 'a':
    return 7;
  case 'z':
    return 0;
  }
  return -1;
}

/* The numbers of one command; the flags of an arc are one letter each, which may stand close together. */
static bool numbers(const char **at, char command, int count, double v[7]) {
  for (int i = 0; i < count; i++) {
    if ((command | 32) == 'a' && (i == 3 || i == 4)) {
      skip_blanks(at);
      *at += **at == ',';
      skip_blanks(at);
      if (**at != '0' && **at != '1')
        return false;
      v[i] = *(*at)++ == '1';
    } else if (!atl_next_number(at, &v[i]))
      return false;
  }
  return true;
}

bool atl_svg_draw_path(struct atl_svg_pen *pen, const char *data) {
  double x = 0, y = 0, bx = 0, by = 0; /* where it is, and where this line began */
  double hx = 0, hy = 0;               /* the last handle, which S and T mirror */
  char before = 0, command = 0;
  bool any = false, closed = false;
  for (;;) {
    double v[7] = {0};
    skip_blanks(&data);
    if (!*data)
      return any;
    if (takes(*data) >= 0)
      command = *data++;
    else if (!command || (command | 32) == 'z')
      return any;
    int count = takes(command);
    if ((!any && (command | 32) != 'm') || !numbers(&data, command, count, v))
      return any;
    char kind = (char)(command | 32);
    bool relative = command >= 'a';
    for (int i = kind == 'a' ? 5 : 0; relative && i < count; i++)
      v[i] += kind == 'v' || ((i - (kind == 'a' ? 5 : 0)) % 2 && kind != 'h') ? y : x;
    if (closed && kind != 'm' && kind != 'z')
      atl_svg_move(pen, x, y);
    closed = false;
    any = true;
    double mx = strchr("cs", before) && before ? 2 * x - hx : x, my = strchr("cs", before) && before ? 2 * y - hy : y;
    double qx = strchr("qt", before) && before ? 2 * x - hx : x, qy = strchr("qt", before) && before ? 2 * y - hy : y;
    double to[2] = {kind == 'h'   ? v[0]
                    : kind == 'v' ? x
                    : count >= 2  ? v[count - 2]
                                  : bx,
                    kind == 'h'   ? y
                    : kind == 'v' ? v[0]
                    : count >= 2  ? v[count - 1]
                                  : by};
    switch (kind) {
    case 'm':
      atl_svg_move(pen, to[0], to[1]);
      bx = to[0];
      by = to[1];
      command = relative ? 'l' : 'L';
      break;
    case 'l':
    case 'h':
    case 'v':
      atl_svg_line(pen, to[0], to[1]);
      break;
    case 'c':
      curve(pen, v);
      hx = v[2];
      hy = v[3];
      break;
    case 's':
      curve(pen, (double[]){mx, my, v[0], v[1], v[2], v[3]});
      hx = v[0];
      hy = v[1];
      break;
    case 'q':
    case 't':
      hx = kind == 'q' ? v[0] : qx;
      hy = kind == 'q' ? v[1] : qy;
      curve(pen, (double[]){x + (hx - x) * 2 / 3, y + (hy - y) * 2 / 3, to[0] + (hx - to[0]) * 2 / 3,
                            to[1] + (hy - to[1]) * 2 / 3, to[0], to[1]});
      break;
    case 'a':
      arc(pen, x, y, v);
      break;
    default:
      atl_svg_close(pen);
      closed = true;
    }
    x = to[0];
    y = to[1];
    before = kind;
  }
}
