/* Reading a drawing. The grid is laid out as a plane of cells, so that what is above and below is a step away. */
#include "boxes/graph.h"

#include "boxes/grid.h"

#include "base/out.h"
#include "base/sort.h"

#include <stdlib.h>

enum {
  MOST_BOXES = 2000,    /* of one graph: each is compared with all others */
  MOST_LINKS = 20000,   /* nets of many ends have many more */
  MOST_CELLS = 1 << 20, /* of a plane: larger is no drawing that somebody made */
  BROKEN = 200,         /* columns of words that a line may be broken by */
  BESIDE = 6,           /* columns between a line and its label */
  POINTED = 6,          /* blank columns between a head and what it points at */
  FRAME_TEXT = 3        /* lines of a title in a frame */
};

struct spot {
  uint8_t arms, head; /* of a line; of a head, the way it points */
  bool text, inside;  /* a letter; within a box that is no frame */
  uint32_t border;    /* the box whose border it is, plus one */
  uint32_t label;     /* the label that stands at this piece of a line, plus one */
  uint32_t cell;      /* of the grid, plus one; 0: blank */
};

struct plane {
  struct atl_boxes_graph *graph;
  const struct atl_boxes_row *row;
  struct atl_grid grid;
  struct spot *spot;
  uint32_t rows;
  int32_t columns;
};

static const struct spot nowhere;

static struct spot *at(const struct plane *p, uint32_t row, int32_t column) {
  return row < p->rows && column >= 0 && column < p->columns
             ? &p->spot[(size_t)row * (size_t)p->columns + (size_t)column]
             : NULL;
}

static const struct spot *see(const struct plane *p, uint32_t row, int32_t column) {
  const struct spot *spot = at(p, row, column);
  return spot ? spot : &nowhere;
}

static uint8_t opposite(uint8_t arm) { return (uint8_t)(arm < 4 ? arm << 2 : arm >> 2); }

static void lay_out(struct plane *p) {
  for (uint32_t r = 0; r < p->rows; r++)
    for (uint32_t i = 0; i < p->grid.row.at[r].count; i++) {
      uint32_t number = p->grid.row.at[r].first + i;
      const struct atl_cell *cell = &p->grid.cell.at[number];
      for (int32_t k = 0; k < (cell->width ? cell->width : 1); k++) {
        struct spot *spot = at(p, r, cell->column + k);
        if (!spot || spot->cell)
          continue;
        spot->cell = number + 1;
        spot->arms = cell->kind == ATL_CELL_LINE ? cell->arms : 0;
        spot->head = cell->kind == ATL_CELL_HEAD ? opposite(cell->arms) : 0;
        spot->text = cell->kind != ATL_CELL_BLANK && cell->kind != ATL_CELL_TAB;
        if (spot->text && k && cell->width > 1)
          spot->arms = spot->head = 0;
      }
    }
  /* Arrows within words are words: a head needs a line, a border or air at both of its ends. */
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      struct spot *spot = at(p, r, c);
      if (!(spot->head & ATL_ARM_SIDES))
        continue;
      const struct spot *tail = see(p, r, spot->head == ATL_ARM_RIGHT ? c - 1 : c + 1);
      if (!(tail->arms & ATL_ARM_SIDES))
        spot->head = 0;
    }
}

/* -- boxes ------------------------------------------------------------------------------------------------------- */

/* Whether a cell may stand in the side of a box: a piece of it, a line that passes over it, or a head. */
static bool is_side(const struct spot *spot) {
  return (spot->arms & (ATL_ARM_UP | ATL_ARM_DOWN)) == (ATL_ARM_UP | ATL_ARM_DOWN) || spot->arms == ATL_ARM_SIDES ||
         spot->head & ATL_ARM_SIDES;
}

/* Whether the row closes a box below: a border from corner to corner, with heads, joints and words in it. */
static bool is_bottom(const struct plane *p, uint32_t r, int32_t left, int32_t right) {
  int32_t drawn = 0;
  for (int32_t c = left + 1; c < right; c++)
    drawn += see(p, r, c)->arms || see(p, r, c)->head;
  return drawn * 2 >= right - left - 1;
}

/* Whether a corner is of ASCII, where lines may end at it from any side. */
static bool is_plus(const struct plane *p, const struct spot *spot) {
  return spot->cell && p->grid.cell.at[spot->cell - 1].letter == '+';
}

/* Whether a border of ASCII runs from one column to another, right above or below another one: boxes without a gap. */
static bool is_next_box(const struct plane *p, uint32_t r, int32_t left, int32_t right) {
  return is_plus(p, see(p, r, left)) && is_plus(p, see(p, r, right)) && see(p, r, left)->arms & ATL_ARM_RIGHT &&
         see(p, r, right)->arms & ATL_ARM_LEFT && is_bottom(p, r, left, right);
}

