/* Frames come first, then wires, and the other nodes over them, in the order of the boxes: that is also the order of
 * reading, for those who hear a picture. One pass; rows of text are laid out here, and nowhere else. */
#include "scene/build.h"

#include "base/out.h"
#include "place/measure.h"
#include "scene/frames.h"
#include "scene/words.h"
#include "style/icon.h"

#include <string.h>

enum {
  DESCRIBED_NODES = 60, /* a description that takes longer than a minute to hear helps nobody */
  DESCRIBED_CHILDREN = 24,
};

/* -- words in their boxes -------------------------------------------------------------------------------------- */

struct atl_word_row atl_word_row_at(const struct atl_place *place, uint32_t at, uint32_t end, int32_t blank) {
  struct atl_word_row row = {.first = at, .end = at + 1, .width = place->line.at[at].width};
  uint32_t column = place->line.at[at].flags >> ATL_LINE_COLUMNS_AT;
  for (; row.end < end && place->line.at[row.end].flags & ATL_LINE_INLINE &&
         place->line.at[row.end].flags >> ATL_LINE_COLUMNS_AT == column;
       row.end++)
    row.width += blank + place->line.at[row.end].width;
  return row;
}

static uint8_t word_flags(uint32_t line, bool centred) {
  return (uint8_t)((centred ? ATL_CENTRED : 0) | (line & ATL_LINE_MUTED ? ATL_MUTED : 0) |
                   (line & ATL_LINE_OPEN ? ATL_PAREN_OPEN : 0) | (line & ATL_LINE_CLOSE ? ATL_PAREN_CLOSE : 0) |
                   (line & ATL_LINE_COUNT ? ATL_COUNT : 0) | (line & ATL_LINE_LINKS ? ATL_LINKS : 0) |
                   (line & ATL_LINE_TITLE ? ATL_TITLE : 0));
}

void atl_add_row(struct atl_scene *scene, const struct atl_place *place, struct atl_word_row row, int32_t x, int32_t y,
                 bool centred, uint8_t look, int32_t blank) {
  int32_t left = row.width;
  for (uint32_t l = row.first; l < row.end; l++) {
    const struct atl_line *line = &place->line.at[l];
    int32_t width = l + 1 == row.end ? left : line->width;
    *atl_vec_push(&scene->item) =
        (struct atl_item){.op = ATL_WORD,
                          .look = look,
                          .flags = (uint8_t)(word_flags(line->flags, centred) | (l > row.first ? ATL_ATTACHED : 0)),
                          .ref = line->text,
                          .x = x,
                          .y = y,
                          .w = width,
                          .h = (int32_t)line->len};
    x += width + blank;
    left -= width + blank;
  }
}

static bool is_within(const struct atl_map *map, atl_text text, uint32_t offset) {
  return text && offset >= text && offset <= text + strlen(atl_map_text(map, text));
}

static bool says(const struct atl_map *map, uint32_t item, uint32_t offset) {
  return is_within(map, map->node.at[item].label, offset) || is_within(map, map->node.at[item].note, offset);
}

/* Whether a line is the first of an item. */
static bool starts(const struct atl_map *map, uint32_t item, uint32_t offset) {
  return map->node.at[item].label == offset;
}

static uint32_t href_of(const struct atl_map *map, uint32_t node) {
  return map->node.at[node].extra == ATL_NONE ? 0 : map->extra.at[map->node.at[node].extra].url;
}

/* In columns the second rows of items come behind the first ones of them all. */
static bool goes_on(struct atl_scene *scene, struct atl_item_rows *rows, const struct atl_line *line) {
  uint32_t item = rows->recent[atl_line_column(line->flags)];
  if (!item || !says(rows->map, item, line->text) || starts(rows->map, item, line->text))
    return false;
  if (rows->any)
    *atl_vec_push(&scene->row) = (struct atl_scene_row){scene->item.len, href_of(rows->map, item)};
  return true;
}

void atl_begin_item_row(struct atl_scene *scene, struct atl_item_rows *rows, const struct atl_line *line) {
  const struct atl_map *map = rows->map;
  bool columns = atl_line_columns(line->flags);
  if (!columns && rows->item != ATL_NONE && says(map, rows->item, line->text))
    return;
  if (columns && goes_on(scene, rows, line))
    return;
  uint32_t i = rows->item == ATL_NONE ? map->node.at[rows->owner].first_child : map->node.at[rows->item].next;
  while (i != ATL_NONE && (!(map->node.at[i].flags & ATL_NODE_ITEM) || atl_left_out(rows->order->left_out, i) ||
                           !says(map, i, line->text)))
    i = map->node.at[i].next;
  if (i == ATL_NONE)
    return;
  rows->item = i;
  if (columns)
    rows->recent[atl_line_column(line->flags)] = i;
  uint32_t href = href_of(map, i);
  rows->any |= href || rows->linked;
  if (rows->any)
    *atl_vec_push(&scene->row) = (struct atl_scene_row){scene->item.len, href};
}

