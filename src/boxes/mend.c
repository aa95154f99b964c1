/* Every chain gets a column, and every row is written anew between its strokes.
 *
 * The columns are the least that leave room: a chain stands where most of it stood, or farther right where words or the
 * chain before it need that. Room is made and taken in blanks and in pieces of lines, never in words: those stand as
 * far behind the stroke before them as they did, and what is added or taken away is behind them. What comes out is
 * looked at again, and is only good if all of it lines up and no letter is missing. */
#include "boxes/boxes.h"

#include "boxes/chains.h"

#include "base/out.h"
#include "base/sort.h"

#include <stdlib.h>

enum {
  MOST_HOLE = 2,      /* columns of a border that may be missing before or behind a corner */
  MOST_PASSES = 60,   /* over the rows until nothing is pushed any more; more is a ring of demands */
  MOST_WIDENED = 100, /* boxes whose likes are looked for */
  MOST_TRIES = 3      /* a mended drawing may show what was hidden before */
};

/* -- what stands between two strokes --------------------------------------------------------------------------------
 */

enum run_kind { RUN_BLANK, RUN_FLAT, RUN_TEXT };

struct run {
  uint32_t cell, count;
  int32_t width, now;
  enum run_kind kind;
  bool tab;
  bool hole; /* blanks where a border should be */
};

struct gap {
  ATL_VEC(struct run) run;
  bool begins; /* before the first stroke of its row */
  bool inside; /* between the sides of a box */
  bool opens;  /* the stroke before it has an arm to the right */
  bool closes; /* the one behind it has one to the left */
  bool border; /* between the corners of a box whose sides are there */
};

static enum run_kind kind_of(const struct atl_cell *cell) {
  return cell->kind == ATL_CELL_BLANK || cell->kind == ATL_CELL_TAB ? RUN_BLANK
         : atl_cell_is_flat(cell)                                   ? RUN_FLAT
                                                                    : RUN_TEXT;
}

/* The runs of the cells [first, end). */
static void split(struct gap *gap, const struct atl_grid *grid, uint32_t first, uint32_t end) {
  gap->run.len = 0;
  for (uint32_t i = first; i < end; i++) {
    const struct atl_cell *cell = &grid->cell.at[i];
    struct run *last = gap->run.len ? &gap->run.at[gap->run.len - 1] : NULL;
    if (!last || last->kind != kind_of(cell)) {
      last = atl_vec_push(&gap->run);
      last->cell = i;
      last->kind = kind_of(cell);
    }
    last->count++;
    last->width += cell->width;
    last->now += cell->width;
    last->tab |= cell->kind == ATL_CELL_TAB;
  }
}

/* How narrow a run may become. */
static int32_t least(const struct gap *gap, const struct atl_grid *grid, uint32_t i) {
  const struct run *run = &gap->run.at[i];
  int32_t keep = run->width;
  bool first = !i, last = i + 1 == gap->run.len;
  if (run->kind == RUN_FLAT)
    keep = first && last ? 1 : grid->cell.at[run->cell].letter ? 3 : 2;
  else if (run->kind == RUN_BLANK && !run->tab && first && last && gap->begins)
    keep = 0;
  else if (run->kind == RUN_BLANK && !run->tab && (last || (!first && !gap->inside)))
    keep = 1;
  return keep < run->width ? keep : run->width;
}

static int32_t least_width(const struct gap *gap, const struct atl_grid *grid) {
  int32_t width = 0;
  for (uint32_t i = 0; i < gap->run.len; i++)
    width += least(gap, grid, i);
  return width;
}

/* -- where chains stand ---------------------------------------------------------------------------------------------
 */

struct look {
  struct atl_grid grid;
  struct atl_chains chains;
  struct gap gap; /* that is being looked at */
};

/* Marks blanks of a border that stand between its line and a corner. */
static void find_holes(struct gap *gap) {
  uint32_t n = gap->run.len;
  uint32_t blanks = 0; /* a border of dashes has many */
  for (uint32_t i = 0; i < n; i++)
    blanks += gap->run.at[i].kind == RUN_BLANK;
  for (uint32_t i = 0; i < n && gap->border && blanks == 1; i++) {
    struct run *run = &gap->run.at[i];
    bool first = !i && n > 1 && gap->opens && run[1].kind == RUN_FLAT;
    bool last = i && i + 1 == n && gap->closes && run[-1].kind == RUN_FLAT;
    run->hole = run->kind == RUN_BLANK && !run->tab && run->width <= MOST_HOLE && (first || last);
  }
}

