/* Markdown, by cmark and by nothing else: what is a fence, what is a comment and what only looks like one is decided by
 * the reference implementation of CommonMark. It says in which line a block begins, and gives its text; where a block
 * ends is counted from that text, because the last line that cmark gives is one too many where a quote or a list ends a
 * fence. Opened when a document of Markdown is read: whoever draws a map loads no cmark.
 *
 * MDX is read by the same: fences are those of CommonMark, and its comments, which are expressions in braces, are
 * looked for in all that is no fence. It has no indented code and no comments of HTML. */
#include "docs/find.h"

#include "base/load.h"

#include <cmark.h>
#include <stdlib.h>

#define FUNCTIONS(X)                                                                                                   \
  X(cmark_parse_document)                                                                                              \
  X(cmark_iter_new)                                                                                                    \
  X(cmark_iter_next)                                                                                                   \
  X(cmark_iter_get_node)                                                                                               \
  X(cmark_iter_free)                                                                                                   \
  X(cmark_node_get_type)                                                                                               \
  X(cmark_node_get_start_line)                                                                                         \
  X(cmark_node_get_start_column)                                                                                       \
  X(cmark_node_get_literal)                                                                                            \
  X(cmark_node_free)

static struct { FUNCTIONS(ATL_MEMBER) } lib;

/* Its soname has the whole version, which is that of the headers. */
#define LIBRARY ATL_LIBRARY("cmark", CMARK_VERSION_STRING)

static bool is_open(void) {
  static void *library;
  if (!library)
    library = atl_library(LIBRARY);
  return library FUNCTIONS(ATL_FIND);
}

static uint32_t count_lines(const char *text) {
  uint32_t lines = 0;
  for (; (text = strchr(text, '\n')); text++)
    lines++;
  return lines;
}

/* The fence in a line: three or more of '`' or '~' behind what stands before it. Returns their number, 0 if there is
 * none. */
static uint32_t fence_in(const struct atl_doc *doc, uint32_t line, uint32_t *at) {
  uint32_t i = doc->line.at[line], end = atl_doc_line_end(doc, line);
  while (i < end && doc->text[i] != '`' && doc->text[i] != '~')
    i++;
  uint32_t begin = i;
  while (i < end && doc->text[i] == doc->text[begin])
    i++;
  *at = begin;
  return i - begin >= 3 ? i - begin : 0;
}

/* Where the text of each line of code begins: cmark's line is the end of the line as it is written. */
static void add_content(struct atl_doc *doc, const struct atl_doc_code *code, const char *literal) {
  for (uint32_t line = code->first; line < code->end; line++) {
    size_t len = strcspn(literal, "\n");
    uint32_t begin = doc->line.at[line], end = atl_doc_line_end(doc, line);
    bool same = end - begin >= len && !memcmp(doc->text + end - len, literal, len);
    *atl_vec_push(&doc->content) = same ? end - (uint32_t)len : ATL_NONE;
    literal += len + (literal[len] == '\n');
  }
}

/* Whether the first line of code is what looks like a fence in its first line: it is indented then, and no fence. */
static bool is_text_of(const struct atl_doc *doc, uint32_t line, uint32_t at, const char *literal) {
  size_t len = strcspn(literal, "\n"), rest = atl_doc_line_end(doc, line) - at;
  return len >= rest && !memcmp(literal + len - rest, doc->text + at, rest);
}

static void add_code(struct atl_doc *doc, uint32_t line, const char *literal) {
  uint32_t at, fence = fence_in(doc, line, &at), lines = count_lines(literal);
  struct atl_doc_code code = {.opening = ATL_NONE, .closing = ATL_NONE, .content = doc->content.len};
  bool fenced = fence && !is_text_of(doc, line, at, literal);
  if (fenced) {
    code.opening = line++;
    code.info_begin = at + fence;
    code.info_end = atl_doc_line_end(doc, code.opening);
  }
  code.first = line;
  code.end = line + lines;
  if (code.end > doc->line.len) /* cannot be: cmark has no more lines than the text */
    return;
  uint32_t close = code.end;
  if (fenced && close < doc->line.len) {
    uint32_t i, run = fence_in(doc, close, &i), end = atl_doc_line_end(doc, close);
    bool only = run >= fence && doc->text[i] == doc->text[at];
    for (uint32_t k = i + run; k < end && only; k++)
      only = doc->text[k] == ' ' || doc->text[k] == '\t';
    code.closing = only ? close : ATL_NONE;
  }
  add_content(doc, &code, literal);
  *atl_vec_push(&doc->code) = code;
}

