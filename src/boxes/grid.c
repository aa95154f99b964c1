/* Rows become cells; cells get arms by what they are, and those of ASCII by what stands beside them. */
#include "boxes/grid.h"

#include "base/utf8.h"
#include "text/segment.h"

enum { TAB = 8, FIRST_LINE = 0x2500, LINES = 128, LONGEST_CLUSTER = 1000 };

/* Arms of the box-drawing characters: up 1, right 2, down 4, left 8; diagonals have none. */
static const uint8_t line_arms[LINES] = {
    10, 10, 5,  5,  10, 10, 5,  5,  10, 10, 5,  5,  6,  6,  6,  6,  12, 12, 12, 12, 3,  3,  3,  3,  9,  9,
    9,  9,  7,  7,  7,  7,  7,  7,  7,  7,  13, 13, 13, 13, 13, 13, 13, 13, 14, 14, 14, 14, 14, 14, 14, 14,
    11, 11, 11, 11, 11, 11, 11, 11, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 10, 10,
    5,  5,  10, 5,  6,  6,  6,  12, 12, 12, 3,  3,  3,  9,  9,  9,  7,  7,  7,  13, 13, 13, 14, 14, 14, 11,
    11, 11, 15, 15, 15, 6,  12, 9,  3,  0,  0,  0,  8,  1,  2,  4,  8,  1,  2,  4,  10, 5,  10, 5,
};

static const struct {
  uint16_t code;
  uint8_t arm; /* of the tail */
} heads[] = {{0x25bc, ATL_ARM_UP},    {0x25bd, ATL_ARM_UP},    {0x2193, ATL_ARM_UP},    {0x25be, ATL_ARM_UP},
             {0x25b2, ATL_ARM_DOWN},  {0x25b3, ATL_ARM_DOWN},  {0x2191, ATL_ARM_DOWN},  {0x25b4, ATL_ARM_DOWN},
             {0x25b6, ATL_ARM_LEFT},  {0x25ba, ATL_ARM_LEFT},  {0x25b7, ATL_ARM_LEFT},  {0x2192, ATL_ARM_LEFT},
             {0x25c0, ATL_ARM_RIGHT}, {0x25c4, ATL_ARM_RIGHT}, {0x25c1, ATL_ARM_RIGHT}, {0x2190, ATL_ARM_RIGHT}};

/* False where it is no UTF-8: how wide it is, nobody can tell. */
static bool name_cell(struct atl_cell *cell, const char *text) {
  uint32_t code = 0;
  size_t len = atl_utf8_decode(text, cell->len, &code);
  if (!len)
    return false;
  if (len != cell->len) /* a character with marks on it is a letter, whatever it is: blanks and '-', too */
    return true;
  cell->letter = code < 0x80 ? (uint8_t)code : 0;
  if (code == 0x39b || code == 0x2227) /* a lambda, or 'and', for '^' */
    cell->letter = '^';
  else if (code == 0x2228)
    cell->letter = 'v';
  if (code == '\t')
    cell->kind = ATL_CELL_TAB;
  else if (code == ' ')
    cell->kind = ATL_CELL_BLANK;
  if (code >= FIRST_LINE && code < FIRST_LINE + LINES && line_arms[code - FIRST_LINE]) {
    cell->kind = ATL_CELL_LINE;
    cell->arms = line_arms[code - FIRST_LINE];
    cell->dashed = (code >= 0x2504 && code <= 0x250b) || (code >= 0x254c && code <= 0x254f);
  }
  for (size_t i = 0; i < sizeof heads / sizeof *heads && code >= 0x2190; i++)
    if (heads[i].code == code) {
      cell->kind = ATL_CELL_HEAD;
      cell->arms = heads[i].arm;
    }
  return true;
}

static bool read_row(struct atl_grid *grid, const struct atl_boxes_row *row) {
  struct atl_cell_row cells = {.first = grid->cell.len};
  int32_t column = 0;
  for (uint32_t i = 0; i < row->len;) {
    unsigned char byte = (unsigned char)row->text[i];
    /* Two letters of ASCII in a row are two clusters. */
    bool plain = byte < 0x80 && byte != '\r' && (i + 1 == row->len || (unsigned char)row->text[i + 1] < 0x80);
    size_t len = plain ? 1 : atl_cluster(row->text + i, row->len - i);
    struct atl_cell cell = {.at = i, .len = (uint16_t)len, .column = column};
    if (len > LONGEST_CLUSTER)
      return false;
    int width = plain ? byte >= ' ' : atl_cluster_cells(row->text + i, len);
    if (byte == '\t')
      width = TAB - (int)((row->indent + (uint32_t)column) % TAB);
    cell.width = (uint8_t)width;
    if (!name_cell(&cell, row->text + i))
      return false;
    *atl_vec_push(&grid->cell) = cell;
    column += width;
    if (column > ATL_BOXES_WIDEST)
      return false;
    i += (uint32_t)len;
  }
  cells.count = grid->cell.len - cells.first;
  cells.width = column;
  *atl_vec_push(&grid->row) = cells;
  return true;
}

