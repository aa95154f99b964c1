/* Stands for the back ends that draw pictures, and for fonts (png.c, pdf.c, canvas.c, font.c, svg_text.c and what is
 * theirs), in what is linked without: each says so, and what to do instead. */
#include "emit/emit.h"
#include "emit/svg_text.h"

#ifdef __wasm__
#define WHO     "the module of WebAssembly"
#define INSTEAD "the program"
#else
#define WHO     "this static program"
#define INSTEAD "the one with pictures (preset static-png)"
#endif

static bool absent(struct atl_diags *diags, const char *code, const char *what) {
  atl_report(diags, ATL_ERROR, code, ATL_NOWHERE, WHO " writes no %s; take SVG, or " INSTEAD, what);
  return false;
}

double atl_png_scale(const struct atl_scene *scene, double wanted) {
  (void)scene;
  return wanted;
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

struct atl_svg_fonts *atl_svg_fonts_new(const struct atl_scene *scene, enum atl_svg_text how, struct atl_diags *diags) {
  (void)scene;
  if (how != ATL_SVG_TEXT_AUTO)
    atl_report(diags, ATL_WARNING, "text-unavailable", ATL_NOWHERE,
               WHO " has no fonts; text stays in the reader's, as with text=auto");
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
