/* Search reads every text of every entry once for each word and keeps, by entry, where the word stands best. Texts are
 * bytes: letters of ASCII are compared without their case, others as they are. */
#include "index/query.h"

#include "base/letter.h"
#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

/* How a word stands in a text; the best one counts. */
enum quality { NOWHERE, PART, PREFIX, WORD, WHOLE };

static const uint32_t weights[ATL_FIELDS] = {
    [ATL_FIELD_LABEL] = 10, [ATL_FIELD_ID] = 8, [ATL_FIELD_NOTE] = 6, [ATL_FIELD_ABOUT] = 3, [ATL_FIELD_FACT] = 2};

enum { MOST_NEAR = 64 /* bytes of a word that another can be near to */ };

struct needle {
  char *text; /* in lower case */
  size_t len;
  char first[3]; /* both cases of its first byte */
};

static void needle_init(struct needle *needle, const char *word) {
  needle->len = strlen(word);
  needle->text = atl_alloc(needle->len + 1, 1);
  for (size_t i = 0; i < needle->len; i++)
    needle->text[i] = atl_lower(word[i]);
  char c = *needle->text;
  needle->first[0] = c;
  needle->first[1] = c >= 'a' && c <= 'z' ? (char)(c & ~32) : 0;
  needle->first[2] = 0;
}

/* How a word stands best in a text, and where. */
static enum quality stands(const struct needle *needle, const char *text, uint32_t *at) {
  enum quality best = NOWHERE;
  for (const char *c = text; *(c += strcspn(c, needle->first)); c++) {
    size_t i = 1;
    while (i < needle->len && atl_lower(c[i]) == needle->text[i])
      i++;
    if (i < needle->len)
      continue;
    bool begins = c == text || !atl_is_letter(c[-1]) || !atl_is_letter(*c);
    bool ends = !atl_is_letter(c[i]) || !atl_is_letter(c[i - 1]);
    enum quality quality = c == text && !c[i] ? WHOLE : begins && ends ? WORD : begins ? PREFIX : PART;
    if (quality > best) {
      best = quality;
      *at = (uint32_t)(c - text);
    }
    if (best >= WORD)
      break;
  }
  return best;
}

struct search {
  const struct needle *needle;
  struct atl_hit *hit;
};

static void look(struct search *search, enum atl_field field, const char *name, const char *text) {
  uint32_t at = 0, score = (uint32_t)stands(search->needle, text, &at) * weights[field];
  if (score > search->hit->score)
    *search->hit = (struct atl_hit){.entry = search->hit->entry,
                                    .score = score,
                                    .field = field,
                                    .name = name,
                                    .text = text,
                                    .at = at,
                                    .len = (uint32_t)search->needle->len};
}

static void look_at_term(struct search *search, const struct atl_map *map, const struct atl_term *term) {
  look(search, ATL_FIELD_LABEL, NULL, atl_map_text(map, term->name));
  for (uint32_t i = 0; i < term->akas; i++)
    look(search, ATL_FIELD_ID, "aka", atl_map_text(map, map->word.at[term->first_aka + i].text));
  look(search, ATL_FIELD_ABOUT, NULL, atl_map_text(map, term->text));
}

static void look_at_node(struct search *search, const struct atl_index *index, const struct atl_index_map *at,
                         uint32_t i) {
  const struct atl_map *map = at->map;
  const struct atl_node *node = &map->node.at[i];
  if (!i) {
    look(search, ATL_FIELD_LABEL, NULL, atl_map_text(map, map->title));
    look(search, ATL_FIELD_ID, NULL, at->name);
    look(search, ATL_FIELD_NOTE, NULL, atl_map_text(map, map->subtitle));
    look(search, ATL_FIELD_ABOUT, NULL, atl_map_text(map, map->about));
    return;
  }
  const char *slug = index->slug[at->first + i];
  look(search, ATL_FIELD_LABEL, NULL, atl_map_text(map, node->label));
  look(search, ATL_FIELD_ID, NULL, slug ? slug : atl_map_text(map, node->id));
  look(search, ATL_FIELD_NOTE, NULL, atl_map_text(map, node->note));
  if (node->extra == ATL_NONE)
    return;
  const struct atl_node_extra *extra = &map->extra.at[node->extra];
  look(search, ATL_FIELD_ABOUT, NULL, atl_map_text(map, extra->about));
  for (uint32_t k = 0; k < extra->facts; k++) {
    const struct atl_fact *fact = &map->fact.at[extra->first_fact + k];
    look(search, ATL_FIELD_FACT, atl_map_text(map, fact->name), atl_map_text(map, fact->name));
    look(search, ATL_FIELD_FACT, atl_map_text(map, fact->name), atl_map_text(map, fact->text));
  }
}

