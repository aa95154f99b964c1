/* Reading one mapping key by key: known words, what was meant by an unknown one, duplicates. Private to read/. */
#ifndef ATL_READ_KEYS_H
#define ATL_READ_KEYS_H

#include "base/diag.h"
#include "read/yaml.h"

#include <stdbool.h>
#include <stdint.h>

enum { ATL_MAX_KEYS = 24 }; /* words of the largest scope, with room */

struct atl_key {
  const char *name;
  uint32_t len;
};
#define ATL_KEY(word)                                                                                                  \
  { word, sizeof(word) - 1 }

struct atl_scope {
  const char *name;                 /* "node"; with its article for messages: */
  const char *a;                    /* "a node" */
  struct atl_key key[ATL_MAX_KEYS]; /* ends with a NULL name */
};

extern const struct atl_scope *const atl_map_scopes[];
extern const struct atl_scope *const atl_sheet_scopes[];

/* Merge keys in what a merge key brings. Nobody writes more than two; the bits of `lists` are a word. */
#define ATL_MAX_MERGES 32u

/* What one open mapping has seen so far. Zero is a fresh one. */
struct atl_seen {
  uint32_t keys, merged; /* bits of keys; merged: those that came by a merge key `<<` */
  uint32_t at[ATL_MAX_KEYS];
  uint32_t merging; /* open mappings, and lists of mappings, that are being merged */
  uint32_t lists;   /* which of them are lists, the outermost in the lowest bit */
};

/* The index of a word in a scope, or -1. */
int atl_scope_find(const struct atl_scope *scope, const char *text, size_t len);

/* Its words, ending with NULL. */
void atl_scope_words(const struct atl_scope *scope, const char *words[ATL_MAX_KEYS + 1]);

/* The next key of an open mapping, which may stand in a mapping that it merges; false at its end, and at that of the
 * source. A caller that keeps what it finds by name lets a key go by while seen->merging is not 0 and the name is there
 * already: what the mapping says itself, or merged first, stays. */
bool atl_next_key(struct atl_yaml *yaml, struct atl_seen *seen, struct atl_yaml_event *key, struct atl_diags *diags);

/* The next key of a scope and its value, likewise: the index of the word in `index`. Those whose value must be skipped
 * are, and reported as by atl_take_key. */
bool atl_next_value(struct atl_yaml *yaml, const struct atl_scope *scope, struct atl_seen *seen, int *index,
                    struct atl_yaml_event *value, struct atl_diags *diags);

/* The same as atl_next_key for readers that take events one by one: whether an event, met where a key may stand, was of
 * merging, a key
 * `<<` or the end of what it brought, and is done with. */
bool atl_merges(struct atl_yaml *yaml, struct atl_seen *seen, const struct atl_yaml_event *event,
                struct atl_diags *diags);

/* The value of a colour that is written as #rgb or #rrggbb. False: it is not. */
bool atl_hex_color(const char *text, size_t len, uint32_t *rgb);

/* Takes the key event of a mapping: returns the index of the word, or -1 when the value must be skipped, which is then
 * reported (unknown, duplicate) unless a merge key brought what is there already, or the word starts with `x-`, which
 * is the author's own. */
int atl_take_key(struct atl_yaml *yaml, const struct atl_scope *scope, struct atl_seen *seen,
                 const struct atl_yaml_event *key, struct atl_diags *diags);

/* The index of the value in `words`, which end with NULL; -1 after a report. `what` names it: "shape". */
int atl_word_value(struct atl_yaml *yaml, const struct atl_yaml_event *event, struct atl_diags *diags, const char *what,
                   const char *const *words);

/* Whether a key is the author's own, `x-` and more, which nothing reads. */
bool atl_is_own_key(const struct atl_yaml_event *key);

/* Skips the value that follows a key. */
void atl_skip_value(struct atl_yaml *yaml);

/* Reports that a value is not of the form it should have, and skips it. */
void atl_wrong_form(struct atl_yaml *yaml, const struct atl_yaml_event *event, struct atl_diags *diags,
                    const char *what, const char *form);

#endif
