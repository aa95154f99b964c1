/* Runs a fuzz target over files instead of inventing input: a main() for the targets where there is no libFuzzer.
 *
 *     fuzz_yaml FILE-OR-FOLDER...
 *
 * Folders are read to the bottom, in the order of their names. Prints how many inputs were run; none at all is a
 * failure. When an input crashes or takes longer than SECONDS, its name is the last line on stderr. */
#include "base/sort.h"

#include <ftw.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum { SECONDS = 20, OPEN_FOLDERS = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of AddressSanitizer, where the program has it: called before it ends the process. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static char **paths;
static size_t path_count, path_room;
static const char *now; /* the input that is being run */

static int add(const char *path, const struct stat *about, int type, struct FTW *where) {
  (void)about;
  (void)where;
  if (type != FTW_F)
    return 0;
  if (path_count == path_room) {
    path_room = path_room ? path_room * 2 : 256;
    paths = realloc(paths, path_room * sizeof *paths);
  }
  if (!paths || !(paths[path_count++] = strdup(path)))
    abort();
  return 0;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void tell(void) {
  static const char lead[] = "while running ";
  if (!now || write(STDERR_FILENO, lead, sizeof lead - 1) < 0 || write(STDERR_FILENO, now, strlen(now)) < 0 ||
      write(STDERR_FILENO, "\n", 1) < 0)
    return;
  now = NULL; /* a sanitizer may call this and then abort */
}

static void on_signal(int number) {
  static const char slow[] = "too slow\n";
  if (number == SIGPROF && write(STDERR_FILENO, slow, sizeof slow - 1) < 0)
    _exit(1);
  tell();
  _exit(1);
}

/* Exactly as many bytes as the file has, so that reading one too many is seen. */
static int run(const char *path) {
  /* Time of this process, not of the clock: other programs may want the machine, too. */
  const struct itimerval limit = {.it_value = {.tv_sec = SECONDS}}, off = {{0}, {0}};
  FILE *file = fopen(path, "rb");
  struct stat about;
  if (!file || fstat(fileno(file), &about) != 0) {
    perror(path);
    return 1;
  }
  size_t size = (size_t)about.st_size;
  uint8_t *data = malloc(size ? size : 1);
  int failed = !data || fread(data, 1, size, file) != size;
  fclose(file);
  if (failed) {
    fprintf(stderr, "%s: cannot be read\n", path);
  } else {
    now = path;
    setitimer(ITIMER_PROF, &limit, NULL);
    LLVMFuzzerTestOneInput(data, size);
    setitimer(ITIMER_PROF, &off, NULL);
    now = NULL;
  }
  free(data);
  return failed;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (nftw(argv[i], add, OPEN_FOLDERS, FTW_PHYS) != 0) {
      perror(argv[i]);
      return 1;
    }
  }
  if (path_count)
    atl_sort(paths, path_count, sizeof *paths, by_name);

  if (__sanitizer_set_death_callback) {
    __sanitizer_set_death_callback(tell);
  } else {
    signal(SIGSEGV, on_signal);
    signal(SIGBUS, on_signal);
    signal(SIGFPE, on_signal);
    signal(SIGILL, on_signal);
  }
  signal(SIGABRT, on_signal);
  signal(SIGPROF, on_signal);

  int failed = 0;
  for (size_t i = 0; i < path_count; i++)
    failed |= run(paths[i]);
  printf("%zu inputs\n", path_count);
  for (size_t i = 0; i < path_count; i++)
    free(paths[i]);
  free(paths);
  return failed || !path_count;
}
