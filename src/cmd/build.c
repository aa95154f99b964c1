/* atlasc build [DIR] -o OUT: every map in a folder, every view of it, in every format that is asked for; only what is
 * out of date.
 *
 * What is out of date follows from bytes, never from dates: those of the map, of each style sheet that it was drawn
 * with, of the program, of the options, and of the outputs themselves, so that one that was changed by hand is made
 * again. A map that failed is always out of date: its errors are said until they are mended. Two builds into one folder
 * at once harm nothing: files are replaced whole, and what the state then says wrongly is found by the next build. */
#include "cmd/build.h"
#include "base/below.h"
#include "base/memo.h"
#include "base/sort.h"
#include "base/spell.h"
#include "cmd/report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAMED_FILES = 8 };

struct atl_hash atl_build_program(void) {
  struct atl_hash hash = {0};
  if (!atl_hash_file("/proc/self/exe", &hash))
    atl_hash_file(program_invocation_name, &hash);
  return hash;
}

/* Program, options and formats, in one hash. */
static struct atl_hash hash_of_options(const struct atl_request *request) {
  struct atl_out all;
  atl_out_memory(&all);
  atl_out_lit(&all, ATL_VERSION " ");
  atl_memo_write_hash(&all, atl_build_program());
  atl_out_format(&all, "%x\n", request->build.types);
  for (uint32_t i = 0; i < request->given.len; i++)
    if (strcmp(request->given.at[i].name, "format") != 0) { /* says nothing of drawings */
      atl_out_format(&all, "%s=%s", request->given.at[i].name,
                     request->given.at[i].value ? request->given.at[i].value : "");
      atl_out_char(&all, 0);
    }
  struct atl_hash hash = atl_hash_bytes(all.buf, all.len);
  atl_out_discard(&all);
  return hash;
}

/* -- what is out of date -- */

/* Whether a style sheet has the bytes it had; the last one is remembered, because many maps share one. */
static bool sheet_same(struct atl_build *b, const struct atl_made *made, struct atl_hash *last, const char **name) {
  const char *path = made->kind == ATL_MADE_SHEET ? atl_path_join(&b->arena, b->dir, made->name) : made->name;
  if (!*name || strcmp(*name, path) != 0) {
    *name = NULL;
    if (!atl_hash_file(path, last))
      return false;
    *name = path;
  }
  return atl_hash_same(*last, made->hash);
}

static const char *reason(struct atl_build *b, const struct atl_build_map *map, struct atl_hash *last,
                          const char **last_name) {
  const struct atl_record *old = map->old;
  if (map->error)
    return "cannot be read";
  if (map->twin)
    return "named like another";
  if (!old)
    return "new";
  if (old->status)
    return "failed before";
  if (!atl_hash_same(old->with, b->with))
    return "other program or options";
  if (!atl_hash_same(old->source, map->source))
    return "changed";
  for (uint32_t i = 0; i < old->made.len; i++) {
    const struct atl_made *made = &old->made.at[i];
    struct atl_hash there;
    if (made->kind != ATL_MADE_OUT) {
      if (!sheet_same(b, made, last, last_name))
        return "style sheet changed";
    } else if (!atl_below_hash(b->root, made->name, &there))
      return "output missing";
    else if (!atl_hash_same(there, made->hash))
      return "output changed";
  }
  return NULL;
}

static void compare(struct atl_build *b) {
  struct atl_hash last = {0};
  const char *last_name = NULL;
  for (uint32_t i = 0; i < b->map.len; i++) {
    struct atl_build_map *map = &b->map.at[i];
    map->old = atl_state_find(&b->old, map->name);
    map->stale = reason(b, map, &last, &last_name);
  }
}

/* -- the state -- */

/* For people. */
static const char *out_path(struct atl_build *b, const char *name) {
  return atl_spelled(&b->arena, ATL_SPELL_PEOPLE, atl_path_join(&b->arena, b->out, name));
}

/* Whether a record has an output; it is looked for first in that of the map which had it before, and mostly found. */
static bool is_made(const struct atl_state *state, const char *map, const char *name) {
  const struct atl_record *likely = map ? atl_state_find(state, map) : NULL;
  if (likely && atl_record_has(likely, ATL_MADE_OUT, name))
    return true;
  for (uint32_t i = 0; i < state->record.len; i++)
    if (atl_record_has(&state->record.at[i], ATL_MADE_OUT, name))
      return true;
  return false;
}

