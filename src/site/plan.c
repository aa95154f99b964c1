/* Which pages there are. Maps are read in the order in which they open each other, from those that nothing opens; the
 * front page is the first of these that opens others, or a list of contents where there is none.
 *
 * A large map is folded: its page is drawn to the deepest level that leaves no more than ATL_SITE_MOST_DRAWN, and every
 * child of its root that has something below it gets a page, for which the same holds. So is one that could be drawn at
 * once, but has more to tell than a page of HTML should have: what is seen first of it would come late. */
#include "base/letter.h"
#include "site/html.h"
#include "site/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct planner {
  struct atl_site *site;
  const struct atl_index *index;
  bool *listed;            /* by map */
  struct atl_strmap names; /* of files, without case: some file systems know none */
};

static bool same_file(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  const struct atl_site *site = context;
  const char *file = site->page.at[value].file;
  return !strncasecmp(file, key, len) && !file[len];
}

/* How much of a name is kept: file systems take 255 bytes between two slashes, and a number and a suffix follow. */
static size_t kept(const char *name) {
  enum { MOST = 200 };
  const char *slash = strrchr(name, '/');
  size_t begin = slash ? (size_t)(slash + 1 - name) : 0, len = strlen(name);
  len = len - begin > MOST ? begin + MOST : len;
  while (len > begin && ((unsigned char)name[len] & 0xc0) == 0x80)
    len--;
  return len > begin ? len : begin + MOST; /* no UTF-8 at all */
}

static char *joined(struct planner *p, const char *name, const char *mark, const char *rest) {
  size_t room = strlen(name) + strlen(mark) + strlen(rest) + 1;
  char *both = atl_arena_alloc(&p->site->arena, room);
  snprintf(both, room, "%s%s%s", name, mark, rest);
  return both;
}

/* A name that no other page has: where letters differ by case alone, a number is added. */
static const char *file_named(struct planner *p, const char *name) {
  const char *suffix = p->site->markdown ? "md" : "html";
  if (!p->site->markdown && !strncasecmp(name, "assets/", strlen("assets/"))) /* where the site's own files are */
    name = joined(p, "maps", "-", name);
  size_t stem = kept(name), room = stem + 24;
  char *lower = atl_alloc(room, 1), *file = NULL;
  for (unsigned n = 1; !file; n++) {
    file = atl_arena_alloc(&p->site->arena, room);
    if (n == 1)
      snprintf(file, room, "%.*s.%s", (int)stem, name, suffix);
    else
      snprintf(file, room, "%.*s-%u.%s", (int)stem, name, n, suffix);
    size_t len = strlen(file);
    for (size_t i = 0; i <= len; i++)
      lower[i] = atl_lower(file[i]);
    if (!strcmp(lower, p->site->glossary_file) || !strcmp(lower, p->site->a_to_z_file) ||
        atl_strmap_get(&p->names, 0, lower, len, same_file, p->site) != ATL_NONE)
      file = NULL;
    else
      atl_strmap_add(&p->names, 0, lower, len, p->site->page.len);
  }
  free(lower);
  return file;
}

static uint32_t add_page(struct planner *p, struct atl_site_page page, const char *name) {
  page.file = file_named(p, name);
  page.previous = page.next = ATL_NONE;
  *atl_vec_push(&p->site->page) = page;
  return p->site->page.len - 1;
}

static size_t length(const struct atl_map *map, atl_text text) { return text ? strlen(atl_map_text(map, text)) : 0; }

/* About how many bytes of HTML a node is told in: its texts, with what surrounds each, and its references. */
static size_t told_of(const struct atl_index *index, const struct atl_index_map *at, uint32_t node) {
  enum { ENTRY = 80, FACT = 20, REFERENCE = 50, ADDRESS = 60 };
  const struct atl_map *map = at->map;
  const struct atl_node *n = &map->node.at[node];
  uint32_t entry = at->first + node;
  size_t sum = ENTRY + length(map, n->label) + length(map, n->note) + length(map, n->id);
  sum += REFERENCE *
         (index->first_out[entry + 1] - index->first_out[entry] + index->first_in[entry + 1] - index->first_in[entry]);
  if (n->extra == ATL_NONE)
    return sum;
  const struct atl_node_extra *extra = &map->extra.at[n->extra];
  sum += length(map, extra->about) + 2 * length(map, extra->url) + (extra->url ? ADDRESS / 2 : 0);
  for (uint32_t i = 0; i < extra->facts; i++) {
    const struct atl_fact *fact = &map->fact.at[extra->first_fact + i];
    sum += FACT + length(map, fact->name) + length(map, fact->text);
  }
  return sum;
}