static void add_icons(struct atl_scene *scene, const struct atl_map *map) {
  struct atl_scene_icon *icon = atl_arena_alloc(&scene->arena, sizeof *icon * map->icon.len);
  for (uint32_t i = 0; i < map->icon.len; i++)
    icon[i] = (struct atl_scene_icon){map->icon.at[i].name, map->icon.at[i].drawn};
  scene->icon = icon;
  scene->icons = map->icon.len;
}

/* The icon of a box whose words stand in the middle of `r`: close to the longest row. */
static void add_icon(struct atl_scene *scene, const struct atl_place *place, uint32_t box, uint8_t look, uint32_t icon,
                     struct atl_rect r) {
  int32_t widest = 0;
  for (uint32_t l = place->first_line[box]; l < place->first_line[box + 1]; l++)
    widest = atl_max32(widest, atl_round_up(place->line.at[l].width, 2 * ATL_PX));
  *atl_vec_push(&scene->item) =
      (struct atl_item){.op = ATL_ICON,
                        .look = look,
                        .ref = icon,
                        .x = (r.x + (r.w - widest) / 2 - ATL_ICON_GAP - ATL_ICON_SIDE) / ATL_PX * ATL_PX,
                        .y = (r.y + (r.h - ATL_ICON_SIDE) / 2) / ATL_PX * ATL_PX,
                        .w = ATL_ICON_SIDE,
                        .h = ATL_ICON_SIDE};
}

static void add_words(struct atl_scene *scene, const struct atl_place *place, uint32_t i, uint8_t of, bool card,
                      bool boxed, struct atl_form form, struct atl_item_rows *rows) {
  enum atl_outline shape = (enum atl_outline)form.shape;
  const struct atl_look *look = &scene->look[of];
  struct atl_rect r =
      shape || form.icon ? atl_words_rect(place->box[i], shape, form.icon, place->cells) : place->box[i];
  bool marked = shape && place->cells && atl_shape_mark(shape, false);
  struct atl_padding pad = atl_padding_of(place->cells, card);
  uint32_t end = place->first_line[i + 1];
  int32_t height = 0, inset = place->cells ? 0 : look->stroke / 2; /* a rule ends where the border begins */
  if (boxed) {
    for (uint32_t l = place->first_line[i]; l < end; l++)
      if (!(place->line.at[l].flags & ATL_LINE_INLINE))
        height += atl_line_height(look, &place->line.at[l], place->cells) + atl_line_air(&place->line.at[l], &pad);
  }
  int32_t y = boxed ? r.y + (r.h - height) / 2 : r.y, below = y;
  if (form.icon && !place->cells)
    add_icon(scene, place, i, of, form.icon - 1u, r);
  for (uint32_t l = place->first_line[i]; l < end;) {
    const struct atl_line *line = &place->line.at[l];
    struct atl_word_row row = atl_word_row_at(place, l, end, pad.blank);
    y = line->flags & ATL_LINE_INLINE ? y : below;
    if (line->flags & ATL_LINE_RULE) {
      *atl_vec_push(&scene->item) =
          (struct atl_item){.op = ATL_RULE, .look = of, .x = r.x + inset, .y = y + pad.rule / 2, .w = r.w - 2 * inset};
    }
    bool beside = line->flags & ATL_LINE_INLINE; /* in another column of the row before */
    if (boxed && !beside)
      y += atl_line_air(line, &pad);
    bool centred = boxed && !(card && line->flags & ATL_LINE_FLUSH);
    if (centred && !place->cells) /* so that the middle is a whole number */
      row.width = atl_round_up(row.width, 2 * ATL_PX);
    int32_t x = centred ? r.x + (r.w - row.width) / 2 : boxed ? r.x + pad.x : r.x;
    x += atl_column_at(line, r.w - 2 * pad.x, place->cells);
    if (line->flags & ATL_LINE_HANGS)
      x += pad.hang;
    int32_t baseline = y + atl_line_baseline(look, &place->line.at[row.first], place->cells);
    if (!place->cells) /* between two whole px, which is where a pixel begins */
      baseline = baseline / ATL_PX * ATL_PX + ATL_PX / 2;
    if (rows)
      atl_begin_item_row(scene, rows, line);
    uint32_t first = scene->item.len;
    atl_add_row(scene, place, row, x, baseline, centred, of, pad.blank);
    if (marked && l == place->first_line[i])
      scene->item.at[first].form = (uint8_t)shape;
    l = row.end;
    below = beside ? below : y + atl_line_height(look, &place->line.at[row.first], place->cells);
  }
}

