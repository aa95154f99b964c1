/* What stands in a module for the back ends and the fonts that it is built without: each says so, and what to do
 * instead. */
#include "cmd/pager.h"
#include "emit/emit.h"
#include "emit/svg_text.h"
#include "index/lint.h"
#include "read/svg.h"

/* Options that only the program has are never asked for: `check` and its lints, terminals. */
const struct atl_lint_row atl_lints[] = {{0}};

uint32_t atl_lint_month(const char *text) {
  (void)text;
  return 0;
}

int atl_pager_screen(void) { return -1; }
bool atl_pager_is_terminal(void) { return false; }
int atl_pager_columns(void) { return 0; }

static bool absent(struct atl_diags *diags, const char *code, const char *what) {
  atl_report(diags, ATL_ERROR, code, ATL_NOWHERE, "the module of WebAssembly writes no %s; take SVG, or the program",
             what);
  return false;
}

bool atl_emit_png(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                  struct atl_diags *diags) {
  (void)out;
  (void)scene;
  (void)options;
  return absent(diags, "png-unavailable", "PNG");
}

bool atl_emit_pdf(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                  struct atl_diags *diags) {
  (void)out;
  (void)scene;
  (void)options;
  return absent(diags, "pdf-unavailable", "PDF");
}

bool atl_emit_html(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                   struct atl_diags *diags) {
  (void)out;
  (void)scene;
  (void)options;
  return absent(diags, "html-unavailable", "HTML");
}

bool atl_read_svg(struct atl_out *out, struct atl_sources *sources, uint32_t file, struct atl_span named,
                  struct atl_diags *diags) {
  (void)out;
  (void)sources;
  (void)file;
  atl_report(diags, ATL_ERROR, "icon", named, "the module of WebAssembly reads no files");
  return false;
}

struct atl_svg_fonts *atl_svg_fonts_new(const struct atl_scene *scene, enum atl_svg_text how, struct atl_diags *diags) {
  (void)scene;
  if (how != ATL_SVG_TEXT_AUTO)
    atl_report(diags, ATL_WARNING, "text-unavailable", ATL_NOWHERE,
               "the module of WebAssembly has no fonts; text stays in the reader's, as with text=auto");
  return NULL;
}

void atl_svg_fonts_free(struct atl_svg_fonts *fonts) { (void)fonts; }

const char *atl_svg_fonts_families(const struct atl_svg_fonts *fonts) {
  (void)fonts;
  return "";
}

void atl_svg_fonts_write(const struct atl_svg_fonts *fonts, struct atl_out *out) {
  (void)fonts;
  (void)out;
}

bool atl_svg_fonts_leave_text(const struct atl_svg_fonts *fonts) {
  (void)fonts;
  return true;
}

bool atl_svg_fonts_outline(struct atl_svg_fonts *fonts, const struct atl_item *item, uint32_t count) {
  (void)fonts;
  (void)item;
  (void)count;
  return false;
}

void atl_svg_fonts_draw(struct atl_svg_fonts *fonts, const struct atl_item *item, uint32_t count, struct atl_out *out,
                        atl_svg_open_path *open, void *to) {
  (void)fonts;
  (void)item;
  (void)count;
  (void)out;
  (void)open;
  (void)to;
}
