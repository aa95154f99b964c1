/* What is the same in both maps. From the top down: a pair of nodes that are the same is a place to look for more,
 * below it; only what is left then is looked for elsewhere. */
#include "diff/match.h"

#include "base/sort.h"
#include "base/strmap.h"

#include <stdlib.h>
#include <string.h>

enum {
  ROUNDS = 8,     /* of looking elsewhere: each finds what the one before has made the only one of its name */
  MOST_PAIRS = 64 /* letters of a word, less one, that are compared */
};

struct matcher {
  struct atl_diff *diff;
  const struct atl_map *old, *new;
  uint32_t *of_old, *of_new; /* by node: the same one in the other map */
  ATL_VEC(uint32_t) open;    /* old nodes that are matched and below which nobody has looked */
  const bool *elsewhere;     /* by old node: it is looked for elsewhere first */
};

static const char *id_of(const struct atl_map *map, uint32_t node) { return atl_map_text(map, map->node.at[node].id); }

static const char *label_of(const struct atl_map *map, uint32_t node) {
  return atl_map_text(map, map->node.at[node].label);
}

static bool is_item(const struct atl_map *map, uint32_t node) { return map->node.at[node].flags & ATL_NODE_ITEM; }

static void match(struct matcher *m, uint32_t old, uint32_t new) {
  m->of_old[old] = new;
  m->of_new[new] = old;
  *atl_vec_push(&m->open) = old;
}

/* -- the same id, or the same label, below the same parent ----------------------------------------------------------
 */

static void match_ids(struct matcher *m, uint32_t old, uint32_t new) {
  for (uint32_t i = m->old->node.at[old].first_child; i != ATL_NONE; i = m->old->node.at[i].next) {
    const char *id = id_of(m->old, i);
    uint32_t found = *id && m->of_old[i] == ATL_NONE ? atl_map_child(m->new, new, id, strlen(id)) : ATL_NONE;
    if (found != ATL_NONE && m->of_new[found] == ATL_NONE && is_item(m->old, i) == is_item(m->new, found))
      match(m, i, found);
  }
}

struct labels {
  const struct atl_map *map;
  ATL_VEC(uint32_t) first;      /* of each label: its first node that is free, and */
  ATL_VEC(uint32_t) node, more; /* nodes with the next one of the same label, as indices */
  ATL_VEC(uint32_t) last;
};

static bool same_label(const void *labels, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct labels *l = labels;
  uint32_t node = l->node.at[l->last.at[value]];
  const char *label = label_of(l->map, node);
  return is_item(l->map, node) == (number == 1) && !strncmp(label, key, len) && !label[len];
}

static void match_labels(struct matcher *m, uint32_t old, uint32_t new) {
  struct labels labels = {.map = m->new};
  struct atl_strmap index = {0};
  for (uint32_t i = m->new->node.at[new].first_child; i != ATL_NONE; i = m->new->node.at[i].next) {
    const char *label = label_of(m->new, i);
    if (m->of_new[i] != ATL_NONE || !*label)
      continue;
    uint32_t at = labels.node.len, number = is_item(m->new, i);
    *atl_vec_push(&labels.node) = i;
    *atl_vec_push(&labels.more) = ATL_NONE;
    uint32_t known = atl_strmap_get(&index, number, label, strlen(label), same_label, &labels);
    if (known != ATL_NONE) {
      labels.more.at[labels.last.at[known]] = at;
      labels.last.at[known] = at;
      continue;
    }
    *atl_vec_push(&labels.first) = at;
    *atl_vec_push(&labels.last) = at;
    atl_strmap_add(&index, number, label, strlen(label), labels.first.len - 1);
  }
  for (uint32_t i = m->old->node.at[old].first_child; i != ATL_NONE && labels.node.len; i = m->old->node.at[i].next) {
    const char *label = label_of(m->old, i);
    if (m->of_old[i] != ATL_NONE || !*label)
      continue;
    uint32_t known = atl_strmap_get(&index, is_item(m->old, i), label, strlen(label), same_label, &labels);
    if (known == ATL_NONE || labels.first.at[known] == ATL_NONE)
      continue;
    uint32_t at = labels.first.at[known];
    labels.first.at[known] = labels.more.at[at];
    match(m, i, labels.node.at[at]);
  }
  atl_strmap_release(&index);
  atl_vec_release(&labels.first);
  atl_vec_release(&labels.last);
  atl_vec_release(&labels.node);
  atl_vec_release(&labels.more);
}

