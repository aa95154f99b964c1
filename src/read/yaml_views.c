/* The `views:` of a YAML map. */
#include "read/keys.h"
#include "read/yaml.h"
#include "read/yaml_map.h"

#include <stdio.h>
#include <string.h>

enum {
  V_TITLE,
  V_ABOUT,
  V_ROOT,
  V_DEPTH,
  V_ONLY,
  V_WITHOUT,
  V_LAYOUT,
  V_DIRECTION,
  V_GROUPS,
  V_STYLE,
  V_FOCUS,
  V_NEIGHBOURS,
  V_WITHOUT_LINKS,
  V_LEGEND
};
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
                                          ATL_KEY("focus"),
                                          ATL_KEY("neighbours"),
                                          ATL_KEY("without-links"),
                                          ATL_KEY("legend"),
                                          {0}}};

enum { MOST_LEVELS = 9999, MOST_STEPS = 99 };

/* A number from 1 to `most`; 0 after a report. `form` leads to it: "a number". */
static uint32_t count_value(struct atl_map_reader *r, const struct atl_yaml_event *value, const char *what,
                            const char *form, uint32_t most) {
  uint32_t count = 0;
  bool digits = value->type == ATL_YAML_SCALAR && value->len > 0 && value->len < 5;
  for (size_t i = 0; digits && i < value->len; i++) {
    digits = value->text[i] >= '0' && value->text[i] <= '9';
    count = count * 10 + (uint32_t)(value->text[i] - '0');
  }
  if (digits && count && count <= most)
    return count;
  char range[120];
  if (most < MOST_LEVELS)
    snprintf(range, sizeof range, "%s from 1 to %u", form, most);
  else
    snprintf(range, sizeof range, "%s from 1", form);
  if (value->type == ATL_YAML_SCALAR)
    atl_report(r->diags, ATL_ERROR, "wrong-form", atl_event_span(r, value), "%s is %s, not '%s'", what, range,
               value->text);
  else
    atl_wrong_form(r->yaml, value, r->diags, what, range);
  return 0;
}

/* Whether the root of a view is what no root can be, which is reported: several nodes, or a path with wild cards. */
static bool wrong_root(struct atl_map_reader *r, const struct atl_yaml_event *value) {
  struct atl_span where = atl_event_span(r, value);
  if (value->type == ATL_YAML_LIST) {
    where.end = where.begin + 1;
    atl_report(r->diags, ATL_ERROR, "wrong-form", where,
               "a view has one root; several nodes are its 'focus', as focus: [a, b]");
    atl_yaml_skip(r->yaml, value);
    return true;
  }
  if (value->type != ATL_YAML_SCALAR || !strpbrk(value->text, "*?"))
    return false;
  if (strspn(value->text, "*./") == value->len)
    atl_report(r->diags, ATL_ERROR, "wrong-form", where, "a view without a 'root' is of the whole map; leave it out");
  else
    atl_report(r->diags, ATL_ERROR, "wrong-form", where,
               "a root is one node; what a view shows is said with wild cards by 'only', as only: '%s'", value->text);
  return true;
}

static void view_keys(struct atl_map_reader *r, struct atl_view *view) {
  struct atl_seen seen = {0};
  struct atl_yaml_event value;
  int index;
  while (atl_next_value(r->yaml, &atl_view_scope, &seen, &index, &value, r->diags)) {
    switch (index) {
    case V_TITLE:
      atl_title_value(r, &value, &view->title, &view->titled);
      break;
    case V_ABOUT:
      view->about = atl_text_value(r, &value, "about", ATL_MAX_ABOUT);
      break;
    case V_LEGEND:
      atl_legend_value(r, &value, &view->legend);
      break;
    case V_STYLE:
      view->style = atl_line_value(r, &value, "style", ATL_MAX_LABEL);
      view->style_span = atl_event_span(r, &value);
      break;
    case V_ROOT:
      if (wrong_root(r, &value))
        break;
      view->root = atl_line_value(r, &value, "root", ATL_MAX_LABEL);
      view->root_span = atl_event_span(r, &value);
      break;
    case V_LAYOUT:
      view->layout = atl_line_value(r, &value, "layout", ATL_MAX_ID);
      view->layout_span = atl_event_span(r, &value);
      break;
    case V_DIRECTION:
      view->direction = atl_line_value(r, &value, "direction", ATL_MAX_ID);
      view->direction_span = atl_event_span(r, &value);
      break;
    case V_GROUPS:
      view->groups = atl_line_value(r, &value, "groups", ATL_MAX_ID);
      view->groups_span = atl_event_span(r, &value);
      break;
    case V_ONLY:
      atl_words_value(r, &value, "only", &view->first_only, &view->onlys);
      break;
    case V_WITHOUT:
      atl_words_value(r, &value, "without", &view->first_without, &view->withouts);
      break;
    case V_FOCUS:
      atl_words_value(r, &value, "focus", &view->first_focus, &view->focuses);
      break;
    case V_WITHOUT_LINKS:
      atl_words_value(r, &value, "without-links", &view->first_hidden, &view->hidden);
      break;
    case V_NEIGHBOURS:
      if (value.type == ATL_YAML_SCALAR && !strcmp(value.text, "true"))
        view->neighbours = 1;
      else if (value.type != ATL_YAML_SCALAR || strcmp(value.text, "false") != 0)
        view->neighbours = count_value(r, &value, "neighbours", "true, or how many links away: a number", MOST_STEPS);
      break;
    case V_DEPTH:
      view->depth = count_value(r, &value, "depth", "a number", MOST_LEVELS);
      break;
    }
  }
}

void atl_views_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_MAP) {
    atl_wrong_form(r->yaml, event, r->diags, "views", "a mapping of name: view, as views: {overview: {depth: 1}}");
    return;
  }
  struct atl_seen seen = {0};
  struct atl_yaml_event key;
  ATL_VEC(uint8_t) merged = {0}; /* beside map->view: it came by a merge key, and gives way */
  while (atl_next_key(r->yaml, &seen, &key, r->diags)) {
    struct atl_view view = {.span = atl_event_span(r, &key)};
    if (seen.merging && key.type == ATL_YAML_SCALAR && atl_map_view(r->map, key.text)) {
      atl_skip_value(r->yaml);
      continue;
    }
    bool merging = seen.merging;
    bool fits = atl_check_id(r, &key);
    if (fits)
      view.name = atl_line_value(r, &key, "the name of a view", ATL_MAX_ID);
    struct atl_yaml_event value = atl_next_event(r);
    if (value.type == ATL_YAML_MAP)
      view_keys(r, &view);
    else
      atl_wrong_form(r->yaml, &value, r->diags, "a view", "a mapping such as {depth: 1}");
    const struct atl_view *there = fits ? atl_map_view(r->map, atl_map_text(r->map, view.name)) : NULL;
    if (there && merged.at[there - r->map->view.at]) {
      merged.at[there - r->map->view.at] = merging;
      r->map->view.at[there - r->map->view.at] = view;
      continue;
    }
    if (there) {
      atl_report(r->diags, ATL_ERROR, "duplicate-id", view.span,
                 "the view '%s' is given twice; give one of the two another name", atl_map_text(r->map, view.name));
      atl_report(r->diags, ATL_NOTE, "duplicate-id", there->span, "it is given first here");
    }
    *atl_vec_push(&merged) = merging;
    atl_map_add_view(r->map, &view);
  }
  atl_vec_release(&merged);
}
