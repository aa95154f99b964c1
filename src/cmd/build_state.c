/* The state of a folder of outputs, read and written. It may have been made by another version, cut off or changed by
 * hand: a line that is not understood makes the whole of it worth nothing, which costs one full build. */
#include "cmd/build.h"

#include <stdlib.h>
#include <string.h>

static const char first_line[] = "atlasc build 1\n";
static const char *const kinds[] = {[ATL_MADE_OUT] = "out", [ATL_MADE_SHEET] = "sheet", [ATL_MADE_FILE] = "file"};

/* A name on a line: control characters and '%' as %0a, so that every name is one. */
static void write_name(struct atl_out *out, const char *name) {
  for (; *name; name++) {
    unsigned char c = (unsigned char)*name;
    if (c < 0x20 || c == 0x7f || c == '%')
      atl_out_format(out, "%%%02x", c);
    else
      atl_out_char(out, *name);
  }
  atl_out_char(out, '\n');
}

static int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

static const char *read_name(struct atl_arena *arena, const char *text, size_t len) {
  char *name = atl_arena_strndup(arena, text, len);
  size_t to = 0;
  for (size_t from = 0; from < len; from++, to++) {
    bool escaped = name[from] == '%' && from + 2 < len && digit(name[from + 1]) >= 0 && digit(name[from + 2]) >= 0;
    name[to] = escaped ? (char)(digit(name[from + 1]) * 16 + digit(name[from + 2])) : name[from];
    from += escaped ? 2 : 0;
  }
  name[to] = 0;
  return name;
}

/* A word and the blank after it, at the start of a line. */
static bool take_word(const char **at, const char *end, const char *word) {
  size_t len = strlen(word);
  if ((size_t)(end - *at) <= len || memcmp(*at, word, len) != 0 || (*at)[len] != ' ')
    return false;
  *at += len + 1;
  return true;
}

static bool take_hash(const char **at, const char *end, struct atl_hash *hash) {
  if (end - *at <= ATL_HASH_DIGITS || !atl_hash_read(*at, hash) || (*at)[ATL_HASH_DIGITS] != ' ')
    return false;
  *at += ATL_HASH_DIGITS + 1;
  return true;
}

/* Whether a name stays below the folder it belongs to: nothing that a state names is written or removed elsewhere. */
static bool stays_below(const char *name) {
  if (!*name || *name == '/')
    return false;
  for (const char *part = name; part; part = strchr(part, '/')) {
    part += *part == '/';
    if (!*part || *part == '/' || (part[0] == '.' && (!part[1] || part[1] == '/')) ||
        (part[0] == '.' && part[1] == '.' && (!part[2] || part[2] == '/')))
      return false;
  }
  return true;
}

/* Only what this program can have written. */
static bool is_output(const char *name) { return stays_below(name) && atl_backend_for_path(name); }

static bool parse_line(struct atl_state *state, const char *at, const char *end) {
  struct atl_record *last = state->record.len ? &state->record.at[state->record.len - 1] : NULL;
  if (take_word(&at, end, "map")) {
    struct atl_record record = {0};
    if (!take_hash(&at, end, &record.source) || !take_hash(&at, end, &record.with) || end - at < 3 || at[1] != ' ')
      return false;
    record.status = digit(at[0]);
    record.name = read_name(&state->arena, at + 2, (size_t)(end - at - 2));
    *atl_vec_push(&state->record) = record;
    return record.status >= 0 && record.status <= ATL_EXIT_SYSTEM && stays_below(record.name);
  }
  if (take_word(&at, end, "gone")) {
    const char *name = read_name(&state->arena, at, (size_t)(end - at));
    *atl_vec_push(&state->gone) = name;
    return is_output(name);
  }
  if (last && take_word(&at, end, "why")) {
    last->why = read_name(&state->arena, at, (size_t)(end - at));
    return true;
  }
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds && last; k++)
    if (take_word(&at, end, kinds[k])) {
      struct atl_hash hash;
      if (!take_hash(&at, end, &hash))
        return false;
      const char *name = read_name(&state->arena, at, (size_t)(end - at));
      atl_record_add(last, (enum atl_made_kind)k, name, hash);
      return k != ATL_MADE_OUT || is_output(name);
    }
  return false;
}

bool atl_state_parse(struct atl_state *state, const char *text, size_t len) {
  const char *end = text + len, *at = text;
  *state = (struct atl_state){0};
  size_t first = sizeof first_line - 1;
  bool good = len >= first && !memcmp(text, first_line, first);
  for (at += good ? first : 0; good && at < end;) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    good = stop && parse_line(state, at, stop);
    at = stop ? stop + 1 : end;
  }
  if (!good)
    atl_state_release(state);
  return good;
}

void atl_record_write(const struct atl_record *record, struct atl_out *out) {
  char source[ATL_HASH_DIGITS + 1], with[ATL_HASH_DIGITS + 1];
  atl_hash_write(record->source, source);
  atl_hash_write(record->with, with);
  atl_out_format(out, "map %s %s %d ", source, with, record->status);
  write_name(out, record->name);
  for (uint32_t i = 0; i < record->made.len; i++) {
    atl_hash_write(record->made.at[i].hash, source);
    atl_out_format(out, "%s %s ", kinds[record->made.at[i].kind], source);
    write_name(out, record->made.at[i].name);
  }
  if (record->why) {
    atl_out_lit(out, "why ");
    write_name(out, record->why);
  }
}

void atl_state_write(const struct atl_state *state, struct atl_out *out) {
  atl_out_text(out, first_line);
  for (uint32_t i = 0; i < state->record.len; i++)
    atl_record_write(&state->record.at[i], out);
  for (uint32_t i = 0; i < state->gone.len; i++) {
    atl_out_lit(out, "gone ");
    write_name(out, state->gone.at[i]);
  }
}

void atl_record_add(struct atl_record *record, enum atl_made_kind kind, const char *name, struct atl_hash hash) {
  *atl_vec_push(&record->made) = (struct atl_made){.kind = kind, .name = name, .hash = hash};
}

const struct atl_record *atl_state_find(const struct atl_state *state, const char *name) {
  uint32_t low = 0, high = state->record.len; /* they are written in the order of their names */
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int side = strcmp(name, state->record.at[middle].name);
    if (!side)
      return &state->record.at[middle];
    if (side < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

bool atl_record_has(const struct atl_record *record, enum atl_made_kind kind, const char *name) {
  for (uint32_t i = 0; i < record->made.len; i++)
    if (record->made.at[i].kind == kind && !strcmp(record->made.at[i].name, name))
      return true;
  return false;
}

void atl_state_release(struct atl_state *state) {
  for (uint32_t i = 0; i < state->record.len; i++)
    atl_vec_release(&state->record.at[i].made);
  atl_vec_release(&state->record);
  atl_vec_release(&state->gone);
  atl_arena_release(&state->arena);
  *state = (struct atl_state){0};
}
