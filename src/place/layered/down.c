/* From layer to layer: titles, rows of borders, tracks; and what comes of all that: rectangles and wires.
 *
 *     layer l      boxes, and lanes beside them
 *     borders      of frames that end with layer l, inner ones first
 *     tracks       no frame begins or ends here, so a wire crosses borders at its sides at right angles
 *     borders      of frames that begin with layer l + 1, with their titles, outer ones first
 *     layer l + 1 */
#include "place/layered/cast.h"

#include "base/sort.h"
#include "place/measure.h"

#include <stdlib.h>

/* Of a drawing that is turned, a title longer than this has its note below it: it would make its frame deep. */
enum { LONG_TURNED_CELLS = 24, LONG_TURNED_PX = 190 };

/* -- titles -------------------------------------------------------------------------------------------------------- */

struct line { /* a wire that passes the border where a title stands, or the border at its side */
  int32_t at;
  uint32_t variable;
  int32_t offset;
};

typedef ATL_VEC(struct line) line_list;

static int by_at(const void *a, const void *b) {
  const struct line *x = a, *y = b;
  return x->at < y->at ? -1 : x->at > y->at;
}

static uint32_t variable_of_pin(const struct atl_cast *c, uint32_t pin, int32_t *offset) {
  const struct atl_cast_pin *p = &c->pin.at[pin];
  *offset = p->kind == ATL_PIN_FREE ? 0 : p->offset;
  if (p->kind != ATL_PIN_FREE)
    return c->variable[p->item];
  uint32_t variable = c->variables;
  for (uint32_t i = 0; i < pin; i++)
    variable += c->pin.at[i].kind == ATL_PIN_FREE;
  return variable;
}

/* The wires that pass the border of a frame at which its title stands. */
static void find_lines(const struct atl_cast *c, uint32_t frame, line_list *lines) {
  const struct atl_flow *f = c->flow;
  const struct atl_flow_node *node = &c->graph->node.at[frame];
  uint32_t layer = c->flip ? node->bottom : node->top, first = f->left[frame] + layer - node->top;
  uint32_t last = f->right[frame] + layer - node->top, base = f->first[layer];
  enum atl_flow_side outside = c->flip ? ATL_FLOW_BELOW : ATL_FLOW_ABOVE,
                     inside = c->flip ? ATL_FLOW_IN_BOTTOM : ATL_FLOW_IN_TOP;
  for (uint32_t k = f->item.at[first].place + 1; k < f->item.at[last].place; k++) {
    uint32_t i = f->order[base + k], from = 2 * i + (c->flip ? 1 : 0);
    const struct atl_flow_item *item = &f->item.at[i];
    if (item->kind == ATL_FLOW_BOX) {
      for (uint32_t p = c->first_pin[i]; p < c->first_pin[i + 1]; p++)
        if (c->pin.at[p].below == c->flip) {
          int32_t offset;
          uint32_t variable = variable_of_pin(c, p, &offset);
          *atl_vec_push(lines) = (struct line){c->pin.at[p].at, variable, offset};
        }
      continue;
    }
    bool passes = f->arms[from] < f->arms[from + 1];
    if (item->kind == ATL_FLOW_PORT)
      passes = item->side == inside || (item->side == outside && (c->cells || item->node != frame));
    if (item->kind == ATL_FLOW_LEFT || item->kind == ATL_FLOW_RIGHT)
      passes = false;
    if (passes)
      *atl_vec_push(lines) = (struct line){c->at[c->variable[i]], c->variable[i], 0};
  }
  if (lines->len)
    atl_sort(lines->at, lines->len, sizeof *lines->at, by_at);
}

/* Whether room between a line and the next one was asked for, or cannot be: both are fixed to one thing. */
static bool asked_before(const struct atl_cast *c, const struct line *a) {
  bool known = a[0].variable == a[1].variable;
  for (uint32_t i = 0; i < c->more.len; i++)
    known |= c->more.at[i].left == a[0].variable && c->more.at[i].right == a[1].variable;
  return known;
}

