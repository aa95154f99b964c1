/* What maps say beside their nodes and links: kinds, views and terms, each found again by its name; and which kinds
 * look otherwise than they did, by themselves or by what they are like. */
#include "diff/said.h"

#include "style/icon.h"
#include "style/shape.h"

#include <stdlib.h>
#include <string.h>

/* -- texts of values -------------------------------------------------------------------------------------------------
 */

static const char *wanted(uint8_t value) {
  static const char *const words[] = {
      [ATL_WANTED_UNSAID] = "", [ATL_WANTED] = "true", [ATL_WANTED_USEFUL] = "auto", [ATL_UNWANTED] = "false"};
  return words[value];
}

static const char *choice(const char *const *names, unsigned number) { return number ? names[number - 1] : ""; }

static void write_tint(const struct atl_map *map, const struct atl_tint *tint, struct atl_out *out) {
  if (!tint->said)
    return;
  if (tint->name)
    atl_out_text(out, atl_map_text(map, tint->name));
  else if (tint->light == tint->dark)
    atl_out_format(out, "#%06x", (unsigned)tint->light & 0xffffffu);
  else
    atl_out_format(out, "#%06x, #%06x", (unsigned)tint->light & 0xffffffu, (unsigned)tint->dark & 0xffffffu);
}

static void write_words(const struct atl_map *map, uint32_t first, uint32_t count, struct atl_out *out) {
  for (uint32_t i = 0; i < count; i++)
    atl_out_format(out, "%s%s", i ? ", " : "", atl_map_text(map, map->word.at[first + i].text));
}

static void write_count(uint32_t count, struct atl_out *out) {
  if (count)
    atl_out_int(out, count);
}

struct told {
  atl_diff_each *each;
  void *context;
  const struct atl_map *map[2];
  struct atl_out text[2]; /* of the value at hand, in either map */
};

static void told_of(struct told *t, const struct atl_map *old, const struct atl_map *new, atl_diff_each *each,
                    void *context) {
  *t = (struct told){.each = each, .context = context, .map = {old, new}};
  atl_out_memory(&t->text[0]);
  atl_out_memory(&t->text[1]);
}

static void told_init(struct told *t, const struct atl_diff *d, atl_diff_each *each, void *context) {
  told_of(t, d->old, d->new, each, context);
}

static void told_release(struct told *t) {
  atl_out_discard(&t->text[0]);
  atl_out_discard(&t->text[1]);
}

static void tell_words(const struct told *t, const char *key, const char *was, const char *is) {
  if (strcmp(was, is) != 0)
    t->each(t->context, key, was, is);
}

static void tell(const struct told *t, const char *key, atl_text was, atl_text is) {
  tell_words(t, key, atl_map_text(t->map[0], was), atl_map_text(t->map[1], is));
}

/* The two texts that were written. */
static void tell_written(struct told *t, const char *key) {
  for (int i = 0; i < 2; i++)
    atl_out_char(&t->text[i], 0);
  tell_words(t, key, t->text[0].buf, t->text[1].buf);
  t->text[0].len = t->text[1].len = 0;
}

static void tell_tints(struct told *t, const char *key, const struct atl_tint *was, const struct atl_tint *is) {
  write_tint(t->map[0], was, &t->text[0]);
  write_tint(t->map[1], is, &t->text[1]);
  tell_written(t, key);
}

/* -- kinds -----------------------------------------------------------------------------------------------------------
 */

