/* Draws maps in a few processes (cmd/pool.h). The largest map is begun first, because the last one to end is waited
 * for; what the processes say is printed in the order of the maps all the same. The answer for a map is its record, in
 * the form of the state. */
#include "base/below.h"
#include "cmd/build.h"
#include "cmd/pool.h"
#include "cmd/report.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { PIPED_WIDTH = 80 };

struct run {
  struct atl_build *build;
  uint32_t *todo, todos; /* stale maps, the largest first */
  uint32_t printed;      /* maps whose messages are out */
  bool terminal, lines;  /* a line that is written over, or one a map */
  struct timespec start;
};

/* -- what is said while it runs -- */

static void write_all(const char *text, size_t len) {
  while (len) {
    ssize_t n = write(STDERR_FILENO, text, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return; /* nowhere left to say it; the exit status still does */
    text += n;
    len -= (size_t)n;
  }
}

static void wipe(const struct run *run) {
  if (run->terminal)
    write_all("\r\033[K", 4);
}

static uint32_t outputs_of(const struct atl_record *record) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < record->made.len; i++)
    count += record->made.at[i].kind == ATL_MADE_OUT;
  return count;
}

/* How far it is, on one line of the terminal, cut where that ends. */
static void show_progress(void *context, uint32_t done, uint32_t at_work) {
  const struct run *run = context;
  if (!run->terminal || done == run->todos)
    return;
  struct timespec now;
  struct winsize size;
  clock_gettime(CLOCK_MONOTONIC, &now);
  double seconds = (double)(now.tv_sec - run->start.tv_sec) + 1e-9 * (double)(now.tv_nsec - run->start.tv_nsec);
  unsigned width = !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col > 1 ? size.ws_col - 1 : PIPED_WIDTH;
  const char *name = at_work == ATL_NONE ? "" : run->build->map.at[at_work].shown;
  char line[400];
  int len = snprintf(line, sizeof line, "\r\033[K[%u/%u] %.1f s ", done, run->todos, seconds);
  size_t room = width > (unsigned)len ? width - (unsigned)len : 0, at = (size_t)len;
  for (; *name && room && at < sizeof line; name++) {
    line[at++] = *name;
    room -= ((unsigned char)*name & 0xc0) != 0x80;
  }
  write_all(line, at);
}

static void print_map(struct run *run, struct atl_build_map *map) {
  const struct atl_request *request = run->build->request;
  if (run->lines && map->stale && map->done) {
    uint32_t count = outputs_of(&map->now);
    struct atl_out out;
    atl_out_memory(&out);
    atl_out_format(&out, "%s: %s: ", map->shown, map->stale);
    if (map->now.status && !count)
      atl_out_lit(&out, "failed\n");
    else
      atl_out_format(&out, "%u file%s%s\n", count, count == 1 ? "" : "s", map->now.status ? ", with errors" : "");
    if (request->format == ATL_FORMAT_HUMAN)
      write_all(out.buf, out.len);
    atl_out_discard(&out);
  }
  if (map->message.buf && map->message.len)
    write_all(map->message.buf, map->message.len);
}

/* Prints what maps have said, up to the first one that is not done. */
static void print_done(struct run *run) {
  struct atl_build *b = run->build;
  bool any = false;
  for (; run->printed < b->map.len && (b->map.at[run->printed].done || !b->map.at[run->printed].stale);
       run->printed++) {
    struct atl_build_map *map = &b->map.at[run->printed];
    if (!any && map->message.len)
      wipe(run);
    any |= map->message.len != 0;
    print_map(run, map);
  }
}

/* -- processes -- */

/* What happens in another process: a drawing, and its record. */
static void draw(void *context, uint32_t number, struct atl_out *answer) {
  const struct run *run = context;
  struct atl_arena arena = {0};
  struct atl_state state = {0};
  struct atl_record record;
  atl_build_draw(run->build, &run->build->map.at[number], &record, &arena);
  *atl_vec_push(&state.record) = record;
  atl_state_write(&state, answer);
  atl_state_release(&state);
  atl_arena_release(&arena);
}

/* Removes what a process was writing when it was brought down: files whose names it made of its id. */
static void sweep(const struct atl_build *b, const struct atl_build_map *map, pid_t pid) {
  struct atl_arena arena = {0};
  const char *slash = strrchr(map->stem, '/');
  const char *stem = slash ? slash + 1 : map->stem;
  char *below = atl_arena_strndup(&arena, map->stem, slash ? (size_t)(slash - map->stem) : 0);
  const char *path = atl_path_join(&arena, b->out, below);
  size_t kept = strlen(stem) < ATL_BESIDE_KEPT ? strlen(stem) : ATL_BESIDE_KEPT;
  char mark[40];
  int len = snprintf(mark, sizeof mark, ".%ld-", (long)pid);
  DIR *folder = opendir(path);
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    const char *name = entry->d_name, *at = strstr(name, mark);
    if (at && !strncmp(name, stem, kept) && !strcmp(at + len + strspn(at + len, "0123456789"), ".tmp"))
      unlink(atl_path_join(&arena, path, name));
  }
  if (folder)
    closedir(folder);
  atl_arena_release(&arena);
}