/* Whether a gap is a part of a border, which ends at a corner of a box: its other corner is there, and both sides. */
static bool is_border(const struct look *look, uint32_t first, uint32_t i) {
  const struct atl_chains *chains = &look->chains;
  const struct atl_cell *cell = look->grid.cell.at;
  uint32_t at = i;
  if (!atl_is_corner(cell[chains->stroke.at[i].cell].arms)) { /* it may begin at one */
    if (i == first || !atl_is_corner(cell[chains->stroke.at[i - 1].cell].arms))
      return false;
    at = i - 1;
  }
  uint32_t other = atl_other_corner(chains, &look->grid, at);
  const struct atl_drawn_stroke *a = &chains->stroke.at[at], *b = other == ATL_NONE ? NULL : &chains->stroke.at[other];
  return b && ((a->down != ATL_NONE && b->down != ATL_NONE) || (a->up != ATL_NONE && b->up != ATL_NONE));
}

/* Fills the gap before stroke number `i` of the row, which begins with stroke `first`. */
static void gap_before(struct look *look, uint32_t row, uint32_t first, uint32_t i) {
  const struct atl_drawn_stroke *stroke = look->chains.stroke.at;
  const struct atl_cell *cell = look->grid.cell.at;
  bool begins = i == first;
  split(&look->gap, &look->grid, begins ? look->grid.row.at[row].first : stroke[i - 1].cell + 1, stroke[i].cell);
  look->gap.begins = begins;
  look->gap.opens = !begins && cell[stroke[i - 1].cell].arms & ATL_ARM_RIGHT;
  look->gap.closes = cell[stroke[i].cell].arms & ATL_ARM_LEFT;
  look->gap.border = !begins && is_border(look, first, i);
  find_holes(&look->gap);
  look->gap.inside =
      !begins && look->chains.chain.at[stroke[i - 1].chain].left && look->chains.chain.at[stroke[i].chain].right;
}

/* Where the right corner of a box has to stand, so that the box is no narrower than it was; -1: it is none. */
static int32_t least_right(const struct look *look, uint32_t i) {
  const struct atl_chains *chains = &look->chains;
  const struct atl_drawn_stroke *right = &chains->stroke.at[i];
  if ((look->grid.cell.at[right->cell].arms & (ATL_ARM_SIDES | ATL_ARM_DOWN)) != (ATL_ARM_LEFT | ATL_ARM_DOWN))
    return -1;
  uint32_t left = atl_other_corner(chains, &look->grid, i);
  if (left == ATL_NONE || chains->stroke.at[left].down == ATL_NONE)
    return -1;
  const struct atl_chain *side = &chains->chain.at[chains->stroke.at[left].chain];
  return side->x + chains->chain.at[right->chain].wanted - side->wanted;
}

/* A line or a head that ends at a border which has no joint there. */
struct contact {
  uint32_t stroke, left, right; /* the strokes of the border on both sides of it */
};

struct contacts {
  ATL_VEC(struct contact) list;
};

static void find_contacts(const struct look *look, struct contacts *contacts) {
  const struct atl_chains *chains = &look->chains;
  for (uint32_t i = 0; i < chains->stroke.len; i++) {
    const struct atl_drawn_stroke *stroke = &chains->stroke.at[i];
    const struct atl_cell *cell = &look->grid.cell.at[stroke->cell];
    uint8_t arms = cell->arms | cell->maybe;
    for (int down = 0; down < 2; down++) {
      bool ends = cell->kind == ATL_CELL_HEAD
                      ? arms == (down ? ATL_ARM_UP : ATL_ARM_DOWN)
                      : arms & (down ? ATL_ARM_DOWN : ATL_ARM_UP) && (down ? stroke->down : stroke->up) == ATL_NONE;
      uint32_t row = down ? stroke->row + 1 : stroke->row - 1;
      const struct atl_cell *border = ends ? atl_grid_at(&look->grid, row, stroke->column) : NULL;
      if (!border || !atl_cell_is_flat(border))
        continue;
      uint32_t right = chains->row.at[row];
      while (right < chains->row.at[row + 1] && chains->stroke.at[right].column < stroke->column)
        right++;
      if (right > chains->row.at[row] && right < chains->row.at[row + 1])
        *atl_vec_push(&contacts->list) = (struct contact){.stroke = i, .left = right - 1, .right = right};
    }
  }
}

