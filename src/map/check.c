/* References are resolved through one table of all ids, made only when there is something to resolve. */
#include "map/check.h"

#include "map/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where an id stands, and whether it stands more than once. */
struct id_use {
  uint32_t first, second;
};

struct id_table {
  const struct atl_map *map;
  struct atl_word_set words; /* kinds and tags, where there are views */
  struct atl_strmap index;   /* id -> use */
  ATL_VEC(struct id_use) use;
};

static bool same_use(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct id_table *table = context;
  const char *id = atl_map_text(table->map, table->map->node.at[table->use.at[value].first].id);
  return !strncmp(id, key, len) && !id[len];
}

static void index_ids(struct id_table *table) {
  for (uint32_t i = 1; i < table->map->node.len; i++) {
    const char *id = atl_map_text(table->map, table->map->node.at[i].id);
    size_t len = strlen(id);
    if (!len)
      continue;
    uint32_t at = atl_strmap_get(&table->index, 0, id, len, same_use, table);
    if (at != UINT32_MAX) {
      if (table->use.at[at].second == ATL_NONE)
        table->use.at[at].second = i;
      continue;
    }
    at = table->use.len;
    *atl_vec_push(&table->use) = (struct id_use){i, ATL_NONE};
    atl_strmap_add(&table->index, 0, id, len, at);
  }
}

/* The id nearest to a misspelt one; scans all, so it is called for the first few mistakes only. */
static const char *nearest_id(const struct id_table *table, const char *typed, size_t len) {
  unsigned best = atl_word_limit(len) + 1;
  const char *nearest = NULL;
  for (uint32_t i = 0; i < table->use.len; i++)
    atl_nearer(typed, len, atl_map_text(table->map, table->map->node.at[table->use.at[i].first].id), &best, &nearest);
  return nearest;
}

/* The id of the node that is labelled so, for those who link labels; NULL: there is none, or it has no id. */
static const char *id_of_label(const struct atl_map *map, const char *label, size_t len) {
  for (uint32_t i = 1; i < map->node.len; i++) {
    const char *text = atl_map_text(map, map->node.at[i].label), *id = atl_map_text(map, map->node.at[i].id);
    if (*id && !strncmp(text, label, len) && !text[len])
      return id;
  }
  return NULL;
}

/* Reports a reference that cannot be followed. `what` leads to its name: "link to". */
static uint32_t resolve(const struct id_table *table, const char *what, const char *text, struct atl_span span,
                        struct atl_diags *diags) {
  const struct atl_map *map = table->map;
  const char *dot = strchr(text, '.');
  size_t first = dot ? (size_t)(dot - text) : strlen(text);
  uint32_t node = atl_map_child(map, 0, text, first);
  if (node == ATL_NONE) {
    uint32_t at = atl_strmap_get(&table->index, 0, text, first, same_use, table);
    if (at == UINT32_MAX) {
      bool few = diags->errors < ATL_MAX_DIAGS;
      const char *labelled = few ? id_of_label(map, text, strlen(text)) : NULL;
      const char *meant = few && !labelled ? nearest_id(table, text, first) : NULL;
      if (labelled)
        atl_report(diags, ATL_ERROR, "unknown-id", span, "%s '%s', which is a label; write the id, '%s'", what, text,
                   labelled);
      else
        atl_report(diags, ATL_ERROR, "unknown-id", span,
                   meant ? "%s '%.*s', which is no id of this map; did you mean '%s'?"
                         : "%s '%.*s', which is no id of this map; if it is new, write it under 'nodes:'",
                   what, (int)first, text, meant);
      return ATL_NONE;
    }
    node = table->use.at[at].first;
    if (table->use.at[at].second != ATL_NONE) {
      atl_report(diags, ATL_ERROR, "ambiguous-id", span,
                 "%s '%.*s', which is the id of more than one node; write its path, ids joined by dots", what,
                 (int)first, text);
      atl_report(diags, ATL_NOTE, "ambiguous-id", atl_node_span(map, node), "one of them");
      atl_report(diags, ATL_NOTE, "ambiguous-id", atl_node_span(map, table->use.at[at].second), "another");
      return ATL_NONE;
    }
  }
  while (dot) {
    const char *segment = dot + 1;
    dot = strchr(segment, '.');
    size_t len = dot ? (size_t)(dot - segment) : strlen(segment);
    uint32_t child = atl_map_child(map, node, segment, len);
    if (child == ATL_NONE) {
      atl_report(diags, ATL_ERROR, "unknown-id", span, "%s '%s', but '%.*s' has no node '%.*s'", what, text,
                 (int)(segment - 1 - text), text, (int)len, segment);
      return ATL_NONE;
    }
    node = child;
  }
  return node;
}

