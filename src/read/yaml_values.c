/* Values that keys of a map share: texts, words, true or false, kinds; and ids. */
#include "base/spell.h"
#include "base/utf8.h"
#include "read/explain.h"
#include "read/keys.h"
#include "read/yaml.h"
#include "read/yaml_map.h"

#include <string.h>

/* -- texts ------------------------------------------------------------------------------------------------------- */

static atl_text text_value(struct atl_map_reader *r, const struct atl_yaml_event *event, const char *what,
                           uint32_t limit, bool lines) {
  if (event->type != ATL_YAML_SCALAR) {
    atl_wrong_form(r->yaml, event, r->diags, what, "a text");
    return 0;
  }
  size_t len = event->len;
  while (len && (event->text[len - 1] == '\n' || (event->text[len - 1] == ' ' && !lines)))
    len--;
  if (len > limit) {
    atl_report(r->diags, ATL_ERROR, "limit-text", atl_event_span(r, event), "%s is longer than %u bytes (limit %s)%s",
               what, limit,
               limit == ATL_MAX_ABOUT ? "ATL_MAX_ABOUT"
               : limit == ATL_MAX_ID  ? "ATL_MAX_ID"
                                      : "ATL_MAX_LABEL",
               limit == ATL_MAX_LABEL ? "; a long text stands under 'about'" : "");
    return 0;
  }
  return (lines ? atl_map_add_lines : atl_map_add_text)(r->map, event->text, len);
}

/* A text of at most `limit` bytes; its line breaks at the end, left by `|`, are dropped. */
atl_text atl_text_value(struct atl_map_reader *r, const struct atl_yaml_event *event, const char *what,
                        uint32_t limit) {
  return text_value(r, event, what, limit, false);
}

atl_text atl_lines_value(struct atl_map_reader *r, const struct atl_yaml_event *event, const char *what,
                         uint32_t limit) {
  return text_value(r, event, what, limit, true);
}

/* The same, with line breaks made blanks: for what stands on one line. */
atl_text atl_line_value(struct atl_map_reader *r, const struct atl_yaml_event *event, const char *what,
                        uint32_t limit) {
  atl_text text = atl_text_value(r, event, what, limit);
  for (char *c = r->map->pool.at + text; *c; c++)
    if (*c == '\n')
      *c = ' ';
  return text;
}

atl_text atl_kind_value(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  if (event->type == ATL_YAML_LIST) {
    struct atl_span where = atl_event_span(r, event);
    where.end = where.begin + 1;
    atl_report(r->diags, ATL_ERROR, "wrong-form", where,
               "a kind is one word; more words to filter by are 'tags', as tags: [a, b]");
    atl_yaml_skip(r->yaml, event);
  } else if (event->type != ATL_YAML_SCALAR)
    atl_wrong_form(r->yaml, event, r->diags, "a kind", "a word");
  else if (event->len > ATL_MAX_ID)
    atl_report(r->diags, ATL_ERROR, "limit-id", atl_event_span(r, event),
               "the kind is longer than %u bytes (limit ATL_MAX_ID)", ATL_MAX_ID);
  else
    return atl_map_add_kind(r->map, event->text, event->len, atl_event_span(r, event));
  return 0;
}

bool atl_bool_value(struct atl_map_reader *r, const struct atl_yaml_event *event, const char *what, bool *value) {
  if (event->type == ATL_YAML_SCALAR && !strcmp(event->text, "true"))
    return *value = true;
  if (event->type == ATL_YAML_SCALAR && !strcmp(event->text, "false")) {
    *value = false;
    return true;
  }
  if (event->type != ATL_YAML_SCALAR)
    atl_wrong_form(r->yaml, event, r->diags, what, "true or false");
  else
    atl_report(r->diags, ATL_ERROR, "wrong-form", atl_event_span(r, event), "%s is true or false, not '%s'", what,
               event->text);
  return false;
}

/* A text or a list of texts, appended to map->word. */
void atl_words_value(struct atl_map_reader *r, const struct atl_yaml_event *event, const char *what, uint32_t *first,
                     uint32_t *count) {
  *first = r->map->word.len;
  if (event->type == ATL_YAML_LIST) {
    for (;;) {
      struct atl_yaml_event each = atl_next_event(r);
      if (each.type == ATL_YAML_LIST_END || each.type == ATL_YAML_END)
        break;
      atl_text text = atl_line_value(r, &each, what, ATL_MAX_LABEL);
      if (text)
        *atl_vec_push(&r->map->word) = (struct atl_word){text, atl_event_span(r, &each)};
    }
  } else if (event->type == ATL_YAML_SCALAR) {
    atl_text text = atl_line_value(r, event, what, ATL_MAX_LABEL);
    if (text)
      *atl_vec_push(&r->map->word) = (struct atl_word){text, atl_event_span(r, event)};
  } else
    atl_wrong_form(r->yaml, event, r->diags, what, "a text or a list of texts");
  *count = r->map->word.len - *first;
}

