/* Drawings, whatever their bytes are: no letter is lost, what is mended lines up, and mending it again changes nothing.
 */
#include "base/out.h"
#include "boxes/boxes.h"
#include "boxes/graph.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_ROWS = 1000 };

static void demand(int good) {
  if (!good)
    abort();
}

/* The next byte that is a part of a word: no blank, no piece of a line. Line characters are E2 94 and E2 95 in UTF-8.
 */
static int next_byte(const struct atl_boxes_row *row, uint32_t *at) {
  while (*at < row->len) {
    const unsigned char *text = (const unsigned char *)row->text + *at;
    if (*text == 0xe2 && row->len - *at >= 3 && (text[1] == 0x94 || text[1] == 0x95))
      *at += 3;
    else if (strchr(" -=+|", *text) && *text)
      ++*at;
    else
      return (*at)++, *text;
  }
  return -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct atl_boxes_row row[MOST_ROWS];
  uint32_t rows = 0;
  const char *text = (const char *)data;
  for (size_t i = 0; i < size && rows < MOST_ROWS;) {
    const char *end = memchr(text + i, '\n', size - i);
    size_t len = end ? (size_t)(end - text) - i : size - i;
    row[rows++] = (struct atl_boxes_row){.text = text + i, .len = (uint32_t)len};
    i += len + 1;
  }
  struct atl_boxes boxes, again;
  atl_boxes_look(&boxes, row, rows);
  demand(boxes.mended.len == rows);
  for (uint32_t r = 0; r < rows; r++) {
    uint32_t i = 0, k = 0;
    int a, b;
    do {
      a = next_byte(&row[r], &i);
      b = next_byte(&boxes.mended.at[r], &k);
      demand(a == b);
    } while (a >= 0);
  }
  atl_boxes_look(&again, boxes.mended.at, rows);
  for (uint32_t i = 0; i < again.fault.len; i++)
    demand(!again.fault.at[i].mended);
  demand(!again.changed);
  struct atl_boxes_graph graph;
  struct atl_out map;
  atl_boxes_graph_read(&graph, boxes.mended.at, rows);
  for (uint32_t i = 0; i < graph.link.len; i++)
    demand(graph.link.at[i].from < graph.node.len && graph.link.at[i].to < graph.node.len);
  atl_out_memory(&map);
  atl_boxes_graph_write(&map, &graph);
  atl_out_discard(&map);
  atl_boxes_graph_release(&graph);
  atl_boxes_release(&again);
  atl_boxes_release(&boxes);
  return 0;
}
