/* Labels break where UAX #14 lets them; a text that fits on one line never reaches the line breaker.
 *
 * In cells a row is one line of text and everything is whole. In px the type decides: rows are 1.3 or 1.4 times the
 * size of their letters, rounded to whole px, so that boxes of the same texts have the same height everywhere. */
#include "place/measure.h"

#include "base/out.h"
#include "place/titles.h"
#include "style/icon.h"
#include "text/segment.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_AT_ONCE = 64 };

/* In a box of more, rows of items are not looked for: each link would go through all of them. */
enum { ASKED_LINES = 2000 };

enum { LEAST_TYPE = 10 }; /* px */

/* An entry of a list is broken into rows that are no narrower than this, however deep it stands. */
enum { LEAST_ENTRY_CELLS = 24, LEAST_ENTRY_PX = 180 };

/* A line of a link's label longer than this is broken. */
static const int32_t longest_link_cells[ATL_TIGHTEST + 1] = {24, 24, 24, 20, 16, 13, 11, 11},
                                                       longest_link_px[ATL_TIGHTEST + 1] = {180, 180, 180, 150,
                                                                                            120, 100, 90,  90};

/* A line longer than this is broken: labels and notes, in cells and in px, from pleasing to narrow. */
static const struct longest {
  int32_t label, note;
} longest_cells[ATL_TIGHTEST + 1] = {{30, 34}, {30, 34}, {30, 34}, {24, 26}, {18, 20}, {14, 16}, {10, 12}, {1, 3}},
                               longest_px[ATL_TIGHTEST + 1] = {{260, 250}, {260, 250}, {260, 250}, {200, 190},
                                                               {150, 150}, {110, 110}, {80, 80},   {8, 8}};

static struct longest longest_of(const struct atl_layout *layout, const struct atl_box *box) {
  int32_t most = layout->text_of ? layout->text_of[box - layout->order->box.at] : 0;
  if (most)
    return (struct longest){most, most};
  unsigned tight = layout->tight_of ? layout->tight_of[box - layout->order->box.at] : layout->tight;
  if (layout->options->cells)
    return longest_cells[tight];
  struct longest px = longest_px[tight];
  return (struct longest){px.label * ATL_PX, px.note * ATL_PX};
}

struct atl_padding atl_padding_of(bool cells, bool card) {
  if (cells)
    return (struct atl_padding){.x = 2, .y = 1, .rule = 1, .gap = 0, .blank = 1, .hang = 2, .between = 3};
  return (struct atl_padding){.x = (card ? 14 : 16) * ATL_PX,
                              .y = (card ? 9 : 10) * ATL_PX,
                              .rule = 13 * ATL_PX,
                              .gap = 2 * ATL_PX,
                              .blank = 8 * ATL_PX,
                              .hang = 14 * ATL_PX,
                              .apart = 6 * ATL_PX,
                              .between = 24 * ATL_PX};
}

static int32_t size_of(const struct atl_look *look, const struct atl_line *line) {
  return line->flags & (ATL_LINE_MUTED | ATL_LINE_COUNT) ? look->note_size : look->label_size;
}

struct atl_rules atl_rules_of(const struct atl_place *place, uint32_t box) {
  return (struct atl_rules){
      .line = &place->line.at[place->first_line[box]], .end = &place->line.at[place->first_line[box + 1]], .row = 1};
}

bool atl_next_rule(struct atl_rules *r, int32_t *row) {
  while (r->line < r->end) {
    uint32_t flags = (r->line++)->flags;
    if (flags & (ATL_LINE_TITLE | ATL_LINE_INLINE))
      continue;
    bool first_item = flags & ATL_LINE_ITEM && !r->items && r->row > 1, rule = first_item || flags & ATL_LINE_RULE;
    r->items |= (flags & ATL_LINE_ITEM) != 0;
    r->row += rule ? 2 : 1;
    if (rule) {
      *row = r->row - 2;
      return true;
    }
  }
  return false;
}

int32_t atl_line_height(const struct atl_look *look, const struct atl_line *line, bool cells) {
  /* 1.3 times the letters; a list of items, which is read down, has a little more air. */
  bool label = !(line->flags & ATL_LINE_MUTED) || line->flags & ATL_LINE_TALL;
  int32_t tenths = look->part == ATL_PART_CARD && label ? 14 : 13;
  int32_t size = line->flags & ATL_LINE_TALL ? look->label_size : size_of(look, line);
  return cells ? 1 : atl_round_up(size * tenths / 10, ATL_PX);
}

