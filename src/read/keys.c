/* Words are found by length and bytes: a scope has a dozen, and a table of hashes would not be faster. */
#include "read/keys.h"

#include "read/explain.h"
#include "read/guess.h"

#include <stdio.h>
#include <string.h>

enum { MOST_LISTED = 240 }; /* bytes of words that a message names */

int atl_scope_find(const struct atl_scope *scope, const char *text, size_t len) {
  for (int i = 0; scope->key[i].name; i++)
    if (scope->key[i].len == len && !memcmp(scope->key[i].name, text, len))
      return i;
  return -1;
}

void atl_scope_words(const struct atl_scope *scope, const char *words[ATL_MAX_KEYS + 1]) {
  int i = 0;
  for (; scope->key[i].name; i++)
    words[i] = scope->key[i].name;
  words[i] = NULL;
}

/* The word that is written so, but for capitals. */
static const char *any_case(const char *text, const char *const *words) {
  for (; *words; words++) {
    size_t i = 0;
    while (text[i] && (text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]) == (*words)[i])
      i++;
    if (!text[i] && !(*words)[i])
      return *words;
  }
  return NULL;
}

/* "a, b and c", as far as there is room. */
static void list_words(const char *const *words, char *list, size_t room) {
  list[0] = 0;
  for (size_t i = 0, at = 0; words[i] && at < room; i++)
    at += (size_t)snprintf(list + at, room - at, "%s%s", !i ? "" : words[i + 1] ? ", " : " and ", words[i]);
}

static void report_unknown(struct atl_yaml *yaml, const struct atl_scope *scope, const struct atl_yaml_event *key,
                           struct atl_diags *diags) {
  const char *words[ATL_MAX_KEYS + 1];
  atl_scope_words(scope, words);
  struct atl_span where = atl_yaml_span(yaml, key);
  size_t colon = key->plain ? atl_yaml_glued_colon(key->text, key->len) : 0;
  if (colon && (atl_scope_find(scope, key->text, colon) >= 0 || atl_yaml_lone(yaml, key))) {
    atl_report(diags, ATL_ERROR, "unknown-key", where, "a blank is missing behind ':'; write '%.*s: %s'", (int)colon,
               key->text, key->text + colon + 1);
    return;
  }
  const char *hint = atl_guess_key(scope->name, key->text, key->len);
  const char *meant = atl_nearest(key->text, key->len, words), *capital = any_case(key->text, words);
  bool child = !strcmp(scope->name, "node");
  /* In a node, a word that is only a little like a key may well be the id of a child: `models:` is not `nodes:`. */
  if (child && meant && atl_word_distance(key->text, key->len, meant, strlen(meant), 2) > (key->len < 5 ? 1 : 2))
    meant = NULL;
  if (child && meant && (key->text[0] | 32) != meant[0])
    meant = NULL;
  if (capital) {
    meant = capital;
    hint = NULL;
  }
  if (hint)
    atl_report(diags, ATL_ERROR, "unknown-key", where, "unknown key '%s' of %s; %s", key->text, scope->a, hint);
  else if (meant)
    atl_report(diags, ATL_ERROR, "unknown-key", where, "unknown key '%s'; did you mean '%s'?", key->text, meant);
  else if (child)
    atl_report(diags, ATL_ERROR, "unknown-key", where,
               "unknown key '%s' of a node; if it is a child, write it under 'nodes:'", key->text);
  else if (!strcmp(scope->name, "map"))
    atl_report(diags, ATL_ERROR, "unknown-key", where,
               "unknown key '%s' of a map; if it is a node, write it under 'nodes:'", key->text);
  else {
    char list[MOST_LISTED];
    list_words(words, list, sizeof list);
    atl_report(diags, ATL_ERROR, "unknown-key", where, "unknown key '%s' of %s; there are %s", key->text, scope->a,
               list);
  }
}

bool atl_is_own_key(const struct atl_yaml_event *key) {
  return key->type == ATL_YAML_SCALAR && key->len > 2 && !memcmp(key->text, "x-", 2);
}

