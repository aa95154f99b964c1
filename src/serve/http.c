/* A request is judged first and looked up afterwards (request.c): the folder is not touched for one that is refused.
 * Files are read in pieces as clients take them, so a slow one costs a descriptor and nothing else.
 *
 * Who listens for events stands still (MHD's "suspended") until there is something to say; now and then a comment is
 * sent, since only that tells whether a client is still there. */
#include "serve/http.h"

#include "base/arena.h"
#include "base/below.h"
#include "base/load.h"
#include "base/out.h"
#include "base/spell.h"
#include "serve/live.h"
#include "serve/request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#if ATL_SERVE

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#define FUNCTIONS(X)                                                                                                   \
  X(MHD_start_daemon)                                                                                                  \
  X(MHD_stop_daemon)                                                                                                   \
  X(MHD_run)                                                                                                           \
  X(MHD_get_timeout)                                                                                                   \
  X(MHD_get_daemon_info)                                                                                               \
  X(MHD_get_connection_values)                                                                                         \
  X(MHD_create_response_from_buffer)                                                                                   \
  X(MHD_create_response_from_callback)                                                                                 \
  X(MHD_add_response_header)                                                                                           \
  X(MHD_queue_response)                                                                                                \
  X(MHD_destroy_response)                                                                                              \
  X(MHD_suspend_connection)                                                                                            \
  X(MHD_resume_connection)

static struct { FUNCTIONS(ATL_MEMBER) } lib;

#define LIBRARY ATL_LIBRARY("microhttpd", "12")

static bool is_open(void) {
  static void *library;
  if (!library)
    library = atl_library(LIBRARY);
  return library FUNCTIONS(ATL_FIND);
}

enum {
  MOST_CONNECTIONS = 16384,
  SPARE_DESCRIPTORS = 64, /* of the process, for files that are served and all else */
  PATIENCE = 20,          /* seconds without a byte, after which a connection is closed */
  BEAT = 15000,           /* milliseconds between two comments to who listens */
  MEMORY = 16 * 1024,     /* bytes of a connection: a request has to fit in */
  PIECE = 64 * 1024,      /* bytes of a file at a time */
  BACKLOG = 1024,
  LONGEST_HEAD = 4096, /* bytes of a page in which its policy is looked for */
  LONGEST_ADDRESS = 80
};

static const char events_path[] = "/.atlasc/events", script_path[] = "/.atlasc/live.js";
/* A page of ours lets nothing be fetched; word of changes is. */
static const char policy[] = "<meta http-equiv=\"Content-Security-Policy\" content=\"",
                  allowance[] = "connect-src 'self'; ";

/* Who listens for events. */
struct listener {
  struct atl_http *http;
  struct MHD_Connection *connection;
  struct listener *before, *next;
  uint64_t told; /* the serial number of what it was told last */
  bool waits;    /* it is suspended */
  bool beat;     /* a comment is due */
  char *text;    /* what is being sent; NULL: nothing */
  size_t at, len;
};

struct atl_http {
  struct MHD_Daemon *daemon;
  int root, listens, epoll;
  char address[LONGEST_ADDRESS];
  struct atl_own_host own;
  char *version, *fault;
  uint64_t serial; /* of version and fault */
  struct timespec beaten;
  bool ends;
  struct listener *listener; /* the first */
};

/* -- answers ------------------------------------------------------------------------------------------------------- */

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *type,
                              struct MHD_Response *response) {
  static const char *const always[][2] = {{"Cache-Control", "no-store"},
                                          {"X-Content-Type-Options", "nosniff"},
                                          {"X-Frame-Options", "DENY"},
                                          {"Cross-Origin-Resource-Policy", "same-origin"},
                                          {"Referrer-Policy", "no-referrer"}};
  if (!response)
    return MHD_NO;
  lib.MHD_add_response_header(response, "Content-Type", type);
  for (size_t i = 0; i < sizeof always / sizeof *always; i++)
    lib.MHD_add_response_header(response, always[i][0], always[i][1]);
  if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
    lib.MHD_add_response_header(response, "Allow", "GET, HEAD");
  enum MHD_Result done = lib.MHD_queue_response(connection, status, response);
  lib.MHD_destroy_response(response);
  return done;
}

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status, const char *why) {
  return answer(connection, status, "text/plain; charset=utf-8",
                lib.MHD_create_response_from_buffer(strlen(why), (void *)(uintptr_t)why, MHD_RESPMEM_PERSISTENT));
}

