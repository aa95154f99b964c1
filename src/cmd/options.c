/* The command line, by getopt_long. The table of options also says what was meant by a misspelt one. */
#include "cmd/request.h"

#include "base/spell.h"
#include "map/check.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const atl_format_names[] = {"human", "json", "gcc", "github", NULL};
static const char *const when_names[] = {"auto", "always", "never", NULL};
static const char *const link_names[] = {"auto", "osc8", "never", NULL};
static const char *const scheme_names[] = {"auto", "light", "dark", NULL};
static const char *const text_names[] = {"auto", "embed", "paths", NULL};
static const char *const ambiguous_names[] = {"narrow", "wide", NULL};
static const char *const plan_names[] = {"ninja", "json", NULL};

enum {
  OPT_DIRECTION = 256,
  OPT_GROUPS,
  OPT_WIDTH,
  OPT_FIT,
  OPT_STYLE,
  OPT_BORDER,
  OPT_COLOR,
  OPT_LINKS,
  OPT_AMBIGUOUS,
  OPT_PREFIX,
  OPT_SCALE,
  OPT_SCHEME,
  OPT_ID_PREFIX,
  OPT_TEXT,
  OPT_VIEW,
  OPT_ROOT,
  OPT_DEPTH,
  OPT_ONLY,
  OPT_WITHOUT,
  OPT_ENGINE,
  OPT_DUMP,
  OPT_FORMAT,
  OPT_CELLS,
  OPT_PATHS,
  OPT_DRAWING,
  OPT_MARKDOWN,
  OPT_DEPS,
  OPT_PLAN,
  OPT_CLEAN,
  OPT_PRUNE,
  OPT_LIMIT,
  OPT_ALLOW,
  OPT_VERSION
};

enum { MOST_OPTIONS = 64, MOST_JOBS = 1000, MOST_ANSWERS = 1000000 };

static const struct option options[] = {
    {"output", required_argument, NULL, 'o'},
    {"type", required_argument, NULL, 'T'},
    {"layout", required_argument, NULL, 'l'},
    {"direction", required_argument, NULL, OPT_DIRECTION},
    {"groups", required_argument, NULL, OPT_GROUPS},
    {"width", required_argument, NULL, OPT_WIDTH},
    {"fit", required_argument, NULL, OPT_FIT},
    {"style", required_argument, NULL, OPT_STYLE},
    {"border", required_argument, NULL, OPT_BORDER},
    {"color", required_argument, NULL, OPT_COLOR},
    {"links", required_argument, NULL, OPT_LINKS},
    {"ambiguous", required_argument, NULL, OPT_AMBIGUOUS},
    {"prefix", required_argument, NULL, OPT_PREFIX},
    {"scale", required_argument, NULL, OPT_SCALE},
    {"scheme", required_argument, NULL, OPT_SCHEME},
    {"id-prefix", required_argument, NULL, OPT_ID_PREFIX},
    {"text", required_argument, NULL, OPT_TEXT},
    {"view", required_argument, NULL, OPT_VIEW},
    {"root", required_argument, NULL, OPT_ROOT},
    {"depth", required_argument, NULL, OPT_DEPTH},
    {"only", required_argument, NULL, OPT_ONLY},
    {"without", required_argument, NULL, OPT_WITHOUT},
    {"engine", required_argument, NULL, OPT_ENGINE},
    {"dump", required_argument, NULL, OPT_DUMP},
    {"format", required_argument, NULL, OPT_FORMAT},
    /* of measure alone: */
    {"cells", no_argument, NULL, OPT_CELLS},
    {"paths", no_argument, NULL, OPT_PATHS},
    {"drawing", no_argument, NULL, OPT_DRAWING},
    /* of site alone: */
    {"markdown", no_argument, NULL, OPT_MARKDOWN},
    /* of build alone: */
    {"jobs", required_argument, NULL, 'j'},
    {"deps", required_argument, NULL, OPT_DEPS},
    {"plan", required_argument, NULL, OPT_PLAN},
    {"clean", no_argument, NULL, OPT_CLEAN},
    {"prune", no_argument, NULL, OPT_PRUNE},
    {"dry-run", no_argument, NULL, 'n'},
    {"quiet", no_argument, NULL, 'q'},
    /* of query alone: */
    {"maps", required_argument, NULL, 'm'},
    {"limit", required_argument, NULL, OPT_LIMIT},
    /* of check alone: */
    {"allow", required_argument, NULL, OPT_ALLOW},
    /* and of every command: */
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPT_VERSION},
    {0},
};

