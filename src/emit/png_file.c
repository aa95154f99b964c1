/* One zlib stream, one IDAT: the whole file is in memory once, compressed, beside what is compressed. The same rows
 * give the same bytes. With a palette runs are compressed as such; true colour, which has few of them, by libdeflate.
 */
#include "emit/png_file.h"

#include "base/load.h"
#include "base/sort.h"
#include "base/vec.h"
#include "emit/deflate.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <sys/mman.h>

#define DEFLATE(X)                                                                                                     \
  X(libdeflate_alloc_compressor)                                                                                       \
  X(libdeflate_crc32)                                                                                                  \
  X(libdeflate_free_compressor)                                                                                        \
  X(libdeflate_zlib_compress)                                                                                          \
  X(libdeflate_zlib_compress_bound)

/* Filled once, then only read. */
static struct {
  bool open;
  DEFLATE(ATL_MEMBER)
} lib;

enum {
  SHADES = 1 << 14, /* a sheet of a dozen roles mixes some thousands */
  SLOT_BITS = 15,   /* of the table that finds them */
  COLORS = 256,
  NO_FILTER = 0,
  UP_FILTER = 2,
  INDEXED = 3, /* colour types */
  TRUE_COLOR = 2,
  TRUE_ALPHA = 6,
  OPAQUE = 255,
  LEVEL = 6,            /* of compression, in true colour */
  LARGE_PAGE = 1 << 21, /* of the processors that have them; elsewhere it does no harm */
};

/* How far a mixed colour may be moved, per channel of 255, attempt by attempt; the last leaves eight or more levels
 * between black and white. */
static const unsigned tolerance[] = {8, 12, 16};

struct shade {
  uint32_t color, pixels;
};

struct atl_png_file {
  int32_t w, h;
  bool clear;                  /* pixels have an alpha */
  int bits;                    /* of a pixel: 8, an index; 24 or, with alpha, 32 */
  ATL_VEC(uint32_t) run;       /* of all rows */
  ATL_VEC(struct shade) shade; /* the flat colours first */
  uint32_t flat;
  uint16_t slot[1 << SLOT_BITS]; /* shade + 1; 0: free */
  uint8_t index[SHADES];         /* of each shade in the palette */
  uint8_t channel[4][COLORS];    /* the palette: red, green, blue, alpha */
  int colors;
  uint8_t *data; /* of the rows in true colour */
  size_t len;
};

static void add_flat(struct atl_png_file *f, uint32_t color);

struct atl_png_file *atl_png_file_new(int32_t w, int32_t h, bool clear) {
  if (!lib.open) {
    void *library = atl_library(ATL_LIBRARY("deflate", "0"));
    lib.open = library DEFLATE(ATL_FIND);
  }
  if (!lib.open)
    return NULL;
  struct atl_png_file *file = atl_alloc(1, sizeof *file);
  file->w = w;
  file->h = h;
  file->bits = 8;
  file->clear = clear;
  if (clear)
    add_flat(file, 0);
  return file;
}

void atl_png_file_free(struct atl_png_file *file) {
  if (!file)
    return;
  atl_vec_release(&file->run);
  atl_vec_release(&file->shade);
  free(file->data);
  free(file);
}

