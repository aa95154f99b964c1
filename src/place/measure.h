/* How large boxes are: their lines of text, broken where they are too long, and the room around them. Private to the
 * rooms place/ and scene/. */
#ifndef ATL_PLACE_MEASURE_H
#define ATL_PLACE_MEASURE_H

#include "place/place.h"

/* Room inside a box, in the unit of the metric. */
struct atl_padding {
  int32_t x, y;  /* between the border and the text, border included */
  int32_t rule;  /* height of a rule between items */
  int32_t gap;   /* between a label and the note under it (px only) */
  int32_t blank; /* between a label and a note beside it */
};

struct atl_padding atl_padding_of(bool cells, bool card);

/* Height of a row that this line starts, and its baseline below the row's top (0 in cells). */
int32_t atl_line_height(const struct atl_look *look, const struct atl_line *line, bool cells);
int32_t atl_line_baseline(const struct atl_look *look, const struct atl_line *line, bool cells);

/* The look of a box. */
const struct atl_look *atl_box_look(const struct atl_styled *styled, const struct atl_box *box);

/* Fills place->line, place->first_line and the w and h of each box with what its text needs. Widths are odd in cells
 * and even in px, so that every box has a centre on the grid. */
void atl_measure_boxes(struct atl_layout *layout);

/* The same for lists: one row an entry, no box around it. */
void atl_measure_entries(struct atl_layout *layout);

#endif
