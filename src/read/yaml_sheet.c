/* YAML style sheets, and the chain of `extends:` that completes them. */
#include "base/geom.h"
#include "read/keys.h"
#include "read/read.h"
#include "read/sheets.h"
#include "read/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Sheets that extend sheets; more is a cycle or a maze. */
#define ATL_MAX_SHEET_CHAIN 8

enum { S_ABOUT, S_EXTENDS, S_FONT, S_BORDER, S_PAGE, S_WIRE, S_WIRE_STROKE, S_BEND, S_ROLES, S_KINDS };
static const struct atl_scope sheet_scope = {"sheet",
                                             "a style sheet",
                                             {ATL_KEY("about"),
                                              ATL_KEY("extends"),
                                              ATL_KEY("font"),
                                              ATL_KEY("border"),
                                              ATL_KEY("page"),
                                              ATL_KEY("wire"),
                                              ATL_KEY("wire-stroke"),
                                              ATL_KEY("bend"),
                                              ATL_KEY("roles"),
                                              ATL_KEY("kinds"),
                                              {0}}};

enum { R_FILL, R_LINE, R_TEXT, R_NOTE, R_SIZE, R_NOTE_SIZE, R_BOLD, R_ANSI, R_CORNER, R_STROKE };
static const struct atl_scope role_scope = {"role",
                                            "a role",
                                            {ATL_KEY("fill"),
                                             ATL_KEY("line"),
                                             ATL_KEY("text"),
                                             ATL_KEY("note"),
                                             ATL_KEY("size"),
                                             ATL_KEY("note-size"),
                                             ATL_KEY("bold"),
                                             ATL_KEY("ansi"),
                                             ATL_KEY("corner"),
                                             ATL_KEY("stroke"),
                                             {0}}};

const struct atl_scope *const atl_sheet_scopes[] = {&sheet_scope, &role_scope, NULL};

static const char *const ansi_names[] = {
    "default",     "red",          "green",      "yellow",       "blue",          "magenta",     "cyan",
    "white",       "black",        "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta",
    "bright-cyan", "bright-white", NULL};

struct reader {
  struct atl_sheet *sheet;
  struct atl_yaml *yaml;
  struct atl_diags *diags;
};

static struct atl_yaml_event next(struct reader *r) { return atl_yaml_next(r->yaml); }
static struct atl_span span(struct reader *r, const struct atl_yaml_event *e) { return atl_yaml_span(r->yaml, e); }

static const char *name_value(struct reader *r, const struct atl_yaml_event *event, const char *what) {
  if (event->type == ATL_YAML_SCALAR && event->len)
    return atl_arena_strndup(&r->sheet->arena, event->text, event->len);
  atl_wrong_form(r->yaml, event, r->diags, what, "a text");
  return NULL;
}

static bool color(struct reader *r, const struct atl_yaml_event *event, uint32_t *value) {
  bool good = event->type == ATL_YAML_SCALAR && atl_hex_color(event->text, event->len, value);
  if (!good)
    atl_wrong_form(r->yaml, event, r->diags, "a colour", "\"#rrggbb\" in quotes");
  return good;
}

/* [light, dark], or one colour for both. */
static bool paint_value(struct reader *r, const struct atl_yaml_event *event, struct atl_paint *paint) {
  if (event->type != ATL_YAML_LIST) {
    bool good = color(r, event, &paint->light);
    paint->dark = paint->light;
    return good;
  }
  uint32_t *part[] = {&paint->light, &paint->dark};
  unsigned count = 0;
  bool good = true;
  for (;; count++) {
    struct atl_yaml_event each = next(r);
    if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
      break;
    if (count < 2)
      good &= color(r, &each, part[count]);
    else
      atl_yaml_skip(r->yaml, &each);
  }
  if (count != 2)
    atl_report(r->diags, ATL_ERROR, "wrong-form", span(r, event),
               "a pair of colours is [light, dark], as [\"#ffffff\", \"#222222\"]");
  return good && count == 2;
}

/* What is most likely behind a page that is not drawn. */
static const struct atl_paint unseen = {0xffffff, 0x0d1117};

/* A number of px, such as 12 or 1.5, in geometry units. */
static bool px_value(struct reader *r, const struct atl_yaml_event *event, const char *what, double least, double most,
                     int32_t *value) {
  double px = 0, place = 1;
  bool good = event->type == ATL_YAML_SCALAR && event->len > 0 && event->len < 8, point = false;
  for (size_t i = 0; good && i < event->len; i++) {
    char c = event->text[i];
    if (c == '.' && !point)
      point = true;
    else if (c >= '0' && c <= '9' && point)
      px += (c - '0') * (place /= 10);
    else if (c >= '0' && c <= '9')
      px = px * 10 + (c - '0');
    else
      good = false;
  }
  good &= event->len != 1 || !point;
  if (good && px <= most && px >= least) {
    *value = (int32_t)(px * ATL_PX + 0.5);
    return true;
  }
  if (good)
    atl_report(r->diags, ATL_ERROR, "wrong-form", span(r, event), "%s is %g to %g px", what, least, most);
  else
    atl_wrong_form(r->yaml, event, r->diags, what, "a number of px");
  return false;
}

