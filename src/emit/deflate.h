/* A zlib stream (RFC 1950, 1951) of rows of bytes that are known as runs of one byte, as those of a drawing are.
 * General compressors look at each byte; here the work is that of the runs, of which there are twenty times fewer, and
 * what is as in the row above costs next to nothing.
 *
 * The same rows give the same bytes. */
#ifndef ATL_EMIT_DEFLATE_H
#define ATL_EMIT_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

enum { ATL_DEFLATE_ROW = 32768 }; /* bytes, at most: a row is to be within reach of the one below it */

struct atl_deflate;

/* Rows of `row` bytes. */
struct atl_deflate *atl_deflate_new(size_t row);
void atl_deflate_free(struct atl_deflate *deflate);

/* Adds a row: each run is its length, at least 1, and its byte << 16; all lengths together are the row. It is compared
 * with the one `above` rows before it, if that is within reach. */
void atl_deflate_add(struct atl_deflate *deflate, const uint32_t *run, uint32_t runs, uint32_t above);

/* Ends the stream. Its bytes are good until it is freed. */
const uint8_t *atl_deflate_end(struct atl_deflate *deflate, size_t *bytes);

#endif