/* A report of this process about a map, put behind what the map's own process said. */
static void say_failure(struct atl_build *b, struct atl_build_map *map, const char *why) {
  struct atl_record *record = &map->now;
  *record = (struct atl_record){.name = map->name, .source = map->source, .with = b->with, .status = ATL_EXIT_SYSTEM};
  record->why = atl_arena_strndup(&b->arena, why, strlen(why));
  atl_report(&b->diags, ATL_ERROR, "not-drawn", ATL_NOWHERE, "%s: %s", map->shown, why);
}

static bool take(void *context, uint32_t number, const char *text, size_t len) {
  struct run *run = context;
  struct atl_build *b = run->build;
  struct atl_state answer;
  if (!atl_state_parse(&answer, text, len))
    return false;
  bool good = answer.record.len == 1;
  if (good) {
    struct atl_build_map *map = &b->map.at[number];
    const struct atl_record *got = &answer.record.at[0];
    map->now = (struct atl_record){.name = map->name, .source = got->source, .with = got->with, .status = got->status};
    map->now.why = got->why ? atl_arena_strndup(&b->arena, got->why, strlen(got->why)) : NULL;
    for (uint32_t i = 0; i < got->made.len; i++)
      atl_record_add(&map->now, got->made.at[i].kind,
                     atl_arena_strndup(&b->arena, got->made.at[i].name, strlen(got->made.at[i].name)),
                     got->made.at[i].hash);
  }
  atl_state_release(&answer);
  return good;
}

static void fail(void *context, uint32_t number, pid_t pid, const char *why) {
  struct run *run = context;
  if (pid)
    sweep(run->build, &run->build->map.at[number], pid);
  if (why)
    say_failure(run->build, &run->build->map.at[number], why);
}

static void done(void *context, uint32_t number, const char *said, size_t len) {
  struct run *run = context;
  struct atl_build_map *map = &run->build->map.at[number];
  if (len) {
    atl_out_memory(&map->message);
    atl_out_write(&map->message, said, len);
  }
  map->done = true;
  print_done(run);
}

static int larger_first(const void *a, const void *b, void *context) {
  const struct atl_build *build = context;
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  uint32_t l = build->map.at[left].size, r = build->map.at[right].size;
  return l != r ? (l < r ? 1 : -1) : left < right ? -1 : 1;
}

/* False for maps of which it is known beforehand that there is nothing to draw. */
static bool begin(void *context, uint32_t number) {
  struct run *run = context;
  struct atl_build *b = run->build;
  struct atl_build_map *map = &b->map.at[number];
  char *why;
  size_t room = strlen(map->path) + (map->twin ? strlen(map->twin) : 0) + strlen(b->out) + 160;
  why = atl_arena_alloc(&b->arena, room);
  if (b->root < 0)
    b->root = atl_below_open(b->out, true);
  int error = map->error || map->twin ? 0 : b->root < 0 ? errno : atl_below_make_folders(b->root, map->stem);
  if (map->error)
    snprintf(why, room, "cannot be read: %s", strerror(map->error));
  else if (map->twin)
    snprintf(why, room, "its drawings would have the names of those of '%s'", map->twin);
  else if (error)
    snprintf(why, room, "cannot make the folder of its drawings in '%s': %s", b->out, atl_below_why(error));
  else
    return true;
  say_failure(b, map, why);
  if (map->twin)
    map->now.status = ATL_EXIT_INPUT;
  return false;
}

int atl_build_run(struct atl_build *b) {
  struct run run = {.build = b};
  const char *term = getenv("TERM");
  bool says = b->request->format == ATL_FORMAT_HUMAN && !b->request->build.quiet;
  run.terminal = says && isatty(STDERR_FILENO) && !(term && !strcmp(term, "dumb"));
  run.lines = says && !run.terminal;
  clock_gettime(CLOCK_MONOTONIC, &run.start);
  run.todo = atl_alloc(b->map.len + 1, sizeof *run.todo);
  for (uint32_t i = 0; i < b->map.len; i++)
    if (b->map.at[i].stale)
      run.todo[run.todos++] = i;
  qsort_r(run.todo, run.todos, sizeof *run.todo, larger_first, b);

  struct atl_pool pool = {.context = &run,
                          .jobs = atl_pool_jobs(b->request->build.jobs),
                          .todo = run.todo,
                          .todos = run.todos,
                          .begin = begin,
                          .work = draw,
                          .take = take,
                          .fail = fail,
                          .done = done,
                          .progress = show_progress};
  int ended_by = atl_pool_run(&pool);
  wipe(&run);
  free(run.todo);
  return ended_by;
}
