/* Names as people type them: full ones, ids, dotted paths, labels; and what was most likely meant by a misspelt one.
 * Everything is tried in the order of the entries, so the answer is the same wherever the index came from. */
#include "index/query.h"

#include "base/letter.h"
#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TYPED = 64 /* bytes: longer words are near no other, see atl_word_distance() */ };

static bool same_letters(const char *a, const char *b) {
  while (*a && atl_lower(*a) == atl_lower(*b)) {
    a++;
    b++;
  }
  return !*a && !*b;
}

static const char *last_segment(const char *name) {
  const char *slash = strrchr(name, '/');
  return slash ? slash + 1 : name;
}

/* The id of a node, or the words by which an item without one is found; "" of a whole map. */
static const char *id_of(const struct atl_index *index, const struct atl_index_map *map, uint32_t node) {
  const char *slug = index->slug[map->first + node];
  return slug ? slug : atl_map_text(map->map, map->map->node.at[node].id);
}

static uint32_t child_named(const struct atl_index *index, const struct atl_index_map *map, uint32_t parent,
                            const char *id, size_t len) {
  uint32_t child = atl_map_child(map->map, parent, id, len);
  if (child != ATL_NONE || !(map->map->node.at[parent].flags & ATL_NODE_HAS_ITEMS))
    return child;
  for (child = map->map->node.at[parent].first_child; child != ATL_NONE; child = map->map->node.at[child].next)
    if (!strncmp(id_of(index, map, child), id, len) && !id_of(index, map, child)[len])
      return child;
  return ATL_NONE;
}

/* Every node with the first id of a path that has the rest of it below. */
static void add_ids(const struct atl_index *index, const struct atl_index_map *map, const char *path,
                    struct atl_names *names) {
  size_t first = strcspn(path, ".");
  for (uint32_t i = 1; i < map->map->node.len; i++) {
    const char *id = id_of(index, map, i);
    if (strncmp(id, path, first) != 0 || id[first])
      continue;
    uint32_t node = i;
    for (const char *rest = path + first; *rest && node != ATL_NONE;) {
      size_t len = strcspn(++rest, ".");
      node = child_named(index, map, node, rest, len);
      rest += len;
    }
    if (node != ATL_NONE)
      *atl_vec_push(&names->entry) = map->first + node;
  }
}

static int by_entry(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return left < right ? -1 : left > right;
}

/* The map whose name stands before the last slash of a reference; ATL_NONE: none does. */
static uint32_t map_before(const struct atl_index *index, uint32_t map, const char *reference) {
  const char *slash = strrchr(reference, '/');
  if (!slash)
    return ATL_NONE;
  struct atl_out name;
  enum atl_loose_reason reason;
  atl_out_memory(&name);
  atl_out_write(&name, reference, (size_t)(slash - reference));
  atl_out_char(&name, 0);
  uint32_t entry = atl_index_find(index, map, ATL_NONE, name.buf, &reason);
  if (entry == ATL_NONE || atl_index_is_term(index, entry) || atl_index_node_of(index, entry))
    entry = ATL_NONE;
  atl_out_discard(&name);
  return entry == ATL_NONE ? ATL_NONE : atl_index_map_of(index, entry);
}

void atl_index_named(const struct atl_index *index, const char *typed, struct atl_names *names) {
  enum atl_loose_reason reason;
  *names = (struct atl_names){.near = ATL_NONE};
  uint32_t entry = atl_index_find(index, ATL_NONE, ATL_NONE, typed, &reason);
  if (entry != ATL_NONE) {
    *atl_vec_push(&names->entry) = entry;
    return;
  }
  uint32_t within = map_before(index, ATL_NONE, typed);
  const char *path = within == ATL_NONE ? typed : last_segment(typed);
  for (uint32_t i = 0; i < index->map.len && *path; i++) {
    if (within != ATL_NONE && within != i)
      continue;
    add_ids(index, &index->map.at[i], path, names);
    if (within == ATL_NONE && !strcmp(last_segment(index->map.at[i].name), typed))
      *atl_vec_push(&names->entry) = index->map.at[i].first;
  }
  bool by_label = !names->entry.len && *path;
  for (uint32_t e = 0; e < index->entries && by_label; e++)
    if ((within == ATL_NONE || atl_index_map_of(index, e) == within) && same_letters(atl_index_label(index, e), path))
      *atl_vec_push(&names->entry) = e;
  if (names->entry.len)
    atl_sort(names->entry.at, names->entry.len, sizeof *names->entry.at, by_entry);
  else
    names->near = atl_index_nearest(index, ATL_NONE, typed);
}

void atl_names_release(struct atl_names *names) { atl_vec_release(&names->entry); }

/* -- the nearest name -------------------------------------------------------------------------------------------- */

struct nearest {
  char typed[MOST_TYPED + 1]; /* in lower case */
  size_t len;
  unsigned best;
  uint32_t entry;
};

