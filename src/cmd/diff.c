/* atlasc diff: two maps in one drawing, or a list of what differs; and a map as lines, for git.
 *
 * Git hands over copies: a map then stands in another folder than the files it names. These are looked for beside the
 * copy, beside the other map and in the folder that git says; where they are not found, the drawing does without, and a
 * warning says so. Where git takes any failure for the end of its own work (--git, --textconv), there is none. */
#include "cmd/diff.h"
#include "cmd/compile.h"
#include "cmd/report.h"
#include "map/check.h"
#include "read/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIDES = 2, FOLDERS = 3, MOST_LAYOUTS = 16, OF_GIT = 7, RENAMED_BY_GIT = 9 };

struct side {
  const char *path;
  char *folder; /* "": the current one */
  struct atl_sources sources;
  struct atl_diags diags;
  struct atl_map map;
  int status;
};

static char *folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  size_t len = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;
  char *folder = atl_alloc(len + 1, 1);
  memcpy(folder, path, len);
  return folder;
}

static void side_release(struct side *side) {
  free(side->folder);
  atl_map_release(&side->map);
  atl_diags_release(&side->diags);
  atl_sources_release(&side->sources);
}

/* Reads the kinds that the map names from the first folder that has all of their files. */
static void read_kinds(struct side *side, const char *const folder[FOLDERS]) {
  for (int i = 0; i < FOLDERS; i++) {
    struct atl_diags unsaid = {0};
    bool good = folder[i] && atl_read_kind_files(&side->map, folder[i], &side->sources, &unsaid);
    atl_diags_release(&unsaid);
    if (good)
      return;
  }
  atl_report(
      &side->diags, ATL_WARNING, "not-beside", side->map.kind_file.at[0].span,
      "'%s' is not found beside this map or the other one, or cannot be read; kinds look as if they were not explained",
      atl_map_text(&side->map, side->map.kind_file.at[0].text));
}

static void read_side(struct side *side, const char *const folder[FOLDERS]) {
  const char *layouts[MOST_LAYOUTS] = {0};
  for (int i = 0; atl_layouts[i].name && i < MOST_LAYOUTS - 1; i++)
    layouts[i] = atl_layouts[i].name;
  uint32_t file = atl_source_read(&side->sources, side->path, &side->diags);
  atl_map_init(&side->map, file);
  if (file == ATL_NONE) {
    side->status = ATL_EXIT_SYSTEM;
    return;
  }
  if (!side->sources.file.at[file].len) /* /dev/null: it is not there yet, or no more */
    return;
  bool good = atl_reader_for(side->path)->read(&side->map, &side->sources, file, &side->diags);
  if (good && side->map.kind_file.len)
    read_kinds(side, folder);
  good &= atl_map_check(&side->map, layouts, atl_direction_names, &side->diags);
  side->status = good ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
}

/* The folder from which the style sheet of a map is read; NULL: from none. */
static const char *find_style(struct side *side, const char *const folder[FOLDERS]) {
  const char *style = atl_map_text(&side->map, side->map.style);
  for (int i = 0; i < FOLDERS && *style; i++) {
    struct atl_diags unsaid = {0};
    struct atl_sources sources = {0};
    struct atl_sheet sheet = {0};
    const struct atl_span nowhere = ATL_NOWHERE;
    bool good = folder[i] && atl_read_sheet_chain(&sheet, style, folder[i], true, nowhere, &sources, &unsaid);
    atl_sheet_release(&sheet);
    atl_sources_release(&sources);
    atl_diags_release(&unsaid);
    if (good)
      return folder[i];
  }
  if (*style)
    atl_report(
        &side->diags, ATL_WARNING, "not-beside", side->map.style_span,
        "the style '%s' is not found beside this map or the other one, or cannot be read; it is drawn in the usual one",
        style);
  return NULL;
}

static void say(struct side *side, const struct atl_request *request) {
  atl_diags_sort(&side->diags);
  atl_print_reports(&side->diags, &side->sources, request->list ? ATL_FORMAT_HUMAN : request->format, request->color);
}

/* Notes what no drawing shows: kinds, views and terms that differ. */
static void note_beside(const struct atl_diff *diff, struct atl_diags *diags) {
  static const char *const names[ATL_DIFF_SORTS] = {"kinds", "views", "terms"};
  const struct atl_span nowhere = ATL_NOWHERE;
  char list[64] = "";
  size_t at = 0;
  for (int sort = 0; sort < ATL_DIFF_SORTS; sort++)
    for (uint32_t i = 0; i < diff->said[sort].len; i++)
      if (diff->said[sort].at[i].change) {
        at += (size_t)snprintf(list + at, sizeof list - at, "%s%s", at ? ", " : "", names[sort]);
        break;
      }
  if (at)
    atl_report(diags, ATL_NOTE, "not-drawn", nowhere, "what differs of %s is not drawn; --list names it", list);
}

