/* Text: the scene on a grid of cells, row by row.
 *
 * There is no canvas. What starts on a row is kept in a list of that row; what goes on below it, a side of a box or a
 * wire, stays in a list of what is open. A row is painted, written and forgotten: memory grows with the items and the
 * width, not with the area, and a list of a million rows is written as it goes.
 *
 * A cell holds arms, or one grapheme cluster; a cluster covers arms. */
#include "emit/emit.h"
#include "emit/glyph.h"
#include "text/segment.h"

#include <stdlib.h>
#include <string.h>

enum cell_kind { EMPTY, ARMS, CLUSTER, COVERED, ASCII, HEAD };

enum { BOLD = 1, DIM = 2, LINKED = 4, ISOLATE = 8, END_ISOLATE = 16 };

struct cell {
  uint8_t kind;
  uint8_t light, strong; /* ARMS; HEAD: the arm it points along in `light` */
  uint8_t attribute;
  uint8_t color; /* as atl_look.ansi */
  bool frame;    /* ARMS: of the border of a frame, which wires pass over */
  uint8_t len;   /* CLUSTER: bytes, 0 for more than 255 */
  uint16_t more; /* CLUSTER: bytes of a long one */
  uint32_t ref;  /* CLUSTER: pool offset; ASCII: the character */
  uint32_t node; /* LINKED: whose address */
};

struct part { /* a box, a word, a rule, or one segment of a wire */
  uint32_t item;
  uint32_t segment; /* of a wire; of a word, the node whose it is */
  uint32_t next;    /* in the list of its row */
};

struct text {
  struct atl_out *out;
  const struct atl_scene *scene;
  const struct atl_emit_options *options;
  struct cell *row;
  int32_t width, first, last; /* painted columns of this row: first to last */
  uint32_t node;              /* whose words are being listed */
  ATL_VEC(struct part) part;
  uint32_t *starts;       /* by row: its list of parts */
  ATL_VEC(uint32_t) open; /* parts that reach the next row */
};

/* -- painting -------------------------------------------------------------------------------------------------- */

static struct cell *cell_at(struct text *t, int32_t x) {
  if (x < t->first)
    t->first = x;
  if (x > t->last)
    t->last = x;
  return &t->row[x];
}

static void arms(struct text *t, int32_t x, unsigned light, unsigned strong, uint8_t color) {
  if (x < 0 || x >= t->width)
    return;
  struct cell *cell = cell_at(t, x);
  if (cell->kind > ARMS)
    return;
  cell->kind = ARMS;
  cell->light |= (uint8_t)light;
  cell->strong |= (uint8_t)strong;
  if (color)
    cell->color = color;
}

static void side_of_box(struct text *t, const struct atl_item *item, int32_t y) {
  uint8_t color = t->scene->look[item->look].ansi;
  int32_t right = item->x + item->w - 1;
  bool top = y == item->y, bottom = y == item->y + item->h - 1;
  unsigned vertical = (top ? 0u : ATL_ARM_UP) | (bottom ? 0u : ATL_ARM_DOWN);
  bool edge = top || bottom;
  arms(t, item->x, 0, vertical | (edge ? ATL_ARM_RIGHT : 0u), color);
  if (edge)
    for (int32_t x = item->x + 1; x < right; x++)
      arms(t, x, 0, ATL_ARM_LEFT | ATL_ARM_RIGHT, color);
  arms(t, right, 0, vertical | (edge ? ATL_ARM_LEFT : 0u), color);
  bool frame = t->scene->look[item->look].part == ATL_PART_FRAME;
  for (int32_t x = item->x; x <= right && frame; x += edge ? 1 : item->w - 1)
    t->row[x].frame = true;
}

static void rule(struct text *t, const struct atl_item *item) {
  uint8_t color = t->scene->look[item->look].ansi;
  int32_t right = item->x + item->w - 1;
  arms(t, item->x, ATL_ARM_RIGHT, 0, color);
  for (int32_t x = item->x + 1; x < right; x++)
    arms(t, x, ATL_ARM_LEFT | ATL_ARM_RIGHT, 0, color);
  arms(t, right, ATL_ARM_LEFT, 0, color);
}

