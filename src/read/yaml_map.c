/* YAML maps: events become nodes, items, links and views.
 *
 * Only `nodes:` nests without bound, so it alone is read with a stack of frames; everything else is a few levels deep
 * and read by plain calls. After a mistake the value is skipped and reading goes on: one run shows them all. */
#include "base/utf8.h"
#include "read/keys.h"
#include "read/read.h"
#include "read/yaml.h"

#include <string.h>

enum { M_TITLE, M_SUBTITLE, M_ABOUT, M_LAYOUT, M_DIRECTION, M_STYLE, M_NODES, M_LINKS, M_VIEWS };
static const struct atl_scope map_scope = {"map",
                                           "a map",
                                           {ATL_KEY("title"),
                                            ATL_KEY("subtitle"),
                                            ATL_KEY("about"),
                                            ATL_KEY("layout"),
                                            ATL_KEY("direction"),
                                            ATL_KEY("style"),
                                            ATL_KEY("nodes"),
                                            ATL_KEY("links"),
                                            ATL_KEY("views"),
                                            {0}}};

enum {
  N_LABEL,
  N_NOTE,
  N_NODES,
  N_ITEMS,
  N_KIND,
  N_ABOUT,
  N_URL,
  N_TAGS,
  N_SINCE,
  N_STATUS,
  N_FACTS,
  N_MAP,
  N_SEE,
  N_DIVIDE,
  N_LAYOUT
};
static const struct atl_scope node_scope = {"node",
                                            "a node",
                                            {ATL_KEY("label"),
                                             ATL_KEY("note"),
                                             ATL_KEY("nodes"),
                                             ATL_KEY("items"),
                                             ATL_KEY("kind"),
                                             ATL_KEY("about"),
                                             ATL_KEY("url"),
                                             ATL_KEY("tags"),
                                             ATL_KEY("since"),
                                             ATL_KEY("status"),
                                             ATL_KEY("facts"),
                                             ATL_KEY("map"),
                                             ATL_KEY("see"),
                                             ATL_KEY("divide"),
                                             ATL_KEY("layout"),
                                             {0}}};

/* The words of an item that is written as a node; the order of those above, so that one function reads both. */
enum { I_ID, I_LABEL, I_NOTE, I_KIND, I_ABOUT, I_URL, I_TAGS, I_SINCE, I_STATUS, I_FACTS, I_MAP, I_SEE };
static const struct atl_scope item_scope = {"item",
                                            "an item",
                                            {ATL_KEY("id"),
                                             ATL_KEY("label"),
                                             ATL_KEY("note"),
                                             ATL_KEY("kind"),
                                             ATL_KEY("about"),
                                             ATL_KEY("url"),
                                             ATL_KEY("tags"),
                                             ATL_KEY("since"),
                                             ATL_KEY("status"),
                                             ATL_KEY("facts"),
                                             ATL_KEY("map"),
                                             ATL_KEY("see"),
                                             {0}}};
static const int item_as_node[] = {-1,     N_LABEL, N_NOTE,   N_KIND,  N_ABOUT, N_URL,
                                   N_TAGS, N_SINCE, N_STATUS, N_FACTS, N_MAP,   N_SEE};

enum { L_FROM, L_TO, L_LABEL, L_KIND, L_ARROW };
static const struct atl_scope link_scope = {
    "link", "a link", {ATL_KEY("from"), ATL_KEY("to"), ATL_KEY("label"), ATL_KEY("kind"), ATL_KEY("arrow"), {0}}};

enum { V_ROOT, V_DEPTH, V_ONLY, V_WITHOUT, V_LAYOUT, V_DIRECTION };
static const struct atl_scope view_scope = {"view",
                                            "a view",
                                            {ATL_KEY("root"),
                                             ATL_KEY("depth"),
                                             ATL_KEY("only"),
                                             ATL_KEY("without"),
                                             ATL_KEY("layout"),
                                             ATL_KEY("direction"),
                                             {0}}};

const struct atl_scope *const atl_map_scopes[] = {&map_scope, &node_scope, &item_scope, &link_scope, &view_scope, NULL};

struct frame {
  uint32_t node;        /* whose mapping this is */
  bool children;        /* it is the mapping under its `nodes:` */
  struct atl_seen seen; /* of a node's mapping; of `nodes:` only `merging` is used */
};