/* -- ids
 * ---------------------------------------------------------------------------------------------------------------- */

/* Blanks and marks that cannot be seen would make ids that look equal. */
static bool invisible(uint32_t c) {
  return c == 0xa0 || c == 0xad || c == 0x1680 || c == 0x180e || (c >= 0x2000 && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x206f) || c == 0x3000 || c == 0xfeff;
}

static bool is_of_id(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

bool atl_id_fits(const char *id, size_t len) {
  for (size_t i = 0, n; i < len; i += n) {
    unsigned char c = (unsigned char)id[i];
    uint32_t code_point = 0;
    n = c < 0x80 ? 1 : atl_utf8_decode(id + i, len - i, &code_point);
    if (c < 0x80 ? !is_of_id(c) : !n || invisible(code_point))
      return false;
  }
  return len > 0;
}

/* The id that a label would make: letters and digits in lower case, the rest one '-' a run. */
static void suggest_id(const char *text, char *to, size_t room) {
  size_t n = 0;
  for (; *text && n + 1 < room; text++) {
    unsigned char c = (unsigned char)*text;
    if (c >= 'A' && c <= 'Z')
      to[n++] = (char)(c + 32);
    else if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')
      to[n++] = (char)c;
    else if (n && to[n - 1] != '-')
      to[n++] = '-';
  }
  while (n && to[n - 1] == '-')
    n--;
  to[n] = 0;
}

/* Whether an id has its label with it, as Mermaid writes nodes: a[Client], b((Shop)), c{Choice}; that is reported. */
static bool labelled_id(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  const char *text = event->text;
  size_t id = strcspn(text, "[({ "), begin = id, end = event->len;
  while (text[begin] == ' ')
    begin++;
  if (!id || begin == end || !strchr("[({", text[begin]) || !strchr("])}", text[end - 1]) || !atl_id_fits(text, id))
    return false;
  bool store = text[begin] == '[' && text[begin + 1] == '(', choice = text[begin] == '{' && text[begin + 1] != '{';
  while (begin < end && strchr("[({/\\\"'", text[begin]))
    begin++;
  while (end > begin && strchr("])}/\\\"'", text[end - 1]))
    end--;
  if (begin == end || end - begin > 60)
    return false;
  const char *kind = store ? "database" : choice ? "decision" : NULL;
  atl_report(r->diags, ATL_ERROR, "bad-id", atl_event_span(r, event),
             kind ? "the label of a node stands behind its id; write '%.*s: {label: %.*s, kind: %s}'"
                  : "the label of a node stands behind its id; write '%.*s: %.*s'",
             (int)id, text, (int)(end - begin), text + begin, kind);
  return true;
}

bool atl_check_id(struct atl_map_reader *r, const struct atl_yaml_event *event) {
  if (event->type != ATL_YAML_SCALAR) {
    atl_wrong_form(r->yaml, event, r->diags, "an id", "a word");
    return false;
  }
  if (event->len > ATL_MAX_ID) {
    atl_report(r->diags, ATL_ERROR, "limit-id", atl_event_span(r, event),
               "the id is longer than %u bytes (limit ATL_MAX_ID); write a short one, and the rest as its label",
               ATL_MAX_ID);
    return false;
  }
  char safe[ATL_MAX_ID + 1];
  if (event->len != 0 && atl_sanitise(safe, event->text, event->len) == event->len &&
      !memcmp(safe, event->text, event->len) && atl_id_fits(event->text, event->len))
    return true;
  size_t colon = event->plain ? atl_yaml_glued_colon(event->text, event->len) : 0;
  if (colon && atl_id_fits(event->text, colon)) {
    atl_report(r->diags, ATL_ERROR, "bad-id", atl_event_span(r, event),
               "a blank is missing behind ':'; write '%.*s: %s'", (int)colon, event->text, event->text + colon + 1);
    return false;
  }
  if (labelled_id(r, event))
    return false;
  char meant[64];
  suggest_id(event->text, meant, sizeof meant);
  if (*meant && event->len < sizeof meant - 1)
    atl_report(r->diags, ATL_ERROR, "bad-id", atl_event_span(r, event),
               "'%s' is no id: letters, digits, '-' and '_' only; write '%s' and give it the label '%s'", event->text,
               meant, event->text);
  else
    atl_report(r->diags, ATL_ERROR, "bad-id", atl_event_span(r, event),
               "this is no id: letters, digits, '-' and '_' only");
  return false;
}
