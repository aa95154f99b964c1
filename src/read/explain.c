/* From "did not find expected key" to "a blank is missing behind ':'".
 *
 * A parser stops where it can go on no further, and that is seldom where the mistake is: after `note:Next.js` it looks
 * for a colon until the line below. So the lines around the place are looked at as a person would: where a line is
 * indented, where its key ends, what stands behind a closing quote. Nothing here decides whether a file is right; it is
 * known to be wrong already, and a guess that misses costs a clumsy sentence only. */
#include "read/explain.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

enum {
  MOST_SHOWN = 48,   /* bytes of a text that a message repeats */
  MOST_OF_KEY = 1024 /* characters: YAML's own limit of a key that is written without '?' */
};

struct explainer {
  struct atl_source *source;
  const char *s;
  uint32_t len, file;
  struct atl_diags *diags;
};

/* One line, taken apart. */
struct row {
  uint32_t begin, end; /* bytes; `end` without blanks and comment */
  uint32_t text;       /* behind the indentation and the marks "- " */
  uint32_t colon;      /* the ':' that ends its key, or ATL_NONE */
  uint32_t value;      /* behind it */
  uint32_t indent;     /* of its first mark or letter, in bytes */
  bool dash;
};

static bool is_blank(char c) { return c == ' ' || c == '\t'; }
static bool is_break(char c) { return c == '\n' || c == '\r'; }
static bool is_quote(char c) { return c == '"' || c == '\''; }

/* Behind the quote that closes the one at `at`, or ATL_NONE where this line does not close it. */
static uint32_t behind_quote(const struct explainer *x, uint32_t at, uint32_t end) {
  char quote = x->s[at++];
  for (; at < end; at++) {
    if (quote == '"' && x->s[at] == '\\')
      at++;
    else if (x->s[at] == quote && quote == '\'' && at + 1 < end && x->s[at + 1] == quote)
      at++;
    else if (x->s[at] == quote)
      return at + 1;
  }
  return ATL_NONE;
}

static bool ends_key(const struct explainer *x, uint32_t at, uint32_t end) {
  return x->s[at] == ':' && (at + 1 >= end || is_blank(x->s[at + 1]));
}

static struct row row_at(const struct explainer *x, uint32_t at) {
  struct row row = {.colon = ATL_NONE, .value = ATL_NONE};
  uint32_t end = at;
  while (at && !is_break(x->s[at - 1]))
    at--;
  while (end < x->len && !is_break(x->s[end]))
    end++;
  row.begin = at;
  while (at < end && is_blank(x->s[at]))
    at++;
  row.indent = at - row.begin;
  while (at + 1 < end && x->s[at] == '-' && is_blank(x->s[at + 1])) {
    row.dash = true;
    while (++at < end && is_blank(x->s[at]))
      ;
  }
  row.text = at;
  row.end = end;
  bool fresh = true; /* a quote here begins a text; within one it is a letter */
  for (; at < end; at++) {
    if (x->s[at] == '#' && (at == row.begin || is_blank(x->s[at - 1]))) {
      row.end = at;
      break;
    }
    uint32_t closed = fresh && is_quote(x->s[at]) ? behind_quote(x, at, end) : ATL_NONE;
    if (closed != ATL_NONE) {
      at = closed - 1;
      fresh = false;
    } else if (row.colon == ATL_NONE && ends_key(x, at, end) && at > row.text) {
      row.colon = at;
      fresh = true;
    } else if (!is_blank(x->s[at]))
      fresh = x->s[at] == ',' || x->s[at] == '[' || x->s[at] == '{' || x->s[at] == ':';
  }
  while (row.end > row.text && is_blank(x->s[row.end - 1]))
    row.end--;
  if (row.colon != ATL_NONE)
    for (row.value = row.colon + 1; row.value < row.end && is_blank(x->s[row.value]);)
      row.value++;
  return row;
}

