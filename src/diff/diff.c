/* From what is the same in both maps to one hierarchy of both, and to what is said differently. */
#include "diff/diff.h"

#include "diff/match.h"
#include "diff/said.h"
#include "style/icon.h"

#include <stdlib.h>
#include <string.h>

static const char *id_of(const struct atl_map *map, uint32_t node) { return atl_map_text(map, map->node.at[node].id); }

/* -- the hierarchy of both ------------------------------------------------------------------------------------------
 */

/* Whether something else below a node of both has an id, in either map or of what is there already. */
static bool is_taken(const struct atl_diff *d, uint32_t parent, const char *id, size_t len) {
  uint32_t was = d->node.at[parent].was, is = d->node.at[parent].is;
  if ((is != ATL_NONE && atl_map_child(d->new, is, id, len) != ATL_NONE) ||
      (was != ATL_NONE && atl_map_child(d->old, was, id, len) != ATL_NONE))
    return true;
  for (uint32_t i = d->node.at[parent].first_child; i != ATL_NONE; i = d->node.at[i].next)
    if (!strcmp(d->node.at[i].id, id))
      return true;
  return false;
}

/* What is gone keeps its id, and so does an item that has none any more, to which links of the old map lead; unless
 * something else has it. */
static const char *own_id(struct atl_diff *d, uint32_t was, uint32_t is, uint32_t parent) {
  if (is != ATL_NONE && (was == ATL_NONE || *id_of(d->new, is)))
    return id_of(d->new, is);
  const char *id = id_of(d->old, was);
  uint32_t there = d->node.at[parent].is, before = d->node.at[parent].was;
  size_t len = strlen(id);
  if (!len)
    return id;
  /* Ids of siblings are different, and none is made that a sibling has; of what stood elsewhere nobody knows. */
  bool sibling = before != ATL_NONE && d->old->node.at[was].parent == before;
  if (sibling ? there == ATL_NONE || atl_map_child(d->new, there, id, len) == ATL_NONE : !is_taken(d, parent, id, len))
    return id;
  enum { LONGEST_MORE = 16 }; /* bytes of "-was" and a number */
  if (len > ATL_MAX_ID - LONGEST_MORE)
    for (len = ATL_MAX_ID - LONGEST_MORE; len && ((unsigned char)id[len] & 0xc0) == 0x80;)
      len--;
  struct atl_out other;
  atl_out_memory(&other);
  for (unsigned more = 1;; more++) {
    other.len = 0;
    atl_out_format(&other, "%.*s-was", (int)len, id);
    if (more > 1)
      atl_out_int(&other, more);
    size_t end = other.len;
    atl_out_char(&other, 0);
    if (!is_taken(d, parent, other.buf, end))
      break;
  }
  id = atl_arena_strndup(&d->arena, other.buf, strlen(other.buf));
  atl_out_discard(&other);
  return id;
}

static bool equal(const struct atl_diff *d, atl_text was, atl_text is) {
  return !strcmp(atl_map_text(d->old, was), atl_map_text(d->new, is));
}

static void differs(void *any, const char *key, const char *was, const char *is) {
  (void)key;
  (void)was;
  (void)is;
  *(bool *)any = true;
}

/* Appends a node of both, behind `after` among the children of its parent; ATL_NONE: as the first. */
static uint32_t add(struct atl_diff *d, uint32_t was, uint32_t is, uint32_t parent, uint32_t after) {
  uint32_t i = d->node.len;
  const char *id = parent == ATL_NONE ? "" : own_id(d, was, is, parent);
  *atl_vec_push(&d->node) = (struct atl_diff_node){
      .was = was, .is = is, .parent = parent, .first_child = ATL_NONE, .last = ATL_NONE, .next = ATL_NONE, .id = id};
  if (was != ATL_NONE)
    d->of_old[was] = i;
  if (is != ATL_NONE)
    d->of_new[is] = i;
  if (parent == ATL_NONE)
    return i;
  struct atl_diff_node *above = &d->node.at[parent];
  if (after == ATL_NONE) {
    d->node.at[i].next = above->first_child;
    above->first_child = i;
  } else {
    d->node.at[i].next = d->node.at[after].next;
    d->node.at[after].next = i;
  }
  if (above->last == ATL_NONE || above->last == after)
    above->last = i;
  return i;
}

/* What a node of both holds: what it holds now, and in their old places what is gone. */
static void add_children(struct atl_diff *d, uint32_t parent, const uint32_t *match_old, const uint32_t *match_new) {
  uint32_t was = d->node.at[parent].was, is = d->node.at[parent].is, after = ATL_NONE;
  for (uint32_t i = is == ATL_NONE ? ATL_NONE : d->new->node.at[is].first_child; i != ATL_NONE;
       i = d->new->node.at[i].next)
    after = add(d, match_new[i], i, parent, after);
  after = ATL_NONE;
  for (uint32_t i = was == ATL_NONE ? ATL_NONE : d->old->node.at[was].first_child; i != ATL_NONE;
       i = d->old->node.at[i].next) {
    if (match_old[i] == ATL_NONE)
      after = add(d, i, ATL_NONE, parent, after);
    else if (d->new->node.at[match_old[i]].parent == is)
      after = d->of_new[match_old[i]];
  }
}

