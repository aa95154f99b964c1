/* What may stand at a place of a map that is just being written.
 *
 * Where the place is must be known while the text is broken, so it is found from the lines alone: by what they are
 * indented, and, in the line of the place, by its braces, brackets and colons. Flow collections that go over several
 * lines are not followed.
 *
 *     links, from, to, see, root, focus, same-as ...   ids, or paths where an id is not the only one
 *     only, without                                    kinds, tags and paths
 *     kind, layout, direction, style                   their words
 *     where a key stands                               the keys of its scope, from the table of the reader
 */
#include "cmd/lsp.h"

#include "read/read.h"
#include "read/sheets.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
  MOST_CHAIN = 2 * ATL_MAX_DEPTH + 8, /* a key for each node and for its `nodes:` */
  MOST_FRAMES = 16,                   /* braces in one line */
  MOST_OFFERED = 1000                 /* more are not looked at; the editor asks again with more letters */
};

struct word {
  const char *at;
  size_t len;
};

struct place {
  struct word chain[MOST_CHAIN]; /* the keys that lead to it, the outermost last */
  size_t keys;
  bool at_key;    /* a key may stand here: nothing in the line says that it is a value */
  bool listed;    /* it is an entry of a list */
  bool silent;    /* in a comment */
  uint32_t begin; /* of the word that is being written */
};

static bool is(struct word word, const char *text) {
  return word.len == strlen(text) && !memcmp(word.at, text, word.len);
}

static struct word unquoted(const char *at, size_t len) {
  while (len && at[len - 1] == ' ')
    len--;
  if (len > 1 && (*at == '"' || *at == '\'') && at[len - 1] == *at)
    return (struct word){at + 1, len - 2};
  return (struct word){at, len};
}

/* -- lines --------------------------------------------------------------------------------------------------------- */

struct line {
  size_t dash;   /* the column of its first '-'; as `column` where it has none */
  size_t column; /* of what stands behind blanks and dashes */
  const char *at, *end;
};

/* False: it is empty, or a comment. */
static bool read_line(const char *begin, const char *end, struct line *line) {
  const char *at = begin;
  while (at < end && *at == ' ')
    at++;
  line->dash = (size_t)(at - begin);
  while (at < end && *at == '-' && (at + 1 == end || at[1] == ' ')) {
    at++;
    while (at < end && *at == ' ')
      at++;
  }
  line->column = (size_t)(at - begin);
  line->at = at;
  line->end = end;
  return line->column > line->dash || (at < end && *at != '#' && *at != '\r');
}

/* The key that a line begins with, and no value behind it but what makes a node of it: an anchor, a tag. */
static struct word key_of(const struct line *line) {
  char quote = 0;
  for (const char *at = line->at; at < line->end; at++) {
    if (quote)
      quote = *at == quote ? 0 : quote;
    else if (at == line->at && (*at == '"' || *at == '\''))
      quote = *at;
    else if (*at == ':' && (at + 1 == line->end || at[1] == ' ' || at[1] == '\r'))
      return unquoted(line->at, (size_t)(at - line->at));
  }
  return (struct word){0};
}

/* The keys of the lines above that a place in this line stands under. */
static void read_above(const struct atl_lsp_document *d, uint32_t number, struct line now, struct place *place) {
  bool in_list = now.dash < now.column;
  size_t limit = now.dash;
  while (number-- && place->keys < MOST_CHAIN && (limit || in_list)) {
    struct line line;
    uint32_t begin = d->line.at[number], end = d->line.at[number + 1];
    while (end > begin && (d->text[end - 1] == '\n' || d->text[end - 1] == '\r'))
      end--;
    if (!read_line(d->text + begin, d->text + end, &line))
      continue;
    struct word key = key_of(&line);
    bool dashed = line.dash < line.column;
    if (key.at && (line.column < limit || (in_list && line.column == limit))) {
      place->chain[place->keys++] = key;
      in_list = dashed;
      limit = line.dash;
    } else if (dashed && line.dash < limit) { /* another key of the same entry of a list */
      in_list = true;
      limit = line.dash;
    }
  }
}

