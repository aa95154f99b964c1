/* --dump=STAGE: the structures between the stages as plain lines, for people who look for a defect. */
#include "base/out.h"
#include "base/spell.h"
#include "cmd/compile.h"
#include "cmd/vocabulary.h"
#include "map/shape.h"
#include "order/flow.h"
#include "order/order.h"
#include "place/place.h"
#include "read/read.h"
#include "scene/scene.h"
#include "style/kinds.h"

#include <string.h>

static void key(void *context, const char *scope, const char *word) { atl_out_format(context, "%s %s\n", scope, word); }

void atl_dump_vocabulary(struct atl_out *out) {
  atl_read_vocabulary(key, out);
  for (const struct atl_known_kind *kind = atl_known_kinds; kind->name; kind++)
    key(out, kind->link ? "known-link" : "known-node", kind->name);
  atl_vocabulary_write(out);
}

/* A text on one line, in quotes. */
static void quoted(struct atl_out *out, const char *text, size_t len) {
  atl_out_char(out, '"');
  for (size_t i = 0; i < len; i++)
    if (text[i] == '\n')
      atl_out_lit(out, "\\n");
    else {
      if (text[i] == '"' || text[i] == '\\')
        atl_out_char(out, '\\');
      atl_out_char(out, text[i]);
    }
  atl_out_char(out, '"');
}

static void field(struct atl_out *out, const struct atl_map *map, const char *name, atl_text text) {
  if (!text)
    return;
  atl_out_format(out, " %s=", name);
  quoted(out, atl_map_text(map, text), strlen(atl_map_text(map, text)));
}

/* Which layout the map means, and why; of a map that says one, what it would be. */
static void dump_meant(struct atl_out *out, const struct atl_map *map) {
  const struct atl_map_shape s = atl_map_shape(map);
  atl_out_format(out, "means %s: ", atl_layout_meant(s.shape)->name);
  if (!s.links)
    atl_out_lit(out, "no links");
  else if (s.groups)
    atl_out_format(out, "%u %s in groups, %u %s: %s", s.leaves, s.leaves == 1 ? "leaf" : "leaves", s.links,
                   s.links == 1 ? "link" : "links",
                   s.links < s.leaves ? "fewer links than leaves" : "as many links as leaves");
  else
    atl_out_format(out, "flat, %u nodes, %u %s, %u from a node to the next one", s.nodes, s.links,
                   s.links == 1 ? "link" : "links", s.steps);
  atl_out_char(out, '\n');
}

void atl_dump_map(struct atl_out *out, const struct atl_map *map) {
  atl_out_lit(out, "map");
  field(out, map, "title", map->title);
  field(out, map, "subtitle", map->subtitle);
  field(out, map, "about", map->about);
  field(out, map, "layout", map->layout);
  field(out, map, "direction", map->direction);
  field(out, map, "groups", map->groups);
  field(out, map, "style", map->style);
  atl_out_char(out, '\n');
  dump_meant(out, map);
  for (uint32_t i = 1; i < map->node.len; i++) {
    const struct atl_node *node = &map->node.at[i];
    atl_out_format(out, "%*s%s %u", 2 * (node->depth - 1), "", node->flags & ATL_NODE_ITEM ? "item" : "node", i);
    field(out, map, "id", node->id);
    field(out, map, "label", node->label);
    field(out, map, "note", node->note);
    field(out, map, "kind", node->kind);
    if (node->extra != ATL_NONE) {
      const struct atl_node_extra *extra = &map->extra.at[node->extra];
      field(out, map, "about", extra->about);
      field(out, map, "url", extra->url);
      field(out, map, "since", extra->since);
      field(out, map, "status", extra->status);
      field(out, map, "map", extra->map);
      field(out, map, "layout", extra->layout);
      field(out, map, "same-as", extra->same);
      if (extra->columns)
        atl_out_format(out, extra->columns == ATL_COLUMNS_AUTO ? " columns=auto" : " columns=%u", extra->columns);
      for (uint32_t k = 0; k < extra->tags; k++)
        field(out, map, "tag", map->word.at[extra->first_tag + k].text);
      for (uint32_t k = 0; k < extra->sees; k++)
        field(out, map, "see", map->word.at[extra->first_see + k].text);
      for (uint32_t k = 0; k < extra->facts; k++) {
        field(out, map, "fact", map->fact.at[extra->first_fact + k].name);
        field(out, map, "is", map->fact.at[extra->first_fact + k].text);
      }
    }
    atl_out_format(out, " at=%u..%u\n", node->begin, node->end);
  }
  static const char *const arrows[] = {"->", "<->", "--"};
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    atl_out_format(out, "link %s %s %s", atl_map_text(map, link->from), arrows[link->arrow],
                   atl_map_text(map, link->to));
    field(out, map, "label", link->label);
    field(out, map, "kind", link->kind);
    atl_out_char(out, '\n');
  }
  for (uint32_t i = 0; i < map->view.len; i++) {
    const struct atl_view *view = &map->view.at[i];
    atl_out_format(out, "view %s", atl_map_text(map, view->name));
    field(out, map, "title", view->title);
    field(out, map, "about", view->about);
    field(out, map, "root", view->root);
    field(out, map, "layout", view->layout);
    field(out, map, "direction", view->direction);
    field(out, map, "groups", view->groups);
    field(out, map, "style", view->style);
    if (view->depth)
      atl_out_format(out, " depth=%u", view->depth);
    for (uint32_t k = 0; k < view->onlys; k++)
      field(out, map, "only", map->word.at[view->first_only + k].text);
    for (uint32_t k = 0; k < view->withouts; k++)
      field(out, map, "without", map->word.at[view->first_without + k].text);
    for (uint32_t k = 0; k < view->focuses; k++)
      field(out, map, "focus", map->word.at[view->first_focus + k].text);
    if (view->neighbours)
      atl_out_format(out, " neighbours=%u", view->neighbours);
    for (uint32_t k = 0; k < view->hidden; k++)
      field(out, map, "without-links", map->word.at[view->first_hidden + k].text);
    atl_out_char(out, '\n');
  }
  for (uint32_t i = 0; i < map->term.len; i++) {
    const struct atl_term *term = &map->term.at[i];
    atl_out_lit(out, "term");
    field(out, map, "name", term->name);
    field(out, map, "text", term->text);
    for (uint32_t k = 0; k < term->akas; k++)
      field(out, map, "aka", map->word.at[term->first_aka + k].text);
    for (uint32_t k = 0; k < term->sees; k++)
      field(out, map, "see", map->word.at[term->first_see + k].text);
    atl_out_format(out, " at=%u..%u\n", term->span.begin, term->span.end);
  }
}