/* Where the title of a frame stands; asks for room where no way of writing it has any. */
static bool place_title(struct atl_cast *c, uint32_t frame) {
  const struct atl_title *title = &c->title[frame];
  struct atl_heading heading = atl_heading_of(c->cells);
  int32_t left = c->at[atl_cast_left(c, frame)], right = c->at[atl_cast_right(c, frame)];
  int32_t air = c->cells ? 2 : 6 * ATL_PX; /* between a wire and words, and in cells a bit of border */
  line_list lines = {0};
  *atl_vec_push(&lines) = (struct line){left, atl_cast_left(c, frame), 0};
  find_lines(c, frame, &lines);
  lines.at[0] = (struct line){left, atl_cast_left(c, frame), 0};
  *atl_vec_push(&lines) = (struct line){right, atl_cast_right(c, frame), 0};
  int32_t least = INT32_MAX;
  uint32_t best = 0;
  int narrowest = 0;
  bool found = false;
  for (int way = 0; way < ATL_TITLE_WAYS; way++) {
    if (title->w[way] == INT32_MAX)
      continue;
    if (title->w[way] < title->w[narrowest])
      narrowest = way;
    for (uint32_t i = 0; i + 1 < lines.len && !found; i++) {
      int32_t before = i ? air : heading.x, behind = i + 2 < lines.len ? air : heading.x;
      int32_t lack = title->w[way] + before + behind - (lines.at[i + 1].at - lines.at[i].at);
      if (lack <= 0) {
        found = true;
        c->way[frame] = (uint8_t)way;
        c->title_at[frame] = lines.at[i].at - left + before;
      }
    }
  }
  uint32_t ends = lines.len - 1;
  for (uint32_t i = 0; i < ends && !found; i++) {
    int32_t around = (i ? air : heading.x) + (i + 1 < ends ? air : heading.x);
    int32_t lack = title->w[narrowest] + around - (lines.at[i + 1].at - lines.at[i].at);
    if (lack >= least || asked_before(c, &lines.at[i]))
      continue;
    least = lack;
    best = i;
  }
  bool asked = !found && least < INT32_MAX;
  if (!found) {
    const struct line *a = &lines.at[best], *b = a + 1;
    int32_t around = (best ? air : heading.x) + (best + 1 < ends ? air : heading.x);
    c->way[frame] = (uint8_t)narrowest;
    c->title_at[frame] = a->at - left + (best ? air : heading.x);
    c->troubles++;
    if (asked)
      *atl_vec_push(&c->more) = (struct atl_cast_apart){
          .left = a->variable, .right = b->variable, .least = title->w[narrowest] + around + a->offset - b->offset};
  }
  atl_vec_release(&lines);
  return asked;
}

bool atl_cast_titles(struct atl_cast *c) {
  bool asked = false;
  for (uint32_t v = 0; v < c->graph->node.len && !c->across; v++) /* those of what goes across are placed with depths */
    if (c->graph->node.at[v].frame)
      asked |= place_title(c, v);
  return asked;
}

/* -- depths -------------------------------------------------------------------------------------------------------- */

int32_t atl_cast_head(const struct atl_cast *c, uint32_t frame) {
  if (c->across)
    return c->gap->foot;
  return c->flip ? c->gap->foot : c->title[frame].h[c->way[frame]] + c->gap->foot - (c->cells ? 1 : 0);
}

int32_t atl_cast_foot(const struct atl_cast *c, uint32_t frame) {
  if (c->across)
    return c->gap->foot;
  return c->flip ? c->title[frame].h[c->way[frame]] + c->gap->foot - (c->cells ? 1 : 0) : c->gap->foot;
}

enum { TITLE_ROUNDS = 4 }; /* a frame that gets deeper moves rails of those around it */

struct depths {
  struct atl_cast *c;
  int32_t *head, *foot;           /* of frames, with those of the frames in them that begin or end with them */
  int32_t *more;                  /* of frames: what their titles need besides */
  int32_t *open, *close, *height; /* of layers */
  const struct ends *ends;        /* of channels, by the layer above them */
  uint8_t *met;                   /* of frames: arrowheads end at them: 1 above, 2 below */
};

struct ends { /* what ends in a channel: arrowheads; `bare`: wires from box or frame to another */
  bool upper, lower, bare;
};

