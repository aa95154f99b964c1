/* The map of both as YAML, of which every string is one of JSON: so it is read, checked, styled and drawn as any map.
 *
 * What has changed is told twice: by a mark before the label, which is seen in ASCII as well, and by a kind, whose
 * colour is one of five; what has not is grey. A kind keeps its shape. The kinds of the author become tags, so that the
 * views of the new map still find what they are about. */
#include "diff/diff.h"

#include "base/spell.h"
#include "base/strmap.h"
#include "style/icon.h"
#include "style/kinds.h"
#include "style/shape.h"

#include <stdlib.h>
#include <string.h>

static const struct state {
  unsigned change;
  const char *word, *color, *border;
} states[] = {
    {ATL_ADDED, "added", "green", NULL},      {ATL_REMOVED, "removed", "red", "dashed"},
    {ATL_MOVED, "moved", "blue", NULL},       {ATL_RENAMED, "renamed", "amber", NULL},
    {ATL_CHANGED, "changed", "violet", NULL}, {0, "same", "gray", NULL},
};

enum { SAME = sizeof states / sizeof *states - 1, ROOM = 300 /* bytes of a label that are kept for what it was */ };

struct writer {
  const struct atl_diff *d;
  struct atl_out *out;
  struct atl_out kinds;  /* the names of kinds that are used, each ended by a zero */
  ATL_VEC(size_t) kind;  /* in kinds; "added database" */
  ATL_VEC(uint8_t) link; /* whether it is of links */
  struct atl_strmap index;
};

static unsigned state_of(unsigned change) {
  unsigned i = 0;
  while (i < SAME && !(states[i].change & change))
    i++;
  return i;
}

static void string(struct atl_out *out, const char *text) {
  atl_out_char(out, '"');
  atl_spell(out, ATL_SPELL_JSON, text);
  atl_out_char(out, '"');
}

static void pair(struct atl_out *out, const char *key, const char *value) {
  if (!*value)
    return;
  atl_out_format(out, ", \"%s\": ", key);
  string(out, value);
}

/* -- kinds ----------------------------------------------------------------------------------------------------------
 */

static bool same_kind(const void *writer, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct writer *w = writer;
  const char *name = w->kinds.buf + w->kind.at[value];
  return w->link.at[value] == number && !strncmp(name, key, len) && !name[len];
}

/* Writes the kind of something, and notes that it is used. */
static void write_kind(struct writer *w, unsigned change, const char *kind, bool link) {
  const char *word = states[state_of(change)].word;
  size_t at = w->kinds.len;
  atl_out_format(&w->kinds, "%s%s%s%s", word, link ? " link" : "", *kind ? " " : "", kind);
  size_t len = w->kinds.len - at;
  atl_out_char(&w->kinds, 0);
  pair(w->out, "kind", w->kinds.buf + at);
  if (atl_strmap_get(&w->index, link, w->kinds.buf + at, len, same_kind, w) != ATL_NONE) {
    w->kinds.len = at;
    return;
  }
  *atl_vec_push(&w->kind) = at;
  *atl_vec_push(&w->link) = link;
  atl_strmap_add(&w->index, link, w->kinds.buf + at, len, w->kind.len - 1);
}

/* What maps say of the form of a kind, by itself and by what it is like: the new one, else the old one. The word that
 * all of it is like in the end. */
static const char *form_of(const struct atl_diff *d, const char *name, struct atl_kind *form) {
  enum { MOST_LIKE = 8 };
  *form = (struct atl_kind){0};
  for (int i = 0; i < MOST_LIKE; i++) {
    const struct atl_map *map = d->new;
    const struct atl_kind *said = atl_map_declared(map, name);
    if (!said && (said = atl_map_declared(map = d->old, name)) == NULL)
      break;
    form->shape = form->shape ? form->shape : said->shape;
    form->border = form->border ? form->border : said->border;
    form->stroke = form->stroke ? form->stroke : said->stroke;
    form->head = form->head ? form->head : said->head;
    const char *like = said->like ? atl_map_text(map, said->like) : name;
    if (!strcmp(like, name))
      break;
    name = like;
  }
  return name;
}

static void choice(struct atl_out *out, const char *key, const char *const *names, unsigned number) {
  if (number)
    pair(out, key, names[number - 1]);
}

