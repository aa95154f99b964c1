/* Markers in formats whose comments are told by their letters alone: HTML, AsciiDoc, reStructuredText, and the comments
 * of programming languages. Where a format has blocks whose letters mean nothing (scripts, literal blocks), those are
 * passed over. */
#include "docs/find.h"

#include <strings.h>

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* -- HTML ------------------------------------------------------------------------------------------------------------
 *
 * As its tokenizer has it: a comment begins where no tag is open, and what is in a script, a style or a field of text
 * is no markup. */

static const char *const raw_elements[] = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", NULL};

/* The raw element that begins with this tag; NULL: none does. */
static const char *raw_element(const char *tag, size_t len) {
  for (int i = 0; raw_elements[i]; i++) {
    size_t n = strlen(raw_elements[i]);
    if (len > n && !strncasecmp(tag, raw_elements[i], n) && (strchr(" \t\r\n\f/>", tag[n])))
      return raw_elements[i];
  }
  return NULL;
}

/* Behind the tag that begins at `i`, whose values may hold '>'. */
static uint32_t skip_tag(const char *text, uint32_t i, uint32_t end) {
  char quote = 0, before = 0;
  for (; i < end; i++) {
    char c = text[i];
    if (quote)
      quote = c == quote ? 0 : quote;
    else if ((c == '"' || c == '\'') && before == '=')
      quote = c;
    else if (c == '>')
      return i + 1;
    before = is_blank(c) ? before : c;
  }
  return end;
}

static uint32_t skip_raw(const char *text, uint32_t i, uint32_t end, const char *element) {
  size_t len = strlen(element);
  for (; i + len + 2 < end; i++)
    if (text[i] == '<' && text[i + 1] == '/' && !strncasecmp(text + i + 2, element, len))
      return i;
  return end;
}

void atl_doc_scan_html(struct atl_doc_found *found, uint32_t begin, uint32_t end) {
  const char *text = found->doc->text;
  uint32_t i = begin;
  while (i < end) {
    const char *less = memchr(text + i, '<', end - i);
    if (!less)
      return;
    i = (uint32_t)(less - text);
    if (end - i >= 4 && !memcmp(less, "<!--", 4)) {
      const char *stop = memmem(text + i + 4, end - i - 4, "-->", 3);
      if (!stop)
        return;
      uint32_t inner = (uint32_t)(stop - text);
      atl_doc_add_marker(found, i, i + 4, inner, inner + 3, NULL, NULL);
      i = inner + 3;
    } else if (i + 1 < end && (text[i + 1] == '/' || ((text[i + 1] | 32) >= 'a' && (text[i + 1] | 32) <= 'z'))) {
      const char *raw = raw_element(text + i + 1, end - i - 1);
      i = skip_tag(text, i + 1, end);
      if (raw)
        i = skip_raw(text, i, end, raw);
    } else
      i++;
  }
}

/* -- AsciiDoc: line comments, outside of blocks whose lines are taken as they are -----------------------------------
 */

/* The length of a line without blanks at its end. */
static uint32_t trimmed(const struct atl_doc *doc, uint32_t line) {
  uint32_t begin = doc->line.at[line], end = atl_doc_line_end(doc, line);
  while (end > begin && is_blank(doc->text[end - 1]))
    end--;
  return end - begin;
}

/* Whether a line opens or closes a listing, a literal block, a passthrough or a comment: four or more of one letter, or
 * a fence as Markdown has it. */
static bool is_delimiter(const char *text, uint32_t len) {
  if (len >= 3 && !memcmp(text, "```", 3))
    return true;
  if (len < 4 || !strchr("-.+/", *text))
    return false;
  for (uint32_t i = 1; i < len; i++)
    if (text[i] != *text)
      return false;
  return true;
}