/* The line above that says something; false at the top. */
static bool row_above(const struct explainer *x, const struct row *row, struct row *above) {
  for (uint32_t at = row->begin; at;) {
    at--;
    if (at && x->s[at] == '\n' && x->s[at - 1] == '\r')
      at--;
    *above = row_at(x, at);
    if (above->end > above->text)
      return true;
    at = above->begin;
  }
  return false;
}

static struct atl_span span(const struct explainer *x, uint32_t begin, uint32_t end) {
  return (struct atl_span){x->file, begin, end < begin ? begin : end};
}

/* A part of the source as a message repeats it: cut between characters where it is long. */
struct shown {
  char text[MOST_SHOWN + 4];
};

static struct shown show(const struct explainer *x, uint32_t begin, uint32_t end) {
  struct shown shown;
  size_t n = end > begin ? end - begin : 0;
  bool cut = n > MOST_SHOWN;
  if (cut)
    for (n = MOST_SHOWN; n && ((unsigned char)x->s[begin + n] & 0xc0) == 0x80;)
      n--;
  memcpy(shown.text, x->s + begin, n);
  memcpy(shown.text + n, cut ? "..." : "", cut ? 4 : 1);
  return shown;
}

/* The same as a text in quotes, of the sort that it does not hold. */
static struct shown quoted(const struct explainer *x, uint32_t begin, uint32_t end) {
  struct shown inner, outer = {""};
  if (end > begin && end - begin > MOST_SHOWN - 2)
    end = begin + MOST_SHOWN - 2 - 4;
  else if (end < begin)
    end = begin;
  while (end > begin && ((unsigned char)x->s[end] & 0xc0) == 0x80)
    end--;
  inner = show(x, begin, end);
  const char *mark = strpbrk(inner.text, "\"\\") ? "'" : "\"";
  if (*mark == '\'' && strchr(inner.text, '\''))
    snprintf(outer.text, sizeof outer.text, "\"...\"");
  else
    snprintf(outer.text, sizeof outer.text, "%s%.*s%s", mark, MOST_SHOWN - 2, inner.text, mark);
  return outer;
}

/* Where the text that begins at `at` ends: with its line, or at what ends it within brackets. */
static uint32_t text_end(const struct explainer *x, const struct row *row, uint32_t at) {
  bool flow = false;
  for (uint32_t i = row->text; i < at; i++)
    flow |= x->s[i] == '[' || x->s[i] == '{';
  uint32_t end = at;
  while (end < row->end && !(flow && strchr(",]}", x->s[end])))
    end++;
  while (end > at && is_blank(x->s[end - 1]))
    end--;
  return end;
}

static void error(const struct explainer *x, uint32_t begin, uint32_t end, const char *say) {
  atl_report(x->diags, ATL_ERROR, "yaml", span(x, begin, end), "%s", say);
}

/* -- one line ---------------------------------------------------------------------------------------------------- */

size_t atl_yaml_glued_colon(const char *text, size_t len) {
  for (size_t i = 1; i + 1 < len; i++) {
    if (text[i] != ':')
      continue;
    if (is_blank(text[i + 1]) || !strncmp(text + i, "://", 3) || (text[i - 1] >= '0' && text[i - 1] <= '9'))
      return 0;
    return i;
  }
  return 0;
}

size_t atl_yaml_color_in_comment(const char *text, size_t len) {
  if (!len || *text != '#')
    return 0;
  size_t n = 1;
  while (n < len && n < 9 && ((text[n] >= '0' && text[n] <= '9') || ((text[n] | 32) >= 'a' && (text[n] | 32) <= 'f')))
    n++;
  bool ends = n == len || strchr(" \t\r\n,}]", text[n]);
  return ends && (n == 4 || n == 7) ? n : 0;
}

static bool has_arrow(const char *text, size_t len) {
  for (size_t i = 0; i + 1 < len; i++)
    if (!memcmp(text + i, "->", 2) || !memcmp(text + i, "<-", 2) ||
        (i + 2 < len && !memcmp(text + i, "\xe2\x86\x92", 3)))
      return true;
  return false;
}

