/* Runs commands in turn, A B C A B C ..., and prints what the kernel says about every run.
 *
 *   pairs ROUNDS TIMEOUT_SECONDS < commands
 *
 * One command a line, its fields apart by tabs: the file it writes ('-': none; removed before every run), the program,
 * its arguments. Standard output goes to /dev/null; so does standard error.
 *
 * One line a run: round, number of the command, wall time, user time, system time (microseconds), peak resident set
 * (KiB), exit status (128 + signal for a killed process, TIMEOUT_STATUS when it took too long). A command that took too
 * long is not run again.
 *
 * Why not a shell, Python or hyperfine: a busy machine is slow for seconds at a time, which a command run fifty times
 * in a row mistakes for its own speed; and a child starts life with the peak memory of whoever forked it. So this
 * program is linked statically, holds next to nothing, and uses vfork. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_COMMANDS = 32, MAX_FIELDS = 64, LINE_BYTES = 8192, TIMEOUT_STATUS = 124 };

struct command {
  char line[LINE_BYTES];
  char *field[MAX_FIELDS + 1];
  int given_up;
};

static struct command command[MAX_COMMANDS];

static long long microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static long long of_timeval(struct timeval t) { return t.tv_sec * 1000000LL + t.tv_usec; }

static void run(int round, int number, double timeout, int null) {
  struct command *c = &command[number];
  if (strcmp(c->field[0], "-"))
    unlink(c->field[0]);
  /* SIGCHLD is blocked, so that the wait below can have a time limit */
  sigset_t child, before;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, &before);
  long long start = microseconds();
  pid_t pid = vfork();
  if (pid == 0) {
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    sigprocmask(SIG_SETMASK, &before, NULL);
    execvp(c->field[1], c->field + 1);
    _exit(127);
  }
  if (pid < 0) {
    perror("pairs");
    exit(1);
  }
  struct timespec limit = {.tv_sec = (time_t)timeout, .tv_nsec = (long)((timeout - (double)(time_t)timeout) * 1e9)};
  int late = sigtimedwait(&child, NULL, &limit) < 0 && errno == EAGAIN;
  if (late) {
    kill(pid, SIGKILL);
    sigwaitinfo(&child, NULL); /* or the next command would seem to have ended */
  }
  int status;
  struct rusage use;
  while (wait4(pid, &status, 0, &use) < 0 && errno == EINTR)
    ;
  long long wall = microseconds() - start;
  sigprocmask(SIG_SETMASK, &before, NULL);
  c->given_up = late;
  int code = late ? TIMEOUT_STATUS : WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  printf("%d %d %lld %lld %lld %ld %d\n", round, number, wall, of_timeval(use.ru_utime), of_timeval(use.ru_stime),
         use.ru_maxrss, code);
  fflush(stdout);
}

int main(int argc, char **argv) {
  int rounds = argc == 3 ? (int)strtol(argv[1], NULL, 10) : 0, commands = 0;
  double timeout = argc == 3 ? strtod(argv[2], NULL) : 0;
  if (rounds < 1 || timeout <= 0) {
    fputs("usage: pairs ROUNDS TIMEOUT_SECONDS < commands\n", stderr);
    return 2;
  }
  while (commands < MAX_COMMANDS && fgets(command[commands].line, LINE_BYTES, stdin)) {
    struct command *c = &command[commands++];
    int fields = 0;
    char *rest = c->line;
    rest[strcspn(rest, "\n")] = 0;
    for (char *field; fields < MAX_FIELDS && (field = strsep(&rest, "\t"));)
      c->field[fields++] = field;
    if (fields < 2 || rest)
      return 2;
  }
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < commands; i++)
      if (!command[i].given_up)
        run(round, i, timeout, null);
  return 0;
}
