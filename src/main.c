/* argv -> command table -> exit status. */
#include "base/out.h"
#include "cmd/pager.h"
#include "cmd/request.h"
#include "cmd/vocabulary.h"

#include <signal.h>
#include <stdio.h>

/* Interrupted: no half file stays behind, and no pager. Then the signal does what it always does. */
static void interrupted(int signal_number) {
  atl_out_abandon();
  atl_pager_abandon();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

int main(int argc, char **argv) {
  static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (signal(ends[i], SIG_IGN) != SIG_IGN)
      signal(ends[i], interrupted);
  signal(SIGPIPE, SIG_IGN); /* a reader that goes away is an error of write(), seen where it happens */
  const struct atl_command *command = argc > 1 && *argv[1] ? atl_command_named(argv[1]) : NULL;
  return command ? command->run(argc - 1, argv + 1) : atl_command_compile(argc, argv);
}
