/* Pieces of pages. What stands at the head of every page is short, because every page has it. */
#include "site/html.h"

#include "base/spell.h"

#include <string.h>

enum {
  LONGEST_TITLE = 70,
  LONGEST_ABOUT = 160, /* of what a tab or a list of results shows */
  MOST_CHAPTERS = 40,  /* at the side of a page: of more, those beside it and below it */
  MOST_SECTIONS = 16,  /* of its own: the upper levels */
};

void atl_html_text(struct atl_out *out, const char *text) { atl_out_xml(out, text, strlen(text)); }

void atl_html_file(struct atl_out *out, const char *from, const char *to) {
  size_t begin = out->len, dot = strlen("./");
  atl_spell_file_address(out, from, to);
  if (out->buf[begin] != '.' || out->buf[begin + 1] != '/' || out->len == begin + dot)
    return;
  memmove(out->buf + begin, out->buf + begin + dot, out->len - begin - dot); /* a colon is %3A: no name is a scheme */
  out->len -= dot;
}

void atl_site_href(const struct atl_site *site, const char *from, uint32_t entry, bool open, struct atl_out *out) {
  const struct atl_index *index = site->index;
  void (*write_file)(struct atl_out *, const char *, const char *) =
      site->markdown ? atl_spell_file_address : atl_html_file;
  entry = site->same[entry];
  if (atl_index_is_term(index, entry)) {
    if (strcmp(from, site->glossary_file) != 0)
      write_file(out, from, site->glossary_file);
    atl_out_char(out, '#');
    atl_spell(out, ATL_SPELL_ADDRESS, site->anchor[entry]);
    return;
  }
  for (uint32_t i = index->first_out[entry]; open && i < index->first_out[entry + 1]; i++)
    if (index->ref.at[i].kind == ATL_REF_OPENS) {
      entry = index->ref.at[i].to;
      break;
    }
  const struct atl_site_page *page = &site->page.at[site->home[entry]];
  const char *file = page->file;
  uint32_t first = index->map.at[atl_index_map_of(index, entry)].first;
  bool whole = entry == first || (entry == first + page->root && strcmp(from, file) != 0);
  if (strcmp(from, file) != 0 || whole)
    write_file(out, from, file);
  if (whole)
    return;
  atl_out_char(out, '#');
  atl_spell(out, ATL_SPELL_ADDRESS, site->anchor[entry]);
}

void atl_html_link(const struct atl_site *site, struct atl_out *out, const char *from, uint32_t entry) {
  atl_out_lit(out, "<a href=\"");
  atl_site_href(site, from, entry, false, out);
  atl_out_lit(out, "\">");
  atl_html_text(out, atl_site_name(site, entry));
  struct atl_site_where where = atl_site_where(site, from, entry);
  if (where.parent || where.page)
    atl_out_lit(out, " <small>");
  if (where.parent)
    atl_html_text(out, where.parent);
  if (where.parent && where.page)
    atl_out_lit(out, ", ");
  if (where.page)
    atl_html_text(out, where.page);
  atl_out_text(out, where.parent || where.page ? "</small></a>" : "</a>");
}

/* The way from the front page to the one that leads here. */
static void crumbs(const struct atl_site *site, struct atl_out *out, const char *file, uint32_t page) {
  uint32_t way[16], steps = 0;
  for (; page != ATL_NONE && steps < sizeof way / sizeof *way; page = site->page.at[page].above)
    way[steps++] = page;
  if (!steps)
    return;
  atl_out_lit(out, "<nav class=\"crumbs\" aria-label=\"Breadcrumbs\"><ol>");
  while (steps--) {
    atl_out_lit(out, "<li><a href=\"");
    atl_html_file(out, file, site->page.at[way[steps]].file);
    atl_out_lit(out, "\">");
    atl_html_text(out, atl_page_title(site, way[steps]));
    atl_out_lit(out, "</a></li>");
  }
  atl_out_lit(out, "</ol></nav>\n");
}

/* How many levels of a page's entries stand at its side. */
static uint32_t levels_beside(const struct atl_site *site, uint32_t number) {
  const struct atl_site_page *page = &site->page.at[number];
  const struct atl_index_map *at = &site->index->map.at[page->map];
  const struct atl_map *map = at->map;
  uint32_t base = page->root ? map->node.at[page->root].depth : 1, on[ATL_MAX_DEPTH + 2] = {0}, sum = 0, level = 0;
  for (uint32_t i = page->root ? page->root : atl_map_next(map, 0, 0); i != ATL_NONE;
       i = atl_map_next(map, i, page->root))
    if (!(map->node.at[i].flags & ATL_NODE_ITEM) && site->home[at->first + i] == number)
      on[map->node.at[i].depth - base]++;
  for (; level <= ATL_MAX_DEPTH && on[level] && (sum += on[level]) <= MOST_SECTIONS;)
    level++;
  return level;
}

/* The upper entries of a page. */
static void sections(const struct atl_site *site, struct atl_out *out, uint32_t number) {
  const struct atl_site_page *page = &site->page.at[number];
  const struct atl_index_map *at = &site->index->map.at[page->map];
  const struct atl_map *map = at->map;
  uint32_t base = page->root ? map->node.at[page->root].depth : 1, levels = levels_beside(site, number);
  bool any = false, one = page->root || map->node.at[0].first_child == map->node.at[0].last_child;
  for (uint32_t i = page->root ? page->root : atl_map_next(map, 0, 0); i != ATL_NONE && levels;
       i = atl_map_next(map, i, page->root)) {
    uint32_t level = map->node.at[i].depth - base;
    if (map->node.at[i].flags & ATL_NODE_ITEM || site->home[at->first + i] != number || level >= levels)
      continue;
    if (one && !level--) /* it is called as the page is */
      continue;
    atl_out_text(out, any ? "<li" : "<ul>\n<li");
    any = true;
    if (level)
      atl_out_format(out, " class=\"l%u\"", level > 2 ? 2 : level);
    atl_out_lit(out, "><a href=\"#");
    atl_spell(out, ATL_SPELL_ADDRESS, site->anchor[at->first + i]);
    atl_out_lit(out, "\">");
    atl_html_text(out, atl_map_text(map, map->node.at[i].label));
    atl_out_lit(out, "</a></li>\n");
  }
  atl_out_text(out, any ? "</ul>" : "");
}

