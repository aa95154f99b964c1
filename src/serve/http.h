/* The files of one folder over HTTP, for a browser on this machine: read only, with word of changes.
 *
 * Any page that somebody visits can send requests to this machine, and a name of its own can come to mean this machine
 * while it is open (DNS rebinding). So a request is answered only where its Host is an address that this server has or
 * a name that it was told, and where its Origin, if it has one, is the server's own; and what a page of another site
 * asks for besides going there is refused. Of the folder, only what stands in it is served: no hidden file, nothing
 * that a link leads to, no name with "..", however it is written.
 *
 * A page of HTML has a script behind it that listens to /.atlasc/events (server-sent events), loads the page anew when
 * the version is another one, and shows what is wrong over it.
 *
 * By libmicrohttpd, which is opened when a server is made. Everything happens within atl_http_run(), in one thread: no
 * client is waited for. */
#ifndef ATL_SERVE_HTTP_H
#define ATL_SERVE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct atl_http;

/* Serves the folder `root`, a descriptor that has to stay open, on a port of an address (a numeric one or "localhost";
 * port 0: any that is free). NULL with *why: what is wrong, in words, good until the next call. */
struct atl_http *atl_http_new(int root, const char *host, uint16_t port, const char **why);

/* The address of the site, "http://127.0.0.1:8000/". */
const char *atl_http_address(const struct atl_http *http);

/* A descriptor that can be read when there is something to do, and in how many milliseconds there is in any case (-1:
 * never).
 */
int atl_http_fd(const struct atl_http *http);
int atl_http_timeout(struct atl_http *http);

/* Does what can be done without waiting. */
void atl_http_run(struct atl_http *http);

/* Tells all pages which version of the site there is now, and what is wrong ("": nothing). Both are copied. */
void atl_http_tell(struct atl_http *http, const char *version, const char *fault);

void atl_http_free(struct atl_http *http);

#endif
