/* What is between the boxes of a plane: lines, which are followed from box to box, and words beside them. */
#include "boxes/graph.h"

#include "boxes/plane.h"

#include "base/out.h"
#include "base/sort.h"

#include <stdlib.h>

enum {
  MOST_LINKS = 20000, /* nets of many ends have many more */
  BROKEN = 200,       /* columns of words that a line may be broken by */
  BESIDE = 6,         /* columns between a line and its label */
  POINTED = 6         /* blank columns between a head and what it points at */
};

/* -- labels ------------------------------------------------------------------------------------------------------ */

struct label {
  uint32_t row;
  int32_t from, to;
  uint32_t above;        /* the label it goes on with, plus one */
  bool used, target;     /* a head points at it */
  struct atl_spot *spot; /* the piece of a line that it stands at */
  uint32_t node;         /* that it is, because a line leads there, plus one */
};

struct labels {
  ATL_VEC(struct label) list;
};

static bool is_free_text(const struct atl_spot *spot) {
  return spot->text && !spot->arms && !spot->head && !spot->border && !spot->inside;
}

static void find_labels(struct atl_plane *p, struct labels *labels) {
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      if (!is_free_text(atl_plane_see(p, r, c)))
        continue;
      int32_t end = c;
      while (end < p->columns && (is_free_text(atl_plane_see(p, r, end)) ||
                                  (!atl_plane_see(p, r, end)->text && !atl_plane_see(p, r, end)->border &&
                                   is_free_text(atl_plane_see(p, r, end + 1)))))
        end++;
      *atl_vec_push(&labels->list) = (struct label){.row = r, .from = c, .to = end};
      c = end;
    }
}

static bool is_wire(const struct atl_spot *spot, uint8_t arms) {
  return atl_spot_is_line(spot) && (spot->arms & arms || spot->head & arms);
}

/* Labels and upright lines that take turns in a row belong together in their order. */
static void pair_row(struct atl_plane *p, struct labels *labels, uint32_t first, uint32_t end) {
  uint32_t row = labels->list.at[first].row;
  int32_t wire[64];
  uint32_t wires = 0, count = end - first;
  for (int32_t c = 0; c < p->columns && wires < 64; c++)
    if (is_wire(atl_plane_see(p, row, c), ATL_ARM_UP | ATL_ARM_DOWN))
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
    label->spot = atl_plane_at(p, row, wire[i]);
    label->spot->label = first + i + 1;
    label->used = true;
  }
}

/* The upright line beside a label, at most so many columns away; NULL: there is none. */
static struct atl_spot *beside(const struct atl_plane *p, const struct label *label, int32_t least, int32_t most) {
  const uint8_t upright = ATL_ARM_UP | ATL_ARM_DOWN;
  for (int32_t gap = least; gap <= most; gap++) {
    if (is_wire(atl_plane_see(p, label->row, label->from - 1 - gap), upright))
      return atl_plane_at(p, label->row, label->from - 1 - gap);
    if (is_wire(atl_plane_see(p, label->row, label->to + gap), upright))
      return atl_plane_at(p, label->row, label->to + gap);
  }
  return NULL;
}

/* A line above or below a label, the nearer to its middle the better; NULL: there is none. */
static struct atl_spot *over(const struct atl_plane *p, const struct label *label) {
  int32_t middle = (label->from + label->to) / 2;
  for (int32_t off = 0; off <= label->to - label->from; off++)
    for (int side = 0; side < 4; side++) {
      int32_t column = side & 1 ? middle + off : middle - off;
      uint32_t row = side & 2 ? label->row + 1 : label->row - 1;
      if (column >= label->from - 1 && column <= label->to && is_wire(atl_plane_see(p, row, column), ATL_ARM_SIDES))
        return atl_plane_at(p, row, column);
    }
  for (int32_t column = label->from; column < label->to; column++) /* words that break an upright line */
    for (int side = 0; side < 2; side++) {
      uint32_t row = side ? label->row + 1 : label->row - 1;
      if (is_wire(atl_plane_see(p, row, column), side ? ATL_ARM_UP : ATL_ARM_DOWN))
        return atl_plane_at(p, row, column);
    }
  return NULL;
}

/* The piece of a line that a label stands at: one that it interrupts, one right beside it, above or below it, or one
 * that is not far; NULL: none is. */
static struct atl_spot *line_of(const struct atl_plane *p, const struct label *label) {
  for (int32_t gap = 0; gap < 2; gap++)
    for (int side = 0; side < 2; side++) {
      int32_t column = side ? label->to + gap : label->from - 1 - gap;
      if (is_wire(atl_plane_see(p, label->row, column), ATL_ARM_SIDES))
        return atl_plane_at(p, label->row, column);
    }
  struct atl_spot *spot = beside(p, label, 0, 1);
  spot = spot ? spot : over(p, label);
  return spot ? spot : beside(p, label, 2, BESIDE);
}

