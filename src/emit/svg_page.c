/* The rules of a page for the drawings in it: what a file of its own says by attributes, a page says once by class, so
 * that drawings stay small and no style stands within the page, which a strict policy forbids. Colours come twice,
 * lengths once.
 *
 * A file that is taken along from such a page has rules within, and can get everywhere. There only what two elements or
 * more have in common is a rule of the light scheme: optimisers write other rules into the element, over which no dark
 * one has power. What dark rules look like is told in svg.c. */
#include "emit/emit.h"
#include "emit/svg_look.h"

#include <stdlib.h>
#include <string.h>

struct rules {
  struct atl_out *out;
  const char *scope;
  bool alone;
  bool dark;
};

static void px(struct rules *r, int32_t v) { atl_out_fixed(r->out, v, ATL_PX); }

/* One rule of a page, to be filled with properties: ".s .atl-blue-card rect{". */
static void open_rule(struct rules *r, const struct atl_look *look, const char *wire, const char *inside) {
  atl_out_char(r->out, '.');
  atl_out_text(r->out, r->scope);
  atl_out_text(r->out, r->alone && r->dark ? ">." : " .");
  if (wire)
    atl_svg_wire_class(r->out, look, wire);
  else
    atl_svg_class(r->out, look);
  atl_out_text(r->out, inside);
  atl_out_char(r->out, '{');
}

static void close_rule(struct rules *r) {
  if (r->out->len && r->out->buf[r->out->len - 1] == ';')
    r->out->len--;
  atl_out_lit(r->out, "}\n");
}

static void hue(struct rules *r, const char *property, struct atl_paint paint) {
  atl_out_text(r->out, property);
  atl_out_char(r->out, ':');
  atl_svg_rgb(r->out, r->dark ? paint.dark : paint.light);
  atl_out_char(r->out, ';');
}

/* A length; only the light scheme says it, which holds for both. */
static void length_of(struct rules *r, const char *property, int32_t value) {
  if (r->dark)
    return;
  atl_out_text(r->out, property);
  atl_out_char(r->out, ':');
  px(r, value);
  atl_out_lit(r->out, "px;");
}

/* A line of 1 px is what SVG draws by itself. */
static void stroke_of(struct rules *r, int32_t value) {
  if (value != ATL_PX)
    length_of(r, "stroke-width", value);
}

static void word_of(struct rules *r, const char *property) {
  if (!r->dark)
    atl_out_text(r->out, property);
}

/* Whether what `count` elements have is a rule. */
static bool has_rule(const struct rules *r, uint32_t count) { return count >= (r->alone && !r->dark ? 2 : 1); }

/* How thick wires are, and how dashed, they say themselves: in a drawing there are few groups of them. */
static void rules_of_wire(struct rules *r, const struct atl_look *look, const struct atl_svg_shown *shown) {
  bool grouped = r->alone && !r->dark; /* one element for all, which says its colour, too */
  if (shown->wire && !grouped) {
    open_rule(r, look, "wire", "");
    hue(r, "stroke", look->line);
    close_rule(r);
  }
  if (shown->head && !grouped) {
    open_rule(r, look, "head", "");
    hue(r, "fill", look->line);
    close_rule(r);
  }
  if (has_rule(r, shown->label)) {
    open_rule(r, look, "label", "");
    hue(r, "fill", look->text);
    length_of(r, "font-size", look->label_size);
    close_rule(r);
  }
}

static void rules_of_node(struct rules *r, const struct atl_look *look, const struct atl_svg_shown *shown) {
  if (has_rule(r, shown->node)) {
    open_rule(r, look, NULL, "");
    hue(r, "fill", look->text);
    length_of(r, "font-size", look->label_size);
    word_of(r, atl_face_is_bold(look->label_face) ? "font-weight:700;" : "");
    close_rule(r);
  }
  if (has_rule(r, shown->box)) {
    open_rule(r, look, NULL, r->alone ? " ." ATL_SVG_BOX : " rect");
    hue(r, "fill", look->fill);
    hue(r, "stroke", look->line);
    stroke_of(r, look->stroke);
    if (!r->alone) /* optimisers see a corner in an attribute alone */
      length_of(r, "rx", look->corner);
    close_rule(r);
  }
  if (!r->alone && shown->shaped) {
    open_rule(r, look, NULL, " ." ATL_SVG_BOX);
    hue(r, "fill", look->fill);
    hue(r, "stroke", look->line);
    stroke_of(r, look->stroke);
    close_rule(r);
  }
  if (has_rule(r, shown->rule)) {
    open_rule(r, look, NULL, r->alone ? " ." ATL_SVG_RULE : " path");
    hue(r, "stroke", look->rule);
    close_rule(r);
  }
  if (has_rule(r, shown->icon)) {
    open_rule(r, look, NULL, " ." ATL_SVG_ICON);
    hue(r, "stroke", look->text);
    close_rule(r);
  }
  if (has_rule(r, shown->note)) {
    open_rule(r, look, NULL, " ." ATL_SVG_NOTE);
    hue(r, "fill", look->note);
    length_of(r, "font-size", look->note_size);
    word_of(r, r->alone ? "font-weight:400;" : "");
    close_rule(r);
  }
}

