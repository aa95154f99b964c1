/* One page: what it is about, its drawing with the ways to take it along, and an entry for each node. */
#include "base/spell.h"
#include "site/html.h"
#include "site/pack.h"
#include "site/prose.h"
#include "site/refs.h"

#include <string.h>

enum {
  DEEPEST_HEADING = 6,
  SHORT_URL = 60, /* bytes of an address that are shown */
  SHOWN_REFERENCES = 5,
  MOST_REFERENCES = 7, /* of one kind that stand in a line; of more the first of them */
  FOLDED_FROM = 24,    /* entries of a page whose sections can be folded */
  MOST_IN_PART = 40,   /* entries of another page that its part is announced with */
  LONG_TEXT = 3000,    /* bytes of a text drawing: a longer one is loaded by the script */
};

struct writer {
  const struct atl_site *site;
  const struct atl_index *index;
  const struct atl_site_page *page;
  uint32_t number; /* of the page */
  const struct atl_index_map *at;
  const struct atl_map *map;
  uint32_t fold; /* how deep the nodes stand whose entries are sections to be folded; 0: none is */
  bool folding;  /* one of them is open */
  struct atl_out *out;
};

static void lit(struct writer *w, const char *text) { atl_out_text(w->out, text); }
static void text(struct writer *w, atl_text offset) { atl_html_text(w->out, atl_map_text(w->map, offset)); }

static void tagged(struct writer *w, const char *open, atl_text offset, const char *close) {
  if (!offset)
    return;
  lit(w, open);
  text(w, offset);
  lit(w, close);
}

/* Paragraphs. */
static void prose(struct writer *w, atl_text offset) {
  if (!offset)
    return;
  lit(w, "<p>");
  atl_prose_html(w->out, atl_map_text(w->map, offset), "</p><p>");
  lit(w, "</p>");
}

static void link_to_page(struct writer *w, uint32_t page, const char *before, const char *after) {
  lit(w, before);
  atl_html_file(w->out, w->page->file, w->site->page.at[page].file);
  lit(w, "\">");
  atl_html_text(w->out, atl_page_title(w->site, page));
  lit(w, after);
}

/* -- references -------------------------------------------------------------------------------------------------- */

static void reference(struct writer *w, const struct atl_site_ref_name *name, const struct atl_site_refs *refs,
                      const struct atl_ref *ref) {
  atl_html_link(w->site, w->out, w->page->file, refs->other);
  const char *label = name->labelled ? atl_site_ref_label(w->index, ref) : "";
  if (*label) {
    lit(w, " (");
    atl_html_text(w->out, label);
    lit(w, ")");
  }
}

/* A line for each kind of reference; of many the rest is folded away. */
static void all_references(struct writer *w, uint32_t entry) {
  for (const struct atl_site_ref_name *name = atl_site_ref_names; name->name; name++) {
    struct atl_site_refs refs = {.index = w->index, .entry = entry, .kind = name->kind, .out = name->out};
    uint32_t all = 0, shown = 0;
    while (atl_site_next_ref(&refs))
      all++;
    if (!all)
      continue;
    bool folded = all > MOST_REFERENCES;
    atl_out_format(w->out, "<p><b>%s</b> ", name->name);
    refs.at = 0;
    for (const struct atl_ref *ref; (ref = atl_site_next_ref(&refs)); shown++) {
      if (folded && shown == SHOWN_REFERENCES)
        atl_out_format(w->out, "</p><details class=\"refs\"><summary>and %u more</summary><p>", all - shown);
      else if (shown)
        lit(w, ", ");
      reference(w, name, &refs, ref);
    }
    lit(w, folded ? "</p></details>" : "</p>");
  }
}

/* -- entries ----------------------------------------------------------------------------------------------------- */

/* The address of somebody, in which marks that none may have are written by their numbers. */
static void address(struct writer *w, const char *url) {
  for (const char *c = url; *c; c += *c != 0) {
    size_t plain = strcspn(c, " \"<>\\^`{|}");
    atl_out_xml(w->out, c, plain);
    c += plain;
    if (*c)
      atl_out_format(w->out, "%%%02X", (unsigned char)*c);
  }
}

