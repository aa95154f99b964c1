/* What holds for every scene, and the names of its nodes. */
#include "scene/scene.h"

#include "base/out.h"
#include "style/icon.h"

#include <string.h>

/* Deeper than any map (ATL_MAX_DEPTH), cards included. */
enum { LONGEST_PATH = 1100 };

void atl_scene_release(struct atl_scene *scene) {
  atl_arena_release(&scene->arena);
  atl_vec_release(&scene->node);
  atl_vec_release(&scene->link);
  atl_vec_release(&scene->item);
  atl_vec_release(&scene->row);
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

uint32_t atl_scene_href(const struct atl_scene *scene, uint32_t box, uint32_t word) {
  uint32_t low = 0,
           high = scene->row.len; /* rows before `low` begin at the word or before it, those from `high` on behind */
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (scene->row.at[middle].item <= word)
      low = middle + 1;
    else
      high = middle;
  }
  if (low && scene->row.at[low - 1].item > box)
    return scene->row.at[low - 1].href;
  return scene->node.at[scene->item.at[box].ref].href;
}

bool atl_scene_is_linked(const struct atl_scene *scene) {
  for (uint32_t i = 0; i < scene->node.len; i++)
    if (scene->node.at[i].href)
      return true;
  for (uint32_t i = 0; i < scene->row.len; i++)
    if (scene->row.at[i].href)
      return true;
  return false;
}

static bool lies_outside(const struct atl_scene *scene, const struct atl_item *item) {
  return item->x < 0 || item->y < 0 || item->x + item->w > scene->w || item->y + item->h > scene->h;
}

static const char *route_fault(const struct atl_scene *scene, const struct atl_item *item) {
  const struct atl_point *p = &scene->point[item->ref];
  if (item->w < 2)
    return "a wire has no ends";
  bool sample = item->flags & ATL_OF_LEGEND;
  if (item->h < 0 || ((uint32_t)item->h >= scene->node.len + scene->nets) != sample)
    return "a wire is of no net";
  bool curved = item->flags & ATL_CURVED;
  if (curved && (scene->cells || item->w % 3 != 1))
    return "a curve stands in text, or has too few points";
  for (int32_t i = 0; i < item->w; i++) {
    if (i && !curved && (p[i - 1].x != p[i].x) == (p[i - 1].y != p[i].y))
      return "a wire is not axis-parallel";
    if (p[i].x < 0 || p[i].y < 0 || p[i].x > scene->w || p[i].y > scene->h)
      return "a wire lies outside the drawing";
  }
  return NULL;
}

static const char *links_fault(const struct atl_scene *scene) {
  for (uint32_t i = 0; i < scene->link.len; i++) {
    const struct atl_scene_link *link = &scene->link.at[i];
    if (link->tail >= scene->node.len || link->head >= scene->node.len)
      return "a link has no ends";
    if (link->net != ATL_NONE && (link->net < scene->node.len || link->net - scene->node.len >= scene->nets))
      return "a link is of no net";
  }
  for (uint32_t i = 0; i < scene->nets; i++)
    for (uint32_t k = scene->net_first_link[i]; k < scene->net_first_link[i + 1]; k++)
      if (scene->net_links[k] >= scene->link.len || scene->link.at[scene->net_links[k]].net != scene->node.len + i)
        return "a net draws a link of another";
  return NULL;
}

static const char *rows_fault(const struct atl_scene *scene) {
  for (uint32_t i = 0; i < scene->row.len; i++) {
    uint32_t item = scene->row.at[i].item;
    if (item >= scene->item.len || scene->item.at[item].op != ATL_WORD || (i && scene->row.at[i - 1].item >= item))
      return "a row leads somewhere that has no words, or comes too late";
  }
  return NULL;
}

