/* Layered drawings with frames, put together: sizes from the innermost set out, each graph placed by itself, parts of a
 * set packed beside each other, and all of it turned to where it goes. */
#include "place/layered/cast.h"

#include "arrange/pack.h"
#include "base/sort.h"
#include "place/measure.h"

#include <stdlib.h>

/* Above so many items places along the layers are found by sweeps alone; for what is only tried, above fewer. */
enum { EXACT_ITEMS = 1500, TRIED_ITEMS = 250, REFINEMENTS = 8 };

/* Of a graph with more items fewer ways to find layers are tried, of a large one the first alone. */
enum { MANY_ITEMS = 800, LARGE_ITEMS = 20000 };

/* Work, in things looked at, after which no further variants, folds and texts broken otherwise are tried; of one graph,
 * after which no more room is asked for. Maps of a hundred boxes take less; a unit is some nanoseconds. */
#define ATL_LAYERED_WORK 60000000u
#define ATL_CAST_WORK    25000000u

/* Texts are pressed no further than this for a width that nobody asked for: they would be ugly for little. */
enum { LENIENT_PRESSED = 3 };

/* How often a graph that is too wide is folded once more; of a large one less often, by its items. */
enum { FOLDS = 24, FOLDED_ITEMS = 6000, MANY_ROWS = 6 };

/* The width to height that a drawing without a width takes, as it is seen. */
enum { ASPECT_W = 8, ASPECT_H = 5 };

struct inside { /* of a leaf that is a frame or a block */
  int32_t x, y; /* where its set starts, from its top left */
};

struct part {                  /* a graph of a set, placed */
  struct atl_flow_graph graph; /* a copy of its own where it is folded; else borrowed */
  bool own;
  struct atl_cast cast;
  struct inside *inside; /* of nodes */
  struct atl_rect at;    /* in its set */
};

struct composer {
  struct atl_layout *layout;
  struct atl_flows *flows;
  struct atl_cast_gaps gap;
  bool cells, across, flip;
  bool rows;               /* what goes across and is too long is folded into rows */
  struct part *part;       /* of graphs */
  struct atl_rect *packed; /* of sets */
  struct atl_title *title; /* of boxes */
  uint8_t *way;            /* of boxes that are frames; of others ATL_TITLE_WAYS */
  struct atl_label *label; /* of edges of the order */
  int32_t *title_at;       /* of boxes */
  bool choosing;
  uint64_t work;
};

static struct atl_cast_gaps gaps_of(bool cells, bool across, unsigned tight) {
  int32_t px = ATL_PX, few = tight >= 3 ? 1 : 0;
  if (cells && across)
    return (struct atl_cast_gaps){.grain = 1,
                                  .box = 1,
                                  .lane = 0,
                                  .port = 1,
                                  .corner = 1,
                                  .side = 0,
                                  .foot = 3,
                                  .frames = 1,
                                  .lead = 2,
                                  .tail = 4,
                                  .plain = 1,
                                  .straight = 4 - few,
                                  .track = 2 - few,
                                  .near = 1,
                                  .apart = 2,
                                  .loop = 2,
                                  .label = 0,
                                  .margin = 0,
                                  .parts = 1};
  if (cells)
    return (struct atl_cast_gaps){.grain = 1,
                                  .box = few ? 1 : 3,
                                  .lane = 1,
                                  .port = 2,
                                  .corner = 1,
                                  .side = 1,
                                  .foot = 1,
                                  .frames = few ? 1 : 2,
                                  .lead = 1,
                                  .tail = 2,
                                  .plain = 0,
                                  .straight = 1,
                                  .track = 1,
                                  .near = 2,
                                  .apart = 2,
                                  .loop = 3,
                                  .label = 0,
                                  .margin = 0,
                                  .parts = few ? 1 : 3};
  return (struct atl_cast_gaps){.grain = px,
                                .box = (few ? 14 : 20) * px,
                                .lane = 12 * px,
                                .port = 12 * px,
                                .corner = 9 * px,
                                .side = 16 * px,
                                .foot = 16 * px,
                                .frames = (few ? 14 : 20) * px,
                                .lead = 12 * px,
                                .tail = 22 * px,
                                .plain = 12 * px,
                                .straight = 26 * px,
                                .track = 10 * px,
                                .near = 8 * px,
                                .apart = 10 * px,
                                .loop = 20 * px,
                                .label = 2 * px,
                                .margin = 24 * px,
                                .parts = (few ? 20 : 28) * px};
}

static void turn_size(const struct composer *m, struct atl_rect *r) {
  if (!m->across)
    return;
  int32_t w = r->w;
  r->w = r->h;
  r->h = w;
}

/* -- sizes --------------------------------------------------------------------------------------------------------- */

static void measure(struct composer *m) {
  struct atl_layout *layout = m->layout;
  const struct atl_order *order = layout->order;
  uint32_t n = order->box.len;
  layout->place->flush = true;
  atl_measure_boxes(layout);
  layout->place->frame = atl_alloc((size_t)n + 1, sizeof *layout->place->frame);
  for (uint32_t v = 0; v < n; v++) {
    enum atl_title_way way = ATL_TITLE_WAYS;
    if (order->box.at[v].items)
      layout->place->box[v] = atl_titled_size(layout, v, &way);
    m->way[v] = (uint8_t)way;
  }
  atl_titles_write(layout, m->way, NULL); /* rows are looked for in boxes whose titles are written */
  for (uint32_t v = 0; v < n; v++) {
    m->way[v] = ATL_TITLE_WAYS;
    layout->place->frame[v] = order->box.at[v].child_count != 0;
    if (!order->box.at[v].child_count)
      continue;
    m->title[v] = atl_title_of(layout, v);
    int32_t most = m->across ? (m->cells ? 24 : 190 * ATL_PX) : INT32_MAX;
    m->way[v] = (uint8_t)atl_title_within(&m->title[v], most);
  }
  for (uint32_t i = 0; i < order->edge.len; i++)
    if (layout->map->link.at[order->edge.at[i].link].label)
      m->label[i] = atl_measure_label(layout, i);
}

