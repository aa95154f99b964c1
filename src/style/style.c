/* Looks are made on demand, one for each pair of part and role that a map uses; a node keeps the index of its own. */
#include "style/style.h"

#include "base/geom.h"
#include "style/color.h"
#include "style/icon.h"
#include "style/kinds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const atl_border_names[] = {"single", "round", "heavy", "double", "ascii", NULL};
static const char *const part_names[ATL_PARTS] = {"root", "branch", "leaf", "card"};

enum { NO_LOOK = 255 };

void atl_sheet_release(struct atl_sheet *sheet) {
  atl_arena_release(&sheet->arena);
  atl_vec_release(&sheet->role);
  atl_vec_release(&sheet->kind);
  atl_strmap_release(&sheet->roles);
  atl_strmap_release(&sheet->kinds);
  *sheet = (struct atl_sheet){0};
}

static bool same_role(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  (void)len;
  return !strcmp(((const struct atl_sheet *)context)->role.at[value].name, key);
}

static bool same_kind(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  (void)len;
  return !strcmp(((const struct atl_sheet *)context)->kind.at[value].kind, key);
}

struct atl_role *atl_sheet_role(const struct atl_sheet *sheet, const char *name) {
  uint32_t there = atl_strmap_get(&sheet->roles, 0, name, strlen(name), same_role, sheet);
  return there == UINT32_MAX ? NULL : &sheet->role.at[there];
}

const struct atl_kind_role *atl_sheet_kind(const struct atl_sheet *sheet, const char *kind) {
  uint32_t there = atl_strmap_get(&sheet->kinds, 0, kind, strlen(kind), same_kind, sheet);
  return there == UINT32_MAX ? NULL : &sheet->kind.at[there];
}

void atl_sheet_add_role(struct atl_sheet *sheet, const struct atl_role *role) {
  atl_strmap_add(&sheet->roles, 0, role->name, strlen(role->name), sheet->role.len);
  *atl_vec_push(&sheet->role) = *role;
}

void atl_sheet_add_kind(struct atl_sheet *sheet, const struct atl_kind_role *kind) {
  atl_strmap_add(&sheet->kinds, 0, kind->kind, strlen(kind->kind), sheet->kind.len);
  *atl_vec_push(&sheet->kind) = *kind;
}

/* Fills what `role` does not set from `base`. */
static void fill_in(struct atl_role *role, const struct atl_role *base) {
  unsigned missing = base->set & ~role->set;
  if (missing & ATL_SET_FILL)
    role->fill = base->fill;
  if (missing & ATL_SET_LINE)
    role->line = base->line;
  if (missing & ATL_SET_TEXT)
    role->text = base->text;
  if (missing & ATL_SET_NOTE)
    role->note = base->note;
  if (missing & ATL_SET_SIZE)
    role->size = base->size;
  if (missing & ATL_SET_NOTE_SIZE)
    role->note_size = base->note_size;
  if (missing & ATL_SET_BOLD)
    role->bold = base->bold;
  if (missing & ATL_SET_ANSI)
    role->ansi = base->ansi;
  if (missing & ATL_SET_CORNER)
    role->corner = base->corner;
  if (missing & ATL_SET_STROKE)
    role->stroke = base->stroke;
  role->set |= missing;
}