int32_t atl_line_air(const struct atl_line *line, const struct atl_padding *pad) {
  return (line->flags & ATL_LINE_RULE ? pad->rule : 0) + (line->flags & ATL_LINE_APART ? pad->apart : 0) +
         (line->flags & ATL_LINE_OPEN ? pad->gap : 0);
}

int32_t atl_line_baseline(const struct atl_look *look, const struct atl_line *line, bool cells) {
  if (cells)
    return 0;
  /* Letters of these faces reach 0.93 em up and 0.24 em down; that middle goes to the middle of the row. */
  int32_t size = size_of(look, line), height = atl_line_height(look, line, false);
  return atl_round_up((height - size) / 2 + size * 85 / 100, ATL_PX / 2);
}

const struct atl_look *atl_box_look(const struct atl_styled *styled, const struct atl_box *box) {
  return &styled->look.at[box->card ? styled->card[box->node] : styled->node[box->node]];
}

struct atl_look atl_small_look(const struct atl_look *look) {
  struct atl_look small = *look; /* from 14 px to 10, in half px, but no smaller than can be read */
  small.label_size = atl_min32(look->label_size, atl_max32(LEAST_TYPE * ATL_PX, look->label_size * 5 / 7 / 4 * 4));
  small.note_size = atl_min32(look->note_size, atl_max32(LEAST_TYPE * ATL_PX, look->note_size * 5 / 7 / 4 * 4));
  return small;
}

struct atl_heading atl_heading_of(bool cells) {
  if (cells)
    return (struct atl_heading){.x = 3, .inside_x = 2, .top = 1, .bottom = 0, .rule = 1};
  return (struct atl_heading){.x = 14 * ATL_PX,
                              .inside_x = 14 * ATL_PX,
                              .top = 9 * ATL_PX,
                              .bottom = 8 * ATL_PX,
                              .rule = 9 * ATL_PX,
                              .end = 11 * ATL_PX};
}

static struct atl_ruler ruler_of(const struct atl_look *look, bool note, const struct atl_place_options *options) {
  return (struct atl_ruler){.cells = options->cells,
                            .wide = options->wide,
                            .face = note ? look->note_face : look->label_face,
                            .size = note ? look->note_size : look->label_size};
}

int32_t atl_width_unbroken(const struct atl_layout *layout, const struct atl_look *look, atl_text text, bool note) {
  const char *s = atl_map_text(layout->map, text);
  size_t len = atl_drop_soft_hyphens(s, strlen(s));
  struct atl_ruler ruler = ruler_of(look, note, layout->options);
  if (memchr(s, '\n', len))
    return -1;
  return atl_ruler_measure(&ruler, s, len) + (note && ruler.cells ? 2 : 0);
}

/* Appends a text as lines. A line that fits is taken whole; `first` and `rest` are flags of the first and other lines.
 */
static void add_text(struct atl_layout *layout, atl_text text, const struct atl_ruler *ruler, int32_t most, bool note,
                     uint32_t first) {
  const char *s = atl_map_text(layout->map, text);
  size_t len = atl_drop_soft_hyphens(s, strlen(s));
  int32_t paren = note && ruler->cells ? 1 : 0;
  uint32_t muted = note ? ATL_LINE_MUTED : 0;
  struct atl_slice few[LINES_AT_ONCE], *slices = few;
  size_t n;
  int32_t width = memchr(s, '\n', len) ? most + 1 : atl_ruler_measure(ruler, s, len);
  if (width + 2 * paren <= most) {
    few[0] = (struct atl_slice){.begin = 0, .len = (uint32_t)len, .width = width};
    n = 1;
  } else
    n = atl_wrap(ruler, s, len, most, paren, paren, few, LINES_AT_ONCE);
  if (n > LINES_AT_ONCE) {
    slices = atl_alloc(n, sizeof *slices);
    n = atl_wrap(ruler, s, len, most, paren, paren, slices, n);
  }
  for (size_t i = 0; i < n; i++)
    *atl_vec_push(&layout->place->line) =
        (struct atl_line){.text = text + slices[i].begin,
                          .len = slices[i].len,
                          .width = slices[i].width + paren * ((i == 0) + (i == n - 1)),
                          .flags = muted | (i == 0 ? first : 0) | (note && i == 0 ? ATL_LINE_OPEN : 0u) |
                                   (note && i == n - 1 ? ATL_LINE_CLOSE : 0u)};
  if (slices != few)
    free(slices);
}

