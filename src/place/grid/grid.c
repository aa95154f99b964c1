/* clang-format off */
/* Tiles in frames, as landscapes are drawn: what holds nothing, node or item, is a tile, and tiles have one size; a
 * node with something in it is a frame, and frames stand in rows that fill the width. Where one height for all tiles
 * would be twice what they need, because a few have very long names, those of each frame have one, and all one width. In px a name that
 * is longer than most is of smaller type.
 *
 *     ┌─ Data ───────────────────────────────────────┐
 *     │ ┌─ Stores ──────────────────┐ ┌─ Engines ──┐ │    as many columns as there is room for, row by row, in the
 *     │ │ ┌──────┐ ┌──────┐ ┌──────┐│ │ ┌──────┐   │ │    author's order
 *     │ │ └──────┘ └──────┘ └──────┘│ │ └──────┘   │ │
 *     │ │ ┌──────┐                  │ │ ┌──────┐   │ │    frames of one row have one height; what is left over of the
 *     │ │ └──────┘                  │ │ └──────┘   │ │    width is shared out among them, never given to tiles
 *     │ └───────────────────────────┘ └────────────┘ │
 *     └──────────────────────────────────────────────┘
 *
 * From the leaves up each frame gets the shapes it may take, narrow and high to wide and low; rows of frames break where
 * the least height comes of it, by dynamic programming over the widths that frames need when a row is so high. From the
 * top down, then, each frame arranges what it holds in the width that it got. Boxes come before those in them, so both
 * ways are one loop. */
/* clang-format on */
#include "arrange/pack.h"
#include "base/sort.h"
#include "place/measure.h"
#include "place/place.h"
#include "place/titles.h"

#include <stdlib.h>
#include <string.h>

enum {
  WIDTHS = 16,        /* widths that are tried for a frame of frames */
  MOST_IN_ROW = 32,   /* frames: more would be slits */
  MOST_TRIED = 30000, /* ends of rows that are looked at for one width; with more frames, rows get shorter */
  MOST_COLUMNS = 24,  /* that are tried for the texts of tiles */
  WORTH = 20,         /* narrower tiles must save one part in so many */
  EVEN = 2,           /* with one height for all, tiles may take so many times the height that they need */
  STRETCH = 4,        /* tiles get wider by one part in so many at most, to fill the width */
  SPREAD = 2,         /* the gap between tiles grows to so many times its size at most, to fill a frame */
};

/* How wide the texts of tiles may be. */
enum { LEAST_TEXT_CELLS = 8, MOST_TEXT_CELLS = 30, LEAST_TEXT_PX = 64, MOST_TEXT_PX = 240 };

/* Where no width is given, those are tried that are so many parts of the widest. */
enum { TEXTS = 6 };

struct gaps {               /* in the unit of the metric */
  int32_t tile_x, tile_y;   /* between tiles */
  int32_t frame_x, frame_y; /* between frames, and between those and tiles */
  int32_t side, foot;       /* from the border of a frame to what it holds, at the sides and below */
  int32_t margin, grain;
  int32_t trim_x, trim_y; /* of what other boxes have of room around their words, tiles have so much less at a side */
  int32_t small_trim;     /* and those of smaller type still so much less */
};

static struct gaps gaps_of(bool cells) {
  if (cells)
    return (struct gaps){.tile_x = 1, .frame_x = 1, .side = 2, .foot = 1, .grain = 1};
  return (struct gaps){.tile_x = 8 * ATL_PX,
                       .tile_y = 8 * ATL_PX,
                       .frame_x = 12 * ATL_PX,
                       .frame_y = 12 * ATL_PX,
                       .side = 12 * ATL_PX,
                       .foot = 12 * ATL_PX,
                       .margin = 24 * ATL_PX,
                       .grain = ATL_PX,
                       .trim_x = 8 * ATL_PX,
                       .trim_y = 3 * ATL_PX,
                       .small_trim = 4 * ATL_PX};
}

struct row { /* of frames: how many, and how high they are */
  uint32_t frames;
  int32_t h;
};

