/* Advice is tried before it is given: the same part of the map is placed as a list, in another direction, with fewer
 * levels, and what is narrow enough then is named. Nothing of it is drawn or reported. */
#include "cmd/advice.h"

#include "place/measure.h"

#include <stdio.h>

/* Above so many boxes nothing is tried: it would take longer than the drawing. */
enum { TRIED_BOXES = 600 };

/* So many levels are left out, one by one, before that is given up. */
enum { TRIED_LEVELS = 8 };

/* Whether it fits when it is drawn in this way. */
static bool fits(const struct atl_drawing *d, const struct atl_layout_engine *engine, enum atl_direction direction,
                 uint32_t depth) {
  struct atl_work *work = d->work;
  struct atl_diags said = work->diags;
  work->diags = (struct atl_diags){0};
  struct atl_drawing trial = {.work = work,
                              .engine = engine,
                              .direction = direction,
                              .topology = d->topology,
                              .aspect = d->aspect,
                              .lines = d->lines,
                              .wide = d->wide,
                              .unlinked = d->unlinked,
                              .extent = d->extent};
  trial.extent.depth = depth;
  bool good = atl_drawing_place(&trial, d->placed.cells, d->placed.width) && !work->diags.errors &&
              trial.place.w <= d->placed.width && !trial.place.undrawn.len;
  atl_drawing_release(&trial);
  atl_diags_release(&work->diags);
  work->diags = said;
  return good;
}

/* Levels of nodes, cards not counted. */
static uint32_t levels_of(const struct atl_order *order) {
  uint32_t most = 0;
  for (uint32_t i = 0; i < order->box.len; i++)
    if (!order->box.at[i].card && order->box.at[i].rank + 1u > most)
      most = order->box.at[i].rank + 1u;
  return most;
}

/* How wide what is written is: a label at the right end has a blank beside it that nobody sees. */
static int32_t seen_width(const struct atl_drawing *d) {
  const struct atl_place *place = &d->place;
  int32_t pad = atl_label_padding(true).x, seen = place->w - (place->cells ? pad : 0);
  for (uint32_t i = 0; i < d->order.box.len; i++)
    seen = atl_max32(seen, atl_rect_right(place->box[i]));
  for (uint32_t i = 0; i < place->point.len && place->cells; i++)
    seen = atl_max32(seen, place->point.at[i].x + 1);
  for (uint32_t i = 0; i < place->label.len; i++)
    seen = atl_max32(seen, atl_rect_right(place->label.at[i].rect) - pad);
  return place->cells ? atl_min32(seen, place->w) : place->w;
}

void atl_drawing_advise(struct atl_drawing *d) {
  const struct atl_place_options *asked = &d->placed;
  int32_t width = asked->lenient || !asked->width || d->place.w <= asked->width ? 0 : seen_width(d);
  if (width <= asked->width)
    return;
  const struct atl_layout_engine *list = atl_layout_named("list");
  int32_t unit = asked->cells ? 1 : ATL_PX;
  const char *word[3] = {"", "", ""};
  char fold[32];
  uint32_t words = 0;
  bool small = d->order.box.len <= TRIED_BOXES;
  if (small && d->engine != list && fits(d, list, d->direction, d->extent.depth))
    word[words++] = "'-l list'";
  bool across = d->direction == ATL_RIGHT || d->direction == ATL_LEFT;
  if (small && d->engine->mirrors && fits(d, d->engine, across ? ATL_DOWN : ATL_RIGHT, d->extent.depth))
    word[words++] = across ? "'--direction down'" : "'--direction right'";
  uint32_t levels = levels_of(&d->order);
  for (uint32_t depth = levels; small && depth-- > 1 && depth + TRIED_LEVELS >= levels;)
    if (fits(d, d->engine, d->direction, depth)) {
      snprintf(fold, sizeof fold, "'--depth %u'", depth);
      word[words++] = fold;
      break;
    }
  atl_report(&d->work->diags, ATL_WARNING, "too-wide", ATL_NOWHERE,
             "the drawing is %d %s wide, %d were wanted%s%s%s%s%s%s", width / unit, asked->cells ? "columns" : "px",
             asked->width / unit, words ? "; it fits with " : "", word[0],
             words > 2   ? ", "
             : words > 1 ? " or "
                         : "",
             word[1], words > 2 ? " or " : "", word[2]);
}
