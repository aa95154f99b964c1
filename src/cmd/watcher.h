/* What commands that watch files share. */
#ifndef ATL_CMD_WATCHER_H
#define ATL_CMD_WATCHER_H

#include "base/out.h"
#include "base/watch.h"

#include <stdio.h>

/* Of maps and style sheets. */
extern const char *const atl_watched_suffixes[];

/* Says that something cannot be watched; returns ATL_EXIT_SYSTEM. */
int atl_watch_refused(const char *what, int error);

/* So many times in a row what is wrong is not said but looked at again, where something changes at once. */
enum { ATL_MOST_RETRIES = 4 };

/* Standard error, kept back while a drawing is made. */
struct atl_hush {
  FILE *said; /* a file without a name; NULL: nothing is kept back */
  int kept;
};

void atl_hush_begin(struct atl_hush *hush);
void atl_hush_end(struct atl_hush *hush);

/* Behind the end: prints what was said, and appends its first `most` bytes to `text`, if there is one; or forgets it.
 */
void atl_hush_print(struct atl_hush *hush, struct atl_out *text, size_t most);
void atl_hush_forget(struct atl_hush *hush);

#endif
