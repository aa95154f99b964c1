/* What the Unicode Character Database says of a code point, as far as text is set by it: where clusters end (UAX #29),
 * where lines may end (UAX #14), how many cells it takes (UAX #11), which way it is written (UAX #9).
 * tools/make-unicode reads the classes below and writes unicode.c. */
#ifndef ATL_BASE_UNICODE_H
#define ATL_BASE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/* Grapheme_Cluster_Break. */
enum atl_gcb {
  ATL_GCB_OTHER,
  ATL_GCB_CR,
  ATL_GCB_LF,
  ATL_GCB_CONTROL,
  ATL_GCB_EXTEND,
  ATL_GCB_ZWJ,
  ATL_GCB_REGIONAL_INDICATOR,
  ATL_GCB_PREPEND,
  ATL_GCB_SPACINGMARK,
  ATL_GCB_L,
  ATL_GCB_V,
  ATL_GCB_T,
  ATL_GCB_LV,
  ATL_GCB_LVT
};

/* Line_Break, by its short names, after rule LB1: AI, SG and XX are AL, SA is CM or AL, CJ is NS. OPW are those of OP
 * that are wide (LB30), IDX those of ID that are kept free for pictographs (LB30b). */
enum atl_lb {
  ATL_LB_AL,
  ATL_LB_B2,
  ATL_LB_BA,
  ATL_LB_BB,
  ATL_LB_BK,
  ATL_LB_CB,
  ATL_LB_CL,
  ATL_LB_CM,
  ATL_LB_CP,
  ATL_LB_CR,
  ATL_LB_EB,
  ATL_LB_EM,
  ATL_LB_EX,
  ATL_LB_GL,
  ATL_LB_H2,
  ATL_LB_H3,
  ATL_LB_HL,
  ATL_LB_HY,
  ATL_LB_ID,
  ATL_LB_IDX,
  ATL_LB_IN,
  ATL_LB_IS,
  ATL_LB_JL,
  ATL_LB_JT,
  ATL_LB_JV,
  ATL_LB_LF,
  ATL_LB_NL,
  ATL_LB_NS,
  ATL_LB_NU,
  ATL_LB_OP,
  ATL_LB_OPW,
  ATL_LB_PO,
  ATL_LB_PR,
  ATL_LB_QU,
  ATL_LB_RI,
  ATL_LB_SP,
  ATL_LB_SY,
  ATL_LB_WJ,
  ATL_LB_ZW,
  ATL_LB_ZWJ
};

/* All that is known of a code point; what is none, and what no table has, is a letter of one cell. */
struct atl_unicode {
  uint8_t gcb;            /* enum atl_gcb */
  uint8_t lb;             /* enum atl_lb */
  uint8_t cells;          /* 0 to 2, alone */
  bool pictograph : 1;    /* Extended_Pictographic, assigned or not */
  bool ambiguous : 1;     /* East Asian Ambiguous, and seen: as wide as the reader's terminal has it */
  bool right_to_left : 1; /* a letter that is, or a format character that makes others so */
};

const struct atl_unicode *atl_unicode_of(uint32_t c);

#endif
