/* The pages as Markdown, for places that show it: a repository, a wiki, an editor. What a page of HTML has a script for
 * is left out; all that is told, and every way from one entry to another, is there.
 *
 * CommonMark, and within what MDX takes: no comments, no addresses in angles. Texts are escaped wherever a mark could
 * mean something; an anchor is what is made of a heading, and an empty <a> before it (slugs.c).
 */
#include "base/spell.h"
#include "site/html.h"
#include "site/markdown_text.h"
#include "site/prose.h"
#include "site/refs.h"
#include "site/site.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST_HEADING = 6, LONGEST_DRAWING = 6000 /* bytes of a drawing as text that stands in a page */ };

struct writer {
  const struct atl_site *site;
  const struct atl_index *index;
  const struct atl_site_page *page;
  const char *file;
  uint32_t number;
  const struct atl_index_map *at;
  const struct atl_map *map;
  struct atl_out *out;
};

static void lit(struct writer *w, const char *text) { atl_out_text(w->out, text); }

/* Text on one line. */
static void plain(struct writer *w, const char *text) { atl_markdown_words(w->out, text); }

static void prose(struct writer *w, const char *text, const char *indent) { atl_markdown_prose(w->out, text, indent); }

static void fenced(struct writer *w, const char *text, const char *indent) {
  atl_markdown_fenced(w->out, text, indent);
}

static void marked(struct writer *w, const char *before, atl_text text, const char *after) {
  if (!text)
    return;
  lit(w, before);
  plain(w, atl_map_text(w->map, text));
  lit(w, after);
}

static void link_to(struct writer *w, uint32_t entry) {
  struct atl_site_where where = atl_site_where(w->site, w->file, entry);
  lit(w, "[");
  plain(w, atl_site_name(w->site, entry));
  if (where.parent || where.page)
    lit(w, " (");
  if (where.parent)
    plain(w, where.parent);
  lit(w, where.parent && where.page ? ", " : "");
  if (where.page)
    plain(w, where.page);
  lit(w, where.parent || where.page ? ")](" : "](");
  atl_site_href(w->site, w->file, entry, false, w->out);
  lit(w, ")");
}

static void link_to_file(struct writer *w, const char *words, const char *file) {
  lit(w, "[");
  plain(w, words);
  lit(w, "](");
  atl_spell_file_address(w->out, w->file, file);
  lit(w, ")");
}

/* -- entries ----------------------------------------------------------------------------------------------------- */

/* What is told of an entry, each paragraph behind `indent`. */
static void references(struct writer *w, uint32_t entry, const char *indent) {
  for (const struct atl_site_ref_name *name = atl_site_ref_names; name->name; name++) {
    struct atl_site_refs refs = {.index = w->index, .entry = entry, .kind = name->kind, .out = name->out};
    bool any = false;
    for (const struct atl_ref *ref; (ref = atl_site_next_ref(&refs)); any = true) {
      atl_out_format(w->out, any ? ", " : "\n%s*%s* ", indent, name->name);
      link_to(w, refs.other);
      const char *label = name->labelled ? atl_site_ref_label(w->index, ref) : "";
      if (*label) {
        lit(w, " (");
        plain(w, label);
        lit(w, ")");
      }
    }
    lit(w, any ? "\n" : "");
  }
}

static void fact(struct writer *w, const struct atl_fact *fact, const char *indent) {
  const char *name = atl_map_text(w->map, fact->name), *said = atl_map_text(w->map, fact->text);
  const char *deeper = *indent ? "    " : "  "; /* that of the item which a fact is */
  bool verbatim = atl_prose_is_verbatim(name, said);
  atl_out_format(w->out, "%s- ", indent);
  marked(w, "**", fact->name, verbatim ? ":**\n\n" : ":** ");
  if (verbatim)
    fenced(w, said, deeper);
  else {
    prose(w, said, deeper);
    lit(w, "\n");
  }
}

