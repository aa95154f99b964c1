/* A scanner for the part of YAML that maps are written in.
 *
 * It knows block mappings and lists, keys of one line, plain and quoted texts of one line, flow collections of one
 * line, and block texts (`|`, `>`) without odd indentation. It does not know anchors, aliases, tags, `?` keys, tabs,
 * documents, directives, texts and flow collections over several lines, nor any mistake. What stands on a line becomes
 * events together, and only after all of the line is known, and what could go on with its last text has been looked at.
 * A quoted text and a flow collection at the end of a line are given only when the next line is known, too, for libyaml
 * looks there whether they are keys. So no event is given that libyaml would not give, whatever is wrong further down.
 *
 * The places are those of libyaml: a block collection starts and ends where nothing stands, before its first key or
 * '-', and before what comes behind it; a list that is not indented starts on its first '-'; a value that is not
 * written stands behind its ':' or '-'. */
#include "read/scan.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* libyaml takes no key of more than 1,024 characters; near that it is asked itself. */
enum { MOST_KEY = 1000 };

struct level { /* an open block collection */
  uint32_t indent;
  bool list;
  bool flush; /* a list whose '-' stand below the key that it is the value of */
};

struct held { /* an event of the line at hand; its text is in `text`, which may move */
  struct atl_yaml_event event;
  uint32_t text;
};

struct atl_scan {
  const char *s;
  uint32_t len, at;      /* `at`: the start of the first line that is not scanned */
  bool known, begun;     /* all is known until here; the first collection was opened */
  bool waits;            /* the events of the last line are given when the next one is known */
  bool pending;          /* a key or a '-' waits for its value, which is not on its line */
  uint32_t pending_mark; /* the place of the value, if there is none */
  ATL_VEC(struct level) level;
  ATL_VEC(struct held) held;
  ATL_VEC(char) text;
  uint32_t given, safe; /* of held */
};

enum byte { PLAIN, BLANK, BREAK, COLON, QUESTION, HASH, FLOW, TAB };

static const unsigned char byte_class[256] = {
    [0] = BREAK,  ['\n'] = BREAK, [' '] = BLANK, ['\t'] = TAB, [':'] = COLON, ['?'] = QUESTION,
    ['#'] = HASH, [','] = FLOW,   ['['] = FLOW,  [']'] = FLOW, ['{'] = FLOW,  ['}'] = FLOW,
};

static bool is_end(char c) { return c == '\n' || !c; }
static bool is_blank_or_end(char c) { return c == ' ' || is_end(c); }

/* Whether a text holds nothing but what libyaml takes as characters, and of line breaks LF alone. */
static bool is_plain_text(const char *s, uint32_t len) {
  unsigned odd = 0;
  for (uint32_t i = 0; i < len; i++) { /* without a branch: the compiler makes vectors of it */
    unsigned char c = (unsigned char)s[i];
    odd |= (c < ' ' && c != '\n' && c != '\t') || c >= 0x7f;
  }
  if (!odd)
    return true;
  for (uint32_t i = 0; i < len;) {
    uint32_t code;
    size_t bytes = atl_utf8_decode(s + i, len - i, &code);
    bool control = code < ' ' ? code != '\n' && code != '\t' : code >= 0x7f && code < 0xa0; /* NEL is one */
    if (!bytes || control || code == 0x2028 || code == 0x2029 || code == 0xfeff || code == 0xfffe || code == 0xffff)
      return false;
    i += (uint32_t)bytes;
  }
  return true;
}

struct atl_scan *atl_scan_open(const char *text, uint32_t len) {
  if (!is_plain_text(text, len))
    return NULL;
  struct atl_scan *scan = atl_alloc(1, sizeof *scan);
  scan->s = text;
  scan->len = len;
  scan->known = true;
  return scan;
}

void atl_scan_close(struct atl_scan *scan) {
  if (!scan)
    return;
  atl_vec_release(&scan->level);
  atl_vec_release(&scan->held);
  atl_vec_release(&scan->text);
  free(scan);
}