/* Pushes a line that is beside its border now, or the border. */
static bool keep_contacts(struct look *look, const struct contacts *contacts) {
  struct atl_chains *chains = &look->chains;
  bool moved = false;
  for (uint32_t i = 0; i < contacts->list.len; i++) {
    const struct contact *contact = &contacts->list.at[i];
    struct atl_chain *chain = &chains->chain.at[chains->stroke.at[contact->stroke].chain];
    struct atl_chain *left = &chains->chain.at[chains->stroke.at[contact->left].chain];
    struct atl_chain *right = &chains->chain.at[chains->stroke.at[contact->right].chain];
    if (chain->x <= left->x)
      chain->x = left->x + 1, moved = true;
    if (chain->x >= right->x)
      right->x = chain->x + 1, moved = true;
  }
  return moved;
}

/* Pushes chains to the right until all rows have room; false where they never have. */
static bool place(struct look *look) {
  struct atl_chains *chains = &look->chains;
  int32_t *room = atl_alloc(chains->stroke.len + 1, sizeof *room); /* before each stroke */
  bool moved = true;
  struct contacts contacts = {0};
  find_contacts(look, &contacts);
  for (uint32_t r = 0; r < look->grid.row.len; r++)
    for (uint32_t first = chains->row.at[r], i = first; i < chains->row.at[r + 1]; i++) {
      gap_before(look, r, first, i);
      room[i] = least_width(&look->gap, &look->grid);
    }
  for (int pass = 0; moved && pass < MOST_PASSES; pass++) {
    moved = keep_contacts(look, &contacts);
    for (uint32_t r = 0; r < look->grid.row.len; r++)
      for (uint32_t first = chains->row.at[r], i = first; i < chains->row.at[r + 1]; i++) {
        struct atl_chain *chain = &chains->chain.at[chains->stroke.at[i].chain];
        int32_t before = i == first ? 0 : chains->chain.at[chains->stroke.at[i - 1].chain].x + 1;
        int32_t to = before + room[i], kept = least_right(look, i);
        to = kept > to ? kept : to;
        if (chain->x < to) {
          chain->x = to;
          moved = true;
        }
        if (chain->x > ATL_BOXES_WIDEST)
          moved = false, pass = MOST_PASSES, r = look->grid.row.len - 1, i = chains->row.at[r + 1];
      }
  }
  free(room);
  atl_vec_release(&contacts.list);
  for (uint32_t i = 0; i < chains->chain.len; i++)
    if (chains->chain.at[i].x > ATL_BOXES_WIDEST)
      return false;
  return !moved;
}

/* The column of the left side of a box whose right side is a chain; -1: it is none. */
static int32_t left_of(const struct look *look, const struct atl_chain *chain) {
  const struct atl_drawn_stroke *top = &look->chains.stroke.at[chain->first];
  uint8_t arms = look->grid.cell.at[top->cell].arms;
  if (!chain->right || !atl_is_corner(arms) || !(arms & ATL_ARM_LEFT))
    return -1;
  uint32_t other = atl_other_corner(&look->chains, &look->grid, chain->first);
  return other == ATL_NONE ? -1 : look->chains.stroke.at[other].column;
}

/* Boxes that were drawn of one width below each other stay so, where one of them needs more. */
static bool widen_alike(struct look *look) {
  struct atl_chains *chains = &look->chains;
  int32_t *left = atl_alloc(chains->chain.len + 1, sizeof *left);
  uint32_t *wide = atl_alloc(chains->chain.len + 1, sizeof *wide), wides = 0;
  bool moved = false;
  for (uint32_t i = 0; i < chains->chain.len; i++) {
    const struct atl_chain *chain = &chains->chain.at[i];
    left[i] = left_of(look, chain);
    if (left[i] >= 0 && chain->x > chains->stroke.at[chain->first].column && wides < MOST_WIDENED)
      wide[wides++] = i;
  }
  for (uint32_t k = 0; k < wides; k++)
    for (uint32_t i = 0; i < chains->chain.len; i++) {
      struct atl_chain *chain = &chains->chain.at[i];
      const struct atl_chain *other = &chains->chain.at[wide[k]];
      if (left[i] == left[wide[k]] && chain->x < other->x &&
          chains->stroke.at[chain->first].column == chains->stroke.at[other->first].column) {
        chain->x = other->x;
        moved = true;
      }
    }
  free(left);
  free(wide);
  return moved;
}

