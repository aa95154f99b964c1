/* The `facts:` of a node: texts by name, in the author's order. */
#include "read/keys.h"
#include "read/yaml.h"
#include "read/yaml_map.h"

#include <string.h>

struct facts { /* of one node, by name */
  struct atl_strmap index;
  const struct atl_map *map;
  uint32_t first;          /* in map->fact */
  ATL_VEC(uint8_t) merged; /* by fact: it came by a merge key, and gives way */
};

static bool same_fact(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  (void)len;
  const struct facts *facts = context;
  return !strcmp(atl_map_text(facts->map, facts->map->fact.at[value].name), key);
}

/* The place of the fact of a node that has a name, the next one for a new name; ATL_NONE where what is merged gives way
 * to what is there. Reports one that is there already. */
static uint32_t place_fact(struct atl_map_reader *r, struct facts *facts, atl_text name, struct atl_span where,
                           bool merging) {
  const char *key = atl_map_text(r->map, name);
  uint32_t there = atl_strmap_get(&facts->index, 0, key, strlen(key), same_fact, facts);
  if (there == UINT32_MAX) {
    atl_strmap_add(&facts->index, 0, key, strlen(key), r->map->fact.len);
    return r->map->fact.len;
  }
  if (merging)
    return ATL_NONE;
  if (facts->merged.at[there - facts->first])
    return there;
  atl_report(r->diags, ATL_ERROR, "duplicate-key", where, "the fact '%s' is given twice; leave one out", key);
  atl_report(r->diags, ATL_NOTE, "duplicate-key", r->map->fact.at[there].span, "it is given first here");
  return r->map->fact.len;
}

void atl_facts_value(struct atl_map_reader *r, const struct atl_yaml_event *event, uint32_t node) {
  if (event->type != ATL_YAML_MAP) {
    atl_wrong_form(r->yaml, event, r->diags, "facts", "a mapping of name: text");
    return;
  }
  uint32_t first = r->map->fact.len;
  struct facts facts = {.map = r->map, .first = first};
  struct atl_seen seen = {0};
  struct atl_yaml_event key;
  while (atl_next_key(r->yaml, &seen, &key, r->diags)) {
    struct atl_span where = atl_event_span(r, &key);
    atl_text name = atl_line_value(r, &key, "the name of a fact", ATL_MAX_LABEL);
    struct atl_yaml_event value = atl_next_event(r);
    bool merging = seen.merging;
    uint32_t place = name ? place_fact(r, &facts, name, where, merging) : r->map->fact.len;
    if (place == ATL_NONE) {
      atl_yaml_skip(r->yaml, &value);
      continue;
    }
    atl_text text = atl_lines_value(r, &value, "a fact", ATL_MAX_ABOUT);
    if (place == r->map->fact.len) {
      (void)atl_vec_push(&r->map->fact);
      (void)atl_vec_push(&facts.merged);
    }
    r->map->fact.at[place] = (struct atl_fact){name, text, where};
    facts.merged.at[place - first] = merging;
  }
  atl_strmap_release(&facts.index);
  atl_vec_release(&facts.merged);
  struct atl_node_extra *extra = atl_map_extra(r->map, node);
  extra->first_fact = first;
  extra->facts = r->map->fact.len - first;
}
