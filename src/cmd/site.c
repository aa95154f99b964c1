/* atlasc site [DIR] -o OUT: a static site of all maps in a folder. Loads them, has src/site/ decide on the pages, makes
 * those that are out of date (site_pages.c), and writes files where they differ. */
#include "cmd/site_maker.h"

#include "base/below.h"
#include "base/memo.h"
#include "base/sort.h"
#include "base/spell.h"
#include "cmd/report.h"
#include "cmd/vocabulary.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file that lists what was written, so that what is no more can go: a first line, then the hash of a file as it was
 * written, the kind of site it is of, and its name, sorted. Anybody can have written it, as it may come with a folder:
 * it is believed of a file that is below the folder, of a kind that sites have, and has the very bytes. */
#define MANIFEST ATL_SITE_LIST
static const char first_line[] = "atlasc site 1\n";
static const char *const kinds[] = {"html", "markdown"};
enum { NAMED_FILES = 8 };

void atl_maker_raise(struct atl_maker *m, int status) { m->status = status > m->status ? status : m->status; }

/* -- files --------------------------------------------------------------------------------------------------------- */

/* For people. */
const char *atl_maker_shown(struct atl_maker *m, const char *name) {
  return atl_spelled(&m->arena, ATL_SPELL_PEOPLE, atl_path_join(&m->arena, m->out, name));
}

void atl_maker_unwritable(struct atl_maker *m, const char *name, int error) {
  fprintf(stderr, "atlasc: cannot write '%s': %s\n", atl_maker_shown(m, name), atl_below_why(error));
  atl_maker_raise(m, ATL_EXIT_SYSTEM);
  m->stuck = true;
}

/* By name, then by kind. */
static int by_name(const void *a, const void *b) {
  const struct atl_site_file *left = a, *right = b;
  int side = strcmp(left->name, right->name);
  return side ? side : left->markdown - right->markdown;
}

/* Whether a list, which is sorted, has a file of a kind; the first of them. */
static const struct atl_site_file *find_file(const struct atl_site_file *list, uint32_t len, const char *name,
                                             bool markdown) {
  const struct atl_site_file wanted = {.name = name, .markdown = markdown};
  return len ? bsearch(&wanted, list, len, sizeof *list, by_name) : NULL;
}

/* Whether a file was made by a run of this program, by what is listed of it. */
static bool is_listed(const struct atl_maker *m, const char *name, struct atl_hash hash) {
  for (int kind = 0; kind < 2; kind++) {
    const struct atl_site_file *listed = find_file(m->old.at, m->old.len, name, kind);
    if (listed && atl_hash_same(listed->hash, hash))
      return true;
  }
  for (uint32_t i = 0; i < m->built.record.len; i++)
    for (uint32_t k = 0; k < m->built.record.at[i].made.len; k++) {
      const struct atl_made *made = &m->built.record.at[i].made.at[k];
      if (made->kind == ATL_MADE_OUT && atl_hash_same(made->hash, hash) && !strcmp(made->name, name))
        return true;
    }
  return false;
}

/* Whether writing a file would take somebody's away: one that is there, in a folder that has no front page of ours, and
 * was made by no run that is known. It is said. */
static bool is_foreign(struct atl_maker *m, const char *name) {
  struct atl_hash there;
  if (m->ours || m->root < 0 || !atl_below_hash(m->root, name, &there) || is_listed(m, name, there))
    return false;
  fprintf(stderr, "atlasc: '%s' was not made by atlasc, and would be overwritten; choose another folder with -o\n",
          atl_maker_shown(m, name));
  atl_maker_raise(m, ATL_EXIT_SYSTEM);
  return true;
}

/* After a file that cannot be written no other is tried. */
void atl_maker_write(struct atl_maker *m, const char *name, const char *bytes, size_t len) {
  if (m->stuck)
    return;
  struct atl_hash hash = atl_hash_bytes(bytes, len);
  int error = atl_below_make_folders(m->root, name);
  if (!error)
    error = atl_below_write(m->root, name, bytes, len);
  if (error)
    atl_maker_unwritable(m, name, error);
  else
    *atl_vec_push(&m->file) = (struct atl_site_file){name, hash, m->request->markdown};
}