/* One segment of a wire on row y. An arrowhead stands in the cell before the last point, and nothing beyond it. */
static void segment(struct text *t, const struct atl_item *item, uint32_t k, int32_t y) {
  const struct atl_point *p = &t->scene->point[item->ref + k];
  struct atl_point a = p[0], b = p[1];
  bool head = item->flags & ATL_HEAD && (int32_t)k + 2 == item->w;
  if (a.y == b.y) {
    int32_t step = b.x > a.x ? 1 : -1, stop = head ? b.x - step : b.x;
    unsigned ahead = step > 0 ? ATL_ARM_RIGHT : ATL_ARM_LEFT, back = step > 0 ? ATL_ARM_LEFT : ATL_ARM_RIGHT;
    for (int32_t x = a.x; x != stop + step; x += step)
      arms(t, x, (x != a.x ? back : 0) | (x != b.x ? ahead : 0), 0, 0);
    if (head && stop >= 0 && stop < t->width)
      *cell_at(t, stop) = (struct cell){.kind = HEAD, .light = (uint8_t)ahead};
    return;
  }
  int32_t step = b.y > a.y ? 1 : -1, stop = head ? b.y - step : b.y;
  if (head && y == b.y)
    return;
  unsigned ahead = step > 0 ? ATL_ARM_DOWN : ATL_ARM_UP, back = step > 0 ? ATL_ARM_UP : ATL_ARM_DOWN;
  if (head && y == stop && a.x >= 0 && a.x < t->width)
    *cell_at(t, a.x) = (struct cell){.kind = HEAD, .light = (uint8_t)ahead};
  else
    arms(t, a.x, (y != a.y ? back : 0) | (y != b.y ? ahead : 0), 0, 0);
}

struct pen { /* where the next letter of a word goes */
  struct text *t;
  int32_t x;
  uint8_t attribute;
  uint32_t node;
};

static void letter(struct pen *pen, uint8_t kind, uint32_t ref, size_t len, int cells) {
  struct text *t = pen->t;
  if (pen->x < 0 || pen->x + cells > t->width)
    return;
  *cell_at(t, pen->x) = (struct cell){.kind = kind,
                                      .attribute = pen->attribute,
                                      .len = len < 256 ? (uint8_t)len : 0,
                                      .more = (uint16_t)len,
                                      .ref = ref,
                                      .node = pen->node};
  if (cells == 2)
    *cell_at(t, pen->x + 1) = (struct cell){.kind = COVERED};
  pen->x += cells;
}

/* Joins what takes no cell, a lone combining mark, to the cluster before it. */
static void append(struct pen *pen, size_t len) {
  for (int32_t x = pen->x - 1; x >= 0; x--)
    if (pen->t->row[x].kind == CLUSTER) {
      pen->t->row[x].more = (uint16_t)(pen->t->row[x].more + len);
      pen->t->row[x].len = 0;
      return;
    } else if (pen->t->row[x].kind != COVERED)
      return;
}

static void word(struct text *t, const struct atl_item *item) {
  const struct atl_scene_node *node = &t->scene->node.at[t->node];
  const struct atl_look *look = &t->scene->look[item->look];
  const char *s = t->scene->pool + item->ref;
  size_t len = (size_t)item->h;
  bool muted = item->flags & ATL_MUTED, link = node->href && t->options->hyperlinks;
  /* A sheet that gives notes the ink of labels wants them read as well. */
  bool faint = look->note.light != look->text.light || look->note.dark != look->text.dark;
  int weight = muted ? (faint ? DIM : 0) : atl_face_is_bold(look->label_face) ? BOLD : 0;
  struct pen pen = {.t = t, .x = item->x, .attribute = (uint8_t)(weight | (link ? LINKED : 0)), .node = t->node};
  if (item->flags & ATL_TITLE) { /* the border breaks off for it */
    pen.x--;
    letter(&pen, ASCII, ' ', 1, 1);
  }
  if (item->flags & ATL_PAREN_OPEN)
    letter(&pen, ASCII, '(', 1, 1);
  if (item->flags & ATL_COUNT) {
    char digits[12];
    size_t at = sizeof digits;
    uint32_t left = item->ref;
    do
      digits[--at] = (char)('0' + left % 10);
    while (left /= 10);
    letter(&pen, ASCII, '+', 1, 1);
    for (; at < sizeof digits; at++)
      letter(&pen, ASCII, (unsigned char)digits[at], 1, 1);
    return;
  }
  int32_t start = pen.x;
  for (size_t i = 0, size; i < len; i += size) {
    unsigned char c = (unsigned char)s[i];
    if (c < 0x80 && (i + 1 == len || (unsigned char)s[i + 1] < 0x80)) { /* nothing can join it */
      size = 1;
      letter(&pen, ASCII, c == '\n' ? ' ' : c, 1, 1);
      continue;
    }
    size = atl_cluster(s + i, len - i);
    int cells = atl_cluster_cells(s + i, size);
    if (cells)
      letter(&pen, CLUSTER, item->ref + (uint32_t)i, size, cells);
    else
      append(&pen, size);
  }
  if (pen.x > start && atl_text_is_rtl(s, len)) { /* a terminal must not move what stands beside it */
    t->row[start].attribute |= ISOLATE;
    t->row[pen.x - 1].attribute |= END_ISOLATE;
  }
  if (item->flags & ATL_PAREN_CLOSE)
    letter(&pen, ASCII, ')', 1, 1);
  if (item->flags & ATL_TITLE)
    letter(&pen, ASCII, ' ', 1, 1);
}

