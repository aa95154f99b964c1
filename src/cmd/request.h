/* What the command line asks for. */
#ifndef ATL_CMD_REQUEST_H
#define ATL_CMD_REQUEST_H

#include "base/vec.h"
#include "emit/emit.h"
#include "order/layers.h"
#include "place/place.h"

#include <stdbool.h>

enum { ATL_EXIT_DONE = 0, ATL_EXIT_INPUT = 1, ATL_EXIT_USAGE = 2, ATL_EXIT_STALE = 3, ATL_EXIT_SYSTEM = 4 };

enum atl_format { ATL_FORMAT_HUMAN, ATL_FORMAT_JSON, ATL_FORMAT_GCC, ATL_FORMAT_GITHUB };
extern const char *const atl_format_names[]; /* NULL at the end */

enum atl_when { ATL_AUTO, ATL_ALWAYS, ATL_NEVER };

struct atl_output {
  const char *path; /* "-": standard output */
  const struct atl_backend *backend;
  bool unasked; /* standard output, because nothing else is said */
};

/* An option of drawing as it was given, so that a command that draws the same can be written down. */
struct atl_given {
  const char *name, *value; /* "layout", "list"; NULL for an option that takes no value */
};

enum atl_plan { ATL_NO_PLAN, ATL_PLAN_NINJA, ATL_PLAN_JSON };

struct atl_request {
  ATL_VEC(const char *) input;
  ATL_VEC(struct atl_output) output;
  const struct atl_backend *type;                              /* -T */
  const struct atl_layout_engine *layout;                      /* -l; NULL: what the map says */
  const char *direction, *groups, *style, *view, *root, *dump; /* NULL: not given */
  ATL_VEC(const char *) only, without;                         /* words joined by commas, as given */
  ATL_VEC(const char *) focus, without_links;                  /* likewise */
  uint32_t neighbours;                                         /* 0: not given */
  enum atl_aspect aspect;                                      /* --fit */
  enum atl_engine engine;                                      /* --engine */
  bool engine_given;
  uint32_t width, depth; /* 0: not given */
  bool title, legend;
  bool border_given;
  enum atl_when color, links, bidi;
  bool pager;
  enum atl_when reports;       /* colours of messages, whatever standard error is; auto: as `color` says */
  bool clears;                 /* a terminal before each drawing: of watch */
  bool wide;                   /* --ambiguous wide */
  bool cells, paths, drawing;  /* of measure */
  bool markdown, playground;   /* of site */
  const char *playground_from; /* likewise; NULL: not given */
  enum atl_format format;
  struct atl_emit_options emit;
  ATL_VEC(struct atl_given) given;
  const struct atl_option *foreign; /* the first one that is given and that one other command alone takes; or NULL */
  struct {                          /* of build */
    const char *deps;               /* where the dependencies are written; NULL: not given */
    uint32_t types, jobs;           /* a bit for each row of atl_backends; 0: not given */
    enum atl_plan plan;
    bool clean, dry, prune, quiet;
  } build;
  struct {            /* of serve */
    const char *host; /* NULL: not given */
    uint32_t port;
    bool port_given;
  } serve;
  struct {            /* of query */
    const char *maps; /* a folder or a map; NULL: not given */
    uint32_t limit;   /* 0: not given */
  } query;
  ATL_VEC(const char *) allow; /* of check: codes of lints */
  bool check, fix, adopt;      /* of embed, boxes and diff */
  bool list, git, textconv;    /* of diff */
  struct atl_out *said;        /* where mistakes are written, the first one alone; NULL: standard error */
  const char *named;           /* what the option at hand is called in them; NULL: as on the command line */
  uint32_t as_of, fresh;       /* of check: a month as of atl_lint_month(), and how many; 0: not given */
};

/* The commands; argv[0] is the name of the program or of the command. Each returns an exit status. */
int atl_command_compile(int argc, char **argv);
int atl_command_build(int argc, char **argv);
int atl_command_watch(int argc, char **argv);
int atl_command_check(int argc, char **argv);
int atl_command_serve(int argc, char **argv);
int atl_command_lsp(int argc, char **argv);
int atl_command_site(int argc, char **argv);
int atl_command_query(int argc, char **argv);
int atl_command_measure(int argc, char **argv);
int atl_command_diff(int argc, char **argv);
int atl_command_embed(int argc, char **argv);
int atl_command_boxes(int argc, char **argv);
int atl_command_styles(int argc, char **argv);
int atl_command_layouts(int argc, char **argv);
int atl_command_views(int argc, char **argv);
int atl_command_help(int argc, char **argv);

/* Parses options and operands into a request. Returns -1 to go on, or the exit status to end with (help, usage). */
int atl_request_parse(struct atl_request *request, int argc, char **argv, const char *command);

/* The same for what a document asks of a drawing: options of drawing alone, and nothing is printed. False after a
 * mistake, which is written to `said`. argv[0] is passed over; the request borrows from argv. */
bool atl_request_parse_block(struct atl_request *request, int argc, char **argv, struct atl_out *said);

/* Sets one option of drawing, or `type` or `format`, by its long name; `value` NULL: none is given. False after a
 * mistake, which is written to `said`. The request borrows the value. What is not set is not given, but for
 * emit.scale, which is the caller's to begin with. Keeps no state of getopt: threads may do so at a time. */
bool atl_request_set(struct atl_request *request, const char *name, const char *value, struct atl_out *said);

void atl_request_release(struct atl_request *request);

/* Of a command that reads one folder and writes into one: -1, or the exit status after a message. */
int atl_check_folders(const struct atl_request *request, const char *command);

/* Says that there is no such command, and which there are; returns ATL_EXIT_USAGE. */
int atl_no_command(const char *word);

/* Prints "atlasc: message" and a hint to --help; returns ATL_EXIT_USAGE. */
int atl_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
