/* atlasc FILE: reads it, draws it, writes each output, prints what is to be said. */
#include "cmd/compile.h"

#include "cmd/pager.h"
#include "cmd/report.h"
#include "cmd/vocabulary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

uint32_t atl_source_read(struct atl_sources *sources, const char *path, struct atl_diags *diags) {
  uint32_t file = atl_sources_read(sources, path);
  if (file == ATL_NONE)
    atl_report(diags, ATL_ERROR, "unreadable", ATL_NOWHERE, "cannot read '%s': %s", path,
               errno == EFBIG ? "larger than 4 GB (limit ATL_MAX_SOURCE_BYTES)" : strerror(errno));
  return file;
}

int atl_work_read(struct atl_work *work, const char *path, const struct atl_work_options *options) {
  uint32_t file = atl_source_read(&work->sources, path, &work->diags);
  if (file == ATL_NONE)
    return ATL_EXIT_SYSTEM;
  const char *slash = strrchr(path, '/');
  size_t len = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;
  char *folder = atl_alloc(len + 1, 1);
  memcpy(folder, path, len);
  bool good = atl_work_parse(work, file, folder, options);
  free(folder);
  return good ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
}

/* Reports a failed write; the status to exit with. */
static int written(struct atl_work *work, const char *path, int error) {
  if (!error || error == EPIPE) /* EPIPE: the reader has seen enough, as in `atlasc big.yaml | head` */
    return ATL_EXIT_DONE;
  atl_report(&work->diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write '%s': %s",
             !strcmp(path, "-") ? "standard output" : path, strerror(error));
  return ATL_EXIT_SYSTEM;
}

/* Standard output; a terminal on which the drawing is to stand alone is cleared, its lines above with it. */
static void begin_standard(struct atl_out *out, const struct atl_request *request) {
  atl_out_fd(out, STDOUT_FILENO);
  if (request->clears && isatty(STDOUT_FILENO))
    atl_out_lit(out, "\033[H\033[2J\033[3J");
}

/* `last`: nothing is drawn after it. */
static int write_output(struct atl_drawing *d, const struct atl_request *request, const struct atl_output *output,
                        bool last) {
  bool standard = !strcmp(output->path, "-");
  int32_t width = atl_output_width(request, output, &d->lenient);
  struct atl_emit_options options = atl_output_options(request, d->work, output);
  struct atl_out out;
  options.width = d->lenient ? 0 : width;
  /* The scene first: a drawing that cannot be made does not touch the file. */
  if (!output->backend->map && !atl_drawing_scene(d, output->backend->cells, width))
    return ATL_EXIT_INPUT;
  if (!output->backend->map)
    atl_drawing_keep_scene(d, last);
  if (standard)
    begin_standard(&out, request);
  else if (!atl_out_file(&out, output->path)) {
    int status = written(d->work, output->path, out.error);
    atl_out_discard(&out);
    return status;
  }
  if (!atl_drawing_write(d, output->backend, width, &options, &out)) {
    atl_out_discard(&out);
    return ATL_EXIT_INPUT;
  }
  return written(d->work, output->path, atl_out_close(&out));
}

static int dump(struct atl_drawing *d, const struct atl_request *request) {
  const char *stage = request->dump;
  const struct atl_backend *backend = request->output.at[0].backend;
  bool cells = backend->cells || backend->map, good = true;
  int32_t width = request->width ? (int32_t)request->width : ATL_PIPED_WIDTH;
  struct atl_out out;
  atl_out_fd(&out, STDOUT_FILENO);
  if (!strcmp(stage, "map"))
    atl_dump_map(&out, &d->work->map);
  else if (!strcmp(stage, "style"))
    atl_dump_style(&out, &d->work->map, &d->work->styled);
  else if (!strcmp(stage, "graph"))
    good = atl_drawing_write(d, atl_backend_named("dot"), 0, &request->emit, &out);
  else if ((good = atl_drawing_scene(d, cells, cells ? width : (int32_t)request->width * ATL_PX))) {
    if (!strcmp(stage, "order"))
      atl_dump_order(&out, &d->work->map, &d->order);
    else if (!strcmp(stage, "place"))
      atl_dump_place(&out, &d->work->map, &d->order, &d->place);
    else
      atl_dump_scene(&out, &d->scene);
  }
  int status = written(d->work, "-", atl_out_close(&out));
  return good ? status : ATL_EXIT_INPUT;
}

bool atl_overwrites_input(const struct atl_request *request, const struct atl_sources *sources) {
  struct stat in, out;
  for (uint32_t k = 0; k < sources->file.len; k++) {
    const struct atl_source *source = &sources->file.at[k];
    if (!source->read || stat(source->path, &in) || !S_ISREG(in.st_mode))
      continue;
    for (uint32_t i = 0; i < request->output.len; i++)
      if (!stat(request->output.at[i].path, &out) && in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
        atl_usage("'%s' is what the drawing is made of; write it to another file", request->output.at[i].path);
        return true;
      }
  }
  return false;
}

