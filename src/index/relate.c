/* Relations of an entry and of all below it, and paths between two. Both walk the sorted references of the index; what
 * is below an entry is marked first, in one pass over its map. */
#include "index/query.h"

#include <stdlib.h>
#include <string.h>

const char *atl_ref_label(const struct atl_index *index, uint32_t ref) {
  const struct atl_ref *r = ref == ATL_NONE ? NULL : &index->ref.at[ref];
  if (!r || r->link == ATL_NONE)
    return "";
  const struct atl_map *map = index->map.at[r->map].map;
  return atl_map_text(map, map->link.at[r->link].label);
}

const char *atl_ref_kind(const struct atl_index *index, uint32_t ref) {
  const struct atl_ref *r = ref == ATL_NONE ? NULL : &index->ref.at[ref];
  if (!r || r->link == ATL_NONE)
    return "";
  const struct atl_map *map = index->map.at[r->map].map;
  return atl_map_text(map, map->link.at[r->link].kind);
}

uint32_t atl_index_above(const struct atl_index *index, uint32_t entry) {
  const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, entry)];
  if (atl_index_is_term(index, entry))
    return map->first;
  return entry == map->first ? ATL_NONE : map->first + map->map->node.at[entry - map->first].parent;
}

static enum atl_how how_of(enum atl_ref_kind kind) {
  return kind == ATL_REF_LINK ? ATL_HOW_LINK : kind == ATL_REF_SEE ? ATL_HOW_SEE : ATL_HOW_OPENS;
}

/* -- relations --------------------------------------------------------------------------------------------------- */

/* Marks an entry and what is below it; of a map its nodes and its terms. Returns how many are below. */
static uint32_t mark_below(const struct atl_index *index, uint32_t entry, bool *in) {
  const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, entry)];
  uint32_t count = 0;
  in[entry] = true;
  if (atl_index_is_term(index, entry))
    return 0;
  uint32_t top = entry - map->first;
  for (uint32_t i = top + 1; i < map->map->node.len; i++) /* parents stand before their children */
    if (in[map->first + map->map->node.at[i].parent]) {
      in[map->first + i] = true;
      count++;
    }
  for (uint32_t i = 0; !top && i < map->map->term.len; i++)
    in[map->term + i] = true;
  return count + (top ? 0 : map->map->term.len);
}

static void add(struct atl_relations *all, enum atl_how how, uint32_t other, uint32_t through, uint32_t ref) {
  *atl_vec_push(&all->relation) = (struct atl_relation){.how = how, .other = other, .through = through, .ref = ref};
}

static void add_refs(const struct atl_index *index, uint32_t entry, const bool *in, bool backwards,
                     struct atl_relations *all) {
  const uint32_t *first = backwards ? index->first_in : index->first_out;
  for (uint32_t i = first[entry]; i < first[entry + 1]; i++) {
    uint32_t ref = backwards ? index->in[i] : i;
    const struct atl_ref *r = &index->ref.at[ref];
    uint32_t other = backwards ? r->from : r->to;
    if (in[other])
      all->within++;
    else
      add(all, how_of(r->kind), other, entry, ref);
  }
}

struct sorting {
  const struct atl_index *index;
  const struct atl_relation *at;
};

static int by_words(const struct atl_index *index, const struct atl_relation *a, const struct atl_relation *b) {
  int order = strcmp(atl_ref_label(index, a->ref), atl_ref_label(index, b->ref));
  return order ? order : strcmp(atl_ref_kind(index, a->ref), atl_ref_kind(index, b->ref));
}

bool atl_relation_same(const struct atl_index *index, const struct atl_relation *a, const struct atl_relation *b) {
  return a->how == b->how && a->other == b->other && !by_words(index, a, b);
}

