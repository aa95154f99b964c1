/* What was meant by a text under `links:` that is none: arrows of other languages, chains, several ends, attributes in
 * brackets, the ends of UML and of entity-relationship diagrams. */
#include "read/guess.h"

#include <stdio.h>
#include <string.h>

/* Arrows of other languages, the longer first, and what they are here. */
static const struct {
  const char *sign, *here;
  bool back; /* it points to what stands before it */
} arrows[] = {
    {"<-.->", "<->", false},
    {"<-->", "<->", false},
    {"<==>", "<->", false},
    {"-.->", "->", false},
    {"-..->", "->", false},
    {"--->", "->", false},
    {"-->>", "->", false},
    {"-->", "->", false},
    {"->>", "->", false},
    {"==>", "->", false},
    {"=>>", "->", false},
    {"..>", "->", false},
    {".>", "->", false},
    {"~>", "->", false},
    {"--o", "->", false},
    {"--x", "->", false},
    {"--*", "->", false},
    {"--|>", "->", false},
    {"-|>", "->", false},
    {"<|--", "->", true},
    {"<-.-", "->", true},
    {"<--", "->", true},
    {"<=>", "<->", false},
    {"<==", "->", true},
    {"=>", "->", false},
    {"<-", "->", true},
    {"-.-", "--", false},
    {"---", "--", false},
    {"===", "--", false},
    {"\xe2\x86\x90", "->", true},
    {"\xe2\x87\x92", "->", false},
    {"\xe2\x87\x90", "->", true},
    {"\xe2\x87\x94", "<->", false},
    {"\xe2\x80\x94", "--", false},
    {"\xe2\x80\x93", "--", false},
    {"<->", "<->", false},
    {"->", "->", false},
    {"\xe2\x86\x94", "<->", false},
    {"\xe2\x86\x92", "->", false},
    {"--", "--", false},
    {" - ", "--", false},
    {" to ", "->", false},
    {">", "->", false},
};

enum { MOST_ENDS = 3, MOST_OF_END = 40 };

struct end {
  const char *text;
  size_t len;
};

static struct end trimmed(const char *from, const char *to) {
  while (from < to && strchr(" \t\n[{\"'(", *from))
    from++;
  while (to > from && strchr(" \t\n]};\"')", to[-1]))
    to--;
  return (struct end){from, (size_t)(to - from)};
}

/* The first arrow of any sort in a text, and which; NULL: none. */
static const char *find_arrow(const char *from, const char *to, size_t *which) {
  for (const char *at = from; at < to; at++)
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++) {
      size_t n = strlen(arrows[i].sign);
      bool letter = arrows[i].sign[n - 1] == 'o' || arrows[i].sign[n - 1] == 'x'; /* of Mermaid; else of an id */
      if ((size_t)(to - at) >= n && !memcmp(at, arrows[i].sign, n) && !(letter && at + n < to && at[n] != ' ')) {
        *which = i;
        return at;
      }
    }
  return NULL;
}

/* The id of an end that has its label with it, as Mermaid writes it: a[Client], b((Shop)), c{Choice}. */
static struct end without_label(struct end end) {
  for (size_t i = 1; i < end.len; i++)
    if (strchr("[({", end.text[i])) {
      end.len = i;
      while (end.len > 1 && end.text[end.len - 1] == ' ')
        end.len--;
    }
  return end;
}

static int shown(size_t len) { return len > MOST_OF_END ? MOST_OF_END : (int)len; }

/* Ends that stand as `a & b`, as `a, b`. */
static void listed_ends(struct end end, char to[MOST_OF_END + 1]) {
  size_t n = 0;
  for (size_t i = 0; i < end.len && n < MOST_OF_END; i++) {
    if (end.text[i] == '&' && n && to[n - 1] == ' ')
      to[n - 1] = ',';
    else
      to[n++] = end.text[i] == '&' ? ',' : end.text[i];
  }
  to[n] = 0;
}

/* -- UML and entity-relationship diagrams ------------------------------------------------------------------------- */

enum { LONGEST_ARROW = 16 };

/* How many there are, by the sign at one end of an arrow, which is written from the outside in at the left of it and
 * from the inside out at its right; NULL: it is none. */
static const char *how_many(const char *sign, size_t len) {
  static const struct {
    const char *left, *right, *count;
  } signs[] = {{"||", "||", "1"}, {"|o", "o|", "0..1"}, {"}o", "o{", "0..n"}, {"}|", "|{", "1..n"}, {"}", "{", "n"}};
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if ((strlen(signs[i].left) == len && !memcmp(sign, signs[i].left, len)) ||
        (strlen(signs[i].right) == len && !memcmp(sign, signs[i].right, len)))
      return signs[i].count;
  return NULL;
}

