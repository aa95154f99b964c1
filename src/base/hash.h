/* A hash of bytes, to know them again: SipHash-2-4 of 128 bits (Aumasson, Bernstein: SipHash: a fast short-input PRF,
 * 2012) with a fixed key.
 *
 * What it has to stand is accidents: two versions of a file that are taken for one. With 128 bits that spread well the
 * chance is below 10^-20 for a billion files. It takes eight bytes a step, where FNV-1a of as many bits takes one, it
 * gives the same on machines of either byte order, and it needs no library. With a key that everybody knows it is no
 * guard against somebody who wants two files to have one hash; who can write the maps can write the drawings as well.
 */
#ifndef ATL_BASE_HASH_H
#define ATL_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct atl_hash {
  uint64_t low, high;
};

enum { ATL_HASH_DIGITS = 32 };

struct atl_hash atl_hash_bytes(const void *bytes, size_t len);

static inline bool atl_hash_same(struct atl_hash a, struct atl_hash b) { return a.low == b.low && a.high == b.high; }

/* Writes ATL_HASH_DIGITS hexadecimal digits and a NUL. */
void atl_hash_write(struct atl_hash hash, char digits[ATL_HASH_DIGITS + 1]);

/* Reads as many digits; false where there are others. */
bool atl_hash_read(const char *digits, struct atl_hash *hash);

/* The hash of a file. False with errno set where it cannot be read, or is no regular file. */
bool atl_hash_file(const char *path, struct atl_hash *hash);

#endif
