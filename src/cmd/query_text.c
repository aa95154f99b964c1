/* Answers for people: rows of aligned cells. A name stands as it can be typed back; nothing is ever cut but the text
 * around a word that was found. */
#include "cmd/query.h"

#include "base/spell.h"
#include "text/segment.h"

#include <stdlib.h>
#include <string.h>

enum {
  MOST_COLUMNS = 12,
  MOST_ALIGNED = 44, /* cells: what is longer pushes the rest of its row */
  GAP = 2,
  INDENT = 4,
  MOST_FOUND = 20 /* of `find`, unless --limit says otherwise */
};

enum look { PLAIN, BOLD, FAINT };

/* -- rows -------------------------------------------------------------------------------------------------------- */

struct cell {
  const char *text;
  uint32_t entry; /* whose url it leads to; ATL_NONE */
  enum look look;
  int32_t width;
};

struct table {
  struct atl_query *query;
  struct atl_arena arena;
  ATL_VEC(struct cell) cell; /* row by row */
  uint32_t columns;
  uint32_t numbers; /* from this column on they stand at the right; 0: none do */
  uint32_t folds;   /* where a row is too wide for a terminal, a new line begins before this column; 0: never */
};

static int32_t cells_of(const char *text) {
  int32_t cells = 0;
  for (size_t len = strlen(text), i = 0, size; i < len; i += size) {
    size = atl_cluster(text + i, len - i);
    cells += atl_cluster_cells(text + i, size);
  }
  return cells;
}

static void write_look(struct atl_query *query, enum look look) {
  static const char *const looks[] = {"\033[0m", "\033[1m", "\033[2m"};
  if (query->color)
    atl_out_text(&query->out, looks[look]);
}

/* Labels and notes may have several lines; here they have one. */
static void write_line(struct atl_out *out, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++)
    atl_out_char(out, text[i] == '\n' ? ' ' : text[i]);
}

static const char *url_of(const struct atl_query *query, uint32_t entry) {
  const struct atl_index *index = &query->atlas.index;
  if (!query->links || entry == ATL_NONE || atl_index_is_term(index, entry))
    return "";
  const struct atl_map *map = index->map.at[atl_index_map_of(index, entry)].map;
  const struct atl_node *node = &map->node.at[atl_index_node_of(index, entry)];
  return node->extra == ATL_NONE ? "" : atl_map_text(map, map->extra.at[node->extra].url);
}

/* Starts a hyperlink, or with "" ends it. */
static void write_link(struct atl_out *out, const char *url) {
  atl_out_lit(out, "\033]8;;");
  atl_spell(out, ATL_SPELL_OSC8, url);
  atl_out_lit(out, "\033\\");
}

static void write_cell(struct atl_query *query, const struct cell *cell) {
  const char *url = url_of(query, cell->entry);
  if (*url)
    write_link(&query->out, url);
  if (cell->look)
    write_look(query, cell->look);
  write_line(&query->out, cell->text, strlen(cell->text));
  if (cell->look)
    write_look(query, PLAIN);
  if (*url)
    write_link(&query->out, "");
}

static void write_blanks(struct atl_out *out, int32_t count) {
  for (; count > 0; count--)
    atl_out_char(out, ' ');
}

static void add_cell(struct table *table, const char *text, uint32_t entry, enum look look) {
  *atl_vec_push(&table->cell) = (struct cell){.text = text, .entry = entry, .look = look, .width = cells_of(text)};
}

/* The name of a term is its label: it is not said twice. */
static void add_name(struct table *table, uint32_t entry) {
  struct atl_out name;
  if (atl_index_is_term(&table->query->atlas.index, entry)) {
    add_cell(table, "(term)", ATL_NONE, FAINT);
    return;
  }
  atl_out_memory(&name);
  atl_index_write_typed(&table->query->atlas.index, entry, &name);
  atl_out_char(&name, 0);
  add_cell(table, atl_spelled(&table->arena, ATL_SPELL_PEOPLE, name.buf), ATL_NONE, PLAIN);
  atl_out_discard(&name);
}

static void add_label(struct table *table, uint32_t entry) {
  add_cell(table, atl_index_label(&table->query->atlas.index, entry), entry, BOLD);
}

static void add_number(struct table *table, uint32_t number) {
  struct atl_out digits;
  atl_out_memory(&digits);
  atl_out_int(&digits, number);
  add_cell(table, atl_arena_strndup(&table->arena, digits.buf, digits.len), ATL_NONE, PLAIN);
  atl_out_discard(&digits);
}

