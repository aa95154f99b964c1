/* Titles of frames, and of boxes with their items inside: in how many ways they may be written, and how large they are
 * then. Private to the room place/. */
#ifndef ATL_PLACE_TITLES_H
#define ATL_PLACE_TITLES_H

#include "place/place.h"

/* How the title of a frame is written, from the best way on. */
enum atl_title_way { ATL_TITLE_BESIDE, ATL_TITLE_BELOW, ATL_TITLE_BROKEN, ATL_TITLE_WAYS };

struct atl_title {
  int32_t w[ATL_TITLE_WAYS]; /* of its words, INT32_MAX: no such way */
  int32_t h[ATL_TITLE_WAYS]; /* from the border to what follows below it */
};

/* The title of a frame, or of a box with its items inside. */
struct atl_title atl_title_of(const struct atl_layout *layout, uint32_t box);

/* The first way that is no wider; the narrowest one where none is. */
enum atl_title_way atl_title_within(const struct atl_title *title, int32_t w);

/* The size of a box with its items inside, as it is drawn with the title that suits it. */
struct atl_rect atl_titled_size(const struct atl_layout *layout, uint32_t box, enum atl_title_way *way);

/* Writes the lines of titles anew: `way` is by box, ATL_TITLE_WAYS for what has no title. */
void atl_titles_write(struct atl_layout *layout, const uint8_t *way);

#endif
