/* One map, drawn as the whole and by each of its views in every format that is asked for: what runs in another
 * process. Each drawing is made just as `atlasc MAP --view VIEW -o ...` makes it, which is what --plan relies on. */
#include "base/below.h"
#include "cmd/build.h"
#include "cmd/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one process knows: the map, and what was said of it already. Every view is read anew, so that nothing of one
 * drawing stays behind in the next; a mistake of the map is still said once. */
struct drawer {
  const struct atl_build *build;
  const struct atl_build_map *map;
  struct atl_record *record;
  struct atl_arena *arena;
  ATL_VEC(struct said) said;
};

struct said {
  const char *file, *code, *message;
  uint32_t begin, end;
};

char *atl_build_output(struct atl_arena *arena, const char *stem, const char *view, const struct atl_backend *backend) {
  size_t len = strlen(stem) + (view ? strlen(view) : 0) + strlen(backend->suffix) + 3;
  char *name = atl_arena_alloc(arena, len);
  snprintf(name, len, "%s%s%s.%s", stem, view ? "." : "", view ? view : "", backend->suffix);
  return name;
}

static int compare_name(const void *key, const void *map) {
  return strcmp(key, ((const struct atl_build_map *)map)->name);
}

const struct atl_build_map *atl_build_clash(const struct atl_build *b, const struct atl_build_map *map,
                                            const char *view) {
  static const char *const suffixes[] = {".yaml", ".yml"}; /* of all maps, unless one alone is asked for */
  const struct atl_build_map *clash = NULL;
  if (!view || !b->map.len)
    return NULL;
  size_t room = strlen(map->stem) + strlen(view) + sizeof ".yaml" + 1;
  char *name = atl_alloc(room, 1);
  for (int i = 0; i < 2 && !clash; i++) { /* an id has no dot, so only whole maps can be named like a view */
    snprintf(name, room, "%s.%s%s", map->stem, view, suffixes[i]);
    clash = bsearch(name, b->map.at, b->map.len, sizeof *b->map.at, compare_name);
  }
  free(name);
  return clash;
}

/* Says in a report without a place which map and which view it is about. */
static void place_reports(struct drawer *d, struct atl_diags *diags, const char *view) {
  for (uint32_t i = 0; i < diags->list.len; i++) {
    struct atl_diag *diag = &diags->list.at[i];
    if (diag->where.file != ATL_NONE || strstr(diag->message, d->map->shown))
      continue;
    size_t len = strlen(d->map->shown) + (view ? strlen(view) : 0) + strlen(diag->message) + 16;
    char *message = atl_arena_alloc(&diags->arena, len);
    snprintf(message, len, "%s%s%s%s: %s", d->map->shown, view ? ", view '" : "", view ? view : "", view ? "'" : "",
             diag->message);
    diag->message = message;
  }
}

static bool was_said(const struct drawer *d, const struct said *it) {
  for (uint32_t i = 0; i < d->said.len; i++) {
    const struct said *other = &d->said.at[i];
    if (other->begin == it->begin && other->end == it->end && !strcmp(other->code, it->code) &&
        !strcmp(other->message, it->message) && !strcmp(other->file, it->file))
      return true;
  }
  return false;
}

/* Drops what another drawing of the map said before, and keeps the first error for the summary. */
static void drop_said(struct drawer *d, struct atl_work *work) {
  struct atl_diags *diags = &work->diags;
  uint32_t kept = 0, before = d->said.len;
  for (uint32_t i = 0; i < diags->list.len; i++) {
    struct atl_diag *diag = &diags->list.at[i];
    bool placed = diag->where.file != ATL_NONE;
    struct said it = {.file = placed ? work->sources.file.at[diag->where.file].name : "",
                      .code = diag->code,
                      .message = diag->message,
                      .begin = diag->where.begin,
                      .end = diag->where.end};
    uint32_t len = d->said.len;
    d->said.len = before; /* within one drawing the same may be said twice */
    bool again = was_said(d, &it);
    d->said.len = len;
    if (again)
      continue;
    it.file = atl_arena_strndup(d->arena, it.file, strlen(it.file));
    it.message = atl_arena_strndup(d->arena, it.message, strlen(it.message));
    *atl_vec_push(&d->said) = it;
    if (diag->severity == ATL_ERROR && !d->record->why) {
      size_t room = strlen(it.file) + strlen(it.message) + 32;
      char *why = atl_arena_alloc(d->arena, room);
      if (placed)
        snprintf(why, room, "%s:%u: %s", it.file,
                 atl_source_position(&work->sources.file.at[diag->where.file], diag->where.begin).line, it.message);
      else
        snprintf(why, room, "%s", it.message);
      d->record->why = why;
    }
    diags->list.at[kept++] = *diag;
  }
  diags->list.len = kept;
}