/* Whether a site of a kind can have such a file. */
bool atl_maker_may_have(const char *name, bool markdown) {
  static const char *const of_html[] = {"html", "svg", "png", "js", NULL}, *const of_markdown[] = {"md", "svg", "png",
                                                                                                   NULL};
  static const char *const of_assets[] = {"js", "css", "svg", NULL};
  static const char assets[] = "assets/";
  bool asset = !markdown && !strncmp(name, assets, sizeof assets - 1);
  const char *dot = strrchr(name, '.'), *slash = strrchr(name, '/');
  if (!atl_below_is_name(name) || !dot || (slash && dot < slash))
    return false;
  for (const char *const *suffix = asset ? of_assets : markdown ? of_markdown : of_html; *suffix; suffix++)
    if (!strcmp(dot + 1, *suffix))
      return true;
  return asset && (!strcmp(name, "assets/licences.txt") || atl_maker_is_playground(name));
}

static bool parse_line(void *context, const char *at, const char *end) {
  struct atl_maker *m = context;
  struct atl_site_file file = {0};
  if (!atl_memo_take_hash(&at, end, &file.hash))
    return false;
  for (int kind = 0; kind < 2; kind++) {
    if (!atl_memo_take_word(&at, end, kinds[kind]))
      continue;
    file.markdown = kind;
    file.name = atl_spell_read(&m->arena, at, (size_t)(end - at));
    if (!file.name || !atl_maker_may_have(file.name, kind))
      return false;
    *atl_vec_push(&m->old) = file;
    return true;
  }
  return false;
}

/* Reads what earlier runs have listed. A list that is not understood, by one bad line, says nothing at all; that is
 * said, and a new list takes its place. */
static void read_manifest(struct atl_maker *m) {
  size_t len = 0;
  char *text = m->root < 0 ? NULL : atl_below_read(m->root, MANIFEST, &len);
  bool good = text || m->root < 0 || errno == ENOENT;
  if (text)
    good = atl_memo_read(text, len, first_line, parse_line, m);
  if (!good) {
    m->old.len = 0;
    fprintf(stderr, "atlasc: '%s' is of an earlier version or cannot be understood: nothing that it lists is removed\n",
            atl_maker_shown(m, MANIFEST));
  }
  free(text);
  if (m->old.len)
    atl_sort(m->old.at, m->old.len, sizeof *m->old.at, by_name);
  text = m->root < 0 ? NULL : atl_below_read(m->root, ATL_STATE_NAME, &len);
  if (text)
    atl_state_parse(&m->built, text, len);
  free(text);
  text = m->root < 0 ? NULL : atl_below_read(m->root, ATL_KNOWN_NAME, &len);
  if (text && atl_known_parse(&m->before, text, len))
    atl_known_sort(&m->before);
  free(text);
}

/* Whether the folder has a front page that is not ours: whatever else it holds is somebody's, too. No list makes it
 * ours. */
static bool is_taken(struct atl_maker *m) {
  size_t len = 0;
  const char *front = m->request->markdown ? "README.md" : "index.html";
  if (m->root < 0)
    return false;
  char *text = atl_below_read(m->root, front, &len);
  if (!text && errno == ENOENT)
    return false;
  m->ours = text && strstr(text, ATL_SITE_MARK);
  free(text);
  if (!m->ours)
    fprintf(stderr, "atlasc: '%s' was not made by atlasc, and would be overwritten; choose another folder with -o\n",
            atl_maker_shown(m, front));
  return !m->ours;
}

static void say_files(struct atl_maker *m, const char *what, const char *const *name, uint32_t count) {
  if (!count)
    return;
  fprintf(stderr, "atlasc: %s: ", what);
  for (uint32_t i = 0; i < count && i < NAMED_FILES; i++)
    fprintf(stderr, "%s%s", i ? ", " : "", atl_maker_shown(m, name[i]));
  if (count > NAMED_FILES)
    fprintf(stderr, " and %u more", count - NAMED_FILES);
  fputc('\n', stderr);
}

/* Removes what the last site of this kind had and this one has not; nothing while some map cannot be read, whose pages
 * stay as they were. The files of a site of the other kind stay on the list. */