void atl_skip_value(struct atl_yaml *yaml) {
  struct atl_yaml_event value = atl_yaml_next(yaml);
  atl_yaml_skip(yaml, &value);
}

int atl_take_key(struct atl_yaml *yaml, const struct atl_scope *scope, struct atl_seen *seen,
                 const struct atl_yaml_event *key, struct atl_diags *diags) {
  if (key->type != ATL_YAML_SCALAR) {
    atl_wrong_form(yaml, key, diags, "a key", "a word");
    return -1;
  }
  int index = atl_scope_find(scope, key->text, key->len);
  if (index < 0) {
    if (!atl_is_own_key(key))
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
    atl_report(diags, ATL_ERROR, "duplicate-key", where, "'%s' is given twice; leave one out, or join the two",
               key->text);
    atl_report(diags, ATL_NOTE, "duplicate-key", first, "it is given first here");
    return -1;
  } else
    seen->merged &= ~bit;
  seen->keys |= bit;
  seen->at[index] = atl_yaml_span(yaml, key).begin;
  return index;
}

int atl_word_value(struct atl_yaml *yaml, const struct atl_yaml_event *event, struct atl_diags *diags, const char *what,
                   const char *const *words) {
  if (event->type != ATL_YAML_SCALAR) {
    atl_wrong_form(yaml, event, diags, what, "a word");
    return -1;
  }
  for (int i = 0; words[i]; i++)
    if (!strcmp(words[i], event->text))
      return i;
  const char *meant = atl_guess_word(what, event->text, event->len);
  meant = meant ? meant : atl_nearest(event->text, event->len, words);
  char list[MOST_LISTED];
  list_words(words, list, sizeof list);
  atl_report(diags, ATL_ERROR, "unknown-word", atl_yaml_span(yaml, event),
             meant ? "unknown %s '%s'; did you mean '%s'?" : "unknown %s '%s'; there are %s", what, event->text,
             meant ? meant : list);
  return -1;
}

