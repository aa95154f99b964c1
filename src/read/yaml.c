/* libyaml behind a pull interface.
 *
 * Anchored values are recorded as events while they are first read and replayed at each alias, so the parser needs no
 * document tree: memory is that of one event, whatever the size of the file. libyaml's marks count code points; they
 * are turned into bytes through the line table of the source, only when a place is asked for. */
#include "read/yaml.h"

#include "base/strmap.h"
#include "read/explain.h"
#include "read/scan.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct anchor {
  const char *name;
  uint32_t first, end; /* range in the record; end is ATL_NONE while it is open */
  uint32_t depth;      /* of the value it names */
  uint32_t newest;     /* of the first anchor of a name: the last one so far */
};

struct replay {
  uint32_t at, end;
};

struct atl_yaml {
  struct atl_guard guard;
  struct atl_scan *scan; /* NULL: libyaml is asked */
  uint32_t scanned;      /* events that the scanner gave, which libyaml will give again */
  yaml_parser_t parser;
  yaml_event_t event, ahead; /* the one whose text is lent out; the next one, where it was looked at */
  bool lent, has_ahead, failed, ended;
  struct atl_yaml_event quoted; /* the last text in quotes, without its text */
  struct atl_sources *sources;
  uint32_t file;
  struct atl_diags *diags;
  uint32_t depth;
  struct atl_arena arena;                /* texts of the record and names of anchors */
  ATL_VEC(struct atl_yaml_event) record; /* anchored values, flat */
  ATL_VEC(struct anchor) anchor;
  struct atl_strmap anchors; /* name -> the first anchor of that name */
  ATL_VEC(struct replay) replay;
  ATL_VEC(uint32_t) open; /* anchors whose value goes on, the innermost last */
  uint32_t replayed, replayed_bytes;
};

/* What libyaml holds. */
static void release_libyaml(void *opened) {
  struct atl_yaml *yaml = opened;
  if (yaml->lent)
    yaml_event_delete(&yaml->event);
  if (yaml->has_ahead)
    yaml_event_delete(&yaml->ahead);
  yaml_parser_delete(&yaml->parser);
}

struct atl_yaml *atl_yaml_open(struct atl_sources *sources, uint32_t file, struct atl_diags *diags) {
  struct atl_yaml *yaml = atl_alloc(1, sizeof *yaml);
  yaml->sources = sources;
  yaml->file = file;
  yaml->diags = diags;
  if (!yaml_parser_initialize(&yaml->parser))
    atl_no_memory();
  atl_guard(&yaml->guard, release_libyaml, yaml);
  const struct atl_source *source = &sources->file.at[file];
  const unsigned char *s = (const unsigned char *)source->text;
  if (source->len >= 2 && ((s[0] == 0xff && s[1] == 0xfe) || (s[0] == 0xfe && s[1] == 0xff))) {
    atl_report(diags, ATL_ERROR, "not-utf-8", (struct atl_span){file, 0, 0}, "the file is UTF-16; save it as UTF-8");
    yaml->failed = yaml->ended = true;
  }
  yaml_parser_set_input_string(&yaml->parser, s, source->len);
  yaml->scan = yaml->failed ? NULL : atl_scan_open(source->text, source->len);
  return yaml;
}

void atl_yaml_close(struct atl_yaml *yaml) {
  atl_scan_close(yaml->scan);
  atl_unguard(&yaml->guard);
  release_libyaml(yaml);
  atl_arena_release(&yaml->arena);
  atl_vec_release(&yaml->record);
  atl_vec_release(&yaml->anchor);
  atl_strmap_release(&yaml->anchors);
  atl_vec_release(&yaml->open);
  atl_vec_release(&yaml->replay);
  free(yaml);
}

void atl_yaml_ask_libyaml(struct atl_yaml *yaml) {
  atl_scan_close(yaml->scan);
  yaml->scan = NULL;
}

bool atl_yaml_is_scanned(const struct atl_yaml *yaml) { return yaml->scan; }

