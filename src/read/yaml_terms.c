/* The `glossary:` of a YAML map: terms, each with a definition, other names, and what it refers to.
 *
 * A term is a name as people write it, with blanks and slashes; one name means one term, whatever its case. */
#include "read/keys.h"
#include "read/yaml.h"
#include "read/yaml_map.h"

#include <string.h>

enum { T_TEXT, T_AKA, T_SEE };
const struct atl_scope atl_term_scope = {"term", "a term", {ATL_KEY("text"), ATL_KEY("aka"), ATL_KEY("see"), {0}}};

static void term_keys(struct atl_map_reader *r, uint32_t term) {
  struct atl_map *map = r->map;
  struct atl_seen seen = {0};
  uint32_t first, count;
  struct atl_yaml_event value;
  int index;
  while (atl_next_value(r->yaml, &atl_term_scope, &seen, &index, &value, r->diags)) {
    switch (index) {
    case T_TEXT:
      map->term.at[term].text = atl_text_value(r, &value, "the text of a term", ATL_MAX_ABOUT);
      break;
    case T_AKA:
      atl_words_value(r, &value, "aka", &first, &count);
      map->term.at[term].first_aka = first;
      map->term.at[term].akas = count;
      break;
    case T_SEE:
      atl_words_value(r, &value, "see", &first, &count);
      map->term.at[term].first_see = first;
      map->term.at[term].sees = count;
      break;
    }
  }
}

/* Lets a name mean a term; a name that means one already is reported with both places. */
static void give_name(struct atl_map_reader *r, uint32_t term, atl_text name, struct atl_span where) {
  uint32_t there = atl_map_name_term(r->map, term, atl_map_text(r->map, name));
  if (there == ATL_NONE)
    return;
  atl_report(r->diags, ATL_ERROR, "duplicate-term", where,
             there == term ? "'%s' means this term already" : "'%s' means another term already",
             atl_map_text(r->map, name));
  atl_report(r->diags, ATL_NOTE, "duplicate-term", r->map->term.at[there].span,
             there == term ? "the term" : "that term is given here");
}

/* One `term: definition`. */
static void term_value(struct atl_map_reader *r, const struct atl_yaml_event *key, bool merging) {
  struct atl_map *map = r->map;
  struct atl_span where = atl_event_span(r, key);
  if (merging && key->type == ATL_YAML_SCALAR && key->len && atl_map_term(map, key->text) != ATL_NONE) {
    atl_skip_value(r->yaml);
    return;
  }
  uint32_t before = r->diags->errors;
  atl_text name = atl_line_value(r, key, "a term", ATL_MAX_ID);
  if (!name && r->diags->errors == before)
    atl_report(r->diags, ATL_ERROR, "no-label", where, "this term is empty; write its name before the ':'");
  uint32_t term = map->term.len;
  *atl_vec_push(&map->term) = (struct atl_term){.name = name, .span = where};
  if (name)
    give_name(r, term, name, where);
  struct atl_yaml_event value = atl_next_event(r);
  before = r->diags->errors;
  if (value.type == ATL_YAML_MAP)
    term_keys(r, term);
  else if (value.type == ATL_YAML_SCALAR)
    map->term.at[term].text = atl_text_value(r, &value, "the text of a term", ATL_MAX_ABOUT);
  else
    atl_wrong_form(r->yaml, &value, r->diags, "a term", "a text or a mapping");
  if (name && !map->term.at[term].text && r->diags->errors == before)
    atl_report(r->diags, ATL_ERROR, "no-text", where, "the term '%s' has no text; write what it means behind its ':'",
               atl_map_text(map, name));
  /* The other names are given one by one: until then, none of them is compared with itself. */
  uint32_t akas = map->term.at[term].akas;
  map->term.at[term].akas = 0;
  for (uint32_t i = 0; i < akas; i++) {
    const struct atl_word *aka = &map->word.at[map->term.at[term].first_aka + i];
    give_name(r, term, aka->text, aka->span);
    map->term.at[term].akas++;
  }
}

void atl_glossary_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_MAP) {
    atl_wrong_form(r->yaml, event, r->diags, "glossary", "a mapping of term: definition");
    return;
  }
  struct atl_seen seen = {0};
  struct atl_yaml_event key;
  while (atl_next_key(r->yaml, &seen, &key, r->diags))
    term_value(r, &key, seen.merging);
}