/* Whether every box that has its right corners in one column keeps them so: what is half mended is worse than before.
 */
static bool keeps_boxes(const struct look *look) {
  const struct atl_chains *chains = &look->chains;
  for (uint32_t i = 0; i < chains->stroke.len; i++) {
    const struct atl_drawn_stroke *top = &chains->stroke.at[i];
    uint32_t other = atl_opposite_corner(chains, &look->grid, i);
    const struct atl_drawn_stroke *bottom = other == ATL_NONE ? NULL : &chains->stroke.at[other];
    if (bottom && top->column == bottom->column && chains->chain.at[top->chain].x != chains->chain.at[bottom->chain].x)
      return false;
  }
  return true;
}

/* -- rows -----------------------------------------------------------------------------------------------------------
 */

/* Takes columns away; what cannot be had is left over. */
static int32_t take(struct gap *gap, const struct atl_grid *grid, enum run_kind kind, bool ends, int32_t by) {
  for (uint32_t i = gap->run.len; i-- > 0 && by > 0;) {
    struct run *run = &gap->run.at[i];
    bool at_end = !i || i + 1 == gap->run.len;
    if (run->kind != kind || (kind == RUN_BLANK && at_end != ends))
      continue;
    int32_t spare = run->now - least(gap, grid, i), part = spare < by ? spare : by;
    if (part > 0) {
      run->now -= part;
      by -= part;
    }
  }
  return by;
}

static bool shrink(struct gap *gap, const struct atl_grid *grid, int32_t by) {
  if (!gap->inside)
    by = take(gap, grid, RUN_FLAT, false, by);
  by = take(gap, grid, RUN_BLANK, true, by);
  by = take(gap, grid, RUN_FLAT, false, by);
  return !take(gap, grid, RUN_BLANK, false, by);
}

/* The run that grows: a line that comes from a stroke or goes to one, else the blanks before the next stroke. */
static struct run *growing(struct gap *gap, const struct atl_grid *grid) {
  uint32_t n = gap->run.len;
  struct run *last = n ? &gap->run.at[n - 1] : NULL, *flat = NULL;
  for (uint32_t i = 0; i < n; i++)
    if (gap->run.at[i].kind == RUN_FLAT)
      flat = &gap->run.at[i];
  if (last && last->kind == RUN_FLAT) /* it ended at the stroke, joined or not */
    return last;
  if (flat) {
    struct run *next = flat + 1; /* ───▶│ or ───▶ │ */
    bool head = next->kind == RUN_TEXT && next->count == 1 && grid->cell.at[next->cell].kind == ATL_CELL_HEAD;
    bool arrives = head && (next == last || (next + 1 == last && last->width == 1));
    if (arrives || (gap->opens && flat == gap->run.at) || (gap->opens && gap->closes))
      return flat;
  }
  return last && last->kind == RUN_BLANK && !last->tab ? last : NULL;
}

/* A piece of the border that two strokes join without any between them. */
static const char *joint_of(const struct atl_grid *grid, const struct atl_drawn_stroke *stroke) {
  return grid->cell.at[stroke->cell].letter ? "-" : "─";
}

static void write_times(struct atl_out *out, const char *bytes, size_t len, int32_t times) {
  while (times-- > 0)
    atl_out_write(out, bytes, len);
}

