/* atlasc watch: what `atlasc FILE` and `atlasc build` do, again and again. A drawing that cannot be made leaves the
 * last one as it was, on the terminal and in files. */
#include "base/spell.h"
#include "cmd/build.h"
#include "cmd/compile.h"
#include "cmd/report.h"
#include "cmd/watcher.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const struct atl_request *request) {
  struct stat about;
  return !request->input.len || (!stat(request->input.at[0], &about) && S_ISDIR(about.st_mode));
}

/* -1, or the exit status after a message. */
static int check_request(struct atl_request *request, bool folder) {
  if (request->input.len > 1)
    return atl_usage("one map or folder at a time; '%s' is a second one", request->input.at[1]);
  if (request->input.len && !strcmp(request->input.at[0], "-"))
    return atl_usage("standard input does not change; 'atlasc watch' takes a file or a folder");
  if (request->dump || request->pager)
    return atl_usage("'atlasc watch' draws: it takes no %s", request->dump ? "--dump" : "--pager");
  if (folder)
    return atl_build_settle_request(request);
  if (request->build.types & (request->build.types - 1))
    return atl_usage("-T takes one format of a map; 'atlasc watch' takes several of a folder");
  if (request->build.prune || request->build.jobs)
    return atl_usage("--prune and --jobs are for folders; '%s' is none", request->input.at[0]);
  int status = atl_settle_outputs(request);
  return status == ATL_EXIT_DONE ? -1 : status;
}

static bool prints(const struct atl_request *request) {
  for (uint32_t i = 0; i < request->output.len; i++)
    if (!strcmp(request->output.at[i].path, "-"))
      return true;
  return false;
}

/* What was written, by its names. */
static void say_written(const struct atl_request *request) {
  const char *before = "atlasc: ";
  for (uint32_t i = 0; i < request->output.len; i++)
    if (strcmp(request->output.at[i].path, "-") != 0) {
      struct atl_arena arena = {0};
      fprintf(stderr, "%s%s", before, atl_spelled(&arena, ATL_SPELL_PEOPLE, request->output.at[i].path));
      atl_arena_release(&arena);
      before = ", ";
    }
  if (*before == ',')
    fputc('\n', stderr);
}

static int watch_all(struct atl_request *request, bool folder) {
  struct atl_watch watch;
  struct stat about;
  const char *what = request->input.len ? request->input.at[0] : "maps";
  if (!folder && stat(what, &about))
    return atl_watch_refused(what, errno);
  if (!atl_watch_init(&watch, atl_watched_suffixes))
    return atl_watch_refused("files", watch.error);
  bool says = request->format == ATL_FORMAT_HUMAN && !request->build.quiet;
  /* Who reads a pipe may go away, which is the end. */
  int reader =
      !folder && prints(request) && !fstat(STDOUT_FILENO, &about) && S_ISFIFO(about.st_mode) ? STDOUT_FILENO : -1;
  request->clears = true;
  request->reports = atl_wants_color(request->color, STDERR_FILENO) ? ATL_ALWAYS : ATL_NEVER;
  enum atl_watch_news news = ATL_WATCH_CHANGED;
  unsigned retries = 0;
  for (bool first = true; news == ATL_WATCH_CHANGED && !watch.error; first = false) {
    struct atl_hush hush = {.kept = -1};
    bool patient = !first && retries < ATL_MOST_RETRIES;
    atl_watch_begin(&watch);
    if (patient)
      atl_hush_begin(&hush);
    int status = folder ? atl_build_folder(request, &watch) : atl_compile(request, &watch);
    if (patient)
      atl_hush_end(&hush);
    bool again = atl_watch_end(&watch);
    /* What is wrong in half of a file is not said: the other half is on its way. */
    if (patient && status && !watch.error && (again || atl_watch_goes_on(&watch, reader))) {
      atl_hush_forget(&hush);
      retries++;
      continue;
    }
    atl_hush_print(&hush, NULL, 0);
    retries = 0;
    if (says && !folder && !status)
      say_written(request);
    if (says && first)
      fputs("atlasc: waiting for changes\n", stderr);
    if (!again && !watch.error)
      news = atl_watch_wait(&watch, reader);
  }
  int status = watch.error ? atl_watch_refused(what, watch.error) : ATL_EXIT_DONE;
  atl_watch_release(&watch);
  return status;
}

int atl_command_watch(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "watch");
  bool folder = status < 0 && is_folder(&request);
  if (status < 0)
    status = check_request(&request, folder);
  if (status < 0)
    status = watch_all(&request, folder);
  atl_request_release(&request);
  return status;
}