/* The room that a frame without links across its border needs around what it holds; `size` grows by it. */
static struct inside frame_around(struct composer *m, uint32_t box, struct atl_rect *size) {
  const struct atl_cast_gaps *gap = &m->gap;
  struct atl_heading heading = atl_heading_of(m->cells);
  const struct atl_title *title = &m->title[box];
  int32_t on = m->cells ? 1 : 0, side = gap->side + on;
  if (m->across) {
    int32_t strip = title->h[m->way[box]] + (m->cells ? 0 : gap->side / 2);
    size->w += strip + side;
    size->h = atl_max32(size->h + 2 * gap->foot, title->w[m->way[box]] + 2 * heading.x);
    return (struct inside){strip, gap->foot};
  }
  size->w += 2 * side;
  enum atl_title_way way = atl_title_within(title, size->w - 2 * heading.x);
  m->way[box] = (uint8_t)way;
  m->title_at[box] = heading.x;
  size->w = atl_max32(size->w, title->w[way] + 2 * heading.x);
  size->w = m->cells ? size->w | 1 : atl_round_up(size->w, 2 * ATL_PX);
  int32_t strip = title->h[way] + gap->foot - on;
  size->h += strip + gap->foot;
  return (struct inside){side, m->flip ? gap->foot : strip};
}

enum { LOOP_CLEAR = 6 }; /* px between a label and the loop that goes round it */

static bool is_looped(const struct atl_flow_graph *g, const struct atl_flow_edge *e) {
  return e->tail == e->head && !g->node.at[e->tail].frame;
}

static void size_nodes(struct composer *m, const struct atl_flow_graph *g, struct part *part) {
  struct atl_cast *c = &part->cast;
  c->size = atl_alloc((size_t)g->node.len + 1, sizeof *c->size);
  part->inside = atl_alloc((size_t)g->node.len + 1, sizeof *part->inside);
  for (uint32_t v = 0; v < g->node.len; v++) {
    const struct atl_flow_node *node = &g->node.at[v];
    struct atl_rect r = {0};
    if (node->frame)
      continue;
    if (node->set != ATL_NONE) {
      r = m->packed[node->set];
      if (node->box != ATL_NONE)
        part->inside[v] = frame_around(m, node->box, &r);
      r.w = m->cells ? r.w | 1 : atl_round_up(r.w, 2 * ATL_PX);
    } else {
      r = m->layout->place->box[node->box];
      turn_size(m, &r);
      r.w = m->cells ? r.w | 1 : r.w;
    }
    c->size[v] = (struct atl_cast_size){.w = r.w, .h = r.h};
  }
  int32_t *count = atl_alloc((size_t)g->node.len + 1, sizeof *count),
          *inner = atl_alloc((size_t)g->node.len + 1, sizeof *inner);
  for (uint32_t i = 0; i < g->edge.len; i++)
    count[g->edge.at[i].tail] += is_looped(g, &g->edge.at[i]);
  for (uint32_t i = 0; i < g->edge.len; i++) { /* loops stand at the right of their boxes */
    const struct atl_flow_edge *e = &g->edge.at[i];
    if (!is_looped(g, e))
      continue;
    struct atl_cast_size *s = &c->size[e->tail];
    struct atl_rect label = m->label[e->edge].rect;
    turn_size(m, &label);
    bool labelled = e->flags & ATL_FLOW_LABEL;
    int32_t loops = count[e->tail], outer = loops - 1 - inner[e->tail]++;
    s->behind += m->gap.loop + (labelled ? label.w + m->gap.label : 0);
    int32_t step = m->across ? 2 : 1; /* one within the other: the box is deep enough for all their ends */
    int32_t least = m->cells ? 2 + (m->across ? 5 : 2) * loops : (20 + 20 * loops) * ATL_PX;
    s->h = atl_max32(s->h, least);
    if (!labelled || !outer)
      continue;
    /* and the next loop goes round the label: how far its ends are apart is said in atl_cast_down() */
    least = m->cells ? label.h + 4 + 2 * (outer - 1) * step
                     : (label.h + 2 * LOOP_CLEAR * ATL_PX) * (loops + 1) / (loops - outer + 1);
    s->h = atl_max32(s->h, atl_round_up(least, m->cells ? 1 : 2 * ATL_PX));
  }
  free(inner);
  free(count);
}

/* -- one graph ----------------------------------------------------------------------------------------------------- */