static void write_run(struct atl_out *out, const struct look *look, const char *text, const struct run *run,
                      uint32_t r) {
  const struct atl_cell *cell = &look->grid.cell.at[run->cell], *last = cell + run->count - 1;
  if (run->hole) { /* with what the border is made of beside it */
    const struct atl_cell *piece =
        run->cell > look->grid.row.at[r].first && atl_cell_is_flat(cell - 1) ? cell - 1 : last + 1;
    write_times(out, text + piece->at, piece->len, run->now);
  } else if (run->now == run->width || run->kind == RUN_TEXT)
    atl_out_write(out, text + cell->at, last->at + last->len - cell->at);
  else if (run->kind == RUN_BLANK)
    write_times(out, " ", 1, run->now);
  else {
    int32_t kept = run->now < run->width ? run->now : run->width;
    if (kept)
      atl_out_write(out, text + cell->at, cell[kept - 1].at + cell[kept - 1].len - cell->at);
    write_times(out, text + last->at, last->len, run->now - kept);
  }
}

/* Writes a row with its strokes where their chains are; false where it cannot be. */
static bool write_row(struct atl_out *out, struct look *look, const struct atl_boxes_row *row, uint32_t r) {
  const struct atl_chains *chains = &look->chains;
  uint32_t first = chains->row.at[r], end = chains->row.at[r + 1], done = look->grid.row.at[r].first;
  for (uint32_t i = first; i < end; i++) {
    const struct atl_drawn_stroke *stroke = &chains->stroke.at[i];
    int32_t before = i == first ? 0 : stroke[-1].column + 1;
    int32_t now = i == first ? 0 : chains->chain.at[stroke[-1].chain].x + 1;
    int32_t by = chains->chain.at[stroke->chain].x - now - (stroke->column - before);
    gap_before(look, r, first, i);
    bool extra = false, early = false;
    if (by < 0 && !shrink(&look->gap, &look->grid, -by))
      return false;
    if (by > 0) {
      struct run *run = growing(&look->gap, &look->grid);
      if (run)
        run->now += by;
      else {
        extra = true;
        /* Words that touch the stroke behind them go on doing so. */
        early = look->gap.run.len > 1 && !look->gap.inside && look->gap.run.at[0].kind == RUN_BLANK;
      }
    }
    const char *filling = extra && look->gap.opens && look->gap.closes ? joint_of(&look->grid, stroke) : " ";
    if (extra && early)
      write_times(out, filling, strlen(filling), by);
    for (uint32_t k = 0; k < look->gap.run.len; k++)
      if (look->gap.run.at[k].tab && look->gap.run.at[k].now != look->gap.run.at[k].width)
        return false;
      else
        write_run(out, look, row->text, &look->gap.run.at[k], r);
    if (extra && !early)
      write_times(out, filling, strlen(filling), by);
    const struct atl_cell *cell = &look->grid.cell.at[stroke->cell];
    atl_out_write(out, row->text + cell->at, cell->len);
    done = stroke->cell + 1;
  }
  if (done < look->grid.row.at[r].first + look->grid.row.at[r].count)
    atl_out_write(out, row->text + look->grid.cell.at[done].at, row->len - look->grid.cell.at[done].at);
  return true;
}

/* -- a drawing ------------------------------------------------------------------------------------------------------
 */

static void look_at(struct look *look, const struct atl_boxes_row *row, uint32_t rows) {
  *look = (struct look){0};
  atl_grid_read(&look->grid, row, rows);
  atl_chains_find(&look->chains, &look->grid);
}

static void release(struct look *look) {
  atl_grid_release(&look->grid);
  atl_chains_release(&look->chains);
  atl_vec_release(&look->gap.run);
}

/* Whether a cell is a part of a word, which stays beside the part before it. */
static bool in_word(const struct atl_cell *cell) { return cell->kind == ATL_CELL_TEXT; }

/* Whether two rows have the same words and strokes, whatever blanks and lines are between them. */
static bool same_words(const struct look *a, const struct atl_boxes_row *old, const struct look *b,
                       const struct atl_boxes_row *new, uint32_t r) {
  const struct atl_cell_row *left = &a->grid.row.at[r], *right = &b->grid.row.at[r];
  uint32_t last_i = ATL_NONE, last_k = 0; /* the cell of a word before */
  for (uint32_t i = 0, k = 0;;) {
    const struct atl_cell *x = a->grid.cell.at + left->first + i, *y = b->grid.cell.at + right->first + k;
    if (i < left->count && kind_of(x) != RUN_TEXT)
      i++;
    else if (k < right->count && kind_of(y) != RUN_TEXT)
      k++;
    else if (i == left->count || k == right->count)
      return i == left->count && k == right->count;
    else if (x->len != y->len || memcmp(old->text + x->at, new->text + y->at, x->len) != 0)
      return false;
    else {
      if (in_word(x) && last_i != ATL_NONE && (last_i + 1 == i) != (last_k + 1 == k))
        return false; /* a word was torn, or two became one */
      last_i = in_word(x) ? i : ATL_NONE;
      last_k = k;
      i++, k++;
    }
  }
}