static void paint(struct atl_out *out, const char *name, struct atl_paint paint) {
  atl_out_format(out, " %s=#%06x/#%06x", name, paint.light, paint.dark);
}

void atl_dump_style(struct atl_out *out, const struct atl_map *map, const struct atl_styled *styled) {
  static const char *const parts[] = {"root", "branch", "leaf", "card", "wire"};
  atl_out_lit(out, "sheet ");
  atl_spell(out, ATL_SPELL_PEOPLE, styled->sheet->name);
  atl_out_format(out, " border=%s", atl_border_names[styled->sheet->border]);
  paint(out, "page", styled->sheet->page);
  paint(out, "wire", styled->sheet->wire);
  atl_out_char(out, '\n');
  for (uint32_t i = 0; i < styled->look.len; i++) {
    const struct atl_look *look = &styled->look.at[i];
    atl_out_format(out, "look %u %s %s", i, parts[look->part], look->name);
    paint(out, "fill", look->fill);
    paint(out, "line", look->line);
    paint(out, "text", look->text);
    paint(out, "note", look->note);
    atl_out_lit(out, " size=");
    atl_out_fixed(out, look->label_size, ATL_PX);
    atl_out_lit(out, " note-size=");
    atl_out_fixed(out, look->note_size, ATL_PX);
    atl_out_format(out, " ansi=%u\n", look->ansi);
  }
  for (uint32_t i = 1; i < map->node.len; i++) {
    atl_out_format(out, "node %u look=%u", i, styled->node[i]);
    if (map->node.at[i].flags & ATL_NODE_HAS_ITEMS)
      atl_out_format(out, " card=%u", styled->card[i]);
    atl_out_char(out, '\n');
  }
  for (uint32_t i = 0; i < map->link.len; i++)
    atl_out_format(out, "link %u look=%u\n", i, styled->link[i]);
}

static void box_name(struct atl_out *out, const struct atl_map *map, const struct atl_box *box) {
  if (map->node.at[box->node].id || box->card)
    atl_map_write_path(map, box->node, out);
  else
    quoted(out, atl_map_text(map, map->node.at[box->node].label),
           strlen(atl_map_text(map, map->node.at[box->node].label)));
  if (box->card)
    atl_out_lit(out, ":items");
}

static void dump_layers(struct atl_out *out, const struct atl_layers *layers) {
  static const char *const kinds[] = {"box", "lane", "label"};
  atl_out_format(out, "layers %u crossings=", layers->count);
  atl_out_int(out, layers->crossings);
  atl_out_char(out, '\n');
  for (uint32_t l = 0; l < layers->count; l++) {
    atl_out_format(out, "layer %u", l);
    for (uint32_t i = layers->first[l]; i < layers->first[l + 1]; i++) {
      const struct atl_layer_item *item = &layers->item.at[layers->order[i]];
      atl_out_format(out, " %s:%u", kinds[item->kind], item->kind == ATL_ITEM_BOX ? layers->order[i] : item->net);
    }
    atl_out_char(out, '\n');
  }
}

/* One line a graph, and one a layer of it: its boxes from left to right, frames among them as [ and ] around what they
 * hold there. */
