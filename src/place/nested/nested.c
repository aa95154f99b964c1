/* clang-format off */
/* Boxes in boxes: a node with nodes below it is a frame around them, at any depth, and no wire says what belongs where.
 *
 *     ┌─ HUB (all of it) ────────────────────┐      frames of one row have one height, rows have one width:
 *     │ ┌─ MODELS ──┐ ┌─ DATASETS ─────────┐ │      edges align
 *     │ │ LLMs      │ │ ┌──────┐ ┌───────┐ │ │
 *     │ │ Vision    │ │ │ Text │ │ Audio │ │ │
 *     │ └───────────┘ │ └──────┘ └───────┘ │ │
 *     │               └────────────────────┘ │
 *     └──────────────────────────────────────┘
 *
 * From the leaves up each box gets the shapes it may take (arrange/pack.h); at the top one is taken, the lowest within
 * the width that is wanted, or the one that fills a page of pleasing aspect; from there down each frame places what it
 * holds. Boxes come before those in them, so both ways are one loop. */
/* clang-format on */
#include "arrange/pack.h"
#include "place/measure.h"
#include "place/place.h"
#include "place/titles.h"

#include <stdlib.h>

/* Width to height of a drawing that may be as wide as it likes; a cell is half as wide as high. */
enum { ASPECT_W = 8, ASPECT_H = 5 };

/* What links count for where frames are arranged, in cells: how much room one takes across, how long a way is as bad as
 * one that turns; and by how many hundredths the drawing, and the inside of a frame, may be larger for short links.
 *
 * What is best depends on the map, and is seen when links are drawn, so several are tried. In the first one links count
 * for nothing; the second is for maps with so many links that nothing is tried. Each of the others was chosen as the
 * one that, beside those before it, makes links shortest over real and generated maps. */
struct manner {
  int32_t lane, bend, spare, spare_inside;
};

static const struct manner manners[ATL_NESTED_WAYS] = {{0, 0, 0, 0},      [ATL_WAY_ALONE] = {25, 25, 5, 5},
                                                       {6, 25, 60, 60},   {125, 62, 30, 30},
                                                       {125, 25, 50, 50}, {25, 25, 60, 20}};

enum { CELL_PX = 8 };

/* What is narrower may be so many times as high for short links, if it is seen at a glance. */
enum { HIGHER = 2 };

struct gaps {        /* in the unit of the metric */
  int32_t x, y;      /* between boxes */
  int32_t side;      /* from the border of a frame to what it holds */
  int32_t top, foot; /* more of that below the title, and at the bottom */
  int32_t margin;    /* around the drawing */
};

static struct gaps gaps_of(const struct atl_layout *layout) {
  if (layout->options->cells)
    return (struct gaps){.x = 1, .y = 0, .side = 2, .top = 0, .foot = 1};
  return (struct gaps){
      .x = 12 * ATL_PX, .y = 12 * ATL_PX, .side = 14 * ATL_PX, .top = 0, .foot = 14 * ATL_PX, .margin = 24 * ATL_PX};
}

/* Where notes stand: beside titles where that can be, or below them. Siblings have one style, for they are compared. */
enum { BESIDE_TITLES, BELOW_TITLES, STYLES };

struct nested {
  struct atl_layout *layout;
  struct gaps gap;
  struct atl_heading heading;
  bool cells;
  struct atl_shapes shapes; /* of all boxes */
  uint32_t *first[STYLES];  /* of each box, by how it writes its title: its shapes */
  uint8_t *count[STYLES];
  uint8_t *style;                /* of each box: how it writes its title */
  struct atl_front *front;       /* of the children of one frame */
  struct atl_pull *pull;         /* of all frames, and of the roots last */
  uint32_t *first_pull;          /* by frame; one more for the roots, and one at the end */
  struct atl_title_lines *lines; /* of each box; those of a title that was broken once more are behind all others */
  struct manner manner;
  int32_t aim; /* the width inside the outermost frame that is likely */
};

/* -- titles ---------------------------------------------------------------------------------------------------- */

static const struct atl_look *look_of(const struct nested *t, uint32_t v) {
  return atl_box_look(t->layout->styled, &t->layout->order->box.at[v]);
}

