/* One request of the command line, from file to outputs. */
#ifndef ATL_CMD_COMPILE_H
#define ATL_CMD_COMPILE_H

#include "base/watch.h"
#include "cmd/drawing.h"
#include "cmd/request.h"

/* How wide a text may be that goes to no terminal. */
enum { ATL_PIPED_WIDTH = 100 };

/* Reads `path`. Returns its index, or ATL_NONE after a report: the system has refused. */
uint32_t atl_source_read(struct atl_sources *sources, const char *path, struct atl_diags *diags);

/* Reads `path` into work->sources and parses it. Returns an exit status; reports go to work->diags. */
int atl_work_read(struct atl_work *work, const char *path, const struct atl_work_options *options);

/* Gives every output its back end, standard output if there is none. ATL_EXIT_DONE, or the exit status after a message.
 */
int atl_settle_outputs(struct atl_request *request);

/* Tells of all files that were read, and of those that were looked for. */
void atl_watch_sources(struct atl_watch *watch, const struct atl_sources *sources);

/* Reads the one map of a request, draws it, writes each output, and prints what is to be said; the exit status. `watch`
 * is told of all files that this depends on; NULL: nobody is. */
int atl_compile(const struct atl_request *request, struct atl_watch *watch);

/* What a request says of the drawing; it borrows from the request. */
struct atl_drawing_options atl_request_drawing(const struct atl_request *request);

/* How wide a drawing may be: --width, the terminal, or what a page of text has; no more than a default is `lenient`.
 * 0: no bound. */
int32_t atl_output_width(const struct atl_request *request, const struct atl_output *output, bool *lenient);

/* How an output is written. NULL: as any file, whatever reads this program and wherever it runs. */
struct atl_emit_options atl_output_options(const struct atl_request *request, const struct atl_work *work,
                                           const struct atl_output *output);

/* Gives every output its back end, or says what is wrong: an exit status. */
int atl_settle_outputs(struct atl_request *request);

/* Whether an output would replace what it is made of, the map or a style sheet; that is said then. */
bool atl_overwrites_input(const struct atl_request *request, const struct atl_sources *sources);

/* Draws what was read, where `status` is none of a failure, writes each output, and prints all reports. */
int atl_compile_work(const struct atl_request *request, struct atl_work *work, int status);

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