/* The words of a link's label, one line a row, in the middle of its rectangle. */
static void add_label(struct atl_scene *scene, const struct atl_place *place, const struct atl_label *label,
                      uint8_t look_index, bool quiet) {
  const struct atl_look *look = &scene->look[look_index];
  struct atl_rect r = label->rect;
  *atl_vec_push(&scene->item) =
      (struct atl_item){.op = ATL_LABEL,
                        .look = look_index,
                        .flags = (uint8_t)((label->inline_ ? ATL_INLINE : 0) | (quiet ? ATL_QUIET : 0) |
                                           (label->end == 1   ? ATL_AT_TAIL
                                            : label->end == 2 ? ATL_AT_HEAD
                                                              : 0)),
                        .ref = label->edge,
                        .x = r.x,
                        .y = r.y,
                        .w = r.w,
                        .h = r.h};
  int32_t height = 0, grain = place->cells ? 1 : ATL_PX;
  for (uint32_t l = label->first_line; l < label->first_line + label->lines; l++)
    height += atl_line_height(look, &place->line.at[l], place->cells);
  int32_t y = r.y + (r.h - height) / 2 / grain * grain;
  for (uint32_t l = label->first_line; l < label->first_line + label->lines; l++) {
    const struct atl_line *line = &place->line.at[l];
    int32_t width = place->cells ? line->width : atl_min32(atl_round_up(line->width, 2 * ATL_PX), r.w);
    int32_t baseline = y + atl_line_baseline(look, line, place->cells);
    if (!place->cells)
      baseline = baseline / ATL_PX * ATL_PX + ATL_PX / 2;
    *atl_vec_push(&scene->item) = (struct atl_item){.op = ATL_WORD,
                                                    .look = look_index,
                                                    .flags = ATL_CENTRED,
                                                    .ref = line->text,
                                                    .x = r.x + (r.w - width) / 2,
                                                    .y = baseline,
                                                    .w = width,
                                                    .h = (int32_t)line->len};
    y += atl_line_height(look, line, place->cells);
  }
  *atl_vec_push(&scene->item) = (struct atl_item){.op = ATL_END, .look = look_index, .ref = label->edge};
}

/* -- the description ------------------------------------------------------------------------------------------- */

/* A label on one line, for a sentence. */
static void say(struct atl_out *out, const char *text) {
  for (; *text; text++)
    atl_out_char(out, *text == '\n' ? ' ' : *text);
}

static void say_box(struct atl_out *out, const struct atl_map *map, uint32_t node) {
  say(out, atl_map_text(map, map->node.at[node].label));
  if (map->node.at[node].note) {
    atl_out_lit(out, " (");
    say(out, atl_map_text(map, map->node.at[node].note));
    atl_out_char(out, ')');
  }
}

/* Whether a map without a title has the label of its root for one. */
static bool named_after_root(const struct atl_map *map, const struct atl_order *order) {
  return !map->title && order->roots == 1;
}

