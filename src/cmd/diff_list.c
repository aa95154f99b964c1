/* Changes as a list, for people and for programs; and a map as lines. */
#include "cmd/diff.h"

#include "base/spell.h"
#include "emit/json_write.h"
#include "style/icon.h"
#include "style/shape.h"

#include <jansson.h>
#include <string.h>

static const struct {
  unsigned change;
  const char *word;
} words[] = {{ATL_ADDED, "added"},
             {ATL_REMOVED, "removed"},
             {ATL_RENAMED, "renamed"},
             {ATL_MOVED, "moved"},
             {ATL_CHANGED, "changed"}};
enum { WORDS = sizeof words / sizeof *words };

static const char *const arrows[] = {"->", "<->", "--"};

/* -- for people -----------------------------------------------------------------------------------------------------
 */

static void people(struct atl_out *out, const char *text) { atl_spell(out, ATL_SPELL_PEOPLE, text); }

static void write_path(const struct atl_diff *d, uint32_t node, struct atl_out *out) {
  struct atl_out path;
  atl_out_memory(&path);
  atl_diff_write_path(d, node, &path);
  atl_out_char(&path, 0);
  people(out, path.buf);
  atl_out_discard(&path);
}

static void list_field(void *to, const char *key, const char *was, const char *is) {
  struct atl_out *out = to;
  atl_out_format(out, "      %s: ", key);
  if (*was) {
    people(out, was);
    atl_out_text(out, *is ? " -> " : " (gone)");
  } else
    atl_out_lit(out, "(new) ");
  people(out, is);
  atl_out_char(out, '\n');
}

static const char *label_of(const struct atl_map *map, uint32_t node) {
  return atl_map_text(map, map->node.at[node].label);
}

static void list_node(const struct atl_diff *d, uint32_t i, struct atl_out *out) {
  const struct atl_diff_node *node = &d->node.at[i];
  atl_out_format(out, "%-2s  ", atl_diff_mark(node->change));
  write_path(d, i, out);
  if (*node->id) { /* an item without one is called by its label */
    atl_out_lit(out, ": ");
    people(out, node->is == ATL_NONE ? label_of(d->old, node->was) : label_of(d->new, node->is));
  }
  if (node->change & ATL_RENAMED) {
    const char *was = label_of(d->old, node->was);
    const char *id = atl_map_text(d->old, d->old->node.at[node->was].id);
    bool other = strcmp(was, label_of(d->new, node->is)) != 0, other_id = strcmp(id, node->id) != 0;
    atl_out_lit(out, ", was ");
    people(out, other ? was : id);
    if (other && other_id && *id) {
      atl_out_lit(out, " (id ");
      people(out, id);
      atl_out_char(out, ')');
    }
  }
  if (node->change & ATL_MOVED) {
    uint32_t parent = d->old->node.at[node->was].parent;
    atl_out_text(out, parent ? ", from " : ", from the top");
    if (parent)
      write_path(d, d->of_old[parent], out);
  }
  atl_out_char(out, '\n');
  atl_diff_fields(d, i, list_field, out);
}

static void write_end(const struct atl_diff *d, const struct atl_diff_link *link, bool head, struct atl_out *out) {
  struct atl_out end;
  atl_out_memory(&end);
  atl_diff_write_end(d, link, head, &end);
  atl_out_char(&end, 0);
  people(out, end.buf);
  atl_out_discard(&end);
}

/* The link as it was: ends of the old map. */
static struct atl_diff_link before(const struct atl_diff *d, const struct atl_diff_link *link) {
  const struct atl_link *was = &d->old->link.at[link->was];
  return (struct atl_diff_link){.was = link->was,
                                .is = ATL_NONE,
                                .tail = was->tail == ATL_NONE ? ATL_NONE : d->of_old[was->tail],
                                .head = was->head == ATL_NONE ? ATL_NONE : d->of_old[was->head]};
}

