/* Texts of several lines as they were written: see prose.c. */
#ifndef ATL_SITE_PROSE_H
#define ATL_SITE_PROSE_H

#include "base/out.h"

#include <stdbool.h>
#include <stddef.h>

/* A piece of a text. Its bytes are as they were written, without the marks around them. */
enum atl_prose_kind { ATL_PROSE_WORDS, ATL_PROSE_CODE, ATL_PROSE_ADDRESS, ATL_PROSE_BREAK, ATL_PROSE_PARAGRAPH };

struct atl_prose {
  enum atl_prose_kind kind;
  const char *at; /* breaks and paragraphs have no bytes */
  size_t len;
};

/* The piece that begins at *text, which is moved behind it; false at the end. Words end where something else begins,
 * and at least one byte is taken each time. Empty lines at the beginning are passed over, and none is at the end. */
bool atl_prose_next(const char **text, struct atl_prose *piece);

/* Whether a fact is shown as it stands, line by line: one of several lines, or one that is named `code`. */
bool atl_prose_is_verbatim(const char *name, const char *text);

/* A text as HTML: words with <code>, <a> and <br>; paragraphs are parted by `between` ("</p>\n<p>"). */
void atl_prose_html(struct atl_out *out, const char *text, const char *between);

/* Bytes with what HTML reserves escaped; line breaks and tabs stay, and what XML has no place for is replaced. */
void atl_prose_verbatim_html(struct atl_out *out, const char *text, size_t len);

#endif
