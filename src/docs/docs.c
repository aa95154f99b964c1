/* From the text of a document to the blocks in it: lines, then markers by the reader of the format, then pairs of them.
 */
#include "docs/docs.h"

#include "base/sort.h"
#include "docs/find.h"

#include <strings.h>

enum { SHOWN_ARGS = 60 /* bytes of a marker in a message */ };

static const struct {
  const char *suffixes, *name;
} formats[] = {
    [ATL_DOC_MARKDOWN] = {" md markdown mdown mkd mkdn qmd rmd ", "Markdown"},
    [ATL_DOC_MDX] = {" mdx ", "MDX"},
    [ATL_DOC_ASCIIDOC] = {" adoc asciidoc asc ", "AsciiDoc"},
    [ATL_DOC_RST] = {" rst rest ", "reStructuredText"},
    [ATL_DOC_HTML] = {" html htm xhtml vue svelte ", "HTML"},
    [ATL_DOC_GO] = {" go ", "comments of Go"},
    [ATL_DOC_SOURCE] = {"", "source comments"},
};

enum atl_doc_format atl_doc_format_of(const char *path) {
  const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
  if (!strcmp(path, "-"))
    return ATL_DOC_MARKDOWN;
  if (!dot || !dot[1])
    return ATL_DOC_SOURCE;
  size_t len = strlen(dot + 1);
  for (int i = 0; i < ATL_DOC_SOURCE; i++)
    for (const char *at = formats[i].suffixes + 1; *at; at += strcspn(at, " ") + 1)
      if (strcspn(at, " ") == len && !strncasecmp(at, dot + 1, len))
        return (enum atl_doc_format)i;
  return ATL_DOC_SOURCE;
}

const char *atl_doc_format_name(enum atl_doc_format format) { return formats[format].name; }

/* -- lines ----------------------------------------------------------------------------------------------------------
 */

static void find_lines(struct atl_doc *doc) {
  *atl_vec_push(&doc->line) = 0;
  for (uint32_t i = 0; i < doc->len; i++) {
    if (doc->text[i] != '\n' && doc->text[i] != '\r')
      continue;
    if (doc->text[i] == '\r' && i + 1 < doc->len && doc->text[i + 1] == '\n')
      i++;
    if (i + 1 < doc->len)
      *atl_vec_push(&doc->line) = i + 1;
  }
}

uint32_t atl_doc_line_end(const struct atl_doc *doc, uint32_t line) {
  uint32_t end = line + 1 < doc->line.len ? doc->line.at[line + 1] : doc->len;
  uint32_t begin = doc->line.at[line];
  if (end > begin && doc->text[end - 1] == '\n')
    end--;
  if (end > begin && doc->text[end - 1] == '\r')
    end--;
  return end;
}

uint32_t atl_doc_line_at(const struct atl_doc *doc, uint32_t offset) {
  return atl_line_at(doc->line.at, doc->line.len, offset);
}

/* -- markers --------------------------------------------------------------------------------------------------------
 */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void atl_doc_add_marker(struct atl_doc_found *found, uint32_t from, uint32_t begin, uint32_t end, uint32_t to,
                        const char *opener, const char *closer) {
  static const char name[] = "atlasc";
  const char *text = found->doc->text;
  struct atl_doc_marker marker = {.begin = from, .end = to, .opener = opener, .closer = closer};
  while (begin < end && is_blank(text[begin]))
    begin++;
  while (end > begin && is_blank(text[end - 1]))
    end--;
  if (begin < end && text[begin] == '/') {
    marker.closes = true;
    begin++;
  }
  if (end - begin < sizeof name - 1 || memcmp(text + begin, name, sizeof name - 1) != 0)
    return;
  begin += sizeof name - 1;
  marker.bare = begin == end;
  if (marker.closes ? begin < end : begin < end && text[begin] != ':')
    return; /* of another word, or a sentence */
  if (begin < end)
    begin++;
  while (begin < end && is_blank(text[begin]))
    begin++;
  marker.args_begin = begin;
  marker.args_end = end;
  *atl_vec_push(&found->marker) = marker;
}

static struct atl_span span_of(const struct atl_doc *doc, const struct atl_doc_marker *marker) {
  return (struct atl_span){doc->file, marker->begin, marker->end};
}

/* -- pairs ----------------------------------------------------------------------------------------------------------
 */