/* What stands in the line before the place. */
static void read_before(const struct line *line, const char *to, struct place *place) {
  struct frame {
    char kind; /* '{', '[', or 0: of the block */
    struct word key;
  } frame[MOST_FRAMES] = {{0}};
  size_t top = 0;
  char quote = 0;
  const char *word = line->at;
  for (const char *at = line->at; at < to; at++) {
    struct frame *f = &frame[top];
    bool first = at == word;
    if (quote) {
      quote = *at == quote ? 0 : quote;
    } else if (first && *at == ' ') {
      word = at + 1;
    } else if (first && (*at == '"' || *at == '\'')) {
      quote = *at;
    } else if (*at == '#' && (at == line->at || at[-1] == ' ')) {
      place->silent = true;
      return;
    } else if (*at == ':' && f->kind != '[' && !f->key.at && (at + 1 == to || at[1] == ' ')) {
      f->key = unquoted(word, (size_t)(at - word));
      word = at + 1;
    } else if (first && (*at == '{' || *at == '[') && top + 1 < MOST_FRAMES) {
      frame[++top] = (struct frame){.kind = *at};
      word = at + 1;
    } else if (top && (*at == '}' || *at == ']')) {
      top--;
      word = at + 1;
    } else if (top && *at == ',') {
      f->key = (struct word){0};
      word = at + 1;
    }
  }
  place->at_key = !frame[top].key.at && frame[top].kind != '[';
  place->listed = frame[top].kind == '[' || (!top && !frame[0].key.at && line->dash < line->column);
  /* The innermost key comes first; those of the lines above follow. */
  for (size_t i = top + 1; i--;)
    if (frame[i].key.at)
      place->chain[place->keys++] = frame[i].key;
}

static void find_place(const struct atl_lsp_document *d, uint32_t offset, struct place *place) {
  uint32_t number = atl_line_at(d->line.at, d->line.len, offset), begin = d->line.at[number];
  struct line line;
  *place = (struct place){.begin = offset};
  read_line(d->text + begin, d->text + offset, &line);
  read_before(&line, d->text + offset, place);
  read_above(d, number, line, place);
  while (place->begin > (uint32_t)(line.at - d->text)) {
    char c = d->text[place->begin - 1];
    if (strchr(" ,:>\"'[]{}", c))
      break;
    place->begin--;
  }
}

/* -- scopes -------------------------------------------------------------------------------------------------------- */

enum value { V_NONE, V_ID, V_SEE, V_ROOT, V_PATH, V_KIND, V_LAYOUT, V_DIRECTION, V_STYLE };

/* What stands behind a key of a scope. */
static const struct {
  const char *scope, *key; /* scope NULL: of any */
  enum value value;
} values[] = {{"link", "from", V_ID},     {"link", "to", V_ID},
              {"link", "source", V_ID},   {"link", "target", V_ID},
              {"view", "root", V_ROOT},   {"view", "focus", V_ID},
              {"view", "only", V_PATH},   {"view", "without", V_PATH},
              {"term", "see", V_SEE},     {NULL, "see", V_ID},
              {NULL, "same-as", V_ID},    {NULL, "kind", V_KIND},
              {NULL, "layout", V_LAYOUT}, {NULL, "direction", V_DIRECTION},
              {"map", "style", V_STYLE},  {"view", "style", V_STYLE}};

/* Keys whose value is a scope of its own: of a list, or under names that are the author's. */
static const struct {
  const char *scope, *key, *inner;
  bool named;
} inside[] = {{"map", "nodes", "node", true},   {"node", "nodes", "node", true},   {"map", "links", "link", false},
              {"node", "links", "link", false}, {"node", "items", "item", false},  {"map", "views", "view", true},
              {"map", "kinds", "kind", true},   {"map", "glossary", "term", true}, {"map", "title", "title", false}};

