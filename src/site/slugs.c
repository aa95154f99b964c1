/* Anchors of pages of Markdown: what GitHub, MyST and mdBook make of a heading, so that links lead to it in each of
 * them. An empty <a> with the same name stands before the heading, for what makes other names of headings, as MkDocs
 * does. What is no heading, an item of a node, is linked to by the heading of its node.
 *
 * The rule: letters without case, digits, - and _ stay, a blank becomes -, all else goes; a name that the page has
 * already gets -1, -2 and so on, in the order of headings. */
#include "site/html.h"

#include "base/letter.h"

#include <string.h>

struct slugs {
  struct atl_site *site;
  struct atl_strmap taken; /* (page, slug) -> name */
  ATL_VEC(const char *) name;
};

/* How many bytes of a sign that is outside of ASCII go; 0: it is a letter. */
static size_t sign(const char *c) {
  unsigned char a = (unsigned char)c[0], b = (unsigned char)c[1];
  if (a == 0xc2 || (a == 0xc3 && (b == 0x97 || b == 0xb7)))
    return b ? 2 : 1;
  if ((a == 0xe2 && b >= 0x80 && b <= 0xaf) || (a == 0xe3 && b == 0x80))
    return c[2] ? 3 : 1;
  return a == 0xf0 && b == 0x9f && c[2] && c[3] ? 4 : 0;
}

static void write_slug(struct atl_out *out, const char *label) {
  for (const char *c = label; *c;) {
    size_t skip = (unsigned char)*c < 0x80 ? 0 : sign(c);
    bool latin = c > label && (unsigned char)c[-1] == 0xc3 && (unsigned char)*c >= 0x80 && (unsigned char)*c <= 0x9e;
    if (skip) {
      c += skip;
      continue;
    }
    if (*c == ' ' || *c == '\n')
      atl_out_char(out, '-');
    else if (latin)
      atl_out_char(out, (char)(*c + 0x20));
    else if (atl_is_letter(*c) || *c == '-' || *c == '_')
      atl_out_char(out, atl_lower(*c));
    c++;
  }
}

static bool same_name(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const char *name = ((const struct slugs *)context)->name.at[value];
  return !strncmp(name, key, len) && !name[len];
}

/* The anchor of the next heading of a page; "" where nothing is left of it. */
static const char *take(struct slugs *s, uint32_t page, const char *label) {
  struct atl_out slug;
  atl_out_memory(&slug);
  write_slug(&slug, label);
  size_t len = slug.len;
  for (uint32_t n = 1; len && atl_strmap_get(&s->taken, page, slug.buf, slug.len, same_name, s) != ATL_NONE; n++) {
    slug.len = len;
    atl_out_format(&slug, "-%u", n);
  }
  const char *name = atl_arena_strndup(&s->site->arena, len ? slug.buf : "", slug.len);
  if (len) {
    atl_strmap_add(&s->taken, page, slug.buf, slug.len, s->name.len);
    *atl_vec_push(&s->name) = name;
  }
  atl_out_discard(&slug);
  return name;
}

/* The headings of a page, as markdown.c writes them. */
static void take_page(struct slugs *s, uint32_t number) {
  struct atl_site *site = s->site;
  const struct atl_site_page *page = &site->page.at[number];
  take(s, number, page->title);
  if (!number && site->page.len > 1)
    take(s, number, "Contents");
  if (page->kind == ATL_PAGE_CONTENTS)
    return;
  const struct atl_index_map *at = &site->index->map.at[page->map];
  const struct atl_map *map = at->map;
  uint32_t root = page->root;
  for (uint32_t i = root ? root : atl_map_next(map, 0, 0); i != ATL_NONE;) {
    const struct atl_node *n = &map->node.at[i];
    bool here = site->home[at->first + i] == number;
    if (!(n->flags & ATL_NODE_ITEM) || n->parent == 0) {
      const char *name = take(s, number, atl_map_text(map, n->label));
      if (here && *name)
        site->anchor[at->first + i] = name;
    } else if (here)
      site->anchor[at->first + i] = site->anchor[at->first + n->parent];
    if (here) {
      i = atl_map_next(map, i, root);
      continue;
    }
    while (i != root && map->node.at[i].parent && map->node.at[i].next == ATL_NONE)
      i = map->node.at[i].parent;
    i = i == root ? ATL_NONE : map->node.at[i].next;
  }
}

void atl_site_find_slugs(struct atl_site *site) {
  struct slugs s = {.site = site};
  for (uint32_t i = 0; i < site->page.len; i++)
    take_page(&s, i);
  uint32_t count, *sorted = atl_site_sorted(site, site->index->nodes, &count);
  take(&s, site->page.len, "Glossary");
  for (uint32_t i = 0; i < count; i++) {
    const char *name = take(&s, site->page.len, atl_index_label(site->index, sorted[i]));
    if (*name)
      site->anchor[sorted[i]] = name;
  }
  free(sorted);
  atl_strmap_release(&s.taken);
  atl_vec_release(&s.name);
}
