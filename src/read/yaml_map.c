/* YAML maps: events become nodes, items, links, views and terms.
 *
 * Only `nodes:` nests without bound, so it alone is read with a stack of frames; everything else is a few levels deep
 * and read by plain calls. After a mistake the value is skipped and reading goes on: one run shows them all. */
#include "read/yaml_map.h"
#include "base/spell.h"
#include "read/explain.h"
#include "read/guess.h"
#include "read/keys.h"
#include "read/read.h"
#include "read/yaml.h"

#include <string.h>

enum {
  M_TITLE,
  M_SUBTITLE,
  M_ABOUT,
  M_LAYOUT,
  M_DIRECTION,
  M_GROUPS,
  M_STYLE,
  M_NODES,
  M_LINKS,
  M_VIEWS,
  M_GLOSSARY,
  M_IMPLICIT,
  M_KINDS,
  M_LEGEND
};
static const struct atl_scope map_scope = {"map",
                                           "a map",
                                           {ATL_KEY("title"),
                                            ATL_KEY("subtitle"),
                                            ATL_KEY("about"),
                                            ATL_KEY("layout"),
                                            ATL_KEY("direction"),
                                            ATL_KEY("groups"),
                                            ATL_KEY("style"),
                                            ATL_KEY("nodes"),
                                            ATL_KEY("links"),
                                            ATL_KEY("views"),
                                            ATL_KEY("glossary"),
                                            ATL_KEY("implicit"),
                                            ATL_KEY("kinds"),
                                            ATL_KEY("legend"),
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
  N_LAYOUT,
  N_DIRECTION,
  N_LINKS,
  N_ICON,
  N_COLUMNS,
  N_SAME_AS
};
static const struct atl_scope node_scope = {
    "node", "a node", {ATL_KEY("label"),     ATL_KEY("note"),    ATL_KEY("nodes"),
                       ATL_KEY("items"),     ATL_KEY("kind"),    ATL_KEY("about"),
                       ATL_KEY("url"),       ATL_KEY("tags"),    ATL_KEY("since"),
                       ATL_KEY("status"),    ATL_KEY("facts"),   ATL_KEY("map"),
                       ATL_KEY("see"),       ATL_KEY("divide"),  ATL_KEY("layout"),
                       ATL_KEY("direction"), ATL_KEY("links"),   ATL_KEY("icon"),
                       ATL_KEY("columns"),   ATL_KEY("same-as"), {0}}};

/* The words of an item that is written as a node; the order of those above, so that one function reads both. */
enum { I_ID, I_LABEL, I_NOTE, I_KIND, I_ABOUT, I_URL, I_TAGS, I_SINCE, I_STATUS, I_FACTS, I_MAP, I_SEE, I_SAME_AS };
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
                                             ATL_KEY("same-as"),
                                             {0}}};
static const int item_as_node[] = {-1,      N_LABEL,  N_NOTE,  N_KIND, N_ABOUT, N_URL,    N_TAGS,
                                   N_SINCE, N_STATUS, N_FACTS, N_MAP,  N_SEE,   N_SAME_AS};

const struct atl_scope *const atl_map_scopes[] = {&map_scope,      &atl_title_scope, &node_scope,
                                                  &item_scope,     &atl_link_scope,  &atl_view_scope,
                                                  &atl_term_scope, &atl_kind_scope,  NULL};

/* -- nodes and items --------------------------------------------------------------------------------------------- */

static uint32_t add_node(struct atl_map_reader *r, uint32_t parent, const char *id, size_t len, unsigned flags,
                         struct atl_span where) {
  if (r->map->node.len > ATL_MAX_NODES) {
    if (!r->too_many)
      atl_report(r->diags, ATL_ERROR, "limit-nodes", where,
                 "the map has more than %u nodes (limit ATL_MAX_NODES); divide it into several", ATL_MAX_NODES);
    return ATL_NONE;
  }
  uint32_t there = len ? atl_map_child(r->map, parent, id, len) : ATL_NONE;
  if (there != ATL_NONE) {
    atl_report(r->diags, ATL_ERROR, "duplicate-id", where,
               "the id '%s' is given twice here; give one of the two another id", id);
    atl_report(r->diags, ATL_NOTE, "duplicate-id", atl_node_span(r->map, there), "it is given first here");
    return ATL_NONE;
  }
  return atl_map_add_node(r->map, parent, id, len, flags, where);
}