/* The script behind a page, with the version that the page is of. */
static void write_script_tag(const struct atl_http *http, struct atl_out *out) {
  atl_out_format(out, "<script src=\"%s\" data-version=\"", script_path);
  atl_out_xml(out, http->version, strlen(http->version));
  atl_out_lit(out, "\"></script>\n");
}

/* Instead of a page that is not there: it comes when it is made. */
static enum MHD_Result refuse_page(const struct atl_http *http, struct MHD_Connection *connection, bool front) {
  struct atl_out out;
  atl_out_memory(&out);
  const char *what = front ? "There is no site yet" : "There is no such page";
  atl_out_format(
      &out,
      "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"color-scheme\" content=\"light "
      "dark\">\n<title>%s</title>\n<p>%s.%s</p>\n",
      what, what, front ? "" : " <a href=\"/\">All pages</a>");
  write_script_tag(http, &out);
  enum MHD_Result done =
      answer(connection, front ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_NOT_FOUND, "text/html; charset=utf-8",
             lib.MHD_create_response_from_buffer(out.len, out.buf, MHD_RESPMEM_MUST_COPY));
  atl_out_discard(&out);
  return done;
}

/* -- files --------------------------------------------------------------------------------------------------------- */

static const char *type_of(const char *name) {
  static const char *const types[][2] = {{"html", "text/html; charset=utf-8"},
                                         {"css", "text/css; charset=utf-8"},
                                         {"js", "text/javascript; charset=utf-8"},
                                         {"svg", "image/svg+xml"},
                                         {"png", "image/png"},
                                         {"json", "application/json"},
                                         {"txt", "text/plain; charset=utf-8"},
                                         {"md", "text/markdown; charset=utf-8"}};
  const char *dot = strrchr(name, '.');
  for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
    if (!strcmp(dot + 1, types[i][0]))
      return types[i][1];
  return "application/octet-stream";
}

/* A file on its way, with what is put into it. */
struct sending {
  int fd;
  uint64_t size; /* of the file */
  uint64_t cut;  /* the offset at which `allowance` is put in; the size: it is not */
  char *tail;    /* behind it; NULL: nothing */
  size_t tail_len;
};

/* The part of a text in memory from an offset, as far as there is room. */
static ssize_t copy(char *to, size_t most, const char *text, size_t len, uint64_t at) {
  size_t n = len - (size_t)at < most ? len - (size_t)at : most;
  memcpy(to, text + at, n);
  return (ssize_t)n;
}

static ssize_t send_piece(void *context, uint64_t at, char *to, size_t most) {
  struct sending *sending = context;
  uint64_t put = sending->cut < sending->size ? sizeof allowance - 1 : 0, from = at, end = sending->size;
  if (at >= sending->size + put)
    return copy(to, most, sending->tail, sending->tail_len, at - sending->size - put);
  if (put && at >= sending->cut && at < sending->cut + put)
    return copy(to, most, allowance, put, at - sending->cut);
  if (put && at < sending->cut)
    end = sending->cut;
  else
    from = at - put;
  ssize_t n = pread(sending->fd, to, end - from < most ? (size_t)(end - from) : most, (off_t)from);
  return n > 0 ? n : MHD_CONTENT_READER_END_WITH_ERROR; /* files are replaced, never shortened, by us */
}

static void end_sending(void *context) {
  struct sending *sending = context;
  close(sending->fd);
  free(sending->tail);
  free(sending);
}

