/* What goes in at the top comes out at the bottom, and each stage is checked before the next begins (in debug builds).
 * Topology is made once, geometry once for each metric. */
#include "cmd/drawing.h"

#include "cmd/advice.h"

#include "order/flow.h"
#include "place/panels.h"

#include "map/check.h"
#include "map/paths.h"
#include "map/shape.h"
#include "order/dot.h"
#include "place/measure.h"
#include "read/read.h"
#include "scene/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_LINKS = 8, MOST_LAYOUTS = 16 };

/* A picture for which neither a width nor a shape is asked is no wider than a screen, where it can be. */
enum { USUAL_PX = 1600 };

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

/* The view that is asked for, or a report that names those there are. */
static bool find_view(struct atl_work *work, const char *name) {
  const struct atl_map *map = &work->map;
  if (!name || (work->view = atl_map_view(map, name)))
    return true;
  struct atl_out names;
  atl_out_memory(&names);
  unsigned best = atl_word_limit(strlen(name)) + 1;
  const char *meant = NULL;
  for (uint32_t i = 0; i < map->view.len; i++) {
    const char *there = atl_map_text(map, map->view.at[i].name);
    atl_nearer(name, strlen(name), there, &best, &meant);
    atl_out_format(&names, "%s%s", !i ? "" : i + 1 < map->view.len ? ", " : " and ", there);
  }
  const struct atl_span nowhere = ATL_NOWHERE;
  if (!map->view.len)
    atl_report(&work->diags, ATL_ERROR, "unknown-view", nowhere, "unknown view '%s'; this map has no views", name);
  else if (meant)
    atl_report(&work->diags, ATL_ERROR, "unknown-view", nowhere,
               "unknown view '%s'; did you mean '%s'? This map has %.*s", name, meant, (int)names.len, names.buf);
  else
    atl_report(&work->diags, ATL_ERROR, "unknown-view", nowhere, "unknown view '%s'; this map has %.*s", name,
               (int)names.len, names.buf);
  atl_out_discard(&names);
  return false;
}

/* Whether anything is left to draw. */
static bool anything_left(const struct atl_map *map, const uint32_t *left_out, uint32_t root) {
  if (root)
    return left_out[root] != ATL_NONE;
  for (uint32_t i = map->node.at[0].first_child; i != ATL_NONE; i = map->node.at[i].next)
    if (left_out[i] != ATL_NONE)
      return true;
  return false;
}

/* Who leaves something out, with its verb. */
static const char *leaving(const struct atl_view *asked) {
  const char *only = asked->onlys && asked->focuses ? "'only', 'focus' and 'without' leave"
                     : asked->focuses               ? "'focus' and 'without' leave"
                                                    : "'only' and 'without' leave";
  if (asked->withouts)
    return asked->onlys || asked->focuses ? only : "'without' leaves";
  return asked->onlys && asked->focuses ? "'only' and 'focus' leave"
         : asked->focuses               ? "'focus' leaves"
                                        : "'only' leaves";
}

static void report_nothing_left(struct atl_diags *diags, const struct atl_view *asked, struct atl_span where) {
  atl_report(diags, ATL_ERROR, "nothing-left", where, "nothing is left to draw: %s out every node", leaving(asked));
}

static struct atl_selection selection_of(const struct atl_map *map, const struct atl_view *view) {
  return (struct atl_selection){.root = view->root_node,
                                .focus = map->focus.at ? &map->focus.at[view->focus_node] : NULL,
                                .focuses = view->focuses,
                                .only = &map->word.at[view->first_only],
                                .onlys = view->onlys,
                                .without = &map->word.at[view->first_without],
                                .withouts = view->withouts,
                                .hidden = &map->word.at[view->first_hidden],
                                .hiddens = view->hidden,
                                .neighbours = view->neighbours,
                                .depth = view->depth};
}