/* An output that nothing makes any more is gone while it has the bytes that were written; with others it is somebody's
 * now, which is said once. */
static void add_gone(struct atl_build *b, const char *map, const char *name, struct atl_hash hash) {
  struct atl_hash there;
  if (is_made(&b->now, map, name) || !atl_below_is_there(b->root, name))
    return;
  for (uint32_t i = 0; i < b->now.gone.len; i++)
    if (!strcmp(b->now.gone.at[i].name, name))
      return;
  for (uint32_t i = 0; i < b->left.len; i++)
    if (!strcmp(b->left.at[i], name))
      return;
  if (atl_below_hash(b->root, name, &there) && atl_hash_same(there, hash))
    *atl_vec_push(&b->now.gone) = (struct atl_gone){name, hash};
  else
    *atl_vec_push(&b->left) = name;
}

static int by_name(const void *a, const void *b) {
  const struct atl_record *left = a, *right = b;
  return strcmp(left->name, right->name);
}

/* The state after this build: what was drawn, what was left as it was, and what nothing makes any more. */
static void settle_state(struct atl_build *b) {
  for (uint32_t i = 0; i < b->map.len; i++) {
    struct atl_build_map *map = &b->map.at[i];
    const struct atl_record *old = map->old;
    if (!map->done) {
      if (old)
        *atl_vec_push(&b->now.record) = *old;
      continue;
    }
    for (uint32_t k = 0; old && map->now.status && k < old->made.len; k++) /* what failed is not gone */
      if (old->made.at[k].kind == ATL_MADE_OUT && !atl_record_has(&map->now, ATL_MADE_OUT, old->made.at[k].name))
        atl_record_add(&map->now, ATL_MADE_OUT, old->made.at[k].name, old->made.at[k].hash);
    *atl_vec_push(&b->now.record) = map->now;
  }
  for (uint32_t i = 0; b->only && i < b->old.record.len; i++) /* the others were not asked about */
    if (strcmp(b->old.record.at[i].name, b->only) != 0)
      *atl_vec_push(&b->now.record) = b->old.record.at[i];
  if (b->now.record.len)
    atl_sort(b->now.record.at, b->now.record.len, sizeof *b->now.record.at, by_name);
  for (uint32_t i = 0; i < b->old.record.len; i++)
    for (uint32_t k = 0; k < b->old.record.at[i].made.len; k++)
      if (b->old.record.at[i].made.at[k].kind == ATL_MADE_OUT)
        add_gone(b, b->old.record.at[i].name, b->old.record.at[i].made.at[k].name, b->old.record.at[i].made.at[k].hash);
  for (uint32_t i = 0; i < b->old.gone.len; i++)
    add_gone(b, NULL, b->old.gone.at[i].name, b->old.gone.at[i].hash);
}

static void fail(struct atl_build *b, const char *code, const char *what, const char *path, int error) {
  atl_report(&b->diags, ATL_ERROR, code, ATL_NOWHERE, "cannot %s '%s': %s", what, path, atl_below_why(error));
  b->status = ATL_EXIT_SYSTEM;
}

/* Removes an output that is as it was made. */
static bool remove_file(struct atl_build *b, const char *name, struct atl_hash hash) {
  int error = atl_below_remove(b->root, name, hash);
  if (error == ESTALE || error == ELOOP || error == EINVAL)
    *atl_vec_push(&b->left) = name;
  else if (error && error != ENOENT && error != ENOTDIR)
    fail(b, "unwritable", "remove", out_path(b, name), error);
  return !error;
}

/* Some names of a list, for a report. */
static void write_names(struct atl_build *b, struct atl_out *names, uint32_t at, const char *name) {
  if (at < NAMED_FILES)
    atl_out_format(names, "%s%s", at ? ", " : "", out_path(b, name));
}

static void write_more(struct atl_out *names, uint32_t count) {
  if (count > NAMED_FILES)
    atl_out_format(names, " and %u more", count - NAMED_FILES);
}