/* Behind the line end of a line, or the end of the text. */
static uint32_t next_line(const struct atl_doc *doc, uint32_t line) {
  return line + 1 < doc->line.len ? doc->line.at[line + 1] : doc->len;
}

static bool blank_between(const struct atl_doc *doc, uint32_t begin, uint32_t end) {
  for (; begin < end; begin++)
    if (!is_blank(doc->text[begin]))
      return false;
  return true;
}

/* Whether what stands before a marker in its line may stand before every line of the block: blanks, the mark of a quote
 * or, before an opening one, that of a list, under which blanks go on. */
static bool is_prefix(const struct atl_doc *doc, uint32_t begin, uint32_t end, bool opens) {
  for (uint32_t i = begin; i < end; i++) {
    unsigned char c = (unsigned char)doc->text[i];
    bool bom = i == 0 && end - i >= 3 && !memcmp(doc->text, "\xef\xbb\xbf", 3);
    if (bom)
      i += 2;
    else if (c != ' ' && c != '\t' && c != '>' && !(opens && (strchr("-*+.)", c) || (c >= '0' && c <= '9'))))
      return false;
  }
  return true;
}

/* The code above the marker that begins in this line, with nothing but blank lines between them. */
static uint32_t code_above(const struct atl_doc *doc, uint32_t line) {
  uint32_t low = 0, high = doc->code.len;
  while (low < high) { /* the first one that begins below the line */
    uint32_t middle = low + (high - low) / 2;
    if (doc->code.at[middle].first <= line)
      low = middle + 1;
    else
      high = middle;
  }
  const struct atl_doc_code *code = low ? &doc->code.at[low - 1] : NULL;
  if (!code || code->closing == ATL_NONE || code->closing >= line)
    return ATL_NONE;
  for (uint32_t k = code->closing + 1; k < line; k++)
    for (uint32_t at = doc->line.at[k], end = atl_doc_line_end(doc, k); at < end; at++)
      if (!is_blank(doc->text[at]) && doc->text[at] != '>')
        return ATL_NONE;
  return low - 1;
}

/* Whether the first word of a fence's info says that a map stands in it; the rest is what is asked for. */
static bool is_map(const struct atl_doc *doc, const struct atl_doc_code *code, uint32_t *args) {
  uint32_t at = code->info_begin;
  while (at < code->info_end && is_blank(doc->text[at]))
    at++;
  if (code->opening == ATL_NONE || code->info_end - at < 6 || memcmp(doc->text + at, "atlasc", 6) != 0 ||
      (code->info_end - at > 6 && !is_blank(doc->text[at + 6])))
    return false;
  *args = at + 6;
  return true;
}

/* What comments begin with, by format. */
static const char *const openers[] = {[ATL_DOC_MARKDOWN] = "<!--",
                                      [ATL_DOC_MDX] = "{/*",
                                      [ATL_DOC_ASCIIDOC] = "//",
                                      [ATL_DOC_RST] = "..",
                                      [ATL_DOC_HTML] = "<!--"};

/* A marker within a block that its reader took for no comment, because something before it has no end: what follows it
 * is not the block's to replace. Its place, or ATL_NONE. */
static uint32_t hidden_marker(const struct atl_doc *doc, uint32_t begin, uint32_t end) {
  if (atl_doc_is_source(doc->format))
    return ATL_NONE; /* each line speaks for itself there */
  const char *opener = openers[doc->format], *at = doc->text + begin;
  size_t len = strlen(opener);
  while ((at = memmem(at, (size_t)(doc->text + end - at), "atlasc", 6))) {
    const char *before = at - (at > doc->text + begin && at[-1] == '/');
    while (before > doc->text + begin && is_blank(before[-1]))
      before--;
    if (before >= doc->text + begin + len && !memcmp(before - len, opener, len))
      return (uint32_t)(before - len - doc->text);
    at += 6;
  }
  return ATL_NONE;
}

/* The first line between the markers of a source comment that is no comment of that kind, and so not the block's to
 * replace; ATL_NONE: all are. */