void atl_sheet_inherit(struct atl_sheet *sheet, const struct atl_sheet *base) {
  if (!sheet->about && base->about)
    sheet->about = atl_arena_strndup(&sheet->arena, base->about, strlen(base->about));
  if (!sheet->mono_set && base->mono_set) {
    sheet->mono = base->mono;
    sheet->mono_set = true;
  }
  if (!sheet->border_set && base->border_set) {
    sheet->border = base->border;
    sheet->border_set = true;
  }
  if (!sheet->page_set && base->page_set) {
    sheet->page = base->page;
    sheet->clear = base->clear;
    sheet->page_set = true;
  }
  if (!sheet->wire_set && base->wire_set) {
    sheet->wire = base->wire;
    sheet->wire_set = true;
  }
  if (!sheet->wire_stroke_set && base->wire_stroke_set) {
    sheet->wire_stroke = base->wire_stroke;
    sheet->wire_stroke_set = true;
  }
  if (!sheet->bend_set && base->bend_set) {
    sheet->bend = base->bend;
    sheet->bend_set = true;
  }
  for (uint32_t i = 0; i < base->role.len; i++) {
    const struct atl_role *from = &base->role.at[i];
    struct atl_role *role = atl_sheet_role(sheet, from->name);
    if (role) {
      fill_in(role, from);
      continue;
    }
    struct atl_role copy = *from;
    copy.name = atl_arena_strndup(&sheet->arena, from->name, strlen(from->name));
    atl_sheet_add_role(sheet, &copy);
  }
  for (uint32_t i = 0; i < base->kind.len; i++) {
    struct atl_kind_role kind = base->kind.at[i];
    if (atl_sheet_kind(sheet, kind.kind))
      continue;
    kind.kind = atl_arena_strndup(&sheet->arena, kind.kind, strlen(kind.kind));
    kind.role = atl_arena_strndup(&sheet->arena, kind.role, strlen(kind.role));
    atl_sheet_add_kind(sheet, &kind);
  }
}

/* Relative luminance, WCAG 2.1. */
static double luminance(uint32_t rgb) {
  return 0.2126 * atl_color_linear(rgb >> 16) + 0.7152 * atl_color_linear(rgb >> 8) + 0.0722 * atl_color_linear(rgb);
}

