/* Lints of content, one function each. All are linear; hash tables are keyed by what has to be unique. */
#include "index/lint.h"

#include "base/letter.h"
#include "index/query.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct atl_lint_row atl_lints[] = {
    [ATL_LINT_DANGLING_LINK] = {"dangling-link", "a link leads nowhere", true, false},
    [ATL_LINT_DANGLING_SEE] = {"dangling-see", "a 'see' leads nowhere", true, false},
    [ATL_LINT_DANGLING_MAP] = {"dangling-map", "a 'map:' leads nowhere", true, false},
    [ATL_LINT_UNREACHABLE_MAP] = {"unreachable-map", "no 'map:' leads there from the root", false, false},
    [ATL_LINT_ORPHAN_NODE] = {"orphan-node", "no link, 'see' or 'map:' touches it, what is below it or above it", false,
                              false},
    [ATL_LINT_DUPLICATE_LABEL] = {"duplicate-label", "siblings, or nodes of one kind and note, are called the same",
                                  false, false},
    [ATL_LINT_UNDEFINED_TERM] = {"undefined-term",
                                 "an abbreviation stands in three entries or more, and the glossary lacks it", false,
                                 false},
    [ATL_LINT_LONG_ROW] = {"long-row", "more than nine siblings stand in one row of the drawing", false, false},
    [ATL_LINT_CONTRAST] = {"contrast", "text stands out from its ground by less than 4.5:1", false, true},
    [ATL_LINT_MISSING_ABOUT] = {"missing-about", "the map does not say what it shows", false, false},
    [ATL_LINT_EMPTY_ENTRY] = {"empty-entry", "entries beside others that say something have a name and nothing else",
                              false, false},
    [ATL_LINT_OLD_FACT] = {"old-fact", "a fact is old, or has no date (with --as-of)", false, false},
    [ATL_LINTS] = {NULL, NULL, false, false},
};

enum { MOST_KEY = 200 /* bytes of a label that are compared; longer ones are sentences */ };

struct atl_span atl_lint_top(const struct atl_source *source, uint32_t file) {
  const char *text = source->text, *at = text;
  if (!strncmp(at, "\xef\xbb\xbf", 3))
    at += 3;
  for (;;) {
    size_t line = strcspn(at, "\r\n");
    if (line && *at != '#' && *at != '%' && *at != ' ' && strncmp(at, "---", 3) != 0)
      break;
    at += line;
    if (!*at)
      return (struct atl_span){file, 0, 0};
    at++;
  }
  uint32_t begin = (uint32_t)(at - text);
  return (struct atl_span){file, begin, begin + (uint32_t)strcspn(at, ":\r\n")};
}

static struct atl_span top_of(const struct atl_linting *l, uint32_t map) {
  uint32_t file = l->index->map.at[map].map->file;
  return atl_lint_top(&l->sources[map]->file.at[file], file);
}

static bool wanted(const struct atl_linting *l, enum atl_lint lint) { return atl_lint_wanted(l->allowed, lint); }

/* -- references -------------------------------------------------------------------------------------------------- */

/* Whether a reference names a map that is there but could not be read; then nobody knows what it has. */
static bool names_absent(const struct atl_linting *l, const struct atl_loose *loose) {
  const char *slash = strrchr(loose->text, '/');
  for (uint32_t i = 0; i < l->absents; i++)
    if (atl_index_is_named(l->index, loose->map, loose->text, strlen(loose->text), l->absent[i]) ||
        (slash && atl_index_is_named(l->index, loose->map, loose->text, (size_t)(slash - loose->text), l->absent[i])))
      return true;
  return false;
}

/* Writes the name of a map's file as `map:` in another map has it: ../atlas.yaml. */
static void write_file(const struct atl_linting *l, uint32_t from, uint32_t map, struct atl_out *out) {
  const char *here = l->index->map.at[from].name, *name = l->index->map.at[map].name;
  const char *suffix = strrchr(l->sources[map]->file.at[l->index->map.at[map].map->file].name, '.');
  size_t same = 0;
  for (size_t i = 0; here[i] && here[i] == name[i]; i++)
    if (here[i] == '/')
      same = i + 1;
  for (const char *c = here + same; (c = strchr(c, '/')); c++)
    atl_out_lit(out, "../");
  atl_out_text(out, name + same);
  atl_out_text(out, suffix ? suffix : "");
}

