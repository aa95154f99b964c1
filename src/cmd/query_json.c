/* Answers for programs: one JSON object a question, on a line. Keys are added, never renamed. */
#include "cmd/query.h"
#include "emit/json_write.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *name_of(const struct atl_index *index, uint32_t entry) {
  struct atl_out name;
  atl_out_memory(&name);
  atl_index_write_typed(index, entry, &name);
  atl_out_char(&name, 0);
  json_t *text = atl_json_name(name.buf);
  atl_out_discard(&name);
  return text;
}

static void add_text(json_t *object, const char *key, const char *text) {
  if (*text)
    json_object_set_new(object, key, json_string(text));
}

static json_t *entry_object(struct atl_query *query, uint32_t entry) {
  const struct atl_index *index = &query->atlas.index;
  uint32_t number = atl_index_map_of(index, entry);
  const struct atl_index_map *at = &index->map.at[number];
  struct atl_work *work = &query->atlas.work[query->atlas.map_work[number]];
  struct atl_source *source = &work->sources.file.at[at->map->file];
  json_t *object = json_object();
  json_object_set_new(object, "name", name_of(index, entry));
  json_object_set_new(object, "label", json_string(atl_index_label(index, entry)));
  json_object_set_new(object, "type", json_string(atl_query_type(index, entry)));
  uint32_t begin = 0;
  if (atl_index_is_term(index, entry))
    begin = atl_index_term_of(index, entry)->span.begin;
  else if (entry != at->first) {
    const struct atl_node *node = &at->map->node.at[entry - at->first];
    add_text(object, "kind", atl_map_text(at->map, node->kind));
    if (node->extra != ATL_NONE)
      add_text(object, "url", atl_map_text(at->map, at->map->extra.at[node->extra].url));
    begin = node->begin;
  }
  struct atl_position position = atl_source_position(source, begin);
  json_object_set_new(object, "map", atl_json_name(at->name));
  json_object_set_new(object, "file", atl_json_name(source->path));
  json_object_set_new(object, "line", json_integer(position.line));
  json_object_set_new(object, "column", json_integer(position.column));
  return object;
}

static void relations(struct atl_query *query, uint32_t entry, bool backwards, const struct atl_relations *all) {
  const struct atl_index *index = &query->atlas.index;
  json_t *object = json_object(), *list = json_array(), *through = NULL;
  for (uint32_t i = 0; i < all->relation.len; i++) {
    const struct atl_relation *relation = &all->relation.at[i];
    if (!i || !atl_relation_same(index, relation - 1, relation)) {
      json_t *one = json_object();
      json_object_set_new(one, "how", json_string(atl_how_names[relation->how]));
      add_text(one, "label", atl_ref_label(index, relation->ref));
      add_text(one, "kind", atl_ref_kind(index, relation->ref));
      json_object_set_new(one, "entry", entry_object(query, relation->other));
      json_object_set_new(one, "through", through = json_array());
      json_array_append_new(list, one);
    }
    json_array_append_new(through, name_of(index, relation->through));
  }
  json_object_set_new(object, "query", json_string(backwards ? "used-by" : "uses"));
  json_object_set_new(object, "entry", entry_object(query, entry));
  json_object_set_new(object, "below", json_integer(all->below));
  json_object_set_new(object, "within", json_integer(all->within));
  json_object_set_new(object, "count", json_integer((json_int_t)json_array_size(list)));
  json_object_set_new(object, "relations", list);
  atl_json_write(&query->out, object, JSON_COMPACT);
}

static void path(struct atl_query *query, uint32_t from, uint32_t to, const struct atl_path *path) {
  const struct atl_index *index = &query->atlas.index;
  json_t *object = json_object(), *list = json_array();
  for (uint32_t i = 0; i < path->step.len; i++) {
    const struct atl_step *step = &path->step.at[i];
    json_t *one = json_object();
    json_object_set_new(one, "how", json_string(atl_how_names[step->how]));
    json_object_set_new(one, "backwards", json_boolean(step->backwards));
    add_text(one, "label", atl_ref_label(index, step->ref));
    add_text(one, "kind", atl_ref_kind(index, step->ref));
    json_object_set_new(one, "entry", entry_object(query, step->to));
    json_array_append_new(list, one);
  }
  json_object_set_new(object, "query", json_string("path"));
  json_object_set_new(object, "from", entry_object(query, from));
  json_object_set_new(object, "to", entry_object(query, to));
  json_object_set_new(object, "count", json_integer(path->step.len));
  json_object_set_new(object, "steps", list);
  atl_json_write(&query->out, object, JSON_COMPACT);
}

