/* Search: all words of all maps are listed with where they stand, and a question is answered from that list, as rank.h
 * says. Linear in the texts for the list, and in the words and what stands for those of a question. */
#include "index/query.h"

#include "base/diag.h"
#include "base/sort.h"
#include "index/rank.h"

#include <stdlib.h>
#include <string.h>

enum field { LABEL, NAME, ID, NOTE, FACT_NAME, ABOUT, FACT };

struct posting {
  uint32_t entry, before; /* the one of this word that was listed before it; ATL_NONE */
  enum field field;
  const char *name, *text; /* of the fact; where it stands */
  uint32_t at, end;
};

struct word {
  const char *text;
  uint32_t len, last; /* posting */
  bool run;           /* it stands as several words in a row alone */
};

struct search {
  const struct atl_index *index;
  struct atl_arena arena;
  struct atl_strmap known; /* word -> word.at */
  ATL_VEC(struct word) word;
  ATL_VEC(struct posting) posting;
  uint32_t *up, *labelled; /* by entry: what it is in; how many words of its label say something */
};

/* -- the list of words --------------------------------------------------------------------------------------------- */

static bool same_word(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct word *word = &((const struct search *)context)->word.at[value];
  return word->len == len && !memcmp(word->text, key, len);
}

static struct word *word_of(struct search *s, const struct atl_rank_word *word, bool run) {
  uint32_t number = atl_strmap_get(&s->known, 0, word->text, word->len, same_word, s);
  if (number == ATL_NONE) {
    number = s->word.len;
    *atl_vec_push(&s->word) =
        (struct word){atl_arena_strndup(&s->arena, word->text, word->len), word->len, ATL_NONE, run};
    atl_strmap_add(&s->known, 0, word->text, word->len, number);
  }
  s->word.at[number].run &= run;
  return &s->word.at[number];
}

/* Whether a word is listed for an entry and a field already. */
static bool is_listed(const struct search *s, const struct word *word, uint32_t entry, enum field field) {
  for (uint32_t p = word->last; p != ATL_NONE && s->posting.at[p].entry == entry; p = s->posting.at[p].before)
    if (s->posting.at[p].field == field)
      return true;
  return false;
}

static void list_word(struct search *s, const struct posting *at, const struct atl_rank_word *text, bool run) {
  struct word *word = word_of(s, text, run);
  if (is_listed(s, word, at->entry, at->field))
    return;
  struct posting *posting = atl_vec_push(&s->posting);
  *posting = *at;
  posting->before = word->last;
  posting->at = text->at;
  posting->end = text->end;
  word->last = s->posting.len - 1;
}

/* Lists the words of a text; of a short one those in a row, too; of an id, whose words are joined by dashes that are
 * not said, none that are several. */
static void list(struct search *s, uint32_t entry, enum field field, const char *name, const char *text) {
  struct atl_rank_words words = {.text = text};
  struct atl_rank_word last[ATL_RANK_RUN] = {0}, several;
  const struct posting at = {.entry = entry, .field = field, .name = name, .text = text};
  bool is_short = field != ABOUT && field != FACT && field != ID;
  while (atl_rank_next(&words)) {
    if (!words.joined || field != ID)
      list_word(s, &at, &words.word, false);
    if (words.joined)
      continue;
    s->labelled[entry] += field == LABEL && !atl_rank_is_stop(words.word.text, words.word.len);
    atl_rank_shift(last, &words.word);
    for (uint32_t count = 2; is_short && count <= ATL_RANK_RUN; count++)
      if (atl_rank_join(last, count, &several))
        list_word(s, &at, &several, true);
  }
}

static void list_term(struct search *s, uint32_t entry) {
  const struct atl_map *map = s->index->map.at[atl_index_map_of(s->index, entry)].map;
  const struct atl_term *term = atl_index_term_of(s->index, entry);
  list(s, entry, LABEL, NULL, atl_map_text(map, term->name));
  for (uint32_t i = 0; i < term->akas; i++)
    list(s, entry, NAME, "aka", atl_map_text(map, map->word.at[term->first_aka + i].text));
  list(s, entry, ABOUT, NULL, atl_map_text(map, term->text));
}