/* A line that should be `key: value` and has no colon that YAML would take for one. */
static void report_bare(const struct explainer *x, const struct row *row) {
  struct row above;
  const char *text = x->s + row->text;
  uint32_t len = row->end - row->text;
  size_t colon = atl_yaml_glued_colon(text, len);
  const char *equals = memchr(text, '=', len);
  struct atl_span where = span(x, row->text, row->end);
  bool below_list = row_above(x, row, &above) && above.dash && above.indent == row->indent;
  if (*text == '-' && len > 1 && text[1] != '-' && text[1] != '>') {
    atl_report(x->diags, ATL_ERROR, "yaml", where, "a blank is missing behind '-'; write '- %s'",
               show(x, row->text + 1, row->end).text);
    return;
  }
  if (colon) {
    uint32_t at = row->text + (uint32_t)colon;
    atl_report(x->diags, ATL_ERROR, "yaml", where, "a blank is missing behind ':'; write '%s: %s'",
               show(x, row->text, at).text, show(x, at + 1, row->end).text);
    return;
  }
  if (below_list) {
    atl_report(x->diags, ATL_ERROR, "yaml", where, "a '- ' is missing here; write '- %s'",
               show(x, row->text, row->end).text);
    return;
  }
  if (has_arrow(text, len)) {
    atl_report(x->diags, ATL_ERROR, "yaml", where, "a link stands under 'links:' and starts with '- '; write '- %s'",
               show(x, row->text, row->end).text);
    return;
  }
  if (equals && equals > text && equals + 1 < text + len && !is_quote(*text)) {
    uint32_t key = row->text + (uint32_t)(equals - text), value = key + 1;
    while (key > row->text && is_blank(x->s[key - 1]))
      key--;
    while (value < row->end && is_blank(x->s[value]))
      value++;
    atl_report(x->diags, ATL_ERROR, "yaml", where, "a key ends with ':', not with '='; write '%s: %s'",
               show(x, row->text, key).text, show(x, value, row->end).text);
    return;
  }
  uint32_t word = row->text, rest;
  while (word < row->end && !is_blank(x->s[word]))
    word++;
  for (rest = word; rest < row->end && is_blank(x->s[rest]);)
    rest++;
  struct shown first = show(x, row->text, word), more = show(x, rest, row->end);
  if (rest < row->end)
    atl_report(
        x->diags, ATL_ERROR, "yaml", where,
        memchr(x->s + rest, ' ', row->end - rest)
            ? "a ':' is missing behind '%s'; write '%s: %s', or indent the line if it goes on with the text above"
            : "a ':' is missing behind '%s'; write '%s: %s'",
        first.text, first.text, more.text);
  else
    atl_report(x->diags, ATL_ERROR, "yaml", where, "a ':' is missing behind '%s'; write '%s:'", first.text, first.text);
}

static void report_long_key(const struct explainer *x, uint32_t begin) {
  atl_report(x->diags, ATL_ERROR, "limit-key", span(x, begin, begin + 1),
             "this key is longer than %u characters, the limit of YAML; write it as a value, as 'label: ...'",
             (unsigned)MOST_OF_KEY);
}

static uint32_t characters(const struct explainer *x, uint32_t begin, uint32_t end) {
  uint32_t count = 0;
  for (; begin < end; begin++)
    count += ((unsigned char)x->s[begin] & 0xc0) != 0x80;
  return count;
}