static void list_link(const struct atl_diff *d, const struct atl_diff_link *link, struct atl_out *out) {
  const struct atl_map *map = link->is == ATL_NONE ? d->old : d->new;
  const struct atl_link *said = &map->link.at[link->is == ATL_NONE ? link->was : link->is];
  atl_out_format(out, "%-2s  ", atl_diff_mark(link->change));
  write_end(d, link, false, out);
  atl_out_format(out, " %s ", arrows[said->arrow]);
  write_end(d, link, true, out);
  if (said->label) {
    atl_out_lit(out, ": ");
    people(out, atl_map_text(map, said->label));
  }
  if (link->change & ATL_RENAMED) {
    const char *was = atl_map_text(d->old, d->old->link.at[link->was].label);
    atl_out_text(out, *was ? ", was " : ", was without a label");
    people(out, was);
  }
  if (link->change & ATL_MOVED) {
    struct atl_diff_link was = before(d, link);
    atl_out_lit(out, ", was ");
    write_end(d, &was, false, out);
    atl_out_format(out, " %s ", arrows[said->arrow]);
    write_end(d, &was, true, out);
  }
  atl_out_char(out, '\n');
  atl_diff_link_fields(d, (uint32_t)(link - d->link.at), list_field, out);
}

static const char *const said_words[ATL_DIFF_SORTS] = {"kind", "view", "term"};

static void list_said(const struct atl_diff *d, enum atl_diff_sort said, uint32_t i, struct atl_out *out) {
  const struct atl_diff_said *it = &d->said[said].at[i];
  atl_out_format(out, "%-2s  %s ", atl_diff_mark(it->change), said_words[said]);
  people(out, atl_diff_said_name(d, said, i, it->is == ATL_NONE));
  if (it->change & ATL_RENAMED) {
    atl_out_lit(out, ", was ");
    people(out, atl_diff_said_name(d, said, i, true));
  }
  atl_out_char(out, '\n');
  atl_diff_said_fields(d, said, i, list_field, out);
}

static void count(const uint32_t counts[WORDS], const char *what, struct atl_out *out) {
  bool any = false;
  for (int i = 0; i < WORDS; i++)
    if (counts[i]) {
      atl_out_format(out, "%s%u %s", any ? ", " : what, counts[i], words[i].word);
      any = true;
    }
  if (any)
    atl_out_char(out, '\n');
}

static void add_counts(unsigned change, uint32_t counts[WORDS]) {
  for (int i = 0; i < WORDS; i++)
    counts[i] += (change & words[i].change) != 0;
}

void atl_diff_write_list(const struct atl_diff *d, struct atl_out *out) {
  static const char *const heads[ATL_DIFF_SORTS] = {"kinds: ", "views: ", "terms: "};
  uint32_t nodes[WORDS] = {0}, links[WORDS] = {0}, said[ATL_DIFF_SORTS][WORDS] = {{0}};
  atl_diff_fields(d, 0, list_field, out);
  for (uint32_t i = atl_diff_next(d, 0); i != ATL_NONE; i = atl_diff_next(d, i))
    if (d->node.at[i].change) {
      add_counts(d->node.at[i].change, nodes);
      list_node(d, i, out);
    }
  for (uint32_t i = 0; i < d->link.len; i++)
    if (d->link.at[i].change) {
      add_counts(d->link.at[i].change, links);
      list_link(d, &d->link.at[i], out);
    }
  for (int sort = 0; sort < ATL_DIFF_SORTS; sort++)
    for (uint32_t i = 0; i < d->said[sort].len; i++)
      if (d->said[sort].at[i].change) {
        add_counts(d->said[sort].at[i].change, said[sort]);
        list_said(d, (enum atl_diff_sort)sort, i, out);
      }
  count(nodes, "nodes: ", out);
  count(links, "links: ", out);
  for (int sort = 0; sort < ATL_DIFF_SORTS; sort++)
    count(said[sort], heads[sort], out);
}

/* -- for programs ---------------------------------------------------------------------------------------------------
 */

static json_t *changes(unsigned change) {
  json_t *list = json_array();
  for (int i = 0; i < WORDS; i++)
    if (change & words[i].change)
      json_array_append_new(list, json_string(words[i].word));
  return list;
}

