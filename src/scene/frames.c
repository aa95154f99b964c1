/* A frame is a sheet of paper between the page and what stands on it: its ground is the page with a little of the tint
 * of branches in it, more of it one level down, so that a box stands out from its frame and that from its own; or with
 * half of the tint of its kind. Ink is taken where it can be read there. */
#include "scene/frames.h"

#include "place/measure.h"
#include "scene/build.h"
#include "scene/words.h"
#include "style/icon.h"

#include <string.h>

enum { WIDER_CORNER = 4 * ATL_PX }; /* a frame's corner runs round that of what it holds */

/* -- looks ----------------------------------------------------------------------------------------------------- */

/* Does the kind of the node give it a ground of its own? */
static bool accented(const struct atl_sheet *sheet, const struct atl_look *look) {
  for (uint32_t i = 0; i < ATL_PARTS; i++)
    if (!strcmp(sheet->role.at[i].name, look->name))
      return false;
  const struct atl_role *role = atl_sheet_role(sheet, look->name);
  return role && role->set & ATL_SET_FILL;
}

static unsigned level_of(const struct atl_styled *styled, const struct atl_look *look, unsigned rank) {
  if (accented(styled->sheet, look) || !rank)
    return 0;
  return rank % 2 ? 1 : 2;
}

/* The inks of a look, where they are read on the ground of a frame. */
static void choose_inks(const struct atl_sheet *sheet, const struct atl_look *look, const struct atl_look *frame,
                        struct atl_look *chosen) {
  chosen->text = atl_paint_on(sheet, look->text, frame->fill, false);
  chosen->note = atl_paint_on(sheet, look->note, frame->fill, true);
}

static struct atl_look frame_look(const struct atl_sheet *sheet, const struct atl_look *look, unsigned level) {
  const struct atl_role *branch = atl_sheet_role(sheet, "branch");
  bool accent = accented(sheet, look);
  struct atl_look frame = *look;
  frame.part = ATL_PART_FRAME;
  frame.framed = look->part;
  frame.level = (uint8_t)level;
  frame.fill = atl_paint_between(sheet->page, accent ? look->fill : branch->fill, (int)level + 1, 2);
  frame.line = accent || strcmp(look->name, "root") != 0 ? look->line : branch->line;
  frame.corner = look->corner ? look->corner + WIDER_CORNER : 0;
  choose_inks(sheet, look, &frame, &frame);
  if (!atl_paint_reads(frame.text, frame.fill) || !atl_paint_reads(frame.note, frame.fill)) {
    frame.fill = sheet->page; /* half of a tint may be too dark for ink and too light for chalk */
    choose_inks(sheet, look, &frame, &frame);
  }
  return frame;
}

struct atl_look atl_look_of_frame(const struct atl_styled *styled, uint32_t node, unsigned rank) {
  const struct atl_look *look = &styled->look.at[styled->node[node]];
  return frame_look(styled->sheet, look, level_of(styled, look, rank));
}

/* Adds a look; 0 when a byte can tell no more of them, which then look like what they are made of. */
static uint8_t add_look(struct atl_scene *scene, struct atl_look *looks, const struct atl_look *look) {
  if (scene->looks >= ATL_MOST_LOOKS - 1)
    return 0;
  looks[scene->looks] = *look;
  return (uint8_t)scene->looks++;
}

/* The look of a box with its items inside, before it has more than one type: a card, or its kind. */
static uint8_t box_look(const struct atl_styled *styled, uint32_t node) {
  uint8_t own = styled->node[node];
  return accented(styled->sheet, &styled->look.at[own]) ? own : styled->card[node];
}

struct atl_look atl_look_of_titled(const struct atl_styled *styled, uint32_t node) {
  return styled->look.at[box_look(styled, node)];
}

/* A row of a list that stands in a frame: its words are read on that. */
static void add_row_look(struct atl_frame_looks *made, struct atl_scene *scene, struct atl_look *looks, uint8_t own,
                         uint8_t frame) {
  for (uint32_t i = 0; i < made->rows; i++)
    if (made->row[i].own == own && made->row[i].frame == frame)
      return;
  if (made->rows == ATL_ROW_LOOKS)
    return;
  struct atl_look look = looks[own];
  look.open = true;
  choose_inks(scene->sheet, &looks[own], &looks[frame], &look);
  made->row[made->rows] = (struct atl_row_look){own, frame, add_look(scene, looks, &look)};
  made->rows += made->row[made->rows].look != 0;
}

