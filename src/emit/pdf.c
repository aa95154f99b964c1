/* A scene as a PDF of one page, drawn on a canvas: lines and letters, not pixels.
 *
 * Text can be searched, marked and copied; what leads somewhere is a link; the title is the document's. A px is 3/4
 * point, and the page is as large as the drawing. The same scene gives the same bytes, fonts and libraries being equal:
 * no date. */
#include "base/load.h"
#include "base/out.h"
#include "base/spell.h"
#include "emit/canvas.h"
#include "emit/emit.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CAIRO(X)                                                                                                       \
  X(cairo_create)                                                                                                      \
  X(cairo_destroy)                                                                                                     \
  X(cairo_pdf_surface_create_for_stream)                                                                               \
  X(cairo_pdf_surface_set_metadata)                                                                                    \
  X(cairo_scale)                                                                                                       \
  X(cairo_surface_destroy)                                                                                             \
  X(cairo_surface_finish)                                                                                              \
  X(cairo_surface_status)                                                                                              \
  X(cairo_tag_begin)                                                                                                   \
  X(cairo_tag_end)                                                                                                     \
  X(cairo_translate)

/* Filled once, then only read. */
static struct {
  bool open;
  CAIRO(ATL_MEMBER)
} lib;

/* Points on a side of a page; viewers show no larger one (PDF 32000-1, annex C). A drawing that is larger becomes
 * smaller as a whole. */
#define MAX_SIDE 14400.0

#define POINTS 0.75 /* of a px */

static const struct atl_canvas_for pdf = {"PDF", "pdf-unavailable"};

struct page {
  struct atl_guard guard;
  const struct atl_scene *scene;
  cairo_surface_t *surface;
  cairo_t *cairo;
  double scale;         /* points of a px */
  struct atl_out words; /* the attributes of a link */
  char *bytes;          /* what cairo has written; not of ours, so that cairo is told when there is no memory for it */
  size_t len, room;
  bool lacking, deaf; /* there was none; nothing is kept any more */
};

/* Called by cairo, which nothing may jump over. */
static cairo_status_t write_bytes(void *page, const unsigned char *bytes, unsigned int len) {
  struct page *p = page;
  if (p->deaf)
    return CAIRO_STATUS_SUCCESS;
  if (len > p->room - p->len) {
    size_t room = 2 * (p->room + len);
    char *moved = realloc(p->bytes, room);
    p->lacking |= !moved;
    if (!moved)
      return CAIRO_STATUS_WRITE_ERROR;
    p->bytes = moved;
    p->room = room;
  }
  memcpy(p->bytes + p->len, bytes, len);
  p->len += len;
  return CAIRO_STATUS_SUCCESS;
}

static void release_cairo(void *page) {
  struct page *p = page;
  p->deaf = true;
  if (p->cairo)
    lib.cairo_destroy(p->cairo);
  lib.cairo_surface_destroy(p->surface);
  free(p->bytes);
}

/* -- links --------------------------------------------------------------------------------------------------------- */

/* A number without the locale's decimal point. */
static void number(struct atl_out *out, double points) {
  long hundredths = lround(points * 100);
  atl_out_format(out, "%ld.%02ld ", hundredths / 100, hundredths % 100);
}

/* A rectangle of the scene leads there. Corners lie where they are drawn, half a px from whole ones. */
static void add_link(struct page *p, struct atl_rect r, const char *href) {
  struct atl_out address;
  atl_out_memory(&address);
  atl_spell(&address, ATL_SPELL_OSC8, href);
  p->words.len = 0;
  atl_out_lit(&p->words, "rect=[");
  number(&p->words, fmax(0, ((double)r.x / ATL_PX + 0.5) * p->scale));
  number(&p->words, fmax(0, ((double)r.y / ATL_PX + 0.5) * p->scale));
  number(&p->words, (double)r.w / ATL_PX * p->scale);
  number(&p->words, (double)r.h / ATL_PX * p->scale);
  atl_out_lit(&p->words, "] uri='");
  for (size_t i = 0; i < address.len; i++) {
    char c = address.buf[i];
    if (c == '\'' || c == '\\' || c == ' ' || c == '(' || c == ')')
      atl_out_format(&p->words, "%%%02X", (unsigned)c);
    else
      atl_out_char(&p->words, c);
  }
  atl_out_lit(&p->words, "'");
  atl_out_char(&p->words, 0);
  lib.cairo_tag_begin(p->cairo, CAIRO_TAG_LINK, p->words.buf);
  lib.cairo_tag_end(p->cairo, CAIRO_TAG_LINK);
  atl_out_discard(&address);
}

