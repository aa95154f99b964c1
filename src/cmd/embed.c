/* atlasc embed: the drawings in documents are made anew.
 *
 * A document is changed as a whole or not at all: every block is drawn in memory first, what was written is read back
 * and compared with what was meant, pictures are put in their places, then the document. A block that fails leaves the
 * document and its pictures as they were. */
#include "base/below.h"
#include "base/spell.h"
#include "cmd/build.h"
#include "cmd/compile.h"
#include "cmd/documents.h"
#include "cmd/report.h"
#include "cmd/vocabulary.h"
#include "docs/docs.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  TEXT_WIDTH = 80, /* of a document, whatever the terminal has: it is the same for everybody */
  MOST_ALT = 300,  /* bytes: what is read aloud in one go; the picture has all of it as its description */
  MOST_WORDS = 200 /* of a marker; more is no request */
};

/* A picture that a block has beside the document. */
struct picture {
  char *folder, *name; /* "" is the current one; the name stays below it */
  struct atl_out bytes;
  bool owned; /* it may take the place of a file that is there */
  bool stale; /* it is not there as it should be */
  struct atl_span where;
};

struct embed {
  const struct atl_request *request;
  struct atl_arena arena;
  ATL_VEC(struct picture) picture; /* of all documents so far: no two may be one */
  uint32_t files, blocks, changed, stale;
};

/* One document on its way. */
struct page {
  struct embed *embed;
  const char *path;
  char *folder; /* of the path, without its last slash; "": the current one */
  struct atl_sources sources;
  struct atl_diags diags;
  struct atl_doc doc;
  struct atl_out *body; /* by block */
  uint32_t first_picture;
  bool failed; /* a map has errors, which are printed already */
};

/* What a block asks for. */
struct wish {
  struct atl_request request;
  enum atl_doc_as as;
  bool as_given, linked;
  const char *map, *alt;
  char *text;
  ATL_VEC(char *) word;
};

static struct atl_span args_span(const struct page *page, const struct atl_doc_block *block) {
  bool any = block->args_end > block->args_begin;
  return (struct atl_span){page->doc.file, any ? block->args_begin : block->marker_begin,
                           any ? block->args_end : block->marker_end};
}

/* -- what is asked for ----------------------------------------------------------------------------------------------
 */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Splits the text into words, in place; quotes of either kind hold words together. */
static void split(struct wish *wish, const char *text, size_t len) {
  wish->text = atl_alloc(len + 1, 1);
  *atl_vec_push(&wish->word) = (char *)(uintptr_t) "atlasc";
  size_t to = 0;
  for (size_t i = 0; i < len && wish->word.len <= MOST_WORDS;) {
    while (i < len && is_blank(text[i]))
      i++;
    if (i == len)
      break;
    *atl_vec_push(&wish->word) = wish->text + to;
    char quote = 0;
    for (; i < len && (quote || !is_blank(text[i])); i++)
      if (quote ? text[i] == quote : text[i] == '"' || text[i] == '\'')
        quote = quote ? 0 : text[i];
      else
        wish->text[to++] = is_blank(text[i]) ? ' ' : text[i];
    wish->text[to++] = 0;
  }
  *atl_vec_push(&wish->word) = NULL;
}

/* A word of the form KEY=VALUE that says what the block is. False where it is none; *bad after a mistake. */
static bool take_word(struct page *page, struct wish *wish, const char *word, struct atl_span where, bool *bad) {
  if (!strncmp(word, "as=", 3)) {
    struct atl_words words = ATL_WORDS_OF(atl_doc_as_names);
    int as = atl_word_index(words, word + 3, strlen(word + 3));
    wish->as = as < 0 ? 0 : (enum atl_doc_as)as;
    wish->as_given = true;
    if (as < 0)
      atl_report(&page->diags, ATL_ERROR, "bad-block", where, "as= takes text, svg, picture or inline-svg, not '%s'",
                 word + 3);
    *bad |= as < 0;
  } else if (!strncmp(word, "link=", 5)) {
    wish->linked = true;
    if (strcmp(word + 5, "svg") != 0)
      atl_report(&page->diags, ATL_ERROR, "bad-block", where, "link= takes svg, not '%s'", word + 5);
    *bad |= strcmp(word + 5, "svg") != 0;
  } else if (!strncmp(word, "alt=", 4))
    wish->alt = word + 4;
  else
    return false;
  return true;
}

