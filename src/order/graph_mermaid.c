/* The graph as a flowchart of Mermaid: what GitHub, wikis and notes draw of a block of text.
 *
 * Nodes have names of letters, digits and '_' made of their paths, each its own; a frame is a subgraph. Labels are in
 * quotes, and whatever means something to Mermaid, to HTML or to Markdown is an entity in them. Nodes that look alike
 * have one class. Linear in nodes, edges and bytes, but for the search among looks, of which there are few. */
#include "order/graph.h"

#include "base/strmap.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct writer {
  const struct atl_graph *g;
  struct atl_out *out;
  struct atl_out names; /* of nodes, each ended by a zero */
  ATL_VEC(size_t) name; /* in names */
  struct atl_strmap known;
  ATL_VEC(struct atl_graph_look) look; /* each once, in the order of their first nodes */
  ATL_VEC(struct atl_out) members;     /* of each, names joined by commas */
  struct atl_out room;
};

/* -- names --------------------------------------------------------------------------------------------------------- */

static const char *name_of(const struct writer *w, uint32_t node) { return w->names.buf + w->name.at[node]; }

static bool same_name(const void *writer, uint32_t value, uint32_t number, const char *key, size_t len) {
  const char *name = name_of(writer, value);
  (void)number;
  return !strncmp(name, key, len) && !name[len];
}