/* In how many columns something stands: a number or `auto`; 0 after a report. */
static uint32_t columns_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  static const char form[] = "'auto' or a number from 1 to 99";
  uint32_t count = 0;
  if (event->type != ATL_YAML_SCALAR) {
    atl_report(r->diags, ATL_ERROR, "wrong-form", atl_event_span(r, event),
               "columns is %s; the lines of a card stand under 'items', as items: [one, two]", form);
    atl_yaml_skip(r->yaml, event);
    return 0;
  }
  if (!strcmp(event->text, "auto"))
    return ATL_COLUMNS_AUTO;
  for (size_t i = 0; i < event->len && i < 3; i++)
    count = event->text[i] >= '0' && event->text[i] <= '9' ? count * 10 + (uint32_t)(event->text[i] - '0') : 1000;
  if (count && count <= ATL_MAX_COLUMNS)
    return count;
  atl_report(r->diags, ATL_ERROR, "wrong-form", atl_event_span(r, event), "columns is %s, not '%s'", form, event->text);
  return 0;
}

/* A key that a node and an item share. */
static void node_value(struct atl_map_reader *r, uint32_t node, int key, const struct atl_yaml_event *event) {
  struct atl_map *map = r->map;
  atl_text text = 0;
  uint32_t first, count;
  bool value;
  switch (key) {
  case N_LABEL:
    text = atl_text_value(r, event, "a label", ATL_MAX_LABEL);
    map->node.at[node].label = text;
    break;
  case N_NOTE:
    text = atl_text_value(r, event, "a note", ATL_MAX_LABEL);
    map->node.at[node].note = text;
    break;
  case N_KIND:
    text = atl_kind_value(r, event);
    map->node.at[node].kind = text;
    break;
  case N_ABOUT:
    text = atl_text_value(r, event, "about", ATL_MAX_ABOUT);
    atl_map_extra(map, node)->about = text;
    break;
  case N_URL:
    text = atl_line_value(r, event, "a url", ATL_MAX_LABEL);
    /* Links go to a browser: only schemes that cannot run code, and no other host in disguise. */
    if (event->type == ATL_YAML_SCALAR && !atl_address_is_harmless(event->text, event->len))
      atl_report(r->diags, ATL_ERROR, "bad-url", atl_event_span(r, event),
                 "a url starts with http://, https:// or mailto:, or is relative, or starts with #");
    else
      atl_map_extra(map, node)->url = text;
    break;
  case N_TAGS:
    atl_words_value(r, event, "tags", &first, &count);
    atl_map_extra(map, node)->first_tag = first;
    atl_map_extra(map, node)->tags = count;
    break;
  case N_SEE:
    atl_words_value(r, event, "see", &first, &count);
    atl_map_extra(map, node)->first_see = first;
    atl_map_extra(map, node)->sees = count;
    break;
  case N_SINCE:
    text = atl_line_value(r, event, "since", ATL_MAX_LABEL);
    atl_map_extra(map, node)->since = text;
    break;
  case N_STATUS:
    text = atl_line_value(r, event, "status", ATL_MAX_LABEL);
    atl_map_extra(map, node)->status = text;
    break;
  case N_MAP:
    text = atl_line_value(r, event, "map", ATL_MAX_LABEL);
    atl_map_extra(map, node)->map = text;
    break;
  case N_LAYOUT:
    text = atl_line_value(r, event, "layout", ATL_MAX_ID);
    atl_map_extra(map, node)->layout = text;
    atl_map_extra(map, node)->layout_span = atl_event_span(r, event);
    break;
  case N_DIRECTION:
    text = atl_line_value(r, event, "direction", ATL_MAX_ID);
    atl_map_extra(map, node)->direction = text;
    atl_map_extra(map, node)->direction_span = atl_event_span(r, event);
    break;
  case N_ICON: {
    uint16_t icon = atl_icon_value(r, event);
    atl_map_extra(map, node)->icon = icon;
    break;
  }
  case N_SAME_AS:
    text = atl_line_value(r, event, "same-as", ATL_MAX_LABEL);
    atl_map_extra(map, node)->same = text;
    atl_map_extra(map, node)->same_span = atl_event_span(r, event);
    break;
  case N_COLUMNS:
    count = columns_value(r, event);
    atl_map_extra(map, node)->columns = count;
    break;
  case N_FACTS:
    atl_facts_value(r, event, node);
    break;
  case N_DIVIDE:
    if (atl_bool_value(r, event, "divide", &value))
      map->node.at[node].flags = (uint16_t)((map->node.at[node].flags & ~(ATL_NODE_DIVIDE | ATL_NODE_JOIN)) |
                                            (value ? ATL_NODE_DIVIDE : ATL_NODE_JOIN));
    break;
  default:
    break;
  }
}

