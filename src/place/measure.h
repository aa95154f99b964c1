/* How large boxes are: their lines of text, broken where they are too long, and the room around them. Private to the
 * rooms place/ and scene/. */
#ifndef ATL_PLACE_MEASURE_H
#define ATL_PLACE_MEASURE_H

#include "place/place.h"

/* Room inside a box, in the unit of the metric. */
struct atl_padding {
  int32_t x, y;    /* between the border and the text, border included */
  int32_t rule;    /* height of a rule between items */
  int32_t gap;     /* between a label and the note under it (px only) */
  int32_t blank;   /* between a label and a note beside it */
  int32_t hang;    /* from where an item begins to its other rows */
  int32_t apart;   /* between items of several rows without a rule (px only) */
  int32_t between; /* columns of a card */
};

struct atl_padding atl_padding_of(bool cells, bool card);

/* clang-format off */
/* Room around the title of a frame, or of a box with its items inside.
 *
 *     ┌─ Title (note) ───┐    in cells the title stands in the border, and what has no room there below it, centred;
 *     │  more of a note  │    a rule stands between that and items
 *     ├──────────────────┤
 *     │ an item          │    in px it stands at the left in a strip, with a rule below it where items follow
 *     └──────────────────┘ */
/* clang-format on */
struct atl_heading {
  int32_t x;        /* from the left border to the title */
  int32_t inside_x; /* and to text inside */
  int32_t top;      /* from the top border to the first row below it */
  int32_t bottom;   /* from the last row of the strip to what follows */
  int32_t rule;     /* between the strip and items */
  int32_t end;      /* from the last item to the bottom border */
};

struct atl_heading atl_heading_of(bool cells);

/* How wide a label or note is on one line, in cells with its parentheses; -1 where the author breaks it. */
int32_t atl_width_unbroken(const struct atl_layout *layout, const struct atl_look *look, atl_text text, bool note);

/* The room above a row that this line starts: a rule, or what sets it off from the row before. */
int32_t atl_line_air(const struct atl_line *line, const struct atl_padding *pad);

/* The rules of a box in cells, from the top: between items, and above the first of them where something stands there.
 */
struct atl_rules {
  const struct atl_line *line, *end;
  int32_t row; /* of the next line, the first one below the top border being 1 */
  bool items;  /* one was passed */
};

struct atl_rules atl_rules_of(const struct atl_place *place, uint32_t box);

/* The row of the next rule; false when there is none. */
bool atl_next_rule(struct atl_rules *rules, int32_t *row);

/* Where the column of a line begins in a card whose words take this width; 0 where there are no columns. */
int32_t atl_column_at(const struct atl_line *line, int32_t width, bool cells);

/* Puts the lines of a card, which came item by item from `first` on, into columns, row by row: `item` has where each of
 * its items begins. `wanted` is how many columns, or ATL_COLUMNS_AUTO. Where they do not fit there are fewer; false
 * where that is one, and all is as it was. */
bool atl_columns_arrange(struct atl_layout *layout, const struct atl_look *look, uint32_t first, const uint32_t *item,
                         uint32_t items, uint32_t wanted);

/* Height of a row that this line starts, and its baseline below the row's top (0 in cells). */
int32_t atl_line_height(const struct atl_look *look, const struct atl_line *line, bool cells);
int32_t atl_line_baseline(const struct atl_look *look, const struct atl_line *line, bool cells);

/* The look of a box. */
const struct atl_look *atl_box_look(const struct atl_styled *styled, const struct atl_box *box);

/* The same with smaller type, for a long text in a box of fixed size. */
struct atl_look atl_small_look(const struct atl_look *look);

/* How a box is drawn. A shape is for what stands alone: what holds others in a frame, or items, has a border at most,
 * and so have cards and rows of a list nothing. */
struct atl_form atl_box_form(const struct atl_styled *styled, const struct atl_box *box, bool titled, bool open);

/* How much the icon of a node takes before its title, in a frame or above items, its distance to the words included; 0
 * where it has none, and in cells. */
int32_t atl_title_icon(const struct atl_styled *styled, uint32_t node, bool cells);

/* The part of a box in which its words are centred; in cells behind its mark, in px behind its icon. */
struct atl_rect atl_words_rect(struct atl_rect box, enum atl_outline shape, bool icon, bool cells);

/* Fills place->line, place->first_line and the w and h of each box with what its text needs. Widths are odd in cells
 * and even in px, so that every box has a centre on the grid. */
void atl_measure_boxes(struct atl_layout *layout);

/* Appends the label, the note and the count of a box to place->line once more, broken only where they are broader than
 * `w`. */
void atl_measure_again(struct atl_layout *layout, uint32_t box, int32_t w);

/* Lets the wires of a picture end on the outlines of shapes, not on the rectangles around them. */
void atl_place_meet_outlines(struct atl_place *place, const struct atl_order *order, const struct atl_styled *styled);

/* Where the first row of an item is in its placed box: its top and bottom. False where the box does not show it. */
bool atl_item_row(const struct atl_layout *layout, uint32_t box, uint32_t item, int32_t *top, int32_t *bottom);

/* Does for lists what atl_measure_boxes() does: an entry is one row, with no box around it; one that is wider than
 * options->width leaves at its rank, `margin` and `indent` being those of the list, has further rows, set in. */
void atl_measure_entries(struct atl_layout *layout, int32_t margin, int32_t indent);

/* Appends a text, or a note, to place->line, as lines no wider than `most` where its words allow it. */
void atl_measure_text(struct atl_layout *layout, const struct atl_look *look, atl_text text, bool note, int32_t most);

/* The label of an edge (index into order->edge), to be placed by the caller, who gives the rectangle its x and y and
 * pushes it on place->label: w and h are set, the lines are appended to place->line. So it comes after
 * atl_measure_boxes(), whose lines it follows, and is called once an edge. No lines and an empty rectangle for a link
 * without a label.
 *
 * The size holds a little air: in cells one blank at the left and at the right, in px 4 px there and 1 px above and
 * below. A label that stands in its wire (inline_) covers the wire in all of its rectangle in px; in cells the words
 * alone cover it (`──places──▶`), so that the wire meets them. In cells it stands in a horizontal stretch; beside a
 * vertical one. */
struct atl_label atl_measure_label(struct atl_layout *layout, uint32_t edge);

/* The same for what is written at its tail (0) or its head (1). */
struct atl_label atl_measure_end(struct atl_layout *layout, uint32_t edge, int end);

/* The room beside the words of a label within its rectangle, at each side. */
struct atl_padding atl_label_padding(bool cells);

#endif