struct reader {
  struct atl_map *map;
  struct atl_yaml *yaml;
  struct atl_diags *diags;
  ATL_VEC(struct frame) frame;
};

static struct atl_yaml_event next(struct reader *r) { return atl_yaml_next(r->yaml); }
static struct atl_span span(struct reader *r, const struct atl_yaml_event *e) { return atl_yaml_span(r->yaml, e); }

/* -- texts ------------------------------------------------------------------------------------------------------------
 */

/* A text of at most `limit` bytes; its line breaks at the end, left by `|`, are dropped. */
static atl_text text_value(struct reader *r, const struct atl_yaml_event *event, const char *what, uint32_t limit) {
  if (event->type != ATL_YAML_SCALAR) {
    atl_wrong_form(r->yaml, event, r->diags, what, "a text");
    return 0;
  }
  size_t len = event->len;
  while (len && (event->text[len - 1] == '\n' || event->text[len - 1] == ' '))
    len--;
  if (len > limit) {
    atl_report(r->diags, ATL_ERROR, "limit-text", span(r, event), "%s is longer than %u bytes", what, limit);
    return 0;
  }
  return atl_map_add_text(r->map, event->text, len);
}

/* The same, with line breaks made blanks: for what stands on one line. */
static atl_text line_value(struct reader *r, const struct atl_yaml_event *event, const char *what, uint32_t limit) {
  atl_text text = text_value(r, event, what, limit);
  for (char *c = r->map->pool.at + text; *c; c++)
    if (*c == '\n')
      *c = ' ';
  return text;
}

static bool bool_value(struct reader *r, const struct atl_yaml_event *event, const char *what, bool *value) {
  if (event->type == ATL_YAML_SCALAR && !strcmp(event->text, "true"))
    return *value = true;
  if (event->type == ATL_YAML_SCALAR && !strcmp(event->text, "false")) {
    *value = false;
    return true;
  }
  if (event->type != ATL_YAML_SCALAR)
    atl_wrong_form(r->yaml, event, r->diags, what, "true or false");
  else
    atl_report(r->diags, ATL_ERROR, "wrong-form", span(r, event), "%s is true or false, not '%s'", what, event->text);
  return false;
}

/* A text or a list of texts, appended to map->word. */
static void words_value(struct reader *r, const struct atl_yaml_event *event, const char *what, uint32_t *first,
                        uint32_t *count) {
  *first = r->map->word.len;
  if (event->type == ATL_YAML_LIST) {
    for (;;) {
      struct atl_yaml_event each = next(r);
      if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
        break;
      atl_text text = line_value(r, &each, what, ATL_MAX_LABEL);
      if (text)
        *atl_vec_push(&r->map->word) = (struct atl_word){text, span(r, &each)};
    }
  } else if (event->type == ATL_YAML_SCALAR) {
    atl_text text = line_value(r, event, what, ATL_MAX_LABEL);
    if (text)
      *atl_vec_push(&r->map->word) = (struct atl_word){text, span(r, event)};
  } else
    atl_wrong_form(r->yaml, event, r->diags, what, "a text or a list of texts");
  *count = r->map->word.len - *first;
}

static void facts_value(struct reader *r, const struct atl_yaml_event *event, uint32_t node) {
  if (event->type != ATL_YAML_MAP) {
    atl_wrong_form(r->yaml, event, r->diags, "facts", "a mapping of name: text");
    return;
  }
  uint32_t first = r->map->fact.len;
  for (;;) {
    struct atl_yaml_event key = next(r);
    if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END)
      break;
    struct atl_span where = span(r, &key);
    atl_text name = line_value(r, &key, "the name of a fact", ATL_MAX_LABEL);
    struct atl_yaml_event value = next(r);
    for (uint32_t i = first; i < r->map->fact.len; i++)
      if (name && !strcmp(atl_map_text(r->map, r->map->fact.at[i].name), atl_map_text(r->map, name))) {
        atl_report(r->diags, ATL_ERROR, "duplicate-key", where, "the fact '%s' is given twice",
                   atl_map_text(r->map, name));
        atl_report(r->diags, ATL_NOTE, "duplicate-key", r->map->fact.at[i].span, "it is given first here");
      }
    atl_text text = text_value(r, &value, "a fact", ATL_MAX_ABOUT);
    *atl_vec_push(&r->map->fact) = (struct atl_fact){name, text, where};
  }
  struct atl_node_extra *extra = atl_map_extra(r->map, node);
  extra->first_fact = first;
  extra->facts = r->map->fact.len - first;
}