int atl_usage(const char *format, ...) {
  char message[1000];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message - 1, format, args);
  va_end(args);
  struct atl_arena arena = {0}; /* it quotes the command line, which may hold anything */
  fprintf(stderr, "atlasc: %s\nTry 'atlasc --help'.\n", atl_spelled(&arena, ATL_SPELL_PEOPLE, message));
  atl_arena_release(&arena);
  return ATL_EXIT_USAGE;
}

/* The index of a word, or -1 after a message. */
static int word(const char *option, const char *value, const char *const *words) {
  for (int i = 0; words[i]; i++)
    if (!strcmp(words[i], value))
      return i;
  char list[160] = "";
  for (int i = 0, at = 0; words[i] && at < (int)sizeof list - 1; i++)
    at += snprintf(list + at, sizeof list - (size_t)at, "%s%s", i ? ", " : "", words[i]);
  const char *meant = atl_nearest(value, strlen(value), words);
  if (meant)
    atl_usage("%s takes %s, not '%s'; did you mean '%s'?", option, list, value, meant);
  else
    atl_usage("%s takes %s, not '%s'", option, list, value);
  return -1;
}

static bool number(const char *option, const char *value, uint32_t most, uint32_t *out) {
  char *end;
  unsigned long n = *value >= '0' && *value <= '9' ? strtoul(value, &end, 10) : 0;
  if (!n || *end || n > most) {
    atl_usage("%s takes a number from 1 to %u, not '%s'", option, most, value);
    return false;
  }
  *out = (uint32_t)n;
  return true;
}

static const struct atl_backend *type_named(const char *name) {
  const char *names[16] = {0};
  for (int i = 0; atl_backends[i].name && i < 15; i++)
    names[i] = atl_backends[i].name;
  int i = word("-T", name, names);
  return i < 0 ? NULL : &atl_backends[i];
}

/* Several types, joined by commas. */
static bool types_named(struct atl_request *r, const char *value) {
  for (const char *at = value;; at++) {
    size_t len = strcspn(at, ",");
    char name[16] = "";
    if (len < sizeof name)
      memcpy(name, at, len);
    r->type = type_named(len < sizeof name ? name : value);
    if (!r->type)
      return false;
    r->build.types |= 1u << (r->type - atl_backends);
    at += len;
    if (!*at)
      return true;
  }
}

/* Kinds and tags, joined by commas. */
static bool any_word(const char *option, const char *value) {
  if (value[strspn(value, ", ")])
    return true;
  atl_usage("%s takes kinds or tags, joined by commas, not '%s'", option, value);
  return false;
}

/* What ids of XML may hold, of ASCII. */
static bool id_prefix(const char *value) {
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
  if (strspn(value, allowed) == strlen(value))
    return true;
  atl_usage("--id-prefix takes letters, digits, '-', '_', '.' and ':', not '%s'", value);
  return false;
}

/* Notes an option that only build takes. */
static bool of_build(struct atl_request *r, const char *name) {
  if (!r->build.option)
    r->build.option = name;
  return true;
}

/* Notes an option that only query takes. */
static bool of_query(struct atl_request *r, const char *name) {
  if (!r->query.option)
    r->query.option = name;
  return true;
}