static void dump_flows(struct atl_out *out, const struct atl_flows *flows) {
  for (uint32_t s = 0; s < flows->set.len; s++)
    for (uint32_t k = 0; k < flows->set.at[s].graphs; k++) {
      const struct atl_flow_graph *g = &flows->graph.at[flows->set.at[s].first + k];
      const struct atl_flow *f = g->flow;
      atl_out_format(out, "graph %u set=%u layers=%u crossings=", flows->set.at[s].first + k, s, f->layers);
      atl_out_int(out, f->crossings);
      atl_out_format(out, " back=%u\n", f->back);
      for (uint32_t l = 0; l < f->layers; l++) {
        atl_out_format(out, "layer %u:", l);
        for (uint32_t i = f->first[l]; i < f->first[l + 1]; i++) {
          const struct atl_flow_item *item = &f->item.at[f->order[i]];
          uint32_t box = item->node == ATL_NONE ? ATL_NONE : g->node.at[item->node].box;
          if (item->kind == ATL_FLOW_BOX)
            atl_out_format(out, box == ATL_NONE ? " block" : " %u", box);
          else if (item->kind == ATL_FLOW_LEFT)
            atl_out_format(out, " [%u", box);
          else if (item->kind == ATL_FLOW_RIGHT)
            atl_out_lit(out, " ]");
        }
        atl_out_char(out, '\n');
      }
    }
}

void atl_dump_order(struct atl_out *out, const struct atl_map *map, const struct atl_order *order) {
  for (uint32_t i = 0; i < order->box.len; i++) {
    const struct atl_box *box = &order->box.at[i];
    atl_out_format(out, "box %u rank=%u", i, box->rank);
    if (box->parent != ATL_NONE)
      atl_out_format(out, " parent=%u", box->parent);
    if (box->child_count)
      atl_out_format(out, " children=%u+%u", box->first_child, box->child_count);
    if (box->folded)
      atl_out_format(out, " folded=%u", box->folded);
    atl_out_char(out, ' ');
    box_name(out, map, box);
    atl_out_char(out, '\n');
  }
  for (uint32_t i = 0; i < order->edge.len; i++)
    atl_out_format(out, "edge %u -> %u link=%u\n", order->edge.at[i].tail, order->edge.at[i].head,
                   order->edge.at[i].link);
  if (order->layers)
    dump_layers(out, order->layers);
  if (order->flows)
    dump_flows(out, order->flows);
}

static void rect(struct atl_out *out, struct atl_rect r) {
  atl_out_format(out, " x=%d y=%d w=%d h=%d", r.x, r.y, r.w, r.h);
}

void atl_dump_place(struct atl_out *out, const struct atl_map *map, const struct atl_order *order,
                    const struct atl_place *place) {
  atl_out_format(out, "place unit=%s w=%d h=%d\n", place->cells ? "cell" : "1/8px", place->w, place->h);
  for (uint32_t i = 0; i < order->box.len; i++) {
    atl_out_format(out, "box %u", i);
    rect(out, place->box[i]);
    atl_out_char(out, ' ');
    box_name(out, map, &order->box.at[i]);
    atl_out_char(out, '\n');
  }
  for (uint32_t i = 0; i < place->route.len; i++) {
    const struct atl_route *route = &place->route.at[i];
    atl_out_format(out, "route net=%u", route->net);
    for (uint32_t k = 0; k < route->points; k++)
      atl_out_format(out, " %d,%d", place->point.at[route->first_point + k].x,
                     place->point.at[route->first_point + k].y);
    atl_out_text(out, route->tail ? " tail" : "");
    atl_out_text(out, route->head ? " head\n" : "\n");
  }
  for (uint32_t i = 0; i < place->label.len; i++) {
    const struct atl_label *label = &place->label.at[i];
    atl_out_format(out, "label edge=%u", label->edge);
    rect(out, label->rect);
    atl_out_format(out, " lines=%u%s\n", label->lines, label->inline_ ? " inline" : "");
  }
}

void atl_dump_scene(struct atl_out *out, const struct atl_scene *scene) {
  static const char *const ops[] = {"begin", "end", "word", "rule", "route", "label", "aside", "sample"};
  atl_out_format(out, "scene unit=%s w=%d h=%d title=", scene->cells ? "cell" : "1/8px", scene->w, scene->h);
  quoted(out, scene->title, strlen(scene->title));
  atl_out_lit(out, "\ndesc ");
  quoted(out, scene->desc, strlen(scene->desc));
  atl_out_char(out, '\n');
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    atl_out_text(out, ops[item->op]);
    if (item->op == ATL_BEGIN) {
      atl_out_char(out, ' ');
      atl_scene_write_path(scene, item->ref, out);
    }
    if (item->op == ATL_ROUTE)
      for (int32_t k = 0; k < item->w; k++)
        atl_out_format(out, " %d,%d", scene->point[item->ref + (uint32_t)k].x, scene->point[item->ref + (uint32_t)k].y);
    else if (item->op != ATL_END)
      rect(out, (struct atl_rect){item->x, item->y, item->w, item->op == ATL_WORD ? 0 : item->h});
    if (item->op == ATL_WORD && item->flags & ATL_COUNT)
      atl_out_format(out, item->h == 1 ? " +%u items" : " +%u", item->ref);
    else if (item->op == ATL_WORD) {
      atl_out_char(out, ' ');
      quoted(out, scene->pool + item->ref, (size_t)item->h);
    }
    atl_out_format(out, " look=%u flags=%u\n", item->look, item->flags);
  }
}
