/* Texts of documents: lines, UTF-16 units, changes, names. */
#include "cmd/lsp.h"

#include "base/utf8.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static char *copy_of(const char *text, size_t len) {
  char *copy = atl_alloc(len + 1, 1);
  memcpy(copy, text, len);
  copy[len] = 0;
  return copy;
}

void atl_lsp_set_text(struct atl_lsp_document *d, char *text, size_t len) {
  if (text != d->text)
    free(d->text);
  d->text = text;
  d->len = len;
  d->line.len = 0;
  *atl_vec_push(&d->line) = 0;
  for (size_t i = 0; i < len; i++)
    if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n'))
      *atl_vec_push(&d->line) = (uint32_t)i + 1;
}

void atl_lsp_release(struct atl_lsp_document *d) {
  struct atl_work *works[] = {d->now, d->good == d->now ? NULL : d->good};
  for (size_t i = 0; i < 2; i++)
    if (works[i]) {
      atl_work_release(works[i]);
      free(works[i]);
    }
  free(d->uri);
  free(d->path);
  free(d->folder);
  free(d->text);
  atl_vec_release(&d->line);
  *d = (struct atl_lsp_document){0};
}

/* The bytes of a code point and the UTF-16 units it takes. The text is UTF-8: it came in JSON. */
static size_t step(const char *at, size_t len, uint32_t *units) {
  uint32_t code_point;
  size_t n = atl_utf8_decode(at, len, &code_point);
  *units = n && code_point > 0xffff ? 2 : 1;
  return n ? n : 1;
}

bool atl_lsp_offset(const struct atl_lsp_document *d, const json_t *position, uint32_t *offset) {
  const json_t *line = json_object_get(position, "line"), *character = json_object_get(position, "character");
  if (!json_is_integer(line) || !json_is_integer(character) || json_integer_value(line) < 0 ||
      json_integer_value(character) < 0 || json_integer_value(line) >= d->line.len)
    return false;
  json_int_t left = json_integer_value(character);
  size_t at = d->line.at[json_integer_value(line)];
  while (left > 0 && at < d->len && d->text[at] != '\n' && d->text[at] != '\r') {
    uint32_t units;
    size_t n = step(d->text + at, d->len - at, &units);
    if (units > left)
      break; /* in the middle of a pair: before it */
    left -= units;
    at += n;
  }
  *offset = (uint32_t)at;
  return true;
}

static json_t *position_of(const struct atl_lsp_document *d, uint32_t offset) {
  offset = offset > d->len ? (uint32_t)d->len : offset;
  uint32_t line = atl_line_at(d->line.at, d->line.len, offset), character = 0;
  for (size_t at = d->line.at[line]; at < offset;) {
    uint32_t units;
    at += step(d->text + at, d->len - at, &units);
    character += units;
  }
  return json_pack("{s:i, s:i}", "line", (int)line, "character", (int)character);
}

json_t *atl_lsp_range(const struct atl_lsp_document *d, uint32_t begin, uint32_t end) {
  return json_pack("{s:o, s:o}", "start", position_of(d, begin), "end", position_of(d, end));
}

bool atl_lsp_change(struct atl_lsp_document *d, const json_t *change) {
  const json_t *text = json_object_get(change, "text"), *range = json_object_get(change, "range");
  uint32_t begin = 0, end = (uint32_t)d->len;
  if (!json_is_string(text))
    return false;
  if (range && (!atl_lsp_offset(d, json_object_get(range, "start"), &begin) ||
                !atl_lsp_offset(d, json_object_get(range, "end"), &end) || begin > end))
    return false;
  size_t added = json_string_length(text), len = d->len - (end - begin) + added;
  if (len > ATL_MAX_SOURCE_BYTES)
    return false;
  char *changed = atl_alloc(len + 1, 1);
  memcpy(changed, d->text, begin);
  memcpy(changed + begin, json_string_value(text), added);
  memcpy(changed + begin + added, d->text + end, d->len - end);
  changed[len] = 0;
  atl_lsp_set_text(d, changed, len);
  return true;
}

static int hex(char c) {
  return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

void atl_lsp_name(struct atl_lsp_document *d, const char *uri) {
  static const char scheme[] = "file://";
  d->uri = copy_of(uri, strlen(uri));
  atl_lsp_set_text(d, copy_of("", 0), 0);
  const char *name = uri;
  bool file = !strncmp(uri, scheme, sizeof scheme - 1) && (name = strchr(uri + sizeof scheme - 1, '/'));
  if (!file)
    name = uri;
  d->path = copy_of(name, strlen(name));
  if (!file)
    return;
  char *to = d->path;
  for (const char *at = name; *at; at++) {
    int high = *at == '%' ? hex(at[1]) : -1, low = high >= 0 ? hex(at[2]) : -1;
    *to++ = low >= 0 && (high || low) ? (char)(high * 16 + low) : *at;
    at += low >= 0 && (high || low) ? 2 : 0;
  }
  *to = 0;
  const char *slash = strrchr(d->path, '/');
  d->folder = copy_of(d->path, slash == d->path ? 1 : (size_t)(slash - d->path));
}
