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

/* What one open mapping has seen so far. Zero is a fresh one. */
struct atl_seen {
  uint32_t keys, merged; /* bits of keys; merged: those that came by a merge key `<<` */
  uint32_t at[ATL_MAX_KEYS];
  uint32_t merging; /* open mappings that are being merged */
};

/* The index of a word in a scope, or -1. */
int atl_scope_find(const struct atl_scope *scope, const char *text, size_t len);

/* Takes the key event of a mapping: returns the index of the word, or -1 when the value must be skipped, which is then
 * reported (unknown, duplicate) unless a merge key brought what is there already. */
int atl_take_key(struct atl_yaml *yaml, const struct atl_scope *scope, struct atl_seen *seen,
                 const struct atl_yaml_event *key, struct atl_diags *diags);

/* Takes the value of a merge key `<<`: the mapping is read on as part of the one that is open. */
void atl_take_merge(struct atl_yaml *yaml, struct atl_seen *seen, struct atl_diags *diags);

/* Reports that a value is not of the form it should have, and skips it. */
void atl_wrong_form(struct atl_yaml *yaml, const struct atl_yaml_event *event, struct atl_diags *diags,
                    const char *what, const char *form);

#endif
