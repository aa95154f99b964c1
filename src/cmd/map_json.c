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
    atl_json_set(object, key, atl_json_name(atl_map_text(map, text)));
}

static void set_words(json_t *object, const char *key, const struct atl_map *map, uint32_t first, uint32_t count) {
  if (!count)
    return;
  json_t *list = atl_json_set(object, key, json_array());
  for (uint32_t i = 0; i < count; i++)
    atl_json_append(list, atl_json_name(atl_map_text(map, map->word.at[first + i].text)));
}

/* Whether something is drawn that may be or not be: true, false or "auto". */
static void set_wanted(json_t *object, const char *key, uint8_t wanted) {
  if (wanted == ATL_WANTED_USEFUL)
    atl_json_set(object, key, json_string("auto"));
  else if (wanted != ATL_WANTED_UNSAID)
    atl_json_set(object, key, json_boolean(wanted == ATL_WANTED));
}

static void set_word(json_t *object, const char *key, const char *word) {
  if (*word)
    atl_json_set(object, key, json_string(word));
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

static void add_facts(json_t *list, const struct atl_map *map, const struct atl_node_extra *extra) {
  for (uint32_t i = 0; i < extra->facts; i++) {
    const struct atl_fact *fact = &map->fact.at[extra->first_fact + i];
    json_t *object = atl_json_append(list, json_object());
    atl_json_set(object, "name", atl_json_name(atl_map_text(map, fact->name)));
    atl_json_set(object, "text", atl_json_name(atl_map_text(map, fact->text)));
  }
}

static void add_node(json_t *list, const struct atl_map *map, uint32_t i) {
  const struct atl_node *node = &map->node.at[i];
  json_t *object = atl_json_append(list, json_object());
  bool item = node->flags & ATL_NODE_ITEM;
  if (*atl_map_text(map, node->id))
    atl_json_set(object, "path", path_of(map, i));
  set(object, "id", map, node->id);
  atl_json_set(object, "parent", node->parent ? path_of(map, node->parent) : json_null());
  atl_json_set(object, "item", json_boolean(item));
  set(object, "label", map, node->label);
  set(object, "note", map, node->note);
  set(object, "kind", map, node->kind);
  if (node->flags & (ATL_NODE_DIVIDE | ATL_NODE_JOIN))
    atl_json_set(object, "divide", json_boolean(node->flags & ATL_NODE_DIVIDE));
  if (node->extra == ATL_NONE)
    return;
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
    add_facts(atl_json_set(object, "facts", json_array()), map, extra);
  set_word(object, "icon", atl_icon_word(map, extra->icon));
  set(object, "layout", map, extra->layout);
  set(object, "direction", map, extra->direction);
  if (extra->columns)
    atl_json_set(object, "columns",
                 extra->columns == ATL_COLUMNS_AUTO ? json_string("auto") : json_integer(extra->columns));
}

/* -- links, kinds, views, terms ------------------------------------------------------------------------------------ */

/* An end in this map by its path, one in another map as it is written; an item without an id by its parent's path. */
static void set_end(json_t *object, const char *key, const struct atl_map *map, uint32_t node, atl_text written) {
  if (node == ATL_NONE || !*atl_map_text(map, map->node.at[node].id))
    set(object, key, map, written);
  else
    atl_json_set(object, key, path_of(map, node));
}

static void add_link(json_t *list, const struct atl_map *map, const struct atl_link *link) {
  static const char *const arrows[] = {"->", "<->", "--"};
  json_t *object = atl_json_append(list, json_object());
  set_end(object, "from", map, link->tail, link->from);
  set_end(object, "to", map, link->head, link->to);
  atl_json_set(object, "arrow", json_string(arrows[link->arrow]));
  set(object, "label", map, link->label);
  set(object, "from-label", map, link->end_label[0]);
  set(object, "to-label", map, link->end_label[1]);
  set(object, "kind", map, link->kind);
  set_choice(object, "line", atl_stroke_names, link->stroke);
  set_choice(object, "head", atl_head_names, link->tip);
}

static void set_tint(json_t *object, const char *key, const struct atl_map *map, const struct atl_tint *tint) {
  if (!tint->said)
    return;
  if (tint->name) {
    set(object, key, map, tint->name);
    return;
  }
  json_t *both = atl_json_set(object, key, json_array());
  atl_json_append(both, json_sprintf("#%06x", tint->light & 0xffffff));
  atl_json_append(both, json_sprintf("#%06x", tint->dark & 0xffffff));
}

static void add_kind(json_t *list, const struct atl_map *map, atl_text name, const struct atl_kind *said) {
  json_t *object = atl_json_append(list, json_object());
  set(object, "name", map, name);
  if (!said)
    return;
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
}

/* What the map says of kinds, then those that it only uses. */
static void add_kinds(json_t *list, const struct atl_map *map) {
  for (uint32_t i = 0; i < map->declared.len; i++)
    add_kind(list, map, map->declared.at[i].name, &map->declared.at[i]);
  for (uint32_t i = 0; i < map->kind.len; i++)
    if (!atl_map_declared(map, atl_map_text(map, map->kind.at[i].text)))
      add_kind(list, map, map->kind.at[i].text, NULL);
}

static void add_view(json_t *list, const struct atl_map *map, const struct atl_view *view) {
  json_t *object = atl_json_append(list, json_object());
  set(object, "name", map, view->name);
  set(object, "title", map, view->title);
  set(object, "about", map, view->about);
  if (view->root_node)
    atl_json_set(object, "root", path_of(map, view->root_node));
  if (view->depth)
    atl_json_set(object, "depth", json_integer(view->depth));
  set_words(object, "only", map, view->first_only, view->onlys);
  set_words(object, "without", map, view->first_without, view->withouts);
  set_words(object, "focus", map, view->first_focus, view->focuses);
  if (view->neighbours)
    atl_json_set(object, "neighbours", json_integer(view->neighbours));
  set_words(object, "without-links", map, view->first_hidden, view->hidden);
  set_wanted(object, "titled", view->titled);
  set_wanted(object, "legend", view->legend);
  set(object, "layout", map, view->layout);
  set(object, "direction", map, view->direction);
  set(object, "groups", map, view->groups);
  set(object, "style", map, view->style);
}

static void add_term(json_t *list, const struct atl_map *map, const struct atl_term *term) {
  json_t *object = atl_json_append(list, json_object());
  set(object, "name", map, term->name);
  set(object, "text", map, term->text);
  set_words(object, "aka", map, term->first_aka, term->akas);
  set_words(object, "see", map, term->first_see, term->sees);
}

static void release(void *root) { json_decref(root); }

void atl_write_map_json(const struct atl_map *map, struct atl_out *out) {
  json_t *root = json_object();
  struct atl_guard guard;
  atl_guard(&guard, release, root);
  atl_json_set(root, "format", json_string("atlasc-map"));
  atl_json_set(root, "version", json_integer(MAP_VERSION));
  set(root, "title", map, map->title);
  set(root, "subtitle", map, map->subtitle);
  set(root, "about", map, map->about);
  set_wanted(root, "titled", map->titled);
  set_wanted(root, "legend", map->legend);
  set(root, "layout", map, map->layout);
  set(root, "direction", map, map->direction);
  set(root, "groups", map, map->groups);
  set(root, "style", map, map->style);
  add_kinds(atl_json_set(root, "kinds", json_array()), map);
  json_t *list = atl_json_set(root, "nodes", json_array());
  for (uint32_t i = 1; i < map->node.len; i++)
    add_node(list, map, i);
  list = atl_json_set(root, "links", json_array());
  for (uint32_t i = 0; i < map->link.len; i++)
    add_link(list, map, &map->link.at[i]);
  list = atl_json_set(root, "views", json_array());
  for (uint32_t i = 0; i < map->view.len; i++)
    add_view(list, map, &map->view.at[i]);
  list = atl_json_set(root, "glossary", json_array());
  for (uint32_t i = 0; i < map->term.len; i++)
    add_term(list, map, &map->term.at[i]);
  atl_unguard(&guard);
  atl_json_write(out, root, JSON_INDENT(1));
}