static void write_kinds(struct writer *w) {
  atl_out_lit(w->out, "\"kinds\": {");
  for (uint32_t i = 0; i < w->kind.len; i++) {
    const char *name = w->kinds.buf + w->kind.at[i];
    size_t word = strcspn(name, " ");
    unsigned state = 0;
    while (state < SAME && (strlen(states[state].word) != word || strncmp(states[state].word, name, word) != 0))
      state++;
    const char *own = name + word + (w->link.at[i] ? strlen(" link") : 0);
    own += *own == ' ';
    struct atl_kind form;
    const char *like = form_of(w->d, own, &form);
    atl_out_text(w->out, i ? ",\n  " : "\n  ");
    string(w->out, name);
    atl_out_format(w->out, ": {\"color\": \"%s\", \"label\": \"%s\"", states[state].color, states[state].word);
    if (w->link.at[i]) {
      if (states[state].change == ATL_REMOVED)
        pair(w->out, "line", "dashed");
      else
        choice(w->out, "line", atl_stroke_names, form.stroke);
      choice(w->out, "head", atl_head_names, form.head);
    } else {
      choice(w->out, "shape", atl_shape_names, form.shape);
      if (states[state].border)
        pair(w->out, "border", states[state].border);
      else
        choice(w->out, "border", atl_stroke_names, form.border);
    }
    if (*like && atl_known_kind(like)) /* what only a sheet knows gave it a colour, which it has now */
      pair(w->out, "like", like);
    atl_out_char(w->out, '}');
  }
  atl_out_lit(w->out, "},\n");
}

/* -- nodes ----------------------------------------------------------------------------------------------------------
 */

static const struct atl_map *map_of(const struct atl_diff *d, const struct atl_diff_node *node, uint32_t *number) {
  *number = node->is == ATL_NONE ? node->was : node->is;
  return node->is == ATL_NONE ? d->old : d->new;
}

/* A mark, and what is behind it. */
static void write_label(struct writer *w, unsigned change, const char *label) {
  const char *mark = atl_diff_mark(change);
  if (strlen(label) > ATL_MAX_LABEL - 4) /* there is no room for it */
    mark = "";
  atl_out_lit(w->out, "\"label\": \"");
  atl_out_format(w->out, "%s%s", mark, *mark && *label ? " " : "");
  atl_spell(w->out, ATL_SPELL_JSON, label);
  atl_out_char(w->out, '"');
}

/* The note, and what the node was called and where it was. */
static void write_note(struct writer *w, uint32_t i, const char *note) {
  const struct atl_diff *d = w->d;
  const struct atl_diff_node *node = &d->node.at[i];
  struct atl_out text;
  atl_out_memory(&text);
  atl_out_text(&text, note);
  if (node->change & ATL_RENAMED) {
    const struct atl_node *was = &d->old->node.at[node->was];
    const char *label = atl_map_text(d->old, was->label), *now = atl_map_text(d->new, d->new->node.at[node->is].label);
    if (!strcmp(label, now))
      label = atl_map_text(d->old, was->id);
    if (*label && strlen(label) < ROOM)
      atl_out_format(&text, "%swas %s", text.len ? "; " : "", label);
  }
  if (node->change & ATL_MOVED) {
    uint32_t parent = d->old->node.at[node->was].parent;
    const char *from = atl_map_text(d->old, d->old->node.at[parent].label);
    if (parent && strlen(from) < ROOM)
      atl_out_format(&text, "%sfrom %s", text.len ? "; " : "",
                     *from ? from : atl_map_text(d->old, d->old->node.at[parent].id));
    else if (!parent)
      atl_out_format(&text, "%sfrom the top", text.len ? "; " : "");
  }
  atl_out_char(&text, 0);
  pair(w->out, "note", text.len <= ATL_MAX_LABEL ? text.buf : note);
  atl_out_discard(&text);
}

static void write_words(struct atl_out *out, const char *key, const struct atl_map *map, uint32_t first, uint32_t count,
                        const char *more) {
  if (!count && !*more)
    return;
  atl_out_format(out, ", \"%s\": [", key);
  for (uint32_t i = 0; i < count; i++) {
    atl_out_text(out, i ? ", " : "");
    string(out, atl_map_text(map, map->word.at[first + i].text));
  }
  if (*more) {
    atl_out_text(out, count ? ", " : "");
    string(out, more);
  }
  atl_out_char(out, ']');
}