static void add_count(struct atl_layout *layout, const struct atl_box *box, const struct atl_ruler *ruler) {
  char count[ATL_COUNT_BYTES];
  size_t len = atl_count_text(count, box->folded, box->counted);
  *atl_vec_push(&layout->place->line) = (struct atl_line){.text = box->folded,
                                                          .len = box->counted,
                                                          .width = atl_ruler_measure(ruler, count, len),
                                                          .flags = ATL_LINE_MUTED | ATL_LINE_COUNT};
}

/* A card without rules in which an item takes several rows: which of them begin an item has to be seen all the same.
 * In cards that begin at the left, the others hang under the first. In the middle there is no telling a note below its
 * label from an item: there all notes stand below, and items a little apart. */
static void tell_items_apart(const struct atl_layout *layout, uint32_t first, bool flush, bool tall, bool below) {
  uint32_t drop =
      flush ? ATL_LINE_APART : ATL_LINE_HANGS | (tall ? 0u : ATL_LINE_APART) | (below ? ATL_LINE_INLINE : 0u);
  for (uint32_t l = first; l < layout->place->line.len; l++)
    layout->place->line.at[l].flags &= ~drop;
}

static void measure_card(struct atl_layout *layout, const struct atl_box *box, const struct atl_look *look,
                         struct longest longest) {
  bool cells = layout->options->cells;
  const struct atl_map *map = layout->map;
  const struct atl_node *owner = &map->node.at[box->node];
  struct atl_ruler label = ruler_of(look, false, layout->options), note = ruler_of(look, true, layout->options);
  int32_t blank = atl_padding_of(cells, true).blank;
  uint32_t wanted = owner->extra == ATL_NONE ? 0 : map->extra.at[owner->extra].columns;
  bool noted = false, first = true, wrapped = false, tall = false, below = false, flush = layout->place->flush;
  ATL_VEC(uint32_t) begins = {0};                /* where items do, for columns */
  if (wanted > 2 && wanted < ATL_COLUMNS_AUTO) { /* one long name makes no broad columns */
    int32_t share = (int32_t)(2 * longest.label / (int32_t)wanted), least = cells ? 12 : 100 * ATL_PX;
    longest.label = atl_min32(longest.label, atl_max32(share, least));
    longest.note = atl_min32(longest.note, atl_max32(share, least));
  }
  uint32_t begin = layout->place->line.len;
  for (uint32_t i = owner->first_child; i != ATL_NONE && !wrapped; i = map->node.at[i].next) {
    const char *text = atl_map_text(map, map->node.at[i].label); /* items of several lines are told apart by rules */
    size_t len = strlen(text);
    struct atl_slice line;
    wrapped = map->node.at[i].flags & ATL_NODE_ITEM && !atl_left_out(layout->order->left_out, i) &&
              atl_wrap(&label, text, len, longest.label, 0, 0, &line, 1) > 1;
  }
  for (uint32_t i = owner->first_child; i != ATL_NONE; i = map->node.at[i].next) {
    const struct atl_node *item = &map->node.at[i];
    if (!(item->flags & ATL_NODE_ITEM) || atl_left_out(layout->order->left_out, i))
      continue;
    /* Items with notes are divided by rules, plain ones are a list; the author's word overrules. */
    bool divide =
        owner->flags & ATL_NODE_DIVIDE || (!(owner->flags & ATL_NODE_JOIN) && (noted || item->note || wrapped));
    noted = item->note != 0;
    bool joined = owner->flags & ATL_NODE_JOIN;
    uint32_t before = layout->place->line.len;
    if (wanted > 1)
      *atl_vec_push(&begins) = before;
    add_text(layout, item->label, &label, longest.label, false,
             first    ? 0
             : divide ? ATL_LINE_RULE
             : joined ? ATL_LINE_APART
                      : 0);
    first = false;
    uint32_t at = layout->place->line.len;
    if (item->note)
      add_text(layout, item->note, &note, longest.note, true, 0);
    if (!joined)
      continue;
    struct atl_line *line = layout->place->line.at;
    uint32_t end = layout->place->line.len;
    if (item->note && at == before + 1 && end == at + 1 && line[before].width + blank + line[at].width <= longest.note)
      line[at].flags |= ATL_LINE_INLINE;
    else {
      tall |= end > before + 1;
      below |= item->note != 0;
      for (uint32_t l = before + 1; l < end; l++)
        line[l].flags |= ATL_LINE_HANGS;
    }
  }
  bool columns = false;
  if (begins.len) {
    *atl_vec_push(&begins) = layout->place->line.len;
    columns = atl_columns_arrange(layout, look, begin, begins.at, begins.len - 1, wanted);
    atl_vec_release(&begins);
  }
  if (owner->flags & ATL_NODE_JOIN)
    tell_items_apart(layout, begin, flush || columns, tall, below);
  for (uint32_t l = begin; l < layout->place->line.len && flush; l++)
    layout->place->line.at[l].flags |= ATL_LINE_FLUSH;
}

