/* The system that libatlas finds in a module of WebAssembly, so that the module imports nothing: no file, no clock, no
 * network is there to be touched. What the C library has of these names is left out by the linker.
 *
 * Files are texts in memory that the caller gave to the module (atl_module_file); a path is a name among them, and
 * nothing is written. When memory runs out the module stops with a trap, which its caller sees as an exception. */
#include "system.h"

#include "base/arena.h"
#include "base/out.h"
#include "base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_OPEN = 8, FIRST_FD = 3 };

struct file {
  char *name, *text;
  size_t len;
};

/* One module draws one map at a time: its memory is its own. */
static ATL_VEC(struct file) files;
static struct {
  const struct file *file; /* NULL: free */
  size_t at;
} opened[MOST_OPEN];

/* Names that were looked for and are not there, one a line, each once: the caller may have them. */
static struct atl_out wanted;

/* The same name for a path however it is written: no "." and no empty part, ".." taken back. Freed by the caller. */
static char *plain(const char *path) {
  size_t len = strlen(path), to = 0;
  char *name = atl_alloc(len + 2, 1);
  if (*path == '/')
    name[to++] = '/';
  size_t root = to;
  for (const char *part = path; *part;) {
    size_t n = strcspn(part, "/");
    bool up = n == 2 && part[0] == '.' && part[1] == '.', here = !n || (n == 1 && part[0] == '.');
    size_t last = to;
    while (last > root && name[last - 1] != '/')
      last--;
    if (up && to > root && strcmp(name + last, "..")) {
      to = last > root ? last - 1 : root;
      name[to] = 0;
    } else if (!here && !(up && root)) {
      if (to > root)
        name[to++] = '/';
      memcpy(name + to, part, n);
      to += n;
      name[to] = 0;
    }
    part += n + (part[n] == '/');
  }
  return name;
}

void atl_module_file(const char *name, const char *text, size_t len) {
  struct file file = {.name = plain(name), .text = atl_alloc(len + 1, 1), .len = len};
  memcpy(file.text, text, len);
  *atl_vec_push(&files) = file;
}

void atl_module_forget(void) {
  for (uint32_t i = 0; i < files.len; i++) {
    free(files.at[i].name);
    free(files.at[i].text);
  }
  atl_vec_release(&files);
}

void atl_module_want_nothing(void) {
  if (!wanted.buf)
    atl_out_memory(&wanted);
  wanted.len = 0;
}

const char *atl_module_wanted(void) {
  atl_out_char(&wanted, 0);
  wanted.len--;
  return wanted.buf;
}

static void want(const char *name) {
  size_t len = strlen(name);
  for (size_t at = 0; at < wanted.len; at += strcspn(wanted.buf + at, "\n") + 1)
    if (at + len < wanted.len && !memcmp(wanted.buf + at, name, len) && wanted.buf[at + len] == '\n')
      return;
  atl_out_write(&wanted, name, len);
  atl_out_char(&wanted, '\n');
}

/* A file of this name; else, in *folder, whether one lies below it. The current folder is always there. */
static const struct file *find(const char *path, bool *folder) {
  char *name = plain(path);
  size_t len = strlen(name);
  const struct file *found = NULL;
  *folder = !len;
  for (uint32_t i = 0; i < files.len && !found; i++) {
    const char *have = files.at[i].name;
    if (!strcmp(have, name))
      found = &files.at[i];
    *folder |= !strncmp(have, name, len) && have[len] == '/';
  }
  if (!found && !*folder)
    want(name);
  free(name);
  return found;
}

static int fail(int why) {
  errno = why;
  return -1;
}

int open(const char *path, int flags, ...) {
  bool folder;
  const struct file *file = find(path, &folder);
  if (!file || (flags & O_ACCMODE) != O_RDONLY)
    return fail(folder ? EISDIR : ENOENT);
  for (int i = 0; i < MOST_OPEN; i++)
    if (!opened[i].file) {
      opened[i].file = file;
      opened[i].at = 0;
      return FIRST_FD + i;
    }
  return fail(EMFILE);
}

