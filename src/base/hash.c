/* SipHash-2-4-128, byte by byte as its authors define it: two rounds a word of eight bytes, four at the end of each
 * half of the result, the length in the last word. The key is that of their test vectors, 00 01 .. 0f. */
#include "base/hash.h"

#include "base/source.h"

#include <errno.h>
#include <sys/stat.h>

#define KEY_LOW  UINT64_C(0x0706050403020100)
#define KEY_HIGH UINT64_C(0x0f0e0d0c0b0a0908)

enum { ROUNDS = 2, LAST_ROUNDS = 4, WORD = 8 };

static inline uint64_t left(uint64_t x, unsigned by) { return x << by | x >> (64 - by); }

static inline void mix(uint64_t v[4], int rounds) {
  for (int i = 0; i < rounds; i++) {
    v[0] += v[1];
    v[1] = left(v[1], 13) ^ v[0];
    v[0] = left(v[0], 32);
    v[2] += v[3];
    v[3] = left(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = left(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = left(v[1], 17) ^ v[2];
    v[2] = left(v[2], 32);
  }
}

/* Eight bytes, the first one lowest, whatever the machine; compilers know the pattern as one load. */
static inline uint64_t word(const unsigned char *b) {
  return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
         (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* What is left of them at the end. */
static inline uint64_t rest(const unsigned char *bytes, size_t len) {
  uint64_t w = 0;
  for (size_t i = 0; i < len; i++)
    w |= (uint64_t)bytes[i] << 8 * i;
  return w;
}

struct atl_hash atl_hash_bytes(const void *data, size_t len) {
  const unsigned char *bytes = data;
  uint64_t v[4] = {UINT64_C(0x736f6d6570736575) ^ KEY_LOW, UINT64_C(0x646f72616e646f6d) ^ KEY_HIGH ^ 0xee,
                   UINT64_C(0x6c7967656e657261) ^ KEY_LOW, UINT64_C(0x7465646279746573) ^ KEY_HIGH};
  size_t whole = len / WORD * WORD;
  for (size_t i = 0; i < whole; i += WORD) {
    uint64_t w = word(bytes + i);
    v[3] ^= w;
    mix(v, ROUNDS);
    v[0] ^= w;
  }
  uint64_t last = rest(bytes + whole, len - whole) | (uint64_t)len << 56;
  v[3] ^= last;
  mix(v, ROUNDS);
  v[0] ^= last;
  struct atl_hash hash;
  v[2] ^= 0xee;
  mix(v, LAST_ROUNDS);
  hash.low = v[0] ^ v[1] ^ v[2] ^ v[3];
  v[1] ^= 0xdd;
  mix(v, LAST_ROUNDS);
  hash.high = v[0] ^ v[1] ^ v[2] ^ v[3];
  return hash;
}

/* The digits are those of the bytes, the lowest first, as the authors print them. */
void atl_hash_write(struct atl_hash hash, char digits[ATL_HASH_DIGITS + 1]) {
  static const char hex[] = "0123456789abcdef";
  for (int i = 0; i < ATL_HASH_DIGITS / 2; i++) {
    unsigned byte = (unsigned)((i < WORD ? hash.low >> 8 * i : hash.high >> 8 * (i - WORD)) & 0xff);
    digits[2 * i] = hex[byte >> 4];
    digits[2 * i + 1] = hex[byte & 15];
  }
  digits[ATL_HASH_DIGITS] = 0;
}

bool atl_hash_read(const char *digits, struct atl_hash *hash) {
  *hash = (struct atl_hash){0};
  for (int i = 0; i < ATL_HASH_DIGITS; i++) {
    char c = digits[i];
    int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (value < 0)
      return false;
    uint64_t *half = i < ATL_HASH_DIGITS / 2 ? &hash->low : &hash->high;
    int byte = i / 2 % WORD;
    *half |= (uint64_t)value << (8 * byte + (i % 2 ? 0 : 4));
  }
  return true;
}

bool atl_hash_file(const char *path, struct atl_hash *hash) {
  struct atl_sources sources = {0};
  struct stat about;
  if (stat(path, &about))
    return false;
  if (!S_ISREG(about.st_mode)) {
    errno = EINVAL;
    return false;
  }
  uint32_t file = atl_sources_read(&sources, path);
  int why = errno;
  if (file != ATL_NONE)
    *hash = atl_hash_bytes(sources.file.at[file].text, sources.file.at[file].len);
  atl_sources_release(&sources);
  errno = why;
  return file != ATL_NONE;
}