enum { NAMED = 3 /* of what a reference may mean */ };

/* Writes what an ambiguous reference may mean: nodes of its own map where there are such, else of others, or maps. */
static void write_candidates(const struct atl_linting *l, const struct atl_loose *loose, struct atl_out *out) {
  struct atl_names names;
  uint32_t said = 0, own = 0;
  atl_index_named(l->index, loose->text, &names);
  for (uint32_t i = 0; i < names.entry.len; i++)
    own += atl_index_map_of(l->index, names.entry.at[i]) == loose->map;
  for (uint32_t i = 0; i < names.entry.len; i++) {
    if (own && atl_index_map_of(l->index, names.entry.at[i]) != loose->map)
      continue;
    if (said++ < NAMED) {
      atl_out_text(out, said > 1 ? ", " : "");
      atl_index_write_reference(l->index, loose->map, names.entry.at[i], out);
    }
  }
  if (said > NAMED)
    atl_out_format(out, " and %u more", said - NAMED);
  atl_names_release(&names);
}

/* Writes what was most likely meant; nothing where nothing is near. */
static void write_near(const struct atl_linting *l, const struct atl_loose *loose, struct atl_out *out) {
  if (loose->kind == ATL_REF_OPENS) {
    uint32_t map = atl_index_nearest_map(l->index, loose->map, loose->text);
    if (map != ATL_NONE)
      write_file(l, loose->map, map, out);
    return;
  }
  uint32_t entry = atl_index_nearest(l->index, loose->map, loose->text);
  if (entry != ATL_NONE)
    atl_index_write_reference(l->index, loose->map, entry, out);
}

static void lint_references(const struct atl_linting *l) {
  static const enum atl_lint lints[] = {[ATL_REF_LINK] = ATL_LINT_DANGLING_LINK,
                                        [ATL_REF_SEE] = ATL_LINT_DANGLING_SEE,
                                        [ATL_REF_OPENS] = ATL_LINT_DANGLING_MAP};
  static const char *const whats[] = {[ATL_REF_LINK] = "link to", [ATL_REF_SEE] = "see", [ATL_REF_OPENS] = "opens"};
  for (uint32_t i = 0; i < l->index->loose.len; i++) {
    const struct atl_loose *loose = &l->index->loose.at[i];
    struct atl_diags *diags = l->diags[loose->map];
    const char *code = atl_lints[lints[loose->kind]].code, *what = whats[loose->kind];
    bool opens = loose->kind == ATL_REF_OPENS, several = loose->reason == ATL_LOOSE_AMBIGUOUS;
    if (!wanted(l, lints[loose->kind]) || names_absent(l, loose) ||
        (opens && l->is_file && l->is_file(l->context, loose->map, loose->text)))
      continue;
    struct atl_out meant;
    atl_out_memory(&meant);
    if (diags->errors < ATL_MAX_DIAGS)
      (several ? write_candidates : write_near)(l, loose, &meant);
    if (several)
      atl_report(diags, ATL_ERROR, code, loose->span, "%s '%s', which may mean more than one thing: %.*s", what,
                 loose->text, (int)meant.len, meant.len ? meant.buf : "");
    else {
      const char *why = opens ? "which is no map here" : "which leads nowhere";
      atl_report(diags, ATL_ERROR, code, loose->span, meant.len ? "%s '%s', %s; did you mean '%.*s'?" : "%s '%s', %s",
                 what, loose->text, why, (int)meant.len, meant.len ? meant.buf : "");
    }
    atl_out_discard(&meant);
  }
}

/* -- what stands alone ------------------------------------------------------------------------------------------- */

