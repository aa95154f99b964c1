/* The pipeline as one flat function: what goes in at the top comes out at the bottom, and each stage is checked before
 * the next begins (in debug builds). Topology is made once for each kind of layout, geometry once for each metric. */
#include "cmd/compile.h"

#include "base/out.h"
#include "cmd/report.h"
#include "map/check.h"
#include "order/graph.h"
#include "order/order.h"
#include "place/place.h"
#include "read/read.h"
#include "scene/build.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PIPED_WIDTH = 100, NAMED_LINKS = 8 };

const char *const atl_dump_stages[] = {"map", "style", "graph", "order", "place", "scene", "vocabulary", NULL};

#ifdef NDEBUG
#define CHECK(fault) (void)0
#else
/* A broken structure is a defect of the program: say which, and stop before it is drawn. */
#define CHECK(fault)                                                                                                   \
  do {                                                                                                                 \
    const char *fault_ = (fault);                                                                                      \
    if (fault_) {                                                                                                      \
      fprintf(stderr, "atlasc: defect: %s\n", fault_);                                                                 \
      abort();                                                                                                         \
    }                                                                                                                  \
  } while (0)
#endif

/* -- reading
 * ------------------------------------------------------------------------------------------------------------- */

/* The folder of a path, "" for the current one. */
static char *folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  size_t len = slash ? (size_t)(slash - path) : 0;
  char *folder = atl_alloc(len + 2, 1);
  memcpy(folder, path, slash && !len ? (len = 1) : len);
  return folder;
}

static const char *const *layout_words(void) {
  static const char *words[8];
  for (int i = 0; atl_layouts[i].name; i++)
    words[i] = atl_layouts[i].name;
  return words;
}

int atl_work_read(struct atl_work *work, const char *path, const char *style) {
  atl_map_init(&work->map, 0);
  uint32_t file = atl_sources_read(&work->sources, path);
  if (file == ATL_NONE) {
    atl_report(&work->diags, ATL_ERROR, "unreadable", ATL_NOWHERE, "cannot read '%s': %s", path,
               errno == EFBIG ? "larger than 4 GB (limit ATL_MAX_SOURCE_BYTES)" : strerror(errno));
    return ATL_EXIT_SYSTEM;
  }
  work->map.file = file;
  bool good = atl_reader_for(path)->read(&work->map, &work->sources, file, &work->diags);
  CHECK(atl_map_fault(&work->map));
  good &= atl_map_check(&work->map, layout_words(), atl_direction_names, &work->diags);
  const char *named = work->map.style ? atl_map_text(&work->map, work->map.style) : "atlas";
  char *folder = folder_of(style ? "" : path);
  bool sheet = atl_read_sheet_chain(&work->sheet, style ? style : named, folder, !style,
                                    style                      ? ATL_NOWHERE
                                    : work->map.style_span.end ? work->map.style_span
                                                               : ATL_NOWHERE,
                                    &work->sources, &work->diags);
  free(folder);
  if (sheet)
    atl_style_resolve(&work->styled, &work->map, &work->sheet, &work->diags);
  return good && sheet ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
}

void atl_work_release(struct atl_work *work) {
  atl_styled_release(&work->styled);
  atl_sheet_release(&work->sheet);
  atl_map_release(&work->map);
  atl_diags_release(&work->diags);
  atl_sources_release(&work->sources);
}

/* -- drawing
 * ------------------------------------------------------------------------------------------------------------- */

/* Everything between a styled map and its outputs. */
struct drawing {
  const struct atl_request *request;
  struct atl_work *work;
  const struct atl_layout_engine *engine;
  struct atl_extent extent;
  struct atl_order order;
  struct atl_place_options options;
  struct atl_place place;
  struct atl_scene scene;
};

static bool find_extent(struct drawing *d) {
  const struct atl_map *map = &d->work->map;
  d->extent.depth = d->request->depth;
  if (!d->request->root)
    return true;
  uint32_t count;
  d->extent.root = atl_map_find(map, d->request->root, strlen(d->request->root), &count);
  if (d->extent.root != ATL_NONE && map->node.at[d->extent.root].flags & ATL_NODE_ITEM)
    atl_report(&d->work->diags, ATL_ERROR, "unknown-id", ATL_NOWHERE, "--root '%s' is an item of a card, not a node",
               d->request->root);
  else if (d->extent.root != ATL_NONE)
    return true;
  else if (count)
    atl_report(&d->work->diags, ATL_ERROR, "ambiguous-id", ATL_NOWHERE,
               "--root '%s' is the id of %u nodes; give its path, ids joined by dots", d->request->root, count);
  else
    atl_report(&d->work->diags, ATL_ERROR, "unknown-id", ATL_NOWHERE, "--root '%s' is no id of this map",
               d->request->root);
  return false;
}

