/* Building and walking a map. Nodes are appended in document order and never moved or removed, so an index is a name.
 */
#include "map/map.h"

#include "base/letter.h"
#include "base/out.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

void atl_map_init(struct atl_map *map, uint32_t file) {
  *map = (struct atl_map){.file = file};
  *atl_vec_push(&map->pool) = 0; /* offset 0 is "nothing", and reads as "" */
  *atl_vec_push(&map->node) = (struct atl_node){
      .parent = ATL_NONE, .first_child = ATL_NONE, .last_child = ATL_NONE, .next = ATL_NONE, .extra = ATL_NONE};
}

void atl_map_release(struct atl_map *map) {
  atl_vec_release(&map->pool);
  atl_vec_release(&map->node);
  atl_vec_release(&map->extra);
  atl_vec_release(&map->word);
  atl_vec_release(&map->fact);
  atl_vec_release(&map->link);
  atl_vec_release(&map->view);
  atl_vec_release(&map->focus);
  atl_vec_release(&map->term);
  atl_strmap_release(&map->ids);
  atl_strmap_release(&map->kinds);
  atl_strmap_release(&map->views);
  atl_strmap_release(&map->terms);
  atl_vec_release(&map->kind);
  atl_vec_release(&map->declared);
  atl_vec_release(&map->icon);
  atl_strmap_release(&map->icons);
  atl_vec_release(&map->kind_file);
  atl_strmap_release(&map->declarations);
  *map = (struct atl_map){0};
}

atl_text atl_map_add_text(struct atl_map *map, const char *text, size_t len) {
  if (!len)
    return 0;
  atl_text at = map->pool.len;
  atl_vec_reserve(&map->pool, len + 1);
  size_t kept = atl_sanitise(map->pool.at + at, text, len);
  map->pool.at[at + kept] = 0;
  map->pool.len += (uint32_t)kept + 1;
  return at;
}

atl_text atl_map_add_lines(struct atl_map *map, const char *text, size_t len) {
  if (!len)
    return 0;
  atl_text at = map->pool.len;
  atl_vec_reserve(&map->pool, len + 1);
  char *to = map->pool.at + at;
  for (size_t i = 0, end; i <= len; i = end + 1) {
    const char *tab = memchr(text + i, '\t', len - i);
    end = tab ? (size_t)(tab - text) : len;
    to += atl_sanitise(to, text + i, end - i);
    *to++ = tab ? '\t' : 0;
  }
  map->pool.len = (uint32_t)(to - map->pool.at);
  return at;
}

static bool same_kind(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct atl_map *map = context;
  const char *kind = atl_map_text(map, map->kind.at[value].text);
  return strlen(kind) == len && !memcmp(kind, key, len);
}

atl_text atl_map_add_kind(struct atl_map *map, const char *text, size_t len, struct atl_span span) {
  if (!len)
    return 0;
  uint32_t there = atl_strmap_get(&map->kinds, 0, text, len, same_kind, map);
  if (there != UINT32_MAX)
    return map->kind.at[there].text;
  atl_text kind = atl_map_add_text(map, text, len);
  atl_strmap_add(&map->kinds, 0, text, len, map->kind.len);
  *atl_vec_push(&map->kind) = (struct atl_word){kind, span};
  return kind;
}

uint32_t atl_map_kind(const struct atl_map *map, atl_text kind) {
  const char *text = atl_map_text(map, kind);
  return atl_strmap_get(&map->kinds, 0, text, strlen(text), same_kind, map);
}

struct atl_span atl_map_kind_span(const struct atl_map *map, atl_text kind) {
  uint32_t there = atl_map_kind(map, kind);
  return there == ATL_NONE ? ATL_NOWHERE : map->kind.at[there].span;
}

static bool same_declared(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  (void)len;
  const struct atl_map *map = context;
  return !strcmp(atl_map_text(map, map->declared.at[value].name), key);
}

const struct atl_kind *atl_map_declared(const struct atl_map *map, const char *name) {
  uint32_t there = atl_strmap_get(&map->declarations, 0, name, strlen(name), same_declared, map);
  return there == UINT32_MAX ? NULL : &map->declared.at[there];
}

bool atl_map_declare(struct atl_map *map, const struct atl_kind *kind) {
  const char *name = atl_map_text(map, kind->name);
  if (atl_map_declared(map, name))
    return false;
  atl_strmap_add(&map->declarations, 0, name, strlen(name), map->declared.len);
  *atl_vec_push(&map->declared) = *kind;
  return true;
}

static bool same_icon(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct atl_map *map = context;
  const struct atl_icon_file *icon = &map->icon.at[value];
  const char *name = atl_map_text(map, icon->name);
  return icon->span.file == number && strlen(name) == len && !memcmp(name, key, len);
}