/* How wide a row is, with columns of these widths. */
static int32_t width_of(const struct table *table, uint32_t row, const int32_t *width) {
  int32_t end = 0, at = 0;
  for (uint32_t k = 0; k < table->columns; k++) {
    int32_t own = table->cell.at[row + k].width;
    end = own ? at + own : end;
    at += width[k] ? (own > width[k] ? own : width[k]) + GAP : 0;
  }
  return end;
}

/* Writes the rows, each behind `indent` blanks, in columns as wide as need be. Columns that are empty in all rows are
 * left out. */
static void write_table(struct table *table, int32_t indent) {
  struct atl_out *out = &table->query->out;
  int32_t width[MOST_COLUMNS] = {0}, before_fold = indent;
  for (uint32_t i = 0; i < table->cell.len; i++) {
    int32_t *column = &width[i % table->columns], own = table->cell.at[i].width;
    own = own > MOST_ALIGNED ? MOST_ALIGNED : own;
    *column = own > *column ? own : *column;
  }
  for (uint32_t k = 0; k + 1 < table->folds; k++)
    before_fold += width[k] ? width[k] + GAP : 0;
  for (uint32_t row = 0; row < table->cell.len; row += table->columns) {
    int32_t owed = indent;
    bool fold = table->folds && table->query->narrow && indent + width_of(table, row, width) > table->query->width;
    for (uint32_t k = 0; k < table->columns; k++) {
      const struct cell *cell = &table->cell.at[row + k];
      if (!width[k])
        continue;
      if (fold && k == table->folds) {
        atl_out_char(out, '\n');
        owed = before_fold;
      }
      bool folded = fold && k >= table->folds;
      int32_t spare = !folded && width[k] > cell->width ? width[k] - cell->width : 0;
      bool right = table->numbers && k >= table->numbers;
      if (*cell->text) {
        write_blanks(out, owed + (right ? spare : 0));
        write_cell(table->query, cell);
        owed = right ? GAP : spare + GAP;
      } else if (!folded)
        owed += width[k] + GAP;
    }
    atl_out_char(out, '\n');
  }
  atl_vec_release(&table->cell);
  atl_arena_release(&table->arena);
}

/* -- answers ----------------------------------------------------------------------------------------------------- */

static void write_name(struct atl_query *query, uint32_t entry, enum atl_spelling how) {
  struct atl_out name;
  atl_out_memory(&name);
  atl_index_write_typed(&query->atlas.index, entry, &name);
  atl_spell_bytes(&query->out, how, name.buf, name.len);
  atl_out_discard(&name);
}

/* "link: serves (use)" */
static const char *how_said(struct table *table, enum atl_how how, uint32_t ref) {
  const struct atl_index *index = &table->query->atlas.index;
  const char *label = atl_ref_label(index, ref), *kind = atl_ref_kind(index, ref);
  struct atl_out said;
  atl_out_memory(&said);
  atl_out_text(&said, atl_how_names[how]);
  if (*label)
    atl_out_format(&said, ": %s", label);
  if (*kind)
    atl_out_format(&said, " (%s)", kind);
  const char *text = atl_arena_strndup(&table->arena, said.buf, said.len);
  atl_out_discard(&said);
  return text;
}

/* "through checkpoints and 3 more": nothing where it is the entry itself alone; paths from the entry on. */
static const char *through_said(struct table *table, uint32_t entry, const struct atl_relation *first, uint32_t count) {
  const struct atl_index *index = &table->query->atlas.index;
  if (count == 1 && first->through == entry)
    return "";
  struct atl_out said;
  atl_out_memory(&said);
  atl_out_lit(&said, "through ");
  if (first->through == entry)
    atl_out_lit(&said, "itself");
  else {
    struct atl_out own;
    size_t begin = said.len;
    atl_out_memory(&own);
    atl_index_write_path(index, entry, &own);
    atl_index_write_path(index, first->through, &said);
    if (own.len && own.len < said.len - begin && !memcmp(said.buf + begin, own.buf, own.len) &&
        said.buf[begin + own.len] == '.') {
      memmove(said.buf + begin, said.buf + begin + own.len + 1, said.len - begin - own.len - 1);
      said.len -= own.len + 1;
    }
    atl_out_discard(&own);
  }
  if (count > 1)
    atl_out_format(&said, " and %u more", count - 1);
  const char *text = atl_arena_strndup(&table->arena, said.buf, said.len);
  atl_out_discard(&said);
  return text;
}