/* The best place of a word in an entry, whose number and score 0 the hit has. */
static void look_at_entry(struct search *search, const struct atl_index *index, uint32_t map, uint32_t entry) {
  const struct atl_index_map *at = &index->map.at[map];
  if (atl_index_is_term(index, entry))
    look_at_term(search, at->map, &at->map->term.at[entry - at->term]);
  else
    look_at_node(search, index, at, entry - at->first);
}

/* Looks for one more word in the entries that have all before it. `score` is 0 where one is missing. */
static void search_word(const struct atl_index *index, const char *word, bool first, uint32_t *score,
                        struct atl_hit *hit) {
  struct needle needle;
  needle_init(&needle, word);
  for (uint32_t m = 0; m < index->map.len; m++)
    for (int terms = 0; terms < 2; terms++) {
      const struct atl_index_map *map = &index->map.at[m];
      uint32_t begin = terms ? map->term : map->first, count = terms ? map->map->term.len : map->map->node.len;
      for (uint32_t e = begin; e < begin + count; e++) {
        if (!first && !score[e])
          continue;
        struct atl_hit found = {.entry = e};
        struct search search = {.needle = &needle, .hit = &found};
        look_at_entry(&search, index, m, e);
        score[e] = found.score ? score[e] + found.score : 0;
        if (first)
          hit[e] = found;
      }
    }
  free(needle.text);
}

static int by_score(const void *a, const void *b) {
  const struct atl_hit *left = a, *right = b;
  if (left->score != right->score)
    return left->score > right->score ? -1 : 1;
  return left->entry < right->entry ? -1 : left->entry > right->entry;
}

void atl_index_search(const struct atl_index *index, const char *const *word, uint32_t words, struct atl_hits *hits) {
  *hits = (struct atl_hits){0};
  uint32_t *score = atl_alloc(index->entries, sizeof *score);
  struct atl_hit *hit = atl_alloc(index->entries, sizeof *hit);
  for (uint32_t i = 0, n = 0; i < words; i++)
    if (*word[i])
      search_word(index, word[i], !n++, score, hit);
  for (uint32_t e = 0; e < index->entries; e++)
    if (score[e]) {
      hit[e].score = score[e];
      *atl_vec_push(&hits->hit) = hit[e];
    }
  free(score);
  free(hit);
  if (hits->hit.len)
    atl_sort(hits->hit.at, hits->hit.len, sizeof *hits->hit.at, by_score);
}

void atl_hits_release(struct atl_hits *hits) { atl_vec_release(&hits->hit); }

bool atl_index_has(const struct atl_index *index, const char *word) {
  struct atl_hits hits;
  atl_index_search(index, &word, 1, &hits);
  bool any = hits.hit.len > 0;
  atl_hits_release(&hits);
  return any;
}

/* -- the nearest word -------------------------------------------------------------------------------------------- */

struct near {
  char typed[MOST_NEAR + 1], found[MOST_NEAR + 1]; /* the first in lower case */
  size_t len;
  unsigned best;
};