uint32_t atl_map_icon(struct atl_map *map, atl_text name, struct atl_span span) {
  const char *text = atl_map_text(map, name);
  uint32_t there = atl_strmap_get(&map->icons, span.file, text, strlen(text), same_icon, map);
  if (there != UINT32_MAX || map->icon.len == ATL_MAX_ICONS)
    return there == UINT32_MAX ? ATL_NONE : there;
  atl_strmap_add(&map->icons, span.file, text, strlen(text), map->icon.len);
  *atl_vec_push(&map->icon) = (struct atl_icon_file){.name = name, .span = span};
  return map->icon.len - 1;
}

uint32_t atl_map_add_node(struct atl_map *map, uint32_t parent, const char *id, size_t id_len, unsigned flags,
                          struct atl_span span) {
  uint32_t index = map->node.len;
  atl_text id_text = atl_map_add_text(map, id, id_len);
  *atl_vec_push(&map->node) = (struct atl_node){.parent = parent,
                                                .first_child = ATL_NONE,
                                                .last_child = ATL_NONE,
                                                .next = ATL_NONE,
                                                .id = id_text,
                                                .begin = span.begin,
                                                .end = span.end,
                                                .extra = ATL_NONE,
                                                .depth = (uint16_t)(map->node.at[parent].depth + 1),
                                                .flags = (uint16_t)flags};
  struct atl_node *over = &map->node.at[parent];
  if (over->last_child == ATL_NONE)
    over->first_child = index;
  else
    map->node.at[over->last_child].next = index;
  over->last_child = index;
  if (flags & ATL_NODE_ITEM)
    over->flags |= ATL_NODE_HAS_ITEMS;
  if (id_len)
    atl_strmap_add(&map->ids, parent, id, id_len, index);
  return index;
}

static bool same_id(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct atl_map *map = context;
  const char *id = atl_map_text(map, map->node.at[value].id);
  return map->node.at[value].parent == number && !strncmp(id, key, len) && !id[len];
}

uint32_t atl_map_child(const struct atl_map *map, uint32_t parent, const char *id, size_t len) {
  return atl_strmap_get(&map->ids, parent, id, len, same_id, map);
}

struct atl_node_extra *atl_map_extra(struct atl_map *map, uint32_t node) {
  if (map->node.at[node].extra == ATL_NONE) {
    map->node.at[node].extra = map->extra.len;
    (void)atl_vec_push(&map->extra);
  }
  return &map->extra.at[map->node.at[node].extra];
}

uint32_t atl_map_find(const struct atl_map *map, const char *reference, size_t len, uint32_t *count) {
  const char *dot = memchr(reference, '.', len);
  size_t first = dot ? (size_t)(dot - reference) : len;
  uint32_t start = atl_map_child(map, 0, reference, first);
  *count = start != ATL_NONE;
  if (start == ATL_NONE) { /* no path from the top; an id that stands elsewhere has to be the only one */
    *count = 0;
    for (uint32_t i = 1; i < map->node.len; i++) {
      const char *id = atl_map_text(map, map->node.at[i].id);
      if (!strncmp(id, reference, first) && !id[first] && ++*count)
        start = i;
    }
    if (*count != 1)
      return ATL_NONE;
  }
  while (dot) {
    const char *segment = dot + 1, *stop = reference + len;
    dot = memchr(segment, '.', (size_t)(stop - segment));
    start = atl_map_child(map, start, segment, (size_t)((dot ? dot : stop) - segment));
    if (start == ATL_NONE) {
      *count = 0;
      return ATL_NONE;
    }
  }
  *count = 1;
  return start;
}

/* -- words ------------------------------------------------------------------------------------------------------- */

static bool same_word(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  (void)len;
  const struct atl_word_set *words = context;
  return !strcmp(atl_map_text(words->map, value), key);
}

static void add_word(struct atl_word_set *words, atl_text text) {
  const char *key = atl_map_text(words->map, text);
  if (!atl_word_set_has(words, key))
    atl_strmap_add(&words->index, 0, key, strlen(key), text);
}

void atl_word_set_some(struct atl_word_set *words, const struct atl_map *map, const struct atl_word *word,
                       uint32_t count) {
  *words = (struct atl_word_set){.map = map};
  for (uint32_t i = 0; i < count; i++)
    add_word(words, word[i].text);
}

void atl_word_set_all(struct atl_word_set *words, const struct atl_map *map) {
  atl_word_set_some(words, map, map->kind.at, map->kind.len);
  for (uint32_t i = 0; i < map->extra.len; i++)
    for (uint32_t k = 0; k < map->extra.at[i].tags; k++)
      add_word(words, map->word.at[map->extra.at[i].first_tag + k].text);
}