static void list_node(struct search *s, const struct atl_index_map *at, uint32_t node) {
  const struct atl_map *map = at->map;
  const struct atl_node *n = &map->node.at[node];
  uint32_t entry = at->first + node;
  list(s, entry, LABEL, NULL, atl_index_label(s->index, entry));
  list(s, entry, ID, NULL, atl_index_own_name(s->index, entry));
  if (!node) {
    list(s, entry, NOTE, NULL, atl_map_text(map, map->subtitle));
    list(s, entry, ABOUT, NULL, atl_map_text(map, map->about));
    return;
  }
  s->up[entry] = at->first + n->parent;
  list(s, entry, NOTE, NULL, atl_map_text(map, n->note));
  if (n->extra == ATL_NONE)
    return;
  const struct atl_node_extra *extra = &map->extra.at[n->extra];
  list(s, entry, ABOUT, NULL, atl_map_text(map, extra->about));
  for (uint32_t k = 0; k < extra->facts; k++) {
    const struct atl_fact *fact = &map->fact.at[extra->first_fact + k];
    const char *name = atl_map_text(map, fact->name), *said = atl_map_text(map, fact->text);
    if (atl_index_is_bare_address(said))
      continue;
    list(s, entry, FACT_NAME, name, name);
    list(s, entry, FACT, name, said);
  }
}

static void search_init(struct search *s, const struct atl_index *index) {
  *s = (struct search){.index = index};
  s->up = atl_alloc(index->entries, sizeof *s->up);
  s->labelled = atl_alloc(index->entries, sizeof *s->labelled);
  for (uint32_t e = 0; e < index->entries; e++)
    s->up[e] = ATL_NONE;
  for (uint32_t m = 0; m < index->map.len; m++)
    for (uint32_t i = 0; i < index->map.at[m].map->node.len; i++)
      list_node(s, &index->map.at[m], i);
  for (uint32_t e = index->nodes; e < index->entries; e++)
    list_term(s, e);
}

static void search_release(struct search *s) {
  atl_arena_release(&s->arena);
  atl_strmap_release(&s->known);
  atl_vec_release(&s->word);
  atl_vec_release(&s->posting);
  free(s->up);
  free(s->labelled);
}

/* -- questions ----------------------------------------------------------------------------------------------------- */

struct fit {
  uint32_t word, quality;
};

struct asked {
  struct atl_rank_word word;
  char stem[ATL_RANK_LONGEST + 1];
  uint32_t stem_len, rarity;
  bool joined; /* several words of the question: asked for only where it stands */
  ATL_VEC(struct fit) fit;
  uint8_t *label;  /* by entry: how it fits its label */
  uint16_t *other; /* and the best of all else, times the field */
};

struct question {
  struct asked *asked;
  uint32_t len;
  struct atl_out all; /* its words, each followed by a blank */
};

static void add_asked(struct question *q, const struct atl_rank_word *word, bool joined) {
  if (q->len == ATL_RANK_MOST)
    return;
  if (!q->len)
    q->asked = atl_alloc(ATL_RANK_MOST, sizeof *q->asked);
  struct asked *asked = &q->asked[q->len++];
  asked->word = *word;
  asked->joined = joined;
  asked->stem_len = atl_rank_stem(word->text, word->len, asked->stem);
}

/* All words of the question that say something, or all where none does; then those that are several of it. */
static void ask(struct question *q, const char *const *text, uint32_t texts) {
  enum { ALL, SAYING, ANY, JOINED, PASSES };
  *q = (struct question){0};
  atl_out_memory(&q->all);
  for (int pass = ALL; pass < PASSES; pass++) {
    if (pass == ANY && q->len)
      continue;
    struct atl_rank_word last[ATL_RANK_RUN] = {0};
    for (uint32_t i = 0; i < texts; i++) {
      struct atl_rank_words words = {.text = text[i]};
      while (atl_rank_next(&words)) {
        const struct atl_rank_word *word = &words.word;
        if (words.joined)
          continue;
        atl_rank_shift(last, word);
        if (pass == ALL) {
          atl_out_write(&q->all, word->text, word->len);
          atl_out_char(&q->all, ' ');
        } else if (pass == JOINED) {
          struct atl_rank_word several;
          for (uint32_t count = 2; count <= ATL_RANK_RUN; count++)
            if (atl_rank_join(last, count, &several))
              add_asked(q, &several, true);
        } else if (pass == ANY || !atl_rank_is_stop(word->text, word->len))
          add_asked(q, word, false);
      }
    }
  }
}

static void question_release(struct question *q) {
  for (uint32_t i = 0; i < q->len; i++) {
    atl_vec_release(&q->asked[i].fit);
    free(q->asked[i].label);
    free(q->asked[i].other);
  }
  free(q->asked);
  atl_out_discard(&q->all);
}

