/* The `kinds:` of a YAML map, and files of them that several maps share. */
#include "read/beside.h"
#include "read/keys.h"
#include "read/read.h"
#include "read/yaml.h"
#include "read/yaml_map.h"
#include "style/color.h"
#include "style/shape.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { K_LABEL, K_ABOUT, K_LIKE, K_COLOR, K_FILL, K_LINE, K_TEXT, K_SHAPE, K_BORDER, K_HEAD, K_ICON };
const struct atl_scope atl_kind_scope = {"kind",
                                         "a kind",
                                         {ATL_KEY("label"),
                                          ATL_KEY("about"),
                                          ATL_KEY("like"),
                                          ATL_KEY("color"),
                                          ATL_KEY("fill"),
                                          ATL_KEY("line"),
                                          ATL_KEY("text"),
                                          ATL_KEY("shape"),
                                          ATL_KEY("border"),
                                          ATL_KEY("head"),
                                          ATL_KEY("icon"),
                                          {0}}};

static const char color_form[] = "a name such as green, \"#rrggbb\" in quotes, or two of these for [light, dark]";

/* One colour; a name is looked up where it is known what the sheet calls so, unless `value` is asked for. */
static bool color(struct atl_map_reader *r, const struct atl_yaml_event *event, uint32_t *value) {
  if (event->type == ATL_YAML_SCALAR &&
      (atl_hex_color(event->text, event->len, value) || atl_color_named(event->text, value)))
    return true;
  if (event->type == ATL_YAML_SCALAR && event->len && event->text[0] != '#') {
    const char *meant = atl_nearest(event->text, event->len, atl_color_names);
    atl_report(r->diags, ATL_ERROR, "unknown-word", atl_event_span(r, event),
               meant ? "unknown colour '%s'; did you mean '%s'?" : "unknown colour '%s'; write \"#rrggbb\" in quotes",
               event->text, meant);
  } else
    atl_wrong_form(r->yaml, event, r->diags, "a colour", color_form);
  return false;
}

static struct atl_tint tint_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  struct atl_tint tint = {.span = atl_event_span(r, event)};
  if (event->type == ATL_YAML_SCALAR && event->len && event->text[0] != '#') {
    tint.name = atl_line_value(r, event, "a colour", ATL_MAX_ID);
    tint.said = tint.name;
    return tint;
  }
  if (event->type != ATL_YAML_LIST) {
    tint.said = color(r, event, &tint.light);
    tint.dark = tint.light;
    return tint;
  }
  uint32_t *part[] = {&tint.light, &tint.dark};
  unsigned count = 0;
  tint.said = true;
  for (;; count++) {
    struct atl_yaml_event each = atl_next_event(r);
    if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
      break;
    if (count < 2)
      tint.said &= color(r, &each, part[count]);
    else
      atl_yaml_skip(r->yaml, &each);
  }
  if (count != 2)
    atl_report(r->diags, ATL_ERROR, "wrong-form", atl_event_span(r, event),
               "a pair of colours is [light, dark], as [\"#ffffff\", \"#222222\"]");
  tint.said &= count == 2;
  return tint;
}

/* 1 + the index of one of `words`; 0 after a report. */
static uint8_t word_value(struct atl_map_reader *r, const struct atl_yaml_event *event, const char *what,
                          const char *const *words) {
  if (event->type == ATL_YAML_SCALAR && !event->len)
    atl_wrong_form(r->yaml, event, r->diags, what, "a word");
  else
    return (uint8_t)(1 + atl_word_value(r->yaml, event, r->diags, what, words));
  return 0;
}

/* The line of a link by a word, or that of a border by a colour. */
static void line_value(struct atl_map_reader *r, struct atl_kind *kind, const struct atl_yaml_event *event) {
  for (uint8_t i = 0; event->type == ATL_YAML_SCALAR && atl_stroke_names[i]; i++)
    if (!strcmp(atl_stroke_names[i], event->text)) {
      kind->stroke = (uint8_t)(i + 1);
      return;
    }
  kind->line = tint_value(r, event);
}

