/* atlasc site [DIR] -o OUT: a static site of all maps in a folder. Loads them, has src/site/ decide on the pages, draws
 * each, and writes files where they differ. */
#include "site/site.h"
#include "cmd/atlas_load.h"
#include "cmd/report.h"
#include "cmd/vocabulary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file that lists what was written, so that what is no more can go. */
#define MANIFEST ".atlasc-site"

struct maker {
  const struct atl_request *request;
  struct atl_atlas atlas;
  struct atl_site site;
  struct atl_arena arena;
  const char *out;
  uint32_t types; /* for downloads: a bit for each row of atl_backends */
  int status;
  bool stuck;                        /* a file could not be written */
  ATL_VEC(const char *) file;        /* that were written, from the top of the site */
  ATL_VEC(const char *) sheet;       /* names of style sheets: the scopes of rules */
  ATL_VEC(const char *) light, dark; /* rules, each once */
  struct atl_out answer;             /* of href() */
};

static void raise_status(struct maker *m, int status) { m->status = status > m->status ? status : m->status; }

/* -- files --------------------------------------------------------------------------------------------------------- */

static void unwritable(struct maker *m, const char *path, int error) {
  fprintf(stderr, "atlasc: cannot write '%s': %s\n", path, strerror(error));
  raise_status(m, ATL_EXIT_SYSTEM);
  m->stuck = true;
}

