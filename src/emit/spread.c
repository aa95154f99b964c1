/* Every two cells beside or above each other are read as a reader would who sees characters alone: what `+` joins is
 * told by what stands around it, and an arrowhead needs its line behind it. Where that is not what was drawn, a column
 * or a row is put between the two, in which a line goes on, or nothing is. Then they are read right, and so is all else
 * that had been. */
#include "emit/spread.h"

#include "emit/glyph.h"

#include <stdlib.h>
#include <string.h>

void atl_spread_init(struct atl_spread *spread, const struct atl_scene *scene) {
  *spread = (struct atl_spread){.w = scene->w, .h = scene->h};
  spread->column = atl_alloc((size_t)scene->w + 2, sizeof *spread->column);
  spread->row = atl_alloc((size_t)scene->h + 2, sizeof *spread->row);
  spread->above = atl_alloc((size_t)scene->w + 1, sizeof *spread->above);
  spread->cell = atl_alloc((size_t)scene->w + 1, sizeof *spread->cell);
}

static bool one_of(char c, const char *set) { return c && strchr(set, c); }

/* Whether two cells are read as they are meant: `on` is the arm from the first to the second, `back` the other way;
 * `line` is what a line looks like, `tip` a head along `on`, `tail` one along `back`. */
static bool clear(struct atl_spread_cell a, struct atl_spread_cell b, unsigned on, unsigned back, const char *line,
                  char tip, char tail) {
  if (a.shown == '+' && a.arms && (one_of(b.shown, line) || b.shown == tip) != ((a.arms & on) != 0))
    return false;
  if (b.shown == '+' && b.arms && (one_of(a.shown, line) || a.shown == tail) != ((b.arms & back) != 0))
    return false;
  if (b.shown == tip && b.arms == on && !one_of(a.shown, line))
    return false;
  return !(a.shown == tail && a.arms == back && !one_of(b.shown, line));
}

static bool is_text(struct atl_spread_cell c) { return c.shown && c.shown != ' ' && !c.arms; }

/* Whether one dash is all of a line that is seen between a word and a line across it: `word-|--` might be a word. */
static bool lone_dash(struct atl_spread_cell word, struct atl_spread_cell dash, struct atl_spread_cell across) {
  return is_text(word) && dash.shown == '-' && dash.arms && across.shown == '|' && across.arms;
}

void atl_spread_row(struct atl_spread *spread) {
  const struct atl_spread_cell *cell = spread->cell, *above = spread->above;
  for (int32_t x = 0; x < spread->w; x++) {
    bool apart = x && !clear(cell[x - 1], cell[x], ATL_ARM_RIGHT, ATL_ARM_LEFT, "-+", '>', '<');
    apart |= x > 1 && lone_dash(cell[x - 2], cell[x - 1], cell[x]);
    apart |= x && x + 1 < spread->w && lone_dash(cell[x + 1], cell[x], cell[x - 1]);
    bool below = spread->y && !clear(above[x], cell[x], ATL_ARM_DOWN, ATL_ARM_UP, "|+", 'v', '^');
    spread->column[x] |= apart;
    spread->row[spread->y] |= below;
    spread->wanted |= apart || below;
  }
  struct atl_spread_cell *was = spread->above;
  spread->above = spread->cell;
  spread->cell = was;
  spread->y++;
}

static void add_up(int32_t *room, int32_t count) {
  for (int32_t i = 1; i <= count; i++)
    room[i] += room[i - 1];
}

static int32_t at(const int32_t *room, int32_t count, int32_t i) {
  return i + (i < 0 ? 0 : room[i < count ? i : count]);
}

static void move_item(const struct atl_spread *s, struct atl_item *item, const struct atl_item *owner) {
  int32_t x = at(s->column, s->w, item->x), y = at(s->row, s->h, item->y);
  if (item->op == ATL_BEGIN || item->op == ATL_LABEL || item->op == ATL_ASIDE) {
    item->w = at(s->column, s->w, item->x + item->w - 1) + 1 - x;
    item->h = at(s->row, s->h, item->y + item->h - 1) + 1 - y;
  } else if (item->op == ATL_RULE)
    item->w = at(s->column, s->w, item->x + item->w - 1) + 1 - x;
  else if (item->op == ATL_WORD && owner) {
    /* Words keep their place in their box or label; a title stands in a border among wires, so it moves with them. */
    int32_t left = at(s->column, s->w, owner->x), right = at(s->column, s->w, owner->x + owner->w - 1);
    if (!(item->flags & ATL_TITLE) && (owner->op == ATL_LABEL || !(item->flags & ATL_CENTRED)))
      x = item->x + left - owner->x;
    else if (!(item->flags & ATL_TITLE))
      x = item->x + (left - owner->x + right - owner->x - owner->w + 1) / 2;
    if (owner->op == ATL_LABEL)
      y = item->y + at(s->row, s->h, owner->y) - owner->y;
  }
  item->x = x;
  item->y = y;
}

struct atl_scene atl_spread_scene(struct atl_spread *spread, const struct atl_scene *scene) {
  struct atl_scene copy = *scene;
  add_up(spread->column, spread->w);
  add_up(spread->row, spread->h);
  memset(&copy.item, 0, sizeof copy.item);
  atl_vec_reserve(&copy.item, scene->item.len);
  uint32_t points = 0;
  const struct atl_item *owner = NULL;
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    if (item->op == ATL_BEGIN || item->op == ATL_LABEL || item->op == ATL_ASIDE)
      owner = item;
    struct atl_item *moved = atl_vec_push(&copy.item);
    *moved = *item;
    if (item->op == ATL_ROUTE)
      points = item->ref + (uint32_t)item->w > points ? item->ref + (uint32_t)item->w : points;
    else
      move_item(spread, moved, owner);
  }
  struct atl_point *point = atl_alloc((size_t)points + 1, sizeof *point);
  for (uint32_t i = 0; i < points; i++)
    point[i] = (struct atl_point){at(spread->column, spread->w, scene->point[i].x),
                                  at(spread->row, spread->h, scene->point[i].y)};
  copy.point = point;
  copy.w += spread->column[spread->w];
  copy.h += spread->row[spread->h];
  return copy;
}

void atl_spread_release_scene(struct atl_scene *scene) {
  atl_vec_release(&scene->item);
  free((void *)(uintptr_t)scene->point);
}

void atl_spread_release(struct atl_spread *spread) {
  free(spread->column);
  free(spread->row);
  free(spread->above);
  free(spread->cell);
}