static uint32_t line_begin(const struct atl_doc *doc, uint32_t line) {
  return line < doc->line.len ? doc->line.at[line] : doc->len;
}

/* Comments of MDX in lines that are no fence: an expression that holds a comment and nothing else. */
static void scan_mdx(struct atl_doc_found *found, uint32_t begin, uint32_t end) {
  const char *text = found->doc->text;
  for (uint32_t i = begin; i + 3 < end; i++) {
    if (memcmp(text + i, "{/*", 3) != 0)
      continue;
    const char *stop = memmem(text + i + 3, end - i - 3, "*/", 2);
    if (!stop)
      return;
    uint32_t inner = (uint32_t)(stop - text), to = inner + 2;
    while (to < end && (text[to] == ' ' || text[to] == '\t'))
      to++;
    if (to < end && text[to] == '}')
      atl_doc_add_marker(found, i, i + 3, inner, to + 1, NULL, NULL);
    i = to;
  }
}

static void scan_all_mdx(struct atl_doc_found *found) {
  struct atl_doc *doc = found->doc;
  uint32_t from = 0, kept = 0;
  for (uint32_t i = 0; i < doc->code.len; i++) {
    const struct atl_doc_code *code = &doc->code.at[i];
    if (code->opening == ATL_NONE)
      continue;
    scan_mdx(found, from, doc->line.at[code->opening]);
    from = line_begin(doc, code->closing != ATL_NONE ? code->closing + 1 : code->end);
    doc->code.at[kept++] = *code;
  }
  doc->code.len = kept;
  scan_mdx(found, from, doc->len);
}

/* A comment within the text of a paragraph. */
static void add_astray(struct atl_doc_found *found, uint32_t line, uint32_t column, const char *literal) {
  const struct atl_doc *doc = found->doc;
  uint32_t begin = doc->line.at[line], first = found->marker.len, len = (uint32_t)strlen(literal);
  uint32_t at = begin + column;
  if (at > doc->len || doc->len - at < len || memcmp(doc->text + at, literal, len) != 0) {
    const char *there = memmem(doc->text + begin, doc->len - begin, literal, len);
    if (!there)
      return;
    at = (uint32_t)(there - doc->text);
  }
  atl_doc_scan_html(found, at, at + len);
  for (; first < found->marker.len; first++)
    found->marker.at[first].astray = true;
}

bool atl_doc_scan_markdown(struct atl_doc_found *found, bool markers) {
  struct atl_doc *doc = found->doc;
  if (!is_open()) {
    atl_report(found->diags, ATL_ERROR, "cmark-missing", ATL_NOWHERE,
               "documents of Markdown are read by cmark, whose library is not on this machine (%s)", LIBRARY);
    return false;
  }
  bool html = markers && doc->format == ATL_DOC_MARKDOWN;
  cmark_node *root = lib.cmark_parse_document(doc->text, doc->len, CMARK_OPT_DEFAULT);
  cmark_iter *iter = lib.cmark_iter_new(root);
  cmark_event_type event;
  while ((event = lib.cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
    cmark_node *node = lib.cmark_iter_get_node(iter);
    cmark_node_type type = lib.cmark_node_get_type(node);
    uint32_t line = (uint32_t)lib.cmark_node_get_start_line(node) - 1;
    if (event != CMARK_EVENT_ENTER ||
        (type != CMARK_NODE_CODE_BLOCK && type != CMARK_NODE_HTML_BLOCK && type != CMARK_NODE_HTML_INLINE))
      continue;
    const char *literal = lib.cmark_node_get_literal(node);
    literal = literal ? literal : "";
    if (type == CMARK_NODE_CODE_BLOCK && line < doc->line.len)
      add_code(doc, line, literal);
    else if (type == CMARK_NODE_HTML_BLOCK && html)
      atl_doc_scan_html(found, line_begin(doc, line), line_begin(doc, line + count_lines(literal)));
    else if (type == CMARK_NODE_HTML_INLINE && html && !strncmp(literal, "<!--", 4) && line < doc->line.len)
      add_astray(found, line, (uint32_t)lib.cmark_node_get_start_column(node) - 1, literal);
  }
  lib.cmark_iter_free(iter);
  lib.cmark_node_free(root);
  if (markers && doc->format == ATL_DOC_MDX)
    scan_all_mdx(found);
  return true;
}
