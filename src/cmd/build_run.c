/* Draws maps in a few processes, each of which draws many: a map that brings its process down takes nothing with it but
 * that process, for which another one is begun, and what the libraries keep between drawings is gone with it after some
 * hundred maps. The largest map is begun first, because the last one to end is waited for; what the processes say is
 * printed in the order of the maps all the same.
 *
 * A process is asked for a map by its number. It answers by its record, in the form of the state, behind how long that
 * is; its reports, as they are to be printed, went through a pipe of their own before. One that ends without a record
 * has failed, whatever its exit status. Processes are ended by their ids, and only ours. */
#include "base/below.h"
#include "cmd/build.h"
#include "cmd/report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, PIPED_WIDTH = 80 };

/* A process draws so many maps at most, so that what is kept between two drawings, by us or a library, stays small; so
 * many that beginning a process costs nothing beside them. */
enum { MOST_DRAWN = 256 };

struct child {
  pid_t pid;
  uint32_t map;                /* what it draws; ATL_NONE: nothing */
  uint32_t drawn;              /* maps, so far */
  int record_fd, message_fd;   /* -1: at its end */
  bool last;                   /* it is asked for no more */
  struct atl_out record, said; /* what came of its answer, and of its reports */
};

struct run {
  struct atl_build *build;
  uint32_t *todo, todos, begun, done; /* stale maps, the largest first */
  uint32_t printed;                   /* maps whose messages are out */
  ATL_VEC(struct child) child;
  bool terminal, lines; /* a line that is written over, or one a map */
  struct timespec start;
};

static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDS = sizeof ends / sizeof *ends };

static volatile sig_atomic_t ended_by;

static void note_end(int signal_number) { ended_by = signal_number; }

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
static void show_progress(const struct run *run) {
  if (!run->terminal || run->done == run->todos)
    return;
  struct timespec now;
  struct winsize size;
  clock_gettime(CLOCK_MONOTONIC, &now);
  double seconds = (double)(now.tv_sec - run->start.tv_sec) + 1e-9 * (double)(now.tv_nsec - run->start.tv_nsec);
  unsigned width = !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col > 1 ? size.ws_col - 1 : PIPED_WIDTH;
  const char *name = "";
  for (uint32_t i = run->child.len; i--;)
    if (run->child.at[i].map != ATL_NONE)
      name = run->build->map.at[run->child.at[i].map].shown;
  char line[400];
  int len = snprintf(line, sizeof line, "\r\033[K[%u/%u] %.1f s ", run->done, run->todos, seconds);
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

/* Reads the number of a map; false at the end. */
static bool read_number(int fd, uint32_t *number) {
  char *to = (char *)number;
  for (size_t had = 0; had < sizeof *number;) {
    ssize_t n = read(fd, to + had, sizeof *number - had);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    had += (size_t)n;
  }
  return true;
}

/* What happens in a process: drawings, and their records through the socket. */
static _Noreturn void be_child(struct run *run, int fd) {
  struct atl_build *b = run->build;
  uint32_t number;
  int status = ATL_EXIT_DONE;
  while (!status && read_number(fd, &number) && number < b->map.len) {
    struct atl_arena arena = {0};
    struct atl_state state = {0};
    struct atl_record record;
    struct atl_out text, out;
    atl_build_draw(b, &b->map.at[number], &record, &arena);
    *atl_vec_push(&state.record) = record;
    atl_out_memory(&text);
    atl_state_write(&state, &text);
    uint32_t len = (uint32_t)text.len;
    atl_out_fd(&out, fd);
    atl_out_write(&out, (const char *)&len, sizeof len);
    atl_out_write(&out, text.buf, text.len);
    atl_out_flush(&out);
    status = out.error ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
    atl_out_discard(&out);
    atl_out_discard(&text);
    atl_state_release(&state);
    atl_arena_release(&arena);
  }
  _exit(status);
}

static void set_ends(void (*handler)(int), struct sigaction *old) {
  struct sigaction action = {.sa_handler = handler};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < ENDS; i++) {
    sigaction(ends[i], NULL, &old[i]);
    if (old[i].sa_handler != SIG_IGN)
      sigaction(ends[i], &action, NULL);
  }
}

