/* See pool.h. A process is asked for a piece of work by its number, over a socket. It answers behind how long the
 * answer is; what it wrote to standard error went through a pipe of its own before. One that ends without an answer has
 * failed at what it was at, whatever its exit status. Processes are ended by their ids, and only ours. */
#include "cmd/pool.h"

#include "base/vec.h"
#include "cmd/compile.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

/* A process does so many pieces at most, so that what is kept between two of them, by us or a library, stays small; so
 * many that beginning a process costs nothing beside them. */
enum { MOST_DONE = 256 };

struct child {
  pid_t pid;
  uint32_t work;               /* what it is at; ATL_NONE: nothing */
  uint32_t did;                /* pieces, so far */
  int answer_fd, message_fd;   /* -1: at its end */
  bool last;                   /* it is asked for no more */
  struct atl_out answer, said; /* what came of its answer, and of its messages */
};

struct run {
  struct atl_pool *pool;
  uint32_t begun, done;
  bool cleared; /* the next piece may be handed out */
  ATL_VEC(struct child) child;
};

static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDS = sizeof ends / sizeof *ends };

static volatile sig_atomic_t ended_by;

static void note_end(int signal_number) { ended_by = signal_number; }

/* Reads the number of a piece of work; false at the end. */
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

/* What happens in a process. */
static _Noreturn void be_child(const struct atl_pool *pool, int fd) {
  uint32_t number;
  int status = ATL_EXIT_DONE;
  while (!status && read_number(fd, &number)) {
    struct atl_out answer, out;
    atl_out_memory(&answer);
    pool->work(pool->context, number, &answer);
    uint64_t len = answer.len;
    atl_out_fd(&out, fd);
    atl_out_write(&out, (const char *)&len, sizeof len);
    atl_out_write(&out, answer.buf, answer.len);
    atl_out_flush(&out);
    status = out.error ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
    atl_out_discard(&out);
    atl_out_discard(&answer);
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
  int answer[2], message[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, answer))
    return false;
  if (pipe(message)) {
    int why = errno;
    close(answer[0]);
    close(answer[1]);
    errno = why;
    return false;
  }
  pid_t pid = fork();
  if (!pid) {
    restore_ends(old); /* main.c's: no half file stays behind here either */
    sigprocmask(SIG_SETMASK, mask, NULL);
    close(answer[0]);
    close(message[0]);
    for (uint32_t i = 0; i < run->child.len; i++) { /* else the others would not see that their end is wanted */
      const struct child *other = &run->child.at[i];
      if (other->answer_fd >= 0)
        close(other->answer_fd);
      if (other->message_fd >= 0)
        close(other->message_fd);
    }
    dup2(message[1], STDERR_FILENO);
    if (message[1] != STDERR_FILENO)
      close(message[1]);
    be_child(run->pool, answer[1]);
  }
  int why = errno;
  close(answer[1]);
  close(message[1]);
  if (pid < 0) {
    close(answer[0]);
    close(message[0]);
    errno = why;
    return false;
  }
  fcntl(message[0], F_SETFL, O_NONBLOCK); /* it is emptied when an answer is there */
  struct child *child = atl_vec_push(&run->child);
  *child = (struct child){.pid = pid, .work = ATL_NONE, .answer_fd = answer[0], .message_fd = message[0]};
  atl_out_memory(&child->answer);
  atl_out_memory(&child->said);
  return true;
}

/* Asks a process for no more: it ends. */
static void dismiss(struct child *child) {
  child->last = true;
  if (child->answer_fd >= 0)
    shutdown(child->answer_fd, SHUT_WR);
}