static void told(struct writer *w, uint32_t node, const char *indent) {
  const struct atl_node *n = &w->map->node.at[node];
  if (n->extra != ATL_NONE) {
    const struct atl_node_extra *extra = &w->map->extra.at[n->extra];
    if (extra->about) {
      atl_out_format(w->out, "\n%s", indent);
      prose(w, atl_map_text(w->map, extra->about), indent);
      lit(w, "\n");
    }
    for (uint32_t i = 0; i < extra->facts; i++) {
      lit(w, i ? "" : "\n");
      fact(w, &w->map->fact.at[extra->first_fact + i], indent);
    }
    if (extra->since || extra->status) {
      atl_out_format(w->out, "\n%s", indent);
      marked(w, "Since ", extra->since, extra->status ? ", " : "\n");
      marked(w, "status ", extra->status, "\n");
    }
    if (extra->url) {
      const char *url = atl_map_text(w->map, extra->url);
      atl_out_format(w->out, "\n%s", indent);
      atl_markdown_address(w->out, url, strlen(url));
      lit(w, "\n");
    }
  }
  references(w, w->at->first + node, indent);
}

static void anchor(struct writer *w, uint32_t entry) {
  lit(w, "<a id=\"");
  atl_html_text(w->out, w->site->anchor[entry]);
  lit(w, "\"></a>");
}

static void items(struct writer *w, uint32_t node) {
  bool any = false;
  for (uint32_t c = w->map->node.at[node].first_child; c != ATL_NONE; c = w->map->node.at[c].next) {
    if (!(w->map->node.at[c].flags & ATL_NODE_ITEM))
      continue;
    lit(w, any ? "- " : "\n- ");
    any = true;
    marked(w, "**", w->map->node.at[c].label, "**");
    marked(w, " – ", w->map->node.at[c].note, "");
    lit(w, "\n");
    told(w, c, "  ");
  }
}

static void entry(struct writer *w, uint32_t node, uint32_t heading) {
  const struct atl_node *n = &w->map->node.at[node];
  uint32_t home = w->site->home[w->at->first + node];
  lit(w, "\n");
  if (home == w->number) {
    anchor(w, w->at->first + node);
    lit(w, "\n\n");
  }
  atl_out_write(w->out, "######", heading > DEEPEST_HEADING ? DEEPEST_HEADING : heading);
  lit(w, " ");
  if (home != w->number)
    link_to_file(w, atl_map_text(w->map, n->label), w->site->page.at[home].file);
  else
    marked(w, "", n->label, "");
  lit(w, "\n");
  marked(w, "\n*", n->note, "*\n");
  if (home != w->number)
    return;
  told(w, node, "");
  if (n->flags & ATL_NODE_HAS_ITEMS)
    items(w, node);
}

/* Every node of the page in document order; items stand with their node. */
static void entries(struct writer *w) {
  uint32_t root = w->page->root, base = root ? w->map->node.at[root].depth : 1;
  for (uint32_t i = root ? root : atl_map_next(w->map, 0, 0); i != ATL_NONE;) {
    const struct atl_node *n = &w->map->node.at[i];
    bool here = w->site->home[w->at->first + i] == w->number;
    if (!(n->flags & ATL_NODE_ITEM) || n->parent == 0)
      entry(w, i, 2 + (uint32_t)n->depth - base);
    if (here) {
      i = atl_map_next(w->map, i, root);
      continue;
    }
    while (i != root && w->map->node.at[i].parent && w->map->node.at[i].next == ATL_NONE)
      i = w->map->node.at[i].parent;
    i = i == root ? ATL_NONE : w->map->node.at[i].next;
  }
}

/* -- pages ------------------------------------------------------------------------------------------------------- */