static bool take(struct atl_request *r, int option, const char *value, bool several) {
  int i;
  switch (option) {
  case 'o':
    *atl_vec_push(&r->output) = (struct atl_output){.path = value};
    return true;
  case 'T':
    return several ? types_named(r, value) : (r->type = type_named(value)) != NULL;
  case 'l': {
    const char *names[16] = {0};
    for (int k = 0; atl_layouts[k].name && k < 15; k++)
      names[k] = atl_layouts[k].name;
    i = word("-l", value, names);
    r->layout = i < 0 ? NULL : &atl_layouts[i];
    return i >= 0;
  }
  case OPT_DIRECTION:
    r->direction = value;
    return word("--direction", value, atl_direction_names) >= 0;
  case OPT_GROUPS:
    r->groups = value;
    return word("--groups", value, atl_groups_names) >= 0;
  case OPT_WIDTH:
    return number("--width", value, 1000000, &r->width);
  case OPT_FIT:
    i = word("--fit", value, atl_aspect_names);
    r->aspect = (enum atl_aspect)(i + 1);
    return i >= 0;
  case OPT_STYLE:
    r->style = value;
    return true;
  case OPT_BORDER:
    i = word("--border", value, atl_border_names);
    r->emit.border = i < 0 ? 0 : (enum atl_border)i;
    r->border_given = true;
    return i >= 0;
  case OPT_COLOR:
    i = word("--color", value, when_names);
    r->color = i < 0 ? 0 : (enum atl_when)i;
    return i >= 0;
  case OPT_LINKS:
    i = word("--links", value, link_names);
    r->links = i < 0 ? 0 : (enum atl_when)i;
    return i >= 0;
  case OPT_AMBIGUOUS:
    i = word("--ambiguous", value, ambiguous_names);
    r->wide = i == 1;
    return i >= 0;
  case OPT_PREFIX:
    r->emit.line_prefix = value;
    return true;
  case OPT_SCALE: {
    char *end;
    r->emit.scale = strtod(value, &end);
    if (*end || !(r->emit.scale >= 0.1 && r->emit.scale <= 20)) {
      atl_usage("--scale takes a number from 0.1 to 20, not '%s'", value);
      return false;
    }
    return true;
  }
  case OPT_SCHEME:
    i = word("--scheme", value, scheme_names);
    r->emit.scheme = i < 0 ? 0 : (enum atl_scheme)i;
    return i >= 0;
  case OPT_ID_PREFIX:
    r->emit.id_prefix = value;
    return id_prefix(value);
  case OPT_TEXT:
    i = word("--text", value, text_names);
    r->emit.text = i < 0 ? 0 : (enum atl_svg_text)i;
    return i >= 0;
  case OPT_VIEW:
    r->view = value;
    return true;
  case OPT_ONLY:
    *atl_vec_push(&r->only) = value;
    return any_word("--only", value);
  case OPT_WITHOUT:
    *atl_vec_push(&r->without) = value;
    return any_word("--without", value);
  case OPT_ROOT:
    r->root = value;
    return true;
  case OPT_DEPTH:
    return number("--depth", value, 100000, &r->depth);
  case OPT_ENGINE:
    i = word("--engine", value, atl_engine_names);
    r->engine = i < 0 ? ATL_ENGINE_AUTO : (enum atl_engine)i;
    return i >= 0;
  case OPT_DUMP:
    r->dump = value;
    return true;
  case OPT_FORMAT:
    i = word("--format", value, atl_format_names);
    r->format = i < 0 ? 0 : (enum atl_format)i;
    return i >= 0;
  case OPT_CELLS:
    return r->cells = true;
  case OPT_PATHS:
    return r->paths = true;
  case OPT_DRAWING:
    return r->drawing = true;
  case OPT_MARKDOWN:
    return r->markdown = true;
  case 'j':
    return of_build(r, "--jobs") && number("--jobs", value, MOST_JOBS, &r->build.jobs);
  case OPT_DEPS:
    r->build.deps = value;
    return of_build(r, "--deps");
  case OPT_PLAN:
    i = word("--plan", value, plan_names);
    r->build.plan = (enum atl_plan)(i + 1);
    return of_build(r, "--plan") && i >= 0;
  case OPT_CLEAN:
    return of_build(r, "--clean") && (r->build.clean = true);
  case OPT_PRUNE:
    return of_build(r, "--prune") && (r->build.prune = true);
  case 'n':
    return of_build(r, "--dry-run") && (r->build.dry = true);
  case 'q':
    return of_build(r, "--quiet") && (r->build.quiet = true);
  case 'm':
    r->query.maps = value;
    return of_query(r, "--maps");
  case OPT_LIMIT:
    return of_query(r, "--limit") && number("--limit", value, MOST_ANSWERS, &r->query.limit);
  case OPT_ALLOW:
    *atl_vec_push(&r->allow) = value;
    return true;
  default:
    return true;
  }
}