/* Mends what was looked at; the new rows are in the arena. False where nothing good comes of it. */
static bool mend(struct atl_arena *arena, struct look *look, const struct atl_boxes_row *row, uint32_t rows,
                 struct atl_boxes_row *new) {
  if (!look->grid.row.len) /* they became wider than anything that is looked at */
    return false;
  if (!place(look) || (widen_alike(look) && !place(look)) || !keeps_boxes(look))
    return false;
  for (uint32_t r = 0; r < rows; r++) {
    struct atl_out out;
    atl_out_memory(&out);
    bool good = write_row(&out, look, &row[r], r);
    bool same = out.len == row[r].len && !memcmp(out.buf, row[r].text, out.len);
    new[r] = row[r];
    if (good && !same) {
      new[r].text = atl_arena_strndup(arena, out.buf, out.len);
      new[r].len = (uint32_t)out.len;
    }
    atl_out_discard(&out);
    if (!good)
      return false;
  }
  return true;
}

/* Adds the holes of all borders as faults, or counts them alone. */
static uint32_t each_hole(struct look *look, struct atl_boxes *boxes, uint32_t first_row, bool mended) {
  uint32_t holes = 0;
  for (uint32_t r = 0; r < look->grid.row.len; r++)
    for (uint32_t first = look->chains.row.at[r], i = first + 1; i < look->chains.row.at[r + 1]; i++) {
      gap_before(look, r, first, i);
      for (uint32_t k = 0; k < look->gap.run.len; k++) {
        const struct run *run = &look->gap.run.at[k];
        const struct atl_cell *cell = &look->grid.cell.at[run->cell], *last = cell + run->count - 1;
        holes += run->hole;
        if (run->hole && boxes)
          *atl_vec_push(&boxes->fault) = (struct atl_boxes_fault){.row = first_row + r,
                                                                  .begin = cell->at,
                                                                  .end = last->at + last->len,
                                                                  .column = cell->column,
                                                                  .wanted = cell->column,
                                                                  .partner = first_row + r,
                                                                  .hole = true,
                                                                  .mended = mended};
      }
    }
  return holes;
}

/* Whether a tab stands behind the first stroke of a row: what is in one column depends on who shows it. */
static bool has_tabs(const struct look *look) {
  for (uint32_t r = 0; r < look->grid.row.len; r++) {
    uint32_t first = look->chains.row.at[r];
    const struct atl_cell_row *cells = &look->grid.row.at[r];
    for (uint32_t i = cells->first; i < cells->first + cells->count && first < look->chains.row.at[r + 1]; i++)
      if (look->grid.cell.at[i].kind == ATL_CELL_TAB && i > look->chains.stroke.at[first].cell &&
          i < look->chains.stroke.at[look->chains.row.at[r + 1] - 1].cell)
        return true;
  }
  return false;
}

/* Whether the rows are strings of code, by what touches their strokes: what looks like a drawing there is what a
 * program writes, or compares. */
static bool is_quoted(const struct look *look, const struct atl_boxes_row *row) {
  for (uint32_t r = 0; r < look->grid.row.len; r++) {
    uint32_t first = look->chains.row.at[r], end = look->chains.row.at[r + 1];
    if (first == end)
      continue;
    const struct atl_cell *begin = &look->grid.cell.at[look->chains.stroke.at[first].cell];
    const struct atl_cell *last = &look->grid.cell.at[look->chains.stroke.at[end - 1].cell];
    const char *text = row[r].text;
    uint32_t behind = last->at + last->len;
    bool opens = begin->at && strchr("\"'`", text[begin->at - 1]);
    bool goes_on = begin->at > 1 && text[begin->at - 1] == 'n' && text[begin->at - 2] == '\\';
    if (opens || goes_on || (behind < row[r].len && strchr("\"'`\\", text[behind])))
      return true;
  }
  return false;
}

