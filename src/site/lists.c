/* The glossary, with every place where a term is used, and the index of all entries from A to Z. */
#include "base/letter.h"
#include "base/sort.h"
#include "site/html.h"
#include "site/pack.h"
#include "site/prose.h"

#include <stdlib.h>
#include <string.h>

/* Letters are compared without case, numbers by their value, other marks are passed over; what is equal stays in the
 * order of the entries. */
struct key {
  const char *label;
  uint32_t entry;
};

static const char *next_letter(const char *c) {
  while (*c && !atl_is_letter(*c) && *c != ' ')
    c++;
  return c;
}

static int lower(char c) { return (unsigned char)atl_lower(c); }

static char initial(const char *label) {
  int c = lower(*next_letter(label));
  return c >= 'a' && c <= 'z' ? (char)(c - 32) : '#';
}

char atl_site_initial(const struct atl_site *site, uint32_t entry) { return initial(atl_site_filed_as(site, entry)); }

/* How long the number at `c` is, without zeros at its beginning, which are passed over. */
static size_t number(const char **c) {
  while (**c == '0' && (*c)[1] >= '0' && (*c)[1] <= '9')
    ++*c;
  return strspn(*c, "0123456789");
}

static int by_label(const void *a, const void *b) {
  const struct key *left = a, *right = b;
  char of_left = initial(left->label), of_right = initial(right->label);
  if (of_left != of_right)
    return of_left - of_right;
  const char *l = next_letter(left->label), *r = next_letter(right->label);
  while (*l && *r) {
    size_t digits = number(&l), others = number(&r);
    if (digits && others && (digits != others || strncmp(l, r, digits) != 0))
      return digits != others ? (digits < others ? -1 : 1) : strncmp(l, r, digits);
    if (lower(*l) != lower(*r))
      break;
    l = next_letter(l + (digits ? digits : 1));
    r = next_letter(r + (digits ? digits : 1));
  }
  if (lower(*l) != lower(*r))
    return lower(*l) - lower(*r);
  return left->entry < right->entry ? -1 : left->entry > right->entry;
}

static struct key *sorted_keys(const struct atl_site *site, uint32_t first, uint32_t *count) {
  uint32_t entries = site->index->entries;
  struct key *key = atl_alloc(entries - first, sizeof *key);
  *count = 0;
  for (uint32_t e = first; e < entries; e++)
    if (atl_site_is_listed(site, e))
      key[(*count)++] = (struct key){atl_site_filed_as(site, e), e};
  if (*count)
    atl_sort(key, *count, sizeof *key, by_label);
  return key;
}

uint32_t *atl_site_sorted(const struct atl_site *site, uint32_t first, uint32_t *count) {
  struct key *key = sorted_keys(site, first, count);
  uint32_t *entry = atl_alloc(*count, sizeof *entry);
  for (uint32_t i = 0; i < *count; i++)
    entry[i] = key[i].entry;
  free(key);
  return entry;
}

/* Opens a new letter where the entry begins one; a row of letters to jump to stands above. */
static void letters(struct atl_out *out, const struct key *key, uint32_t count) {
  atl_out_lit(out, "<nav class=\"letters\" aria-label=\"Letters\">");
  char last = 0;
  for (uint32_t i = 0; i < count; i++) {
    char c = initial(key[i].label);
    if (c != last)
      atl_out_format(out, "<a href=\"#letter-%c\">%c</a> ", c == '#' ? '0' : c, c);
    last = c;
  }
  atl_out_lit(out, "</nav>\n");
}

static void letter(struct atl_out *out, char c) {
  atl_out_format(out, "<h2 id=\"letter-%c\">%c</h2>\n", c == '#' ? '0' : c, c);
}

static const struct atl_map *map_of(const struct atl_index *index, uint32_t entry) {
  return index->map.at[atl_index_map_of(index, entry)].map;
}

/* -- the glossary ------------------------------------------------------------------------------------------------ */

/* The places where a term is used, those of one map together. */
static void places(const struct atl_site *site, uint32_t first, uint32_t end, struct atl_out *out) {
  const struct atl_index *index = site->index;
  uint32_t last = ATL_NONE;
  for (uint32_t i = first; i < end; i++) {
    uint32_t entry = index->use.at[i].entry;
    bool of_term = atl_index_is_term(index, entry);
    uint32_t map = of_term ? index->map.len : atl_index_map_of(index, entry);
    if (map != last) {
      atl_out_text(out, last == ATL_NONE ? "<p><b>" : "</p>\n<p><b>");
      atl_html_text(out, of_term ? "Glossary" : atl_site_name(site, index->map.at[map].first));
      atl_out_lit(out, "</b> ");
    } else
      atl_out_lit(out, ", ");
    last = map;
    atl_html_link(site, out, site->glossary_file, entry);
  }
  atl_out_lit(out, "</p>");
}

/* The same for the script: the numbers of entries, as rows of what is searched; those that are one page once. */
static void numbers(const struct atl_site *site, uint32_t first, uint32_t end, struct atl_out *out) {
  uint32_t last = ATL_NONE;
  for (uint32_t i = first; i < end; i++) {
    uint32_t entry = site->same[site->index->use.at[i].entry];
    if (entry != last)
      atl_out_format(out, i == first ? "%u" : ",%u", entry);
    last = entry;
  }
  atl_out_char(out, '\n');
}