static int hex(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool atl_hex_color(const char *text, size_t len, uint32_t *value) {
  bool good = (len == 7 || len == 4) && text[0] == '#';
  uint32_t rgb = 0;
  for (size_t i = 1; good && i < len; i++) {
    int digit = hex(text[i]);
    good = digit >= 0;
    rgb = len == 4 ? rgb << 8 | (uint32_t)(digit * 17) : rgb << 4 | (uint32_t)digit;
  }
  if (good)
    *value = rgb;
  return good;
}

/* Reads on in a mapping, or a list of mappings, that is merged and has just begun. */
static void merge(struct atl_yaml *yaml, struct atl_seen *seen, const struct atl_yaml_event *event,
                  struct atl_diags *diags) {
  if (seen->merging == ATL_MAX_MERGES) {
    atl_report(diags, ATL_ERROR, "limit-merges", atl_yaml_span(yaml, event),
               "merge keys bring more than %u merge keys (limit ATL_MAX_MERGES)", ATL_MAX_MERGES);
    atl_yaml_skip(yaml, event);
    return;
  }
  uint32_t bit = UINT32_C(1) << seen->merging++;
  seen->lists = event->type == ATL_YAML_LIST ? seen->lists | bit : seen->lists & ~bit;
}

bool atl_merges(struct atl_yaml *yaml, struct atl_seen *seen, const struct atl_yaml_event *event,
                struct atl_diags *diags) {
  if (event->type == ATL_YAML_MAP_END || event->type == ATL_YAML_LIST_END) {
    if (!seen->merging)
      return false;
    seen->merging--;
    return true;
  }
  if (seen->merging && seen->lists >> (seen->merging - 1) & 1) {
    if (event->type == ATL_YAML_MAP)
      merge(yaml, seen, event, diags);
    else
      atl_wrong_form(yaml, event, diags, "an entry of '<<'", "an alias of a mapping");
    return true;
  }
  if (event->type != ATL_YAML_SCALAR || event->len != 2 || !event->plain || memcmp(event->text, "<<", 2) != 0)
    return false;
  struct atl_yaml_event merged = atl_yaml_next(yaml);
  if (merged.type == ATL_YAML_MAP || merged.type == ATL_YAML_LIST)
    merge(yaml, seen, &merged, diags);
  else
    atl_wrong_form(yaml, &merged, diags, "'<<'", "an alias of a mapping, or a list of them");
  return true;
}

bool atl_next_key(struct atl_yaml *yaml, struct atl_seen *seen, struct atl_yaml_event *key, struct atl_diags *diags) {
  do
    *key = atl_yaml_next(yaml);
  while (key->type != ATL_YAML_END && atl_merges(yaml, seen, key, diags));
  return key->type != ATL_YAML_END && key->type != ATL_YAML_MAP_END;
}

bool atl_next_value(struct atl_yaml *yaml, const struct atl_scope *scope, struct atl_seen *seen, int *index,
                    struct atl_yaml_event *value, struct atl_diags *diags) {
  struct atl_yaml_event key;
  while (atl_next_key(yaml, seen, &key, diags)) {
    *index = atl_take_key(yaml, scope, seen, &key, diags);
    *value = atl_yaml_next(yaml);
    if (*index >= 0)
      return true;
    atl_yaml_skip(yaml, value);
  }
  return false;
}

void atl_wrong_form(struct atl_yaml *yaml, const struct atl_yaml_event *event, struct atl_diags *diags,
                    const char *what, const char *form) {
  if (event->type == ATL_YAML_END)
    return; /* the stream broke off, which is reported already */
  struct atl_span where = atl_yaml_span(yaml, event);
  if (event->type != ATL_YAML_SCALAR)
    where.end = where.begin + 1;
  if (event->type == ATL_YAML_SCALAR && !event->len && event->plain) {
    char comment[40];
    struct atl_span begun;
    if (atl_yaml_comment_behind(yaml, where, &begun, comment, sizeof comment)) {
      atl_report(diags, ATL_ERROR, "wrong-form", begun, "a '#' behind a blank begins a comment; quote it: \"%s\"",
                 comment);
      return;
    }
    where = atl_yaml_key_before(yaml, where);
    if (strchr(what, ' '))
      atl_report(diags, ATL_ERROR, "wrong-form", where, "nothing stands here; %s is %s", what, form);
    else
      atl_report(diags, ATL_ERROR, "wrong-form", where, "nothing stands behind '%s:'; write %s, indented below it",
                 what, form);
    return;
  }
  size_t colon = event->type == ATL_YAML_SCALAR && event->plain && !strncmp(form, "a mapping", 9)
                     ? atl_yaml_glued_colon(event->text, event->len)
                     : 0;
  if (colon) {
    atl_report(diags, ATL_ERROR, "wrong-form", where, "a blank is missing behind ':'; write '%.*s: %s'", (int)colon,
               event->text, event->text + colon + 1);
    return;
  }
  if (event->type == ATL_YAML_SCALAR && event->plain && event->len > 1 && event->text[0] == '-' &&
      !strncmp(form, "a list", 6)) {
    atl_report(diags, ATL_ERROR, "wrong-form", where,
               "a blank is missing behind '-'; each line of a list starts with '- '");
    return;
  }
  if (event->type != ATL_YAML_SCALAR && !strcmp(form, "a word")) {
    bool list = event->type == ATL_YAML_LIST;
    atl_report(diags, ATL_ERROR, "wrong-form", where, "%s is a word, not a %s; quote a text that starts with '%c'",
               what, list ? "list" : "mapping", list ? '[' : '{');
    atl_yaml_skip(yaml, event);
    return;
  }
  const char *found = event->type == ATL_YAML_MAP    ? "a mapping"
                      : event->type == ATL_YAML_LIST ? "a list"
                      : event->len                   ? "a text"
                                                     : "an empty text";
  bool flow = event->type != ATL_YAML_SCALAR && !strcmp(form, "a text") && atl_yaml_is_flow(yaml, where);
  atl_report(diags, ATL_ERROR, "wrong-form", where,
             flow ? "%s is %s, not %s; quote a text that starts with '%c'" : "%s is %s, not %s", what, form, found,
             event->type == ATL_YAML_LIST ? '[' : '{');
  atl_yaml_skip(yaml, event);
}