static int by_relation(const void *a, const void *b, void *context) {
  const struct sorting *sorting = context;
  const struct atl_relation *left = a, *right = b;
  if (left->how != right->how)
    return left->how < right->how ? -1 : 1;
  if (left->other != right->other)
    return left->other < right->other ? -1 : 1;
  int order = by_words(sorting->index, left, right);
  if (order)
    return order;
  if (left->through != right->through)
    return left->through < right->through ? -1 : 1;
  return left->ref < right->ref ? -1 : left->ref > right->ref;
}

void atl_index_relations(const struct atl_index *index, uint32_t entry, bool backwards, struct atl_relations *all) {
  *all = (struct atl_relations){0};
  bool *in = atl_alloc(index->entries, sizeof *in);
  all->below = mark_below(index, entry, in);
  for (uint32_t e = 0; e < index->entries; e++)
    if (in[e])
      add_refs(index, e, in, backwards, all);
  for (uint32_t i = 0; i < index->use.len; i++) {
    const struct atl_use *use = &index->use.at[i];
    uint32_t here = backwards ? use->term : use->entry, other = backwards ? use->entry : use->term;
    if (in[here] && !in[other])
      add(all, ATL_HOW_TERM, other, here, ATL_NONE);
    else
      all->within += in[here];
  }
  free(in);
  struct sorting sorting = {.index = index};
  if (all->relation.len)
    qsort_r(all->relation.at, all->relation.len, sizeof *all->relation.at, by_relation, &sorting);
}

void atl_relations_release(struct atl_relations *all) { atl_vec_release(&all->relation); }

/* -- paths ------------------------------------------------------------------------------------------------------- */

enum { COST_ALONG = 2, COST_AGAINST = 3, COST_HIERARCHY = 6, BUCKETS = COST_HIERARCHY + 1 };

/* The way to an entry that is cheapest so far. */
struct way {
  uint32_t cost, from;
  struct atl_step step;
};

/* A queue by cost: no step costs as much as there are buckets, so each holds the entries of one cost. */
struct walk {
  const struct atl_index *index;
  struct way *way; /* by entry */
  ATL_VEC(uint32_t) bucket[BUCKETS];
  uint32_t waiting;
};

static void reach(struct walk *walk, uint32_t from, uint32_t cost, struct atl_step step) {
  struct way *way = &walk->way[step.to];
  cost += walk->way[from].cost;
  if (way->cost <= cost)
    return;
  *way = (struct way){.cost = cost, .from = from, .step = step};
  *atl_vec_push(&walk->bucket[cost % BUCKETS]) = step.to;
  walk->waiting++;
}

static void walk_hierarchy(struct walk *walk, uint32_t at) {
  const struct atl_index *index = walk->index;
  struct atl_step step = {
      .how = ATL_HOW_CONTAINS, .backwards = true, .ref = ATL_NONE, .to = atl_index_above(index, at)};
  if (step.to != ATL_NONE)
    reach(walk, at, COST_HIERARCHY, step);
  if (atl_index_is_term(index, at))
    return;
  const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, at)];
  step.backwards = false;
  for (uint32_t i = map->map->node.at[at - map->first].first_child; i != ATL_NONE; i = map->map->node.at[i].next) {
    step.to = map->first + i;
    reach(walk, at, COST_HIERARCHY, step);
  }
  for (uint32_t i = 0; at == map->first && i < map->map->term.len; i++) {
    step.to = map->term + i;
    reach(walk, at, COST_HIERARCHY, step);
  }
}

static void walk_from(struct walk *walk, uint32_t at) {
  const struct atl_index *index = walk->index;
  for (uint32_t i = index->first_out[at]; i < index->first_out[at + 1]; i++) {
    const struct atl_ref *ref = &index->ref.at[i];
    reach(walk, at, COST_ALONG, (struct atl_step){.how = how_of(ref->kind), .ref = i, .to = ref->to});
  }
  for (uint32_t i = index->first_in[at]; i < index->first_in[at + 1]; i++) {
    const struct atl_ref *ref = &index->ref.at[index->in[i]];
    reach(walk, at, COST_AGAINST,
          (struct atl_step){.how = how_of(ref->kind), .backwards = true, .ref = index->in[i], .to = ref->from});
  }
  walk_hierarchy(walk, at);
}