static bool css_name(const char *name) {
  for (const char *c = name; *c; c++)
    if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9' && c != name) || (*c == '-' && c != name)))
      return false;
  return *name != 0;
}

static void role_value(struct reader *r, const struct atl_yaml_event *name) {
  struct atl_role role = {.span = span(r, name)};
  role.name = name_value(r, name, "a role");
  if (role.name && !css_name(role.name))
    atl_report(r->diags, ATL_ERROR, "bad-id", role.span, "a role is named by small letters, digits and '-'");
  struct atl_seen seen = {0};
  struct atl_yaml_event value;
  int index;
  while (atl_next_value(r->yaml, &role_scope, &seen, &index, &value, r->diags)) {
    bool good;
    int word;
    switch (index) {
    case R_FILL:
      role.set |= paint_value(r, &value, &role.fill) ? ATL_SET_FILL : 0;
      break;
    case R_LINE:
      role.set |= paint_value(r, &value, &role.line) ? ATL_SET_LINE : 0;
      break;
    case R_TEXT:
      role.set |= paint_value(r, &value, &role.text) ? ATL_SET_TEXT : 0;
      break;
    case R_NOTE:
      role.set |= paint_value(r, &value, &role.note) ? ATL_SET_NOTE : 0;
      break;
    case R_SIZE:
      role.set |= px_value(r, &value, "size", 4, 96, &role.size) ? ATL_SET_SIZE : 0;
      break;
    case R_NOTE_SIZE:
      role.set |= px_value(r, &value, "note-size", 4, 96, &role.note_size) ? ATL_SET_NOTE_SIZE : 0;
      break;
    case R_CORNER:
      role.set |= px_value(r, &value, "corner", 0, 64, &role.corner) ? ATL_SET_CORNER : 0;
      break;
    case R_STROKE:
      role.set |= px_value(r, &value, "stroke", 0, 16, &role.stroke) ? ATL_SET_STROKE : 0;
      break;
    case R_BOLD:
      good = value.type == ATL_YAML_SCALAR && (!strcmp(value.text, "true") || !strcmp(value.text, "false"));
      if (good) {
        role.bold = value.text[0] == 't';
        role.set |= ATL_SET_BOLD;
      } else
        atl_wrong_form(r->yaml, &value, r->diags, "bold", "true or false");
      break;
    case R_ANSI:
      word = atl_word_value(r->yaml, &value, r->diags, "colour", ansi_names);
      if (word >= 0) {
        role.ansi = (uint8_t)word;
        role.set |= ATL_SET_ANSI;
      }
      break;
    }
  }
  if (!role.name)
    return;
  const struct atl_role *there = atl_sheet_role(r->sheet, role.name);
  if (there) {
    atl_report(r->diags, ATL_ERROR, "duplicate-key", role.span,
               "the role '%s' is given twice; leave one out, or join the two", role.name);
    atl_report(r->diags, ATL_NOTE, "duplicate-key", there->span, "it is given first here");
    return;
  }
  atl_sheet_add_role(r->sheet, &role);
}

static void add_kind(struct reader *r, const struct atl_kind_role *kind) {
  const struct atl_kind_role *there = atl_sheet_kind(r->sheet, kind->kind);
  if (there) {
    atl_report(r->diags, ATL_ERROR, "duplicate-key", kind->span, "the kind '%s' is given twice; leave one out",
               kind->kind);
    atl_report(r->diags, ATL_NOTE, "duplicate-key", there->span, "it is given first here");
    return;
  }
  atl_sheet_add_kind(r->sheet, kind);
}