/* Code points, as programs that read JSON count. */
static json_int_t characters(const char *text, size_t bytes) {
  json_int_t count = 0;
  for (size_t i = 0; i < bytes; i++)
    count += ((unsigned char)text[i] & 0xc0) != 0x80;
  return count;
}

static void hits(struct atl_query *query, const char *const *word, uint32_t words, const struct atl_hits *hits) {
  json_t *object = json_object(), *list = json_array(), *asked = json_array();
  uint32_t limit = query->request->query.limit;
  for (uint32_t i = 0; i < words; i++)
    json_array_append_new(asked, atl_json_name(word[i]));
  for (uint32_t i = 0; i < hits->hit.len && (!limit || i < limit); i++) {
    const struct atl_hit *hit = &hits->hit.at[i];
    json_t *one = json_object();
    json_object_set_new(one, "entry", entry_object(query, hit->entry));
    json_object_set_new(one, "score", json_integer(hit->score));
    json_object_set_new(one, "field", json_string(atl_field_names[hit->field]));
    if (hit->field == ATL_FIELD_FACT)
      json_object_set_new(one, "fact", json_string(hit->name));
    json_object_set_new(one, "text", json_string(hit->text));
    json_object_set_new(one, "at", json_integer(characters(hit->text, hit->at)));
    json_object_set_new(one, "length", json_integer(characters(hit->text + hit->at, hit->len)));
    json_array_append_new(list, one);
  }
  json_object_set_new(object, "query", json_string("find"));
  json_object_set_new(object, "words", asked);
  json_object_set_new(object, "count", json_integer(hits->hit.len));
  json_object_set_new(object, "results", list);
  atl_json_write(&query->out, object, JSON_COMPACT);
}

static void orphans(struct atl_query *query, const uint32_t *entry, uint32_t count) {
  json_t *object = json_object(), *list = json_array();
  for (uint32_t i = 0; i < count; i++) {
    json_t *one = json_object();
    json_object_set_new(one, "entry", entry_object(query, entry[i]));
    json_object_set_new(one, "below", json_integer(atl_index_below(&query->atlas.index, entry[i])));
    json_array_append_new(list, one);
  }
  json_object_set_new(object, "query", json_string("orphans"));
  json_object_set_new(object, "count", json_integer(count));
  json_object_set_new(object, "orphans", list);
  atl_json_write(&query->out, object, JSON_COMPACT);
}

static void add_counts(json_t *object, const struct atl_counts *counts) {
  json_object_set_new(object, "nodes", json_integer(counts->nodes));
  json_object_set_new(object, "items", json_integer(counts->items));
  json_object_set_new(object, "links", json_integer(counts->links));
  json_object_set_new(object, "sees", json_integer(counts->sees));
  json_object_set_new(object, "opens", json_integer(counts->opens));
  json_object_set_new(object, "terms", json_integer(counts->terms));
  json_object_set_new(object, "facts", json_integer(counts->facts));
  json_object_set_new(object, "views", json_integer(counts->views));
  json_object_set_new(object, "words", json_integer(counts->words));
}

static void counts(struct atl_query *query, const struct atl_counts *counts, const struct atl_counts *total) {
  const struct atl_index *index = &query->atlas.index;
  json_t *object = json_object(), *list = json_array(), *all = json_object();
  for (uint32_t i = 0; i < index->map.len; i++) {
    json_t *one = json_object();
    json_object_set_new(one, "name", atl_json_name(index->map.at[i].name));
    json_object_set_new(one, "label", json_string(atl_index_label(index, index->map.at[i].first)));
    add_counts(one, &counts[i]);
    json_array_append_new(list, one);
  }
  json_object_set_new(all, "maps", json_integer(index->map.len));
  add_counts(all, total);
  json_object_set_new(object, "query", json_string("stats"));
  json_object_set_new(object, "maps", list);
  json_object_set_new(object, "total", all);
  atl_json_write(&query->out, object, JSON_COMPACT);
}

static void names(struct atl_query *query) {
  const struct atl_index *index = &query->atlas.index;
  json_t *object = json_object(), *list = json_array();
  for (uint32_t e = 0; e < index->entries; e++)
    json_array_append_new(list, name_of(index, e));
  json_object_set_new(object, "query", json_string("names"));
  json_object_set_new(object, "count", json_integer(index->entries));
  json_object_set_new(object, "names", list);
  atl_json_write(&query->out, object, JSON_COMPACT);
}

const struct atl_query_voice atl_query_json = {
    .relations = relations, .path = path, .hits = hits, .orphans = orphans, .counts = counts, .names = names};
