/* Questions to many maps: what a name means, what uses what, how two things hang together, where a word stands, what
 * stands alone. Answers are entries of the index, in an order that follows the maps alone. Prints nothing. */
#ifndef ATL_INDEX_QUERY_H
#define ATL_INDEX_QUERY_H

#include "index/index.h"
#include "index/rank.h"

/* -- What a name means -- */

struct atl_names {
  ATL_VEC(uint32_t) entry; /* what it may mean, ascending; one: it is clear */
  uint32_t near;           /* where nothing has this name, the entry with the nearest one; ATL_NONE */
};

/* What a person means by a name: what atl_index_find() says, which knows the full names; else everything with this id,
 * or this dotted path below any node, and every map with this last segment; else everything with this label, the case
 * of ASCII letters aside. Linear in the entries. */
void atl_index_named(const struct atl_index *index, const char *typed, struct atl_names *names);
void atl_names_release(struct atl_names *names);

/* The entry whose id, label or name is nearest to what a reference says; ATL_NONE: none is near. Where the map that it
 * names is known, one of that map; one that stands in a map without naming another (`map`, else ATL_NONE) means that
 * map's ids or a term. Linear in the entries: for the first few mistakes only. */
uint32_t atl_index_nearest(const struct atl_index *index, uint32_t map, const char *reference);

/* Writes a name that atl_index_find() takes back from a command line: that of atl_index_write_name(), and the suffix
 * behind the name of a map that a term has as well. */
void atl_index_write_typed(const struct atl_index *index, uint32_t entry, struct atl_out *out);

/* -- What uses what -- */

enum atl_how { ATL_HOW_LINK, ATL_HOW_SEE, ATL_HOW_OPENS, ATL_HOW_TERM, ATL_HOW_CONTAINS };

struct atl_relation {
  enum atl_how how;
  uint32_t other;   /* the entry at the other end */
  uint32_t through; /* the entry itself, or the one below it that the relation touches */
  uint32_t ref;     /* in index->ref; ATL_NONE for a term in a text */
};

struct atl_relations {
  ATL_VEC(struct atl_relation) relation; /* by how, the other end, the words of the link; then as they stand */
  uint32_t below;                        /* how many entries are below the one that was asked about */
  uint32_t within;                       /* references from one of these to another: they are not listed */
};

/* What an entry refers to, with all that is below it (of a map: its nodes and terms), or, `backwards`, what refers to
 * them. Wants atl_index_terms(). */
void atl_index_relations(const struct atl_index *index, uint32_t entry, bool backwards, struct atl_relations *all);
void atl_relations_release(struct atl_relations *all);

/* Whether two neighbours in the list say the same and differ in what they go through alone. */
bool atl_relation_same(const struct atl_index *index, const struct atl_relation *a, const struct atl_relation *b);

/* The label and the kind of the link of a reference; "" where there is none. */
const char *atl_ref_label(const struct atl_index *index, uint32_t ref);
const char *atl_ref_kind(const struct atl_index *index, uint32_t ref);

/* The entry above this one: of a node its parent, of a top node or a term the whole map; ATL_NONE for a map. */
uint32_t atl_index_above(const struct atl_index *index, uint32_t entry);

/* -- How two things hang together -- */

struct atl_step {
  enum atl_how how;
  bool backwards; /* `to` refers to where the step starts, or contains it */
  uint32_t ref;   /* ATL_NONE for CONTAINS */
  uint32_t to;
};

struct atl_path {
  ATL_VEC(struct atl_step) step; /* none where both ends are the same entry */
};

/* A cheapest path: a step along a reference costs 2, one against it 3, one to what is above or below in the hierarchy
 * 6. So links come first, in their own direction where that is no detour, and the hierarchy last. Of equal paths that
 * is taken whose entries come first. False where there is none. Linear in entries and references. */
bool atl_index_path(const struct atl_index *index, uint32_t from, uint32_t to, struct atl_path *path);
void atl_path_release(struct atl_path *path);

/* -- What stands alone -- */

/* Maps to which nothing leads from a root map by `map:`, by map. A root opens others, is opened by none, and stands in
 * no deeper a folder than others of which that is true; where maps open each other in a ring alone, the root is the one
 * of those in the highest folder that opens most. False, and nothing is marked, where no map opens another. */
bool atl_index_unreachable(const struct atl_index *index, bool *unreachable);

/* By node of the index: whether no link, `see` or `map:` touches it, what is below it, or what is above it, the map
 * itself aside. In a map no node of which is touched none is marked: it is a mere hierarchy. The caller frees it. */
bool *atl_index_orphans(const struct atl_index *index);

/* Whether an orphan is the topmost of its family: the one to name. */
bool atl_index_tops_orphans(const struct atl_index *index, const bool *orphan, uint32_t entry);

/* How many nodes and items are below an entry. */
uint32_t atl_index_below(const struct atl_index *index, uint32_t entry);

/* -- What says nothing -- */

/* Whether a reader learns no more of an entry than its label and note: it is a node or an item with nothing below it,
 * without `about`, facts, `url`, `since`, `status`, `map` and `see`, and no link or `see` of others leads to it. */
bool atl_index_is_empty(const struct atl_index *index, uint32_t entry);

/* -- Where a word stands -- */

enum atl_field { ATL_FIELD_LABEL, ATL_FIELD_ID, ATL_FIELD_NOTE, ATL_FIELD_ABOUT, ATL_FIELD_FACT, ATL_FIELDS };

struct atl_hit {
  uint32_t entry, score;
  enum atl_field field; /* where the word stands that counts most */
  const char *name;     /* of a FACT its name, of the ID of a term "aka"; else NULL; borrowed */
  const char *text;     /* the whole text, borrowed; its word is at `at` */
  uint32_t at, len;     /* bytes */
};

/* What became of a word of the question. */
enum atl_asked_how { ATL_ASKED_FOUND, ATL_ASKED_NEAR /* what is near to it was looked for */, ATL_ASKED_NOWHERE };
struct atl_asked {
  enum atl_asked_how how;
  char word[ATL_RANK_LONGEST + 1]; /* in lower case */
  char *near;                      /* unless it was found, the nearest word of these maps; NULL: none is near */
};

struct atl_hits {
  ATL_VEC(struct atl_hit) hit;     /* best first, then by entry */
  ATL_VEC(struct atl_asked) asked; /* words that say something, in their order */
};

/* Finds the entries that answer a question, ranked as index/rank.h says: any word of it may be missing. The texts make
 * one question. */
void atl_index_search(const struct atl_index *index, const char *const *text, uint32_t texts, struct atl_hits *hits);
void atl_hits_release(struct atl_hits *hits);

/* What an entry, which is no term, is called by others: its id, or the words of an item; of a map the last part of its
 * name. */
const char *atl_index_own_name(const struct atl_index *index, uint32_t entry);

/* How many references lead to an entry or away from it. */
uint32_t atl_index_refs(const struct atl_index *index, uint32_t entry);

/* Whether a text is an address alone, whose words nobody remembers. */
bool atl_index_is_bare_address(const char *text);

/* -- What there is -- */

struct atl_counts {
  uint32_t nodes, items, links, sees, opens, terms, facts, views, words;
};

void atl_index_count(const struct atl_index *index, uint32_t map, struct atl_counts *counts);

#endif
