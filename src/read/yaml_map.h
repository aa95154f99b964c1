/* What the files that read YAML maps share. Private to read/. */
#ifndef ATL_READ_YAML_MAP_H
#define ATL_READ_YAML_MAP_H

#include "map/map.h"
#include "read/keys.h"
#include "read/yaml.h"

struct atl_map_frame {
  uint32_t node;        /* whose mapping this is */
  bool children;        /* it is the mapping under its `nodes:` */
  struct atl_seen seen; /* of a node's mapping; of `nodes:` only `merging` is used */
};

/* One end of a link, and which of the groups of ends it stands in: `a, b -> c` has two. */
struct atl_link_end {
  atl_text text;
  struct atl_span span;
  uint32_t group;
};

struct atl_link_gap { /* the arrow between a group of ends and the next */
  enum atl_arrow arrow;
  bool back;   /* it points to the group before it */
  bool longer; /* it has more than one dash before its head */
};

struct atl_map_reader {
  struct atl_map *map;
  struct atl_yaml *yaml;
  struct atl_diags *diags;
  bool too_many, too_deep;             /* a limit was passed, and that was said */
  bool too_many_icons;                 /* likewise */
  bool implicit;                       /* ends of links that are no nodes become some */
  bool word_pairs;                     /* some item of this card is `id: its note`, whose label is a key, too */
  struct atl_span lone_label;          /* an item that is `label: text` and no more */
  ATL_VEC(struct atl_map_frame) frame; /* open nodes, the innermost last */
  ATL_VEC(char) held;                  /* a text that outlives its event */
  ATL_VEC(struct atl_link_end) end;    /* of the entry under links: that is read */
  ATL_VEC(struct atl_link_gap) gap;
};

static inline struct atl_yaml_event atl_next_event(struct atl_map_reader *reader) {
  return atl_yaml_next(reader->yaml);
}

static inline struct atl_span atl_event_span(const struct atl_map_reader *reader, const struct atl_yaml_event *event) {
  return atl_yaml_span(reader->yaml, event);
}

extern const struct atl_scope atl_link_scope, atl_view_scope, atl_term_scope, atl_kind_scope, atl_title_scope;

/* The text of a scalar, at most `limit` bytes; line breaks at its end, left by `|`, are dropped. Anything else is
 * reported and skipped, and gives 0. `what` names it in reports: "a label". */
atl_text atl_text_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, const char *what,
                        uint32_t limit);

/* The same for a text that is shown as it stands: tabs and blanks at its end stay. */
atl_text atl_lines_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, const char *what,
                         uint32_t limit);

/* The same as a text, with line breaks made blanks: for what stands on one line. */
atl_text atl_line_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, const char *what,
                        uint32_t limit);

/* The kind of a node or a link; equal ones have equal offsets. */
atl_text atl_kind_value(struct atl_map_reader *reader, const struct atl_yaml_event *event);

/* The value of `what`, true or false; false after a report. */
bool atl_bool_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, const char *what, bool *value);

/* The value of `title:`, a text or a mapping of it and of whether it is drawn; and that of `legend:`. What is not said
 * there, or wrong, stays as it is. */
void atl_title_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, atl_text *title,
                     uint8_t *titled);
void atl_legend_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, uint8_t *legend);

/* A text or a list of texts, appended to map->word. */
void atl_words_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, const char *what,
                     uint32_t *first, uint32_t *count);

/* Whether a scalar is an id: letters, digits, '-' and '_'; if not, that is reported. */
bool atl_check_id(struct atl_map_reader *reader, const struct atl_yaml_event *event);

/* The value of `kinds:`: a mapping of kinds, the name of a file of them, or a list of both. */
void atl_kinds_value(struct atl_map_reader *reader, const struct atl_yaml_event *event);

/* The value of `icon:`, as a node keeps it: the name of one that is built in, or of a file, which is added to the map;
 * 0 after a report. */
uint16_t atl_icon_value(struct atl_map_reader *reader, const struct atl_yaml_event *event);

/* Whether a text can be an id. */
bool atl_id_fits(const char *id, size_t len);

/* The values of `links:`, of the map or of a node, where an end may be left out; of `views:` and `glossary:`, and of
 * `facts:` of a node. */
void atl_links_value(struct atl_map_reader *reader, uint32_t node, const struct atl_yaml_event *event);
void atl_views_value(struct atl_map_reader *reader, const struct atl_yaml_event *event);
void atl_facts_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, uint32_t node);
void atl_glossary_value(struct atl_map_reader *reader, const struct atl_yaml_event *event);

/* Says of all links which look alike. */
void atl_links_tell_alike(struct atl_map *map);

/* Makes nodes at the top of the map, of ids that links name and no node has. */
void atl_links_imply(struct atl_map_reader *reader);

#endif