double atl_contrast(uint32_t a, uint32_t b) {
  double x = luminance(a), y = luminance(b);
  return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static bool reads(uint32_t ink, uint32_t ground) { return atl_contrast(ink, ground) >= ATL_LEAST_CONTRAST; }

bool atl_paint_reads(struct atl_paint ink, struct atl_paint ground) {
  return reads(ink.light, ground.light) && reads(ink.dark, ground.dark);
}

struct atl_paint atl_paint_on(const struct atl_sheet *sheet, struct atl_paint ink, struct atl_paint ground, bool note) {
  static const enum atl_part others[] = {ATL_PART_CARD, ATL_PART_BRANCH};
  struct atl_paint best = ink;
  for (int i = 0; i < 2; i++) {
    const struct atl_role *role = atl_sheet_role(sheet, part_names[others[i]]);
    struct atl_paint other = note ? role->note : role->text;
    if (!reads(best.light, ground.light))
      best.light = other.light;
    if (!reads(best.dark, ground.dark))
      best.dark = other.dark;
  }
  return best;
}

struct atl_paint atl_paint_on_page(const struct atl_sheet *sheet, struct atl_paint ink, bool note) {
  return atl_paint_on(sheet, ink, sheet->page, note);
}

static uint32_t between(uint32_t a, uint32_t b, int part, int whole) {
  uint32_t mixed = 0;
  for (int shift = 0; shift < 24; shift += 8) {
    int from = (int)(a >> shift & 255), to = (int)(b >> shift & 255), v = from + (to - from) * part / whole;
    mixed |= (uint32_t)(v < 0 ? 0 : v > 255 ? 255 : v) << shift;
  }
  return mixed;
}

struct atl_paint atl_paint_between(struct atl_paint a, struct atl_paint b, int part, int whole) {
  return (struct atl_paint){between(a.light, b.light, part, whole), between(a.dark, b.dark, part, whole)};
}

/* What is too little is not to be rounded to what is enough. */
static double tenths_below(double ratio) { return floor(ratio * 10) / 10; }

static void check_contrast(struct atl_diags *diags, const struct atl_role *role, const char *on, const char *what,
                           struct atl_paint ink, struct atl_paint ground) {
  double light = atl_contrast(ink.light, ground.light), dark = atl_contrast(ink.dark, ground.dark);
  if (light < ATL_LEAST_CONTRAST)
    atl_report(
        diags, ATL_WARNING, "contrast", role->span,
        "the %s of role '%s'%s has a contrast of %.1f:1 in the light scheme; 4.5:1 is the least that all can read",
        what, role->name, on, tenths_below(light));
  if (dark < ATL_LEAST_CONTRAST)
    atl_report(
        diags, ATL_WARNING, "contrast", role->span,
        "the %s of role '%s'%s has a contrast of %.1f:1 in the dark scheme; 4.5:1 is the least that all can read", what,
        role->name, on, tenths_below(dark));
}

bool atl_sheet_check(const struct atl_sheet *sheet, struct atl_diags *diags) {
  uint32_t before = diags->errors;
  for (int i = 0; i < ATL_PARTS; i++) {
    const struct atl_role *role = atl_sheet_role(sheet, part_names[i]);
    unsigned need = ATL_SET_FILL | ATL_SET_LINE | ATL_SET_TEXT | ATL_SET_NOTE | ATL_SET_SIZE | ATL_SET_NOTE_SIZE;
    if (!role)
      atl_report(diags, ATL_ERROR, "no-role", ATL_NOWHERE,
                 "the style '%s' has no role '%s'; say 'extends: atlas' to start from the default", sheet->name,
                 part_names[i]);
    else if ((role->set & need) != need)
      atl_report(diags, ATL_ERROR, "no-role", role->span,
                 "the role '%s' needs fill, line, text, note, size and note-size", role->name);
  }
  if (!sheet->page_set || !sheet->wire_set)
    atl_report(diags, ATL_ERROR, "no-role", ATL_NOWHERE, "the style '%s' has no '%s'", sheet->name,
               sheet->page_set ? "wire" : "page");
  for (uint32_t i = 0; i < sheet->kind.len; i++)
    if (!atl_sheet_role(sheet, sheet->kind.at[i].role))
      atl_report(diags, ATL_ERROR, "no-role", sheet->kind.at[i].span,
                 "the kind '%s' has the role '%s', which this style does not have; write it under 'roles:'",
                 sheet->kind.at[i].kind, sheet->kind.at[i].role);
  return diags->errors == before;
}

/* Where a ground is given and no ink, the ink of the part is taken if it can be read there, or else one is made. */
static struct atl_paint ink_for(struct atl_paint ink, struct atl_paint ground, bool note) {
  return (struct atl_paint){reads(ink.light, ground.light) ? ink.light : atl_color_ink_on(ground.light, note),
                            reads(ink.dark, ground.dark) ? ink.dark : atl_color_ink_on(ground.dark, note)};
}

/* What a node has whose part is `part` and whose kind has the role `over`. */
static struct atl_role cascade(const struct atl_role *part, const struct atl_role *over) {
  struct atl_role role = *over;
  fill_in(&role, part);
  if (over->set & ATL_SET_FILL && !(over->set & ATL_SET_TEXT))
    role.text = ink_for(part->text, role.fill, false);
  if (over->set & ATL_SET_FILL && !(over->set & ATL_SET_NOTE))
    role.note = ink_for(part->note, role.fill, true);
  return role;
}

/* One ink of a role that stands on the ground of this role, or else on that of each part; what is not given is that of
 * the part, or made to be read. */
static void check_ink(struct atl_diags *diags, const struct atl_sheet *sheet, const struct atl_role *role, bool note) {
  static const char *const on[] = {" on a root", " on a branch", " on a leaf"}; /* a card keeps its own ground */
  const char *what = note ? "note" : "text";
  struct atl_paint ink = note ? role->note : role->text;
  if (!(role->set & (note ? ATL_SET_NOTE : ATL_SET_TEXT)))
    return;
  if (role->set & ATL_SET_FILL) {
    check_contrast(diags, role, "", what, ink, role->fill);
    return;
  }
  for (int part = 0; part < ATL_PART_CARD; part++)
    check_contrast(diags, role, on[part], what, ink, atl_sheet_role(sheet, part_names[part])->fill);
}

void atl_sheet_check_contrast(const struct atl_sheet *sheet, struct atl_diags *diags) {
  for (uint32_t i = 0; i < sheet->role.len; i++) {
    check_ink(diags, sheet, &sheet->role.at[i], false);
    check_ink(diags, sheet, &sheet->role.at[i], true);
  }
}

/* -- resolving --------------------------------------------------------------------------------------------------- */

struct known_kind {
  bool asked;
  const char *role;
  struct atl_form form;
};

struct resolver {
  struct atl_styled *styled;
  struct atl_sheet *sheet;
  bool linking;                    /* links are resolved, not nodes */
  bool listed[2];                  /* [linking]: the kinds that are known were named */
  ATL_VEC(const char *) pair_role; /* beside styled->look: the accent it was made of */
  struct known_kind *known;        /* by kind of the map */
};

static uint32_t half_way(uint32_t a, uint32_t b) {
  return ((a & 0xfefefe) >> 1) + ((b & 0xfefefe) >> 1) + (a & b & 0x010101);
}

static uint8_t look_of(struct resolver *r, enum atl_part part, const char *accent) {
  struct atl_styled *styled = r->styled;
  for (uint32_t i = 0; i < styled->look.len; i++)
    if (styled->look.at[i].part == part && r->pair_role.at[i] == accent)
      return (uint8_t)i;
  if (styled->look.len == NO_LOOK)
    return 1; /* more kinds than a byte can tell: the rest look like the first */
  struct atl_role role = *atl_sheet_role(r->sheet, part_names[part]);
  const struct atl_role *over = accent ? atl_sheet_role(r->sheet, accent) : NULL;
  if (over && part == ATL_PART_CARD) { /* a card keeps its quiet ground and takes the accent's line */
    if (over->set & ATL_SET_LINE)
      role.line = over->line;
    if (over->set & ATL_SET_ANSI)
      role.ansi = over->ansi;
  } else if (over)
    role = cascade(&role, over);
  enum atl_face plain = r->sheet->mono ? ATL_MONO : ATL_SANS, bold = r->sheet->mono ? ATL_MONO_BOLD : ATL_SANS_BOLD;
  *atl_vec_push(&styled->look) =
      (struct atl_look){.name = over ? over->name : part_names[part],
                        .part = part,
                        .fill = role.fill,
                        .line = role.line,
                        .text = role.text,
                        .note = role.note,
                        .rule = {half_way(role.line.light, role.fill.light), half_way(role.line.dark, role.fill.dark)},
                        .label_face = role.bold ? bold : plain,
                        .note_face = plain,
                        .label_size = role.size,
                        .note_size = role.note_size,
                        .corner = role.corner,
                        .stroke = role.set & ATL_SET_STROKE ? role.stroke : ATL_PX,
                        .ansi = role.ansi};
  *atl_vec_push(&r->pair_role) = accent;
  return (uint8_t)(styled->look.len - 1);
}

/* A line that is seen on the page and on frames, whose ground is the page with some of the tint of branches in it: a
 * colour that does for a border may be too pale. */
static uint32_t wire_ink(uint32_t line, uint32_t page, uint32_t tint) {
  uint32_t ink = atl_color_inked(line, page, ATL_LEAST_CONTRAST);
  uint32_t on_both = atl_color_inked(ink, tint, ATL_LEAST_CONTRAST);
  return on_both == ink || reads(on_both, page) ? on_both : ink;
}

/* The look of a wire. Its label stands on the page, and is read there. */
static uint8_t wire_look(struct resolver *r, const char *accent) {
  struct atl_styled *styled = r->styled;
  const struct atl_role *over = accent ? atl_sheet_role(r->sheet, accent) : NULL;
  if (over && !(over->set & (ATL_SET_LINE | ATL_SET_NOTE | ATL_SET_ANSI)))
    over = NULL;
  accent = over ? accent : NULL;
  for (uint32_t i = 0; i < styled->look.len; i++)
    if (styled->look.at[i].part == ATL_PART_WIRE && r->pair_role.at[i] == accent)
      return (uint8_t)i;
  if (styled->look.len == NO_LOOK)
    return ATL_LOOK_WIRE;
  const struct atl_sheet *sheet = r->sheet;
  const struct atl_role *leaf = atl_sheet_role(sheet, part_names[ATL_PART_LEAF]);
  const struct atl_role *branch = atl_sheet_role(sheet, part_names[ATL_PART_BRANCH]);
  bool inked = over && over->set & ATL_SET_NOTE;
  struct atl_paint line = over && over->set & ATL_SET_LINE ? over->line : sheet->wire;
  line = (struct atl_paint){wire_ink(line.light, sheet->page.light, branch->fill.light),
                            wire_ink(line.dark, sheet->page.dark, branch->fill.dark)};
  struct atl_paint ink = atl_paint_on_page(sheet, inked ? over->note : leaf->note, true);
  enum atl_face face = sheet->mono ? ATL_MONO : ATL_SANS;
  *atl_vec_push(&styled->look) = (struct atl_look){.name = over ? over->name : "wire",
                                                   .part = ATL_PART_WIRE,
                                                   .fill = sheet->page,
                                                   .line = line,
                                                   .text = ink,
                                                   .note = ink,
                                                   .rule = sheet->wire,
                                                   .label_face = face,
                                                   .note_face = face,
                                                   .label_size = leaf->note_size,
                                                   .note_size = leaf->note_size,
                                                   .ansi = over && over->set & ATL_SET_ANSI ? over->ansi : 0};
  *atl_vec_push(&r->pair_role) = accent;
  return (uint8_t)(styled->look.len - 1);
}

/* -- kinds ------------------------------------------------------------------------------------------------------- */

enum { MOST_LIKE = 8 }; /* kinds that are like kinds; more is a circle */

/* A name for a role: the same for the same colours, whatever the kind, since rules of pages go by it. */
static const char *name_role(struct atl_sheet *sheet, const struct atl_role *role) {
  const struct atl_paint paints[] = {role->fill, role->line, role->text, role->note};
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < sizeof paints / sizeof *paints; i++)
    for (int shift = 0; shift < 24; shift += 8) {
      hash = (hash ^ (paints[i].light >> shift & 255)) * 16777619u;
      hash = (hash ^ (paints[i].dark >> shift & 255)) * 16777619u;
    }
  char name[16];
  int len = snprintf(name, sizeof name, "c%08x", hash);
  return atl_arena_strndup(&sheet->arena, name, (size_t)len);
}

