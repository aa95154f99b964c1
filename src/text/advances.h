/* How wide each character is, in the faces of enum atl_face: made by tools/make-advances from fonts, read by metrics.c
 * alone. The source of each number is said in advances.c. */
#ifndef ATL_TEXT_ADVANCES_H
#define ATL_TEXT_ADVANCES_H

#include "text/metrics.h"

#include <stdint.h>

enum {
  ATL_ADVANCE_EM = 2048,      /* units of an em */
  ATL_ADVANCE_PAGE = 64,      /* code points of a page */
  ATL_ADVANCE_LIMIT = 0x2c00, /* no code point from here on is in a table */
  ATL_ADVANCE_NONE = 0xffff,  /* nor is this one */
  ATL_ADVANCE_ASCII = 0x80,
};

/* Pages of advances; equal pages are kept once. */
extern const uint16_t atl_advance_page[][ATL_ADVANCE_PAGE];

/* Faces with advances of their own: a bold monospace face has those of the plain one. */
enum { ATL_ADVANCE_FACES = ATL_MONO + 1 };

/* The page of each run of ATL_ADVANCE_PAGE code points. */
extern const uint8_t atl_advance_index[ATL_ADVANCE_FACES][ATL_ADVANCE_LIMIT / ATL_ADVANCE_PAGE];

/* The first pages again, flat, for one look-up a byte. Controls are ATL_ADVANCE_NONE. */
extern const uint16_t atl_advance_ascii[ATL_ADVANCE_FACES][ATL_ADVANCE_ASCII];

#endif
