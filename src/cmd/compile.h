/* One request of the command line, from file to outputs. */
#ifndef ATL_CMD_COMPILE_H
#define ATL_CMD_COMPILE_H

#include "cmd/drawing.h"
#include "cmd/request.h"

/* Reads `path` into work->sources and parses it. Returns an exit status; reports go to work->diags. */
int atl_work_read(struct atl_work *work, const char *path, const struct atl_work_options *options);

/* --dump=STAGE: prints what a stage made. */
extern const char *const atl_dump_stages[]; /* NULL at the end */
void atl_dump_vocabulary(struct atl_out *out);
void atl_dump_map(struct atl_out *out, const struct atl_map *map);
void atl_dump_style(struct atl_out *out, const struct atl_map *map, const struct atl_styled *styled);
void atl_dump_order(struct atl_out *out, const struct atl_map *map, const struct atl_order *order);
void atl_dump_place(struct atl_out *out, const struct atl_map *map, const struct atl_order *order,
                    const struct atl_place *place);
void atl_dump_scene(struct atl_out *out, const struct atl_scene *scene);

#endif
