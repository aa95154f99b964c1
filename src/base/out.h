/* Buffered output that remembers its first failure.
 *
 * A file is written beside its place and renamed over it by atl_out_close(): a run that fails leaves the old file as it
 * was and no half file. Writers never check; the caller asks once, at the close. */
#ifndef ATL_BASE_OUT_H
#define ATL_BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct atl_out {
  char *buf;
  size_t len, cap;
  int fd;          /* -1: memory only */
  int error;       /* errno of the first failure, 0 while all is well */
  int folder;      /* in which both names are, AT_FDCWD where they are paths */
  char *path;      /* final name, NULL for standard output and memory */
  char *temporary; /* name written to until the close */
};

/* Of a name, so many bytes stand in that of the file beside it, and so many more follow: systems take 255. */
enum { ATL_BESIDE_KEPT = 200, ATL_BESIDE_ROOM = 48 };

/* Collects in memory: the bytes are out->buf, out->len until atl_out_discard(). */
void atl_out_memory(struct atl_out *out);

/* Writes to the descriptor, which stays open (standard output). */
void atl_out_fd(struct atl_out *out, int fd);

/* Writes beside `path`; false with out->error set when the file cannot be made there. A path that is not a regular file
 * (a device, a pipe) is written to directly. */
bool atl_out_file(struct atl_out *out, const char *path);

/* The same for a name without slashes in an open folder, which has to stay open; no link is followed (ELOOP), and what
 * is no regular file is not written to (EINVAL). */
bool atl_out_file_in(struct atl_out *out, int folder, const char *name);

/* Flushes and puts the file in its place. Returns 0 or the errno of whatever failed first; releases everything. */
int atl_out_close(struct atl_out *out);

/* Drops what was written; a file beside is removed. */
void atl_out_discard(struct atl_out *out);

/* Removes the file that is being written beside its place, if there is one. Safe in a signal handler; the process has
 * to end after it. */
void atl_out_abandon(void);

/* -- Writers. All of them do nothing once out->error is set. -- */

void atl_out_flush(struct atl_out *out);

/* A pointer to `n` writable bytes at the end of the buffer; atl_out_advance() says how many were used. */
char *atl_out_reserve_slow(struct atl_out *out, size_t n);

static inline char *atl_out_reserve(struct atl_out *out, size_t n) {
  return out->cap - out->len >= n ? out->buf + out->len : atl_out_reserve_slow(out, n);
}

static inline void atl_out_advance(struct atl_out *out, size_t n) { out->len += n; }

static inline void atl_out_write(struct atl_out *out, const char *bytes, size_t n) {
  memcpy(atl_out_reserve(out, n), bytes, n);
  out->len += n;
}

static inline void atl_out_text(struct atl_out *out, const char *text) { atl_out_write(out, text, strlen(text)); }

static inline void atl_out_char(struct atl_out *out, char c) {
  *atl_out_reserve(out, 1) = c;
  out->len++;
}

/* A string literal, its length known at compile time. */
#define atl_out_lit(out, literal) atl_out_write((out), "" literal, sizeof(literal) - 1)

void atl_out_int(struct atl_out *out, int64_t value);

/* `value` / `unit` in decimal, rounded to at most two places, no zeros to spare: 96/64 is "1.5", 32/64 is ".5" (as SVG
 * may have it; JSON may not). */
void atl_out_fixed(struct atl_out *out, int64_t value, int32_t unit);

/* Text for XML: & < > " ' are escaped, what XML 1.0 forbids becomes U+FFFD. Newlines become spaces. */
void atl_out_xml(struct atl_out *out, const char *text, size_t len);

void atl_out_format(struct atl_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* How many things a box stands for that are not drawn, as people read it: "+6 items", "+1 node", "+8 entries" where
 * there are both. Returns the length. */
enum atl_counted { ATL_COUNTED_ENTRIES, ATL_COUNTED_ITEMS, ATL_COUNTED_NODES };
enum { ATL_COUNT_BYTES = 24 };
size_t atl_count_text(char to[ATL_COUNT_BYTES], uint32_t count, enum atl_counted what);

#endif