/* Whether a text is a key and its value without the blank between them, as `label:API`; that is reported. Words that a
 * text may well start with (`map:reduce`) are not asked for here. */
static bool glued_key(struct atl_map_reader *r, const struct atl_yaml_event *event, const struct atl_scope *scope,
                      const char *const *but) {
  size_t colon = event->plain ? atl_yaml_glued_colon(event->text, event->len) : 0;
  if (!colon || atl_scope_find(scope, event->text, colon) < 0)
    return false;
  for (; but && *but; but++)
    if (strlen(*but) == colon && !memcmp(*but, event->text, colon))
      return false;
  atl_report(r->diags, ATL_ERROR, "wrong-form", atl_event_span(r, event),
             "a blank is missing behind ':'; write '%.*s: %s', or quote the text", (int)colon, event->text,
             event->text + colon + 1);
  return true;
}

/* Keeps the text of a scalar beyond the next event. */
static void hold(struct atl_map_reader *r, struct atl_yaml_event *event) {
  r->held.len = 0;
  atl_vec_reserve(&r->held, (uint32_t)event->len + 1);
  memcpy(r->held.at, event->text, event->len);
  r->held.at[event->len] = 0;
  event->text = r->held.at;
}

static void item_key(struct atl_map_reader *r, uint32_t parent, uint32_t node, int index,
                     const struct atl_yaml_event *value) {
  if (index < 0 || node == ATL_NONE)
    atl_yaml_skip(r->yaml, value);
  else if (index != I_ID)
    node_value(r, node, item_as_node[index], value);
  else if (atl_check_id(r, value)) {
    uint32_t there = atl_map_child(r->map, parent, value->text, value->len);
    if (there == ATL_NONE) {
      atl_text id = atl_map_add_text(r->map, value->text, value->len);
      struct atl_span where = atl_event_span(r, value);
      r->map->node.at[node].id = id;
      r->map->node.at[node].begin = where.begin;
      r->map->node.at[node].end = where.end;
      atl_strmap_add(&r->map->ids, parent, value->text, value->len, node);
    } else {
      atl_report(r->diags, ATL_ERROR, "duplicate-id", atl_event_span(r, value),
                 "the id '%s' is given twice here; give one of the two another id", value->text);
      atl_report(r->diags, ATL_NOTE, "duplicate-id", atl_node_span(r->map, there), "it is given first here");
    }
  }
}

/* An item that is a mapping whose first key is one of its words. A single pair of a text is an item and its note, as
 * any other pair, since an item without a label is none: columns are called id, kind and status. */