/* An address without its scheme, cut where it is long. */
static void external(struct writer *w, atl_text url) {
  const char *full = atl_map_text(w->map, url), *shown = strstr(full, "://");
  shown = shown ? shown + 3 : full;
  lit(w, "<p><a href=\"");
  address(w, full);
  lit(w, "\">");
  size_t len = strlen(shown);
  if (len && shown[len - 1] == '/')
    len--;
  bool cut = len > SHORT_URL;
  len = cut ? SHORT_URL : len;
  while (cut && len && ((unsigned char)shown[len] & 0xc0) == 0x80)
    len--;
  atl_out_xml(w->out, shown, len);
  lit(w, cut ? "…</a></p>" : "</a></p>");
}

static void fact(struct writer *w, const struct atl_fact *fact) {
  const char *name = atl_map_text(w->map, fact->name), *said = atl_map_text(w->map, fact->text);
  bool verbatim = atl_prose_is_verbatim(name, said);
  tagged(w, verbatim ? "<dt class=\"lines\">" : "<dt>", fact->name, "</dt>");
  if (verbatim) {
    lit(w, "<dd class=\"lines\"><pre><code>");
    atl_prose_verbatim_html(w->out, said, strlen(said));
    lit(w, "</code></pre></dd>");
  } else if (fact->text) {
    lit(w, "<dd>");
    atl_prose_html(w->out, said, "");
    lit(w, "</dd>");
  }
}

static void told(struct writer *w, uint32_t node) {
  const struct atl_node *n = &w->map->node.at[node];
  if (n->extra != ATL_NONE) {
    const struct atl_node_extra *extra = &w->map->extra.at[n->extra];
    prose(w, extra->about);
    if (extra->facts)
      lit(w, "<dl>");
    for (uint32_t i = 0; i < extra->facts; i++)
      fact(w, &w->map->fact.at[extra->first_fact + i]);
    if (extra->facts)
      lit(w, "</dl>");
    if (extra->since || extra->status) {
      tagged(w, "<p><b>Since</b> ", extra->since, extra->status ? " " : "</p>");
      tagged(w, extra->since ? "<b>Status</b> " : "<p><b>Status</b> ", extra->status, "</p>");
    }
    if (extra->url)
      external(w, extra->url);
  }
  all_references(w, w->at->first + node);
}

static void id_of(struct writer *w, uint32_t node) { atl_html_text(w->out, w->site->anchor[w->at->first + node]); }

/* The tags of an entry, for the script that filters by them. */
static void tags_of(struct writer *w, uint32_t node) {
  const struct atl_node *n = &w->map->node.at[node];
  if (n->extra == ATL_NONE || !w->map->extra.at[n->extra].tags)
    return;
  const struct atl_node_extra *extra = &w->map->extra.at[n->extra];
  for (uint32_t i = 0; i < extra->tags; i++) {
    lit(w, i ? "," : " data-tags=\"");
    text(w, w->map->word.at[extra->first_tag + i].text);
  }
  lit(w, "\"");
}

static void name_of(struct writer *w, uint32_t node) {
  const struct atl_node *n = &w->map->node.at[node];
  text(w, n->label);
  tagged(w, " <small>", n->note, "</small>");
  tagged(w, " <i>", n->kind, "</i>");
}

/* The items of a node, a list in its entry; one whose parent has a page of its own stands there. */
static void items_of(struct writer *w, uint32_t node) {
  bool any = false;
  for (uint32_t c = w->map->node.at[node].first_child; c != ATL_NONE; c = w->map->node.at[c].next) {
    if (!(w->map->node.at[c].flags & ATL_NODE_ITEM))
      continue;
    lit(w, any ? "" : "<ul>");
    any = true;
    lit(w, "<li id=\"");
    id_of(w, c);
    lit(w, "\"");
    tags_of(w, c);
    lit(w, ">");
    name_of(w, c);
    told(w, c);
    lit(w, "</li>");
  }
  if (any)
    lit(w, "</ul>");
}