/* The items of a node in its own box, below its label and note. */
static void measure_items(struct atl_layout *layout, const struct atl_box *box, struct longest longest) {
  uint32_t first = layout->place->line.len;
  measure_card(layout, box, &layout->styled->look.at[layout->styled->card[box->node]], longest);
  for (uint32_t l = first; l < layout->place->line.len; l++)
    layout->place->line.at[l].flags |= ATL_LINE_ITEM;
}

static void measure_node(struct atl_layout *layout, const struct atl_box *box, const struct atl_look *look,
                         struct longest longest) {
  const struct atl_node *node = &layout->map->node.at[box->node];
  struct atl_ruler label = ruler_of(look, false, layout->options), note = ruler_of(look, true, layout->options);
  add_text(layout, node->label, &label, longest.label, false, 0);
  if (node->note)
    add_text(layout, node->note, &note, longest.note, true, 0);
  if (box->folded)
    add_count(layout, box, &note);
}

void atl_measure_again(struct atl_layout *layout, uint32_t box, int32_t w) {
  const struct atl_box *b = &layout->order->box.at[box];
  measure_node(layout, b, atl_box_look(layout->styled, b), (struct longest){.label = w, .note = w});
}

/* Appends the lines of a box and gives its size without the air at its sides, and its whole height. */
static int32_t measure_texts(struct atl_layout *layout, uint32_t i, struct longest longest, int64_t *high) {
  bool cells = layout->options->cells;
  struct atl_place *place = layout->place;
  const struct atl_box *box = &layout->order->box.at[i];
  const struct atl_look *look = atl_box_look(layout->styled, box);
  struct atl_look small;
  struct atl_padding pad = atl_padding_of(cells, box->card);
  if (place->small && place->small[i] && !cells) {
    small = atl_small_look(look);
    look = &small;
  }
  if (box->card)
    measure_card(layout, box, look, longest);
  else
    measure_node(layout, box, look, longest);
  if (box->items)
    measure_items(layout, box, longest);
  struct atl_lines_size size = atl_lines_size(layout, place->first_line[i], place->line.len, look, box->card);
  *high = size.h + 2 * pad.y; /* a card of a million items, or of labels of a thousand lines, passes int32 */
  return size.w;
}

struct atl_form atl_box_form(const struct atl_styled *styled, const struct atl_box *box, bool titled, bool open) {
  struct atl_form form = {0};
  if (!styled->form || box->card || open)
    return form;
  form = styled->form[box->node];
  if (titled || box->items) {
    form.border = form.shape == ATL_SHAPE_BOUNDARY && !form.border ? ATL_STROKE_DASHED : form.border;
    form.shape = ATL_SHAPE_BOX;
    form.icon = 0;
  }
  return form;
}

int32_t atl_title_icon(const struct atl_styled *styled, uint32_t node, bool cells) {
  return !cells && styled->form && styled->form[node].icon ? ATL_ICON_SIDE + ATL_ICON_GAP : 0;
}

enum { MARK = 2 }; /* cells of a mark and the blank behind it */

struct atl_rect atl_words_rect(struct atl_rect r, enum atl_outline shape, bool icon, bool cells) {
  struct atl_shape_room room = atl_shape_room_of(shape);
  if (icon && !cells)
    room.left += ATL_ICON_SIDE + ATL_ICON_GAP;
  if (cells)
    room = (struct atl_shape_room){.left = atl_shape_mark(shape, false) ? MARK : 0};
  return (struct atl_rect){r.x + room.left, r.y + room.top, r.w - room.left - room.right, r.h - room.top - room.bottom};
}