static void add_field(void *list, const char *key, const char *was, const char *is) {
  json_t *object = json_object();
  json_object_set_new(object, "key", json_string(key));
  if (*was)
    json_object_set_new(object, "was", atl_json_name(was));
  if (*is)
    json_object_set_new(object, "is", atl_json_name(is));
  json_array_append_new(list, object);
}

static void set_text(json_t *object, const char *key, const char *text) {
  if (*text)
    json_object_set_new(object, key, atl_json_name(text));
}

static void set_path(json_t *object, const char *key, const struct atl_diff *d, uint32_t node) {
  struct atl_out path;
  atl_out_memory(&path);
  atl_diff_write_path(d, node, &path);
  atl_out_char(&path, 0);
  json_object_set_new(object, key, atl_json_name(path.buf));
  atl_out_discard(&path);
}

/* The path that a node had in the old map. */
static void set_old_path(json_t *object, const struct atl_map *map, uint32_t node) {
  struct atl_out path;
  if (!*atl_map_text(map, map->node.at[node].id))
    return;
  atl_out_memory(&path);
  atl_map_write_path(map, node, &path);
  atl_out_char(&path, 0);
  json_object_set_new(object, "path", atl_json_name(path.buf));
  atl_out_discard(&path);
}

/* Takes the list over. */
static void set_fields(json_t *object, json_t *fields) {
  if (json_array_size(fields))
    json_object_set(object, "fields", fields);
  json_decref(fields);
}

static json_t *node_object(const struct atl_diff *d, uint32_t i) {
  const struct atl_diff_node *node = &d->node.at[i];
  const struct atl_map *map = node->is == ATL_NONE ? d->old : d->new;
  uint32_t number = node->is == ATL_NONE ? node->was : node->is;
  json_t *object = json_object(), *fields = json_array();
  json_object_set_new(object, "change", changes(node->change));
  set_path(object, "path", d, i);
  json_object_set_new(object, "item", json_boolean(map->node.at[number].flags & ATL_NODE_ITEM));
  set_text(object, "label", label_of(map, number));
  if (node->change & (ATL_RENAMED | ATL_MOVED)) {
    json_t *was = json_object();
    set_old_path(was, d->old, node->was);
    set_text(was, "label", label_of(d->old, node->was));
    json_object_set_new(object, "was", was);
  }
  atl_diff_fields(d, i, add_field, fields);
  set_fields(object, fields);
  return object;
}

static void set_ends(json_t *object, const struct atl_diff *d, const struct atl_diff_link *link) {
  for (int head = 0; head < 2; head++) {
    struct atl_out end;
    atl_out_memory(&end);
    atl_diff_write_end(d, link, head, &end);
    atl_out_char(&end, 0);
    json_object_set_new(object, head ? "to" : "from", atl_json_name(end.buf));
    atl_out_discard(&end);
  }
}

static void set_said(json_t *object, const struct atl_map *map, const struct atl_link *link) {
  set_text(object, "label", atl_map_text(map, link->label));
  set_text(object, "kind", atl_map_text(map, link->kind));
}

static json_t *link_object(const struct atl_diff *d, const struct atl_diff_link *link) {
  const struct atl_map *map = link->is == ATL_NONE ? d->old : d->new;
  const struct atl_link *said = &map->link.at[link->is == ATL_NONE ? link->was : link->is];
  json_t *object = json_object(), *fields = json_array();
  atl_diff_link_fields(d, (uint32_t)(link - d->link.at), add_field, fields);
  json_object_set_new(object, "change", changes(link->change));
  set_ends(object, d, link);
  json_object_set_new(object, "arrow", json_string(arrows[said->arrow]));
  set_said(object, map, said);
  if (link->change & (ATL_RENAMED | ATL_MOVED | ATL_CHANGED)) {
    json_t *was = json_object();
    struct atl_diff_link old = before(d, link);
    set_ends(was, d, &old);
    set_said(was, d->old, &d->old->link.at[link->was]);
    json_object_set_new(object, "was", was);
  }
  set_fields(object, fields);
  return object;
}