/* What a map says of the looks of a kind, by itself and by what it is like; "": nothing. */
static void write_look(const struct atl_map *map, const char *name, struct atl_out *out) {
  enum { MOST_LIKE = 8 };
  const char *own = name;
  struct atl_kind look = {0};
  for (int i = 0; i < MOST_LIKE; i++) {
    const struct atl_kind *said = atl_map_declared(map, name);
    if (!said)
      break;
    struct atl_tint *to[] = {&look.color, &look.fill, &look.line, &look.text};
    const struct atl_tint *from[] = {&said->color, &said->fill, &said->line, &said->text};
    for (size_t k = 0; k < sizeof to / sizeof *to; k++)
      if (!to[k]->said)
        *to[k] = *from[k];
    look.shape = look.shape ? look.shape : said->shape;
    look.border = look.border ? look.border : said->border;
    look.stroke = look.stroke ? look.stroke : said->stroke;
    look.head = look.head ? look.head : said->head;
    look.icon = look.icon ? look.icon : said->icon;
    const char *like = said->like ? atl_map_text(map, said->like) : name;
    if (!strcmp(like, name))
      break;
    name = like;
  }
  size_t start = out->len;
  if (strcmp(own, name) != 0)
    atl_out_format(out, "like %s", name);
  const struct {
    const char *key;
    const struct atl_tint *tint;
    const char *word;
  } parts[] = {{"color", &look.color, ""},
               {"fill", &look.fill, ""},
               {"line", &look.line, ""},
               {"text", &look.text, ""},
               {"shape", NULL, choice(atl_shape_names, look.shape)},
               {"border", NULL, choice(atl_stroke_names, look.border)},
               {"line", NULL, choice(atl_stroke_names, look.stroke)},
               {"head", NULL, choice(atl_head_names, look.head)},
               {"icon", NULL, atl_icon_word(map, look.icon)}};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (parts[i].tint ? !parts[i].tint->said : !*parts[i].word)
      continue;
    atl_out_format(out, "%s%s ", out->len > start ? ", " : "", parts[i].key);
    if (parts[i].tint)
      write_tint(map, parts[i].tint, out);
    else
      atl_out_text(out, parts[i].word);
  }
}

static void write_looks(const struct atl_diff *d, const char *kind, struct told *t) {
  write_look(d->old, kind, &t->text[0]);
  write_look(d->new, kind, &t->text[1]);
}

static void differs(void *any, const char *key, const char *was, const char *is) {
  (void)key;
  (void)was;
  (void)is;
  *(bool *)any = true;
}

/* Which kinds that the new map uses look otherwise. */
static void find_looks(struct atl_diff *d) {
  d->other_look = atl_arena_alloc(&d->arena, (size_t)d->new->kind.len + 1);
  memset(d->other_look, 0, (size_t)d->new->kind.len + 1);
  if (!d->old->declared.len && !d->new->declared.len)
    return;
  struct told t;
  bool other = false;
  told_init(&t, d, differs, &other);
  for (uint32_t i = 0; i < d->new->kind.len; i++) {
    other = false;
    write_looks(d, atl_map_text(d->new, d->new->kind.at[i].text), &t);
    tell_written(&t, "");
    d->other_look[i] = other;
  }
  told_release(&t);
}

bool atl_diff_looks_other(const struct atl_diff *d, atl_text kind) {
  uint32_t i = kind ? atl_map_kind(d->new, kind) : ATL_NONE;
  return i != ATL_NONE && d->other_look[i];
}

void atl_diff_tell_look(const struct atl_diff *d, atl_text kind, atl_diff_each *each, void *context) {
  struct told t;
  if (!atl_diff_looks_other(d, kind))
    return;
  told_init(&t, d, each, context);
  write_looks(d, atl_map_text(d->new, kind), &t);
  tell_written(&t, "look");
  told_release(&t);
}

/* -- what has a name -------------------------------------------------------------------------------------------------
 */

static uint32_t count_of(const struct atl_map *map, enum atl_diff_sort said) {
  return said == ATL_DIFF_KINDS ? map->declared.len : said == ATL_DIFF_VIEWS ? map->view.len : map->term.len;
}

static const char *name_of(const struct atl_map *map, enum atl_diff_sort said, uint32_t i) {
  return atl_map_text(map, said == ATL_DIFF_KINDS   ? map->declared.at[i].name
                           : said == ATL_DIFF_VIEWS ? map->view.at[i].name
                                                    : map->term.at[i].name);
}

/* What has this name in a map; ATL_NONE: nothing. A term may have it as another name. */
static uint32_t find(const struct atl_map *map, enum atl_diff_sort said, const char *name) {
  if (said == ATL_DIFF_TERMS)
    return atl_map_term(map, name);
  const struct atl_kind *kind = said == ATL_DIFF_KINDS ? atl_map_declared(map, name) : NULL;
  const struct atl_view *view = said == ATL_DIFF_VIEWS ? atl_map_view(map, name) : NULL;
  return kind ? (uint32_t)(kind - map->declared.at) : view ? (uint32_t)(view - map->view.at) : ATL_NONE;
}

