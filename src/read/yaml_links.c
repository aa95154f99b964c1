/* The `links:` of a YAML map. */
#include "base/out.h"
#include "read/explain.h"
#include "read/guess.h"
#include "read/keys.h"
#include "read/yaml.h"
#include "read/yaml_map.h"
#include "style/shape.h"

#include <stdio.h>
#include <string.h>

enum { L_FROM, L_TO, L_LABEL, L_KIND, L_ARROW, L_SOURCE, L_TARGET, L_STYLE, L_FROM_LABEL, L_TO_LABEL };
const struct atl_scope atl_link_scope = {"link",
                                         "a link",
                                         {ATL_KEY("from"),
                                          ATL_KEY("to"),
                                          ATL_KEY("label"),
                                          ATL_KEY("kind"),
                                          ATL_KEY("arrow"),
                                          ATL_KEY("source"),
                                          ATL_KEY("target"),
                                          ATL_KEY("style"),
                                          ATL_KEY("from-label"),
                                          ATL_KEY("to-label"),
                                          {0}}};

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/* -- texts of links ---------------------------------------------------------------------------------------------- */

/* Links that one entry may stand for: `a, b -> c, d` is four. More is a matrix, and a square of what is typed. */
#define ATL_MAX_ENTRY_LINKS 10000u

/* Whether the end of a link cannot be one: what an arrow of another sort leaves of itself, a label without its blank.
 * Names of other maps, behind which a '/' stands, may hold anything. */
static bool odd_end(const char *text) {
  const char *last = strrchr(text, ' ');
  if (strchr(text, '/'))
    return false;
  return strpbrk(text, ",&|[]<>=;:\"") || (last && last[1 + strspn(last + 1, "-.=~")] == 0);
}

/* Says what a text that is no link was meant as. `lines`: it stands on several. */
static void report_link(struct atl_map_reader *r, const char *text, size_t len, struct atl_span where, bool lines) {
  char hint[400];
  size_t colon = 0;
  for (size_t i = 1; i + 1 < len && !colon; i++) /* a -> b:reads */
    if (text[i] == ':' && !blank(text[i + 1]) && !blank(text[i - 1]))
      colon = i;
  if (colon && !strchr(text, '|') && !strpbrk(text, "&;\"") && !strstr(text, "--") && !strchr(text, '='))
    atl_report(r->diags, ATL_ERROR, "link-form", where, "a blank is missing behind ':'; write '- %.*s: %s'", (int)colon,
               text, text + colon + 1);
  else if (lines)
    atl_report(r->diags, ATL_ERROR, "link-form", where,
               "one link a line, each starting with '- ' in the column of the first");
  else if (atl_guess_link(text, len, hint, sizeof hint))
    atl_report(r->diags, ATL_ERROR, "link-form", where, "%s", hint);
  else
    atl_report(r->diags, ATL_ERROR, "link-form", where,
               "a link is written 'a -> b', 'a <-> b' or 'a -- b', one a line, as - a -> b: its label");
}

/* The arrow that begins at `at`, and its length; 0: none does. Between ids, whose letters are dashes, too, a line
 * without heads needs blanks around it. */
