/* Cards in columns: the items of a row stand side by side, and so do their lines, the first of each, then the second.
 * All columns are of one width, that of the widest item; a card that is stretched spreads them.
 *
 *     a1  b1  c1      lines: a1 b1 c1  a2 c2  d1 ...; in the second row b has none, and c2 stands in its own column
 *     a2      c2
 *     d1  ... */
#include "place/measure.h"

#include <stdlib.h>
#include <string.h>

int32_t atl_column_at(const struct atl_line *line, int32_t width, bool cells) {
  uint32_t columns = atl_line_columns(line->flags);
  if (!columns)
    return 0;
  int32_t each = (width + atl_padding_of(cells, true).between) / (int32_t)columns;
  int32_t at = (int32_t)atl_line_column(line->flags) * each;
  return cells ? at : at / ATL_PX * ATL_PX;
}

/* -- how many ---------------------------------------------------------------------------------------------------- */

/* The width of an item: of its widest row. */
static int32_t item_width(const struct atl_line *line, uint32_t lines, const struct atl_padding *pad) {
  int32_t widest = 0, row = 0;
  for (uint32_t l = 0; l < lines; l++) {
    row = line[l].flags & ATL_LINE_INLINE ? row + pad->blank + line[l].width
                                          : line[l].width + (line[l].flags & ATL_LINE_HANGS ? pad->hang : 0);
    widest = atl_max32(widest, row);
  }
  return widest;
}

/* How far a card of so many columns is from one that is half as wide again as it is high, as it is seen; 1000 is not at
 * all. */
static int64_t ugliness(int64_t w, int64_t h, bool cells) {
  int64_t wide = w * (cells ? 1 : 2), high = h * 3;
  return wide > high ? wide * 1000 / high : high * 1000 / wide;
}

/* As many as are asked for; fewer where the drawing is pressed to be narrow, or the card alone would be too wide. */
static uint32_t columns_of(const struct atl_layout *layout, const struct atl_look *look, const uint32_t *item,
                           uint32_t items, uint32_t wanted, int32_t widest, uint32_t lines) {
  bool cells = layout->options->cells;
  struct atl_padding pad = atl_padding_of(cells, true);
  uint32_t most = wanted == ATL_COLUMNS_AUTO ? ATL_MAX_COLUMNS : wanted;
  most = (most * (ATL_TIGHTEST + 1 - layout->tight) + ATL_TIGHTEST) / (ATL_TIGHTEST + 1);
  most = items < most ? items : most;
  int32_t each = widest + pad.between, room = layout->options->width ? layout->options->width - 4 * pad.x : INT32_MAX;
  if ((int64_t)each * most - pad.between > room)
    most = room + pad.between > each ? (uint32_t)((room + pad.between) / each) : 1;
  if (wanted != ATL_COLUMNS_AUTO)
    return most;
  const struct atl_line *line = &layout->place->line.at[item[0]];
  int64_t high = (int64_t)atl_line_height(look, line, cells) * lines; /* of all items below each other */
  uint32_t best = 1;
  int64_t least = INT64_MAX;
  for (uint32_t n = 1; n <= most; n++) {
    uint32_t rows = (items + n - 1) / n;
    int64_t ugly = ugliness((int64_t)each * n - pad.between + 2 * pad.x, high * rows / items + 2 * pad.y, cells);
    if (ugly < least && (n == 1 || (n - 1) * rows < items)) { /* no column is empty */
      least = ugly;
      best = n;
    }
  }
  return best;
}

/* -- arranging --------------------------------------------------------------------------------------------------- */

struct columns {
  struct atl_place *place;
  const struct atl_line *old; /* the lines as they came, from `first` on */
  const uint32_t *item;       /* where items begin, and where the last one ends */
  uint32_t first, columns;
};

/* The line behind a row of an item that begins at `at`, within the item. */
static uint32_t row_end(const struct columns *c, uint32_t at, uint32_t stop) {
  for (at++; at < stop && c->old[at - c->first].flags & ATL_LINE_INLINE;)
    at++;
  return at;
}

/* Adds items `from` to `to` side by side; `lead` are the flags of the line with which they begin. */
static void add_items(struct columns *c, uint32_t from, uint32_t to, uint32_t lead) {
  uint32_t at[ATL_MAX_COLUMNS];
  for (uint32_t i = from; i < to; i++)
    at[i - from] = c->item[i];
  for (bool any = true, begins = true; any; begins = false) {
    uint32_t row = c->place->line.len;
    bool label = false;
    any = false;
    for (uint32_t i = from; i < to; i++) {
      if (at[i - from] == c->item[i + 1])
        continue;
      uint32_t stop = row_end(c, at[i - from], c->item[i + 1]);
      for (uint32_t l = at[i - from]; l < stop; l++) {
        struct atl_line line = c->old[l - c->first];
        line.flags &= ~(uint32_t)(ATL_LINE_RULE | ATL_LINE_APART);
        line.flags |= ATL_LINE_FLUSH | c->columns << ATL_LINE_COLUMNS_AT | (i - from) << ATL_LINE_COLUMN_AT;
        line.flags |= c->place->line.len > row ? ATL_LINE_INLINE : begins ? lead : 0u;
        label |= !(line.flags & ATL_LINE_MUTED);
        *atl_vec_push(&c->place->line) = line;
      }
      at[i - from] = stop;
      any = true;
    }
    for (uint32_t l = row; label && l < c->place->line.len; l++)
      c->place->line.at[l].flags |= c->place->line.at[l].flags & ATL_LINE_MUTED ? ATL_LINE_TALL : 0u;
  }
}

bool atl_columns_arrange(struct atl_layout *layout, const struct atl_look *look, uint32_t first, const uint32_t *item,
                         uint32_t items, uint32_t wanted) {
  struct atl_place *place = layout->place;
  uint32_t lines = place->line.len - first, lead = 0;
  struct atl_padding pad = atl_padding_of(place->cells, true);
  if (wanted < 2 || items < 2)
    return false;
  int32_t widest = 0;
  for (uint32_t i = 0; i < items; i++)
    widest = atl_max32(widest, item_width(&place->line.at[item[i]], item[i + 1] - item[i], &pad));
  uint32_t columns = columns_of(layout, look, item, items, wanted, widest, lines);
  if (columns < 2)
    return false;
  struct atl_line *old = atl_alloc(lines, sizeof *old);
  memcpy(old, &place->line.at[first], sizeof *old * lines);
  for (uint32_t l = 0; l < lines; l++)
    lead |= old[l].flags & (ATL_LINE_RULE | ATL_LINE_APART);
  place->line.len = first;
  struct columns c = {.place = place, .old = old, .item = item, .first = first, .columns = columns};
  for (uint32_t i = 0; i < items; i += columns)
    add_items(&c, i, i + columns < items ? i + columns : items, i ? lead : 0);
  free(old);
  return true;
}