/* Is it a frame, or a box with its items inside? */
static bool titled(const struct atl_order *order, uint32_t v) {
  return order->box.at[v].child_count || order->box.at[v].items;
}

/* Is it what a frame of another layout takes? */
static bool is_block(const struct nested *t, uint32_t v) { return t->layout->block && t->layout->block[v].w; }

/* The title of a box; `w` is the least width of the box for each way. */
static struct atl_title title_of(const struct nested *t, uint32_t v, int style) {
  const struct atl_node *node = &t->layout->map->node.at[t->layout->order->box.at[v].node];
  const struct atl_look *look = look_of(t, v);
  struct atl_padding pad = atl_padding_of(t->cells, false);
  struct atl_title_lines at = t->lines[v];
  struct atl_lines_size label = atl_lines_size(t->layout, at.first, at.notes, look, false),
                        note = atl_lines_size(t->layout, at.notes, at.count, look, false);
  struct atl_lines_size count = atl_lines_size(t->layout, at.count, at.end, look, false);
  int32_t label_w = atl_width_unbroken(t->layout, look, node->label, false);
  int32_t note_w = node->note ? atl_width_unbroken(t->layout, look, node->note, true) : 0;
  /* In cells a title in the border takes a line and a blank on either side, and its row is there anyway. */
  int32_t icon = atl_title_icon(t->layout->styled, t->layout->order->box.at[v].node, t->cells);
  int32_t around = 2 * t->heading.x + icon, inside = 2 * t->heading.inside_x + icon;
  int32_t one = t->cells ? 0 : atl_line_height(look, &(struct atl_line){0}, false);
  int32_t note_one = t->cells ? 1 : atl_line_height(look, &(struct atl_line){.flags = ATL_LINE_MUTED}, false) + pad.gap;
  int32_t strip = t->heading.top + t->heading.bottom;
  struct atl_title title = {0};
  title.w[ATL_TITLE_BESIDE] =
      label_w + (note_w ? pad.blank + note_w : 0) + (count.w ? pad.blank + count.w : 0) + around;
  title.w[ATL_TITLE_BELOW] = atl_max32(label_w + around, note_w + inside);
  title.w[ATL_TITLE_BROKEN_NOTE] = atl_max32(label_w + around, note.w + inside);
  title.w[ATL_TITLE_BROKEN] = atl_max32(label.w, atl_max32(note.w, count.w)) + inside;
  title.h[ATL_TITLE_BESIDE] = strip + one;
  title.h[ATL_TITLE_BELOW] = (int32_t)(strip + one + note_one + count.h);
  title.h[ATL_TITLE_BROKEN_NOTE] = (int32_t)(strip + one + note.h + count.h);
  title.h[ATL_TITLE_BROKEN] = (int32_t)(strip + label.h + note.h + count.h);
  bool again = at.first != t->layout->place->first_line[v];
  bool broken = label_w < 0 || at.notes > at.first + 1 || again; /* a label that needs no break gets none */
  bool beside = label_w >= 0 && note_w >= 0 && (!note_w || style == BESIDE_TITLES);
  bool below = label_w >= 0 && note_w && (broken || !beside);
  bool can[ATL_TITLE_WAYS] = {[ATL_TITLE_BESIDE] = beside,
                              [ATL_TITLE_BELOW] = below && note_w > 0,
                              [ATL_TITLE_BROKEN_NOTE] = below,
                              [ATL_TITLE_BROKEN] = broken};
  for (int way = 0; way < ATL_TITLE_WAYS; way++)
    if (!can[way])
      title.w[way] = INT32_MAX;
    else if (!t->cells)
      title.w[way] = atl_round_up(title.w[way], 2 * ATL_PX);
  return title;
}

/* The last way that there is. */
static int narrowest_of(const struct atl_title *title) {
  int way = ATL_TITLE_WAYS - 1;
  while (way && title->w[way] == INT32_MAX)
    way--;
  return way;
}

static int way_within(const struct atl_title *title, int32_t w) {
  int way = 0, narrowest = narrowest_of(title);
  while (way < narrowest && title->w[way] > w)
    way++;
  return way;
}