const char *atl_scene_fault(const struct atl_scene *scene) {
  bool open = false, rows = false; /* rows of a text list have no END */
  const struct atl_item *label = NULL, *route = NULL;
  const char *fault = links_fault(scene);
  if (!fault)
    fault = rows_fault(scene);
  if (fault)
    return fault;
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    if (item->look >= scene->looks)
      return "a look is not there";
    switch (item->op) {
    case ATL_BEGIN:
      if ((open && !rows) || label)
        return "a node begins inside another, or in a label";
      if (item->ref >= scene->node.len)
        return "a node is not there";
      if (lies_outside(scene, item))
        return "a node lies outside the drawing";
      open = true;
      rows = scene->cells && item->flags & ATL_OPEN;
      break;
    case ATL_LABEL:
    case ATL_ASIDE:
      if ((open && !rows) || label)
        return "a label begins inside a node or another";
      if (item->op == ATL_LABEL && item->ref >= scene->link.len)
        return "a label is of no link";
      if (lies_outside(scene, item))
        return "a label lies outside the drawing";
      label = item;
      break;
    case ATL_SAMPLE:
      if ((open && !rows) || label || lies_outside(scene, item))
        return "a sample stands in a node or a label, or outside the drawing";
      break;
    case ATL_END:
      if (!open && !label)
        return "a node ends that did not begin";
      if (!label)
        open = false;
      label = NULL;
      break;
    case ATL_ICON:
      if (!open || label || lies_outside(scene, item) || item->ref >= ATL_ICONS + scene->icons)
        return "an icon stands in no node, or outside the drawing";
      break;
    case ATL_WORD:
    case ATL_RULE:
      if (!open && !(label && item->op == ATL_WORD))
        return "a text or a rule stands in no node";
      if (label && (item->x < label->x || item->x + item->w > label->x + label->w || item->y < label->y ||
                    item->y > label->y + label->h))
        return "a text lies outside its label";
      if (item->x < 0 || item->x + item->w > scene->w || item->y < 0 || item->y > scene->h)
        return "a text or a rule lies outside the drawing";
      break;
    case ATL_ROUTE:
      if ((open && !rows) || label)
        return "a wire stands in a node or a label";
      if ((fault = route_fault(scene, item)))
        return fault;
      if (route && route->h == item->h && (route->look != item->look || (route->flags ^ item->flags) & ATL_QUIET))
        return "wires of one net look different";
      route = item;
      break;
    default:
      return "an unknown item";
    }
  }
  return (open && !rows) || label ? "a node or a label does not end" : NULL;
}

uint32_t atl_item_outline(const struct atl_item *item, struct atl_rect r, int32_t corner,
                          struct atl_outline_step step[ATL_MOST_STEPS]) {
  enum { LARGER = 3 };
  if (item->op != ATL_SAMPLE)
    return atl_shape_outline(atl_item_shape(item), r, corner, step);
  uint32_t steps = atl_shape_outline(atl_item_shape(item), (struct atl_rect){0, 0, r.w * LARGER, r.h * LARGER},
                                     corner * LARGER, step);
  for (uint32_t i = 0; i < steps; i++)
    for (int k = 0; k < 3; k++)
      step[i].at[k] = (struct atl_point){r.x + step[i].at[k].x / LARGER, r.y + step[i].at[k].y / LARGER};
  return steps;
}

int32_t atl_border_of(const struct atl_item *item, const struct atl_look *look, int32_t *dash, int32_t *space) {
  enum { DASH = 5 * ATL_PX, GAP = 3 * ATL_PX, DOT = 3 * ATL_PX / 2, THICKER = 2 * ATL_PX };
  enum atl_stroke border = atl_item_border(item);
  bool dashed = border == ATL_STROKE_DASHED || (!border && atl_item_shape(item) == ATL_SHAPE_BOUNDARY);
  bool dotted = border == ATL_STROKE_DOTTED;
  *dash = dashed ? DASH : dotted ? DOT : 0;
  *space = dashed || dotted ? GAP : 0;
  return look->stroke + (border == ATL_STROKE_THICK ? THICKER : 0);
}

bool atl_border_within(const struct atl_item *item, struct atl_rect *within) {
  enum { APART = 3 * ATL_PX };
  *within = (struct atl_rect){item->x + APART, item->y + APART, item->w - 2 * APART, item->h - 2 * APART};
  return atl_item_border(item) == ATL_STROKE_DOUBLE;
}

const char *atl_icon_name(const struct atl_scene *scene, const struct atl_item *icon) {
  return icon->ref < ATL_ICONS ? atl_icon_names[icon->ref] : scene->pool + scene->icon[icon->ref - ATL_ICONS].name;
}

const char *atl_icon_drawn(const struct atl_scene *scene, const struct atl_item *icon) {
  return icon->ref < ATL_ICONS ? NULL : scene->pool + scene->icon[icon->ref - ATL_ICONS].drawn;
}

bool atl_icon_is_stroked(const struct atl_scene *scene, const struct atl_item *icon) {
  const char *drawn = atl_icon_drawn(scene, icon);
  return !drawn || strchr(drawn, 's');
}
