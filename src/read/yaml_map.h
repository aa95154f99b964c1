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

struct atl_map_reader {
  struct atl_map *map;
  struct atl_yaml *yaml;
  struct atl_diags *diags;
  bool too_many, too_deep;             /* a limit was passed, and that was said */
  ATL_VEC(struct atl_map_frame) frame; /* open nodes, the innermost last */
};

extern const struct atl_scope atl_link_scope, atl_view_scope, atl_term_scope;

/* The text of a scalar, at most `limit` bytes; line breaks at its end, left by `|`, are dropped. Anything else is
 * reported and skipped, and gives 0. `what` names it in reports: "a label". */
atl_text atl_text_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, const char *what,
                        uint32_t limit);

/* The same, with line breaks made blanks: for what stands on one line. */
atl_text atl_line_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, const char *what,
                        uint32_t limit);

/* The kind of a node or a link; equal ones have equal offsets. */
atl_text atl_kind_value(struct atl_map_reader *reader, const struct atl_yaml_event *event);

/* A text or a list of texts, appended to map->word. */
void atl_words_value(struct atl_map_reader *reader, const struct atl_yaml_event *event, const char *what,
                     uint32_t *first, uint32_t *count);

/* Whether a scalar is an id: letters, digits, '-' and '_'; if not, that is reported. */
bool atl_check_id(struct atl_map_reader *reader, const struct atl_yaml_event *event);

/* The values of `links:`, `views:` and `glossary:`. */
void atl_links_value(struct atl_map_reader *reader, const struct atl_yaml_event *event);
void atl_views_value(struct atl_map_reader *reader, const struct atl_yaml_event *event);
void atl_glossary_value(struct atl_map_reader *reader, const struct atl_yaml_event *event);

#endif
