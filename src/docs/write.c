/* What stands between the markers, in the words of each format, and the document around it, byte for byte.
 *
 * Blank lines are put around a drawing wherever the format gives them a meaning: a comment of HTML is otherwise one
 * block with what follows it, in a list, under <details> and in MDX, and formatters put them there anyway. */
#include "docs/docs.h"

#include "base/letter.h"

#include <stdlib.h>

const char *const atl_doc_as_names[] = {"text", "svg", "picture", "inline-svg", NULL};

const char *atl_doc_refuses(enum atl_doc_format format, enum atl_doc_as as) {
  if (atl_doc_is_source(format) && (as == ATL_DOC_PICTURE || as == ATL_DOC_INLINE))
    return "comments are shown by editors, which draw no such markup; as=text stands in any, as=svg in those that are "
           "read as Markdown (rustdoc, Doxygen)";
  if (format == ATL_DOC_MDX && as == ATL_DOC_INLINE)
    return "MDX reads SVG as JSX, in which class, style and '{' mean something else; use as=svg";
  if (format == ATL_DOC_MDX && as == ATL_DOC_PICTURE)
    return "builders of MDX do not follow the addresses in <picture>, so its files are not there; use as=svg, which "
           "follows the reader's scheme by itself";
  return NULL;
}

/* -- lines, before they get what stands before each of them -----------------------------------------------------------
 */

struct body_lines {
  struct atl_out text; /* with LF */
  bool flush;          /* nothing may stand before them: what is preformatted would show it */
  bool tabbed;         /* they bring the tab that stands in place of the blank behind the mark of a comment */
};

static void write_times(struct atl_out *out, char letter, size_t times) {
  while (times--)
    atl_out_char(out, letter);
}

/* Every line of the drawing, behind some blanks. */
static void write_drawing(struct atl_out *out, const struct atl_doc_body *body, const char *before) {
  for (size_t i = 0; i < body->len;) {
    const char *end = memchr(body->text + i, '\n', body->len - i);
    size_t len = end ? (size_t)(end - body->text) - i : body->len - i;
    if (len)
      atl_out_text(out, before);
    atl_out_write(out, body->text + i, len);
    atl_out_char(out, '\n');
    i += len + 1;
  }
}

/* SVG in a block of HTML, which ends at a blank line. */
static void write_inline(struct atl_out *out, const struct atl_doc_body *body, const char *before) {
  atl_out_format(out, "%s<div>\n", before);
  for (size_t i = 0; i < body->len;) {
    const char *end = memchr(body->text + i, '\n', body->len - i);
    size_t len = end ? (size_t)(end - body->text) - i : body->len - i, blanks = 0;
    while (blanks < len && (body->text[i + blanks] == ' ' || body->text[i + blanks] == '\t'))
      blanks++;
    if (blanks < len) {
      atl_out_text(out, before);
      atl_out_write(out, body->text + i, len);
      atl_out_char(out, '\n');
    }
    i += len + 1;
  }
  atl_out_format(out, "%s</div>\n", before);
}

static void write_alt(struct atl_out *out, const char *alt, const char *escaped) {
  for (; *alt; alt++) {
    if (strchr(escaped, *alt))
      atl_out_char(out, '\\');
    atl_out_char(out, *alt);
  }
}

/* A picture as HTML has it: of one file, or of one for each scheme. Tags are closed as XML wants it, for readers of
 * both. */
static void write_tags(struct atl_out *out, const struct atl_doc_body *body, const char *before) {
  atl_out_text(out, before);
  if (body->linked)
    atl_out_format(out, "<a href=\"%s\">", body->path);
  if (body->dark)
    atl_out_format(out, "<picture>\n%s<source media=\"(prefers-color-scheme: dark)\" srcset=\"%s\" />\n%s", before,
                   body->dark, before);
  atl_out_format(out, "<img src=\"%s\" alt=\"", body->path);
  atl_out_xml(out, body->alt, strlen(body->alt));
  atl_out_lit(out, "\" />");
  if (body->dark)
    atl_out_format(out, "\n%s</picture>", before);
  atl_out_text(out, body->linked ? "</a>\n" : "\n");
}

/* An address in parentheses: those within it would end it. */
static void write_target(struct atl_out *out, const char *path) {
  for (; *path; path++)
    if (*path == '(' || *path == ')')
      atl_out_format(out, "%%%02X", *path);
    else
      atl_out_char(out, *path);
}

static void write_markdown_image(struct atl_out *out, const struct atl_doc_body *body) {
  atl_out_text(out, body->linked ? "[![" : "![");
  write_alt(out, body->alt, "\\`*_[]<&{}~");
  atl_out_lit(out, "](");
  write_target(out, body->path);
  if (body->linked) {
    atl_out_lit(out, ")](");
    write_target(out, body->path);
  }
  atl_out_lit(out, ")\n");
}

