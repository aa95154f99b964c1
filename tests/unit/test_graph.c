/* The two writers of a graph, Graphviz's and our own, give the same bytes: on maps of pseudo-random shape with texts
 * that DOT has to quote, escape or break, links of all kinds, between any two boxes and into other maps. */
#include "map/check.h"
#include "order/cgraph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MAPS = 60, NODES = 80, LINKS = 90, LONGEST = 600 };

struct chance {
  uint32_t seed;
};

static uint32_t up_to(struct chance *c, uint32_t most) {
  c->seed = c->seed * 1664525u + 1013904223u;
  return (c->seed >> 8) % (most + 1);
}

/* A text that means something to DOT, or pieces of such texts one after the other. */
static atl_text text(struct atl_map *map, struct chance *c) {
  static const char *const whole[] = {"",      "node", "Digraph", "strict",      "subGraph", "7",     "-7.5",
                                      ".5",    "5.",   "-.",      ".",           "-",        "1.2.3", "7a",
                                      "-7-",   "a_b",  "a b",     "<b>bold</b>", "%odd",     "\\N",   "a\nb",
                                      "\"q\"", "\\\"", "über",    "日本",        "_",        "--"};
  static const char *const piece[] = {"word", " ",   "_", "\\", "\"", "\n", "a.b-c", "ä", "12", ", ",
                                      "<",    "\\n", "%", "-",  ";",  "/",  "\t",    "{", "#"};
  char long_text[LONGEST + 16];
  size_t len = 0;
  if (up_to(c, 2)) {
    const char *one = whole[up_to(c, sizeof whole / sizeof *whole - 1)];
    return atl_map_add_text(map, one, strlen(one));
  }
  for (size_t until = up_to(c, LONGEST); len < until;) {
    const char *one = piece[up_to(c, sizeof piece / sizeof *piece - 1)];
    len += (size_t)snprintf(long_text + len, sizeof long_text - len, "%s", one);
    if (!up_to(c, 20)) /* a long name, which can be broken at underscores alone */
      for (uint32_t k = up_to(c, 140); k && len < LONGEST; k--)
        long_text[len++] = up_to(c, 5) ? 'x' : '_';
  }
  return atl_map_add_text(map, long_text, len);
}

static void dress(struct atl_map *map, struct chance *c, uint32_t node) {
  if (!up_to(c, 5))
    return; /* no attribute at all */
  map->node.at[node].label = text(map, c);
  map->node.at[node].note = up_to(c, 2) ? 0 : text(map, c);
  if (!up_to(c, 3))
    map->node.at[node].kind = atl_map_add_kind(map, "a kind", 6, (struct atl_span){0});
  if (up_to(c, 2))
    return;
  struct atl_node_extra *extra = atl_map_extra(map, node);
  extra->first_tag = map->word.len;
  extra->tags = up_to(c, 3);
  for (uint32_t i = 0; i < extra->tags; i++)
    *atl_vec_push(&map->word) = (struct atl_word){.text = text(map, c)};
  extra->about = text(map, c);
  extra->url = text(map, c);
  extra->since = text(map, c);
  extra->status = text(map, c);
}

