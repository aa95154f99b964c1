/* Names for each of their readers. What is a special character is what the reader's own source says, tried on the
 * programs themselves by tests/names: GNU make 4.3, ninja 1.11, sh. */
#include "base/spell.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- people -------------------------------------------------------------------------------------------------------- */

static void for_people(struct atl_out *out, const char *name, size_t len) {
  char *safe = atl_out_reserve(out, len + 1); /* it never grows */
  size_t n = atl_sanitise(safe, name, len);
  for (size_t i = 0; i < n; i++)
    if (safe[i] == '\n' || (safe[i] == '[' && i >= 2 && safe[i - 1] == '#' && safe[i - 2] == '#'))
      safe[i] = '?';
  atl_out_advance(out, n);
}

/* Log readers pass over blanks before a command. */
static bool begins_command(const char *name, size_t len) {
  size_t i = 0;
  while (i < len && (unsigned char)name[i] <= ' ')
    i++;
  return i + 1 < len && name[i] == ':' && name[i + 1] == ':';
}

static void for_github(struct atl_out *out, const char *name, size_t len, bool property) {
  for (size_t i = 0, plain; i < len; i++) {
    for (plain = i; i < len && !strchr("%\r\n", name[i]) && !(property && strchr(":,", name[i])); i++)
      ;
    struct atl_out part; /* '?' of controls never hides the marks that are looked for */
    atl_out_memory(&part);
    for_people(&part, name + plain, i - plain);
    atl_out_write(out, part.buf, part.len);
    atl_out_discard(&part);
    if (i < len)
      atl_out_format(out, "%%%02X", (unsigned char)name[i]);
  }
}

/* -- programs ------------------------------------------------------------------------------------------------------ */

/* What is safe on a terminal, too, should somebody look at the JSON there. */
static bool acts(uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xfeff;
}

static void for_json(struct atl_out *out, const char *name, size_t len) {
  static const char letters[] = "btn.fr";
  for (size_t i = 0, size; i < len; i += size) {
    unsigned char byte = (unsigned char)name[i];
    uint32_t c = byte;
    size = byte < 0x80 ? 1 : atl_utf8_decode(name + i, len - i, &c);
    if (!size) {
      atl_out_format(out, "\\udc%02x", byte);
      size = 1;
    } else if (c == '"' || c == '\\') {
      atl_out_char(out, '\\');
      atl_out_char(out, (char)c);
    } else if (c == '[' && i >= 2 && name[i - 1] == '#' && name[i - 2] == '#') { /* as for people */
      atl_out_lit(out, "\\u005B");
    } else if (c >= '\b' && c <= '\r' && c != '\v') {
      atl_out_char(out, '\\');
      atl_out_char(out, letters[c - '\b']);
    } else if (acts(c))
      atl_out_format(out, "\\u%04X", c);
    else
      atl_out_write(out, name + i, size);
  }
}

static void for_shell(struct atl_out *out, const char *word, size_t len) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,:+@%";
  size_t i = 0;
  while (i < len && strchr(plain, word[i]))
    i++;
  if (len && i == len) {
    atl_out_write(out, word, len);
    return;
  }
  atl_out_char(out, '\'');
  for (i = 0; i < len; i++)
    if (word[i] == '\'')
      atl_out_lit(out, "'\\''");
    else
      atl_out_char(out, word[i]);
  atl_out_char(out, '\'');
}

static bool has_line_break(const char *name, size_t len) { return memchr(name, '\n', len) || memchr(name, '\r', len); }

/* Ninja has '$' to escape itself, and in paths blanks and ':'; a '|' ends a path and cannot be escaped, but a variable
 * may hold one. */
static bool for_ninja(struct atl_out *out, const char *name, size_t len, bool path) {
  if (has_line_break(name, len))
    return false;
  for (size_t i = 0; i < len; i++)
    if (path && name[i] == '|')
      atl_out_lit(out, "${bar}");
    else {
      if (name[i] == '$' || (path && (name[i] == ' ' || name[i] == ':')))
        atl_out_char(out, '$');
      atl_out_char(out, name[i]);
    }
  return true;
}