/* -- alike, among siblings ------------------------------------------------------------------------------------------
 */

static unsigned char folded(char c) { return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

/* How many pairs of neighbouring letters two texts share, as a part of all they have (Dice 1945): 0 to 1; at least a
 * half where one has all of the other's. */
static double likeness(const char *a, const char *b) {
  size_t n = strlen(a), k = strlen(b);
  if (!n || !k)
    return 0;
  if (n == 1 || k == 1)
    return n == k && folded(*a) == folded(*b);
  n = n > MOST_PAIRS ? MOST_PAIRS : n - 1;
  k = k > MOST_PAIRS ? MOST_PAIRS : k - 1;
  bool used[MOST_PAIRS] = {false};
  size_t shared = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < k; j++)
      if (!used[j] && folded(a[i]) == folded(b[j]) && folded(a[i + 1]) == folded(b[j + 1])) {
        used[j] = true;
        shared++;
        break;
      }
  double least = (double)shared / (double)(n < k ? n : k); /* 1: one holds the other */
  double dice = 2.0 * (double)shared / (double)(n + k);
  return least >= 1 && dice < 0.5 ? 0.5 : dice;
}

/* How much of what an old node holds has the same id or label in a new one: 0 to 1. */
static double common(const struct matcher *m, uint32_t old, uint32_t new) {
  enum { LOOKED_AT = 32 };
  uint32_t all = 0, same = 0;
  for (uint32_t i = m->old->node.at[old].first_child; i != ATL_NONE && all < LOOKED_AT; i = m->old->node.at[i].next) {
    const char *id = id_of(m->old, i);
    all++;
    if (*id)
      same += atl_map_child(m->new, new, id, strlen(id)) != ATL_NONE;
    else
      for (uint32_t k = m->new->node.at[new].first_child, n = 0; k != ATL_NONE && n < LOOKED_AT;
           k = m->new->node.at[k].next, n++)
        if (!strcmp(label_of(m->old, i), label_of(m->new, k))) {
          same++;
          break;
        }
  }
  return all ? (double)same / all : 0;
}

struct candidate {
  uint32_t node;
  uint32_t before, after; /* the siblings next to it that are the same in both maps, as new nodes; ATL_NONE */
  bool alone;             /* nothing else stands between those */
};

/* What is free among the children of a node. `other` is the match of each of them. */
static uint32_t list_free(const struct matcher *m, bool is_new, uint32_t parent, struct candidate **list) {
  const struct atl_map *map = is_new ? m->new : m->old;
  const uint32_t *of = is_new ? m->of_new : m->of_old;
  ATL_VEC(struct candidate) found = {0};
  uint32_t before = ATL_NONE, run = 0;
  for (uint32_t i = map->node.at[parent].first_child; i != ATL_NONE; i = map->node.at[i].next) {
    if (of[i] == ATL_NONE) {
      *atl_vec_push(&found) = (struct candidate){.node = i, .before = before, .after = ATL_NONE};
      run++;
      continue;
    }
    before = is_new ? i : of[i];
    for (uint32_t k = found.len - run; k < found.len; k++) {
      found.at[k].after = before;
      found.at[k].alone = run == 1;
    }
    run = 0;
  }
  for (uint32_t k = found.len - run; k < found.len; k++)
    found.at[k].alone = run == 1;
  *list = found.at;
  return found.len;
}

struct pair {
  double score;
  uint32_t old, new;
};

static int by_score(const void *a, const void *b) {
  const struct pair *x = a, *y = b;
  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  if (x->old != y->old)
    return x->old < y->old ? -1 : 1;
  return x->new < y->new ? -1 : x->new > y->new;
}

static double score_of(const struct matcher *m, const struct candidate *old, const struct candidate *new) {
  const struct atl_node *was = &m->old->node.at[old->node], *is = &m->new->node.at[new->node];
  double label = likeness(label_of(m->old, old->node), label_of(m->new, new->node));
  double id = likeness(id_of(m->old, old->node), id_of(m->new, new->node));
  double score = label > id ? label : id;
  if (old->before == new->before && old->after == new->after)
    score += old->alone && new->alone ? 0.3 : 0.1;
  if (was->kind && is->kind && !strcmp(atl_map_text(m->old, was->kind), atl_map_text(m->new, is->kind)))
    score += 0.1;
  return score + 0.4 * common(m, old->node, new->node);
}

