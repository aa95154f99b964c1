/* What a request may ask for: names of files however they are written, and where it comes from. */
#include "serve/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_names(void **state) {
  static const struct {
    const char *target, *name;
    unsigned status;
  } cases[] = {
      {"/", "index.html", 0},
      {"/?x=/../y", "index.html", 0},
      {"/a.html", "a.html", 0},
      {"/a.html?b#c", "a.html", 0},
      {"/chapters/", "chapters/index.html", 0},
      {"/chapters/h%C3%A4.svg", "chapters/h\xc3\xa4.svg", 0},
      {"/%61%2e%68tml", "a.html", 0},
      {"/a%20b%25.svg", "a b%.svg", 0},
      {"/a..b", "a..b", 0},
      {"/%252e%252e/x", "%2e%2e/x", 0}, /* decoded once: a file could be called so */
      {"", NULL, 400},
      {"a.html", NULL, 400},
      {"*", NULL, 400},
      {"http://127.0.0.1/a.html", NULL, 400},
      {"//etc/passwd", NULL, 400},
      {"/a//b", NULL, 400},
      {"/..", NULL, 400},
      {"/../etc/passwd", NULL, 400},
      {"/a/../b", NULL, 400},
      {"/a/./b", NULL, 400},
      {"/%2e%2e/etc/passwd", NULL, 400},
      {"/%2E./etc/passwd", NULL, 400},
      {"/a/%2e%2e", NULL, 400},
      {"/..%2fetc", NULL, 400},
      {"/..%5cetc", NULL, 400},
      {"/..\\etc", NULL, 400},
      {"/%2fetc%2fpasswd", NULL, 400},
      {"/a%00.html", NULL, 400},
      {"/a%0d%0aX: y", NULL, 400},
      {"/a%7f", NULL, 400},
      {"/a%", NULL, 400},
      {"/a%2", NULL, 400},
      {"/a%zz", NULL, 400},
      {"/.atlasc-site", NULL, 404},
      {"/%2eatlasc-site", NULL, 404},
      {"/a/.git", NULL, 404},
      {"/.git/config", NULL, 400},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    unsigned status = 0;
    char *name = atl_target_name(cases[i].target, &status);
    if (cases[i].name) {
      if (!name)
        fail_msg("'%s' is refused with %u", cases[i].target, status);
      assert_string_equal(name, cases[i].name);
    } else {
      if (name)
        fail_msg("'%s' is the file '%s'", cases[i].target, name);
      assert_int_equal(status, cases[i].status);
    }
    free(name);
  }
}

static unsigned judge(const struct atl_own_host *own, const char *host, const char *origin, const char *site,
                      const char *mode) {
  struct atl_headers headers = {0};
  const char *why = NULL;
  if (host)
    atl_headers_take(&headers, "host", host);
  if (origin)
    atl_headers_take(&headers, "ORIGIN", origin);
  if (site)
    atl_headers_take(&headers, "Sec-Fetch-Site", site);
  if (mode)
    atl_headers_take(&headers, "Sec-Fetch-Mode", mode);
  unsigned status = atl_headers_refuse(&headers, own, &why);
  assert_non_null(why);
  return status;
}

static void test_hosts(void **state) {
  static const struct atl_own_host loopback = {.name = "127.0.0.1", .port = 8000},
                                   lan = {.name = "192.168.1.5", .port = 80},
                                   any = {.name = "0.0.0.0", .port = 8000, .any = true},
                                   six = {.name = "[fd00::1]", .port = 8000};
  static const struct {
    const struct atl_own_host *own;
    const char *host;
    unsigned status;
  } cases[] = {
      {&loopback, "127.0.0.1:8000", 0},
      {&loopback, "localhost:8000", 0},
      {&loopback, "LocalHost", 0},
      {&loopback, "[::1]:8000", 0},
      {&loopback, NULL, 400},
      {&loopback, "", 403},
      {&loopback, "127.0.0.1:8001", 403},
      {&loopback, "127.0.0.1:", 403},
      {&loopback, "127.0.0.1:8000x", 403},
      {&loopback, "127.0.0.1:008000", 403},
      {&loopback, "evil.example", 403},
      {&loopback, "evil.example:8000", 403},
      {&loopback, "127.0.0.1.evil.example:8000", 403},
      {&loopback, "localhost.evil.example", 403},
      {&loopback, "localhost.", 403},
      {&loopback, "127.0.0.1@evil.example", 403},
      {&loopback, "[::1].evil.example", 403},
      {&loopback, "[::1", 403},
      {&loopback, "192.168.1.5:8000", 403},
      {&loopback, "2130706433:8000", 403},
      {&lan, "192.168.1.5", 0},
      {&lan, "192.168.1.5:80", 0},
      {&lan, "192.168.1.6", 403},
      {&lan, "evil.example", 403},
      {&any, "10.0.0.7:8000", 0},
      {&any, "[fd00::1]:8000", 0},
      {&any, "evil.example:8000", 403},
      {&any, "1.2.3:8000", 403},
      {&any, "beef.cafe:8000", 403},
      {&any, "1.2.3.4.:8000", 403},
      {&six, "[FD00::1]:8000", 0},
      {&six, "[fd00::2]:8000", 403},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    unsigned got = judge(cases[i].own, cases[i].host, NULL, NULL, NULL);
    if (got != cases[i].status)
      fail_msg("'%s' at %s: %u", cases[i].host ? cases[i].host : "(none)", cases[i].own->name, got);
  }
}

static void test_origins(void **state) {
  static const struct atl_own_host own = {.name = "127.0.0.1", .port = 8000};
  static const char host[] = "127.0.0.1:8000";
  (void)state;
  assert_int_equal(judge(&own, host, "http://127.0.0.1:8000", "same-origin", "cors"), 0);
  assert_int_equal(judge(&own, host, "http://evil.example", NULL, NULL), 403);
  assert_int_equal(judge(&own, host, "https://127.0.0.1:8000", NULL, NULL), 403);
  assert_int_equal(judge(&own, host, "http://127.0.0.1:3000", NULL, NULL), 403);
  assert_int_equal(judge(&own, host, "http://127.0.0.1:80001", NULL, NULL), 403);
  assert_int_equal(judge(&own, host, "http://localhost:8000", NULL, NULL), 403); /* another origin than the host's */
  assert_int_equal(judge(&own, host, "null", NULL, NULL), 403);
  assert_int_equal(judge(&own, host, "", NULL, NULL), 403);
  assert_int_equal(judge(&own, host, NULL, "none", "navigate"), 0);
  assert_int_equal(judge(&own, host, NULL, "cross-site", "navigate"), 0);
  assert_int_equal(judge(&own, host, NULL, "cross-site", "no-cors"), 403);
  assert_int_equal(judge(&own, host, NULL, "same-site", "no-cors"), 403);
  assert_int_equal(judge(&own, host, NULL, "cross-site", NULL), 403);

  struct atl_headers twice = {0};
  const char *why;
  atl_headers_take(&twice, "Host", host);
  atl_headers_take(&twice, "Host", "evil.example");
  assert_int_equal(atl_headers_refuse(&twice, &own, &why), 400);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_hosts),
                                     cmocka_unit_test(test_origins)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