bool atl_spell_needs_bar(const char *name) { return strchr(name, '|') != NULL; }

static bool is_pattern(char c, const char *rest) { return c == '*' || c == '?' || (c == '[' && strchr(rest, ']')); }

/* What make has no escape for that holds on both sides of a rule. It takes a pattern for the files that it matches, so
 * '?' stands for them: at worst, another file of almost the same name counts, too. */
static bool needs_pattern(char c) { return (c >= '\t' && c <= '\f') || c == '|' || c == '%'; }

static bool make_has_no_way(const char *name, size_t len, bool goal) {
  static const char odd_ends[] = " \\&)\t\v\f";
  bool pattern = false;
  for (size_t i = 0; i < len; i++) {
    if (name[i] == '\n' || name[i] == '\r')
      return true;
    pattern |= is_pattern(name[i], name + i) || (needs_pattern(name[i]) && !(goal && strchr("|%", name[i])));
  }
  bool home = name[0] == '~' && (len == 1 || name[1] == '/');
  return home || (len && strchr(odd_ends, name[len - 1])) || (pattern && (goal || memchr(name, '\\', len)));
}

/* '\' escapes, and has itself to be escaped only where it stands before what is; '=' would make the line that of a
 * variable, and ';' begin a recipe, unless they come out of a function. */
static bool for_make(struct atl_out *out, const char *name, size_t len, bool goal) {
  if (make_has_no_way(name, len, goal))
    return false;
  for (size_t i = 0, backslashes = 0; i < len; i++) {
    char c = name[i];
    bool escape = c == ' ' || c == '#' || c == ':' || (goal && c == '%') || is_pattern(c, name + i);
    for (; escape && backslashes; backslashes--)
      atl_out_char(out, '\\');
    backslashes = c == '\\' ? backslashes + 1 : 0;
    if (c == '=')
      atl_out_lit(out, "$(or =)");
    else if (c == ';')
      atl_out_lit(out, "$(or \\;)");
    else if (!goal && needs_pattern(c))
      atl_out_char(out, '?');
    else {
      if (escape)
        atl_out_char(out, '\\');
      else if (c == '$')
        atl_out_char(out, '$');
      atl_out_char(out, c);
    }
  }
  return true;
}

bool atl_spell_ninja_reads(const char *name) {
  size_t len = strlen(name);
  for (const char *c = name; *c; c++)
    if ((unsigned char)*c < ' ' || *c == 0x7f || strchr(";|*?&<>\"'`^=%", *c) || (*c == '[' && strchr(c, ']')) ||
        (*c == '\\' && strchr(" #:", c[1])))
      return false;
  return !len || name[len - 1] != ':';
}

/* -- addresses ----------------------------------------------------------------------------------------------------- */

/* What may stand in an address as it is; letters other than those of ASCII may, too. */
static void for_address(struct atl_out *out, const char *text, size_t len) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~/";
  for (size_t i = 0, size; i < len; i += size) {
    unsigned char byte = (unsigned char)text[i];
    uint32_t c = byte;
    size = byte < 0x80 ? 1 : atl_utf8_decode(text + i, len - i, &c);
    if ((byte < 0x80 && strchr(plain, byte)) || (size > 1 && !acts(c) && c != 0xfffe && c != 0xffff)) {
      atl_out_write(out, text + i, size);
      continue;
    }
    size = size ? size : 1;
    for (size_t k = 0; k < size; k++)
      atl_out_format(out, "%%%02X", (unsigned char)text[i + k]);
  }
}

void atl_spell_file_address(struct atl_out *out, const char *from, const char *to) {
  size_t same = 0;
  bool up = false;
  for (size_t i = 0; from[i] && from[i] == to[i]; i++)
    if (from[i] == '/')
      same = i + 1;
  for (const char *c = from + same; *c; c++)
    if (*c == '/') {
      atl_out_lit(out, "../");
      up = true;
    }
  if (!up)
    atl_out_lit(out, "./");
  for_address(out, to + same, strlen(to + same));
}

