/* Compression by libdeflate, opened when it is wanted: see pack.h. */
#include "site/pack.h"

#include "base/arena.h"
#include "base/load.h"

#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>

#define FUNCTIONS(X)                                                                                                   \
  X(libdeflate_alloc_compressor)                                                                                       \
  X(libdeflate_free_compressor)                                                                                        \
  X(libdeflate_zlib_compress)                                                                                          \
  X(libdeflate_zlib_compress_bound)

static struct { FUNCTIONS(ATL_MEMBER) } lib;

enum { LEVEL = 12 }; /* the best there is: a page is made once and read often */

static bool is_open(void) {
  static void *library;
  if (!library)
    library = atl_library(ATL_LIBRARY("deflate", "0"));
  return library FUNCTIONS(ATL_FIND);
}

static void base64(const uint8_t *bytes, size_t len, struct atl_out *out) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < len; i += 3) {
    size_t left = len - i;
    uint32_t three = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                     (left > 2 ? (uint32_t)bytes[i + 2] : 0);
    char four[4] = {digits[three >> 18], digits[three >> 12 & 63], left > 1 ? digits[three >> 6 & 63] : '=',
                    left > 2 ? digits[three & 63] : '='};
    atl_out_write(out, four, sizeof four);
  }
}

bool atl_site_pack(const char *bytes, size_t len, struct atl_out *out) {
  if (!is_open())
    return false;
  struct libdeflate_compressor *compressor = lib.libdeflate_alloc_compressor(LEVEL);
  if (!compressor)
    return false;
  size_t bound = lib.libdeflate_zlib_compress_bound(compressor, len);
  uint8_t *packed = atl_alloc(bound, 1);
  bound = lib.libdeflate_zlib_compress(compressor, bytes, len, packed, bound);
  lib.libdeflate_free_compressor(compressor);
  if (bound)
    base64(packed, bound, out);
  free(packed);
  return bound > 0;
}
