/* Links as words: a list has no room for wires, so the row of a source says where its links lead.
 *
 *     Web → Orders (places), Search ↔ Cache
 *
 * A target is named by its label. Where other rows have the same label, the labels of as many of its parents stand
 * before it as tell them apart: Shop / Search. Where all of those are equal as well, it is named by the path of its
 * ids: shop.search. A node of another map is named as the author wrote it; a link that comes from there stands at its
 * target: ← other/api.
 */
#include "order/order.h"

#include "base/out.h"
#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

static const char *const arrows[] = {[ATL_SAID_FORWARD] = "\xe2\x86\x92",
                                     [ATL_SAID_BOTH] = "\xe2\x86\x94",
                                     [ATL_SAID_NONE] = "\xe2\x80\x94",
                                     [ATL_SAID_BACK] = "\xe2\x86\x90"};

/* A link as its row says it. */
struct entry {
  uint32_t row, arrow, link;
  uint32_t target; /* box; ATL_NONE: in another map */
};

/* A name that a row could be called by: the labels of a box and of some of its parents. */
struct name {
  uint32_t box;     /* one of those that have it */
  uint32_t parents; /* how many of its parents stand in it */
  uint32_t rows;    /* that have it */
  uint32_t whole;   /* that have no more parents than these */
};

/* More parents than these tell nobody anything; the path does. */
enum { MOST_PARENTS = 3 };

/* The links of all rows, and the names of their targets, each once. */
struct labels {
  const struct atl_map *map;
  const struct atl_order *order;
  ATL_VEC(struct entry) entry;
  struct atl_strmap index; /* number of parents, text -> name */
  ATL_VEC(struct name) name;
  struct atl_out text; /* a name, being made */
};

static const char *label_of(const struct labels *labels, uint32_t box) {
  return atl_map_text(labels->map, labels->map->node.at[labels->order->box.at[box].node].label);
}

/* Makes a name of a box in labels->text: its label behind those of so many parents. False where it
 * has not so many. */
static bool make_name(struct labels *labels, uint32_t box, uint32_t parents) {
  uint32_t chain[MOST_PARENTS + 1], n = 0;
  for (; n <= parents; n++) {
    if (box == ATL_NONE)
      return false;
    chain[n] = box;
    box = labels->order->box.at[box].parent;
  }
  labels->text.len = 0;
  while (n--) {
    atl_out_text(&labels->text, label_of(labels, chain[n]));
    if (n)
      atl_out_lit(&labels->text, "\1"); /* in no label */
  }
  return true;
}

static bool same(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct labels *labels = context;
  const struct name *name = &labels->name.at[value];
  if (name->parents != number)
    return false;
  uint32_t box = name->box;
  for (uint32_t left = number;; left--) { /* from the end: the box itself, then its parents */
    const char *text = label_of(labels, box);
    size_t n = strlen(text);
    if (n > len || memcmp(key + len - n, text, n) != 0)
      return false;
    len -= n;
    if (!left)
      return !len;
    if (!len || key[--len] != '\1')
      return false;
    box = labels->order->box.at[box].parent;
  }
}

static uint32_t find(const struct labels *labels, uint32_t parents) {
  return atl_strmap_get(&labels->index, parents, labels->text.buf, labels->text.len, same, labels);
}

/* How many rows have the name of a box with so many parents; 0 where it has not so many. */
static uint32_t rows_of(struct labels *labels, uint32_t box, uint32_t parents) {
  uint32_t at = make_name(labels, box, parents) ? find(labels, parents) : UINT32_MAX;
  return at == UINT32_MAX ? 0 : labels->name.at[at].rows;
}

/* Counts the rows of all names of a target, with more and more parents as long as those are not enough. */
static void count_names(struct labels *labels) {
  const struct atl_order *order = labels->order;
  for (uint32_t parents = 0; parents <= MOST_PARENTS; parents++) {
    uint32_t before = labels->name.len;
    for (uint32_t i = 0; i < labels->entry.len; i++) {
      uint32_t box = labels->entry.at[i].target;
      if (box == ATL_NONE || (parents && rows_of(labels, box, parents - 1) < 2) || !make_name(labels, box, parents) ||
          find(labels, parents) != UINT32_MAX)
        continue;
      atl_strmap_add(&labels->index, parents, labels->text.buf, labels->text.len, labels->name.len);
      *atl_vec_push(&labels->name) = (struct name){.box = box, .parents = parents};
    }
    if (labels->name.len == before)
      return;
    for (uint32_t i = 0; i < order->box.len; i++) {
      uint32_t at = make_name(labels, i, parents) ? find(labels, parents) : UINT32_MAX;
      if (at == UINT32_MAX)
        continue;
      labels->name.at[at].rows++;
      labels->name.at[at].whole += order->box.at[i].rank == parents;
    }
  }
}

static void on_one_line(struct atl_out *out, const char *text) {
  for (; *text; text++)
    atl_out_char(out, *text == '\n' ? ' ' : *text);
}

