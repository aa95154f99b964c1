/* atlasc lsp: documents that an editor has open, and what is said of places in them. Of use to no other command.
 *
 * A place is a byte offset everywhere but on the wire, where it is a line and UTF-16 units, both from 0. */
#ifndef ATL_CMD_LSP_H
#define ATL_CMD_LSP_H

#include "base/out.h"
#include "cmd/drawing.h"

struct json_t; /* of jansson */

struct atl_lsp_document {
  char *uri, *path; /* path: of a file: URI, else the URI itself; both owned */
  char *folder;     /* where names in it start; NULL: it is no file, and may name none */
  char *text;       /* owned, NUL-terminated UTF-8 */
  size_t len;
  int64_t version;
  ATL_VEC(uint32_t) line;      /* offsets where lines begin; they end by LF, CR LF or CR, as the protocol has it */
  struct atl_work *now, *good; /* of the text; of the last text without an error, may be the same, may be NULL */
};

/* -- texts (lsp_text.c) -- */

/* Takes a text over; the map is read anew by atl_lsp_read(). */
void atl_lsp_set_text(struct atl_lsp_document *document, char *text, size_t len);
void atl_lsp_release(struct atl_lsp_document *document);

/* The offset of a position of the protocol, at most the end of its line; false where it is no position, or of a line
 * that is not there. */
bool atl_lsp_offset(const struct atl_lsp_document *document, const struct json_t *position, uint32_t *offset);
struct json_t *atl_lsp_range(const struct atl_lsp_document *document, uint32_t begin, uint32_t end);

/* Applies one change of textDocument/didChange, whole or of a range; false where it is none: nothing happens. */
bool atl_lsp_change(struct atl_lsp_document *document, const struct json_t *change);

/* Gives a new document its uri, path and folder, and a text that is empty. */
void atl_lsp_name(struct atl_lsp_document *document, const char *uri);

/* -- what is known of a map (lsp_map.c) -- */

/* Reads, checks and styles the text, as `atlasc check FILE` does. */
void atl_lsp_read(struct atl_lsp_document *document);

/* A part of a reference, or the id of a node itself: between its quotes, if it has some. */
struct atl_lsp_mention {
  uint32_t begin, end, node;
};
struct atl_lsp_mentions {
  ATL_VEC(struct atl_lsp_mention) list; /* by place, each place once */
};

/* Everything in the source of a map that names a node or an item of it. */
void atl_lsp_find_mentions(const struct atl_work *work, struct atl_lsp_mentions *mentions);

/* The mention at an offset, its end included; NULL: none. */
const struct atl_lsp_mention *atl_lsp_mention_at(const struct atl_lsp_mentions *mentions, uint32_t offset);

/* Answers: a value of the protocol, null where there is nothing to say. */
struct json_t *atl_lsp_diagnostics(const struct atl_lsp_document *document);
struct json_t *atl_lsp_definition(const struct atl_lsp_document *document, uint32_t offset);
struct json_t *atl_lsp_hover(const struct atl_lsp_document *document, uint32_t offset, bool markdown);
struct json_t *atl_lsp_prepare_rename(const struct atl_lsp_document *document, uint32_t offset);

/* NULL where it cannot be done, which `why` says: the map has errors, nothing is there, or the map would not mean the
 * same with the new name. */
struct json_t *atl_lsp_rename(const struct atl_lsp_document *document, uint32_t offset, const char *name,
                              const char **why);

/* -- completion (lsp_complete.c) -- */

struct json_t *atl_lsp_complete(const struct atl_lsp_document *document, uint32_t offset);

#endif
