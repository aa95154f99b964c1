/* The pipeline, for every command that draws or checks. */
#ifndef ATL_CMD_COMPILE_H
#define ATL_CMD_COMPILE_H

#include "base/diag.h"
#include "cmd/request.h"
#include "map/map.h"
#include "style/style.h"

/* A map that was read, checked and styled. */
struct atl_work {
  struct atl_sources sources;
  struct atl_diags diags;
  struct atl_map map;
  struct atl_sheet sheet;
  struct atl_styled styled;
};

/* Reads and checks `path` and resolves its style; reports go to work->diags. Returns 0, ATL_EXIT_INPUT, or
 * ATL_EXIT_SYSTEM when the file cannot be read. */
int atl_work_read(struct atl_work *work, const char *path, const char *style);
void atl_work_release(struct atl_work *work);

/* Runs one request from file to outputs. Returns an exit status; everything is reported on standard error. */
int atl_compile(const struct atl_request *request);

/* --dump=STAGE: prints what a stage made; `out` is standard output. */
struct atl_out;
struct atl_order;
struct atl_place;
struct atl_scene;
void atl_dump_vocabulary(struct atl_out *out);
void atl_dump_map(struct atl_out *out, const struct atl_map *map);
void atl_dump_style(struct atl_out *out, const struct atl_map *map, const struct atl_styled *styled);
void atl_dump_order(struct atl_out *out, const struct atl_map *map, const struct atl_order *order);
void atl_dump_place(struct atl_out *out, const struct atl_map *map, const struct atl_order *order,
                    const struct atl_place *place);
void atl_dump_scene(struct atl_out *out, const struct atl_scene *scene);
extern const char *const atl_dump_stages[]; /* NULL at the end */

#endif