/* The first word of a text that is nothing but line and ends: *--, o{--||, ..|>. */
static struct end odd_arrow(const char *text, const char *stop) {
  for (const char *at = text; at < stop;) {
    const char *end = at;
    while (end < stop && *end != ' ')
      end++;
    size_t len = (size_t)(end - at), letters = 0, lines = 0;
    for (size_t i = 0; i < len; i++) {
      lines += at[i] == '-' || at[i] == '.';
      letters += !strchr("-.<>|*o{}", at[i]);
    }
    if (len > 1 && len <= LONGEST_ARROW && lines && !letters && at > text)
      return (struct end){at, len};
    for (at = end; at < stop && *at == ' ';)
      at++;
  }
  return (struct end){NULL, 0};
}

/* `a *-- b`, `a <|-- b`, `a ||--o{ b`. */
static bool guess_relation(const char *text, const char *stop, struct end label, char *to, size_t room) {
  struct end sign = odd_arrow(text, stop);
  if (!sign.text)
    return false;
  struct end a = trimmed(text, sign.text), b = trimmed(sign.text + sign.len, stop);
  size_t left = 0, right = 0;
  while (left < sign.len && sign.text[left] != '-' && sign.text[left] != '.')
    left++;
  while (right < sign.len && sign.text[sign.len - 1 - right] != '-' && sign.text[sign.len - 1 - right] != '.')
    right++;
  const char *last = sign.text + sign.len - right;
  if (!a.len || !b.len || left + right >= sign.len)
    return false;
  bool dotted = memchr(sign.text, '.', sign.len) != NULL;
  const char *from = how_many(sign.text, left), *into = how_many(last, right);
  char said[MOST_OF_END + 12] = "";
  if (label.len)
    snprintf(said, sizeof said, "label: %.*s, ", shown(label.len), label.text);
  if (from && into) {
    bool many = into[strlen(into) - 1] == 'n';
    snprintf(
        to, room, "how many there are stands at the ends; write '- %.*s %s %.*s: {%sfrom-label: %s, to-label: %s%s}'",
        shown(a.len), a.text, many ? "->" : "--", shown(b.len), b.text, said, from, into, many ? ", style: crow" : "");
    return true;
  }
  bool back = left && (right == 0 || (right == 1 && *last == '>'));
  const char *end = back ? sign.text : last;
  size_t len = back ? left : right;
  bool extends = len == 2 && (!memcmp(end, "<|", 2) || !memcmp(end, "|>", 2)),
       part = len == 1 && (*end == '*' || *end == 'o');
  if (!extends && !part)
    return false;
  struct end whole = back ? a : b, other = back ? b : a;
  snprintf(to, room, "what a link means is its kind; write '- %.*s -> %.*s: {%skind: %s}'", shown(other.len),
           other.text, shown(whole.len), whole.text, said,
           part     ? "part-of"
           : dotted ? "implements"
                    : "extends");
  return true;
}

/* -- attributes ---------------------------------------------------------------------------------------------------- */

/* The value of `name=` among attributes in brackets, with its quotes where it has some; none: of length 0. */
static struct end attribute(const char *from, const char *to, const char *name) {
  size_t len = strlen(name);
  for (const char *at = from; at + len + 1 < to; at++) {
    if (memcmp(at, name, len) != 0 || !strchr(" [,;", at[-1]))
      continue;
    const char *value = at + len;
    while (value < to && *value == ' ')
      value++;
    if (value == to || *value != '=')
      continue;
    for (value++; value < to && *value == ' ';)
      value++;
    const char *end = value;
    bool quoted = value < to && *value == '"';
    for (end += quoted; end < to && (quoted ? *end != '"' : !strchr(" ,;]", *end));)
      end++;
    return (struct end){value, (size_t)(end - value) + (quoted && end < to)};
  }
  return (struct end){from, 0};
}

/* a -> b [label="calls", style=dashed], of DOT; `open` is the bracket. */
static void guess_attributes(struct end a, struct end b, const char *here, const char *open, const char *end, char *to,
                             size_t room) {
  static const char *const names[][2] = {
      {"label", "label"}, {"taillabel", "from-label"}, {"headlabel", "to-label"}, {"style", "style"}};
  char said[200] = "";
  size_t n = 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct end value = attribute(open + 1, end, names[i][0]);
    if (!value.len)
      continue;
    size_t quote = *value.text == '"' && i == 3; /* a word needs none */
    n += (size_t)snprintf(said + n, sizeof said - n, "%s%s: %.*s", n ? ", " : "", names[i][1],
                          shown(value.len - 2 * quote), value.text + quote);
  }
  snprintf(to, room, "what a link says stands behind it; write '- %.*s %s %.*s: %s%s%s'", shown(a.len), a.text, here,
           shown(b.len), b.text, n ? "{" : "", n ? said : "label", n ? "}" : "");
}