static void cast(struct composer *m, const struct atl_flow_graph *g, struct part *part, int32_t limit, bool last) {
  struct atl_cast *c = &part->cast;
  struct atl_rect *label = atl_alloc((size_t)g->edge.len + 1, sizeof *label);
  struct atl_title *title = atl_alloc((size_t)g->node.len + 1, sizeof *title);
  *c = (struct atl_cast){.layout = m->layout,
                         .graph = g,
                         .flow = g->flow,
                         .gap = &m->gap,
                         .cells = m->cells,
                         .across = m->across,
                         .flip = m->flip,
                         .limit = limit,
                         .title = title,
                         .label = label,
                         .way = atl_alloc((size_t)g->node.len + 1, 1),
                         .title_at = atl_alloc((size_t)g->node.len + 1, sizeof *c->title_at)};
  for (uint32_t v = 0; v < g->node.len; v++)
    if (g->node.at[v].frame) {
      title[v] = m->title[g->node.at[v].box];
      c->way[v] = m->way[g->node.at[v].box];
    }
  for (uint32_t i = 0; i < g->edge.len; i++)
    if (g->edge.at[i].flags & ATL_FLOW_LABEL) {
      label[i] = m->label[g->edge.at[i].edge].rect;
      turn_size(m, &label[i]);
    }
  size_nodes(m, g, part);
  atl_cast_pins(c);
  bool exact = g->flow->item.len <= (last ? EXACT_ITEMS : TRIED_ITEMS);
  for (int k = 0;
       k < REFINEMENTS && (!k || (c->work < ATL_CAST_WORK && m->work + c->work < 2 * (uint64_t)ATL_LAYERED_WORK));
       k++) {
    atl_cast_along(c, exact);
    bool asked = atl_cast_channels(c);
    asked |= atl_cast_titles(c);
    if (!asked)
      break;
  }
  atl_cast_down(c);
  m->work += c->work;
  c->title = NULL;
  c->label = NULL;
  free(title);
  free(label);
}

static void release_part(struct part *part) {
  free(part->cast.size);
  atl_cast_release(&part->cast);
  free(part->inside);
  if (part->own)
    atl_flow_graph_release(&part->graph);
  *part = (struct part){0};
}

/* The binary logarithm in 1/256. */
static int64_t logarithm(uint64_t v) {
  int64_t log = 0;
  uint64_t x = v ? v : 1;
  while (x >= (uint64_t)1 << 32) {
    x >>= 1;
    log += 256;
  }
  while (x < (uint64_t)1 << 31) {
    x <<= 1;
    log -= 256;
  }
  log += 31 * 256;
  for (int64_t bit = 128; bit; bit >>= 1) {
    x = x * x >> 31;
    if (x >= (uint64_t)1 << 32) {
      x >>= 1;
      log += bit;
    }
  }
  return log;
}

/* How good a placed graph looks, the less the better: what a reader would call wrong first, then crossings, bends and
 * area by their logarithms. A link that goes back counts for more where the author has its ends in order: what closes a
 * circle at its end, an alert to whoever began, should go back, and not the first step. */
static int64_t judge(const struct part *part) {
  const struct atl_cast *c = &part->cast;
  uint64_t bends = 0, undone = 0, round = 0, against = 0;
  for (uint32_t i = 0; i < c->graph->edge.len; i++) {
    bends += c->wire[i].points > 2 ? c->wire[i].points - 2 : 0;
    undone += !c->wire[i].points;
    const struct atl_flow_edge *e = &c->graph->edge.at[i];
    round += (e->flags & ATL_FLOW_ROUND) != 0;
    against += e->flags & ATL_FLOW_BACK && e->tail < e->head; /* the author has them in order */
  }
  uint64_t area = (uint64_t)(c->w / ATL_PX + 1) * (uint64_t)(c->h / ATL_PX + 1);
  return (int64_t)(undone * 1000000 + c->flow->foreign * 100000 + c->troubles * 4000 + round * 400) +
         (10 * logarithm(1 + c->crossings) + 6 * logarithm(1 + bends) + 12 * logarithm(area) +
          3 * logarithm(1 + c->flow->back) + 8 * logarithm(1 + against)) /
             10;
}

/* Tries every way to find layers, and keeps the one that looks best. */
static void choose(struct composer *m, struct atl_flow_graph *g, struct part *part) {
  static const struct atl_flow_way ways[] = {{false, false}, {true, false}, {false, true}, {true, true}};
  bool frames = false, loose = g->edge.len == 0;
  for (uint32_t v = 0; v < g->node.len; v++)
    frames |= g->node.at[v].frame;
  int64_t least = INT64_MAX;
  uint64_t fewest = UINT64_MAX;
  struct atl_flow_graph best = {0};
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    if ((ways[i].apart && !frames) || (i && loose) || (i && m->work > ATL_LAYERED_WORK / 4 * (best.flow ? 1 : 2)) ||
        (best.flow && best.flow->item.len > (ways[i].given ? MANY_ITEMS : LARGE_ITEMS)))
      continue;
    struct atl_flow_graph next;
    atl_flow_graph_copy(&next, g);
    bool drawn = atl_flow_run(&next, ways[i]);
    m->work += next.work;
    if (!drawn) {
      fewest = next.lanes < fewest ? next.lanes : fewest;
      atl_flow_graph_release(&next);
      continue;
    }
    struct part tried = {0};
    cast(m, &next, &tried, 0, false);
    int64_t cost = judge(&tried);
    if (cost < least) {
      release_part(part);
      *part = tried;
      atl_flow_graph_release(&best);
      best = next;
      least = cost;
    } else {
      release_part(&tried);
      atl_flow_graph_release(&next);
    }
  }
  m->flows->lanes += best.flow ? best.lanes : fewest;
  if (m->flows->lanes > ATL_MAX_FLOW_LANES) {
    release_part(part);
    atl_flow_graph_release(&best);
    return;
  }
  atl_flow_graph_release(g);
  *g = best;
  part->cast.graph = g;
}

/* -- folding ------------------------------------------------------------------------------------------------------- */

struct spread { /* what stands in a list of a layer, from left to right */
  int32_t at, w;
  uint32_t what; /* a node, or of labels an edge */
};

typedef ATL_VEC(struct spread) spreads;

static int by_place(const void *a, const void *b) {
  const struct spread *x = a, *y = b;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  return x->what < y->what ? -1 : x->what > y->what;
}

static bool add_rule(struct atl_flow_graph *g, uint32_t above, uint32_t below) {
  struct atl_flow_rule rule = {2 * above + 1, 2 * below, 1};
  for (uint32_t i = 0; i < g->rule.len; i++)
    if (g->rule.at[i].above == rule.above && g->rule.at[i].below == rule.below && g->rule.at[i].apart)
      return false;
  *atl_vec_push(&g->rule) = rule;
  return true;
}

