/* The command line, by getopt_long. The rows of the vocabulary say which options there are, and what was meant by a
 * misspelt one. */
#include "cmd/request.h"

#include "base/spell.h"
#include "cmd/compile.h"
#include "cmd/vocabulary.h"
#include "index/lint.h"
#include "map/check.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OPTIONS = 96, MOST_JOBS = 1000, MOST_ANSWERS = 1000000, MOST_MONTHS = 12000 };

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

/* The same, or a note for whoever parses words that are not of the command line. Returns ATL_EXIT_USAGE. */
static int complain(struct atl_request *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int complain(struct atl_request *r, const char *format, ...) {
  char message[1000];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message - 1, format, args);
  va_end(args);
  if (!r->said)
    return atl_usage("%s", message);
  if (!r->said->len)
    atl_out_text(r->said, message);
  return ATL_EXIT_USAGE;
}

/* What an option is called in a message: as it is typed, or as it was given by name. */
static const char *called(const struct atl_request *r, const char *option) { return r->named ? r->named : option; }

/* The index of the value among the words of an option, or -1 after a message. */
static int word(struct atl_request *r, const char *option, const char *value, int id) {
  struct atl_words words = atl_option_of(id)->words;
  int index = atl_word_index(words, value, strlen(value));
  if (index >= 0)
    return index;
  char list[160];
  atl_word_list(words, ", ", list, sizeof list);
  const char *meant = atl_word_meant(words, value, strlen(value));
  if (meant)
    complain(r, "%s takes %s, not '%s'; did you mean '%s'?", called(r, option), list, value, meant);
  else
    complain(r, "%s takes %s, not '%s'", called(r, option), list, value);
  return -1;
}

static bool number(struct atl_request *r, const char *option, const char *value, uint32_t most, uint32_t *out) {
  char *end;
  unsigned long n = *value >= '0' && *value <= '9' ? strtoul(value, &end, 10) : 0;
  if (!n || *end || n > most) {
    complain(r, "%s takes a number from 1 to %u, not '%s'", called(r, option), most, value);
    return false;
  }
  *out = (uint32_t)n;
  return true;
}

/* "1.5", in every locale: strtod() follows that of the program which the library is part of. */
static bool decimal(const char *text, double *out) {
  double value = 0, place = 1;
  size_t whole = strspn(text, "0123456789"), tail = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
  if (whole + tail == 0 || text[whole + (text[whole] == '.') + tail])
    return false;
  for (size_t i = 0; i < whole; i++)
    value = value * 10 + (text[i] - '0');
  for (size_t i = 0; i < tail; i++) {
    value = value * 10 + (text[whole + 1 + i] - '0');
    place *= 10;
  }
  *out = value / place;
  return true;
}

static bool month(struct atl_request *r, const char *option, const char *value, uint32_t *out) {
  *out = atl_lint_month(value);
  if (!*out)
    complain(r, "%s takes a date such as 2026-08 or 2026-08-20, not '%s'", called(r, option), value);
  return *out;
}

static const struct atl_backend *type_named(struct atl_request *r, const char *name) {
  int i = word(r, "-T", name, 'T');
  return i < 0 ? NULL : &atl_backends[i];
}

/* Several types, joined by commas. */
static bool types_named(struct atl_request *r, const char *value) {
  for (const char *at = value;; at++) {
    size_t len = strcspn(at, ",");
    char name[16] = "";
    if (len < sizeof name)
      memcpy(name, at, len);
    r->type = type_named(r, len < sizeof name ? name : value);
    if (!r->type)
      return false;
    r->build.types |= 1u << (r->type - atl_backends);
    at += len;
    if (!*at)
      return true;
  }
}

/* Kinds and tags, joined by commas. */
static bool any_word(struct atl_request *r, const char *option, const char *value) {
  if (value[strspn(value, ", ")])
    return true;
  complain(r, "%s takes kinds or tags, joined by commas, not '%s'", called(r, option), value);
  return false;
}