static size_t arrow_at(const char *text, const char *at, struct atl_link_gap *gap) {
  static const struct {
    const char *sign;
    struct atl_link_gap gap;
  } signs[] = {{"\xe2\x86\x92", {ATL_ARROW_FORWARD, false, false}}, {"\xe2\x87\x92", {ATL_ARROW_FORWARD, false, false}},
               {"\xe2\x86\x90", {ATL_ARROW_FORWARD, true, false}},  {"\xe2\x87\x90", {ATL_ARROW_FORWARD, true, false}},
               {"\xe2\x9f\xb6", {ATL_ARROW_FORWARD, false, false}}, {"\xe2\x9f\xb5", {ATL_ARROW_FORWARD, true, false}},
               {"\xe2\x86\x94", {ATL_ARROW_BOTH, false, false}},    {"\xe2\x87\x94", {ATL_ARROW_BOTH, false, false}}};
  if (*at == '\xe2')
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
      if (!strncmp(at, signs[i].sign, 3)) {
        *gap = signs[i].gap;
        return 3;
      }
  if (*at != '<' && *at != '-' && *at != '=')
    return 0;
  const char *line = at + (*at == '<'), *end = line;
  while (*end == '-')
    end++;
  if (end == line && *line == '=') /* of two it would be a thick line */
    end++;
  size_t dashes = (size_t)(end - line);
  bool back = *at == '<', forward = *end == '>', apart = at == text || blank(at[-1]);
  if (!dashes || (*line == '=' && !forward && !back) || *end == '=')
    return 0;
  *gap = (struct atl_link_gap){back && forward   ? ATL_ARROW_BOTH
                               : back || forward ? ATL_ARROW_FORWARD
                                                 : ATL_ARROW_NONE,
                               back && !forward, forward && dashes > 1};
  if (!back && !forward && (dashes < 2 || !apart || !blank(*end)))
    return 0;
  return (size_t)(end - at) + forward;
}

struct written { /* a text that holds links, and where it stands */
  const char *text;
  size_t len;
  struct atl_span whole;
  bool lines; /* it is plain and stands on several lines, which YAML makes one */
};

/* Adds one end, blanks around it dropped. False: it is none. */
static bool add_end(struct atl_map_reader *r, const struct written *w, size_t begin, size_t end, uint32_t group) {
  while (begin < end && blank(w->text[begin]))
    begin++;
  while (end > begin && blank(w->text[end - 1]))
    end--;
  struct atl_span where = w->whole;
  uint32_t size = where.end - where.begin, quote = size == w->len + 2;
  if (size == w->len + 2 * quote) { /* written as it reads, so the part has a place of its own */
    where.begin = w->whole.begin + quote + (uint32_t)begin;
    where.end = w->whole.begin + quote + (uint32_t)end;
  }
  if (begin == end)
    return false;
  atl_text text = atl_map_add_text(r->map, w->text + begin, end - begin);
  *atl_vec_push(&r->end) = (struct atl_link_end){text, where, group};
  const char *kept = atl_map_text(r->map, text);
  bool two = w->lines && strchr(kept, ' ') && !strchr(kept, '/'); /* the end of one link and the start of the next */
  return !two && !odd_end(kept);
}

/* Adds the ends between two arrows: one, or several as `a, b`, `[a, b]` or, as in DOT, `{a b}`. The name of another map
 * may hold a comma, but none with a blank behind it. */
static bool add_ends(struct atl_map_reader *r, const struct written *w, size_t begin, size_t end, uint32_t group) {
  while (begin < end && blank(w->text[begin]))
    begin++;
  while (end > begin && blank(w->text[end - 1]))
    end--;
  bool braces = end > begin + 1 && w->text[begin] == '{' && w->text[end - 1] == '}';
  if (braces || (end > begin + 1 && w->text[begin] == '[' && w->text[end - 1] == ']')) {
    begin++;
    end--;
  }
  bool elsewhere = memchr(w->text + begin, '/', end - begin), good = true, first = true;
  for (size_t at = begin; good && at <= end; at++) {
    bool parts = at < end && braces && (blank(w->text[at]) || w->text[at] == ';');
    if (at < end && !parts && (w->text[at] != ',' || (elsewhere && !blank(w->text[at + 1]))))
      continue;
    size_t from = begin, to = at;
    while (from < to && blank(w->text[from]))
      from++;
    if (!braces || from < to) { /* in braces, what divides may stand in a row */
      good = add_end(r, w, begin, at, group);
      first = false;
    }
    begin = at + 1;
  }
  return good && !(braces && first);
}

/* The node in whose `links:` an entry stands. */
struct home {
  uint32_t node; /* 0: it stands in those of the map */
  atl_text path; /* made when it is first needed */
};