/* Whether a page stands at the side of another one: the parts of a chapter stand beside it and each other. */
static bool is_beside(const struct atl_site *site, uint32_t number, uint32_t other, uint32_t maps) {
  const struct atl_site_page *page = &site->page.at[number], *at = &site->page.at[other];
  if (other == number)
    return true;
  if (at->kind == ATL_PAGE_PART)
    return at->above == number || (at->above == page->above && page->kind == ATL_PAGE_PART);
  return at->kind == ATL_PAGE_MAP && (maps <= MOST_CHAPTERS || at->above == page->above || at->above == number);
}

/* All chapters, and the sections of this one. */
static void side(const struct atl_site *site, struct atl_out *out, const char *file, uint32_t number) {
  uint32_t maps = 0, shown = 0;
  for (uint32_t i = 0; i < site->page.len; i++)
    maps += site->page.at[i].kind == ATL_PAGE_MAP;
  atl_out_lit(out,
              "<nav class=\"side\" aria-label=\"Chapters\"><details><summary>Chapters and sections</summary>\n<ol>\n");
  for (uint32_t i = 0; i < site->page.len; i++) {
    if (!is_beside(site, number, i, maps) || (i != number && shown++ >= MOST_CHAPTERS))
      continue;
    atl_out_text(out, site->page.at[i].kind == ATL_PAGE_PART ? "<li class=\"l1\"><a href=\"" : "<li><a href=\"");
    atl_html_file(out, file, site->page.at[i].file);
    atl_out_text(out, i == number ? "\" aria-current=\"page\">" : "\">");
    atl_html_text(out, atl_page_title(site, i));
    atl_out_lit(out, "</a>");
    if (i == number)
      sections(site, out, number);
    atl_out_lit(out, "</li>\n");
  }
  atl_out_lit(out, "</ol></details></nav>\n");
}

static void reference(struct atl_out *out, const char *before, const char *from, const char *to, const char *after) {
  atl_out_text(out, before);
  atl_html_file(out, from, to);
  atl_out_text(out, after);
}

/* A text of at most so many bytes. */
static void cut(struct atl_out *out, const char *text, size_t most) {
  size_t shown = strlen(text);
  if (shown > most) {
    shown = most - strlen("…");
    while (shown && ((unsigned char)text[shown] & 0xc0) == 0x80)
      shown--;
  }
  atl_out_xml(out, text, shown);
  atl_out_text(out, text[shown] ? "…" : "");
}

void atl_html_begin(const struct atl_site *site, struct atl_out *out, const char *file, const char *title,
                    const char *about, uint32_t above, uint32_t number) {
  atl_out_lit(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; "
                   "script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
  cut(out, title, LONGEST_TITLE);
  if (strcmp(title, site->title) != 0 && strlen(title) + strlen(site->title) + strlen(" – ") <= LONGEST_TITLE) {
    atl_out_lit(out, " – ");
    atl_html_text(out, site->title);
  }
  atl_out_lit(out, "</title>\n");
  if (*about) {
    atl_out_lit(out, "<meta name=\"description\" content=\"");
    cut(out, about, LONGEST_ABOUT);
    atl_out_lit(out, "\">\n");
  }
  reference(out, "<link rel=\"stylesheet\" href=\"", file, "assets/site.css", "\">\n");
  if (number != ATL_NONE && site->page.at[number].kind != ATL_PAGE_CONTENTS)
    reference(out, "<link rel=\"stylesheet\" href=\"", file, ATL_SITE_RULES, "\">\n");
  reference(out, "<link rel=\"icon\" href=\"", file, "assets/icon.svg", "\">\n");
  reference(out, "<script defer src=\"", file, "assets/site.js", "\"></script>\n</head>\n");
  reference(out, "<body data-top=\"", file, "",
            "\">\n<a class=\"skip\" href=\"#" ATL_ID_MAIN "\">Skip to the content</a>\n<header>");
  reference(out, "<a class=\"home\" href=\"", file, "index.html", "\">");
  atl_html_text(out, site->title);
  reference(out, "</a><nav aria-label=\"Site\"><a href=\"", file, site->a_to_z_file, "\">A–Z</a>");
  if (site->glossary)
    reference(out, "<a href=\"", file, site->glossary_file, "\">Glossary</a>");
  if (site->playground)
    reference(out, "<a href=\"", file, ATL_SITE_PLAYGROUND "/index.html", "\">Playground</a>");
  atl_out_lit(out, "</nav></header>\n");
  bool told = number != ATL_NONE && site->page.at[number].kind != ATL_PAGE_CONTENTS;
  if (told && site->page.at[number].kind != ATL_PAGE_DEPTH)
    side(site, out, file, number);
  crumbs(site, out, file, above);
  atl_out_lit(out, "<main id=\"" ATL_ID_MAIN "\">\n<h1>");
  atl_html_text(out, title);
  atl_out_lit(out, "</h1>\n");
}

void atl_html_end(const struct atl_site *site, struct atl_out *out) {
  atl_out_lit(out, "<footer>" ATL_SITE_MARK " ");
  atl_html_text(out, site->version);
  atl_out_lit(out, "</footer>\n</body>\n</html>\n");
}