/* What stands at `at` follows, in its line, the quote or bracket at `before`, which has ended the text. */
static void report_behind_quote(const struct explainer *x, const struct atl_yaml_fault *fault, uint32_t before,
                                uint32_t at, const struct row *row) {
  if (fault->quote_end == before + 1 && fault->quote < row->begin) {
    error(x, fault->quote, fault->quote + 1, "this quote is not closed in its line; the next quote closes it");
    atl_report(x->diags, ATL_NOTE, "yaml", span(x, before, before + 1), "the text ends at this quote");
  } else if (at < x->len && x->s[at] == ':' && before + 1 == at)
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, at, at + 1), "a blank is missing behind ':'; write '%s: %s'",
               show(x, row->text, at).text, show(x, at + 1, row->end).text);
  else if (before + 1 == at)
    error(x, before, before + 1,
          x->s[before] == '\'' ? "the text ends at this quote; write '' for a quote within single quotes, or put the "
                                 "text in double quotes"
                               : "the text ends at this quote; write \\\" for a quote within double quotes, or put the "
                                 "text in single quotes");
  else {
    uint32_t from = before; /* the quote that opens it */
    while (from > row->text && x->s[from - 1] != x->s[before])
      from--;
    from -= from > row->text;
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, before, before + 1),
               "the text ends at this quote; put all of it in quotes: %s",
               quoted(x, from, text_end(x, row, before)).text);
  }
}

/* -- what the parser says ---------------------------------------------------------------------------------------- */

static void explain_colon_missing(const struct explainer *x, const struct atl_yaml_fault *fault) {
  struct row row = row_at(x, fault->opened);
  if (characters(x, row.text, row.colon == ATL_NONE ? row.end : row.colon) > MOST_OF_KEY)
    report_long_key(x, row.text);
  else if (row.text < row.end && is_quote(x->s[row.text])) {
    uint32_t closed = behind_quote(x, row.text, row.end);
    if (closed == ATL_NONE)
      error(x, row.text, row.text + 1, "this quote is not closed in its line; a key stands on one line");
    else
      atl_report(x->diags, ATL_ERROR, "yaml", span(x, row.text, row.end),
                 "a ':' is missing behind %s; write %s:", show(x, row.text, closed).text,
                 show(x, row.text, closed).text);
  } else
    report_bare(x, &row);
}

/* A ':' stands where a text goes on: behind another one in its line, or in a line that continues those above. */
static void explain_second_colon(const struct explainer *x, const struct atl_yaml_fault *fault) {
  struct row row = row_at(x, fault->at), head, above;
  if (characters(x, row.text, fault->at) > MOST_OF_KEY && (row.colon == ATL_NONE || row.colon >= fault->at)) {
    report_long_key(x, row.text);
    return;
  }
  if (row.colon != ATL_NONE && row.colon < fault->at) {
    uint32_t begin = row.value, closed = is_quote(x->s[begin]) ? behind_quote(x, begin, row.end) : ATL_NONE;
    if (closed != ATL_NONE && closed <= fault->at) {
      uint32_t behind = closed;
      while (behind < fault->at && is_blank(x->s[behind]))
        behind++;
      struct atl_yaml_fault here = {0};
      if (behind == fault->at)
        behind = closed + 1; /* the colon itself: all of it is one text */
      report_behind_quote(x, &here, closed - 1, behind, &row);
      return;
    }
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, fault->at, fault->at + 1),
               "a ': ' cannot stand within a text; quote the text: %s", quoted(x, begin, row.end).text);
    return;
  }
  if (!row_above(x, &row, &head)) {
    error(x, fault->at, fault->at + 1, "a ': ' cannot stand here; quote the text");
    return;
  }
  while (head.colon == ATL_NONE && !head.dash && row_above(x, &head, &above)) {
    bool opens = above.colon != ATL_NONE && above.value >= above.end;
    if (opens || (above.indent >= head.indent && above.colon != ATL_NONE))
      break;
    head = above;
  }
  if (head.colon != ATL_NONE && head.value < head.end) {
    struct shown key = show(x, head.text, head.colon);
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, row.text, fault->at),
               "this line is indented deeper than '%s' above, and so goes on with its text; indent both alike, or "
               "quote the text",
               key.text);
  } else if (head.dash && head.colon == ATL_NONE && !atl_yaml_glued_colon(x->s + head.text, head.end - head.text)) {
    struct shown text = show(x, head.text, head.end);
    struct shown key = show(x, row.text, fault->at), value = show(x, fault->at + 1, row.end);
    const char *from = value.text + strspn(value.text, " ");
    if (!has_arrow(x->s + head.text, head.end - head.text))
      atl_report(x->diags, ATL_ERROR, "yaml", span(x, head.text, head.end),
                 "an entry with more lines starts with its label; write '- label: %s'", text.text);
    else if (*from && strcmp(key.text, "label") != 0)
      atl_report(x->diags, ATL_ERROR, "yaml", span(x, head.text, head.end),
                 "what a link says stands behind a ':'; write '- %s: {%s: %s}'", text.text, key.text, from);
    else
      atl_report(x->diags, ATL_ERROR, "yaml", span(x, head.text, head.end),
                 "the label of a link stands behind a ':'; write '- %s: label'", text.text);
  } else if (head.colon == ATL_NONE)
    report_bare(x, &head);
  else
    error(x, fault->at, fault->at + 1, "a ': ' cannot stand here; quote the text");
}