/* Says which outputs of nothing any more stay because they were changed. */
static void say_left(struct atl_build *b) {
  struct atl_out names;
  if (!b->left.len || b->request->build.quiet)
    return;
  atl_out_memory(&names);
  for (uint32_t i = 0; i < b->left.len; i++)
    write_names(b, &names, i, b->left.at[i]);
  write_more(&names, b->left.len);
  atl_report(&b->diags, ATL_NOTE, "changed", ATL_NOWHERE,
             "not as this program made %s, and left alone from now on: %.*s", b->left.len == 1 ? "it" : "them",
             (int)names.len, names.buf);
  atl_out_discard(&names);
}

/* Says which files nothing makes any more, or removes them. */
static void treat_gone(struct atl_build *b) {
  bool prune = b->request->build.prune;
  struct atl_out names;
  atl_out_memory(&names);
  uint32_t count = 0;
  for (uint32_t i = 0; i < b->now.gone.len; i++)
    if (!prune || remove_file(b, b->now.gone.at[i].name, b->now.gone.at[i].hash))
      write_names(b, &names, count++, b->now.gone.at[i].name);
  write_more(&names, count);
  if (!count || b->request->build.quiet)
    count = 0;
  else if (!prune)
    atl_report(&b->diags, ATL_NOTE, "gone", ATL_NOWHERE, "of no map or view any more: %.*s; --prune removes %s",
               (int)names.len, names.buf, count == 1 ? "it" : "them");
  else if (!b->status)
    atl_report(&b->diags, ATL_NOTE, "gone", ATL_NOWHERE, "removed, of no map or view any more: %.*s", (int)names.len,
               names.buf);
  if (prune)
    b->now.gone.len = 0;
  say_left(b);
  atl_out_discard(&names);
}

/* Writes the state where it is another one. Its date is for make and ninja, for which it stands for all outputs: when a
 * good build began, so that what changed meanwhile is newer, and older than any source after a bad one, so that they
 * try again. */
static void write_state(struct atl_build *b, const struct atl_out *before, int status) {
  struct atl_out text;
  atl_out_memory(&text);
  atl_state_write(&b->now, &text);
  int error = 0;
  if (b->root < 0)
    b->root = atl_below_open(b->out, true);
  if (b->root < 0)
    error = errno;
  else if (text.len != before->len || memcmp(text.buf, before->buf, text.len) != 0)
    error = atl_below_write(b->root, ATL_STATE_NAME, text.buf, text.len);
  if (error)
    fail(b, "unwritable", "write", out_path(b, ATL_STATE_NAME), error);
  const struct timespec old = {.tv_sec = 1}, date = status ? old : b->begun;
  if (!error && (status || b->request->build.deps))
    utimensat(b->root, ATL_STATE_NAME, (const struct timespec[]){date, date}, AT_SYMLINK_NOFOLLOW);
  atl_out_discard(&text);
}

/* What is there of a state. False where it cannot be understood. */
static bool read_state(struct atl_build *b, struct atl_out *text) {
  size_t len = 0;
  atl_out_memory(text);
  char *there = b->root < 0 ? NULL : atl_below_read(b->root, ATL_STATE_NAME, &len);
  if (!there)
    return b->root < 0 || errno == ENOENT;
  atl_out_write(text, there, len);
  free(there);
  return atl_state_parse(&b->old, text->buf, text->len);
}

/* -- what happened -- */

static void summary(const struct atl_build *b, const struct timespec *start) {
  if (b->request->format != ATL_FORMAT_HUMAN || b->request->build.quiet)
    return;
  uint32_t made = 0, same = 0, failed = 0;
  for (uint32_t i = 0; i < b->map.len; i++) {
    const struct atl_build_map *map = &b->map.at[i];
    if (!map->stale)
      same++;
    else if (map->done)
      *(map->now.status ? &failed : &made) += 1;
  }
  if (b->watch && same == b->map.len)
    return; /* what was saved has changed nothing */
  struct atl_out out;
  struct atl_arena arena = {0};
  atl_out_fd(&out, STDERR_FILENO);
  for (uint32_t i = 0; i < b->map.len && failed; i++)
    if (b->map.at[i].done && b->map.at[i].now.status)
      atl_out_format(&out, "atlasc: %s failed: %s\n", b->map.at[i].shown,
                     b->map.at[i].now.why ? atl_spelled(&arena, ATL_SPELL_PEOPLE, b->map.at[i].now.why) : "see above");
  atl_out_format(&out, "atlasc: %u map%s: ", b->map.len, b->map.len == 1 ? "" : "s");
  const struct {
    uint32_t count;
    const char *what;
  } parts[] = {{made, "made"}, {same, "up to date"}, {failed, "failed"}, {b->map.len - made - same - failed, "left"}};
  const char *comma = "";
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i].count) {
      atl_out_format(&out, "%s%u %s", comma, parts[i].count, parts[i].what);
      comma = ", ";
    }
  if (isatty(STDERR_FILENO)) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    atl_out_format(&out, "; %.2f s",
                   (double)(now.tv_sec - start->tv_sec) + 1e-9 * (double)(now.tv_nsec - start->tv_nsec));
  }
  atl_out_char(&out, '\n');
  atl_out_close(&out);
  atl_arena_release(&arena);
}

