/* A legend is read like text: samples with their words, from left to right, in rows below the drawing; those of links
 * begin a row of their own. Where one of the two takes more rows than one, all entries stand in columns, if two fit.
 *
 * In text a kind that is told from others by a mark has that mark, one that is drawn with other lines says so in words,
 * and links have a piece of their line: closed boxes, or heads that point at nothing, would be read as parts of the
 * graph. */
#include "place/aside.h"

#include "base/out.h"
#include "place/measure.h"
#include "style/shape.h"

#include <stdlib.h>
#include <string.h>

struct room {            /* in the unit of the metric */
  int32_t margin;        /* from the sides of the drawing */
  int32_t above, below;  /* the title; the legend */
  int32_t under;         /* between title and subtitle */
  int32_t node, link;    /* widths of samples */
  int32_t high;          /* of a sample, and the least of a row */
  int32_t gap;           /* behind a sample */
  int32_t apart, row;    /* between entries, and rows */
  int32_t title, legend; /* for titles the drawing becomes as broad as this; for legends at least this */
};

static struct room room_of(bool cells) {
  if (cells)
    return (struct room){
        .above = 0, .below = 1, .node = 1, .link = 5, .high = 1, .gap = 1, .apart = 3, .title = 60, .legend = 16};
  return (struct room){.margin = 24 * ATL_PX,
                       .above = 20 * ATL_PX,
                       .below = 2 * ATL_PX,
                       .under = 2 * ATL_PX,
                       .node = 30 * ATL_PX,
                       .link = 30 * ATL_PX,
                       .high = 18 * ATL_PX,
                       .gap = 8 * ATL_PX,
                       .apart = 22 * ATL_PX,
                       .row = 6 * ATL_PX,
                       .title = 480 * ATL_PX,
                       .legend = 120 * ATL_PX};
}

/* -- which kinds there are ------------------------------------------------------------------------------------------
 */

struct found {
  struct atl_legend_entry key;
  uint8_t look;
  struct atl_form form;
  const char *role; /* of its colours */
  bool part;        /* they are those of its part alone */
  bool sure;        /* the box or the link shows the kind as it is by itself */
};

struct finder {
  struct atl_map *map;
  const struct atl_styled *styled;
  const struct atl_order *order;
  uint32_t *of_kind; /* by kind of the map: 1 + index into found, 0: not there yet */
  ATL_VEC(struct found) found;
};

static struct found node_of(const struct finder *f, uint32_t i) {
  const struct atl_box *box = &f->order->box.at[i];
  bool titled = box->child_count || box->items;
  const struct atl_look *look = &f->styled->look.at[f->styled->node[box->node]];
  static const char *const parts[] = {"root", "branch", "leaf", "card"};
  struct atl_form form = f->styled->form ? f->styled->form[box->node] : (struct atl_form){0};
  return (struct found){.key = {.box = i, .edge = ATL_NONE},
                        .look = f->styled->node[box->node],
                        .form = form,
                        .role = look->name,
                        .part = look->part < ATL_PARTS && !strcmp(look->name, parts[look->part]),
                        .sure = !titled};
}

static struct found link_of(const struct finder *f, uint32_t i) {
  const struct atl_link *link = &f->map->link.at[f->order->edge.at[i].link];
  uint32_t index = f->order->edge.at[i].link;
  const struct atl_look *look = &f->styled->look.at[f->styled->link[index]];
  return (struct found){.key = {.box = ATL_NONE, .edge = i},
                        .look = f->styled->link[index],
                        .form = f->styled->drawn ? f->styled->drawn[index] : (struct atl_form){0},
                        .role = look->name,
                        .part = f->styled->link[index] == ATL_LOOK_WIRE,
                        .sure = !link->stroke && !link->tip};
}

static bool same_form(struct atl_form a, struct atl_form b) {
  return a.shape == b.shape && a.border == b.border && a.line == b.line && a.head == b.head;
}