/* Whether what there is to tell below a node is too much for a page. */
static bool tells_too_much(const struct planner *p, uint32_t map, uint32_t root) {
  const struct atl_index_map *at = &p->index->map.at[map];
  size_t sum = 0;
  for (uint32_t i = root; i != ATL_NONE && !p->site->markdown; i = atl_map_next(at->map, i, root))
    sum += told_of(p->index, at, i);
  return sum > ATL_SITE_MOST_TOLD;
}

/* How many nodes and items stand on each level below a node, up to a level where there are too many. */
static uint32_t deepest(const struct atl_map *map, uint32_t root, uint32_t at_most, uint32_t *levels, uint32_t *all) {
  uint32_t *on = atl_alloc(ATL_MAX_DEPTH + 2, sizeof *on), last = 0, sum = 0, depth = 0;
  uint32_t base = root ? map->node.at[root].depth : 1;
  for (uint32_t i = root ? root : atl_map_next(map, 0, 0); i != ATL_NONE; i = atl_map_next(map, i, root)) {
    uint32_t level = (uint32_t)map->node.at[i].depth - base;
    on[level]++;
    last = level > last ? level : last;
  }
  for (uint32_t level = 0; level <= last; level++) {
    sum += on[level];
    if (sum <= at_most || !level || (level == 1 && on[0] == 1)) /* a root alone is no drawing */
      depth = level + 1;
  }
  *levels = last + 1;
  *all = sum;
  free(on);
  return depth;
}

/* The page of a map, or of one of its nodes, with those below it. */
static uint32_t plan_part(struct planner *p, uint32_t map, uint32_t root, uint32_t above, const char *name) {
  const struct atl_index_map *at = &p->index->map.at[map];
  const struct atl_map *m = at->map;
  bool divided = tells_too_much(p, map, root);
  uint32_t levels, drawn, depth = deepest(m, root, ATL_SITE_MOST_DRAWN, &levels, &drawn);
  bool folded = depth < levels;
  if (divided && !folded)
    depth = deepest(m, root, ATL_SITE_MOST_IN_OVERVIEW, &levels, &drawn);
  uint32_t page = add_page(p,
                           (struct atl_site_page){.kind = root ? ATL_PAGE_PART : ATL_PAGE_MAP,
                                                  .map = map,
                                                  .root = root,
                                                  .depth = folded || divided ? depth : 0,
                                                  .drawn = drawn,
                                                  .above = above},
                           name);
  for (uint32_t i = root; i != ATL_NONE; i = atl_map_next(m, i, root))
    p->site->home[at->first + i] = page;
  for (uint32_t d = 2; folded && d < depth && !p->site->markdown; d++) {
    char mark[32];
    snprintf(mark, sizeof mark, ".depth-%u", d);
    add_page(p,
             (struct atl_site_page){
                 .kind = ATL_PAGE_DEPTH, .map = map, .root = root, .depth = d, .drawn = drawn, .above = page},
             joined(p, name, mark, ""));
  }
  return page;
}

/* A map and its parts, the upper ones first. What has a page of its own stands on a list, whose end is not far: below
 * each page there are fewer nodes. */
static void plan_map(struct planner *p, uint32_t map, uint32_t above, const char *name) {
  const struct atl_index_map *at = &p->index->map.at[map];
  const struct atl_map *m = at->map;
  ATL_VEC(uint32_t) list = {0};
  uint32_t root = m->node.at[0].first_child; /* the name of an only one is no part of names */
  bool only = root != ATL_NONE && root == m->node.at[0].last_child;
  size_t of_root = only ? strlen(atl_map_text(m, m->node.at[root].id)) + strlen(".") : 0;
  *atl_vec_push(&list) = plan_part(p, map, 0, above, name);
  for (uint32_t i = 0; i < list.len; i++) {
    struct atl_site_page page = p->site->page.at[list.at[i]];
    if (!page.depth)
      continue;
    uint32_t top = page.root;
    if (!top && only)
      top = root; /* a map with one root is divided below it */
    for (uint32_t c = m->node.at[top].first_child; c != ATL_NONE; c = m->node.at[c].next) {
      if (m->node.at[c].first_child == ATL_NONE)
        continue;
      struct atl_out path;
      atl_out_memory(&path);
      atl_map_write_path(m, c, &path);
      atl_out_char(&path, 0);
      *atl_vec_push(&list) = plan_part(p, map, c, list.at[i], joined(p, name, "/", path.buf + of_root));
      atl_out_discard(&path);
    }
  }
  atl_vec_release(&list);
}

