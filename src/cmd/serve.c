/* atlasc serve: the site of a folder in a browser, anew whenever a file changes.
 *
 *     the maker                            the server
 *     waits for files, makes the site ───▶ waits for requests, sends files of it
 *
 * Two processes: whatever happens to the one that reads maps and draws, the last good pages stay there to be read, and
 * no request waits for a drawing. What the maker has to say comes through a pipe: a version of the site, which is the
 * hash of the list of its files, and what is wrong. It ends when the server does, whose end of another pipe it watches.
 */
#include "base/below.h"
#include "cmd/site_maker.h"
#include "cmd/watcher.h"
#include "serve/http.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USUAL_PORT = 8000, MOST_FAULT = 256 * 1024 /* bytes of what is wrong; more is read by nobody */ };

/* What the maker says after each round. */
struct word {
  int status;
  uint32_t fault_len; /* bytes behind it */
  char version[40];   /* "": there is no site */
};

/* -- the maker ----------------------------------------------------------------------------------------------------- */

static bool write_all(int fd, const void *bytes, size_t len) {
  for (const char *at = bytes; len;) {
    ssize_t n = write(fd, at, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    at += n;
    len -= (size_t)n;
  }
  return true;
}

/* The version of the site that is there. */
static void version_of(const char *out, struct word *word) {
  struct atl_hash hash;
  int root = atl_below_open(out, false);
  word->version[0] = 0;
  if (root >= 0 && atl_below_hash(root, ATL_SITE_LIST, &hash))
    snprintf(word->version, sizeof word->version, "%016llx%016llx", (unsigned long long)hash.high,
             (unsigned long long)hash.low);
  if (root >= 0)
    close(root);
}

/* Begins when there is something to read from `life`, and runs until that is at its end. */
static int run_maker(const struct atl_request *request, const char *out, int tells, int life) {
  struct atl_watch watch;
  char go;
  if (read(life, &go, 1) != 1)
    return ATL_EXIT_DONE; /* there is no server */
  if (!atl_watch_init(&watch, atl_watched_suffixes))
    return atl_watch_refused("files", watch.error);
  enum atl_watch_news news = ATL_WATCH_CHANGED;
  bool heard = true, first = true;
  unsigned retries = 0;
  while (news == ATL_WATCH_CHANGED && heard && !watch.error) {
    struct word word = {0};
    struct atl_out fault;
    struct atl_hush hush;
    atl_watch_begin(&watch);
    atl_hush_begin(&hush);
    word.status = atl_site_make(request, out, &watch);
    atl_hush_end(&hush);
    bool again = atl_watch_end(&watch);
    /* What is wrong in half of a file is not said: the other half is on its way. */
    if (!first && word.status && !watch.error && retries < ATL_MOST_RETRIES &&
        (again || atl_watch_goes_on(&watch, life))) {
      atl_hush_forget(&hush);
      retries++;
      continue;
    }
    first = false;
    retries = 0;
    atl_out_memory(&fault);
    atl_hush_print(&hush, &fault, MOST_FAULT);
    version_of(out, &word);
    word.fault_len = word.status ? (uint32_t)fault.len : 0;
    heard = write_all(tells, &word, sizeof word) && write_all(tells, fault.buf, word.fault_len);
    atl_out_discard(&fault);
    if (!again && heard && !watch.error)
      news = atl_watch_wait(&watch, life);
  }
  int status = watch.error ? atl_watch_refused("files", watch.error) : ATL_EXIT_DONE;
  atl_watch_release(&watch);
  return status;
}

/* -- the server ---------------------------------------------------------------------------------------------------- */

static volatile sig_atomic_t ended_by;

static void note_end(int signal_number) { ended_by = signal_number; }

struct serving {
  struct atl_http *http;
  pid_t maker;
  int hears; /* -1: the maker has ended */
  struct atl_out heard;
  char version[sizeof((struct word){0}.version)];
  bool any; /* the maker has said something */
  int status;
};

/* Tells pages what the maker has said last. */
static void pass_on(struct serving *s) {
  struct word word;
  size_t at = 0;
  while (s->heard.len - at >= sizeof word) {
    memcpy(&word, s->heard.buf + at, sizeof word);
    if (s->heard.len - at - sizeof word < word.fault_len)
      break;
    char *fault = atl_alloc(word.fault_len + 1, 1);
    memcpy(fault, s->heard.buf + at + sizeof word, word.fault_len);
    at += sizeof word + word.fault_len;
    memcpy(s->version, word.version, sizeof s->version);
    atl_http_tell(s->http, s->version, fault);
    free(fault);
    if (!s->any && word.status == ATL_EXIT_SYSTEM && !*word.version) /* what it was asked for is not there */
      s->status = ATL_EXIT_SYSTEM;
    s->any = true;
  }
  memmove(s->heard.buf, s->heard.buf + at, s->heard.len - at);
  s->heard.len -= at;
}

static void maker_has_ended(struct serving *s) {
  static const char why[] = "atlasc: the process that makes the site has ended; begin anew with 'atlasc serve'\n";
  close(s->hears);
  s->hears = -1;
  if (ended_by)
    return;
  if (!s->any)
    s->status = ATL_EXIT_SYSTEM;
  write_all(STDERR_FILENO, why, sizeof why - 1);
  atl_http_tell(s->http, s->version, why);
}

static void hear(struct serving *s) {
  ssize_t n = read(s->hears, atl_out_reserve(&s->heard, 4096), 4096);
  if (n > 0) {
    atl_out_advance(&s->heard, (size_t)n);
    pass_on(s);
  } else if (n == 0 || (errno != EINTR && errno != EAGAIN))
    maker_has_ended(s);
}

static void serve_until_ended(struct serving *s, const sigset_t *mask) {
  while (!ended_by && !s->status) {
    struct pollfd fds[] = {{.fd = atl_http_fd(s->http), .events = POLLIN}, {.fd = s->hears, .events = POLLIN}};
    int left = atl_http_timeout(s->http);
    struct timespec wait = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000L};
    int ready = ppoll(fds, 2, left < 0 ? NULL : &wait, mask); /* a signal comes here, and nowhere else */
    if (ready < 0 && errno != EINTR) {
      fprintf(stderr, "atlasc: cannot wait for requests: %s\n", strerror(errno));
      s->status = ATL_EXIT_SYSTEM;
    }
    if (ready > 0 && fds[1].revents)
      hear(s);
    atl_http_run(s->http);
  }
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where) {
  (void)about, (void)kind, (void)where;
  remove(path);
  return 0;
}

