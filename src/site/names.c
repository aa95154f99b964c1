/* What pages and entries are called where a link leads to them. A chapter has one name everywhere, with the number that
 * it is opened with: a map with the title `Hub` that a node `1 Hub` opens is `1 Hub`. That node, and the only root of a
 * map that is called as the map is, are the page itself. Where others have the same name, a link says where it leads.
 */
#include "site/html.h"

#include "base/sort.h"
#include "index/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long a number with dots and the blanks behind it is; 0: the label begins with none. */
static size_t number_at(const char *label) {
  size_t digits = strspn(label, "0123456789."), blanks = strspn(label + digits, " ");
  return digits && *label != '.' && blanks ? digits + blanks : 0;
}

/* Whether a label is a title, or a number and a title. */
static bool is_title(const char *label, const char *title) {
  return !strcmp(label, title) || !strcmp(label + number_at(label), title);
}

/* The map that a node opens; ATL_NONE. */
static uint32_t opened(const struct atl_index *index, uint32_t entry) {
  for (uint32_t i = index->first_out[entry]; i < index->first_out[entry + 1]; i++)
    if (index->ref.at[i].kind == ATL_REF_OPENS)
      return index->ref.at[i].to;
  return ATL_NONE;
}

static void find_pages(struct atl_site *site) {
  const struct atl_index *index = site->index;
  for (uint32_t e = 0; e < index->entries; e++)
    site->same[e] = e;
  for (uint32_t m = 0; m < index->map.len; m++) {
    const struct atl_index_map *at = &index->map.at[m];
    const struct atl_node *node = at->map->node.at;
    const char *title = atl_index_label(index, at->first);
    uint32_t root = node[0].first_child;
    if (root != ATL_NONE && root == node[0].last_child && !strcmp(atl_index_label(index, at->first + root), title))
      site->same[at->first + root] = at->first;
  }
  for (uint32_t e = 0; e < index->nodes; e++) {
    uint32_t map = opened(index, e);
    if (map != ATL_NONE && is_title(atl_index_label(index, e), atl_index_label(index, map)))
      site->same[e] = map;
  }
}

static void find_titles(struct atl_site *site) {
  const struct atl_index *index = site->index;
  for (uint32_t i = 0; i < site->page.len; i++) {
    struct atl_site_page *page = &site->page.at[i];
    if (page->kind == ATL_PAGE_CONTENTS) {
      page->title = site->title;
      continue;
    }
    const struct atl_index_map *at = &index->map.at[page->map];
    bool numbered = !page->root && at->opener != ATL_NONE && site->same[at->opener] == at->first;
    page->title = atl_index_label(index, numbered ? at->opener : at->first + page->root);
  }
}

struct named {
  const char *label;
  uint32_t page, entry;
};

static int by_label(const void *a, const void *b) {
  const struct named *left = a, *right = b;
  int label = strcmp(left->label, right->label);
  if (label || left->page == right->page)
    return label;
  return left->page < right->page ? -1 : 1;
}

static void find_twins(struct atl_site *site) {
  const struct atl_index *index = site->index;
  uint32_t count = 0;
  struct named *all = atl_alloc(index->entries, sizeof *all);
  for (uint32_t e = 0; e < index->entries; e++)
    if (site->same[e] == e)
      all[count++] = (struct named){atl_site_name(site, e), atl_site_page_of(site, e), e};
  if (count)
    atl_sort(all, count, sizeof *all, by_label);
  for (uint32_t first = 0, end; first < count; first = end) {
    for (end = first + 1; end < count && !strcmp(all[end].label, all[first].label);)
      end++;
    for (uint32_t i = first; i < end; i++) {
      bool before = i > first && all[i - 1].page == all[i].page, behind = i + 1 < end && all[i + 1].page == all[i].page;
      site->twin[all[i].entry] = end - first == 1   ? ATL_TWIN_NONE
                                 : before || behind ? ATL_TWIN_HERE
                                                    : ATL_TWIN_ELSEWHERE;
    }
  }
  free(all);
}

void atl_site_find_names(struct atl_site *site) {
  uint32_t entries = site->index->entries;
  site->same = atl_arena_alloc(&site->arena, (entries + 1) * sizeof *site->same);
  site->twin = atl_arena_alloc(&site->arena, entries + 1);
  find_pages(site);
  find_titles(site);
  find_twins(site);
}

const char *atl_page_title(const struct atl_site *site, uint32_t page) { return site->page.at[page].title; }

uint32_t atl_site_page_of(const struct atl_site *site, uint32_t entry) {
  return atl_index_is_term(site->index, entry) ? site->page.len : site->home[entry];
}

const char *atl_site_name(const struct atl_site *site, uint32_t entry) {
  const struct atl_index *index = site->index;
  entry = site->same[entry];
  if (atl_index_is_term(index, entry) || entry != index->map.at[atl_index_map_of(index, entry)].first)
    return atl_index_label(index, entry);
  return atl_page_title(site, site->home[entry]);
}

const char *atl_site_filed_as(const struct atl_site *site, uint32_t entry) {
  const char *name = atl_site_name(site, entry);
  return name != atl_index_label(site->index, site->same[entry]) ? name + number_at(name) : name;
}

bool atl_site_is_listed(const struct atl_site *site, uint32_t entry) {
  return site->same[entry] == entry &&
         (atl_index_is_term(site->index, entry) || !atl_index_is_empty(site->index, entry));
}

struct atl_site_where atl_site_where(const struct atl_site *site, const char *from, uint32_t entry) {
  const struct atl_index *index = site->index;
  struct atl_site_where where = {0};
  entry = site->same[entry];
  uint32_t page = atl_site_page_of(site, entry);
  const char *file = page == site->page.len ? site->glossary_file : site->page.at[page].file;
  if (site->twin[entry] == ATL_TWIN_NONE)
    return where;
  if (strcmp(file, from) != 0)
    where.page = page == site->page.len ? "Glossary" : atl_page_title(site, page);
  if (site->twin[entry] != ATL_TWIN_HERE || page == site->page.len)
    return where;
  const struct atl_index_map *at = &index->map.at[atl_index_map_of(index, entry)];
  uint32_t parent = at->map->node.at[entry - at->first].parent;
  if (parent != ATL_NONE && parent)
    where.parent = atl_index_label(index, at->first + parent);
  return where;
}
