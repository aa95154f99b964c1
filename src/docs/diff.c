/* A unified diff. Whatever two texts have in common at both ends is set aside; between, the longest common subsequence
 * of lines is found by the table of Wagner and Fischer where that is small, and where it is not, all of one side is
 * taken for new: a drawing of a thousand lines that changed is not read line by line. */
#include "docs/docs.h"

#include "base/spell.h"

#include <stdlib.h>

enum { CONTEXT = 3, MOST_CELLS = 1 << 22 /* of the table, two bytes each */ };

struct lines {
  const char *text;
  ATL_VEC(uint32_t) at; /* where each begins, and the end of the text */
};

/* Lines of a diff end at LF alone, whatever those of the document do. */
static void split(struct lines *lines, const char *text, uint32_t len) {
  *lines = (struct lines){.text = text};
  for (uint32_t i = 0; i < len;) {
    *atl_vec_push(&lines->at) = i;
    const char *end = memchr(text + i, '\n', len - i);
    i = end ? (uint32_t)(end - text) + 1 : len;
  }
  *atl_vec_push(&lines->at) = len;
}

static bool same(const struct lines *a, uint32_t i, const struct lines *b, uint32_t k) {
  size_t len = a->at.at[i + 1] - a->at.at[i];
  return len == b->at.at[k + 1] - b->at.at[k] && !memcmp(a->text + a->at.at[i], b->text + b->at.at[k], len);
}

/* A run of lines that were taken out and put in. */
struct change {
  uint32_t old, olds, new, news;
};

struct changes {
  ATL_VEC(struct change) list;
};

static void add_change(struct changes *changes, uint32_t old, uint32_t olds, uint32_t new, uint32_t news) {
  struct change *last = changes->list.len ? &changes->list.at[changes->list.len - 1] : NULL;
  if (last && last->old + last->olds == old && last->new + last->news == new) {
    last->olds += olds;
    last->news += news;
  } else
    *atl_vec_push(&changes->list) = (struct change){old, olds, new, news};
}

static void compare(struct changes *changes, const struct lines *a, uint32_t a0, uint32_t a1, const struct lines *b,
                    uint32_t b0, uint32_t b1) {
  uint32_t n = a1 - a0, m = b1 - b0;
  if (!n || !m || (uint64_t)(n + 1) * (m + 1) > MOST_CELLS || n > UINT16_MAX) {
    if (n || m)
      add_change(changes, a0, n, b0, m);
    return;
  }
  size_t row = (size_t)m + 1;
  uint16_t *length = atl_alloc((size_t)(n + 1) * row, sizeof *length); /* of what is common from here on */
  for (uint32_t i = n; i-- > 0;)
    for (uint32_t k = m; k-- > 0;) {
      uint16_t down = length[(i + 1) * row + k], right = length[i * row + k + 1];
      length[i * row + k] = same(a, a0 + i, b, b0 + k) ? (uint16_t)(length[(i + 1) * row + k + 1] + 1)
                            : down > right             ? down
                                                       : right;
    }
  for (uint32_t i = 0, k = 0; i < n || k < m;) {
    if (i < n && k < m && same(a, a0 + i, b, b0 + k)) {
      i++;
      k++;
    } else if (i < n && (k == m || length[(i + 1) * row + k] >= length[i * row + k + 1])) {
      add_change(changes, a0 + i, 1, b0 + k, 0);
      i++;
    } else {
      add_change(changes, a0 + i, 0, b0 + k, 1);
      k++;
    }
  }
  free(length);
}

static void write_line(struct atl_out *out, char mark, const struct lines *lines, uint32_t i) {
  size_t begin = lines->at.at[i], end = lines->at.at[i + 1];
  atl_out_char(out, mark);
  atl_out_write(out, lines->text + begin, end - begin);
  if (end == begin || lines->text[end - 1] != '\n')
    atl_out_lit(out, "\n\\ No newline at end of file\n");
}

static void write_range(struct atl_out *out, char mark, uint32_t first, uint32_t count) {
  atl_out_format(out, " %c%u", mark, count ? first + 1 : first);
  if (count != 1)
    atl_out_format(out, ",%u", count);
}