/* How often a term is used; the places follow in a script's data, or here where they cannot be packed. */
static void uses(const struct atl_site *site, uint32_t term, struct atl_out *places_of_all, struct atl_out *out) {
  uint32_t t = term - site->index->nodes, first = site->index->first_use[t], end = site->index->first_use[t + 1];
  if (first == end)
    return;
  atl_out_format(out, "<details><summary>Used in %u place%s</summary>", end - first, end - first == 1 ? "" : "s");
  if (places_of_all)
    numbers(site, first, end, places_of_all);
  else
    places(site, first, end, out);
  atl_out_lit(out, "</details>\n");
}

static void term_entry(const struct atl_site *site, uint32_t entry, struct atl_out *places_of_all,
                       struct atl_out *out) {
  const struct atl_index *index = site->index;
  const struct atl_map *map = map_of(index, entry);
  const struct atl_term *term = atl_index_term_of(index, entry);
  atl_out_lit(out, "<section id=\"");
  atl_html_text(out, site->anchor[entry]);
  atl_out_lit(out, "\"><h3>");
  atl_html_text(out, atl_map_text(map, term->name));
  for (uint32_t i = 0; i < term->akas; i++) {
    atl_out_text(out, i ? ", " : " <small>");
    atl_html_text(out, atl_map_text(map, map->word.at[term->first_aka + i].text));
  }
  atl_out_text(out, term->akas ? "</small></h3><p>" : "</h3><p>");
  atl_prose_html(out, atl_map_text(map, term->text), "</p>\n<p>");
  atl_out_lit(out, "</p>");
  for (uint32_t i = index->first_out[entry]; i < index->first_out[entry + 1]; i++) {
    atl_out_text(out, i == index->first_out[entry] ? "<p><b>See</b> " : ", ");
    atl_html_link(site, out, site->glossary_file, index->ref.at[i].to);
  }
  if (index->first_out[entry] < index->first_out[entry + 1])
    atl_out_lit(out, "</p>");
  uses(site, entry, places_of_all, out);
  atl_out_lit(out, "</section>\n");
}

static void terms(const struct atl_site *site, const struct key *key, uint32_t count, struct atl_out *places_of_all,
                  struct atl_out *out) {
  char last = 0;
  for (uint32_t i = 0; i < count; i++) {
    char c = initial(key[i].label);
    if (c != last)
      letter(out, c);
    last = c;
    term_entry(site, key[i].entry, places_of_all, out);
  }
}

/* A word that is used everywhere would make most of the page, so the places are numbers, packed, all terms' together,
 * from which the script makes links when they are wanted. */
void atl_site_write_glossary(const struct atl_site *site, struct atl_out *out, struct atl_out *script) {
  const struct atl_index *index = site->index;
  uint32_t count;
  struct key *key = sorted_keys(site, index->nodes, &count);
  atl_html_begin(site, out, site->glossary_file, "Glossary", "What the words mean, and where they are used.", 0,
                 ATL_NONE);
  letters(out, key, count);
  struct atl_out apart, in_place, packed;
  atl_out_memory(&apart);
  atl_out_memory(&in_place);
  atl_out_memory(&packed);
  terms(site, key, count, &apart, &in_place);
  if (atl_site_pack_for(site, ATL_SITE_PLACES, apart.buf, apart.len, &packed)) {
    atl_out_lit(script, "atlasPlaces(\"");
    atl_out_write(script, packed.buf, packed.len);
    atl_out_lit(script, "\")\n");
    atl_out_lit(out, "<div class=\"glossary packed\">\n");
    atl_out_write(out, in_place.buf, in_place.len);
  } else {
    atl_out_lit(out, "<div class=\"glossary\">\n");
    terms(site, key, count, NULL, out);
  }
  atl_out_lit(out, "</div>\n</main>\n");
  atl_html_end(site, out);
  atl_out_discard(&apart);
  atl_out_discard(&in_place);
  atl_out_discard(&packed);
  free(key);
}

/* -- A to Z ------------------------------------------------------------------------------------------------------ */

/* Each line is a link; lists would say so in every line. */
void atl_site_write_a_to_z(const struct atl_site *site, struct atl_out *out) {
  uint32_t count;
  struct key *key = sorted_keys(site, 0, &count);
  atl_html_begin(site, out, site->a_to_z_file, "Index A–Z", "Every entry and every term, by name.", 0, ATL_NONE);
  letters(out, key, count);
  char last = 0;
  atl_out_lit(out, "<div class=\"a-z\">\n");
  for (uint32_t i = 0; i < count; i++) {
    char c = initial(key[i].label);
    if (c != last) {
      atl_out_text(out, last ? "</p>\n" : "");
      letter(out, c);
      atl_out_lit(out, "<p>\n");
    }
    last = c;
    atl_html_link(site, out, site->a_to_z_file, key[i].entry);
  }
  atl_out_text(out, last ? "</p>\n</div>\n</main>\n" : "</div>\n</main>\n");
  atl_html_end(site, out);
  free(key);
}