static enum atl_direction direction_of(const struct drawing *d) {
  const char *word =
      d->request->direction ? d->request->direction : atl_map_text(&d->work->map, d->work->map.direction);
  return !strcmp(word, atl_direction_names[ATL_RIGHT]) ? ATL_RIGHT : ATL_DOWN;
}

/* How wide a drawing may be: --width, the terminal, or what a page of text has. 0: no bound. */
static int32_t width_for(const struct atl_request *request, const struct atl_output *output) {
  struct winsize size;
  if (!output->backend->cells)
    return (int32_t)request->width * ATL_PX;
  if (request->width)
    return (int32_t)request->width;
  if (!strcmp(output->path, "-") && isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) &&
      size.ws_col > 0)
    return size.ws_col;
  return PIPED_WIDTH;
}

static bool make_place(struct drawing *d, bool cells, int32_t width) {
  struct atl_work *work = d->work;
  if (d->place.box && d->options.cells == cells && d->options.width == width)
    return true;
  atl_place_release(&d->place);
  d->options = (struct atl_place_options){.cells = cells, .direction = direction_of(d), .width = width};
  d->place.cells = cells;
  struct atl_layout layout = {.map = &work->map,
                              .styled = &work->styled,
                              .order = &d->order,
                              .options = &d->options,
                              .place = &d->place,
                              .diags = &work->diags};
  bool good = atl_place_run(&layout, d->engine);
  if (good)
    CHECK(atl_place_fault(&d->place, &d->order, !d->engine->entries));
  return good;
}

static bool make_scene(struct drawing *d, bool cells, int32_t width) {
  bool fresh = !(d->place.box && d->options.cells == cells && d->options.width == width);
  if (!make_place(d, cells, width))
    return false;
  if (fresh || !d->scene.node.at) {
    atl_scene_release(&d->scene);
    atl_scene_build(&d->scene, &d->work->map, &d->work->styled, &d->order, &d->place, d->engine);
    CHECK(atl_scene_fault(&d->scene));
  }
  return true;
}

/* What a drawing leaves out is named, and the exit status says so: an edge is never dropped in silence. */
static void report_links(struct drawing *d) {
  const struct atl_map *map = &d->work->map;
  char names[600] = "";
  size_t at = 0;
  for (uint32_t i = 0; i < map->link.len && i < NAMED_LINKS && at < sizeof names - 100; i++)
    at += (size_t)snprintf(names + at, sizeof names - at, "%s%.30s -> %.30s", i ? ", " : "",
                           atl_map_text(map, map->link.at[i].from), atl_map_text(map, map->link.at[i].to));
  if (map->link.len > NAMED_LINKS)
    snprintf(names + at, sizeof names - at, " and %u more", map->link.len - NAMED_LINKS);
  if (map->link.len)
    atl_report(&d->work->diags, ATL_WARNING, "links-not-drawn", map->link.at[0].span,
               "links are not drawn yet; left out: %s", names);
}

static bool report_output(struct drawing *d, const char *path, int error) {
  if (error == EPIPE) /* the reader has seen enough: `atlasc big.yaml | head` */
    return true;
  if (error)
    atl_report(&d->work->diags, ATL_ERROR, "unwritable", ATL_NOWHERE, "cannot write '%s': %s",
               !strcmp(path, "-") ? "standard output" : path, strerror(error));
  return !error;
}

static void write_graph(struct drawing *d, struct atl_out *out) {
  struct atl_graph *graph = atl_graph_build(&d->work->map, &d->extent);
  atl_graph_write(graph, out, direction_of(d) == ATL_RIGHT);
  atl_graph_free(graph);
}

/* Writes one output; the status to exit with. */
static int write_output(struct drawing *d, const struct atl_output *output) {
  const struct atl_request *request = d->request;
  bool standard = !strcmp(output->path, "-");
  if (!output->backend->graph && !make_scene(d, output->backend->cells, width_for(request, output)))
    return ATL_EXIT_INPUT;
  struct atl_out out;
  if (standard)
    atl_out_fd(&out, STDOUT_FILENO);
  else if (!atl_out_file(&out, output->path)) {
    report_output(d, output->path, out.error);
    atl_out_discard(&out);
    return ATL_EXIT_SYSTEM;
  }
  struct atl_emit_options options = request->emit;
  bool terminal = standard && isatty(STDOUT_FILENO);
  if (!request->border_given)
    options.border = d->work->sheet.border;
  if (request->wide)
    options.border = ATL_BORDER_ASCII; /* line characters are two cells there */
  options.color = standard ? atl_wants_color(request->color, STDOUT_FILENO) : request->color == ATL_ALWAYS;
  options.hyperlinks = request->links == ATL_ALWAYS || (request->links == ATL_AUTO && terminal && options.color);
  bool good = true;
  if (output->backend->graph) {
    write_graph(d, &out);
  } else
    good = output->backend->emit(&out, &d->scene, &options, &d->work->diags);
  if (!good) {
    atl_out_discard(&out);
    return ATL_EXIT_INPUT;
  }
  return report_output(d, output->path, atl_out_close(&out)) ? ATL_EXIT_DONE : ATL_EXIT_SYSTEM;
}