/* Whether a view leaves something to draw. Where it only says what it wants, one node that has the word is enough. */
static bool leaves_something(const struct atl_map *map, const struct atl_word_set *words, const struct atl_view *view) {
  bool paths = false;
  for (uint32_t i = 0; i < view->onlys; i++)
    paths |= atl_path_is_one(atl_map_text(map, map->word.at[view->first_only + i].text));
  if (!view->withouts && !view->root_node && !view->focuses && !paths) {
    for (uint32_t i = 0; i < view->onlys; i++)
      if (atl_word_set_has(words, atl_map_text(map, map->word.at[view->first_only + i].text)))
        return true;
    return false;
  }
  struct atl_selection selection = selection_of(map, view);
  struct atl_selected selected = atl_order_select(map, &selection);
  bool left = anything_left(map, selected.left_out, view->root_node);
  free(selected.left_out);
  free(selected.hidden);
  return left;
}

/* Reports what only drawing them would show: that nothing is left, or that a style is unknown. */
static bool check_views(struct atl_work *work, const char *folder) {
  uint32_t before = work->diags.errors;
  struct atl_map *map = &work->map;
  struct atl_word_set words;
  atl_word_set_all(&words, map);
  for (uint32_t i = 0; i < map->view.len; i++) {
    const struct atl_view *view = &map->view.at[i];
    if ((view->onlys || view->withouts || view->focuses) && !leaves_something(map, &words, view))
      report_nothing_left(&work->diags, view, view->span);
    if (view->style) {
      struct atl_sheet sheet = {0};
      atl_read_sheet_chain(&sheet, atl_map_text(map, view->style), folder, true, view->style_span, &work->sources,
                           &work->diags);
      atl_sheet_release(&sheet);
    }
  }
  atl_word_set_release(&words);
  return work->diags.errors == before;
}

bool atl_work_parse(struct atl_work *work, uint32_t file, const char *folder, const struct atl_work_options *options) {
  const char *layouts[MOST_LAYOUTS] = {0};
  for (int i = 0; atl_layouts[i].name && i < MOST_LAYOUTS - 1; i++)
    layouts[i] = atl_layouts[i].name;
  struct atl_map *map = &work->map;
  atl_map_init(map, file);
  bool good = atl_reader_for(work->sources.file.at[file].path)->read(map, &work->sources, file, &work->diags);
  CHECK(atl_map_fault(map));
  good &= atl_read_kind_files(map, folder, &work->sources, &work->diags);
  good &= atl_read_icons(map, folder, &work->sources, &work->diags);
  good &= atl_map_check(map, layouts, atl_direction_names, &work->diags);
  good &= atl_manners_check(map, &work->diags);
  good &= find_view(work, options->view);
  bool by_view = work->view && work->view->style;
  atl_text said = by_view ? work->view->style : map->style;
  struct atl_span where = options->style || !said ? ATL_NOWHERE : by_view ? work->view->style_span : map->style_span;
  const char *name = options->style ? options->style : said ? atl_map_text(map, said) : "atlas";
  good &= atl_read_sheet_chain(&work->sheet, name, options->style ? "" : folder, !options->style, where, &work->sources,
                               &work->diags);
  if (good)
    atl_style_resolve(&work->styled, map, &work->sheet, &work->diags);
  if (good && options->all_views)
    good = check_views(work, folder);
  return good;
}

void atl_work_release(struct atl_work *work) {
  atl_styled_release(&work->styled);
  atl_sheet_release(&work->sheet);
  atl_map_release(&work->map);
  atl_diags_release(&work->diags);
  atl_sources_release(&work->sources);
}