/* Adds a role, unless one of the same colours is there; its name. */
static const char *add_role(struct atl_sheet *sheet, struct atl_role *role) {
  role->derived = true;
  role->name = name_role(sheet, role);
  const struct atl_role *there = atl_sheet_role(sheet, role->name);
  if (!there)
    atl_sheet_add_role(sheet, role);
  return role->name;
}

/* A role of the colour that people call so, for sheets that have none of that name; NULL: nobody does. */
static const char *derived_role(struct atl_sheet *sheet, const char *name) {
  struct atl_role role = {.span = ATL_NOWHERE};
  struct atl_paint color;
  if (!atl_color_named(name, &color.light))
    return NULL;
  color.dark = color.light;
  atl_color_derive(&role, color, sheet->page);
  return add_role(sheet, &role);
}

/* What the sheet, or everybody, knows of a kind. False: nothing. */
static bool find_known(const struct resolver *r, const char *kind, struct known_kind *known) {
  const struct atl_kind_role *own = atl_sheet_kind(r->sheet, kind);
  const struct atl_known_kind *row = atl_known_kind(kind);
  if (!own && row)
    own = atl_sheet_kind(r->sheet, row->name);
  const char *name = own ? own->role : row ? row->role : NULL;
  const struct atl_role *role = name ? atl_sheet_role(r->sheet, name) : NULL;
  known->role = role ? role->name : name ? derived_role(r->sheet, name) : NULL;
  if (row)
    known->form = row->form;
  return own || row;
}