/* What others call a layout or a direction, each word between blanks; NULL: it is none of these. */
static const char *called_otherwise(const char *what, const char *text) {
  static const struct {
    const char *what, *words, *here;
  } others[] = {
      {"layout", " landscape tiles tile cards matrix table gallery columns ", "grid"},
      {"layout",
       " elk dagre klay dot neato fdp sfdp osage tala graph flowchart flow hierarchical digraph sugiyama force organic "
       "cose breadthfirst orthogonal ortho ",
       "layered"},
      {"layout", " mindmap mind-map star circle circular concentric twopi circo ", "radial"},
      {"layout", " treemap boxes blocks block compound containers container ", "nested"},
      {"layout", " timeline pipeline sequence steps line path linear roadmap gantt ", "chain"},
      {"layout", " outline indented bullets rows ", "list"},
      {"layout", " org orgchart hierarchy tidy bus ", "tree"},
      {"direction", " LR lr L2R horizontal left-to-right leftright across east ", "right"},
      {"direction", " RL rl right-to-left west ", "left"},
      {"direction", " TB TD tb td vertical top-to-bottom topdown top-down south ", "down"},
      {"direction", " BT bt bottom-to-top bottom-up north ", "up"}};
  size_t len = strlen(text);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    for (const char *at = others[i].words; !strcmp(others[i].what, what) && (at = strstr(at, text)); at++)
      if (len && at > others[i].words && at[-1] == ' ' && at[len] == ' ')
        return others[i].here;
  return NULL;
}

static void check_word(const struct atl_map *map, atl_text word, struct atl_span span, const char *what,
                       const char *const *words, struct atl_diags *diags) {
  if (!word)
    return;
  const char *text = atl_map_text(map, word);
  char list[160] = "";
  size_t at = 0;
  for (const char *const *w = words; *w; w++) {
    if (!strcmp(*w, text))
      return;
    if (at < sizeof list - 1)
      at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", w == words ? "" : w[1] ? ", " : " and ", *w);
  }
  const char *other = called_otherwise(what, text), *meant = other ? other : atl_nearest(text, strlen(text), words);
  const char *way = strcmp(what, "layout") ? NULL : called_otherwise("direction", text);
  if (way)
    atl_report(diags, ATL_ERROR, "unknown-word", span,
               "unknown layout '%s'; where a drawing goes is its direction, as direction: %s", text, way);
  else if (other)
    atl_report(diags, ATL_ERROR, "unknown-word", span, "unknown %s '%s'; here that is '%s', as %s: %s", what, text,
               other, what, other);
  else if (meant)
    atl_report(diags, ATL_ERROR, "unknown-word", span, "unknown %s '%s'; did you mean '%s'?", what, text, meant);
  else
    atl_report(diags, ATL_ERROR, "unknown-word", span, "unknown %s '%s'; there are %s", what, text, list);
}

void atl_map_check_words(const struct atl_word_set *words, uint32_t first, uint32_t count, struct atl_diags *diags) {
  const struct atl_map *map = words->map;
  for (uint32_t i = 0; i < count; i++) {
    const struct atl_word *word = &map->word.at[first + i];
    const char *text = atl_map_text(map, word->text);
    if (atl_word_set_has(words, text))
      continue;
    bool few = diags->warnings < ATL_MAX_DIAGS;
    if (atl_path_is_one(text)) {
      uint8_t *by_node = few ? atl_alloc(map->node.len, sizeof *by_node) : NULL;
      if (few && !atl_path_match(map, text, by_node, 1))
        atl_report(diags, ATL_WARNING, "unknown-word", word->span,
                   "no node has the path '%s'; it is ids from the top, joined by dots, '*' for any one, '**' for any "
                   "number",
                   text);
      free(by_node);
      continue;
    }
    uint32_t count_of_id;
    if (few && atl_map_find(map, text, strlen(text), &count_of_id) != ATL_NONE) {
      atl_report(diags, ATL_WARNING, "unknown-word", word->span,
                 "no node has the kind or tag '%s', which is an id; in a view ids stand under 'focus', as focus: [%s]",
                 text, text);
      continue;
    }
    const char *meant = few ? atl_map_nearest_word(map, text) : NULL;
    atl_report(diags, ATL_WARNING, "unknown-word", word->span,
               meant ? "no node has the kind or tag '%s'; did you mean '%s'?" : "no node has the kind or tag '%s'",
               text, meant);
  }
}

