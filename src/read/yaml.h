/* YAML as a stream of events with byte spans; the only room that knows libyaml, which is asked where read/scan.h does
 * not know what a source says.
 *
 * Aliases are replayed where they stand, so a reader never sees them; a merge key `<<` is left to the reader, which
 * sees the key and then the mapping. Text is as written: no word is anything but a string. */
#ifndef ATL_READ_YAML_H
#define ATL_READ_YAML_H

#include "base/diag.h"
#include "base/source.h"

#include <stdbool.h>

/* Events that aliases may add to a document; a "billion laughs" file wants 10^9. */
#define ATL_MAX_ALIAS_EVENTS 1000000u
/* Bytes of text that they may add: a paragraph repeated a hundred thousand times is a gigabyte. */
#define ATL_MAX_ALIAS_BYTES (64u << 20)
/* Collections inside collections; a map of ATL_MAX_DEPTH nests twice a node, and libyaml's flow scanner is quadratic.
 */
#define ATL_MAX_YAML_DEPTH 2100u

enum atl_yaml_type { ATL_YAML_END, ATL_YAML_SCALAR, ATL_YAML_MAP, ATL_YAML_MAP_END, ATL_YAML_LIST, ATL_YAML_LIST_END };

struct atl_yaml_event {
  enum atl_yaml_type type;
  const char *text; /* SCALAR: NUL-terminated, good until the next call */
  size_t len;
  bool plain; /* SCALAR: written without quotes */
  bool bytes; /* the marks hold an offset in bytes, as `index`, and no more */
  struct atl_yaml_mark {
    size_t index, line, column; /* code points from 0, as libyaml counts them */
  } begin, end;
};

struct atl_yaml;

/* Opens a source, which must stay until the close. */
struct atl_yaml *atl_yaml_open(struct atl_sources *sources, uint32_t file, struct atl_diags *diags);
void atl_yaml_close(struct atl_yaml *yaml);

/* For tests: libyaml alone is asked from here on. Only before the first event. */
void atl_yaml_ask_libyaml(struct atl_yaml *yaml);

/* For tests: whether libyaml was not asked until here. */
bool atl_yaml_is_scanned(const struct atl_yaml *yaml);

/* The next event. At the end, and after an error (which is reported), END for ever. */
struct atl_yaml_event atl_yaml_next(struct atl_yaml *yaml);

/* Where an event stands, in bytes. Made on demand: most events never need it. */
struct atl_span atl_yaml_span(const struct atl_yaml *yaml, const struct atl_yaml_event *event);

/* Whether a key stands in a flow mapping with nothing behind it, as `a:A` does in {a:A}. */
bool atl_yaml_lone(const struct atl_yaml *yaml, const struct atl_yaml_event *key);

/* Whether a list or a mapping that begins there is written in brackets. */
bool atl_yaml_is_flow(const struct atl_yaml *yaml, struct atl_span where);

/* Whether a line ends between two places. */
bool atl_yaml_lines_between(const struct atl_yaml *yaml, uint32_t begin, uint32_t end);

/* Whether an empty value is empty because a colour stands where a comment begins, as in `fill: #fdd`: the place and the
 * text of that word. */
bool atl_yaml_comment_behind(const struct atl_yaml *yaml, struct atl_span value, struct atl_span *where, char *word,
                             size_t room);

/* From the place of a value that is empty to the key before it, where that stands in the same line. */
struct atl_span atl_yaml_key_before(const struct atl_yaml *yaml, struct atl_span value);

/* Reads past the rest of the value that `event` began; nothing to do for a scalar. */
void atl_yaml_skip(struct atl_yaml *yaml, const struct atl_yaml_event *event);

#endif