/* The scope of a place; NULL: the author's own words. `value`: what is being written is the value of a key of it. */
static const char *scope_of(const struct place *place, enum value *value, bool *entry) {
  const char *scope = "map";
  *value = V_NONE;
  *entry = false;
  for (size_t i = place->keys; i--;) {
    size_t row = 0, rows = sizeof inside / sizeof *inside;
    while (row < rows && !(!strcmp(inside[row].scope, scope) && is(place->chain[i], inside[row].key)))
      row++;
    if (row < rows) {
      scope = inside[row].inner;
      if (inside[row].named && !i--)
        return NULL; /* a name stands here */
      *entry = !i && !inside[row].named;
      continue;
    }
    for (row = 0; row < sizeof values / sizeof *values; row++)
      if ((!values[row].scope || !strcmp(values[row].scope, scope)) && is(place->chain[i], values[row].key))
        break;
    if (!i && row < sizeof values / sizeof *values)
      *value = values[row].value;
    return NULL;
  }
  return scope;
}

/* -- offers -------------------------------------------------------------------------------------------------------- */

enum { K_FIELD = 5, K_REFERENCE = 18, K_ENUM_MEMBER = 20 }; /* CompletionItemKind of the protocol */

struct offers {
  const struct atl_lsp_document *document;
  uint32_t begin, end;
  const char *typed, *scope;
  size_t typed_len;
  json_t *list;
  bool more;
};

static void offer(struct offers *o, const char *text, const char *detail, int kind, const char *behind) {
  if (!*text || strncmp(text, o->typed, o->typed_len) != 0)
    return;
  if (json_array_size(o->list) >= MOST_OFFERED) {
    o->more = true;
    return;
  }
  struct atl_out insert;
  atl_out_memory(&insert);
  atl_out_format(&insert, "%s%s", text, behind);
  json_t *item =
      json_pack("{s:s, s:i, s:{s:o, s:o}}", "label", text, "kind", kind, "textEdit", "range",
                atl_lsp_range(o->document, o->begin, o->end), "newText", json_stringn(insert.buf, insert.len));
  if (detail && *detail)
    json_object_set_new(item, "detail", json_string(detail));
  json_array_append_new(o->list, item);
  atl_out_discard(&insert);
}

static void offer_key(void *context, const char *scope, const char *key) {
  struct offers *o = context;
  if (!strcmp(scope, o->scope))
    offer(o, key, NULL, K_FIELD, ": ");
}

static void offer_ids(struct offers *o, const struct atl_map *map, bool items) {
  for (uint32_t i = 1; i < map->node.len && !o->more; i++) {
    const struct atl_node *node = &map->node.at[i];
    const char *id = atl_map_text(map, node->id);
    struct atl_out path;
    uint32_t count;
    if (!*id || (!items && node->flags & ATL_NODE_ITEM))
      continue;
    atl_out_memory(&path);
    atl_map_write_path(map, i, &path);
    atl_out_char(&path, 0);
    bool by_id = !strncmp(id, o->typed, o->typed_len);
    bool by_path = memchr(o->typed, '.', o->typed_len) && !strncmp(path.buf, o->typed, o->typed_len);
    if (by_id && atl_map_find(map, id, strlen(id), &count) == i)
      offer(o, id, atl_map_text(map, node->label), K_REFERENCE, "");
    else if (by_id || by_path) { /* found by its id, too, where that is not enough */
      size_t typed = o->typed_len;
      o->typed_len = by_path ? typed : 0;
      offer(o, path.buf, atl_map_text(map, node->label), K_REFERENCE, "");
      o->typed_len = typed;
    }
    atl_out_discard(&path);
  }
}

static void offer_words(struct offers *o, const struct atl_map *map) {
  for (uint32_t i = 0; i < map->kind.len; i++)
    offer(o, atl_map_text(map, map->kind.at[i].text), "kind", K_ENUM_MEMBER, "");
}