static void write_fence(struct atl_out *out, const struct atl_doc_body *body) {
  size_t fence = atl_longest_run(body->text, body->len, '`') + 1;
  fence = fence < 3 ? 3 : fence;
  write_times(out, '`', fence);
  atl_out_lit(out, "text\n");
  write_drawing(out, body, "");
  write_times(out, '`', fence);
  atl_out_char(out, '\n');
}

static void write_markdown(struct body_lines *lines, const struct atl_doc_body *body) {
  struct atl_out *out = &lines->text;
  atl_out_char(out, '\n');
  if (body->as == ATL_DOC_TEXT)
    write_fence(out, body);
  else if (body->as == ATL_DOC_SVG)
    write_markdown_image(out, body);
  else if (body->as == ATL_DOC_PICTURE)
    write_tags(out, body, "");
  else
    write_inline(out, body, "");
  atl_out_char(out, '\n');
}

static void write_asciidoc(struct body_lines *lines, const struct atl_doc_body *body) {
  struct atl_out *out = &lines->text;
  size_t dots = atl_longest_run(body->text, body->len, '.') + 1;
  dots = dots < 4 ? 4 : dots;
  atl_out_char(out, '\n');
  if (body->as == ATL_DOC_TEXT) {
    write_times(out, '.', dots);
    atl_out_char(out, '\n');
    write_drawing(out, body, "");
    write_times(out, '.', dots);
    atl_out_char(out, '\n');
  } else if (body->as == ATL_DOC_SVG) {
    atl_out_format(out, "image::%s[\"", body->path);
    write_alt(out, body->alt, "\"]");
    atl_out_char(out, '"');
    if (body->linked)
      atl_out_format(out, ",link=%s", body->path);
    atl_out_lit(out, "]\n");
  } else {
    atl_out_lit(out, "++++\n");
    (body->as == ATL_DOC_INLINE ? write_inline : write_tags)(out, body, "");
    atl_out_lit(out, "++++\n");
  }
  atl_out_char(out, '\n');
}

static void write_rst(struct body_lines *lines, const struct atl_doc_body *body) {
  struct atl_out *out = &lines->text;
  atl_out_char(out, '\n');
  if (body->as == ATL_DOC_TEXT) {
    atl_out_lit(out, "::\n\n");
    write_drawing(out, body, "   ");
  } else if (body->as == ATL_DOC_SVG) {
    atl_out_format(out, ".. image:: %s\n   :alt: ", body->path);
    write_alt(out, body->alt, "\\");
    if (body->linked)
      atl_out_format(out, "\n   :target: %s", body->path);
    atl_out_char(out, '\n');
  } else {
    atl_out_lit(out, ".. raw:: html\n\n");
    (body->as == ATL_DOC_INLINE ? write_inline : write_tags)(out, body, "   ");
  }
  atl_out_char(out, '\n');
}

static void write_html(struct body_lines *lines, const struct atl_doc_body *body) {
  struct atl_out *out = &lines->text;
  if (body->as == ATL_DOC_INLINE)
    write_inline(out, body, "");
  else if (body->as != ATL_DOC_TEXT)
    write_tags(out, body, "");
  else {
    lines->flush = true;
    atl_out_lit(out, "<pre>\n");
    for (size_t i = 0; i < body->len;) {
      const char *end = memchr(body->text + i, '\n', body->len - i);
      size_t len = end ? (size_t)(end - body->text) - i : body->len - i;
      atl_out_xml(out, body->text + i, len);
      atl_out_char(out, '\n');
      i += len + 1;
    }
    atl_out_lit(out, "</pre>\n");
  }
}

/* Comments that are read as Markdown by the tools of their language have fences; all others have lines. */
static bool is_markdown_comment(const char *prefix, size_t len) {
  while (len && (*prefix == ' ' || *prefix == '\t'))
    prefix++, len--;
  return len >= 3 && (!memcmp(prefix, "///", 3) || !memcmp(prefix, "//!", 3));
}

/* A comment of Go at whose edge prose stands. gofmt leaves rows there in the prose, and makes code, with a tab and
 * between empty lines, of rows that are indented; so a drawing would be torn. A marker that is indented itself stands
 * in code already, and its rows follow it. */
static bool is_go_prose(const char *prefix, size_t len) {
  while (len && (*prefix == ' ' || *prefix == '\t'))
    prefix++, len--;
  return (len == 2 || (len == 3 && prefix[2] == ' ')) && !memcmp(prefix, "//", 2);
}

/* A block of code as gofmt leaves it alone. */
static void write_go(struct body_lines *lines, const struct atl_doc_body *body) {
  lines->tabbed = true;
  atl_out_char(&lines->text, '\n');
  write_drawing(&lines->text, body, "\t");
  atl_out_char(&lines->text, '\n');
}