static enum MHD_Result send_file(const struct atl_http *http, struct MHD_Connection *connection, const char *name) {
  const char *type = type_of(name);
  bool page = !strcmp(type, type_of("x.html"));
  size_t size = 0;
  int fd = atl_below_open_file(http->root, name, &size);
  if (fd < 0)
    return page ? refuse_page(http, connection, !strcmp(name, "index.html"))
                : refuse(connection, MHD_HTTP_NOT_FOUND, "There is no such file.\n");
  struct sending *sending = atl_alloc(1, sizeof *sending);
  *sending = (struct sending){.fd = fd, .size = size, .cut = size};
  if (page) {
    char head[LONGEST_HEAD];
    struct atl_out tail;
    ssize_t n = pread(fd, head, sizeof head, 0);
    const char *there = n > 0 ? memmem(head, (size_t)n, policy, sizeof policy - 1) : NULL;
    if (there)
      sending->cut = (uint64_t)(there - head) + sizeof policy - 1;
    atl_out_memory(&tail);
    write_script_tag(http, &tail);
    sending->tail = tail.buf; /* made by realloc, as everything in memory is */
    sending->tail_len = tail.len;
  }
  uint64_t all = size + (sending->cut < size ? sizeof allowance - 1 : 0) + sending->tail_len;
  struct MHD_Response *response = lib.MHD_create_response_from_callback(all, PIECE, send_piece, sending, end_sending);
  if (!response)
    end_sending(sending);
  return answer(connection, MHD_HTTP_OK, type, response);
}

static enum MHD_Result send_script(struct MHD_Connection *connection) {
  return answer(connection, MHD_HTTP_OK, "text/javascript; charset=utf-8",
                lib.MHD_create_response_from_buffer(atl_live[0].len, (void *)(uintptr_t)atl_live[0].bytes,
                                                    MHD_RESPMEM_PERSISTENT));
}

/* -- events -------------------------------------------------------------------------------------------------------- */

/* What there is to say, as an event. */
static void write_event(const struct atl_http *http, struct atl_out *out) {
  atl_out_lit(out, "event: state\ndata: {\"version\": \"");
  atl_spell(out, ATL_SPELL_JSON, http->version);
  atl_out_lit(out, "\", \"fault\": \"");
  atl_spell(out, ATL_SPELL_JSON, http->fault);
  atl_out_lit(out, "\"}\n\n");
}

static ssize_t send_events(void *context, uint64_t at, char *to, size_t most) {

  struct listener *listener = context;
  const struct atl_http *http = listener->http;
  (void)at;
  if (http->ends)
    return MHD_CONTENT_READER_END_OF_STREAM;
  if (!listener->text && (listener->told != http->serial || listener->beat)) {
    struct atl_out out;
    atl_out_memory(&out);
    if (listener->told != http->serial)
      write_event(http, &out);
    else
      atl_out_lit(&out, ": still here\n\n");
    listener->told = http->serial;
    listener->beat = false;
    listener->text = out.buf; /* made by realloc */
    listener->len = out.len;
    listener->at = 0;
  }
  if (!listener->text) {
    listener->waits = true;
    lib.MHD_suspend_connection(listener->connection);
    return 0;
  }
  ssize_t n = copy(to, most, listener->text, listener->len, listener->at);
  listener->at += (size_t)n;
  if (listener->at == listener->len) {
    free(listener->text);
    listener->text = NULL;
  }
  return n;
}

static void end_events(void *context) {
  struct listener *listener = context;
  if (listener->before)
    listener->before->next = listener->next;
  else
    listener->http->listener = listener->next;
  if (listener->next)
    listener->next->before = listener->before;
  free(listener->text);
  free(listener);
}

static enum MHD_Result begin_events(struct atl_http *http, struct MHD_Connection *connection) {
  struct listener *listener = atl_alloc(1, sizeof *listener);
  *listener = (struct listener){.http = http, .connection = connection, .next = http->listener};
  if (listener->next)
    listener->next->before = listener;
  http->listener = listener;
  struct MHD_Response *response =
      lib.MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE, send_events, listener, end_events);
  if (!response)
    end_events(listener);
  return answer(connection, MHD_HTTP_OK, "text/event-stream; charset=utf-8", response);
}

static void wake(struct atl_http *http) {
  for (struct listener *listener = http->listener; listener; listener = listener->next)
    if (listener->waits) {
      listener->waits = false;
      lib.MHD_resume_connection(listener->connection);
    }
}

/* -- requests ------------------------------------------------------------------------------------------------------ */