/* The members of a frame, or of the graph, that reach into a layer: leaves, or where there are not two of them, frames.
 */
static int64_t members_in(const struct atl_cast *c, uint32_t owner, uint32_t layer, spreads *list) {
  const struct atl_flow_graph *g = c->graph;
  int64_t sum = 0;
  for (int frames = 0; frames < 2 && list->len < 2; frames++) {
    list->len = 0;
    sum = 0;
    for (uint32_t v = 0; v < g->node.len; v++) {
      const struct atl_flow_node *node = &g->node.at[v];
      if (node->parent != owner || node->top > layer || node->bottom < layer || (node->frame && !frames))
        continue;
      *atl_vec_push(list) = (struct spread){c->rect[v].x, c->rect[v].w, v};
      sum += c->rect[v].w + c->gap->box;
    }
  }
  if (list->len > 1)
    atl_sort(list->at, list->len, sizeof *list->at, by_place);
  return list->len > 1 ? sum : 0;
}

static int64_t labels_in(const struct atl_cast *c, uint32_t layer, spreads *list) {
  const struct atl_flow *f = c->flow;
  int64_t sum = 0;
  list->len = 0;
  for (uint32_t k = f->first[layer]; k < f->first[layer + 1]; k++) {
    const struct atl_flow_item *item = &f->item.at[f->order[k]];
    if (item->kind != ATL_FLOW_NOTE)
      continue;
    *atl_vec_push(list) = (struct spread){(int32_t)k, c->label_rect[item->edge].w, item->edge};
    sum += c->label_rect[item->edge].w + c->gap->lane;
  }
  return list->len > 1 ? sum : 0;
}

struct layer_width {
  int64_t w;
  uint32_t layer;
};

static int by_width(const void *a, const void *b) {
  const struct layer_width *x = a, *y = b;
  if (x->w != y->w)
    return x->w > y->w ? -1 : 1;
  return x->layer < y->layer ? -1 : x->layer > y->layer;
}

/* Cuts the widest list of a layer in two rows, or in as many as its width is of `most_wide`, if that is not 0; where
 * labels take more of it, every other one stands a layer lower. */
static bool cut_layer(struct atl_flow_graph *g, const struct atl_cast *c, uint32_t layer, int32_t most_wide) {
  spreads list = {0}, widest = {0};
  int64_t most = 0, sum;
  for (uint32_t owner = 0; owner <= g->node.len; owner++) {
    if (owner < g->node.len &&
        !(g->node.at[owner].frame && g->node.at[owner].top <= layer && layer <= g->node.at[owner].bottom))
      continue;
    list.len = 0;
    sum = members_in(c, owner < g->node.len ? owner : ATL_NONE, layer, &list);
    if (sum <= most)
      continue;
    most = sum;
    spreads swap = widest;
    widest = list;
    list = swap;
  }
  bool did = false;
  sum = labels_in(c, layer, &list);
  if (sum > most)
    for (uint32_t i = 0; i < list.len; i++) {
      if (i % 2 && g->edge.at[list.at[i].what].later < 3) {
        g->edge.at[list.at[i].what].later++;
        did = true;
      }
    }
  int64_t rows = most_wide && most / most_wide + 1 > 2 ? most / most_wide + 1 : 2;
  uint32_t row = (uint32_t)((widest.len + rows - 1) / rows); /* so many stand in one, at least one */
  for (uint32_t i = 0; i + row < widest.len && !did && most; i++)
    did |= add_rule(g, widest.at[i].what, widest.at[i + row].what);
  for (uint32_t i = 0; i + row < widest.len && did && sum <= most; i++)
    add_rule(g, widest.at[i].what, widest.at[i + row].what);
  atl_vec_release(&list);
  atl_vec_release(&widest);
  return did;
}

/* Cuts one of the widest layers, and, of a graph that is not large, all others that are wider than the limit by what
 * stands in them alone: those have to be cut whatever comes of this one. A large one fits no page, and twice as many
 * layers make it wider by the links that pass them. */
static bool cut(struct atl_flow_graph *g, const struct atl_cast *c, int32_t limit, int32_t most_wide) {
  const struct atl_flow *f = c->flow;
  struct layer_width *width = atl_alloc((size_t)f->layers + 1, sizeof *width);
  for (uint32_t l = 0; l < f->layers; l++) {
    width[l].layer = l;
    for (uint32_t k = f->first[l]; k < f->first[l + 1]; k++)
      width[l].w += c->half[2 * f->order[k]] + c->half[2 * f->order[k] + 1] + c->gap->lane;
  }
  atl_sort(width, f->layers, sizeof *width, by_width);
  bool did = false;
  bool all = f->item.len <= MANY_ITEMS;
  for (uint32_t i = 0; i < f->layers && ((all && width[i].w > limit) || (i < 3 && !did)); i++)
    did |= cut_layer(g, c, width[i].layer, most_wide);
  free(width);
  return did;
}