void atl_frame_looks_make(struct atl_frame_looks *made, struct atl_scene *scene, const struct atl_styled *styled,
                          const struct atl_order *order, const struct atl_place *place) {
  struct atl_look *looks = atl_arena_alloc(&scene->arena, sizeof *looks * ATL_MOST_LOOKS);
  memset(made, 0, sizeof *made);
  memcpy(looks, styled->look.at, sizeof *looks * styled->look.len);
  scene->look = looks;
  made->of = styled->look.len;
  made->title = atl_arena_alloc(&scene->arena, made->of * made->of);
  made->items = atl_arena_alloc(&scene->arena, made->of * made->of);
  memset(made->title, 0, made->of * made->of);
  memset(made->items, 0, made->of * made->of);
  for (uint32_t i = 0; i < order->box.len; i++) {
    const struct atl_box *box = &order->box.at[i];
    uint8_t own = styled->node[box->node], card = styled->card[box->node], base = box_look(styled, box->node);
    unsigned level = level_of(styled, &looks[own], box->rank);
    if (!box->card && place->frame && place->frame[i] && !made->frame[level][own]) {
      struct atl_look look = frame_look(styled->sheet, &looks[own], level);
      made->frame[level][own] = add_look(scene, looks, &look);
    }
    if (place->small && place->small[i] && !made->small[own]) {
      struct atl_look small = atl_small_look(&looks[own]);
      made->small[own] = add_look(scene, looks, &small);
    }
    size_t both = own * made->of + card;
    if (!box->items || made->title[both])
      continue;
    struct atl_look title = looks[base], items = looks[base];
    title.label_face = looks[own].label_face;
    title.label_size = looks[own].label_size;
    title.note_size = looks[own].note_size;
    items.label_face = looks[card].label_face;
    items.label_size = looks[card].label_size;
    items.note_size = looks[card].note_size;
    made->title[both] = add_look(scene, looks, &title);
    made->items[both] = add_look(scene, looks, &items);
  }
  for (uint32_t i = 0; i < order->box.len && place->bare; i++)
    if (place->bare[i])
      add_row_look(made, scene, looks, styled->node[order->box.at[i].node],
                   atl_frame_look(made, styled, order, atl_frame_around(place, order, i)));
}

uint8_t atl_row_look(const struct atl_frame_looks *looks, const struct atl_styled *styled,
                     const struct atl_order *order, const struct atl_place *place, uint32_t i) {
  uint32_t frame = atl_frame_around(place, order, i);
  uint8_t own = styled->node[order->box.at[i].node], on = atl_frame_look(looks, styled, order, frame);
  for (uint32_t k = 0; k < looks->rows; k++)
    if (looks->row[k].own == own && looks->row[k].frame == on)
      return looks->row[k].look;
  return own;
}

uint8_t atl_frame_look(const struct atl_frame_looks *looks, const struct atl_styled *styled,
                       const struct atl_order *order, uint32_t i) {
  const struct atl_box *box = &order->box.at[i];
  if (box->items)
    return box_look(styled, box->node);
  uint8_t own = styled->node[box->node], frame = looks->frame[level_of(styled, &styled->look.at[own], box->rank)][own];
  return frame && box->child_count ? frame : own;
}

/* -- words ----------------------------------------------------------------------------------------------------- */

struct page { /* where the next row goes */
  struct atl_scene *scene;
  const struct atl_place *place;
  struct atl_rect r;
  int32_t y;
  int32_t top;   /* of the row before */
  uint8_t words; /* look */
  bool set;      /* its title has a place of its own: all of it begins there */
  struct atl_item_rows *rows;
  struct atl_padding pad;
};

static void add_rule(struct page *page, int32_t y, uint8_t look) {
  int32_t inset = page->place->cells ? 0 : page->scene->look[look].stroke / 2; /* it ends where the border begins */
  *atl_vec_push(&page->scene->item) =
      (struct atl_item){.op = ATL_RULE, .look = look, .x = page->r.x + inset, .y = y, .w = page->r.w - 2 * inset};
}

