/* The table of front ends. A new one is one file and one row. */
#include "read/read.h"

#include "read/keys.h"

#include <string.h>

const struct atl_reader atl_readers[] = {
    {.name = "yaml", .suffixes = "yaml yml", .read = atl_read_yaml_map},
    {0},
};

const struct atl_reader *atl_reader_for(const char *path) {
  const char *dot = strrchr(path, '.');
  size_t len = dot ? strlen(dot + 1) : 0;
  for (const struct atl_reader *reader = atl_readers; reader->name && len; reader++)
    for (const char *s = reader->suffixes; *s; s += strcspn(s, " "), s += strspn(s, " "))
      if (strcspn(s, " ") == len && !memcmp(s, dot + 1, len))
        return reader;
  return &atl_readers[0];
}

void atl_read_vocabulary(void (*each)(void *context, const char *scope, const char *key), void *context) {
  const struct atl_scope *const *const scopes[] = {atl_map_scopes, atl_sheet_scopes};
  for (size_t k = 0; k < 2; k++)
    for (const struct atl_scope *const *s = scopes[k]; *s; s++)
      for (int i = 0; (*s)->key[i].name; i++)
        each(context, (*s)->name, (*s)->key[i].name);
}
