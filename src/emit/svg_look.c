/* Colours, classes and type of an SVG: see svg_look.h. */
#include "emit/svg_look.h"

#include "base/hash.h"
#include "base/letter.h"

#include <string.h>

const char *atl_svg_family(const struct atl_sheet *sheet) {
  static const char sans[] = "Arial, Liberation Sans, Helvetica, DejaVu Sans, Verdana, sans-serif";
  static const char mono[] = "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, Liberation Mono, monospace";
  return sheet->mono ? mono : sans;
}

void atl_svg_rgb(struct atl_out *out, uint32_t value) {
  static const char digits[] = "0123456789abcdef";
  char *p = atl_out_reserve(out, 7);
  p[0] = '#';
  if ((value >> 4 & 0x0f0f0f) == (value & 0x0f0f0f)) { /* #aabbcc is #abc */
    p[1] = digits[value >> 16 & 15];
    p[2] = digits[value >> 8 & 15];
    p[3] = digits[value & 15];
    atl_out_advance(out, 4);
    return;
  }
  for (int i = 0; i < 6; i++)
    p[i + 1] = digits[value >> (20 - 4 * i) & 15];
  atl_out_advance(out, 7);
}

enum { LONGEST_SHEET = 40 }; /* bytes of a file's name in a class */

/* A hash of what the dark rules of any drawing in this sheet can say. */
static void write_hash(struct atl_out *out, const struct atl_sheet *sheet) {
  struct atl_out said;
  char digits[ATL_HASH_DIGITS + 1];
  atl_out_memory(&said);
  atl_out_format(&said, "%x %x %x %x\n", sheet->page.light, sheet->page.dark, sheet->wire.light, sheet->wire.dark);
  if (sheet->clear)
    atl_out_lit(&said, "clear\n");
  for (uint32_t i = 0; i < sheet->role.len; i++) {
    const struct atl_role *role = &sheet->role.at[i];
    const struct atl_paint paints[] = {role->fill, role->line, role->text, role->note};
    atl_out_format(&said, "%s %u", role->name, role->set);
    for (size_t k = 0; k < sizeof paints / sizeof *paints; k++)
      atl_out_format(&said, " %x %x", paints[k].light, paints[k].dark);
    atl_out_char(&said, '\n');
  }
  atl_hash_write(atl_hash_bytes(said.buf, said.len), digits);
  atl_out_write(out, digits, 6);
  atl_out_discard(&said);
}

void atl_svg_root_class(struct atl_out *out, const struct atl_sheet *sheet, bool within) {
  const char *slash = strrchr(sheet->name, '/'), *name = slash ? slash + 1 : sheet->name, *dot = strrchr(name, '.');
  bool file = slash || dot;
  size_t len = dot ? (size_t)(dot - name) : strlen(name);
  atl_out_text(out, within ? ATL_SVG_CLASS : "atlas-");
  for (size_t i = 0; i < len && i < LONGEST_SHEET; i++)
    atl_out_char(out, (unsigned char)name[i] < 0x80 && atl_is_letter(name[i]) ? name[i] : '-');
  if (!file)
    return;
  atl_out_char(out, '-');
  write_hash(out, sheet);
}

bool atl_svg_blank_stays(const char *text, size_t len, size_t at) {
  bool first = !at, last = at + 1 == len;
  return first || last || text[at + 1] == ' ' || text[at + 1] == '\n';
}

void atl_svg_words(struct atl_out *out, const char *text, size_t len) {
  size_t done = 0;
  for (size_t i = 0; i < len; i++)
    if ((text[i] == ' ' || text[i] == '\n') && atl_svg_blank_stays(text, len, i)) {
      atl_out_xml(out, text + done, i - done);
      atl_out_lit(out, "\xc2\xa0");
      done = i + 1;
    }
  atl_out_xml(out, text + done, len - done);
}

void atl_svg_class(struct atl_out *out, const struct atl_look *look) {
  static const char *const parts[] = {"root", "branch", "leaf", "card", "wire", "frame"};
  atl_out_lit(out, ATL_SVG_CLASS);
  if (look->name != parts[look->part] && strcmp(look->name, parts[look->part]) != 0) {
    atl_out_text(out, look->name);
    atl_out_char(out, '-');
  }
  atl_out_text(out, parts[look->part]);
  if (look->level) {
    atl_out_char(out, '-');
    atl_out_int(out, look->level + 1);
  }
  if (look->part == ATL_PART_FRAME && look->framed == ATL_PART_ROOT)
    atl_out_lit(out, "-1");
  if (look->open)
    atl_out_lit(out, "-row");
}

void atl_svg_wire_class(struct atl_out *out, const struct atl_look *look, const char *what) {
  atl_out_lit(out, ATL_SVG_CLASS);
  if (strcmp(look->name, "wire") != 0) {
    atl_out_text(out, look->name);
    atl_out_char(out, '-');
  }
  atl_out_text(out, what);
}

void atl_svg_type_class(struct atl_out *out, const struct atl_look *look) {
  atl_out_lit(out, ATL_SVG_CLASS);
  atl_out_int(out, look->label_size / ATL_PX);
  if (look->label_size % ATL_PX) {
    atl_out_char(out, '-');
    atl_out_int(out, look->label_size % ATL_PX);
  }
  atl_out_text(out, atl_face_is_bold(look->label_face) ? "b" : "");
}

struct atl_svg_shown *atl_svg_find_shown(const struct atl_scene *scene) {
  struct atl_svg_shown *shown = atl_alloc(scene->looks, sizeof *shown);
  uint8_t now = 0;    /* the look of the node: its words may differ in type, never in colour */
  uint8_t of = 0;     /* that of the node, or of the label of a link */
  bool muted = false; /* the row began with a note, of which all that is attached is a part */
  for (uint32_t i = 0; i < scene->item.len; i++) {
    const struct atl_item *item = &scene->item.at[i];
    bool attached = item->flags & ATL_ATTACHED, note = item->flags & ATL_MUTED;
    switch (item->op) {
    case ATL_BEGIN:
      now = of = item->look;
      shown[now].node++;
      shown[now].box += !(item->flags & ATL_OPEN);
      shown[now].shaped += atl_is_shaped(item);
      break;
    case ATL_WORD:
      shown[now].note += note && !(attached && muted);
      muted = attached ? muted : note;
      shown[item->look].apart += !attached && !note && item->look != of;
      break;
    case ATL_ICON:
      shown[item->look].icon += atl_icon_is_stroked(scene, item);
      break;
    case ATL_RULE:
      shown[now].rule++;
      break;
    case ATL_ROUTE:
      shown[item->look].wire++;
      shown[item->look].head += (item->flags & (ATL_HEAD | ATL_TAIL)) != 0;
      break;
    case ATL_SAMPLE:
      shown[item->look].node++;
      shown[item->look].box++;
      shown[item->look].shaped += atl_is_shaped(item);
      break;
    case ATL_LABEL:
    case ATL_ASIDE:
      shown[item->look].label++;
      of = item->look;
      break;
    default:
      break;
    }
  }
  return shown;
}
