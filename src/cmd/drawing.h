/* The pipeline from a source to bytes, as every command, the library and the fuzzers run it. Prints nothing. */
#ifndef ATL_CMD_DRAWING_H
#define ATL_CMD_DRAWING_H

#include "base/diag.h"
#include "base/out.h"
#include "emit/emit.h"
#include "map/map.h"
#include "order/layers.h"
#include "place/aside.h"
#include "place/place.h"
#include "scene/scene.h"
#include "style/style.h"

#include <stdbool.h>

/* A map that was read, checked and styled. */
struct atl_work {
  struct atl_sources sources;
  struct atl_diags diags;
  struct atl_map map;
  struct atl_sheet sheet;
  struct atl_styled styled;
  const struct atl_view *view; /* of the map, the one that is asked for; NULL: none is */
};

/* What is asked for of a map when it is read. Zero asks for what the map says. */
struct atl_work_options {
  const char *style; /* overrules the view's and the map's; NULL: none */
  const char *view;  /* by name; NULL: none */
  bool all_views;    /* every view is checked as if it were drawn */
};

/* Reads, checks and styles source number `file` of work->sources. `folder` is where relative names start ("" for the
 * current one, NULL: a map may name no file). False after an error. */
bool atl_work_parse(struct atl_work *work, uint32_t file, const char *folder, const struct atl_work_options *options);
void atl_work_release(struct atl_work *work);

/* What is to be drawn of a map, and how. Zero asks for what the view says, or the map. */
struct atl_drawing_options {
  const struct atl_layout_engine *layout;
  const char *direction, *groups, *root; /* NULL: not given */
  uint32_t depth;                        /* 0: all */
  enum atl_engine topology;
  bool topology_given; /* it was asked for: where it means nothing that is said */
  enum atl_aspect aspect;
  bool alone;                               /* Graphviz, which keeps state of its own, is not asked for anything */
  bool wide;                                /* text: ambiguous characters take two cells */
  const char *const *only, *const *without; /* kinds and tags, each text one or several joined by commas */
  uint32_t onlys, withouts;
  bool title, legend;                       /* drawn, whatever the map says */
  bool untitled;                            /* no title is drawn: where it stands says it */
  const char *const *focus, *const *hidden; /* ids, and kinds of links, likewise */
  uint32_t focuses, hiddens;
  uint32_t neighbours; /* 0: not given */
};

struct atl_drawing {
  struct atl_work *work;
  const struct atl_layout_engine *engine;
  enum atl_direction direction;
  enum atl_engine topology; /* whose layers and orders */
  enum atl_aspect aspect;
  bool lines; /* groups are boxes with wires to what they hold, not frames around it */
  bool wide, alone;
  bool lenient;  /* set before a scene is made: its width is only a default, and not reported when it cannot be met */
  bool unlinked; /* likewise: links that do not say where boxes stand are left out */
  atl_text title, about; /* of the map, which speaks as the view does */
  struct atl_extent extent;
  struct atl_selected selected; /* that of the extent */
  struct atl_order order;       /* made once */
  struct atl_panels *panels;    /* of it; NULL: all is arranged in one way */
  bool ordered;
  bool meant;                      /* the layout is what the map means: nobody named it */
  bool grouped;                    /* --groups is given */
  bool turned, engine_given;       /* --direction and --engine are given */
  bool told;                       /* what is asked for in vain is reported */
  bool replaced;                   /* text has another layout, which is reported */
  bool careless;                   /* some links may lie on others, which is reported */
  bool replaced_graph;             /* Graphviz is not there, which is reported */
  bool endless;                    /* labels at ends of links are left out, which is reported */
  bool undrawn;                    /* some link could not be drawn, which is reported: the exit status says so */
  uint8_t legend;                  /* as enum atl_wanted */
  struct atl_aside aside;          /* what stands beside the drawing; found with the order */
  struct atl_place_options placed; /* of the geometry at hand, made once for each metric and width */
  struct atl_place place;
  struct atl_scene scene;
};

/* Settles what is drawn; false after an error (no such root, nothing left), which is reported. */
bool atl_drawing_init(struct atl_drawing *drawing, struct atl_work *work, const struct atl_drawing_options *options);

/* Makes order and geometry alone, for a metric and a width. */
bool atl_drawing_place(struct atl_drawing *drawing, bool cells, int32_t width);

/* Makes the scene for a metric and a width (0: any). False after an error. */
bool atl_drawing_scene(struct atl_drawing *drawing, bool cells, int32_t width);

/* Releases what a scene that was made does not need; `last`: no other one is going to be made of this drawing. Boxes
 * and wires of a large map take as much memory as its output needs. */
void atl_drawing_keep_scene(struct atl_drawing *drawing, bool last);

/* Writes one output. False after an error; what was written is then worth nothing. */
bool atl_drawing_write(struct atl_drawing *drawing, const struct atl_backend *backend, int32_t width,
                       const struct atl_emit_options *options, struct atl_out *out);

/* The same for a format that is made of the map itself. */
void atl_drawing_write_map(struct atl_drawing *drawing, const struct atl_backend *backend, struct atl_out *out);

/* Whether what nodes hold stands in frames where it is arranged by this layout. */
bool atl_drawing_frames(const struct atl_drawing *drawing, const struct atl_layout_engine *engine);

void atl_drawing_release(struct atl_drawing *drawing);

#endif