ssize_t read(int fd, void *to, size_t n) {
  if (fd < FIRST_FD || fd >= FIRST_FD + MOST_OPEN || !opened[fd - FIRST_FD].file)
    return fail(EBADF);
  const struct file *file = opened[fd - FIRST_FD].file;
  size_t left = file->len - opened[fd - FIRST_FD].at, got = n < left ? n : left;
  memcpy(to, file->text + opened[fd - FIRST_FD].at, got);
  opened[fd - FIRST_FD].at += got;
  return (ssize_t)got;
}

int close(int fd) {
  if (fd < FIRST_FD || fd >= FIRST_FD + MOST_OPEN)
    return fail(EBADF);
  opened[fd - FIRST_FD].file = NULL;
  return 0;
}

static int about(const struct file *file, bool folder, struct stat *about) {
  if (!file && !folder)
    return fail(ENOENT);
  *about = (struct stat){.st_mode = file ? S_IFREG | 0444 : S_IFDIR | 0555, .st_size = file ? (off_t)file->len : 0};
  return 0;
}

int stat(const char *restrict path, struct stat *restrict to) {
  bool folder;
  const struct file *file = find(path, &folder);
  return about(file, folder, to);
}

int fstat(int fd, struct stat *to) {
  bool good = fd >= FIRST_FD && fd < FIRST_FD + MOST_OPEN && opened[fd - FIRST_FD].file;
  return good ? about(opened[fd - FIRST_FD].file, false, to) : fail(EBADF);
}

char *realpath(const char *restrict path, char *restrict to) {
  (void)to; /* NULL, wherever it is called */
  bool folder;
  const struct file *file = find(path, &folder);
  if (!file && !folder) {
    errno = ENOENT;
    return NULL;
  }
  char *name = plain(path), *real = atl_alloc(strlen(name) + 2, 1);
  if (*name != '/')
    real[0] = '/';
  memcpy(real + strlen(real), name, strlen(name));
  free(name);
  return real;
}

ssize_t write(int fd, const void *from, size_t n) {
  (void)fd;
  (void)from;
  (void)n;
  return fail(EBADF);
}

/* What is for writing is never called, but the linker would bring the C library's in, and what that imports. */
int openat(int folder, const char *path, int flags, ...) {
  (void)folder;
  (void)path;
  (void)flags;
  return fail(EROFS);
}

int faccessat(int folder, const char *path, int how, int flags) {
  (void)folder;
  (void)path;
  (void)how;
  (void)flags;
  return fail(EROFS);
}

int fstatat(int folder, const char *restrict path, struct stat *restrict to, int flags) {
  (void)folder;
  (void)path;
  (void)to;
  (void)flags;
  return fail(EROFS);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  (void)from_folder;
  (void)from;
  (void)to_folder;
  (void)to;
  return fail(EROFS);
}

ssize_t readlink(const char *restrict path, char *restrict to, size_t room) {
  (void)path;
  (void)to;
  (void)room;
  return fail(EINVAL);
}

int fchmod(int fd, mode_t mode) {
  (void)fd;
  (void)mode;
  return fail(EROFS);
}

pid_t getpid(void) { return 1; }

int unlinkat(int folder, const char *name, int flags) {
  (void)folder;
  (void)name;
  (void)flags;
  return fail(EROFS);
}

int madvise(void *memory, size_t size, int how) {
  (void)memory;
  (void)size;
  (void)how;
  return 0;
}

FILE *fopen(const char *restrict path, const char *restrict mode) {
  (void)path;
  (void)mode;
  errno = EROFS;
  return NULL;
}

int fclose(FILE *file) {
  (void)file;
  return EOF;
}

size_t fread(void *restrict to, size_t size, size_t n, FILE *restrict from) {
  (void)to;
  (void)size;
  (void)n;
  (void)from;
  return 0;
}

/* How the streams of this C library write and move, which its vsnprintf() brings along. */
size_t __stdio_write(FILE *file, const unsigned char *from, size_t n) {
  (void)file;
  (void)from;
  (void)n;
  return 0;
}

off_t __stdio_seek(FILE *file, off_t to, int whence) {
  (void)file;
  (void)to;
  (void)whence;
  return fail(ESPIPE);
}

/* The seed of hash tables in which jansson looks, and in whose order it writes nothing. */
time_t time(time_t *to) {
  if (to)
    *to = 0;
  return 0;
}

_Noreturn void abort(void) { __builtin_trap(); }