/* -- what is linked -------------------------------------------------------------------------------------------- */

/* Whether there are links for which frames are arranged. */
static bool counts(const struct nested *t) { return t->first_pull[t->layout->order->box.len + 1] > 0; }

/* The two children of one frame, or roots, in which the ends of an edge stand, and what in there leads to them; false
 * where one end stands in the other. */
static bool pull_of(const struct atl_order *order, const struct atl_edge *edge, uint32_t at[2], uint32_t below[2]) {
  at[0] = edge->tail;
  at[1] = edge->head;
  below[0] = below[1] = ATL_NONE;
  while (order->box.at[at[0]].parent != order->box.at[at[1]].parent) {
    int deeper = order->box.at[at[1]].rank > order->box.at[at[0]].rank;
    below[deeper] = at[deeper];
    at[deeper] = order->box.at[at[deeper]].parent;
  }
  return at[0] != at[1];
}

/* Sorts edges by the frame in which their ends part. */
static void find_pulls(struct nested *t) {
  const struct atl_order *order = t->layout->order;
  uint32_t n = order->box.len, at[2], below[2];
  t->first_pull = atl_alloc((size_t)n + 3, sizeof *t->first_pull);
  for (uint32_t i = 0; i < order->edge.len; i++)
    if (pull_of(order, &order->edge.at[i], at, below)) {
      uint32_t parent = order->box.at[at[0]].parent;
      t->first_pull[(parent == ATL_NONE ? n : parent) + 2]++;
    }
  for (uint32_t v = 2; v < n + 3; v++)
    t->first_pull[v] += t->first_pull[v - 1];
  t->pull = atl_alloc((size_t)t->first_pull[n + 2] + 1, sizeof *t->pull);
  for (uint32_t i = 0; i < order->edge.len; i++) {
    if (!pull_of(order, &order->edge.at[i], at, below))
      continue;
    uint32_t parent = order->box.at[at[0]].parent, first = parent == ATL_NONE ? 0 : order->box.at[parent].first_child;
    struct atl_pull *pull = &t->pull[t->first_pull[(parent == ATL_NONE ? n : parent) + 1]++];
    for (int end = 0; end < 2; end++) {
      pull->end[end].child = at[end] - first;
      if (below[end] == ATL_NONE)
        continue;
      pull->end[end].part = below[end] - order->box.at[at[end]].first_child;
      pull->end[end].parts = order->box.at[at[end]].child_count;
    }
  }
}

/* -- shapes, from the leaves up -------------------------------------------------------------------------------- */

static struct atl_front front_of(const struct nested *t, uint32_t v, uint32_t style) {
  const struct atl_box *box = &t->layout->order->box.at[v];
  return (struct atl_front){.shape = &t->shapes.list.at[t->first[style][v]],
                            .shapes = t->count[style][v],
                            .grows = titled(t->layout->order, v) || box->card || is_block(t, v),
                            .frame = box->child_count != 0};
}

/* How the children of a box are packed, with titles of this style; of ATL_NONE, the roots. */
static struct atl_packing packing_of(struct nested *t, uint32_t v, uint32_t style) {
  const struct atl_order *order = t->layout->order;
  uint32_t first = v == ATL_NONE ? 0 : order->box.at[v].first_child;
  uint32_t n = v == ATL_NONE ? order->roots : order->box.at[v].child_count;
  uint32_t frames = v == ATL_NONE ? 0 : order->box.at[v].rank + 1u;
  for (uint32_t i = 0; i < n; i++)
    t->front[i] = front_of(t, first + i, style);
  int32_t unit = t->cells ? 1 : CELL_PX * ATL_PX;
  const uint32_t *pulls = &t->first_pull[v == ATL_NONE ? order->box.len : v];
  return (struct atl_packing){.child = t->front,
                              .children = n,
                              .gap_x = t->gap.x,
                              .gap_y = t->gap.y,
                              .grain = t->cells ? 1 : ATL_PX,
                              .alike = t->cells ? 4 : 24 * ATL_PX,
                              .aim = t->aim - (int32_t)(2 * frames) * t->gap.side,
                              .pull = t->pull + pulls[0],
                              .pulls = pulls[1] - pulls[0],
                              .tall = t->cells ? 2 : 1,
                              .lane = counts(t) ? t->manner.lane * unit : 0,
                              .bend = t->manner.bend * unit,
                              .spare = t->manner.spare_inside};
}