static void find_said(struct atl_diff *d, enum atl_diff_sort said) {
  uint32_t olds = count_of(d->old, said), news = count_of(d->new, said);
  uint32_t *of_old = atl_alloc((size_t)olds + 1, sizeof *of_old), *of_new = atl_alloc((size_t)news + 1, sizeof *of_new);
  for (uint32_t i = 0; i < olds; i++)
    of_old[i] = ATL_NONE;
  for (uint32_t i = 0; i < news; i++)
    of_new[i] = ATL_NONE;
  for (int strict = 1; strict >= 0; strict--) /* another name is asked for when all own names are found */
    for (uint32_t i = 0; i < news; i++) {
      const char *name = name_of(d->new, said, i);
      uint32_t was = of_new[i] == ATL_NONE ? find(d->old, said, name) : ATL_NONE;
      if (was == ATL_NONE || of_old[was] != ATL_NONE || (strict && strcmp(name_of(d->old, said, was), name) != 0))
        continue;
      of_old[was] = i;
      of_new[i] = was;
    }
  for (uint32_t i = 0; i < olds; i++) { /* a term that has its old name beside the new one */
    uint32_t is = of_old[i] == ATL_NONE ? find(d->new, said, name_of(d->old, said, i)) : ATL_NONE;
    if (is == ATL_NONE || of_new[is] != ATL_NONE)
      continue;
    of_old[i] = is;
    of_new[is] = i;
  }
  for (uint32_t i = 0; i < news; i++)
    *atl_vec_push(&d->said[said]) = (struct atl_diff_said){.was = of_new[i], .is = i};
  for (uint32_t i = 0; i < olds; i++)
    if (of_old[i] == ATL_NONE)
      *atl_vec_push(&d->said[said]) = (struct atl_diff_said){.was = i, .is = ATL_NONE};
  for (uint32_t i = 0; i < d->said[said].len; i++) {
    struct atl_diff_said *it = &d->said[said].at[i];
    bool other = false;
    atl_diff_said_fields(d, said, i, differs, &other);
    it->change = it->was == ATL_NONE  ? ATL_ADDED
                 : it->is == ATL_NONE ? ATL_REMOVED
                                      : (unsigned)(other ? ATL_CHANGED : 0);
    if (it->was != ATL_NONE && it->is != ATL_NONE &&
        strcmp(name_of(d->old, said, it->was), name_of(d->new, said, it->is)) != 0)
      it->change |= ATL_RENAMED;
  }
  free(of_old);
  free(of_new);
}

void atl_diff_said(struct atl_diff *d) {
  find_looks(d);
  for (int said = 0; said < ATL_DIFF_SORTS; said++)
    find_said(d, (enum atl_diff_sort)said);
}

const char *atl_diff_said_name(const struct atl_diff *d, enum atl_diff_sort said, uint32_t i, bool was) {
  const struct atl_diff_said *it = &d->said[said].at[i];
  return was ? name_of(d->old, said, it->was) : name_of(d->new, said, it->is);
}

static void tell_kind(struct told *t, const struct atl_kind *was, const struct atl_kind *is) {
  tell(t, "label", was->label, is->label);
  tell(t, "about", was->about, is->about);
  tell(t, "like", was->like, is->like);
  tell_tints(t, "color", &was->color, &is->color);
  tell_tints(t, "fill", &was->fill, &is->fill);
  tell_tints(t, "line", &was->line, &is->line);
  tell_words(t, "line", choice(atl_stroke_names, was->stroke), choice(atl_stroke_names, is->stroke));
  tell_tints(t, "text", &was->text, &is->text);
  tell_words(t, "shape", choice(atl_shape_names, was->shape), choice(atl_shape_names, is->shape));
  tell_words(t, "border", choice(atl_stroke_names, was->border), choice(atl_stroke_names, is->border));
  tell_words(t, "head", choice(atl_head_names, was->head), choice(atl_head_names, is->head));
  tell_words(t, "icon", atl_icon_word(t->map[0], was->icon), atl_icon_word(t->map[1], is->icon));
}

static void tell_lists(struct told *t, const char *key, uint32_t first_was, uint32_t was, uint32_t first_is,
                       uint32_t is) {
  write_words(t->map[0], first_was, was, &t->text[0]);
  write_words(t->map[1], first_is, is, &t->text[1]);
  tell_written(t, key);
}

static void tell_counts(struct told *t, const char *key, uint32_t was, uint32_t is) {
  write_count(was, &t->text[0]);
  write_count(is, &t->text[1]);
  tell_written(t, key);
}