/* Settles what is asked for; false after a report. */
static bool read_wish(struct page *page, const struct atl_doc_block *block, struct wish *wish) {
  struct atl_span where = args_span(page, block);
  struct atl_out said;
  bool bad = false;
  atl_out_memory(&said);
  split(wish, page->doc.text + block->args_begin, block->args_end - block->args_begin);
  int words = (int)wish->word.len - 1;
  bool parsed = atl_request_parse_block(&wish->request, words, wish->word.at, &said);
  if (!parsed)
    atl_report(&page->diags, ATL_ERROR, "bad-block", where, "%.*s", (int)said.len, said.buf);
  atl_out_discard(&said);
  struct atl_request *request = &wish->request;
  for (uint32_t i = 0; parsed && i < request->input.len; i++) {
    if (take_word(page, wish, request->input.at[i], where, &bad))
      continue;
    if (wish->map || block->code != ATL_NONE) {
      atl_report(&page->diags, ATL_ERROR, "bad-block", where,
                 wish->map ? "a block draws one map; '%s' is a second one"
                           : "the map of this block is in its fence; '%s' is a second one",
                 request->input.at[i]);
      return false;
    }
    wish->map = request->input.at[i];
  }
  if (!parsed || bad)
    return false;
  if (!wish->map && block->code == ATL_NONE)
    atl_report(&page->diags, ATL_ERROR, "no-map", where, "this block names no map; write 'atlasc: FILE'");
  else if (wish->map && (*wish->map == '/' || !*wish->map || !strcmp(wish->map, "-")))
    atl_report(&page->diags, ATL_ERROR, "bad-block", where,
               "'%s' is no file that everybody has: name the map from the folder of the document", wish->map);
  else if (request->output.len > 1)
    atl_report(&page->diags, ATL_ERROR, "bad-block", where, "a block writes one picture; '%s' is a second one",
               request->output.at[1].path);
  else if (request->type && strcmp(request->type->name, "text") != 0 && strcmp(request->type->name, "svg") != 0)
    atl_report(&page->diags, ATL_ERROR, "bad-block", where, "a block is text or svg, not %s", request->type->name);
  else {
    bool svg = request->type ? !strcmp(request->type->name, "svg") : request->output.len || wish->linked;
    if (!wish->as_given && svg)
      wish->as = ATL_DOC_SVG;
    const char *why = atl_doc_refuses(page->doc.format, wish->as);
    if (why)
      atl_report(&page->diags, ATL_ERROR, "as-refused", where, "as=%s does not work in %s: %s",
                 atl_doc_as_names[wish->as], atl_doc_format_name(page->doc.format), why);
    return !why;
  }
  return false;
}

static void release_wish(struct wish *wish) {
  atl_request_release(&wish->request);
  atl_vec_release(&wish->word);
  free(wish->text);
}

/* -- pictures -------------------------------------------------------------------------------------------------------
 */