/* Adds the shapes of a titled box whose inside takes w x h: one for each way to write the title that makes it lower. */
static void add_ways(struct atl_shapes *shapes, const struct atl_title *title, struct atl_shape inside, int32_t w,
                     int64_t h) {
  int32_t least = atl_max32(w, title->w[narrowest_of(title)]);
  for (int way = way_within(title, least);; way--) {
    if (title->w[way] != INT32_MAX) {
      inside.w = atl_max32(least, title->w[way]);
      inside.h = atl_box_side(h + title->h[way]);
      *atl_vec_push(&shapes->list) = inside;
    }
    if (way == ATL_TITLE_BESIDE)
      break;
  }
}

static void shapes_of_items(struct nested *t, uint32_t v, int style, struct atl_shapes *shapes) {
  struct atl_title title = title_of(t, v, style);
  struct atl_lines_size items = atl_titled_items(t->layout, v);
  int32_t grain = t->cells ? 1 : 2 * ATL_PX;
  for (int way = 0; way < ATL_TITLE_WAYS; way++) {
    if (title.w[way] == INT32_MAX)
      continue;
    int32_t w = atl_round_up(atl_max32(items.w, title.w[way]), grain);
    int64_t h = title.h[way] + atl_title_rule(t->cells, title.h[way]) + items.h;
    *atl_vec_push(&shapes->list) = (struct atl_shape){.w = w, .h = atl_box_side(h), .columns = 1};
  }
}

/* Whether the style of titles makes a difference to a box. */
static bool styled(const struct nested *t, uint32_t v) {
  const struct atl_order *order = t->layout->order;
  return titled(order, v) && t->layout->map->node.at[order->box.at[v].node].note;
}

/* The front of what a box holds, or of the roots: with titles of one style or the other. */
static void pack_children(struct nested *t, uint32_t v, struct atl_shapes *shapes) {
  const struct atl_order *order = t->layout->order;
  uint32_t first = v == ATL_NONE ? 0 : order->box.at[v].first_child;
  uint32_t end = first + (v == ATL_NONE ? order->roots : order->box.at[v].child_count), styles = 1;
  for (uint32_t c = first; c < end && styles < STYLES; c++)
    styles = styled(t, c) ? STYLES : 1;
  for (uint32_t style = 0; style < styles; style++) {
    struct atl_packing packing = packing_of(t, v, style);
    struct atl_shapes some = {0};
    atl_pack_front(&packing, &some);
    for (uint32_t i = 0; i < some.list.len; i++) {
      some.list.at[i].style = style;
      *atl_vec_push(&shapes->list) = some.list.at[i];
    }
    atl_vec_release(&some.list);
  }
  atl_shapes_prune(shapes);
}

static void shapes_of_frame(struct nested *t, uint32_t v, int style, const struct atl_shapes *inside,
                            struct atl_shapes *shapes) {
  struct atl_title title = title_of(t, v, style);
  for (uint32_t i = 0; i < inside->list.len; i++) {
    struct atl_shape s = inside->list.at[i];
    add_ways(shapes, &title, s, atl_box_side((int64_t)s.w + 2 * t->gap.side), (int64_t)s.h + t->gap.top + t->gap.foot);
  }
}

static void shape_of_leaf(struct nested *t, uint32_t v, struct atl_shapes *shapes) {
  struct atl_rect r = t->layout->place->box[v];
  *atl_vec_push(&shapes->list) = (struct atl_shape){.w = r.w, .h = r.h, .columns = 1};
}

/* Where nothing was narrow enough, texts are broken at every word. A title needs that only as far as it would make its
 * frame broader than what stands in there makes it. */