/* What ids of XML may hold, of ASCII. */
static bool id_prefix(struct atl_request *r, const char *value) {
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
  if (strspn(value, allowed) == strlen(value))
    return true;
  complain(r, "%s takes letters, digits, '-', '_', '.' and ':', not '%s'", called(r, "--id-prefix"), value);
  return false;
}

static bool take(struct atl_request *r, int option, const char *value, bool several) {
  int i;
  switch (option) {
  case 'o':
    *atl_vec_push(&r->output) = (struct atl_output){.path = value};
    return true;
  case 'T':
    return several ? types_named(r, value) : (r->type = type_named(r, value)) != NULL;
  case 'l':
    i = word(r, "-l", value, 'l');
    r->layout = i < 0 ? NULL : &atl_layouts[i];
    return i >= 0;
  case ATL_OPT_DIRECTION:
    r->direction = value;
    return word(r, "--direction", value, ATL_OPT_DIRECTION) >= 0;
  case ATL_OPT_GROUPS:
    r->groups = value;
    return word(r, "--groups", value, ATL_OPT_GROUPS) >= 0;
  case ATL_OPT_WIDTH:
    return number(r, "--width", value, 1000000, &r->width);
  case ATL_OPT_FIT:
    i = word(r, "--fit", value, ATL_OPT_FIT);
    r->aspect = (enum atl_aspect)(i + 1);
    return i >= 0;
  case ATL_OPT_STYLE:
    r->style = value;
    return true;
  case ATL_OPT_TITLE:
    return r->title = true;
  case ATL_OPT_LEGEND:
    return r->legend = true;
  case ATL_OPT_BORDER:
    i = word(r, "--border", value, ATL_OPT_BORDER);
    r->emit.border = i < 0 ? 0 : (enum atl_border)i;
    r->border_given = true;
    return i >= 0;
  case ATL_OPT_COLOR:
    i = word(r, "--color", value, ATL_OPT_COLOR);
    r->color = i < 0 ? 0 : (enum atl_when)i;
    return i >= 0;
  case ATL_OPT_LINKS:
    i = word(r, "--links", value, ATL_OPT_LINKS);
    r->links = i < 0 ? 0 : (enum atl_when)i;
    return i >= 0;
  case ATL_OPT_AMBIGUOUS:
    i = word(r, "--ambiguous", value, ATL_OPT_AMBIGUOUS);
    r->wide = i == 1;
    return i >= 0;
  case ATL_OPT_BIDI:
    i = word(r, "--bidi", value, ATL_OPT_BIDI);
    r->bidi = i < 0 ? 0 : (enum atl_when)i;
    return i >= 0;
  case ATL_OPT_PAGER:
    return r->pager = true;
  case ATL_OPT_PREFIX:
    r->emit.line_prefix = value;
    return true;
  case ATL_OPT_SCALE:
    if (decimal(value, &r->emit.scale) && r->emit.scale >= 0.1 && r->emit.scale <= 20)
      return true;
    complain(r, "%s takes a number from 0.1 to 20, not '%s'", called(r, "--scale"), value);
    return false;
  case ATL_OPT_SCHEME:
    i = word(r, "--scheme", value, ATL_OPT_SCHEME);
    r->emit.scheme = i < 0 ? 0 : (enum atl_scheme)i;
    return i >= 0;
  case ATL_OPT_ID_PREFIX:
    r->emit.id_prefix = value;
    return id_prefix(r, value);
  case ATL_OPT_TEXT:
    i = word(r, "--text", value, ATL_OPT_TEXT);
    r->emit.text = i < 0 ? 0 : (enum atl_svg_text)i;
    return i >= 0;
  case ATL_OPT_VIEW:
    r->view = value;
    return true;
  case ATL_OPT_ONLY:
    *atl_vec_push(&r->only) = value;
    return any_word(r, "--only", value);
  case ATL_OPT_WITHOUT:
    *atl_vec_push(&r->without) = value;
    return any_word(r, "--without", value);
  case ATL_OPT_FOCUS:
    *atl_vec_push(&r->focus) = value;
    if (value[strspn(value, ", ")])
      return true;
    complain(r, "--focus takes ids, joined by commas, not '%s'", value);
    return false;
  case ATL_OPT_WITHOUT_LINKS:
    *atl_vec_push(&r->without_links) = value;
    if (value[strspn(value, ", ")])
      return true;
    complain(r, "--without-links takes kinds of links, joined by commas, not '%s'", value);
    return false;
  case ATL_OPT_NEIGHBOURS:
    return number(r, "--neighbours", value, ATL_MAX_NEIGHBOURS, &r->neighbours);
  case ATL_OPT_ROOT:
    r->root = value;
    return true;
  case ATL_OPT_DEPTH:
    return number(r, "--depth", value, 100000, &r->depth);
  case ATL_OPT_ENGINE:
    i = word(r, "--engine", value, ATL_OPT_ENGINE);
    r->engine = i < 0 ? ATL_ENGINE_OWN : (enum atl_engine)i;
    r->engine_given = true;
    return i >= 0;
  case ATL_OPT_DUMP:
    r->dump = value;
    return word(r, "--dump", value, ATL_OPT_DUMP) >= 0;
  case ATL_OPT_FORMAT:
    i = word(r, "--format", value, ATL_OPT_FORMAT);
    r->format = i < 0 ? 0 : (enum atl_format)i;
    return i >= 0;
  case ATL_OPT_CELLS:
    return r->cells = true;
  case ATL_OPT_PATHS:
    return r->paths = true;
  case ATL_OPT_DRAWING:
    return r->drawing = true;
  case ATL_OPT_MARKDOWN:
    return r->markdown = true;
  case ATL_OPT_PLAYGROUND_FROM:
    r->playground_from = value;
    return r->playground = true;
  case ATL_OPT_PLAYGROUND:
    return r->playground = true;
  case 'j':
    return number(r, "--jobs", value, MOST_JOBS, &r->build.jobs);
  case ATL_OPT_PORT:
    r->serve.port_given = true;
    return !strcmp(value, "0") || number(r, "--port", value, UINT16_MAX, &r->serve.port);
  case ATL_OPT_HOST:
    r->serve.host = value;
    return true;
  case ATL_OPT_DEPS:
    r->build.deps = value;
    return true;
  case ATL_OPT_PLAN:
    i = word(r, "--plan", value, ATL_OPT_PLAN);
    r->build.plan = (enum atl_plan)(i + 1);
    return i >= 0;
  case ATL_OPT_CLEAN:
    return r->build.clean = true;
  case ATL_OPT_CHECK:
    return r->check = true;
  case ATL_OPT_LIST:
    return r->list = true;
  case ATL_OPT_GIT:
    return r->git = true;
  case ATL_OPT_TEXTCONV:
    return r->textconv = true;
  case ATL_OPT_FIX:
    return r->fix = true;
  case ATL_OPT_ADOPT:
    return r->adopt = true;
  case ATL_OPT_PRUNE:
    return r->build.prune = true;
  case 'n':
    return r->build.dry = true;
  case 'q':
    return r->build.quiet = true;
  case 'm':
    r->query.maps = value;
    return true;
  case ATL_OPT_LIMIT:
    return number(r, "--limit", value, MOST_ANSWERS, &r->query.limit);
  case ATL_OPT_ALLOW:
    *atl_vec_push(&r->allow) = value;
    return true;
  case ATL_OPT_AS_OF:
    return month(r, "--as-of", value, &r->as_of);
  case ATL_OPT_FRESH:
    return number(r, "--fresh", value, MOST_MONTHS, &r->fresh);
  default:
    return true;
  }
}

