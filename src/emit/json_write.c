/* Trees of jansson as text. json.c, which writes a drawing, needs none: it writes as it goes. */
#include "emit/json_write.h"

#include "base/spell.h"

#include <jansson.h>
#include <string.h>

/* Writes a number, true, false or null as jansson does. */
static void write_scalar(struct atl_out *out, const json_t *value, size_t flags) {
  char text[64];
  size_t len = json_dumpb(value, text, sizeof text, flags | JSON_ENCODE_ANY);
  if (!len)
    atl_no_memory();
  atl_out_write(out, text, len < sizeof text ? len : 0);
}

static void write_string(struct atl_out *out, const char *text, size_t len) {
  atl_out_char(out, '"');
  atl_spell_bytes(out, ATL_SPELL_JSON, text, len);
  atl_out_char(out, '"');
}

/* What stands between two values, or beside the brackets around them. */
static void write_break(struct atl_out *out, size_t flags, size_t depth, bool inside) {
  size_t indent = flags & 0x1f;
  if (indent) {
    atl_out_char(out, '\n');
    for (size_t i = 0; i < indent * depth; i++)
      atl_out_char(out, ' ');
  } else if (inside && !(flags & JSON_COMPACT))
    atl_out_char(out, ' ');
}

/* As deep as the forms of this program are, whatever a map says. Strings are written here, for jansson has no way to
 * write bytes that are no UTF-8. */
static void write_value(struct atl_out *out, json_t *value, size_t flags, size_t depth) {
  const char *key;
  json_t *each;
  size_t i;
  bool any = false;
  if (json_is_string(value))
    write_string(out, json_string_value(value), json_string_length(value));
  else if (json_is_array(value)) {
    atl_out_char(out, '[');
    json_array_foreach(value, i, each) {
      atl_out_text(out, any ? "," : "");
      write_break(out, flags, depth + 1, any);
      any = true;
      write_value(out, each, flags, depth + 1);
    }
    if (any)
      write_break(out, flags, depth, false);
    atl_out_char(out, ']');
  } else if (json_is_object(value)) {
    atl_out_char(out, '{');
    json_object_foreach(value, key, each) {
      atl_out_text(out, any ? "," : "");
      write_break(out, flags, depth + 1, any);
      any = true;
      write_string(out, key, strlen(key));
      atl_out_text(out, flags & JSON_COMPACT ? ":" : ": ");
      write_value(out, each, flags, depth + 1);
    }
    if (any)
      write_break(out, flags, depth, false);
    atl_out_char(out, '}');
  } else
    write_scalar(out, value, flags & ~(size_t)0x1f);
}

static void release(void *value) { json_decref(value); }

void atl_json_write(struct atl_out *out, struct json_t *value, size_t flags) {
  struct atl_guard guard;
  atl_guard(&guard, release, value);
  write_value(out, value, flags, 0);
  atl_out_char(out, '\n');
  atl_unguard(&guard);
  json_decref(value);
}

json_t *atl_json_set(json_t *object, const char *key, json_t *value) {
  if (json_object_set_new(object, key, value))
    atl_no_memory();
  return value;
}

json_t *atl_json_append(json_t *array, json_t *value) {
  if (json_array_append_new(array, value))
    atl_no_memory();
  return value;
}

struct json_t *atl_json_name(const char *name) {
  return json_stringn_nocheck(name, strlen(name));
}