/* Makes a graph narrower, cut by cut, until it fits; what is narrowest is kept. */
static void fold_by(struct composer *m, const struct atl_flow_graph *from, struct part *part, int32_t limit,
                    int32_t most_wide) {
  struct atl_flow_graph g;
  atl_flow_graph_copy(&g, from);
  const struct atl_cast *last = &part->cast;
  struct part tried = {0};
  uint32_t folds = FOLDED_ITEMS / (from->flow->item.len + 1) + (from->flow->item.len < LARGE_ITEMS ? 1 : 0);
  for (uint32_t i = 0; i < FOLDS && i < folds && part->cast.w > limit && m->work < ATL_LAYERED_WORK; i++) {
    if (!cut(&g, last, limit, most_wide))
      break;
    struct part next = {.own = true};
    atl_flow_graph_copy(&next.graph, &g);
    bool drawn = atl_flow_run(&next.graph, g.way);
    m->work += next.graph.work;
    if (!drawn) {
      release_part(&next);
      break;
    }
    cast(m, &next.graph, &next, limit, false);
    release_part(&tried);
    if (next.cast.w < part->cast.w) {
      release_part(part);
      *part = next;
      part->cast.graph = &part->graph;
      last = &part->cast;
    } else {
      tried = next;
      tried.cast.graph = &tried.graph;
      last = &tried.cast;
    }
  }
  release_part(&tried);
  atl_flow_graph_release(&g);
}

/* Cuts in halves, which keeps rows of one length; where so many cuts are not enough for what is many times as wide, as
 * below a box with 60 children, in all rows at once. */
static void fold(struct composer *m, const struct atl_flow_graph *from, struct part *part, int32_t limit) {
  bool wide = part->cast.w / MANY_ROWS > limit;
  fold_by(m, from, part, limit, 0);
  if (wide && part->own && part->cast.w > limit) {
    struct part rows = {0};
    cast(m, from, &rows, limit, false);
    fold_by(m, from, &rows, limit, limit);
    if (rows.own && rows.cast.w < part->cast.w) {
      release_part(part);
      *part = rows;
      part->cast.graph = &part->graph;
    } else
      release_part(&rows);
  }
  if (part->own && part->cast.flow->item.len > TRIED_ITEMS) { /* it was only tried */
    struct atl_flow_graph graph = part->graph;
    part->own = false;
    release_part(part);
    part->graph = graph;
    part->own = true;
    cast(m, &part->graph, part, limit, true);
  }
}

/* -- sets ---------------------------------------------------------------------------------------------------------- */

/* Packs the parts of a set: the lowest within the width there is, or to a pleasing shape. */
static void pack(struct composer *m, uint32_t set, int32_t width) {
  const struct atl_flow_set *s = &m->flows->set.at[set];
  struct atl_rect *rect = atl_alloc((size_t)s->graphs + 1, sizeof *rect);
  struct atl_shape *shape = atl_alloc((size_t)s->graphs + 1, sizeof *shape);
  struct atl_front *front = atl_alloc((size_t)s->graphs + 1, sizeof *front);
  int64_t area = 0;
  for (uint32_t i = 0; i < s->graphs; i++) {
    const struct atl_cast *c = &m->part[s->first + i].cast;
    shape[i] = (struct atl_shape){.w = c->w, .h = atl_max32(c->h, 1), .columns = 1};
    if (m->across) { /* it is packed as it will be seen */
      shape[i].w = atl_max32(c->h, 1);
      shape[i].h = c->w;
    }
    front[i] = (struct atl_front){.shape = &shape[i], .shapes = 1};
    area += (int64_t)(shape[i].w + m->gap.parts) * (shape[i].h + m->gap.parts) / ASPECT_H;
  }
  int64_t page = atl_square_root((area + area / 4) * ASPECT_W * (m->cells ? 2 : 1));
  struct atl_packing packing = {.child = front,
                                .children = s->graphs,
                                .gap_x = m->gap.parts,
                                .gap_y = m->cells ? 1 : m->gap.parts,
                                .grain = m->gap.grain,
                                .alike = 0,
                                .aim = width ? width : (int32_t)page};
  struct atl_shapes shapes = {0};
  atl_pack_front(&packing, &shapes);
  const struct atl_shape *best = NULL;
  int64_t least = INT64_MAX;
  for (uint32_t i = 0; i < shapes.list.len; i++) {
    const struct atl_shape *f = &shapes.list.at[i];
    int64_t w = (int64_t)f->w * ASPECT_H, h = (int64_t)f->h * ASPECT_W * (m->cells ? 2 : 1), side = w > h ? w : h;
    if (width && f->w > width)
      side += (int64_t)1 << 40;
    if (side < least) {
      least = side;
      best = f;
    }
  }
  struct atl_rect all = {.w = best->w, .h = best->h};
  atl_pack_place(&packing, best, all, rect);
  m->packed[set] = (struct atl_rect){.w = all.w, .h = all.h};
  for (uint32_t i = 0; i < s->graphs; i++) {
    struct atl_rect *at = &m->part[s->first + i].at;
    *at = m->across ? (struct atl_rect){rect[i].y, rect[i].x, shape[i].h, shape[i].w}
                    : (struct atl_rect){rect[i].x, rect[i].y, shape[i].w, shape[i].h};
  }
  if (m->across)
    m->packed[set] = (struct atl_rect){.w = all.h, .h = all.w};
  atl_vec_release(&shapes.list);
  free(rect);
  free(shape);
  free(front);
}

/* -- the drawing --------------------------------------------------------------------------------------------------- */

static struct atl_point turned(const struct composer *m, int32_t x, int32_t y) {
  return m->across ? (struct atl_point){y, x} : (struct atl_point){x, y};
}