static void break_again(struct nested *t, uint32_t v, const struct atl_shapes *inside) {
  struct atl_layout *layout = t->layout;
  struct atl_title_lines at = t->lines[v];
  int32_t least = inside->list.at[0].w;
  for (uint32_t i = 1; i < inside->list.len; i++)
    least = atl_min32(least, inside->list.at[i].w);
  least += 2 * (t->gap.side - t->heading.inside_x);
  if (atl_lines_size(layout, at.first, at.end, look_of(t, v), false).w >= least)
    return;
  uint32_t first = layout->place->line.len;
  atl_measure_again(layout, v, least);
  t->lines[v] = atl_title_lines(layout->place, first, layout->place->line.len);
}

static void find_shapes(struct nested *t) {
  const struct atl_order *order = t->layout->order;
  struct atl_shapes own = {0}, inside = {0};
  for (uint32_t v = order->box.len; v--;) {
    inside.list.len = 0;
    if (order->box.at[v].child_count)
      pack_children(t, v, &inside);
    if (order->box.at[v].child_count && t->layout->tight == ATL_TIGHTEST)
      break_again(t, v, &inside);
    for (int style = 0; style < STYLES; style++) {
      if (style && !styled(t, v)) {
        t->first[style][v] = t->first[0][v];
        t->count[style][v] = t->count[0][v];
        continue;
      }
      own.list.len = 0;
      if (order->box.at[v].items)
        shapes_of_items(t, v, style, &own);
      else if (order->box.at[v].child_count)
        shapes_of_frame(t, v, style, &inside, &own);
      else
        shape_of_leaf(t, v, &own);
      atl_shapes_prune(&own);
      t->first[style][v] = t->shapes.list.len;
      t->count[style][v] = (uint8_t)own.list.len;
      for (uint32_t i = 0; i < own.list.len; i++)
        *atl_vec_push(&t->shapes.list) = own.list.at[i];
    }
  }
  atl_vec_release(&own.list);
  atl_vec_release(&inside.list);
}

/* -- places, from the roots down ------------------------------------------------------------------------------- */

static int32_t wanted_width(const struct nested *t) { return t->layout->options->width - 2 * t->gap.margin; }

/* The width that the drawing is likely to have: the one that is asked for, or that of a page which holds all boxes and
 * half as much again. */
static int32_t likely_width(const struct nested *t) {
  const struct atl_order *order = t->layout->order;
  const struct atl_rect *box = t->layout->place->box;
  if (t->layout->options->width)
    return wanted_width(t);
  int64_t area = 0;
  for (uint32_t v = 0; v < order->box.len; v++)
    if (!order->box.at[v].child_count && area < INT64_MAX / 16)
      area += (int64_t)(box[v].w + t->gap.x) * (box[v].h + t->gap.y) / ASPECT_H;
  area += area / 2;
  return atl_box_side(atl_square_root(area * ASPECT_W * (t->cells ? 2 : 1)));
}

/* How large the drawing would be: its height, where a width is given and it fits, or the side of the page that it
 * fills; and the area of that. */
static int64_t size_of(const struct nested *t, const struct atl_shape *shape, int64_t *area) {
  static const struct {
    int32_t w, h;
  } pages[] = {
      [ATL_ANY_ASPECT] = {ASPECT_W, ASPECT_H}, [ATL_TALL] = {5, 8}, [ATL_SQUARE] = {1, 1}, [ATL_WIDE] = {2, 1}};
  const struct atl_place_options *options = t->layout->options;
  int32_t tall = t->cells ? 2 : 1;
  if (options->width && options->aspect == ATL_ANY_ASPECT) {
    *area = (int64_t)shape->h * tall * shape->w;
    return shape->h;
  }
  int32_t across = pages[options->aspect].w, down = pages[options->aspect].h;
  int64_t w = (int64_t)shape->w * down, h = (int64_t)shape->h * across * tall, page = w > h ? w : h;
  *area = page / across * (page / down);
  return page;
}

