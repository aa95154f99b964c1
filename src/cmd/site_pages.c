/* The pages of a site. A page is what it was as long as all that it is made of is: the frame of its drawing, which is
 * made in any case, as words and links to all of the atlas stand in it; and the drawing, which costs a hundred times
 * that, and follows from the map, its style sheets, options, program and where its words lead. Both are one hash, which
 * is remembered with the files of the page (site_known.h). What there was to say of a page is said every time: such a
 * page is made anew. Pages that are out of date are made by a few processes, where they are many. */
#include "cmd/site_maker.h"

#include "base/below.h"
#include "base/memo.h"
#include "cmd/pool.h"
#include "cmd/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_rules(struct atl_maker *m, struct atl_out *rules, bool dark) {
  for (size_t begin = 0, end; begin < rules->len; begin = end + 1) {
    end = begin;
    while (rules->buf[end] != '\n')
      end++;
    atl_maker_add_rule(m, rules->buf + begin, end - begin, dark);
  }
}

/* -- drawings ------------------------------------------------------------------------------------------------------ */

/* What is drawn of a page; empty where nothing is. */
struct atl_page_drawings {
  struct atl_out svg, narrow, text, views, shared;
  struct atl_site_view *view; /* by view of the map; NULL where none is drawn */
  struct atl_out samples;
  ATL_VEC(struct atl_site_key) key;
  bool unlinked;   /* the narrow one has not the links of the map */
  uint32_t levels; /* and no more levels than these; 0: all of the other */
};

/* What a drawing needs to know of where its words lead. */
struct showing {
  struct atl_maker *maker;
  const struct atl_site_page *page;
  const struct atl_drawing *drawing;
  uint32_t item; /* whose words came last: the next ones are its own, or the next item's */
};

static bool is_within(const struct atl_map *map, atl_text text, uint32_t word) {
  return text && word >= text && word <= text + strlen(atl_map_text(map, text));
}

static bool has_word(const struct atl_map *map, uint32_t node, uint32_t word) {
  return is_within(map, map->node.at[node].label, word) || is_within(map, map->node.at[node].note, word);
}

static const char *href(void *context, uint32_t box, uint32_t word) {
  struct showing *s = context;
  const struct atl_map *map = &s->drawing->work->map;
  const struct atl_box *of = &s->drawing->order.box.at[box];
  struct atl_maker *m = s->maker;
  uint32_t node = of->node;
  if (word == ATL_NONE && of->card)
    return NULL;
  if (word != ATL_NONE && !has_word(map, node, word)) {
    uint32_t first = map->node.at[node].first_child;
    uint32_t c = s->item != ATL_NONE && map->node.at[s->item].parent == node ? s->item : first;
    while (c != ATL_NONE && !has_word(map, c, word))
      c = map->node.at[c].next;
    if (c == ATL_NONE)
      return NULL;
    s->item = node = c;
  }
  atl_out_discard(&m->answer);
  atl_out_memory(&m->answer);
  atl_site_href(&m->site, s->page->file, m->site.index->map.at[s->page->map].first + node, true, &m->answer);
  atl_out_char(&m->answer, 0);
  return m->answer.buf;
}

/* Takes out the line breaks of a drawing from `begin`, which stand between elements and rules: texts have none. Where
 * it is read out, one between two rows of words keeps these apart. */
static void join_lines(struct atl_out *svg, size_t begin, bool read) {
  static const char row[] = "</text>";
  size_t kept = begin, len = sizeof row - 1;
  for (size_t i = begin; i < svg->len; i++)
    if (svg->buf[i] != '\n' || (read && i >= begin + len && !memcmp(svg->buf + i - len, row, len) && i + 5 < svg->len &&
                                !memcmp(svg->buf + i + 1, "<text", 5)))
      svg->buf[kept++] = svg->buf[i];
  svg->len = kept;
}

/* The name of a file to download: chapters/hub.svg. That of the front page is called as its map is. Pages of Markdown
 * may stand where `build` writes: a drawing that is made for their width is not the one of that name. */
const char *atl_maker_download(struct atl_maker *m, const struct atl_site_page *page, const struct atl_backend *backend,
                               bool made_to_width) {
  bool front = page == m->site.page.at;
  const struct atl_work *work = &m->atlas.work[m->atlas.map_work[page->map]];
  const char *view = work->view ? atl_map_text(&work->map, work->view->name) : "";
  const char *named = front ? m->site.index->map.at[page->map].name : page->file;
  size_t stem = front ? strlen(named) : strlen(named) - strlen(m->site.markdown ? ".md" : ".html"),
         room = stem + strlen(view) + strlen(backend->suffix) + 16;
  char *file = atl_arena_alloc(&m->arena, room);
  if (made_to_width && m->site.markdown)
    snprintf(file, room, "%.*s%s%s.%d.%s", (int)stem, named, *view ? "." : "", view, (int)atl_maker_width(m),
             backend->suffix);
  else
    snprintf(file, room, "%.*s%s%s.%s", (int)stem, named, *view ? "." : "", view, backend->suffix);
  return file;
}