/* "MODELS (1M+ models): LLMs, Vision." for each node that has something below it. */
static void describe(struct atl_scene *scene, const struct atl_map *map, const struct atl_order *order) {
  struct atl_out out;
  atl_out_memory(&out);
  if (map->about) {
    say(&out, atl_map_text(map, map->about));
    atl_out_char(&out, ' ');
  } else if (map->subtitle) {
    say(&out, atl_map_text(map, map->subtitle));
    atl_out_lit(&out, ". ");
  }
  uint32_t said = 0, left = 0;
  for (uint32_t i = 0; i < order->box.len; i++) {
    const struct atl_box *box = &order->box.at[i];
    bool holds = box->child_count || box->items;
    if (box->card || !(holds || box->parent == ATL_NONE))
      continue;
    if (said++ >= DESCRIBED_NODES) {
      left++;
      continue;
    }
    bool titled = i == 0 && named_after_root(map, order); /* that is read just before, so it is not said again */
    if (titled && map->node.at[box->node].note) {
      say(&out, atl_map_text(map, map->node.at[box->node].note));
      atl_out_lit(&out, ". ");
    }
    if (titled)
      atl_out_lit(&out, "Holds");
    else if (box->parent == ATL_NONE)
      say_box(&out, map, box->node);
    else
      say(&out, atl_map_text(map, map->node.at[box->node].label));
    uint32_t count = 0;
    for (uint32_t c = map->node.at[box->node].first_child; c != ATL_NONE && holds; c = map->node.at[c].next) {
      if (atl_left_out(order->left_out, c))
        continue;
      if (count++ >= DESCRIBED_CHILDREN)
        continue;
      atl_out_text(&out, count > 1 ? ", " : titled ? " " : ": ");
      say_box(&out, map, c);
    }
    if (titled && !count && !box->folded)
      atl_out_lit(&out, " nothing else");
    if (count > DESCRIBED_CHILDREN)
      atl_out_format(&out, " and %u more", count - DESCRIBED_CHILDREN);
    if (box->folded)
      atl_out_format(&out, count ? "; %u not shown" : titled ? " %u, not shown" : ": %u not shown", box->folded);
    atl_out_lit(&out, ". ");
  }
  if (left)
    atl_out_format(&out, "And %u more groups. ", left);
  atl_scene_say_links(scene, &out);
  while (out.len && out.buf[out.len - 1] == ' ')
    out.len--;
  scene->desc = atl_arena_strndup(&scene->arena, out.buf, out.len);
  atl_out_discard(&out);
}

/* The looks of entries of a list: their words stand on the page, not in a box, and are read there. */
static void open_looks(struct atl_scene *scene, const struct atl_styled *styled) {
  struct atl_look *looks = atl_arena_alloc(&scene->arena, sizeof *looks * styled->look.len);
  for (uint32_t i = 0; i < styled->look.len; i++) {
    looks[i] = styled->look.at[i];
    if (looks[i].part == ATL_PART_WIRE)
      continue;
    looks[i].open = true;
    looks[i].text = atl_paint_on_page(styled->sheet, looks[i].text, false);
    looks[i].note = atl_paint_on_page(styled->sheet, looks[i].note, true);
  }
  scene->look = looks;
}

/* The net of links that a route is of; NULL for one of the hierarchy. */
static const struct atl_net *net_of(const struct atl_order *order, const struct atl_place *place, uint32_t net) {
  return net < order->box.len || net == ATL_NONE ? NULL : &place->net.at[net - order->box.len];
}

struct boxes {
  struct atl_scene *scene;
  const struct atl_map *map;
  const struct atl_styled *styled;
  const struct atl_order *order;
  const struct atl_place *place;
  const struct atl_frame_looks *looks; /* where there are frames */
  bool open;                           /* rows of a list */
};

/* How a link is drawn, and how a route says so. */
static struct atl_form form_of(const struct boxes *b, uint32_t edge) {
  return edge != ATL_NONE && b->styled->drawn ? b->styled->drawn[b->order->edge.at[edge].link] : (struct atl_form){0};
}

static uint8_t drawn_as(struct atl_form form) {
  return (uint8_t)((form.line ? form.line - 1 : 0) | (form.head ? form.head - 1 : 0) << 4);
}

/* Whether a box is a row of a list, without a border. */
static bool is_bare(const struct boxes *b, uint32_t i) { return b->open || (b->place->bare && b->place->bare[i]); }

static uint8_t look_of(const struct boxes *b, uint32_t i) {
  const struct atl_box *box = &b->order->box.at[i];
  bool bare = is_bare(b, i), titled = !bare && atl_is_titled(b->order, b->place, i);
  return !b->open && bare ? atl_row_look(b->looks, b->styled, b->order, b->place, i)
         : titled         ? atl_frame_look(b->looks, b->styled, b->order, i)
         : box->card      ? b->styled->card[box->node]
                          : b->styled->node[box->node];
}