static void find_changes(struct atl_diff *d) {
  for (uint32_t i = 1; i < d->node.len; i++) {
    struct atl_diff_node *node = &d->node.at[i];
    if (node->was == ATL_NONE || node->is == ATL_NONE) {
      node->change = node->was == ATL_NONE ? ATL_ADDED : ATL_REMOVED;
      continue;
    }
    const struct atl_node *was = &d->old->node.at[node->was], *is = &d->new->node.at[node->is];
    bool any = false;
    node->change |= equal(d, was->label, is->label) && equal(d, was->id, is->id) ? 0 : ATL_RENAMED;
    node->change |= d->of_old[was->parent] == node->parent ? 0 : ATL_MOVED;
    atl_diff_fields(d, i, differs, &any);
    node->change |= any ? ATL_CHANGED : 0;
  }
}

void atl_diff_make(struct atl_diff *d, const struct atl_map *old, const struct atl_map *new) {
  uint32_t *match_old = atl_alloc(old->node.len, sizeof *match_old),
           *match_new = atl_alloc(new->node.len, sizeof *match_new);
  *d = (struct atl_diff){.old = old, .new = new};
  d->of_old = atl_alloc(old->node.len, sizeof *d->of_old);
  d->of_new = atl_alloc(new->node.len, sizeof *d->of_new);
  atl_diff_match(old, new, match_old, match_new);
  add(d, 0, 0, ATL_NONE, ATL_NONE);
  for (uint32_t i = 0; i < d->node.len; i++) /* it grows as it is walked */
    add_children(d, i, match_old, match_new);
  atl_diff_said(d);
  find_changes(d);
  atl_diff_links(d);
  free(match_old);
  free(match_new);
}

void atl_diff_release(struct atl_diff *d) {
  atl_vec_release(&d->node);
  atl_vec_release(&d->link);
  for (int i = 0; i < ATL_DIFF_SORTS; i++)
    atl_vec_release(&d->said[i]);
  free(d->of_old);
  free(d->of_new);
  atl_arena_release(&d->arena);
  *d = (struct atl_diff){0};
}

uint32_t atl_diff_next(const struct atl_diff *d, uint32_t node) {
  if (d->node.at[node].first_child != ATL_NONE)
    return d->node.at[node].first_child;
  while (node != ATL_NONE && d->node.at[node].next == ATL_NONE)
    node = d->node.at[node].parent;
  return node == ATL_NONE ? ATL_NONE : d->node.at[node].next;
}

bool atl_diff_is_empty(const struct atl_diff *d) {
  bool any = false;
  atl_diff_fields(d, 0, differs, &any);
  for (uint32_t i = 1; i < d->node.len && !any; i++)
    any = d->node.at[i].change;
  for (uint32_t i = 0; i < d->link.len && !any; i++)
    any = d->link.at[i].change;
  for (int said = 0; said < ATL_DIFF_SORTS; said++)
    for (uint32_t i = 0; i < d->said[said].len && !any; i++)
      any = d->said[said].at[i].change;
  return !any;
}

const char *atl_diff_mark(unsigned change) {
  if (change & (ATL_ADDED | ATL_REMOVED))
    return change & ATL_ADDED ? "+" : "-";
  if (change & ATL_MOVED)
    return change & ATL_RENAMED ? ">~" : ">";
  return change & ATL_RENAMED ? "~" : change & ATL_CHANGED ? "*" : "";
}

/* -- what is said ---------------------------------------------------------------------------------------------------
 */

static void write_words(const struct atl_map *map, uint32_t first, uint32_t count, struct atl_out *out) {
  for (uint32_t i = 0; i < count; i++)
    atl_out_format(out, "%s%s", i ? ", " : "", atl_map_text(map, map->word.at[first + i].text));
}

static void write_facts(const struct atl_map *map, const struct atl_node_extra *extra, struct atl_out *out) {
  for (uint32_t i = 0; i < extra->facts; i++) {
    const struct atl_fact *fact = &map->fact.at[extra->first_fact + i];
    atl_out_format(out, "%s%s: %s", i ? "; " : "", atl_map_text(map, fact->name), atl_map_text(map, fact->text));
  }
}

static void write_columns(const struct atl_node_extra *extra, struct atl_out *out) {
  if (extra->columns == ATL_COLUMNS_AUTO)
    atl_out_lit(out, "auto");
  else if (extra->columns)
    atl_out_int(out, extra->columns);
}