/* Adds what a shape takes to the size of a box. */
static void add_room(const struct atl_layout *layout, const struct atl_box *box, int32_t *w, int64_t *h) {
  struct atl_form form = atl_box_form(layout->styled, box, false, false);
  struct atl_shape_room room = atl_shape_room_of((enum atl_outline)form.shape);
  if (layout->options->cells) {
    *w += atl_shape_mark((enum atl_outline)form.shape, false) ? MARK : 0;
    return;
  }
  if (form.icon) {
    *w += ATL_ICON_SIDE + ATL_ICON_GAP;
    *h = *h > ATL_ICON_SIDE + 2 * atl_padding_of(false, false).y ? *h
                                                                 : ATL_ICON_SIDE + 2 * atl_padding_of(false, false).y;
  }
  *w += room.left + room.right + *w / 100 * room.broader;
  *h += room.top + room.bottom + *h / 100 * room.higher;
}

void atl_measure_boxes(struct atl_layout *layout) {
  const struct atl_order *order = layout->order;
  struct atl_place *place = layout->place;
  bool cells = layout->options->cells;
  uint32_t n = order->box.len;
  place->box = atl_alloc(n, sizeof *place->box);
  place->first_line = atl_alloc((size_t)n + 1, sizeof *place->first_line);
  atl_vec_reserve(&place->line, n + n / 2);
  for (uint32_t i = 0; i < n; i++) {
    struct atl_padding pad = atl_padding_of(cells, order->box.at[i].card);
    struct longest longest = longest_of(layout, &order->box.at[i]);
    int64_t h;
    place->first_line[i] = place->line.len;
    int32_t w = measure_texts(layout, i, longest, &h);
    if (w > longest.label &&
        place->line.len - place->first_line[i] > 1) { /* a long word has made room for the others */
      place->line.len = place->first_line[i];
      longest = (struct longest){.label = w, .note = atl_max32(w, longest.note)};
      w = measure_texts(layout, i, longest, &h);
    }
    w += 2 * pad.x;
    if (layout->styled->form)
      add_room(layout, &order->box.at[i], &w, &h);
    place->box[i].w = cells ? w | 1 : atl_round_up(w, 2 * ATL_PX);
    int32_t high = atl_box_side(h);
    place->box[i].h = cells ? high : atl_round_up(high, 2 * ATL_PX);
    if (layout->block && layout->block[i].w) {
      place->box[i].w = layout->block[i].w;
      place->box[i].h = layout->block[i].h;
    }
  }
  place->first_line[n] = place->line.len;
}

/* The line with which an item begins, ATL_NONE. Equal texts may be one text, so all items before it are gone through.
 */
static uint32_t line_of_item(const struct atl_layout *layout, uint32_t box, uint32_t item) {
  const struct atl_map *map = layout->map;
  const struct atl_place *place = layout->place;
  const struct atl_box *b = &layout->order->box.at[box];
  uint32_t l = place->first_line[box], end = place->first_line[box + 1];
  while (b->items && l < end && !(place->line.at[l].flags & ATL_LINE_ITEM))
    l++;
  for (uint32_t i = map->node.at[b->node].first_child; i != ATL_NONE; i = map->node.at[i].next) {
    if (!(map->node.at[i].flags & ATL_NODE_ITEM) || atl_left_out(layout->order->left_out, i))
      continue;
    while (l < end && (place->line.at[l].flags & ATL_LINE_MUTED || place->line.at[l].text != map->node.at[i].label))
      l++;
    if (i == item || l == end)
      return i == item && l < end ? l : ATL_NONE;
    l++;
  }
  return ATL_NONE;
}

