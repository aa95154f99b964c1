/* What a request may ask for: judged by its letters alone, so that it can be tested without a server. */
#ifndef ATL_SERVE_REQUEST_H
#define ATL_SERVE_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

/* How browsers may name this server. */
struct atl_own_host {
  char name[64]; /* that it was told to listen at, as in addresses: "127.0.0.1", "[::1]", "localhost" */
  uint16_t port;
  bool any; /* it listens at all addresses of the machine, which are then known in numbers alone */
};

/* The headers that say where a request comes from. */
struct atl_headers {
  const char *host, *origin, *site, *mode; /* NULL: not there */
  bool twice;                              /* one of them, which is no request of a browser */
};

void atl_headers_take(struct atl_headers *headers, const char *name, const char *value);

/* 0 where the request may be answered, else the status with which it is refused, and *why. */
unsigned atl_headers_refuse(const struct atl_headers *headers, const struct atl_own_host *own, const char **why);

/* The name of a file below the folder for the target of a request as it was sent: its path decoded once, "index.html"
 * for a folder. NULL with *status where it is none: hidden names, "..", a slash in disguise, control characters. The
 * caller frees it. */
char *atl_target_name(const char *target, unsigned *status);

#endif