static void restore_ends(const struct sigaction *old) {
  for (int i = 0; i < ENDS; i++)
    sigaction(ends[i], &old[i], NULL);
}

/* Begins a process; false with errno set where the system has none, or no pipe, to give. */
static bool begin(struct run *run, const struct sigaction *old, const sigset_t *mask) {
  int record[2], message[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, record))
    return false;
  if (pipe(message)) {
    int why = errno;
    close(record[0]);
    close(record[1]);
    errno = why;
    return false;
  }
  pid_t pid = fork();
  if (!pid) {
    restore_ends(old); /* main.c's: no half file stays behind here either */
    sigprocmask(SIG_SETMASK, mask, NULL);
    close(record[0]);
    close(message[0]);
    for (uint32_t i = 0; i < run->child.len; i++) { /* else the others would not see that their end is wanted */
      const struct child *other = &run->child.at[i];
      if (other->record_fd >= 0)
        close(other->record_fd);
      if (other->message_fd >= 0)
        close(other->message_fd);
    }
    dup2(message[1], STDERR_FILENO);
    if (message[1] != STDERR_FILENO)
      close(message[1]);
    be_child(run, record[1]);
  }
  int why = errno;
  close(record[1]);
  close(message[1]);
  if (pid < 0) {
    close(record[0]);
    close(message[0]);
    errno = why;
    return false;
  }
  fcntl(message[0], F_SETFL, O_NONBLOCK); /* it is emptied when a record is there */
  struct child *child = atl_vec_push(&run->child);
  *child = (struct child){.pid = pid, .map = ATL_NONE, .record_fd = record[0], .message_fd = message[0]};
  atl_out_memory(&child->record);
  atl_out_memory(&child->said);
  return true;
}

/* Asks a process for no more maps: it ends. */
static void dismiss(struct child *child) {
  child->last = true;
  if (child->record_fd >= 0)
    shutdown(child->record_fd, SHUT_WR);
}

/* Asks a process for a map; false where it has gone meanwhile. */
static bool ask(struct child *child, uint32_t map) {
  if (send(child->record_fd, &map, sizeof map, MSG_NOSIGNAL) != (ssize_t)sizeof map)
    return false;
  child->map = map;
  return true;
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

/* Reads what there is; at the end of a pipe it is closed. False when there is no more for now. */
static bool take(int *fd, struct atl_out *into) {
  char *room = atl_out_reserve(into, CHUNK);
  ssize_t n = read(*fd, room, CHUNK);
  if (n > 0)
    atl_out_advance(into, (size_t)n);
  else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
    close(*fd);
    *fd = -1;
  }
  return n > 0;
}

/* The map of a process is done: what was said of it is what the process said up to now. */
static void close_map(struct run *run, struct child *child) {
  struct atl_build_map *map = &run->build->map.at[child->map];
  while (child->message_fd >= 0 && take(&child->message_fd, &child->said))
    continue;
  atl_out_memory(&map->message);
  if (child->said.len)
    atl_out_write(&map->message, child->said.buf, child->said.len);
  child->said.len = 0;
  child->map = ATL_NONE;
  child->drawn++;
  map->done = true;
  run->done++;
}