/* Asks a process for a piece of work; false where it has gone meanwhile. */
static bool ask(struct child *child, uint32_t work) {
  if (send(child->answer_fd, &work, sizeof work, MSG_NOSIGNAL) != (ssize_t)sizeof work)
    return false;
  child->work = work;
  return true;
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

/* What a process was at is done: what it said up to now was said of that. */
static void close_work(struct run *run, struct child *child) {
  while (child->message_fd >= 0 && take(&child->message_fd, &child->said))
    continue;
  run->pool->done(run->pool->context, child->work, child->said.buf, child->said.len);
  child->said.len = 0;
  child->work = ATL_NONE;
  child->did++;
  run->done++;
}

/* Takes the answer of a process, once all of it is there. */
static void take_answer(struct run *run, struct child *child) {
  uint64_t len;
  if (child->work == ATL_NONE || child->answer.len < sizeof len)
    return;
  memcpy(&len, child->answer.buf, sizeof len);
  if (child->answer.len - sizeof len < len ||
      !run->pool->take(run->pool->context, child->work, child->answer.buf + sizeof len, (size_t)len))
    return;
  child->answer.len = 0;
  close_work(run, child);
}

/* A process has ended. What it was at, if anything, has failed. */
static void finish(struct run *run, struct child *child, int how) {
  if (child->work != ATL_NONE) {
    char why[80];
    if (WIFSIGNALED(how))
      snprintf(why, sizeof why, "the process that drew it was ended by signal %d", WTERMSIG(how));
    else
      snprintf(why, sizeof why, "the process that drew it ended with status %d", WEXITSTATUS(how));
    run->pool->fail(run->pool->context, child->work, child->pid, why);
    close_work(run, child);
  }
  if (child->message_fd >= 0)
    close(child->message_fd);
  atl_out_discard(&child->answer);
  atl_out_discard(&child->said);
}

/* Waits until a process says something or a signal comes. Only open pipes are listed: a list longer than there may be
 * open files is refused. */
static void listen_once(struct run *run, const sigset_t *mask) {
  struct pollfd *fds = atl_alloc(run->child.len * 2, sizeof *fds);
  nfds_t count = 0;
  for (uint32_t i = 0; i < run->child.len; i++) {
    const struct child *child = &run->child.at[i];
    if (child->answer_fd >= 0)
      fds[count++] = (struct pollfd){.fd = child->answer_fd, .events = POLLIN};
    if (child->message_fd >= 0)
      fds[count++] = (struct pollfd){.fd = child->message_fd, .events = POLLIN};
  }
  bool any = ppoll(fds, count, NULL, mask) > 0;
  count = 0;
  for (uint32_t i = 0; i < run->child.len && any; i++) { /* in the same order */
    struct child *child = &run->child.at[i];
    bool answer = child->answer_fd >= 0 && fds[count++].revents;
    if (child->message_fd >= 0 && fds[count++].revents)
      take(&child->message_fd, &child->said);
    if (answer && take(&child->answer_fd, &child->answer))
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
    if (child->answer_fd >= 0) {
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
    if (child->work != ATL_NONE)
      run->pool->fail(run->pool->context, child->work, child->pid, NULL);
    if (child->answer_fd >= 0)
      close(child->answer_fd);
    if (child->message_fd >= 0)
      close(child->message_fd);
    atl_out_discard(&child->answer);
    atl_out_discard(&child->said);
  }
  run->child.len = 0;
}

/* A process that waits to be asked, or ATL_NONE. Those that have done their share are dismissed. */
static uint32_t idle_child(struct run *run) {
  for (uint32_t i = 0; i < run->child.len; i++) {
    struct child *child = &run->child.at[i];
    if (child->work != ATL_NONE || child->last || child->answer_fd < 0)
      continue;
    if (child->did < MOST_DONE)
      return i;
    dismiss(child);
  }
  return ATL_NONE;
}

/* Hands a piece of work to a process. False when it has to wait for one; with errno set where there will be none. */
static bool hand_out(struct run *run, uint32_t work, const struct sigaction *old, const sigset_t *mask) {
  for (;;) {
    uint32_t at = idle_child(run);
    errno = 0;
    if (at == ATL_NONE && (run->child.len >= run->pool->jobs || !begin(run, old, mask))) {
      if (run->child.len)
        errno = 0; /* one of them will be done, or end and give back what the system lacks */
      return false;
    }
    struct child *child = &run->child.at[at == ATL_NONE ? run->child.len - 1 : at];
    if (ask(child, work))
      return true;
    dismiss(child); /* somebody ended it; its end is seen later */
  }
}

static void run_all(struct run *run, const struct sigaction *old, const sigset_t *mask) {
  struct atl_pool *pool = run->pool;
  while (!ended_by && run->done < pool->todos) {
    while (run->begun < pool->todos) {
      uint32_t work = pool->todo[run->begun];
      bool wanted = run->cleared || !pool->begin || pool->begin(pool->context, work);
      run->cleared = wanted;
      if (wanted && !hand_out(run, work, old, mask)) {
        if (!errno)
          break;
        char why[160];
        snprintf(why, sizeof why, "no process can be started for it: %s", strerror(errno));
        pool->fail(pool->context, work, 0, why);
        wanted = false;
      }
      if (!wanted) {
        pool->done(pool->context, work, NULL, 0);
        run->done++;
      }
      run->begun++;
      run->cleared = false;
    }
    uint32_t now = ATL_NONE;
    for (uint32_t i = run->child.len; i--;) {
      struct child *child = &run->child.at[i];
      now = child->work == ATL_NONE ? now : child->work;
      if (child->work == ATL_NONE && !child->last && run->begun == pool->todos)
        dismiss(child);
    }
    if (pool->progress)
      pool->progress(pool->context, run->done, now);
    if (run->child.len)
      listen_once(run, mask);
    reap(run);
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

uint32_t atl_pool_jobs(uint32_t asked) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  return asked ? asked : processors > 0 ? (uint32_t)processors : 1;
}

int atl_pool_run(struct atl_pool *pool) {
  struct run run = {.pool = pool};
  struct sigaction old[ENDS];
  sigset_t block, mask;
  sigemptyset(&block);
  for (int i = 0; i < ENDS; i++)
    sigaddset(&block, ends[i]);
  sigprocmask(SIG_BLOCK, &block, &mask); /* they come while we wait, and at no other time */
  ended_by = 0;
  set_ends(note_end, old);
  run_all(&run, old, &mask);
  restore_ends(old);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  atl_vec_release(&run.child);
  return ended_by;
}