/* Draws the map of both as any map is drawn. */
static int draw(const struct atl_request *request, const struct atl_diff *diff, const char *folder) {
  struct atl_work work = {0};
  struct atl_work_options read = {.style = request->style, .view = request->view};
  struct atl_out text;
  atl_out_memory(&text);
  note_beside(diff, &work.diags);
  atl_diff_write_map(diff, folder ? atl_map_text(diff->new, diff->new->style) : NULL, &text);
  uint32_t file = atl_sources_add(&work.sources, "both maps", text.buf, text.len);
  int status = atl_work_parse(&work, file, folder ? folder : "", &read) ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
  status = atl_compile_work(request, &work, status);
  atl_work_release(&work);
  atl_out_discard(&text);
  return status;
}

static int write_list(const struct atl_request *request, const struct atl_diff *diff, const char *const name[SIDES]) {
  struct atl_out out;
  atl_out_fd(&out, STDOUT_FILENO);
  if (request->format == ATL_FORMAT_JSON)
    atl_diff_write_json(diff, name[0], name[1], &out);
  else
    atl_diff_write_list(diff, &out);
  return atl_out_close(&out) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
}

/* Whether all that is drawn goes to standard output alone. */
static bool only_shows(const struct atl_request *request) {
  return request->output.len == 1 && !strcmp(request->output.at[0].path, "-");
}

static void write_header(const char *path) {
  struct atl_out out;
  atl_out_fd(&out, STDOUT_FILENO);
  atl_out_lit(&out, "atlasc diff ");
  atl_out_text(&out, path);
  atl_out_char(&out, '\n');
  atl_out_close(&out);
}

/* Two files; `beside` is a third path whose folder is looked in. */
static int compare(const struct atl_request *request, const char *const path[SIDES], const char *beside) {
  struct side side[SIDES] = {{.path = path[0], .folder = folder_of(path[0])},
                             {.path = path[1], .folder = folder_of(path[1])}};
  char *third = beside ? folder_of(beside) : NULL;
  int status = ATL_EXIT_DONE;
  for (int i = 0; i < SIDES; i++) {
    const char *const folder[FOLDERS] = {side[i].folder, side[1 - i].folder, third};
    read_side(&side[i], folder);
    status = side[i].status > status ? side[i].status : status;
  }
  const char *const folder[FOLDERS] = {side[1].folder, side[0].folder, third};
  const char *style = !status && !request->list && !request->style ? find_style(&side[1], folder) : NULL;
  for (int i = 0; i < SIDES; i++)
    say(&side[i], request);
  for (int i = 0; i < SIDES && !status; i++)
    if (atl_overwrites_input(request, &side[i].sources))
      status = ATL_EXIT_USAGE;
  if (!status) {
    struct atl_diff diff;
    atl_diff_make(&diff, &side[0].map, &side[1].map);
    bool same = atl_diff_is_empty(&diff);
    if (request->git)
      write_header(beside ? beside : path[1]);
    if (request->list)
      status = write_list(request, &diff, path);
    else if (!same || !only_shows(request))
      status = draw(request, &diff, style);
    if (request->check && !status && !same)
      status = ATL_EXIT_STALE;
    atl_diff_release(&diff);
  }
  for (int i = 0; i < SIDES; i++)
    side_release(&side[i]);
  free(third);
  return status;
}

/* --textconv: a map as lines; a file that is none as it is. */
static int write_lines(const char *path) {
  struct side side = {.path = path, .folder = folder_of(path)};
  const char *const folder[FOLDERS] = {side.folder, "", NULL};
  struct atl_out out;
  read_side(&side, folder);
  atl_out_fd(&out, STDOUT_FILENO);
  if (!side.status)
    atl_diff_write_lines(&side.map, &out);
  else if (side.sources.file.len)
    atl_out_write(&out, side.sources.file.at[0].text, side.sources.file.at[0].len);
  atl_out_close(&out);
  side_release(&side);
  return ATL_EXIT_DONE;
}

int atl_command_diff(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "diff");
  const char *const *input = request.input.at;
  uint32_t inputs = request.input.len;
  bool list = request.list || request.format != ATL_FORMAT_HUMAN;
  if (status >= 0) {
    atl_request_release(&request);
    return status;
  }
  request.list = list;
  if (request.textconv && inputs != 1)
    status = atl_usage("--textconv takes one map");
  else if (request.textconv)
    status = write_lines(input[0]);
  else if (request.git && inputs != OF_GIT && inputs != RENAMED_BY_GIT)
    status = inputs == 1 ? ATL_EXIT_DONE /* a file that is not merged yet */
                         : atl_usage("--git takes what git gives: PATH OLD HEX MODE NEW HEX MODE");
  else if (!request.git && inputs != SIDES)
    status = atl_usage("diff takes two maps, the old one and the new one");
  else if ((status = atl_settle_outputs(&request)) == ATL_EXIT_DONE) {
    const char *const path[SIDES] = {input[request.git ? 1 : 0], input[request.git ? 4 : 1]};
    status = compare(&request, path, request.git ? input[0] : NULL);
    if (request.git && status != ATL_EXIT_USAGE)
      status = ATL_EXIT_DONE;
  }
  atl_request_release(&request);
  return status;
}