/* Whether there is a box in it: a corner of the top with its border, and something below that. */
static bool has_box(const struct look *look) {
  for (uint32_t i = 0; i < look->chains.stroke.len; i++) {
    const struct atl_drawn_stroke *stroke = &look->chains.stroke.at[i];
    const struct atl_cell *cell = &look->grid.cell.at[stroke->cell];
    const struct atl_cell *next = atl_grid_at(&look->grid, stroke->row, stroke->column + 1);
    uint8_t arms = cell->arms | (cell->maybe & ATL_ARM_DOWN);
    bool corner = arms == (ATL_ARM_DOWN | ATL_ARM_RIGHT); /* '├' alone is a listing */
    bool border =
        next && (next->kind == ATL_CELL_LINE || /* or a title */
                 (next->kind == ATL_CELL_TEXT && atl_other_corner(&look->chains, &look->grid, i) != ATL_NONE));
    if (corner && stroke->down != ATL_NONE && border)
      return true;
  }
  return false;
}

static void add_faults(struct atl_boxes *boxes, const struct look *look, uint32_t first_row, bool mended) {
  for (uint32_t i = 0; i < look->chains.stroke.len; i++) {
    const struct atl_drawn_stroke *stroke = &look->chains.stroke.at[i];
    const struct atl_chain *chain = &look->chains.chain.at[stroke->chain];
    const struct atl_cell *cell = &look->grid.cell.at[stroke->cell];
    if (!chain->mixed || stroke->column == chain->x)
      continue;
    uint32_t partner = chain->first;
    for (uint32_t k = chain->first; k != ATL_NONE; k = look->chains.stroke.at[k].down)
      if (look->chains.stroke.at[k].column == chain->x) {
        partner = k;
        break;
      }
    *atl_vec_push(&boxes->fault) = (struct atl_boxes_fault){.row = first_row + stroke->row,
                                                            .begin = cell->at,
                                                            .end = cell->at + cell->len,
                                                            .column = stroke->column,
                                                            .wanted = chain->x,
                                                            .partner = first_row + look->chains.stroke.at[partner].row,
                                                            .mended = mended};
  }
}

/* Whether a row may be one of a drawing: it holds a line character, a head or what draws in ASCII, or heads alone. */
static bool draws(const struct atl_boxes_row *row) {
  bool heads = false, words = false;
  for (uint32_t i = 0; i < row->len; i++) {
    unsigned char c = (unsigned char)row->text[i];
    unsigned char next = i + 1 < row->len ? (unsigned char)row->text[i + 1] : 0;
    if (c == '+' || c == '|' || (c == 0xe2 && (next == 0x94 || next == 0x95 || next == 0x96 || next == 0x86)))
      return true;
    heads |= c == 'v' || c == 'V' || c == '^';
    words |= c != ' ' && c != '\t' && c != 'v' && c != 'V' && c != '^';
  }
  return heads && !words;
}

static bool may_go_on(const struct atl_cell *cell, uint8_t arm) { return cell->letter == '|' || cell->arms & arm; }

/* Whether a line goes on behind words that are all there is in a row. */
static bool goes_through(const struct atl_boxes_row *row) {
  struct atl_grid grid;
  bool found = false;
  atl_grid_read(&grid, row - 1, 3);
  for (uint32_t i = 0; grid.row.len == 3 && i < grid.row.at[0].count && !found; i++) {
    const struct atl_cell *above = &grid.cell.at[i];
    const struct atl_cell *between = atl_grid_at(&grid, 1, above->column),
                          *below = atl_grid_at(&grid, 2, above->column);
    found = between && below && below->column == above->column && between->kind == ATL_CELL_TEXT &&
            may_go_on(above, ATL_ARM_DOWN) && may_go_on(below, ATL_ARM_UP);
  }
  atl_grid_release(&grid);
  return found;
}

/* Whether a row that draws nothing is one of a drawing all the same, since a line goes on behind it. */
static bool goes_on(const struct atl_boxes_row *row, uint32_t rows, uint32_t r) {
  return r && r + 1 < rows && row[r].len && draws(&row[r - 1]) && !draws(&row[r]) && draws(&row[r + 1]) &&
         goes_through(&row[r]);
}

