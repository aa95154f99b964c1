/* Geometry: where everything goes, in whole numbers of one metric (cells, or 1/8 px). Made once per metric from the
 * same topology, so text and pictures have the same rows and the same order. */
#ifndef ATL_PLACE_PLACE_H
#define ATL_PLACE_PLACE_H

#include "base/diag.h"
#include "base/geom.h"
#include "base/vec.h"
#include "map/map.h"
#include "map/shape.h"
#include "order/order.h"
#include "style/style.h"

#include <stdbool.h>
#include <stdint.h>

/* A text drawing wider than this is refused: a million-node tree has 14 million columns, which no terminal, pager or
 * editor shows and which takes gigabytes to write. */
#define ATL_MAX_TEXT_WIDTH 200000

enum atl_direction { ATL_DOWN, ATL_RIGHT, ATL_UP, ATL_LEFT };
extern const char *const atl_direction_names[]; /* "down", "right", "up", "left", NULL */

enum atl_line_flag {
  ATL_LINE_MUTED = 1,    /* a note */
  ATL_LINE_OPEN = 2,     /* first line of a note: in text a parenthesis opens it */
  ATL_LINE_CLOSE = 4,    /* last line of a note */
  ATL_LINE_COUNT = 8,    /* `text` is a number, shown as +N nodes; `len` says of what: an atl_counted */
  ATL_LINE_RULE = 16,    /* a rule stands above it */
  ATL_LINE_INLINE = 32,  /* stands on the row of the line before it, behind a blank */
  ATL_LINE_LINKS = 64,   /* an arrow, and where links lead */
  ATL_LINE_TITLE = 128,  /* in cells it stands in the top border of its box */
  ATL_LINE_ITEM = 256,   /* of a box with its items inside: an item, or its note */
  ATL_LINE_HANGS = 1024, /* in a card without rules: a further row of an item, set in from its first */
  ATL_LINE_APART = 2048, /* in a card without rules: begins an item, a little below the one before */
  ATL_LINE_FLUSH = 4096, /* of a card whose items start at the left */
  ATL_LINE_TALL = 8192,  /* a note as high as a label, beside one in another column */
};

/* Of a card in columns, each line says in which one it stands, from 0 on, and of how many, 0 where there are none; one
 * with ATL_LINE_INLINE behind a line of another column stands in the same row. */
enum { ATL_LINE_COLUMNS_AT = 16, ATL_LINE_COLUMN_AT = 24 };
static inline uint32_t atl_line_columns(uint32_t flags) { return flags >> ATL_LINE_COLUMNS_AT & 0xff; }
static inline uint32_t atl_line_column(uint32_t flags) { return flags >> ATL_LINE_COLUMN_AT; }

struct atl_line {
  uint32_t text, len; /* slice of the map's pool */
  int32_t width;      /* parentheses included in cells */
  uint32_t flags;
};

struct atl_route { /* an axis-parallel polyline from border to border; small, for there is one a node */
  uint32_t first_point;
  uint32_t points : 29, head : 1, tail : 1; /* an arrowhead at the last point, at the first one */
  uint32_t curved : 1; /* in pictures: not axis-parallel but cubic curves, 3 k + 1 points; the handles of a straight
                        * piece stand at its ends */
  uint32_t net; /* routes of one net may touch and share ground; below order->box.len: the wires from that box to its
                 * children; else order->box.len plus an index into place->net */
};

/* A net of links. Only links of one source, or to one head, that look alike share a net, so that no reader sees an edge
 * that is not there; a link with a label, with two arrowheads or with none has a net of its own. */
struct atl_net {
  uint32_t edge;  /* one of those it draws: the others have its kind and its arrow; ATL_NONE: a wire of the layout's
                   * own, which no link asks for, as from one step of a chain to the next */
  uint32_t edges; /* how many it draws */
  uint32_t tail, head; /* boxes, where the layout itself draws the wire: one that no link asks for, or a single edge */
  bool quiet;          /* drawn thinner and dashed: it stands beside the hierarchy */
};

struct atl_label { /* of an edge; its lines of text follow each other in place->line */
  uint32_t edge;
  struct atl_rect rect;
  uint32_t first_line, lines;
  bool inline_; /* it stands in its wire, which is not drawn under it */
  uint8_t end;  /* of its tail 1, of its head 2; else of the whole */
};

struct atl_aside_words { /* beside the drawing: a line of the title, or of the legend */
  struct atl_rect rect;
  uint32_t first_line, lines; /* in place->line */
  uint8_t look;
};

struct atl_sample {   /* of the legend: what a kind looks like */
  uint32_t box, edge; /* one that looks so; the other is ATL_NONE */
  struct atl_rect rect;
};

/* Limits of routing: there are more than ATL_ROUTE_LINKS links; the search for curves has looked at too much. */
enum atl_link_limit { ATL_NO_LIMIT, ATL_LIMIT_LINKS, ATL_LIMIT_CURVES };

