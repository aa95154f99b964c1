/* Every map that `build` would find is read; those that can be read are joined by references. */
#include "cmd/atlas_load.h"

#include "cmd/report.h"

#include <stdlib.h>
#include <string.h>

void atl_atlas_load(struct atl_atlas *atlas, const char *path, const struct atl_work_options *options) {
  struct atl_build *found = &atlas->found;
  atl_build_settle(found, path, ATL_NO_FOLDER);
  if (!atl_build_find(found))
    atlas->status = found->status;
  atlas->works = found->map.len;
  atlas->work = atl_alloc(atlas->works, sizeof *atlas->work);
  atlas->map_work = atl_alloc(atlas->works, sizeof *atlas->map_work);
  for (uint32_t i = 0; i < atlas->works; i++) {
    struct atl_build_map *map = &found->map.at[i];
    int status = atl_work_read(&atlas->work[i], map->path, options);
    atlas->status = status > atlas->status ? status : atlas->status;
    if (map->twin) {
      atl_report(&found->diags, ATL_ERROR, "same-name", ATL_NOWHERE, "'%s' and '%s' are maps of one name", map->twin,
                 map->path);
      atlas->status = atlas->status ? atlas->status : ATL_EXIT_INPUT;
    }
    if (status || map->twin)
      continue;
    atlas->map_work[atlas->index.map.len] = i;
    atl_index_add(&atlas->index, map->stem, &atlas->work[i].map);
  }
  if (!atlas->works && !atlas->status) {
    atl_report(&found->diags, ATL_ERROR, "no-maps", ATL_NOWHERE,
               "there is no map in '%s': no .yaml file there has 'nodes:' at its top", *found->dir ? found->dir : ".");
    atlas->status = ATL_EXIT_INPUT;
  }
  atl_index_join(&atlas->index);
}

void atl_atlas_print_reports(struct atl_atlas *atlas, enum atl_format format, enum atl_when color) {
  atl_print_reports(&atlas->found.diags, &(struct atl_sources){0}, format, color);
  for (uint32_t i = 0; i < atlas->works; i++) {
    atl_diags_sort(&atlas->work[i].diags);
    atl_print_reports(&atlas->work[i].diags, &atlas->work[i].sources, format, color);
  }
}

void atl_atlas_release(struct atl_atlas *atlas) {
  atl_index_release(&atlas->index);
  for (uint32_t i = 0; i < atlas->works; i++)
    atl_work_release(&atlas->work[i]);
  free(atlas->work);
  free(atlas->map_work);
  atl_build_release(&atlas->found);
}
