/* Which events count, and for how long what follows is waited for. */
#include "base/watch.h"

#include "base/arena.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/inotify.h>

/* Milliseconds. A file that was closed or renamed into place is whole: what follows is the next file of the same save.
 * One that was begun or removed is about to be written, by an editor that closes it soon; if not, it is as it is.
 * However long changes go on, what there is is looked at in between. */
enum { SETTLED = 8, UNSETTLED = 150, LONGEST_SETTLED = 50, LONGEST_UNSETTLED = 1000 };

/* How long a mistake waits for the change that mends it: longer than any editor takes from emptying a file to its last
 * byte, and not so long that one waits for the message. */
enum { MENDED_SOON = 250 };

enum { MOST_LINKS = 40 /* on the way from a name to a file, as for the system itself */ };

static const uint32_t settled = IN_CLOSE_WRITE | IN_MOVED_TO | IN_ATTRIB;
static const uint32_t unsettled = IN_CREATE | IN_MODIFY | IN_MOVED_FROM | IN_DELETE;
static const uint32_t of_folder = IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT;

bool atl_watch_init(struct atl_watch *watch, const char *const *suffix) {
  *watch = (struct atl_watch){.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), .suffix = suffix};
  watch->error = watch->fd < 0 ? errno : 0;
  return watch->fd >= 0;
}

void atl_watch_release(struct atl_watch *watch) {
  for (uint32_t i = 0; i < watch->name.len; i++)
    free(watch->name.at[i].name);
  atl_vec_release(&watch->name);
  if (watch->fd >= 0)
    close(watch->fd);
  watch->fd = -1;
}

void atl_watch_begin(struct atl_watch *watch) {
  clock_gettime(CLOCK_REALTIME_COARSE, &watch->begun); /* the clock that dates files */
  watch->missed = false;
  for (uint32_t i = 0; i < watch->name.len; i++)
    watch->name.at[i].kept = false;
}

/* Whether a file that is there has changed, or come, since the round began. */
static bool is_since(const struct atl_watch *watch, const struct stat *about) {
  const struct timespec *date = &about->st_ctim, *begun = &watch->begun;
  return date->tv_sec != begun->tv_sec ? date->tv_sec > begun->tv_sec : date->tv_nsec >= begun->tv_nsec;
}

static char *text_of(const char *bytes, size_t len) {
  char *text = atl_alloc(len + 1, 1);
  memcpy(text, bytes, len);
  return text;
}

/* Watches a folder for a name. False where there is no such folder. */
static bool add(struct atl_watch *watch, const char *folder, const char *name, size_t len, bool *fresh) {
  int wd = inotify_add_watch(watch->fd, *folder ? folder : ".", settled | unsettled | of_folder | IN_ONLYDIR);
  if (wd < 0) {
    if (errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP || errno == ENAMETOOLONG)
      return false;
    watch->error = errno;
    return true;
  }
  *fresh = true;
  for (uint32_t i = 0; i < watch->name.len; i++) {
    struct atl_watched *it = &watch->name.at[i];
    if (it->wd != wd || (name ? !it->name || strlen(it->name) != len || memcmp(it->name, name, len) != 0 : !!it->name))
      continue;
    it->kept = true;
    *fresh = false;
    return true;
  }
  *atl_vec_push(&watch->name) = (struct atl_watched){.wd = wd, .name = name ? text_of(name, len) : NULL, .kept = true};
  return true;
}

/* One name, not what it leads to; where its folder is not there, the first part on the way that is not. */
static void add_name(struct atl_watch *watch, char *path) {
  size_t end = strlen(path);
  while (end > 1 && path[end - 1] == '/')
    end--;
  for (bool added = false; !added && end;) {
    size_t at = end;
    while (at && path[at - 1] != '/')
      at--;
    size_t folder = at;
    while (folder > 1 && path[folder - 1] == '/')
      folder--;
    char *above = text_of(path, folder);
    bool fresh;
    struct stat about;
    added = add(watch, above, path + at, end - at, &fresh);
    if (added && fresh && !watch->error) {
      path[end] = 0;
      watch->missed |= !lstat(path, &about) && is_since(watch, &about);
    }
    free(above);
    end = folder == at && at == 1 ? 0 : folder; /* "/" has no name */
  }
}

void atl_watch_file(struct atl_watch *watch, const char *path) {
  char *at = text_of(path, strlen(path)), link[PATH_MAX];
  for (int links = 0; links < MOST_LINKS; links++) {
    ssize_t n = readlink(at, link, sizeof link);
    char *name = text_of(at, strlen(at));
    add_name(watch, name);
    free(name);
    if (n <= 0 || n == sizeof link)
      break;
    const char *slash = strrchr(at, '/');
    size_t folder = slash && *link != '/' ? (size_t)(slash - at) + 1 : 0;
    char *next = atl_alloc(folder + (size_t)n + 1, 1);
    memcpy(next, at, folder);
    memcpy(next + folder, link, (size_t)n);
    free(at);
    at = next;
  }
  free(at);
}

static bool has_suffix(const struct atl_watch *watch, const char *name) {
  size_t len = strlen(name);
  for (const char *const *suffix = watch->suffix; *suffix; suffix++)
    if (len > strlen(*suffix) && !strcmp(name + len - strlen(*suffix), *suffix) && *name != '.')
      return true;
  return false;
}

