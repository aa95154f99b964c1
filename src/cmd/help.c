/* Help, made of the rows of the vocabulary. It starts with what people type, not with what the program has. */
#include "cmd/vocabulary.h"

#include "cmd/agents.h"
#include "cmd/request.h"
#include "index/lint.h"

#include "base/diag.h"

#include <stdio.h>
#include <string.h>

enum { MOST_LINE = 400, COLUMN = 24 /* where the words about an option begin */ };

static void print_option(const struct atl_option *row) {
  char words[MOST_LINE], head[MOST_LINE];
  atl_word_list(row->words, " or ", words, sizeof words);
  int len = row->id < ATL_OPT_DIRECTION ? snprintf(head, sizeof head, "  -%c, ", row->id)
                                        : snprintf(head, sizeof head, "      ");
  snprintf(head + len, sizeof head - (size_t)len, "--%s%s%s", row->name, row->argument ? " " : "",
           row->argument ? row->argument : "");
  const char *at = strstr(row->help, "%s");
  int before = at ? (int)(at - row->help) : (int)strlen(row->help);
  printf("%-*s  %.*s%s%s\n", COLUMN - 2, head, before, row->help, at ? words : "", at ? at + 2 : "");
}

/* The rows of a command, after a blank line; those of atlasc FILE stand under headings. */
static void print_options(const struct atl_command *command) {
  const char *heading = NULL;
  for (const struct atl_option *row = atl_options; row->name; row++) {
    if (!(row->of & command->bit))
      continue;
    if (!heading)
      puts("");
    if (command == atl_commands && (!heading || strcmp(heading, row->heading) != 0))
      puts(row->heading);
    heading = row->heading ? row->heading : "";
    print_option(row);
  }
}

static void print_lints(void) {
  puts("\nOf a folder:");
  for (int of_files = 0; of_files < 2; of_files++) {
    if (of_files)
      puts("Of a file as well:");
    for (const struct atl_lint_row *lint = atl_lints; lint->code; lint++)
      if (lint->of_files == (of_files == 1))
        printf("  %-17s %s%s\n", lint->code, lint->about, lint->error ? " (an error)" : "");
  }
}

/* A line for each form in which a command is typed. */
static void print_usage(const struct atl_command *command, const char *forms, const char *before) {
  for (const char *at = forms;; at++) {
    size_t len = strcspn(at, "\n");
    printf("%satlasc %s%s%.*s\n", before, command->name, *command->name ? " " : "", (int)len, at);
    before = "       ";
    at += len;
    if (!*at)
      break;
  }
}

int atl_no_command(const char *word) {
  /* What other programs call it. */
  static const struct {
    const char *words, *say;
  } known[] = {
      {" render draw compile convert export print show plot svg png text gen generate run open view ",
       "a map is drawn by 'atlasc FILE'"},
      {" lint validate verify test doctor fmt format tidy ", "'atlasc check FILE' says what is wrong"},
      {" box align mend repair fix ascii ", "'atlasc boxes FILE' looks at boxes that were drawn by hand"},
      {" search find grep uses path stats orphans ", "'atlasc query' asks, as atlasc query find WORD"},
      {" html www web publish ", "'atlasc site DIR' makes pages"},
      {" make all clean ", "'atlasc build DIR' draws what is out of date"},
      {" insert inject include docs update sync replace ", "'atlasc embed FILE' draws what stands between markers"},
      {" compare changes delta changed ", "'atlasc diff OLD NEW' draws what differs"},
      {" style themes theme ", "'atlasc styles' lists them"},
      {" layout ", "'atlasc layouts' lists them"},
      {" server preview live browse ", "'atlasc serve DIR' shows the site of a folder"},
      {" follow monitor ", "'atlasc watch FILE' draws anew whenever a file changes"},
      {" version ", "'atlasc --version' says it"},
  };
  struct atl_words names = ATL_NAMES_OF(atl_commands + 1);
  char list[MOST_LINE], asked[32], hint[120] = "";
  atl_word_list(names, " and ", list, sizeof list);
  const char *meant = atl_word_meant(names, word, strlen(word));
  snprintf(asked, sizeof asked, " %s ", word);
  if (meant)
    snprintf(hint, sizeof hint, "; did you mean '%s'?", meant);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strstr(known[i].words, asked))
      snprintf(hint, sizeof hint, "; %s", known[i].say);
  return atl_usage("no command '%s'; commands are %s%s", word, list, hint);
}

/* The page without the lines before it, which are for programs that look for skills. */
static int print_agents(void) {
  const char *page = strstr(atl_agents_page, "\n---\n\n");
  fputs(page ? page + strlen("\n---\n\n") : atl_agents_page, stdout);
  return fflush(stdout) || ferror(stdout) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
}

int atl_command_help(int argc, char **argv) {
  const char *name = argc < 2 ? "" : argv[1];
  if (!strcmp(name, "--agents"))
    return print_agents();
  if (!strcmp(name, "-h") || !strcmp(name, "--help"))
    name = "help";
  const struct atl_command *command = atl_command_named(name);
  if (!command || (argc > 1 && !*name))
    return atl_no_command(name);

  printf("atlasc%s%s: %s\n\n", *name ? " " : "", name, command->about);
  if (command->examples)
    printf("%s\n", command->examples);
  print_usage(command, command->usage, "Usage: ");
  for (const struct atl_command *other = atl_commands + 1; other->name && !*name; other++)
    print_usage(other, other->briefly ? other->briefly : other->usage, "       ");
  if (command->bit == ATL_OF_HELP) {
    char commands[MOST_LINE];
    atl_word_list((struct atl_words)ATL_NAMES_OF(atl_commands + 1), " or ", commands, sizeof commands);
    printf("\nCOMMAND is %s.\n", commands);
  }
  if (command->operands)
    printf("\n%s", command->operands);
  print_options(command);
  if (command->more)
    printf("\n%s", command->more);
  if (command->bit == ATL_OF_CHECK)
    print_lints();
  if (command->status)
    printf("\nExit status: %s\n", command->status);
  return fflush(stdout) || ferror(stdout) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
}
