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

const char *atl_dash(enum atl_border border, unsigned arms) {
  if (border == ATL_BORDER_ASCII)
    return ascii_of[arms];
  return arms & ATL_ARM_LEFT ? "┄" : "┆";
}

const char *atl_arrowhead(enum atl_border border, unsigned arm) {
  bool ascii = border == ATL_BORDER_ASCII;
  switch (arm) {
  case ATL_ARM_UP:
    return ascii ? "^" : "▲";
  case ATL_ARM_DOWN:
    return ascii ? "v" : "▼";
  case ATL_ARM_LEFT:
    return ascii ? "<" : "◀";
  default:
    return ascii ? ">" : "▶";
  }
}