static struct atl_yaml_event *hold(struct atl_scan *scan, enum atl_yaml_type type, uint32_t begin, uint32_t end) {
  struct held *held = atl_vec_push(&scan->held);
  *held = (struct held){.event = {.type = type, .bytes = true, .begin = {.index = begin}, .end = {.index = end}}};
  return &held->event;
}

/* Room for `most` bytes and a NUL at the end of the texts of this line. */
static char *text_room(struct atl_scan *scan, uint32_t most) {
  atl_vec_reserve(&scan->text, scan->text.len + most + 1);
  return scan->text.at + scan->text.len;
}

static void hold_text(struct atl_scan *scan, uint32_t begin, uint32_t end, bool plain, uint32_t len) {
  struct atl_yaml_event *event = hold(scan, ATL_YAML_SCALAR, begin, end);
  event->len = len;
  event->plain = plain;
  scan->held.at[scan->held.len - 1].text = scan->text.len;
  scan->text.at[scan->text.len + len] = 0;
  scan->text.len += len + 1;
}

static void hold_slice(struct atl_scan *scan, uint32_t begin, uint32_t end, bool plain, uint32_t from, uint32_t to) {
  memcpy(text_room(scan, to - from), scan->s + from, to - from);
  hold_text(scan, begin, end, plain, to - from);
}

static void hold_nothing(struct atl_scan *scan, uint32_t at) { hold_slice(scan, at, at, true, at, at); }

/* Whether nothing but a comment stands from `at` to the end of the line; `*next` is then the start of the next one.
 * `apart`: a blank stands before `at`. */
static bool line_ends(const struct atl_scan *scan, uint32_t at, bool apart, uint32_t *next) {
  const char *s = scan->s;
  while (s[at] == ' ') {
    at++;
    apart = true;
  }
  if (s[at] == '#' && apart) {
    const char *end = memchr(s + at, '\n', scan->len - at);
    at = end ? (uint32_t)(end - s) : scan->len;
  }
  if (!is_end(s[at]))
    return false;
  *next = at < scan->len ? at + 1 : at;
  return true;
}

/* Whether a plain text may start with the characters at `at`. */
static bool starts_plain(const char *s, uint32_t at, bool flow) {
  switch (s[at]) {
  case '-':
    return !is_blank_or_end(s[at + 1]) && s[at + 1] != '\t' && !(flow && byte_class[(unsigned char)s[at + 1]] == FLOW);
  case '?':
  case ':':
    return !flow && !is_blank_or_end(s[at + 1]) && s[at + 1] != '\t';
  case ',':
  case '[':
  case ']':
  case '{':
  case '}':
  case '#':
  case '&':
  case '*':
  case '!':
  case '|':
  case '>':
  case '\'':
  case '"':
  case '%':
  case '@':
  case '`':
  case ' ':
  case '\t':
  case '\n':
  case 0:
    return false;
  default:
    return true;
  }
}

/* Scans a plain text; `*at` is then behind it, blanks included. False where it is not known. */
static bool scan_plain(struct atl_scan *scan, uint32_t *at, bool flow) {
  const char *s = scan->s;
  uint32_t begin = *at, i = begin;
  if (!starts_plain(s, i, flow))
    return false;
  for (;; i++) {
    unsigned class = byte_class[(unsigned char)s[i]];
    if (class == PLAIN || class == BLANK)
      continue;
    if (class == BREAK || (class == HASH && i > begin && s[i - 1] == ' ') || (class == FLOW && flow))
      break;
    if (class == TAB)
      return false;
    if (class == COLON || (class == QUESTION && flow)) {
      char next = s[i + 1];
      if (is_blank_or_end(next) && class == COLON)
        break;
      if (is_blank_or_end(next) || next == '\t' || (flow && (next == '?' || byte_class[(unsigned char)next] == FLOW)))
        return false;
    }
  }
  uint32_t end = i;
  while (s[end - 1] == ' ')
    end--;
  hold_slice(scan, begin, end, true, begin, end);
  *at = i;
  return true;
}