/* In cells an arrowhead takes a row between the innermost border and the box. */
static void make_room_for_heads(struct depths *d, uint32_t v) {
  const struct atl_flow_node *node = &d->c->graph->node.at[v];
  if (!d->c->cells || d->c->across)
    return;
  if (!d->head[v] && node->top && d->ends[node->top - 1].lower)
    d->head[v] = 1;
  if (!d->foot[v] && d->ends[node->bottom].upper)
    d->foot[v] = 1;
}

static void find_borders(struct depths *d) {
  struct atl_cast *c = d->c;
  const struct atl_flow_graph *g = c->graph;
  for (uint32_t v = 0; v < g->node.len; v++)
    d->head[v] = d->foot[v] = 0;
  for (uint32_t l = 0; l < c->flow->layers; l++)
    d->open[l] = d->close[l] = 0;
  for (uint32_t v = g->node.len; v--;) {
    const struct atl_flow_node *node = &g->node.at[v];
    if (!node->frame)
      continue;
    make_room_for_heads(d, v);
    d->head[v] += atl_cast_head(c, v);
    d->foot[v] += atl_cast_foot(c, v) + d->more[v];
    d->open[node->top] = atl_max32(d->open[node->top], d->head[v]);
    d->close[node->bottom] = atl_max32(d->close[node->bottom], d->foot[v]);
    if (node->parent == ATL_NONE)
      continue;
    const struct atl_flow_node *parent = &g->node.at[node->parent];
    /* what is added here is the part of the frames within; the frame's own comes when its turn comes */
    int32_t on = c->cells && !c->across ? 1 : 0; /* an arrowhead at the inner frame stands between the two borders */
    if (parent->top == node->top)
      d->head[node->parent] = atl_max32(d->head[node->parent], d->head[v] + (d->met[v] & 1 ? on : 0));
    if (parent->bottom == node->bottom)
      d->foot[node->parent] = atl_max32(d->foot[node->parent], d->foot[v] + (d->met[v] & 2 ? on : 0));
  }
}

static void find_heights(struct depths *d) {
  const struct atl_cast *c = d->c;
  for (uint32_t i = 0; i < c->flow->item.len; i++) {
    const struct atl_flow_item *item = &c->flow->item.at[i];
    int32_t h = item->kind == ATL_FLOW_BOX ? c->size[item->node].h
                : item->edge != ATL_NONE   ? c->label[item->edge].h
                                           : 0;
    if (c->beside[i] != ATL_NONE && c->graph->edge.at[c->beside[i]].flags & ATL_FLOW_LABEL)
      h = atl_max32(h, c->label[c->beside[i]].h);
    d->height[item->layer] = atl_max32(d->height[item->layer], h);
  }
  for (uint32_t i = 0; i < c->graph->edge.len && c->across;
       i++) { /* a label beside a loop may be longer than the box */
    const struct atl_flow_edge *e = &c->graph->edge.at[i];
    if (!(e->flags & ATL_FLOW_LOOP && e->flags & ATL_FLOW_LABEL))
      continue;
    int32_t *h = &d->height[c->graph->node.at[e->tail].top];
    *h = atl_max32(*h, c->label[i].h);
  }
}

/* Which channels have arrowheads above and below. */
static void meet(const struct atl_flow_item *item, bool head, uint8_t *met) {
  if (head && item->kind == ATL_FLOW_PORT)
    met[item->node] |= item->side == ATL_FLOW_ABOVE ? 1 : item->side == ATL_FLOW_BELOW ? 2 : 0;
}

static struct ends *find_heads(const struct atl_cast *c, uint8_t *met) {
  const struct atl_flow *f = c->flow;
  struct ends *ends = atl_alloc((size_t)f->layers + 1, sizeof *ends);
  for (uint32_t i = 0; i < c->graph->edge.len; i++) {
    const struct atl_flow_edge *e = &c->graph->edge.at[i];
    if (e->steps < 2)
      continue;
    const struct atl_link *link = &c->layout->map->link.at[c->layout->order->edge.at[e->edge].link];
    bool back = e->flags & ATL_FLOW_BACK, round = e->flags & ATL_FLOW_ROUND;
    bool head = link->arrow != ATL_ARROW_NONE, tail = link->arrow == ATL_ARROW_BOTH;
    uint32_t a = f->step.at[e->first_step], b = f->step.at[e->first_step + e->steps - 1];
    meet(&f->item.at[a], back ? head : tail, met);
    meet(&f->item.at[b], back ? tail : head, met);
    ends[f->item.at[a].layer].upper |= back ? head : tail;
    if (round)
      ends[f->item.at[b].layer].upper |= head;
    else if (f->item.at[b].layer)
      ends[f->item.at[b].layer - 1].lower |= back ? tail : head;
  }
  for (uint32_t i = 0; i < f->wires; i++) {
    enum atl_flow_kind a = f->item.at[f->arc.at[i].upper].kind, b = f->item.at[f->arc.at[i].lower].kind;
    ends[f->item.at[f->arc.at[i].upper].layer].bare |=
        (a == ATL_FLOW_BOX || a == ATL_FLOW_PORT) && (b == ATL_FLOW_BOX || b == ATL_FLOW_PORT);
  }
  return ends;
}