/* The options as getopt_long wants them. */
struct parsed {
  struct option option[MOST_OPTIONS];
  char letters[2 * MOST_OPTIONS];
};

static void list_options(struct parsed *options) {
  size_t count = 0, letters = 0;
  options->letters[letters++] = ':';
  for (const struct atl_option *row = atl_options; row->name && count < MOST_OPTIONS - 1; row++) {
    if (row != atl_option_of(row->id) || row->of == ATL_OF_LISTS || row->of == ATL_OF_LSP)
      continue; /* another meaning of one that is there; or of commands that parse by themselves */
    options->option[count++] =
        (struct option){row->name, row->argument ? required_argument : no_argument, NULL, row->id};
    if (row->id < ATL_OPT_DIRECTION) {
      options->letters[letters++] = (char)row->id;
      if (row->argument)
        options->letters[letters++] = ':';
    }
  }
  options->option[count] = (struct option){0};
  options->letters[letters] = 0;
}

static int unknown_option(struct atl_request *r, const struct parsed *options, const char *given) {
  if (given[0] != '-' || given[1] != '-')
    return complain(r, "unknown option '%s'", given);
  const char *names[MOST_OPTIONS] = {0};
  char with_dashes[MOST_OPTIONS][24];
  for (int i = 0; options->option[i].name && i < MOST_OPTIONS - 1; i++) {
    snprintf(with_dashes[i], sizeof with_dashes[i], "--%s", options->option[i].name);
    names[i] = with_dashes[i];
  }
  size_t len = strcspn(given, "=");
  for (int i = 0; names[i]; i++)
    if (strlen(names[i]) == len && !strncmp(names[i], given, len))
      return complain(r, "'%.*s' takes no value", (int)len, given);
  const char *meant = atl_nearest(given, len, names);
  if (meant)
    return complain(r, "unknown option '%.*s'; did you mean '%s'?", (int)len, given, meant);
  return complain(r, "unknown option '%.*s'", (int)len, given);
}