static void item_keys(struct atl_map_reader *r, uint32_t parent, struct atl_yaml_event key, struct atl_span where) {
  struct atl_seen seen = {0};
  uint32_t node = add_node(r, parent, "", 0, ATL_NODE_ITEM, where), before = r->diags->errors, pairs = 0;
  const char *first = NULL;
  bool more = !atl_merges(r->yaml, &seen, &key, r->diags) || atl_next_key(r->yaml, &seen, &key, r->diags);
  while (more) {
    int index = atl_take_key(r->yaml, &item_scope, &seen, &key, r->diags);
    struct atl_yaml_event value = atl_next_event(r);
    first = !pairs++ && index >= 0 ? item_scope.key[index].name : first;
    if (pairs == 1 && index >= 0 && index != I_LABEL && index != I_SAME_AS && value.type == ATL_YAML_SCALAR &&
        !seen.merging && node != ATL_NONE) {
      hold(r, &value);
      more = atl_next_key(r->yaml, &seen, &key, r->diags);
      if (!more) {
        atl_text label = atl_map_add_text(r->map, first, strlen(first));
        atl_text note = atl_text_value(r, &value, "the note of an item", ATL_MAX_LABEL);
        r->map->node.at[node].label = label;
        r->map->node.at[node].note = note;
        r->word_pairs = true;
        return;
      }
      item_key(r, parent, node, index, &value);
      continue;
    }
    if (pairs == 1 && index == I_LABEL)
      r->lone_label = where;
    item_key(r, parent, node, index, &value);
    more = atl_next_key(r->yaml, &seen, &key, r->diags);
    if (more)
      r->lone_label = ATL_NOWHERE;
  }
  if (node == ATL_NONE || r->map->node.at[node].label || r->diags->errors != before)
    return;
  uint32_t extra = r->map->node.at[node].extra;
  if (extra != ATL_NONE && r->map->extra.at[extra].same)
    return; /* it is called as that is */
  atl_report(r->diags, ATL_ERROR, "no-label", where, "this item has no label; write {label: ..., %s: ...}",
             first ? first : "note");
}

static void item_value(struct atl_map_reader *r, uint32_t parent, const struct atl_yaml_event *event) {
  struct atl_span where = atl_event_span(r, event);
  if (event->type == ATL_YAML_SCALAR) {
    static const char *const plain_words[] = {"map", "see", "since", "status", NULL};
    if (!event->len) {
      atl_report(r->diags, ATL_ERROR, "no-label", where,
                 "this item is empty; write a text behind its '-', or leave the line out");
      return;
    }
    if (glued_key(r, event, &item_scope, plain_words))
      return;
    uint32_t node = add_node(r, parent, "", 0, ATL_NODE_ITEM, where);
    if (node != ATL_NONE) {
      atl_text label = atl_text_value(r, event, "an item", ATL_MAX_LABEL);
      r->map->node.at[node].label = label;
      if (!label && event->len <= ATL_MAX_LABEL)
        atl_report(r->diags, ATL_ERROR, "no-label", where, "this item is blank; write a text, or leave the line out");
    }
    return;
  }
  if (event->type != ATL_YAML_MAP) {
    atl_wrong_form(r->yaml, event, r->diags, "an item", "a text, 'label: note', or a mapping such as {label: A}");
    return;
  }
  struct atl_yaml_event key = atl_next_event(r);
  if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END) {
    atl_report(r->diags, ATL_ERROR, "no-label", where, "this item is empty; write {label: ...}, or leave it out");
    return;
  }
  where = atl_event_span(r, &key);
  bool word =
      key.type == ATL_YAML_SCALAR && (atl_scope_find(&item_scope, key.text, key.len) >= 0 || !strcmp(key.text, "<<"));
  if (word || key.type != ATL_YAML_SCALAR) {
    item_keys(r, parent, key, where);
    return;
  }
  /* label: note */
  uint32_t node = add_node(r, parent, "", 0, ATL_NODE_ITEM, where);
  atl_text label = atl_text_value(r, &key, "an item", ATL_MAX_LABEL);
  struct atl_yaml_event value = atl_next_event(r);
  if (node == ATL_NONE)
    atl_yaml_skip(r->yaml, &value);
  else {
    atl_text note = atl_text_value(r, &value, "the note of an item", ATL_MAX_LABEL);
    r->map->node.at[node].label = label;
    r->map->node.at[node].note = note;
  }
  bool said = false;
  for (;;) {
    key = atl_next_event(r);
    if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END)
      return;
    const char *first = atl_map_text(r->map, label), *hint = said ? NULL : atl_guess_key("item", first, strlen(first));
    if (hint && !strncmp(hint, "an item has", 11))
      atl_report(r->diags, ATL_ERROR, "unknown-key", where, "unknown key '%s' of an item; %s", first, hint);
    else if (!said)
      atl_report(r->diags, ATL_ERROR, "item-form", atl_event_span(r, &key),
                 "an item is one 'label: note' pair; start the next one with '- '");
    said = true;
    atl_yaml_skip(r->yaml, &key);
    value = atl_next_event(r);
    atl_yaml_skip(r->yaml, &value);
  }
}

