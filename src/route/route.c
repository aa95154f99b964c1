/* The whole way of a run: blocks, lines, ways, orders, room. */
#include "route/inner.h"

#include "base/sort.h"

#include <stdlib.h>

struct atl_route_sizes atl_route_cells(void) {
  return (struct atl_route_sizes){.scale = 8 * 8,
                                  .scale_y = 16 * 8,
                                  .border = 1,
                                  .grain = 1,
                                  .lane = {2, 1},
                                  .keep = {2, 1},
                                  .frame = {2, 1},
                                  .between = {3, 1},
                                  .corner = {1, 1},
                                  .head = {2, 2},
                                  .tail = {1, 1},
                                  .past_head = {1, 0},
                                  .apart = {1, 1},
                                  .ends = {1, 1},
                                  .air = {1, 0},
                                  .clear = {1, 1}}; /* a label has a blank of its own at either side */
}

const struct atl_route_costs atl_route_costs = {
    .bend = 140 * 8,
    .crossing = 140 * 8,
    .own_side = 60 * 8,
    .port = 40 * 8,
    .crowded = 60 * 8,
    .off_row = 1000 * 8,
    .work = 128,
};

enum {
  INSET = 16,      /* nominal: how much smaller a block is than its box, in cells, at each side */
  MARGIN = 40 * 8, /* of the sheet around all boxes */
};

static void add_boxes(struct atl_way *way) {
  struct atl_routing *r = way->routing;
  int32_t inset = r->sizes.border ? INSET : 0;
  struct atl_block sheet = {
      .lo = {INT32_MAX, INT32_MAX}, .hi = {INT32_MIN, INT32_MIN}, .in = ATL_NONE, .kind = ATL_ROUTE_FRAME};
  for (uint32_t i = 0; i < r->box.len; i++) {
    const struct atl_route_box *b = &r->box.at[i];
    struct atl_block *block = atl_vec_push(&way->block);
    *block = (struct atl_block){.in = b->in, .kind = b->frame ? ATL_ROUTE_FRAME : ATL_ROUTE_LEAF};
    for (int axis = 0; axis < 2; axis++) {
      block->lo[axis] = b->at[axis] * way->scale[axis] + inset;
      block->hi[axis] = (b->at[axis] + b->size[axis]) * way->scale[axis] - inset;
      sheet.lo[axis] = atl_min32(sheet.lo[axis], block->lo[axis]);
      sheet.hi[axis] = atl_max32(sheet.hi[axis], block->hi[axis]);
    }
  }
  for (uint32_t i = 0; i < r->box.len; i++)
    if (r->box.at[i].frame && r->box.at[i].title[0] > 0) {
      struct atl_block title = {.in = i, .kind = ATL_ROUTE_TITLE};
      for (int axis = 0; axis < 2; axis++) {
        title.lo[axis] = way->block.at[i].lo[axis];
        title.hi[axis] = atl_min32(way->block.at[i].hi[axis],
                                   title.lo[axis] + r->box.at[i].title[axis] * way->scale[axis] - 2 * inset);
      }
      title.lo[0] = atl_min32(title.hi[0], title.lo[0] + r->box.at[i].title_from * way->scale[0]);
      *atl_vec_push(&way->block) = title;
    }
  for (int axis = 0; axis < 2; axis++) {
    sheet.lo[axis] -= MARGIN;
    sheet.hi[axis] += MARGIN;
  }
  way->sheet = way->block.len;
  *atl_vec_push(&way->block) = sheet;
}

/* Sorts blocks into the regions they stand in. */
static void fill_regions(struct atl_way *way) {
  uint32_t at = 0;
  way->kid = atl_alloc((size_t)way->sheet + 1, sizeof *way->kid);
  for (uint32_t i = 0; i < way->sheet; i++) {
    uint32_t in = way->block.at[i].in;
    way->block.at[in == ATL_NONE ? way->sheet : in].blocks++;
  }
  for (uint32_t i = 0; i <= way->sheet; i++) {
    way->block.at[i].first = at;
    at += way->block.at[i].blocks;
    way->block.at[i].blocks = 0;
  }
  for (uint32_t i = 0; i < way->sheet; i++) {
    uint32_t in = way->block.at[i].in;
    struct atl_block *region = &way->block.at[in == ATL_NONE ? way->sheet : in];
    way->kid[region->first + region->blocks++] = i;
  }
}

struct row {
  uint32_t box;
  int32_t at;
};

static int by_row(const void *a, const void *b) {
  const struct row *x = a, *y = b;
  if (x->box != y->box)
    return x->box < y->box ? -1 : 1;
  return x->at < y->at ? -1 : x->at > y->at;
}

static void mark_ends(struct atl_way *way) {
  struct atl_routing *r = way->routing;
  ATL_VEC(struct row) row = {0};
  for (uint32_t i = 0; i < r->link.len; i++)
    for (int end = 0; end < 2; end++) {
      const struct atl_route_end *e = &r->link.at[i].end[end];
      way->block.at[e->box].ends = true;
      if (e->row_end > e->row && !e->loose)
        *atl_vec_push(&row) =
            (struct row){e->box, (2 * r->box.at[e->box].at[1] + e->row + e->row_end) * way->scale[1] / 2};
    }
  if (row.len)
    atl_sort(row.at, row.len, sizeof *row.at, by_row);
  way->row = atl_alloc((size_t)row.len + 1, sizeof *way->row);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < row.len; i++) {
    struct atl_block *b = &way->block.at[row.at[i].box];
    if (i && row.at[i].box == row.at[i - 1].box && row.at[i].at == row.at[i - 1].at)
      continue;
    if (!b->rows)
      b->first_row = kept;
    b->rows++;
    way->row[kept++] = row.at[i].at;
  }
  way->row_used = atl_alloc((size_t)2 * kept + 2, sizeof *way->row_used);
  atl_vec_release(&row);
}

void atl_route_run(struct atl_routing *routing) {
  struct atl_way way = {.routing = routing, .scale = {routing->sizes.scale, routing->sizes.scale_y}};
  if (!routing->box.len)
    return;
  add_boxes(&way);
  fill_regions(&way);
  mark_ends(&way);
  way.track = atl_alloc((size_t)routing->link.len + 1, sizeof *way.track);
  atl_way_lines(&way);
  atl_way_own_wires(&way);
  atl_way_find(&way);
  way.low = atl_alloc((size_t)way.segment.len + 1, sizeof *way.low);
  way.high = atl_alloc((size_t)way.segment.len + 1, sizeof *way.high);
  atl_way_order(&way);
  atl_way_tags(&way);
  atl_way_room(&way, 0);
  if (atl_way_room(&way, 1))
    atl_way_room(&way, 1);
  atl_way_write(&way);
  atl_way_release_lines(&way);
  atl_vec_release(&way.block);
  free(way.kid);
  free(way.row);
  free(way.row_used);
  atl_vec_release(&way.segment);
  atl_vec_release(&way.joint);
  atl_vec_release(&way.tag);
  atl_vec_release(&way.own);
  atl_vec_release(&way.step);
  free(way.track);
  free(way.low);
  free(way.high);
  for (int axis = 0; axis < 2; axis++)
    for (int end = 0; end < 2; end++)
      free(way.edge[axis][end]);
}

void atl_routing_release(struct atl_routing *routing) {
  atl_vec_release(&routing->box);
  atl_vec_release(&routing->link);
  atl_vec_release(&routing->wire);
  atl_vec_release(&routing->point);
}