/* Words of another type than their node. */
static void rule_of_type(struct rules *r, const struct atl_look *look) {
  atl_out_format(r->out, ".%s .", r->scope);
  atl_svg_type_class(r->out, look);
  atl_out_char(r->out, '{');
  length_of(r, "font-size", look->label_size);
  word_of(r, atl_face_is_bold(look->label_face) ? "font-weight:700;" : "font-weight:400;");
  close_rule(r);
}

void atl_svg_page_rules(const struct atl_scene *scene, const char *scope, bool alone, struct atl_out *light,
                        struct atl_out *dark) {
  struct atl_svg_shown *shown = atl_svg_find_shown(scene);
  for (int is_dark = 0; is_dark < 2; is_dark++) {
    struct rules r = {.out = is_dark ? dark : light, .scope = scope, .alone = alone, .dark = is_dark};
    if (!alone) {
      atl_out_format(r.out, "svg.%s{", scope);
      if (!scene->sheet->clear)
        hue(&r, "background", scene->sheet->page);
      word_of(&r, "font-family:");
      word_of(&r, atl_svg_family(scene->sheet));
      close_rule(&r);
    } else if (is_dark && !scene->sheet->clear) {
      atl_out_format(r.out, ".%s>." ATL_SVG_PAGE "{", scope);
      hue(&r, "fill", scene->sheet->page);
      close_rule(&r);
    }
    if (!is_dark && !alone) /* whatever the weight of the label above them */
      atl_out_format(r.out,
                     ".%s ." ATL_SVG_NOTE "{font-weight:400}\n.%s ." ATL_SVG_MIDDLE
                     "{text-anchor:middle}\n.%s ." ATL_SVG_START "{text-anchor:start}\n",
                     scope, scope, scope);
    for (uint32_t i = 0; i < scene->looks; i++) {
      if (shown[i].apart && !is_dark && !alone)
        rule_of_type(&r, &scene->look[i]);
      rules_of_wire(&r, &scene->look[i], &shown[i]);
      if (shown[i].node)
        rules_of_node(&r, &scene->look[i], &shown[i]);
    }
  }
  free(shown);
}

void atl_svg_page_sample(const struct atl_scene *scene, uint8_t look, const char *scope, struct atl_out *out) {
  atl_out_format(out, "<svg class=\"%s\" aria-hidden=\"true\"><g class=\"", scope);
  atl_svg_class(out, &scene->look[look]);
  atl_out_lit(out, "\"><rect/></g></svg>");
}

void atl_svg_page_join(const char *rules, size_t len, struct atl_out *out) {
  struct rule {
    const char *selector, *body, *end;
    bool written;
  };
  ATL_VEC(struct rule) rule = {0};
  for (const char *at = rules, *stop = rules + len; at < stop;) {
    const char *end = memchr(at, '\n', (size_t)(stop - at)), *body = memchr(at, '{', (size_t)(stop - at));
    end = end ? end : stop;
    if (body && body < end)
      *atl_vec_push(&rule) = (struct rule){.selector = at, .body = body, .end = end};
    at = end + 1;
  }
  for (uint32_t i = 0; i < rule.len; i++) {
    const struct rule *first = &rule.at[i];
    size_t body = (size_t)(first->end - first->body);
    if (first->written)
      continue;
    atl_out_write(out, first->selector, (size_t)(first->body - first->selector));
    for (uint32_t k = i + 1; k < rule.len; k++) {
      struct rule *other = &rule.at[k];
      if (other->written || (size_t)(other->end - other->body) != body || memcmp(other->body, first->body, body) != 0)
        continue;
      atl_out_char(out, ',');
      atl_out_write(out, other->selector, (size_t)(other->body - other->selector));
      other->written = true;
    }
    atl_out_write(out, first->body, body);
    atl_out_char(out, '\n');
  }
  atl_vec_release(&rule);
}
