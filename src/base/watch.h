/* Waits until files change, by inotify; on systems that have none, it says so (ENOSYS).
 *
 * What is watched are names in folders, not files: an editor that writes a new file and renames it over the old one, or
 * moves the old one away first, changes the same name; and a file that is not there yet can be waited for. Of a link
 * both its own name and that of what it leads to are watched.
 *
 * A round is: atl_watch_begin(), then whatever reads the files, then all their names again, then atl_watch_end(), which
 * knows of changes since the beginning that came before their names were known. So no change is missed. */
#ifndef ATL_BASE_WATCH_H
#define ATL_BASE_WATCH_H

#include "base/vec.h"

#include <stdbool.h>
#include <time.h>

struct atl_watched {
  int wd;     /* of inotify: the folder */
  char *name; /* in it; NULL: files with one of the suffixes, and folders */
  bool kept;  /* it was named in this round */
};

struct atl_watch {
  int fd;                    /* -1: not open */
  int error;                 /* errno of what could not be watched; 0 */
  const char *const *suffix; /* of the files that count in whole folders; NULL at the end */
  struct timespec begun;
  bool missed; /* something was new in this round, and had changed since it began */
  ATL_VEC(struct atl_watched) name;
};

/* False with watch->error set. `suffix` (".yaml") is borrowed. */
bool atl_watch_init(struct atl_watch *watch, const char *const *suffix);
void atl_watch_release(struct atl_watch *watch);

void atl_watch_begin(struct atl_watch *watch);

/* This file, there or not; all files with one of the suffixes in this folder, and folders ("": the current one). */
void atl_watch_file(struct atl_watch *watch, const char *path);
void atl_watch_folder(struct atl_watch *watch, const char *path);

/* Forgets what was not named since the beginning. True where another round is needed at once. */
bool atl_watch_end(struct atl_watch *watch);

enum atl_watch_news { ATL_WATCH_CHANGED, ATL_WATCH_OTHER, ATL_WATCH_FAILED };

/* Waits for a change, and then until nothing more changes for a moment, or until that takes long. Also returns when
 * `other`, a descriptor, can be read or is at its end (-1: none). */
enum atl_watch_news atl_watch_wait(struct atl_watch *watch, int other);

/* The same, for a short while: whether something changes so soon that what was just read may be half of a file, which
 * an editor empties before it writes it. */
bool atl_watch_goes_on(struct atl_watch *watch, int other);

#endif
