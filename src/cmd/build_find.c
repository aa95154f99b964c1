/* Finds the maps in a folder and below it: files that end in .yaml or .yml and have `nodes:` at their top. What has
 * none is a style sheet, or no business of ours. Names are sorted by bytes, so that the order is that of no file
 * system.
 *
 * Not looked into: what begins with a dot, links to folders (they may lead back), and the folder of outputs. */
#include "cmd/build.h"

#include "base/sort.h"
#include "base/spell.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *atl_path_join(struct atl_arena *arena, const char *folder, const char *name) {
  size_t len = strlen(folder), rest = strlen(name);
  bool slash = len && rest && folder[len - 1] != '/';
  char *path = atl_arena_alloc(arena, len + slash + rest + 1);
  memcpy(path, folder, len);
  if (slash)
    path[len] = '/';
  memcpy(path + len + slash, name, rest);
  return path;
}

/* "maps/" is "maps", "." is "": names are joined to it. */
static const char *folder_named(struct atl_arena *arena, const char *given) {
  size_t len = strlen(given);
  while (len > 1 && given[len - 1] == '/')
    len--;
  while (len > 2 && given[0] == '.' && given[1] == '/' && given[2] != '/') {
    given += 2;
    len -= 2;
  }
  return len == 1 && *given == '.' ? "" : atl_arena_strndup(arena, given, len);
}

void atl_build_settle(struct atl_build *b, const char *operand, const char *out) {
  struct stat about;
  const char *dir = operand ? operand : !stat("maps", &about) ? "maps" : ".";
  b->out = folder_named(&b->arena, out);
  if (!*b->out)
    b->out = ".";
  if (!stat(dir, &about) && !S_ISDIR(about.st_mode)) {
    const char *slash = strrchr(dir, '/');
    b->only = slash ? slash + 1 : dir;
    dir = slash ? atl_arena_strndup(&b->arena, dir, (size_t)(slash - dir) + 1) : ".";
  }
  b->dir = folder_named(&b->arena, dir);
}

/* Whether a line starts with the key: nodes: "nodes": 'nodes' : */
static bool key_at(const char *at, const char *end) {
  static const char word[] = "nodes";
  char quote = at < end && (*at == '"' || *at == '\'') ? *at++ : 0;
  if ((size_t)(end - at) < sizeof word || memcmp(at, word, sizeof word - 1) != 0)
    return false;
  at += sizeof word - 1;
  if (quote && (at == end || *at++ != quote))
    return false;
  while (at < end && (*at == ' ' || *at == '\t'))
    at++;
  return at < end && *at == ':';
}

/* Whether a text has `nodes` at its top: at the start of a line, or, where it is written as JSON is, anywhere. A word
 * of that name deeper in a JSON text makes it a map too, which at worst is reported as a bad one. */
static bool is_map(const char *text, size_t len) {
  const char *end = text + len, *at = text;
  if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
    at += 3;
  bool begun = false, flow = false;
  while (at < end) {
    const char *stop = at + strcspn(at, "\r\n"), *word = at + strspn(at, " \t");
    if (key_at(at, end))
      return true;
    if (!begun && word < stop && *word != '#' && *word != '%' && strncmp(at, "---", 3) != 0) {
      begun = true;
      flow = *word == '{';
    }
    for (const char *c = word; flow && c < stop; c++)
      if (key_at(c, stop))
        return true;
    if (!*stop)
      break; /* a NUL ends it, too: no map has one */
    at = stop + 1;
  }
  return false;
}

static bool has_suffix(const char *name) {
  const char *dot = strrchr(name, '.');
  return dot && dot != name && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
}

static void add_map(struct atl_build *b, const char *name, bool certain) {
  struct atl_build_map map = {.name = name, .path = atl_path_join(&b->arena, b->dir, name)};
  map.shown = atl_spelled(&b->arena, ATL_SPELL_LINE, map.path);
  struct atl_sources sources = {0};
  uint32_t file = atl_sources_read(&sources, map.path);
  if (file == ATL_NONE)
    map.error = errno;
  else {
    map.size = sources.file.at[file].len;
    map.source = atl_hash_bytes(sources.file.at[file].text, map.size);
    certain |= is_map(sources.file.at[file].text, map.size);
  }
  atl_sources_release(&sources);
  const char *dot = strrchr(name, '.'), *slash = strrchr(name, '/');
  size_t stem = dot && (!slash || dot > slash + 1) ? (size_t)(dot - name) : strlen(name);
  map.stem = atl_arena_strndup(&b->arena, name, stem);
  if (certain || map.error)
    *atl_vec_push(&b->map) = map;
}

static int by_name(const void *a, const void *b) {
  const struct atl_build_map *left = a, *right = b;
  return strcmp(left->name, right->name);
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Reads one folder; what is below it is put on the list. */
static bool look_into(struct atl_build *b, const char *name, const struct stat *out) {
  const char *path = atl_path_join(&b->arena, b->dir, name);
  DIR *folder = opendir(*path ? path : ".");
  if (!folder) {
    atl_report(&b->diags, ATL_ERROR, "unreadable", ATL_NOWHERE, "cannot read '%s': %s", path, strerror(errno));
    b->status = ATL_EXIT_SYSTEM;
    return false;
  }
  for (struct dirent *entry; (entry = readdir(folder));) {
    struct stat about;
    if (entry->d_name[0] == '.')
      continue;
    const char *below = atl_path_join(&b->arena, name, entry->d_name);
    const char *full = atl_path_join(&b->arena, b->dir, below);
    if (lstat(full, &about))
      continue; /* it has just been removed */
    if (S_ISDIR(about.st_mode)) {
      if (!out || about.st_dev != out->st_dev || about.st_ino != out->st_ino)
        *atl_vec_push(&b->folder) = below;
    } else if (has_suffix(entry->d_name) &&
               (S_ISREG(about.st_mode) || (S_ISLNK(about.st_mode) && (stat(full, &about) || S_ISREG(about.st_mode)))))
      add_map(b, below, false);
  }
  closedir(folder);
  return true;
}

bool atl_build_find(struct atl_build *b) {
  struct stat about;
  bool out = !stat(b->out, &about), good = true;
  if (b->only)
    add_map(b, b->only, true);
  else
    *atl_vec_push(&b->folder) = "";
  for (uint32_t i = 0; i < b->folder.len; i++)
    good = look_into(b, b->folder.at[i], out ? &about : NULL) || i;
  if (b->map.len)
    atl_sort(b->map.at, b->map.len, sizeof *b->map.at, by_name);
  if (b->folder.len)
    atl_sort(b->folder.at, b->folder.len, sizeof *b->folder.at, by_text);
  for (uint32_t i = 1; i < b->map.len; i++) /* hub.yaml and hub.yml stand side by side but for hub.yaml.yaml */
    for (uint32_t k = i; k-- && !strncmp(b->map.at[k].name, b->map.at[i].stem, strlen(b->map.at[i].stem));)
      if (!strcmp(b->map.at[k].stem, b->map.at[i].stem))
        b->map.at[i].twin = b->map.at[k].path;
  return good;
}