/* A line that stands beside no other. */
static void report_indent(const struct explainer *x, const struct row *row) {
  struct row outer, inner = {.indent = UINT32_MAX}, above = *row;
  bool found = false;
  while (!found && row_above(x, &above, &outer)) {
    above = outer;
    if (outer.indent > row->indent && outer.indent < inner.indent)
      inner = outer;
    found = outer.indent < row->indent || (outer.indent == row->indent && inner.indent != UINT32_MAX);
  }
  uint32_t first = row->begin + row->indent;
  struct atl_span where = span(x, first, first + 1);
  if (found && inner.indent != UINT32_MAX && outer.indent < row->indent) {
    uint32_t a = outer.begin + outer.indent, b = inner.begin + inner.indent;
    struct shown one = show(x, b, inner.colon == ATL_NONE ? inner.end : inner.colon + 1);
    struct shown other = show(x, a, outer.colon == ATL_NONE ? outer.end : outer.colon + 1);
    atl_report(x->diags, ATL_ERROR, "yaml", where,
               "the indentation matches no line above: it is %u, that of '%s' is %u and that of '%s' is %u",
               row->indent, one.text, inner.indent, other.text, outer.indent);
  } else
    atl_report(x->diags, ATL_ERROR, "yaml", where,
               "the indentation matches no line above; indent lines that belong together alike");
}

/* Where a mapping or a list goes on, something else stands. */
static void explain_not_going_on(const struct explainer *x, const struct atl_yaml_fault *fault) {
  struct row row = row_at(x, fault->at), above;
  uint32_t before = fault->at;
  char here = fault->at < x->len ? x->s[fault->at] : 0;
  while (before > row.text && is_blank(x->s[before - 1]))
    before--;
  if (before > row.text) {
    before--;
    char last = x->s[before];
    uint32_t begin = row.colon != ATL_NONE && row.value < row.end && row.colon < fault->at ? row.value : row.text;
    if (here == ']' || here == '}')
      error(x, fault->at, fault->at + 1, "this bracket closes nothing; remove it, or quote the text");
    else if (is_quote(last))
      report_behind_quote(x, fault, before, fault->at, &row);
    else if ((last == ']' || last == '}') && (x->s[begin] == '[' || x->s[begin] == '{')) {
      atl_diags_retract(x->diags, "wrong-form", span(x, begin, begin + 1));
      atl_report(x->diags, ATL_ERROR, "yaml", span(x, begin, begin + 1),
                 "a text that starts with '%c' is a %s to YAML; quote it: %s", x->s[begin],
                 x->s[begin] == '[' ? "list" : "mapping", quoted(x, begin, row.end).text);
    } else
      atl_report(x->diags, ATL_ERROR, "yaml", span(x, fault->at, fault->at + 1),
                 "this cannot stand behind what is before it; quote the text: %s", quoted(x, begin, row.end).text);
    return;
  }
  bool list = strstr(fault->problem, "'-'") != NULL;
  struct row first = row_at(x, fault->opened);
  if (here == ':')
    error(x, fault->at, fault->at + 1, "a key is missing before this ':'");
  else if (list && row.indent == first.indent)
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, row.text, row.end),
               "the lines above start with '- ', and this one does not; write '- %s', or leave the '- ' out above",
               show(x, row.text, row.end).text);
  else if (row.dash && !list && row_above(x, &row, &above) && above.indent == row.indent && !above.dash)
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, row.begin + row.indent, row.begin + row.indent + 1),
               "a list cannot stand beside '%s'; write it below a key of its own, such as 'items:'",
               show(x, above.text, above.colon == ATL_NONE ? above.end : above.colon + 1).text);
  else
    report_indent(x, &row);
}

