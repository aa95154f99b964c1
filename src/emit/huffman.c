/* The tree is made by two queues, of symbols by their counts and of pairs as they are made, which are in order by
 * themselves (van Leeuwen, 1976). Only how deep each symbol stands is kept of it. */
#include "emit/huffman.h"

#include "base/sort.h"

#include <stdbool.h>
#include <string.h>

enum { LONGEST = 15, NODES = 2 * ATL_HUFFMAN_SYMBOLS };

struct leaf {
  uint32_t count;
  uint16_t symbol;
};

static int by_count(const void *a, const void *b) {
  const struct leaf *x = a, *y = b;
  return x->count < y->count ? -1 : x->count > y->count;
}

/* The symbols that occur, the rarest first. */
static int leaves_of(struct leaf *leaf, const uint32_t *count, int symbols) {
  int leaves = 0;
  for (int i = 0; i < symbols; i++)
    if (count[i])
      leaf[leaves++] = (struct leaf){count[i], (uint16_t)i};
  for (int i = 0; leaves < 2; i++)
    if (!count[i])
      leaf[leaves++] = (struct leaf){1, (uint16_t)i};
  atl_sort(leaf, (size_t)leaves, sizeof *leaf, by_count);
  return leaves;
}

/* How many symbols have codes of each length, before there is a limit; what is longer counts as LONGEST + 1. */
static void count_depths(const struct leaf *leaf, int leaves, int of_length[LONGEST + 2]) {
  uint32_t count[NODES];
  uint16_t parent[NODES], depth[NODES];
  int next_leaf = 0, next_pair = leaves, nodes = leaves;
  for (int i = 0; i < leaves; i++)
    count[i] = leaf[i].count;
  for (; nodes < 2 * leaves - 1; nodes++) {
    count[nodes] = 0;
    for (int child = 0; child < 2; child++) {
      bool from_leaves = next_leaf < leaves && (next_pair == nodes || count[next_leaf] <= count[next_pair]);
      int taken = from_leaves ? next_leaf++ : next_pair++;
      count[nodes] += count[taken];
      parent[taken] = (uint16_t)nodes;
    }
  }
  depth[nodes - 1] = 0;
  for (int i = nodes - 1; i-- > 0;) {
    depth[i] = (uint16_t)(depth[parent[i]] + 1);
    if (i < leaves)
      of_length[depth[i] > LONGEST ? LONGEST + 1 : depth[i]]++;
  }
}

/* Takes codes that are too long to the limit. That uses more of the code space than there is (in units of the longest
 * code): a shorter code is made longer for each unit, which takes one of those at the limit in. */
static void limit(int of_length[LONGEST + 2], int longest) {
  int used = 0;
  for (int i = longest + 1; i <= LONGEST + 1; i++) {
    of_length[longest] += of_length[i];
    of_length[i] = 0;
  }
  for (int i = 1; i <= longest; i++)
    used += of_length[i] << (longest - i);
  for (; used > 1 << longest; used--) {
    int shorter = longest - 1;
    while (!of_length[shorter])
      shorter--;
    of_length[shorter]--;
    of_length[shorter + 1] += 2;
    of_length[longest]--;
  }
}

static uint16_t reversed(unsigned code, int bits) {
  unsigned out = 0;
  for (; bits > 0; bits--, code >>= 1)
    out = out << 1 | (code & 1);
  return (uint16_t)out;
}

void atl_huffman_make(struct atl_huffman *h, const uint32_t *count, int symbols, int longest) {
  struct leaf leaf[ATL_HUFFMAN_SYMBOLS];
  int of_length[LONGEST + 2] = {0}, leaves = leaves_of(leaf, count, symbols), at = 0;
  unsigned next[LONGEST + 1] = {0};
  memset(h, 0, sizeof *h);
  count_depths(leaf, leaves, of_length);
  limit(of_length, longest);
  for (int bits = longest; bits > 0; bits--)
    for (int i = 0; i < of_length[bits]; i++)
      h->length[leaf[at++].symbol] = (uint8_t)bits;
  for (int bits = 1, code = 0; bits <= longest; bits++) {
    next[bits] = (unsigned)code;
    code = (code + of_length[bits]) << 1;
  }
  for (int i = 0; i < symbols; i++)
    if (h->length[i])
      h->code[i] = reversed(next[h->length[i]]++, h->length[i]);
}
