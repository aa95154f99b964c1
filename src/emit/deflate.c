/* LZ77 with two candidates per place, and one dynamic Huffman code per block.
 *
 * A drawing that went through the Up filter of PNG is 98 % zeros in long runs. So the run is looked for first, eight
 * bytes at a time, and only what is left is looked up in a hash of four bytes: that finds the letters that were set
 * before. On such input this is ten times faster than a general compressor at its fastest level, and as small.
 *
 * It knows nothing of pictures. It promises the same bytes for the same input, on any machine. */
#include "emit/deflate.h"

#include "base/arena.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
  HISTORY = 32768,               /* as far back as a match may reach */
  WINDOW = HISTORY + 128 * 1024, /* small enough to stay in the second cache */
  HASH_BITS = 14,
  BLOCK_TOKENS = 4096, /* so that text and empty space get codes of their own; shorter blocks pay for the codes */
  WAYS = 2,            /* places remembered for each hash */
  SHORTEST = 3,
  SHORTEST_FAR = 6, /* at a distance above 1: below, the literals are cheaper */
  LONGEST = 258,
  LONG_RUN = 32, /* a run this long is taken without asking whether something older is longer */
  END_OF_BLOCK = 256,
  LONGEST_CODE = 15,
  LONGEST_META_CODE = 7,
  META_SYMBOLS = 19,
  MATCH = 1 << 30, /* in a token: length - 3 in bits 15-22, distance - 1 below */
  ADLER = 65521,
};

/* -- Huffman codes ------------------------------------------------------------------------------------------------- */

struct code {
  uint16_t bits[ATL_DEFLATE_LITERALS]; /* reversed: first bit lowest */
  uint8_t length[ATL_DEFLATE_LITERALS];
};

struct weight {
  uint32_t count;
  uint16_t symbol;
};

static int by_weight(const void *a, const void *b) {
  const struct weight *l = a, *r = b;
  return l->count != r->count ? (l->count < r->count ? -1 : 1) : (int)l->symbol - (int)r->symbol;
}

/* Lengths of a minimum-redundancy code, in place: Moffat and Katajainen, "In-place calculation of minimum-redundancy
 * codes", WADS 1995. `a` holds n >= 2 weights in ascending order and then n lengths in descending order. */
static void minimum_redundancy(uint32_t *a, int n) {
  int leaf = 2, root = 0;
  a[0] += a[1];
  for (int next = 1; next < n - 1; next++) {
    uint32_t sum = 0;
    for (int k = 0; k < 2; k++) {
      if (leaf >= n || (root < next && a[root] < a[leaf])) {
        sum += a[root];
        a[root++] = (uint32_t)next;
      } else {
        sum += a[leaf++];
      }
    }
    a[next] = sum;
  }
  a[n - 2] = 0;
  for (int i = n - 3; i >= 0; i--)
    a[i] = a[a[i]] + 1;
  int free_nodes = 1, used = 0, next = n - 1;
  root = n - 2;
  for (uint32_t depth = 0; free_nodes > 0; depth++) {
    for (; root >= 0 && a[root] == depth; root--)
      used++;
    for (; free_nodes > used; free_nodes--)
      a[next--] = depth;
    free_nodes = 2 * used;
    used = 0;
  }
}

