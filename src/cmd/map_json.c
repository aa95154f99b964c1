/* The map itself as JSON, for programs that ask what the author said: every node, item, link, kind, view and term, in
 * the author's order and with nothing of a drawing. A list of nodes, not a tree: each names its parent by its path. */
#include "cmd/map_text.h"

#include "emit/json_write.h"
#include "style/icon.h"
#include "style/shape.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Of the keys that atlasc(1) and schema/map-data.schema.json name. Keys may come; where one goes, or means something
 * else, this is one more. */
enum { MAP_VERSION = 1 };

static void set(json_t *object, const char *key, const struct atl_map *map, atl_text text) {
  if (text)
    json_object_set_new(object, key, atl_json_name(atl_map_text(map, text)));
}

static void set_words(json_t *object, const char *key, const struct atl_map *map, uint32_t first, uint32_t count) {
  if (!count)
    return;
  json_t *list = json_array();
  for (uint32_t i = 0; i < count; i++)
    json_array_append_new(list, atl_json_name(atl_map_text(map, map->word.at[first + i].text)));
  json_object_set_new(object, key, list);
}

/* Whether something is drawn that may be or not be: true, false or "auto". */
static void set_wanted(json_t *object, const char *key, uint8_t wanted) {
  if (wanted == ATL_WANTED_USEFUL)
    json_object_set_new(object, key, json_string("auto"));
  else if (wanted != ATL_WANTED_UNSAID)
    json_object_set_new(object, key, json_boolean(wanted == ATL_WANTED));
}

static void set_word(json_t *object, const char *key, const char *word) {
  if (*word)
    json_object_set_new(object, key, json_string(word));
}

/* A word of one of the tables of style/shape.h; 0: it is not said. */
static void set_choice(json_t *object, const char *key, const char *const *names, unsigned choice) {
  set_word(object, key, choice ? names[choice - 1] : "");
}

static json_t *path_of(const struct atl_map *map, uint32_t node) {
  struct atl_out path;
  atl_out_memory(&path);
  atl_map_write_path(map, node, &path);
  atl_out_char(&path, 0);
  json_t *value = atl_json_name(path.buf);
  atl_out_discard(&path);
  return value;
}

/* -- nodes --------------------------------------------------------------------------------------------------------- */

