/* The playground of a site: a page to type maps into, which draws them by itself (integrations/playground). It is built
 * by other tools than the program, so its files come with an installation, or from a folder that is named, and are
 * copied as they are. */
#include "cmd/site_maker.h"

#include "base/spell.h"
#include "cmd/report.h"
#include "site/pack.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const files[] = {"index.html", "playground.css", "playground.js",
                                    "module.js",  "example.svg",    "licences.txt"};
enum { FILES = sizeof files / sizeof *files };

/* Where they are, as seen from above the folder of the program: where it is installed, and where it is built. */
static const char *const places[] = {"share/atlasc/playground", "wasm/playground"};

/* The folder above that of the program; "" where that cannot be known. */
static const char *above_program(struct atl_maker *m) {
  char path[PATH_MAX];
  ssize_t len = readlink("/proc/self/exe", path, sizeof path);
  for (int parts = 2; parts && len > 0; parts--) {
    while (len > 0 && path[len - 1] != '/')
      len--;
    len--;
  }
  return len > 0 ? atl_arena_strndup(&m->arena, path, (size_t)len) : len ? "" : "/";
}

/* Reads all of them, or none: then *lacking is the first that is not there, and errno says why. */
static bool read_from(struct atl_maker *m, const char *folder, const char **lacking) {
  for (int i = 0; i < FILES; i++) {
    *lacking = atl_path_join(&m->arena, folder, files[i]);
    if (atl_sources_read(&m->playground, *lacking) == ATL_NONE) {
      int error = errno;
      atl_sources_release(&m->playground);
      m->playground = (struct atl_sources){0};
      errno = error;
      return false;
    }
  }
  return true;
}

bool atl_maker_load_playground(struct atl_maker *m) {
  const char *lacking = "", *given = m->request->playground_from;
  if (!m->request->playground)
    return true;
  if (given) {
    if (read_from(m, given, &lacking))
      return true;
    fprintf(stderr, "atlasc: cannot read '%s' of the playground: %s\n",
            atl_spelled(&m->arena, ATL_SPELL_PEOPLE, lacking), strerror(errno));
    return false;
  }
  const char *above = above_program(m);
  for (size_t i = 0; *above && i < sizeof places / sizeof *places; i++)
    if (read_from(m, atl_path_join(&m->arena, above, places[i]), &lacking))
      return true;
  fprintf(stderr,
          "atlasc: the playground is not there: it would be in '%s'; 'cmake --build --preset wasm --target playground' "
          "builds it, into build/wasm/playground of the sources, and --playground-from names another folder\n",
          atl_spelled(&m->arena, ATL_SPELL_PEOPLE, atl_path_join(&m->arena, above, places[0])));
  return false;
}

static const char *name_of(struct atl_maker *m, int file) {
  return atl_path_join(&m->arena, ATL_SITE_PLAYGROUND, files[file]);
}

const char *atl_maker_playground_file(struct atl_maker *m, uint32_t file) {
  return file < m->playground.file.len ? name_of(m, (int)file) : NULL;
}

void atl_maker_write_playground(struct atl_maker *m) {
  for (uint32_t i = 0; i < m->playground.file.len; i++)
    atl_maker_write(m, name_of(m, (int)i), m->playground.file.at[i].text, m->playground.file.at[i].len);
}

bool atl_maker_is_playground(const char *name) {
  static const char folder[] = ATL_SITE_PLAYGROUND "/";
  if (strncmp(name, folder, sizeof folder - 1) != 0)
    return false;
  for (int i = 0; i < FILES; i++)
    if (!strcmp(name + sizeof folder - 1, files[i]))
      return true;
  return false;
}

/* A longer address is more than some browsers take, and than a page should hold for one link. */
enum { LONGEST_SHARED = 32 * 1024 };

void atl_maker_share(struct atl_maker *m, const struct atl_site_page *page, int32_t width, struct atl_out *out) {
  const struct atl_work *work = &m->atlas.work[m->atlas.map_work[page->map]];
  const char *style = m->request->style;
  /* What stands in other files, as a style sheet of one's own, is not there. */
  if (!m->request->playground || page->kind != ATL_PAGE_MAP || work->sources.file.len != 1)
    return;
  const struct atl_source *map = &work->sources.file.at[0];
  struct atl_out json;
  atl_out_memory(&json);
  atl_out_lit(&json, "{\"map\":\"");
  atl_spell_bytes(&json, ATL_SPELL_JSON, map->text, map->len);
  atl_out_char(&json, '"');
  if (width)
    atl_out_format(&json, ",\"width\":\"%d\"", (int)(width / ATL_PX));
  if (style) {
    atl_out_lit(&json, ",\"style\":\"");
    atl_spell(&json, ATL_SPELL_JSON, style);
    atl_out_char(&json, '"');
  }
  atl_out_char(&json, '}');
  size_t begin = out->len;
  if (!atl_site_pack_address(json.buf, json.len, out) || out->len - begin > LONGEST_SHARED)
    out->len = begin;
  atl_out_discard(&json);
}
