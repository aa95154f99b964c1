/* Where the terms of the glossaries are used: every text of every entry is read word by word, and at each word the
 * longest name that begins there is looked for in one table of all names.
 *
 * A word is a run of letters and digits; words of a name may be joined by a blank, a dash, a slash or the like in a
 * text, as in fine-tuning. Case does not count, but a name without small letters (RAG, CI/CD) is found in capitals
 * alone. Where two maps have a term of one name, the first one's is meant. */
#include "index/index.h"

#include "base/letter.h"

#include <stdlib.h>
#include <string.h>

enum {
  MOST_WORDS = 8, /* of a name: longer ones are sentences, and not found in others */
  MOST_KEY = 400  /* bytes of a name: two ids long */
};

struct name {
  uint32_t term; /* from 0 */
  const char *key;
  bool capitals;
};

struct finder {
  struct atl_index *index;
  struct atl_strmap table; /* key -> index into name */
  ATL_VEC(struct name) name;
  uint32_t most_words;
  uint32_t *seen; /* by term: the entry, plus one, in which it was found last */
};

struct word {
  const char *at;
  size_t len;
};

static struct word next_word(const char *at) {
  while (*at && !atl_is_letter(*at))
    at++;
  size_t len = 0;
  while (atl_is_letter(at[len]))
    len++;
  return (struct word){at, len};
}

/* Whether what stands between two words lets them be one name: a single mark within a word, or a blank. */
static bool joins(const struct word *a, const struct word *b) {
  return b->at - (a->at + a->len) == 1 && strchr(" \n-/._'&+", a->at[a->len]);
}

/* Appends a word in lower case. False when there is no room. */
static bool add_word(char *key, size_t *len, const struct word *word) {
  if (*len + word->len + 2 > MOST_KEY)
    return false;
  if (*len)
    key[(*len)++] = ' ';
  for (size_t i = 0; i < word->len; i++)
    key[(*len)++] = atl_lower(word->at[i]);
  key[*len] = 0;
  return true;
}

static bool same_key(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct finder *finder = context;
  const char *name = finder->name.at[value].key;
  return !strncmp(name, key, len) && !name[len];
}

static void add_name(struct finder *f, uint32_t term, const char *name) {
  char key[MOST_KEY];
  size_t len = 0;
  uint32_t words = 0;
  for (struct word w = next_word(name); w.len; w = next_word(w.at + w.len))
    if (++words > MOST_WORDS || !add_word(key, &len, &w))
      return;
  if (!words || atl_strmap_get(&f->table, 0, key, len, same_key, f) != ATL_NONE)
    return;
  bool small = false, capital = false;
  for (const char *c = name; *c; c++) {
    small |= *c >= 'a' && *c <= 'z';
    capital |= *c >= 'A' && *c <= 'Z';
  }
  f->most_words = words > f->most_words ? words : f->most_words;
  atl_strmap_add(&f->table, 0, key, len, f->name.len);
  *atl_vec_push(&f->name) = (struct name){term, atl_arena_strndup(&f->index->arena, key, len), capital && !small};
}

static bool is_written_in_capitals(const char *from, const char *to) {
  for (const char *c = from; c < to; c++)
    if (*c >= 'a' && *c <= 'z')
      return false;
  return true;
}

/* The name that begins with the first of some words: how many words it has, 0 for none. */
static uint32_t name_at(const struct finder *f, const struct word *word, uint32_t words, const struct name **name) {
  char key[MOST_KEY];
  size_t len = 0, ends[MOST_WORDS];
  uint32_t n = 0;
  for (; n < words && (!n || joins(&word[n - 1], &word[n])) && add_word(key, &len, &word[n]); n++)
    ends[n] = len;
  for (; n; n--) {
    for (int plural = 0; plural < 2; plural++) {
      size_t end = ends[n - 1];
      if (plural && (word[n - 1].len < 3 || key[end - 1] != 's'))
        continue;
      uint32_t at = atl_strmap_get(&f->table, 0, key, end - (size_t)plural, same_key, f);
      if (at == ATL_NONE)
        continue;
      *name = &f->name.at[at];
      if (!(*name)->capitals || is_written_in_capitals(word[0].at, word[n - 1].at + word[n - 1].len - plural))
        return n;
    }
  }
  return 0;
}

