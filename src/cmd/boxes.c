/* atlasc boxes: what of drawings of boxes in documents does not line up, and mending it.
 *
 * In a document whose format has blocks of code these are looked at, elsewhere all lines. A document is written as a
 * whole or not at all, and only if something in it was mended. */
#include "boxes/boxes.h"

#include "boxes/graph.h"

#include "base/spell.h"
#include "cmd/compile.h"
#include "cmd/documents.h"
#include "cmd/report.h"
#include "docs/docs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct boxes_run {
  const struct atl_request *request;
  uint32_t files, faults, mended, changed, adopted;
};

/* One document: the rows of its drawings, and where each stands. */
struct sheet {
  struct boxes_run *run;
  const char *path;
  struct atl_sources sources;
  struct atl_diags diags;
  struct atl_doc doc;
  ATL_VEC(struct atl_boxes_row) row;
  bool adopted;
  ATL_VEC(uint32_t) line; /* of the document, by row; ATL_NONE between two blocks */
};

static void add_row(struct sheet *sheet, uint32_t line, uint32_t begin) {
  uint32_t start = sheet->doc.line.at[line], end = atl_doc_line_end(&sheet->doc, line), indent = 0;
  for (uint32_t i = start; i < begin; i++)
    indent = sheet->doc.text[i] == '\t' ? indent / 8 * 8 + 8 : indent + 1;
  *atl_vec_push(&sheet->row) =
      (struct atl_boxes_row){.text = sheet->doc.text + begin, .len = end - begin, .indent = indent};
  *atl_vec_push(&sheet->line) = line;
}

/* A row that is none of a drawing, so that two blocks are not taken for one. */
static void add_break(struct sheet *sheet) {
  *atl_vec_push(&sheet->row) = (struct atl_boxes_row){.text = ""};
  *atl_vec_push(&sheet->line) = ATL_NONE;
}

static void collect_rows(struct sheet *sheet) {
  const struct atl_doc *doc = &sheet->doc;
  if (atl_doc_is_source(doc->format) || doc->format == ATL_DOC_HTML) {
    for (uint32_t i = 0; i < doc->line.len && doc->len; i++)
      add_row(sheet, i, doc->line.at[i] + (!i && doc->len >= 3 && !memcmp(doc->text, "\xef\xbb\xbf", 3) ? 3 : 0));
    return;
  }
  for (uint32_t i = 0; i < doc->code.len; i++) {
    const struct atl_doc_code *code = &doc->code.at[i];
    for (uint32_t line = code->first; line < code->end; line++) {
      uint32_t at = atl_doc_content(doc, code, line);
      if (at == ATL_NONE) /* its tab is half contents */
        add_break(sheet);
      else
        add_row(sheet, line, at);
    }
    add_break(sheet);
  }
}

static void report(struct sheet *sheet, const struct atl_boxes *boxes, bool fixed) {
  for (uint32_t i = 0; i < boxes->fault.len; i++) {
    const struct atl_boxes_fault *fault = &boxes->fault.at[i];
    const struct atl_boxes_row *row = &sheet->row.at[fault->row];
    uint32_t at = (uint32_t)(row->text - sheet->doc.text);
    if (fixed && fault->mended)
      continue;
    int32_t off = fault->wanted - fault->column;
    char rest[120] = "";
    if (!fault->mended)
      snprintf(rest, sizeof rest, "; this drawing cannot be mended surely");
    else if (fault->partner != fault->row)
      snprintf(rest, sizeof rest, ", as in line %u", sheet->line.at[fault->partner] + 1);
    if (fault->hole)
      atl_report(&sheet->diags, ATL_ERROR, "open-border",
                 (struct atl_span){sheet->doc.file, at + fault->begin, at + fault->end},
                 "the border does not reach its corner: %d column%s of it %s missing%s",
                 (int)(fault->end - fault->begin), fault->end - fault->begin == 1 ? "" : "s",
                 fault->end - fault->begin == 1 ? "is" : "are", fault->mended ? "" : rest);
    else
      atl_report(&sheet->diags, ATL_ERROR, "misaligned",
                 (struct atl_span){sheet->doc.file, at + fault->begin, at + fault->end},
                 "'%.*s' stands %d column%s too far to the %s: column %d would line up%s",
                 (int)(fault->end - fault->begin), row->text + fault->begin, abs(off), abs(off) == 1 ? "" : "s",
                 off < 0 ? "right" : "left", fault->wanted + (int32_t)row->indent + 1, rest);
  }
}

/* Writes the document with the rows that were mended; standard output takes it in any case. */
static int write_mended(struct sheet *sheet, const struct atl_boxes *boxes) {
  struct atl_out out;
  uint32_t at = 0;
  if (!boxes->changed && strcmp(sheet->path, "-") != 0)
    return ATL_EXIT_DONE;
  atl_out_memory(&out);
  for (uint32_t i = 0; i < boxes->mended.len; i++) {
    const struct atl_boxes_row *row = &boxes->mended.at[i], *was = &sheet->row.at[i];
    if (row->text == was->text)
      continue;
    uint32_t begin = (uint32_t)(was->text - sheet->doc.text);
    atl_out_write(&out, sheet->doc.text + at, begin - at);
    atl_out_write(&out, row->text, row->len);
    at = begin + was->len;
  }
  atl_out_write(&out, sheet->doc.text + at, sheet->doc.len - at);
  int status = atl_document_write(&sheet->diags, sheet->path, out.buf, out.len);
  atl_out_discard(&out);
  return status;
}

