/* SVG by expat, which is opened when a map names a file of it: whoever draws other maps loads none. Read are shapes and
 * what decides where they are and whether they are filled or stroked. What cannot be drawn so ends the reading, and is
 * said; what says nothing about the drawing (titles, metadata, what editors keep for themselves) is passed over.
 *
 * No file or address that the SVG names is ever opened, and no entity is known to it: a document type that declares
 * something is refused, so nothing grows. */
#include "read/svg.h"

#include "base/arena.h"
#include "base/load.h"
#include "base/vec.h"
#include "read/keys.h"
#include "read/svg_path.h"
#include "style/icon.h"

#include <expat.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FUNCTIONS(X)                                                                                                   \
  X(XML_ErrorString)                                                                                                   \
  X(XML_GetCurrentByteCount)                                                                                           \
  X(XML_GetCurrentByteIndex)                                                                                           \
  X(XML_GetErrorCode)                                                                                                  \
  X(XML_Parse)                                                                                                         \
  X(XML_ParserCreate)                                                                                                  \
  X(XML_ParserFree)                                                                                                    \
  X(XML_SetDoctypeDeclHandler)                                                                                         \
  X(XML_SetElementHandler)                                                                                             \
  X(XML_SetProcessingInstructionHandler)                                                                               \
  X(XML_SetUserData)                                                                                                   \
  X(XML_StopParser)

struct expat {
  FUNCTIONS(ATL_MEMBER)
};

/* Each reading has functions of its own, for several threads may read at a time. */
static bool open_expat(struct expat *expat) {
  struct expat lib;
  void *library = atl_library(ATL_LIBRARY("expat", "1"));
  bool found = library FUNCTIONS(ATL_FIND);
  if (found)
    *expat = lib;
  return found;
}

enum { MOST_DEEP = 100 }; /* elements in elements; editors nest a dozen */
enum { PAINT = 32 };      /* bytes of the name of a colour that are told apart */

struct look { /* what an element hands down to those in it */
  bool filled, stroked, evenodd, hidden;
  double width;
  int cap, join;                   /* as in an icon */
  char fill[PAINT], stroke[PAINT]; /* names of their colours */
  struct atl_matrix matrix;
};

struct named { /* a clipPath, or where one is used; owned text */
  char *id;
  struct atl_span where;
};

struct svg {
  struct atl_out *out;
  struct atl_diags *diags;
  struct atl_span named;
  const struct atl_source *source;
  uint32_t file;
  struct expat lib;
  XML_Parser parser;
  bool failed;
  uint32_t depth, skip; /* open elements; from which depth on nothing is drawn, 0 for none */
  uint32_t clip;        /* the depth of an open clipPath; 0: none is */
  struct look look[MOST_DEEP + 1];
  double w, h;  /* of the viewBox */
  double scale; /* to the grid */
  struct atl_svg_pen pen;
  char paint[PAINT];    /* the first colour; "" for none */
  bool colours;         /* there are others */
  char stroked[32];     /* how the last part is stroked; "": it is filled */
  struct atl_out spare; /* where the insides of a clipPath are drawn */
  struct atl_svg_pen clip_pen;
  uint32_t clip_shapes;
  char *clip_id;
  ATL_VEC(struct named) harmless, clipped;
};

static struct atl_span here(struct svg *s) {
  XML_Index at = s->lib.XML_GetCurrentByteIndex(s->parser);
  int count = s->lib.XML_GetCurrentByteCount(s->parser);
  uint32_t begin = at < 0 ? 0 : (uint32_t)at < s->source->len ? (uint32_t)at : s->source->len;
  uint32_t end = begin + (count > 0 ? (uint32_t)count : 1);
  return (struct atl_span){s->file, begin, end < s->source->len ? end : s->source->len};
}

