/* What a site remembers of its pages between two runs: of what each was made (in one hash), the files that were written
 * for it, and the rules of style that its drawing wants. It is text, in the folder of the site; the answer of a process
 * that draws a page has the same form.
 *
 *     atlasc pages 1
 *     light .atl-leaf{...}              a rule that drawings share, and its part for dark pages
 *     dark .atl-leaf{...}
 *     page 5f..e2 chapters/hub.html     the hash of what it was made of
 *     file c3..07 chapters/hub.html     a file of it
 *     uses 0 1                          rules, by their number from above
 *     page 91..0b assets/index.js       a script with something packed: the hash of what it was made of
 *     file 7e..3a assets/index.js
 *
 * It is believed of a file only where the file has the bytes that it says; what is not understood says nothing. */
#ifndef ATL_CMD_SITE_KNOWN_H
#define ATL_CMD_SITE_KNOWN_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/out.h"
#include "base/vec.h"

/* The file in the folder of the site. */
#define ATL_KNOWN_NAME ".atlasc-pages"

struct atl_known_file {
  const char *name;
  struct atl_hash hash;
};

struct atl_known_rule {
  bool dark;
  const char *text;
};

struct atl_known_page {
  const char *name;
  struct atl_hash key;
  ATL_VEC(struct atl_known_file) file;
  ATL_VEC(uint32_t) rule;
};

struct atl_known {
  struct atl_arena arena; /* of all texts */
  ATL_VEC(struct atl_known_rule) rule;
  ATL_VEC(struct atl_known_page) page;
};

/* False where it is no such text: `known` is empty then. */
bool atl_known_parse(struct atl_known *known, const char *text, size_t len);
void atl_known_write(const struct atl_known *known, struct atl_out *out);
void atl_known_release(struct atl_known *known);

/* Pages are found by name once they are sorted; NULL where there is none. */
void atl_known_sort(struct atl_known *known);
const struct atl_known_page *atl_known_find(const struct atl_known *known, const char *name);

/* Adds a page, its texts copied; its rules and files are added to the one that was added last. */
void atl_known_add_page(struct atl_known *known, const char *name, struct atl_hash key);
void atl_known_add_file(struct atl_known *known, const char *name, struct atl_hash hash);
void atl_known_add_rule(struct atl_known *known, bool dark, const char *text, size_t len);

/* Adds a page of another memory, as it is there. */
void atl_known_copy(struct atl_known *known, const struct atl_known *other, const struct atl_known_page *page);

#endif