/* The name of the script that a page of HTML has beside it: chapters/hub.html.js. */
const char *atl_maker_more(struct atl_maker *m, const struct atl_site_page *page) {
  size_t room = strlen(page->file) + strlen(".js") + 1;
  char *file = atl_arena_alloc(&m->arena, room);
  snprintf(file, room, "%s.js", page->file);
  return file;
}

/* A file to download. A picture that would be too large for PNG is made smaller, or left out where nothing could be
 * read in it; the SVG is there. */
static const char *write_download(struct atl_maker *m, struct atl_drawing *drawing, const struct atl_site_page *page,
                                  const char *format, int32_t width) {
  const struct atl_backend *backend = atl_backend_named(format);
  if (!(m->types & 1u << (backend - atl_backends)))
    return NULL;
  struct atl_emit_options options = atl_output_options(m->request, drawing->work, NULL);
  const struct atl_svg_page alone = {.alone = true};
  options.page = m->site.markdown ? NULL : &alone; /* what a page of Markdown shows is the file that others show, too */
  if (!strcmp(format, "png") && atl_drawing_scene(drawing, false, width)) {
    options.scale = atl_png_scale(&drawing->scene, options.scale);
    if (options.scale <= 0)
      return NULL;
  }
  struct atl_out bytes;
  atl_out_memory(&bytes);
  const char *name = NULL;
  if (atl_drawing_write(drawing, backend, width, &options, &bytes)) {
    if (options.page && !backend->binary)
      join_lines(&bytes, 0, false);
    name = atl_maker_download(m, page, backend, width);
    atl_maker_write(m, name, bytes.buf, bytes.len);
  } else
    atl_maker_raise(m, ATL_EXIT_INPUT);
  atl_out_discard(&bytes);
  return name;
}

/* -- widths -------------------------------------------------------------------------------------------------------- */

/* px. A page shows a drawing that was made for its column, and scales it down as far as its letters can be read; in
 * less room it shows one that was made for a phone. */
enum {
  COLUMN = 860,
  PHONE = 350,
  LEAST_PHONE = 326 /* of 360, without margins */,
  LEAST_TYPE = 10,
  PLAIN_TYPE = 12 /* of notes, in the styles that come with us */
};

int32_t atl_maker_width(const struct atl_maker *m) { return m->request->width ? m->request->width : COLUMN; }

int32_t atl_maker_least_room(const struct atl_maker *m) {
  return (atl_maker_width(m) * LEAST_TYPE + PLAIN_TYPE - 1) / PLAIN_TYPE;
}

/* The smallest letters of a drawing, in 1/8 px. */
static int32_t smallest_type(const struct atl_scene *scene) {
  int32_t least = INT32_MAX;
  for (uint32_t i = 0; i < scene->looks; i++) {
    least = scene->look[i].note_size < least ? scene->look[i].note_size : least;
    least = scene->look[i].label_size < least ? scene->look[i].label_size : least;
  }
  return least;
}

/* Whether a drawing can be read in this room, in px. */
static bool is_readable(const struct atl_scene *scene, int32_t room) {
  return (int64_t)scene->w * LEAST_TYPE <= (int64_t)room * smallest_type(scene);
}

/* Takes back what was reported of a drawing that is not used. */
static void forget(struct atl_diags *diags, uint32_t before) {
  while (diags->list.len > before)
    switch (diags->list.at[--diags->list.len].severity) {
    case ATL_ERROR:
      diags->errors--;
      break;
    case ATL_WARNING:
      diags->warnings--;
      break;
    case ATL_NOTE:
      break;
    }
}

/* How a map is drawn where the way that it asks for takes more room than there is: nested boxes get by with the least,
 * and need still less where no links run between them, which stand with the entries in any case. */
enum way { AS_IT_SAYS, NESTED, WITHOUT_LINKS, WAYS };

/* Nested boxes in a column whose links make them longer than some three screens, and so many tenths of what they are
 * without, go without: the room that wires take is worth more than they are beside the entries, which name them, and
 * views, which show them. */
enum { LINKS_HIGH = 15, SCREENS = 3000 * ATL_PX };

/* The part of a page in the first of these ways that can be read in `room`, in px, drawn for `width`, in 1/8 px; in the
 * last one if none can, or as the map says if `faithful`. False after an error. */