/* The node that an option names; `what` leads to it: "root". */
static bool find_node(struct atl_drawing *d, const char *what, const char *id, bool item, uint32_t *node) {
  const struct atl_map *map = &d->work->map;
  struct atl_diags *diags = &d->work->diags;
  uint32_t count;
  *node = atl_map_find(map, id, strlen(id), &count);
  if (*node != ATL_NONE && map->node.at[*node].flags & ATL_NODE_ITEM && !item)
    atl_report(diags, ATL_ERROR, "unknown-id", ATL_NOWHERE, "the %s '%s' is an item of a card, not a node", what, id);
  else if (*node != ATL_NONE)
    return true;
  else if (count)
    atl_report(diags, ATL_ERROR, "ambiguous-id", ATL_NOWHERE,
               "the %s '%s' is the id of %u nodes; give its path, ids joined by dots", what, id, count);
  else
    atl_report(diags, ATL_ERROR, "unknown-id", ATL_NOWHERE, "the %s '%s' is no id of this map", what, id);
  return false;
}

/* Adds the words of options to the map's, so that they are like those of a view. */
static void add_words(struct atl_map *map, const char *const *option, uint32_t options, uint32_t *first,
                      uint32_t *count) {
  *first = map->word.len;
  for (uint32_t i = 0; i < options; i++)
    for (const char *at = option[i]; *at;) {
      size_t len = strcspn(at, ","), begin = strspn(at, " "), end = len;
      while (end > begin && at[end - 1] == ' ')
        end--;
      if (end > begin) {
        atl_text text = atl_map_add_text(map, at + begin, end - begin);
        *atl_vec_push(&map->word) = (struct atl_word){text, ATL_NOWHERE};
      }
      at += len + (at[len] == ',');
    }
  *count = map->word.len - *first;
}

static void check_words(struct atl_drawing *d, uint32_t first, uint32_t count) {
  struct atl_word_set words;
  atl_word_set_all(&words, &d->work->map);
  atl_map_check_words(&words, first, count, &d->work->diags);
  atl_word_set_release(&words);
}

/* The nodes that --focus names go to the map's. */
static bool find_focus(struct atl_drawing *d, const struct atl_drawing_options *options, uint32_t *first,
                       uint32_t *count) {
  struct atl_map *map = &d->work->map;
  uint32_t word, words;
  add_words(map, options->focus, options->focuses, &word, &words);
  *first = map->focus.len;
  *count = words;
  bool good = true;
  for (uint32_t i = 0; i < words; i++) {
    uint32_t node;
    good &= find_node(d, "focus", atl_map_text(map, map->word.at[word + i].text), true, &node);
    *atl_vec_push(&map->focus) = node;
  }
  return good;
}

/* What the options ask for, or the view does. */
static bool ask(struct atl_drawing *d, const struct atl_drawing_options *options, struct atl_view *asked) {
  struct atl_map *map = &d->work->map;
  struct atl_diags *diags = &d->work->diags;
  asked->root_node = d->extent.root;
  asked->depth = d->extent.depth;
  if (options->neighbours)
    asked->neighbours = options->neighbours;
  if (options->focuses && !find_focus(d, options, &asked->focus_node, &asked->focuses))
    return false;
  if (options->onlys) {
    add_words(map, options->only, options->onlys, &asked->first_only, &asked->onlys);
    check_words(d, asked->first_only, asked->onlys);
  }
  if (options->withouts) {
    add_words(map, options->without, options->withouts, &asked->first_without, &asked->withouts);
    check_words(d, asked->first_without, asked->withouts);
  }
  if (options->hiddens) {
    add_words(map, options->hidden, options->hiddens, &asked->first_hidden, &asked->hidden);
    atl_map_check_link_kinds(map, asked->first_hidden, asked->hidden, diags);
  }
  if (asked->neighbours && !asked->root_node && !asked->focuses && !asked->onlys) {
    atl_report(diags, ATL_ERROR, "no-focus", ATL_NOWHERE,
               "neighbours of what? The whole map is drawn; say what it is about, as --root ID or --focus ID");
    return false;
  }
  return true;
}