/* Notes what says what is drawn or how, or how mistakes are reported; and what only another command takes. */
static void note_given(struct atl_request *r, int id, const char *value, unsigned command) {
  const struct atl_option *option = atl_option_of(id);
  unsigned commands = option ? atl_option_commands(option) : 0;
  if (commands & ATL_OF_BUILD && commands & ATL_OF_COMPILE && id != 'o' && id != 'T' && id != 'h' &&
      id != ATL_OPT_VERSION)
    *atl_vec_push(&r->given) = (struct atl_given){.name = option->name, .value = value};
  bool of_others = commands && !(commands & ATL_OF_COMPILE && command != ATL_OF_BLOCK);
  if (of_others && !(commands & command) && !r->foreign)
    r->foreign = option;
}

/* Says which commands take the option; returns the exit status. */
static int foreign_option(struct atl_request *r, const struct atl_option *option) {
  char of[200] = "";
  size_t at = 0;
  unsigned left = atl_option_commands(option) & ~ATL_OF_BLOCK;
  if (r->said)
    return complain(r, "--%s is nothing that can be asked for in a document", option->name);
  for (const struct atl_command *command = atl_commands; command->name && at < sizeof of; command++)
    if (left & command->bit) {
      left &= ~command->bit;
      at += (size_t)snprintf(of + at, sizeof of - at, "%s'atlasc %s'", !at ? "" : left ? ", " : " and ", command->name);
    }
  return complain(r, "--%s is of %s", option->name, of);
}

static int parse(struct atl_request *r, int argc, char **argv, const char *command, unsigned bit) {
  struct parsed options;
  list_options(&options);
  r->emit.scale = 2;
  opterr = 0;
#ifdef __GLIBC__
  optind = 0; /* all anew: what was parsed before may have been left within a word */
#else
  optind = 1;
#endif
  for (;;) {
    int at = optind ? optind : 1;
    int option = getopt_long(argc, argv, options.letters, options.option, NULL);
    if (option < 0)
      break;
    if ((option == 'h' || option == ATL_OPT_VERSION) && r->said)
      return complain(r, "%s is nothing that can be asked for in a document", option == 'h' ? "--help" : "--version");
    if (option == 'h') {
      char *help[] = {argv[0], (char *)(uintptr_t)command, NULL};
      return atl_command_help(command ? 2 : 1, help);
    }
    if (option == ATL_OPT_VERSION) {
      puts("atlasc " ATL_VERSION);
      return fflush(stdout) || ferror(stdout) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
    }
    if (option == ':')
      return complain(r, "%s needs a value", argv[optind - 1]);
    if (option == '?' && optopt && optopt < 256 && !strchr(options.letters, optopt)) {
      char given[3] = {'-', (char)optopt, 0};
      return complain(r, "unknown option '%s'", given);
    }
    if (option == '?')
      return unknown_option(r, &options, argv[optind - 1 > at ? optind - 1 : at]);
    if (!take(r, option, optarg, bit & (ATL_OF_BUILD | ATL_OF_SITE | ATL_OF_WATCH | ATL_OF_SERVE)))
      return ATL_EXIT_USAGE;
    note_given(r, option, optarg, bit);
  }
  if (r->foreign)
    return foreign_option(r, r->foreign);
  for (; optind < argc; optind++)
    *atl_vec_push(&r->input) = argv[optind];
  return -1;
}

