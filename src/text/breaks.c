/* The rules of UAX #14, in their order and by their numbers, over the classes of base/unicode. Numbers are kept
 * together by the pairs of rule LB25 and not by a search for whole numbers (which the standard allows): "/24" and
 * "(5)%" stay whole without digits before them. Rule LB29 is left out, which keeps a full stop, a comma or a colon and
 * the letter after it together: names have dots ("org.example.billing"), and where one is wider than its box may be, it
 * is to be broken there.
 *
 * One walk over the text, with what it has passed in a few words. */
#include "text/breaks.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What stands before a code point. */
struct passed {
  enum atl_lb before; /* its class, which the marks on it have too (LB9) */
  enum atl_lb solid;  /* that of the last one which is not a space */
  bool joiner;        /* a ZERO WIDTH JOINER, after marks or not */
  bool hebrew;        /* a Hebrew letter before a hyphen */
  bool odd_regional;  /* a flag lacks its second half */
};

#define IS(class)  (UINT64_C(1) << ATL_LB_##class)
#define IN(set, c) (((set) >> (c)&1) != 0)

static const uint64_t ENDS = IS(BK) | IS(CR) | IS(LF) | IS(NL);
static const uint64_t LETTERS = IS(AL) | IS(HL);
static const uint64_t PICTURES = IS(ID) | IS(IDX) | IS(EB) | IS(EM);
static const uint64_t AFFIXES = IS(PR) | IS(PO);
static const uint64_t OPENING = IS(OP) | IS(OPW);
static const uint64_t CLOSING = IS(CL) | IS(CP);
static const uint64_t HANGUL = IS(JL) | IS(JV) | IS(JT) | IS(H2) | IS(H3);

/* LB23 to LB30b: what is kept together of two neighbours without a space between them. */
static bool are_kept(const struct passed *p, enum atl_lb after) {
  enum atl_lb before = p->before;
  if ((IN(LETTERS, before) && after == ATL_LB_NU) || (before == ATL_LB_NU && IN(LETTERS, after))) /* LB23 */
    return true;
  if ((before == ATL_LB_PR && IN(PICTURES, after)) || (IN(PICTURES, before) && after == ATL_LB_PO)) /* LB23a */
    return true;
  if ((IN(AFFIXES, before) && IN(LETTERS, after)) || (IN(LETTERS, before) && IN(AFFIXES, after))) /* LB24 */
    return true;
  if (IN(CLOSING | IS(NU), before) && IN(AFFIXES, after)) /* LB25 */
    return true;
  if (IN(AFFIXES, before) && IN(OPENING | IS(NU), after))
    return true;
  if (IN(IS(HY) | IS(IS) | IS(NU) | IS(SY), before) && after == ATL_LB_NU)
    return true;
  if (before == ATL_LB_JL && IN(IS(JL) | IS(JV) | IS(H2) | IS(H3), after)) /* LB26 */
    return true;
  if (IN(IS(JV) | IS(H2), before) && IN(IS(JV) | IS(JT), after))
    return true;
  if (IN(IS(JT) | IS(H3), before) && after == ATL_LB_JT)
    return true;
  if ((IN(HANGUL, before) && after == ATL_LB_PO) || (before == ATL_LB_PR && IN(HANGUL, after))) /* LB27 */
    return true;
  if (IN(LETTERS, before) && IN(LETTERS, after)) /* LB28; not LB29 */
    return true;
  if (IN(LETTERS | IS(NU), before) && after == ATL_LB_OP) /* LB30 */
    return true;
  if (before == ATL_LB_CP && IN(LETTERS | IS(NU), after))
    return true;
  if (before == ATL_LB_RI && after == ATL_LB_RI) /* LB30a */
    return p->odd_regional;
  return IN(IS(EB) | IS(IDX), before) && after == ATL_LB_EM; /* LB30b */
}

static bool may_break(const struct passed *p, enum atl_lb after) {
  enum atl_lb before = p->before;
  if (before == ATL_LB_CR && after == ATL_LB_LF) /* LB5 */
    return false;
  if (IN(ENDS, before)) /* LB4, LB5 */
    return true;
  if (IN(ENDS | IS(SP) | IS(ZW), after)) /* LB6, LB7 */
    return false;
  if (p->solid == ATL_LB_ZW) /* LB8 */
    return true;
  if (p->joiner) /* LB8a */
    return false;
  if (before == ATL_LB_WJ || after == ATL_LB_WJ || before == ATL_LB_GL) /* LB11, LB12 */
    return false;
  if (after == ATL_LB_GL && !IN(IS(SP) | IS(BA) | IS(HY), before)) /* LB12a */
    return false;
  if (IN(CLOSING | IS(EX) | IS(IS) | IS(SY), after)) /* LB13 */
    return false;
  if (IN(OPENING, p->solid)) /* LB14 */
    return false;
  if (p->solid == ATL_LB_QU && IN(OPENING, after)) /* LB15 */
    return false;
  if (IN(CLOSING, p->solid) && after == ATL_LB_NS) /* LB16 */
    return false;
  if (p->solid == ATL_LB_B2 && after == ATL_LB_B2) /* LB17 */
    return false;
  if (before == ATL_LB_SP) /* LB18 */
    return true;
  if (before == ATL_LB_QU || after == ATL_LB_QU) /* LB19 */
    return false;
  if (before == ATL_LB_CB || after == ATL_LB_CB) /* LB20 */
    return true;
  if (IN(IS(BA) | IS(HY) | IS(NS) | IS(IN), after) || before == ATL_LB_BB) /* LB21, LB22 */
    return false;
  if (p->hebrew && IN(IS(BA) | IS(HY), before)) /* LB21a */
    return false;
  if (before == ATL_LB_SY && after == ATL_LB_HL) /* LB21b */
    return false;
  return !are_kept(p, after); /* LB31 */
}

void atl_line_breaks(const char *text, size_t len, char *chance) {
  struct passed p = {.before = ATL_LB_BK};
  memset(chance, 0, len);
  for (size_t at = 0, n; at < len; at += n) {
    uint32_t c = '?';
    n = atl_utf8_decode(text + at, len - at, &c);
    if (!n) {
      c = '?';
      n = 1;
    }
    enum atl_lb class = (enum atl_lb)atl_unicode_of(c)->lb;
    bool mark = class == ATL_LB_CM || class == ATL_LB_ZWJ, joiner = class == ATL_LB_ZWJ;
    if (mark && !IN(ENDS | IS(SP) | IS(ZW), p.before)) { /* LB9 */
      p.joiner = joiner;
      continue;
    }
    if (mark) /* LB10 */
      class = ATL_LB_AL;
    chance[at] = at > 0 && may_break(&p, class);
    p.hebrew = p.before == ATL_LB_HL;
    p.odd_regional = class == ATL_LB_RI && !(p.before == ATL_LB_RI && p.odd_regional);
    p.before = class;
    if (class != ATL_LB_SP)
      p.solid = class;
    p.joiner = joiner;
  }
}