static void lint_maps(const struct atl_linting *l) {
  const struct atl_index *index = l->index;
  bool *unreachable = atl_alloc(index->map.len, sizeof *unreachable);
  if (!l->absents) /* else one that could not be read may open it */
    atl_index_unreachable(index, unreachable);
  for (uint32_t i = 0; i < index->map.len; i++) {
    if (unreachable[i] && wanted(l, ATL_LINT_UNREACHABLE_MAP))
      atl_report(l->diags[i], ATL_WARNING, atl_lints[ATL_LINT_UNREACHABLE_MAP].code, top_of(l, i),
                 "no way of 'map:' leads to this map from the root of the folder");
    if (!index->map.at[i].map->about && wanted(l, ATL_LINT_MISSING_ABOUT))
      atl_report(l->diags[i], ATL_WARNING, atl_lints[ATL_LINT_MISSING_ABOUT].code, top_of(l, i),
                 "the map has no 'about:', a sentence on what it shows, for those who cannot see it");
  }
  free(unreachable);
}

static void lint_orphans(const struct atl_linting *l) {
  const struct atl_index *index = l->index;
  if (l->absents) /* one that could not be read may refer to anything */
    return;
  bool *orphan = atl_index_orphans(index);
  for (uint32_t m = 0; m < index->map.len; m++)
    for (uint32_t i = 1; i < index->map.at[m].map->node.len; i++) {
      uint32_t entry = index->map.at[m].first + i;
      if (atl_index_tops_orphans(index, orphan, entry))
        atl_report(l->diags[m], ATL_WARNING, atl_lints[ATL_LINT_ORPHAN_NODE].code,
                   atl_node_span(index->map.at[m].map, i),
                   "no link, 'see' or 'map:' leads to or from '%s', what is below it or what is above it",
                   atl_index_label(index, entry));
    }
  free(orphan);
}

/* -- what is not said -------------------------------------------------------------------------------------------- */

static bool tells(const struct atl_map *map, const struct atl_node *node) {
  return node->extra != ATL_NONE && (map->extra.at[node->extra].about || map->extra.at[node->extra].facts);
}

/* Where some entries of a map say something, those that say nothing are gaps. */
static void lint_empty(const struct atl_linting *l, uint32_t number) {
  const struct atl_index_map *at = &l->index->map.at[number];
  const struct atl_map *map = at->map;
  uint32_t empty = 0, first = 0;
  bool told = false;
  struct atl_out names;
  atl_out_memory(&names);
  for (uint32_t i = 1; i < map->node.len; i++) {
    told |= tells(map, &map->node.at[i]);
    if (!atl_index_is_empty(l->index, at->first + i))
      continue;
    if (!empty)
      first = i;
    if (empty++ < NAMED)
      atl_out_format(&names, "%s'%s'", empty > 1 ? ", " : "", atl_index_label(l->index, at->first + i));
  }
  if (empty > NAMED)
    atl_out_format(&names, " and %u more", empty - NAMED);
  if (told && empty)
    atl_report(l->diags[number], ATL_WARNING, atl_lints[ATL_LINT_EMPTY_ENTRY].code, atl_node_span(map, first),
               empty == 1 ? "%u entry has a name and nothing else to read: %.*s"
                          : "%u entries have a name and nothing else to read: %.*s",
               empty, (int)names.len, names.buf);
  atl_out_discard(&names);
}

/* -- what may be out of date ------------------------------------------------------------------------------------- */

static const char as_of_fact[] = "as of", now_fact[] = "now"; /* names of facts, whatever their case */

/* A number of `len` digits; 0 where there are others. */
static uint32_t digits(const char *text, size_t len) {
  uint32_t number = 0;
  for (size_t i = 0; i < len; i++) {
    if (text[i] < '0' || text[i] > '9')
      return 0;
    number = 10 * number + (uint32_t)(text[i] - '0');
  }
  return number;
}

