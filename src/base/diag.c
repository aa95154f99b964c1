/* Reports are formatted at once, so that what they quote may go away. */
#include "base/diag.h"

#include "base/spell.h"

#include <stdarg.h>
#include <stdio.h>

enum { LONGEST_WORD = 64, LONGEST_MESSAGE = 1000 };

void atl_report(struct atl_diags *diags, enum atl_severity severity, const char *code, struct atl_span where,
                const char *format, ...) {
  diags->errors += severity == ATL_ERROR;
  diags->warnings += severity == ATL_WARNING;
  if (diags->list.len >= ATL_MAX_DIAGS) {
    diags->dropped++;
    return;
  }
  char message[LONGEST_MESSAGE];
  va_list args;
  va_start(args, format);
  int len = vsnprintf(message, sizeof message, format, args);
  va_end(args);
  if (len < 0)
    len = 0;
  if (len >= (int)sizeof message) { /* cut between code points */
    len = sizeof message - 2;       /* the last byte that could be dropped, so that it can be looked at */
    while (len > 0 && ((unsigned char)message[len] & 0xc0) == 0x80)
      len--;
  }
  message[len] = 0;
  *atl_vec_push(&diags->list) = (struct atl_diag){.severity = severity,
                                                  .code = code,
                                                  .message = atl_spelled(&diags->arena, ATL_SPELL_PEOPLE, message),
                                                  .where = where};
}

void atl_diags_retract(struct atl_diags *diags, const char *code, struct atl_span where) {
  const struct atl_diag *last = diags->list.len && !diags->dropped ? &diags->list.at[diags->list.len - 1] : NULL;
  if (!last || strcmp(last->code, code) != 0 || last->where.file != where.file || last->where.begin != where.begin)
    return;
  diags->errors -= last->severity == ATL_ERROR;
  diags->warnings -= last->severity == ATL_WARNING;
  diags->list.len--;
}

static bool stands_before(struct atl_span a, struct atl_span b) {
  return a.file != b.file ? a.file < b.file : a.file != ATL_NONE && a.begin < b.begin;
}

void atl_diags_sort(struct atl_diags *diags) {
  struct atl_diag sorted[ATL_MAX_DIAGS];
  struct atl_span key[ATL_MAX_DIAGS]; /* the place of the report that a note belongs to */
  uint32_t n = diags->list.len;
  for (uint32_t i = 0; i < n; i++) { /* insertion: a hundred at most, mostly in order */
    const struct atl_diag *diag = &diags->list.at[i];
    struct atl_span place = diag->where;
    if (diag->severity == ATL_NOTE && i)
      for (uint32_t owner = i; owner--;)
        if (diags->list.at[owner].severity != ATL_NOTE) {
          place = diags->list.at[owner].where;
          break;
        }
    uint32_t at = i;
    for (; at && stands_before(place, key[at - 1]); at--) {
      sorted[at] = sorted[at - 1];
      key[at] = key[at - 1];
    }
    sorted[at] = *diag;
    key[at] = place;
  }
  if (n)
    memcpy(diags->list.at, sorted, n * sizeof *sorted);
}

void atl_diags_release(struct atl_diags *diags) {
  atl_arena_release(&diags->arena);
  atl_vec_release(&diags->list);
  *diags = (struct atl_diags){0};
}

unsigned atl_word_distance(const char *a, size_t a_len, const char *b, size_t b_len, unsigned limit) {
  if (a_len > LONGEST_WORD || b_len > LONGEST_WORD || (a_len > b_len ? a_len - b_len : b_len - a_len) > limit)
    return limit + 1;
  unsigned row[3][LONGEST_WORD + 1];
  for (size_t j = 0; j <= b_len; j++)
    row[1][j] = (unsigned)j;
  for (size_t i = 1; i <= a_len; i++) {
    unsigned *now = row[(i + 1) % 3], *last = row[i % 3], *before = row[(i + 2) % 3];
    now[0] = (unsigned)i;
    for (size_t j = 1; j <= b_len; j++) {
      unsigned best = last[j - 1] + (a[i - 1] != b[j - 1]);
      if (last[j] + 1 < best)
        best = last[j] + 1;
      if (now[j - 1] + 1 < best)
        best = now[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
        best = before[j - 2] + 1;
      now[j] = best;
    }
  }
  unsigned distance = row[(a_len + 1) % 3][b_len];
  return distance > limit ? limit + 1 : distance;
}

unsigned atl_word_limit(size_t typed_len) { return typed_len < 2 ? 0 : typed_len < 4 ? 1 : (unsigned)typed_len / 3; }

void atl_nearer(const char *typed, size_t len, const char *word, unsigned *best, const char **nearest) {
  unsigned distance = *best ? atl_word_distance(typed, len, word, strlen(word), *best - 1) : 1;
  if (distance < *best) {
    *best = distance;
    *nearest = word;
  }
}

const char *atl_nearest(const char *typed, size_t len, const char *const *words) {
  unsigned best = atl_word_limit(len) + 1;
  const char *nearest = NULL;
  for (; *words; words++)
    atl_nearer(typed, len, *words, &best, &nearest);
  return nearest;
}