/* The paint that a map asks for; false where it is called as a role of the sheet is, or as nothing is. */
static bool paint_of(const struct atl_map *map, const struct atl_tint *tint, struct atl_paint *paint) {
  *paint = (struct atl_paint){tint->light, tint->dark};
  if (tint->said && tint->name && atl_color_named(atl_map_text(map, tint->name), &paint->light))
    paint->dark = paint->light;
  else if (tint->name)
    return false;
  return tint->said;
}

/* Reports a name that is no colour. */
static void check_tint(struct resolver *r, const struct atl_map *map, const struct atl_tint *tint,
                       struct atl_diags *diags) {
  struct atl_paint paint;
  const char *name = atl_map_text(map, tint->name);
  if (!tint->name || paint_of(map, tint, &paint) || atl_sheet_role(r->sheet, name))
    return;
  const char *meant = atl_nearest(name, strlen(name), atl_color_names);
  size_t len = strlen(name);
  for (size_t i = 0; atl_color_names[i] && !meant; i++) { /* darkgreen, lightblue */
    size_t end = strlen(atl_color_names[i]);
    if (len > end && !strcmp(name + len - end, atl_color_names[i]))
      meant = atl_color_names[i];
  }
  char list[400] = "";
  for (size_t i = 0, at = 0; atl_color_names[i] && at < sizeof list; i++)
    at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", i ? ", " : "", atl_color_names[i]);
  atl_report(diags, ATL_WARNING, "unknown-word", tint->span,
             meant ? "unknown colour '%s'; did you mean '%s'? Others are \"#rrggbb\", in quotes"
                   : "unknown colour '%s'; write \"#rrggbb\" in quotes, or one of %s",
             name, meant ? meant : list);
}