struct grid {
  struct atl_layout *layout;
  const struct atl_order *order;
  struct gaps gap;
  int32_t tile_w;           /* of all of them */
  int32_t *tile_h;          /* by box: of those in it; of the top ones behind the last box */
  struct atl_title *title;  /* by box */
  struct atl_shapes shapes; /* of all frames, one front behind the other */
  uint32_t *first;          /* by box: its shapes; a frame has some, a tile none */
  uint8_t *count;
  ATL_VEC(int32_t) height;          /* of a run of frames: what a row may be high, rising; */
  uint32_t listed_from, listed_end; /* of this one */
  ATL_VEC(uint64_t) cost;           /* by frame of a run: of it and all behind it */
  ATL_VEC(struct row) row;          /* likewise: the row that begins with it */
};

static bool is_block(const struct grid *g, uint32_t v) { return g->layout->block && g->layout->block[v].w; }

static bool is_frame(const struct grid *g, uint32_t v) { return g->order->box.at[v].child_count != 0; }

/* It has a size of its own, and stands among frames. */
static bool is_large(const struct grid *g, uint32_t v) { return is_frame(g, v) || is_block(g, v); }

/* -- tiles ------------------------------------------------------------------------------------------------------- */

/* The columns that an author asks for in what a box holds; 0: as many as there is room for. */
static uint32_t asked_columns(const struct grid *g, uint32_t v) {
  if (v == ATL_NONE)
    return 0;
  const struct atl_map *map = g->layout->map;
  uint32_t extra = map->node.at[g->order->box.at[v].node].extra;
  uint32_t columns = extra == ATL_NONE ? 0 : map->extra.at[extra].columns;
  return columns == ATL_COLUMNS_AUTO ? 0 : columns;
}

static uint32_t columns_within(const struct grid *g, uint32_t v, uint32_t tiles, int32_t w) {
  uint32_t asked = asked_columns(g, v), fit = 1;
  if (w > g->tile_w)
    fit = (uint32_t)(w + g->gap.tile_x) / (uint32_t)(g->tile_w + g->gap.tile_x);
  fit = asked && asked < fit ? asked : fit;
  return fit < tiles ? fit : tiles;
}

static int64_t across(const struct grid *g, uint32_t columns) {
  return (int64_t)columns * g->tile_w + (int64_t)(columns - 1) * g->gap.tile_x;
}

/* How high tiles are that a box holds. */
static int32_t high_in(const struct grid *g, uint32_t v) { return g->tile_h[v == ATL_NONE ? g->order->box.len : v]; }

static int64_t down(const struct grid *g, uint32_t v, uint32_t tiles, uint32_t columns) {
  int64_t rows = (tiles + columns - 1) / columns;
  return rows * high_in(g, v) + (rows - 1) * g->gap.tile_y;
}

/* Children that stand among each other: all tiles, or all frames. */
static uint32_t end_of_run(const struct grid *g, uint32_t from, uint32_t end) {
  uint32_t i = from + 1;
  while (i < end && is_large(g, i) == is_large(g, from))
    i++;
  return i;
}

/* -- rows of frames ---------------------------------------------------------------------------------------------- */

/* The narrowest shape of a frame that is no higher; NULL: it cannot be so low. */
static const struct atl_shape *no_higher(const struct grid *g, uint32_t v, int32_t h) {
  const struct atl_shape *shape = &g->shapes.list.at[g->first[v]];
  uint32_t low = 0, high = g->count[v];
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (shape[middle].h <= h)
      high = middle;
    else
      low = middle + 1;
  }
  return low < g->count[v] ? &shape[low] : NULL;
}

/* How wide a row of these frames is that is no higher; -1: it cannot be so low. */
static int64_t width_of_row(const struct grid *g, uint32_t from, uint32_t end, int32_t h) {
  int64_t w = (int64_t)(end - from - 1) * g->gap.frame_x;
  for (uint32_t i = from; i < end; i++) {
    const struct atl_shape *shape = no_higher(g, i, h);
    if (!shape)
      return -1;
    w += shape->w;
  }
  return w;
}

static int by_number(const void *a, const void *b) {
  int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return x < y ? -1 : x > y;
}

static void list_heights(struct grid *g, uint32_t from, uint32_t end) {
  uint32_t kept = 0;
  if (g->listed_from == from && g->listed_end == end)
    return;
  g->listed_from = from;
  g->listed_end = end;
  g->height.len = 0;
  for (uint32_t i = from; i < end; i++)
    for (uint32_t s = 0; s < g->count[i]; s++)
      *atl_vec_push(&g->height) = g->shapes.list.at[g->first[i] + s].h;
  atl_sort(g->height.at, g->height.len, sizeof *g->height.at, by_number);
  for (uint32_t i = 0; i < g->height.len; i++)
    if (!kept || g->height.at[i] != g->height.at[kept - 1])
      g->height.at[kept++] = g->height.at[i];
  g->height.len = kept;
}

