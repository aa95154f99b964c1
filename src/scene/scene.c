/* What holds for every scene, and the names of its nodes. */
#include "scene/scene.h"

#include "base/out.h"

#include <string.h>

/* Deeper than any map (ATL_MAX_DEPTH), cards included. */
enum { LONGEST_PATH = 1100 };

void atl_scene_release(struct atl_scene *scene) {
  atl_arena_release(&scene->arena);
  atl_vec_release(&scene->node);
  atl_vec_release(&scene->item);
  *scene = (struct atl_scene){0};
}

void atl_scene_write_path(const struct atl_scene *scene, uint32_t node, struct atl_out *out) {
  uint32_t path[LONGEST_PATH], n = 0;
  for (uint32_t i = node; i != ATL_NONE && n < LONGEST_PATH; i = scene->node.at[i].parent)
    path[n++] = i;
  for (uint32_t i = n; i--;) {
    const struct atl_scene_node *at = &scene->node.at[path[i]];
    if (at->card)
      atl_out_lit(out, ":items");
    else {
      if (i != n - 1)
        atl_out_char(out, '.');
      atl_out_text(out, scene->pool + at->id);
    }
  }
}

const char *atl_scene_fault(const struct atl_scene *scene) {
  bool open = false, rows = false; /* rows of a text list have no END */
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    switch (item->op) {
    case ATL_BEGIN:
      if (open && !rows)
        return "a node begins inside another";
      if (item->ref >= scene->node.len)
        return "a node is not there";
      if (item->look >= scene->looks)
        return "a look is not there";
      if (item->x < 0 || item->y < 0 || item->x + item->w > scene->w || item->y + item->h > scene->h)
        return "a node lies outside the drawing";
      open = true;
      rows = scene->cells && item->flags & ATL_OPEN;
      break;
    case ATL_END:
      if (!open)
        return "a node ends that did not begin";
      open = false;
      break;
    case ATL_WORD:
    case ATL_RULE:
      if (!open)
        return "a text or a rule stands in no node";
      if (item->x < 0 || item->x + item->w > scene->w || item->y < 0 || item->y > scene->h)
        return "a text or a rule lies outside the drawing";
      break;
    case ATL_ROUTE:
      if (open && !rows)
        return "a wire stands in a node";
      if (item->flags & ATL_CURVED && (scene->cells || item->w % 3 != 1))
        return "a curve has too few points, or stands in text";
      for (int32_t p = 0; p + 1 < item->w && !(item->flags & ATL_CURVED); p++) {
        const struct atl_point *a = &scene->point[item->ref + (uint32_t)p];
        if ((a[0].x != a[1].x) == (a[0].y != a[1].y))
          return "a wire is not axis-parallel";
      }
      break;
    default:
      return "an unknown item";
    }
  }
  return open && !rows ? "a node does not end" : NULL;
}