/* Links go to a browser: only schemes that cannot run code. */
static bool harmless_url(const char *url) {
  static const char *const schemes[] = {"http://", "https://", "mailto:", NULL};
  for (const char *const *s = schemes; *s; s++)
    if (!strncmp(url, *s, strlen(*s)))
      return true;
  size_t word = strcspn(url, "/?#:");
  return url[word] != ':' && strncmp(url, "//", 2) != 0; /* relative, or # in this page */
}

/* -- nodes and items --------------------------------------------------------------------------------------------------
 */

static bool id_fits(const char *id, size_t len) {
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)id[i];
    if (!(c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
          c == '-'))
      return false;
  }
  return len > 0;
}

/* The id that a label would make: letters and digits in lower case, the rest one '-' a run. */
static void suggest_id(const char *text, char *to, size_t room) {
  size_t n = 0;
  for (; *text && n + 1 < room; text++) {
    unsigned char c = (unsigned char)*text;
    if (c >= 'A' && c <= 'Z')
      to[n++] = (char)(c + 32);
    else if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')
      to[n++] = (char)c;
    else if (n && to[n - 1] != '-')
      to[n++] = '-';
  }
  while (n && to[n - 1] == '-')
    n--;
  to[n] = 0;
}

static bool check_id(struct reader *r, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_SCALAR) {
    atl_wrong_form(r->yaml, event, r->diags, "an id", "a word");
    return false;
  }
  if (event->len > ATL_MAX_ID) {
    atl_report(r->diags, ATL_ERROR, "limit-id", span(r, event), "the id is longer than %u bytes", ATL_MAX_ID);
    return false;
  }
  char safe[ATL_MAX_ID + 1];
  if (event->len != 0 && atl_sanitise(safe, event->text, event->len) == event->len &&
      !memcmp(safe, event->text, event->len) && id_fits(event->text, event->len))
    return true;
  char meant[64];
  suggest_id(event->text, meant, sizeof meant);
  if (*meant && event->len < sizeof meant - 1)
    atl_report(r->diags, ATL_ERROR, "bad-id", span(r, event),
               "'%s' is no id: letters, digits, '-' and '_' only; write '%s:' and under it 'label: %s'", event->text,
               meant, event->text);
  else
    atl_report(r->diags, ATL_ERROR, "bad-id", span(r, event), "this is no id: letters, digits, '-' and '_' only");
  return false;
}

static uint32_t add_node(struct reader *r, uint32_t parent, const char *id, size_t len, unsigned flags,
                         struct atl_span where) {
  if (r->map->node.len > ATL_MAX_NODES) {
    if (r->map->node.len == ATL_MAX_NODES + 1)
      atl_report(r->diags, ATL_ERROR, "limit-nodes", where, "the map has more than %u nodes (limit ATL_MAX_NODES)",
                 ATL_MAX_NODES);
    return ATL_NONE;
  }
  uint32_t there = len ? atl_map_child(r->map, parent, id, len) : ATL_NONE;
  if (there != ATL_NONE) {
    atl_report(r->diags, ATL_ERROR, "duplicate-id", where, "the id '%s' is given twice here", id);
    atl_report(r->diags, ATL_NOTE, "duplicate-id", atl_node_span(r->map, there), "it is given first here");
    return ATL_NONE;
  }
  return atl_map_add_node(r->map, parent, id, len, flags, where);
}