/* Adds the row that starts at line `l`; returns the line after it. */
static uint32_t add_row(struct page *page, uint32_t l, uint32_t end, int32_t x, const struct atl_look *measured) {
  bool cells = page->place->cells;
  const struct atl_line *line = &page->place->line.at[l];
  struct atl_word_row row = atl_word_row_at(page->place, l, end, page->pad.blank);
  bool inside = cells && !page->set && !(line->flags & (ATL_LINE_TITLE | ATL_LINE_ITEM));
  bool beside = line->flags & ATL_LINE_ITEM && line->flags & ATL_LINE_INLINE; /* in a column of the row before */
  int32_t below = page->y;
  page->y = beside ? page->top : page->y + atl_line_air(line, &page->pad);
  page->top = page->y;
  x += atl_column_at(line, page->r.w - 2 * atl_heading_of(cells).inside_x, cells);
  if (line->flags & ATL_LINE_HANGS)
    x += page->pad.hang;
  int32_t baseline = page->y + atl_line_baseline(measured, line, cells);
  if (inside) /* a note, or what is too broad for the border: in one line with the items below */
    x = page->r.x + atl_heading_of(cells).inside_x;
  if (cells && line->flags & ATL_LINE_TITLE)
    baseline = page->r.y;
  else
    page->y = beside ? below : page->y + atl_line_height(measured, line, cells);
  if (line->flags & ATL_LINE_ITEM)
    atl_begin_item_row(page->scene, page->rows, line);
  atl_add_row(page->scene, page->place, row, x, baseline, inside, page->words, page->pad.blank);
  return row.end;
}

/* Before the first row of a title, in the middle of its height. */
static void add_icon(struct page *page, int32_t x, uint16_t icon, uint8_t look, const struct atl_look *measured,
                     const struct atl_line *line) {
  int32_t y = page->y + (atl_line_height(measured, line, false) - ATL_ICON_SIDE) / 2;
  *atl_vec_push(&page->scene->item) = (struct atl_item){.op = ATL_ICON,
                                                        .look = look,
                                                        .ref = icon - 1u,
                                                        .x = x / ATL_PX * ATL_PX,
                                                        .y = y / ATL_PX * ATL_PX,
                                                        .w = ATL_ICON_SIDE,
                                                        .h = ATL_ICON_SIDE};
}

void atl_frame_words(struct atl_scene *scene, const struct atl_frame_looks *looks, const struct atl_styled *styled,
                     const struct atl_order *order, const struct atl_place *place, uint32_t i, uint8_t look,
                     struct atl_item_rows *rows) {
  const struct atl_box *box = &order->box.at[i];
  const struct atl_look *own = &styled->look.at[styled->node[box->node]];
  size_t both = styled->node[box->node] * looks->of + styled->card[box->node];
  struct atl_heading heading = atl_heading_of(place->cells);
  struct page page = {.scene = scene,
                      .place = place,
                      .r = place->box[i],
                      .y = place->box[i].y + heading.top,
                      .words = box->items && looks->title[both] ? looks->title[both] : look,
                      .rows = rows,
                      .pad = atl_padding_of(place->cells, false),
                      .set = box->child_count && place->title_at && place->title_at[i] >= 0};
  uint32_t l = place->first_line[i], end = place->first_line[i + 1];
  int32_t x = page.r.x + (page.set ? place->title_at[i] : heading.x);
  int32_t icon = atl_title_icon(styled, box->node, place->cells);
  if (icon && l < end)
    add_icon(&page, x, styled->form[box->node].icon, look, own, &place->line.at[l]);
  while (l < end && !(place->line.at[l].flags & ATL_LINE_ITEM))
    l = add_row(&page, l, end, x + icon, own);
  if (!box->items)
    return;
  const struct atl_look *card = &styled->look.at[styled->card[box->node]];
  page.pad = atl_padding_of(place->cells, true);
  page.words = looks->items[both] ? looks->items[both] : look;
  page.y += heading.bottom;
  if (!place->cells || page.y > page.r.y + heading.top) {
    add_rule(&page, page.y, look);
    page.y += heading.rule;
  }
  while (l < end) {
    if (place->line.at[l].flags & ATL_LINE_RULE)
      add_rule(&page, page.y + page.pad.rule / 2, look);
    l = add_row(&page, l, end, page.r.x + heading.inside_x, card);
  }
}