/* Scans a quoted text of one line; `*at` is then behind its closing quote. */
static bool scan_quoted(struct atl_scan *scan, uint32_t *at) {
  const char *s = scan->s;
  char quote = s[*at];
  uint32_t begin = *at, end = begin + 1, len = 0;
  for (; s[end] != quote || (quote == '\'' && s[end + 1] == quote); end++) {
    bool pair = (s[end] == '\\' && quote == '"') || s[end] == quote;
    if (is_end(s[end]) || s[end] == '\t' || (pair && s[end] != quote && !strchr("n\"\\/", s[end + 1])) ||
        (pair && is_end(s[end + 1])))
      return false;
    end += pair;
  }
  char *to = text_room(scan, end - begin);
  for (uint32_t i = begin + 1; i < end; i++) {
    bool escape = s[i] == '\\' && quote == '"';
    i += escape || s[i] == quote; /* '' is one */
    to[len++] = escape && s[i] == 'n' ? '\n' : s[i];
  }
  *at = end + 1;
  hold_text(scan, begin, end + 1, false, len);
  return true;
}

static bool scan_text(struct atl_scan *scan, uint32_t *at, bool flow) {
  char c = scan->s[*at];
  return c == '"' || c == '\'' ? scan_quoted(scan, at) : scan_plain(scan, at, flow);
}

static uint32_t past_blanks(const char *s, uint32_t at) {
  while (s[at] == ' ')
    at++;
  return at;
}

/* Scans a flow collection of one line, with all in it; `*at` is then behind it. */
static bool scan_flow(struct atl_scan *scan, uint32_t *at) {
  enum { MOST_OPEN = 32 };
  const char *s = scan->s;
  bool map[MOST_OPEN];
  uint32_t open = 0, i = *at;
  for (;;) { /* a value is wanted here */
    if (s[i] == '{' || s[i] == '[') {
      if (open == MOST_OPEN)
        return false;
      map[open] = s[i] == '{';
      hold(scan, map[open] ? ATL_YAML_MAP : ATL_YAML_LIST, i, i + 1);
      open++;
      i = past_blanks(s, i + 1);
      if (s[i] != '}' && s[i] != ']')
        goto entry;
    } else if (!scan_text(scan, &i, true)) {
      return false;
    }
    for (;;) { /* behind a value */
      i = past_blanks(s, i);
      if (s[i] == ',') {
        i = past_blanks(s, i + 1);
        break;
      }
      if (s[i] != (map[open - 1] ? '}' : ']'))
        return false;
      hold(scan, map[open - 1] ? ATL_YAML_MAP_END : ATL_YAML_LIST_END, i, i + 1);
      i++;
      if (!--open) {
        *at = i;
        return true;
      }
    }
  entry:
    if (map[open - 1]) { /* its key first */
      uint32_t begin = i;
      if (!scan_text(scan, &i, true) || s[i] != ':' || s[i + 1] != ' ' || i - begin > MOST_KEY)
        return false;
      i = past_blanks(s, i + 1);
    }
  }
}

/* Whether what stands at the start of a line at or behind `at` would go on with a plain text of a collection of this
 * indent; a tab may hide it. */
static bool goes_on(const struct atl_scan *scan, uint32_t at, uint32_t indent) {
  const char *s = scan->s;
  for (;;) {
    uint32_t i = past_blanks(s, at);
    if (s[i] == '\n')
      at = i + 1;
    else
      return s[i] == '\t' || (s[i] && s[i] != '#' && i - at > indent);
  }
}

