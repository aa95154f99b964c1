/* atlasc styles, atlasc layouts, atlasc views: what there is to choose from. */
#include "cmd/compile.h"
#include "cmd/report.h"
#include "read/read.h"
#include "read/sheets.h"

#include <stdio.h>
#include <string.h>

enum { SHORT_NAME = 12, LONG_NAME = 40 }; /* the column of names is as wide as this, or as the longest up to that */

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
  for (const struct atl_built_in_sheet *s = atl_built_in_sheets; s->sheet.name; s++) {
    struct atl_sources sources = {0};
    struct atl_diags diags = {0};
    struct atl_sheet sheet;
    if (names_only(argc, argv))
      puts(s->sheet.name);
    else if (atl_read_sheet_chain(&sheet, s->sheet.name, "", true, ATL_NOWHERE, &sources, &diags))
      printf("%-12s %s%s\n", s->sheet.name, sheet.about ? sheet.about : "",
             strcmp(s->sheet.name, "atlas") ? "" : " (default)");
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
      printf("%-12s %s%s%s%s\n", engine->name, engine->about, engine->meant ? " (default of " : "",
             engine->meant ? engine->meant : "", engine->meant ? ")" : "");
  return finish();
}

/* What a view says of itself, or else what it draws, in one line. */
static void print_view(const struct atl_map *map, const struct atl_view *view, int column) {
  printf("%-*s ", column, atl_map_text(map, view->name));
  if (view->title || view->about) {
    const char *text = atl_map_text(map, view->title ? view->title : view->about);
    printf("%.*s\n", (int)strcspn(text, "\n"), text);
    return;
  }
  const char *comma = "";
  const struct {
    const char *name;
    uint32_t first, count;
  } lists[] = {{"focus", view->first_focus, view->focuses},
               {"only", view->first_only, view->onlys},
               {"without", view->first_without, view->withouts},
               {"without links", view->first_hidden, view->hidden}};
  const struct {
    const char *name;
    atl_text text;
  } keys[] = {
      {"layout", view->layout}, {"direction", view->direction}, {"groups", view->groups}, {"style", view->style}};
  if (view->root) {
    printf("root %s", atl_map_text(map, view->root));
    comma = "; ";
  }
  if (view->depth) {
    printf("%sdepth %u", comma, view->depth);
    comma = "; ";
  }
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    for (uint32_t k = 0; k < lists[i].count; k++) {
      printf("%s%s %s", k ? "" : comma, k ? "," : lists[i].name,
             atl_map_text(map, map->word.at[lists[i].first + k].text));
      comma = "; ";
    }
  if (view->neighbours) {
    printf("%sneighbours", comma);
    if (view->neighbours > 1)
      printf(" %u", view->neighbours);
    comma = "; ";
  }
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    if (keys[i].text) {
      printf("%s%s %s", comma, keys[i].name, atl_map_text(map, keys[i].text));
      comma = "; ";
    }
  puts(*comma ? "" : "the whole map");
}

int atl_command_views(int argc, char **argv) {
  const char *path = NULL;
  bool names = false;
  for (int i = 1; i < argc; i++)
    if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help")) {
      char *help[] = {argv[0], argv[0], NULL};
      return atl_command_help(2, help);
    } else if (!strcmp(argv[i], "--names"))
      names = true;
    else if (argv[i][0] == '-' && argv[i][1])
      return atl_usage("'views' takes no '%s'", argv[i]);
    else if (path)
      return atl_usage("one file at a time; '%s' is a second one", argv[i]);
    else
      path = argv[i];
  if (!path)
    return atl_usage("no file given; 'atlasc views FILE' lists the views of a map");
  struct atl_work work = {0};
  int status = atl_work_read(&work, path, &(struct atl_work_options){0}), column = SHORT_NAME;
  for (uint32_t i = 0; i < work.map.view.len; i++) {
    int len = (int)strlen(atl_map_text(&work.map, work.map.view.at[i].name));
    column = len > column && len <= LONG_NAME ? len : column;
  }
  for (uint32_t i = 0; i < work.map.view.len; i++) /* those that were read, even where something else is wrong */
    if (names)
      puts(atl_map_text(&work.map, work.map.view.at[i].name));
    else
      print_view(&work.map, &work.map.view.at[i], column);
  if (!status && !work.map.view.len && !names)
    atl_report(&work.diags, ATL_NOTE, "no-views", ATL_NOWHERE, "'%s' has no views", path);
  int printed = finish();
  atl_diags_sort(&work.diags);
  if (work.diags.errors || !work.map.view.len) /* warnings are for who draws or checks it */
    atl_print_reports(&work.diags, &work.sources, ATL_FORMAT_HUMAN, ATL_AUTO);
  atl_work_release(&work);
  return status ? status : printed;
}
