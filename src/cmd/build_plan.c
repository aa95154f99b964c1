/* A build, written down: as steps that ninja or another program can run, as what -n says, and as dependencies.
 *
 * A step is one drawing in all its formats, and its command is hermetic: it reads the inputs and nothing else, writes
 * the outputs and nothing else, and gives the same bytes wherever and in whatever order it is run. */
#include "base/spell.h"
#include "cmd/build.h"
#include "cmd/report.h"
#include "emit/json_write.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct step {
  const struct atl_build_map *map;
  const char *view; /* NULL: the whole map */
  ATL_VEC(const char *) input, output, command;
};

static void fill_step(struct atl_build *b, struct step *step, const struct atl_sources *sources) {
  struct atl_arena *arena = &b->arena;
  const char *path = step->map->path;
  if (*path == '-') /* it would be an option */
    path = atl_path_join(arena, ".", path);
  *atl_vec_push(&step->input) = path;
  for (uint32_t i = 1; i < sources->file.len; i++)
    if (sources->file.at[i].read)
      *atl_vec_push(&step->input) =
          atl_arena_strndup(arena, sources->file.at[i].path, strlen(sources->file.at[i].path));
  *atl_vec_push(&step->command) = b->program;
  *atl_vec_push(&step->command) = path;
  for (uint32_t i = 0; i <= b->request->given.len; i++) {
    bool view = i == b->request->given.len;
    if (view && !step->view)
      continue;
    const char *name = view ? "view" : b->request->given.at[i].name;
    const char *value = view ? step->view : b->request->given.at[i].value;
    size_t len = strlen(name) + (value ? strlen(value) : 0) + 4;
    char *word = atl_arena_alloc(arena, len);
    snprintf(word, len, value ? "--%s=%s" : "--%s", name, value);
    *atl_vec_push(&step->command) = word;
  }
  for (const struct atl_backend *backend = atl_backends; backend->name; backend++)
    if (b->request->build.types & 1u << (backend - atl_backends)) {
      const char *name = atl_path_join(arena, b->out, atl_build_output(arena, step->map->stem, step->view, backend));
      *atl_vec_push(&step->output) = name;
      *atl_vec_push(&step->command) = "-o";
      *atl_vec_push(&step->command) = name;
    }
}

/* Reads a map and gives each of its steps to a function. Of a map with mistakes there is the step of the whole: who
 * runs it is told of them. Returns an exit status. */
static int each_step(struct atl_build *b, const struct atl_build_map *map, void (*take)(void *, const struct step *),
                     void *context) {
  uint32_t views = 0;
  int status = ATL_EXIT_DONE;
  const char **names = NULL;
  if (map->twin) {
    atl_report(&b->diags, ATL_ERROR, "same-output", ATL_NOWHERE,
               "%s: its drawings would have the names of those of '%s'", map->shown, map->twin);
    return ATL_EXIT_INPUT;
  }
  for (uint32_t i = 0; i <= views; i++) {
    struct step step = {.map = map, .view = i ? names[i - 1] : NULL};
    struct atl_work work = {0};
    struct atl_work_options options = {.style = b->request->style, .view = step.view};
    int one = atl_work_read(&work, map->path, &options);
    const struct atl_build_map *clash = atl_build_clash(b, map, step.view);
    if (!i && !one) {
      views = work.map.view.len;
      names = atl_arena_alloc(&b->arena, (views + 1) * sizeof *names);
      for (uint32_t k = 0; k < views; k++) {
        const char *name = atl_map_text(&work.map, work.map.view.at[k].name);
        names[k] = atl_arena_strndup(&b->arena, name, strlen(name));
      }
    }
    if (clash) {
      one = ATL_EXIT_INPUT;
      atl_report(&b->diags, ATL_ERROR, "same-output", ATL_NOWHERE,
                 "%s: the drawings of the view '%s' would have the names of those of '%s'", map->path, step.view,
                 clash->path);
    } else {
      fill_step(b, &step, &work.sources);
      take(context, &step);
    }
    if (one && !clash && !b->request->build.dry) {
      atl_diags_sort(&work.diags);
      atl_print_reports(&work.diags, &work.sources, b->request->format, b->color);
    }
    status = one > status ? one : status;
    atl_vec_release(&step.input);
    atl_vec_release(&step.output);
    atl_vec_release(&step.command);
    atl_work_release(&work);
  }
  return status;
}

