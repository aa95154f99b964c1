/* Looking upwards from the folder of a map, link by link judged by where it leads. */
#include "read/beside.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_ABOVE = 16 }; /* folders above a map in which a file is looked for; deeper projects are mistakes */

bool atl_leads_out(const char *name) {
  if (*name == '/')
    return true;
  for (const char *part = name; part; part = strchr(part, '/')) {
    part += *part == '/';
    if (!strncmp(part, "..", 2) && (part[2] == '/' || !part[2]))
      return true;
  }
  return false;
}

static char *joined(const char *folder, const char *name) {
  size_t room = strlen(folder) + strlen(name) + 2;
  char *path = atl_alloc(room, 1);
  snprintf(path, room, "%s%s%s", folder, *folder && folder[strlen(folder) - 1] != '/' ? "/" : "", name);
  return path;
}

static bool is_there(const char *folder, const char *name, bool file) {
  char *path = joined(folder, name);
  struct stat about;
  bool there = !stat(path, &about) && (!file || S_ISREG(about.st_mode));
  free(path);
  return there;
}

/* Whether what `path` is, links followed, lies below `folder`. */
static bool lies_below(const char *folder, const char *path) {
  char *real_folder = atl_adopt(realpath(folder, NULL)), *real = atl_adopt(realpath(path, NULL));
  size_t len = real_folder ? strlen(real_folder) : 0;
  bool below = real && len && !strncmp(real, real_folder, len) && (real[len] == '/' || len == 1);
  free(real_folder);
  free(real);
  return below;
}

/* The folder above one, by its name; "" is the one that the program runs in. False: there is none. */
static bool go_up(char **folder) {
  char *at = *folder, *slash = strrchr(at, '/');
  const char *last = slash ? slash + 1 : at;
  if (!strcmp(at, "/"))
    return false;
  if (!*last || !strcmp(last, ".") || !strcmp(last, "..")) {
    char *up = joined(at, "..");
    free(at);
    *folder = up;
  } else if (slash == at)
    slash[1] = 0;
  else
    *(slash ? slash : at) = 0;
  return true;
}

char *atl_find_beside(const char *folder, const char *name) {
  char *at = joined(folder, ""), *found = NULL;
  size_t len = strlen(at);
  if (len > 1 && at[len - 1] == '/')
    at[len - 1] = 0;
  bool in_project = false, beside = is_there(at, name, true);
  for (int i = 0; i < MOST_ABOVE; i++) {
    if (!found && is_there(at, name, true))
      found = joined(at, name);
    in_project = is_there(at, ".git", false) || is_there(at, "atlas.yaml", false);
    if (beside || in_project || !go_up(&at))
      break;
  }
  if (found && ((!beside && !in_project) || !lies_below(*at ? at : ".", found))) {
    free(found);
    found = NULL;
  }
  free(at);
  return found;
}
