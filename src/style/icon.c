/* One row an icon, drawn by hand on a grid of 24 units; o is a circle, its middle and radius, the other letters are
 * those of SVG. Lines keep a unit and a half off the border, for that is where half of their thickness goes. */
#include "style/icon.h"

#include "map/map.h"

#include <stddef.h>

enum { GRID = 24 };

/* clang-format off */
static const struct row {
  const char *name, *path;
} rows[] = {
    {"person", "o 12 7.5 4.5 M 3.5 21.5 C 3.5 17 7 14.5 12 14.5 C 17 14.5 20.5 17 20.5 21.5"},
    {"team", "o 9 8 4 M 2 20.5 C 2 16.5 5 14.5 9 14.5 C 13 14.5 16 16.5 16 20.5 M 16 4.2 C 18 4.7 19.3 6.2 19.3 8.2 C 19.3 10 18.2 11.4 16.6 12 M 19 15 C 21 15.9 22.3 17.8 22.3 20.5"},
    {"database", "M 3.5 5.5 C 3.5 1.8 20.5 1.8 20.5 5.5 C 20.5 9.2 3.5 9.2 3.5 5.5 Z M 3.5 5.5 L 3.5 18.5 C 3.5 22.2 20.5 22.2 20.5 18.5 L 20.5 5.5 M 3.5 12 C 3.5 15.7 20.5 15.7 20.5 12"},
    {"queue", "M 2 6 L 22 6 L 22 18 L 2 18 Z M 7 6 L 7 18 M 12 6 L 12 18 M 17 6 L 17 18"},
    {"cloud", "M 7 19.5 C 0.5 19.5 0.5 11 6.3 10.7 C 7 3.5 16.6 3.2 17.6 10.2 C 23.3 10.6 23 19.5 17 19.5 Z"},
    {"lock", "M 4.5 11 L 19.5 11 L 19.5 21.5 L 4.5 21.5 Z M 8 11 L 8 7 C 8 1.5 16 1.5 16 7 L 16 11 M 12 15 L 12 18"},
    {"key", "o 7.5 12 5 M 12.5 12 L 22 12 L 22 16.5 M 17.5 12 L 17.5 15.5"},
    {"server", "M 3 3 L 21 3 L 21 10.5 L 3 10.5 Z M 3 13.5 L 21 13.5 L 21 21 L 3 21 Z M 6.5 6.8 L 8.5 6.8 M 6.5 17.3 L 8.5 17.3 M 12 6.8 L 17.5 6.8 M 12 17.3 L 17.5 17.3"},
    {"globe", "o 12 12 10 M 2 12 L 22 12 M 12 2 C 6 7.5 6 16.5 12 22 C 18 16.5 18 7.5 12 2"},
    {"function", "M 18.5 3.5 C 13.5 2 12.8 4.5 12 9 L 10.5 17 C 9.8 21 8.5 22.5 5 21 M 7.5 10 L 17 10"},
    {"model", "o 4.5 7 2.5 o 4.5 17 2.5 o 12 12 2.5 o 19.5 7 2.5 o 19.5 17 2.5 M 6.6 8.4 L 9.9 10.6 M 6.6 15.6 L 9.9 13.4 M 14.1 10.6 L 17.4 8.4 M 14.1 13.4 L 17.4 15.6"},
    {"dataset", "M 2.5 3.5 L 21.5 3.5 L 21.5 20.5 L 2.5 20.5 Z M 2.5 9 L 21.5 9 M 2.5 14.8 L 21.5 14.8 M 9 3.5 L 9 20.5"},
    {"file", "M 5 2 L 14 2 L 19.5 7.5 L 19.5 22 L 5 22 Z M 14 2 L 14 7.5 L 19.5 7.5 M 8.5 13 L 16 13 M 8.5 17 L 16 17"},
    {"folder", "M 2 4.5 L 9 4.5 L 11.5 7.5 L 22 7.5 L 22 20 L 2 20 Z"},
    {"storage", "M 3.5 4.5 L 20.5 4.5 L 18.3 21.5 L 5.7 21.5 Z M 4.3 10.5 L 19.7 10.5"},
    {"code", "M 7.5 6 L 2 12 L 7.5 18 M 16.5 6 L 22 12 L 16.5 18 M 14 3.5 L 10 20.5"},
    {"gear", "o 12 12 3.2 o 12 12 7 M 12 2 L 12 5 M 12 19 L 12 22 M 2 12 L 5 12 M 19 12 L 22 12 M 4.9 4.9 L 7.1 7.1 M 16.9 16.9 L 19.1 19.1 M 4.9 19.1 L 7.1 16.9 M 16.9 7.1 L 19.1 4.9"},
    {"browser", "M 2 3.5 L 22 3.5 L 22 20.5 L 2 20.5 Z M 2 8.5 L 22 8.5 M 5 6 L 6.5 6 M 9 6 L 10.5 6"},
    {"mobile", "M 6 2 L 18 2 L 18 22 L 6 22 Z M 10.5 18.8 L 13.5 18.8"},
    {"mail", "M 2 5 L 22 5 L 22 19.5 L 2 19.5 Z M 2 5.5 L 12 13.5 L 22 5.5"},
    {"chart", "M 2.5 2.5 L 2.5 21.5 L 21.5 21.5 M 7.5 17.5 L 7.5 12 M 12.5 17.5 L 12.5 6 M 17.5 17.5 L 17.5 9"},
    {"search", "o 10 10 7 M 15.2 15.2 L 22 22"},
    {"bell", "M 4 18 L 20 18 L 18.2 15 L 18.2 10 C 18.2 1 5.8 1 5.8 10 L 5.8 15 Z M 9.8 18.2 C 9.8 22.3 14.2 22.3 14.2 18.2"},
    {"clock", "o 12 12 10 M 12 6 L 12 12.3 L 16.5 15"},
    {"shield", "M 12 2 L 20.5 5 L 20.5 11.5 C 20.5 17 17 20.5 12 22.3 C 7 20.5 3.5 17 3.5 11.5 L 3.5 5 Z"},
};

