/* Lists in which the program keeps what it made, and reads it again: lines of text, each a few words, hashes and
 * numbers with a blank behind each, and at the end a name or a text, spelled so that it has no line break
 * (ATL_SPELL_RECORD). The first line says which list it is, and in which form.
 *
 * Anybody can have written one: whoever reads it judges names and numbers. A list with a line that is not understood is
 * not believed at all. */
#ifndef ATL_BASE_MEMO_H
#define ATL_BASE_MEMO_H

#include "base/hash.h"
#include "base/out.h"

/* Reads the line [at, end), which has no line break; false where it is not understood. */
typedef bool atl_memo_line(void *context, const char *at, const char *end);

/* Reads all lines behind the first one; false where that is another one, or some line is not understood or not ended.
 */
bool atl_memo_read(const char *text, size_t len, const char *first_line, atl_memo_line *line, void *context);

/* Take what stands at *at and the blank behind it; false where something else stands there, and *at stays. */
bool atl_memo_take_word(const char **at, const char *end, const char *word);
bool atl_memo_take_hash(const char **at, const char *end, struct atl_hash *hash);

/* Writes the digits of a hash and a blank. */
void atl_memo_write_hash(struct atl_out *out, struct atl_hash hash);

/* Writes a name or a text, and ends the line. atl_spell_read() reads it. */
void atl_memo_write_name(struct atl_out *out, const char *name);

#endif