/* A key that a node and an item share. */
static void node_value(struct reader *r, uint32_t node, int key, const struct atl_yaml_event *event) {
  struct atl_map *map = r->map;
  atl_text text = 0;
  uint32_t first, count;
  bool value;
  switch (key) {
  case N_LABEL:
    text = text_value(r, event, "a label", ATL_MAX_LABEL);
    map->node.at[node].label = text;
    break;
  case N_NOTE:
    text = text_value(r, event, "a note", ATL_MAX_LABEL);
    map->node.at[node].note = text;
    break;
  case N_KIND:
    if (event->type != ATL_YAML_SCALAR)
      atl_wrong_form(r->yaml, event, r->diags, "a kind", "a word");
    else if (event->len > ATL_MAX_ID)
      atl_report(r->diags, ATL_ERROR, "limit-id", span(r, event), "the kind is longer than %u bytes", ATL_MAX_ID);
    else
      map->node.at[node].kind = atl_map_add_kind(map, event->text, event->len);
    break;
  case N_ABOUT:
    text = text_value(r, event, "about", ATL_MAX_ABOUT);
    atl_map_extra(map, node)->about = text;
    break;
  case N_URL:
    text = line_value(r, event, "a url", ATL_MAX_LABEL);
    if (!harmless_url(atl_map_text(map, text)))
      atl_report(r->diags, ATL_ERROR, "bad-url", span(r, event),
                 "a url starts with http://, https:// or mailto:, or is relative, or starts with #");
    else
      atl_map_extra(map, node)->url = text;
    break;
  case N_TAGS:
    words_value(r, event, "tags", &first, &count);
    atl_map_extra(map, node)->first_tag = first;
    atl_map_extra(map, node)->tags = count;
    break;
  case N_SEE:
    words_value(r, event, "see", &first, &count);
    atl_map_extra(map, node)->first_see = first;
    atl_map_extra(map, node)->sees = count;
    break;
  case N_SINCE:
    text = line_value(r, event, "since", ATL_MAX_LABEL);
    atl_map_extra(map, node)->since = text;
    break;
  case N_STATUS:
    text = line_value(r, event, "status", ATL_MAX_LABEL);
    atl_map_extra(map, node)->status = text;
    break;
  case N_MAP:
    text = line_value(r, event, "map", ATL_MAX_LABEL);
    atl_map_extra(map, node)->map = text;
    break;
  case N_LAYOUT:
    text = line_value(r, event, "layout", ATL_MAX_ID);
    atl_map_extra(map, node)->layout = text;
    break;
  case N_FACTS:
    facts_value(r, event, node);
    break;
  case N_DIVIDE:
    if (bool_value(r, event, "divide", &value))
      map->node.at[node].flags |= value ? ATL_NODE_DIVIDE : ATL_NODE_JOIN;
    break;
  default:
    break;
  }
}

static void item_keys(struct reader *r, uint32_t parent, struct atl_yaml_event key, struct atl_span where) {
  struct atl_seen seen = {0};
  uint32_t node = add_node(r, parent, "", 0, ATL_NODE_ITEM, where);
  for (;; key = next(r)) {
    if (key.type == ATL_YAML_END)
      break;
    if (key.type == ATL_YAML_MAP_END) {
      if (!seen.merging)
        break;
      seen.merging--;
      continue;
    }
    if (key.type == ATL_YAML_SCALAR && !strcmp(key.text, "<<")) {
      struct atl_yaml_event merged = next(r);
      if (merged.type == ATL_YAML_MAP)
        seen.merging++;
      else
        atl_wrong_form(r->yaml, &merged, r->diags, "'<<'", "an alias of a mapping");
      continue;
    }
    int index = atl_take_key(r->yaml, &item_scope, &seen, &key, r->diags);
    struct atl_yaml_event value = next(r);
    if (index < 0 || node == ATL_NONE) {
      atl_yaml_skip(r->yaml, &value);
      continue;
    }
    if (index != I_ID) {
      node_value(r, node, item_as_node[index], &value);
      continue;
    }
    if (check_id(r, &value)) {
      uint32_t there = atl_map_child(r->map, parent, value.text, value.len);
      if (there == ATL_NONE) {
        atl_text id = atl_map_add_text(r->map, value.text, value.len);
        r->map->node.at[node].id = id;
        atl_strmap_add(&r->map->ids, parent, value.text, value.len, node);
      } else {
        atl_report(r->diags, ATL_ERROR, "duplicate-id", span(r, &value), "the id '%s' is given twice here", value.text);
        atl_report(r->diags, ATL_NOTE, "duplicate-id", atl_node_span(r->map, there), "it is given first here");
      }
    }
  }
  if (node != ATL_NONE && !r->map->node.at[node].label)
    atl_report(r->diags, ATL_ERROR, "no-label", where, "this item has no label");
}

