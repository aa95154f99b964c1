/* The public face of the library: words become enumerators, reports become lines. */
#include "atlas.h"

#include "cmd/drawing.h"

#include <stdlib.h>
#include <string.h>

#define PUBLIC __attribute__((visibility("default")))

PUBLIC const char *atlas_version(void) { return ATL_VERSION; }

PUBLIC void atlas_result_free(struct atlas_result *result) {
  free(result->data);
  free(result->messages);
  *result = (struct atlas_result){0};
}

/* The index of a word, `otherwise` for NULL, -1 for a word that is not there. */
static int index_of(const char *word, const char *const *words, int otherwise) {
  if (!word)
    return otherwise;
  for (int i = 0; words[i]; i++)
    if (!strcmp(words[i], word))
      return i;
  return -1;
}

static char *taken(struct atl_out *out) {
  char *text = atl_realloc(NULL, out->len + 1, 1);
  memcpy(text, out->buf, out->len);
  text[out->len] = 0;
  atl_out_discard(out);
  return text;
}

static char *messages_of(struct atl_work *work) {
  static const char *const severities[] = {"note", "warning", "error"};
  struct atl_out out;
  atl_diags_sort(&work->diags);
  atl_out_memory(&out);
  for (uint32_t i = 0; i < work->diags.list.len; i++) {
    const struct atl_diag *diag = &work->diags.list.at[i];
    if (diag->where.file != ATL_NONE) {
      struct atl_source *source = &work->sources.file.at[diag->where.file];
      struct atl_position at = atl_source_position(source, diag->where.begin);
      atl_out_format(&out, "%s:%u:%u: ", source->name, at.line, at.column);
    }
    atl_out_format(&out, "%s: %s [%s]\n", severities[diag->severity], diag->message, diag->code);
  }
  return taken(&out);
}

static int draw(struct atl_work *work, const struct atlas_options *o, const struct atl_backend *backend,
                const struct atl_drawing_options *options, struct atl_emit_options *emit, struct atlas_result *result) {
  struct atl_drawing drawing;
  struct atl_out out;
  if (!atl_drawing_init(&drawing, work, options)) {
    atl_drawing_release(&drawing);
    return 1;
  }
  if (!o->border)
    emit->border = work->sheet.border;
  atl_out_memory(&out);
  bool good = atl_drawing_write(&drawing, backend, (int32_t)o->width * (backend->cells ? 1 : ATL_PX), emit, &out);
  result->size = good ? out.len : 0;
  if (good)
    result->data = taken(&out);
  else
    atl_out_discard(&out);
  good &= !drawing.undrawn;
  atl_drawing_release(&drawing);
  return good ? 0 : 1;
}

PUBLIC int atlas_compile(const char *yaml, size_t size, const struct atlas_options *o, struct atlas_result *result) {
  static const char *const schemes[] = {"auto", "light", "dark", NULL};
  static const char *const texts[] = {"auto", "embed", "paths", NULL};
  static const struct atlas_options defaults;
  o = o ? o : &defaults;
  *result = (struct atlas_result){0};
  const struct atl_backend *backend = atl_backend_named(o->type ? o->type : "text");
  struct atl_drawing_options options = {.layout = o->layout ? atl_layout_named(o->layout) : NULL,
                                        .direction = o->direction,
                                        .root = o->root,
                                        .depth = o->depth,
                                        .only = &o->only,
                                        .onlys = o->only && *o->only,
                                        .without = &o->without,
                                        .withouts = o->without && *o->without};
  struct atl_work_options read = {.style = o->style, .view = o->view};
  int aspect = index_of(o->fit, atl_aspect_names, -2) + 1; /* -1: none is given */
  options.aspect = aspect > 0 ? (enum atl_aspect)aspect : ATL_ANY_ASPECT;
  int border = index_of(o->border, atl_border_names, 0), scheme = index_of(o->scheme, schemes, 0),
      text = index_of(o->text, texts, 0);
  if (!backend || (o->layout && !options.layout) || border < 0 || scheme < 0 || text < 0 || !aspect ||
      index_of(o->direction, atl_direction_names, 0) < 0 || size > ATL_MAX_SOURCE_BYTES || o->width > 1000000) {
    static const char unknown[] = "error: an option has a value that there is not [usage]\n";
    result->messages = atl_realloc(NULL, sizeof unknown, 1);
    memcpy(result->messages, unknown, sizeof unknown);
    return 2;
  }
  struct atl_emit_options emit = {.border = (enum atl_border)border,
                                  .scheme = (enum atl_scheme)scheme,
                                  .scale = o->scale > 0 ? o->scale : 2,
                                  .id_prefix = o->id_prefix,
                                  .text = (enum atl_svg_text)text};
  struct atl_work work = {0};
  uint32_t file = atl_sources_add(&work.sources, o->name ? o->name : "map", yaml, size);
  int status = atl_work_parse(&work, file, NULL, &read) ? draw(&work, o, backend, &options, &emit, result) : 1;
  result->messages = messages_of(&work);
  atl_work_release(&work);
  return status;
}