static void add_home(struct atl_map_reader *r, struct home *home, struct atl_span where, uint32_t group) {
  if (!home->path) {
    struct atl_out path;
    atl_out_memory(&path);
    atl_map_write_path(r->map, home->node, &path);
    home->path = atl_map_add_text(r->map, path.buf, path.len);
    atl_out_discard(&path);
  }
  *atl_vec_push(&r->end) = (struct atl_link_end){home->path, where, group};
}

/* Adds the links from each end of a group to each of the next one. */
static void add_links(struct atl_map_reader *r, struct atl_link link) {
  uint32_t first = r->map->link.len, end = 0, next_end = 0;
  while (end < r->end.len && !r->end.at[end].group)
    end++;
  for (uint32_t begin = 0, group = 0; end < r->end.len; begin = end, end = next_end, group++) {
    const struct atl_link_gap *gap = &r->gap.at[group];
    for (next_end = end; next_end < r->end.len && r->end.at[next_end].group == group + 1;)
      next_end++;
    if ((uint64_t)(end - begin) * (next_end - end) + (r->map->link.len - first) > ATL_MAX_ENTRY_LINKS) {
      atl_report(r->diags, ATL_ERROR, "limit-links", link.span,
                 "this entry stands for more than %u links (limit ATL_MAX_ENTRY_LINKS); let them lead to one node "
                 "between",
                 ATL_MAX_ENTRY_LINKS);
      return;
    }
    link.arrow = gap->arrow;
    for (uint32_t a = begin; a < end; a++)
      for (uint32_t b = end; b < next_end; b++) {
        const struct atl_link_end *from = &r->end.at[gap->back ? b : a], *to = &r->end.at[gap->back ? a : b];
        link.from = from->text;
        link.from_span = from->span;
        link.to = to->text;
        link.to_span = to->span;
        *atl_vec_push(&r->map->link) = link;
      }
  }
}

/* a -> b, b <- a, a <-> b, a -- b, with longer dashes, too; in chains, from and to several ends; with `: label` behind
 * it when the whole was quoted. In the links of a node, an end is left out, or all but the other end. False: it is none
 * of them. */
static bool link_text(struct atl_map_reader *r, const struct atl_yaml_event *event, struct home *home) {
  struct written w = {event->text, event->len, atl_event_span(r, event), false};
  w.lines = event->plain && atl_yaml_lines_between(r->yaml, w.whole.begin, w.whole.end);
  struct atl_link link = {.tail = ATL_NONE, .head = ATL_NONE, .span = w.whole};
  uint32_t group = 0;
  size_t begin = 0, stop = w.len;
  const char *label = NULL;
  bool headless = false;
  r->end.len = r->gap.len = 0;
  for (size_t at = 0; at < stop;) {
    struct atl_link_gap gap;
    size_t len = arrow_at(w.text, w.text + at, &gap);
    if (!len) {
      at++;
      continue;
    }
    if (!group) { /* a label stands behind the first arrow, and may hold arrows */
      label = strstr(w.text + at, ": ");
      stop = label ? (size_t)(label - w.text) : stop;
    }
    if (headless && gap.longer) /* a -- label --> b, as others write it */
      return false;
    headless = gap.arrow == ATL_ARROW_NONE;
    if (!group && home->node && strspn(w.text, " \t\n") == at)
      add_home(r, home, w.whole, group);
    else if (!add_ends(r, &w, begin, at, group))
      return false;
    *atl_vec_push(&r->gap) = gap;
    group++;
    at = begin = at + len;
  }
  size_t rest = begin;
  while (rest < stop && blank(w.text[rest]))
    rest++;
  if (!group && home->node) { /* the other end alone */
    label = strstr(w.text, ": ");
    stop = label ? (size_t)(label - w.text) : stop;
    add_home(r, home, w.whole, group++);
    *atl_vec_push(&r->gap) = (struct atl_link_gap){.arrow = ATL_ARROW_FORWARD};
  }
  if (!group)
    return false;
  if (rest == stop && home->node && r->end.len && r->end.at[0].text != home->path)
    add_home(r, home, w.whole, group);
  else if (!add_ends(r, &w, begin, stop, group))
    return false;
  if (label)
    link.label = atl_map_add_text(r->map, label + 2, strlen(label + 2));
  add_links(r, link);
  return true;
}