/* How many maps a map opens. */
static uint32_t opened_by(const struct atl_index *index, uint32_t map) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < index->map.len; i++)
    count += i != map && index->map.at[i].opener != ATL_NONE && atl_index_map_of(index, index->map.at[i].opener) == map;
  return count;
}

/* Plans a map and all that it opens, in the order in which it does. Maps that wait stand on a stack. */
static void plan_from(struct planner *p, uint32_t map, uint32_t above, const char *name) {
  const struct atl_index *index = p->index;
  ATL_VEC(uint32_t) stack = {0};
  ATL_VEC(uint32_t) found = {0};
  *atl_vec_push(&stack) = map;
  p->listed[map] = true;
  while (stack.len) {
    uint32_t at = stack.at[--stack.len], opener = index->map.at[at].opener;
    bool first = at == map;
    plan_map(p, at, first || opener == ATL_NONE ? above : p->site->home[opener],
             first && name ? name : index->map.at[at].name);
    found.len = 0;
    uint32_t begin = index->map.at[at].first, end = begin + index->map.at[at].map->node.len;
    for (uint32_t i = index->first_out[begin]; i < index->first_out[end]; i++) {
      const struct atl_ref *ref = &index->ref.at[i];
      uint32_t other = atl_index_map_of(index, ref->to);
      if (ref->kind != ATL_REF_OPENS || p->listed[other])
        continue;
      p->listed[other] = true;
      *atl_vec_push(&found) = other;
    }
    while (found.len)
      *atl_vec_push(&stack) = found.at[--found.len];
  }
  atl_vec_release(&stack);
  atl_vec_release(&found);
}

struct anchors {
  struct atl_site *site;
  struct atl_strmap table; /* (map, or all glossaries, and anchor) -> entry */
  bool *shared;            /* by entry: another one of its map would have the same */
};

static uint32_t page_space(const struct atl_index *index, uint32_t entry) {
  return atl_index_is_term(index, entry) ? index->map.len : atl_index_map_of(index, entry);
}

static bool same_anchor(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  const struct anchors *a = context;
  const char *anchor = a->site->anchor[value];
  return page_space(a->site->index, value) == number && !strncmp(anchor, key, len) && !anchor[len];
}

static void write_slug(struct atl_out *out, const char *label) {
  char slug[ATL_INDEX_SLUG_ROOM];
  atl_out_write(out, slug, atl_index_slug(label, slug));
}

static uint32_t entry_called(const struct anchors *a, uint32_t entry, const char *name, size_t len) {
  return atl_strmap_get(&a->table, page_space(a->site->index, entry), name, len, same_anchor, a);
}

static void call(struct anchors *a, uint32_t entry, const char *name, size_t len) {
  a->site->anchor[entry] = atl_arena_strndup(&a->site->arena, name, len);
  if (entry_called(a, entry, name, len) == ATL_NONE)
    atl_strmap_add(&a->table, page_space(a->site->index, entry), name, len, entry);
}

static bool is_reserved(const char *name) {
  static const char *const reserved[] = {ATL_ID_MAIN,  ATL_ID_DRAWING, ATL_ID_CONTENTS,
                                         ATL_ID_FOUND, ATL_ID_VIEWS,   ATL_ID_ENTRIES};
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
    if (!strcmp(name, reserved[i]))
      return true;
  return !strncmp(name, "letter-", strlen("letter-")) || !strncmp(name, ATL_ID_VIEW, strlen(ATL_ID_VIEW)) ||
         !strncmp(name, ATL_ID_FOUND "-", strlen(ATL_ID_FOUND "-"));
}

/* Calls an entry whose short name is another's as well by its path, joined by dashes; a number makes it its own. */
static void call_apart(struct anchors *a, uint32_t entry) {
  const struct atl_index *index = a->site->index;
  struct atl_out name;
  atl_out_memory(&name);
  if (atl_index_is_term(index, entry))
    write_slug(&name, atl_index_label(index, entry));
  else
    atl_index_write_path(index, entry, &name);
  for (size_t i = 0; i < name.len; i++)
    name.buf[i] = name.buf[i] == '.' ? '-' : name.buf[i];
  size_t len = name.len;
  for (uint32_t n = 2;; n++) {
    atl_out_char(&name, 0);
    if (!is_reserved(name.buf) && entry_called(a, entry, name.buf, name.len - 1) == ATL_NONE)
      break;
    name.len = len;
    atl_out_format(&name, "-%u", n);
  }
  call(a, entry, name.buf, name.len - 1);
  atl_out_discard(&name);
}

