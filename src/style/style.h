/* Style sheets: from kinds and places in the hierarchy to looks. Every colour has a light and a dark partner.
 *
 * A sheet is data (styles/NAME.yaml, built into the program; read by read/). Resolving gives each node one look, a byte
 * index into a table of at most 255: a million nodes cost a megabyte. */
#ifndef ATL_STYLE_STYLE_H
#define ATL_STYLE_STYLE_H

#include "base/diag.h"
#include "base/strmap.h"
#include "base/vec.h"
#include "map/map.h"
#include "style/shape.h"
#include "text/metrics.h"

#include <stdbool.h>
#include <stdint.h>

struct atl_paint {
  uint32_t light, dark; /* 0xrrggbb */
};

enum atl_border {
  ATL_BORDER_SINGLE,
  ATL_BORDER_ROUND,
  ATL_BORDER_HEAVY,
  ATL_BORDER_DOUBLE,
  ATL_BORDER_ASCII,
  ATL_BORDERS
};
extern const char *const atl_border_names[ATL_BORDERS + 1]; /* NULL at the end */

/* What a node is by its place. A kind's role overrides the colours of this one. Wires and frames are no parts of which
 * a sheet has a role: the looks of wires are made of its `wire` and of the role of a link's kind, those of frames of
 * the look of the node (scene/frames.c). */
enum atl_part {
  ATL_PART_ROOT,
  ATL_PART_BRANCH,
  ATL_PART_LEAF,
  ATL_PART_CARD,
  ATL_PARTS,
  ATL_PART_WIRE = ATL_PARTS,
  ATL_PART_FRAME
};

/* The look of every wire whose link has no kind, and of those of the hierarchy. */
enum { ATL_LOOK_WIRE = 0 };

/* A look is a byte. */
enum { ATL_MOST_LOOKS = 256 };

struct atl_look {
  const char *name; /* "root", "card", "wire", or the role of the kind: "library"; ASCII letters, digits, '-' */
  enum atl_part part;
  enum atl_part framed;                    /* of a frame: the part whose look it is made of */
  bool open;                               /* of a row of a list: its words stand on the page, not in a box */
  uint8_t level;                           /* of a frame: 0, or how deep it stands where that shows */
  struct atl_paint fill, line, text, note; /* of a wire: the page, the wire, its label twice */
  struct atl_paint rule;                   /* between items: half way from the line to the fill */
  enum atl_face label_face, note_face;
  int32_t label_size, note_size; /* 1/8 px */
  int32_t corner, stroke;        /* 1/8 px */
  uint8_t ansi; /* colour of its border or wire on a terminal: 0 default, 1-7 as in SGR 30-37, 9-15 bright */
};

/* Bits of atl_role.set: which properties the sheet gives (the others come from the part it stands on). */
enum {
  ATL_SET_FILL = 1,
  ATL_SET_LINE = 2,
  ATL_SET_TEXT = 4,
  ATL_SET_NOTE = 8,
  ATL_SET_SIZE = 16,
  ATL_SET_NOTE_SIZE = 32,
  ATL_SET_BOLD = 64,
  ATL_SET_ANSI = 128,
  ATL_SET_CORNER = 256,
  ATL_SET_STROKE = 512
};

struct atl_role {
  const char *name;
  struct atl_paint fill, line, text, note;
  int32_t size, note_size, corner, stroke; /* 1/8 px */
  bool bold;
  bool derived; /* made of a colour that a map gives; its line may be too pale for a wire */
  uint8_t ansi;
  unsigned set;
  struct atl_span span;
};

struct atl_kind_role {
  const char *kind;
  const char *role;
  struct atl_span span;
};