/* Breaks a run of frames, whose heights are listed, into rows of this width: g->row says for each frame which row would
 * begin with it. Returns the height of them all. */
static int64_t break_rows(struct grid *g, uint32_t from, uint32_t end, int32_t w) {
  uint32_t n = end - from, most = MOST_TRIED / n ? MOST_TRIED / n : 1;
  most = most < MOST_IN_ROW ? most : MOST_IN_ROW;
  g->cost.len = g->row.len = 0;
  atl_vec_reserve(&g->cost, n + 1);
  atl_vec_reserve(&g->row, n);
  g->cost.at[n] = 0;
  for (uint32_t i = n; i--;) {
    uint32_t low = 0; /* index into heights: rows of more frames are no lower */
    uint64_t least = UINT64_MAX;
    for (uint32_t k = 1; k <= most && i + k <= n; k++) {
      uint32_t high = g->height.len - 1;
      int64_t wide = width_of_row(g, from + i, from + i + k, g->height.at[high]);
      if (wide > w && k > 1)
        break;
      while (low < high && wide <= w) {
        uint32_t middle = low + (high - low) / 2;
        int64_t so_wide = width_of_row(g, from + i, from + i + k, g->height.at[middle]);
        if (so_wide >= 0 && so_wide <= w)
          high = middle;
        else
          low = middle + 1;
      }
      int32_t h = g->height.at[high];
      if (wide > w) /* one frame that is too wide all the same */
        h = g->shapes.list.at[g->first[from + i]].h;
      /* Of two equally high, the one whose rows are filled more evenly: what is left over, in percent, squared. */
      wide = wide > w ? w : width_of_row(g, from + i, from + i + k, h);
      uint64_t left = (uint64_t)(w - wide) * 100 / (uint64_t)w;
      uint64_t cost = g->cost.at[i + k] + ((uint64_t)(h + g->gap.frame_y) << 20) / (uint64_t)g->gap.grain + left * left;
      if (cost >= least)
        continue;
      least = cost;
      g->row.at[i] = (struct row){k, h};
    }
    g->cost.at[i] = least;
  }
  int64_t h = -g->gap.frame_y;
  for (uint32_t i = 0; i < n; i += g->row.at[i].frames)
    h += g->row.at[i].h + g->gap.frame_y;
  return h;
}

/* How high what a box holds is in this width; of ATL_NONE, the whole drawing. */
static int64_t height_within(struct grid *g, uint32_t v, int32_t w) {
  uint32_t from = v == ATL_NONE ? 0 : g->order->box.at[v].first_child;
  uint32_t end = from + (v == ATL_NONE ? g->order->roots : g->order->box.at[v].child_count);
  int64_t h = -g->gap.frame_y;
  for (uint32_t next; from < end; from = next) {
    next = end_of_run(g, from, end);
    h += g->gap.frame_y;
    if (!is_large(g, from))
      h += down(g, v, next - from, columns_within(g, v, next - from, w));
    else {
      list_heights(g, from, next);
      h += break_rows(g, from, next, w);
    }
  }
  return h;
}

/* -- shapes, from the leaves up ---------------------------------------------------------------------------------- */

static int32_t title_width(const struct atl_title *title) {
  int32_t w = INT32_MAX;
  for (int way = 0; way < ATL_TITLE_WAYS; way++)
    w = atl_min32(w, title->w[way]);
  return w;
}

/* From the border of a frame of this width to what it holds. */
static int32_t strip_of(const struct grid *g, uint32_t v, int32_t w) {
  const struct atl_title *title = &g->title[v];
  return title->h[atl_title_within(title, w - 2 * atl_heading_of(g->layout->options->cells).x)];
}

