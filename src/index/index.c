/* References are resolved through tables that are made once: of the ids of all maps, of the names of the maps, of the
 * items that have no id. Then every reference is followed, and sorted by either of its ends. */
#include "index/index.h"
#include "base/spell.h"

#include "base/letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAME = 4096 }; /* bytes of the name of a map: as long as a path may be */

/* -- entries ----------------------------------------------------------------------------------------------------- */

void atl_index_add(struct atl_index *index, const char *name, const struct atl_map *map) {
  const char *shown = atl_spelled(&index->arena, ATL_SPELL_LINE, name);
  *atl_vec_push(&index->map) = (struct atl_index_map){.name = name, .shown = shown, .map = map, .opener = ATL_NONE};
}

uint32_t atl_index_map_of(const struct atl_index *index, uint32_t entry) {
  bool term = atl_index_is_term(index, entry);
  uint32_t low = 0, high = index->map.len; /* the last map that starts at or before the entry, and is not empty */
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    const struct atl_index_map *map = &index->map.at[middle];
    if ((term ? map->term : map->first) <= entry)
      low = middle;
    else
      high = middle;
  }
  return low;
}

uint32_t atl_index_node_of(const struct atl_index *index, uint32_t entry) {
  return entry - index->map.at[atl_index_map_of(index, entry)].first;
}

const struct atl_term *atl_index_term_of(const struct atl_index *index, uint32_t entry) {
  const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, entry)];
  return &map->map->term.at[entry - map->term];
}

const char *atl_index_label(const struct atl_index *index, uint32_t entry) {
  const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, entry)];
  if (atl_index_is_term(index, entry))
    return atl_map_text(map->map, atl_index_term_of(index, entry)->name);
  if (entry == map->first)
    return map->map->title ? atl_map_text(map->map, map->map->title) : map->shown;
  return atl_map_text(map->map, map->map->node.at[entry - map->first].label);
}

void atl_index_write_path(const struct atl_index *index, uint32_t entry, struct atl_out *out) {
  if (atl_index_is_term(index, entry)) {
    atl_out_text(out, atl_index_label(index, entry));
    return;
  }
  const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, entry)];
  uint32_t node = entry - map->first;
  if (index->slug[entry]) {
    atl_map_write_path(map->map, map->map->node.at[node].parent, out);
    atl_out_char(out, '.');
    atl_out_text(out, index->slug[entry]);
  } else
    atl_map_write_path(map->map, node, out);
}

void atl_index_write_name(const struct atl_index *index, uint32_t entry, struct atl_out *out) {
  if (!atl_index_is_term(index, entry)) {
    const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, entry)];
    atl_out_text(out, map->name);
    if (entry == map->first)
      return;
    atl_out_char(out, '/');
  }
  atl_index_write_path(index, entry, out);
}

/* -- tables ------------------------------------------------------------------------------------------------------ */

static const char *id_of(const struct atl_index *index, uint32_t entry) {
  const struct atl_map *map = index->map.at[atl_index_map_of(index, entry)].map;
  return atl_map_text(map, map->node.at[atl_index_node_of(index, entry)].id);
}

static bool is_text(const char *text, const char *key, size_t len) { return !strncmp(text, key, len) && !text[len]; }

static bool same_id(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct atl_index *index = context;
  return atl_index_map_of(index, value) == number && is_text(id_of(index, value), key, len);
}

static const char *last_segment(const char *name) {
  const char *slash = strrchr(name, '/');
  return slash ? slash + 1 : name;
}

static bool same_name(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct atl_index *index = context;
  return is_text(index->map.at[value].name, key, len);
}

static bool same_last_name(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct atl_index *index = context;
  return is_text(last_segment(index->map.at[value].name), key, len);
}

static bool same_slug(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct atl_index *index = context;
  const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, value)];
  return map->first + map->map->node.at[value - map->first].parent == number && is_text(index->slug[value], key, len);
}

static bool same_term(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct atl_index *index = context;
  const struct atl_map *map = index->map.at[atl_index_map_of(index, value)].map;
  return atl_map_term_is_called(map, atl_index_term_of(index, value), key, len);
}

