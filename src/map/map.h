/* What the author said: nodes in a hierarchy, items on cards, links, views. Knows no layout and no style.
 *
 * Nodes stand in document order, a parent before its children; node 0 is the map itself, never drawn, the parent of
 * the top nodes. Texts are offsets into one pool (0 is "nothing"), already made harmless: no control characters but
 * newlines in labels, notes and abouts. */
#ifndef ATL_MAP_MAP_H
#define ATL_MAP_MAP_H

#include "base/diag.h"
#include "base/source.h"
#include "base/strmap.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* Limits, each with its reason. Passing one is a report (code "limit-..."), never a crash. */
#define ATL_MAX_NODES 20000000u /* 20 M nodes are 8 GB of map and scene: more is a mistake in a generator */
#define ATL_MAX_DEPTH 1000u     /* deeper than any outline a person made; bounds the path of a node */
#define ATL_MAX_LABEL 4000u     /* bytes; more is a document, not a label */
#define ATL_MAX_ABOUT 100000u   /* bytes of a paragraph, a fact, an about */
#define ATL_MAX_ID    200u      /* bytes; an id is typed and linked to */
#define ATL_MAX_ICONS 10000u    /* files; four times the largest landscape there is */

typedef uint32_t atl_text; /* offset into the pool of the map */

enum { ATL_MAX_COLUMNS = 99, ATL_COLUMNS_AUTO = 100 }; /* more are no table that anybody reads */

enum atl_node_flag {
  ATL_NODE_ITEM = 1,   /* stands on its parent's card */
  ATL_NODE_DIVIDE = 2, /* divide: true */
  ATL_NODE_JOIN = 4,   /* divide: false */
  ATL_NODE_HAS_ITEMS = 8,
};

struct atl_node {
  uint32_t parent, first_child, last_child, next; /* ATL_NONE where there is none; items are children too */
  atl_text id;                                    /* "" for an item that has none */
  atl_text label, note, kind;                     /* equal kinds have equal offsets */
  uint32_t begin, end;                            /* span of the id, or of the item */
  uint32_t extra;                                 /* index into map->extra, ATL_NONE */
  uint16_t depth;                                 /* 0 for the map itself */
  uint16_t flags;
};

struct atl_node_extra { /* what few nodes have */
  atl_text about, url, since, status, map, layout, direction;
  struct atl_span layout_span, direction_span;
  atl_text same; /* the node or item that it stands for once more */
  struct atl_span same_span;
  uint32_t
      columns; /* of what it holds: items of its card, or tiles; 0: not said, ATL_COLUMNS_AUTO: as many as look well */
  uint32_t first_tag, tags;   /* in map->word */
  uint32_t first_see, sees;   /* in map->word */
  uint32_t first_fact, facts; /* in map->fact */
  uint16_t icon;              /* as of a kind; 0: as its kind says */
};

struct atl_word {
  atl_text text;
  struct atl_span span;
};

struct atl_fact {
  atl_text name, text;
  struct atl_span span;
};

enum atl_arrow { ATL_ARROW_FORWARD, ATL_ARROW_BOTH, ATL_ARROW_NONE };

struct atl_link {
  atl_text from, to;   /* as written: an id, a dotted path, other-map/node */
  uint32_t tail, head; /* nodes, set by atl_map_check(); ATL_NONE across maps */
  enum atl_arrow arrow;
  atl_text label, kind;
  atl_text end_label[2]; /* at its tail and at its head: 1, n, what the one is to the other */
  atl_text alike;        /* equal for links of one kind and one style, which may share a trunk */
  uint8_t stroke, tip;   /* its line and its heads: 1 + index into the names of style/shape.h; 0: as its kind says */
  struct atl_span span, from_span, to_span;
};

/* Whether something is written at an end of a link, and whether no other link may share its wire. */
static inline bool atl_link_has_ends(const struct atl_link *link) { return link->end_label[0] || link->end_label[1]; }
static inline bool atl_link_is_alone(const struct atl_link *link) {
  return link->label || link->arrow != ATL_ARROW_FORWARD || atl_link_has_ends(link);
}

