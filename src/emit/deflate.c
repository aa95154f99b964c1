/* LZ77 (Ziv and Lempel, 1977) over runs: what was there before is looked for where a run begins, and nowhere else, at
 * two places: where a run of the same length was last followed by the same bytes, and in the same column of the row
 * above. A match may begin within a run and end within another. A run that nothing matches is its first byte and then
 * that byte again, from one byte back; it waits until it is known how much of it the match behind it takes in.
 *
 * Blocks have codes of their own (dynamic Huffman codes). */
#include "emit/deflate.h"

#include "base/arena.h"
#include "base/vec.h"
#include "emit/huffman.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
  REACH = 32768, /* how far back a match may begin */
  LEAST = 3,     /* bytes of a match, and */
  MOST = 258,
  BEYOND = 3,       /* at least, of a match behind the run that it begins with: else the run alone is as short */
  KEPT = 4 * REACH, /* bytes of the rows: they stay in the cache */
  KEY_BITS = 14,
  BLOCK = 1 << 14, /* steps of a block */
  END_OF_BLOCK = 256,
  LENGTHS = 257, /* the first symbol of them */
  LITERALS = 286,
  DISTANCES = 30,
  LONGEST_CODE = 15,
  LONGEST_META = 7, /* of the code in which lengths of codes are written */
  METAS = 19,
  SLACK = 16, /* bytes behind the rows that may be read, whatever they are */
};

struct atl_deflate {
  size_t row;
  uint8_t *byte;                /* of the rows, the last ones: at least REACH */
  uint32_t begin;               /* where in the stream they begin; */
  uint32_t len;                 /* how many there are */
  uint32_t seen[1 << KEY_BITS]; /* where in the stream a run began, + 1 */
  uint8_t value;                /* of the run that waits */
  uint32_t waiting;             /* how many bytes of it */
  bool follows;                 /* whether such a byte stands before it */
  uint32_t step[BLOCK];         /* a byte; or the bytes of a match << 16, and how far back */
  uint32_t steps;
  uint32_t literals[LITERALS], distances[DISTANCES]; /* how often each symbol occurs in the block */
  uint64_t bit;
  unsigned bits;   /* not yet written */
  uint32_t sum[2]; /* of Adler-32 */
  ATL_VEC(uint8_t) out;
};

struct atl_deflate *atl_deflate_new(size_t row) {
  struct atl_deflate *d = atl_alloc(1, sizeof *d);
  d->row = row;
  d->byte = atl_alloc(KEPT + SLACK, 1);
  d->sum[0] = 1;
  *atl_vec_push(&d->out) = 0x78; /* a window of 32 KB */
  *atl_vec_push(&d->out) = 0x01; /* made in haste */
  return d;
}

void atl_deflate_free(struct atl_deflate *d) {
  atl_vec_release(&d->out);
  free(d->byte);
  free(d);
}

/* -- bits ---------------------------------------------------------------------------------------------------------- */

/* Room for them is there. Fewer than 32 bits wait, and 28 at most come at once. */
static void put_bits(struct atl_deflate *d, uint64_t bit, unsigned bits) {
  d->bit |= bit << d->bits;
  d->bits += bits;
  if (d->bits < 32)
    return;
  uint8_t *to = d->out.at + d->out.len;
  for (int i = 0; i < 4; i++)
    to[i] = (uint8_t)(d->bit >> 8 * i);
  d->out.len += 4;
  d->bit >>= 32;
  d->bits -= 32;
}

/* All that wait, to a whole byte. */
static void flush_bits(struct atl_deflate *d) {
  for (; d->bits; d->bits -= d->bits < 8 ? d->bits : 8, d->bit >>= 8)
    d->out.at[d->out.len++] = (uint8_t)d->bit;
}

/* -- symbols ------------------------------------------------------------------------------------------------------- */

struct symbol {
  unsigned symbol, extra, bits; /* more bits, and how many */
};

static unsigned log_of(unsigned v) { return 31 - (unsigned)__builtin_clz(v); }

