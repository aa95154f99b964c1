/* What went wrong, where, and what was meant: collected by every stage, printed by cmd/ alone.
 *
 * A stage reports and goes on where it can, so that one run shows five errors and not one. */
#ifndef ATL_BASE_DIAG_H
#define ATL_BASE_DIAG_H

#include "base/arena.h"
#include "base/source.h"
#include "base/vec.h"

enum atl_severity { ATL_NOTE, ATL_WARNING, ATL_ERROR };

struct atl_diag {
  enum atl_severity severity;
  const char *code;    /* a stable short name, "unknown-key"; static */
  const char *message; /* one line of UTF-8, control characters already shown as '?' */
  struct atl_span where;
};

struct atl_diags {
  struct atl_arena arena;
  ATL_VEC(struct atl_diag) list;
  uint32_t errors, warnings; /* counted even where the list is full */
  uint32_t dropped;          /* reports for which it had no room */
};

/* A file of a million mistakes has one cause; after this many the rest are only counted. */
#define ATL_MAX_DIAGS 100

/* Adds a report; `format` as for printf. A note belongs to the report before it. */
void atl_report(struct atl_diags *diags, enum atl_severity severity, const char *code, struct atl_span where,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Takes the last report back where it is of this code and place: one that says more takes its place. */
void atl_diags_retract(struct atl_diags *diags, const char *code, struct atl_span where);

/* Puts reports in the order of their places, file by file; those without a place come last. A note stays behind the
 * report it belongs to, and reports of one place keep their order. */
void atl_diags_sort(struct atl_diags *diags);

void atl_diags_release(struct atl_diags *diags);

/* The word of `words` (NULL-terminated) that `typed` most likely meant, or NULL when none is near: Damerau-Levenshtein
 * distance (optimal string alignment) of at most a third of its length. */
const char *atl_nearest(const char *typed, size_t len, const char *const *words);

/* The same, one word at a time: start with `best` at atl_word_limit() + 1 and `nearest` at NULL. */
unsigned atl_word_limit(size_t typed_len);
void atl_nearer(const char *typed, size_t len, const char *word, unsigned *best, const char **nearest);

/* The distance itself, or `limit` + 1 when it is larger. Words over 64 bytes are never near. */
unsigned atl_word_distance(const char *a, size_t a_len, const char *b, size_t b_len, unsigned limit);

#endif