static void match_alike(struct matcher *m, uint32_t old, uint32_t new) {
  static const double least = 0.6;
  struct candidate *was, *is;
  uint32_t n = list_free(m, false, old, &was), k = list_free(m, true, new, &is);
  ATL_VEC(struct pair) pair = {0};
  if ((uint64_t)n * k <= ATL_MAX_ALIKE)
    for (uint32_t i = 0; i < n; i++)
      for (uint32_t j = 0; j < k && !m->elsewhere[was[i].node]; j++) {
        if (is_item(m->old, was[i].node) != is_item(m->new, is[j].node))
          continue;
        double score = score_of(m, &was[i], &is[j]);
        if (score >= least)
          *atl_vec_push(&pair) = (struct pair){score, was[i].node, is[j].node};
      }
  if (pair.len)
    atl_sort(pair.at, pair.len, sizeof *pair.at, by_score);
  for (uint32_t i = 0; i < pair.len; i++)
    if (m->of_old[pair.at[i].old] == ATL_NONE && m->of_new[pair.at[i].new] == ATL_NONE)
      match(m, pair.at[i].old, pair.at[i].new);
  atl_vec_release(&pair);
  free(was);
  free(is);
}

static void look_below(struct matcher *m) {
  while (m->open.len) {
    uint32_t old = m->open.at[--m->open.len], new = m->of_old[old];
    match_ids(m, old, new);
    match_labels(m, old, new);
    match_alike(m, old, new);
  }
}

/* -- elsewhere ------------------------------------------------------------------------------------------------------
 */

struct name {                 /* an id that is free in a map */
  uint32_t was, is, old, new; /* how many have it, and the first of them */
};

struct names {
  const struct matcher *m;
  ATL_VEC(struct name) name;
};

static bool same_id(const void *names, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct names *n = names;
  const struct name *name = &n->name.at[value];
  const struct atl_map *map = name->was ? n->m->old : n->m->new;
  uint32_t node = name->was ? name->old : name->new;
  const char *id = id_of(map, node);
  return is_item(map, node) == (number == 1) && !strncmp(id, key, len) && !id[len];
}

static void count_ids(const struct matcher *m, bool is_new, struct names *names, struct atl_strmap *index) {
  const struct atl_map *map = is_new ? m->new : m->old;
  const uint32_t *of = is_new ? m->of_new : m->of_old;
  for (uint32_t i = 1; i < map->node.len; i++) {
    const char *id = id_of(map, i);
    if (of[i] != ATL_NONE || !*id)
      continue;
    uint32_t number = is_item(map, i), found = atl_strmap_get(index, number, id, strlen(id), same_id, names);
    bool fresh = found == ATL_NONE;
    if (fresh) {
      found = names->name.len;
      *atl_vec_push(&names->name) = (struct name){.old = ATL_NONE, .new = ATL_NONE};
    }
    struct name *name = &names->name.at[found];
    if (is_new && !name->is++)
      name->new = i;
    else if (!is_new && !name->was++)
      name->old = i;
    if (fresh)
      atl_strmap_add(index, number, id, strlen(id), found);
  }
}

/* Finds ids that one free node alone has in each map. */
static void find_names(const struct matcher *m, struct names *names) {
  struct atl_strmap index = {0};
  *names = (struct names){.m = m};
  count_ids(m, false, names, &index);
  count_ids(m, true, names, &index);
  atl_strmap_release(&index);
}

static void look_elsewhere(struct matcher *m) {
  bool any = true;
  for (int round = 0; round < ROUNDS && any; round++) {
    struct names names;
    any = false;
    find_names(m, &names);
    for (uint32_t i = 0; i < names.name.len; i++) { /* in the order of the old map: parents first */
      const struct name *name = &names.name.at[i];
      if (name->was != 1 || name->is != 1 || m->of_old[name->old] != ATL_NONE || m->of_new[name->new] != ATL_NONE)
        continue;
      any = true;
      match(m, name->old, name->new);
      look_below(m);
    }
    atl_vec_release(&names.name);
  }
}

/* -- links ----------------------------------------------------------------------------------------------------------
 */

static bool equal(const struct atl_diff *d, atl_text was, atl_text is) {
  return !strcmp(atl_map_text(d->old, was), atl_map_text(d->new, is));
}

