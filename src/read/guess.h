/* What people write who have not read the manual, and what it is called here. Private to read/. */
#ifndef ATL_READ_GUESS_H
#define ATL_READ_GUESS_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

/* What to write instead of a key that a scope ("map", "node", "item", "link", "kind", "view", "term", "sheet", "role")
 * does not have, as half a sentence with an example; NULL where nothing is known. Case, '-' and '_' of the key do not
 * matter. */
const char *atl_guess_key(const char *scope, const char *key, size_t len);

/* The value that is meant by one that `what` ("shape", "icon", "style", "border", "head") does not have; NULL where
 * nothing is known. Case, '-', '_' and blanks do not matter. */
const char *atl_guess_word(const char *what, const char *word, size_t len);

/* What to write instead of a text that is no link but was meant as one: other arrows, chains, lists of targets. Fills
 * `to` with half a sentence and an example; false where nothing is known. */
bool atl_guess_link(const char *text, size_t len, char *to, size_t room);

#endif
