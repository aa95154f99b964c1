/* atlasc build: a folder of maps becomes a folder of drawings. What the parts of it share; nothing here is of use to
 * other commands.
 *
 *     find -> compare with the state -> draw what is out of date, in processes -> write the state -> say what happened
 *
 * Names: `name` is a path below the folder of maps or below that of outputs, with slashes; `path` is what is opened. */
#ifndef ATL_CMD_BUILD_H
#define ATL_CMD_BUILD_H

#include "base/arena.h"
#include "base/hash.h"
#include "base/out.h"
#include "base/vec.h"
#include "base/watch.h"
#include "cmd/compile.h"

#include <time.h>

/* The file in the folder of outputs that says what was made there, of what. */
#define ATL_STATE_NAME ".atlasc-build"

/* -- The state: text, one line a fact, the same for the same maps whatever the order they were drawn in. --
 *
 *     atlasc build 2
 *     map 5f..e2 09..41 0 chapters/hub.yaml     hash of the source, of program and options, the status, the name
 *     sheet c3..07 house.yaml                   a style sheet below the folder of maps
 *     file c3..07 ../house.yaml                 one elsewhere
 *     out 11..b8 chapters/hub.svg               an output of this map
 *     why unknown key 'lable'                   what went wrong, where something did
 *     gone 7a..30 old.svg                       an output whose map or view is no more, but that is still there */
struct atl_made {
  enum atl_made_kind { ATL_MADE_OUT, ATL_MADE_SHEET, ATL_MADE_FILE } kind;
  const char *name;
  struct atl_hash hash;
};

struct atl_record {
  const char *name;
  struct atl_hash source, with; /* with which program and options */
  int status;
  const char *why; /* NULL: nothing went wrong */
  ATL_VEC(struct atl_made) made;
};

struct atl_gone {
  const char *name;
  struct atl_hash hash;
};

struct atl_state {
  struct atl_arena arena; /* of all texts */
  ATL_VEC(struct atl_record) record;
  ATL_VEC(struct atl_gone) gone;
};

/* Reads a state; false where it is none: it is then empty, and everything is out of date. */
bool atl_state_parse(struct atl_state *state, const char *text, size_t len);
void atl_record_write(const struct atl_record *record, struct atl_out *out);
void atl_state_write(const struct atl_state *state, struct atl_out *out);
void atl_record_add(struct atl_record *record, enum atl_made_kind kind, const char *name, struct atl_hash hash);
const struct atl_record *atl_state_find(const struct atl_state *state, const char *name);
bool atl_record_has(const struct atl_record *record, enum atl_made_kind kind, const char *name);
void atl_state_release(struct atl_state *state);

/* -- A build -- */

struct atl_build_map {
  const char *name, *path, *stem; /* of chapters/hub.yaml the stem is chapters/hub */
  const char *shown;              /* the path, for people */
  struct atl_hash source;
  uint32_t size;                /* bytes */
  int error;                    /* errno, where it cannot be read */
  const char *twin;             /* the map of another suffix whose outputs would have the same names; NULL: none */
  const struct atl_record *old; /* what is known of it; NULL: nothing */
  const char *stale;            /* why it has to be drawn; NULL: it has not */
  struct atl_record now;        /* after it was drawn */
  struct atl_out message;       /* what is to be printed of it; its buffer is NULL where there is nothing */
  bool done;
};

struct atl_build {
  const struct atl_request *request;
  struct atl_watch *watch; /* is told of all that it depends on; NULL: nobody is */
  const char *program;     /* as commands name it */
  const char *dir;         /* of the maps, "" for the current one */
  const char *out;
  int root;         /* the folder of outputs, opened; -1: it is not there (yet) */
  const char *only; /* the name of the one map that is asked for; NULL: all */
  enum atl_when color;
  struct timespec begun; /* by the clock of files */
  struct atl_arena arena;
  struct atl_hash with;
  struct atl_state old, now;
  struct atl_diags diags; /* of what concerns no single map */
  int status;
  ATL_VEC(struct atl_build_map) map; /* sorted by name */
  ATL_VEC(const char *) folder;      /* all that were looked into, sorted */
  ATL_VEC(const char *) left;        /* outputs of nothing any more that were changed since: they are somebody's now */
};

/* `folder`/`name`, or `name` where there is no folder; in the arena. */
char *atl_path_join(struct atl_arena *arena, const char *folder, const char *name);

/* The program by its own bytes: a version alone would not tell two builds of it apart. */
struct atl_hash atl_build_program(void);

/* Settles where the maps are and where outputs go. The operand is a folder or one map; NULL: maps/, if there is one,
 * else the current folder. `out` is a folder. */
void atl_build_settle(struct atl_build *build, const char *operand, const char *out);

/* Finds the maps and reads them for their hashes. Fails only where the folder itself cannot be read. */
bool atl_build_find(struct atl_build *build);

void atl_build_release(struct atl_build *build);

/* Draws a map, every view of it, and fills its record; prints its reports to standard error. Runs in another process,
 * which may have drawn others before. */
void atl_build_draw(const struct atl_build *build, const struct atl_build_map *map, struct atl_record *record,
                    struct atl_arena *arena);

/* Whether a folder can be built as is asked for, with the default of formats: -1, or the exit status after a message.
 */
int atl_build_settle_request(struct atl_request *request);

/* Builds the folder of a request and says what happened; the exit status. */
int atl_build_folder(const struct atl_request *request, struct atl_watch *watch);

/* The name of an output; `view` is NULL for the whole map. */
char *atl_build_output(struct atl_arena *arena, const char *stem, const char *view, const struct atl_backend *backend);

/* Whether a view's outputs would have the names of another map's. */
const struct atl_build_map *atl_build_clash(const struct atl_build *build, const struct atl_build_map *map,
                                            const char *view);

/* Draws all that is stale, in as many processes as are asked for, and prints what they say in the order of the maps.
 * Returns the number of a signal that ended it early, or 0. */
int atl_build_run(struct atl_build *build);

/* --plan and -n: what would be done, on standard output; --deps: what it depends on. */
int atl_build_plan(struct atl_build *build);
int atl_build_dry(struct atl_build *build);
int atl_build_deps(struct atl_build *build);

/* Whether make has a way to write all that the dependencies name. */
bool atl_build_deps_fit(struct atl_build *build);

#endif