void atl_doc_scan_asciidoc(struct atl_doc_found *found) {
  struct atl_doc *doc = found->doc;
  struct atl_doc_code code = {0};
  uint32_t open = ATL_NONE; /* the line of the block that is open */
  for (uint32_t line = 0; line < doc->line.len; line++) {
    uint32_t begin = doc->line.at[line], len = trimmed(doc, line);
    const char *text = doc->text + begin;
    if (open != ATL_NONE) {
      const char *fence = doc->text + doc->line.at[open];
      uint32_t want = *fence == '`' ? 3 : trimmed(doc, open);
      if (len != want || memcmp(text, fence, len) != 0)
        continue;
      code.end = code.closing = line;
      if (*fence != '/' && *fence != '+') {
        code.content = doc->content.len;
        for (uint32_t i = code.first; i < code.end; i++)
          *atl_vec_push(&doc->content) = doc->line.at[i];
        *atl_vec_push(&doc->code) = code;
      }
      open = ATL_NONE;
    } else if (is_delimiter(text, len)) {
      open = line;
      code = (struct atl_doc_code){.first = line + 1, .opening = line, .info_begin = begin, .info_end = begin};
    } else if (len >= 2 && text[0] == '/' && text[1] == '/' && (len == 2 || text[2] != '/'))
      atl_doc_add_marker(found, begin, begin + 2, begin + len, begin + len, NULL, NULL);
  }
}

/* -- reStructuredText: ".. atlasc: ...", outside of literal blocks --------------------------------------------------
 */

/* Directives whose contents are taken as they are; those of others are more of the document. */
static bool is_literal_directive(const char *text, size_t len) {
  static const char *const names[] = {"code",      "code-block",     "sourcecode", "parsed-literal", "raw", "math",
                                      "highlight", "literalinclude", "graphviz",   "mermaid",        NULL};
  for (int i = 0; names[i]; i++) {
    size_t n = strlen(names[i]);
    if (len >= n + 2 && !memcmp(text, names[i], n) && !memcmp(text + n, "::", 2))
      return true;
  }
  return false;
}

static uint32_t indent_of(const char *text, uint32_t len) {
  uint32_t column = 0, i = 0;
  for (; i < len && is_blank(text[i]); i++)
    column = text[i] == '\t' ? column / 8 * 8 + 8 : column + 1;
  return column;
}

/* Ends the block of code that began at code->first, its blank lines at both ends left out. */
static void end_rst_code(struct atl_doc *doc, struct atl_doc_code *code, uint32_t end) {
  while (code->first < end && !trimmed(doc, code->first))
    code->first++;
  while (end > code->first && !trimmed(doc, end - 1))
    end--;
  code->end = end;
  code->content = doc->content.len;
  if (code->first == end)
    return;
  uint32_t least = ATL_NONE; /* bytes that all lines have as indentation */
  for (uint32_t i = code->first; i < end; i++)
    if (trimmed(doc, i)) {
      uint32_t blanks = 0;
      while (is_blank(doc->text[doc->line.at[i] + blanks]))
        blanks++;
      least = blanks < least ? blanks : least;
    }
  for (uint32_t i = code->first; i < end; i++)
    *atl_vec_push(&doc->content) =
        doc->line.at[i] + (trimmed(doc, i) ? least : atl_doc_line_end(doc, i) - doc->line.at[i]);
  *atl_vec_push(&doc->code) = *code;
}

void atl_doc_scan_rst(struct atl_doc_found *found) {
  struct atl_doc *doc = found->doc;
  struct atl_doc_code code = {.opening = ATL_NONE, .closing = ATL_NONE};
  uint32_t literal = ATL_NONE; /* lines that are indented by more are taken as they are */
  bool wanted = false;         /* they are code, not a comment or a raw part */
  for (uint32_t line = 0; line < doc->line.len; line++) {
    uint32_t len = trimmed(doc, line), begin = doc->line.at[line];
    if (!len)
      continue;
    const char *text = doc->text + begin;
    uint32_t indent = indent_of(text, len), at = 0;
    if (literal != ATL_NONE && indent > literal)
      continue;
    if (literal != ATL_NONE && wanted)
      end_rst_code(doc, &code, line);
    literal = ATL_NONE;
    while (at < len && is_blank(text[at]))
      at++;
    bool explicit = len - at >= 3 && !memcmp(text + at, ".. ", 3);
    if (explicit) {
      uint32_t word = at + 2;
      while (word < len && is_blank(text[word]))
        word++;
      bool directive = memmem(text + word, len - word, "::", 2) != NULL;
      uint32_t markers = found->marker.len;
      if (!directive)
        atl_doc_add_marker(found, begin + at, begin + at + 2, begin + len, begin + len, NULL, NULL);
      wanted = directive && is_literal_directive(text + word, len - word) && memcmp(text + word, "raw", 3) != 0;
      /* The lines below a comment belong to it; a marker has none. */
      if (is_literal_directive(text + word, len - word) ||
          (!directive && markers == found->marker.len && text[word] != '_' && text[word] != '|' && text[word] != '['))
        literal = indent;
    } else if (len - at >= 2 && !memcmp(text + len - 2, "::", 2)) {
      literal = indent;
      wanted = true;
    }
    code.first = line + 1;
    code.info_begin = code.info_end = begin + len;
  }
  if (literal != ATL_NONE && wanted)
    end_rst_code(doc, &code, doc->line.len);
}

