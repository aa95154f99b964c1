/* argv -> command table -> exit status. */
#include "base/out.h"
#include "cmd/request.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
} commands[] = {
    {"build", atl_command_build},     {"site", atl_command_site},       {"check", atl_command_check},
    {"query", atl_command_query},     {"measure", atl_command_measure}, {"styles", atl_command_styles},
    {"layouts", atl_command_layouts}, {"views", atl_command_views},     {"help", atl_command_help},
};

/* Interrupted: no half file stays behind. Then the signal does what it always does. */
static void interrupted(int signal_number) {
  atl_out_abandon();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

int main(int argc, char **argv) {
  static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (signal(ends[i], SIG_IGN) != SIG_IGN)
      signal(ends[i], interrupted);
  signal(SIGPIPE, SIG_IGN); /* a reader that goes away is an error of write(), seen where it happens */
  for (size_t i = 0; i < sizeof commands / sizeof *commands && argc > 1; i++)
    if (!strcmp(argv[1], commands[i].name))
      return commands[i].run(argc - 1, argv + 1);
  return atl_command_compile(argc, argv);
}
