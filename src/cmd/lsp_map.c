/* What is known of a map at a place: its messages, the node that is named there, its drawing, its other name.
 *
 * A reference is taken apart into its segments, shop.api.db into three, and each names a node: an id and all that
 * refers to it are the mentions of one node, and nothing else is ever changed by another name. */
#include "cmd/lsp.h"

#include "base/sort.h"
#include "cmd/check.h"
#include "map/paths.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
  HOVER_WIDTH = 80,  /* columns: windows of editors are not wider */
  HOVER_LINES = 40,  /* a drawing of more is drawn to a depth of 1 */
  HOVER_DEPTH = 2,   /* what it holds, and what that holds */
  MOST_FENCE = 1000, /* backticks */
};

/* -- reading ------------------------------------------------------------------------------------------------------- */

static struct atl_work *read_text(const struct atl_lsp_document *d, const char *text, size_t len, bool *good) {
  struct atl_work *work = atl_alloc(1, sizeof *work);
  *work = (struct atl_work){0};
  uint32_t file = atl_sources_add(&work->sources, d->path, text, len);
  *good = atl_work_parse(work, file, d->folder, &(struct atl_work_options){.all_views = true});
  return work;
}

static void drop(struct atl_work *work) {
  if (work) {
    atl_work_release(work);
    free(work);
  }
}

void atl_lsp_read(struct atl_lsp_document *d) {
  bool good;
  if (d->now != d->good)
    drop(d->now);
  d->now = read_text(d, d->text, d->len, &good);
  atl_check_file_lints(d->now, 0);
  atl_diags_sort(&d->now->diags);
  if (good) {
    drop(d->good);
    d->good = d->now;
  }
}

json_t *atl_lsp_diagnostics(const struct atl_lsp_document *d) {
  static const int severities[] = {[ATL_NOTE] = 3, [ATL_WARNING] = 2, [ATL_ERROR] = 1};
  const struct atl_work *work = d->now;
  json_t *all = json_array();
  for (uint32_t i = 0; i < work->diags.list.len; i++) {
    const struct atl_diag *diag = &work->diags.list.at[i];
    struct atl_out message;
    struct atl_span where = diag->where;
    atl_out_memory(&message);
    if (where.file !=
        work->map.file) { /* of a style or a file of kinds, or of no place: the first line stands for it */
      if (where.file != ATL_NONE) {
        struct atl_source *source = &d->now->sources.file.at[where.file];
        struct atl_position at = atl_source_position(source, where.begin);
        atl_out_format(&message, "%s:%u:%u: ", source->name, at.line, at.column);
      }
      where.begin = where.end = 0;
    }
    atl_out_text(&message, diag->message);
    json_array_append_new(all, json_pack("{s:o, s:i, s:s, s:s, s:o}", "range", atl_lsp_range(d, where.begin, where.end),
                                         "severity", severities[diag->severity], "code", diag->code, "source", "atlasc",
                                         "message", json_stringn(message.buf, message.len)));
    atl_out_discard(&message);
  }
  return all;
}

/* -- mentions ------------------------------------------------------------------------------------------------------ */

/* Adds the segments of a text that stands at a span and leads to a node. Where the source has it written in another way
 * than it reads, by an escape, it is passed over. */
static void mention(const struct atl_work *work, struct atl_lsp_mentions *all, struct atl_span span, const char *text,
                    size_t len, uint32_t node) {
  const struct atl_source *source = &work->sources.file.at[work->map.file];
  if (span.file != work->map.file || span.end > source->len || span.begin >= span.end || node == ATL_NONE)
    return;
  uint32_t begin = span.begin;
  if (source->text[begin] == '"' || source->text[begin] == '\'')
    begin++;
  if (!len || span.end - begin < len || memcmp(source->text + begin, text, len) != 0)
    return;
  for (size_t end = len; node && node != ATL_NONE; node = work->map.node.at[node].parent) {
    size_t first = end;
    while (first && text[first - 1] != '.')
      first--;
    *atl_vec_push(&all->list) = (struct atl_lsp_mention){begin + (uint32_t)first, begin + (uint32_t)end, node};
    if (!first)
      break;
    end = first - 1;
  }
}

static void mention_found(const struct atl_work *work, struct atl_lsp_mentions *all, struct atl_span span,
                          atl_text text, size_t len) {
  uint32_t count;
  const char *reference = atl_map_text(&work->map, text);
  if (len)
    mention(work, all, span, reference, len, atl_map_find(&work->map, reference, len, &count));
}