/* Finds what is left out. */
static bool filter(struct atl_drawing *d, const struct atl_drawing_options *options, const struct atl_view *view) {
  struct atl_map *map = &d->work->map;
  struct atl_diags *diags = &d->work->diags;
  struct atl_view asked = *view;
  if (!ask(d, options, &asked))
    return false;
  if (!asked.onlys && !asked.withouts && !asked.focuses && !asked.neighbours && !asked.hidden)
    return true;
  struct atl_selection selection = selection_of(map, &asked);
  d->selected = atl_order_select(map, &selection);
  d->extent.left_out = d->selected.left_out;
  d->extent.hidden = d->selected.hidden;
  uint32_t top = d->extent.root || asked.neighbours || asked.focuses ? 0 : d->selected.left_out[0];
  bool by_view = d->work->view && !options->onlys && !options->withouts;
  if (!anything_left(map, d->selected.left_out, d->extent.root)) {
    report_nothing_left(diags, &asked, by_view ? view->span : ATL_NOWHERE);
    return false;
  }
  if (asked.neighbours && d->extent.root) /* they stand beside it */
    d->extent.root = d->extent.depth = 0;
  if (top) /* they have no box to be counted in */
    atl_report(diags, ATL_NOTE, "left-out", ATL_NOWHERE,
               "%s out %u %s at the top of the map, where no box can count %s", leaving(&asked), top,
               top == 1 ? "node" : "nodes and items", top == 1 ? "it" : "them");
  return true;
}

bool atl_drawing_init(struct atl_drawing *d, struct atl_work *work, const struct atl_drawing_options *options) {
  static const struct atl_view none;
  struct atl_map *map = &work->map;
  const struct atl_view *view = work->view ? work->view : &none;
  *d = (struct atl_drawing){.work = work,
                            .topology = options->topology,
                            .engine_given = options->topology_given,
                            .turned = options->direction,
                            .extent = {.root = view->root_node, .depth = options->depth ? options->depth : view->depth},
                            .engine = options->layout,
                            .aspect = options->aspect,
                            .wide = options->wide,
                            .alone = options->alone};
  if (!d->engine)
    d->engine = atl_layout_named(atl_map_text(map, view->layout ? view->layout : map->layout));
  d->meant = !d->engine;
  if (d->meant) /* whatever part of it is drawn: so all of its views and parts are drawn alike */
    d->engine = atl_layout_meant(atl_map_shape(map).shape);
  d->direction = d->engine->direction;
  const char *direction =
      options->direction ? options->direction : atl_map_text(map, view->direction ? view->direction : map->direction);
  for (int i = 0; atl_direction_names[i]; i++)
    if (!strcmp(direction, atl_direction_names[i]))
      d->direction = (enum atl_direction)i;
  const char *groups = options->groups ? options->groups : atl_map_text(map, view->groups ? view->groups : map->groups);
  d->lines = !strcmp(groups, atl_groups_names[ATL_GROUPS_LINES]);
  d->grouped = options->groups;
  d->title = map->title;
  d->about = map->about;
  uint8_t titled = view->titled ? view->titled : map->titled;
  d->legend = options->legend ? ATL_WANTED : view->legend ? view->legend : map->legend;
  if ((options->title || titled == ATL_WANTED) && !options->untitled && (view->title || map->title)) {
    d->aside.title = view->title ? view->title : map->title;
    d->aside.subtitle = view->title ? 0 : map->subtitle; /* which goes with the title of the map */
    d->aside.title_look = atl_style_add_title(&work->styled, false);
    d->aside.subtitle_look = d->aside.subtitle ? atl_style_add_title(&work->styled, true) : 0;
  } else if (options->title && !options->untitled)
    atl_report(&work->diags, ATL_NOTE, "option-ignored", ATL_NOWHERE, "the map has no title; --title is ignored");
  if (view->title) /* from here on the map speaks as the view does */
    map->title = view->title;
  if (view->about)
    map->about = view->about;
  return (!options->root || find_node(d, "root", options->root, false, &d->extent.root)) && filter(d, options, view);
}