static char *text_of(struct atl_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
static char *text_of(struct atl_arena *arena, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int len = vsnprintf(NULL, 0, format, args);
  char *text = atl_arena_alloc(arena, (size_t)len + 1);
  vsnprintf(text, (size_t)len + 1, format, again);
  va_end(again);
  va_end(args);
  return text;
}

/* The name of a file without folders and suffix. */
static char *stem_of(struct atl_arena *arena, const char *path) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
  return atl_arena_strndup(arena, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

/* The name of the picture from the folder of the document, without ".svg"; NULL after a report. */
static char *picture_stem(struct page *page, const struct wish *wish, const struct atl_doc_block *block) {
  struct atl_arena *arena = &page->embed->arena;
  if (wish->request.output.len) {
    const char *path = wish->request.output.at[0].path;
    while (!strncmp(path, "./", 2))
      path += 2;
    size_t len = strlen(path);
    if (len > 4 && !strcmp(path + len - 4, ".svg") && atl_below_is_name(path))
      return atl_arena_strndup(arena, path, len - 4);
    atl_report(&page->diags, ATL_ERROR, "bad-block", args_span(page, block),
               "-o takes the name of an SVG below the folder of the document, not '%s'",
               wish->request.output.at[0].path);
    return NULL;
  }
  char *stem = wish->map ? stem_of(arena, wish->map)
                         : text_of(arena, "%s-%u", stem_of(arena, strcmp(page->path, "-") ? page->path : "map"),
                                   (uint32_t)(block - page->doc.block.at) + 1);
  return wish->request.view ? text_of(arena, "%s.%s", stem, wish->request.view) : stem;
}

static const struct picture *same_picture(const struct embed *embed, const char *folder, const char *name) {
  for (uint32_t i = 0; i < embed->picture.len; i++)
    if (!strcmp(embed->picture.at[i].folder, folder) && !strcmp(embed->picture.at[i].name, name))
      return &embed->picture.at[i];
  return NULL;
}

/* Keeps a picture to be written with the document; its address there, or NULL after a report. The bytes are taken over.
 */
static const char *add_picture(struct page *page, const struct wish *wish, const struct atl_doc_block *block,
                               char *name, struct atl_out *bytes) {
  struct embed *embed = page->embed;
  struct atl_span where = args_span(page, block);
  struct atl_out address;
  const struct picture *other = same_picture(embed, page->folder, name);
  if (other && (other->bytes.len != bytes->len || memcmp(other->bytes.buf, bytes->buf, bytes->len) != 0)) {
    atl_report(&page->diags, ATL_ERROR, "two-pictures", where,
               "another block writes './%s', and not the same; name this one with -o ./NAME.svg", name);
    atl_out_discard(bytes);
    return NULL;
  }
  if (!atl_below_is_name(name)) {
    atl_report(&page->diags, ATL_ERROR, "bad-block", where,
               "'%s' is no name for a picture; give one with -o ./NAME.svg", name);
    atl_out_discard(bytes);
    return NULL;
  }
  atl_out_memory(&address);
  atl_out_lit(&address, "./");
  atl_spell(&address, ATL_SPELL_ADDRESS, name);
  char *text = atl_arena_strndup(&embed->arena, address.buf, address.len);
  atl_out_discard(&address);
  bool named = memmem(page->doc.text + block->begin, block->end - block->begin, text, strlen(text)) != NULL;
  if (other)
    atl_out_discard(bytes);
  else
    *atl_vec_push(&embed->picture) = (struct picture){.folder = page->folder,
                                                      .name = name,
                                                      .bytes = *bytes,
                                                      .owned = named || wish->request.output.len,
                                                      .where = where};
  return text;
}

/* The title, and the hierarchy in words as far as it goes. */
static char *alt_of(struct page *page, const struct wish *wish, const struct atl_scene *scene) {
  if (wish->alt)
    return atl_arena_strndup(&page->embed->arena, wish->alt, strlen(wish->alt));
  struct atl_out out;
  atl_out_memory(&out);
  if (scene->title && *scene->title)
    atl_out_format(&out, "%s%s", scene->title, scene->desc && *scene->desc ? ": " : "");
  atl_out_text(&out, scene->desc ? scene->desc : "");
  size_t len = out.len;
  if (len > MOST_ALT) { /* at the end of a sentence, or of a word */
    size_t sentence = 0, word = 0;
    for (size_t i = 0; i < MOST_ALT; i++) {
      if (out.buf[i] == '.' && out.buf[i + 1] == ' ')
        sentence = i + 1;
      if (out.buf[i] == ' ')
        word = i;
    }
    len = sentence > MOST_ALT / 3 ? sentence : word;
  }
  for (size_t i = 0; i < len; i++)
    if (out.buf[i] == '\n' || out.buf[i] == '\r')
      out.buf[i] = ' ';
  char *alt = len == out.len || out.buf[len - 1] == '.' ? atl_arena_strndup(&page->embed->arena, out.buf, len)
                                                        : text_of(&page->embed->arena, "%.*s …", (int)len, out.buf);
  atl_out_discard(&out);
  return alt;
}

/* -- one block ------------------------------------------------------------------------------------------------------
 */

/* The map in a fence, as a source whose lines and columns are those of the document. */
static uint32_t fence_source(struct page *page, struct atl_work *work, const struct atl_doc_code *code) {
  const struct atl_doc *doc = &page->doc;
  struct atl_out text;
  atl_out_memory(&text);
  for (uint32_t i = code->first; i < code->end; i++) {
    uint32_t begin = doc->line.at[i], end = atl_doc_line_end(doc, i), at = atl_doc_content(doc, code, i);
    at = at == ATL_NONE ? begin : at;
    for (uint32_t k = begin; k < at && at < end; k++) /* a cell for each letter */
      if ((doc->text[k] & 0xc0) != 0x80)
        atl_out_char(&text, ' ');
    atl_out_write(&text, doc->text + at, end - at);
    atl_out_char(&text, '\n');
  }
  uint32_t file = atl_sources_add(&work->sources, page->path, text.buf, text.len);
  work->sources.file.at[file].above = code->first;
  atl_out_discard(&text);
  return file;
}

static int read_map(struct page *page, const struct wish *wish, const struct atl_doc_block *block,
                    struct atl_work *work) {
  struct atl_work_options options = {.style = wish->request.style, .view = wish->request.view};
  if (block->code == ATL_NONE)
    return atl_work_read(work, atl_path_join(&page->embed->arena, page->folder, wish->map), &options);
  uint32_t file = fence_source(page, work, &page->doc.code.at[block->code]);
  return atl_work_parse(work, file, page->folder, &options) ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
}

/* Draws one scheme as SVG. */
static bool draw_svg(struct atl_drawing *drawing, const struct wish *wish, const char *prefix, enum atl_scheme scheme,
                     struct atl_out *out) {
  struct atl_emit_options emit = wish->request.emit;
  emit.scheme = scheme;
  if (prefix && !emit.id_prefix)
    emit.id_prefix = prefix;
  atl_out_memory(out);
  bool good = atl_drawing_write(drawing, atl_backend_named("svg"), (int32_t)wish->request.width * ATL_PX, &emit, out);
  if (!good)
    atl_out_discard(out);
  return good;
}

/* A prefix of ids that no other block of the document has. */
static char *prefix_of(struct page *page, const struct wish *wish, const struct atl_doc_block *block) {
  char *stem = text_of(&page->embed->arena, "%s-%u-", wish->map ? stem_of(&page->embed->arena, wish->map) : "map",
                       (uint32_t)(block - page->doc.block.at) + 1);
  for (char *at = stem; *at; at++)
    if (!((*at | 32) >= 'a' && (*at | 32) <= 'z') && !(*at >= '0' && *at <= '9') && *at != '-' && *at != '.')
      *at = '_';
  return stem;
}

/* Draws what the block is to hold; what belongs to `text` is released by the caller. */
static bool draw_body(struct page *page, const struct wish *wish, const struct atl_doc_block *block,
                      struct atl_drawing *drawing, struct atl_doc_body *body, struct atl_out *text) {
  const struct atl_request *request = &wish->request;
  *body = (struct atl_doc_body){.as = wish->as, .linked = wish->linked};
  if (wish->as == ATL_DOC_TEXT) {
    int32_t width = request->width ? (int32_t)request->width : TEXT_WIDTH;
    struct atl_emit_options emit = atl_output_options(request, drawing->work, NULL);
    drawing->lenient = !request->width;
    emit.width = drawing->lenient ? 0 : width;
    bool good = atl_drawing_write(drawing, atl_backend_named("text"), width, &emit, text);
    body->text = text->buf;
    body->len = text->len;
    return good;
  }
  struct atl_out svg, dark;
  bool both = wish->as == ATL_DOC_PICTURE, within = wish->as == ATL_DOC_INLINE;
  if (!draw_svg(drawing, wish, within ? prefix_of(page, wish, block) : NULL,
                both ? ATL_SCHEME_LIGHT : request->emit.scheme, &svg))
    return false;
  body->alt = alt_of(page, wish, &drawing->scene);
  if (within) {
    atl_out_discard(text);
    *text = svg;
    body->text = text->buf;
    body->len = text->len;
    return true;
  }
  char *stem = picture_stem(page, wish, block);
  if (!stem) {
    atl_out_discard(&svg);
    return false;
  }
  body->path = add_picture(page, wish, block, text_of(&page->embed->arena, "%s.svg", stem), &svg);
  if (both && body->path && draw_svg(drawing, wish, NULL, ATL_SCHEME_DARK, &dark))
    body->dark = add_picture(page, wish, block, text_of(&page->embed->arena, "%s-dark.svg", stem), &dark);
  return body->path && (!both || body->dark);
}

/* Draws a block into its body; the exit status. Reports of the map are printed at once: its source ends with it. */
static int draw_block(struct page *page, uint32_t i) {
  const struct atl_doc_block *block = &page->doc.block.at[i];
  struct wish wish = {0};
  if (!read_wish(page, block, &wish)) {
    release_wish(&wish);
    return ATL_EXIT_INPUT;
  }
  struct atl_work work = {0};
  struct atl_drawing drawing = {0};
  struct atl_doc_body body;
  struct atl_out text;
  struct atl_drawing_options options = atl_request_drawing(&wish.request);
  atl_out_memory(&text);
  uint32_t before = page->diags.errors;
  int status = read_map(page, &wish, block, &work);
  if (!status && !atl_drawing_init(&drawing, &work, &options))
    status = ATL_EXIT_INPUT;
  if (!status && (!draw_body(page, &wish, block, &drawing, &body, &text) || drawing.undrawn))
    status = ATL_EXIT_INPUT;
  const char *why = status ? NULL : atl_doc_write_block(&page->body[i], &page->doc, block, &body);
  if (why) {
    atl_report(&page->diags, ATL_ERROR, "not-in-document", args_span(page, block), "the drawing cannot stand here: %s",
               why);
    status = ATL_EXIT_INPUT;
  }
  atl_diags_sort(&work.diags);
  atl_print_reports(&work.diags, &work.sources, page->embed->request->format, page->embed->request->color);
  if (status && page->diags.errors == before)
    atl_report(&page->diags, ATL_ERROR, "not-drawn", args_span(page, block),
               "this block cannot be drawn, and the document stays as it was");
  atl_out_discard(&text);
  atl_drawing_release(&drawing);
  atl_work_release(&work);
  release_wish(&wish);
  return status;
}

/* -- one document ---------------------------------------------------------------------------------------------------
 */

/* Opens the folder of pictures; -1 with errno set. */
static int open_folder(const char *folder) { return atl_below_open(*folder ? folder : ".", false); }

/* What is wrong with, and new about, the pictures of a document: *stale counts those to be written. */
static int compare_pictures(struct page *page, uint32_t *stale) {
  struct embed *embed = page->embed;
  int status = ATL_EXIT_DONE, folder = -1;
  for (uint32_t i = page->first_picture; i < embed->picture.len; i++) {
    struct picture *picture = &embed->picture.at[i];
    if (folder < 0 && (folder = open_folder(page->folder)) < 0) {
      atl_report(&page->diags, ATL_ERROR, "unwritable", picture->where, "cannot write pictures into '%s': %s",
                 *page->folder ? page->folder : ".", strerror(errno));
      return ATL_EXIT_SYSTEM;
    }
    size_t len = 0;
    char *old = atl_below_read(folder, picture->name, &len);
    bool same = old && len == picture->bytes.len && !memcmp(old, picture->bytes.buf, len);
    if (old && !same && !picture->owned) {
      atl_report(&page->diags, ATL_ERROR, "name-taken", picture->where,
                 "'./%s' is there already, and is not what this block wrote; name another file with -o, or this one to "
                 "replace it",
                 picture->name);
      status = ATL_EXIT_INPUT;
    }
    picture->stale = !same;
    *stale += !same;
    free(old);
  }
  if (folder >= 0)
    close(folder);
  return status;
}

static int write_pictures(struct page *page) {
  struct embed *embed = page->embed;
  int folder = page->first_picture < embed->picture.len ? open_folder(page->folder) : -1, status = ATL_EXIT_DONE;
  for (uint32_t i = page->first_picture; i < embed->picture.len && !status; i++) {
    const struct picture *picture = &embed->picture.at[i];
    if (!picture->stale)
      continue;
    int error = folder < 0 ? errno : atl_below_make_folders(folder, picture->name);
    error = error ? error : atl_below_write(folder, picture->name, picture->bytes.buf, picture->bytes.len);
    if (error) {
      atl_report(&page->diags, ATL_ERROR, "unwritable", picture->where, "cannot write './%s': %s", picture->name,
                 atl_below_why(error));
      status = ATL_EXIT_SYSTEM;
    }
  }
  if (folder >= 0)
    close(folder);
  return status;
}

/* What --check prints of pictures: a diff of them would say nothing. */
static void say_pictures(const struct page *page, struct atl_out *out) {
  for (uint32_t i = page->first_picture; i < page->embed->picture.len; i++) {
    const struct picture *picture = &page->embed->picture.at[i];
    if (!picture->stale)
      continue;
    atl_out_lit(out, "Picture ");
    atl_spell(out, ATL_SPELL_PEOPLE, atl_path_join(&page->embed->arena, picture->folder, picture->name));
    atl_out_lit(out, " is out of date\n");
  }
}

static bool is_stale(const struct page *page, uint32_t i) {
  const struct atl_doc_block *block = &page->doc.block.at[i];
  const struct atl_out *body = &page->body[i];
  return block->unmarked || block->closed_inline || block->end - block->begin != body->len ||
         memcmp(page->doc.text + block->begin, body->buf, body->len) != 0;
}

/* What --check reports to programs, which read no diff: each block, or picture of one, that is out of date. */
static void report_stale(struct page *page) {
  for (uint32_t i = 0; i < page->doc.block.len; i++)
    if (is_stale(page, i))
      atl_report(&page->diags, ATL_ERROR, "stale", args_span(page, &page->doc.block.at[i]),
                 "this drawing is out of date; 'atlasc embed' draws it anew");
  for (uint32_t i = page->first_picture; i < page->embed->picture.len; i++)
    if (page->embed->picture.at[i].stale)
      atl_report(&page->diags, ATL_ERROR, "stale", page->embed->picture.at[i].where,
                 "the picture './%s' is out of date; 'atlasc embed' draws it anew", page->embed->picture.at[i].name);
}

static void say(struct page *page, uint32_t changed, uint32_t pictures) {
  const struct atl_request *request = page->embed->request;
  if (request->build.quiet || !strcmp(page->path, "-"))
    return;
  struct atl_out out;
  atl_out_fd(&out, STDOUT_FILENO);
  atl_spell(&out, ATL_SPELL_LINE, page->path);
  atl_out_format(&out, ": %s%u of %u block%s", request->build.dry ? "to be drawn: " : "drawn: ", changed,
                 page->doc.block.len, page->doc.block.len == 1 ? "" : "s");
  if (pictures)
    atl_out_format(&out, ", %u picture%s", pictures, pictures == 1 ? "" : "s");
  atl_out_char(&out, '\n');
  atl_out_close(&out);
}

/* Puts the bodies in their places, on paper or in the file. */
static int finish(struct page *page) {
  struct embed *embed = page->embed;
  const struct atl_request *request = embed->request;
  const struct atl_doc *doc = &page->doc;
  struct atl_out new;
  uint32_t changed = 0, pictures = 0;
  int status = compare_pictures(page, &pictures);
  atl_out_memory(&new);
  atl_doc_splice(&new, doc, page->body);
  if (!status && !atl_doc_holds(doc, page->body, new.buf, new.len)) {
    atl_report(&page->diags, ATL_ERROR, "not-in-document", ATL_NOWHERE,
               "'%s' stays as it was: with the drawings in it, its blocks would begin or end elsewhere", page->path);
    status = ATL_EXIT_INPUT;
  }
  for (uint32_t i = 0; i < doc->block.len; i++)
    changed += is_stale(page, i);
  bool same = new.len == doc->len && !memcmp(new.buf, doc->text, doc->len), stale = !same || pictures;
  if (!status && stale && request->check) {
    struct atl_out out;
    atl_out_fd(&out, STDOUT_FILENO);
    atl_diff_write(&out, page->path, doc, page->body, new.buf, (uint32_t) new.len);
    say_pictures(page, &out);
    if (request->format != ATL_FORMAT_HUMAN)
      report_stale(page);
    status = atl_out_close(&out) ? ATL_EXIT_SYSTEM : ATL_EXIT_STALE;
  } else if (!status && stale && request->build.dry) {
    say(page, changed, pictures);
    status = ATL_EXIT_STALE;
  } else if (!status && !request->check && !request->build.dry) {
    status = write_pictures(page);
    if (!status && (!same || !strcmp(page->path, "-")))
      status = atl_document_write(&page->diags, page->path, new.buf, new.len);
    if (!status && stale)
      say(page, changed, pictures);
  }
  embed->changed += stale;
  atl_out_discard(&new);
  return status;
}

static char *folder_of(struct atl_arena *arena, const char *path) {
  const char *slash = strrchr(path, '/');
  return atl_arena_strndup(arena, path, slash == path ? 1 : slash ? (size_t)(slash - path) : 0);
}

static int embed_file(void *context, const char *path) {
  struct embed *embed = context;
  struct page page = {
      .embed = embed, .path = path, .folder = folder_of(&embed->arena, path), .first_picture = embed->picture.len};
  int status = ATL_EXIT_DONE;
  uint32_t file = atl_source_read(&page.sources, path, &page.diags);
  if (file == ATL_NONE)
    status = ATL_EXIT_SYSTEM;
  else {
    const struct atl_source *source = &page.sources.file.at[file];
    if (!atl_doc_read(&page.doc, atl_doc_format_of(path), source->text, source->len, file, &page.diags))
      status = ATL_EXIT_INPUT;
    page.body = atl_alloc(page.doc.block.len + 1, sizeof *page.body);
    for (uint32_t i = 0; i < page.doc.block.len; i++)
      atl_out_memory(&page.body[i]);
    for (uint32_t i = 0; i < page.doc.block.len; i++) {
      int one = draw_block(&page, i);
      status = one > status ? one : status;
    }
    if (!status)
      status = finish(&page);
    embed->files++;
    embed->blocks += page.doc.block.len;
  }
  atl_diags_sort(&page.diags);
  atl_print_reports(&page.diags, &page.sources, embed->request->format, embed->request->color);
  for (uint32_t i = 0; i < page.doc.block.len; i++)
    atl_out_discard(&page.body[i]);
  free(page.body);
  atl_doc_release(&page.doc);
  atl_diags_release(&page.diags);
  atl_sources_release(&page.sources);
  return status;
}

/* -- the command ----------------------------------------------------------------------------------------------------
 */

int atl_command_embed(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "embed");
  if (status < 0 && !request.input.len)
    status = atl_usage("no file given; 'atlasc embed FILE...' draws what is between the markers of documents");
  else if (status < 0 && (request.output.len || request.type || request.layout || request.dump || request.view))
    status = atl_usage("what is drawn, and how, is said in the document: <!-- atlasc: MAP --view NAME -->");
  else if (status < 0 && request.check && request.build.dry)
    status = atl_usage("--check and --dry-run both write nothing; give one of them");
  if (status < 0) {
    struct embed embed = {.request = &request};
    status = atl_each_document(&request, embed_file, &embed);
    bool chatty = !request.build.quiet && !request.check && request.format == ATL_FORMAT_HUMAN;
    if (chatty && (!embed.changed || embed.files > 1) && !(request.input.len == 1 && !strcmp(request.input.at[0], "-")))
      printf("atlasc: %u block%s in %u document%s, %u of them %s\n", embed.blocks, embed.blocks == 1 ? "" : "s",
             embed.files, embed.files == 1 ? "" : "s", embed.changed, request.build.dry ? "out of date" : "changed");
    if (request.check && status == ATL_EXIT_STALE && request.format == ATL_FORMAT_HUMAN)
      fprintf(stderr, "atlasc: %u document%s out of date; 'atlasc embed' without --check draws anew\n", embed.changed,
              embed.changed == 1 ? " is" : "s are");
    if (fflush(stdout) || ferror(stdout))
      status = ATL_EXIT_SYSTEM;
    for (uint32_t i = 0; i < embed.picture.len; i++)
      atl_out_discard(&embed.picture.at[i].bytes);
    atl_vec_release(&embed.picture);
    atl_arena_release(&embed.arena);
  }
  atl_request_release(&request);
  return status;
}
