/* SVG, made to be read by people, screen readers, diffs and every renderer.
 *
 * Colours are presentation attributes, so a renderer that knows no CSS paints the light scheme; one <style> holds the
 * dark one, by class. A drawing may stand in somebody's page, or in one with others: the rules reach only what stands
 * in an <svg> of the same sheet, and every class has a prefix. They name no elements, which optimisers change, and
 * begin with a child selector: LibreOffice, which paints what it finds in @media by day as well, does not know those.
 * One element a line, attributes in a fixed order, at most two decimals; nothing in the file depends on time, machine
 * or the other nodes, so one changed label changes its own lines and the description. No script, no foreignObject, no
 * custom properties, no external reference. Outlines and embedded fonts, where asked for, are those of the machine.
 *
 * The view box starts at -0.5: whole coordinates then lie on the middle of pixels, and lines 1 px wide are crisp. */
#include "emit/cut.h"
#include "emit/emit.h"
#include "emit/row.h"
#include "emit/svg_icon.h"
#include "emit/svg_look.h"
#include "emit/svg_path.h"
#include "emit/svg_text.h"
#include "emit/svg_title.h"
#include "emit/wire.h"
#include "text/segment.h"

#include <stdlib.h>
#include <string.h>

struct svg {
  struct atl_out *out;
  const struct atl_scene *scene;
  const struct atl_emit_options *options;
  struct atl_wire wire[2]; /* [quiet] */
  struct atl_cuts cuts;
  bool started;                              /* the first words are not centred: this is a list */
  struct atl_svg_fonts *embedded, *outlined; /* at most one; NULL: text is left to the reader's fonts */
  bool text;                                 /* some word is a <text> */
  bool in_label;                             /* the words are those of a link's label */
  const struct atl_look *node_look;          /* of the node whose words come */
  const struct atl_svg_page *page;           /* NULL: a file of its own */
  uint32_t node;                             /* whose words come */
  uint32_t row;                              /* the next of the scene's rows */
  struct atl_svg_shown *shown;               /* by look of the scene */
  char *link;                                /* the open link, NULL for none */
  struct atl_out scope; /* the class of the root, NUL-terminated; made once, for it may be a hash of the sheet */
};

static void px(struct svg *s, int32_t v) { atl_out_fixed(s->out, v, ATL_PX); }

static void attribute(struct svg *s, const char *name, int32_t v) {
  atl_out_char(s->out, ' ');
  atl_out_text(s->out, name);
  atl_out_lit(s->out, "=\"");
  px(s, v);
  atl_out_char(s->out, '"');
}

/* In a page whose rules say it all. */
static bool is_lean(const struct svg *s) { return s->page && !s->page->alone; }

/* Whether a rule says what `count` elements have in common; else each of them says it. */
static bool is_ruled(const struct svg *s, uint32_t count) { return is_lean(s) || (s->page && count > 1); }

static const struct atl_svg_shown *shown_of(const struct svg *s, const struct atl_look *look) {
  return &s->shown[look - s->scene->look];
}

static void paint(struct svg *s, const char *name, struct atl_paint paint) {
  atl_out_char(s->out, ' ');
  atl_out_text(s->out, name);
  atl_out_lit(s->out, "=\"");
  atl_svg_rgb(s->out, s->options->scheme == ATL_SCHEME_DARK ? paint.dark : paint.light);
  atl_out_char(s->out, '"');
}

/* -- the head of the file -------------------------------------------------------------------------------------- */

/* Begins a rule: ".atlas-print>.atl-blue-card .atl-n{fill:#fff"; `wire` is "wire", "head" or "label", or NULL. */
static void rule_of(struct svg *s, const struct atl_look *look, const char *wire, const char *inside,
                    const char *property, uint32_t value) {
  atl_out_char(s->out, '.');
  atl_out_text(s->out, s->scope.buf);
  atl_out_lit(s->out, ">.");
  if (wire)
    atl_svg_wire_class(s->out, look, wire);
  else
    atl_svg_class(s->out, look);
  atl_out_text(s->out, inside);
  atl_out_char(s->out, '{');
  atl_out_text(s->out, property);
  atl_out_char(s->out, ':');
  atl_svg_rgb(s->out, value);
}

