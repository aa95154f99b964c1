/* Small drawings that stand before a label: in pictures only, in the colour of the letters. Some are built in, as
 * lines; others come from files, as a text of their own:
 *
 *     f                  the steps that follow are filled, all windings alike; e: by the even-odd rule
 *     s 200 1 0          they are a line, so thick; its ends (1: round, 2: square) and bends (1: round, 2: bevelled)
 *     M 0 0  L 0 0  C 0 0 0 0 0 0  Z
 *
 * in whole numbers, on a grid of ATL_ICON_GRID from the upper left. */
#ifndef ATL_STYLE_ICON_H
#define ATL_STYLE_ICON_H

#include "style/shape.h"

#include <stdint.h>

extern const char *const atl_icon_names[]; /* NULL at the end */
enum { ATL_ICONS = 25 };                   /* how many are built in */
enum { ATL_ICON_GRID = 2400 };             /* of those from files; a hundredth of what icons are mostly drawn on */

struct atl_map;

/* What a map calls an icon of a node or a kind: the name of one that is built in, or of a file as it is written there;
 * "" for 0, where none is said. Good as long as no text is added to the map. */
const char *atl_icon_word(const struct atl_map *map, uint16_t icon);

/* The side of an icon, its distance to the words behind it, and how thick its lines are: 1/8 px. */
enum { ATL_ICON_SIDE = 18 * ATL_PX, ATL_ICON_GAP = 8 * ATL_PX, ATL_ICON_STROKE = 11 };

/* The lines of an icon, an index into the names, in a square with this corner: open and closed ones, not to be filled.
 * Returns the number of steps. */
uint32_t atl_icon_outline(uint32_t icon, struct atl_point corner, struct atl_outline_step step[ATL_MOST_STEPS]);

/* How the steps of a part of an icon from a file are drawn. */
struct atl_icon_part {
  bool stroked, evenodd;
  int32_t width; /* of a line, on the grid */
  uint8_t cap, join;
};

/* Reads on in the text of an icon from a file: 'P' for a part that begins, 'S' for a step of it, on the grid; 0 at the
 * end. */
char atl_icon_next(const char **text, struct atl_icon_part *part, struct atl_outline_step *step);

#endif