/* Ends the reading. Of several faults the first is said. */
__attribute__((format(printf, 3, 4))) static void refuse(struct svg *s, struct atl_span where, const char *format,
                                                         ...) {
  if (s->failed)
    return;
  s->failed = true;
  char what[400];
  va_list args;
  va_start(args, format);
  vsnprintf(what, sizeof what, format, args);
  va_end(args);
  atl_report(s->diags, ATL_ERROR, "icon", where, "%s", what);
  atl_report(s->diags, ATL_NOTE, "icon", s->named, "it is named as an icon here");
  s->lib.XML_StopParser(s->parser, XML_FALSE);
}

static const char *attribute(const char **attributes, const char *name) {
  for (; *attributes; attributes += 2)
    if (!strcmp(attributes[0], name))
      return attributes[1];
  return NULL;
}

/* What an attribute says, or the `style` of the element, which goes before it. In `room`, cut; NULL: nothing. */
static const char *property(const char **attributes, const char *name, char *room, size_t size) {
  const char *style = attribute(attributes, "style"), *plain = attribute(attributes, name);
  size_t len = strlen(name);
  for (const char *p = style; p && *p;) {
    p += strspn(p, " \t\r\n;");
    size_t whole = strcspn(p, ";"), key = strcspn(p, ":; \t\r\n");
    const char *colon = memchr(p, ':', whole);
    if (colon && key == len && !memcmp(p, name, len)) {
      colon += 1 + strspn(colon + 1, " \t\r\n");
      plain = colon;
      len = (size_t)(p + whole - colon);
      while (len && strchr(" \t\r\n", plain[len - 1]))
        len--;
      len = len < size ? len : size - 1;
      memcpy(room, plain, len);
      room[len] = 0;
      return room;
    }
    p += whole;
  }
  if (!plain)
    return NULL;
  snprintf(room, size, "%s", plain);
  return room;
}

static double number_of(const char **attributes, const char *name, double without) {
  const char *text = attribute(attributes, name);
  double value;
  return text && atl_next_number(&text, &value) ? value : without;
}

/* -- looks ------------------------------------------------------------------------------------------------------- */

static void fold(char *text) {
  for (; *text; text++)
    if (*text >= 'A' && *text <= 'Z')
      *text |= 32;
}

/* Equal colours have equal names. */
static void keep_paint(struct svg *s, const char *paint) {
  char name[PAINT];
  uint32_t rgb;
  snprintf(name, sizeof name, "%s", paint);
  fold(name);
  if (!strcmp(name, "black") || !strncmp(name, "current", 7))
    snprintf(name, sizeof name, "#000000");
  if (!strcmp(name, "white"))
    snprintf(name, sizeof name, "#ffffff");
  if (atl_hex_color(name, strlen(name), &rgb))
    snprintf(name, sizeof name, "#%06x", (unsigned)rgb);
  if (!*s->paint)
    memcpy(s->paint, name, sizeof name);
  else
    s->colours |= strcmp(s->paint, name) != 0;
}

static bool is_none(const char *paint) { return !strcmp(paint, "none") || !strcmp(paint, "transparent"); }

static void take_paint(const char *text, bool *painted, char name[PAINT]) {
  *painted = !is_none(text);
  snprintf(name, PAINT, "%s", text);
}

static bool is_nothing(const char *text) {
  double value;
  return atl_read_number(&text, &value) && value <= 0;
}

static int one_of(const char *text, const char *first, const char *second) {
  return !strcmp(text, first) ? 1 : !strcmp(text, second) ? 2 : 0;
}