/* What a kind is called: as the map says, or by its own word. */
static const char *name_of(const struct atl_map *map, const char *kind) {
  const struct atl_kind *declared = atl_map_declared(map, kind);
  return declared && declared->label ? atl_map_text(map, declared->label) : kind;
}

static void note(struct finder *f, atl_text kind, struct found found) {
  uint32_t *of = &f->of_kind[atl_map_kind(f->map, kind)];
  if (!*of) {
    *atl_vec_push(&f->found) = found;
    *of = f->found.len;
    f->found.at[f->found.len - 1].key.names = kind;
  } else if (found.sure && !f->found.at[*of - 1].sure) {
    found.key.names = kind;
    f->found.at[*of - 1] = found;
  }
}

/* Adds what was found, kinds that look alike as one. Nodes that differ in what is around them alone look alike, too. */
static void add_keys(struct atl_aside *aside, struct finder *f) {
  for (uint32_t i = 0; i < f->found.len; i++) {
    struct found *one = &f->found.at[i];
    if (!one->key.names)
      continue;
    struct atl_out names;
    atl_out_memory(&names);
    for (uint32_t k = i; k < f->found.len; k++) {
      struct found *other = &f->found.at[k];
      if (!other->key.names || other->part != one->part || (other->key.box == ATL_NONE) != (one->key.box == ATL_NONE) ||
          !same_form(one->form, other->form) || (!one->part && strcmp(one->role, other->role) != 0))
        continue;
      const char *name = name_of(f->map, atl_map_text(f->map, other->key.names));
      atl_out_format(&names, "%s%s", names.len ? ", " : "", name);
      if (other->sure && !one->sure) {
        one->key.box = other->key.box;
        one->key.edge = other->key.edge;
      }
      if (k > i)
        other->key.names = 0;
    }
    struct atl_legend_entry *key = atl_vec_push(&aside->key);
    *key = one->key;
    key->names = atl_map_add_text(f->map, names.buf, names.len);
    atl_out_discard(&names);
    const char *words = key->box == ATL_NONE ? NULL : atl_form_told(one->form);
    key->how = words ? atl_map_add_text(f->map, words, strlen(words)) : 0;
    key->looks = !one->part;
    key->forms = one->form.shape || one->form.border || one->form.line || one->form.head;
  }
  f->found.len = 0;
}

void atl_aside_find_keys(struct atl_aside *aside, struct atl_map *map, const struct atl_styled *styled,
                         const struct atl_order *order) {
  struct finder f = {
      .map = map, .styled = styled, .order = order, .of_kind = atl_alloc((size_t)map->kind.len + 1, sizeof *f.of_kind)};
  for (uint32_t i = 0; i < order->box.len; i++) {
    atl_text kind = order->box.at[i].card ? 0 : map->node.at[order->box.at[i].node].kind;
    if (kind)
      note(&f, kind, node_of(&f, i));
  }
  add_keys(aside, &f);
  memset(f.of_kind, 0, map->kind.len * sizeof *f.of_kind); /* a word may be a kind of both */
  for (uint32_t i = 0; i < order->edge.len; i++) {
    atl_text kind = map->link.at[order->edge.at[i].link].kind;
    if (kind)
      note(&f, kind, link_of(&f, i));
  }
  add_keys(aside, &f);
  atl_vec_release(&f.found);
  free(f.of_kind);
}

void atl_aside_release(struct atl_aside *aside) { atl_vec_release(&aside->key); }

/* -- where they stand ------------------------------------------------------------------------------------------------
 */