static void tell_view(struct told *t, const struct atl_view *was, const struct atl_view *is) {
  tell(t, "title", was->title, is->title);
  tell_words(t, "show", wanted(was->titled), wanted(is->titled));
  tell(t, "about", was->about, is->about);
  tell(t, "root", was->root, is->root);
  tell_counts(t, "depth", was->depth, is->depth);
  tell_lists(t, "only", was->first_only, was->onlys, is->first_only, is->onlys);
  tell_lists(t, "without", was->first_without, was->withouts, is->first_without, is->withouts);
  tell_lists(t, "focus", was->first_focus, was->focuses, is->first_focus, is->focuses);
  tell_counts(t, "neighbours", was->neighbours, is->neighbours);
  tell_lists(t, "without-links", was->first_hidden, was->hidden, is->first_hidden, is->hidden);
  tell(t, "layout", was->layout, is->layout);
  tell(t, "direction", was->direction, is->direction);
  tell(t, "groups", was->groups, is->groups);
  tell(t, "style", was->style, is->style);
  tell_words(t, "legend", wanted(was->legend), wanted(is->legend));
}

static void tell_term(struct told *t, const struct atl_term *was, const struct atl_term *is) {
  tell(t, "text", was->text, is->text);
  tell_lists(t, "aka", was->first_aka, was->akas, is->first_aka, is->akas);
  tell_lists(t, "see", was->first_see, was->sees, is->first_see, is->sees);
}

void atl_diff_said_fields(const struct atl_diff *d, enum atl_diff_sort said, uint32_t i, atl_diff_each *each,
                          void *context) {
  const struct atl_diff_said *it = &d->said[said].at[i];
  struct told t;
  if (it->was == ATL_NONE || it->is == ATL_NONE)
    return;
  told_init(&t, d, each, context);
  if (said == ATL_DIFF_KINDS)
    tell_kind(&t, &d->old->declared.at[it->was], &d->new->declared.at[it->is]);
  else if (said == ATL_DIFF_VIEWS)
    tell_view(&t, &d->old->view.at[it->was], &d->new->view.at[it->is]);
  else
    tell_term(&t, &d->old->term.at[it->was], &d->new->term.at[it->is]);
  told_release(&t);
}

void atl_diff_all_fields(const struct atl_map *map, enum atl_diff_sort sort, uint32_t i, atl_diff_each *each,
                         void *context) {
  static const struct atl_kind no_kind;
  static const struct atl_view no_view;
  static const struct atl_term no_term;
  struct told t;
  told_of(&t, map, map, each, context);
  if (sort == ATL_DIFF_KINDS)
    tell_kind(&t, &no_kind, &map->declared.at[i]);
  else if (sort == ATL_DIFF_VIEWS)
    tell_view(&t, &no_view, &map->view.at[i]);
  else
    tell_term(&t, &no_term, &map->term.at[i]);
  told_release(&t);
}

void atl_diff_map_fields(const struct atl_diff *d, atl_diff_each *each, void *context) {
  const struct atl_map *old = d->old, *new = d->new;
  struct told t;
  told_init(&t, d, each, context);
  tell(&t, "title", old->title, new->title);
  tell_words(&t, "show", wanted(old->titled), wanted(new->titled));
  tell(&t, "subtitle", old->subtitle, new->subtitle);
  tell(&t, "about", old->about, new->about);
  tell(&t, "layout", old->layout, new->layout);
  tell(&t, "direction", old->direction, new->direction);
  tell(&t, "groups", old->groups, new->groups);
  tell(&t, "style", old->style, new->style);
  tell_words(&t, "legend", wanted(old->legend), wanted(new->legend));
  told_release(&t);
}

void atl_diff_link_fields(const struct atl_diff *d, uint32_t i, atl_diff_each *each, void *context) {
  const struct atl_diff_link *link = &d->link.at[i];
  struct told t;
  if (link->was == ATL_NONE || link->is == ATL_NONE)
    return;
  const struct atl_link *was = &d->old->link.at[link->was], *is = &d->new->link.at[link->is];
  told_init(&t, d, each, context);
  tell(&t, "kind", was->kind, is->kind);
  for (int k = 0; k < 2; k++) {
    const struct atl_link *said = k ? is : was;
    const char *line = choice(atl_stroke_names, said->stroke), *head = choice(atl_head_names, said->tip);
    atl_out_format(&t.text[k], "%s%s%s", line, *line && *head ? ", " : "", head);
  }
  tell_written(&t, "style");
  tell(&t, "from-label", was->end_label[0], is->end_label[0]);
  tell(&t, "to-label", was->end_label[1], is->end_label[1]);
  if (!strcmp(atl_map_text(d->old, was->kind), atl_map_text(d->new, is->kind)))
    atl_diff_tell_look(d, is->kind, each, context);
  told_release(&t);
}