struct atl_place {
  bool cells;
  bool flush;           /* the items of cards are to start at the left; else they are centred */
  int32_t w, h;         /* of the drawing, margin included */
  struct atl_rect *box; /* parallel to order->box */
  uint8_t *frame;       /* parallel to box: 1 where a box is a frame around its children; NULL when none */
  struct atl_rect
      *title;        /* parallel: where the title of a frame stands, from the top left of its box; wires keep off */
  int32_t *title_at; /* parallel: how far from its left border the title of a frame starts; -1, or NULL: where they all
                      * do */
  uint8_t *bare;     /* parallel: 1 where a box is a row of a list, without a border; NULL when none, or all, are */
  uint8_t *small;    /* parallel: 1 where the words of a box are of a smaller type in px, as atl_small_look() says; NULL
                      * when none are. Set before boxes are measured */
  uint32_t *first_line; /* parallel, one more at the end: lines of box i are first_line[i] .. first_line[i+1] */
  ATL_VEC(struct atl_line) line;
  ATL_VEC(struct atl_route) route;
  ATL_VEC(struct atl_point) point;
  ATL_VEC(struct atl_net) net;
  uint32_t *net_of; /* by edge of the order: which net draws it, ATL_NONE: none; NULL where only nets say it */
  ATL_VEC(struct atl_label) label;
  ATL_VEC(struct atl_aside_words) aside;
  ATL_VEC(struct atl_sample) sample;
  ATL_VEC(uint32_t)
  undrawn;                   /* edges of the order for which there was no way: named by the caller, never dropped in
                              * silence */
  enum atl_link_limit limit; /* why, if it is not for want of room */
  uint32_t careless;         /* edges that are drawn, but nobody looked whether they lie on others: a limit */
};

/* The shape of a drawing whose width is not given, width to height as it is seen, a cell being twice as high as wide:
 * at most 10:16, about 1:1, at least 16:10. */
enum atl_aspect { ATL_ANY_ASPECT, ATL_TALL, ATL_SQUARE, ATL_WIDE };
extern const char *const atl_aspect_names[]; /* "tall", "square", "wide", NULL: name i is that of the value i + 1 */

struct atl_place_options {
  bool cells;
  bool wide; /* characters that are ambiguous by UAX #11 take two cells */
  enum atl_direction direction;
  int32_t width; /* the drawing should be no wider, in the unit of the metric; 0: as wide as it likes */
  bool lenient;  /* nobody asked for that width: what does not fit is not reported */
  enum atl_aspect aspect;
};

/* How hard a layout presses to be narrow: 0 is the most pleasing, the last the narrowest. */
enum { ATL_TIGHTEST = 7 };

/* In how many ways 'nested' arranges boxes for links, and which of them is taken where nothing can be tried. */
enum { ATL_NESTED_WAYS = 6, ATL_WAY_ALONE = 1 };

/* How high a drawing is that is seen at a glance: one that is no higher may be higher than it must for short links. */
static inline int32_t atl_glance(bool cells) { return cells ? 40 : 900 * ATL_PX; }

struct atl_panels;

/* Where a wire may go straight on through a side of a block to what stands in there: at places from `lo` to `hi` along
 * that side, from the block's left or top, nowhere if lo > hi; and how far it reaches into the block. */
struct atl_door {
  uint32_t box;  /* the block */
  uint32_t node; /* of the map: what it leads to */
  struct {
    int32_t lo, hi, reach;
  } side[4]; /* left, right, top, bottom, as the layout places: before anything is mirrored */
};

struct atl_layout {
  const struct atl_map *map;
  const struct atl_styled *styled;
  const struct atl_order *order;
  const struct atl_place_options *options;
  struct atl_place *place;
  struct atl_diags *diags;
  unsigned tight;          /* 0 to ATL_TIGHTEST */
  unsigned way;            /* of the ways to arrange for links: below engine->ways */
  const uint8_t *tight_of; /* the same for the texts of each box, or NULL */
  const int32_t *text_of;  /* how wide a line of each box may be, whatever that says; 0: as it says. NULL: all so */
  const struct atl_rect *block; /* by box: w and h of what is placed already and only takes room; w is 0 for others.
                                 * NULL: there are none */
  const struct atl_door *door;  /* of blocks */
  uint32_t doors;
  struct atl_panels *panels; /* of the order, for links over all of them; or NULL */
  bool unlinked;             /* links that the layout does not draw itself are drawn later */
  bool turned_down; /* set by a layout: it went down though it was to go across, where that would be too wide */
  bool upside_down; /* what is placed is turned round afterwards, but not the texts in boxes */
  bool mirrored;    /* what goes to the right is mirrored afterwards, but not titles */
};

/* The door of a block that leads to a node of the map; NULL: there is none. */
const struct atl_door *atl_layout_door(const struct atl_layout *layout, uint32_t box, uint32_t node);