static void add_box(const struct boxes *b, uint32_t i) {
  struct atl_scene *scene = b->scene;
  const struct atl_box *box = &b->order->box.at[i];
  bool bare = is_bare(b, i), titled = !bare && atl_is_titled(b->order, b->place, i);
  uint8_t look = look_of(b, i);
  struct atl_rect r = b->place->box[i];
  struct atl_form form = atl_box_form(b->styled, box, titled, bare);
  *atl_vec_push(&scene->item) = (struct atl_item){.op = ATL_BEGIN,
                                                  .look = look,
                                                  .flags = (uint8_t)((bare ? ATL_OPEN : 0) | (box->card ? ATL_BOX : 0)),
                                                  .form = (uint8_t)(form.shape | form.border << 4),
                                                  .ref = i,
                                                  .x = r.x,
                                                  .y = r.y,
                                                  .w = r.w,
                                                  .h = r.h};
  struct atl_item_rows rows = {
      .map = b->map, .order = b->order, .owner = box->node, .item = ATL_NONE, .linked = scene->node.at[i].href};
  if (titled)
    atl_frame_words(scene, b->looks, b->styled, b->order, b->place, i, look, &rows);
  else
    add_words(scene, b->place, i,
              b->place->small && b->place->small[i] && !bare && b->looks->small[look] ? b->looks->small[look] : look,
              box->card, !bare, form, box->card ? &rows : NULL);
  if (!(b->place->cells && bare)) /* rows of a text list end by themselves: a tenth of its memory */
    *atl_vec_push(&scene->item) = (struct atl_item){.op = ATL_END, .look = look, .ref = i};
}

/* -- what stands beside the drawing ------------------------------------------------------------------------------ */

/* A piece of the line of a link, numbered beyond all nets. It has its points in place of those that are there. */
static void add_link_sample(const struct boxes *b, const struct atl_sample *sample, uint32_t number,
                            struct atl_point *point) {
  struct atl_scene *scene = b->scene;
  const struct atl_link *link = &b->map->link.at[b->order->edge.at[sample->edge].link];
  struct atl_form form = form_of(b, sample->edge);
  const struct atl_net *net = net_of(b->order, b->place, scene->link.at[sample->edge].net);
  bool quiet = net && net->quiet && !form.line;
  struct atl_rect r = sample->rect;
  int32_t y = r.y + r.h / 2, ref = (int32_t)b->place->point.len + 2 * (int32_t)number;
  point[ref] = (struct atl_point){r.x, b->place->cells ? r.y : y};
  point[ref + 1] = (struct atl_point){r.x + r.w - (b->place->cells ? 1 : 0), b->place->cells ? r.y : y};
  *atl_vec_push(&scene->item) = (struct atl_item){
      .op = ATL_ROUTE,
      .look = b->styled->link[b->order->edge.at[sample->edge].link],
      .flags = (uint8_t)(ATL_OF_LEGEND | (link->arrow == ATL_ARROW_NONE ? 0 : ATL_HEAD) | (quiet ? ATL_QUIET : 0)),
      .form = drawn_as(form),
      .ref = (uint32_t)ref,
      .w = 2,
      .h = (int32_t)(scene->node.len + scene->nets + number)};
}

static void add_samples(const struct boxes *b) {
  struct atl_scene *scene = b->scene;
  const struct atl_place *place = b->place;
  struct atl_point *point =
      atl_arena_alloc(&scene->arena, sizeof *point * ((size_t)place->point.len + 2 * (size_t)place->sample.len + 1));
  if (place->point.len)
    memcpy(point, place->point.at, sizeof *point * place->point.len);
  scene->point = point;
  for (uint32_t i = 0; i < place->sample.len; i++) {
    const struct atl_sample *sample = &place->sample.at[i];
    if (sample->box == ATL_NONE) {
      add_link_sample(b, sample, i, point);
      continue;
    }
    bool bare = is_bare(b, sample->box), titled = !bare && atl_is_titled(b->order, place, sample->box);
    struct atl_form form = atl_box_form(b->styled, &b->order->box.at[sample->box], titled, bare);
    *atl_vec_push(&scene->item) = (struct atl_item){.op = ATL_SAMPLE,
                                                    .look = look_of(b, sample->box),
                                                    .form = (uint8_t)(form.shape | form.border << 4),
                                                    .x = sample->rect.x,
                                                    .y = sample->rect.y,
                                                    .w = sample->rect.w,
                                                    .h = sample->rect.h};
  }
}

