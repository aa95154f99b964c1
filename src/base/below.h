/* Files below a folder, and nowhere else.
 *
 * What a list in a folder names was written by whoever made the folder: a repository that was cloned may hold any list
 * and any link. So each name is walked from the folder down, one part at a time, and no symbolic link is followed on
 * the way, nor at its end; what is looked at, written or removed is what stands there, whatever happens to the path
 * meanwhile. The folder itself may be reached through links: who runs the program has named it.
 *
 * Names have slashes, and no part that is empty, "." or "..". Errors are those of errno: ELOOP where a link stands in
 * the way, EINVAL where a name leads elsewhere or what is there is no file. */
#ifndef ATL_BASE_BELOW_H
#define ATL_BASE_BELOW_H

#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>

/* More than this is no list of files of ours; nothing larger is read. */
enum { ATL_BELOW_MOST_READ = 256 << 20 };

/* Opens the folder, and makes it where it is not there, if `make`. -1 with errno set. The caller closes it. */
int atl_below_open(const char *folder, bool make);

/* Whether a name stays below a folder, by its own letters. No folder on the way is hidden: of those nothing is ours. */
bool atl_below_is_name(const char *name);

/* Makes the folders on the way to a file. Returns 0 or an errno. */
int atl_below_make_folders(int root, const char *name);

/* Reads a file of at most ATL_BELOW_MOST_READ bytes; the text has a NUL behind it and is the caller's to free. NULL
 * with errno set. */
char *atl_below_read(int root, const char *name, size_t *len);

/* Opens a regular file for reading; *size is its size in bytes. -1 with errno set. The caller closes it. */
int atl_below_open_file(int root, const char *name, size_t *size);

/* The hash of a file. False with errno set. */
bool atl_below_hash(int root, const char *name, struct atl_hash *hash);

/* Whether anything but a folder is there, and no link is on the way; a link at the end counts as there. */
bool atl_below_is_there(int root, const char *name);

/* Writes a file beside its place and renames it, unless it has these bytes already: its date then says when it changed.
 * Folders on the way have to be there. What is no regular file is not replaced. Returns 0 or an errno. */
int atl_below_write(int root, const char *name, const char *bytes, size_t len);

/* Removes a file that still has these bytes, and then the folders on the way that have nothing in them any more.
 * Returns 0 where it was removed, ESTALE where it has other bytes, or another errno (ENOENT: it is not there). */
int atl_below_remove(int root, const char *name, struct atl_hash hash);

/* What an errno of these functions means, in words. */
const char *atl_below_why(int error);

#endif