/* Words that begin something else than a node. */
static bool is_keyword(const char *name) {
  static const char *const words[] = {"end",         "graph",     "flowchart", "subgraph", "style", "linkstyle",
                                      "class",       "classdef",  "click",     "href",     "call",  "default",
                                      "interpolate", "direction", "acctitle",  "accdescr"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (!strcasecmp(name, words[i]))
      return true;
  return false;
}

static bool is_plain(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

/* A name made of a path, and a number behind it where another one is called so. */
static void add_name(struct writer *w, uint32_t node) {
  struct atl_out *out = &w->names;
  size_t at = out->len;
  for (const char *c = atl_graph_name(w->g, node); *c; c++)
    if (is_plain(*c))
      atl_out_char(out, *c);
    else if (out->len == at || out->buf[out->len - 1] != '_')
      atl_out_char(out, '_');
  atl_out_char(out, 0);
  if (is_keyword(out->buf + at) || out->len == at + 1) {
    out->len--;
    atl_out_lit(out, "_");
    atl_out_char(out, 0);
  }
  size_t base = out->len - 1;
  for (unsigned more = 2; atl_strmap_get(&w->known, 0, out->buf + at, out->len - 1 - at, same_name, w) != ATL_NONE;
       more++) {
    out->len = base;
    atl_out_format(out, "_%u", more);
    atl_out_char(out, 0);
  }
  *atl_vec_push(&w->name) = at;
  atl_strmap_add(&w->known, 0, out->buf + at, out->len - 1 - at, node);
}

/* -- texts --------------------------------------------------------------------------------------------------------- */

/* A text in quotes. Letters, digits, blanks and what is not ASCII stand as they are; of the rest, what is sure to. */
static void write_text(struct writer *w, const char *text) {
  atl_out_char(w->out, '"');
  for (; *text; text++)
    if (*text == '\n')
      atl_out_lit(w->out, "<br/>");
    else if (*text == '"')
      atl_out_lit(w->out, "#quot;");
    else if (is_plain(*text) || strchr(" ,;:!?'()/%=@$^", *text) || (unsigned char)*text >= 0x80)
      atl_out_char(w->out, *text);
    else
      atl_out_format(w->out, "#%u;", (unsigned)(unsigned char)*text);
  atl_out_char(w->out, '"');
}

static void indent(struct writer *w, uint32_t level) {
  for (uint32_t i = 0; i < level; i++)
    atl_out_lit(w->out, "  ");
}

/* -- looks --------------------------------------------------------------------------------------------------------- */

static bool alike(const struct atl_graph_look *a, const struct atl_graph_look *b) {
  return !strcmp(a->fill, b->fill) && !strcmp(a->line, b->line) && !strcmp(a->text, b->text) &&
         a->stroke == b->stroke && !strcmp(a->role, b->role);
}

static struct atl_graph_look look_of(const struct writer *w, uint32_t node) {
  struct atl_graph_look look = {.role = "node"};
  const struct atl_found_box *box = &w->g->box.at[node];
  if (w->g->dress && w->g->dress->of_node)
    w->g->dress->of_node(w->g->dress->context, box->node, box->card, w->g->part[node] & ATL_GRAPH_CLUSTER, &look);
  return look;
}

/* Notes that a node looks so. */
static void add_member(struct writer *w, uint32_t node, const struct atl_graph_look *look) {
  uint32_t i = 0;
  if (!*look->fill)
    return;
  while (i < w->look.len && !alike(&w->look.at[i], look))
    i++;
  if (i == w->look.len) {
    *atl_vec_push(&w->look) = *look;
    atl_out_memory(atl_vec_push(&w->members));
  }
  struct atl_out *members = &w->members.at[i];
  if (members->len)
    atl_out_char(members, ',');
  atl_out_text(members, name_of(w, node));
}

static void write_class_name(struct writer *w, uint32_t number) {
  uint32_t before = 0;
  for (uint32_t i = 0; i < number; i++)
    before += !strcmp(w->look.at[i].role, w->look.at[number].role);
  for (const char *c = w->look.at[number].role; *c; c++)
    atl_out_char(w->out, is_plain(*c) ? *c : '_');
  atl_out_char(w->out, '_'); /* no word of Mermaid ends so */
  if (before)
    atl_out_int(w->out, before + 1);
}

static void write_classes(struct writer *w) {
  static const char *const dashes[] = {"", ",stroke-dasharray:4 3", ",stroke-dasharray:1 3", ",stroke-width:3px", ""};
  for (uint32_t i = 0; i < w->look.len; i++) {
    const struct atl_graph_look *look = &w->look.at[i];
    atl_out_lit(w->out, "  classDef ");
    write_class_name(w, i);
    atl_out_format(w->out, " fill:%s,stroke:%s,color:%s%s\n", look->fill, look->line, look->text,
                   look->stroke < sizeof dashes / sizeof *dashes ? dashes[look->stroke] : "");
    atl_out_lit(w->out, "  class ");
    atl_out_write(w->out, w->members.at[i].buf, w->members.at[i].len);
    atl_out_char(w->out, ' ');
    write_class_name(w, i);
    atl_out_char(w->out, '\n');
  }
}

/* -- nodes --------------------------------------------------------------------------------------------------------- */

/* The brackets of each shape of style/shape.h. Of those that Mermaid has no brackets for, the nearest. */
static const char *const brackets[][2] = {
    {"[", "]"},   /* box */
    {"(", ")"},   /* rounded */
    {"[(", ")]"}, /* cylinder */
    {"([", "])"}, /* queue */
    {"(", ")"},   /* person */
    {"([", "])"}, /* cloud */
    {"[", "]"},   /* document */
    {"{{", "}}"}, /* hexagon */
    {"{", "}"},   /* diamond */
    {"((", "))"}, /* circle */
    {"([", "])"}, /* stadium */
    {"[[", "]]"}, /* component */
    {"[", "]"},   /* folder */
    {">", "]"},   /* note */
    {"[", "]"},   /* boundary */
};

static void write_label(struct writer *w, uint32_t node) {
  w->room.len = 0;
  atl_graph_label(w->g, node, &w->room);
  atl_out_char(&w->room, 0);
  write_text(w, w->room.len > 1 ? w->room.buf : " "); /* an empty one is no label */
}

static void write_click(struct writer *w, uint32_t node) {
  const struct atl_map *map = w->g->map;
  const struct atl_node *of = &map->node.at[w->g->box.at[node].node];
  atl_text url = of->extra == ATL_NONE || w->g->box.at[node].card ? 0 : map->extra.at[of->extra].url;
  if (!url || w->g->part[node] & ATL_GRAPH_CLUSTER)
    return;
  atl_out_format(w->out, "  click %s href \"", name_of(w, node));
  for (const char *c = atl_map_text(map, url); *c; c++)
    if (*c == '"' || *c == ' ' || *c == '\n' || *c == '`' || *c == '<' || *c == '>')
      atl_out_format(w->out, "%%%02X", (unsigned)(unsigned char)*c);
    else
      atl_out_char(w->out, *c);
  atl_out_lit(w->out, "\"\n");
}

static void write_node(struct writer *w, uint32_t node, uint32_t level) {
  const char *const *bracket = brackets[0];
  indent(w, level);
  atl_out_text(w->out, name_of(w, node));
  if (node < w->g->box.len) {
    struct atl_graph_look look = look_of(w, node);
    if (look.outline < sizeof brackets / sizeof *brackets)
      bracket = brackets[look.outline];
    add_member(w, node, &look);
  }
  atl_out_text(w->out, bracket[0]);
  write_label(w, node);
  atl_out_text(w->out, bracket[1]);
  atl_out_char(w->out, '\n');
}

static uint32_t frame_around(const struct atl_graph *g, uint32_t node) {
  do
    node = g->box.at[node].parent;
  while (node != ATL_NONE && !(g->part[node] & ATL_GRAPH_CLUSTER));
  return node;
}

/* Whether a link leads from what a frame holds, at any depth, to the frame: Mermaid has no such edges. */
static bool needs_anchor(const struct atl_graph *g, uint32_t edge) {
  uint32_t tail = g->edge.at[edge].tail, head = g->edge.at[edge].head;
  uint32_t frame = tail < g->box.len && g->part[tail] & ATL_GRAPH_CLUSTER && atl_graph_holds(g, tail, head) ? tail
                   : head < g->box.len && g->part[head] & ATL_GRAPH_CLUSTER && atl_graph_holds(g, head, tail)
                       ? head
                       : ATL_NONE;
  return frame != ATL_NONE;
}

static void write_nodes(struct writer *w, const bool *anchored) {
  const struct atl_graph *g = w->g;
  ATL_VEC(uint32_t) open = {0}; /* frames; boxes stand in document order, what a frame holds behind it */
  for (uint32_t i = 0; i <= g->box.len; i++) {
    uint32_t frame = i < g->box.len ? frame_around(g, i) : ATL_NONE;
    while (open.len && open.at[open.len - 1] != frame) {
      indent(w, open.len);
      atl_out_lit(w->out, "end\n");
      open.len--;
    }
    if (i == g->box.len || g->part[i] & ATL_GRAPH_GONE)
      continue;
    if (!(g->part[i] & ATL_GRAPH_CLUSTER)) {
      write_node(w, i, open.len + 1);
      continue;
    }
    struct atl_graph_look look = look_of(w, i);
    add_member(w, i, &look);
    indent(w, open.len + 1);
    atl_out_format(w->out, "subgraph %s[", name_of(w, i));
    write_label(w, i);
    atl_out_lit(w->out, "]\n");
    *atl_vec_push(&open) = i;
    if (anchored[i]) {
      indent(w, open.len + 1);
      atl_out_format(w->out, "%s__((\" \"))\n", name_of(w, i));
    }
  }
  atl_vec_release(&open);
  for (uint32_t i = g->box.len; i < g->name.len; i++)
    write_node(w, i, 1);
}

/* -- edges --------------------------------------------------------------------------------------------------------- */

enum { SOLID, DOTTED, THICK };

static void write_edge(struct writer *w, uint32_t number) {
  /* tail, line and head: [SOLID, DOTTED, THICK] */
  static const char *const forward[] = {"-->", "-.->", "==>"}, *const both[] = {"<-->", "<-.->", "<==>"},
                           *const none[] = {"---", "-.-", "==="};
  const struct atl_graph_edge *edge = &w->g->edge.at[number];
  const char *anchor = needs_anchor(w->g, number) ? "__" : "", *label = "";
  const char *const *arrow = forward;
  int line = SOLID;
  if (edge->link != ATL_NONE) {
    const struct atl_link *link = &w->g->map->link.at[edge->link];
    struct atl_graph_look look = {.role = "link"};
    if (w->g->dress && w->g->dress->of_link)
      w->g->dress->of_link(w->g->dress->context, edge->link, &look);
    arrow = link->arrow == ATL_ARROW_FORWARD ? forward : link->arrow == ATL_ARROW_BOTH ? both : none;
    line = look.stroke == 3 ? THICK : look.stroke ? DOTTED : atl_graph_is_quiet(w->g, number) ? DOTTED : SOLID;
    label = atl_map_text(w->g->map, link->label);
  }
  bool tail_frame = *anchor && atl_graph_holds(w->g, edge->tail, edge->head);
  atl_out_format(w->out, "  %s%s %s", name_of(w, edge->tail), tail_frame ? anchor : "", arrow[line]);
  if (*label) {
    atl_out_char(w->out, '|');
    write_text(w, label);
    atl_out_char(w->out, '|');
  }
  bool head_frame = *anchor && atl_graph_holds(w->g, edge->head, edge->tail);
  atl_out_format(w->out, " %s%s\n", name_of(w, edge->head), head_frame ? anchor : "");
}

/* Edges of another colour than most, by number. */
static void write_colors(struct writer *w) {
  const struct atl_graph *g = w->g;
  if (!g->dress || !g->dress->of_link)
    return;
  struct atl_graph_look lines = {.role = "link"};
  g->dress->of_link(g->dress->context, ATL_NONE, &lines);
  for (uint32_t i = 0; i < g->edge.len; i++) {
    struct atl_graph_look look = {.role = "link"};
    if (g->edge.at[i].link == ATL_NONE)
      continue;
    g->dress->of_link(g->dress->context, g->edge.at[i].link, &look);
    if (strcmp(look.line, lines.line) != 0)
      atl_out_format(w->out, "  linkStyle %u stroke:%s\n", i, look.line);
  }
}

void atl_graph_write_mermaid(const struct atl_graph *g, struct atl_out *out) {
  struct writer w = {.g = g, .out = out};
  bool *anchored = atl_alloc((size_t)g->box.len + 1, sizeof *anchored);
  atl_out_memory(&w.names);
  atl_out_memory(&w.room);
  for (uint32_t i = 0; i < g->name.len; i++)
    add_name(&w, i);
  for (uint32_t i = 0; i < g->edge.len; i++)
    if (needs_anchor(g, i)) {
      uint32_t tail = g->edge.at[i].tail, head = g->edge.at[i].head;
      anchored[atl_graph_holds(g, tail, head) ? tail : head] = true;
    }
  if (g->map->title) { /* YAML, of which a string of JSON is one */
    atl_out_lit(out, "---\ntitle: \"");
    for (const char *c = atl_map_text(g->map, g->map->title); *c; c++) {
      if (*c == '"' || *c == '\\')
        atl_out_char(out, '\\');
      atl_out_char(out, *c == '\n' ? ' ' : *c);
    }
    atl_out_lit(out, "\"\n---\n");
  }
  atl_out_format(out, "flowchart %s\n", g->rankdir);
  write_nodes(&w, anchored);
  for (uint32_t i = 0; i < g->edge.len; i++)
    write_edge(&w, i);
  write_colors(&w);
  for (uint32_t i = 0; i < g->box.len; i++)
    if (!(g->part[i] & ATL_GRAPH_GONE))
      write_click(&w, i);
  write_classes(&w);
  for (uint32_t i = 0; i < w.members.len; i++)
    atl_out_discard(&w.members.at[i]);
  atl_vec_release(&w.members);
  atl_vec_release(&w.look);
  atl_vec_release(&w.name);
  atl_strmap_release(&w.known);
  atl_out_discard(&w.names);
  atl_out_discard(&w.room);
  free(anchored);
}