/* Takes the answer of a process, once all of it is there. */
static void take_answer(struct run *run, struct child *child) {
  struct atl_build *b = run->build;
  struct atl_state answer;
  uint32_t len;
  if (child->map == ATL_NONE || child->record.len < sizeof len)
    return;
  memcpy(&len, child->record.buf, sizeof len);
  if (child->record.len - sizeof len < len || !atl_state_parse(&answer, child->record.buf + sizeof len, len))
    return;
  if (answer.record.len == 1) {
    struct atl_build_map *map = &b->map.at[child->map];
    const struct atl_record *got = &answer.record.at[0];
    map->now = (struct atl_record){.name = map->name, .source = got->source, .with = got->with, .status = got->status};
    map->now.why = got->why ? atl_arena_strndup(&b->arena, got->why, strlen(got->why)) : NULL;
    for (uint32_t i = 0; i < got->made.len; i++)
      atl_record_add(&map->now, got->made.at[i].kind,
                     atl_arena_strndup(&b->arena, got->made.at[i].name, strlen(got->made.at[i].name)),
                     got->made.at[i].hash);
    child->record.len = 0;
    close_map(run, child);
  }
  atl_state_release(&answer);
}

/* A process has ended. The map that it was at, if any, has failed. */
static void finish(struct run *run, struct child *child, int how) {
  struct atl_build *b = run->build;
  if (child->map != ATL_NONE) {
    struct atl_build_map *map = &b->map.at[child->map];
    char why[80];
    if (WIFSIGNALED(how))
      snprintf(why, sizeof why, "the process that drew it was ended by signal %d", WTERMSIG(how));
    else
      snprintf(why, sizeof why, "the process that drew it ended with status %d", WEXITSTATUS(how));
    sweep(b, map, child->pid);
    say_failure(b, map, why);
    close_map(run, child);
  }
  if (child->message_fd >= 0)
    close(child->message_fd);
  atl_out_discard(&child->record);
  atl_out_discard(&child->said);
}

/* Waits until a process says something or a signal comes. Only open pipes are listed: a list longer than there may be
 * open files is refused. */
static void listen_once(struct run *run, const sigset_t *mask) {
  struct pollfd *fds = atl_alloc(run->child.len * 2, sizeof *fds);
  nfds_t count = 0;
  for (uint32_t i = 0; i < run->child.len; i++) {
    const struct child *child = &run->child.at[i];
    if (child->record_fd >= 0)
      fds[count++] = (struct pollfd){.fd = child->record_fd, .events = POLLIN};
    if (child->message_fd >= 0)
      fds[count++] = (struct pollfd){.fd = child->message_fd, .events = POLLIN};
  }
  bool any = ppoll(fds, count, NULL, mask) > 0;
  count = 0;
  for (uint32_t i = 0; i < run->child.len && any; i++) { /* in the same order */
    struct child *child = &run->child.at[i];
    bool record = child->record_fd >= 0 && fds[count++].revents;
    if (child->message_fd >= 0 && fds[count++].revents)
      take(&child->message_fd, &child->said);
    if (record && take(&child->record_fd, &child->record))
      take_answer(run, child);
  }
  free(fds);
}

/* Takes leave of the processes that have closed their side. */
static void reap(struct run *run) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < run->child.len; i++) {
    struct child *child = &run->child.at[i];
    int how = 0;
    if (child->record_fd >= 0) {
      run->child.at[kept++] = *child;
      continue;
    }
    while (waitpid(child->pid, &how, 0) < 0 && errno == EINTR)
      continue;
    finish(run, child, how);
  }
  run->child.len = kept;
}

/* Ends the processes that still run, and waits for each. */
static void end_children(struct run *run) {
  for (uint32_t i = 0; i < run->child.len; i++)
    kill(run->child.at[i].pid, SIGTERM);
  for (uint32_t i = 0; i < run->child.len; i++) {
    struct child *child = &run->child.at[i];
    int how;
    while (waitpid(child->pid, &how, 0) < 0 && errno == EINTR)
      continue;
    if (child->map != ATL_NONE)
      sweep(run->build, &run->build->map.at[child->map], child->pid);
    if (child->record_fd >= 0)
      close(child->record_fd);
    if (child->message_fd >= 0)
      close(child->message_fd);
    atl_out_discard(&child->record);
    atl_out_discard(&child->said);
  }
  run->child.len = 0;
}