bool atl_index_path(const struct atl_index *index, uint32_t from, uint32_t to, struct atl_path *path) {
  struct walk walk = {.index = index, .way = atl_alloc(index->entries, sizeof *walk.way), .waiting = 1};
  *path = (struct atl_path){0};
  for (uint32_t i = 0; i < index->entries; i++)
    walk.way[i].cost = ATL_NONE;
  walk.way[from].cost = 0;
  *atl_vec_push(&walk.bucket[0]) = from;
  bool found = false;
  for (uint32_t cost = 0; walk.waiting && !found; cost++) {
    uint32_t now = cost % BUCKETS; /* a step from here leads to another bucket */
    for (uint32_t i = 0; i < walk.bucket[now].len && !found; i++) {
      uint32_t at = walk.bucket[now].at[i];
      walk.waiting--;
      found = at == to;
      if (!found && walk.way[at].cost == cost) /* else a cheaper way was found since */
        walk_from(&walk, at);
    }
    walk.bucket[now].len = 0;
  }
  for (uint32_t at = to; found && at != from; at = walk.way[at].from)
    *atl_vec_push(&path->step) = walk.way[at].step;
  for (uint32_t i = 0, n = path->step.len; i < n / 2; i++) {
    struct atl_step step = path->step.at[i];
    path->step.at[i] = path->step.at[n - 1 - i];
    path->step.at[n - 1 - i] = step;
  }
  for (int i = 0; i < BUCKETS; i++)
    atl_vec_release(&walk.bucket[i]);
  free(walk.way);
  return found;
}

void atl_path_release(struct atl_path *path) { atl_vec_release(&path->step); }

/* -- what stands alone ------------------------------------------------------------------------------------------- */

static uint32_t folders_of(const char *name) {
  uint32_t count = 0;
  for (; *name; name++)
    count += *name == '/';
  return count;
}

/* Marks the root maps in `root`. `opens` counts by map the others that it opens, `opened` whether another opens it. */
static void find_roots(const struct atl_index *index, const uint32_t *opens, const bool *opened, bool *root) {
  uint32_t highest = ATL_NONE, best = ATL_NONE;
  bool free_one = false;
  for (uint32_t i = 0; i < index->map.len; i++) {
    if (!opens[i] || (opened[i] && free_one))
      continue;
    uint32_t folders = folders_of(index->map.at[i].name);
    bool first_free = !opened[i] && !free_one;
    free_one |= !opened[i];
    if (first_free || folders < highest || (folders == highest && opens[i] > opens[best])) {
      highest = folders;
      best = i;
    }
  }
  for (uint32_t i = 0; i < index->map.len; i++)
    root[i] = free_one ? opens[i] && !opened[i] && folders_of(index->map.at[i].name) == highest : i == best;
}

bool atl_index_unreachable(const struct atl_index *index, bool *unreachable) {
  uint32_t maps = index->map.len, any = 0, waiting = 0;
  uint32_t *opens = atl_alloc(maps, sizeof *opens), *queue = atl_alloc(maps, sizeof *queue);
  bool *opened = atl_alloc(maps, sizeof *opened), *reached = atl_alloc(maps, sizeof *reached);
  for (uint32_t i = 0; i < index->ref.len; i++) {
    const struct atl_ref *ref = &index->ref.at[i];
    uint32_t to = ref->kind == ATL_REF_OPENS ? atl_index_map_of(index, ref->to) : ref->map;
    if (to == ref->map)
      continue;
    any++;
    opens[ref->map]++;
    opened[to] = true;
  }
  if (any)
    find_roots(index, opens, opened, reached);
  for (uint32_t i = 0; i < maps; i++)
    if (reached[i])
      queue[waiting++] = i;
  for (uint32_t i = 0; i < waiting; i++) {
    const struct atl_index_map *map = &index->map.at[queue[i]];
    uint32_t begin = index->first_out[map->first], end = index->first_out[map->first + map->map->node.len];
    for (uint32_t k = begin; k < end; k++) {
      uint32_t to = atl_index_map_of(index, index->ref.at[k].to);
      if (index->ref.at[k].kind == ATL_REF_OPENS && !reached[to]) {
        reached[to] = true;
        queue[waiting++] = to;
      }
    }
  }
  for (uint32_t i = 0; i < maps; i++)
    unreachable[i] = any && !reached[i];
  free(opens);
  free(queue);
  free(opened);
  free(reached);
  return any > 0;
}

