/* JSON: the drawing as data, in px, for tools that place things of their own on it. */
#include "base/spell.h"
#include "emit/emit.h"
#include "emit/json_write.h"

#include "text/segment.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Of the keys that atlasc(1) and schema/drawing.schema.json name. Keys may come; where one goes, or means something
 * else, this is one more. */
enum { DRAWING_VERSION = 1 };

static json_t *number(int32_t v) { return v % ATL_PX ? json_real((double)v / ATL_PX) : json_integer(v / ATL_PX); }

static json_t *text_of(const char *text, size_t len) {
  json_t *value = json_stringn(text, len);
  return value ? value : json_string("?"); /* no UTF-8: cannot be, labels are made harmless when they are read */
}

static json_t *path_of(const struct atl_scene *scene, uint32_t node) {
  struct atl_out path;
  atl_out_memory(&path);
  atl_scene_write_path(scene, node, &path);
  json_t *value = text_of(path.buf, path.len);
  atl_out_discard(&path);
  return value;
}

static void place(json_t *object, const struct atl_item *item) {
  json_object_set_new(object, "x", number(item->x));
  json_object_set_new(object, "y", number(item->y));
  json_object_set_new(object, "width", number(item->w));
  json_object_set_new(object, "height", number(item->h));
}

static json_t *node_object(const struct atl_scene *scene, const struct atl_item *item) {
  const struct atl_scene_node *node = &scene->node.at[item->ref];
  const char *label = scene->pool + node->label;
  json_t *object = json_object();
  json_object_set_new(object, "id", node->id || node->card ? path_of(scene, item->ref) : json_null());
  if (!node->card)
    json_object_set_new(object, "label", text_of(label, strlen(label)));
  json_object_set_new(object, "card", json_boolean(node->card));
  if (scene->look[item->look].part == ATL_PART_FRAME)
    json_object_set_new(object, "frame", json_true());
  json_object_set_new(object, "role", json_string(scene->look[item->look].name));
  json_object_set_new(object, "parent", node->parent == ATL_NONE ? json_null() : path_of(scene, node->parent));
  if (node->href)
    json_object_set_new(object, "href", text_of(scene->pool + node->href, strlen(scene->pool + node->href)));
  place(object, item);
  json_object_set_new(object, "text", json_array());
  return object;
}

static json_t *word_object(const struct atl_scene *scene, const struct atl_item *item, uint32_t href) {
  json_t *object = json_object();
  char count[ATL_COUNT_BYTES];
  if (item->flags & ATL_COUNT) {
    atl_count_text(count, item->ref, item->h == 1);
    json_object_set_new(object, "text", json_string(count));
  } else {
    char *seen = atl_realloc(NULL, (size_t)item->h + 1, 1);
    json_object_set_new(object, "text",
                        text_of(seen, atl_show_soft_hyphens(seen, scene->pool + item->ref, (size_t)item->h)));
    free(seen);
  }
  json_object_set_new(object, "note", json_boolean(item->flags & ATL_MUTED));
  json_object_set_new(object, "x", number(item->x));
  json_object_set_new(object, "baseline", number(item->y));
  json_object_set_new(object, "width", number(item->w));
  if (href)
    json_object_set_new(object, "href", text_of(scene->pool + href, strlen(scene->pool + href)));
  return object;
}

/* The ends of a net that no link asks for, or NULL. */
static const struct atl_scene_own *own_of(const struct atl_scene *scene, uint32_t net) {
  const struct atl_scene_own *own = net >= scene->node.len && scene->own ? &scene->own[net - scene->node.len] : NULL;
  return own && own->tail != ATL_NONE ? own : NULL;
}

/* Whose children, or which links, a net leads to. */
static json_t *source_of(const struct atl_scene *scene, uint32_t net) {
  if (net < scene->node.len)
    return path_of(scene, net);
  if (own_of(scene, net))
    return path_of(scene, own_of(scene, net)->tail);
  uint32_t first = scene->net_first_link[net - scene->node.len];
  return first < scene->net_first_link[net - scene->node.len + 1]
             ? path_of(scene, scene->link.at[scene->net_links[first]].tail)
             : json_null();
}

/* A wire of links has the net that those links have. */
static json_t *wire_object(const struct atl_scene *scene, const struct atl_item *item) {
  json_t *object = json_object(), *points = json_array();
  json_object_set_new(object, "from", source_of(scene, (uint32_t)item->h));
  for (int32_t i = 0; i < item->w; i++) {
    struct atl_point p = scene->point[item->ref + (uint32_t)i];
    json_array_append_new(points, json_pack("[o, o]", number(p.x), number(p.y)));
  }
  json_object_set_new(object, "points", points);
  if (own_of(scene, (uint32_t)item->h))
    json_object_set_new(object, "to", path_of(scene, own_of(scene, (uint32_t)item->h)->head));
  if (item->flags & ATL_CURVED)
    json_object_set_new(object, "curved", json_true());
  json_object_set_new(object, "head", json_boolean(item->flags & ATL_HEAD));
  if ((uint32_t)item->h < scene->node.len)
    return object;
  json_object_set_new(object, "net", json_integer(item->h - (json_int_t)scene->node.len));
  json_object_set_new(object, "tail", json_boolean(item->flags & ATL_TAIL));
  json_object_set_new(object, "quiet", json_boolean(item->flags & ATL_QUIET));
  return object;
}

