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
    struct atl_out *out = atl_json_raw(json, "text");
    atl_out_lit(out, "\"+");
    atl_out_int(out, item->ref);
    atl_out_char(out, '"');
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

/* The words behind item `from`, up to the next thing that has words; `box` says whose links they may have. */
static void write_words(struct writer *w, uint32_t from, uint32_t box) {
  const struct atl_scene *scene = w->scene;
  atl_json_begin(&w->json, "text", '[');
  for (uint32_t i = from + 1; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    if (item->op == ATL_BEGIN || item->op == ATL_LABEL)
      break;
    if (item->op != ATL_WORD)
      continue;
    uint32_t href = box == ATL_NONE ? 0 : atl_scene_href(scene, box, i);
    bool own = href && href != scene->node.at[scene->item.at[box].ref].href; /* of an item in the box */
    write_word(w, item, own ? href : 0);
  }
  atl_json_end(&w->json);
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
  atl_json_text(json, "role", scene->look[item->look].name, strlen(scene->look[item->look].name));
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

/* `label`: the item where its words stand; ATL_NONE: nowhere. */
static void write_link(struct writer *w, const struct atl_scene_link *link, uint32_t label) {
  static const char *const arrows[] = {"->", "<->", "--"};
  struct atl_json *json = &w->json;
  atl_json_begin(json, NULL, '{');
  path_of(w, "tail", link->tail);
  path_of(w, "head", link->head);
  atl_json_text(json, "arrow", arrows[link->arrow], strlen(arrows[link->arrow]));
  if (link->label)
    text_of(w, "label", link->label);
  if (link->kind)
    text_of(w, "kind", link->kind);
  if (link->net == ATL_NONE)
    atl_json_null(json, "net");
  else
    atl_json_int(json, "net", (int64_t)link->net - w->scene->node.len);
  if (label != ATL_NONE) {
    atl_json_begin(json, "place", '{');
    place(w, &w->scene->item.at[label]);
    write_words(w, label, ATL_NONE);
    atl_json_end(json);
  }
  atl_json_end(json);
}

static void write_links(struct writer *w) {
  const struct atl_scene *scene = w->scene;
  uint32_t *label = atl_alloc((size_t)scene->link.len + 1, sizeof *label);
  for (uint32_t i = 0; i < scene->link.len; i++)
    label[i] = ATL_NONE;
  for (uint32_t i = 0; i < scene->item.len; i++)
    if (scene->item.at[i].op == ATL_LABEL && scene->item.at[i].ref < scene->link.len)
      label[scene->item.at[i].ref] = i;
  atl_json_begin(&w->json, "links", '[');
  for (uint32_t i = 0; i < scene->link.len; i++)
    write_link(w, &scene->link.at[i], label[i]);
  atl_json_end(&w->json);
  free(label);
}

bool atl_emit_json(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                   struct atl_diags *diags) {
  (void)options;
  (void)diags;
  struct writer w = {.json = {.out = out, .indent = 1}, .scene = scene};
  atl_json_begin(&w.json, NULL, '{');
  atl_json_text(&w.json, "title", scene->title, strlen(scene->title));
  atl_json_text(&w.json, "description", scene->desc, strlen(scene->desc));
  atl_json_text(&w.json, "unit", "px", 2);
  number(&w, "width", scene->w);
  number(&w, "height", scene->h);
  atl_json_begin(&w.json, "nodes", '[');
  for (uint32_t i = 0; i < scene->item.len; i++)
    if (scene->item.at[i].op == ATL_BEGIN)
      write_node(&w, i);
  atl_json_end(&w.json);
  atl_json_begin(&w.json, "wires", '[');
  for (uint32_t i = 0; i < scene->item.len; i++)
    if (scene->item.at[i].op == ATL_ROUTE)
      write_wire(&w, &scene->item.at[i]);
  atl_json_end(&w.json);
  write_links(&w);
  atl_json_end(&w.json);
  atl_out_char(out, '\n');
  return true;
}