bool atl_word_set_has(const struct atl_word_set *words, const char *text) {
  return atl_strmap_get(&words->index, 0, text, strlen(text), same_word, words) != UINT32_MAX;
}

void atl_word_set_release(struct atl_word_set *words) { atl_strmap_release(&words->index); }

const char *atl_map_nearest_word(const struct atl_map *map, const char *typed) {
  size_t len = strlen(typed);
  unsigned best = atl_word_limit(len) + 1;
  const char *nearest = NULL;
  for (uint32_t i = 0; i < map->kind.len; i++)
    atl_nearer(typed, len, atl_map_text(map, map->kind.at[i].text), &best, &nearest);
  for (uint32_t i = 0; i < map->extra.len; i++)
    for (uint32_t k = 0; k < map->extra.at[i].tags; k++)
      atl_nearer(typed, len, atl_map_text(map, map->word.at[map->extra.at[i].first_tag + k].text), &best, &nearest);
  return nearest;
}

/* -- views ------------------------------------------------------------------------------------------------------- */

static bool same_view(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  (void)len;
  const struct atl_map *map = context;
  return !strcmp(atl_map_text(map, map->view.at[value].name), key);
}

void atl_map_add_view(struct atl_map *map, const struct atl_view *view) {
  const char *name = atl_map_text(map, view->name);
  if (view->name && !atl_map_view(map, name))
    atl_strmap_add(&map->views, 0, name, strlen(name), map->view.len);
  *atl_vec_push(&map->view) = *view;
}

const struct atl_view *atl_map_view(const struct atl_map *map, const char *name) {
  uint32_t there = atl_strmap_get(&map->views, 0, name, strlen(name), same_view, map);
  return there == UINT32_MAX ? NULL : &map->view.at[there];
}

/* -- terms ------------------------------------------------------------------------------------------------------- */

/* The name in lower case, as it is hashed. False when it is longer than a name can be. */
bool atl_map_fold_term(const char *name, char *to, size_t room, size_t *len) {
  for (*len = 0; name[*len]; ++*len) {
    if (*len == room)
      return false;
    to[*len] = atl_lower(name[*len]);
  }
  return true;
}

static bool is_folded(const char *name, const char *key, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (!name[i] || atl_lower(name[i]) != key[i])
      return false;
  return !name[len];
}

bool atl_map_term_is_called(const struct atl_map *map, const struct atl_term *term, const char *key, size_t len) {
  if (is_folded(atl_map_text(map, term->name), key, len))
    return true;
  for (uint32_t i = 0; i < term->akas; i++)
    if (is_folded(atl_map_text(map, map->word.at[term->first_aka + i].text), key, len))
      return true;
  return false;
}

static bool same_term(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct atl_map *map = context;
  return atl_map_term_is_called(map, &map->term.at[value], key, len);
}

uint32_t atl_map_term(const struct atl_map *map, const char *name) {
  char key[ATL_MAX_LABEL];
  size_t len;
  return atl_map_fold_term(name, key, sizeof key, &len) ? atl_strmap_get(&map->terms, 0, key, len, same_term, map)
                                                        : ATL_NONE;
}

uint32_t atl_map_name_term(struct atl_map *map, uint32_t term, const char *name) {
  char key[ATL_MAX_LABEL];
  size_t len;
  if (!atl_map_fold_term(name, key, sizeof key, &len))
    return ATL_NONE;
  uint32_t there = atl_strmap_get(&map->terms, 0, key, len, same_term, map);
  if (there == ATL_NONE)
    atl_strmap_add(&map->terms, 0, key, len, term);
  return there;
}

/* -- walking ----------------------------------------------------------------------------------------------------- */

uint32_t atl_map_next(const struct atl_map *map, uint32_t node, uint32_t top) {
  const struct atl_node *at = &map->node.at[node];
  if (at->first_child != ATL_NONE)
    return at->first_child;
  while (node != top && map->node.at[node].next == ATL_NONE)
    node = map->node.at[node].parent;
  return node == top ? ATL_NONE : map->node.at[node].next;
}

void atl_map_write_path(const struct atl_map *map, uint32_t node, struct atl_out *out) {
  uint32_t stack[ATL_MAX_DEPTH + 2], depth = 0;
  for (; node && node != ATL_NONE && depth < ATL_MAX_DEPTH + 2; node = map->node.at[node].parent)
    stack[depth++] = node;
  for (bool first = true; depth--; first = false) {
    if (!first)
      atl_out_char(out, '.');
    atl_out_text(out, atl_map_text(map, map->node.at[stack[depth]].id));
  }
}