/* Adds the shape of a frame whose inside is so wide, at least. */
static void add_shape(struct grid *g, uint32_t v, int64_t inside, struct atl_shapes *shapes) {
  int32_t heading = 2 * atl_heading_of(g->layout->options->cells).x;
  int32_t w = atl_max32(atl_box_side(inside + 2 * g->gap.side),
                        atl_round_up(title_width(&g->title[v]) + heading, g->gap.grain));
  int64_t h = strip_of(g, v, w) + height_within(g, v, w - 2 * g->gap.side) + g->gap.foot;
  *atl_vec_push(&shapes->list) = (struct atl_shape){.w = w, .h = atl_box_side(h)};
}

static void find_shapes(struct grid *g, uint32_t v, int32_t room, struct atl_shapes *shapes) {
  const struct atl_box *box = &g->order->box.at[v];
  int64_t least = 0, all = 0;
  uint32_t tiles = 0, large = 0;
  for (uint32_t c = box->first_child; c < box->first_child + box->child_count; c++) {
    const struct atl_shape *front = &g->shapes.list.at[g->first[c]];
    int64_t narrow = is_large(g, c) ? front[0].w : g->tile_w;
    least = narrow > least ? narrow : least;
    all += is_large(g, c) ? front[g->count[c] - 1].w + g->gap.frame_x : 0;
    tiles += !is_large(g, c);
    large += is_large(g, c);
  }
  room = atl_max32(room, atl_box_side(least));
  if (!large) {
    uint32_t most = columns_within(g, v, tiles, room);
    for (uint32_t k = 1, rows = 0; k <= most; k++)
      if ((tiles + k - 1) / k != rows) {
        rows = (tiles + k - 1) / k;
        add_shape(g, v, across(g, k), shapes);
      }
    return;
  }
  if (tiles && across(g, tiles) > all)
    all = across(g, tiles);
  int64_t most = all < room ? all : room;
  most = most > least ? most : least;
  for (int i = 0; i < WIDTHS && (!i || most > least); i++)
    add_shape(g, v, (least + (most - least) * i / (WIDTHS - 1)) / g->gap.grain * g->gap.grain, shapes);
}

/* Fronts of all frames, for a drawing whose inside is so wide. */
static void find_fronts(struct grid *g, int32_t w) {
  struct atl_shapes own = {0};
  g->shapes.list.len = g->listed_end = 0;
  for (uint32_t v = g->order->box.len; v--;) {
    g->first[v] = g->shapes.list.len;
    g->count[v] = 0;
    if (!is_large(g, v))
      continue;
    own.list.len = 0;
    if (is_block(g, v))
      *atl_vec_push(&own.list) = (struct atl_shape){.w = g->layout->block[v].w, .h = g->layout->block[v].h};
    else
      find_shapes(g, v, w - 2 * g->gap.side * (g->order->box.at[v].rank + 1), &own);
    atl_shapes_prune(&own);
    g->count[v] = (uint8_t)own.list.len;
    for (uint32_t i = 0; i < own.list.len; i++)
      *atl_vec_push(&g->shapes.list) = own.list.at[i];
  }
  atl_vec_release(&own.list);
}

/* -- places, from the top down ----------------------------------------------------------------------------------- */

/* Tiles row by row. What their rows leave of the width goes between them, as far as that is little, and else beside
 * them all. */
static int32_t place_tiles(struct grid *g, uint32_t v, uint32_t from, uint32_t end, struct atl_rect in) {
  uint32_t columns = columns_within(g, v, end - from, in.w);
  int64_t spare = in.w - across(g, columns);
  int32_t gap = g->gap.tile_x, h = high_in(g, v), grain = g->gap.grain;
  if (columns > 1 && spare > 0 && grain > 1) {
    int64_t wider = gap + spare / (columns - 1);
    gap = (int32_t)(wider < SPREAD * (int64_t)gap ? wider : SPREAD * (int64_t)gap) / grain * grain;
    spare -= (int64_t)(gap - g->gap.tile_x) * (columns - 1);
  }
  if (spare > 0)
    in.x += (int32_t)(spare / 2) / grain * grain;
  for (uint32_t i = from; i < end; i++)
    g->layout->place->box[i] = (struct atl_rect){.x = in.x + (int32_t)((i - from) % columns) * (g->tile_w + gap),
                                                 .y = in.y + (int32_t)((i - from) / columns) * (h + g->gap.tile_y),
                                                 .w = g->tile_w,
                                                 .h = h};
  return (int32_t)down(g, v, end - from, columns);
}

