/* A report for people:
 *
 *     maps/hub.yaml:12:7: error: unknown key 'lable'; did you mean 'label'?
 *        12 |       lable: MODELS
 *           |       ^~~~~
 *
 * The caret is placed by cells, so that it stands right under wide characters; tabs are shown as blanks to the next
 * multiple of eight. */
#include "cmd/report.h"

#include "base/out.h"
#include "base/spell.h"
#include "base/utf8.h"
#include "emit/json_flow.h"
#include "text/segment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TAB = 8, LONGEST_SHOWN = 160 /* cells of a source line around the caret */ };

static const char *const severity_names[] = {"note", "warning", "error"};

bool atl_wants_color(enum atl_when color, int fd) {
  if (color != ATL_AUTO)
    return color == ATL_ALWAYS;
  const char *force = getenv("CLICOLOR_FORCE"), *no = getenv("NO_COLOR"), *term = getenv("TERM");
  if (no && *no)
    return false;
  if (force && *force && strcmp(force, "0") != 0)
    return true;
  return isatty(fd) && !(term && !strcmp(term, "dumb"));
}

/* The source line as it is shown, and in which cells the span lies. */
struct shown {
  struct atl_out text;
  int32_t from, to;
};

static void show_line(struct shown *shown, const struct atl_source *source, struct atl_position at,
                      struct atl_span where) {
  int32_t cell = 0, start = -1, stop = -1;
  atl_out_memory(&shown->text);
  for (uint32_t i = at.begin; i < at.end;) {
    if (i >= where.begin && start < 0)
      start = cell;
    if (i >= where.end && stop < 0)
      stop = cell;
    size_t size = atl_cluster(source->text + i, at.end - i);
    char safe[64];
    if (source->text[i] == '\t') {
      for (int32_t next = cell / TAB * TAB + TAB; cell < next; cell++)
        atl_out_char(&shown->text, ' ');
    } else if (size <= sizeof safe) {
      size_t n = atl_sanitise(safe, source->text + i, size);
      size_t len = shown->text.len;
      if (n == 1 && *safe == '[' && len >= 2 && !memcmp(shown->text.buf + len - 2, "##", 2))
        *safe = '?'; /* as in messages: it would begin a command of a build log */
      int cells = n == size ? atl_cluster_cells(safe, n) : (int)n;
      atl_out_write(&shown->text, safe, n);
      cell += cells;
    } else {
      atl_out_char(&shown->text, '?');
      cell++;
    }
    i += (uint32_t)size;
  }
  shown->from = start < 0 ? cell : start;
  shown->to = stop < 0 ? cell : stop;
  if (shown->to <= shown->from)
    shown->to = shown->from + 1;
  while (shown->text.len && shown->text.buf[shown->text.len - 1] == ' ')
    shown->text.len--;
}

static int digits_of(uint32_t n) {
  int digits = 1;
  while (n /= 10)
    digits++;
  return digits;
}

/* Cuts a very long line to a window around the caret, whole clusters only. */
static void write_window(struct atl_out *out, struct shown *shown) {
  int32_t first = shown->from > LONGEST_SHOWN / 2 ? shown->from - LONGEST_SHOWN / 2 : 0, cell = 0;
  int32_t skipped = 0;
  bool cut = false;
  size_t i = 0;
  while (i < shown->text.len && cell < first + LONGEST_SHOWN) {
    size_t size = atl_cluster(shown->text.buf + i, shown->text.len - i);
    int cells = atl_cluster_cells(shown->text.buf + i, size);
    if (cell >= first && !cut) {
      cut = true;
      if (cell) {
        atl_out_lit(out, "...");
        shown->from += 3;
        shown->to += 3;
      }
    }
    if (cell >= first)
      atl_out_write(out, shown->text.buf + i, size);
    else
      skipped = cell + cells;
    cell += cells;
    i += size;
  }
  if (i < shown->text.len)
    atl_out_lit(out, "...");
  shown->from -= skipped;
  shown->to = atl_min32(shown->to - skipped, LONGEST_SHOWN);
  if (shown->to <= shown->from)
    shown->to = shown->from + 1;
}

static void print_human(struct atl_out *out, const struct atl_diag *diag, struct atl_sources *sources, bool color) {
  static const char *const colors[] = {"\033[36m", "\033[33m", "\033[31m"};
  bool placed = diag->where.file != ATL_NONE;
  struct atl_position at = {0};
  if (color)
    atl_out_lit(out, "\033[1m");
  if (placed) {
    struct atl_source *source = &sources->file.at[diag->where.file];
    at = atl_source_position(source, diag->where.begin);
    atl_out_text(out, source->name);
    atl_out_format(out, ":%u:%u: ", at.line, at.column);
  } else
    atl_out_lit(out, "atlasc: ");
  if (color)
    atl_out_text(out, colors[diag->severity]);
  atl_out_text(out, severity_names[diag->severity]);
  atl_out_text(out, color ? ":\033[0m " : ": ");
  atl_spell(out, ATL_SPELL_PEOPLE, diag->message);
  atl_out_char(out, '\n');
  if (!placed || !sources->file.at[diag->where.file].len)
    return;
  struct shown shown;
  show_line(&shown, &sources->file.at[diag->where.file], at, diag->where);
  int gutter = digits_of(at.line) > 4 ? digits_of(at.line) : 4;
  atl_out_format(out, "%*u | ", gutter, at.line);
  size_t line_start = out->len;
  write_window(out, &shown);
  while (out->len > line_start - 1 && out->buf[out->len - 1] == ' ')
    out->len--;
  atl_out_format(out, "\n%*s | ", gutter, "");
  for (int32_t i = 0; i < shown.from; i++)
    atl_out_char(out, ' ');
  if (color)
    atl_out_text(out, colors[diag->severity]);
  atl_out_char(out, '^');
  for (int32_t i = shown.from + 1; i < shown.to; i++)
    atl_out_char(out, '~');
  atl_out_text(out, color ? "\033[0m\n" : "\n");
  atl_out_discard(&shown.text);
}