/* Whether rows are one drawing still, no more and no less, now that they are mended. */
static bool same_extent(const struct atl_boxes_row *row, uint32_t all, uint32_t first, uint32_t rows) {
  for (uint32_t r = first; r < first + rows; r++)
    if (!draws(&row[r]) && !goes_on(row, all, r))
      return false;
  return !(first && goes_on(row, all, first - 1)) && !(first + rows < all && goes_on(row, all, first + rows));
}

/* Looks at the rows of one drawing. False, with nothing said of it, where it may wait: mended, it would become one with
 * another drawing, which may not be so any more once that is mended, too. */
static bool look_at_drawing(struct atl_boxes *boxes, const struct atl_boxes_row *row, uint32_t first, uint32_t rows,
                            bool may_wait) {
  struct look before, now = {0};
  look_at(&before, row + first, rows);
  uint32_t holes = before.grid.row.len ? each_hole(&before, NULL, 0, false) : 0;
  if ((before.chains.near == before.chains.soft && !holes) || !has_box(&before) || has_tabs(&before) ||
      is_quoted(&before, row + first)) {
    release(&before);
    return true;
  }
  uint32_t meets = before.chains.exact + before.chains.near;
  struct atl_boxes_row *from = atl_alloc(rows, sizeof *from), *to = atl_alloc(rows, sizeof *to);
  memcpy(from, row + first, rows * sizeof *from);
  bool good = false;
  for (int try = 0; !good && try < MOST_TRIES && mend(&boxes->arena, try ? &now : &before, from, rows, to); try++) {
    release(&now);
    memcpy(from, to, rows * sizeof *from);
    look_at(&now, from, rows);
    good = now.grid.row.len && !now.chains.near && !each_hole(&now, NULL, 0, false);
  }
  good = good && now.chains.exact >= meets;
  for (uint32_t r = 0; r < rows && good; r++)
    good = same_words(&before, &row[first + r], &now, &from[r], r);
  bool waits = false;
  if (good) {
    memcpy(boxes->mended.at + first, from, rows * sizeof *from);
    good = same_extent(boxes->mended.at, boxes->mended.len, first, rows);
    waits = !good && may_wait;
    if (!good)
      memcpy(boxes->mended.at + first, row + first, rows * sizeof *from);
  }
  for (uint32_t r = 0; r < rows && good; r++)
    boxes->changed |= from[r].text != row[first + r].text;
  if (!waits) {
    add_faults(boxes, &before, first, good);
    each_hole(&before, boxes, first, good);
  }
  release(&before);
  release(&now);
  free(from);
  free(to);
  return !waits;
}

struct extent { /* the rows of a drawing */
  uint32_t first, rows;
};

static int by_row(const void *a, const void *b) {
  const struct atl_boxes_fault *x = a, *y = b;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* Drawings that wait are looked at again after all others, for as long as that leaves fewer of them. */
static void look_again(struct atl_boxes *boxes, const struct atl_boxes_row *row, struct extent *waiting,
                       uint32_t count) {
  for (bool last = false; count;) {
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; i++)
      if (!look_at_drawing(boxes, row, waiting[i].first, waiting[i].rows, !last))
        waiting[left++] = waiting[i];
    last = left == count;
    count = left;
  }
  if (boxes->fault.len)
    atl_sort(boxes->fault.at, boxes->fault.len, sizeof *boxes->fault.at, by_row);
}

void atl_boxes_look(struct atl_boxes *boxes, const struct atl_boxes_row *row, uint32_t rows) {
  *boxes = (struct atl_boxes){0};
  for (uint32_t r = 0; r < rows; r++)
    *atl_vec_push(&boxes->mended) = row[r];
  ATL_VEC(struct extent) waiting = {0};
  for (uint32_t r = 0; r < rows;) {
    uint32_t end = r;
    while (end < rows && (draws(&row[end]) || (end > r && goes_on(row, rows, end))))
      end++;
    if (end - r > 1 && !look_at_drawing(boxes, row, r, end - r, true))
      *atl_vec_push(&waiting) = (struct extent){r, end - r};
    r = end + 1;
  }
  if (waiting.len)
    look_again(boxes, row, waiting.at, waiting.len);
  atl_vec_release(&waiting);
}

void atl_boxes_release(struct atl_boxes *boxes) {
  atl_vec_release(&boxes->fault);
  atl_vec_release(&boxes->mended);
  atl_arena_release(&boxes->arena);
}
