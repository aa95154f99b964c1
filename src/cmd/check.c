/* atlasc check FILE...: reads, checks and styles each map and says what is wrong; draws nothing. */
#include "cmd/compile.h"
#include "cmd/report.h"

#include <stdio.h>
#include <unistd.h>

int atl_command_check(int argc, char **argv) {
  struct atl_request request = {0};
  int status = atl_request_parse(&request, argc, argv, "check");
  if (status < 0 && !request.input.len)
    status = atl_usage("no file given; 'atlasc check FILE...' checks maps");
  else if (status < 0 && (request.output.len || request.layout || request.dump))
    status = atl_usage("'atlasc check' draws nothing: it takes no -o, -l and --dump");
  if (status >= 0) {
    atl_request_release(&request);
    return status;
  }
  status = ATL_EXIT_DONE;
  uint32_t errors = 0, warnings = 0;
  for (uint32_t i = 0; i < request.input.len; i++) {
    struct atl_work work = {0};
    struct atl_work_options options = {.style = request.style, .all_views = true};
    int one = atl_work_read(&work, request.input.at[i], &options);
    if (work.styled.node)
      atl_sheet_check_contrast(&work.sheet, &work.diags);
    atl_diags_sort(&work.diags);
    atl_print_reports(&work.diags, &work.sources, request.format, request.color);
    errors += work.diags.errors;
    warnings += work.diags.warnings;
    status = one > status ? one : status;
    atl_work_release(&work);
  }
  if (request.format == ATL_FORMAT_HUMAN && (errors || warnings) && request.input.len > 1)
    fprintf(stderr, "atlasc: %u error%s, %u warning%s in %u file%s\n", errors, errors == 1 ? "" : "s", warnings,
            warnings == 1 ? "" : "s", request.input.len, request.input.len == 1 ? "" : "s");
  atl_request_release(&request);
  return status;
}