void atl_watch_folder(struct atl_watch *watch, const char *path) {
  bool fresh;
  if (!add(watch, path, NULL, 0, &fresh) || watch->error || !fresh || watch->missed)
    return;
  DIR *folder = opendir(*path ? path : ".");
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    struct stat about;
    if (*entry->d_name != '.' && !fstatat(dirfd(folder), entry->d_name, &about, 0) &&
        (S_ISDIR(about.st_mode) || has_suffix(watch, entry->d_name)))
      watch->missed |= is_since(watch, &about);
  }
  if (folder)
    closedir(folder);
}

bool atl_watch_end(struct atl_watch *watch) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < watch->name.len; i++) {
    struct atl_watched *it = &watch->name.at[i];
    bool used = false; /* the folder, for another name */
    for (uint32_t k = 0; k < watch->name.len && !it->kept && !used; k++)
      used = watch->name.at[k].wd == it->wd && (k < kept || (k > i && watch->name.at[k].kept));
    if (it->kept)
      watch->name.at[kept++] = *it;
    else {
      if (!used)
        inotify_rm_watch(watch->fd, it->wd);
      free(it->name);
    }
  }
  watch->name.len = kept;
  return watch->missed;
}

/* What an event means: 0 nothing, 1 a change that goes on, 2 one that is over. */
static int meaning(const struct atl_watch *watch, const struct inotify_event *event) {
  if (event->mask & IN_Q_OVERFLOW) /* nobody knows what */
    return 2;
  for (uint32_t i = 0; i < watch->name.len; i++) {
    const struct atl_watched *it = &watch->name.at[i];
    if (it->wd != event->wd)
      continue;
    if (event->mask & of_folder)
      return 1;
    const char *name = event->len ? event->name : "";
    bool folder = event->mask & IN_ISDIR;
    if (it->name ? !strcmp(it->name, name)
        : folder ? *name && *name != '.' && !(event->mask & IN_ATTRIB)
                 : has_suffix(watch, name))
      return event->mask & settled || folder ? 2 : 1;
  }
  return 0;
}

/* Reads what has happened; what the last of it means. -1 after an error. */
static int take(struct atl_watch *watch) {
  _Alignas(struct inotify_event) char bytes[16 * 1024];
  int last = 0;
  for (;;) {
    ssize_t n = read(watch->fd, bytes, sizeof bytes);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return n < 0 && errno != EAGAIN ? -1 : last;
    for (ssize_t at = 0; at < n;) {
      const struct inotify_event *event = (const struct inotify_event *)(bytes + at);
      int one = meaning(watch, event);
      last = one ? one : last;
      at += (ssize_t)(sizeof *event + event->len);
    }
  }
}

static int since(const struct timespec *start) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int)((now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000);
}

/* `patience`: milliseconds until the first change; -1: for ever. ATL_WATCH_OTHER after that, too. */
static enum atl_watch_news wait_for(struct atl_watch *watch, int other, int patience) {
  struct pollfd fds[] = {{.fd = watch->fd, .events = POLLIN}, {.fd = other, .events = POLLIN}};
  struct timespec start, begun;
  int changed = 0; /* what the last change means */
  clock_gettime(CLOCK_MONOTONIC, &begun);
  start = begun;
  for (;;) {
    int left = patience < 0 ? -1 : patience - since(&begun);
    left = patience >= 0 && left < 0 ? 0 : left;
    if (changed) {
      int most = (changed == 2 ? LONGEST_SETTLED : LONGEST_UNSETTLED) - since(&start);
      left = changed == 2 ? SETTLED : UNSETTLED;
      left = most < left ? (most > 0 ? most : 0) : left;
    }
    int ready = poll(fds, 2, left);
    if (ready < 0 && errno != EINTR)
      break;
    if (ready > 0 && fds[1].revents)
      return ATL_WATCH_OTHER;
    int more = ready > 0 ? take(watch) : 0;
    if (more < 0)
      break;
    if (changed && (ready == 0 || left == 0))
      return ATL_WATCH_CHANGED;
    if (!changed && !more && left == 0)
      return ATL_WATCH_OTHER;
    if (more && !changed)
      clock_gettime(CLOCK_MONOTONIC, &start);
    changed = more ? more : changed;
  }
  watch->error = errno;
  return ATL_WATCH_FAILED;
}

enum atl_watch_news atl_watch_wait(struct atl_watch *watch, int other) { return wait_for(watch, other, -1); }

bool atl_watch_goes_on(struct atl_watch *watch, int other) {
  return wait_for(watch, other, MENDED_SOON) == ATL_WATCH_CHANGED;
}

#else

bool atl_watch_init(struct atl_watch *watch, const char *const *suffix) {
  *watch = (struct atl_watch){.fd = -1, .error = ENOSYS, .suffix = suffix};
  return false;
}

void atl_watch_release(struct atl_watch *watch) { (void)watch; }
void atl_watch_begin(struct atl_watch *watch) { (void)watch; }
void atl_watch_file(struct atl_watch *watch, const char *path) { (void)watch, (void)path; }
void atl_watch_folder(struct atl_watch *watch, const char *path) { (void)watch, (void)path; }
bool atl_watch_end(struct atl_watch *watch) { return (void)watch, false; }
enum atl_watch_news atl_watch_wait(struct atl_watch *watch, int other) {
  return (void)watch, (void)other, ATL_WATCH_FAILED;
}
bool atl_watch_goes_on(struct atl_watch *watch, int other) { return (void)watch, (void)other, false; }

#endif