/* What stands under `items:` is no list. */
static void wrong_items(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  struct atl_span where = atl_event_span(r, event);
  where.end = where.begin + 1;
  struct atl_yaml_event first = event->type == ATL_YAML_MAP ? atl_next_event(r) : *event;
  if (first.type != ATL_YAML_SCALAR || !first.len || first.len > 40 || first.text[0] == '-') {
    atl_wrong_form(r->yaml, event, r->diags, "items", "a list, each line starting with '- '");
    return;
  }
  if (event->type == ATL_YAML_SCALAR) {
    atl_report(r->diags, ATL_ERROR, "wrong-form", atl_event_span(r, event),
               "items are a list, each line starting with '- '; write '- %s'", first.text);
    return;
  }
  hold(r, &first);
  struct atl_yaml_event value = atl_next_event(r);
  bool note = value.type == ATL_YAML_SCALAR && value.len && value.len <= 40;
  atl_report(r->diags, ATL_ERROR, "wrong-form", where,
             "items are a list, not a mapping; write each as a line '- %s: %s'", first.text,
             note ? value.text : "note");
  atl_yaml_skip(r->yaml, &value);
  atl_yaml_skip(r->yaml, event);
}

static void items_value(struct atl_map_reader *r, uint32_t parent, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_LIST) {
    wrong_items(r, event);
    return;
  }
  r->word_pairs = false;
  struct atl_span lone = ATL_NOWHERE;
  uint32_t node = 0;
  for (;;) {
    struct atl_yaml_event each = atl_next_event(r);
    if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
      break;
    r->lone_label = ATL_NOWHERE;
    item_value(r, parent, &each);
    if (r->lone_label.file != ATL_NONE) {
      lone = r->lone_label;
      node = r->map->node.len - 1;
    }
  }
  if (r->word_pairs && lone.file != ATL_NONE)
    atl_report(r->diags, ATL_WARNING, "item-form", lone,
               "this item is called '%s', since 'label' is a key; if it is a column of that name, write {label: label, "
               "note: %s}",
               atl_map_text(r->map, r->map->node.at[node].label), atl_map_text(r->map, r->map->node.at[node].label));
}

static struct atl_map_frame *push(struct atl_map_reader *r, uint32_t node, bool children) {
  struct atl_map_frame *frame = atl_vec_push(&r->frame);
  frame->node = node;
  frame->children = children;
  return frame;
}

/* One `id: value` below `nodes:`. */
static void child(struct atl_map_reader *r, uint32_t parent, bool merging, const struct atl_yaml_event *key) {
  bool fits = atl_check_id(r, key);
  uint32_t node = ATL_NONE;
  struct atl_span where = atl_event_span(r, key);
  if (fits && merging && atl_map_child(r->map, parent, key->text, key->len) != ATL_NONE)
    fits = false; /* what stands here itself hides what is merged */
  else if (fits)
    node = add_node(r, parent, key->text, key->len, 0, where);
  if (node != ATL_NONE && r->map->node.at[node].depth > ATL_MAX_DEPTH) {
    if (!r->too_deep)
      atl_report(r->diags, ATL_ERROR, "limit-depth", where,
                 "nodes nest deeper than %u (limit ATL_MAX_DEPTH); let one of them open another map, by 'map:'",
                 ATL_MAX_DEPTH);
    r->too_deep = true;
    node = ATL_NONE;
  }
  struct atl_yaml_event value = atl_next_event(r);
  if (value.type == ATL_YAML_MAP && node != ATL_NONE)
    push(r, node, false);
  else if (value.type == ATL_YAML_SCALAR && node != ATL_NONE) {
    if (atl_yaml_glued_colon(value.text, value.len) &&
        atl_yaml_lines_between(r->yaml, where.end, atl_event_span(r, &value).begin) &&
        glued_key(r, &value, &node_scope, NULL))
      return; /* the only line of a node is one of its keys, not its label */
    atl_text label = atl_text_value(r, &value, "a label", ATL_MAX_LABEL);
    r->map->node.at[node].label = label;
  } else if (value.type == ATL_YAML_LIST && node != ATL_NONE)
    atl_wrong_form(r->yaml, &value, r->diags, "a node", "a label or a mapping such as {label: A, items: [x, y]}");
  else
    atl_yaml_skip(r->yaml, &value);
}