static bool draw_for(struct atl_maker *m, const struct atl_site_page *page, uint32_t depth, struct atl_drawing *drawing,
                     int32_t width, int32_t room, bool faithful) {
  struct atl_work *work = &m->atlas.work[m->atlas.map_work[page->map]];
  uint32_t before = work->diags.list.len;
  bool column = faithful && !m->site.markdown; /* drawings of Markdown are files that stand by themselves */
  int32_t high = 0;                            /* of one that can be read and is long */
  for (int way = AS_IT_SAYS;; way++) {
    bool back = way == WAYS; /* none can be read */
    const struct atl_drawing_options options = {
        .depth = depth, .layout = way == AS_IT_SAYS || back ? NULL : atl_layout_named("nested"), .untitled = true};
    if (!atl_drawing_init(drawing, work, &options))
      return false;
    if (!work->view)
      drawing->extent.root = page->root;
    drawing->lenient = true;
    drawing->unlinked = way == WITHOUT_LINKS;
    bool drawn = atl_drawing_scene(drawing, false, width), last = way + !faithful == WAYS;
    bool good = drawn && !drawing->undrawn && is_readable(&drawing->scene, room);
    if (good && way < WITHOUT_LINKS && column && drawing->engine->frames && drawing->scene.h > SCREENS) {
      high = drawing->scene.h;
      good = false;
    } else if (good && way == WITHOUT_LINKS && high)
      good = (int64_t)drawing->scene.h * LINKS_HIGH < (int64_t)high * 10;
    if (last || good)
      return drawn;
    atl_drawing_release(drawing);
    forget(&work->diags, before);
  }
}

/* The drawing of a page for its column: the one that is made without a width, as `build` makes it, where it is no wider
 * than that; else one that is made for it. *width is what it was made for, 0 or that of the column, in 1/8 px. */
static bool draw_column(struct atl_maker *m, const struct atl_site_page *page, struct atl_drawing *drawing,
                        int32_t *width) {
  struct atl_work *work = &m->atlas.work[m->atlas.map_work[page->map]];
  const struct atl_drawing_options options = {.depth = work->view ? 0 : page->depth, .untitled = true};
  uint32_t before = work->diags.list.len;
  int32_t most = atl_maker_width(m) * ATL_PX, room = m->site.markdown ? atl_maker_width(m) : atl_maker_least_room(m);
  *width = 0;
  if (atl_drawing_init(drawing, work, &options)) {
    if (!work->view)
      drawing->extent.root = page->root;
    if (atl_drawing_scene(drawing, false, 0) && drawing->scene.w <= most &&
        (m->site.markdown || is_readable(&drawing->scene, room)))
      return true;
  }
  atl_drawing_release(drawing);
  forget(&work->diags, before);
  *width = most;
  return draw_for(m, page, options.depth, drawing, most, room, true);
}

/* A drawing in a page of HTML, and the rules that it needs. */
static void draw_in_page(struct atl_maker *m, const struct atl_site_page *page, struct atl_drawing *drawing,
                         int32_t width, struct atl_out *svg) {
  struct showing showing = {.maker = m, .page = page, .drawing = drawing, .item = ATL_NONE};
  struct atl_svg_page in_page = {.scope = m->page[page - m->site.page.at].scope, .context = &showing, .href = href};
  struct atl_emit_options options = {.page = &in_page};
  struct atl_out light, dark;
  size_t begin = svg->len;
  if (!atl_drawing_write(drawing, atl_backend_named("svg"), width, &options, svg)) {
    atl_maker_raise(m, ATL_EXIT_INPUT);
    return;
  }
  join_lines(svg, begin, true);
  atl_out_memory(&light);
  atl_out_memory(&dark);
  atl_svg_page_rules(&drawing->scene, in_page.scope, false, &light, &dark);
  add_rules(m, &light, false);
  add_rules(m, &dark, true);
  atl_out_discard(&light);
  atl_out_discard(&dark);
}

/* What the colours of a drawing stand for: the kinds of its boxes, as they come, but for those that look as a box does
 * that has no kind. */
static void find_keys(const struct atl_maker *m, const struct atl_site_page *page, const struct atl_drawing *drawing,
                      struct atl_page_drawings *out) {
  const struct atl_map *map = &drawing->work->map;
  const struct atl_scene *scene = &drawing->scene;
  bool *plain = atl_alloc(scene->looks, sizeof *plain);
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    if (item->op == ATL_BEGIN && !map->node.at[drawing->order.box.at[item->ref].node].kind)
      plain[item->look] = true;
  }
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    const struct atl_box *box = item->op == ATL_BEGIN ? &drawing->order.box.at[item->ref] : NULL;
    if (!box || box->card || item->flags & ATL_OPEN || plain[item->look])
      continue;
    const char *kind = atl_map_text(map, map->node.at[box->node].kind);
    const struct atl_kind *declared = atl_map_declared(map, kind);
    kind = declared && declared->label ? atl_map_text(map, declared->label) : kind;
    uint32_t k = 0;
    while (k < out->key.len && strcmp(out->key.at[k].kind, kind) != 0)
      k++;
    if (k < out->key.len)
      continue;
    size_t begin = out->samples.len;
    atl_svg_page_sample(scene, item->look, m->page[page - m->site.page.at].scope, &out->samples);
    *atl_vec_push(&out->key) = (struct atl_site_key){.kind = kind, .sample_len = out->samples.len - begin};
  }
  free(plain);
  for (size_t i = 0, at = 0; i < out->key.len; at += out->key.at[i++].sample_len)
    out->key.at[i].sample = out->samples.buf + at;
}