/* The title and the words of the legend; those of one look that follow each other are one item. */
static void add_aside(const struct boxes *b) {
  struct atl_scene *scene = b->scene;
  const struct atl_place *place = b->place;
  int32_t blank = atl_padding_of(place->cells, false).blank;
  for (uint32_t i = 0, end; i < place->aside.len; i = end) {
    const struct atl_aside_words *first = &place->aside.at[i];
    const struct atl_look *look = &scene->look[first->look];
    struct atl_rect r = first->rect;
    for (end = i + 1; end < place->aside.len && place->aside.at[end].look == first->look; end++)
      r = atl_rect_around(r, place->aside.at[end].rect);
    *atl_vec_push(&scene->item) =
        (struct atl_item){.op = ATL_ASIDE, .look = first->look, .x = r.x, .y = r.y, .w = r.w, .h = r.h};
    for (uint32_t k = i; k < end; k++) {
      const struct atl_aside_words *words = &place->aside.at[k];
      int32_t y = words->rect.y;
      for (uint32_t l = words->first_line; l < words->first_line + words->lines;) {
        struct atl_word_row row = atl_word_row_at(place, l, words->first_line + words->lines, blank);
        int32_t baseline = y + atl_line_baseline(look, &place->line.at[l], place->cells);
        if (!place->cells)
          baseline = baseline / ATL_PX * ATL_PX + ATL_PX / 2;
        atl_add_row(scene, place, row, words->rect.x, baseline, false, first->look, blank);
        y += atl_line_height(look, &place->line.at[l], place->cells);
        l = row.end;
      }
    }
    *atl_vec_push(&scene->item) = (struct atl_item){.op = ATL_END, .look = first->look};
  }
}

void atl_scene_build(struct atl_scene *scene, const struct atl_map *map, const struct atl_styled *styled,
                     const struct atl_order *order, const struct atl_place *place,
                     const struct atl_layout_engine *engine) {
  uint32_t n = order->box.len;
  *scene = (struct atl_scene){.cells = place->cells,
                              .w = place->w,
                              .h = place->h,
                              .pool = map->pool.at,
                              .look = styled->look.at,
                              .looks = styled->look.len,
                              .sheet = styled->sheet,
                              .point = place->point.at,
                              .title = atl_map_text(map, map->title)};
  if (!map->title)
    scene->title = "Map";
  if (n && named_after_root(map, order))
    scene->title = atl_map_text(map, map->node.at[order->box.at[0].node].label);
  if (engine->entries)
    open_looks(scene, styled);
  if (order->edge.len || place->net.len)
    atl_scene_add_links(scene, map, order, place);
  describe(scene, map, order);
  atl_vec_reserve(&scene->node, n);
  size_t ends = place->cells && engine->entries ? 0 : n;
  atl_vec_reserve(&scene->item, ends + n + place->line.len + place->route.len);
  for (uint32_t i = 0; i < n; i++) {
    const struct atl_box *box = &order->box.at[i];
    const struct atl_node *node = &map->node.at[box->node];
    uint32_t href = box->card ? 0 : href_of(map, box->node);
    *atl_vec_push(&scene->node) =
        (struct atl_scene_node){.parent = box->parent,
                                .id = node->id,
                                .label = node->label,
                                .href = href & 0x7fffffffu,
                                .card = box->card,
                                .about = box->card || node->extra == ATL_NONE ? 0 : map->extra.at[node->extra].about};
  }
  if (map->icon.len && !place->cells)
    add_icons(scene, map);
  struct atl_frame_looks looks;
  if (place->frame)
    atl_frame_looks_make(&looks, scene, styled, order, place);
  struct boxes boxes = {.scene = scene,
                        .map = map,
                        .styled = styled,
                        .order = order,
                        .place = place,
                        .looks = &looks,
                        .open = engine->entries};
  for (uint32_t i = 0; i < n && place->frame; i++)
    if (place->frame[i])
      add_box(&boxes, i);
  for (uint32_t i = 0; i < place->route.len;) {
    uint32_t first = i++;
    const struct atl_net *net = net_of(order, place, place->route.at[first].net);
    while (i < place->route.len && place->route.at[i].net == place->route.at[first].net)
      i++;
    uint8_t look = net && net->edge != ATL_NONE ? styled->link[order->edge.at[net->edge].link] : ATL_LOOK_WIRE;
    struct atl_form form = form_of(&boxes, net && net->edge != ATL_NONE ? net->edge : ATL_NONE);
    atl_scene_add_routes(scene, place, first, i, look, net && net->quiet && !form.line, drawn_as(form));
  }
  for (uint32_t i = 0; i < place->label.len; i++) {
    const struct atl_label *label = &place->label.at[i];
    const struct atl_net *net = net_of(order, place, scene->link.at[label->edge].net);
    add_label(scene, place, label, styled->link[order->edge.at[label->edge].link], net && net->quiet);
  }
  for (uint32_t i = 0; i < n; i++)
    if (!place->frame || !place->frame[i])
      add_box(&boxes, i);
  if (place->sample.len)
    add_samples(&boxes);
  add_aside(&boxes);
}
