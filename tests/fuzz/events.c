/* The scanner of maps held against libyaml. See events.h. */
#include "events.h"

#include "read/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void differ(const char *text, size_t size, uint32_t count, const char *what) {
  fprintf(stderr, "event %u: %s differs in:\n", count, what);
  fwrite(text, 1, size, stderr);
  fputc('\n', stderr);
  abort();
}

bool same_events(const char *text, size_t size) {
  struct atl_sources sources[2] = {0};
  struct atl_diags diags[2] = {0};
  struct atl_yaml *yaml[2];
  for (int i = 0; i < 2; i++) {
    atl_sources_add(&sources[i], "map", text, size);
    yaml[i] = atl_yaml_open(&sources[i], 0, &diags[i]);
  }
  atl_yaml_ask_libyaml(yaml[1]);
  struct atl_yaml_event event[2];
  uint32_t count = 0;
  do {
    for (int i = 0; i < 2; i++)
      event[i] = atl_yaml_next(yaml[i]);
    if (event[0].type != event[1].type)
      differ(text, size, count, "type");
    if (event[0].len != event[1].len || (event[0].len && memcmp(event[0].text, event[1].text, event[0].len) != 0))
      differ(text, size, count, "text");
    if (event[0].plain != event[1].plain)
      differ(text, size, count, "plain");
    struct atl_span a = atl_yaml_span(yaml[0], &event[0]), b = atl_yaml_span(yaml[1], &event[1]);
    if (a.begin != b.begin || a.end != b.end)
      differ(text, size, count, "place");
    count++;
  } while (event[1].type != ATL_YAML_END);
  if (diags[0].list.len != diags[1].list.len)
    differ(text, size, count, "number of reports");
  for (uint32_t i = 0; i < diags[0].list.len; i++)
    if (strcmp(diags[0].list.at[i].message, diags[1].list.at[i].message) != 0 ||
        diags[0].list.at[i].where.begin != diags[1].list.at[i].where.begin)
      differ(text, size, i, "report");
  bool scanned = atl_yaml_is_scanned(yaml[0]);
  for (int i = 0; i < 2; i++) {
    atl_yaml_close(yaml[i]);
    atl_sources_release(&sources[i]);
    atl_diags_release(&diags[i]);
  }
  return scanned;
}
