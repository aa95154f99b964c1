/* Two tables of the Unicode block Box Drawing: one arm weight, and strong boxes met by light wires. The strong weight
 * is heavy or double; there is no character for every mix of double and single, so a mix that has none falls back to
 * the nearest that keeps all arms. */
#include "emit/glyph.h"

static const char *const light_of[16] = {" ", "│", "─", "└", "│", "│", "┌", "├",
                                         "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"};
static const char *const round_of[16] = {" ", "│", "─", "╰", "│", "│", "╭", "├",
                                         "─", "╯", "─", "┴", "╮", "┤", "┬", "┼"};
static const char *const heavy_of[16] = {" ", "┃", "━", "┗", "┃", "┃", "┏", "┣",
                                         "━", "┛", "━", "┻", "┓", "┫", "┳", "╋"};
static const char *const double_of[16] = {" ", "║", "═", "╚", "║", "║", "╔", "╠",
                                          "═", "╝", "═", "╩", "╗", "╣", "╦", "╬"};
static const char *const ascii_of[16] = {" ", "|", "-", "+", "|", "|", "+", "+",
                                         "-", "+", "-", "+", "+", "+", "+", "+"};

/* A strong line of a box met by one light arm of a wire: strong left and right with up, down, both; strong up and down
 * with left, right, both. */
struct mix {
  unsigned light, strong;
  const char *heavy, *twin;
};
static const struct mix mixes[] = {
    {ATL_ARM_DOWN, ATL_ARM_LEFT | ATL_ARM_RIGHT, "┯", "╤"},
    {ATL_ARM_UP, ATL_ARM_LEFT | ATL_ARM_RIGHT, "┷", "╧"},
    {ATL_ARM_UP | ATL_ARM_DOWN, ATL_ARM_LEFT | ATL_ARM_RIGHT, "┿", "╪"},
    {ATL_ARM_RIGHT, ATL_ARM_UP | ATL_ARM_DOWN, "┠", "╟"},
    {ATL_ARM_LEFT, ATL_ARM_UP | ATL_ARM_DOWN, "┨", "╢"},
    {ATL_ARM_LEFT | ATL_ARM_RIGHT, ATL_ARM_UP | ATL_ARM_DOWN, "╂", "╫"},
};

const char *atl_glyph(enum atl_border border, unsigned light, unsigned strong) {
  unsigned all = (light | strong) & 15;
  light &= ~strong;
  if (border == ATL_BORDER_ASCII)
    return ascii_of[all];
  if (border == ATL_BORDER_SINGLE || (border != ATL_BORDER_ROUND && !strong))
    return light_of[all];
  if (border == ATL_BORDER_ROUND)
    return round_of[all];
  for (unsigned i = 0; i < sizeof mixes / sizeof *mixes && light; i++)
    if (mixes[i].light == light && mixes[i].strong == strong)
      return border == ATL_BORDER_HEAVY ? mixes[i].heavy : mixes[i].twin;
  return border == ATL_BORDER_HEAVY ? heavy_of[all] : double_of[all];
}

enum { GLYPH = 4 }; /* bytes of one, with its end: tables of them need no mending when the program is loaded */
enum { ACROSS = ATL_ARM_LEFT | ATL_ARM_RIGHT, UPRIGHT = ATL_ARM_UP | ATL_ARM_DOWN };

/* Double lines one way, single ones the other, as far as there are characters. */
static const char *half_double(unsigned light, unsigned strong, bool across) {
  static const struct {
    unsigned light, strong;
    char lids[GLYPH], ends[GLYPH];
  } table[] = {
      {0, ATL_ARM_RIGHT | ATL_ARM_DOWN, "╒", "╓"},
      {0, ATL_ARM_LEFT | ATL_ARM_DOWN, "╕", "╖"},
      {0, ATL_ARM_RIGHT | ATL_ARM_UP, "╘", "╙"},
      {0, ATL_ARM_LEFT | ATL_ARM_UP, "╛", "╜"},
      {0, ACROSS, "═", "─"},
      {ATL_ARM_DOWN, ACROSS, "╤", "┬"},
      {ATL_ARM_UP, ACROSS, "╧", "┴"},
      {UPRIGHT, ACROSS, "╪", "┼"},
      {0, UPRIGHT, "│", "║"},
      {ATL_ARM_RIGHT, UPRIGHT, "├", "╟"},
      {ATL_ARM_LEFT, UPRIGHT, "┤", "╢"},
      {ACROSS, UPRIGHT, "┼", "╫"},
  };
  for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
    if (table[i].light == light && table[i].strong == strong)
      return across ? table[i].lids : table[i].ends;
  return light_of[(light | strong) & 15];
}

