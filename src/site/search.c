/* What is searched: one row an entry, with its words. A script, because a page that is read from a folder may load one
 * and may load nothing else; it holds one JSON value, packed where that is possible. */
#include "base/spell.h"
#include "index/query.h"
#include "site/html.h"
#include "site/pack.h"

#include <string.h>

/* The inside of a JSON string. */
static void words(struct atl_out *out, const char *text) { atl_spell(out, ATL_SPELL_JSON, text); }

static void string(struct atl_out *out, const char *text) {
  atl_out_char(out, '"');
  words(out, text);
  atl_out_char(out, '"');
}

/* A cell of a row. Empty ones at the end are left out: they are owed until one that is not follows. */
struct row {
  struct atl_out *out;
  uint32_t owed;
};

static void cell(struct row *row, const char *text) {
  if (!*text) {
    row->owed++;
    return;
  }
  for (; row->owed; row->owed--)
    atl_out_lit(row->out, ",\"\"");
  atl_out_char(row->out, ',');
  string(row->out, text);
}

/* Whether every word of a name is one of the label: then it finds nothing that the label does not. */
static bool is_said(const char *name, const char *label) {
  struct atl_rank_words words = {.text = name};
  while (atl_rank_next(&words)) {
    if (words.joined)
      continue;
    struct atl_rank_words of_label = {.text = label};
    bool found = false;
    while (!found && atl_rank_next(&of_label))
      found = !strcmp(of_label.word.text, words.word.text);
    if (!found)
      return false;
  }
  return true;
}

/* A row: the page, the anchor, how many rows above the one of what it is in stands (0: nowhere), how often it is
 * referred to or refers to others; its label; its id, where that says more; its note; what it is about; then in turns
 * the name of a fact and what it says. Of a term other names stand in place of facts. */
static void row(const struct atl_site *site, uint32_t entry, struct atl_out *out) {
  const struct atl_index *index = site->index;
  const struct atl_index_map *at = &index->map.at[atl_index_map_of(index, entry)];
  const struct atl_map *map = at->map;
  const char *label = atl_index_label(index, entry);
  struct row row = {.out = out};
  bool term = atl_index_is_term(index, entry), whole = entry == at->first;
  const struct atl_node *node = term ? NULL : &map->node.at[entry - at->first];
  atl_out_format(out, "[%u,", term ? site->page.len : site->home[entry]);
  string(out, !term && whole ? "" : site->anchor[entry]);
  atl_out_format(out, ",%u,%u", term || whole ? 0 : entry - at->first - node->parent, atl_index_refs(index, entry));
  cell(&row, label);
  if (term) {
    const struct atl_term *of = atl_index_term_of(index, entry);
    cell(&row, "");
    cell(&row, "");
    cell(&row, atl_map_text(map, of->text));
    for (uint32_t i = 0; i < of->akas; i++)
      cell(&row, atl_map_text(map, map->word.at[of->first_aka + i].text));
  } else {
    const char *name = atl_index_own_name(index, entry);
    cell(&row, is_said(name, label) ? "" : name);
    cell(&row, atl_map_text(map, whole ? map->subtitle : node->note));
    const struct atl_node_extra none = {0},
                                *extra = whole || node->extra == ATL_NONE ? &none : &map->extra.at[node->extra];
    cell(&row, atl_map_text(map, whole ? map->about : extra->about));
    for (uint32_t i = 0; i < extra->facts; i++) {
      const struct atl_fact *fact = &map->fact.at[extra->first_fact + i];
      const char *said = atl_map_text(map, fact->text);
      if (atl_index_is_bare_address(said))
        continue;
      cell(&row, atl_map_text(map, fact->name));
      cell(&row, said);
    }
  }
  atl_out_char(out, ']');
}

static void write_json(const struct atl_site *site, struct atl_out *out) {
  atl_out_lit(out, "{\"rank\":");
  atl_rank_write(out);
  atl_out_lit(out, ",\"pages\":[\n");
  for (uint32_t i = 0; i < site->page.len; i++) {
    atl_out_char(out, '[');
    atl_out_char(out, '"');
    atl_spell(out, ATL_SPELL_ADDRESS, site->page.at[i].file); /* to be put behind the way to the top */
    atl_out_lit(out, "\",");
    string(out, atl_page_title(site, i));
    atl_out_lit(out, "],\n");
  }
  atl_out_format(out, "[\"%s\",\"Glossary\"]],\"entries\":[\n", site->glossary_file);
  for (uint32_t i = 0; i < site->index->entries; i++) {
    atl_out_text(out, i ? ",\n" : "");
    row(site, i, out);
  }
  atl_out_lit(out, "\n]}");
}

void atl_site_write_search(const struct atl_site *site, struct atl_out *out) {
  struct atl_out json;
  atl_out_memory(&json);
  write_json(site, &json);
  atl_out_lit(out, "atlasSearch(\"");
  if (atl_site_pack_for(site, ATL_SITE_INDEX, json.buf, json.len, out))
    atl_out_lit(out, "\")\n");
  else {
    out->len--; /* no quote: the value itself */
    atl_out_write(out, json.buf, json.len);
    atl_out_lit(out, ")\n");
  }
  atl_out_discard(&json);
}
