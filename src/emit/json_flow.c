/* Commas and line breaks stand before what they part, so that nothing has to be known of what follows. */
#include "emit/json_flow.h"

#include "base/spell.h"

#include <string.h>

static void write_string(struct atl_out *out, const char *text, size_t len) {
  atl_out_char(out, '"');
  atl_spell_bytes(out, ATL_SPELL_JSON, text, len);
  atl_out_char(out, '"');
}

static void new_line(struct atl_json *json) {
  if (!json->indent)
    return;
  atl_out_char(json->out, '\n');
  for (unsigned i = 0; i < json->indent * json->depth; i++)
    atl_out_char(json->out, ' ');
}

struct atl_out *atl_json_raw(struct atl_json *json, const char *key) {
  if (json->any)
    atl_out_char(json->out, ',');
  if (json->depth)
    new_line(json);
  json->any = true;
  if (key) {
    write_string(json->out, key, strlen(key));
    atl_out_text(json->out, json->indent ? ": " : ":");
  }
  return json->out;
}

void atl_json_begin(struct atl_json *json, const char *key, char open) {
  atl_out_char(atl_json_raw(json, key), open);
  json->close[json->depth++] = open == '{' ? '}' : ']';
  json->any = false;
}

void atl_json_end(struct atl_json *json) {
  char close = json->close[--json->depth];
  if (json->any)
    new_line(json);
  atl_out_char(json->out, close);
  json->any = true;
}

void atl_json_text(struct atl_json *json, const char *key, const char *text, size_t len) {
  write_string(atl_json_raw(json, key), text, len);
}

void atl_json_int(struct atl_json *json, const char *key, int64_t value) {
  atl_out_int(atl_json_raw(json, key), value);
}

void atl_json_bool(struct atl_json *json, const char *key, bool value) {
  atl_out_text(atl_json_raw(json, key), value ? "true" : "false");
}

void atl_json_null(struct atl_json *json, const char *key) { atl_out_lit(atl_json_raw(json, key), "null"); }