/* Home, glossary and index, in one line at the top of every page. */
static void ways(struct writer *w, uint32_t above) {
  const struct atl_site *site = w->site;
  if (above != ATL_NONE) {
    if (above != 0) {
      link_to_file(w, site->title, site->page.at[0].file);
      lit(w, " › ");
    }
    link_to_file(w, atl_page_title(site, above), site->page.at[above].file);
    lit(w, " · ");
  }
  if (strcmp(w->file, site->a_to_z_file) != 0)
    link_to_file(w, "A–Z", site->a_to_z_file);
  if (site->glossary && strcmp(w->file, site->glossary_file) != 0) {
    lit(w, strcmp(w->file, site->a_to_z_file) != 0 ? " · " : "");
    link_to_file(w, "Glossary", site->glossary_file);
  }
  lit(w, "\n");
}

static void title(struct writer *w, const char *words) {
  lit(w, "# ");
  plain(w, words);
  lit(w, "\n\n");
}

static void contents(struct writer *w) {
  bool any = false;
  for (uint32_t i = 0; i < w->site->page.len; i++) {
    const struct atl_site_page *page = &w->site->page.at[i];
    if (page->kind != ATL_PAGE_MAP || i == w->number)
      continue;
    lit(w, any ? "- " : "\n## Contents\n\n- ");
    any = true;
    link_to_file(w, atl_page_title(w->site, i), page->file);
    const struct atl_map *map = w->index->map.at[page->map].map;
    if (map->subtitle) {
      lit(w, " – ");
      plain(w, atl_map_text(map, map->subtitle));
    }
    lit(w, "\n");
  }
}

/* Words that everybody sees: a comment would be HTML, which MDX does not take. */
static void mark(struct writer *w) { lit(w, "\n---\n\n*" ATL_SITE_MARK "*\n"); }

static void neighbours(struct writer *w) {
  uint32_t previous = w->page->previous, next = w->page->next;
  if (previous == ATL_NONE && next == ATL_NONE)
    return;
  lit(w, "\n---\n\n");
  if (previous != ATL_NONE) {
    lit(w, "← ");
    link_to_file(w, atl_page_title(w->site, previous), w->site->page.at[previous].file);
  }
  lit(w, previous != ATL_NONE && next != ATL_NONE ? " · " : "");
  if (next != ATL_NONE) {
    link_to_file(w, atl_page_title(w->site, next), w->site->page.at[next].file);
    lit(w, " →");
  }
  lit(w, "\n");
}

static void drawn(struct writer *w, const struct atl_site_drawing *drawing) {
  if (drawing->svg_file) {
    lit(w, "\n![");
    plain(w, atl_page_title(w->site, w->number));
    lit(w, "](");
    atl_spell_file_address(w->out, w->file, drawing->svg_file);
    lit(w, ")\n");
  }
  if (drawing->text && (drawing->text_len <= LONGEST_DRAWING || !drawing->svg_file)) {
    lit(w, "\n```text\n");
    atl_out_write(w->out, drawing->text, drawing->text_len);
    lit(w, drawing->text_len && drawing->text[drawing->text_len - 1] == '\n' ? "```\n" : "\n```\n");
  }
}

/* The views of the map, each a picture under its title. */
static void views(struct writer *w, const struct atl_site_drawing *drawing) {
  for (uint32_t i = 0; w->page->kind == ATL_PAGE_MAP && drawing->view && i < w->map->view.len; i++) {
    const struct atl_view *view = &w->map->view.at[i];
    if (!drawing->view[i].svg_file)
      continue;
    const char *name = atl_map_text(w->map, view->title ? view->title : view->name);
    lit(w, "\n**");
    plain(w, name);
    lit(w, "**\n");
    if (view->about) {
      lit(w, "\n");
      prose(w, atl_map_text(w->map, view->about), "");
      lit(w, "\n");
    }
    lit(w, "\n![");
    plain(w, name);
    lit(w, "](");
    atl_spell_file_address(w->out, w->file, drawing->view[i].svg_file);
    lit(w, ")\n");
  }
}