static json_t *facts_of(const struct atl_map *map, const struct atl_node_extra *extra) {
  json_t *list = json_array();
  for (uint32_t i = 0; i < extra->facts; i++) {
    const struct atl_fact *fact = &map->fact.at[extra->first_fact + i];
    json_t *object = json_object();
    json_object_set_new(object, "name", atl_json_name(atl_map_text(map, fact->name)));
    json_object_set_new(object, "text", atl_json_name(atl_map_text(map, fact->text)));
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *node_object(const struct atl_map *map, uint32_t i) {
  const struct atl_node *node = &map->node.at[i];
  json_t *object = json_object();
  bool item = node->flags & ATL_NODE_ITEM;
  if (*atl_map_text(map, node->id))
    json_object_set_new(object, "path", path_of(map, i));
  set(object, "id", map, node->id);
  json_object_set_new(object, "parent", node->parent ? path_of(map, node->parent) : json_null());
  json_object_set_new(object, "item", json_boolean(item));
  set(object, "label", map, node->label);
  set(object, "note", map, node->note);
  set(object, "kind", map, node->kind);
  if (node->flags & (ATL_NODE_DIVIDE | ATL_NODE_JOIN))
    json_object_set_new(object, "divide", json_boolean(node->flags & ATL_NODE_DIVIDE));
  if (node->extra == ATL_NONE)
    return object;
  const struct atl_node_extra *extra = &map->extra.at[node->extra];
  set_words(object, "tags", map, extra->first_tag, extra->tags);
  set(object, "about", map, extra->about);
  set(object, "url", map, extra->url);
  set(object, "since", map, extra->since);
  set(object, "status", map, extra->status);
  set(object, "map", map, extra->map);
  set(object, "same", map, extra->same);
  set_words(object, "see", map, extra->first_see, extra->sees);
  if (extra->facts)
    json_object_set_new(object, "facts", facts_of(map, extra));
  set_word(object, "icon", atl_icon_word(map, extra->icon));
  set(object, "layout", map, extra->layout);
  set(object, "direction", map, extra->direction);
  if (extra->columns)
    json_object_set_new(object, "columns",
                        extra->columns == ATL_COLUMNS_AUTO ? json_string("auto") : json_integer(extra->columns));
  return object;
}

/* -- links, kinds, views, terms ------------------------------------------------------------------------------------ */

/* An end in this map by its path, one in another map as it is written; an item without an id by its parent's path. */
static void set_end(json_t *object, const char *key, const struct atl_map *map, uint32_t node, atl_text written) {
  if (node == ATL_NONE || !*atl_map_text(map, map->node.at[node].id))
    set(object, key, map, written);
  else
    json_object_set_new(object, key, path_of(map, node));
}

static json_t *link_object(const struct atl_map *map, const struct atl_link *link) {
  static const char *const arrows[] = {"->", "<->", "--"};
  json_t *object = json_object();
  set_end(object, "from", map, link->tail, link->from);
  set_end(object, "to", map, link->head, link->to);
  json_object_set_new(object, "arrow", json_string(arrows[link->arrow]));
  set(object, "label", map, link->label);
  set(object, "from-label", map, link->end_label[0]);
  set(object, "to-label", map, link->end_label[1]);
  set(object, "kind", map, link->kind);
  set_choice(object, "line", atl_stroke_names, link->stroke);
  set_choice(object, "head", atl_head_names, link->tip);
  return object;
}

static void set_tint(json_t *object, const char *key, const struct atl_map *map, const struct atl_tint *tint) {
  if (!tint->said)
    return;
  if (tint->name) {
    set(object, key, map, tint->name);
    return;
  }
  json_object_set_new(
      object, key,
      json_pack("[o, o]", json_sprintf("#%06x", tint->light & 0xffffff), json_sprintf("#%06x", tint->dark & 0xffffff)));
}

static json_t *kind_object(const struct atl_map *map, atl_text name, const struct atl_kind *said) {
  json_t *object = json_object();
  set(object, "name", map, name);
  if (!said)
    return object;
  set(object, "label", map, said->label);
  set(object, "about", map, said->about);
  set(object, "like", map, said->like);
  set_tint(object, "color", map, &said->color);
  set_tint(object, "fill", map, &said->fill);
  set_tint(object, "line", map, &said->line);
  set_tint(object, "text", map, &said->text);
  set_choice(object, "shape", atl_shape_names, said->shape);
  set_choice(object, "border", atl_stroke_names, said->border);
  set_choice(object, "stroke", atl_stroke_names, said->stroke);
  set_choice(object, "head", atl_head_names, said->head);
  set_word(object, "icon", atl_icon_word(map, said->icon));
  return object;
}

/* What the map says of kinds, then those that it only uses. */
static json_t *kinds_of(const struct atl_map *map) {
  json_t *list = json_array();
  for (uint32_t i = 0; i < map->declared.len; i++)
    json_array_append_new(list, kind_object(map, map->declared.at[i].name, &map->declared.at[i]));
  for (uint32_t i = 0; i < map->kind.len; i++)
    if (!atl_map_declared(map, atl_map_text(map, map->kind.at[i].text)))
      json_array_append_new(list, kind_object(map, map->kind.at[i].text, NULL));
  return list;
}

static json_t *view_object(const struct atl_map *map, const struct atl_view *view) {
  json_t *object = json_object();
  set(object, "name", map, view->name);
  set(object, "title", map, view->title);
  set(object, "about", map, view->about);
  if (view->root_node)
    json_object_set_new(object, "root", path_of(map, view->root_node));
  if (view->depth)
    json_object_set_new(object, "depth", json_integer(view->depth));
  set_words(object, "only", map, view->first_only, view->onlys);
  set_words(object, "without", map, view->first_without, view->withouts);
  set_words(object, "focus", map, view->first_focus, view->focuses);
  if (view->neighbours)
    json_object_set_new(object, "neighbours", json_integer(view->neighbours));
  set_words(object, "without-links", map, view->first_hidden, view->hidden);
  set_wanted(object, "titled", view->titled);
  set_wanted(object, "legend", view->legend);
  set(object, "layout", map, view->layout);
  set(object, "direction", map, view->direction);
  set(object, "groups", map, view->groups);
  set(object, "style", map, view->style);
  return object;
}

static json_t *term_object(const struct atl_map *map, const struct atl_term *term) {
  json_t *object = json_object();
  set(object, "name", map, term->name);
  set(object, "text", map, term->text);
  set_words(object, "aka", map, term->first_aka, term->akas);
  set_words(object, "see", map, term->first_see, term->sees);
  return object;
}

void atl_write_map_json(const struct atl_map *map, struct atl_out *out) {
  json_t *root = json_object(), *nodes = json_array(), *links = json_array(), *views = json_array(),
         *terms = json_array();
  json_object_set_new(root, "format", json_string("atlasc-map"));
  json_object_set_new(root, "version", json_integer(MAP_VERSION));
  set(root, "title", map, map->title);
  set(root, "subtitle", map, map->subtitle);
  set(root, "about", map, map->about);
  set_wanted(root, "titled", map->titled);
  set_wanted(root, "legend", map->legend);
  set(root, "layout", map, map->layout);
  set(root, "direction", map, map->direction);
  set(root, "groups", map, map->groups);
  set(root, "style", map, map->style);
  for (uint32_t i = 1; i < map->node.len; i++)
    json_array_append_new(nodes, node_object(map, i));
  for (uint32_t i = 0; i < map->link.len; i++)
    json_array_append_new(links, link_object(map, &map->link.at[i]));
  for (uint32_t i = 0; i < map->view.len; i++)
    json_array_append_new(views, view_object(map, &map->view.at[i]));
  for (uint32_t i = 0; i < map->term.len; i++)
    json_array_append_new(terms, term_object(map, &map->term.at[i]));
  json_object_set_new(root, "kinds", kinds_of(map));
  json_object_set_new(root, "nodes", nodes);
  json_object_set_new(root, "links", links);
  json_object_set_new(root, "views", views);
  json_object_set_new(root, "glossary", terms);
  atl_json_write(out, root, JSON_INDENT(1));
}