/* -- mappings ---------------------------------------------------------------------------------------------------- */

static bool says_end(int key) { return key == L_FROM || key == L_SOURCE || key == L_TO || key == L_TARGET; }

/* One end of a link in a mapping, or a list of them. */
static void ends_value(struct atl_map_reader *r, const struct atl_yaml_event *event, const char *what, uint32_t group) {
  uint32_t there = r->end.len;
  for (uint32_t i = 0; i < r->end.len; i++)
    if (r->end.at[i].group == group) {
      atl_report(r->diags, ATL_ERROR, "duplicate-key", atl_event_span(r, event),
                 group ? "'to' and 'target' are one key; leave one out"
                       : "'from' and 'source' are one key; leave one out");
      atl_yaml_skip(r->yaml, event);
      return;
    }
  struct atl_yaml_event each = *event;
  bool list = event->type == ATL_YAML_LIST;
  if (list)
    each = atl_next_event(r);
  while (each.type != ATL_YAML_LIST_END && each.type != ATL_YAML_END) {
    atl_text text = atl_line_value(r, &each, what, ATL_MAX_LABEL);
    if (text)
      *atl_vec_push(&r->end) = (struct atl_link_end){text, atl_event_span(r, &each), group};
    if (!list)
      break;
    each = atl_next_event(r);
  }
  if (list && r->end.len == there && each.type != ATL_YAML_END)
    atl_report(r->diags, ATL_ERROR, "link-form", atl_event_span(r, event), "'%s' names no node; write %s: [a, b]", what,
               what);
}

/* How this link is drawn: words for its line and for its heads. */
static void style_word(struct atl_map_reader *r, struct atl_link *link, const struct atl_yaml_event *event) {
  const char *words[ATL_STROKES + ATL_HEADS + 1] = {0};
  for (int i = 0; i < ATL_STROKES + ATL_HEADS; i++)
    words[i] = i < ATL_STROKES ? atl_stroke_names[i] : atl_head_names[i - ATL_STROKES];
  if (event->type != ATL_YAML_SCALAR || !event->len) {
    atl_wrong_form(r->yaml, event, r->diags, "style", "a word such as dashed, or a list as [dashed, open]");
    return;
  }
  for (int i = 0; words[i]; i++)
    if (!strcmp(words[i], event->text)) {
      *(i < ATL_STROKES ? &link->stroke : &link->tip) = (uint8_t)(1 + i - (i < ATL_STROKES ? 0 : ATL_STROKES));
      return;
    }
  const char *meant = atl_guess_word("style", event->text, event->len);
  meant = meant ? meant : atl_nearest(event->text, event->len, words);
  atl_report(r->diags, ATL_ERROR, "unknown-word", atl_event_span(r, event),
             meant ? "unknown style '%s'; did you mean '%s'?"
                   : "unknown style '%s'; lines are solid, dashed, dotted, thick and double, heads are arrow, open, "
                     "triangle, diamond, circle, crow and none",
             event->text, meant);
}

static void style_value(struct atl_map_reader *r, struct atl_link *link, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_LIST) {
    style_word(r, link, event);
    return;
  }
  for (;;) {
    struct atl_yaml_event each = atl_next_event(r);
    if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
      return;
    style_word(r, link, &each);
  }
}