struct atl_tint {       /* a colour as it is said: by a name, or by one value for each scheme */
  atl_text name;        /* 0: by values */
  uint32_t light, dark; /* 0xrrggbb */
  bool said;
  struct atl_span span;
};

struct atl_kind { /* what the map says of a kind */
  atl_text name, label, about;
  atl_text like;                           /* the kind it completes; 0: what is known of its own name */
  struct atl_tint color, fill, line, text; /* one colour, of which the others are made; and they themselves */
  uint8_t shape, border, stroke, head;     /* 1 + index into the names of style/shape.h; 0: not said */
  uint16_t icon; /* 1 + index into the names of style/icon.h, and on behind those into map->icon; 0: not said */
  struct atl_span span, like_span;
};

struct atl_icon_file { /* an icon that is a file */
  atl_text name;       /* as written */
  struct atl_span span;
  atl_text drawn; /* its outlines (style/icon.h); 0: it could not be read */
};

/* What is asked for, where something may be or not be drawn. */
enum atl_wanted { ATL_WANTED_UNSAID, ATL_WANTED, ATL_WANTED_USEFUL /* where it tells something */, ATL_UNWANTED };

struct atl_view {
  atl_text name, title, about, root, layout, direction, groups, style;
  uint32_t root_node;                                  /* set by atl_map_check(); 0: the whole map */
  uint32_t depth;                                      /* 0: all */
  uint32_t neighbours;                                 /* how many links away what is drawn beside it may be */
  uint32_t first_only, onlys, first_without, withouts; /* in map->word */
  uint8_t titled, legend;                              /* as enum atl_wanted */
  uint32_t first_focus, focuses, first_hidden, hidden; /* likewise: ids, and kinds of links */
  uint32_t focus_node;                                 /* the nodes of these ids in map->focus, from here on */
  struct atl_span span, root_span, layout_span, direction_span, groups_span, style_span;
};

struct atl_term { /* of the glossary */
  atl_text name, text;
  uint32_t first_aka, akas; /* other names, in map->word */
  uint32_t first_see, sees; /* terms, ids and other-map/node, in map->word */
  struct atl_span span;     /* of the name */
};

struct atl_map {
  uint32_t file; /* of the source it was read from */
  atl_text title, subtitle, about, layout, direction, groups, style;
  uint8_t titled, legend; /* as enum atl_wanted: whether the title is drawn, and a legend */
  struct atl_span layout_span, direction_span, groups_span, style_span;
  ATL_VEC(char) pool;
  ATL_VEC(struct atl_node) node;
  ATL_VEC(struct atl_node_extra) extra;
  ATL_VEC(struct atl_word) word;
  ATL_VEC(struct atl_fact) fact;
  ATL_VEC(struct atl_link) link;
  ATL_VEC(struct atl_view) view;
  ATL_VEC(uint32_t) focus;            /* nodes and items that views name; by atl_map_check() */
  ATL_VEC(struct atl_term) term;      /* in the author's order */
  struct atl_strmap ids;              /* (parent, id) -> node */
  struct atl_strmap kinds;            /* kind -> index into kind */
  struct atl_strmap views;            /* name -> index into view */
  struct atl_strmap terms;            /* a name or another name of a term, in lower case -> index into term */
  ATL_VEC(struct atl_word) kind;      /* each kind once, with the place where it stands first */
  ATL_VEC(struct atl_kind) declared;  /* under `kinds:`, and in the files that it names */
  struct atl_strmap declarations;     /* name -> index into declared */
  ATL_VEC(struct atl_icon_file) icon; /* each file once for each file that names it */
  struct atl_strmap icons;            /* (file that names it, name) -> index into icon */
  ATL_VEC(struct atl_word) kind_file; /* files of kinds, as written, in the author's order */
};

void atl_map_init(struct atl_map *map, uint32_t file);
void atl_map_release(struct atl_map *map);

static inline const char *atl_map_text(const struct atl_map *map, atl_text text) { return map->pool.at + text; }

/* Adds a text, made harmless, to the pool; 0 when `len` is 0. */
atl_text atl_map_add_text(struct atl_map *map, const char *text, size_t len);

/* The same of a text that is shown as it stands: its tabs stay, where others become blanks. */
atl_text atl_map_add_lines(struct atl_map *map, const char *text, size_t len);