static uint32_t offset_of(const struct atl_yaml *yaml, const struct atl_yaml_mark *mark) {
  struct atl_source *source = &yaml->sources->file.at[yaml->file];
  if (!source->ascii)
    return atl_source_offset(source, mark->line, mark->column);
  return mark->index < source->len ? (uint32_t)mark->index : source->len;
}

struct atl_span atl_yaml_span(const struct atl_yaml *yaml, const struct atl_yaml_event *event) {
  if (event->bytes)
    return (struct atl_span){yaml->file, (uint32_t)event->begin.index, (uint32_t)event->end.index};
  uint32_t begin = offset_of(yaml, &event->begin), end = offset_of(yaml, &event->end);
  return (struct atl_span){yaml->file, begin, end < begin ? begin : end};
}

bool atl_yaml_lone(const struct atl_yaml *yaml, const struct atl_yaml_event *key) {
  const struct atl_source *source = &yaml->sources->file.at[yaml->file];
  uint32_t at = atl_yaml_span(yaml, key).end;
  while (at < source->len && strchr(" \t\r\n", source->text[at]))
    at++;
  return at < source->len && (source->text[at] == ',' || source->text[at] == '}');
}

bool atl_yaml_is_flow(const struct atl_yaml *yaml, struct atl_span where) {
  const struct atl_source *source = &yaml->sources->file.at[where.file];
  return where.begin < source->len && (source->text[where.begin] == '[' || source->text[where.begin] == '{');
}

bool atl_yaml_lines_between(const struct atl_yaml *yaml, uint32_t begin, uint32_t end) {
  const char *text = yaml->sources->file.at[yaml->file].text;
  return end > begin && (memchr(text + begin, '\n', end - begin) || memchr(text + begin, '\r', end - begin));
}

bool atl_yaml_comment_behind(const struct atl_yaml *yaml, struct atl_span value, struct atl_span *where, char *word,
                             size_t room) {
  const struct atl_source *source = &yaml->sources->file.at[yaml->file];
  uint32_t at = value.begin;
  while (at < source->len && strchr(" \t", source->text[at]) && source->text[at])
    at++;
  size_t len = value.file == yaml->file ? atl_yaml_color_in_comment(source->text + at, source->len - at) : 0;
  if (!len || len >= room)
    return false;
  memcpy(word, source->text + at, len);
  word[len] = 0;
  *where = (struct atl_span){value.file, at, at + (uint32_t)len};
  return true;
}

struct atl_span atl_yaml_key_before(const struct atl_yaml *yaml, struct atl_span value) {
  const char *text = yaml->sources->file.at[yaml->file].text;
  struct atl_span key = {value.file, value.begin, value.begin};
  while (key.begin && text[key.begin - 1] == ' ')
    key.begin--;
  if (!key.begin || text[key.begin - 1] != ':')
    return value;
  key.end = --key.begin;
  while (key.begin && !strchr(" \t\r\n{,[", text[key.begin - 1]))
    key.begin--;
  return key.begin < key.end ? key : value;
}

static struct atl_yaml_mark mark_of(yaml_mark_t mark) {
  return (struct atl_yaml_mark){.index = mark.index, .line = mark.line, .column = mark.column};
}

static struct atl_span span_of(const struct atl_yaml *yaml, yaml_mark_t mark) {
  struct atl_yaml_mark here = mark_of(mark);
  uint32_t at = offset_of(yaml, &here);
  return (struct atl_span){yaml->file, at, at};
}

