/* The floor of every map compiler on libyaml: parses a file to events, counts them and drops them. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

int main(int argc, char **argv) {
  FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (!file || fseek(file, 0, SEEK_END))
    return 2;
  long size = ftell(file);
  rewind(file);
  unsigned char *text = malloc((size_t)size + 1);
  if (!text || fread(text, 1, (size_t)size, file) != (size_t)size)
    return 2;
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser))
    return 2;
  yaml_parser_set_input_string(&parser, text, (size_t)size);
  unsigned long events = 0;
  bool more = true;
  while (more) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event))
      return 1;
    more = event.type != YAML_STREAM_END_EVENT;
    events++;
    yaml_event_delete(&event);
  }
  printf("%lu events\n", events);
  yaml_parser_delete(&parser);
  free(text);
  fclose(file);
  return 0;
}