struct told {
  atl_diff_each *each;
  void *context;
  const struct atl_diff *diff;
};

static void tell(const struct told *t, const char *key, atl_text was, atl_text is) {
  if (!equal(t->diff, was, is))
    t->each(t->context, key, atl_map_text(t->diff->old, was), atl_map_text(t->diff->new, is));
}

static void tell_lists(const struct told *t, const char *key, struct atl_out *was, struct atl_out *is) {
  atl_out_char(was, 0);
  atl_out_char(is, 0);
  if (strcmp(was->buf, is->buf) != 0)
    t->each(t->context, key, was->buf, is->buf);
  was->len = is->len = 0;
}

static const struct atl_node_extra *extra_of(const struct atl_map *map, uint32_t node) {
  static const struct atl_node_extra none;
  return map->node.at[node].extra == ATL_NONE ? &none : &map->extra.at[map->node.at[node].extra];
}

static const char *divided(const struct atl_node *node) {
  return node->flags & ATL_NODE_DIVIDE ? "true" : node->flags & ATL_NODE_JOIN ? "false" : "";
}

void atl_diff_fields(const struct atl_diff *d, uint32_t i, atl_diff_each *each, void *context) {
  const struct told t = {each, context, d};
  const struct atl_map *old = d->old, *new = d->new;
  uint32_t was = d->node.at[i].was, is = d->node.at[i].is;
  if (!i) {
    atl_diff_map_fields(d, each, context);
    return;
  }
  if (was == ATL_NONE || is == ATL_NONE)
    return;
  const struct atl_node_extra *before = extra_of(old, was), *after = extra_of(new, is);
  struct atl_out a, b;
  atl_out_memory(&a);
  atl_out_memory(&b);
  tell(&t, "note", old->node.at[was].note, new->node.at[is].note);
  tell(&t, "kind", old->node.at[was].kind, new->node.at[is].kind);
  if (equal(d, old->node.at[was].kind, new->node.at[is].kind))
    atl_diff_tell_look(d, new->node.at[is].kind, each, context);
  if (strcmp(divided(&old->node.at[was]), divided(&new->node.at[is])) != 0)
    each(context, "divide", divided(&old->node.at[was]), divided(&new->node.at[is]));
  write_words(old, before->first_tag, before->tags, &a);
  write_words(new, after->first_tag, after->tags, &b);
  tell_lists(&t, "tags", &a, &b);
  tell(&t, "about", before->about, after->about);
  tell(&t, "url", before->url, after->url);
  tell(&t, "since", before->since, after->since);
  tell(&t, "status", before->status, after->status);
  tell(&t, "map", before->map, after->map);
  tell(&t, "same-as", before->same, after->same);
  tell(&t, "layout", before->layout, after->layout);
  tell(&t, "direction", before->direction, after->direction);
  const char *had = atl_icon_word(old, before->icon), *has = atl_icon_word(new, after->icon);
  if (strcmp(had, has) != 0)
    each(context, "icon", had, has);
  write_columns(before, &a);
  write_columns(after, &b);
  tell_lists(&t, "columns", &a, &b);
  write_words(old, before->first_see, before->sees, &a);
  write_words(new, after->first_see, after->sees, &b);
  tell_lists(&t, "see", &a, &b);
  write_facts(old, before, &a);
  write_facts(new, after, &b);
  tell_lists(&t, "facts", &a, &b);
  atl_out_discard(&a);
  atl_out_discard(&b);
}

/* -- names ----------------------------------------------------------------------------------------------------------
 */

static const char *name_of(const struct atl_diff *d, uint32_t i) {
  const struct atl_diff_node *node = &d->node.at[i];
  if (*node->id)
    return node->id;
  return node->is == ATL_NONE ? atl_map_text(d->old, d->old->node.at[node->was].label)
                              : atl_map_text(d->new, d->new->node.at[node->is].label);
}

void atl_diff_write_path(const struct atl_diff *d, uint32_t node, struct atl_out *out) {
  ATL_VEC(uint32_t) way = {0};
  for (; node; node = d->node.at[node].parent)
    *atl_vec_push(&way) = node;
  while (way.len) {
    atl_out_text(out, name_of(d, way.at[way.len - 1]));
    if (--way.len)
      atl_out_char(out, '.');
  }
  atl_vec_release(&way);
}

void atl_diff_write_end(const struct atl_diff *d, const struct atl_diff_link *link, bool head, struct atl_out *out) {
  uint32_t node = head ? link->head : link->tail;
  if (node != ATL_NONE) {
    atl_diff_write_path(d, node, out);
    return;
  }
  const struct atl_map *map = link->is == ATL_NONE ? d->old : d->new;
  const struct atl_link *written = &map->link.at[link->is == ATL_NONE ? link->was : link->is];
  atl_out_text(out, atl_map_text(map, head ? written->to : written->from));
}