static int larger_first(const void *a, const void *b, void *context) {
  const struct atl_build *build = context;
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  uint32_t l = build->map.at[left].size, r = build->map.at[right].size;
  return l != r ? (l < r ? 1 : -1) : left < right ? -1 : 1;
}

/* Maps of which it is known beforehand that there is nothing to draw. */
static bool refuse(struct atl_build *b, struct atl_build_map *map) {
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
    return false;
  say_failure(b, map, why);
  if (map->twin)
    map->now.status = ATL_EXIT_INPUT;
  return true;
}

/* A process that waits to be asked, or ATL_NONE. Those that have drawn their share are dismissed. */
static uint32_t idle_child(struct run *run) {
  for (uint32_t i = 0; i < run->child.len; i++) {
    struct child *child = &run->child.at[i];
    if (child->map != ATL_NONE || child->last || child->record_fd < 0)
      continue;
    if (child->drawn < MOST_DRAWN)
      return i;
    dismiss(child);
  }
  return ATL_NONE;
}

/* Hands a map to a process. False when it has to wait for one; with errno set where there will be none. */
static bool hand_out(struct run *run, uint32_t map, uint32_t jobs, const struct sigaction *old, const sigset_t *mask) {
  for (;;) {
    uint32_t at = idle_child(run);
    errno = 0;
    if (at == ATL_NONE && (run->child.len >= jobs || !begin(run, old, mask))) {
      if (run->child.len)
        errno = 0; /* one of them will be done, or end and give back what the system lacks */
      return false;
    }
    struct child *child = &run->child.at[at == ATL_NONE ? run->child.len - 1 : at];
    if (ask(child, map))
      return true;
    dismiss(child); /* somebody ended it; its end is seen later */
  }
}

static void run_all(struct run *run, const struct sigaction *old, const sigset_t *mask) {
  struct atl_build *b = run->build;
  uint32_t jobs = b->request->build.jobs;
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  if (!jobs)
    jobs = processors > 0 ? (uint32_t)processors : 1;
  while (!ended_by && run->done < run->todos) {
    while (run->begun < run->todos) {
      uint32_t index = run->todo[run->begun];
      bool refused = refuse(b, &b->map.at[index]);
      if (!refused && !hand_out(run, index, jobs, old, mask)) {
        if (!errno)
          break;
        char why[160];
        snprintf(why, sizeof why, "no process can be started for it: %s", strerror(errno));
        say_failure(b, &b->map.at[index], why);
        refused = true;
      }
      if (refused) {
        b->map.at[index].done = true;
        run->done++;
      }
      run->begun++;
    }
    for (uint32_t i = 0; i < run->child.len && run->begun == run->todos; i++)
      if (run->child.at[i].map == ATL_NONE && !run->child.at[i].last)
        dismiss(&run->child.at[i]);
    show_progress(run);
    if (run->child.len)
      listen_once(run, mask);
    reap(run);
    print_done(run);
  }
  for (uint32_t i = 0; i < run->child.len && !ended_by; i++)
    dismiss(&run->child.at[i]);
  while (run->child.len && !ended_by) {
    listen_once(run, mask);
    reap(run);
  }
  if (ended_by)
    end_children(run);
}

int atl_build_run(struct atl_build *b) {
  struct run run = {.build = b};
  struct sigaction old[ENDS];
  sigset_t block, mask;
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

  sigemptyset(&block);
  for (int i = 0; i < ENDS; i++)
    sigaddset(&block, ends[i]);
  sigprocmask(SIG_BLOCK, &block, &mask); /* they come while we wait, and at no other time */
  ended_by = 0;
  set_ends(note_end, old);
  run_all(&run, old, &mask);
  restore_ends(old);
  wipe(&run);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  atl_vec_release(&run.child);
  free(run.todo);
  return ended_by;
}
