/* UTF-8, byte by byte, and the safety of text that comes from strangers. */
#ifndef ATL_BASE_UTF8_H
#define ATL_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Decodes one code point; returns its length in bytes, 0 where the bytes are no UTF-8 (overlong, surrogate, cut). */
size_t atl_utf8_decode(const char *text, size_t len, uint32_t *code_point);

/* Writes one code point; returns its length. `to` has room for 4 bytes. */
size_t atl_utf8_encode(char *to, uint32_t code_point);

/* How many bytes of ASCII the text begins with. */
size_t atl_ascii_len(const char *text, size_t len);

/* Makes text harmless: C0 and C1 controls but newline, DEL, bidirectional overrides, embeddings and isolates
 * (U+202A-202E, U+2066-2069), U+FEFF, U+FFFE, U+FFFF and broken UTF-8 become '?'; a tab becomes a blank; CR LF, CR,
 * NEL, LS and PS become newline. Writes at most `len` bytes (it never grows) and returns how many. `to` may be `from`.
 */
size_t atl_sanitise(char *to, const char *from, size_t len);

#endif