static void read_text(struct finder *f, uint32_t entry, const char *text) {
  struct atl_index *index = f->index;
  struct word word[MOST_WORDS];
  uint32_t words = 0;
  const char *rest = text;
  for (;;) {
    while (words < f->most_words) {
      struct word w = next_word(rest);
      if (!w.len)
        break;
      word[words++] = w;
      rest = w.at + w.len;
    }
    if (!words)
      return;
    const struct name *name;
    uint32_t used = name_at(f, word, words, &name);
    if (used && f->seen[name->term] != entry + 1 && index->nodes + name->term != entry) {
      f->seen[name->term] = entry + 1;
      *atl_vec_push(&index->use) = (struct atl_use){index->nodes + name->term, entry};
    }
    used += !used;
    words -= used;
    memmove(word, word + used, words * sizeof *word);
  }
}

static void read_map(struct finder *f, const struct atl_index_map *at) {
  const struct atl_map *map = at->map;
  for (uint32_t i = 0; i < map->node.len; i++) {
    const struct atl_node *node = &map->node.at[i];
    read_text(f, at->first + i, atl_map_text(map, i ? node->label : map->title));
    read_text(f, at->first + i, atl_map_text(map, i ? node->note : map->subtitle));
    if (!i)
      read_text(f, at->first, atl_map_text(map, map->about));
    if (node->extra == ATL_NONE)
      continue;
    const struct atl_node_extra *extra = &map->extra.at[node->extra];
    read_text(f, at->first + i, atl_map_text(map, extra->about));
    for (uint32_t k = 0; k < extra->facts; k++)
      read_text(f, at->first + i, atl_map_text(map, map->fact.at[extra->first_fact + k].text));
  }
}

static void sort_uses(struct atl_index *index) {
  uint32_t terms = index->entries - index->nodes, n = index->use.len;
  index->first_use = atl_arena_alloc(&index->arena, (terms + 1) * sizeof *index->first_use);
  struct atl_use *sorted = atl_alloc(n, sizeof *sorted);
  uint32_t *fill = atl_alloc(terms + 1, sizeof *fill);
  for (uint32_t i = 0; i < n; i++)
    index->first_use[index->use.at[i].term - index->nodes + 1]++;
  for (uint32_t i = 0; i < terms; i++)
    index->first_use[i + 1] += index->first_use[i];
  memcpy(fill, index->first_use, terms * sizeof *fill);
  for (uint32_t i = 0; i < n; i++)
    sorted[fill[index->use.at[i].term - index->nodes]++] = index->use.at[i];
  free(fill);
  free(index->use.at);
  index->use.at = sorted;
  index->use.cap = n;
}

void atl_index_terms(struct atl_index *index) {
  struct finder f = {.index = index};
  f.seen = atl_alloc(index->entries - index->nodes, sizeof *f.seen);
  for (uint32_t e = index->nodes; e < index->entries; e++) {
    const struct atl_map *map = index->map.at[atl_index_map_of(index, e)].map;
    const struct atl_term *term = atl_index_term_of(index, e);
    add_name(&f, e - index->nodes, atl_map_text(map, term->name));
    for (uint32_t k = 0; k < term->akas; k++)
      add_name(&f, e - index->nodes, atl_map_text(map, map->word.at[term->first_aka + k].text));
  }
  for (uint32_t i = 0; i < index->map.len && f.name.len; i++)
    read_map(&f, &index->map.at[i]);
  for (uint32_t e = index->nodes; e < index->entries && f.name.len; e++)
    read_text(&f, e, atl_map_text(index->map.at[atl_index_map_of(index, e)].map, atl_index_term_of(index, e)->text));
  sort_uses(index);
  atl_strmap_release(&f.table);
  atl_vec_release(&f.name);
  free(f.seen);
}