/* The mappings under roles: and kinds:. */
static void pairs(struct reader *r, const struct atl_yaml_event *event, bool roles) {
  if (event->type != ATL_YAML_MAP) {
    atl_wrong_form(r->yaml, event, r->diags, roles ? "roles" : "kinds",
                   roles ? "a mapping of names, as leaf: {bold: true}" : "a mapping of kinds, as database: card");
    return;
  }
  struct atl_seen seen = {0};
  struct atl_yaml_event key;
  while (atl_next_key(r->yaml, &seen, &key, r->diags)) {
    struct atl_kind_role kind = {.span = span(r, &key)};
    if (!roles)
      kind.kind = name_value(r, &key, "a kind");
    /* The name is lent out until the next event: keep it. */
    struct atl_yaml_event name = key;
    if (key.type == ATL_YAML_SCALAR)
      name.text = atl_arena_strndup(&r->sheet->arena, key.text, key.len);
    struct atl_yaml_event value = next(r);
    bool hides = seen.merging && name.type == ATL_YAML_SCALAR && name.len &&
                 (roles ? (const void *)atl_sheet_role(r->sheet, name.text) : atl_sheet_kind(r->sheet, name.text));
    if (hides)
      atl_yaml_skip(r->yaml, &value);
    else if (roles && value.type == ATL_YAML_MAP)
      role_value(r, &name);
    else if (roles)
      atl_wrong_form(r->yaml, &value, r->diags, "a role", "a mapping");
    else if ((kind.role = name_value(r, &value, "the role of a kind")) && kind.kind)
      add_kind(r, &kind);
  }
}

static void sheet_value(struct reader *r, int key, const struct atl_yaml_event *value) {
  static const char *const fonts[] = {"sans", "mono", NULL};
  struct atl_sheet *sheet = r->sheet;
  int word;
  switch (key) {
  case S_ABOUT:
    sheet->about = name_value(r, value, "about");
    break;
  case S_EXTENDS:
    sheet->extends = name_value(r, value, "extends");
    break;
  case S_FONT:
    word = atl_word_value(r->yaml, value, r->diags, "font", fonts);
    sheet->mono = word == 1;
    sheet->mono_set = word >= 0;
    break;
  case S_BORDER:
    word = atl_word_value(r->yaml, value, r->diags, "border", atl_border_names);
    sheet->border = word < 0 ? ATL_BORDER_SINGLE : (enum atl_border)word;
    sheet->border_set = word >= 0;
    break;
  case S_PAGE:
    sheet->clear = value->type == ATL_YAML_SCALAR && !strcmp(value->text, "none");
    if (sheet->clear)
      sheet->page = unseen;
    sheet->page_set = sheet->clear || paint_value(r, value, &sheet->page);
    break;
  case S_WIRE:
    sheet->wire_set = paint_value(r, value, &sheet->wire);
    break;
  case S_WIRE_STROKE:
    sheet->wire_stroke_set = px_value(r, value, "wire-stroke", 0, 8, &sheet->wire_stroke);
    break;
  case S_BEND:
    sheet->bend_set = px_value(r, value, "bend", 0, 24, &sheet->bend);
    break;
  case S_ROLES:
  case S_KINDS:
    pairs(r, value, key == S_ROLES);
    break;
  }
}

bool atl_read_yaml_sheet(struct atl_sheet *sheet, struct atl_sources *sources, uint32_t file, struct atl_diags *diags) {
  uint32_t before = diags->errors;
  struct reader r = {.sheet = sheet, .diags = diags, .yaml = atl_yaml_open(sources, file, diags)};
  struct atl_yaml_event start = next(&r);
  if (start.type == ATL_YAML_MAP) {
    struct atl_seen seen = {0};
    struct atl_yaml_event value;
    int key;
    while (atl_next_value(r.yaml, &sheet_scope, &seen, &key, &value, diags))
      sheet_value(&r, key, &value);
  } else if (start.type == ATL_YAML_END && diags->errors == before)
    atl_report(diags, ATL_ERROR, "wrong-form", (struct atl_span){file, 0, 0},
               "the style sheet is empty; write 'extends: atlas', and what is different");
  else
    atl_wrong_form(r.yaml, &start, diags, "a style sheet", "a mapping");
  atl_yaml_close(r.yaml);
  return diags->errors == before;
}

/* -- the chain --------------------------------------------------------------------------------------------------- */

static const struct atl_built_in_sheet *built_in(const char *name) {
  for (const struct atl_built_in_sheet *s = atl_built_in_sheets; s->sheet.name; s++)
    if (!strcmp(s->sheet.name, name))
      return s;
  return NULL;
}

static bool is_path(const char *name) { return strchr(name, '/') || strchr(name, '.'); }

/* Whether `path`, written as `name`, is relative, without `..`, and leads through no link out of `folder`: the sheets
 * that a map names stay in the folder of the map. */
static bool stays_inside(const char *folder, const char *path, const char *name) {
  if (*name == '/')
    return false;
  for (const char *part = name; part; part = strchr(part, '/')) {
    part += *part == '/';
    if (!strncmp(part, "..", 2) && (part[2] == '/' || !part[2]))
      return false;
  }
  char *real_folder = atl_adopt(realpath(*folder ? folder : ".", NULL)), *real = atl_adopt(realpath(path, NULL));
  size_t len = real_folder ? strlen(real_folder) : 0;
  bool inside = !real || (real_folder && !strncmp(real, real_folder, len) && (real[len] == '/' || len == 1));
  free(real_folder);
  free(real);
  return inside;
}

