/* One buffer, one descriptor. Number formatting is by hand: it is on the path of every coordinate of a million nodes.
 */
#include "base/out.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 32 * 1024, FIRST_MEMORY = 4 * 1024 };

static void start(struct atl_out *out, int fd) {
  *out = (struct atl_out){.fd = fd, .folder = AT_FDCWD, .cap = fd < 0 ? FIRST_MEMORY : BUFFER};
  out->buf = atl_realloc(NULL, out->cap, 1);
}

void atl_out_memory(struct atl_out *out) { start(out, -1); }

void atl_out_fd(struct atl_out *out, int fd) { start(out, fd); }

/* Opens a new file beside `path`; *name is its name, which takes no more than a name may have: of a long one the end
 * gives way. A name that a killed run left behind is passed over. */
static int open_beside(int folder, const char *path, mode_t mode, char **name) {
  size_t room = strlen(path) + ATL_BESIDE_ROOM;
  const char *slash = strrchr(path, '/');
  size_t above = slash ? (size_t)(slash + 1 - path) : 0, own = strlen(path + above);
  own = own > ATL_BESIDE_KEPT ? ATL_BESIDE_KEPT : own;
  int fd = -1;
  *name = atl_alloc(room, 1);
  for (unsigned try = 0; try < 100; try++) {
    snprintf(*name, room, "%.*s.%ld-%u.tmp", (int)(above + own), path, (long)getpid(), try);
    fd = openat(folder, *name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd >= 0 || errno != EEXIST)
      break;
  }
  return fd;
}

/* The file that is being written, for atl_out_abandon(): the one thing a signal has to know. */
static char unfinished[4096];
static int unfinished_in = AT_FDCWD;

static void set_unfinished(int folder, const char *name) {
  unfinished[0] = 0;
  unfinished_in = folder;
  if (name && strlen(name) < sizeof unfinished)
    memcpy(unfinished, name, strlen(name) + 1);
}

void atl_out_abandon(void) {
  if (unfinished[0])
    unlinkat(unfinished_in, unfinished, 0);
}

/* A link is followed by hand, so that the file it names is replaced and the link stays. */
static char *target_of(const char *path) {
  char *real = atl_adopt(realpath(path, NULL)), link[4096];
  if (real)
    return real;
  ssize_t n = readlink(path, link, sizeof link - 1);
  if (n > 0) { /* it points to a file that is not there yet, in a folder that may be */
    const char *slash = strrchr(path, '/');
    size_t folder = slash && link[0] != '/' ? (size_t)(slash - path) + 1 : 0;
    char *target = atl_alloc(folder + (size_t)n + 1, 1);
    memcpy(target, path, folder);
    memcpy(target + folder, link, (size_t)n);
    return target;
  }
  size_t len = strlen(path);
  char *copy = atl_alloc(len + 1, 1);
  memcpy(copy, path, len);
  return copy;
}

/* Begins a file beside `final`, which it takes over; `about` is of the one that is there, if one is. */
static bool start_beside(struct atl_out *out, int folder, char *final, const struct stat *about) {
  char *name = NULL;
  mode_t mode = about ? about->st_mode & 0777 : 0666;
  /* A file that may not be written is not replaced behind its owner's back. */
  int fd = about && faccessat(folder, final, W_OK, 0) ? -1 : open_beside(folder, final, mode, &name);
  int why = errno;
  set_unfinished(folder, fd >= 0 ? name : NULL);
  if (fd >= 0 && about)
    fchmod(fd, mode); /* as it was, whatever the umask; where that fails the file is still good */
  start(out, fd);
  out->folder = folder;
  out->path = final;
  out->temporary = name;
  if (fd < 0) {
    out->error = why;
    free(out->temporary);
    out->temporary = NULL;
  }
  return fd >= 0;
}

bool atl_out_file(struct atl_out *out, const char *path) {
  struct stat about;
  bool there = !stat(path, &about);
  if (there && !S_ISREG(about.st_mode)) {
    int fd = S_ISDIR(about.st_mode) ? -1 : open(path, O_WRONLY | O_CLOEXEC);
    int why = S_ISDIR(about.st_mode) ? EISDIR : errno;
    start(out, fd);
    out->path = fd < 0 ? NULL : target_of(path);
    out->error = fd < 0 ? why : 0;
    return fd >= 0;
  }
  return start_beside(out, AT_FDCWD, target_of(path), there ? &about : NULL);
}

bool atl_out_file_in(struct atl_out *out, int folder, const char *name) {
  struct stat about;
  bool there = !fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW);
  if (there && !S_ISREG(about.st_mode)) {
    start(out, -1);
    out->error = S_ISLNK(about.st_mode) ? ELOOP : S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
    return false;
  }
  size_t len = strlen(name);
  char *copy = atl_alloc(len + 1, 1);
  memcpy(copy, name, len);
  return start_beside(out, folder, copy, there ? &about : NULL);
}

void atl_out_flush(struct atl_out *out) {
  size_t done = 0;
  while (out->fd >= 0 && !out->error && done < out->len) {
    ssize_t n = write(out->fd, out->buf + done, out->len - done);
    if (n > 0)
      done += (size_t)n;
    else if (n < 0 && errno != EINTR)
      out->error = errno;
  }
  if (out->fd >= 0 || out->error)
    out->len = 0;
}