/* What the attributes of an element change; all else is inherited. */
static void take_look(struct svg *s, struct look *look, const char **attributes) {
  char room[256];
  const char *text;
  if ((text = property(attributes, "fill", room, sizeof room)) && strcmp(text, "inherit") != 0)
    take_paint(text, &look->filled, look->fill);
  if ((text = property(attributes, "stroke", room, sizeof room)) && strcmp(text, "inherit") != 0)
    take_paint(text, &look->stroked, look->stroke);
  if ((text = property(attributes, "stroke-width", room, sizeof room)))
    look->width = atl_next_number(&text, &look->width) ? look->width : 1;
  if ((text = property(attributes, "fill-rule", room, sizeof room)))
    look->evenodd = !strcmp(text, "evenodd");
  if ((text = property(attributes, "stroke-linecap", room, sizeof room)))
    look->cap = one_of(text, "round", "square");
  if ((text = property(attributes, "stroke-linejoin", room, sizeof room)))
    look->join = one_of(text, "round", "bevel");
  if ((text = property(attributes, "display", room, sizeof room)))
    look->hidden |= !strcmp(text, "none");
  if ((text = property(attributes, "visibility", room, sizeof room)))
    look->hidden |= !strcmp(text, "hidden");
  if ((text = property(attributes, "opacity", room, sizeof room)))
    look->hidden |= is_nothing(text);
  if ((text = property(attributes, "fill-opacity", room, sizeof room)) && is_nothing(text))
    look->filled = false;
  if ((text = property(attributes, "stroke-opacity", room, sizeof room)) && is_nothing(text))
    look->stroked = false;
  struct atl_matrix own;
  if ((text = attribute(attributes, "transform"))) {
    if (atl_read_transform(text, &own))
      look->matrix = atl_matrix_of(&look->matrix, &own);
    else
      refuse(s, here(s), "the transform '%.40s' of this icon is none that is known", text);
  }
}

/* -- shapes ------------------------------------------------------------------------------------------------------ */

static void ellipse(struct atl_svg_pen *pen, double x, double y, double rx, double ry) {
  if (!(rx > 0) || !(ry > 0))
    return;
  atl_svg_move(pen, x, y - ry);
  atl_svg_corner(pen, x, y - ry, x + rx, y - ry, x + rx, y);
  atl_svg_corner(pen, x + rx, y, x + rx, y + ry, x, y + ry);
  atl_svg_corner(pen, x, y + ry, x - rx, y + ry, x - rx, y);
  atl_svg_corner(pen, x - rx, y, x - rx, y - ry, x, y - ry);
  atl_svg_close(pen);
}

static double share_of(const char *text, double whole) { /* a length, or so many percent */
  double value = 0;
  if (!text || !atl_next_number(&text, &value))
    return 0;
  return *text == '%' ? value * whole / 100 : value;
}

static void rectangle(struct svg *s, struct atl_svg_pen *pen, const char **attributes) {
  double x = number_of(attributes, "x", 0), y = number_of(attributes, "y", 0);
  double w = share_of(attribute(attributes, "width"), s->w), h = share_of(attribute(attributes, "height"), s->h);
  double rx = number_of(attributes, "rx", -1), ry = number_of(attributes, "ry", rx);
  rx = rx < 0 ? ry : rx;
  if (!(w > 0) || !(h > 0))
    return;
  if (!(rx > 0) || !(ry > 0)) {
    atl_svg_move(pen, x, y);
    atl_svg_line(pen, x + w, y);
    atl_svg_line(pen, x + w, y + h);
    atl_svg_line(pen, x, y + h);
    atl_svg_close(pen);
    return;
  }
  rx = fmin(rx, w / 2);
  ry = fmin(ry, h / 2);
  atl_svg_move(pen, x + rx, y);
  atl_svg_line(pen, x + w - rx, y);
  atl_svg_corner(pen, x + w - rx, y, x + w, y, x + w, y + ry);
  atl_svg_line(pen, x + w, y + h - ry);
  atl_svg_corner(pen, x + w, y + h - ry, x + w, y + h, x + w - rx, y + h);
  atl_svg_line(pen, x + rx, y + h);
  atl_svg_corner(pen, x + rx, y + h, x, y + h, x, y + h - ry);
  atl_svg_line(pen, x, y + ry);
  atl_svg_corner(pen, x, y + ry, x, y, x + rx, y);
  atl_svg_close(pen);
}