/* The id of an entry, or the words of an item or a term: short, and the same wherever the entry is moved to. */
static void name_entries(struct planner *p) {
  const struct atl_index *index = p->index;
  struct atl_site *site = p->site;
  struct anchors a = {.site = site};
  site->glossary = index->entries > index->nodes;
  site->anchor = atl_arena_alloc(&site->arena, (index->entries + 1) * sizeof *site->anchor);
  a.shared = atl_alloc(index->entries, sizeof *a.shared);
  for (uint32_t e = 0; e < index->entries; e++) {
    struct atl_out name;
    atl_out_memory(&name);
    const struct atl_index_map *map = &index->map.at[atl_index_map_of(index, e)];
    if (atl_index_is_term(index, e))
      write_slug(&name, atl_index_label(index, e));
    else if (index->slug[e])
      atl_out_text(&name, index->slug[e]);
    else
      atl_out_text(&name, atl_map_text(map->map, map->map->node.at[e - map->first].id));
    if (name.len && name.buf[0] >= '0' && name.buf[0] <= '9') { /* a name begins with a letter */
      atl_out_lit(&name, "n-");
      memmove(name.buf + 2, name.buf, name.len - 2);
      memcpy(name.buf, "n-", 2);
    }
    size_t len = name.len;
    atl_out_char(&name, 0);
    uint32_t there = entry_called(&a, e, name.buf, len);
    if (there != ATL_NONE)
      a.shared[there] = true;
    a.shared[e] = there != ATL_NONE || is_reserved(name.buf) || !len;
    call(&a, e, name.buf, len);
    atl_out_discard(&name);
  }
  for (uint32_t e = 0; e < index->entries; e++)
    if (a.shared[e] && (atl_index_is_term(index, e) || e != index->map.at[atl_index_map_of(index, e)].first))
      call_apart(&a, e);
  free(a.shared);
  atl_strmap_release(&a.table);
}

/* Pages that tell something follow each other. */
static void chain(struct atl_site *site) {
  uint32_t last = ATL_NONE;
  for (uint32_t i = 0; i < site->page.len; i++) {
    enum atl_site_kind kind = site->page.at[i].kind;
    if (kind == ATL_PAGE_DEPTH)
      continue;
    site->page.at[i].previous = last;
    if (last != ATL_NONE)
      site->page.at[last].next = i;
    last = i;
  }
}

void atl_site_plan(struct atl_site *site, const struct atl_index *index) {
  const char *front_name = site->markdown ? "README" : "index"; /* what is shown of a folder */
  site->index = index;
  site->glossary_file = site->markdown ? "glossary.md" : "glossary.html";
  site->a_to_z_file = site->markdown ? "a-z.md" : "a-z.html";
  site->home = atl_arena_alloc(&site->arena, (index->nodes + 1) * sizeof *site->home);
  struct planner p = {.site = site, .index = index};
  p.listed = atl_alloc(index->map.len, sizeof *p.listed);
  uint32_t front = ATL_NONE, most = 0;
  for (uint32_t i = 0; i < index->map.len; i++) {
    uint32_t opened = index->map.at[i].opener == ATL_NONE ? opened_by(index, i) : 0;
    if (opened > most) {
      most = opened;
      front = i;
    }
  }
  if (front == ATL_NONE && index->map.len == 1)
    front = 0;
  if (front == ATL_NONE) {
    site->title = "Atlas";
    add_page(&p, (struct atl_site_page){.kind = ATL_PAGE_CONTENTS, .above = ATL_NONE}, front_name);
  } else {
    site->title = atl_index_label(index, index->map.at[front].first);
    plan_from(&p, front, ATL_NONE, front_name);
  }
  for (int opened = 0; opened < 2; opened++) /* at last, those that only open each other */
    for (uint32_t i = 0; i < index->map.len; i++)
      if (!p.listed[i] && (opened || index->map.at[i].opener == ATL_NONE))
        plan_from(&p, i, 0, NULL);
  chain(site);
  atl_site_find_names(site);
  name_entries(&p);
  if (site->markdown)
    atl_site_find_slugs(site);
  free(p.listed);
  atl_strmap_release(&p.names);
}

void atl_site_release(struct atl_site *site) {
  atl_vec_release(&site->page);
  atl_arena_release(&site->arena);
  *site = (struct atl_site){0};
}