static void write_source(struct body_lines *lines, const struct atl_doc_body *body, const char *prefix, size_t len) {
  struct atl_out *out = &lines->text;
  bool markdown = is_markdown_comment(prefix, len);
  if (markdown)
    atl_out_char(out, '\n');
  if (body->as == ATL_DOC_SVG)
    write_markdown_image(out, body);
  else if (markdown)
    write_fence(out, body);
  else
    write_drawing(out, body, "");
  if (markdown)
    atl_out_char(out, '\n');
}

/* -- what stands before them, and their ends ------------------------------------------------------------------------
 */

/* The line end of the document, as it is where the block is. */
static const char *line_end_of(const struct atl_doc *doc, uint32_t offset) {
  uint32_t line = atl_doc_line_at(doc, offset);
  uint32_t end = atl_doc_line_end(doc, line);
  if (end == doc->len)
    end = atl_doc_line_end(doc, 0);
  if (end + 1 < doc->len && doc->text[end] == '\r' && doc->text[end + 1] == '\n')
    return "\r\n";
  return end < doc->len && doc->text[end] == '\r' ? "\r" : "\n";
}

/* What stands before each line: quotes and blanks as they are, the mark of a list as blanks, a byte order mark not. */
static void write_prefix(struct atl_out *out, const struct atl_doc *doc, const struct atl_doc_block *block) {
  for (uint32_t i = block->prefix_begin; i < block->prefix_end; i++) {
    char c = doc->text[i];
    if (i == 0 && doc->len >= 3 && !memcmp(doc->text, "\xef\xbb\xbf", 3))
      i += 2;
    else
      atl_out_char(out, atl_doc_is_source(doc->format) || c == '>' || c == '\t' ? c : ' ');
  }
}

static void write_lines(struct atl_out *out, const struct atl_doc *doc, const struct atl_doc_block *block,
                        const struct body_lines *lines) {
  const char *end_of_line = line_end_of(doc, block->marker_begin);
  struct atl_out prefix;
  atl_out_memory(&prefix);
  if (!lines->flush)
    write_prefix(&prefix, doc, block);
  if (lines->tabbed && prefix.len && prefix.buf[prefix.len - 1] == ' ')
    prefix.len--;
  for (size_t i = 0; i < lines->text.len;) {
    const char *at = lines->text.buf + i;
    size_t len = (size_t)((const char *)memchr(at, '\n', lines->text.len - i) - at), before = prefix.len;
    while (!len && before && (prefix.buf[before - 1] == ' ' || prefix.buf[before - 1] == '\t'))
      before--;
    atl_out_write(out, prefix.buf, before);
    atl_out_write(out, at, len);
    atl_out_text(out, end_of_line);
    i += len + 1;
  }
  atl_out_discard(&prefix);
}

/* The drawing in a comment of its own, where each has to be closed; the letter that goes on with it is that of C. */
static void wrap(struct body_lines *lines, const char *opener, const char *closer) {
  struct atl_out text;
  atl_out_memory(&text);
  const char *before = *opener == '/' ? " * " : "  ", *after = *opener == '/' ? " " : "";
  atl_out_format(&text, "%s\n", opener);
  for (size_t i = 0; i < lines->text.len;) {
    const char *at = lines->text.buf + i;
    size_t len = (size_t)((const char *)memchr(at, '\n', lines->text.len - i) - at);
    size_t blanks = strlen(before) - (len ? 0 : 1);
    atl_out_write(&text, before, len || *opener == '/' ? blanks : 0);
    atl_out_write(&text, at, len);
    atl_out_char(&text, '\n');
    i += len + 1;
  }
  atl_out_format(&text, "%s%s\n", after, closer);
  atl_out_discard(&lines->text);
  lines->text = text;
}

/* What the lines may not hold, because it would end the comment that they stand in; NULL: anything goes. */
static const char *forbidden(const struct atl_doc *doc, const struct atl_doc_block *block) {
  if (block->closer)
    return block->closer;
  const char *at = doc->text + block->prefix_begin;
  while (at < doc->text + block->prefix_end && (*at == ' ' || *at == '\t'))
    at++;
  return atl_doc_is_source(doc->format) && *at == '*' ? "*/" : NULL;
}