static void stack_layers(struct depths *d, const struct ends *ends) {
  struct atl_cast *c = d->c;
  const struct atl_cast_gaps *gap = c->gap;
  int32_t y = 0;
  for (uint32_t l = 0; l < c->flow->layers; l++) {
    y += d->open[l];
    c->top[l] = y;
    y += d->height[l];
    c->bottom[l] = y;
    y += d->close[l];
    int32_t lead = ends[l].upper || !c->cells ? gap->lead : gap->lead - (c->across ? 1 : 0);
    c->rails[l] = y + lead;
    int32_t tail = gap->tail - (ends[l].lower ? 0 : gap->straight - gap->plain);
    if (c->tracks[l]) /* a rail beside a border would look like one with it, and be read so */
      y = c->rails[l] + (int32_t)(c->tracks[l] - 1) * gap->track + (c->cells && c->across ? atl_max32(tail, 2) : tail);
    else if (l + 1 < c->flow->layers)
      y += ends[l].upper || ends[l].lower || ends[l].bare
               ? gap->straight + (c->cells && ends[l].upper && ends[l].lower ? 1 : 0)
               : gap->plain;
  }
  c->h = y;
}

/* What goes across has its titles at the sides of frames, where the rails of channels pass: finds where the title of a
 * frame stands, from the left of the page on. Returns how much deeper the frame has to be for that, 0 where it is deep
 * enough. */
static int32_t place_side_title(const struct depths *d, uint32_t v, line_list *lines) {
  struct atl_cast *c = d->c;
  const struct atl_flow_node *node = &c->graph->node.at[v];
  struct atl_heading heading = atl_heading_of(c->cells);
  int32_t start = c->top[node->top] - d->head[v], deep = c->bottom[node->bottom] + d->foot[v] - start,
          border = c->at[atl_cast_left(c, v)], w = c->title[v].w[c->way[v]], air = c->cells ? 2 : 6 * ATL_PX;
  lines->len = 0;
  *atl_vec_push(lines) = (struct line){.at = 0};
  for (uint32_t l = node->top; l < node->bottom; l++)
    for (uint32_t b = c->first_bus[l]; b < c->first_bus[l + 1]; b++) {
      const struct atl_cast_bus *bus = &c->bus.at[b];
      if (bus->track == ATL_NONE || bus->low > border || bus->high < border)
        continue;
      int32_t at = c->rails[l] + (int32_t)bus->track * c->gap->track - start;
      *atl_vec_push(lines) = (struct line){.at = c->flip ? deep - (c->cells ? 1 : 0) - at : at};
    }
  *atl_vec_push(lines) = (struct line){.at = deep};
  atl_sort(lines->at, lines->len, sizeof *lines->at, by_at);
  uint32_t gaps = lines->len - 1, last = c->flip ? 0 : gaps - 1;
  int32_t lack = 0;
  for (uint32_t k = 0; k <= gaps; k++) {
    uint32_t i = k < gaps ? k : last; /* where none is wide enough it is the one that grows with the frame */
    int32_t before = i ? air : heading.x, behind = i + 1 < gaps ? air : heading.x;
    lack = w + before + behind - (lines->at[i + 1].at - lines->at[i].at);
    c->title_at[v] = lines->at[i].at + before;
    if (lack <= 0)
      return 0;
  }
  return lack;
}