/* Makes the code for these counts. At least two symbols get one: a code of one symbol has no proper form. */
static void make_code(struct code *code, uint32_t *count, int symbols, int longest) {
  struct weight sorted[ATL_DEFLATE_LITERALS];
  uint32_t length[ATL_DEFLATE_LITERALS] = {0};
  int n = 0;
  for (int i = 0; i < symbols; i++)
    n += count[i] > 0;
  for (int i = 0; n < 2; i++) {
    n += count[i] == 0;
    count[i] += count[i] == 0;
  }
  n = 0;
  for (int i = 0; i < symbols; i++) {
    if (count[i])
      sorted[n++] = (struct weight){.count = count[i], .symbol = (uint16_t)i};
  }
  qsort(sorted, (size_t)n, sizeof *sorted, by_weight);
  for (int i = 0; i < n; i++)
    length[i] = sorted[i].count;
  minimum_redundancy(length, n);

  /* Codes that came out too long are cut to the limit; the room they then lack is won by making others longer, which
   * costs least where the longest of the shorter ones is taken. */
  uint32_t of_length[LONGEST_CODE + 2] = {0};
  uint64_t room = 0; /* in units of the longest code */
  for (int i = 0; i < n; i++) {
    uint32_t l = length[i] < (uint32_t)longest ? length[i] : (uint32_t)longest;
    of_length[l]++;
    room += 1u << ((uint32_t)longest - l);
  }
  for (; room > 1u << longest; room--) {
    int l = longest - 1;
    while (!of_length[l])
      l--;
    of_length[l]--;
    of_length[l + 1] += 2;
    of_length[longest]--;
  }

  memset(code, 0, sizeof *code);
  for (int l = longest, i = 0; l > 0; l--) {
    for (uint32_t k = 0; k < of_length[l]; k++)
      code->length[sorted[i++].symbol] = (uint8_t)l;
  }
  uint32_t next[LONGEST_CODE + 2] = {0};
  for (int l = 1; l <= longest; l++)
    next[l + 1] = (next[l] + of_length[l]) << 1;
  for (int i = 0; i < symbols; i++) {
    uint32_t value = next[code->length[i]], reversed = 0;
    if (!code->length[i])
      continue;
    next[code->length[i]]++;
    for (int k = 0; k < code->length[i]; k++)
      reversed |= (value >> k & 1) << (code->length[i] - 1 - k);
    code->bits[i] = (uint16_t)reversed;
  }
}

/* -- bits ---------------------------------------------------------------------------------------------------------- */

static void put_bits(struct atl_deflate *z, uint32_t value, unsigned n) {
  z->bits |= (uint64_t)value << z->bit_count;
  z->bit_count += n;
  while (z->bit_count >= 8) {
    atl_out_char(z->out, (char)(z->bits & 0xff));
    z->bits >>= 8;
    z->bit_count -= 8;
  }
}

static void put_symbol(struct atl_deflate *z, const struct code *code, unsigned symbol) {
  put_bits(z, code->bits[symbol], code->length[symbol]);
}

static unsigned highest_bit(uint32_t v) { return 31u - (unsigned)__builtin_clz(v); }

/* The symbol of length - 3, and how many of its low bits follow the symbol. */
static unsigned length_symbol(uint32_t l, unsigned *extra) {
  *extra = 0;
  if (l == LONGEST - SHORTEST)
    return 285;
  if (l < 8)
    return 257 + l;
  unsigned top = highest_bit(l);
  *extra = top - 2;
  return 257 + 4 * (top - 1) + (l >> (top - 2) & 3);
}

/* Likewise for distance - 1. */
static unsigned distance_symbol(uint32_t d, unsigned *extra) {
  *extra = 0;
  if (d < 4)
    return d;
  unsigned top = highest_bit(d);
  *extra = top - 1;
  return 2 * top + (d >> (top - 1) & 1);
}

/* -- blocks -------------------------------------------------------------------------------------------------------- */

/* The lengths of both codes, run-length coded as RFC 1951, 3.2.7 has it: 16 repeats, 17 and 18 are zeros. */
static int pack_lengths(const uint8_t *length, int n, uint16_t *packed) {
  int used = 0;
  for (int i = 0; i < n;) {
    int run = 1;
    while (i + run < n && length[i + run] == length[i])
      run++;
    if (!length[i] && run >= 3) {
      run = run > 138 ? 138 : run;
      packed[used++] = (uint16_t)(run < 11 ? 17 | (run - 3) << 8 : 18 | (run - 11) << 8);
    } else if (run >= 4) {
      run = run > 7 ? 7 : run;
      packed[used++] = length[i];
      packed[used++] = (uint16_t)(16 | (run - 4) << 8);
    } else {
      run = 1;
      packed[used++] = length[i];
    }
    i += run;
  }
  return used;
}