/* More boxes and items than these are many screens of a phone, where entries are read sooner: the levels below are
 * counted in their boxes. */
enum { MOST_ON_PHONE = 60 };

/* How many levels a drawing for a phone has; 0: all. */
static uint32_t phone_depth(const struct atl_map *map, uint32_t root, uint32_t depth) {
  uint32_t base = root ? map->node.at[root].depth : 1, most = depth ? depth : ATL_MAX_DEPTH;
  uint32_t on[ATL_MAX_DEPTH + 2] = {0}, sum = 0, last = 0;
  for (uint32_t i = root ? root : atl_map_next(map, 0, 0); i != ATL_NONE; i = atl_map_next(map, i, root)) {
    uint32_t level = map->node.at[i].depth - base;
    on[level]++;
    last = level > last ? level : last;
  }
  for (uint32_t level = 0; level <= last && level < most; level++) {
    sum += on[level];
    if (sum > MOST_ON_PHONE && level > 1)
      return level;
  }
  return depth;
}

/* The drawing for a phone, unless it is that of the column. */
static void draw_narrow(struct atl_maker *m, const struct atl_site_page *page, struct atl_page_drawings *out) {
  struct atl_drawing drawing = {0};
  uint32_t depth = phone_depth(m->site.index->map.at[page->map].map, page->root, page->depth);
  if (draw_for(m, page, depth, &drawing, PHONE * ATL_PX, LEAST_PHONE, false)) {
    draw_in_page(m, page, &drawing, PHONE * ATL_PX, &out->narrow);
    out->levels = depth == page->depth ? 0 : depth;
    out->unlinked = drawing.unlinked && m->site.index->map.at[page->map].map->link.len;
    if (out->narrow.len == out->svg.len && !memcmp(out->narrow.buf, out->svg.buf, out->svg.len))
      out->narrow.len = 0;
  } else
    atl_maker_raise(m, ATL_EXIT_INPUT);
  if (drawing.undrawn)
    atl_maker_raise(m, ATL_EXIT_INPUT);
  atl_drawing_release(&drawing);
}

/* A view, drawn for a phone in HTML, which shows it in a column as well; in Markdown a file for the column. */
static void draw_view(struct atl_maker *m, const struct atl_site_page *page, const struct atl_view *view,
                      struct atl_page_drawings *out, struct atl_site_view *drawn) {
  struct atl_work *work = &m->atlas.work[m->atlas.map_work[page->map]];
  struct atl_drawing drawing = {0};
  atl_text title = work->map.title, about = work->map.about;
  uint32_t before = work->diags.list.len;
  work->view = view;
  if (m->site.markdown) {
    int32_t width;
    if (draw_column(m, page, &drawing, &width))
      drawn->svg_file = write_download(m, &drawing, page, "svg", width);
    else
      atl_maker_raise(m, ATL_EXIT_INPUT);
  } else {
    uint32_t depth = phone_depth(&work->map, view->root_node, view->depth);
    size_t begin = out->views.len;
    if (draw_for(m, page, depth, &drawing, PHONE * ATL_PX, LEAST_PHONE, false))
      draw_in_page(m, page, &drawing, PHONE * ATL_PX, &out->views);
    else
      atl_maker_raise(m, ATL_EXIT_INPUT);
    drawn->svg_len = out->views.len - begin;
  }
  if (drawing.undrawn)
    atl_maker_raise(m, ATL_EXIT_INPUT);
  else if (drawn->svg_len || drawn->svg_file)
    forget(&work->diags, before); /* hints for who asks for a drawing of it */
  atl_drawing_release(&drawing);
  work->view = NULL;
  work->map.title = title;
  work->map.about = about;
}

static void draw_views(struct atl_maker *m, const struct atl_site_page *page, struct atl_page_drawings *out) {
  const struct atl_map *map = &m->atlas.work[m->atlas.map_work[page->map]].map;
  if (page->kind != ATL_PAGE_MAP || !map->view.len)
    return;
  out->view = atl_alloc(map->view.len, sizeof *out->view);
  for (uint32_t i = 0; i < map->view.len; i++)
    draw_view(m, page, &map->view.at[i], out, &out->view[i]);
  for (size_t i = 0, at = 0; i < map->view.len; at += out->view[i++].svg_len) /* the buffer has moved in between */
    out->view[i].svg = out->view[i].svg_len ? out->views.buf + at : NULL;
}