int atl_request_parse(struct atl_request *r, int argc, char **argv, const char *command) {
  return parse(r, argc, argv, command, atl_command_named(command ? command : "")->bit);
}

bool atl_request_parse_block(struct atl_request *r, int argc, char **argv, struct atl_out *said) {
  r->said = said;
  return parse(r, argc, argv, NULL, ATL_OF_BLOCK) < 0;
}

/* Options that say what is drawn and how, and how mistakes are told; where it is written and who asks is the caller's.
 */
static bool is_by_name(const struct atl_option *row) {
  static const char *const headings[] = {"Drawing", "Text", "Pictures"};
  if (!(row->of & ATL_OF_COMPILE) || row->id == ATL_OPT_ENGINE || row->id == ATL_OPT_PAGER)
    return false;
  for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
    if (row->heading && !strcmp(row->heading, headings[i]))
      return true;
  return row->id == 'T' || row->id == ATL_OPT_FORMAT;
}

struct atl_drawing_options atl_request_drawing(const struct atl_request *request) {
  return (struct atl_drawing_options){.layout = request->layout,
                                      .direction = request->direction,
                                      .groups = request->groups,
                                      .root = request->root,
                                      .depth = request->depth,
                                      .topology = request->engine,
                                      .topology_given = request->engine_given,
                                      .only = request->only.at,
                                      .onlys = request->only.len,
                                      .without = request->without.at,
                                      .withouts = request->without.len,
                                      .focus = request->focus.at,
                                      .focuses = request->focus.len,
                                      .hidden = request->without_links.at,
                                      .hiddens = request->without_links.len,
                                      .neighbours = request->neighbours,
                                      .aspect = request->aspect,
                                      .title = request->title,
                                      .legend = request->legend,
                                      .wide = request->wide};
}

bool atl_request_set(struct atl_request *r, const char *name, const char *value, struct atl_out *said) {
  const char *names[MOST_OPTIONS] = {0};
  int count = 0;
  r->said = said;
  for (const struct atl_option *row = atl_options; row->name; row++) {
    if (!is_by_name(row))
      continue;
    if (strcmp(row->name, name) != 0) {
      if (count < MOST_OPTIONS - 1)
        names[count++] = row->name;
      continue;
    }
    char named[64];
    snprintf(named, sizeof named, "the option '%s'", name);
    r->named = named;
    bool good = row->argument ? value != NULL : !value;
    if (!good)
      complain(r, row->argument ? "%s needs a value" : "%s takes no value", named);
    good = good && take(r, row->id, value, false);
    r->border_given |= row->id == ATL_OPT_BORDER;
    r->named = NULL;
    return good;
  }
  const char *meant = atl_nearest(name, strlen(name), names);
  complain(r, meant ? "there is no option '%s'; did you mean '%s'?" : "there is no option '%s'", name, meant);
  return false;
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
  atl_vec_release(&r->focus);
  atl_vec_release(&r->without_links);
  atl_vec_release(&r->only);
  atl_vec_release(&r->without);
  atl_vec_release(&r->given);
  atl_vec_release(&r->allow);
}
