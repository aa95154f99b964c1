/* The public face of the library: options by name become a request, as on the command line; reports become lines.
 *
 * Everything is done inside of atl_with_memory(), so a call returns when memory runs out, and leaves none behind. */
#include "atlas.h"

#include "cmd/compile.h"
#include "cmd/report.h"

#include <stdlib.h>
#include <string.h>
#ifndef __wasm__
#include <pthread.h>
#endif

#define PUBLIC __attribute__((visibility("default")))

PUBLIC const char *atlas_version(void) { return ATL_VERSION; }

/* What is said when nothing can be allocated to say it in; [as JSON]. Never freed. */
static char no_memory[2][80] = {"error: out of memory [memory]\n",
                                "{\"severity\":\"error\",\"code\":\"memory\",\"message\":\"out of memory\"}\n"};

PUBLIC void atlas_result_free(struct atlas_result *result) {
  free(result->data);
  if (result->messages != no_memory[0] && result->messages != no_memory[1])
    free(result->messages);
  *result = (struct atlas_result){0};
}

/* -- one at a time -------------------------------------------------------------------------------------------------
 *
 * The libraries of pictures and fonts are opened once and kept, and share caches that not all of them lock. Who draws
 * with them waits for who does so now; text, plain SVG and JSON need none of them. */

#ifdef __wasm__
static void enter(void) {}
static void leave(void) {}
#else
static pthread_mutex_t foreign = PTHREAD_MUTEX_INITIALIZER;
static void enter(void) { pthread_mutex_lock(&foreign); }
static void leave(void) { pthread_mutex_unlock(&foreign); }
#endif

/* -- options ------------------------------------------------------------------------------------------------------- */

/* What is asked for in one call. */
struct call {
  const char *map, *options;
  size_t size;
  struct atlas_result *result;
  int status;
  bool entered, told_as_lines, as_json;
  struct atl_request request;
  const char *name, *folder;
};

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Takes one word from `*at` into `to`, which gets a NUL behind it; quotes of either kind hold blanks. Gives what comes
 * behind the word in `to`; NULL where there is no more of them. */
static char *next_word(const char **at, char *to) {
  const char *from = *at;
  char quote = 0;
  while (is_blank(*from))
    from++;
  if (!*from)
    return NULL;
  for (; *from && (quote || !is_blank(*from)); from++)
    if (quote ? *from == quote : *from == '"' || *from == '\'')
      quote = quote ? 0 : *from;
    else
      *to++ = *from;
  *to++ = 0;
  *at = from;
  return to;
}

/* Reads the options, of which the request borrows; their text is to be freed. Mistakes are reported, all of them. */
static char *read_options(struct call *call, struct atl_diags *diags) {
  const char *at = call->options ? call->options : "";
  char *text = atl_realloc(NULL, strlen(at) + 2, 1), *word = text;
  struct atl_request *request = &call->request;
  request->emit.scale = 2;
  call->name = "map";
  call->told_as_lines = true;
  for (char *end; (end = next_word(&at, word)); word = end) {
    char *value = strchr(word, '=');
    struct atl_out said;
    if (value)
      *value++ = 0;
    if (!strcmp(word, "name") && value)
      call->name = value;
    else if (!strcmp(word, "folder") && value)
      call->folder = value;
    else {
      atl_out_memory(&said);
      if (!atl_request_set(request, word, value, &said))
        atl_report(diags, ATL_ERROR, "usage", ATL_NOWHERE, "%.*s", (int)said.len, said.buf);
      else if (!strcmp(word, "format"))
        call->told_as_lines = false;
      atl_out_discard(&said);
    }
  }
  call->as_json = !call->told_as_lines && request->format == ATL_FORMAT_JSON;
  return text;
}

/* -- results ------------------------------------------------------------------------------------------------------- */

static char *taken(struct atl_out *out) {
  char *text = atl_realloc(NULL, out->len + 1, 1);
  memcpy(text, out->buf, out->len);
  text[out->len] = 0;
  atl_out_discard(out);
  return text;
}

static void write_lines(struct atl_out *out, struct atl_work *work) {
  static const char *const severities[] = {"note", "warning", "error"};
  for (uint32_t i = 0; i < work->diags.list.len; i++) {
    const struct atl_diag *diag = &work->diags.list.at[i];
    if (diag->where.file != ATL_NONE) {
      struct atl_source *source = &work->sources.file.at[diag->where.file];
      struct atl_position at = atl_source_position(source, diag->where.begin);
      atl_out_format(out, "%s:%u:%u: ", source->name, at.line, at.column);
    }
    atl_out_format(out, "%s: %s [%s]\n", severities[diag->severity], diag->message, diag->code);
  }
}

static char *messages_of(const struct call *call, struct atl_work *work) {
  struct atl_out out;
  atl_diags_sort(&work->diags);
  atl_out_memory(&out);
  if (call->told_as_lines)
    write_lines(&out, work);
  else
    atl_write_reports(&out, &work->diags, &work->sources, call->request.format, false);
  return taken(&out);
}

static int draw(struct call *call, struct atl_work *work) {
  const struct atl_request *request = &call->request;
  const struct atl_backend *backend = request->type ? request->type : &atl_backends[0];
  struct atl_drawing_options options = atl_request_drawing(request);
  struct atl_drawing drawing;
  struct atl_out out;
  options.alone = true;
  if (!atl_drawing_init(&drawing, work, &options)) {
    atl_drawing_release(&drawing);
    return 1;
  }
  struct atl_output to = {.path = "", .backend = backend};
  int32_t width = atl_output_width(request, &to, &drawing.lenient);
  struct atl_emit_options emit = atl_output_options(request, work, NULL);
  emit.width = drawing.lenient ? 0 : width;
  atl_out_memory(&out);
  bool good = atl_drawing_write(&drawing, backend, width, &emit, &out);
  size_t size = out.len;
  char *data = good ? taken(&out) : NULL;
  if (!good)
    atl_out_discard(&out);
  good &= !drawing.undrawn;
  atl_drawing_release(&drawing);
  call->result->data = data;
  call->result->size = data ? size : 0;
  return good ? 0 : 1;
}

static void run(void *context) {
  struct call *call = context;
  struct atl_work work = {0};
  char *text = read_options(call, &work.diags);
  const struct atl_request *request = &call->request;
  struct atl_work_options read = {.style = request->style, .view = request->view};
  call->status = 2;
  if (call->size > ATL_MAX_SOURCE_BYTES)
    atl_report(&work.diags, ATL_ERROR, "usage", ATL_NOWHERE, "the map has more than %u bytes", ATL_MAX_SOURCE_BYTES);
  if (!work.diags.errors) {
    call->entered = (request->type && request->type->binary) || request->emit.text != ATL_SVG_TEXT_AUTO;
    if (call->entered)
      enter();
    uint32_t file = atl_sources_add(&work.sources, call->name, call->map, call->size);
    call->status = atl_work_parse(&work, file, call->folder, &read) ? draw(call, &work) : 1;
  }
  call->result->messages = messages_of(call, &work);
  atl_work_release(&work);
  atl_request_release(&call->request);
  free(text);
}

PUBLIC int atlas_draw(const char *map, size_t size, const char *options, struct atlas_result *result) {
  struct call call = {.map = map, .size = size, .options = options, .result = result};
  *result = (struct atlas_result){0};
  if (!atl_with_memory(run, &call)) {
    *result = (struct atlas_result){.messages = no_memory[call.as_json]};
    call.status = 4;
  }
  if (call.entered)
    leave();
  return call.status;
}