const char *const atl_icon_names[] = {"person", "team", "database", "queue", "cloud", "lock", "key", "server", "globe",
                                      "function", "model", "dataset", "file", "folder", "storage", "code", "gear",
                                      "browser", "mobile", "mail", "chart", "search", "bell", "clock", "shield", NULL};
/* clang-format on */

_Static_assert(sizeof rows / sizeof *rows + 1 == sizeof atl_icon_names / sizeof *atl_icon_names, "a name for each row");

const char *atl_icon_word(const struct atl_map *map, uint16_t icon) {
  if (!icon)
    return "";
  return icon <= ATL_ICONS ? atl_icon_names[icon - 1] : atl_map_text(map, map->icon.at[icon - 1 - ATL_ICONS].name);
}
_Static_assert(sizeof rows / sizeof *rows == ATL_ICONS, "as many as others count with");

struct pencil {
  const char *at;
  struct atl_point corner;
  struct atl_outline_step *step;
  uint32_t steps;
};

/* The next number, in tenths of a unit. */
static int32_t number(struct pencil *p) {
  int32_t v = 0, tenths = 0;
  while (*p->at == ' ')
    p->at++;
  for (; (*p->at >= '0' && *p->at <= '9') || *p->at == '.'; p->at++)
    if (*p->at == '.')
      tenths = 1;
    else {
      v = v * 10 + (*p->at - '0');
      tenths = tenths ? tenths + 1 : 0;
    }
  return tenths == 2 ? v : v * 10;
}

static struct atl_point point(const struct pencil *p, int32_t x, int32_t y) {
  const int32_t whole = 10 * GRID; /* rounded to the unit of the drawing */
  return (struct atl_point){p->corner.x + (x * ATL_ICON_SIDE + whole / 2) / whole,
                            p->corner.y + (y * ATL_ICON_SIDE + whole / 2) / whole};
}

static void put(struct pencil *p, char command, struct atl_point a, struct atl_point b, struct atl_point c) {
  if (p->steps < ATL_MOST_STEPS)
    p->step[p->steps++] = (struct atl_outline_step){command, {a, b, c}};
}

/* Four quarters, from the top on. */
static void circle(struct pencil *p, int32_t x, int32_t y, int32_t r) {
  static const int8_t way[4][2] = {{0, -1}, {1, 0}, {0, 1}, {-1, 0}};
  int32_t k = (r * 5523 + 5000) / 10000;
  put(p, 'M', point(p, x, y - r), (struct atl_point){0, 0}, (struct atl_point){0, 0});
  for (int i = 0; i < 4; i++) {
    const int8_t *a = way[i], *b = way[(i + 1) % 4];
    put(p, 'C', point(p, x + a[0] * r + b[0] * k, y + a[1] * r + b[1] * k),
        point(p, x + b[0] * r + a[0] * k, y + b[1] * r + a[1] * k), point(p, x + b[0] * r, y + b[1] * r));
  }
  put(p, 'Z', point(p, x, y - r), (struct atl_point){0, 0}, (struct atl_point){0, 0});
}

uint32_t atl_icon_outline(uint32_t icon, struct atl_point corner, struct atl_outline_step step[ATL_MOST_STEPS]) {
  struct pencil p = {.at = rows[icon].path, .corner = corner, .step = step};
  struct atl_point begin = corner;
  while (*p.at) {
    char command = *p.at++;
    int32_t v[6];
    if (command == ' ')
      continue;
    for (int i = 0; i < (command == 'C' ? 6 : command == 'o' ? 3 : command == 'Z' ? 0 : 2); i++)
      v[i] = number(&p);
    if (command == 'o')
      circle(&p, v[0], v[1], v[2]);
    else if (command == 'Z')
      put(&p, 'Z', begin, (struct atl_point){0, 0}, (struct atl_point){0, 0});
    else if (command == 'C')
      put(&p, 'C', point(&p, v[0], v[1]), point(&p, v[2], v[3]), point(&p, v[4], v[5]));
    else {
      struct atl_point to = point(&p, v[0], v[1]);
      begin = command == 'M' ? to : begin;
      put(&p, command, to, (struct atl_point){0, 0}, (struct atl_point){0, 0});
    }
  }
  return p.steps;
}

static int32_t whole_number(const char **text) {
  while (**text == ' ')
    (*text)++;
  bool negative = **text == '-';
  *text += negative;
  int32_t v = 0;
  for (; **text >= '0' && **text <= '9'; (*text)++)
    v = v * 10 + (**text - '0');
  return negative ? -v : v;
}

char atl_icon_next(const char **text, struct atl_icon_part *part, struct atl_outline_step *step) {
  char command = **text;
  if (!command)
    return 0;
  (*text)++;
  if (command == 'f' || command == 'e' || command == 's') {
    *part = (struct atl_icon_part){.stroked = command == 's', .evenodd = command == 'e'};
    if (part->stroked) {
      part->width = whole_number(text);
      part->cap = (uint8_t)whole_number(text);
      part->join = (uint8_t)whole_number(text);
    }
    return 'P';
  }
  *step = (struct atl_outline_step){.command = command};
  for (int i = 0; i < (command == 'C' ? 3 : command == 'Z' ? 0 : 1); i++) {
    step->at[i].x = whole_number(text);
    step->at[i].y = whole_number(text);
  }
  return 'S';
}
