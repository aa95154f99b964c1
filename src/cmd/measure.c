/* atlasc measure FILE...: draws each map and prints what can be counted of how the drawing looks; writes no drawing.
 * With --drawing the files are drawings, of any program, as JSON. */
#include "base/spell.h"
#include "cmd/compile.h"
#include "cmd/report.h"
#include "cmd/sketch_json.h"
#include "emit/json_write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { JSON_DIGITS = 10 };

static double ratio(int64_t a, int64_t b) { return b ? (double)a / (double)b : 0; }

/* -- for people ---------------------------------------------------------------------------------------------------- */

static void row(struct atl_out *out, const char *name, uint64_t value) {
  atl_out_format(out, "%-22s %llu\n", name, (unsigned long long)value);
}

static void print_table(struct atl_out *out, const struct atl_sketch *sketch, const struct atl_measures *m) {
  int64_t unit = sketch->unit, lengths[] = {m->least, m->lower, m->median, m->upper, m->most};
  const char *name = sketch->cells ? "cells" : "px";
  atl_out_format(out, "%-22s %lld x %lld %s\n", "size", (long long)(m->bounds.w / unit),
                 (long long)(m->bounds.h / unit), name);
  row(out, "area", (uint64_t)((int64_t)m->bounds.w * m->bounds.h / (unit * unit)));
  atl_out_format(out, "%-22s %.2f\n", "aspect", ratio(m->bounds.w, m->bounds.h));
  row(out, "edges", m->edges);
  row(out, "edges left out", m->undrawn);
  row(out, "crossings", m->crossings);
  row(out, "crossings of pairs", m->pairs);
  row(out, "bends", m->corners);
  row(out, "bends of all edges", m->bends);
  row(out, "ink", (uint64_t)(m->ink / unit));
  row(out, "length of all edges", (uint64_t)(m->length / unit));
  atl_out_format(out, "%-22s", "lengths");
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
    atl_out_format(out, " %lld", (long long)(lengths[i] / unit));
  atl_out_format(out, "\n%-22s %.2f\n", "longest / median", ratio(m->most, m->median));
  row(out, "wires through boxes", m->through);
  row(out, "overlaps", m->overlaps);
  row(out, "touches", m->touches);
  row(out, "titles struck", m->struck);
  row(out, "ambiguous labels", m->ambiguous);
}

/* -- for programs -------------------------------------------------------------------------------------------------- */

static void count(json_t *object, const char *name, uint64_t value) {
  json_object_set_new(object, name, json_integer((json_int_t)value));
}

/* One object a line. */
static void print_json(struct atl_out *out, const char *file, const char *layout, const struct atl_sketch *sketch,
                       const struct atl_measures *m, bool paths) {
  json_t *object = json_object();
  json_object_set_new(object, "file", atl_json_name(file));
  if (layout)
    json_object_set_new(object, "layout", json_string(layout));
  json_object_set_new(object, "unit", json_string(sketch->cells ? "cell" : "px"));
  json_object_set_new(object, "width", atl_sketch_number(sketch, m->bounds.w));
  json_object_set_new(object, "height", atl_sketch_number(sketch, m->bounds.h));
  double area = (double)m->bounds.w * m->bounds.h / sketch->unit / sketch->unit;
  json_object_set_new(object, "area", json_real(area));
  json_object_set_new(object, "aspect", json_real(ratio(m->bounds.w, m->bounds.h)));
  count(object, "drawn", m->edges);
  count(object, "undrawn", m->undrawn);
  count(object, "crossings", m->crossings);
  count(object, "crossingPairs", m->pairs);
  count(object, "bends", m->corners);
  count(object, "bendsOfEdges", m->bends);
  json_object_set_new(object, "ink", atl_sketch_number(sketch, m->ink));
  json_object_set_new(object, "length", atl_sketch_number(sketch, m->length));
  json_object_set_new(object, "lengths",
                      json_pack("[o, o, o, o, o]", atl_sketch_number(sketch, m->least),
                                atl_sketch_number(sketch, m->lower), atl_sketch_number(sketch, m->median),
                                atl_sketch_number(sketch, m->upper), atl_sketch_number(sketch, m->most)));
  json_object_set_new(object, "longestOverMedian", json_real(ratio(m->most, m->median)));
  count(object, "throughBoxes", m->through);
  count(object, "overlaps", m->overlaps);
  json_object_set_new(object, "overlapLength", atl_sketch_number(sketch, m->overlap_length));
  count(object, "touches", m->touches);
  count(object, "titlesStruck", m->struck);
  count(object, "ambiguousLabels", m->ambiguous);
  if (paths)
    atl_sketch_to_json(sketch, object);
  atl_json_write(out, object, JSON_COMPACT | JSON_REAL_PRECISION(JSON_DIGITS));
}