static int unknown_option(const char *given) {
  if (given[0] != '-' || given[1] != '-')
    return atl_usage("unknown option '%s'", given);
  const char *names[MOST_OPTIONS] = {0};
  char with_dashes[MOST_OPTIONS][24];
  for (int i = 0; options[i].name && i < MOST_OPTIONS - 1; i++) {
    snprintf(with_dashes[i], sizeof with_dashes[i], "--%s", options[i].name);
    names[i] = with_dashes[i];
  }
  size_t len = strcspn(given, "=");
  for (int i = 0; names[i]; i++)
    if (strlen(names[i]) == len && !strncmp(names[i], given, len))
      return atl_usage("'%.*s' takes no value", (int)len, given);
  const char *meant = atl_nearest(given, len, names);
  if (meant)
    return atl_usage("unknown option '%.*s'; did you mean '%s'?", (int)len, given, meant);
  return atl_usage("unknown option '%.*s'", (int)len, given);
}

/* Whether an option says what is drawn or how, or how mistakes are reported: all but what names files and acts. */
static bool of_drawing(int option) {
  return option == 'l' || (option >= OPT_DIRECTION && option <= OPT_FORMAT && option != OPT_DUMP);
}

static void note_given(struct atl_request *r, int option, const char *value) {
  for (const struct option *row = options; row->name; row++)
    if (row->val == option && of_drawing(option))
      *atl_vec_push(&r->given) = (struct atl_given){.name = row->name, .value = value};
}

int atl_request_parse(struct atl_request *r, int argc, char **argv, const char *command) {
  bool build = command && !strcmp(command, "build"), several = build || (command && !strcmp(command, "site"));
  r->emit.scale = 2;
  opterr = 0;
  optind = 1;
  for (;;) {
    int at = optind;
    int option = getopt_long(argc, argv, ":o:T:l:j:m:nqh", options, NULL);
    if (option < 0)
      break;
    if (option == 'h') {
      char *help[] = {argv[0], (char *)(uintptr_t)command, NULL};
      return atl_command_help(command ? 2 : 1, help);
    }
    if (option == OPT_VERSION) {
      puts("atlasc " ATL_VERSION);
      return fflush(stdout) || ferror(stdout) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
    }
    if (option == ':')
      return atl_usage("%s needs a value", argv[optind - 1]);
    if (option == '?' && optopt && optopt < 256 && !strchr("oTljmnqh", optopt)) {
      char given[3] = {'-', (char)optopt, 0};
      return atl_usage("unknown option '%s'", given);
    }
    if (option == '?')
      return unknown_option(argv[optind - 1 > at ? optind - 1 : at]);
    if (!take(r, option, optarg, several))
      return ATL_EXIT_USAGE;
    note_given(r, option, optarg);
  }
  if (r->markdown && (!command || strcmp(command, "site") != 0))
    return atl_usage("--markdown is of 'atlasc site'");
  if (r->build.option && !build)
    return atl_usage("%s is of 'atlasc build'", r->build.option);
  if (r->query.option && (!command || strcmp(command, "query") != 0))
    return atl_usage("%s is of 'atlasc query'", r->query.option);
  if (r->allow.len && (!command || strcmp(command, "check") != 0))
    return atl_usage("--allow is of 'atlasc check'");
  for (; optind < argc; optind++)
    *atl_vec_push(&r->input) = argv[optind];
  return -1;
}

int atl_check_folders(const struct atl_request *r, const char *command) {
  if (r->input.len > 1)
    return atl_usage("one folder at a time; '%s' is a second one", r->input.at[1]);
  if (r->output.len > 1)
    return atl_usage("one folder of outputs at a time; '%s' is a second one", r->output.at[1].path);
  if (r->output.len && !*r->output.at[0].path)
    return atl_usage("the name of the folder of outputs is empty");
  if (r->output.len && !strcmp(r->output.at[0].path, "-"))
    return atl_usage("'atlasc %s' writes to a folder, not to standard output", command);
  return -1;
}

void atl_request_release(struct atl_request *r) {
  atl_vec_release(&r->input);
  atl_vec_release(&r->output);
  atl_vec_release(&r->only);
  atl_vec_release(&r->without);
  atl_vec_release(&r->given);
  atl_vec_release(&r->allow);
}