/* Scans a block text whose sign stands at `at`; `*next` is then the start of the first line behind it. */
static bool scan_block_text(struct atl_scan *scan, uint32_t at, uint32_t *next) {
  const char *s = scan->s;
  bool folded = s[at] == '>', strip = s[at + 1] == '-';
  uint32_t i = at + 1 + strip;
  if (s[i] != '\n')
    return false;
  i++;
  uint32_t outer = scan->level.at[scan->level.len - 1].indent, indent = past_blanks(s, i) - i;
  if (indent <= outer || is_end(s[i + indent]) || s[i + indent] == '\t')
    return false;
  uint32_t len = 0, breaks = 0,
           behind = i; /* breaks: that wait for a further line; behind: the start of the next one */
  for (;;) {
    uint32_t blanks = past_blanks(s, i) - i;
    if (s[i + blanks] == '\n' && blanks <= indent) { /* an empty line */
      breaks++;
      i += blanks + 1;
      behind = i;
      continue;
    }
    if (blanks < indent || !s[i]) {
      if (s[i + blanks] == '\t' || (!s[i + blanks] && blanks))
        return false;
      break;
    }
    if (!s[i + blanks] || (folded && (breaks > 1 || blanks > indent || s[i + blanks] == '\t')))
      return false;
    i += indent;
    const char *end = memchr(s + i, '\n', scan->len - i);
    uint32_t line = end ? (uint32_t)(end - s) - i : scan->len - i;
    char *to = text_room(scan, len + breaks + line + 1);
    for (; breaks; breaks--)
      to[len++] = folded ? ' ' : '\n';
    memcpy(to + len, s + i, line);
    len += line;
    i += line;
    breaks = end != NULL;
    i += breaks;
    behind = i;
    if (!s[i])
      break;
  }
  text_room(scan, len + 1);
  if (!strip && breaks)
    scan->text.at[scan->text.len + len++] = '\n';
  hold_text(scan, at, behind, false, len);
  *next = behind;
  return true;
}

static struct level *innermost(struct atl_scan *scan) {
  return scan->level.len ? &scan->level.at[scan->level.len - 1] : NULL;
}

static void open_level(struct atl_scan *scan, bool list, bool flush, uint32_t indent, uint32_t at) {
  *atl_vec_push(&scan->level) = (struct level){.indent = indent, .list = list, .flush = flush};
  hold(scan, list ? ATL_YAML_LIST : ATL_YAML_MAP, at, at + flush);
}

static void close_level(struct atl_scan *scan, uint32_t at) {
  hold(scan, innermost(scan)->list ? ATL_YAML_LIST_END : ATL_YAML_MAP_END, at, at);
  scan->level.len--;
}

/* What a line leaves open is closed where the next one starts in less depth. False where the line fits nowhere. */
static bool enter(struct atl_scan *scan, uint32_t at, uint32_t column, bool dash, bool *fresh) {
  struct level *top = innermost(scan);
  *fresh = false;
  if (!top) {
    *fresh = !scan->begun;
    scan->begun = true;
    return *fresh;
  }
  if (scan->pending) {
    scan->pending = false;
    if (column > top->indent) {
      *fresh = true;
      return true;
    }
    if (column == top->indent && dash && !top->list) {
      open_level(scan, true, true, column, at);
      return true;
    }
    hold_nothing(scan, scan->pending_mark);
  }
  while (top && (top->indent > column || (top->flush && top->indent == column && !dash))) {
    close_level(scan, at);
    top = innermost(scan);
  }
  return top && top->indent == column && top->list == dash;
}

/* Scans a value that is on the line of its key or '-', and is neither a key nor a '-' itself. */
static bool scan_value(struct atl_scan *scan, uint32_t at) {
  const char *s = scan->s;
  uint32_t next, end = at;
  if (s[at] == '|' || s[at] == '>') {
    if (!scan_block_text(scan, at, &next))
      return false;
    scan->at = next;
    return true;
  }
  if (s[at] == '{' || s[at] == '[') {
    if (!scan_flow(scan, &end) || !line_ends(scan, end, false, &next))
      return false;
    scan->waits = true;
  } else {
    bool plain = s[at] != '"' && s[at] != '\'';
    if (!scan_text(scan, &end, false) || !line_ends(scan, end, plain, &next))
      return false;
    scan->waits = !plain || s[end] == '#';
    if (plain && s[end] != '#' && goes_on(scan, next, innermost(scan)->indent))
      return false;
  }
  scan->at = next;
  return true;
}