static void name_term(struct atl_index *index, uint32_t entry, const char *name) {
  char key[ATL_MAX_LABEL];
  size_t len;
  if (atl_map_fold_term(name, key, sizeof key, &len) &&
      atl_strmap_get(&index->terms, 0, key, len, same_term, index) == ATL_NONE)
    atl_strmap_add(&index->terms, 0, key, len, entry);
}

/* How many bytes a mark takes that is no letter: of ASCII, or of U+0080-00BF, 2000-2FFF, 3000-303F, FE00-FFFF and
 * 1F000-1FFFF, which are punctuation, arrows, pictures and the like. 0 for a letter. */
static size_t mark_at(const unsigned char *c) {
  if (*c < 0x80)
    return atl_is_letter((char)*c) ? 0 : 1;
  if (*c == 0xc2 && c[1])
    return 2;
  bool three = *c == 0xe2 || (*c == 0xe3 && c[1] == 0x80) || (*c == 0xef && c[1] >= 0xb8);
  if (three && c[1] && c[2])
    return 3;
  return *c == 0xf0 && c[1] == 0x9f && c[2] && c[3] ? 4 : 0;
}

size_t atl_index_slug(const char *label, char *to) {
  size_t len = 0;
  bool gap = false;
  for (const unsigned char *c = (const unsigned char *)label; *c; c++) {
    size_t mark = mark_at(c);
    if ((*c & 0xc0) != 0x80 && len >= ATL_INDEX_MOST_SLUG)
      break;
    if (mark) {
      gap = len > 0;
      c += mark - 1;
      continue;
    }
    if (gap)
      to[len++] = '-';
    gap = false;
    to[len++] = atl_lower((char)*c);
  }
  return len;
}

/* Gives the items below a node that have no id the words of their labels, and their number where a sibling has them. */
static void give_slugs(struct atl_index *index, const struct atl_index_map *map, uint32_t parent) {
  const struct atl_map *m = map->map;
  uint32_t number = 0;
  for (uint32_t i = m->node.at[parent].first_child; i != ATL_NONE; i = m->node.at[i].next) {
    number++;
    if (*atl_map_text(m, m->node.at[i].id))
      continue;
    char slug[ATL_INDEX_SLUG_ROOM];
    size_t plain = atl_index_slug(atl_map_text(m, m->node.at[i].label), slug), len = plain;
    for (uint32_t n = number;
         !len || atl_map_child(m, parent, slug, len) != ATL_NONE ||
         atl_strmap_get(&index->slugs, map->first + parent, slug, len, same_slug, index) != ATL_NONE;
         n += m->node.len)
      len = plain + (size_t)snprintf(slug + plain, sizeof slug - plain, plain ? "-%u" : "item-%u", n);
    index->slug[map->first + i] = atl_arena_strndup(&index->arena, slug, len);
    atl_strmap_add(&index->slugs, map->first + parent, slug, len, map->first + i);
  }
}

static void name_terms(struct atl_index *index) {
  for (uint32_t i = 0; i < index->map.len; i++) {
    const struct atl_map *map = index->map.at[i].map;
    for (uint32_t k = 0; k < map->term.len; k++) {
      const struct atl_term *term = &map->term.at[k];
      name_term(index, index->map.at[i].term + k, atl_map_text(map, term->name));
      for (uint32_t n = 0; n < term->akas; n++)
        name_term(index, index->map.at[i].term + k, atl_map_text(map, map->word.at[term->first_aka + n].text));
    }
  }
}