/* The smallest drawing; where there are links, of those that are hardly larger the one with the shortest. */
static struct atl_shape choose(const struct nested *t, const struct atl_packing *packing,
                               const struct atl_shapes *shapes) {
  const struct atl_place_options *options = t->layout->options;
  struct atl_front front = {.shape = shapes->list.at, .shapes = shapes->list.len};
  const struct atl_shape *best = NULL;
  int64_t least = INT64_MAX, cheapest = INT64_MAX, area, least_area = 0;
  for (uint32_t i = 0; i < front.shapes; i++)
    if (!options->width || front.shape[i].w <= wanted_width(t)) {
      int64_t size = size_of(t, &front.shape[i], &area);
      least_area = size < least ? area : least_area;
      least = size < least ? size : least;
    }
  for (uint32_t i = 0; i < front.shapes; i++) {
    if (options->width && front.shape[i].w > wanted_width(t))
      continue;
    int64_t size = size_of(t, &front.shape[i], &area), price = area + packing->lane * front.shape[i].cost;
    bool narrow = front.shape[i].h <= atl_glance(t->cells) && area <= least_area && size / HIGHER <= least;
    bool large = size - least > least * t->manner.spare / 100 && !narrow;
    if (packing->lane ? large || price >= cheapest : size > least || best)
      continue;
    cheapest = price;
    best = &front.shape[i];
  }
  return best ? *best : *atl_front_within(&front, options->width ? wanted_width(t) : ATL_MAX_BOX);
}

/* Packs the children of a box, or the roots, into a rectangle. */
static void place_in(struct nested *t, uint32_t v, const struct atl_shape *shape, struct atl_rect in) {
  const struct atl_order *order = t->layout->order;
  struct atl_packing packing = packing_of(t, v, shape->style);
  uint32_t first = v == ATL_NONE ? 0 : order->box.at[v].first_child;
  atl_pack_place(&packing, shape, in, &t->layout->place->box[first]);
  for (uint32_t i = 0; i < packing.children; i++)
    t->style[first + i] = (uint8_t)shape->style;
}

static void place_children(struct nested *t, uint32_t v) {
  struct atl_rect r = t->layout->place->box[v];
  struct atl_title title = title_of(t, v, t->style[v]);
  struct atl_front front = front_of(t, v, t->style[v]);
  int32_t over = title.h[way_within(&title, r.w)] + t->gap.top;
  struct atl_rect in = {
      .x = r.x + t->gap.side, .y = r.y + over, .w = r.w - 2 * t->gap.side, .h = r.h - over - t->gap.foot};
  place_in(t, v, atl_front_cheapest(&front, r.w, r.h), in);
}

/* Writes the lines of titles as they stand now that the widths of boxes are known. A box with nothing in it but its
 * label, which stands in its middle, has none. */
static void write_titles(struct nested *t) {
  const struct atl_order *order = t->layout->order;
  struct atl_place *place = t->layout->place;
  uint32_t n = order->box.len;
  uint8_t *way = atl_alloc(n, sizeof *way);
  for (uint32_t v = 0; v < n; v++) {
    way[v] = ATL_TITLE_WAYS;
    if (!titled(order, v))
      continue;
    struct atl_title title = title_of(t, v, t->style[v]);
    way[v] = (uint8_t)way_within(&title, place->box[v].w);
  }
  atl_titles_write(t->layout, way, t->lines);
  place->line.len = place->first_line[n]; /* those that were broken once more are in their places */
  free(way);
}

/* Says where the titles of frames are, blanks around them and, in cells, a bit of border included. */
static void find_titles(struct nested *t) {
  const struct atl_order *order = t->layout->order;
  struct atl_place *place = t->layout->place;
  int32_t air = t->cells ? 1 : 4 * ATL_PX;
  place->title = atl_alloc(order->box.len, sizeof *place->title);
  for (uint32_t v = 0; v < order->box.len; v++) {
    if (!order->box.at[v].child_count)
      continue;
    struct atl_lines_size block =
        atl_lines_size(t->layout, place->first_line[v], place->first_line[v + 1], look_of(t, v), false);
    bool border = t->cells && place->line.at[place->first_line[v]].flags & ATL_LINE_TITLE;
    int32_t below = (int32_t)block.h - (border ? 1 : 0);
    int32_t icon = atl_title_icon(t->layout->styled, order->box.at[v].node, t->cells);
    /* Rows inside are centred in cells: they take the whole width. */
    if (t->cells && below > 0)
      place->title[v] = (struct atl_rect){.x = 1, .w = place->box[v].w - 2, .h = 1 + below};
    else
      place->title[v] = (struct atl_rect){.x = t->heading.x - air,
                                          .w = icon + block.w + 2 * air,
                                          .h = t->cells ? 1 : t->heading.top + (int32_t)block.h + air};
  }
}