/* Where the bracket at `open` closes, or ATL_NONE: strings are skipped, and a line that is indented no deeper than that
 * of the bracket is no part of what is in it. */
static uint32_t find_close(const struct explainer *x, uint32_t open) {
  uint32_t depth = 0;
  struct row row = row_at(x, open);
  uint32_t indent = row.indent, end = open;
  bool fresh = true;
  while (end < x->len && !is_break(x->s[end]))
    end++;
  for (uint32_t at = open; at < x->len; at++) {
    char c = x->s[at];
    if (is_break(c)) {
      if (at + 1 >= x->len || is_break(x->s[at + 1]))
        continue;
      row = row_at(x, at + 1);
      for (end = at + 1; end < x->len && !is_break(x->s[end]);)
        end++;
      if (row.end > row.text && row.indent <= indent && !strchr("]}", x->s[row.text]))
        return ATL_NONE;
      continue;
    }
    uint32_t closed = fresh && is_quote(c) ? behind_quote(x, at, end) : ATL_NONE;
    if (closed != ATL_NONE) {
      at = closed - 1;
      fresh = false;
      continue;
    }
    if (c == '[' || c == '{')
      depth++;
    else if ((c == ']' || c == '}') && !--depth)
      return at;
    if (!is_blank(c))
      fresh = strchr("[{,:", c) != NULL;
  }
  return ATL_NONE;
}

/* Reports a colour without quotes between two places, which begins a comment that hides a bracket or a comma; false:
 * there is none. */
static bool report_color(const struct explainer *x, uint32_t begin, uint32_t end) {
  for (uint32_t at = begin; at < end;) {
    struct row row = row_at(x, at);
    uint32_t mark = row.end;
    while (mark < x->len && is_blank(x->s[mark]))
      mark++;
    size_t len = mark < x->len && mark > at ? atl_yaml_color_in_comment(x->s + mark, x->len - mark) : 0;
    if (len) {
      struct shown color = show(x, mark, mark + (uint32_t)len);
      atl_report(x->diags, ATL_ERROR, "yaml", span(x, mark, mark + (uint32_t)len),
                 "a '#' behind a blank begins a comment; quote it: \"%s\"", color.text);
      return true;
    }
    while (mark < x->len && !is_break(x->s[mark]))
      mark++;
    at = mark + 1;
  }
  return false;
}