static void polyline(struct atl_svg_pen *pen, const char *points, bool closed) {
  double x, y;
  bool any = false;
  while (points && atl_next_number(&points, &x) && atl_next_number(&points, &y)) {
    (any ? atl_svg_line : atl_svg_move)(pen, x, y);
    any = true;
  }
  if (any && closed)
    atl_svg_close(pen);
}

static void trace(struct svg *s, struct atl_svg_pen *pen, const char *name, const char **attributes) {
  const char *data = attribute(attributes, "d");
  double cx = number_of(attributes, "cx", 0), cy = number_of(attributes, "cy", 0), r = number_of(attributes, "r", 0);
  if (!strcmp(name, "path")) {
    if (data && *data && !atl_svg_draw_path(pen, data))
      refuse(s, here(s), "the d of this path begins with no M: nothing of it can be drawn");
  } else if (!strcmp(name, "circle"))
    ellipse(pen, cx, cy, r, r);
  else if (!strcmp(name, "ellipse"))
    ellipse(pen, cx, cy, number_of(attributes, "rx", 0), number_of(attributes, "ry", 0));
  else if (!strcmp(name, "rect"))
    rectangle(s, pen, attributes);
  else if (!strcmp(name, "line")) {
    atl_svg_move(pen, number_of(attributes, "x1", 0), number_of(attributes, "y1", 0));
    atl_svg_line(pen, number_of(attributes, "x2", 0), number_of(attributes, "y2", 0));
  } else
    polyline(pen, attribute(attributes, "points"), !strcmp(name, "polygon"));
}

static void shape(struct svg *s, const struct look *look, const char *name, const char **attributes) {
  if (s->clip) {
    s->clip_pen.to_grid = look->matrix;
    s->clip_shapes += strcmp(name, "rect") ? 2 : 1; /* only a single rectangle can be harmless */
    trace(s, &s->clip_pen, name, attributes);
    return;
  }
  bool filled = look->filled && strcmp(name, "line") != 0;
  if (look->hidden || (!filled && !look->stroked))
    return;
  if (filled)
    keep_paint(s, look->fill);
  if (look->stroked)
    keep_paint(s, look->stroke);
  s->pen.to_grid = look->matrix;
  if (filled) {
    *s->stroked = 0;
    atl_out_char(s->out, look->evenodd ? 'e' : 'f');
    trace(s, &s->pen, name, attributes);
  }
  if (look->stroked && !s->failed) {
    const struct atl_matrix *m = &look->matrix;
    double width = fabs(look->width) * sqrt(fabs(m->a * m->d - m->b * m->c));
    width = width < ATL_ICON_GRID ? width : ATL_ICON_GRID;
    char how[sizeof s->stroked];
    snprintf(how, sizeof how, "s %d %d %d", (int)floor(width + .5), look->cap, look->join);
    if (filled || strcmp(how, s->stroked) != 0) /* lines of one look are one part */
      atl_out_text(s->out, how);
    memcpy(s->stroked, how, sizeof how);
    trace(s, &s->pen, name, attributes);
  }
  if (s->pen.steps > ATL_MOST_ICON_STEPS)
    refuse(s, here(s), "this icon has more than %d lines and curves, which nobody sees at this size; simplify it",
           ATL_MOST_ICON_STEPS);
}

/* -- elements ---------------------------------------------------------------------------------------------------- */

