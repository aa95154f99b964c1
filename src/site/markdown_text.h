/* Texts of a map as Markdown. */
#ifndef ATL_SITE_MARKDOWN_TEXT_H
#define ATL_SITE_MARKDOWN_TEXT_H

#include "base/out.h"

/* Text on one line. */
void atl_markdown_words(struct atl_out *out, const char *text);

/* Paragraphs; every line but the first begins with `indent`. */
void atl_markdown_prose(struct atl_out *out, const char *text, const char *indent);

/* Lines as they stand, fenced; each behind `indent`, the fence as well. */
void atl_markdown_fenced(struct atl_out *out, const char *text, const char *indent);

/* A link to elsewhere, whose words are the address; and what stands in the parentheses of any link. */
void atl_markdown_address(struct atl_out *out, const char *address, size_t len);
void atl_markdown_target(struct atl_out *out, const char *address, size_t len);

#endif