/* A request on its way: its target as it was sent, of which the library would give the decoded form. */
struct asked {
  char *target;
  bool begun;
};

static void *note_target(void *context, const char *target, struct MHD_Connection *connection) {
  (void)context, (void)connection;
  struct asked *asked = atl_alloc(1, sizeof *asked);
  asked->target = atl_alloc(strlen(target) + 1, 1);
  memcpy(asked->target, target, strlen(target));
  return asked;
}

static void forget(void *context, struct MHD_Connection *connection, void **of_request,
                   enum MHD_RequestTerminationCode how) {
  (void)context, (void)connection, (void)how;
  struct asked *asked = *of_request;
  if (asked)
    free(asked->target);
  free(asked);
  *of_request = NULL;
}

static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value) {
  (void)kind;
  atl_headers_take(context, name, value ? value : "");
  return MHD_YES;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_len, void **of_request) {
  struct atl_http *http = context;
  struct asked *asked = *of_request;
  (void)url, (void)version, (void)upload;
  if (!asked)
    return MHD_NO;
  bool reads = !strcmp(method, "GET") || !strcmp(method, "HEAD");
  if (!asked->begun && reads) {
    asked->begun = true; /* the whole of it comes next */
    return MHD_YES;
  }
  if (*upload_len) { /* of no use to who reads */
    *upload_len = 0;
    return MHD_YES;
  }
  struct atl_headers headers = {0};
  const char *why;
  lib.MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, &headers);
  unsigned status = atl_headers_refuse(&headers, &http->own, &why);
  if (!status && !reads) {
    status = MHD_HTTP_METHOD_NOT_ALLOWED;
    why = "This server is for reading: GET and HEAD.\n";
  }
  if (status)
    return refuse(connection, status, why);
  if (!strcmp(asked->target, events_path))
    return begin_events(http, connection);
  if (!strcmp(asked->target, script_path))
    return send_script(connection);
  char *name = atl_target_name(asked->target, &status);
  if (!name)
    return refuse(connection, status,
                  status == MHD_HTTP_NOT_FOUND ? "There is no such file.\n" : "No name of a file.\n");
  enum MHD_Result done = send_file(http, connection, name);
  free(name);
  return done;
}

/* -- the server ---------------------------------------------------------------------------------------------------- */

/* A socket that listens; -1 with errno set. */
static int listen_at(struct atl_http *http, const char *host, uint16_t port, const char **why) {
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  bool six = strchr(host, ':');
  const char *numeric = !strcmp(host, "localhost") ? "127.0.0.1" : host;
  if (inet_pton(six ? AF_INET6 : AF_INET, numeric, six ? (void *)&v6.sin6_addr : (void *)&v4.sin_addr) != 1) {
    *why = "this is no address of a machine; write it in numbers, as 127.0.0.1 or ::1";
    return -1;
  }
  struct sockaddr *address = six ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
  socklen_t len = six ? sizeof v6 : sizeof v4;
  int one = 1, fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd >= 0)
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (fd < 0 || bind(fd, address, len) || listen(fd, BACKLOG) || getsockname(fd, address, &len)) {
    *why = errno == EADDRINUSE ? "something else has this port; name another one with --port" : strerror(errno);
    if (fd >= 0)
      close(fd);
    return -1;
  }
  bool any = six ? !memcmp(&v6.sin6_addr, &in6addr_any, sizeof in6addr_any) : v4.sin_addr.s_addr == htonl(INADDR_ANY);
  http->own = (struct atl_own_host){.port = ntohs(six ? v6.sin6_port : v4.sin_port), .any = any};
  snprintf(http->own.name, sizeof http->own.name, "%s%s%s", six ? "[" : "", host, six ? "]" : "");
  snprintf(http->address, sizeof http->address, "http://%s:%u/", any ? "127.0.0.1" : http->own.name, http->own.port);
  return fd;
}

/* As many connections as there are descriptors for. */
static unsigned most_connections(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit))
    return FD_SETSIZE / 2;
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max < 4 * MOST_CONNECTIONS ? limit.rlim_max : 4 * MOST_CONNECTIONS;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  /* Each may have a file open. */
  rlim_t most = limit.rlim_cur > 4 * SPARE_DESCRIPTORS ? (limit.rlim_cur - SPARE_DESCRIPTORS) / 2 : SPARE_DESCRIPTORS;
  return most < MOST_CONNECTIONS ? (unsigned)most : MOST_CONNECTIONS;
}