static void mention_words(const struct atl_work *work, struct atl_lsp_mentions *all, uint32_t first, uint32_t count) {
  for (uint32_t i = first; i < first + count; i++) {
    const struct atl_word *word = &work->map.word.at[i];
    mention_found(work, all, word->span, word->text, strlen(atl_map_text(&work->map, word->text)));
  }
}

/* Of paths, what stands before the first wild card; a word that is none is a kind or a tag. */
static void mention_paths(const struct atl_work *work, struct atl_lsp_mentions *all, uint32_t first, uint32_t count) {
  for (uint32_t i = first; i < first + count; i++) {
    const struct atl_word *word = &work->map.word.at[i];
    const char *text = atl_map_text(&work->map, word->text);
    size_t len = strcspn(text, "*?");
    if (!atl_path_is_one(text))
      continue;
    while (text[len] && len && text[len] != '.')
      len--;
    mention_found(work, all, word->span, word->text, len);
  }
}

static int compare(const void *a, const void *b) {
  const struct atl_lsp_mention *x = a, *y = b;
  return x->begin < y->begin ? -1 : x->begin > y->begin;
}

void atl_lsp_find_mentions(const struct atl_work *work, struct atl_lsp_mentions *all) {
  const struct atl_map *map = &work->map;
  for (uint32_t i = 1; i < map->node.len; i++) {
    const char *id = atl_map_text(map, map->node.at[i].id);
    mention(work, all, atl_node_span(map, i), id, strlen(id), i);
  }
  for (uint32_t i = 0; i < map->extra.len; i++) {
    const struct atl_node_extra *extra = &map->extra.at[i];
    mention_words(work, all, extra->first_see, extra->sees);
    mention_found(work, all, extra->same_span, extra->same, strlen(atl_map_text(map, extra->same)));
  }
  for (uint32_t i = 0; i < map->link.len; i++) {
    const struct atl_link *link = &map->link.at[i];
    mention(work, all, link->from_span, atl_map_text(map, link->from), strlen(atl_map_text(map, link->from)),
            link->tail);
    mention(work, all, link->to_span, atl_map_text(map, link->to), strlen(atl_map_text(map, link->to)), link->head);
  }
  for (uint32_t i = 0; i < map->view.len; i++) {
    const struct atl_view *view = &map->view.at[i];
    mention_found(work, all, view->root_span, view->root, strlen(atl_map_text(map, view->root)));
    mention_words(work, all, view->first_focus, view->focuses);
    mention_paths(work, all, view->first_only, view->onlys);
    mention_paths(work, all, view->first_without, view->withouts);
  }
  for (uint32_t i = 0; i < map->term.len; i++)
    for (uint32_t k = 0; k < map->term.at[i].sees; k++) {
      uint32_t word = map->term.at[i].first_see + k;
      if (atl_map_term(map, atl_map_text(map, map->word.at[word].text)) == ATL_NONE)
        mention_words(work, all, word, 1);
    }
  if (!all->list.len)
    return;
  atl_sort(all->list.at, all->list.len, sizeof *all->list.at, compare);
  uint32_t kept = 1; /* an id that a link alone names is both the node and the mention */
  for (uint32_t i = 1; i < all->list.len; i++)
    if (all->list.at[i].begin >= all->list.at[kept - 1].end)
      all->list.at[kept++] = all->list.at[i];
  all->list.len = kept;
}

const struct atl_lsp_mention *atl_lsp_mention_at(const struct atl_lsp_mentions *all, uint32_t offset) {
  uint32_t low = 0, high = all->list.len;
  while (low < high) { /* the first that ends at the offset or behind it */
    uint32_t middle = low + (high - low) / 2;
    if (all->list.at[middle].end < offset)
      low = middle + 1;
    else
      high = middle;
  }
  if (low + 1 < all->list.len && all->list.at[low + 1].begin <= offset)
    low++; /* of two that touch, the one that begins here */
  return low < all->list.len && all->list.at[low].begin <= offset ? &all->list.at[low] : NULL;
}

/* The node that is named at an offset of the text as it is now, and where; ATL_NONE: none. */
static uint32_t node_at(const struct atl_lsp_document *d, uint32_t offset, struct atl_lsp_mention *where) {
  struct atl_lsp_mentions all = {0};
  atl_lsp_find_mentions(d->now, &all);
  const struct atl_lsp_mention *found = atl_lsp_mention_at(&all, offset);
  if (found)
    *where = *found;
  atl_vec_release(&all.list);
  return found ? where->node : ATL_NONE;
}