/* How a word of a question fits one of the list. */
static uint32_t fits(const struct asked *a, const struct word *word, bool alone) {
  char stem[ATL_RANK_LONGEST + 1];
  uint32_t stem_len = atl_rank_stem(word->text, word->len, stem);
  if (word->len == a->word.len && !memcmp(word->text, a->word.text, word->len))
    return atl_rank.same;
  if (stem_len == a->stem_len && !memcmp(stem, a->stem, stem_len))
    return atl_rank.stem;
  if (a->joined || word->run)
    return 0;
  if (a->word.len < word->len && (a->word.len > 1 || alone) && !memcmp(word->text, a->word.text, a->word.len))
    return atl_rank.prefix + atl_rank.prefix_more * a->word.len / word->len;
  return 0;
}

/* Lists the words that a word of a question means: what fits, else what has it as a part, else what is near. Gives how
 * it was found. */
static enum atl_asked_how fit(struct search *s, struct asked *a, bool alone) {
  uint32_t len = a->word.len, slips = atl_rank_slips(len);
  for (uint32_t i = 0; i < s->word.len; i++) {
    uint32_t quality = fits(a, &s->word.at[i], alone);
    if (quality)
      *atl_vec_push(&a->fit) = (struct fit){i, quality};
  }
  if (a->joined)
    return a->fit.len ? ATL_ASKED_FOUND : ATL_ASKED_NOWHERE;
  bool parts = !a->fit.len && len >= atl_rank.least_part;
  for (uint32_t i = 0; parts && i < s->word.len; i++)
    if (!s->word.at[i].run && strstr(s->word.at[i].text, a->word.text))
      *atl_vec_push(&a->fit) = (struct fit){i, atl_rank.part};
  if (a->fit.len)
    return ATL_ASKED_FOUND;
  for (uint32_t i = 0; slips && i < s->word.len; i++) {
    const struct word *word = &s->word.at[i];
    uint32_t distance = atl_word_distance(a->word.text, len, word->text, word->len, slips);
    if (!word->run && distance <= slips)
      *atl_vec_push(&a->fit) = (struct fit){i, atl_rank.slip - atl_rank.slip_less * distance};
  }
  return a->fit.len ? ATL_ASKED_NEAR : ATL_ASKED_NOWHERE;
}

/* The word of the list that is nearest to one, as it is written where it stands first: the best of those that were
 * taken for it, or one that is at most half another. NULL: there is none. */
static char *nearest(struct search *s, const struct asked *a) {
  uint32_t best = ATL_NONE;
  unsigned limit = a->word.len > 3 ? a->word.len / 2 + 1 : 2;
  for (uint32_t i = 0, quality = 0; i < a->fit.len; i++)
    if (a->fit.at[i].quality > quality) {
      quality = a->fit.at[i].quality;
      best = a->fit.at[i].word;
    }
  for (uint32_t i = 0; !a->fit.len && limit && i < s->word.len; i++) {
    const struct word *word = &s->word.at[i];
    unsigned distance = atl_word_distance(a->word.text, a->word.len, word->text, word->len, limit - 1);
    if (distance < limit && word->len > 1 && !word->run) {
      limit = distance;
      best = i;
    }
  }
  if (best == ATL_NONE)
    return NULL;
  uint32_t p = s->word.at[best].last;
  while (s->posting.at[p].before != ATL_NONE)
    p = s->posting.at[p].before;
  const struct posting *first = &s->posting.at[p];
  char *word = atl_alloc(first->end - first->at + 1, 1);
  memcpy(word, first->text + first->at, first->end - first->at);
  return word;
}

/* -- the ranking --------------------------------------------------------------------------------------------------- */

static uint32_t weight(enum field field) {
  switch (field) {
  case NAME:
    return atl_rank.name;
  case ID:
    return atl_rank.id;
  case NOTE:
    return atl_rank.note;
  case FACT_NAME:
    return atl_rank.fact_name;
  case ABOUT:
    return atl_rank.about;
  case LABEL: /* it depends on the whole label */
  case FACT:
    break;
  }
  return atl_rank.fact;
}

