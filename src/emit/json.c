/* JSON: the drawing as data, in px, for tools that place things of their own on it.
 *
 * It is written as the scene is walked over, in three passes: nodes with the words in them, wires, links with the words
 * beside them. So it holds nothing of a library, whose memory could not be given back in the middle of it. */
#include "base/spell.h"
#include "emit/emit.h"
#include "emit/json_flow.h"

#include "text/segment.h"

#include <stdlib.h>
#include <string.h>

/* Of the keys that atlasc(1) and schema/drawing.schema.json name. Keys may come; where one goes, or means something
 * else, this is one more. */
enum { DRAWING_VERSION = 1 };

struct writer {
  struct atl_json json;
  const struct atl_scene *scene;
};

static void text_of(struct writer *w, const char *key, uint32_t text) {
  atl_json_text(&w->json, key, w->scene->pool + text, strlen(w->scene->pool + text));
}

/* A length in px, exactly: an eighth has three decimals. */
static void number(struct writer *w, const char *key, int32_t value) {
  static const char *const eighths[ATL_PX] = {"", ".125", ".25", ".375", ".5", ".625", ".75", ".875"};
  struct atl_out *out = atl_json_raw(&w->json, key);
  int64_t size = value < 0 ? -(int64_t)value : value;
  if (value < 0)
    atl_out_char(out, '-');
  atl_out_int(out, size / ATL_PX);
  atl_out_text(out, eighths[size % ATL_PX]);
}

static void string(struct writer *w, const char *key, const char *text) {
  atl_json_text(&w->json, key, text, strlen(text));
}

/* The path of a node; null where there is none. */
static void path_of(struct writer *w, const char *key, uint32_t node) {
  struct atl_out path;
  if (node == ATL_NONE) {
    atl_json_null(&w->json, key);
    return;
  }
  atl_out_memory(&path);
  atl_scene_write_path(w->scene, node, &path);
  atl_json_text(&w->json, key, path.buf, path.len);
  atl_out_discard(&path);
}

static void place(struct writer *w, const struct atl_item *item) {
  number(w, "x", item->x);
  number(w, "y", item->y);
  number(w, "width", item->w);
  number(w, "height", item->h);
}

static void write_word(struct writer *w, const struct atl_item *item, uint32_t href) {
  struct atl_json *json = &w->json;
  atl_json_begin(json, NULL, '{');
  if (item->flags & ATL_COUNT) {
    char count[ATL_COUNT_BYTES];
    atl_count_text(count, item->ref, (enum atl_counted)item->h);
    string(w, "text", count);
  } else {
    char *seen = atl_realloc(NULL, (size_t)item->h + 1, 1);
    atl_json_text(json, "text", seen, atl_show_soft_hyphens(seen, w->scene->pool + item->ref, (size_t)item->h));
    free(seen);
  }
  atl_json_bool(json, "note", item->flags & ATL_MUTED);
  number(w, "x", item->x);
  number(w, "baseline", item->y);
  number(w, "width", item->w);
  if (href)
    text_of(w, "href", href);
  atl_json_end(json);
}

static bool has_words(const struct atl_item *item) {
  return item->op == ATL_BEGIN || item->op == ATL_LABEL || item->op == ATL_ASIDE;
}

/* The words behind item `from`, up to the next thing that has words, and the icon there; `box` says whose links they
 * may have. */
static void write_words(struct writer *w, uint32_t from, uint32_t box) {
  const struct atl_scene *scene = w->scene;
  const struct atl_item *icon = NULL;
  atl_json_begin(&w->json, "text", '[');
  for (uint32_t i = from + 1; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    if (has_words(item))
      break;
    if (item->op == ATL_ICON)
      icon = item;
    if (item->op != ATL_WORD)
      continue;
    uint32_t href = box == ATL_NONE ? 0 : atl_scene_href(scene, box, i);
    bool own = href && href != scene->node.at[scene->item.at[box].ref].href; /* of an item in the box */
    write_word(w, item, own ? href : 0);
  }
  atl_json_end(&w->json);
  if (icon)
    string(w, "icon", atl_icon_name(scene, icon));
}

static void write_node(struct writer *w, uint32_t i) {
  const struct atl_scene *scene = w->scene;
  const struct atl_item *item = &scene->item.at[i];
  const struct atl_scene_node *node = &scene->node.at[item->ref];
  struct atl_json *json = &w->json;
  atl_json_begin(json, NULL, '{');
  path_of(w, "id", node->id || node->card ? item->ref : ATL_NONE);
  if (!node->card)
    text_of(w, "label", node->label);
  atl_json_bool(json, "card", node->card);
  if (scene->look[item->look].part == ATL_PART_FRAME)
    atl_json_bool(json, "frame", true);
  string(w, "role", scene->look[item->look].name);
  path_of(w, "parent", node->parent);
  if (node->href)
    text_of(w, "href", node->href);
  place(w, item);
  write_words(w, i, i);
  atl_json_end(json);
}

/* The ends of a net that no link asks for, or NULL. */
static const struct atl_scene_own *own_of(const struct atl_scene *scene, uint32_t net) {
  const struct atl_scene_own *own = net >= scene->node.len && scene->own ? &scene->own[net - scene->node.len] : NULL;
  return own && own->tail != ATL_NONE ? own : NULL;
}

/* Whose children, or which links, a net leads to. */
static uint32_t source_of(const struct atl_scene *scene, uint32_t net) {
  if (net < scene->node.len)
    return net;
  if (own_of(scene, net))
    return own_of(scene, net)->tail;
  uint32_t first = scene->net_first_link[net - scene->node.len];
  return first < scene->net_first_link[net - scene->node.len + 1] ? scene->link.at[scene->net_links[first]].tail
                                                                  : ATL_NONE;
}

