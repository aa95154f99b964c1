/* Maps made from bytes. See generate.h. Every text goes through one function that quotes it, so the YAML is sound; what
 * it says need not be. */
#include "generate.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NODES = 90, MOST_LINKS = 200, MOST_ITEMS = 60, MOST_FACTS = 6, MOST_DEPTH = 40, MOST_NAMED = 64 };

const char *const fuzz_layouts[] = {"tree", "list", "chain", "layered", "nested", "radial", NULL};
const char *const fuzz_directions[] = {"down", "right", "up", "left", NULL};
const char *const fuzz_types[] = {"text", "svg", "json", "dot", "png", NULL};

static const char *const texts[] = {
    "A",
    "Service",
    "Load balancer",
    "a  b   c",
    "one two three four five six seven eight nine ten eleven twelve",
    "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft",
    "\u6570\u636e\u96c6\u3068\u30e2\u30c7\u30eb",
    "\u05e9\u05dc\u05d5\u05dd 12 \u05e2\u05d5\u05dc\u05dd",
    "\U0001F468\u200D\U0001F469\u200D\U0001F467 family \U0001F1E9\U0001F1EA",
    "e\u0301\u0301\u0301\u0301 n\u0303",
    "Zu\u00adcker\u00adr\u00fc\u00adben\u00adsi\u00adrup",
    "first\nsecond\n\nfourth",
    "<b>&amp;\"'</b>",
    "\u2500\u252c\u253c\u25bc",
    "+N (note) -> b",
    "\u202eevil\u202c\u2066",
    "https://example.org/a?b=c&d=e#f",
    "\u00b1\u2192\u2026 \u03a9 \u0416",
    NULL,
};

static const char *const kinds[] = {"model", "service", "team", "a", "unknown-kind", NULL};
static const char *const tags[] = {"core", "old", "a,b", "x y", NULL};
static const char *const arrows[] = {"->", "<->", "--", NULL};

uint32_t fuzz_below(struct fuzz_bytes *bytes, uint32_t limit) {
  uint32_t value = 0;
  for (uint32_t span = limit - 1; span && bytes->size; span >>= 8) {
    value = value << 8 | *bytes->data++;
    bytes->size--;
  }
  return value % limit;
}

const char *fuzz_word(struct fuzz_bytes *bytes, const char *const *words) {
  uint32_t count = 0;
  while (words[count])
    count++;
  return words[fuzz_below(bytes, count)];
}

const char *fuzz_text(struct fuzz_bytes *bytes) { return fuzz_word(bytes, texts); }

struct writer {
  FILE *file;
  struct fuzz_bytes *bytes;
  uint32_t named[MOST_NAMED][2]; /* items that have an id: node, item */
  uint32_t names;
};

static bool maybe(struct writer *w, uint32_t in) { return fuzz_below(w->bytes, in) == in - 1; }

static void quoted(struct writer *w, const char *text) {
  fputc('"', w->file);
  for (; *text; text++) {
    if (*text == '\n')
      fputs("\\n", w->file);
    else if (*text == '"' || *text == '\\')
      fprintf(w->file, "\\%c", *text);
    else
      fputc(*text, w->file);
  }
  fputc('"', w->file);
}