/* The drawing as text, as the map says. */
static void draw_text(struct atl_maker *m, const struct atl_site_page *page, struct atl_out *text) {
  struct atl_work *work = &m->atlas.work[m->atlas.map_work[page->map]];
  const struct atl_drawing_options options = {.depth = page->depth, .untitled = true};
  struct atl_emit_options plain = atl_output_options(m->request, work, NULL);
  plain.isolates =
      !m->site.markdown; /* a browser orders lines as a terminal does; Markdown is a file for editors, too */
  struct atl_drawing drawing = {0};
  bool good = atl_drawing_init(&drawing, work, &options);
  drawing.extent.root = page->root;
  drawing.lenient = true;
  if (!good || !atl_drawing_write(&drawing, atl_backend_named("text"), ATL_PIPED_WIDTH, &plain, text))
    atl_maker_raise(m, ATL_EXIT_INPUT);
  if (drawing.undrawn)
    atl_maker_raise(m, ATL_EXIT_INPUT);
  atl_drawing_release(&drawing);
}

/* What a page shows and offers. The map was read with the atlas; a page draws a part of it. */
static void draw_page(struct atl_maker *m, const struct atl_site_page *page, struct atl_page_drawings *out,
                      struct atl_site_drawing *drawn) {
  struct atl_work *work = &m->atlas.work[m->atlas.map_work[page->map]];
  struct atl_drawing drawing = {0};
  int32_t width;
  bool told = page->kind == ATL_PAGE_MAP || page->kind == ATL_PAGE_PART;
  work->diags.list.len = 0; /* said already */
  if (draw_column(m, page, &drawing, &width)) {
    if (!m->site.markdown) {
      draw_in_page(m, page, &drawing, width, &out->svg);
      find_keys(m, page, &drawing, out);
      atl_maker_share(m, page, width, &out->shared);
    }
    if (told) {
      drawn->svg_file = write_download(m, &drawing, page, "svg", width);
      drawn->png_file = write_download(m, &drawing, page, "png", width);
    }
  } else
    atl_maker_raise(m, ATL_EXIT_INPUT);
  if (drawing.undrawn)
    atl_maker_raise(m, ATL_EXIT_INPUT);
  atl_drawing_release(&drawing);
  if (!m->site.markdown)
    draw_narrow(m, page, out);
  draw_views(m, page, out);
  if (told)
    draw_text(m, page, &out->text);
  drawn->view = out->view;
  drawn->key = out->key.at;
  drawn->keys = out->key.len;
  drawn->svg = out->svg.len ? out->svg.buf : NULL;
  drawn->svg_len = out->svg.len;
  if (out->shared.len) {
    atl_out_char(&out->shared, 0);
    drawn->shared = out->shared.buf;
  }
  drawn->narrow = out->narrow.len ? out->narrow.buf : NULL;
  drawn->narrow_len = out->narrow.len;
  drawn->unlinked = out->unlinked;
  drawn->levels = out->levels;
  drawn->text = out->text.len ? out->text.buf : NULL;
  drawn->text_len = out->text.len;
  m->noticed |= work->diags.list.len != 0;
  atl_diags_sort(&work->diags);
  atl_print_reports(&work->diags, &work->sources, m->request->format, m->request->color);
}

/* -- pages: what is remembered, and what is made ------------------------------------------------------------------- */

static void write_page(const struct atl_maker *m, uint32_t number, const struct atl_site_drawing *drawn,
                       struct atl_out *html) {
  (m->site.markdown ? atl_site_write_page_md : atl_site_write_page)(&m->site, number, drawn, html);
}

/* All that drawings of this run have in common. */
static struct atl_hash hash_of_run(const struct atl_maker *m) {
  struct atl_out all;
  const char *fonts = getenv("ATLASC_FONT_DIR"), *style = m->request->style;
  atl_out_memory(&all);
  atl_memo_write_hash(&all, atl_build_program());
  atl_out_format(&all, "%s %x %d %d%s%s ", ATL_VERSION, m->types, m->site.markdown, (int)atl_maker_width(m),
                 style ? " " : "", style ? style : "");
  atl_out_text(&all, fonts ? fonts : "");
  struct atl_hash hash = atl_hash_bytes(all.buf, all.len);
  atl_out_discard(&all);
  return hash;
}