/* Four symbols for each doubling of the length; eight at first, of one length each. */
static struct symbol length_symbol(unsigned bytes) {
  unsigned v = bytes - LEAST;
  if (bytes == MOST)
    return (struct symbol){LITERALS - 1, 0, 0};
  if (v < 8)
    return (struct symbol){LENGTHS + v, 0, 0};
  unsigned bits = log_of(v) - 2;
  return (struct symbol){LENGTHS + 4 * bits + (v >> bits), v & ((1u << bits) - 1), bits};
}

/* Two for each doubling of the distance. */
static struct symbol distance_symbol(unsigned distance) {
  unsigned v = distance - 1;
  if (v < 2)
    return (struct symbol){v, 0, 0};
  unsigned bits = log_of(v) - 1;
  return (struct symbol){2 * bits + (v >> bits), v & ((1u << bits) - 1), bits};
}

/* -- blocks -------------------------------------------------------------------------------------------------------- */

/* The lengths of codes, as RFC 1951 (3.2.7) writes them: a length, or that the last one comes again, or zeros. */
struct meta {
  uint8_t symbol[LITERALS + DISTANCES], extra[LITERALS + DISTANCES];
  int count;
};

static void add_meta(struct meta *m, unsigned symbol, int extra) {
  m->symbol[m->count] = (uint8_t)symbol;
  m->extra[m->count++] = (uint8_t)extra;
}

static void meta_of(struct meta *m, const uint8_t *length, int n) {
  m->count = 0;
  for (int i = 0, end; i < n; i = end) {
    for (end = i + 1; end < n && length[end] == length[i];)
      end++;
    int left = end - i;
    if (length[i]) {
      add_meta(m, length[i], 0);
      left--;
    }
    while (left >= (3)) {
      int most = length[i] ? 6 : 138, taken = left < most ? left : most;
      if (length[i])
        add_meta(m, 16, taken - 3);
      else if (taken > 10)
        add_meta(m, 18, taken - 11);
      else
        add_meta(m, 17, taken - 3);
      left -= taken;
    }
    for (; left > 0; left--)
      add_meta(m, length[i], 0);
  }
}