/* The role of what a map says of a kind, over that which it has already. */
static const char *declared_role(struct resolver *r, const struct atl_map *map, const struct atl_kind *kind,
                                 const char *base, struct atl_diags *diags) {
  const struct atl_tint *tints[] = {&kind->color, &kind->fill, &kind->line, &kind->text};
  bool any = false;
  for (size_t i = 0; i < sizeof tints / sizeof *tints; i++) {
    check_tint(r, map, tints[i], diags);
    any |= tints[i]->said;
  }
  if (!any)
    return base;
  const struct atl_role *named =
      kind->color.name ? atl_sheet_role(r->sheet, atl_map_text(map, kind->color.name)) : NULL;
  if (named && !kind->fill.said && !kind->line.said && !kind->text.said)
    return named->name;
  const struct atl_role *over = named ? named : base && !kind->color.said ? atl_sheet_role(r->sheet, base) : NULL;
  struct atl_role role = over ? *over : (struct atl_role){0};
  struct atl_paint color, paint;
  bool colored = !named && paint_of(map, &kind->color, &color);
  if (paint_of(map, &kind->fill, &paint)) {
    role.fill = paint;
    role.set = (role.set | ATL_SET_FILL) & ~(unsigned)(ATL_SET_TEXT | ATL_SET_NOTE);
    color = colored ? color : paint;
    colored = true;
  }
  if (paint_of(map, &kind->line, &paint)) {
    role.line = paint;
    role.set |= ATL_SET_LINE;
  }
  if (paint_of(map, &kind->text, &paint)) {
    role.text = role.note = paint;
    role.set |= ATL_SET_TEXT | ATL_SET_NOTE;
  }
  if (colored)
    atl_color_derive(&role, color, r->sheet->page);
  if (!role.set)
    return base;
  role.span = kind->span;
  return add_role(r->sheet, &role);
}

