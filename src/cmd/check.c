/* atlasc check FILE|DIR...: reads, checks and styles each map and says what is wrong; draws nothing. The maps of a
 * folder are checked together as well: what they say of each other, and how they are to be read. */
#include "cmd/check.h"
#include "cmd/atlas_load.h"
#include "cmd/report.h"
#include "cmd/vocabulary.h"
#include "index/lint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tally {
  uint32_t errors, warnings, files;
};

/* -- a file ------------------------------------------------------------------------------------------------------ */

void atl_check_file_lints(struct atl_work *work, uint32_t allowed) {
  if (work->styled.node && atl_lint_wanted(allowed, ATL_LINT_CONTRAST))
    atl_sheet_check_contrast(&work->sheet, &work->diags);
}

static int check_file(const struct atl_request *request, const char *path, uint32_t allowed, struct tally *tally) {
  struct atl_work work = {0};
  struct atl_work_options options = {.style = request->style, .all_views = true};
  int status = atl_work_read(&work, path, &options);
  atl_check_file_lints(&work, allowed);
  atl_diags_sort(&work.diags);
  atl_print_reports(&work.diags, &work.sources, request->format, request->color);
  tally->errors += work.diags.errors;
  tally->warnings += work.diags.warnings;
  tally->files++;
  atl_work_release(&work);
  return status;
}

/* -- a folder ---------------------------------------------------------------------------------------------------- */

/* What was said of style sheets: many maps share one. */
struct said {
  ATL_VEC(char *) text;
};

static bool is_new(struct said *said, const struct atl_work *work, const struct atl_diag *diag) {
  struct atl_out text;
  const char *file = diag->where.file == ATL_NONE ? "" : work->sources.file.at[diag->where.file].path;
  atl_out_memory(&text);
  atl_out_format(&text, "%s:%u: %s", file, diag->where.begin, diag->message);
  atl_out_char(&text, 0);
  for (uint32_t i = 0; i < said->text.len; i++)
    if (!strcmp(said->text.at[i], text.buf)) {
      atl_out_discard(&text);
      return false;
    }
  *atl_vec_push(&said->text) = text.buf;
  return true;
}

static void check_contrast(struct said *said, struct atl_work *work) {
  struct atl_diags found = {0};
  atl_sheet_check_contrast(&work->sheet, &found);
  for (uint32_t i = 0; i < found.list.len; i++)
    if (is_new(said, work, &found.list.at[i]))
      atl_report(&work->diags, ATL_WARNING, atl_lints[ATL_LINT_CONTRAST].code, found.list.at[i].where, "%s",
                 found.list.at[i].message);
  atl_diags_release(&found);
}

/* Whether `map:` names a file that is there, be it a map of this folder or not. */
static bool is_file(const void *context, uint32_t map, const char *name) {
  const struct atl_atlas *atlas = context;
  const char *from = atlas->found.map.at[atlas->map_work[map]].path, *slash = strrchr(from, '/');
  struct atl_out path;
  struct stat about;
  atl_out_memory(&path);
  if (*name != '/')
    atl_out_write(&path, from, slash ? (size_t)(slash + 1 - from) : 0);
  atl_out_text(&path, name);
  atl_out_char(&path, 0);
  bool there = !stat(path.buf, &about) && S_ISREG(about.st_mode);
  atl_out_discard(&path);
  return there;
}

static void lint(struct atl_atlas *atlas, const struct atl_request *request, uint32_t allowed) {
  const struct atl_index *index = &atlas->index;
  struct atl_sources **sources = atl_alloc(index->map.len, sizeof *sources);
  struct atl_diags **diags = atl_alloc(index->map.len, sizeof *diags);
  const char **absent = atl_alloc(atlas->works, sizeof *absent);
  uint32_t absents = 0;
  for (uint32_t i = 0; i < index->map.len; i++) {
    sources[i] = &atlas->work[atlas->map_work[i]].sources;
    diags[i] = &atlas->work[atlas->map_work[i]].diags;
  }
  for (uint32_t i = 0, k = 0; i < atlas->works; i++)
    if (k < index->map.len && atlas->map_work[k] == i)
      k++;
    else
      absent[absents++] = atlas->found.map.at[i].stem;
  atl_index_lint(&(struct atl_linting){.index = index,
                                       .sources = sources,
                                       .diags = diags,
                                       .absent = absent,
                                       .absents = absents,
                                       .allowed = allowed,
                                       .as_of = request->as_of,
                                       .fresh = request->fresh ? request->fresh : ATL_FRESH_MONTHS,
                                       .is_file = is_file,
                                       .context = atlas});
  free(sources);
  free(diags);
  free(absent);
}