static void line(struct writer *w, uint32_t depth, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void line(struct writer *w, uint32_t depth, const char *format, ...) {
  va_list values;
  va_start(values, format);
  fprintf(w->file, "%*s", (int)depth * 2, "");
  vfprintf(w->file, format, values);
  va_end(values);
}

static void texts_of(struct writer *w, uint32_t depth, const char *key) {
  line(w, depth, "%s: ", key);
  quoted(w, fuzz_text(w->bytes));
  fputc('\n', w->file);
}

static void items(struct writer *w, uint32_t depth, uint32_t node) {
  uint32_t count = fuzz_below(w->bytes, 8);
  if (count == 7) /* now and then a tall one */
    count = 1 + fuzz_below(w->bytes, MOST_ITEMS);
  if (!count)
    return;
  line(w, depth, "items:\n");
  uint32_t notes = fuzz_below(w->bytes, 3); /* none, all, some */
  for (uint32_t i = 0; i < count; i++) {
    uint32_t form = fuzz_below(w->bytes, 4);
    line(w, depth, "- ");
    if (form == 3) {
      if (w->names < MOST_NAMED)
        memcpy(w->named[w->names++], (uint32_t[]){node, i}, sizeof *w->named);
      fprintf(w->file, "{id: i%u_%u, label: ", node, i);
      quoted(w, fuzz_text(w->bytes));
      fputs(maybe(w, 4) ? ", url: \"https://example.org/i\"}\n" : "}\n", w->file);
    } else if (notes == 1 || (notes == 2 && form == 2)) {
      quoted(w, fuzz_text(w->bytes));
      fputs(": ", w->file);
      quoted(w, fuzz_text(w->bytes));
      fputc('\n', w->file);
    } else {
      quoted(w, fuzz_text(w->bytes));
      fputc('\n', w->file);
    }
  }
}

static void details(struct writer *w, uint32_t depth, uint32_t node, const char *const *others) {
  texts_of(w, depth, "label");
  uint32_t bits = fuzz_below(w->bytes, 256);
  if (bits & 1)
    texts_of(w, depth, "note");
  if (bits & 2)
    line(w, depth, "kind: %s\n", fuzz_word(w->bytes, kinds));
  if (bits & 4)
    items(w, depth, node);
  if (bits & 8)
    line(w, depth, "url: \"https://example.org/%u\"\n", node);
  if (bits & 16)
    line(w, depth, "tags: [\"%s\", b]\n", fuzz_word(w->bytes, tags));
  if (bits & 32) {
    line(w, depth, "facts:\n");
    for (uint32_t i = 0; i <= fuzz_below(w->bytes, MOST_FACTS); i++) {
      line(w, depth + 1, "fact %u: ", i);
      quoted(w, fuzz_text(w->bytes));
      fputc('\n', w->file);
    }
    texts_of(w, depth, "about");
  }
  if (bits & 64) {
    const char *other = others && maybe(w, 2) ? fuzz_word(w->bytes, others) : NULL;
    if (other && maybe(w, 2))
      line(w, depth, "map: \"%s.yaml\"\n", other);
    else if (other)
      line(w, depth, "see: [\"%s/n%u\", term]\n", other, fuzz_below(w->bytes, 8));
    else
      line(w, depth, "see: [n%u, term]\n", fuzz_below(w->bytes, 8));
  }
  if (bits & 128)
    line(w, depth, "divide: %s\n", maybe(w, 2) ? "true" : "false");
}

/* Nodes in document order; how deep the next one stands decides whether the one before it has any below it. */
static uint32_t nodes(struct writer *w, const char *const *others) {
  uint32_t count = 1 + fuzz_below(w->bytes, 12);
  if (maybe(w, 8))
    count += fuzz_below(w->bytes, MOST_NODES);
  uint32_t shape = fuzz_below(w->bytes, 4), depth = 0; /* free, flat, a path, one root */
  line(w, 0, "nodes:\n");
  for (uint32_t i = 0, above = 0; i < count; i++, above = depth) {
    depth = shape == 1 ? 0 : shape == 2 ? i : shape == 3 ? i > 0 : fuzz_below(w->bytes, 2 + above) + (i && maybe(w, 3));
    depth = depth > above + 1 ? above + 1 : depth;
    depth = depth > MOST_DEPTH ? MOST_DEPTH : i ? depth : 0;
    if (i && depth == above + 1)
      line(w, 2 * above + 2, "nodes:\n");
    line(w, 2 * depth + 1, "n%u:\n", i);
    details(w, 2 * depth + 2, i, others);
  }
  return count;
}

static void end(struct writer *w, uint32_t count, const char *const *others) {
  uint32_t form = fuzz_below(w->bytes, 16);
  if (form == 15 && others)
    fprintf(w->file, "%s/", fuzz_word(w->bytes, others));
  if (form > 11 && w->names) {
    const uint32_t *item = w->named[fuzz_below(w->bytes, w->names)];
    fprintf(w->file, "i%u_%u", item[0], item[1]);
  } else
    fprintf(w->file, "n%u", fuzz_below(w->bytes, count));
}

static void links(struct writer *w, uint32_t nodes, const char *const *others) {
  uint32_t count = fuzz_below(w->bytes, 16);
  if (count == 15)
    count = fuzz_below(w->bytes, MOST_LINKS);
  if (!count)
    return;
  line(w, 0, "links:\n");
  uint32_t form = fuzz_below(w->bytes, 5); /* anywhere, all into one, all out of one, all between two, a path */
  for (uint32_t i = 0; i < count; i++) {
    const char *arrow = maybe(w, 4) ? fuzz_word(w->bytes, arrows) : "->";
    line(w, 1, "- '");
    if (form == 2 || form == 3)
      fputs("n0", w->file);
    else if (form == 4)
      fprintf(w->file, "n%u", i % nodes);
    else
      end(w, nodes, others);
    fprintf(w->file, " %s ", arrow);
    if (form == 1)
      fputs("n0", w->file);
    else if (form == 3 || form == 4)
      fprintf(w->file, "n%u", (form == 4 ? i + 1 : 1) % nodes);
    else
      end(w, nodes, others);
    fputc('\'', w->file);
    if (maybe(w, 4)) {
      fputs(": ", w->file);
      quoted(w, fuzz_text(w->bytes));
    }
    fputc('\n', w->file);
  }
}

static void views(struct writer *w, uint32_t nodes) {
  line(w, 0, "views:\n");
  for (uint32_t i = 0; i <= fuzz_below(w->bytes, 3); i++) {
    line(w, 1, "v%u:\n", i);
    texts_of(w, 2, "title");
    if (maybe(w, 2))
      line(w, 2, "layout: %s\n", fuzz_word(w->bytes, fuzz_layouts));
    if (maybe(w, 2))
      line(w, 2, "root: n%u\n", fuzz_below(w->bytes, nodes));
    if (maybe(w, 2))
      line(w, 2, "depth: %u\n", 1 + fuzz_below(w->bytes, 4));
    if (maybe(w, 2))
      line(w, 2, "only: [%s]\n", fuzz_word(w->bytes, kinds));
    if (maybe(w, 2))
      line(w, 2, "without: [%s, \"%s\"]\n", fuzz_word(w->bytes, kinds), fuzz_word(w->bytes, tags));
  }
}

char *fuzz_map(struct fuzz_bytes *bytes, const char *const *others, size_t *size) {
  char *text = NULL;
  struct writer w = {.file = open_memstream(&text, size), .bytes = bytes};
  if (!w.file)
    abort();
  uint32_t bits = fuzz_below(bytes, 16);
  if (bits & 1)
    texts_of(&w, 0, "title");
  if (bits & 2)
    line(&w, 0, "layout: %s\n", fuzz_word(bytes, fuzz_layouts));
  if (bits & 4)
    line(&w, 0, "direction: %s\n", fuzz_word(bytes, fuzz_directions));
  uint32_t count = nodes(&w, others);
  links(&w, count, others);
  if (maybe(&w, 4))
    views(&w, count);
  if (bits & 8)
    line(&w, 0, "glossary:\n  term: a word\n  other: {text: see term, aka: [Wort, A]}\n");
  if (fclose(w.file) != 0)
    abort();
  return text;
}
