/* Words are found by length and bytes: a scope has a dozen, and a table of hashes would not be faster. */
#include "read/keys.h"

#include <string.h>

int atl_scope_find(const struct atl_scope *scope, const char *text, size_t len) {
  for (int i = 0; scope->key[i].name; i++)
    if (scope->key[i].len == len && !memcmp(scope->key[i].name, text, len))
      return i;
  return -1;
}

/* Where a word belongs that stands in the wrong place, or what it is called here. NULL: nothing is known. */
static const char *hint_of(const char *scope, const char *word) {
  static const struct {
    const char *scope, *word, *hint;
  } hints[] = {
      {"map", "name", "a map has a 'title'"},
      {"map", "children", "nodes stand under 'nodes'"},
      {"map", "edges", "links stand under 'links'"},
      {"map", "label", "a map has a 'title', its nodes have labels"},
      {"map", "note", "notes belong to nodes; a map has a 'subtitle'"},
      {"map", "items", "items belong to a node"},
      {"map", "kind", "kinds belong to nodes"},
      {"map", "terms", "terms stand under 'glossary'"},
      {"node", "glossary", "a glossary belongs to the map, beside its 'nodes'"},
      {"node", "links", "links belong to the map, beside its 'nodes'"},
      {"node", "views", "views belong to the map, beside its 'nodes'"},
      {"node", "style", "a style belongs to the map; a node has a 'kind'"},
      {"node", "direction", "a direction belongs to the map"},
      {"node", "title", "a node has a 'label'"},
      {"node", "name", "a node has a 'label'"},
      {"node", "id", "the id of a node is the key it stands under"},
      {"node", "children", "children stand under 'nodes'"},
      {"node", "href", "an address stands under 'url'"},
      {"item", "nodes", "an item has no nodes; make it a node, under 'nodes'"},
      {"item", "items", "an item has no items; make it a node, under 'nodes'"},
      {"term", "about", "the definition of a term stands under 'text'"},
      {"term", "definition", "the definition of a term stands under 'text'"},
      {"sheet", "colors", "colours stand in roles, under 'roles'"},
  };
  for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
    if (!strcmp(hints[i].scope, scope) && !strcmp(hints[i].word, word))
      return hints[i].hint;
  return NULL;
}

static void report_unknown(struct atl_yaml *yaml, const struct atl_scope *scope, const struct atl_yaml_event *key,
                           struct atl_diags *diags) {
  const char *words[ATL_MAX_KEYS + 1] = {0};
  for (int i = 0; scope->key[i].name; i++)
    words[i] = scope->key[i].name;
  const char *hint = hint_of(scope->name, key->text), *meant = atl_nearest(key->text, key->len, words);
  struct atl_span where = atl_yaml_span(yaml, key);
  bool child = !strcmp(scope->name, "node");
  /* In a node, a word that is only a little like a key may well be the id of a child: `models:` is not `nodes:`. */
  if (child && meant && atl_word_distance(key->text, key->len, meant, strlen(meant), 2) > (key->len < 5 ? 1 : 2))
    meant = NULL;
  if (child && meant && (key->text[0] | 32) != meant[0])
    meant = NULL;
  if (hint)
    atl_report(diags, ATL_ERROR, "unknown-key", where, "unknown key '%s' of %s; %s", key->text, scope->a, hint);
  else if (meant)
    atl_report(diags, ATL_ERROR, "unknown-key", where, "unknown key '%s'; did you mean '%s'?", key->text, meant);
  else if (child)
    atl_report(diags, ATL_ERROR, "unknown-key", where,
               "unknown key '%s' of a node; if it is a child, write it under 'nodes:'", key->text);
  else
    atl_report(diags, ATL_ERROR, "unknown-key", where, "unknown key '%s' of %s", key->text, scope->a);
}

int atl_take_key(struct atl_yaml *yaml, const struct atl_scope *scope, struct atl_seen *seen,
                 const struct atl_yaml_event *key, struct atl_diags *diags) {
  if (key->type != ATL_YAML_SCALAR) {
    atl_wrong_form(yaml, key, diags, "a key", "a word");
    return -1;
  }
  int index = atl_scope_find(scope, key->text, key->len);
  if (index < 0) {
    report_unknown(yaml, scope, key, diags);
    return -1;
  }
  uint32_t bit = UINT32_C(1) << index;
  if (seen->merging) {
    if (seen->keys & bit)
      return -1; /* what the mapping says itself, or merged first, stays */
    seen->merged |= bit;
  } else if (seen->keys & bit && !(seen->merged & bit)) {
    struct atl_span where = atl_yaml_span(yaml, key), first = where;
    first.begin = seen->at[index];
    first.end = first.begin + (uint32_t)key->len;
    atl_report(diags, ATL_ERROR, "duplicate-key", where, "'%s' is given twice", key->text);
    atl_report(diags, ATL_NOTE, "duplicate-key", first, "it is given first here");
    return -1;
  } else
    seen->merged &= ~bit;
  seen->keys |= bit;
  seen->at[index] = atl_yaml_span(yaml, key).begin;
  return index;
}

void atl_take_merge(struct atl_yaml *yaml, struct atl_seen *seen, struct atl_diags *diags) {
  struct atl_yaml_event merged = atl_yaml_next(yaml);
  if (merged.type == ATL_YAML_MAP)
    seen->merging++;
  else
    atl_wrong_form(yaml, &merged, diags, "'<<'", "an alias of a mapping");
}

void atl_wrong_form(struct atl_yaml *yaml, const struct atl_yaml_event *event, struct atl_diags *diags,
                    const char *what, const char *form) {
  if (event->type == ATL_YAML_END)
    return; /* the stream broke off, which is reported already */
  struct atl_span where = atl_yaml_span(yaml, event);
  if (event->type != ATL_YAML_SCALAR)
    where.end = where.begin + 1;
  const char *found = event->type == ATL_YAML_MAP    ? "a mapping"
                      : event->type == ATL_YAML_LIST ? "a list"
                      : event->len                   ? "a text"
                                                     : "nothing";
  atl_report(diags, ATL_ERROR, "wrong-form", where, "%s is %s, not %s", what, form, found);
  atl_yaml_skip(yaml, event);
}
