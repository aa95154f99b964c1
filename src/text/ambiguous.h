/* Characters that are one or two cells wide, as the reader's terminal has it: East Asian Ambiguous, UAX #11. Private to
 * text/. */
#ifndef ATL_TEXT_AMBIGUOUS_H
#define ATL_TEXT_AMBIGUOUS_H

#include <stddef.h>
#include <stdint.h>

struct atl_range {
  uint32_t first, last;
};

extern const struct atl_range atl_ambiguous[]; /* sorted */
extern const size_t atl_ambiguous_count;

#endif
