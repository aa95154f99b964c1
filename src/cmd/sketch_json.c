/* Sketches to and from JSON. What comes in is not trusted: every number is checked before it becomes a coordinate. */
#include "cmd/sketch_json.h"

#include <math.h>
#include <string.h>

json_t *atl_sketch_number(const struct atl_sketch *sketch, int64_t length) {
  return length % sketch->unit ? json_real((double)length / sketch->unit) : json_integer(length / sketch->unit);
}

/* -- out ----------------------------------------------------------------------------------------------------------- */

static json_t *rects(const struct atl_sketch *sketch, const struct atl_rect *rect, uint32_t count) {
  json_t *array = json_array();
  for (uint32_t i = 0; i < count; i++) {
    json_t *object = json_object();
    json_object_set_new(object, "x", atl_sketch_number(sketch, rect[i].x));
    json_object_set_new(object, "y", atl_sketch_number(sketch, rect[i].y));
    json_object_set_new(object, "width", atl_sketch_number(sketch, rect[i].w));
    json_object_set_new(object, "height", atl_sketch_number(sketch, rect[i].h));
    json_array_append_new(array, object);
  }
  return array;
}

void atl_sketch_to_json(const struct atl_sketch *sketch, json_t *object) {
  json_t *edges = json_array();
  for (uint32_t k = 0; k < sketch->path.len; k++) {
    const struct atl_polyline *path = &sketch->path.at[k];
    json_t *edge = json_object(), *points = json_array();
    json_object_set_new(edge, "tail", json_integer(path->tail));
    json_object_set_new(edge, "head", json_integer(path->head));
    if (sketch->nets)
      json_object_set_new(edge, "net", json_integer(path->net));
    for (uint32_t i = path->first_point; i < path->first_point + path->points; i++)
      json_array_append_new(points, json_pack("[o, o]", atl_sketch_number(sketch, sketch->point.at[i].x),
                                              atl_sketch_number(sketch, sketch->point.at[i].y)));
    json_object_set_new(edge, "points", points);
    if (path->curved)
      json_object_set_new(edge, "curved", json_true());
    json_array_append_new(edges, edge);
  }
  json_object_set_new(object, "unit", json_string(sketch->cells ? "cell" : "px"));
  json_object_set_new(object, "undrawn", json_integer(sketch->undrawn));
  json_object_set_new(object, "nodes", rects(sketch, sketch->box.at, sketch->box.len));
  json_t *labels = rects(sketch, sketch->label.at, sketch->label.len);
  for (uint32_t i = 0; i < sketch->label_net.len; i++)
    if (sketch->label_net.at[i] != ATL_NONE)
      json_object_set_new(json_array_get(labels, i), "net", json_integer(sketch->label_net.at[i]));
  json_object_set_new(object, "labels", labels);
  json_object_set_new(object, "titles", rects(sketch, sketch->title.at, sketch->title.len));
  json_object_set_new(object, "edges", edges);
}

/* -- in ------------------------------------------------------------------------------------------------------------ */

struct reader {
  struct atl_sketch *sketch;
  const char *wrong; /* what is wrong, and with which element of which list; NULL while all is well */
  const char *list;
  size_t index;
};

static bool fail(struct reader *r, const char *wrong) {
  if (!r->wrong)
    r->wrong = wrong;
  return false;
}

static int32_t coordinate(struct reader *r, const json_t *value) {
  double v = json_is_number(value) ? json_number_value(value) : NAN;
  if (!(fabs(v) <= ATL_SKETCH_SIDE)) {
    fail(r, "a coordinate is no number, or too large");
    return 0;
  }
  return (int32_t)lround(v * r->sketch->unit);
}

static struct atl_rect rect_of(struct reader *r, const json_t *object) {
  struct atl_rect rect = {
      .x = coordinate(r, json_object_get(object, "x")),
      .y = coordinate(r, json_object_get(object, "y")),
      .w = coordinate(r, json_object_get(object, "width")),
      .h = coordinate(r, json_object_get(object, "height")),
  };
  if (rect.w < 0 || rect.h < 0)
    fail(r, "a size is below 0");
  return rect;
}

static uint32_t index_of(struct reader *r, const json_t *value, uint32_t count) {
  json_int_t v = json_is_integer(value) ? json_integer_value(value) : -1;
  if (v < 0 || v >= count) {
    fail(r, "tail and head are indices of nodes");
    return 0;
  }
  return (uint32_t)v;
}

