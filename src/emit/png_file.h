/* Rows of pixels become the bytes of a PNG file: colours are counted and merged into a palette, rows compressed.
 *
 * Flat colours are exact. Pixels on an edge mix two of them, and may take the colour of another pixel where no channel
 * differs by more than a tolerance. Its first bound is below what a screen shows; the next are tried when more than 256
 * colours are left; what does not fit even then (many colour emoji) is written in true colour.
 *
 * A row is kept as runs of one colour until all colours are known, and takes a byte a pixel in the file. Nothing here
 * knows a scene. */
#ifndef ATL_EMIT_PNG_FILE_H
#define ATL_EMIT_PNG_FILE_H

#include "base/out.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct atl_png_file;

/* Opens libdeflate; NULL when it is not there. `clear`: pixels have an alpha, by which their colours are multiplied,
 * and what has none is the page. */
struct atl_png_file *atl_png_file_new(int32_t w, int32_t h, bool clear);
void atl_png_file_free(struct atl_png_file *file);

/* Names a colour (0xrrggbb) that stays exact, whatever is merged. Call it for each of them before the first row is
 * added, for the colour of the page first. */
void atl_png_file_flat(struct atl_png_file *file, uint32_t color);

/* Adds a row, from top to bottom: 0xrrggbb, and above that alpha, or a byte that says nothing. `repeats`: it is as the
 * one before. After false there are too many colours: all rows are to be added once more, from the top; that time it
 * goes well. */
bool atl_png_file_add(struct atl_png_file *file, const uint32_t *pixel, bool repeats);

/* Finds the palette, when all rows are there. After false as above. */
bool atl_png_file_settle(struct atl_png_file *file);

/* Compresses and writes; `per_metre`: pixels. */
void atl_png_file_write(struct atl_png_file *file, uint32_t per_metre, struct atl_out *out);

/* Memory for pixels, in large pages where the system has them: to have four kilobytes a page put there takes longer
 * than to fill them. Not zeroed; for free(). */
void *atl_png_pixels(size_t bytes);

#endif
