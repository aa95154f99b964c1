/* libatlas: maps in memory to drawings in memory. The one public header; everything else in this library is private.
 *
 *     struct atlas_result result;
 *     if (atlas_draw(yaml, strlen(yaml), "type=svg layout=layered width=800", &result) == 0)
 *       fwrite(result.data, 1, result.size, stdout);
 *     else
 *       fputs(result.messages, stderr);
 *     atlas_result_free(&result);
 *
 * Any number of threads may call it at a time: it keeps nothing between calls. What needs the fonts of the machine
 * (type=png, type=pdf, text=embed, text=paths) is done one at a time; other calls do not wait for it.
 *
 * When memory runs out a call returns 4, and what it had allocated is given back; of type=pdf and type=map.json, which
 * other libraries hold in part, some may be lost. Two things end the process all the same: Pango, which PNG asks for
 * scripts that need shaping, when it is Pango that gets no memory; and all of it in a build for WebAssembly, where the
 * caller makes a new instance. */
#ifndef ATLAS_H
#define ATLAS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A drawing. This struct has no more members than these, in any version: what is new is a word of the options. */
struct atlas_result {
  char *data;     /* the drawing; NULL after an error. NUL-terminated, the NUL not counted. Owned by the result */
  size_t size;    /* bytes */
  char *messages; /* errors, warnings and notes, one a line: "name:line:column: error: what [code]", lines and columns
                   * (code points) from 1; "" when there are none */
};

/* Draws one map: `size` bytes of UTF-8, which need no NUL behind them.
 *
 * `options` is "name=value name=value ...", separated by blanks, or NULL; a value with blanks stands in quotes of
 * either kind (root="my node"). Names and values are those of the command line without its dashes, as atlasc(1) has
 * them, and what is not given is as there:
 *
 *     type         text (default), svg, png, pdf, html, dot, mermaid, markdown, json, map.json
 *     layout       tree, layered, nested, grid, chain, radial, list; else what the map says, or means
 *     width        columns (text: no wider than 100 where it can be) or px (pictures) that it has to fit
 *     direction, groups, fit, view, root, depth, only, without, focus, neighbours, without-links, style, scheme
 *     title and legend, which take no value: drawn above and below
 *     border, color (always), links (osc8), ambiguous, bidi, prefix                                        (text)
 *     scale (png), id-prefix, text (svg)
 *     format       of messages: json, an object a line with the place as data; gcc, github, human
 *
 * and two words that only a call has:
 *
 *     name         of the map in messages ("map")
 *     folder       where files that the map names are looked for. Without it a map may name none: it is safe to draw
 *                  maps of strangers. A style that the options name may be a file, wherever it is.
 *
 * Returns what the program exits with: 0, 1 when the map has errors (or links for which there is no room: data is then
 * there all the same), 2 when an option has no such name or value (the messages then say which it may have), 4 when
 * memory has run out. `result` is filled in every case; free it with atlas_result_free(). */
int atlas_draw(const char *map, size_t size, const char *options, struct atlas_result *result);

void atlas_result_free(struct atlas_result *result);

/* "0.1.0" */
const char *atlas_version(void);

#ifdef __cplusplus
}
#endif

#endif