static void make_tables(struct atl_index *index) {
  for (uint32_t i = 0; i < index->map.len; i++) {
    struct atl_index_map *map = &index->map.at[i];
    map->first = index->nodes;
    index->nodes += map->map->node.len;
  }
  index->entries = index->nodes;
  for (uint32_t i = 0; i < index->map.len; i++) {
    index->map.at[i].term = index->entries;
    index->entries += index->map.at[i].map->term.len;
  }
  index->slug = atl_arena_alloc(&index->arena, index->nodes * sizeof *index->slug);
  index->id_shared = atl_arena_alloc(&index->arena, index->nodes * sizeof *index->id_shared);
  index->name_shared = atl_arena_alloc(&index->arena, index->map.len * sizeof *index->name_shared);
  for (uint32_t i = 0; i < index->map.len; i++) {
    const struct atl_index_map *map = &index->map.at[i];
    const char *name = map->name, *last = last_segment(name);
    if (atl_strmap_get(&index->names, 0, name, strlen(name), same_name, index) == ATL_NONE)
      atl_strmap_add(&index->names, 0, name, strlen(name), i);
    uint32_t there = atl_strmap_get(&index->last_names, 0, last, strlen(last), same_last_name, index);
    if (there == ATL_NONE)
      atl_strmap_add(&index->last_names, 0, last, strlen(last), i);
    else
      index->name_shared[there] = true;
    for (uint32_t k = 0; k < map->map->node.len; k++) {
      const struct atl_node *node = &map->map->node.at[k];
      const char *id = atl_map_text(map->map, node->id);
      if (node->flags & ATL_NODE_HAS_ITEMS)
        give_slugs(index, map, k);
      if (!*id)
        continue;
      there = atl_strmap_get(&index->ids, i, id, strlen(id), same_id, index);
      if (there == ATL_NONE)
        atl_strmap_add(&index->ids, i, id, strlen(id), map->first + k);
      else
        index->id_shared[there] = true;
    }
  }
}

/* -- references -------------------------------------------------------------------------------------------------- */

/* The entry that an id or a dotted path means in a map. An id that several nodes have means the one at the top. */
static uint32_t find_node(const struct atl_index *index, uint32_t map, const char *path,
                          enum atl_loose_reason *reason) {
  const struct atl_map *m = index->map.at[map].map;
  uint32_t first = index->map.at[map].first, node;
  size_t len = strcspn(path, ".");
  *reason = ATL_LOOSE_ID;
  node = atl_map_child(m, 0, path, len);
  if (node == ATL_NONE) {
    uint32_t entry = atl_strmap_get(&index->ids, map, path, len, same_id, index);
    if (entry == ATL_NONE)
      return ATL_NONE;
    if (index->id_shared[entry]) {
      *reason = ATL_LOOSE_AMBIGUOUS;
      return ATL_NONE;
    }
    node = entry - first;
  }
  while (path[len]) {
    path += len + 1;
    len = strcspn(path, ".");
    uint32_t child = atl_map_child(m, node, path, len);
    if (child == ATL_NONE) {
      uint32_t entry = atl_strmap_get(&index->slugs, first + node, path, len, same_slug, index);
      if (entry == ATL_NONE)
        return ATL_NONE;
      child = entry - first;
    }
    node = child;
  }
  return first + node;
}

/* The length of a name without the suffix of a map's file. */
static size_t without_suffix(const char *name, size_t len) {
  static const char *const suffixes[] = {".yaml", ".yml"};
  for (int i = 0; i < 2; i++) {
    size_t tail = strlen(suffixes[i]);
    if (len > tail && !memcmp(name + len - tail, suffixes[i], tail))
      return len - tail;
  }
  return len;
}

/* Joins a name to the folder of a map, and takes the steps up and the suffix out of it. False when it leads out of the
 * folder of all maps, or is too long to be a name. */
static bool join_name(const char *base, const char *name, size_t name_len, char *to, size_t room) {
  const char *slash = strrchr(base, '/');
  size_t len = slash ? (size_t)(slash - base) : 0;
  if (len + name_len + 2 > room)
    return false;
  memcpy(to, base, len);
  for (const char *at = name, *end = name + name_len; at < end;) {
    size_t step = 0;
    while (at + step < end && at[step] != '/')
      step++;
    if (step == 2 && at[0] == '.' && at[1] == '.') {
      if (!len)
        return false;
      while (len && to[len - 1] != '/')
        len--;
      len -= len > 0;
    } else if (step && !(step == 1 && *at == '.')) {
      if (len)
        to[len++] = '/';
      memcpy(to + len, at, step);
      len += step;
    }
    at += step + (at + step < end);
  }
  to[without_suffix(to, len)] = 0;
  return true;
}

