/* The `links:` and `views:` of a YAML map. */
#include "read/explain.h"
#include "read/guess.h"
#include "read/keys.h"
#include "read/yaml.h"
#include "read/yaml_map.h"

#include <string.h>

enum { L_FROM, L_TO, L_LABEL, L_KIND, L_ARROW };
const struct atl_scope atl_link_scope = {
    "link", "a link", {ATL_KEY("from"), ATL_KEY("to"), ATL_KEY("label"), ATL_KEY("kind"), ATL_KEY("arrow"), {0}}};

enum { V_TITLE, V_ABOUT, V_ROOT, V_DEPTH, V_ONLY, V_WITHOUT, V_LAYOUT, V_DIRECTION, V_GROUPS, V_STYLE };
const struct atl_scope atl_view_scope = {"view",
                                         "a view",
                                         {ATL_KEY("title"),
                                          ATL_KEY("about"),
                                          ATL_KEY("root"),
                                          ATL_KEY("depth"),
                                          ATL_KEY("only"),
                                          ATL_KEY("without"),
                                          ATL_KEY("layout"),
                                          ATL_KEY("direction"),
                                          ATL_KEY("groups"),
                                          ATL_KEY("style"),
                                          {0}}};

static struct atl_yaml_event next(struct atl_map_reader *r) { return atl_yaml_next(r->yaml); }
static struct atl_span span(struct atl_map_reader *r, const struct atl_yaml_event *e) {
  return atl_yaml_span(r->yaml, e);
}

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

/* One end of a link as a text and a span, blanks around it dropped. */
static atl_text link_end(struct atl_map_reader *r, const char *text, size_t begin, size_t end, struct atl_span whole,
                         size_t len, struct atl_span *where) {
  while (begin < end && blank(text[begin]))
    begin++;
  while (end > begin && blank(text[end - 1]))
    end--;
  *where = whole;
  uint32_t size = whole.end - whole.begin, quote = size == len + 2;
  if (size == len + 2 * quote) { /* written as it reads, so the part has a place of its own */
    where->begin = whole.begin + quote + (uint32_t)begin;
    where->end = whole.begin + quote + (uint32_t)end;
  }
  return atl_map_add_text(r->map, text + begin, end - begin);
}

/* Whether the end of a link cannot be one: what an arrow of another sort leaves of itself, a list, a label without its
 * blank. Names of other maps, behind which a '/' stands, may hold anything. */
static bool odd_end(const struct atl_map_reader *r, atl_text end) {
  const char *text = atl_map_text(r->map, end), *blank = strrchr(text, ' ');
  if (strchr(text, '/'))
    return false;
  return strpbrk(text, ",&|[]<>=;:\"") || (blank && blank[1 + strspn(blank + 1, "-.=~")] == 0);
}

