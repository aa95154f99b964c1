/* A scene as a page of HTML by itself: the SVG within, and what moves and zooms it. It asks for nothing else, which its
 * Content-Security-Policy holds it to, and needs no server; without a script the drawing is as wide as the window.
 *
 * The page has the colours of the drawing, light and dark. The same scene gives the same bytes. */
#include "emit/emit.h"
#include "emit/viewer.h"

static void color(struct atl_out *out, const char *name, uint32_t value) {
  atl_out_format(out, "--%s:#%06x;", name, value);
}

static void colors(struct atl_out *out, const struct atl_scene *scene, bool dark) {
  const struct atl_look *wire = &scene->look[ATL_LOOK_WIRE];
  atl_out_lit(out, ":root{");
  color(out, "page", dark ? scene->sheet->page.dark : scene->sheet->page.light);
  color(out, "ink", dark ? wire->text.dark : wire->text.light);
  color(out, "line", dark ? wire->line.dark : wire->line.light);
  atl_out_format(out, "color-scheme:%s}\n", dark ? "dark" : "light");
}

static void button(struct atl_out *out, const char *does, const char *label, const char *words) {
  atl_out_format(out, "<button type=\"button\" data-do=\"%s\" aria-label=\"%s\" title=\"%s\">%s</button>\n", does,
                 label, label, words);
}

bool atl_emit_html(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                   struct atl_diags *diags) {
  static const char *const schemes[] = {
      [ATL_SCHEME_AUTO] = "light dark", [ATL_SCHEME_LIGHT] = "light", [ATL_SCHEME_DARK] = "dark"};
  atl_out_lit(out, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                   "'unsafe-inline'; script-src 'unsafe-inline'; font-src data:; base-uri 'none'\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  atl_out_format(out, "<meta name=\"color-scheme\" content=\"%s\">\n<title>", schemes[options->scheme]);
  atl_out_xml(out, scene->title, strlen(scene->title));
  atl_out_lit(out, "</title>\n<style>\n");
  colors(out, scene, options->scheme == ATL_SCHEME_DARK);
  if (options->scheme == ATL_SCHEME_AUTO) {
    atl_out_lit(out, "@media screen and (prefers-color-scheme:dark){\n");
    colors(out, scene, true);
    atl_out_lit(out, "}\n");
  }
  atl_out_write(out, atl_viewer_css.text, atl_viewer_css.len);
  atl_out_lit(out, "</style>\n</head>\n<body>\n<main class=\"stage\" tabindex=\"0\">\n");
  bool good = atl_emit_svg(out, scene, options, diags);
  atl_out_lit(out, "</main>\n<div class=\"tools\" role=\"toolbar\" aria-label=\"Zoom\">\n");
  button(out, "out", "Smaller", "\xe2\x88\x92");
  button(out, "whole", "The whole drawing", "100 %");
  button(out, "in", "Larger", "+");
  atl_out_lit(out, "</div>\n<script>\n");
  atl_out_write(out, atl_viewer_js.text, atl_viewer_js.len);
  atl_out_lit(out, "</script>\n</body>\n</html>\n");
  return good;
}