bool atl_item_row(const struct atl_layout *layout, uint32_t box, uint32_t item, int32_t *top, int32_t *bottom) {
  const struct atl_place *place = layout->place;
  const struct atl_box *b = &layout->order->box.at[box];
  bool cells = place->cells;
  const struct atl_look *card = &layout->styled->look.at[layout->styled->card[b->node]],
                        *own = &layout->styled->look.at[layout->styled->node[b->node]];
  struct atl_padding pad = atl_padding_of(cells, true), title = atl_padding_of(cells, false);
  struct atl_heading heading = atl_heading_of(cells);
  struct atl_rect r = place->box[box];
  uint32_t first = place->first_line[box], end = place->first_line[box + 1];
  uint32_t at = (b->card || b->items) && end - first <= ASKED_LINES ? line_of_item(layout, box, item) : ATL_NONE;
  if (at == ATL_NONE || atl_line_columns(place->line.at[at].flags)) /* in columns, a row is that of several items */
    return false;
  int32_t height = 0, y = r.y + heading.top;
  for (uint32_t l = first; l < end; l++)
    if (!(place->line.at[l].flags & ATL_LINE_INLINE))
      height += atl_line_height(card, &place->line.at[l], cells) + atl_line_air(&place->line.at[l], &pad);
  if (b->card)
    y = r.y + (r.h - height) / 2;
  bool heads = b->items; /* lines of the title, above items */
  for (uint32_t l = first; l < end; l++) {
    const struct atl_line *line = &place->line.at[l];
    if (heads && line->flags & ATL_LINE_ITEM) {
      y += heading.bottom;
      y += atl_title_rule(cells, y - r.y);
      heads = false;
    }
    if (line->flags & ATL_LINE_INLINE || (cells && line->flags & ATL_LINE_TITLE))
      continue;
    y += atl_line_air(line, heads ? &title : &pad);
    *top = y;
    y += atl_line_height(heads ? own : card, line, cells);
    *bottom = y;
    if (l == at)
      break;
  }
  if (layout->upside_down) {
    int32_t was = *top;
    *top = r.y + atl_rect_bottom(r) - *bottom;
    *bottom = r.y + atl_rect_bottom(r) - was;
  }
  return true;
}

/* An entry of a list as it grows: what fits goes on behind the words before it, the rest stands below, set in. */
struct entry {
  struct atl_layout *layout;
  int32_t most;        /* that a row may be wide */
  int32_t blank, hang; /* between two pieces; how far further rows are set in */
  int32_t row, widest;
  uint32_t rows;
};

static void add_slice(struct entry *e, struct atl_line line, bool new_row, int32_t room) {
  bool first = !e->rows;
  e->rows += new_row || first;
  e->row = first ? 0 : new_row ? e->hang : e->row + e->blank;
  line.flags |= first ? 0u : new_row ? (uint32_t)ATL_LINE_HANGS : (uint32_t)ATL_LINE_INLINE;
  e->row += line.width + room;
  e->widest = atl_max32(e->widest, e->row);
  *atl_vec_push(&e->layout->place->line) = line;
}

/* Adds a piece of the entry; `open` and `close` say which of its ends has a parenthesis, in cells, and `room` is kept
 * free behind its first slice. */
static void add_piece(struct entry *e, atl_text text, size_t len, const struct atl_ruler *ruler, int32_t open,
                      int32_t close, int32_t room, uint32_t flags) {
  const char *s = atl_map_text(e->layout->map, text);
  uint32_t opens = flags & ATL_LINE_MUTED && open ? (uint32_t)ATL_LINE_OPEN : 0u;
  uint32_t closes = flags & ATL_LINE_MUTED && close ? (uint32_t)ATL_LINE_CLOSE : 0u;
  int32_t parens = ruler->cells ? 1 : 0, width = atl_ruler_measure(ruler, s, len);
  open *= parens;
  close *= parens;
  int32_t before = e->rows ? e->row + e->blank : 0;
  if (before + width + open + close + room <= e->most || !len) {
    add_slice(e,
              (struct atl_line){
                  .text = text, .len = (uint32_t)len, .width = width + open + close, .flags = flags | opens | closes},
              false, room);
    return;
  }
  struct atl_slice few[LINES_AT_ONCE], *slices = few;
  bool fresh = false;
  size_t n = 0;
  for (int pass = 0; pass < 2; pass++) { /* a first slice that is too wide, or an arrow alone, begins on the next row */
    int32_t taken = fresh || !e->rows ? 0 : atl_max32(0, before - e->hang);
    int32_t most = atl_max32(1, e->most - (e->rows ? e->hang : 0));
    n = atl_wrap(ruler, s, len, most, taken + open + room, close, slices, slices == few ? LINES_AT_ONCE : n);
    if (n > LINES_AT_ONCE && slices == few) {
      slices = atl_alloc(n, sizeof *slices);
      n = atl_wrap(ruler, s, len, most, taken + open + room, close, slices, n);
    }
    bool bare = flags & ATL_LINE_LINKS && n > 1 && !memchr(s + slices[0].begin, ' ', slices[0].len);
    if (fresh || !e->rows || !n || (before + open + slices[0].width + room <= e->most && !bare))
      break;
    fresh = true;
    if (slices != few)
      free(slices);
    slices = few;
  }
  for (size_t i = 0; i < n; i++)
    add_slice(
        e,
        (struct atl_line){.text = text + slices[i].begin,
                          .len = slices[i].len,
                          .width = slices[i].width + (i ? 0 : open) + (i + 1 < n ? 0 : close),
                          .flags = (i ? flags & ~(uint32_t)ATL_LINE_LINKS : flags | opens) | (i + 1 < n ? 0u : closes)},
        i || fresh, i ? 0 : room);
  if (slices != few)
    free(slices);
}

