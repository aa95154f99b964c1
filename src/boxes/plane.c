/* Cells become boxes: closed rectangles with what stands in them, and in their borders. */
#include "boxes/plane.h"

#include <stdlib.h>

enum {
  MOST_BOXES = 2000,    /* of one graph: each is compared with all others */
  MOST_CELLS = 1 << 20, /* of a plane: larger is no drawing that somebody made */
  FRAME_TEXT = 3        /* lines of a title in a frame */
};

const struct atl_spot atl_nowhere;

static void lay_out(struct atl_plane *p) {
  for (uint32_t r = 0; r < p->rows; r++)
    for (uint32_t i = 0; i < p->grid.row.at[r].count; i++) {
      uint32_t number = p->grid.row.at[r].first + i;
      const struct atl_cell *cell = &p->grid.cell.at[number];
      for (int32_t k = 0; k < (cell->width ? cell->width : 1); k++) {
        struct atl_spot *spot = atl_plane_at(p, r, cell->column + k);
        if (!spot || spot->cell)
          continue;
        spot->cell = number + 1;
        spot->arms = cell->kind == ATL_CELL_LINE ? cell->arms : 0;
        spot->head = cell->kind == ATL_CELL_HEAD ? atl_arm_opposite(cell->arms) : 0;
        spot->text = cell->kind != ATL_CELL_BLANK && cell->kind != ATL_CELL_TAB;
        if (spot->text && k && cell->width > 1)
          spot->arms = spot->head = 0;
      }
    }
  /* Arrows within words are words: a head needs a line, a border or air at both of its ends. */
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      struct atl_spot *spot = atl_plane_at(p, r, c);
      if (!(spot->head & ATL_ARM_SIDES))
        continue;
      const struct atl_spot *tail = atl_plane_see(p, r, spot->head == ATL_ARM_RIGHT ? c - 1 : c + 1);
      if (!(tail->arms & ATL_ARM_SIDES))
        spot->head = 0;
    }
}

/* -- boxes ------------------------------------------------------------------------------------------------------- */

/* Whether a cell may stand in the side of a box: a piece of it, a line that passes over it, or a head. */
static bool is_side(const struct atl_spot *spot) {
  return (spot->arms & (ATL_ARM_UP | ATL_ARM_DOWN)) == (ATL_ARM_UP | ATL_ARM_DOWN) || spot->arms == ATL_ARM_SIDES ||
         spot->head & ATL_ARM_SIDES;
}

/* Whether the row closes a box below: a border from corner to corner, with heads, joints and words in it. */
static bool is_bottom(const struct atl_plane *p, uint32_t r, int32_t left, int32_t right) {
  int32_t drawn = 0;
  for (int32_t c = left + 1; c < right; c++)
    drawn += atl_plane_see(p, r, c)->arms || atl_plane_see(p, r, c)->head;
  return drawn * 2 >= right - left - 1;
}

/* Whether a corner is of ASCII, where lines may end at it from any side. */
static bool is_plus(const struct atl_plane *p, const struct atl_spot *spot) {
  return spot->cell && p->grid.cell.at[spot->cell - 1].letter == '+';
}

/* Whether a border of ASCII runs from one column to another, right above or below another one: boxes without a gap. */
static bool is_next_box(const struct atl_plane *p, uint32_t r, int32_t left, int32_t right) {
  return is_plus(p, atl_plane_see(p, r, left)) && is_plus(p, atl_plane_see(p, r, right)) &&
         atl_plane_see(p, r, left)->arms & ATL_ARM_RIGHT && atl_plane_see(p, r, right)->arms & ATL_ARM_LEFT &&
         is_bottom(p, r, left, right);
}

/* The row of the bottom of a box with these corners; 0: there is none. A corner is no joint, unless it is one of ASCII,
 * and the other one is none; the right one may be one where that of the top is. */
static uint32_t bottom_of(const struct atl_plane *p, uint32_t top, int32_t left, int32_t right) {
  bool joint = atl_plane_see(p, top, right)->arms & ATL_ARM_RIGHT;
  for (uint32_t r = top + 1; r < p->rows; r++) {
    const struct atl_spot *a = atl_plane_see(p, r, left), *b = atl_plane_see(p, r, right);
    bool ends = is_next_box(p, r, left, right) && is_next_box(p, r + 1, left, right);
    bool corner = a->arms & ATL_ARM_UP && a->arms & ATL_ARM_RIGHT && (ends || !(a->arms & ATL_ARM_DOWN));
    bool other = b->arms & ATL_ARM_UP && b->arms & ATL_ARM_LEFT && (ends || !(b->arms & ATL_ARM_DOWN));
    bool left_joint = a->arms & ATL_ARM_LEFT, right_joint = b->arms & ATL_ARM_RIGHT && !joint;
    if (left_joint || right_joint)
      corner &= is_plus(p, a) && is_plus(p, b) && !(left_joint && right_joint);
    if (corner && other)
      return is_bottom(p, r, left, right) ? r : 0;
    if (!is_side(a) || !is_side(b))
      return 0;
  }
  return 0;
}