uint32_t atl_lint_month(const char *text) {
  enum { YEAR = 4, MONTH = YEAR + 1, DAY = MONTH + 3, MONTH_END = MONTH + 2, DAY_END = DAY + 2 };
  size_t len = strlen(text);
  if ((len != MONTH_END && len != DAY_END) || text[YEAR] != '-' || (len == DAY_END && text[MONTH_END] != '-'))
    return 0;
  uint32_t year = digits(text, YEAR), month = digits(text + MONTH, 2), day = len == DAY_END ? digits(text + DAY, 2) : 1;
  return !year || !month || month > 12 || !day || day > 31 ? 0 : 12 * year + month - 1;
}

static void lint_age(const struct atl_linting *l, uint32_t number, uint32_t node, const struct atl_node_extra *extra) {
  const struct atl_map *map = l->index->map.at[number].map;
  const char *code = atl_lints[ATL_LINT_OLD_FACT].code;
  const char *label = atl_index_label(l->index, l->index->map.at[number].first + node);
  const struct atl_fact *now = NULL;
  bool dated = false;
  for (uint32_t i = 0; i < extra->facts; i++) {
    const struct atl_fact *fact = &map->fact.at[extra->first_fact + i];
    const char *text = atl_map_text(map, fact->text);
    if (!strcasecmp(atl_map_text(map, fact->name), now_fact))
      now = fact;
    if (strcasecmp(atl_map_text(map, fact->name), as_of_fact) != 0)
      continue;
    uint32_t month = atl_lint_month(text);
    dated = true;
    if (!month)
      atl_report(l->diags[number], ATL_WARNING, code, fact->span,
                 "'as of' of '%s' is no date such as 2026-08 or 2026-08-20", label);
    else if (month + l->fresh < l->as_of)
      atl_report(l->diags[number], ATL_WARNING, code, fact->span,
                 "what is said of '%s' is as of %s, %u months before %04u-%02u: look whether it still holds", label,
                 text, l->as_of - month, l->as_of / 12, l->as_of % 12 + 1);
  }
  if (now && !dated)
    atl_report(l->diags[number], ATL_WARNING, code, now->span,
               "'now' of '%s' has no 'as of' beside it, a date from which its age can be told", label);
}

static void lint_ages(const struct atl_linting *l, uint32_t number) {
  const struct atl_map *map = l->index->map.at[number].map;
  for (uint32_t i = 1; i < map->node.len; i++)
    if (map->node.at[i].extra != ATL_NONE)
      lint_age(l, number, i, &map->extra.at[map->node.at[i].extra]);
}

/* -- labels ------------------------------------------------------------------------------------------------------ */

/* A label in lower case, its runs of blanks as one; a note and a kind behind it where they count. */
static size_t fold(char *to, size_t len, const char *text) {
  bool gap = false;
  for (; *text && len < MOST_KEY; text++) {
    if (*text == ' ' || *text == '\n') {
      gap = len > 0;
      continue;
    }
    if (gap && len + 1 < MOST_KEY)
      to[len++] = ' ';
    gap = false;
    to[len++] = atl_lower(*text);
  }
  return len;
}

enum { SEPARATOR = 1 /* a byte that no text has */ };

static size_t key_of(const struct atl_map *map, uint32_t node, bool whole, char *key) {
  size_t len = fold(key, 0, atl_map_text(map, map->node.at[node].label));
  if (whole && len < MOST_KEY) {
    key[len++] = SEPARATOR;
    len = fold(key, len, atl_map_text(map, map->node.at[node].note));
  }
  return len;
}

struct labels {
  const struct atl_map *map;
  bool whole; /* keys of label and note, in one table for each kind; else labels, in one for each parent */
};

static bool same_label(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct labels *labels = context;
  const struct atl_node *node = &labels->map->node.at[value];
  char own[MOST_KEY];
  return (labels->whole ? node->kind : node->parent) == number &&
         key_of(labels->map, value, labels->whole, own) == len && !memcmp(own, key, len);
}