bool *atl_index_orphans(const struct atl_index *index) {
  bool *orphan = atl_alloc(index->nodes, sizeof *orphan), *touched = atl_alloc(index->nodes, sizeof *touched);
  bool *below = atl_alloc(index->nodes, sizeof *below), *above = atl_alloc(index->nodes, sizeof *above);
  for (uint32_t i = 0; i < index->ref.len; i++) {
    const struct atl_ref *ref = &index->ref.at[i];
    if (ref->from == ref->to)
      continue;
    if (ref->from < index->nodes)
      touched[ref->from] = true;
    if (ref->to < index->nodes)
      touched[ref->to] = true;
  }
  for (uint32_t i = 0; i < index->loose.len; i++) /* what leads nowhere is another fault */
    if (index->loose.at[i].from < index->nodes)
      touched[index->loose.at[i].from] = true;
  for (uint32_t m = 0; m < index->map.len; m++) {
    const struct atl_map *map = index->map.at[m].map;
    uint32_t first = index->map.at[m].first;
    bool any = false;
    for (uint32_t i = map->node.len; --i;) { /* children before parents */
      any |= touched[first + i];
      below[first + i] |= touched[first + i];
      below[first + map->node.at[i].parent] |= below[first + i];
    }
    for (uint32_t i = 1; i < map->node.len; i++) {
      uint32_t parent = map->node.at[i].parent;
      above[first + i] = touched[first + i] || (parent && above[first + parent]);
      orphan[first + i] = any && !above[first + i] && !below[first + i];
    }
  }
  free(touched);
  free(below);
  free(above);
  return orphan;
}

bool atl_index_tops_orphans(const struct atl_index *index, const bool *orphan, uint32_t entry) {
  uint32_t above = orphan[entry] ? atl_index_above(index, entry) : ATL_NONE;
  return above != ATL_NONE && !orphan[above];
}

uint32_t atl_index_below(const struct atl_index *index, uint32_t entry) {
  const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, entry)];
  uint32_t count = 0;
  if (atl_index_is_term(index, entry))
    return 0;
  for (uint32_t i = entry - map->first, top = i; (i = atl_map_next(map->map, i, top)) != ATL_NONE;)
    count++;
  return count;
}

/* -- what says nothing ------------------------------------------------------------------------------------------- */

bool atl_index_is_empty(const struct atl_index *index, uint32_t entry) {
  if (atl_index_is_term(index, entry))
    return false;
  const struct atl_index_map *at = &index->map.at[atl_index_map_of(index, entry)];
  const struct atl_node *node = &at->map->node.at[entry - at->first];
  if (entry == at->first || node->first_child != ATL_NONE || index->first_out[entry] != index->first_out[entry + 1] ||
      index->first_in[entry] != index->first_in[entry + 1])
    return false;
  if (node->extra == ATL_NONE)
    return true;
  const struct atl_node_extra *extra = &at->map->extra.at[node->extra];
  return !extra->about && !extra->facts && !extra->url && !extra->since && !extra->status && !extra->map &&
         !extra->sees;
}