/* -- adopting -------------------------------------------------------------------------------------------------------
 */

/* Reads the rows [first, end) as a graph, and writes it as a map; false where nothing good comes of it. */
static bool write_map(struct sheet *sheet, const struct atl_boxes *boxes, uint32_t first, uint32_t end,
                      struct atl_out *out) {
  struct atl_boxes_graph graph;
  struct atl_span where = {sheet->doc.file, (uint32_t)(sheet->row.at[first].text - sheet->doc.text),
                           (uint32_t)(sheet->row.at[first].text - sheet->doc.text) + sheet->row.at[first].len};
  atl_boxes_graph_read(&graph, boxes->mended.at + first, end - first);
  bool good = graph.node.len && !graph.loose;
  if (good)
    atl_boxes_graph_write(out, &graph);
  else if (graph.node.len)
    atl_report(&sheet->diags, ATL_ERROR, "not-adopted", where,
               "this drawing stays as it is: %u end%s of its lines lead%s nowhere that can be told", graph.loose,
               graph.loose == 1 ? "" : "s", graph.loose == 1 ? "s" : "");
  atl_boxes_graph_release(&graph);
  return good;
}

/* Whether a row holds anything that may be a part of a box. */
static bool holds_corner(const struct atl_boxes_row *row) {
  for (uint32_t i = 0; i + 2 < row->len; i++) {
    unsigned char c = (unsigned char)row->text[i], next = (unsigned char)row->text[i + 1];
    if ((c == 0xe2 && (next == 0x94 || next == 0x95)) || (c == '+' && next == '-'))
      return true;
  }
  return false;
}

/* Standard input: its map on standard output. What has no box is no drawing, which is said: nobody would give it else.
 */
static int adopt_input(struct sheet *sheet, const struct atl_boxes *boxes) {
  struct atl_out out;
  atl_out_fd(&out, STDOUT_FILENO);
  bool good = sheet->row.len && write_map(sheet, boxes, 0, sheet->row.len, &out);
  if (!good && !sheet->diags.errors)
    atl_report(&sheet->diags, ATL_ERROR, "not-adopted", ATL_NOWHERE,
               "there is no box in this: a corner as '┌' or '+--', its borders, and the other three corners");
  int error = atl_out_close(&out);
  return error && error != EPIPE ? ATL_EXIT_SYSTEM : good ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
}

/* What stands before the contents of a line of code, put before each line of a map. */
static void write_block(struct atl_out *out, const struct sheet *sheet, const struct atl_doc_code *code,
                        const struct atl_out *map) {
  const struct atl_doc *doc = &sheet->doc;
  uint32_t end = atl_doc_line_end(doc, code->opening), next = doc->line.at[code->first];
  uint32_t begin = doc->line.at[code->opening], fence = begin;
  while (doc->text[fence] != '`' && doc->text[fence] != '~')
    fence++;
  atl_out_write(out, doc->text + begin, code->info_begin - begin);
  atl_out_lit(out, "atlasc");
  atl_out_write(out, doc->text + end, next - end);
  for (size_t i = 0; i < map->len;) {
    size_t len = (size_t)((char *)memchr(map->buf + i, '\n', map->len - i) - map->buf) - i;
    for (uint32_t k = begin; k < fence; k++)
      atl_out_char(out, doc->text[k] == '>' || doc->text[k] == '\t' ? doc->text[k] : ' ');
    atl_out_write(out, map->buf + i, len);
    atl_out_write(out, doc->text + end, next - end);
    i += len + 1;
  }
}

/* Whether code is a map already, or what was drawn of one. */
static bool is_ours(const struct atl_doc *doc, uint32_t code) {
  uint32_t at = doc->line.at[doc->code.at[code].opening];
  for (uint32_t i = 0; i < doc->block.len; i++)
    if (doc->block.at[i].code == code || (doc->block.at[i].begin <= at && at < doc->block.at[i].end))
      return true;
  return false;
}