static json_t *link_object(const struct atl_scene *scene, const struct atl_scene_link *link) {
  static const char *const arrows[] = {"->", "<->", "--"};
  json_t *object = json_object();
  json_object_set_new(object, "tail", path_of(scene, link->tail));
  json_object_set_new(object, "head", path_of(scene, link->head));
  json_object_set_new(object, "arrow", json_string(arrows[link->arrow]));
  if (link->label)
    json_object_set_new(object, "label", text_of(scene->pool + link->label, strlen(scene->pool + link->label)));
  if (link->kind)
    json_object_set_new(object, "kind", text_of(scene->pool + link->kind, strlen(scene->pool + link->kind)));
  json_object_set_new(object, "net", link->net == ATL_NONE ? json_null() : json_integer(link->net - scene->node.len));
  return object;
}

/* Writes a number, true, false or null as jansson does. */
static void write_scalar(struct atl_out *out, const json_t *value, size_t flags) {
  char text[64];
  size_t len = json_dumpb(value, text, sizeof text, flags | JSON_ENCODE_ANY);
  atl_out_write(out, text, len < sizeof text ? len : 0);
}

static void write_string(struct atl_out *out, const char *text, size_t len) {
  atl_out_char(out, '"');
  atl_spell_bytes(out, ATL_SPELL_JSON, text, len);
  atl_out_char(out, '"');
}

/* What stands between two values, or beside the brackets around them. */
static void write_break(struct atl_out *out, size_t flags, size_t depth, bool inside) {
  size_t indent = flags & 0x1f;
  if (indent) {
    atl_out_char(out, '\n');
    for (size_t i = 0; i < indent * depth; i++)
      atl_out_char(out, ' ');
  } else if (inside && !(flags & JSON_COMPACT))
    atl_out_char(out, ' ');
}

/* As deep as the forms of this program are, whatever a map says. Strings are written here, for jansson has no way to
 * write bytes that are no UTF-8. */
static void write_value(struct atl_out *out, json_t *value, size_t flags, size_t depth) {
  const char *key;
  json_t *each;
  size_t i;
  bool any = false;
  if (json_is_string(value))
    write_string(out, json_string_value(value), json_string_length(value));
  else if (json_is_array(value)) {
    atl_out_char(out, '[');
    json_array_foreach(value, i, each) {
      atl_out_text(out, any ? "," : "");
      write_break(out, flags, depth + 1, any);
      any = true;
      write_value(out, each, flags, depth + 1);
    }
    if (any)
      write_break(out, flags, depth, false);
    atl_out_char(out, ']');
  } else if (json_is_object(value)) {
    atl_out_char(out, '{');
    json_object_foreach(value, key, each) {
      atl_out_text(out, any ? "," : "");
      write_break(out, flags, depth + 1, any);
      any = true;
      write_string(out, key, strlen(key));
      atl_out_text(out, flags & JSON_COMPACT ? ":" : ": ");
      write_value(out, each, flags, depth + 1);
    }
    if (any)
      write_break(out, flags, depth, false);
    atl_out_char(out, '}');
  } else
    write_scalar(out, value, flags & ~(size_t)0x1f);
}

void atl_json_write(struct atl_out *out, struct json_t *value, size_t flags) {
  write_value(out, value, flags, 0);
  atl_out_char(out, '\n');
  json_decref(value);
}

struct json_t *atl_json_name(const char *name) {
  return json_stringn_nocheck(name, strlen(name));
}

bool atl_emit_json(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                   struct atl_diags *diags) {
  (void)options;
  (void)diags;
  json_t *root = json_object(), *nodes = json_array(), *wires = json_array(), *links = json_array(), *node = NULL;
  json_t *asides = json_array();
  uint32_t box = ATL_NONE; /* the item that began the node; ATL_NONE in a label */
  json_object_set_new(root, "format", json_string("atlasc-drawing"));
  json_object_set_new(root, "version", json_integer(DRAWING_VERSION));
  json_object_set_new(root, "title", text_of(scene->title, strlen(scene->title)));
  json_object_set_new(root, "description", text_of(scene->desc, strlen(scene->desc)));
  json_object_set_new(root, "unit", json_string("px"));
  json_object_set_new(root, "width", number(scene->w));
  json_object_set_new(root, "height", number(scene->h));
  for (uint32_t i = 0; i < scene->link.len; i++)
    json_array_append_new(links, link_object(scene, &scene->link.at[i]));
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    if (item->op == ATL_ROUTE && item->flags & ATL_OF_LEGEND)
      continue;
    if (item->op == ATL_ROUTE)
      json_array_append_new(wires, wire_object(scene, item));
    else if (item->op == ATL_BEGIN) {
      json_array_append_new(nodes, node = node_object(scene, item));
      box = i;
    } else if (item->op == ATL_LABEL) {
      box = ATL_NONE;
      node = json_object();
      place(node, item);
      json_object_set_new(node, "text", json_array());
      json_object_set_new(json_array_get(links, item->ref), "place", node);
    } else if (item->op == ATL_ASIDE) {
      box = ATL_NONE;
      json_array_append_new(asides, node = json_object());
      place(node, item);
      json_object_set_new(node, "text", json_array());
    } else if (item->op == ATL_WORD) {
      uint32_t href = box == ATL_NONE ? 0 : atl_scene_href(scene, box, i);
      bool own = href && href != scene->node.at[scene->item.at[box].ref].href; /* of an item in the box */
      json_array_append_new(json_object_get(node, "text"), word_object(scene, item, own ? href : 0));
    }
  }
  json_object_set_new(root, "nodes", nodes);
  json_object_set_new(root, "wires", wires);
  json_object_set_new(root, "links", links);
  if (json_array_size(asides)) /* the title and the legend */
    json_object_set(root, "asides", asides);
  json_decref(asides);
  atl_json_write(out, root, JSON_INDENT(1) | JSON_REAL_PRECISION(10));
  return true;
}
