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
  X(libdeflate_deflate_compress)                                                                                       \
  X(libdeflate_deflate_compress_bound)                                                                                 \
  X(libdeflate_zlib_compress)                                                                                          \
  X(libdeflate_zlib_compress_bound)

static struct { FUNCTIONS(ATL_MEMBER) } lib;

/* The best level there is: a page is made once and read often. It takes ten times as long as one that packs a sixth
 * worse, which shows where an atlas is large: what is searched is packed anew after every change. */
enum { BEST = 12, FAST = 6, LONG = 512 * 1024 };

static bool is_open(void) {
  static void *library;
  if (!library)
    library = atl_library(ATL_LIBRARY("deflate", "0"));
  return library FUNCTIONS(ATL_FIND);
}

static void base64(const uint8_t *bytes, size_t len, bool address, struct atl_out *out) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
                    safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const char *digits = address ? safe : plain;
  for (size_t i = 0; i < len; i += 3) {
    size_t left = len - i;
    uint32_t three = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                     (left > 2 ? (uint32_t)bytes[i + 2] : 0);
    char four[4] = {digits[three >> 18], digits[three >> 12 & 63], left > 1 ? digits[three >> 6 & 63] : '=',
                    left > 2 ? digits[three & 63] : '='};
    atl_out_write(out, four, address && left < 3 ? left + 1 : sizeof four);
  }
}

static bool pack(const char *bytes, size_t len, bool address, struct atl_out *out) {
  if (!is_open())
    return false;
  struct libdeflate_compressor *compressor = lib.libdeflate_alloc_compressor(len > LONG ? FAST : BEST);
  if (!compressor)
    return false;
  size_t bound =
      (address ? lib.libdeflate_deflate_compress_bound : lib.libdeflate_zlib_compress_bound)(compressor, len);
  uint8_t *packed = atl_alloc(bound, 1);
  bound =
      (address ? lib.libdeflate_deflate_compress : lib.libdeflate_zlib_compress)(compressor, bytes, len, packed, bound);
  lib.libdeflate_free_compressor(compressor);
  if (bound)
    base64(packed, bound, address, out);
  free(packed);
  return bound > 0;
}

bool atl_site_pack(const char *bytes, size_t len, struct atl_out *out) { return pack(bytes, len, false, out); }

bool atl_site_pack_address(const char *bytes, size_t len, struct atl_out *out) { return pack(bytes, len, true, out); }

bool atl_site_pack_for(const struct atl_site *site, const char *name, const char *bytes, size_t len,
                       struct atl_out *out) {
  return (site->packed_before && site->packed_before(site->context, name, bytes, len, out)) ||
         atl_site_pack(bytes, len, out);
}