/* The dark scheme, one line a class that the drawing uses; that of plain wires stands beside the page. */
static void dark(struct svg *s) {
  const struct atl_svg_shown *shown = s->shown;
  atl_out_lit(s->out, "@media(prefers-color-scheme:dark){\n");
  if (!s->scene->sheet->clear) {
    atl_out_char(s->out, '.');
    atl_out_text(s->out, s->scope.buf);
    atl_out_lit(s->out, ">." ATL_SVG_PAGE "{fill:");
    atl_svg_rgb(s->out, s->scene->sheet->page.dark);
    atl_out_char(s->out, '}');
  }
  for (uint32_t i = 0; i < s->scene->looks; i++) {
    const struct atl_look *look = &s->scene->look[i];
    if (shown[i].wire) {
      rule_of(s, look, "wire", "", "stroke", look->line.dark);
      atl_out_char(s->out, '}');
    }
    if (shown[i].head) {
      rule_of(s, look, "head", "", "fill", look->line.dark);
      atl_out_char(s->out, '}');
    }
    if (shown[i].label) {
      rule_of(s, look, "label", "", "fill", look->text.dark);
      atl_out_char(s->out, '}');
    }
  }
  atl_out_char(s->out, '\n');
  for (uint32_t i = 0; i < s->scene->looks; i++) {
    const struct atl_look *look = &s->scene->look[i];
    if (!shown[i].node)
      continue;
    rule_of(s, look, NULL, "", "fill", look->text.dark);
    atl_out_char(s->out, '}');
    if (shown[i].box) {
      rule_of(s, look, NULL, " ." ATL_SVG_BOX, "fill", look->fill.dark);
      atl_out_lit(s->out, ";stroke:");
      atl_svg_rgb(s->out, look->line.dark);
      atl_out_char(s->out, '}');
    }
    if (shown[i].rule) {
      rule_of(s, look, NULL, " ." ATL_SVG_RULE, "stroke", look->rule.dark);
      atl_out_char(s->out, '}');
    }
    if (shown[i].icon) {
      rule_of(s, look, NULL, " ." ATL_SVG_ICON, "stroke", look->text.dark);
      atl_out_char(s->out, '}');
    }
    if (shown[i].note && (look->note.light != look->text.light || look->note.dark != look->text.dark)) {
      rule_of(s, look, NULL, " ." ATL_SVG_NOTE, "fill", look->note.dark);
      atl_out_char(s->out, '}');
    }
    atl_out_char(s->out, '\n');
  }
  atl_out_char(s->out, '}');
}

static void style(struct svg *s) {
  if (!s->embedded && s->options->scheme != ATL_SCHEME_AUTO)
    return;
  atl_out_lit(s->out, "<style>");
  if (s->embedded) {
    atl_out_char(s->out, '\n');
    atl_svg_fonts_write(s->embedded, s->out);
  }
  if (s->options->scheme == ATL_SCHEME_AUTO)
    dark(s);
  atl_out_lit(s->out, "</style>\n");
}

static void rules_within(struct svg *s, const char *scope) {
  struct atl_out light, dark;
  atl_out_memory(&light);
  atl_out_memory(&dark);
  atl_out_lit(s->out, "<style>\n");
  atl_svg_page_rules(s->scene, scope, true, &light, &dark);
  atl_svg_page_join(light.buf, light.len, s->out);
  atl_out_lit(s->out, "@media(prefers-color-scheme:dark){\n");
  atl_svg_page_join(dark.buf, dark.len, s->out);
  atl_out_lit(s->out, "}</style>\n");
  if (!s->scene->sheet->clear) {
    atl_out_lit(s->out, "<rect class=\"" ATL_SVG_PAGE "\" x=\"-.5\" y=\"-.5\" width=\"100%\" height=\"100%\"");
    paint(s, "fill", s->scene->sheet->page);
    atl_out_lit(s->out, "/>\n");
  }
  atl_out_discard(&light);
  atl_out_discard(&dark);
}

