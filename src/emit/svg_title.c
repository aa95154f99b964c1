/* A title says no more than is read to its end. It stands on one line of the file, whatever it says, so that a label
 * that changes is a line that changes. */
#include "emit/svg_title.h"

#include "text/segment.h"

#include <stdlib.h>
#include <string.h>

enum {
  TITLED_LINKS = 8,
  ABOUT_BYTES = 300, /* as a paragraph that is taken in at a glance */
};

void atl_svg_say(struct atl_out *out, const char *text) {
  size_t len = atl_drop_soft_hyphens(text, strlen(text));
  if (!atl_has_soft_hyphens(text, len)) {
    atl_out_xml(out, text, len);
    return;
  }
  char *seen = atl_realloc(NULL, len, 1);
  atl_out_xml(out, seen, atl_show_soft_hyphens(seen, text, len));
  free(seen);
}

/* How much of a text stands in a hint: all of it, or whole words, and no part of a letter. */
static size_t hinted(const char *text) {
  size_t len = strlen(text);
  if (len <= ABOUT_BYTES)
    return len;
  for (len = ABOUT_BYTES; len && text[len] != ' ' && text[len] != '\n';)
    len--;
  for (len = len ? len : ABOUT_BYTES; len && ((unsigned char)text[len] & 0xc0) == 0x80;)
    len--;
  return len;
}

void atl_svg_say_node(struct atl_out *out, const struct atl_scene *scene, uint32_t node) {
  atl_svg_say(out, scene->pool + scene->node.at[node].label);
  uint32_t about = scene->node.at[node].about;
  if (!about)
    return;
  size_t len = hinted(scene->pool + about);
  char *line = atl_realloc(NULL, len + 1, 1);
  memcpy(line, scene->pool + about, len);
  line[len] = 0;
  for (size_t i = 0; i < len; i++)
    line[i] = line[i] == '\n' ? ' ' : line[i];
  atl_out_lit(out, ": ");
  atl_svg_say(out, line);
  atl_out_text(out, scene->pool[about + len] ? " …" : "");
  free(line);
}

/* What is written at an end of a link. */
static void say_end(struct atl_out *out, const struct atl_scene *scene, uint32_t label) {
  if (!label)
    return;
  atl_out_lit(out, " [");
  atl_svg_say(out, scene->pool + label);
  atl_out_char(out, ']');
}

bool atl_svg_say_net(struct atl_out *out, const struct atl_scene *scene, uint32_t net) {
  static const char *const arrows[] = {" → ", " ↔ ", " – "};
  if (net < scene->node.len || net - scene->node.len >= scene->nets)
    return false;
  uint32_t first = scene->net_first_link[net - scene->node.len], end = scene->net_first_link[net - scene->node.len + 1];
  for (uint32_t k = first; k < end; k++) {
    const struct atl_scene_link *link = &scene->link.at[scene->net_links[k]];
    const char *tail = scene->pool + link->tail_label, *head = scene->pool + link->head_label;
    if (k == first) {
      atl_out_lit(out, ">\n<title>");
      atl_svg_say(out, tail);
      say_end(out, scene, link->end_label[0]);
    }
    if (k - first == TITLED_LINKS) {
      atl_out_lit(out, " …");
      break;
    }
    atl_out_text(out, k == first ? arrows[link->arrow] : ", ");
    atl_svg_say(out, head);
    say_end(out, scene, link->end_label[1]);
    if (link->label) {
      atl_out_lit(out, ": ");
      atl_svg_say(out, scene->pool + link->label);
    }
  }
  if (first < end)
    atl_out_lit(out, "</title>\n</path>\n");
  return first < end;
}