/* Kinds, tags, and paths: of a node that holds something, all that it holds. */
static void offer_paths(struct offers *o, const struct atl_map *map) {
  offer_words(o, map);
  for (uint32_t i = 0; i < map->extra.len; i++)
    for (uint32_t k = 0; k < map->extra.at[i].tags; k++) {
      const char *tag = atl_map_text(map, map->word.at[map->extra.at[i].first_tag + k].text);
      bool there = false;
      for (size_t j = 0; j < json_array_size(o->list) && !there; j++)
        there = !strcmp(json_string_value(json_object_get(json_array_get(o->list, j), "label")), tag);
      if (!there)
        offer(o, tag, "tag", K_ENUM_MEMBER, "");
    }
  for (uint32_t i = 1; i < map->node.len && !o->more; i++) {
    struct atl_out path;
    if (!*atl_map_text(map, map->node.at[i].id))
      continue;
    atl_out_memory(&path);
    atl_map_write_path(map, i, &path);
    bool dotted = memchr(path.buf, '.', path.len);
    if (!dotted && map->node.at[i].first_child != ATL_NONE)
      atl_out_text(&path, ".**");
    atl_out_char(&path, 0);
    if (dotted || map->node.at[i].first_child != ATL_NONE)
      offer(o, path.buf, atl_map_text(map, map->node.at[i].label), K_REFERENCE, "");
    atl_out_discard(&path);
  }
}

static void offer_value(struct offers *o, const struct atl_map *map, enum value value) {
  switch (value) {
  case V_NONE:
    break;
  case V_SEE:
    for (uint32_t i = 0; i < map->term.len; i++)
      offer(o, atl_map_text(map, map->term.at[i].name), "term", K_REFERENCE, "");
    offer_ids(o, map, true);
    break;
  case V_ID:
  case V_ROOT:
    offer_ids(o, map, value == V_ID);
    break;
  case V_PATH:
    offer_paths(o, map);
    break;
  case V_KIND:
    offer_words(o, map);
    break;
  case V_LAYOUT:
    for (int i = 0; atl_layouts[i].name; i++)
      offer(o, atl_layouts[i].name, NULL, K_ENUM_MEMBER, "");
    break;
  case V_DIRECTION:
    for (int i = 0; atl_direction_names[i]; i++)
      offer(o, atl_direction_names[i], NULL, K_ENUM_MEMBER, "");
    break;
  case V_STYLE:
    for (int i = 0; atl_built_in_sheets[i].name; i++)
      offer(o, atl_built_in_sheets[i].name, NULL, K_ENUM_MEMBER, "");
    break;
  }
}

json_t *atl_lsp_complete(const struct atl_lsp_document *d, uint32_t offset) {
  struct place *place = atl_alloc(1, sizeof *place);
  const struct atl_work *work = d->good ? d->good : d->now;
  enum value value;
  bool entry;
  find_place(d, offset, place);
  struct offers o = {.document = d,
                     .begin = place->begin,
                     .end = offset,
                     .typed = d->text + place->begin,
                     .typed_len = offset - place->begin,
                     .list = json_array()};
  const char *scope = scope_of(place, &value, &entry);
  if (place->silent)
    scope = NULL, value = V_NONE;
  if (scope && !strcmp(scope, "link") && entry && (place->listed || place->at_key))
    offer_ids(&o, &work->map, true); /* `a -> b` */
  bool listed_link = scope && !strcmp(scope, "link") && place->begin > 0 && d->text[place->begin - 1] == '>';
  o.scope = scope;
  bool whole = true; /* a key is all that its line has: nothing but blanks, dashes and braces stand before it */
  for (uint32_t at = place->begin; at-- > d->line.at[atl_line_at(d->line.at, d->line.len, offset)] && whole;)
    if (d->text[at] == '{' || d->text[at] == ',')
      break;
    else
      whole = strchr(" -", d->text[at]) != NULL && !(d->text[at] == '-' && d->text[at + 1] == '>');
  if (scope && place->at_key && whole && !listed_link)
    atl_read_vocabulary(offer_key, &o);
  offer_value(&o, &work->map, value);
  free(place);
  return json_pack("{s:b, s:o}", "isIncomplete", o.more, "items", o.list);
}