/* An end as a text, the same for the same end: a number in the map of both, or what was written. */
static void write_ends(const struct atl_diff *d, bool is_new, uint32_t i, struct atl_out *key) {
  const struct atl_map *map = is_new ? d->new : d->old;
  const struct atl_link *link = &map->link.at[i];
  const uint32_t *of = is_new ? d->of_new : d->of_old;
  key->len = 0;
  for (int end = 0; end < 2; end++) {
    uint32_t node = end ? link->head : link->tail;
    if (node == ATL_NONE)
      atl_out_format(key, "%s\n", atl_map_text(map, end ? link->to : link->from));
    else
      atl_out_format(key, "%u\n", of[node]);
  }
  atl_out_char(key, (char)('0' + link->arrow));
}

struct ends {
  const struct atl_diff *diff;
  struct atl_out text;
  ATL_VEC(size_t) key;     /* by old link: in text */
  ATL_VEC(uint32_t) chain; /* by old link: the next one of the same ends */
  ATL_VEC(uint32_t) first; /* by value of the index */
  ATL_VEC(uint32_t) last;
};

static bool same_ends(const void *ends, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct ends *e = ends;
  const char *text = e->text.buf + e->key.at[e->last.at[value]];
  (void)number;
  return !strncmp(text, key, len) && !text[len];
}

/* A link of the same ends that is free; with the same label and kind where `all`. */
static uint32_t free_link(const struct ends *e, const uint32_t *of_old, uint32_t known, const struct atl_link *link,
                          bool all) {
  for (uint32_t i = e->first.at[known]; i != ATL_NONE; i = e->chain.at[i]) {
    const struct atl_link *old = &e->diff->old->link.at[i];
    if (of_old[i] == ATL_NONE &&
        (!all || (equal(e->diff, old->label, link->label) && equal(e->diff, old->kind, link->kind))))
      return i;
  }
  return ATL_NONE;
}

/* Of the links with a label that have found none, those that lead elsewhere from the same node, or come from elsewhere:
 * where exactly one could be it. */
static void match_turned(struct atl_diff *d, uint32_t *of_old, uint32_t *of_new) {
  enum { MOST = 1000 }; /* links that are left, of either map */
  ATL_VEC(uint32_t) was = {0};
  for (uint32_t i = 0; i < d->old->link.len; i++)
    if (of_old[i] == ATL_NONE && d->old->link.at[i].label)
      *atl_vec_push(&was) = i;
  for (uint32_t i = 0, looked = 0; i < d->new->link.len &&was.len <= MOST &&looked <= MOST; i++) {
    const struct atl_link *is = &d->new->link.at[i];
    if (of_new[i] != ATL_NONE || !is->label)
      continue;
    looked++;
    uint32_t found = ATL_NONE, count = 0;
    for (uint32_t k = 0; k < was.len; k++) {
      const struct atl_link *old = &d->old->link.at[was.at[k]];
      if (of_old[was.at[k]] != ATL_NONE || old->arrow != is->arrow || !equal(d, old->label, is->label) ||
          !equal(d, old->kind, is->kind))
        continue;
      bool tail = old->tail != ATL_NONE && is->tail != ATL_NONE && d->of_old[old->tail] == d->of_new[is->tail];
      bool head = old->head != ATL_NONE && is->head != ATL_NONE && d->of_old[old->head] == d->of_new[is->head];
      if (tail == head)
        continue;
      found = was.at[k];
      count++;
    }
    if (count == 1) {
      of_old[found] = i;
      of_new[i] = found;
    }
  }
  atl_vec_release(&was);
}

static void differs(void *any, const char *key, const char *was, const char *is) {
  (void)key;
  (void)was;
  (void)is;
  *(bool *)any = true;
}

static void add_link(struct atl_diff *d, uint32_t was, uint32_t is) {
  bool gone = is == ATL_NONE;
  const struct atl_link *link = gone ? &d->old->link.at[was] : &d->new->link.at[is];
  const uint32_t *of = gone ? d->of_old : d->of_new;
  struct atl_diff_link *to = atl_vec_push(&d->link);
  *to = (struct atl_diff_link){.was = was,
                               .is = is,
                               .tail = link->tail == ATL_NONE ? ATL_NONE : of[link->tail],
                               .head = link->head == ATL_NONE ? ATL_NONE : of[link->head]};
  if (gone || was == ATL_NONE) {
    to->change = gone ? ATL_REMOVED : ATL_ADDED;
    return;
  }
  const struct atl_link *old = &d->old->link.at[was];
  uint32_t tail = old->tail == ATL_NONE ? ATL_NONE : d->of_old[old->tail];
  uint32_t head = old->head == ATL_NONE ? ATL_NONE : d->of_old[old->head];
  to->change |= tail != to->tail || head != to->head ? ATL_MOVED : 0;
  to->change |= equal(d, old->label, link->label) ? 0 : ATL_RENAMED;
  bool other = false;
  atl_diff_link_fields(d, d->link.len - 1, differs, &other);
  to->change |= other ? ATL_CHANGED : 0;
}

