/* What commands that watch files share. */
#ifndef ATL_CMD_WATCHER_H
#define ATL_CMD_WATCHER_H

#include "base/watch.h"

/* Of maps and style sheets. */
extern const char *const atl_watched_suffixes[];

/* Says that something cannot be watched; returns ATL_EXIT_SYSTEM. */
int atl_watch_refused(const char *what, int error);

#endif
