/* argv -> command table -> exit status. */
#include "cmd/request.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
} commands[] = {
    {"check", atl_command_check},
    {"styles", atl_command_styles},
    {"layouts", atl_command_layouts},
    {"help", atl_command_help},
};

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN); /* a reader that goes away is an error of write(), seen where it happens */
  for (size_t i = 0; i < sizeof commands / sizeof *commands && argc > 1; i++)
    if (!strcmp(argv[1], commands[i].name))
      return commands[i].run(argc - 1, argv + 1);
  return atl_command_compile(argc, argv);
}
