/* The `icon:` of nodes and kinds: the word for one that is built in, or the name of a file, which is read when all of
 * the map is. A file is named as those of kinds are, and looked for from the folder of the file that names it. */
#include "read/beside.h"
#include "read/read.h"
#include "read/svg.h"
#include "read/yaml_map.h"
#include "style/icon.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Bytes of a file. Icons take a few hundred; a logo that was traced from a photograph is no icon. */
enum { ATL_MAX_ICON_BYTES = 64 * 1024 };

static bool ends_with(const char *text, size_t len, const char *end) {
  size_t n = strlen(end);
  if (len <= n)
    return false;
  for (size_t i = 0; i < n; i++) {
    char c = text[len - n + i];
    if ((c >= 'A' && c <= 'Z' ? c | 32 : c) != end[i])
      return false;
  }
  return true;
}

static bool is_picture(const char *text, size_t len) {
  static const char *const suffix[] = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".bmp", ".svgz"};
  for (size_t i = 0; i < sizeof suffix / sizeof *suffix; i++)
    if (ends_with(text, len, suffix[i]))
      return true;
  return false;
}

static uint16_t file_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  struct atl_span where = atl_yaml_span(r->yaml, event);
  atl_text name = atl_line_value(r, event, "an icon", ATL_MAX_LABEL);
  uint32_t index = name ? atl_map_icon(r->map, name, where) : ATL_NONE;
  if (name && index == ATL_NONE && !r->too_many_icons) {
    r->too_many_icons = true;
    atl_report(r->diags, ATL_ERROR, "limit-icons", where, "this map names more than %u files of icons", ATL_MAX_ICONS);
  }
  return index == ATL_NONE ? 0 : (uint16_t)(1 + ATL_ICONS + index);
}

uint16_t atl_icon_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  const char *text = event->text;
  struct atl_span where = atl_yaml_span(r->yaml, event);
  if (event->type != ATL_YAML_SCALAR || !event->len)
    atl_wrong_form(r->yaml, event, r->diags, "icon", "the name of one, as database, or of a file, as icons/logo.svg");
  else if (strstr(text, "://") || !strncmp(text, "//", 2) || !strncmp(text, "data:", 5))
    atl_report(r->diags, ATL_ERROR, "icon", where,
               "an icon is a file beside the map, and a drawing fetches nothing; save it, as icon: icons/logo.svg");
  else if (is_picture(text, event->len))
    atl_report(r->diags, ATL_ERROR, "icon", where,
               "'%s' is a picture of points; an icon is made of the paths of an SVG, as icon: icons/logo.svg", text);
  else if (ends_with(text, event->len, ".svg"))
    return file_value(r, event);
  else
    return (uint16_t)(1 + atl_word_value(r->yaml, event, r->diags, "icon", atl_icon_names));
  return 0;
}

/* -- files ------------------------------------------------------------------------------------------------------- */

static void read_file(struct atl_map *map, struct atl_icon_file *icon, const char *path, struct atl_sources *sources,
                      struct atl_diags *diags) {
  struct stat about;
  if (!stat(path, &about) && about.st_size > ATL_MAX_ICON_BYTES) {
    atl_report(diags, ATL_ERROR, "limit-icon", icon->span,
               "the icon '%s' has %lld bytes, and may have %d; it is drawn 18 px wide: simplify it", path,
               (long long)about.st_size, ATL_MAX_ICON_BYTES);
    return;
  }
  uint32_t file = atl_sources_read(sources, path);
  if (file == ATL_NONE) {
    atl_report(diags, ATL_ERROR, "unreadable", icon->span, "cannot read the icon '%s': %s", path, strerror(errno));
    return;
  }
  struct atl_out drawn;
  atl_out_memory(&drawn);
  if (atl_read_svg(&drawn, sources, file, icon->span, diags))
    icon->drawn = atl_map_add_text(map, drawn.buf, drawn.len);
  atl_out_discard(&drawn);
}

/* The folder of the file that names an icon; NULL: none can be named there. The caller frees it. */
static char *folder_of(const struct atl_map *map, const struct atl_icon_file *icon, const char *folder,
                       const struct atl_sources *sources) {
  const char *from = folder;
  size_t len = folder ? strlen(folder) : 0;
  if (folder && icon->span.file != map->file && icon->span.file != ATL_NONE) {
    from = sources->file.at[icon->span.file].path;
    const char *slash = strrchr(from, '/');
    len = slash == from ? 1 : slash ? (size_t)(slash - from) : 0;
  }
  if (!from)
    return NULL;
  char *copy = atl_alloc(len + 1, 1);
  memcpy(copy, from, len);
  return copy;
}

bool atl_read_icons(struct atl_map *map, const char *folder, struct atl_sources *sources, struct atl_diags *diags) {
  uint32_t before = diags->errors;
  for (uint32_t i = 0; i < map->icon.len; i++) {
    struct atl_icon_file *icon = &map->icon.at[i];
    const char *name = atl_map_text(map, icon->name);
    char *from = folder_of(map, icon, folder, sources), *path = NULL;
    if (!from)
      atl_report(diags, ATL_WARNING, "outside", icon->span,
                 "the icon '%s' is a file, and none can be named here; it is left out (icons without files: database, "
                 "cloud, lock ...)",
                 name);
    else if (atl_leads_out(name))
      atl_report(
          diags, ATL_ERROR, "outside", icon->span,
          "the icon '%s' is named by a path that leads elsewhere; write its name as seen from this file or from a "
          "folder above, without '..'",
          name);
    else if ((path = atl_find_beside(from, name)))
      read_file(map, icon, path, sources, diags);
    else
      atl_report(diags, ATL_ERROR, "unreadable", icon->span,
                 "there is no icon '%s' beside this file, nor in a folder above it within its project", name);
    free(from);
    free(path);
  }
  return diags->errors == before;
}
