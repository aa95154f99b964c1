/* Names of hosts are compared as a whole: "127.0.0.1.evil.example" is another name than "127.0.0.1". */
#include "serve/request.h"

#include "base/arena.h"
#include "base/below.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BAD_REQUEST = 400, FORBIDDEN = 403, NOT_FOUND = 404, LONGEST_PORT = 5 };

void atl_headers_take(struct atl_headers *headers, const char *name, const char *value) {
  const struct {
    const char *name, **value;
  } known[] = {{"Host", &headers->host},
               {"Origin", &headers->origin},
               {"Sec-Fetch-Site", &headers->site},
               {"Sec-Fetch-Mode", &headers->mode}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strcasecmp(name, known[i].name)) {
      headers->twice |= *known[i].value != NULL;
      *known[i].value = value;
    }
}

/* Whether a name of `len` bytes is an address in numbers, which no name server can give another meaning. */
static bool is_numeric(const char *name, size_t len) {
  static const char v4[] = "0123456789.", v6[] = "0123456789abcdefABCDEF:.";
  bool six = len > 2 && *name == '[' && name[len - 1] == ']';
  size_t dots = 0;
  for (size_t i = six; i < len - six; i++) {
    if (!strchr(six ? v6 : v4, name[i]) || !name[i])
      return false;
    dots += name[i] == '.';
  }
  return len && (six || (dots == 3 && name[len - 1] != '.'));
}

static bool is_same(const char *name, size_t len, const char *other) {
  return strlen(other) == len && !strncasecmp(name, other, len);
}

/* Whether it is the server that is named, "HOST" or "HOST:PORT". */
static bool is_own(const struct atl_own_host *own, const char *host) {
  static const char *const loopback[] = {"127.0.0.1", "localhost", "[::1]"};
  size_t len = strlen(host), name = *host == '[' ? strcspn(host, "]") : strcspn(host, ":");
  name += *host == '[' && name < len;
  if (name < len) {
    const char *digits = host + name + 1;
    size_t count = strspn(digits, "0123456789");
    if (host[name] != ':' || !count || count > LONGEST_PORT || digits[count] || strtoul(digits, NULL, 10) != own->port)
      return false;
  }
  for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++)
    if (is_same(host, name, loopback[i]))
      return true;
  return is_same(host, name, own->name) || (own->any && is_numeric(host, name));
}

unsigned atl_headers_refuse(const struct atl_headers *headers, const struct atl_own_host *own, const char **why) {
  static const char scheme[] = "http://";
  *why = "A request has one Host.\n";
  if (!headers->host || headers->twice)
    return BAD_REQUEST;
  *why = "This server goes by another name.\n";
  if (!is_own(own, headers->host))
    return FORBIDDEN;
  *why = "Pages of other sites are not served.\n";
  if (headers->origin && (strncasecmp(headers->origin, scheme, sizeof scheme - 1) != 0 ||
                          strcasecmp(headers->origin + sizeof scheme - 1, headers->host) != 0))
    return FORBIDDEN;
  /* What a page has fetched without a word of where it comes from; one may go here by a link, which shows it to nobody.
   */
  bool others = headers->site && strcmp(headers->site, "same-origin") != 0 && strcmp(headers->site, "none") != 0;
  if (others && !(headers->mode && !strcmp(headers->mode, "navigate")))
    return FORBIDDEN;
  return 0;
}

static int hex(char c) {
  return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Decodes a path in place. False where it hides something. */
static bool decode(char *path) {
  char *to = path;
  for (const char *at = path; *at; at++) {
    unsigned char c = (unsigned char)*at;
    if (c == '%') {
      int high = hex(at[1]), low = high < 0 ? -1 : hex(at[2]);
      if (low < 0)
        return false;
      c = (unsigned char)(high * 16 + low);
      if (c == '/')
        return false;
      at += 2;
    }
    if (c < 0x20 || c == 0x7f || c == '\\')
      return false;
    *to++ = (char)c;
  }
  *to = 0;
  return true;
}

/* Whether a part of a name begins with a dot. */
static bool is_hidden(const char *name) {
  for (const char *part = name; part; part = (part = strchr(part, '/')) ? part + 1 : NULL)
    if (*part == '.')
      return true;
  return false;
}

char *atl_target_name(const char *target, unsigned *status) {
  static const char index[] = "index.html";
  *status = BAD_REQUEST;
  if (*target != '/')
    return NULL;
  size_t len = strcspn(target, "?#") - 1;
  char *name = atl_alloc(len + sizeof index, 1);
  memcpy(name, target + 1, len);
  bool good = decode(name);
  len = strlen(name);
  if (good && (!len || name[len - 1] == '/'))
    memcpy(name + len, index, sizeof index);
  good = good && atl_below_is_name(name);
  if (good && is_hidden(name)) {
    good = false;
    *status = NOT_FOUND;
  }
  if (good)
    return name;
  free(name);
  return NULL;
}