/* One row of frames: what is left over of the width is shared out by their widths. */
static void place_row(struct grid *g, uint32_t from, struct row row, struct atl_rect in) {
  struct atl_rect *box = g->layout->place->box;
  int64_t wide = width_of_row(g, from, from + row.frames, row.h), spare = in.w - wide;
  int64_t sum = 0, given = 0;
  int32_t x = in.x;
  for (uint32_t i = from; i < from + row.frames; i++)
    sum += no_higher(g, i, row.h)->w;
  for (uint32_t i = from, before = 0; i < from + row.frames; i++) {
    int32_t w = no_higher(g, i, row.h)->w;
    before += (uint32_t)(w / g->gap.grain);
    int64_t until = spare > 0 ? spare * before * g->gap.grain / sum / g->gap.grain * g->gap.grain : 0;
    if (i + 1 == from + row.frames && spare > 0)
      until = spare;
    box[i] = (struct atl_rect){.x = x, .y = in.y, .w = w + (int32_t)(until - given), .h = in.h};
    given = until;
    x = atl_rect_right(box[i]) + g->gap.frame_x;
  }
}

/* Rows of frames; `more` is shared out among them, so that they reach down as far as what is around them. */
static int32_t place_frames(struct grid *g, uint32_t from, uint32_t end, struct atl_rect in, int32_t more) {
  list_heights(g, from, end);
  int64_t h = break_rows(g, from, end, in.w), done = 0, given = 0;
  for (uint32_t i = from; i < end;) {
    struct row row = g->row.at[i - from];
    done += row.h + g->gap.frame_y;
    int64_t until = more * done / (h + g->gap.frame_y) / g->gap.grain * g->gap.grain;
    if (i + row.frames == end)
      until = more;
    in.h = row.h + (int32_t)(until - given);
    given = until;
    place_row(g, i, row, in);
    in.y += in.h + g->gap.frame_y;
    i += row.frames;
  }
  return (int32_t)h + more;
}

/* Places what a box holds, or of ATL_NONE all of it. What is left over of the height goes to the last frames. */
static void place_in(struct grid *g, uint32_t v, struct atl_rect in) {
  uint32_t from = v == ATL_NONE ? 0 : g->order->box.at[v].first_child;
  uint32_t end = from + (v == ATL_NONE ? g->order->roots : g->order->box.at[v].child_count);
  int32_t more = v == ATL_NONE ? 0 : atl_max32(0, in.h - atl_box_side(height_within(g, v, in.w)));
  for (uint32_t next; from < end; from = next) {
    next = end_of_run(g, from, end);
    in.y +=
        is_large(g, from) ? place_frames(g, from, next, in, next == end ? more : 0) : place_tiles(g, v, from, next, in);
    in.y += g->gap.frame_y;
  }
}

static void place_children(struct grid *g, uint32_t v) {
  struct atl_rect r = g->layout->place->box[v];
  int32_t strip = strip_of(g, v, r.w);
  place_in(g, v,
           (struct atl_rect){
               .x = r.x + g->gap.side, .y = r.y + strip, .w = r.w - 2 * g->gap.side, .h = r.h - strip - g->gap.foot});
}

static void write_titles(struct grid *g) {
  struct atl_place *place = g->layout->place;
  uint32_t n = g->order->box.len;
  bool cells = place->cells;
  int32_t at = atl_heading_of(cells).x;
  uint8_t *way = atl_alloc((size_t)n + 1, sizeof *way);
  place->title = atl_alloc((size_t)n + 1, sizeof *place->title);
  place->title_at = atl_alloc((size_t)n + 1, sizeof *place->title_at);
  for (uint32_t v = 0; v < n; v++) {
    way[v] = ATL_TITLE_WAYS;
    place->title_at[v] = -1;
    if (!is_frame(g, v))
      continue;
    enum atl_title_way written = atl_title_within(&g->title[v], place->box[v].w - 2 * at);
    way[v] = (uint8_t)written;
    place->title_at[v] = at;
    place->title[v] = atl_title_rect(cells, &g->title[v], written, at);
  }
  atl_titles_write(g->layout, way, NULL);
  free(way);
}

/* -- sizes ------------------------------------------------------------------------------------------------------- */

