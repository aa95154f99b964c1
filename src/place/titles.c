/* Titles of frames, and of boxes with their items inside: label and note in one line where there is room, the note
 * below the label, or both broken. In cells a title of one line stands in the border. */
#include "place/titles.h"

#include "place/measure.h"

#include <stdlib.h>

/* A note beside its label makes a line no longer than this; else it goes below. */
enum { LONGEST_BESIDE_CELLS = 44, LONGEST_BESIDE_PX = 360 };

struct atl_lines_size atl_lines_size(const struct atl_layout *layout, uint32_t first, uint32_t end,
                                     const struct atl_look *look, bool card) {
  const struct atl_line *line = layout->place->line.at;
  bool cells = layout->options->cells;
  struct atl_padding pad = atl_padding_of(cells, card);
  struct atl_lines_size size = {0};
  int32_t column = 0, columns = 0;
  for (uint32_t l = first; l < end; l++) {
    int32_t w = line[l].width + (line[l].flags & ATL_LINE_HANGS ? pad.hang : 0);
    uint32_t in = line[l].flags >> ATL_LINE_COLUMNS_AT;
    if (!(line[l].flags & ATL_LINE_INLINE))
      size.h += atl_line_height(look, &line[l], cells) + atl_line_air(&line[l], &pad);
    for (; l + 1 < end && line[l + 1].flags & ATL_LINE_INLINE && line[l + 1].flags >> ATL_LINE_COLUMNS_AT == in; l++)
      w += pad.blank + line[l + 1].width;
    columns = in ? (int32_t)atl_line_columns(line[l].flags) : columns;
    *(in ? &column : &size.w) = atl_max32(in ? column : size.w, w);
  }
  size.w = atl_max32(size.w, columns * (column + pad.between) - pad.between * (columns > 0));
  return size;
}

struct atl_title_lines atl_title_lines(const struct atl_place *place, uint32_t first, uint32_t stop) {
  struct atl_title_lines at = {.first = first, .stop = stop};
  uint32_t l = at.first;
  while (l < at.stop && !(place->line.at[l].flags & (ATL_LINE_MUTED | ATL_LINE_ITEM)))
    l++;
  at.notes = l;
  while (l < at.stop && !(place->line.at[l].flags & (ATL_LINE_COUNT | ATL_LINE_ITEM)))
    l++;
  at.count = l;
  while (l < at.stop && !(place->line.at[l].flags & ATL_LINE_ITEM))
    l++;
  at.end = l;
  return at;
}

static struct atl_title_lines lines_of(const struct atl_place *place, uint32_t box) {
  return atl_title_lines(place, place->first_line[box], place->first_line[box + 1]);
}

struct atl_title atl_title_of(const struct atl_layout *layout, uint32_t box) {
  bool cells = layout->options->cells;
  const struct atl_node *node = &layout->map->node.at[layout->order->box.at[box].node];
  const struct atl_look *look = atl_box_look(layout->styled, &layout->order->box.at[box]);
  struct atl_heading heading = atl_heading_of(cells);
  struct atl_padding pad = atl_padding_of(cells, false);
  struct atl_title_lines at = lines_of(layout->place, box);
  struct atl_lines_size label = atl_lines_size(layout, at.first, at.notes, look, false),
                        note = atl_lines_size(layout, at.notes, at.count, look, false),
                        count = atl_lines_size(layout, at.count, at.end, look, false);
  int32_t one_label = atl_width_unbroken(layout, look, node->label, false);
  int32_t one_note = node->note ? atl_width_unbroken(layout, look, node->note, true) : 0;
  int32_t one = cells ? 0 : atl_line_height(look, &(struct atl_line){0}, false);
  int32_t strip = heading.top + heading.bottom;
  bool broken = one_label<0, breaks = at.notes> at.first + 1;
  int32_t beside = one_label + (one_note > 0 ? pad.blank + one_note : 0) + (count.w ? pad.blank + count.w : 0);
  int32_t longest = cells ? LONGEST_BESIDE_CELLS : LONGEST_BESIDE_PX * ATL_PX;
  struct atl_title title = {0};
  for (int way = 0; way < ATL_TITLE_WAYS; way++)
    title.w[way] = INT32_MAX;
  title.h[ATL_TITLE_BESIDE] = strip + one;
  title.h[ATL_TITLE_BROKEN_NOTE] = atl_box_side(strip + one + note.h + count.h);
  title.h[ATL_TITLE_BROKEN] = atl_box_side(strip + label.h + note.h + count.h);
  if (!broken && one_note >= 0 && (beside <= longest || (!one_note && !count.w)))
    title.w[ATL_TITLE_BESIDE] = beside;
  if (!broken && (one_note || count.w))
    title.w[ATL_TITLE_BROKEN_NOTE] = atl_max32(one_label, atl_max32(note.w, count.w));
  if (broken || breaks)
    title.w[ATL_TITLE_BROKEN] = atl_max32(label.w, atl_max32(note.w, count.w));
  int32_t icon = atl_title_icon(layout->styled, layout->order->box.at[box].node, cells);
  for (int way = 0; way < ATL_TITLE_WAYS; way++)
    title.w[way] += title.w[way] == INT32_MAX ? 0 : icon;
  return title;
}