/* -- ninja -- */

struct ninja {
  struct atl_out out;
  const char *program;  /* an input, where it is a path */
  const char *unfit;    /* something that ninja has no way to write */
  const char *unlogged; /* an output that ninja forgets, as the fields of its log end at a tab */
  bool bar;             /* a path needs the variable of that name */
  struct atl_arena arena;
};

static void ninja_text(struct ninja *n, const char *text, enum atl_spelling how) {
  n->bar |= how == ATL_SPELL_NINJA_PATH && atl_spell_needs_bar(text);
  if (!atl_spell(&n->out, how, text) && !n->unfit)
    n->unfit = text;
}

static void shell_word(struct ninja *n, const char *word) {
  if (!atl_spell(&n->out, ATL_SPELL_NINJA, atl_spelled(&n->arena, ATL_SPELL_SHELL, word)) && !n->unfit)
    n->unfit = word;
}

static void ninja_step(void *context, const struct step *step) {
  struct ninja *n = context;
  atl_out_lit(&n->out, "\nbuild");
  for (uint32_t i = 0; i < step->output.len; i++) {
    atl_out_char(&n->out, ' ');
    ninja_text(n, step->output.at[i], ATL_SPELL_NINJA_PATH);
    if (!n->unlogged && strchr(step->output.at[i], '\t'))
      n->unlogged = step->output.at[i];
  }
  atl_out_lit(&n->out, ": draw");
  for (uint32_t i = 0; i < step->input.len; i++) {
    atl_out_text(&n->out, i == 1 ? " | " : " ");
    ninja_text(n, step->input.at[i], ATL_SPELL_NINJA_PATH);
  }
  if (strchr(n->program, '/')) {
    atl_out_text(&n->out, step->input.len > 1 ? " " : " | ");
    ninja_text(n, n->program, ATL_SPELL_NINJA_PATH);
  }
  atl_out_lit(&n->out, "\n  drawing =");
  for (uint32_t i = 0; i < step->command.len; i++) {
    atl_out_char(&n->out, ' ');
    shell_word(n, step->command.at[i]);
  }
  atl_out_lit(&n->out, "\n  about = ");
  ninja_text(n, step->map->shown, ATL_SPELL_NINJA);
  if (step->view) {
    atl_out_lit(&n->out, ", view ");
    ninja_text(n, step->view, ATL_SPELL_NINJA);
  }
  atl_out_char(&n->out, '\n');
}

/* -- JSON -- */

static json_t *texts(const char *const *text, uint32_t count) {
  json_t *list = json_array();
  for (uint32_t i = 0; i < count; i++)
    json_array_append_new(list, atl_json_name(text[i]));
  return list;
}

static void json_step(void *context, const struct step *step) {
  json_t *object = json_object();
  json_object_set_new(object, "map", atl_json_name(step->map->path));
  if (step->view)
    json_object_set_new(object, "view", json_string(step->view));
  json_object_set_new(object, "inputs", texts(step->input.at, step->input.len));
  json_object_set_new(object, "outputs", texts(step->output.at, step->output.len));
  json_object_set_new(object, "command", texts(step->command.at, step->command.len));
  json_array_append_new(context, object);
}

/* The folders that have to be there before a step is run, each once. */
static json_t *folders(struct atl_build *b) {
  json_t *list = json_array();
  const char *last = NULL;
  for (uint32_t i = 0; i < b->map.len; i++) {
    const char *path = atl_path_join(&b->arena, b->out, b->map.at[i].stem), *slash = strrchr(path, '/');
    const char *folder = slash ? atl_arena_strndup(&b->arena, path, (size_t)(slash - path)) : ".";
    bool again = last && !strcmp(last, folder);
    for (size_t k = 0; k < json_array_size(list) && !again; k++)
      again = !strcmp(json_string_value(json_array_get(list, k)), folder);
    if (!again)
      json_array_append_new(list, atl_json_name(folder));
    last = folder;
  }
  return list;
}

