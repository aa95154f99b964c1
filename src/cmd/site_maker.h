/* What the parts of `atlasc site` share: site.c writes files and lists of all, site_pages.c makes pages. */
#ifndef ATL_CMD_SITE_MAKER_H
#define ATL_CMD_SITE_MAKER_H

#include "cmd/atlas_load.h"
#include "cmd/site_known.h"
#include "site/site.h"

/* The file in the folder of a site that lists what was written, with the hash of each file. */
#define ATL_SITE_LIST ".atlasc-site"

/* Whether a site can be made as is asked for: -1, or the exit status after a message. */
int atl_site_check_request(const struct atl_request *request, const char *command);

/* Makes the site of a request in the folder `out`, as far as it is out of date, and prints what is wrong; the exit
 * status. `watch` is told of all that the site depends on; NULL: nobody is. */
int atl_site_make(const struct atl_request *request, const char *out, struct atl_watch *watch);

/* What comes of a page, in this process or another. */
struct atl_page_work {
  const char *scope;       /* the class of its drawing */
  struct atl_known answer; /* one page: its files and rules */
  struct atl_out said;     /* what is to be printed of it; its buffer is NULL where there is nothing */
  int status;
  bool again; /* it is made anew the next time */
};

struct atl_site_file {
  const char *name; /* from the top of the site */
  struct atl_hash hash;
  bool markdown;
};

struct atl_maker {
  const struct atl_request *request;
  struct atl_atlas atlas;
  struct atl_site site;
  struct atl_arena arena;
  const char *out;
  int root;       /* that folder, opened; -1: it is not there yet */
  uint32_t types; /* for downloads: a bit for each row of atl_backends */
  int status;
  bool stuck;                              /* a file could not be written */
  bool ours;                               /* the folder has a front page of ours: what is called as a page is one */
  bool noticed;                            /* something was printed of the page at hand */
  ATL_VEC(struct atl_site_file) file, old; /* that were written; that are listed, by earlier runs */
  struct atl_known before, now;            /* what is remembered of pages */
  struct atl_hash with;                    /* program and options */
  struct atl_hash packed;                  /* what was last packed, or had been */
  struct atl_hash *source;                 /* by map of the index: it and its style sheets */
  struct atl_page_work *page;              /* by page of the site */
  struct atl_state built;                  /* what `build` made in the same folder */
  ATL_VEC(const char *) sheet;             /* names of style sheets: the scopes of rules */
  ATL_VEC(const char *) light, dark;       /* rules, each once */
  struct atl_sources playground;           /* its files, in the order of their names; none: the site has none */
  struct atl_out answer;                   /* of href() */
};

/* Raises the status of the command to this one. */
void atl_maker_raise(struct atl_maker *m, int status);

/* The path of a file of the site, for people. */
const char *atl_maker_shown(struct atl_maker *m, const char *name);

/* Writes a file, and lists it. After a file that cannot be written no other is tried; that one is said. */
void atl_maker_write(struct atl_maker *m, const char *name, const char *bytes, size_t len);
void atl_maker_unwritable(struct atl_maker *m, const char *name, int error);

/* Whether a site of a kind can have such a file. */
bool atl_maker_may_have(const char *name, bool markdown);

/* The class of all drawings in one style sheet, which the map at a path has. */
const char *atl_maker_scope(struct atl_maker *m, const struct atl_sheet *sheet, const char *map_path);

/* Adds a rule to those of the site, once. */
void atl_maker_add_rule(struct atl_maker *m, const char *text, size_t len, bool dark);

/* The name of a file to download, in the arena. */
const char *atl_maker_download(struct atl_maker *m, const struct atl_site_page *page, const struct atl_backend *backend,
                               bool made_to_width);

/* How wide drawings are made, and how much room they need at least to be shown so, in px. */
int32_t atl_maker_width(const struct atl_maker *m);
int32_t atl_maker_least_room(const struct atl_maker *m);

/* The name of the script that a page of HTML may have beside it, in the arena. */
const char *atl_maker_more(struct atl_maker *m, const struct atl_site_page *page);

/* Makes all pages that are not as they would be made, and lists the files of all. Gives the number of a signal that
 * ended it early, or 0. */
int atl_maker_pages(struct atl_maker *m);

/* Writes what is to be remembered of pages; removes nothing. */
void atl_maker_remember(struct atl_maker *m);

void atl_maker_release_pages(struct atl_maker *m);

/* Reads the files of the playground, if it is asked for. False where they are not there, which is said. */
bool atl_maker_load_playground(struct atl_maker *m);

/* The name of one of those that were read, in the site; NULL behind the last one. */
const char *atl_maker_playground_file(struct atl_maker *m, uint32_t file);
void atl_maker_write_playground(struct atl_maker *m);

/* Whether a file of a site is one of the playground's, by its name. */
bool atl_maker_is_playground(const char *name);

/* Writes what an address has behind its # that shows the map of a page in the playground, as wide as the page draws it
 * (in 1/8 px; 0: any); nothing where the page has no whole map, or a map that the playground could not show. */
void atl_maker_share(struct atl_maker *m, const struct atl_site_page *page, int32_t width, struct atl_out *out);

#endif