/* That of a label in the row above or below which stands over or under this one. */
static struct atl_spot *line_of_neighbour(const struct labels *labels, uint32_t i, bool below) {
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

static void attach(struct labels *labels, uint32_t i, struct atl_spot *spot) {
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
static void spare_targets(struct atl_plane *p, struct labels *labels) {
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      const struct atl_spot *spot = atl_plane_see(p, r, c);
      if (!spot->head || !atl_spot_is_line(spot))
        continue;
      int32_t side = spot->head == ATL_ARM_RIGHT ? 1 : spot->head == ATL_ARM_LEFT ? -1 : 0;
      uint32_t row = spot->head == ATL_ARM_DOWN ? r + 1 : spot->head == ATL_ARM_UP ? r - 1 : r;
      struct label *label = label_over(labels, row, c + side);
      label = label || !side ? label : label_over(labels, row, c + 2 * side);
      if (label)
        label->target = true;
    }
}

static void place_labels(struct atl_plane *p, struct labels *labels) {
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

static void keep_rest(struct atl_plane *p, const struct labels *labels) {
  for (uint32_t i = 0; i < labels->list.len; i++) {
    const struct label *label = &labels->list.at[i];
    if (!label->used && !label->node)
      *atl_vec_push(&p->graph->rest) = atl_plane_words(p, label->row, label->from, label->to);
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
static uint32_t words_as_node(struct atl_plane *p, struct labels *labels, struct label *label) {
  if (label->node)
    return label->node - 1;
  uint32_t number = p->graph->node.len, i = (uint32_t)(label - labels->list.at), first = i, last = i;
  if (is_drawn(atl_plane_words(p, label->row, label->from, label->to)))
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
      *atl_vec_push(&node->line) =
          atl_plane_words(p, labels->list.at[k].row, labels->list.at[k].from, labels->list.at[k].to);
  for (uint32_t k = 0; k < number; k++)
    if (p->graph->node.at[k].frame && atl_boxes_within(node, &p->graph->node.at[k]) &&
        (node->parent == ATL_NONE || atl_boxes_within(&p->graph->node.at[k], &p->graph->node.at[node->parent])))
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
  struct atl_plane *p;
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
  if (!label || (label->used && label->spot != atl_plane_at(t->p, here.row, here.column)))
    return false;
  add_end(t, number, words_as_node(t->p, t->labels, label), head);
  return true;
}

/* Whether a line that comes to this place goes on behind the plain line that is there. */
static bool passes_under(const struct atl_plane *p, struct state there, uint8_t way) {
  const struct atl_spot *spot = atl_plane_see(p, there.row, there.column);
  struct state beyond = there;
  step(&beyond, way);
  const struct atl_spot *behind = atl_plane_see(p, beyond.row, beyond.column);
  return (spot->arms == ATL_ARM_SIDES || spot->arms == (ATL_ARM_UP | ATL_ARM_DOWN)) &&
         (behind->border || behind->arms & atl_arm_opposite(way) || behind->head == way);
}

/* Whether a head in the border that a line ends at is its own: one that points the same way and has no line. */
static bool has_stray_head(const struct atl_plane *p, struct state there, uint8_t way, uint32_t box) {
  const struct atl_boxes_node *node = &p->graph->node.at[box];
  if (way & ATL_ARM_SIDES || there.row != (way == ATL_ARM_DOWN ? node->row : node->bottom))
    return false;
  for (int32_t c = node->left + 1; c < node->right; c++)
    if (atl_plane_see(p, there.row, c)->head == way &&
        !atl_spot_is_line(atl_plane_see(p, way == ATL_ARM_DOWN ? there.row - 1 : there.row + 1, c)))
      return true;
  return false;
}

/* Goes one step from a place; `number` is its index among the states. */
static void go(struct tracer *t, uint32_t number, uint8_t way) {
  struct atl_plane *p = t->p;
  struct state here = t->state.at[number], there = here;
  const struct atl_spot *spot = atl_plane_see(p, here.row, here.column);
  bool from_head = !here.axis && spot->head;
  there.axis = 0;
  step(&there, way);
  const struct atl_spot *next = atl_plane_see(p, there.row, there.column);
  uint8_t along = way & ATL_ARM_SIDES ? ATL_ARM_SIDES : ATL_ARM_UP | ATL_ARM_DOWN;
  while (next->border) {
    uint32_t box = next->border - 1;
    struct state beyond = there;
    step(&beyond, way);
    const struct atl_spot *behind = atl_plane_see(p, beyond.row, beyond.column);
    bool over = p->graph->node.at[box].frame && !(from_head && spot->head == way);
    bool plain = next->arms == ATL_ARM_SIDES || next->arms == (ATL_ARM_UP | ATL_ARM_DOWN);
    if (over && next->arms && ((next->arms & along) == along || plain) && atl_spot_is_line(behind) &&
        (behind->arms & atl_arm_opposite(way) || behind->head == way)) {
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
  if (atl_spot_is_line(next)) {
    bool meets = next->arms & atl_arm_opposite(way) || next->head == way || next->head == atl_arm_opposite(way);
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
    const struct atl_spot *behind = next;
    for (int32_t gap = 0; gap < most && behind != &atl_nowhere && !behind->text && !behind->border; gap++) {
      step(&beyond, way);
      behind = atl_plane_see(p, beyond.row, beyond.column);
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
    const struct atl_spot *behind;
    step(&there, way);
    behind = atl_plane_see(p, there.row, there.column);
    if (atl_spot_is_line(behind) && (behind->arms & atl_arm_opposite(way) || behind->head == way)) {
      push(t, there, number);
      return;
    }
    if (behind == &atl_nowhere || behind->border || (way & ~ATL_ARM_SIDES && !behind->text && k > 2) ||
        (way & ATL_ARM_SIDES && !behind->text && !atl_plane_see(p, there.row, there.column - 1)->text && k > 2))
      break;
  }
  if (!end_at_words(t, number, way, false))
    p->graph->loose++;
}

static void go_all(struct tracer *t, uint32_t number) {
  struct state here = t->state.at[number];
  const struct atl_spot *spot = atl_plane_see(t->p, here.row, here.column);
  uint8_t ways = here.axis == 1   ? ATL_ARM_SIDES
                 : here.axis == 2 ? ATL_ARM_UP | ATL_ARM_DOWN
                 : spot->head     ? (uint8_t)(spot->head | atl_arm_opposite(spot->head))
                                  : spot->arms;
  for (uint8_t way = 1; way < 16; way = (uint8_t)(way << 1))
    if (ways & way)
      go(t, number, way);
    else if (!here.axis && !spot->head) { /* lines that end at the side of this one, and heads that leave it */
      struct state there = here;
      step(&there, way);
      const struct atl_spot *next = atl_plane_see(t->p, there.row, there.column);
      if (atl_spot_is_line(next) && (next->arms & atl_arm_opposite(way) || next->head == way) &&
          !passes_under(t->p, here, atl_arm_opposite(way)))
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
    for (uint32_t label = state->axis ? 0 : atl_plane_see(t->p, state->row, state->column)->label; label;
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
        atl_out_format(&out, "%s%s", out.len ? " " : "", atl_plane_words(t->p, label->row, label->from, label->to));
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
static bool is_door(const struct atl_spot *spot, uint8_t arm, uint8_t head) {
  return (spot->arms & arm && spot->arms & ATL_ARM_SIDES) || spot->head == head;
}

/* Boxes right above each other, whose borders have joints or heads that meet. */
static void link_neighbours(struct atl_plane *p) {
  for (uint32_t i = 0; i < p->graph->node.len; i++)
    for (int32_t c = p->graph->node.at[i].left + 1; c < p->graph->node.at[i].right; c++) {
      uint32_t r = p->graph->node.at[i].bottom;
      const struct atl_spot *above = atl_plane_see(p, r, c), *below = atl_plane_see(p, r + 1, c);
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
static void name_frames(struct atl_plane *p, struct labels *labels) {
  for (uint32_t i = 0; i < p->graph->node.len; i++) {
    struct atl_boxes_node *node = &p->graph->node.at[i];
    for (uint32_t k = 0; k < labels->list.len && node->frame && node->row && !node->line.len; k++) {
      struct label *label = &labels->list.at[k];
      if (label->row + 1 != node->row || label->from < node->left || label->to > node->right + 1 || label->used ||
          label->node)
        continue;
      *atl_vec_push(&node->line) = atl_plane_words(p, label->row, label->from, label->to);
      label->used = true;
    }
  }
}

static void trace(struct atl_plane *p, struct labels *labels) {
  struct tracer t = {.p = p, .labels = labels, .seen = atl_alloc((size_t)p->rows * (size_t)p->columns, 1)};
  for (uint32_t r = 0; r < p->rows; r++)
    for (int32_t c = 0; c < p->columns; c++) {
      if (!atl_spot_is_line(atl_plane_see(p, r, c)))
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
  struct atl_plane p = {.graph = graph, .row = row, .rows = rows};
  struct labels labels = {0};
  if (atl_plane_read(&p)) {
    find_labels(&p, &labels);
    place_labels(&p, &labels);
    trace(&p, &labels);
    link_neighbours(&p);
    name_frames(&p, &labels);
    keep_rest(&p, &labels);
  }
  atl_plane_release(&p);
  atl_vec_release(&labels.list);
}

void atl_boxes_graph_release(struct atl_boxes_graph *graph) {
  for (uint32_t i = 0; i < graph->node.len; i++)
    atl_vec_release(&graph->node.at[i].line);
  atl_vec_release(&graph->node);
  atl_vec_release(&graph->link);
  atl_vec_release(&graph->rest);
  atl_arena_release(&graph->arena);
}