const struct atl_cell *atl_grid_at(const struct atl_grid *grid, uint32_t row, int32_t column) {
  if (row >= grid->row.len || column < 0 || column >= grid->row.at[row].width)
    return NULL;
  const struct atl_cell *cell = grid->cell.at + grid->row.at[row].first;
  uint32_t low = 0, high = grid->row.at[row].count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (cell[middle].column <= column)
      low = middle;
    else
      high = middle;
  }
  return high ? cell + low : NULL;
}

/* -- ASCII ----------------------------------------------------------------------------------------------------------
 */

static uint8_t letter_at(const struct atl_grid *grid, uint32_t row, int32_t column) {
  const struct atl_cell *cell = atl_grid_at(grid, row, column);
  return cell ? cell->letter : 0;
}

static bool is_one_of(uint8_t letter, const char *letters) { return letter && strchr(letters, letter); }

/* Whether there is a corner of ASCII: '+' before two '-' or two '='. */
static bool has_corners(const struct atl_grid *grid) {
  for (uint32_t r = 0; r < grid->row.len; r++) {
    const struct atl_cell *cell = grid->cell.at + grid->row.at[r].first;
    for (uint32_t i = 0; i + 2 < grid->row.at[r].count; i++)
      if (cell[i].letter == '+' && is_one_of(cell[i + 1].letter, "-=") && cell[i + 2].letter == cell[i + 1].letter)
        return true;
  }
  return false;
}

static void arm_plus(const struct atl_grid *grid, uint32_t r, struct atl_cell *cell) {
  uint8_t left = letter_at(grid, r, cell->column - 1), right = letter_at(grid, r, cell->column + 1);
  uint8_t above = r ? letter_at(grid, r - 1, cell->column) : 0, below = letter_at(grid, r + 1, cell->column);
  uint8_t sides =
      (uint8_t)((is_one_of(left, "-=+<") ? ATL_ARM_LEFT : 0) | (is_one_of(right, "-=+>") ? ATL_ARM_RIGHT : 0));
  uint8_t ends =
      (uint8_t)((is_one_of(above, "|+^:") ? ATL_ARM_UP : 0) | (is_one_of(below, "|+vV:") ? ATL_ARM_DOWN : 0));
  if (!sides && above == '|' && left == ' ') /* a border that does not reach its corner */
    sides =
        is_one_of(letter_at(grid, r, cell->column - 2), "-") ||
                (letter_at(grid, r, cell->column - 2) == ' ' && is_one_of(letter_at(grid, r, cell->column - 3), "-"))
            ? ATL_ARM_LEFT
            : 0;
  bool pointed_at = left == '>' || right == '<'; /* in the side of a box */
  if (!sides && !(pointed_at && ends == (ATL_ARM_UP | ATL_ARM_DOWN)))
    return;
  cell->kind = ATL_CELL_LINE;
  cell->arms = sides | ends;
  cell->maybe = ends ? 0 : ATL_ARM_UP | ATL_ARM_DOWN;
}

static bool is_wordly(uint8_t letter) {
  return (letter >= '0' && letter <= '9') || ((letter | 32) >= 'a' && (letter | 32) <= 'z') || letter == '|';
}

/* Whether a cell is a part of words, so that 'v' beside it is one, too. */
static bool is_in_word(const struct atl_cell *cell) {
  return cell->kind == ATL_CELL_TEXT && !is_one_of(cell->letter, "-=+|<>");
}

/* '|' is a stroke unless it stands between letters or beside another one; '-' is a piece of a line where one of its
 * run's ends meets '+' or '|'. */
static void arm_row(struct atl_grid *grid, uint32_t r) {
  struct atl_cell *cell = grid->cell.at + grid->row.at[r].first;
  uint32_t count = grid->row.at[r].count;
  for (uint32_t i = 0; i < count; i++) {
    uint8_t before = i ? cell[i - 1].letter : 0, behind = i + 1 < count ? cell[i + 1].letter : 0;
    if (cell[i].letter == '+')
      arm_plus(grid, r, &cell[i]);
    else if (cell[i].letter == '|' && before != '|' && behind != '|' && !(is_wordly(before) && is_wordly(behind))) {
      cell[i].kind = ATL_CELL_LINE;
      cell[i].arms = ATL_ARM_UP | ATL_ARM_DOWN;
    } else if (is_one_of(cell[i].letter, "-=")) {
      uint32_t end = i;
      while (end < count && cell[end].letter == cell[i].letter)
        end++;
      uint8_t after = end < count ? cell[end].letter : 0;
      uint8_t beyond = end + 1 < count ? cell[end + 1].letter : 0, earlier = i > 1 ? cell[i - 2].letter : 0;
      bool arrives = after == '>' && (end - i > 2 || (end - i == 2 && is_one_of(beyond, "+|")));
      bool leaves = before == '<' && (end - i > 2 || (end - i == 2 && is_one_of(earlier, "+|")));
      bool between = (is_one_of(before, "vV^") && earlier == '-') || (is_one_of(after, "vV^") && beyond == '-');
      bool both = before == '<' && after == '>' && is_one_of(earlier, "+|") && is_one_of(beyond, "+|");
      bool drawn = both || is_one_of(before, "+|") || is_one_of(after, "+|") || arrives || leaves || between;
      for (; i < end; i++)
        if (drawn) {
          cell[i].kind = ATL_CELL_LINE;
          cell[i].arms = ATL_ARM_SIDES;
        }
      i--;
    } else if (is_one_of(cell[i].letter, "vV^") && !(i && is_in_word(&cell[i - 1])) &&
               !(i + 1 < count && is_in_word(&cell[i + 1]))) {
      cell[i].kind = ATL_CELL_HEAD;
      cell[i].arms = cell[i].letter == '^' ? ATL_ARM_DOWN : ATL_ARM_UP;
    }
  }
}