/* The right corner of a box with this left one: a corner before a joint, which divides a box into cells. */
static int32_t right_of(const struct atl_plane *p, uint32_t r, int32_t c, bool joints, uint32_t *bottom) {
  int32_t blanks = 0;
  for (int32_t right = c + 1; right < p->columns; right++) {
    const struct atl_spot *spot = atl_plane_see(p, r, right);
    blanks = spot->text ? 0 : blanks + 1;
    if (spot->arms & ATL_ARM_LEFT && spot->arms & ATL_ARM_DOWN && (joints || !(spot->arms & ATL_ARM_RIGHT))) {
      *bottom = bottom_of(p, r, c, right);
      if (*bottom)
        return right;
    }
    bool ends = (spot->arms & ATL_ARM_SIDES) == ATL_ARM_LEFT || (spot->arms & ATL_ARM_SIDES) == ATL_ARM_RIGHT;
    if (blanks > 1 || (right == c + 1 && !spot->text) || ends)
      break;
  }
  return 0;
}

static void find_box(struct atl_plane *p, uint32_t r, int32_t c) {
  uint32_t bottom;
  int32_t right = right_of(p, r, c, false, &bottom);
  if (!right)
    right = right_of(p, r, c, true, &bottom);
  if (right && p->graph->node.len == MOST_BOXES)
    p->graph->loose++; /* it is refused */
  else if (right)
    *atl_vec_push(&p->graph->node) =
        (struct atl_boxes_node){.row = r, .bottom = bottom, .left = c, .right = right, .parent = ATL_NONE};
}

static void find_boxes(struct atl_plane *p) {
  struct atl_boxes_graph *g = p->graph;
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      const struct atl_spot *spot = atl_plane_see(p, r, c);
      bool top = is_plus(p, spot) && spot->arms & ATL_ARM_RIGHT && spot->arms & ATL_ARM_DOWN &&
                 (!(spot->arms & ATL_ARM_UP) ||
                  (is_plus(p, atl_plane_see(p, r - 1, c)) && atl_plane_see(p, r - 1, c)->arms & ATL_ARM_RIGHT));
      if (spot->arms == (ATL_ARM_RIGHT | ATL_ARM_DOWN) || top)
        find_box(p, r, c);
    }
  for (uint32_t i = 0; i < g->node.len; i++) {
    struct atl_boxes_node *node = &g->node.at[i];
    for (uint32_t k = 0; k < g->node.len; k++)
      if (atl_boxes_within(node, &g->node.at[k]) &&
          (node->parent == ATL_NONE || atl_boxes_within(&g->node.at[k], &g->node.at[node->parent])))
        node->parent = k;
  }
  for (uint32_t i = 0; i < g->node.len; i++)
    if (g->node.at[i].parent != ATL_NONE)
      g->node.at[g->node.at[i].parent].frame = true;
  for (uint32_t i = 0; i < g->node.len; i++) {
    const struct atl_boxes_node *node = &g->node.at[i];
    for (uint32_t r = node->row; r <= node->bottom; r++)
      for (int32_t c = node->left; c <= node->right; c++) {
        bool border = r == node->row || r == node->bottom || c == node->left || c == node->right;
        if (border)
          atl_plane_at(p, r, c)->border = i + 1;
        else if (!node->frame)
          atl_plane_at(p, r, c)->inside = true;
      }
  }
}

/* -- arrows of letters ------------------------------------------------------------------------------------------- */

static const struct atl_cell *cell_of(const struct atl_plane *p, const struct atl_spot *spot) {
  return spot->cell ? &p->grid.cell.at[spot->cell - 1] : NULL;
}

/* The way that a cell points as a head, whether there is a line behind it or not; 0: it is none. */
static uint8_t points(const struct atl_plane *p, const struct atl_spot *spot) {
  const struct atl_cell *cell = cell_of(p, spot);
  if (!cell)
    return 0;
  if (cell->kind == ATL_CELL_HEAD)
    return atl_arm_opposite(cell->arms) & ATL_ARM_SIDES;
  return cell->letter == '>' ? ATL_ARM_RIGHT : cell->letter == '<' ? ATL_ARM_LEFT : 0;
}

static bool is_dash(const struct atl_plane *p, const struct atl_spot *spot) {
  const struct atl_cell *cell = cell_of(p, spot);
  return cell && (cell->letter == '-' || cell->letter == '=' || (spot->arms && !(spot->arms & ~ATL_ARM_SIDES)));
}