/* What stands under `nodes:` is no mapping. */
static void wrong_nodes(struct atl_map_reader *r, const struct atl_yaml_event *value) {
  if (value->type != ATL_YAML_LIST) {
    atl_wrong_form(r->yaml, value, r->diags, "nodes", "a mapping of 'id: label' lines");
    return;
  }
  struct atl_span where = atl_event_span(r, value);
  where.end = where.begin + 1;
  struct atl_yaml_event first = atl_next_event(r);
  if (first.type == ATL_YAML_MAP)
    atl_report(r->diags, ATL_ERROR, "wrong-form", where,
               "nodes are 'id: label' lines, not a list; write each id as a key, as a: {label: A}");
  else if (first.type == ATL_YAML_SCALAR && atl_id_fits(first.text, first.len) && first.len < 40)
    atl_report(r->diags, ATL_ERROR, "wrong-form", where,
               "nodes are 'id: label' lines, not a list; leave each '- ' out, as %s: %s", first.text, first.text);
  else
    atl_report(r->diags, ATL_ERROR, "wrong-form", where, "nodes are 'id: label' lines, not a list, as a: A");
  if (first.type == ATL_YAML_LIST_END || first.type == ATL_YAML_END)
    return;
  atl_yaml_skip(r->yaml, &first);
  atl_yaml_skip(r->yaml, value);
}

/* One key of a node's mapping. */
static void node_key(struct atl_map_reader *r, const struct atl_yaml_event *key) {
  struct atl_map_frame *frame = &r->frame.at[r->frame.len - 1];
  uint32_t node = frame->node;
  uint32_t merged = frame->seen.merging ? 0 : frame->seen.merged;
  int index = atl_take_key(r->yaml, &node_scope, &frame->seen, key, r->diags);
  if ((index == N_NODES || index == N_ITEMS) && merged >> index & 1) {
    atl_report(r->diags, ATL_ERROR, "merged-children", atl_event_span(r, key),
               "'%s' came by the merge key above; write '<<' below it, or leave one out", key->text);
    index = -1;
  }
  struct atl_yaml_event value = atl_next_event(r);
  if (index < 0)
    atl_yaml_skip(r->yaml, &value);
  else if (index == N_NODES && value.type == ATL_YAML_MAP)
    push(r, node, true);
  else if (index == N_NODES)
    wrong_nodes(r, &value);
  else if (index == N_ITEMS)
    items_value(r, node, &value);
  else if (index == N_LINKS)
    atl_links_value(r, node, &value);
  else
    node_value(r, node, index, &value);
}

/* Everything below a `nodes:` whose mapping has just begun. */
static void nodes_value(struct atl_map_reader *r, uint32_t parent) {
  push(r, parent, true);
  while (r->frame.len) {
    struct atl_yaml_event event = atl_next_event(r);
    struct atl_map_frame *frame = &r->frame.at[r->frame.len - 1];
    if (event.type == ATL_YAML_END)
      break;
    if (atl_merges(r->yaml, &frame->seen, &event, r->diags))
      continue;
    if (event.type == ATL_YAML_MAP_END) {
      r->frame.len--;
    } else if (frame->children)
      child(r, frame->node, frame->seen.merging > 0, &event);
    else
      node_key(r, &event);
  }
}

/* -- the map ----------------------------------------------------------------------------------------------------- */

