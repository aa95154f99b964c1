/* A zlib stream (RFC 1950, RFC 1951) made for drawings: long runs, few other bytes.
 *
 * Bytes are written as they come; memory stays constant however large the picture. The result depends on the bytes
 * alone, not on how they were cut into writes. */
#ifndef ATL_EMIT_DEFLATE_H
#define ATL_EMIT_DEFLATE_H

#include "base/out.h"

#include <stddef.h>
#include <stdint.h>

enum {
  ATL_DEFLATE_LITERALS = 286, /* 256 bytes, the end of the block, 29 lengths */
  ATL_DEFLATE_DISTANCES = 30,
};

struct atl_deflate {
  struct atl_out *out;
  uint8_t *window;  /* the history, then what waits to be encoded */
  size_t len, done; /* bytes in the window; of those, encoded */
  uint32_t base;    /* place of window[0] in the stream */
  uint32_t *recent; /* hash of 4 bytes -> their last places in the stream + 1, newest first */
  uint32_t *token;
  uint32_t tokens;
  uint32_t literal_count[ATL_DEFLATE_LITERALS], distance_count[ATL_DEFLATE_DISTANCES];
  uint32_t adler_low, adler_high;
  uint64_t bits; /* not yet written, lowest first */
  unsigned bit_count;
};

/* Starts a stream; its bytes are appended to `out`. */
void atl_deflate_init(struct atl_deflate *z, struct atl_out *out);

/* At most 4 GiB in all. */
void atl_deflate_write(struct atl_deflate *z, const uint8_t *bytes, size_t n);

/* Ends the stream with its checksum and frees everything but `out`. */
void atl_deflate_end(struct atl_deflate *z);

#endif