void atl_diff_links(struct atl_diff *d) {
  uint32_t n = d->old->link.len, k = d->new->link.len;
  uint32_t *of_old = atl_alloc((size_t)n + 1, sizeof *of_old), *of_new = atl_alloc((size_t)k + 1, sizeof *of_new);
  struct ends ends = {.diff = d};
  struct atl_strmap index = {0};
  struct atl_out key;
  atl_out_memory(&ends.text);
  atl_out_memory(&key);
  for (uint32_t i = 0; i < n; i++) {
    of_old[i] = ATL_NONE;
    write_ends(d, false, i, &key);
    *atl_vec_push(&ends.key) = ends.text.len;
    atl_out_write(&ends.text, key.buf, key.len);
    atl_out_char(&ends.text, 0);
    *atl_vec_push(&ends.chain) = ATL_NONE;
    uint32_t known = atl_strmap_get(&index, 0, key.buf, key.len, same_ends, &ends);
    if (known != ATL_NONE) {
      ends.chain.at[ends.last.at[known]] = i;
      ends.last.at[known] = i;
      continue;
    }
    *atl_vec_push(&ends.first) = i;
    *atl_vec_push(&ends.last) = i;
    atl_strmap_add(&index, 0, key.buf, key.len, ends.first.len - 1);
  }
  for (uint32_t i = 0; i < k; i++)
    of_new[i] = ATL_NONE;
  for (int all = 1; all >= 0; all--)
    for (uint32_t i = 0; i < k; i++) {
      if (of_new[i] != ATL_NONE)
        continue;
      write_ends(d, true, i, &key);
      uint32_t known = atl_strmap_get(&index, 0, key.buf, key.len, same_ends, &ends);
      uint32_t found = known == ATL_NONE ? ATL_NONE : free_link(&ends, of_old, known, &d->new->link.at[i], all);
      if (found != ATL_NONE) {
        of_new[i] = found;
        of_old[found] = i;
      }
    }
  match_turned(d, of_old, of_new);
  for (uint32_t i = 0; i < k; i++)
    add_link(d, of_new[i], i);
  for (uint32_t i = 0; i < n; i++)
    if (of_old[i] == ATL_NONE)
      add_link(d, i, ATL_NONE);
  atl_strmap_release(&index);
  atl_out_discard(&ends.text);
  atl_out_discard(&key);
  atl_vec_release(&ends.key);
  atl_vec_release(&ends.chain);
  atl_vec_release(&ends.first);
  atl_vec_release(&ends.last);
  free(of_old);
  free(of_new);
}

/* -- all of it ------------------------------------------------------------------------------------------------------
 */

void atl_diff_match(const struct atl_map *old, const struct atl_map *new, uint32_t *of_old, uint32_t *of_new) {
  struct matcher m = {.old = old, .new = new, .of_old = of_old, .of_new = of_new};
  bool *elsewhere = atl_alloc(old->node.len, sizeof *elsewhere);
  struct names names;
  for (uint32_t i = 0; i < old->node.len; i++)
    of_old[i] = ATL_NONE;
  for (uint32_t i = 0; i < new->node.len; i++)
    of_new[i] = ATL_NONE;
  m.elsewhere = elsewhere;
  match(&m, 0, 0);
  find_names(&m, &names); /* an id that stands elsewhere now goes before a sibling that is alike */
  for (uint32_t i = 0; i < names.name.len; i++) {
    const struct name *name = &names.name.at[i];
    if (name->was == 1 && name->is == 1) {
      uint32_t was = old->node.at[name->old].parent, is = new->node.at[name->new].parent;
      elsewhere[name->old] = strcmp(id_of(old, was), id_of(new, is)) != 0;
    }
  }
  atl_vec_release(&names.name);
  look_below(&m);
  look_elsewhere(&m);
  atl_vec_release(&m.open);
  free(elsewhere);
}