static const char *ascii_side(enum atl_sides sides, unsigned light, unsigned strong) {
  bool corner = !light && strong != ACROSS && strong != UPRIGHT, top = strong & ATL_ARM_DOWN;
  if (sides == ATL_SIDES_LIDS && corner)
    return top ? "." : "'";
  if (sides == ATL_SIDES_SLANT && corner)
    return ((strong & ATL_ARM_RIGHT) != 0) == top ? "/" : "\\";
  if (!light && strong == UPRIGHT)
    switch (sides) {
    case ATL_SIDES_ENDS:
      return ":";
    case ATL_SIDES_BOWED:
      return "(";
    case ATL_SIDES_BOWED_RIGHT:
      return ")";
    default:
      break;
    }
  if (!light && strong == ACROSS && sides == ATL_SIDES_LIDS)
    return "=";
  return ascii_of[(light | strong) & 15];
}

const char *atl_side_glyph(enum atl_border border, enum atl_sides sides, unsigned light, unsigned strong) {
  bool straight = !light && (strong == ACROSS || strong == UPRIGHT);
  light &= ~strong;
  if (border == ATL_BORDER_ASCII)
    return ascii_side(sides, light, strong);
  switch (sides) {
  case ATL_SIDES_DASHED:
    return straight ? (strong == ACROSS ? "┄" : "┆") : atl_glyph(border, light, strong);
  case ATL_SIDES_DOTTED:
    return straight ? (strong == ACROSS ? "┈" : "┊") : atl_glyph(border, light, strong);
  case ATL_SIDES_THICK:
    return atl_glyph(ATL_BORDER_HEAVY, light, strong);
  case ATL_SIDES_DOUBLE:
    return atl_glyph(ATL_BORDER_DOUBLE, light, strong);
  case ATL_SIDES_LIDS:
  case ATL_SIDES_ENDS:
    return half_double(light, strong, sides == ATL_SIDES_LIDS);
  case ATL_SIDES_SLANT:
    if (!light && !straight)
      return ((strong & ATL_ARM_RIGHT) != 0) == ((strong & ATL_ARM_DOWN) != 0) ? "╱" : "╲";
    return atl_glyph(ATL_BORDER_SINGLE, light, strong);
  case ATL_SIDES_BOWED:
  case ATL_SIDES_BOWED_RIGHT:
    if (!light && strong == UPRIGHT)
      return sides == ATL_SIDES_BOWED ? "(" : ")";
    return atl_glyph(ATL_BORDER_ROUND, light, strong);
  case ATL_SIDES_ROUND:
    return atl_glyph(ATL_BORDER_ROUND, light, strong);
  default:
    return atl_glyph(border, light, strong);
  }
}

const char *atl_dash(enum atl_border border, unsigned arms) {
  if (border == ATL_BORDER_ASCII)
    return ascii_of[arms];
  return arms & ATL_ARM_LEFT ? "┄" : "┆";
}

const char *atl_line_glyph(enum atl_border border, enum atl_stroke stroke, unsigned arms) {
  bool straight = arms == ACROSS || arms == UPRIGHT, ascii = border == ATL_BORDER_ASCII;
  switch (stroke) {
  case ATL_STROKE_DASHED:
    if (straight)
      return ascii ? (arms == ACROSS ? "." : ":") : arms == ACROSS ? "┄" : "┆";
    break;
  case ATL_STROKE_DOTTED:
    if (straight)
      return ascii ? (arms == ACROSS ? "." : ":") : arms == ACROSS ? "┈" : "┊";
    break;
  case ATL_STROKE_THICK:
    if (!ascii)
      return heavy_of[arms & 15];
    if (arms == ACROSS)
      return "=";
    break;
  case ATL_STROKE_DOUBLE:
    if (!ascii)
      return double_of[arms & 15];
    if (arms == ACROSS)
      return "=";
    break;
  default:
    break;
  }
  return atl_glyph(border, arms, 0);
}

static const char heads[ATL_HEADS][4][GLYPH] =
    {/* up, right, down, left */
     [ATL_HEAD_ARROW] = {"▲", "▶", "▼", "◀"},    [ATL_HEAD_OPEN] = {"↑", "→", "↓", "←"},
     [ATL_HEAD_TRIANGLE] = {"△", "▷", "▽", "◁"}, [ATL_HEAD_DIAMOND] = {"◆", "◆", "◆", "◆"},
     [ATL_HEAD_CIRCLE] = {"●", "●", "●", "●"},   [ATL_HEAD_CROW] = {"v", "<", "^", ">"}};
static const char ascii_heads[ATL_HEADS][4][GLYPH] = {
    [ATL_HEAD_ARROW] = {"^", ">", "v", "<"},    [ATL_HEAD_OPEN] = {"^", ">", "v", "<"},
    [ATL_HEAD_TRIANGLE] = {"^", ">", "v", "<"}, [ATL_HEAD_DIAMOND] = {"*", "*", "*", "*"},
    [ATL_HEAD_CIRCLE] = {"o", "o", "o", "o"},   [ATL_HEAD_CROW] = {"w", "E", "m", "3"}};

const char *atl_arrowhead(enum atl_border border, unsigned arm, enum atl_head_form form) {
  int way = arm == ATL_ARM_UP ? 0 : arm == ATL_ARM_RIGHT ? 1 : arm == ATL_ARM_DOWN ? 2 : 3;
  return (border == ATL_BORDER_ASCII ? ascii_heads : heads)[form][way];
}