static bool seek(struct nearest *n, const char *typed) {
  *n = (struct nearest){.len = strlen(typed), .entry = ATL_NONE};
  if (n->len > MOST_TYPED)
    return false;
  for (size_t i = 0; i < n->len; i++)
    n->typed[i] = atl_lower(typed[i]);
  n->best = atl_word_limit(n->len) + 1;
  return n->len > 0;
}

static void consider(struct nearest *n, const char *word, uint32_t entry) {
  char small[MOST_TYPED + 1];
  size_t len = strlen(word);
  if (!n->best || len > MOST_TYPED || (len > n->len ? len - n->len : n->len - len) >= n->best)
    return;
  for (size_t i = 0; i <= len; i++)
    small[i] = atl_lower(word[i]);
  const char *nearest = NULL;
  atl_nearer(n->typed, n->len, small, &n->best, &nearest);
  if (nearest)
    n->entry = entry;
}

/* What was meant where the map before the slash is misspelt: a whole map with its folder, a term with a slash; the
 * entry of that id in the map of those that have one whose name is nearest; the map whose name is nearest. */
static uint32_t nearest_across(const struct atl_index *index, const char *reference) {
  const char *last = last_segment(reference);
  char folder[MOST_TYPED + 1] = "";
  size_t len = (size_t)(last - 1 - reference);
  struct nearest whole, part;
  if (seek(&whole, reference)) {
    for (uint32_t i = 0; i < index->map.len; i++)
      consider(&whole, index->map.at[i].name, index->map.at[i].first);
    for (uint32_t e = index->nodes; e < index->entries; e++)
      consider(&whole, atl_index_label(index, e), e);
    if (whole.entry != ATL_NONE)
      return whole.entry;
  }
  if (len <= MOST_TYPED)
    memcpy(folder, reference, len);
  if (!seek(&whole, folder) || !seek(&part, last_segment(folder)))
    return ATL_NONE;
  struct atl_names names = {0};
  for (uint32_t i = 0; i < index->map.len; i++) {
    names.entry.len = 0;
    add_ids(index, &index->map.at[i], last, &names);
    if (!names.entry.len)
      continue;
    consider(&whole, index->map.at[i].name, names.entry.at[0]);
    consider(&part, last_segment(index->map.at[i].name), names.entry.at[0]);
  }
  atl_names_release(&names);
  for (uint32_t i = 0; i < index->map.len && whole.entry == ATL_NONE && part.entry == ATL_NONE; i++)
    consider(&whole, index->map.at[i].name, index->map.at[i].first);
  for (uint32_t i = 0; i < index->map.len && whole.entry == ATL_NONE && part.entry == ATL_NONE; i++)
    consider(&part, last_segment(index->map.at[i].name), index->map.at[i].first);
  return whole.entry != ATL_NONE ? whole.entry : part.entry;
}

static void consider_map(struct nearest *n, const struct atl_index *index, uint32_t number) {
  const struct atl_index_map *map = &index->map.at[number];
  for (uint32_t i = 1; i < map->map->node.len; i++)
    consider(n, id_of(index, map, i), map->first + i);
  for (uint32_t i = 1; i < map->map->node.len; i++)
    consider(n, atl_map_text(map->map, map->map->node.at[i].label), map->first + i);
}

uint32_t atl_index_nearest(const struct atl_index *index, uint32_t map, const char *reference) {
  uint32_t within = map_before(index, map, reference);
  const char *last = last_segment(reference), *dot = strrchr(last, '.');
  if (within == ATL_NONE && last != reference)
    return nearest_across(index, reference);
  struct nearest n;
  if (!seek(&n, dot && dot[1] ? dot + 1 : last))
    return ATL_NONE;
  if (within != ATL_NONE || map != ATL_NONE)
    consider_map(&n, index, within != ATL_NONE ? within : map);
  if (within != ATL_NONE)
    return n.entry;
  for (uint32_t i = 0; i < index->map.len && map == ATL_NONE; i++)
    consider_map(&n, index, i);
  for (uint32_t i = 0; i < index->map.len; i++)
    consider(&n, last_segment(index->map.at[i].name), index->map.at[i].first);
  for (uint32_t e = index->nodes; e < index->entries; e++) {
    const struct atl_map *m = index->map.at[atl_index_map_of(index, e)].map;
    const struct atl_term *term = atl_index_term_of(index, e);
    consider(&n, atl_map_text(m, term->name), e);
    for (uint32_t k = 0; k < term->akas; k++)
      consider(&n, atl_map_text(m, m->word.at[term->first_aka + k].text), e);
  }
  return n.entry;
}

void atl_index_write_typed(const struct atl_index *index, uint32_t entry, struct atl_out *out) {
  atl_index_write_name(index, entry, out);
  if (atl_index_is_term(index, entry) || atl_index_node_of(index, entry))
    return;
  if (atl_index_find_term(index, ATL_NONE, index->map.at[atl_index_map_of(index, entry)].name) != ATL_NONE)
    atl_out_lit(out, ".yaml");
}