json_t *atl_lsp_definition(const struct atl_lsp_document *d, uint32_t offset) {
  struct atl_lsp_mention where;
  uint32_t node = node_at(d, offset, &where);
  if (node == ATL_NONE)
    return json_null();
  struct atl_span span = atl_node_span(&d->now->map, node);
  return json_pack("{s:s, s:o}", "uri", d->uri, "range", atl_lsp_range(d, span.begin, span.end));
}

/* -- hover --------------------------------------------------------------------------------------------------------- */

/* Draws a part of the last good map, read anew: drawing adds words to a map. False: nothing could be drawn. */
static bool draw(const struct atl_lsp_document *d, const char *path, uint32_t depth, struct atl_out *out) {
  const struct atl_source *source = &d->good->sources.file.at[d->good->map.file];
  struct atl_drawing drawing = {0};
  struct atl_emit_options emit = {.border = d->good->sheet.border};
  bool good;
  struct atl_work *work = read_text(d, source->text, source->len, &good);
  struct atl_drawing_options options = {.root = path, .depth = depth};
  good = good && atl_drawing_init(&drawing, work, &options);
  if (good) {
    drawing.lenient = true;
    good = atl_drawing_write(&drawing, atl_backend_named("text"), HOVER_WIDTH, &emit, out);
  }
  atl_drawing_release(&drawing);
  drop(work);
  return good;
}

/* The node of the last good map that has the path of a node of the present one; ATL_NONE: none. */
static uint32_t in_good(const struct atl_lsp_document *d, uint32_t node, struct atl_out *path) {
  uint32_t count;
  atl_map_write_path(&d->now->map, node, path);
  uint32_t found = d->good && path->len ? atl_map_find(&d->good->map, path->buf, path->len, &count) : ATL_NONE;
  atl_out_char(path, 0);
  return found;
}

static size_t lines_of(const struct atl_out *out) {
  size_t lines = 0;
  for (size_t i = 0; i < out->len; i++)
    lines += out->buf[i] == '\n';
  return lines;
}

/* Fences it by more backticks than stand in a row in it. */
static void fence(struct atl_out *out, const struct atl_out *drawing) {
  int most = 2, row = 0;
  for (size_t i = 0; i < drawing->len; i++) {
    row = drawing->buf[i] == '`' ? row + 1 : 0;
    most = row > most && row < MOST_FENCE ? row : most;
  }
  for (int end = 0; end < 2; end++) {
    for (int i = 0; i <= most; i++)
      atl_out_char(out, '`');
    atl_out_text(out, end ? "\n" : "text\n");
    if (!end)
      atl_out_write(out, drawing->buf, drawing->len);
    if (!end && drawing->len && drawing->buf[drawing->len - 1] != '\n')
      atl_out_char(out, '\n');
  }
}

/* A label in bold, its letters as they are. */
static void write_label(struct atl_out *out, const char *label, bool markdown) {
  atl_out_text(out, markdown ? "**" : "");
  for (; *label; label++) {
    if (markdown && strchr("\\`*_[]<>&#~!|", *label))
      atl_out_char(out, '\\');
    atl_out_char(out, *label == '\n' ? ' ' : *label);
  }
  atl_out_text(out, markdown ? "**" : "");
}

json_t *atl_lsp_hover(const struct atl_lsp_document *d, uint32_t offset, bool markdown) {
  struct atl_lsp_mention where;
  uint32_t node = node_at(d, offset, &where);
  if (node == ATL_NONE)
    return json_null();
  const struct atl_map *map = &d->now->map;
  const struct atl_node *n = &map->node.at[node];
  struct atl_out path, drawing, out;
  atl_out_memory(&path);
  atl_out_memory(&drawing);
  atl_out_memory(&out);
  write_label(&out, atl_map_text(map, n->label ? n->label : n->id), markdown);
  atl_out_char(&out, '\n');
  if (n->extra != ATL_NONE && map->extra.at[n->extra].about)
    atl_out_format(&out, "\n%s\n", atl_map_text(map, map->extra.at[n->extra].about));
  uint32_t drawn = n->flags & ATL_NODE_ITEM ? n->parent : node; /* an item is drawn on its card */
  if (drawn && in_good(d, drawn, &path) != ATL_NONE) {
    bool done = draw(d, path.buf, HOVER_DEPTH, &drawing);
    if (done && lines_of(&drawing) > HOVER_LINES) {
      atl_out_discard(&drawing);
      atl_out_memory(&drawing);
      done = draw(d, path.buf, 1, &drawing);
    }
    if (done && markdown) {
      atl_out_char(&out, '\n');
      fence(&out, &drawing);
    } else if (done)
      atl_out_format(&out, "\n%.*s", (int)drawing.len, drawing.buf);
  }
  json_t *answer = json_pack("{s:{s:s, s:o}, s:o}", "contents", "kind", markdown ? "markdown" : "plaintext", "value",
                             json_stringn(out.buf, out.len), "range", atl_lsp_range(d, where.begin, where.end));
  atl_out_discard(&path);
  atl_out_discard(&drawing);
  atl_out_discard(&out);
  return answer;
}