static void relations(struct atl_query *query, uint32_t entry, bool backwards, const struct atl_relations *all) {
  const struct atl_index *index = &query->atlas.index;
  struct atl_out *out = &query->out;
  struct table table = {.query = query, .columns = 4, .folds = 2};
  const struct cell title = {.text = atl_index_label(index, entry), .entry = entry, .look = BOLD};
  write_cell(query, &title);
  if (!atl_index_is_term(index, entry)) {
    write_blanks(out, GAP);
    write_name(query, entry, ATL_SPELL_PEOPLE);
  }
  atl_out_format(out, " (%s", atl_query_type(index, entry));
  if (all->below)
    atl_out_format(out, ", %u below", all->below);
  atl_out_format(out, ") %s%s\n", backwards ? "is used by" : "uses", all->relation.len ? ":" : " nothing");
  for (uint32_t i = 0, n; i < all->relation.len; i += n) {
    const struct atl_relation *relation = &all->relation.at[i];
    for (n = 1; i + n < all->relation.len && atl_relation_same(index, relation, relation + n); n++)
      ;
    add_cell(&table, how_said(&table, relation->how, relation->ref), ATL_NONE, PLAIN);
    add_label(&table, relation->other);
    add_name(&table, relation->other);
    add_cell(&table, through_said(&table, entry, relation, n), ATL_NONE, FAINT);
  }
  write_table(&table, INDENT);
  if (all->within)
    atl_out_format(out, "%*s%u within it %s not listed\n", INDENT, "", all->within, all->within == 1 ? "is" : "are");
}

static void path(struct atl_query *query, uint32_t from, uint32_t to, const struct atl_path *path) {
  (void)to;
  struct table table = {.query = query, .columns = 4, .folds = 3};
  add_cell(&table, " ", ATL_NONE, PLAIN);
  add_cell(&table, "", ATL_NONE, PLAIN);
  add_label(&table, from);
  add_name(&table, from);
  for (uint32_t i = 0; i < path->step.len; i++) {
    const struct atl_step *step = &path->step.at[i];
    bool hierarchy = step->how == ATL_HOW_CONTAINS;
    const char *arrow = hierarchy ? (step->backwards ? "↑" : "↓") : step->backwards ? "←" : "→";
    add_cell(&table, arrow, ATL_NONE, PLAIN);
    add_cell(&table, hierarchy && step->backwards ? "part of" : how_said(&table, step->how, step->ref), ATL_NONE,
             PLAIN);
    add_label(&table, step->to);
    add_name(&table, step->to);
  }
  write_table(&table, 0);
}

/* Where the character before this one begins. */
static size_t step_back(const char *text, size_t at) {
  while (at && ((unsigned char)text[--at] & 0xc0) == 0x80)
    ;
  return at;
}

/* Writes a text, with what was found in it marked. */
static void write_marked(struct atl_query *query, const char *text, uint32_t at, uint32_t len) {
  struct atl_out *out = &query->out;
  write_line(out, text, at);
  if (len)
    write_look(query, BOLD);
  write_line(out, text + at, len);
  if (len)
    write_look(query, PLAIN);
  write_line(out, text + at + len, strlen(text + at + len));
}

/* Writes a text around what was found in it, as much as there is room for. */
static void write_around(struct atl_query *query, const struct atl_hit *hit, int32_t room) {
  size_t len = strlen(hit->text), begin = hit->at, end = hit->at + hit->len, line = begin;
  int32_t lead = room / 3, used = 0;
  while (line && used < lead) {
    line = step_back(hit->text, line);
    used++;
  }
  if (line) /* begin with a whole word where there is one */
    for (size_t i = line; i < begin; i++)
      if (hit->text[i] == ' ' || hit->text[i] == '\n') {
        line = i + 1;
        break;
      }
  struct atl_out *out = &query->out;
  int32_t left = room - (line ? 1 : 0) - 1;
  if (line)
    atl_out_text(out, "…");
  size_t i = line, size;
  for (; i < len; i += size) {
    size = atl_cluster(hit->text + i, len - i);
    int cells = atl_cluster_cells(hit->text + i, size);
    if (cells > left && i >= end)
      break;
    left -= cells;
    if (i == begin)
      write_look(query, BOLD);
    write_line(out, hit->text + i, size);
    if (i < end && i + size >= end)
      write_look(query, PLAIN);
  }
  if (i < len)
    atl_out_text(out, "…");
}