void atl_site_write_page_md(const struct atl_site *site, uint32_t number, const struct atl_site_drawing *drawing,
                            struct atl_out *out) {
  const struct atl_site_page *page = &site->page.at[number];
  struct writer w = {
      .site = site, .index = site->index, .page = page, .file = page->file, .number = number, .out = out};
  title(&w, atl_page_title(site, number));
  ways(&w, page->above);
  if (page->kind == ATL_PAGE_CONTENTS) {
    contents(&w);
    mark(&w);
    return;
  }
  w.at = &site->index->map.at[page->map];
  w.map = w.at->map;
  if (!page->root) {
    marked(&w, "\n*", w.map->subtitle, "*\n");
    if (w.map->about) {
      lit(&w, "\n");
      prose(&w, atl_map_text(w.map, w.map->about), "");
      lit(&w, "\n");
    }
  }
  drawn(&w, drawing);
  views(&w, drawing);
  if (!number)
    contents(&w);
  entries(&w);
  if (page->kind == ATL_PAGE_MAP)
    references(&w, w.at->first, "");
  neighbours(&w);
  if (!number)
    mark(&w);
}

/* -- lists ------------------------------------------------------------------------------------------------------- */

static void term_entry(struct writer *w, uint32_t entry_of) {
  const struct atl_index *index = w->index;
  const struct atl_term *term = atl_index_term_of(index, entry_of);
  w->map = index->map.at[atl_index_map_of(index, entry_of)].map;
  lit(w, "\n");
  anchor(w, entry_of);
  marked(w, "\n\n## ", term->name, "\n");
  for (uint32_t i = 0; i < term->akas; i++)
    marked(w, i ? ", *" : "\n*", w->map->word.at[term->first_aka + i].text, "*");
  lit(w, term->akas ? "\n\n" : "\n");
  prose(w, atl_map_text(w->map, term->text), "");
  lit(w, "\n");
  for (uint32_t i = index->first_out[entry_of]; i < index->first_out[entry_of + 1]; i++) {
    lit(w, i == index->first_out[entry_of] ? "\n*See* " : ", ");
    link_to(w, index->ref.at[i].to);
  }
  lit(w, index->first_out[entry_of] < index->first_out[entry_of + 1] ? "\n" : "");
  uint32_t t = entry_of - index->nodes;
  for (uint32_t i = index->first_use[t]; i < index->first_use[t + 1]; i++) {
    lit(w, i == index->first_use[t] ? "\n*Used in* " : ", ");
    link_to(w, index->use.at[i].entry);
  }
  lit(w, index->first_use[t] < index->first_use[t + 1] ? "\n" : "");
}

void atl_site_write_glossary_md(const struct atl_site *site, struct atl_out *out) {
  struct writer w = {.site = site, .index = site->index, .file = site->glossary_file, .out = out};
  uint32_t count;
  uint32_t *sorted = atl_site_sorted(site, site->index->nodes, &count);
  title(&w, "Glossary");
  ways(&w, 0);
  for (uint32_t i = 0; i < count; i++)
    term_entry(&w, sorted[i]);
  free(sorted);
}

void atl_site_write_a_to_z_md(const struct atl_site *site, struct atl_out *out) {
  struct writer w = {.site = site, .index = site->index, .file = site->a_to_z_file, .out = out};
  uint32_t count;
  uint32_t *sorted = atl_site_sorted(site, 0, &count);
  char last = 0;
  title(&w, "Index A–Z");
  ways(&w, 0);
  for (uint32_t i = 0; i < count; i++) {
    char c = atl_site_initial(site, sorted[i]);
    if (c != last)
      atl_out_format(out, c == '#' ? "\n## \\%c\n\n" : "\n## %c\n\n", c);
    last = c;
    lit(&w, "- ");
    link_to(&w, sorted[i]);
    lit(&w, "\n");
  }
  free(sorted);
}