static void report_parser(struct atl_yaml *yaml) {
  const yaml_parser_t *p = &yaml->parser;
  if (p->error == YAML_MEMORY_ERROR)
    atl_no_memory();
  bool reading = p->error == YAML_READER_ERROR;
  struct atl_yaml_fault fault = {
      .problem = p->problem ? p->problem : "this is no YAML",
      .context = p->context && !reading ? p->context : "",
      .at = span_of(yaml, p->problem_mark).begin,
      .opened = span_of(yaml, p->context_mark).begin,
  };
  if (reading) { /* it knows bytes, and no mark */
    uint32_t len = yaml->sources->file.at[yaml->file].len;
    fault.at = p->problem_offset < len ? (uint32_t)p->problem_offset : len;
  }
  if (yaml->quoted.type == ATL_YAML_SCALAR) {
    struct atl_span quoted = atl_yaml_span(yaml, &yaml->quoted);
    fault.quote = quoted.begin;
    fault.quote_end = quoted.end;
  }
  atl_yaml_explain(yaml->sources, yaml->file, &fault, yaml->diags);
}

static struct atl_yaml_event stop(struct atl_yaml *yaml) {
  yaml->failed = yaml->ended = true;
  return (struct atl_yaml_event){.type = ATL_YAML_END};
}

static bool same_anchor(const void *context, uint32_t value, uint32_t number, const char *key, size_t len) {
  (void)number;
  (void)len;
  return !strcmp(((const struct atl_yaml *)context)->anchor.at[value].name, key);
}

/* The newest anchor of a name: YAML lets a later one hide an earlier one. */
static struct anchor *find_anchor(struct atl_yaml *yaml, const char *name) {
  uint32_t there = atl_strmap_get(&yaml->anchors, 0, name, strlen(name), same_anchor, yaml);
  return there == UINT32_MAX ? NULL : &yaml->anchor.at[yaml->anchor.at[there].newest];
}

static bool follow_alias(struct atl_yaml *yaml, const yaml_event_t *event) {
  const char *name = (const char *)event->data.alias.anchor;
  struct atl_yaml_event here = {.begin = mark_of(event->start_mark), .end = mark_of(event->end_mark)};
  const struct anchor *anchor = find_anchor(yaml, name);
  if (!anchor) {
    atl_report(yaml->diags, ATL_ERROR, "unknown-alias", atl_yaml_span(yaml, &here),
               "'*%s' is an alias to YAML, and no '&%s' stands above; quote a text that starts with '*'", name, name);
    return false;
  }
  if (anchor->end == ATL_NONE) {
    atl_report(yaml->diags, ATL_ERROR, "alias-cycle", atl_yaml_span(yaml, &here),
               "the alias '*%s' stands inside the value it names", name);
    return false;
  }
  yaml->replayed += anchor->end - anchor->first;
  if (yaml->replayed > ATL_MAX_ALIAS_EVENTS || yaml->replayed < anchor->end - anchor->first) {
    atl_report(yaml->diags, ATL_ERROR, "limit-aliases", atl_yaml_span(yaml, &here),
               "aliases add more than %u values to this file (limit ATL_MAX_ALIAS_EVENTS)", ATL_MAX_ALIAS_EVENTS);
    return false;
  }
  *atl_vec_push(&yaml->replay) = (struct replay){anchor->first, anchor->end};
  return true;
}

/* YAML takes an unquoted text that starts with '!' for a tag and one that starts with '&' for an anchor: then what an
 * author meant as a label is gone. */
static void warn_of_marks(struct atl_yaml *yaml, const struct atl_yaml_event *event, const char *tag,
                          const char *anchor) {
  if (tag && strcmp(tag, "!") != 0 && strncmp(tag, "tag:yaml.org,2002:", 18) != 0)
    atl_report(yaml->diags, ATL_WARNING, "tag", atl_yaml_span(yaml, event),
               "'%s' is a tag to YAML, and means nothing here; quote a text that starts with '!'", tag);
  if (anchor && event->type == ATL_YAML_SCALAR && !event->len && event->plain)
    atl_report(yaml->diags, ATL_WARNING, "empty-anchor", atl_yaml_span(yaml, event),
               "'&%s' is an anchor to YAML, with nothing behind it; quote a text that starts with '&'", anchor);
}

/* A key that lacks its colon, and the line below it, are one plain text to YAML, until that line's own colon stops it.
 * A reader must not see such a text: it is no value, and two reports of one mistake are one too many. */
