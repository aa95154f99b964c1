/* A source file in memory, and where in it something stands.
 *
 * A span is a pair of byte offsets, half open. People are shown lines and columns from 1, columns in code points. */
#ifndef ATL_BASE_SOURCE_H
#define ATL_BASE_SOURCE_H

#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Spans are 32 bits wide, so a source is smaller than this. */
#define ATL_MAX_SOURCE_BYTES (UINT32_MAX - 1)

struct atl_span {
  uint32_t file; /* index into atl_sources, ATL_NONE where there is no place (command line, system) */
  uint32_t begin, end;
};

#define ATL_NOWHERE ((struct atl_span){.file = ATL_NONE})

struct atl_source {
  char *name;     /* as shown in messages; owned */
  char *path;     /* the very name, to open it again and for programs; owned */
  char *text;     /* NUL-terminated; owned */
  uint32_t len;   /* bytes */
  uint32_t above; /* lines before it, of a text with others that it is a part of */
  bool read;      /* from a file of that name, not added from memory */
  bool ascii;     /* no byte above 0x7f: offsets, code points and marks are the same */
  struct {
    size_t line, column;
    uint32_t at;
  } last;                 /* what atl_source_offset() found last: most are asked for in order */
  ATL_VEC(uint32_t) line; /* offset of the start of each line; made by atl_source_index() */
};

struct atl_sources {
  ATL_VEC(struct atl_source) file;
  ATL_VEC(char *) missing; /* names of files that could not be read; owned */
};

struct atl_position {
  uint32_t line, column; /* from 1; column in code points */
  uint32_t begin, end;   /* the line's bytes, without its line break */
};

/* Reads `path` ("-" is standard input) whole. Returns its index, or ATL_NONE with errno set (EFBIG: over the limit). */
uint32_t atl_sources_read(struct atl_sources *sources, const char *path);

/* Adds text that is in memory already (a built-in sheet, a fuzzer's input); it is copied. */
uint32_t atl_sources_add(struct atl_sources *sources, const char *name, const char *text, size_t len);

void atl_sources_release(struct atl_sources *sources);

/* Builds the line table; lines end where YAML says: LF, CR, CRLF, NEL, LS, PS. Cheap to call again. */
void atl_source_index(struct atl_source *source);

/* Of lines that begin at these offsets, the first at 0, the one that an offset lies in. */
uint32_t atl_line_at(const uint32_t *begin, uint32_t lines, uint32_t offset);

/* The line and column of a byte offset; builds the line table when needed. */
struct atl_position atl_source_position(struct atl_source *source, uint32_t offset);

/* The byte offset of a line and a column, both from 0, in code points, as libyaml counts them. */
uint32_t atl_source_offset(struct atl_source *source, size_t line, size_t column);

#endif