/* After a file that cannot be written no other is tried. */
static void write_file(struct maker *m, const char *name, const char *bytes, size_t len) {
  if (m->stuck)
    return;
  const char *path = atl_path_join(&m->arena, m->out, name);
  int error = atl_make_folders(path);
  if (!error)
    error = atl_write_changed(path, bytes, len);
  if (error) {
    unwritable(m, path, error);
    return;
  }
  *atl_vec_push(&m->file) = name;
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Whether the folder has a front page that is not ours: whatever else it holds is somebody's, too. */
static bool is_taken(struct maker *m) {
  struct atl_sources sources = {0};
  const char *path = atl_path_join(&m->arena, m->out, m->request->markdown ? "README.md" : "index.html");
  if (!access(atl_path_join(&m->arena, m->out, MANIFEST), F_OK) || access(path, F_OK))
    return false;
  uint32_t file = atl_sources_read(&sources, path);
  bool ours = file != ATL_NONE && strstr(sources.file.at[file].text, ATL_SITE_MARK);
  atl_sources_release(&sources);
  if (!ours)
    fprintf(stderr, "atlasc: '%s' was not made by atlasc, and would be overwritten; choose another folder with -o\n",
            path);
  return !ours;
}

/* Removes what the last site had and this one has not; nothing while some map cannot be read, whose pages stay as they
 * were. A name in the list that leads elsewhere is none of ours. */
static void remove_gone(struct maker *m) {
  struct atl_sources sources = {0};
  const char *path = atl_path_join(&m->arena, m->out, MANIFEST);
  uint32_t file = access(path, R_OK) ? ATL_NONE : atl_sources_read(&sources, path);
  uint32_t written = m->file.len;
  if (written)
    qsort(m->file.at, written, sizeof *m->file.at, by_text);
  for (char *line = file == ATL_NONE ? NULL : sources.file.at[file].text; line && *line;) {
    char *end = strchr(line, '\n');
    if (end)
      *end = 0;
    const char *name = line;
    bool ours = *name && *name != '/' && !strstr(name, "..");
    bool gone = ours && !bsearch(&name, m->file.at, written, sizeof *m->file.at, by_text);
    if (gone && (m->atlas.status || m->stuck))
      *atl_vec_push(&m->file) = atl_arena_strndup(&m->arena, name, strlen(name));
    else if (gone)
      unlink(atl_path_join(&m->arena, m->out, name));
    line = end ? end + 1 : NULL;
  }
  atl_sources_release(&sources);
  struct atl_out list;
  atl_out_memory(&list);
  if (m->file.len)
    qsort(m->file.at, m->file.len, sizeof *m->file.at, by_text);
  for (uint32_t i = 0; i < m->file.len; i++)
    atl_out_format(&list, "%s\n", m->file.at[i]);
  int error = m->stuck ? 0 : atl_write_changed(path, list.buf, list.len);
  if (error)
    unwritable(m, path, error);
  atl_out_discard(&list);
}

/* -- rules --------------------------------------------------------------------------------------------------------- */

/* The class of all drawings in one style sheet. A sheet that is a file, and not named on the command line, is another
 * one in another folder. */
static const char *scope_of(struct maker *m, const struct atl_sheet *sheet, const char *map_path) {
  char name[16];
  uint32_t at = 0;
  const char *slash = strrchr(map_path, '/');
  bool beside = slash && !m->request->style && strpbrk(sheet->name, "./");
  const char *folder = atl_arena_strndup(&m->arena, map_path, beside ? (size_t)(slash - map_path) : 0);
  const char *full = beside ? atl_path_join(&m->arena, folder, sheet->name)
                            : atl_arena_strndup(&m->arena, sheet->name, strlen(sheet->name));
  while (at < m->sheet.len && strcmp(m->sheet.at[at], full) != 0)
    at++;
  if (at == m->sheet.len)
    *atl_vec_push(&m->sheet) = full;
  snprintf(name, sizeof name, "s%u", at);
  return atl_arena_strndup(&m->arena, name, strlen(name));
}

static void add_rules(struct maker *m, struct atl_out *rules, bool dark) {
  for (size_t begin = 0, end; begin < rules->len; begin = end + 1) {
    end = begin;
    while (rules->buf[end] != '\n')
      end++;
    const char *const *list = dark ? m->dark.at : m->light.at;
    uint32_t len = dark ? m->dark.len : m->light.len, i = 0;
    while (i < len && (strncmp(list[i], rules->buf + begin, end - begin) != 0 || list[i][end - begin]))
      i++;
    if (i < len)
      continue;
    const char *rule = atl_arena_strndup(&m->arena, rules->buf + begin, end - begin);
    if (dark)
      *atl_vec_push(&m->dark) = rule;
    else
      *atl_vec_push(&m->light) = rule;
  }
}

static void write_style(struct maker *m, const struct atl_site_asset *asset) {
  struct atl_out css, light, dark;
  atl_out_memory(&css);
  atl_out_memory(&light);
  atl_out_memory(&dark);
  for (uint32_t i = 0; i < m->light.len; i++)
    atl_out_format(&light, "%s\n", m->light.at[i]);
  for (uint32_t i = 0; i < m->dark.len; i++)
    atl_out_format(&dark, "%s\n", m->dark.at[i]);
  atl_out_write(&css, (const char *)asset->bytes, asset->len);
  atl_svg_page_join(light.buf, light.len, &css);
  atl_out_lit(&css, "@media screen and (prefers-color-scheme:dark){\n");
  atl_svg_page_join(dark.buf, dark.len, &css);
  atl_out_lit(&css, "}\n");
  write_file(m, asset->name, css.buf, css.len);
  atl_out_discard(&css);
  atl_out_discard(&light);
  atl_out_discard(&dark);
}

/* -- drawings ------------------------------------------------------------------------------------------------------ */

/* What a drawing needs to know of where its words lead. */
struct shown {
  struct maker *maker;
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
  struct shown *s = context;
  const struct atl_map *map = &s->drawing->work->map;
  const struct atl_box *of = &s->drawing->order.box.at[box];
  struct maker *m = s->maker;
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

/* One format of a page's drawing. False where it cannot be drawn, which is reported. */
static bool draw_as(struct shown *s, struct atl_drawing *drawing, const char *format, struct atl_emit_options *options,
                    struct atl_out *out) {
  const struct atl_backend *backend = atl_backend_named(format);
  drawing->lenient = backend->cells;
  s->item = ATL_NONE;
  if (atl_drawing_write(drawing, backend, backend->cells ? ATL_PIPED_WIDTH : 0, options, out))
    return true;
  raise_status(s->maker, ATL_EXIT_INPUT);
  return false;
}

/* A file to download: chapters/hub.svg. That of the front page is called as its map is. A picture that would be too
 * large for PNG is made smaller, or left out where nothing could be read in it; the SVG is there. */
static const char *write_download(struct maker *m, struct atl_drawing *drawing, const struct atl_site_page *page,
                                  const char *format) {
  const struct atl_backend *backend = atl_backend_named(format);
  if (!(m->types & 1u << (backend - atl_backends)))
    return NULL;
  struct atl_emit_options options = atl_output_options(m->request, drawing->work, false);
  const struct atl_svg_page alone = {.scope = "m", .alone = true};
  options.page = m->site.markdown ? NULL : &alone; /* what a page of Markdown shows is the file that others show, too */
  if (!strcmp(format, "png") && atl_drawing_scene(drawing, false, 0)) {
    options.scale = atl_png_scale(&drawing->scene, options.scale);
    if (options.scale <= 0)
      return NULL;
  }
  struct atl_out bytes;
  atl_out_memory(&bytes);
  const char *name = NULL;
  if (atl_drawing_write(drawing, backend, 0, &options, &bytes)) {
    bool front = page == m->site.page.at;
    const char *named = front ? m->site.index->map.at[page->map].name : page->file;
    size_t stem = front ? strlen(named) : strlen(named) - strlen(m->site.markdown ? ".md" : ".html"),
           room = stem + strlen(backend->suffix) + 2;
    char *file = atl_arena_alloc(&m->arena, room);
    snprintf(file, room, "%.*s.%s", (int)stem, named, backend->suffix);
    write_file(m, file, bytes.buf, bytes.len);
    name = file;
  } else
    raise_status(m, ATL_EXIT_INPUT);
  atl_out_discard(&bytes);
  return name;
}

/* The drawing in a page of HTML, and the rules that it needs. */
static void draw_in_page(struct maker *m, const struct atl_site_page *page, struct atl_drawing *drawing,
                         struct atl_out *svg, struct atl_site_drawing *drawn) {
  struct shown shown = {.maker = m, .page = page, .drawing = drawing};
  const char *path = m->atlas.found.map.at[m->atlas.map_work[page->map]].path;
  const char *scope = scope_of(m, &drawing->work->sheet, path);
  struct atl_svg_page in_page = {.scope = scope, .context = &shown, .href = href};
  struct atl_emit_options options = {.page = &in_page};
  struct atl_out light, dark;
  if (!draw_as(&shown, drawing, "svg", &options, svg))
    return;
  atl_out_memory(&light);
  atl_out_memory(&dark);
  atl_svg_page_rules(&drawing->scene, in_page.scope, &light, &dark);
  add_rules(m, &light, false);
  add_rules(m, &dark, true);
  atl_out_discard(&light);
  atl_out_discard(&dark);
  drawn->svg = svg->buf;
  drawn->svg_len = svg->len;
}

/* What a page shows and offers. The map was read with the atlas; a page draws a part of it. */
static void draw_page(struct maker *m, const struct atl_site_page *page, struct atl_out *svg, struct atl_out *text,
                      struct atl_site_drawing *drawn) {
  struct atl_work *work = &m->atlas.work[m->atlas.map_work[page->map]];
  struct atl_drawing drawing = {0};
  struct atl_drawing_options options = {.depth = page->depth};
  work->diags.list.len = 0; /* said already */
  if (atl_drawing_init(&drawing, work, &options)) {
    struct shown shown = {.maker = m, .page = page, .drawing = &drawing};
    struct atl_emit_options plain = atl_output_options(m->request, work, false);
    drawing.extent.root = page->root;
    if (!m->site.markdown)
      draw_in_page(m, page, &drawing, svg, drawn);
    if (page->kind == ATL_PAGE_MAP || page->kind == ATL_PAGE_PART) {
      drawn->svg_file = write_download(m, &drawing, page, "svg");
      drawn->png_file = write_download(m, &drawing, page, "png");
      if (draw_as(&shown, &drawing, "text", &plain, text)) {
        drawn->text = text->buf;
        drawn->text_len = text->len;
      }
    }
  } else
    raise_status(m, ATL_EXIT_INPUT);
  if (drawing.undrawn)
    raise_status(m, ATL_EXIT_INPUT);
  atl_diags_sort(&work->diags);
  atl_print_reports(&work->diags, &work->sources, m->request->format, m->request->color);
  atl_drawing_release(&drawing);
}

static void make_page(struct maker *m, uint32_t number) {
  const struct atl_site_page *page = &m->site.page.at[number];
  struct atl_site_drawing drawn = {0};
  struct atl_out svg, text, html;
  atl_out_memory(&svg);
  atl_out_memory(&text);
  atl_out_memory(&html);
  if (page->kind != ATL_PAGE_CONTENTS)
    draw_page(m, page, &svg, &text, &drawn);
  (m->site.markdown ? atl_site_write_page_md : atl_site_write_page)(&m->site, number, &drawn, &html);
  write_file(m, page->file, html.buf, html.len);
  atl_out_discard(&html);
  atl_out_discard(&svg);
  atl_out_discard(&text);
}

/* A page, or a script, that is made of the whole atlas. */
static void make_list(struct maker *m, const char *name, void (*write)(const struct atl_site *, struct atl_out *)) {
  struct atl_out bytes;
  atl_out_memory(&bytes);
  write(&m->site, &bytes);
  write_file(m, name, bytes.buf, bytes.len);
  atl_out_discard(&bytes);
}

/* The glossary of a site of HTML has its places in a script. */
static void make_glossary(struct maker *m) {
  struct atl_out html, places;
  atl_out_memory(&html);
  atl_out_memory(&places);
  atl_site_write_glossary(&m->site, &html, &places);
  write_file(m, m->site.glossary_file, html.buf, html.len);
  if (places.len)
    write_file(m, "assets/places.js", places.buf, places.len);
  atl_out_discard(&html);
  atl_out_discard(&places);
}

static void write_assets(struct maker *m) {
  for (const struct atl_site_asset *asset = atl_site_assets; *asset->name; asset++)
    if (!strcmp(asset->name, "assets/site.css"))
      write_style(m, asset);
    else
      write_file(m, asset->name, (const char *)asset->bytes, asset->len);
}

static void make_site(struct maker *m) {
  atl_index_terms(&m->atlas.index);
  m->site.version = ATL_VERSION;
  m->site.markdown = m->request->markdown;
  atl_site_plan(&m->site, &m->atlas.index);
  for (uint32_t i = 0; i < m->site.page.len; i++)
    make_page(m, i);
  bool md = m->site.markdown;
  if (m->site.glossary && md)
    make_list(m, m->site.glossary_file, atl_site_write_glossary_md);
  else if (m->site.glossary)
    make_glossary(m);
  make_list(m, m->site.a_to_z_file, md ? atl_site_write_a_to_z_md : atl_site_write_a_to_z);
  if (!md) {
    make_list(m, "assets/index.js", atl_site_write_search);
    write_assets(m);
  }
  remove_gone(m);
}

static int check_request(const struct atl_request *r) {
  int status = atl_check_folders(r, "site");
  if (status >= 0)
    return status;
  const struct atl_words page_types = ATL_WORDS_OF(atl_page_types);
  for (const struct atl_backend *backend = atl_backends; backend->name; backend++)
    if (r->build.types & 1u << (backend - atl_backends) &&
        atl_word_index(page_types, backend->name, strlen(backend->name)) < 0)
      return atl_usage("a page offers its drawing as svg or png, not as '%s'", backend->name);
  if (!r->markdown && !*atl_site_assets[0].name)
    return atl_usage("this atlasc was built without the scripts of sites (-DATL_SITE=OFF)");
  if (r->layout || r->direction || r->view || r->root || r->depth || r->only.len || r->without.len || r->width ||
      r->aspect || r->dump)
    return atl_usage("'atlasc site' draws every map as it says; of the options of drawing it takes --style alone");
  return -1;
}

int atl_command_site(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "site");
  if (status < 0)
    status = check_request(&request);
  if (status < 0) {
    struct maker m = {.request = &request, .types = request.build.types};
    struct atl_work_options options = {.style = request.style, .all_views = true};
    for (const struct atl_backend *backend = atl_backends; backend->name && !request.build.types; backend++)
      if (!strcmp(backend->name, "svg") || (!strcmp(backend->name, "png") && !request.markdown))
        m.types |= 1u << (backend - atl_backends);
    atl_out_memory(&m.answer);
    m.out = request.output.len ? request.output.at[0].path : request.markdown ? "out/pages" : "out/site";
    atl_atlas_load(&m.atlas, request.input.len ? request.input.at[0] : NULL, &options);
    atl_atlas_print_reports(&m.atlas, request.format, request.color);
    m.status = m.atlas.status;
    if (m.atlas.index.map.len && is_taken(&m))
      m.status = ATL_EXIT_SYSTEM;
    else if (m.atlas.index.map.len)
      make_site(&m);
    status = m.status;
    atl_out_discard(&m.answer);
    atl_vec_release(&m.file);
    atl_vec_release(&m.sheet);
    atl_vec_release(&m.light);
    atl_vec_release(&m.dark);
    atl_site_release(&m.site);
    atl_atlas_release(&m.atlas);
    atl_arena_release(&m.arena);
  }
  atl_request_release(&request);
  return status;
}