/* A document: each fence with a drawing becomes one with a map. The rows of a fence are those of its lines. */
static int adopt_document(struct sheet *sheet, const struct atl_boxes *boxes) {
  const struct atl_doc *doc = &sheet->doc;
  struct atl_out text, map;
  uint32_t at = 0, adopted = 0, row = 0;
  int status = ATL_EXIT_DONE;
  if (doc->format != ATL_DOC_MARKDOWN && doc->format != ATL_DOC_MDX) {
    atl_report(&sheet->diags, ATL_ERROR, "not-adopted", ATL_NOWHERE,
               "%s has no fences that hold a map; 'atlasc boxes --adopt - <FILE' prints the map of one drawing",
               atl_doc_format_name(doc->format));
    return ATL_EXIT_INPUT;
  }
  atl_out_memory(&text);
  for (uint32_t i = 0; i < doc->code.len; i++) {
    const struct atl_doc_code *code = &doc->code.at[i];
    uint32_t first = row, corners = 0;
    row += code->end - code->first + 1;
    for (uint32_t r = first; r + 1 < row; r++)
      corners += holds_corner(&sheet->row.at[r]);
    if (code->opening == ATL_NONE || code->closing == ATL_NONE || corners < 2 || is_ours(doc, i))
      continue;
    atl_out_memory(&map);
    uint32_t errors = sheet->diags.errors;
    if (write_map(sheet, boxes, first, row - 1, &map)) {
      atl_out_write(&text, doc->text + at, doc->line.at[code->opening] - at);
      write_block(&text, sheet, code, &map);
      at = doc->line.at[code->closing];
      adopted++;
    } else if (sheet->diags.errors > errors)
      status = ATL_EXIT_INPUT;
    atl_out_discard(&map);
  }
  atl_out_write(&text, doc->text + at, doc->len - at);
  if (adopted) {
    int written = atl_document_write(&sheet->diags, sheet->path, text.buf, text.len);
    status = written ? written : status;
    sheet->run->adopted += written ? 0 : adopted;
    sheet->adopted = !written;
  }
  atl_out_discard(&text);
  return status;
}

static int look_at_file(void *context, const char *path) {
  struct boxes_run *run = context;
  struct sheet sheet = {.run = run, .path = path};
  int status = ATL_EXIT_DONE;
  uint32_t file = atl_source_read(&sheet.sources, path, &sheet.diags);
  if (file == ATL_NONE)
    status = ATL_EXIT_SYSTEM;
  else {
    const struct atl_source *source = &sheet.sources.file.at[file];
    enum atl_doc_format format = strcmp(path, "-") ? atl_doc_format_of(path) : ATL_DOC_SOURCE;
    bool blocks = run->request->adopt && (format == ATL_DOC_MARKDOWN || format == ATL_DOC_MDX);
    if (!(blocks ? atl_doc_read : atl_doc_read_code)(&sheet.doc, format, source->text, source->len, file, &sheet.diags))
      status = blocks ? ATL_EXIT_INPUT : ATL_EXIT_SYSTEM;
    struct atl_boxes boxes;
    collect_rows(&sheet);
    atl_boxes_look(&boxes, sheet.row.at, sheet.row.len);
    bool fix = run->request->fix && !status, adopt = run->request->adopt && !status;
    if (adopt)
      status = strcmp(path, "-") ? adopt_document(&sheet, &boxes) : adopt_input(&sheet, &boxes);
    else
      report(&sheet, &boxes, fix);
    uint32_t left = 0, mended = 0;
    for (uint32_t i = 0; i < boxes.fault.len && !adopt; i++)
      boxes.fault.at[i].mended &&fix ? mended++ : left++;
    if (left)
      status = status ? status : ATL_EXIT_INPUT;
    int written = fix ? write_mended(&sheet, &boxes) : ATL_EXIT_DONE;
    status = written ? written : status;
    run->faults += left;
    run->mended += written ? 0 : mended;
    run->changed += fix && boxes.changed && !written;
    run->files++;
    atl_boxes_release(&boxes);
  }
  atl_diags_sort(&sheet.diags);
  atl_print_reports(&sheet.diags, &sheet.sources, run->request->format, run->request->color);
  atl_vec_release(&sheet.row);
  atl_vec_release(&sheet.line);
  atl_doc_release(&sheet.doc);
  atl_diags_release(&sheet.diags);
  atl_sources_release(&sheet.sources);
  if (sheet.adopted) { /* and drawn, as from now on */
    char *embed[] = {"embed", "-q", (char *)(uintptr_t)path, NULL};
    int drawn = atl_command_embed(3, embed);
    status = drawn > status ? drawn : status;
  }
  return status;
}

int atl_command_boxes(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "boxes");
  if (status < 0 && !request.input.len)
    status = atl_usage("no file given; 'atlasc boxes FILE...' looks at drawings in documents");
  else if (status < 0 && (request.output.len || request.type || request.layout || request.dump || request.view))
    status = atl_usage("'atlasc boxes' draws nothing: it takes no -o, -T, -l, --view and --dump");
  else if (status < 0 && request.check + request.fix + request.adopt > 1)
    status = atl_usage("--check, --fix and --adopt are three things to do; give one of them");
  if (status < 0) {
    struct boxes_run run = {.request = &request};
    status = atl_each_document(&request, look_at_file, &run);
    if (run.adopted && request.format == ATL_FORMAT_HUMAN)
      fprintf(stderr, "atlasc: %u drawing%s made a map\n", run.adopted, run.adopted == 1 ? "" : "s");
    else if (request.format == ATL_FORMAT_HUMAN && (run.faults || run.mended))
      fprintf(stderr, "atlasc: %u fault%s mended, %u left in %u document%s\n", run.mended, run.mended == 1 ? "" : "s",
              run.faults, run.files, run.files == 1 ? "" : "s");
  }
  atl_request_release(&request);
  return status;
}
