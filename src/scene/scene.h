/* The scene: what is to be drawn, in drawing order, in the unit of its metric. Back ends see this and nothing else.
 *
 * A flat list of small items. BEGIN opens a node (its rectangle is drawn), then come its TEXTs and RULEs, then END; a
 * ROUTE is one polyline of a wire; a LABEL holds the words beside or in one. Wires come first, then labels, then nodes.
 * Positions are cells (text) or 1/8 px (pictures); y points down. */
#ifndef ATL_SCENE_SCENE_H
#define ATL_SCENE_SCENE_H

#include "base/arena.h"
#include "base/geom.h"
#include "base/vec.h"
#include "style/style.h"

#include <stdbool.h>
#include <stdint.h>

enum atl_op {
  ATL_BEGIN, /* node `ref`; x, y, w, h its rectangle; look its look; no box is drawn when ATL_OPEN is set */
  ATL_END,   /* of the node that began last; rows of a text list have none */
  ATL_WORD, /* a line of text: pool offset `ref`, `h` bytes, `w` wide; x its left, y its baseline (px) or row (cells) */
  ATL_RULE, /* a line across a card, from x over w at y */
  ATL_ROUTE,  /* `w` points from scene->point[ref]; axis-parallel; from border to border; `h` numbers its net: the node
               * whose children it leads to, or, from scene->node.len on, a net of links; routes of one net follow each
               * other and have one look, which is that of a wire */
  ATL_LABEL,  /* of scene->link[ref]: x, y, w, h its rectangle; its WORDs follow, then an END */
  ATL_ASIDE,  /* words of no node and no link, the title or those of the legend: as a LABEL */
  ATL_ICON,   /* of a node, in pictures: `ref` an index into atl_icon_names, and on behind those into scene->icon; x, y,
               * w, h its square */
  ATL_SAMPLE, /* in the legend: x, y, w, h its rectangle; look and form of the boxes it stands for, in pictures drawn as
               * a small one, in text as a mark. The sample of links is a ROUTE */
};

enum atl_item_flag {
  ATL_CENTRED = 1,    /* WORD: centred on x + w / 2, else it starts at x */
  ATL_MUTED = 2,      /* WORD: a note: the look's note colour, face and size */
  ATL_PAREN_OPEN = 4, /* WORD: in text an opening parenthesis stands before it (w counts it) */
  ATL_PAREN_CLOSE = 8,
  ATL_COUNT = 16, /* WORD: `ref` is a number to show as +N nodes, `h` says of what (atl_counted): what is folded away */
  ATL_ATTACHED = 32, /* WORD: goes on behind the word before it; a centred row is centred as a whole */
  ATL_LINKS = 64,    /* WORD: starts with an arrow; pure ASCII has ->, <->, -- or <-, for which there is room */
  ATL_TITLE = 128,   /* WORD: in text it stands in a border, which makes room for it and a blank on either side */
  ATL_HEAD = 32,     /* ROUTE: an arrowhead at its last point */
  ATL_TAIL = 64,     /* ROUTE: an arrowhead at its first point */
  ATL_QUIET = 128,   /* ROUTE: thinner and dashed; LABEL: of such a one */
  ATL_OPEN = 64,     /* BEGIN: no box around (list rows) */
  ATL_BOX = 128,     /* BEGIN: a card */
  ATL_CURVED = 1, /* ROUTE, in pictures: not axis-parallel but cubic curves, 3 k + 1 points; the handles of a straight
                   * piece stand at its ends */
  ATL_OF_LEGEND = 2, /* ROUTE: a sample, `h` a number of its own beyond those of nets; in text it ends with a stub */
  ATL_AT_TAIL = 2,   /* LABEL: it is that of one end of the link */
  ATL_AT_HEAD = 4,
  ATL_INLINE = 1, /* LABEL: it stands in its wire, which is not seen under it (in cells: not under its words) */
};

struct atl_item {
  uint8_t op, look, flags;
  uint8_t form; /* BEGIN: its shape and, in the higher four bits, its border (style/shape.h); WORD: the shape whose mark
                 * stands before it in text, 0 for none; ROUTE: its line and, in the higher four bits, its heads */
  uint32_t ref;
  int32_t x, y, w, h;
};

struct atl_scene_node { /* who a BEGIN is */
  uint32_t parent;      /* index into scene->node, ATL_NONE; of a card, its owner */
  uint32_t id, label;   /* pool offsets, 0 for none; an id is a segment of the path */
  uint32_t href : 31, card : 1;
  uint32_t about; /* pool offset, 0 for none */
};

/* Where rows within a box lead that have an address of their own or none, unlike their box: the words from this item
 * on, up to the next of these in the box or its END. */
struct atl_scene_row {
  uint32_t item, href; /* index into scene->item; pool offset, 0: nowhere */
};

struct atl_scene_link {
  uint32_t tail, head;             /* nodes of the scene */
  uint32_t tail_label, head_label; /* pool offsets: of its ends as the author has them, items of cards too */
  uint32_t label, kind;            /* pool offsets, 0 for none */
  uint32_t end_label[2];           /* what is written at its tail and its head; likewise */
  uint32_t net;                    /* whose ROUTEs draw it; ATL_NONE when it is not drawn */
  enum atl_arrow arrow;
};

