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

/* The index of the word that an option has, `otherwise` where it is not given. A word that there is not is reported. */
static int index_of(struct atl_diags *diags, const char *option, const char *word, const char *const *words,
                    int otherwise) {
  if (!word)
    return otherwise;
  int count = 0;
  for (; words[count]; count++)
    if (!strcmp(words[count], word))
      return count;
  struct atl_out list;
  atl_out_memory(&list);
  for (int i = 0; i < count; i++)
    atl_out_format(&list, "%s%s", !i ? "" : i + 1 < count ? ", " : " or ", words[i]);
  const char *meant = atl_nearest(word, strlen(word), words);
  atl_report(diags, ATL_ERROR, "usage", ATL_NOWHERE, "the option '%s' takes %.*s, not '%s'%s%s%s", option,
             (int)list.len, list.buf, word, meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'?" : "");
  atl_out_discard(&list);
  return otherwise;
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

enum { MOST_NAMES = 16, MOST_WIDTH = 1000000 };
static const double least_scale = 0.1, most_scale = 20;

/* Whether all of an id of XML may be of this. */
static bool is_id_prefix(const char *text) {
  for (; *text; text++)
    if (!strchr("-_.:", *text) && !(*text >= '0' && *text <= '9') && !((*text | 32) >= 'a' && (*text | 32) <= 'z'))
      return false;
  return true;
}

/* Options as the rest of the program has them. What they cannot be is reported, all of it. */
static void read_options(const struct atlas_options *o, struct atl_diags *diags, const struct atl_backend **backend,
                         struct atl_drawing_options *options, struct atl_emit_options *emit) {
  static const char *const schemes[] = {"auto", "light", "dark", NULL};
  static const char *const texts[] = {"auto", "embed", "paths", NULL};
  const char *types[MOST_NAMES] = {0}, *layouts[MOST_NAMES] = {0};
  for (int i = 0; atl_backends[i].name && i < MOST_NAMES - 1; i++)
    types[i] = atl_backends[i].name;
  for (int i = 0; atl_layouts[i].name && i < MOST_NAMES - 1; i++)
    layouts[i] = atl_layouts[i].name;
  *backend = &atl_backends[index_of(diags, "type", o->type, types, 0)];
  int layout = index_of(diags, "layout", o->layout, layouts, -1);
  index_of(diags, "direction", o->direction, atl_direction_names, 0);
  *options = (struct atl_drawing_options){
      .layout = layout < 0 ? NULL : &atl_layouts[layout],
      .direction = o->direction,
      .root = o->root,
      .depth = o->depth,
      .aspect = (enum atl_aspect)(index_of(diags, "fit", o->fit, atl_aspect_names, -1) + 1),
      .only = &o->only,
      .onlys = o->only && *o->only,
      .without = &o->without,
      .withouts = o->without && *o->without};
  *emit =
      (struct atl_emit_options){.border = (enum atl_border)index_of(diags, "border", o->border, atl_border_names, 0),
                                .scheme = (enum atl_scheme)index_of(diags, "scheme", o->scheme, schemes, 0),
                                .scale = o->scale == 0 ? 2 : o->scale,
                                .id_prefix = o->id_prefix,
                                .text = (enum atl_svg_text)index_of(diags, "text", o->text, texts, 0)};
  if (o->width > MOST_WIDTH)
    atl_report(diags, ATL_ERROR, "usage", ATL_NOWHERE, "the option 'width' takes a number to %d, not %u", MOST_WIDTH,
               o->width);
  if (!(emit->scale >= least_scale && emit->scale <= most_scale))
    atl_report(diags, ATL_ERROR, "usage", ATL_NOWHERE, "the option 'scale' takes a number from %g to %g, not %g",
               least_scale, most_scale, o->scale);
  if (o->id_prefix && !is_id_prefix(o->id_prefix))
    atl_report(diags, ATL_ERROR, "usage", ATL_NOWHERE,
               "the option 'id_prefix' takes letters, digits, '-', '_', '.' and ':', not '%s'", o->id_prefix);
}

PUBLIC int atlas_compile(const char *yaml, size_t size, const struct atlas_options *o, struct atlas_result *result) {
  static const struct atlas_options defaults;
  o = o ? o : &defaults;
  *result = (struct atlas_result){0};
  const struct atl_backend *backend;
  struct atl_drawing_options options;
  struct atl_emit_options emit;
  struct atl_work_options read = {.style = o->style, .view = o->view};
  struct atl_work work = {0};
  int status = 2;
  read_options(o, &work.diags, &backend, &options, &emit);
  if (size > ATL_MAX_SOURCE_BYTES)
    atl_report(&work.diags, ATL_ERROR, "usage", ATL_NOWHERE, "the map has more than %u bytes", ATL_MAX_SOURCE_BYTES);
  if (!work.diags.errors) {
    uint32_t file = atl_sources_add(&work.sources, o->name ? o->name : "map", yaml, size);
    status = atl_work_parse(&work, file, o->folder, &read) ? draw(&work, o, backend, &options, &emit, result) : 1;
  }
  result->messages = messages_of(&work);
  atl_work_release(&work);
  return status;
}