/* Notes the style sheets that were read, those from files. */
static void note_inputs(struct drawer *d, const struct atl_work *work) {
  const char *dir = d->build->dir;
  size_t len = strlen(dir);
  for (uint32_t i = 0; i < work->sources.file.len; i++) {
    const struct atl_source *source = &work->sources.file.at[i];
    struct atl_hash hash = atl_hash_bytes(source->text, source->len);
    if (!i) {
      d->record->source = hash; /* of the bytes that were drawn, should the file have changed since it was found */
      continue;
    }
    if (!source->read)
      continue;
    const char *name = source->path;
    bool below = len && !strncmp(name, dir, len) && (name[len] == '/' || dir[len - 1] == '/');
    name += below ? len + (name[len] == '/') : 0;
    enum atl_made_kind kind = below ? ATL_MADE_SHEET : ATL_MADE_FILE;
    if (!atl_record_has(d->record, kind, name))
      atl_record_add(d->record, kind, atl_arena_strndup(d->arena, name, strlen(name)), hash);
  }
}

static int unwritable(struct atl_work *work, const char *path, int error) {
  atl_report(&work->diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write '%s': %s", path, atl_below_why(error));
  return ATL_EXIT_SYSTEM;
}

/* Makes one output in memory, and writes it. */
static int make_output(struct drawer *d, struct atl_drawing *drawing, const struct atl_request *request,
                       const struct atl_output *output, const char *name) {
  struct atl_work *work = drawing->work;
  int32_t width = atl_output_width(request, output, &drawing->lenient);
  struct atl_emit_options options = atl_output_options(request, work, NULL);
  struct atl_out bytes;
  atl_out_memory(&bytes);
  int status = atl_drawing_write(drawing, output->backend, width, &options, &bytes) ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
  struct atl_hash hash = atl_hash_bytes(bytes.buf, bytes.len);
  if (!status) {
    int error = atl_below_write(d->build->root, name, bytes.buf, bytes.len);
    status = error ? unwritable(work, output->path, error) : ATL_EXIT_DONE;
  }
  atl_out_discard(&bytes);
  if (!status)
    atl_record_add(d->record, ATL_MADE_OUT, name, hash);
  return status;
}

/* All formats of one drawing. */
static int make_outputs(struct drawer *d, struct atl_work *work, const char *view) {
  const struct atl_request *asked = d->build->request;
  struct atl_request request = *asked;
  struct atl_drawing drawing = {0};
  struct atl_drawing_options options = atl_request_drawing(&request);
  int status = atl_drawing_init(&drawing, work, &options) ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
  request.output.at = NULL;
  request.output.len = request.output.cap = 0;
  for (const struct atl_backend *backend = atl_backends; backend->name; backend++)
    if (asked->build.types & 1u << (backend - atl_backends)) {
      const char *name = atl_build_output(d->arena, d->map->stem, view, backend);
      *atl_vec_push(&request.output) =
          (struct atl_output){.path = atl_path_join(d->arena, d->build->out, name), .backend = backend};
    }
  size_t skip = strlen(atl_path_join(d->arena, d->build->out, "x")) - 1;
  bool begun = !status;
  for (uint32_t i = 0; i < request.output.len && begun; i++) {
    const struct atl_output *output = &request.output.at[i];
    int one = make_output(d, &drawing, &request, output, output->path + skip);
    status = one > status ? one : status;
  }
  if (drawing.undrawn && !status)
    status = ATL_EXIT_INPUT;
  atl_vec_release(&request.output);
  atl_drawing_release(&drawing);
  return status;
}

/* The whole map, or one view of it. `views` gets the names of all views. False where reading it failed. */
static bool draw(struct drawer *d, const char *view, const char ***views, uint32_t *count) {
  struct atl_work work = {0};
  struct atl_work_options options = {.style = d->build->request->style, .view = view};
  const struct atl_build_map *clash = atl_build_clash(d->build, d->map, view);
  int status = atl_work_read(&work, d->map->path, &options);
  bool read = !status;
  if (work.sources.file.len)
    note_inputs(d, &work);
  if (views && read) {
    *count = work.map.view.len;
    *views = atl_arena_alloc(d->arena, (*count + 1) * sizeof **views);
    for (uint32_t i = 0; i < *count; i++) {
      const char *name = atl_map_text(&work.map, work.map.view.at[i].name);
      (*views)[i] = atl_arena_strndup(d->arena, name, strlen(name));
    }
  }
  if (read && clash) {
    atl_report(&work.diags, ATL_ERROR, "same-output", work.view->span,
               "the drawings of the view '%s' would have the names of those of '%s'", view, clash->path);
    status = ATL_EXIT_INPUT;
  } else if (read)
    status = make_outputs(d, &work, view);
  atl_diags_sort(&work.diags);
  place_reports(d, &work.diags, view);
  drop_said(d, &work);
  atl_print_reports(&work.diags, &work.sources, d->build->request->format, d->build->color);
  d->record->status = status > d->record->status ? status : d->record->status;
  atl_work_release(&work);
  return read;
}

void atl_build_draw(const struct atl_build *build, const struct atl_build_map *map, struct atl_record *record,
                    struct atl_arena *arena) {
  struct drawer d = {.build = build, .map = map, .record = record, .arena = arena};
  const char **views = NULL;
  uint32_t count = 0;
  *record = (struct atl_record){.name = map->name, .source = map->source, .with = build->with};
  if (draw(&d, NULL, &views, &count))
    for (uint32_t i = 0; i < count; i++)
      draw(&d, views[i], NULL, NULL);
  atl_vec_release(&d.said);
}