static void put_codes(struct atl_deflate *z, const struct code *literals, const struct code *distances) {
  static const uint8_t order[META_SYMBOLS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  uint8_t length[ATL_DEFLATE_LITERALS + ATL_DEFLATE_DISTANCES];
  uint16_t packed[ATL_DEFLATE_LITERALS + ATL_DEFLATE_DISTANCES];
  int literal_lengths = ATL_DEFLATE_LITERALS, distance_lengths = ATL_DEFLATE_DISTANCES, orders = META_SYMBOLS;
  while (!literals->length[literal_lengths - 1])
    literal_lengths--;
  while (!distances->length[distance_lengths - 1])
    distance_lengths--;
  memcpy(length, literals->length, (size_t)literal_lengths);
  memcpy(length + literal_lengths, distances->length, (size_t)distance_lengths);
  int used = pack_lengths(length, literal_lengths + distance_lengths, packed);

  uint32_t count[META_SYMBOLS] = {0};
  struct code meta;
  for (int i = 0; i < used; i++)
    count[packed[i] & 0xff]++;
  make_code(&meta, count, META_SYMBOLS, LONGEST_META_CODE);
  while (orders > 4 && !meta.length[order[orders - 1]])
    orders--;

  put_bits(z, (uint32_t)literal_lengths - 257, 5);
  put_bits(z, (uint32_t)distance_lengths - 1, 5);
  put_bits(z, (uint32_t)orders - 4, 4);
  for (int i = 0; i < orders; i++)
    put_bits(z, meta.length[order[i]], 3);
  for (int i = 0; i < used; i++) {
    unsigned symbol = packed[i] & 0xff;
    put_symbol(z, &meta, symbol);
    if (symbol >= 16)
      put_bits(z, packed[i] >> 8, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
  }
}

static void put_block(struct atl_deflate *z, bool last) {
  struct code literals, distances;
  unsigned extra;
  z->literal_count[END_OF_BLOCK]++;
  make_code(&literals, z->literal_count, ATL_DEFLATE_LITERALS, LONGEST_CODE);
  make_code(&distances, z->distance_count, ATL_DEFLATE_DISTANCES, LONGEST_CODE);
  put_bits(z, last, 1);
  put_bits(z, 2, 2); /* with codes of its own */
  put_codes(z, &literals, &distances);
  for (uint32_t i = 0; i < z->tokens; i++) {
    uint32_t token = z->token[i];
    if (token < MATCH) {
      put_symbol(z, &literals, token);
      continue;
    }
    uint32_t length = token >> 15 & 0xff, distance = token & 0x7fff;
    put_symbol(z, &literals, length_symbol(length, &extra));
    put_bits(z, length & ((1u << extra) - 1), extra);
    put_symbol(z, &distances, distance_symbol(distance, &extra));
    put_bits(z, distance & ((1u << extra) - 1), extra);
  }
  put_symbol(z, &literals, END_OF_BLOCK);
  z->tokens = 0;
  memset(z->literal_count, 0, sizeof z->literal_count);
  memset(z->distance_count, 0, sizeof z->distance_count);
}

/* -- matches ------------------------------------------------------------------------------------------------------- */

static void add_token(struct atl_deflate *z, uint32_t token) {
  if (z->tokens == BLOCK_TOKENS)
    put_block(z, false);
  z->token[z->tokens++] = token;
}

static void add_literal(struct atl_deflate *z, uint8_t byte) {
  add_token(z, byte);
  z->literal_count[byte]++;
}

static void add_match(struct atl_deflate *z, size_t n, uint32_t distance) {
  unsigned extra, code = distance_symbol(distance - 1, &extra);
  while (n) {
    size_t part = n <= LONGEST ? n : n - LONGEST < SHORTEST ? n - SHORTEST : LONGEST;
    add_token(z, MATCH | (uint32_t)(part - SHORTEST) << 15 | (distance - 1));
    z->literal_count[length_symbol((uint32_t)part - SHORTEST, &extra)]++;
    z->distance_count[code]++;
    n -= part;
  }
}

static uint64_t load64(const uint8_t *p) {
  uint64_t v;
  memcpy(&v, p, sizeof v);
  return v;
}

/* Byte by byte, so that a big-endian machine finds the same matches. */
static uint32_t load32(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* How many of the first n bytes are equal; b may overlap a from below. */
static size_t common(const uint8_t *a, const uint8_t *b, size_t n) {
  size_t i = 0;
  while (i + 8 <= n && load64(a + i) == load64(b + i))
    i += 8;
  while (i < n && a[i] == b[i])
    i++;
  return i;
}

static uint32_t *places(struct atl_deflate *z, const uint8_t *at) {
  return &z->recent[(load32(at) * 2654435761u >> (32 - HASH_BITS)) * WAYS];
}

static void remember(struct atl_deflate *z, uint32_t *place, size_t at) {
  memmove(place + 1, place, (WAYS - 1) * sizeof *place);
  place[0] = z->base + (uint32_t)at + 1;
}

/* The longest match for what stands at `at` among the places of its hash; the nearer of equals. */
static size_t older_match(struct atl_deflate *z, size_t at, uint32_t *distance) {
  const uint8_t *w = z->window + at;
  uint32_t *place = places(z, w), here = z->base + (uint32_t)at + 1;
  size_t best = 0;
  for (int i = 0; i < WAYS && place[i] && here - place[i] <= HISTORY; i++) {
    size_t n = common(w, w - (here - place[i]), z->len - at);
    if (n > best) {
      best = n;
      *distance = here - place[i];
    }
  }
  remember(z, place, at);
  return best < SHORTEST_FAR ? 0 : best;
}

/* Adler-32 over n bytes; a run has a closed form. */
static void check(struct atl_deflate *z, const uint8_t *bytes, size_t n, bool run) {
  uint64_t low = z->adler_low, high = z->adler_high;
  if (run) {
    high += n * low + bytes[0] * ((uint64_t)n * (n + 1) / 2);
    low += n * bytes[0];
  } else {
    size_t i = 0;
    for (; i + 32 <= n; i += 32) { /* in a form that compilers turn into vector code */
      uint32_t sum = 0, weighted = 0;
      for (uint32_t k = 0; k < 32; k++) {
        sum += bytes[i + k];
        weighted += bytes[i + k] * (32 - k);
      }
      high += 32 * low + weighted;
      low += sum;
    }
    for (; i < n; i++) {
      low += bytes[i];
      high += low;
    }
  }
  z->adler_low = (uint32_t)(low % ADLER);
  z->adler_high = (uint32_t)(high % ADLER);
}

static void encode(struct atl_deflate *z) {
  const uint8_t *w = z->window;
  size_t at = z->done, end = z->len;
  while (at < end) {
    size_t run = at && w[at] == w[at - 1] ? common(w + at, w + at - 1, end - at) : 0, n = 0;
    uint32_t distance = 1;
    if (run < LONG_RUN && end - at >= 4)
      n = older_match(z, at, &distance);
    /* A distance of 1 has a short code and no extra bits: an older match must be clearly longer. */
    if (run >= SHORTEST && run + 2 >= n) {
      n = run;
      distance = 1;
    }
    if (!n) {
      add_literal(z, w[at]);
      check(z, w + at, 1, false);
      at++;
      continue;
    }
    add_match(z, n, distance);
    check(z, w + at, n, distance == 1);
    if (distance > 1) {
      for (size_t i = at + 1; i < at + n && i < at + LONG_RUN && i + 4 <= end; i++)
        remember(z, places(z, w + i), i);
    }
    at += n;
  }
  z->done = at;
  if (z->len > HISTORY) { /* the last bytes stay to be matched against */
    size_t gone = z->len - HISTORY;
    memmove(z->window, z->window + gone, HISTORY);
    z->base += (uint32_t)gone;
    z->len = z->done = HISTORY;
  }
}

void atl_deflate_init(struct atl_deflate *z, struct atl_out *out) {
  *z = (struct atl_deflate){.out = out, .adler_low = 1};
  z->window = atl_alloc(WINDOW, 1);
  z->recent = atl_alloc(WAYS << HASH_BITS, sizeof *z->recent);
  z->token = atl_alloc(BLOCK_TOKENS, sizeof *z->token);
  atl_out_lit(out, "\x78\x01"); /* deflate, 32 KiB, fastest; the two bytes are a multiple of 31 */
}

void atl_deflate_write(struct atl_deflate *z, const uint8_t *bytes, size_t n) {
  while (n) {
    size_t part = n < WINDOW - z->len ? n : WINDOW - z->len;
    memcpy(z->window + z->len, bytes, part);
    z->len += part;
    bytes += part;
    n -= part;
    if (z->len == WINDOW)
      encode(z);
  }
}

void atl_deflate_end(struct atl_deflate *z) {
  encode(z);
  put_block(z, true);
  put_bits(z, 0, (8 - z->bit_count) & 7);
  uint32_t adler = z->adler_high << 16 | z->adler_low;
  for (int shift = 24; shift >= 0; shift -= 8)
    atl_out_char(z->out, (char)(adler >> shift & 0xff));
  free(z->window);
  free(z->recent);
  free(z->token);
  *z = (struct atl_deflate){0};
}