enum atl_title_way atl_title_within(const struct atl_title *title, int32_t w) {
  int way = 0, least = 0;
  for (int i = 1; i < ATL_TITLE_WAYS; i++)
    least = title->w[i] < title->w[least] ? i : least;
  while (way < ATL_TITLE_WAYS && title->w[way] > w)
    way++;
  return (enum atl_title_way)(way < ATL_TITLE_WAYS ? way : least);
}

struct atl_rect atl_title_rect(bool cells, const struct atl_title *title, enum atl_title_way way, int32_t at) {
  int32_t air = cells ? 1 : 4 * ATL_PX, h = title->h[way];
  return (struct atl_rect){
      .x = at - air, .w = title->w[way] + 2 * air, .h = cells ? h : h - atl_heading_of(false).bottom + air};
}

struct atl_lines_size atl_titled_items(const struct atl_layout *layout, uint32_t box) {
  bool cells = layout->options->cells;
  struct atl_heading heading = atl_heading_of(cells);
  struct atl_title_lines at = lines_of(layout->place, box);
  const struct atl_look *card = &layout->styled->look.at[layout->styled->card[layout->order->box.at[box].node]];
  struct atl_lines_size items = atl_lines_size(layout, at.end, at.stop, card, true);
  return (struct atl_lines_size){.w = items.w + 2 * heading.inside_x, .h = items.h + (cells ? 1 : heading.end)};
}

int32_t atl_title_rule(bool cells, int32_t h) {
  struct atl_heading heading = atl_heading_of(cells);
  return cells && h <= heading.top ? 0 : heading.rule;
}

struct atl_rect atl_titled_size(const struct atl_layout *layout, uint32_t box, enum atl_title_way *way) {
  bool cells = layout->options->cells;
  struct atl_title title = atl_title_of(layout, box);
  struct atl_lines_size items = atl_titled_items(layout, box);
  int32_t around = 2 * atl_heading_of(cells).x, usual = cells ? 30 : 260 * ATL_PX;
  *way = atl_title_within(&title, atl_max32(items.w, usual) - around);
  int32_t w = atl_max32(items.w, title.w[*way] + around), strip = title.h[*way];
  return (struct atl_rect){.w = cells ? w | 1 : atl_round_up(w, 2 * ATL_PX),
                           .h = atl_box_side(strip + atl_title_rule(cells, strip) + items.h)};
}

static void add_line(struct atl_layout *layout, uint32_t box, atl_text text, bool note, uint32_t flags) {
  const struct atl_look *look = atl_box_look(layout->styled, &layout->order->box.at[box]);
  *atl_vec_push(&layout->place->line) =
      (struct atl_line){.text = text,
                        .len = (uint32_t)strlen(atl_map_text(layout->map, text)),
                        .width = atl_width_unbroken(layout, look, text, note),
                        .flags = flags | (note ? ATL_LINE_MUTED | ATL_LINE_OPEN | ATL_LINE_CLOSE : 0u)};
}

void atl_titles_write(struct atl_layout *layout, const uint8_t *way, const struct atl_title_lines *lines) {
  struct atl_place *place = layout->place, old = *place;
  uint32_t n = layout->order->box.len, labels = old.first_line[n];
  uint32_t *first_line = atl_alloc((size_t)n + 1, sizeof *first_line);
  memset(&place->line, 0, sizeof place->line);
  atl_vec_reserve(&place->line, old.line.len);
  for (uint32_t v = 0; v < n; v++) {
    const struct atl_node *node = &layout->map->node.at[layout->order->box.at[v].node];
    first_line[v] = place->line.len;
    struct atl_title_lines at = lines ? lines[v] : lines_of(&old, v);
    uint32_t l = at.first, beside = way[v] == ATL_TITLE_BESIDE ? ATL_LINE_TITLE | ATL_LINE_INLINE : 0u;
    if (way[v] < ATL_TITLE_BROKEN) {
      add_line(layout, v, node->label, false, ATL_LINE_TITLE);
      l = at.notes;
      if (way[v] < ATL_TITLE_BROKEN_NOTE && node->note) {
        add_line(layout, v, node->note, true, beside);
        l = at.count;
      }
      for (; l < at.end; l++) {
        struct atl_line *line = atl_vec_push(&place->line);
        *line = old.line.at[l];
        line->flags |= beside;
      }
    }
    for (; l < at.stop; l++)
      *atl_vec_push(&place->line) = old.line.at[l];
  }
  first_line[n] = place->line.len;
  for (uint32_t i = 0; i < place->label.len; i++) /* the lines of labels of links follow */
    place->label.at[i].first_line += place->line.len - labels;
  for (uint32_t l = labels; l < old.line.len; l++)
    *atl_vec_push(&place->line) = old.line.at[l];
  free(old.line.at);
  free(old.first_line);
  place->first_line = first_line;
}
