/* Words are found by length and bytes: a scope has a dozen, and a table of hashes would not be faster. */
#include "read/keys.h"

#include <string.h>

int atl_scope_find(const struct atl_scope *scope, const char *text, size_t len) {
  for (int i = 0; scope->key[i].name; i++)
    if (scope->key[i].len == len && !memcmp(scope->key[i].name, text, len))
      return i;
  return -1;
}

static void report_unknown(struct atl_yaml *yaml, const struct atl_scope *scope, const struct atl_yaml_event *key,
                           struct atl_diags *diags) {
  const char *words[ATL_MAX_KEYS + 1] = {0};
  for (int i = 0; scope->key[i].name; i++)
    words[i] = scope->key[i].name;
  const char *meant = atl_nearest(key->text, key->len, words);
  struct atl_span where = atl_yaml_span(yaml, key);
  if (meant)
    atl_report(diags, ATL_ERROR, "unknown-key", where, "unknown key '%s'; did you mean '%s'?", key->text, meant);
  else if (!strcmp(scope->name, "node"))
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