/* A map and the style sheets that it is drawn with. */
static struct atl_hash hash_of_sources(const struct atl_work *work) {
  struct atl_out all;
  atl_out_memory(&all);
  for (uint32_t i = 0; i < work->sources.file.len; i++)
    atl_memo_write_hash(&all, atl_hash_bytes(work->sources.file.at[i].text, work->sources.file.at[i].len));
  struct atl_hash hash = atl_hash_bytes(all.buf, all.len);
  atl_out_discard(&all);
  return hash;
}

/* All that a page is made of, if it offers these files. */
static struct atl_hash key_of(const struct atl_maker *m, uint32_t number, const char *svg_file, const char *png_file,
                              const char *more_file) {
  const struct atl_site_page *page = &m->site.page.at[number];
  bool whole = page->kind == ATL_PAGE_MAP || page->kind == ATL_PAGE_PART;
  const struct atl_site_drawing frame = {.svg = m->site.markdown ? NULL : "",
                                         .text = whole ? "" : NULL,
                                         .svg_file = svg_file,
                                         .png_file = png_file,
                                         .shared = m->site.playground ? "" : NULL,
                                         .more_file = more_file};
  struct atl_out all;
  atl_out_memory(&all);
  atl_memo_write_hash(&all, m->with);
  atl_memo_write_hash(&all, m->source[page->map]);
  atl_out_format(&all, "%s %u %u %d\n", m->page[number].scope ? m->page[number].scope : "", page->root, page->depth,
                 page->kind);
  const struct atl_index_map *map = &m->site.index->map.at[page->map];
  for (uint32_t i = 0; i < map->map->node.len && !m->site.markdown; i++) { /* where its words may lead */
    atl_site_href(&m->site, page->file, map->first + i, true, &all);
    atl_out_char(&all, '\n');
  }
  write_page(m, number, &frame, &all);
  struct atl_hash hash = atl_hash_bytes(all.buf, all.len);
  atl_out_discard(&all);
  return hash;
}

/* Whether a remembered file is one that this page has: the page itself, or a download. */
static bool is_of_page(struct atl_maker *m, const struct atl_site_page *page, const char *name) {
  if (!strcmp(name, page->file) || (!m->site.markdown && !strcmp(name, atl_maker_more(m, page))))
    return true;
  struct atl_work *work = &m->atlas.work[m->atlas.map_work[page->map]];
  bool found = false;
  for (uint32_t v = 0; v <= work->map.view.len && !found; v++) { /* at last the page itself */
    work->view = v < work->map.view.len ? &work->map.view.at[v] : NULL;
    for (const struct atl_backend *backend = atl_backends; backend->name && !found; backend++)
      found =
          m->types & 1u << (backend - atl_backends) && (!strcmp(name, atl_maker_download(m, page, backend, false)) ||
                                                        !strcmp(name, atl_maker_download(m, page, backend, true)));
  }
  work->view = NULL;
  return found;
}

static const char *file_with(const struct atl_known_page *page, const char *suffix) {
  for (uint32_t i = 0; i < page->file.len; i++) {
    const char *dot = strrchr(page->file.at[i].name, '.');
    if (dot && !strcmp(dot + 1, suffix))
      return page->file.at[i].name;
  }
  return NULL;
}

/* What is remembered of a page, if that is what it would be now, and its files are as they were written. */
static const struct atl_known_page *known_page(struct atl_maker *m, uint32_t number) {
  const struct atl_site_page *page = &m->site.page.at[number];
  const struct atl_known_page *known = atl_known_find(&m->before, page->file);
  bool whole = false;
  if (!known || page->kind == ATL_PAGE_CONTENTS)
    return NULL;
  for (uint32_t i = 0; i < known->file.len; i++) {
    const struct atl_known_file *file = &known->file.at[i];
    struct atl_hash there;
    if (!is_of_page(m, page, file->name) || !atl_below_hash(m->root, file->name, &there) ||
        !atl_hash_same(there, file->hash))
      return NULL;
    whole |= !strcmp(file->name, page->file);
  }
  bool same = whole && atl_hash_same(known->key, key_of(m, number, file_with(known, "svg"), file_with(known, "png"),
                                                        file_with(known, "js")));
  return same ? known : NULL;
}

/* What a page shows only when it is opened is a file of its own. */
static void write_more(struct atl_maker *m, uint32_t number, struct atl_site_drawing *drawn) {
  struct atl_out script;
  atl_out_memory(&script);
  atl_site_write_more(&m->site, number, drawn, &script);
  if (script.len) {
    drawn->more_file = atl_maker_more(m, &m->site.page.at[number]);
    atl_maker_write(m, drawn->more_file, script.buf, script.len);
  }
  atl_out_discard(&script);
}

