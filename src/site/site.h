/* A static site of many maps: pages of HTML that need no server, no script and nothing from elsewhere.
 *
 *     plan -> draw (the caller's) -> write each page, the glossary, the index A to Z, and what is searched
 *
 * Every entry has one page, its home, where it is told in full. A map has one page; where it is too large to be drawn
 * in one, the page shows its upper levels, and each child of its root has a page of its own, and so on down. Pages of
 * less depth show a drawing alone. Files are named after maps and paths; links between them are relative,
 * so that a site can be moved, and read from a folder. */
#ifndef ATL_SITE_SITE_H
#define ATL_SITE_SITE_H

#include "index/index.h"

/* More boxes and items than this are no drawing to read at once: the levels below are folded into pages of their own.
 * A card counts by its items. */
enum { ATL_SITE_MOST_DRAWN = 400 };

/* More bytes than about these of what is told, in HTML, are several pages: with styles, a script and drawings of two
 * widths, which take some 60 kB, a page should not be more than 110 kB. */
enum { ATL_SITE_MOST_TOLD = 48000 };

/* Such a page has an overview of its parts, which is seen at once. */
enum { ATL_SITE_MOST_IN_OVERVIEW = 60 };

enum atl_site_kind { ATL_PAGE_MAP, ATL_PAGE_PART, ATL_PAGE_DEPTH, ATL_PAGE_CONTENTS };

struct atl_site_page {
  enum atl_site_kind kind;
  uint32_t map, root;      /* of the index; node of the map, 0 for the whole */
  uint32_t depth;          /* how many levels are drawn; 0: all */
  uint32_t above;          /* the page that leads here; ATL_NONE: the first */
  uint32_t previous, next; /* in the order of reading; ATL_NONE */
  uint32_t drawn;          /* nodes and items that its drawing shows, or counts */
  const char *file;        /* chapters/hub.html */
  const char *title;       /* what it is called everywhere: 1 Hugging Face Hub */
};

/* Whether another entry has the name of this one: none, some on other pages alone, some on its own page. */
enum atl_site_twin { ATL_TWIN_NONE, ATL_TWIN_ELSEWHERE, ATL_TWIN_HERE };

struct atl_site {
  const struct atl_index *index;
  struct atl_arena arena;
  bool markdown;   /* pages are Markdown, for places that show it; set before the plan */
  bool playground; /* it has a page to type maps into, to which others lead; of HTML alone, set before pages are written
                    */
  const char *title, *version;
  const char *glossary_file, *a_to_z_file;
  ATL_VEC(struct atl_site_page) page; /* the first is the front page; those of one map follow each other */
  uint32_t *home;                     /* by node: its page */
  const char **anchor;                /* by entry: what it is called within its page */
  uint32_t *same;                     /* by entry: itself, or the whole map that it is on the page of */
  uint8_t *twin;                      /* by entry: enum atl_site_twin */
  bool glossary;
  /* Writes what these bytes were packed to at an earlier time, for the script `name`; false: they are to be packed.
   * NULL: nothing is remembered. */
  bool (*packed_before)(void *context, const char *name, const char *bytes, size_t len, struct atl_out *out);
  void *context;
};

/* What every page has, and by which one is known as ours. */
#define ATL_SITE_MARK "Made by atlasc"

/* What was drawn for a page. The names of files for downloads are relative to the page; NULL where there is none. */
struct atl_site_drawing {
  const char *svg, *text; /* text is NULL where a page shows none */
  const char *narrow;     /* for a phone; NULL where the other one does for it, too */
  size_t svg_len, text_len, narrow_len;
  bool unlinked;   /* the narrow one is drawn without the links of the map */
  uint32_t levels; /* it has so many levels; 0: all that the other one has */
  const char *svg_file, *png_file;
  const char *shared; /* the map, as the playground takes it behind the # of its address; NULL: no link leads there */
  const char *more_file;            /* a script with what is shown when it is opened; NULL: there is none */
  const struct atl_site_view *view; /* by view of the map; NULL where none is shown */
  const struct atl_site_key *key;   /* the legend of a page of HTML */
  uint32_t keys;
};

/* What a colour of a drawing stands for: a kind, and a small drawing of a box that has it. */
struct atl_site_key {
  const char *kind;
  const char *sample;
  size_t sample_len;
};

/* A view of a map: a drawing of a page of HTML, or a file that a page of Markdown shows, relative as all. */
struct atl_site_view {
  const char *svg, *svg_file;
  size_t svg_len;
};

/* Decides which pages there are, and which is the home of what. The index outlives the site; its terms are found. */
void atl_site_plan(struct atl_site *site, const struct atl_index *index);
void atl_site_release(struct atl_site *site);

/* Where an entry is told, as an address on the page `from` (a file): "../glossary.html#fine-tuning", "./hub.html",
 * "#hub.models". A node that opens a map leads there, if `open`. Good until the next call. */
void atl_site_href(const struct atl_site *site, const char *from, uint32_t entry, bool open, struct atl_out *out);

/* The pages. */
void atl_site_write_page(const struct atl_site *site, uint32_t page, const struct atl_site_drawing *drawing,
                         struct atl_out *out);
/* What a page has in a file of its own: its drawing as text, where that is long, and its views. A script, as of the
 * search; empty where there is nothing of that. */
void atl_site_write_more(const struct atl_site *site, uint32_t page, const struct atl_site_drawing *drawing,
                         struct atl_out *out);

/* Scripts with what is packed of the whole atlas: what is searched, and the places of all terms. */
#define ATL_SITE_INDEX  "assets/index.js"
#define ATL_SITE_PLACES "assets/places.js"

/* The folder of the playground. */
#define ATL_SITE_PLAYGROUND "assets/playground"

/* `places` takes a script, ATL_SITE_PLACES, or stays empty. */
void atl_site_write_glossary(const struct atl_site *site, struct atl_out *out, struct atl_out *places);
void atl_site_write_a_to_z(const struct atl_site *site, struct atl_out *out);

/* The same as Markdown (CommonMark, with anchors as the HTML that it may hold). */
void atl_site_write_page_md(const struct atl_site *site, uint32_t page, const struct atl_site_drawing *drawing,
                            struct atl_out *out);
void atl_site_write_glossary_md(const struct atl_site *site, struct atl_out *out);
void atl_site_write_a_to_z_md(const struct atl_site *site, struct atl_out *out);

/* What is searched, as a script: it can be loaded from a folder, which JSON cannot. */
void atl_site_write_search(const struct atl_site *site, struct atl_out *out);

/* The rules of drawings, the caller's: a style sheet that pages with a drawing load. */
#define ATL_SITE_RULES "assets/drawings.css"

/* The files that every site has (styles, scripts, licences), built in; the name is "" at the end. */
struct atl_site_asset {
  const char *name;
  const unsigned char *bytes;
  size_t len;
};
extern const struct atl_site_asset atl_site_assets[];

#endif