static bool is_here(const struct writer *w, uint32_t node) { return w->site->home[w->at->first + node] == w->number; }

/* The root of a part, told on its own page, and what of it the drawing shows. */
static void part(struct writer *w, uint32_t node, int heading) {
  const struct atl_node *n = w->map->node.at;
  const struct atl_site_page *page = &w->site->page.at[w->site->home[w->at->first + node]];
  uint32_t deepest = w->page->depth + (w->page->root ? n[w->page->root].depth - 1u : 0), shown = 0;
  atl_out_format(w->out, "<section class=\"part\"><h%d><a href=\"", heading);
  atl_html_file(w->out, w->page->file, page->file);
  lit(w, "\">");
  text(w, n[node].label);
  lit(w, "</a>");
  tagged(w, " <small>", n[node].note, "</small>");
  atl_out_format(w->out, "</h%d><p>%u entries", heading, page->drawn);
  for (uint32_t i = atl_map_next(w->map, node, node); i != ATL_NONE && shown < MOST_IN_PART;
       i = atl_map_next(w->map, i, node)) {
    if (n[i].flags & ATL_NODE_ITEM || n[i].depth > deepest)
      continue;
    lit(w, shown++ ? ", <a href=\"" : ": <a href=\"");
    atl_site_href(w->site, w->page->file, w->at->first + i, false, w->out);
    lit(w, "\">");
    text(w, n[i].label);
    lit(w, "</a>");
  }
  lit(w, "</p></section>\n");
}

static void entry(struct writer *w, uint32_t node, int heading) {
  const struct atl_node *n = &w->map->node.at[node];
  if (!is_here(w, node)) {
    part(w, node, heading);
    return;
  }
  bool folds = n->depth == w->fold && !(n->flags & ATL_NODE_ITEM);
  lit(w, "<section id=\"");
  id_of(w, node);
  lit(w, folds ? "\" class=\"fold\"" : "\"");
  tags_of(w, node);
  lit(w, folds ? "><details open><summary>" : ">");
  atl_out_format(w->out, "<h%d>", heading);
  name_of(w, node);
  atl_out_format(w->out, "</h%d>", heading);
  lit(w, folds ? "</summary>\n" : "");
  told(w, node);
  if (n->flags & ATL_NODE_HAS_ITEMS)
    items_of(w, node);
  if (folds)
    w->folding = true; /* what is below it stands within */
  else
    lit(w, "</section>\n");
}

static void end_fold(struct writer *w) {
  lit(w, w->folding ? "</details></section>\n" : "");
  w->folding = false;
}

/* The depth of the nodes that are sections to be folded: below the root, where that is one; 0: the page is short. */
static uint32_t fold_depth(const struct writer *w) {
  const struct atl_node *node = w->map->node.at;
  uint32_t root = w->page->root, entries = 0;
  for (uint32_t i = root; i != ATL_NONE; i = atl_map_next(w->map, i, root))
    entries += is_here(w, i);
  if (entries < FOLDED_FROM)
    return 0;
  return root ? node[root].depth + 1 : node[0].first_child == node[0].last_child ? 2 : 1;
}

/* All nodes of the page, in document order; items in the entry of their node. What is below the root of another page is
 * passed over. */