void atl_drawing_release(struct atl_drawing *d) {
  atl_scene_release(&d->scene);
  atl_place_release(&d->place);
  atl_panels_free(d->panels);
  atl_order_release(&d->order);
  atl_aside_release(&d->aside);
  free(d->selected.left_out);
  free(d->selected.hidden);
}

/* Says once that a mind map has no room at the ends of its bows. */
static void report_no_ends(struct atl_drawing *d, const struct atl_layout_engine *engine) {
  bool curved = engine->links && !engine->layers && !engine->entries, any = false;
  for (uint32_t i = 0; i < d->order.edge.len && curved && !d->endless; i++)
    any |= atl_link_has_ends(&d->work->map.link.at[d->order.edge.at[i].link]);
  if (any)
    atl_report(&d->work->diags, ATL_NOTE, "ends-not-drawn", ATL_NOWHERE,
               "layout '%s' has no room for 'from-label' and 'to-label'; they are left out", engine->name);
  d->endless |= any;
}

/* Names the links for which there was no way, once for all drawings of the map. */
static void report_undrawn(struct atl_drawing *d) {
  static const char *const arrows[] = {"->", "<->", "--"};
  const struct atl_map *map = &d->work->map;
  uint32_t count = d->place.undrawn.len;
  if (!count || d->undrawn)
    return;
  d->undrawn = true;
  struct atl_out names;
  atl_out_memory(&names);
  for (uint32_t i = 0; i < count && i < NAMED_LINKS; i++) {
    const struct atl_link *link = &map->link.at[d->order.edge.at[d->place.undrawn.at[i]].link];
    atl_out_format(&names, "%s%s %s %s", i ? ", " : "", atl_map_text(map, link->from), arrows[link->arrow],
                   atl_map_text(map, link->to));
  }
  if (count > NAMED_LINKS)
    atl_out_format(&names, " and %u more", count - NAMED_LINKS);
  static const char *const why[] = {"there is no room for some links",
                                    "there are more links than are led over a drawing (limit ATL_ROUTE_LINKS)",
                                    "not all ways of links were looked for (limit ATL_RADIAL_WORK)"};
  atl_report(&d->work->diags, ATL_ERROR, d->place.limit ? "limit-links" : "links-not-drawn",
             map->link.at[d->order.edge.at[d->place.undrawn.at[0]].link].span, "%s; left out: %.*s",
             why[d->place.limit], (int)names.len, names.buf);
  atl_out_discard(&names);
}

/* Says once for all drawings that links may lie on others. */
static void report_careless(struct atl_drawing *d) {
  if (d->place.careless && !d->careless)
    atl_report(
        &d->work->diags, ATL_WARNING, "limit-links", ATL_NOWHERE,
        "not all ways of links were looked for (limit ATL_RADIAL_WORK): %u of them keep off boxes, but may lie on "
        "other links; draw less of the map with --root, --depth or --only",
        d->place.careless);
  d->careless |= d->place.careless > 0;
}

/* The engine for a metric: text has another one where a layout is of pictures only, which is said once. */
static const struct atl_layout_engine *engine_for(struct atl_drawing *d, bool cells) {
  if (!cells || !d->engine->picture)
    return d->engine;
  if (!d->replaced)
    atl_report(&d->work->diags, ATL_NOTE, "layout-of-pictures", ATL_NOWHERE,
               "text cannot show the layout '%s'; it is drawn as '%s'", d->engine->name, atl_layouts[0].name);
  d->replaced = true;
  return &atl_layouts[0];
}

