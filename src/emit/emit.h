/* Back ends: a scene goes in, bytes come out. A new one is one file and one row in the table of emit.c. */
#ifndef ATL_EMIT_EMIT_H
#define ATL_EMIT_EMIT_H

#include "base/diag.h"
#include "base/out.h"
#include "scene/scene.h"

#include <stdbool.h>

enum atl_scheme { ATL_SCHEME_AUTO, ATL_SCHEME_LIGHT, ATL_SCHEME_DARK };

/* Where the letters of an SVG come from: the reader's fonts, fonts taken along, or outlines. */
enum atl_svg_text { ATL_SVG_TEXT_AUTO, ATL_SVG_TEXT_EMBED, ATL_SVG_TEXT_PATHS };

/* An SVG that stands in a page: its looks are classes alone, whose rules are the page's, and what it shows are links
 * within the site. */
struct atl_svg_page {
  const char *scope; /* a class of its own for all drawings of one style sheet */
  bool alone; /* after all a file of its own, with its rules in it, as small as can be: to be taken along; its scope
               * is that of any file */
  void *context;
  /* Where the words lead to that begin at this offset of the pool and stand in this node of the scene; without words
   * (ATL_NONE), the node itself. NULL: nowhere. Good until the next call. No links at all where it is NULL. */
  const char *(*href)(void *context, uint32_t node, uint32_t word);
};

struct atl_emit_options {
  enum atl_border border;  /* text */
  bool wide;               /* text: characters that are ambiguous by UAX #11 take two cells */
  bool color;              /* text: SGR colours */
  bool hyperlinks;         /* text: OSC 8 */
  bool isolates;           /* text: U+2068 and U+2069 around right-to-left words, for readers that reorder lines */
  int32_t width;           /* text: columns that were asked for; 0 for none */
  const char *line_prefix; /* text: before every line ("// "); NULL for none */
  enum atl_scheme scheme;  /* svg: AUTO follows the reader's; png: AUTO is light */
  double scale;            /* png: pixels of a px, 2 by default */
  const char *id_prefix;   /* svg: before every id; NULL for none */
  enum atl_svg_text text;  /* svg */
  const struct atl_svg_page *page; /* svg; NULL: a file of its own */
};

struct atl_backend {
  const char *name, *suffix, *about;
  bool cells;  /* wants a scene in cells */
  bool map;    /* made of the map itself, not of a scene; emit is NULL */
  bool binary; /* not to be printed on a terminal */
  /* Writes the scene. What cannot be drawn is reported with an error and gives false; the output is then dropped. */
  bool (*emit)(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
               struct atl_diags *diags);
};

extern const struct atl_backend atl_backends[]; /* ends with a NULL name */

/* By name, or by the suffix of a path; NULL when there is none. */
const struct atl_backend *atl_backend_named(const char *name);
const struct atl_backend *atl_backend_for_path(const char *path);

bool atl_emit_svg(struct atl_out *, const struct atl_scene *, const struct atl_emit_options *, struct atl_diags *);

/* How many pixels a px has in a PNG of a scene: `wanted` where that is within the limits, else the most that is, in
 * hundredths; 0 where that is so few that nothing could be read. */
double atl_png_scale(const struct atl_scene *scene, double wanted);

/* The rules of a page for the classes of a drawing in it, or in a file of its own (`alone`), one a line: those of the
 * light scheme, and those that a dark one puts over them. Lines that two drawings of one scope have in common are
 * equal. */
void atl_svg_page_rules(const struct atl_scene *scene, const char *scope, bool alone, struct atl_out *light,
                        struct atl_out *dark);

/* Writes a small SVG for a legend on such a page: a box that looks as boxes of this look do. */
void atl_svg_page_sample(const struct atl_scene *scene, uint8_t look, const char *scope, struct atl_out *out);

/* Writes such rules, one a line, with those that say the same as one of many selectors. */
void atl_svg_page_join(const char *rules, size_t len, struct atl_out *out);

bool atl_emit_png(struct atl_out *, const struct atl_scene *, const struct atl_emit_options *, struct atl_diags *);
bool atl_emit_pdf(struct atl_out *, const struct atl_scene *, const struct atl_emit_options *, struct atl_diags *);
bool atl_emit_text(struct atl_out *, const struct atl_scene *, const struct atl_emit_options *, struct atl_diags *);
bool atl_emit_html(struct atl_out *, const struct atl_scene *, const struct atl_emit_options *, struct atl_diags *);
bool atl_emit_json(struct atl_out *, const struct atl_scene *, const struct atl_emit_options *, struct atl_diags *);

#endif
