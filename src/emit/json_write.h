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

#endif