static int finish(struct atl_build *b, struct atl_out *text, int status) {
  struct atl_out out;
  atl_out_fd(&out, STDOUT_FILENO);
  atl_out_write(&out, text->buf, text->len);
  int error = atl_out_close(&out);
  if (error && error != EPIPE) {
    atl_report(&b->diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write 'standard output': %s", strerror(error));
    status = ATL_EXIT_SYSTEM;
  }
  atl_out_discard(text);
  return status;
}

/* What stands above the steps. */
static void ninja_begin(struct atl_out *out, bool bar) {
  atl_out_lit(out, "# What 'atlasc build' makes, for ninja.\n"
                   "ninja_required_version = 1.3\n"
                   "\n");
  if (bar)
    atl_out_lit(out, "bar = |\n\n");
  atl_out_lit(out, "rule draw\n"
                   "  command = $drawing\n"
                   "  description = $about\n");
}

int atl_build_plan(struct atl_build *b) {
  bool ninja = b->request->build.plan == ATL_PLAN_NINJA;
  struct ninja n = {.program = b->program};
  struct atl_out text;
  json_t *steps = json_array();
  int status = b->status;
  atl_out_memory(&text);
  atl_out_memory(&n.out);
  for (uint32_t i = 0; i < b->map.len; i++) {
    int one = ninja ? each_step(b, &b->map.at[i], ninja_step, &n) : each_step(b, &b->map.at[i], json_step, steps);
    status = one > status ? one : status;
  }
  if (ninja && n.unfit) {
    atl_report(&b->diags, ATL_ERROR, "unfit-for-ninja", ATL_NOWHERE,
               "ninja has no way to write the end of a line, as in '%s'", n.unfit);
    status = ATL_EXIT_INPUT;
  } else if (ninja) {
    if (n.unlogged)
      atl_report(&b->diags, ATL_WARNING, "unfit-for-ninja", ATL_NOWHERE,
                 "ninja has no way to remember a name with a tab, as '%s': it draws it whenever it is run", n.unlogged);
    ninja_begin(&text, n.bar);
    atl_out_write(&text, n.out.buf, n.out.len);
  } else {
    json_t *plan = json_object();
    json_object_set_new(plan, "version", json_integer(1));
    json_object_set_new(plan, "program", json_string("atlasc " ATL_VERSION));
    json_object_set_new(plan, "folders", folders(b));
    json_object_set(plan, "steps", steps);
    atl_json_write(&text, plan, JSON_INDENT(1));
  }
  atl_out_discard(&n.out);
  json_decref(steps);
  status = finish(b, &text, status);
  atl_arena_release(&n.arena); /* the report names what stands in it */
  return status;
}

/* -- what would be done -- */

struct dry {
  struct atl_out out;
};

static void dry_step(void *context, const struct step *step) {
  struct dry *dry = context;
  for (uint32_t i = 0; i < step->output.len; i++) {
    atl_out_char(&dry->out, ' ');
    atl_spell(&dry->out, ATL_SPELL_PEOPLE, step->output.at[i]);
  }
}

int atl_build_dry(struct atl_build *b) {
  struct dry dry = {0};
  int status = b->status;
  atl_out_memory(&dry.out);
  for (uint32_t i = 0; i < b->map.len; i++) {
    const struct atl_build_map *map = &b->map.at[i];
    if (!map->stale)
      continue;
    atl_out_format(&dry.out, "make (%s: %s)", map->shown, map->stale);
    if (!map->error)
      each_step(b, map, dry_step, &dry);
    atl_out_char(&dry.out, '\n');
    status = status ? status : ATL_EXIT_STALE;
  }
  return finish(b, &dry.out, status);
}

/* -- dependencies -- */

struct inputs {
  const char **at;
  uint32_t len, cap;
};

/* Everything that a build depends on. A map that comes or goes changes its folder; one that ends oddly has a '/'. */
static void list_inputs(struct atl_build *b, struct inputs *input) {
  for (uint32_t i = 0; i < b->folder.len; i++) {
    const char *path = atl_path_join(&b->arena, b->dir, b->folder.at[i]);
    size_t len = strlen(path);
    bool odd = len && strchr(" \\&):\t\v\f", path[len - 1]);
    if (odd) {
      char *marked = atl_arena_alloc(&b->arena, len + 2);
      memcpy(marked, path, len);
      marked[len] = '/';
      path = marked;
    }
    *atl_vec_push(input) = len ? path : ".";
  }
  for (uint32_t i = 0; i < b->map.len; i++)
    *atl_vec_push(input) = b->map.at[i].path;
  for (uint32_t i = 0; i < b->now.record.len; i++)
    for (uint32_t k = 0; k < b->now.record.at[i].made.len; k++) {
      const struct atl_made *made = &b->now.record.at[i].made.at[k];
      if (made->kind == ATL_MADE_OUT)
        continue;
      const char *path = made->kind == ATL_MADE_SHEET ? atl_path_join(&b->arena, b->dir, made->name) : made->name;
      bool again = false;
      for (uint32_t j = input->len; j-- > b->folder.len + b->map.len && !again;)
        again = !strcmp(input->at[j], path);
      if (!again)
        *atl_vec_push(input) = path;
    }
}

bool atl_build_deps_fit(struct atl_build *b) {
  struct inputs input = {0};
  list_inputs(b, &input);
  bool fit = atl_spelled(&b->arena, ATL_SPELL_MAKE_GOAL, atl_path_join(&b->arena, b->out, ATL_STATE_NAME));
  for (uint32_t i = 0; i < input.len; i++)
    fit &= atl_spelled(&b->arena, ATL_SPELL_MAKE, input.at[i]) != NULL;
  atl_vec_release(&input);
  return fit;
}

/* Says which names make has no way to write, which is an error, and which ones ninja would read as others. */
static int say_unfit(struct atl_build *b, const struct inputs *input, const char *goal) {
  uint32_t odd = 0;
  const char *first = NULL;
  int status = ATL_EXIT_DONE;
  for (uint32_t i = 0; i <= input->len; i++) {
    const char *name = i ? input->at[i - 1] : goal;
    if (!atl_spelled(&b->arena, i ? ATL_SPELL_MAKE : ATL_SPELL_MAKE_GOAL, name)) {
      atl_report(&b->diags, ATL_ERROR, "unfit-for-make", ATL_NOWHERE,
                 i ? "make has no way to write '%s', which is left out of '%s'; every run will try again"
                   : "make has no way to write the target '%s' of '%s'",
                 name, b->request->build.deps);
      status = ATL_EXIT_INPUT;
    } else if (!atl_spell_ninja_reads(name) && !odd++)
      first = name;
  }
  if (odd)
    atl_report(&b->diags, ATL_WARNING, "unfit-for-ninja", ATL_NOWHERE,
               odd == 1 ? "in '%s' ninja reads '%s' as another name; make does not"
                        : "in '%s' ninja reads '%s' and %u more as other names; make does not",
               b->request->build.deps, first, odd - 1);
  return status;
}

/* Whether the file of dependencies is one that they name: a map or a style sheet. */
static bool is_input(const char *path, const struct inputs *input) {
  struct stat out, in;
  if (stat(path, &out) || !S_ISREG(out.st_mode))
    return false;
  for (uint32_t i = 0; i < input->len; i++)
    if (!stat(input->at[i], &in) && in.st_dev == out.st_dev && in.st_ino == out.st_ino)
      return true;
  return false;
}

int atl_build_deps(struct atl_build *b) {
  struct inputs input = {0};
  const char *goal = atl_path_join(&b->arena, b->out, ATL_STATE_NAME);
  list_inputs(b, &input);
  if (is_input(b->request->build.deps, &input)) {
    atl_report(&b->diags, ATL_ERROR, "unwritable", ATL_NOWHERE,
               "'%s' is what is drawn; write the dependencies to another file", b->request->build.deps);
    atl_vec_release(&input);
    return ATL_EXIT_USAGE;
  }
  int status = say_unfit(b, &input, goal);
  struct atl_out out;
  int error = atl_out_file(&out, b->request->build.deps) ? 0 : out.error;
  bool made = atl_spell(&out, ATL_SPELL_MAKE_GOAL, goal);
  if (made)
    atl_out_char(&out, ':');
  for (uint32_t i = 0; i < input.len && made; i++) {
    const char *name = atl_spelled(&b->arena, ATL_SPELL_MAKE, input.at[i]);
    if (name)
      atl_out_format(&out, " \\\n  %s", name);
  }
  atl_out_text(&out, made ? "\n" : "");
  for (uint32_t i = 0; i < input.len; i++) /* so that make asks for none that has gone */
    if (atl_spell(&out, ATL_SPELL_MAKE, input.at[i]))
      atl_out_lit(&out, ":\n");
  if (!error)
    error = atl_out_close(&out);
  else
    atl_out_discard(&out);
  if (error)
    atl_report(&b->diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write '%s': %s", b->request->build.deps,
               strerror(error));
  atl_vec_release(&input);
  return error ? ATL_EXIT_SYSTEM : status;
}
