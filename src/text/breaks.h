/* Where a line of text may end: UAX #14. Private to text/. */
#ifndef ATL_TEXT_BREAKS_H
#define ATL_TEXT_BREAKS_H

#include <stddef.h>

/* Writes to each of chance[0..len-1] whether a line may, or has to, begin with that byte: 1 or 0. Broken UTF-8 counts
 * as question marks. Linear in the text. */
void atl_line_breaks(const char *text, size_t len, char *chance);

#endif