/* A page says by itself what the drawing is of, and what stands in it. */
static void page_head(struct svg *s) {
  struct atl_out *out = s->out, scope;
  atl_out_memory(&scope);
  if (s->page->alone)
    atl_svg_root_class(&scope, s->scene->sheet, true);
  else
    atl_out_text(&scope, s->page->scope);
  atl_out_char(&scope, 0);
  atl_out_text(out, s->page->alone ? "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"" : "<svg class=\"map ");
  atl_out_text(out, scope.buf);
  atl_out_text(out, s->started && is_lean(s) ? " list\"" : "\"");
  if (s->page->alone) {
    atl_out_lit(out, " font-family=\"");
    atl_out_text(out, atl_svg_family(s->scene->sheet));
    atl_out_text(out, s->started ? "\"" : "\" text-anchor=\"middle\"");
  }
  attribute(s, "width", s->scene->w);
  attribute(s, "height", s->scene->h);
  atl_out_lit(out, " viewBox=\"-.5 -.5 ");
  px(s, s->scene->w);
  atl_out_char(out, ' ');
  px(s, s->scene->h);
  atl_out_text(out, s->page->alone ? "\" role=\"img\" aria-label=\"" : "\" role=\"group\" aria-label=\"");
  atl_svg_say(s->out, s->scene->title);
  atl_out_lit(out, "\">\n");
  if (s->page->alone)
    rules_within(s, scope.buf);
  atl_out_discard(&scope);
}