static void item_value(struct reader *r, uint32_t parent, const struct atl_yaml_event *event) {
  struct atl_span where = span(r, event);
  if (event->type == ATL_YAML_SCALAR) {
    if (!event->len) {
      atl_report(r->diags, ATL_ERROR, "no-label", where, "this item is empty");
      return;
    }
    uint32_t node = add_node(r, parent, "", 0, ATL_NODE_ITEM, where);
    if (node != ATL_NONE) {
      atl_text label = text_value(r, event, "an item", ATL_MAX_LABEL);
      r->map->node.at[node].label = label;
    }
    return;
  }
  if (event->type != ATL_YAML_MAP) {
    atl_wrong_form(r->yaml, event, r->diags, "an item", "a text, 'label: note', or a mapping");
    return;
  }
  struct atl_yaml_event key = next(r);
  if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END) {
    atl_report(r->diags, ATL_ERROR, "no-label", where, "this item is empty");
    return;
  }
  where = span(r, &key);
  bool word =
      key.type == ATL_YAML_SCALAR && (atl_scope_find(&item_scope, key.text, key.len) >= 0 || !strcmp(key.text, "<<"));
  if (word || key.type != ATL_YAML_SCALAR) {
    item_keys(r, parent, key, where);
    return;
  }
  /* label: note */
  uint32_t node = add_node(r, parent, "", 0, ATL_NODE_ITEM, where);
  atl_text label = text_value(r, &key, "an item", ATL_MAX_LABEL);
  struct atl_yaml_event value = next(r);
  if (node == ATL_NONE)
    atl_yaml_skip(r->yaml, &value);
  else {
    atl_text note = text_value(r, &value, "the note of an item", ATL_MAX_LABEL);
    r->map->node.at[node].label = label;
    r->map->node.at[node].note = note;
  }
  bool said = false;
  for (;;) {
    key = next(r);
    if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END)
      return;
    if (!said)
      atl_report(r->diags, ATL_ERROR, "item-form", span(r, &key),
                 "an item is one 'label: note' pair; start the next one with '- '");
    said = true;
    atl_yaml_skip(r->yaml, &key);
    value = next(r);
    atl_yaml_skip(r->yaml, &value);
  }
}

static void items_value(struct reader *r, uint32_t parent, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_LIST) {
    atl_wrong_form(r->yaml, event, r->diags, "items", "a list, each line starting with '- '");
    return;
  }
  for (;;) {
    struct atl_yaml_event each = next(r);
    if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
      return;
    item_value(r, parent, &each);
  }
}

static struct frame *push(struct reader *r, uint32_t node, bool children) {
  struct frame *frame = atl_vec_push(&r->frame);
  frame->node = node;
  frame->children = children;
  return frame;
}

/* One `id: value` below `nodes:`. */
static void child(struct reader *r, uint32_t parent, bool merging, const struct atl_yaml_event *key) {
  bool fits = check_id(r, key);
  uint32_t node = ATL_NONE;
  struct atl_span where = span(r, key);
  if (fits && merging && atl_map_child(r->map, parent, key->text, key->len) != ATL_NONE)
    fits = false; /* what stands here itself hides what is merged */
  else if (fits)
    node = add_node(r, parent, key->text, key->len, 0, where);
  if (node != ATL_NONE && r->map->node.at[node].depth > ATL_MAX_DEPTH) {
    if (r->map->node.at[node].depth == ATL_MAX_DEPTH + 1)
      atl_report(r->diags, ATL_ERROR, "limit-depth", where, "nodes nest deeper than %u (limit ATL_MAX_DEPTH)",
                 ATL_MAX_DEPTH);
    node = ATL_NONE;
  }
  struct atl_yaml_event value = next(r);
  if (value.type == ATL_YAML_MAP && node != ATL_NONE)
    push(r, node, false);
  else if (value.type == ATL_YAML_SCALAR && node != ATL_NONE) {
    atl_text label = text_value(r, &value, "a label", ATL_MAX_LABEL);
    r->map->node.at[node].label = label;
  } else if (value.type == ATL_YAML_LIST && node != ATL_NONE)
    atl_wrong_form(r->yaml, &value, r->diags, "a node", "a label or a mapping (a list goes under 'items:')");
  else
    atl_yaml_skip(r->yaml, &value);
}

/* One key of a node's mapping. */
static void node_key(struct reader *r, const struct atl_yaml_event *key) {
  struct frame *frame = &r->frame.at[r->frame.len - 1];
  uint32_t node = frame->node;
  int index = atl_take_key(r->yaml, &node_scope, &frame->seen, key, r->diags);
  struct atl_yaml_event value = next(r);
  if (index < 0)
    atl_yaml_skip(r->yaml, &value);
  else if (index == N_NODES && value.type == ATL_YAML_MAP)
    push(r, node, true);
  else if (index == N_NODES)
    atl_wrong_form(r->yaml, &value, r->diags, "nodes", "a mapping of 'id: label' lines");
  else if (index == N_ITEMS)
    items_value(r, node, &value);
  else
    node_value(r, node, index, &value);
}