/* The row of the bottom of a box with these corners; 0: there is none. A corner is no joint, unless it is one of ASCII,
 * and the other one is none; the right one may be one where that of the top is. */
static uint32_t bottom_of(const struct plane *p, uint32_t top, int32_t left, int32_t right) {
  bool joint = see(p, top, right)->arms & ATL_ARM_RIGHT;
  for (uint32_t r = top + 1; r < p->rows; r++) {
    const struct spot *a = see(p, r, left), *b = see(p, r, right);
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
static int32_t right_of(const struct plane *p, uint32_t r, int32_t c, bool joints, uint32_t *bottom) {
  int32_t blanks = 0;
  for (int32_t right = c + 1; right < p->columns; right++) {
    const struct spot *spot = see(p, r, right);
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

static void find_box(struct plane *p, uint32_t r, int32_t c) {
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

static bool within(const struct atl_boxes_node *in, const struct atl_boxes_node *out) {
  return out->row < in->row && out->left < in->left && out->bottom > in->bottom && out->right > in->right;
}

static void find_boxes(struct plane *p) {
  struct atl_boxes_graph *g = p->graph;
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      const struct spot *spot = see(p, r, c);
      bool top =
          is_plus(p, spot) && spot->arms & ATL_ARM_RIGHT && spot->arms & ATL_ARM_DOWN &&
          (!(spot->arms & ATL_ARM_UP) || (is_plus(p, see(p, r - 1, c)) && see(p, r - 1, c)->arms & ATL_ARM_RIGHT));
      if (spot->arms == (ATL_ARM_RIGHT | ATL_ARM_DOWN) || top)
        find_box(p, r, c);
    }
  for (uint32_t i = 0; i < g->node.len; i++) {
    struct atl_boxes_node *node = &g->node.at[i];
    for (uint32_t k = 0; k < g->node.len; k++)
      if (within(node, &g->node.at[k]) &&
          (node->parent == ATL_NONE || within(&g->node.at[k], &g->node.at[node->parent])))
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
          at(p, r, c)->border = i + 1;
        else if (!node->frame)
          at(p, r, c)->inside = true;
      }
  }
}

/* -- words ------------------------------------------------------------------------------------------------------- */

/* The words of a row from one column to another, without blanks at the ends; NULL: there are none. */
static const char *words(struct plane *p, uint32_t r, int32_t from, int32_t to) {
  while (from < to && !see(p, r, from)->text)
    from++;
  while (to > from && !see(p, r, to - 1)->text)
    to--;
  if (from >= to)
    return NULL;
  const struct atl_cell *first = &p->grid.cell.at[see(p, r, from)->cell - 1];
  const struct atl_cell *last = &p->grid.cell.at[see(p, r, to - 1)->cell - 1];
  return atl_arena_strndup(&p->graph->arena, p->row[r].text + first->at, last->at + last->len - first->at);
}

static void add_words(struct plane *p, struct atl_boxes_node *node, uint32_t r, int32_t from, int32_t to) {
  const char *text = words(p, r, from, to);
  if (text)
    *atl_vec_push(&node->line) = text;
}

/* What stands in a border between its lines. */
static void add_title(struct plane *p, struct atl_boxes_node *node, uint32_t r) {
  for (int32_t c = node->left + 1, end; c < node->right; c = end + 1) {
    for (end = c; end < node->right && !see(p, r, end)->arms && !see(p, r, end)->head;)
      end++;
    add_words(p, node, r, c, end);
  }
}

/* The words of a row of a box, cell by cell where it is divided. */
static void add_row(struct plane *p, struct atl_boxes_node *node, uint32_t r) {
  int32_t begin = node->left + 1;
  for (int32_t c = begin; c <= node->right; c++) {
    const struct spot *spot = see(p, r, c), *above = see(p, r - 1, c), *below = see(p, r + 1, c);
    bool divides = c < node->right && spot->arms == (ATL_ARM_UP | ATL_ARM_DOWN) &&
                   (above->arms & ATL_ARM_DOWN || below->arms & ATL_ARM_UP);
    if (c == node->right || divides) {
      add_words(p, node, r, begin, c);
      begin = c + 1;
    }
  }
}

/* A line from one side of a frame to the other divides it, and is no link. */
static void mark_rules(struct plane *p, uint32_t i) {
  const struct atl_boxes_node *node = &p->graph->node.at[i];
  for (uint32_t r = node->row + 1; r < node->bottom && node->frame; r++) {
    bool rule = see(p, r, node->left)->arms & ATL_ARM_RIGHT && see(p, r, node->right)->arms & ATL_ARM_LEFT;
    for (int32_t c = node->left + 1; c < node->right && rule; c++)
      rule = (see(p, r, c)->arms & ATL_ARM_SIDES) == ATL_ARM_SIDES && !see(p, r, c)->border;
    for (int32_t c = node->left + 1; c < node->right && rule; c++)
      at(p, r, c)->border = i + 1;
  }
}

static bool holds_line(const struct plane *p, const struct atl_boxes_node *node, uint32_t r) {
  for (int32_t c = node->left + 1; c < node->right; c++)
    if (see(p, r, c)->arms || see(p, r, c)->head)
      return true;
  return false;
}

static void read_box(struct plane *p, uint32_t i) {
  struct atl_boxes_node *node = &p->graph->node.at[i];
  uint32_t last = node->bottom;
  for (uint32_t k = 0; k < p->graph->node.len && node->frame; k++) /* above the first box in it */
    if (p->graph->node.at[k].parent == i && p->graph->node.at[k].row < last)
      last = p->graph->node.at[k].row;
  if (node->frame && last > node->row + 1 + FRAME_TEXT)
    last = node->row + 1 + FRAME_TEXT;
  add_title(p, node, node->row);
  for (uint32_t r = node->row + 1; r < last; r++) {
    bool rule = see(p, r, node->left)->arms & ATL_ARM_RIGHT && see(p, r, node->right)->arms & ATL_ARM_LEFT;
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
        at(p, r, c)->inside = true; /* these are words of the frame, and no label */
  }
  add_title(p, node, node->bottom);
  while (node->line.len && !node->line.at[node->line.len - 1])
    node->line.len--;
}

/* -- labels ------------------------------------------------------------------------------------------------------ */

static bool is_line(const struct spot *spot) { return (spot->arms || spot->head) && !spot->border && !spot->inside; }

struct label {
  uint32_t row;
  int32_t from, to;
  uint32_t above;    /* the label it goes on with, plus one */
  bool used, target; /* a head points at it */
  struct spot *spot; /* the piece of a line that it stands at */
  uint32_t node;     /* that it is, because a line leads there, plus one */
};

struct labels {
  ATL_VEC(struct label) list;
};

static bool is_free_text(const struct spot *spot) {
  return spot->text && !spot->arms && !spot->head && !spot->border && !spot->inside;
}

static void find_labels(struct plane *p, struct labels *labels) {
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      if (!is_free_text(see(p, r, c)))
        continue;
      int32_t end = c;
      while (end < p->columns && (is_free_text(see(p, r, end)) || (!see(p, r, end)->text && !see(p, r, end)->border &&
                                                                   is_free_text(see(p, r, end + 1)))))
        end++;
      *atl_vec_push(&labels->list) = (struct label){.row = r, .from = c, .to = end};
      c = end;
    }
}

static bool is_wire(const struct spot *spot, uint8_t arms) {
  return is_line(spot) && (spot->arms & arms || spot->head & arms);
}

/* Labels and upright lines that take turns in a row belong together in their order. */
static void pair_row(struct plane *p, struct labels *labels, uint32_t first, uint32_t end) {
  uint32_t row = labels->list.at[first].row;
  int32_t wire[64];
  uint32_t wires = 0, count = end - first;
  for (int32_t c = 0; c < p->columns && wires < 64; c++)
    if (is_wire(see(p, row, c), ATL_ARM_UP | ATL_ARM_DOWN))
      wire[wires++] = c;
  if (count < 2 || wires < count || wires > count + 1)
    return;
  bool left = true, right = true; /* each label is left, or right, of its line */
  for (uint32_t i = 0; i < count; i++) {
    const struct label *label = &labels->list.at[first + i];
    left &= label->to <= wire[i] && wire[i] - label->to <= BESIDE && (!i || label->from > wire[i - 1]);
    right &=
        label->from > wire[i] && label->from - wire[i] - 1 <= BESIDE && (i + 1 == wires || label->to <= wire[i + 1]);
  }
  if (left == right)
    return;
  for (uint32_t i = 0; i < count; i++) {
    struct label *label = &labels->list.at[first + i];
    label->spot = at(p, row, wire[i]);
    label->spot->label = first + i + 1;
    label->used = true;
  }
}

/* The upright line beside a label, at most so many columns away; NULL: there is none. */
static struct spot *beside(const struct plane *p, const struct label *label, int32_t least, int32_t most) {
  const uint8_t upright = ATL_ARM_UP | ATL_ARM_DOWN;
  for (int32_t gap = least; gap <= most; gap++) {
    if (is_wire(see(p, label->row, label->from - 1 - gap), upright))
      return at(p, label->row, label->from - 1 - gap);
    if (is_wire(see(p, label->row, label->to + gap), upright))
      return at(p, label->row, label->to + gap);
  }
  return NULL;
}

/* A line above or below a label, the nearer to its middle the better; NULL: there is none. */
static struct spot *over(const struct plane *p, const struct label *label) {
  int32_t middle = (label->from + label->to) / 2;
  for (int32_t off = 0; off <= label->to - label->from; off++)
    for (int side = 0; side < 4; side++) {
      int32_t column = side & 1 ? middle + off : middle - off;
      uint32_t row = side & 2 ? label->row + 1 : label->row - 1;
      if (column >= label->from - 1 && column <= label->to && is_wire(see(p, row, column), ATL_ARM_SIDES))
        return at(p, row, column);
    }
  for (int32_t column = label->from; column < label->to; column++) /* words that break an upright line */
    for (int side = 0; side < 2; side++) {
      uint32_t row = side ? label->row + 1 : label->row - 1;
      if (is_wire(see(p, row, column), side ? ATL_ARM_UP : ATL_ARM_DOWN))
        return at(p, row, column);
    }
  return NULL;
}

/* The piece of a line that a label stands at: one that it interrupts, one right beside it, above or below it, or one
 * that is not far; NULL: none is. */
static struct spot *line_of(const struct plane *p, const struct label *label) {
  for (int32_t gap = 0; gap < 2; gap++)
    for (int side = 0; side < 2; side++) {
      int32_t column = side ? label->to + gap : label->from - 1 - gap;
      if (is_wire(see(p, label->row, column), ATL_ARM_SIDES))
        return at(p, label->row, column);
    }
  struct spot *spot = beside(p, label, 0, 1);
  spot = spot ? spot : over(p, label);
  return spot ? spot : beside(p, label, 2, BESIDE);
}

/* That of a label in the row above or below which stands over or under this one. */
static struct spot *line_of_neighbour(const struct labels *labels, uint32_t i, bool below) {
  const struct label *label = &labels->list.at[i];
  for (uint32_t k = below ? i + 1 : i; below ? k < labels->list.len : k-- > 0; k += below) {
    const struct label *other = &labels->list.at[k];
    if (below ? other->row > label->row + 1 : other->row + 1 < label->row)
      break;
    if (other->row != label->row && other->spot && other->from < label->to && label->from < other->to)
      return other->spot;
  }
  return NULL;
}

static void attach(struct labels *labels, uint32_t i, struct spot *spot) {
  if (!spot)
    return;
  struct label *label = &labels->list.at[i];
  label->above = spot->label; /* those of one piece of a line */
  label->spot = spot;
  label->used = true;
  spot->label = i + 1;
}

static struct label *label_over(const struct labels *labels, uint32_t row, int32_t column);

/* Words that a head points at are no label. */
static void spare_targets(struct plane *p, struct labels *labels) {
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      const struct spot *spot = see(p, r, c);
      if (!spot->head || !is_line(spot))
        continue;
      int32_t side = spot->head == ATL_ARM_RIGHT ? 1 : spot->head == ATL_ARM_LEFT ? -1 : 0;
      uint32_t row = spot->head == ATL_ARM_DOWN ? r + 1 : spot->head == ATL_ARM_UP ? r - 1 : r;
      struct label *label = label_over(labels, row, c + side);
      label = label || !side ? label : label_over(labels, row, c + 2 * side);
      if (label)
        label->target = true;
    }
}

static void place_labels(struct plane *p, struct labels *labels) {
  spare_targets(p, labels);
  for (uint32_t i = 0, end; i < labels->list.len; i = end) {
    for (end = i + 1; end < labels->list.len && labels->list.at[end].row == labels->list.at[i].row;)
      end++;
    pair_row(p, labels, i, end);
  }
  for (uint32_t i = 0; i < labels->list.len; i++)
    if (!labels->list.at[i].used && !labels->list.at[i].target)
      attach(labels, i, line_of(p, &labels->list.at[i]));
  for (uint32_t i = 0; i < labels->list.len;
       i++) /* below a line of the same label, which stands at a line, and then above */
    if (!labels->list.at[i].used && !labels->list.at[i].target)
      attach(labels, i, line_of_neighbour(labels, i, false));
  for (uint32_t i = labels->list.len; i-- > 0;)
    if (!labels->list.at[i].used && !labels->list.at[i].target)
      attach(labels, i, line_of_neighbour(labels, i, true));
}

static void keep_rest(struct plane *p, const struct labels *labels) {
  for (uint32_t i = 0; i < labels->list.len; i++) {
    const struct label *label = &labels->list.at[i];
    if (!label->used && !label->node)
      *atl_vec_push(&p->graph->rest) = words(p, label->row, label->from, label->to);
  }
}

/* The words over a place; NULL: there are none. */
static struct label *label_over(const struct labels *labels, uint32_t row, int32_t column) {
  uint32_t low = 0, high = labels->list.len;
  while (low < high) { /* the first one that ends behind the place */
    uint32_t middle = low + (high - low) / 2;
    const struct label *label = &labels->list.at[middle];
    if (label->row < row || (label->row == row && label->to <= column))
      low = middle + 1;
    else
      high = middle;
  }
  struct label *label = low < labels->list.len ? &labels->list.at[low] : NULL;
  return label && label->row == row && label->from <= column ? label : NULL;
}

static bool overlaps(const struct label *a, const struct label *b) { return a->from < b->to && b->from < a->to; }

/* Whether words are a part of a drawing that is not understood: a border of dots. */
static bool is_drawn(const char *text) {
  return text && strlen(text) > 2 && strspn(text, ".:-=~_'`* ") == strlen(text);
}

/* Makes a node of words without a box, and of those right above and below them. */
static uint32_t words_as_node(struct plane *p, struct labels *labels, struct label *label) {
  if (label->node)
    return label->node - 1;
  uint32_t number = p->graph->node.len, i = (uint32_t)(label - labels->list.at), first = i, last = i;
  if (is_drawn(words(p, label->row, label->from, label->to)))
    p->graph->loose++;
  label->node = number + 1;
  for (uint32_t k = i; k-- > 0 && labels->list.at[k].row + 1 >= labels->list.at[first].row;)
    if (labels->list.at[k].row + 1 == labels->list.at[first].row && !labels->list.at[k].used &&
        !labels->list.at[k].node && overlaps(&labels->list.at[k], label)) {
      labels->list.at[k].node = number + 1;
      first = k;
    }
  for (uint32_t k = i + 1; k < labels->list.len && labels->list.at[k].row <= labels->list.at[last].row + 1; k++)
    if (labels->list.at[k].row == labels->list.at[last].row + 1 && !labels->list.at[k].used &&
        !labels->list.at[k].node && overlaps(&labels->list.at[k], label)) {
      labels->list.at[k].node = number + 1;
      last = k;
    }
  struct atl_boxes_node *node = atl_vec_push(&p->graph->node);
  *node = (struct atl_boxes_node){.row = labels->list.at[first].row,
                                  .bottom = labels->list.at[last].row,
                                  .left = label->from,
                                  .right = label->to - 1,
                                  .parent = ATL_NONE};
  for (uint32_t k = first; k <= last; k++)
    if (labels->list.at[k].node == number + 1)
      *atl_vec_push(&node->line) = words(p, labels->list.at[k].row, labels->list.at[k].from, labels->list.at[k].to);
  for (uint32_t k = 0; k < number; k++)
    if (p->graph->node.at[k].frame && within(node, &p->graph->node.at[k]) &&
        (node->parent == ATL_NONE || within(&p->graph->node.at[k], &p->graph->node.at[node->parent])))
      node->parent = k;
  return number;
}

/* -- lines ------------------------------------------------------------------------------------------------------- */

/* A place on a line; under another line that crosses it without a joint, on the axis that it keeps. */
struct state {
  uint32_t row;
  int32_t column;
  uint8_t axis; /* 0: that of its arms */
};

struct end {
  uint32_t box, state; /* the index of the place that it was reached from */
  bool head;
};

struct tracer {
  struct plane *p;
  struct labels *labels;
  uint8_t *seen; /* by spot: bits of axes */
  ATL_VEC(struct state) state;
  ATL_VEC(uint32_t) from; /* of each state, the one it was reached from */
  ATL_VEC(struct end) end;
};

static void step(struct state *state, uint8_t way) {
  state->row += way == ATL_ARM_DOWN ? 1 : way == ATL_ARM_UP ? UINT32_MAX : 0;
  state->column += way == ATL_ARM_RIGHT ? 1 : way == ATL_ARM_LEFT ? -1 : 0;
}

static uint8_t axis_of(uint8_t way) { return way & ATL_ARM_SIDES ? 1 : 2; }

static void push(struct tracer *t, struct state state, uint32_t from) {
  size_t index = (size_t)state.row * (size_t)t->p->columns + (size_t)state.column;
  uint8_t bit = (uint8_t)(1 << state.axis);
  if (t->seen[index] & bit)
    return;
  t->seen[index] |= bit;
  *atl_vec_push(&t->state) = state;
  *atl_vec_push(&t->from) = from;
}

static void add_end(struct tracer *t, uint32_t number, uint32_t box, bool head) {
  const struct state *here = &t->state.at[number];
  for (uint32_t i = 0; i < t->end.len; i++) {
    const struct state *there = &t->state.at[t->end.at[i].state];
    if (t->end.at[i].box == box && there->row == here->row && there->column == here->column)
      return;
  }
  *atl_vec_push(&t->end) = (struct end){.box = box, .state = number, .head = head};
}

/* A line that leads to words, or comes from words: they are a node then. False where there are none. */
static bool end_at_words(struct tracer *t, uint32_t number, uint8_t way, bool head) {
  struct state here = t->state.at[number], there = here;
  step(&there, way);
  struct label *label = label_over(t->labels, there.row, there.column);
  if (!label && way & ATL_ARM_SIDES) {
    step(&there, way);
    label = label_over(t->labels, there.row, there.column);
  }
  /* Words at the very end of a line are no label of it, but where it comes from. */
  if (!label || (label->used && label->spot != at(t->p, here.row, here.column)))
    return false;
  add_end(t, number, words_as_node(t->p, t->labels, label), head);
  return true;
}

/* Whether a line that comes to this place goes on behind the plain line that is there. */
static bool passes_under(const struct plane *p, struct state there, uint8_t way) {
  const struct spot *spot = see(p, there.row, there.column);
  struct state beyond = there;
  step(&beyond, way);
  const struct spot *behind = see(p, beyond.row, beyond.column);
  return (spot->arms == ATL_ARM_SIDES || spot->arms == (ATL_ARM_UP | ATL_ARM_DOWN)) &&
         (behind->border || behind->arms & opposite(way) || behind->head == way);
}

/* Whether a head in the border that a line ends at is its own: one that points the same way and has no line. */
static bool has_stray_head(const struct plane *p, struct state there, uint8_t way, uint32_t box) {
  const struct atl_boxes_node *node = &p->graph->node.at[box];
  if (way & ATL_ARM_SIDES || there.row != (way == ATL_ARM_DOWN ? node->row : node->bottom))
    return false;
  for (int32_t c = node->left + 1; c < node->right; c++)
    if (see(p, there.row, c)->head == way && !is_line(see(p, way == ATL_ARM_DOWN ? there.row - 1 : there.row + 1, c)))
      return true;
  return false;
}

/* Goes one step from a place; `number` is its index among the states. */
static void go(struct tracer *t, uint32_t number, uint8_t way) {
  struct plane *p = t->p;
  struct state here = t->state.at[number], there = here;
  const struct spot *spot = see(p, here.row, here.column);
  bool from_head = !here.axis && spot->head;
  there.axis = 0;
  step(&there, way);
  const struct spot *next = see(p, there.row, there.column);
  uint8_t along = way & ATL_ARM_SIDES ? ATL_ARM_SIDES : ATL_ARM_UP | ATL_ARM_DOWN;
  while (next->border) {
    uint32_t box = next->border - 1;
    struct state beyond = there;
    step(&beyond, way);
    const struct spot *behind = see(p, beyond.row, beyond.column);
    bool over = p->graph->node.at[box].frame && !(from_head && spot->head == way);
    bool plain = next->arms == ATL_ARM_SIDES || next->arms == (ATL_ARM_UP | ATL_ARM_DOWN);
    if (over && next->arms && ((next->arms & along) == along || plain) && is_line(behind) &&
        (behind->arms & opposite(way) || behind->head == way)) {
      push(t, beyond, number);
      return;
    }
    if (!over || (next->arms & along) != along || !behind->border || behind->border == next->border) {
      add_end(t, number, box,
              (from_head && spot->head == way) || next->head == way || has_stray_head(p, there, way, box));
      return;
    }
    there = beyond; /* of a box that stands right behind it */
    next = behind;
  }
  if (is_line(next)) {
    bool meets = next->arms & opposite(way) || next->head == way || next->head == opposite(way);
    if (meets)
      push(t, there, number);
    else if (next->arms && passes_under(p, there, way)) {
      there.axis = axis_of(way);
      push(t, there, number);
    } else if (next->arms && !(from_head && spot->head == way)) /* it ends at the side of a line */
      push(t, there, number);
    else if (next->arms)
      p->graph->loose++;
    return;
  }
  if (!next->text) { /* blanks between a line and its box: one, or some more at its side */
    int32_t most = !(way & ATL_ARM_SIDES) ? 1 : from_head && spot->head == way ? POINTED : POINTED / 2;
    struct state beyond = there;
    const struct spot *behind = next;
    for (int32_t gap = 0; gap < most && behind != &nowhere && !behind->text && !behind->border; gap++) {
      step(&beyond, way);
      behind = see(p, beyond.row, beyond.column);
    }
    if (behind->border) {
      add_end(t, number, behind->border - 1, from_head && spot->head == way);
      return;
    }
  }
  if (from_head && spot->head == way) {
    if (!end_at_words(t, number, way, true))
      p->graph->loose++;
    return;
  }
  for (int k = 1; k < BROKEN; k++) { /* words that break it */
    const struct spot *behind;
    step(&there, way);
    behind = see(p, there.row, there.column);
    if (is_line(behind) && (behind->arms & opposite(way) || behind->head == way)) {
      push(t, there, number);
      return;
    }
    if (behind == &nowhere || behind->border || (way & ~ATL_ARM_SIDES && !behind->text && k > 2) ||
        (way & ATL_ARM_SIDES && !behind->text && !see(p, there.row, there.column - 1)->text && k > 2))
      break;
  }
  if (!end_at_words(t, number, way, false))
    p->graph->loose++;
}

static void go_all(struct tracer *t, uint32_t number) {
  struct state here = t->state.at[number];
  const struct spot *spot = see(t->p, here.row, here.column);
  uint8_t ways = here.axis == 1   ? ATL_ARM_SIDES
                 : here.axis == 2 ? ATL_ARM_UP | ATL_ARM_DOWN
                 : spot->head     ? (uint8_t)(spot->head | opposite(spot->head))
                                  : spot->arms;
  for (uint8_t way = 1; way < 16; way = (uint8_t)(way << 1))
    if (ways & way)
      go(t, number, way);
    else if (!here.axis && !spot->head) { /* lines that end at the side of this one, and heads that leave it */
      struct state there = here;
      step(&there, way);
      const struct spot *next = see(t->p, there.row, there.column);
      if (is_line(next) && (next->arms & opposite(way) || next->head == way) &&
          !passes_under(t->p, here, opposite(way)))
        push(t, there, number);
    }
}

/* -- links ------------------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return left < right ? -1 : left > right;
}

/* The labels of a way, given by the states on it, joined by blanks. */
static const char *label_of(struct tracer *t, const uint32_t *way, uint32_t len) {
  ATL_VEC(uint32_t) found = {0};
  struct atl_out out;
  const char *text = NULL;
  for (uint32_t i = 0; i < len; i++) {
    const struct state *state = &t->state.at[way[i]];
    for (uint32_t label = state->axis ? 0 : see(t->p, state->row, state->column)->label; label;
         label = t->labels->list.at[label - 1].above)
      if (!t->labels->list.at[label - 1].node)
        *atl_vec_push(&found) = label - 1;
  }
  if (found.len) {
    atl_out_memory(&out);
    atl_sort(found.at, found.len, sizeof *found.at, by_number);
    for (uint32_t i = 0; i < found.len; i++)
      if (!i || found.at[i] != found.at[i - 1]) {
        const struct label *label = &t->labels->list.at[found.at[i]];
        atl_out_format(&out, "%s%s", out.len ? " " : "", words(t->p, label->row, label->from, label->to));
      }
    text = atl_arena_strndup(&t->p->graph->arena, out.buf, out.len);
    atl_out_discard(&out);
  }
  atl_vec_release(&found);
  return text;
}

/* Adds a link between two ends of a net. The way between them goes up the tree of the tracing from both, to where they
 * meet. */
static void add_link(struct tracer *t, const struct end *a, const struct end *b, bool tail) {
  ATL_VEC(uint32_t) way = {0};
  uint32_t x = a->state, y = b->state;
  while (x != y) { /* the later one was reached from an earlier one; all of them from the first one of the net */
    uint32_t *later = x > y ? &x : &y;
    *atl_vec_push(&way) = *later;
    *later = t->from.at[*later];
  }
  *atl_vec_push(&way) = x;
  *atl_vec_push(&t->p->graph->link) = (struct atl_boxes_link){
      .from = a->box, .to = b->box, .head = b->head, .tail = tail, .label = label_of(t, way.at, way.len)};
  atl_vec_release(&way);
}

/* Whether an end is at the bottom of its box; 0: at its top, -1: elsewhere. */
static int at_bottom(const struct tracer *t, const struct end *end) {
  const struct atl_boxes_node *node = &t->p->graph->node.at[end->box];
  uint32_t row = t->state.at[end->state].row;
  return row > node->bottom ? 1 : row < node->row ? 0 : -1;
}

static void link_ends(struct tracer *t) {
  uint32_t heads = 0, n = t->end.len, bottoms = 0, tops = 0;
  for (uint32_t i = 0; i < n; i++) {
    heads += t->end.at[i].head;
    bottoms += at_bottom(t, &t->end.at[i]) == 1;
    tops += at_bottom(t, &t->end.at[i]) == 0;
  }
  bool tree =
      (!heads || heads == n) && n > 2 && bottoms && tops && bottoms + tops == n; /* from those above to those below */
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = 0; k < n; k++) {
      const struct end *a = &t->end.at[i], *b = &t->end.at[k];
      bool linked = heads && heads < n ? !a->head && b->head
                    : tree             ? at_bottom(t, a) == 1 && at_bottom(t, b) == 0
                                       : i < k;
      if (linked && t->p->graph->link.len == MOST_LINKS) {
        t->p->graph->loose++;
        i = n - 1;
        break;
      }
      if (linked)
        add_link(t, a, b, heads == n);
    }
  t->end.len = 0;
}