static uint32_t foreign_line(const struct atl_doc *doc, const struct atl_doc_block *block) {
  if (block->begin >= block->end)
    return ATL_NONE;
  const char *leader = block->opener ? block->opener : doc->text + block->prefix_begin;
  size_t len = block->opener ? strlen(leader) : block->prefix_end - block->prefix_begin;
  while (len && is_blank(leader[len - 1]))
    len--;
  for (; len && is_blank(*leader); len--)
    leader++;
  bool within = false; /* a comment with an end of its own */
  for (uint32_t line = atl_doc_line_at(doc, block->begin); line < doc->line.len && doc->line.at[line] < block->end;
       line++) {
    uint32_t at = doc->line.at[line], end = atl_doc_line_end(doc, line);
    while (at < end && is_blank(doc->text[at]))
      at++;
    within |= block->opener && end - at >= len && !memcmp(doc->text + at, leader, len);
    if (at < end && !within && (block->opener || end - at < len || memcmp(doc->text + at, leader, len) != 0))
      return line;
    if (block->opener && memmem(doc->text + at, end - at, block->closer, strlen(block->closer)))
      within = false;
  }
  return ATL_NONE;
}

static bool pair(struct atl_doc_found *found, const struct atl_doc_marker *open, const struct atl_doc_marker *close) {
  struct atl_doc *doc = found->doc;
  uint32_t line = atl_doc_line_at(doc, open->begin), last = atl_doc_line_at(doc, open->end - 1);
  uint32_t closing = atl_doc_line_at(doc, close->begin);
  bool source = atl_doc_is_source(doc->format);
  struct atl_doc_block block = {.marker_begin = open->begin,
                                .marker_end = open->end,
                                .args_begin = open->args_begin,
                                .args_end = open->args_end,
                                .prefix_begin = doc->line.at[line],
                                .prefix_end = open->begin,
                                .code = ATL_NONE,
                                .opener = open->opener,
                                .closer = open->closer};
  if (source && !line && doc->len >= 3 && !memcmp(doc->text, "\xef\xbb\xbf", 3))
    block.prefix_begin += 3;
  if (source && !open->opener) { /* up to the word itself: every line of the block is a comment */
    uint32_t at = open->begin;
    while (memcmp(doc->text + at, "atlasc", 6) != 0)
      at++;
    block.prefix_end = at;
  }
  if (closing == last) {
    block.closed_inline = true;
    block.begin = open->end;
    block.end = close->begin;
  } else {
    block.begin = next_line(doc, last);
    block.end = doc->line.at[closing];
  }
  bool alone = block.closed_inline ? blank_between(doc, open->end, close->begin)
                                   : blank_between(doc, open->end, atl_doc_line_end(doc, last)) &&
                                         is_prefix(doc, doc->line.at[closing], close->begin, false);
  if (open->astray || close->astray || !alone || !is_prefix(doc, doc->line.at[line], open->begin, true)) {
    atl_report(found->diags, ATL_ERROR, "marker-in-text", span_of(doc, open),
               "the markers of a block have to stand in lines of their own, without other text");
    return false;
  }
  uint32_t hidden = hidden_marker(doc, block.begin, block.end);
  if (hidden != ATL_NONE) {
    atl_report(
        found->diags, ATL_ERROR, "hidden-marker", (struct atl_span){doc->file, hidden, hidden + 4},
        "this marker is none to who reads the document: within the block that begins in line %u, something has no "
        "end",
        line + 1);
    return false;
  }
  uint32_t foreign = source ? foreign_line(doc, &block) : ATL_NONE;
  if (foreign != ATL_NONE) {
    atl_report(found->diags, ATL_ERROR, "code-in-block",
               (struct atl_span){doc->file, doc->line.at[foreign], atl_doc_line_end(doc, foreign)},
               "this line is no comment like the marker in line %u, and would be replaced", line + 1);
    return false;
  }
  if (open->bare) {
    block.code = code_above(doc, line);
    if (block.code == ATL_NONE || !is_map(doc, &doc->code.at[block.code], &block.args_begin)) {
      atl_report(found->diags, ATL_ERROR, "no-map", span_of(doc, open),
                 "this block names no map, and no fence with a map (```atlasc) stands above it; write 'atlasc: FILE'");
      return false;
    }
    block.args_end = doc->code.at[block.code].info_end;
  }
  *atl_vec_push(&doc->block) = block;
  return true;
}