/* Adds a text to what stands aside, from `x` and `y`; its size. */
static struct atl_rect add_words(struct atl_layout *layout, uint8_t look, const atl_text text[2], int32_t most,
                                 int32_t x, int32_t y) {
  struct atl_place *place = layout->place;
  const struct atl_look *type = &layout->styled->look.at[look];
  int32_t blank = atl_padding_of(place->cells, false).blank;
  struct atl_aside_words words = {.look = look, .first_line = place->line.len};
  atl_measure_text(layout, type, text[0], false, most);
  uint32_t note = place->line.len;
  if (text[1])
    atl_measure_text(layout, type, text[1], true, most);
  words.lines = place->line.len - words.first_line;
  struct atl_line *line = &place->line.at[words.first_line];
  if (note == words.first_line + 1 && place->line.len == note + 1 && line[0].width + blank + line[1].width <= most)
    line[1].flags |= ATL_LINE_INLINE;
  int32_t w = 0, h = 0, row = 0;
  for (uint32_t i = 0; i < words.lines; i++) {
    bool goes_on = line[i].flags & ATL_LINE_INLINE;
    row = goes_on ? row + blank + line[i].width : line[i].width;
    h += goes_on ? 0 : atl_line_height(type, &line[i], place->cells);
    w = atl_max32(w, row);
  }
  words.rect = (struct atl_rect){x, y, place->cells ? w : atl_round_up(w, ATL_PX), h};
  *atl_vec_push(&place->aside) = words;
  return words.rect;
}

/* The width of a text that its author does not break. */
static int32_t width_of(const struct atl_layout *layout, uint8_t look, atl_text text) {
  return text ? atl_width_unbroken(layout, &layout->styled->look.at[look], text, false) : 0;
}

/* Makes the drawing so broad that this much stands within its margins. */
static void widen(struct atl_layout *layout, int32_t w) {
  struct atl_place *place = layout->place;
  int32_t more = w + 2 * room_of(place->cells).margin - place->w, grain = place->cells ? 1 : ATL_PX;
  if (more <= 0)
    return;
  more = atl_round_up(more, 2 * grain);
  atl_place_shift(place, layout->order->box.len, more / 2, 0);
  place->w += more;
}

static void place_title(struct atl_layout *layout, const struct atl_aside *aside) {
  struct atl_place *place = layout->place;
  struct room room = room_of(place->cells);
  int32_t asked = layout->options->width ? layout->options->width - 2 * room.margin : room.title, most = 0;
  most = atl_max32(width_of(layout, aside->title_look, aside->title),
                   width_of(layout, aside->subtitle_look, aside->subtitle));
  most = atl_max32(atl_min32(most, atl_min32(asked, room.title)), place->w - 2 * room.margin);
  struct atl_rect r = add_words(layout, aside->title_look, (atl_text[2]){aside->title}, most, room.margin, room.above);
  int32_t w = r.w, bottom = atl_rect_bottom(r);
  if (aside->subtitle) {
    r = add_words(layout, aside->subtitle_look, (atl_text[2]){aside->subtitle}, most, room.margin, bottom + room.under);
    w = atl_max32(w, r.w);
    bottom = atl_rect_bottom(r);
  }
  bottom += place->cells ? 1 : 0;
  atl_place_shift(place, layout->order->box.len, 0, bottom);
  place->h += bottom;
  widen(layout, w);
}

/* Whether an entry tells something in this metric. */
static bool tells(const struct atl_legend_entry *key, bool cells) { return key->forms || (key->looks && !cells); }

struct legend {
  struct atl_layout *layout;
  const struct atl_aside *aside;
  struct room room;
  uint32_t *shown; /* indices into aside->key */
  uint32_t count;
  int32_t *width;  /* of each of them */
  uint32_t *words; /* of each: index into place->aside */
};

static int32_t sample_of(const struct legend *l, uint32_t i) {
  return l->aside->key.at[l->shown[i]].box == ATL_NONE ? l->room.link : l->room.node;
}

static bool starts_row(const struct legend *l, uint32_t i) {
  const struct atl_legend_entry *key = l->aside->key.at;
  return i && key[l->shown[i]].box == ATL_NONE && key[l->shown[i - 1]].box != ATL_NONE;
}