void atl_map_check_link_kinds(const struct atl_map *map, uint32_t first, uint32_t count, struct atl_diags *diags) {
  for (uint32_t i = 0; i < count; i++) {
    const struct atl_word *word = &map->word.at[first + i];
    const char *text = atl_map_text(map, word->text), *meant = NULL;
    unsigned best = atl_word_limit(strlen(text)) + 1;
    bool known = false;
    for (uint32_t k = 0; k < map->link.len && !known && diags->warnings < ATL_MAX_DIAGS; k++) {
      const char *kind = atl_map_text(map, map->link.at[k].kind);
      known = !strcmp(kind, text);
      if (*kind)
        atl_nearer(text, strlen(text), kind, &best, &meant);
    }
    if (!known)
      atl_report(diags, ATL_WARNING, "unknown-word", word->span,
                 meant ? "no link has the kind '%s'; did you mean '%s'?" : "no link has the kind '%s'", text, meant);
  }
}

/* What a node or an item stands for once more: what it does not say itself of how it is drawn it takes from there, and
 * refers to it. What is the same as what is the same is the same, in any order. */
static void take_over(struct atl_map *map, const struct id_table *table, uint32_t node, struct atl_diags *diags) {
  enum { MOST_SAME = 16 };
  struct atl_node_extra *extra = &map->extra.at[map->node.at[node].extra];
  uint32_t from = node;
  for (uint32_t step = 0;; step++) {
    uint32_t at = map->node.at[from].extra;
    atl_text same = at == ATL_NONE ? 0 : map->extra.at[at].same;
    if (!same)
      break;
    if (strchr(atl_map_text(map, same), '/')) { /* of another map: nothing of it is known here */
      from = node;
      break;
    }
    from = resolve(table, "this is the same as", atl_map_text(map, same), map->extra.at[at].same_span, diags);
    if (from == ATL_NONE)
      return;
    if (from == node || step == MOST_SAME) {
      atl_report(diags, ATL_ERROR, "same-as", extra->same_span,
                 from == node ? "this is the same as itself in the end; one of them has to be what it is"
                              : "this is the same by way of more than 16 others; name the first of them");
      return;
    }
  }
  const struct atl_node *other = &map->node.at[from];
  struct atl_node *own = &map->node.at[node];
  if (!own->label && from == node)
    atl_report(diags, ATL_ERROR, "no-label", extra->same_span,
               "this item has no label, and another map gives it none; write {label: ..., same-as: %s}",
               atl_map_text(map, extra->same));
  if (!own->label || own->label == own->id)
    own->label = other->label;
  own->note = own->note ? own->note : other->note;
  own->kind = own->kind ? own->kind : other->kind;
  if (!extra->url && other->extra != ATL_NONE)
    extra->url = map->extra.at[other->extra].url;
  uint32_t first = map->word.len;
  for (uint32_t i = 0; i < extra->sees; i++) {
    struct atl_word see = map->word.at[extra->first_see + i];
    *atl_vec_push(&map->word) = see;
  }
  *atl_vec_push(&map->word) = (struct atl_word){extra->same, extra->same_span};
  extra->first_see = first;
  extra->sees++;
}

/* The nodes of a view's focus. */
static void find_focus(struct atl_map *map, struct atl_view *view, const struct id_table *table,
                       struct atl_diags *diags) {
  view->focus_node = map->focus.len;
  for (uint32_t i = 0; i < view->focuses; i++) {
    const struct atl_word *word = &map->word.at[view->first_focus + i];
    uint32_t node = resolve(table, "the focus of this view is", atl_map_text(map, word->text), word->span, diags);
    *atl_vec_push(&map->focus) = node == ATL_NONE ? 0 : node;
  }
}