/* How the words that fit stand in every entry, and how rare they are. */
static void stand(const struct search *s, struct asked *a) {
  uint32_t entries = s->index->entries, found = 0;
  a->label = atl_alloc(entries, sizeof *a->label);
  a->other = atl_alloc(entries, sizeof *a->other);
  for (uint32_t i = 0; i < a->fit.len; i++) {
    uint32_t quality = a->fit.at[i].quality;
    for (uint32_t p = s->word.at[a->fit.at[i].word].last; p != ATL_NONE; p = s->posting.at[p].before) {
      const struct posting *posting = &s->posting.at[p];
      uint32_t worth = quality * weight(posting->field), e = posting->entry;
      if (posting->field == LABEL)
        a->label[e] = (uint8_t)(quality > a->label[e] ? quality : a->label[e]);
      else
        a->other[e] = (uint16_t)(worth > a->other[e] ? worth : a->other[e]);
    }
  }
  for (uint32_t e = 0; e < entries; e++)
    found += a->label[e] || a->other[e];
  a->rarity = found ? atl_rank_log2(entries + 1) - atl_rank_log2(found) + atl_rank.same : 0;
}

/* Whether a text is the question, word by word. */
static bool is_question(const struct question *q, const char *text) {
  struct atl_rank_words words = {.text = text};
  size_t at = 0;
  while (atl_rank_next(&words)) {
    if (words.joined)
      continue;
    uint32_t len = words.word.len;
    if (at + len >= q->all.len || memcmp(q->all.buf + at, words.word.text, len) != 0 || q->all.buf[at + len] != ' ')
      return false;
    at += len + 1;
  }
  return at && at == q->all.len;
}

static uint32_t label_weight(const struct search *s, const struct question *q, uint32_t entry) {
  uint32_t covered = 0, all = s->labelled[entry] ? s->labelled[entry] : 1;
  for (uint32_t w = 0; w < q->len; w++)
    covered += q->asked[w].label[entry] >= atl_rank.stem;
  return atl_rank.label + atl_rank.label_more * (covered < all ? covered : all) / all;
}

/* The score of an entry. `place` has, by word and entry, how the word fits the labels of what the entry is in. */
static uint32_t score(const struct search *s, const struct question *q, uint32_t entry, const uint8_t *place) {
  const struct atl_index *index = s->index;
  uint32_t of_label = label_weight(s, q, entry), entries = index->entries, total = 0, answered = 0;
  uint64_t sum = 0;
  bool found = false;
  for (uint32_t w = 0; w < q->len; w++) {
    const struct asked *a = &q->asked[w];
    uint32_t best = a->label[entry] * of_label, in = place[(size_t)w * entries + entry] * atl_rank.place;
    best = a->other[entry] > best ? a->other[entry] : best;
    found |= best > 0;
    best = in > best ? in : best;
    sum += (uint64_t)a->rarity * best;
    total += a->joined ? 0 : a->rarity;
    answered += a->joined || !best ? 0 : a->rarity;
  }
  if (!found)
    return 0;
  sum = total ? sum * answered / total : 0;
  if (of_label > atl_rank.label && is_question(q, atl_index_label(index, entry)))
    sum *= 2;
  uint32_t more = atl_rank_log2(atl_index_refs(index, entry) + 1) / atl_rank.same;
  return (uint32_t)(sum * (64 + (more < atl_rank.refs ? more : atl_rank.refs)) / 64);
}

/* How the words of a question fit the labels of what each entry is in; what something is in comes before it. */
static uint8_t *places(const struct search *s, const struct question *q) {
  uint32_t entries = s->index->entries;
  uint8_t *place = atl_alloc((size_t)q->len * entries, sizeof *place);
  for (uint32_t w = 0; w < q->len; w++)
    for (uint32_t e = 0; e < entries; e++) {
      uint32_t up = s->up[e];
      if (up == ATL_NONE)
        continue;
      uint8_t own = q->asked[w].label[up], above = place[(size_t)w * entries + up];
      place[(size_t)w * entries + e] = own > above ? own : above;
    }
  return place;
}