/* Makes a page, which becomes the last one of `answer`. */
static void make_page(struct atl_maker *m, uint32_t number, struct atl_known *answer) {
  const struct atl_site_page *page = &m->site.page.at[number];
  struct atl_site_drawing drawn = {0};
  struct atl_page_drawings drawings = {0};
  struct atl_out html;
  uint32_t files = m->file.len;
  atl_out_memory(&drawings.svg);
  atl_out_memory(&drawings.narrow);
  atl_out_memory(&drawings.text);
  atl_out_memory(&drawings.views);
  atl_out_memory(&drawings.samples);
  atl_out_memory(&drawings.shared);
  atl_out_memory(&html);
  m->light.len = m->dark.len = 0;
  if (page->kind != ATL_PAGE_CONTENTS)
    draw_page(m, page, &drawings, &drawn);
  if (!m->site.markdown)
    write_more(m, number, &drawn);
  write_page(m, number, &drawn, &html);
  atl_maker_write(m, page->file, html.buf, html.len);
  atl_out_discard(&html);
  atl_out_discard(&drawings.svg);
  atl_out_discard(&drawings.narrow);
  atl_out_discard(&drawings.text);
  atl_out_discard(&drawings.views);
  atl_out_discard(&drawings.samples);
  atl_out_discard(&drawings.shared);
  atl_vec_release(&drawings.key);
  free(drawings.view);
  atl_known_add_page(answer, page->file,
                     page->kind == ATL_PAGE_CONTENTS
                         ? (struct atl_hash){0}
                         : key_of(m, number, drawn.svg_file, drawn.png_file, drawn.more_file));
  for (uint32_t i = files; i < m->file.len; i++)
    atl_known_add_file(answer, m->file.at[i].name, m->file.at[i].hash);
  for (uint32_t i = 0; i < m->light.len; i++)
    atl_known_add_rule(answer, false, m->light.at[i], strlen(m->light.at[i]));
  for (uint32_t i = 0; i < m->dark.len; i++)
    atl_known_add_rule(answer, true, m->dark.at[i], strlen(m->dark.at[i]));
  m->file.len = files;
}

static bool begin_page(void *context, uint32_t number) {
  (void)number;
  return !((struct atl_maker *)context)->stuck;
}

/* In another process, or in this one where pages are few: the answer is how it went, and what is to be remembered. */
static void work_page(void *context, uint32_t number, struct atl_out *out) {
  struct atl_maker *m = context;
  struct atl_known answer = {0};
  m->status = 0;
  m->stuck = m->noticed = false;
  make_page(m, number, &answer);
  atl_out_format(out, "%d %d %d", m->status, m->stuck, m->noticed);
  atl_out_char(out, 0);
  atl_known_write(&answer, out);
  atl_known_release(&answer);
}

static bool take_page(void *context, uint32_t number, const char *text, size_t len) {
  struct atl_maker *m = context;
  struct atl_page_work *work = &m->page[number];
  int stuck, noticed;
  size_t first = strnlen(text, len);
  if (first == len || sscanf(text, "%d %d %d", &work->status, &stuck, &noticed) != 3 ||
      !atl_known_parse(&work->answer, text + first + 1, len - first - 1))
    return false;
  work->again = noticed || stuck || work->status;
  m->stuck |= stuck;
  return true;
}

static void fail_page(void *context, uint32_t number, pid_t pid, const char *why) {
  struct atl_maker *m = context;
  (void)pid;
  if (!why)
    return;
  fprintf(stderr, "atlasc: '%s' is not made: %s\n", atl_maker_shown(m, m->site.page.at[number].file), why);
  m->page[number].status = ATL_EXIT_SYSTEM;
}

static void done_page(void *context, uint32_t number, const char *said, size_t len) {
  struct atl_page_work *work = &((struct atl_maker *)context)->page[number];
  if (len) {
    atl_out_memory(&work->said);
    atl_out_write(&work->said, said, len);
  }
}

/* Fewer pages than this are made in this process: to begin others would take longer. */
enum { FEW_PAGES = 4 };

/* Makes these pages. Gives the number of a signal that ended it early, or 0. */
static int work_pages(struct atl_maker *m, const uint32_t *todo, uint32_t todos) {
  struct atl_pool pool = {.context = m,
                          .jobs = atl_pool_jobs(m->request->build.jobs),
                          .todo = todo,
                          .todos = todos,
                          .begin = begin_page,
                          .work = work_page,
                          .take = take_page,
                          .fail = fail_page,
                          .done = done_page};
  int status = m->status;
  if (pool.jobs > 1 && todos > FEW_PAGES)
    return atl_pool_run(&pool);
  for (uint32_t i = 0; i < todos && !m->stuck; i++) {
    struct atl_out answer;
    atl_out_memory(&answer);
    work_page(m, todo[i], &answer);
    take_page(m, todo[i], answer.buf, answer.len);
    atl_out_discard(&answer);
  }
  m->status = status;
  return 0;
}