static void explain_bracket(const struct explainer *x, const struct atl_yaml_fault *fault) {
  char missing = strchr(fault->problem, ']') ? ']' : '}', here = fault->at < x->len ? x->s[fault->at] : 0;
  uint32_t close = find_close(x, fault->opened), before = fault->at, entry = fault->at;
  if (here == ']' || here == '}') {
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, fault->at, fault->at + 1),
               "this '%c' does not close the '%c' before it; write '%c'", here, missing == ']' ? '[' : '{', missing);
    return;
  }
  if (report_color(x, fault->opened, fault->at))
    return;
  if (close == ATL_NONE || fault->at > close) {
    atl_diags_retract(x->diags, "wrong-form", span(x, fault->opened, fault->opened + 1));
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, fault->opened, fault->opened + 1),
               "this bracket is not closed; a ',' or a '%c' is missing", missing);
    if (fault->at < x->len)
      atl_report(x->diags, ATL_NOTE, "yaml", span(x, fault->at, fault->at), "it was looked for up to here");
    return;
  }
  while (before > fault->opened && (is_blank(x->s[before - 1]) || is_break(x->s[before - 1])))
    before--;
  before--;
  struct row row = row_at(x, fault->at);
  uint32_t colon = ATL_NONE;
  while (entry > fault->opened + 1 && !strchr(",[{", x->s[entry - 1])) {
    entry--;
    if (ends_key(x, entry, x->len) && entry < fault->at)
      colon = entry;
  }
  if (here == ':' && characters(x, entry, fault->at) > MOST_OF_KEY && colon == ATL_NONE)
    report_long_key(x, entry);
  else if (here == ':' && colon != ATL_NONE && entry < row.begin) {
    struct row above;
    uint32_t end = row_above(x, &row, &above) ? above.end : before + 1;
    error(x, end - 1, end, "a ',' is missing at the end of this line");
  } else if (here == ':' && colon != ATL_NONE) {
    uint32_t begin = colon + 1, end = text_end(x, &row, fault->at);
    while (begin < fault->at && is_blank(x->s[begin]))
      begin++;
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, fault->at, fault->at + 1),
               is_quote(x->s[begin]) ? "a ',' is missing before the key of this ':'"
                                     : "a ': ' cannot stand within a text; quote the text: %s, or put a ',' before the "
                                       "next key",
               quoted(x, begin, end).text);
  } else if (is_quote(x->s[before]) && !is_quote(here) && before >= row.begin) {
    uint32_t end = text_end(x, &row, fault->at);
    bool key = false;
    for (uint32_t i = fault->at; i < end; i++)
      key |= ends_key(x, i, x->len);
    if (key)
      error(x, fault->at, fault->at + 1, "a ',' is missing before this");
    else
      report_behind_quote(x, fault, before, fault->at, &row);
  } else if (here == '[' && has_arrow(x->s + entry, fault->at - entry)) {
    while (is_blank(x->s[entry]))
      entry++;
    atl_diags_retract(x->diags, "link-form", span(x, entry, entry));
    error(x, fault->at, fault->at + 1,
          "within '[' and ']' a list cannot stand behind an arrow; quote the link: [\"a -> [b, c]\"]");
  } else if (here == '[' || here == '{')
    atl_report(x->diags, ATL_ERROR, "yaml", span(x, fault->at, fault->at + 1),
               "a '%c' cannot stand within a text here; quote the text, or put a ',' before it", here);
  else
    error(x, fault->at, fault->at + 1, "a ',' is missing before this");
}

/* A text that starts with what means something to YAML. */
static void report_start(const struct explainer *x, uint32_t at, const char *why) {
  struct row row = row_at(x, at);
  atl_report(x->diags, ATL_ERROR, "yaml", span(x, at, at + 1), "%s; quote the text: %s", why,
             quoted(x, at, text_end(x, &row, at)).text);
}

static void explain_start(const struct explainer *x, uint32_t at) {
  char why[80];
  if (at < x->len && x->s[at] == '\t')
    error(x, at, at, "a tab cannot indent in YAML; use blanks");
  else {
    snprintf(why, sizeof why, "a text cannot start with '%c' in YAML", at < x->len ? x->s[at] : ' ');
    report_start(x, at, why);
  }
}

static void explain_no_content(const struct explainer *x, const struct atl_yaml_fault *fault) {
  uint32_t at = fault->at;
  char here = at < x->len ? x->s[at] : 0;
  struct row row = row_at(x, at);
  bool first = at == row.value || at == row.text;
  if (here == ',' && !first)
    error(x, at, at + 1, "an entry is missing before this ','; remove one of the two");
  else if (here == ']' || here == '}')
    error(x, at, at + 1, "this bracket closes nothing; remove it, or quote the text");
  else if (here)
    explain_start(x, at);
  else if (report_color(x, 0, at)) /* the end, where a comment hides what closes a bracket */
    return;
  else
    error(x, at, at, "something is missing here");
}