/* -- another name -------------------------------------------------------------------------------------------------- */

json_t *atl_lsp_prepare_rename(const struct atl_lsp_document *d, uint32_t offset) {
  struct atl_lsp_mention where;
  if (d->now != d->good || node_at(d, offset, &where) == ATL_NONE)
    return json_null();
  return json_pack("{s:o, s:o}", "range", atl_lsp_range(d, where.begin, where.end), "placeholder",
                   json_stringn(d->text + where.begin, where.end - where.begin));
}

/* Whether a map says the same as another but for the id of one node. */
static bool same_but_for(const struct atl_map *a, const struct atl_map *b, uint32_t node, const char *name) {
  if (a->node.len != b->node.len || a->link.len != b->link.len || a->view.len != b->view.len)
    return false;
  for (uint32_t i = 1; i < a->node.len; i++)
    if (a->node.at[i].parent != b->node.at[i].parent ||
        strcmp(atl_map_text(b, b->node.at[i].id), i == node ? name : atl_map_text(a, a->node.at[i].id)) != 0)
      return false;
  for (uint32_t i = 0; i < a->link.len; i++)
    if (a->link.at[i].tail != b->link.at[i].tail || a->link.at[i].head != b->link.at[i].head)
      return false;
  for (uint32_t i = 0; i < a->view.len; i++)
    if (a->view.at[i].root_node != b->view.at[i].root_node)
      return false;
  return true;
}

/* Whether the mentions of the changed text are those of the old one, node by node. */
static bool same_mentions(const struct atl_lsp_mentions *all, const struct atl_work *changed) {
  struct atl_lsp_mentions then = {0};
  atl_lsp_find_mentions(changed, &then);
  bool same = all->list.len == then.list.len;
  for (uint32_t i = 0; same && i < all->list.len; i++)
    same = all->list.at[i].node == then.list.at[i].node;
  atl_vec_release(&then.list);
  return same;
}

json_t *atl_lsp_rename(const struct atl_lsp_document *d, uint32_t offset, const char *name, const char **why) {
  struct atl_lsp_mention where;
  *why = d->now != d->good ? "the map has errors: mend them first" : "no id stands here";
  uint32_t node = d->now == d->good ? node_at(d, offset, &where) : ATL_NONE;
  if (node == ATL_NONE)
    return NULL;
  struct atl_lsp_mentions all = {0};
  struct atl_out text;
  json_t *edits = json_array();
  uint32_t at = 0;
  atl_lsp_find_mentions(d->now, &all);
  atl_out_memory(&text);
  for (uint32_t i = 0; i < all.list.len; i++) {
    const struct atl_lsp_mention *one = &all.list.at[i];
    if (one->node != node)
      continue;
    atl_out_write(&text, d->text + at, one->begin - at);
    atl_out_text(&text, name);
    at = one->end;
    json_array_append_new(edits,
                          json_pack("{s:o, s:s}", "range", atl_lsp_range(d, one->begin, one->end), "newText", name));
  }
  atl_out_write(&text, d->text + at, d->len - at);
  bool good = false;
  struct atl_work *changed = text.len > ATL_MAX_SOURCE_BYTES ? NULL : read_text(d, text.buf, text.len, &good);
  good = good && same_but_for(&d->now->map, &changed->map, node, name) && same_mentions(&all, changed);
  drop(changed);
  atl_out_discard(&text);
  atl_vec_release(&all.list);
  *why = "with this name the map would not say the same: it is no id, or something else has it";
  if (good)
    return json_pack("{s:{s:o}}", "changes", d->uri, edits);
  json_decref(edits);
  return NULL;
}