/* Says once which options the layout has no use for. */
static void report_ignored(struct atl_drawing *d, const struct atl_layout_engine *engine) {
  const struct {
    const char *option, *lacks;
    bool ignored;
  } asked[] = {{"--direction", "has no directions", d->turned && !engine->mirrors},
               {"--fit", "is not fitted to a shape", d->aspect && !engine->shapes},
               {"--groups", "draws groups in one way", d->grouped && !engine->layers},
               {"--engine", "takes its order from no engine", d->engine_given && !engine->layers}};
  for (size_t i = 0; i < sizeof asked / sizeof *asked && !d->told; i++)
    if (asked[i].ignored)
      atl_report(&d->work->diags, ATL_NOTE, "option-ignored", ATL_NOWHERE, "layout '%s' %s; %s is ignored",
                 engine->name, asked[i].lacks, asked[i].option);
  d->told = true;
}

/* Whether groups are drawn as frames where that is not all that a layout in layers does. */
static bool in_frames(const struct atl_drawing *d) { return !d->lines && d->topology != ATL_ENGINE_DOT; }

static bool frames_in(const struct atl_drawing *d) { return d->engine->layers && in_frames(d); }

bool atl_drawing_frames(const struct atl_drawing *d, const struct atl_layout_engine *engine) {
  return engine->frames || (engine->layers && in_frames(d));
}

static bool too_many_lanes(struct atl_drawing *d, uint64_t lanes, const char *limit, uint32_t most) {
  unsigned long long passed = lanes;
  if (d->meant)
    atl_report(&d->work->diags, ATL_NOTE, "limit-lanes", ATL_NOWHERE,
               "the links and frames of this graph pass %llu layers in all (limit %s, %u), too many for the layout "
               "'%s', which it means; it is drawn as '%s'",
               passed, limit, most, d->engine->name, atl_layout_large()->name);
  else
    atl_report(
        &d->work->diags, ATL_ERROR, "limit-lanes", ATL_NOWHERE,
        "the links and frames of this graph pass %llu layers in all (limit %s, %u); draw less of it with --root, "
        "--depth or --only, or draw a list with -l list",
        passed, limit, most);
  return false;
}

/* Layers of an order with wires from groups to what they hold. */
static bool make_layers(struct atl_drawing *d, struct atl_order *order) {
  order->layers = atl_layers_new(order, &d->work->map, d->topology);
  if (order->layers->lanes <= ATL_MAX_LANES) {
    CHECK(atl_layers_fault(order->layers));
    return true;
  }
  too_many_lanes(d, order->layers->lanes, "ATL_MAX_LANES", ATL_MAX_LANES);
  atl_layers_free(order->layers);
  order->layers = NULL;
  return false;
}

static bool faultless(const struct atl_flows *flows) {
  for (uint32_t i = 0; flows && i < flows->graph.len; i++)
    CHECK(atl_flow_fault(&flows->graph.at[i]));
  return true;
}

/* Makes the topology of the panels that are in layers. */
static bool make_panels(struct atl_drawing *d, const struct atl_manners *manners) {
  d->panels = atl_panels_new(&d->order, manners, in_frames(d), &d->work->map);
  for (uint32_t i = 0; i < d->panels->panel.len; i++) {
    struct atl_panel *panel = &d->panels->panel.at[i];
    CHECK(atl_order_fault(&panel->order, panel->manner.engine->entries));
    if (panel->manner.engine->layers && in_frames(d))
      panel->order.flows = atl_flows_new(&panel->order, &d->work->map);
    else if (panel->manner.engine->layers && !make_layers(d, &panel->order))
      return false;
  }
  struct atl_place_options options = {0};
  struct atl_layout layout = {.map = &d->work->map,
                              .styled = &d->work->styled,
                              .order = &d->order,
                              .options = &options,
                              .diags = &d->work->diags,
                              .panels = d->panels};
  if (!atl_panels_choose(&layout))
    return too_many_lanes(d, layout.order->flows ? layout.order->flows->lanes : 0, "ATL_MAX_FLOW_LANES",
                          ATL_MAX_FLOW_LANES);
  for (uint32_t i = 0; i < d->panels->panel.len; i++)
    faultless(d->panels->panel.at[i].order.flows);
  return true;
}