/* Where a line that runs from `from` to `to` meets the segment a b first; `at` says how far away that is. */
static bool meets(struct atl_point from, struct atl_point to, struct atl_point a, struct atl_point b,
                  struct atl_point *where, int64_t *away) {
  int32_t x0 = atl_min32(a.x, b.x), x1 = atl_max32(a.x, b.x), y0 = atl_min32(a.y, b.y), y1 = atl_max32(a.y, b.y);
  int32_t p0 = atl_min32(from.x, to.x), p1 = atl_max32(from.x, to.x), q0 = atl_min32(from.y, to.y),
          q1 = atl_max32(from.y, to.y);
  if (p1 < x0 || x1 < p0 || q1 < y0 || y1 < q0)
    return false;
  where->x = from.x < atl_max32(x0, p0) ? atl_max32(x0, p0) : atl_min32(from.x, atl_min32(x1, p1));
  where->y = from.y < atl_max32(y0, q0) ? atl_max32(y0, q0) : atl_min32(from.y, atl_min32(y1, q1));
  int64_t dx = (int64_t)where->x - from.x, dy = (int64_t)where->y - from.y;
  *away = (dx < 0 ? -dx : dx) + (dy < 0 ? -dy : dy);
  return true;
}

typedef ATL_VEC(struct atl_point) points;

/* Adds the wire of one edge to the routes of its net: all of it, or up to where it meets what is drawn. */
static void add_route(struct composer *m, const struct atl_point *p, uint32_t n, uint32_t net, bool tail, bool head,
                      bool shared_head, points *drawn) {
  struct atl_place *place = m->layout->place;
  uint32_t keep = n; /* points from the end that is its own */
  struct atl_point joint = {0};
  for (uint32_t k = 0; k + 1 < n && keep == n && drawn->len; k++) {
    struct atl_point from = shared_head ? p[k] : p[n - 1 - k], to = shared_head ? p[k + 1] : p[n - 2 - k], where;
    int64_t best = INT64_MAX, away;
    for (uint32_t d = 0; d + 1 < drawn->len; d += 2)
      if (meets(from, to, drawn->at[d], drawn->at[d + 1], &where, &away) && away < best) {
        best = away;
        joint = where;
        keep = k + 1;
      }
  }
  struct atl_route route = {.first_point = place->point.len, .net = net};
  for (uint32_t k = 0; k < keep; k++)
    *atl_vec_push(&place->point) = shared_head ? p[k] : p[n - 1 - k];
  if (keep < n) {
    struct atl_point last = place->point.at[place->point.len - 1];
    if (last.x != joint.x || last.y != joint.y)
      *atl_vec_push(&place->point) = joint;
  }
  route.points = (place->point.len - route.first_point) & 0x1fffffff;
  struct atl_point *q = &place->point.at[route.first_point];
  for (uint32_t k = 0; k + 1 < route.points; k++) {
    *atl_vec_push(drawn) = q[k];
    *atl_vec_push(drawn) = q[k + 1];
  }
  if (!shared_head) /* its own end is its head, which comes last */
    for (uint32_t i = 0, j = route.points; i + 1 < j; i++) {
      j--;
      struct atl_point swap = q[i];
      q[i] = q[j];
      q[j] = swap;
    }
  route.head = (keep == n || !shared_head) && head;
  route.tail = (keep == n || shared_head) && tail;
  if (route.points < 2) {
    place->point.len = route.first_point;
    return;
  }
  *atl_vec_push(&place->route) = route;
}

/* Arrowheads end before the stroke of the border. */
static void clear_stroke(const struct composer *m, struct atl_point *end, struct atl_point before, uint32_t box) {
  if (m->cells || box == ATL_NONE)
    return;
  int32_t half = atl_box_look(m->layout->styled, &m->layout->order->box.at[box])->stroke / 2;
  if (end->x != before.x)
    end->x += end->x > before.x ? -half : half;
  else
    end->y += end->y > before.y ? -half : half;
}

static void add_wires(struct composer *m, const struct part *part, struct atl_point origin) {
  const struct atl_flow_graph *g = part->cast.graph;
  const struct atl_cast *c = &part->cast;
  struct atl_place *place = m->layout->place;
  const struct atl_order *order = m->layout->order;
  uint32_t nets = g->flow->net.len, n = g->edge.len;
  uint32_t *first = atl_alloc((size_t)nets + 2, sizeof *first), *edge = atl_alloc((size_t)n + 1, sizeof *edge);
  for (uint32_t i = 0; i < n; i++)
    if (g->edge.at[i].net != ATL_NONE && atl_cast_leads(c, i))
      first[g->edge.at[i].net + 2]++;
  for (uint32_t i = 1; i <= nets; i++)
    first[i + 1] += first[i];
  for (uint32_t i = 0; i < n; i++)
    if (g->edge.at[i].net != ATL_NONE && atl_cast_leads(c, i))
      edge[first[g->edge.at[i].net + 1]++] = i;
  points drawn = {0}, path = {0};
  for (uint32_t net = 0; net < nets + n; net++) {
    if (net >= nets && !(g->edge.at[net - nets].flags & (ATL_FLOW_LOOP | ATL_FLOW_BESIDE)))
      continue;
    uint32_t loop = net - nets;
    uint32_t from = net < nets ? first[net] : 0, to = net < nets ? first[net + 1] : 1;
    uint32_t number = order->box.len + place->net.len;
    if (from < to)
      *atl_vec_push(&place->net) =
          (struct atl_net){.edge = g->edge.at[net < nets ? edge[from] : loop].edge, .edges = to - from};
    drawn.len = 0;
    for (uint32_t k = from; k < to; k++) {
      uint32_t i = net < nets ? edge[k] : loop;
      const struct atl_flow_edge *e = &g->edge.at[i];
      const struct atl_link *link = &m->layout->map->link.at[order->edge.at[e->edge].link];
      const struct atl_cast_wire *w = &c->wire[i];
      if (w->points < 2) {
        *atl_vec_push(&place->undrawn) = e->edge;
        continue;
      }
      bool head = link->arrow != ATL_ARROW_NONE, tail = link->arrow == ATL_ARROW_BOTH;
      path.len = 0;
      for (uint32_t p = 0; p < w->points; p++)
        *atl_vec_push(&path) =
            turned(m, c->point.at[w->first_point + p].x + origin.x, c->point.at[w->first_point + p].y + origin.y);
      if (head)
        clear_stroke(m, &path.at[path.len - 1], path.at[path.len - 2], order->edge.at[e->edge].head);
      if (tail)
        clear_stroke(m, &path.at[0], path.at[1], order->edge.at[e->edge].tail);
      bool back = e->flags & ATL_FLOW_BACK, low = e->flags & ATL_FLOW_HUB_LOW;
      add_route(m, path.at, path.len, number, tail, head, low != back, &drawn);
      place->net_of[e->edge] = number - order->box.len;
    }
  }
  atl_vec_release(&drawn);
  atl_vec_release(&path);
  free(first);
  free(edge);
}