static void lint_labels(const struct atl_linting *l, uint32_t number) {
  const struct atl_map *map = l->index->map.at[number].map;
  bool *said = atl_alloc(map->node.len, sizeof *said);
  for (int whole = 0; whole < 2; whole++) {
    struct labels labels = {.map = map, .whole = whole};
    struct atl_strmap table = {0};
    for (uint32_t i = 1; i < map->node.len; i++) {
      const struct atl_node *node = &map->node.at[i];
      char key[MOST_KEY];
      if (said[i] || (whole && (node->flags & ATL_NODE_ITEM || !node->kind)))
        continue;
      size_t len = key_of(map, i, whole, key);
      if (!len)
        continue;
      uint32_t scope = whole ? node->kind : node->parent;
      uint32_t first = atl_strmap_get(&table, scope, key, len, same_label, &labels);
      if (first == ATL_NONE) {
        atl_strmap_add(&table, scope, key, len, i);
        continue;
      }
      said[i] = true;
      atl_report(l->diags[number], ATL_WARNING, atl_lints[ATL_LINT_DUPLICATE_LABEL].code, atl_node_span(map, i),
                 whole ? "another node of this kind and note is called '%s', too" : "its sibling is called '%s', too",
                 atl_map_text(map, node->label));
      atl_report(l->diags[number], ATL_NOTE, atl_lints[ATL_LINT_DUPLICATE_LABEL].code, atl_node_span(map, first),
                 "the first is here");
    }
    atl_strmap_release(&table);
  }
  free(said);
}

/* -- terms ------------------------------------------------------------------------------------------------------- */

/* A word of capitals, and where it was found first. */
struct abbreviation {
  const char *text; /* in the pool of a map */
  uint32_t len;
  uint32_t entry, last; /* the first entry, and the one in which it was counted last */
  uint32_t count;
  bool known; /* the glossary has it, or a name with it */
};

struct abbreviations {
  struct atl_strmap table;
  ATL_VEC(struct abbreviation) word;
};

static bool same_abbreviation(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct abbreviations *all = context;
  return all->word.at[value].len == len && !memcmp(all->word.at[value].text, key, len);
}

/* Letters, digits and what joins the parts of an identifier: TOKENIZERS_PARALLELISM is a name, no abbreviation. */
static bool in_word(char c) { return atl_is_letter(c) || c == '_'; }

/* How much of a word is an abbreviation: capitals and digits, two capitals at least, an s behind them aside. Roman
 * numbers are none. 0: it is none. */
static size_t abbreviated(const char *word, size_t len) {
  if (len > 2 && word[len - 1] == 's')
    len--;
  size_t capitals = 0, roman = 0;
  for (size_t i = 0; i < len; i++) {
    bool capital = word[i] >= 'A' && word[i] <= 'Z';
    if (!capital && (!i || !(word[i] >= '0' && word[i] <= '9')))
      return 0;
    capitals += capital;
    roman += word[i] == 'I' || word[i] == 'V' || word[i] == 'X';
  }
  return capitals < 2 || roman == len ? 0 : len;
}

/* Whether a text has small letters: in one that has none, words are shouted and not abbreviated. */
static bool has_small(const char *text) {
  for (; *text; text++)
    if (*text >= 'a' && *text <= 'z')
      return true;
  return false;
}

/* Takes the abbreviations of a text of an entry, or, with ATL_NONE, of a name of the glossary. */
static void take_words(struct abbreviations *all, uint32_t entry, const char *text) {
  bool name = entry == ATL_NONE;
  if (!name && !has_small(text))
    return;
  for (const char *c = text; *c;) {
    size_t len = 0;
    while (*c && !in_word(*c))
      c++;
    while (in_word(c[len]))
      len++;
    size_t part = abbreviated(c, len);
    if (part) {
      uint32_t at = atl_strmap_get(&all->table, 0, c, part, same_abbreviation, all);
      if (at == ATL_NONE) {
        at = all->word.len;
        atl_strmap_add(&all->table, 0, c, part, at);
        *atl_vec_push(&all->word) =
            (struct abbreviation){.text = c, .len = (uint32_t)part, .entry = entry, .last = ATL_NONE};
      }
      struct abbreviation *word = &all->word.at[at];
      word->known |= name;
      if (!name && word->last != entry) {
        word->last = entry;
        word->count++;
      }
    }
    c += len;
  }
}