/* The sizes of tiles as they are measured. */
static void find_sizes(struct grid *g) {
  uint32_t n = g->order->box.len;
  g->tile_w = 1;
  for (uint32_t v = 0; v <= n; v++)
    g->tile_h[v] = 1;
  for (uint32_t v = 0; v < n; v++) {
    uint32_t parent = g->order->box.at[v].parent;
    int32_t *h = &g->tile_h[parent == ATL_NONE ? n : parent];
    if (is_large(g, v))
      continue;
    int32_t small = g->layout->place->small[v] ? g->gap.small_trim : 0;
    g->tile_w = atl_max32(g->tile_w, g->layout->place->box[v].w - 2 * (g->gap.trim_x + small));
    *h = atl_max32(*h, g->layout->place->box[v].h - 2 * (g->gap.trim_y + small));
  }
}

/* How high all tiles are, one above the other; `highest`: of one of them. */
static int64_t height_of_tiles(const struct grid *g, int32_t *highest, int64_t *tiles) {
  int64_t sum = 0;
  *highest = 1;
  *tiles = 0;
  for (uint32_t v = 0; v < g->order->box.len; v++)
    if (!is_large(g, v)) {
      int32_t h = high_in(g, g->order->box.at[v].parent);
      *highest = atl_max32(*highest, h);
      sum += h + g->gap.tile_y;
      ++*tiles;
    }
  return sum;
}

static void measure_boxes(struct grid *g, const int32_t *text_of) {
  struct atl_layout *layout = g->layout;
  free(layout->place->box);
  layout->place->box = NULL;
  atl_place_release_lines(layout->place);
  layout->text_of = text_of;
  atl_measure_boxes(layout);
  layout->text_of = NULL;
}

/* Chooses smaller type for what is higher than half of the tiles, and than two lines. True: there is some. */
static bool choose_small(struct grid *g) {
  const struct atl_order *order = g->order;
  struct atl_place *place = g->layout->place;
  ATL_VEC(int32_t) high = {0};
  for (uint32_t v = 0; v < order->box.len; v++)
    if (!is_large(g, v))
      *atl_vec_push(&high) = place->box[v].h;
  bool any = false;
  if (high.len) {
    atl_sort(high.at, high.len, sizeof *high.at, by_number);
    int32_t usual = high.at[high.len / 2];
    for (uint32_t v = 0; v < order->box.len; v++) {
      const struct atl_look *look = atl_box_look(g->layout->styled, &order->box.at[v]);
      int32_t two = high.at[0] + atl_line_height(look, &(struct atl_line){0}, false);
      place->small[v] = !is_large(g, v) && place->box[v].h > atl_max32(usual, two);
      any |= place->small[v];
    }
  }
  atl_vec_release(&high);
  return any;
}

/* Measures texts; no line of a tile is wider than `most`, where its words allow it. */
static void measure(struct grid *g, int32_t most, int32_t *text_of) {
  struct atl_layout *layout = g->layout;
  for (uint32_t v = 0; v < g->order->box.len; v++)
    text_of[v] = is_large(g, v) ? 0 : most;
  memset(layout->place->small, 0, g->order->box.len);
  measure_boxes(g, text_of);
  if (!layout->options->cells && choose_small(g)) {
    for (uint32_t v = 0; v < g->order->box.len; v++)
      text_of[v] += layout->place->small[v] ? 2 * g->gap.small_trim : 0;
    measure_boxes(g, text_of);
  }
  find_sizes(g);
}

/* How deep tiles stand, most of them. */
static uint32_t usual_depth(const struct grid *g) {
  uint64_t sum = 0, tiles = 0;
  for (uint32_t v = 0; v < g->order->box.len; v++)
    if (!is_large(g, v)) {
      sum += g->order->box.at[v].rank;
      tiles++;
    }
  return tiles ? (uint32_t)((sum + tiles / 2) / tiles) : 0;
}

/* Whether all tiles are to have one height, that of the highest: unless some few make that a great deal higher. */
static bool are_even(int32_t gap, int32_t highest, int64_t tiles, int64_t high) {
  return (highest + gap) * tiles <= EVEN * high;
}

/* What tiles of their sizes take of frames that are so wide; of any, for 0. */
static int64_t room_of_tiles(const struct grid *g, int32_t w) {
  int32_t highest;
  int64_t tiles, high = height_of_tiles(g, &highest, &tiles), wide = g->tile_w + g->gap.tile_x;
  int64_t columns = w ? (w + g->gap.tile_x) / wide : 0;
  if (are_even(g->gap.tile_y, highest, tiles, high))
    high = (highest + g->gap.tile_y) * tiles;
  return !w ? wide * high : columns ? w / columns * high : 4 * wide * high;
}

