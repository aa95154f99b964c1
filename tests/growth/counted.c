/* Many commands of atlasc in one process that valgrind counts the instructions of.
 *
 *   valgrind --tool=callgrind --toggle-collect=atl_growth_counted --callgrind-out-file=DIR/%p  counted DIR <commands
 *
 * Each line of standard input is one command: a folder to be in, and words as for the program but
 * without its name, with tabs between them. A line that begins with a blank is run without being counted: it loads
 * libraries and has valgrind translate their code, which costs half a second and every child inherits. All others are
 * run by a child each, one after the other, so that none finds what another left. Of each is written how it ended, how
 * many instructions it took, its own children included, and the first line of what it said: STATUS COUNT TEXT. A count
 * of 0 means that nothing counts. What it draws goes nowhere. */
#include "cmd/request.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WORDS = 64, LONGEST = 1 << 16, CHILD_SECONDS = 600 };

int atl_growth_counted(int argc, char **argv); /* the one function whose instructions count */

/* Takes as many instructions as it is told, more or less. */
static int spin(unsigned long long times) {
  volatile unsigned long long at = 0;
  while (at < times)
    at = at + 1;
  return 0;
}

static int run(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
  } commands[] = {{"build", atl_command_build}, {"site", atl_command_site},       {"check", atl_command_check},
                  {"query", atl_command_query}, {"measure", atl_command_measure}, {"views", atl_command_views},
                  {"embed", atl_command_embed}, {"boxes", atl_command_boxes}};
  unsigned long long n = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;
  if (argc == 3 && !strcmp(argv[1], "line"))
    return spin(1000 * n);
  if (argc == 3 && !strcmp(argv[1], "square"))
    return spin(n * n);
  for (size_t i = 0; i < sizeof commands / sizeof *commands && argc > 1; i++)
    if (!strcmp(argv[1], commands[i].name))
      return commands[i].run(argc - 1, argv + 1);
  return atl_command_compile(argc, argv);
}

__attribute__((noinline)) int atl_growth_counted(int argc, char **argv) { return run(argc, argv); }

/* Sums up what valgrind wrote into the folder, and empties it. */
static unsigned long long sum(const char *folder) {
  unsigned long long all = 0;
  DIR *dir = opendir(folder);
  if (!dir)
    return 0;
  for (struct dirent *entry; (entry = readdir(dir));) {
    char path[4096], line[256];
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
      continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    FILE *in = fopen(path, "r");
    while (in && fgets(line, sizeof line, in))
      if (!strncmp(line, "summary: ", 9)) {
        all += strtoull(line + 9, NULL, 10);
        break;
      }
    if (in)
      fclose(in);
    unlink(path);
  }
  closedir(dir);
  return all;
}

static void redirect(int to, const char *path) {
  int from = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (from >= 0) {
    dup2(from, to);
    close(from);
  }
}

int main(int argc, char **argv) {
  static char line[LONGEST], name[] = "atlasc", said[4096], first[256];
  if (argc != 2)
    return 2;
  snprintf(said, sizeof said, "%s/said", argv[1]);
  int output = dup(STDOUT_FILENO), errors = dup(STDERR_FILENO);
  while (fgets(line, sizeof line, stdin)) {
    char *word[MOST_WORDS + 1] = {name};
    int words = 1;
    bool warm = line[0] == ' ';
    line[strcspn(line, "\n")] = 0;
    char *at = line + warm, *folder = strsep(&at, "\t");
    while (at && words < MOST_WORDS)
      word[words++] = strsep(&at, "\t");
    if (chdir(folder)) {
      fprintf(stderr, "counted: there is no folder %s\n", folder);
      return 4;
    }
    fflush(stdout);
    if (warm) {
      redirect(STDOUT_FILENO, "/dev/null");
      redirect(STDERR_FILENO, "/dev/null");
      run(words, word);
      dup2(output, STDOUT_FILENO);
      dup2(errors, STDERR_FILENO);
      continue;
    }
    int status = 0;
    pid_t child = fork();
    if (!child) {
      struct rlimit seconds = {CHILD_SECONDS, CHILD_SECONDS};
      setrlimit(RLIMIT_CPU, &seconds);
      redirect(STDOUT_FILENO, "/dev/null");
      redirect(STDERR_FILENO, said);
      status = atl_growth_counted(words, word);
      _exit(status); /* exit() would set standard input back to what is read of it here */
    }
    if (child < 0 || waitpid(child, &status, 0) < 0)
      return 4;
    FILE *in = fopen(said, "r");
    if (!in || !fgets(first, sizeof first, in))
      first[0] = 0;
    if (in)
      fclose(in);
    first[strcspn(first, "\n")] = 0;
    printf("%d %llu %s\n", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), sum(argv[1]), first);
  }
  return 0;
}