static void print_json(struct atl_out *out, const struct atl_diag *diag, struct atl_sources *sources) {
  struct atl_json json = {.out = out};
  const char *severity = severity_names[diag->severity];
  atl_json_begin(&json, NULL, '{');
  atl_json_text(&json, "severity", severity, strlen(severity));
  atl_json_text(&json, "code", diag->code, strlen(diag->code));
  atl_json_text(&json, "message", diag->message, strlen(diag->message));
  if (diag->where.file != ATL_NONE) {
    struct atl_source *source = &sources->file.at[diag->where.file];
    struct atl_position from = atl_source_position(source, diag->where.begin),
                        to = atl_source_position(source, diag->where.end);
    atl_json_text(&json, "file", source->path, strlen(source->path));
    atl_json_int(&json, "line", from.line);
    atl_json_int(&json, "column", from.column);
    atl_json_int(&json, "endLine", to.line);
    atl_json_int(&json, "endColumn", to.column);
    atl_json_int(&json, "begin", diag->where.begin);
    atl_json_int(&json, "end", diag->where.end);
  }
  atl_json_end(&json);
  atl_out_char(out, '\n');
}

/* What %c of vim's errorformat, which most readers of this form follow, means by a column: bytes, from 1. A byte order
 * mark is part of no line to an editor. */
static uint32_t byte_column(const struct atl_source *source, struct atl_position at, uint32_t offset) {
  uint32_t end = offset < source->len ? offset : source->len;
  return end > at.begin ? end - at.begin + 1 : 1;
}

static void print_line(struct atl_out *out, const struct atl_diag *diag, struct atl_sources *sources,
                       enum atl_format format) {
  bool placed = diag->where.file != ATL_NONE;
  struct atl_source *source = placed ? &sources->file.at[diag->where.file] : NULL;
  struct atl_position at = placed ? atl_source_position(source, diag->where.begin) : (struct atl_position){0};
  if (format == ATL_FORMAT_GCC) {
    if (placed)
      atl_out_format(out, "%s:%u:%u: ", source->name, at.line, byte_column(source, at, diag->where.begin));
    else
      atl_out_lit(out, "atlasc: ");
    atl_out_format(out, "%s: ", severity_names[diag->severity]);
    atl_spell(out, ATL_SPELL_PEOPLE, diag->message);
    atl_out_format(out, " [%s]\n", diag->code);
    return;
  }
  static const char *const commands[] = {"notice", "warning", "error"};
  atl_out_format(out, "::%s ", commands[diag->severity]);
  if (placed) {
    atl_out_lit(out, "file=");
    atl_spell(out, ATL_SPELL_GITHUB_VALUE, source->path);
    atl_out_format(out, ",line=%u,col=%u,", at.line, at.column);
  }
  atl_out_format(out, "title=%s::", diag->code);
  atl_spell(out, ATL_SPELL_GITHUB, diag->message);
  atl_out_char(out, '\n');
}

void atl_write_reports(struct atl_out *out, const struct atl_diags *diags, struct atl_sources *sources,
                       enum atl_format format, bool colored) {
  for (uint32_t i = 0; i < diags->list.len; i++) {
    const struct atl_diag *diag = &diags->list.at[i];
    if (format == ATL_FORMAT_HUMAN)
      print_human(out, diag, sources, colored);
    else if (format == ATL_FORMAT_JSON)
      print_json(out, diag, sources);
    else
      print_line(out, diag, sources, format);
  }
  if (format == ATL_FORMAT_HUMAN && diags->dropped)
    atl_out_format(out, "atlasc: %u errors and %u warnings in all; the first %u are shown\n", diags->errors,
                   diags->warnings, ATL_MAX_DIAGS);
}

void atl_print_reports(const struct atl_diags *diags, struct atl_sources *sources, enum atl_format format,
                       enum atl_when color) {
  struct atl_out out;
  atl_out_memory(&out);
  atl_write_reports(&out, diags, sources, format, format == ATL_FORMAT_HUMAN && atl_wants_color(color, STDERR_FILENO));
  size_t done = 0;
  while (done < out.len) {
    ssize_t n = write(STDERR_FILENO, out.buf + done, out.len - done);
    if (n <= 0)
      break; /* nowhere left to say it; the exit status still does */
    done += (size_t)n;
  }
  atl_out_discard(&out);
}