enum treat { DRAW, GROUP, CLIP, SKIP, REFUSE };
/* clang-format off */
static const struct row {
  const char *name;
  enum treat treat;
  const char *why;
} rows[] = {
    {"path", DRAW, NULL}, {"circle", DRAW, NULL}, {"ellipse", DRAW, NULL}, {"rect", DRAW, NULL}, {"line", DRAW, NULL},
    {"polyline", DRAW, NULL}, {"polygon", DRAW, NULL}, {"g", GROUP, NULL}, {"svg", GROUP, NULL},
    {"title", SKIP, NULL}, {"desc", SKIP, NULL}, {"metadata", SKIP, NULL},
    {"linearGradient", SKIP, NULL}, {"radialGradient", SKIP, NULL},
    {"defs", GROUP, NULL}, {"clipPath", CLIP, NULL},
    {"script", REFUSE, "holds a script, and an icon runs nothing"},
    {"style", REFUSE, "has a style sheet, which is not read; have its fills and strokes written as attributes"},
    {"image", REFUSE, "holds a picture; an icon is made of paths"},
    {"text", REFUSE, "holds text; make paths of it"},
    {"use", REFUSE, "draws something once more with <use>; copy its path instead"},
    {"symbol", REFUSE, "holds a <symbol>, which is drawn by <use> alone; take its path out of it"},
    {"a", REFUSE, "leads somewhere; an icon has no links"},
    {"foreignObject", REFUSE, "holds a piece of another document"},
    {"animate", REFUSE, "moves; an icon stands still"}, {"animateTransform", REFUSE, "moves; an icon stands still"},
    {"animateMotion", REFUSE, "moves; an icon stands still"}, {"set", REFUSE, "moves; an icon stands still"},
    {"mask", REFUSE, "has a mask; an icon is made of paths alone"},
    {"filter", REFUSE, "has a filter; an icon is made of paths alone"},
    {"pattern", REFUSE, "has a pattern; an icon is made of paths alone"},
    {"marker", REFUSE, "has markers; draw them as paths"},
    {"switch", REFUSE, "is another one for other readers (<switch>); keep one of them"},
};
/* clang-format on */

/* Whether a reference stays in the file: "#id", "url(#id)", data that is no picture. */
static bool stays(const char *text) {
  text += strspn(text, " \t\r\n'\"");
  return !*text || *text == '#';
}

/* References and scripts in attributes, of whatever element. */
static void judge_attributes(struct svg *s, const char **attributes) {
  for (; *attributes && !s->failed; attributes += 2) {
    const char *name = attributes[0], *value = attributes[1], *local = strchr(name, ':');
    if (!local && !strncmp(name, "on", 2)) {
      refuse(s, here(s), "'%.40s' is a script, and an icon runs nothing", name);
      return;
    }
    if ((!strcmp(name, "href") || (local && !strcmp(local, ":href"))) && !stays(value)) {
      refuse(s, here(s), "this refers to '%.60s'; an icon is one file and fetches nothing", value);
      return;
    }
    for (const char *at = value; (at = strstr(at, "url(")); at += 4)
      if (!stays(at + 4)) {
        refuse(s, here(s), "this refers to '%.60s'; an icon is one file and fetches nothing", at + 4);
        return;
      }
    if (!strcmp(name, "mask") || !strcmp(name, "filter"))
      if (strcmp(value, "none") != 0)
        refuse(s, here(s), "this has a %s; an icon is made of paths alone", name);
  }
}

static char *copy(const char *text, size_t len) {
  char *to = atl_alloc(len + 1, 1);
  memcpy(to, text, len);
  return to;
}

/* Remembers by what an element is clipped: url(#id). */
static void use_clip(struct svg *s, const char **attributes) {
  char room[256];
  const char *clip = property(attributes, "clip-path", room, sizeof room);
  const char *id = clip ? strchr(clip, '#') : NULL;
  if (id)
    *atl_vec_push(&s->clipped) = (struct named){copy(id + 1, strcspn(id + 1, "\"') ")), here(s)};
}