/* Says what a text that is no link was meant as. `lines`: it stands on several. */
static void report_link(struct atl_map_reader *r, const char *text, size_t len, struct atl_span where, bool lines) {
  char hint[400];
  size_t colon = 0;
  for (size_t i = 1; i + 1 < len && !colon; i++) /* a -> b:reads */
    if (text[i] == ':' && !blank(text[i + 1]) && !blank(text[i - 1]))
      colon = i;
  if (colon && !strchr(text, '|') && !strpbrk(text, ",&[];\"") && !strstr(text, "--") && !strchr(text, '='))
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

/* a -> b, a <-> b, a -- b; with `: label` behind it when the whole was quoted. False when it is none of them. */
static bool link_text(struct atl_map_reader *r, const struct atl_yaml_event *event, struct atl_link *link) {
  static const struct {
    const char *sign;
    size_t len;
    enum atl_arrow arrow;
  } arrows[] = {{"<->", 3, ATL_ARROW_BOTH},
                {"->", 2, ATL_ARROW_FORWARD},
                {"\xe2\x86\x94", 3, ATL_ARROW_BOTH},
                {"\xe2\x86\x92", 3, ATL_ARROW_FORWARD},
                {" -- ", 4, ATL_ARROW_NONE}};
  const char *text = event->text, *sign = NULL;
  size_t sign_len = 0, len = event->len;
  for (size_t i = 0; i < sizeof arrows / sizeof *arrows && !sign; i++)
    if ((sign = strstr(text, arrows[i].sign))) {
      sign_len = arrows[i].len;
      link->arrow = arrows[i].arrow;
    }
  if (!sign)
    return false;
  struct atl_span whole = span(r, event);
  for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
    if (strstr(sign + sign_len, arrows[i].sign)) {
      const char *colon = strstr(sign, ": ");
      if (colon && strstr(sign + sign_len, arrows[i].sign) > colon)
        continue; /* in the label */
      return false;
    }
  size_t at = (size_t)(sign - text), stop = len;
  const char *colon = strstr(sign, ": ");
  if (colon) {
    stop = (size_t)(colon - text);
    link->label = atl_map_add_text(r->map, colon + 2, strlen(colon + 2));
  }
  link->span = whole;
  link->from = link_end(r, text, 0, at, whole, len, &link->from_span);
  link->to = link_end(r, text, at + sign_len, stop, whole, len, &link->to_span);
  return link->from && link->to && !odd_end(r, link->from) && !odd_end(r, link->to);
}

static void link_keys(struct atl_map_reader *r, struct atl_yaml_event key, struct atl_link *link) {
  struct atl_seen seen = {0};
  uint32_t before = r->diags->errors;
  for (; key.type != ATL_YAML_MAP_END && key.type != ATL_YAML_END; key = next(r)) {
    int index = atl_take_key(r->yaml, &atl_link_scope, &seen, &key, r->diags);
    struct atl_yaml_event value = next(r);
    switch (index) {
    case L_FROM:
      link->from = atl_line_value(r, &value, "from", ATL_MAX_LABEL);
      link->from_span = span(r, &value);
      break;
    case L_TO:
      link->to = atl_line_value(r, &value, "to", ATL_MAX_LABEL);
      link->to_span = span(r, &value);
      break;
    case L_LABEL:
      link->label = atl_text_value(r, &value, "a label", ATL_MAX_LABEL);
      break;
    case L_KIND:
      link->kind = atl_kind_value(r, &value);
      break;
    case L_ARROW:
      if (value.type == ATL_YAML_SCALAR && !strcmp(value.text, "forward"))
        link->arrow = ATL_ARROW_FORWARD;
      else if (value.type == ATL_YAML_SCALAR && !strcmp(value.text, "both"))
        link->arrow = ATL_ARROW_BOTH;
      else if (value.type == ATL_YAML_SCALAR && !strcmp(value.text, "none"))
        link->arrow = ATL_ARROW_NONE;
      else if (value.type == ATL_YAML_SCALAR)
        atl_report(r->diags, ATL_ERROR, "wrong-form", span(r, &value), "arrow is forward, both or none, not '%s'",
                   value.text);
      else
        atl_wrong_form(r->yaml, &value, r->diags, "arrow", "forward, both or none");
      break;
    default:
      atl_yaml_skip(r->yaml, &value);
      break;
    }
  }
  if ((!link->from || !link->to) && r->diags->errors == before) /* a misspelt key is said already */
    atl_report(r->diags, ATL_ERROR, "link-form", link->span, "this link has no '%s'; write {from: a, to: b}",
               link->from ? "to" : "from");
}

/* `a: b`, where an arrow is missing; the key is read already. */
static void pair_value(struct atl_map_reader *r, const char *from, struct atl_span where) {
  struct atl_yaml_event value = next(r);
  bool list = value.type == ATL_YAML_LIST;
  struct atl_yaml_event first = list ? next(r) : value;
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

/* `a -> b: label`, whose key is read already: its value, and what should not follow. */
static void labelled_link(struct atl_map_reader *r, struct atl_link *link) {
  struct atl_yaml_event value = next(r);
  link->label = atl_text_value(r, &value, "the label of a link", ATL_MAX_LABEL);
  *atl_vec_push(&r->map->link) = *link;
  struct atl_yaml_event end = next(r);
  if (end.type == ATL_YAML_SCALAR)
    atl_report(r->diags, ATL_ERROR, "link-form", span(r, &end),
               "a link is one 'a -> b: label' pair; start the next one with '- '");
  while (end.type != ATL_YAML_MAP_END && end.type != ATL_YAML_END) {
    atl_yaml_skip(r->yaml, &end);
    end = next(r);
  }
}

/* Whether a key that is none of a link's was meant as one, and not as the end of a link: `form`, `source`, `from:a`. */
static bool like_link_key(const struct atl_yaml_event *key) {
  const char *words[ATL_MAX_KEYS + 1] = {0};
  for (int i = 0; atl_link_scope.key[i].name; i++)
    words[i] = atl_link_scope.key[i].name;
  size_t colon = key->plain ? atl_yaml_glued_colon(key->text, key->len) : 0;
  return (colon && atl_scope_find(&atl_link_scope, key->text, colon) >= 0) ||
         atl_guess_key(atl_link_scope.name, key->text, key->len) ||
         (key->len > 2 && atl_nearest(key->text, key->len, words));
}

/* A mapping in the list of links: `a -> b: label`, or from, to and more. */
static void link_mapping(struct atl_map_reader *r) {
  enum { LONGEST = 200 }; /* bytes of what is no link, as messages repeat it */
  struct atl_link link = {.tail = ATL_NONE, .head = ATL_NONE};
  struct atl_yaml_event key = next(r);
  link.span = span(r, &key);
  bool word = key.type == ATL_YAML_SCALAR && atl_scope_find(&atl_link_scope, key.text, key.len) < 0;
  if (word && link_text(r, &key, &link)) {
    labelled_link(r, &link);
    return;
  }
  link = (struct atl_link){.tail = ATL_NONE, .head = ATL_NONE, .span = link.span};
  if (!word || key.len >= LONGEST || like_link_key(&key)) {
    link_keys(r, key, &link);
    if (link.from && link.to)
      *atl_vec_push(&r->map->link) = link;
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
    struct atl_yaml_event value = next(r);
    atl_yaml_skip(r->yaml, &value);
  }
  atl_yaml_skip(r->yaml, &(struct atl_yaml_event){.type = ATL_YAML_MAP}); /* the rest of it */
}

static void link_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  struct atl_link link = {.tail = ATL_NONE, .head = ATL_NONE, .span = span(r, event)};
  if (event->type == ATL_YAML_MAP)
    link_mapping(r);
  else if (event->type == ATL_YAML_LIST)
    atl_wrong_form(r->yaml, event, r->diags, "a link", "'a -> b', or a mapping such as {from: a, to: b}");
  else if (link_text(r, event, &link))
    *atl_vec_push(&r->map->link) = link;
  else if (!event->len)
    atl_report(r->diags, ATL_ERROR, "link-form", link.span,
               "this link is empty; write '- a -> b', or leave the line out");
  else
    report_link(r, event->text, event->len, link.span, atl_yaml_lines_between(r->yaml, link.span.begin, link.span.end));
}

void atl_links_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  if (event->type == ATL_YAML_MAP || (event->type == ATL_YAML_SCALAR && event->len)) {
    struct atl_span where = span(r, event);
    if (event->type == ATL_YAML_MAP)
      where.end = where.begin + 1;
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
  for (;;) {
    struct atl_yaml_event each = next(r);
    if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
      return;
    link_value(r, &each);
  }
}

static void view_keys(struct atl_map_reader *r, struct atl_view *view) {
  struct atl_seen seen = {0};
  for (;;) {
    struct atl_yaml_event key = next(r);
    if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END)
      return;
    int index = atl_take_key(r->yaml, &atl_view_scope, &seen, &key, r->diags);
    struct atl_yaml_event value = next(r);
    switch (index) {
    case V_TITLE:
      view->title = atl_line_value(r, &value, "title", ATL_MAX_LABEL);
      break;
    case V_ABOUT:
      view->about = atl_text_value(r, &value, "about", ATL_MAX_ABOUT);
      break;
    case V_STYLE:
      view->style = atl_line_value(r, &value, "style", ATL_MAX_LABEL);
      view->style_span = span(r, &value);
      break;
    case V_ROOT:
      view->root = atl_line_value(r, &value, "root", ATL_MAX_LABEL);
      view->root_span = span(r, &value);
      break;
    case V_LAYOUT:
      view->layout = atl_line_value(r, &value, "layout", ATL_MAX_ID);
      view->layout_span = span(r, &value);
      break;
    case V_DIRECTION:
      view->direction = atl_line_value(r, &value, "direction", ATL_MAX_ID);
      view->direction_span = span(r, &value);
      break;
    case V_GROUPS:
      view->groups = atl_line_value(r, &value, "groups", ATL_MAX_ID);
      view->groups_span = span(r, &value);
      break;
    case V_ONLY:
      atl_words_value(r, &value, "only", &view->first_only, &view->onlys);
      break;
    case V_WITHOUT:
      atl_words_value(r, &value, "without", &view->first_without, &view->withouts);
      break;
    case V_DEPTH: {
      uint32_t depth = 0;
      bool digits = value.type == ATL_YAML_SCALAR && value.len > 0 && value.len < 5;
      for (size_t i = 0; digits && i < value.len; i++) {
        digits = value.text[i] >= '0' && value.text[i] <= '9';
        depth = depth * 10 + (uint32_t)(value.text[i] - '0');
      }
      if (digits && depth)
        view->depth = depth;
      else if (value.type == ATL_YAML_SCALAR)
        atl_report(r->diags, ATL_ERROR, "wrong-form", span(r, &value), "depth is a number from 1, not '%s'",
                   value.text);
      else
        atl_wrong_form(r->yaml, &value, r->diags, "depth", "a number from 1");
      break;
    }
    default:
      atl_yaml_skip(r->yaml, &value);
      break;
    }
  }
}

void atl_views_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_MAP) {
    atl_wrong_form(r->yaml, event, r->diags, "views", "a mapping of name: view");
    return;
  }
  for (;;) {
    struct atl_yaml_event key = next(r);
    if (key.type == ATL_YAML_MAP_END || key.type == ATL_YAML_END)
      return;
    struct atl_view view = {.span = span(r, &key)};
    bool fits = atl_check_id(r, &key);
    if (fits)
      view.name = atl_line_value(r, &key, "the name of a view", ATL_MAX_ID);
    struct atl_yaml_event value = next(r);
    if (value.type == ATL_YAML_MAP)
      view_keys(r, &view);
    else
      atl_wrong_form(r->yaml, &value, r->diags, "a view", "a mapping such as {depth: 1}");
    const struct atl_view *there = fits ? atl_map_view(r->map, atl_map_text(r->map, view.name)) : NULL;
    if (there) {
      atl_report(r->diags, ATL_ERROR, "duplicate-id", view.span,
                 "the view '%s' is given twice; give one of the two another name", atl_map_text(r->map, view.name));
      atl_report(r->diags, ATL_NOTE, "duplicate-id", there->span, "it is given first here");
    }
    atl_map_add_view(r->map, &view);
  }
}