/* Scans the line that starts at scan->at, whose first character stands at `at`. */
static bool scan_line(struct atl_scan *scan, uint32_t at) {
  const char *s = scan->s;
  uint32_t start = scan->at, next;
  bool fresh;
  if (at == start && ((s[at] == '-' && s[at + 1] == '-' && s[at + 2] == '-') ||
                      (s[at] == '.' && s[at + 1] == '.' && s[at + 2] == '.') || s[at] == '%'))
    return false;
  bool dash = s[at] == '-' && is_blank_or_end(s[at + 1]);
  if (!enter(scan, at, at - start, dash, &fresh))
    return false;
  bool behind = dash; /* a '-' of this line */
  while (dash) {
    if (fresh)
      open_level(scan, true, false, at - start, at);
    fresh = true;
    if (line_ends(scan, at + 1, false, &next)) {
      scan->pending = true;
      scan->pending_mark = at + 1;
      scan->at = next;
      return true;
    }
    at = past_blanks(s, at + 1);
    dash = s[at] == '-' && is_blank_or_end(s[at + 1]);
  }
  if (s[at] == '|' || s[at] == '>' || s[at] == '{' || s[at] == '[') /* they are no keys here */
    return behind && scan_value(scan, at);
  /* A key, or, behind a '-', a text. The mapping of the first key is opened before it. */
  uint32_t held = scan->held.len, text = scan->text.len, end = at;
  if (fresh)
    open_level(scan, false, false, at - start, at);
  if (!scan_text(scan, &end, false))
    return false;
  if (s[end] == ':' && is_blank_or_end(s[end + 1]) && s[end - 1] != ' ' && end - at <= MOST_KEY) {
    if (!line_ends(scan, end + 1, false, &next))
      return scan_value(scan, past_blanks(s, end + 1));
    scan->pending = true;
    scan->pending_mark = end + 1;
    scan->at = next;
    return true;
  }
  if (!behind)
    return false;
  scan->level.len--; /* no key: it is scanned again, as a text */
  scan->held.len = held;
  scan->text.len = text;
  return scan_value(scan, at);
}

/* Forgets what was given. */
static void forget(struct atl_scan *scan) {
  uint32_t left = scan->held.len - scan->given, text = scan->text.len;
  struct held *held = scan->held.at;
  if (left) {
    memmove(held, held + scan->given, left * sizeof *held);
    for (uint32_t i = left; i--;)
      text = held[i].event.type == ATL_YAML_SCALAR ? held[i].text : text;
    memmove(scan->text.at, scan->text.at + text, scan->text.len - text);
    for (uint32_t i = 0; i < left; i++)
      held[i].text -= text;
  }
  scan->held.len = left;
  scan->text.len -= text;
  scan->given = scan->safe = 0;
}

/* Holds the events of further lines until some may be given. */
static bool scan_more(struct atl_scan *scan) {
  const char *s = scan->s;
  forget(scan);
  while (!scan->safe) {
    uint32_t at = past_blanks(s, scan->at), next, before = scan->held.len;
    if (at == scan->len) {
      if (scan->pending)
        hold_nothing(scan, scan->pending_mark);
      scan->pending = false;
      while (scan->level.len)
        close_level(scan, scan->len);
      hold(scan, ATL_YAML_END, scan->len, scan->len);
      scan->safe = scan->held.len;
    } else if (line_ends(scan, at, true, &next)) {
      scan->at = next;
    } else {
      scan->waits = false;
      if (!scan_line(scan, at))
        return false;
      scan->safe = scan->waits ? before : scan->held.len;
    }
  }
  return true;
}

bool atl_scan_next(struct atl_scan *scan, struct atl_yaml_event *event) {
  if (scan->given == scan->safe && scan->known)
    scan->known = scan_more(scan);
  if (!scan->known)
    return false;
  const struct held *held = &scan->held.at[scan->given];
  *event = held->event;
  if (event->type == ATL_YAML_SCALAR)
    event->text = scan->text.at + held->text;
  if (event->type != ATL_YAML_END) /* which stays */
    scan->given++;
  return true;
}