static uint32_t map_named(const struct atl_index *index, const char *base, const char *name, size_t len) {
  char path[MOST_NAME];
  if (!join_name(base, name, len, path, sizeof path))
    return ATL_NONE;
  return atl_strmap_get(&index->names, 0, path, strlen(path), same_name, index);
}

uint32_t atl_index_nearest_map(const struct atl_index *index, uint32_t from, const char *file) {
  char path[MOST_NAME];
  if (!join_name(index->map.at[from].name, file, strlen(file), path, sizeof path))
    return ATL_NONE;
  for (int last = 0; last < 2; last++) { /* the whole name first */
    const char *typed = last ? last_segment(path) : path, *nearest = NULL;
    unsigned best = atl_word_limit(strlen(typed)) + 1;
    uint32_t map = ATL_NONE;
    for (uint32_t i = 0; i < index->map.len; i++) {
      const char *name = index->map.at[i].name, *before = nearest;
      if (i != from)
        atl_nearer(typed, strlen(typed), last ? last_segment(name) : name, &best, &nearest);
      map = nearest != before ? i : map;
    }
    if (map != ATL_NONE)
      return map;
  }
  return ATL_NONE;
}

bool atl_index_is_named(const struct atl_index *index, uint32_t from, const char *reference, size_t len,
                        const char *name) {
  char path[MOST_NAME];
  return (join_name(index->map.at[from].name, reference, len, path, sizeof path) && !strcmp(path, name)) ||
         (join_name("", reference, len, path, sizeof path) && !strcmp(path, name)) ||
         (!memchr(reference, '/', len) && !strcmp(path, last_segment(name)));
}

/* The map that a name means in another map: beside it, from the top, or the only one with this name anywhere. */
static uint32_t find_map(const struct atl_index *index, uint32_t from, const char *name, size_t len,
                         enum atl_loose_reason *reason) {
  *reason = ATL_LOOSE_MAP;
  uint32_t map = from == ATL_NONE ? ATL_NONE : map_named(index, index->map.at[from].name, name, len);
  if (map == ATL_NONE)
    map = map_named(index, "", name, len);
  if (map != ATL_NONE || memchr(name, '/', len))
    return map;
  map = atl_strmap_get(&index->last_names, 0, name, without_suffix(name, len), same_last_name, index);
  if (map == ATL_NONE || !index->name_shared[map])
    return map;
  *reason = ATL_LOOSE_AMBIGUOUS;
  return ATL_NONE;
}

uint32_t atl_index_find_term(const struct atl_index *index, uint32_t map, const char *name) {
  char key[ATL_MAX_LABEL];
  size_t len;
  uint32_t own = map == ATL_NONE ? ATL_NONE : atl_map_term(index->map.at[map].map, name);
  if (own != ATL_NONE)
    return index->map.at[map].term + own;
  return atl_map_fold_term(name, key, sizeof key, &len) ? atl_strmap_get(&index->terms, 0, key, len, same_term, index)
                                                        : ATL_NONE;
}

/* A whole map by its name. Where there is none, the reason stays what it was, unless there is more than one. */
static uint32_t find_whole(const struct atl_index *index, uint32_t from, const char *name,
                           enum atl_loose_reason *reason) {
  enum atl_loose_reason why;
  uint32_t map = find_map(index, from, name, strlen(name), &why);
  if (map == ATL_NONE && why == ATL_LOOSE_AMBIGUOUS)
    *reason = why;
  return map == ATL_NONE ? ATL_NONE : index->map.at[map].first;
}

/* other-map/node, or a map in a folder. */
static uint32_t find_across(const struct atl_index *index, uint32_t map, const char *reference,
                            enum atl_loose_reason *reason) {
  const char *slash = strrchr(reference, '/');
  uint32_t other = find_map(index, map, reference, (size_t)(slash - reference), reason);
  if (other != ATL_NONE) {
    uint32_t entry = find_node(index, other, slash + 1, reason);
    if (entry != ATL_NONE)
      return entry;
  }
  return find_whole(index, map, reference, reason);
}