static void kind_keys(struct atl_map_reader *r, struct atl_kind *kind) {
  struct atl_seen seen = {0};
  struct atl_yaml_event value;
  int index;
  while (atl_next_value(r->yaml, &atl_kind_scope, &seen, &index, &value, r->diags)) {
    switch (index) {
    case K_ICON:
      kind->icon = atl_icon_value(r, &value);
      break;
    case K_LABEL:
      kind->label = atl_line_value(r, &value, "a label", ATL_MAX_LABEL);
      break;
    case K_ABOUT:
      kind->about = atl_text_value(r, &value, "about", ATL_MAX_ABOUT);
      break;
    case K_LIKE:
      kind->like = atl_line_value(r, &value, "like", ATL_MAX_ID);
      kind->like_span = atl_event_span(r, &value);
      break;
    case K_COLOR:
      kind->color = tint_value(r, &value);
      break;
    case K_FILL:
      kind->fill = tint_value(r, &value);
      break;
    case K_LINE:
      line_value(r, kind, &value);
      break;
    case K_TEXT:
      kind->text = tint_value(r, &value);
      break;
    case K_SHAPE:
      kind->shape = word_value(r, &value, "shape", atl_shape_names);
      break;
    case K_BORDER:
      kind->border = word_value(r, &value, "border", atl_stroke_names);
      break;
    case K_HEAD:
      kind->head = word_value(r, &value, "head", atl_head_names);
      break;
    }
  }
}

/* One `kind: what it looks like`. Of `shared` ones, what is there already stays. */
static void kind_value(struct atl_map_reader *r, const struct atl_yaml_event *key, bool merging, bool shared) {
  struct atl_kind kind = {.span = atl_event_span(r, key)};
  uint32_t before = r->diags->errors;
  kind.name = atl_line_value(r, key, "a kind", ATL_MAX_ID);
  if (!kind.name && r->diags->errors == before)
    atl_report(r->diags, ATL_ERROR, "no-label", kind.span, "this kind is empty; write its name before the ':'");
  struct atl_yaml_event value = atl_next_event(r);
  uint32_t rgb;
  if (value.type == ATL_YAML_MAP)
    kind_keys(r, &kind);
  else if (value.type == ATL_YAML_SCALAR && value.len && (value.text[0] == '#' || atl_color_named(value.text, &rgb)))
    kind.color = tint_value(r, &value);
  else if (value.type == ATL_YAML_SCALAR && value.len) {
    kind.like = atl_line_value(r, &value, "like", ATL_MAX_ID);
    kind.like_span = atl_event_span(r, &value);
  } else
    atl_wrong_form(r->yaml, &value, r->diags, "what a kind looks like",
                   "a mapping such as {shape: cylinder, color: green}, a colour, or a kind that it is like");
  if (!kind.name || atl_map_declare(r->map, &kind) || merging)
    return;
  const struct atl_kind *there = atl_map_declared(r->map, atl_map_text(r->map, kind.name));
  if (shared && there->span.file != kind.span.file)
    return;
  atl_report(r->diags, ATL_ERROR, "duplicate-key", kind.span, "the kind '%s' is given twice; leave one out",
             atl_map_text(r->map, kind.name));
  atl_report(r->diags, ATL_NOTE, "duplicate-key", there->span, "it is given first here");
}

/* Below the start of a mapping. */
static void kinds_keys(struct atl_map_reader *r, bool shared) {
  struct atl_seen seen = {0};
  struct atl_yaml_event key;
  while (atl_next_key(r->yaml, &seen, &key, r->diags))
    if (atl_is_own_key(&key))
      atl_skip_value(r->yaml);
    else
      kind_value(r, &key, seen.merging, shared);
}

static bool file_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_SCALAR || !event->len)
    return false;
  atl_text name = atl_line_value(r, event, "the file of kinds", ATL_MAX_LABEL);
  if (name)
    *atl_vec_push(&r->map->kind_file) = (struct atl_word){name, atl_event_span(r, event)};
  return true;
}

/* Reports an entry of the list, the kinds from `first` on, that is one kind with its name beside what it looks like, as
 * `- name: db`, `  color: red`: read as it is written, these would be kinds called name and color. */