/* Finds where the word stands that an entry is found by most of all. `number` has the hits by entry, counted from 1. */
static void find_words(const struct search *s, const struct question *q, const uint32_t *number, struct atl_hit *hit,
                       uint64_t *best) {
  static const enum atl_field fields[] = {
      [LABEL] = ATL_FIELD_LABEL,    [NAME] = ATL_FIELD_ID,     [ID] = ATL_FIELD_ID,    [NOTE] = ATL_FIELD_NOTE,
      [FACT_NAME] = ATL_FIELD_FACT, [ABOUT] = ATL_FIELD_ABOUT, [FACT] = ATL_FIELD_FACT};
  for (uint32_t w = 0; w < q->len; w++)
    for (uint32_t i = 0; i < q->asked[w].fit.len; i++) {
      const struct fit *fit = &q->asked[w].fit.at[i];
      for (uint32_t p = s->word.at[fit->word].last; p != ATL_NONE; p = s->posting.at[p].before) {
        const struct posting *at = &s->posting.at[p];
        if (!number[at->entry])
          continue;
        uint32_t k = number[at->entry] - 1,
                 field = at->field == LABEL ? label_weight(s, q, at->entry) : weight(at->field);
        uint64_t worth = (uint64_t)q->asked[w].rarity * fit->quality * field;
        if (worth <= best[k])
          continue;
        best[k] = worth;
        hit[k].field = fields[at->field];
        hit[k].name = at->name;
        hit[k].text = at->text;
        hit[k].at = at->at;
        hit[k].len = at->end - at->at;
      }
    }
}

static int by_score(const void *a, const void *b) {
  const struct atl_hit *left = a, *right = b;
  if (left->score != right->score)
    return left->score > right->score ? -1 : 1;
  return left->entry < right->entry ? -1 : left->entry > right->entry;
}

static void rank(const struct search *s, const struct question *q, struct atl_hits *hits) {
  uint32_t entries = s->index->entries, most = 0, kept = 0, *number = atl_alloc(entries, sizeof *number);
  uint8_t *place = places(s, q);
  for (uint32_t e = 0; e < entries; e++) {
    uint32_t points = score(s, q, e, place);
    if (points)
      *atl_vec_push(&hits->hit) = (struct atl_hit){.entry = e, .score = points};
    most = points > most ? points : most;
  }
  for (uint32_t i = 0; i < hits->hit.len; i++)
    if (hits->hit.at[i].score >= most / atl_rank.tail) {
      number[hits->hit.at[i].entry] = kept + 1;
      hits->hit.at[kept++] = hits->hit.at[i];
    }
  hits->hit.len = kept;
  uint64_t *best = atl_alloc(kept, sizeof *best);
  find_words(s, q, number, hits->hit.at, best);
  if (kept)
    atl_sort(hits->hit.at, kept, sizeof *hits->hit.at, by_score);
  free(best);
  free(place);
  free(number);
}

void atl_index_search(const struct atl_index *index, const char *const *text, uint32_t texts, struct atl_hits *hits) {
  struct search s;
  struct question q;
  bool any = false;
  *hits = (struct atl_hits){0};
  search_init(&s, index);
  ask(&q, text, texts);
  uint32_t own = 0, kept = 0;
  for (uint32_t w = 0; w < q.len; w++)
    own += !q.asked[w].joined;
  for (uint32_t w = 0; w < q.len; w++) {
    struct asked *a = &q.asked[w];
    enum atl_asked_how how = fit(&s, a, own == 1);
    if (a->joined && !a->fit.len)
      continue;
    if (!a->joined) {
      struct atl_asked *said = atl_vec_push(&hits->asked);
      said->how = how;
      memcpy(said->word, a->word.text, a->word.len);
      said->near = how == ATL_ASKED_FOUND ? NULL : nearest(&s, a);
    }
    stand(&s, a);
    any |= a->fit.len > 0;
    q.asked[kept++] = *a;
  }
  q.len = kept;
  if (any)
    rank(&s, &q, hits);
  question_release(&q);
  search_release(&s);
}

void atl_hits_release(struct atl_hits *hits) {
  for (uint32_t i = 0; i < hits->asked.len; i++)
    free(hits->asked.at[i].near);
  atl_vec_release(&hits->asked);
  atl_vec_release(&hits->hit);
}

const char *atl_index_own_name(const struct atl_index *index, uint32_t entry) {
  const struct atl_index_map *at = &index->map.at[atl_index_map_of(index, entry)];
  const char *slash = strrchr(at->name, '/');
  if (entry == at->first)
    return slash ? slash + 1 : at->name;
  return index->slug[entry] ? index->slug[entry] : atl_map_text(at->map, at->map->node.at[entry - at->first].id);
}

uint32_t atl_index_refs(const struct atl_index *index, uint32_t entry) {
  return index->first_out[entry + 1] - index->first_out[entry] + index->first_in[entry + 1] - index->first_in[entry];
}

bool atl_index_is_bare_address(const char *text) { return !strncmp(text, "http", 4) && !strpbrk(text, " \n"); }

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