static void put_codes(struct atl_deflate *d, const struct atl_huffman *literal, const struct atl_huffman *distance) {
  static const uint8_t order[METAS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  static const uint8_t more[METAS] = {[16] = 2, [17] = 3, [18] = 7};
  uint8_t length[LITERALS + DISTANCES];
  uint32_t count[METAS] = {0};
  struct atl_huffman code;
  struct meta meta;
  int metas = METAS;
  memcpy(length, literal->length, LITERALS);
  memcpy(length + LITERALS, distance->length, DISTANCES);
  meta_of(&meta, length, LITERALS + DISTANCES);
  for (int i = 0; i < meta.count; i++)
    count[meta.symbol[i]]++;
  atl_huffman_make(&code, count, METAS, LONGEST_META);
  while (metas > 4 && !code.length[order[metas - 1]])
    metas--;
  put_bits(d, LITERALS - 257, 5);
  put_bits(d, DISTANCES - 1, 5);
  put_bits(d, (unsigned)metas - 4, 4);
  for (int i = 0; i < metas; i++)
    put_bits(d, code.length[order[i]], 3);
  for (int i = 0; i < meta.count; i++) {
    int symbol = meta.symbol[i];
    put_bits(d, code.code[symbol], code.length[symbol]);
    put_bits(d, meta.extra[i], more[symbol]);
  }
}

static void put_block(struct atl_deflate *d, bool last) {
  enum { STEP_BYTES = 6, HEAD_BYTES = 1024 }; /* of a step: two codes of 15 bits, 5 and 13 more; of all codes */
  struct atl_huffman literal, distance;
  d->literals[END_OF_BLOCK]++;
  atl_huffman_make(&literal, d->literals, LITERALS, LONGEST_CODE);
  atl_huffman_make(&distance, d->distances, DISTANCES, LONGEST_CODE);
  atl_vec_reserve(&d->out, HEAD_BYTES + (size_t)STEP_BYTES * d->steps);
  put_bits(d, last, 1);
  put_bits(d, 2, 2); /* with codes of its own */
  put_codes(d, &literal, &distance);
  for (uint32_t i = 0; i < d->steps; i++) {
    unsigned bytes = d->step[i] >> 16;
    if (!bytes) {
      put_bits(d, literal.code[d->step[i]], literal.length[d->step[i]]);
      continue;
    }
    struct symbol length = length_symbol(bytes), back = distance_symbol(d->step[i] & 0xffff);
    put_bits(d, literal.code[length.symbol] | (uint64_t)length.extra << literal.length[length.symbol],
             literal.length[length.symbol] + length.bits);
    put_bits(d, distance.code[back.symbol] | (uint64_t)back.extra << distance.length[back.symbol],
             distance.length[back.symbol] + back.bits);
  }
  put_bits(d, literal.code[END_OF_BLOCK], literal.length[END_OF_BLOCK]);
  memset(d->literals, 0, sizeof d->literals);
  memset(d->distances, 0, sizeof d->distances);
  d->steps = 0;
}

/* -- steps --------------------------------------------------------------------------------------------------------- */

static void add_step(struct atl_deflate *d, uint32_t step) {
  if (d->steps == BLOCK)
    put_block(d, false);
  d->step[d->steps++] = step;
}

static void add_byte(struct atl_deflate *d, uint8_t byte) {
  add_step(d, byte);
  d->literals[byte]++;
}

static void add_match(struct atl_deflate *d, uint32_t bytes, uint32_t back) {
  add_step(d, bytes << 16 | back);
  d->literals[length_symbol(bytes).symbol]++;
  d->distances[distance_symbol(back).symbol]++;
}

/* The run that waited. */
static void add_run(struct atl_deflate *d) {
  uint32_t left = d->waiting;
  if (left && !d->follows) {
    add_byte(d, d->value);
    left--;
  }
  while (left >= LEAST) {
    uint32_t bytes = left < MOST ? left : MOST;
    add_match(d, bytes, 1);
    left -= bytes;
  }
  for (; left; left--)
    add_byte(d, d->value);
  d->waiting = 0;
  d->follows = true;
}

/* -- matches ------------------------------------------------------------------------------------------------------- */

struct match {
  uint32_t bytes, back;
};

/* The first byte lowest, on every machine. */
static uint32_t four(const uint8_t *at) {
  return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t eight(const uint8_t *at) { return four(at) | (uint64_t)four(at + 4) << 32; }

/* How many bytes from `at` are as those `back` bytes before, at most `most`. */
static uint32_t same_bytes(const uint8_t *at, uint32_t back, uint32_t most) {
  uint32_t n = 0;
  for (; n < most; n += 8) {
    uint64_t differ = eight(at + n) ^ eight(at + n - back);
    if (differ) {
      n += (uint32_t)__builtin_ctzll(differ) / 8;
      break;
    }
  }
  return n < most ? n : most;
}

/* Whether a match from `back` before the run of `length` bytes can be BEYOND bytes longer than the run. */
static bool is_worth_it(const uint8_t *byte, uint32_t length, uint32_t back) {
  _Static_assert(BEYOND == 3, "the end of the run, and as many bytes");
  return four(byte + length - 1) == four(byte + length - 1 - back);
}

/* The best match for the run of `length` bytes that begins at `at`, up to the end of its row, or none. `above`: how far
 * back the row is that may be like this one. */
static struct match find(struct atl_deflate *d, uint32_t at, uint32_t length, uint32_t end, uint32_t above) {
  const uint8_t *byte = d->byte + at;
  uint32_t key = (four(byte + length - 1) ^ length * 0x9e3779b9u) * 2654435761u >> (32 - KEY_BITS);
  uint32_t place = d->begin + at + 1, back = place - d->seen[key];
  struct match found = {0, 0};
  if (d->seen[key] && back <= REACH && is_worth_it(byte, length, back))
    found = (struct match){same_bytes(byte, back, end - at), back};
  d->seen[key] = place;
  if (above <= REACH && at >= above && is_worth_it(byte, length, above)) {
    uint32_t bytes = same_bytes(byte, above, end - at);
    if (bytes > found.bytes)
      found = (struct match){bytes, above};
  }
  return found.bytes >= length + BEYOND ? found : (struct match){0, 0};
}

/* -- rows ---------------------------------------------------------------------------------------------------------- */

/* Room for a row behind the others, of which as many are kept as can be reached. */
static void make_room(struct atl_deflate *d) {
  if (d->len + d->row <= KEPT)
    return;
  uint32_t gone = d->len - REACH;
  memmove(d->byte, d->byte + gone, REACH);
  d->begin += gone;
  d->len = REACH;
}

static void write_row(struct atl_deflate *d, const uint32_t *run, uint32_t runs) {
  enum { PRIME = 65521, SHORT = 8 };
  uint64_t a = d->sum[0], b = d->sum[1];
  uint8_t *to = d->byte + d->len;
  for (uint32_t i = 0; i < runs; i++) {
    uint64_t n = run[i] & 0xffff, value = run[i] >> 16;
    if (n > SHORT)
      memset(to, (int)value, n);
    else /* more than is meant; what follows is written later */
      memset(to, (int)value, SHORT);
    to += n;
    b += n * a + value * (n * (n + 1) / 2);
    a += n * value;
  }
  d->len += (uint32_t)d->row;
  d->sum[0] = (uint32_t)(a % PRIME);
  d->sum[1] = (uint32_t)(b % PRIME);
}

/* Writes a match for the bytes from `at`, and as much of the run that waits before them as it takes in. Returns where
 * it ends. */
static uint32_t take(struct atl_deflate *d, uint32_t at, struct match m) {
  uint32_t more = 0, most = d->waiting < at - m.back ? d->waiting : at - m.back;
  const uint8_t *before = d->byte + at - m.back;
  while (more < most && before[-1 - (ptrdiff_t)more] == d->value)
    more++;
  d->waiting -= more;
  m.bytes += more;
  at -= more;
  add_run(d);
  for (uint32_t bytes; m.bytes >= LEAST; m.bytes -= bytes, at += bytes) {
    bytes = m.bytes < MOST ? m.bytes : MOST;
    add_match(d, bytes, m.back);
  }
  d->value = d->byte[at - 1];
  d->follows = true;
  return at;
}

/* Lets `bytes` of a value wait, behind what waits already. */
static void wait_for(struct atl_deflate *d, uint8_t value, uint32_t bytes) {
  if (d->value != value) {
    add_run(d);
    d->value = value;
    d->follows = false;
  }
  d->waiting += bytes;
}

void atl_deflate_add(struct atl_deflate *d, const uint32_t *run, uint32_t runs, uint32_t above) {
  make_room(d);
  uint32_t at = d->len, end = at + (uint32_t)d->row, back = above * (uint32_t)d->row;
  write_row(d, run, runs);
  for (uint32_t i = 0, stop = at; i < runs; i++) {
    uint32_t begin = stop;
    stop += run[i] & 0xffff;
    if (at == begin) {
      struct match m = find(d, at, stop - at, end, back);
      if (m.bytes)
        at = take(d, at, m);
    }
    if (at < stop) { /* not, or not all of it, within a match */
      wait_for(d, (uint8_t)(run[i] >> 16), stop - at);
      at = stop;
    }
  }
}

const uint8_t *atl_deflate_end(struct atl_deflate *d, size_t *bytes) {
  add_run(d);
  put_block(d, true);
  atl_vec_reserve(&d->out, 8);
  flush_bits(d);
  for (int i = 0; i < 4; i++)
    d->out.at[d->out.len++] = (uint8_t)(d->sum[1 - i / 2] >> (i % 2 ? 0 : 8));
  *bytes = d->out.len;
  return d->out.at;
}