/* The width of columns, 0 where each group of entries stands in one row. */
static int32_t column_of(const struct legend *l, int32_t most) {
  int32_t row = 0, widest = 0;
  bool fits = true;
  for (uint32_t i = 0; i < l->count; i++) {
    row = !i || starts_row(l, i) ? l->width[i] : row + l->room.apart + l->width[i];
    fits &= row <= most;
    widest = atl_max32(widest, l->width[i]);
  }
  return fits ? 0 : widest + l->room.apart;
}

static void put(struct legend *l, uint32_t i, int32_t x, int32_t y) {
  struct atl_place *place = l->layout->place;
  struct atl_aside_words *words = &place->aside.at[l->words[i]];
  const struct atl_legend_entry *key = &l->aside->key.at[l->shown[i]];
  int32_t w = sample_of(l, i), grain = place->cells ? 1 : ATL_PX, first = words->rect.h;
  for (uint32_t k = 1; k < words->lines; k++) { /* the sample is beside the first row */
    const struct atl_look *look = &l->layout->styled->look.at[words->look];
    const struct atl_line *line = &place->line.at[words->first_line + k];
    first -= line->flags & ATL_LINE_INLINE ? 0 : atl_line_height(look, line, place->cells);
  }
  int32_t top = y + (atl_max32(l->room.high, first) - first) / 2 / grain * grain;
  *atl_vec_push(&place->sample) =
      (struct atl_sample){.box = key->box, .edge = key->edge, .rect = {x, y, w, l->room.high}};
  words->rect.x = x + w + l->room.gap;
  words->rect.y = top;
}

static void place_legend(struct atl_layout *layout, const struct atl_aside *aside) {
  struct atl_place *place = layout->place;
  struct legend l = {.layout = layout,
                     .aside = aside,
                     .room = room_of(place->cells),
                     .shown = atl_alloc((size_t)aside->key.len + 1, sizeof *l.shown),
                     .width = atl_alloc((size_t)aside->key.len + 1, sizeof *l.width),
                     .words = atl_alloc((size_t)aside->key.len + 1, sizeof *l.words)};
  for (uint32_t i = 0; i < aside->key.len; i++)
    if (!aside->useful || tells(&aside->key.at[i], place->cells))
      l.shown[l.count++] = i;
  if (aside->useful && l.count < 2)
    l.count = 0;
  int32_t most = atl_max32(place->w - 2 * l.room.margin, l.room.legend), widest = 0;
  for (uint32_t i = 0; i < l.count; i++) {
    const struct atl_legend_entry *key = &aside->key.at[l.shown[i]];
    l.words[i] = place->aside.len;
    int32_t before = sample_of(&l, i) + l.room.gap;
    struct atl_rect r =
        add_words(layout, ATL_LOOK_WIRE, (atl_text[2]){key->names, place->cells ? key->how : 0}, most - before, 0, 0);
    l.width[i] = before + r.w;
    widest = atl_max32(widest, l.width[i]);
  }
  if (l.count)
    widen(layout, widest);
  int32_t column = column_of(&l, most), columns = column ? (most + l.room.apart) / column : 0;
  column = columns > 1 ? column : 0; /* one column is less than rows of what fits */
  int32_t x = l.room.margin, y = place->h + (l.count ? l.room.below : 0), high = 0, at = 0;
  for (uint32_t i = 0; i < l.count; i++) {
    bool full = column ? at == columns : at && x + l.width[i] > l.room.margin + most;
    if (starts_row(&l, i) || full) {
      x = l.room.margin;
      y += high + l.room.row;
      high = at = 0;
    }
    high = atl_max32(high, atl_max32(l.room.high, place->aside.at[l.words[i]].rect.h));
    put(&l, i, x, y);
    x += column ? column : l.width[i] + l.room.apart;
    at++;
  }
  if (l.count)
    place->h = y + high + (place->cells ? 0 : l.room.margin);
  free(l.shown);
  free(l.width);
  free(l.words);
}

void atl_aside_place(struct atl_layout *layout, const struct atl_aside *aside) {
  if (aside->title)
    place_title(layout, aside);
  if (aside->key.len)
    place_legend(layout, aside);
}
