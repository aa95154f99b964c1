/* What is wrong with the content of many maps, though each by itself may be read and drawn: references into nowhere,
 * maps that nobody finds, things that stand alone, words that nothing explains. Reports, and prints nothing. */
#ifndef ATL_INDEX_LINT_H
#define ATL_INDEX_LINT_H

#include "base/diag.h"
#include "base/source.h"
#include "index/index.h"

enum atl_lint {
  ATL_LINT_DANGLING_LINK, /* errors: a reader is led nowhere */
  ATL_LINT_DANGLING_SEE,
  ATL_LINT_DANGLING_MAP,
  ATL_LINT_UNREACHABLE_MAP, /* warnings */
  ATL_LINT_ORPHAN_NODE,
  ATL_LINT_DUPLICATE_LABEL,
  ATL_LINT_UNDEFINED_TERM,
  ATL_LINT_LONG_ROW,
  ATL_LINT_CONTRAST,
  ATL_LINT_MISSING_ABOUT,
  ATL_LINT_EMPTY_ENTRY,
  ATL_LINT_OLD_FACT,
  ATL_LINTS
};

struct atl_lint_row {
  const char *code;  /* of its reports: "dangling-link" */
  const char *about; /* what it means, for help */
  bool error;        /* else a warning */
  bool of_files;     /* said of a single file, too */
};

extern const struct atl_lint_row atl_lints[]; /* by enum atl_lint; ends with a NULL code */

/* In how many entries an abbreviation stands that the glossary should have. */
enum { ATL_SEVERAL_ENTRIES = 3 };

/* How many months a fact is believed, where nothing else is asked for. */
enum { ATL_FRESH_MONTHS = 12 };

struct atl_linting {
  const struct atl_index *index;      /* joined */
  struct atl_sources *const *sources; /* by map */
  struct atl_diags *const *diags;     /* by map: where reports go */
  const char *const *absent;          /* names of maps that are there and could not be read: nothing is said of them */
  uint32_t absents;
  uint32_t allowed; /* a bit for each lint of which nothing is to be said */
  uint32_t as_of;   /* the month, as of atl_lint_month(), from which the age of facts is counted; 0: it is not asked */
  uint32_t fresh;   /* months that a fact may be old by then */
  bool (*is_file)(const void *context, uint32_t map, const char *name); /* whether `map:` names a file that is there,
                                                                           though no map of the folder */
  const void *context;
};

static inline bool atl_lint_wanted(uint32_t allowed, enum atl_lint lint) { return !(allowed >> lint & 1); }

/* Looks for all of them but LONG_ROW and CONTRAST, which want a drawing and a style.
 *
 * Of labels: two nodes or items under one parent have the same, the case of ASCII letters aside; or two nodes of a map
 * do that are of one kind and have the same note, so that no reader can tell them apart.
 *
 * Of empty entries there is one report a map, with their number and the first names; a map in which no node has an
 * `about` or a fact is a drawing and no set of entries: nothing is asked of it. */
void atl_index_lint(const struct atl_linting *linting);

/* The month of a date as facts have it, 2026-08 or 2026-08-20: months since the year 0. 0 where it is no date. Of days
 * no more is asked than that there are not more than 31. */
uint32_t atl_lint_month(const char *text);

/* The first key of a map's source: where to point at when it is the whole map that is meant. */
struct atl_span atl_lint_top(const struct atl_source *source, uint32_t file);

#endif
