/* What an author wrote in several lines: paragraphs are parted by empty lines, a line break is one, what stands between
 * back-ticks is code, and an address is a link. Nothing else means anything: a text with stars and brackets is a text
 * with stars and brackets. What stands between runs of back-ticks follows CommonMark: a run is closed by one of the
 * same length within the paragraph, else it is words. */
#include "site/prose.h"

#include "base/letter.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/* Behind the end of the line at `at` if there is nothing on it, else NULL. */
static const char *behind_empty(const char *at) {
  while (is_blank(*at))
    at++;
  return *at == '\n' ? at + 1 : NULL;
}

static size_t run_of_ticks(const char *at) { return strspn(at, "`"); }

/* Where a run of this length closes the code that begins at `at`; NULL where none does in this paragraph. */
static const char *closing(const char *at, size_t ticks) {
  while (*at) {
    size_t run = run_of_ticks(at);
    if (run == ticks)
      return at;
    if (*at == '\n' && behind_empty(at + 1))
      return NULL;
    at += run ? run : 1;
  }
  return NULL;
}

/* How long the address at `at` is; 0: there is none. What ends a sentence is no part of it, nor is a bracket that was
 * opened before it. */
static size_t address(const char *at) {
  size_t scheme = !strncasecmp(at, "https://", 8) ? 8 : !strncasecmp(at, "http://", 7) ? 7 : 0, len = scheme;
  if (!scheme)
    return 0;
  int open = 0;
  for (; at[len] && (unsigned char)at[len] > ' ' && !strchr("<>\"`{}|\\^", at[len]); len++) {
    open += (at[len] == '(') - (at[len] == ')');
    if (open < 0)
      break;
  }
  while (len > scheme && strchr(".,;:!?'*_", at[len - 1]))
    len--;
  return len > scheme ? len : 0;
}

/* Code that begins at `at`, behind its ticks. */
static const char *code(const char *at, size_t ticks, struct atl_prose *piece) {
  const char *end = closing(at + ticks, ticks);
  if (!end)
    return NULL;
  *piece = (struct atl_prose){ATL_PROSE_CODE, at + ticks, (size_t)(end - at) - ticks};
  size_t blanks = strspn(piece->at, " ");
  if (piece->len > 1 && *piece->at == ' ' && end[-1] == ' ' && blanks < piece->len) { /* they part it from its ticks */
    piece->at++;
    piece->len -= 2;
  }
  return end + ticks;
}

bool atl_prose_next(const char **text, struct atl_prose *piece) {
  const char *at = *text, *begin = at;
  if (!*at)
    return false;
  if (*at == '\n') {
    *piece = (struct atl_prose){ATL_PROSE_BREAK, at, 0};
    for (const char *next = at + 1; next; next = behind_empty(next)) {
      piece->kind = next == at + 1 ? piece->kind : ATL_PROSE_PARAGRAPH;
      *text = next;
    }
    return **text;
  }
  for (; *at && *at != '\n';) {
    size_t ticks = run_of_ticks(at), len = at == begin || !atl_is_letter(at[-1]) ? address(at) : 0;
    const char *end = ticks ? code(at, ticks, piece) : NULL;
    if (len)
      *piece = (struct atl_prose){ATL_PROSE_ADDRESS, at, len};
    if ((end || len) && at == begin) {
      *text = end ? end : at + len;
      return true;
    }
    if (end || len)
      break;
    at += ticks ? ticks : 1;
  }
  *piece = (struct atl_prose){ATL_PROSE_WORDS, begin, (size_t)(at - begin)};
  *text = at;
  return true;
}

bool atl_prose_is_verbatim(const char *name, const char *text) {
  return strchr(text, '\n') || (*text && !strcasecmp(name, "code"));
}

void atl_prose_verbatim_html(struct atl_out *out, const char *text, size_t len) {
  for (size_t i = 0, begin = 0; i <= len; i++)
    if (i == len || strchr("\n\t\"'", text[i])) { /* which escaping changes, for attributes; NUL is none of a text's */
      atl_out_xml(out, text + begin, i - begin);
      if (i < len)
        atl_out_char(out, text[i]);
      begin = i + 1;
    }
}

void atl_prose_html(struct atl_out *out, const char *text, const char *between) {
  struct atl_prose piece;
  for (const char *next; (next = behind_empty(text));)
    text = next;
  while (atl_prose_next(&text, &piece))
    switch (piece.kind) {
    case ATL_PROSE_WORDS:
      atl_prose_verbatim_html(out, piece.at, piece.len);
      break;
    case ATL_PROSE_CODE:
      atl_out_lit(out, "<code>");
      atl_prose_verbatim_html(out, piece.at, piece.len);
      atl_out_lit(out, "</code>");
      break;
    case ATL_PROSE_ADDRESS:
      atl_out_lit(out, "<a href=\"");
      atl_out_xml(out, piece.at, piece.len);
      atl_out_lit(out, "\">");
      atl_out_xml(out, piece.at, piece.len);
      atl_out_lit(out, "</a>");
      break;
    case ATL_PROSE_BREAK:
      atl_out_lit(out, "<br>\n");
      break;
    case ATL_PROSE_PARAGRAPH:
      atl_out_text(out, between);
      break;
    }
}