static void remove_gone(struct atl_maker *m) {
  ATL_VEC(const char *) left = {0};
  uint32_t written = m->file.len;
  if (written)
    atl_sort(m->file.at, written, sizeof *m->file.at, by_name);
  for (uint32_t i = 0; i < m->old.len; i++) {
    const struct atl_site_file *old = &m->old.at[i];
    bool mine = old->markdown == m->request->markdown;
    if (mine && find_file(m->file.at, written, old->name, old->markdown))
      continue;
    if (!mine || m->atlas.status || m->stuck) {
      *atl_vec_push(&m->file) = *old;
      continue;
    }
    bool shared = find_file(m->old.at, m->old.len, old->name, !old->markdown); /* with a site of the other kind */
    int error = shared ? 0 : atl_below_remove(m->root, old->name, old->hash);
    if (error && error != ENOENT && error != ENOTDIR)
      *atl_vec_push(&left) = old->name;
  }
  say_files(m, "not as this program made them, and left alone from now on", left.at, left.len);
  atl_vec_release(&left);
}

static void write_manifest(struct atl_maker *m) {
  struct atl_out list;
  atl_out_memory(&list);
  atl_out_text(&list, first_line);
  if (m->file.len)
    atl_sort(m->file.at, m->file.len, sizeof *m->file.at, by_name);
  for (uint32_t i = 0; i < m->file.len; i++) {
    const struct atl_site_file *file = &m->file.at[i];
    if (i && !by_name(file - 1, file))
      continue; /* listed by an earlier run that was cut off */
    atl_memo_write_hash(&list, file->hash);
    atl_out_format(&list, "%s ", kinds[file->markdown]);
    atl_memo_write_name(&list, file->name);
  }
  int error = atl_below_write(m->root, MANIFEST, list.buf, list.len);
  if (error)
    atl_maker_unwritable(m, MANIFEST, error);
  atl_out_discard(&list);
}

/* -- rules --------------------------------------------------------------------------------------------------------- */

/* The class of all drawings in one style sheet. A sheet that is a file, and not named on the command line, is another
 * one in another folder. */
