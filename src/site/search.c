/* What is searched: one row an entry, with its words. A script, because a page that is read from a folder may load one
 * and may load nothing else; it holds one JSON value, packed where that is possible. */
#include "base/spell.h"
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

/* Everything that is told of a node: what it is about, and its facts. */
static void told(struct atl_out *out, const struct atl_map *map, const struct atl_node *node) {
  atl_out_char(out, '"');
  if (node->extra != ATL_NONE) {
    const struct atl_node_extra *extra = &map->extra.at[node->extra];
    words(out, atl_map_text(map, extra->about));
    for (uint32_t i = 0; i < extra->facts; i++) {
      const struct atl_fact *fact = &map->fact.at[extra->first_fact + i];
      const char *said = atl_map_text(map, fact->text);
      if (!strncmp(said, "http", 4) && !strchr(said, ' ')) /* an address alone: nobody remembers its words */
        continue;
      atl_out_text(out, i || extra->about ? " " : "");
      words(out, atl_map_text(map, fact->name));
      atl_out_lit(out, ": ");
      words(out, atl_map_text(map, fact->text));
    }
  }
  atl_out_char(out, '"');
}

/* A row: the page, the path of the entry, its label, its note, what is told of it. */
static void row(const struct atl_site *site, uint32_t entry, struct atl_out *out) {
  const struct atl_index *index = site->index;
  const struct atl_index_map *at = &index->map.at[atl_index_map_of(index, entry)];
  const struct atl_map *map = at->map;
  if (atl_index_is_term(index, entry)) {
    const struct atl_term *term = atl_index_term_of(index, entry);
    atl_out_format(out, "[%u,", site->page.len);
    string(out, site->anchor[entry]);
    atl_out_char(out, ',');
    string(out, atl_map_text(map, term->name));
    atl_out_lit(out, ",\"");
    for (uint32_t i = 0; i < term->akas; i++) {
      atl_out_text(out, i ? ", " : "");
      words(out, atl_map_text(map, map->word.at[term->first_aka + i].text));
    }
    atl_out_lit(out, "\",");
    string(out, atl_map_text(map, term->text));
    atl_out_char(out, ']');
    return;
  }
  const struct atl_node *node = &map->node.at[entry - at->first];
  bool whole = entry == at->first;
  atl_out_format(out, "[%u,", site->home[entry]);
  string(out, whole ? "" : site->anchor[entry]);
  atl_out_char(out, ',');
  string(out, atl_index_label(index, entry));
  atl_out_char(out, ',');
  string(out, atl_map_text(map, whole ? map->subtitle : node->note));
  atl_out_char(out, ',');
  if (whole)
    string(out, atl_map_text(map, map->about));
  else
    told(out, map, node);
  atl_out_char(out, ']');
}

static void write_json(const struct atl_site *site, struct atl_out *out) {
  atl_out_lit(out, "{\"pages\":[\n");
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
  if (atl_site_pack(json.buf, json.len, out))
    atl_out_lit(out, "\")\n");
  else {
    out->len--; /* no quote: the value itself */
    atl_out_write(out, json.buf, json.len);
    atl_out_lit(out, ")\n");
  }
  atl_out_discard(&json);
}
