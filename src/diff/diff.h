/* Two maps compared: what is in one alone, what has another name, what stands elsewhere, what is said of it anew; and a
 * map of both, in which that can be seen. Knows no files, no layouts and no looks but the names of colours.
 *
 * A node is found again by its id below the same parent; else by its label there; else by its id anywhere, if nothing
 * else has it; else, among its siblings, by how alike ids, labels, kinds and what they hold are, and by its place. An
 * item without an id is found by its label. A link is found by its ends, its arrow, its label and its kind; else by all
 * of these but its label; else, if it has a label, by that and one of its ends. */
#ifndef ATL_DIFF_DIFF_H
#define ATL_DIFF_DIFF_H

#include "base/out.h"
#include "map/map.h"

enum atl_change {
  ATL_ADDED = 1,
  ATL_REMOVED = 2,
  ATL_RENAMED = 4,  /* another label, or another id */
  ATL_MOVED = 8,    /* another parent; of a link, another end */
  ATL_CHANGED = 16, /* something else that is said of it */
};

/* Siblings among which more pairs could be alike are not looked at one by one. */
#define ATL_MAX_ALIKE 250000u

struct atl_diff_node {
  uint32_t was, is;                         /* nodes of the old map and of the new one; ATL_NONE */
  uint32_t parent, first_child, last, next; /* in diff->node; ATL_NONE */
  unsigned change;                          /* bits of atl_change */
  const char *id;                           /* in the map of both; "" for an item without one */
};

struct atl_diff_link {
  uint32_t was, is;    /* links of the old map and of the new one; ATL_NONE */
  uint32_t tail, head; /* in diff->node; ATL_NONE: in another map */
  unsigned change;
};

/* What maps name beside nodes. Kinds are those that a map says something of, in files of kinds, too. */
enum atl_diff_sort { ATL_DIFF_KINDS, ATL_DIFF_VIEWS, ATL_DIFF_TERMS, ATL_DIFF_SORTS };

struct atl_diff_said {
  uint32_t was, is; /* in the old map and in the new one; ATL_NONE */
  unsigned change;  /* a term is renamed that has its old name beside the new one, or had the new one beside the old */
};

struct atl_diff {
  const struct atl_map *old, *new; /* borrowed */
  struct atl_arena arena;
  ATL_VEC(struct atl_diff_node) node;                 /* parents before what they hold; the first is the map itself */
  ATL_VEC(struct atl_diff_link) link;                 /* those of the new map in its order, then those that are gone */
  ATL_VEC(struct atl_diff_said) said[ATL_DIFF_SORTS]; /* those of the new map in its order, then those that are gone */
  bool other_ids;                                     /* some node of both has an id that neither map has */
  uint8_t *other_look;       /* by kind of the new map, whether what the maps say of how it looks is not the same */
  uint32_t *of_old, *of_new; /* by node of the maps: in `node`, ATL_NONE for what stands elsewhere */
};

void atl_diff_make(struct atl_diff *diff, const struct atl_map *old, const struct atl_map *new);
void atl_diff_release(struct atl_diff *diff);

/* Whether nothing is different: nodes, items, links, kinds, views, terms, and what is said of the map as a whole. */
bool atl_diff_is_empty(const struct atl_diff *diff);

/* The next node in the order of the map of both, or ATL_NONE; start with 0. */
uint32_t atl_diff_next(const struct atl_diff *diff, uint32_t node);

/* The marks of changes as they stand before a label, without blanks: "+", "-", ">~"; "" for none. */
const char *atl_diff_mark(unsigned change);

/* What is said of a node, or, for 0, of the map, where it is not the same: a key of the format and the two texts, ""
 * for none. Good during the call. */
typedef void atl_diff_each(void *context, const char *key, const char *was, const char *is);
void atl_diff_fields(const struct atl_diff *diff, uint32_t node, atl_diff_each *each, void *context);

/* The same of a link, whose label and ends are no part of this; and of a kind, a view or a term. */
void atl_diff_link_fields(const struct atl_diff *diff, uint32_t link, atl_diff_each *each, void *context);
void atl_diff_said_fields(const struct atl_diff *diff, enum atl_diff_sort said, uint32_t i, atl_diff_each *each,
                          void *context);

/* All that a map says of a kind, a view or a term; what it was is "". */
void atl_diff_all_fields(const struct atl_map *map, enum atl_diff_sort sort, uint32_t i, atl_diff_each *each,
                         void *context);

/* Its name, in the old map or in the new one, in which it must be. */
const char *atl_diff_said_name(const struct atl_diff *diff, enum atl_diff_sort said, uint32_t i, bool was);

/* Writes the path of a node in the map of both, ids joined by dots; where an item has no id, its label. */
void atl_diff_write_path(const struct atl_diff *diff, uint32_t node, struct atl_out *out);

/* An end of a link as it is read: a path, or what the author wrote of another map. */
void atl_diff_write_end(const struct atl_diff *diff, const struct atl_diff_link *link, bool head, struct atl_out *out);

/* Writes the map of both, as YAML: that of the new map with what is gone in its old places, marks before labels,
 * colours of kinds by what has changed, and the views of the new map. `style` is the sheet that it names; NULL: none.
 */
void atl_diff_write_map(const struct atl_diff *diff, const char *style, struct atl_out *out);

#endif
