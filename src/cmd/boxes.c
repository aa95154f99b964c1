/* atlasc boxes: what of drawings of boxes in documents does not line up, and mending it.
 *
 * In a document whose format has blocks of code these are looked at, elsewhere all lines. A document is written as a
 * whole or not at all, and only if something in it was mended. */
#include "boxes/boxes.h"

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
  uint32_t files, faults, mended, changed;
};

/* One document: the rows of its drawings, and where each stands. */
struct sheet {
  struct boxes_run *run;
  const char *path;
  struct atl_sources sources;
  struct atl_diags diags;
  struct atl_doc doc;
  ATL_VEC(struct atl_boxes_row) row;
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
  if (doc->format == ATL_DOC_SOURCE || doc->format == ATL_DOC_HTML) {
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

/* The document with the rows that were mended. */
static void write_mended(struct atl_out *out, const struct sheet *sheet, const struct atl_boxes *boxes) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < boxes->mended.len; i++) {
    const struct atl_boxes_row *row = &boxes->mended.at[i], *was = &sheet->row.at[i];
    if (row->text == was->text)
      continue;
    uint32_t begin = (uint32_t)(was->text - sheet->doc.text);
    atl_out_write(out, sheet->doc.text + at, begin - at);
    atl_out_write(out, row->text, row->len);
    at = begin + was->len;
  }
  atl_out_write(out, sheet->doc.text + at, sheet->doc.len - at);
}

static int write_file(struct sheet *sheet, const struct atl_boxes *boxes) {
  struct atl_out out;
  bool standard = !strcmp(sheet->path, "-");
  if (standard)
    atl_out_fd(&out, STDOUT_FILENO);
  else if (!boxes->changed)
    return ATL_EXIT_DONE;
  else if (!atl_out_file(&out, sheet->path)) {
    int why = out.error;
    atl_out_discard(&out);
    atl_report(&sheet->diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write '%s': %s", sheet->path,
               strerror(why));
    return ATL_EXIT_SYSTEM;
  }
  write_mended(&out, sheet, boxes);
  int error = atl_out_close(&out);
  if (!error || (standard && error == EPIPE))
    return ATL_EXIT_DONE;
  atl_report(&sheet->diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write '%s': %s; it is as it was",
             standard ? "standard output" : sheet->path, strerror(error));
  return ATL_EXIT_SYSTEM;
}

static int look_at_file(void *context, const char *path) {
  struct boxes_run *run = context;
  struct sheet sheet = {.run = run, .path = path};
  int status = ATL_EXIT_DONE;
  uint32_t file = atl_sources_read(&sheet.sources, path);
  if (file == ATL_NONE) {
    atl_report(&sheet.diags, ATL_ERROR, "unreadable", ATL_NOWHERE, "cannot read '%s': %s", path,
               errno == EFBIG ? "larger than 4 GB (limit ATL_MAX_SOURCE_BYTES)" : strerror(errno));
    status = ATL_EXIT_SYSTEM;
  } else {
    const struct atl_source *source = &sheet.sources.file.at[file];
    enum atl_doc_format format = strcmp(path, "-") ? atl_doc_format_of(path) : ATL_DOC_SOURCE;
    if (!atl_doc_read_code(&sheet.doc, format, source->text, source->len, file, &sheet.diags))
      status = ATL_EXIT_SYSTEM;
    struct atl_boxes boxes;
    collect_rows(&sheet);
    atl_boxes_look(&boxes, sheet.row.at, sheet.row.len);
    bool fix = run->request->fix && !status;
    report(&sheet, &boxes, fix);
    uint32_t left = 0, mended = 0;
    for (uint32_t i = 0; i < boxes.fault.len; i++)
      boxes.fault.at[i].mended &&fix ? mended++ : left++;
    if (left)
      status = status ? status : ATL_EXIT_INPUT;
    int written = fix ? write_file(&sheet, &boxes) : ATL_EXIT_DONE;
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
  return status;
}

int atl_command_boxes(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "boxes");
  if (status < 0 && !request.input.len)
    status = atl_usage("no file given; 'atlasc boxes FILE...' looks at drawings in documents");
  else if (status < 0 && (request.output.len || request.type || request.layout || request.dump || request.view))
    status = atl_usage("'atlasc boxes' draws nothing: it takes no -o, -T, -l, --view and --dump");
  else if (status < 0 && request.check && request.fix)
    status = atl_usage("--check writes nothing and --fix does; give one of them");
  if (status < 0) {
    struct boxes_run run = {.request = &request};
    status = atl_each_document(&request, look_at_file, &run);
    if (request.format == ATL_FORMAT_HUMAN && (run.faults || run.mended))
      fprintf(stderr, "atlasc: %u fault%s mended, %u left in %u document%s\n", run.mended, run.mended == 1 ? "" : "s",
              run.faults, run.files, run.files == 1 ? "" : "s");
  }
  atl_request_release(&request);
  return status;
}
