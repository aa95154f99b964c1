/* clang-format off */
/* Pictures as a program on cairo alone would make them.
 *
 *   picture draw W H SIZE TEXTS OUT.png   a box, a wire and two lines of text for every line of TEXTS, 'label (note)'
 *                                         after anything that is not a letter, over W x H pixels, letters of SIZE pixels
 *   picture copy IN.png OUT.png           the pixels of IN, written by cairo: what cairo's file of the same picture weighs
 */
/* clang-format on */
#include <cairo.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LINES = 1000, LINE_BYTES = 400 };

struct line {
  char bytes[LINE_BYTES];
  const char *label, *note;
};

static struct line line[MAX_LINES];

static int read_lines(const char *path) {
  FILE *file = fopen(path, "r");
  int lines = 0;
  while (file && lines < MAX_LINES && fgets(line[lines].bytes, LINE_BYTES, file)) {
    struct line *l = &line[lines++];
    char *s = l->bytes;
    while (*s && !isalpha((unsigned char)*s)) /* the arms of a list */
      s++;
    l->label = s;
    l->note = "";
    s += strcspn(s, "(\n");
    if (*s == '(') {
      l->note = s + 1;
      s[1 + strcspn(s + 1, ")\n")] = 0;
      s--;
    }
    *s = 0;
  }
  return lines;
}

static int written(cairo_surface_t *surface, const char *path) {
  cairo_status_t status = cairo_surface_status(surface);
  if (!status)
    status = cairo_surface_write_to_png(surface, path);
  if (status)
    fprintf(stderr, "picture: %s: %s\n", path, cairo_status_to_string(status));
  cairo_surface_destroy(surface);
  return status != CAIRO_STATUS_SUCCESS;
}

static void centred(cairo_t *cr, double x, double y, const char *text) {
  cairo_text_extents_t extents;
  cairo_text_extents(cr, text, &extents);
  cairo_move_to(cr, x - extents.width / 2, y);
  cairo_show_text(cr, text);
}

static int draw(int w, int h, double size, const char *texts, const char *path) {
  int n = read_lines(texts);
  if (!n)
    return 2;
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  int columns = (int)ceil(sqrt(n)), rows = (n + columns - 1) / columns;
  double cell_w = (double)w / columns, cell_h = (double)h / rows, box_w = cell_w * .9, box_h = size * 4;
  cairo_select_font_face(cr, "Liberation Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_line_width(cr, 2);
  for (int i = 0; i < n; i++) {
    double x = i % columns * cell_w + cell_w * .05, y = (double)(i / columns) * cell_h;
    cairo_rectangle(cr, x, y, box_w, box_h);
    cairo_set_source_rgb(cr, .91, .94, .99);
    cairo_fill_preserve(cr);
    cairo_set_source_rgb(cr, .24, .42, .75);
    cairo_stroke(cr);
    cairo_move_to(cr, x + box_w / 2, y + box_h);
    cairo_line_to(cr, x + box_w / 2, y + cell_h);
    cairo_stroke(cr);
    cairo_set_source_rgb(cr, .1, .1, .2);
    cairo_set_font_size(cr, size);
    centred(cr, x + box_w / 2, y + box_h * .45, line[i].label);
    cairo_set_source_rgb(cr, .35, .4, .5);
    cairo_set_font_size(cr, size * 6 / 7);
    centred(cr, x + box_w / 2, y + box_h * .8, line[i].note);
  }
  cairo_destroy(cr);
  return written(surface, path);
}

int main(int argc, char **argv) {
  if (argc == 7 && !strcmp(argv[1], "draw"))
    return draw((int)strtol(argv[2], NULL, 10), (int)strtol(argv[3], NULL, 10), strtod(argv[4], NULL), argv[5],
                argv[6]);
  if (argc == 4 && !strcmp(argv[1], "copy"))
    return written(cairo_image_surface_create_from_png(argv[2]), argv[3]);
  fputs("usage: picture draw W H SIZE TEXTS OUT.png | picture copy IN.png OUT.png\n", stderr);
  return 2;
}
