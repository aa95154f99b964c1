/* How JSON is written, wherever it is: by one callback, with a line break behind it. */
#ifndef ATL_EMIT_JSON_WRITE_H
#define ATL_EMIT_JSON_WRITE_H

#include "base/out.h"

struct json_t; /* of jansson */

/* Writes a value on a line of its own, its keys in the order in which they were set, and releases it. `flags` are those
 * of json_dumps() that are wanted beside that order. */
void atl_json_write(struct atl_out *out, struct json_t *value, size_t flags);

#endif