static bool is_blank(const struct atl_spot *spot) { return !spot->text; }

static void draw_line(struct atl_plane *p, uint32_t r, int32_t from, int32_t to) {
  for (int32_t c = from; c < to; c++)
    *atl_plane_at(p, r, c) =
        (struct atl_spot){.arms = ATL_ARM_SIDES, .text = true, .cell = atl_plane_see(p, r, c)->cell};
}

static void draw_head(struct atl_plane *p, uint32_t r, int32_t c, uint8_t way) {
  *atl_plane_at(p, r, c) = (struct atl_spot){.head = way, .text = true, .cell = atl_plane_see(p, r, c)->cell};
}

/* How far dashes reach, and blanks between them, in steps of `way` from `c` on, before `end`. */
static int32_t dashes_to(const struct atl_plane *p, uint32_t r, int32_t c, int32_t end, int32_t way) {
  int32_t last = c;
  for (; c != end && (is_dash(p, atl_plane_see(p, r, c)) || is_blank(atl_plane_see(p, r, c))); c += way)
    if (is_dash(p, atl_plane_see(p, r, c)))
      last = c + way;
  return last;
}

/* What stands between the sides of two boxes is an arrow where it is dashes, with blanks between them or beside them
 * and a head at an end, or words between two such pieces. */
static void draw_arrow(struct atl_plane *p, uint32_t r, int32_t from, int32_t to) {
  int32_t begin = from, end = to; /* without blanks, and then without heads */
  while (begin < end && is_blank(atl_plane_see(p, r, begin)))
    begin++;
  while (end > begin && is_blank(atl_plane_see(p, r, end - 1)))
    end--;
  if (end - begin < 2)
    return;
  bool left = points(p, atl_plane_see(p, r, begin)) == ATL_ARM_LEFT;
  bool right = points(p, atl_plane_see(p, r, end - 1)) == ATL_ARM_RIGHT;
  if (!left && !right)
    return;
  begin += left;
  end -= right;
  int32_t first = dashes_to(p, r, begin, end, 1); /* dashes up to here, and from here on */
  bool words = first < end;
  int32_t last = words ? dashes_to(p, r, end - 1, first - 1, -1) + 1 : end;
  if (first == begin && last == end) /* no dash at all */
    return;
  if (words && !((first > begin || left) && (last < end || right))) /* one end of it is words */
    return;
  for (int32_t c = first; c < last && words; c++)
    if (atl_plane_see(p, r, c)->arms & (ATL_ARM_UP | ATL_ARM_DOWN))
      return;
  if (first > begin)
    draw_line(p, r, left ? begin : from, words ? first : end);
  if (words && last < end)
    draw_line(p, r, last, right ? end : to);
  if (left)
    draw_head(p, r, begin - 1, ATL_ARM_LEFT);
  if (right)
    draw_head(p, r, end, ATL_ARM_RIGHT);
}

/* Looks between boxes that stand beside each other, in the rows in which both have sides. */
static void find_arrows(struct atl_plane *p) {
  for (uint32_t r = 0; r < p->rows; r++) {
    int32_t from = 0; /* behind the right side of the last box; 0: there is none */
    for (int32_t c = 0; c < p->columns; c++) {
      const struct atl_spot *spot = atl_plane_see(p, r, c);
      if (!spot->border) {
        if (spot->arms & (ATL_ARM_UP | ATL_ARM_DOWN))
          from = 0;
        continue;
      }
      const struct atl_boxes_node *node = &p->graph->node.at[spot->border - 1];
      bool side = r > node->row && r < node->bottom;
      if (side && from && c == node->left)
        draw_arrow(p, r, from, c);
      from = side && c == node->right ? c + 1 : 0;
    }
  }
}

/* -- words ------------------------------------------------------------------------------------------------------- */

const char *atl_plane_words(struct atl_plane *p, uint32_t r, int32_t from, int32_t to) {
  while (from < to && !atl_plane_see(p, r, from)->text)
    from++;
  while (to > from && !atl_plane_see(p, r, to - 1)->text)
    to--;
  if (from >= to)
    return NULL;
  const struct atl_cell *first = &p->grid.cell.at[atl_plane_see(p, r, from)->cell - 1];
  const struct atl_cell *last = &p->grid.cell.at[atl_plane_see(p, r, to - 1)->cell - 1];
  return atl_arena_strndup(&p->graph->arena, p->row[r].text + first->at, last->at + last->len - first->at);
}

static void add_words(struct atl_plane *p, struct atl_boxes_node *node, uint32_t r, int32_t from, int32_t to) {
  const char *text = atl_plane_words(p, r, from, to);
  if (text)
    *atl_vec_push(&node->line) = text;
}