/* Makes the topology of a layered drawing with frames. Which of its variants is drawn is seen in px, whatever is drawn
 * of it first: so text and pictures have the same layers and orders. */
static bool choose_flows(struct atl_drawing *d) {
  d->order.flows = atl_flows_new(&d->order, &d->work->map);
  struct atl_place_options options = {.direction = d->direction == ATL_UP     ? ATL_DOWN
                                                   : d->direction == ATL_LEFT ? ATL_RIGHT
                                                                              : d->direction};
  struct atl_place place = {0};
  struct atl_layout layout = {.map = &d->work->map,
                              .styled = &d->work->styled,
                              .order = &d->order,
                              .options = &options,
                              .place = &place,
                              .diags = &d->work->diags,
                              .upside_down = d->direction == ATL_UP,
                              .mirrored = d->direction == ATL_LEFT};
  if (!atl_layered_choose(&layout)) {
    too_many_lanes(d, d->order.flows->lanes, "ATL_MAX_FLOW_LANES", ATL_MAX_FLOW_LANES);
    atl_flows_free(d->order.flows);
    d->order.flows = NULL;
    return false;
  }
  return faultless(d->order.flows);
}

/* Where the engine that is asked for is not there, says so and takes ours; `auto` asks for none. */
static void do_without_dot(struct atl_drawing *d) {
  if (d->topology != ATL_ENGINE_DOT || !d->engine->layers || atl_dot_is_there())
    return;
  d->topology = ATL_ENGINE_OWN;
  atl_report(&d->work->diags, ATL_WARNING, "graphviz-missing", ATL_NOWHERE,
             ATL_GRAPHVIZ
                 ? "Graphviz's dot is not on this machine: install graphviz; the layers are those of --engine own"
                 : "this atlasc was built without Graphviz (-DATL_GRAPHVIZ=OFF); the layers are those of "
                   "--engine own");
}

/* Makes the order of what is drawn, and what the layout wants of it. */
static bool make_order(struct atl_drawing *d) {
  struct atl_map *map = &d->work->map;
  struct atl_manners manners;
  struct atl_extent extent = d->extent;
  bool mixed = atl_manners_find(&manners, map, extent.root, (struct atl_manner){d->engine, d->direction});
  do_without_dot(d);
  if (mixed && in_frames(d)) /* groups in frames have their items in their boxes */
    for (uint32_t i = 0; i < map->node.len; i++)
      manners.ways[i] = manners.list.at[manners.of[i]].engine->layers ? ATL_ORDER_JOINS : manners.ways[i];
  uint8_t *tiles = NULL;
  if (!mixed && d->engine->tiles) {
    tiles = atl_alloc(map->node.len, sizeof *tiles);
    memset(tiles, ATL_ORDER_ENTRIES, map->node.len);
  }
  extent.ways = mixed ? manners.ways : tiles;
  (d->engine->entries ? atl_order_entries : atl_order_boxes)(&d->order, map, &extent);
  free(tiles);
  if (mixed || d->engine->joins || frames_in(d))
    atl_order_join(&d->order, mixed ? manners.ways : NULL);
  if (mixed || !d->unlinked || d->engine->layers)
    atl_order_links(&d->order, map);
  if (d->engine->entries)
    atl_order_say_links(&d->order, map);
  bool good = mixed               ? make_panels(d, &manners)
              : frames_in(d)      ? choose_flows(d)
              : d->engine->layers ? make_layers(d, &d->order)
                                  : true;
  if (mixed)
    atl_manners_release(&manners);
  return good;
}