static void begin_root(struct svg *s, const char *name, const char **attributes) {
  if (strcmp(name, "svg") != 0) {
    refuse(s, here(s), "this is no SVG: its first element is <%.40s>", name);
    return;
  }
  double x = 0, y = 0;
  const char *box = attribute(attributes, "viewBox");
  bool said = box && atl_next_number(&box, &x) && atl_next_number(&box, &y) && atl_next_number(&box, &s->w) &&
              atl_next_number(&box, &s->h);
  if (!said) {
    x = y = 0;
    s->w = share_of(attribute(attributes, "width"), 0);
    s->h = share_of(attribute(attributes, "height"), 0);
  }
  double longest = fmax(s->w, s->h);
  if (!(s->w > 0) || !(s->h > 0) || longest > 1e9 || longest < 1e-6) {
    refuse(s, here(s), "this SVG does not say how large it is; it needs a viewBox, as viewBox=\"0 0 24 24\"");
    return;
  }
  s->scale = ATL_ICON_GRID / longest;
  s->look[1] = (struct look){.filled = true,
                             .fill = "black",
                             .width = 1,
                             .matrix = {.a = s->scale,
                                        .d = s->scale,
                                        .e = (ATL_ICON_GRID - s->w * s->scale) / 2 - x * s->scale,
                                        .f = (ATL_ICON_GRID - s->h * s->scale) / 2 - y * s->scale}};
}

static void begin_clip(struct svg *s, const char **attributes) {
  const char *id = attribute(attributes, "id");
  s->clip = s->depth;
  s->clip_shapes = 0;
  s->clip_pen.x0 = s->clip_pen.y0 = INFINITY;
  s->clip_pen.x1 = s->clip_pen.y1 = -INFINITY;
  s->spare.len = 0;
  free(s->clip_id);
  s->clip_id = id ? copy(id, strlen(id)) : NULL;
}

/* Where it is a rectangle around all that is seen, as many editors write, it cuts nothing off. */
static void end_clip(struct svg *s) {
  const double most = ATL_ICON_GRID, air = most / 100;
  double x = (most - s->w * s->scale) / 2, y = (most - s->h * s->scale) / 2;
  s->clip = 0;
  if (s->clip_shapes == 1 && s->clip_id && s->clip_pen.x0 <= x + air && s->clip_pen.y0 <= y + air &&
      s->clip_pen.x1 >= most - x - air && s->clip_pen.y1 >= most - y - air) {
    *atl_vec_push(&s->harmless) = (struct named){.id = s->clip_id};
    s->clip_id = NULL;
  }
}

static void XMLCALL begin(void *context, const char *name, const char **attributes) {
  struct svg *s = context;
  if (s->failed)
    return;
  if (s->depth == MOST_DEEP) {
    refuse(s, here(s), "this SVG is nested more than %d deep", MOST_DEEP);
    return;
  }
  s->depth++;
  if (!strncmp(name, "svg:", 4))
    name += 4;
  if (s->depth == 1)
    begin_root(s, name, attributes);
  else
    s->look[s->depth] = s->look[s->depth - 1];
  const struct row *row = NULL;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (!strcmp(rows[i].name, name))
      row = &rows[i];
  if (row && row->treat == REFUSE)
    refuse(s, here(s), "this icon %s", row->why);
  judge_attributes(s, attributes);
  if (s->failed || s->skip)
    return;
  if (!row && !strchr(name, ':')) {
    refuse(s, here(s), "<%.40s> is nothing that an icon is made of; it has paths and simple shapes", name);
    return;
  }
  if (!row || row->treat == SKIP) {
    s->skip = s->depth;
    return;
  }
  struct look *look = &s->look[s->depth];
  take_look(s, look, attributes);
  use_clip(s, attributes);
  if (!strcmp(name, "defs"))
    look->hidden = true; /* what stands there is drawn by reference alone */
  else if (row->treat == CLIP)
    begin_clip(s, attributes);
  else if (row->treat == DRAW && !s->failed)
    shape(s, look, name, attributes);
}

static void XMLCALL end(void *context, const char *name) {
  struct svg *s = context;
  (void)name;
  if (s->failed)
    return;
  if (s->clip == s->depth)
    end_clip(s);
  if (s->skip == s->depth)
    s->skip = 0;
  s->depth--;
}