struct atl_scene_icon { /* from a file */
  uint32_t name, drawn; /* pool offsets; its outlines, see style/icon.h */
};

struct atl_scene_own { /* a net that no link asks for, as from one step of a chain to the next */
  uint32_t tail, head; /* nodes of the scene; ATL_NONE for a net of links */
};

struct atl_scene {
  bool cells;
  int32_t w, h;                /* size of the drawing, with its margin */
  const char *pool;            /* borrowed from the map */
  const struct atl_look *look; /* borrowed from the style, or a copy of it in the arena */
  uint32_t looks;
  const struct atl_sheet *sheet; /* borrowed */
  const struct atl_point *point; /* borrowed from the placement */
  const char *title;             /* borrowed; "" when the map has none */
  struct atl_arena arena;
  const char *desc; /* the hierarchy in sentences, one line */
  ATL_VEC(struct atl_scene_node) node;
  ATL_VEC(struct atl_scene_link) link;        /* in the author's order */
  const uint32_t *net_links, *net_first_link; /* net i of links, net node.len + i, draws the links net_links[k], k from
                                               * net_first_link[i] to before net_first_link[i + 1]; in the arena */
  const struct atl_scene_own *own;            /* by net of links; in the arena, NULL where there is none */
  uint32_t nets;                              /* of links */
  const struct atl_scene_icon *icon;          /* in the arena, NULL where there is none */
  uint32_t icons;
  ATL_VEC(struct atl_scene_row) row; /* by item */
  ATL_VEC(struct atl_item) item;
};

/* What the form of a BEGIN says, */
static inline enum atl_outline atl_item_shape(const struct atl_item *begin) {
  return (enum atl_outline)(begin->form & 15);
}
static inline enum atl_stroke atl_item_border(const struct atl_item *begin) {
  return (enum atl_stroke)(begin->form >> 4);
}

/* and that of a ROUTE. */
static inline enum atl_stroke atl_item_line(const struct atl_item *route) {
  return (enum atl_stroke)(route->form & 15);
}
static inline enum atl_head_form atl_item_head(const struct atl_item *route) {
  return (enum atl_head_form)(route->form >> 4);
}

/* Whether a BEGIN is drawn as an outline of its own, and not as a rectangle. */
static inline bool atl_is_shaped(const struct atl_item *item) {
  enum atl_outline shape = atl_item_shape(item);
  return shape && shape != ATL_SHAPE_BOUNDARY && !(item->flags & ATL_OPEN);
}

/* The outline of a BEGIN or a SAMPLE whose rectangle is this; that of a SAMPLE is made as if it were larger, since no
 * shape is drawn so small. Returns the number of steps. */
uint32_t atl_item_outline(const struct atl_item *item, struct atl_rect rect, int32_t corner,
                          struct atl_outline_step step[ATL_MOST_STEPS]);

/* The radius of the corners of such a box; a SAMPLE is too small for round ones. */
static inline int32_t atl_item_corner(const struct atl_item *item, const struct atl_look *look) {
  return item->op == ATL_SAMPLE ? atl_min32(look->corner, 4 * ATL_PX) : look->corner;
}

/* How thick the border of a BEGIN is, and how long its dashes and the gaps between them are, 0 where it has none. */
int32_t atl_border_of(const struct atl_item *item, const struct atl_look *look, int32_t *dash, int32_t *space);

/* The rectangle within, in which the outline is drawn a second time; false where the border is no double one. */
bool atl_border_within(const struct atl_item *item, struct atl_rect *within);

/* What a drawn icon is called: by its own name, or by that of its file; and its outlines, NULL where it is built in. */
const char *atl_icon_name(const struct atl_scene *scene, const struct atl_item *icon);
const char *atl_icon_drawn(const struct atl_scene *scene, const struct atl_item *icon);

/* Whether lines are stroked in it. */
bool atl_icon_is_stroked(const struct atl_scene *scene, const struct atl_item *icon);

void atl_scene_release(struct atl_scene *scene);

struct atl_out;
/* Writes the path of a node of the scene: ids joined by dots, a card's with ":items" at the end. */
void atl_scene_write_path(const struct atl_scene *scene, uint32_t node, struct atl_out *out);

/* Where the words at this item lead, of the BEGIN `box` that they follow: pool offset, 0 for nowhere. O(log n) in the
 * rows of all boxes. */
uint32_t atl_scene_href(const struct atl_scene *scene, uint32_t box, uint32_t word);

/* Whether anything in the drawing leads somewhere. */
bool atl_scene_is_linked(const struct atl_scene *scene);

/* Checks what every back end relies on: BEGIN or LABEL and END pair up, nothing lies outside the drawing, routes are
 * axis-parallel, looks, links and texts exist. Returns NULL, or what is wrong (static text). */
const char *atl_scene_fault(const struct atl_scene *scene);

#endif