static json_t *said_object(const struct atl_diff *d, enum atl_diff_sort said, uint32_t i) {
  const struct atl_diff_said *it = &d->said[said].at[i];
  json_t *object = json_object(), *fields = json_array();
  json_object_set_new(object, "change", changes(it->change));
  set_text(object, "name", atl_diff_said_name(d, said, i, it->is == ATL_NONE));
  if (it->change & ATL_RENAMED)
    set_text(object, "was", atl_diff_said_name(d, said, i, true));
  atl_diff_said_fields(d, said, i, add_field, fields);
  set_fields(object, fields);
  return object;
}

void atl_diff_write_json(const struct atl_diff *d, const char *old, const char *new, struct atl_out *out) {
  enum { DIFF_VERSION = 1 };
  json_t *root = json_object(), *map = json_array(), *nodes = json_array(), *links = json_array();
  atl_diff_fields(d, 0, add_field, map);
  for (uint32_t i = atl_diff_next(d, 0); i != ATL_NONE; i = atl_diff_next(d, i))
    if (d->node.at[i].change)
      json_array_append_new(nodes, node_object(d, i));
  for (uint32_t i = 0; i < d->link.len; i++)
    if (d->link.at[i].change)
      json_array_append_new(links, link_object(d, &d->link.at[i]));
  json_object_set_new(root, "format", json_string("atlasc-diff"));
  json_object_set_new(root, "version", json_integer(DIFF_VERSION));
  json_object_set_new(root, "old", atl_json_name(old));
  json_object_set_new(root, "new", atl_json_name(new));
  json_object_set_new(root, "same", json_boolean(atl_diff_is_empty(d)));
  json_object_set_new(root, "map", map);
  json_object_set_new(root, "nodes", nodes);
  json_object_set_new(root, "links", links);
  for (int sort = 0; sort < ATL_DIFF_SORTS; sort++) {
    static const char *const keys[ATL_DIFF_SORTS] = {"kinds", "views", "glossary"};
    json_t *list = json_array();
    for (uint32_t i = 0; i < d->said[sort].len; i++)
      if (d->said[sort].at[i].change)
        json_array_append_new(list, said_object(d, (enum atl_diff_sort)sort, i));
    json_object_set_new(root, keys[sort], list);
  }
  atl_json_write(out, root, JSON_INDENT(1));
}

/* -- a map as lines -------------------------------------------------------------------------------------------------
 */

static void line(struct atl_out *out, uint32_t level, const char *key, const char *text) {
  if (!*text)
    return;
  atl_out_format(out, "%*s%s: ", (int)(2 * level), "", key);
  people(out, text);
  atl_out_char(out, '\n');
}

static void words_line(const struct atl_map *map, uint32_t level, const char *key, uint32_t first, uint32_t n,
                       struct atl_out *out) {
  struct atl_out list;
  atl_out_memory(&list);
  for (uint32_t i = 0; i < n; i++)
    atl_out_format(&list, "%s%s", i ? ", " : "", atl_map_text(map, map->word.at[first + i].text));
  atl_out_char(&list, 0);
  line(out, level, key, list.buf);
  atl_out_discard(&list);
}