static void add_labels(struct composer *m, const struct part *part, struct atl_point origin) {
  const struct atl_flow_graph *g = part->cast.graph;
  struct atl_place *place = m->layout->place;
  for (uint32_t i = 0; i < g->edge.len; i++) {
    const struct atl_flow_edge *e = &g->edge.at[i];
    if (!(e->flags & ATL_FLOW_LABEL) || part->cast.wire[i].points < 2 || !atl_cast_leads(&part->cast, i))
      continue;
    struct atl_label label = m->label[e->edge];
    struct atl_rect r = part->cast.label_rect[i];
    struct atl_point at = turned(m, r.x + origin.x, r.y + origin.y);
    label.rect.x = at.x;
    label.rect.y = at.y;
    label.inline_ = e->flags & ATL_FLOW_BESIDE || (m->across && !(e->flags & (ATL_FLOW_LOOP | ATL_FLOW_ROUND)));
    *atl_vec_push(&place->label) = label;
  }
}

static void add_boxes(struct composer *m, const struct part *part, struct atl_point origin, struct atl_point *starts) {
  const struct atl_flow_graph *g = part->cast.graph;
  struct atl_place *place = m->layout->place;
  for (uint32_t v = 0; v < g->node.len; v++) {
    const struct atl_flow_node *node = &g->node.at[v];
    struct atl_rect r = part->cast.rect[v];
    r.x += origin.x;
    r.y += origin.y;
    if (node->set != ATL_NONE) {
      struct inside in = part->inside[v];
      struct atl_rect held = m->packed[node->set];
      int32_t spare = r.w - held.w - in.x; /* it may have grown for its wires: what it holds stays in the middle */
      int32_t side = node->box == ATL_NONE ? 0 : m->gap.side + (m->cells ? 1 : 0);
      starts[node->set] =
          (struct atl_point){r.x + in.x + atl_max32(0, spare - side) / 2 / m->gap.grain * m->gap.grain, r.y + in.y};
    }
    if (node->box == ATL_NONE)
      continue;
    if (node->frame) {
      m->way[node->box] = part->cast.way[v];
      m->title_at[node->box] = part->cast.title_at[v];
    }
    struct atl_point at = turned(m, r.x, r.y);
    place->box[node->box] = (struct atl_rect){at.x, at.y, m->across ? r.h : r.w, m->across ? r.w : r.h};
  }
}

/* Says where the titles of frames are, blanks around them and, in cells, a bit of border included. */
static void add_titles(struct composer *m) {
  struct atl_place *place = m->layout->place;
  const struct atl_order *order = m->layout->order;
  uint32_t n = order->box.len;
  int32_t first = atl_heading_of(m->cells).x;
  place->title = atl_alloc((size_t)n + 1, sizeof *place->title);
  place->title_at = atl_alloc((size_t)n + 1, sizeof *place->title_at);
  for (uint32_t v = 0; v < n; v++) {
    place->title_at[v] = order->box.at[v].child_count && m->title_at[v] ? m->title_at[v] : first;
    if (order->box.at[v].child_count)
      place->title[v] = atl_title_rect(m->cells, &m->title[v], (enum atl_title_way)m->way[v], place->title_at[v]);
  }
}

static void fit_size(struct composer *m) {
  struct atl_place *place = m->layout->place;
  struct atl_rect all = atl_place_bounds(place, m->layout->order->box.len, true);
  int32_t margin = m->gap.margin;
  atl_place_shift(place, m->layout->order->box.len, margin - all.x, margin - all.y);
  place->w = all.w + 2 * margin;
  place->h = all.h + 2 * margin;
}

static void compose(struct composer *m) {
  struct atl_place *place = m->layout->place;
  struct atl_point *starts = atl_alloc((size_t)m->flows->set.len + 1, sizeof *starts);
  place->net_of = atl_alloc((size_t)m->layout->order->edge.len + 1, sizeof *place->net_of);
  for (uint32_t i = 0; i < m->layout->order->edge.len; i++)
    place->net_of[i] = ATL_NONE;
  for (uint32_t s = 0; s < m->flows->set.len; s++)
    for (uint32_t k = 0; k < m->flows->set.at[s].graphs; k++) {
      const struct part *part = &m->part[m->flows->set.at[s].first + k];
      struct atl_point origin = {starts[s].x + part->at.x, starts[s].y + part->at.y};
      add_boxes(m, part, origin, starts);
      add_wires(m, part, origin);
      add_labels(m, part, origin);
    }
  free(starts);
  add_titles(m);
  atl_titles_write(m->layout, m->way, NULL);
  fit_size(m);
}