uint32_t atl_index_find(const struct atl_index *index, uint32_t map, uint32_t self, const char *reference,
                        enum atl_loose_reason *reason) {
  *reason = ATL_LOOSE_ID;
  if (!*reference)
    return ATL_NONE;
  uint32_t entry = ATL_NONE;
  if (map != ATL_NONE && !strchr(reference, '/')) {
    entry = find_node(index, map, reference, reason);
    if (entry != self && (entry != ATL_NONE || *reason == ATL_LOOSE_AMBIGUOUS))
      return entry;
  }
  uint32_t term = atl_index_find_term(index, map, reference);
  if (term != ATL_NONE && term != self)
    return term;
  entry = term == ATL_NONE ? entry : term;
  uint32_t other =
      strchr(reference, '/') ? find_across(index, map, reference, reason) : find_whole(index, map, reference, reason);
  return other != ATL_NONE || entry == ATL_NONE ? other : self;
}

void atl_index_write_reference(const struct atl_index *index, uint32_t map, uint32_t entry, struct atl_out *out) {
  uint32_t there = atl_index_map_of(index, entry);
  enum atl_loose_reason reason;
  if (!atl_index_is_term(index, entry) && there != map) {
    const char *name = index->map.at[there].name, *last = last_segment(name), *here = index->map.at[map].name;
    bool alone = find_map(index, map, last, strlen(last), &reason) == there;
    if (!alone && find_map(index, map, name, strlen(name), &reason) != there) /* one beside it has that name */
      for (; (here = strchr(here, '/')); here++)
        atl_out_lit(out, "../");
    atl_out_text(out, alone ? last : name);
    if (entry == index->map.at[there].first)
      return;
    atl_out_char(out, '/');
  }
  atl_index_write_path(index, entry, out);
}

static void add_ref(struct atl_index *index, struct atl_ref ref) { *atl_vec_push(&index->ref) = ref; }

static void add_loose(struct atl_index *index, uint32_t map, struct atl_span span, const char *text,
                      enum atl_loose_reason reason, enum atl_ref_kind kind, uint32_t from) {
  *atl_vec_push(&index->loose) =
      (struct atl_loose){.map = map, .span = span, .text = text, .reason = reason, .kind = kind, .from = from};
}

static void follow_sees(struct atl_index *index, uint32_t map, uint32_t entry, uint32_t first, uint32_t count) {
  const struct atl_map *m = index->map.at[map].map;
  for (uint32_t i = 0; i < count; i++) {
    const struct atl_word *word = &m->word.at[first + i];
    enum atl_loose_reason reason = ATL_LOOSE_ID;
    const char *text = atl_map_text(m, word->text);
    uint32_t to = ATL_NONE;
    if (atl_index_is_term(index, entry)) /* a term means terms first */
      to = atl_index_find_term(index, map, text);
    if (to == ATL_NONE || to == entry)
      to = atl_index_find(index, map, entry, text, &reason);
    if (to == ATL_NONE)
      add_loose(index, map, word->span, text, reason, ATL_REF_SEE, entry);
    else if (to != entry) /* what names itself says nothing */
      add_ref(index, (struct atl_ref){entry, to, ATL_REF_SEE, map, ATL_NONE, word->span});
  }
}

static uint32_t end_of_link(struct atl_index *index, uint32_t map, uint32_t node, atl_text text, struct atl_span span) {
  if (node != ATL_NONE)
    return index->map.at[map].first + node;
  const char *name = atl_map_text(index->map.at[map].map, text);
  enum atl_loose_reason reason = ATL_LOOSE_ID;
  uint32_t entry = strchr(name, '/') ? find_across(index, map, name, &reason) : find_node(index, map, name, &reason);
  if (entry == ATL_NONE)
    add_loose(index, map, span, name, reason, ATL_REF_LINK, ATL_NONE);
  return entry;
}

