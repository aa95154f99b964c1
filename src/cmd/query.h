/* atlasc query: an answer is found once and said in one of two ways, for people or for programs. Of use to no other
 * command. */
#ifndef ATL_CMD_QUERY_H
#define ATL_CMD_QUERY_H

#include "cmd/atlas_load.h"
#include "index/query.h"

struct atl_query {
  const struct atl_request *request;
  struct atl_atlas atlas;
  struct atl_diags diags; /* of what concerns no single map */
  struct atl_out out;
  bool color, links; /* of standard output */
  bool narrow;       /* a line may not be wider than `width`: on a terminal, or because --width says so */
  int32_t width;     /* cells */
};

/* What answers are said with: a row a question. */
struct atl_query_voice {
  void (*relations)(struct atl_query *query, uint32_t entry, bool backwards, const struct atl_relations *all);
  void (*path)(struct atl_query *query, uint32_t from, uint32_t to, const struct atl_path *path);
  void (*hits)(struct atl_query *query, const char *const *word, uint32_t words, const struct atl_hits *hits);
  void (*orphans)(struct atl_query *query, const uint32_t *entry, uint32_t count);
  void (*counts)(struct atl_query *query, const struct atl_counts *counts, const struct atl_counts *total);
  void (*names)(struct atl_query *query);
};

extern const struct atl_query_voice atl_query_text, atl_query_json;

/* "node", "item", "map" or "term". */
const char *atl_query_type(const struct atl_index *index, uint32_t entry);

/* "link", "see", "opens", "term", "contains". */
extern const char *const atl_how_names[];

/* "label", "id", "note", "about", "fact". */
extern const char *const atl_field_names[];

#endif