static int dump(struct drawing *d, const char *stage) {
  struct atl_work *work = d->work;
  struct atl_out out;
  int status = ATL_EXIT_DONE;
  atl_out_fd(&out, STDOUT_FILENO);
  if (!strcmp(stage, "map"))
    atl_dump_map(&out, &work->map);
  else if (!strcmp(stage, "style"))
    atl_dump_style(&out, &work->map, &work->styled);
  else if (!strcmp(stage, "graph"))
    write_graph(d, &out);
  else if (!strcmp(stage, "order"))
    atl_dump_order(&out, &work->map, &d->order);
  else {
    const struct atl_output *first = &d->request->output.at[0];
    bool cells = first->backend->cells || first->backend->graph;
    if (!make_scene(d, cells, cells ? PIPED_WIDTH : (int32_t)d->request->width * ATL_PX))
      status = ATL_EXIT_INPUT;
    else if (!strcmp(stage, "place"))
      atl_dump_place(&out, &work->map, &d->order, &d->place);
    else
      atl_dump_scene(&out, &d->scene);
  }
  return report_output(d, "-", atl_out_close(&out)) ? status : ATL_EXIT_SYSTEM;
}

int atl_compile(const struct atl_request *request) {
  struct atl_work work = {0};
  struct drawing d = {.request = request, .work = &work};
  const char *stage = request->dump;

  int status = atl_work_read(&work, request->input.at[0], request->style);
  if (status == ATL_EXIT_DONE && !find_extent(&d))
    status = ATL_EXIT_INPUT;
  if (status == ATL_EXIT_DONE) {
    d.engine = request->layout ? request->layout : atl_layout_named(atl_map_text(&work.map, work.map.layout));
    if (!d.engine)
      d.engine = &atl_layouts[0];
    bool scene = false;
    for (uint32_t i = 0; i < request->output.len; i++)
      scene |= !request->output.at[i].backend->graph;
    if (scene || stage) {
      (d.engine->entries ? atl_order_entries : atl_order_boxes)(&d.order, &work.map, &d.extent);
      CHECK(atl_order_fault(&d.order, d.engine->entries));
    }
    if (stage)
      status = dump(&d, stage);
    for (uint32_t i = 0; i < request->output.len && !stage; i++) {
      int one = write_output(&d, &request->output.at[i]);
      status = one > status ? one : status;
    }
    if (scene && !stage && work.map.link.len) {
      report_links(&d);
      status = status ? status : ATL_EXIT_INPUT;
    }
  }
  atl_print_reports(&work.diags, &work.sources, request->format, request->color);
  atl_scene_release(&d.scene);
  atl_place_release(&d.place);
  atl_order_release(&d.order);
  atl_work_release(&work);
  return status;
}

/* Gives every output its back end, or says what is wrong. */
static int settle_outputs(struct atl_request *request) {
  if (!request->output.len)
    *atl_vec_push(&request->output) = (struct atl_output){.path = "-"};
  for (uint32_t i = 0; i < request->output.len; i++) {
    struct atl_output *output = &request->output.at[i];
    output->backend = request->type ? request->type : atl_backend_for_path(output->path);
    if (!output->backend && !strcmp(output->path, "-"))
      output->backend = &atl_backends[0];
    if (!output->backend)
      return atl_usage("'%s' has no suffix that says what to write; use -T text, svg, png, dot or json", output->path);
    if (output->backend->binary && !strcmp(output->path, "-") && isatty(STDOUT_FILENO))
      return atl_usage("a %s is not to be printed on a terminal; use -o FILE", output->backend->name);
    for (uint32_t k = 0; k < i; k++)
      if (!strcmp(request->output.at[k].path, output->path))
        return atl_usage("'%s' is to be written twice", output->path);
  }
  return ATL_EXIT_DONE;
}

int atl_command_compile(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, NULL);
  if (status >= 0) {
    atl_request_release(&request);
    return status;
  }
  if (request.dump && !strcmp(request.dump, "vocabulary")) {
    struct atl_out out;
    atl_out_fd(&out, STDOUT_FILENO);
    atl_dump_vocabulary(&out);
    status = atl_out_close(&out) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
  } else {
    bool known = !request.dump;
    for (const char *const *s = atl_dump_stages; *s && !known; s++)
      known = !strcmp(*s, request.dump);
    if (!known)
      status = atl_usage("--dump takes map, style, graph, order, place, scene or vocabulary, not '%s'", request.dump);
    else if (!request.input.len)
      status = atl_usage("no file given; '-' reads standard input");
    else if (request.input.len > 1)
      status = atl_usage("one file at a time; '%s' is a second one ('atlasc check' takes many)", request.input.at[1]);
    else if ((status = settle_outputs(&request)) == ATL_EXIT_DONE)
      status = atl_compile(&request);
  }
  atl_request_release(&request);
  return status;
}