static void hits(struct atl_query *query, const char *const *word, uint32_t words, const struct atl_hits *hits) {
  (void)word;
  (void)words;
  const struct atl_index *index = &query->atlas.index;
  struct atl_out *out = &query->out;
  uint32_t most = query->request->query.limit ? query->request->query.limit : MOST_FOUND;
  for (uint32_t i = 0; i < hits->hit.len && i < most; i++) {
    const struct atl_hit *hit = &hits->hit.at[i];
    bool in_label = hit->field == ATL_FIELD_LABEL;
    const char *url = url_of(query, hit->entry);
    if (*url)
      write_link(out, url);
    write_marked(query, atl_index_label(index, hit->entry), in_label ? hit->at : 0, in_label ? hit->len : 0);
    if (*url)
      write_link(out, "");
    write_blanks(out, GAP);
    write_look(query, FAINT);
    if (atl_index_is_term(index, hit->entry))
      atl_out_lit(out, "(term)");
    else
      write_name(query, hit->entry, ATL_SPELL_PEOPLE);
    write_look(query, PLAIN);
    atl_out_char(out, '\n');
    if (in_label || (hit->field == ATL_FIELD_ID && !hit->name))
      continue; /* it is there to see already */
    const char *field = hit->name ? hit->name : atl_field_names[hit->field];
    if (atl_index_is_term(index, hit->entry) && hit->field == ATL_FIELD_ABOUT)
      field = "means";
    write_blanks(out, INDENT);
    write_line(out, field, strlen(field));
    atl_out_lit(out, ": ");
    write_around(query, hit, query->width - INDENT - 2 - cells_of(field));
    atl_out_char(out, '\n');
  }
  if (hits->hit.len > most)
    atl_out_format(out, "... and %u more: --limit %u shows all\n", hits->hit.len - most, hits->hit.len);
}

static void orphans(struct atl_query *query, const uint32_t *entry, uint32_t count) {
  const struct atl_index *index = &query->atlas.index;
  struct table table = {.query = query, .columns = 3, .folds = 1};
  for (uint32_t i = 0; i < count; i++) {
    struct atl_out more;
    atl_out_memory(&more);
    uint32_t below = atl_index_below(index, entry[i]);
    if (atl_index_above(index, entry[i]) == ATL_NONE)
      atl_out_lit(&more, "a map that nothing opens");
    else if (below)
      atl_out_format(&more, "and %u below", below);
    add_label(&table, entry[i]);
    add_name(&table, entry[i]);
    add_cell(&table, atl_arena_strndup(&table.arena, more.buf ? more.buf : "", more.len), ATL_NONE, FAINT);
    atl_out_discard(&more);
  }
  write_table(&table, 0);
}

static void add_counts(struct table *table, const struct atl_counts *counts) {
  const uint32_t numbers[] = {counts->nodes, counts->items, counts->links, counts->sees, counts->opens,
                              counts->terms, counts->facts, counts->views, counts->words};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    add_number(table, numbers[i]);
}

static void counts(struct atl_query *query, const struct atl_counts *counts, const struct atl_counts *total) {
  static const char *const titles[] = {"",      "nodes", "items", "links", "sees",
                                       "opens", "terms", "facts", "views", "words"};
  const struct atl_index *index = &query->atlas.index;
  struct table table = {.query = query, .columns = sizeof titles / sizeof *titles, .numbers = 1};
  for (uint32_t i = 0; i < table.columns; i++)
    add_cell(&table, titles[i], ATL_NONE, FAINT);
  for (uint32_t i = 0; i < index->map.len; i++) {
    add_cell(&table, index->map.at[i].shown, ATL_NONE, PLAIN);
    add_counts(&table, &counts[i]);
  }
  if (index->map.len > 1) {
    struct atl_out maps;
    atl_out_memory(&maps);
    atl_out_format(&maps, "%u maps", index->map.len);
    add_cell(&table, atl_arena_strndup(&table.arena, maps.buf, maps.len), ATL_NONE, BOLD);
    atl_out_discard(&maps);
    add_counts(&table, total);
  }
  write_table(&table, 0);
}

static void names(struct atl_query *query) {
  for (uint32_t e = 0; e < query->atlas.index.entries; e++) {
    write_name(query, e, ATL_SPELL_LINE);
    atl_out_char(&query->out, '\n');
  }
}

const struct atl_query_voice atl_query_text = {
    .relations = relations, .path = path, .hits = hits, .orphans = orphans, .counts = counts, .names = names};