void atl_watch_sources(struct atl_watch *watch, const struct atl_sources *sources) {
  for (uint32_t i = 0; i < sources->file.len; i++)
    if (sources->file.at[i].read)
      atl_watch_file(watch, sources->file.at[i].path);
  for (uint32_t i = 0; i < sources->missing.len; i++)
    atl_watch_file(watch, sources->missing.at[i]);
}

int atl_compile_work(const struct atl_request *request, struct atl_work *work, int status) {
  struct atl_drawing drawing = {0};
  if (request->pager)
    for (uint32_t i = 0; i < request->output.len; i++)
      if (!strcmp(request->output.at[i].path, "-"))
        atl_pager_begin();
  struct atl_drawing_options options = atl_request_drawing(request);

  if (!status && !atl_drawing_init(&drawing, work, &options))
    status = ATL_EXIT_INPUT;
  if (!status && request->dump)
    status = dump(&drawing, request);
  else if (!status) {
    for (uint32_t i = 0; i < request->output.len; i++) {
      int one = write_output(&drawing, request, &request->output.at[i], i + 1 == request->output.len);
      status = one > status ? one : status;
    }
    if (drawing.undrawn && !status) /* an edge is never dropped in silence */
      status = ATL_EXIT_INPUT;
  }
  atl_diags_sort(&work->diags);
  atl_print_reports(&work->diags, &work->sources, request->format,
                    request->reports ? request->reports : request->color);
  atl_pager_end();
  atl_drawing_release(&drawing);
  return status;
}

int atl_compile(const struct atl_request *request, struct atl_watch *watch) {
  struct atl_work work = {0};
  struct atl_work_options read = {.style = request->style, .view = request->view};
  int status = atl_work_read(&work, request->input.at[0], &read);
  if (!status && atl_overwrites_input(request, &work.sources))
    status = ATL_EXIT_USAGE;
  status = atl_compile_work(request, &work, status);
  if (watch)
    atl_watch_sources(watch, &work.sources);
  atl_work_release(&work);
  return status;
}

int atl_settle_outputs(struct atl_request *request) {
  if (!request->output.len)
    *atl_vec_push(&request->output) = (struct atl_output){.path = "-", .unasked = true};
  for (uint32_t i = 0; i < request->output.len; i++) {
    struct atl_output *output = &request->output.at[i];
    output->backend = request->type ? request->type : atl_backend_for_path(output->path);
    if (!output->backend && !strcmp(output->path, "-"))
      output->backend = &atl_backends[0];
    if (!output->backend) {
      char types[100];
      atl_word_list((struct atl_words)ATL_NAMES_OF(atl_backends), " or ", types, sizeof types);
      return atl_usage("'%s' has no suffix that says what to write; use -T %s", output->path, types);
    }
    if (output->backend->binary && !strcmp(output->path, "-") && isatty(STDOUT_FILENO))
      return atl_usage("a %s is not to be printed on a terminal; use -o FILE", output->backend->name);
    for (uint32_t k = 0; k < i; k++)
      if (!strcmp(request->output.at[k].path, output->path))
        return atl_usage("'%s' is to be written twice", output->path);
  }
  return ATL_EXIT_DONE;
}

static int vocabulary(void) {
  struct atl_out out;
  atl_out_fd(&out, STDOUT_FILENO);
  atl_dump_vocabulary(&out);
  return atl_out_close(&out) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
}

/* Whether the first operand was meant as a command: a bare word in small letters that no file is called. */
static bool is_no_file(const char *word) {
  struct stat about;
  size_t letters = strspn(word, "abcdefghijklmnopqrstuvwxyz-");
  return letters > 1 && !word[letters] && *word != '-' && stat(word, &about) && errno == ENOENT;
}

int atl_command_compile(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, NULL);
  if (status < 0 && request.dump && !strcmp(request.dump, "vocabulary"))
    status = vocabulary();
  else if (status < 0 && !request.input.len)
    status = atl_usage("no file given; '-' reads standard input");
  else if (status < 0 && is_no_file(request.input.at[0]))
    status = atl_no_command(request.input.at[0]);
  else if (status < 0 && request.input.len > 1)
    status = atl_usage("one file at a time; '%s' is a second one ('atlasc check' takes many)", request.input.at[1]);
  else if (status < 0 && (status = atl_settle_outputs(&request)) == ATL_EXIT_DONE)
    status = atl_compile(&request, NULL);
  atl_request_release(&request);
  return status;
}