static void entries(struct writer *w) {
  const struct atl_map *map = w->map;
  uint32_t root = w->page->root, base = root ? map->node.at[root].depth : 1;
  w->fold = fold_depth(w);
  lit(w, "<div class=\"entries\" id=\"" ATL_ID_ENTRIES "\">\n");
  for (uint32_t i = root ? root : atl_map_next(map, 0, 0); i != ATL_NONE;) {
    const struct atl_node *n = &map->node.at[i];
    if (n->depth <= w->fold)
      end_fold(w);
    if (!(n->flags & ATL_NODE_ITEM)) {
      uint32_t heading = 2 + (uint32_t)n->depth - base;
      entry(w, i, (int)(heading > DEEPEST_HEADING ? DEEPEST_HEADING : heading));
    } else if (n->parent == 0 && is_here(w, i)) /* an item at the top has no node to stand in */
      entry(w, i, 2);
    if (is_here(w, i)) {
      i = atl_map_next(map, i, root);
      continue;
    }
    while (i != root && i != ATL_NONE && map->node.at[i].next == ATL_NONE)
      i = map->node.at[i].parent ? map->node.at[i].parent : root;
    i = i == root || i == ATL_NONE ? ATL_NONE : map->node.at[i].next;
  }
  end_fold(w);
  lit(w, "</div>\n");
}

/* -- the drawing ------------------------------------------------------------------------------------------------- */

static void other_drawing(struct writer *w, uint32_t page) {
  const struct atl_site_page *other = &w->site->page.at[page];
  if (page == w->number) {
    atl_out_format(w->out, "<b aria-current=\"page\">%u</b> ", other->depth);
    return;
  }
  lit(w, "<a href=\"");
  atl_html_file(w->out, w->page->file, other->file);
  atl_out_format(w->out, "\">%u</a> ", other->depth);
}

/* The same drawn to other depths. */
static void depths(struct writer *w) {
  const struct atl_site *site = w->site;
  uint32_t whole = w->page->kind == ATL_PAGE_DEPTH ? w->page->above : w->number;
  bool any = false;
  for (uint32_t i = whole + 1; i <= site->page.len; i++) {
    bool one = i < site->page.len && site->page.at[i].kind == ATL_PAGE_DEPTH && site->page.at[i].above == whole;
    if (!any && !one)
      return;
    lit(w, any ? "" : "<nav class=\"drawings\" aria-label=\"Levels\"><span>Levels</span> ");
    any = true;
    other_drawing(w, one ? i : whole);
    if (!one)
      break;
  }
  lit(w, "</nav>\n");
}

static void download(struct writer *w, const char *file, const char *name) {
  if (!file)
    return;
  lit(w, "<a download href=\"");
  atl_html_file(w->out, w->page->file, file);
  atl_out_format(w->out, "\">%s</a>\n", name);
}

static bool is_long(const struct atl_site_drawing *drawing) { return drawing->text && drawing->text_len > LONG_TEXT; }

static void more_from(struct writer *w, const struct atl_site_drawing *drawing) {
  lit(w, " data-more=\"");
  atl_html_file(w->out, w->page->file, drawing->more_file);
  lit(w, "\"");
}

/* The drawing as text. A long one is loaded when it is wanted. */
static void as_text(struct writer *w, const struct atl_site_drawing *drawing) {
  lit(w, "<details class=\"text\"");
  if (is_long(drawing))
    more_from(w, drawing);
  lit(w, "><summary>As text</summary>\n<pre tabindex=\"0\" role=\"img\" aria-label=\"Drawing as text\">");
  if (!is_long(drawing))
    atl_prose_verbatim_html(w->out, drawing->text, drawing->text_len);
  lit(w, "</pre></details>\n");
}

static const char *view_title(const struct writer *w, const struct atl_view *view) {
  return atl_map_text(w->map, view->title ? view->title : view->name);
}

static void view_id(struct writer *w, const struct atl_view *view) {
  lit(w, ATL_ID_VIEW);
  atl_html_text(w->out, atl_map_text(w->map, view->name));
}

