/* Titles of frames, and of boxes with their items inside: in how many ways they may be written, and how large they are
 * then. Private to the room place/. */
#ifndef ATL_PLACE_TITLES_H
#define ATL_PLACE_TITLES_H

#include "place/place.h"

/* How the title of a frame is written, from the best way on: with its note in one row; the note in one row below; the
 * note broken; all broken and, in cells, inside. */
enum atl_title_way { ATL_TITLE_BESIDE, ATL_TITLE_BELOW, ATL_TITLE_BROKEN_NOTE, ATL_TITLE_BROKEN, ATL_TITLE_WAYS };

struct atl_title {
  int32_t w[ATL_TITLE_WAYS]; /* of its words, INT32_MAX: no such way */
  int32_t h[ATL_TITLE_WAYS]; /* from the border to what follows below it */
};

/* The size of lines of text. */
struct atl_lines_size {
  int32_t w;
  int64_t h;
};

struct atl_lines_size atl_lines_size(const struct atl_layout *layout, uint32_t first, uint32_t end,
                                     const struct atl_look *look, bool card);

/* The lines of a title as they were measured, in place->line: labels from `first`, then notes, then a count; items from
 * `end` to `stop`. */
struct atl_title_lines {
  uint32_t first, notes, count, end, stop;
};

struct atl_title_lines atl_title_lines(const struct atl_place *place, uint32_t first, uint32_t stop);

/* The title of a frame, or of a box with its items inside. A note that is below is always as it was measured. */
struct atl_title atl_title_of(const struct atl_layout *layout, uint32_t box);

/* The first way that is no wider; the narrowest one where none is. */
enum atl_title_way atl_title_within(const struct atl_title *title, int32_t w);

/* The size of a box with its items inside, as it is drawn with the title that suits it. */
struct atl_rect atl_titled_size(const struct atl_layout *layout, uint32_t box, enum atl_title_way *way);

/* The width of a box that its items need, and their height with what is around them, but for the rule above. */
struct atl_lines_size atl_titled_items(const struct atl_layout *layout, uint32_t box);

/* The height of the rule between a title of height `h` and items; right below a title in the border they need none. */
int32_t atl_title_rule(bool cells, int32_t h);

/* Where a title is, from the top left of its box, that is written this way and starts so far from the left border:
 * blanks around it and, in cells, a bit of border included. */
struct atl_rect atl_title_rect(bool cells, const struct atl_title *title, enum atl_title_way way, int32_t at);

/* Writes the lines of titles anew: `way` is by box, ATL_TITLE_WAYS for what has no title, and so is `lines`, where
 * those of each box are; NULL: all are where they were measured. */
void atl_titles_write(struct atl_layout *layout, const uint8_t *way, const struct atl_title_lines *lines);

#endif