/* -- writing --------------------------------------------------------------------------------------------------- */

static void color(struct text *t, uint8_t value, uint8_t attribute) {
  atl_out_lit(t->out, "\033[0");
  if (attribute & BOLD)
    atl_out_lit(t->out, ";1");
  if (attribute & DIM)
    atl_out_lit(t->out, ";2");
  if (value) {
    atl_out_char(t->out, ';');
    atl_out_int(t->out, value < 8 ? 30 + value : value == 8 ? 30 : 90 + value - 8);
  }
  atl_out_char(t->out, 'm');
}

static void link_to(struct text *t, uint32_t node) {
  atl_out_lit(t->out, "\033]8;;");
  const char *href = node == ATL_NONE ? "" : t->scene->pool + t->scene->node.at[node].href;
  for (; *href; href++)
    if (*href > ' ' && *href < 0x7f)
      atl_out_char(t->out, *href);
    else
      atl_out_format(t->out, "%%%02X", (unsigned char)*href);
  atl_out_lit(t->out, "\033\\");
}

/* Does a wire pass over the border of a frame, from one side to the other? */
static bool passes_over(const struct cell *cell) {
  const unsigned across = ATL_ARM_LEFT | ATL_ARM_RIGHT, down = ATL_ARM_UP | ATL_ARM_DOWN;
  return cell->frame &&
         ((cell->strong == across && cell->light == down) || (cell->strong == down && cell->light == across));
}

static void write_cell(struct text *t, const struct cell *cell) {
  switch (cell->kind) {
  case EMPTY:
    atl_out_char(t->out, ' ');
    break;
  case ARMS:
    atl_out_text(t->out, atl_glyph(t->options->border, cell->light, passes_over(cell) ? 0 : cell->strong));
    break;
  case HEAD:
    atl_out_text(t->out, atl_arrowhead(t->options->border, cell->light));
    break;
  case ASCII:
    atl_out_char(t->out, (char)cell->ref);
    break;
  case CLUSTER:
    atl_out_write(t->out, t->scene->pool + cell->ref, cell->len ? cell->len : cell->more);
    break;
  default:
    break;
  }
}

static void write_row(struct text *t) {
  const char *prefix = t->options->line_prefix ? t->options->line_prefix : "";
  size_t prefix_len = strlen(prefix);
  int32_t end = t->last;
  while (end >= t->first &&
         (t->row[end].kind == EMPTY || (t->row[end].kind == ASCII && t->row[end].ref == ' ' && !t->row[end].attribute)))
    end--;
  if (end < t->first)
    while (prefix_len && prefix[prefix_len - 1] == ' ')
      prefix_len--;
  atl_out_write(t->out, prefix, prefix_len);
  uint8_t now_color = 0, now_attribute = 0;
  uint32_t now_link = ATL_NONE;
  for (int32_t x = 0; x < t->first && t->first <= end; x++)
    atl_out_char(t->out, ' ');
  for (int32_t x = t->first; x <= end; x++) {
    const struct cell *cell = &t->row[x];
    uint8_t attribute = cell->attribute & (BOLD | DIM);
    if (t->options->color && cell->kind != COVERED && cell->kind != EMPTY && /* a blank has no colour */
        (cell->color != now_color || attribute != now_attribute)) {
      color(t, cell->color, attribute);
      now_color = cell->color;
      now_attribute = attribute;
    }
    uint32_t link = cell->attribute & LINKED ? cell->node : ATL_NONE;
    if (cell->kind != COVERED && link != now_link) {
      link_to(t, link);
      now_link = link;
    }
    if (cell->attribute & ISOLATE)
      atl_out_lit(t->out, "\xe2\x81\xa8"); /* FIRST STRONG ISOLATE */
    write_cell(t, cell);
    if ((cell->kind != COVERED && cell->attribute & END_ISOLATE) ||
        (x + 1 <= end && cell[1].kind == COVERED && cell[1].attribute & END_ISOLATE))
      atl_out_lit(t->out, "\xe2\x81\xa9"); /* POP DIRECTIONAL ISOLATE */
  }
  if (now_link != ATL_NONE)
    link_to(t, ATL_NONE);
  if (now_color || now_attribute)
    atl_out_lit(t->out, "\033[0m");
  atl_out_char(t->out, '\n');
  if (t->first <= t->last)
    memset(&t->row[t->first], 0, sizeof *t->row * (size_t)(t->last - t->first + 1));
  t->first = t->width;
  t->last = -1;
}

