/* How what is found is ranked: the one definition, for `atlasc query find` (search.c) and for the pages of a site
 * (site/web/rank.js), which takes its numbers and words from atl_rank and is held equal by tests/find.
 *
 * Words. A text is divided at everything that is no letter or digit; of what is not ASCII, at the signs of Latin-1, at
 * U+2000 to U+27FF and at the punctuation of CJK. Letters of ASCII and Latin-1 are compared without their case. Words
 * that are parted by one of - _ . alone are one word as well, but in an id: fine-tuning is fine, tuning and finetuning.
 * At most ATL_RANK_LONGEST bytes of a word count. Of a question, words that say nothing (`stop`) are left out, unless
 * there are no others, and what comes after ATL_RANK_MOST words.
 *
 * Two and three words in a row of the question are asked for as one as well, where that stands anywhere: as one word,
 * or in a row in a text that is short (no id, about, definition or fact; such are found by zerogpu, too), unless the
 * first or the last of them says nothing. They are a word more that need not be answered.
 *
 * How a word of a question fits one of a text, in sixteenths: it is the same; it has the same stem; it is the beginning
 * of it, by how much of it; and only where nothing in all maps fits so: it is a part of it; and only where that is
 * nowhere either: it is a slip or two away from it.
 *
 * How much a word counts in an entry: the rarer it is in all maps, the more (log2 of how many entries there are for
 * each that has it, in sixteenths, and one more); times how it fits; times the field where it stands, the best one
 * alone. A label counts the more, the more of its own words are asked for. Where an entry stands, the labels of what
 * it is in, is a field as well, but nothing is found by that alone.
 *
 * The sum over all words is taken times the share of the question that the entry answers, by the same measure; times
 * two where the question is its label; and up to `refs`/64 more for what much refers to. What has less than
 * 1/`tail` of the best is left out. Equals stay in the order of the entries. All is done in integers. */
#ifndef ATL_INDEX_RANK_H
#define ATL_INDEX_RANK_H

#include "base/out.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ATL_RANK_LONGEST = 64, ATL_RANK_MOST = 16, ATL_RANK_RUN = 3 };

struct atl_rank {
  /* How a word fits. A beginning of b of l bytes: prefix + prefix_more * b / l; a slip: slip - slip_less * distance. */
  uint32_t same, stem, prefix, prefix_more, part, slip, slip_less;
  uint32_t least_part;            /* bytes of a word that is looked for within others */
  uint32_t least_slip, more_slip; /* bytes of a word of which one is forgiven, and two */
  /* Fields. */
  uint32_t label, label_more, name, id, note, fact_name, about, fact, place;
  uint32_t refs, tail;
  const char *stop; /* words, each between blanks */
};
extern const struct atl_rank atl_rank;

/* A word of a text, or several that are one. */
struct atl_rank_word {
  char text[ATL_RANK_LONGEST + 1]; /* in lower case */
  uint32_t len, at, end;           /* where it stands, in bytes */
};

/* Takes the words of a text one by one. Start with all zero but `text`. A word of several comes behind the last of
 * them, with `joined` set. */
struct atl_rank_words {
  const char *text;
  uint32_t at;
  bool joined, chained; /* what was given is of several; the next word goes on with the last one */
  struct atl_rank_word word, chain;
};
bool atl_rank_next(struct atl_rank_words *words);

/* Moves a word into the list of the last ones. Makes one of the last `count`; false where there are not so many, or it
 * would be too long, or the first or the last one says nothing. */
void atl_rank_shift(struct atl_rank_word *last, const struct atl_rank_word *word);
bool atl_rank_join(const struct atl_rank_word *last, uint32_t count, struct atl_rank_word *several);

/* The stem of a word in lower case: a plural, -ing and -ed, and an e at the end are taken off. Returns its length. */
uint32_t atl_rank_stem(const char *word, uint32_t len, char *stem);

/* Whether a word says nothing in a question. */
bool atl_rank_is_stop(const char *word, uint32_t len);

/* log2 of a number from 1 on, in sixteenths, rounded down. */
uint32_t atl_rank_log2(uint32_t number);

/* How many slips are forgiven in a word. */
uint32_t atl_rank_slips(uint32_t len);

/* Writes the definition's numbers and words as an object of JSON. */
void atl_rank_write(struct atl_out *out);

#endif
