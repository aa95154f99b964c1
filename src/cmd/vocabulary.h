/* The vocabulary of the command line: every command and every option is one row that carries its words. Parsing, help,
 * messages and --dump=vocabulary are made from these rows; manuals, completions and README.md are held equal to them by
 * tests/vocabulary. The words of layouts, formats of output, lints and the like are in the tables of their own rooms.
 */
#ifndef ATL_CMD_VOCABULARY_H
#define ATL_CMD_VOCABULARY_H

#include "base/out.h"

#include <stdbool.h>
#include <stddef.h>

/* Words that stand in a table of any kind: in its first row, and then every `stride` bytes. NULL ends them. */
struct atl_words {
  const char *const *first; /* NULL: no words */
  size_t stride;
};
#define ATL_WORDS_OF(list)                                                                                             \
  { (list), sizeof *(list) } /* of an array of strings */
#define ATL_NAMES_OF(table)                                                                                            \
  { &(table)[0].name, sizeof *(table) } /* of an array of structs */

/* The word at an index; NULL behind the last one. */
const char *atl_word(struct atl_words words, int index);

/* The index of a word of `len` bytes; -1 if it is none. */
int atl_word_index(struct atl_words words, const char *text, size_t len);

/* Writes them as "a, b or c", with the `last` join (" or ", ", "), cut to `size` bytes. */
void atl_word_list(struct atl_words words, const char *last, char *out, size_t size);

/* The word that is nearest to a misspelt one; NULL if none is near. */
const char *atl_word_meant(struct atl_words words, const char *text, size_t len);

/* The commands, as bits: which of them a row belongs to. */
enum {
  ATL_OF_COMPILE = 1, /* no command: atlasc FILE */
  ATL_OF_BUILD = 2,
  ATL_OF_SITE = 4,
  ATL_OF_CHECK = 8,
  ATL_OF_QUERY = 16,
  ATL_OF_MEASURE = 32,
  ATL_OF_LISTS = 64, /* styles, layouts, views */
  ATL_OF_HELP = 128,
  ATL_OF_EMBED = 256,
  ATL_OF_BOXES = 512,
  ATL_OF_BLOCK = 1024, /* no command: what a document may ask of a drawing in it */
  ATL_OF_WATCH = 2048,
  ATL_OF_SERVE = 4096,
  ATL_OF_DIFF = 8192,
  ATL_OF_LSP = 16384
};

struct atl_command {
  const char *name; /* "" for atlasc FILE */
  int (*run)(int argc, char **argv);
  unsigned bit;
  const char *about;    /* "atlasc NAME: ABOUT" */
  const char *examples; /* lines; NULL: none */
  const char *usage;    /* what follows the name, a form a line */
  const char *briefly;  /* the same in the overview of all commands; NULL: as `usage` */
  const char *operands; /* lines before the options; NULL: none */
  const char *more;     /* lines after the options; NULL: none */
  const char *status;   /* what exit statuses mean; NULL: as everywhere */
};

extern const struct atl_command atl_commands[]; /* the first is atlasc FILE; ends with a NULL name */

/* The row of a command; NULL if there is none of that name. */
const struct atl_command *atl_command_named(const char *name);

/* What getopt_long gives for an option: its letter, or one of these. */
enum {
  ATL_OPT_DIRECTION = 256,
  ATL_OPT_GROUPS,
  ATL_OPT_WIDTH,
  ATL_OPT_FIT,
  ATL_OPT_STYLE,
  ATL_OPT_TITLE,
  ATL_OPT_LEGEND,
  ATL_OPT_BORDER,
  ATL_OPT_COLOR,
  ATL_OPT_LINKS,
  ATL_OPT_AMBIGUOUS,
  ATL_OPT_BIDI,
  ATL_OPT_PAGER,
  ATL_OPT_PREFIX,
  ATL_OPT_SCALE,
  ATL_OPT_SCHEME,
  ATL_OPT_ID_PREFIX,
  ATL_OPT_TEXT,
  ATL_OPT_VIEW,
  ATL_OPT_ROOT,
  ATL_OPT_DEPTH,
  ATL_OPT_ONLY,
  ATL_OPT_WITHOUT,
  ATL_OPT_FOCUS,
  ATL_OPT_NEIGHBOURS,
  ATL_OPT_WITHOUT_LINKS,
  ATL_OPT_ENGINE,
  ATL_OPT_DUMP,
  ATL_OPT_FORMAT,
  ATL_OPT_CELLS,
  ATL_OPT_PATHS,
  ATL_OPT_DRAWING,
  ATL_OPT_MARKDOWN,
  ATL_OPT_PLAYGROUND,
  ATL_OPT_PLAYGROUND_FROM,
  ATL_OPT_PORT,
  ATL_OPT_HOST,
  ATL_OPT_DEPS,
  ATL_OPT_PLAN,
  ATL_OPT_LIST,
  ATL_OPT_GIT,
  ATL_OPT_TEXTCONV,
  ATL_OPT_CHECK,
  ATL_OPT_FIX,
  ATL_OPT_ADOPT,
  ATL_OPT_CLEAN,
  ATL_OPT_PRUNE,
  ATL_OPT_LIMIT,
  ATL_OPT_ALLOW,
  ATL_OPT_AS_OF,
  ATL_OPT_FRESH,
  ATL_OPT_NAMES,
  ATL_OPT_STDIO,
  ATL_OPT_AGENTS,
  ATL_OPT_VERSION
};

struct atl_option {
  const char *name;       /* without its dashes */
  int id;                 /* its letter, or ATL_OPT_... */
  const char *argument;   /* what its value is called; NULL: it takes none */
  struct atl_words words; /* what its value may be, if that is one of a few */
  unsigned of;            /* the commands whose help has this row */
  unsigned also;          /* commands that take it and say so in one line for all: build, and -h anywhere */
  const char *heading;    /* under which it stands in the help of atlasc FILE; NULL elsewhere */
  const char *help;       /* %s: its words, joined by commas and "or" */
};

/* An option that means another thing to another command has a row for each meaning, under one name and id; the first
 * says which words it takes. Ends with a NULL name. */
extern const struct atl_option atl_options[];

/* The first row of an id, or of a name; NULL if there is none. */
const struct atl_option *atl_option_of(int id);
const struct atl_option *atl_option_named(const char *name);

/* The commands that take an option, as bits. */
unsigned atl_option_commands(const struct atl_option *option);

/* What is drawn for a page of a site: "svg", "png"; NULL at the end. */
extern const char *const atl_page_types[];

/* The questions of `atlasc query`, in the order of its table. */
struct atl_words atl_query_words(void);

/* Writes "scope word" lines: the commands, the options of each ("build --jobs"), the values of options that take one of
 * a few ("--layout tree"), styles, lints. */
void atl_vocabulary_write(struct atl_out *out);

#endif