static void report_unknown(struct resolver *r, const char *kind, struct atl_span where, struct atl_diags *diags) {
  const char *meant = NULL;
  unsigned best = atl_word_limit(strlen(kind)) + 1;
  if (diags->warnings < ATL_MAX_DIAGS) {
    for (uint32_t i = 0; i < r->sheet->kind.len; i++)
      atl_nearer(kind, strlen(kind), r->sheet->kind.at[i].kind, &best, &meant);
    for (const struct atl_known_kind *row = atl_known_kinds; row->name; row++)
      atl_nearer(kind, strlen(kind), row->name, &best, &meant);
  }
  if (meant)
    atl_report(diags, ATL_WARNING, "unknown-kind", where,
               "unknown kind '%s'; did you mean '%s'? A kind of your own is said by kinds: {%s: {color: blue}}", kind,
               meant, kind);
  else if (r->listed[r->linking])
    atl_report(diags, ATL_WARNING, "unknown-kind", where,
               "unknown kind '%s'; say what it is by kinds: {%s: {color: blue}}", kind, kind);
  else {
    char list[400] = "";
    size_t at = 0;
    for (const struct atl_known_kind *row = atl_known_kinds; row->name && at < sizeof list - 40; row++)
      if (row->link == r->linking)
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", at ? ", " : "", row->name);
    atl_report(
        diags, ATL_WARNING, "unknown-kind", where,
        "unknown kind '%s'; say what it is by kinds: {%s: {color: blue}}, beside the map's 'nodes'; known are %s", kind,
        kind, list);
    r->listed[r->linking] = true;
  }
}

static struct known_kind find_kind(struct resolver *r, const struct atl_map *map, atl_text word,
                                   struct atl_diags *diags) {
  struct known_kind known = {.asked = true};
  const struct atl_kind *chain[MOST_LIKE];
  int length = 0;
  const char *name = atl_map_text(map, word);
  struct atl_span where = atl_map_kind_span(map, word);
  for (const struct atl_kind *kind; (kind = atl_map_declared(map, name));) {
    if (length == MOST_LIKE) {
      atl_report(diags, ATL_WARNING, "limit-like", chain[0]->span,
                 "more than %d kinds are like each other from '%s' on; is there a circle?", MOST_LIKE,
                 atl_map_text(map, chain[0]->name));
      return known;
    }
    chain[length++] = kind;
    if (!kind->like || !strcmp(name, atl_map_text(map, kind->like)))
      break;
    name = atl_map_text(map, kind->like);
    where = kind->like_span;
  }
  bool like = length && chain[length - 1]->like && strcmp(name, atl_map_text(map, chain[length - 1]->name)) != 0;
  if (!find_known(r, name, &known)) {
    const struct atl_role *role = like ? atl_sheet_role(r->sheet, name) : NULL;
    if (role)
      known.role = role->name;
    else if (!length || like)
      report_unknown(r, name, where, diags);
  }
  while (length) {
    const struct atl_kind *kind = chain[--length];
    known.role = declared_role(r, map, kind, known.role, diags);
    known.form.shape = kind->shape ? (uint8_t)(kind->shape - 1) : known.form.shape;
    known.form.icon = kind->icon ? kind->icon : known.form.icon;
    known.form.border = kind->border ? (uint8_t)(kind->border - 1) : known.form.border;
    known.form.line = kind->stroke ? kind->stroke : known.form.line;
    known.form.head = kind->head ? kind->head : known.form.head;
  }
  return known;
}

/* What is known of a kind. Kinds are interned: each is looked up once. */
static const struct known_kind *known_of(struct resolver *r, const struct atl_map *map, atl_text kind,
                                         struct atl_diags *diags) {
  static const struct known_kind none;
  if (!kind)
    return &none;
  struct known_kind *known = &r->known[atl_map_kind(map, kind)];
  if (!known->asked)
    *known = find_kind(r, map, kind, diags);
  return known;
}

/* An icon that is a file and could not be read is none. */
static uint16_t drawn_icon(const struct atl_map *map, uint16_t icon) {
  return icon > ATL_ICONS && !map->icon.at[icon - ATL_ICONS - 1].drawn ? 0 : icon;
}