/* The ids of a node and of those above it, joined by dots, as in a link. */
static void write_path(struct atl_out *out, const struct atl_map *map, uint32_t node) {
  uint32_t depth = 0;
  for (uint32_t at = node; at; at = map->node.at[at].parent)
    depth++;
  while (depth--) { /* paths are short, and asked for in the last resort */
    uint32_t at = node;
    for (uint32_t i = 0; i < depth; i++)
      at = map->node.at[at].parent;
    atl_out_text(out, atl_map_text(map, map->node.at[at].id));
    if (depth)
      atl_out_char(out, '.');
  }
}

/* The least number of parents that tell a box from all others of its label; MOST_PARENTS + 1: none does. */
static uint32_t parents_that_tell(struct labels *labels, uint32_t box) {
  for (uint32_t parents = 0; parents <= MOST_PARENTS; parents++) {
    uint32_t rows = rows_of(labels, box, parents);
    if (rows == 1)
      return parents;
    if (labels->order->box.at[box].rank != parents)
      continue;
    /* It has no more parents. Others of this name that have are told by them. */
    make_name(labels, box, parents);
    return labels->name.at[find(labels, parents)].whole == 1 ? parents : MOST_PARENTS + 1;
  }
  return MOST_PARENTS + 1;
}

static void write_target(struct atl_out *out, struct labels *labels, const struct entry *entry) {
  const struct atl_map *map = labels->map;
  const struct atl_link *link = &map->link.at[entry->link];
  if (entry->target == ATL_NONE)
    atl_out_text(out, atl_map_text(map, link->head == ATL_NONE ? link->to : link->from));
  else {
    uint32_t parents = parents_that_tell(labels, entry->target);
    if (parents > MOST_PARENTS)
      write_path(out, map, labels->order->box.at[entry->target].node);
    else {
      make_name(labels, entry->target, parents);
      for (size_t i = 0; i < labels->text.len; i++) {
        char c = labels->text.buf[i];
        if (c == '\1')
          atl_out_lit(out, " / ");
        else
          atl_out_char(out, c == '\n' ? ' ' : c);
      }
    }
  }
  if (!link->label)
    return;
  atl_out_lit(out, " (");
  on_one_line(out, atl_map_text(map, link->label));
  atl_out_char(out, ')');
}

/* By row, then by arrow, then as the author wrote them. */
static int compare(const void *a, const void *b) {
  const struct entry *x = a, *y = b;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  if (x->arrow != y->arrow)
    return x->arrow < y->arrow ? -1 : 1;
  return x->link < y->link ? -1 : x->link > y->link;
}

/* The edges, and the links of which one end lies in another map. */
static void list_entries(struct labels *labels, const struct atl_order *order) {
  static const enum atl_said_arrow of[] = {
      [ATL_ARROW_FORWARD] = ATL_SAID_FORWARD, [ATL_ARROW_BOTH] = ATL_SAID_BOTH, [ATL_ARROW_NONE] = ATL_SAID_NONE};
  const struct atl_map *map = labels->map;
  uint32_t *shown = NULL;
  for (uint32_t i = 0; i < order->edge.len; i++) {
    const struct atl_edge *edge = &order->edge.at[i];
    *atl_vec_push(&labels->entry) = (struct entry){
        .row = edge->tail, .arrow = of[map->link.at[edge->link].arrow], .link = edge->link, .target = edge->head};
  }
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    bool leaves = link->head == ATL_NONE;
    if (leaves == (link->tail == ATL_NONE) || (order->hidden && order->hidden[i]))
      continue;
    shown = shown ? shown : atl_order_shown(order, map);
    uint32_t row = shown[leaves ? link->tail : link->head];
    if (row != ATL_NONE)
      *atl_vec_push(&labels->entry) =
          (struct entry){.row = row,
                         .arrow = !leaves && link->arrow == ATL_ARROW_FORWARD ? ATL_SAID_BACK : of[link->arrow],
                         .link = i,
                         .target = ATL_NONE};
  }
  free(shown);
}

void atl_order_say_links(struct atl_order *order, struct atl_map *map) {
  struct labels labels = {.map = map, .order = order};
  struct atl_out out;
  list_entries(&labels, order);
  const struct entry *entry = labels.entry.at;
  uint32_t n = labels.entry.len;
  if (n)
    atl_sort(labels.entry.at, n, sizeof *entry, compare);
  atl_out_memory(&labels.text);
  count_names(&labels);
  atl_out_memory(&out);
  for (uint32_t i = 0, next; i < n; i = next) {
    out.len = 0;
    atl_out_text(&out, arrows[entry[i].arrow]);
    for (next = i; next < n && entry[next].row == entry[i].row && entry[next].arrow == entry[i].arrow; next++) {
      atl_out_text(&out, next == i ? " " : ", ");
      write_target(&out, &labels, &entry[next]);
    }
    atl_text text = atl_map_add_text(map, out.buf, out.len);
    *atl_vec_push(&order->said) = (struct atl_said){entry[i].row, text, (enum atl_said_arrow)entry[i].arrow};
  }
  atl_out_discard(&out);
  atl_vec_release(&labels.entry);
  atl_vec_release(&labels.name);
  atl_out_discard(&labels.text);
  atl_strmap_release(&labels.index);
}