struct atl_layout_engine {
  const char *name, *about;
  bool large;                   /* takes the place of a layout that a map means, but has too many links for */
  const char *meant;            /* where nothing is said: the maps that are drawn so, in words; NULL: none */
  enum atl_shape_of_map shape;  /* and their shape */
  bool entries;                 /* wants the order of atl_order_entries(): every item an entry of its own, no cards */
  bool layers;                  /* wants order->layers */
  bool links;                   /* draws links itself; for the others atl_place_links() does, and makes room for them */
  bool tiles;                   /* wants an order of boxes in which every item is a box of its own, no cards */
  bool ranks;                   /* where its links need room, ranks stay in line */
  bool joins;                   /* wants items in the box of their node where that has nothing else below it */
  bool frames;                  /* what nodes hold always stands in frames */
  bool picture;                 /* is one that text cannot show: there the default layout takes its place */
  bool fits;                    /* finds what fits in options->width itself; the others are run tighter and tighter */
  bool shapes;                  /* finds what has the shape options->aspect */
  unsigned ways;                /* links count where it arranges boxes, in so many ways: the best is taken; or 0 */
  bool mirrors;                 /* places down and right; up and left are made by mirroring */
  enum atl_direction direction; /* where nothing is said of it */
  bool (*run)(struct atl_layout *layout); /* false after an error, which is reported */
};

extern const struct atl_layout_engine atl_layouts[]; /* text takes the first where it has none; ends with a NULL name */
const struct atl_layout_engine *atl_layout_named(const char *name);

/* The layout that a map of this shape means, where nobody names one. */
const struct atl_layout_engine *atl_layout_meant(enum atl_shape_of_map shape);

/* The layout for maps that are too much for the one they mean. */
const struct atl_layout_engine *atl_layout_large(void);

bool atl_layout_tree(struct atl_layout *layout);
bool atl_layout_list(struct atl_layout *layout);
bool atl_layout_chain(struct atl_layout *layout);
bool atl_layout_radial(struct atl_layout *layout);
bool atl_layout_grid(struct atl_layout *layout);
bool atl_layout_layered(struct atl_layout *layout);

/* The same with frames, where the order has flows. Which variant of them is drawn is chosen before, once for all
 * metrics; `layout` then has a placement of its own for it. */
bool atl_layout_frames(struct atl_layout *layout);
/* False when the links of the flows pass more layers than ATL_MAX_FLOW_LANES: order->flows->lanes says how many. */
bool atl_layered_choose(struct atl_layout *layout);

bool atl_layout_nested(struct atl_layout *layout);

/* Routes the edges of the order between the boxes that are placed, beside the routes that are there, and moves boxes
 * apart where wires and labels need room (route/route.h); labels at ends of links are placed here alone. Edges that a
 * net of the layout draws already are left as they are. `tree`: ranks stay in line, and parents over the middle of
 * their children. */
void atl_place_links(struct atl_layout *layout, bool tree);

/* How hard the links are to follow: their length, of wires that they share once, and what bends and crossings are worth
 * of that, in eighths of a px, for cells as for pictures. */
int64_t atl_place_toil(const struct atl_place *place, const struct atl_order *order);

/* Whether something is written at an end of a link that is drawn. atl_place_links() finds the room for that, at the
 * wires that are there, too. */
bool atl_place_has_ends(const struct atl_layout *layout);

/* Runs an engine, tighter and tighter until the drawing is as narrow as the options want. What does not fit even then
 * is placed all the same: it is for the caller to say so. layout->place is filled; false after an error. */
bool atl_place_run(struct atl_layout *layout, const struct atl_layout_engine *engine);

/* The innermost frame around a box, ATL_NONE: there is none. */
uint32_t atl_frame_around(const struct atl_place *place, const struct atl_order *order, uint32_t box);

/* The least rectangle around the first `boxes` boxes and, `wires`, around all wires and labels, in which the point of a
 * wire takes a cell in text and no room in px. There has to be something. */
struct atl_rect atl_place_bounds(const struct atl_place *place, uint32_t boxes, bool wires);

/* How wide what is placed looks: in cells, a label at the right end has a blank beside it that nobody sees. */
int32_t atl_place_seen_width(const struct atl_place *place, uint32_t boxes);

/* Moves so many boxes, and all wires and labels. */
void atl_place_shift(struct atl_place *place, uint32_t boxes, int32_t x, int32_t y);

void atl_place_release(struct atl_place *place);

/* Releases the lines of text alone, which a scene does not borrow. */
void atl_place_release_lines(struct atl_place *place);

/* Releases all but the points, which a scene borrows. */
void atl_place_release_to_points(struct atl_place *place);

/* A point of the cubic curve with these four points, 0 to 16 sixteenths of the way. */
struct atl_point atl_curve_point(const struct atl_point *curve, int32_t sixteenths);

/* Whether a straight line passes through the inside of a box, by more than a px. */
bool atl_line_cuts(struct atl_point a, struct atl_point b, struct atl_rect box);

/* Whether the curve with these four points passes through the inside of a box. */
bool atl_curve_cuts(const struct atl_point *curve, struct atl_rect box);

/* NULL, or what is wrong: boxes that overlap (checked up to a few thousand boxes; a box may stand in the frame of its
 * parent, and must) or lie outside, routes that are not axis-parallel or do not run from border to border.
 * `boxes_apart` is false for lists, whose rows touch. */
const char *atl_place_fault(const struct atl_place *place, const struct atl_order *order, bool boxes_apart);

#endif