static void follow_map(struct atl_index *index, uint32_t map) {
  const struct atl_index_map *at = &index->map.at[map];
  const struct atl_map *m = at->map;
  for (uint32_t i = 0; i < m->node.len; i++) {
    if (m->node.at[i].extra == ATL_NONE)
      continue;
    const struct atl_node_extra *extra = &m->extra.at[m->node.at[i].extra];
    follow_sees(index, map, at->first + i, extra->first_see, extra->sees);
    if (!extra->map)
      continue;
    const char *name = atl_map_text(m, extra->map);
    uint32_t other = map_named(index, at->name, name, strlen(name));
    if (other == ATL_NONE) {
      add_loose(index, map, atl_node_span(m, i), name, ATL_LOOSE_MAP, ATL_REF_OPENS, at->first + i);
      continue;
    }
    add_ref(index, (struct atl_ref){at->first + i, index->map.at[other].first, ATL_REF_OPENS, map, ATL_NONE,
                                    atl_node_span(m, i)});
    if (index->map.at[other].opener == ATL_NONE && other != map)
      index->map.at[other].opener = at->first + i;
  }
  for (uint32_t i = 0; i < m->link.len; i++) {
    const struct atl_link *link = &m->link.at[i];
    uint32_t tail = end_of_link(index, map, link->tail, link->from, link->from_span);
    uint32_t head = end_of_link(index, map, link->head, link->to, link->to_span);
    if (tail != head && (tail == ATL_NONE || head == ATL_NONE))
      index->loose.at[index->loose.len - 1].from = tail == ATL_NONE ? head : tail;
    if (tail == ATL_NONE || head == ATL_NONE)
      continue;
    add_ref(index, (struct atl_ref){tail, head, ATL_REF_LINK, map, i, link->span});
    if (link->arrow == ATL_ARROW_BOTH && tail != head)
      add_ref(index, (struct atl_ref){head, tail, ATL_REF_LINK, map, i, link->span});
  }
  for (uint32_t i = 0; i < m->term.len; i++)
    follow_sees(index, map, at->term + i, m->term.at[i].first_see, m->term.at[i].sees);
}

/* Sorts the references by where they start, keeping the order of each, by counting; then numbers them by their ends. */
static void sort_refs(struct atl_index *index) {
  uint32_t n = index->ref.len;
  index->first_out = atl_arena_alloc(&index->arena, (index->entries + 1) * sizeof *index->first_out);
  index->first_in = atl_arena_alloc(&index->arena, (index->entries + 1) * sizeof *index->first_in);
  index->in = atl_arena_alloc(&index->arena, n * sizeof *index->in);
  uint32_t *fill = atl_alloc(index->entries + 1, sizeof *fill);
  struct atl_ref *sorted = atl_alloc(n, sizeof *sorted);
  for (uint32_t i = 0; i < n; i++) {
    index->first_out[index->ref.at[i].from + 1]++;
    index->first_in[index->ref.at[i].to + 1]++;
  }
  for (uint32_t i = 0; i < index->entries; i++) {
    index->first_out[i + 1] += index->first_out[i];
    index->first_in[i + 1] += index->first_in[i];
  }
  memcpy(fill, index->first_out, index->entries * sizeof *fill);
  for (uint32_t i = 0; i < n; i++)
    sorted[fill[index->ref.at[i].from]++] = index->ref.at[i];
  free(index->ref.at);
  index->ref.at = sorted;
  index->ref.cap = n;
  memcpy(fill, index->first_in, index->entries * sizeof *fill);
  for (uint32_t i = 0; i < n; i++)
    index->in[fill[sorted[i].to]++] = i;
  free(fill);
}

void atl_index_join(struct atl_index *index) {
  make_tables(index);
  name_terms(index);
  for (uint32_t i = 0; i < index->map.len; i++)
    follow_map(index, i);
  sort_refs(index);
}

void atl_index_release(struct atl_index *index) {
  atl_strmap_release(&index->ids);
  atl_strmap_release(&index->slugs);
  atl_strmap_release(&index->names);
  atl_strmap_release(&index->last_names);
  atl_strmap_release(&index->terms);
  atl_vec_release(&index->map);
  atl_vec_release(&index->ref);
  atl_vec_release(&index->loose);
  atl_vec_release(&index->use);
  atl_arena_release(&index->arena);
  *index = (struct atl_index){0};
}