static int check_folder(const struct atl_request *request, const char *path, uint32_t allowed, struct tally *tally) {
  struct atl_atlas atlas = {0};
  struct atl_work_options options = {.style = request->style, .all_views = true};
  struct said said = {0};
  atl_atlas_load(&atlas, path, &options);
  lint(&atlas, request, allowed);
  for (uint32_t i = 0; i < atlas.works; i++) {
    struct atl_work *work = &atlas.work[i];
    if (work->styled.node && atl_lint_wanted(allowed, ATL_LINT_CONTRAST))
      check_contrast(&said, work);
    if (work->styled.node && atl_lint_wanted(allowed, ATL_LINT_LONG_ROW))
      atl_check_rows(work);
  }
  atl_atlas_print_reports(&atlas, request->format, request->color);
  uint32_t errors = atlas.found.diags.errors;
  for (uint32_t i = 0; i < atlas.works; i++) {
    errors += atlas.work[i].diags.errors;
    tally->warnings += atlas.work[i].diags.warnings;
  }
  int status = errors && !atlas.status ? ATL_EXIT_INPUT : atlas.status;
  tally->errors += errors;
  tally->files += atlas.works;
  for (uint32_t i = 0; i < said.text.len; i++)
    free(said.text.at[i]);
  atl_vec_release(&said.text);
  atl_atlas_release(&atlas);
  return status;
}

/* -- the command ------------------------------------------------------------------------------------------------- */

/* The lints that are allowed, as bits; false after a message. */
static bool settle_allowed(const struct atl_request *request, uint32_t *allowed) {
  for (uint32_t i = 0; i < request->allow.len; i++)
    for (const char *at = request->allow.at[i];; at++) {
      size_t len = strcspn(at, ",");
      struct atl_words codes = atl_option_of(ATL_OPT_ALLOW)->words;
      int lint = atl_word_index(codes, at, len);
      if (lint < 0) {
        const char *meant = atl_word_meant(codes, at, len);
        atl_usage(meant ? "--allow takes codes of lints, not '%.*s'; did you mean '%s'?"
                        : "--allow takes codes of lints, not '%.*s'; 'atlasc check --help' lists them",
                  (int)len, at, meant);
        return false;
      }
      *allowed |= UINT32_C(1) << lint;
      at += len;
      if (!*at)
        break;
    }
  return true;
}

static bool is_folder(const char *path) {
  struct stat about;
  return !stat(path, &about) && S_ISDIR(about.st_mode);
}

int atl_command_check(int argc, char **argv) {
  struct atl_request request = {0};
  uint32_t allowed = 0;
  int status = atl_request_parse(&request, argc, argv, "check");
  if (status < 0 && !request.input.len)
    status = atl_usage("no file given; 'atlasc check FILE...' checks maps");
  else if (status < 0 && (request.output.len || request.layout || request.dump))
    status = atl_usage("'atlasc check' draws nothing: it takes no -o, -l and --dump");
  else if (status < 0 && !settle_allowed(&request, &allowed))
    status = ATL_EXIT_USAGE;
  if (status >= 0) {
    atl_request_release(&request);
    return status;
  }
  status = ATL_EXIT_DONE;
  struct tally tally = {0};
  for (uint32_t i = 0; i < request.input.len; i++) {
    const char *path = request.input.at[i];
    int one = (is_folder(path) ? check_folder : check_file)(&request, path, allowed, &tally);
    status = one > status ? one : status;
  }
  if (request.format == ATL_FORMAT_HUMAN && (tally.errors || tally.warnings) && tally.files > 1)
    fprintf(stderr, "atlasc: %u error%s, %u warning%s in %u file%s\n", tally.errors, tally.errors == 1 ? "" : "s",
            tally.warnings, tally.warnings == 1 ? "" : "s", tally.files, tally.files == 1 ? "" : "s");
  atl_request_release(&request);
  return status;
}