const char *atl_maker_scope(struct atl_maker *m, const struct atl_sheet *sheet, const char *map_path) {
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

void atl_maker_add_rule(struct atl_maker *m, const char *text, size_t len, bool dark) {
  const char *const *list = dark ? m->dark.at : m->light.at;
  uint32_t count = dark ? m->dark.len : m->light.len, i = 0;
  while (i < count && (strncmp(list[i], text, len) != 0 || list[i][len]))
    i++;
  if (i < count)
    return;
  const char *rule = atl_arena_strndup(&m->arena, text, len);
  if (dark)
    *atl_vec_push(&m->dark) = rule;
  else
    *atl_vec_push(&m->light) = rule;
}

/* The rules of all drawings, which pages without one do not load. */
static void write_rules(struct atl_maker *m) {
  struct atl_out css, light, dark;
  atl_out_memory(&css);
  atl_out_memory(&light);
  atl_out_memory(&dark);
  for (uint32_t i = 0; i < m->light.len; i++)
    atl_out_format(&light, "%s\n", m->light.at[i]);
  for (uint32_t i = 0; i < m->dark.len; i++)
    atl_out_format(&dark, "%s\n", m->dark.at[i]);
  atl_svg_page_join(light.buf, light.len, &css);
  int room = atl_maker_least_room(m);
  atl_out_format(&css,
                 "@container (width<%dpx){.wide{display:none}}\n@container (width>=%dpx){.narrow{display:none}}\n",
                 room, room);
  atl_out_lit(&css, "@media screen and (prefers-color-scheme:dark){\n");
  atl_svg_page_join(dark.buf, dark.len, &css);
  atl_out_lit(&css, "}\n");
  atl_maker_write(m, ATL_SITE_RULES, css.buf, css.len);
  atl_out_discard(&css);
  atl_out_discard(&light);
  atl_out_discard(&dark);
}

/* -- what is packed --------------------------------------------------------------------------------------------------
 */

/* Packing takes longer than all else of a site in which nothing changed. A script with something packed is remembered
 * as a page is: by what it was made of, and by its bytes. */
static bool packed_before(void *context, const char *name, const char *bytes, size_t len, struct atl_out *out) {
  struct atl_maker *m = context;
  const struct atl_known_page *known = atl_known_find(&m->before, name);
  struct atl_out made_of;
  atl_out_memory(&made_of);
  atl_memo_write_hash(&made_of, m->with);
  atl_memo_write_hash(&made_of, atl_hash_bytes(bytes, len));
  m->packed = atl_hash_bytes(made_of.buf, made_of.len);
  atl_out_discard(&made_of);
  if (!known || known->file.len != 1 || strcmp(known->file.at[0].name, name) != 0 ||
      !atl_hash_same(known->key, m->packed))
    return false;
  size_t there = 0;
  char *script = atl_below_read(m->root, name, &there);
  const char *begin = script ? memchr(script, '"', there) : NULL;
  bool same = begin && atl_hash_same(atl_hash_bytes(script, there), known->file.at[0].hash);
  same = same && begin > script && begin[-1] == '('; /* else it stands there as it is, as libdeflate was not there */
  const char *end = same ? memchr(begin + 1, '"', there - (size_t)(begin + 1 - script)) : NULL;
  if (end)
    atl_out_write(out, begin + 1, (size_t)(end - begin - 1));
  free(script);
  return end;
}

static void write_packed(struct atl_maker *m, const char *name, const struct atl_out *script) {
  uint32_t files = m->file.len;
  atl_maker_write(m, name, script->buf, script->len);
  if (m->file.len == files)
    return;
  atl_known_add_page(&m->now, name, m->packed);
  atl_known_add_file(&m->now, name, m->file.at[files].hash);
}

/* A page, or a script, that is made of the whole atlas. */
static void make_list(struct atl_maker *m, const char *name, void (*write)(const struct atl_site *, struct atl_out *)) {
  struct atl_out bytes;
  atl_out_memory(&bytes);
  write(&m->site, &bytes);
  atl_maker_write(m, name, bytes.buf, bytes.len);
  atl_out_discard(&bytes);
}

/* The glossary of a site of HTML has its places in a script. */
static void make_glossary(struct atl_maker *m) {
  struct atl_out html, places;
  atl_out_memory(&html);
  atl_out_memory(&places);
  atl_site_write_glossary(&m->site, &html, &places);
  atl_maker_write(m, m->site.glossary_file, html.buf, html.len);
  if (places.len)
    write_packed(m, ATL_SITE_PLACES, &places);
  atl_out_discard(&html);
  atl_out_discard(&places);
}

static void make_search(struct atl_maker *m) {
  struct atl_out script;
  atl_out_memory(&script);
  atl_site_write_search(&m->site, &script);
  write_packed(m, ATL_SITE_INDEX, &script);
  atl_out_discard(&script);
}

static void write_assets(struct atl_maker *m) {
  for (const struct atl_site_asset *asset = atl_site_assets; *asset->name; asset++)
    atl_maker_write(m, asset->name, (const char *)asset->bytes, asset->len);
  atl_maker_write_playground(m);
  write_rules(m);
}

/* Whether anything that this site will have is there and somebody else's: then nothing at all is written. */
static bool is_in_the_way(struct atl_maker *m) {
  bool md = m->site.markdown;
  for (uint32_t i = 0; i < m->site.page.len; i++) {
    const struct atl_site_page *page = &m->site.page.at[i];
    if (is_foreign(m, page->file) || (!md && is_foreign(m, atl_maker_more(m, page))))
      return true;
    for (const struct atl_backend *backend = atl_backends; backend->name; backend++)
      if (m->types & 1u << (backend - atl_backends) && (page->kind == ATL_PAGE_MAP || page->kind == ATL_PAGE_PART) &&
          (is_foreign(m, atl_maker_download(m, page, backend, false)) ||
           (md && is_foreign(m, atl_maker_download(m, page, backend, true)))))
        return true;
  }
  for (const struct atl_site_asset *asset = atl_site_assets; *asset->name && !md; asset++)
    if (is_foreign(m, asset->name))
      return true;
  const char *file;
  for (uint32_t i = 0; (file = atl_maker_playground_file(m, i)); i++)
    if (is_foreign(m, file))
      return true;
  return (m->site.glossary && is_foreign(m, m->site.glossary_file)) || is_foreign(m, m->site.a_to_z_file) ||
         (!md && (is_foreign(m, ATL_SITE_RULES) || is_foreign(m, ATL_SITE_INDEX) || is_foreign(m, ATL_SITE_PLACES)));
}

static void make_site(struct atl_maker *m) {
  atl_index_terms(&m->atlas.index);
  m->site.version = ATL_VERSION;
  m->site.markdown = m->request->markdown;
  m->site.playground = m->request->playground;
  m->site.packed_before = packed_before;
  m->site.context = m;
  atl_site_plan(&m->site, &m->atlas.index);
  if (is_in_the_way(m))
    return;
  if (m->root < 0)
    m->root = atl_below_open(m->out, true);
  if (m->root < 0) {
    atl_maker_unwritable(m, "", errno);
    return;
  }
  int signal_number = atl_maker_pages(m);
  if (signal_number) { /* what was written is no site yet: the signal does what it always does */
    raise(signal_number);
    return;
  }
  bool md = m->site.markdown;
  if (m->site.glossary && md)
    make_list(m, m->site.glossary_file, atl_site_write_glossary_md);
  else if (m->site.glossary)
    make_glossary(m);
  make_list(m, m->site.a_to_z_file, md ? atl_site_write_a_to_z_md : atl_site_write_a_to_z);
  if (!md) {
    make_search(m);
    write_assets(m);
  }
  remove_gone(m);
  write_manifest(m);
  atl_maker_remember(m);
}

int atl_site_check_request(const struct atl_request *r, const char *command) {
  int status = atl_check_folders(r, command);
  if (status >= 0)
    return status;
  const struct atl_words page_types = ATL_WORDS_OF(atl_page_types);
  for (const struct atl_backend *backend = atl_backends; backend->name; backend++)
    if (r->build.types & 1u << (backend - atl_backends) &&
        atl_word_index(page_types, backend->name, strlen(backend->name)) < 0)
      return atl_usage("a page offers its drawing as svg or png, not as '%s'", backend->name);
  if (!r->markdown && !*atl_site_assets[0].name)
    return atl_usage("this atlasc was built without the scripts of sites (-DATL_SITE=OFF)");
  if (r->markdown && r->playground)
    return atl_usage("a site of Markdown has no playground");
  if (r->layout || r->direction || r->groups || r->view || r->root || r->depth || r->only.len || r->without.len ||
      r->focus.len || r->neighbours || r->without_links.len || r->aspect || r->dump)
    return atl_usage(
        "'atlasc %s' draws every map as it says; of the options of drawing it takes --style and --width alone",
        command);
  return -1;
}

/* Tells of all that the site depends on. */
static void note_all(struct atl_atlas *atlas, struct atl_watch *watch) {
  for (uint32_t i = 0; i < atlas->found.folder.len; i++)
    atl_watch_folder(watch, atl_path_join(&atlas->found.arena, atlas->found.dir, atlas->found.folder.at[i]));
  for (uint32_t i = 0; i < atlas->works; i++) {
    atl_watch_file(watch, atlas->found.map.at[i].path); /* it may be a link, or not there */
    atl_watch_sources(watch, &atlas->work[i].sources);
  }
}

int atl_site_make(const struct atl_request *request, const char *out, struct atl_watch *watch) {
  struct atl_maker m = {.request = request, .types = request->build.types};
  struct atl_work_options options = {.style = request->style, .all_views = true};
  if (!m.types)
    m.types = 1u << (atl_backend_named("svg") - atl_backends);
  atl_out_memory(&m.answer);
  m.out = out;
  atl_atlas_load(&m.atlas, request->input.len ? request->input.at[0] : NULL, &options);
  atl_atlas_print_reports(&m.atlas, request->format, request->color);
  if (watch)
    note_all(&m.atlas, watch);
  m.status = m.atlas.status;
  m.root = atl_below_open(m.out, false);
  if (m.atlas.index.map.len)
    read_manifest(&m);
  if (m.atlas.index.map.len && is_taken(&m))
    m.status = ATL_EXIT_SYSTEM;
  else if (m.atlas.index.map.len && !atl_maker_load_playground(&m))
    m.status = ATL_EXIT_SYSTEM;
  else if (m.atlas.index.map.len)
    make_site(&m);
  int status = m.status;
  atl_out_discard(&m.answer);
  if (m.root >= 0)
    close(m.root);
  atl_maker_release_pages(&m);
  atl_state_release(&m.built);
  atl_vec_release(&m.file);
  atl_vec_release(&m.old);
  atl_vec_release(&m.sheet);
  atl_vec_release(&m.light);
  atl_vec_release(&m.dark);
  atl_sources_release(&m.playground);
  atl_site_release(&m.site);
  atl_atlas_release(&m.atlas);
  atl_arena_release(&m.arena);
  return status;
}

int atl_command_site(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "site");
  if (status < 0)
    status = atl_site_check_request(&request, "site");
  if (status < 0)
    status = atl_site_make(&request,
                           request.output.len ? request.output.at[0].path
                           : request.markdown ? "out/pages"
                                              : "out/site",
                           NULL);
  atl_request_release(&request);
  return status;
}