/* Everything below a `nodes:` whose mapping has just begun. */
static void nodes_value(struct reader *r, uint32_t parent) {
  push(r, parent, true);
  while (r->frame.len) {
    struct atl_yaml_event event = next(r);
    struct frame *frame = &r->frame.at[r->frame.len - 1];
    if (event.type == ATL_YAML_END)
      break;
    if (event.type == ATL_YAML_MAP_END) {
      if (frame->seen.merging)
        frame->seen.merging--;
      else
        r->frame.len--;
    } else if (event.type == ATL_YAML_SCALAR && event.len == 2 && event.plain && !memcmp(event.text, "<<", 2)) {
      struct atl_yaml_event merged = next(r);
      if (merged.type == ATL_YAML_MAP)
        frame->seen.merging++;
      else
        atl_wrong_form(r->yaml, &merged, r->diags, "'<<'", "an alias of a mapping");
    } else if (frame->children)
      child(r, frame->node, frame->seen.merging > 0, &event);
    else
      node_key(r, &event);
  }
}

/* -- links and views --------------------------------------------------------------------------------------------------
 */

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/* One end of a link as a text and a span, blanks around it dropped. */
static atl_text link_end(struct reader *r, const char *text, size_t begin, size_t end, struct atl_span whole,
                         size_t len, struct atl_span *where) {
  while (begin < end && blank(text[begin]))
    begin++;
  while (end > begin && blank(text[end - 1]))
    end--;
  *where = whole;
  uint32_t size = whole.end - whole.begin, quote = size == len + 2;
  if (size == len + 2 * quote) { /* written as it reads, so the part has a place of its own */
    where->begin = whole.begin + quote + (uint32_t)begin;
    where->end = whole.begin + quote + (uint32_t)end;
  }
  return atl_map_add_text(r->map, text + begin, end - begin);
}

/* a -> b, a <-> b, a -- b; with `: label` behind it when the whole was quoted. False when it is none of them. */
static bool link_text(struct reader *r, const struct atl_yaml_event *event, struct atl_link *link) {
  static const struct {
    const char *sign;
    size_t len;
    enum atl_arrow arrow;
  } arrows[] = {{"<->", 3, ATL_ARROW_BOTH},
                {"->", 2, ATL_ARROW_FORWARD},
                {"\xe2\x86\x94", 3, ATL_ARROW_BOTH},
                {"\xe2\x86\x92", 3, ATL_ARROW_FORWARD},
                {" -- ", 4, ATL_ARROW_NONE}};
  const char *text = event->text, *sign = NULL;
  size_t sign_len = 0, len = event->len;
  for (size_t i = 0; i < sizeof arrows / sizeof *arrows && !sign; i++)
    if ((sign = strstr(text, arrows[i].sign))) {
      sign_len = arrows[i].len;
      link->arrow = arrows[i].arrow;
    }
  if (!sign)
    return false;
  struct atl_span whole = span(r, event);
  size_t at = (size_t)(sign - text), stop = len;
  const char *colon = strstr(sign, ": ");
  if (colon) {
    stop = (size_t)(colon - text);
    link->label = atl_map_add_text(r->map, colon + 2, strlen(colon + 2));
  }
  link->span = whole;
  link->from = link_end(r, text, 0, at, whole, len, &link->from_span);
  link->to = link_end(r, text, at + sign_len, stop, whole, len, &link->to_span);
  return link->from && link->to;
}

