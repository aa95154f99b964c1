/* Links as words: a list has no room for wires, so the row of a source says where its links lead.
 *
 *     Web → Orders (places), Search ↔ Cache
 *
 * A target is named by its label; where another row has the same label, behind that of its parent: Shop / Search. A
 * node of another map is named as the author wrote it; a link that comes from there stands at its target: ← other/api.
 */
#include "order/order.h"

#include "base/out.h"

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

struct label {
  atl_text text;
  uint32_t rows; /* that have it */
};

/* The links of all rows, and the labels of their targets, each once. */
struct labels {
  const struct atl_map *map;
  ATL_VEC(struct entry) entry;
  struct atl_strmap index; /* label -> label */
  ATL_VEC(struct label) label;
};

static bool same(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct labels *labels = context;
  const char *text = atl_map_text(labels->map, labels->label.at[value].text);
  (void)number;
  return !strncmp(text, key, len) && !text[len];
}

static uint32_t find(const struct labels *labels, const char *text) {
  return atl_strmap_get(&labels->index, 0, text, strlen(text), same, labels);
}

static void count_labels(struct labels *labels, const struct atl_order *order) {
  const struct atl_map *map = labels->map;
  for (uint32_t i = 0; i < labels->entry.len; i++) {
    if (labels->entry.at[i].target == ATL_NONE)
      continue;
    atl_text label = map->node.at[order->box.at[labels->entry.at[i].target].node].label;
    const char *text = atl_map_text(map, label);
    if (find(labels, text) != UINT32_MAX)
      continue;
    atl_strmap_add(&labels->index, 0, text, strlen(text), labels->label.len);
    *atl_vec_push(&labels->label) = (struct label){label, 0};
  }
  for (uint32_t i = 0; i < order->box.len && labels->label.len; i++) {
    uint32_t at = find(labels, atl_map_text(map, map->node.at[order->box.at[i].node].label));
    if (at != UINT32_MAX)
      labels->label.at[at].rows++;
  }
}

static void on_one_line(struct atl_out *out, const char *text) {
  for (; *text; text++)
    atl_out_char(out, *text == '\n' ? ' ' : *text);
}

static void write_target(struct atl_out *out, const struct labels *labels, const struct atl_order *order,
                         const struct entry *entry) {
  const struct atl_map *map = labels->map;
  const struct atl_link *link = &map->link.at[entry->link];
  if (entry->target == ATL_NONE)
    atl_out_text(out, atl_map_text(map, link->head == ATL_NONE ? link->to : link->from));
  else {
    const struct atl_box *box = &order->box.at[entry->target];
    const char *label = atl_map_text(map, map->node.at[box->node].label);
    if (labels->label.at[find(labels, label)].rows > 1 && box->parent != ATL_NONE) {
      on_one_line(out, atl_map_text(map, map->node.at[order->box.at[box->parent].node].label));
      atl_out_lit(out, " / ");
    }
    on_one_line(out, label);
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
    if (leaves == (link->tail == ATL_NONE))
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
  struct labels labels = {.map = map};
  struct atl_out out;
  list_entries(&labels, order);
  const struct entry *entry = labels.entry.at;
  uint32_t n = labels.entry.len;
  if (n)
    qsort(labels.entry.at, n, sizeof *entry, compare);
  count_labels(&labels, order);
  atl_out_memory(&out);
  for (uint32_t i = 0, next; i < n; i = next) {
    out.len = 0;
    atl_out_text(&out, arrows[entry[i].arrow]);
    for (next = i; next < n && entry[next].row == entry[i].row && entry[next].arrow == entry[i].arrow; next++) {
      atl_out_text(&out, next == i ? " " : ", ");
      write_target(&out, &labels, order, &entry[next]);
    }
    atl_text text = atl_map_add_text(map, out.buf, out.len);
    *atl_vec_push(&order->said) = (struct atl_said){entry[i].row, text, (enum atl_said_arrow)entry[i].arrow};
  }
  atl_out_discard(&out);
  atl_vec_release(&labels.entry);
  atl_vec_release(&labels.label);
  atl_strmap_release(&labels.index);
}
