/* Links as words: a list has no room for wires, so the row of a source says where its links lead.
 *
 *     Web → Orders (places), Search ↔ Cache
 *
 * A target is named by its label; where another row has the same label, behind that of its parent: Shop / Search. */
#include "order/order.h"

#include "base/out.h"

#include <stdlib.h>
#include <string.h>

static const char *const arrows[] = {
    [ATL_ARROW_FORWARD] = "\xe2\x86\x92", [ATL_ARROW_BOTH] = "\xe2\x86\x94", [ATL_ARROW_NONE] = "\xe2\x80\x94"};

/* Labels of targets, each once, and how many rows have it. */
struct labels {
  const struct atl_map *map;
  struct atl_strmap index; /* label -> label */
  ATL_VEC(struct atl_label_use {
    atl_text text;
    uint32_t rows;
  })
  label;
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
  for (uint32_t i = 0; i < order->edge.len; i++) {
    atl_text label = map->node.at[order->box.at[order->edge.at[i].head].node].label;
    const char *text = atl_map_text(map, label);
    if (find(labels, text) != UINT32_MAX)
      continue;
    atl_strmap_add(&labels->index, 0, text, strlen(text), labels->label.len);
    *atl_vec_push(&labels->label) = (struct atl_label_use){label, 0};
  }
  for (uint32_t i = 0; i < order->box.len; i++) {
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
                         const struct atl_edge *edge) {
  const struct atl_map *map = labels->map;
  const struct atl_box *box = &order->box.at[edge->head];
  const char *label = atl_map_text(map, map->node.at[box->node].label);
  if (labels->label.at[find(labels, label)].rows > 1 && box->parent != ATL_NONE) {
    on_one_line(out, atl_map_text(map, map->node.at[order->box.at[box->parent].node].label));
    atl_out_lit(out, " / ");
  }
  on_one_line(out, label);
  if (!map->link.at[edge->link].label)
    return;
  atl_out_lit(out, " (");
  on_one_line(out, atl_map_text(map, map->link.at[edge->link].label));
  atl_out_char(out, ')');
}

/* An edge in the order of rows: by source, then by arrow, then as the author wrote them. */
struct entry {
  uint32_t tail, arrow, edge;
};

static int compare(const void *a, const void *b) {
  const struct entry *x = a, *y = b;
  if (x->tail != y->tail)
    return x->tail < y->tail ? -1 : 1;
  if (x->arrow != y->arrow)
    return x->arrow < y->arrow ? -1 : 1;
  return x->edge < y->edge ? -1 : x->edge > y->edge;
}

void atl_order_say_links(struct atl_order *order, struct atl_map *map) {
  uint32_t n = order->edge.len;
  if (!n)
    return;
  struct labels labels = {.map = map};
  count_labels(&labels, order);
  struct entry *entry = atl_alloc(n, sizeof *entry);
  for (uint32_t i = 0; i < n; i++)
    entry[i] = (struct entry){order->edge.at[i].tail, map->link.at[order->edge.at[i].link].arrow, i};
  qsort(entry, n, sizeof *entry, compare);
  struct atl_out out;
  atl_out_memory(&out);
  for (uint32_t i = 0, next; i < n; i = next) {
    out.len = 0;
    atl_out_text(&out, arrows[entry[i].arrow]);
    for (next = i; next < n && entry[next].tail == entry[i].tail && entry[next].arrow == entry[i].arrow; next++) {
      atl_out_text(&out, next == i ? " " : ", ");
      write_target(&out, &labels, order, &order->edge.at[entry[next].edge]);
    }
    atl_text text = atl_map_add_text(map, out.buf, out.len);
    *atl_vec_push(&order->said) = (struct atl_said){entry[i].tail, text, (enum atl_arrow)entry[i].arrow};
  }
  atl_out_discard(&out);
  free(entry);
  atl_vec_release(&labels.label);
  atl_strmap_release(&labels.index);
}