static void grow(struct atl_map *map, struct chance *c) {
  static const char *const ids[] = {"n%u", "node%u", "%u", "-%u", "a_b-%u", "é%u", "GRAPH", "edge", "-"};
  struct atl_span nowhere = {0};
  atl_map_init(map, 0);
  map->title = up_to(c, 3) ? text(map, c) : 0;
  uint32_t node[NODES], n = 0, wide = up_to(c, 4);
  for (uint32_t i = 0; i < NODES; i++) {
    char id[16];
    uint32_t parent = !n || up_to(c, 9) < 2 * wide ? 0 : node[up_to(c, n - 1)];
    int len = snprintf(id, sizeof id, ids[up_to(c, sizeof ids / sizeof *ids - 1)], i);
    if (atl_map_child(map, parent, id, (size_t)len) != ATL_NONE)
      continue;
    node[n] = atl_map_add_node(map, parent, id, (size_t)len, 0, nowhere);
    for (uint32_t k = up_to(c, 5); k > 3; k--)
      dress(map, c, atl_map_add_node(map, node[n], "", 0, ATL_NODE_ITEM, nowhere));
    dress(map, c, node[n]);
    n++;
  }
  for (uint32_t i = 0; i < LINKS; i++) {
    uint32_t nodes = map->node.len - 1;
    struct atl_link link = {.tail = 1 + up_to(c, nodes - 1), .head = 1 + up_to(c, nodes - 1)};
    link.arrow = (enum atl_arrow)up_to(c, 2);
    link.label = up_to(c, 2) ? 0 : text(map, c);
    link.kind = up_to(c, 2) ? 0 : atl_map_add_kind(map, "calls", 5, nowhere);
    if (!up_to(c, 4)) {
      char other[24];
      int len = snprintf(other, sizeof other, up_to(c, 1) ? "other/%u" : "\"%%\\/%u", up_to(c, 5));
      link.head = ATL_NONE;
      link.to = atl_map_add_text(map, other, (size_t)len);
    }
    if (!up_to(c, 4)) /* the same once more */
      *atl_vec_push(&map->link) = link;
    *atl_vec_push(&map->link) = link;
  }
  for (uint32_t i = 0; i < map->link.len; i += 7) { /* and from other maps */
    struct atl_link *link = &map->link.at[i];
    if (link->head == ATL_NONE)
      continue;
    link->from = atl_map_add_text(map, "else/where", 10);
    link->tail = ATL_NONE;
  }
  assert_null(atl_map_fault(map));
}

/* Looks of all sorts, by number. */
static void look_of_node(void *context, uint32_t node, bool card, bool frame, struct atl_graph_look *look) {
  static const char *const shapes[] = {NULL, "cylinder", "hexagon"}, *const styles[] = {NULL, "filled",
                                                                                        "filled,dashed"};
  (void)context;
  snprintf(look->fill, sizeof look->fill, "#%06x", node * 7919 % 0xffffff);
  snprintf(look->line, sizeof look->line, "#%06x", card ? 0 : node % 3);
  snprintf(look->text, sizeof look->text, "%s", node % 4 ? "#000000" : "");
  look->shape = frame ? NULL : shapes[node % 3];
  look->style = styles[node % 3];
}

static void look_of_link(void *context, uint32_t link, struct atl_graph_look *look) {
  static const char *const heads[] = {NULL, "vee", "none"};
  (void)context;
  snprintf(look->fill, sizeof look->fill, "#ffffff");
  snprintf(look->line, sizeof look->line, "#%06x", link == ATL_NONE ? 0 : link % 2);
  snprintf(look->text, sizeof look->text, "#%06x", link == ATL_NONE ? 0 : link % 3);
  look->head = link == ATL_NONE ? NULL : heads[link % 3];
  look->style = link % 5 ? NULL : "dotted";
}

static void compare(const struct atl_map *map, struct atl_extent extent, const char *rankdir, uint32_t seed,
                    const struct atl_graph_dress *dress) {
  struct atl_graph graph;
  struct atl_out ours, theirs;
  atl_graph_init(&graph, map, &extent, rankdir, dress);
  atl_out_memory(&ours);
  atl_out_memory(&theirs);
  atl_graph_write(&graph, &ours);
  if (atl_cgraph_write(&graph, &theirs) == ATL_CGRAPH_WRITTEN) {
    size_t at = 0;
    while (at < ours.len && at < theirs.len && ours.buf[at] == theirs.buf[at])
      at++;
    if (ours.len != theirs.len || at < ours.len) {
      size_t from = at > 60 ? at - 60 : 0;
      fail_msg("seed %u, byte %zu:\n  ours:     %.*s\n  Graphviz: %.*s", seed, at,
               (int)(ours.len - from < 100 ? ours.len - from : 100), ours.buf + from,
               (int)(theirs.len - from < 100 ? theirs.len - from : 100), theirs.buf + from);
    }
  } else
    assert_int_equal(theirs.len, 0);
  atl_out_discard(&ours);
  atl_out_discard(&theirs);
  atl_graph_release(&graph);
}