/* Whether something leaves a border here, or arrives: a joint or a head, and no line that goes over it. */
static bool is_door(const struct spot *spot, uint8_t arm, uint8_t head) {
  return (spot->arms & arm && spot->arms & ATL_ARM_SIDES) || spot->head == head;
}

/* Boxes right above each other, whose borders have joints or heads that meet. */
static void link_neighbours(struct plane *p) {
  for (uint32_t i = 0; i < p->graph->node.len; i++)
    for (int32_t c = p->graph->node.at[i].left + 1; c < p->graph->node.at[i].right; c++) {
      uint32_t r = p->graph->node.at[i].bottom;
      const struct spot *above = see(p, r, c), *below = see(p, r + 1, c);
      if (above->border != i + 1 || !below->border || p->graph->node.at[below->border - 1].row != r + 1 ||
          !is_door(above, ATL_ARM_DOWN, ATL_ARM_UP) || !is_door(below, ATL_ARM_UP, ATL_ARM_DOWN) ||
          p->graph->link.len == MOST_LINKS)
        continue;
      bool up = above->head == ATL_ARM_UP && below->head != ATL_ARM_DOWN;
      *atl_vec_push(&p->graph->link) =
          (struct atl_boxes_link){.from = up ? below->border - 1 : i,
                                  .to = up ? i : below->border - 1,
                                  .head = up || below->head == ATL_ARM_DOWN,
                                  .tail = above->head == ATL_ARM_UP && below->head == ATL_ARM_DOWN};
    }
}