/* Changes [first, last) whose contexts touch. */
static void write_hunk(struct atl_out *out, const struct changes *changes, uint32_t first, uint32_t last,
                       const struct lines *a, const struct lines *b) {
  const struct change *begin = &changes->list.at[first], *end = &changes->list.at[last - 1];
  uint32_t before = begin->old < CONTEXT ? begin->old : CONTEXT, left = a->at.len - 1 - (end->old + end->olds);
  uint32_t after = left < CONTEXT ? left : CONTEXT, at = begin->old - before;
  atl_out_lit(out, "@@");
  write_range(out, '-', at, end->old + end->olds + after - at);
  write_range(out, '+', begin->new - before, end->new + end->news + after - (begin->new - before));
  atl_out_lit(out, " @@\n");
  for (uint32_t i = first; i < last; i++) {
    const struct change *change = &changes->list.at[i];
    for (; at < change->old; at++)
      write_line(out, ' ', a, at);
    for (uint32_t k = 0; k < change->olds; k++)
      write_line(out, '-', a, at++);
    for (uint32_t k = 0; k < change->news; k++)
      write_line(out, '+', b, change->new + k);
  }
  for (uint32_t k = 0; k < after; k++)
    write_line(out, ' ', a, at++);
}

/* The line that an offset lies in or begins; the number of lines at the end of the text. */
static uint32_t line_of(const struct lines *lines, uint32_t offset) {
  return atl_line_at(lines->at.at, lines->at.len, offset);
}

/* Compares what lies between two offsets of each text, widened to whole lines. */
static void compare_part(struct changes *changes, const struct lines *a, uint32_t a0, uint32_t a1,
                         const struct lines *b, uint32_t b0, uint32_t b1) {
  uint32_t i = line_of(a, a0), k = line_of(b, b0), n = line_of(a, a1), m = line_of(b, b1);
  bool within = a->at.at[n] < a1 || b->at.at[m] < b1; /* it ends within a line */
  n += within && n + 1 < a->at.len;
  m += within && m + 1 < b->at.len;
  while (i < n && k < m && same(a, i, b, k))
    i++, k++;
  while (i < n && k < m && same(a, n - 1, b, m - 1))
    n--, m--;
  compare(changes, a, i, n, b, k, m);
}

void atl_diff_write(struct atl_out *out, const char *name, const struct atl_doc *doc, const struct atl_out *bodies,
                    const char *new, uint32_t new_len) {
  struct lines a, b;
  struct changes changes = {0};
  split(&a, doc->text, doc->len);
  split(&b, new, new_len);
  uint32_t at = 0, there = 0, left = doc->len, end; /* where the text between two blocks begins, in both */
  for (uint32_t i = 0; i < doc->block.len; i++) {
    const struct atl_doc_block *block = &doc->block.at[i];
    there += block->begin - at;
    at = block->begin;
    /* What follows up to the next block is as it was: so where this one ends is told from the bytes that are left. */
    left = doc->len - block->end;
    end = i + 1 < doc->block.len ? there + (uint32_t)atl_doc_spliced(doc, block, &bodies[i]) : new_len - left;
    compare_part(&changes, &a, at, block->end, &b, there, end);
    at = block->end;
    there = end;
  }
  if (changes.list.len) {
    atl_out_lit(out, "--- ");
    atl_spell(out, ATL_SPELL_PEOPLE, name);
    atl_out_lit(out, "\n+++ ");
    atl_spell(out, ATL_SPELL_PEOPLE, name);
    atl_out_char(out, '\n');
  }
  for (uint32_t i = 0, next; i < changes.list.len; i = next) {
    for (next = i + 1; next < changes.list.len; next++)
      if (changes.list.at[next].old - (changes.list.at[next - 1].old + changes.list.at[next - 1].olds) > 2 * CONTEXT)
        break;
    write_hunk(out, &changes, i, next, &a, &b);
  }
  atl_vec_release(&a.at);
  atl_vec_release(&b.at);
  atl_vec_release(&changes.list);
}