static bool read_edge(struct reader *r, const json_t *edge) {
  struct atl_sketch *sketch = r->sketch;
  const json_t *points = json_object_get(edge, "points"), *net = json_object_get(edge, "net");
  if (!json_is_array(points) || json_array_size(points) < 2)
    return fail(r, "an edge has no points");
  if (net && (!json_is_integer(net) || json_integer_value(net) < 0 || json_integer_value(net) >= ATL_NONE))
    return fail(r, "a net is no number");
  if (!sketch->path.len)
    sketch->nets = net;
  if (sketch->nets != (net != NULL))
    return fail(r, "some edges have a net, and some have none");
  atl_sketch_path(sketch, index_of(r, json_object_get(edge, "tail"), sketch->box.len),
                  index_of(r, json_object_get(edge, "head"), sketch->box.len),
                  net ? (uint32_t)json_integer_value(net) : 0);
  sketch->path.at[sketch->path.len - 1].curved = json_is_true(json_object_get(edge, "curved"));
  size_t i;
  json_t *point;
  json_array_foreach(points, i, point) atl_sketch_point(
      sketch, (struct atl_point){coordinate(r, json_array_get(point, 0)), coordinate(r, json_array_get(point, 1))});
  return !r->wrong;
}

static void read_label(struct reader *r, const json_t *label) {
  const json_t *net = json_object_get(label, "net");
  if (net && (!json_is_integer(net) || json_integer_value(net) < 0 || json_integer_value(net) >= ATL_NONE))
    fail(r, "a net is no number");
  *atl_vec_push(&r->sketch->label) = rect_of(r, label);
  *atl_vec_push(&r->sketch->label_net) = net ? (uint32_t)json_integer_value(net) : ATL_NONE;
}

/* Reads a list of the drawing; `wanted` when it must be there. */
static bool read_list(struct reader *r, const json_t *root, const char *name, bool wanted) {
  const json_t *list = json_object_get(root, name);
  size_t i;
  json_t *value;
  if (!list && !wanted)
    return true;
  if (!json_is_array(list))
    return fail(r, !strcmp(name, "edges") ? "it has no list of edges" : "it has no list of nodes");
  r->list = name;
  json_array_foreach(list, i, value) {
    r->index = i;
    if (!strcmp(name, "edges"))
      read_edge(r, value);
    else if (!strcmp(name, "nodes"))
      *atl_vec_push(&r->sketch->box) = rect_of(r, value);
    else if (!strcmp(name, "titles"))
      *atl_vec_push(&r->sketch->title) = rect_of(r, value);
    else
      read_label(r, value);
    if (r->wrong)
      return false;
  }
  r->list = NULL;
  return true;
}

static bool read_root(struct reader *r, const json_t *root) {
  const char *unit = json_string_value(json_object_get(root, "unit"));
  const json_t *undrawn = json_object_get(root, "undrawn");
  if (!json_is_object(root))
    return fail(r, "it is no object");
  if (unit && strcmp(unit, "px") && strcmp(unit, "cell"))
    return fail(r, "the unit is neither \"px\" nor \"cell\"");
  if (undrawn &&
      (!json_is_integer(undrawn) || json_integer_value(undrawn) < 0 || json_integer_value(undrawn) >= ATL_NONE))
    return fail(r, "\"undrawn\" is no number");
  r->sketch->cells = unit && !strcmp(unit, "cell");
  r->sketch->unit = r->sketch->cells ? 1 : ATL_SKETCH_PX;
  r->sketch->undrawn = (uint32_t)json_integer_value(undrawn);
  return read_list(r, root, "nodes", true) && read_list(r, root, "labels", false) &&
         read_list(r, root, "titles", false) && read_list(r, root, "edges", true);
}

bool atl_sketch_from_json(struct atl_sketch *sketch, const struct atl_sources *sources, uint32_t file,
                          struct atl_diags *diags) {
  const struct atl_source *source = &sources->file.at[file];
  json_error_t error;
  *sketch = (struct atl_sketch){0};
  json_t *root = json_loadb(source->text, source->len, JSON_REJECT_DUPLICATES, &error);
  if (!root) {
    uint32_t at = error.position < 0                       ? 0
                  : (uint32_t)error.position > source->len ? source->len
                                                           : (uint32_t)error.position;
    atl_report(diags, ATL_ERROR, "bad-json", (struct atl_span){.file = file, .begin = at, .end = at}, "%s", error.text);
    return false;
  }
  struct reader reader = {.sketch = sketch};
  bool good = read_root(&reader, root);
  if (!good && reader.list)
    atl_report(diags, ATL_ERROR, "bad-drawing", ATL_NOWHERE, "'%s' is no drawing: %s (%s[%zu])", source->name,
               reader.wrong, reader.list, reader.index);
  else if (!good)
    atl_report(diags, ATL_ERROR, "bad-drawing", ATL_NOWHERE, "'%s' is no drawing: %s", source->name, reader.wrong);
  json_decref(root);
  return good;
}
