/* Rows of words where the back end knows how wide they are in the fonts at hand: pictures, and outlines in SVG. */
#ifndef ATL_EMIT_ROW_H
#define ATL_EMIT_ROW_H

#include "base/vec.h"
#include "scene/scene.h"
#include "text/metrics.h"

#include <stdbool.h>
#include <stddef.h>

struct atl_run {
  enum atl_face face;
  double size; /* px */
  const char *text;
  size_t len;
};

struct atl_row {
  const struct atl_scene *scene;
  /* Sets a word of `item` from (x, y) on the baseline, if it is to be shown; returns its width. Units: px. */
  double (*set)(void *to, const struct atl_item *item, const struct atl_run *word, double x, double y, bool show);
  void *to;
  ATL_VEC(char) text; /* of the word at hand */
};

#define ATL_NOTE_GAP 4 /* px before a note that follows its label, besides the blank */

/* How many items the row has that begins with the word at `item`: that word and those attached to it. No more than
 * `most` items may be read from there. */
uint32_t atl_row_count(const struct atl_item *item, uint32_t most);

/* What a word says; good until the next call. `blank`: with a blank at its end, for where the next word of its row is
 * in the same type. */
struct atl_run atl_run_of(struct atl_row *row, const struct atl_item *item, bool blank);

/* Sets a row of `count` words, one behind the other, with its baseline at `y`. */
void atl_row_set(struct atl_row *row, const struct atl_item *item, uint32_t count, double y);

void atl_row_release(struct atl_row *row);

#endif
