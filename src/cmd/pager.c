/* The pager is another process that reads a pipe. What it is asked by is a command of the shell; one that is a plain
 * word is run without a shell, so that it is known whether there is such a program before anything is written to it.
 *
 * It is one for the whole program, as standard output is: what is known of it is static, since a signal has to know it.
 */
#include "cmd/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t reader; /* 0: nothing is paged */
static int screen = STDOUT_FILENO;

/* Which pager, or NULL. */
static const char *pager_named(void) {
  const char *name = getenv("ATLASC_PAGER");
  if (!name)
    name = getenv("PAGER");
  if (!name)
    name = "less";
  return !*name || !strcmp(name, "cat") ? NULL : name;
}

/* In the other process: becomes the pager. Says on `told` what went wrong, if it comes to that. */
static void become(const char *pager, int in, int told) {
  static const int as_usual[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
  for (size_t i = 0; i < sizeof as_usual / sizeof *as_usual; i++)
    signal(as_usual[i], SIG_DFL);
  dup2(in, STDIN_FILENO);
  setenv("LESS", "FRX", 0);
  setenv("LV", "-c", 0);
  /* Characters that only a shell knows what to do with. */
  if (strpbrk(pager, "|&;<>()$`\\\"' \t\n*?[#~=%"))
    execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
  else
    execlp(pager, pager, (char *)NULL);
  int error = errno;
  while (write(told, &error, sizeof error) < 0 && errno == EINTR)
    ;
  _exit(127);
}

void atl_pager_begin(void) {
  const char *pager = pager_named();
  int text[2], told[2], error = 0;
  if (reader || !pager || !isatty(STDOUT_FILENO) || pipe2(text, O_CLOEXEC))
    return;
  if (pipe2(told, O_CLOEXEC)) {
    close(text[0]);
    close(text[1]);
    return;
  }
  fflush(NULL);
  pid_t pid = fork();
  if (!pid)
    become(pager, text[0], told[1]);
  close(told[1]);
  close(text[0]);
  ssize_t n = 0;
  while (pid > 0 && (n = read(told[0], &error, sizeof error)) < 0 && errno == EINTR)
    ;
  close(told[0]);
  int kept = pid > 0 && !n ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) : -1;
  if (kept >= 0) {
    screen = kept;
    dup2(text[1], STDOUT_FILENO);
    if (isatty(STDERR_FILENO))
      dup2(text[1], STDERR_FILENO);
    reader = pid;
  }
  close(text[1]);
  if (pid > 0 && kept < 0) /* it ends at the end of its input, if it began */
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
      ;
}

int atl_pager_screen(void) { return screen; }

bool atl_pager_is_terminal(void) { return isatty(screen); }

int atl_pager_columns(void) {
  struct winsize size;
  return isatty(screen) && !ioctl(screen, TIOCGWINSZ, &size) ? size.ws_col : 0;
}

void atl_pager_abandon(void) {
  pid_t pid = reader;
  if (!pid)
    return;
  close(STDOUT_FILENO);
  close(STDERR_FILENO); /* the pipe, too; else nothing is said any more */
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
    ;
  reader = 0; /* not before: a signal in the meantime waits here as well */
}

void atl_pager_end(void) {
  if (!reader)
    return;
  fflush(NULL);
  atl_pager_abandon();
}