/* A wire of links has the net that those links have. */
static void write_wire(struct writer *w, const struct atl_item *item) {
  const struct atl_scene *scene = w->scene;
  uint32_t net = (uint32_t)item->h;
  struct atl_json *json = &w->json;
  atl_json_begin(json, NULL, '{');
  path_of(w, "from", source_of(scene, net));
  atl_json_begin(json, "points", '[');
  for (int32_t i = 0; i < item->w; i++) {
    struct atl_point p = scene->point[item->ref + (uint32_t)i];
    atl_json_begin(json, NULL, '[');
    number(w, NULL, p.x);
    number(w, NULL, p.y);
    atl_json_end(json);
  }
  atl_json_end(json);
  if (own_of(scene, net))
    path_of(w, "to", own_of(scene, net)->head);
  if (item->flags & ATL_CURVED)
    atl_json_bool(json, "curved", true);
  atl_json_bool(json, "head", item->flags & ATL_HEAD);
  if (net >= scene->node.len) {
    atl_json_int(json, "net", (int64_t)net - scene->node.len);
    atl_json_bool(json, "tail", item->flags & ATL_TAIL);
    atl_json_bool(json, "quiet", item->flags & ATL_QUIET);
  }
  atl_json_end(json);
}

/* Words that stand somewhere: of a label, or aside. */
static void write_place(struct writer *w, const char *key, uint32_t item) {
  atl_json_begin(&w->json, key, '{');
  place(w, &w->scene->item.at[item]);
  write_words(w, item, ATL_NONE);
  atl_json_end(&w->json);
}

/* `label`: the first item where words of it stand, of those that `next` leads to; ATL_NONE: nowhere. */
static void write_link(struct writer *w, const struct atl_scene_link *link, uint32_t label, const uint32_t *next) {
  static const char *const arrows[] = {"->", "<->", "--"};
  static const char *const ends[] = {"from-label", "to-label"};
  struct atl_json *json = &w->json;
  atl_json_begin(json, NULL, '{');
  path_of(w, "tail", link->tail);
  path_of(w, "head", link->head);
  string(w, "arrow", arrows[link->arrow]);
  if (link->label)
    text_of(w, "label", link->label);
  for (int end = 0; end < 2; end++)
    if (link->end_label[end])
      text_of(w, ends[end], link->end_label[end]);
  if (link->kind)
    text_of(w, "kind", link->kind);
  if (link->net == ATL_NONE)
    atl_json_null(json, "net");
  else
    atl_json_int(json, "net", (int64_t)link->net - w->scene->node.len);
  for (; label != ATL_NONE; label = next[label]) {
    unsigned flags = w->scene->item.at[label].flags;
    write_place(w, flags & ATL_AT_TAIL ? "from-place" : flags & ATL_AT_HEAD ? "to-place" : "place", label);
  }
  atl_json_end(json);
}

static void write_links(struct writer *w) {
  const struct atl_scene *scene = w->scene;
  uint32_t *label = atl_alloc((size_t)scene->link.len + 1, sizeof *label);
  uint32_t *next = atl_alloc((size_t)scene->item.len + 1, sizeof *next);
  for (uint32_t i = 0; i < scene->link.len; i++)
    label[i] = ATL_NONE;
  for (uint32_t i = scene->item.len; i--;)
    if (scene->item.at[i].op == ATL_LABEL && scene->item.at[i].ref < scene->link.len) {
      next[i] = label[scene->item.at[i].ref];
      label[scene->item.at[i].ref] = i;
    }
  atl_json_begin(&w->json, "links", '[');
  for (uint32_t i = 0; i < scene->link.len; i++)
    write_link(w, &scene->link.at[i], label[i], next);
  atl_json_end(&w->json);
  free(label);
  free(next);
}

/* The title and the legend, where they are drawn. */
static void write_asides(struct writer *w) {
  const struct atl_scene *scene = w->scene;
  bool any = false;
  for (uint32_t i = 0; i < scene->item.len; i++) {
    if (scene->item.at[i].op != ATL_ASIDE)
      continue;
    if (!any)
      atl_json_begin(&w->json, "asides", '[');
    any = true;
    write_place(w, NULL, i);
  }
  if (any)
    atl_json_end(&w->json);
}

bool atl_emit_json(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                   struct atl_diags *diags) {
  (void)options;
  (void)diags;
  struct writer w = {.json = {.out = out, .indent = 1}, .scene = scene};
  atl_json_begin(&w.json, NULL, '{');
  string(&w, "format", "atlasc-drawing");
  atl_json_int(&w.json, "version", DRAWING_VERSION);
  string(&w, "title", scene->title);
  string(&w, "description", scene->desc);
  string(&w, "unit", "px");
  number(&w, "width", scene->w);
  number(&w, "height", scene->h);
  atl_json_begin(&w.json, "nodes", '[');
  for (uint32_t i = 0; i < scene->item.len; i++)
    if (scene->item.at[i].op == ATL_BEGIN)
      write_node(&w, i);
  atl_json_end(&w.json);
  atl_json_begin(&w.json, "wires", '[');
  for (uint32_t i = 0; i < scene->item.len; i++)
    if (scene->item.at[i].op == ATL_ROUTE && !(scene->item.at[i].flags & ATL_OF_LEGEND))
      write_wire(&w, &scene->item.at[i]);
  atl_json_end(&w.json);
  write_links(&w);
  write_asides(&w);
  atl_json_end(&w.json);
  atl_out_char(out, '\n');
  return true;
}