/* Removes an output, or says that it would be; whether it did. */
static bool clean_output(struct atl_build *b, const char *name, struct atl_hash hash) {
  struct atl_hash there;
  if (!b->request->build.dry)
    return remove_file(b, name, hash);
  if (atl_below_hash(b->root, name, &there) && atl_hash_same(there, hash))
    printf("remove %s\n", out_path(b, name));
  return false;
}

static int clean(struct atl_build *b, bool known) {
  if (!known) {
    atl_report(&b->diags, ATL_ERROR, "bad-state", ATL_NOWHERE,
               "'%s' cannot be understood, so nothing is removed; a build makes it anew", out_path(b, ATL_STATE_NAME));
    return ATL_EXIT_INPUT;
  }
  uint32_t removed = 0;
  for (uint32_t i = 0; i < b->old.record.len; i++)
    for (uint32_t k = 0; k < b->old.record.at[i].made.len; k++) {
      const struct atl_made *made = &b->old.record.at[i].made.at[k];
      removed += made->kind == ATL_MADE_OUT && clean_output(b, made->name, made->hash);
    }
  for (uint32_t i = 0; i < b->old.gone.len; i++)
    removed += clean_output(b, b->old.gone.at[i].name, b->old.gone.at[i].hash);
  if (b->request->build.dry)
    return fflush(stdout) || ferror(stdout) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
  if (!b->status && b->root >= 0) { /* else it is still needed */
    unlinkat(b->root, ATL_STATE_NAME, 0);
    rmdir(b->out);
  }
  say_left(b);
  if (b->request->format == ATL_FORMAT_HUMAN && !b->request->build.quiet)
    fprintf(stderr, "atlasc: %u file%s removed\n", removed, removed == 1 ? "" : "s");
  return b->status;
}

/* -- the whole -- */

static int build_maps(struct atl_build *b, const struct atl_out *state_text) {
  struct timespec start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  if (!atl_build_find(b))
    return ATL_EXIT_SYSTEM;
  if (!b->map.len && !b->old.record.len) {
    atl_report(&b->diags, ATL_ERROR, "no-maps", ATL_NOWHERE,
               "there is no map in '%s': no .yaml file there has 'nodes:' at its top", *b->dir ? b->dir : ".");
    return ATL_EXIT_INPUT;
  }
  if (b->request->build.plan)
    return atl_build_plan(b);
  compare(b);
  if (b->request->build.dry)
    return atl_build_dry(b);
  int signal_number = atl_build_run(b);
  for (uint32_t i = 0; i < b->map.len; i++)
    if (b->map.at[i].done && b->map.at[i].now.status > b->status)
      b->status = b->map.at[i].now.status;
  settle_state(b);
  if (!signal_number)
    treat_gone(b);
  bool unfit = b->request->build.deps && !atl_build_deps_fit(b);
  write_state(b, state_text, signal_number ? ATL_EXIT_SYSTEM : unfit ? ATL_EXIT_INPUT : b->status);
  if (signal_number) { /* what is done is kept; now the signal does what it always does */
    summary(b, &start);
    raise(signal_number);
  }
  if (b->request->build.deps) {
    int status = atl_build_deps(b);
    b->status = status > b->status ? status : b->status;
  }
  atl_print_reports(&b->diags, &(struct atl_sources){0}, b->request->format, b->color);
  b->diags.list.len = 0;
  summary(b, &start);
  return b->status;
}