/* The views of a map, each under its title, drawn when it is opened. */
static void views(struct writer *w, const struct atl_site_drawing *drawing) {
  if (w->page->kind != ATL_PAGE_MAP || !drawing->more_file || !w->map->view.len)
    return;
  lit(w, "<section class=\"views\" aria-labelledby=\"" ATL_ID_VIEWS "\"");
  more_from(w, drawing);
  lit(w, "><h2 id=\"" ATL_ID_VIEWS "\">Views</h2>\n");
  for (uint32_t i = 0; i < w->map->view.len; i++) {
    const struct atl_view *view = &w->map->view.at[i];
    lit(w, "<details id=\"");
    view_id(w, view);
    lit(w, "\"><summary>");
    atl_html_text(w->out, view_title(w, view));
    lit(w, "</summary>\n");
    prose(w, view->about);
    if (view->root_node && is_here(w, view->root_node)) {
      lit(w, "<p>Of ");
      atl_html_link(w->site, w->out, w->page->file, w->at->first + view->root_node);
      lit(w, "</p>");
    }
    lit(w, "</details>\n");
  }
  lit(w, "</section>\n");
}

/* A member of the object that the script loads. */
static void more(struct atl_out *out, const char *before, const char *name, const char *text, size_t len) {
  atl_out_text(out, out->len ? ",\n\"" : "{\"");
  atl_out_text(out, before);
  atl_spell(out, ATL_SPELL_JSON, name);
  atl_out_lit(out, "\":\"");
  atl_spell_bytes(out, ATL_SPELL_JSON, text, len);
  atl_out_char(out, '"');
}

/* All in one piece: what drawings have in common is packed once. */
void atl_site_write_more(const struct atl_site *site, uint32_t number, const struct atl_site_drawing *drawing,
                         struct atl_out *out) {
  const struct atl_site_page *page = &site->page.at[number];
  const struct atl_map *map = site->index->map.at[page->map].map;
  struct atl_out all;
  atl_out_memory(&all);
  if (is_long(drawing))
    more(&all, "", "text", drawing->text, drawing->text_len);
  for (uint32_t i = 0; drawing->view && i < map->view.len; i++)
    if (drawing->view[i].svg)
      more(&all, ATL_ID_VIEW, atl_map_text(map, map->view.at[i].name), drawing->view[i].svg, drawing->view[i].svg_len);
  if (all.len) {
    atl_out_char(&all, '}');
    atl_out_lit(out, "atlasMore(\"");
    if (atl_site_pack(all.buf, all.len, out))
      atl_out_lit(out, "\")\n");
    else {
      out->len--; /* no quote: the value itself */
      atl_out_write(out, all.buf, all.len);
      atl_out_lit(out, ")\n");
    }
  }
  atl_out_discard(&all);
}

/* What the colours stand for. The script gives them to the chips of these kinds, too. */
static void legend(struct writer *w, const struct atl_site_drawing *drawing) {
  for (uint32_t i = 0; i < drawing->keys; i++) {
    lit(w, i ? "<li>" : "<ul class=\"legend\"><li>");
    atl_out_write(w->out, drawing->key[i].sample, drawing->key[i].sample_len);
    atl_html_text(w->out, drawing->key[i].kind);
    lit(w, "</li>");
  }
  lit(w, drawing->keys ? "</ul>\n" : "");
}

static void drawn(struct writer *w, const struct atl_site_drawing *drawing) {
  lit(w, "<figure id=\"" ATL_ID_DRAWING "\">\n<figcaption>");
  if (w->page->kind != ATL_PAGE_DEPTH)
    lit(w, "<a class=\"past\" href=\"#" ATL_ID_ENTRIES "\">Past the drawing</a>\n");
  download(w, drawing->svg_file, "SVG");
  download(w, drawing->png_file, "PNG");
  if (drawing->shared) {
    lit(w, "<a href=\"");
    atl_html_file(w->out, w->page->file, ATL_SITE_PLAYGROUND "/index.html");
    atl_out_format(w->out, "#%s\">Open in the playground</a>\n", drawing->shared);
  }
  lit(w, "</figcaption>\n<section class=\"view\" tabindex=\"0\" aria-label=\"Drawing\">\n");
  lit(w, drawing->narrow ? "<div class=\"wide\">" : "");
  atl_out_write(w->out, drawing->svg, drawing->svg_len);
  if (drawing->narrow) {
    lit(w, "</div><div class=\"narrow\">");
    atl_out_write(w->out, drawing->narrow, drawing->narrow_len);
    const char *how = drawing->unlinked ? ", without its links" : "";
    if (drawing->levels)
      atl_out_format(w->out, "<p>Drawn to %u levels%s, for want of room; the entries tell the rest.</p>",
                     drawing->levels, how);
    else if (drawing->unlinked)
      lit(w, "<p>Drawn without its links, for want of room; the entries name them.</p>");
    lit(w, "</div>");
  }
  lit(w, "</section>\n");
  legend(w, drawing);
  lit(w, "</figure>\n");
  if (drawing->text)
    as_text(w, drawing);
  views(w, drawing);
}

