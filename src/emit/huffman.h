/* Prefix codes of least length for symbols that were counted (Huffman, 1952), none longer than a limit, with their bits
 * as RFC 1951 (3.2.2) assigns them. */
#ifndef ATL_EMIT_HUFFMAN_H
#define ATL_EMIT_HUFFMAN_H

#include <stdint.h>

enum { ATL_HUFFMAN_SYMBOLS = 288 }; /* at most */

struct atl_huffman {
  uint8_t length[ATL_HUFFMAN_SYMBOLS]; /* bits; 0: the symbol does not occur */
  uint16_t code[ATL_HUFFMAN_SYMBOLS];  /* the first bit lowest, as they are written */
};

/* Makes a code for `symbols` symbols, in at most `longest` bits each (15 at most, enough for all of them). Two symbols
 * have a code at least, whether they occur or not: with one alone some readers refuse the stream. */
void atl_huffman_make(struct atl_huffman *huffman, const uint32_t *count, int symbols, int longest);

#endif