/* A key of a link that says no end: what it is called, which sort it is, and how it is drawn. */
static void look_value(struct atl_map_reader *r, struct atl_link *link, int key, const struct atl_yaml_event *value) {
  switch (key) {
  case L_LABEL:
    link->label = atl_text_value(r, value, "a label", ATL_MAX_LABEL);
    break;
  case L_KIND:
    link->kind = atl_kind_value(r, value);
    break;
  case L_STYLE:
    style_value(r, link, value);
    break;
  case L_FROM_LABEL:
  case L_TO_LABEL:
    link->end_label[key == L_TO_LABEL] = atl_text_value(r, value, "the label of an end", ATL_MAX_LABEL);
    break;
  case L_ARROW:
    if (value->type == ATL_YAML_SCALAR && !strcmp(value->text, "forward"))
      link->arrow = ATL_ARROW_FORWARD;
    else if (value->type == ATL_YAML_SCALAR && !strcmp(value->text, "both"))
      link->arrow = ATL_ARROW_BOTH;
    else if (value->type == ATL_YAML_SCALAR && !strcmp(value->text, "none"))
      link->arrow = ATL_ARROW_NONE;
    else if (value->type == ATL_YAML_SCALAR)
      atl_report(r->diags, ATL_ERROR, "wrong-form", atl_event_span(r, value),
                 "arrow is forward, both or none, not '%s'", value->text);
    else
      atl_wrong_form(r->yaml, value, r->diags, "arrow", "forward, both or none");
    break;
  default:
    atl_yaml_skip(r->yaml, value);
    break;
  }
}

static void link_keys(struct atl_map_reader *r, struct atl_yaml_event key, struct atl_seen *seen, bool more,
                      struct home *home, struct atl_link link) {
  uint32_t before = r->diags->errors, ends[2] = {0};
  r->end.len = r->gap.len = 0;
  for (; more; more = atl_next_key(r->yaml, seen, &key, r->diags)) {
    int index = atl_take_key(r->yaml, &atl_link_scope, seen, &key, r->diags);
    struct atl_yaml_event value = atl_next_event(r);
    if (says_end(index))
      ends_value(r, &value, atl_link_scope.key[index].name, index == L_TO || index == L_TARGET);
    else
      look_value(r, &link, index, &value);
  }
  for (uint32_t i = 0; i < r->end.len; i++)
    ends[r->end.at[i].group]++;
  for (uint32_t group = 0; group < 2 && home->node; group++)
    if (!ends[group] && ends[!group]) {
      ends[group] = 1;
      add_home(r, home, link.span, group);
    }
  if (!ends[0] || !ends[1]) {
    if (r->diags->errors == before) /* a misspelt key is said already */
      atl_report(r->diags, ATL_ERROR, "link-form", link.span, "this link has no '%s'; write {from: a, to: b}",
                 ends[0] ? "to" : "from");
    return;
  }
  *atl_vec_push(&r->gap) = (struct atl_link_gap){.arrow = link.arrow};
  for (uint32_t group = 0, n = r->end.len; group < 2; group++) /* `to` may stand before `from` */
    for (uint32_t i = 0; i < n; i++)
      if (r->end.at[i].group == group) {
        struct atl_link_end end = r->end.at[i];
        *atl_vec_push(&r->end) = end;
      }
  r->end.len /= 2;
  memmove(r->end.at, r->end.at + r->end.len, r->end.len * sizeof *r->end.at);
  add_links(r, link);
}

/* `a: b`, where an arrow is missing; the key is read already. */
static void pair_value(struct atl_map_reader *r, const char *from, struct atl_span where) {
  struct atl_yaml_event value = atl_next_event(r);
  bool list = value.type == ATL_YAML_LIST;
  struct atl_yaml_event first = list ? atl_next_event(r) : value;
  if (first.type == ATL_YAML_SCALAR && first.len && first.len < 60)
    atl_report(r->diags, ATL_ERROR, "link-form", where, "a link has an arrow, one link a line; write '- %s -> %s'",
               from, first.text);
  else
    atl_report(r->diags, ATL_ERROR, "link-form", where, "a link has an arrow; write '- %s -> b'", from);
  if (!list)
    atl_yaml_skip(r->yaml, &value);
  else if (first.type != ATL_YAML_LIST_END && first.type != ATL_YAML_END) {
    atl_yaml_skip(r->yaml, &first);
    atl_yaml_skip(r->yaml, &(struct atl_yaml_event){.type = ATL_YAML_LIST});
  }
}