static void link_keys(struct reader *r, struct atl_yaml_event key, struct atl_link *link) {
  struct atl_seen seen = {0};
  for (; key.type != ATL_YAML_MAP_END && key.type != ATL_YAML_END; key = next(r)) {
    int index = atl_take_key(r->yaml, &link_scope, &seen, &key, r->diags);
    struct atl_yaml_event value = next(r);
    switch (index) {
    case L_FROM:
      link->from = line_value(r, &value, "from", ATL_MAX_LABEL);
      link->from_span = span(r, &value);
      break;
    case L_TO:
      link->to = line_value(r, &value, "to", ATL_MAX_LABEL);
      link->to_span = span(r, &value);
      break;
    case L_LABEL:
      link->label = text_value(r, &value, "a label", ATL_MAX_LABEL);
      break;
    case L_KIND:
      link->kind = line_value(r, &value, "a kind", ATL_MAX_ID);
      break;
    case L_ARROW:
      if (value.type == ATL_YAML_SCALAR && !strcmp(value.text, "forward"))
        link->arrow = ATL_ARROW_FORWARD;
      else if (value.type == ATL_YAML_SCALAR && !strcmp(value.text, "both"))
        link->arrow = ATL_ARROW_BOTH;
      else if (value.type == ATL_YAML_SCALAR && !strcmp(value.text, "none"))
        link->arrow = ATL_ARROW_NONE;
      else
        atl_wrong_form(r->yaml, &value, r->diags, "arrow", "forward, both or none");
      break;
    default:
      atl_yaml_skip(r->yaml, &value);
      break;
    }
  }
  if (!link->from || !link->to)
    atl_report(r->diags, ATL_ERROR, "link-form", link->span, "this link has no '%s'", link->from ? "to" : "from");
}

static void link_value(struct reader *r, const struct atl_yaml_event *event) {
  struct atl_link link = {.tail = ATL_NONE, .head = ATL_NONE, .span = span(r, event)};
  bool good = false;
  if (event->type == ATL_YAML_SCALAR) {
    good = link_text(r, event, &link);
  } else if (event->type == ATL_YAML_MAP) {
    struct atl_yaml_event key = next(r);
    link.span = span(r, &key);
    if (key.type == ATL_YAML_SCALAR && atl_scope_find(&link_scope, key.text, key.len) < 0 &&
        link_text(r, &key, &link)) {
      struct atl_yaml_event value = next(r);
      link.label = text_value(r, &value, "the label of a link", ATL_MAX_LABEL);
      good = true;
      struct atl_yaml_event end = next(r);
      if (end.type == ATL_YAML_SCALAR)
        atl_report(r->diags, ATL_ERROR, "link-form", span(r, &end),
                   "a link is one 'a -> b: label' pair; start the next one with '- '");
      while (end.type != ATL_YAML_MAP_END && end.type != ATL_YAML_END) {
        atl_yaml_skip(r->yaml, &end);
        end = next(r);
      }
    } else {
      link_keys(r, key, &link);
      if (link.from && link.to)
        *atl_vec_push(&r->map->link) = link;
      return;
    }
  } else {
    atl_wrong_form(r->yaml, event, r->diags, "a link", "'a -> b', or a mapping with from and to");
    return;
  }
  if (good)
    *atl_vec_push(&r->map->link) = link;
  else
    atl_report(r->diags, ATL_ERROR, "link-form", link.span, "a link is written 'a -> b', 'a <-> b' or 'a -- b'");
}

static void links_value(struct reader *r, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_LIST) {
    atl_wrong_form(r->yaml, event, r->diags, "links", "a list of 'a -> b' lines, each starting with '- '");
    return;
  }
  for (;;) {
    struct atl_yaml_event each = next(r);
    if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
      return;
    link_value(r, &each);
  }
}

static void view_keys(struct reader *r, struct atl_view *view) {
  struct atl_seen seen = {0};
  for (;;) {
    struct atl_yaml_event key = next(r);
    if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END)
      return;
    int index = atl_take_key(r->yaml, &view_scope, &seen, &key, r->diags);
    struct atl_yaml_event value = next(r);
    switch (index) {
    case V_ROOT:
      view->root = line_value(r, &value, "root", ATL_MAX_LABEL);
      break;
    case V_LAYOUT:
      view->layout = line_value(r, &value, "layout", ATL_MAX_ID);
      break;
    case V_DIRECTION:
      view->direction = line_value(r, &value, "direction", ATL_MAX_ID);
      break;
    case V_ONLY:
      words_value(r, &value, "only", &view->first_only, &view->onlys);
      break;
    case V_WITHOUT:
      words_value(r, &value, "without", &view->first_without, &view->withouts);
      break;
    case V_DEPTH: {
      uint32_t depth = 0;
      bool digits = value.type == ATL_YAML_SCALAR && value.len > 0 && value.len < 5;
      for (size_t i = 0; digits && i < value.len; i++) {
        digits = value.text[i] >= '0' && value.text[i] <= '9';
        depth = depth * 10 + (uint32_t)(value.text[i] - '0');
      }
      if (digits && depth)
        view->depth = depth;
      else
        atl_wrong_form(r->yaml, &value, r->diags, "depth", "a number from 1");
      break;
    }
    default:
      atl_yaml_skip(r->yaml, &value);
      break;
    }
  }
}