/* How wide the parts of each set may be, from the outermost in. */
static void find_limits(const struct composer *m, int32_t width, int32_t *limit) {
  for (uint32_t s = 0; s < m->flows->set.len; s++)
    limit[s] = width;
  for (uint32_t s = 0; s < m->flows->set.len && width; s++)
    for (uint32_t k = 0; k < m->flows->set.at[s].graphs; k++) {
      const struct atl_flow_graph *g = &m->flows->graph.at[m->flows->set.at[s].first + k];
      for (uint32_t v = 0; v < g->node.len; v++) {
        const struct atl_flow_node *node = &g->node.at[v];
        if (node->set == ATL_NONE)
          continue;
        int32_t frames = node->box == ATL_NONE ? 0 : 1;
        for (uint32_t up = node->parent; up != ATL_NONE; up = g->node.at[up].parent)
          frames++;
        int32_t most = m->cells && limit[s] % 2 == 0 ? limit[s] - 1 : limit[s]; /* leaves have odd widths in cells */
        limit[node->set] = atl_max32(1, most - 2 * frames * (m->gap.side + (m->cells ? 1 : 0)));
      }
    }
}

static bool place_sets(struct composer *m, int32_t width) {
  int32_t *limit = atl_alloc((size_t)m->flows->set.len + 1, sizeof *limit);
  find_limits(m, width, limit);
  for (uint32_t s = m->flows->set.len; s--;) {
    const struct atl_flow_set *set = &m->flows->set.at[s];
    for (uint32_t k = 0; k < set->graphs && m->flows->lanes <= ATL_MAX_FLOW_LANES; k++) {
      uint32_t i = set->first + k;
      if (m->choosing)
        choose(m, &m->flows->graph.at[i], &m->part[i]);
      else
        cast(m, &m->flows->graph.at[i], &m->part[i], m->across ? 0 : limit[s], true);
      if (!m->choosing && !m->across && limit[s] && m->part[i].cast.w > limit[s])
        fold(m, &m->flows->graph.at[i], &m->part[i], limit[s]);
      if (m->rows && limit[s] && m->part[i].cast.h > limit[s])
        atl_cast_fold(&m->part[i].cast, limit[s]);
    }
    if (m->flows->lanes > ATL_MAX_FLOW_LANES)
      break;
    pack(m, s, limit[s]);
  }
  free(limit);
  return m->flows->lanes <= ATL_MAX_FLOW_LANES;
}

/* How a drawing that was asked to go across is made: as it is; folded into rows; turned down. */
enum way { ACROSS, ROWS, DOWN };

/* Runs with texts broken as layout->tight says, within a width or as wide as it likes. */
static bool run(struct atl_layout *layout, int32_t width, enum way way, bool choosing, uint64_t *work) {
  const struct atl_order *order = layout->order;
  uint32_t n = order->box.len;
  bool cells = layout->options->cells, across = way != DOWN;
  struct composer m = {.layout = layout,
                       .flows = order->flows,
                       .gap = gaps_of(cells, across, layout->tight),
                       .cells = cells,
                       .across = across,
                       .rows = way == ROWS,
                       .flip = across ? layout->mirrored : layout->upside_down,
                       .part = atl_alloc((size_t)order->flows->graph.len + 1, sizeof *m.part),
                       .packed = atl_alloc((size_t)order->flows->set.len + 1, sizeof *m.packed),
                       .title = atl_alloc((size_t)n + 1, sizeof *m.title),
                       .way = atl_alloc((size_t)n + 1, 1),
                       .label = atl_alloc((size_t)order->edge.len + 1, sizeof *m.label),
                       .title_at = atl_alloc((size_t)n + 1, sizeof *m.title_at),
                       .choosing = choosing,
                       .work = *work};
  layout->place->cells = cells;
  measure(&m);
  bool good = place_sets(&m, width ? width - 2 * m.gap.margin : 0);
  if (!choosing && good)
    compose(&m);
  *work = m.work;
  for (uint32_t i = 0; i < order->flows->graph.len; i++)
    release_part(&m.part[i]);
  free(m.part);
  free(m.packed);
  free(m.title);
  free(m.way);
  free(m.label);
  free(m.title_at);
  return good;
}

bool atl_layered_choose(struct atl_layout *layout) {
  uint64_t work = 0;
  layout->order->flows->chosen = run(layout, 0, layout->options->direction == ATL_RIGHT ? ACROSS : DOWN, true, &work);
  atl_place_release(layout->place);
  return layout->order->flows->chosen;
}

/* Texts are broken more tightly where folding alone does not help; what goes across and stays too wide is folded into
 * rows, where it is a chain, and else goes down. */
bool atl_layout_frames(struct atl_layout *layout) {
  static const unsigned pressed[] = {0, 3, 4, 5, 6, ATL_TIGHTEST};
  bool across = layout->options->direction == ATL_RIGHT, cells = layout->options->cells;
  int32_t width = layout->options->width;
  uint32_t tries = layout->options->lenient && !cells ? LENIENT_PRESSED : width ? sizeof pressed / sizeof *pressed : 1;
  int32_t narrowest = INT32_MAX;
  uint32_t best = 0, last = 0;
  uint64_t work = 0;
  for (enum way way = across ? ACROSS : DOWN; way <= DOWN; way++)
    for (uint32_t i = 0; i < (way == DOWN || tries < 3 ? tries : 3) && (!i || work < ATL_LAYERED_WORK); i++) {
      layout->tight = pressed[i];
      layout->turned_down = across && way == DOWN;
      atl_place_release(layout->place);
      run(layout, width, way, false, &work);
      if (!width || layout->place->w <= width)
        return true;
      last = (uint32_t)way * 16 + i;
      if (layout->place->w < narrowest) {
        narrowest = layout->place->w;
        best = (uint32_t)way * 16 + i;
      }
    }
  if (best == last)
    return true;
  layout->tight = pressed[best % 16]; /* nothing fits: as narrow as it goes */
  layout->turned_down = across && best / 16 == DOWN;
  atl_place_release(layout->place);
  work = 0;
  return run(layout, width, (enum way)(best / 16), false, &work);
}