/* The row of a box in which a word stands, as high as its letters. */
static struct atl_rect row_of(const struct atl_scene *scene, const struct atl_item *box, const struct atl_item *word) {
  const struct atl_look *look = &scene->look[word->look];
  int32_t size = word->flags & ATL_MUTED ? look->note_size : look->label_size;
  return (struct atl_rect){box->x, word->y - size, box->w, size + size / 4};
}

/* Boxes that lead somewhere, and above them rows that lead elsewhere: viewers take the link that comes last. */
static void add_links(struct page *p) {
  const struct atl_scene *scene = p->scene;
  uint32_t box = ATL_NONE;
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    if (item->op == ATL_LABEL || item->op == ATL_ASIDE)
      box = ATL_NONE;
    else if (item->op == ATL_BEGIN) {
      uint32_t href = scene->node.at[item->ref].href;
      box = i;
      if (href)
        add_link(p, (struct atl_rect){item->x, item->y, item->w, item->h}, scene->pool + href);
    } else if (item->op == ATL_WORD && box != ATL_NONE) {
      uint32_t href = atl_scene_href(scene, box, i), own = scene->node.at[scene->item.at[box].ref].href;
      if (href && href != own)
        add_link(p, row_of(scene, &scene->item.at[box], item), scene->pool + href);
    }
  }
}

/* -- the file ------------------------------------------------------------------------------------------------------ */

static bool open_cairo(void) {
  if (!lib.open) {
    void *library = atl_canvas_open() ? atl_library(ATL_LIBRARY("cairo", "2")) : NULL;
    lib.open = library CAIRO(ATL_FIND);
  }
  return lib.open;
}

bool atl_emit_pdf(struct atl_out *out, const struct atl_scene *scene, const struct atl_emit_options *options,
                  struct atl_diags *diags) {
  if (!open_cairo()) {
    atl_report(diags, ATL_ERROR, pdf.code, ATL_NOWHERE,
               "PDF needs cairo 1.16: install libcairo2 (cairo), or choose SVG");
    return false;
  }
  double w = fmax(1, (double)scene->w / ATL_PX), h = fmax(1, (double)scene->h / ATL_PX);
  struct page *p = atl_alloc(1, sizeof *p); /* a guard stays where it is */
  p->scene = scene;
  p->scale = fmin(POINTS, MAX_SIDE / fmax(w, h));
  struct atl_canvas canvas;
  atl_out_memory(&p->words);
  p->surface = lib.cairo_pdf_surface_create_for_stream(write_bytes, p, w * p->scale, h * p->scale);
  atl_guard(&p->guard, release_cairo, p);
  lib.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, NULL); /* else it is the clock's */
  lib.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, *scene->title ? scene->title : NULL);
  lib.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_SUBJECT, scene->desc);
  lib.cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "atlasc");
  p->cairo = lib.cairo_create(p->surface);
  lib.cairo_scale(p->cairo, p->scale, p->scale);
  lib.cairo_translate(p->cairo, 0.5, 0.5);
  atl_canvas_init(&canvas, scene, p->cairo, 0, options->scheme == ATL_SCHEME_DARK, &pdf, diags);
  atl_canvas_draw(&canvas, 0, scene->h);
  add_links(p);
  bool good = atl_canvas_is_good(&canvas, diags);
  atl_canvas_release(&canvas);
  lib.cairo_surface_finish(p->surface);
  if (p->lacking)
    atl_no_memory();
  if (good && lib.cairo_surface_status(p->surface) != CAIRO_STATUS_SUCCESS) {
    atl_report(diags, ATL_ERROR, pdf.code, ATL_NOWHERE, "cairo cannot write this as PDF");
    good = false;
  }
  if (good)
    atl_out_write(out, p->bytes, p->len);
  atl_unguard(&p->guard);
  release_cairo(p);
  atl_out_discard(&p->words);
  free(p);
  return good;
}
