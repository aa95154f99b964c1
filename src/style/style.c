/* Looks are made on demand, one for each pair of part and role that a map uses; a node keeps the index of its own. */
#include "style/style.h"

#include "base/geom.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const atl_border_names[] = {"single", "round", "heavy", "double", "ascii", NULL};
static const char *const part_names[ATL_PARTS] = {"root", "branch", "leaf", "card"};

enum { NO_LOOK = 255, LEAST_CONTRAST_TIMES_10 = 45 };

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

/* Relative luminance of one channel, WCAG 2.1. */
static double linear(uint32_t channel) {
  double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb) {
  return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
}

double atl_contrast(uint32_t a, uint32_t b) {
  double x = luminance(a), y = luminance(b);
  return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static bool reads(uint32_t ink, uint32_t ground) { return atl_contrast(ink, ground) * 10 >= LEAST_CONTRAST_TIMES_10; }

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

static void check_contrast(struct atl_diags *diags, const struct atl_role *role, const char *what, struct atl_paint ink,
                           struct atl_paint ground) {
  double light = atl_contrast(ink.light, ground.light), dark = atl_contrast(ink.dark, ground.dark);
  if (light * 10 < LEAST_CONTRAST_TIMES_10)
    atl_report(diags, ATL_WARNING, "contrast", role->span,
               "the %s of role '%s' has a contrast of %.1f:1 in the light scheme; 4.5:1 is the least that all can read",
               what, role->name, tenths_below(light));
  if (dark * 10 < LEAST_CONTRAST_TIMES_10)
    atl_report(diags, ATL_WARNING, "contrast", role->span,
               "the %s of role '%s' has a contrast of %.1f:1 in the dark scheme; 4.5:1 is the least that all can read",
               what, role->name, tenths_below(dark));
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

void atl_sheet_check_contrast(const struct atl_sheet *sheet, struct atl_diags *diags) {
  const struct atl_role *leaf = atl_sheet_role(sheet, part_names[ATL_PART_LEAF]);
  for (uint32_t i = 0; i < sheet->role.len; i++) {
    struct atl_role role = sheet->role.at[i];
    fill_in(&role, leaf); /* an accent stands on a part */
    check_contrast(diags, &role, "text", role.text, role.fill);
    check_contrast(diags, &role, "note", role.note, role.fill);
  }
}

/* -- resolving --------------------------------------------------------------------------------------------------- */

struct known_kind {
  bool asked;
  const char *role;
};

struct resolver {
  struct atl_styled *styled;
  const struct atl_sheet *sheet;
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
  } else if (over) {
    struct atl_role own = *over;
    fill_in(&own, &role);
    role = own;
  }
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
  bool inked = over && over->set & ATL_SET_NOTE;
  struct atl_paint ink = atl_paint_on_page(sheet, inked ? over->note : leaf->note, true);
  enum atl_face face = sheet->mono ? ATL_MONO : ATL_SANS;
  *atl_vec_push(&styled->look) = (struct atl_look){.name = over ? over->name : "wire",
                                                   .part = ATL_PART_WIRE,
                                                   .fill = sheet->page,
                                                   .line = over && over->set & ATL_SET_LINE ? over->line : sheet->wire,
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

/* The role of a kind; reports a kind the sheet does not know. */
static const char *find_role(struct resolver *r, const struct atl_map *map, atl_text word, struct atl_diags *diags) {
  const char *kind = atl_map_text(map, word);
  const struct atl_kind_role *there = atl_sheet_kind(r->sheet, kind);
  if (there)
    return atl_sheet_role(r->sheet, there->role)->name;
  const char *meant = NULL;
  unsigned best = atl_word_limit(strlen(kind)) + 1;
  for (uint32_t i = 0; i < r->sheet->kind.len && diags->warnings < ATL_MAX_DIAGS; i++)
    atl_nearer(kind, strlen(kind), r->sheet->kind.at[i].kind, &best, &meant);
  atl_report(diags, ATL_WARNING, "unknown-kind", atl_map_kind_span(map, word),
             meant ? "the style '%s' knows no kind '%s'; did you mean '%s'?" : "the style '%s' knows no kind '%s'",
             r->sheet->name, kind, meant);
  return NULL;
}

/* The role of a kind, NULL for none. Kinds are interned: their roles are found once each. */
static const char *role_of(struct resolver *r, const struct atl_map *map, atl_text kind, struct atl_diags *diags) {
  if (!kind)
    return NULL;
  struct known_kind *known = &r->known[atl_map_kind(map, kind)];
  if (!known->asked)
    *known = (struct known_kind){.asked = true, .role = find_role(r, map, kind, diags)};
  return known->role;
}

void atl_style_resolve(struct atl_styled *styled, const struct atl_map *map, const struct atl_sheet *sheet,
                       struct atl_diags *diags) {
  *styled =
      (struct atl_styled){.sheet = sheet, .node = atl_alloc(map->node.len, 1), .card = atl_alloc(map->node.len, 1)};
  struct resolver r = {.styled = styled, .sheet = sheet, .known = atl_alloc(map->kind.len + 1, sizeof *r.known)};
  wire_look(&r, NULL);
  /* Siblings look alike: where one of them has children, the others are branches, too. */
  bool *among_branches = atl_alloc(map->node.len, sizeof *among_branches);
  for (uint32_t i = 1; i < map->node.len; i++)
    if (map->node.at[i].first_child != ATL_NONE)
      among_branches[map->node.at[i].parent] = true;
  for (uint32_t i = 1; i < map->node.len; i++) {
    const struct atl_node *node = &map->node.at[i];
    const char *role = role_of(&r, map, node->kind, diags);
    bool bears = node->first_child != ATL_NONE || (among_branches[node->parent] && !(node->flags & ATL_NODE_ITEM));
    enum atl_part part = !bears ? ATL_PART_LEAF : node->parent == 0 ? ATL_PART_ROOT : ATL_PART_BRANCH;
    styled->node[i] = look_of(&r, part, role);
    styled->card[i] = node->flags & ATL_NODE_HAS_ITEMS ? look_of(&r, ATL_PART_CARD, role) : 0;
  }
  free(among_branches);
  if (map->link.len)
    styled->link = atl_alloc(map->link.len, 1);
  for (uint32_t i = 0; i < map->link.len; i++)
    styled->link[i] = wire_look(&r, role_of(&r, map, map->link.at[i].kind, diags));
  free(r.known);
  atl_vec_release(&r.pair_role);
}

void atl_styled_release(struct atl_styled *styled) {
  free(styled->node);
  free(styled->card);
  free(styled->link);
  atl_vec_release(&styled->look);
  *styled = (struct atl_styled){0};
}
