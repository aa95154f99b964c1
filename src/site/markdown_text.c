/* Texts are escaped wherever a mark could mean something to CommonMark, HTML or MDX. */
#include "site/markdown_text.h"

#include "base/letter.h"
#include "site/html.h"
#include "site/prose.h"

#include <string.h>

/* Whether a mark would mean something here, and has to be escaped; `text` is where its line begins. */
static bool means(const char *text, const char *c) {
  char before = c > text ? c[-1] : ' ';
  switch (*c) {
  case '&': /* a character by its name or number */
    return atl_is_letter(c[1]) || c[1] == '#';
  case '_': /* nothing within a word */
    return !atl_is_letter(before) || !atl_is_letter(c[1]);
  case '#':
  case '+':
  case '-':
  case '=': /* a heading, an item or a rule begins with them */
    return c == text;
  case '.':
  case ')': /* 1. and 1) begin an item of a list */
    for (const char *d = text; d < c; d++)
      if (*d < '0' || *d > '9')
        return false;
    return c > text;
  default:
    return strchr("\\`*[]<>|~${", *c) != NULL;
  }
}

/* Whether a line begins as a statement of JavaScript does, which MDX would run. */
static bool is_statement(const char *line) { return !strncmp(line, "import ", 7) || !strncmp(line, "export ", 7); }

/* Bytes of a line that begins at `line`, with what means something to Markdown, HTML or MDX escaped. */
static void part_of_line(struct atl_out *out, const char *line, const char *from, size_t len) {
  for (const char *c = from; c < from + len; c++) {
    if (c == line && is_statement(line))
      atl_out_format(out, "&#%d;", *c);
    else {
      if (means(line, c))
        atl_out_char(out, '\\');
      atl_out_char(out, (unsigned char)*c < 0x20 ? ' ' : *c);
    }
  }
}

void atl_markdown_words(struct atl_out *out, const char *text) { part_of_line(out, text, text, strlen(text)); }

void atl_markdown_address(struct atl_out *out, const char *address, size_t len) {
  atl_out_text(out, "[");
  part_of_line(out, address, address, len);
  atl_out_text(out, "](");
  atl_markdown_target(out, address, len);
  atl_out_text(out, ")");
}

void atl_markdown_target(struct atl_out *out, const char *address, size_t len) {
  for (const char *c = address; c < address + len; c++)
    if ((unsigned char)*c <= ' ' || strchr("{}<>", *c))
      atl_out_format(out, "%%%02X", (unsigned char)*c);
    else {
      if (strchr("()\\&", *c))
        atl_out_char(out, '\\');
      atl_out_char(out, *c);
    }
}

static void repeated(struct atl_out *out, char c, size_t times) {
  while (times--)
    atl_out_char(out, c);
}

static void code(struct atl_out *out, const char *text, size_t len) {
  size_t ticks = atl_longest_run(text, len, '`') + 1;
  bool apart = len && (*text == '`' || text[len - 1] == '`' || (*text == ' ' && text[len - 1] == ' '));
  repeated(out, '`', ticks);
  atl_out_text(out, apart ? " " : "");
  for (size_t i = 0; i < len; i++)
    atl_out_char(out, (unsigned char)text[i] < 0x20 ? ' ' : text[i]);
  atl_out_text(out, apart ? " " : "");
  repeated(out, '`', ticks);
}

void atl_markdown_prose(struct atl_out *out, const char *text, const char *indent) {
  struct atl_prose piece;
  bool begins = true;
  text += strspn(text, " \t\r\n");
  const char *line = text;
  while (atl_prose_next(&text, &piece)) {
    size_t blanks = begins && piece.kind == ATL_PROSE_WORDS ? strspn(piece.at, " \t") : 0;
    if (begins)
      line = piece.at + (blanks < piece.len ? blanks : piece.len);
    begins = false;
    switch (piece.kind) {
    case ATL_PROSE_WORDS:
      if (blanks < piece.len)
        part_of_line(out, line, piece.at + blanks, piece.len - blanks);
      break;
    case ATL_PROSE_CODE:
      code(out, piece.at, piece.len);
      break;
    case ATL_PROSE_ADDRESS:
      atl_markdown_address(out, piece.at, piece.len);
      break;
    case ATL_PROSE_BREAK:
    case ATL_PROSE_PARAGRAPH:
      atl_out_format(out, piece.kind == ATL_PROSE_BREAK ? "\\\n%s" : "\n\n%s", indent);
      begins = true;
      break;
    }
  }
}

void atl_markdown_fenced(struct atl_out *out, const char *text, const char *indent) {
  size_t len = strlen(text), ticks = atl_longest_run(text, len, '`');
  ticks = ticks < 3 ? 3 : ticks + 1;
  atl_out_text(out, indent);
  repeated(out, '`', ticks);
  atl_out_format(out, "\n%s", indent);
  for (size_t i = 0; i < len; i++) {
    atl_out_char(out, text[i]);
    atl_out_text(out, text[i] == '\n' && text[i + 1] != '\n' ? indent : "");
  }
  atl_out_format(out, "\n%s", indent);
  repeated(out, '`', ticks);
  atl_out_text(out, "\n");
}