/* What is said of a node or an item, without what it holds; the brace stays open. */
static void write_node(struct writer *w, uint32_t i) {
  static const struct atl_node_extra none;
  const struct atl_diff_node *node = &w->d->node.at[i];
  uint32_t number;
  const struct atl_map *map = map_of(w->d, node, &number);
  const struct atl_node *said = &map->node.at[number];
  const struct atl_node_extra *extra = said->extra == ATL_NONE ? &none : &map->extra.at[said->extra];
  bool item = said->flags & ATL_NODE_ITEM;
  const char *label = atl_map_text(map, said->label), *kind = atl_map_text(map, said->kind);
  atl_out_char(w->out, '{');
  write_label(w, node->change, *label ? label : node->id);
  if (item)
    pair(w->out, "id", node->id);
  write_note(w, i, atl_map_text(map, said->note));
  write_kind(w, node->change, kind, false);
  if (said->flags & (ATL_NODE_DIVIDE | ATL_NODE_JOIN))
    atl_out_format(w->out, ", \"divide\": %s", said->flags & ATL_NODE_DIVIDE ? "true" : "false");
  write_words(w->out, "tags", map, extra->first_tag, extra->tags, kind);
  pair(w->out, "about", atl_map_text(map, extra->about));
  pair(w->out, "url", atl_map_text(map, extra->url));
  if (!item) {
    pair(w->out, "icon", atl_icon_word(map, extra->icon));
    pair(w->out, "layout", atl_map_text(map, extra->layout));
    pair(w->out, "direction", atl_map_text(map, extra->direction));
    if (extra->columns == ATL_COLUMNS_AUTO)
      pair(w->out, "columns", "auto");
    else if (extra->columns)
      atl_out_format(w->out, ", \"columns\": %u", extra->columns);
  }
}

static bool is_item(const struct writer *w, uint32_t i) {
  uint32_t number;
  const struct atl_map *map = map_of(w->d, &w->d->node.at[i], &number);
  return map->node.at[number].flags & ATL_NODE_ITEM;
}

static uint32_t first_node(const struct writer *w, uint32_t child) {
  while (child != ATL_NONE && is_item(w, child))
    child = w->d->node.at[child].next;
  return child;
}

static void write_items(struct writer *w, uint32_t i) {
  bool any = false;
  for (uint32_t k = w->d->node.at[i].first_child; k != ATL_NONE; k = w->d->node.at[k].next) {
    if (!is_item(w, k))
      continue;
    atl_out_text(w->out, any ? ",\n  " : ", \"items\": [\n  ");
    any = true;
    write_node(w, k);
    atl_out_char(w->out, '}');
  }
  atl_out_text(w->out, any ? "]" : "");
}

/* All nodes, without recursion: a node is left open until all it holds is written. */
static void write_nodes(struct writer *w) {
  uint32_t at = 0;
  bool first = true;
  atl_out_lit(w->out, "\"nodes\": {");
  for (uint32_t child = first_node(w, w->d->node.at[0].first_child);;) {
    if (child != ATL_NONE) {
      atl_out_text(w->out, first ? "\n  " : ",\n  ");
      string(w->out, w->d->node.at[child].id);
      atl_out_lit(w->out, ": ");
      write_node(w, child);
      write_items(w, child);
      at = child;
      child = first_node(w, w->d->node.at[at].first_child);
      first = true;
      if (child != ATL_NONE)
        atl_out_lit(w->out, ", \"nodes\": {");
      else
        atl_out_char(w->out, '}');
      if (child != ATL_NONE)
        continue;
    } else {
      atl_out_char(w->out, '}'); /* of what it holds */
      if (!at)
        break;
      atl_out_char(w->out, '}');
    }
    first = false;
    child = first_node(w, w->d->node.at[at].next);
    at = w->d->node.at[at].parent;
  }
}

/* -- links and views ------------------------------------------------------------------------------------------------
 */

static void write_link(struct writer *w, const struct atl_diff_link *link) {
  static const char *const arrows[] = {"->", "both", "none"};
  const struct atl_diff *d = w->d;
  const struct atl_map *map = link->is == ATL_NONE ? d->old : d->new;
  const struct atl_link *said = &map->link.at[link->is == ATL_NONE ? link->was : link->is];
  struct atl_out end;
  atl_out_memory(&end);
  atl_out_char(w->out, '{');
  for (int head = 0; head < 2; head++) {
    end.len = 0;
    atl_diff_write_end(d, link, head, &end);
    atl_out_char(&end, 0);
    atl_out_format(w->out, "%s\"%s\": ", head ? ", " : "", head ? "to" : "from");
    string(w->out, end.buf);
  }
  end.len = 0;
  atl_out_format(&end, "%s%s%s", atl_diff_mark(link->change), link->change && said->label ? " " : "",
                 atl_map_text(map, said->label));
  if (link->change & ATL_RENAMED) {
    atl_text was = d->old->link.at[link->was].label;
    if (was && strlen(atl_map_text(d->old, was)) < ROOM)
      atl_out_format(&end, " (was %s)", atl_map_text(d->old, was));
  }
  atl_out_char(&end, 0);
  pair(w->out, "label", end.len <= ATL_MAX_LABEL ? end.buf : atl_diff_mark(link->change));
  if (said->arrow != ATL_ARROW_FORWARD)
    pair(w->out, "arrow", arrows[said->arrow]);
  pair(w->out, "from-label", atl_map_text(map, said->end_label[0]));
  pair(w->out, "to-label", atl_map_text(map, said->end_label[1]));
  write_kind(w, link->change, atl_map_text(map, said->kind), true);
  if (said->stroke || said->tip) {
    atl_out_lit(w->out, ", \"style\": [");
    if (said->stroke)
      string(w->out, atl_stroke_names[said->stroke - 1]);
    atl_out_text(w->out, said->stroke && said->tip ? ", " : "");
    if (said->tip)
      string(w->out, atl_head_names[said->tip - 1]);
    atl_out_char(w->out, ']');
  }
  atl_out_char(w->out, '}');
  atl_out_discard(&end);
}

