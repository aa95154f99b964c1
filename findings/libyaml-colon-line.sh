#!/bin/sh
# libyaml 0.2.5 (Debian 12): which line an error names when the blank behind a colon is missing.
#
# Tried: "owner:Ada" as a line of a mapping, with nothing else wrong.
# Seen: the place of the problem is never that line. As the first line of a file the text goes on as a plain scalar over blank
# lines to the next colon: "mapping values are not allowed in this context" there, however far below, and no context. Behind
# another key it is "could not find expected ':'" at the start of the line after, and context_mark has the line itself.
# One would guess: problem_mark is where the problem is.
# So: a program shows context_mark where there is one, and looks back over what could be a scalar where there is none.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >try.c <<'C'
#include <stdio.h>
#include <yaml.h>
int main(int argc, char **argv) {
  yaml_parser_t parser;
  yaml_event_t event;
  FILE *file = fopen(argv[argc - 1], "r");
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_file(&parser, file);
  for (int end = 0; !end; yaml_event_delete(&event)) {
    if (!yaml_parser_parse(&parser, &event)) {
      printf("problem %zu context %zu", parser.problem_mark.line + 1, parser.context ? parser.context_mark.line + 1 : 0);
      return 0;
    }
    end = event.type == YAML_STREAM_END_EVENT;
  }
  printf("fine");
  return 0;
}
C
cc try.c -o try -lyaml 2>/dev/null || {
  apt-get install -y --no-install-recommends gcc libc6-dev libyaml-dev >/dev/null 2>&1 || skip "libyaml-dev cannot be installed"
  cc try.c -o try -lyaml
}
expect() { # expect WHAT TEXT
  printf '%b' "$2" >in.yaml
  got=$(./try in.yaml)
  [ "$got" = "$1" ] || { echo "FAIL $name: '$2' gives $got"; exit 1; }
}
expect 'problem 5 context 0' 'owner:Ada\n\n\n\nparts: 3\n'
expect 'problem 3 context 2' 'title: Shop\nowner:Ada\nparts: 3\n'
expect 'fine' 'title: Shop\nowner: Ada\nparts: 3\n'
echo "PASS $name: libyaml: a missing blank is reported below its line, at any distance"
