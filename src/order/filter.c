/* From what is asked for to what is left out: one pass down, where what holds for a node holds for all below it, a few
 * over the links, and one pass up, where what is kept keeps its ancestors and what is not is counted at the nearest one
 * that is. */
#include "map/paths.h"
#include "order/order.h"

#include <stdlib.h>

/* What is known of a node. */
enum {
  ROOTED = 1,  /* in the root, */
  FOCUSED = 2, /* in a focus, */
  WORDED = 4,  /* wanted by a word: what is all three is what was asked for */
  CORE = ROOTED | FOCUSED | WORDED,
  OUT = 8,
  ABOVE = 16, /* it holds what was asked for */
  DEEP = 32,  /* in the root, and below its levels */
  ON_THE_WAY = 64,
};

static bool has_word(const struct atl_map *map, const struct atl_node *node, const struct atl_word_set *words) {
  const struct atl_node_extra *extra = node->extra == ATL_NONE ? NULL : &map->extra.at[node->extra];
  if (node->kind && atl_word_set_has(words, atl_map_text(map, node->kind)))
    return true;
  for (uint32_t k = 0; extra && k < extra->tags; k++)
    if (atl_word_set_has(words, atl_map_text(map, map->word.at[extra->first_tag + k].text)))
      return true;
  return false;
}

/* Sets `bit` where a word says so. */
static void mark_words(const struct atl_map *map, const struct atl_word *word, uint32_t words, uint8_t *state,
                       uint8_t bit) {
  struct atl_word_set set;
  atl_word_set_some(&set, map, word, words);
  for (uint32_t i = 1; i < map->node.len && words; i++)
    if (has_word(map, &map->node.at[i], &set))
      state[i] |= bit;
  atl_word_set_release(&set);
  for (uint32_t w = 0; w < words; w++)
    if (atl_path_is_one(atl_map_text(map, word[w].text)))
      atl_path_match(map, atl_map_text(map, word[w].text), state, bit);
}

static bool is_core(const uint8_t *state, uint32_t node) { return (state[node] & CORE) == CORE; }

/* Marks what is asked for, in all of the map. */
static uint8_t *mark(const struct atl_map *map, const struct atl_selection *s) {
  uint32_t n = map->node.len;
  uint8_t *state = atl_alloc(n, sizeof *state);
  bool rooted = s->root && s->neighbours;
  state[0] = (uint8_t)((rooted ? 0 : ROOTED) | (s->focuses ? 0 : FOCUSED) | (s->onlys ? 0 : WORDED));
  if (rooted)
    state[s->root] |= ROOTED;
  for (uint32_t i = 0; i < s->focuses; i++)
    state[s->focus[i]] |= FOCUSED;
  mark_words(map, s->only, s->onlys, state, WORDED);
  mark_words(map, s->without, s->withouts, state, OUT);
  uint32_t deepest = rooted && s->depth ? map->node.at[s->root].depth + s->depth - 1 : UINT32_MAX;
  for (uint32_t i = 1; i < n; i++) {
    state[i] |= state[map->node.at[i].parent] & (CORE | OUT);
    if (state[i] & ROOTED && map->node.at[i].depth > deepest)
      state[i] |= DEEP;
  }
  return state;
}

/* -- links and neighbours ----------------------------------------------------------------------------------------- */

static uint8_t *hide_kinds(const struct atl_map *map, const struct atl_selection *s) {
  if (!s->hiddens && !s->neighbours)
    return NULL;
  uint8_t *hidden = atl_alloc((size_t)map->link.len + 1, sizeof *hidden);
  struct atl_word_set words;
  atl_word_set_some(&words, map, s->hidden, s->hiddens);
  for (uint32_t i = 0; i < map->link.len && s->hiddens; i++)
    hidden[i] = map->link.at[i].kind && atl_word_set_has(&words, atl_map_text(map, map->link.at[i].kind));
  atl_word_set_release(&words);
  return hidden;
}