static char *copy_of(const char *text) {
  char *made = atl_alloc(strlen(text) + 1, 1);
  memcpy(made, text, strlen(text));
  return made;
}

struct atl_http *atl_http_new(int root, const char *host, uint16_t port, const char **why) {
  *why = "libmicrohttpd is not on this machine (" LIBRARY "); install it, or make the pages with 'atlasc site'";
  if (!is_open())
    return NULL;
  struct atl_http *http = atl_alloc(1, sizeof *http);
  http->root = root;
  http->version = copy_of("");
  http->fault = copy_of("");
  http->serial = 1;
  clock_gettime(CLOCK_MONOTONIC, &http->beaten);
  http->listens = listen_at(http, host, port, why);
  if (http->listens >= 0) {
    *why = "libmicrohttpd cannot begin";
    http->daemon = lib.MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, http,
                                        MHD_OPTION_LISTEN_SOCKET, http->listens, MHD_OPTION_CONNECTION_LIMIT,
                                        most_connections(), MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)PATIENCE,
                                        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY, MHD_OPTION_URI_LOG_CALLBACK,
                                        note_target, NULL, MHD_OPTION_NOTIFY_COMPLETED, forget, NULL, MHD_OPTION_END);
    if (!http->daemon)
      close(http->listens);
  }
  const union MHD_DaemonInfo *info =
      http->daemon ? lib.MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
  if (!info) {
    atl_http_free(http);
    return NULL;
  }
  http->epoll = info->epoll_fd;
  return http;
}

const char *atl_http_address(const struct atl_http *http) { return http->address; }

int atl_http_fd(const struct atl_http *http) { return http->epoll; }

static int64_t since(const struct timespec *start) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)(now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

int atl_http_timeout(struct atl_http *http) {
  MHD_UNSIGNED_LONG_LONG soon;
  int64_t left = http->listener ? BEAT - since(&http->beaten) : -1;
  if (http->listener && left < 0)
    left = 0;
  if (lib.MHD_get_timeout(http->daemon, &soon) == MHD_YES && (left < 0 || (int64_t)soon < left))
    left = (int64_t)soon;
  return left > BEAT ? BEAT : (int)left;
}

void atl_http_run(struct atl_http *http) {
  if (http->listener && since(&http->beaten) >= BEAT) {
    clock_gettime(CLOCK_MONOTONIC, &http->beaten);
    for (struct listener *listener = http->listener; listener; listener = listener->next)
      listener->beat = true;
    wake(http);
  }
  lib.MHD_run(http->daemon);
}

void atl_http_tell(struct atl_http *http, const char *version, const char *fault) {
  if (!strcmp(version, http->version) && !strcmp(fault, http->fault))
    return;
  free(http->version);
  free(http->fault);
  http->version = copy_of(version);
  http->fault = copy_of(fault);
  http->serial++;
  wake(http);
}

void atl_http_free(struct atl_http *http) {
  if (http->daemon) {
    http->ends = true;
    wake(http);
    lib.MHD_run(http->daemon);
    lib.MHD_stop_daemon(http->daemon);
  }
  free(http->version);
  free(http->fault);
  free(http);
}

#else

struct atl_http *atl_http_new(int root, const char *host, uint16_t port, const char **why) {
  (void)root, (void)host, (void)port;
  *why = "this atlasc was built without libmicrohttpd; make the pages with 'atlasc site'";
  return NULL;
}

const char *atl_http_address(const struct atl_http *http) { return (void)http, ""; }
int atl_http_fd(const struct atl_http *http) { return (void)http, -1; }
int atl_http_timeout(struct atl_http *http) { return (void)http, -1; }
void atl_http_run(struct atl_http *http) { (void)http; }
void atl_http_tell(struct atl_http *http, const char *version, const char *fault) {
  (void)http, (void)version, (void)fault;
}
void atl_http_free(struct atl_http *http) { (void)http; }

#endif
