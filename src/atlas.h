/* libatlas: maps in memory to drawings in memory. The one public header; everything else in this library is private.
 *
 *     struct atlas_options options = {.type = "svg"};
 *     struct atlas_result result;
 *     if (atlas_compile(yaml, strlen(yaml), &options, &result) == 0)
 *       fwrite(result.data, 1, result.size, stdout);
 *     else
 *       fputs(result.messages, stderr);
 *     atlas_result_free(&result);
 *
 * One call at a time in a process: Graphviz, which writes "dot" where it is installed, and the fonts that PNG opens
 * keep state of their own. When memory runs out the process ends with exit status 4 and one message, as the program
 * does. */
#ifndef ATLAS_H
#define ATLAS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct atlas_options { /* zero is a valid start: every member has a default */
  const char
      *type; /* "text" (default), "svg", "png", "pdf", "html", "dot", "mermaid", "markdown", "json", "map.json" */
  const char *layout;    /* "tree", "layered", "nested", "chain", "radial", "list"; NULL: what the map says, or means */
  const char *direction; /* "down", "right", "up", "left"; NULL: what the map says */
  const char *style;     /* a style by name, or a style sheet by file name; NULL: what the map says, by name only */
  const char *root;      /* an id or a dotted path; NULL: the whole map */
  unsigned depth;        /* levels that are drawn; 0: all */
  unsigned width;        /* columns (text) or px (pictures) that it should fit, at most 1,000,000; 0: any */
  const char *fit;       /* "tall", "square", "wide": the shape of a tree or of frames; NULL: any */
  const char *border;    /* text: "single", "round", "heavy", "double", "ascii"; NULL: what the style says */
  const char *scheme;    /* pictures: "auto" (default), "light", "dark" */
  double scale;          /* png: pixels of a px, from 0.1 to 20; 0: 2 */
  const char *id_prefix; /* svg: before every id: letters, digits, "-_.:"; NULL: nothing */
  const char *text;      /* svg: "auto" (default), "embed": fonts inside, "paths": outlines */
  const char *name;      /* of the map in messages; NULL: "map" */
  /* New members are added at the end, so that a program that sets members by name keeps its meaning. */
  const char *view;    /* the name of a view of the map, which the members above overrule; NULL: none */
  const char *only;    /* kinds or tags, joined by commas: what is kept; NULL: everything, or what the view says */
  const char *without; /* kinds or tags, joined by commas: what is left out; NULL: nothing, or what the view says */
  const char *folder;  /* that of the map: files of kinds and style sheets that it names are looked for there, "" for
                        * the current one; NULL: it may name none */
};

struct atlas_result {
  char *data;     /* the drawing; NULL after an error. NUL-terminated, the NUL not counted. Owned by the result */
  size_t size;    /* bytes */
  char *messages; /* errors and warnings, one a line: "name:line:column: error: what [code]"; "" when there are none */
};

/* Compiles one map. Returns 0, 1 when the map has errors (or links for which there is no room: data is then there all
 * the same), 2 when an option has no such value: the messages then name the option, what it takes and what was meant.
 * `result` is filled in every case; free it with atlas_result_free(). */
int atlas_compile(const char *yaml, size_t size, const struct atlas_options *options, struct atlas_result *result);

void atlas_result_free(struct atlas_result *result);

/* "0.1.0" */
const char *atlas_version(void);

#ifdef __cplusplus
}
#endif

#endif