/* What came of a page, in the order of pages: its messages, files and rules. */
static void collect_page(struct atl_maker *m, const struct atl_known *known, const struct atl_known_page *page) {
  for (uint32_t k = 0; k < page->file.len; k++)
    *atl_vec_push(&m->file) =
        (struct atl_site_file){atl_arena_strndup(&m->arena, page->file.at[k].name, strlen(page->file.at[k].name)),
                               page->file.at[k].hash, m->site.markdown};
  for (uint32_t k = 0; k < page->rule.len; k++) {
    const struct atl_known_rule *rule = &known->rule.at[page->rule.at[k]];
    atl_maker_add_rule(m, rule->text, strlen(rule->text), rule->dark);
  }
}

/* While some map cannot be read its pages stay as they were: so do the rules that they want, and what is remembered. */
static void keep_lost(struct atl_maker *m) {
  bool *planned = atl_alloc(m->before.page.len + 1, sizeof *planned);
  for (uint32_t i = 0; i < m->site.page.len && m->before.page.len; i++) {
    const struct atl_known_page *page = atl_known_find(&m->before, m->site.page.at[i].file);
    if (page)
      planned[page - m->before.page.at] = true;
  }
  for (uint32_t i = 0; i < m->before.page.len; i++) {
    const struct atl_known_page *page = &m->before.page.at[i];
    if (planned[i] || !strncmp(page->name, "assets/", strlen("assets/"))) /* those are made in any case */
      continue;
    for (uint32_t k = 0; k < page->rule.len; k++) {
      const struct atl_known_rule *rule = &m->before.rule.at[page->rule.at[k]];
      atl_maker_add_rule(m, rule->text, strlen(rule->text), rule->dark);
    }
    atl_known_copy(&m->now, &m->before, page);
  }
  free(planned);
}

int atl_maker_pages(struct atl_maker *m) {
  uint32_t pages = m->site.page.len, todos = 0, *todo = atl_alloc(pages, sizeof *todo);
  const struct atl_known_page **kept = atl_alloc(pages, sizeof *kept);
  m->with = hash_of_run(m);
  m->page = atl_alloc(pages, sizeof *m->page);
  m->source = atl_alloc(m->site.index->map.len, sizeof *m->source);
  for (uint32_t i = 0; i < m->site.index->map.len; i++)
    m->source[i] = hash_of_sources(&m->atlas.work[m->atlas.map_work[i]]);
  for (uint32_t i = 0; i < pages; i++) {
    const struct atl_site_page *page = &m->site.page.at[i];
    uint32_t work = page->kind == ATL_PAGE_CONTENTS ? 0 : m->atlas.map_work[page->map];
    if (page->kind != ATL_PAGE_CONTENTS && !m->site.markdown)
      m->page[i].scope = atl_maker_scope(m, &m->atlas.work[work].sheet, m->atlas.found.map.at[work].path);
  }
  for (uint32_t i = 0; i < pages; i++) {
    kept[i] = known_page(m, i);
    if (!kept[i])
      todo[todos++] = i;
  }
  int ended_by = work_pages(m, todo, todos);
  m->light.len = m->dark.len = 0;
  for (uint32_t i = 0; i < pages; i++) {
    struct atl_page_work *work = &m->page[i];
    const struct atl_known *known = kept[i] ? &m->before : &work->answer;
    const struct atl_known_page *page = kept[i] ? kept[i] : work->answer.page.len ? work->answer.page.at : NULL;
    if (work->said.buf && fwrite(work->said.buf, 1, work->said.len, stderr) < work->said.len)
      atl_maker_raise(m, ATL_EXIT_SYSTEM);
    atl_maker_raise(m, work->status);
    if (page)
      collect_page(m, known, page);
    if (page && !work->again && m->site.page.at[i].kind != ATL_PAGE_CONTENTS)
      atl_known_copy(&m->now, known, page);
  }
  if (m->atlas.status)
    keep_lost(m);
  free(todo);
  free(kept);
  return ended_by;
}

void atl_maker_remember(struct atl_maker *m) {
  struct atl_out text;
  atl_out_memory(&text);
  atl_known_write(&m->now, &text);
  int error = atl_below_write(m->root, ATL_KNOWN_NAME, text.buf, text.len);
  if (error)
    atl_maker_unwritable(m, ATL_KNOWN_NAME, error);
  atl_out_discard(&text);
}

void atl_maker_release_pages(struct atl_maker *m) {
  for (uint32_t i = 0; m->page && i < m->site.page.len; i++) {
    atl_known_release(&m->page[i].answer);
    if (m->page[i].said.buf)
      atl_out_discard(&m->page[i].said);
  }
  free(m->page);
  free(m->source);
  atl_known_release(&m->before);
  atl_known_release(&m->now);
}