static void check_view(struct atl_map *map, struct atl_view *view, const struct id_table *table,
                       struct atl_diags *diags) {
  if (view->root) {
    const char *root = atl_map_text(map, view->root);
    uint32_t node = resolve(table, "the root of this view is", root, view->root_span, diags);
    view->root_node = node == ATL_NONE ? 0 : node;
    if (map->node.at[view->root_node].flags & ATL_NODE_ITEM)
      atl_report(diags, ATL_ERROR, "unknown-id", view->root_span,
                 "the root of this view is '%s', an item of a card, not a node; name the node that has it", root);
  }
  find_focus(map, view, table, diags);
  if (view->neighbours && !view->root && !view->focuses && !view->onlys)
    atl_report(diags, ATL_ERROR, "no-focus", view->span,
               "neighbours of what? This view draws the whole map; say what it is about, as root: id or focus: [id]");
  atl_map_check_link_kinds(map, view->first_hidden, view->hidden, diags);
  atl_map_check_words(&table->words, view->first_only, view->onlys, diags);
  atl_map_check_words(&table->words, view->first_without, view->withouts, diags);
}

/* The term or id nearest to a misspelt one. */
static const char *nearest_name(const struct id_table *table, const char *typed) {
  const struct atl_map *map = table->map;
  size_t len = strlen(typed);
  unsigned best = atl_word_limit(len) + 1;
  const char *nearest = NULL;
  for (uint32_t i = 0; i < map->term.len; i++) {
    const struct atl_term *term = &map->term.at[i];
    atl_nearer(typed, len, atl_map_text(map, term->name), &best, &nearest);
    for (uint32_t k = 0; k < term->akas; k++)
      atl_nearer(typed, len, atl_map_text(map, map->word.at[term->first_aka + k].text), &best, &nearest);
  }
  for (uint32_t i = 0; i < table->use.len; i++)
    atl_nearer(typed, len, atl_map_text(map, map->node.at[table->use.at[i].first].id), &best, &nearest);
  return nearest;
}

/* What a term refers to: another term, a node of this map, or a node of another one, which is followed when the whole
 * atlas is read. A term may have a slash in its name, so terms come first. */
static void check_term(const struct id_table *table, const struct atl_term *term, struct atl_diags *diags) {
  const struct atl_map *map = table->map;
  for (uint32_t i = 0; i < term->sees; i++) {
    const struct atl_word *word = &map->word.at[term->first_see + i];
    const char *text = atl_map_text(map, word->text);
    size_t first = strcspn(text, ".");
    if (atl_map_term(map, text) != ATL_NONE || strchr(text, '/'))
      continue;
    if (atl_map_child(map, 0, text, first) != ATL_NONE ||
        atl_strmap_get(&table->index, 0, text, first, same_use, table) != UINT32_MAX) {
      resolve(table, "see", text, word->span, diags);
      continue;
    }
    const char *meant = diags->errors < ATL_MAX_DIAGS ? nearest_name(table, text) : NULL;
    atl_report(diags, ATL_ERROR, "unknown-id", word->span,
               meant ? "see '%s', which is no term and no id of this map; did you mean '%s'?"
                     : "see '%s', which is no term and no id of this map",
               text, meant);
  }
}

const char *const atl_groups_names[] = {"frames", "lines", NULL};
/* Without nodes, but with links: their ends are what the author has in mind. */
static void report_no_nodes(const struct atl_map *map, struct atl_diags *diags) {
  enum { MOST_SHOWN = 3 };
  struct atl_span start = {map->file, 0, 0};
  const char *id[MOST_SHOWN];
  uint32_t ids = 0;
  char list[200] = "a: A, b: B";
  for (uint32_t i = 0; i < 2 * map->link.len && ids < MOST_SHOWN; i++) {
    const struct atl_link *link = &map->link.at[i / 2];
    const char *end = atl_map_text(map, i % 2 ? link->to : link->from);
    bool known = strpbrk(end, "./ ") != NULL || strlen(end) > 24;
    for (uint32_t k = 0; k < ids && !known; k++)
      known = !strcmp(id[k], end);
    if (!known)
      id[ids++] = end;
  }
  for (uint32_t i = 0, at = 0; i < ids; i++)
    at += (uint32_t)snprintf(list + at, sizeof list - at, "%s%s: %s", i ? ", " : "", id[i], id[i]);
  atl_report(diags, ATL_ERROR, "no-nodes", start,
             map->link.len
                 ? "the map has no nodes; write what there is, as nodes: {%s}, or let links name it, as implicit: true"
                 : "the map has no nodes; write what there is, as nodes: {%s}",
             list);
}