static bool look_ahead(struct atl_yaml *yaml) {
  yaml->has_ahead = yaml_parser_parse(&yaml->parser, &yaml->ahead);
  if (!yaml->has_ahead)
    report_parser(yaml);
  return yaml->has_ahead;
}

/* The next event that carries a value, by libyaml; false at the end and after an error. `anchor` is borrowed from it.
 */
static bool parse_any(struct atl_yaml *yaml, struct atl_yaml_event *out, const char **anchor) {
  yaml_event_t *event = &yaml->event;
  *anchor = NULL;
  for (;;) {
    if (yaml->lent)
      yaml_event_delete(event);
    yaml->lent = false;
    if (yaml->has_ahead)
      *event = yaml->ahead;
    else if (!yaml_parser_parse(&yaml->parser, event)) {
      report_parser(yaml);
      *out = stop(yaml);
      return false;
    }
    yaml->has_ahead = false;
    yaml->lent = true;
    *out = (struct atl_yaml_event){.begin = mark_of(event->start_mark), .end = mark_of(event->end_mark)};
    switch (event->type) {
    case YAML_SCALAR_EVENT:
      out->type = ATL_YAML_SCALAR;
      out->text = (const char *)event->data.scalar.value;
      out->len = event->data.scalar.length;
      out->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
      *anchor = (const char *)event->data.scalar.anchor;
      if (!out->plain)
        yaml->quoted = *out;
      else if (out->begin.line != out->end.line && !look_ahead(yaml)) {
        *out = stop(yaml);
        return false;
      }
      warn_of_marks(yaml, out, (const char *)event->data.scalar.tag, *anchor);
      return true;
    case YAML_MAPPING_START_EVENT:
      out->type = ATL_YAML_MAP;
      *anchor = (const char *)event->data.mapping_start.anchor;
      warn_of_marks(yaml, out, (const char *)event->data.mapping_start.tag, NULL);
      return true;
    case YAML_SEQUENCE_START_EVENT:
      out->type = ATL_YAML_LIST;
      *anchor = (const char *)event->data.sequence_start.anchor;
      warn_of_marks(yaml, out, (const char *)event->data.sequence_start.tag, NULL);
      return true;
    case YAML_MAPPING_END_EVENT:
      out->type = ATL_YAML_MAP_END;
      return true;
    case YAML_SEQUENCE_END_EVENT:
      out->type = ATL_YAML_LIST_END;
      return true;
    case YAML_ALIAS_EVENT:
      if (!follow_alias(yaml, event)) {
        *out = stop(yaml);
        return false;
      }
      *out = yaml->record.at[yaml->replay.at[yaml->replay.len - 1].at++];
      return true;
    case YAML_DOCUMENT_START_EVENT:
      if (yaml->ended) {
        atl_report(yaml->diags, ATL_ERROR, "many-documents", atl_yaml_span(yaml, out),
                   "a second document starts here; a file holds one");
        *out = stop(yaml);
        return false;
      }
      continue;
    case YAML_DOCUMENT_END_EVENT:
      yaml->ended = true; /* only another document can follow, or the end */
      continue;
    case YAML_STREAM_END_EVENT:
      yaml->ended = true;
      *out = (struct atl_yaml_event){.type = ATL_YAML_END, .begin = out->begin, .end = out->end};
      return false;
    default:
      continue;
    }
  }
}

/* The same, by the scanner as long as it knows what stands there. */
static bool parse(struct atl_yaml *yaml, struct atl_yaml_event *out, const char **anchor) {
  *anchor = NULL;
  if (yaml->scan) {
    if (atl_scan_next(yaml->scan, out)) {
      yaml->scanned++;
      return out->type != ATL_YAML_END;
    }
    atl_scan_close(yaml->scan);
    yaml->scan = NULL;
    for (; yaml->scanned; yaml->scanned--)
      if (!parse_any(yaml, out, anchor))
        return false;
  }
  return parse_any(yaml, out, anchor);
}