const char *atl_doc_write_block(struct atl_out *out, const struct atl_doc *doc, const struct atl_doc_block *block,
                                const struct atl_doc_body *body) {
  struct body_lines lines = {0};
  const char *no = forbidden(doc, block), *why = NULL;
  const char *prefix = doc->text + block->prefix_begin;
  size_t prefix_len = block->prefix_end - block->prefix_begin;
  atl_out_memory(&lines.text);
  switch (doc->format) {
  case ATL_DOC_MARKDOWN:
  case ATL_DOC_MDX:
    write_markdown(&lines, body);
    break;
  case ATL_DOC_ASCIIDOC:
    write_asciidoc(&lines, body);
    break;
  case ATL_DOC_RST:
    write_rst(&lines, body);
    break;
  case ATL_DOC_HTML:
    write_html(&lines, body);
    break;
  case ATL_DOC_GO:
    if (body->as == ATL_DOC_TEXT && is_go_prose(prefix, prefix_len)) {
      write_go(&lines, body);
      break;
    }
    write_source(&lines, body, prefix, prefix_len);
    break;
  case ATL_DOC_SOURCE:
    write_source(&lines, body, prefix, prefix_len);
  }
  if (no && memmem(lines.text.buf, lines.text.len, no, strlen(no)))
    why = "it holds what would end the comment that it is to stand in";
  if (block->opener)
    wrap(&lines, block->opener, block->closer);
  if (!why)
    write_lines(out, doc, block, &lines);
  atl_out_discard(&lines.text);
  return why;
}

/* -- the document ---------------------------------------------------------------------------------------------------
 */

/* A block behind a fence that had no markers until now. */
static void write_marked(struct atl_out *out, const struct atl_doc *doc, const struct atl_doc_block *block,
                         const struct atl_out *body) {
  const char *end_of_line = line_end_of(doc, block->marker_begin);
  bool mdx = doc->format == ATL_DOC_MDX, ends = block->begin == doc->len;
  bool open = ends && doc->len && doc->text[doc->len - 1] != '\n' && doc->text[doc->len - 1] != '\r';
  struct atl_out prefix;
  atl_out_memory(&prefix);
  write_prefix(&prefix, doc, block);
  size_t quoted = prefix.len;
  while (quoted && (prefix.buf[quoted - 1] == ' ' || prefix.buf[quoted - 1] == '\t'))
    quoted--;
  if (open)
    atl_out_text(out, end_of_line);
  atl_out_format(out, "%.*s%s%.*s%s%s", (int)quoted, prefix.buf, end_of_line, (int)prefix.len, prefix.buf,
                 mdx ? "{/* atlasc */}" : "<!-- atlasc -->", end_of_line);
  atl_out_write(out, body->buf, body->len);
  atl_out_format(out, "%.*s%s%s", (int)prefix.len, prefix.buf, mdx ? "{/* /atlasc */}" : "<!-- /atlasc -->",
                 open ? "" : end_of_line);
  atl_out_discard(&prefix);
}

/* What takes the place of a block. */
static void write_spliced(struct atl_out *out, const struct atl_doc *doc, const struct atl_doc_block *block,
                          const struct atl_out *body) {
  if (block->unmarked) {
    write_marked(out, doc, block, body);
    return;
  }
  if (block->closed_inline)
    atl_out_text(out, line_end_of(doc, block->marker_begin));
  atl_out_write(out, body->buf, body->len);
  if (block->closed_inline && !block->opener)
    write_prefix(out, doc, block);
}

size_t atl_doc_spliced(const struct atl_doc *doc, const struct atl_doc_block *block, const struct atl_out *body) {
  struct atl_out out;
  if (!block->unmarked && !block->closed_inline)
    return body->len;
  atl_out_memory(&out);
  write_spliced(&out, doc, block, body);
  size_t len = out.len;
  atl_out_discard(&out);
  return len;
}

void atl_doc_splice(struct atl_out *out, const struct atl_doc *doc, const struct atl_out *bodies) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < doc->block.len; i++) {
    const struct atl_doc_block *block = &doc->block.at[i];
    atl_out_write(out, doc->text + at, block->begin - at);
    write_spliced(out, doc, block, &bodies[i]);
    at = block->end;
  }
  atl_out_write(out, doc->text + at, doc->len - at);
}

bool atl_doc_holds(const struct atl_doc *doc, const struct atl_out *bodies, const char *text, size_t len) {
  struct atl_doc again;
  struct atl_diags diags = {0};
  bool good = len <= ATL_MAX_SOURCE_BYTES && atl_doc_read(&again, doc->format, text, len, 0, &diags);
  good = good && again.block.len == doc->block.len;
  for (uint32_t i = 0; good && i < again.block.len; i++) {
    const struct atl_doc_block *block = &again.block.at[i], *was = &doc->block.at[i];
    good = block->end - block->begin == bodies[i].len &&
           !memcmp(again.text + block->begin, bodies[i].buf, bodies[i].len) &&
           block->args_end - block->args_begin == was->args_end - was->args_begin &&
           !memcmp(again.text + block->args_begin, doc->text + was->args_begin, was->args_end - was->args_begin);
  }
  if (len <= ATL_MAX_SOURCE_BYTES)
    atl_doc_release(&again);
  atl_diags_release(&diags);
  return good;
}