void *atl_png_pixels(size_t n) {
  n = (n + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
  void *memory = atl_adopt(aligned_alloc(LARGE_PAGE, n));
  if (!memory)
    atl_no_memory();
#ifdef MADV_HUGEPAGE
  madvise(memory, n, MADV_HUGEPAGE); /* a wish */
#endif
  return memory;
}

/* -- colours ------------------------------------------------------------------------------------------------------- */

/* Adds a colour, and gives its number, or -1 when there are too many. */
static int add_shade(struct atl_png_file *f, uint32_t color, uint32_t at) {
  if (f->shade.len == SHADES)
    return -1;
  *atl_vec_push(&f->shade) = (struct shade){.color = color};
  f->slot[at] = (uint16_t)f->shade.len;
  return (int)f->shade.len - 1;
}

/* The number of a colour, or -1 when there are too many. */
static inline int shade_of(struct atl_png_file *f, uint32_t color) {
  uint32_t at = color * 2654435761u >> (32 - SLOT_BITS);
  for (; f->slot[at]; at = (at + 1) & ((1u << SLOT_BITS) - 1)) {
    if (f->shade.at[f->slot[at] - 1].color == color)
      return f->slot[at] - 1;
  }
  return add_shade(f, color, at);
}

static void add_flat(struct atl_png_file *f, uint32_t color) {
  if (f->flat < COLORS && shade_of(f, color) >= 0)
    f->flat = f->shade.len;
}

void atl_png_file_flat(struct atl_png_file *f, uint32_t color) {
  add_flat(f, f->clear ? color | (uint32_t)OPAQUE << 24 : color);
}

static int by_pixels(const void *a, const void *b) {
  const struct shade *x = *(const struct shade *const *)a, *y = *(const struct shade *const *)b;
  if (x->pixels != y->pixels)
    return x->pixels < y->pixels ? 1 : -1;
  return x < y ? -1 : x > y;
}

static uint8_t apart(uint8_t a, uint8_t b) { return (uint8_t)((a > b ? a : b) - (a > b ? b : a)); }

/* The colour of the palette that differs least in its worst channel, and by how much << 8. Every colour of the picture
 * is held against all of the palette: the loops are such that they become vectors. */
static unsigned nearest(const struct atl_png_file *f, const uint8_t color[4]) {
  uint8_t difference[COLORS], least = UINT8_MAX;
  for (int i = 0; i < COLORS; i++) {
    uint8_t red = apart(f->channel[0][i], color[0]), green = apart(f->channel[1][i], color[1]);
    uint8_t blue = apart(f->channel[2][i], color[2]), most = red > green ? red : green;
    difference[i] = most > blue ? most : blue;
  }
  for (int i = 0; i < COLORS && f->clear; i++) {
    uint8_t alpha = apart(f->channel[3][i], color[3]);
    difference[i] = difference[i] > alpha ? difference[i] : alpha;
  }
  memset(difference + f->colors, UINT8_MAX, (size_t)(COLORS - f->colors));
  for (int i = 0; i < COLORS; i++)
    least = difference[i] < least ? difference[i] : least;
  uint8_t *first = memchr(difference, least, sizeof difference);
  return (unsigned)(first - difference) | (unsigned)least << 8;
}

static uint8_t add_color(struct atl_png_file *f, const uint8_t color[4]) {
  for (int i = 0; i < 4; i++)
    f->channel[i][f->colors] = color[i];
  return (uint8_t)f->colors++;
}

/* Gives every shade a place in the palette. False when it does not hold them. */
static bool make_palette(struct atl_png_file *f, struct shade *const *shade, unsigned allowed) {
  f->colors = 0;
  for (uint32_t i = 0; i < f->shade.len; i++) {
    uint32_t value = shade[i]->color;
    uint8_t color[4] = {(uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value, (uint8_t)(value >> 24)};
    unsigned found = nearest(f, color);
    bool near = found >> 8 <= (i < f->flat ? 0 : allowed);
    if (!near && f->colors == COLORS)
      return false;
    f->index[shade[i] - f->shade.at] = near ? (uint8_t)found : add_color(f, color);
  }
  return true;
}

/* After the flat colours, those that most pixels have. */
static bool find_palette(struct atl_png_file *f) {
  struct shade **sorted = atl_alloc(f->shade.len, sizeof *sorted);
  bool found = false;
  for (uint32_t i = 0; i < f->shade.len; i++)
    sorted[i] = &f->shade.at[i];
  atl_sort(sorted + f->flat, f->shade.len - f->flat, sizeof *sorted, by_pixels);
  for (size_t i = 0; i < sizeof tolerance / sizeof *tolerance && !found; i++)
    found = make_palette(f, sorted, tolerance[i]);
  free(sorted);
  return found;
}

/* -- rows ---------------------------------------------------------------------------------------------------------- */

/* The first pixel behind `i` of another colour. Most runs are of one pixel, and most pixels are in long ones. */
static int32_t end_of_run(const uint32_t *pixel, int32_t i, int32_t w) {
  enum { BLOCK = 8 }; /* such that they become vectors */
  uint32_t color = pixel[i++];
  if (i == w || pixel[i] != color)
    return i;
  for (; i + BLOCK <= w; i += BLOCK) {
    uint32_t differ = 0;
    for (int k = 0; k < BLOCK; k++)
      differ |= pixel[i + k] ^ color;
    if (differ)
      break;
  }
  while (i < w && pixel[i] == color)
    i++;
  return i;
}

/* A row is the number of its runs and then each run, its length and its shade << 16. No runs: it is as the one above.
 * False when there are too many shades. */
static bool take_runs(struct atl_png_file *f, const uint32_t *pixel, bool repeats) {
  atl_vec_reserve(&f->run, (size_t)f->w + 1);
  uint32_t *runs = &f->run.at[f->run.len++], mask = f->clear ? UINT32_MAX : 0xffffff;
  *runs = 0;
  for (int32_t i = 0, end; i < f->w && !repeats; i = end) {
    end = end_of_run(pixel, i, f->w);
    uint32_t color = pixel[i] & mask;
    int shade = color == f->shade.at[0].color ? 0 : shade_of(f, color);
    if (shade < 0)
      return false;
    f->shade.at[shade].pixels += (uint32_t)(end - i);
    runs[++*runs] = (uint32_t)(end - i) | (uint32_t)shade << 16;
  }
  f->run.len += *runs;
  return true;
}

static size_t row_bytes(const struct atl_png_file *f) { return 1 + (size_t)f->w * (size_t)f->bits / 8; }

/* A colour that is not multiplied by its alpha. */
static uint8_t straight(uint8_t channel, uint8_t alpha) {
  unsigned v = alpha ? (channel * (unsigned)OPAQUE + alpha / 2u) / alpha : 0;
  return (uint8_t)(v < OPAQUE ? v : OPAQUE);
}

static void add_true_color(struct atl_png_file *f, const uint32_t *pixel) {
  uint8_t *to = f->data + f->len;
  *to++ = NO_FILTER;
  for (int32_t i = 0; i < f->w; i++) {
    uint8_t alpha = f->clear ? (uint8_t)(pixel[i] >> 24) : OPAQUE;
    *to++ = straight((uint8_t)(pixel[i] >> 16), alpha);
    *to++ = straight((uint8_t)(pixel[i] >> 8), alpha);
    *to++ = straight((uint8_t)pixel[i], alpha);
    if (f->clear)
      *to++ = alpha;
  }
  f->len += row_bytes(f);
}

/* Turns to true colour. */
static bool give_up(struct atl_png_file *f) {
  atl_vec_release(&f->run);
  f->bits = f->clear ? 32 : 24;
  f->data = atl_png_pixels(row_bytes(f) * (size_t)f->h);
  return false;
}

bool atl_png_file_add(struct atl_png_file *f, const uint32_t *pixel, bool repeats) {
  if (f->bits >= 24)
    add_true_color(f, pixel);
  else if (!take_runs(f, pixel, repeats))
    return give_up(f);
  return true;
}

/* Rows in true colour become what they add to the row above, from the last to the first. */
static void filter_true_color(struct atl_png_file *f) {
  size_t bytes = row_bytes(f);
  for (size_t y = (size_t)f->h; y-- > 1;) {
    uint8_t *row = f->data + y * bytes;
    *row = UP_FILTER;
    for (size_t i = 1; i < bytes; i++)
      row[i] = (uint8_t)(row[i] - row[i - bytes]);
  }
}

bool atl_png_file_settle(struct atl_png_file *f) {
  if (f->bits >= 24) {
    filter_true_color(f);
    return true;
  }
  return find_palette(f) || give_up(f);
}

/* -- the file ------------------------------------------------------------------------------------------------------ */

static void put32(char *to, uint32_t v) {
  for (int i = 0; i < 4; i++)
    to[i] = (char)(v >> (24 - 8 * i) & 0xff);
}

/* A chunk begins with its length and type; the bytes are then written behind them by the caller. */
enum { CHUNK_HEAD = 8, CHUNK_END = 4 };

static void end_chunk(struct atl_out *out, char *chunk, const char *type, size_t bytes) {
  put32(chunk, (uint32_t)bytes);
  memcpy(chunk + 4, type, 4);
  put32(chunk + CHUNK_HEAD + bytes, lib.libdeflate_crc32(0, chunk + 4, bytes + 4));
  atl_out_advance(out, CHUNK_HEAD + bytes + CHUNK_END);
}

static void put_chunk(struct atl_out *out, const char *type, const void *bytes, size_t n) {
  char *chunk = atl_out_reserve(out, CHUNK_HEAD + n + CHUNK_END);
  memcpy(chunk + CHUNK_HEAD, bytes, n);
  end_chunk(out, chunk, type, n);
}

/* A row of runs as it is compressed: the byte for its filter, then its pixels; returns how many runs that are. */
static uint32_t index_row(const struct atl_png_file *f, const uint32_t *run, uint32_t runs, uint32_t *to) {
  if (!runs) { /* as the one above: nothing is added to it */
    to[0] = 1 | UP_FILTER << 16;
    to[1] = (uint32_t)f->w;
    return 2;
  }
  to[0] = 1 | NO_FILTER << 16;
  for (uint32_t i = 0; i < runs; i++)
    to[i + 1] = (run[i] & 0xffff) | (uint32_t)f->index[run[i] >> 16] << 16;
  return runs + 1;
}

static void put_indexed(struct atl_out *out, const struct atl_png_file *f) {
  struct atl_deflate *deflate = atl_deflate_new(row_bytes(f));
  uint32_t *row = atl_alloc(row_bytes(f), sizeof *row);
  const uint32_t *run = f->run.at;
  uint32_t above = 1;
  for (int32_t y = 0; y < f->h; y++) {
    uint32_t runs = *run++;
    atl_deflate_add(deflate, row, index_row(f, run, runs, row), above);
    above = runs ? 1 : above + 1;
    run += runs;
  }
  size_t bytes;
  const uint8_t *data = atl_deflate_end(deflate, &bytes);
  put_chunk(out, "IDAT", data, bytes);
  atl_deflate_free(deflate);
  free(row);
}

static void put_true_color(struct atl_out *out, const struct atl_png_file *f) {
  size_t bytes = row_bytes(f) * (size_t)f->h, bound = lib.libdeflate_zlib_compress_bound(NULL, bytes);
  char *chunk = atl_out_reserve(out, CHUNK_HEAD + bound + CHUNK_END);
  /* Between its beginning and its end nothing of ours is allocated. */
  struct libdeflate_compressor *compressor = lib.libdeflate_alloc_compressor(LEVEL);
  if (!compressor)
    atl_no_memory();
  bytes = lib.libdeflate_zlib_compress(compressor, f->data, bytes, chunk + CHUNK_HEAD, bound);
  end_chunk(out, chunk, "IDAT", bytes);
  lib.libdeflate_free_compressor(compressor);
}

void atl_png_file_write(struct atl_png_file *f, uint32_t per_metre, struct atl_out *out) {
  char header[13] = {0}, size[9] = {0};
  uint8_t colors[3 * COLORS], alpha[COLORS];
  put32(header, (uint32_t)f->w);
  put32(header + 4, (uint32_t)f->h);
  header[8] = 8;
  header[9] = f->bits == 32 ? TRUE_ALPHA : f->bits == 24 ? TRUE_COLOR : INDEXED;
  put32(size, per_metre);
  put32(size + 4, per_metre);
  size[8] = 1;
  atl_out_lit(out, "\x89PNG\r\n\x1a\n");
  put_chunk(out, "IHDR", header, sizeof header);
  put_chunk(out, "pHYs", size, sizeof size);
  for (int i = 0; i < 3 * f->colors; i++)
    colors[i] = f->clear ? straight(f->channel[i % 3][i / 3], f->channel[3][i / 3]) : f->channel[i % 3][i / 3];
  if (f->bits < 24)
    put_chunk(out, "PLTE", colors, 3 * (size_t)f->colors);
  memcpy(alpha, f->channel[3], sizeof alpha);
  if (f->bits < 24 && f->clear)
    put_chunk(out, "tRNS", alpha, (size_t)f->colors);
  if (f->bits < 24)
    put_indexed(out, f);
  else
    put_true_color(out, f);
  put_chunk(out, "IEND", "", 0);
}
