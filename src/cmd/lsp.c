/* atlasc lsp: what an editor asks of maps, by the Language Server Protocol (3.17) over standard input and output.
 *
 * One message after the other, each answered before the next is read: a map is read in less than a keystroke takes.
 * Whatever comes in is a stranger's: what is no message is answered by an error of JSON-RPC 2.0, and only what leaves
 * no way to find the next message, a head without a length, ends the program. */
#include "cmd/lsp.h"

#include "cmd/request.h"
#include "cmd/vocabulary.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  MOST_CONTENT = 64 << 20, /* bytes of a message: a map of a million nodes, as a JSON string */
  MOST_LENGTH_DIGITS = 9,  /* more is refused as it is read */
  MOST_HEAD = 4096,        /* bytes of a head: two short lines are all that the protocol has */
  MOST_DOCUMENTS = 1000    /* open at a time */
};

/* Errors of JSON-RPC and of the protocol. */
enum {
  PARSE_ERROR = -32700,
  INVALID_REQUEST = -32600,
  METHOD_NOT_FOUND = -32601,
  INVALID_PARAMS = -32602,
  NOT_INITIALIZED = -32002,
  REQUEST_FAILED = -32803
};

struct server {
  ATL_VEC(struct atl_lsp_document) document;
  bool initialized, down, markdown; /* markdown: the editor shows it */
  bool ended, failed;               /* by `exit`; nobody reads what is written */
};

/* -- messages ------------------------------------------------------------------------------------------------------ */

static void send_message(struct server *s, json_t *message) {
  struct atl_out out;
  char *text = json_dumps(message, JSON_COMPACT);
  json_decref(message);
  if (!text)
    return; /* no memory */
  atl_out_fd(&out, STDOUT_FILENO);
  atl_out_format(&out, "Content-Length: %zu\r\n\r\n", strlen(text));
  atl_out_text(&out, text);
  free(text);
  s->failed |= atl_out_close(&out) != 0;
}

static void answer(struct server *s, const json_t *id, json_t *result) {
  send_message(s, json_pack("{s:s, s:O, s:o}", "jsonrpc", "2.0", "id", id, "result", result));
}

/* `id` NULL: of a message of which it is not known. */
static void refuse(struct server *s, const json_t *id, int code, const char *why) {
  send_message(s, json_pack("{s:s, s:o, s:{s:i, s:s}}", "jsonrpc", "2.0", "id", id ? json_deep_copy(id) : json_null(),
                            "error", "code", code, "message", why));
}

enum got { GOT_MESSAGE, GOT_END, GOT_TOO_LONG, GOT_NONSENSE };