void atl_build_release(struct atl_build *b) {
  for (uint32_t i = 0; i < b->map.len; i++) {
    atl_vec_release(&b->map.at[i].now.made);
    if (b->map.at[i].message.buf)
      atl_out_discard(&b->map.at[i].message);
  }
  atl_vec_release(&b->map);
  atl_vec_release(&b->folder);
  atl_vec_release(&b->left);
  atl_vec_release(&b->now.record); /* what is in it belongs to the maps and to the old state */
  atl_vec_release(&b->now.gone);
  atl_state_release(&b->old);
  atl_diags_release(&b->diags);
  atl_arena_release(&b->arena);
}

/* Tells of all that this build depends on: folders, and what maps were made of. */
static void note_all(struct atl_build *b) {
  for (uint32_t i = 0; i < b->folder.len; i++)
    atl_watch_folder(b->watch, atl_path_join(&b->arena, b->dir, b->folder.at[i]));
  for (uint32_t i = 0; i < b->map.len; i++) {
    const struct atl_build_map *map = &b->map.at[i];
    const struct atl_record *record = map->done || !map->old ? &map->now : map->old;
    atl_watch_file(b->watch, map->path); /* it may be a link */
    for (uint32_t k = 0; k < record->made.len; k++) {
      const struct atl_made *made = &record->made.at[k];
      if (made->kind != ATL_MADE_OUT)
        atl_watch_file(b->watch,
                       made->kind == ATL_MADE_SHEET ? atl_path_join(&b->arena, b->dir, made->name) : made->name);
    }
  }
}

static int check_request(const struct atl_request *r) {
  int status = atl_check_folders(r, "build");
  if (status >= 0)
    return status;
  if (r->view)
    return atl_usage("'atlasc build' draws every view; it takes no --view");
  if (r->dump)
    return atl_usage("'atlasc build' takes no --dump");
  if (r->build.plan && (r->build.clean || r->build.dry || r->build.deps || r->build.prune))
    return atl_usage("--plan does nothing but print; it takes no --clean, --prune, --deps and --dry-run");
  if (r->build.clean && (r->build.deps || r->build.prune))
    return atl_usage("--clean takes no --prune and --deps");
  return -1;
}

int atl_build_folder(const struct atl_request *request, struct atl_watch *watch) {
  struct atl_build build = {.request = request, .watch = watch, .program = program_invocation_name};
  struct atl_out state_text;
  clock_gettime(CLOCK_REALTIME, &build.begun);
  build.color = request->reports                                 ? request->reports
                : atl_wants_color(request->color, STDERR_FILENO) ? ATL_ALWAYS
                                                                 : ATL_NEVER;
  build.with = hash_of_options(request);
  atl_build_settle(&build, request->input.len ? request->input.at[0] : NULL,
                   request->output.len ? request->output.at[0].path : "out");
  build.root = atl_below_open(build.out, false);
  bool known = read_state(&build, &state_text);
  if (!known && !request->build.clean && !request->build.plan && !request->build.quiet)
    atl_report(&build.diags, ATL_NOTE, "bad-state", ATL_NOWHERE,
               "'%s' cannot be understood: all is made anew, and what it lists of maps that are gone is left alone",
               out_path(&build, ATL_STATE_NAME));
  int status = request->build.clean ? clean(&build, known) : build_maps(&build, &state_text);
  atl_print_reports(&build.diags, &(struct atl_sources){0}, request->format, build.color);
  if (watch)
    note_all(&build);
  atl_out_discard(&state_text);
  if (build.root >= 0)
    close(build.root);
  atl_build_release(&build);
  return status;
}

int atl_build_settle_request(struct atl_request *request) {
  int status = check_request(request);
  if (status < 0 && !request->build.types)
    for (const struct atl_backend *backend = atl_backends; backend->name; backend++)
      if (!strcmp(backend->name, "text") || !strcmp(backend->name, "svg"))
        request->build.types |= 1u << (backend - atl_backends);
  return status;
}

int atl_command_build(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "build");
  if (status < 0)
    status = atl_build_settle_request(&request);
  if (status < 0)
    status = atl_build_folder(&request, NULL);
  atl_request_release(&request);
  return status;
}
