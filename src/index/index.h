/* Many maps read together, and what refers to what across them. Knows no file, no layout and no style.
 *
 * An entry is a node of a map, an item, a whole map (its node 0) or a term of a glossary. Entries are numbered: those
 * of one map after those of another, in the order in which the maps were added, and all terms after all nodes.
 *
 * What a reference means. A link and a `see` name an id or a dotted path of their own map, or `other-map/id`. The map
 * is looked for beside their own one, then from the top of the folder, then anywhere, as long as only one has that
 * name: `hub/models` in chapters/inference means chapters/hub and not hub. A `see` may also name a term, or a whole
 * map. A card's item without an id is found by the words of its label, joined by dashes. */
#ifndef ATL_INDEX_INDEX_H
#define ATL_INDEX_INDEX_H

#include "base/arena.h"
#include "base/out.h"
#include "base/strmap.h"
#include "base/vec.h"
#include "map/map.h"

struct atl_index_map {
  const char *name;  /* its path below the folder, without its suffix: chapters/hub; borrowed */
  const char *shown; /* the same for people: its label, where it has no title */
  const struct atl_map *map;
  uint32_t first;  /* the entry of its node 0 */
  uint32_t term;   /* the entry of its first term */
  uint32_t opener; /* the first entry, by order, that opens it with `map:`; ATL_NONE */
};

enum atl_ref_kind {
  ATL_REF_LINK, /* from one end of a link to the other, as the arrow says; one without a head, as it is written */
  ATL_REF_SEE,
  ATL_REF_OPENS, /* `map:`: from a node to a whole map */
};

struct atl_ref {
  uint32_t from, to; /* entries */
  enum atl_ref_kind kind;
  uint32_t map, link; /* of a LINK: map->link.at[link] of that map says more; ATL_NONE */
  struct atl_span span;
};

/* A reference that leads nowhere. */
struct atl_loose {
  uint32_t map;         /* in whose source it stands */
  struct atl_span span; /* of that map's sources */
  const char *text;     /* as it is written; borrowed */
  enum atl_loose_reason { ATL_LOOSE_MAP, ATL_LOOSE_ID, ATL_LOOSE_AMBIGUOUS } reason;
  enum atl_ref_kind kind;
  uint32_t from; /* the entry that has it; of a link the other end; ATL_NONE where that leads nowhere as well */
};

/* Where a term is used: in the words of an entry, once for each. */
struct atl_use {
  uint32_t term, entry;
};

struct atl_index {
  struct atl_arena arena;
  ATL_VEC(struct atl_index_map) map;
  uint32_t nodes, entries;     /* of all maps; nodes and terms */
  ATL_VEC(struct atl_ref) ref; /* sorted by from, then as written */
  uint32_t *first_out;         /* of entry e: ref.at[first_out[e]] to before first_out[e + 1] */
  uint32_t *first_in, *in;     /* of entry e: ref.at[in[first_in[e]]] to before first_in[e + 1] */
  ATL_VEC(struct atl_loose) loose;
  ATL_VEC(struct atl_use) use; /* by term, then by entry; made by atl_index_terms() */
  uint32_t *first_use;         /* of term t, from 0: use.at[first_use[t]] to before first_use[t + 1] */
  const char **slug;           /* by node: of an item without an id; else NULL */
  /* What references are resolved with: */
  struct atl_strmap ids, slugs;        /* (map, id) and (parent, slug) -> entry; of an id, its first one */
  struct atl_strmap names, last_names; /* the name of a map, and its last segment -> map; of a segment, its first one */
  struct atl_strmap terms;             /* a name of a term, in lower case -> entry; of a name, its first one */
  bool *id_shared, *name_shared;       /* by node and by map: others have this id, this last segment */
};

/* Adds a map, which has to outlive the index, with its name. All maps are added before they are joined. */
void atl_index_add(struct atl_index *index, const char *name, const struct atl_map *map);

/* Follows every reference. What leads nowhere is put on index->loose; nothing is reported. */
void atl_index_join(struct atl_index *index);

/* Finds where terms are used, in labels, notes, abouts and facts: whole words, whatever their case, and with an s at
 * the end; the longest term first. A term is not used in its own definition. */
void atl_index_terms(struct atl_index *index);

void atl_index_release(struct atl_index *index);

/* -- Entries -- */

static inline bool atl_index_is_term(const struct atl_index *index, uint32_t entry) { return entry >= index->nodes; }

/* The number of the map of an entry; that of its node, or of its term, within it. */
uint32_t atl_index_map_of(const struct atl_index *index, uint32_t entry);
uint32_t atl_index_node_of(const struct atl_index *index, uint32_t entry);
const struct atl_term *atl_index_term_of(const struct atl_index *index, uint32_t entry);

/* Its label; of a whole map its title, or its name where it has none; of a term its name. */
const char *atl_index_label(const struct atl_index *index, uint32_t entry);

/* Writes the path of a node within its map: hub.models.llms; "" for a whole map, the name of a term. */
void atl_index_write_path(const struct atl_index *index, uint32_t entry, struct atl_out *out);

/* Writes the name by which it is found from everywhere: chapters/hub/hub.models, chapters/hub, a term's name. */
void atl_index_write_name(const struct atl_index *index, uint32_t entry, struct atl_out *out);

/* Writes a reference to it as it may stand in the source of a map: an id's path, hub/hub.models, a term's name. */
void atl_index_write_reference(const struct atl_index *index, uint32_t map, uint32_t entry, struct atl_out *out);

/* The words of a label in lower case, joined by dashes: an address that can be read, of about ATL_INDEX_MOST_SLUG bytes
 * at most. Letters other than those of ASCII stay as they are. Returns the length; 0 where there is no letter. */
enum { ATL_INDEX_MOST_SLUG = 60, ATL_INDEX_SLUG_ROOM = ATL_INDEX_MOST_SLUG + 32 };
size_t atl_index_slug(const char *label, char *to);

/* -- References -- */

/* What a reference means that stands in a map (ATL_NONE: on a command line) in the words of `self` (ATL_NONE: of
 * nobody), which it means only where nothing else has the name. Returns ATL_NONE with the reason where it leads
 * nowhere. */
uint32_t atl_index_find(const struct atl_index *index, uint32_t map, uint32_t self, const char *reference,
                        enum atl_loose_reason *reason);

/* Whether `reference`, the name of a map as it is written in the map `from`, could mean a map called `name`, whether
 * there is one or not. */
bool atl_index_is_named(const struct atl_index *index, uint32_t from, const char *reference, size_t len,
                        const char *name);

/* The map whose file a misspelt `map:` in a map most likely meant; ATL_NONE. Linear in the maps. */
uint32_t atl_index_nearest_map(const struct atl_index *index, uint32_t from, const char *file);

/* The term that a name means in any map: that of `map` (ATL_NONE: of none) first; ATL_NONE where there is none. */
uint32_t atl_index_find_term(const struct atl_index *index, uint32_t map, const char *name);

#endif
