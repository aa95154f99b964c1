/* Pieces that all pages have. */
#ifndef ATL_SITE_HTML_H
#define ATL_SITE_HTML_H

#include "site/site.h"

/* Text, with what HTML reserves escaped. */
void atl_html_text(struct atl_out *out, const char *text);

/* The address of a file on the page `from`, both from the top of the site: "../" as often as it takes, "./" where
 * nothing would be left. */
void atl_html_file(struct atl_out *out, const char *from, const char *to);

/* A link to an entry, with its label. */
void atl_html_link(const struct atl_site *site, struct atl_out *out, const char *from, uint32_t entry);

/* From the doctype to the opening of <main>. `about` may be ""; `crumbs` is the page that leads here, or ATL_NONE;
 * `page` is this one, whose chapters and sections stand beside it; ATL_NONE: it is none of the plan. */
void atl_html_begin(const struct atl_site *site, struct atl_out *out, const char *file, const char *title,
                    const char *about, uint32_t crumbs, uint32_t page);
void atl_html_end(const struct atl_site *site, struct atl_out *out);

/* The entries from `first` on that are listed, as they are filed: letters without case, numbers by their value, what
 * begins with neither first. The caller frees. */
uint32_t *atl_site_sorted(const struct atl_site *site, uint32_t first, uint32_t *count);

/* The letter under which an entry is filed: A to Z, or # for all else. */
char atl_site_initial(const struct atl_site *site, uint32_t entry);

/* Makes the anchors of pages of Markdown: slugs.c. */
void atl_site_find_slugs(struct atl_site *site);

/* -- Names: names.c -- */

/* Finds them, once there are pages. */
void atl_site_find_names(struct atl_site *site);

/* What a page is called everywhere. */
const char *atl_page_title(const struct atl_site *site, uint32_t page);

/* The page of an entry; of a term the number of pages. */
uint32_t atl_site_page_of(const struct atl_site *site, uint32_t entry);

/* What an entry is called where a link leads to it; and under which words it is filed: without the number of a map. */
const char *atl_site_name(const struct atl_site *site, uint32_t entry);
const char *atl_site_filed_as(const struct atl_site *site, uint32_t entry);

/* Whether an index lists it: it says something, and is not another one's name. */
bool atl_site_is_listed(const struct atl_site *site, uint32_t entry);

/* Where an entry stands, as far as a link from a page (a file) has to say it, because others have its name: what it is
 * in, on its page; and its page. NULL where that needs not be said. */
struct atl_site_where {
  const char *parent, *page;
};
struct atl_site_where atl_site_where(const struct atl_site *site, const char *from, uint32_t entry);

/* What pages have of their own: no entry is called so. */
#define ATL_ID_MAIN     "main"
#define ATL_ID_DRAWING  "drawing"
#define ATL_ID_CONTENTS "contents"
#define ATL_ID_FOUND    "found" /* the script's */
#define ATL_ID_ENTRIES  "entries"
#define ATL_ID_VIEWS    "views"
#define ATL_ID_VIEW     "view-" /* and its name */

#endif