/* Finds where the titles of what goes across stand. True when frames have to be deeper for them. */
static bool titles_ask(struct depths *d) {
  line_list lines = {0};
  bool asked = false;
  for (uint32_t v = 0; v < d->c->graph->node.len; v++) {
    int32_t lack = d->c->graph->node.at[v].frame ? place_side_title(d, v, &lines) : 0;
    d->more[v] += lack;
    asked |= lack > 0;
  }
  atl_vec_release(&lines);
  return asked;
}

static void find_depths(struct atl_cast *c) {
  uint32_t n = c->graph->node.len, layers = c->flow->layers;
  struct depths d = {.c = c,
                     .head = atl_alloc((size_t)n + 1, sizeof *d.head),
                     .foot = atl_alloc((size_t)n + 1, sizeof *d.foot),
                     .more = atl_alloc((size_t)n + 1, sizeof *d.more),
                     .open = atl_alloc((size_t)layers + 1, sizeof *d.open),
                     .close = atl_alloc((size_t)layers + 1, sizeof *d.close),
                     .height = atl_alloc((size_t)layers + 1, sizeof *d.height)};
  d.met = atl_alloc((size_t)n + 1, 1);
  struct ends *ends = find_heads(c, d.met);
  d.ends = ends;
  c->top = atl_alloc((size_t)layers + 1, sizeof *c->top);
  c->bottom = atl_alloc((size_t)layers + 1, sizeof *c->bottom);
  c->rails = atl_alloc((size_t)layers + 1, sizeof *c->rails);
  find_heights(&d);
  find_borders(&d);
  stack_layers(&d, ends);
  for (int round = 0; c->across && round < TITLE_ROUNDS && titles_ask(&d); round++) {
    find_borders(&d);
    stack_layers(&d, ends);
  }
  for (uint32_t v = 0; v < n; v++) {
    const struct atl_flow_node *node = &c->graph->node.at[v];
    if (!node->frame)
      continue;
    struct atl_rect *r = &c->rect[v];
    r->x = c->at[atl_cast_left(c, v)];
    r->w = c->at[atl_cast_right(c, v)] - r->x + (c->cells ? 1 : 0);
    r->y = c->top[node->top] - d.head[v];
    r->h = c->bottom[node->bottom] + d.foot[v] - r->y;
  }
  for (uint32_t i = 0; i < c->flow->item.len; i++) {
    const struct atl_flow_item *item = &c->flow->item.at[i];
    int32_t middle = c->bottom[item->layer] + c->top[item->layer];
    if (item->kind == ATL_FLOW_BOX) {
      struct atl_rect *r = &c->rect[item->node];
      *r = (struct atl_rect){.w = c->size[item->node].w, .h = c->size[item->node].h};
      r->x = c->at[c->variable[i]] - (c->cells ? (r->w - 1) / 2 : r->w / 2);
      r->y = (middle - r->h) / 2 / c->gap->grain * c->gap->grain;
    } else if (item->edge != ATL_NONE) {
      struct atl_rect *r = &c->label_rect[item->edge];
      *r = c->label[item->edge];
      r->x = c->at[c->variable[i]] + (c->across ? -(r->w / 2) : c->gap->label + (c->cells ? 1 : 0));
      r->y = (middle - r->h) / 2 / c->gap->grain * c->gap->grain;
    }
  }
  free(d.head);
  free(d.foot);
  free(d.more);
  free(d.open);
  free(d.close);
  free(d.height);
  free(d.met);
  free(ends);
}

/* -- wires --------------------------------------------------------------------------------------------------------- */

static void to(struct atl_cast *c, struct atl_cast_wire *w, int32_t x, int32_t y) {
  struct atl_point *p = w->points ? &c->point.at[w->first_point] : NULL; /* there may be no point at all yet */
  if (w->points && p[w->points - 1].x == x && p[w->points - 1].y == y)
    return;
  if (w->points > 1) {
    struct atl_point a = p[w->points - 2], b = p[w->points - 1];
    if ((a.x == b.x && b.x == x) || (a.y == b.y && b.y == y)) {
      p[w->points - 1] = (struct atl_point){x, y};
      return;
    }
  }
  *atl_vec_push(&c->point) = (struct atl_point){x, y};
  w->points++;
}