static bool pair_all(struct atl_doc_found *found) {
  bool good = true;
  for (uint32_t i = 0; i < found->marker.len; i++) {
    const struct atl_doc_marker *marker = &found->marker.at[i];
    bool paired = !marker->closes && i + 1 < found->marker.len && found->marker.at[i + 1].closes;
    if (paired) {
      good &= pair(found, marker, &found->marker.at[++i]);
      continue;
    }
    good = false;
    if (marker->closes)
      atl_report(found->diags, ATL_ERROR, "unopened-block", span_of(found->doc, marker),
                 "'/atlasc' ends a block, and none begins above it");
    else
      atl_report(found->diags, ATL_ERROR, "unclosed-block", span_of(found->doc, marker),
                 "the block that begins here has no end: a comment '/atlasc', before the next one begins");
  }
  return good;
}

static int by_place(const void *a, const void *b) {
  const struct atl_doc_block *left = a, *right = b;
  return left->begin < right->begin ? -1 : left->begin > right->begin;
}

/* Fences that hold a map and have no block behind them yet. */
static bool add_unmarked(struct atl_doc_found *found) {
  struct atl_doc *doc = found->doc;
  uint32_t marked = doc->block.len, next = 0;
  bool good = true;
  for (uint32_t i = 0; i < doc->code.len; i++) {
    const struct atl_doc_code *code = &doc->code.at[i];
    struct atl_doc_block block = {.code = i, .unmarked = true, .args_end = code->info_end};
    if (!is_map(doc, code, &block.args_begin))
      continue;
    uint32_t at = doc->line.at[code->opening];
    while (next < marked && doc->block.at[next].end <= at)
      next++;
    bool inside = next < marked && doc->block.at[next].begin <= at, has = false;
    for (uint32_t k = next; k < marked && !has; k++)
      has = doc->block.at[k].code == i;
    if (inside || has)
      continue;
    if (code->closing == ATL_NONE) {
      atl_report(found->diags, ATL_ERROR, "unclosed-block",
                 (struct atl_span){doc->file, code->info_begin, code->info_end}, "the fence with a map has no end");
      good = false;
      continue;
    }
    block.marker_begin = code->info_begin;
    block.marker_end = code->info_end;
    block.begin = block.end = next_line(doc, code->closing);
    block.prefix_begin = block.prefix_end = doc->line.at[code->closing];
    while (doc->text[block.prefix_end] != '`' && doc->text[block.prefix_end] != '~')
      block.prefix_end++;
    *atl_vec_push(&doc->block) = block;
  }
  if (doc->block.len)
    atl_sort(doc->block.at, doc->block.len, sizeof *doc->block.at, by_place);
  return good;
}

static bool scan(struct atl_doc_found *found, bool markers) {
  struct atl_doc *doc = found->doc;
  switch (doc->format) {
  case ATL_DOC_MARKDOWN:
  case ATL_DOC_MDX:
    return atl_doc_scan_markdown(found, markers);
  case ATL_DOC_ASCIIDOC:
    atl_doc_scan_asciidoc(found);
    return true;
  case ATL_DOC_RST:
    atl_doc_scan_rst(found);
    return true;
  case ATL_DOC_HTML:
    atl_doc_scan_html(found, 0, doc->len);
    return true;
  case ATL_DOC_GO:
  case ATL_DOC_SOURCE:
    atl_doc_scan_source(found);
  }
  return true;
}

static bool read(struct atl_doc *doc, enum atl_doc_format format, const char *text, size_t len, uint32_t file,
                 struct atl_diags *diags, bool markers) {
  *doc = (struct atl_doc){.format = format, .text = text, .len = (uint32_t)len, .file = file};
  struct atl_doc_found found = {.doc = doc, .diags = diags};
  find_lines(doc);
  bool good = scan(&found, markers);
  if (good && markers) {
    good = pair_all(&found);
    good &= add_unmarked(&found);
  }
  atl_vec_release(&found.marker);
  return good;
}

bool atl_doc_read(struct atl_doc *doc, enum atl_doc_format format, const char *text, size_t len, uint32_t file,
                  struct atl_diags *diags) {
  return read(doc, format, text, len, file, diags, true);
}

bool atl_doc_read_code(struct atl_doc *doc, enum atl_doc_format format, const char *text, size_t len, uint32_t file,
                       struct atl_diags *diags) {
  return read(doc, format, text, len, file, diags, false);
}

void atl_doc_release(struct atl_doc *doc) {
  atl_vec_release(&doc->line);
  atl_vec_release(&doc->code);
  atl_vec_release(&doc->content);
  atl_vec_release(&doc->block);
}
