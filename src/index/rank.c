/* The ranking's numbers, and words: see rank.h. */
#include "index/rank.h"

#include "base/letter.h"

#include <string.h>

const struct atl_rank atl_rank = {
    .same = 16,
    .stem = 14,
    .prefix = 4,
    .prefix_more = 8,
    .part = 4,
    .slip = 11,
    .slip_less = 3,
    .least_part = 3,
    .least_slip = 4,
    .more_slip = 8,
    .label = 6,
    .label_more = 6,
    .name = 10,
    .id = 6,
    .note = 5,
    .fact_name = 5,
    .about = 2,
    .fact = 2,
    .place = 2,
    .refs = 8,
    .tail = 25,
    .stop =
        " a an and any are as at be been by can could did do does for from get had has have how i if in into is it its "
        "me my no not of on one or our over s should so t than that the their them then there these they this to use "
        "was we were what when where which who whose why will with without would you your ",
};

/* How many bytes of a sign at `c` part words; 0: it is a letter. */
static uint32_t sign(const char *c) {
  unsigned char a = (unsigned char)c[0], b = (unsigned char)(a ? c[1] : 0);
  if (a < 0x80)
    return !atl_is_letter(*c);
  if (a == 0xc2 && b)
    return 2;
  if (a == 0xc3 && (b == 0x97 || b == 0xb7))
    return 2;
  bool cjk = a == 0xe3 && b == 0x80, other = a == 0xe2 && b >= 0x80 && b <= 0x9f;
  return (cjk || other) && c[2] ? 3 : 0;
}

static void add(struct atl_rank_word *word, const char *text, uint32_t begin, uint32_t end) {
  for (uint32_t i = begin; i < end && word->len < ATL_RANK_LONGEST; i++) {
    unsigned char c = (unsigned char)text[i];
    bool latin = i > begin && (unsigned char)text[i - 1] == 0xc3 && c >= 0x80 && c <= 0x9e;
    word->text[word->len++] = latin ? (char)(c + 0x20) : atl_lower((char)c);
  }
  word->text[word->len] = 0;
  word->end = end;
}

bool atl_rank_next(struct atl_rank_words *w) {
  const char *text = w->text;
  if (!w->joined && w->chain.len && !w->chained) { /* the last one ended a word of several */
    w->joined = true;
    w->word = w->chain;
    w->chain.len = 0;
    return true;
  }
  if (!w->chained)
    w->chain.len = 0;
  w->joined = false;
  uint32_t skip;
  while (text[w->at] && (skip = sign(text + w->at)))
    w->at += skip;
  if (!text[w->at])
    return false;
  uint32_t begin = w->at;
  while (text[w->at] && !sign(text + w->at))
    w->at++;
  w->word.len = 0;
  w->word.at = begin;
  add(&w->word, text, begin, w->at);
  char mark = text[w->at];
  bool goes_on = (mark == '-' || mark == '_' || mark == '.') && text[w->at + 1] && !sign(text + w->at + 1);
  if (goes_on && !w->chained) {
    w->chain.len = 0;
    w->chain.at = begin;
  }
  if (goes_on || w->chained)
    add(&w->chain, text, begin, w->at);
  w->chained = goes_on;
  return true;
}

bool atl_rank_is_stop(const char *word, uint32_t len) {
  for (const char *at = atl_rank.stop; at[1]; at = strchr(at + 1, ' '))
    if (!strncmp(at + 1, word, len) && at[len + 1] == ' ')
      return true;
  return false;
}

void atl_rank_shift(struct atl_rank_word *last, const struct atl_rank_word *word) {
  memmove(last, last + 1, (ATL_RANK_RUN - 1) * sizeof *last);
  last[ATL_RANK_RUN - 1] = *word;
}

bool atl_rank_join(const struct atl_rank_word *last, uint32_t count, struct atl_rank_word *several) {
  const struct atl_rank_word *first = &last[ATL_RANK_RUN - count], *end = &last[ATL_RANK_RUN - 1];
  *several = (struct atl_rank_word){0};
  if (atl_rank_is_stop(first->text, first->len) || atl_rank_is_stop(end->text, end->len))
    return false;
  for (uint32_t i = ATL_RANK_RUN - count; i < ATL_RANK_RUN; i++) {
    if (!last[i].len || several->len + last[i].len > ATL_RANK_LONGEST)
      return false;
    memcpy(several->text + several->len, last[i].text, last[i].len);
    several->len += last[i].len;
  }
  several->at = first->at;
  several->end = end->end;
  return true;
}

uint32_t atl_rank_stem(const char *word, uint32_t len, char *stem) {
  memcpy(stem, word, len);
  if (len >= 4 && stem[len - 1] == 's') {
    if (len >= 5 && stem[len - 3] == 'i' && stem[len - 2] == 'e') {
      stem[len - 3] = 'y';
      len -= 2;
    } else if (len >= 5 && !memcmp(stem + len - 4, "sses", 4))
      len -= 2;
    else if (!strchr("sui", stem[len - 2]))
      len--;
  }
  uint32_t before = len;
  if (len >= 6 && !memcmp(stem + len - 3, "ing", 3))
    len -= 3;
  else if (len >= 5 && !memcmp(stem + len - 2, "ed", 2))
    len -= 2;
  if (len < before && len >= 4 && stem[len - 1] == stem[len - 2] && !strchr("aeioulsz", stem[len - 1]))
    len--;
  if (len >= 4 && stem[len - 1] == 'e')
    len--;
  stem[len] = 0;
  return len;
}

uint32_t atl_rank_log2(uint32_t number) {
  enum { SIXTEENTH = 4, FRACTION = 16 };
  uint32_t whole = 0;
  while (number >> whole > 1)
    whole++;
  uint64_t mantissa = whole > FRACTION ? number >> (whole - FRACTION) : (uint64_t)number << (FRACTION - whole);
  uint32_t log = whole;
  for (int bit = 0; bit < SIXTEENTH; bit++) {
    mantissa = mantissa * mantissa >> FRACTION;
    bool one = mantissa >> (FRACTION + 1);
    log = log << 1 | one;
    mantissa >>= one;
  }
  return log;
}

uint32_t atl_rank_slips(uint32_t len) { return (len >= atl_rank.least_slip) + (len >= atl_rank.more_slip); }

void atl_rank_write(struct atl_out *out) {
  const struct atl_rank *r = &atl_rank;
  atl_out_format(out,
                 "{\"same\":%u,\"stem\":%u,\"prefix\":%u,\"prefixMore\":%u,\"part\":%u,\"slip\":%u,\"slipLess\":%u,"
                 "\"leastPart\":%u,\"leastSlip\":%u,\"moreSlip\":%u,",
                 r->same, r->stem, r->prefix, r->prefix_more, r->part, r->slip, r->slip_less, r->least_part,
                 r->least_slip, r->more_slip);
  atl_out_format(out,
                 "\"label\":%u,\"labelMore\":%u,\"name\":%u,\"note\":%u,\"factName\":%u,\"about\":%u,\"fact\":%u,"
                 "\"place\":%u,\"id\":%u,\"refs\":%u,\"tail\":%u,\"longest\":%d,\"most\":%d,\"stop\":\"%s\"}",
                 r->label, r->label_more, r->name, r->note, r->fact_name, r->about, r->fact, r->place, r->id, r->refs,
                 r->tail, ATL_RANK_LONGEST, ATL_RANK_MOST, r->stop);
}