/* '<' and '>' at the end of a line. */
static void arm_sides(struct atl_grid *grid, uint32_t r) {
  struct atl_cell *cell = grid->cell.at + grid->row.at[r].first;
  for (uint32_t i = 0; i < grid->row.at[r].count; i++) {
    bool right = cell[i].letter == '>' && i && cell[i - 1].kind == ATL_CELL_LINE && cell[i - 1].arms & ATL_ARM_RIGHT;
    bool left = cell[i].letter == '<' && i + 1 < grid->row.at[r].count && cell[i + 1].kind == ATL_CELL_LINE &&
                cell[i + 1].arms & ATL_ARM_LEFT;
    if (right || left) {
      cell[i].kind = ATL_CELL_HEAD;
      cell[i].arms = right ? ATL_ARM_LEFT : ATL_ARM_RIGHT;
    }
  }
}

static bool is_upright(const struct atl_cell *cell) {
  const uint8_t upright = ATL_ARM_UP | ATL_ARM_DOWN;
  return cell->kind == ATL_CELL_LINE && (cell->arms & upright) == upright;
}

/* '-' between boxes of Unicode: three or more that arrive at one with '>' or '<', or come from one and end with it. */
static void arm_dashes(struct atl_grid *grid, uint32_t r) {
  struct atl_cell *cell = grid->cell.at + grid->row.at[r].first;
  uint32_t count = grid->row.at[r].count;
  for (uint32_t i = 0, end; i < count; i = end) {
    for (end = i; end < count && cell[end].letter == '-';)
      end++;
    if (end - i < 3) {
      end = i + 1;
      continue;
    }
    bool right = end < count && cell[end].letter == '>', left = i && cell[i - 1].letter == '<';
    bool drawn = (right && end + 1 < count && is_upright(&cell[end + 1])) || (right && i && is_upright(&cell[i - 1])) ||
                 (left && i > 1 && is_upright(&cell[i - 2])) || (left && end < count && is_upright(&cell[end]));
    for (uint32_t k = i; k < end && drawn; k++) {
      cell[k].kind = ATL_CELL_LINE;
      cell[k].arms = ATL_ARM_SIDES;
    }
  }
}

/* Letters as heads: right below or above a stroke of Unicode. */
static void arm_letters(struct atl_grid *grid, uint32_t r) {
  struct atl_cell *cell = grid->cell.at + grid->row.at[r].first;
  for (uint32_t i = 0; i < grid->row.at[r].count; i++) {
    if (!is_one_of(cell[i].letter, "vV^") || (i && is_in_word(&cell[i - 1])) ||
        (i + 1 < grid->row.at[r].count && is_in_word(&cell[i + 1])))
      continue;
    bool up = cell[i].letter == '^';
    const struct atl_cell *there = up  ? atl_grid_at(grid, r + 1, cell[i].column)
                                   : r ? atl_grid_at(grid, r - 1, cell[i].column)
                                       : NULL;
    if (there && there->kind == ATL_CELL_LINE && there->arms & (up ? ATL_ARM_UP : ATL_ARM_DOWN) && !there->letter) {
      cell[i].kind = ATL_CELL_HEAD;
      cell[i].arms = up ? ATL_ARM_DOWN : ATL_ARM_UP;
    }
  }
}

void atl_grid_read(struct atl_grid *grid, const struct atl_boxes_row *row, uint32_t rows) {
  *grid = (struct atl_grid){0};
  atl_vec_reserve(&grid->cell, 1); /* cells are pointed to where a row has none */
  for (uint32_t r = 0; r < rows; r++)
    if (!read_row(grid, &row[r])) {
      grid->row.len = 0;
      return;
    }
  bool ascii = has_corners(grid);
  for (uint32_t r = 0; r < rows; r++) {
    (ascii ? arm_row : arm_letters)(grid, r);
    if (!ascii)
      arm_dashes(grid, r);
    arm_sides(grid, r);
  }
}

void atl_grid_release(struct atl_grid *grid) {
  atl_vec_release(&grid->cell);
  atl_vec_release(&grid->row);
}