/* Whether Graphviz can be asked here. */
static bool is_there(void) {
  struct atl_map map;
  struct atl_graph graph;
  struct atl_out out;
  atl_map_init(&map, 0);
  atl_graph_init(&graph, &map, &(struct atl_extent){0}, "TB", NULL);
  atl_out_memory(&out);
  bool there = atl_cgraph_write(&graph, &out) == ATL_CGRAPH_WRITTEN;
  atl_out_discard(&out);
  atl_graph_release(&graph);
  atl_map_release(&map);
  return there;
}

static void both_write_the_same(void **state) {
  (void)state;
  if (!is_there())
    skip();
  for (uint32_t seed = 1; seed <= MAPS; seed++) {
    struct chance chance = {seed * 2654435761u};
    struct atl_map map;
    grow(&map, &chance);
    struct atl_word word = {.text = atl_map_add_text(&map, "a kind", 6)};
    uint32_t *left_out = atl_order_select(&map, &(struct atl_selection){.without = &word, .withouts = 1}).left_out;
    uint8_t *ways = atl_alloc(map.node.len, sizeof *ways);
    struct atl_graph_dress dress = {.ways = ways, .of_node = look_of_node, .of_link = look_of_link};
    for (uint32_t i = 0; i < map.node.len; i++) /* all frames, none, or some */
      ways[i] = (uint8_t)(seed % 3 == 0 ? ATL_GRAPH_FRAME | ATL_GRAPH_JOIN : seed % 3 == 1 ? 0 : up_to(&chance, 3));
    compare(&map, (struct atl_extent){0}, "TB", seed, NULL);
    compare(&map, (struct atl_extent){0}, "TB", seed, &dress);
    compare(&map, (struct atl_extent){.depth = 2}, "LR", seed, &dress);
    compare(&map, (struct atl_extent){.root = map.node.at[0].first_child}, "BT", seed, &dress);
    if (left_out[0] < map.node.len - 1)
      compare(&map, (struct atl_extent){.left_out = left_out, .depth = 3}, "RL", seed, &dress);
    free(ways);
    free(left_out);
    atl_map_release(&map);
  }
}

static char *written(const char *label, char *line, size_t room) {
  struct atl_map map;
  struct atl_graph graph;
  struct atl_out out;
  atl_map_init(&map, 0);
  uint32_t node = atl_map_add_node(&map, 0, "n", 1, 0, (struct atl_span){0});
  map.node.at[node].label = atl_map_add_text(&map, label, strlen(label));
  atl_graph_init(&graph, &map, &(struct atl_extent){0}, "TB", NULL);
  atl_out_memory(&out);
  atl_graph_write(&graph, &out);
  atl_out_char(&out, 0);
  const char *from = strstr(out.buf, "label=");
  snprintf(line, room, "%.*s", (int)(strstr(from, "];") - from), from);
  atl_out_discard(&out);
  atl_graph_release(&graph);
  atl_map_release(&map);
  return line;
}

/* What DOT reads without quotes, by its grammar. */
static void quotes_stand_where_they_must(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"word", "label=word"},       {"two words", "label=\"two words\""},
      {"-1.5", "label=-1.5"},       {"1.5.2", "label=\"1.5.2\""},
      {"7up", "label=\"7up\""},     {"Node", "label=\"Node\""},
      {"-", "label=\"-\""},         {"-.", "label=\"-\\.\""},
      {"a\"b", "label=\"a\\\"b\""}, {"a\\", "label=\"a\\\\\""},
      {"a\nb", "label=\"a\\nb\""},  {"_x1", "label=_x1"},
  };
  char line[100];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(written(cases[i][0], line, sizeof line), cases[i][1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(both_write_the_same),
                                     cmocka_unit_test(quotes_stand_where_they_must)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
