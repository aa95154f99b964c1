/* The script behind every page, src/serve/live.js; made a C text by cmake/embed.cmake. */
#ifndef ATL_SERVE_LIVE_H
#define ATL_SERVE_LIVE_H

#include <stddef.h>

struct atl_live {
  const char *name;
  const unsigned char *bytes;
  size_t len;
};

extern const struct atl_live atl_live[]; /* one script, and an empty name */

#endif