static bool too_large(const struct nested *t, int32_t w) {
  if (t->cells && w > ATL_MAX_TEXT_WIDTH)
    atl_report(t->layout->diags, ATL_ERROR, "limit-width", ATL_NOWHERE,
               "this drawing would be %d columns wide (limit %d); draw less of it with --depth or --root, or draw a "
               "list with -l list",
               w, ATL_MAX_TEXT_WIDTH);
  else
    atl_report(t->layout->diags, ATL_ERROR, "limit-size", ATL_NOWHERE,
               "the drawing is larger than coordinates can say (limit ATL_MAX_SIDE); draw less of it with --depth or "
               "--root");
  return false;
}

static bool place_all(struct nested *t) {
  const struct atl_order *order = t->layout->order;
  struct atl_place *place = t->layout->place;
  struct atl_shapes shapes = {0};
  pack_children(t, ATL_NONE, &shapes);
  struct atl_packing packing = packing_of(t, ATL_NONE, 0);
  struct atl_shape shape = choose(t, &packing, &shapes);
  atl_vec_release(&shapes.list);
  if (shape.w >= ATL_MAX_BOX || shape.h >= ATL_MAX_BOX || (t->cells && shape.w > ATL_MAX_TEXT_WIDTH))
    return too_large(t, shape.w);
  struct atl_rect page = {.x = t->gap.margin, .y = t->gap.margin, .w = shape.w, .h = shape.h};
  place_in(t, ATL_NONE, &shape, page);
  for (uint32_t v = 0; v < order->box.len; v++)
    if (order->box.at[v].child_count)
      place_children(t, v);
  place->w = shape.w + 2 * t->gap.margin;
  place->h = shape.h + 2 * t->gap.margin;
  return true;
}

bool atl_layout_nested(struct atl_layout *layout) {
  const struct atl_order *order = layout->order;
  struct atl_place *place = layout->place;
  uint32_t n = order->box.len, most = order->roots;
  bool cells = layout->options->cells;
  place->flush = true; /* before texts are measured, as everywhere */
  atl_measure_boxes(layout);
  place->frame = atl_alloc(n, sizeof *place->frame);
  for (uint32_t v = 0; v < n; v++) {
    place->frame[v] = order->box.at[v].child_count != 0;
    most = order->box.at[v].child_count > most ? order->box.at[v].child_count : most;
  }
  struct nested t = {.layout = layout,
                     .gap = gaps_of(layout),
                     .heading = atl_heading_of(cells),
                     .cells = cells,
                     .manner = manners[layout->way % ATL_NESTED_WAYS],
                     .style = atl_alloc(n, sizeof *t.style),
                     .front = atl_alloc(most, sizeof *t.front),
                     .lines = atl_alloc(n, sizeof *t.lines)};
  for (uint32_t v = 0; v < n; v++)
    t.lines[v] = atl_title_lines(place, place->first_line[v], place->first_line[v + 1]);
  for (int style = 0; style < STYLES; style++) {
    t.first[style] = atl_alloc(n, sizeof *t.first[style]);
    t.count[style] = atl_alloc(n, sizeof *t.count[style]);
  }
  t.aim = likely_width(&t);
  find_pulls(&t);
  find_shapes(&t);
  bool good = place_all(&t);
  if (good) {
    write_titles(&t);
    find_titles(&t);
  }
  atl_vec_release(&t.shapes.list);
  for (int style = 0; style < STYLES; style++) {
    free(t.first[style]);
    free(t.count[style]);
  }
  free(t.style);
  free(t.front);
  free(t.pull);
  free(t.first_pull);
  free(t.lines);
  return good;
}