static void XMLCALL document_type(void *context, const char *name, const char *system, const char *public,
                                  int declares) {
  struct svg *s = context;
  (void)name;
  (void)system;
  (void)public;
  if (declares)
    refuse(s, here(s), "this icon declares entities or the like in its <!DOCTYPE>; leave that out");
}

static void XMLCALL instruction(void *context, const char *target, const char *data) {
  (void)data;
  if (!strcmp(target, "xml-stylesheet"))
    refuse(context, here(context), "this icon names a style sheet; an icon is one file and fetches nothing");
}

/* -- all of it --------------------------------------------------------------------------------------------------- */

static void give_back(void *reading) {
  struct svg *s = reading;
  s->lib.XML_ParserFree(s->parser);
}

static void judge_clips(struct svg *s) {
  for (uint32_t i = 0; i < s->clipped.len && !s->failed; i++) {
    bool harmless = false;
    for (uint32_t k = 0; k < s->harmless.len; k++)
      harmless |= !strcmp(s->harmless.at[k].id, s->clipped.at[i].id);
    if (!harmless)
      refuse(s, s->clipped.at[i].where, "this is cut out by a clip-path; an icon is made of paths as they are seen");
  }
}

static void parse(struct svg *s) {
  struct atl_guard guard;
  s->parser = s->lib.XML_ParserCreate(NULL);
  if (!s->parser)
    atl_no_memory();
  atl_guard(&guard, give_back, s);
  s->lib.XML_SetUserData(s->parser, s);
  s->lib.XML_SetElementHandler(s->parser, begin, end);
  s->lib.XML_SetDoctypeDeclHandler(s->parser, document_type, NULL);
  s->lib.XML_SetProcessingInstructionHandler(s->parser, instruction);
  bool read = s->lib.XML_Parse(s->parser, s->source->text, (int)s->source->len, 1) != XML_STATUS_ERROR;
  enum XML_Error error = s->lib.XML_GetErrorCode(s->parser);
  if (!read && error == XML_ERROR_NO_MEMORY)
    atl_no_memory();
  if (!read)
    refuse(s, here(s), "this is no SVG that can be read: %s", s->lib.XML_ErrorString(error));
  judge_clips(s);
  if (!s->pen.steps)
    refuse(s, (struct atl_span){s->file, 0, 0},
           "nothing is seen of this icon: it has no path that is filled or stroked");
  atl_unguard(&guard);
  s->lib.XML_ParserFree(s->parser);
}

bool atl_read_svg(struct atl_out *out, struct atl_sources *sources, uint32_t file, struct atl_span named,
                  struct atl_diags *diags) {
  struct svg *s = atl_alloc(1, sizeof *s);
  if (!open_expat(&s->lib)) {
    atl_report(diags, ATL_ERROR, "icon", named, "icons from files need libexpat, which cannot be opened here");
    free(s);
    return false;
  }
  s->out = out;
  s->diags = diags;
  s->named = named;
  s->source = &sources->file.at[file];
  s->file = file;
  s->pen.out = out;
  atl_out_memory(&s->spare);
  s->clip_pen.out = &s->spare;
  parse(s);
  if (s->colours && !s->failed)
    atl_report(diags, ATL_WARNING, "icon", (struct atl_span){file, 0, 0},
               "this icon has several colours, and is drawn in one, that of the letters beside it");
  bool good = !s->failed;
  for (uint32_t i = 0; i < s->harmless.len; i++)
    free(s->harmless.at[i].id);
  for (uint32_t i = 0; i < s->clipped.len; i++)
    free(s->clipped.at[i].id);
  atl_vec_release(&s->harmless);
  atl_vec_release(&s->clipped);
  free(s->clip_id);
  atl_out_discard(&s->spare);
  free(s);
  return good;
}