struct atl_sheet {
  struct atl_arena arena; /* owns every string that is not part of the program */
  const char *name, *about, *extends;
  bool mono;
  enum atl_border border;
  bool border_set, mono_set;
  struct atl_paint page, wire;
  bool page_set, wire_set;
  bool clear;                /* the page is not drawn: its colours are what may be behind, by which inks are judged */
  int32_t wire_stroke, bend; /* 1/8 px: how thick wires are, and the radius of their bends */
  bool wire_stroke_set, bend_set;
  ATL_VEC(struct atl_role) role; /* the first four are root, branch, leaf, card once complete */
  ATL_VEC(struct atl_kind_role) kind;
  struct atl_strmap roles, kinds; /* name -> index into role, kind */
};

void atl_sheet_release(struct atl_sheet *sheet);

/* Copies into `sheet` what it does not say itself and `base` does (extends). */
void atl_sheet_inherit(struct atl_sheet *sheet, const struct atl_sheet *base);

/* The role with this name, or NULL; what the sheet says of a kind, or NULL. Good until one is added. */
struct atl_role *atl_sheet_role(const struct atl_sheet *sheet, const char *name);
const struct atl_kind_role *atl_sheet_kind(const struct atl_sheet *sheet, const char *kind);

/* Adds one whose name, which the sheet owns, is not there yet. */
void atl_sheet_add_role(struct atl_sheet *sheet, const struct atl_role *role);
void atl_sheet_add_kind(struct atl_sheet *sheet, const struct atl_kind_role *kind);

/* Reports roles that are missing and kinds whose role is unknown. False after an error. */
bool atl_sheet_check(const struct atl_sheet *sheet, struct atl_diags *diags);

/* Warns of text that stands out from its ground by less than 4.5:1, light or dark (code "contrast"; WCAG 2.1). */
void atl_sheet_check_contrast(const struct atl_sheet *sheet, struct atl_diags *diags);

/* The contrast ratio of two colours, 1 to 21, by WCAG 2.1. */
double atl_contrast(uint32_t a, uint32_t b);

/* An ink that can be read on this ground (4.5:1): `ink` itself; else that of the labels of cards, or, with `note`, of
 * their notes; else that of branches, likewise. Light and dark are chosen apart. */
struct atl_paint atl_paint_on(const struct atl_sheet *sheet, struct atl_paint ink, struct atl_paint ground, bool note);

/* The same on the page. */
struct atl_paint atl_paint_on_page(const struct atl_sheet *sheet, struct atl_paint ink, bool note);

/* Whether all can read this ink on this ground (4.5:1), light and dark. */
bool atl_paint_reads(struct atl_paint ink, struct atl_paint ground);

/* The colour between two, `part` of `whole` of the way from `a` to `b`, or beyond it. */
struct atl_paint atl_paint_between(struct atl_paint a, struct atl_paint b, int part, int whole);

struct atl_styled {
  const struct atl_sheet *sheet; /* borrowed */
  uint8_t *node;                 /* look of each node of the map; a card has the look of ATL_PART_CARD of its owner: */
  uint8_t *card;                 /* look of the card of each node, 0 where it has none */
  uint8_t *link;                 /* look of each link of the map; NULL when it has none */
  struct atl_form *form;         /* of each node of the map; NULL where all are boxes */
  struct atl_form *drawn;        /* of each link; NULL where none says how it is drawn */
  ATL_VEC(struct atl_look) look; /* the first is ATL_LOOK_WIRE */
};

/* One look for every node and link. What the map says of a kind goes before what the sheet says, and that before what
 * is known everywhere (style/kinds.h); the sheet gets a role for each colour that the map gives. A kind of which nobody
 * knows anything is a warning with the nearest one that is known, or with how to say what it is. */
void atl_style_resolve(struct atl_styled *styled, const struct atl_map *map, struct atl_sheet *sheet,
                       struct atl_diags *diags);
void atl_styled_release(struct atl_styled *styled);

/* Adds the look of the title of a drawing, or of what stands below it: large letters on the page. Its index. */
uint8_t atl_style_add_title(struct atl_styled *styled, bool subtitle);

#endif
