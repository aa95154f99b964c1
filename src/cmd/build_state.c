/* The state of a folder of outputs, read and written. It may have been made by another version, cut off, changed by
 * hand, or have come with a folder from somebody else: a line that is not understood, or names what no build can have
 * made, makes the whole of it worth nothing, which costs one full build. What it says of a file is believed only where
 * the file has the bytes that it says. */
#include "cmd/build.h"

#include "base/below.h"
#include "base/memo.h"
#include "base/spell.h"

#include <stdlib.h>
#include <string.h>

static const char first_line[] = "atlasc build 2\n";
static const char *const kinds[] = {[ATL_MADE_OUT] = "out", [ATL_MADE_SHEET] = "sheet", [ATL_MADE_FILE] = "file"};

/* Only what this program can have written, and below the folder. */
static bool is_output(const char *name) { return name && atl_below_is_name(name) && atl_backend_for_path(name); }

static bool parse_line(void *context, const char *at, const char *end) {
  struct atl_state *state = context;
  struct atl_record *last = state->record.len ? &state->record.at[state->record.len - 1] : NULL;
  if (atl_memo_take_word(&at, end, "map")) {
    struct atl_record record = {0};
    if (!atl_memo_take_hash(&at, end, &record.source) || !atl_memo_take_hash(&at, end, &record.with) || end - at < 3 ||
        at[1] != ' ')
      return false;
    record.status = at[0] - '0';
    record.name = atl_spell_read(&state->arena, at + 2, (size_t)(end - at - 2));
    if (!record.name || !atl_below_is_name(record.name))
      return false;
    *atl_vec_push(&state->record) = record;
    return record.status >= 0 && record.status <= ATL_EXIT_SYSTEM;
  }
  if (atl_memo_take_word(&at, end, "gone")) {
    struct atl_hash hash;
    if (!atl_memo_take_hash(&at, end, &hash))
      return false;
    const char *name = atl_spell_read(&state->arena, at, (size_t)(end - at));
    *atl_vec_push(&state->gone) = (struct atl_gone){name, hash};
    return is_output(name);
  }
  if (last && atl_memo_take_word(&at, end, "why")) {
    last->why = atl_spell_read(&state->arena, at, (size_t)(end - at));
    return last->why;
  }
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds && last; k++)
    if (atl_memo_take_word(&at, end, kinds[k])) {
      struct atl_hash hash;
      if (!atl_memo_take_hash(&at, end, &hash))
        return false;
      const char *name = atl_spell_read(&state->arena, at, (size_t)(end - at));
      atl_record_add(last, (enum atl_made_kind)k, name, hash);
      return k == ATL_MADE_OUT ? is_output(name) : name != NULL;
    }
  return false;
}

bool atl_state_parse(struct atl_state *state, const char *text, size_t len) {
  *state = (struct atl_state){0};
  bool good = atl_memo_read(text, len, first_line, parse_line, state);
  if (!good)
    atl_state_release(state);
  return good;
}

void atl_record_write(const struct atl_record *record, struct atl_out *out) {
  atl_out_lit(out, "map ");
  atl_memo_write_hash(out, record->source);
  atl_memo_write_hash(out, record->with);
  atl_out_format(out, "%d ", record->status);
  atl_memo_write_name(out, record->name);
  for (uint32_t i = 0; i < record->made.len; i++) {
    atl_out_format(out, "%s ", kinds[record->made.at[i].kind]);
    atl_memo_write_hash(out, record->made.at[i].hash);
    atl_memo_write_name(out, record->made.at[i].name);
  }
  if (record->why) {
    atl_out_lit(out, "why ");
    atl_memo_write_name(out, record->why);
  }
}

void atl_state_write(const struct atl_state *state, struct atl_out *out) {
  atl_out_text(out, first_line);
  for (uint32_t i = 0; i < state->record.len; i++)
    atl_record_write(&state->record.at[i], out);
  for (uint32_t i = 0; i < state->gone.len; i++) {
    atl_out_lit(out, "gone ");
    atl_memo_write_hash(out, state->gone.at[i].hash);
    atl_memo_write_name(out, state->gone.at[i].name);
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
