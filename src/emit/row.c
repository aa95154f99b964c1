/* A row is centred as wide as it really is, so it is gone through twice: once to measure, once to show. */
#include "emit/row.h"

#include "base/out.h"
#include "text/segment.h"

static double px(int32_t v) { return (double)v / ATL_PX; }

uint32_t atl_row_count(const struct atl_item *item, uint32_t most) {
  uint32_t count = 1;
  while (count < most && item[count].op == ATL_WORD && item[count].flags & ATL_ATTACHED)
    count++;
  return count;
}

struct atl_run atl_run_of(struct atl_row *row, const struct atl_item *item, bool blank) {
  const struct atl_look *look = &row->scene->look[item->look];
  bool muted = item->flags & ATL_MUTED;
  char count[ATL_COUNT_BYTES];
  const char *text = row->scene->pool + item->ref;
  size_t len = (size_t)item->h;
  if (item->flags & ATL_COUNT) {
    len = atl_count_text(count, item->ref, (enum atl_counted)item->h);
    text = count;
  }
  row->text.len = 0;
  atl_vec_reserve(&row->text, len + 1);
  if (atl_has_soft_hyphens(text, len))
    len = atl_show_soft_hyphens(row->text.at, text, len);
  else
    memcpy(row->text.at, text, len);
  row->text.at[len] = ' ';
  return (struct atl_run){.face = muted ? look->note_face : look->label_face,
                          .size = px(muted ? look->note_size : look->label_size),
                          .text = row->text.at,
                          .len = len + blank};
}

/* Returns where the row ends. The blanks between its words are of the type of the first. */
static double set_words(struct atl_row *row, const struct atl_item *item, uint32_t count, double x, double y,
                        bool show) {
  for (uint32_t i = 0; i < count; i++) {
    bool last = i + 1 == count, alike = !((item[i].flags ^ item->flags) & ATL_MUTED);
    if (!alike && item[i].flags & ATL_MUTED)
      x += ATL_NOTE_GAP;
    struct atl_run word = atl_run_of(row, &item[i], alike && !last);
    x += row->set(row->to, &item[i], &word, x, y, show);
    if (!alike && !last) {
      word = atl_run_of(row, item, false);
      word.text = " ";
      word.len = 1;
      x += row->set(row->to, item, &word, x, y, false);
    }
  }
  return x;
}

void atl_row_set(struct atl_row *row, const struct atl_item *item, uint32_t count, double y) {
  const struct atl_item *last = &item[count - 1];
  double x = px(item->x);
  if (item->flags & ATL_CENTRED)
    x = px(item->x + (last->x + last->w - item->x) / 2) - set_words(row, item, count, 0, 0, false) / 2;
  set_words(row, item, count, x, y, true);
}

void atl_row_release(struct atl_row *row) { atl_vec_release(&row->text); }
