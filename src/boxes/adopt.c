/* A graph that was read from a drawing becomes a map: nested nodes with their words, links with their labels. Ids are
 * made of the words where these are ASCII, so that whoever goes on with the map finds them. */
#include "boxes/graph.h"

#include "base/letter.h"
#include "base/out.h"
#include "base/spell.h"

#include <stdio.h>
#include <strings.h>

enum { MOST_ID = 40, MOST_DEPTH = 100 /* frames in frames */ };

/* Whether a scalar of YAML means itself without quotes: words of ASCII that begin with a letter. */
static bool is_plain(const char *text) {
  static const char *const others[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", NULL};
  size_t len = strlen(text);
  if (!len || !((*text | 32) >= 'a' && (*text | 32) <= 'z') || text[len - 1] == ' ')
    return false;
  for (int i = 0; others[i]; i++)
    if (!strcasecmp(text, others[i]))
      return false;
  return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._/()-") == len;
}

static void write_scalar(struct atl_out *out, const char *text, size_t len) {
  struct atl_arena arena = {0};
  const char *copy = atl_arena_strndup(&arena, text, len);
  if (is_plain(copy))
    atl_out_text(out, copy);
  else {
    atl_out_char(out, '"');
    atl_spell(out, ATL_SPELL_JSON, copy);
    atl_out_char(out, '"');
  }
  atl_arena_release(&arena);
}

/* -- ids --------------------------------------------------------------------------------------------------------- */

/* The id of each node: its first words in small letters, with a number where they are not enough. */
static char **make_ids(struct atl_arena *arena, const struct atl_boxes_graph *graph) {
  char **id = atl_arena_alloc(arena, (graph->node.len + 1) * sizeof *id);
  for (uint32_t i = 0; i < graph->node.len; i++) {
    const struct atl_boxes_node *node = &graph->node.at[i];
    const char *text = node->line.len ? node->line.at[0] : "";
    char *name = atl_arena_alloc(arena, MOST_ID + 12);
    size_t len = 0;
    for (; *text && len < MOST_ID; text++) {
      char c = atl_lower(*text);
      bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (good)
        name[len++] = c;
      else if (len && name[len - 1] != '-')
        name[len++] = '-';
    }
    while (len && name[len - 1] == '-')
      len--;
    name[len] = 0;
    bool letter = len && *name >= 'a' && *name <= 'z', taken = !letter || !is_plain(name);
    for (uint32_t k = 0; k < i && !taken; k++)
      taken = !strcmp(id[k], name);
    if (taken)
      snprintf(name + (letter ? len : 0), MOST_ID + 12 - (letter ? len : 0), "%s%u", letter ? "-" : "box", i + 1);
    id[i] = name;
  }
  return id;
}

/* -- nodes ------------------------------------------------------------------------------------------------------- */

static void indent(struct atl_out *out, int depth) {
  for (int i = 0; i < depth; i++)
    atl_out_lit(out, "  ");
}

/* The lines [first, end) as one text, its line breaks kept. */
static void write_lines(struct atl_out *out, const struct atl_boxes_node *node, uint32_t first, uint32_t end) {
  struct atl_out text;
  atl_out_memory(&text);
  for (uint32_t i = first; i < end; i++)
    atl_out_format(&text, "%s%s", i > first ? "\n" : "", node->line.at[i]);
  write_scalar(out, text.buf, text.len);
  atl_out_discard(&text);
}

static bool is_note(const char *line) {
  size_t len = strlen(line);
  return len > 2 && *line == '(' && line[len - 1] == ')' && !memchr(line + 1, ')', len - 2);
}

/* Where the section that begins at a line ends: at a line that divides the box. */
static uint32_t section_end(const struct atl_boxes_node *node, uint32_t first) {
  while (first < node->line.len && node->line.at[first])
    first++;
  return first;
}

static void write_node(struct atl_out *out, const struct atl_boxes_node *node, const char *id, int depth) {
  uint32_t end = section_end(node, 0);
  bool note = end == 2 && is_note(node->line.at[1]);
  indent(out, depth);
  atl_out_format(out, "%s:\n", id);
  indent(out, depth + 1);
  atl_out_lit(out, "label: ");
  if (end)
    write_lines(out, node, 0, note ? 1 : end);
  else
    atl_out_lit(out, "\"\\u2003\""); /* a box without words */
  atl_out_char(out, '\n');
  if (note) {
    indent(out, depth + 1);
    atl_out_lit(out, "note: ");
    write_scalar(out, node->line.at[1] + 1, strlen(node->line.at[1]) - 2);
    atl_out_char(out, '\n');
  }
  if (end == node->line.len)
    return;
  indent(out, depth + 1);
  atl_out_lit(out, "items:\n");
  for (uint32_t i = end + 1, last; i < node->line.len; i = last + 1) {
    last = section_end(node, i);
    if (last == i)
      continue;
    indent(out, depth + 2);
    atl_out_lit(out, "- label: ");
    write_lines(out, node, i, last);
    atl_out_char(out, '\n');
  }
}

/* Nodes in their frames, without recursion: those of a frame follow it. */
static void write_nodes(struct atl_out *out, const struct atl_boxes_graph *graph, char **id) {
  uint32_t open[MOST_DEPTH + 1], at = 0;
  int depth = 0;
  open[0] = ATL_NONE;
  atl_out_lit(out, "nodes:\n");
  for (;;) {
    while (at < graph->node.len && graph->node.at[at].parent != open[depth])
      at++;
    if (at < graph->node.len) {
      write_node(out, &graph->node.at[at], id[at], 2 * depth + 1);
      if (graph->node.at[at].frame && depth < MOST_DEPTH) {
        indent(out, 2 * depth + 2);
        atl_out_lit(out, "nodes:\n");
        open[++depth] = at;
        at = 0;
      } else
        at++;
    } else if (!depth)
      break;
    else
      at = open[depth--] + 1;
  }
}

static void write_links(struct atl_out *out, const struct atl_boxes_graph *graph, char **id) {
  if (graph->link.len)
    atl_out_lit(out, "links:\n");
  for (uint32_t i = 0; i < graph->link.len; i++) {
    const struct atl_boxes_link *link = &graph->link.at[i];
    const char *arrow = link->head ? link->tail ? "<->" : "->" : "--";
    atl_out_format(out, "  - %s %s %s", id[link->from], arrow, id[link->to]);
    if (link->label) {
      atl_out_lit(out, ": ");
      write_scalar(out, link->label, strlen(link->label));
    }
    atl_out_char(out, '\n');
  }
}

/* Whether most links go sideways. */
static bool goes_right(const struct atl_boxes_graph *graph) {
  uint32_t sideways = 0;
  for (uint32_t i = 0; i < graph->link.len; i++) {
    const struct atl_boxes_node *a = &graph->node.at[graph->link.at[i].from],
                                *b = &graph->node.at[graph->link.at[i].to];
    sideways += a->row < b->bottom && b->row < a->bottom;
  }
  return sideways * 2 > graph->link.len;
}

void atl_boxes_graph_write(struct atl_out *out, const struct atl_boxes_graph *graph) {
  struct atl_arena arena = {0};
  char **id = make_ids(&arena, graph);
  bool frames = false;
  for (uint32_t i = 0; i < graph->node.len; i++)
    frames |= graph->node.at[i].frame;
  if (graph->link.len || !frames)
    atl_out_format(out, "layout: layered\n%s", goes_right(graph) ? "direction: right\n" : "");
  else
    atl_out_lit(out, "layout: nested\n");
  write_nodes(out, graph, id);
  write_links(out, graph, id);
  for (uint32_t i = 0; i < graph->rest.len; i++) {
    atl_out_text(out, i ? "#   " : "# Words beside the drawing:\n#   ");
    atl_spell(out, ATL_SPELL_PEOPLE, graph->rest.at[i]);
    atl_out_char(out, '\n');
  }
  atl_arena_release(&arena);
}