static void check_entry(struct atl_map_reader *r, uint32_t first) {
  uint32_t name = ATL_NONE, looks = 0;
  for (uint32_t i = first; i < r->map->declared.len; i++) {
    const char *word = atl_map_text(r->map, r->map->declared.at[i].name);
    if (r->map->declared.at[i].like && (!strcmp(word, "name") || !strcmp(word, "id") || !strcmp(word, "kind")))
      name = i;
    else
      looks += atl_scope_find(&atl_kind_scope, word, strlen(word)) >= 0;
  }
  if (name == ATL_NONE || looks + 1 < r->map->declared.len - first)
    return;
  const struct atl_kind *kind = &r->map->declared.at[name];
  atl_report(r->diags, ATL_ERROR, "wrong-form", kind->span,
             "the name of a kind is the key of what it looks like; write '%s: {color: green}', without '- '",
             atl_map_text(r->map, kind->like));
}

void atl_kinds_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  static const char form[] = "a mapping, as kinds: {database: {shape: cylinder, color: green}}, or a file of them";
  if (event->type == ATL_YAML_MAP)
    kinds_keys(r, false);
  else if (event->type != ATL_YAML_LIST) {
    if (!file_value(r, event))
      atl_wrong_form(r->yaml, event, r->diags, "kinds", form);
  } else
    for (;;) {
      struct atl_yaml_event each = atl_next_event(r);
      if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
        return;
      uint32_t first = r->map->declared.len;
      if (each.type == ATL_YAML_MAP) {
        kinds_keys(r, false);
        check_entry(r, first);
      } else if (!file_value(r, &each))
        atl_wrong_form(r->yaml, &each, r->diags, "an entry of kinds", form);
    }
}

/* -- files ------------------------------------------------------------------------------------------------------- */

static void read_file(struct atl_map *map, const struct atl_word *word, const char *path, struct atl_sources *sources,
                      struct atl_diags *diags) {
  uint32_t file = atl_sources_read(sources, path), before = diags->errors;
  if (file == ATL_NONE) {
    atl_report(diags, ATL_ERROR, "unreadable", word->span, "cannot read the kinds in '%s': %s", path, strerror(errno));
    return;
  }
  struct atl_map_reader r = {.map = map, .diags = diags, .yaml = atl_yaml_open(sources, file, diags)};
  struct atl_yaml_event start = atl_next_event(&r);
  if (start.type == ATL_YAML_MAP)
    kinds_keys(&r, true);
  else if (start.type == ATL_YAML_END && diags->errors == before)
    atl_report(diags, ATL_ERROR, "wrong-form", (struct atl_span){file, 0, 0},
               "the file of kinds is empty; write one a line, as database: {shape: cylinder, color: green}");
  else
    atl_wrong_form(r.yaml, &start, diags, "a file of kinds", "a mapping, as database: {shape: cylinder, color: green}");
  atl_yaml_close(r.yaml);
  atl_vec_release(&r.held);
}

bool atl_read_kind_files(struct atl_map *map, const char *folder, struct atl_sources *sources,
                         struct atl_diags *diags) {
  uint32_t before = diags->errors;
  for (uint32_t i = 0; i < map->kind_file.len; i++) {
    struct atl_word word = map->kind_file.at[i];
    const char *name = atl_map_text(map, word.text);
    if (!strpbrk(name, "./"))
      atl_report(diags, ATL_ERROR, "wrong-form", word.span,
                 "'%s' is no file of kinds; write kinds: %s.yaml, or a mapping, as kinds: {%s: {color: green}}", name,
                 name, name);
    else if (!folder || atl_leads_out(name))
      atl_report(diags, ATL_ERROR, "outside", word.span,
                 folder
                     ? "the kinds in '%s' are named by a path that leads elsewhere; write the name of the file alone, "
                       "which is looked for in the folders above, too"
                     : "the kinds in '%s' are a file, which cannot be named here; write them into the map",
                 name);
    else {
      char *path = atl_find_beside(folder, name);
      if (path)
        read_file(map, &word, path, sources, diags);
      else
        atl_report(diags, ATL_ERROR, "unreadable", word.span,
                   "there is no file '%s' beside this map, nor in a folder above it within its project", name);
      free(path);
    }
  }
  return diags->errors == before;
}