/* By node, what stands for it in the drawing: 0 is what was asked for; ATL_NONE: nothing does. */
static uint32_t *stand_ins(const struct atl_map *map, uint8_t *state) {
  uint32_t n = map->node.len, *by = atl_alloc(n, sizeof *by);
  for (uint32_t i = n; --i;)
    if ((is_core(state, i) && !(state[i] & OUT)) || state[i] & ABOVE)
      state[map->node.at[i].parent] |= ABOVE;
  for (uint32_t i = 1; i < n; i++) {
    uint32_t parent = map->node.at[i].parent;
    bool around = !is_core(state, parent) && (!parent || state[parent] & ABOVE);
    if (state[i] & OUT)
      by[i] = ATL_NONE;
    else if (is_core(state, i))
      by[i] = 0;
    else
      by[i] = state[i] & ABOVE ? ATL_NONE : around ? i : by[parent];
  }
  return by;
}

/* Finds which of them can be reached in so many links; `reached` of others is 0. Links to anything else are hidden. */
static uint8_t *reach(const struct atl_map *map, const uint32_t *by, const uint8_t *state, uint32_t steps,
                      uint8_t *hidden) {
  uint8_t *reached = atl_alloc(map->node.len, sizeof *reached);
  bool more = true;
  reached[0] = 1;
  for (uint32_t step = 1; step <= steps && more; step++) {
    more = false;
    for (uint32_t i = 0; i < map->link.len; i++) {
      const struct atl_link *link = &map->link.at[i];
      if (hidden[i] || link->tail == ATL_NONE || link->head == ATL_NONE)
        continue;
      uint32_t a = by[link->tail], b = by[link->head];
      if (a == ATL_NONE || b == ATL_NONE || !reached[a] == !reached[b])
        continue;
      uint32_t from = reached[a] ? a : b, to = reached[a] ? b : a;
      if (reached[from] == step) {
        reached[to] = (uint8_t)(step + 1);
        more = true;
      }
    }
  }
  for (uint32_t i = 0; i < map->link.len; i++)
    for (int head = 0; head < 2; head++) {
      uint32_t end = head ? map->link.at[i].head : map->link.at[i].tail;
      bool frame = end != ATL_NONE && state[end] & ABOVE && !(state[end] & OUT);
      if (end != ATL_NONE && !frame && (by[end] == ATL_NONE || !reached[by[end]]))
        hidden[i] = 1;
    }
  return reached;
}

/* An ancestor of the root that would be a frame around one thing is none. What it counts, others do. */
static void pass_over(const struct atl_map *map, uint32_t root, uint32_t *left_out) {
  for (uint32_t p = map->node.at[root].parent; p; p = map->node.at[p].parent) {
    uint32_t kept = 0;
    for (uint32_t i = map->node.at[p].first_child; i != ATL_NONE && kept < 2; i = map->node.at[i].next)
      kept += left_out[i] != ATL_NONE;
    if (kept == 1)
      left_out[p] = ATL_PASSED;
  }
}

struct atl_selected atl_order_select(const struct atl_map *map, const struct atl_selection *s) {
  uint32_t n = map->node.len;
  uint8_t *state = mark(map, s);
  struct atl_selected selected = {.left_out = atl_alloc(n, sizeof *selected.left_out), .hidden = hide_kinds(map, s)};
  uint32_t *by = s->neighbours ? stand_ins(map, state) : NULL;
  uint8_t *reached = by ? reach(map, by, state, s->neighbours, selected.hidden) : NULL;
  uint32_t *left_out = selected.left_out;
  for (uint32_t i = n; --i;) {
    uint32_t parent = map->node.at[i].parent;
    bool near = by && by[i] == i && reached[i];
    bool kept = (is_core(state, i) && !(state[i] & DEEP)) || near || state[i] & ON_THE_WAY;
    if (state[i] & OUT || !kept) {
      left_out[parent] += 1 + left_out[i]; /* nothing below it is kept, so that is all of it */
      left_out[i] = ATL_NONE;
    } else
      state[parent] |= ON_THE_WAY;
  }
  if (by && s->root && left_out[s->root] != ATL_NONE)
    pass_over(map, s->root, left_out);
  free(reached);
  free(by);
  free(state);
  return selected;
}
