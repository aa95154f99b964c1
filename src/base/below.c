/* Each part of a name is opened from the one before it with O_NOFOLLOW, so that there is no moment between a look and
 * a step in which a folder could become a link. */
#include "base/below.h"

#include "base/arena.h"
#include "base/out.h"
#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

int atl_below_open(const char *folder, bool make) {
  size_t len = strlen(folder);
  char *part = atl_alloc(len + 1, 1);
  memcpy(part, folder, len + 1);
  for (size_t i = 1; i <= len && make; i++)
    if (part[i - 1] != '/' && (folder[i] == '/' || !folder[i])) {
      part[i] = 0;
      if (mkdir(part, 0777) && errno != EEXIST && errno != EISDIR)
        make = false; /* opening it says why */
      part[i] = folder[i];
    }
  int fd = open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int why = errno;
  free(part);
  errno = why;
  return fd;
}

bool atl_below_is_name(const char *name) {
  if (!*name || *name == '/')
    return false;
  for (const char *part = name; part;) {
    const char *slash = strchr(part, '/');
    size_t len = slash ? (size_t)(slash - part) : strlen(part);
    if (!len || (*part == '.' && (slash || len == 1 || (len == 2 && part[1] == '.'))))
      return false;
    part = slash ? slash + 1 : NULL;
  }
  return true;
}

/* A link instead of a folder or a file is said as such, whatever the system says of it. */
static int why_not(int folder, const char *part, int error) {
  struct stat about;
  return !fstatat(folder, part, &about, AT_SYMLINK_NOFOLLOW) && S_ISLNK(about.st_mode) ? ELOOP : error;
}