/* What stands behind `a -> b:` where that is more than a label: `{label: reads, kind: async}`, for the links from
 * `first` on. */
static void labelled_keys(struct atl_map_reader *r, uint32_t first) {
  struct atl_seen seen = {0};
  struct atl_yaml_event value;
  struct atl_link said = {0};
  int index;
  bool arrow = false;
  while (atl_next_value(r->yaml, &atl_link_scope, &seen, &index, &value, r->diags)) {
    if (!says_end(index)) {
      arrow |= index == L_ARROW;
      look_value(r, &said, index, &value);
      continue;
    }
    struct atl_span where = atl_event_span(r, &value);
    where.begin = seen.at[index];
    where.end = where.begin + atl_link_scope.key[index].len;
    atl_report(r->diags, ATL_ERROR, "link-form", where,
               "the ends of this link stand before the ':' already; leave '%s' out, or write {from: a, to: b} alone",
               atl_link_scope.key[index].name);
    atl_yaml_skip(r->yaml, &value);
  }
  for (; first < r->map->link.len; first++) {
    struct atl_link *link = &r->map->link.at[first];
    link->label = said.label;
    link->kind = said.kind;
    link->stroke = said.stroke;
    link->tip = said.tip;
    memcpy(link->end_label, said.end_label, sizeof link->end_label);
    if (arrow)
      link->arrow = said.arrow;
  }
}

/* `a -> b: label`, whose key is read already, as the links from `first` on: its value, a label or a mapping of more,
 * and what should not follow. */
static void labelled_link(struct atl_map_reader *r, uint32_t first) {
  struct atl_yaml_event value = atl_next_event(r);
  bool keys = value.type == ATL_YAML_MAP;
  if (keys)
    labelled_keys(r, first);
  else {
    atl_text label = atl_text_value(r, &value, "the label of a link", ATL_MAX_LABEL);
    for (; first < r->map->link.len; first++)
      r->map->link.at[first].label = label;
  }
  struct atl_yaml_event end = atl_next_event(r);
  int key = end.type == ATL_YAML_SCALAR ? atl_scope_find(&atl_link_scope, end.text, end.len) : -1;
  if (key >= 0 && !says_end(key))
    atl_report(r->diags, ATL_ERROR, "link-form", atl_event_span(r, &end),
               "what a link says beside its label stands in one mapping; write '- a -> b: {%s%s: ...}'",
               keys || key == L_LABEL ? "" : "label: ..., ", atl_link_scope.key[key].name);
  else if (end.type == ATL_YAML_SCALAR)
    atl_report(r->diags, ATL_ERROR, "link-form", atl_event_span(r, &end),
               "a link is one 'a -> b: label' pair; start the next one with '- '");
  while (end.type != ATL_YAML_MAP_END && end.type != ATL_YAML_END) {
    atl_yaml_skip(r->yaml, &end);
    end = atl_next_event(r);
  }
}

/* Whether a key that is none of a link's was meant as one, and not as the end of a link: `form`, `line`, `from:a`. */
static bool like_link_key(const struct atl_yaml_event *key) {
  const char *words[ATL_MAX_KEYS + 1];
  atl_scope_words(&atl_link_scope, words);
  size_t colon = key->plain ? atl_yaml_glued_colon(key->text, key->len) : 0;
  return (colon && atl_scope_find(&atl_link_scope, key->text, colon) >= 0) ||
         atl_guess_key(atl_link_scope.name, key->text, key->len) ||
         (key->len > 2 && atl_nearest(key->text, key->len, words));
}

