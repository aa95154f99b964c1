/* Commands are absolute but for arcs; lines along an axis are H and V, which are shorter. */
#include "emit/svg_path.h"

#include "style/icon.h"

static void put_point(struct atl_out *out, char command, struct atl_point p, int32_t unit) {
  atl_out_char(out, command);
  atl_out_fixed(out, p.x, unit);
  atl_out_char(out, ' ');
  atl_out_fixed(out, p.y, unit);
}

void atl_svg_point(struct atl_out *out, char command, struct atl_point p) { put_point(out, command, p, ATL_PX); }

void atl_svg_step(struct atl_out *out, const struct atl_outline_step *step, struct atl_point *at, int32_t unit) {
  struct atl_point to = step->command == 'C' ? step->at[2] : step->at[0];
  if (step->command == 'Z') {
    atl_out_char(out, 'z');
    return;
  }
  if (step->command == 'L' && (to.x == at->x || to.y == at->y)) {
    atl_out_char(out, to.x == at->x ? 'V' : 'H');
    atl_out_fixed(out, to.x == at->x ? to.y : to.x, unit);
  } else {
    put_point(out, step->command, step->at[0], unit);
    for (int k = 1; k < (step->command == 'C' ? 3 : 1); k++)
      put_point(out, ' ', step->at[k], unit);
  }
  *at = to;
}

static void write_steps(struct atl_out *out, const struct atl_outline_step *step, uint32_t steps) {
  struct atl_point at = {0, 0};
  for (uint32_t i = 0; i < steps; i++) {
    atl_svg_step(out, &step[i], &at, ATL_PX);
    if (step[i].command == 'Z') /* a line behind it starts elsewhere */
      at = step[i].at[0];
  }
}

void atl_svg_icon(struct atl_out *out, const struct atl_item *item) {
  struct atl_outline_step step[ATL_MOST_STEPS];
  write_steps(out, step, atl_icon_outline(item->ref, (struct atl_point){item->x, item->y}, step));
}

void atl_svg_outline(struct atl_out *out, const struct atl_item *item, struct atl_rect r, int32_t corner) {
  struct atl_outline_step step[ATL_MOST_STEPS];
  write_steps(out, step, atl_item_outline(item, r, corner, step));
}

/* Two half circles, from the tip and back to it. */
static void circle(struct atl_out *out, const struct atl_head_path *head, int32_t radius) {
  struct atl_point across = {2 * (head->p[0].x - head->p[1].x), 2 * (head->p[0].y - head->p[1].y)};
  atl_svg_point(out, 'M', head->p[1]);
  for (int sign = 1; sign >= -1; sign -= 2) {
    atl_svg_point(out, 'a', (struct atl_point){radius, radius});
    atl_out_lit(out, " 0 0 1");
    atl_svg_point(out, ' ', (struct atl_point){sign * across.x, sign * across.y});
  }
  atl_out_char(out, 'z');
}

void atl_svg_head(struct atl_out *out, const struct atl_wire *wire, const struct atl_scene *scene,
                  const struct atl_item *route, bool at_tail) {
  struct atl_head_path head = atl_head_path_of(wire, scene, route, at_tail);
  if (head.circle) {
    circle(out, &head, wire->head_length / 2);
    return;
  }
  for (int i = 0; i < head.count; i++)
    atl_svg_point(out, i ? 'L' : 'M', head.p[i]);
  if (head.closed)
    atl_out_char(out, 'z');
}
