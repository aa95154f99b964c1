/* Files of other languages that draw graphs, given by mistake. They are told by their first words, which no map can
 * start with; D2 alone looks like YAML, so it is asked for only where there are no nodes. */
#include "read/explain.h"

#include <string.h>

struct lines {
  const char *at, *end;
};

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/* The next line without the blanks around it; false at the end. */
static bool next_line(struct lines *rest, const char **line, size_t *len, bool *indented) {
  if (rest->at >= rest->end)
    return false;
  const char *stop = memchr(rest->at, '\n', (size_t)(rest->end - rest->at));
  if (!stop)
    stop = rest->end;
  const char *from = rest->at, *to = stop;
  rest->at = stop + 1;
  while (from < to && is_blank(*from))
    from++;
  *indented = from > *line && from[-1] != '\n';
  while (to > from && is_blank(to[-1]))
    to--;
  *line = from;
  *len = (size_t)(to - from);
  return true;
}

/* Whether the line starts with the word, and the word ends there. */
static bool starts(const char *line, size_t len, const char *word) {
  size_t n = strlen(word);
  if (len < n || memcmp(line, word, n) != 0)
    return false;
  return len == n || strchr(" \t{(;", line[n]) || !((word[n - 1] | 32) >= 'a' && (word[n - 1] | 32) <= 'z');
}

static bool any_of(const char *line, size_t len, const char *const *words) {
  for (; *words; words++)
    if (starts(line, len, *words))
      return true;
  return false;
}

/* The name of a language whose files start with such a line, or NULL. */
static const char *language_of(const char *line, size_t len) {
  static const char *const mermaid[] = {"sequenceDiagram",
                                        "classDiagram",
                                        "stateDiagram",
                                        "stateDiagram-v2",
                                        "erDiagram",
                                        "journey",
                                        "gantt",
                                        "pie",
                                        "mindmap",
                                        "timeline",
                                        "gitGraph",
                                        "quadrantChart",
                                        "C4Context",
                                        "C4Container",
                                        "C4Component",
                                        "C4Dynamic",
                                        "C4Deployment",
                                        "requirementDiagram",
                                        "sankey-beta",
                                        "kanban",
                                        "block-beta",
                                        "packet-beta",
                                        "architecture-beta",
                                        "xychart-beta",
                                        "%%",
                                        "```mermaid",
                                        "flowchart",
                                        "flowchart-elk",
                                        "treemap-beta",
                                        "block",
                                        "zenuml",
                                        NULL};
  static const char *const turns[] = {" TD", " TB", " BT", " RL", " LR", NULL};
  static const char *const dot[] = {"digraph", "strict", NULL};
  static const char *const plantuml[] = {"!include", "skinparam", "```plantuml", "```puml", NULL};
  static const char *const dbml[] = {"Table", "TableGroup", "Enum", "Project", NULL}; /* with a name and a block */
  bool key = memchr(line, ':', len) != NULL && !(len > 1 && !memcmp(line, "%%", 2));
  if ((len > 6 && !memcmp(line, "@start", 6)) || any_of(line, len, plantuml))
    return "PlantUML";
  if (any_of(line, len, (const char *const[]){"```dot", "```graphviz", NULL}))
    return "DOT";
  if (any_of(line, len, (const char *const[]){"```d2", NULL}))
    return "D2";
  if (len && *line == '<')
    return "XML";
  if (key && !memchr(line, '{', len))
    return NULL;
  if (starts(line, len, "graph"))
    for (size_t i = 0; turns[i]; i++)
      if (len >= 8 && !memcmp(line + 5, turns[i], 3))
        return "Mermaid";
  if (any_of(line, len, dot) || (starts(line, len, "graph") && memchr(line, '{', len)) ||
      (starts(line, len, "graph") && len == 5))
    return "DOT";
  if (!key && any_of(line, len, mermaid))
    return "Mermaid";
  if (starts(line, len, "workspace") && memchr(line, '{', len))
    return "Structurizr DSL";
  const char *blank = memchr(line, ' ', len);
  if (blank && blank[1] != '{' && line[len - 1] == '{' && any_of(line, len, dbml))
    return "DBML";
  return NULL;
}

/* Whether a line at the margin could stand in D2 and in no map: an arrow that no '- ' precedes, or a block that opens
 * behind a text. */
static bool like_d2(const char *line, size_t len) {
  if (*line == '-' || *line == '#' || *line == '"' || *line == '{' || *line == '[')
    return false;
  size_t before = len - 1;
  while (before && is_blank(line[before - 1]))
    before--;
  if (line[len - 1] == '{' && before && !strchr(":,[{", line[before - 1]))
    return true;
  for (size_t i = 1; i + 1 < len && line[i] != '"' && line[i] != ':'; i++)
    if (!memcmp(line + i, "->", 2) || !memcmp(line + i, "<-", 2) || (i + 3 < len && !memcmp(line + i, " -- ", 4)))
      return true;
  return false;
}

static void say(uint32_t file, const char *text, const char *line, size_t len, const char *language,
                struct atl_diags *diags) {
  uint32_t at = (uint32_t)(line - text);
  atl_report(diags, ATL_ERROR, "foreign", (struct atl_span){file, at, at + (uint32_t)len},
             "this looks like %s, which atlasc does not read; a map is YAML: nodes: {a: A, b: B} and below it links: "
             "[a -> b]",
             language);
}

/* Whether the word that no map can do without stands anywhere, with its colon. */
static bool has_nodes(const struct atl_source *source) {
  const char *at = source->text, *end = source->text + source->len;
  while ((at = memchr(at, 'n', (size_t)(end - at)))) {
    if (end - at > 5 && !memcmp(at, "nodes", 5)) {
      const char *behind = at + 5;
      while (behind < end && strchr("\"' ", *behind))
        behind++;
      if (behind < end && *behind == ':')
        return true;
    }
    at++;
  }
  return false;
}

bool atl_yaml_foreign(struct atl_sources *sources, uint32_t file, struct atl_diags *diags) {
  const struct atl_source *source = &sources->file.at[file];
  struct lines rest = {source->text, source->text + source->len};
  const char *line = source->text, *d2 = NULL;
  size_t len, d2_len = 0;
  bool indented, comment = false, front = false, first = true;
  if (source->len >= 3 && !memcmp(source->text, "\xef\xbb\xbf", 3))
    line = rest.at = source->text + 3;
  while (next_line(&rest, &line, &len, &indented)) {
    if (comment || (len >= 2 && !memcmp(line, "/*", 2))) { /* DOT */
      const char *stop = len >= 2 ? memchr(line, '/', len) : NULL;
      comment = !(stop && line[len - 1] == '/' && line[len - 2] == '*');
      continue;
    }
    if (!len || *line == '#' || *line == '\'' || (len >= 2 && !memcmp(line, "//", 2)))
      continue;
    if (len == 3 && !memcmp(line, "---", 3) && (first || front)) { /* Mermaid's title */
      front = first;
      first = false;
      continue;
    }
    first = false;
    if (front)
      continue;
    const char *language = language_of(line, len);
    if (language) {
      say(file, source->text, line, len, language, diags);
      return true;
    }
    break;
  }
  if (has_nodes(source))
    return false;
  for (rest.at = line = source->text; next_line(&rest, &line, &len, &indented);) {
    if (!len || indented)
      continue;
    if (starts(line, len, "links:"))
      return false;
    if (!d2 && like_d2(line, len)) {
      d2 = line;
      d2_len = len;
    }
  }
  if (d2)
    say(file, source->text, d2, d2_len, "D2", diags);
  return d2 != NULL;
}
