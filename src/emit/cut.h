/* Where wires are cut: one passes under another, or its label stands in it. Shared by svg and png; units: 1/8 px.
 *
 * A wire is cut, and not painted over, so that nothing has to know what lies behind it. */
#ifndef ATL_EMIT_CUT_H
#define ATL_EMIT_CUT_H

#include "base/vec.h"
#include "emit/wire.h"
#include "scene/scene.h"

struct atl_cuts {
  ATL_VEC(struct atl_cut) cut; /* by item, segment and start */
};

/* Finds the cuts of a scene. Costs nothing where there are no links: a hierarchy alone does not cross itself. Else
 * O((n + k) log n) for n segments and k crossings, by a sweep from top to bottom. */
void atl_cuts_find(struct atl_cuts *cuts, const struct atl_scene *scene);
void atl_cuts_release(struct atl_cuts *cuts);

/* The cuts of one route, NULL when there are none. */
const struct atl_cut *atl_cuts_of(const struct atl_cuts *cuts, uint32_t item, uint32_t *count);

#endif