/* The two points with which a wire begins or ends at an item: at its border, and where it turns into its column. */
static uint32_t end_points(const struct atl_cast *c, uint32_t item, uint32_t arc, bool below, struct atl_point *p) {
  const struct atl_flow_item *i = &c->flow->item.at[item];
  int32_t x = below ? atl_cast_upper(c, arc) : atl_cast_lower(c, arc), on = c->cells ? 1 : 0;
  const struct atl_rect *r = &c->rect[i->node];
  if (i->kind == ATL_FLOW_PORT) {
    bool bottom = i->side == ATL_FLOW_BELOW || i->side == ATL_FLOW_IN_BOTTOM;
    p[0] = (struct atl_point){x, bottom ? atl_rect_bottom(*r) - on : r->y};
    return 1;
  }
  const struct atl_cast_pin *pin = &c->pin.at[below ? c->upper_pin[arc] : c->lower_pin[arc]];
  if (pin->kind == ATL_PIN_BESIDE) {
    int32_t y = r->y + pin->depth;
    p[0] = (struct atl_point){pin->right ? atl_rect_right(*r) - on : r->x, y};
    p[1] = (struct atl_point){x, y};
    return 2;
  }
  p[0] = (struct atl_point){x, below ? atl_rect_bottom(*r) - on - pin->reach : r->y + pin->reach};
  return 1;
}

static void lead_wire(struct atl_cast *c, uint32_t edge) {
  const struct atl_flow *f = c->flow;
  const struct atl_flow_edge *e = &c->graph->edge.at[edge];
  struct atl_cast_wire *w = &c->wire[edge];
  const uint32_t *step = &f->step.at[e->first_step];
  w->first_point = c->point.len;
  for (uint32_t k = 0; k + 1 < e->steps; k++) {
    uint32_t arc = atl_flow_arc_between(f, step[k], step[k + 1], e->net);
    bool down = f->arc.at[arc].upper == step[k];
    struct atl_point p[2];
    if (k == 0) {
      uint32_t n = end_points(c, step[k], arc, down, p);
      for (uint32_t i = 0; i < n; i++)
        to(c, w, p[i].x, p[i].y);
    }
    const struct atl_cast_bus *bus = &c->bus.at[c->bus_of[arc]];
    int32_t rail = c->rails[f->item.at[f->arc.at[arc].upper].layer] + (int32_t)bus->track * c->gap->track;
    int32_t upper = atl_cast_upper(c, arc);
    if (f->item.at[f->arc.at[arc].lower].kind == ATL_FLOW_TURN)
      to(c, w, upper, rail);
    else if (upper != atl_cast_lower(c, arc)) {
      int32_t lower = atl_cast_lower(c, arc);
      to(c, w, down ? upper : lower, rail);
      to(c, w, down ? lower : upper, rail);
    }
    if (k + 2 == e->steps) {
      uint32_t n = end_points(c, step[k + 1], arc, !down, p);
      for (uint32_t i = n; i--;)
        to(c, w, p[i].x, p[i].y);
    }
  }
  if (!(e->flags & ATL_FLOW_BACK))
    return;
  for (uint32_t i = 0, j = w->points; i + 1 < j; i++) {
    j--;
    struct atl_point swap = c->point.at[w->first_point + i];
    c->point.at[w->first_point + i] = c->point.at[w->first_point + j];
    c->point.at[w->first_point + j] = swap;
  }
}

enum { LOOP_LEAST = 12 }; /* px between the ends of a loop */

struct looped {
  int32_t all, count, out; /* loops of a box, those that are led, how far out they come */
};

