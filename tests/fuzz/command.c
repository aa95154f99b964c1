/* Commands run within a fuzz target. See command.h. */
#include "command.h"

#include "cmd/request.h"

#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN_FOLDERS = 16, MOST_WORDS = 64, MOST_PATH = 4096 };

/* Of the sanitizers, where the program has them: where their reports go while the standard error is elsewhere. */
void __sanitizer_set_report_fd(void *fd) __attribute__((weak));

static char folder[] = "/tmp/atlasc-fuzz-XXXXXX";
static pid_t owner;
static int terminal = -1; /* the standard error of the target */

static int drop(const char *path, const struct stat *about, int type, struct FTW *where) {
  (void)about;
  (void)type;
  if (where->level > 0)
    remove(path);
  return 0;
}

static void empty(void) { nftw(folder, drop, OPEN_FOLDERS, FTW_PHYS | FTW_DEPTH); }

static void leave(void) {
  if (getpid() != owner) /* a child of `build` */
    return;
  empty();
  remove(folder);
}

void fuzz_enter(void) {
  if (!owner) {
    owner = getpid();
    if (!mkdtemp(folder) || (terminal = dup(STDERR_FILENO)) < 0)
      abort();
    atexit(leave);
    if (__sanitizer_set_report_fd)
      __sanitizer_set_report_fd((void *)(size_t)terminal);
  }
  empty();
  if (chdir(folder) != 0)
    abort();
}

void fuzz_write(const char *name, const void *data, size_t size) {
  char path[MOST_PATH];
  if (name[0] == '/' || strstr(name, "..") || strlen(name) >= sizeof path)
    abort();
  for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
    memcpy(path, name, (size_t)(slash - name));
    path[slash - name] = 0;
    mkdir(path, 0777);
  }
  FILE *file = fopen(name, "wb");
  if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
    abort();
}

int fuzz_command(const char *const *words) {
  static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
  } commands[] = {
      {"build", atl_command_build}, {"site", atl_command_site},       {"check", atl_command_check},
      {"query", atl_command_query}, {"measure", atl_command_measure}, {"embed", atl_command_embed},
      {"boxes", atl_command_boxes}, {"styles", atl_command_styles},   {"layouts", atl_command_layouts},
      {"views", atl_command_views}, {"help", atl_command_help},
  };
  char *argv[MOST_WORDS + 2] = {"atlasc"}, *copies[MOST_WORDS + 1] = {0};
  int argc = 1;
  for (; words[argc - 1] && argc <= MOST_WORDS; argc++) /* getopt_long() sorts them */
    argv[argc] = copies[argc - 1] = strdup(words[argc - 1]);
  int (*run)(int, char **) = atl_command_compile;
  char **first = argv;
  for (size_t i = 0; i < sizeof commands / sizeof *commands && argc > 1; i++)
    if (!strcmp(argv[1], commands[i].name)) {
      run = commands[i].run;
      first = argv + 1;
      argc--;
      break;
    }
  fflush(NULL);
  int out = dup(STDOUT_FILENO), nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (out < 0 || nothing < 0)
    abort();
  dup2(nothing, STDOUT_FILENO);
  dup2(nothing, STDERR_FILENO);
  optind = 0;
  int status = run(argc, first);
  fflush(NULL);
  dup2(out, STDOUT_FILENO);
  dup2(terminal, STDERR_FILENO);
  close(out);
  close(nothing);
  for (int i = 0; i < MOST_WORDS && copies[i]; i++)
    free(copies[i]);
  if (status < ATL_EXIT_DONE || status > ATL_EXIT_SYSTEM)
    abort(); /* no status that the manual names */
  return status;
}