/* Adds a kind, which stands at `span`; equal kinds get equal offsets. */
atl_text atl_map_add_kind(struct atl_map *map, const char *text, size_t len, struct atl_span span);

/* The index of a kind in map->kind, or ATL_NONE. */
uint32_t atl_map_kind(const struct atl_map *map, atl_text kind);

/* Where a kind stands for the first time. */
struct atl_span atl_map_kind_span(const struct atl_map *map, atl_text kind);

/* Adds a node under `parent`; its id may be "" for an item. Returns its index. */
uint32_t atl_map_add_node(struct atl_map *map, uint32_t parent, const char *id, size_t id_len, unsigned flags,
                          struct atl_span span);

/* The child of `parent` with this id, or ATL_NONE. */
uint32_t atl_map_child(const struct atl_map *map, uint32_t parent, const char *id, size_t len);

/* The extra part of a node, made when there is none; good until the next call. */
struct atl_node_extra *atl_map_extra(struct atl_map *map, uint32_t node);

/* The node that a reference means: an id that is unique in the map, or a dotted path from a top node or from any
 * node with a unique id. Returns ATL_NONE and sets *count to 0 (nothing has this id) or to how many have it. */
uint32_t atl_map_find(const struct atl_map *map, const char *reference, size_t len, uint32_t *count);

/* Words of a map by their text: all kinds and tags, or some words that are looked for. Good as long as the map's words
 * are not added to. */
struct atl_word_set {
  const struct atl_map *map;
  struct atl_strmap index;
};
void atl_word_set_all(struct atl_word_set *words, const struct atl_map *map);
void atl_word_set_some(struct atl_word_set *words, const struct atl_map *map, const struct atl_word *word,
                       uint32_t count);
bool atl_word_set_has(const struct atl_word_set *words, const char *text);
void atl_word_set_release(struct atl_word_set *words);

/* The kind or tag that a misspelt one most likely meant; NULL: none is near. */
const char *atl_map_nearest_word(const struct atl_map *map, const char *typed);

/* Adds what the map says of a kind; false: that is said already, and stays. */
bool atl_map_declare(struct atl_map *map, const struct atl_kind *kind);

/* What the map says of a kind; NULL: nothing. Good until something is added. */
const struct atl_kind *atl_map_declared(const struct atl_map *map, const char *name);

/* The index of an icon that is a file in map->icon, where it is added when it is not there; ATL_NONE: there are too
 * many. */
uint32_t atl_map_icon(struct atl_map *map, atl_text name, struct atl_span span);

/* Adds a view; of two with one name, the first is the one that is found. */
void atl_map_add_view(struct atl_map *map, const struct atl_view *view);

/* The view with this name; NULL: there is none. */
const struct atl_view *atl_map_view(const struct atl_map *map, const char *name);

/* Gives the term with this index a name, its own or another one; the term it means already where there is one (which
 * may be the same), else ATL_NONE: then it means this term from now on. */
uint32_t atl_map_name_term(struct atl_map *map, uint32_t term, const char *name);

/* The term that a name means, the case of ASCII letters aside; ATL_NONE: there is none. */
uint32_t atl_map_term(const struct atl_map *map, const char *name);

/* Writes the name of a term in lower case, by which it is found, and its length; false when it is longer than `room`.
 */
bool atl_map_fold_term(const char *name, char *to, size_t room, size_t *len);

/* Whether a term has this name in lower case, its own or another one. */
bool atl_map_term_is_called(const struct atl_map *map, const struct atl_term *term, const char *key, size_t len);

/* The next node in document order below `top`, or ATL_NONE after the last; start with `top` itself. */
uint32_t atl_map_next(const struct atl_map *map, uint32_t node, uint32_t top);

struct atl_out;
/* Writes the path of a node, ids joined by dots: hub.models. */
void atl_map_write_path(const struct atl_map *map, uint32_t node, struct atl_out *out);

static inline struct atl_span atl_node_span(const struct atl_map *map, uint32_t node) {
  return (struct atl_span){map->file, map->node.at[node].begin, map->node.at[node].end};
}

#endif
