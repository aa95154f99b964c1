/* JSON that is written as it comes, without a tree of it: values one after another, each with its key in an object and
 * with NULL for one in a list. Strings are spelled by ATL_SPELL_JSON. */
#ifndef ATL_EMIT_JSON_FLOW_H
#define ATL_EMIT_JSON_FLOW_H

#include "base/out.h"

enum { ATL_JSON_DEPTH = 8 }; /* the deepest form of this program has five levels */

struct atl_json {
  struct atl_out *out;
  unsigned indent; /* blanks a level; 0: all in one line, as small as can be */
  unsigned depth;
  char close[ATL_JSON_DEPTH]; /* of each level that is open */
  bool any;                   /* the innermost one has a value */
};

void atl_json_begin(struct atl_json *json, const char *key, char open); /* '{' or '[' */
void atl_json_end(struct atl_json *json);

void atl_json_text(struct atl_json *json, const char *key, const char *text, size_t len);
void atl_json_int(struct atl_json *json, const char *key, int64_t value);
void atl_json_bool(struct atl_json *json, const char *key, bool value);
void atl_json_null(struct atl_json *json, const char *key);

/* For a value that the caller writes. */
struct atl_out *atl_json_raw(struct atl_json *json, const char *key);

#endif