/* Opens the folder in which the last part of a name stands; *last is that part. -1 with errno set. */
static int folder_of(int root, const char *name, bool make, const char **last) {
  if (!atl_below_is_name(name)) {
    errno = EINVAL;
    return -1;
  }
  int folder = fcntl(root, F_DUPFD_CLOEXEC, 0);
  const char *part = name;
  for (const char *slash; folder >= 0 && (slash = strchr(part, '/')); part = slash + 1) {
    size_t len = (size_t)(slash - part);
    char *step = atl_alloc(len + 1, 1);
    memcpy(step, part, len);
    int error = make && mkdirat(folder, step, 0777) && errno != EEXIST ? errno : 0, next = -1;
    if (!error && (next = openat(folder, step, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
      error = why_not(folder, step, errno);
    close(folder);
    free(step);
    folder = next;
    errno = error;
  }
  *last = part;
  return folder;
}

int atl_below_make_folders(int root, const char *name) {
  const char *last;
  int folder = folder_of(root, name, true, &last);
  if (folder < 0)
    return errno;
  close(folder);
  return 0;
}

/* Opens a regular file for reading; a pipe or a device is not waited for. */
static int open_file(int folder, const char *part, struct stat *about) {
  int fd = openat(folder, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) {
    errno = why_not(folder, part, errno);
    return -1;
  }
  int error = fstat(fd, about) ? errno : S_ISREG(about->st_mode) ? 0 : EINVAL;
  if (!error)
    return fd;
  close(fd);
  errno = error;
  return -1;
}

/* All of a file, at most `most` bytes. NULL with errno set. */
static char *read_all(int fd, size_t most, size_t *len) {
  struct atl_out text;
  atl_out_memory(&text);
  int error = 0;
  for (;;) {
    ssize_t n = read(fd, atl_out_reserve(&text, CHUNK + 1), CHUNK);
    if (n > 0)
      atl_out_advance(&text, (size_t)n);
    if (n < 0 && errno == EINTR)
      continue;
    error = n < 0 ? errno : text.len > most ? EFBIG : 0;
    if (n <= 0 || error)
      break;
  }
  if (error) {
    atl_out_discard(&text);
    errno = error;
    return NULL;
  }
  *len = text.len;
  text.buf[text.len] = 0;
  return text.buf; /* made by realloc, as everything in memory is */
}

/* Opens the file of a name; *folder is its folder, to be closed too. */
static int open_below(int root, const char *name, int *folder, const char **last, struct stat *about) {
  *folder = folder_of(root, name, false, last);
  if (*folder < 0)
    return -1;
  int fd = open_file(*folder, *last, about);
  if (fd < 0) {
    int why = errno;
    close(*folder);
    errno = why;
  }
  return fd;
}

static char *read_below(int root, const char *name, size_t most, size_t *len) {
  const char *last;
  struct stat about;
  int folder, fd = open_below(root, name, &folder, &last, &about);
  if (fd < 0)
    return NULL;
  char *text = (size_t)about.st_size > most ? NULL : read_all(fd, most, len);
  int why = text ? 0 : (size_t)about.st_size > most ? EFBIG : errno;
  close(fd);
  close(folder);
  errno = why;
  return text;
}

int atl_below_open_file(int root, const char *name, size_t *size) {
  const char *last;
  struct stat about;
  int folder, fd = open_below(root, name, &folder, &last, &about);
  if (fd < 0)
    return -1;
  close(folder);
  *size = (size_t)about.st_size;
  return fd;
}

char *atl_below_read(int root, const char *name, size_t *len) {
  return read_below(root, name, ATL_BELOW_MOST_READ, len);
}

bool atl_below_hash(int root, const char *name, struct atl_hash *hash) {
  size_t len = 0;
  char *text = read_below(root, name, ATL_MAX_SOURCE_BYTES, &len);
  if (!text)
    return false;
  *hash = atl_hash_bytes(text, len);
  free(text);
  return true;
}

bool atl_below_is_there(int root, const char *name) {
  const char *last;
  struct stat about;
  int folder = folder_of(root, name, false, &last);
  if (folder < 0)
    return false;
  bool there = !fstatat(folder, last, &about, AT_SYMLINK_NOFOLLOW) && !S_ISDIR(about.st_mode);
  close(folder);
  return there;
}

/* Whether a file has these bytes. */
static bool has_bytes(int folder, const char *part, const char *bytes, size_t len) {
  struct stat about;
  size_t there = 0;
  int fd = open_file(folder, part, &about);
  char *text = fd >= 0 && (size_t)about.st_size == len ? read_all(fd, len, &there) : NULL;
  bool same = text && there == len && !memcmp(text, bytes, len);
  free(text);
  if (fd >= 0)
    close(fd);
  return same;
}

int atl_below_write(int root, const char *name, const char *bytes, size_t len) {
  const char *last;
  int folder = folder_of(root, name, false, &last);
  if (folder < 0)
    return errno;
  if (has_bytes(folder, last, bytes, len)) {
    close(folder);
    return 0;
  }
  struct atl_out out;
  int error;
  if (atl_out_file_in(&out, folder, last)) {
    atl_out_write(&out, bytes, len);
    error = atl_out_close(&out);
  } else {
    error = out.error;
    atl_out_discard(&out);
  }
  close(folder);
  return error;
}

/* Removes the folders of a name that are empty, from the last one up. */
static void remove_folders(int root, const char *name) {
  size_t len = strlen(name);
  char *above = atl_alloc(len + 1, 1);
  memcpy(above, name, len + 1);
  for (char *slash; (slash = strrchr(above, '/'));) {
    const char *last;
    *slash = 0;
    int folder = folder_of(root, above, false, &last);
    bool gone = folder >= 0 && !unlinkat(folder, last, AT_REMOVEDIR);
    if (folder >= 0)
      close(folder);
    if (!gone)
      break;
  }
  free(above);
}

int atl_below_remove(int root, const char *name, struct atl_hash hash) {
  const char *last;
  struct stat about, still;
  size_t len;
  int folder, fd = open_below(root, name, &folder, &last, &about), error = 0;
  if (fd < 0)
    return errno;
  char *text = read_all(fd, ATL_MAX_SOURCE_BYTES, &len);
  if (!text)
    error = errno;
  else if (!atl_hash_same(atl_hash_bytes(text, len), hash))
    error = ESTALE;
  else if (fstatat(folder, last, &still, AT_SYMLINK_NOFOLLOW) || still.st_dev != about.st_dev ||
           still.st_ino != about.st_ino)
    error = ESTALE; /* another file has taken its place */
  else if (unlinkat(folder, last, 0))
    error = errno;
  free(text);
  close(fd);
  close(folder);
  if (!error)
    remove_folders(root, name);
  return error;
}

const char *atl_below_why(int error) {
  return error == ELOOP    ? "a symbolic link stands there or on the way"
         : error == EINVAL ? "what is there is no file, or not below the folder"
         : error == EFBIG  ? "it is larger than anything that is written here"
                           : strerror(error);
}
