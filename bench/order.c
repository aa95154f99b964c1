/* Orders a graph whose layers are given, and prints its crossings.
 *
 *     bench-order GRAPH.dot        beside it stands GRAPH.ord with the layers
 *
 * Reads only what such files hold: lines `a -> b;`, and layers `N { a b ... }`; # begins a comment. The order is chosen
 * as for a drawing, with the effort of a drawing; --effort N spends N times as much. */
#include "base/strmap.h"
#include "order/layers.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WORD = 256 };

struct names {
  struct atl_strmap index;
  ATL_VEC(char *) name;
};

static bool same(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const char *name = ((const struct names *)context)->name.at[value];
  return !strncmp(name, key, len) && !name[len];
}

static uint32_t find(const struct names *names, const char *word) {
  return atl_strmap_get(&names->index, 0, word, strlen(word), same, names);
}

/* The next word of a file: a name, a number, or one of { } -> ; comments are skipped. */
static bool next_word(FILE *file, char word[MOST_WORD]) {
  int c, len = 0;
  bool star = false;
  while ((c = getc(file)) != EOF) {
    if (c == '#')
      while (c != '\n' && c != EOF)
        c = getc(file);
    else if (c == '/') {
      for (star = false; (c = getc(file)) != EOF && !(star && c == '/');)
        star = c == '*';
    } else if (c == '[')
      while (c != ']' && c != EOF)
        c = getc(file);
    else if (isalnum(c) || c == '_' || c == '.' || c == '"')
      break;
    else if (c == '{' || c == '}' || c == '>') {
      word[0] = (char)c;
      word[1] = 0;
      return true;
    }
  }
  for (; c != EOF && (isalnum(c) || c == '_' || c == '.' || c == '"'); c = getc(file))
    if (c != '"' && len < MOST_WORD - 1)
      word[len++] = (char)c;
  if (c != EOF)
    ungetc(c, file);
  word[len] = 0;
  return len > 0;
}

static bool read_layers(const char *path, struct names *names, struct atl_layers *layers) {
  FILE *file = fopen(path, "r");
  char word[MOST_WORD], before[MOST_WORD] = "";
  if (!file)
    return false;
  for (bool within = false; next_word(file, word);) {
    if (word[0] == '{' || word[0] == '}') {
      within = word[0] == '{';
      uint32_t layer = (uint32_t)strtoul(before, NULL, 10);
      if (within)
        layers->count = layer + 1 > layers->count ? layer + 1 : layers->count;
      if (within)
        layers->boxes = layer; /* the layer at hand */
    } else if (within) {
      atl_strmap_add(&names->index, 0, word, strlen(word), names->name.len);
      *atl_vec_push(&names->name) = strdup(word);
      *atl_vec_push(&layers->item) = (struct atl_layer_item){.layer = layers->boxes, .net = ATL_NONE, .arc = ATL_NONE};
    }
    memcpy(before, word, sizeof before);
  }
  fclose(file);
  layers->boxes = layers->item.len;
  return layers->boxes > 0;
}

static bool read_edges(const char *path, const struct names *names, struct atl_layers *layers) {
  FILE *file = fopen(path, "r");
  char word[MOST_WORD], before[MOST_WORD] = "", tail[MOST_WORD] = "";
  if (!file)
    return false;
  bool arrow = false;
  while (next_word(file, word)) {
    if (word[0] == '>') {
      memcpy(tail, before, sizeof tail);
      arrow = true;
      continue;
    }
    if (arrow) {
      uint32_t a = find(names, tail), b = find(names, word);
      arrow = false;
      if (a == UINT32_MAX || b == UINT32_MAX)
        return fclose(file), false;
      uint32_t x = layers->item.at[a].layer, y = layers->item.at[b].layer;
      if (x + 1 != y && y + 1 != x)
        return fclose(file), false;
      *atl_vec_push(&layers->strand) = (struct atl_strand){.upper = x < y ? a : b, .lower = x < y ? b : a};
    }
    memcpy(before, word, sizeof before);
  }
  fclose(file);
  return true;
}

int main(int argc, char **argv) {
  struct names names = {0};
  struct atl_layers *layers = atl_alloc(1, sizeof *layers);
  uint32_t times = 1;
  if (argc == 4 && !strcmp(argv[1], "--effort")) {
    times = (uint32_t)strtoul(argv[2], NULL, 10);
    argv += 2;
    argc -= 2;
  }
  char ord[4096];
  const char *dot = argc == 2 ? strrchr(argv[1], '.') : NULL;
  if (!dot || snprintf(ord, sizeof ord, "%.*s.ord", (int)(dot - argv[1]), argv[1]) >= (int)sizeof ord) {
    fprintf(stderr, "usage: bench-order [--effort N] GRAPH.dot\n");
    return 2;
  }
  if (!read_layers(ord, &names, layers) || !read_edges(argv[1], &names, layers)) {
    fprintf(stderr, "bench-order: %s, %s: no layered graph\n", argv[1], ord);
    return 1;
  }
  atl_layers_first_order(layers);
  struct atl_effort effort = atl_layers_effort(layers);
  effort.steps *= times;
  effort.starts *= times;
  atl_layers_cross(layers, effort);
  printf("%llu\n", (unsigned long long)layers->crossings);
  for (uint32_t i = 0; i < names.name.len; i++)
    free(names.name.at[i]);
  atl_vec_release(&names.name);
  atl_strmap_release(&names.index);
  atl_layers_free(layers);
  return 0;
}
