/* What is watched, and standard error while it is not yet known whether what it says will last. */
#include "cmd/watcher.h"

#include "cmd/compile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

const char *const atl_watched_suffixes[] = {".yaml", ".yml", NULL};

int atl_watch_refused(const char *what, int error) {
  const char *why = error == ENOSPC   ? "too many files are watched on this machine (fs.inotify.max_user_watches)"
                    : error == EMFILE ? "too many programs watch files on this machine (fs.inotify.max_user_instances)"
                                      : strerror(error);
  fprintf(stderr, "atlasc: cannot watch %s: %s\n", what, why);
  return ATL_EXIT_SYSTEM;
}

void atl_hush_begin(struct atl_hush *hush) {
  *hush = (struct atl_hush){.said = tmpfile(), .kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
  fflush(stderr);
  if (hush->said && hush->kept >= 0)
    dup2(fileno(hush->said), STDERR_FILENO);
}

void atl_hush_end(struct atl_hush *hush) {
  fflush(stderr);
  if (hush->kept >= 0) {
    dup2(hush->kept, STDERR_FILENO);
    close(hush->kept);
  }
}

static void print(const char *text, size_t len) {
  while (len) {
    ssize_t n = write(STDERR_FILENO, text, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return; /* nowhere left to say it */
    text += n;
    len -= (size_t)n;
  }
}

void atl_hush_print(struct atl_hush *hush, struct atl_out *text, size_t most) {
  char piece[4096];
  if (hush->said) {
    rewind(hush->said);
    for (size_t n; (n = fread(piece, 1, sizeof piece, hush->said));) {
      print(piece, n);
      if (text)
        atl_out_write(text, piece, text->len + n > most ? most - text->len : n);
    }
  }
  atl_hush_forget(hush);
}

void atl_hush_forget(struct atl_hush *hush) {
  if (hush->said)
    fclose(hush->said);
  hush->said = NULL;
}