/* -- rows ------------------------------------------------------------------------------------------------------ */

static void rows_of(const struct text *t, const struct part *part, int32_t *top, int32_t *bottom) {
  const struct atl_item *item = &t->scene->item.at[part->item];
  *top = *bottom = item->y;
  if (item->op == ATL_BEGIN)
    *bottom = item->y + item->h - 1;
  if (item->op == ATL_ROUTE) {
    const struct atl_point *p = &t->scene->point[item->ref + part->segment];
    *top = atl_min32(p[0].y, p[1].y);
    *bottom = atl_max32(p[0].y, p[1].y);
  }
}

static void list_parts(struct text *t) {
  const struct atl_scene *scene = t->scene;
  t->starts = atl_realloc(NULL, (size_t)scene->h + 1, sizeof *t->starts);
  memset(t->starts, 0xff, ((size_t)scene->h + 1) * sizeof *t->starts);
  atl_vec_reserve(&t->part, scene->item.len);
  uint32_t mine = 0;                         /* parts from here on belong to the BEGIN that comes next */
  for (uint32_t i = scene->item.len; i--;) { /* from the last, so that each list is in drawing order */
    const struct atl_item *item = &scene->item.at[i];
    for (; item->op == ATL_BEGIN && mine < t->part.len; mine++)
      if (scene->item.at[t->part.at[mine].item].op == ATL_WORD)
        t->part.at[mine].segment = item->ref;
    uint32_t parts = item->op == ATL_ROUTE                                                      ? (uint32_t)item->w - 1
                     : item->op == ATL_END || (item->op == ATL_BEGIN && item->flags & ATL_OPEN) ? 0
                                                                                                : 1;
    for (uint32_t k = parts; k--;) {
      struct part part = {.item = i, .segment = k};
      int32_t top, bottom;
      rows_of(t, &part, &top, &bottom);
      if (bottom < 0 || top >= scene->h)
        continue;
      top = atl_max32(top, 0);
      part.next = t->starts[top];
      t->starts[top] = t->part.len;
      *atl_vec_push(&t->part) = part;
    }
  }
}

static void paint_part(struct text *t, const struct part *part, int32_t y) {
  const struct atl_item *item = &t->scene->item.at[part->item];
  if (item->op == ATL_BEGIN)
    side_of_box(t, item, y);
  else if (item->op == ATL_ROUTE)
    segment(t, item, part->segment, y);
  else if (item->op == ATL_RULE)
    rule(t, item);
}

bool atl_emit_text(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                   struct atl_diags *diags) {
  (void)diags;
  struct text t = {.out = out, .scene = scene, .options = options, .width = scene->w, .first = scene->w, .last = -1};
  t.row = atl_alloc((size_t)scene->w + 1, sizeof *t.row);
  list_parts(&t);
  for (int32_t y = 0; y < scene->h; y++) {
    for (uint32_t k = 0; k < t.open.len;) {
      const struct part *part = &t.part.at[t.open.at[k]];
      int32_t top, bottom;
      paint_part(&t, part, y);
      rows_of(&t, part, &top, &bottom);
      if (bottom > y)
        k++;
      else
        t.open.at[k] = t.open.at[--t.open.len];
    }
    for (uint32_t k = t.starts[y]; k != ATL_NONE; k = t.part.at[k].next) {
      int32_t top, bottom;
      paint_part(&t, &t.part.at[k], y);
      rows_of(&t, &t.part.at[k], &top, &bottom);
      if (bottom > y)
        *atl_vec_push(&t.open) = k;
    }
    for (uint32_t k = t.starts[y]; k != ATL_NONE; k = t.part.at[k].next) /* words over lines */
      if (scene->item.at[t.part.at[k].item].op == ATL_WORD) {
        t.node = t.part.at[k].segment;
        word(&t, &scene->item.at[t.part.at[k].item]);
      }
    write_row(&t);
  }
  atl_vec_release(&t.part);
  atl_vec_release(&t.open);
  free(t.starts);
  free(t.row);
  return true;
}