/* -- what surrounds it ------------------------------------------------------------------------------------------- */

static void maps_below(struct writer *w) {
  const struct atl_site *site = w->site;
  bool any = false;
  for (uint32_t i = 0; i < site->page.len; i++) {
    const struct atl_site_page *page = &site->page.at[i];
    if (page->kind != ATL_PAGE_MAP || i == w->number)
      continue;
    const struct atl_index_map *at = &w->index->map.at[page->map];
    lit(w, any ? ""
               : "<nav class=\"contents\" aria-labelledby=\"" ATL_ID_CONTENTS "\"><h2 id=\"" ATL_ID_CONTENTS
                 "\">Contents</h2>\n<ul>\n");
    any = true;
    link_to_page(w, i, "<li><a href=\"", "</a>");
    if (at->map->subtitle) {
      lit(w, " <small>");
      atl_html_text(w->out, atl_map_text(at->map, at->map->subtitle));
      lit(w, "</small>");
    }
    lit(w, "</li>");
  }
  if (any)
    lit(w, "</ul></nav>\n");
}

static void neighbours(struct writer *w, const char *class) {
  if (w->page->previous == ATL_NONE && w->page->next == ATL_NONE)
    return;
  atl_out_format(w->out, "<nav class=\"%s\" aria-label=\"Pages%s\">", class, class[4] ? ", at the top" : "");
  if (w->page->previous != ATL_NONE)
    link_to_page(w, w->page->previous, "<a rel=\"prev\" href=\"", "</a>");
  if (w->page->next != ATL_NONE)
    link_to_page(w, w->page->next, "<a rel=\"next\" href=\"", "</a>");
  lit(w, "</nav>\n");
}

/* The paragraphs of what a map is about. */
static void about(struct writer *w) {
  if (w->page->root)
    return;
  tagged(w, "<p class=\"subtitle\">", w->map->subtitle, "</p>\n");
  prose(w, w->map->about);
}

void atl_site_write_page(const struct atl_site *site, uint32_t number, const struct atl_site_drawing *drawing,
                         struct atl_out *out) {
  const struct atl_site_page *page = &site->page.at[number];
  struct writer w = {.site = site, .index = site->index, .page = page, .number = number, .out = out};
  bool told_here = page->kind == ATL_PAGE_MAP || page->kind == ATL_PAGE_PART;
  if (page->kind == ATL_PAGE_CONTENTS) {
    atl_html_begin(site, out, page->file, site->title, "", ATL_NONE, number);
    maps_below(&w);
    neighbours(&w, "turn");
  } else {
    w.at = &site->index->map.at[page->map];
    w.map = w.at->map;
    bool whole = page->kind == ATL_PAGE_MAP && w.map->about;
    atl_html_begin(site, out, page->file, atl_page_title(site, number), whole ? atl_map_text(w.map, w.map->about) : "",
                   page->above, number);
    about(&w);
    if (told_here)
      neighbours(&w, "turn top");
    depths(&w);
    if (drawing->svg)
      drawn(&w, drawing);
    if (number == 0)
      maps_below(&w);
    if (told_here)
      entries(&w);
    else
      link_to_page(&w, page->above, "<p><a href=\"", "</a> tells of each of these.</p>");
    if (page->kind == ATL_PAGE_MAP)
      all_references(&w, w.at->first);
    neighbours(&w, "turn");
  }
  lit(&w, "</main>\n");
  atl_html_end(site, out);
}