/* A mapping in the list of links: `a -> b: label`, or from, to and more. */
static void link_mapping(struct atl_map_reader *r, struct home *home) {
  enum { LONGEST = 200 }; /* bytes of what is no link, as messages repeat it */
  struct atl_seen seen = {0};
  struct atl_yaml_event key;
  bool more = atl_next_key(r->yaml, &seen, &key, r->diags);
  struct atl_link link = {.tail = ATL_NONE, .head = ATL_NONE, .span = atl_event_span(r, &key)};
  uint32_t first = r->map->link.len;
  bool word = key.type == ATL_YAML_SCALAR && !seen.merging && atl_scope_find(&atl_link_scope, key.text, key.len) < 0;
  if (word && link_text(r, &key, home)) {
    labelled_link(r, first);
    return;
  }
  if (!word || key.len >= LONGEST || like_link_key(&key)) {
    link_keys(r, key, &seen, more, home, link);
    return;
  }
  char text[LONGEST] = "";
  bool blanks = false;
  memcpy(text, key.text, key.len);
  for (size_t i = 0; i < key.len; i++)
    blanks |= blank(text[i]);
  if (!blanks && !strpbrk(text, "<>=|"))
    pair_value(r, text, link.span);
  else {
    report_link(r, text, key.len, link.span, false);
    atl_skip_value(r->yaml);
  }
  atl_yaml_skip(r->yaml, &(struct atl_yaml_event){.type = ATL_YAML_MAP}); /* the rest of it */
}

/* `[a, b]`, where an arrow is missing. */
static void listed_link(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  enum { MOST = 40 }; /* bytes of an id, as messages repeat it */
  char part[3][MOST + 1] = {"", "", ""};
  unsigned count = 0;
  bool plain = true;
  for (;; count++) {
    struct atl_yaml_event each = atl_next_event(r);
    if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
      break;
    if (count < 3 && each.type == ATL_YAML_SCALAR && each.len && each.len <= MOST)
      memcpy(part[count], each.text, each.len + 1);
    else {
      plain = false;
      atl_yaml_skip(r->yaml, &each);
    }
  }
  struct atl_span where = atl_event_span(r, event);
  where.end = where.begin + 1;
  if (plain && (count == 2 || count == 3))
    atl_report(r->diags, ATL_ERROR, "wrong-form", where, "a link is written with an arrow; write '- %s -> %s%s%s'",
               part[0], part[1], count == 3 ? ": " : "", part[2]);
  else
    atl_report(r->diags, ATL_ERROR, "wrong-form", where,
               "a link is 'a -> b', or a mapping such as {from: a, to: b}, not a list");
}

/* `continued`: in brackets, behind a link, where a comma ends an entry. */
static void link_value(struct atl_map_reader *r, struct home *home, const struct atl_yaml_event *event,
                       bool continued) {
  struct atl_span where = atl_event_span(r, event);
  if (event->type == ATL_YAML_MAP)
    link_mapping(r, home);
  else if (event->type == ATL_YAML_LIST)
    listed_link(r, event);
  else if (event->len && link_text(r, event, home))
    return;
  else if (!event->len)
    atl_report(r->diags, ATL_ERROR, "link-form", where, "this link is empty; write '- a -> b', or leave the line out");
  else if (continued && event->plain && atl_id_fits(event->text, event->len))
    atl_report(r->diags, ATL_ERROR, "link-form", where,
               "'%s' stands alone, since a ',' within '[' and ']' ends a link; quote the whole, as [\"a -> b, %s\"]",
               event->text, event->text);
  else
    report_link(r, event->text, event->len, where, atl_yaml_lines_between(r->yaml, where.begin, where.end));
}

void atl_links_value(struct atl_map_reader *r, uint32_t node, const struct atl_yaml_event *event) {
  struct home home = {.node = node};
  if (node && event->type == ATL_YAML_SCALAR && event->len) {
    link_value(r, &home, event, false);
    return;
  }
  if (event->type == ATL_YAML_MAP || (event->type == ATL_YAML_SCALAR && event->len)) {
    struct atl_span where = atl_event_span(r, event);
    if (event->type == ATL_YAML_MAP)
      where.end = where.begin + 1;
    if (node)
      atl_report(r->diags, ATL_ERROR, "wrong-form", where,
                 "the links of a node are a list, not a mapping; write each as a line '- -> b', or '- -> b: label'");
    else
      atl_report(r->diags, ATL_ERROR, "wrong-form", where,
                 "links are a list of arrows, not a %s; write each as a line '- a -> b', or '- a -> b: label'",
                 event->type == ATL_YAML_MAP ? "mapping" : "text");
    atl_yaml_skip(r->yaml, event);
    return;
  }
  if (event->type != ATL_YAML_LIST) {
    atl_wrong_form(r->yaml, event, r->diags, "links", "a list of 'a -> b' lines, each starting with '- '");
    return;
  }
  bool flow = atl_yaml_is_flow(r->yaml, atl_event_span(r, event)), continued = false;
  for (;;) {
    struct atl_yaml_event each = atl_next_event(r);
    if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
      return;
    uint32_t errors = r->diags->errors;
    link_value(r, &home, &each, continued);
    continued = flow && each.type == ATL_YAML_SCALAR && r->diags->errors == errors;
  }
}