/* Takes over the table of a sheet that is built in. */
static void take_built_in(struct atl_sheet *sheet, const struct atl_built_in_sheet *from) {
  const char *name = sheet->name;
  struct atl_arena arena = sheet->arena;
  *sheet = from->sheet;
  sheet->name = name;
  sheet->arena = arena;
  for (const struct atl_role *role = from->role; role->name; role++)
    atl_sheet_add_role(sheet, role);
  for (const struct atl_kind_role *kind = from->kind; kind->kind; kind++)
    atl_sheet_add_kind(sheet, kind);
}

/* Opens the file of the sheet `name`; a relative one is looked for in `base`. `bounds` is the folder it may not leave,
 * or NULL. */
static uint32_t open_sheet(const char *name, const char *base, const char *bounds, struct atl_span where,
                           struct atl_sources *sources, struct atl_diags *diags) {
  if (!is_path(name)) {
    const char *names[64] = {0};
    for (size_t i = 0; atl_built_in_sheets[i].sheet.name && i < 63; i++)
      names[i] = atl_built_in_sheets[i].sheet.name;
    const char *meant = atl_nearest(name, strlen(name), names);
    atl_report(diags, ATL_ERROR, "unknown-style", where,
               meant
                   ? "unknown style '%s'; did you mean '%s'?"
                   : "unknown style '%s'; 'atlasc styles' lists them, and a file of your own is named with its '.yaml'",
               name, meant);
    return ATL_NONE;
  }
  size_t room = strlen(base) + strlen(name) + 2;
  char *path = atl_alloc(room, 1);
  if (*name != '/' && *base) {
    memcpy(path, base, strlen(base));
    path[strlen(base)] = '/';
  }
  memcpy(path + strlen(path), name, strlen(name));
  uint32_t file = ATL_NONE;
  struct stat about;
  if (bounds && !stays_inside(bounds, path, name))
    atl_report(diags, ATL_ERROR, "outside", where,
               "the style '%s' lies outside the folder of the file that names it; copy it there", name);
  else if (!stat(path, &about) && !S_ISREG(about.st_mode))
    atl_report(diags, ATL_ERROR, "unreadable", where, "the style '%s' is no file", path);
  else if ((file = atl_sources_read(sources, path)) == ATL_NONE)
    atl_report(diags, ATL_ERROR, "unreadable", where, "cannot read the style '%s': %s", path, strerror(errno));
  free(path);
  return file;
}

bool atl_read_sheet_chain(struct atl_sheet *sheet, const char *name, const char *folder, bool confined,
                          struct atl_span where, struct atl_sources *sources, struct atl_diags *diags) {
  *sheet = (struct atl_sheet){0};
  sheet->name = atl_arena_strndup(&sheet->arena, name, strlen(name));
  bool good = true;
  const char *asked = sheet->name, *base = folder ? folder : "";
  if (confined && !folder && is_path(name)) {
    atl_report(diags, ATL_ERROR, "outside", where,
               "the style '%s' is a file, which cannot be named here; name a built-in style", name);
    return false;
  }
  for (unsigned length = 0; asked && good; length++) {
    if (length == ATL_MAX_SHEET_CHAIN) {
      atl_report(diags, ATL_ERROR, "limit-extends", where,
                 "style sheets extend each other more than %d deep; is there a cycle?", ATL_MAX_SHEET_CHAIN);
      return false;
    }
    struct atl_sheet part = {0};
    const struct atl_built_in_sheet *known = is_path(asked) ? NULL : built_in(asked);
    if (known)
      take_built_in(length ? &part : sheet, known);
    else {
      uint32_t file = open_sheet(asked, base, confined ? folder : NULL, where, sources, diags);
      if (file == ATL_NONE)
        return false;
      /* what it extends is named from where it lies */
      const char *path = sources->file.at[file].path, *slash = strrchr(path, '/');
      base = slash ? atl_arena_strndup(&sheet->arena, path, slash == path ? 1 : (size_t)(slash - path)) : "";
      good = atl_read_yaml_sheet(length ? &part : sheet, sources, file, diags);
    }
    asked = NULL;
    const char *extends = length ? part.extends : sheet->extends;
    if (length) {
      atl_sheet_inherit(sheet, &part);
      if (extends)
        asked = atl_arena_strndup(&sheet->arena, extends, strlen(extends));
      atl_sheet_release(&part);
    } else
      asked = extends;
  }
  return good && atl_sheet_check(sheet, diags);
}