/* -- the command --------------------------------------------------------------------------------------------------- */

static void print(struct atl_out *out, const struct atl_request *request, uint32_t index, const char *layout,
                  const struct atl_sketch *sketch) {
  struct atl_measures measures;
  atl_measure_sketch(&measures, sketch);
  if (request->format == ATL_FORMAT_JSON) {
    print_json(out, request->input.at[index], layout, sketch, &measures, request->paths);
    return;
  }
  if (request->input.len > 1) {
    atl_out_text(out, index ? "\n" : "");
    atl_spell(out, ATL_SPELL_LINE, request->input.at[index]);
    atl_out_char(out, '\n');
  }
  print_table(out, sketch, &measures);
}

static int measure_map(struct atl_out *out, const struct atl_request *request, uint32_t index, struct atl_work *work) {
  struct atl_drawing drawing = {0};
  struct atl_drawing_options options = atl_request_drawing(request);
  struct atl_work_options read = {.style = request->style, .view = request->view};
  int status = atl_work_read(work, request->input.at[index], &read);
  if (status)
    return status;
  bool page = request->cells && !request->width; /* as text that goes to no terminal */
  int32_t width = page ? (request->aspect ? 0 : ATL_PIPED_WIDTH) : (int32_t)request->width;
  bool good = atl_drawing_init(&drawing, work, &options);
  drawing.lenient = page;
  if (good && atl_drawing_scene(&drawing, request->cells, width * (request->cells ? 1 : ATL_PX))) {
    struct atl_sketch sketch;
    atl_sketch_place(&sketch, &drawing.place, &drawing.order);
    print(out, request, index, drawing.engine->name, &sketch);
    atl_sketch_release(&sketch);
    status = drawing.undrawn ? ATL_EXIT_INPUT : ATL_EXIT_DONE;
  } else
    status = ATL_EXIT_INPUT;
  atl_drawing_release(&drawing);
  return status;
}

static int measure_drawing(struct atl_out *out, const struct atl_request *request, uint32_t index,
                           struct atl_work *work) {
  struct atl_sketch sketch;
  uint32_t file = atl_source_read(&work->sources, request->input.at[index], &work->diags);
  if (file == ATL_NONE)
    return ATL_EXIT_SYSTEM;
  bool good = atl_sketch_from_json(&sketch, &work->sources, file, &work->diags);
  if (good)
    print(out, request, index, NULL, &sketch);
  atl_sketch_release(&sketch);
  return good ? ATL_EXIT_DONE : ATL_EXIT_INPUT;
}

int atl_command_measure(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "measure");
  if (status < 0 && !request.input.len)
    status = atl_usage("no file given; 'atlasc measure FILE...' measures how maps are drawn");
  else if (status < 0 && (request.output.len || request.type || request.dump))
    status = atl_usage("'atlasc measure' writes no drawing: it takes no -o, -T and --dump");
  else if (status < 0 && request.paths && request.format != ATL_FORMAT_JSON)
    status = atl_usage("--paths is for programs: it wants --format json");
  else if (status < 0 && request.drawing &&
           (request.layout || request.engine_given || request.aspect || request.direction || request.groups ||
            request.view || request.root || request.depth || request.only.len || request.without.len || request.width ||
            request.focus.len || request.neighbours || request.without_links.len || request.cells))
    status = atl_usage("a --drawing is drawn already: it takes no options of drawing");
  if (status >= 0) {
    atl_request_release(&request);
    return status;
  }
  struct atl_out out;
  atl_out_fd(&out, STDOUT_FILENO);
  status = ATL_EXIT_DONE;
  for (uint32_t i = 0; i < request.input.len; i++) {
    struct atl_work work = {0};
    int one = (request.drawing ? measure_drawing : measure_map)(&out, &request, i, &work);
    atl_out_flush(&out);
    atl_diags_sort(&work.diags);
    atl_print_reports(&work.diags, &work.sources, request.format, request.color);
    status = one > status ? one : status;
    atl_work_release(&work);
  }
  int error = atl_out_close(&out);
  atl_request_release(&request);
  if (!error || error == EPIPE)
    return status;
  fprintf(stderr, "atlasc: cannot write standard output: %s\n", strerror(error));
  return ATL_EXIT_SYSTEM;
}