/* -- source comments ------------------------------------------------------------------------------------------------
 */

/* Comments with an end of their own, which has to stand in the same line as the marker; longer ones first. */
static const struct {
  const char *opener, *closer;
} pairs[] = {{"/**", "*/"},     {"/*!", "*/"}, {"/*", "*/"}, {"<!--", "-->"}, {"<%--", "--%>"},
             {"{{!--", "--}}"}, {"{#", "#}"},  {"{-", "-}"}, {"(*", "*)"},    {"--[[", "]]"},
             {"<#", "#>"},      {"#|", "|#"},  {"#=", "=#"}, {"%{", "%}"}};

/* Words that begin a comment. */
static const char *const words[] = {"rem", "dnl", "::", ".\\\"", "'\\\"", "\\\\", "@c", "@comment", "C", NULL};

/* Letters that do, once or more. */
static const char leaders[] = "/#-;%\"'*!|";

/* The comment that a line begins with: behind it in *after. `closer` is set where it has an end of its own. */
static bool comment_in(const char *text, uint32_t len, uint32_t *after, int *pair) {
  *pair = -1;
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    size_t open = strlen(pairs[i].opener), close = strlen(pairs[i].closer);
    if (len >= open + close && !memcmp(text, pairs[i].opener, open) &&
        !memcmp(text + len - close, pairs[i].closer, close)) {
      *after = (uint32_t)open;
      *pair = (int)i;
      return true;
    }
  }
  for (int i = 0; words[i]; i++) {
    size_t n = strlen(words[i]);
    if (len > n && !strncasecmp(text, words[i], n) && is_blank(text[n])) {
      *after = (uint32_t)n;
      return true;
    }
  }
  uint32_t run = 0;
  if (!len || !strchr(leaders, *text))
    return false;
  while (run < len && text[run] == *text)
    run++;
  if ((*text == '/' || *text == '-') && run < 2)
    return false;
  while (run < len && !is_blank(text[run]) && strchr("!/:|>'", text[run]) && text[run]) /* //!  #:  -- |  #' */
    run++;
  *after = run;
  return run < len && (is_blank(text[run]) || !memcmp(text + run, "atlasc", len - run < 6 ? len - run : 6) ||
                       !memcmp(text + run, "/atlasc", len - run < 7 ? len - run : 7));
}

void atl_doc_scan_source(struct atl_doc_found *found) {
  struct atl_doc *doc = found->doc;
  for (uint32_t line = 0; line < doc->line.len; line++) {
    uint32_t begin = doc->line.at[line], len = trimmed(doc, line), at = 0, after;
    const char *text = doc->text + begin;
    int pair;
    if (!memmem(text, len, "atlasc", 6))
      continue;
    if (!line && len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) /* a byte order mark */
      at = 3;
    while (at < len && is_blank(text[at]))
      at++;
    if (!comment_in(text + at, len - at, &after, &pair))
      continue;
    uint32_t end = begin + len - (pair < 0 ? 0 : (uint32_t)strlen(pairs[pair].closer));
    if (pair < 0 && text[at] == '*' && len >= 2 && !memcmp(text + len - 2, "*/", 2))
      end -= 2; /* the comment around it ends here, too */
    atl_doc_add_marker(found, begin + at, begin + at + after, end, begin + len, pair < 0 ? NULL : pairs[pair].opener,
                       pair < 0 ? NULL : pairs[pair].closer);
  }
}