/* A label or a note: each line of the author is a piece of its own. */
static void add_lines(struct entry *e, atl_text text, const struct atl_ruler *ruler, bool note) {
  const char *s = atl_map_text(e->layout->map, text), *stop = s + strlen(s);
  for (const char *at = s; at <= stop;) {
    const char *newline = memchr(at, '\n', (size_t)(stop - at));
    const char *end = newline ? newline : stop;
    size_t len = atl_drop_soft_hyphens(at, (size_t)(end - at));
    add_piece(e, text + (uint32_t)(at - s), len, ruler, note && at == s, note && !newline, 0,
              note ? ATL_LINE_MUTED : 0u);
    at = end + 1;
  }
}

/* How many bytes of a text stand on a row of so much room: the longest run of whole names, commas included; 0: not one.
 */
static size_t names_within(const struct atl_ruler *ruler, const char *s, size_t len, int32_t room) {
  size_t fit = 0;
  for (size_t end = 0; end < len;) {
    const char *comma = memchr(s + end, ',', len - end);
    size_t next = comma ? (size_t)(comma - s) + 1 : len;
    if (next < len && s[next] != ' ') { /* a comma within a name */
      end = next;
      continue;
    }
    if (atl_ruler_measure(ruler, s, next) > room)
      break;
    fit = end = next;
  }
  return fit;
}

/* Where the links of an entry lead: names stay whole. Pure ASCII, which is chosen when it is written, has longer arrows
 * and pushes what follows to the right. */
static void add_said(struct entry *e, const struct atl_said *said, const struct atl_ruler *ruler) {
  static const int32_t ascii_more[] = {
      [ATL_SAID_FORWARD] = 1, [ATL_SAID_BOTH] = 2, [ATL_SAID_NONE] = 1, [ATL_SAID_BACK] = 1};
  const char *s = atl_map_text(e->layout->map, said->text);
  size_t len = strlen(s);
  int32_t room = ruler->cells ? ascii_more[said->arrow] : 0;
  uint32_t flags = ATL_LINE_MUTED | ATL_LINE_LINKS;
  bool fresh = false;
  if (e->row + e->blank + room + atl_ruler_measure(ruler, s, len) <= e->most) {
    add_piece(e, said->text, len, ruler, 0, 0, room, flags);
    return;
  }
  for (size_t at = 0; at < len;) {
    int32_t taken = fresh ? e->hang : e->row + e->blank;
    size_t fit = names_within(ruler, s + at, len - at, e->most - taken - (at ? 0 : room));
    if (!fit && !fresh) {
      fresh = true;
      continue;
    }
    if (!fit) { /* a name wider than a row */
      const char *comma = strstr(s + at, ", ");
      fit = comma ? (size_t)(comma - (s + at)) + 1 : len - at;
      e->row = e->most;
      add_piece(e, said->text + (uint32_t)at, fit, ruler, 0, 0, at ? 0 : room, flags);
    } else
      add_slice(e,
                (struct atl_line){.text = said->text + (uint32_t)at,
                                  .len = (uint32_t)fit,
                                  .width = atl_ruler_measure(ruler, s + at, fit),
                                  .flags = flags},
                fresh, at ? 0 : room);
    flags &= ~(uint32_t)ATL_LINE_LINKS;
    at += fit + (at + fit < len && s[at + fit] == ' ');
    fresh = true;
  }
}

