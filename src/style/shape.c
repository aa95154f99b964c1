/* The words of shapes, borders, lines and heads. */
#include "style/shape.h"

#include <stddef.h>

const char *const atl_shape_names[] = {"box",      "rounded", "cylinder", "queue",  "person",  "cloud",
                                       "document", "hexagon", "diamond",  "circle", "stadium", "component",
                                       "folder",   "note",    "boundary", NULL};

const char *const atl_stroke_names[] = {"solid", "dashed", "dotted", "thick", "double", NULL};

const char *const atl_head_names[] = {"arrow", "open", "triangle", "diamond", "circle", "crow", "none", NULL};