static void head(struct svg *s) {
  const struct atl_scene *scene = s->scene;
  struct atl_out *out = s->out;
  if (s->page) {
    page_head(s);
    return;
  }
  atl_out_lit(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
  if (atl_svg_has_symbols(scene)) /* many programs know <use> by this alone */
    atl_out_lit(out, " xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
  if (s->options->scheme == ATL_SCHEME_AUTO) { /* a drawing of one scheme is touched by no rules of another drawing */
    atl_out_lit(out, " class=\"");
    atl_out_text(out, s->scope.buf);
    atl_out_char(out, '"');
  }
  attribute(s, "width", scene->w);
  attribute(s, "height", scene->h);
  atl_out_lit(out, " viewBox=\"-.5 -.5 ");
  px(s, scene->w);
  atl_out_char(out, ' ');
  px(s, scene->h);
  /* What is an image to assistive software has nothing within that could be gone to. */
  atl_out_text(out, atl_scene_is_linked(scene) ? "\" role=\"group\"" : "\" role=\"img\"");
  if (s->text) {
    atl_out_lit(out, " font-family=\"");
    atl_out_text(out, atl_svg_fonts_families(s->embedded));
    atl_out_text(out, atl_svg_family(scene->sheet));
    atl_out_text(out, s->started ? "\"" : "\" text-anchor=\"middle\"");
  }
  atl_out_lit(out, ">\n<title>");
  atl_svg_say(out, scene->title);
  atl_out_lit(out, "</title>\n<desc>");
  atl_svg_say(out, scene->desc);
  atl_out_lit(out, "</desc>\n");
  style(s);
  if (scene->sheet->clear)
    return;
  atl_out_lit(out, "<rect class=\"" ATL_SVG_PAGE "\" x=\"-.5\" y=\"-.5\"");
  attribute(s, "width", scene->w);
  attribute(s, "height", scene->h);
  paint(s, "fill", scene->sheet->page);
  atl_out_lit(out, "/>\n");
}

/* -- wires ------------------------------------------------------------------------------------------------------- */

static void point(struct svg *s, char command, struct atl_point p) { atl_svg_point(s->out, command, p); }

static void pen_move(void *svg, struct atl_point to) { point(svg, 'M', to); }

static void pen_line(void *svg, struct atl_point from, struct atl_point to) {
  struct svg *s = svg;
  atl_out_char(s->out, from.x == to.x ? 'V' : 'H');
  px(s, from.x == to.x ? to.y : to.x);
}

static void pen_bend(void *svg, struct atl_point corner, struct atl_point to) {
  struct svg *s = svg;
  point(s, 'Q', corner);
  atl_out_char(s->out, ' ');
  px(s, to.x);
  atl_out_char(s->out, ' ');
  px(s, to.y);
}

static void pen_slant(void *svg, struct atl_point to) { point(svg, 'L', to); }

static void pen_curve(void *svg, const struct atl_point *handle, struct atl_point to) {
  point(svg, 'C', handle[0]);
  point(svg, ' ', handle[1]);
  point(svg, ' ', to);
}

static void slanted_head(struct svg *s, struct atl_head head) {
  point(s, 'M', head.tip);
  point(s, 'L', head.base[0]);
  point(s, 'L', head.base[1]);
  atl_out_char(s->out, 'z');
}

static void arrowhead(struct svg *s, const struct atl_wire *wire, struct atl_point from, struct atl_point tip) {
  point(s, 'M', tip);
  bool vertical = from.x == tip.x;
  int32_t back = (vertical ? tip.y > from.y : tip.x > from.x) ? -wire->head_length : wire->head_length;
  atl_out_char(s->out, 'l');
  px(s, vertical ? -wire->head_width / 2 : back);
  atl_out_char(s->out, ' ');
  px(s, vertical ? back : -wire->head_width / 2);
  atl_out_char(s->out, vertical ? 'h' : 'v');
  px(s, wire->head_width);
  atl_out_char(s->out, 'z');
}

/* All routes of one net, from item `i`: one path for the lines or one for the heads. */
static void net(struct svg *s, uint32_t i, bool heads) {
  const struct atl_item *first = &s->scene->item.at[i];
  struct atl_wire own = atl_wire_for(s->wire, first);
  const struct atl_wire *wire = &own;
  const struct atl_pen pen = {
      .on = s, .move = pen_move, .line = pen_line, .bend = pen_bend, .slant = pen_slant, .curve = pen_curve};
  bool any = false;
  for (; i < s->scene->item.len; i++) {
    const struct atl_item *item = &s->scene->item.at[i];
    if (item->op != ATL_ROUTE || item->h != first->h)
      break;
    const struct atl_point *p = &s->scene->point[item->ref];
    if (heads && !(item->flags & (ATL_HEAD | ATL_TAIL)))
      continue;
    if (!any)
      atl_out_lit(s->out, "<path d=\"");
    any = true;
    bool curved = item->flags & ATL_CURVED;
    if (!heads && curved) {
      atl_curve_trace(wire, s->scene, item, &pen);
      continue;
    }
    if (!heads) {
      uint32_t cuts;
      const struct atl_cut *cut = atl_cuts_of(&s->cuts, i, &cuts);
      atl_wire_trace(wire, s->scene, item, cut, cuts, &pen);
      continue;
    }
    if (atl_item_head(item) != ATL_HEAD_ARROW) {
      if (item->flags & ATL_TAIL)
        atl_svg_head(s->out, wire, s->scene, item, true);
      if (item->flags & ATL_HEAD)
        atl_svg_head(s->out, wire, s->scene, item, false);
      continue;
    }
    if (item->flags & ATL_TAIL && curved)
      slanted_head(s, atl_curve_head(wire, s->scene, item, true));
    else if (item->flags & ATL_TAIL)
      arrowhead(s, wire, p[1], p[0]);
    if (item->flags & ATL_HEAD && curved)
      slanted_head(s, atl_curve_head(wire, s->scene, item, false));
    else if (item->flags & ATL_HEAD)
      arrowhead(s, wire, p[item->w - 2], p[item->w - 1]);
  }
  if (any) {
    atl_out_char(s->out, '"');
    if (heads || !atl_svg_say_net(s->out, s->scene, (uint32_t)first->h))
      atl_out_lit(s->out, "/>\n");
  }
}

/* What wires that are written together have in common. */
static uint32_t group_of(const struct atl_item *route) {
  return (uint32_t)route->look << 9 | (route->flags & ATL_QUIET ? 1u << 8 : 0u) | route->form;
}

/* The lines, or the heads, of one group among items `i` to `end`. Heads that are not filled are lines. */
static void group(struct svg *s, uint32_t i, uint32_t end, uint32_t which, bool heads) {
  const struct atl_look *look = &s->scene->look[which >> 9];
  struct atl_item like = {.flags = which >> 8 & 1 ? ATL_QUIET : 0, .form = (uint8_t)which};
  struct atl_wire wire = atl_wire_for(s->wire, &like);
  bool filled = heads && atl_head_is_filled(atl_item_head(&like));
  atl_out_lit(s->out, "<g class=\"");
  atl_svg_wire_class(s->out, look, filled ? "head" : "wire");
  atl_out_char(s->out, '"');
  if (!filled)
    atl_out_lit(s->out, " fill=\"none\"");
  if (!is_lean(s))
    paint(s, filled ? "fill" : "stroke", look->line);
  if (!filled)
    attribute(s, "stroke-width", wire.stroke);
  if (!heads && wire.dash) {
    atl_out_lit(s->out, " stroke-dasharray=\"");
    px(s, wire.dash);
    atl_out_char(s->out, ' ');
    px(s, wire.space);
    atl_out_char(s->out, '"');
  }
  atl_out_lit(s->out, ">\n");
  for (int64_t last = -1; i < end; i++) {
    const struct atl_item *item = &s->scene->item.at[i];
    if (item->h != last && group_of(item) == which)
      net(s, i, heads);
    last = item->h;
  }
  atl_out_lit(s->out, "</g>\n");
}

struct groups { /* sorted; a drawing has few */
  ATL_VEC(uint32_t) which;
};

static void add_group(struct groups *groups, uint32_t which) {
  uint32_t at = groups->which.len;
  while (at && groups->which.at[at - 1] > which)
    at--;
  if (at && groups->which.at[at - 1] == which)
    return;
  (void)atl_vec_push(&groups->which);
  memmove(&groups->which.at[at + 1], &groups->which.at[at], (groups->which.len - 1 - at) * sizeof *groups->which.at);
  groups->which.at[at] = which;
}

/* The wires from item `i` on: first all lines, then all heads, each grouped by what they look like. */
static uint32_t wires(struct svg *s, uint32_t i) {
  uint32_t end = i, last = UINT32_MAX;
  struct groups lines = {0}, heads = {0};
  for (; end < s->scene->item.len && s->scene->item.at[end].op == ATL_ROUTE; end++) {
    const struct atl_item *item = &s->scene->item.at[end];
    uint32_t which = group_of(item);
    if (which != last)
      add_group(&lines, which);
    last = which;
    if (item->flags & (ATL_HEAD | ATL_TAIL) && atl_item_head(item) != ATL_HEAD_NONE)
      add_group(&heads, which);
  }
  for (uint32_t k = 0; k < lines.which.len; k++)
    group(s, i, end, lines.which.at[k], false);
  for (uint32_t k = 0; k < heads.which.len; k++)
    group(s, i, end, heads.which.at[k], true);
  atl_vec_release(&lines.which);
  atl_vec_release(&heads.which);
  return end;
}

/* -- labels of links ------------------------------------------------------------------------------------------------
 */

static void begin_label(struct svg *s, const struct atl_item *item) {
  const struct atl_look *look = &s->scene->look[item->look];
  s->node_look = look;
  atl_out_lit(s->out, "<g class=\"");
  atl_svg_wire_class(s->out, look, "label");
  atl_out_char(s->out, '"');
  if (!is_ruled(s, shown_of(s, look)->label)) {
    paint(s, "fill", look->text);
    if (s->text)
      attribute(s, "font-size", look->label_size);
  }
  atl_out_lit(s->out, ">\n");
}

/* -- nodes ------------------------------------------------------------------------------------------------------- */

/* Ends the link before, and begins the one that comes; what leads to the same place stays in one. */
static void go_to(struct svg *s, const char *href) {
  if (s->link && href && !strcmp(s->link, href))
    return;
  if (s->link)
    atl_out_lit(s->out, "</a>\n");
  free(s->link);
  s->link = NULL;
  if (!href)
    return;
  size_t len = strlen(href);
  s->link = memcpy(atl_realloc(NULL, len + 1, 1), href, len + 1);
  atl_out_lit(s->out, "<a href=\"");
  atl_out_xml(s->out, href, len);
  atl_out_text(s->out, s->page ? "\">" : "\">\n");
}

/* In a file: the words of this item are those of a row that leads elsewhere than its box. */
static void go_along(struct svg *s, uint32_t item) {
  const struct atl_scene_row *row = s->row < s->scene->row.len ? &s->scene->row.at[s->row] : NULL;
  if (!row || row->item != item)
    return;
  s->row++;
  go_to(s, NULL); /* rows are links of their own, even to one place */
  if (row->href)
    go_to(s, s->scene->pool + row->href);
}

/* One line of a border, by its rectangle or its outline. */
static void border_of(struct svg *s, const struct atl_item *item, const struct atl_look *look, struct atl_rect r) {
  bool lean = is_lean(s), shaped = atl_is_shaped(item);
  int32_t dash, space, stroke = atl_border_of(item, look, &dash, &space), corner = atl_item_corner(item, look);
  atl_out_text(s->out, shaped ? "<path" : "<rect");
  atl_out_text(s->out, lean && !shaped ? "" : " class=\"" ATL_SVG_BOX "\"");
  if (shaped) {
    atl_out_lit(s->out, " d=\"");
    atl_svg_outline(s->out, item, r, corner);
    atl_out_char(s->out, '"');
  } else {
    attribute(s, "x", r.x);
    attribute(s, "y", r.y);
    attribute(s, "width", r.w);
    attribute(s, "height", r.h);
    if (corner && !lean)
      attribute(s, "rx", corner);
  }
  bool ruled = is_ruled(s, shown_of(s, look)->box);
  if (!ruled) {
    paint(s, "fill", look->fill);
    paint(s, "stroke", look->line);
  }
  if (ruled ? stroke != look->stroke : stroke != ATL_PX)
    attribute(s, "stroke-width", stroke);
  if (dash) {
    atl_out_lit(s->out, " stroke-dasharray=\"");
    px(s, dash);
    atl_out_char(s->out, ' ');
    px(s, space);
    atl_out_char(s->out, '"');
  }
  atl_out_lit(s->out, "/>\n");
}

static void frame_of(struct svg *s, const struct atl_item *item, const struct atl_look *look) {
  struct atl_rect within;
  border_of(s, item, look, (struct atl_rect){item->x, item->y, item->w, item->h});
  if (atl_border_within(item, &within))
    border_of(s, item, look, within);
}

/* What boxes of a kind look like, in a legend: a small one without words. */
static void sample(struct svg *s, const struct atl_item *item) {
  const struct atl_look *look = &s->scene->look[item->look];
  atl_out_lit(s->out, "<g class=\"");
  atl_svg_class(s->out, look);
  atl_out_lit(s->out, "\">");
  frame_of(s, item, look);
  atl_out_lit(s->out, "</g>\n");
}

static void page_begin(struct svg *s, const struct atl_item *item) {
  s->node = item->ref;
  s->node_look = &s->scene->look[item->look];
  atl_out_lit(s->out, "<g class=\"");
  atl_svg_class(s->out, s->node_look);
  atl_out_char(s->out, '"');
  if (!is_ruled(s, shown_of(s, s->node_look)->node)) {
    paint(s, "fill", s->node_look->text);
    attribute(s, "font-size", s->node_look->label_size);
    if (atl_face_is_bold(s->node_look->label_face))
      atl_out_lit(s->out, " font-weight=\"700\"");
  }
  atl_out_char(s->out, '>');
  if (s->page->href)
    go_to(s, s->page->href(s->page->context, item->ref, ATL_NONE));
  if (!(item->flags & ATL_OPEN))
    frame_of(s, item, s->node_look);
}

static void begin(struct svg *s, const struct atl_item *item) {
  const struct atl_scene_node *node = &s->scene->node.at[item->ref];
  const struct atl_look *look = &s->scene->look[item->look];
  struct atl_out *out = s->out;
  if (s->page) {
    page_begin(s, item);
    return;
  }
  s->node_look = look;
  atl_out_lit(out, "<g");
  if (node->id || node->card) {
    atl_out_lit(out, " id=\"");
    if (s->options->id_prefix)
      atl_out_xml(out, s->options->id_prefix, strlen(s->options->id_prefix));
    atl_scene_write_path(s->scene, item->ref, out);
    atl_out_char(out, '"');
  }
  atl_out_lit(out, " class=\"");
  atl_svg_class(s->out, look);
  atl_out_char(out, '"');
  paint(s, "fill", look->text);
  if (s->text)
    attribute(s, "font-size", look->label_size);
  atl_out_lit(out, ">\n");
  if (!node->card) {
    atl_out_lit(out, "<title>");
    atl_svg_say_node(out, s->scene, item->ref);
    atl_out_lit(out, "</title>\n");
  }
  if (node->href)
    go_to(s, s->scene->pool + node->href);
  if (item->flags & ATL_OPEN)
    return;
  frame_of(s, item, look);
}

static void note_paint(struct svg *s, const struct atl_look *look) {
  if (look->note.light != look->text.light || look->note.dark != look->text.dark)
    paint(s, "fill", look->note);
}

/* What a word looks like where it differs from what it stands in, whose letters have this size: a note is muted, a
 * label may be bold. */
static void word_style(struct svg *s, const struct atl_look *look, bool muted, bool of_bold, int32_t size) {
  bool as_node = s->page && (muted ? look->note_size == s->node_look->note_size : look == s->node_look);
  if (as_node && (!muted || is_ruled(s, shown_of(s, s->node_look)->note)))
    return; /* the node or a rule says it */
  if (muted) {
    note_paint(s, look);
    if (look->note_size != size)
      attribute(s, "font-size", look->note_size);
    if (of_bold)
      atl_out_lit(s->out, " font-weight=\"400\"");
    return;
  }
  if (look->label_size != size)
    attribute(s, "font-size", look->label_size);
  if (atl_face_is_bold(look->label_face))
    atl_out_lit(s->out, " font-weight=\"700\"");
  else if (s->page && atl_face_is_bold(s->node_look->label_face))
    atl_out_lit(s->out, " font-weight=\"400\"");
}

static void word_text(struct svg *s, const struct atl_item *item) {
  if (item->flags & ATL_COUNT) {
    char count[ATL_COUNT_BYTES];
    atl_out_write(s->out, count, atl_count_text(count, item->ref, (enum atl_counted)item->h));
  } else {
    const char *text = s->scene->pool + item->ref;
    size_t len = (size_t)item->h;
    if (atl_has_soft_hyphens(text, len)) { /* a browser would set them, and not where the line is broken here */
      char *seen = atl_realloc(NULL, len, 1);
      atl_svg_words(s->out, seen, atl_show_soft_hyphens(seen, text, len));
      free(seen);
    } else
      atl_svg_words(s->out, text, len);
  }
}

static void open_path(void *svg, const struct atl_item *item) {
  struct svg *s = svg;
  bool muted = item->flags & ATL_MUTED;
  atl_out_text(s->out, muted ? "<path class=\"" ATL_SVG_NOTE "\"" : "<path");
  if (muted)
    note_paint(s, &s->scene->look[item->look]);
  atl_out_lit(s->out, " d=\"");
}

static bool right_to_left(const struct svg *s, const struct atl_item *item) {
  return !(item->flags & ATL_COUNT) && atl_text_is_rtl(s->scene->pool + item->ref, (size_t)item->h);
}

/* Writes one more class of an element; *open is what stands before the first. */
static void add_class(struct svg *s, const char **open, const char *class) {
  atl_out_text(s->out, *open);
  atl_out_text(s->out, class);
  *open = " ";
}

/* A row of words: one element, whose attached words are spans of it, so that they follow in whatever font there is.
 * Returns how many items it took. */
static uint32_t words(struct svg *s, const struct atl_item *item, uint32_t most) {
  const struct atl_look *look = &s->scene->look[item->look];
  uint32_t count = atl_row_count(item, most);
  if (s->outlined && atl_svg_fonts_outline(s->outlined, item, count)) {
    atl_svg_fonts_draw(s->outlined, item, count, s->out, open_path, s);
    return count;
  }
  for (uint32_t i = 0; i < count; i++)
    if (right_to_left(s, &item[i])) /* words that run against each other change places in one element */
      count = 1;
  const struct atl_item *last = &item[count - 1];
  bool centred = item->flags & ATL_CENTRED, muted = item->flags & ATL_MUTED;
  if (s->page && s->page->href && !s->in_label && !(item->flags & ATL_COUNT))
    go_to(s, s->page->href(s->page->context, s->node, item->ref));
  bool lean = is_lean(s), turned = centred == s->started, of_type = lean && !muted && look != s->node_look;
  const char *open = " class=\"";
  atl_out_lit(s->out, "<text");
  if (muted)
    add_class(s, &open, ATL_SVG_NOTE);
  if (lean && turned)
    add_class(s, &open, centred ? ATL_SVG_MIDDLE : ATL_SVG_START);
  if (of_type) {
    add_class(s, &open, "");
    atl_svg_type_class(s->out, look);
  }
  atl_out_text(s->out, *open == ' ' && open[1] ? "" : "\"");
  attribute(s, "x", centred ? item->x + (last->x + last->w - item->x) / 2 : item->x);
  attribute(s, "y", item->y);
  if (turned && !lean)
    atl_out_text(s->out, centred ? " text-anchor=\"middle\"" : " text-anchor=\"start\"");
  if (!of_type)
    word_style(s, look, muted, s->page && atl_face_is_bold(s->node_look->label_face), s->node_look->label_size);
  atl_out_char(s->out, '>');
  word_text(s, item);
  for (uint32_t i = 1; i < count; i++) {
    bool note = item[i].flags & ATL_MUTED;
    atl_out_char(s->out, ' ');
    if (note && !muted) {
      atl_out_lit(s->out, "<tspan class=\"" ATL_SVG_NOTE "\" dx=\"4\"");
      word_style(s, look, true, atl_face_is_bold(look->label_face), look->label_size);
      atl_out_char(s->out, '>');
      word_text(s, &item[i]);
      atl_out_lit(s->out, "</tspan>");
    } else
      word_text(s, &item[i]);
  }
  atl_out_lit(s->out, "</text>\n");
  return count;
}

static void rule(struct svg *s, const struct atl_item *item) {
  const struct atl_look *look = &s->scene->look[item->look];
  if (!s->page) /* it lies between rows, of which each is a link of its own */
    go_to(s, NULL);
  atl_out_text(s->out, is_lean(s) ? "<path d=\"" : "<path class=\"" ATL_SVG_RULE "\" d=\"");
  point(s, 'M', (struct atl_point){item->x, item->y});
  atl_out_char(s->out, 'h');
  px(s, item->w);
  atl_out_char(s->out, '"');
  if (!is_ruled(s, shown_of(s, s->node_look)->rule))
    paint(s, "stroke", look->rule);
  atl_out_lit(s->out, "/>\n");
}

/* In the colour of the words: lines say it themselves, for words are filled. */
static void icon(struct svg *s, const struct atl_item *item) {
  const struct atl_look *look = &s->scene->look[item->look];
  bool stroked = atl_icon_is_stroked(s->scene, item);
  atl_svg_icon_begin(s->out, s->scene, item, s->page ? ATL_ICON_HERE : ATL_ICON_BY_ID, s->options->id_prefix);
  if (stroked && !is_ruled(s, shown_of(s, look)->icon))
    paint(s, "stroke", look->text);
  atl_svg_icon_end(s->out, s->scene, item, s->page ? ATL_ICON_HERE : ATL_ICON_BY_ID);
}

static void end(struct svg *s) {
  go_to(s, NULL);
  atl_out_lit(s->out, "</g>\n");
}

bool atl_emit_svg(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                  struct atl_diags *diags) {
  struct svg s = {.out = out, .scene = scene, .options = options, .page = options->page};
  atl_out_memory(&s.scope);
  atl_svg_root_class(&s.scope, scene->sheet, false);
  atl_out_char(&s.scope, 0);
  s.shown = atl_svg_find_shown(scene);
  s.wire[0] = atl_wire_of(scene->sheet, false);
  s.wire[1] = atl_wire_of(scene->sheet, true);
  atl_cuts_find(&s.cuts, scene);
  struct atl_svg_fonts *fonts = atl_svg_fonts_new(scene, options->text, diags);
  *(options->text == ATL_SVG_TEXT_PATHS ? &s.outlined : &s.embedded) = fonts;
  s.text = !s.outlined || atl_svg_fonts_leave_text(fonts);
  for (uint32_t i = 0; i < scene->item.len; i++)
    if (scene->item.at[i].op == ATL_WORD) {
      s.started = !(scene->item.at[i].flags & ATL_CENTRED);
      break;
    }
  head(&s);
  if (!s.page)
    atl_svg_symbols(out, scene, options->id_prefix);
  for (uint32_t i = 0; i < scene->item.len;) {
    const struct atl_item *item = &scene->item.at[i];
    if (item->op == ATL_ROUTE) {
      i = wires(&s, i);
      continue;
    }
    if (item->op == ATL_WORD) {
      if (!s.page)
        go_along(&s, i);
      i += words(&s, item, scene->item.len - i);
      continue;
    }
    if (item->op == ATL_BEGIN)
      begin(&s, item);
    else if (item->op == ATL_LABEL || item->op == ATL_ASIDE)
      begin_label(&s, item);
    else if (item->op == ATL_ICON)
      icon(&s, item);
    else if (item->op == ATL_SAMPLE)
      sample(&s, item);
    else if (item->op == ATL_RULE)
      rule(&s, item);
    else
      end(&s);
    s.in_label = item->op == ATL_LABEL || item->op == ATL_ASIDE || (s.in_label && item->op != ATL_END);
    i++;
  }
  atl_out_lit(out, "</svg>\n");
  atl_out_discard(&s.scope);
  free(s.shown);
  atl_svg_fonts_free(fonts);
  atl_cuts_release(&s.cuts);
  return true;
}