static void map_value(struct atl_map_reader *r, int key, const struct atl_yaml_event *value) {
  struct atl_map *map = r->map;
  switch (key) {
  case M_TITLE:
    atl_title_value(r, value, &map->title, &map->titled);
    break;
  case M_SUBTITLE:
    map->subtitle = atl_line_value(r, value, "subtitle", ATL_MAX_LABEL);
    break;
  case M_ABOUT:
    map->about = atl_text_value(r, value, "about", ATL_MAX_ABOUT);
    break;
  case M_LAYOUT:
    map->layout = atl_line_value(r, value, "layout", ATL_MAX_ID);
    map->layout_span = atl_event_span(r, value);
    break;
  case M_DIRECTION:
    map->direction = atl_line_value(r, value, "direction", ATL_MAX_ID);
    map->direction_span = atl_event_span(r, value);
    break;
  case M_GROUPS:
    if (value->type != ATL_YAML_SCALAR) {
      atl_wrong_form(r->yaml, value, r->diags, "groups",
                     "'frames' or 'lines' (a group is a node with nodes: {g: {label: Group, nodes: {a: A, b: B}}})");
      break;
    }
    map->groups = atl_line_value(r, value, "groups", ATL_MAX_ID);
    map->groups_span = atl_event_span(r, value);
    break;
  case M_STYLE:
    if (value->type == ATL_YAML_MAP) {
      struct atl_span where = atl_event_span(r, value);
      where.end = where.begin + 1;
      atl_report(r->diags, ATL_ERROR, "wrong-form", where,
                 "a style sheet is named, as style: print or style: ours.yaml; colours of kinds stand in the map, as "
                 "kinds: {mine: {color: green}}");
      atl_yaml_skip(r->yaml, value);
      break;
    }
    map->style = atl_line_value(r, value, "style", ATL_MAX_LABEL);
    map->style_span = atl_event_span(r, value);
    break;
  case M_NODES:
    if (value->type == ATL_YAML_MAP)
      nodes_value(r, 0);
    else
      wrong_nodes(r, value);
    break;
  case M_LINKS:
    atl_links_value(r, 0, value);
    break;
  case M_VIEWS:
    atl_views_value(r, value);
    break;
  case M_GLOSSARY:
    atl_glossary_value(r, value);
    break;
  case M_KINDS:
    atl_kinds_value(r, value);
    break;
  case M_LEGEND:
    atl_legend_value(r, value, &map->legend);
    break;
  case M_IMPLICIT:
    atl_bool_value(r, value, "implicit", &r->implicit);
    break;
  }
}

/* Makes room at once for what a large source can hold: a node a line, and its texts. Room that is not used is address
 * space only, while growing by doubling would copy, and leave holes as large as the map. */
static void expect_nodes(struct atl_map *map, const struct atl_source *source) {
  enum { LARGE_SOURCE = 256 * 1024 };
  if (source->len < LARGE_SOURCE)
    return;
  uint32_t lines = 0;
  for (const char *at = source->text, *end = at + source->len; (at = memchr(at, '\n', (size_t)(end - at))); at++)
    lines++;
  atl_vec_reserve(&map->node, lines < ATL_MAX_NODES ? lines : ATL_MAX_NODES);
  atl_vec_reserve(&map->pool, source->len);
}

bool atl_read_yaml_map(struct atl_map *map, struct atl_sources *sources, uint32_t file, struct atl_diags *diags) {
  uint32_t before = diags->errors;
  if (atl_yaml_foreign(sources, file, diags))
    return false;
  expect_nodes(map, &sources->file.at[file]);
  struct atl_map_reader r = {.map = map, .diags = diags, .yaml = atl_yaml_open(sources, file, diags)};
  struct atl_yaml_event start = atl_next_event(&r);
  if (start.type == ATL_YAML_MAP) {
    struct atl_seen seen = {0};
    struct atl_yaml_event value;
    int key;
    while (atl_next_value(r.yaml, &map_scope, &seen, &key, &value, diags))
      map_value(&r, key, &value);
    (void)atl_next_event(&r); /* what follows the mapping: nothing, or an error */
  } else if (start.type == ATL_YAML_END && diags->errors == before)
    atl_report(diags, ATL_ERROR, "no-nodes", (struct atl_span){file, 0, 0},
               "the file is empty; a map names its nodes, as nodes: {a: A, b: B}");
  else
    atl_wrong_form(r.yaml, &start, diags, "a map", "a mapping, as nodes: {a: A, b: B}");
  atl_yaml_close(r.yaml);
  if (r.implicit)
    atl_links_imply(&r);
  atl_links_tell_alike(map);
  atl_vec_release(&r.frame);
  atl_vec_release(&r.held);
  atl_vec_release(&r.end);
  atl_vec_release(&r.gap);
  for (uint32_t i = 1; i < map->node.len; i++) /* a node without a label is called by its id */
    if (!map->node.at[i].label)
      map->node.at[i].label = map->node.at[i].id;
  return diags->errors == before;
}