void atl_measure_entries(struct atl_layout *layout, int32_t margin, int32_t indent) {
  const struct atl_order *order = layout->order;
  struct atl_place *place = layout->place;
  bool cells = layout->options->cells;
  uint32_t n = order->box.len, said = 0;
  struct atl_padding pad = atl_padding_of(cells, false);
  int32_t width = layout->options->width, least = cells ? LEAST_ENTRY_CELLS : LEAST_ENTRY_PX * ATL_PX;
  place->box = atl_alloc(n, sizeof *place->box);
  place->first_line = atl_alloc((size_t)n + 1, sizeof *place->first_line);
  atl_vec_reserve(&place->line, n + n / 2);
  for (uint32_t i = 0; i < n; i++) {
    const struct atl_box *box = &order->box.at[i];
    const struct atl_node *node = &layout->map->node.at[box->node];
    const struct atl_look *look = atl_box_look(layout->styled, box);
    struct atl_ruler label = ruler_of(look, false, layout->options), note = ruler_of(look, true, layout->options);
    struct entry e = {.layout = layout,
                      .most =
                          width ? atl_max32(least, width - 2 * margin - (int32_t)box->rank * indent) : INT32_MAX / 2,
                      .blank = pad.blank,
                      .hang = pad.hang};
    place->first_line[i] = place->line.len;
    add_lines(&e, node->label, &label, false);
    if (node->note)
      add_lines(&e, node->note, &note, true);
    if (box->folded) {
      add_count(layout, box, &note);
      struct atl_line count = place->line.at[--place->line.len];
      add_slice(&e, count, e.row + e.blank + count.width > e.most, 0);
    }
    for (; said < order->said.len && order->said.at[said].box == i; said++)
      add_said(&e, &order->said.at[said], &note);
    int32_t h = 0;
    for (uint32_t l = place->first_line[i]; l < place->line.len; l++)
      if (!(place->line.at[l].flags & ATL_LINE_INLINE))
        h += atl_line_height(look, &place->line.at[l], cells);
    place->box[i].w = cells ? atl_max32(e.widest, 1) : atl_max32(atl_round_up(e.widest, ATL_PX), ATL_PX);
    place->box[i].h = cells ? (int32_t)e.rows : h;
  }
  place->first_line[n] = place->line.len;
}

void atl_measure_text(struct atl_layout *layout, const struct atl_look *look, atl_text text, bool note, int32_t most) {
  struct atl_ruler ruler = ruler_of(look, note, layout->options);
  add_text(layout, text, &ruler, most, note, 0);
}

struct atl_padding atl_label_padding(bool cells) {
  return cells ? (struct atl_padding){.x = 1} : (struct atl_padding){.x = 4 * ATL_PX, .y = ATL_PX};
}

static struct atl_label measure_label(struct atl_layout *layout, uint32_t edge, atl_text text) {
  bool cells = layout->options->cells;
  struct atl_place *place = layout->place;
  uint32_t link = layout->order->edge.at[edge].link;
  struct atl_label label = {.edge = edge, .first_line = place->line.len};
  if (!text)
    return label;
  const struct atl_look *look = &layout->styled->look.at[layout->styled->link[link]];
  struct atl_ruler ruler = ruler_of(look, false, layout->options);
  add_text(layout, text, &ruler, cells ? longest_link_cells[layout->tight] : longest_link_px[layout->tight] * ATL_PX,
           false, 0);
  label.lines = place->line.len - label.first_line;
  struct atl_padding pad = atl_label_padding(cells);
  int32_t w = 0, h = 2 * pad.y;
  for (uint32_t i = label.first_line; i < place->line.len; i++) {
    w = atl_max32(w, place->line.at[i].width);
    h += atl_line_height(look, &place->line.at[i], cells);
  }
  w += 2 * pad.x;
  label.rect.w = cells ? w : atl_round_up(w, 2 * ATL_PX);
  label.rect.h = cells ? h : atl_round_up(h, 2 * ATL_PX);
  return label;
}

struct atl_label atl_measure_label(struct atl_layout *layout, uint32_t edge) {
  return measure_label(layout, edge, layout->map->link.at[layout->order->edge.at[edge].link].label);
}

struct atl_label atl_measure_end(struct atl_layout *layout, uint32_t edge, int end) {
  const struct atl_link *link = &layout->map->link.at[layout->order->edge.at[edge].link];
  struct atl_label label = measure_label(layout, edge, link->end_label[end]);
  label.end = (uint8_t)(1 + end);
  return label;
}
