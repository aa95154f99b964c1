/* Lines of the lists that the program keeps: see memo.h. */
#include "base/memo.h"

#include "base/spell.h"

#include <string.h>

bool atl_memo_read(const char *text, size_t len, const char *first_line, atl_memo_line *line, void *context) {
  size_t first = strlen(first_line);
  if (len < first || memcmp(text, first_line, first) != 0)
    return false;
  for (const char *at = text + first, *end = text + len, *stop; at < end; at = stop + 1) {
    stop = memchr(at, '\n', (size_t)(end - at));
    if (!stop || !line(context, at, stop))
      return false;
  }
  return true;
}

bool atl_memo_take_word(const char **at, const char *end, const char *word) {
  size_t len = strlen(word);
  if ((size_t)(end - *at) <= len || memcmp(*at, word, len) != 0 || (*at)[len] != ' ')
    return false;
  *at += len + 1;
  return true;
}

bool atl_memo_take_hash(const char **at, const char *end, struct atl_hash *hash) {
  if (end - *at <= ATL_HASH_DIGITS || !atl_hash_read(*at, hash) || (*at)[ATL_HASH_DIGITS] != ' ')
    return false;
  *at += ATL_HASH_DIGITS + 1;
  return true;
}

void atl_memo_write_hash(struct atl_out *out, struct atl_hash hash) {
  char digits[ATL_HASH_DIGITS + 1];
  atl_hash_write(hash, digits);
  atl_out_write(out, digits, ATL_HASH_DIGITS);
  atl_out_char(out, ' ');
}

void atl_memo_write_name(struct atl_out *out, const char *name) {
  atl_spell(out, ATL_SPELL_RECORD, name);
  atl_out_char(out, '\n');
}