/* Words right above a frame without words are its title. */
static void name_frames(struct plane *p, struct labels *labels) {
  for (uint32_t i = 0; i < p->graph->node.len; i++) {
    struct atl_boxes_node *node = &p->graph->node.at[i];
    for (uint32_t k = 0; k < labels->list.len && node->frame && node->row && !node->line.len; k++) {
      struct label *label = &labels->list.at[k];
      if (label->row + 1 != node->row || label->from < node->left || label->to > node->right + 1 || label->used ||
          label->node)
        continue;
      *atl_vec_push(&node->line) = words(p, label->row, label->from, label->to);
      label->used = true;
    }
  }
}

static void trace(struct plane *p, struct labels *labels) {
  struct tracer t = {.p = p, .labels = labels, .seen = atl_alloc((size_t)p->rows * (size_t)p->columns, 1)};
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      if (!is_line(see(p, r, c)))
        continue;
      uint32_t first = t.state.len;
      push(&t, (struct state){.row = r, .column = c}, ATL_NONE);
      for (uint32_t i = first; i < t.state.len; i++)
        go_all(&t, i);
      if (first < t.state.len)
        link_ends(&t);
    }
  free(t.seen);
  atl_vec_release(&t.state);
  atl_vec_release(&t.from);
  atl_vec_release(&t.end);
}