void atl_style_resolve(struct atl_styled *styled, const struct atl_map *map, struct atl_sheet *sheet,
                       struct atl_diags *diags) {
  *styled =
      (struct atl_styled){.sheet = sheet, .node = atl_alloc(map->node.len, 1), .card = atl_alloc(map->node.len, 1)};
  struct resolver r = {.styled = styled, .sheet = sheet, .known = atl_alloc(map->kind.len + 1, sizeof *r.known)};
  wire_look(&r, NULL);
  /* Siblings look alike: where one of them has children, the others are branches, too. */
  uint32_t tops = 0; /* the role of a root is for one that all hangs from */
  for (uint32_t i = map->node.at[0].first_child; i != ATL_NONE && tops < 2; i = map->node.at[i].next)
    tops++;
  bool *among_branches = atl_alloc(map->node.len, sizeof *among_branches);
  for (uint32_t i = 1; i < map->node.len; i++)
    if (map->node.at[i].first_child != ATL_NONE)
      among_branches[map->node.at[i].parent] = true;
  for (uint32_t i = 1; i < map->node.len; i++) {
    const struct atl_node *node = &map->node.at[i];
    const struct known_kind *known = known_of(&r, map, node->kind, diags);
    bool bears = node->first_child != ATL_NONE || (among_branches[node->parent] && !(node->flags & ATL_NODE_ITEM));
    enum atl_part part = !bears ? ATL_PART_LEAF : node->parent == 0 && tops == 1 ? ATL_PART_ROOT : ATL_PART_BRANCH;
    styled->node[i] = look_of(&r, part, known->role);
    styled->card[i] = node->flags & ATL_NODE_HAS_ITEMS ? look_of(&r, ATL_PART_CARD, known->role) : 0;
    uint16_t icon = node->extra == ATL_NONE ? 0 : map->extra.at[node->extra].icon;
    icon = drawn_icon(map, icon ? icon : known->form.icon);
    if (known->form.shape || known->form.border || icon) {
      if (!styled->form)
        styled->form = atl_alloc(map->node.len, sizeof *styled->form);
      styled->form[i] = known->form;
      styled->form[i].icon = icon;
    }
  }
  free(among_branches);
  r.linking = true;
  if (map->link.len)
    styled->link = atl_alloc(map->link.len, 1);
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct known_kind *known = known_of(&r, map, map->link.at[i].kind, diags);
    styled->link[i] = wire_look(&r, known->role);
    const struct atl_link *link = &map->link.at[i];
    if (known->form.line || known->form.head || link->stroke || link->tip) {
      if (!styled->drawn)
        styled->drawn = atl_alloc(map->link.len, sizeof *styled->drawn);
      styled->drawn[i] = (struct atl_form){.line = link->stroke ? link->stroke : known->form.line,
                                           .head = link->tip ? link->tip : known->form.head};
    }
  }
  free(r.known);
  atl_vec_release(&r.pair_role);
}

uint8_t atl_style_add_title(struct atl_styled *styled, bool subtitle) {
  const struct atl_sheet *sheet = styled->sheet;
  const struct atl_role *leaf = atl_sheet_role(sheet, part_names[ATL_PART_LEAF]);
  if (styled->look.len == NO_LOOK)
    return ATL_LOOK_WIRE;
  struct atl_look look = styled->look.at[ATL_LOOK_WIRE];
  look.name = subtitle ? "subtitle" : "title";
  look.text = look.note = atl_paint_on_page(sheet, subtitle ? leaf->note : leaf->text, subtitle);
  look.label_size = subtitle ? leaf->size : leaf->size * 10 / 7 / ATL_PX * ATL_PX; /* 14 px and 20 */
  if (!subtitle)
    look.label_face = sheet->mono ? ATL_MONO_BOLD : ATL_SANS_BOLD;
  *atl_vec_push(&styled->look) = look;
  return (uint8_t)(styled->look.len - 1);
}

void atl_styled_release(struct atl_styled *styled) {
  free(styled->node);
  free(styled->card);
  free(styled->link);
  free(styled->form);
  free(styled->drawn);
  atl_vec_release(&styled->look);
  *styled = (struct atl_styled){0};
}