/* All kinds of links that one of the author has become. */
static void write_hidden(struct writer *w, const struct atl_view *view) {
  const struct atl_map *map = w->d->new;
  bool any = false;
  for (uint32_t i = 0; i < view->hidden; i++) {
    const char *hidden = atl_map_text(map, map->word.at[view->first_hidden + i].text);
    for (uint32_t k = 0; k < w->kind.len; k++) {
      const char *name = w->kinds.buf + w->kind.at[k], *own = name + strcspn(name, " ");
      if (!w->link.at[k] || strncmp(own, " link ", 6) != 0 || strcmp(own + 6, hidden) != 0)
        continue;
      atl_out_text(w->out, any ? ", " : ", \"without-links\": [");
      any = true;
      string(w->out, name);
    }
  }
  atl_out_text(w->out, any ? "]" : "");
}

static void write_views(struct writer *w) {
  const struct atl_map *map = w->d->new;
  atl_out_lit(w->out, "\"views\": {");
  for (uint32_t i = 0; i < map->view.len; i++) {
    const struct atl_view *view = &map->view.at[i];
    atl_out_text(w->out, i ? ",\n  " : "\n  ");
    string(w->out, atl_map_text(map, view->name));
    atl_out_format(w->out, ": {\"about\": ");
    string(w->out, atl_map_text(map, view->about));
    pair(w->out, "title", atl_map_text(map, view->title));
    if (view->root_node) {
      struct atl_out path;
      atl_out_memory(&path);
      atl_diff_write_path(w->d, w->d->of_new[view->root_node], &path);
      atl_out_char(&path, 0);
      pair(w->out, "root", path.buf);
      atl_out_discard(&path);
    }
    if (view->depth)
      atl_out_format(w->out, ", \"depth\": %u", view->depth);
    write_words(w->out, "only", map, view->first_only, view->onlys, "");
    write_words(w->out, "without", map, view->first_without, view->withouts, "");
    write_words(w->out, "focus", map, view->first_focus, view->focuses, "");
    if (view->neighbours)
      atl_out_format(w->out, ", \"neighbours\": %u", view->neighbours);
    write_hidden(w, view);
    pair(w->out, "layout", atl_map_text(map, view->layout));
    pair(w->out, "direction", atl_map_text(map, view->direction));
    pair(w->out, "groups", atl_map_text(map, view->groups));
    atl_out_char(w->out, '}');
  }
  atl_out_lit(w->out, "}\n");
}

void atl_diff_write_map(const struct atl_diff *d, const char *style, struct atl_out *out) {
  struct writer w = {.d = d, .out = out};
  const struct atl_map *map = d->new;
  atl_out_memory(&w.kinds);
  atl_out_lit(out, "{\"about\": ");
  string(out, atl_map_text(map, map->about));
  pair(out, "title", atl_map_text(map, map->title));
  pair(out, "subtitle", atl_map_text(map, map->subtitle));
  pair(out, "layout", atl_map_text(map, map->layout));
  pair(out, "direction", atl_map_text(map, map->direction));
  pair(out, "groups", atl_map_text(map, map->groups));
  if (style)
    pair(out, "style", style);
  atl_out_lit(out, ",\n");
  write_nodes(&w);
  atl_out_lit(out, ",\n\"links\": [");
  for (uint32_t i = 0; i < d->link.len; i++) {
    atl_out_text(out, i ? ",\n  " : "\n  ");
    write_link(&w, &d->link.at[i]);
  }
  atl_out_lit(out, "],\n");
  write_kinds(&w);
  write_views(&w);
  atl_out_lit(out, "}\n");
  atl_strmap_release(&w.index);
  atl_vec_release(&w.kind);
  atl_vec_release(&w.link);
  atl_out_discard(&w.kinds);
}
