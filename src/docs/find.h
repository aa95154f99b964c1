/* Markers as the readers of the formats find them, before they are paired. Private to the room docs/. */
#ifndef ATL_DOCS_FIND_H
#define ATL_DOCS_FIND_H

#include "docs/docs.h"

/* A comment that begins with "atlasc" or "/atlasc". */
struct atl_doc_marker {
  uint32_t begin, end;           /* the comment, without blanks around it */
  uint32_t args_begin, args_end; /* behind "atlasc:" */
  bool closes;                   /* "/atlasc" */
  bool bare;                     /* "atlasc" without a colon: the map stands in the fence above */
  bool astray;                   /* within a line of other text */
  const char *opener, *closer;   /* as in atl_doc_block */
};

struct atl_doc_found {
  struct atl_doc *doc;
  struct atl_diags *diags;
  ATL_VEC(struct atl_doc_marker) marker; /* in the order of the text */
};

/* Adds what is inside a comment, [begin, end) of the text, if it is a marker; the comment itself is [from, to). */
void atl_doc_add_marker(struct atl_doc_found *found, uint32_t from, uint32_t begin, uint32_t end, uint32_t to,
                        const char *opener, const char *closer);

/* Finds the comments of HTML in a part of the text. */
void atl_doc_scan_html(struct atl_doc_found *found, uint32_t begin, uint32_t end);

/* Finds code and, with `markers`, the comments of Markdown, or those of MDX. False with a report where cmark is not
 * there. */
bool atl_doc_scan_markdown(struct atl_doc_found *found, bool markers);

/* Comments line by line. */
void atl_doc_scan_asciidoc(struct atl_doc_found *found);
void atl_doc_scan_rst(struct atl_doc_found *found);
void atl_doc_scan_source(struct atl_doc_found *found);

#endif