void atl_yaml_explain(struct atl_sources *sources, uint32_t file, const struct atl_yaml_fault *fault,
                      struct atl_diags *diags) {
  /* The first part that is found in what the parser says decides. */
  static const struct {
    const char *part, *say;
  } plain[] = {
      {"tab character", "a tab cannot indent in YAML; use blanks"},
      {"found unknown escape character", "unknown escape in a text in double quotes; write \\\\ for a backslash"},
      {"hexdecimal number", "\\x takes 2 digits from 0 to f, \\u takes 4 and \\U 8; write \\\\ for a backslash"},
      {"Unicode character escape code", "there is no such character; write \\\\ for a backslash"},
      {"found undefined tag handle", "unknown tag; a map needs no tags, quote the text that starts with '!'"},
      {"control characters are not allowed",
       "the file holds a control character; remove it, or write it as an escape in double quotes"},
      {"found incompatible YAML document", "this version of YAML is not known; leave the %YAML line out"},
      {"version number", "this version of YAML is not known; leave the %YAML line out"},
      {"expected digit or '.'", "this version of YAML is not known; leave the %YAML line out"},
      {"duplicate %", "this line stands in the file twice; leave one out"},
      {"directive", "a line cannot start with '%'; a comment starts with '#'"},
      {"non-alphabetical character", "a line cannot start with '%'; a comment starts with '#'"},
      {"indentation indicator equal to 0", "behind '|' or '>' only '-', '+' or a digit from 1 can stand; the text "
                                           "starts on the next line"},
      {"found character that is not", "this character cannot stand here; quote the text"},
      {"UTF-8", "the bytes here are no UTF-8; save the file as UTF-8"},
      {"invalid Unicode", "the bytes here are no character of Unicode; save the file as UTF-8"},
      {"document start", "a map is one mapping, and more follows it here; remove that, or indent the lines alike"},
  };
  struct explainer x = {.source = &sources->file.at[file],
                        .s = sources->file.at[file].text,
                        .len = sources->file.at[file].len,
                        .file = file,
                        .diags = diags};
  const char *problem = fault->problem, *context = fault->context;
  bool quotes = strstr(context, "quoted scalar") != NULL;
  char first = fault->opened < x.len ? x.s[fault->opened] : ' ';
  if (quotes && (strstr(problem, "end of stream") || strstr(problem, "document indicator")))
    error(&x, fault->opened, fault->opened + 1, "this quote is not closed");
  else if (strstr(problem, "did not find expected ',' or"))
    explain_bracket(&x, fault);
  else if (strstr(problem, "could not find expected ':'"))
    explain_colon_missing(&x, fault);
  else if (strstr(problem, "mapping values are not allowed"))
    explain_second_colon(&x, fault);
  else if (strstr(problem, "did not find expected key") || strstr(problem, "expected '-' indicator"))
    explain_not_going_on(&x, fault);
  else if (strstr(problem, "cannot start any token"))
    explain_start(&x, fault->at);
  else if (strstr(problem, "did not find expected node content"))
    explain_no_content(&x, fault);
  else if (strstr(problem, "block sequence entries are not allowed"))
    error(&x, fault->at, fault->at + 1,
          "a list cannot start here; put each '- ' on a line of its own, or quote the text");
  else if (strstr(problem, "mapping keys are not allowed"))
    report_start(&x, fault->at, "a text that starts with '? ' is a key to YAML");
  else if (strstr(context, "an alias") || strstr(context, "an anchor")) {
    char why[80];
    snprintf(why, sizeof why, "a text that starts with '%c' is an %s to YAML", first,
             first == '*' ? "alias" : "anchor");
    report_start(&x, fault->opened, why);
  } else if (strstr(context, "a tag"))
    report_start(&x, fault->opened, "a text that starts with '!' is a tag to YAML");
  else if (strstr(context, "block scalar") && strstr(problem, "line break")) {
    char why[120];
    snprintf(why, sizeof why, "behind a '%c' the text starts on the next line, indented", first);
    report_start(&x, fault->opened, why);
  } else {
    const char *say = problem;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
      if (strstr(problem, plain[i].part) || strstr(context, plain[i].part)) {
        say = plain[i].say;
        break;
      }
    error(&x, fault->at, fault->at, say);
  }
}