bool atl_address_is_harmless(const char *address, size_t len) {
  static const char *const schemes[] = {"http://", "https://", "mailto:"};
  char *seen = atl_alloc(len + 1, 1);
  size_t n = 0;
  bool good = true;
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)address[i];
    if (c == '\t' || c == '\n' || c == '\r')
      continue;
    good &= c >= ' ' && c != 0x7f;
    if (n || c != ' ')
      seen[n++] = c == '\\' ? '/' : (char)c;
  }
  bool known = false;
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
    known |= len >= strlen(schemes[i]) && !memcmp(address, schemes[i], strlen(schemes[i]));
  size_t word = strcspn(seen, "/?#:");
  good &= known || (seen[word] != ':' && strncmp(seen, "//", 2) != 0); /* relative, or # in this page */
  free(seen);
  return good;
}

static void for_osc8(struct atl_out *out, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (text[i] > ' ' && text[i] < 0x7f)
      atl_out_char(out, text[i]);
    else
      atl_out_format(out, "%%%02X", (unsigned char)text[i]);
}

/* -- our own lists ------------------------------------------------------------------------------------------------- */

static void for_record(struct atl_out *out, const char *name, size_t len) {
  for (size_t i = 0, size; i < len; i += size) {
    unsigned char byte = (unsigned char)name[i];
    uint32_t c = byte;
    size = byte < 0x80 ? 1 : atl_utf8_decode(name + i, len - i, &c);
    if (size && !acts(c) && c != '%') {
      atl_out_write(out, name + i, size);
      continue;
    }
    size = size ? size : 1;
    for (size_t k = 0; k < size; k++)
      atl_out_format(out, "%%%02x", (unsigned char)name[i + k]);
  }
}

static int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

char *atl_spell_read(struct atl_arena *arena, const char *text, size_t len) {
  char *name = atl_arena_strndup(arena, text, len);
  size_t to = 0;
  for (size_t from = 0; from < len; from++, to++) {
    if (text[from] != '%') {
      name[to] = text[from];
    } else if (len - from > 2 && digit(text[from + 1]) >= 0 && digit(text[from + 2]) >= 0) {
      name[to] = (char)(digit(text[from + 1]) * 16 + digit(text[from + 2]));
      from += 2;
    } else
      return NULL;
    if (!name[to])
      return NULL;
  }
  name[to] = 0;
  return name;
}

/* -- all of them --------------------------------------------------------------------------------------------------- */

bool atl_spell_bytes(struct atl_out *out, enum atl_spelling how, const char *name, size_t len) {
  switch (how) {
  case ATL_SPELL_LINE:
    if (begins_command(name, len))
      atl_out_lit(out, "./");
    for_people(out, name, len);
    return true;
  case ATL_SPELL_GITHUB:
  case ATL_SPELL_GITHUB_VALUE:
    for_github(out, name, len, how == ATL_SPELL_GITHUB_VALUE);
    return true;
  case ATL_SPELL_JSON:
    for_json(out, name, len);
    return true;
  case ATL_SPELL_SHELL:
    for_shell(out, name, len);
    return true;
  case ATL_SPELL_NINJA:
  case ATL_SPELL_NINJA_PATH:
    return for_ninja(out, name, len, how == ATL_SPELL_NINJA_PATH);
  case ATL_SPELL_MAKE:
  case ATL_SPELL_MAKE_GOAL:
    return for_make(out, name, len, how == ATL_SPELL_MAKE_GOAL);
  case ATL_SPELL_ADDRESS:
    for_address(out, name, len);
    return true;
  case ATL_SPELL_OSC8:
    for_osc8(out, name, len);
    return true;
  case ATL_SPELL_RECORD:
    for_record(out, name, len);
    return true;
  case ATL_SPELL_PEOPLE:
    break;
  }
  for_people(out, name, len);
  return true;
}

bool atl_spell(struct atl_out *out, enum atl_spelling how, const char *name) {
  return atl_spell_bytes(out, how, name, strlen(name));
}

char *atl_spelled(struct atl_arena *arena, enum atl_spelling how, const char *name) {
  struct atl_out text;
  atl_out_memory(&text);
  char *copy = atl_spell(&text, how, name) ? atl_arena_strndup(arena, text.buf, text.len) : NULL;
  atl_out_discard(&text);
  return copy;
}