static void node_lines(const struct atl_map *map, uint32_t i, struct atl_out *out) {
  const struct atl_node *node = &map->node.at[i];
  uint32_t level = node->depth;
  const char *id = atl_map_text(map, node->id);
  atl_out_format(out, "%*s", (int)(2 * (level - 1)), "");
  people(out, label_of(map, i));
  if (*id && strcmp(id, label_of(map, i)) != 0) {
    atl_out_lit(out, " [");
    people(out, id);
    atl_out_char(out, ']');
  }
  atl_out_char(out, '\n');
  line(out, level, "note", atl_map_text(map, node->note));
  line(out, level, "kind", atl_map_text(map, node->kind));
  if (node->extra == ATL_NONE)
    return;
  const struct atl_node_extra *extra = &map->extra.at[node->extra];
  words_line(map, level, "tags", extra->first_tag, extra->tags, out);
  line(out, level, "about", atl_map_text(map, extra->about));
  line(out, level, "url", atl_map_text(map, extra->url));
  line(out, level, "since", atl_map_text(map, extra->since));
  line(out, level, "status", atl_map_text(map, extra->status));
  line(out, level, "map", atl_map_text(map, extra->map));
  line(out, level, "same-as", atl_map_text(map, extra->same));
  line(out, level, "icon", atl_icon_word(map, extra->icon));
  line(out, level, "layout", atl_map_text(map, extra->layout));
  line(out, level, "direction", atl_map_text(map, extra->direction));
  if (extra->columns == ATL_COLUMNS_AUTO)
    line(out, level, "columns", "auto");
  else if (extra->columns)
    atl_out_format(out, "%*scolumns: %u\n", (int)(2 * level), "", extra->columns);
  words_line(map, level, "see", extra->first_see, extra->sees, out);
  for (uint32_t k = 0; k < extra->facts; k++)
    line(out, level, atl_map_text(map, map->fact.at[extra->first_fact + k].name),
         atl_map_text(map, map->fact.at[extra->first_fact + k].text));
}

static void end_text(const struct atl_map *map, uint32_t node, atl_text written, struct atl_out *out) {
  struct atl_out path;
  atl_out_memory(&path);
  if (node != ATL_NONE && *atl_map_text(map, map->node.at[node].id))
    atl_map_write_path(map, node, &path);
  else
    atl_out_text(&path, atl_map_text(map, written));
  atl_out_char(&path, 0);
  people(out, path.buf);
  atl_out_discard(&path);
}

static void field_line(void *to, const char *key, const char *was, const char *is) {
  (void)was;
  line(to, 1, key, is);
}

static void said_lines(const struct atl_map *map, enum atl_diff_sort sort, uint32_t i, atl_text name,
                       struct atl_out *out) {
  atl_out_format(out, "%s ", said_words[sort]);
  people(out, atl_map_text(map, name));
  atl_out_char(out, '\n');
  atl_diff_all_fields(map, sort, i, field_line, out);
}

void atl_diff_write_lines(const struct atl_map *map, struct atl_out *out) {
  line(out, 0, "title", atl_map_text(map, map->title));
  line(out, 0, "subtitle", atl_map_text(map, map->subtitle));
  line(out, 0, "about", atl_map_text(map, map->about));
  line(out, 0, "layout", atl_map_text(map, map->layout));
  line(out, 0, "direction", atl_map_text(map, map->direction));
  line(out, 0, "style", atl_map_text(map, map->style));
  for (uint32_t i = 1; i < map->node.len; i++)
    node_lines(map, i, out);
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    end_text(map, link->tail, link->from, out);
    atl_out_format(out, " %s ", arrows[link->arrow]);
    end_text(map, link->head, link->to, out);
    if (link->label) {
      atl_out_lit(out, ": ");
      people(out, atl_map_text(map, link->label));
    }
    if (link->kind) {
      atl_out_lit(out, " (");
      people(out, atl_map_text(map, link->kind));
      atl_out_char(out, ')');
    }
    atl_out_char(out, '\n');
    line(out, 1, "from-label", atl_map_text(map, link->end_label[0]));
    line(out, 1, "to-label", atl_map_text(map, link->end_label[1]));
    if (link->stroke)
      line(out, 1, "line", atl_stroke_names[link->stroke - 1]);
    if (link->tip)
      line(out, 1, "head", atl_head_names[link->tip - 1]);
  }
  for (uint32_t i = 0; i < map->declared.len; i++)
    said_lines(map, ATL_DIFF_KINDS, i, map->declared.at[i].name, out);
  for (uint32_t i = 0; i < map->view.len; i++)
    said_lines(map, ATL_DIFF_VIEWS, i, map->view.at[i].name, out);
  for (uint32_t i = 0; i < map->term.len; i++)
    said_lines(map, ATL_DIFF_TERMS, i, map->term.at[i].name, out);
}