char *atl_out_reserve_slow(struct atl_out *out, size_t n) {
  atl_out_flush(out);
  if (out->cap - out->len < n) {
    while (out->cap - out->len < n)
      out->cap *= 2;
    out->buf = atl_realloc(out->buf, out->cap, 1);
  }
  return out->buf + out->len;
}

static void release(struct atl_out *out) {
  if (out->temporary)
    set_unfinished(AT_FDCWD, NULL);
  free(out->buf);
  free(out->path);
  free(out->temporary);
  int error = out->error;
  *out = (struct atl_out){.fd = -1, .folder = AT_FDCWD, .error = error};
}

int atl_out_close(struct atl_out *out) {
  atl_out_flush(out);
  if (out->path && out->fd >= 0 && close(out->fd) && !out->error)
    out->error = errno;
  if (out->temporary) {
    if (!out->error && renameat(out->folder, out->temporary, out->folder, out->path))
      out->error = errno;
    if (out->error)
      unlinkat(out->folder, out->temporary, 0);
  }
  release(out);
  return out->error;
}

void atl_out_discard(struct atl_out *out) {
  if (out->path && out->fd >= 0)
    close(out->fd);
  if (out->temporary)
    unlinkat(out->folder, out->temporary, 0);
  release(out);
}

/* Writes a number in decimal that ends before `end`, two digits at a time; returns where it begins. */
static char *digits_before(char *end, uint64_t value) {
  static const char pairs[] =
      "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445"
      "46474849505152535455565758596061626364656667686970717273747576777879808182838485868788899091"
      "9293949596979899";
  for (; value >= 100; value /= 100)
    memcpy(end -= 2, pairs + 2 * (value % 100), 2);
  if (value >= 10)
    memcpy(end -= 2, pairs + 2 * value, 2);
  else
    *--end = (char)('0' + value);
  return end;
}

enum { DIGITS = 24 }; /* room for any number, and its sign */

void atl_out_int(struct atl_out *out, int64_t value) {
  char digits[DIGITS], *end = digits + sizeof digits;
  char *begin = digits_before(end, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
  if (value < 0)
    *--begin = '-';
  atl_out_write(out, begin, (size_t)(end - begin));
}

void atl_out_fixed(struct atl_out *out, int64_t value, int32_t unit) {
  bool minus = value < 0;
  uint64_t size = minus ? 0 - (uint64_t)value : (uint64_t)value, by = (uint64_t)unit, hundredths = size * 100 + by / 2;
  /* Units are powers of two, nearly all; processors take long to divide by what they do not know. */
  hundredths = by & (by - 1) ? hundredths / by : hundredths >> __builtin_ctzll(by);
  uint64_t whole = hundredths / 100, rest = hundredths % 100;
  char digits[DIGITS + 3], *end = digits + DIGITS, *begin = end;
  if (whole || !rest)
    begin = digits_before(end, whole);
  if (minus && hundredths)
    *--begin = '-';
  if (rest) {
    *end++ = '.';
    *end++ = (char)('0' + rest / 10);
    if (rest % 10)
      *end++ = (char)('0' + rest % 10);
  }
  atl_out_write(out, begin, (size_t)(end - begin));
}

void atl_out_xml(struct atl_out *out, const char *text, size_t len) {
  for (size_t i = 0, plain; i < len; i++) {
    for (plain = i; i < len; i++) {
      unsigned char c = (unsigned char)text[i];
      if (c == '&' || c == '<' || c == '>' || c == '"' || c == '\'' || c < 0x20 || c == 0xef)
        break;
    }
    atl_out_write(out, text + plain, i - plain);
    if (i == len)
      break;
    unsigned char c = (unsigned char)text[i];
    if (c == '&')
      atl_out_lit(out, "&amp;");
    else if (c == '<')
      atl_out_lit(out, "&lt;");
    else if (c == '>')
      atl_out_lit(out, "&gt;");
    else if (c == '"')
      atl_out_lit(out, "&quot;");
    else if (c == '\'')
      atl_out_lit(out, "&#39;");
    else if (c == '\n' || c == '\t')
      atl_out_char(out, ' ');
    else if (c < 0x20)
      atl_out_lit(out, "\xef\xbf\xbd");
    else if (i + 2 < len && (unsigned char)text[i + 1] == 0xbf && (unsigned char)text[i + 2] >= 0xbe) {
      atl_out_lit(out, "\xef\xbf\xbd"); /* U+FFFE and U+FFFF are no characters */
      i += 2;
    } else
      atl_out_char(out, (char)c);
  }
}

void atl_out_format(struct atl_out *out, const char *format, ...) {
  char small[512];
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int len = vsnprintf(small, sizeof small, format, args);
  va_end(args);
  if (len >= (int)sizeof small) {
    vsnprintf(atl_out_reserve(out, (size_t)len + 1), (size_t)len + 1, format, again);
    atl_out_advance(out, (size_t)len);
  } else if (len > 0)
    atl_out_write(out, small, (size_t)len);
  va_end(again);
}

size_t atl_count_text(char to[ATL_COUNT_BYTES], uint32_t count, enum atl_counted what) {
  static const char *const word[][2] = {{"entries", "entry"}, {"items", "item"}, {"nodes", "node"}};
  return (size_t)snprintf(to, ATL_COUNT_BYTES, "+%u %s", (unsigned)count, word[what][count == 1]);
}