/* Notes an event for later aliases, and closes the anchors whose value it ends. */
static void keep(struct atl_yaml *yaml, const struct atl_yaml_event *event, const char *anchor, bool kept) {
  bool opens = event->type == ATL_YAML_MAP || event->type == ATL_YAML_LIST;
  if (anchor) {
    uint32_t there = atl_strmap_get(&yaml->anchors, 0, anchor, strlen(anchor), same_anchor, yaml);
    if (there == UINT32_MAX)
      atl_strmap_add(&yaml->anchors, 0, anchor, strlen(anchor), there = yaml->anchor.len);
    *atl_vec_push(&yaml->anchor) = (struct anchor){.name = atl_arena_strndup(&yaml->arena, anchor, strlen(anchor)),
                                                   .first = yaml->record.len,
                                                   .end = ATL_NONE,
                                                   .depth = yaml->depth - opens};
    yaml->anchor.at[there].newest = yaml->anchor.len - 1;
    *atl_vec_push(&yaml->open) = yaml->anchor.len - 1;
  }
  struct atl_yaml_event copy = *event;
  if (copy.type == ATL_YAML_SCALAR && !kept) /* a text that is replayed stands in the record already */
    copy.text = atl_arena_strndup(&yaml->arena, copy.text, copy.len);
  *atl_vec_push(&yaml->record) = copy;
  while (!opens && yaml->open.len && yaml->anchor.at[yaml->open.at[yaml->open.len - 1]].depth == yaml->depth)
    yaml->anchor.at[yaml->open.at[--yaml->open.len]].end = yaml->record.len;
}

struct atl_yaml_event atl_yaml_next(struct atl_yaml *yaml) {
  struct atl_yaml_event event = {.type = ATL_YAML_END};
  const char *anchor = NULL;
  if (yaml->failed)
    return event;
  struct replay *replay = yaml->replay.len ? &yaml->replay.at[yaml->replay.len - 1] : NULL;
  if (replay && replay->at == replay->end) {
    yaml->replay.len--;
    replay = NULL;
  }
  if (replay)
    event = yaml->record.at[replay->at++];
  else if (!parse(yaml, &event, &anchor))
    return event;
  bool followed = !replay && yaml->replay.len; /* parse() met an alias: this is the first event behind it */
  if (event.type == ATL_YAML_MAP || event.type == ATL_YAML_LIST)
    yaml->depth++;
  else if (event.type != ATL_YAML_SCALAR)
    yaml->depth--;
  if (event.type == ATL_YAML_SCALAR && (replay || followed))
    yaml->replayed_bytes += (uint32_t)event.len;
  if (yaml->replayed_bytes > ATL_MAX_ALIAS_BYTES) {
    atl_report(yaml->diags, ATL_ERROR, "limit-aliases", atl_yaml_span(yaml, &event),
               "aliases add more than %u bytes of text to this file (limit ATL_MAX_ALIAS_BYTES)", ATL_MAX_ALIAS_BYTES);
    return stop(yaml);
  }
  if (yaml->depth > ATL_MAX_YAML_DEPTH) {
    atl_report(yaml->diags, ATL_ERROR, "limit-depth", atl_yaml_span(yaml, &event),
               "collections nest deeper than %u (limit ATL_MAX_YAML_DEPTH)", ATL_MAX_YAML_DEPTH);
    return stop(yaml);
  }
  if (yaml->open.len || anchor)
    keep(yaml, &event, anchor, replay != NULL || followed);
  return event;
}

void atl_yaml_skip(struct atl_yaml *yaml, const struct atl_yaml_event *event) {
  uint32_t open = event->type == ATL_YAML_MAP || event->type == ATL_YAML_LIST;
  while (open) {
    struct atl_yaml_event next = atl_yaml_next(yaml);
    if (next.type == ATL_YAML_END)
      return;
    if (next.type == ATL_YAML_MAP || next.type == ATL_YAML_LIST)
      open++;
    else if (next.type != ATL_YAML_SCALAR)
      open--;
  }
}
