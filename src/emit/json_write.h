/* How JSON is written, wherever it is: names of files as they are, with a line break behind it. */
#ifndef ATL_EMIT_JSON_WRITE_H
#define ATL_EMIT_JSON_WRITE_H

#include "base/out.h"

struct json_t; /* of jansson */

/* Writes a value on a line of its own, its keys in the order in which they were set, and releases it. Strings are
 * spelled by ATL_SPELL_JSON. `flags`: JSON_COMPACT, JSON_INDENT, JSON_REAL_PRECISION of jansson. */
void atl_json_write(struct atl_out *out, struct json_t *value, size_t flags);

/* A string that may hold any bytes: json_string() has none for a name that is no UTF-8. For atl_json_write() alone. */
struct json_t *atl_json_name(const char *name);

/* Puts a value that was just made into an object or an array, which takes it, and returns it. No memory for it, or none
 * to hold it, is the end: atl_no_memory(), so that nothing is left out in silence. Children are filled where they hang,
 * so that a guard of the root releases all of them. */
struct json_t *atl_json_set(struct json_t *object, const char *key, struct json_t *value);
struct json_t *atl_json_append(struct json_t *array, struct json_t *value);

#endif