bool atl_guess_link(const char *text, size_t len, char *to, size_t room) {
  struct end end[MOST_ENDS];
  size_t which[MOST_ENDS] = {0}, ends = 0;
  const char *at = text, *stop = text + len, *label = NULL;
  for (const char *c = text; c + 1 < stop; c++) /* a label behind it, and a label in bars: a -->|calls| b */
    if (c[0] == ':' && c[1] == ' ') {
      label = c;
      break;
    }
  const char *end_of_all = stop;
  if (label)
    stop = label;
  if (guess_relation(text, stop, label ? trimmed(label + 2, end_of_all) : (struct end){stop, 0}, to, room))
    return true;
  for (const char *c = text; c + 1 < stop; c++) /* a -> b [label="calls"] */
    if (c > text && c[0] == '[' && c[-1] == ' ' && memchr(c, '=', (size_t)(stop - c)))
      stop = c;
  const char *bar = memchr(text, '|', (size_t)(stop - text));
  const char *bar_end = bar ? memchr(bar + 1, '|', (size_t)(stop - bar - 1)) : NULL;
  struct end barred = {0};
  while (ends < MOST_ENDS) {
    size_t i = 0;
    const char *arrow = find_arrow(at, stop, &i);
    const char *from = at;
    if (bar_end && ends && at <= bar && (!arrow || bar < arrow)) {
      barred = trimmed(bar + 1, bar_end);
      from = bar_end + 1;
      arrow = find_arrow(from, stop, &i);
    }
    end[ends] = trimmed(from, arrow ? arrow : stop);
    which[ends++] = i;
    if (!arrow)
      break;
    at = arrow + strlen(arrows[i].sign);
  }
  bool attributes = stop < text + len && *stop == '[';
  if (ends < 2 || !end[0].len || !end[1].len)
    return false;
  const char *here = arrows[which[0]].here;
  bool back = arrows[which[0]].back;
  bool labels = false;
  for (size_t i = 0; i < ends; i++) {
    struct end id = without_label(end[i]);
    labels |= id.len < end[i].len;
    end[i] = id;
  }
  struct end a = back ? end[1] : end[0], b = back ? end[0] : end[1];
  if (labels)
    snprintf(
        to, room,
        "nodes have their labels under 'nodes', as %.*s: Label; here ids stand alone; write '- %.*s %s %.*s%s%.*s'",
        shown(a.len), a.text, shown(a.len), a.text, here, shown(b.len), b.text, barred.len ? ": " : "",
        shown(barred.len), barred.text);
  else if (ends > 2 && end[2].len && !strcmp(here, "--") && !strcmp(arrows[which[1]].here, "->"))
    snprintf(to, room, "the label of a link stands behind it; write '- %.*s -> %.*s: %.*s'", shown(end[0].len),
             end[0].text, shown(end[2].len), end[2].text, shown(end[1].len), end[1].text);
  else if (memchr(a.text, '&', a.len) || memchr(b.text, '&', b.len)) {
    char from[MOST_OF_END + 1], into[MOST_OF_END + 1];
    listed_ends(a, from);
    listed_ends(b, into);
    snprintf(to, room, "several ends are divided by ','; write '- %s %s %s'", from, here, into);
  } else if (ends > 2 && end[2].len)
    snprintf(to, room, "an arrow is '->', '<-', '<->' or ' -- '; write '- %.*s %s %.*s %s %.*s'", shown(end[0].len),
             end[0].text, here, shown(end[1].len), end[1].text, arrows[which[1]].here, shown(end[2].len), end[2].text);
  else if (barred.len)
    snprintf(to, room, "the label of a link stands behind it; write '- %.*s %s %.*s: %.*s'", shown(a.len), a.text, here,
             shown(b.len), b.text, shown(barred.len), barred.text);
  else if (attributes)
    guess_attributes(a, b, here, stop, text + len, to, room);
  else if (!strcmp(arrows[which[0]].sign, here))
    snprintf(to, room, "a link is two ids and an arrow, and ends with its line; write '- %.*s %s %.*s'", shown(a.len),
             a.text, here, shown(b.len), b.text);
  else
    snprintf(to, room, "an arrow is '->', '<-', '<->' or ' -- '; write '- %.*s %s %.*s'", shown(a.len), a.text, here,
             shown(b.len), b.text);
  return true;
}