/* Compares each word of a text; those of other lengths are passed over at once. */
static void near_in(struct near *near, const char *text) {
  for (const char *c = text; *c;) {
    size_t len = 0;
    while (*c && !atl_is_letter(*c))
      c++;
    while (atl_is_letter(c[len]))
      len++;
    size_t apart = len > near->len ? len - near->len : near->len - len;
    char small[MOST_NEAR + 1];
    if (len && len <= MOST_NEAR && apart < near->best) {
      for (size_t i = 0; i < len; i++)
        small[i] = atl_lower(c[i]);
      small[len] = 0;
      const char *nearest = NULL;
      atl_nearer(near->typed, near->len, small, &near->best, &nearest);
      if (nearest) {
        memcpy(near->found, c, len);
        near->found[len] = 0;
      }
    }
    c += len;
  }
}

char *atl_index_near_word(const struct atl_index *index, const char *typed) {
  struct near near = {.len = strlen(typed)};
  if (near.len > MOST_NEAR)
    return NULL;
  for (size_t i = 0; i < near.len; i++)
    near.typed[i] = atl_lower(typed[i]);
  near.best = atl_word_limit(near.len) + 1;
  for (uint32_t m = 0; m < index->map.len; m++) {
    const struct atl_map *map = index->map.at[m].map;
    near_in(&near, atl_map_text(map, map->title));
    for (uint32_t i = 1; i < map->node.len; i++) {
      near_in(&near, atl_map_text(map, map->node.at[i].label));
      near_in(&near, atl_map_text(map, map->node.at[i].id));
      near_in(&near, atl_map_text(map, map->node.at[i].note));
    }
    for (uint32_t i = 0; i < map->term.len; i++) {
      near_in(&near, atl_map_text(map, map->term.at[i].name));
      for (uint32_t k = 0; k < map->term.at[i].akas; k++)
        near_in(&near, atl_map_text(map, map->word.at[map->term.at[i].first_aka + k].text));
    }
  }
  if (!*near.found)
    return NULL;
  char *found = atl_alloc(strlen(near.found) + 1, 1);
  memcpy(found, near.found, strlen(near.found));
  return found;
}

/* -- counts ------------------------------------------------------------------------------------------------------ */

static uint32_t words_in(const char *text) {
  uint32_t count = 0;
  for (bool in = false; *text; text++) {
    bool blank = *text == ' ' || *text == '\n' || *text == '\t';
    count += !blank && !in;
    in = !blank;
  }
  return count;
}

void atl_index_count(const struct atl_index *index, uint32_t number, struct atl_counts *counts) {
  const struct atl_map *map = index->map.at[number].map;
  *counts = (struct atl_counts){.links = map->link.len,
                                .terms = map->term.len,
                                .facts = map->fact.len,
                                .views = map->view.len,
                                .words = words_in(atl_map_text(map, map->title)) +
                                         words_in(atl_map_text(map, map->subtitle)) +
                                         words_in(atl_map_text(map, map->about))};
  for (uint32_t i = 1; i < map->node.len; i++) {
    const struct atl_node *node = &map->node.at[i];
    *(node->flags & ATL_NODE_ITEM ? &counts->items : &counts->nodes) += 1;
    counts->words += words_in(atl_map_text(map, node->label)) + words_in(atl_map_text(map, node->note));
    if (node->extra == ATL_NONE)
      continue;
    const struct atl_node_extra *extra = &map->extra.at[node->extra];
    counts->sees += extra->sees;
    counts->opens += extra->map != 0;
    counts->words += words_in(atl_map_text(map, extra->about));
  }
  for (uint32_t i = 0; i < map->fact.len; i++)
    counts->words +=
        words_in(atl_map_text(map, map->fact.at[i].name)) + words_in(atl_map_text(map, map->fact.at[i].text));
  for (uint32_t i = 0; i < map->term.len; i++) {
    counts->sees += map->term.at[i].sees;
    counts->words +=
        words_in(atl_map_text(map, map->term.at[i].name)) + words_in(atl_map_text(map, map->term.at[i].text));
  }
  for (uint32_t i = 0; i < map->link.len; i++)
    counts->words += words_in(atl_map_text(map, map->link.at[i].label));
}