bool atl_drawing_place(struct atl_drawing *d, bool cells, int32_t width) {
  struct atl_work *work = d->work;
  const struct atl_layout_engine *engine = engine_for(d, cells);
  if (!d->ordered) {
    if (!make_order(d)) {
      if (!d->meant)
        return false;
      d->meant = false; /* nobody asked for that layout: one that says so many links in words */
      d->engine = atl_layout_large();
      atl_panels_free(d->panels);
      d->panels = NULL;
      atl_order_release(&d->order);
      return atl_drawing_place(d, cells, width);
    }
    d->ordered = true;
    atl_strmap_release(&work->map.ids); /* everything is found: a sixteenth of the memory of a large map */
    CHECK(atl_order_fault(&d->order, d->engine->entries));
  }
  atl_place_release(&d->place);
  d->placed = (struct atl_place_options){.cells = cells,
                                         .wide = d->wide,
                                         .direction = d->direction,
                                         .width = width,
                                         .lenient = d->lenient,
                                         .aspect = d->aspect};
  d->place.cells = cells;
  struct atl_layout layout = {.map = &work->map,
                              .styled = &work->styled,
                              .order = &d->order,
                              .options = &d->placed,
                              .place = &d->place,
                              .diags = &work->diags,
                              .panels = d->panels};
  bool good = d->panels ? atl_place_panels(&layout) : atl_place_run(&layout, engine);
  if (good && !cells && !width && !d->aspect && !engine->picture && d->place.w > USUAL_PX * ATL_PX) {
    struct atl_place_options usual = d->placed;
    usual.width = USUAL_PX * ATL_PX;
    usual.lenient = true;
    layout.options = &usual;
    good = d->panels ? atl_place_panels(&layout) : atl_place_run(&layout, engine);
  }
  return good;
}

/* Adds what stands beside the drawing. A list shows no kinds. */
static void place_aside(struct atl_drawing *d, const struct atl_layout_engine *engine) {
  bool legend = (d->legend == ATL_WANTED || d->legend == ATL_WANTED_USEFUL) && !engine->entries;
  if (legend && !d->aside.key.len) {
    d->aside.useful = d->legend == ATL_WANTED_USEFUL;
    atl_aside_find_keys(&d->aside, &d->work->map, &d->work->styled, &d->order);
  }
  struct atl_layout layout = {.map = &d->work->map,
                              .styled = &d->work->styled,
                              .order = &d->order,
                              .options = &d->placed,
                              .place = &d->place,
                              .diags = &d->work->diags};
  atl_aside_place(&layout, &d->aside);
}

bool atl_drawing_scene(struct atl_drawing *d, bool cells, int32_t width) {
  struct atl_work *work = d->work;
  const struct atl_layout_engine *engine = engine_for(d, cells);
  if (d->scene.node.at && d->placed.cells == cells && d->placed.width == width)
    return true;
  report_ignored(d, engine);
  atl_scene_release(&d->scene);
  if (!atl_drawing_place(d, cells, width))
    return false;
  engine = engine_for(d, cells); /* a layout that nobody asked for may have been given up */
  atl_drawing_advise(d);
  report_undrawn(d);
  report_careless(d);
  report_no_ends(d, engine);
  CHECK(atl_place_fault(&d->place, &d->order, !engine->entries));
  atl_place_meet_outlines(&d->place, &d->order, &work->styled);
  place_aside(d, engine);
  atl_scene_build(&d->scene, &work->map, &work->styled, &d->order, &d->place, engine);
  atl_place_release_lines(&d->place); /* the scene has them now */
  CHECK(atl_scene_fault(&d->scene));
  return true;
}

void atl_drawing_keep_scene(struct atl_drawing *d, bool last) {
  atl_place_release_to_points(&d->place);
  if (last)
    atl_order_release(&d->order);
}

bool atl_drawing_write(struct atl_drawing *d, const struct atl_backend *backend, int32_t width,
                       const struct atl_emit_options *options, struct atl_out *out) {
  if (backend->map) {
    atl_drawing_write_map(d, backend, out);
    return true;
  }
  return atl_drawing_scene(d, backend->cells, width) && backend->emit(out, &d->scene, options, &d->work->diags);
}