/* Out of a box and back on the same side; each further loop goes round the ones before. */
static void lead_loop(struct atl_cast *c, uint32_t edge, struct looped *looped) {
  const struct atl_flow_edge *e = &c->graph->edge.at[edge];
  const struct atl_rect *r = &c->rect[e->tail];
  struct atl_cast_wire *w = &c->wire[edge];
  struct looped *l = &looped[e->tail];
  int32_t on = c->cells ? 1 : 0, all = l->all, border = atl_rect_right(*r) - on, grain = c->gap->grain;
  int32_t within = all - 1 - l->count, far = border + l->out + c->gap->loop;
  int32_t inset = c->cells ? 1 + within * (c->across ? 2 : 1) : r->h * (within + 1) / (2 * (all + 1)) / grain * grain;
  int32_t from = inset, back = r->h - inset - on;
  uint32_t box = c->graph->node.at[e->tail].box;
  bool rows = !c->across && all == 1 && box != ATL_NONE && c->layout->order->box.at[box].items;
  if (rows && e->tail_row != e->head_row) { /* from an item to another one; no other wire is at this side */
    bool tail = atl_cast_row(c, e->tail, e->tail_row, &from), head = atl_cast_row(c, e->tail, e->head_row, &back);
    if (abs(from - back) <
        (c->cells ? 1 : LOOP_LEAST * ATL_PX)) { /* an item at this end of the box, and the box itself */
      if (tail)
        back = inset;
      else if (head)
        from = r->h - inset - on;
    }
  }
  w->first_point = c->point.len;
  to(c, w, border, r->y + from);
  to(c, w, far, r->y + from);
  to(c, w, far, r->y + back);
  to(c, w, border, r->y + back);
  l->out += c->gap->loop;
  l->count++;
  if (!(e->flags & ATL_FLOW_LABEL))
    return;
  struct atl_rect *label = &c->label_rect[edge];
  *label = c->label[edge];
  label->x = far + on + c->gap->label;
  label->y = r->y + (r->h - label->h) / 2 / grain * grain;
  l->out += c->gap->label + label->w;
}

/* From a box to its neighbour in the layer, through the middle of what both are deep. */
static void lead_beside(struct atl_cast *c, uint32_t edge) {
  const struct atl_flow_edge *e = &c->graph->edge.at[edge];
  const struct atl_rect *a = &c->rect[e->tail], *b = &c->rect[e->head];
  struct atl_cast_wire *w = &c->wire[edge];
  bool back = b->x < a->x;
  const struct atl_rect *left = back ? b : a, *right = back ? a : b;
  int32_t on = c->cells ? 1 : 0, grain = c->gap->grain;
  int32_t top = atl_max32(a->y, b->y), bottom = atl_min32(atl_rect_bottom(*a), atl_rect_bottom(*b)) - on;
  int32_t y = top + (bottom - top) / 2 / grain * grain, from = atl_rect_right(*left) - on, to_ = right->x;
  w->first_point = c->point.len;
  to(c, w, back ? to_ : from, y);
  to(c, w, back ? from : to_, y);
  if (!(e->flags & ATL_FLOW_LABEL))
    return;
  struct atl_rect *label = &c->label_rect[edge];
  *label = c->label[edge];
  label->x = from + on + (to_ - from - on - label->w) / 2 / grain * grain;
  label->y = y - (label->h - on) / 2 / grain * grain;
}

void atl_cast_down(struct atl_cast *c) {
  uint32_t n = c->graph->node.len, edges = c->graph->edge.len;
  c->rect = atl_alloc((size_t)n + 1, sizeof *c->rect);
  c->label_rect = atl_alloc((size_t)edges + 1, sizeof *c->label_rect);
  c->wire = atl_alloc((size_t)edges + 1, sizeof *c->wire);
  find_depths(c);
  struct looped *looped = atl_alloc((size_t)n + 1, sizeof *looped);
  for (uint32_t i = 0; i < edges; i++)
    looped[c->graph->edge.at[i].tail].all += (c->graph->edge.at[i].flags & ATL_FLOW_LOOP) != 0;
  for (uint32_t i = 0; i < edges; i++)
    if (c->graph->edge.at[i].flags & ATL_FLOW_LOOP)
      lead_loop(c, i, looped);
    else if (c->graph->edge.at[i].flags & ATL_FLOW_BESIDE)
      lead_beside(c, i);
    else if (c->graph->edge.at[i].steps > 1)
      lead_wire(c, i);
  free(looped);
}

void atl_cast_release(struct atl_cast *c) {
  free(c->variable);
  atl_vec_release(&c->pin);
  free(c->first_pin);
  free(c->silent);
  free(c->upper_pin);
  free(c->lower_pin);
  free(c->at);
  free(c->half);
  free(c->beside);
  atl_vec_release(&c->more);
  atl_vec_release(&c->bus);
  free(c->first_bus);
  free(c->bus_arc);
  free(c->tracks);
  free(c->bus_of);
  free(c->top);
  free(c->bottom);
  free(c->rails);
  free(c->way);
  free(c->title_at);
  free(c->rect);
  free(c->label_rect);
  free(c->wire);
  atl_vec_release(&c->point);
}