static void even_heights(struct grid *g) {
  int32_t highest;
  int64_t tiles, high = height_of_tiles(g, &highest, &tiles);
  if (are_even(g->gap.tile_y, highest, tiles, high))
    for (uint32_t v = 0; v <= g->order->box.len; v++)
      g->tile_h[v] = highest;
}

/* Breaks the texts of tiles where the drawing takes the least room: a wide tile is low, a narrow one high. With a
 * width, one number of columns after the other is tried in a frame at the depth of most tiles; then tiles grow to fill
 * it. */
static void choose_tiles(struct grid *g, int32_t *text_of) {
  bool cells = g->layout->options->cells;
  int32_t w = g->layout->options->width, best = 0, pad = atl_padding_of(cells, false).x - g->gap.trim_x;
  int32_t least_text = cells ? LEAST_TEXT_CELLS : LEAST_TEXT_PX * ATL_PX,
          most_text = cells ? MOST_TEXT_CELLS : MOST_TEXT_PX * ATL_PX, measured = 0;
  int64_t least = INT64_MAX;
  if (w)
    w = atl_max32(w - 2 * g->gap.margin - 2 * g->gap.side * (int32_t)usual_depth(g), 1);
  for (int32_t k = 1; k <= (w ? MOST_COLUMNS : TEXTS); k++) {
    int32_t text = w ? (w + g->gap.tile_x) / k - g->gap.tile_x - 2 * pad : most_text / k;
    if (text < least_text && best)
      break;
    text = atl_max32(least_text, atl_min32(text, most_text));
    if (text == measured)
      continue;
    measure(g, measured = text, text_of);
    int64_t room = room_of_tiles(g, w);
    if (room < least - least / WORTH) {
      least = room;
      best = text;
    }
  }
  if (best != measured)
    measure(g, best, text_of);
  even_heights(g);
  int32_t grain = cells ? 1 : 2 * ATL_PX, columns = w ? (w + g->gap.tile_x) / (g->tile_w + g->gap.tile_x) : 0;
  int32_t share = columns > 1 ? ((w + g->gap.tile_x) / columns - g->gap.tile_x) / grain * grain : 0;
  if (share > g->tile_w && share <= g->tile_w + g->tile_w / STRETCH)
    g->tile_w = share;
}

/* The width of the inside of a drawing that may be as wide as it likes: that of a page of pleasing shape. */
static int32_t pleasing_width(struct grid *g) {
  static const struct {
    int32_t w, h;
  } pages[] = {[ATL_ANY_ASPECT] = {8, 5}, [ATL_TALL] = {5, 8}, [ATL_SQUARE] = {1, 1}, [ATL_WIDE] = {2, 1}};
  const struct atl_place_options *options = g->layout->options;
  bool cells = options->cells;
  int64_t area = 0, widest = g->tile_w;
  for (uint32_t v = 0; v < g->order->box.len && area < INT64_MAX / 64; v++) {
    struct atl_rect r = g->layout->place->box[v];
    if (!is_large(g, v))
      r = (struct atl_rect){.w = g->tile_w, .h = high_in(g, g->order->box.at[v].parent)};
    if (is_frame(g, v)) {
      widest = atl_max32((int32_t)widest, r.w);
      r.h = g->title[v].h[ATL_TITLE_BESIDE] + g->gap.foot + g->gap.frame_y; /* of a title, about one tile wide */
      r.w = 2 * g->tile_w;
    }
    area += (int64_t)(r.w + g->gap.tile_x) * (r.h + g->gap.tile_y);
  }
  area += area / 8;
  int64_t w = area / pages[options->aspect].h * pages[options->aspect].w * (cells ? 2 : 1);
  int64_t root = atl_square_root(w);
  return atl_box_side(root > widest ? root : widest);
}

