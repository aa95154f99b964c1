/* The part of a map that is drawn, as an outline of Markdown: its title, what it is about, and an item for each row
 * that a list would have, links as words behind those they start at.
 *
 *     # Our services
 *
 *     - **Shop** (what customers see)
 *       - **Web** (Next.js) → API (calls)
 *         - Catalogue
 */
#include "cmd/map_text.h"

#include "site/markdown_text.h"

#include <string.h>

static void write_label(const struct atl_map *map, uint32_t i, struct atl_out *out) {
  const struct atl_node *node = &map->node.at[i];
  atl_text url = node->extra == ATL_NONE ? 0 : map->extra.at[node->extra].url;
  const char *label = atl_map_text(map, node->label), *strong = node->flags & ATL_NODE_ITEM || !*label ? "" : "**";
  atl_out_format(out, "%s%s", strong, url ? "[" : "");
  atl_markdown_words(out, *label ? label : atl_map_text(map, node->id));
  if (url) {
    const char *address = atl_map_text(map, url);
    atl_out_lit(out, "](");
    atl_markdown_target(out, address, strlen(address));
    atl_out_char(out, ')');
  }
  atl_out_text(out, strong);
}

/* Words at the end of a line that has begun: a mark that means something only at its beginning means nothing here. */
static void write_rest(const char *text, struct atl_out *out) { atl_markdown_words(out, text); }

void atl_write_outline(struct atl_map *map, const struct atl_extent *extent, struct atl_out *out) {
  struct atl_order order = {0};
  struct atl_extent entries = *extent;
  entries.ways = NULL;
  atl_order_entries(&order, map, &entries);
  atl_order_links(&order, map);
  atl_order_say_links(&order, map);
  if (map->title) {
    atl_out_lit(out, "# ");
    write_rest(atl_map_text(map, map->title), out);
    atl_out_lit(out, "\n\n");
  }
  const atl_text said[] = {map->subtitle, map->about};
  for (int i = 0; i < 2; i++)
    if (said[i]) {
      atl_markdown_prose(out, atl_map_text(map, said[i]), "");
      atl_out_lit(out, "\n\n");
    }
  for (uint32_t i = 0, next = 0; i < order.box.len; i++) {
    const struct atl_box *box = &order.box.at[i];
    const struct atl_node *node = &map->node.at[box->node];
    for (uint32_t level = 0; level < box->rank; level++)
      atl_out_lit(out, "  ");
    atl_out_lit(out, "- ");
    write_label(map, box->node, out);
    if (node->note) {
      atl_out_lit(out, " (");
      write_rest(atl_map_text(map, node->note), out);
      atl_out_char(out, ')');
    }
    char count[ATL_COUNT_BYTES];
    if (box->folded) {
      atl_count_text(count, box->folded, box->counted);
      atl_out_format(out, " %s", count);
    }
    for (; next < order.said.len && order.said.at[next].box == i; next++) {
      atl_out_char(out, ' ');
      write_rest(atl_map_text(map, order.said.at[next].text), out);
    }
    atl_out_char(out, '\n');
  }
  atl_order_release(&order);
}