/* What stands in a border between its lines. */
static void add_title(struct atl_plane *p, struct atl_boxes_node *node, uint32_t r) {
  for (int32_t c = node->left + 1, end; c < node->right; c = end + 1) {
    for (end = c; end < node->right && !atl_plane_see(p, r, end)->arms && !atl_plane_see(p, r, end)->head;)
      end++;
    add_words(p, node, r, c, end);
  }
}

/* The words of a row of a box, cell by cell where it is divided. */
static void add_row(struct atl_plane *p, struct atl_boxes_node *node, uint32_t r) {
  int32_t begin = node->left + 1;
  for (int32_t c = begin; c <= node->right; c++) {
    const struct atl_spot *spot = atl_plane_see(p, r, c), *above = atl_plane_see(p, r - 1, c),
                          *below = atl_plane_see(p, r + 1, c);
    bool divides = c < node->right && spot->arms == (ATL_ARM_UP | ATL_ARM_DOWN) &&
                   (above->arms & ATL_ARM_DOWN || below->arms & ATL_ARM_UP);
    if (c == node->right || divides) {
      add_words(p, node, r, begin, c);
      begin = c + 1;
    }
  }
}

/* A line from one side of a frame to the other divides it, and is no link. */
static void mark_rules(struct atl_plane *p, uint32_t i) {
  const struct atl_boxes_node *node = &p->graph->node.at[i];
  for (uint32_t r = node->row + 1; r < node->bottom && node->frame; r++) {
    bool rule =
        atl_plane_see(p, r, node->left)->arms & ATL_ARM_RIGHT && atl_plane_see(p, r, node->right)->arms & ATL_ARM_LEFT;
    for (int32_t c = node->left + 1; c < node->right && rule; c++)
      rule = (atl_plane_see(p, r, c)->arms & ATL_ARM_SIDES) == ATL_ARM_SIDES && !atl_plane_see(p, r, c)->border;
    for (int32_t c = node->left + 1; c < node->right && rule; c++)
      atl_plane_at(p, r, c)->border = i + 1;
  }
}

static bool holds_line(const struct atl_plane *p, const struct atl_boxes_node *node, uint32_t r) {
  for (int32_t c = node->left + 1; c < node->right; c++)
    if (atl_plane_see(p, r, c)->arms || atl_plane_see(p, r, c)->head)
      return true;
  return false;
}

static void read_box(struct atl_plane *p, uint32_t i) {
  struct atl_boxes_node *node = &p->graph->node.at[i];
  uint32_t last = node->bottom;
  for (uint32_t k = 0; k < p->graph->node.len && node->frame; k++) /* above the first box in it */
    if (p->graph->node.at[k].parent == i && p->graph->node.at[k].row < last)
      last = p->graph->node.at[k].row;
  if (node->frame && last > node->row + 1 + FRAME_TEXT)
    last = node->row + 1 + FRAME_TEXT;
  add_title(p, node, node->row);
  for (uint32_t r = node->row + 1; r < last; r++) {
    bool rule =
        atl_plane_see(p, r, node->left)->arms & ATL_ARM_RIGHT && atl_plane_see(p, r, node->right)->arms & ATL_ARM_LEFT;
    if (rule && node->line.len)
      *atl_vec_push(&node->line) = NULL;
    if (rule)
      continue;
    uint32_t before = node->line.len;
    if (node->frame && holds_line(p, node, r)) /* words beside it are its label */
      continue;
    add_row(p, node, r);
    if (node->frame && before < node->line.len)
      for (int32_t c = node->left + 1; c < node->right; c++)
        atl_plane_at(p, r, c)->inside = true; /* these are words of the frame, and no label */
  }
  add_title(p, node, node->bottom);
  while (node->line.len && !node->line.at[node->line.len - 1])
    node->line.len--;
}

bool atl_plane_read(struct atl_plane *p) {
  atl_grid_read(&p->grid, p->row, p->rows);
  for (uint32_t r = 0; r < p->grid.row.len; r++)
    p->columns = p->grid.row.at[r].width > p->columns ? p->grid.row.at[r].width : p->columns;
  p->columns++;
  if (!p->grid.row.len || (size_t)p->columns * p->rows > MOST_CELLS)
    return false;
  p->spot = atl_alloc((size_t)p->columns * p->rows, sizeof *p->spot);
  lay_out(p);
  find_boxes(p);
  find_arrows(p);
  for (uint32_t i = 0; i < p->graph->node.len; i++) {
    mark_rules(p, i);
    read_box(p, i);
  }
  return true;
}

void atl_plane_release(struct atl_plane *p) {
  free(p->spot);
  atl_grid_release(&p->grid);
}