static void take_map(struct abbreviations *all, const struct atl_index_map *at) {
  const struct atl_map *map = at->map;
  for (uint32_t i = 1; i < map->node.len; i++) {
    const struct atl_node *node = &map->node.at[i];
    take_words(all, at->first + i, atl_map_text(map, node->label));
    take_words(all, at->first + i, atl_map_text(map, node->note));
    if (node->extra == ATL_NONE)
      continue;
    const struct atl_node_extra *extra = &map->extra.at[node->extra];
    take_words(all, at->first + i, atl_map_text(map, extra->about));
    for (uint32_t k = 0; k < extra->facts; k++)
      take_words(all, at->first + i, atl_map_text(map, map->fact.at[extra->first_fact + k].text));
  }
}

/* Where a word stands in the source behind the begin of its entry: its texts come first of all. */
static struct atl_span place_of(const struct atl_linting *l, uint32_t map, uint32_t node, const char *word,
                                uint32_t len) {
  const struct atl_map *m = l->index->map.at[map].map;
  struct atl_span span = atl_node_span(m, node);
  const struct atl_source *source = &l->sources[map]->file.at[m->file];
  for (const char *c = source->text + span.begin; (c = strchr(c, *word)); c++)
    if (!strncmp(c, word, len) && (c == source->text || !in_word(c[-1])) &&
        (!in_word(c[len]) || (c[len] == 's' && !in_word(c[len + 1])))) {
      uint32_t begin = (uint32_t)(c - source->text);
      return (struct atl_span){m->file, begin, begin + len};
    }
  return span;
}

static void lint_terms(const struct atl_linting *l) {
  const struct atl_index *index = l->index;
  struct abbreviations all = {0};
  if (index->entries == index->nodes || l->absents)
    return; /* no glossary, or perhaps another one */
  for (uint32_t e = index->nodes; e < index->entries; e++) {
    const struct atl_map *map = index->map.at[atl_index_map_of(index, e)].map;
    const struct atl_term *term = atl_index_term_of(index, e);
    take_words(&all, ATL_NONE, atl_map_text(map, term->name));
    for (uint32_t k = 0; k < term->akas; k++)
      take_words(&all, ATL_NONE, atl_map_text(map, map->word.at[term->first_aka + k].text));
  }
  for (uint32_t i = 0; i < index->map.len; i++)
    take_map(&all, &index->map.at[i]);
  for (uint32_t i = 0; i < all.word.len; i++) {
    const struct abbreviation *word = &all.word.at[i];
    if (word->known || word->count < ATL_SEVERAL_ENTRIES)
      continue;
    uint32_t map = atl_index_map_of(index, word->entry), node = word->entry - index->map.at[map].first;
    atl_report(l->diags[map], ATL_WARNING, atl_lints[ATL_LINT_UNDEFINED_TERM].code,
               place_of(l, map, node, word->text, word->len),
               "'%.*s' stands in %u entries, and no glossary says what it means", (int)word->len, word->text,
               word->count);
  }
  atl_strmap_release(&all.table);
  atl_vec_release(&all.word);
}

void atl_index_lint(const struct atl_linting *l) {
  lint_references(l);
  lint_maps(l);
  if (wanted(l, ATL_LINT_ORPHAN_NODE))
    lint_orphans(l);
  for (uint32_t i = 0; i < l->index->map.len && wanted(l, ATL_LINT_DUPLICATE_LABEL); i++)
    lint_labels(l, i);
  for (uint32_t i = 0; i < l->index->map.len && wanted(l, ATL_LINT_EMPTY_ENTRY) && !l->absents; i++)
    lint_empty(l, i); /* one that could not be read may refer to anything */
  for (uint32_t i = 0; i < l->index->map.len && l->as_of && wanted(l, ATL_LINT_OLD_FACT); i++)
    lint_ages(l, i);
  if (wanted(l, ATL_LINT_UNDEFINED_TERM))
    lint_terms(l);
}
