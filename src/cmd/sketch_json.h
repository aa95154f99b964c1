/* Drawings as JSON: boxes and the paths of edges, for programs that measure, and from programs that draw.
 *
 *     {"unit": "px", "nodes": [{"x": 0, "y": 0, "width": 60, "height": 36}, ...],
 *      "edges": [{"tail": 0, "head": 1, "net": 0, "points": [[30, 36], [30, 84]]}, ...],
 *      "labels": [{"x": ...}], "undrawn": 0}
 *
 * Tail and head are indices into nodes. `net` is given for all edges or for none; `unit` may be "cell". */
#ifndef ATL_CMD_SKETCH_JSON_H
#define ATL_CMD_SKETCH_JSON_H

#include "base/diag.h"
#include "judge/metrics.h"
#include "judge/sketch.h"

#include <jansson.h>

/* A length of the sketch in px or cells. */
json_t *atl_sketch_number(const struct atl_sketch *sketch, int64_t length);

/* Adds unit, nodes, edges and labels to the object. */
void atl_sketch_to_json(const struct atl_sketch *sketch, json_t *object);

/* Reads source number `file`. False after an error, which is reported. */
bool atl_sketch_from_json(struct atl_sketch *sketch, const struct atl_sources *sources, uint32_t file,
                          struct atl_diags *diags);

#endif