static bool too_large(const struct grid *g, int32_t w) {
  if (g->layout->options->cells && w > ATL_MAX_TEXT_WIDTH)
    atl_report(g->layout->diags, ATL_ERROR, "limit-width", ATL_NOWHERE,
               "this drawing would be %d columns wide (limit %d); draw less of it with --depth or --root, or draw a "
               "list with -l list",
               w, ATL_MAX_TEXT_WIDTH);
  else
    atl_report(g->layout->diags, ATL_ERROR, "limit-size", ATL_NOWHERE,
               "the drawing is larger than coordinates can say (limit ATL_MAX_SIDE); draw less of it with --depth or "
               "--root");
  return false;
}

/* The width that the drawing takes: all of it where frames fill their rows, else that of its tiles. */
static int32_t width_taken(const struct grid *g, int32_t w) {
  uint32_t tiles = 0;
  int64_t least = 0;
  bool large = false;
  for (uint32_t i = 0; i < g->order->roots; i++) {
    large |= is_large(g, i);
    tiles += !is_large(g, i);
    if (is_large(g, i) && g->shapes.list.at[g->first[i]].w > least)
      least = g->shapes.list.at[g->first[i]].w;
  }
  if (!large)
    return atl_box_side(across(g, columns_within(g, ATL_NONE, tiles, w)));
  return atl_max32(w, atl_box_side(least > g->tile_w || !tiles ? least : g->tile_w));
}

/* No wider than it is when all of it stands in one row. */
static int32_t width_of_all(const struct grid *g) {
  int64_t w = -g->gap.frame_x, tiles = 0;
  for (uint32_t i = 0; i < g->order->roots; i++)
    if (is_large(g, i))
      w += g->shapes.list.at[g->first[i] + g->count[i] - 1].w + g->gap.frame_x;
    else
      tiles++;
  int64_t row = tiles ? across(g, (uint32_t)tiles) : 0;
  return atl_box_side(w > row ? w : row);
}

static bool place_all(struct grid *g) {
  const struct atl_place_options *options = g->layout->options;
  struct atl_place *place = g->layout->place;
  int32_t w = options->width ? atl_max32(options->width - 2 * g->gap.margin, 1) : pleasing_width(g);
  w = w / g->gap.grain * g->gap.grain;
  if (w >= ATL_MAX_BOX)
    return too_large(g, w);
  find_fronts(g, w);
  w = width_taken(g, atl_min32(w, width_of_all(g)));
  int64_t h = height_within(g, ATL_NONE, w);
  if (w >= ATL_MAX_BOX || h >= ATL_MAX_BOX || (place->cells && w > ATL_MAX_TEXT_WIDTH))
    return too_large(g, w);
  place_in(g, ATL_NONE, (struct atl_rect){.x = g->gap.margin, .y = g->gap.margin, .w = w});
  for (uint32_t v = 0; v < g->order->box.len; v++)
    if (is_frame(g, v))
      place_children(g, v);
  place->w = w + 2 * g->gap.margin;
  place->h = (int32_t)h + 2 * g->gap.margin;
  return true;
}

bool atl_layout_grid(struct atl_layout *layout) {
  const struct atl_order *order = layout->order;
  struct atl_place *place = layout->place;
  uint32_t n = order->box.len;
  struct grid g = {.layout = layout,
                   .order = order,
                   .gap = gaps_of(layout->options->cells),
                   .title = atl_alloc((size_t)n + 1, sizeof *g.title),
                   .first = atl_alloc((size_t)n + 1, sizeof *g.first),
                   .count = atl_alloc((size_t)n + 1, sizeof *g.count),
                   .tile_h = atl_alloc((size_t)n + 1, sizeof *g.tile_h)};
  int32_t *text_of = atl_alloc((size_t)n + 1, sizeof *text_of);
  place->flush = true;
  place->small = atl_alloc((size_t)n + 1, sizeof *place->small);
  choose_tiles(&g, text_of);
  free(text_of);
  place->frame = atl_alloc((size_t)n + 1, sizeof *place->frame);
  for (uint32_t v = 0; v < n; v++) {
    place->frame[v] = is_frame(&g, v);
    if (place->frame[v])
      g.title[v] = atl_title_of(layout, v);
  }
  bool good = place_all(&g);
  if (good)
    write_titles(&g);
  free(g.title);
  free(g.tile_h);
  free(g.first);
  free(g.count);
  atl_vec_release(&g.shapes.list);
  atl_vec_release(&g.height);
  atl_vec_release(&g.cost);
  atl_vec_release(&g.row);
  return good;
}