void atl_boxes_graph_read(struct atl_boxes_graph *graph, const struct atl_boxes_row *row, uint32_t rows) {
  *graph = (struct atl_boxes_graph){0};
  struct plane p = {.graph = graph, .row = row, .rows = rows};
  struct labels labels = {0};
  atl_grid_read(&p.grid, row, rows);
  for (uint32_t r = 0; r < p.grid.row.len; r++)
    p.columns = p.grid.row.at[r].width > p.columns ? p.grid.row.at[r].width : p.columns;
  p.columns++;
  if (p.grid.row.len && (size_t)p.columns * rows <= MOST_CELLS) {
    p.spot = atl_alloc((size_t)p.columns * rows, sizeof *p.spot);
    lay_out(&p);
    find_boxes(&p);
    for (uint32_t i = 0; i < graph->node.len; i++) {
      mark_rules(&p, i);
      read_box(&p, i);
    }
    find_labels(&p, &labels);
    place_labels(&p, &labels);
    trace(&p, &labels);
    link_neighbours(&p);
    name_frames(&p, &labels);
    keep_rest(&p, &labels);
  }
  free(p.spot);
  atl_vec_release(&labels.list);
  atl_grid_release(&p.grid);
}

void atl_boxes_graph_release(struct atl_boxes_graph *graph) {
  for (uint32_t i = 0; i < graph->node.len; i++)
    atl_vec_release(&graph->node.at[i].line);
  atl_vec_release(&graph->node);
  atl_vec_release(&graph->link);
  atl_vec_release(&graph->rest);
  atl_arena_release(&graph->arena);
}