/* Makes a folder that nobody else has a name for; NULL after a message. */
static char *temporary_folder(void) {
  const char *above = getenv("TMPDIR");
  static const char name[] = "/atlasc-site-XXXXXX";
  above = above && *above ? above : "/tmp";
  char *path = atl_alloc(strlen(above) + sizeof name, 1);
  memcpy(path, above, strlen(above));
  memcpy(path + strlen(above), name, sizeof name);
  if (mkdtemp(path))
    return path;
  fprintf(stderr, "atlasc: cannot make a folder in '%s': %s\n", above, strerror(errno));
  free(path);
  return NULL;
}

/* Begins the maker, before the server has anything open that it should not have. False with errno set. */
static bool begin_maker(struct serving *s, const struct atl_request *request, const char *out, const sigset_t *mask,
                        int *life) {
  int tells[2], lives[2];
  if (pipe2(tells, O_CLOEXEC))
    return false;
  if (pipe2(lives, O_CLOEXEC)) {
    close(tells[0]);
    close(tells[1]);
    return false;
  }
  fflush(NULL);
  s->maker = fork();
  if (!s->maker) {
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
      signal(ends[i], SIG_DFL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    close(tells[0]);
    close(lives[1]);
    _exit(run_maker(request, out, tells[1], lives[0]));
  }
  close(tells[1]);
  close(lives[0]);
  s->hears = tells[0];
  *life = lives[1];
  fcntl(s->hears, F_SETFL, O_NONBLOCK);
  return s->maker > 0;
}

/* The server on the port that is asked for; else on the usual one, or any that is free where somebody has that. */
static struct atl_http *begin_server(const struct atl_request *request, int root) {
  const char *host = request->serve.host ? request->serve.host : "127.0.0.1", *why = "";
  uint16_t port = request->serve.port_given ? (uint16_t)request->serve.port : USUAL_PORT;
  struct atl_http *http = atl_http_new(root, host, port, &why);
  if (!http && !request->serve.port_given && errno == EADDRINUSE)
    http = atl_http_new(root, host, 0, &why);
  if (!http && port)
    fprintf(stderr, "atlasc: cannot serve at %s, port %u: %s\n", host, port, why);
  else if (!http)
    fprintf(stderr, "atlasc: cannot serve at %s: %s\n", host, why);
  return http;
}

static int serve(const struct atl_request *request, const char *out) {
  static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
  struct serving s = {.hears = -1};
  sigset_t blocked, mask;
  int life = -1, root = atl_below_open(out, true);
  if (root < 0) {
    fprintf(stderr, "atlasc: cannot open the folder '%s': %s\n", out, strerror(errno));
    return ATL_EXIT_SYSTEM;
  }
  sigemptyset(&blocked);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    sigaddset(&blocked, ends[i]);
    signal(ends[i], note_end);
  }
  sigprocmask(SIG_BLOCK, &blocked, &mask);
  atl_out_memory(&s.heard);
  if (!begin_maker(&s, request, out, &mask, &life)) {
    fprintf(stderr, "atlasc: cannot begin another process: %s\n", strerror(errno));
    s.status = ATL_EXIT_SYSTEM;
  } else if (!(s.http = begin_server(request, root)))
    s.status = ATL_EXIT_SYSTEM;
  if (!s.status && write_all(life, "", 1)) {
    printf("%s\n", atl_http_address(s.http));
    fflush(stdout);
    serve_until_ended(&s, &mask);
  }
  if (life >= 0)
    close(life);
  if (s.hears >= 0)
    close(s.hears);
  if (s.http)
    atl_http_free(s.http);
  if (s.maker > 0) {
    kill(s.maker, SIGTERM); /* it may be in the middle of a drawing */
    while (waitpid(s.maker, NULL, 0) < 0 && errno == EINTR)
      ;
  }
  atl_out_discard(&s.heard);
  close(root);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    signal(ends[i], SIG_DFL);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  return s.status;
}

int atl_command_serve(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "serve");
  if (status < 0)
    status = atl_site_check_request(&request, "serve");
  char *temporary = NULL;
  if (status < 0 && !request.output.len && !(temporary = temporary_folder()))
    status = ATL_EXIT_SYSTEM;
  if (status < 0)
    status = serve(&request, temporary ? temporary : request.output.at[0].path);
  if (temporary) {
    nftw(temporary, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(temporary);
  }
  atl_request_release(&request);
  if (ended_by) /* now the signal does what it always does */
    raise(ended_by);
  return status;
}