static void views_value(struct reader *r, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_MAP) {
    atl_wrong_form(r->yaml, event, r->diags, "views", "a mapping of name: view");
    return;
  }
  for (;;) {
    struct atl_yaml_event key = next(r);
    if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END)
      return;
    struct atl_view view = {.span = span(r, &key)};
    bool fits = check_id(r, &key);
    if (fits)
      view.name = line_value(r, &key, "the name of a view", ATL_MAX_ID);
    struct atl_yaml_event value = next(r);
    if (value.type == ATL_YAML_MAP)
      view_keys(r, &view);
    else
      atl_wrong_form(r->yaml, &value, r->diags, "a view", "a mapping");
    for (uint32_t i = 0; i < r->map->view.len && fits; i++)
      if (!strcmp(atl_map_text(r->map, r->map->view.at[i].name), atl_map_text(r->map, view.name))) {
        atl_report(r->diags, ATL_ERROR, "duplicate-id", view.span, "the view '%s' is given twice",
                   atl_map_text(r->map, view.name));
        atl_report(r->diags, ATL_NOTE, "duplicate-id", r->map->view.at[i].span, "it is given first here");
      }
    *atl_vec_push(&r->map->view) = view;
  }
}

/* -- the map ----------------------------------------------------------------------------------------------------------
 */

static void map_key(struct reader *r, struct atl_seen *seen, const struct atl_yaml_event *key) {
  struct atl_map *map = r->map;
  int index = atl_take_key(r->yaml, &map_scope, seen, key, r->diags);
  struct atl_yaml_event value = next(r);
  switch (index) {
  case M_TITLE:
    map->title = line_value(r, &value, "title", ATL_MAX_LABEL);
    break;
  case M_SUBTITLE:
    map->subtitle = line_value(r, &value, "subtitle", ATL_MAX_LABEL);
    break;
  case M_ABOUT:
    map->about = text_value(r, &value, "about", ATL_MAX_ABOUT);
    break;
  case M_LAYOUT:
    map->layout = line_value(r, &value, "layout", ATL_MAX_ID);
    map->layout_span = span(r, &value);
    break;
  case M_DIRECTION:
    map->direction = line_value(r, &value, "direction", ATL_MAX_ID);
    map->direction_span = span(r, &value);
    break;
  case M_STYLE:
    map->style = line_value(r, &value, "style", ATL_MAX_LABEL);
    map->style_span = span(r, &value);
    break;
  case M_NODES:
    if (value.type == ATL_YAML_MAP)
      nodes_value(r, 0);
    else
      atl_wrong_form(r->yaml, &value, r->diags, "nodes", "a mapping of 'id: label' lines");
    break;
  case M_LINKS:
    links_value(r, &value);
    break;
  case M_VIEWS:
    views_value(r, &value);
    break;
  default:
    atl_yaml_skip(r->yaml, &value);
    break;
  }
}

bool atl_read_yaml_map(struct atl_map *map, struct atl_sources *sources, uint32_t file, struct atl_diags *diags) {
  uint32_t before = diags->errors;
  struct reader r = {.map = map, .diags = diags, .yaml = atl_yaml_open(sources, file, diags)};
  struct atl_yaml_event start = next(&r);
  if (start.type == ATL_YAML_MAP) {
    struct atl_seen seen = {0};
    for (;;) {
      struct atl_yaml_event key = next(&r);
      if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END)
        break;
      map_key(&r, &seen, &key);
    }
    (void)next(&r); /* what follows the mapping: nothing, or an error */
  } else if (start.type == ATL_YAML_END && diags->errors == before)
    atl_report(diags, ATL_ERROR, "no-nodes", (struct atl_span){file, 0, 0},
               "the file is empty; a map starts with 'nodes:'");
  else
    atl_wrong_form(r.yaml, &start, diags, "a map", "a mapping that starts with words such as 'title:' and 'nodes:'");
  atl_yaml_close(r.yaml);
  atl_vec_release(&r.frame);
  for (uint32_t i = 1; i < map->node.len; i++) /* a node without a label is called by its id */
    if (!map->node.at[i].label)
      map->node.at[i].label = map->node.at[i].id;
  return diags->errors == before;
}
