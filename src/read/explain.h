/* What a parser of YAML stumbled over, in the words of somebody who writes a map. Private to read/. */
#ifndef ATL_READ_EXPLAIN_H
#define ATL_READ_EXPLAIN_H

#include "base/diag.h"
#include "base/source.h"

/* What the parser says; offsets are bytes of the source. */
struct atl_yaml_fault {
  const char *problem, *context; /* its own words; `context` may be "" */
  uint32_t at, opened;           /* where it stopped; where that began which it was reading */
  uint32_t quote, quote_end;     /* the last text in quotes that it read; both 0: none */
};

/* Reports one error, with what to write instead, at the place where the mistake is: that is often not where the parser
 * noticed it. A note may follow. Linear in the source. */
void atl_yaml_explain(struct atl_sources *sources, uint32_t file, const struct atl_yaml_fault *fault,
                      struct atl_diags *diags);

/* Whether the file is no map but one of another language (Mermaid, DOT, PlantUML, D2, Structurizr, XML), which is then
 * reported. True for no file that could be a map. */
bool atl_yaml_foreign(struct atl_sources *sources, uint32_t file, struct atl_diags *diags);

/* The first ':' of a text that lacks its blank, as in `label:API`, as an index; 0 where there is none. Addresses
 * (https://...) and times (12:30) have none. */
size_t atl_yaml_glued_colon(const char *text, size_t len);

/* The length of the colour without quotes that a comment begins with, as `#fdd`; 0: it begins with none. */
size_t atl_yaml_color_in_comment(const char *text, size_t len);

#endif
