/* atlasc styles, atlasc layouts: what there is to choose from. */
#include "cmd/compile.h"
#include "cmd/report.h"
#include "read/read.h"
#include "read/sheets.h"

#include <stdio.h>
#include <string.h>

static bool names_only(int argc, char **argv) { return argc == 2 && !strcmp(argv[1], "--names"); }

static int unwanted(int argc, char **argv, const char *command) {
  if (argc > 1 && (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))) {
    char *help[] = {argv[0], argv[0], NULL};
    return atl_command_help(2, help);
  }
  return argc > 1 && !names_only(argc, argv) ? atl_usage("'%s' takes no '%s'", command, argv[1]) : -1;
}

static int finish(void) { return fflush(stdout) || ferror(stdout) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE; }

int atl_command_styles(int argc, char **argv) {
  int status = unwanted(argc, argv, "styles");
  if (status >= 0)
    return status;
  for (const struct atl_built_in_sheet *s = atl_built_in_sheets; s->name; s++) {
    struct atl_sources sources = {0};
    struct atl_diags diags = {0};
    struct atl_sheet sheet;
    if (names_only(argc, argv))
      puts(s->name);
    else if (atl_read_sheet_chain(&sheet, s->name, "", true, ATL_NOWHERE, &sources, &diags))
      printf("%-12s %s%s\n", s->name, sheet.about ? sheet.about : "", strcmp(s->name, "atlas") ? "" : " (default)");
    atl_print_reports(&diags, &sources, ATL_FORMAT_HUMAN, ATL_AUTO);
    if (!names_only(argc, argv))
      atl_sheet_release(&sheet);
    atl_diags_release(&diags);
    atl_sources_release(&sources);
  }
  return finish();
}

int atl_command_layouts(int argc, char **argv) {
  int status = unwanted(argc, argv, "layouts");
  if (status >= 0)
    return status;
  for (const struct atl_layout_engine *engine = atl_layouts; engine->name; engine++)
    if (names_only(argc, argv))
      puts(engine->name);
    else
      printf("%-12s %s%s\n", engine->name, engine->about, engine == atl_layouts ? " (default)" : "");
  return finish();
}