bool atl_map_check(struct atl_map *map, const char *const *layouts, const char *const *directions,
                   struct atl_diags *diags) {
  uint32_t before = diags->errors;
  check_word(map, map->layout, map->layout_span, "layout", layouts, diags);
  check_word(map, map->direction, map->direction_span, "direction", directions, diags);
  check_word(map, map->groups, map->groups_span, "groups", atl_groups_names, diags);
  if (map->node.len == 1) {
    if (!before)
      report_no_nodes(map, diags);
    return false; /* no reference could be followed, and one report of that is enough */
  }
  for (uint32_t i = 1; i < map->node.len && map->extra.len; i++)
    if (map->node.at[i].extra != ATL_NONE) {
      const struct atl_node_extra *extra = &map->extra.at[map->node.at[i].extra];
      check_word(map, extra->layout, extra->layout_span, "layout", layouts, diags);
      check_word(map, extra->direction, extra->direction_span, "direction", directions, diags);
    }
  struct id_table table = {.map = map};
  if (map->link.len || map->extra.len || map->view.len || map->term.len)
    index_ids(&table);
  for (uint32_t i = 1; i < map->node.len && map->extra.len; i++)
    if (map->node.at[i].extra != ATL_NONE && map->extra.at[map->node.at[i].extra].same)
      take_over(map, &table, i, diags);
  if (map->view.len)
    atl_word_set_all(&table.words, map);
  for (uint32_t i = 0; i < map->link.len; i++) {
    struct atl_link *link = &map->link.at[i];
    const char *from = atl_map_text(map, link->from), *to = atl_map_text(map, link->to);
    link->tail = link->head = ATL_NONE;
    /* other-map/node: another map's affair, followed when the whole atlas is read. */
    if (!strchr(from, '/'))
      link->tail = resolve(&table, "link to", from, link->from_span, diags);
    if (!strchr(to, '/'))
      link->head = resolve(&table, "link to", to, link->to_span, diags);
  }
  for (uint32_t i = 0; i < map->view.len; i++) {
    struct atl_view *view = &map->view.at[i];
    check_word(map, view->layout, view->layout_span, "layout", layouts, diags);
    check_word(map, view->direction, view->direction_span, "direction", directions, diags);
    check_word(map, view->groups, view->groups_span, "groups", atl_groups_names, diags);
    check_view(map, view, &table, diags);
  }
  for (uint32_t i = 0; i < map->term.len; i++)
    check_term(&table, &map->term.at[i], diags);
  atl_strmap_release(&table.index);
  atl_word_set_release(&table.words);
  atl_vec_release(&table.use);
  return diags->errors == before;
}

const char *atl_map_fault(const struct atl_map *map) {
  for (uint32_t i = 1; i < map->node.len; i++) {
    const struct atl_node *node = &map->node.at[i];
    if (node->parent >= i)
      return "a node stands before its parent";
    if (node->next != ATL_NONE &&
        (node->next <= i || node->next >= map->node.len || map->node.at[node->next].parent != node->parent))
      return "a chain of siblings is broken";
    if ((node->first_child == ATL_NONE) != (node->last_child == ATL_NONE))
      return "a list of children is half open";
    if (node->first_child != ATL_NONE && map->node.at[node->first_child].parent != i)
      return "a first child has another parent";
    if (node->id >= map->pool.len || node->label >= map->pool.len || node->note >= map->pool.len ||
        node->kind >= map->pool.len)
      return "a text lies outside the pool";
    if (node->extra != ATL_NONE && node->extra >= map->extra.len)
      return "an extra part does not exist";
    if (node->depth != map->node.at[node->parent].depth + 1)
      return "a depth is wrong";
  }
  for (uint32_t i = 0; i < map->term.len; i++) {
    const struct atl_term *term = &map->term.at[i];
    if (term->name >= map->pool.len || term->text >= map->pool.len)
      return "a term lies outside the pool";
    if (term->first_aka > map->word.len || term->akas > map->word.len - term->first_aka ||
        term->first_see > map->word.len || term->sees > map->word.len - term->first_see)
      return "the words of a term do not exist";
  }
  return NULL;
}