/* Reads the lines before a message; the length of that. */
static enum got read_head(FILE *in, size_t *length) {
  static const char name[] = "content-length:";
  bool found = false, long_one = false;
  size_t all = 0;
  for (;;) {
    char line[MOST_HEAD];
    size_t len = 0;
    int c;
    while ((c = getc(in)) != EOF && c != '\n' && ++all < MOST_HEAD)
      line[len++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (c == EOF)
      return all ? GOT_NONSENSE : GOT_END;
    if (c != '\n')
      return GOT_NONSENSE;
    if (len && line[len - 1] == '\r')
      len--;
    line[len] = 0;
    if (!len)
      return !found ? GOT_NONSENSE : long_one ? GOT_TOO_LONG : GOT_MESSAGE;
    size_t letters = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789-");
    if (!letters || line[letters] != ':')
      return GOT_NONSENSE;
    if (strncmp(line, name, sizeof name - 1) != 0)
      continue;
    const char *digits = line + sizeof name - 1 + strspn(line + sizeof name - 1, " \t");
    size_t count = strspn(digits, "0123456789");
    if (!count || digits[count + strspn(digits + count, " \t")])
      return GOT_NONSENSE;
    found = true;
    errno = 0;
    unsigned long long n = strtoull(digits, NULL, 10);
    *length = (size_t)n;
    long_one = n > MOST_CONTENT;
    if (long_one && count > MOST_LENGTH_DIGITS)
      return GOT_NONSENSE; /* nobody waits for the end of that */
  }
}

static bool pass_over(FILE *in, size_t length) {
  while (length && getc(in) != EOF)
    length--;
  return !length;
}

/* -- documents ----------------------------------------------------------------------------------------------------- */

static struct atl_lsp_document *document_of(struct server *s, const json_t *params) {
  const char *uri = json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri"));
  for (uint32_t i = 0; uri && i < s->document.len; i++)
    if (!strcmp(s->document.at[i].uri, uri))
      return &s->document.at[i];
  return NULL;
}

static void publish(struct server *s, const struct atl_lsp_document *d, json_t *diagnostics) {
  send_message(s,
               json_pack("{s:s, s:s, s:{s:s, s:I, s:o}}", "jsonrpc", "2.0", "method", "textDocument/publishDiagnostics",
                         "params", "uri", d->uri, "version", (json_int_t)d->version, "diagnostics", diagnostics));
}

static void read_and_publish(struct server *s, struct atl_lsp_document *d, const json_t *params) {
  d->version = json_integer_value(json_object_get(json_object_get(params, "textDocument"), "version"));
  atl_lsp_read(d);
  publish(s, d, atl_lsp_diagnostics(d));
}

static void did_open(struct server *s, const json_t *params) {
  const json_t *given = json_object_get(params, "textDocument"), *text = json_object_get(given, "text");
  const char *uri = json_string_value(json_object_get(given, "uri"));
  struct atl_lsp_document *d = document_of(s, params);
  if (!uri || !json_is_string(text) || (!d && s->document.len >= MOST_DOCUMENTS))
    return;
  if (!d) {
    d = atl_vec_push(&s->document);
    atl_lsp_name(d, uri);
  }
  json_t *whole = json_pack("{s:O}", "text", text);
  atl_lsp_change(d, whole);
  json_decref(whole);
  read_and_publish(s, d, params);
}

static void did_change(struct server *s, const json_t *params) {
  struct atl_lsp_document *d = document_of(s, params);
  const json_t *changes = json_object_get(params, "contentChanges");
  bool good = d;
  for (size_t i = 0; good && i < json_array_size(changes); i++)
    good = atl_lsp_change(d, json_array_get(changes, i));
  if (d)
    read_and_publish(s, d, params);
  if (d && !good)
    send_message(s, json_pack("{s:s, s:s, s:{s:i, s:s}}", "jsonrpc", "2.0", "method", "window/logMessage", "params",
                              "type", 1, "message", "a change was of no place in the text, and was left out"));
}

static void did_close(struct server *s, const json_t *params) {
  struct atl_lsp_document *d = document_of(s, params);
  if (!d)
    return;
  publish(s, d, json_array());
  atl_lsp_release(d);
  uint32_t last = --s->document.len;
  *d = s->document.at[last];
}

/* -- requests ------------------------------------------------------------------------------------------------------ */

static void initialize(struct server *s, const json_t *params, const json_t *id) {
  if (s->initialized) {
    refuse(s, id, INVALID_REQUEST, "this is said once");
    return;
  }
  const json_t *hover =
      json_object_get(json_object_get(json_object_get(params, "capabilities"), "textDocument"), "hover");
  const json_t *formats = json_object_get(hover, "contentFormat");
  for (size_t i = 0; i < json_array_size(formats); i++) {
    const char *format = json_string_value(json_array_get(formats, i));
    s->markdown |= format && !strcmp(format, "markdown");
  }
  s->initialized = true;
  answer(s, id,
         json_pack("{s:{s:s, s:{s:b, s:i}, s:{s:[s,s,s,s,s,s]}, s:b, s:b, s:{s:b}}, s:{s:s, s:s}}", "capabilities",
                   "positionEncoding", "utf-16", "textDocumentSync", "openClose", 1, "change", 2, "completionProvider",
                   "triggerCharacters", " ", ">", ".", "[", ",", ":", "hoverProvider", 1, "definitionProvider", 1,
                   "renameProvider", "prepareProvider", 1, "serverInfo", "name", "atlasc", "version", ATL_VERSION));
}

static void shut_down(struct server *s, const json_t *params, const json_t *id) {
  (void)params;
  s->down = true;
  answer(s, id, json_null());
}

/* The document and the place that a request is about; NULL after it was refused. */
static const struct atl_lsp_document *place_of(struct server *s, const json_t *params, const json_t *id,
                                               uint32_t *offset) {
  const struct atl_lsp_document *d = document_of(s, params);
  if (!d)
    refuse(s, id, INVALID_PARAMS, "no such document is open");
  else if (!atl_lsp_offset(d, json_object_get(params, "position"), offset)) {
    refuse(s, id, INVALID_PARAMS, "the position is of no line of the document");
    d = NULL;
  }
  return d;
}

static void complete(struct server *s, const json_t *params, const json_t *id) {
  uint32_t offset;
  const struct atl_lsp_document *d = place_of(s, params, id, &offset);
  if (d)
    answer(s, id, atl_lsp_complete(d, offset));
}

static void define(struct server *s, const json_t *params, const json_t *id) {
  uint32_t offset;
  const struct atl_lsp_document *d = place_of(s, params, id, &offset);
  if (d)
    answer(s, id, atl_lsp_definition(d, offset));
}

static void hover(struct server *s, const json_t *params, const json_t *id) {
  uint32_t offset;
  const struct atl_lsp_document *d = place_of(s, params, id, &offset);
  if (d)
    answer(s, id, atl_lsp_hover(d, offset, s->markdown));
}

static void prepare_rename(struct server *s, const json_t *params, const json_t *id) {
  uint32_t offset;
  const struct atl_lsp_document *d = place_of(s, params, id, &offset);
  if (d)
    answer(s, id, atl_lsp_prepare_rename(d, offset));
}

static void give_name(struct server *s, const json_t *params, const json_t *id) {
  uint32_t offset;
  const char *name = json_string_value(json_object_get(params, "newName")), *why;
  const struct atl_lsp_document *d = place_of(s, params, id, &offset);
  if (!d)
    return;
  json_t *edits = name ? atl_lsp_rename(d, offset, name, &why) : NULL;
  if (!name)
    refuse(s, id, INVALID_PARAMS, "a new name is missing");
  else if (!edits)
    refuse(s, id, REQUEST_FAILED, why);
  else
    answer(s, id, edits);
}

static void take(struct server *s, const json_t *message) {
  static const struct {
    const char *method;
    void (*asked)(struct server *, const json_t *params, const json_t *id);
    void (*told)(struct server *, const json_t *params);
  } methods[] = {{"initialize", initialize, NULL},
                 {"shutdown", shut_down, NULL},
                 {"textDocument/didOpen", NULL, did_open},
                 {"textDocument/didChange", NULL, did_change},
                 {"textDocument/didClose", NULL, did_close},
                 {"textDocument/completion", complete, NULL},
                 {"textDocument/definition", define, NULL},
                 {"textDocument/hover", hover, NULL},
                 {"textDocument/prepareRename", prepare_rename, NULL},
                 {"textDocument/rename", give_name, NULL}};
  enum { METHODS = sizeof methods / sizeof *methods };
  const json_t *id = json_object_get(message, "id"), *params = json_object_get(message, "params");
  const char *method = json_string_value(json_object_get(message, "method"));
  if (id && !json_is_integer(id) && !json_is_string(id)) {
    refuse(s, NULL, INVALID_REQUEST, "an id is a number or a text");
    return;
  }
  if (!method) {
    if (!json_is_object(message) || !(json_object_get(message, "result") || json_object_get(message, "error")))
      refuse(s, id, INVALID_REQUEST, "this is no request: it has no method"); /* an answer is passed over */
    return;
  }
  if (!id && !strcmp(method, "exit")) {
    s->ended = true;
    return;
  }
  size_t row = 0;
  while (row < METHODS && strcmp(methods[row].method, method) != 0)
    row++;
  if (!id) { /* a word that wants no answer; one that is not known is passed over */
    if (row < METHODS && methods[row].told && s->initialized && !s->down)
      methods[row].told(s, params);
  } else if (!s->initialized && strcmp(method, "initialize") != 0)
    refuse(s, id, NOT_INITIALIZED, "'initialize' comes first");
  else if (s->down)
    refuse(s, id, INVALID_REQUEST, "nothing is answered after 'shutdown'");
  else if (row == METHODS || !methods[row].asked)
    refuse(s, id, METHOD_NOT_FOUND, "no such method");
  else
    methods[row].asked(s, params, id);
}

/* -- the command --------------------------------------------------------------------------------------------------- */

/* Answers until the input ends, or `exit` is said; the exit status. */
static int run(struct server *s, FILE *in) {
  char *content = NULL;
  bool lost = false; /* where the next message begins */
  while (!s->ended && !s->failed) {
    size_t length = 0;
    enum got got = read_head(in, &length);
    if (got == GOT_END)
      break;
    if (got == GOT_NONSENSE) {
      refuse(s, NULL, PARSE_ERROR, "a message begins with 'Content-Length: N' and an empty line");
      lost = true;
      break;
    }
    if (got == GOT_TOO_LONG) {
      refuse(s, NULL, INVALID_REQUEST, "the message is longer than 64 MiB (limit MOST_CONTENT)");
      if (!pass_over(in, length))
        break;
      continue;
    }
    content = atl_realloc(content, length + 1, 1);
    if (fread(content, 1, length, in) != length)
      break; /* the editor has gone */
    json_t *message = json_loadb(content, length, 0, NULL);
    if (!message)
      refuse(s, NULL, PARSE_ERROR, "the message is no JSON");
    else
      take(s, message);
    json_decref(message);
  }
  free(content);
  if (s->failed)
    return ATL_EXIT_SYSTEM;
  return lost || (s->ended && !s->down) ? ATL_EXIT_INPUT : ATL_EXIT_DONE;
}

int atl_command_lsp(int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help")) {
      char *help[] = {argv[0], argv[0], NULL};
      return atl_command_help(2, help);
    } else if (strcmp(argv[i], "--stdio") != 0) /* what some editors say to every server */
      return atl_usage("'lsp' takes no '%s'; it talks to an editor by standard input and output", argv[i]);
  struct server s = {0};
  int status = run(&s, stdin);
  for (uint32_t i = 0; i < s.document.len; i++)
    atl_lsp_release(&s.document.at[i]);
  atl_vec_release(&s.document);
  return status;
}
