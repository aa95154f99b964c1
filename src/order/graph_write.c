/* DOT without Graphviz, byte for byte as agwrite() of its libcgraph lays it out, so that a file does not depend on what
 * is installed: subgraphs before nodes, a node before the first edge that needs it, attributes one a line, quotes only
 * where a name or a value would not be read without them.
 *
 * Linear in nodes, edges and bytes. No recursion: groups are kept on a stack. */
#include "order/graph.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Longer texts are broken, behind a character that is in no word and before one that is, by a backslash at the end of
 * the line: DOT reads over it. */
enum { LONG_TEXT = 128 /* bytes */ };

struct writer {
  const struct atl_graph *g;
  struct atl_out *out;
  uint32_t *first;  /* node i has the edges edge[first[i]] to edge[first[i + 1] - 1] */
  uint32_t *edge;   /* by tail, then by head, then as in the graph */
  uint32_t *below;  /* of each box, its first child, and */
  uint32_t *beside; /* of each box, the next child of its parent; ATL_NONE: none */
  uint32_t *before; /* of each node, the first one that has an edge to it; ATL_NONE: none has */
  bool *written;    /* by node */
  struct atl_graph_attributes attributes;
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool in_word(char c) { return is_letter(c) || c == '.' || c == '-'; }

/* Whether DOT reads the text as a number: perhaps a sign, then digits, perhaps with a dot. */
static bool is_number(const char *text) {
  uint32_t dots = 0, digits = 0;
  for (const char *at = text + (*text == '-'); *at; at++)
    if (is_digit(*at))
      digits++;
    else if (*at != '.' || dots++)
      return false;
  return digits;
}

/* Whether DOT reads the text as a name, or a number, without quotes. */
static bool is_bare(const char *text) {
  static const char *const keywords[] = {"node", "edge", "strict", "graph", "digraph", "subgraph"};
  if (is_digit(*text) || *text == '.' || *text == '-')
    return is_number(text);
  for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
    if (!strcasecmp(text, keywords[i]))
      return false;
  const char *at = text;
  while (is_letter(*at) || *at == '_')
    at++;
  return *text && !*at;
}

/* Whether a line may end behind this byte of a text. */
static bool breaks(const char *at) { return at[1] && !in_word(*at) && *at != '\\' && in_word(at[1]); }

/* A name may be so long that it has to be broken, at an underscore: then it is quoted, too. */
static bool is_broken(const char *text) {
  size_t len = strlen(text), at = LONG_TEXT - 1;
  while (at < len && !breaks(text + at))
    at++;
  return at < len;
}

static void write_text(struct atl_out *out, const char *text) {
  if (is_bare(text) && !is_broken(text)) {
    atl_out_text(out, text);
    return;
  }
  atl_out_char(out, '"');
  size_t run = 0;
  for (const char *at = text; *at; at++) {
    if (*at == '"')
      atl_out_char(out, '\\');
    atl_out_char(out, *at);
    if (++run >= LONG_TEXT && breaks(at)) {
      atl_out_lit(out, "\\\n");
      run = 0;
    }
  }
  atl_out_char(out, '"');
}

static void indent(struct atl_out *out, uint32_t level) {
  while (level--)
    atl_out_char(out, '\t');
}

/* The attributes at hand, and the end of the line. */
static void write_attributes(struct writer *w, uint32_t level) {
  const struct atl_graph_attributes *all = &w->attributes;
  for (uint32_t i = 0; i < all->count; i++) {
    if (!i)
      atl_out_lit(w->out, "\t[");
    else {
      atl_out_lit(w->out, ",\n");
      indent(w->out, level + 1);
    }
    atl_out_text(w->out, all->at[i].name);
    atl_out_char(w->out, '=');
    write_text(w->out, all->text.buf + all->at[i].value);
  }
  if (all->count)
    atl_out_char(w->out, ']');
  atl_out_lit(w->out, ";\n");
}

static void write_node(struct writer *w, uint32_t node, uint32_t level) {
  indent(w->out, level);
  write_text(w->out, atl_graph_name(w->g, node));
  atl_graph_of_node(w->g, node, &w->attributes);
  w->written[node] = true;
  write_attributes(w, level);
}

static void write_edge(struct writer *w, uint32_t edge) {
  indent(w->out, 1);
  write_text(w->out, atl_graph_name(w->g, w->g->edge.at[edge].tail));
  atl_out_lit(w->out, " -> ");
  write_text(w->out, atl_graph_name(w->g, w->g->edge.at[edge].head));
  atl_graph_of_edge(w->g, edge, &w->attributes);
  write_attributes(w, 1);
}

/* The attributes at hand as those of all nodes or edges, or of a graph. */
static void write_defaults(struct writer *w, const char *of, uint32_t level) {
  const struct atl_graph_attributes *all = &w->attributes;
  if (!all->count)
    return;
  indent(w->out, level);
  atl_out_text(w->out, of);
  atl_out_lit(w->out, " [");
  for (uint32_t i = 0; i < all->count; i++) {
    if (i) {
      atl_out_lit(w->out, ",\n");
      indent(w->out, level + 1);
    }
    atl_out_text(w->out, all->at[i].name);
    atl_out_char(w->out, '=');
    write_text(w->out, all->text.buf + all->at[i].value);
  }
  if (all->count > 1) {
    atl_out_char(w->out, '\n');
    indent(w->out, level);
  }
  atl_out_lit(w->out, "];\n");
}

/* A box with children: the groups of those children, then the children themselves. */
static void write_group(struct writer *w, uint32_t top) {
  const uint32_t *children = w->g->children;
  struct group {
    uint32_t box, next; /* the child that is looked at next */
  };
  ATL_VEC(struct group) open = {0};
  for (uint32_t box = top;;) {
    if (box != ATL_NONE) {
      indent(w->out, open.len + 1);
      atl_out_lit(w->out, "subgraph ");
      write_text(w->out, atl_graph_group_name(w->g, box, &w->attributes));
      atl_out_lit(w->out, " {\n");
      atl_graph_of_group(w->g, box, &w->attributes);
      write_defaults(w, "graph", open.len + 2);
      *atl_vec_push(&open) = (struct group){.box = box, .next = w->below[box]};
    }
    if (!open.len)
      break;
    struct group *group = &open.at[open.len - 1];
    while (group->next != ATL_NONE && !children[group->next])
      group->next = w->beside[group->next];
    box = group->next;
    if (box != ATL_NONE) {
      group->next = w->beside[box];
      continue;
    }
    if (atl_graph_group_of(w->g, group->box) == group->box && atl_graph_is_node(w->g, group->box))
      write_node(w, group->box, open.len + 1);
    for (uint32_t i = w->below[group->box]; i != ATL_NONE; i = w->beside[i])
      if (atl_graph_group_of(w->g, i) == group->box && atl_graph_is_node(w->g, i))
        write_node(w, i, open.len + 1);
    indent(w->out, open.len);
    atl_out_lit(w->out, "}\n");
    open.len--;
  }
  atl_vec_release(&open);
}

/* Whether a node has to be written of itself: outside of groups it is not where an edge says all of it. */
static bool has_to_be_said(struct writer *w, uint32_t node) {
  if (atl_graph_group_of(w->g, node) != ATL_NONE || !atl_graph_is_node(w->g, node))
    return false;
  if (w->first[node] == w->first[node + 1] && w->before[node] == ATL_NONE)
    return true;
  atl_graph_of_node(w->g, node, &w->attributes);
  return w->attributes.count;
}

/* Nodes outside of groups, each before the first edge that needs it, and all edges. */
static void write_top(struct writer *w) {
  for (uint32_t node = 0; node < w->g->name.len; node++) {
    if (w->before[node] >= node && has_to_be_said(w, node))
      write_node(w, node, 1);
    for (uint32_t i = w->first[node]; i < w->first[node + 1]; i++) {
      uint32_t head = w->g->edge.at[w->edge[i]].head;
      if (!w->written[head] && has_to_be_said(w, head))
        write_node(w, head, 1);
      write_edge(w, w->edge[i]);
    }
  }
}

/* Sorts edges by one of their ends; equal ones stay as they were. `at` has room for all nodes and one more; then it
 * says where each node ends, and the next begins. */
static void sort_by(const struct atl_graph *g, bool by_tail, const uint32_t *from, uint32_t *to, uint32_t *at) {
  memset(at, 0, ((size_t)g->name.len + 1) * sizeof *at);
  for (uint32_t i = 0; i < g->edge.len; i++)
    at[(by_tail ? g->edge.at[i].tail : g->edge.at[i].head) + 1]++;
  for (uint32_t i = 0; i < g->name.len; i++)
    at[i + 1] += at[i];
  for (uint32_t i = 0; i < g->edge.len; i++) {
    const struct atl_graph_edge *edge = &g->edge.at[from[i]];
    to[at[by_tail ? edge->tail : edge->head]++] = from[i];
  }
}

static void sort_edges(struct writer *w) {
  const struct atl_graph *g = w->g;
  uint32_t n = g->name.len, *by_head = atl_alloc((size_t)g->edge.len + 1, sizeof *by_head);
  w->first = atl_alloc((size_t)n + 2, sizeof *w->first);
  w->edge = atl_alloc((size_t)g->edge.len + 1, sizeof *w->edge);
  w->before = atl_alloc((size_t)n + 1, sizeof *w->before);
  for (uint32_t i = 0; i < n; i++)
    w->before[i] = ATL_NONE;
  for (uint32_t i = 0; i < g->edge.len; i++) {
    const struct atl_graph_edge *edge = &g->edge.at[i];
    w->before[edge->head] = edge->tail < w->before[edge->head] ? edge->tail : w->before[edge->head];
    w->edge[i] = i;
  }
  sort_by(g, false, w->edge, by_head, w->first + 1);
  sort_by(g, true, by_head, w->edge, w->first + 1);
  w->first[0] = 0;
  free(by_head);
}

static void list_children(struct writer *w) {
  const struct atl_graph *g = w->g;
  w->below = atl_alloc((size_t)g->box.len + 1, sizeof *w->below);
  w->beside = atl_alloc((size_t)g->box.len + 1, sizeof *w->beside);
  for (uint32_t i = g->box.len; i--;) {
    uint32_t parent = g->box.at[i].parent;
    w->below[i] = g->children[i] ? w->below[i] : ATL_NONE; /* children come after their parents: all are known */
    w->beside[i] = ATL_NONE;
    if (parent != ATL_NONE) {
      w->beside[i] = w->below[parent] ? w->below[parent] : ATL_NONE; /* no child is box 0 */
      w->below[parent] = i;
    }
  }
}

void atl_graph_write(const struct atl_graph *g, struct atl_out *out) {
  struct writer w = {.g = g, .out = out};
  const char *title = g->names.buf + g->title;
  sort_edges(&w);
  list_children(&w);
  w.written = atl_alloc((size_t)g->name.len + 1, sizeof *w.written);
  atl_out_lit(out, "digraph ");
  if (*title != '%') { /* cgraph keeps such names for itself */
    write_text(out, title);
    atl_out_char(out, ' ');
  }
  atl_out_lit(out, "{\n");
  atl_graph_of_all(g, ATL_GRAPH_OWN, &w.attributes);
  write_defaults(&w, "graph", 1);
  atl_graph_of_all(g, ATL_GRAPH_NODES, &w.attributes);
  write_defaults(&w, "node", 1);
  atl_graph_of_all(g, ATL_GRAPH_EDGES, &w.attributes);
  write_defaults(&w, "edge", 1);
  for (uint32_t i = 0; i < g->box.len; i++)
    if (g->box.at[i].parent == ATL_NONE && g->children[i])
      write_group(&w, i);
  write_top(&w);
  atl_out_lit(out, "}\n");
  atl_graph_attributes_release(&w.attributes);
  free(w.written);
  free(w.below);
  free(w.beside);
  free(w.before);
  free(w.edge);
  free(w.first);
}
