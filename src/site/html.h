/* Pieces that all pages have. */
#ifndef ATL_SITE_HTML_H
#define ATL_SITE_HTML_H

#include "site/site.h"

/* Text, with what HTML reserves escaped. */
void atl_html_text(struct atl_out *out, const char *text);

/* The address of a file on the page `from`, both from the top of the site: "./" or "../" as often as it takes. */
void atl_html_file(struct atl_out *out, const char *from, const char *to);

/* A link to an entry, with its label. */
void atl_html_link(const struct atl_site *site, struct atl_out *out, const char *from, uint32_t entry);

/* From the doctype to the opening of <main>. `about` may be ""; `crumbs` is the page that leads here, or ATL_NONE;
 * `page` is this one, whose chapters and sections stand beside it; ATL_NONE: it is none of the plan. */
void atl_html_begin(const struct atl_site *site, struct atl_out *out, const char *file, const char *title,
                    const char *about, uint32_t crumbs, uint32_t page);
void atl_html_end(const struct atl_site *site, struct atl_out *out);

/* What a page is called where others lead to it. */
const char *atl_page_title(const struct atl_site *site, uint32_t page);

/* All entries from `first` on, by their labels: letters without case, what begins with none first. The caller frees. */
uint32_t *atl_site_sorted(const struct atl_site *site, uint32_t first, uint32_t *count);

/* The letter under which a label stands: A to Z, or # for all else. */
char atl_site_initial(const char *label);

/* Where an entry stands, in a word: its map, or what it is. */
const char *atl_site_place_of(const struct atl_index *index, uint32_t entry);

/* What pages have of their own: no entry is called so. */
#define ATL_ID_MAIN     "main"
#define ATL_ID_DRAWING  "drawing"
#define ATL_ID_CONTENTS "contents"
#define ATL_ID_FOUND    "found" /* the script's */
#define ATL_ID_ENTRIES  "entries"
#define ATL_ID_VIEWS    "views"
#define ATL_ID_VIEW     "view-" /* and its name */

#endif