/* -- links that look alike ---------------------------------------------------------------------------------------- */

struct like {
  uint32_t style;
  atl_text kind, name;
};

struct likes {
  struct atl_strmap index; /* (style, kind) -> like */
  struct atl_map *map;
  ATL_VEC(struct like) like;
};

static bool same_like(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)len;
  const struct likes *likes = context;
  return likes->like.at[value].style == number && !strcmp(atl_map_text(likes->map, likes->like.at[value].kind), key);
}

void atl_links_tell_alike(struct atl_map *map) {
  struct likes likes = {.map = map};
  for (uint32_t i = 0; i < map->link.len; i++) {
    struct atl_link *link = &map->link.at[i];
    uint32_t style = (uint32_t)link->stroke << 8 | link->tip;
    link->alike = link->kind;
    if (!style)
      continue;
    const char *kind = atl_map_text(map, link->kind);
    uint32_t there = atl_strmap_get(&likes.index, style, kind, strlen(kind), same_like, &likes);
    if (there == UINT32_MAX) {
      there = likes.like.len;
      atl_strmap_add(&likes.index, style, kind, strlen(kind), there);
      atl_text name = atl_map_add_text(map, "style", 5); /* an offset that no kind has */
      *atl_vec_push(&likes.like) = (struct like){style, link->kind, name};
    }
    link->alike = likes.like.at[there].name;
  }
  atl_strmap_release(&likes.index);
  atl_vec_release(&likes.like);
}

/* -- nodes that links imply -------------------------------------------------------------------------------------- */

static bool same_id(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct atl_map *map = context;
  const char *id = atl_map_text(map, map->node.at[value].id);
  return !strncmp(id, key, len) && !id[len];
}

/* Adds a node of the id that an end of a link names, unless a node has it, or it is no id. */
static void imply(struct atl_map *map, struct atl_strmap *ids, atl_text end, struct atl_span where) {
  char id[ATL_MAX_ID + 1]; /* the pool may move */
  size_t len = strlen(atl_map_text(map, end));
  if (len > ATL_MAX_ID || map->node.len > ATL_MAX_NODES)
    return;
  memcpy(id, atl_map_text(map, end), len + 1);
  if (!atl_id_fits(id, len) || atl_strmap_get(ids, 0, id, len, same_id, map) != UINT32_MAX)
    return;
  uint32_t node = atl_map_add_node(map, 0, id, len, 0, where);
  atl_strmap_add(ids, 0, id, len, node);
}

void atl_links_imply(struct atl_map_reader *r) {
  struct atl_map *map = r->map;
  struct atl_strmap ids = {0};
  for (uint32_t i = 1; i < map->node.len; i++) {
    const char *id = atl_map_text(map, map->node.at[i].id);
    size_t len = strlen(id);
    if (len && atl_strmap_get(&ids, 0, id, len, same_id, map) == UINT32_MAX)
      atl_strmap_add(&ids, 0, id, len, i);
  }
  for (uint32_t i = 0; i < map->link.len; i++) {
    struct atl_link link = map->link.at[i];
    imply(map, &ids, link.from, link.from_span);
    imply(map, &ids, link.to, link.to_span);
  }
  atl_strmap_release(&ids);
}
