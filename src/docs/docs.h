/* Documents that people write, and the blocks in them that are this program's: a drawing between two markers.
 *
 *     <!-- atlasc: maps/hub.yaml --width 60 -->
 *     (whatever stands here is replaced)
 *     <!-- /atlasc -->
 *
 * A marker is a comment of the document's own format, so that no reader sees it. Blocks of code are found as well, for
 * those who look into them: fences of Markdown by cmark, which alone knows what is one. A document is bytes: line ends,
 * a byte order mark and what is no UTF-8 stay as they are, and nothing outside of a block is ever written anew.
 *
 * Nothing here knows a map, a drawing or a file system. */
#ifndef ATL_DOCS_DOCS_H
#define ATL_DOCS_DOCS_H

#include "base/diag.h"
#include "base/out.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum atl_doc_format {
  ATL_DOC_MARKDOWN,
  ATL_DOC_MDX,
  ATL_DOC_ASCIIDOC,
  ATL_DOC_RST,
  ATL_DOC_HTML,
  ATL_DOC_GO,    /* comments of Go, which gofmt writes anew */
  ATL_DOC_SOURCE /* comments of another programming language, or lines of a plain text */
};

/* Whether a document is lines of comments. */
static inline bool atl_doc_is_source(enum atl_doc_format format) {
  return format == ATL_DOC_SOURCE || format == ATL_DOC_GO;
}

/* The format by the suffix of a path, in either case; comments where it says nothing. */
enum atl_doc_format atl_doc_format_of(const char *path);
const char *atl_doc_format_name(enum atl_doc_format format);

/* A block of code: lines [first, end) of the document are what it holds. */
struct atl_doc_code {
  uint32_t first, end;           /* lines, from 0 */
  uint32_t opening, closing;     /* lines of the fences; ATL_NONE where there is none */
  uint32_t info_begin, info_end; /* bytes of what stands behind the opening fence */
  uint32_t content;              /* of the first line, in doc->content */
};

/* A part of a document that this program writes. Offsets are bytes. */
struct atl_doc_block {
  uint32_t begin, end;               /* what is replaced, from behind the opening marker to before the closing one */
  uint32_t marker_begin, marker_end; /* the opening marker, for messages; of a block without markers, the fence */
  uint32_t args_begin, args_end;     /* what is asked for */
  uint32_t prefix_begin, prefix_end; /* what stands before the marker in its line */
  uint32_t code;                     /* of doc->code: it holds the map; ATL_NONE: a file is named */
  bool unmarked;                     /* begin == end: the markers have to be written as well */
  bool closed_inline;                /* both markers stand on one line */
  const char *opener, *closer;       /* of a comment that has an end of its own; NULL: it ends with its line */
};

struct atl_doc {
  enum atl_doc_format format;
  const char *text; /* borrowed */
  uint32_t len, file;
  ATL_VEC(uint32_t) line; /* where each begins; line ends are LF, CR LF and CR, as CommonMark has them */
  ATL_VEC(struct atl_doc_code) code;
  ATL_VEC(uint32_t) content; /* a byte offset for each line of code */
  ATL_VEC(struct atl_doc_block) block;
};

/* Finds lines, code and blocks. `text` has a NUL behind it and outlives the document; `file` is its number in reports.
 * False after an error (a marker without its partner, cmark is not there); the blocks are then worth nothing. */
bool atl_doc_read(struct atl_doc *doc, enum atl_doc_format format, const char *text, size_t len, uint32_t file,
                  struct atl_diags *diags);
/* The same without blocks: lines and code alone. */
bool atl_doc_read_code(struct atl_doc *doc, enum atl_doc_format format, const char *text, size_t len, uint32_t file,
                       struct atl_diags *diags);
void atl_doc_release(struct atl_doc *doc);

/* The bytes of a line without its end, and its number by an offset. */
uint32_t atl_doc_line_end(const struct atl_doc *doc, uint32_t line);
uint32_t atl_doc_line_at(const struct atl_doc *doc, uint32_t offset);

/* Where the contents of a line of code begin, behind what a quote or a list puts before them; ATL_NONE where a tab is
 * partly indentation and partly contents. */
static inline uint32_t atl_doc_content(const struct atl_doc *doc, const struct atl_doc_code *code, uint32_t line) {
  return doc->content.at[code->content + line - code->first];
}

/* -- what goes between the markers ------------------------------------------------------------------------------- */

enum atl_doc_as { ATL_DOC_TEXT, ATL_DOC_SVG, ATL_DOC_PICTURE, ATL_DOC_INLINE };
extern const char *const atl_doc_as_names[]; /* text, svg, picture, inline-svg; NULL */

struct atl_doc_body {
  enum atl_doc_as as;
  const char *text; /* of the drawing: text, or SVG for ATL_DOC_INLINE */
  size_t len;
  const char *path, *dark; /* of pictures: relative to the document, beginning with "./"; NULL: none */
  const char *alt;
  bool linked; /* the picture leads to its file */
};

/* NULL, or why a document of this format shows no such block, as the end of a sentence. */
const char *atl_doc_refuses(enum atl_doc_format format, enum atl_doc_as as);

/* Writes what stands between the markers of a block (with markers, where it is unmarked). NULL, or why it cannot be
 * written, as the end of a sentence. */
const char *atl_doc_write_block(struct atl_out *out, const struct atl_doc *doc, const struct atl_doc_block *block,
                                const struct atl_doc_body *body);

/* The document with every block replaced by the text of the same index. */
void atl_doc_splice(struct atl_out *out, const struct atl_doc *doc, const struct atl_out *bodies);

/* How many bytes take the place of a block. */
size_t atl_doc_spliced(const struct atl_doc *doc, const struct atl_doc_block *block, const struct atl_out *body);

/* Whether `text` is a document in which the same blocks are found, each with `bodies` in it. */
bool atl_doc_holds(const struct atl_doc *doc, const struct atl_out *bodies, const char *text, size_t len);

/* -- differences ------------------------------------------------------------------------------------------------- */

/* Writes a unified diff of a document and what splicing made of it, as `diff -u` and `patch` have it, under the name of
 * its file; nothing if they are equal. Both are no longer than a source may be. What is between blocks is not compared,
 * so that a long document costs no more than its blocks. */
void atl_diff_write(struct atl_out *out, const char *name, const struct atl_doc *doc, const struct atl_out *bodies,
                    const char *new, uint32_t new_len);

#endif
